/* Reading the table, and writing what a gnuplot script reads. */
#include "plot/drawing.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "plot/finish.h"

struct rates_columns drawing_columns(const struct table *table)
{
    return (struct rates_columns){
        .wave = table_find(table, "wave"),
        .item = table_find(table, "item"),
        .group = table_find(table, "group"),
        .choice = table_find(table, "choice"),
        .n = table_find(table, "n"),
        .N = table_find(table, "N"),
        .estimate = table_find(table, "estimate"),
        .lower = table_find(table, "lower"),
        .upper = table_find(table, "upper"),
        .level = table_find(table, "level"),
        .status = table_find(table, "status"),
        .denominator = table_find(table, "denominator"),
    };
}

double drawing_number(const struct table *table, size_t row, size_t column)
{
    if (!table_has(table, row, column))
        return NAN;
    if (table_column(table, column)->kind == COLUMN_INTEGER)
        return (double)table_get_integer(table, row, column);
    return table_get_real(table, row, column);
}

const char *drawing_id(const struct table *table, size_t row, size_t column)
{
    const char *id = table_get_text(table, row, column);
    return id ? id : "";
}

const char *drawing_label(const struct drawing *drawing, size_t row, size_t column)
{
    const struct table *table = drawing->job->table;
    const struct label *label = table_get_label(table, row, column);
    const char *text = label ? label_in(label, drawing->job->options.language) : "";
    return layout_clean(drawing->arena, *text ? text : drawing_id(table, row, column));
}

size_t drawing_index(const char **ids, size_t *count, const char *id)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(ids[i], id) == 0)
            return i;
    ids[*count] = id;
    return (*count)++;
}

int64_t *drawing_years(const struct drawing *drawing, size_t *count)
{
    const struct table *table = drawing->job->table;
    size_t column = table_find(table, "wave"), rows = table_rows(table);
    int64_t *years = arena_array(drawing->arena, rows + 1, sizeof *years);
    *count = 0;
    for (size_t row = 0; years && row < rows; row++) {
        int64_t year = table_get_integer(table, row, column);
        size_t k = *count;
        while (k > 0 && years[k - 1] > year)
            k--;
        if (k > 0 && years[k - 1] == year)
            continue;
        memmove(years + k + 1, years + k, (*count - k) * sizeof *years);
        years[k] = year;
        (*count)++;
    }
    return years;
}

const char *drawing_wave_label(const struct drawing *drawing, int64_t year)
{
    const struct plot_options *options = &drawing->job->options;
    for (size_t i = 0; i < options->wave_count; i++)
        if (options->waves[i].year == year && options->waves[i].label)
            return layout_clean(drawing->arena, options->waves[i].label);
    return arena_format(drawing->arena, "%lld", (long long)year);
}

int drawing_plain(const struct drawing *drawing)
{
    return drawing->text ? CELL_SIZE : TEXT_SIZE;
}

int drawing_small(const struct drawing *drawing)
{
    return drawing->text ? CELL_SIZE : SMALL_SIZE;
}

int drawing_large(const struct drawing *drawing)
{
    return drawing->text ? CELL_SIZE : TITLE_SIZE;
}

/* Keeps a number, with the minus sign proper in place of the hyphen. */
static const char *keep_number(const struct drawing *drawing, const char *digits, size_t length)
{
    bool negative = length && *digits == '-';
    const char *unsigned_part = negative ? digits + 1 : digits;
    return arena_format(drawing->arena, "%s%.*s", negative ? "−" : "", (int)length - negative, unsigned_part);
}

static const char *hundredths(const struct drawing *drawing, double fraction, bool plus)
{
    if (!isfinite(fraction))
        return "–";
    struct buffer text = {0};
    number_add_fixed(&text, fraction * 100, drawing->job->options.decimals, plus);
    const char *copy = buffer_status(&text) == STATUS_OK ? keep_number(drawing, text.bytes, text.length) : NULL;
    buffer_clear(&text);
    return copy;
}

const char *drawing_percent(const struct drawing *drawing, double fraction)
{
    return hundredths(drawing, fraction, false);
}

const char *drawing_points(const struct drawing *drawing, double fraction)
{
    return hundredths(drawing, fraction, true);
}

