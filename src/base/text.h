/* UTF-8 text: comparison after NFKC, display width, places in it. All lengths are in bytes. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/memory.h"

/* Bytes of the code point at the start of `text` (1 for a byte that starts none); 0 only for length 0. */
size_t text_next(const char *text, size_t length);

/* How many code points stand in `length` bytes. */
int64_t text_points(const char *text, size_t length);

/* The offset of the code point number `points` (from 0), at most `length`. */
size_t text_offset(const char *text, size_t length, int64_t points);

/* Columns on a terminal: wide characters count two, combining ones none. */
size_t text_width(const char *text, size_t length);

/* Whether `text` is valid UTF-8; `*bad` (may be NULL) gets the offset of the first byte that is not. */
bool text_is_utf8(const char *text, size_t length, size_t *bad);

/* NFKC of valid UTF-8 with white space (U+3000 too) trimmed from both ends, NUL-terminated in `arena`. This is how
 * column titles and answers are compared. NULL when there is no memory. */
MUST_CHECK char *text_nfkc(struct arena *arena, const char *text, size_t length);

/* Adds `text` with control characters (C0, DEL, C1, bidirectional overrides) and invalid bytes as \xNN, so that data
 * can't drive a terminal. */
void text_add_safe(struct buffer *out, const char *text, size_t length);

/* The same of whole lines: their ends stay. */
void text_add_safe_lines(struct buffer *out, const char *text, size_t length);

/* Whether `id` is one: [a-z][a-z0-9_]* without two underscores in a row. */
bool text_is_id(const char *id);

/* Edit distance in code points (optimal string alignment), for "did you mean"; at most `limit` + 1. */
size_t text_distance(const char *a, const char *b, size_t limit);

/* Adds "did you mean 'x'?" with the nearest of `known` (NULL-terminated; empty ones are passed over), else the first
 * dozen of them, else nothing: the hint beside a name that is not known. */
void text_suggest(struct buffer *out, const char *name, const char *const *known);

#endif
