/* Small symmetric systems of equations: Cholesky with pivoting, so that redundant columns do no harm. */
#include "stats/linear.h"

#include <math.h>

static double scaled(const struct linear_factor *f, const double *matrix, size_t i, size_t j)
{
    return matrix[i * f->size + j] * f->scale[i] * f->scale[j];
}

/* What is left of the diagonal of the row at place `at` once the first `rank` rows are taken out. */
static double left_of(const struct linear_factor *f, const double *matrix, size_t at)
{
    double left = scaled(f, matrix, f->order[at], f->order[at]);
    const double *row = f->lower + at * f->size;
    for (size_t k = 0; k < f->rank; k++)
        left -= row[k] * row[k];
    return left;
}

/* The place of the largest pivot left. */
static size_t largest(const struct linear_factor *f, const double *matrix, double *pivot)
{
    size_t best = f->rank;
    *pivot = -1;
    for (size_t at = f->rank; at < f->size; at++) {
        double left = left_of(f, matrix, at);
        if (left > *pivot) {
            *pivot = left;
            best = at;
        }
    }
    return best;
}

static void exchange(struct linear_factor *f, size_t a, size_t b)
{
    size_t place = f->order[a];
    f->order[a] = f->order[b];
    f->order[b] = place;
    for (size_t k = 0; k < f->rank; k++) {
        double value = f->lower[a * f->size + k];
        f->lower[a * f->size + k] = f->lower[b * f->size + k];
        f->lower[b * f->size + k] = value;
    }
}

void linear_factorise(const double *matrix, double tolerance, struct linear_factor *factor)
{
    size_t size = factor->size;
    for (size_t i = 0; i < size; i++) {
        double diagonal = matrix[i * size + i];
        factor->order[i] = i;
        factor->scale[i] = diagonal > 0 ? 1 / sqrt(diagonal) : 0;
    }
    for (factor->rank = 0; factor->rank < size; factor->rank++) {
        double pivot;
        size_t now = factor->rank, best = largest(factor, matrix, &pivot);
        if (!(pivot > tolerance))
            return;
        exchange(factor, now, best);
        double root = sqrt(pivot);
        const double *row = factor->lower + now * size;
        factor->lower[now * size + now] = root;
        for (size_t at = now + 1; at < size; at++) {
            double *below = factor->lower + at * size;
            double value = scaled(factor, matrix, factor->order[at], factor->order[now]);
            for (size_t k = 0; k < now; k++)
                value -= below[k] * row[k];
            below[now] = value / root;
        }
    }
}

void linear_solve(const struct linear_factor *factor, const double *right, double *scratch, double *x)
{
    size_t size = factor->size, rank = factor->rank;
    for (size_t i = 0; i < rank; i++) {
        const double *row = factor->lower + i * size;
        double value = right[factor->order[i]] * factor->scale[factor->order[i]];
        for (size_t k = 0; k < i; k++)
            value -= row[k] * scratch[k];
        scratch[i] = value / row[i];
    }
    for (size_t i = rank; i-- > 0;) {
        for (size_t k = i + 1; k < rank; k++)
            scratch[i] -= factor->lower[k * size + i] * scratch[k];
        scratch[i] /= factor->lower[i * size + i];
    }
    for (size_t i = 0; i < size; i++)
        x[factor->order[i]] = i < rank ? scratch[i] * factor->scale[factor->order[i]] : 0;
}
