/* CSV as in RFC 4180, though with LF line ends as Unix tools expect them, and TSV with backslash escapes. */
#include <string.h>

#include "base/text.h"
#include "table/render.h"

typedef void add_field(const char *field, const struct table_style *style, struct buffer *out);

static void add_data(const char *data, size_t length, const struct table_style *style, struct buffer *out)
{
    if (style->terminal)
        text_add_safe(out, data, length);
    else
        buffer_add(out, data, length);
}

static void add_csv_field(const char *field, const struct table_style *style, struct buffer *out)
{
    if (!field[strcspn(field, ",\"\r\n")]) {
        add_data(field, strlen(field), style, out);
        return;
    }
    buffer_byte(out, '"');
    for (;;) {
        size_t length = strcspn(field, "\"");
        add_data(field, length, style, out);
        if (!field[length])
            break;
        buffer_text(out, "\"\"");
        field += length + 1;
    }
    buffer_byte(out, '"');
}

static void add_tsv_field(const char *field, const struct table_style *style, struct buffer *out)
{
    for (;;) {
        size_t length = strcspn(field, "\t\n\r\\");
        add_data(field, length, style, out);
        if (!field[length])
            break;
        switch (field[length]) {
        case '\t':
            buffer_text(out, "\\t");
            break;
        case '\n':
            buffer_text(out, "\\n");
            break;
        case '\r':
            buffer_text(out, "\\r");
            break;
        default:
            buffer_text(out, "\\\\");
            break;
        }
        field += length + 1;
    }
}

static void render_delimited(const struct table *table, const struct table_style *style, char delimiter, add_field *add,
                             struct buffer *out)
{
    size_t columns = table_columns(table);
    for (size_t column = 0; column < columns; column++) {
        add(table_column(table, column)->name, style, out);
        buffer_byte(out, column + 1 < columns ? delimiter : '\n');
    }
    for (size_t row = 0; row < table_rows(table); row++)
        for (size_t column = 0; column < columns; column++) {
            bool text = table_column(table, column)->kind == COLUMN_TEXT;
            if (table_has(table, row, column) && text)
                add(table_get_text(table, row, column), style, out);
            else if (table_has(table, row, column))
                render_number(table, row, column, out);
            else if (columns == 1 && delimiter == ',')
                buffer_text(out, "\"\""); /* readers skip a line without anything */
            buffer_byte(out, column + 1 < columns ? delimiter : '\n');
        }
}

void render_csv(const struct table *table, const struct table_style *style, struct buffer *out)
{
    render_delimited(table, style, ',', add_csv_field, out);
}

void render_tsv(const struct table *table, const struct table_style *style, struct buffer *out)
{
    render_delimited(table, style, '\t', add_tsv_field, out);
}
