/* What institutions had answered that merged into others before the next wave. */
#include <stdlib.h>
#include <string.h>

#include "store/query.h"

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* The ids of the institutions that merged away after one date and up to another, rising. */
static enum status find_merged(struct store *store, const struct lineage *lineage, const char *after, const char *until,
                               struct arena *arena, int64_t **ids, size_t *count, struct errors *errors)
{
    *count = 0;
    *ids = arena_array(arena, lineage->count, sizeof **ids);
    if (!*ids)
        return errors_memory(errors);
    for (size_t i = 0; i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        if (event->kind != LINEAGE_MERGER || strcmp(event->effective, after) <= 0 ||
            strcmp(event->effective, until) > 0)
            continue;
        struct query query = query_begin(store, "select_institution");
        query_text(&query, ":code", event->code);
        if (query_row(&query))
            (*ids)[(*count)++] = query_get_integer(&query, 0);
        enum status status = query_end(&query, errors);
        if (status != STATUS_OK)
            return status;
    }
    if (*count)
        qsort(*ids, *count, sizeof **ids, compare_ids);
    return STATUS_OK;
}

/* Prepares: institution_id, stratum and the single choices of a vintage. `columns` are the items, in that order. */
static int prepare_answers(struct store *store, int64_t import_id, size_t *columns, size_t *count,
                           sqlite3_stmt **statement)
{
    const struct study *study = store->study;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql, "SELECT institution_id, stratum");
    *count = 0;
    for (size_t i = 0; i < study->item_count; i++)
        if (study->items[i].kind == ITEM_SINGLE && store->item_codes[i]) {
            sqlite3_str_appendf(sql, ", \"%w\"", study->items[i].id);
            columns[(*count)++] = i;
        }
    sqlite3_str_appendall(sql, " FROM response WHERE import_id = ?1 AND response_id BETWEEN (SELECT first_response "
                               "FROM import WHERE import_id = ?1) AND (SELECT coalesce(last_response, "
                               "9223372036854775807) FROM import WHERE import_id = ?1)");
    char *text = sqlite3_str_finish(sql);
    int result = text ? sqlite3_prepare_v2(store->db, text, -1, statement, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    return result == SQLITE_OK ? sqlite3_bind_int64(*statement, 1, import_id) : result;
}

/* Counts the answers of one institution. */
static void count_answers(const struct store *store, sqlite3_stmt *statement, const size_t *columns, size_t count,
                          int16_t *slots, struct tally_set *tally)
{
    const struct study *study = store->study;
    int64_t stratum = store_index_of(store->stratum_codes, study->stratum_count, sqlite3_column_int64(statement, 1));
    for (size_t i = 0; i < study->slot_count; i++)
        slots[i] = -1;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &study->items[columns[i]];
        const int64_t *codes = store->choice_codes[study_scale_index(study, item)];
        int64_t code = sqlite3_column_int64(statement, (int)i + 2); /* NULL, which is no code, gives 0 */
        if (code > 0 && tally->counts[columns[i]])
            slots[item->slot] = (int16_t)store_index_of(codes, item->scale->count, code);
    }
    if (stratum >= 0)
        tally_count(study, tally, (size_t)stratum, slots);
}

enum status store_merged(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                         struct arena *arena, struct tally_set **merged, struct errors *errors)
{
    const struct study *study = store->study;
    int64_t from = study_find_wave(study, earlier->year), to = study_find_wave(study, later->year);
    *merged = tally_new(study, &study->waves[from], arena);
    int16_t *slots = arena_array(arena, study->slot_count, sizeof *slots);
    size_t *columns = arena_array(arena, study->item_count, sizeof *columns), column_count = 0, count = 0;
    if (!*merged || !slots || !columns)
        return errors_memory(errors);
    struct lineage lineage = {0};
    int64_t *ids;
    enum status status = store_lineage(store, later->as_of, arena, &lineage, errors);
    if (status == STATUS_OK)
        status = find_merged(store, &lineage, wave_survey_date(&study->waves[from]),
                             wave_survey_date(&study->waves[to]), arena, &ids, &count, errors);
    if (status != STATUS_OK || !count)
        return status;
    sqlite3_stmt *statement = NULL;
    int result = prepare_answers(store, earlier->import_id, columns, &column_count, &statement);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
        result = sqlite3_step(statement);
        if (result != SQLITE_ROW)
            break;
        int64_t id = sqlite3_column_int64(statement, 0);
        if (bsearch(&id, ids, count, sizeof id, compare_ids))
            count_answers(store, statement, columns, column_count, slots, *merged);
    }
    status = result == SQLITE_DONE ? STATUS_OK : store_report(store, result, errors);
    (void)sqlite3_finalize(statement);
    return status;
}
