/* Statements that the user wrote end in time: the clock is looked at between steps of the virtual machine. */
#define _POSIX_C_SOURCE 200809L
#include "store/run_limit.h"

enum { STEPS = 10000 };

static int out_of_time(void *context)
{
    const struct run_limit *limit = context;
    const struct timespec *end = &limit->end;
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) != 0 || now.tv_sec > end->tv_sec ||
           (now.tv_sec == end->tv_sec && now.tv_nsec > end->tv_nsec);
}

enum status run_limit_of(struct run_limit *limit, struct errors *errors)
{
    if (clock_gettime(CLOCK_MONOTONIC, &limit->end) != 0)
        return errors_add(errors, ERROR_INTERNAL, (struct place){0}, NULL, "there is no clock");
    limit->end.tv_sec += LIMIT_SECONDS;
    return STATUS_OK;
}

void run_limit_begin(struct store *store, struct run_limit *limit)
{
    sqlite3_progress_handler(store->db, STEPS, out_of_time, limit);
}

void run_limit_end(struct store *store)
{
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
}
