/* The squares of scores about their stratum's mean, gathered unit by unit. Private to stats. */
#ifndef STATS_SAMPLE_SPREAD_H
#define STATS_SAMPLE_SPREAD_H

#include "stats/sample.h"

/* What is gathered of the scores of one sample. In the arena. */
struct spread {
    const struct sample *sample;
    size_t columns;
    bool full;                /* products of different columns too */
    size_t *primaries;        /* primary units by stratum */
    double *first;            /* strata * columns: the stratum's first scores, which the sums below are about */
    double *sum;              /* strata * columns */
    double *product;          /* strata * columns * columns: the lower half, or the diagonal only */
    double *cluster_sum;      /* clusters * columns */
    int32_t *cluster_stratum; /* -1: no unit yet */
    bool invalid;
};

/* Room for the sums of `columns` scores; STATUS_FAILURE when there is no memory. */
MUST_CHECK enum status spread_new(const struct sample *sample, size_t columns, bool full, struct arena *arena,
                                  struct spread *spread);

/* Adds the scores of the next units: `count` units from `start` on; `scores` has `stride` elements for each column. */
void spread_add(struct spread *spread, size_t start, size_t count, const double *scores, size_t stride);

/* The covariance, columns * columns, or the variances alone (columns) where `full` is false; NaN where undefined. */
enum sample_status spread_finish(struct spread *spread, double *covariance);

#endif
