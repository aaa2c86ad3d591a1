/*
 * The outcome of whatever can fail. The numbers are the exit statuses of the program, so that what went wrong deep
 * below decides how it ends without being translated on the way.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_FAILURE = 1,        /* a run-time failure: I/O, memory, gnuplot, database missing, not ours or newer */
    STATUS_USAGE = 2,          /* the command line, or no study.yaml */
    STATUS_INPUT = 3,          /* survey files and every other CSV of the study */
    STATUS_RULES = 4,          /* study.yaml or rules.yaml do not hold up */
    STATUS_NOT_REPRODUCED = 5, /* a record does not replay */
    STATUS_REVISION = 10,      /* with --exit-code: revision or major revision */
    STATUS_UNDETERMINED = 11,  /* with --exit-code: undetermined */
    STATUS_INTERRUPTED = 130
};

/* On every function whose outcome must not be dropped. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))

#endif
