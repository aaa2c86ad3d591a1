/* What the trends share: waves summed up, and the logistic fit of two parameters. Private to stats. */
#ifndef STATS_TREND_WAVES_H
#define STATS_TREND_WAVES_H

#include "stats/trend.h"

struct trend_sums {
    size_t waves; /* with answers */
    int origin, last;
    int64_t n, x;
    long double nt; /* sum of n times t, t since the origin */
};

/* TREND_INVALID where the years do not rise strictly or x lies outside [0, n]; TREND_TOO_FEW below `needed` waves. */
enum trend_status trend_sum(const struct trend_wave *waves, size_t count, size_t needed, struct trend_sums *sums);

/* The weighted answers of one year. */
struct logit_group {
    int year;
    long double n, x; /* n > 0 */
};

/* The estimates about the mean year by information, where level and slope are independent. t is the year less that of
 * the first group; matrices are laid out as (level, level), (level, slope), (slope, slope). */
struct logit_centred {
    long double centre;           /* of t */
    long double level, slope;     /* logit mu = level + slope (t - centre) */
    long double information[3];   /* sum of n mu (1 - mu) (1, t - centre)(1, t - centre)', diagonal */
    long double likelihood;       /* its logarithm, without binomial coefficients */
    long double likelihood_level; /* the same for slope 0 */
};

/* Groups of rising years, at least 2. */
enum trend_status logit_fit(const struct logit_group *groups, size_t count, struct logit_centred *centred);

/* mu at a year. */
long double logit_share(const struct logit_centred *centred, long double t);

/* Estimates and covariance matrix (of level and slope) as those of the origin, into `fit`. */
void logit_at_origin(const struct logit_centred *centred, const long double covariance[3], struct logistic_fit *fit);

/* A fit without numbers. */
struct logistic_fit logit_none(void);

#endif
