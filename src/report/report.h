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
    const struct check *check; /* of `wave` */
    size_t wave;               /* index into the study's waves */
    enum language language;
    const char *trend_svg, *status_svg;   /* pictures as SVG text, put into the HTML; NULL: there is none */
    const char *trend_file, *status_file; /* their file names beside the memo, for Markdown; NULL: there is none */
    bool internal;                        /* nothing is suppressed */
    const struct import *imports;         /* the vintages that the panel was read from, in the order to be listed */
    size_t import_count;                  /* may be 0 */
    const struct rates *sizes;            /* shares of the size, of the wave; NULL: no register has sizes */
    const struct outlook *outlook;        /* NULL: no forecast was made */
};

/* Adds the memo as GitHub Flavored Markdown, one sentence a line. */
MUST_CHECK enum status report_markdown(const struct memo *memo, struct buffer *out, struct errors *errors);

/* Adds the memo as an HTML file. */
MUST_CHECK enum status report_html(const struct memo *memo, struct buffer *out, struct errors *errors);

#endif
