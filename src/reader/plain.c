/* Numbers as text, and texts out of fields of fixed width. */
#include "reader/plain.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

void plain_add(struct buffer *out, double value)
{
    if (value == floor(value) && fabs(value) < 1e15)
        buffer_format(out, "%.0f", fabs(value) > 0 ? value : 0); /* no "-0" */
    else
        number_add_exact(out, value);
}

size_t plain_length(const char *text, size_t length)
{
    while (text && length && text[length - 1] == ' ')
        length--;
    return text ? length : 0;
}

bool plain_is_utf8(const char *text, size_t *length)
{
    size_t bad;
    if (text_is_utf8(text, *length, &bad))
        return true;
    unsigned char lead = (unsigned char)text[bad];
    size_t whole = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (lead >= 0xF5 || *length - bad >= whole)
        return false;
    for (size_t i = bad + 1; i < *length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return false;
    *length = bad;
    return true;
}
