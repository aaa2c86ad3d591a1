/* Plain text for a terminal: columns two spaces apart, laid out by display width, so that Japanese lines up. */
#include <string.h>

#include "base/text.h"
#include "table/render.h"
#include "table/shown.h"

/* Adds a text of ours or of the study; its own line ends stay. */
static void add_lines(struct buffer *out, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        text_add_safe(out, text, length);
        buffer_byte(out, '\n');
        if (!text[length] || !text[length + 1])
            break;
        text += length + 1;
    }
}

/* Row 0 is the header. No spaces stand at the end of a line. */
static void add_row(struct buffer *out, const struct table *table, const struct shown *shown, size_t row)
{
    size_t pending = 0;
    for (size_t column = 0; column < shown->columns; column++) {
        const char *cell = shown->cells[row * shown->columns + column];
        size_t length = strlen(cell), gap = shown->widths[column] - text_width(cell, length);
        bool right = shown_is_number(table, shown, column);
        if (length) {
            buffer_fill(out, ' ', pending + (right ? gap : 0));
            buffer_add(out, cell, length);
            pending = right ? 0 : gap;
        } else
            pending += gap;
        pending += 2;
    }
}

static void add_header(struct buffer *out, const struct table *table, const struct shown *shown, bool colour)
{
    if (colour)
        buffer_text(out, "\x1B[1m");
    add_row(out, table, shown, 0);
    buffer_text(out, colour ? "\x1B[0m\n" : "\n");
    if (colour)
        return;
    for (size_t column = 0; column < shown->columns; column++) {
        buffer_text(out, column ? "  " : "");
        for (size_t i = 0; i < shown->widths[column]; i++)
            buffer_text(out, "─");
    }
    buffer_byte(out, '\n');
}

enum status render_text(const struct table *table, const struct table_style *style, struct buffer *out)
{
    enum status status = STATUS_FAILURE;
    struct shown shown;
    struct arena *arena = arena_new();
    if (!arena || shown_init(&shown, arena, table, style, text_add_safe))
        goto out;
    if (table_notice(table))
        add_lines(out, label_in(table_notice(table), style->language));
    if (table_design(table))
        add_lines(out, label_in(table_design(table), style->language));
    if (shown.values) {
        buffer_text(out, shown.values);
        buffer_byte(out, '\n');
    }
    bool body = shown.columns > 0 || shown.rows == 0;
    if (body && (table_notice(table) || table_design(table) || shown.values))
        buffer_byte(out, '\n');
    if (shown.columns)
        add_header(out, table, &shown, style->colour);
    for (size_t row = 1; shown.columns && row <= shown.rows; row++) {
        add_row(out, table, &shown, row);
        buffer_byte(out, '\n');
    }
    if (shown.rows == 0) {
        buffer_text(out, shown_no_rows(style->language));
        buffer_byte(out, '\n');
    }
    status = STATUS_OK;
out:
    arena_free(arena);
    return status;
}
