/* Trends without a link: the test of Cochran and Armitage, straight lines, and the rank methods of Sen and Kendall. */
#include "stats/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/score.h"
#include "stats/trend_waves.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const model_names[TREND_MODEL_END] = {
    [TREND_LOGISTIC] = "logistic",
    [TREND_LOGISTIC_CLUSTERED] = "logistic-clustered",
    [TREND_COCHRAN_ARMITAGE] = "cochran-armitage",
    [TREND_THEIL_SEN] = "theil-sen",
    [TREND_MANN_KENDALL] = "mann-kendall",
    [TREND_OLS] = "ols",
    [TREND_WLS] = "wls",
};

const char *trend_model_name(enum trend_model model)
{
    return model < TREND_MODEL_END ? model_names[model] : "";
}

bool trend_model_parse(const char *name, enum trend_model *model)
{
    for (int i = 0; i < TREND_MODEL_END; i++)
        if (strcmp(name, model_names[i]) == 0) {
            *model = (enum trend_model)i;
            return true;
        }
    return false;
}

static double two_sided(double z)
{
    return 2 * pnorm(-fabs(z), 0, 1, 1, 0);
}

void trend_armitage(const struct trend_wave *waves, size_t count, struct armitage *armitage)
{
    *armitage = (struct armitage){.needed = 2, .z = NAN, .chisq = NAN, .p = NAN};
    struct trend_sums sums;
    armitage->status = trend_sum(waves, count, armitage->needed, &sums);
    armitage->waves = sums.waves;
    if (armitage->status != TREND_OK)
        return;
    if (sums.x == 0 || sums.x == sums.n) {
        armitage->status = TREND_UNDEFINED;
        return;
    }
    long double n = (long double)sums.n, x = (long double)sums.x, mean = sums.nt / n, rise = 0, spread = 0;
    for (size_t i = 0; i < count; i++) {
        long double t = (long double)waves[i].year - (long double)sums.origin - mean;
        /* x - n pbar times the sum of n: a difference of whole numbers, 0 where the share is that of all. */
        rise += t * ((long double)waves[i].x * n - (long double)waves[i].n * x) / n;
        spread += (long double)waves[i].n * t * t;
    }
    armitage->z = (double)(rise / sqrtl(x / n * ((n - x) / n) * spread));
    armitage->chisq = armitage->z * armitage->z;
    armitage->p = two_sided(armitage->z);
}

/* ---- straight lines */

/* Years that rise, and how many of the points have a share; TREND_INVALID for an infinite one. */
static enum trend_status points_check(const struct trend_point *points, size_t count, size_t needed, size_t *waves,
                                      int *origin)
{
    *waves = 0;
    *origin = 0;
    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && points[i].year <= points[i - 1].year) || isinf(points[i].share))
            return TREND_INVALID;
        if (isnan(points[i].share))
            continue;
        if ((*waves)++ == 0)
            *origin = points[i].year;
    }
    return *waves < needed ? TREND_TOO_FEW : TREND_OK;
}

/* One point of a line: t since the origin, y, and its weight; 0 leaves it out. */
struct weighted {
    long double t, y, w;
};

typedef struct weighted weighted_function(const void *waves, size_t i, int origin);

static struct weighted of_point(const void *waves, size_t i, int origin)
{
    const struct trend_point *point = (const struct trend_point *)waves + i;
    if (isnan(point->share))
        return (struct weighted){0};
    return (struct weighted){(long double)point->year - (long double)origin, (long double)point->share, 1};
}

static struct weighted of_wave(const void *waves, size_t i, int origin)
{
    const struct trend_wave *wave = (const struct trend_wave *)waves + i;
    if (wave->n == 0)
        return (struct weighted){0};
    long double n = (long double)wave->n, x = (long double)wave->x, t = (long double)wave->year - (long double)origin;
    return (struct weighted){t, x / n, n / (x / n * ((n - x) / n))};
}

