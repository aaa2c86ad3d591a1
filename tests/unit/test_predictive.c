/* The predictive distribution: against closed forms, whole enumeration, and what must hold. */
#include "support/check.h"

#include <math.h>

#include "stats/predictive.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static double log_beta(double a, double b)
{
    return lgamma(a) + lgamma(b) - lgamma(a + b);
}

/* P(k of m) by its definition, C(m, k) B(alpha + k, beta + m - k) / B(alpha, beta). */
static double beta_binomial(int64_t m, int64_t k, double alpha, double beta)
{
    double size = (double)m, adopted = (double)k;
    double choose = -log(size + 1) - log_beta(adopted + 1, size - adopted + 1);
    return exp(choose + log_beta(alpha + adopted, beta + size - adopted) - log_beta(alpha, beta));
}

static void test_predictive_of_one_stratum(void **state)
{
    (void)state;
    static const struct {
        struct stratum_count h;
        double a, b;
    } cases[] = {
        {{12, 9, 9, 0}, 0.5, 0.5},    {{12, 9, 9, 9}, 0.5, 0.5},      {{10, 0, 0, 0}, 0.5, 0.5},
        {{10, 0, 0, 0}, 1, 1},        {{300, 100, 98, 45}, 0.5, 0.5}, {{1000, 600, 594, 60}, 1, 1},
        {{40, 3, 3, 1}, 2, 7},        {{5, 1, 1, 1}, 0.5, 0.5},       {{50, 0, 0, 0}, 1.5, 0.5},
        {{400, 1, 1, 0}, 0.01, 0.02},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct stratum_count *h = &cases[i].h;
        struct predictive predictive;
        assert_int_equal(predictive_of(h, 1, cases[i].a, cases[i].b, 1, &predictive), STATUS_OK);
        assert_int_equal(predictive.first, h->x);
        assert_int_equal(predictive.N, h->N);
        assert_int_equal(predictive.count, h->N - h->valid + 1);
        double sum = 0, mean = 0, square = 0, whole_mean, variance;
        double alpha = cases[i].a + (double)h->x, beta = cases[i].b + (double)(h->valid - h->x);
        for (int64_t k = 0; k <= h->N - h->valid; k++) {
            double mass = predictive.mass[k];
            assert_close(mass, beta_binomial(h->N - h->valid, k, alpha, beta), 1e-9, 1e-18);
            sum += mass;
            mean += mass * (double)k;
            square += mass * (double)k * (double)k;
        }
        predictive_moments(h, 1, cases[i].a, cases[i].b, &whole_mean, &variance);
        assert_close(whole_mean, (double)h->x + mean, 1e-12, 0);
        assert_close(variance, square - mean * mean, 1e-9, 1e-9);
        assert_close(sum, 1, 1e-14, 0);
        assert_close(mean, (double)(h->N - h->valid) * alpha / (alpha + beta), 1e-12, 0);
        predictive_clear(&predictive);
        assert_null(predictive.mass);
    }
}

/* Three strata, every combination of what was not seen. */
static void test_predictive_of_strata_is_their_convolution(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{9, 6, 5, 2}, {4, 4, 4, 1}, {12, 8, 7, 0}, {6, 3, 3, 3}};
    double expected[4 + 5 + 3 + 1] = {0};
    for (int64_t i = 0; i <= 4; i++)
        for (int64_t j = 0; j <= 5; j++)
            for (int64_t k = 0; k <= 3; k++)
                expected[i + j + k] +=
                    beta_binomial(4, i, 2.5, 3.5) * beta_binomial(5, j, 0.5, 7.5) * beta_binomial(3, k, 3.5, 0.5);
    struct predictive predictive;
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1, &predictive), STATUS_OK);
    assert_int_equal(predictive.first, 6);
    assert_int_equal(predictive.N, 31);
    assert_int_equal(predictive.count, COUNT(expected));
    double sum = 0;
    for (size_t i = COUNT(expected); i-- > 0;) {
        assert_close(predictive.mass[i], expected[i], 1e-11, 0);
        sum += expected[i];
        assert_close(predictive_at_least(&predictive, (struct rational){6 + (int64_t)i, 31}), sum, 1e-11, 0);
    }
    predictive_clear(&predictive);
}

