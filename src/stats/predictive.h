/*
 * The predictive distribution of a population count: in stratum h, x of n valid answers adopted and N - n institutions
 * were not seen; with prior Beta(a, b) the unseen adopters are BetaBinomial(N - n, a + x, b + n - x), and the
 * population count is x plus their sum over the strata, by exact convolution (Ericson 1969, JRSS B 31).
 */
#ifndef STATS_PREDICTIVE_H
#define STATS_PREDICTIVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "stats/design.h"

struct predictive {
    double *mass; /* P(population count = first + i), i < count; sums to 1 */
    size_t count;
    int64_t first; /* sum of x */
    int64_t N;     /* sum of N */
};

/* `n` of a stratum is its `valid`. a, b > 0. STATUS_FAILURE when there is no memory. Caller frees with
 * predictive_clear. */
MUST_CHECK enum status predictive_of(const struct stratum_count *strata, size_t count, double a, double b,
                                     struct predictive *predictive);
void predictive_clear(struct predictive *predictive);

/* Equal-tailed quantiles of the count over N: the smallest counts at which the distribution function reaches
 * (1 - level)/2 and (1 + level)/2. */
void predictive_limits(const struct predictive *predictive, double level, struct limits *limits);

/* P(count / N >= a / b), compared in integers: count * b >= a * N. b > 0. */
double predictive_at_least(const struct predictive *predictive, int64_t a, int64_t b);

#endif
