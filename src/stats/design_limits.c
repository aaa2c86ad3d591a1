/*
 * Limits of a stratified rate from its estimate. mean, logit, xlogit, asin, beta and likelihood are those of Lumley's
 * svyciprop, the last two after Korn and Graubard 1998, Surv. Methodol. 24:193, and Rao and Scott 1984, Ann. Stat.
 * 12:46; wilson is the score interval at the effective number of answers pq / V (Kott and Carr 1997, J. Off. Stat.
 * 13:1).
 */
#include "stats/design.h"

#include <math.h>
#include <string.h>

#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const method_names[DESIGN_METHOD_END] = {
    [DESIGN_MEAN] = "mean",     [DESIGN_LOGIT] = "logit",
    [DESIGN_XLOGIT] = "xlogit", [DESIGN_ASIN] = "asin",
    [DESIGN_BETA] = "beta",     [DESIGN_LIKELIHOOD] = "likelihood",
    [DESIGN_WILSON] = "wilson", [DESIGN_PREDICTIVE] = "predictive",
};

const char *design_method_name(enum design_method method)
{
    return method < DESIGN_METHOD_END ? method_names[method] : "";
}

bool design_method_parse(const char *name, enum design_method *method)
{
    for (int i = 0; i < DESIGN_METHOD_END; i++)
        if (strcmp(name, method_names[i]) == 0) {
            *method = (enum design_method)i;
            return true;
        }
    return false;
}

static double student_quantile(double level, double df)
{
    return -qt((1 - level) / 2, df, 1, 0);
}

static double expit(double logit)
{
    return 1 / (1 + exp(-logit));
}

/* logit and svyciprop's xlogit: one formula; R reaches the first by iteration. */
static struct limits logit_limits(double p, double variance, double t)
{
    double q = 1 - p, centre = log(p / q), half = t * sqrt(variance) / (p * q);
    return (struct limits){expit(centre - half), expit(centre + half)};
}

/* The angle is clipped to [0, pi/2]; svyciprop's is not and reflects there. */
static struct limits arcsine_limits(double p, double variance, double t)
{
    double centre = asin(sqrt(p)), half = t * sqrt(variance / (4 * p * (1 - p)));
    double low = sin(fmax(0, centre - half)), high = sin(fmin(M_PI_2, centre + half));
    return (struct limits){low * low, high * high};
}

static struct limits beta_limits(const struct design_estimate *e, double level, double t)
{
    double p = e->p, q = 1 - p, alpha = 1 - level;
    double shrink = student_quantile(level, (double)e->valid - 1) / t;
    /* qbeta fails from about 10^16 on; at 10^15 the half-width is below 1e-7 at any usual level. */
    double n = fmin(p * q / e->variance * shrink * shrink, 1e15);
    return (struct limits){qbeta(alpha / 2, n * p, n * q + 1, 1, 0), qbeta(1 - alpha / 2, n * p + 1, n * q, 1, 0)};
}

/* p log(p / s) + q log(q / (1 - s)) at logit s. */
static double divergence(double p, double logit)
{
    double log_s = -log1p(exp(-logit)), log_rest = -log1p(exp(logit));
    return p * (log(p) - log_s) + (1 - p) * (log1p(-p) - log_rest);
}

/* The share on one side of p (`direction` -1 or 1) where the divergence reaches `bound`. Bisection on the logit, where
 * shares near 0 and 1 keep their digits. */
static double likelihood_limit(double p, double bound, double direction)
{
    double inner = log(p) - log1p(-p), step = 1, outer = inner + direction;
    while (divergence(p, outer) < bound && fabs(outer) < 700) {
        inner = outer;
        step *= 2;
        outer += direction * step;
    }
    for (;;) {
        double middle = inner + (outer - inner) / 2;
        if (middle == inner || middle == outer)
            return expit(middle);
        if (divergence(p, middle) < bound)
            inner = middle;
        else
            outer = middle;
    }
}

/* The shares s with 2m (divergence of p from s) / phi <= t² m V / (pq), phi = m / (m - 1), solved exactly; svyciprop
 * interpolates it with a spline. */
static struct limits likelihood_limits(const struct design_estimate *e, double t)
{
    double p = e->p, m = (double)e->valid;
    double bound = t * t * e->variance / (p * (1 - p)) * (m / (m - 1)) / 2;
    return (struct limits){likelihood_limit(p, bound, -1), likelihood_limit(p, bound, 1)};
}

static struct limits limits_of(enum design_method method, const struct design_estimate *e, double level)
{
    double p = e->p, t = student_quantile(level, e->df);
    switch (method) {
    case DESIGN_MEAN:
        return (struct limits){p - t * sqrt(e->variance), p + t * sqrt(e->variance)};
    case DESIGN_LOGIT:
    case DESIGN_XLOGIT:
        return logit_limits(p, e->variance, t);
    case DESIGN_ASIN:
        return arcsine_limits(p, e->variance, t);
    case DESIGN_BETA:
        return beta_limits(e, level, t);
    case DESIGN_LIKELIHOOD:
        return likelihood_limits(e, t);
    case DESIGN_WILSON:
        return score_limits(p, 1 - p, p * (1 - p) / e->variance, score_quantile(level));
    case DESIGN_PREDICTIVE:
    case DESIGN_METHOD_END:
        break;
    }
    return (struct limits){NAN, NAN};
}

bool design_limits(enum design_method method, const struct design_estimate *estimate, double level,
                   struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (!(level > 0 && level < 1) || !(estimate->variance >= 0) || isnan(estimate->p))
        return false;
    if (method == DESIGN_MEAN && estimate->variance == 0) {
        *limits = (struct limits){estimate->p, estimate->p};
        return true;
    }
    bool degenerate = estimate->x == 0 || estimate->x == estimate->valid || estimate->variance == 0;
    if (!(estimate->df >= 1) || (degenerate && method != DESIGN_MEAN))
        return false;
    struct limits found = limits_of(method, estimate, level);
    if (isnan(found.lower) || isnan(found.upper))
        return false;
    *limits = found;
    return true;
}
