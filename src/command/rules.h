/* What the files of `minaoshi rules` share. Private to the room. */
#ifndef COMMAND_RULES_H
#define COMMAND_RULES_H

#include "command/command.h"

/* --rule: that one, else all. */
MUST_CHECK enum status rules_chosen(struct session *session, const struct rules *rules, const struct rule **rule,
                                    size_t *count);

/* rules_oc.c: the study is loaded. */
enum status rules_oc_run(struct session *session);
enum status rules_design_run(struct session *session);

#endif
