/*
 * Growth curves through shares by least squares. In long double, for the sum of squares is flat about its minimum: what
 * it shows of a parameter is the root of the precision it is reckoned in, and Newton's method on the gradient gives the
 * rest.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "stats/forecast.h"

enum {
    P = CURVE_MOST_PARAMETERS,
    MOST_STEPS = 500,
    MOST_POLISHING = 20,
    STARTS = 4, /* kept of those with one ceiling */
    CEILINGS = 7,
};

static bool is_bass(enum curve curve)
{
    return curve == CURVE_BASS || curve == CURVE_BASS_CEILING;
}

/* How far from the minimum a step may still lead, relative; and how wide a difference tells most of a derivative. Both
 * by what a long double holds, which is no more than a double on some machines. */
#define SETTLED (1e6L * LDBL_EPSILON)
#define WIDTH cbrtl(LDBL_EPSILON)

/* The shares that a curve is laid through, and what is left of them. */
struct problem {
    enum curve curve;
    size_t parameters;
    const struct trend_point *points;
    size_t count;
    long double origin; /* year of t = 0 or s = 0 */
};

struct normal {
    long double matrix[P][P]; /* J'J */
    long double score[P];     /* J'(y - f) */
    long double rss;
};

/* expit(a + b t) and its derivatives. */
static long double logistic_at(const long double *value, long double t, long double *slope)
{
    long double eta = value[0] + value[1] * t, e = expl(-fabsl(eta));
    long double share = eta < 0 ? e / (1 + e) : 1 / (1 + e);
    slope[0] = e / ((1 + e) * (1 + e));
    slope[1] = slope[0] * t;
    return share;
}

/* F(s) and its derivatives; p > 0. */
static long double bass_at(const long double *value, long double s, long double *slope)
{
    long double p = value[0], q = value[1], e = expl(-(p + q) * s), ratio = q / p, below = 1 + ratio * e;
    long double both = (1 + ratio) * s * e, each = (1 - e) * e / p;
    slope[0] = (both + each * ratio) / (below * below);
    slope[1] = (both - each) / (below * below);
    return -expm1l(-(p + q) * s) / below;
}

/* The curve and its derivatives, without the ceiling's bounds. */
static long double curve_at(enum curve curve, const long double *value, long double t, long double *slope)
{
    long double share = is_bass(curve) ? bass_at(value, t, slope) : logistic_at(value, t, slope);
    if (curve != CURVE_LOGISTIC_CEILING && curve != CURVE_BASS_CEILING)
        return share;
    slope[0] *= value[2];
    slope[1] *= value[2];
    slope[2] = share;
    return value[2] * share;
}

/* False where the curve is not finite, and far outside of what could be a parameter: a way that leads there ends. */
static bool normal_of(const struct problem *problem, const long double *value, struct normal *normal)
{
    *normal = (struct normal){0};
    if (is_bass(problem->curve) && !(value[0] > 0))
        return false;
    for (size_t j = 0; j < problem->parameters; j++)
        if (!(fabsl(value[j]) < 1e5L))
            return false;
    for (size_t i = 0; i < problem->count; i++) {
        if (isnan(problem->points[i].share))
            continue;
        long double slope[P] = {0}, t = (long double)problem->points[i].year - problem->origin;
        long double left = (long double)problem->points[i].share - curve_at(problem->curve, value, t, slope);
        normal->rss += left * left;
        for (size_t j = 0; j < problem->parameters; j++) {
            normal->score[j] += slope[j] * left;
            for (size_t k = 0; k < problem->parameters; k++)
                normal->matrix[j][k] += slope[j] * slope[k];
        }
    }
    bool finite = isfinite(normal->rss);
    for (size_t j = 0; j < problem->parameters; j++)
        finite = finite && isfinite(normal->score[j]) && isfinite(normal->matrix[j][j]);
    return finite;
}

/* ---- linear equations */

/* The Cholesky factor of a symmetric matrix, its rows and columns scaled to a diagonal of 1. False unless it is
 * positive definite, by more than rounding. */
static bool factor(long double matrix[P][P], size_t size, long double lower[P][P], long double scale[P])
{
    for (size_t j = 0; j < size; j++) {
        if (!(matrix[j][j] > 0) || !isfinite(matrix[j][j]))
            return false;
        scale[j] = sqrtl(matrix[j][j]);
    }
    for (size_t j = 0; j < size; j++)
        for (size_t k = 0; k <= j; k++) {
            long double sum = matrix[j][k] / (scale[j] * scale[k]);
            for (size_t l = 0; l < k; l++)
                sum -= lower[j][l] * lower[k][l];
            if (j == k && !(sum > fmaxl(1e-15L, 16 * LDBL_EPSILON)))
                return false;
            lower[j][k] = j == k ? sqrtl(sum) : sum / lower[k][k];
        }
    return true;
}

