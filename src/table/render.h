/* Private to table: one renderer per format. Each only adds to `out`, whose failure is sticky and told by the caller;
 * STATUS_FAILURE is want of memory beside it. */
#ifndef TABLE_RENDER_H
#define TABLE_RENDER_H

#include "table/table.h"

void render_csv(const struct table *table, const struct table_style *style, struct buffer *out);
void render_tsv(const struct table *table, const struct table_style *style, struct buffer *out);
void render_json(const struct table *table, const struct table_style *style, struct buffer *out);
void render_ndjson(const struct table *table, struct buffer *out);
MUST_CHECK enum status render_text(const struct table *table, const struct table_style *style, struct buffer *out);
MUST_CHECK enum status render_markdown(const struct table *table, const struct table_style *style, struct buffer *out);

/* Adds an integer or real cell that is not empty, unrounded. */
void render_number(const struct table *table, size_t row, size_t column, struct buffer *out);

#endif
