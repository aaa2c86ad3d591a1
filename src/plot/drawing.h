/*
 * Private to plot: a picture on its way from a table to gnuplot: the variables that its script reads, its data, and
 * where things stand on the page. Texts are measured and placed here, because gnuplot can't measure them.
 */
#ifndef PLOT_DRAWING_H
#define PLOT_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "plot/plot.h"

/* Pixels; the scripts get the sizes as variables. On 17 cm of paper a page of PAGE_WIDTH has small texts of 7 points.
 */
enum {
    PAGE_WIDTH = 800,
    TITLE_SIZE = 18,
    TEXT_SIZE = 13,
    SMALL_SIZE = 12,
    PAGE_MARGIN = 16,
    CELL_WIDTH = 7,
    CELL_HEIGHT = 15
};

/* The size of texts that are made of characters: each is one cell wide, or two. */
enum { CELL_SIZE = CELL_HEIGHT };

/* Panels of characters begin so far down a row that the rows below their titles, 26 pixels on, are rows of cells. */
enum { CELL_OFFSET = 4 };

/* Between texts that stand beside each other, such as those of an axis. */
enum { TEXT_GAP = 8 };

/* A text broken into lines. */
struct lines {
    const char **text;
    size_t count;
};

/* What is written on the page outside the picture proper, line by line. */
struct page {
    const char **text;
    double *y, *size; /* its middle, pixels from the top */
    size_t count;
};

struct drawing {
    const struct plot_job *job;
    struct arena *arena;
    struct buffer variables;   /* gnuplot assignments */
    struct buffer data;        /* tab-separated, its first line a comment with the columns */
    struct buffer description; /* for people who can't see the picture */
    struct page page;
    int width, height;
    bool grows;      /* the height is not given: a picture that needs more takes it */
    bool text;       /* it is made of characters, one of CELL_WIDTH by CELL_HEIGHT pixels each */
    int top, bottom; /* between them title and foot leave the page free; pixels from its top */
};

/* The columns of `rates` that pictures read. */
struct rates_columns {
    size_t wave, item, group, choice, n, N, estimate, lower, upper, level, status, denominator;
};
struct rates_columns drawing_columns(const struct table *table);

/* A number whatever the column's kind; NaN when empty. */
double drawing_number(const struct table *table, size_t row, size_t column);
/* The id; "" when empty. */
const char *drawing_id(const struct table *table, size_t row, size_t column);
/* The label in the picture's language, else the id; clean. NULL when there is no memory. */
const char *drawing_label(const struct drawing *drawing, size_t row, size_t column);

/* The size of texts, of small ones, and of titles: characters know one size only. */
int drawing_plain(const struct drawing *drawing);
int drawing_small(const struct drawing *drawing);
int drawing_large(const struct drawing *drawing);

/* The index of `id` among `ids`, which gets it when it is new and `ids` has room for it. */
size_t drawing_index(const char **ids, size_t *count, const char *id);

/* The waves of the table in ascending order, in the arena; NULL when there is no memory. */
int64_t *drawing_years(const struct drawing *drawing, size_t *count);
/* What the options call a wave, else its year; clean. NULL when there is no memory. */
const char *drawing_wave_label(const struct drawing *drawing, int64_t year);

/* "10.1", "+2.9", "1,067", with U+2212 for minus; "–" for NaN. NULL when there is no memory. */
const char *drawing_percent(const struct drawing *drawing, double fraction);
const char *drawing_points(const struct drawing *drawing, double fraction);
const char *drawing_count(const struct drawing *drawing, double count);

/* A text as it is drawn: where it is drawn with characters, the end of one with wide ones is marked. NULL when there is
 * no memory. */
const char *drawing_cells(const struct drawing *drawing, const char *text);

/* Variables of the script. Quoting makes of any clean text a gnuplot string and nothing more. */
void drawing_set_number(struct drawing *drawing, const char *name, double value);
void drawing_set_numbers(struct drawing *drawing, const char *name, const double *values, size_t count);
void drawing_set_texts(struct drawing *drawing, const char *name, const char *const *texts, size_t count);
void drawing_quote(struct buffer *out, const char *text);

/* The table as comments at the begin of the data, for people: the figures behind places in pixels. */
MUST_CHECK enum status drawing_comment_table(struct drawing *drawing);

/* Title and subtitle; sets `top`. */
MUST_CHECK enum status drawing_head(struct drawing *drawing);
/* The foot: `legend` above the notice; sets `bottom` and all the page's variables. `lowest` is how far down the picture
 * proper needs the page, in pixels from its top: a page that grows becomes high enough. */
MUST_CHECK enum status drawing_foot(struct drawing *drawing, const char *legend, double lowest);

/* A text without control characters, which become spaces, and without bytes that are no UTF-8, which become U+FFFD.
 * NULL gives "". NULL when there is no memory. */
const char *layout_clean(struct arena *arena, const char *text);

/* Pixels that a text of that size takes in FONT, rather too many than too few; of CELL_SIZE, those of its cells. */
double layout_width(const char *text, size_t length, int size);

/* Breaks a clean text into lines of at most `pixels`: at spaces, or where Japanese may be broken, or in the middle of a
 * word that is longer than a line. "" gives no line. */
MUST_CHECK enum status layout_wrap(struct arena *arena, const char *text, double pixels, int size, struct lines *lines);

/* A clean text that fits: cut, with "…", where it is longer. NULL when there is no memory. */
const char *layout_shorten(struct arena *arena, const char *text, double pixels, int size);

/* Breaks a clean text with a tail, as in "Regional banks" and " 57/62", into at most `most` lines: of one that is
 * longer the text is cut, with "…", and the tail stays. */
MUST_CHECK enum status layout_fit(struct arena *arena, const char *text, const char *tail, double pixels, int size,
                                  size_t most, struct lines *lines);

/* The fewest pixels, up to `enough`, at which a clean text with a tail takes no more than `most` lines. */
MUST_CHECK enum status layout_narrowest(struct arena *arena, const char *text, const char *tail, double enough,
                                        int size, size_t most, double *pixels);

/*
 * Moves labels apart: `at[i]`, the wished centres in any order, become centres at which no two labels, each
 * `height[i]` tall, overlap: in the same order, moved as little as can be, and within low..high when they fit there.
 */
MUST_CHECK enum status layout_spread(struct arena *arena, double *at, const double *height, size_t count, double low,
                                     double high);

/* The kinds. Each fills variables, data and description. */
MUST_CHECK enum status trend_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status status_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status strata_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status change_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status forecast_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status bounds_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status margin_draw(struct drawing *drawing, struct errors *errors);
MUST_CHECK enum status oc_draw(struct drawing *drawing, struct errors *errors);

#endif
