/* Counts read back in the study's indices: tallies, pairs, the side files, the whole panel. */
#include <string.h>

#include "store/query.h"

struct tally_set *tally_new(const struct study *study, const struct wave *wave, struct arena *arena)
{
    struct tally_set *tally = arena_alloc(arena, sizeof *tally);
    if (!tally)
        return NULL;
    tally->year = wave->year;
    tally->respondents = arena_array(arena, study->stratum_count, sizeof *tally->respondents);
    tally->counts = arena_array(arena, study->item_count, sizeof *tally->counts);
    if (!tally->respondents || !tally->counts)
        return NULL;
    for (size_t i = 0; i < study->item_count; i++) {
        if (study->items[i].kind != ITEM_SINGLE || !wave->columns[i])
            continue;
        tally->counts[i] =
            arena_array(arena, study->stratum_count * study->items[i].scale->count, sizeof *tally->counts[i]);
        if (!tally->counts[i])
            return NULL;
    }
    return tally;
}

int64_t *tally_cell(const struct study *study, const struct tally_set *tally, size_t item, size_t stratum,
                    size_t choice)
{
    return &tally->counts[item][stratum * study->items[item].scale->count + choice];
}

/* The study's index of a code among `count`; -1 where study.yaml no longer declares it. */
static int64_t index_of(const int64_t *codes, size_t count, int64_t code)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return (int64_t)i;
    return -1;
}

static enum status not_declared(const struct store *store, const char *what, struct errors *errors)
{
    return errors_add(errors, ERROR_DB_STUDY, (struct place){.file = store->name},
                      "run `minaoshi import`, or give study.yaml back what it declared",
                      "the database has answers with %s that study.yaml does not declare", what);
}

enum status store_tally(struct store *store, int year, int64_t as_of, struct arena *arena, struct tally_set **result,
                        struct errors *errors)
{
    *result = NULL;
    const struct study *study = store->study;
    int64_t wave = study_find_wave(study, year);
    struct import import;
    enum status status = store_newest(store, IMPORT_WAVE, year, as_of, arena, &import, errors);
    if (status != STATUS_OK || !import.id || wave < 0)
        return status;
    struct tally_set *tally = tally_new(study, &study->waves[wave], arena);
    if (!tally)
        return errors_memory(errors);
    tally->import_id = import.id;

    const char *unknown = NULL;
    struct query query = query_begin(store, "select_base");
    query_integer(&query, ":import", import.id);
    while (query_row(&query)) {
        int64_t stratum = index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 0));
        if (stratum < 0)
            unknown = "a stratum";
        else
            tally->respondents[stratum] = query_get_integer(&query, 1);
    }
    status = query_end(&query, errors);
    if (status != STATUS_OK)
        return status;

    query = query_begin(store, "select_tally");
    query_integer(&query, ":import", import.id);
    while (query_row(&query)) {
        int64_t item = index_of(store->item_codes, study->item_count, query_get_integer(&query, 0));
        if (item < 0 || !tally->counts[item]) /* an item that the study has dropped, or no longer asks there */
            continue;
        size_t scale = study_scale_index(study, &study->items[item]);
        int64_t stratum = index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 1));
        int64_t choice = index_of(store->choice_codes[scale], study->scales[scale].count, query_get_integer(&query, 2));
        if (stratum < 0 || choice < 0)
            unknown = stratum < 0 ? "a stratum" : "a choice";
        else
            *tally_cell(study, tally, (size_t)item, (size_t)stratum, (size_t)choice) = query_get_integer(&query, 3);
    }
    status = query_end(&query, errors);
    if (status == STATUS_OK && unknown)
        status = not_declared(store, unknown, errors);
    if (status == STATUS_OK)
        *result = tally;
    return status;
}

/* Cells under collection. */
struct pair_list {
    struct pair_cell *cells;
    size_t count, capacity;
};

/* Adds one cell given in the file's codes. What study.yaml no longer declares is passed over: store_tally has refused
 * such a vintage. */
static enum status add_pair(const struct store *store, struct pair_list *list, size_t item, const int64_t codes[5])
{
    const struct study *study = store->study;
    size_t scale = study_scale_index(study, &study->items[item]);
    int64_t from = index_of(store->stratum_codes, study->stratum_count, codes[0]);
    int64_t to = index_of(store->stratum_codes, study->stratum_count, codes[1]);
    int64_t before = index_of(store->choice_codes[scale], study->scales[scale].count, codes[2]);
    int64_t after = index_of(store->choice_codes[scale], study->scales[scale].count, codes[3]);
    if (from < 0 || to < 0 || before < 0 || after < 0)
        return STATUS_OK;
    if (mem_grow(&list->cells, &list->capacity, list->count, sizeof *list->cells) != STATUS_OK)
        return STATUS_FAILURE;
    list->cells[list->count++] =
        (struct pair_cell){item, (size_t)from, (size_t)to, (size_t)before, (size_t)after, codes[4]};
    return STATUS_OK;
}

static enum status read_pair_tally(struct store *store, int64_t earlier, int64_t later, struct pair_list *list,
                                   struct errors *errors)
{
    struct query query = query_begin(store, "select_pairs");
    query_integer(&query, ":import", later);
    query_integer(&query, ":earlier", earlier);
    enum status memory = STATUS_OK;
    while (memory == STATUS_OK && query_row(&query)) {
        int64_t item = index_of(store->item_codes, store->study->item_count, query_get_integer(&query, 0));
        int64_t codes[5];
        for (int i = 0; i < 5; i++)
            codes[i] = query_get_integer(&query, i + 1);
        if (item >= 0)
            memory = add_pair(store, list, (size_t)item, codes);
    }
    enum status status = query_end(&query, errors);
    return status != STATUS_OK ? status : memory == STATUS_OK ? STATUS_OK : errors_memory(errors);
}

