/* The plan held against rates and changes: what is suppressed is emptied, and what is shown rounded is rounded. */
#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

static void hide_rate(struct rate *rate)
{
    rate->status = ESTIMATE_SUPPRESSED;
    rate->x = -1;
    rate->interval = NULL; /* what stands in for the usual one does so where nobody or everybody adopted */
    rate->estimate = rate->se = rate->lower = rate->upper = rate->deff = NAN;
}

/* Whether a row has the study's own denominator, level and interval, which are the ones that the plan went through. */
static bool is_own(const struct study *study, const struct rates *rates, const struct rate *rate)
{
    const struct analysis_defaults *own = &study->analysis;
    const char *used = rate->interval, *usual = design_method_name(own->population);
    const char *instead = design_method_name(DESIGN_PREDICTIVE);
    bool usual_limits = !used || used == usual || used == instead || (isnan(rate->lower) || rate->lower >= rate->upper);
    return rates->denominator == own->denominator && rate->level >= own->level && rate->level <= own->level &&
           usual_limits;
}

static void suppress_rate(const struct disclosure *plan, const struct rates *rates, struct rate *rate)
{
    const struct study *study = plan->panel->study;
    /* The share of the sizes is a sum of sizes that a register may tell of each institution. */
    if (rate->estimator == ESTIMATOR_SIZE ||
        disclosure_hides(plan, rate->wave, rate->item, rate->choice, rate->stratum)) {
        hide_rate(rate);
        return;
    }
    if (rate->estimator != ESTIMATOR_POPULATION || rate->stratum != GROUP_ALL)
        return;
    enum population_shown shown = disclosure_population(plan, rate->wave, rate->item, rate->choice);
    if (shown == POPULATION_HIDDEN || (shown == POPULATION_ROUNDED && !is_own(study, rates, rate)))
        hide_rate(rate);
    else if (shown == POPULATION_ROUNDED) {
        rate->estimate = disclosure_round(study, rate->estimate);
        rate->lower = disclosure_round(study, rate->lower);
        rate->upper = disclosure_round(study, rate->upper);
        rate->se = rate->deff = NAN;
    }
}

static bool same_cell(const struct rate *a, const struct rate *b)
{
    return a->wave == b->wave && a->item == b->item && a->choice == b->choice && a->stratum == b->stratum;
}

/* Whether a row is of the same table of groups as `first`. */
static bool same_groups(const struct rate *rate, const struct rate *first)
{
    return rate->group && rate->estimator == first->estimator && same_cell(rate, first);
}

/* The texts of an attribute, in one wave, item and choice, of which `first` is the first row: they and the rest, whose
 * text is not known, add to the whole. */
static void close_groups(int64_t minimum, const struct rate *whole, size_t first, struct suppression_cell *cells,
                         struct rates *rates)
{
    size_t count = 1;
    cells[0] = (struct suppression_cell){whole->x, whole->n, false};
    for (size_t i = first; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        if (!same_groups(rate, &rates->rows[first]))
            continue;
        cells[count++] = (struct suppression_cell){rate->x, rate->n, false};
        cells[0].x -= rate->x;
        cells[0].n -= rate->n;
    }
    cells[0].hidden = cells[0].n > 0;
    bool shown = suppression_close(cells, count, minimum);
    const struct rate own = rates->rows[first];
    count = 1;
    for (size_t i = first; i < rates->count; i++)
        if (same_groups(&rates->rows[i], &own) && (cells[count++].hidden || !shown))
            hide_rate(&rates->rows[i]);
}

/* The groups that are no strata. Where a stratum is suppressed they are too: a group may be the stratum, or all strata
 * but it, and the counts do not tell. Their population estimate weights the strata by answers that are not published.
 */
