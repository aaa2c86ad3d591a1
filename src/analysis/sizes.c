/* Shares of size: how much of what the register counts, deposits say, the adopters hold. */
#include <math.h>

#include "analysis/counts.h"
#include "analysis/sampled.h"
#include "analysis/weights.h"

/* The respondents that one row is of, as a sample of sizes. The arrays have room for every wave and stratum, and are
 * filled anew for each row. */
struct base {
    struct sample sample;
    double *weight, *population;
    int32_t *stratum;
    double *sizes, *adopted; /* NaN: outside of the denominator, or of unknown size; `adopted` is 0 for the others */
    size_t known;            /* those that are neither */
    bool census;             /* every stratum answered in full */
};

struct work {
    const struct panel *panel;
    struct answer_set *const *answers;
    int64_t attribute;
    const char *value;
    const struct rate_options *options;
    struct arena *arena;
};

static enum status make_room(const struct work *work, struct base *base)
{
    size_t most = 0;
    for (size_t i = 0; i < work->panel->study->wave_count; i++)
        most = work->answers[i] && work->answers[i]->count > most ? work->answers[i]->count : most;
    base->weight = arena_array(work->arena, most, sizeof *base->weight);
    base->population = arena_array(work->arena, work->panel->study->stratum_count, sizeof *base->population);
    base->stratum = arena_array(work->arena, most, sizeof *base->stratum);
    base->sizes = arena_array(work->arena, most, sizeof *base->sizes);
    base->adopted = arena_array(work->arena, most, sizeof *base->adopted);
    bool room = base->weight && base->population && base->stratum && base->sizes && base->adopted;
    return room ? STATUS_OK : STATUS_FAILURE;
}

/* Fills the design: of the stratum alone where the row is of one, so that the others do not decide over it. */
static void make_sample(const struct work *work, const struct rate *row, const struct answer_set *answers,
                        struct base *base)
{
    const struct study *study = work->panel->study;
    const int64_t *respondents = work->panel->tallies[row->wave]->respondents;
    const struct wave_weights *weights = weights_of(work->panel, row->wave);
    bool whole = row->stratum == GROUP_ALL;
    if (weights) { /* calibrated, they tie the strata together: all are in the sample */
        base->sample = weights->sample;
        base->sample.lonely = work->options->lonely;
        base->census = weights->census;
        return;
    }
    base->census = true;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&work->panel->frame, study->waves[row->wave].year, h);
        base->population[h] = N > 0 ? (double)N : 0;
        base->census = base->census && ((!whole && (int64_t)h != row->stratum) || N <= respondents[h]);
    }
    size_t units = 0;
    for (size_t i = 0; i < answers->count; i++) {
        uint32_t h = answers->strata[i];
        if (!whole && (int64_t)h != row->stratum)
            continue;
        base->stratum[units] = whole ? (int32_t)h : 0;
        base->weight[units++] = base->population[h] / (double)respondents[h];
    }
    base->sample = (struct sample){.units = units,
                                   .weight = base->weight,
                                   .stratum = base->stratum,
                                   .strata = whole ? study->stratum_count : 1,
                                   .population = base->population + (whole ? 0 : row->stratum),
                                   .lonely = work->options->lonely};
}

/* Fills sizes and values, in the order of the sample. */
static enum status make_values(const struct work *work, const struct rate *row, const struct answer_set *answers,
                               struct base *base)
{
    const struct answer_group group = {.stratum = row->stratum, .attribute = work->attribute, .value = work->value};
    const bool *mask = group_mask(answers, &group, work->arena);
    if (!mask)
        return STATUS_FAILURE;
    const struct item *item = &work->panel->study->items[row->item];
    base->known = 0;
    size_t unit = 0;
    for (size_t i = 0; i < answers->count; i++) {
        if (!work->panel->weighted && row->stratum != GROUP_ALL && (int64_t)answers->strata[i] != row->stratum)
            continue;
        enum answer_class class =
            mask[i] ? analysis_class(item, answers, i, row->choice, work->options->denominator) : ANSWER_OUTSIDE;
        double size = class == ANSWER_OUTSIDE ? NAN : answers->sizes[i];
        base->sizes[unit] = size;
        base->adopted[unit++] = class == ANSWER_NOT_ADOPTED && !isnan(size) ? 0 : size;
        base->known += isnan(size) ? 0 : 1;
    }
    return STATUS_OK;
}

