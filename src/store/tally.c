/* Counts of the answers of a vintage: made, kept, read back in the study's indices. */
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
        size_t cells = item_cells(&study->items[i]);
        if (!cells || !wave_asks(study, wave, i))
            continue;
        tally->counts[i] = arena_array(arena, study->stratum_count * cells, sizeof *tally->counts[i]);
        if (!tally->counts[i])
            return NULL;
    }
    return tally;
}

int64_t *tally_cell(const struct study *study, const struct tally_set *tally, size_t item, size_t stratum, size_t cell)
{
    return &tally->counts[item][stratum * item_cells(&study->items[item]) + cell];
}

void tally_count(const struct study *study, struct tally_set *tally, size_t stratum, const int16_t *slots)
{
    tally->respondents[stratum]++;
    for (size_t i = 0; i < study->item_count; i++) {
        if (!tally->counts[i])
            continue;
        const struct item *item = &study->items[i];
        const int16_t *answer = &slots[item->slot];
        int64_t *cells = tally_cell(study, tally, i, stratum, 0);
        for (size_t k = 0; k < item->option_count; k++)
            cells[k] += answer[k] == 1;
        if (answer[item->option_count] >= 0) /* the choice, or the role */
            cells[item->option_count + (size_t)answer[item->option_count]]++;
    }
}

static enum status add_base(struct store *store, int64_t import_id, const struct tally_set *tally,
                            struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t h = 0; status == STATUS_OK && h < store->study->stratum_count; h++) {
        if (!tally->respondents[h])
            continue;
        struct query query = query_begin(store, "insert_base");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":stratum", store->stratum_codes[h]);
        query_integer(&query, ":n", tally->respondents[h]);
        status = query_end(&query, errors);
    }
    return status;
}

/* Which table keeps a cell of an item, and under which code. */
struct cell_place {
    const char *query, *parameter;
    int64_t code;
};

static struct cell_place place_of(const struct store *store, size_t index, size_t cell)
{
    const struct item *item = &store->study->items[index];
    if (item->kind == ITEM_SINGLE)
        return (struct cell_place){"insert_tally", ":choice",
                                   store->choice_codes[study_scale_index(store->study, item)][cell]};
    if (cell < item->option_count)
        return (struct cell_place){"insert_option_tally", ":option", store->option_codes[index][cell]};
    return (struct cell_place){"insert_role_tally", ":role", (int64_t)(cell - item->option_count)};
}

enum status store_add_tally(struct store *store, int64_t import_id, const struct tally_set *tally,
                            struct errors *errors)
{
    const struct study *study = store->study;
    struct query query = query_begin(store, "update_last_response");
    query_integer(&query, ":import", import_id);
    enum status status = query_end(&query, errors);
    if (status == STATUS_OK)
        status = add_base(store, import_id, tally, errors);
    for (size_t i = 0; i < study->item_count; i++) {
        if (!tally->counts[i])
            continue;
        size_t cells = item_cells(&study->items[i]);
        for (size_t h = 0; h < study->stratum_count; h++)
            for (size_t k = 0; status == STATUS_OK && k < cells; k++) {
                int64_t n = *tally_cell(study, tally, i, h, k);
                if (!n)
                    continue;
                struct cell_place place = place_of(store, i, k);
                query = query_begin(store, place.query);
                query_integer(&query, ":import", import_id);
                query_integer(&query, ":item", store->item_codes[i]);
                query_integer(&query, ":stratum", store->stratum_codes[h]);
                query_integer(&query, place.parameter, place.code);
                query_integer(&query, ":n", n);
                status = query_end(&query, errors);
            }
    }
    return status;
}

/* ---- reading ---- */

static enum status not_declared(const struct store *store, const char *what, struct errors *errors)
{
    return errors_add(errors, ERROR_DB_STUDY, (struct place){.file = store->name},
                      "run `minaoshi import`, or give study.yaml back what it declared",
                      "the database has answers with %s that study.yaml does not declare", what);
}

static enum status read_base(struct store *store, struct tally_set *tally, const char **unknown, struct errors *errors)
{
    struct query query = query_begin(store, "select_base");
    query_integer(&query, ":import", tally->import_id);
    while (query_row(&query)) {
        int64_t stratum =
            store_index_of(store->stratum_codes, store->study->stratum_count, query_get_integer(&query, 0));
        if (stratum < 0)
            *unknown = "a stratum";
        else
            tally->respondents[stratum] = query_get_integer(&query, 1);
    }
    return query_end(&query, errors);
}

