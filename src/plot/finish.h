/* Private to plot: what gnuplot's PDF and its characters lack; svg.h has the SVG. */
#ifndef PLOT_FINISH_H
#define PLOT_FINISH_H

#include "base/buffer.h"
#include "base/error.h"

/* Adds gnuplot's `png` to `out` with its resolution: a page is as wide as a column of A4. STATUS_FAILURE when `png` is
 * not a whole picture. */
MUST_CHECK enum status finish_png(const struct buffer *png, struct buffer *out);

/* Adds gnuplot's `pdf` to `out` with the day that SOURCE_DATE_EPOCH says (1970 where it says none) in place of now.
 * STATUS_FAILURE when `pdf` is not a whole picture. */
MUST_CHECK enum status finish_pdf(const struct buffer *pdf, struct buffer *out);

/* Ends a text with wide characters: gnuplot leaves room for two columns each, but writes them into one cell each. */
#define WIDE_END "\xE2\x81\xA3" /* U+2063, which shows nothing */

/* Adds lines of characters in which wide characters take the two columns that were left for them, without blanks at
 * their ends and empty lines around. STATUS_FAILURE when nothing
 * is left. */
MUST_CHECK enum status finish_characters(const struct buffer *text, struct buffer *out);

#endif