static void take_limits(const struct base *base, const struct sample_estimate *estimate, struct rate *row)
{
    struct limits limits;
    if (estimate->variance == 0 && base->census) {
        row->lower = row->upper = row->estimate;
        row->interval = "census";
    } else if (estimate->variance > 0 && sample_limits(estimate, row->level, &limits)) {
        row->lower = limits.lower;
        row->upper = limits.upper;
        row->interval = design_method_name(DESIGN_MEAN);
    } else /* all of one kind: the sample says nothing of the others, and no width is not certainty */
        row->status = ESTIMATE_UNDEFINED;
    if (row->status == ESTIMATE_OK && base->known < LOW_BASE)
        row->status = ESTIMATE_LOW_BASE;
}

/* Makes a row of the population's, which has its counts. */
static enum status fill_row(const struct work *work, struct base *base, struct rate *row)
{
    const struct answer_set *answers = work->answers[row->wave];
    row->estimator = ESTIMATOR_SIZE;
    row->estimate = row->se = row->lower = row->upper = row->df = row->deff = NAN;
    row->interval = NULL;
    if (row->status == ESTIMATE_NO_DATA || row->status == ESTIMATE_NO_FRAME)
        return STATUS_OK;
    row->status = weights_status(work->panel, row->wave);
    if (row->status != ESTIMATE_OK)
        return STATUS_OK;
    row->status = ESTIMATE_NO_FRAME;
    if (!answers || !answers->sizes || !answers->count)
        return STATUS_OK;
    make_sample(work, row, answers, base);
    if (make_values(work, row, answers, base) != STATUS_OK)
        return STATUS_FAILURE;
    if (!base->known)
        return STATUS_OK;
    const struct sample_target target = {.kind = SAMPLE_RATIO, .values = base->adopted, .divisors = base->sizes};
    struct sample_estimate estimate;
    if (sample_estimate(&base->sample, &target, 1, work->arena, &estimate, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    row->status = sampled_status(estimate.status);
    if (row->status == ESTIMATE_NO_DATA) /* sizes there are, and they sum to 0 */
        row->status = ESTIMATE_UNDEFINED;
    row->estimate = estimate.value;
    if (row->status != ESTIMATE_OK && row->status != ESTIMATE_LONELY)
        return STATUS_OK;
    row->df = estimate.df;
    if (row->status == ESTIMATE_LONELY)
        return STATUS_OK;
    row->se = estimate.se;
    take_limits(base, &estimate, row);
    return STATUS_OK;
}

static bool has_sizes(const struct answer_set *answers)
{
    for (size_t i = 0; answers && answers->sizes && i < answers->count; i++)
        if (!isnan(answers->sizes[i]))
            return true;
    return false;
}

/* Puts a row after each of the population, and keeps of the others what the options ask for. */
static enum status add_rows(const struct work *work, const struct rates *made, struct rates *rates)
{
    const struct rate_options *options = work->options;
    const size_t waves = work->panel->study->wave_count;
    bool *sized = arena_array(work->arena, waves, sizeof *sized);
    rates->rows = arena_array(work->arena, 2 * made->count, sizeof *rates->rows);
    struct base base = {0};
    if (!sized || !rates->rows || make_room(work, &base) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < waves; i++)
        sized[i] = options->leaves_out[ESTIMATOR_POPULATION] || has_sizes(work->answers[i]);
    for (size_t i = 0; i < made->count; i++) {
        const struct rate *row = &made->rows[i];
        if (!options->leaves_out[row->estimator])
            rates->rows[rates->count++] = *row;
        if (row->estimator != ESTIMATOR_POPULATION || !sized[row->wave])
            continue;
        rates->rows[rates->count] = *row;
        if (fill_row(work, &base, &rates->rows[rates->count++]) != STATUS_OK)
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

enum status analysis_sized_rates(const struct panel *panel, struct answer_set *const *answers, int64_t attribute,
                                 const char *value, const struct rate_options *options, struct arena *arena,
                                 struct rates *rates, struct errors *errors)
{
    if (options->leaves_out[ESTIMATOR_SIZE])
        return analysis_rates(panel, options, arena, rates, errors);
    const struct work work = {panel, answers, attribute, value, options, arena};
    struct rate_options with_population = *options;
    with_population.leaves_out[ESTIMATOR_POPULATION] = false;
    struct rates made;
    enum status status = analysis_rates(panel, &with_population, arena, &made, errors);
    *rates = (struct rates){.denominator = options->denominator};
    if (status != STATUS_OK)
        return status;
    return add_rows(&work, &made, rates) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
