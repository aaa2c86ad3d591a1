/* Reading and writing numbers. The program never calls setlocale, so printf and strtod keep to the point. */
#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool number_parse_integer(const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!*digits || strspn(digits, "0123456789") != strlen(digits))
        return false;
    errno = 0;
    long long parsed = strtoll(text, NULL, 10);
    if (errno)
        return false;
    *value = parsed;
    return true;
}

bool number_parse_real(const char *text, double *value)
{
    if (!*text || strspn(text, "0123456789+-.eE") != strlen(text))
        return false;
    char *end;
    errno = 0;
    double parsed = strtod(text, &end);
    if (*end || end == text || !isfinite(parsed) || (errno && parsed != 0))
        return false;
    *value = parsed;
    return true;
}

void number_add_exact(struct buffer *out, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buffer_text(out, text);
}

void number_add_fixed(struct buffer *out, double value, int decimals, bool plus)
{
    if (!isfinite(value))
        return;
    if (fabs(value) >= 1e15) { /* beyond the digits that a double holds there is nothing to round */
        buffer_format(out, plus ? "%+.*f" : "%.*f", decimals, value);
        return;
    }
    /* The value as d.dddddddddddddde±x, its digits then rounded as text. */
    char scientific[40];
    (void)snprintf(scientific, sizeof scientific, "%.14e", fabs(value));
    int exponent = (int)strtol(strchr(scientific, 'e') + 1, NULL, 10);
    char digits[16];
    digits[0] = scientific[0];
    memcpy(digits + 1, scientific + 2, 14);

    /* `kept` digits stand before the cut: exponent + 1 before the point and `decimals` after it. */
    int kept = exponent + 1 + decimals;
    char result[64];
    int length = 0;
    bool up = kept >= 0 && kept < 15 && digits[kept] >= '5';
    for (int i = -1; i < kept; i++) /* one leading zero, for a carry */
        if (length < (int)sizeof result - 1)
            result[length++] = i < 0 || i >= 15 ? '0' : digits[i];
    if (kept < 0) {
        length = 1;
        result[0] = '0';
    }
    for (int i = length - 1; up && i >= 0; i--) {
        up = result[i] == '9';
        result[i] = up ? '0' : (char)(result[i] + 1);
    }
    /* At least one digit before the point. */
    char padded[96];
    int zeros = decimals + 1 > length ? decimals + 1 - length : 0;
    memset(padded, '0', (size_t)zeros);
    memcpy(padded + zeros, result, (size_t)length);
    length += zeros;
    int first = 0;
    while (first < length - decimals - 1 && padded[first] == '0')
        first++;
    bool zero = true;
    for (int i = first; i < length; i++)
        zero = zero && padded[i] == '0';
    if (value < 0 && !zero)
        buffer_byte(out, '-');
    else if (plus && !zero)
        buffer_byte(out, '+');
    buffer_add(out, padded + first, (size_t)(length - decimals - first));
    if (decimals > 0) {
        buffer_byte(out, '.');
        buffer_add(out, padded + length - decimals, (size_t)decimals);
    }
}
