/* The reader as others see it: opening, columns, records, and the places of what is wrong. */
#include "reader/reader.h"

#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "reader/csv.h"
#include "reader/encoding.h"
#include "reader/header.h"
#include "reader/lines.h"

struct reader {
    const char *name;
    struct arena *arena;
    struct text text;
    struct csv csv;
    struct record header;
    const char **titles; /* of the header, in NFKC */
};

/* A row may have more fields than the header if these are blank, as a spreadsheet leaves them. */
static bool is_blank(const struct field *field)
{
    for (size_t i = 0; i < field->length; i++)
        if (field->text[i] != ' ' && field->text[i] != '\t')
            return false;
    return true;
}

static size_t count_without_blanks(const struct csv *csv, size_t least)
{
    size_t count = csv->count;
    while (count > least && is_blank(&csv->fields[count - 1]))
        count--;
    return count;
}

static struct line line_at(const struct reader *reader, size_t offset)
{
    /* Most questions are about the record met last; what lies before it is counted from the start. */
    struct line known = {.start = reader->csv.start, .number = reader->csv.start_line};
    if (offset < known.start)
        known = (struct line){.start = 0, .number = 1};
    return lines_of(reader->text.bytes, reader->text.length, known, offset);
}

struct place reader_place(const struct reader *reader, size_t offset)
{
    struct line line = line_at(reader, offset);
    int64_t before = text_points(reader->text.bytes + line.start, offset - line.start);
    return (struct place){.file = reader->name, .line = line.number, .column = before + 1};
}

static void add_excerpt(const struct reader *reader, size_t offset, struct errors *errors)
{
    size_t start = line_at(reader, offset).start;
    size_t end = lines_end(reader->text.bytes, reader->text.length, start);
    errors_excerpt(errors, reader->text.bytes + start, end - start);
}

enum status reader_report(const struct reader *reader, const struct field *field, struct errors *errors,
                          enum error_code code, const char *hint, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    enum status status;
    if (buffer_status(&text) == STATUS_OK) {
        status = errors_add(errors, code, reader_place(reader, field->offset), hint, "%s", buffer_get(&text));
        add_excerpt(reader, field->offset, errors);
    } else
        status = errors_memory(errors);
    buffer_clear(&text);
    return status;
}

/* Reports what the scanner met instead of a record. */
static enum status report_step(const struct reader *reader, enum csv_step step, struct errors *errors)
{
    const struct field where = {.offset = reader->csv.bad};
    switch (step) {
    case CSV_UNCLOSED:
        return reader_report(reader, &where, errors, ERROR_CSV_QUOTE,
                             "close it, or, when it belongs to the text, quote the field and double it",
                             "the quote is never closed");
    case CSV_AFTER_QUOTE:
        return reader_report(reader, &where, errors, ERROR_CSV_QUOTE, "double a quote that belongs to the text",
                             "text after the closing quote");
    case CSV_TOO_LONG:
        return reader_report(reader, &where, errors, ERROR_CSV_FIELD_SIZE,
                             "a quote that was opened here may close too late", "the field is longer than 1 MiB");
    case CSV_RECORD:
    case CSV_END:
    case CSV_NO_MEMORY:
        break;
    }
    return errors_memory(errors);
}

/* The header asked for is not there, or there is none at all. */
static enum status report_no_header(const struct reader *reader, int64_t wanted, struct errors *errors)
{
    const struct text *text = &reader->text;
    struct place file = {.file = reader->name};
    struct line last = lines_of(text->bytes, text->length, (struct line){.number = 1}, text->length);
    int64_t lines = last.start < text->length ? last.number : last.number - 1;
    if (!text->length)
        return errors_add(errors, ERROR_CSV_EMPTY, file, "a CSV file begins with a line of column titles",
                          "the file is empty");
    if (wanted > lines)
        return errors_add(errors, ERROR_CSV_EMPTY, file, "correct `header_line` in study.yaml",
                          "line %lld is to be the header, but the file has %lld line%s", (long long)wanted,
                          (long long)lines, lines == 1 ? "" : "s");
    if (wanted > 0) {
        file.line = wanted;
        return errors_add(errors, ERROR_CSV_EMPTY, file, "correct `header_line` in study.yaml",
                          "line %lld is to be the header, but it is blank", (long long)wanted);
    }
    return errors_add(errors, ERROR_CSV_EMPTY, file, "a CSV file begins with a line of column titles",
                      "the file has only blank lines");
}

