/* What is asked of a sample in terms of sample_estimate: categories, groups, the variance, contrasts and limits. */
#include "stats/sample.h"

#include <math.h>

#include "stats/sample_codes.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

enum status sample_categories(const struct sample *sample, const struct sample_target *of, size_t categories,
                              struct arena *arena, struct sample_estimate *estimates, double *covariance)
{
    if (!sample->cluster && !sample->calibration)
        return sample_codes(sample, of, categories, arena, estimates, covariance);
    struct sample_target *targets = arena_array(arena, categories, sizeof *targets);
    if (!targets)
        return STATUS_FAILURE;
    for (size_t c = 0; c < categories; c++) {
        targets[c] = *of;
        targets[c].code = (int32_t)c;
    }
    return sample_estimate(sample, targets, categories, arena, estimates, covariance);
}

enum status sample_groups(const struct sample *sample, const struct sample_target *of, size_t count,
                          struct arena *arena, struct sample_estimate *estimates, double *covariance)
{
    struct sample_target *targets = arena_array(arena, count, sizeof *targets);
    if (!targets)
        return STATUS_FAILURE;
    for (size_t g = 0; g < count; g++) {
        targets[g] = *of;
        targets[g].group = (int32_t)g;
    }
    return sample_estimate(sample, targets, count, arena, estimates, covariance);
}

enum status sample_variance(const struct sample *sample, const struct sample_target *of, struct arena *arena,
                            struct sample_estimate *estimate)
{
    struct sample_target target = *of;
    target.kind = SAMPLE_MEAN;
    if (sample_estimate(sample, &target, 1, arena, estimate, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    target.kind = SAMPLE_MEAN_SQUARE;
    target.at = estimate->value;
    return sample_estimate(sample, &target, 1, arena, estimate, NULL);
}

void sample_contrast(const struct sample_estimate *estimates, const double *covariance, const double *coefficients,
                     size_t count, double *value, double *se)
{
    double sum = 0, variance = 0;
    for (size_t k = 0; k < count; k++) {
        if (coefficients[k] == 0)
            continue;
        sum += coefficients[k] * estimates[k].value;
        for (size_t j = 0; j < count; j++)
            if (coefficients[j] != 0)
                variance += coefficients[k] * coefficients[j] * covariance[k * count + j];
    }
    *value = sum;
    *se = isnan(variance) ? NAN : sqrt(fmax(0, variance));
}

enum status sample_difference(const struct sample *sample, const struct sample_target *of, struct arena *arena,
                              struct sample_test *test)
{
    struct sample_target targets[3] = {*of, *of, *of};
    struct sample_estimate estimates[3];
    double covariance[9];
    const double coefficients[3] = {-1, 1, 0};
    bool *either = arena_array(arena, sample->units, sizeof *either);
    *test = (struct sample_test){NAN, NAN, NAN, NAN, NAN};
    if (!either)
        return STATUS_FAILURE;
    for (size_t i = 0; i < sample->units; i++)
        either[i] = (!of->mask || of->mask[i]) && (of->groups[i] == 0 || of->groups[i] == 1);
    targets[0].group = 0;
    targets[1].group = 1;
    targets[2].mask = either;
    targets[2].groups = NULL;
    if (sample_estimate(sample, targets, 3, arena, estimates, covariance) != STATUS_OK)
        return STATUS_FAILURE;
    sample_contrast(estimates, covariance, coefficients, 3, &test->difference, &test->se);
    test->df = estimates[2].df - 1;
    if (!(test->se > 0) || test->df < 1)
        return STATUS_OK;
    test->t = test->difference / test->se;
    test->p = 2 * pt(-fabs(test->t), test->df, 1, 0);
    return STATUS_OK;
}

bool sample_limits(const struct sample_estimate *estimate, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (isnan(estimate->variance) || estimate->df < 1)
        return false;
    double half = -qt((1 - level) / 2, estimate->df, 1, 0) * estimate->se;
    *limits = (struct limits){estimate->value - half, estimate->value + half};
    return true;
}

static enum design_status design_status_of(enum sample_status status)
{
    switch (status) {
    case SAMPLE_OK:
        return DESIGN_OK;
    case SAMPLE_UNCOVERED:
        return DESIGN_UNCOVERED;
    case SAMPLE_LONELY:
        return DESIGN_LONELY;
    case SAMPLE_NO_DATA:
    case SAMPLE_INVALID:
        break;
    }
    return DESIGN_NO_DATA;
}

void sample_as_design(const struct sample_estimate *share, struct design_estimate *estimate)
{
    *estimate = (struct design_estimate){
        .p = share->value,
        .variance = share->variance,
        .se = share->se,
        .df = share->df,
        .deff = share->deff,
        .x = (int64_t)share->ones,
        .valid = (int64_t)share->units,
        .status = design_status_of(share->status),
    };
}
