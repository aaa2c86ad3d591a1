/* The decision in words, as check and review print it. */
#ifndef COMMAND_DECISION_H
#define COMMAND_DECISION_H

#include "command/command.h"

/* Adds the decision, the text of each rule, how far each is from another state, and each consideration. */
MUST_CHECK enum status decision_add(struct session *session, const struct check *check, struct buffer *out);

#endif
