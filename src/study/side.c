/* The CSV files beside study.yaml, row by row. */
#include "study/side.h"

#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"
#include "study/study_parts.h"

static void unknown_column(const struct side *side, const struct field *field, const char *title,
                           const char *const *titles)
{
    struct buffer hint = {0};
    text_suggest(&hint, title, titles);
    (void)reader_report(side->reader, field, side->errors, ERROR_CSV_COLUMN, hint.length ? hint.bytes : NULL,
                        "unknown column '%s'", title);
    side->errors->lost = side->errors->lost || hint.failed;
    buffer_clear(&hint);
}

static size_t count_titles(const char *const *titles)
{
    size_t count = 0;
    while (titles[count])
        count++;
    return count;
}

/* The text of a field in NFKC; "" after a failure. */
static const char *nfkc(struct side *side, const struct field *field)
{
    const char *text = text_nfkc(side->arena, field->text, field->length);
    side->failed = side->failed || !text;
    return text ? text : "";
}

enum status side_open(struct side *side, const char *bytes, size_t length, const char *const *titles)
{
    const struct reader_options options = {.name = side->name, .titles = titles, .title_count = count_titles(titles)};
    return reader_open(bytes, length, &options, &side->reader, side->errors);
}

bool side_has(struct side *side, const char *title)
{
    return reader_column(side->reader, title) != -1;
}

enum status side_columns(struct side *side, const char *const *titles, size_t required)
{
    const struct record *header = reader_header(side->reader);
    size_t count = count_titles(titles), before = side->errors->total;
    side->columns = arena_array(side->arena, count, sizeof *side->columns);
    if (!side->columns)
        return errors_memory(side->errors);
    for (size_t i = 0; i < count; i++)
        side->columns[i] = -1;
    for (size_t i = 0; i < header->count; i++) {
        const struct field *field = &header->fields[i];
        const char *title = nfkc(side, field);
        size_t known = 0;
        while (known < count && strcmp(titles[known], title) != 0)
            known++;
        if (side->failed)
            return errors_memory(side->errors);
        if (known == count)
            unknown_column(side, field, title, titles);
        else if (side->columns[known] >= 0)
            (void)reader_report(side->reader, field, side->errors, ERROR_CSV_COLUMN, NULL, "column '%s' is there twice",
                                title);
        else
            side->columns[known] = (int)i;
    }
    for (size_t i = 0; i < required; i++)
        if (side->columns[i] < 0)
            (void)reader_report(side->reader, &header->fields[0], side->errors, ERROR_CSV_COLUMN, NULL,
                                "column '%s' is missing", titles[i]);
    return side->errors->total > before ? STATUS_INPUT : STATUS_OK;
}

enum status side_rows(struct side *side, void (*row)(struct side *side, void *result), void *result)
{
    size_t before = side->errors->total, rows = 0;
    enum reader_step step;
    while (!side->failed && (step = reader_next(side->reader, &side->record, side->errors)) != READER_END) {
        rows++;
        if (step == READER_RECORD)
            row(side, result);
    }
    if (side->failed)
        return errors_memory(side->errors);
    if (side->errors->total > before)
        return STATUS_INPUT;
    if (!rows && !side->may_be_empty)
        return errors_add(side->errors, ERROR_CSV_EMPTY, (struct place){.file = side->name}, NULL,
                          "there is no data row");
    return STATUS_OK;
}

const struct field *side_field(const struct side *side, size_t column)
{
    return &side->record.fields[side->columns[column] < 0 ? 0 : side->columns[column]];
}

const char *side_value(struct side *side, size_t column)
{
    return side->columns[column] < 0 ? "" : nfkc(side, side_field(side, column));
}

const char *side_words(struct side *side, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vformat(side->arena, format, arguments);
    va_end(arguments);
    side->failed = side->failed || !text;
    return text ? text : "";
}

void side_report(struct side *side, size_t column, const char *hint, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    (void)reader_report(side->reader, side_field(side, column), side->errors, ERROR_CSV_VALUE, hint, "%s",
                        buffer_get(&text));
    side->failed = side->failed || text.failed;
    buffer_clear(&text);
}

