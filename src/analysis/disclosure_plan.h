/* How the plan of what may be published is made and kept; private to the analysis. */
#ifndef ANALYSIS_DISCLOSURE_PLAN_H
#define ANALYSIS_DISCLOSURE_PLAN_H

#include "analysis/disclosure.h"
#include "stats/suppression.h"

/* What is suppressed of one choice, or of the adopted, in one wave. */
struct disclosed {
    bool *strata;
    bool whole;
    enum population_shown population;
};

struct disclosure {
    const struct panel *panel;
    struct disclosed **items; /* by wave and item; of each the adopted, then its choices; NULL: nothing is suppressed */
};

/* Working space while it is made. */
struct planner {
    struct disclosure *plan;
    struct arena *arena;
    int64_t minimum;
    struct stratum_count *strata; /* as they are, by stratum */
    struct stratum_count *other;  /* as they could be too */
    struct suppression_cell *cells;
};

/*
 * Decides how the population estimate of planner->strata, of which planner->cells are hidden, is published: rounded,
 * where for each primary stratum other counts of the hidden ones that differ there by minimum_cell give the same
 * rounded estimate, limits and changes on the neighbouring waves; strata are hidden further until that holds.
 */
MUST_CHECK enum status population_close(struct planner *planner, size_t wave, size_t item, int64_t choice,
                                        struct disclosed *cell);

#endif
