/* The reader as others see it: opening, columns, records, and the places of what is wrong. */
#define _POSIX_C_SOURCE 200809L
#include "reader/reader.h"

#include <string.h>
#include <unistd.h>

#include "reader/detect.h"
#include "reader/inside.h"

/* A reader with nothing read yet. */
static struct reader *begin(const struct source *source, struct errors *errors)
{
    struct reader *reader = mem_alloc(sizeof *reader);
    if (reader) {
        reader->name = source->name;
        reader->source = *source;
        reader->spooled = -1;
        reader->preamble = "";
        reader->window = window_fixed(NULL, 0);
        reader->arena = arena_new();
    }
    if (reader && reader->arena)
        return reader;
    reader_close(reader);
    (void)errors_memory(errors);
    return NULL;
}

/* Gives the reader on, or closes it after a failure. */
static enum status hand_over(struct reader *opened, enum status status, struct reader **reader)
{
    if (status == STATUS_OK)
        *reader = opened;
    else
        reader_close(opened);
    return status;
}

enum status reader_open_source(const struct source *source, const struct text_facts *facts,
                               const struct reader_options *options, struct reader **reader, struct errors *errors)
{
    *reader = NULL;
    struct reader *opened = begin(source, errors);
    if (!opened)
        return STATUS_FAILURE;
    return hand_over(opened, delimited_open(opened, facts, options, errors), reader);
}

enum status reader_open(const char *bytes, size_t length, const struct reader_options *options, struct reader **reader,
                        struct errors *errors)
{
    const struct source source = {
        .name = options->name, .bytes = length ? bytes : "", .file = -1, .length = (int64_t)length};
    struct detect_look look;
    detect_look_whole(&look, source.bytes, length);
    const struct text_facts facts = {
        .utf8 = !look.broken,
        .jis = look.escapes,
        .window = length < WINDOW_SIZE ? length + DECODE_ROOM : WINDOW_SIZE,
    };
    return reader_open_source(&source, &facts, options, reader, errors);
}

enum status reader_open_file(int file, const struct reader_scan *scan, const struct reader_options *options,
                             struct reader **reader, struct errors *errors)
{
    const struct source source = {.name = options->name, .file = file, .length = scan->bytes, .gzip = scan->gzip};
    if (scan->form == FORM_TEXT) {
        const struct text_facts facts = {.utf8 = scan->utf8, .jis = scan->jis, .window = WINDOW_SIZE};
        return reader_open_source(&source, &facts, options, reader, errors);
    }
    *reader = NULL;
    struct reader *opened = begin(&source, errors);
    if (!opened)
        return STATUS_FAILURE;
    return hand_over(opened, rows_open(opened, scan->form, options, errors), reader);
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    csv_clear(&reader->csv);
    window_clear(&reader->window);
    decode_close(reader->decoder);
    buffer_clear(&reader->header_text);
    grid_free(reader->grid);
    if (reader->spooled >= 0)
        (void)close(reader->spooled);
    arena_free(reader->arena);
    mem_free(reader);
}

enum status header_take(struct reader *reader, const struct field *fields, size_t count, int64_t line,
                        struct errors *errors)
{
    count = titles_count(fields, count, 1);
    reader->header = (struct record){.fields = fields, .count = count, .line = line};
    return titles_take(&reader->titles, reader->arena, fields, count) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}

const struct record *reader_header(const struct reader *reader)
{
    return &reader->header;
}

const char *reader_preamble(const struct reader *reader)
{
    return reader->preamble;
}

char reader_delimiter(const struct reader *reader)
{
    return reader->grid ? '\t' : reader->csv.delimiter;
}

int reader_column(const struct reader *reader, const char *title)
{
    return titles_column(&reader->titles, title);
}

enum reader_step reader_next(struct reader *reader, struct record *record, struct errors *errors)
{
    *record = (struct record){0};
    return reader->grid ? rows_next(reader, record, errors) : delimited_next(reader, record, errors);
}

const char *reader_raw(const struct reader *reader, size_t *length)
{
    const struct csv *csv = &reader->csv;
    *length = 0;
    if (reader->grid || reader->swallowed || csv->start < reader->window.base || csv->at > reader->window.length)
        return NULL;
    size_t start = (size_t)(csv->start - reader->window.base);
    *length = csv->at - start;
    return reader->window.text + start;
}

const char *reader_encoding(const struct reader *reader)
{
    return reader->encoding;
}

bool reader_has_bom(const struct reader *reader)
{
    return reader->bom;
}

int64_t reader_lines(const struct reader *reader)
{
    return reader->grid ? reader->row : reader->csv.line - 1;
}

int64_t reader_consumed(const struct reader *reader)
{
    return reader->grid ? reader->source.length : decode_consumed(reader->decoder);
}

struct place reader_record_place(const struct reader *reader)
{
    return (struct place){reader->name, reader->grid ? reader->row : reader->csv.start_line, 1};
}

/* Where to look for the field: in the lines of the header, which were kept, or in the window. */
static struct mark find_text(const struct reader *reader, int64_t offset, struct window *window)
{
    if (offset >= reader->header_at + (int64_t)reader->header_text.length) {
        *window = reader->window;
        return (struct mark){.start = reader->csv.start, .number = reader->csv.start_line};
    }
    *window = window_fixed(buffer_get(&reader->header_text), reader->header_text.length);
    window->base = reader->header_at;
    return (struct mark){.start = reader->header_at, .number = reader->header.line};
}

struct place reader_place(const struct reader *reader, const struct field *field)
{
    struct place place = {.file = reader->name};
    if (reader->grid) {
        bool header = field->offset < 0;
        place.line = header ? reader->header.line : reader->row;
        place.column = header ? -field->offset : field->offset + 1;
        return place;
    }
    struct window window;
    struct mark mark = find_text(reader, field->offset, &window);
    spot_count(&window, mark, field->offset, &place.line, &place.column);
    return place;
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
    if (buffer_status(&text) != STATUS_OK)
        status = errors_memory(errors);
    else if (reader->grid)
        status = errors_add(errors, code, reader_place(reader, field), hint, "%s", buffer_get(&text));
    else {
        struct window window;
        struct spot spot = {0};
        struct mark mark = find_text(reader, field->offset, &window);
        spot_take(&window, mark, field->offset, &spot);
        const struct place place = {reader->name, spot.line, spot.column};
        status = errors_add(errors, code, place, hint, "%s", buffer_get(&text));
        spot_show(&spot, errors);
        buffer_clear(&spot.excerpt);
    }
    buffer_clear(&text);
    return status;
}

void report_ragged(const struct reader *reader, const struct field *first, size_t count, struct errors *errors)
{
    size_t wanted = reader->header.count;
    char delimiter = reader->csv.delimiter;
    struct buffer hint = {0};
    if (reader->grid)
        buffer_text(&hint, "a column that holds values needs a title");
    else if (count > wanted) {
        buffer_text(&hint, "a value that holds ");
        if (delimiter == '\t')
            buffer_text(&hint, "a tab");
        else
            buffer_format(&hint, "'%c'", delimiter);
        buffer_text(&hint, " needs quotes around it");
    } else
        buffer_text(&hint, "a value that holds a line end needs quotes around it; a note below the table must go");
    reader_report(reader, first, errors, ERROR_CSV_RAGGED, buffer_get(&hint), "row has %zu field%s, the header has %zu",
                  count, count == 1 ? "" : "s", wanted);
    buffer_clear(&hint);
}
