/* UTF-8 through utf8proc. */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The code point at the start, or -1; `*size` gets its bytes. */
static utf8proc_int32_t point_at(const char *text, size_t length, size_t *size)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &point);
    *size = taken > 0 ? (size_t)taken : 1;
    return taken > 0 ? point : -1;
}

size_t text_next(const char *text, size_t length)
{
    if (!length)
        return 0;
    size_t size;
    (void)point_at(text, length, &size);
    return size;
}

int64_t text_points(const char *text, size_t length)
{
    int64_t points = 0;
    for (size_t at = 0; at < length; points++)
        at += text_next(text + at, length - at);
    return points;
}

size_t text_offset(const char *text, size_t length, int64_t points)
{
    size_t at = 0;
    for (int64_t i = 0; i < points && at < length; i++)
        at += text_next(text + at, length - at);
    return at;
}

size_t text_width(const char *text, size_t length)
{
    size_t width = 0, size;
    for (size_t at = 0; at < length; at += size) {
        utf8proc_int32_t point = point_at(text + at, length - at, &size);
        int columns = point < 0 ? 1 : utf8proc_charwidth(point);
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}

bool text_is_utf8(const char *text, size_t length, size_t *bad)
{
    for (size_t at = 0; at < length;) {
        if (!((unsigned char)text[at] & 0x80)) {
            at++;
            continue;
        }
        size_t size;
        if (point_at(text + at, length - at, &size) < 0) {
            if (bad)
                *bad = at;
            return false;
        }
        at += size;
    }
    return true;
}

static bool is_ascii_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_space(utf8proc_int32_t point)
{
    return (point < 0x80 && is_ascii_space((char)point)) || point == 0xA0 || point == 0x3000 || point == 0xFEFF ||
           (point > 0 && utf8proc_category(point) == UTF8PROC_CATEGORY_ZS);
}

/* Drops white space from both ends of [*start, *end). */
static void trim(const char *text, size_t *start, size_t *end)
{
    size_t size;
    while (*start < *end && is_space(point_at(text + *start, *end - *start, &size)))
        *start += size;
    size_t last = *start;
    for (size_t at = *start; at < *end; at += size)
        if (!is_space(point_at(text + at, *end - at, &size)))
            last = at + size;
    *end = last;
}

/* Whether the three bytes are a kana, an ideograph or a mark beside them that NFKC leaves as it is: U+3001, 3002, 3005,
 * 3007 to 3011, 3041 to 3096, 30A1 to 30FE, 4E00 to 9FFF. */
static bool is_plain_japanese(const unsigned char *byte)
{
    if ((byte[1] & 0xC0) != 0x80 || (byte[2] & 0xC0) != 0x80)
        return false;
    unsigned point = (byte[0] & 0x0Fu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x30A1 && point <= 0x30FE) ||
           (point >= 0x3041 && point <= 0x3096) || (point >= 0x3007 && point <= 0x3011) || point == 0x3001 ||
           point == 0x3002 || point == 0x3005;
}

/* Whether the text is in NFKC without asking for it: what most Japanese text is made of, and nothing that combines with
 * what stands before it. */
static bool is_plain(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)text[at];
        if (byte < 0x80)
            at++;
        else if (byte >= 0xE3 && byte <= 0xE9 && length - at >= 3 &&
                 is_plain_japanese((const unsigned char *)text + at))
            at += 3;
        else
            return false;
    }
    return true;
}

char *text_nfkc(struct arena *arena, const char *text, size_t length)
{
    size_t start = 0, end = length;
    if (is_plain(text, length)) { /* no white space but ASCII's, so the ends tell all */
        while (start < end && is_ascii_space(text[start]))
            start++;
        while (start < end && is_ascii_space(text[end - 1]))
            end--;
        return arena_text(arena, text + start, end - start);
    }
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &mapped,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (size < 0)
        return NULL;
    end = (size_t)size;
    trim((const char *)mapped, &start, &end);
    char *result = arena_text(arena, (const char *)mapped + start, end - start);
    free(mapped); /* utf8proc allocates with malloc and says to free so */
    return result;
}

/* C0, DEL and C1 drive a terminal; the bidirectional controls make it show a line in another order than it is. */
static bool is_control(utf8proc_int32_t point)
{
    return point < 0x20 || point == 0x7F || (point >= 0x80 && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

void text_add_safe(struct buffer *out, const char *text, size_t length)
{
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        utf8proc_int32_t point = point_at(text + at, length - at, &size);
        if (is_control(point)) {
            for (size_t i = 0; i < size; i++)
                buffer_format(out, "\\x%02x", (unsigned)(unsigned char)text[at + i]);
        } else
            buffer_add(out, text + at, size);
    }
}

void text_add_safe_lines(struct buffer *out, const char *text, size_t length)
{
    for (const char *end; length && (end = memchr(text, '\n', length)) != NULL;) {
        size_t line = (size_t)(end - text);
        text_add_safe(out, text, line);
        buffer_byte(out, '\n');
        text += line + 1;
        length -= line + 1;
    }
    text_add_safe(out, text, length);
}

bool text_is_id(const char *id)
{
    if (id[0] < 'a' || id[0] > 'z')
        return false;
    for (const char *c = id + 1; *c; c++) {
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_'))
            return false;
        if (*c == '_' && c[-1] == '_')
            return false;
    }
    return true;
}

size_t text_distance(const char *a, const char *b, size_t limit)
{
    enum { LONGEST = 64 };
    utf8proc_int32_t as[LONGEST] = {0}, bs[LONGEST] = {0};
    size_t na = 0, nb = 0, size;
    for (size_t at = 0, n = strlen(a); at < n && na < LONGEST; at += size)
        as[na++] = point_at(a + at, n - at, &size);
    for (size_t at = 0, n = strlen(b); at < n && nb < LONGEST; at += size)
        bs[nb++] = point_at(b + at, n - at, &size);
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t best = above[j - 1] + (as[i - 1] != bs[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && as[i - 1] == bs[j - 2] && as[i - 2] == bs[j - 1] && two_above[j - 2] + 1 < best)
                best = two_above[j - 2] + 1;
            row[j] = best;
        }
    }
    size_t distance = rows[na % 3][nb];
    return distance > limit ? limit + 1 : distance;
}

void text_suggest(struct buffer *out, const char *name, const char *const *known)
{
    size_t limit = (size_t)text_points(name, strlen(name)) / 3, best = limit + 1;
    const char *nearest = NULL;
    for (const char *const *one = known; *one; one++) {
        size_t distance = **one ? text_distance(name, *one, limit) : best;
        if (distance < best) {
            best = distance;
            nearest = *one;
        }
    }
    if (nearest) {
        buffer_format(out, "did you mean '%s'?", nearest);
        return;
    }
    enum { SHOWN = 12 };
    int shown = 0;
    for (size_t i = 0; known[i] && shown <= SHOWN; i++)
        if (*known[i]) {
            buffer_format(out, "%s%s", shown ? ", " : "known here: ", shown < SHOWN ? known[i] : "…");
            shown++;
        }
}
