/* Small symmetric systems of equations, as weights and tests need them. Private to stats; pure functions. */
#ifndef STATS_LINEAR_H
#define STATS_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* A factorised positive semidefinite matrix. The arrays are the caller's. */
struct linear_factor {
    size_t size, rank;
    double *lower; /* size * size: the factor, rows in the order of `order` */
    size_t *order; /* size: which row came when; those from `rank` on depend on the ones before */
    double *scale; /* size: what rows and columns were multiplied with, for a unit diagonal; 0 for an empty one */
};

/*
 * Factorises the symmetric `matrix` (size * size, left as it was) by Cholesky's method with diagonal pivoting (Higham
 * 2002, Accuracy and Stability of Numerical Algorithms, 10.3), after scaling to a unit diagonal. A row whose pivot
 * falls below `tolerance` (1e-10 is usual) of its scaled diagonal is taken for dependent on the others. `factor` must
 * have its arrays and its size.
 */
void linear_factorise(const double *matrix, double tolerance, struct linear_factor *factor);

/*
 * Solves matrix * x = right; dependent rows get x = 0, which solves the system where it is consistent. `right` and `x`
 * may be the same array. `scratch` has `size` elements.
 */
void linear_solve(const struct linear_factor *factor, const double *right, double *scratch, double *x);

#endif
