/* The reader of delimited text: its encoding, its header, its records. */
#include <string.h>

#include "reader/detect.h"
#include "reader/encoding.h"
#include "reader/header.h"
#include "reader/inside.h"
#include "reader/lines.h"

enum { HEAD = 1024 * 1024 }; /* of the text: the header must begin in it */

/* Reports what the scanner met instead of a record. */
static enum status report_step(const struct reader *reader, enum csv_step step, struct errors *errors)
{
    static const struct {
        enum error_code code;
        const char *hint, *text;
    } messages[] = {
        [CSV_UNCLOSED] = {ERROR_CSV_QUOTE, "close it, or, when it belongs to the text, quote the field and double it",
                          "the quote is never closed"},
        [CSV_AFTER_QUOTE] = {ERROR_CSV_QUOTE, "double a quote that belongs to the text",
                             "text after the closing quote"},
        [CSV_TOO_LONG] = {ERROR_CSV_FIELD_SIZE, "a quote that was opened here may close too late",
                          "the field is longer than 1 MiB"},
        [CSV_TOO_WIDE] = {ERROR_CSV_COLUMNS, "a row has at most as many columns as a spreadsheet",
                          "the row has more than 16384 fields"},
        [CSV_TOO_LARGE] = {ERROR_CSV_FIELD_SIZE, "a quote that was opened in it may close too late",
                           "the row is longer than 16 MiB"},
        [CSV_FAILED] = {ERROR_END, NULL, NULL}, /* it was reported */
    };
    if (step == CSV_FAILED)
        return errors->status == STATUS_OK ? STATUS_FAILURE : errors->status;
    const struct spot *spot = &reader->csv.bad;
    const struct place place = {reader->name, spot->line, spot->column};
    enum status status = errors_add(errors, messages[step].code, place, messages[step].hint, "%s", messages[step].text);
    spot_show(spot, errors);
    return status;
}

/* The beginning of the text, decoded. */
struct head {
    struct buffer text;
    bool whole; /* the text is no longer than that */
};

static int64_t count_lines(const struct head *head)
{
    struct line last =
        lines_of(buffer_get(&head->text), head->text.length, (struct line){.number = 1}, head->text.length);
    return last.start < head->text.length ? last.number : last.number - 1;
}

/* The header asked for is not there, or there is none at all. */
static enum status report_no_header(const struct reader *reader, const struct head *head, int64_t wanted,
                                    struct errors *errors)
{
    struct place file = {.file = reader->name};
    int64_t lines = count_lines(head);
    if (!head->text.length)
        return errors_add(errors, ERROR_CSV_EMPTY, file, "a CSV file begins with a line of column titles",
                          "the file is empty");
    if (wanted > 0 && !head->whole && wanted >= lines)
        return errors_add(errors, ERROR_CSV_EMPTY, file, "correct `header_line` in study.yaml",
                          "line %lld is to be the header, but it is more than 1 MiB behind the start of the file",
                          (long long)wanted);
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
                      head->whole ? "the file has only blank lines" : "the file begins with 1 MiB of blank lines");
}

/* The first raw bytes; gives their count. */
static enum status read_raw_head(const struct source *source, char *bytes, size_t room, size_t *length,
                                 struct errors *errors)
{
    *length = 0;
    struct input *input;
    enum status status = input_open(source, &input, errors);
    for (size_t got = 1; status == STATUS_OK && got && *length < room; *length += got)
        status = input_read(input, bytes + *length, room - *length, &got, errors);
    input_close(input);
    return status;
}

static enum status choose_encoding(struct reader *reader, const struct text_facts *facts,
                                   const struct reader_options *options, struct encoding *encoding, size_t *mark,
                                   struct errors *errors)
{
    size_t length = 0, room = input_room(&reader->source, DETECT_PROBE);
    char *bytes = mem_alloc(room);
    if (!bytes)
        return errors_memory(errors);
    enum status status = read_raw_head(&reader->source, bytes, room, &length, errors);
    if (status == STATUS_OK)
        status = encoding_given(bytes, length, options, encoding, &reader->teller.origin, mark, errors);
    reader->bom = *mark > 0;
    if (status == STATUS_OK && !encoding->name)
        status = detect_encoding(&reader->source, facts->utf8, facts->jis, bytes, length, options, encoding, errors);
    /* Where there is a NUL byte, it is what should be told. */
    bool found = encoding->name ||
                 (status == STATUS_OK && length && memchr(bytes, 0, length) && encoding_parse("utf8", encoding));
    if (status == STATUS_OK && !found)
        status = errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = options->name},
                            "name it with `encoding:` in study.yaml or --encoding, or save the file as UTF-8",
                            "the encoding can't be found from the bytes of the file");
    mem_free(bytes);
    return status;
}

/* Decodes the beginning of the text, for the search for its header. */
static enum status read_head(const struct source *source, const struct encoding *encoding, size_t mark,
                             struct head *head, struct errors *errors)
{
    enum { PIECE = 16 * 1024 };
    char piece[PIECE];
    struct decoder *decoder;
    enum status status = decode_open(source, encoding, mark, &decoder, errors);
    while (status == STATUS_OK && !head->whole && head->text.length + PIECE <= HEAD) {
        size_t got;
        status = decode_read(decoder, piece, PIECE, &got, errors);
        buffer_add(&head->text, piece, got);
        head->whole = got == 0;
    }
    decode_close(decoder);
    if (status == STATUS_OK && buffer_status(&head->text) != STATUS_OK)
        status = errors_memory(errors);
    return status;
}

