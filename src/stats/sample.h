/*
 * Estimates from the units of a stratified sample: totals, means, ratios, shares and their covariance by linearisation.
 * Pure functions: plain arrays in, structs out; scratch comes from the caller's arena and is of the size of strata and
 * clusters, never of units (but for sample_difference).
 *
 * Everything is one ratio R = sum w a / sum w b over a domain, or a total sum w a. Its linearised score is
 * u_i = w_i (a_i - R b_i) / sum w b inside of the domain and 0 outside, where the unit still counts in its stratum's
 * sample, and V = sum_h (1 - n_h/N_h) n_h/(n_h - 1) sum_i (u_i - ubar_h)(u_i - ubar_h)', over clusters where there are
 * some (Cochran 1977, Sampling Techniques, 5A.14 and 6.10; Särndal, Swensson and Wretman 1992, Model Assisted Survey
 * Sampling, 5.5 and 6.6; Lumley 2010, Complex Surveys, appendix A).
 */
#ifndef STATS_SAMPLE_H
#define STATS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"
#include "stats/auxiliary.h"
#include "stats/design.h"

/*
 * What weights were calibrated to. The variance is then that of the residuals of the linearised values from a
 * regression on the auxiliary variables (Deville and Särndal 1992, J. Am. Stat. Assoc. 87:376). The arrays are the
 * caller's.
 */
struct sample_calibration {
    const struct auxiliary *auxiliary;
    const double *regression; /* the weights of the regression: the weights before; NULL: 1 for every unit */
};

/* A sample. The arrays are the caller's and are only read. */
struct sample {
    size_t units;
    const double *weight;   /* one for each unit, finite; a unit of weight 0 is in no domain but in the sample */
    const int32_t *stratum; /* 0 .. strata - 1 for each unit; NULL: one stratum */
    size_t strata;          /* >= 1 */
    const int32_t *cluster; /* the primary unit of each, 0 .. clusters - 1 over all strata; NULL: each is its own */
    size_t clusters;        /* one without a unit does not count; not read where cluster is NULL */
    /* N_h: primary units in the population of each stratum, n_h <= N_h; NULL: no finite population correction. A
     * stratum with N_h = n_h was seen whole and has no variance. */
    const double *population;
    enum lonely_policy lonely; /* of a stratum with one primary unit of several, or of an unknown number */
    const struct sample_calibration *calibration; /* NULL: the weights are those of the design */
};

enum sample_kind {
    SAMPLE_TOTAL,        /* sum w values: outside of the domain and without a value is 0; not scaled up */
    SAMPLE_MEAN,         /* sum w values / sum w */
    SAMPLE_RATIO,        /* sum w values / sum w divisors, where both are known */
    SAMPLE_SHARE,        /* of the units with codes = code among those with codes >= 0 */
    SAMPLE_COUNT,        /* sum w over those with codes = code */
    SAMPLE_DISTRIBUTION, /* of the units with values <= at among those with a value */
    SAMPLE_MEAN_SQUARE,  /* n/(n - 1) sum w (values - at)^2 / sum w: the variance, where `at` is the mean */
};

/* One question asked of a sample: of what, and of which units. The arrays have an element for each unit and are the
 * caller's; those that a kind does not name are not read. */
struct sample_target {
    enum sample_kind kind;
    const double *values;   /* NaN: none, the unit is outside of the domain */
    const double *divisors; /* the same */
    const int32_t *codes;   /* < 0: none */
    int32_t code;
    double at;
    const bool *mask;      /* the domain: true is inside; NULL: all */
    const int32_t *groups; /* the domain further: those with groups = group; NULL: all */
    int32_t group;
};

enum sample_status {
    SAMPLE_OK,
    SAMPLE_NO_DATA, /* no unit in the domain (MEAN_SQUARE: one), or its weights or divisors sum to 0: nothing is defined
                     */
    SAMPLE_UNCOVERED, /* a stratum with N_h > 0 and no unit: nothing is defined. N_h = 0 leaves a stratum out. */
    SAMPLE_LONELY,    /* the estimate stands, its variance does not: LONELY_FAIL, or LONELY_AVERAGE with nothing else */
    SAMPLE_INVALID    /* n_h > N_h, an index out of range, a cluster in two strata, no units or strata */
};

