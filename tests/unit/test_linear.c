/* Small systems of equations: regular, singular and badly scaled ones. */
#include "support/check.h"

#include <math.h>

#include "stats/linear.h"

enum { SIZE = 4 };

struct arrays {
    double lower[SIZE * SIZE], scale[SIZE], scratch[SIZE], x[SIZE];
    size_t order[SIZE];
};

static struct linear_factor factor_of(const double *matrix, struct arrays *arrays)
{
    struct linear_factor factor = {
        .size = SIZE, .lower = arrays->lower, .order = arrays->order, .scale = arrays->scale};
    linear_factorise(matrix, 1e-10, &factor);
    return factor;
}

static double product(const double *matrix, const double *x, size_t row)
{
    double sum = 0;
    for (size_t k = 0; k < SIZE; k++)
        sum += matrix[row * SIZE + k] * x[k];
    return sum;
}

static void test_regular_and_badly_scaled(void **state)
{
    (void)state;
    double matrix[SIZE * SIZE], right[SIZE];
    const double scales[SIZE] = {1, 1e6, 1e-6, 100};
    struct arrays arrays;
    for (size_t i = 0; i < SIZE; i++) /* Hilbert's matrix */
        for (size_t j = 0; j < SIZE; j++)
            matrix[i * SIZE + j] = scales[i] * scales[j] / (double)(i + j + 1);
    const double x[SIZE] = {1, 2e-6, -3e6, 4e-2};
    for (size_t i = 0; i < SIZE; i++)
        right[i] = product(matrix, x, i);
    struct linear_factor factor = factor_of(matrix, &arrays);
    assert_int_equal(factor.rank, SIZE);
    linear_solve(&factor, right, arrays.scratch, arrays.x);
    for (size_t i = 0; i < SIZE; i++)
        assert_close(arrays.x[i], x[i], 1e-10, 0);
    linear_solve(&factor, right, arrays.scratch, right); /* in place */
    for (size_t i = 0; i < SIZE; i++)
        assert_close(right[i], arrays.x[i], 0, 0);
}

/* Two margins of two categories: the columns of each sum to the same, in thirds, of which no sum is exact. */
static void test_dependent_columns(void **state)
{
    (void)state;
    for (int round = 1; round <= 50; round++) {
        const double a = 1.0 / 3, b = 0.7 * round, c = 0.1, d = 1.1 / round, x[SIZE] = {a, 2 * a, -a, 5};
        const double matrix[SIZE * SIZE] = {a + b, 0, a, b, 0, c + d, c, d, a, c, a + c, 0, b, d, 0, b + d};
        double right[SIZE];
        struct arrays arrays;
        for (size_t i = 0; i < SIZE; i++)
            right[i] = product(matrix, x, i);
        struct linear_factor factor = factor_of(matrix, &arrays);
        assert_int_equal(factor.rank, 3);
        linear_solve(&factor, right, arrays.scratch, arrays.x);
        assert_close(arrays.x[factor.order[3]], 0, 0, 0);
        for (size_t i = 0; i < SIZE; i++)
            assert_close(product(matrix, arrays.x, i), right[i], 1e-12, 0);
    }
}

static void test_nothing_at_all(void **state)
{
    (void)state;
    const double zero[SIZE * SIZE] = {0}, right[SIZE] = {1, 2, 3, 4};
    struct arrays arrays;
    struct linear_factor factor = factor_of(zero, &arrays);
    assert_int_equal(factor.rank, 0);
    linear_solve(&factor, right, arrays.scratch, arrays.x);
    for (size_t i = 0; i < SIZE; i++)
        assert_close(arrays.x[i], 0, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regular_and_badly_scaled),
        cmocka_unit_test(test_dependent_columns),
        cmocka_unit_test(test_nothing_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
