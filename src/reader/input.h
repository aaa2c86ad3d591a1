/*
 * The raw bytes of a file, block by block: from memory or from a descriptor, gzip unpacked on the way. Private to the
 * reader.
 */
#ifndef READER_INPUT_H
#define READER_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Where the bytes come from; one source can be opened several times. */
struct source {
    const char *name;  /* for messages */
    const char *bytes; /* borrowed; NULL: `file` */
    int file;          /* a descriptor that can be read at any offset */
    int64_t length;    /* of the bytes as they are */
    bool gzip;
    size_t block; /* at most so many bytes are given at once; 0: as many as there is room for */
};

struct input;

/* Caller closes with input_close. `source` is borrowed until then. */
MUST_CHECK enum status input_open(const struct source *source, struct input **input, struct errors *errors);
void input_close(struct input *input);

/* The next bytes, at most `room`; `*got` is 0 at the end only. Fails with what is wrong: a file that can't be read or
 * got shorter, gzip that is damaged. */
MUST_CHECK enum status input_read(struct input *input, char *to, size_t room, size_t *got, struct errors *errors);

/* How many bytes of the file as it is were used so far. */
int64_t input_consumed(const struct input *input);

/* The room that a buffer of `most` bytes needs for this source: less for a small one. */
size_t input_room(const struct source *source, size_t most);

/* Whether the bytes begin as gzip does. */
bool input_is_gzip(const char *bytes, size_t length);

/* At most `room` bytes from `offset` of the descriptor; fewer only at its end. */
MUST_CHECK enum status input_at(int file, const char *name, int64_t offset, char *to, size_t room, size_t *got,
                                struct errors *errors);

/* Puts what the source unpacks to into a temporary file that has no name; the caller closes the descriptor. */
MUST_CHECK enum status input_spool(const struct source *source, int *file, struct errors *errors);

#endif
