/* A map from texts to integers, open addressing; keys are copied. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

struct map_entry {
    const char *key; /* NULL: free */
    int64_t value;
};

/* `{.arena = a}` is an empty map whose keys and table live in that arena. */
struct map {
    struct arena *arena;
    struct map_entry *entries;
    size_t count, capacity; /* capacity is a power of two */
};

/* Puts `value` under `key` unless the key is there; `*there` is then its value and `*found` true. STATUS_FAILURE for
 * want of memory. */
MUST_CHECK enum status map_put(struct map *map, const char *key, int64_t value, int64_t *there, bool *found);

/* The value under `key`, or -1. */
int64_t map_get(const struct map *map, const char *key);

#endif
