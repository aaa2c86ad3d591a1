/*
 * Bytes become text in UTF-8, piece by piece; a character that lies across the edge of a piece comes whole with the
 * next one. What does not decode is left out of the text (of UTF-8: left in), and noted. Private to the reader.
 */
#ifndef READER_DECODE_H
#define READER_DECODE_H

#include "reader/encoding.h"
#include "reader/input.h"

enum { DECODE_ROOM = 16 }; /* the least room that a piece needs */

enum flaw_kind {
    FLAW_BYTES, /* bytes that the encoding does not allow */
    FLAW_RAW,   /* the same, and they stand in the text */
    FLAW_END,   /* the file ends inside a character */
    FLAW_NUL    /* a NUL byte, which stands in the text */
};

/* Something that is no text, before the byte `at` of the text. */
struct flaw {
    int64_t at;
    unsigned char kind, count, shown; /* `count` bytes, of which `shown` belong into an excerpt */
    unsigned char bytes[5];
};

struct decoder;

/* `skip` bytes at the start are a byte order mark. Both pointers are borrowed. Fails where the C library has no
 * converter. Caller closes with decode_close. */
MUST_CHECK enum status decode_open(const struct source *source, const struct encoding *encoding, size_t skip,
                                   struct decoder **decoder, struct errors *errors);
void decode_close(struct decoder *decoder);

/* The next text, at most `room` bytes, whole characters; `*got` is 0 at the end only. */
MUST_CHECK enum status decode_read(struct decoder *decoder, char *to, size_t room, size_t *got, struct errors *errors);

/* The flaws met and not yet dropped, in the order of the text; of several without a line end between them only the
 * first. Borrowed until the next call. */
const struct flaw *decode_flaws(const struct decoder *decoder, size_t *count);
void decode_drop_flaws(struct decoder *decoder, size_t count);

/* All flaws met so far. */
size_t decode_bad(const struct decoder *decoder);

int64_t decode_consumed(const struct decoder *decoder);
const struct encoding *decode_encoding(const struct decoder *decoder);

#endif
