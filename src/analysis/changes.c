/* Changes between two waves, with the covariance that the institutions in both bring (STATISTICS 2.8). */
#include <math.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "analysis/counts.h"
#include "analysis/weights.h"

/* Working space for one pair of waves. */
struct work {
    const struct panel *panel;
    const struct change_options *options;
    size_t strata;
    struct stratum_count *earlier, *later; /* by stratum */
    struct overlap_cell *cells;            /* strata x strata, those that occur first */
};

/* The same to read from: what one row is made of. */
struct counted {
    const struct change_options *options;
    size_t strata;
    const struct stratum_count *earlier, *later;
    const struct overlap_cell *cells;
};

static void take_matched(const struct overlap_cell *sum, const struct change_options *options, struct change *change)
{
    change->matched = (struct matched_counts){.n11 = sum->joint[ANSWER_ADOPTED][ANSWER_ADOPTED],
                                              .n10 = sum->joint[ANSWER_ADOPTED][ANSWER_NOT_ADOPTED],
                                              .n01 = sum->joint[ANSWER_NOT_ADOPTED][ANSWER_ADOPTED],
                                              .n00 = sum->joint[ANSWER_NOT_ADOPTED][ANSWER_NOT_ADOPTED]};
    change->p_mcnemar = change_mcnemar_exact(&change->matched);
    if (change->estimator != ESTIMATOR_MATCHED)
        return;
    const struct matched_counts *m = &change->matched;
    int64_t total = m->n11 + m->n10 + m->n01 + m->n00;
    if (!total) {
        change->status = ESTIMATE_NO_DATA;
        return;
    }
    change->n_from = change->n_to = total;
    change->estimate_from = (double)(m->n11 + m->n10) / (double)total;
    change->estimate_to = (double)(m->n11 + m->n01) / (double)total;
    change_matched(m, &change->change, &change->se);
    if (change->se > 0) {
        change->z = change->change / change->se;
        change->p = 2 * pnorm5(fabs(change->z), 0, 1, 0, 0);
    }
    struct limits limits;
    if (change_newcombe_paired(m, options->rate.level, &limits)) {
        change->lower = limits.lower;
        change->upper = limits.upper;
        change->method = "newcombe-paired";
    }
}

/* z, p and limits of a change with that standard error. */
static void take_normal(double se, double level, struct change *change)
{
    double half = qnorm5((1 + level) / 2, 0, 1, 1, 0) * se;
    change->se = se;
    change->lower = change->change - half;
    change->upper = change->change + half;
    if (se > 0) {
        change->z = change->change / se;
        change->p = 2 * pnorm5(-fabs(change->z), 0, 1, 1, 0);
    }
}

/* The overlap estimate over `count` strata. */
static void take_overlap(const struct counted *work, const struct stratum_count *earlier,
                         const struct stratum_count *later, size_t count, const struct overlap_cell *cells,
                         size_t cell_count, struct change *change)
{
    bool framed = true;
    for (size_t h = 0; h < count; h++)
        framed = framed && earlier[h].N >= earlier[h].n && later[h].N >= later[h].n;
    bool independent = work->options->method == CHANGE_INDEPENDENT;
    if (!framed || !(change->has_matched || independent)) {
        bool published = change->estimator == ESTIMATOR_PUBLISHED;
        if (published) {
            change->estimate_from = (double)earlier->x / (double)earlier->valid;
            change->estimate_to = (double)later->x / (double)later->valid;
            change->change = change->estimate_to - change->estimate_from;
        }
        change->status = framed ? ESTIMATE_UNDEFINED : ESTIMATE_NO_FRAME;
        return;
    }
    struct design_estimate first, second;
    design_rate(earlier, count, work->options->rate.lonely, &first);
    design_rate(later, count, work->options->rate.lonely, &second);
    if (first.status == DESIGN_UNCOVERED || second.status == DESIGN_UNCOVERED) {
        change->status = ESTIMATE_UNCOVERED;
        return;
    }
    struct change_estimate estimate;
    change_overlap(earlier, later, count, cells, cell_count, work->options->rate.lonely, &estimate);
    change->estimate_from = estimate.earlier;
    change->estimate_to = estimate.later;
    change->change = estimate.change;
    change->method = independent ? change_method_name(CHANGE_INDEPENDENT) : "overlap";
    if (first.status == DESIGN_LONELY || second.status == DESIGN_LONELY)
        change->status = ESTIMATE_LONELY;
    else if (estimate.not_positive && !independent)
        change->status = ESTIMATE_NOT_POSITIVE;
    else
        take_normal(independent ? estimate.se_independent : estimate.se, work->options->rate.level, change);
}

