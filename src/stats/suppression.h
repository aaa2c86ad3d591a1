/*
 * Which cells of a table that adds up may be published. A cell is hidden because it is small itself (primary), or so
 * that a hidden one can't be worked out from the sums (secondary). Pure counts, no allocation.
 */
#ifndef STATS_SUPPRESSION_H
#define STATS_SUPPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* x of n in one group; every group adds to a whole. Groups with n = 0 have no data and are never hidden. */
struct suppression_cell {
    int64_t x, n;
    bool hidden;
};

/* 1 to minimum - 1. */
bool suppression_is_few(int64_t n, int64_t minimum);

/* Whether x of n is too few on one side, or the base is: 1 to minimum - 1 of x, of n - x or of n. */
bool suppression_is_small(int64_t x, int64_t n, int64_t minimum);

/* The same of a group of a whole, of which also "none" and "all" speak of each of its members. */
bool suppression_is_primary(int64_t x, int64_t n, int64_t minimum);

/*
 * What whoever knows the n of every group and x of those that are not hidden and of the whole can tell of x in the
 * hidden group `at`: at least *lowest, at most *highest. These bounds are exact (Fréchet): both ends occur.
 */
void suppression_bounds(const struct suppression_cell *cells, size_t count, size_t at, int64_t *lowest,
                        int64_t *highest);

/*
 * Hides what is primary, then the smallest other groups (by n, ties by order) until x of each primary one may be any of
 * at least min(minimum, n) + 1 numbers. Adds to what is hidden already. False where even that all groups are hidden
 * does not do, or the whole is itself small: the whole must then be hidden too, and all are. Where nobody or everybody
 * of the whole is counted by x, the whole says so of each group, and nothing is hidden.
 */
bool suppression_close(struct suppression_cell *cells, size_t count, int64_t minimum);

/* Hides the smallest group that has data and is not hidden; false where there is none. */
bool suppression_hide_next(struct suppression_cell *cells, size_t count);

/*
 * A table of groups by parts, `counts[group * parts + part]`, whose sums by group and by part are known. Hides whole
 * groups, in the same order, beyond those that are hidden, until each part of 1 to minimum - 1, or that is all of its
 * group, may be any of at least min(minimum, sum of the group) + 1 numbers. `weights` orders the groups (smallest
 * first). False where that can't be reached: the parts of the whole must then be hidden too.
 */
bool suppression_close_parts(const int64_t *counts, const int64_t *weights, bool *hidden, size_t groups, size_t parts,
                             int64_t minimum);

#endif
