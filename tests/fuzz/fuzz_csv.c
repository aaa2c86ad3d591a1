/* Any bytes through the reader: whatever it gives must have a place in the file and fit the header. The first byte
 * chooses the options. */
#include <stdint.h>
#include <stdio.h>

#include "reader/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        __builtin_trap();
}

/* Fields follow each other and have places on lines that were read. */
static void check_record(const struct reader *reader, const struct record *record)
{
    size_t least = 0;
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        must(field->text != NULL && field->length <= READER_FIELD_MAX && field->offset >= least);
        struct place place = reader_place(reader, field->offset);
        must(place.line >= record->line && place.line <= reader_lines(reader) && place.column >= 1);
        least = field->offset + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL, NULL, NULL, "cp932", "euc-jp", "iso-2022-jp", "utf-16le", "utf-8"};
    static const char *const titles[] = {"コード", "業態", "code"};
    if (!size)
        return 0;
    unsigned choice = data[0];
    struct reader_options options = {.name = "fuzz", .encoding = encodings[choice & 7]};
    if (choice & 8) {
        options.titles = titles;
        options.title_count = sizeof titles / sizeof *titles;
    }
    options.delimiter = choice & 16 ? ';' : 0;
    options.header_line = choice & 32 ? 2 : 0;
    struct errors errors = {0};
    struct reader *reader;
    if (reader_open((const char *)data + 1, size - 1, &options, &reader, &errors) == STATUS_OK) {
        const struct record *header = reader_header(reader);
        must(header->count > 0 && errors.total == 0 && reader_column(reader, "業態") < (int)header->count);
        check_record(reader, header);
        struct record record;
        enum reader_step step;
        size_t bad = 0;
        while ((step = reader_next(reader, &record, &errors)) != READER_END) {
            bad += step == READER_BAD;
            if (step == READER_RECORD) {
                must(record.count == header->count);
                check_record(reader, &record);
            }
        }
        must(errors.total == bad);
    } else
        must(reader == NULL && errors.total > 0);
    reader_close(reader);
    errors_clear(&errors);
    return 0;
}
