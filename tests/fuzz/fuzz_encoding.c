/*
 * Any bytes through the decoder and through the guess of the encoding: what comes out is UTF-8 but for what was noted,
 * and the same whatever the size of the blocks and of the room. The first byte chooses the encoding, the second the
 * sizes.
 */
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "reader/decode.h"
#include "reader/detect.h"
#include "reader/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* glibc loads and drops a module with the first and the last converter that needs it, which takes longer than all the
 * rest: one of each is kept open. */
static void keep_converters(void)
{
    static const char *const names[] = {"CP932",    "EUC-JP-MS", "ISO-2022-JP-3", "UTF-16LE",
                                        "UTF-16BE", "CP1252",    "ISO-8859-7",    "GB18030"};
    static iconv_t kept[sizeof names / sizeof *names];
    for (size_t i = 0; i < sizeof names / sizeof *names && !kept[i]; i++)
        kept[i] = iconv_open("UTF-8", names[i]);
}

static void must(int holds)
{
    if (!holds)
        __builtin_trap();
}

/* The text; the flaws that were noted stand at the end. */
static void decode(const struct source *source, const struct encoding *encoding, size_t room, struct buffer *out)
{
    struct errors errors = {0};
    struct decoder *decoder;
    char piece[8192];
    must(decode_open(source, encoding, 0, &decoder, &errors) == STATUS_OK);
    size_t got = 1, count;
    while (got) {
        must(decode_read(decoder, piece, room, &got, &errors) == STATUS_OK && got <= room);
        buffer_add(out, piece, got);
        /* whole characters: a piece is valid where nothing was noted */
        must(decode_bad(decoder) > 0 || utf8_valid(piece, got, NULL) == got);
    }
    must(decode_consumed(decoder) == source->length);
    const struct flaw *flaws = decode_flaws(decoder, &count);
    must((count > 0) == (decode_bad(decoder) > 0));
    size_t length = out->length;
    for (size_t i = 0; i < count; i++) {
        must(flaws[i].at >= 0 && (size_t)flaws[i].at <= length && (!i || flaws[i].at >= flaws[i - 1].at));
        buffer_format(out, "\n%lld %d %d", (long long)flaws[i].at, flaws[i].kind, flaws[i].shown);
        buffer_add(out, flaws[i].bytes, flaws[i].count);
    }
    decode_close(decoder);
    must(errors.total == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"utf-8",    "cp932",        "euc-jp",     "iso-2022-jp",
                                            "utf-16le", "windows-1252", "iso-8859-7", "gb18030"};
    if (size < 2)
        return 0;
    keep_converters();
    struct source source = {.name = "fuzz", .bytes = (const char *)data + 2, .file = -1, .length = (int64_t)size - 2};
    struct encoding encoding;
    must(encoding_parse(encodings[data[0] & 7], &encoding));
    struct buffer whole = {0}, pieces = {0};
    decode(&source, &encoding, 8192, &whole);
    source.block = 1 + data[1] % 16;
    decode(&source, &encoding, (size_t)(DECODE_ROOM + data[1] / 16), &pieces);
    must(whole.length == pieces.length && memcmp(buffer_get(&whole), buffer_get(&pieces), whole.length) == 0);
    buffer_clear(&whole);
    buffer_clear(&pieces);

    /* the quick check of UTF-8 against utf8proc's */
    size_t bad = size - 2, valid = utf8_valid(source.bytes, size - 2, NULL);
    must(text_is_utf8(source.bytes, size - 2, &bad) == (valid == size - 2) && valid == bad);
    /* the guess, one time in eight: uchardet takes its time */
    if (data[0] >> 5 == 7) {
        struct errors errors = {0};
        struct reader_options options = {.name = "fuzz"};
        must(detect_encoding(&source, false, false, source.bytes, size - 2, &options, &encoding, &errors) == STATUS_OK);
    }
    return 0;
}
