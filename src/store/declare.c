/*
 * What the study declares, in the file: codes of strata, choices and options, and the columns of items and attributes
 * in response. The names spliced into SQL here are ids that study.yaml's parser accepted ([a-z][a-z0-9_]*), quoted by
 * %w all the same.
 */
#include <string.h>

#include "store/query.h"

static enum status make_code_tables(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    store->stratum_codes = arena_array(store->arena, study->stratum_count, sizeof *store->stratum_codes);
    store->choice_codes = arena_array(store->arena, study->scale_count, sizeof *store->choice_codes);
    store->item_codes = arena_array(store->arena, study->item_count, sizeof *store->item_codes);
    store->option_codes = arena_array(store->arena, study->item_count, sizeof *store->option_codes);
    bool memory = store->stratum_codes && store->choice_codes && store->item_codes && store->option_codes;
    for (size_t i = 0; memory && i < study->scale_count; i++) {
        store->choice_codes[i] = arena_array(store->arena, study->scales[i].count, sizeof **store->choice_codes);
        memory = store->choice_codes[i] != NULL;
    }
    for (size_t i = 0; memory && i < study->item_count; i++) {
        store->option_codes[i] = arena_array(store->arena, study->items[i].option_count, sizeof **store->option_codes);
        memory = store->option_codes[i] != NULL;
    }
    return memory ? STATUS_OK : errors_memory(errors);
}

/* Keeps one code under the study's index of what it stands for, where the study has it. */
static void take_code(struct store *store, const char *kind, const char *owner, const char *id, int64_t code)
{
    const struct study *study = store->study;
    int64_t index;
    if (strcmp(kind, "stratum") == 0) {
        for (size_t i = 0; i < study->stratum_count; i++)
            if (strcmp(study->strata[i].id, id) == 0)
                store->stratum_codes[i] = code;
    } else if (strcmp(kind, "item") == 0) {
        index = study_find_item(study, id);
        if (index >= 0)
            store->item_codes[index] = code;
    } else if (strcmp(kind, "option") == 0) {
        index = owner ? study_find_item(study, owner) : -1;
        for (size_t i = 0; index >= 0 && i < study->items[index].option_count; i++)
            if (strcmp(study->items[index].options[i].id, id) == 0)
                store->option_codes[index][i] = code;
    } else {
        index = owner ? study_find_scale(study, owner) : -1;
        for (size_t i = 0; index >= 0 && i < study->scales[index].count; i++)
            if (strcmp(study->scales[index].choices[i].id, id) == 0)
                store->choice_codes[index][i] = code;
    }
}

enum status store_load_codes(struct store *store, struct errors *errors)
{
    enum status status = make_code_tables(store, errors);
    if (status != STATUS_OK)
        return status;
    struct query query = query_begin(store, "select_codes");
    while (query_row(&query)) {
        const char *kind = query_get_text(&query, 0, store->arena), *owner = query_get_text(&query, 1, store->arena);
        const char *id = query_get_text(&query, 2, store->arena);
        int64_t code = query_get_integer(&query, 3);
        if (!kind || !id)
            break;
        take_code(store, kind, owner, id, code);
    }
    return query_end(&query, errors);
}

int64_t store_index_of(const int64_t *codes, size_t count, int64_t code)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return (int64_t)i;
    return -1;
}

static void bind_label(struct query *query, const struct label *label)
{
    query_text(query, ":ja", label->in[LANGUAGE_JA]);
    query_text(query, ":en", label->in[LANGUAGE_EN]);
}

static enum status declare_codes(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < study->stratum_count; i++) {
        struct query query = query_begin(store, "upsert_stratum");
        query_text(&query, ":id", study->strata[i].id);
        bind_label(&query, &study->strata[i].label);
        store->stratum_codes[i] = query_row(&query) ? query_get_integer(&query, 0) : 0;
        status = query_end(&query, errors);
    }
    for (size_t i = 0; i < study->scale_count; i++)
        for (size_t k = 0; status == STATUS_OK && k < study->scales[i].count; k++) {
            const struct choice *choice = &study->scales[i].choices[k];
            struct query query = query_begin(store, "upsert_choice");
            query_text(&query, ":scale", study->scales[i].id);
            query_text(&query, ":id", choice->id);
            query_text(&query, ":role", role_name(choice->role));
            bind_label(&query, &choice->label);
            store->choice_codes[i][k] = query_row(&query) ? query_get_integer(&query, 0) : 0;
            status = query_end(&query, errors);
        }
    return status;
}

static enum status refuse(struct errors *errors, const char *id, const char *what, const char *before, const char *now)
{
    return errors_add(errors, ERROR_YAML_VALUE, (struct place){.file = "study.yaml"}, "give it a new id",
                      "'%s' was imported with %s '%s' and can't change to '%s'", id, what, before, now);
}

