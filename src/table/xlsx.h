/*
 * Result tables as a workbook of Excel: a sheet each, with the notice and the design line above a frozen header with
 * filters. Columns are those that people see; numbers are whole and only formatted, texts are never formulas. The same
 * tables give the same bytes: the workbook says no time.
 */
#ifndef TABLE_XLSX_H
#define TABLE_XLSX_H

#include "table/table.h"

struct xlsx_sheet {
    const char *name;  /* UTF-8, up to 31 characters, none of []:*?/\ */
    const char *stamp; /* a line above all else; NULL: none */
    const char *title; /* a line in bold above the notice; NULL: none */
    const struct table *table;
};

/* Adds the bytes of the workbook to `out`. */
MUST_CHECK enum status xlsx_render(const struct xlsx_sheet *sheets, size_t count, const struct table_style *style,
                                   struct buffer *out, struct errors *errors);

#endif
