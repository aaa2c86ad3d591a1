/*
 * A typed result table and its renderers. CSV, TSV and NDJSON carry the table and nothing else, with unrounded numbers
 * and the column names of the contract; text and Markdown round, translate, and carry the notice and the design line.
 */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"

enum column_kind {
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_REAL,       /* shown to people with 4 significant digits */
    COLUMN_PROPORTION, /* a fraction; shown to people as percent with the study's decimals */
    COLUMN_POINTS      /* a difference of fractions; shown to people as percentage points, with its sign */
};

/* What text and Markdown do with a column; the machine formats always have it. */
enum column_show {
    SHOW_ALWAYS,
    SHOW_FILLED,  /* left out where every cell is empty */
    SHOW_DIFFERS, /* left out where every cell is the same; that value then stands in the line above the table */
    SHOW_NEVER
};

struct column {
    const char *name;  /* of the contract, e.g. "response_rate" */
    const char *title; /* for people, marked with N_(); translated when shown */
    enum column_kind kind;
    enum column_show show;
};

struct table;

/* A table of that name ("rates") with `count` columns, borrowed for its life. NULL when there is no memory. Caller
 * frees with table_free. */
MUST_CHECK struct table *table_new(const char *name, const struct column *columns, size_t count);
void table_free(struct table *table);

/*
 * Rows are filled from left to right: table_row begins one, and each call below adds its next cell. All texts are
 * copied. Failure for want of memory is sticky and told by table_finish. A NaN or an infinity is an empty cell, and a
 * negative zero is kept as zero. To add a cell of the wrong kind, or too many, or too few, is our own fault and
 * asserted.
 */
void table_row(struct table *table);
void table_text(struct table *table, const char *text); /* NULL or "": empty */
/* A machine text and what people see in its place (an item's id and its label); `label` may be NULL. With a label but
 * no text the cell is empty to machines, and people still see the label ("whole" for a group that is none). */
void table_labelled(struct table *table, const char *text, const struct label *label);
/* A name of ours ("no data"), which people see translated. */
void table_named(struct table *table, const char *english);
void table_integer(struct table *table, int64_t value);
void table_real(struct table *table, double value); /* COLUMN_REAL, _PROPORTION, _POINTS */
/* A number that people see as `label` instead: points among percentages. */
void table_real_labelled(struct table *table, double value, const struct label *label);
void table_empty(struct table *table);

/* The study's id and notice, and the design line ("strata 8, n 693, N 1,038, …"); all copied, any may be NULL. */
void table_set_study(struct table *table, const char *study);
void table_set_notice(struct table *table, const struct label *notice);
void table_set_design(struct table *table, const struct label *design);

/* STATUS_FAILURE when anything above failed for want of memory. */
MUST_CHECK enum status table_finish(const struct table *table, struct errors *errors);

size_t table_rows(const struct table *table);
size_t table_columns(const struct table *table);
const char *table_name(const struct table *table);
const char *table_study(const struct table *table);          /* NULL: none */
const struct label *table_notice(const struct table *table); /* NULL: none */
const struct label *table_design(const struct table *table); /* NULL: none */
const struct column *table_column(const struct table *table, size_t column);
/* Index of the column of that name; asserted to be there. */
size_t table_find(const struct table *table, const char *name);

/* Reading a cell. A cell that is empty gives NULL, NaN or `*present` false. */
bool table_has(const struct table *table, size_t row, size_t column);
const char *table_get_text(const struct table *table, size_t row, size_t column);
const struct label *table_get_label(const struct table *table, size_t row, size_t column); /* NULL: none */
int64_t table_get_integer(const struct table *table, size_t row, size_t column);           /* 0 when empty */
double table_get_real(const struct table *table, size_t row, size_t column);               /* NaN when empty */

enum table_format {
    FORMAT_TEXT,
    FORMAT_CSV,
    FORMAT_TSV,
    FORMAT_JSON,
    FORMAT_NDJSON,
    FORMAT_MARKDOWN,
    FORMAT_XLSX,
    FORMAT_END
};

bool table_format_parse(const char *name, enum table_format *format);
/* By the suffix of a file name (.csv .tsv .json .ndjson .md .xlsx .txt); false when it is none of these. */
bool table_format_of_file(const char *path, enum table_format *format);

struct table_style {
    enum table_format format;
    enum language language;
    int decimals;        /* of percentages and points in text and Markdown */
    bool colour;         /* bold header in text */
    bool every_column;   /* in text and Markdown too, whatever `show` says */
    bool terminal;       /* escape control characters in CSV and TSV too, which hold the data as it is elsewhere */
    const char *version; /* for JSON */
};

/* Adds a text as a JSON string, as the JSON of tables has it; NULL is null. */
void json_add_text(struct buffer *out, const char *text);

/* Adds the rendered table to `out`. */
MUST_CHECK enum status table_render(const struct table *table, const struct table_style *style, struct buffer *out,
                                    struct errors *errors);

#include "table/xlsx.h" /* several tables in one workbook; needs what stands above */

#endif
