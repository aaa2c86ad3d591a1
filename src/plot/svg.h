/* Private to plot: what gnuplot's SVG lacks. */
#ifndef PLOT_SVG_H
#define PLOT_SVG_H

#include "base/buffer.h"
#include "base/error.h"

/* The font that is drawn with, and what a viewer without it falls back to. */
#define FONT "IPAexGothic"
#define FONT_FALLBACK "IPAexGothic, 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif"

/*
 * Adds gnuplot's `svg` to `out` as an image with a name and a description (WCAG 1.1.1) in place of gnuplot's own, in
 * the language `language` ("ja"), and with the fallback fonts. STATUS_FAILURE when `svg` is not a whole picture;
 * want of memory is told by `out`.
 */
MUST_CHECK enum status svg_finish(const char *svg, size_t length, const char *title, const char *description,
                                  const char *language, struct buffer *out);

#endif
