/* What a review considers beside the rules, as check, review and status print it. */
#ifndef COMMAND_CONSIDER_H
#define COMMAND_CONSIDER_H

#include "command/command.h"

/* Reads the evidence, the amendments and the overrides of the study's folder, and takes them into the check. */
MUST_CHECK enum status session_consider(struct session *session, struct check *check);

/* Adds what must be seen first: what is urgent, and what was decided in place of what the rules and the evidence say.
 */
void consider_add_head(const struct session *session, const struct check *check, struct buffer *out);

/* Adds each consideration with what came in on it, those with something urgent first; nothing where the study names no
 * evidence. */
void consider_add(const struct session *session, const struct check *check, struct buffer *out);

/* Adds how many lines there are, and which considerations are undetermined. */
void consider_add_summary(const struct session *session, const struct check *check, struct buffer *out);

#endif
