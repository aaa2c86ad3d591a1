/* Quantiles: every rule on hand-made numbers, ties, ends, order and limits. */
#include "support/check.h"

#include <math.h>

#include "stats/quantile.h"

enum { UNITS = 10 };

static const double ones[UNITS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const double scattered[UNITS] = {7, 3, 10, 1, 5, 9, 2, 8, 4, 6};

static struct arena *arena;

static struct sample simple(const double *weight)
{
    return (struct sample){.units = UNITS, .weight = weight, .strata = 1};
}

static struct quantile_order sorted(const double *weight, const double *values)
{
    struct sample sample = simple(weight);
    const struct sample_target of = {.values = values};
    struct quantile_order order;
    enum sample_status status;
    assert_int_equal(quantile_sort(&sample, &of, arena, &order, &status), STATUS_OK);
    assert_int_equal(status, SAMPLE_OK);
    return order;
}

static void test_names(void **state)
{
    (void)state;
    enum quantile_rule rule;
    for (int i = 0; i < QUANTILE_RULE_END; i++) {
        assert_true(quantile_rule_parse(quantile_rule_name((enum quantile_rule)i), &rule));
        assert_int_equal(rule, i);
    }
    assert_false(quantile_rule_parse("hf10", &rule));
    assert_string_equal(quantile_rule_name(QUANTILE_RULE_END), "");
}

/* 1 … 10 with equal weights: R's quantile(1:10, p, type = 1, 2, 4 … 9), and for hf3 svyquantile's rule. */
static void test_rules_on_ten_numbers(void **state)
{
    (void)state;
    static const double p[] = {0.05, 0.1, 0.25, 0.33, 0.5, 0.75, 0.9};
    static const double expected[QUANTILE_RULE_END][7] = {
        [QUANTILE_MATH] = {1, 1, 3, 4, 5, 8, 9},
        [QUANTILE_SCHOOL] = {1, 1.5, 3, 4, 5.5, 8, 9.5},
        [QUANTILE_HF1] = {1, 1, 3, 4, 5, 8, 9},
        [QUANTILE_HF2] = {1, 1.5, 3, 4, 5.5, 8, 9.5},
        [QUANTILE_HF3] = {1, 2, 3, 4, 6, 8, 10},
        [QUANTILE_HF4] = {1, 1, 2.5, 3.3, 5, 7.5, 9},
        [QUANTILE_HF5] = {1, 1.5, 3, 3.8, 5.5, 8, 9.5},
        [QUANTILE_HF6] = {1, 1.1, 2.75, 3.63, 5.5, 8.25, 9.9},
        [QUANTILE_HF7] = {1.45, 1.9, 3.25, 3.97, 5.5, 7.75, 9.1},
        [QUANTILE_HF8] = {1, 41.0 / 30, 35.0 / 12, 3.7433333333333333, 5.5, 8.0833333333333333, 9.6333333333333333},
        [QUANTILE_HF9] = {1, 1.4, 2.9375, 3.7575, 5.5, 8.0625, 9.6},
    };
    struct quantile_order order = sorted(ones, scattered);
    for (int rule = 0; rule < QUANTILE_RULE_END; rule++)
        for (size_t i = 0; i < 7; i++)
            assert_close(quantile_at(&order, (enum quantile_rule)rule, p[i]), expected[rule][i], 1e-13, 0);
}

/* Weights of which no sum is exact: thirds add up to ten thirds, and a tie stays one. */
static void test_ties_are_not_decided_by_rounding(void **state)
{
    (void)state;
    const double factors[] = {1.0 / 3, 0.1, 30.97, 1e-9, 44.209999084472656};
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        double weight[UNITS];
        for (size_t i = 0; i < UNITS; i++)
            weight[i] = factors[f];
        struct quantile_order order = sorted(weight, scattered);
        for (int k = 1; k < UNITS; k++) {
            double p = k / 10.0;
            assert_close(quantile_at(&order, QUANTILE_MATH, p), k, 0, 0);
            assert_close(quantile_at(&order, QUANTILE_SCHOOL, p), k + 0.5, 0, 0);
            assert_close(quantile_at(&order, QUANTILE_HF3, p), k % 2 ? k + 1 : k, 0, 0);
            assert_close(quantile_at(&order, QUANTILE_MATH, p + 1e-9), k + 1, 0, 0);
            assert_close(quantile_at(&order, QUANTILE_SCHOOL, p - 1e-9), k, 0, 0);
        }
    }
}

static void test_a_weight_is_a_number_of_units(void **state)
{
    (void)state;
    const double weight[UNITS] = {1, 3, 1, 0, 2, 0, 0, 3, 0, 0};
    const double repeated[UNITS] = {7, 3, 3, 3, 10, 5, 5, 8, 8, 8};
    struct quantile_order weighted = sorted(weight, scattered), plain = sorted(ones, repeated);
    assert_int_equal(weighted.count, 5);
    for (int percent = 1; percent < 100; percent++) {
        double p = percent / 100.0;
        assert_close(quantile_at(&weighted, QUANTILE_MATH, p), quantile_at(&plain, QUANTILE_MATH, p), 0, 0);
        assert_close(quantile_at(&weighted, QUANTILE_SCHOOL, p), quantile_at(&plain, QUANTILE_SCHOOL, p), 0, 0);
    }
}

