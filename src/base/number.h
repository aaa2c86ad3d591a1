/* Numbers in text, the same under every locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Reads the whole of `text` as a decimal integer (sign allowed, nothing else around it). */
bool number_parse_integer(const char *text, int64_t *value);

/* Reads the whole of `text` as a finite decimal number: digits, one point, an exponent. No hex, no "inf", no "nan". */
bool number_parse_real(const char *text, double *value);

/* Adds `value` so that reading it gives the same double (%.17g, shortened where fewer digits do). */
void number_add_exact(struct buffer *out, double value);

/*
 * Adds `value` with `decimals` (0 to 12) digits after the point, half away from zero. A value that stands for a short
 * decimal (0.0625 of n = 16) is rounded as that decimal, not as the double next to it: it is taken at 15 significant
 * digits first. `plus` puts a sign before positive values too. NaN and
 * infinities add nothing.
 */
void number_add_fixed(struct buffer *out, double value, int decimals, bool plus);

#endif
