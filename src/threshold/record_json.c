/* JSON as records have it: the same bytes everywhere, and lines that a version control system can compare. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "threshold/record.h"

/* Objects and arrays of the top are spread over lines; what stands in them takes one line each. */
enum { SPREAD_DEPTH = 2 };

static void add_string(struct buffer *out, const char *text)
{
    size_t length = strlen(text), size;
    buffer_byte(out, '"');
    for (size_t at = 0; at < length; at += size) {
        size = text_next(text + at, length - at);
        unsigned char first = (unsigned char)text[at];
        if (first == '"' || first == '\\')
            buffer_format(out, "\\%c", text[at]);
        else if (first < 0x20 || first == 0x7F)
            buffer_format(out, "\\u%04x", (unsigned)first);
        else if (size == 1 && first >= 0x80)
            buffer_text(out, "\xEF\xBF\xBD");
        else
            buffer_add(out, text + at, size);
    }
    buffer_byte(out, '"');
}

/* What stands before a member: a comma, a new line, its key. */
static void begin(struct json_writer *w, const char *key)
{
    bool spread = w->depth > 0 && w->depth <= SPREAD_DEPTH;
    if (w->begun)
        buffer_text(w->out, spread ? "," : ", ");
    if (spread) {
        buffer_byte(w->out, '\n');
        buffer_fill(w->out, ' ', 2 * (size_t)w->depth);
    }
    if (key) {
        add_string(w->out, key);
        buffer_text(w->out, ": ");
    }
    w->begun = true;
}

void put_open(struct json_writer *w, const char *key, char bracket)
{
    begin(w, key);
    buffer_byte(w->out, bracket);
    w->depth++;
    w->begun = false;
}

void put_close(struct json_writer *w, char bracket)
{
    w->depth--;
    if (w->begun && w->depth < SPREAD_DEPTH) {
        buffer_byte(w->out, '\n');
        buffer_fill(w->out, ' ', 2 * (size_t)w->depth);
    }
    buffer_byte(w->out, bracket);
    w->begun = true;
}

void put_text(struct json_writer *w, const char *key, const char *text)
{
    begin(w, key);
    if (text)
        add_string(w->out, text);
    else
        buffer_text(w->out, "null");
}

void put_integer(struct json_writer *w, const char *key, int64_t value)
{
    begin(w, key);
    buffer_format(w->out, "%" PRId64, value);
}

void put_boolean(struct json_writer *w, const char *key, bool value)
{
    begin(w, key);
    buffer_text(w->out, value ? "true" : "false");
}

void put_add_real(struct buffer *out, double value)
{
    buffer_format(out, "%.12g", value == 0 ? 0.0 : value); /* no negative zero */
}

void put_real(struct json_writer *w, const char *key, double value)
{
    begin(w, key);
    if (isfinite(value))
        put_add_real(w->out, value);
    else
        buffer_text(w->out, "null");
}
