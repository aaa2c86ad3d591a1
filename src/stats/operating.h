/*
 * Operating characteristics: the distribution of what a sample of a known finite population shows, and the chain of a
 * rule's states over waves whose respondents are drawn anew each time. Counts in, probabilities out; no I/O.
 */
#ifndef STATS_OPERATING_H
#define STATS_OPERATING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "stats/random.h"

/* P(X = first + i), i < count; sums to 1. */
struct distribution {
    double *mass;
    size_t count;
    int64_t first;
};

/* X adopters among n drawn from N of whom K adopted; 0 <= n, K <= N. STATUS_FAILURE for want of memory. Caller frees
 * with distribution_clear. */
MUST_CHECK enum status distribution_hypergeometric(int64_t K, int64_t N, int64_t n, struct distribution *distribution);
void distribution_clear(struct distribution *distribution);

/* `sum` becomes the distribution of the sum of two independent numbers, `sum` and `other`. */
MUST_CHECK enum status distribution_add(struct distribution *sum, const struct distribution *other);

/* Turns the masses into P(X <= first + i), from which distribution_draw takes numbers. */
void distribution_accumulate(struct distribution *distribution);
int64_t distribution_draw(const struct distribution *accumulated, struct random *random);

/* K shared out in proportion to N, each share rounded down and what is left given to the largest remainders (the first
 * of equal ones). sum N > 0, K <= sum N < 2^31. */
void operating_allocate(const int64_t *N, size_t count, int64_t K, int64_t *shares);

/* What one wave can mean for a rule. */
struct wave_chances {
    double skips;        /* no number, or below the minimum: the state stays */
    double passes;       /* passes the level */
    double passes_holds; /* of these, does not go past the clear level either */
    double holds;        /* does not pass, and does not go past the clear level */
};

/* P(the rule is fired at the last of `waves` waves, all with these chances and independent of each other): fired after
 * `for_waves` in a row that pass, and while, with `has_clear`, the clear level is not passed. STATUS_FAILURE for want
 * of memory. */
MUST_CHECK enum status operating_chain(const struct wave_chances *chances, int for_waves, bool has_clear, int waves,
                                       double *fired);

/* P(at least k of independent events happen). `chances` is overwritten. */
double operating_at_least(double *chances, size_t count, size_t k);

#endif
