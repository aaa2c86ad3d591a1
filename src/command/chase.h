/* response --chase. */
#ifndef COMMAND_CHASE_H
#define COMMAND_CHASE_H

#include "command/command.h"

/* The table of those that have not answered, by what their answers can do to the rules; the session has been loaded. */
MUST_CHECK enum status chase_run(struct session *session);

#endif
