/*
 * Auxiliary variables whose population totals are known: categories with a target each, and numbers with a total. What
 * weights are calibrated to, and what the residuals behind their variance are taken from. Pure functions.
 */
#ifndef STATS_AUXILIARY_H
#define STATS_AUXILIARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"

/* A margin: each unit is in one category, and the population holds `targets[c]` units of category c. */
struct auxiliary_margin {
    const int32_t *category; /* one for each unit, in 0 .. categories - 1 */
    int32_t categories;      /* >= 1 */
    const double *targets;   /* one for each category, in units of the population, >= 0 and finite */
};

/* A number known of each unit, and its total over the population. A column of ones with the size of the population is
 * the intercept; margins hold it already. */
struct auxiliary_total {
    const double *values; /* one for each unit, finite */
    double target;
};

/* The columns are those of the margins, category by category, then those of the totals. The arrays are the caller's. */
struct auxiliary {
    size_t units;
    const struct auxiliary_margin *margins;
    size_t margin_count;
    const struct auxiliary_total *totals;
    size_t total_count;
};

/* How many columns there are. */
size_t auxiliary_columns(const struct auxiliary *auxiliary);

/* The target of each column; `targets` has auxiliary_columns elements. */
void auxiliary_targets(const struct auxiliary *auxiliary, double *targets);

/* Which margin and category a column is; for a total, margin is margin_count + its index and category -1. */
void auxiliary_place(const struct auxiliary *auxiliary, size_t column, size_t *margin, int32_t *category);

/* The sum over the columns of coefficient times value of one unit. */
double auxiliary_product(const struct auxiliary *auxiliary, size_t unit, const double *coefficients);

/* Adds `amount` times the unit's row to `sums`. */
void auxiliary_add(const struct auxiliary *auxiliary, size_t unit, double amount, double *sums);

/* The sum over the units of weight times row times row, columns * columns; a NULL `weights` is 1 for all. */
void auxiliary_squares(const struct auxiliary *auxiliary, const double *weights, double *matrix);

struct linear_factor;

/* auxiliary_squares, factorised, in the arena; STATUS_FAILURE when there is no memory. */
MUST_CHECK enum status auxiliary_factorise(const struct auxiliary *auxiliary, const double *weights,
                                           struct arena *arena, struct linear_factor *factor);

#endif