static bool solve(long double matrix[P][P], size_t size, const long double *right, long double *solution)
{
    long double lower[P][P], scale[P];
    if (!factor(matrix, size, lower, scale))
        return false;
    for (size_t j = 0; j < size; j++) {
        solution[j] = right[j] / scale[j];
        for (size_t k = 0; k < j; k++)
            solution[j] -= lower[j][k] * solution[k];
        solution[j] /= lower[j][j];
    }
    for (size_t j = size; j-- > 0;) {
        for (size_t k = j + 1; k < size; k++)
            solution[j] -= lower[k][j] * solution[k];
        solution[j] /= lower[j][j];
    }
    for (size_t j = 0; j < size; j++)
        solution[j] /= scale[j];
    return true;
}

/* ---- the minimum */

/* Levenberg and Marquardt: down to where the sum of squares no longer falls. Returns it; infinite from a start where
 * the curve is not finite. */
static long double descend(const struct problem *problem, long double *value)
{
    struct normal here, there;
    long double damping = 1e-3L;
    if (!normal_of(problem, value, &here))
        return (long double)INFINITY;
    for (int i = 0; i < MOST_STEPS && damping < 1e12L; i++) {
        struct normal damped = here;
        long double step[P], next[P] = {0}, far = 0;
        for (size_t j = 0; j < problem->parameters; j++)
            damped.matrix[j][j] += damping * damped.matrix[j][j];
        bool solved = solve(damped.matrix, problem->parameters, here.score, step);
        for (size_t j = 0; solved && j < problem->parameters; j++) {
            next[j] = value[j] + step[j];
            far = fmaxl(far, fabsl(step[j]) / (fabsl(value[j]) + 1e-8L));
        }
        if (!solved || !normal_of(problem, next, &there) || there.rss > here.rss) {
            damping *= 10;
            continue;
        }
        memcpy(value, next, sizeof next);
        here = there;
        damping = fmaxl(damping / 10, 1e-20L);
        if (far < 1e-15L)
            break;
    }
    return here.rss;
}

/* Half the second derivatives of the sum of squares, from differences of its exact gradient. */
static bool hessian_of(const struct problem *problem, const long double *value, long double hessian[P][P])
{
    for (size_t j = 0; j < problem->parameters; j++) {
        long double moved[P], width = WIDTH * fmaxl(fabsl(value[j]), 1e-3L);
        struct normal up, down;
        memcpy(moved, value, sizeof moved);
        moved[j] = value[j] + width;
        bool finite = normal_of(problem, moved, &up);
        moved[j] = value[j] - width;
        if (!finite || !normal_of(problem, moved, &down))
            return false;
        for (size_t k = 0; k < problem->parameters; k++)
            hessian[j][k] = (down.score[k] - up.score[k]) / (2 * width);
    }
    for (size_t j = 0; j < problem->parameters; j++)
        for (size_t k = 0; k < j; k++)
            hessian[j][k] = hessian[k][j] = (hessian[j][k] + hessian[k][j]) / 2;
    return true;
}

/* Newton on the gradient, from a point with the sum of squares `rss`. True where it ends in a minimum: second
 * derivatives that are positive, no step left, and not another, higher one. */
static bool polish(const struct problem *problem, long double rss, long double *value)
{
    for (int i = 0; i < MOST_POLISHING; i++) {
        long double hessian[P][P], step[P], far = 0;
        struct normal normal;
        if (!normal_of(problem, value, &normal) || !hessian_of(problem, value, hessian) ||
            !solve(hessian, problem->parameters, normal.score, step))
            return false;
        for (size_t j = 0; j < problem->parameters; j++) {
            value[j] += step[j];
            far = fmaxl(far, fabsl(step[j]) / (fabsl(value[j]) + 1e-6L));
        }
        if (far < SETTLED)
            return normal.rss <= rss * (1 + 1e-9L) + 1e-30L;
    }
    return false;
}

/* ---- starts */

struct start {
    long double value[P];
    long double rss;
};

/* Keeps the best, best first. */
static void keep(const struct problem *problem, struct start *starts, size_t *kept, struct start start)
{
    struct normal normal;
    if (!normal_of(problem, start.value, &normal))
        return;
    start.rss = normal.rss;
    size_t place = *kept < STARTS ? (*kept)++ : STARTS;
    for (; place > 0 && starts[place - 1].rss > start.rss; place--)
        if (place < STARTS)
            starts[place] = starts[place - 1];
    if (place < STARTS)
        starts[place] = start;
}

