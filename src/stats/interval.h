/*
 * Confidence limits of a proportion from counts alone: x adopted of n, unweighted, without or with a finite population
 * of N. Pure functions: no I/O, no allocation.
 */
#ifndef STATS_INTERVAL_H
#define STATS_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

enum count_method {
    COUNT_WALD,
    COUNT_WILSON,
    COUNT_WILSON_CC,
    COUNT_AGRESTI_COULL,
    COUNT_CLOPPER_PEARSON,
    COUNT_JEFFREYS,
    COUNT_ARCSINE,
    COUNT_LOGIT,
    COUNT_WALD_FPC,
    COUNT_WILSON_FPC,
    COUNT_HYPERGEOMETRIC,
    COUNT_METHOD_END
};

struct limits {
    double lower, upper; /* fractions; NaN where undefined */
};

/* The name on the command line ("wilson-cc"), and back. */
const char *count_method_name(enum count_method method);
bool count_method_parse(const char *name, enum count_method *method);

/*
 * Two-sided limits at confidence `level` in (0, 1) for 0 <= x <= n, n >= 1. `N` >= n is needed by the methods with a
 * finite population and ignored by the others; pass -1 where it is not known. False, with NaN limits, where the method
 * does not define them (logit at x = 0 or n; a finite method without N).
 */
bool count_limits(enum count_method method, int64_t x, int64_t n, int64_t N, double level, struct limits *limits);

/* Exact hypergeometric limits as integers: the smallest and largest K with P(X <= x | K) > a/2 and P(X >= x | K) > a/2.
 */
bool hypergeometric_limits(int64_t x, int64_t n, int64_t N, double level, int64_t *lower, int64_t *upper);

/* se of wald-fpc: sqrt((1 - n/N) pq / (n - 1)); NaN where n < 2 or N is not known (-1) or N < n. */
double count_se_fpc(int64_t x, int64_t n, int64_t N);

#endif
