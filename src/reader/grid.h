/*
 * Rows of cells from files that are no text: what the workbook and the statistics packages' files are read into, and
 * what a reader then takes its records from. Rows are kept in a temporary file beyond a few MiB, so that memory does
 * not grow with the file. Private to the reader.
 */
#ifndef READER_GRID_H
#define READER_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "reader/reader.h"

struct grid;

/* Caller frees with grid_free; NULL when there is no memory. */
struct grid *grid_new(void);
void grid_free(struct grid *grid);

/* Adds the problem that made one of the functions below fail: the temporary file's, or that there is no memory. Gives
 * its status. */
enum status grid_report(const struct grid *grid, struct errors *errors);

/* Adds a cell to the row that is being made: `text` as in struct field, `code` its code or NULL. Neither is longer than
 * READER_FIELD_MAX, and a row has at most READER_COLUMNS_MAX cells. */
MUST_CHECK enum status grid_add(struct grid *grid, const char *text, size_t length, const char *code,
                                size_t code_length, bool missing);

/* Ends the row; `number` is how the file counts it, from 1. Numbers rise. */
MUST_CHECK enum status grid_end_row(struct grid *grid, int64_t number);

/* Begins reading at the first row. */
MUST_CHECK enum status grid_rewind(struct grid *grid);

/* The next row: its cells as fields, whose `offset` is their index, borrowed until the next call. `*count` is SIZE_MAX
 * at the end. STATUS_FAILURE when the temporary file fails or there is no memory. */
MUST_CHECK enum status grid_next(struct grid *grid, const struct field **fields, size_t *count, int64_t *number);

/*
 * Fill an empty grid from an open file (a descriptor that can be read at any offset). Every row has as many cells as
 * the file's widest or, in a statistics file, as it has variables.
 *
 * A workbook: the sheet of that name, or the first; shared and inline strings, cached values of formulas, numbers as
 * they are written there (dates as numbers), errors as their text; empty rows left out, cells merged across are not
 * filled. A statistics file: row 0 holds the names with the labels as codes, then the cases from 1 on.
 */
MUST_CHECK enum status workbook_read(int file, const char *name, const char *sheet, struct grid *grid,
                                     struct errors *errors);
MUST_CHECK enum status statistics_read(int file, const char *name, enum reader_form form, const char *encoding,
                                       struct grid *grid, struct errors *errors);

#endif
