/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#include "reader/utf8.h"

#include <stdint.h>
#include <string.h>

static const uint64_t high_bits = UINT64_C(0x8080808080808080);

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOWEST_BYTE_FIRST 1
#else
#define LOWEST_BYTE_FIRST 0
#endif

/* The end of the seven-bit text that begins at `at`. */
static size_t pass_ascii(const unsigned char *text, size_t length, size_t at)
{
    uint64_t words[4];
    while (length - at >= sizeof *words) {
        memcpy(words, text + at, sizeof *words);
        uint64_t met = *words & high_bits;
        if (met && LOWEST_BYTE_FIRST)
            return at + (size_t)__builtin_ctzll(met) / 8;
        if (met)
            break;
        at += sizeof *words;
        while (length - at >= sizeof words) {
            memcpy(words, text + at, sizeof words);
            if ((words[0] | words[1] | words[2] | words[3]) & high_bits)
                break;
            at += sizeof words;
        }
    }
    while (at < length && text[at] < 0x80)
        at++;
    return at;
}

/* The end of the characters of three bytes that begin at `at`, or one of them with a rule of its own: after E0 and ED
 * not every second byte is allowed. Two at a time: what most of Japanese is made of. */
static size_t pass_three(const unsigned char *text, size_t length, size_t at)
{
    static const unsigned char masks[8] = {0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0},
                               values[8] = {0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80};
    enum { PLAIN = 0xFFFF & ~(1 << 0x0) & ~(1 << 0xD) }; /* by the low half of the first byte */
    uint64_t mask, value, word;
    memcpy(&mask, masks, sizeof mask);
    memcpy(&value, values, sizeof value);
    for (; length - at >= sizeof word; at += 6) {
        memcpy(&word, text + at, sizeof word);
        if ((word & mask) != value || !(PLAIN >> (text[at] & 15) & PLAIN >> (text[at + 3] & 15) & 1))
            break;
    }
    while (length - at >= 3 && text[at] > 0xE0 && text[at] < 0xED && (text[at + 1] & 0xC0) == 0x80 &&
           (text[at + 2] & 0xC0) == 0x80)
        at += 3;
    return at;
}

static bool is_within(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* The bytes of the character at the start, and the range of its second byte; 0: none begins like that. The table is
 * Unicode's 3-7, "Well-Formed UTF-8 Byte Sequences". */
static size_t begin(unsigned char first, unsigned char *low, unsigned char *high)
{
    *low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    *high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (first < 0x80)
        return 1;
    if (is_within(first, 0xC2, 0xDF))
        return 2;
    if (is_within(first, 0xE0, 0xEF))
        return 3;
    return is_within(first, 0xF0, 0xF4) ? 4 : 0;
}

size_t utf8_valid(const char *text, size_t length, bool *cut)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    if (cut)
        *cut = false;
    while (at < length) {
        if (bytes[at] < 0x80)
            at = pass_ascii(bytes, length, at);
        at = pass_three(bytes, length, at);
        if (at >= length || bytes[at] < 0x80)
            continue;
        unsigned char low, high;
        size_t size = begin(bytes[at], &low, &high), seen = 1;
        while (seen < size && at + seen < length &&
               is_within(bytes[at + seen], seen == 1 ? low : 0x80, seen == 1 ? high : 0xBF))
            seen++;
        if (!size || seen < size) {
            if (cut)
                *cut = size && at + seen == length;
            return at;
        }
        at += size;
    }
    return length;
}
