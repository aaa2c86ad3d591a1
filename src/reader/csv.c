/* The scanner. A field costs no allocation: its text is borrowed unless it holds doubled quotes. */
#include "reader/csv.h"

#include <string.h>

#include "base/memory.h"
#include "reader/lines.h"

void csv_init(struct csv *csv, struct window *window, struct flaw_teller *teller, char delimiter)
{
    *csv = (struct csv){.window = window, .teller = teller, .delimiter = delimiter, .line = 1, .start_line = 1};
}

void csv_clear(struct csv *csv)
{
    mem_free(csv->fields);
    buffer_clear(&csv->resolved);
    buffer_clear(&csv->bad.excerpt);
    *csv = (struct csv){0};
}

/* How the look at what is in the window ends. */
enum outcome {
    WHOLE,
    LACKING, /* the record goes on behind the window */
    FAULT,   /* it does not hold up, or is too long to be kept */
    NO_MEMORY
};

/* The window ends inside a field of which `length` bytes were seen. */
static enum outcome lack(const struct csv *csv, size_t length)
{
    bool keeps = length <= READER_FIELD_MAX && csv->window->length - csv->at <= CSV_RECORD_MAX;
    return csv->window->ended || !keeps ? FAULT : LACKING;
}

/* A quoted field, whose quote is at `*at`; moves that behind the closing one. The field's text stays NULL when it went
 * to `resolved`, which may still move. */
static enum outcome take_quoted(struct csv *csv, struct field *field, size_t *at, int64_t *line)
{
    const struct window *window = csv->window;
    const char *text = window->text;
    size_t before = csv->resolved.length, from = *at + 1, close;
    bool doubled = false;
    field->quoted = true;
    for (;;) {
        const char *quote = memchr(text + from, '"', window->length - from);
        if (!quote)
            return lack(csv, csv->resolved.length - before + window->length - from);
        close = (size_t)(quote - text);
        if (close + 1 == window->length && !window->ended)
            return lack(csv, csv->resolved.length - before + close - from);
        if (close + 1 >= window->length || text[close + 1] != '"')
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
    struct line opened = {.start = *at, .number = *line};
    *line = lines_of(text, window->length, opened, close).number;
    *at = close + 1;
    if (*at < window->length && text[*at] != csv->delimiter && text[*at] != '\n' && text[*at] != '\r')
        return FAULT;
    return WHOLE;
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

/* The record that begins at `csv->at`, as far as it is in the window. Nothing but the fields changes unless it is
 * whole. */
static enum outcome scan(struct csv *csv)
{
    const struct window *window = csv->window;
    const char *text = window->text;
    const size_t length = window->length;
    size_t at = csv->at;
    int64_t line = csv->line;
    csv->count = 0;
    csv->resolved.length = 0;
    for (;;) {
        if (csv->count == csv->capacity &&
            mem_grow(&csv->fields, &csv->capacity, csv->count, sizeof *csv->fields) != STATUS_OK)
            return NO_MEMORY;
        struct field *field = &csv->fields[csv->count++];
        *field = (struct field){.offset = window->base + (int64_t)at};
        if (at < length && text[at] == '"') {
            enum outcome outcome = take_quoted(csv, field, &at, &line);
            if (outcome != WHOLE)
                return outcome;
        } else {
            size_t end = lines_find(text, length, at, csv->delimiter);
            field->text = text + at;
            field->length = end - at;
            at = end;
        }
        if (field->length > READER_FIELD_MAX)
            return FAULT;
        if (at >= length || text[at] != csv->delimiter)
            break;
        at++;
        if (csv->count == READER_COLUMNS_MAX)
            return FAULT;
    }
    if (at == length && !window->ended)
        return lack(csv, 0);
    if (at - csv->at > CSV_RECORD_MAX)
        return FAULT;
    size_t next = lines_after(text, length, at);
    if (next == length && at < length && text[at] == '\r' && !window->ended)
        return LACKING; /* the LF of a CRLF may follow */
    if (buffer_status(&csv->resolved) != STATUS_OK)
        return NO_MEMORY;
    csv->open_ended = at == length;
    csv->at = next;
    csv->line = line + 1;
    if (csv->resolved.length)
        point_resolved(csv);
    return WHOLE;
}

/* Ends the reading. */
static enum csv_step give_up(struct csv *csv)
{
    csv->window->ended = true;
    csv->at = csv->window->length;
    return CSV_FAILED;
}

/* Reports what did not decode between the begin and the end of the record met last. */
static void tell_flaws(struct csv *csv, struct errors *errors)
{
    int64_t end = csv->window->base + (int64_t)csv->at;
    if (!csv->open_ended && flaws_first(csv->window, end) == end)
        return;
    struct mark mark = {.start = csv->start, .number = csv->start_line};
    if (flaws_tell(csv->teller, csv->window, mark, end, csv->open_ended, false, errors))
        csv->flawed = true;
}

enum csv_step csv_record(struct csv *csv, struct errors *errors)
{
    struct window *window = csv->window;
    csv->flawed = false;
    for (;;) {
        csv->start = window->base + (int64_t)csv->at;
        csv->start_line = csv->line;
        enum outcome outcome = csv->at < window->length ? scan(csv) : window->ended ? WHOLE : LACKING;
        if (outcome == LACKING) {
            enum status status = window_more(window, csv->at, errors);
            csv->at = 0;
            if (status != STATUS_OK)
                return give_up(csv);
        } else if (outcome == NO_MEMORY) {
            (void)errors_memory(errors);
            return give_up(csv);
        } else if (outcome == FAULT)
            return csv_pass_fault(csv, errors);
        else
            break;
    }
    if (csv->start == window->base + (int64_t)window->length) {
        csv->open_ended = true;
        tell_flaws(csv, errors); /* behind the last line end */
        return CSV_END;
    }
    tell_flaws(csv, errors);
    return CSV_RECORD;
}

bool csv_is_empty(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++)
        if (csv->fields[i].length)
            return false;
    return true;
}
