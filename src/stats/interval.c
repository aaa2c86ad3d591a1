/*
 * Confidence limits of x of n, method by method. Formulas: Newcombe 1998, Stat. Med. 17:857 (wald, wilson, wilson-cc,
 * clopper-pearson); Brown, Cai and DasGupta 2001, Stat. Sci. 16:101 (agresti-coull, jeffreys, arcsine, logit); the
 * finite population ones after Cochran 1977, Sampling Techniques, 3.6.
 */
#include "stats/interval.h"

#include <math.h>
#include <string.h>

#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const method_names[COUNT_METHOD_END] = {
    [COUNT_WALD] = "wald",
    [COUNT_WILSON] = "wilson",
    [COUNT_WILSON_CC] = "wilson-cc",
    [COUNT_AGRESTI_COULL] = "agresti-coull",
    [COUNT_CLOPPER_PEARSON] = "clopper-pearson",
    [COUNT_JEFFREYS] = "jeffreys",
    [COUNT_ARCSINE] = "arcsine",
    [COUNT_LOGIT] = "logit",
    [COUNT_WALD_FPC] = "wald-fpc",
    [COUNT_WILSON_FPC] = "wilson-fpc",
    [COUNT_HYPERGEOMETRIC] = "hypergeometric",
};

const char *count_method_name(enum count_method method)
{
    return method < COUNT_METHOD_END ? method_names[method] : "";
}

bool count_method_parse(const char *name, enum count_method *method)
{
    for (int i = 0; i < COUNT_METHOD_END; i++)
        if (strcmp(name, method_names[i]) == 0) {
            *method = (enum count_method)i;
            return true;
        }
    return false;
}

/* One question asked: the counts, as the formulas want them. */
struct sample {
    int64_t x_count, n_count, N_count;
    double x, n, p, q;
    double level, alpha, z;
};

static struct limits around(double centre, double half)
{
    return (struct limits){centre - half, centre + half};
}

/* Newcombe's method 4. It always corrects by 1/2, also where |x - n/2| < 1/2. */
static struct limits wilson_corrected(const struct sample *s)
{
    double z2 = s->z * s->z, scale = 2 * (s->n + z2);
    struct limits limits = {0, 1};
    if (s->x_count > 0) {
        double root = sqrt(fmax(0, z2 - 2 - 1 / s->n + 4 * s->p * (s->n * s->q + 1)));
        limits.lower = fmax(0, (2 * s->x + z2 - 1 - s->z * root) / scale);
    }
    if (s->x_count < s->n_count) {
        double root = sqrt(fmax(0, z2 + 2 - 1 / s->n + 4 * s->p * (s->n * s->q - 1)));
        limits.upper = fmin(1, (2 * s->x + z2 + 1 + s->z * root) / scale);
    }
    return limits;
}

/* With the exact z², not "+4". */
static struct limits agresti_coull(const struct sample *s)
{
    double z2 = s->z * s->z;
    double n = s->n + z2;
    double p = (s->x + z2 / 2) / n, q = (s->n - s->x + z2 / 2) / n;
    return around(p, s->z * sqrt(p * q / n));
}

static struct limits clopper_pearson(const struct sample *s)
{
    struct limits limits = {0, 1};
    if (s->x_count > 0)
        limits.lower = qbeta(s->alpha / 2, s->x, s->n - s->x + 1, 1, 0);
    if (s->x_count < s->n_count)
        limits.upper = qbeta(1 - s->alpha / 2, s->x + 1, s->n - s->x, 1, 0);
    return limits;
}

/* At x = 0 and x = n the outer limit is the end itself, and the other keeps half the error. */
static struct limits jeffreys(const struct sample *s)
{
    struct limits limits = {0, 1};
    if (s->x_count > 0)
        limits.lower = qbeta(s->alpha / 2, s->x + 0.5, s->n - s->x + 0.5, 1, 0);
    if (s->x_count < s->n_count)
        limits.upper = qbeta(1 - s->alpha / 2, s->x + 0.5, s->n - s->x + 0.5, 1, 0);
    return limits;
}

static struct limits arcsine(const struct sample *s)
{
    double centre = asin(sqrt(s->p)), half = s->z / (2 * sqrt(s->n));
    double low = sin(fmax(0, centre - half)), high = sin(fmin(M_PI_2, centre + half));
    return (struct limits){low * low, high * high};
}

static struct limits logit(const struct sample *s)
{
    if (s->x_count == 0 || s->x_count == s->n_count)
        return (struct limits){NAN, NAN};
    double centre = log(s->x / (s->n - s->x)), half = s->z / sqrt(s->n * s->p * s->q);
    return (struct limits){1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre))};
}

/* Wilson's limits at the sample size n / (1 - f) that has the same variance with replacement. */
static struct limits wilson_finite(const struct sample *s)
{
    if (s->N_count == s->n_count)
        return (struct limits){s->p, s->p};
    double unseen = (double)(s->N_count - s->n_count) / (double)s->N_count;
    return score_limits(s->p, s->q, s->n / unseen, s->z);
}

static struct limits hypergeometric(const struct sample *s)
{
    int64_t lower, upper;
    if (!hypergeometric_limits(s->x_count, s->n_count, s->N_count, s->level, &lower, &upper))
        return (struct limits){NAN, NAN};
    return (struct limits){(double)lower / (double)s->N_count, (double)upper / (double)s->N_count};
}

static struct limits limits_of(enum count_method method, const struct sample *s)
{
    switch (method) {
    case COUNT_WALD:
        return around(s->p, s->z * sqrt(s->p * s->q / s->n));
    case COUNT_WILSON:
        return score_limits(s->p, s->q, s->n, s->z);
    case COUNT_WILSON_CC:
        return wilson_corrected(s);
    case COUNT_AGRESTI_COULL:
        return agresti_coull(s);
    case COUNT_CLOPPER_PEARSON:
        return clopper_pearson(s);
    case COUNT_JEFFREYS:
        return jeffreys(s);
    case COUNT_ARCSINE:
        return arcsine(s);
    case COUNT_LOGIT:
        return logit(s);
    case COUNT_WALD_FPC:
        return around(s->p, s->z * count_se_fpc(s->x_count, s->n_count, s->N_count));
    case COUNT_WILSON_FPC:
        return wilson_finite(s);
    case COUNT_HYPERGEOMETRIC:
        return hypergeometric(s);
    case COUNT_METHOD_END:
        break;
    }
    return (struct limits){NAN, NAN};
}

bool count_limits(enum count_method method, int64_t x, int64_t n, int64_t N, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (n < 1 || x < 0 || x > n || !(level > 0 && level < 1))
        return false;
    bool finite = method == COUNT_WALD_FPC || method == COUNT_WILSON_FPC || method == COUNT_HYPERGEOMETRIC;
    if (finite && N < n)
        return false;
    struct sample sample = {
        .x_count = x,
        .n_count = n,
        .N_count = N,
        .x = (double)x,
        .n = (double)n,
        .p = (double)x / (double)n,
        .q = (double)(n - x) / (double)n,
        .level = level,
        .alpha = 1 - level,
        .z = score_quantile(level),
    };
    struct limits found = limits_of(method, &sample);
    if (isnan(found.lower) || isnan(found.upper))
        return false;
    *limits = found;
    return true;
}

double count_se_fpc(int64_t x, int64_t n, int64_t N)
{
    if (n < 2 || N < n || x < 0 || x > n)
        return NAN;
    double p = (double)x / (double)n, q = (double)(n - x) / (double)n;
    double unseen = (double)(N - n) / (double)N;
    return sqrt(unseen * p * q / (double)(n - 1));
}
