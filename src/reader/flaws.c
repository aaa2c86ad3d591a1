/* Bytes that the encoding does not allow, and NUL bytes, at their line and column. */
#include "reader/flaws.h"

#include <string.h>

#include "base/text.h"

static void hint_encoding(const struct flaw_teller *teller, const char *encoding, struct buffer *hint)
{
    if (teller->origin == ORIGIN_MARK)
        buffer_format(hint, "the byte order mark says %s; correct the file", encoding);
    else
        buffer_format(hint,
                      "%s was %s; correct the file, or name its encoding with `encoding:` in study.yaml or --encoding",
                      encoding, teller->origin == ORIGIN_ASKED ? "asked for" : "found from the bytes of the file");
}

static void tell_nul(struct place place, struct errors *errors)
{
    errors_add(errors, ERROR_TEXT_NUL, place,
               "export the file as CSV in UTF-8 or CP932; UTF-16 without a byte order mark needs "
               "`encoding: utf-16le`",
               "a NUL byte, which no text holds");
}

static void tell_bytes(const struct flaw_teller *teller, const struct encoding *encoding, const struct flaw *flaw,
                       struct place place, struct errors *errors)
{
    struct buffer hint = {0}, bytes = {0};
    hint_encoding(teller, encoding->name, &hint);
    for (size_t i = 0; i < encoding->unit && i < flaw->count; i++)
        buffer_format(&bytes, " 0x%02X", (unsigned)flaw->bytes[i]);
    if (flaw->kind == FLAW_END)
        errors_add(errors, ERROR_TEXT_ENCODING, place, buffer_get(&hint), "the file ends inside a character of %s",
                   encoding->name);
    else
        errors_add(errors, ERROR_TEXT_ENCODING, place, buffer_get(&hint), "byte%s%s can't be read as %s",
                   flaw->kind == FLAW_BYTES && encoding->unit > 1 ? "s" : "", buffer_get(&bytes), encoding->name);
    buffer_clear(&hint);
    buffer_clear(&bytes);
}

/* One flaw on the line of `mark`. */
static void tell(const struct flaw_teller *teller, const struct window *window, struct mark mark,
                 const struct flaw *flaw, struct errors *errors)
{
    struct spot spot = {0};
    spot_take(window, mark, flaw->at, &spot);
    struct place place = {teller->name, spot.line, spot.column};
    if (flaw->kind == FLAW_NUL)
        tell_nul(place, errors);
    else
        tell_bytes(teller, decode_encoding(window->decoder), flaw, place, errors);
    size_t before = (size_t)(flaw->at - mark.start);
    if (flaw->kind != FLAW_RAW && spot.shown && spot.excerpt.length >= before) {
        spot.excerpt.length = before; /* the line up to there, and the bytes that were left out */
        buffer_add(&spot.excerpt, flaw->bytes, flaw->shown);
    }
    spot_show(&spot, errors);
    buffer_clear(&spot.excerpt);
}

bool flaws_tell(struct flaw_teller *teller, struct window *window, struct mark mark, int64_t upto, bool with_end,
                bool only_ready, struct errors *errors)
{
    size_t count = 0, told = 0;
    const struct flaw *flaws = window->decoder ? decode_flaws(window->decoder, &count) : NULL;
    for (; told < count; told++) {
        const struct flaw *flaw = &flaws[told];
        if (flaw->at > upto || (flaw->at == upto && !with_end) || (only_ready && !spot_is_ready(window, flaw->at)))
            break;
        mark_advance(window, &mark, flaw->at);
        if (mark.number == teller->line)
            continue;
        teller->line = mark.number;
        tell(teller, window, mark, flaw, errors);
    }
    if (told)
        decode_drop_flaws(window->decoder, told);
    return told > 0;
}

int64_t flaws_first(const struct window *window, int64_t upto)
{
    size_t count = 0;
    const struct flaw *flaws = window->decoder ? decode_flaws(window->decoder, &count) : NULL;
    return count && flaws[0].at < upto ? flaws[0].at : upto;
}
