/*
 * Bytes -> text -> records. A reader takes the bytes of one delimited file, finds or takes its encoding, and gives its
 * records with the place of every field, so that each message can lead back to a line and a column.
 *
 * Encodings are found in this order: a byte order mark; valid UTF-8 throughout (seven-bit text with the escapes of
 * ISO-2022-JP is that); else uchardet on at most 64 KiB, with its SHIFT_JIS read as CP932 and ISO-8859-1 as
 * WINDOWS-1252; but among Japanese encodings the one under which the declared titles are found wins, and what uchardet
 * takes for an encoding of one byte per character is Japanese where it reads well as that. What does not decode is an
 * error at its place, never a replacement character.
 *
 * Records follow RFC 4180 and what Excel makes of it: CRLF, LF or CR, quoted line ends, doubled quotes, no line end at
 * the end of the file, a BOM. Blank lines between records are passed over.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { READER_FIELD_MAX = 1024 * 1024 }; /* bytes of one field */

struct reader;

/* `{0}` finds everything. All pointers are borrowed for the life of the reader. */
struct reader_options {
    const char *name;          /* how messages call the file; required */
    const char *encoding;      /* as reader_encoding_known accepts; NULL: found */
    char delimiter;            /* ',' '\t' ';' or another ASCII character; 0: found on the header line */
    int64_t header_line;       /* physical line of the header, from 1; 0: found by `titles`, else the first record */
    const char *const *titles; /* column titles in NFKC, by which the header and a Japanese encoding are known */
    size_t title_count;
};

/* One field: its value with quotes resolved, not NUL-terminated, not trimmed; `offset` is its first byte in the decoded
 * text (the quote, when quoted). Borrowed until the next call of reader_next. */
struct field {
    const char *text;
    size_t length;
    size_t offset;
    bool quoted;
};

struct record {
    const struct field *fields;
    size_t count;
    int64_t line; /* physical line on which the record begins */
};

enum reader_step {
    READER_RECORD, /* a record with as many fields as the header */
    READER_END,
    READER_BAD /* a row that does not hold up; it was reported, and the next one can be asked for */
};

/* Whether an encoding of that name can be read; spelling and case as iconv takes them, with shift_jis, sjis and ms932
 * meaning CP932. */
bool reader_encoding_known(const char *name);

/*
 * Opens `length` bytes; they are borrowed until reader_close. Decodes them whole and reads the header: the line asked
 * for, else the first of the first 20 records that holds the most of the declared titles. On failure every problem is
 * in `errors` and `*reader` is NULL. Caller closes with reader_close.
 */
MUST_CHECK enum status reader_open(const char *bytes, size_t length, const struct reader_options *options,
                                   struct reader **reader, struct errors *errors);
void reader_close(struct reader *reader);

/* The header; borrowed for the life of the reader. */
const struct record *reader_header(const struct reader *reader);

/* The column whose title equals `title` after NFKC and trimming: its index; -1: none (or no memory to compare); -2:
 * more than one. `title` may be in any form. */
int reader_column(const struct reader *reader, const char *title);

/* The next record after the header. READER_BAD has reported why. */
MUST_CHECK enum reader_step reader_next(struct reader *reader, struct record *record, struct errors *errors);

/* The name of the encoding that was used ("UTF-8", "CP932", …) and whether there was a byte order mark. The name
 * outlives the reader: it is static, or, for one that only iconv knows, the text in the options. */
const char *reader_encoding(const struct reader *reader);
bool reader_has_bom(const struct reader *reader);

/* Physical lines of the file so far read. */
int64_t reader_lines(const struct reader *reader);

/* The place of a byte of the decoded text. */
struct place reader_place(const struct reader *reader, size_t offset);

/* Adds a problem at `field` with its physical line as excerpt; gives its status. */
enum status reader_report(const struct reader *reader, const struct field *field, struct errors *errors,
                          enum error_code code, const char *hint, const char *format, ...) PRINTF_LIKE(6, 7);

#endif