/* Reads the header and keeps it: the scanner's fields are gone with the next record. */
static enum status take_header(struct reader *reader, const struct reader_options *options, struct errors *errors)
{
    struct header header;
    if (header_find(reader->text.bytes, reader->text.length, options, &header) != STATUS_OK)
        return errors_memory(errors);
    if (!header.there || (options->header_line > 0 && header.line != options->header_line))
        return report_no_header(reader, options->header_line, errors);
    struct csv *csv = &reader->csv;
    csv->delimiter = header.delimiter;
    csv->at = header.at;
    csv->line = header.line;
    enum csv_step step = csv_record(csv);
    if (step != CSV_RECORD)
        return report_step(reader, step, errors);
    size_t count = count_without_blanks(csv, 1);
    struct field *fields = arena_array(reader->arena, count, sizeof *fields);
    reader->titles = arena_array(reader->arena, count, sizeof *reader->titles);
    if (!fields || !reader->titles)
        return errors_memory(errors);
    for (size_t i = 0; i < count; i++) {
        fields[i] = csv->fields[i];
        fields[i].text = arena_text(reader->arena, csv->fields[i].text, csv->fields[i].length);
        reader->titles[i] = text_nfkc(reader->arena, csv->fields[i].text, csv->fields[i].length);
        if (!fields[i].text || !reader->titles[i])
            return errors_memory(errors);
    }
    reader->header = (struct record){.fields = fields, .count = count, .line = header.line};
    return STATUS_OK;
}

enum status reader_open(const char *bytes, size_t length, const struct reader_options *options, struct reader **reader,
                        struct errors *errors)
{
    *reader = NULL;
    struct reader *opened = mem_alloc(sizeof *opened);
    if (!opened)
        return errors_memory(errors);
    enum status status;
    opened->name = options->name;
    opened->arena = arena_new();
    if (!opened->arena) {
        status = errors_memory(errors);
        goto out;
    }
    status = encoding_open(bytes, length, options, &opened->text, errors);
    if (status != STATUS_OK)
        goto out;
    csv_init(&opened->csv, opened->text.bytes, opened->text.length, ',');
    status = take_header(opened, options, errors);
out:
    if (status == STATUS_OK)
        *reader = opened;
    else
        reader_close(opened);
    return status;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    csv_clear(&reader->csv);
    encoding_close(&reader->text);
    arena_free(reader->arena);
    mem_free(reader);
}

const struct record *reader_header(const struct reader *reader)
{
    return &reader->header;
}

int reader_column(const struct reader *reader, const char *title)
{
    struct arena *arena = arena_new();
    const char *wanted = arena ? text_nfkc(arena, title, strlen(title)) : NULL;
    int column = -1;
    for (size_t i = 0; wanted && i < reader->header.count && i <= INT_MAX && column != -2; i++)
        if (strcmp(reader->titles[i], wanted) == 0)
            column = column == -1 ? (int)i : -2;
    arena_free(arena);
    return column;
}

/* A row whose length differs from the header's: the places of its values can't be known. */
static void report_ragged(const struct reader *reader, size_t count, struct errors *errors)
{
    size_t wanted = reader->header.count;
    char delimiter = reader->csv.delimiter;
    struct buffer hint = {0};
    if (count > wanted) {
        buffer_text(&hint, "a value that holds ");
        if (delimiter == '\t')
            buffer_text(&hint, "a tab");
        else
            buffer_format(&hint, "'%c'", delimiter);
        buffer_text(&hint, " needs quotes around it");
    } else
        buffer_text(&hint, "a value that holds a line end needs quotes around it; a note below the table must go");
    reader_report(reader, &reader->csv.fields[0], errors, ERROR_CSV_RAGGED, buffer_get(&hint),
                  "row has %zu field%s, the header has %zu", count, count == 1 ? "" : "s", wanted);
    buffer_clear(&hint);
}

enum reader_step reader_next(struct reader *reader, struct record *record, struct errors *errors)
{
    *record = (struct record){0};
    enum csv_step step = csv_next(&reader->csv);
    if (step == CSV_END)
        return READER_END;
    if (step != CSV_RECORD) {
        report_step(reader, step, errors);
        return READER_BAD;
    }
    size_t count = count_without_blanks(&reader->csv, reader->header.count);
    if (count != reader->header.count) {
        report_ragged(reader, count, errors);
        return READER_BAD;
    }
    *record = (struct record){.fields = reader->csv.fields, .count = count, .line = reader->csv.start_line};
    return READER_RECORD;
}

const char *reader_encoding(const struct reader *reader)
{
    return reader->text.encoding;
}

bool reader_has_bom(const struct reader *reader)
{
    return reader->text.bom;
}

int64_t reader_lines(const struct reader *reader)
{
    return reader->csv.line - 1;
}
