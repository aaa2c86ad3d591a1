/* What a memo says of the waves to come, gathered: forecasts from the answers. */
#ifndef COMMAND_OUTLOOK_H
#define COMMAND_OUTLOOK_H

#include "command/command.h"
#include "report/report.h"

/* Forecasts of the items that the rules of `check` compare, from the waves up to that of `check`; in the session's
 * arena. */
MUST_CHECK enum status outlook_make(struct session *session, const struct check *check, struct outlook *outlook);

#endif