/* Gets the text up to the offset into the window, `last`: where it ends, and reports what does not decode before it. */
static enum status reach(struct reader *reader, size_t offset, bool last, struct errors *errors)
{
    struct window *window = &reader->window;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !window->ended && (last || window->length < offset))
        status = window_more(window, 0, errors);
    if (status == STATUS_OK && offset > window->length)
        status = errors_add(errors, ERROR_READ, (struct place){0}, "read it again when nothing writes to it",
                            "'%s' changed while it was read", reader->name);
    if (status == STATUS_OK &&
        flaws_tell(&reader->teller, window, (struct mark){.number = 1}, (int64_t)offset, last, false, errors))
        status = errors->status;
    return status;
}

/* A line of the header; its fields go to the arena. */
static enum status take_line(struct reader *reader, struct field **fields, size_t *count, struct errors *errors)
{
    struct csv *csv = &reader->csv;
    enum csv_step step = csv_record(csv, errors);
    if (step != CSV_RECORD && step != CSV_END)
        return report_step(reader, step, errors);
    *count = step == CSV_RECORD ? csv->count : 0;
    *fields = titles_copy(reader->arena, csv->fields, *count);
    size_t start = (size_t)(csv->start - reader->window.base);
    buffer_add(&reader->header_text, reader->window.text + start, csv->at - start);
    if (!*fields || buffer_status(&reader->header_text) != STATUS_OK)
        return errors_memory(errors);
    return csv->flawed ? errors->status : STATUS_OK;
}

static enum status take_header(struct reader *reader, const struct header *header, bool two_lines,
                               struct errors *errors)
{
    struct csv *csv = &reader->csv;
    csv->delimiter = header->delimiter;
    csv->at = header->at;
    csv->line = header->line;
    reader->header_at = (int64_t)header->at;
    struct field *fields = NULL, *lower = NULL;
    size_t count = 0, lower_count = 0;
    enum status status = take_line(reader, &fields, &count, errors);
    if (status == STATUS_OK && two_lines) {
        status = take_line(reader, &lower, &lower_count, errors);
        if (status == STATUS_OK)
            fields = titles_join(reader->arena, fields, count, lower, lower_count, &count);
        if (status == STATUS_OK && !fields)
            status = errors_memory(errors);
    }
    return status == STATUS_OK ? header_take(reader, fields, count, header->line, errors) : status;
}

enum status delimited_open(struct reader *reader, const struct text_facts *facts, const struct reader_options *options,
                           struct errors *errors)
{
    struct encoding encoding = {0};
    size_t mark = 0;
    struct head head = {0};
    struct header header;
    enum status status = choose_encoding(reader, facts, options, &encoding, &mark, errors);
    if (status == STATUS_OK)
        status = read_head(&reader->source, &encoding, mark, &head, errors);
    if (status == STATUS_OK)
        status = header_find(buffer_get(&head.text), head.text.length, options, &header, errors);
    if (status == STATUS_OK)
        status = decode_open(&reader->source, &encoding, mark, &reader->decoder, errors);
    if (status != STATUS_OK)
        goto out;
    reader->encoding = encoding.name;
    reader->teller.name = reader->name;
    reader->window = window_over(reader->decoder, facts->window);
    csv_init(&reader->csv, &reader->window, &reader->teller, ',');
    bool there = header.there && (options->header_line <= 0 || header.line == options->header_line);
    status = reach(reader, there ? header.at : head.text.length, !there && head.whole, errors);
    if (status != STATUS_OK)
        goto out;
    if (!there) {
        status = report_no_header(reader, &head, options->header_line, errors);
        goto out;
    }
    reader->preamble = arena_text(reader->arena, buffer_get(&head.text), header.at);
    status =
        reader->preamble ? take_header(reader, &header, options->header_lines == 2, errors) : errors_memory(errors);
out:
    buffer_clear(&head.text);
    return status;
}

enum reader_step delimited_next(struct reader *reader, struct record *record, struct errors *errors)
{
    struct csv *csv = &reader->csv;
    enum csv_step step;
    do {
        step = csv_record(csv, errors);
        if (step == CSV_END)
            return csv->flawed ? READER_BAD : READER_END;
        if (step != CSV_RECORD) {
            reader->swallowed = step == CSV_UNCLOSED;
            (void)report_step(reader, step, errors);
            return READER_BAD;
        }
        if (csv->flawed)
            return READER_BAD;
    } while (csv_is_empty(csv));
    size_t wanted = reader->header.count;
    size_t count = csv->count > wanted ? titles_count(csv->fields, csv->count, wanted) : csv->count;
    if (count != wanted) {
        report_ragged(reader, &csv->fields[0], count, errors);
        return READER_BAD;
    }
    *record = (struct record){.fields = csv->fields, .count = count, .line = csv->start_line};
    return READER_RECORD;
}
