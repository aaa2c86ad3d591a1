/* The plan held against the other tables. What has no bounds of its own is suppressed wherever a stratum is. */
#include <string.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

static bool applies(const struct disclosure *plan)
{
    return plan->panel->study->minimum_cell > 1;
}

/* Whether a figure that is computed from every stratum would tell of a suppressed one; of a stratum, of its own. */
static bool hides_sum(const struct disclosure *plan, size_t wave, size_t item, int64_t stratum)
{
    return stratum == GROUP_ALL ? disclosure_hides_any(plan, wave, item, CHOICE_ADOPTED)
                                : disclosure_hides(plan, wave, item, CHOICE_ADOPTED, stratum);
}

/* The same of figures over all waves; `of_strata`: computed from the strata, not from the sums. */
static bool hides_series(const struct disclosure *plan, size_t item, int64_t stratum, bool of_strata)
{
    bool hidden = false;
    for (size_t wave = 0; wave < plan->panel->study->wave_count; wave++)
        hidden = hidden || (of_strata ? hides_sum(plan, wave, item, stratum)
                                      : disclosure_hides(plan, wave, item, CHOICE_ADOPTED, stratum));
    return hidden;
}

/* Whether the transitions from `first` to before `next`, all of one group, are suppressed. */
static bool hides_transitions(const struct disclosure *plan, const struct transition *first,
                              const struct transition *next)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    /* Other counts of the strata keep the sums of those that adopted, not those of each pair of choices. */
    bool hidden = first->stratum != GROUP_ALL || disclosure_is_group(plan, first->group) ||
                  hides_sum(plan, first->from, first->item, GROUP_ALL) ||
                  hides_sum(plan, first->to, first->item, GROUP_ALL);
    for (const struct transition *row = first; row < next; row++)
        hidden = hidden || suppression_is_few(row->institutions, minimum) ||
                 disclosure_hides(plan, row->from, row->item, row->choice_from, GROUP_ALL) ||
                 disclosure_hides(plan, row->to, row->item, row->choice_to, GROUP_ALL);
    return hidden;
}

/* What is suppressed is left in one row, for a row of each pair would tell which of them occur. A row without a number,
 * as that of a break, has nothing to hide. */
void transitions_suppress(const struct disclosure *plan, struct transitions *transitions)
{
    struct transition *rows = transitions->rows;
    size_t kept = 0;
    for (size_t first = 0, next; applies(plan) && first < transitions->count; first = next) {
        const struct transition own = rows[first];
        for (next = first; next < transitions->count; next++)
            if (rows[next].from != own.from || rows[next].to != own.to || rows[next].item != own.item ||
                rows[next].stratum != own.stratum || rows[next].group != own.group)
                break;
        const bool hidden = own.institutions >= 0 && hides_transitions(plan, &rows[first], &rows[next]);
        for (size_t i = first; !hidden && i < next; i++)
            rows[kept++] = rows[i];
        if (!hidden)
            continue;
        rows[kept] = own;
        rows[kept].choice_from = rows[kept].choice_to = CHOICE_ADOPTED;
        rows[kept].institutions = -1;
        rows[kept++].status = ESTIMATE_SUPPRESSED;
    }
    if (applies(plan))
        transitions->count = kept;
}

void decomposed_suppress(const struct disclosure *plan, struct decomposed_rows *rows)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct decomposed *row = &rows->rows[i];
        bool hidden = row->stratum != GROUP_ALL || disclosure_is_group(plan, row->group);
        for (int part = 0; part < COMPONENT_COMPOSITION; part++)
            hidden = hidden || suppression_is_few(row->parts.institutions[part], minimum);
        const bool rests =
            hides_sum(plan, row->from, row->item, GROUP_ALL) || hides_sum(plan, row->to, row->item, GROUP_ALL);
        /* How many changed must leave the suppressed strata as open as they are; of other waves that is not known. */
        bool comparable;
        const bool beside = analysis_wave_before(plan->panel, row->to, row->item, &comparable) == (int64_t)row->from;
        hidden = hidden || (rests && (!beside || disclosure_change(plan, row->to, row->item) == CHANGE_RATES));
        if (rows->estimator == ESTIMATOR_POPULATION)
            hidden = hidden || hides_sum(plan, row->from, row->item, GROUP_ALL) ||
                     hides_sum(plan, row->to, row->item, GROUP_ALL);
        hidden = hidden || disclosure_hides(plan, row->from, row->item, CHOICE_ADOPTED, row->stratum) ||
                 disclosure_hides(plan, row->to, row->item, CHOICE_ADOPTED, row->stratum);
        if (hidden && (row->status == ESTIMATE_OK || row->status == ESTIMATE_LOW_BASE))
            row->status = ESTIMATE_SUPPRESSED;
    }
}

/* Whether limits with carried answers would tell how so few answered in the wave before: those that are carried and
 * adopted are lowest N - x, those that had not adopted what is left of the others. Of strata that is not looked at. */
static bool carries_few(const struct disclosure *plan, const struct bounds_row *row)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    if (isnan(row->lowest))
        return false;
    if (row->stratum != GROUP_ALL || (hides_sum(plan, row->wave, row->item, GROUP_ALL) &&
                                      disclosure_change(plan, row->wave, row->item) == CHANGE_RATES))
        return true;
    return suppression_is_few(llround(row->lowest * (double)row->N) - row->x, minimum) ||
           suppression_is_few(row->N - llround(row->highest * (double)row->N) - (row->n - row->x), minimum);
}

