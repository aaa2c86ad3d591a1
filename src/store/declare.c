/*
 * What the study declares, in the file: codes of strata and choices, one column per item in response, and the views
 * over them. The names spliced into SQL here are ids that study.yaml's parser accepted ([a-z][a-z0-9_]*), quoted by
 * %w and %Q all the same.
 */
#include <string.h>

#include "store/query.h"

enum status store_load_codes(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    store->stratum_codes = arena_array(store->arena, study->stratum_count, sizeof *store->stratum_codes);
    store->choice_codes = arena_array(store->arena, study->scale_count, sizeof *store->choice_codes);
    store->item_codes = arena_array(store->arena, study->item_count, sizeof *store->item_codes);
    if (!store->stratum_codes || !store->choice_codes || !store->item_codes)
        return errors_memory(errors);
    for (size_t i = 0; i < study->scale_count; i++) {
        store->choice_codes[i] = arena_array(store->arena, study->scales[i].count, sizeof **store->choice_codes);
        if (!store->choice_codes[i])
            return errors_memory(errors);
    }
    struct query query = query_begin(store, "select_codes");
    while (query_row(&query)) {
        const char *kind = query_get_text(&query, 0, store->arena), *scale = query_get_text(&query, 1, store->arena);
        const char *id = query_get_text(&query, 2, store->arena);
        int64_t code = query_get_integer(&query, 3);
        if (!kind || !id)
            break;
        if (strcmp(kind, "stratum") == 0) {
            for (size_t i = 0; i < study->stratum_count; i++)
                if (strcmp(study->strata[i].id, id) == 0)
                    store->stratum_codes[i] = code;
        } else if (strcmp(kind, "item") == 0) {
            int64_t item = study_find_item(study, id);
            if (item >= 0)
                store->item_codes[item] = code;
        } else {
            int64_t index = scale ? study_find_scale(study, scale) : -1;
            for (size_t i = 0; index >= 0 && i < study->scales[index].count; i++)
                if (strcmp(study->scales[index].choices[i].id, id) == 0)
                    store->choice_codes[index][i] = code;
        }
    }
    return query_end(&query, errors);
}

static enum status declare_codes(struct store *store, struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < study->stratum_count; i++) {
        struct query query = query_begin(store, "upsert_stratum");
        query_text(&query, ":id", study->strata[i].id);
        query_text(&query, ":ja", study->strata[i].label.in[LANGUAGE_JA]);
        query_text(&query, ":en", study->strata[i].label.in[LANGUAGE_EN]);
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
            query_text(&query, ":ja", choice->label.in[LANGUAGE_JA]);
            query_text(&query, ":en", choice->label.in[LANGUAGE_EN]);
            store->choice_codes[i][k] = query_row(&query) ? query_get_integer(&query, 0) : 0;
            status = query_end(&query, errors);
        }
    return status;
}

/* Runs SQL made by sqlite3_mprintf and frees it. */
static enum status run_made(struct store *store, char *sql, struct errors *errors)
{
    enum status status = sql ? store_run(store, sql, errors) : errors_memory(errors);
    sqlite3_free(sql);
    return status;
}

static enum status declare_item(struct store *store, size_t index, struct errors *errors)
{
    const struct item *item = &store->study->items[index];
    struct query query = query_begin(store, "upsert_item");
    query_text(&query, ":id", item->id);
    query_text(&query, ":scale", item->scale->id);
    query_text(&query, ":ja", item->label.in[LANGUAGE_JA]);
    query_text(&query, ":en", item->label.in[LANGUAGE_EN]);
    const char *scale = NULL;
    if (query_row(&query)) {
        store->item_codes[index] = query_get_integer(&query, 0);
        scale = query_get_text(&query, 1, store->arena);
    }
    enum status status = query_end(&query, errors);
    if (status == STATUS_OK && scale && strcmp(scale, item->scale->id) != 0)
        return errors_add(errors, ERROR_YAML_VALUE, (struct place){.file = "study.yaml"}, "give the item a new id",
                          "item '%s' was imported with scale '%s' and can't change to '%s'", item->id, scale,
                          item->scale->id);
    if (status != STATUS_OK)
        return status;
    query = query_begin(store, "select_response_column");
    query_text(&query, ":name", item->id);
    bool has_column = query_row(&query);
    status = query_end(&query, errors);
    if (status == STATUS_OK && !has_column)
        status = run_made(store, sqlite3_mprintf("ALTER TABLE response ADD COLUMN \"%w\" INTEGER;", item->id), errors);
    return status;
}

/* The two views that name the items: v_response, one row per institution, and v_answer, one per answer. */
static enum status declare_views(struct store *store, struct errors *errors)
{
    sqlite3_str *wide = sqlite3_str_new(store->db), *tall = sqlite3_str_new(store->db);
    sqlite3_str_appendall(wide, "DROP VIEW IF EXISTS v_response; CREATE VIEW v_response AS SELECT v.wave, n.code, "
                                "n.name, s.id AS stratum");
    sqlite3_str_appendall(tall, "DROP VIEW IF EXISTS v_answer; CREATE VIEW v_answer AS SELECT v.wave, n.code, n.name, "
                                "s.id AS stratum, a.item, c.id AS choice, c.role, c.label_ja, c.label_en, f.name AS "
                                "file, a.line FROM (");
    struct query query = query_begin(store, "select_items");
    bool first = true;
    while (query_row(&query)) {
        const char *id = query_get_text(&query, 0, store->arena), *scale = query_get_text(&query, 1, store->arena);
        if (!id || !scale)
            break;
        sqlite3_str_appendf(wide, ", (SELECT id FROM choice WHERE scale = %Q AND code = r.\"%w\") AS \"%w\"", scale, id,
                            id);
        sqlite3_str_appendf(tall,
                            "%sSELECT import_id, file_id, line, institution_id, stratum, %Q AS item, %Q AS scale, "
                            "\"%w\" AS choice FROM response WHERE \"%w\" IS NOT NULL",
                            first ? "" : " UNION ALL ", id, scale, id, id);
        first = false;
    }
    enum status status = query_end(&query, errors);
    sqlite3_str_appendall(wide, ", f.name AS file, r.line FROM v_newest AS v JOIN response AS r USING (import_id) JOIN "
                                "import_file AS f USING (file_id) JOIN institution AS n USING (institution_id) JOIN "
                                "stratum AS s ON s.code = r.stratum;");
    sqlite3_str_appendall(tall, ") AS a JOIN v_newest AS v USING (import_id) JOIN import_file AS f USING (file_id) "
                                "JOIN institution AS n USING (institution_id) JOIN stratum AS s ON s.code = a.stratum "
                                "JOIN choice AS c ON c.scale = a.scale AND c.code = a.choice;");
    char *wide_sql = sqlite3_str_finish(wide), *tall_sql = sqlite3_str_finish(tall);
    if (status == STATUS_OK)
        status = run_made(store, wide_sql, errors);
    else
        sqlite3_free(wide_sql);
    if (status == STATUS_OK && !first)
        status = run_made(store, tall_sql, errors);
    else
        sqlite3_free(tall_sql);
    return status;
}

enum status store_declare(struct store *store, struct errors *errors)
{
    enum status status = declare_codes(store, errors);
    for (size_t i = 0; status == STATUS_OK && i < store->study->item_count; i++)
        if (store->study->items[i].kind == ITEM_SINGLE)
            status = declare_item(store, i, errors);
    if (status == STATUS_OK)
        status = declare_views(store, errors);
    return status;
}
