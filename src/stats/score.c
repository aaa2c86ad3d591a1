/* The score limits that intervals of counts, of designs and of changes share. */
#include "stats/score.h"

#include <math.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

struct limits score_limits(double p, double q, double n, double z)
{
    /* The roots of (1 + z²/n) t² - (2p + z²/n) t + p² = 0. The difference of centre and half-width cancels near 0, so
     * each limit is taken from the root farther from it: their product is p² / (1 + z²/n). */
    double middle = z * z / (2 * n);
    double half = z * sqrt(p * q / n + z * z / (4 * n * n));
    return (struct limits){p > 0 ? p * p / (p + middle + half) : 0, q > 0 ? 1 - q * q / (q + middle + half) : 1};
}

double score_quantile(double level)
{
    return -qnorm((1 - level) / 2, 0, 1, 1, 0);
}
