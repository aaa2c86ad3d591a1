/* What the files of `minaoshi rules` share. Private to the room. */
#ifndef COMMAND_RULES_H
#define COMMAND_RULES_H

#include "command/command.h"

/* --rule: that one, else all. */
MUST_CHECK enum status rules_chosen(struct session *session, const struct rules *rules, const struct rule **rule,
                                    size_t *count);

/* N and n of the strata of a wave, or of the newest one for EVERY, with answers and a frame; in the session's arena,
 * and `strata` NULL where there is none. The panel is loaded. */
MUST_CHECK enum status rules_population(struct session *session, int64_t wave, struct oc_population *population);

/* rules_oc.c: the study is loaded. */
enum status rules_oc_run(struct session *session);
enum status rules_design_run(struct session *session);

#endif