static void test_predictive_of_a_census_is_certain(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 10, 10, 3}, {5, 5, 5, 0}};
    struct predictive predictive;
    struct limits limits;
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1, &predictive), STATUS_OK);
    assert_int_equal(predictive.count, 1);
    predictive_limits(&predictive, 0.95, &limits);
    assert_close(limits.lower, 0.2, 0, 0);
    assert_close(limits.upper, 0.2, 0, 0);
    /* 3 of 15 is 20 %, compared in integers. */
    assert_true(predictive_at_least(&predictive, (struct rational){1, 5}) == 1);
    assert_true(predictive_at_least(&predictive, (struct rational){20, 100}) == 1);
    assert_true(predictive_at_least(&predictive, (struct rational){200000001, 1000000000}) == 0);
    predictive_clear(&predictive);
}

/* Two unseen with a uniform prior: 0, 1 and 2 adopters are equally likely. */
static void test_predictive_limits_reach_their_tails(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{2, 0, 0, 0}};
    struct predictive predictive;
    struct limits limits;
    assert_int_equal(predictive_of(strata, 1, 1, 1, 1, &predictive), STATUS_OK);
    predictive_limits(&predictive, 0.95, &limits);
    assert_true(limits.lower == 0 && limits.upper == 1);
    /* Tails of exactly one third: the function reaches them at 0 and at 1. */
    predictive_limits(&predictive, 1 / 3.0, &limits);
    assert_true(limits.lower == 0 && limits.upper == 0.5);
    predictive_limits(&predictive, 0.3, &limits);
    assert_true(limits.lower == 0.5 && limits.upper == 0.5);
    assert_close(predictive_at_least(&predictive, (struct rational){1, 2}), 2 / 3.0, 1e-15, 0);
    assert_close(predictive_at_least(&predictive, (struct rational){51, 100}), 1 / 3.0, 1e-15, 0);
    assert_true(predictive_at_least(&predictive, (struct rational){0, 1}) == 1);
    assert_true(predictive_at_least(&predictive, (struct rational){101, 100}) == 0);
    predictive_clear(&predictive);
}

/* All counts equally likely: tails of j of them are reached at the j-th from either end, rounding or not. */
static void test_predictive_limits_reach_every_tail(void **state)
{
    (void)state;
    for (int64_t m = 1; m <= 40; m++) {
        const struct stratum_count strata[] = {{m, 0, 0, 0}};
        struct predictive predictive;
        struct limits limits;
        assert_int_equal(predictive_of(strata, 1, 1, 1, 1, &predictive), STATUS_OK);
        for (int64_t j = 1; 2 * j <= m; j++) {
            predictive_limits(&predictive, 1 - 2 * (double)j / (double)(m + 1), &limits);
            assert_close(limits.lower, (double)(j - 1) / (double)m, 1e-15, 0);
            assert_close(limits.upper, (double)(m - j) / (double)m, 1e-15, 0);
        }
        predictive_clear(&predictive);
    }
}

static void test_predictive_limits_hold(void **state)
{
    (void)state;
    static const double levels[] = {0.5, 0.8, 0.9, 0.95, 0.99};
    const struct stratum_count strata[] = {{62, 50, 48, 11}, {254, 186, 183, 20}, {145, 80, 80, 0}, {13, 13, 12, 4}};
    struct predictive predictive;
    struct limits outer = {-1, 2}, limits;
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1, &predictive), STATUS_OK);
    for (size_t l = COUNT(levels); l-- > 0;) {
        predictive_limits(&predictive, levels[l], &limits);
        assert_true(outer.lower <= limits.lower && limits.lower <= limits.upper && limits.upper <= outer.upper);
        int64_t low = (int64_t)round(limits.lower * 474), high = (int64_t)round(limits.upper * 474);
        double tail = (1 - levels[l]) / 2;
        /* The smallest counts at which the distribution function reaches either tail. */
        assert_true(1 - predictive_at_least(&predictive, (struct rational){low, 474}) < tail);
        assert_true(1 - predictive_at_least(&predictive, (struct rational){low + 1, 474}) >= tail);
        assert_true(predictive_at_least(&predictive, (struct rational){high + 1, 474}) <= tail);
        assert_true(predictive_at_least(&predictive, (struct rational){high, 474}) > tail);
        outer = limits;
    }
    predictive_limits(&predictive, 1, &limits);
    assert_nan(limits.lower);
    predictive_clear(&predictive);
    predictive_limits(&predictive, 0.95, &limits);
    assert_nan(limits.upper);
}

