/* Bounds without a model: worked cases, nesting of the assumptions, and what has none. */
#include "support/check.h"

#include <math.h>

#include "stats/bounds.h"

static struct bounds bounds(enum bounds_assumption assumption, int64_t x, int64_t n, int64_t N, int64_t adopted,
                            int64_t carried)
{
    struct bounds result;
    assert_true(bounds_of(assumption, x, n, N, adopted, carried, &result));
    return result;
}

/* 101 of 1,000 of whom 800 answered 10.1 %: from 8.1 to 28.1 %. */
static void test_bounds_of_a_worked_case(void **state)
{
    (void)state;
    struct bounds none = bounds(BOUNDS_NONE, 81, 800, 1000, 0, 0);
    assert_close(none.lowest, 0.081, 1e-15, 0);
    assert_close(none.highest, 0.281, 1e-15, 0);
    struct bounds monotone = bounds(BOUNDS_MONOTONE, 81, 800, 1000, 0, 0);
    assert_close(monotone.lowest, 0.081, 1e-15, 0);
    assert_close(monotone.highest, 0.10125, 1e-15, 0);
    struct bounds carried = bounds(BOUNDS_CARRIED, 81, 800, 1000, 9, 150);
    assert_close(carried.lowest, 0.09, 1e-15, 0);
    assert_close(carried.highest, 0.14, 1e-15, 0);
}

static void test_bounds_nest(void **state)
{
    (void)state;
    for (int64_t N = 1; N <= 12; N++)
        for (int64_t n = 1; n <= N; n++)
            for (int64_t x = 0; x <= n; x++) {
                struct bounds none = bounds(BOUNDS_NONE, x, n, N, 0, 0);
                struct bounds monotone = bounds(BOUNDS_MONOTONE, x, n, N, 0, 0);
                double rate = (double)x / (double)n;
                assert_true(none.lowest <= rate && rate <= none.highest + 1e-15);
                assert_true(monotone.lowest == none.lowest && monotone.highest <= none.highest + 1e-15);
                assert_close(none.highest - none.lowest, (double)(N - n) / (double)N, 0, 1e-15);
                for (int64_t carried = 0; carried <= N - n; carried++)
                    for (int64_t adopted = 0; adopted <= carried; adopted++) {
                        struct bounds some = bounds(BOUNDS_CARRIED, x, n, N, adopted, carried);
                        assert_true(none.lowest <= some.lowest && some.highest <= none.highest);
                        assert_close(some.highest - some.lowest, (double)(N - n - carried) / (double)N, 0, 1e-15);
                    }
            }
}

static void test_bounds_that_do_not_exist(void **state)
{
    (void)state;
    struct bounds result;
    assert_false(bounds_of(BOUNDS_NONE, 0, 0, 10, 0, 0, &result));
    assert_nan(result.lowest);
    assert_false(bounds_of(BOUNDS_NONE, 1, 5, 4, 0, 0, &result));
    assert_false(bounds_of(BOUNDS_NONE, 6, 5, 10, 0, 0, &result));
    assert_false(bounds_of(BOUNDS_CARRIED, 1, 5, 10, 1, 6, &result)); /* more than are missing */
    assert_false(bounds_of(BOUNDS_CARRIED, 1, 5, 10, 3, 2, &result));
    assert_nan(result.highest);
}

static void test_bounds_names(void **state)
{
    (void)state;
    for (int i = 0; i < BOUNDS_END; i++) {
        enum bounds_assumption assumption;
        assert_true(bounds_assumption_parse(bounds_assumption_name((enum bounds_assumption)i), &assumption));
        assert_int_equal(assumption, i);
    }
    enum bounds_assumption assumption;
    assert_false(bounds_assumption_parse("manski", &assumption));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds_of_a_worked_case),
        cmocka_unit_test(test_bounds_nest),
        cmocka_unit_test(test_bounds_that_do_not_exist),
        cmocka_unit_test(test_bounds_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