static enum status suppress_groups(const struct disclosure *plan, const struct rate *before, struct arena *arena,
                                   struct rates *rates, struct errors *errors)
{
    struct suppression_cell *cells = arena_array(arena, rates->count + 1, sizeof *cells);
    bool *done = arena_array(arena, rates->count, sizeof *done);
    if (!cells || !done)
        return errors_memory(errors);
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate first = rates->rows[i], *whole = NULL;
        if (!first.group || done[i])
            continue;
        for (size_t k = 0; k < rates->count; k++)
            if (!before[k].group && same_cell(&before[k], &first))
                whole = &before[k];
        for (size_t k = i; k < rates->count; k++)
            done[k] = done[k] || same_groups(&rates->rows[k], &first);
        bool shown = whole && first.estimator == ESTIMATOR_PUBLISHED &&
                     !disclosure_hides_any(plan, first.wave, first.item, first.choice);
        if (shown)
            close_groups(plan->panel->study->minimum_cell, whole, i, cells, rates);
        for (size_t k = i; k < rates->count && !shown; k++)
            if (same_groups(&rates->rows[k], &first))
                hide_rate(&rates->rows[k]);
    }
    return STATUS_OK;
}

/* A condition splits the whole in two: either part may be too small. Where a stratum is suppressed it may have picked
 * that, or all but it. */
static void suppress_where(const struct disclosure *plan, const struct rate_options *options,
                           struct stratum_count *strata, struct rate *rate)
{
    const struct study *study = plan->panel->study;
    int64_t minimum = study->minimum_cell;
    struct stratum_count whole = {0};
    if (analysis_counts(plan->panel, rate->wave, rate->item, rate->choice, options->denominator, strata))
        whole = rate->stratum == GROUP_ALL ? sum_strata(strata, study->stratum_count) : strata[rate->stratum];
    const bool shown = rate->estimator == ESTIMATOR_PUBLISHED && !disclosure_hides_wave(plan, rate->wave) &&
                       !suppression_is_primary(rate->x, rate->n, minimum) &&
                       !suppression_is_primary(whole.x - rate->x, whole.valid - rate->n, minimum) &&
                       !suppression_is_primary(rate->n, whole.valid, minimum);
    if (shown)
        return;
    hide_rate(rate);
    rate->n = rate->N = -1; /* it may have asked who adopted */
    rate->df = rate->response_rate = NAN;
}

enum status rates_suppress(const struct disclosure *plan, bool where, struct arena *arena, struct rates *rates,
                           struct errors *errors)
{
    const struct study *study = plan->panel->study;
    struct rate_options options = rate_options_of(study);
    options.denominator = rates->denominator;
    if (study->minimum_cell <= 1)
        return STATUS_OK;
    struct stratum_count *strata = arena_array(arena, study->stratum_count, sizeof *strata);
    struct rate *before = arena_array(arena, rates->count, sizeof *before);
    if (!strata || !before)
        return errors_memory(errors);
    for (size_t i = 0; i < rates->count; i++) {
        before[i] = rates->rows[i];
        if (where)
            suppress_where(plan, &options, strata, &rates->rows[i]);
        else if (!rates->rows[i].group)
            suppress_rate(plan, rates, &rates->rows[i]);
    }
    return where ? STATUS_OK : suppress_groups(plan, before, arena, rates, errors);
}

static void hide_change(struct change *change)
{
    change->estimate_from = change->estimate_to = change->change = change->se = NAN;
    change->lower = change->upper = change->z = change->p = change->p_mcnemar = NAN;
    change->hides_matched = true;
    change->method = NULL;
    change->status = ESTIMATE_SUPPRESSED;
}

static void round_change(const struct study *study, struct change *change)
{
    change->estimate_from = disclosure_round(study, change->estimate_from);
    change->estimate_to = disclosure_round(study, change->estimate_to);
    change->change = disclosure_round(study, change->change);
    change->lower = disclosure_round(study, change->lower);
    change->upper = disclosure_round(study, change->upper);
    change->p = disclosure_round_thousandths(change->p);
    change->se = change->z = NAN;
}

