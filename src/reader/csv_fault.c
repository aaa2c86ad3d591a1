/*
 * A record that does not hold up, passed over in a state machine that keeps nothing: a lone quote may swallow the rest
 * of a file of any size. What is said about it must not depend on where the window happens to end, so a place is taken
 * only when the window holds all that is shown of its line.
 */
#include <string.h>

#include "reader/csv.h"
#include "reader/lines.h"

enum state {
    BEGIN,  /* of a field */
    PLAIN,  /* in a field without quotes */
    QUOTED, /* in one with them */
    CLOSED, /* after a quote within one */
    REST,   /* of a line that is given up */
    LINE,   /* at the line end */
    DONE
};

struct passing {
    struct csv *csv;
    struct window *window;
    struct errors *errors;
    enum state state;
    int64_t at;       /* in the whole text */
    struct mark mark; /* a line at or before everything that may still be reported */
    enum csv_step step;
    int64_t field; /* where the field under way began */
    bool taken;    /* its place is in `opened` */
    struct spot opened, record;
    uint64_t size; /* of its value */
    size_t count;
};

static size_t within(const struct passing *passing)
{
    return (size_t)(passing->at - passing->window->base);
}

/* Lets go what is no longer needed and gets more; what is still needed begins at `oldest`. */
static enum status slide(struct passing *passing, int64_t oldest)
{
    struct window *window = passing->window;
    if (flaws_tell(passing->csv->teller, window, passing->mark, passing->at, false, true, passing->errors))
        passing->csv->flawed = true;
    oldest = flaws_first(window, oldest);
    /* A CR at the end stays: the LF that may follow belongs to the same line end. */
    if (oldest > window->base && oldest == window->base + (int64_t)window->length &&
        window->text[window->length - 1] == '\r')
        oldest--;
    mark_advance(window, &passing->mark, oldest);
    mark_cut(&passing->mark, oldest);
    return window_more(window, (size_t)(passing->mark.start - window->base), passing->errors);
}

/* The place `offset`, once enough stands behind it. */
static enum status take(struct passing *passing, int64_t offset, struct spot *spot)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !spot_is_ready(passing->window, offset))
        status = slide(passing, offset);
    if (status == STATUS_OK)
        spot_take(passing->window, passing->mark, offset, spot);
    return status;
}

static enum status take_opened(struct passing *passing)
{
    if (passing->taken)
        return STATUS_OK;
    enum status status = take(passing, passing->field, &passing->opened);
    passing->taken = status == STATUS_OK;
    return status;
}

/* More text, all of what is there having been passed. */
static enum status more(struct passing *passing)
{
    bool within_field = passing->state == PLAIN || passing->state == QUOTED || passing->state == CLOSED;
    if (within_field && !passing->taken && spot_is_ready(passing->window, passing->field)) {
        enum status status = take_opened(passing);
        if (status != STATUS_OK)
            return status;
    }
    return slide(passing, within_field && !passing->taken ? passing->field : passing->at);
}

/* Keeps the first thing that is wrong. */
static void blame(struct passing *passing, enum csv_step step, struct spot *spot)
{
    if (passing->step != CSV_RECORD)
        return;
    passing->step = step;
    struct spot swapped = passing->csv->bad;
    passing->csv->bad = *spot;
    *spot = swapped;
}

/* What is wrong, whatever was found before. */
static void decide(struct passing *passing, enum csv_step step, struct spot *spot)
{
    passing->step = CSV_RECORD;
    blame(passing, step, spot);
}

static enum status end_field(struct passing *passing)
{
    if (passing->size > READER_FIELD_MAX && passing->step == CSV_RECORD) {
        enum status status = take_opened(passing);
        if (status != STATUS_OK)
            return status;
        blame(passing, CSV_TOO_LONG, &passing->opened);
    }
    return STATUS_OK;
}

static void begin_field(struct passing *passing)
{
    passing->field = passing->at;
    passing->taken = false;
    passing->size = 0;
    if (passing->count++ == READER_COLUMNS_MAX)
        blame(passing, CSV_TOO_WIDE, &passing->record);
}

static void end_record(struct passing *passing)
{
    if (passing->at - passing->csv->start > CSV_RECORD_MAX)
        blame(passing, CSV_TOO_LARGE, &passing->record);
}

