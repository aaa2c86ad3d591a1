/* Bytes become text in UTF-8. Private to the reader. */
#ifndef READER_ENCODING_H
#define READER_ENCODING_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "reader/reader.h"

/* An encoding as people call it and as iconv does. */
struct encoding {
    const char *name;  /* static, or the text that encoding_parse was given */
    const char *iconv; /* the same pointer where the name is passed on as it is */
    size_t unit;       /* bytes of the smallest step: 1, UTF-16 2, UTF-32 4 */
    bool one_byte;     /* each character is one byte */
};

/* The encoding that people mean by `name`; false: it can't be read. `name` is borrowed. */
bool encoding_parse(const char *name, struct encoding *encoding);

/* A decoded file. `bytes` is borrowed from the file when that is UTF-8, else it lives in `decoded`. */
struct text {
    const char *bytes;
    size_t length;
    struct buffer decoded;
    const char *encoding;
    bool bom;
};

/* Finds or takes the encoding and decodes everything. Bytes that do not decode are reported, the first on each line.
 * Caller clears with encoding_close whatever the outcome. */
MUST_CHECK enum status encoding_open(const char *bytes, size_t length, const struct reader_options *options,
                                     struct text *text, struct errors *errors);
void encoding_close(struct text *text);

/* Decodes what can be decoded, leaves out the rest and counts it in `*bad`: for trials. STATUS_FAILURE for want of
 * memory. */
MUST_CHECK enum status encoding_try(const struct encoding *encoding, const char *bytes, size_t length,
                                    struct buffer *out, size_t *bad);

#endif