/* The line through the logits of the shares over the ceiling, those at the ends moved inwards. */
static struct start logit_line(const struct problem *problem, long double ceiling)
{
    long double n = 0, t_mean = 0, y_mean = 0, spread = 0, product = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < problem->count; i++) {
            if (isnan(problem->points[i].share))
                continue;
            long double t = (long double)problem->points[i].year - problem->origin;
            long double share = fminl(0.98L, fmaxl(0.001L, (long double)problem->points[i].share / ceiling));
            long double y = logl(share / (1 - share));
            if (pass == 0) {
                n++;
                t_mean += t;
                y_mean += y;
            } else {
                spread += (t - t_mean) * (t - t_mean);
                product += (t - t_mean) * (y - y_mean);
            }
        }
        if (pass == 0) {
            t_mean /= n;
            y_mean /= n;
        }
    }
    long double slope = product / spread;
    return (struct start){.value = {y_mean - slope * t_mean, slope, ceiling}};
}

/* Curves whose half-way year is one of the waves, gentle and steep, rising and falling. */
static void keep_half_ways(const struct problem *problem, long double ceiling, struct start *starts, size_t *kept)
{
    static const long double slopes[] = {-2, -0.5L, 0.2L, 0.5L, 1, 2};
    for (size_t i = 0; i < problem->count; i++) {
        if (isnan(problem->points[i].share))
            continue;
        long double t = (long double)problem->points[i].year - problem->origin;
        for (size_t j = 0; j < sizeof slopes / sizeof *slopes; j++)
            keep(problem, starts, kept, (struct start){.value = {-slopes[j] * t, slopes[j], ceiling}});
    }
}

/* The best few with this ceiling: those that are best of all lead as a rule to one minimum. */
static size_t starts_below(const struct problem *problem, long double ceiling, struct start *starts)
{
    static const long double innovation[] = {0.001L, 0.005L, 0.02L, 0.1L, 0.4L};
    static const long double imitation[] = {0.05L, 0.2L, 0.4L, 0.8L, 1.5L};
    size_t kept = 0;
    if (!is_bass(problem->curve)) {
        keep(problem, starts, &kept, logit_line(problem, ceiling));
        keep_half_ways(problem, ceiling, starts, &kept);
        return kept;
    }
    for (size_t j = 0; j < sizeof innovation / sizeof *innovation; j++)
        for (size_t k = 0; k < sizeof imitation / sizeof *imitation; k++)
            keep(problem, starts, &kept, (struct start){.value = {innovation[j], imitation[k], ceiling}});
    return kept;
}

static size_t starts_of(const struct problem *problem, long double highest, struct start *starts)
{
    const long double ceilings[CEILINGS] = {1,           1.02L * highest, 1.1L * highest, 1.3L * highest,
                                            2 * highest, 4 * highest,     8 * highest};
    size_t kept = 0, count = problem->parameters == 3 ? CEILINGS : 1;
    for (size_t i = 0; i < count; i++)
        kept += starts_below(problem, ceilings[i], starts + kept);
    return kept;
}

/* ---- the fit */

/* Inside the domain, and no parameter without any information (as the reference values judge it). */
static bool admissible(const struct curve_fit *fit)
{
    for (size_t j = 0; j < fit->parameters; j++)
        if (!(fabs(fit->value[j]) < 1000) || !(fit->se[j] < 1000 * fabs(fit->value[j]) + 1))
            return false;
    if (is_bass(fit->curve) && !(fit->value[0] > 0 && fit->value[1] > 0))
        return false;
    return fit->parameters < 3 || (fit->value[2] > 0 && fit->value[2] <= 1.5);
}

static bool identified(const struct curve_fit *fit)
{
    for (size_t j = 0; j < fit->parameters; j++)
        if (fit->se[j] > fabs(fit->value[j]))
            return false;
    return fit->parameters < 3 || fit->value[2] <= 1;
}

static bool fit_covariance(const struct problem *problem, const long double *value, struct curve_fit *fit)
{
    struct normal normal;
    if (!normal_of(problem, value, &normal))
        return false;
    long double scale = normal.rss / ((long double)fit->waves - (long double)problem->parameters);
    for (size_t j = 0; j < problem->parameters; j++) {
        long double unit[P] = {0}, column[P];
        unit[j] = 1;
        if (!solve(normal.matrix, problem->parameters, unit, column))
            return false;
        for (size_t k = 0; k < problem->parameters; k++)
            fit->covariance[k][j] = (double)(scale * column[k]);
        fit->se[j] = (double)sqrtl(scale * column[j]);
        fit->value[j] = (double)value[j];
    }
    fit->rss = (double)normal.rss;
    return true;
}

