/* Whether bytes are UTF-8, fast enough for whole files. Private to the reader. */
#ifndef READER_UTF8_H
#define READER_UTF8_H

#include <stdbool.h>
#include <stddef.h>

enum { UTF8_CARRY = 3 }; /* at most so many bytes are the beginning of a character */

/* How many bytes are valid from the start on: `length`, or up to the first that is not. `*cut` (may be NULL): what
 * follows is the beginning of a character that goes on behind `length`. */
size_t utf8_valid(const char *text, size_t length, bool *cut);

#endif
