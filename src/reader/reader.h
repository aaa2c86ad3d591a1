/*
 * Bytes -> text -> records. A reader takes one file, finds or takes what it is written in, and gives its records with
 * the place of every field, so that each message can lead back to a line and a column. It keeps a window of the file in
 * memory, never the whole: what it holds does not grow with the file.
 *
 * Forms, told by the first bytes: delimited text; Excel workbook (.xlsx); SPSS (.sav, .zsav, .por), Stata (.dta) and
 * SAS (.sas7bdat) files; each of them compressed with gzip as well.
 *
 * Encodings of text are found in this order: a byte order mark; valid UTF-8 throughout (seven-bit text with the escapes
 * of ISO-2022-JP is that); else uchardet on at most 64 KiB, with its SHIFT_JIS read as CP932 and ISO-8859-1 as
 * WINDOWS-1252; but among Japanese encodings the one under which the declared titles are found wins, and what uchardet
 * takes for an encoding of one byte per character is Japanese where it reads well as that. What does not decode is an
 * error at its place, never a replacement character.
 *
 * Records of text follow RFC 4180 and what Excel makes of it: CRLF, LF or CR, quoted line ends, doubled quotes, no line
 * end at the end of the file, a BOM, `sep=;` on the first line, lines above the header, a header of two lines. Blank
 * lines between records are passed over.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sha256.h"

enum {
    READER_FIELD_MAX = 1024 * 1024, /* bytes of one field */
    READER_COLUMNS_MAX = 16384      /* fields of one record: as many as a spreadsheet has columns */
};

struct reader;

/* What a file is, by its first bytes (of the decompressed file where it is gzip). */
enum reader_form {
    FORM_TEXT,
    FORM_WORKBOOK, /* Excel .xlsx */
    FORM_SAV,      /* SPSS .sav and .zsav */
    FORM_POR,      /* SPSS portable */
    FORM_DTA,      /* Stata */
    FORM_SAS       /* SAS 7 and later */
};

/* How people call it: "text", "xlsx", "sav", "por", "dta", "sas7bdat". Static. */
const char *reader_form_name(enum reader_form form);

/* What one pass over a whole file tells. */
struct reader_scan {
    char sha256[SHA256_TEXT]; /* of the bytes as they are, compressed or not */
    int64_t bytes;            /* of the same */
    enum reader_form form;
    bool gzip;
    bool utf8; /* of a text: valid UTF-8 throughout, decompressed */
    bool jis;  /* of a text: seven-bit throughout, with the escapes of ISO-2022-JP */
};

/* Reads all of `file`, an open descriptor that can be read at any offset; its own offset does not matter and may be
 * changed. Hashing and the look at the encoding run side by side. `name` is for messages. */
MUST_CHECK enum status reader_scan(int file, const char *name, struct reader_scan *scan, struct errors *errors);

/* `{0}` finds everything. All pointers are borrowed for the life of the reader. */
struct reader_options {
    const char *name;          /* how messages call the file; required */
    const char *encoding;      /* as reader_encoding_known accepts; NULL: found. A byte order mark overrides it */
    char delimiter;            /* ',' '\t' ';' or another ASCII character; 0: found on the header line */
    int64_t header_line;       /* line (row) of the header, from 1; 0: found by `titles`, else the first record */
    int header_lines;          /* 2: the header has two lines; a title is then both joined by a blank, where a blank
                                  cell of the upper line goes on with the one to its left; else one */
    const char *sheet;         /* of a workbook; NULL: the first */
    const char *const *titles; /* column titles in NFKC, by which the header and a Japanese encoding are known */
    size_t title_count;
};

/*
 * One field: its value with quotes resolved, not NUL-terminated, not trimmed. `offset` says where it stands, for
 * reader_place and reader_report. Borrowed until the next call of reader_next.
 *
 * A value of SPSS, Stata or SAS that has a label in the file is given as that label, with the value itself in `code`
 * ("1"); one without a label is its own text, with `code` NULL. System-missing values are empty; a value that the
 * file declares missing has `missing` set. In a header of such a file `text` is the name of the variable and `code`
 * its label.
 */
struct field {
    const char *text;
    size_t length;
    int64_t offset;
    const char *code; /* NULL: none */
    size_t code_length;
    bool quoted, missing;
};

struct record {
    const struct field *fields;
    size_t count;
    int64_t line; /* physical line (row) on which the record begins */
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
 * Opens `length` bytes of delimited text; they are borrowed until reader_close. Reads the header: the line asked for,
 * else the first of the first 20 records that holds the most of the declared titles. On failure every problem is in
 * `errors` and `*reader` is NULL. Caller closes with reader_close.
 */
MUST_CHECK enum status reader_open(const char *bytes, size_t length, const struct reader_options *options,
                                   struct reader **reader, struct errors *errors);

/* The same for a file of any form: `file` as in reader_scan, borrowed until reader_close; `scan` is what reader_scan
 * told of it. */
MUST_CHECK enum status reader_open_file(int file, const struct reader_scan *scan, const struct reader_options *options,
                                        struct reader **reader, struct errors *errors);
void reader_close(struct reader *reader);

/* The header; borrowed for the life of the reader. */
const struct record *reader_header(const struct reader *reader);

/* The lines above the header as they are in UTF-8, with their line ends; "" where there are none. Borrowed for the life
 * of the reader. */
const char *reader_preamble(const struct reader *reader);
char reader_delimiter(const struct reader *reader);

/* The column whose title equals `title` after NFKC and trimming: its index; -1: none (or no memory to compare); -2:
 * more than one. `title` may be in any form. In SPSS, Stata and SAS files a title is the variable's name, or its label
 * where no name is that. */
int reader_column(const struct reader *reader, const char *title);

/* The next record after the header. READER_BAD has reported why. */
MUST_CHECK enum reader_step reader_next(struct reader *reader, struct record *record, struct errors *errors);

/* The record met last as it stands in the text, in UTF-8, with its line end: also one that did not hold up. NULL where
 * there is no such text: in the other forms, of a record too long to be kept, and where a quote that never closes
 * swallows the rest of the file. Borrowed as its fields are. */
const char *reader_raw(const struct reader *reader, size_t *length);

/* The name of the encoding that was used ("UTF-8", "CP932", …) and whether there was a byte order mark. The name
 * outlives the reader: it is static, or, for one that only iconv knows, the text in the options. */
const char *reader_encoding(const struct reader *reader);
bool reader_has_bom(const struct reader *reader);

/* Lines (rows) of the file so far read, and bytes of the file as it is: of reader_scan's `bytes`. */
int64_t reader_lines(const struct reader *reader);
int64_t reader_consumed(const struct reader *reader);

/* The place of the record read last, or of `field` of it (or of the header). Lines count physical lines, columns code
 * points; in the other forms rows and cells of a row. */
struct place reader_record_place(const struct reader *reader);
struct place reader_place(const struct reader *reader, const struct field *field);

/* Adds a problem at `field` (of the record read last, or of the header) with its physical line as excerpt; gives its
 * status. */
enum status reader_report(const struct reader *reader, const struct field *field, struct errors *errors,
                          enum error_code code, const char *hint, const char *format, ...) PRINTF_LIKE(6, 7);

#endif
