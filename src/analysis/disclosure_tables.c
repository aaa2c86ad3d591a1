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

void transitions_suppress(const struct disclosure *plan, struct transitions *transitions)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    for (size_t first = 0, next; applies(plan) && first < transitions->count; first = next) {
        const struct transition *own = &transitions->rows[first];
        bool hidden = own->stratum != GROUP_ALL;
        for (next = first; next < transitions->count; next++) {
            const struct transition *row = &transitions->rows[next];
            if (row->from != own->from || row->to != own->to || row->item != own->item || row->stratum != own->stratum)
                break;
            hidden = hidden || suppression_is_few(row->institutions, minimum) ||
                     disclosure_hides(plan, row->from, row->item, row->choice_from, GROUP_ALL) ||
                     disclosure_hides(plan, row->to, row->item, row->choice_to, GROUP_ALL);
        }
        for (size_t i = first; hidden && i < next; i++)
            if (transitions->rows[i].status == ESTIMATE_OK || transitions->rows[i].status == ESTIMATE_LOW_BASE) {
                transitions->rows[i].institutions = -1;
                transitions->rows[i].status = ESTIMATE_SUPPRESSED;
            }
    }
}

void decomposed_suppress(const struct disclosure *plan, struct decomposed_rows *rows)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct decomposed *row = &rows->rows[i];
        bool hidden = row->stratum != GROUP_ALL;
        for (int part = 0; part < COMPONENT_COMPOSITION; part++)
            hidden = hidden || suppression_is_few(row->parts.institutions[part], minimum);
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
    if (row->stratum != GROUP_ALL)
        return true;
    return suppression_is_few(llround(row->lowest * (double)row->N) - row->x, minimum) ||
           suppression_is_few(row->N - llround(row->highest * (double)row->N) - (row->n - row->x), minimum);
}

void bounds_suppress(const struct disclosure *plan, const struct bounds_options *options, struct bounds_rows *rows)
{
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct bounds_row *row = &rows->rows[i];
        if (!disclosure_hides(plan, row->wave, row->item, CHOICE_ADOPTED, row->stratum) &&
            !(options->assumption == BOUNDS_CARRIED && carries_few(plan, row)))
            continue;
        row->x = -1;
        row->lowest = row->estimate = row->highest = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

void probability_suppress(const struct disclosure *plan, struct probability_rows *rows)
{
    for (size_t i = 0; applies(plan) && i < rows->count; i++) {
        struct probability_row *row = &rows->rows[i];
        if (!hides_sum(plan, row->wave, row->item, row->stratum))
            continue;
        row->probability = row->lower = row->upper = row->lambda_95 = row->lambda_05 = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

void trends_suppress(const struct disclosure *plan, struct trends *trends)
{
    for (size_t i = 0; applies(plan) && i < trends->count; i++) {
        struct trend_row *row = &trends->rows[i];
        if (!hides_series(plan, row->item, row->stratum, row->model == TREND_LOGISTIC_CLUSTERED))
            continue;
        row->slope = row->se = row->lower = row->upper = row->statistic = row->p = NAN;
        row->status = ESTIMATE_SUPPRESSED;
    }
}

/* Of the whole a forecast is one curve through all waves: it is published where their rates are, rounded, for it rests
 * on the strata too. Of strata it is not where any of their counts is suppressed. */
void forecasts_suppress(const struct disclosure *plan, const struct series_options *options,
                        struct forecasts *forecasts)
{
    const bool clustered = options->model == FORECAST_LOGISTIC_CLUSTERED;
    for (size_t i = 0; applies(plan) && i < forecasts->count; i++) {
        struct forecast_row *row = &forecasts->rows[i];
        if (!hides_series(plan, row->item, row->stratum, clustered && row->stratum != GROUP_ALL)) {
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
        if (!hides_series(plan, row->item, row->stratum, clustered && row->stratum != GROUP_ALL))
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
        if (!hides_series(plan, row->forecast->item, GROUP_ALL, true))
            continue;
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
