/* Guessing the encoding of a text without a byte order mark. Private to the reader. */
#ifndef READER_DETECT_H
#define READER_DETECT_H

#include "reader/encoding.h"
#include "reader/input.h"

enum {
    DETECT_PROBE = 64 * 1024,
    DETECT_AHEAD = 8 /* bytes of room that detect_look needs before a block */
};

/* What was seen of a text in passing; `{0}` to begin with. */
struct detect_look {
    bool broken;   /* it is not UTF-8 */
    bool high;     /* not all of it is seven-bit */
    bool escapes;  /* it has the escapes of ISO-2022-JP */
    char carry[4]; /* the end of the last block, where something may be cut */
    size_t carried;
};

/* Takes the next block; `last`: nothing follows. The DETECT_AHEAD bytes before it are overwritten. */
void detect_look(struct detect_look *look, char *bytes, size_t length, bool last);

/* The same for a text that is all there. */
void detect_look_whole(struct detect_look *look, const char *bytes, size_t length);

/*
 * Fills `*encoding`; its name is NULL when there is no telling. `head` are the first bytes of the source, up to
 * DETECT_PROBE. In this order:
 * 1. Valid UTF-8 throughout; but seven-bit text with the escapes of ISO-2022-JP is that.
 * 2. With declared titles: the one under which most are found among uchardet's, CP932, EUC-JP and UTF-8 (a damaged
 *    file), unless all find as many.
 * 3. uchardet's, from 64 KiB; but where that is an encoding of one byte per character, or none, and the bytes read
 *    well as Japanese, they are: uchardet takes short texts and half-width kana for Windows-1252.
 */
MUST_CHECK enum status detect_encoding(const struct source *source, bool utf8, bool jis, const char *head,
                                       size_t length, const struct reader_options *options, struct encoding *encoding,
                                       struct errors *errors);

#endif
