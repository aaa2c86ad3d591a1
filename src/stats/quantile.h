/*
 * Quantiles of a number from weighted units. With the units in rising order of their values (those of equal values in
 * the order given), weights w_k, C_k = w_1 + … + w_k, W = C_n, F_k = C_k / W. Pure functions; scratch from the arena,
 * of the size of the units, for sorting them.
 */
#ifndef STATS_QUANTILE_H
#define STATS_QUANTILE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/sample.h"

/*
 * Rules, with the names of R's survey package 4.1 (svyquantile), which writes Hyndman and Fan's (1996, Am. Stat.
 * 50:361) with weights. F_k = p is judged at 1e-12 of p, where rounding would otherwise decide.
 *
 * The rules that interpolate (hf4 to hf9) depend on the order of units with equal values and unequal weights. hf3 has
 * not Hyndman and Fan's offset of -1/2, so that with equal weights it is not their definition 3; hf1, hf2 and hf4 to
 * hf9 are theirs.
 */
enum quantile_rule {
    QUANTILE_MATH,   /* inf {x: F(x) >= p} */
    QUANTILE_SCHOOL, /* the same, but the mean of x_k and x_k+1 where F_k = p */
    QUANTILE_HF1,    /* = math */
    QUANTILE_HF2,    /* = school */
    QUANTILE_HF3,    /* over distinct values: where F_k = p, x_k for an even k and x_k+1 for an odd one; else math */
    QUANTILE_HF4,    /* linear between (F_k, x_k) */
    QUANTILE_HF5,    /* between ((C_k - w_k/2)/W, x_k) */
    QUANTILE_HF6,    /* between (C_k/(W + w_n), x_k) */
    QUANTILE_HF7,    /* between (C_k-1/C_n-1, x_k) */
    QUANTILE_HF8,    /* between ((C_k-1 + 2 C_k)/3/(W + w_n/3), x_k) */
    QUANTILE_HF9,    /* between ((3 C_k-1 + 5 C_k)/8/(W + w_n/4), x_k) */
    QUANTILE_RULE_END
};

const char *quantile_rule_name(enum quantile_rule rule);
bool quantile_rule_parse(const char *name, enum quantile_rule *rule);

/* Units in rising order. In the arena. */
struct quantile_order {
    const double *values;
    const double *weights;
    const double *cumulated; /* C_k */
    size_t count;
};

/*
 * Sorts the units that are in the domain of `of` (its values, mask and groups are read), have a value and a weight
 * above 0. SAMPLE_NO_DATA where there are none, SAMPLE_INVALID where a weight of the domain is negative, for then F is
 * no distribution function. STATUS_FAILURE when there is no memory.
 */
MUST_CHECK enum status quantile_sort(const struct sample *sample, const struct sample_target *of, struct arena *arena,
                                     struct quantile_order *order, enum sample_status *status);

/* The quantile for p in [0, 1] in the units of the values; the least value for p below the first point, the greatest
 * above the last. NaN for any other p and without units. */
double quantile_at(const struct quantile_order *order, enum quantile_rule rule, double p);

enum quantile_interval {
    QUANTILE_WOODRUFF, /* F(q) -/+ t se, and the rule at both (Woodruff 1952, J. Am. Stat. Assoc. 47:635) */
    QUANTILE_XLOGIT    /* the same on the logit scale: expit(logit F -/+ t se/(F (1 - F))) */
};

struct quantile_estimate {
    double value;
    struct limits limits; /* NaN where the limit of F lies outside of [0, 1] or has no variance */
    double se; /* (upper - lower)/(2 t) (Francisco and Fuller 1991, Ann. Stat. 19:454); NaN without both limits */
    double df; /* of the domain */
    enum sample_status status; /* SAMPLE_LONELY: the value stands, limits and se do not */
};

/*
 * The quantiles at `count` levels p of the values in the domain of `of`, with limits at confidence `level` in (0, 1)
 * from the variance of F(q) = the share of units with a value of at most q. Else as quantile_sort.
 */
MUST_CHECK enum status quantile_estimate(const struct sample *sample, const struct sample_target *of,
                                         enum quantile_rule rule, enum quantile_interval interval, const double *p,
                                         size_t count, double level, struct arena *arena,
                                         struct quantile_estimate *estimates);

#endif
