/* Cells kept from publication: primary ones, and those that would give them away. */
#include "stats/suppression.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool suppression_is_few(int64_t n, int64_t minimum)
{
    return n > 0 && n < minimum;
}

bool suppression_is_small(int64_t x, int64_t n, int64_t minimum)
{
    return suppression_is_few(x, minimum) || suppression_is_few(n - x, minimum) || suppression_is_few(n, minimum);
}

bool suppression_is_primary(int64_t x, int64_t n, int64_t minimum)
{
    return minimum > 1 && n > 0 && (x == 0 || x == n || suppression_is_small(x, n, minimum));
}

/* The sum of the hidden groups. */
static struct suppression_cell pool_of(const struct suppression_cell *cells, size_t count)
{
    struct suppression_cell pool = {0};
    for (size_t i = 0; i < count; i++) {
        if (!cells[i].hidden)
            continue;
        pool.hidden = true;
        pool.x += cells[i].x;
        pool.n += cells[i].n;
    }
    return pool;
}

void suppression_bounds(const struct suppression_cell *cells, size_t count, size_t at, int64_t *lowest,
                        int64_t *highest)
{
    const struct suppression_cell pool = pool_of(cells, count);
    int64_t others = pool.n - cells[at].n;
    *lowest = pool.x > others ? pool.x - others : 0;
    *highest = least(pool.x, cells[at].n);
}

bool suppression_hide_next(struct suppression_cell *cells, size_t count)
{
    size_t next = count;
    for (size_t i = 0; i < count; i++)
        if (!cells[i].hidden && cells[i].n > 0 && (next == count || cells[i].n < cells[next].n))
            next = i;
    if (next == count)
        return false;
    cells[next].hidden = true;
    return true;
}

/* Whether each hidden group that is primary may be any of enough numbers. */
static bool cells_are_wide(const struct suppression_cell *cells, size_t count, int64_t minimum)
{
    for (size_t i = 0; i < count; i++) {
        int64_t lowest, highest;
        if (!cells[i].hidden || !suppression_is_primary(cells[i].x, cells[i].n, minimum))
            continue;
        suppression_bounds(cells, count, i, &lowest, &highest);
        if (highest - lowest < least(minimum, cells[i].n))
            return false;
    }
    return true;
}

bool suppression_close(struct suppression_cell *cells, size_t count, int64_t minimum)
{
    struct suppression_cell whole = {0};
    for (size_t i = 0; i < count; i++) {
        whole.x += cells[i].x;
        whole.n += cells[i].n;
    }
    if (minimum <= 1 || whole.n == 0)
        return true;
    bool whole_shown = !suppression_is_small(whole.x, whole.n, minimum);
    if (whole_shown && (whole.x == 0 || whole.x == whole.n))
        return true;
    for (size_t i = 0; i < count; i++)
        cells[i].hidden = cells[i].hidden || (cells[i].n > 0 && !whole_shown) ||
                          suppression_is_primary(cells[i].x, cells[i].n, minimum);
    while (whole_shown && !cells_are_wide(cells, count, minimum))
        if (!suppression_hide_next(cells, count))
            return false;
    return whole_shown;
}

/* How many numbers the part of a group may be, less one, where sums of groups and of parts of the hidden are known. */
static int64_t part_width(const int64_t *counts, const bool *hidden, size_t groups, size_t parts, size_t group,
                          size_t part)
{
    int64_t pool = 0, of_part = 0, of_group = 0;
    for (size_t g = 0; g < groups; g++)
        for (size_t p = 0; hidden[g] && p < parts; p++) {
            int64_t n = counts[g * parts + p];
            pool += n;
            of_part += p == part ? n : 0;
            of_group += g == group ? n : 0;
        }
    return least(least(of_part, of_group), least(pool - of_part, pool - of_group));
}

static int64_t sum_of(const int64_t *counts, size_t parts, size_t group)
{
    int64_t sum = 0;
    for (size_t p = 0; p < parts; p++)
        sum += counts[group * parts + p];
    return sum;
}

static bool part_is_primary(const int64_t *counts, size_t parts, size_t group, size_t part, int64_t minimum)
{
    int64_t n = counts[group * parts + part];
    return suppression_is_few(n, minimum) || (n > 0 && n == sum_of(counts, parts, group));
}

static bool parts_are_wide(const int64_t *counts, const bool *hidden, size_t groups, size_t parts, int64_t minimum)
{
    for (size_t g = 0; g < groups; g++)
        for (size_t p = 0; hidden[g] && p < parts; p++)
            if (part_is_primary(counts, parts, g, p, minimum) &&
                part_width(counts, hidden, groups, parts, g, p) < least(minimum, sum_of(counts, parts, g)))
                return false;
    return true;
}

bool suppression_close_parts(const int64_t *counts, const int64_t *weights, bool *hidden, size_t groups, size_t parts,
                             int64_t minimum)
{
    if (minimum <= 1 || parts < 2)
        return true;
    for (size_t g = 0; g < groups; g++)
        for (size_t p = 0; p < parts && !hidden[g]; p++)
            hidden[g] = part_is_primary(counts, parts, g, p, minimum);
    while (!parts_are_wide(counts, hidden, groups, parts, minimum)) {
        size_t next = groups;
        for (size_t g = 0; g < groups; g++)
            if (!hidden[g] && weights[g] > 0 && (next == groups || weights[g] < weights[next]))
                next = g;
        if (next == groups)
            return false;
        hidden[next] = true;
    }
    return true;
}
