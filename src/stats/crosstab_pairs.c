/* Many pairwise comparisons at once: the p of a pair, and what remains of it among many. */
#include "stats/crosstab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const adjustment_names[CROSSTAB_ADJUSTMENT_END] = {
    [CROSSTAB_HOLM] = "holm",
    [CROSSTAB_BH] = "bh",
    [CROSSTAB_BONFERRONI] = "bonferroni",
};

const char *crosstab_adjustment_name(enum crosstab_adjustment adjustment)
{
    return adjustment < CROSSTAB_ADJUSTMENT_END ? adjustment_names[adjustment] : "";
}

bool crosstab_adjustment_parse(const char *name, enum crosstab_adjustment *adjustment)
{
    for (int i = 0; i < CROSSTAB_ADJUSTMENT_END; i++)
        if (strcmp(name, adjustment_names[i]) == 0) {
            *adjustment = (enum crosstab_adjustment)i;
            return true;
        }
    return false;
}

double crosstab_pair_p(struct crosstab_share first, struct crosstab_share second)
{
    if (first.n <= 0 || second.n <= 0)
        return NAN;
    int64_t x = first.x + second.x, n = first.n + second.n;
    if (x == 0 || x == n)
        return 1;
    double n1 = (double)first.n, n2 = (double)second.n, p = (double)x / (double)n, q = (double)(n - x) / (double)n;
    double difference = (double)first.x / n1 - (double)second.x / n2;
    return 2 * pnorm(-fabs(difference) / sqrt(p * q * (1 / n1 + 1 / n2)), 0, 1, 1, 0);
}

struct ranked {
    double p;
    size_t place;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

enum status crosstab_adjust(const double *p, size_t count, enum crosstab_adjustment adjustment, struct arena *arena,
                            double *adjusted)
{
    struct ranked *ranked = arena_array(arena, count, sizeof *ranked);
    size_t m = 0;
    if (!ranked)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(p[i]))
            ranked[m++] = (struct ranked){p[i], i};
        adjusted[i] = p[i];
    }
    qsort(ranked, m, sizeof *ranked, by_p);
    double running = 0;
    for (size_t i = 0; i < m && adjustment != CROSSTAB_BH; i++) {
        double times = adjustment == CROSSTAB_HOLM ? (double)(m - i) : (double)m;
        running = fmax(running, times * ranked[i].p);
        adjusted[ranked[i].place] = fmin(1, running);
    }
    running = 1;
    for (size_t i = m; i-- > 0 && adjustment == CROSSTAB_BH;) {
        running = fmin(running, (double)m / (double)(i + 1) * ranked[i].p);
        adjusted[ranked[i].place] = running;
    }
    return STATUS_OK;
}