/* Long distributions lose nothing to the cutting of their tails: mean and variance stay those of the parts. */
static void test_predictive_of_large_strata(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{48000, 40000, 39000, 3900}, {30000, 20000, 20000, 10}, {500, 1, 1, 1}};
    struct predictive predictive;
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1, &predictive), STATUS_OK);
    double mean = 0, variance = 0, expected_mean = 0, expected_variance = 0;
    for (size_t i = 0; i < predictive.count; i++)
        mean += predictive.mass[i] * (double)i;
    for (size_t i = 0; i < predictive.count; i++)
        variance += predictive.mass[i] * ((double)i - mean) * ((double)i - mean);
    for (size_t h = 0; h < COUNT(strata); h++) {
        double m = (double)(strata[h].N - strata[h].valid), s = (double)strata[h].valid + 1;
        double alpha = (double)strata[h].x + 0.5, p = alpha / s;
        expected_mean += m * p;
        expected_variance += m * p * (1 - p) * (s + m) / (s + 1);
    }
    assert_close(mean, expected_mean, 1e-11, 0);
    assert_close(variance, expected_variance, 1e-9, 0);
    predictive_clear(&predictive);
}

/* P(k of m) where the odds of the unseen are lambda times those of the stratum: Simpson's rule on the probability,
 * which shares nothing with the trapezoidal rule on log odds. */
static double mixed_binomial(int64_t m, int64_t k, double alpha, double beta, double lambda)
{
    enum { PARTS = 200000 };
    double sum = 0, size = (double)m, adopted = (double)k;
    double choose = lgamma(size + 1) - lgamma(adopted + 1) - lgamma(size - adopted + 1);
    for (int i = 1; i < PARTS; i++) {
        double p = (double)i / (double)PARTS, other = lambda * p / (1 - p + lambda * p);
        sum += (i % 2 ? 4 : 2) * exp(choose + adopted * log(other) + (size - adopted) * log1p(-other) +
                                     (alpha - 1) * log(p) + (beta - 1) * log1p(-p) - log_beta(alpha, beta));
    }
    return sum / (3.0 * PARTS);
}

static void test_predictive_with_other_odds(void **state)
{
    (void)state;
    static const struct {
        struct stratum_count h;
        double lambda;
    } cases[] = {{{40, 30, 29, 6}, 2}, {{300, 200, 190, 19}, 0.25}, {{60, 20, 20, 8}, 30}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct stratum_count *h = &cases[i].h;
        struct predictive predictive;
        assert_int_equal(predictive_of(h, 1, 1.5, 2, cases[i].lambda, &predictive), STATUS_OK);
        double sum = 0;
        for (size_t k = 0; k < predictive.count; k++) {
            sum += predictive.mass[k];
            assert_close(predictive.mass[k],
                         mixed_binomial(h->N - h->valid, (int64_t)k, 1.5 + (double)h->x, 2 + (double)(h->valid - h->x),
                                        cases[i].lambda),
                         1e-7, 1e-12);
        }
        assert_close(sum, 1, 1e-14, 0);
        predictive_clear(&predictive);
    }
}

/* The quadrature at lambda = 1 is the beta-binomial: just beside it the same comes out by the other way. */
static void test_predictive_is_continuous_in_lambda(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{90, 60, 55, 12}, {40, 40, 40, 4}, {120, 80, 79, 0}};
    struct predictive one, beside;
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1, &one), STATUS_OK);
    assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, 1 + 1e-13, &beside), STATUS_OK);
    for (size_t i = 0; i < one.count; i++)
        assert_close(one.mass[i], beside.mass[i], 1e-10, 1e-16);
    predictive_clear(&one);
    predictive_clear(&beside);
}

