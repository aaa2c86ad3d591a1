/*
 * Writing Markdown that diffs well: one sentence a line, no row of a table that depends on another. Data never becomes
 * markup; only a mail address is still linked by GitHub, which looks for "@" after all escapes are gone.
 */
#include "report/writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

/* A copy of what was gathered, which is then freed. */
static const char *keep(struct writer *writer, struct buffer *text)
{
    char *copy = buffer_status(text) == STATUS_OK ? arena_text(writer->arena, buffer_get(text), text->length) : NULL;
    buffer_clear(text);
    writer->failed = writer->failed || !copy;
    return copy ? copy : "";
}

static void add_escaped(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '&')
            buffer_text(out, "&amp;");
        else if (c == '<')
            buffer_text(out, "&lt;");
        else if (c == '>')
            buffer_text(out, "&gt;");
        else {
            /* "://" and "www." would be linked without any brackets. */
            bool link = (c == ':' && length - i > 2 && text[i + 1] == '/' && text[i + 2] == '/') ||
                        (c == '.' && i >= 3 && (text[i - 1] | 0x20) == 'w' && (text[i - 2] | 0x20) == 'w' &&
                         (text[i - 3] | 0x20) == 'w');
            if (link || strchr("\\`*_[]|~$", c))
                buffer_byte(out, '\\');
            buffer_byte(out, c);
        }
    }
}

const char *writer_escape(struct writer *writer, const char *text)
{
    struct buffer line = {0}, safe = {0}, escaped = {0};
    for (const char *at = text; *at; at++)
        buffer_byte(&line, *at == '\n' || *at == '\r' || *at == '\t' ? ' ' : *at);
    size_t blank = strspn(buffer_get(&line), " "), length = line.length;
    while (length > blank && line.bytes[length - 1] == ' ')
        length--;
    if (length > blank)
        text_add_safe(&safe, line.bytes + blank, length - blank);
    if (safe.length)
        add_escaped(&escaped, safe.bytes, safe.length);
    escaped.failed = escaped.failed || safe.failed || line.failed;
    buffer_clear(&line);
    buffer_clear(&safe);
    return keep(writer, &escaped);
}

const char *writer_label(struct writer *writer, const struct label *label)
{
    return writer_escape(writer, label_in(label, writer->language));
}

static const char *vformat(struct writer *writer, const char *format, va_list arguments) PRINTF_LIKE(2, 0);

static const char *vformat(struct writer *writer, const char *format, va_list arguments)
{
    const char *text = arena_vformat(writer->arena, format, arguments);
    writer->failed = writer->failed || !text;
    return text ? text : "";
}

const char *writer_format(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = vformat(writer, format, arguments);
    va_end(arguments);
    return text;
}

const char *writer_percent(struct writer *writer, double fraction)
{
    if (isnan(fraction))
        return NO_NUMBER;
    struct buffer text = {0};
    number_add_fixed(&text, 100 * fraction, writer->decimals, false);
    buffer_byte(&text, '%');
    return keep(writer, &text);
}

const char *writer_points(struct writer *writer, double difference)
{
    if (isnan(difference))
        return NO_NUMBER;
    struct buffer text = {0};
    number_add_fixed(&text, 100 * difference, writer->decimals, true);
    return writer_minus(writer, keep(writer, &text));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* After a letter or a digit a "-" joins words, or the parts of a date. */
static bool joins(char before)
{
    return is_digit(before) || (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z');
}

const char *writer_minus(struct writer *writer, const char *text)
{
    if ((writer->plain && writer->in_table) || !strchr(text, '-'))
        return text;
    struct buffer made = {0};
    for (const char *at = text; *at; at++) {
        if (*at == '-' && is_digit(at[1]) && !(at > text && joins(at[-1])))
            buffer_text(&made, "\xe2\x88\x92");
        else
            buffer_byte(&made, *at);
    }
    return keep(writer, &made);
}

const char *writer_count(struct writer *writer, int64_t count)
{
    if (count < 0)
        return NO_NUMBER;
    const char *digits = writer_format(writer, "%lld", (long long)count);
    size_t length = strlen(digits);
    struct buffer text = {0};
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buffer_byte(&text, ',');
        buffer_byte(&text, digits[i]);
    }
    return keep(writer, &text);
}

const char *writer_decimal(struct writer *writer, double value)
{
    struct buffer text = {0};
    number_add_fixed(&text, value, 9, false);
    while (text.length && text.bytes[text.length - 1] == '0')
        text.bytes[--text.length] = '\0';
    if (text.length && text.bytes[text.length - 1] == '.')
        text.bytes[--text.length] = '\0';
    return writer_minus(writer, keep(writer, &text));
}

const char *writer_p(struct writer *writer, double p)
{
    if (isnan(p))
        return NO_NUMBER;
    if (p < 0.001)
        return "<0.001"; /* no tag begins with a digit */
    struct buffer text = {0};
    number_add_fixed(&text, p, 3, false);
    return keep(writer, &text);
}

const char *writer_range(struct writer *writer, bool exists, const char *lower, const char *upper)
{
    return exists ? writer_format(writer, tr(writer->language, "%s to %s"), lower, upper) : NO_NUMBER;
}

const char *writer_date(struct writer *writer, const char *date)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    char *end;
    long year = strtol(date, &end, 10), month = 0, day = 0;
    if (*end == '-')
        month = strtol(end + 1, &end, 10);
    if (*end == '-')
        day = strtol(end + 1, &end, 10);
    if (*end || month < 1 || month > 12)
        return writer_escape(writer, date);
    if (writer->language == LANGUAGE_JA)
        return writer_format(writer, "%ld年%ld月%ld日", year, month, day);
    return writer_format(writer, "%ld %s %ld", day, months[month - 1], year);
}

