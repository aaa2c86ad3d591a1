/* Numbers and texts of workbooks and statistics files. Private to the reader. */
#ifndef READER_PLAIN_H
#define READER_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Adds `value` so that reading it gives the same double, in as few digits as do; an integer below 1e15 without an
 * exponent. */
void plain_add(struct buffer *out, double value);

/* The length of `text` (NULL: none) without trailing blanks, with which packages fill their fields. */
size_t plain_length(const char *text, size_t length);

/* Whether `text` is valid UTF-8, once a last character that a field of fixed width cut in two is left out of
 * `*length`. */
bool plain_is_utf8(const char *text, size_t *length);

#endif
