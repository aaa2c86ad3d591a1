/* Weights one by one: those of the design, calibrated to the margins of the plan and trimmed, wave by wave. */
#include "analysis/weights.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

enum { TRIM_ROUNDS = 1000 };

struct work {
    const struct panel *panel;
    size_t wave;
    struct answer_set *answers;
    struct arena *arena;
    struct wave_weights *weights;
};

const struct wave_weights *weights_of(const struct panel *panel, size_t wave)
{
    return panel->weights ? panel->weights[wave] : NULL;
}

enum estimate_status weights_status(const struct panel *panel, size_t wave)
{
    const struct wave_weights *weights = weights_of(panel, wave);
    if (!panel->weighted)
        return ESTIMATE_OK;
    return weights ? weights->status : ESTIMATE_UNDEFINED;
}

/* ---- what the design gives ---- */

/* The margin that says how strata were joined, or NULL. */
static const struct weight_margin *strata_of(const struct wave_weights *weights)
{
    for (size_t m = 0; m < weights->margin_count; m++)
        if (weights->margins[m].attribute == MARGIN_STRATUM)
            return &weights->margins[m];
    return NULL;
}

/* Strata as joined, with what the frame counts in them; whether it counts all who answered, and whether someone
 * answered in each that it counts. */
static enum status make_strata(const struct work *work, bool *framed, bool *covered)
{
    struct wave_weights *weights = work->weights;
    const struct study *study = work->panel->study;
    const struct weight_margin *joined = strata_of(weights);
    const struct tally_set *tally = work->panel->tallies[work->wave];
    double *population = arena_array(work->arena, study->stratum_count, sizeof *population);
    int64_t *respondents = arena_array(work->arena, study->stratum_count, sizeof *respondents);
    int32_t *stratum = arena_array(work->arena, work->answers->count, sizeof *stratum);
    if (!population || !respondents || !stratum)
        return STATUS_FAILURE;
    *framed = true;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&work->panel->frame, study->waves[work->wave].year, h);
        size_t into = joined ? (size_t)joined->joined[h] : h;
        *framed = *framed && N >= (tally->respondents[h] ? tally->respondents[h] : N);
        population[into] += N > 0 ? (double)N : 0;
        respondents[into] += tally->respondents[h];
    }
    weights->census = *framed;
    *covered = true;
    for (size_t h = 0; h < study->stratum_count; h++) {
        weights->census = weights->census && population[h] == (double)respondents[h];
        *covered = *covered && (respondents[h] || population[h] == 0);
    }
    for (size_t i = 0; i < work->answers->count; i++)
        stratum[i] = joined ? joined->joined[work->answers->strata[i]] : (int32_t)work->answers->strata[i];
    weights->design = (struct sample){.units = work->answers->count,
                                      .stratum = stratum,
                                      .strata = study->stratum_count,
                                      .population = *framed ? population : NULL,
                                      .lonely = study->analysis.lonely};
    return STATUS_OK;
}

/* Ultimate clusters: every primary unit is one of its stratum. The frame counts institutions, so there is no finite
 * population correction. */
static enum status make_clusters(const struct work *work)
{
    const int64_t psu = work->panel->study->weighting.psu;
    struct sample *design = &work->weights->design;
    if (psu == NO_ATTRIBUTE)
        return STATUS_OK;
    const size_t values = work->answers->value_counts[psu];
    int32_t *cluster = arena_array(work->arena, design->units, sizeof *cluster);
    if (!cluster)
        return STATUS_FAILURE;
    for (size_t i = 0; i < design->units; i++) {
        uint32_t value = work->answers->attributes[psu][i];
        if (value == ANSWERS_NO_VALUE) { /* imported before study.yaml named the column */
            work->weights->status = ESTIMATE_UNDEFINED;
            return STATUS_OK;
        }
        cluster[i] = (int32_t)((size_t)design->stratum[i] * values + value);
    }
    design->cluster = cluster;
    design->clusters = design->strata * values;
    design->population = NULL;
    work->weights->census = false;
    return STATUS_OK;
}

