/* The labels that a statistics file gives to values. Private to the reader. */
#ifndef READER_LABELS_H
#define READER_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/map.h"
#include "base/memory.h"

/* `{.keys.arena = a}` has none; they live in that arena. Caller clears with labels_clear. */
struct labels {
    struct map keys; /* a set's number, the kind of value and the value as text -> index of its label */
    const char **texts;
    size_t count, capacity;
    struct buffer key;
};

void labels_clear(struct labels *labels);

/* Gives the value (as text; a string or a number) of that set a label, unless it has one or the label is empty. */
MUST_CHECK enum status labels_put(struct labels *labels, int64_t set, bool string, const char *value, size_t length,
                                  const char *label, size_t label_length);

/* The label, or NULL, in `*label`. */
MUST_CHECK enum status labels_find(struct labels *labels, int64_t set, bool string, const char *value, size_t length,
                                   const char **label);

#endif
