/* One rate over the waves that can be compared; private to the analysis. */
#ifndef ANALYSIS_SERIES_H
#define ANALYSIS_SERIES_H

#include "analysis/analysis.h"

/* Room for every wave of the study, filled anew for each item and group. */
struct series {
    const struct panel *panel;
    struct answer_set *const *answers; /* by the study's waves; may be NULL where no clustered model is asked for */
    const struct series_options *options;
    struct arena *arena;
    size_t item;
    int64_t stratum;          /* or GROUP_ALL */
    size_t first, last;       /* the waves with answers after the last break */
    struct trend_wave *waves; /* those with counts: answers, or a published percentage whose base fits one count */
    size_t count;
    struct trend_point *points; /* those with a share: the same, and percentages published without a base */
    size_t point_count;
    size_t published;             /* of the points, known only as published */
    int answered;                 /* year of the newest wave with answers; 0: none */
    struct stratum_count *strata; /* scratch */
    const char **units;           /* the texts of primary units over all waves, by strcmp; NULL: institutions are */
    size_t unit_count;
};

/* STATUS_FAILURE for want of memory. */
MUST_CHECK enum status series_init(struct series *series, const struct panel *panel, struct answer_set *const *answers,
                                   const struct series_options *options, struct arena *arena);

/* Fills the waves of one item and group after the last break: those with a valid answer, and, for the whole, those
 * known only from published percentages, whose share is the middle of what rounds to it. */
void series_take(struct series *series, size_t item, int64_t stratum);

/* The clustered logistic fit. `*coverage` is ESTIMATE_NO_FRAME where the frame lacks a stratum that answered, and
 * ESTIMATE_UNCOVERED where nobody of one that it counts did; nothing is fitted then. */
MUST_CHECK enum status series_clustered(struct series *series, struct logistic_fit *fit,
                                        enum estimate_status *coverage);

enum estimate_status trend_estimate_status(enum trend_status status);

#endif
