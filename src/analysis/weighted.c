/* Rates and changes of the population where answers are weighted one by one. */
#include <math.h>
#include <string.h>

#include "analysis/counts.h"
#include "analysis/sampled.h"
#include "analysis/weights.h"
#include "stats/change_scores.h"

/* One share of one wave. */
struct share {
    const struct wave_weights *weights;
    struct sample sample;
    struct sample_target target;
};

/* 1 for those who adopted, 0 for the others of the group; -1 outside of it. */
static int32_t *code_answers(const struct panel *panel, const struct rate_options *options, const struct rate *rate,
                             struct arena *arena)
{
    const struct answer_set *answers = weights_of(panel, rate->wave)->answers;
    const struct item *item = &panel->study->items[rate->item];
    const bool *inside = panel->inside ? panel->inside[rate->wave] : NULL;
    int32_t *codes = arena_array(arena, answers->count, sizeof *codes);
    for (size_t i = 0; codes && i < answers->count; i++) {
        bool within =
            (!inside || inside[i]) && (rate->stratum == GROUP_ALL || (int64_t)answers->strata[i] == rate->stratum);
        enum answer_class class =
            within ? analysis_class(item, answers, i, rate->choice, options->denominator) : ANSWER_OUTSIDE;
        codes[i] = class == ANSWER_OUTSIDE ? -1 : class == ANSWER_ADOPTED;
    }
    return codes;
}

/* STATUS_FAILURE for want of memory. The wave has weights. */
static enum status make_share(const struct panel *panel, const struct rate_options *options, const struct rate *rate,
                              struct arena *arena, struct share *share)
{
    share->weights = weights_of(panel, rate->wave);
    share->sample = share->weights->sample;
    share->sample.lonely = options->lonely;
    share->target =
        (struct sample_target){.kind = SAMPLE_SHARE, .codes = code_answers(panel, options, rate, arena), .code = 1};
    return share->target.codes ? STATUS_OK : STATUS_FAILURE;
}

static void take_limits(const struct share *share, const struct sample_estimate *estimate,
                        const struct rate_options *options, struct rate *rate)
{
    struct design_estimate design;
    struct limits limits;
    sample_as_design(estimate, &design);
    if (options->population != DESIGN_PREDICTIVE &&
        design_limits(options->population, &design, options->level, &limits)) {
        rate->lower = limits.lower;
        rate->upper = limits.upper;
        rate->interval = design_method_name(options->population);
    } else if (estimate->variance == 0 && share->weights->census && !options->interval_given) {
        rate->lower = rate->upper = rate->estimate;
        rate->interval = "census";
    } else /* at 0 and 1 nothing of the sample tells how far off the weights may be */
        rate->status = ESTIMATE_UNDEFINED;
}

