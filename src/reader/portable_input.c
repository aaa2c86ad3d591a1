/* Portable files from below: lines, characters, numbers to the base of 30, strings. */
#define _POSIX_C_SOURCE 200809L
#include "reader/portable_inside.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "reader/plain.h"

enum { LINE = 80, BASE = 30, DIGITS_MOST = 13 /* 30^13 < 2^64 */ };

void portable_damaged(struct portable *portable, const char *what)
{
    if (portable->status == STATUS_OK)
        portable->status = errors_add(portable->errors, ERROR_FORM_DAMAGED, (struct place){.file = portable->name},
                                      "open it in SPSS and save it again, or save it as CSV in UTF-8",
                                      "unable to read it as a portable file of SPSS: %s", what);
}

void portable_no_memory(struct portable *portable)
{
    if (portable->status == STATUS_OK)
        portable->status = errors_memory(portable->errors);
}

/* Bytes and characters */

/* The next byte; -1 at the end or after a problem. */
static int next_byte(struct portable *portable)
{
    if (portable->next < portable->length)
        return portable->bytes[portable->next++];
    ssize_t got;
    do
        got = pread(portable->file, portable->bytes, sizeof portable->bytes, portable->at);
    while (got < 0 && errno == EINTR);
    if (got < 0 && portable->status == STATUS_OK)
        portable->status = errors_add(portable->errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s",
                                      portable->name, strerror(errno));
    if (got <= 0)
        return -1;
    portable->at += got;
    portable->length = (size_t)got;
    portable->next = 1;
    return portable->bytes[0];
}

int portable_raw(struct portable *portable)
{
    for (;;) {
        if (portable->status != STATUS_OK)
            return -1;
        if (portable->pending && portable->column < LINE) {
            portable->column++;
            return ' ';
        }
        int byte = next_byte(portable);
        if (portable->pending) {
            portable->pending = false;
            portable->column = 0;
        }
        if (byte == '\r')
            continue;
        if (byte == '\n') {
            portable->pending = true;
            continue;
        }
        if (byte < 0) {
            portable_damaged(portable, "it ends too early");
            return -1;
        }
        portable->column++;
        return byte;
    }
}

int portable_character(struct portable *portable)
{
    int byte = portable_raw(portable);
    return byte < 0 ? -1 : portable->meanings[byte];
}

/* Numbers and strings */

static int digit_of(int character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    return character >= 'A' && character <= 'T' ? character - 'A' + 10 : -1;
}

static double scaled(uint64_t mantissa, int64_t exponent)
{
    /* Powers of 30 up to the 13th are exact, so that a number of few digits is the nearest double. */
    double power = 1;
    int64_t steps = exponent < 0 ? -exponent : exponent;
    if (steps > DIGITS_MOST || mantissa > (uint64_t)1 << 53)
        return (double)((long double)mantissa * powl(BASE, (long double)exponent));
    for (int64_t i = 0; i < steps; i++)
        power *= BASE;
    return exponent < 0 ? (double)mantissa / power : (double)mantissa * power;
}

double portable_number_from(struct portable *portable, int character)
{
    uint64_t mantissa = 0;
    int64_t exponent = 0, given = 0;
    int digits = 0, digit;
    bool any = false, point = false;
    while (character == ' ')
        character = portable_character(portable);
    if (character == '*') {
        (void)portable_character(portable); /* a point */
        return NAN;
    }
    bool negative = character == '-';
    if (negative)
        character = portable_character(portable);
    for (; (digit = digit_of(character)) >= 0 || (character == '.' && !point);
         character = portable_character(portable)) {
        if (digit < 0) {
            point = true;
            continue;
        }
        any = true;
        if (digits < DIGITS_MOST) {
            mantissa = mantissa * BASE + (uint64_t)digit;
            digits += mantissa > 0;
            exponent -= point;
        } else
            exponent += !point;
    }
    if (any && (character == '+' || character == '-')) {
        bool below = character == '-';
        any = false;
        while ((digit = digit_of(character = portable_character(portable))) >= 0) {
            any = true;
            given = given < 1000 ? given * BASE + digit : given;
        }
        exponent += below ? -given : given;
    }
    if (portable->status != STATUS_OK)
        return NAN;
    double value = scaled(mantissa, exponent);
    if (!any || character != '/' || !isfinite(value)) {
        portable_damaged(portable, "a number does not hold up");
        return NAN;
    }
    return negative ? -value : value;
}

