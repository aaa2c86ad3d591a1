/* The cells of a sheet. */
#include <string.h>

#include "base/number.h"
#include "reader/plain.h"
#include "reader/workbook.h"

enum { ROWS_MOST = 1048576 };

enum kind { KIND_NUMBER, KIND_SHARED, KIND_STRING, KIND_INLINE, KIND_TRUTH, KIND_PLAIN };

struct reading {
    const char *sheet;
    int64_t row, column; /* from 1; 0: none yet */
    int64_t filled;      /* the last column of the row that is in the grid */
    enum kind kind;
    struct buffer value;
    size_t rubies, extensions; /* depth in rPh and in extLst */
    bool in_data, in_cell, in_value;
};

/* The cell that is read, for messages: "C5". */
static const char *cell_name(const struct reading *reading, char out[32])
{
    char letters[8];
    size_t count = 0;
    for (int64_t column = reading->column; column > 0 && count < sizeof letters; column = (column - 1) / 26)
        letters[count++] = (char)('A' + (column - 1) % 26);
    size_t at = 0;
    while (count)
        out[at++] = letters[--count];
    (void)snprintf(out + at, 32 - at, "%lld", (long long)reading->row);
    return out;
}

static void stop_damaged(struct part *part, const char *what)
{
    const struct reading *reading = part->context;
    char cell[32];
    part_stop(part, workbook_damaged(part->book, ERROR_FORM_DAMAGED, "cell %s of the sheet \"%s\" %s",
                                     cell_name(reading, cell), reading->sheet, what));
}

static void stop_limit(struct part *part, const char *what)
{
    const struct reading *reading = part->context;
    part_stop(part, workbook_damaged(part->book, ERROR_FORM_LIMIT, "the sheet \"%s\" has %s", reading->sheet, what));
}

/* The column of "C5"; 0: there is none, or one past any limit. */
static int64_t column_of(const char *reference)
{
    int64_t column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column <= READER_COLUMNS_MAX; reference++)
        column = column * 26 + (*reference - 'A' + 1);
    return *reference >= '0' && *reference <= '9' ? column : column > READER_COLUMNS_MAX ? column : 0;
}

static void start_row(struct part *part, struct reading *reading, const XML_Char **attributes)
{
    const char *number = part_attribute(attributes, "r");
    int64_t row = reading->row + 1;
    if (number && !number_parse_integer(number, &row))
        row = 0;
    if (row <= reading->row) {
        part_stop(part, workbook_damaged(part->book, ERROR_FORM_DAMAGED,
                                         "the sheet \"%s\" has a row out of order after row %lld", reading->sheet,
                                         (long long)reading->row));
        return;
    }
    reading->row = row;
    reading->column = reading->filled = 0;
    if (row > ROWS_MOST)
        stop_limit(part, "more than 1048576 rows");
}

static void start_cell(struct part *part, struct reading *reading, const XML_Char **attributes)
{
    static const struct {
        const char *name;
        enum kind kind;
    } kinds[] = {{"s", KIND_SHARED}, {"str", KIND_STRING}, {"inlineStr", KIND_INLINE},
                 {"b", KIND_TRUTH},  {"e", KIND_PLAIN},    {"d", KIND_PLAIN}};
    const char *reference = part_attribute(attributes, "r"), *type = part_attribute(attributes, "t");
    int64_t before = reading->column;
    reading->column = reference ? column_of(reference) : before + 1;
    if (reading->column > READER_COLUMNS_MAX) {
        stop_limit(part, "more than 16384 columns");
        return;
    }
    if (reading->column <= before) {
        reading->column = before;
        stop_damaged(part, "is followed by one out of order");
        return;
    }
    reading->in_cell = true;
    reading->value.length = 0;
    reading->kind = KIND_NUMBER;
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(type, kinds[i].name) == 0)
            reading->kind = kinds[i].kind;
}

static void start(struct part *part, const char *name, const XML_Char **attributes)
{
    struct reading *reading = part->context;
    if (strcmp(name, "extLst") == 0 || reading->extensions) {
        reading->extensions++;
        return;
    }
    if (strcmp(name, "sheetData") == 0)
        reading->in_data = true;
    else if (!reading->in_data)
        return;
    else if (strcmp(name, "row") == 0)
        start_row(part, reading, attributes);
    else if (strcmp(name, "c") == 0)
        start_cell(part, reading, attributes);
    else if (strcmp(name, "rPh") == 0)
        reading->rubies++;
    else if (strcmp(name, "v") == 0)
        reading->in_value = reading->in_cell && reading->kind != KIND_INLINE;
    else if (strcmp(name, "t") == 0)
        reading->in_value = reading->in_cell && reading->kind == KIND_INLINE && !reading->rubies;
}

