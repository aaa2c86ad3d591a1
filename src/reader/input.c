/* Bytes through pread, never mmap: a file that is cut while we read it must end in a message. */
#define _POSIX_C_SOURCE 200809L
#include "reader/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

enum { PACKED = 64 * 1024 };

struct input {
    const struct source *source;
    int64_t at; /* of the file as it is */
    z_stream stream;
    char *packed; /* what the stream reads from; NULL without gzip */
    bool inflating, begun, ended;
};

enum status input_at(int file, const char *name, int64_t offset, char *to, size_t room, size_t *got,
                     struct errors *errors)
{
    *got = 0;
    while (*got < room) {
        ssize_t count = pread(file, to + *got, room - *got, (off_t)(offset + (int64_t)*got));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name,
                              strerror(errno));
        if (count == 0)
            break;
        *got += (size_t)count;
    }
    return STATUS_OK;
}

size_t input_room(const struct source *source, size_t most)
{
    enum { SPARE = 16 };
    bool small = !source->gzip && source->length + SPARE < (int64_t)most;
    return small ? (size_t)source->length + SPARE : most;
}

bool input_is_gzip(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\x1F\x8B\x08", 3) == 0;
}

enum status input_open(const struct source *source, struct input **input, struct errors *errors)
{
    *input = NULL;
    struct input *opened = mem_alloc(sizeof *opened);
    if (!opened)
        return errors_memory(errors);
    opened->source = source;
    if (source->gzip) {
        opened->packed = mem_alloc(PACKED);
        /* 15 + 16: the largest window, and a gzip header, nothing else */
        opened->inflating = opened->packed && inflateInit2(&opened->stream, 15 + 16) == Z_OK;
        if (!opened->inflating) {
            input_close(opened);
            return errors_memory(errors);
        }
    }
    *input = opened;
    return STATUS_OK;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->inflating)
        (void)inflateEnd(&input->stream);
    mem_free(input->packed);
    mem_free(input);
}

/* The next bytes as they are. */
static enum status read_raw(struct input *input, char *to, size_t room, size_t *got, struct errors *errors)
{
    const struct source *source = input->source;
    int64_t left = source->length - input->at;
    if (source->block && room > source->block)
        room = source->block;
    if ((uint64_t)left < room)
        room = (size_t)left;
    *got = room;
    if (source->bytes) {
        if (room)
            memcpy(to, source->bytes + input->at, room);
    } else {
        enum status status = input_at(source->file, source->name, input->at, to, room, got, errors);
        if (status != STATUS_OK)
            return status;
        if (*got < room)
            return errors_add(errors, ERROR_READ, (struct place){0}, "read it again when nothing writes to it",
                              "'%s' became shorter while it was read", source->name);
    }
    input->at += (int64_t)*got;
    return STATUS_OK;
}

static enum status damaged(const struct input *input, const char *what, struct errors *errors)
{
    return errors_add(errors, ERROR_FORM_DAMAGED, (struct place){.file = input->source->name},
                      "copy or compress the file again", "%s", what);
}

/* More packed bytes for the stream, which has used up the last ones. Finds the end of the file and, in a file of
 * several parts, the beginning of the next. */
static enum status refill(struct input *input, struct errors *errors)
{
    z_stream *stream = &input->stream;
    if (!stream->avail_in) {
        size_t got;
        enum status status = read_raw(input, input->packed, PACKED, &got, errors);
        if (status != STATUS_OK)
            return status;
        stream->next_in = (Bytef *)input->packed;
        stream->avail_in = (uInt)got;
        if (!got) {
            input->ended = true;
            return input->begun ? damaged(input, "the gzip data ends too early", errors) : STATUS_OK;
        }
    }
    if (!input->begun) {
        /* Tapes and some tools fill up with zeros behind the last part. */
        while (stream->avail_in && stream->total_in && *stream->next_in == 0) {
            stream->next_in++;
            stream->avail_in--;
        }
        if (!stream->avail_in)
            return STATUS_OK;
        input->begun = true;
        if (stream->total_in && inflateReset(stream) != Z_OK)
            return damaged(input, "the gzip data is damaged", errors);
    }
    return STATUS_OK;
}

static enum status read_packed(struct input *input, char *to, size_t room, size_t *got, struct errors *errors)
{
    z_stream *stream = &input->stream;
    if (room > PACKED)
        room = PACKED;
    stream->next_out = (Bytef *)to;
    stream->avail_out = (uInt)room;
    while (stream->avail_out == room && !input->ended) {
        enum status status = refill(input, errors);
        if (status != STATUS_OK)
            return status;
        if (!stream->avail_in)
            continue;
        int result = inflate(stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            input->begun = false;
        else if (result == Z_MEM_ERROR)
            return errors_memory(errors);
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return damaged(input, "the gzip data is damaged", errors);
    }
    *got = room - stream->avail_out;
    return STATUS_OK;
}

enum status input_read(struct input *input, char *to, size_t room, size_t *got, struct errors *errors)
{
    *got = 0;
    if (input->source->block && room > input->source->block)
        room = input->source->block;
    return input->inflating ? read_packed(input, to, room, got, errors) : read_raw(input, to, room, got, errors);
}

int64_t input_consumed(const struct input *input)
{
    return input->at - (input->inflating ? (int64_t)input->stream.avail_in : 0);
}

enum status input_spool(const struct source *source, int *file, struct errors *errors)
{
    *file = -1;
    struct input *input = NULL;
    char *block = mem_alloc(PACKED);
    enum status status = block ? input_open(source, &input, errors) : errors_memory(errors);
    if (status == STATUS_OK)
        status = file_temporary(file, errors);
    size_t got = 0;
    while (status == STATUS_OK) {
        status = input_read(input, block, PACKED, &got, errors);
        if (status != STATUS_OK || !got)
            break;
        status = file_temporary_add(*file, block, got, errors);
    }
    if (status != STATUS_OK && *file >= 0) {
        (void)close(*file);
        *file = -1;
    }
    input_close(input);
    mem_free(block);
    return status;
}
