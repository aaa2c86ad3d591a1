/* Finishing pictures that are no SVG. */
#define _POSIX_C_SOURCE 200809L
#include "plot/finish.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "base/number.h"
#include "base/text.h"

/* Four bytes, the highest first, as PNG has them. */
static void add_big_endian(struct buffer *out, unsigned long value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_byte(out, (char)(unsigned char)(value >> shift & 0xff));
}

enum status finish_png(const struct buffer *png, struct buffer *out)
{
    static const char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", tail[] = "IEND\xae\x42\x60\x82";
    static const char physical[] = "pHYs";
    enum { HEAD = 33 /* the signature and IHDR */, LENGTH = 9, PER_METRE = 9449 /* 240 to the inch */, METRE = 1 };
    size_t tail_length = sizeof tail - 1;
    if (png->length < HEAD + tail_length || memcmp(png->bytes, head, sizeof head - 1) != 0 ||
        memcmp(png->bytes + png->length - tail_length, tail, tail_length) != 0)
        return STATUS_FAILURE;
    struct buffer chunk = {0};
    buffer_text(&chunk, physical);
    add_big_endian(&chunk, PER_METRE);
    add_big_endian(&chunk, PER_METRE);
    buffer_byte(&chunk, METRE);
    buffer_add(out, png->bytes, HEAD);
    add_big_endian(out, LENGTH);
    if (buffer_status(&chunk) == STATUS_OK) {
        buffer_add(out, chunk.bytes, chunk.length);
        add_big_endian(out, crc32(0, (const unsigned char *)chunk.bytes, (unsigned)chunk.length));
    }
    out->failed = out->failed || chunk.failed;
    buffer_clear(&chunk);
    buffer_add(out, png->bytes + HEAD, png->length - HEAD);
    return STATUS_OK;
}

/* The first `what` in the bytes; NULL when there is none. */
static const char *find(const char *bytes, size_t length, const char *what)
{
    size_t size = strlen(what);
    for (size_t at = 0; at + size <= length; at++)
        if (memcmp(bytes + at, what, size) == 0)
            return bytes + at;
    return NULL;
}

/* "19700101000000" */
static void make_date(char date[15])
{
    const char *given = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    struct tm day;
    if (!given || !number_parse_integer(given, &seconds) || seconds < 0)
        seconds = 0;
    time_t time = (time_t)seconds;
    if (!gmtime_r(&time, &day) || strftime(date, 15, "%Y%m%d%H%M%S", &day) != 14)
        (void)snprintf(date, 15, "19700101000000");
}

enum status finish_pdf(const struct buffer *pdf, struct buffer *out)
{
    static const char head[] = "%PDF-", tail[] = "%%EOF\n", named[] = "/CreationDate (D:";
    size_t tail_length = sizeof tail - 1;
    if (pdf->length < sizeof head + tail_length || memcmp(pdf->bytes, head, sizeof head - 1) != 0 ||
        memcmp(pdf->bytes + pdf->length - tail_length, tail, tail_length) != 0)
        return STATUS_FAILURE;
    /* cairo before 1.17 knows no SOURCE_DATE_EPOCH; a day of the same length moves no offset */
    const char *date = find(pdf->bytes, pdf->length, named);
    size_t before = date ? (size_t)(date - pdf->bytes) + sizeof named - 1 : pdf->length;
    char digits[15];
    buffer_add(out, pdf->bytes, before);
    if (date && pdf->length - before >= 14) {
        make_date(digits);
        buffer_text(out, digits);
        before += 14;
    }
    buffer_add(out, pdf->bytes + before, pdf->length - before);
    return STATUS_OK;
}

/* The bytes of an escape sequence for colours at the begin of the text; 0: none begins there. */
static size_t escape_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != '\x1b' || text[1] != '[')
        return 0;
    size_t at = 2;
    while (at < length && text[at] != 'm')
        at++;
    return at < length ? at + 1 : length;
}

/* One line. A wide character takes a cell of gnuplot's and two columns here: after the end of its text so many cells
 * are left out, but for the one that tells the end. */
static void add_line(const char *line, size_t length, struct buffer *out)
{
    size_t owed = 0, skipped = 0, shown = 0; /* `shown`: up to the last that is no blank */
    for (size_t at = 0, step; at < length; at += step) {
        step = escape_length(line + at, length - at);
        if (step) {
            buffer_add(out, line + at, step);
            continue;
        }
        step = text_next(line + at, length - at);
        if (line[at] == '\f' || line[at] == '\r')
            continue;
        if (step == sizeof WIDE_END - 1 && memcmp(line + at, WIDE_END, step) == 0) {
            skipped = owed ? owed - 1 : 0;
            owed = 0;
        } else if (skipped) {
            skipped--;
        } else {
            owed += text_width(line + at, step) > 1;
            buffer_add(out, line + at, step);
            shown = line[at] == ' ' ? shown : out->length;
        }
    }
    if (out->failed || !out->bytes)
        return;
    out->bytes[out->length = shown] = '\0';
    if (strchr(out->bytes, '\x1b'))
        buffer_text(out, "\x1b[0m"); /* what follows the picture has no colour of it */
}

enum status finish_characters(const struct buffer *text, struct buffer *out)
{
    const char *line = buffer_get(text);
    size_t begin = out->length, empty = 0;
    while (*line) {
        size_t length = strcspn(line, "\n");
        struct buffer one = {0};
        add_line(line, length, &one);
        if (!one.length) {
            empty++;
        } else {
            if (out->length > begin)
                buffer_fill(out, '\n', empty);
            empty = 0;
            buffer_add(out, one.bytes, one.length);
            buffer_byte(out, '\n');
        }
        if (buffer_status(&one) != STATUS_OK)
            out->failed = true;
        buffer_clear(&one);
        line += length + (line[length] == '\n');
    }
    return out->length > begin || out->failed ? STATUS_OK : STATUS_FAILURE;
}
