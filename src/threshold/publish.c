/* A check without the numbers that are not published; states and decision stand. */
#include <math.h>

#include "threshold/threshold.h"

/* Whether what a verdict rests on is suppressed in one wave; and whether it is published rounded. */
static bool hides(const struct disclosure *plan, const struct verdict *verdict, size_t wave, size_t item, bool *rounded)
{
    const struct rule *rule = verdict->rule;
    enum population_shown shown = disclosure_population(plan, wave, item, CHOICE_ADOPTED);
    bool population = rule->estimator == ESTIMATOR_POPULATION && verdict->stratum < 0;
    /* A count is N p, and tells more digits of p than are published. */
    bool digits = rule->statistic != STATISTIC_RATE && rule->statistic != STATISTIC_CHANGE;
    *rounded = *rounded || (population && shown == POPULATION_ROUNDED);
    return disclosure_hides(plan, wave, item, CHOICE_ADOPTED, verdict->stratum) ||
           (population && (shown == POPULATION_HIDDEN || (shown == POPULATION_ROUNDED && digits)));
}

static void suppress(const struct panel *panel, const struct disclosure *plan, struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    bool rounded = false, comparable;
    /* Sums of sizes, which a register may tell of each institution, and rows that nobody has held against the plan. */
    verdict->hidden = rule->statistic == STATISTIC_SIZE_SHARE || rule->statistic == STATISTIC_SQL;
    verdict->margin_strata = NULL; /* how many of a stratum have not adopted */
    if (rule->combination == COMBINE_STRATA && verdict->whole) {
        verdict->has_margin = false; /* it adds up what is not published of each */
        verdict->margin_members = NULL;
    }
    for (size_t i = 0; i < rule->item_count; i++) {
        size_t item = rule->items[i];
        if (verdict->item >= 0 && (size_t)verdict->item != item)
            continue;
        int64_t before =
            rule->statistic == STATISTIC_CHANGE ? analysis_wave_before(panel, verdict->wave, item, &comparable) : -1;
        verdict->hidden = hides(plan, verdict, verdict->wave, item, &rounded) || verdict->hidden;
        if (before >= 0)
            verdict->hidden = hides(plan, verdict, (size_t)before, item, &rounded) || verdict->hidden;
    }
    if (verdict->hidden) {
        verdict->value = verdict->lower = verdict->upper = NAN;
        verdict->x = -1;
        verdict->has_margin = false;
        verdict->margin_members = NULL;
        verdict->status = verdict->status == VERDICT_OK ? VERDICT_SUPPRESSED : verdict->status;
    } else if (rounded) {
        verdict->value = disclosure_round(panel->study, verdict->value);
        verdict->lower = disclosure_round(panel->study, verdict->lower);
        verdict->upper = disclosure_round(panel->study, verdict->upper);
    }
}

enum status check_suppress(const struct panel *panel, const struct disclosure *plan, struct arena *arena,
                           struct check *check, struct errors *errors)
{
    struct verdict *verdicts = arena_array(arena, check->count, sizeof *verdicts);
    if (!verdicts)
        return errors_memory(errors);
    for (size_t i = 0; i < check->count; i++) {
        verdicts[i] = check->verdicts[i];
        suppress(panel, plan, &verdicts[i]);
    }
    if (check->decisive)
        check->decisive = &verdicts[check->decisive - check->verdicts];
    check->verdicts = verdicts;
    return STATUS_OK;
}
