/* Counts under integer keys from 0 to a limit: an array where the limit is low, else a hash table. */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

struct counted {
    uint64_t key; /* in the table: 1 more, and 0 where the slot is free */
    int64_t n;
};

struct counter {
    uint64_t limit;
    int64_t *flat; /* NULL: the table is used */
    struct counted *table;
    size_t count, capacity; /* of the table; capacity is a power of two */
};

/* Keys will be below `limit`. STATUS_FAILURE for want of memory. Caller frees with counter_clear. */
MUST_CHECK enum status counter_init(struct counter *counter, uint64_t limit);
void counter_clear(struct counter *counter);

/* Counts one more under `key`. */
MUST_CHECK enum status counter_add(struct counter *counter, uint64_t key);

/* What was counted, by rising key, and how many there are. Caller frees `*list` with mem_free. */
MUST_CHECK enum status counter_list(const struct counter *counter, struct counted **list, size_t *count);

#endif
