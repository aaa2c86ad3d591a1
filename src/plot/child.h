/* Private to plot: other programs as children, several at once, with a time limit and everything they write caught. */
#ifndef PLOT_CHILD_H
#define PLOT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buffer.h"

/* Descriptors 1 to 6 of the child are caught: its output, its messages, and four more for the pictures. */
enum { CHILD_PIPES = 6, CHILD_OUTPUT = 0, CHILD_MESSAGES = 1, CHILD_FIRST_PICTURE = 2 };

enum child_end {
    CHILD_EXITED,      /* `code`: its exit status */
    CHILD_SIGNALLED,   /* `code`: the signal */
    CHILD_MISSING,     /* there is no such program */
    CHILD_NOT_STARTED, /* `code`: errno */
    CHILD_LATE,        /* it took longer than `seconds` and was killed */
    CHILD_TOO_MUCH     /* it wrote more than CHILD_MOST to one descriptor, or memory ran out, and was killed */
};

/* No picture comes near: a child that writes more has run wild. */
#define CHILD_MOST ((size_t)64 << 20)

struct child {
    const char *const *arguments; /* ends with NULL; the first is looked for along PATH */
    const char *input;            /* its standard input */
    size_t input_length;
    double seconds;

    struct buffer output[CHILD_PIPES]; /* what it wrote */
    enum child_end end;
    int code;

    pid_t pid; /* while it runs */
    int pipes[CHILD_PIPES];
    double deadline;
};

/* Runs all of them, as many at once as there are processors, with UTC for their time zone and a SOURCE_DATE_EPOCH.
 * Caller frees what they wrote with child_clear. */
void child_run(struct child *children, size_t count);
void child_clear(struct child *child);

#endif