static enum status fill_rate(const struct panel *panel, const struct rate_options *options, struct arena *arena,
                             struct rate *rate)
{
    struct share share;
    struct sample_estimate estimate;
    if (make_share(panel, options, rate, arena, &share) != STATUS_OK ||
        sample_estimate(&share.sample, &share.target, 1, arena, &estimate, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    rate->status = sampled_status(estimate.status);
    if (rate->status != ESTIMATE_OK && rate->status != ESTIMATE_LONELY)
        return STATUS_OK;
    rate->estimate = estimate.value;
    rate->df = estimate.df;
    if (rate->status == ESTIMATE_LONELY)
        return STATUS_OK;
    rate->se = estimate.se;
    rate->deff = estimate.deff;
    take_limits(&share, &estimate, options, rate);
    if (rate->status == ESTIMATE_OK && rate->n < LOW_BASE)
        rate->status = ESTIMATE_LOW_BASE;
    return STATUS_OK;
}

enum status weighted_rate(const struct panel *panel, const struct rate_options *options, struct rate *rate)
{
    if (rate->status == ESTIMATE_NO_DATA)
        return STATUS_OK;
    rate->estimate = rate->se = rate->lower = rate->upper = rate->df = rate->deff = NAN;
    rate->interval = NULL;
    rate->status = weights_status(panel, rate->wave);
    if (rate->status != ESTIMATE_OK)
        return STATUS_OK;
    struct arena *arena = arena_new();
    enum status status = arena ? fill_rate(panel, options, arena, rate) : STATUS_FAILURE;
    arena_free(arena);
    return status;
}

enum status rate_in(const struct panel *panel, const struct stratum_count *strata, size_t count,
                    enum estimator estimator, const struct rate_options *options, struct rate *rate)
{
    enum status status = rate_of(strata, count, estimator, options, rate);
    return status == STATUS_OK && panel->weighted && estimator == ESTIMATOR_POPULATION
               ? weighted_rate(panel, options, rate)
               : status;
}

/* ---- change ---- */

/* The estimate of one wave and its scores, which stay NULL where it has no variance. */
static enum status score_wave(const struct panel *panel, const struct rate_options *options, const struct rate *rate,
                              struct arena *arena, struct share *share, struct sample_estimate *estimate,
                              double **scores)
{
    if (make_share(panel, options, rate, arena, share) != STATUS_OK ||
        sample_estimate(&share->sample, &share->target, 1, arena, estimate, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    *scores = arena_array(arena, share->sample.units, sizeof **scores);
    return *scores ? sample_scores(&share->sample, &share->target, arena, *scores) : STATUS_FAILURE;
}

/* One wave for the covariance: institution by institution, or, where there are primary units, unit by unit, with its
 * number among the texts of the earlier wave. */
struct scored {
    struct sample sample;
    struct scored_wave wave;
};

/* The number of a primary unit of `answers`, value by value, in `units`; those that are not there follow. */
static int64_t *number_units(const struct answer_set *answers, const struct answer_set *units, size_t psu,
                             struct arena *arena)
{
    const size_t count = answers->value_counts[psu], known = units->value_counts[psu];
    int64_t *numbers = arena_array(arena, count + 1, sizeof *numbers);
    for (size_t v = 0, at = 0; numbers && v < count; v++) { /* both are sorted */
        while (at < known && strcmp(units->values[psu][at], answers->values[psu][v]) < 0)
            at++;
        bool same = at < known && strcmp(units->values[psu][at], answers->values[psu][v]) == 0;
        numbers[v] = (int64_t)(same ? at : known + v);
    }
    return numbers;
}

/* `stride` is above every number of a unit. */
static enum status score_units(const struct share *share, const struct answer_set *earlier, const double *scores,
                               size_t psu, size_t stride, struct arena *arena, struct scored *scored)
{
    const struct sample *sample = &share->sample;
    const struct answer_set *answers = share->weights->answers;
    const int64_t *numbers = number_units(answers, earlier, psu, arena);
    int64_t *ids = arena_array(arena, sample->clusters, sizeof *ids);
    int64_t *place = arena_array(arena, sample->clusters, sizeof *place); /* from 1; 0: none yet */
    double *sums = arena_array(arena, sample->clusters, sizeof *sums);
    int32_t *strata = arena_array(arena, sample->clusters, sizeof *strata);
    if (!numbers || !ids || !sums || !strata || !place)
        return STATUS_FAILURE;
    size_t count = 0;
    for (size_t i = 0; i < sample->units; i++) {
        int64_t *at = &place[sample->cluster[i]];
        if (!*at) {
            strata[count] = sample->stratum[i];
            ids[count] = numbers[answers->attributes[psu][i]];
            ids[count] += sample->stratum[i] * (int64_t)stride;
            *at = (int64_t)++count;
        }
        sums[*at - 1] += scores[i];
    }
    scored->sample = (struct sample){.units = count, .stratum = strata, .strata = sample->strata};
    scored->wave = (struct scored_wave){&scored->sample, ids, sums};
    return STATUS_OK;
}

static void take_variance(const struct share *shares, const struct sample_estimate *estimates, double covariance,
                          struct weighted_change *result)
{
    double apart = estimates[0].variance + estimates[1].variance, variance = apart - 2 * covariance;
    result->se_independent = sqrt(apart);
    if (fabs(variance) <= 1e-12 * apart) /* as change_overlap has it */
        variance = 0;
    if (variance > 0)
        result->se = sqrt(variance);
    else if (variance == 0 && shares[0].weights->census && shares[1].weights->census)
        result->se = 0;
    else
        result->not_positive = true;
}

static enum status fill_change(const struct panel *panel, const struct rate_options *options,
                               const struct change *change, struct arena *arena, struct weighted_change *result)
{
    struct share shares[2];
    struct sample_estimate estimates[2];
    double *scores[2], covariance = NAN;
    for (int t = 0; t < 2; t++) {
        const struct rate rate = {.wave = t ? change->to : change->from,
                                  .item = change->item,
                                  .stratum = change->stratum,
                                  .choice = CHOICE_ADOPTED};
        if (score_wave(panel, options, &rate, arena, &shares[t], &estimates[t], &scores[t]) != STATUS_OK)
            return STATUS_FAILURE;
        if (result->status == ESTIMATE_OK)
            result->status = sampled_status(estimates[t].status);
    }
    result->earlier = estimates[0].value;
    result->later = estimates[1].value;
    if (result->status != ESTIMATE_OK)
        return STATUS_OK;
    struct scored scored[2];
    const int64_t psu = panel->study->weighting.psu;
    const struct answer_set *sets[2] = {shares[0].weights->answers, shares[1].weights->answers};
    for (int t = 0; t < 2; t++) {
        scored[t].wave = (struct scored_wave){&shares[t].sample, sets[t]->institutions, scores[t]};
        if (psu == NO_ATTRIBUTE)
            continue;
        const size_t stride = sets[0]->value_counts[psu] + sets[1]->value_counts[psu];
        if (score_units(&shares[t], sets[0], scores[t], (size_t)psu, stride, arena, &scored[t]) != STATUS_OK)
            return STATUS_FAILURE;
    }
    if (change_scores_covariance(&scored[0].wave, &scored[1].wave, arena, &covariance) != STATUS_OK)
        return STATUS_FAILURE;
    take_variance(shares, estimates, covariance, result);
    return STATUS_OK;
}

enum status weighted_change_of(const struct panel *panel, const struct rate_options *options,
                               const struct change *change, struct weighted_change *result)
{
    *result = (struct weighted_change){.earlier = NAN, .later = NAN, .se = NAN, .se_independent = NAN};
    result->status = weights_status(panel, change->from);
    if (result->status == ESTIMATE_OK)
        result->status = weights_status(panel, change->to);
    if (result->status != ESTIMATE_OK)
        return STATUS_OK;
    struct arena *arena = arena_new();
    enum status status = arena ? fill_change(panel, options, change, arena, result) : STATUS_FAILURE;
    arena_free(arena);
    return status;
}
