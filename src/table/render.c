/* Rendering: finds the renderer of a format, and writes what the machine formats share. */
#include "table/render.h"

#include <assert.h>
#include <inttypes.h>

#include "base/number.h"
#include "table/xlsx.h"

void render_number(const struct table *table, size_t row, size_t column, struct buffer *out)
{
    if (table_column(table, column)->kind == COLUMN_INTEGER)
        buffer_format(out, "%" PRId64, table_get_integer(table, row, column));
    else
        number_add_exact(out, table_get_real(table, row, column));
}

enum status table_render(const struct table *table, const struct table_style *style, struct buffer *out,
                         struct errors *errors)
{
    enum status status = table_finish(table, errors);
    if (status)
        return status;
    switch (style->format) {
    case FORMAT_TEXT:
        status = render_text(table, style, out);
        break;
    case FORMAT_CSV:
        render_csv(table, style, out);
        break;
    case FORMAT_TSV:
        render_tsv(table, style, out);
        break;
    case FORMAT_JSON:
        render_json(table, style, out);
        break;
    case FORMAT_NDJSON:
        render_ndjson(table, out);
        break;
    case FORMAT_MARKDOWN:
        status = render_markdown(table, style, out);
        break;
    case FORMAT_XLSX: {
        const struct xlsx_sheet sheet = {.name = table_name(table), .table = table};
        status = xlsx_render(&sheet, 1, style, out, errors);
        return status == STATUS_OK && buffer_status(out) != STATUS_OK ? errors_memory(errors) : status;
    }
    case FORMAT_END:
        assert(false);
        break;
    }
    return status || buffer_status(out) ? errors_memory(errors) : STATUS_OK;
}