int64_t side_wave(struct side *side, size_t column)
{
    const char *text = side_value(side, column);
    int year;
    int64_t wave = -1;
    if (side->failed)
        return -1;
    if (!year_read(text, &year))
        side_report(side, column, "write 2021, FY2021, 2021年度, 令和3年度 or R3", "'%s' is not a fiscal year", text);
    else if ((wave = study_find_wave(side->study, year)) < 0)
        side_report(side, column, "declare it under `waves`, or leave the row out", "study.yaml declares no wave %d",
                    year);
    return wave;
}

int64_t side_stratum(struct side *side, size_t column)
{
    const char *text = side_value(side, column);
    int64_t stratum = spelling_find(&side->study->stratum_spellings, text);
    if (stratum < 0 && !side->failed)
        side_report(side, column, "write the id, a label or an `also` of a stratum in study.yaml",
                    "'%s' is not a stratum of study.yaml", text);
    return stratum;
}

bool side_filled(struct side *side, size_t column, const char *what, const char *hint)
{
    bool filled = side_value(side, column)[0];
    if (!filled && !side->failed)
        side_report(side, column, hint, "%s must not be empty", what);
    return filled;
}

bool side_count(struct side *side, size_t column, const char *what, bool none, int64_t *count)
{
    const char *text = side_value(side, column);
    if (side->failed)
        return false;
    bool whole = number_parse_integer(text, count) && *count >= !none;
    if (whole && *count <= COUNT_MOST)
        return true;
    if (whole)
        side_report(side, column, NULL, "%s must be at most %lld, not '%s'", what, (long long)COUNT_MOST, text);
    else
        side_report(side, column, NULL, "%s must be a whole number %s, not '%s'", what,
                    none ? "of at least 0" : "above 0", text);
    return false;
}

const char *side_written(struct side *side, size_t column)
{
    if (!side_value(side, column)[0])
        return NULL;
    const struct field *field = side_field(side, column);
    const char *text = arena_text(side->arena, field->text, field->length);
    side->failed = side->failed || !text;
    return text;
}

struct label side_label(struct side *side, size_t ja, size_t en)
{
    return (struct label){{[LANGUAGE_JA] = side_written(side, ja), [LANGUAGE_EN] = side_written(side, en)}};
}

bool side_date(struct side *side, size_t column, const char *what, const char **date)
{
    *date = side_value(side, column);
    bool good = date_is_day(*date);
    if (!good && !side->failed)
        side_report(side, column, "write it as YYYY-MM-DD", "%s: '%s' is not a date", what, *date);
    return good;
}

int64_t side_name(struct side *side, size_t column, const char *what, const char *const *names)
{
    const char *text = side_value(side, column);
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0)
            return (int64_t)i;
    struct buffer hint = {0};
    text_suggest(&hint, text, names);
    if (!side->failed)
        side_report(side, column, buffer_get(&hint), "'%s' is not %s", text, what);
    side->failed = side->failed || hint.failed;
    buffer_clear(&hint);
    return -1;
}

size_t side_list(struct side *side, size_t column, const char ***parts)
{
    static const char comma[] = "、";
    size_t count = 0;
    *parts = NULL;
    for (const char *at = side_value(side, column); *at;) {
        size_t length = strcspn(at, ";");
        const char *other = strstr(at, comma);
        bool japanese = other && other < at + length;
        length = japanese ? (size_t)(other - at) : length;
        const char *part = text_nfkc(side->arena, at, length);
        void *array = *parts;
        side->failed = side->failed || !part;
        if (part && *part && side_grow(side, &array, count, sizeof **parts)) {
            *parts = array;
            (*parts)[count++] = part;
        }
        at += length;
        at += japanese ? sizeof comma - 1 : *at == ';';
    }
    return count;
}

bool side_grow(struct side *side, void **array, size_t count, size_t size)
{
    if (count & (count - 1)) /* it is full at 0, 1, 2, 4, 8, … elements */
        return true;
    void *wider = arena_array(side->arena, count ? count * 2 : 1, size);
    if (!wider) {
        side->failed = true;
        return false;
    }
    if (count)
        memcpy(wider, *array, count * size);
    *array = wider;
    return true;
}

bool side_is_decimal(const char *text)
{
    size_t whole = strspn(text, "0123456789");
    if (!whole || !text[whole])
        return whole > 0;
    const char *part = text + whole + 1;
    return text[whole] == '.' && *part && strspn(part, "0123456789") == strlen(part);
}
