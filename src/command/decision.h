/* The decision: the rules evaluated on what the database has, and in words, as check and review print it. */
#ifndef COMMAND_DECISION_H
#define COMMAND_DECISION_H

#include "command/command.h"

/* What the rules are evaluated on: the counts of the session, and the answers and rows that the rules need. Lives in
 * the session. */
MUST_CHECK enum status decision_inputs(struct session *session, const struct rules *rules, struct check_inputs *inputs);

/* The same without the rows of SELECTs, which see the newest vintages only. */
MUST_CHECK enum status decision_answers(struct session *session, const struct rules *rules,
                                        struct check_inputs *inputs);

/* Evaluates them on it. */
MUST_CHECK enum status decision_check(struct session *session, const struct rules *rules, int64_t wave,
                                      struct check *check);

/* Loads the rules, evaluates them, and takes in the evidence of the folder. */
MUST_CHECK enum status decision_make(struct session *session, struct rules *rules, int64_t wave, struct check *check);

/* What of the check may be published, made once; with --internal the check itself. Lives in the session. */
MUST_CHECK enum status decision_publish(struct session *session, const struct check *check, const struct check **shown);

/* Adds how far a verdict is from another state, and what it depends on. */
void decision_add_distance(const struct session *session, const struct verdict *verdict, struct buffer *out);

/* Adds the decision, the text of each rule, how far each is from another state, and each consideration. */
MUST_CHECK enum status decision_add(struct session *session, const struct check *check, struct buffer *out);

#endif
