/*
 * GitHub Flavored Markdown (github.github.com/gfm): a pipe table under the notice and the design line. The source is
 * laid out by display width too, since a memo is also read as it stands. Data never becomes markup; only a mail
 * address is still linked by GitHub, which looks for "@" after all escapes are gone.
 */
#include <string.h>

#include "base/text.h"
#include "table/render.h"
#include "table/shown.h"

/* Whether the character at `i` belongs to "://" or "www.", which are linked without any brackets. */
static bool begins_link(const char *text, size_t length, size_t i)
{
    if (text[i] == ':')
        return length - i > 2 && text[i + 1] == '/' && text[i + 2] == '/';
    return text[i] == '.' && i >= 3 && (text[i - 1] | 0x20) == 'w' && (text[i - 2] | 0x20) == 'w' &&
           (text[i - 3] | 0x20) == 'w';
}

/* A control character becomes \xNN as in text: a backslash before a letter is one in Markdown too. */
static void escape_markdown(struct buffer *out, const char *text, size_t length)
{
    size_t plain = 0; /* where the characters begin that stand as they are */
    for (size_t i = 0; i < length; i++) {
        const char *escaped = NULL;
        char slashed[] = {'\\', text[i], '\0'};
        if (text[i] == '&')
            escaped = "&amp;";
        else if (text[i] == '<')
            escaped = "&lt;";
        else if (text[i] == '>')
            escaped = "&gt;";
        else if (strchr("\\`*_[]|~$", text[i]) || begins_link(text, length, i))
            escaped = slashed;
        if (!escaped)
            continue;
        text_add_safe(out, text + plain, i - plain);
        buffer_text(out, escaped);
        plain = i + 1;
    }
    text_add_safe(out, text + plain, length - plain);
}

/* One line of a paragraph, without what would begin a heading, a list, a rule or indented code. */
static void add_line(struct buffer *out, const char *text, size_t length)
{
    size_t blank = 0;
    while (blank < length && strchr(" \t", text[blank]))
        blank++;
    text += blank;
    length -= blank;
    size_t digits = 0;
    while (digits < length && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    buffer_add(out, text, digits);
    if (digits < length && strchr(digits ? ".)" : "#+-=", text[digits]))
        buffer_byte(out, '\\');
    escape_markdown(out, text + digits, length - digits);
    buffer_byte(out, '\n');
}

/* A text of the study as a paragraph, its own line ends kept. */
static void add_paragraph(struct buffer *out, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        add_line(out, text, length);
        if (!text[length] || !text[length + 1])
            break;
        text += length + 1;
    }
    buffer_byte(out, '\n');
}

/* Row 0 is the header. */
static void add_row(struct buffer *out, const struct table *table, const struct shown *shown, const size_t *widths,
                    size_t row)
{
    buffer_byte(out, '|');
    for (size_t column = 0; column < shown->columns; column++) {
        const char *cell = shown->cells[row * shown->columns + column];
        size_t length = strlen(cell), gap = widths[column] - text_width(cell, length);
        bool right = shown_is_number(table, shown, column);
        buffer_fill(out, ' ', 1 + (right ? gap : 0));
        buffer_add(out, cell, length);
        buffer_fill(out, ' ', 1 + (right ? 0 : gap));
        buffer_byte(out, '|');
    }
    buffer_byte(out, '\n');
}

static void add_alignment(struct buffer *out, const struct table *table, const struct shown *shown,
                          const size_t *widths)
{
    buffer_byte(out, '|');
    for (size_t column = 0; column < shown->columns; column++) {
        bool right = shown_is_number(table, shown, column);
        buffer_text(out, right ? " " : " :");
        buffer_fill(out, '-', widths[column] - 1);
        buffer_text(out, right ? ": |" : " |");
    }
    buffer_byte(out, '\n');
}

/* The design line in italics, without white space at its ends: emphasis neither begins nor ends with it. */
static void add_design(struct buffer *out, const char *design)
{
    design += strspn(design, " \t\n");
    size_t length = strlen(design);
    while (length && strchr(" \t\n", design[length - 1]))
        length--;
    if (!length)
        return;
    buffer_byte(out, '*');
    escape_markdown(out, design, length);
    buffer_text(out, "*\n\n");
}

enum status render_markdown(const struct table *table, const struct table_style *style, struct buffer *out)
{
    enum status status = STATUS_FAILURE;
    struct shown shown;
    struct arena *arena = arena_new();
    if (!arena || shown_init(&shown, arena, table, style, escape_markdown))
        goto out;
    size_t *widths = arena_array(arena, shown.columns, sizeof *widths);
    if (!widths)
        goto out;
    for (size_t column = 0; column < shown.columns; column++)
        widths[column] = shown.widths[column] < 3 ? 3 : shown.widths[column]; /* room for ":--" */

    if (table_notice(table))
        add_paragraph(out, label_in(table_notice(table), style->language));
    if (table_design(table))
        add_design(out, label_in(table_design(table), style->language));
    if (shown.values) {
        buffer_text(out, "*");
        buffer_text(out, shown.values);
        buffer_text(out, "*\n\n");
    }
    if (shown.columns) {
        add_row(out, table, &shown, widths, 0);
        add_alignment(out, table, &shown, widths);
    }
    for (size_t row = 1; shown.columns && row <= shown.rows; row++)
        add_row(out, table, &shown, widths, row);
    if (shown.rows == 0) {
        buffer_text(out, shown.columns ? "\n" : "");
        buffer_text(out, shown_no_rows(style->language));
        buffer_byte(out, '\n');
    }
    status = STATUS_OK;
out:
    arena_free(arena);
    return status;
}
