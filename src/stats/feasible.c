/* Rounding, backwards. */
#include "stats/feasible.h"

#include <string.h>

enum { MOST_DECIMALS = 6 };

bool printed_percent_parse(const char *text, struct printed_percent *percent)
{
    struct printed_percent read = {0};
    bool point = false, digit = false;
    const char *at = text;
    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point && digit); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        digit = true;
        read.decimals += point;
        read.units = read.units * 10 + (*at - '0');
        if (read.decimals > MOST_DECIMALS || read.units > 100000000)
            return false;
    }
    int64_t whole = 100;
    for (int i = 0; i < read.decimals; i++)
        whole *= 10;
    if (!digit || at[-1] == '.' || (*at && strcmp(at, "%") != 0) || read.units > whole)
        return false;
    *percent = read;
    return true;
}

bool feasible_counts(struct printed_percent percent, int64_t n, int64_t *least, int64_t *most)
{
    int64_t whole = 100;
    for (int i = 0; i < percent.decimals; i++)
        whole *= 10;
    if (n < 1 || n > 1000000000)
        return false;
    /* units - 1/2 <= whole x/n < units + 1/2, doubled: (2 units - 1) n <= 2 whole x < (2 units + 1) n. */
    int64_t low = percent.units ? (2 * percent.units - 1) * n : 0, high = (2 * percent.units + 1) * n;
    int64_t first = (low + 2 * whole - 1) / (2 * whole), last = (high - 1) / (2 * whole);
    last = last < n ? last : n;
    if (first > last)
        return false;
    *least = first;
    *most = last;
    return true;
}
