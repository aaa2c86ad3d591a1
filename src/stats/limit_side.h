/*
 * On which side of a value a limit of a stratified rate lies, told for millions of samples of one design without
 * computing their limits: those of any method of design_limits are functions of the rate p and of the effective number
 * of answers m = p (1 - p) / V, and at one m rise with p. The rates at which they cross the value are found once, at a
 * grid of m; a sample too near to its neighbours on the grid is left to design_limits.
 */
#ifndef STATS_LIMIT_SIDE_H
#define STATS_LIMIT_SIDE_H

#include "stats/design.h"

/* From 1 upwards, each 2 % above the one before: to 10^8. */
enum { LIMIT_SIDE_GRID = 1024 };

struct limit_side {
    enum design_method method; /* not DESIGN_PREDICTIVE */
    double level;              /* of confidence */
    bool upper;                /* the limit: the upper one, else the lower */
    double value;
    double df;
    int64_t valid;              /* both are those of every sample */
    double at[LIMIT_SIDE_GRID]; /* by m, once sought; NaN: there are no limits */
    bool sought[LIMIT_SIDE_GRID];
};

/* `estimate` is of any sample of the design. */
void limit_side_begin(struct limit_side *limit, enum design_method method, double level, bool upper, double value,
                      const struct design_estimate *estimate);

/* -1: the limit is defined and below the value; 1: above; 0: near to it, equal, undefined, or of another design. */
int limit_side_of(struct limit_side *limit, const struct design_estimate *estimate);

#endif
