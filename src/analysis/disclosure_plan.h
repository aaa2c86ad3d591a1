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
    const struct rates *groups; /* rates of the groups that are asked for, as they are published; NULL: none are */
    bool where;                 /* all rows are of one condition */
    enum change_shown *changes; /* by wave and item: of the change to the wave */
};

/* Working space while it is made. */
struct planner {
    const struct panel *panel;
    struct disclosure *plan; /* NULL where it is made already */
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

/* Holds further figures against other counts that publish the estimate alike. */
struct world_judge {
    enum status (*alike)(void *context, const struct stratum_count *strata, bool *same);
    void *context;
    int64_t tries; /* how many tries of the search one call counts as */
};

/* Whether such counts are found, by stratum as above, for which the judge says that the further figures are the same.
 * planner->cells are those of the plan. */
MUST_CHECK enum status population_judge(struct planner *planner, size_t wave, size_t item,
                                        const struct world_judge *judge, bool *open);

/* Whether a row is of a group of an attribute, or of a condition; and whether what was counted of it in a wave, or in
 * any of those that asked the item, is suppressed. disclosure_groups.c */
bool disclosure_is_group(const struct disclosure *plan, const char *group);
bool disclosure_hides_group(const struct disclosure *plan, size_t wave, size_t item, int64_t stratum,
                            const char *group);
bool disclosure_hides_group_ever(const struct disclosure *plan, size_t item, int64_t stratum, const char *group);
bool disclosure_hides_wave(const struct disclosure *plan, size_t wave);

/* Space for a planner of the panel. */
MUST_CHECK enum status planner_begin(const struct panel *panel, struct arena *arena, struct planner *planner);

/* Decides what is shown of changes, where the pairs of waves are known. */
MUST_CHECK enum status changes_close(struct disclosure *plan);

/* The institutions in the wave and in the one before or after it, and how they answered the item. */
struct world_link {
    bool known;
    bool later;       /* the wave is the later of the two */
    size_t at, other; /* index of the later of the two, and of the other wave */
    const struct overlap_cell *actual;
    struct overlap_cell *cells; /* as they could be too */
    size_t count;
    struct stratum_count *others; /* of the other wave */
    int64_t *used;                /* by stratum, wave and class: how many are in both waves */
    struct pair_cell *pairs;      /* the cells as the panel has them, those of other items first */
    size_t kept, limit;
};

/*
 * Other counts of one wave and item as a panel. Who is in which of the strata among the institutions in both waves is
 * exchanged with it, record by record, so that every sum over the strata stays, that of those in both waves too.
 */
struct world {
    struct panel panel;
    const struct panel *actual;
    size_t wave, item;
    enum denominator denominator;
    struct stratum_count *strata, *now; /* as they are, and as they could be */
    struct world_link links[2];         /* with the wave before, and with the one after */
    struct tally_set tally;
    int64_t *counts;
    size_t cells; /* of the item, in one stratum */
};

/* Several ways to exchange them. */
enum { WORLD_KINDS = 8 };

MUST_CHECK enum status world_begin(const struct panel *panel, size_t wave, size_t item, struct arena *arena,
                                   struct world *world);
/* Takes other counts; their links are to be exchanged then. */
void world_take(struct world *world, const struct stratum_count *strata);
/* False where that kind does not go: who is in both waves must have answered in either. */
bool world_exchange(struct world *world, struct world_link *link, int kind);
/* Puts links and counts into world->panel. */
void world_put(struct world *world);

#endif
