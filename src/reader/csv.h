/*
 * The scanner: RFC 4180 over text in UTF-8, as Excel writes it. It tells what it met and where, and leaves the words to
 * the reader. Private to the reader.
 */
#ifndef READER_CSV_H
#define READER_CSV_H

#include <stdbool.h>

#include "base/buffer.h"
#include "reader/reader.h"

enum csv_step {
    CSV_RECORD,
    CSV_END,
    CSV_UNCLOSED,    /* a quote that never closes, at `bad`; nothing is left to read */
    CSV_AFTER_QUOTE, /* something else than a delimiter or line end after a closing quote, at `bad` */
    CSV_TOO_LONG,    /* a field over READER_FIELD_MAX, which begins at `bad` */
    CSV_NO_MEMORY    /* nothing is left to read */
};

/* `at` and `line` may be set to where reading shall go on; `delimiter` may change between records. */
struct csv {
    const char *text; /* borrowed */
    size_t length;
    char delimiter;
    size_t at; /* the next record begins here */
    int64_t line;
    size_t start; /* the record met last began here, on that physical line */
    int64_t start_line;
    size_t bad;
    struct field *fields; /* of the record met last; their texts live in `text` or in `resolved` */
    size_t count, capacity;
    struct buffer resolved; /* values in which a doubled quote became one */
};

void csv_init(struct csv *csv, const char *text, size_t length, char delimiter);
void csv_clear(struct csv *csv);

/* The next record, be it empty. After CSV_AFTER_QUOTE the record that begins on the next physical line follows. */
MUST_CHECK enum csv_step csv_record(struct csv *csv);

/* The same, without records whose fields are all empty: blank lines and those that hold only delimiters. */
MUST_CHECK enum csv_step csv_next(struct csv *csv);

/* Whether all fields of the record met last are empty. */
bool csv_is_empty(const struct csv *csv);

#endif