const char *drawing_count(const struct drawing *drawing, double count)
{
    if (!isfinite(count))
        return "–";
    char digits[32] = "", grouped[48] = "";
    struct buffer text = {0};
    number_add_fixed(&text, count, 0, false);
    if (buffer_status(&text) != STATUS_OK || text.length >= sizeof digits)
        text.length = 0;
    memcpy(digits, buffer_get(&text), text.length);
    size_t out = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (i && (text.length - i) % 3 == 0 && digits[i - 1] != '-')
            grouped[out++] = ',';
        grouped[out++] = digits[i];
    }
    buffer_clear(&text);
    return out ? keep_number(drawing, grouped, out) : NULL;
}

void drawing_quote(struct buffer *out, const char *text)
{
    /* Whatever could mean something to gnuplot is written as \ooo. Quoting alone does not do: gnuplot 5.4 ends a single
     * quoted string at a doubled quote that comes first or twice, and its search for @macros and `commands` loses count
     * of quotes of one kind within the other. So is a digit right after such a byte: of \074 gnuplot passes over the 0
     * and then reads three digits. */
    static const char plain[] = " .,:;()%/-+=?!_";
    bool coded = false;
    buffer_byte(out, '"');
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++) {
        bool letter = (*byte >= 'a' && *byte <= 'z') || (*byte >= 'A' && *byte <= 'Z') || *byte >= 0x80;
        bool digit = *byte >= '0' && *byte <= '9';
        coded = !letter && !strchr(plain, *byte) && (!digit || coded);
        if (coded)
            buffer_format(out, "\\%03o", *byte);
        else
            buffer_byte(out, (char)*byte);
    }
    buffer_byte(out, '"');
}

void drawing_set_number(struct drawing *drawing, const char *name, double value)
{
    buffer_format(&drawing->variables, "%s = ", name);
    number_add_exact(&drawing->variables, value);
    buffer_byte(&drawing->variables, '\n');
}

/* gnuplot knows no empty array: the scripts go by the count that stands beside it. A line for each element, for
 * gnuplot counts a line of more than 1024 bytes twice when it tells where an error is. */
static void set_array(struct drawing *drawing, const char *name, const char *const *texts, const double *values,
                      size_t count)
{
    struct buffer *out = &drawing->variables;
    buffer_format(out, "array %s[%zu]\n", name, count ? count : 1);
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "%s[%zu] = ", name, i + 1);
        if (texts)
            drawing_quote(out, texts[i]);
        else if (values && isfinite(values[i]))
            number_add_exact(out, values[i]);
        else
            buffer_text(out, "NaN");
        buffer_byte(out, '\n');
    }
}

void drawing_set_numbers(struct drawing *drawing, const char *name, const double *values, size_t count)
{
    set_array(drawing, name, NULL, values, count);
}

const char *drawing_cells(const struct drawing *drawing, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    for (size_t at = 0, step; drawing->text && at < length; at += step) {
        step = text_next(text + at, length - at);
        if (text_width(text + at, step) > 1)
            return arena_format(drawing->arena, "%s%s", text, WIDE_END);
    }
    return text;
}

void drawing_set_texts(struct drawing *drawing, const char *name, const char *const *texts, size_t count)
{
    const char **cells = arena_array(drawing->arena, count + 1, sizeof *cells);
    for (size_t i = 0; cells && i < count; i++) {
        cells[i] = drawing_cells(drawing, texts[i]);
        drawing->variables.failed |= !cells[i];
    }
    drawing->variables.failed |= !cells;
    if (drawing->variables.failed)
        return;
    texts = cells;
    set_array(drawing, name, texts, NULL, count);
}

enum status drawing_comment_table(struct drawing *drawing)
{
    const struct table *table = drawing->job->table;
    struct buffer *out = &drawing->data;
    for (size_t column = 0; column < table_columns(table); column++)
        buffer_format(out, "%s%s", column ? "\t" : "# ", table_column(table, column)->name);
    for (size_t row = 0; row < table_rows(table); row++)
        for (size_t column = 0; column < table_columns(table); column++) {
            buffer_text(out, column ? "\t" : "\n# ");
            double value = NAN;
            if (table_column(table, column)->kind == COLUMN_TEXT) {
                const char *id = layout_clean(drawing->arena, drawing_id(table, row, column));
                if (!id)
                    return STATUS_FAILURE;
                buffer_text(out, id);
            } else if (isfinite(value = drawing_number(table, row, column))) {
                number_add_exact(out, value);
            }
        }
    buffer_byte(out, '\n');
    return STATUS_OK;
}
