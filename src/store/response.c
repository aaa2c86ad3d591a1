/* Institutions and their answers: the inner loops of an import. Statements are bound by number and texts not copied. */
#include <string.h>

#include "base/embedded.h"
#include "store/query.h"

enum status store_institutions(struct store *store,
                               enum status (*take)(void *context, int64_t institution_id, const char *code,
                                                   size_t length, const char *name),
                               void *context, struct errors *errors)
{
    struct query query = query_begin(store, "select_institutions");
    enum status memory = STATUS_OK;
    while (memory == STATUS_OK && query_row(&query)) {
        const char *code = (const char *)sqlite3_column_text(query.statement, 1);
        if (!code) {
            query.result = SQLITE_NOMEM;
            break;
        }
        memory = take(context, query_get_integer(&query, 0), code, (size_t)sqlite3_column_bytes(query.statement, 1),
                      (const char *)sqlite3_column_text(query.statement, 2));
    }
    if (memory != STATUS_OK)
        query.result = SQLITE_NOMEM;
    return query_end(&query, errors);
}

/* Steps a statement that gives no rows, and makes it ready for the next one. */
static enum status run_bound(struct store *store, sqlite3_stmt *statement, int result, struct errors *errors)
{
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    int end = sqlite3_reset(statement);
    if (result == SQLITE_DONE)
        return STATUS_OK;
    return store_report(store, end != SQLITE_OK ? end : result, errors);
}

enum status store_add_institution(struct store *store, int64_t institution_id, const char *code, const char *name,
                                  struct errors *errors)
{
    if (!store->insert_institution) {
        struct query query = query_begin(store, "insert_institution");
        if (query.result != SQLITE_OK)
            return store_report(store, query.result, errors);
        store->insert_institution = query.statement;
    }
    sqlite3_stmt *insert = store->insert_institution;
    int result = sqlite3_bind_int64(insert, 1, institution_id);
    if (result == SQLITE_OK)
        result = sqlite3_bind_text(insert, 2, code, -1, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_bind_text(insert, 3, name, -1, SQLITE_STATIC); /* NULL binds NULL */
    return run_bound(store, insert, result, errors);
}

enum status store_rename_institution(struct store *store, int64_t institution_id, const char *name,
                                     struct errors *errors)
{
    struct query query = query_begin(store, "update_institution_name");
    query_integer(&query, ":institution", institution_id);
    query_text(&query, ":name", name);
    return query_end(&query, errors);
}

/* Adds a column to the insert, and where its values come from. `part` names an option's or role's column. */
static void add_binding(struct store *store, sqlite3_str *sql, const char *id, const char *part, struct binding binding)
{
    sqlite3_str_appendf(sql, part ? ", \"%w__%w\"" : ", \"%w\"", id, part);
    store->bindings[store->binding_count++] = binding;
}

static void add_item(struct store *store, sqlite3_str *sql, size_t index)
{
    const struct item *item = &store->study->items[index];
    switch (item->kind) {
    case ITEM_SINGLE:
        add_binding(store, sql, item->id, NULL,
                    (struct binding){.kind = BIND_CHOICE,
                                     .index = item->slot,
                                     .codes = store->choice_codes[study_scale_index(store->study, item)]});
        break;
    case ITEM_NUMBER:
        add_binding(store, sql, item->id, NULL,
                    (struct binding){.kind = BIND_NUMBER, .index = index, .slot = item->slot});
        add_binding(store, sql, item->id, "role", (struct binding){.kind = BIND_SLOT, .index = item->slot});
        break;
    case ITEM_MULTIPLE:
        for (size_t i = 0; i < item->option_count; i++)
            add_binding(store, sql, item->id, item->options[i].id,
                        (struct binding){.kind = BIND_SLOT, .index = item->slot + i});
        add_binding(store, sql, item->id, "role",
                    (struct binding){.kind = BIND_SLOT, .index = item->slot + item->option_count});
        break;
    case ITEM_TEXT:
    case ITEM_KIND_END:
        break;
    }
}

/* The insert into response names the columns of the study's items, so it is made here, once, from validated ids. */
static enum status prepare_response(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    /* At most one column a slot and one more a number. */
    store->bindings = arena_array(store->arena, study->slot_count + study->item_count + study->attribute_count,
                                  sizeof *store->bindings);
    if (!store->bindings)
        return errors_memory(errors);
    store->binding_count = 0;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql, "INSERT INTO response (import_id, file_id, line, institution_id, stratum");
    for (size_t i = 0; i < study->item_count; i++)
        add_item(store, sql, i);
    for (size_t i = 0; i < study->attribute_count; i++)
        add_binding(store, sql, study->attributes[i].id, NULL, (struct binding){.kind = BIND_ATTRIBUTE, .index = i});
    sqlite3_str_appendall(sql, ") VALUES (?, ?, ?, ?, ?");
    for (size_t i = 0; i < store->binding_count; i++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (!text)
        return errors_memory(errors);
    int result = sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &store->insert_response, NULL);
    sqlite3_free(text);
    return result == SQLITE_OK ? STATUS_OK : store_report(store, result, errors);
}

static int bind_value(sqlite3_stmt *insert, int column, const struct binding *binding, const struct response *response)
{
    int slot;
    switch (binding->kind) {
    case BIND_CHOICE:
        slot = response->slots[binding->index];
        return slot < 0 ? sqlite3_bind_null(insert, column) : sqlite3_bind_int64(insert, column, binding->codes[slot]);
    case BIND_SLOT:
        slot = response->slots[binding->index];
        return slot < 0 ? sqlite3_bind_null(insert, column) : sqlite3_bind_int64(insert, column, slot);
    case BIND_NUMBER:
        if (response->slots[binding->slot] != ROLE_ANSWERED)
            return sqlite3_bind_null(insert, column);
        return sqlite3_bind_double(insert, column, response->numbers[binding->index]);
    case BIND_ATTRIBUTE:
        break;
    }
    return sqlite3_bind_text(insert, column, response->attributes[binding->index], -1, SQLITE_STATIC);
}

enum status store_add_response(struct store *store, const struct response *response, struct errors *errors)
{
    if (!store->insert_response) {
        enum status status = prepare_response(store, errors);
        if (status != STATUS_OK)
            return status;
    }
    sqlite3_stmt *insert = store->insert_response;
    const int64_t fixed[] = {response->import_id, response->file_id, response->line, response->institution_id,
                             store->stratum_codes[response->stratum]};
    const int fixed_count = sizeof fixed / sizeof *fixed;
    int result = SQLITE_OK;
    for (int i = 0; result == SQLITE_OK && i < fixed_count; i++)
        result = sqlite3_bind_int64(insert, i + 1, fixed[i]);
    for (size_t i = 0; result == SQLITE_OK && i < store->binding_count; i++)
        result = bind_value(insert, fixed_count + 1 + (int)i, &store->bindings[i], response);
    return run_bound(store, insert, result, errors);
}
