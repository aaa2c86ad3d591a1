/* A rule on its way through the waves, and what it is measured from at each. Private to the room. */
#ifndef THRESHOLD_COURSE_H
#define THRESHOLD_COURSE_H

#include "threshold/states.h"

/* Of the draws of one member at one wave. */
struct drawn {
    int64_t reached, draws; /* no draws: there is no curve */
};

struct course {
    const struct check_inputs *inputs;
    const struct rule *rule;
    const struct selection *selections; /* by wave; NULL: not run */
    size_t members;
    bool has_whole;                 /* beside its members: else the only member is the rule */
    struct series *series, *before; /* by member: after the wave and before it */
    struct series whole, whole_before;
    struct changes changes;                 /* of a rule on a change */
    struct rates *shares;                   /* of a rule on a share of sizes, by item of the rule */
    struct drawn *drawn;                    /* of a rule on reach, by wave, then member */
    struct stratum_count *strata, *earlier; /* scratch: see struct basis */
    struct overlap_cell *cells;
};

/* What one member is measured from at one wave. The arrays are the course's, and are filled anew for each. */
struct basis {
    const struct course *course;
    size_t wave;
    int64_t item;    /* index; -1: of a SELECT */
    int64_t stratum; /* index or GROUP_ALL */
    bool has_data;
    bool broken;                            /* the item is not comparable with the wave before */
    struct stratum_count *strata, *earlier; /* every stratum; `earlier` where there is a change */
    struct overlap_cell *cells;             /* of a change; none where the pairs are not known */
    size_t cell_count;
    const struct change *change; /* NULL: none to the wave */
    const struct rate *share;    /* NULL: none */
    struct drawn drawn;
    const struct selection *selection; /* NULL: not run */
};

/* `index` is that of the rule in `inputs`. Failures are reported. */
MUST_CHECK enum status course_begin(const struct check_inputs *inputs, const struct rule *rule, size_t index,
                                    size_t waves, struct arena *arena, struct course *course, struct errors *errors);

/* Takes all members, and the whole, through a wave. STATUS_FAILURE for want of memory. `measures` (may be NULL) has
 * room for one of each member. */
MUST_CHECK enum status course_step(struct course *course, size_t wave, struct measure *measures);

/* How the shares of sizes of an item are estimated, for a rule on them. */
struct rate_options course_share_options(const struct course *course, size_t item);

/* What a member is measured from. */
struct basis course_basis(const struct course *course, size_t wave, size_t member);

/* Measures it under a rule like the course's own, see measure_counts for `lambda`. */
MUST_CHECK enum status basis_measure(const struct basis *basis, const struct rule *rule, double lambda,
                                     struct measure *measure);

/* Measures a change with other counts of the wave, and other pairs: every stratum, as many cells. */
void basis_measure_change(const struct basis *basis, const struct stratum_count *later,
                          const struct overlap_cell *cells, struct measure *measure);

/* The strata of the basis that its member is of. */
const struct stratum_count *basis_strata(const struct basis *basis, size_t *count);

/* The state of the rule as a whole. */
const struct series *course_whole(const struct course *course);

/* Fills `drawn` for all waves; course_reach.c. */
MUST_CHECK enum status course_draw(struct course *course, size_t waves, struct arena *arena, struct errors *errors);

/* The smallest number of valid respondents of the wave that would have to adopt (or drop, then negative) for the state
 * of the member after the wave to be another than now; `by_stratum` (an entry for each stratum of the study) tells
 * where they are. False where no number suffices, or for want of memory, which `*status` tells. margin.c */
bool margin_find(const struct basis *basis, const struct series *before, int64_t *margin, int64_t *by_stratum,
                 enum rule_state *state, enum status *status);

/* Where a state is looked for, seen from another one. */
enum margin_goal { MARGIN_OTHER, MARGIN_ABOVE, MARGIN_BELOW };

/* How many answers take a member there, and the state that it then has; -1: no number of them does. */
struct margin_step {
    int64_t answers;
    enum rule_state state;
};

/* The fewest answers of a member that, all adopting or all dropping, take its state, `now`, above or below `from`: 0
 * where it is there already. STATUS_FAILURE for want of memory. margin.c */
MUST_CHECK enum status margin_step(const struct basis *basis, const struct series *before, enum rule_state now,
                                   enum rule_state from, enum margin_goal goal, bool adopt, int64_t *by_stratum,
                                   struct margin_step *step);

/* The margin of the rule as a whole at the course's last wave, `wave`; `anywhere`: it does not matter in which strata
 * its answers are. margin_whole.c */
MUST_CHECK enum status course_margin(const struct course *course, size_t wave, bool anywhere, struct arena *arena,
                                     struct verdict *verdict);

/*
 * The respondents of a basis on a share of sizes, whose answers can be changed: those that have not adopted, or have,
 * the largest first. margin_sizes.c
 */
struct sized_answers {
    const struct basis *basis;
    struct arena *arena;
    struct answer_set copy;
    struct answer_set **answers; /* by wave: those of the inputs, with the copy in place */
    int16_t *slots, *kept;       /* of the item, in the copy; as they were */
    int16_t yes, no;
    size_t *order[2]; /* who may adopt, who may drop */
    size_t count[2];
};

/* STATUS_FAILURE for want of memory. `answers` of the inputs must be there for the wave. */
MUST_CHECK enum status sized_open(const struct basis *basis, struct sized_answers *sized);
void sized_close(struct sized_answers *sized);

/* Measures with the first `m` of them changed; `by_stratum` (may be NULL) counts them. */
MUST_CHECK enum status sized_measure(struct sized_answers *sized, int64_t m, bool adopt, int64_t *by_stratum,
                                     struct measure *measure);

/* What the rule as a whole depends on at the course's last wave, `wave`, of which course_step gave `measures`.
 * robustness.c */
MUST_CHECK enum status course_robustness(const struct course *course, const struct measure *measures, size_t index,
                                         size_t wave, struct verdict *verdict, struct errors *errors);

#endif