/* The two waves as samples of different institutions, by their counts. */
static void take_unpaired(const struct stratum_count *earlier, const struct stratum_count *later,
                          const struct change_options *options, struct change *change)
{
    const struct two_counts counts = {earlier->x, earlier->valid, later->x, later->valid};
    double se;
    change->estimate_from = (double)counts.x1 / (double)counts.n1;
    change->estimate_to = (double)counts.x2 / (double)counts.n2;
    change->change = change->estimate_to - change->estimate_from;
    change->method = change_method_name(options->method);
    double z = change_two_proportions(&counts, options->method == CHANGE_POOLED_Z, &se);
    struct limits limits;
    if (options->method == CHANGE_UNPAIRED && change_newcombe_unpaired(&counts, options->rate.level, &limits)) {
        change->lower = limits.lower;
        change->upper = limits.upper;
        change->se = se;
    } else if (options->method == CHANGE_POOLED_Z) {
        change->se = se;
        change->z = z;
        change->p = isnan(z) ? NAN : 2 * pnorm5(-fabs(z), 0, 1, 1, 0);
        if (isnan(z))
            change->status = ESTIMATE_UNDEFINED;
    }
}

static void take_stacked(const struct counted *work, const struct stratum_count *earlier,
                         const struct stratum_count *later, size_t count, const struct overlap_cell *cells,
                         size_t cell_count, struct change *change)
{
    for (size_t h = 0; h < count; h++) {
        bool uncovered = (earlier[h].N > 0 && !earlier[h].n) || (later[h].N > 0 && !later[h].n);
        if (earlier[h].N < earlier[h].n || later[h].N < later[h].n)
            change->status = ESTIMATE_NO_FRAME;
        else if (uncovered && change->status == ESTIMATE_OK)
            change->status = ESTIMATE_UNCOVERED;
    }
    if (!change->has_matched)
        change->status = ESTIMATE_UNDEFINED;
    if (change->status != ESTIMATE_OK)
        return;
    struct stacked_estimate estimate;
    change_stacked(earlier, later, count, cells, cell_count, &estimate);
    change->estimate_from = estimate.earlier;
    change->estimate_to = estimate.later;
    change->change = estimate.change;
    change->method = change_method_name(CHANGE_STACKED);
    if (estimate.variance > 0)
        take_normal(estimate.se, work->options->rate.level, change);
    else
        change->status = isnan(estimate.variance) ? ESTIMATE_LONELY : ESTIMATE_NOT_POSITIVE;
}

/* The population's change from weights one by one. What institutions do in both waves is in their scores. */
static enum status take_weighted(const struct panel *panel, const struct change_options *options, struct change *change)
{
    const bool independent = options->method == CHANGE_INDEPENDENT;
    struct weighted_change weighted;
    if (weighted_change_of(panel, &options->rate, change, &weighted) != STATUS_OK)
        return STATUS_FAILURE;
    change->status = weighted.status;
    if (weighted.status != ESTIMATE_OK && weighted.status != ESTIMATE_LONELY)
        return STATUS_OK;
    change->estimate_from = weighted.earlier;
    change->estimate_to = weighted.later;
    change->change = weighted.later - weighted.earlier;
    if (weighted.status == ESTIMATE_LONELY)
        return STATUS_OK;
    change->method = independent ? change_method_name(CHANGE_INDEPENDENT) : "overlap";
    if (options->method == CHANGE_STACKED) {
        change->method = NULL;
        change->status = ESTIMATE_UNDEFINED;
    } else if (weighted.not_positive && !independent)
        change->status = ESTIMATE_NOT_POSITIVE;
    else
        take_normal(independent ? weighted.se_independent : weighted.se, options->rate.level, change);
    return STATUS_OK;
}

/* One row. `cell_count` cells are gathered; has_matched tells whether they are known. `panel` is one whose answers are
 * weighted one by one; NULL: none is. */
static enum status fill_change(const struct counted *work, const struct panel *panel, size_t cell_count,
                               struct change *change)
{
    const struct change_options *options = work->options;
    size_t strata = work->strata;
    enum status status = STATUS_OK;
    change->estimate_from = change->estimate_to = change->change = change->se = NAN;
    change->lower = change->upper = change->z = change->p = change->p_mcnemar = NAN;
    change->level = options->rate.level;

