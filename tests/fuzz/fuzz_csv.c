/*
 * Any bytes through the reader: whatever it gives must have a place in the file and fit the header, and it must give
 * the same whatever the size of the blocks it reads and of its window. The first byte chooses the options, the second
 * the sizes.
 */
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "reader/detect.h"
#include "reader/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* glibc loads and drops a module with the first and the last converter that needs it, which takes longer than all the
 * rest: one of each is kept open. */
static void keep_converters(void)
{
    static const char *const names[] = {"CP932",    "EUC-JP-MS", "ISO-2022-JP-3", "UTF-16LE",
                                        "UTF-16BE", "CP1252",    "ISO-8859-7",    "GB18030"};
    static iconv_t kept[sizeof names / sizeof *names];
    for (size_t i = 0; i < sizeof names / sizeof *names && !kept[i]; i++)
        kept[i] = iconv_open("UTF-8", names[i]);
}

static void must(int holds)
{
    if (!holds)
        __builtin_trap();
}

static void add_record(const struct reader *reader, const struct record *record, struct buffer *out)
{
    buffer_format(out, "%lld:", (long long)record->line);
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        must(field->text != NULL && field->length <= READER_FIELD_MAX);
        struct place place = reader_place(reader, field);
        must(place.line >= record->line && place.line <= reader_lines(reader) && place.column >= 1);
        buffer_format(out, " %lld:%lld%c", (long long)place.line, (long long)place.column, field->quoted ? 'q' : ' ');
        buffer_add(out, field->text, field->length);
    }
    buffer_byte(out, '\n');
}

static void add_errors(const struct errors *errors, struct buffer *out)
{
    for (size_t i = 0; i < errors->kept; i++) {
        const struct error *error = &errors->items[i];
        buffer_format(out, "%s:%lld:%lld: %s [%s]\n", error_name(error->code), (long long)error->line,
                      (long long)error->column, error->text, error->excerpt ? error->excerpt : "-");
    }
}

/* All that the reader gives and says, as text. */
static void tell(const struct source *source, const struct text_facts *facts, const struct reader_options *options,
                 struct buffer *out)
{
    struct errors errors = {0};
    struct reader *reader;
    if (reader_open_source(source, facts, options, &reader, &errors) == STATUS_OK) {
        const struct record *header = reader_header(reader);
        must(header->count > 0 && errors.total == 0 && reader_column(reader, "業態") < (int)header->count);
        buffer_format(out, "%s %c %s\n", reader_encoding(reader), reader_delimiter(reader), reader_preamble(reader));
        add_record(reader, header, out);
        struct record record;
        enum reader_step step;
        do {
            size_t before = errors.total;
            step = reader_next(reader, &record, &errors);
            must((step == READER_BAD) == (errors.total > before));
            if (step == READER_RECORD) {
                must(record.count == header->count);
                add_record(reader, &record, out);
            }
        } while (step != READER_END);
        must(reader_consumed(reader) == source->length);
        buffer_format(out, "%lld lines\n", (long long)reader_lines(reader));
    } else
        must(reader == NULL && errors.total > 0);
    reader_close(reader);
    add_errors(&errors, out);
    errors_clear(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL,          "utf-8",    "cp932", "euc-jp",
                                            "iso-2022-jp", "utf-16le", "utf-8", "utf-8"};
    static const char *const titles[] = {"コード", "業態", "code"};
    if (size < 2)
        return 0;
    keep_converters();
    unsigned choice = data[0];
    struct reader_options options = {.name = "fuzz", .encoding = encodings[choice & 7]};
    if (choice & 8) {
        options.titles = titles;
        options.title_count = sizeof titles / sizeof *titles;
    }
    options.delimiter = choice & 16 ? ';' : 0;
    options.header_line = choice & 32 ? 2 : 0;
    options.header_lines = choice & 64 ? 2 : 1;
    struct source source = {.name = "fuzz", .bytes = (const char *)data + 2, .file = -1, .length = (int64_t)size - 2};
    struct detect_look look;
    detect_look_whole(&look, source.bytes, size - 2);
    struct text_facts facts = {.utf8 = !look.broken, .jis = look.escapes, .window = size + 4096};
    struct buffer whole = {0}, pieces = {0};
    tell(&source, &facts, &options, &whole);
    source.block = 1 + data[1] % 16;
    facts.window = 1 + data[1] / 4;
    tell(&source, &facts, &options, &pieces);
    must(whole.length == pieces.length && memcmp(buffer_get(&whole), buffer_get(&pieces), whole.length) == 0);
    buffer_clear(&whole);
    buffer_clear(&pieces);
    return 0;
}
