/*
 * The stratified estimate of a proportion with finite population correction, item nonresponse as a domain, and its
 * limits. Counts in, a struct out: no I/O, no allocation (the predictive distribution apart, see predictive.h).
 */
#ifndef STATS_DESIGN_H
#define STATS_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/interval.h"

/* One stratum of one wave for one item. */
struct stratum_count {
    int64_t N;     /* institutions in the frame */
    int64_t n;     /* unit respondents: the sample of the stratum */
    int64_t valid; /* of them in the denominator (valid answers; under allresp also no answer and refused) */
    int64_t x;     /* of these adopted */
};

enum lonely_policy { LONELY_FAIL, LONELY_CERTAINTY, LONELY_ADJUST, LONELY_AVERAGE, LONELY_POLICY_END };

const char *lonely_policy_name(enum lonely_policy policy);
bool lonely_policy_parse(const char *name, enum lonely_policy *policy);

enum design_status {
    DESIGN_OK,
    DESIGN_NO_DATA,   /* no valid answer at all */
    DESIGN_UNCOVERED, /* a stratum with N > 0 and no respondent: the estimate is undefined */
    DESIGN_LONELY     /* a stratum with one respondent of N > 1 under LONELY_FAIL: p stands, se and limits do not */
};

struct design_estimate {
    double p;        /* sum w x / sum w valid, w = N / n */
    double variance; /* linearised, with fpc; NaN where undefined */
    double se;
    double df;              /* valid rows less strata that have one */
    double deff;            /* variance over (1 - valid/M) S^2 / valid; NaN where p is 0 or 1, or valid = M */
    int64_t x, valid, n, N; /* sums over the strata */
    size_t strata;          /* with N > 0 */
    enum design_status status;
};

/* The estimate over `count` strata (STATISTICS: strat_fpc). Strata with N = 0 must have n = 0. */
void design_rate(const struct stratum_count *strata, size_t count, enum lonely_policy policy,
                 struct design_estimate *estimate);

enum design_method {
    DESIGN_MEAN,
    DESIGN_LOGIT,
    DESIGN_XLOGIT,
    DESIGN_ASIN,
    DESIGN_BETA,
    DESIGN_LIKELIHOOD,
    DESIGN_WILSON,
    DESIGN_PREDICTIVE,
    DESIGN_METHOD_END
};

const char *design_method_name(enum design_method method);
bool design_method_parse(const char *name, enum design_method *method);

/*
 * Limits at confidence `level` in (0, 1) of any method but DESIGN_PREDICTIVE (which needs the strata: predictive.h).
 * False, with NaN limits, where undefined: x = 0 or x = valid (by the counts), variance 0 or NaN, df < 1. DESIGN_MEAN
 * is defined wherever the variance is.
 */
bool design_limits(enum design_method method, const struct design_estimate *estimate, double level,
                   struct limits *limits);

#endif
