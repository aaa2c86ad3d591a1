/* Finding line ends, eight bytes at a time: this and memchr are what reading a large file consists of. */
#include "reader/lines.h"

#include <string.h>

/* Not zero when one of the eight bytes is: Warren, Hacker's Delight (2nd ed.), section 6-1. */
static uint64_t zero_byte(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

static uint64_t eight(char byte)
{
    return UINT64_C(0x0101010101010101) * (unsigned char)byte;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOWEST_BYTE_FIRST 1
#else
#define LOWEST_BYTE_FIRST 0
#endif

size_t lines_find(const char *text, size_t length, size_t from, char stop)
{
    const uint64_t stops = eight(stop), feeds = eight('\n'), returns = eight('\r');
    size_t at = from;
    for (; length - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, text + at, sizeof word);
        uint64_t met = zero_byte(word ^ stops) | zero_byte(word ^ feeds) | zero_byte(word ^ returns);
        if (!met)
            continue;
        /* The lowest mark is exact: a borrow can only set one above it. */
        if (LOWEST_BYTE_FIRST)
            return at + (size_t)__builtin_ctzll(met) / 8;
        break;
    }
    while (at < length && text[at] != stop && text[at] != '\n' && text[at] != '\r')
        at++;
    return at;
}

bool lines_any(const char *text, size_t length)
{
    return lines_end(text, length, 0) < length;
}

size_t lines_end(const char *text, size_t length, size_t from)
{
    return lines_find(text, length, from, '\n');
}

size_t lines_after(const char *text, size_t length, size_t end)
{
    if (end >= length)
        return length;
    return text[end] == '\r' && end + 1 < length && text[end + 1] == '\n' ? end + 2 : end + 1;
}

struct line lines_of(const char *text, size_t length, struct line known, size_t offset)
{
    struct line line = known;
    size_t from = line.start;
    while (from < offset) {
        size_t end = lines_end(text, length, from);
        if (end >= offset)
            break;
        from = lines_after(text, length, end);
        if (from <= offset) /* else `offset` is the LF of a CRLF, which belongs to its line */
            line = (struct line){.start = from, .number = line.number + 1};
    }
    return line;
}