struct sample_estimate {
    double value; /* in the units of the values; a share is a fraction. Exactly the values' own where all are equal */
    double variance; /* NaN where undefined, exactly 0 where all values of a mean are equal */
    double se;
    double df; /* primary units less strata that have a unit in the domain (Korn and Graubard 1990, Am. Stat. 44:270) */
    double deff;         /* V / [(1 - n/M) S^2 / n] of a mean or share, V / [M^2 (1 - n/M) S^2 / n] of a total; NaN for
                          * other kinds, where the values are all equal and where n >= M. S^2 = n/(n-1) sum w (y-ybar)^2/M
                          * (Kish 1965, Survey Sampling, 8.2) */
    double deff_replace; /* V / [S^2 / n], M^2 as before; NaN where the values are all equal */
    double weight;       /* M: the weights in the domain */
    size_t units;        /* n: units in the domain with a weight that is not 0 */
    size_t ones;         /* of them with the code (SHARE, COUNT) or at most `at` (DISTRIBUTION); else 0 */
    enum sample_status status;
};

/*
 * Estimates `count` targets at once. `covariance`, where it is not NULL, receives count * count elements, NaN in the
 * rows and columns of targets without a variance. STATUS_FAILURE when there is no memory; every other fault is in
 * `status` of the estimates, with NaN for what is not defined.
 */
MUST_CHECK enum status sample_estimate(const struct sample *sample, const struct sample_target *targets, size_t count,
                                       struct arena *arena, struct sample_estimate *estimates, double *covariance);

/*
 * The shares of the `categories` codes 0 .. categories - 1 of one item, in the domain of `of` (whose kind is
 * SAMPLE_SHARE or SAMPLE_COUNT; its code is not read), with one covariance, whose rows sum to 0 for shares. Else as
 * sample_estimate.
 */
MUST_CHECK enum status sample_categories(const struct sample *sample, const struct sample_target *of, size_t categories,
                                         struct arena *arena, struct sample_estimate *estimates, double *covariance);

/* The target `of` in each of the groups 0 .. count - 1 of of->groups, with their covariance. Else as sample_estimate.
 */
MUST_CHECK enum status sample_groups(const struct sample *sample, const struct sample_target *of, size_t count,
                                     struct arena *arena, struct sample_estimate *estimates, double *covariance);

/* The variance of a number in the domain of `of` (values and domain are read): n/(n - 1) sum w (x - xbar)^2 / M, with
 * the linearised se of that. One unit: SAMPLE_NO_DATA. Else as sample_estimate. */
MUST_CHECK enum status sample_variance(const struct sample *sample, const struct sample_target *of, struct arena *arena,
                                       struct sample_estimate *estimate);

/*
 * The scores behind the variance of one target, one for each unit into `scores`: w times the linearised value, or,
 * after a calibration, times its residual. Of use where the estimate is defined. STATUS_FAILURE when there is no
 * memory.
 */
MUST_CHECK enum status sample_scores(const struct sample *sample, const struct sample_target *target,
                                     struct arena *arena, double *scores);

/* sum c_k estimate_k and its se from the covariance of `count` estimates; NaN where one with c_k != 0 is. */
void sample_contrast(const struct sample_estimate *estimates, const double *covariance, const double *coefficients,
                     size_t count, double *value, double *se);

struct sample_test {
    double difference; /* the mean of group 1 less that of group 0 */
    double se, t, p;   /* two-sided, of the t distribution with df degrees */
    double df;         /* those of the whole domain less 1; below 1, se <= 0 or undefined: t and p are NaN */
};

/* The t test of the difference of the means of groups 0 and 1 of of->groups (Lumley 2010, chapter 5): a regression on
 * one indicator, which is why df is one less. Else as sample_estimate. */
MUST_CHECK enum status sample_difference(const struct sample *sample, const struct sample_target *of,
                                         struct arena *arena, struct sample_test *test);

/* value -/+ t se with the t quantile of df degrees, for `level` in (0, 1), not clipped. False, with NaN limits, where
 * the variance is undefined or df < 1. */
bool sample_limits(const struct sample_estimate *estimate, double level, struct limits *limits);

/* An estimate of a share in the form that design_limits takes: its limits are then those of shares (logit, beta, …). n,
 * N and strata of the result are 0; SAMPLE_INVALID becomes DESIGN_NO_DATA. */
void sample_as_design(const struct sample_estimate *share, struct design_estimate *estimate);

/*
 * The covariance of the totals sum_i scores_ik of `columns` given scores that hold their weight already, by the formula
 * at the top of this file: columns * columns into `covariance`. `scores` is units * columns, a row for each unit. NaN
 * where the status is not SAMPLE_OK. The calibration of the sample is not applied. STATUS_FAILURE when there is no
 * memory.
 */
MUST_CHECK enum status sample_score_covariance(const struct sample *sample, const double *scores, size_t columns,
                                               struct arena *arena, double *covariance, enum sample_status *status);

#endif
