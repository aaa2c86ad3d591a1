/* What one member of a rule comes to at one wave, from its counts. Private to the room. */
#ifndef THRESHOLD_MEASURE_H
#define THRESHOLD_MEASURE_H

#include "threshold/threshold.h"

struct measure {
    bool has_data; /* the wave has data and asked the item */
    bool usable;   /* the statistic and its named bound exist, and the minimum is reached */
    double value, lower, upper;
    int64_t x, n;
    bool passes; /* the named bound compares with the level as the rule asks */
    bool leaves; /* the other end is past the level at which `fired` is left */
};

/* How the rate of a rule is estimated. */
struct rate_options measure_options(const struct study *study, const struct rule *rule);

/* A wave without data. */
struct measure measure_none(void);

/* Whether the wave has as many valid answers, and as many respondents of the frame, as the rule asks for. A response
 * rate that is not known does not reach any minimum but 0. */
bool measure_reaches_minimum(const struct rule *rule, const struct stratum_count *strata, size_t count);

/*
 * `lambda` of the first three is 1, or the odds of those not seen over those of the respondents of their stratum: value
 * and limits then move by what that moves the rate of all institutions. A stratum without a valid answer, and a frame
 * that does not count, move nothing.
 */

/* A rate, count or probability over `count` strata. STATUS_FAILURE for want of memory. */
MUST_CHECK enum status measure_counts(const struct study *study, const struct rule *rule,
                                      const struct stratum_count *strata, size_t count, double lambda,
                                      struct measure *measure);

/* The same of a panel, `strata` being its counts: where the study weights answers one by one, the rate is of its
 * weights.
 */
MUST_CHECK enum status measure_wave(const struct panel *panel, const struct rule *rule, size_t wave, size_t item,
                                    int64_t stratum, const struct stratum_count *strata, size_t count, double lambda,
                                    struct measure *measure);

/* A change; `earlier` and `later` are the strata of its two waves, `change` NULL where there is none to the wave. */
void measure_change(const struct rule *rule, const struct change *change, const struct stratum_count *earlier,
                    const struct stratum_count *later, size_t count, double lambda, struct measure *measure);

/* A share of sizes; NULL: the wave has none. `strata` are the counts of the item, for the minimum. */
void measure_share(const struct rule *rule, const struct rate *share, const struct stratum_count *strata, size_t count,
                   struct measure *measure);

/* So many of the draws reach the level; no draws: the wave has no curve. */
void measure_reach(const struct rule *rule, int64_t reached, int64_t draws, const struct stratum_count *strata,
                   size_t count, struct measure *measure);

/* The rows of a SELECT. */
void measure_rows(const struct rule *rule, int64_t rows, struct measure *measure);

#endif
