/*
 * What a rule makes of many samples of one design. Nearly all of a simulation's time would go to the limits of each
 * sample, and of these only the side of the level is asked for: where that is told by the estimate alone, the limits
 * are not computed. What comes out is the same.
 */
#include "threshold/oc.h"

#include <math.h>

#include "stats/predictive.h"

static enum oc_shortcut shortcut_of(const struct rule *rule, const struct oc_sample *sample)
{
    bool few = sample->all_N - sample->all_n <= PREDICTIVE_EXACT;
    if (rule->statistic == STATISTIC_PROBABILITY)
        return few && rule->bound == BOUND_POINT ? OC_BY_MOMENTS : OC_NO_SHORTCUT;
    if (rule->estimator != ESTIMATOR_POPULATION)
        return OC_NO_SHORTCUT;
    if (rule->bound == BOUND_POINT || rule->population != DESIGN_PREDICTIVE)
        return OC_BY_ESTIMATE;
    return few ? OC_BY_MOMENTS : OC_NO_SHORTCUT;
}

void oc_judge_begin(const struct study *study, const struct rule *rule, const struct oc_sample *sample,
                    struct oc_judge *judge)
{
    struct design_estimate estimate;
    double unit = rule->statistic == STATISTIC_COUNT ? (double)sample->all_N : 1;
    bool lower = rule->bound == BOUND_LOWER;
    *judge = (struct oc_judge){.study = study,
                               .rule = rule,
                               .strata = sample->strata,
                               .count = sample->count,
                               .enough = measure_reaches_minimum(rule, sample->strata, sample->count),
                               .N = sample->all_N,
                               .shortcut = shortcut_of(rule, sample)};
    design_rate(sample->strata, sample->count, study->analysis.lonely, &estimate);
    limit_side_begin(&judge->passes, rule->population, rule->level_of_confidence, !lower,
                     rational_value(rule->level) / unit, &estimate);
    limit_side_begin(&judge->leaves, rule->population, rule->level_of_confidence, lower,
                     rational_value(rule->clear) / unit, &estimate);
}

/* On which side of a number of institutions, so many standard deviations below the mean, the quantile at `chance` lies
 * whatever the distribution: by Cantelli's inequality, P(C - mean <= -k sd) <= 1 / (1 + k^2). */
static int quantile_side(double distance, double chance)
{
    double tail = 1 / (1 + distance * distance) + 1e-9;
    return distance > 0 && tail < chance ? 1 : distance < 0 && tail < 1 - chance ? -1 : 0;
}

/* The same of a predictive limit; or of a probability, which is above its level where the quantile at the complement of
 * the level is above the rate in question. */
static int side_by_moments(const struct oc_judge *judge, const struct limit_side *limit)
{
    const struct analysis_defaults *analysis = &judge->study->analysis;
    bool probability = judge->rule->statistic == STATISTIC_PROBABILITY;
    double rate = probability ? rational_value(judge->rule->of) : limit->value, mean, variance;
    double tail = (1 - limit->level) / 2;
    double chance = probability ? 1 - limit->value : limit->upper ? 1 - tail : tail;
    predictive_moments(judge->strata, judge->count, analysis->prior_a, analysis->prior_b, &mean, &variance);
    return variance > 0 ? quantile_side((mean - rate * (double)judge->N) / sqrt(variance), chance) : 0;
}

static int side_of(const struct oc_judge *judge, const struct design_estimate *estimate, struct limit_side *limit)
{
    if (judge->shortcut == OC_BY_MOMENTS)
        return estimate->status == DESIGN_OK ? side_by_moments(judge, limit) : 0;
    bool extreme = estimate->x == 0 || estimate->x == estimate->valid;
    /* Where all of every stratum answered the limits are the rate itself, unless an interval is named. */
    bool census = estimate->variance == 0 && !extreme && !judge->rule->has_interval;
    if (judge->rule->bound != BOUND_POINT && !census)
        return limit_side_of(limit, estimate);
    /* Nearer than rounding can tell it is compared in integers. */
    double over = estimate->p - limit->value;
    return over > 1e-9 ? 1 : over < -1e-9 ? -1 : 0;
}

static bool judge_quickly(struct oc_judge *judge, struct measure *measure)
{
    const struct rule *rule = judge->rule;
    struct design_estimate estimate;
    *measure = measure_none();
    measure->has_data = true;
    if (!judge->enough)
        return true;
    if (judge->shortcut == OC_NO_SHORTCUT)
        return false;
    design_rate(judge->strata, judge->count, judge->study->analysis.lonely, &estimate);
    int passes = side_of(judge, &estimate, &judge->passes);
    int leaves = rule->has_clear ? side_of(judge, &estimate, &judge->leaves) : 1;
    if (!passes || !leaves)
        return false;
    measure->usable = true;
    measure->passes = rule_rises(rule) ? passes > 0 : passes < 0;
    measure->leaves = rule->has_clear && (rule_rises(rule) ? leaves < 0 : leaves > 0);
    return true;
}

/* 0: nobody adopted; 1: everyone did; -1: neither. */
static int extreme_of(const struct oc_judge *judge)
{
    int64_t x = 0, valid = 0;
    for (size_t h = 0; h < judge->count; h++) {
        x += judge->strata[h].x;
        valid += judge->strata[h].valid;
    }
    return x == 0 ? 0 : x == valid ? 1 : -1;
}

enum status oc_judge(struct oc_judge *judge, struct measure *measure)
{
    if (judge_quickly(judge, measure))
        return STATUS_OK;
    int extreme = extreme_of(judge);
    if (extreme >= 0 && judge->seen[extreme]) {
        *measure = judge->extremes[extreme];
        return STATUS_OK;
    }
    enum status status = measure_counts(judge->study, judge->rule, judge->strata, judge->count, 1, measure);
    if (status == STATUS_OK && extreme >= 0) {
        judge->seen[extreme] = true;
        judge->extremes[extreme] = *measure;
    }
    return status;
}
