/* Progress of what takes long: told on a terminal only, at most four times a second, from the second second on. */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <time.h>

#include "command/command.h"

struct progress {
    enum language language;
    bool terminal; /* stderr is one, and -q was not given */
    struct timespec begun, told;
    bool shown;
};

/* False where the machine has no clock. */
bool progress_begin(const struct session *session, struct progress *progress);

/* Whether a line may be told now; `elapsed` gets the seconds since the begin. */
bool progress_is_due(struct progress *progress, double *elapsed);

/* Puts the line over the one before. */
void progress_tell(struct progress *progress, const struct buffer *line);

/* Takes the last line away. */
void progress_end(const struct progress *progress);

#endif