/* The first of items and attributes to have an id keeps it, for both name columns of one table. */
static enum status check_taken(struct store *store, const char *id, bool is_item, struct errors *errors)
{
    struct query query = query_begin(store, "select_taken_id");
    query_text(&query, ":id", id);
    bool taken = query_row(&query) && query_get_integer(&query, is_item ? 0 : 1) != 0;
    enum status status = query_end(&query, errors);
    if (status == STATUS_OK && taken)
        status = errors_add(errors, ERROR_YAML_VALUE, (struct place){.file = "study.yaml"}, "give it a new id",
                            is_item ? "'%s' was imported as an attribute and can't become an item"
                                    : "'%s' was imported as an item and can't become an attribute",
                            id);
    return status;
}

/* Adds the column `item`, or `item`__`part`, to response where it is not there. */
static enum status add_column(struct store *store, const char *item, const char *part, const char *type,
                              struct errors *errors)
{
    const char *name = part ? arena_format(store->arena, "%s__%s", item, part) : item;
    if (!name)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_response_column");
    query_text(&query, ":name", name);
    bool there = query_row(&query) && query_get_integer(&query, 0) != 0;
    int64_t columns = query_get_integer(&query, 1);
    enum status status = query_end(&query, errors);
    if (status != STATUS_OK || there)
        return status;
    int most = sqlite3_limit(store->db, SQLITE_LIMIT_COLUMN, -1);
    if (columns >= most)
        status = errors_add(errors, ERROR_YAML_VALUE, (struct place){.file = "study.yaml"},
                            "leave out items, options or attributes that are not needed, or make two studies of it",
                            "there is no room for '%s': a database takes %d columns of answers", name, most);
    char *sql = NULL;
    if (status == STATUS_OK) {
        sql = sqlite3_mprintf("ALTER TABLE response ADD COLUMN \"%w\" %s;", name, type);
        status = sql ? store_run(store, sql, errors) : errors_memory(errors);
    }
    sqlite3_free(sql);
    return status;
}

static enum status declare_options(struct store *store, size_t index, struct errors *errors)
{
    const struct item *item = &store->study->items[index];
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < item->option_count; i++) {
        struct query query = query_begin(store, "upsert_option");
        query_integer(&query, ":item", store->item_codes[index]);
        query_text(&query, ":id", item->options[i].id);
        bind_label(&query, &item->options[i].label);
        store->option_codes[index][i] = query_row(&query) ? query_get_integer(&query, 0) : 0;
        status = query_end(&query, errors);
        if (status == STATUS_OK)
            status = add_column(store, item->id, item->options[i].id, "INTEGER", errors);
    }
    return status;
}

static enum status declare_item(struct store *store, size_t index, struct errors *errors)
{
    const struct item *item = &store->study->items[index];
    const char *scale = item->kind == ITEM_SINGLE ? item->scale->id : NULL, *kind_before = NULL, *scale_before = NULL;
    enum status status = check_taken(store, item->id, true, errors);
    if (status != STATUS_OK)
        return status;
    struct query query = query_begin(store, "upsert_item");
    query_text(&query, ":id", item->id);
    query_text(&query, ":kind", item_kind_name(item->kind));
    query_text(&query, ":scale", scale);
    bind_label(&query, &item->label);
    if (query_row(&query)) {
        store->item_codes[index] = query_get_integer(&query, 0);
        kind_before = query_get_text(&query, 1, store->arena);
        scale_before = query_get_text(&query, 2, store->arena);
    }
    status = query_end(&query, errors);
    if (status != STATUS_OK)
        return status;
    if (kind_before && strcmp(kind_before, item_kind_name(item->kind)) != 0)
        return refuse(errors, item->id, "kind", kind_before, item_kind_name(item->kind));
    if (scale && scale_before && strcmp(scale_before, scale) != 0)
        return refuse(errors, item->id, "scale", scale_before, scale);
    if (item->kind != ITEM_MULTIPLE)
        status = add_column(store, item->id, NULL, item->kind == ITEM_NUMBER ? "REAL" : "INTEGER", errors);
    else
        status = declare_options(store, index, errors);
    if (status == STATUS_OK && item->kind != ITEM_SINGLE)
        status = add_column(store, item->id, "role", "INTEGER", errors);
    return status;
}

static enum status declare_attribute(struct store *store, const struct attribute *attribute, struct errors *errors)
{
    enum status status = check_taken(store, attribute->id, false, errors);
    if (status != STATUS_OK)
        return status;
    struct query query = query_begin(store, "upsert_attribute");
    query_text(&query, ":id", attribute->id);
    bind_label(&query, &attribute->label);
    status = query_end(&query, errors);
    return status == STATUS_OK ? add_column(store, attribute->id, NULL, "TEXT", errors) : status;
}

enum status store_declare(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = declare_codes(store, errors);
    for (size_t i = 0; status == STATUS_OK && i < study->item_count; i++)
        if (study->items[i].kind != ITEM_TEXT)
            status = declare_item(store, i, errors);
    for (size_t i = 0; status == STATUS_OK && i < study->attribute_count; i++)
        status = declare_attribute(store, &study->attributes[i], errors);
    return status == STATUS_OK ? store_declare_views(store, errors) : status;
}
