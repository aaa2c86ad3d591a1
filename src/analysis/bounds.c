/* What those that did not answer could make of each rate. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"

/* Working space of one item in one wave. */
struct work {
    const struct panel *panel;
    const struct bounds_options *options;
    struct stratum_count *strata, *before;
    struct overlap_cell *cells;
    int64_t *carried, *carried_adopted; /* by stratum */
};

/* Of a domain: who answered now and is no longer in it is not carried into it. */
static void forget_outside(const struct work *work, size_t wave, size_t item)
{
    const struct pair_set *pairs = &work->panel->pairs[wave];
    enum denominator denominator = work->options->rate.denominator;
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair_cell *pair = &pairs->cells[i];
        if (pair->item != item || pair->choice != PAIR_OUTSIDE || pair->earlier_choice == PAIR_OUTSIDE)
            continue;
        enum answer_class before =
            answer_class_of(&work->panel->study->items[item], pair->earlier_choice, CHOICE_ADOPTED, denominator);
        work->carried[pair->earlier_stratum] -= before != ANSWER_OUTSIDE ? pair->n : 0;
        work->carried_adopted[pair->earlier_stratum] -= before == ANSWER_ADOPTED ? pair->n : 0;
    }
}

/* Those with a valid answer in the wave before and none in this one. */
static enum estimate_status carry(const struct work *work, size_t wave, size_t item)
{
    const struct panel *panel = work->panel;
    enum denominator denominator = work->options->rate.denominator;
    size_t strata = panel->study->stratum_count, cell_count;
    bool comparable;
    int64_t from = analysis_wave_before(panel, wave, item, &comparable);
    for (size_t h = 0; h < strata; h++)
        work->carried[h] = work->carried_adopted[h] = 0;
    if (from < 0)
        return ESTIMATE_OK;
    if (!comparable)
        return ESTIMATE_BREAK;
    if (!analysis_joint(panel, (size_t)from, wave, item, denominator, work->cells, &cell_count))
        return ESTIMATE_UNDEFINED;
    (void)analysis_counts(panel, (size_t)from, item, CHOICE_ADOPTED, denominator, work->before);
    for (size_t h = 0; h < strata; h++) {
        work->carried[h] = work->before[h].valid;
        work->carried_adopted[h] = work->before[h].x;
    }
    for (size_t i = 0; i < cell_count; i++) {
        const struct overlap_cell *cell = &work->cells[i];
        for (int j = ANSWER_NOT_ADOPTED; j <= ANSWER_ADOPTED; j++) {
            int64_t again = cell->joint[j][ANSWER_NOT_ADOPTED] + cell->joint[j][ANSWER_ADOPTED];
            work->carried[cell->earlier] -= again;
            work->carried_adopted[cell->earlier] -= j == ANSWER_ADOPTED ? again : 0;
        }
    }
    forget_outside(work, wave, item);
    return ESTIMATE_OK;
}

static void fill_row(const struct work *work, enum estimate_status carrying, struct bounds_row *row)
{
    size_t strata = work->panel->study->stratum_count;
    size_t first = row->stratum == GROUP_ALL ? 0 : (size_t)row->stratum;
    size_t count = row->stratum == GROUP_ALL ? strata : 1;
    struct stratum_count sum = sum_strata(&work->strata[first], count);
    int64_t carried = 0, adopted = 0;
    for (size_t h = first; h < first + count; h++) {
        carried += work->carried[h];
        adopted += work->carried_adopted[h];
    }
    row->x = sum.x;
    row->n = sum.valid;
    row->N = sum.N;
    row->respondents = sum.n;
    row->lowest = row->highest = row->estimate = NAN;
    if (!row->n) {
        row->status = ESTIMATE_NO_DATA;
        return;
    }
    row->estimate = (double)row->x / (double)row->n;
    struct bounds bounds;
    if (row->N < 0)
        row->status = ESTIMATE_NO_FRAME;
    else if (carrying != ESTIMATE_OK)
        row->status = carrying;
    else if (!bounds_of(work->options->assumption, row->x, row->n, row->N, adopted, carried, &bounds))
        row->status = ESTIMATE_UNDEFINED;
    else {
        row->lowest = bounds.lowest;
        row->highest = bounds.highest;
        row->status = row->n < LOW_BASE ? ESTIMATE_LOW_BASE : ESTIMATE_OK;
    }
}