/* After a field: the next one, the line end, or what may not stand there. */
static enum status after_field(struct passing *passing)
{
    char byte = passing->window->text[within(passing)];
    if (byte == passing->csv->delimiter || byte == '\n' || byte == '\r') {
        enum status status = end_field(passing);
        passing->state = byte == passing->csv->delimiter ? BEGIN : LINE;
        passing->at += passing->state == BEGIN;
        return status;
    }
    struct spot spot = {0};
    enum status status = take(passing, passing->at, &spot);
    decide(passing, CSV_AFTER_QUOTE, &spot);
    buffer_clear(&spot.excerpt);
    passing->state = REST;
    return status;
}

/* One step over text that is there. */
static enum status advance(struct passing *passing)
{
    const struct window *window = passing->window;
    const char *text = window->text;
    size_t at = within(passing), end;
    switch (passing->state) {
    case BEGIN:
        begin_field(passing);
        passing->state = text[at] == '"' ? QUOTED : PLAIN;
        passing->at += passing->state == QUOTED;
        return STATUS_OK;
    case PLAIN:
        end = lines_find(text, window->length, at, passing->csv->delimiter);
        passing->size += end - at;
        passing->at += (int64_t)(end - at);
        return end < window->length ? after_field(passing) : STATUS_OK;
    case QUOTED: {
        const char *quote = memchr(text + at, '"', window->length - at);
        end = quote ? (size_t)(quote - text) : window->length;
        passing->size += end - at;
        passing->at += (int64_t)(end - at) + (quote != NULL);
        if (quote)
            passing->state = CLOSED;
        return STATUS_OK;
    }
    case CLOSED:
        if (text[at] != '"')
            return after_field(passing);
        passing->size++;
        passing->at++;
        passing->state = QUOTED;
        return STATUS_OK;
    case REST:
        end = lines_end(text, window->length, at);
        passing->at += (int64_t)(end - at);
        if (end < window->length)
            passing->state = LINE;
        return STATUS_OK;
    case LINE:
        end_record(passing);
        passing->at += (int64_t)(lines_after(text, window->length, at) - at);
        passing->state = DONE;
        return STATUS_OK;
    case DONE:
        break;
    }
    return STATUS_OK;
}

/* The text ends here. */
static enum status finish(struct passing *passing)
{
    enum status status = STATUS_OK;
    passing->csv->open_ended = true;
    if (passing->state == QUOTED) {
        status = take_opened(passing);
        decide(passing, CSV_UNCLOSED, &passing->opened);
    } else {
        if (passing->state == BEGIN)
            begin_field(passing);
        if (passing->state != REST)
            status = end_field(passing);
        end_record(passing);
    }
    passing->state = DONE;
    return status;
}

/* Whether the step can't be taken with what is there. */
static bool lacks(const struct passing *passing)
{
    size_t at = within(passing), length = passing->window->length;
    if (passing->state == LINE && at + 1 == length && !passing->window->ended)
        return passing->window->text[at] == '\r'; /* the LF of a CRLF may follow */
    return at == length;
}

static enum status pass(struct passing *passing)
{
    enum status status = take(passing, passing->at, &passing->record);
    while (status == STATUS_OK && passing->state != DONE)
        if (!lacks(passing))
            status = advance(passing);
        else if (passing->window->ended)
            status = finish(passing);
        else
            status = more(passing);
    return status;
}

enum csv_step csv_pass_fault(struct csv *csv, struct errors *errors)
{
    struct window *window = csv->window;
    struct passing passing = {
        .csv = csv,
        .window = window,
        .errors = errors,
        .at = csv->start,
        .mark = {.start = csv->start, .number = csv->start_line},
    };
    csv->open_ended = false;
    csv->count = 0;
    enum status status = pass(&passing);
    if (status == STATUS_OK) {
        if (flaws_tell(csv->teller, window, passing.mark, passing.at, csv->open_ended, false, errors))
            csv->flawed = true;
        mark_advance(window, &passing.mark, passing.at);
        csv->line = passing.mark.number + (passing.mark.start < passing.at);
    } else {
        passing.step = CSV_FAILED;
        window->ended = true;
        passing.at = window->base + (int64_t)window->length;
    }
    csv->at = within(&passing);
    buffer_clear(&passing.opened.excerpt);
    buffer_clear(&passing.record.excerpt);
    return passing.step;
}
