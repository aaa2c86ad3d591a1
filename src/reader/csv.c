/* The scanner. A field costs no allocation: its text is borrowed unless it holds doubled quotes. */
#include "reader/csv.h"

#include <string.h>

#include "base/memory.h"
#include "reader/lines.h"

void csv_init(struct csv *csv, const char *text, size_t length, char delimiter)
{
    *csv = (struct csv){.text = text, .length = length, .delimiter = delimiter, .line = 1, .start_line = 1};
}

void csv_clear(struct csv *csv)
{
    mem_free(csv->fields);
    buffer_clear(&csv->resolved);
    *csv = (struct csv){0};
}

/* Ends the reading: what follows can't be told apart. */
static enum csv_step give_up(struct csv *csv, enum csv_step step)
{
    struct line begun = {.start = csv->start, .number = csv->start_line};
    struct line last = lines_of(csv->text, csv->length, begun, csv->length);
    csv->line = last.start < csv->length ? last.number + 1 : last.number;
    csv->at = csv->length;
    return step;
}

/* Past the line end at or after `from`. */
static void pass_line(struct csv *csv, size_t from)
{
    csv->at = lines_after(csv->text, csv->length, lines_end(csv->text, csv->length, from));
    csv->line++;
}

/* A quoted field. Its text stays NULL when it went to `resolved`, which may still move. */
static enum csv_step take_quoted(struct csv *csv, struct field *field)
{
    const char *text = csv->text;
    size_t before = csv->resolved.length, from = csv->at + 1, close;
    bool doubled = false;
    field->quoted = true;
    for (;;) {
        const char *quote = memchr(text + from, '"', csv->length - from);
        if (!quote) {
            csv->bad = field->offset;
            return give_up(csv, CSV_UNCLOSED);
        }
        close = (size_t)(quote - text);
        if (close + 1 >= csv->length || text[close + 1] != '"')
            break;
        buffer_add(&csv->resolved, text + from, close + 1 - from);
        doubled = true;
        from = close + 2;
    }
    if (doubled) {
        buffer_add(&csv->resolved, text + from, close - from);
        field->length = csv->resolved.length - before;
    } else {
        field->text = text + from;
        field->length = close - from;
    }
    struct line opened = {.start = field->offset, .number = csv->line};
    csv->line = lines_of(text, csv->length, opened, close).number;
    csv->at = close + 1;
    if (csv->at < csv->length && text[csv->at] != csv->delimiter && text[csv->at] != '\n' && text[csv->at] != '\r') {
        csv->bad = csv->at;
        pass_line(csv, csv->at);
        return CSV_AFTER_QUOTE;
    }
    return CSV_RECORD;
}

/* Points the fields that were resolved to their values, which stand there in order. */
static void point_resolved(struct csv *csv)
{
    size_t used = 0;
    for (size_t i = 0; i < csv->count && used < csv->resolved.length; i++)
        if (!csv->fields[i].text) {
            csv->fields[i].text = csv->resolved.bytes + used;
            used += csv->fields[i].length;
        }
}

enum csv_step csv_record(struct csv *csv)
{
    if (csv->at >= csv->length)
        return CSV_END;
    csv->start = csv->at;
    csv->start_line = csv->line;
    csv->count = 0;
    csv->resolved.length = 0;
    enum csv_step step = CSV_RECORD;
    for (bool more = true; more;) {
        if (mem_grow(&csv->fields, &csv->capacity, csv->count, sizeof *csv->fields) != STATUS_OK)
            return give_up(csv, CSV_NO_MEMORY);
        struct field *field = &csv->fields[csv->count++];
        *field = (struct field){.offset = csv->at};
        if (csv->at < csv->length && csv->text[csv->at] == '"') {
            enum csv_step quoted = take_quoted(csv, field);
            if (quoted != CSV_RECORD)
                return quoted;
        } else {
            size_t end = lines_find(csv->text, csv->length, csv->at, csv->delimiter);
            field->text = csv->text + csv->at;
            field->length = end - csv->at;
            csv->at = end;
        }
        if (field->length > READER_FIELD_MAX && step == CSV_RECORD) {
            csv->bad = field->offset;
            step = CSV_TOO_LONG;
        }
        more = csv->at < csv->length && csv->text[csv->at] == csv->delimiter;
        if (more)
            csv->at++;
    }
    pass_line(csv, csv->at);
    if (buffer_status(&csv->resolved) != STATUS_OK)
        return give_up(csv, CSV_NO_MEMORY);
    point_resolved(csv);
    return step;
}

bool csv_is_empty(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++)
        if (csv->fields[i].length)
            return false;
    return true;
}

enum csv_step csv_next(struct csv *csv)
{
    enum csv_step step;
    do
        step = csv_record(csv);
    while (step == CSV_RECORD && csv_is_empty(csv));
    return step;
}
