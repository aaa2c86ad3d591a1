/*
 * The predictive distribution of a population count: in stratum h, x of n valid answers adopted and N - n institutions
 * were not seen; with prior Beta(a, b) the unseen adopters are BetaBinomial(N - n, a + x, b + n - x), and the
 * population count is x plus their sum over the strata, by exact convolution (Ericson 1969, JRSS B 31).
 *
 * Where those not seen may differ, the odds of adoption among them are `lambda` times those of the stratum: the
 * binomial of the probability so transformed, integrated over the posterior (a selection model as in Little and Rubin
 * 2002, Statistical Analysis with Missing Data, 15.4).
 */
#ifndef STATS_PREDICTIVE_H
#define STATS_PREDICTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "stats/design.h"
#include "stats/exact.h"

/* Beyond so many unseen institutions the convolution gives way to a beta distribution with its mean and variance, whose
 * probabilities are within 0.001 of it. */
enum { PREDICTIVE_EXACT = 20000 };

struct predictive {
    double *mass; /* P(population count = first + i), i < count; sums to 1; NULL where it is approximate */
    size_t count;
    int64_t first;      /* sum of x */
    int64_t N;          /* sum of N */
    int64_t unseen;     /* sum of N - n: the count is at most first + unseen */
    double alpha, beta; /* where approximate: of the share of the unseen that adopted; infinite where it is known */
    double mean;        /* of that share */
};

/* `n` of a stratum is its `valid`. a, b, lambda > 0. STATUS_FAILURE when there is no memory. Caller frees with
 * predictive_clear. */
MUST_CHECK enum status predictive_of(const struct stratum_count *strata, size_t count, double a, double b,
                                     double lambda, struct predictive *predictive);
void predictive_clear(struct predictive *predictive);

/* Mean and variance of the count where lambda is 1, without the distribution. */
void predictive_moments(const struct stratum_count *strata, size_t count, double a, double b, double *mean,
                        double *variance);

/* Equal-tailed quantiles of the count over N: the smallest counts at which the distribution function reaches
 * (1 - level)/2 and (1 + level)/2. */
void predictive_limits(const struct predictive *predictive, double level, struct limits *limits);

/* P(count / N >= level), compared in integers. */
double predictive_at_least(const struct predictive *predictive, struct rational level);

/* The lambdas at which P(count / N >= level), which rises with lambda, is each of `targets`, in (0, 1). NaN where that
 * is beyond a factor of 1000 either way, or P does not depend on it. Good to 1e-6 of its logarithm. `at_one` is P at
 * lambda = 1, or NaN where it has not been computed. */
MUST_CHECK enum status predictive_lambda(const struct stratum_count *strata, size_t count, double a, double b,
                                         struct rational level, const double *targets, size_t target_count,
                                         double at_one, double *lambdas);

#endif
