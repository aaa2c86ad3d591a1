/*
 * What people see: columns that tell nothing are left out, ids give way to labels, and numbers are rounded. Nothing is
 * decided on a rounded number; two cells that only look alike after rounding still differ.
 */
#include "table/shown.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum { SIGNIFICANT = 4, WHOLE_DIGITS = 15 };

/* The power of ten of `value`, not 0, read off the 15 digits that number_add_fixed rounds. */
static int power_of_ten(double value)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.14e", value);
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/*
 * At least 4 significant digits, without zeros at the end: 0.5, 1.96, 12.35; the whole part is never rounded, so that
 * totals and degrees of freedom stay what they are. Very small and very large ones have an exponent: 1.5e-07.
 */
static void add_real(struct buffer *out, double value)
{
    int power = value == 0 ? 0 : power_of_ten(value);
    if (power < -SIGNIFICANT || power >= WHOLE_DIGITS) {
        buffer_format(out, "%.*g", SIGNIFICANT, value);
        return;
    }
    int decimals = power < SIGNIFICANT ? SIGNIFICANT - 1 - power : 0;
    number_add_fixed(out, value, decimals, false);
    if (decimals == 0 || buffer_status(out))
        return;
    while (out->bytes[out->length - 1] == '0')
        out->length--;
    if (out->bytes[out->length - 1] == '.')
        out->length--;
    out->bytes[out->length] = '\0';
}

/* A fraction times 100. One far out of range, which only a fault elsewhere can make, is told and not cut. */
static void add_hundredfold(struct buffer *out, double value, int decimals, bool plus)
{
    double hundredfold = 100 * value;
    if (fabs(hundredfold) < 1e15)
        number_add_fixed(out, hundredfold, decimals, plus);
    else
        add_real(out, value * 100);
}

/* What stands in a cell: its label, else its text, else its number; nothing when it is empty. */
static void add_cell(struct buffer *out, const struct table *table, const struct table_style *style,
                     shown_escape *escape, size_t row, size_t column)
{
    const struct label *label = table_get_label(table, row, column);
    if (label) {
        const char *text = label_in(label, style->language);
        escape(out, text, strlen(text));
        return;
    }
    if (!table_has(table, row, column))
        return;
    switch (table_column(table, column)->kind) {
    case COLUMN_TEXT: {
        const char *text = table_get_text(table, row, column);
        escape(out, text, strlen(text));
        break;
    }
    case COLUMN_INTEGER: /* years are integers: no thousands separators */
        buffer_format(out, "%" PRId64, table_get_integer(table, row, column));
        break;
    case COLUMN_REAL:
        add_real(out, table_get_real(table, row, column));
        break;
    case COLUMN_PROPORTION:
        add_hundredfold(out, table_get_real(table, row, column), style->decimals, false);
        buffer_byte(out, '%');
        break;
    case COLUMN_POINTS:
        add_hundredfold(out, table_get_real(table, row, column), style->decimals, true);
        break;
    }
}

static bool is_filled(const struct table *table, size_t row, size_t column)
{
    return table_has(table, row, column) || table_get_label(table, row, column);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether two rows have the same in a column, before rounding, to machines as well as to people. */
static bool is_same(const struct table *table, size_t a, size_t b, size_t column)
{
    if (table_has(table, a, column) != table_has(table, b, column))
        return false;
    const struct label *label_a = table_get_label(table, a, column), *label_b = table_get_label(table, b, column);
    if (!label_a != !label_b)
        return false;
    for (int i = 0; label_a && label_b && i < LANGUAGE_END; i++)
        if (!same_text(label_a->in[i], label_b->in[i]))
            return false;
    if (!table_has(table, a, column))
        return true;
    switch (table_column(table, column)->kind) {
    case COLUMN_TEXT:
        return same_text(table_get_text(table, a, column), table_get_text(table, b, column));
    case COLUMN_INTEGER:
        return table_get_integer(table, a, column) == table_get_integer(table, b, column);
    default:
        return !(table_get_real(table, a, column) < table_get_real(table, b, column)) &&
               !(table_get_real(table, a, column) > table_get_real(table, b, column));
    }
}

static bool is_shown(const struct table *table, const struct table_style *style, size_t column)
{
    if (style->every_column)
        return true;
    switch (table_column(table, column)->show) {
    case SHOW_ALWAYS:
        return true;
    case SHOW_FILLED:
        for (size_t row = 0; row < table_rows(table); row++)
            if (is_filled(table, row, column))
                return true;
        return false;
    case SHOW_DIFFERS:
        for (size_t row = 1; row < table_rows(table); row++)
            if (!is_same(table, 0, row, column))
                return true;
        return false;
    default:
        return false;
    }
}

static void add_title(struct buffer *out, const struct table *table, const struct table_style *style,
                      shown_escape *escape, size_t column)
{
    const char *title = tr(style->language, table_column(table, column)->title);
    escape(out, title, strlen(title));
}

/* Adds a column that is left out to the line of values, unless it has none. */
static void pull_out(struct buffer *values, const struct table *table, const struct table_style *style,
                     shown_escape *escape, size_t column)
{
    if (table_column(table, column)->show != SHOW_DIFFERS || !table_rows(table) || !is_filled(table, 0, column))
        return;
    if (values->length)
        buffer_text(values, tr(style->language, " · "));
    add_title(values, table, style, escape, column);
    buffer_text(values, tr(style->language, ": "));
    add_cell(values, table, style, escape, 0, column);
}

enum status shown_init(struct shown *shown, struct arena *arena, const struct table *table,
                       const struct table_style *style, shown_escape *escape)
{
    assert(style->decimals >= 0 && style->decimals <= 12);
    enum status status = STATUS_FAILURE;
    struct buffer scratch = {0};
    size_t *indices = arena_array(arena, table_columns(table), sizeof *indices);
    if (!indices)
        goto out;
    size_t columns = 0, rows = table_rows(table);
    for (size_t column = 0; column < table_columns(table); column++)
        if (is_shown(table, style, column))
            indices[columns++] = column;
        else
            pull_out(&scratch, table, style, escape, column);
    const char *values = scratch.length ? arena_text(arena, scratch.bytes, scratch.length) : NULL;
    if (buffer_status(&scratch) || (scratch.length && !values))
        goto out;

    const char **cells = arena_array(arena, (rows + 1) * columns, sizeof *cells);
    size_t *widths = arena_array(arena, columns, sizeof *widths);
    if (!cells || !widths)
        goto out;
    for (size_t i = 0; i < (rows + 1) * columns; i++) {
        size_t column = indices[i % columns];
        scratch.length = 0;
        if (i < columns)
            add_title(&scratch, table, style, escape, column);
        else
            add_cell(&scratch, table, style, escape, i / columns - 1, column);
        cells[i] = arena_text(arena, buffer_get(&scratch), scratch.length);
        if (buffer_status(&scratch) || !cells[i])
            goto out;
        size_t width = text_width(cells[i], scratch.length);
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    *shown = (struct shown){columns, rows, indices, cells, widths, values};
    status = STATUS_OK;
out:
    buffer_clear(&scratch);
    return status;
}

bool shown_is_number(const struct table *table, const struct shown *shown, size_t column)
{
    return table_column(table, shown->indices[column])->kind != COLUMN_TEXT;
}

const char *shown_no_rows(enum language language)
{
    return tr(language, "no rows");
}
