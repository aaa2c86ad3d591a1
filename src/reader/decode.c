/* UTF-8 is read where it is to stand and only checked; the rest goes through iconv. */
#define _POSIX_C_SOURCE 200809L
#include "reader/decode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/memory.h"
#include "reader/lines.h"
#include "reader/utf8.h"

/* What iconv_open gives when it fails; POSIX asks for the cast. */
#define NO_CONVERTER ((iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */

enum { RAW = 64 * 1024 };

struct decoder {
    struct encoding encoding;
    struct input *input;
    size_t skip; /* bytes of the mark that are still to be passed over */
    bool input_ended, ended;
    iconv_t converter; /* NO_CONVERTER for UTF-8 */
    char *raw;         /* for iconv: `room` bytes, of which `left` from `from` on are not decoded yet */
    size_t room, from, left;
    char carry[UTF8_CARRY]; /* the beginning of a character of UTF-8 */
    size_t carried;
    int64_t given; /* bytes of text */
    struct flaw *flaws;
    size_t first, count, capacity; /* those before `first` were dropped */
    size_t bad;
    int64_t last_flaw; /* where it is; */
    bool same_line;    /* and that no line end was met since then */
    bool failed;
};

enum status decode_open(const struct source *source, const struct encoding *encoding, size_t skip,
                        struct decoder **decoder, struct errors *errors)
{
    *decoder = NULL;
    struct decoder *opened = mem_alloc(sizeof *opened);
    if (!opened)
        return errors_memory(errors);
    opened->converter = NO_CONVERTER;
    opened->encoding = *encoding;
    opened->skip = skip;
    enum status status = input_open(source, &opened->input, errors);
    if (status != STATUS_OK || encoding_is_utf8(encoding))
        goto out;
    opened->room = input_room(source, RAW);
    opened->raw = mem_alloc(opened->room);
    if (!opened->raw) {
        status = errors_memory(errors);
        goto out;
    }
    errno = 0;
    opened->converter = iconv_open("UTF-8", encoding->iconv);
    if (opened->converter == NO_CONVERTER)
        status = errno == ENOMEM ? errors_memory(errors)
                                 : errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = source->name},
                                              "save the file as UTF-8, or install the C library's converters",
                                              "this system's iconv can't read %s", encoding->name);
out:
    if (status == STATUS_OK)
        *decoder = opened;
    else
        decode_close(opened);
    return status;
}

void decode_close(struct decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->converter != NO_CONVERTER)
        (void)iconv_close(decoder->converter);
    input_close(decoder->input);
    mem_free(decoder->raw);
    mem_free(decoder->flaws);
    mem_free(decoder);
}

/* Notes a flaw before `text + length`, where `text` is the piece under way. */
static void note(struct decoder *decoder, enum flaw_kind kind, const char *text, size_t length, const char *bytes,
                 size_t count, size_t shown)
{
    decoder->bad++;
    int64_t at = decoder->given + (int64_t)length;
    size_t since = decoder->last_flaw > decoder->given ? (size_t)(decoder->last_flaw - decoder->given) : 0;
    if (decoder->same_line && !lines_any(text + since, length - since)) {
        decoder->last_flaw = at;
        return; /* the rest of a line with a flaw is hardly worth another */
    }
    if (mem_grow(&decoder->flaws, &decoder->capacity, decoder->count, sizeof *decoder->flaws) != STATUS_OK) {
        decoder->failed = true;
        return;
    }
    struct flaw *flaw = &decoder->flaws[decoder->count++];
    *flaw = (struct flaw){.at = at, .kind = (unsigned char)kind};
    flaw->count = (unsigned char)(count < sizeof flaw->bytes ? count : sizeof flaw->bytes);
    flaw->shown = (unsigned char)(shown < flaw->count ? shown : flaw->count);
    memcpy(flaw->bytes, bytes, flaw->count);
    decoder->last_flaw = at;
    decoder->same_line = true;
}

/* Checks text[from, length) of the piece; gives the length that can be given on, without the beginning of a character
 * at its end. */
static size_t check(struct decoder *decoder, const char *text, size_t from, size_t length, bool last)
{
    while (from < length) {
        bool cut;
        size_t valid = from + utf8_valid(text + from, length - from, &cut);
        for (size_t at = from; at < valid; at++) {
            const char *nul = memchr(text + at, 0, valid - at);
            if (!nul)
                break;
            at = (size_t)(nul - text);
            note(decoder, FLAW_NUL, text, at, nul, 1, 0);
        }
        if (valid == length || (cut && !last))
            return valid;
        note(decoder, FLAW_RAW, text, valid, text + valid, 1, 0);
        from = valid + 1;
    }
    return length;
}

static enum status read_utf8(struct decoder *decoder, char *to, size_t room, size_t *got, struct errors *errors)
{
    size_t length = decoder->carried;
    memcpy(to, decoder->carry, length);
    if (!decoder->input_ended) {
        size_t more;
        enum status status = input_read(decoder->input, to + length, room - length, &more, errors);
        if (status != STATUS_OK)
            return status;
        decoder->input_ended = more == 0;
        length += more;
    }
    *got = check(decoder, to, 0, length, decoder->input_ended);
    decoder->carried = length - *got;
    memcpy(decoder->carry, to + *got, decoder->carried);
    decoder->ended = decoder->input_ended;
    return STATUS_OK;
}