/* The cell of an item that a row of select_tally is about; -1 where study.yaml does not declare it. */
static int64_t cell_of(const struct store *store, size_t index, int64_t what, int64_t code, const char **unknown)
{
    const struct item *item = &store->study->items[index];
    int64_t cell = -1;
    if (what == 0) {
        *unknown = "a choice";
        if (item->kind == ITEM_SINGLE)
            cell = store_index_of(store->choice_codes[study_scale_index(store->study, item)], item->scale->count, code);
    } else if (what == 1) {
        *unknown = "an option";
        cell = store_index_of(store->option_codes[index], item->option_count, code);
    } else if (item->kind != ITEM_SINGLE && code >= 0 && code < ROLE_END)
        cell = (int64_t)item->option_count + code;
    return cell;
}

static enum status read_cells(struct store *store, struct tally_set *tally, const char **unknown, struct errors *errors)
{
    const struct study *study = store->study;
    struct query query = query_begin(store, "select_tally");
    query_integer(&query, ":import", tally->import_id);
    while (query_row(&query)) {
        int64_t item = store_index_of(store->item_codes, study->item_count, query_get_integer(&query, 1));
        if (item < 0 || !tally->counts[item]) /* an item that the study has dropped, or no longer asks there */
            continue;
        int64_t stratum = store_index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 2));
        const char *what = "a role";
        int64_t cell = cell_of(store, (size_t)item, query_get_integer(&query, 0), query_get_integer(&query, 3), &what);
        if (stratum < 0 || cell < 0)
            *unknown = stratum < 0 ? "a stratum" : what;
        else
            *tally_cell(study, tally, (size_t)item, (size_t)stratum, (size_t)cell) = query_get_integer(&query, 4);
    }
    return query_end(&query, errors);
}

/* The counts of one vintage of a wave. */
static enum status tally_of(struct store *store, size_t wave, int64_t import_id, int64_t as_of, struct arena *arena,
                            struct tally_set **result, struct errors *errors)
{
    struct tally_set *tally = tally_new(store->study, &store->study->waves[wave], arena);
    if (!tally)
        return errors_memory(errors);
    tally->import_id = import_id;
    tally->as_of = as_of;
    const char *unknown = NULL;
    enum status status = read_base(store, tally, &unknown, errors);
    if (status == STATUS_OK)
        status = read_cells(store, tally, &unknown, errors);
    if (status == STATUS_OK && unknown)
        status = not_declared(store, unknown, errors);
    if (status == STATUS_OK)
        *result = tally;
    return status;
}

enum status store_tally(struct store *store, int year, int64_t as_of, struct arena *arena, struct tally_set **result,
                        struct errors *errors)
{
    *result = NULL;
    int64_t wave = study_find_wave(store->study, year), import_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_WAVE, year, as_of, &import_id, &counted, errors);
    if (status != STATUS_OK || !import_id || wave < 0)
        return status;
    return tally_of(store, (size_t)wave, import_id, as_of, arena, result, errors);
}

enum status store_panel_of(struct store *store, const struct vintages *vintages, bool with_pairs, struct arena *arena,
                           struct panel *panel, struct errors *errors)
{
    const struct study *study = store->study;
    *panel = (struct panel){.study = study, .vintages = *vintages, .weighted = study_is_weighted(study)};
    panel->tallies = arena_array(arena, study->wave_count, sizeof *panel->tallies);
    panel->pairs = arena_array(arena, study->wave_count, sizeof *panel->pairs);
    panel->merged = arena_array(arena, study->wave_count, sizeof *panel->merged);
    if (!panel->tallies || !panel->pairs || !panel->merged)
        return errors_memory(errors);
    enum status status = store_frame_of(store, vintages->frame, arena, &panel->frame, errors);
    if (status == STATUS_OK)
        status = store_published_of(store, vintages->published, arena, &panel->published, errors);
    if (status == STATUS_OK)
        status = store_margins_of(store, vintages->margins, arena, &panel->margins, errors);
    const struct tally_set *before = NULL;
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++) {
        if (!vintages->waves[i])
            continue;
        status = tally_of(store, i, vintages->waves[i], vintages->as_of, arena, &panel->tallies[i], errors);
        if (status == STATUS_OK && before && with_pairs)
            status =
                store_pairs_under(store, vintages->lineage, before, panel->tallies[i], arena, &panel->pairs[i], errors);
        before = panel->tallies[i];
    }
    return status;
}

enum status store_panel(struct store *store, int64_t as_of, bool with_pairs, struct arena *arena, struct panel *panel,
                        struct errors *errors)
{
    struct vintages vintages;
    enum status status = store_vintages(store, as_of, arena, &vintages, errors);
    return status == STATUS_OK ? store_panel_of(store, &vintages, with_pairs, arena, panel, errors) : status;
}