void bounds_suppress(const struct disclosure *plan, const struct bounds_options *options, struct bounds_rows *rows)
{
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct bounds_row *row = &rows->rows[i];
        const bool group = disclosure_is_group(plan, row->group);
        const bool hidden = group ? disclosure_hides_group(plan, row->wave, row->item, row->stratum, row->group)
                                  : disclosure_hides(plan, row->wave, row->item, CHOICE_ADOPTED, row->stratum);
        if (!hidden && !(options->assumption == BOUNDS_CARRIED && (group || carries_few(plan, row))))
            continue;
        if (plan->where)
            row->n = row->N = -1;
        row->x = -1;
        row->lowest = row->estimate = row->highest = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

void probability_suppress(const struct disclosure *plan, struct probability_rows *rows)
{
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct probability_row *row = &rows->rows[i];
        if (!disclosure_is_group(plan, row->group) && !hides_sum(plan, row->wave, row->item, row->stratum))
            continue;
        if (plan->where)
            row->respondents = 0; /* it may be an answer */
        row->probability = row->lower = row->upper = row->lambda_95 = row->lambda_05 = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

/* Whether a figure over the waves is suppressed. The clustered model weights the strata, and its error tells who
 * changed between waves: of strata and groups it is never shown. */
static bool hides_course(const struct disclosure *plan, size_t item, int64_t stratum, const char *group, bool clustered)
{
    if (clustered && (stratum != GROUP_ALL || disclosure_is_group(plan, group)))
        return true;
    return disclosure_is_group(plan, group) ? disclosure_hides_group_ever(plan, item, stratum, group)
                                            : hides_series(plan, item, stratum, clustered);
}

void trends_suppress(const struct disclosure *plan, struct trends *trends)
{
    for (size_t i = 0; applies(plan) && i < trends->count; i++) {
        struct trend_row *row = &trends->rows[i];
        const bool clustered = row->model == TREND_LOGISTIC_CLUSTERED;
        if (hides_course(plan, row->item, row->stratum, row->group, clustered)) {
            row->slope = row->se = row->lower = row->upper = row->statistic = row->p = NAN;
            row->status = ESTIMATE_SUPPRESSED;
        } else if (clustered) { /* with more decimals its error would tell who changed */
            row->slope = disclosure_round_thousandths(row->slope);
            row->lower = disclosure_round_thousandths(row->lower);
            row->upper = disclosure_round_thousandths(row->upper);
            row->p = disclosure_round_thousandths(row->p);
            row->se = row->statistic = NAN;
        }
    }
}

enum forecast_model disclosure_forecast_model(const struct disclosure *plan, int64_t item)
{
    const struct study *study = plan->panel->study;
    for (size_t i = 0; applies(plan) && i < study->item_count; i++)
        if (study->items[i].kind == ITEM_SINGLE && study->items[i].adopted && (item == EVERY || item == (int64_t)i) &&
            hides_series(plan, i, GROUP_ALL, true))
            return FORECAST_LOGISTIC;
    return FORECAST_LOGISTIC_CLUSTERED;
}

/* What the other models give is made of the counts of the whole, or of a shown stratum or group, and tells nothing that
 * these do not. */
void forecasts_suppress(const struct disclosure *plan, const struct series_options *options,
                        struct forecasts *forecasts)
{
    const bool clustered = options->model == FORECAST_LOGISTIC_CLUSTERED;
    for (size_t i = 0; applies(plan) && i < forecasts->count; i++) {
        struct forecast_row *row = &forecasts->rows[i];
        if (!hides_course(plan, row->item, row->stratum, row->group, clustered)) {
            row->estimate = disclosure_round(plan->panel->study, row->estimate);
            row->lower = disclosure_round(plan->panel->study, row->lower);
            row->upper = disclosure_round(plan->panel->study, row->upper);
            continue;
        }
        row->estimate = row->lower = row->upper = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
    for (size_t i = 0; applies(plan) && i < forecasts->reach_count; i++) {
        struct reach_row *row = &forecasts->reach[i];
        if (!hides_course(plan, row->item, row->stratum, row->group, clustered))
            continue;
        row->year = row->lower = row->upper = 0;
        row->never = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

void scores_suppress(const struct disclosure *plan, struct scores *scores)
{
    for (size_t i = 0; applies(plan) && i < scores->count; i++) {
        struct score *row = &scores->rows[i];
        if (!hides_series(plan, row->forecast->item, GROUP_ALL, true)) {
            row->crps = disclosure_round_thousandths(row->crps); /* it holds the limits */
            continue;
        }
        row->brier = row->crps = NAN;
        row->covered = -1;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

void tests_suppress(const struct disclosure *plan, struct tests *tests)
{
    for (size_t i = 0; applies(plan) && i < tests->count; i++) {
        struct test_row *row = &tests->rows[i];
        /* Groups by an attribute are not in the plan. */
        if (strcmp(tests->by, "stratum") == 0 && !hides_sum(plan, row->wave, row->item, GROUP_ALL))
            continue;
        row->statistic = row->df1 = row->df2 = row->p = row->p_holm = row->p_bh = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}