/* The weight column, or N_h / n_h. */
static enum status make_base(const struct work *work, bool framed)
{
    const int64_t column = work->panel->study->weighting.weight;
    struct wave_weights *weights = work->weights;
    const struct sample *design = &weights->design;
    double *base = arena_array(work->arena, design->units, sizeof *base);
    double *respondents = arena_array(work->arena, design->strata, sizeof *respondents);
    if (!base || !respondents)
        return STATUS_FAILURE;
    weights->design.weight = base;
    if (column == NO_ATTRIBUTE && !framed) {
        weights->status = ESTIMATE_NO_FRAME;
        return STATUS_OK;
    }
    for (size_t i = 0; i < design->units; i++)
        respondents[design->stratum[i]]++;
    for (size_t i = 0; i < design->units; i++) {
        uint32_t value = column == NO_ATTRIBUTE ? 0 : work->answers->attributes[column][i];
        if (column == NO_ATTRIBUTE)
            base[i] = design->population[design->stratum[i]] / respondents[design->stratum[i]];
        else if (value == ANSWERS_NO_VALUE || !number_parse_real(work->answers->values[column][value], &base[i]) ||
                 !(base[i] > 0)) {
            weights->status = ESTIMATE_UNDEFINED; /* imported before study.yaml named the column */
            return STATUS_OK;
        }
    }
    weights->base = base;
    return STATUS_OK;
}

/* ---- calibration ---- */

/* The sums of the weights by category, and what can't be met. */
static void check_margins(struct wave_weights *weights)
{
    for (size_t m = 0; m < weights->margin_count; m++) {
        struct weight_margin *margin = &weights->margins[m];
        for (size_t i = 0; i < weights->design.units; i++)
            margin->weighted[margin->category[i]] += weights->design.weight[i];
        for (int32_t c = 0; c < margin->count; c++) {
            int32_t into = margin->joined[c];
            margin->factors[c] = margin->joint[into] / margin->weighted[into];
            if (margin->status[c] == ESTIMATE_OK && margin->joint[into] > 0 && !(margin->weighted[into] > 0))
                margin->status[c] = margin->attribute == MARGIN_STRATUM ? ESTIMATE_UNCOVERED : ESTIMATE_NO_DATA;
            if (margin->status[c] != ESTIMATE_OK || !isfinite(margin->factors[c]))
                margin->factors[c] = NAN;
            if (weights->status == ESTIMATE_OK)
                weights->status = margin->status[c];
        }
    }
}

static enum weighting_method method_of(const struct study *study)
{
    static const enum weighting_method methods[] = {[PLAN_NONE] = WEIGHTING_METHOD_END,
                                                    [PLAN_POSTSTRATIFY] = WEIGHTING_POSTSTRAT,
                                                    [PLAN_RAKE] = WEIGHTING_RAKE,
                                                    [PLAN_LINEAR] = WEIGHTING_LINEAR};
    return methods[study->weighting.method];
}

/* Weights within the bounds of the plan, or NULL where these are already. */
static enum status trim(const struct work *work, const double *weights, const double **trimmed)
{
    const struct weighting_plan *plan = &work->panel->study->weighting;
    const size_t units = work->weights->design.units;
    double sum = 0, *held = arena_array(work->arena, units, sizeof *held);
    bool within = true;
    if (!held)
        return STATUS_FAILURE;
    for (size_t i = 0; i < units; i++)
        sum += weights[i];
    const double mean = sum / (double)units, least = plan->least * mean, greatest = plan->greatest * mean;
    for (size_t i = 0; i < units; i++) {
        within = within && weights[i] >= least * (1 - 1e-9) && weights[i] <= greatest * (1 + 1e-9);
        held[i] = fmax(weights[i], least); /* weights of `linear` can be below 0 */
    }
    *trimmed = NULL;
    if (within)
        return STATUS_OK;
    struct weighting_trim result;
    if (weighting_trim(held, units, NULL, 1, least, greatest, work->arena, &result) != STATUS_OK)
        return STATUS_FAILURE;
    if (result.status != WEIGHTING_OK)
        work->weights->status = ESTIMATE_NO_CONVERGENCE;
    *trimmed = result.weights;
    return STATUS_OK;
}

/* What can't be met together is nobody's fault alone. */
static void name_all(struct wave_weights *weights)
{
    for (size_t m = 0; m < weights->margin_count; m++)
        for (int32_t c = 0; c < weights->margins[m].count; c++)
            weights->margins[m].status[c] = weights->status;
}

