/*
 * JSON and NDJSON. Written by hand, since jansson prints every real with the same number of digits (0.1 as
 * 0.10000000000000001) and the numbers here are to be the very texts of the CSV.
 */
#include <string.h>

#include "base/text.h"
#include "table/render.h"

/* A string, or null for NULL. Control characters are escaped, DEL and C1 too although JSON does not ask for it: no
 * terminal is driven by them then, and nothing is lost. A byte that is not UTF-8 becomes U+FFFD. */
void json_add_text(struct buffer *out, const char *text)
{
    if (!text) {
        buffer_text(out, "null");
        return;
    }
    size_t length = strlen(text), size;
    buffer_byte(out, '"');
    for (size_t at = 0; at < length; at += size) {
        size = text_next(text + at, length - at);
        unsigned char first = (unsigned char)text[at];
        if (first == '"' || first == '\\') {
            buffer_byte(out, '\\');
            buffer_byte(out, text[at]);
        } else if (first == '\n')
            buffer_text(out, "\\n");
        else if (first == '\t')
            buffer_text(out, "\\t");
        else if (first == '\r')
            buffer_text(out, "\\r");
        else if (first < 0x20 || first == 0x7F)
            buffer_format(out, "\\u%04x", (unsigned)first);
        else if (size == 1 && first >= 0x80)
            buffer_text(out, "\xEF\xBF\xBD");
        else if (size == 2 && first == 0xC2 && (unsigned char)text[at + 1] < 0xA0) /* U+0080 to U+009F */
            buffer_format(out, "\\u%04x", (unsigned)(unsigned char)text[at + 1]);
        else
            buffer_add(out, text + at, size);
    }
    buffer_byte(out, '"');
}

static void add_value(const struct table *table, size_t row, size_t column, struct buffer *out)
{
    if (table_column(table, column)->kind == COLUMN_TEXT)
        json_add_text(out, table_get_text(table, row, column));
    else if (table_has(table, row, column))
        render_number(table, row, column, out);
    else
        json_add_text(out, NULL);
}

/* One row as an object: `before` stands before each name, `between` after its colon, `after` before the closing. */
static void add_object(const struct table *table, size_t row, const char *before, const char *between,
                       const char *after, struct buffer *out)
{
    buffer_byte(out, '{');
    for (size_t column = 0; column < table_columns(table); column++) {
        if (column)
            buffer_byte(out, ',');
        buffer_text(out, before);
        json_add_text(out, table_column(table, column)->name);
        buffer_byte(out, ':');
        buffer_text(out, between);
        add_value(table, row, column, out);
    }
    buffer_text(out, after);
    buffer_byte(out, '}');
}

static void add_member(const char *name, const char *text, struct buffer *out)
{
    buffer_text(out, "  ");
    json_add_text(out, name);
    buffer_text(out, ": ");
    json_add_text(out, text);
    buffer_text(out, ",\n");
}

void render_json(const struct table *table, const struct table_style *style, struct buffer *out)
{
    const struct label *notice = table_notice(table);
    buffer_text(out, "{\n");
    add_member("table", table_name(table), out);
    add_member("version", style->version, out);
    add_member("study", table_study(table), out);
    add_member("notice", notice ? label_in(notice, style->language) : NULL, out);
    buffer_text(out, "  \"rows\": [");
    for (size_t row = 0; row < table_rows(table); row++) {
        buffer_text(out, row ? ",\n    " : "\n    ");
        add_object(table, row, "\n      ", " ", "\n    ", out);
    }
    buffer_text(out, table_rows(table) ? "\n  ]\n}\n" : "]\n}\n");
}

void render_ndjson(const struct table *table, struct buffer *out)
{
    for (size_t row = 0; row < table_rows(table); row++) {
        add_object(table, row, "", "", "", out);
        buffer_byte(out, '\n');
    }
}