/* Fills the fit but for its status, waves and origin; false where the points lie on a line. */
static bool line_fit(const void *waves, size_t count, weighted_function *at, struct linear_fit *fit)
{
    long double weight = 0, t_mean = 0, y_mean = 0, spread = 0, product = 0, squares = 0, residual = 0, first = 0;
    /* All shares are taken from the first, so that equal ones have slope 0 and not what rounding leaves. */
    for (size_t i = count; i-- > 0;) {
        struct weighted point = at(waves, i, fit->origin);
        first = point.w > 0 ? point.y : first;
        weight += point.w;
    }
    for (size_t i = 0; i < count; i++) {
        struct weighted point = at(waves, i, fit->origin);
        t_mean += point.w / weight * point.t;
        y_mean += point.w / weight * (point.y - first);
    }
    for (size_t i = 0; i < count; i++) {
        struct weighted point = at(waves, i, fit->origin);
        long double t = point.t - t_mean, y = point.y - first - y_mean;
        spread += point.w * t * t;
        product += point.w * t * (point.y - first);
        squares += point.w * y * y;
    }
    long double slope = product / spread;
    for (size_t i = 0; i < count; i++) {
        struct weighted point = at(waves, i, fit->origin);
        long double left = point.y - first - y_mean - slope * (point.t - t_mean);
        residual += point.w * left * left;
    }
    /* What rounding leaves of 0 is no scale: shares are doubles, right to 1e-16 of themselves. */
    long double noise = 1e-15L * (fabsl(first) + sqrtl(squares / weight));
    bool on_line = residual <= weight * noise * noise;
    long double scale = on_line ? 0 : residual / ((long double)fit->waves - 2);
    fit->slope = (double)slope;
    fit->intercept = (double)(first + y_mean - slope * t_mean);
    fit->slope_se = (double)sqrtl(scale / spread);
    fit->residual = on_line ? 0 : (double)residual;
    fit->slope_se_known = (double)sqrtl(1 / spread);
    fit->intercept_se_known = (double)sqrtl(1 / weight + t_mean * t_mean / spread);
    return !on_line;
}

static void line_test(bool residuals, struct linear_fit *fit)
{
    if (!residuals) {
        fit->status = TREND_NO_VARIANCE;
        return;
    }
    fit->statistic = fit->slope / fit->slope_se;
    fit->p = 2 * pt(-fabs(fit->statistic), (double)fit->waves - 2, 1, 0);
}

static const struct linear_fit no_line = {
    .needed = 3,
    .intercept = NAN,
    .slope = NAN,
    .slope_se = NAN,
    .statistic = NAN,
    .p = NAN,
    .residual = NAN,
    .slope_se_known = NAN,
    .intercept_se_known = NAN,
    .z_known = NAN,
    .p_known = NAN,
};

void trend_linear(const struct trend_point *points, size_t count, struct linear_fit *fit)
{
    *fit = no_line;
    fit->status = points_check(points, count, fit->needed, &fit->waves, &fit->origin);
    if (fit->status != TREND_OK)
        return;
    bool residuals = line_fit(points, count, of_point, fit);
    fit->slope_se_known = fit->intercept_se_known = NAN;
    line_test(residuals, fit);
}