static void name_fault(struct wave_weights *weights, const struct weighting *result)
{
    weights->status = result->status == WEIGHTING_NOT_CONVERGED ? ESTIMATE_NO_CONVERGENCE : ESTIMATE_UNDEFINED;
    if (result->margin >= weights->margin_count)
        return;
    struct weight_margin *margin = &weights->margins[result->margin];
    for (int32_t c = 0; c < margin->count; c++)
        if (result->category < 0 || margin->joined[c] == result->category) {
            margin->status[c] = weights->status;
            margin->factors[c] = NAN;
        }
}

/* Calibrates, trims, and again, until the margins are met by weights within the bounds. */
static enum status calibrate(const struct work *work)
{
    struct wave_weights *weights = work->weights;
    const struct study *study = work->panel->study;
    const enum weighting_method method = method_of(study);
    struct weighting result;
    for (size_t round = 0;; round++) {
        if (weighting_calibrate(weights->design.weight, &weights->auxiliary, method, work->arena, &result) != STATUS_OK)
            return STATUS_FAILURE;
        if (result.status != WEIGHTING_OK) {
            name_fault(weights, &result);
            return STATUS_OK;
        }
        const double *trimmed;
        if (!(study->weighting.least > 0))
            break;
        if (trim(work, result.weights, &trimmed) != STATUS_OK)
            return STATUS_FAILURE;
        if (trimmed && round == TRIM_ROUNDS)
            weights->status = ESTIMATE_NO_CONVERGENCE;
        if (weights->status != ESTIMATE_OK) {
            name_all(weights);
            return STATUS_OK;
        }
        if (!trimmed)
            break;
        weights->design.weight = trimmed;
        weights->rounds = round + 1;
    }
    weights->sample = weighting_sample(&weights->design, &weights->auxiliary, method, &result, &weights->calibration);
    return STATUS_OK;
}

static enum status make_auxiliary(const struct work *work)
{
    struct wave_weights *weights = work->weights;
    weights->columns = arena_array(work->arena, weights->margin_count, sizeof *weights->columns);
    if (!weights->columns)
        return STATUS_FAILURE;
    for (size_t m = 0; m < weights->margin_count; m++) {
        const struct weight_margin *margin = &weights->margins[m];
        weights->columns[m] = (struct auxiliary_margin){margin->category, margin->count, margin->joint};
    }
    weights->auxiliary = (struct auxiliary){
        .units = weights->design.units, .margins = weights->columns, .margin_count = weights->margin_count};
    return STATUS_OK;
}

static enum status weigh_wave(const struct work *work)
{
    struct wave_weights *weights = work->weights;
    const bool calibrates = work->panel->study->weighting.method != PLAN_NONE;
    bool framed, covered;
    weights->answers = work->answers;
    if (!work->answers->count) { /* it came as counts */
        weights->status = ESTIMATE_UNDEFINED;
        return STATUS_OK;
    }
    if (weight_margins(work->panel, work->wave, work->answers, work->arena, weights) != STATUS_OK ||
        make_strata(work, &framed, &covered) != STATUS_OK || make_base(work, framed) != STATUS_OK ||
        make_clusters(work) != STATUS_OK)
        return STATUS_FAILURE;
    if (weights->status != ESTIMATE_OK) {
        name_all(weights);
        return STATUS_OK;
    }
    enum estimate_status before = weights->status;
    check_margins(weights);
    if (!calibrates) { /* the margins are only to be shown */
        weights->status = before;
        weights->sample = weights->design;
    } else if (weights->status == ESTIMATE_OK) {
        if (make_auxiliary(work) != STATUS_OK || calibrate(work) != STATUS_OK)
            return STATUS_FAILURE;
    }
    if (weights->status == ESTIMATE_OK && !covered) /* also where there is no correction that would ask for it */
        weights->status = ESTIMATE_UNCOVERED;
    if (weights->status == ESTIMATE_OK)
        weighting_summarise(weights->sample.weight, weights->sample.units, &weights->summary);
    return STATUS_OK;
}

enum status analysis_weigh(struct panel *panel, struct answer_set *const *answers, struct arena *arena,
                           struct errors *errors)
{
    const size_t waves = panel->study->wave_count;
    panel->weights = arena_array(arena, waves, sizeof(struct wave_weights *));
    if (!panel->weights)
        return errors_memory(errors);
    for (size_t i = 0; i < waves; i++) {
        if (!answers[i] || !panel->tallies[i])
            continue;
        panel->weights[i] = arena_alloc(arena, sizeof *panel->weights[i]);
        const struct work work = {panel, i, answers[i], arena, panel->weights[i]};
        if (!panel->weights[i] || weigh_wave(&work) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}
