/* Writing vintages: imports, files, responses, counts, side files. All within the caller's transaction. */
#include <string.h>

#include "store/query.h"

static const char *const kind_names[] = {
    [IMPORT_WAVE] = "wave", [IMPORT_FRAME] = "frame", [IMPORT_PUBLISHED] = "published"};

const char *import_kind_name(enum import_kind kind)
{
    return kind_names[kind];
}

enum status store_add_import(struct store *store, enum import_kind kind, int year, const char *codebook, bool by_hand,
                             int64_t *import_id, struct errors *errors)
{
    struct query query = query_begin(store, "insert_import");
    query_text(&query, ":kind", kind_names[kind]);
    if (kind == IMPORT_WAVE)
        query_integer(&query, ":wave", year);
    else
        query_null(&query, ":wave");
    query_text(&query, ":codebook", codebook);
    query_integer(&query, ":by_hand", by_hand);
    query_text(&query, ":version", MINAOSHI_VERSION);
    *import_id = query_row(&query) ? query_get_integer(&query, 0) : 0;
    return query_end(&query, errors);
}

enum status store_add_file(struct store *store, int64_t import_id, size_t position, const struct import_file *file,
                           int64_t *file_id, struct errors *errors)
{
    struct query query = query_begin(store, "insert_file");
    query_integer(&query, ":import", import_id);
    query_integer(&query, ":position", (int64_t)position);
    query_text(&query, ":name", file->name);
    query_text(&query, ":sha256", file->sha256);
    query_integer(&query, ":bytes", file->bytes);
    query_integer(&query, ":modified", file->modified);
    query_text(&query, ":encoding", file->encoding);
    query_integer(&query, ":rows", file->rows);
    query_integer(&query, ":unread", file->unread);
    *file_id = query_row(&query) ? query_get_integer(&query, 0) : 0;
    return query_end(&query, errors);
}

enum status store_set_rows(struct store *store, int64_t file_id, int64_t rows, struct errors *errors)
{
    struct query query = query_begin(store, "update_file_rows");
    query_integer(&query, ":file", file_id);
    query_integer(&query, ":rows", rows);
    return query_end(&query, errors);
}

/* The insert into response names one column per item, so it is made here, once, from the study's validated ids. */
static enum status prepare_response(struct store *store, struct errors *errors)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql, "INSERT INTO response (import_id, file_id, line, institution_id, stratum");
    size_t columns = 0;
    for (size_t i = 0; i < store->study->item_count; i++)
        if (store->study->items[i].kind == ITEM_SINGLE) {
            sqlite3_str_appendf(sql, ", \"%w\"", store->study->items[i].id);
            columns++;
        }
    sqlite3_str_appendall(sql, ") VALUES (?, ?, ?, ?, ?");
    for (size_t i = 0; i < columns; i++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (!text)
        return errors_memory(errors);
    int result = sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &store->insert_response, NULL);
    sqlite3_free(text);
    return result == SQLITE_OK ? STATUS_OK : store_report(store, result, errors);
}

enum status store_add_response(struct store *store, const struct response *response, struct errors *errors)
{
    struct query query = query_begin(store, "upsert_institution");
    query_text(&query, ":code", response->code);
    query_text(&query, ":name", response->name);
    int64_t institution = query_row(&query) ? query_get_integer(&query, 0) : 0;
    enum status status = query_end(&query, errors);
    if (status == STATUS_OK && !store->insert_response)
        status = prepare_response(store, errors);
    if (status != STATUS_OK)
        return status;
    sqlite3_stmt *insert = store->insert_response;
    const int64_t fixed[] = {response->import_id, response->file_id, response->line, institution,
                             store->stratum_codes[response->stratum]};
    int result = SQLITE_OK, column = 1;
    for (size_t i = 0; result == SQLITE_OK && i < sizeof fixed / sizeof *fixed; i++)
        result = sqlite3_bind_int64(insert, column++, fixed[i]);
    for (size_t i = 0; result == SQLITE_OK && i < store->study->item_count; i++) {
        const struct item *item = &store->study->items[i];
        if (item->kind != ITEM_SINGLE)
            continue;
        int choice = response->choices[i];
        if (choice < 0)
            result = sqlite3_bind_null(insert, column++);
        else
            result = sqlite3_bind_int64(insert, column++,
                                        store->choice_codes[study_scale_index(store->study, item)][choice]);
    }
    if (result == SQLITE_OK)
        result = sqlite3_step(insert);
    int end = sqlite3_reset(insert);
    if (result != SQLITE_DONE)
        return store_report(store, end != SQLITE_OK ? end : result, errors);
    return STATUS_OK;
}

