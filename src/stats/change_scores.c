/* The covariance of two waves from the scores of the units in both. */
#include "stats/change_scores.h"

#include <math.h>
#include <stdlib.h>

struct unit {
    int64_t institution;
    size_t index;
};

/* One pair of strata. */
struct cell {
    size_t both;
    long double mean1, mean2, product; /* of the scores; the sum of products of deviations */
};

static int compare_units(const void *a, const void *b)
{
    const struct unit *left = a, *right = b;
    return (left->institution > right->institution) - (left->institution < right->institution);
}

static size_t stratum_of(const struct sample *sample, size_t unit)
{
    return sample->stratum ? (size_t)sample->stratum[unit] : 0;
}

static double *count_strata(const struct sample *sample, struct arena *arena)
{
    double *counts = arena_array(arena, sample->strata, sizeof *counts);
    for (size_t i = 0; counts && i < sample->units; i++)
        counts[stratum_of(sample, i)]++;
    return counts;
}

/* One more unit in both, by Welford's update. */
static void add_unit(struct cell *cell, double score1, double score2)
{
    long double n = (long double)++cell->both, off1 = (long double)score1 - cell->mean1;
    cell->mean1 += off1 / n;
    cell->mean2 += ((long double)score2 - cell->mean2) / n;
    cell->product += off1 * ((long double)score2 - cell->mean2);
}

static long double finite_factor(const struct cell *cell, bool same, double N1, double n1, double N2, double n2)
{
    double most = fmin(N1, N2), overlap = same ? most : fmin((double)cell->both / fmin(n1 / N1, n2 / N2), most);
    return 1 - (long double)overlap * n1 * n2 / ((long double)N1 * N2 * (long double)cell->both);
}

enum status change_scores_covariance(const struct scored_wave *earlier, const struct scored_wave *later,
                                     struct arena *arena, double *covariance)
{
    const struct sample *first = earlier->sample, *second = later->sample;
    struct unit *units = arena_array(arena, first->units, sizeof *units);
    struct cell *cells = arena_array(arena, first->strata, second->strata * sizeof *cells);
    const double *n1 = count_strata(first, arena), *n2 = count_strata(second, arena);
    if (!units || !cells || !n1 || !n2)
        return STATUS_FAILURE;
    for (size_t i = 0; i < first->units; i++)
        units[i] = (struct unit){earlier->institutions[i], i};
    if (first->units)
        qsort(units, first->units, sizeof *units, compare_units);
    for (size_t i = 0; first->units && i < second->units; i++) {
        const struct unit key = {later->institutions[i], 0};
        const struct unit *found = bsearch(&key, units, first->units, sizeof *units, compare_units);
        if (found)
            add_unit(&cells[stratum_of(first, found->index) * second->strata + stratum_of(second, i)],
                     earlier->scores[found->index], later->scores[i]);
    }
    long double sum = 0;
    bool finite = first->population && second->population;
    for (size_t g = 0; g < first->strata; g++)
        for (size_t h = 0; h < second->strata; h++) {
            const struct cell *cell = &cells[g * second->strata + h];
            if (cell->both < 2)
                continue;
            long double factor =
                finite ? finite_factor(cell, g == h, first->population[g], n1[g], second->population[h], n2[h]) : 1;
            sum += factor * (long double)cell->both / ((long double)cell->both - 1) * cell->product;
        }
    *covariance = (double)sum;
    return STATUS_OK;
}
