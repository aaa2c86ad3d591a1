/* From the sums over a domain to what is told of it. Private to stats. */
#ifndef STATS_SAMPLE_SUMS_H
#define STATS_SAMPLE_SUMS_H

#include "stats/sample.h"

/* Of one target: the sums over its domain. */
struct sample_sums {
    long double values, divisors; /* sum w a, sum w b */
    long double weight;           /* sum w */
    long double squares;          /* sum w (y - ybar)^2 */
    double least, greatest;       /* of a - at or a where b is 1 */
    double ratio;                 /* R, or 0 for a total */
    double scale;                 /* what linearised values are divided by */
    double mean;                  /* of a over the domain: what squares are about */
    size_t units, ones;
    size_t primaries, strata; /* with a unit in the domain */
};

bool sample_is_total(enum sample_kind kind);

/* The estimate of one target from its sums and its variance, which is not read unless `status` is SAMPLE_OK. */
void sample_fill(enum sample_kind kind, const struct sample_sums *sums, double variance, enum sample_status status,
                 struct sample_estimate *estimate);

/* Where a target has no variance, its row and column of the covariance have none either, and an exact 0 stays 0. */
void sample_clean(const struct sample_estimate *estimates, size_t count, double *covariance);

#endif