enum status store_add_tally(struct store *store, int64_t import_id, const struct tally_set *tally,
                            struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = STATUS_OK;
    for (size_t h = 0; status == STATUS_OK && h < study->stratum_count; h++) {
        if (!tally->respondents[h])
            continue;
        struct query query = query_begin(store, "insert_base");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":stratum", store->stratum_codes[h]);
        query_integer(&query, ":n", tally->respondents[h]);
        status = query_end(&query, errors);
    }
    for (size_t i = 0; i < study->item_count; i++) {
        if (!tally->counts[i])
            continue;
        size_t scale = study_scale_index(study, &study->items[i]);
        for (size_t h = 0; h < study->stratum_count; h++)
            for (size_t k = 0; status == STATUS_OK && k < study->scales[scale].count; k++) {
                int64_t n = *tally_cell(study, tally, i, h, k);
                if (!n)
                    continue;
                struct query query = query_begin(store, "insert_tally");
                query_integer(&query, ":import", import_id);
                query_integer(&query, ":item", store->item_codes[i]);
                query_integer(&query, ":stratum", store->stratum_codes[h]);
                query_integer(&query, ":choice", store->choice_codes[scale][k]);
                query_integer(&query, ":n", n);
                status = query_end(&query, errors);
            }
    }
    return status;
}

char *pair_query(const char *item)
{
    return sqlite3_mprintf("SELECT a.stratum, b.stratum, a.\"%w\", b.\"%w\", count(*) FROM response AS b JOIN response "
                           "AS a ON a.institution_id = b.institution_id WHERE b.import_id = ?1 AND a.import_id = ?2 "
                           "AND a.\"%w\" IS NOT NULL AND b.\"%w\" IS NOT NULL GROUP BY 1, 2, 3, 4",
                           item, item, item, item);
}

enum status store_neighbours(struct store *store, int year, int64_t *earlier, int64_t *later, struct errors *errors)
{
    struct query query = query_begin(store, "select_neighbours");
    query_integer(&query, ":wave", year);
    if (query_row(&query)) {
        *earlier = query_get_integer(&query, 0);
        *later = query_get_integer(&query, 1);
    }
    return query_end(&query, errors);
}

/* Counts and keeps the pairs of two vintages, item by item. */
static enum status add_pairs_between(struct store *store, int64_t earlier, int64_t later, struct errors *errors)
{
    for (size_t i = 0; i < store->study->item_count; i++) {
        const struct item *item = &store->study->items[i];
        if (item->kind != ITEM_SINGLE)
            continue;
        char *pairs = pair_query(item->id);
        char *sql = pairs ? sqlite3_mprintf("INSERT INTO pair_tally (import_id, earlier_import_id, item_id, "
                                            "earlier_stratum, stratum, earlier_choice, choice, n) "
                                            "SELECT ?1, ?2, ?3, * FROM (%s)",
                                            pairs)
                          : NULL;
        sqlite3_stmt *statement = NULL;
        int result = sql ? sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) : SQLITE_NOMEM;
        sqlite3_free(sql);
        sqlite3_free(pairs);
        const int64_t parameters[] = {later, earlier, store->item_codes[i]};
        for (int k = 0; result == SQLITE_OK && k < 3; k++)
            result = sqlite3_bind_int64(statement, k + 1, parameters[k]);
        if (result == SQLITE_OK)
            result = sqlite3_step(statement);
        (void)sqlite3_finalize(statement);
        if (result != SQLITE_DONE)
            return store_report(store, result, errors);
    }
    return STATUS_OK;
}

enum status store_add_pairs(struct store *store, int64_t import_id, int year, struct errors *errors)
{
    int64_t earlier = 0, later = 0;
    enum status status = store_neighbours(store, year, &earlier, &later, errors);
    for (int side = 0; status == STATUS_OK && side < 2; side++) {
        int64_t neighbour = side ? later : earlier;
        if (!neighbour)
            continue;
        struct query query = query_begin(store, "select_newest_import");
        query_text(&query, ":kind", kind_names[IMPORT_WAVE]);
        query_integer(&query, ":wave", neighbour);
        query_integer(&query, ":as_of", AS_OF_NEWEST);
        int64_t other = query_row(&query) ? query_get_integer(&query, 0) : 0;
        status = query_end(&query, errors);
        if (status == STATUS_OK && other)
            status = side ? add_pairs_between(store, import_id, other, errors)
                          : add_pairs_between(store, other, import_id, errors);
    }
    return status;
}

enum status store_add_frame(struct store *store, int64_t import_id, const struct frame *frame, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < frame->count; i++) {
        struct query query = query_begin(store, "insert_frame");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", frame->cells[i].year);
        query_integer(&query, ":stratum", store->stratum_codes[frame->cells[i].stratum]);
        query_integer(&query, ":n", frame->cells[i].N);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_add_published(struct store *store, int64_t import_id, const struct published *published,
                                struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < published->count; i++) {
        const struct published_figure *figure = &published->figures[i];
        struct query query = query_begin(store, "insert_published");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", figure->year);
        query_text(&query, ":item", store->study->items[figure->item].id);
        query_text(&query, ":percent", figure->percent);
        if (figure->n < 0)
            query_null(&query, ":n");
        else
            query_integer(&query, ":n", figure->n);
        query_text(&query, ":change", figure->points_change);
        query_text(&query, ":source", figure->source);
        status = query_end(&query, errors);
    }
    return status;
}
