/*
 * Tests of two factors for independence under a sample's design, and many pairwise comparisons at once. Pure functions;
 * scratch from the arena, one code for each unit among it.
 */
#ifndef STATS_CROSSTAB_H
#define STATS_CROSSTAB_H

#include <stddef.h>
#include <stdint.h>

#include "stats/sample.h"

/* Two factors of the units of a sample. The arrays are the caller's. */
struct crosstab {
    const int32_t *rows; /* codes 0 .. row_levels - 1; < 0: none, the unit is outside of the domain */
    int32_t row_levels;
    const int32_t *columns; /* the same */
    int32_t column_levels;
    const bool *mask; /* the domain: true is inside; NULL: all */
};

struct crosstab_test {
    double statistic;
    double ndf, ddf; /* ddf is infinite for a chi-square */
    double p;        /* upper tail; NaN, as the others, where the test is undefined */
};

struct crosstab_result {
    int32_t row_levels, column_levels; /* those that a unit of the domain has: only they are tested */
    size_t units;                      /* n: units of the domain */
    size_t empty_cells;                /* of row_levels * column_levels, without a unit: the tests are then doubtful */
    double nu;                         /* primary units less strata, of those with a unit in the domain */
    double pearson;                    /* X^2 = n sum (p_ij - p_i p_j)^2 / (p_i p_j) of the estimated shares */
    /* Second order: F = X^2 / tr D on (d, d nu), d = (tr D)^2 / tr D^2, where D holds the generalised design effects,
     * from the observed shares with 1/p taken for 0 in empty cells (Rao and Scott 1984, Ann. Stat. 12:46; Thomas and
     * Rao 1987, J. Am. Stat. Assoc. 82:630). */
    struct crosstab_test second_order;
    /* First order: X^2 itself, and p from X^2 / (tr D / k) on k = (r - 1)(c - 1) (Rao and Scott 1981, J. Am. Stat.
     * Assoc. 76:221). */
    struct crosstab_test first_order;
    /* W/k on (k, nu) from the covariance of the N_ij - N_i N_j / N, the totals of all cells but the first row and
     * column (Koch, Freeman and Freeman 1975, Int. Stat. Rev. 43:59). */
    struct crosstab_test wald;
    /* W (nu - k + 1)/(k nu) on (k, nu - k + 1) (Fellegi 1980, J. Am. Stat. Assoc. 75:261). */
    struct crosstab_test adjusted_wald;
    /* SAMPLE_NO_DATA: fewer than two levels of a factor. Else as sample_estimate. Also under SAMPLE_OK a test is
     * undefined where its covariance is singular, as with a census or empty cells, and where its degrees of freedom are
     * below 1. */
    enum sample_status status;
};

/* STATUS_FAILURE when there is no memory; a code that is no level is outside of the domain. */
MUST_CHECK enum status crosstab_independence(const struct sample *sample, const struct crosstab *table,
                                             struct arena *arena, struct crosstab_result *result);

/* One of several groups that are compared with each other: x of n. */
struct crosstab_share {
    int64_t x, n; /* 0 <= x <= n */
};

/*
 * The two-sided p of z = (x1/n1 - x2/n2) / sqrt(p q (1/n1 + 1/n2)), p = (x1 + x2)/(n1 + n2) pooled, without continuity
 * correction (Fleiss 1981, Statistical Methods for Rates and Proportions, chapter 2); 1 where the shares are both 0 or
 * both 1, NaN where n1 or n2 is 0. It takes the answers for simple random ones from an endless population: for groups
 * of a near census it is too careful.
 */
double crosstab_pair_p(struct crosstab_share first, struct crosstab_share second);

enum crosstab_adjustment { CROSSTAB_HOLM, CROSSTAB_BH, CROSSTAB_BONFERRONI, CROSSTAB_ADJUSTMENT_END };

/* "holm", "bh", "bonferroni", and back. */
const char *crosstab_adjustment_name(enum crosstab_adjustment adjustment);
bool crosstab_adjustment_parse(const char *name, enum crosstab_adjustment *adjustment);

/*
 * Adjusts `count` p values for their number, at most 1: Holm (1979, Scand. J. Stat. 6:65), Benjamini and Hochberg
 * (1995, JRSS B 57:289), Bonferroni. NaN stays NaN and does not count. `p` and `adjusted` may be the same array.
 * STATUS_FAILURE when there is no memory.
 */
MUST_CHECK enum status crosstab_adjust(const double *p, size_t count, enum crosstab_adjustment adjustment,
                                       struct arena *arena, double *adjusted);

#endif
