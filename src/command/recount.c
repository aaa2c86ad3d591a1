/* Stored counts held against the responses they were made from, cell by cell. */
#include <inttypes.h>

#include "command/records.h"

static const char *cell_name(const struct item *item, size_t cell)
{
    if (item->kind == ITEM_SINGLE)
        return item->scale->choices[cell].id;
    return cell < item->option_count ? item->options[cell].id : role_name((enum role)(cell - item->option_count));
}

static void tell_cell(struct errors *errors, int64_t stored, int64_t counted, const char *what)
{
    (void)errors_add(errors, ERROR_RECORD_COUNT, (struct place){.file = "survey.db"},
                     "move the database away and run `minaoshi review`, which builds it anew from the folder",
                     "%s: %" PRId64 " is stored, the responses give %" PRId64, what, stored, counted);
}

static enum status compare_tally(const struct study *study, const struct tally_set *stored,
                                 const struct tally_set *counted, struct errors *errors)
{
    struct buffer what = {0};
    for (size_t h = 0; h < study->stratum_count; h++) {
        what.length = 0;
        buffer_format(&what, "wave %d, respondents of %s", stored->year, study->strata[h].id);
        if (stored->respondents[h] != counted->respondents[h])
            tell_cell(errors, stored->respondents[h], counted->respondents[h], buffer_get(&what));
    }
    for (size_t i = 0; i < study->item_count; i++)
        for (size_t h = 0; stored->counts[i] && h < study->stratum_count; h++)
            for (size_t k = 0; k < item_cells(&study->items[i]); k++) {
                int64_t is = *tally_cell(study, stored, i, h, k), should = *tally_cell(study, counted, i, h, k);
                if (is == should)
                    continue;
                what.length = 0;
                buffer_format(&what, "wave %d, %s, %s, %s", stored->year, study->items[i].id, study->strata[h].id,
                              cell_name(&study->items[i], k));
                tell_cell(errors, is, should, buffer_get(&what));
            }
    enum status status = buffer_status(&what) == STATUS_OK ? STATUS_OK : errors_memory(errors);
    buffer_clear(&what);
    return status;
}

static int compare_places(const struct pair_cell *a, const struct pair_cell *b)
{
    const size_t left[] = {a->item, a->earlier_stratum, a->stratum, a->earlier_choice, a->choice};
    const size_t right[] = {b->item, b->earlier_stratum, b->stratum, b->earlier_choice, b->choice};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* Both sets are in the same order: those that only one has count as 0 in the other. */
static enum status compare_pairs(const struct study *study, const struct pair_set *stored,
                                 const struct pair_set *counted, struct errors *errors)
{
    struct buffer what = {0};
    for (size_t i = 0, k = 0; i < stored->count || k < counted->count;) {
        int order = i == stored->count    ? 1
                    : k == counted->count ? -1
                                          : compare_places(&stored->cells[i], &counted->cells[k]);
        const struct pair_cell *cell = order <= 0 ? &stored->cells[i] : &counted->cells[k];
        int64_t is = order <= 0 ? stored->cells[i].n : 0, should = order >= 0 ? counted->cells[k].n : 0;
        i += order <= 0;
        k += order >= 0;
        if (is == should)
            continue;
        const struct item *item = &study->items[cell->item];
        what.length = 0;
        buffer_format(&what, "waves %d and %d, %s, %s to %s, %s to %s", stored->earlier_year, stored->year, item->id,
                      study->strata[cell->earlier_stratum].id, study->strata[cell->stratum].id,
                      item->scale->choices[cell->earlier_choice].id, item->scale->choices[cell->choice].id);
        tell_cell(errors, is, should, buffer_get(&what));
    }
    enum status status = buffer_status(&what) == STATUS_OK ? STATUS_OK : errors_memory(errors);
    buffer_clear(&what);
    return status;
}

/* One wave's answers, and its pairs with the one before, counted again in an arena of their own. */
static enum status recount_wave(struct store *store, const struct panel *panel, size_t wave,
                                const struct tally_set *before, struct errors *errors)
{
    const struct tally_set *stored = panel->tallies[wave];
    struct tally_set *counted;
    struct pair_set pairs;
    struct arena *arena = arena_new();
    enum status status = arena ? store_recount(store, stored, arena, &counted, errors) : errors_memory(errors);
    if (status == STATUS_OK && counted)
        status = compare_tally(panel->study, stored, counted, errors);
    if (status == STATUS_OK && before && panel->pairs[wave].year) {
        status = store_recount_pair(store, panel->vintages.lineage, before, stored, arena, &pairs, errors);
        if (status == STATUS_OK)
            status = compare_pairs(panel->study, &panel->pairs[wave], &pairs, errors);
    }
    arena_free(arena);
    return status;
}

enum status panel_recount(struct store *store, const struct panel *panel, size_t last, struct errors *errors)
{
    const struct tally_set *before = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i <= last; i++) {
        if (!panel->tallies[i])
            continue;
        status = recount_wave(store, panel, i, before, errors);
        before = panel->tallies[i];
    }
    return status;
}
