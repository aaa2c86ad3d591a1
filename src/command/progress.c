/* Progress on a terminal. */
#define _POSIX_C_SOURCE 200809L
#include "command/progress.h"

#include <stdio.h>
#include <unistd.h>

static double seconds_since(const struct timespec *then, struct timespec *now)
{
    if (clock_gettime(CLOCK_MONOTONIC, now) != 0)
        return 0;
    return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

bool progress_begin(const struct session *session, struct progress *progress)
{
    *progress =
        (struct progress){.language = session->language, .terminal = isatty(STDERR_FILENO) && !session->options->quiet};
    return clock_gettime(CLOCK_MONOTONIC, &progress->begun) == 0;
}

bool progress_is_due(struct progress *progress, double *elapsed)
{
    struct timespec now;
    if (!progress->terminal)
        return false;
    *elapsed = seconds_since(&progress->begun, &now);
    if (*elapsed < 1 || seconds_since(&progress->told, &now) < 0.25)
        return false;
    progress->told = now;
    return true;
}

void progress_tell(struct progress *progress, const struct buffer *line)
{
    progress->shown = true;
    if (fputc('\r', stderr) != EOF && buffer_status(line) == STATUS_OK)
        (void)fwrite(line->bytes, 1, line->length, stderr); /* a lost progress line harms nobody */
}

void progress_end(const struct progress *progress)
{
    if (progress->shown)
        (void)fputs("\r\033[K", stderr);
}