void trend_weighted(const struct trend_wave *waves, size_t count, struct linear_fit *fit)
{
    *fit = no_line;
    struct trend_sums sums;
    fit->status = trend_sum(waves, count, fit->needed, &sums);
    fit->waves = sums.waves;
    fit->origin = sums.origin;
    if (fit->status != TREND_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (waves[i].n > 0 && (waves[i].x == 0 || waves[i].x == waves[i].n)) {
            fit->status = TREND_UNDEFINED;
            return;
        }
    bool residuals = line_fit(waves, count, of_wave, fit);
    fit->z_known = fit->slope / fit->slope_se_known;
    fit->p_known = two_sided(fit->z_known);
    line_test(residuals, fit);
}

bool trend_line_limits(const struct linear_fit *fit, bool known, double level, struct limits *limits)
{
    double se = known ? fit->slope_se_known : fit->slope_se;
    *limits = (struct limits){NAN, NAN};
    if (!(se > 0) || !(level > 0 && level < 1))
        return false;
    double q = known ? score_quantile(level) : -qt((1 - level) / 2, (double)fit->waves - 2, 1, 0);
    *limits = (struct limits){fit->slope - q * se, fit->slope + q * se};
    return true;
}

/* ---- ranks */

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Of `count` >= 1 values in rising order. */
static double median(const double *sorted, size_t count)
{
    size_t middle = count / 2;
    return count % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/* The points that have a share. */
struct series {
    double *t, *y;  /* t since the origin */
    double *sorted; /* y in rising order */
    size_t count;
};

static bool series_of(const struct trend_point *points, size_t count, size_t waves, int origin, struct arena *arena,
                      struct series *series)
{
    series->t = arena_array(arena, waves, sizeof *series->t);
    series->y = arena_array(arena, waves, sizeof *series->y);
    series->sorted = arena_array(arena, waves, sizeof *series->sorted);
    series->count = 0;
    if (!series->t || !series->y || !series->sorted)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isnan(points[i].share)) {
            series->t[series->count] = (double)points[i].year - (double)origin;
            series->sorted[series->count] = points[i].share;
            series->y[series->count++] = points[i].share;
        }
    qsort(series->sorted, waves, sizeof *series->sorted, by_value);
    return true;
}

/* How many of the sorted values from `i` on are alike. */
static size_t tied(const struct series *series, size_t i)
{
    size_t size = 1;
    while (i + size < series->count && !(series->sorted[i + size] > series->sorted[i]))
        size++;
    return size;
}

/* The variance of S where nothing trends. */
static double kendall_variance(const struct series *series)
{
    double n = (double)series->count, sum = n * (n - 1) * (2 * n + 5);
    for (size_t i = 0; i < series->count;) {
        size_t size = tied(series, i);
        double t = (double)size;
        sum -= t * (t - 1) * (2 * t + 5);
        i += size;
    }
    return sum / 18;
}

/* The value of a real rank, counted from 1, between its neighbours; NaN outside of them. */
static double at_rank(const double *sorted, size_t count, double rank)
{
    if (!(rank >= 1 && rank <= (double)count))
        return NAN;
    size_t below = (size_t)rank;
    if (below == count)
        return sorted[count - 1];
    return sorted[below - 1] + (rank - (double)below) * (sorted[below] - sorted[below - 1]);
}

static void sen_intercepts(const struct series *series, double *scratch, struct sen_slope *slope)
{
    for (size_t i = 0; i < series->count; i++)
        scratch[i] = series->y[i] - slope->slope * series->t[i];
    qsort(scratch, series->count, sizeof *scratch, by_value);
    slope->intercept_residuals = median(scratch, series->count);
    slope->intercept_medians = median(series->sorted, series->count) - slope->slope * median(series->t, series->count);
}

void trend_sen(const struct trend_point *points, size_t count, double level, struct arena *arena,
               struct sen_slope *slope)
{
    *slope = (struct sen_slope){
        .needed = 2,
        .slope = NAN,
        .intercept_residuals = NAN,
        .intercept_medians = NAN,
        .limits = {NAN, NAN},
    };
    slope->status = level > 0 && level < 1 ? points_check(points, count, slope->needed, &slope->waves, &slope->origin)
                                           : TREND_INVALID;
    if (slope->status != TREND_OK)
        return;
    struct series series;
    size_t waves = slope->waves, k = 0;
    size_t pairs = waves % 2 ? (waves - 1) / 2 * waves : waves / 2 * (waves - 1);
    double *slopes = arena_array(arena, pairs, sizeof *slopes);
    double *scratch = arena_array(arena, waves, sizeof *scratch);
    if (!series_of(points, count, waves, slope->origin, arena, &series) || !slopes || !scratch) {
        slope->status = TREND_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < waves; i++)
        for (size_t j = i + 1; j < waves; j++)
            slopes[k++] = (series.y[j] - series.y[i]) / (series.t[j] - series.t[i]);
    qsort(slopes, pairs, sizeof *slopes, by_value);
    slope->slope = median(slopes, pairs);
    sen_intercepts(&series, scratch, slope);
    double M = (double)pairs, C = score_quantile(level) * sqrt(kendall_variance(&series));
    slope->limits = (struct limits){at_rank(slopes, pairs, (M - C) / 2), at_rank(slopes, pairs, (M + C) / 2 + 1)};
    if (isnan(slope->limits.lower) || isnan(slope->limits.upper))
        slope->limits = (struct limits){NAN, NAN};
}

/* ---- the exact distribution of Kendall's S */

/*
 * boxes[j] becomes the polynomial whose coefficient of q^k is the number of ways in which `size` like values can stand
 * among `before` others with k inversions: b(m, j) = b(m, j - 1) + q^j b(m - 1, j), sums of positive whole numbers
 * only. Returns boxes + `size` times `degree` + 1, `degree` the highest power that a row holds.
 */
static const double *inversions_of_group(double *boxes, size_t before, size_t size, size_t degree)
{
    size_t width = degree + 1;
    for (size_t i = 0; i < (size + 1) * width; i++)
        boxes[i] = i % width == 0;
    for (size_t m = 1; m <= before; m++)
        for (size_t j = 1; j <= size; j++) {
            double *row = boxes + j * width;
            const double *left = row - width;
            for (size_t k = width; k-- > 0;)
                row[k] = left[k] + (k >= j ? row[k - j] : 0);
        }
    return boxes + size * width;
}

/* The numbers of permutations of the series by inversions: `counts` has room for pairs + 1. Returns the highest number
 * of inversions, or SIZE_MAX where there is no memory. */
static size_t inversions_of(const struct series *series, double *counts, struct arena *arena)
{
    size_t highest = 0, before = 0;
    counts[0] = 1;
    while (before < series->count) {
        size_t size = tied(series, before), degree = before * size;
        double *boxes = arena_array(arena, (size + 1) * (degree + 1), sizeof *boxes);
        if (!boxes)
            return SIZE_MAX;
        const double *group = inversions_of_group(boxes, before, size, degree);
        /* From the top downwards: what is still to be read lies below. */
        for (size_t k = highest + degree + 1; k-- > 0;) {
            double sum = 0;
            for (size_t j = k > highest ? k - highest : 0; j <= degree && j <= k; j++)
                sum += group[j] * counts[k - j];
            counts[k] = sum;
        }
        highest += degree;
        before += size;
    }
    return highest;
}

/* S of a permutation with k inversions is the highest one less 2k. */
static double kendall_exact(const double *counts, size_t highest, double S)
{
    double all = 0, as_far = 0;
    for (size_t k = 0; k <= highest; k++) {
        all += counts[k];
        if (fabs((double)highest - 2 * (double)k) >= fabs(S))
            as_far += counts[k];
    }
    return as_far / all;
}

void trend_kendall(const struct trend_point *points, size_t count, struct arena *arena, struct kendall *kendall)
{
    *kendall =
        (struct kendall){.needed = 2, .S = NAN, .variance = NAN, .z = NAN, .p = NAN, .p_exact = NAN, .tau_a = NAN};
    int origin;
    kendall->status = points_check(points, count, kendall->needed, &kendall->waves, &origin);
    if (kendall->status != TREND_OK)
        return;
    struct series series;
    size_t waves = kendall->waves, most = KENDALL_EXACT_MOST * (KENDALL_EXACT_MOST - 1) / 2;
    double *counts = arena_array(arena, most + 1, sizeof *counts);
    if (!series_of(points, count, waves, origin, arena, &series) || !counts) {
        kendall->status = TREND_NO_MEMORY;
        return;
    }
    kendall->S = 0;
    for (size_t i = 0; i < waves; i++)
        for (size_t j = i + 1; j < waves; j++)
            kendall->S += (series.y[j] > series.y[i]) - (series.y[j] < series.y[i]);
    kendall->variance = kendall_variance(&series);
    kendall->z = 0;
    if (kendall->S > 0 || kendall->S < 0)
        kendall->z = (kendall->S - (kendall->S > 0 ? 1 : -1)) / sqrt(kendall->variance);
    kendall->p = two_sided(kendall->z);
    kendall->tau_a = kendall->S / ((double)waves * ((double)waves - 1) / 2);
    if (waves > KENDALL_EXACT_MOST)
        return;
    size_t highest = inversions_of(&series, counts, arena);
    if (highest == SIZE_MAX)
        kendall->status = TREND_NO_MEMORY;
    else
        kendall->p_exact = kendall_exact(counts, highest, kendall->S);
}
