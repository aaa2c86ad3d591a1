/* What `minaoshi explain` tells, gathered once and told as text or as JSON. */
#ifndef COMMAND_EXPLAIN_H
#define COMMAND_EXPLAIN_H

#include "command/command.h"

struct explanation {
    struct session *session;
    const struct check *check;
    const struct rule *rule;
    struct explained *members;
    size_t member_count;
    const struct answer_set *answers; /* of the wave that is judged, of the rule's items; NULL: it came as counts */
    const struct answer_line *lines;  /* as many, in their order */
};

/* The verdicts of a member over the waves, one after the other: the next after `verdict` (NULL: the first), or NULL. */
const struct verdict *explanation_next(const struct explanation *explanation, const struct explained *member,
                                       const struct verdict *verdict);

/* The respondents of a stratum that count as adopted, in the order of their rows: the index of the next from `*row` on;
 * false where there is none. */
bool explanation_adopter(const struct explanation *explanation, const struct explained *member, size_t stratum,
                         size_t *row);

/* "70 × 100 = 7000, 16 × 690 = 11040": the two sides of a comparison in integers; false where it is not one of a ratio
 * of counts. */
bool explanation_sides(const struct explanation *explanation, const struct verdict *verdict, int64_t factors[4]);

MUST_CHECK enum status explain_text(const struct explanation *explanation, struct buffer *out);
MUST_CHECK enum status explain_json(const struct explanation *explanation, struct buffer *out);

#endif
