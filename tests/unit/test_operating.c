/* Operating characteristics: distributions against Rmath and by hand, shares, and the chain against walking it. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "stats/operating.h"

static void test_distribution_hypergeometric(void **state)
{
    (void)state;
    static const int64_t cases[][3] = {{0, 10, 4},      {10, 10, 4},      {3, 10, 0},  {3, 10, 10}, {1, 1, 1},
                                       {95, 1000, 700}, {500, 1000, 999}, {7, 20, 15}, {0, 0, 0},   {4000, 9000, 5000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t K = cases[i][0], N = cases[i][1], n = cases[i][2];
        struct distribution d;
        double sum = 0;
        assert_int_equal(distribution_hypergeometric(K, N, n, &d), STATUS_OK);
        assert_int_equal(d.first, n - (N - K) > 0 ? n - (N - K) : 0);
        assert_int_equal(d.first + (int64_t)d.count - 1, n < K ? n : K);
        for (size_t x = 0; x < d.count; x++) {
            double wanted = dhyper((double)(d.first + (int64_t)x), (double)K, (double)(N - K), (double)n, 0);
            assert_true(fabs(d.mass[x] - wanted) <= 1e-11 * wanted + 1e-300);
            sum += d.mass[x];
        }
        assert_true(fabs(sum - 1) < 1e-12);
        distribution_clear(&d);
    }
}

/* Drawing from two strata with the same adopters as from one of both is Vandermonde's identity, but for who is drawn:
 * here every pair of counts is summed up. */
static void test_distribution_add(void **state)
{
    (void)state;
    struct distribution a, b;
    assert_int_equal(distribution_hypergeometric(3, 8, 4, &a), STATUS_OK);
    assert_int_equal(distribution_hypergeometric(5, 6, 4, &b), STATUS_OK);
    assert_int_equal(distribution_add(&a, &b), STATUS_OK);
    for (int64_t x = 0; x <= 8; x++) {
        double wanted = 0;
        for (int64_t y = 0; y <= x; y++)
            wanted += dhyper((double)y, 3, 5, 4, 0) * dhyper((double)(x - y), 5, 1, 4, 0);
        int64_t i = x - a.first;
        double got = i >= 0 && i < (int64_t)a.count ? a.mass[i] : 0;
        assert_true(fabs(got - wanted) < 1e-14);
    }
    distribution_clear(&a);
    distribution_clear(&b);
}

static void test_distribution_draw(void **state)
{
    (void)state;
    enum { DRAWS = 40000 };
    struct distribution d;
    struct random random;
    int64_t seen[5] = {0};
    random_seed(&random, 1);
    assert_int_equal(distribution_hypergeometric(4, 10, 5, &d), STATUS_OK);
    distribution_accumulate(&d);
    for (int i = 0; i < DRAWS; i++) {
        int64_t x = distribution_draw(&d, &random);
        assert_in_range(x, 0, 4);
        seen[x]++;
    }
    for (int x = 0; x <= 4; x++) { /* five standard errors */
        double p = dhyper(x, 4, 6, 5, 0);
        assert_true(fabs((double)seen[x] / DRAWS - p) < 5 * sqrt(p * (1 - p) / DRAWS));
    }
    distribution_clear(&d);
}

static void test_operating_allocate(void **state)
{
    (void)state;
    const int64_t G = 1000000000;
    const struct {
        int64_t N[4], K, shares[4];
    } cases[] = {
        {{10, 20, 30, 40}, 10, {1, 2, 3, 4}},
        {{10, 20, 30, 40}, 0, {0, 0, 0, 0}},
        {{10, 20, 30, 40}, 100, {10, 20, 30, 40}},
        {{1, 1, 1, 1}, 2, {1, 1, 0, 0}},
        {{12, 62, 254, 0}, 33, {1, 6, 26, 0}},
        {{3, 3, 3, 1}, 5, {2, 2, 1, 0}},
        {{100 * G, 100 * G, 100 * G, 0}, 150 * G, {50 * G, 50 * G, 50 * G, 0}}, /* products beyond an int64_t */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t shares[4];
        operating_allocate(cases[i].N, 4, cases[i].K, shares);
        for (size_t h = 0; h < 4; h++)
            assert_int_equal(shares[h], cases[i].shares[h]);
    }
    for (int64_t K = 0; K <= 328; K++) { /* everyone is given out, and no stratum more than it has */
        static const int64_t N[] = {12, 62, 254, 0};
        int64_t shares[4], sum = 0;
        operating_allocate(N, 4, K, shares);
        for (size_t h = 0; h < 4; h++) {
            assert_in_range(shares[h], 0, N[h]);
            sum += shares[h];
        }
        assert_int_equal(sum, K);
    }
}

/* The states of states.c, walked: every sequence of five kinds of waves with its probability. */
static double walk(const struct wave_chances *c, int for_waves, bool has_clear, int left, int passed, bool fired)
{
    if (!left)
        return fired ? 1 : 0;
    const double chances[] = {c->skips, c->passes_holds, c->passes - c->passes_holds, c->holds,
                              1 - c->skips - c->passes - c->holds};
    double sum = 0;
    for (int kind = 0; kind < 5; kind++) {
        bool passes = kind == 1 || kind == 2, leaves = kind == 2 || kind == 4;
        int now = kind == 0 ? passed : passes ? passed + 1 : 0;
        bool stands = kind == 0 ? fired : now >= for_waves || (fired && has_clear && !leaves);
        if (chances[kind] > 0)
            sum += chances[kind] * walk(c, for_waves, has_clear, left - 1, now, stands);
    }
    return sum;
}

static void test_operating_chain(void **state)
{
    (void)state;
    static const struct wave_chances cases[] = {{0, 0.3, 0.3, 0.2}, {0.1, 0.4, 0.35, 0.25}, {0, 1, 1, 0},
                                                {1, 0, 0, 0},       {0, 0, 0, 0},           {0.2, 0.3, 0.1, 0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int for_waves = 1; for_waves <= 3; for_waves++)
            for (int waves = 1; waves <= 6; waves++)
                for (int has_clear = 0; has_clear < 2; has_clear++) {
                    double fired;
                    assert_int_equal(operating_chain(&cases[i], for_waves, has_clear, waves, &fired), STATUS_OK);
                    assert_true(fabs(fired - walk(&cases[i], for_waves, has_clear, waves, 0, false)) < 1e-14);
                }
    double fired;
    assert_int_equal(operating_chain(&cases[0], 2, false, 2, &fired), STATUS_OK);
    assert_true(fabs(fired - 0.09) < 1e-15);
}

static void test_operating_at_least(void **state)
{
    (void)state;
    static const double chances[] = {0.1, 0.5, 0.9, 0, 1};
    for (size_t k = 0; k <= 6; k++) {
        double wanted = 0, scratch[5];
        for (unsigned set = 0; set < 32; set++) {
            double p = 1;
            size_t count = 0;
            for (size_t i = 0; i < 5; i++) {
                p *= set >> i & 1 ? chances[i] : 1 - chances[i];
                count += set >> i & 1;
            }
            wanted += count >= k ? p : 0;
        }
        memcpy(scratch, chances, sizeof scratch);
        assert_true(fabs(operating_at_least(scratch, 5, k) - wanted) < 1e-15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distribution_hypergeometric),
        cmocka_unit_test(test_distribution_add),
        cmocka_unit_test(test_distribution_draw),
        cmocka_unit_test(test_operating_allocate),
        cmocka_unit_test(test_operating_chain),
        cmocka_unit_test(test_operating_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
