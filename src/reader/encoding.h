/* The names of encodings, and byte order marks. Private to the reader. */
#ifndef READER_ENCODING_H
#define READER_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "reader/reader.h"

/* An encoding as people call it and as iconv does. */
struct encoding {
    const char *name; /* static, or the text that encoding_parse was given */
    const char *iconv;
    size_t unit;   /* bytes of the smallest step: 1, UTF-16 2, UTF-32 4 */
    bool one_byte; /* each character is one byte */
    bool foreign;  /* a name that only iconv knows */
};

/* The encoding that people mean by `name`; false: it can't be read. `name` is borrowed. */
bool encoding_parse(const char *name, struct encoding *encoding);

/* Whether the text is UTF-8 already. */
bool encoding_is_utf8(const struct encoding *encoding);

/* How the encoding came to be taken, for hints. */
enum origin { ORIGIN_FOUND, ORIGIN_ASKED, ORIGIN_MARK };

/*
 * The encoding that a byte order mark at the start of `bytes` or else the options tell, and the length of the mark.
 * `encoding->name` is NULL where neither does. An encoding of the options that is not known is an error.
 */
MUST_CHECK enum status encoding_given(const char *bytes, size_t length, const struct reader_options *options,
                                      struct encoding *encoding, enum origin *origin, size_t *mark,
                                      struct errors *errors);

#endif
