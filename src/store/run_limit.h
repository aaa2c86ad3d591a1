/* How long a statement of the user may run; private to the store. */
#ifndef STORE_RUN_LIMIT_H
#define STORE_RUN_LIMIT_H

#include <time.h>

#include "store/query.h"

enum { LIMIT_SECONDS = 30 };

struct run_limit {
    struct timespec end;
};

/* From now on. A machine without a clock is reported. */
MUST_CHECK enum status run_limit_of(struct run_limit *limit, struct errors *errors);

/* Between the two every statement of the store is interrupted (SQLITE_INTERRUPT) when the time is over. */
void run_limit_begin(struct store *store, struct run_limit *limit);
void run_limit_end(struct store *store);

#endif