static void no_numbers(struct curve_fit *fit)
{
    for (int j = 0; j < P; j++) {
        fit->value[j] = fit->se[j] = NAN;
        for (int k = 0; k < P; k++)
            fit->covariance[j][k] = NAN;
    }
    fit->rss = NAN;
}

/* The least of the minima that the starts lead to. False where there is none, and where a way that leads to no minimum
 * leads lower: out of the domain, or towards a step. */
static bool least(const struct problem *problem, long double highest, long double *value)
{
    struct start starts[STARTS * CEILINGS];
    size_t count = starts_of(problem, highest, starts);
    long double lowest = (long double)INFINITY, best = (long double)INFINITY;
    for (size_t i = 0; i < count; i++) {
        long double rss = descend(problem, starts[i].value);
        lowest = fminl(lowest, rss);
        if (!isfinite(rss) || !polish(problem, rss, starts[i].value) || !(rss < best * (1 - 1e-12L)))
            continue;
        best = rss;
        memcpy(value, starts[i].value, sizeof starts[i].value);
    }
    return isfinite(best) && best <= lowest * (1 + 1e-6L) + 1e-20L;
}

static enum forecast_status shares_check(const struct trend_point *points, size_t count, struct curve_fit *fit,
                                         double *highest)
{
    double lowest = 1;
    *highest = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && points[i].year <= points[i - 1].year)
            return FORECAST_INVALID;
        if (isnan(points[i].share))
            continue;
        if (points[i].share < 0 || points[i].share > 1)
            return FORECAST_INVALID;
        if (fit->waves++ == 0)
            fit->origin = points[i].year;
        *highest = fmax(*highest, points[i].share);
        lowest = fmin(lowest, points[i].share);
    }
    if (fit->waves < FORECAST_LEAST_WAVES)
        return FORECAST_TOO_FEW;
    return *highest <= 0 || lowest >= 1 ? FORECAST_UNDEFINED : FORECAST_OK;
}

void curve_fit(enum curve curve, const struct trend_point *points, size_t count, struct curve_fit *fit)
{
    bool ceiling = curve == CURVE_LOGISTIC_CEILING || curve == CURVE_BASS_CEILING;
    double highest;
    *fit = (struct curve_fit){.curve = curve, .parameters = ceiling ? 3 : 2};
    no_numbers(fit);
    fit->status = shares_check(points, count, fit, &highest);
    if (fit->status != FORECAST_OK)
        return;
    const struct problem problem = {
        .curve = curve,
        .parameters = fit->parameters,
        .points = points,
        .count = count,
        .origin = (long double)fit->origin - (is_bass(curve) ? 1 : 0),
    };
    long double value[P] = {0};
    if (!least(&problem, (long double)highest, value) || !fit_covariance(&problem, value, fit) || !admissible(fit)) {
        no_numbers(fit);
        fit->status = FORECAST_NO_CONVERGENCE;
        return;
    }
    fit->status = identified(fit) ? FORECAST_OK : FORECAST_NOT_IDENTIFIED;
}

static bool fitted(const struct curve_fit *fit)
{
    return fit->status == FORECAST_OK || fit->status == FORECAST_NOT_IDENTIFIED;
}

double curve_share(const struct curve_fit *fit, int year)
{
    if (!fitted(fit))
        return NAN;
    long double value[P], slope[P], t = (long double)year - (long double)fit->origin;
    for (int j = 0; j < P; j++)
        value[j] = (long double)fit->value[j];
    /* Before its start a Bass curve lies below 0, or nowhere. */
    long double share = curve_at(fit->curve, value, is_bass(fit->curve) ? t + 1 : t, slope);
    return (double)fminl(1, fmaxl(0, share));
}

void curve_crossing(const struct curve_fit *fit, double share, struct crossing *crossing)
{
    *crossing = (struct crossing){.status = fit->status, .year = NAN, .se = NAN};
    if (!(share > 0 && share < 1)) {
        crossing->status = FORECAST_INVALID;
        return;
    }
    if (!fitted(fit))
        return;
    double part = fit->parameters == 3 ? share / fit->value[2] : share, a = fit->value[0], b = fit->value[1];
    double t = NAN;
    if (part < 1)
        t = is_bass(fit->curve) ? log((1 + b / a * part) / (1 - part)) / (a + b) - 1 : (log(part / (1 - part)) - a) / b;
    if (isfinite(t))
        crossing->year = (double)fit->origin + t;
    else
        crossing->status = FORECAST_UNDEFINED;
}
