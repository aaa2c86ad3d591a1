/* Scores of forecasts: against sums over answers and over draws, closed forms, and that the true forecast is the best.
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "stats/accuracy.h"
#include "stats/random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static double expit(double v)
{
    return 1 / (1 + exp(-v));
}

static void test_brier_is_the_mean_over_answers(void **state)
{
    (void)state;
    static const struct {
        double forecast;
        int64_t x, n;
    } cases[] = {{0.1, 70, 690}, {0, 3, 10}, {1, 3, 10}, {0.3, 3, 10}, {0.5, 0, 7}, {0.5, 7, 7}, {1, 1, 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        double sum = 0, f = cases[i].forecast;
        for (int64_t k = 0; k < cases[i].n; k++)
            sum += (f - (k < cases[i].x)) * (f - (k < cases[i].x));
        struct brier brier;
        assert_true(accuracy_brier(f, cases[i].x, cases[i].n, &brier));
        assert_close(brier.score, sum / (double)cases[i].n, 1e-12, 1e-16);
        assert_close(brier.missed + brier.answers, brier.score, 1e-15, 0);
        assert_true(brier.missed >= 0 && brier.answers >= 0 && brier.score <= 1);
    }
    struct brier brier;
    assert_false(accuracy_brier(1.1, 1, 2, &brier));
    assert_false(accuracy_brier(NAN, 1, 2, &brier));
    assert_false(accuracy_brier(0.5, 0, 0, &brier));
    assert_false(accuracy_brier(0.5, 3, 2, &brier));
    assert_false(accuracy_brier(0.5, -1, 2, &brier));
    assert_nan(brier.score);
}

/* By its definition, in very many steps over the share. */
static double crps_by_steps(double eta, double se, double rate)
{
    enum { STEPS = 40000 };
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
        double u = (i + 0.5) / STEPS, F = erfc(-(log(u / (1 - u)) - eta) / se / sqrt(2)) / 2;
        sum += (F - (u >= rate)) * (F - (u >= rate)) / STEPS;
    }
    return sum;
}

static void test_crps_by_its_definition(void **state)
{
    (void)state;
    static const double etas[] = {-4, -2, 0, 1.5}, errors[] = {0.02, 0.3, 2, 20},
                        rates[] = {0, 0.02, 0.12, 0.5, 0.9, 1};
    for (size_t i = 0; i < COUNT(etas); i++)
        for (size_t j = 0; j < COUNT(errors); j++)
            for (size_t k = 0; k < COUNT(rates); k++) {
                double score = accuracy_crps(etas[i], errors[j], rates[k]);
                assert_close(score, crps_by_steps(etas[i], errors[j], rates[k]), 1e-5, 3e-6);
                assert_close(accuracy_crps(-etas[i], errors[j], 1 - rates[k]), score, 1e-9, 1e-12);
            }
}

/* E|X - rate| - E|X - X'| / 2 over draws (Gneiting and Raftery, equation 21). */
static void test_crps_of_draws(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    struct random random;
    double to_rate = 0, apart = 0, last = NAN;
    random_seed(&random, 1);
    for (int i = 0; i < DRAWS; i++) {
        double share = expit(-2 + 0.5 * random_normal(&random));
        to_rate += fabs(share - 0.2) / DRAWS;
        apart += i % 2 ? fabs(share - last) / (DRAWS / 2) : 0;
        last = share;
    }
    assert_close(accuracy_crps(-2, 0.5, 0.2), to_rate - apart / 2, 0, 4e-4);
}

