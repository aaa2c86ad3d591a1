/* What the two halves of the reader of portable files share: bytes, numbers and strings; records and cases. */
#ifndef READER_PORTABLE_INSIDE_H
#define READER_PORTABLE_INSIDE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/map.h"
#include "base/memory.h"
#include "reader/grid.h"
#include "reader/labels.h"

enum { PORTABLE_MISSING_MOST = 3, PORTABLE_STRING_MOST = 32767 };

/* What is declared missing: a value, or, of a number, a range. */
struct portable_missing {
    double low, high;
    const char *text; /* of a string; NULL for a number */
};

struct portable_variable {
    const char *name, *label; /* `label` may be NULL */
    int64_t set;              /* of labels, or -1 */
    bool string;
    struct portable_missing missing[PORTABLE_MISSING_MOST];
    size_t missing_count;
};

struct portable {
    int file;
    off_t at;
    size_t next, length; /* in `bytes` */
    unsigned char bytes[65536];
    size_t column;               /* on the line */
    bool pending;                /* a line ended before its 80 characters: blanks follow */
    unsigned char meanings[256]; /* what a byte stands for in ASCII; a byte that the table lacks for itself */
    const char *name;
    iconv_t converter; /* (iconv_t)-1: UTF-8 */
    bool encoding_given;
    struct arena *arena;
    struct portable_variable *variables;
    size_t count, capacity;
    struct map names; /* of variables -> index */
    struct labels labels;
    int64_t sets;
    struct buffer raw, text;
    struct grid *grid;
    struct errors *errors;
    enum status status; /* of the first problem; every function does nothing once there is one */
};

/* Reports that the file does not hold up, or that there is no memory, unless there is a problem already. */
void portable_damaged(struct portable *portable, const char *what);
void portable_no_memory(struct portable *portable);

/* The next character as its byte, with short lines filled up, and as what it stands for; -1 after a problem, which the
 * end is one of. */
int portable_raw(struct portable *portable);
int portable_character(struct portable *portable);

/* The next number, or the one that begins with `character`; NaN: the system-missing one, or after a problem. */
double portable_number(struct portable *portable);
double portable_number_from(struct portable *portable, int character);

/* A count or a width from 0 to `most`; 0 after a problem. */
size_t portable_count(struct portable *portable, size_t most);

/* The next string, or the one whose length begins with `character`, into `text`: in UTF-8, without trailing blanks. */
void portable_string(struct portable *portable);
void portable_string_from(struct portable *portable, int character);

/* The next string in the arena; NULL after a problem. */
const char *portable_copy(struct portable *portable);

#endif
