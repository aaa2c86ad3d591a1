/* What of a check may be published. Private to the room. */
#ifndef THRESHOLD_PUBLISH_H
#define THRESHOLD_PUBLISH_H

#include "threshold/threshold.h"

struct publishing {
    const struct panel *panel;
    const struct disclosure *plan;
    const struct check *check; /* as it is */
    struct verdict *shown;     /* its verdicts as they are published, in the same order */
};

/* Whether the limits of a rule are made otherwise than those of the rates. */
bool rule_has_own_limits(const struct study *study, const struct rule *rule);

/* Whether a verdict rests on a population estimate of the whole that is published rounded at its wave, so that further
 * figures of it have to be held against other counts. */
bool verdict_is_rounded(const struct publishing *publishing, const struct verdict *verdict);

/* Takes from the verdicts margins, and limits that rates do not have, where they do not hold. publish_audit.c */
MUST_CHECK enum status publish_audit(const struct publishing *publishing, struct arena *arena, struct errors *errors);

#endif