double portable_number(struct portable *portable)
{
    return portable_number_from(portable, portable_character(portable));
}

/* A count, a width or a length from 0 to `most`; 0 after a problem. */
static size_t read_count_from(struct portable *portable, int character, size_t most)
{
    double value = portable_number_from(portable, character);
    if (portable->status != STATUS_OK)
        return 0;
    if (!(value >= 0 && value <= (double)most && value == floor(value))) {
        portable_damaged(portable, "a count or a length does not hold up");
        return 0;
    }
    return (size_t)value;
}

size_t portable_count(struct portable *portable, size_t most)
{
    return read_count_from(portable, portable_character(portable), most);
}

static void not_decoded(struct portable *portable)
{
    if (portable->status == STATUS_OK)
        portable->status =
            portable->encoding_given
                ? errors_add(portable->errors, ERROR_FORM_DAMAGED, (struct place){.file = portable->name},
                             "correct `encoding:` in study.yaml or --encoding, or save the file as CSV in UTF-8",
                             "the SPSS file has a text that is not in the encoding asked for")
                : errors_add(portable->errors, ERROR_FORM_DAMAGED, (struct place){.file = portable->name},
                             "name its encoding with `encoding:` in study.yaml or --encoding, such as CP932",
                             "the SPSS file does not say what its text is written in, and it is not UTF-8");
}

/* `raw` in UTF-8 in `text`, without trailing blanks. */
static void decode(struct portable *portable)
{
    struct buffer *text = &portable->text;
    char *from = portable->raw.bytes;
    size_t left = plain_length(from, portable->raw.length);
    text->length = 0;
    if (portable->converter == (iconv_t)-1) {
        if (!left || plain_is_utf8(from, &left))
            buffer_add(text, from, left);
        else
            not_decoded(portable);
    } else {
        (void)iconv(portable->converter, NULL, NULL, NULL, NULL);
        while (left && portable->status == STATUS_OK) {
            char piece[512], *to = piece;
            size_t room = sizeof piece;
            size_t done = iconv(portable->converter, &from, &left, &to, &room);
            buffer_add(text, piece, sizeof piece - room);
            if (done == (size_t)-1 && errno == EINVAL) /* a character cut in two by the width of the field */
                break;
            if (done == (size_t)-1 && errno != E2BIG)
                not_decoded(portable);
        }
    }
    if (buffer_status(text) != STATUS_OK)
        portable_no_memory(portable);
}

void portable_string_from(struct portable *portable, int character)
{
    size_t length = read_count_from(portable, character, PORTABLE_STRING_MOST);
    portable->raw.length = 0;
    for (size_t i = 0; i < length; i++) {
        character = portable_character(portable);
        if (character < 0)
            return;
        buffer_byte(&portable->raw, (char)character);
    }
    if (buffer_status(&portable->raw) != STATUS_OK)
        portable_no_memory(portable);
    if (portable->status == STATUS_OK)
        decode(portable);
}

void portable_string(struct portable *portable)
{
    portable_string_from(portable, portable_character(portable));
}

const char *portable_copy(struct portable *portable)
{
    portable_string(portable);
    if (portable->status != STATUS_OK)
        return NULL;
    const char *copy = arena_text(portable->arena, buffer_get(&portable->text), portable->text.length);
    if (!copy)
        portable_no_memory(portable);
    return copy;
}