static void test_predictive_lambda_meets_its_target(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{90, 60, 55, 12}, {40, 40, 40, 4}, {120, 80, 79, 3}};
    const struct rational level = {12, 100};
    static const double targets[] = {0.05, 0.95, 0.5};
    double lambdas[COUNT(targets)];
    assert_int_equal(predictive_lambda(strata, COUNT(strata), 0.5, 0.5, level, targets, COUNT(targets), NAN, lambdas),
                     STATUS_OK);
    assert_true(lambdas[0] < lambdas[2] && lambdas[2] < lambdas[1]);
    for (size_t i = 0; i < COUNT(targets); i++) {
        double alone;
        struct predictive predictive;
        assert_int_equal(predictive_of(strata, COUNT(strata), 0.5, 0.5, lambdas[i], &predictive), STATUS_OK);
        assert_close(predictive_at_least(&predictive, level), targets[i], 1e-6, 0);
        predictive_clear(&predictive);
        assert_int_equal(predictive_lambda(strata, COUNT(strata), 0.5, 0.5, level, &targets[i], 1, NAN, &alone),
                         STATUS_OK);
        assert_close(log(alone), log(lambdas[i]), 0, 2e-6); /* what is known already does not matter */
    }
    static const double half = 0.5;
    double lambda;
    /* Reached already, and out of reach: no lambda. */
    assert_int_equal(
        predictive_lambda(strata, COUNT(strata), 0.5, 0.5, (struct rational){19, 250}, &half, 1, NAN, &lambda),
        STATUS_OK);
    assert_nan(lambda);
    assert_int_equal(
        predictive_lambda(strata, COUNT(strata), 0.5, 0.5, (struct rational){9, 10}, &half, 1, NAN, &lambda),
        STATUS_OK);
    assert_nan(lambda);
}

/* Too many unseen for a convolution: held against the beta-binomial itself, summed by its definition. */
static void test_predictive_of_many_is_near(void **state)
{
    (void)state;
    const struct stratum_count h = {50000, 25000, 25000, 2500};
    struct predictive predictive;
    assert_int_equal(predictive_of(&h, 1, 0.5, 0.5, 1, &predictive), STATUS_OK);
    assert_null(predictive.mass);
    double above = 0;
    for (int64_t k = 2600; k <= 25000; k++)
        above += beta_binomial(25000, k, 2500.5, 22500.5);
    assert_close(predictive_at_least(&predictive, (struct rational){5100, 50000}), above, 0, 1e-3);
    struct limits limits;
    predictive_limits(&predictive, 0.95, &limits);
    double below = 0;
    int64_t k = 0;
    while ((below += beta_binomial(25000, k, 2500.5, 22500.5)) < 0.025)
        k++;
    assert_close(limits.lower * 50000, 2500 + (double)k, 1e-3, 0);
    assert_true(predictive_at_least(&predictive, (struct rational){2500, 50000}) == 1);
    assert_true(predictive_at_least(&predictive, (struct rational){27501, 50000}) == 0);
    predictive_clear(&predictive);
    /* Nobody adopted: the limits stay within what is possible. */
    const struct stratum_count none = {(int64_t)1 << 40, 10, 10, 0};
    assert_int_equal(predictive_of(&none, 1, 0.5, 0.5, 1, &predictive), STATUS_OK);
    predictive_limits(&predictive, 0.95, &limits);
    assert_true(limits.lower >= 0 && limits.upper > limits.lower && limits.upper < 0.25);
    predictive_clear(&predictive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_predictive_of_one_stratum),
        cmocka_unit_test(test_predictive_of_strata_is_their_convolution),
        cmocka_unit_test(test_predictive_of_a_census_is_certain),
        cmocka_unit_test(test_predictive_limits_reach_their_tails),
        cmocka_unit_test(test_predictive_limits_reach_every_tail),
        cmocka_unit_test(test_predictive_limits_hold),
        cmocka_unit_test(test_predictive_of_large_strata),
        cmocka_unit_test(test_predictive_with_other_odds),
        cmocka_unit_test(test_predictive_is_continuous_in_lambda),
        cmocka_unit_test(test_predictive_lambda_meets_its_target),
        cmocka_unit_test(test_predictive_of_many_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