/* Excel writes a double with 17 digits where 15 do not give it back; people know such a number by its shortest form. */
static void shorten(struct buffer *value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value->length && value->bytes[i] != 'E' && value->bytes[i] != 'e'; i++)
        digits += value->bytes[i] >= '0' && value->bytes[i] <= '9' && (digits || value->bytes[i] != '0');
    double number;
    if (digits <= 15 || !number_parse_real(buffer_get(value), &number))
        return;
    value->length = 0;
    plain_add(value, number);
}

/* The text of the cell; false: it does not hold up. */
static bool cell_text(struct part *part, struct reading *reading, const char **text, size_t *length)
{
    const struct strings *strings = &part->book->strings;
    struct buffer *value = &reading->value;
    int64_t index;
    switch (reading->kind) {
    case KIND_SHARED:
        if (!number_parse_integer(buffer_get(value), &index) || index < 0 || (uint64_t)index >= strings->count) {
            stop_damaged(part, "refers to a text that is not there");
            return false;
        }
        size_t from = index ? strings->ends[index - 1] : 0;
        *text = buffer_get(&strings->text) + from;
        *length = strings->ends[index] - from;
        return true;
    case KIND_TRUTH:
        *text = strcmp(buffer_get(value), "0") == 0 ? "FALSE" : "TRUE";
        *length = strlen(*text);
        return true;
    case KIND_STRING:
    case KIND_INLINE:
        workbook_unescape(value, 0);
        break;
    case KIND_NUMBER:
        shorten(value);
        break;
    case KIND_PLAIN:
        break;
    }
    *text = buffer_get(value);
    *length = value->length;
    return true;
}

static void end_cell(struct part *part, struct reading *reading)
{
    const char *text;
    size_t length;
    reading->in_cell = false;
    if (!reading->value.length || !cell_text(part, reading, &text, &length) || !length)
        return;
    if (length > READER_FIELD_MAX) {
        stop_limit(part, "a cell of more than 1 MiB");
        return;
    }
    enum status status = buffer_status(&reading->value);
    for (; status == STATUS_OK && reading->filled < reading->column - 1; reading->filled++)
        status = grid_add(part->book->grid, "", 0, NULL, 0, false);
    if (status == STATUS_OK)
        status = grid_add(part->book->grid, text, length, NULL, 0, false);
    reading->filled = reading->column;
    if (status != STATUS_OK)
        part_stop(part, grid_report(part->book->grid, part->book->errors));
}

static void end(struct part *part, const char *name)
{
    struct reading *reading = part->context;
    if (reading->extensions) {
        reading->extensions--;
        return;
    }
    if (!reading->in_data)
        return;
    if (strcmp(name, "sheetData") == 0)
        reading->in_data = false;
    else if (strcmp(name, "row") == 0) {
        if (reading->filled && grid_end_row(part->book->grid, reading->row) != STATUS_OK)
            part_stop(part, grid_report(part->book->grid, part->book->errors));
        reading->filled = 0;
    } else if (strcmp(name, "c") == 0 && reading->in_cell)
        end_cell(part, reading);
    else if (strcmp(name, "rPh") == 0)
        reading->rubies--;
    else
        reading->in_value = false;
}

static void text(struct part *part, const char *bytes, int length)
{
    struct reading *reading = part->context;
    if (!reading->in_value || reading->extensions)
        return;
    if (reading->value.length + (size_t)length > READER_FIELD_MAX) {
        stop_limit(part, "a cell of more than 1 MiB");
        return;
    }
    buffer_add(&reading->value, bytes, (size_t)length);
    if (buffer_status(&reading->value) != STATUS_OK)
        part_stop(part, errors_memory(part->book->errors));
}

enum status sheet_read(struct workbook *book, const char *name, const char *sheet)
{
    static const struct part_handlers handlers = {.start = start, .end = end, .text = text};
    struct reading reading = {.sheet = sheet};
    enum status status = part_read(book, name, PART_LARGE, &handlers, &reading);
    buffer_clear(&reading.value);
    return status;
}
