/*
 * Pictures, drawn by gnuplot. A job is a table and how to draw it; each job is one child process that writes SVG, PNG
 * and PDF of the same drawing, or a picture of characters, and the jobs of one call run side by side. The scripts are
 * plots/KIND.gp between plots/page.gp (and, of what is made of marks, plots/marks.gp) and (plots/draw.gp and)
 * plots/write.gp, compiled in, or those of a folder.
 *
 * Requirements:
 *  R1  The same input gives the same bytes: no time, no random id, no name of a temporary file, no version.
 *  R2  Texts of the table and the options are drawn as they are; nothing in them is ever read as gnuplot code, as
 *      markup, as a format or as a file name. Control characters become spaces, bytes that are no UTF-8 U+FFFD.
 *  R3  A picture is there whole or not at all; one that stood there before a failure is left as it was.
 *  R4  No shell is started, but by scripts of `script_folder` that ask for one. A child that takes longer than the
 * limit is killed. R5  When gnuplot is missing or fails, script and data are kept beside the picture, so that `gnuplot
 * KIND.LANG.gp` in that folder makes the same drawing; not of a picture of characters, which stands nowhere. R6
 * Undefined is not drawn: a rate that is empty leaves a gap, and in `status` its row says why.
 */
#ifndef PLOT_PLOT_H
#define PLOT_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "table/table.h"

/*
 * The first three read a table in the columns of `rates`, with labels in `item`, `group` and `choice`. Rows are drawn
 * in their order where nothing else is said. What the others read is told at the head of their files; `status` of a row
 * says why a number is missing.
 * - trend: rows with an empty choice, of one estimator: a line per item over the waves, with its intervals; the status
 *   "published only" marks a percentage behind which no answers are.
 * - status: a row per item, wave and choice: a panel per item, a bar per wave, divided by the shares of the choices.
 *   They must add up to 1, which with a choice for "no answer" is the denominator allresp.
 * - strata: rows of one wave and estimator, by group, of the whole with an empty one: a panel per item.
 * - change: where a change comes from: a panel per item, a step per part.
 * - forecast: rates, coming rates with limits of several levels, and when levels are reached: a panel per item.
 * - bounds: estimates and what nonresponse leaves open beside each other: a panel per item.
 * - margin: which answers, given and not given, would let a rule pass: a panel per rule.
 * - oc: how often a rule fires, by the true rate: a panel per rule, a line per rate of response.
 */
enum plot_kind {
    PLOT_TREND,
    PLOT_STATUS,
    PLOT_STRATA,
    PLOT_CHANGE,
    PLOT_FORECAST,
    PLOT_BOUNDS,
    PLOT_MARGIN,
    PLOT_OC,
    PLOT_KIND_END
};

/* "trend", "status", … */
const char *plot_kind_name(enum plot_kind kind);
bool plot_kind_parse(const char *name, enum plot_kind *kind);

/* The i-th script that the kind is drawn with, such as "plots/page.gp"; NULL past the last. */
const char *plot_script_name(enum plot_kind kind, size_t i);

/* A line across the picture: the level of a rule. */
struct plot_level {
    double value;      /* a fraction */
    const char *name;  /* e.g. "改定水準 16%（仮定）"; NULL or "": unnamed */
    const char *panel; /* oc: the rule in whose panel alone it stands; NULL: in all */
};

struct plot_wave {
    int64_t year;
    const char *label; /* e.g. "2016年度" */
};

/* The wave at which an item's question broke: the line is interrupted before it. */
struct plot_break {
    const char *item; /* the id */
    int64_t year;
};

/* All texts and arrays are borrowed for the call; texts may be NULL. `{0}` is a trend in English without any. */
struct plot_options {
    enum plot_kind kind;
    enum language language;
    const char *title;    /* the finding, in about ten words */
    const char *subtitle; /* what is shown: population and base */
    const char *notice;   /* the source line at the foot */
    const struct plot_level *levels;
    size_t level_count;
    const struct plot_wave *waves; /* a wave without one shows its year */
    size_t wave_count;
    const struct plot_break *breaks;
    size_t break_count;
    int decimals;              /* of percentages, 0 to 6 */
    int width, height;         /* pixels; 0: 800 and what is needed, of trend 500 at least */
    int columns;               /* of a picture of characters; 0: 100 */
    bool colour;               /* of a picture of characters */
    double time_limit;         /* seconds that the child may take; 0: 30 */
    const char *program;       /* NULL: gnuplot, found along PATH */
    const char *script_folder; /* a file "plots/KIND.gp" of it is used in place of the one compiled in; NULL: none */
};

/* Every path is borrowed for the call. */
struct plot_job {
    const struct table *table;
    struct plot_options options;
    const char *svg_path, *png_path, *pdf_path; /* NULL: not written */
    struct buffer *text;   /* gets the picture as lines of characters, and no file is written then; NULL: files are */
    const char *keep_stem; /* writes keep_stem.gp and keep_stem.tsv; NULL: only after a failure, R5 */
};

/*
 * Draws all jobs, as many at once as there are processors. Each job's failure is told, in their order, and leaves the
 * others alone; a missing gnuplot is told once. The status is that of the first failure.
 */
MUST_CHECK enum status plot_run(const struct plot_job *jobs, size_t count, struct errors *errors);

/* Whether fontconfig knows a font with Japanese glyphs (`fc-list :lang=ja`). Without one the PNG shows boxes; an SVG
 * only names fonts and leaves the choice to its viewer. False too when fc-list is missing. */
bool plot_has_japanese_font(void);

/* The first line of `gnuplot --version`, e.g. "gnuplot 5.4 patchlevel 4", for `doctor`; NULL when it is missing or
 * there is no memory. Caller frees with mem_free. */
MUST_CHECK char *plot_gnuplot_version(void);

/* Whether `version`, such a line or NULL, is that of a gnuplot which lacks what the scripts use. */
bool plot_gnuplot_is_old(const char *version);

#endif
