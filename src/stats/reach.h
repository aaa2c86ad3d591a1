/*
 * When a level will be reached: the distribution of the first wave in which the share of a fitted model is at or above
 * it, by simulation over the parameters. Like the limits of a forecast it holds the uncertainty of the estimates, none
 * of the model.
 */
#ifndef STATS_REACH_H
#define STATS_REACH_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "stats/forecast.h"

/* No wave up to the horizon; after every year. */
#define REACH_NEVER INT_MAX

enum { REACH_MOST_YEARS = 1000, REACH_MOST_DRAWS = 10000000 };

struct reach_plan {
    double share;  /* the level to be reached, in (0, 1) */
    int from, to;  /* the waves looked at, one a year, at most REACH_MOST_YEARS */
    size_t draws;  /* 1 … REACH_MOST_DRAWS; 10000 for two digits of a probability */
    uint64_t seed; /* of random.h: the same seed, the same normal deviates on every machine */
    double level;  /* of the limits, in (0, 1) */
};

struct reach {
    enum forecast_status status;
    size_t draws;
    size_t *first;            /* draws in which the level is first reached in year from + i; lies in the arena */
    size_t never;             /* draws in which no year does */
    int median, lower, upper; /* the first years by which that part of the draws has reached it, or REACH_NEVER; 0
                                 without a status FORECAST_OK */
    double share_never;       /* never / draws */
    double error_never;       /* its Monte Carlo standard error */
};

/*
 * The parameters are drawn from the normal distribution of the estimates (intercept and slope with their covariance;
 * Gelman and Hill 2007, 7.2). A draw that starts above the level has reached it in `from`; one that falls and starts
 * below never will. FORECAST_NO_LIMITS or the refusal of forecast_possible where the fit has no variance or no
 * estimate; FORECAST_INVALID outside the plan's domain; FORECAST_UNDEFINED without memory.
 */
void reach_logistic(const struct logistic_fit *fit, const struct reach_plan *plan, struct arena *arena,
                    struct reach *reach);

/* The same for a curve. Draws outside its domain (p, p + q, K or m not positive) are drawn anew; where these are more
 * than the others, and for a fit that is not identified, FORECAST_NOT_IDENTIFIED and no numbers. */
void reach_curve(const struct curve_fit *fit, const struct reach_plan *plan, struct arena *arena, struct reach *reach);

#endif
