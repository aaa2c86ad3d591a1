/* From the sums over a domain to what is told of it: the estimate, its variance and design effects. */
#include "stats/sample_sums.h"

#include <math.h>

bool sample_is_total(enum sample_kind kind)
{
    return kind == SAMPLE_TOTAL || kind == SAMPLE_COUNT;
}

static void design_effects(enum sample_kind kind, const struct sample_sums *sums, struct sample_estimate *e)
{
    if (kind == SAMPLE_RATIO || kind == SAMPLE_MEAN_SQUARE || !(sums->least < sums->greatest))
        return;
    double n = (double)sums->units, M = e->weight;
    double simple = (double)sums->squares / M / (n - 1) * (sample_is_total(kind) ? M * M : 1);
    e->deff_replace = e->variance / simple;
    if (M - n > 1e-12 * n)
        e->deff = e->deff_replace / ((M - n) / M);
}

void sample_fill(enum sample_kind kind, const struct sample_sums *sums, double variance, enum sample_status status,
                 struct sample_estimate *e)
{
    bool counted = kind == SAMPLE_SHARE || kind == SAMPLE_COUNT || kind == SAMPLE_DISTRIBUTION;
    *e = (struct sample_estimate){
        .value = NAN,
        .variance = NAN,
        .se = NAN,
        .deff = NAN,
        .deff_replace = NAN,
        .df = (double)sums->primaries - (double)sums->strata,
        .weight = (double)sums->weight,
        .units = sums->units,
        .ones = counted ? sums->ones : 0,
        .status = status,
    };
    if (status != SAMPLE_INVALID && (sums->units == 0 || sums->scale == 0))
        e->status = SAMPLE_NO_DATA;
    if (e->status != SAMPLE_OK && e->status != SAMPLE_LONELY)
        return;
    double n = (double)sums->units, correction = kind == SAMPLE_MEAN_SQUARE ? n / (n - 1) : 1;
    e->value = sample_is_total(kind) ? (double)sums->values : sums->ratio * correction;
    if (e->status == SAMPLE_LONELY)
        return;
    e->variance = variance;
    e->se = sqrt(e->variance);
    design_effects(kind, sums, e);
}

void sample_clean(const struct sample_estimate *estimates, size_t count, double *covariance)
{
    for (size_t k = 0; k < count; k++)
        for (size_t j = 0; j < count; j++) {
            double *cell = &covariance[k * count + j];
            if (k == j)
                *cell = estimates[k].variance;
            else if (isnan(estimates[k].variance) || isnan(estimates[j].variance))
                *cell = NAN;
            else if (estimates[k].variance == 0 || estimates[j].variance == 0)
                *cell = 0;
        }
}
