/* What the files that look for rules without effect share. Private to the room. */
#ifndef THRESHOLD_LINT_H
#define THRESHOLD_LINT_H

#include "threshold/rule_parts.h"

struct lint {
    const struct study *study;
    const struct rules *rules;
    const struct frame *frame;
    struct errors *errors;
    struct stratum_count *strata; /* N of the newest wave that the frame counts */
    struct stratum_count *trial;
    int64_t N;
    int year;
    bool framed; /* there is such a wave */
    bool reach;  /* whether the frame can reach the level of the rule at hand is to be tried */
    bool failed; /* there was no memory */
};

/* lint_pairs.c: the rule of that index against those before it. */
void lint_compare(struct lint *lint, size_t index);

#endif