const char *writer_list(struct writer *writer, const char *const *texts, size_t count)
{
    struct buffer list = {0};
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_text(&list, i + 1 < count ? tr(writer->language, ", ") : tr(writer->language, " and "));
        buffer_text(&list, texts[i]);
    }
    return keep(writer, &list);
}

void writer_heading(struct writer *writer, int level, const char *text)
{
    buffer_fill(writer->out, '#', (size_t)level);
    buffer_format(writer->out, " %s\n\n", text);
}

/* Adds a line after `mark`, with a backslash before what would begin a heading, a list, a rule or a table's ruler. */
static void add_line(struct writer *writer, const char *mark, const char *text)
{
    buffer_text(writer->out, mark);
    size_t digits = strspn(text, "0123456789");
    buffer_add(writer->out, text, digits);
    bool numbered =
        digits && (text[digits] == '.' || text[digits] == ')') && (text[digits + 1] == ' ' || !text[digits + 1]);
    if (numbered || (!digits && *text && strchr("#+-=:", *text)))
        buffer_byte(writer->out, '\\');
    buffer_text(writer->out, text + digits);
    buffer_byte(writer->out, '\n');
}

void writer_line(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_line(writer, "", vformat(writer, format, arguments));
    va_end(arguments);
}

void writer_bullet(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_line(writer, "- ", vformat(writer, format, arguments));
    va_end(arguments);
}

void writer_quote(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_line(writer, "> ", vformat(writer, format, arguments));
    va_end(arguments);
}

void writer_quote_gap(struct writer *writer)
{
    buffer_text(writer->out, ">\n");
}

void writer_gap(struct writer *writer)
{
    buffer_byte(writer->out, '\n');
}

struct cell_grid cell_grid_begin(struct writer *writer, const struct cell_grid_column *columns, size_t count)
{
    struct cell_grid grid = {.writer = writer, .columns = columns, .column_count = count};
    for (size_t i = 0; i < count; i++)
        cell_grid_add(&grid, columns[i].title);
    writer->in_table = true;
    return grid;
}

void cell_grid_add(struct cell_grid *grid, const char *cell)
{
    if (mem_grow(&grid->cells, &grid->capacity, grid->count, sizeof *grid->cells) != STATUS_OK)
        grid->writer->failed = true;
    else
        grid->cells[grid->count++] = cell;
}

static void add_row(struct buffer *out, const char *const *cells, size_t count)
{
    buffer_byte(out, '|');
    for (size_t i = 0; i < count; i++)
        buffer_format(out, " %s |", cells[i]);
    buffer_byte(out, '\n');
}

static void add_ruler(struct buffer *out, const struct cell_grid *grid)
{
    buffer_byte(out, '|');
    for (size_t i = 0; i < grid->column_count; i++)
        buffer_text(out, grid->columns[i].number ? " --: |" : " :-- |");
    buffer_byte(out, '\n');
}

void cell_grid_end(struct cell_grid *grid)
{
    struct writer *writer = grid->writer;
    size_t columns = grid->column_count;
    if (!writer->failed && columns && grid->count > columns) {
        add_row(writer->out, grid->cells, columns);
        add_ruler(writer->out, grid);
        for (size_t i = columns; i + columns <= grid->count; i += columns)
            add_row(writer->out, grid->cells + i, columns);
        buffer_byte(writer->out, '\n');
    }
    mem_free(grid->cells);
    writer->in_table = false;
    *grid = (struct cell_grid){.writer = writer};
}

enum status writer_status(const struct writer *writer, struct errors *errors)
{
    return writer->failed || buffer_status(writer->out) != STATUS_OK ? errors_memory(errors) : STATUS_OK;
}