enum status analysis_bounds(const struct panel *panel, const struct bounds_options *options, struct arena *arena,
                            struct bounds_rows *bounds, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t strata = study->stratum_count;
    *bounds = (struct bounds_rows){.denominator = options->rate.denominator};
    bounds->rows = arena_array(arena, study->wave_count * study->item_count * (strata + 1), sizeof *bounds->rows);
    struct work work = {.panel = panel,
                        .options = options,
                        .strata = arena_array(arena, strata, sizeof *work.strata),
                        .before = arena_array(arena, strata, sizeof *work.before),
                        .cells = arena_array(arena, strata * strata, sizeof *work.cells),
                        .carried = arena_array(arena, strata, sizeof *work.carried),
                        .carried_adopted = arena_array(arena, strata, sizeof *work.carried_adopted)};
    if (!bounds->rows || !work.strata || !work.before || !work.cells || !work.carried || !work.carried_adopted)
        return errors_memory(errors);
    int64_t last_group = options->rate.by_stratum ? (int64_t)strata : 0;
    for (size_t wave = 0; wave < study->wave_count; wave++)
        for (size_t item = 0; item < study->item_count; item++) {
            if (study->items[item].kind != ITEM_SINGLE || !is_wanted(&options->rate, wave, item))
                continue;
            (void)analysis_counts(panel, wave, item, CHOICE_ADOPTED, options->rate.denominator, work.strata);
            enum estimate_status carrying =
                options->assumption == BOUNDS_CARRIED ? carry(&work, wave, item) : ESTIMATE_OK;
            for (int64_t group = GROUP_ALL; group < last_group; group++) {
                struct bounds_row *row = &bounds->rows[bounds->count++];
                *row = (struct bounds_row){.wave = wave, .item = item, .stratum = group};
                row->group = options->rate.group;
                fill_row(&work, carrying, row);
            }
        }
    return STATUS_OK;
}

enum status bounds_to_table(const struct panel *panel, const struct bounds_rows *bounds, struct table **table,
                            struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"x", N_("x"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"N", N_("N"), COLUMN_INTEGER, SHOW_FILLED},
        {"lowest", N_("lowest"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"estimate", N_("rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"highest", N_("highest"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("bounds", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    const struct bounds_row *newest = NULL;
    bool several = false;
    for (size_t i = 0; i < bounds->count; i++)
        several = several || bounds->rows[i].stratum != GROUP_ALL || bounds->rows[i].group;
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bounds_row *row = &bounds->rows[i];
        newest = row->stratum == GROUP_ALL && !row->group && row->n > 0 ? row : newest;
        table_row(*table);
        table_integer(*table, study->waves[row->wave].year);
        table_labelled(*table, study->items[row->item].id, &study->items[row->item].label);
        add_named_group_cell(*table, study, row->group, row->stratum, several);
        add_optional_integer(*table, row->x);
        add_optional_integer(*table, row->n);
        add_optional_integer(*table, row->N);
        table_real(*table, row->lowest);
        table_real(*table, row->estimate);
        table_real(*table, row->highest);
        add_status_cell(*table, row->status);
        table_named(*table, denominator_name(bounds->denominator));
    }
    enum status status = STATUS_OK;
    if (newest) {
        const struct design_facts facts = {.wave = newest->wave,
                                           .respondents = newest->respondents,
                                           .N = newest->N,
                                           .df = NAN,
                                           .df_most = NAN,
                                           .infinite = true,
                                           .unweighted = true};
        status = set_design_line(study, &facts, *table, errors);
    }
    return finish_table(study, table, status, errors);
}
