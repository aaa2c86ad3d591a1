/* The covariance of two estimates from waves whose samples overlap, from the scores of their units. Pure functions. */
#ifndef STATS_CHANGE_SCORES_H
#define STATS_CHANGE_SCORES_H

#include "stats/sample.h"

/* One wave: its sample, without clusters, who its units are, and their scores (see sample_scores). */
struct scored_wave {
    const struct sample *sample;
    const int64_t *institutions; /* each at most once */
    const double *scores;
};

/*
 * C = sum over pairs of strata of (1 - N12 n1 n2 / (N1 N2 n12)) n12/(n12 - 1) sum (u1 - ubar1)(u2 - ubar2), over the
 * n12 units in both waves: what Tam (1984, Am. Stat. 38:288) has where a stratum's weights are N/n, and, with residuals
 * for scores, the same after a calibration. N12 as in change_overlap; without N the first factor is 1. STATUS_FAILURE
 * when there is no memory.
 */
MUST_CHECK enum status change_scores_covariance(const struct scored_wave *earlier, const struct scored_wave *later,
                                                struct arena *arena, double *covariance);

#endif
