/*
 * The yearly review memo, in Markdown and as one HTML file, in Japanese or English. It proposes a decision and shows
 * what it rests on; every figure comes from the panel of counts and from the check of the rules, none is typed.
 *
 * Requirements:
 *  R1  The same input gives the same bytes: no clock, no random id.
 *  R2  Texts of the study, of the rules and of file names are shown as they are and never read as markup. cmark-gfm
 *      runs in its safe mode, and no markup of data reaches the HTML.
 *  R3  The HTML stands alone: no script, nothing loaded from elsewhere; its pictures and its style are in it.
 *  R4  Unless `internal`, what `publish` in study.yaml keeps from publication stands neither in a table nor in a
 *      sentence. Answers are shown of the whole population only; of a stratum, how many responded. An internal memo
 *      says what it is at its head, at its foot and, in HTML, on each printed page.
 *  R5  A figure that does not exist is shown as none, with its status; a picture that is missing is said to be.
 *  R6  Rates are rounded once, half away from zero, from the exact fraction; points are the rounded differences of
 *      unrounded rates, and where the rounded rates differ by something else the memo says so.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "store/store.h"
#include "threshold/threshold.h"

/* What the waves let expect, of the items that rules compare: the rate of the next wave, and when the levels of the
 * rules are reached. */
struct outlook {
    struct series_options options; /* of both; how far ahead stands in `years` for the levels, and is 1 for the rate */
    struct forecasts next, reached;
};

/* All borrowed for the call. */
struct memo {
    const struct panel *panel;
    const struct check *check;     /* of `wave`; with `plan` what of it may be published */
    const struct disclosure *plan; /* what may be published of the panel, where that is made already */
    size_t wave;                   /* index into the study's waves */
    enum language language;
    const char *trend_svg, *status_svg;   /* pictures as SVG text, put into the HTML; NULL: there is none */
    const char *trend_file, *status_file; /* their file names beside the memo, for Markdown; NULL: there is none */
    bool internal;                        /* nothing is suppressed */
    const struct import *imports;         /* the vintages that the panel was read from, in the order to be listed */
    size_t import_count;                  /* may be 0 */
    const struct rates *sizes;            /* shares of the size, of the wave; NULL: no register has sizes */
    const struct outlook *outlook;        /* NULL: no forecast was made */
    const char *record_file;              /* "decisions/2021-1.json", which holds what the memo says; NULL: none does */
    const char *record_sha256;            /* its seal */
    const struct since *since;            /* what changed since an earlier record; NULL: that was not asked for */
};

/* Adds the memo as GitHub Flavored Markdown, one sentence a line. */
MUST_CHECK enum status report_markdown(const struct memo *memo, struct buffer *out, struct errors *errors);

/* Adds the memo as an HTML file. */
MUST_CHECK enum status report_html(const struct memo *memo, struct buffer *out, struct errors *errors);

/*
 * Adds the figures behind the memo as a workbook of Excel: decision, rules, rates by stratum, changes, bounds, response
 * and the files they come from. Suppressed by the plan, or, where the memo is internal, stamped on every sheet.
 */
MUST_CHECK enum status report_workbook(const struct memo *memo, struct buffer *out, struct errors *errors);

/* ---- exports ---- */

/* The counts of every choice, option and role, by wave, item, stratum and whole: `wave,item,group,choice,institutions,
 * status`. `plan` suppresses; NULL: nothing is. */
MUST_CHECK enum status export_tally(const struct panel *panel, const struct disclosure *plan, struct table **table,
                                    struct errors *errors);

/* The answers one by one with their labels in `language`, of the waves that `answers` has. `institutions` are codes and
 * names by id. */
struct export_institution {
    const char *code, *name; /* NULL: there is none of that id; no name */
};
MUST_CHECK enum status export_answers(const struct panel *panel, struct answer_set *const *answers,
                                      const struct export_institution *institutions, enum language language,
                                      struct arena *arena, struct table **table, struct errors *errors);

/* What choices there are: `item,kind,label,choice,choice_label,role,adopted`. */
MUST_CHECK enum status export_codebook(const struct panel *panel, enum language language, struct table **table,
                                       struct errors *errors);

struct export_resource {
    const char *name; /* "rates": its file is NAME.csv */
    const struct table *table;
    const struct buffer *bytes; /* of the file */
};

/* Adds datapackage.json of the Frictionless Data Package (version 1) with a schema of every table. */
MUST_CHECK enum status export_package(const struct study *study, const struct export_resource *resources, size_t count,
                                      bool internal, enum language language, struct buffer *out, struct errors *errors);

/* Adds a script for R that computes the rates anew from what export_answers gives, with the package survey, and
 * compares them with those of `rates`, to the decimals of the study where they are published rounded. */
MUST_CHECK enum status export_r(const struct panel *panel, const struct rates *rates, enum language language,
                                struct buffer *out, struct errors *errors);

#endif
