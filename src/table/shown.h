/* Private to table: what people see of a table, before it is laid out as text or Markdown. */
#ifndef TABLE_SHOWN_H
#define TABLE_SHOWN_H

#include "table/table.h"

/* Adds one line of data so that the format can't take it for anything else. */
typedef void shown_escape(struct buffer *out, const char *text, size_t length);

struct shown {
    size_t columns;           /* those that are left */
    size_t rows;              /* without the header */
    const size_t *indices;    /* of each column in the table */
    const char *const *cells; /* escaped; the header's first, then row after row */
    const size_t *widths;     /* of each column, in terminal columns, its title included */
    const char *values; /* "title: value · title: value" of the columns that were pulled out, escaped; NULL: none */
};

/* Everything lives in `arena`. */
MUST_CHECK enum status shown_init(struct shown *shown, struct arena *arena, const struct table *table,
                                  const struct table_style *style, shown_escape *escape);

/* A number that stands to the right. */
bool shown_is_number(const struct table *table, const struct shown *shown, size_t column);

/* What stands in place of the rows when there are none. */
const char *shown_no_rows(enum language language);

#endif