/* More raw bytes behind those that were left, which begin a character. */
static enum status refill(struct decoder *decoder, struct errors *errors)
{
    memmove(decoder->raw, decoder->raw + decoder->from, decoder->left);
    decoder->from = 0;
    size_t more;
    enum status status =
        input_read(decoder->input, decoder->raw + decoder->left, decoder->room - decoder->left, &more, errors);
    decoder->input_ended = status == STATUS_OK && more == 0;
    decoder->left += more;
    return status;
}

/* Passes over bytes that iconv refused, before `to + length`. */
static void pass_bad(struct decoder *decoder, const char *to, size_t length, bool incomplete)
{
    const char *from = decoder->raw + decoder->from;
    size_t left = decoder->left, unit = decoder->encoding.unit;
    size_t skipped = incomplete || left < unit ? left : unit;
    note(decoder, incomplete ? FLAW_END : FLAW_BYTES, to, length, from, skipped, skipped);
    decoder->from += skipped;
    decoder->left -= skipped;
}

/* Through iconv; `*got` may be 0 before the end, when the input was no whole character. */
static enum status read_converted(struct decoder *decoder, char *to, size_t room, size_t *got, struct errors *errors)
{
    if (!decoder->left && !decoder->input_ended) {
        enum status status = refill(decoder, errors);
        if (status != STATUS_OK)
            return status;
    }
    char *end = to;
    size_t free_room = room, checked = 0;
    bool full = false;
    /* Names that only iconv knows may be wider than Unicode and give what is no UTF-8. */
    const bool trusted = !decoder->encoding.foreign;
    while (!full && decoder->left) {
        char *from = decoder->raw + decoder->from;
        size_t left = decoder->left;
        errno = 0;
        size_t result = iconv(decoder->converter, &from, &left, &end, &free_room);
        int problem = errno;
        decoder->from += decoder->left - left;
        decoder->left = left;
        size_t length = (size_t)(end - to);
        for (; trusted && checked < length; checked++) {
            const char *nul = memchr(to + checked, 0, length - checked);
            checked = nul ? (size_t)(nul - to) : length;
            if (nul)
                note(decoder, FLAW_NUL, to, checked, nul, 1, 0);
        }
        if (!trusted)
            (void)check(decoder, to, checked, length, true);
        checked = length;
        if (result != (size_t)-1)
            continue;
        if (problem == E2BIG)
            full = true;
        else if (problem == EINVAL && !decoder->input_ended) {
            enum status status = refill(decoder, errors);
            if (status != STATUS_OK)
                return status;
        } else
            pass_bad(decoder, to, length, problem == EINVAL);
    }
    if (!full && decoder->input_ended) {
        /* Some decoders hold the last character back, in case a combining one follows. */
        if (iconv(decoder->converter, NULL, NULL, &end, &free_room) != (size_t)-1 || errno != E2BIG)
            decoder->ended = true;
    }
    *got = (size_t)(end - to);
    return STATUS_OK;
}

/* Passes over the byte order mark. */
static enum status skip_mark(struct decoder *decoder, struct errors *errors)
{
    while (decoder->skip) {
        char mark[4];
        size_t got;
        enum status status = input_read(decoder->input, mark, decoder->skip, &got, errors);
        if (status != STATUS_OK || !got)
            return status;
        decoder->skip -= got;
    }
    return STATUS_OK;
}

enum status decode_read(struct decoder *decoder, char *to, size_t room, size_t *got, struct errors *errors)
{
    *got = 0;
    enum status status = skip_mark(decoder, errors);
    while (status == STATUS_OK && !*got && !decoder->ended)
        status = decoder->converter == NO_CONVERTER ? read_utf8(decoder, to, room, got, errors)
                                                    : read_converted(decoder, to, room, got, errors);
    if (status == STATUS_OK && decoder->failed)
        status = errors_memory(errors);
    if (decoder->same_line && *got) {
        size_t since = decoder->last_flaw > decoder->given ? (size_t)(decoder->last_flaw - decoder->given) : 0;
        decoder->same_line = !lines_any(to + since, *got - since);
    }
    decoder->given += (int64_t)*got;
    return status;
}

const struct flaw *decode_flaws(const struct decoder *decoder, size_t *count)
{
    *count = decoder->count - decoder->first;
    return *count ? decoder->flaws + decoder->first : NULL;
}

void decode_drop_flaws(struct decoder *decoder, size_t count)
{
    decoder->first += count;
    if (decoder->first == decoder->count)
        decoder->first = decoder->count = 0;
}

size_t decode_bad(const struct decoder *decoder)
{
    return decoder->bad;
}

int64_t decode_consumed(const struct decoder *decoder)
{
    return input_consumed(decoder->input);
}

const struct encoding *decode_encoding(const struct decoder *decoder)
{
    return &decoder->encoding;
}