/* Counts the pairs of two waves that are no neighbours from the responses themselves. */
static enum status count_pairs(struct store *store, int64_t earlier, int64_t later, struct pair_list *list,
                               struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < store->study->item_count; i++) {
        if (!store->item_codes[i] || store->study->items[i].kind != ITEM_SINGLE)
            continue;
        sqlite3_stmt *statement = NULL;
        char *sql = pair_query(store->study->items[i].id);
        int result = sql ? sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) : SQLITE_NOMEM;
        sqlite3_free(sql);
        if (result == SQLITE_OK)
            result = sqlite3_bind_int64(statement, 1, later);
        if (result == SQLITE_OK)
            result = sqlite3_bind_int64(statement, 2, earlier);
        while (result == SQLITE_OK || result == SQLITE_ROW) {
            result = sqlite3_step(statement);
            if (result != SQLITE_ROW)
                break;
            int64_t codes[5];
            for (int k = 0; k < 5; k++)
                codes[k] = sqlite3_column_int64(statement, k);
            if (add_pair(store, list, i, codes) != STATUS_OK)
                result = SQLITE_NOMEM;
        }
        (void)sqlite3_finalize(statement);
        if (result != SQLITE_DONE)
            status = store_report(store, result, errors);
    }
    return status;
}

enum status store_pairs(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                        struct arena *arena, struct pair_set *pairs, struct errors *errors)
{
    *pairs = (struct pair_set){.earlier_year = earlier->year, .year = later->year};
    struct pair_list list = {0};
    int64_t before = 0, after = 0;
    enum status status = store_neighbours(store, later->year, &before, &after, errors);
    if (status == STATUS_OK)
        status = before == earlier->year ? read_pair_tally(store, earlier->import_id, later->import_id, &list, errors)
                                         : count_pairs(store, earlier->import_id, later->import_id, &list, errors);
    if (status == STATUS_OK) {
        pairs->cells = arena_array(arena, list.count, sizeof *list.cells);
        if (!pairs->cells)
            status = errors_memory(errors);
        else if (list.count)
            memcpy(pairs->cells, list.cells, list.count * sizeof *list.cells);
        pairs->count = pairs->cells ? list.count : 0;
    }
    mem_free(list.cells);
    return status;
}

enum status store_frame(struct store *store, int64_t as_of, struct arena *arena, struct frame *frame,
                        struct errors *errors)
{
    *frame = (struct frame){0};
    struct import import;
    enum status status = store_newest(store, IMPORT_FRAME, 0, as_of, arena, &import, errors);
    if (status != STATUS_OK || !import.id)
        return status;
    const struct study *study = store->study;
    frame->cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *frame->cells);
    if (!frame->cells)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_frame");
    query_integer(&query, ":import", import.id);
    while (query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        int64_t stratum = index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 1));
        if (stratum < 0 || study_find_wave(study, year) < 0)
            continue;
        frame->cells[frame->count++] = (struct frame_cell){year, (size_t)stratum, query_get_integer(&query, 2)};
    }
    return query_end(&query, errors);
}

enum status store_published(struct store *store, int64_t as_of, struct arena *arena, struct published *published,
                            struct errors *errors)
{
    *published = (struct published){0};
    struct import import;
    enum status status = store_newest(store, IMPORT_PUBLISHED, 0, as_of, arena, &import, errors);
    if (status != STATUS_OK || !import.id)
        return status;
    const struct study *study = store->study;
    published->figures = arena_array(arena, study->wave_count * study->item_count, sizeof *published->figures);
    if (!published->figures)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_published");
    query_integer(&query, ":import", import.id);
    while (query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        const char *id = query_get_text(&query, 1, arena);
        int64_t item = id ? study_find_item(study, id) : -1;
        if (item < 0 || study_find_wave(study, year) < 0)
            continue;
        bool has_n = query_get_text(&query, 3, arena) != NULL;
        published->figures[published->count++] = (struct published_figure){
            year,
            (size_t)item,
            query_get_text(&query, 2, arena),
            has_n ? query_get_integer(&query, 3) : -1,
            query_get_text(&query, 4, arena),
            query_get_text(&query, 5, arena),
        };
    }
    return query_end(&query, errors);
}

enum status store_panel(struct store *store, int64_t as_of, bool with_pairs, struct arena *arena, struct panel *panel,
                        struct errors *errors)
{
    const struct study *study = store->study;
    *panel = (struct panel){.study = study};
    panel->tallies = arena_array(arena, study->wave_count, sizeof *panel->tallies);
    panel->pairs = arena_array(arena, study->wave_count, sizeof *panel->pairs);
    if (!panel->tallies || !panel->pairs)
        return errors_memory(errors);
    enum status status = store_frame(store, as_of, arena, &panel->frame, errors);
    if (status == STATUS_OK)
        status = store_published(store, as_of, arena, &panel->published, errors);
    const struct tally_set *before = NULL;
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++) {
        status = store_tally(store, study->waves[i].year, as_of, arena, &panel->tallies[i], errors);
        if (status == STATUS_OK && panel->tallies[i]) {
            if (before && with_pairs)
                status = store_pairs(store, before, panel->tallies[i], arena, &panel->pairs[i], errors);
            before = panel->tallies[i];
        }
    }
    return status;
}