static void test_ends_and_order(void **state)
{
    (void)state;
    const double weight[UNITS] = {1, 2, 0.5, 3, 1, 1, 4, 0.25, 1, 2};
    struct quantile_order order = sorted(weight, scattered);
    for (int rule = 0; rule < QUANTILE_RULE_END; rule++) {
        double last = -INFINITY;
        for (int i = 0; i <= 200; i++) {
            double value = quantile_at(&order, (enum quantile_rule)rule, i / 200.0);
            assert_true(value >= last);
            last = value;
        }
        assert_close(quantile_at(&order, (enum quantile_rule)rule, 0), 1, 0, 0);
        assert_close(quantile_at(&order, (enum quantile_rule)rule, 1), 10, 0, 0);
        assert_nan(quantile_at(&order, (enum quantile_rule)rule, -0.1));
        assert_nan(quantile_at(&order, (enum quantile_rule)rule, 1.1));
        assert_nan(quantile_at(&order, (enum quantile_rule)rule, NAN));
    }
}

static void test_one_unit_and_none(void **state)
{
    (void)state;
    bool mask[UNITS] = {false};
    struct sample sample = simple(ones);
    struct sample_target of = {.values = scattered, .mask = mask};
    struct quantile_estimate estimate;
    const double p = 0.5;
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_WOODRUFF, &p, 1, 0.95, arena, &estimate),
                     STATUS_OK);
    assert_int_equal(estimate.status, SAMPLE_NO_DATA);
    assert_nan(estimate.value);
    mask[2] = true;
    for (int rule = 0; rule < QUANTILE_RULE_END; rule++) {
        assert_int_equal(
            quantile_estimate(&sample, &of, (enum quantile_rule)rule, QUANTILE_WOODRUFF, &p, 1, 0.95, arena, &estimate),
            STATUS_OK);
        assert_close(estimate.value, 10, 0, 0);
        assert_nan(estimate.limits.lower); /* no degrees of freedom */
        assert_nan(estimate.se);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct sample sample = simple(ones);
    const struct sample_target of = {.values = scattered};
    const double p[3] = {0.05, 0.5, 1};
    struct quantile_estimate wide[3], narrow[3], logit[3];
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_WOODRUFF, p, 3, 0.95, arena, wide),
                     STATUS_OK);
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_WOODRUFF, p, 3, 0.5, arena, narrow),
                     STATUS_OK);
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_XLOGIT, p, 3, 0.95, arena, logit),
                     STATUS_OK);
    assert_nan(wide[0].limits.lower); /* below 0 */
    assert_close(wide[0].limits.upper, 4, 0, 0);
    assert_nan(wide[0].se);
    /* F = 1/2, se = 1/6, t_9 = 2.262: 0.123 to 0.877 */
    assert_close(wide[1].limits.lower, 2, 0, 0);
    assert_close(wide[1].limits.upper, 9, 0, 0);
    assert_close(wide[1].se, 7 / (2 * 2.2621571627982049), 1e-12, 0);
    assert_true(narrow[1].limits.lower >= wide[1].limits.lower && narrow[1].limits.upper <= wide[1].limits.upper);
    assert_close(wide[2].limits.lower, 10, 0, 0); /* F = 1 has no variance */
    assert_close(wide[2].limits.upper, 10, 0, 0);
    assert_nan(logit[2].limits.lower);
    /* 1/(1 + exp(±2.262/6/(1/4))): 0.181 to 0.819 */
    assert_close(logit[1].limits.lower, 2, 0, 0);
    assert_close(logit[1].limits.upper, 9, 0, 0);
}

static void test_what_has_no_distribution(void **state)
{
    (void)state;
    const double weight[UNITS] = {1, 1, 1, -0.5, 1, 1, 1, 1, 1, 1};
    const double p = 0.5, few = 5;
    struct sample sample = simple(weight);
    const struct sample_target of = {.values = scattered};
    struct quantile_estimate estimate;
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_WOODRUFF, &p, 1, 0.95, arena, &estimate),
                     STATUS_OK);
    assert_int_equal(estimate.status, SAMPLE_INVALID);
    assert_nan(estimate.value);
    sample = simple(ones);
    sample.population = &few;
    assert_int_equal(quantile_estimate(&sample, &of, QUANTILE_MATH, QUANTILE_WOODRUFF, &p, 1, 0.95, arena, &estimate),
                     STATUS_OK);
    assert_int_equal(estimate.status, SAMPLE_INVALID);
    assert_nan(estimate.value);
}

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_rules_on_ten_numbers),
        cmocka_unit_test(test_ties_are_not_decided_by_rounding),
        cmocka_unit_test(test_a_weight_is_a_number_of_units),
        cmocka_unit_test(test_ends_and_order),
        cmocka_unit_test(test_one_unit_and_none),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_what_has_no_distribution),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
