/* The score limits that intervals of counts, of designs and of changes share. Private to stats. */
#ifndef STATS_SCORE_H
#define STATS_SCORE_H

#include "stats/interval.h"

/*
 * Wilson's limits (1927, J. Am. Stat. Assoc. 22:209) of a share p = 1 - q out of `n` answers, which may be an effective
 * number, at the normal quantile z. Exactly 0 where p is 0 and exactly 1 where q is 0.
 */
struct limits score_limits(double p, double q, double n, double z);

/* The upper half-tail quantile of the normal distribution, for `level` in (0, 1). */
double score_quantile(double level);

#endif
