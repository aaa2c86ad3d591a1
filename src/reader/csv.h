/*
 * The scanner: RFC 4180 over text in UTF-8, as Excel writes it. It tells what it met and where, and leaves the words to
 * the reader. Private to the reader.
 */
#ifndef READER_CSV_H
#define READER_CSV_H

#include <stdbool.h>

#include "base/buffer.h"
#include "reader/flaws.h"
#include "reader/reader.h"
#include "reader/window.h"

enum { CSV_RECORD_MAX = 16 * 1024 * 1024 }; /* bytes of one record */

enum csv_step {
    CSV_RECORD,
    CSV_END,
    CSV_UNCLOSED,    /* a quote that never closes; nothing is left to read */
    CSV_AFTER_QUOTE, /* something else than a delimiter or line end after a closing quote */
    CSV_TOO_LONG,    /* a field over READER_FIELD_MAX */
    CSV_TOO_WIDE,    /* more than READER_COLUMNS_MAX fields */
    CSV_TOO_LARGE,   /* a record over CSV_RECORD_MAX */
    CSV_FAILED       /* what failed was reported; nothing is left to read */
};

/* `at` and `line` may be set to where reading shall go on; `delimiter` may change between records. */
struct csv {
    struct window *window; /* borrowed */
    struct flaw_teller *teller;
    char delimiter;
    size_t at;     /* the next record begins here in the window */
    int64_t line;  /* on this physical line */
    int64_t start; /* the record met last began here in the whole text */
    int64_t start_line;
    bool open_ended;      /* and ended with the text, without a line end */
    bool flawed;          /* and something in it did not decode, which was reported */
    struct spot bad;      /* of a record that does not hold up: where */
    struct field *fields; /* of the record met last; their texts live in the window or in `resolved` */
    size_t count, capacity;
    struct buffer resolved; /* values in which a doubled quote became one */
};

void csv_init(struct csv *csv, struct window *window, struct flaw_teller *teller, char delimiter);
void csv_clear(struct csv *csv);

/* The next record, be it empty; its fields are borrowed until the next call. After CSV_AFTER_QUOTE the record that
 * begins on the next physical line follows. */
MUST_CHECK enum csv_step csv_record(struct csv *csv, struct errors *errors);

/* Whether all fields of the record met last are empty. */
bool csv_is_empty(const struct csv *csv);

/* The record that begins at `csv->at` once more, for what is wrong with it: it is passed over without being kept, so
 * that it may be as long as it likes. Private to the scanner. */
MUST_CHECK enum csv_step csv_pass_fault(struct csv *csv, struct errors *errors);

#endif
