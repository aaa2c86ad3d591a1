/* Physical lines of a text: each ends with CRLF, LF or CR, the last one perhaps with nothing. Private to the reader. */
#ifndef READER_LINES_H
#define READER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line by its first byte and its number, from 1. */
struct line {
    size_t start;
    int64_t number;
};

/* The first offset from `from` on that holds `stop`, LF or CR; `length` when there is none. */
size_t lines_find(const char *text, size_t length, size_t from, char stop);

/* The end of the line on which `from` stands: the offset of its LF or CR, or `length`. */
size_t lines_end(const char *text, size_t length, size_t from);

/* Whether there is an LF or CR. */
bool lines_any(const char *text, size_t length);

/* The first offset after the line end that begins at `end`. */
size_t lines_after(const char *text, size_t length, size_t end);

/* The line that holds `offset`, counted on from `known`, a line that begins at or before it. */
struct line lines_of(const char *text, size_t length, struct line known, size_t offset);

#endif