/* A narrow forecast is normal on the share too, whose score is known; one without width is a point. */
static void test_crps_of_narrow_forecasts(void **state)
{
    (void)state;
    const double eta = -1, share = expit(eta), slope = share * (1 - share), pi = 4 * atan(1);
    for (double z = -3; z <= 3; z += 0.5) {
        double se = 1e-5, normal = erfc(-z / sqrt(2)) / 2, density = exp(-z * z / 2) / sqrt(2 * pi);
        double expected = slope * se * (z * (2 * normal - 1) + 2 * density - 1 / sqrt(pi));
        assert_close(accuracy_crps(eta, se, share + slope * se * z), expected, 1e-4, 0);
        assert_close(accuracy_crps(eta, 0, 0.1 * (z + 4)), fabs(share - 0.1 * (z + 4)), 1e-15, 1e-16);
    }
    assert_close(accuracy_crps(eta, 1e-7, 0.9), 0.9 - share, 1e-6, 0);
    assert_close(accuracy_crps(eta, 1e-12, 0.9), 0.9 - share, 1e-12, 0);
    /* What lies past every share there is. */
    assert_close(accuracy_crps(100, 1, 0.25), 0.75, 1e-12, 0);
    assert_close(accuracy_crps(-1e6, 1, 0.25), 0.25, 1e-12, 0);
    assert_close(accuracy_crps(0, 1e6, 0), 0.25, 1e-4, 0);
    assert_nan(accuracy_crps(NAN, 1, 0.5));
    assert_nan(accuracy_crps(0, -1, 0.5));
    assert_nan(accuracy_crps(0, INFINITY, 0.5));
    assert_nan(accuracy_crps(0, 1, 1.5));
    assert_nan(accuracy_crps(0, 1, NAN));
}

/* Proper: over the rates that the true distribution brings, no other forecast does better. */
static void test_crps_is_proper(void **state)
{
    (void)state;
    enum { RATES = 400 };
    double best = 0;
    static const double shifts[] = {-0.3, 0, 0.3}, widths[] = {0.5, 1, 2};
    double sums[3][3] = {{0}};
    for (int i = 0; i < RATES; i++) {
        /* Standard normal quantiles by bisection. */
        double p = (i + 0.5) / RATES, low = -6, high = 6;
        for (int k = 0; k < 60; k++)
            *(erfc(-(low + high) / 2 / sqrt(2)) / 2 < p ? &low : &high) = (low + high) / 2;
        for (int j = 0; j < 9; j++)
            sums[j / 3][j % 3] += accuracy_crps(-2 + shifts[j / 3], 0.4 * widths[j % 3], expit(-2 + 0.4 * low)) / RATES;
    }
    best = sums[1][1];
    for (int j = 0; j < 9; j++)
        assert_true(j == 4 || sums[j / 3][j % 3] > best * 1.01);
}

static void test_limits_give_the_distribution_back(void **state)
{
    (void)state;
    const double z = 1.959963984540054;
    struct limits limits = {expit(-2 - 0.3 * z), expit(-2 + 0.3 * z)};
    double eta, se;
    assert_true(accuracy_from_limits(&limits, 0.95, &eta, &se));
    assert_close(eta, -2, 1e-13, 0);
    assert_close(se, 0.3, 1e-13, 0);
    assert_true(accuracy_covered(&limits, expit(-2)));
    assert_true(accuracy_covered(&limits, limits.lower) && accuracy_covered(&limits, limits.upper));
    assert_false(accuracy_covered(&limits, limits.upper * 1.0001));
    assert_false(accuracy_covered(&limits, NAN));
    static const struct limits bad[] = {{0, 0.5}, {0.5, 1}, {0.6, 0.5}, {NAN, 0.5}, {0.5, NAN}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(accuracy_from_limits(&bad[i], 0.95, &eta, &se));
        assert_nan(eta);
    }
    assert_false(accuracy_from_limits(&limits, 1, &eta, &se));
    assert_false(accuracy_covered(&bad[3], 0.2));
}

static void test_coverage(void **state)
{
    (void)state;
    struct coverage coverage;
    struct limits limits;
    assert_true(accuracy_coverage(18, 20, 0.95, &coverage));
    assert_true(count_limits(COUNT_CLOPPER_PEARSON, 18, 20, -1, 0.95, &limits));
    assert_close(coverage.share, 0.9, 1e-15, 0);
    assert_close(coverage.limits.lower, limits.lower, 0, 0);
    assert_close(coverage.limits.upper, limits.upper, 0, 0);
    assert_true(accuracy_coverage(0, 1, 0.95, &coverage));
    assert_true(coverage.share == 0 && coverage.limits.lower == 0);
    assert_false(accuracy_coverage(0, 0, 0.95, &coverage));
    assert_false(accuracy_coverage(3, 2, 0.95, &coverage));
    assert_nan(coverage.share);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brier_is_the_mean_over_answers),
        cmocka_unit_test(test_crps_by_its_definition),
        cmocka_unit_test(test_crps_of_draws),
        cmocka_unit_test(test_crps_of_narrow_forecasts),
        cmocka_unit_test(test_crps_is_proper),
        cmocka_unit_test(test_limits_give_the_distribution_back),
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
