/* The texts that the cells of a workbook share. */
#include <string.h>

#include "reader/workbook.h"

enum { TEXT_MOST = 256 * 1024 * 1024, COUNT_MOST = 16 * 1024 * 1024 };

struct reading {
    size_t start;  /* of the string in the text */
    size_t rubies; /* depth in rPh: readings that stand above the characters, which belong not to the text */
    bool string, in_text;
};

static int hex(const char *at)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789ABCDEF0123456789abcdef";
        const char *digit = at[i] ? strchr(digits, at[i]) : NULL;
        if (!digit)
            return -1;
        value = value * 16 + (int)((digit - digits) % 16);
    }
    return value;
}

/* UTF-8 of a code point of the basic plane; gives its length. */
static size_t encode(int point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | point >> 12);
    out[1] = (char)(0x80 | (point >> 6 & 0x3F));
    out[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

void workbook_unescape(struct buffer *text, size_t from)
{
    if (text->failed || text->length < from + 7 || !memchr(text->bytes + from, '_', text->length - from))
        return;
    char *bytes = text->bytes;
    size_t out = from;
    for (size_t at = from; at < text->length;) {
        int point = -1;
        if (text->length - at >= 7 && bytes[at] == '_' && bytes[at + 1] == 'x' && bytes[at + 6] == '_')
            point = hex(bytes + at + 2);
        if (point > 0 && (point < 0xD800 || point > 0xDFFF)) {
            out += encode(point, bytes + out);
            at += 7;
        } else
            bytes[out++] = bytes[at++];
    }
    text->length = out;
    bytes[out] = '\0';
}

static void start(struct part *part, const char *name, const XML_Char **attributes)
{
    struct reading *reading = part->context;
    (void)attributes;
    if (strcmp(name, "si") == 0) {
        reading->string = true;
        reading->start = part->book->strings.text.length;
    } else if (strcmp(name, "rPh") == 0)
        reading->rubies++;
    else if (strcmp(name, "t") == 0)
        reading->in_text = reading->string && !reading->rubies;
}

static void end_string(struct part *part, struct reading *reading)
{
    struct strings *strings = &part->book->strings;
    reading->string = false;
    if (strings->count >= COUNT_MOST) {
        part_stop(part,
                  workbook_damaged(part->book, ERROR_FORM_LIMIT, "the workbook has more than %d texts", COUNT_MOST));
        return;
    }
    workbook_unescape(&strings->text, reading->start);
    if (mem_grow(&strings->ends, &strings->capacity, strings->count, sizeof *strings->ends) != STATUS_OK) {
        part_stop(part, errors_memory(part->book->errors));
        return;
    }
    strings->ends[strings->count++] = strings->text.length;
}

static void end(struct part *part, const char *name)
{
    struct reading *reading = part->context;
    if (strcmp(name, "si") == 0 && reading->string)
        end_string(part, reading);
    else if (strcmp(name, "rPh") == 0)
        reading->rubies--;
    else if (strcmp(name, "t") == 0)
        reading->in_text = false;
}

static void text(struct part *part, const char *bytes, int length)
{
    const struct reading *reading = part->context;
    struct buffer *out = &part->book->strings.text;
    if (!reading->in_text)
        return;
    if (out->length + (size_t)length > TEXT_MOST) {
        part_stop(part, workbook_damaged(part->book, ERROR_FORM_LIMIT, "the workbook has more than %d MiB of text",
                                         TEXT_MOST >> 20));
        return;
    }
    buffer_add(out, bytes, (size_t)length);
    if (buffer_status(out) != STATUS_OK)
        part_stop(part, errors_memory(part->book->errors));
}

enum status strings_read(struct workbook *book, const char *name)
{
    static const struct part_handlers handlers = {.start = start, .end = end, .text = text};
    struct reading reading = {0};
    return part_read(book, name, PART_LARGE, &handlers, &reading);
}
