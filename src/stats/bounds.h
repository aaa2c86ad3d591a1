/* What those that did not answer could make of a rate. Counts in, a struct out. */
#ifndef STATS_BOUNDS_H
#define STATS_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

enum bounds_assumption {
    BOUNDS_NONE,     /* nothing: every one may have adopted, or not */
    BOUNDS_MONOTONE, /* as a group they adopted at most as often as those that answered */
    BOUNDS_CARRIED,  /* those that answered in the wave before do as they did then; of the rest nothing is assumed */
    BOUNDS_END
};

const char *bounds_assumption_name(enum bounds_assumption assumption);
bool bounds_assumption_parse(const char *name, enum bounds_assumption *assumption);

struct bounds {
    double lowest, highest;
};

/*
 * The least and the largest share of N institutions that can have adopted, where x of n are known to have (Horowitz and
 * Manski 1998, J. Econometrics 84:37): [x/N, (x + N - n)/N] where nothing is assumed, [x/N, x/n] under BOUNDS_MONOTONE
 * (Manski and Pepper 2000, Econometrica 68:997), and under BOUNDS_CARRIED as if the `carried` institutions, of which
 * `carried_adopted` had adopted, had answered so. False, with NaN, where N < n, n < 1, or more are carried than are
 * missing.
 */
bool bounds_of(enum bounds_assumption assumption, int64_t x, int64_t n, int64_t N, int64_t carried_adopted,
               int64_t carried, struct bounds *bounds);

#endif