/* Whether the institutions in both waves that changed their answer are so few that they would show. */
static bool few_changed(const struct change *change, int64_t minimum)
{
    return change->has_matched &&
           (suppression_is_few(change->matched.n01, minimum) || suppression_is_few(change->matched.n10, minimum));
}

/* Whether a stratum is suppressed in either wave. */
static bool hides_either(const struct disclosure *plan, const struct change *change)
{
    return disclosure_hides_any(plan, change->from, change->item, CHOICE_ADOPTED) ||
           disclosure_hides_any(plan, change->to, change->item, CHOICE_ADOPTED);
}

/* Of a group the two rates and their difference are shown where both rates are. */
static void suppress_group_change(const struct disclosure *plan, struct change *change)
{
    if (change->estimator != ESTIMATOR_PUBLISHED ||
        disclosure_hides_group(plan, change->from, change->item, change->stratum, change->group) ||
        disclosure_hides_group(plan, change->to, change->item, change->stratum, change->group)) {
        hide_change(change);
        if (plan->where)
            change->n_from = change->n_to = -1;
        return;
    }
    round_change(plan->panel->study, change);
    change->lower = change->upper = change->p = change->p_mcnemar = NAN;
    change->hides_matched = true;
}

static void suppress_change(const struct disclosure *plan, enum denominator denominator, struct change *change)
{
    const struct study *study = plan->panel->study;
    if (disclosure_is_group(plan, change->group)) {
        suppress_group_change(plan, change);
        return;
    }
    enum population_shown from = disclosure_population(plan, change->from, change->item, CHOICE_ADOPTED);
    enum population_shown to = disclosure_population(plan, change->to, change->item, CHOICE_ADOPTED);
    bool whole = change->stratum == GROUP_ALL, comparable;
    bool population = change->estimator == ESTIMATOR_POPULATION && whole;
    bool beside = analysis_wave_before(plan->panel, change->to, change->item, &comparable) == (int64_t)change->from;
    bool own = beside && denominator == study->analysis.denominator && change->level >= study->analysis.level &&
               change->level <= study->analysis.level;
    bool hidden = disclosure_hides(plan, change->from, change->item, CHOICE_ADOPTED, change->stratum) ||
                  disclosure_hides(plan, change->to, change->item, CHOICE_ADOPTED, change->stratum) ||
                  (change->estimator == ESTIMATOR_MATCHED && !whole) ||
                  (population && (from == POPULATION_HIDDEN || to == POPULATION_HIDDEN)) ||
                  (population && (from == POPULATION_ROUNDED || to == POPULATION_ROUNDED) && !own);
    const enum change_shown shown = disclosure_change(plan, change->to, change->item);
    /* How many changed is a further equation where a stratum is suppressed, and between other waves nobody tried it. */
    bool few = few_changed(change, study->minimum_cell) ||
               (whole && hides_either(plan, change) && (!beside || shown == CHANGE_RATES));
    if (hidden) {
        hide_change(change);
        return;
    }
    /* The error of a change of the population estimate tells who of which stratum changed. */
    if (few || !whole || change->estimator == ESTIMATOR_POPULATION)
        round_change(study, change);
    if (population && (from == POPULATION_ROUNDED || to == POPULATION_ROUNDED) && shown != CHANGE_LIMITS)
        change->lower = change->upper = change->p = NAN;
    if (!few && whole)
        return;
    change->hides_matched = true;
    change->p_mcnemar = NAN;
    if (change->estimator == ESTIMATOR_MATCHED) { /* its limits tell the counts, and so does its base */
        change->lower = change->upper = change->p = NAN;
        change->n_from = change->n_to = -1;
    } else if (!whole) /* so do those of a stratum, whose base is small */
        change->lower = change->upper = change->p = NAN;
}

void changes_suppress(const struct disclosure *plan, struct changes *changes)
{
    for (size_t i = 0; plan->panel->study->minimum_cell > 1 && i < changes->count; i++)
        suppress_change(plan, changes->denominator, &changes->rows[i]);
}
