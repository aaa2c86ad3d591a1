/*
 * Private to report: writing Markdown. A writer gathers lines and tables; texts that it formats live in its arena, and
 * want of memory is sticky and told once, by writer_status.
 */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"

struct writer {
    struct buffer *out;
    struct arena *arena;
    enum language language;
    int decimals; /* of percentages and points */
    bool plain;   /* in tables a minus is ASCII's, for programs read these too; elsewhere it is U+2212 */
    bool in_table;
    bool failed;
};

/* ---- texts, in the writer's arena; never NULL ---- */

/* A text of the study so that Markdown shows it as it is, on one line. */
const char *writer_escape(struct writer *writer, const char *text);
const char *writer_label(struct writer *writer, const struct label *label);

const char *writer_format(struct writer *writer, const char *format, ...) PRINTF_LIKE(2, 3);

/* What stands where a number does not exist. */
#define NO_NUMBER "–"

/* "10.1%", "+2.9", "1,038", "0.012" or "<0.001"; NO_NUMBER for NaN or a negative count. */
const char *writer_percent(struct writer *writer, double fraction);
const char *writer_points(struct writer *writer, double difference);
const char *writer_count(struct writer *writer, int64_t count);
const char *writer_p(struct writer *writer, double p);
/* A text with U+2212 in place of each "-" that is a number's minus, where that is not to stay. */
const char *writer_minus(struct writer *writer, const char *text);
/* With as many digits as it has: "95", "12.5". */
const char *writer_decimal(struct writer *writer, double value);
/* Two texts as a range; NO_NUMBER when `exists` is false. */
const char *writer_range(struct writer *writer, bool exists, const char *lower, const char *upper);
/* "2022-01-20" in the language's way. */
const char *writer_date(struct writer *writer, const char *date);

/* `count` texts as an enumeration: "a, b and c". */
const char *writer_list(struct writer *writer, const char *const *texts, size_t count);

/* ---- blocks ---- */

/* `text` is Markdown already. */
void writer_heading(struct writer *writer, int level, const char *text);
/* A line of a paragraph, a list or a quotation: one sentence. What would begin another kind of block is escaped. */
void writer_line(struct writer *writer, const char *format, ...) PRINTF_LIKE(2, 3);
void writer_bullet(struct writer *writer, const char *format, ...) PRINTF_LIKE(2, 3);
void writer_quote(struct writer *writer, const char *format, ...) PRINTF_LIKE(2, 3);
/* Ends a paragraph within a quotation: Japanese lines are joined, and what are no sentences would run together. */
void writer_quote_gap(struct writer *writer);
/* Ends the block. */
void writer_gap(struct writer *writer);

struct cell_grid_column {
    const char *title; /* Markdown */
    bool number;       /* to the right */
};

/* A table that is being filled from left to right; its cells are not padded, for one wider cell would change each row.
 */
struct cell_grid {
    struct writer *writer;
    const struct cell_grid_column *columns; /* borrowed */
    size_t column_count;
    const char **cells;
    size_t count, capacity;
};

struct cell_grid cell_grid_begin(struct writer *writer, const struct cell_grid_column *columns, size_t count);
void cell_grid_add(struct cell_grid *grid, const char *cell);
/* Writes and frees it; a table without rows is left out. Until then texts are those of its cells. */
void cell_grid_end(struct cell_grid *grid);

MUST_CHECK enum status writer_status(const struct writer *writer, struct errors *errors);

#endif
