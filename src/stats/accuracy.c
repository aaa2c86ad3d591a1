/* Scores of forecasts. */
#include "stats/accuracy.h"

#include <math.h>

#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

bool accuracy_brier(double forecast, int64_t x, int64_t n, struct brier *brier)
{
    *brier = (struct brier){NAN, NAN, NAN};
    if (!(forecast >= 0 && forecast <= 1) || n < 1 || x < 0 || x > n)
        return false;
    double rate = (double)x / (double)n, others = (double)(n - x) / (double)n;
    brier->missed = (forecast - rate) * (forecast - rate);
    brier->answers = rate * others;
    brier->score = brier->missed + brier->answers;
    return true;
}

static double expit(double v)
{
    return plogis(v, 0, 1, 1, 0);
}

/* The distribution, looked at from one side: F(v)^2 or, upwards, (1 - F(v))^2, times du / dv. */
struct side {
    double eta, se;
    bool upper;
};

static double integrand(const struct side *side, double v)
{
    double tail = pnorm(v, side->eta, side->se, !side->upper, 0);
    return tail * tail * expit(v) * plogis(v, 0, 1, 0, 0);
}

/* Gauss and Legendre with ten points on panels no wider than half of what the normal and the logistic vary in. */
static double quadrature(const struct side *side, double from, double to)
{
    static const double nodes[] = {0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845,
                                   0.9739065285171717};
    static const double weights[] = {0.2955242247147529, 0.2692667193099964, 0.2190863625159820, 0.1494513491505806,
                                     0.0666713443086881};
    /* At most 180: 90 logits, or 18 standard errors. */
    int count = (int)ceil((to - from) / (0.5 * fmin(1, side->se)));
    double half = (to - from) / count / 2, sum = 0;
    for (int panel = 0; panel < count; panel++) {
        double middle = from + (2 * panel + 1) * half;
        for (int i = 0; i < 5; i++)
            sum += weights[i] * half *
                   (integrand(side, middle - nodes[i] * half) + integrand(side, middle + nodes[i] * half));
    }
    return sum;
}

/* Beyond these a normal distribution has nothing that a double shows in a squared sum, nor a logit in a share. */
static const double NORMAL_ENDS = 9, LOGIT_ENDS = 45;

double accuracy_crps(double eta, double se_link, double rate)
{
    if (!isfinite(eta) || !isfinite(se_link) || se_link < 0 || !(rate >= 0 && rate <= 1))
        return NAN;
    double low = fmax(-LOGIT_ENDS, eta - NORMAL_ENDS * se_link), high = fmin(LOGIT_ENDS, eta + NORMAL_ENDS * se_link);
    /* All on one share, as near as can be told. */
    if (!(low < high) || !(se_link > 1e-9 * fmax(1, fabs(eta))))
        return fabs(expit(eta) - rate);
    double at = fmin(high, fmax(low, qlogis(rate, 0, 1, 1, 0)));
    const struct side below = {eta, se_link, false}, above = {eta, se_link, true};
    double sum = 0;
    if (at > low)
        sum += quadrature(&below, low, at);
    if (high > at)
        sum += quadrature(&above, at, high);
    /* A rate outside of all that was thought possible: from there on F is 1, or up to there 0. */
    return sum + fmax(0, rate - expit(high)) + fmax(0, expit(low) - rate);
}

bool accuracy_from_limits(const struct limits *limits, double level, double *eta, double *se_link)
{
    *eta = *se_link = NAN;
    if (!(limits->lower > 0 && limits->lower <= limits->upper && limits->upper < 1) || !(level > 0 && level < 1))
        return false;
    double lower = qlogis(limits->lower, 0, 1, 1, 0), upper = qlogis(limits->upper, 0, 1, 1, 0);
    *eta = (lower + upper) / 2;
    *se_link = (upper - lower) / 2 / score_quantile(level);
    return true;
}

bool accuracy_covered(const struct limits *limits, double rate)
{
    return rate >= limits->lower && rate <= limits->upper;
}

bool accuracy_coverage(int64_t covered, int64_t forecasts, double level, struct coverage *coverage)
{
    *coverage = (struct coverage){NAN, {NAN, NAN}};
    if (forecasts < 1 || covered < 0 || covered > forecasts || !(level > 0 && level < 1))
        return false;
    coverage->share = (double)covered / (double)forecasts;
    return count_limits(COUNT_CLOPPER_PEARSON, covered, forecasts, -1, level, &coverage->limits);
}