    struct overlap_cell own = {.N = -1};
    const struct stratum_count *earlier = work->earlier, *later = work->later;
    const struct overlap_cell *cells = work->cells;
    if (change->stratum != GROUP_ALL) {
        for (size_t i = 0; i < cell_count; i++)
            if ((int64_t)cells[i].earlier == change->stratum && (int64_t)cells[i].later == change->stratum) {
                own = cells[i];
                own.earlier = own.later = 0;
            }
        earlier += change->stratum;
        later += change->stratum;
        cells = &own;
        cell_count = 1;
        strata = 1;
    }
    struct stratum_count first = sum_strata(earlier, strata), second = sum_strata(later, strata);
    struct overlap_cell sum = sum_cells(cells, cell_count);
    change->n_from = first.valid;
    change->n_to = second.valid;
    if (!first.valid || !second.valid)
        change->status = ESTIMATE_NO_DATA;
    else if (options->method == CHANGE_UNPAIRED || options->method == CHANGE_POOLED_Z)
        take_unpaired(&first, &second, options, change);
    else if (change->estimator == ESTIMATOR_POPULATION && panel)
        status = take_weighted(panel, options, change);
    else if (options->method == CHANGE_STACKED)
        take_stacked(work, earlier, later, strata, cells, cell_count, change);
    else if (change->estimator == ESTIMATOR_PUBLISHED)
        take_overlap(work, &first, &second, 1, &sum, change->has_matched ? 1 : 0, change);
    else if (change->estimator == ESTIMATOR_POPULATION)
        take_overlap(work, earlier, later, strata, cells, cell_count, change);
    else if (!change->has_matched)
        change->status = ESTIMATE_UNDEFINED;
    if (change->has_matched)
        take_matched(&sum, options, change);
    if (change->status == ESTIMATE_OK && (change->n_from < LOW_BASE || change->n_to < LOW_BASE))
        change->status = ESTIMATE_LOW_BASE;
    return status;
}

void analysis_change_of(const struct change_options *options, const struct stratum_count *earlier,
                        const struct stratum_count *later, size_t strata, const struct overlap_cell *cells,
                        size_t cell_count, struct change *change)
{
    const struct counted counted = {options, strata, earlier, later, cells};
    change->status = ESTIMATE_OK;
    change->method = NULL;
    (void)fill_change(&counted, NULL, cell_count, change); /* fails for the weights alone */
}

/* All groups and estimators of one item between two waves. */
static enum status add_changes(const struct work *work, size_t from, size_t to, size_t item, bool comparable,
                               struct changes *changes)
{
    const struct study *study = work->panel->study;
    const struct rate_options *options = &work->options->rate;
    size_t cell_count;
    bool known = analysis_joint(work->panel, from, to, item, options->denominator, work->cells, &cell_count);
    (void)analysis_counts(work->panel, from, item, CHOICE_ADOPTED, options->denominator, work->earlier);
    (void)analysis_counts(work->panel, to, item, CHOICE_ADOPTED, options->denominator, work->later);
    int64_t last_group = options->by_stratum ? (int64_t)study->stratum_count : 0;
    for (int64_t group = GROUP_ALL; group < last_group; group++)
        for (int i = 0; i < CHANGE_ESTIMATORS; i++) {
            if (options->leaves_out[i])
                continue;
            struct change *change = &changes->rows[changes->count++];
            *change = (struct change){.from = from,
                                      .to = to,
                                      .item = item,
                                      .stratum = group,
                                      .group = options->group,
                                      .estimator = (enum estimator)i,
                                      .has_matched = known && comparable};
            const struct counted counted = {work->options, work->strata, work->earlier, work->later, work->cells};
            if (fill_change(&counted, work->panel->weighted ? work->panel : NULL, cell_count, change) != STATUS_OK)
                return STATUS_FAILURE;
            if (!comparable) {
                change->change = change->se = change->lower = change->upper = change->z = change->p = NAN;
                change->method = NULL;
                change->status = ESTIMATE_BREAK;
            }
        }
    return STATUS_OK;
}

enum status analysis_changes(const struct panel *panel, const struct change_options *options, struct arena *arena,
                             struct changes *changes, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t groups = options->rate.by_stratum ? study->stratum_count + 1 : 1;
    struct work work = {.panel = panel, .options = options, .strata = study->stratum_count};
    *changes = (struct changes){.denominator = options->rate.denominator};
    changes->rows =
        arena_array(arena, study->wave_count * study->item_count * groups * CHANGE_ESTIMATORS, sizeof *changes->rows);
    work.earlier = arena_array(arena, study->stratum_count, sizeof *work.earlier);
    work.later = arena_array(arena, study->stratum_count, sizeof *work.later);
    work.cells = arena_array(arena, study->stratum_count * study->stratum_count, sizeof *work.cells);
    if (!changes->rows || !work.earlier || !work.later || !work.cells)
        return errors_memory(errors);
    struct wave_pairs walk = {.panel = panel, .options = options};
    while (wave_pairs_next(&walk))
        if (add_changes(&work, walk.from, walk.to, walk.item, walk.comparable, changes) != STATUS_OK)
            return errors_memory(errors);
    return STATUS_OK;
}
