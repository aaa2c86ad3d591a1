/* Limits from counts: vectors worked out elsewhere, the ends, and what must hold for every x. The comparison with R is
 * in test_reference.c. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "stats/interval.h"

static struct limits limits_of(enum count_method method, int64_t x, int64_t n, int64_t N, double level)
{
    struct limits limits;
    assert_true(count_limits(method, x, n, N, level, &limits));
    return limits;
}

static void assert_undefined(enum count_method method, int64_t x, int64_t n, int64_t N, double level)
{
    struct limits limits = {0, 0};
    assert_false(count_limits(method, x, n, N, level, &limits));
    assert_nan(limits.lower);
    assert_nan(limits.upper);
}

static void test_count_method_name_and_parse_agree(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_METHOD_END; i++) {
        enum count_method method = COUNT_METHOD_END;
        assert_true(count_method_parse(count_method_name((enum count_method)i), &method));
        assert_int_equal(method, i);
    }
    enum count_method method = COUNT_WALD;
    assert_false(count_method_parse("hypergeom", &method));
    assert_false(count_method_parse("", &method));
    assert_int_equal(method, COUNT_WALD);
    assert_string_equal(count_method_name(COUNT_WILSON_CC), "wilson-cc");
    assert_string_equal(count_method_name(COUNT_METHOD_END), "");
}

/* Newcombe 1998, Stat. Med. 17:857, table I; to the four digits printed there. */
static void test_count_limits_of_published_table(void **state)
{
    (void)state;
    static const struct {
        enum count_method method;
        int64_t x, n;
        double lower, upper;
    } cases[] = {
        {COUNT_WALD, 81, 263, 0.2522, 0.3638},
        {COUNT_WALD, 15, 148, 0.0527, 0.1500},
        {COUNT_WALD, 1, 29, -0.0319, 0.1009},
        {COUNT_WILSON, 81, 263, 0.2553, 0.3662},
        {COUNT_WILSON, 15, 148, 0.0624, 0.1605},
        {COUNT_WILSON, 0, 20, 0, 0.1611},
        {COUNT_WILSON, 1, 29, 0.0061, 0.1718},
        {COUNT_WILSON_CC, 81, 263, 0.2535, 0.3682},
        {COUNT_WILSON_CC, 0, 20, 0, 0.2005},
        {COUNT_WILSON_CC, 1, 29, 0.0018, 0.1963},
        {COUNT_CLOPPER_PEARSON, 81, 263, 0.2527, 0.3676},
        {COUNT_CLOPPER_PEARSON, 0, 20, 0, 0.1684},
        {COUNT_CLOPPER_PEARSON, 1, 29, 0.0009, 0.1776},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct limits limits = limits_of(cases[i].method, cases[i].x, cases[i].n, -1, 0.95);
        assert_close(limits.lower, cases[i].lower, 0, 5.1e-5);
        assert_close(limits.upper, cases[i].upper, 0, 5.1e-5);
    }
}

static void test_count_limits_at_the_ends(void **state)
{
    (void)state;
    static const enum count_method zero[] = {COUNT_WILSON,  COUNT_WILSON_CC,  COUNT_CLOPPER_PEARSON, COUNT_JEFFREYS,
                                             COUNT_ARCSINE, COUNT_WILSON_FPC, COUNT_HYPERGEOMETRIC};
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++) {
        struct limits none = limits_of(zero[i], 0, 20, 100, 0.95), all = limits_of(zero[i], 20, 20, 100, 0.95);
        assert_true(none.lower == 0);
        assert_true(none.upper > 0.01 && none.upper < 0.25);
        assert_true(all.upper == 1);
        assert_true(all.lower > 0.75 && all.lower < 0.99);
    }
    /* wald says nothing there, and agresti-coull leaves [0, 1]; neither is mended. */
    struct limits wald = limits_of(COUNT_WALD, 0, 20, -1, 0.95);
    assert_true(wald.lower == 0 && wald.upper == 0);
    assert_true(limits_of(COUNT_AGRESTI_COULL, 0, 20, -1, 0.95).lower < 0);
    assert_true(limits_of(COUNT_AGRESTI_COULL, 20, 20, -1, 0.95).upper > 1);
    /* Clopper and Pearson at x = 0: 1 - (a/2)^(1/n). */
    assert_close(limits_of(COUNT_CLOPPER_PEARSON, 0, 20, -1, 0.95).upper, 1 - pow(0.025, 1 / 20.0), 1e-12, 0);
}

static void test_count_limits_undefined(void **state)
{
    (void)state;
    assert_undefined(COUNT_LOGIT, 0, 10, -1, 0.95);
    assert_undefined(COUNT_LOGIT, 10, 10, -1, 0.95);
    assert_undefined(COUNT_HYPERGEOMETRIC, 3, 10, -1, 0.95);
    assert_undefined(COUNT_HYPERGEOMETRIC, 3, 10, 9, 0.95);
    assert_undefined(COUNT_WILSON_FPC, 3, 10, -1, 0.95);
    assert_undefined(COUNT_WILSON_FPC, 0, 10, 9, 0.95);
    assert_undefined(COUNT_WALD_FPC, 3, 10, 9, 0.95);
    assert_undefined(COUNT_WALD_FPC, 1, 1, 5, 0.95);
    assert_undefined(COUNT_WILSON, 0, 0, -1, 0.95);
    assert_undefined(COUNT_WILSON, -1, 5, -1, 0.95);
    assert_undefined(COUNT_WILSON, 6, 5, -1, 0.95);
    assert_undefined(COUNT_WILSON, 3, 5, -1, 0);
    assert_undefined(COUNT_WILSON, 3, 5, -1, 1);
    assert_undefined(COUNT_WILSON, 3, 5, -1, (double)NAN);
    assert_undefined(COUNT_METHOD_END, 3, 5, 9, 0.95);
}

static void test_count_limits_hold_for_every_x(void **state)
{
    (void)state;
    static const int64_t sizes[] = {2, 7, 30, 200};
    static const double levels[] = {0.8, 0.9, 0.95, 0.99};
    for (int m = 0; m < COUNT_METHOD_END; m++) {
        enum count_method method = (enum count_method)m;
        /* Wald's limits turn back near the ends, which is why nobody should use it there. */
        bool monotone = method != COUNT_WALD && method != COUNT_WALD_FPC;
        bool ends = method != COUNT_LOGIT;
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            int64_t n = sizes[s], N = 3 * n, first = ends ? 0 : 1, last = ends ? n : n - 1;
            struct limits before = {-1, -1};
            for (int64_t x = first; x <= last; x++) {
                double p = (double)x / (double)n;
                struct limits inner = {p, p};
                struct limits other = limits_of(method, n - x, n, N, 0.95);
                struct limits here = limits_of(method, x, n, N, 0.95);
                assert_close(here.lower, 1 - other.upper, 0, 1e-12);
                assert_true(!monotone || (here.lower >= before.lower && here.upper >= before.upper));
                for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
                    struct limits limits = limits_of(method, x, n, N, levels[l]);
                    /* Within [0, 1]: what agresti-coull has beyond it shrinks as the level grows. */
                    limits = (struct limits){fmax(0, limits.lower), fmin(1, limits.upper)};
                    assert_true(limits.lower <= inner.lower + 1e-12 && limits.upper >= inner.upper - 1e-12);
                    inner = limits;
                }
                before = here;
            }
        }
    }
}

static void test_count_limits_of_a_census_are_the_rate(void **state)
{
    (void)state;
    static const enum count_method methods[] = {COUNT_WALD_FPC, COUNT_WILSON_FPC, COUNT_HYPERGEOMETRIC};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        for (int64_t x = 0; x <= 40; x += 5) {
            struct limits limits = limits_of(methods[i], x, 40, 40, 0.95);
            assert_close(limits.lower, (double)x / 40, 1e-15, 0);
            assert_close(limits.upper, (double)x / 40, 1e-15, 0);
        }
    /* And of a population without end they are those of independent draws. */
    struct limits finite = limits_of(COUNT_WILSON_FPC, 61, 600, (int64_t)1 << 60, 0.95);
    struct limits infinite = limits_of(COUNT_WILSON, 61, 600, -1, 0.95);
    assert_close(finite.lower, infinite.lower, 1e-12, 0);
    assert_close(finite.upper, infinite.upper, 1e-12, 0);
}

static void test_count_se_fpc(void **state)
{
    (void)state;
    assert_close(count_se_fpc(61, 600, 1000), sqrt(0.4 * 61 * 539 / (600.0 * 600 * 599)), 1e-14, 0);
    assert_true(count_se_fpc(61, 600, 600) == 0);
    assert_true(count_se_fpc(0, 600, 1000) == 0);
    assert_nan(count_se_fpc(1, 1, 10));
    assert_nan(count_se_fpc(3, 10, -1));
    assert_nan(count_se_fpc(3, 10, 9));
}

/* Worked out in exact rational arithmetic; samplingbook's Sprop has [110, 161] for (300, 100, 45). */
static void test_hypergeometric_limits_vectors(void **state)
{
    (void)state;
    static const struct {
        int64_t N, n, x, lower, upper;
    } cases[] = {
        {1000, 600, 61, 87, 118}, {1000, 800, 81, 92, 111}, {1000, 900, 91, 95, 108}, {1000, 1000, 101, 101, 101},
        {60, 40, 0, 0, 3},        {60, 55, 0, 0, 1},        {12, 9, 0, 0, 2},         {62, 58, 54, 56, 58},
        {110, 100, 10, 10, 13},   {40, 40, 3, 3, 3},        {300, 100, 45, 111, 160}, {50, 10, 3, 5, 31},
        {300, 100, 2, 2, 18},     {1, 1, 1, 1, 1},          {1, 1, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t lower, upper;
        assert_true(hypergeometric_limits(cases[i].x, cases[i].n, cases[i].N, 0.95, &lower, &upper));
        assert_int_equal(lower, cases[i].lower);
        assert_int_equal(upper, cases[i].upper);
        struct limits limits = limits_of(COUNT_HYPERGEOMETRIC, cases[i].x, cases[i].n, cases[i].N, 0.95);
        assert_close(limits.lower, (double)cases[i].lower / (double)cases[i].N, 0, 0);
        assert_close(limits.upper, (double)cases[i].upper / (double)cases[i].N, 0, 0);
    }
}

/* P(X >= x) by its terms, from logarithms of factorials: nothing of it is shared with what is tested. */
static double upper_tail(int64_t x, int64_t n, int64_t N, int64_t K)
{
    double sum = 0;
    for (int64_t i = x; i <= n && i <= K; i++)
        if (n - i <= N - K)
            sum += exp(lgamma((double)K + 1) - lgamma((double)i + 1) - lgamma((double)(K - i) + 1) +
                       lgamma((double)(N - K) + 1) - lgamma((double)(n - i) + 1) - lgamma((double)(N - K - n + i) + 1) -
                       lgamma((double)N + 1) + lgamma((double)n + 1) + lgamma((double)(N - n) + 1));
    return sum;
}

static void test_hypergeometric_limits_of_large_populations(void **state)
{
    (void)state;
    static const int64_t populations[][2] = {{5000, 30}, {5000, 4990}, {20000, 700}, {400000, 9000}};
    static const double shares[] = {0, 0.0005, 0.02, 0.3, 0.5, 0.97, 1};
    for (size_t p = 0; p < sizeof populations / sizeof *populations; p++)
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
            int64_t N = populations[p][0], n = populations[p][1], x = (int64_t)(shares[i] * (double)n), lower, upper;
            assert_true(hypergeometric_limits(x, n, N, 0.95, &lower, &upper));
            assert_true(lower == x || upper_tail(x, n, N, lower - 1) < 0.025 + 1e-7);
            assert_true(upper_tail(x, n, N, lower) > 0.025 - 1e-7);
            int64_t others = N - upper; /* the same from the side of those that did not adopt */
            assert_true(others == n - x || upper_tail(n - x, n, N, others - 1) < 0.025 + 1e-7);
            assert_true(upper_tail(n - x, n, N, others) > 0.025 - 1e-7);
        }
}

static void test_hypergeometric_limits_refuses(void **state)
{
    (void)state;
    int64_t lower = 7, upper = 7;
    assert_false(hypergeometric_limits(0, 0, 10, 0.95, &lower, &upper));
    assert_false(hypergeometric_limits(-1, 5, 10, 0.95, &lower, &upper));
    assert_false(hypergeometric_limits(6, 5, 10, 0.95, &lower, &upper));
    assert_false(hypergeometric_limits(3, 5, 4, 0.95, &lower, &upper));
    assert_false(hypergeometric_limits(3, 5, -1, 0.95, &lower, &upper));
    assert_false(hypergeometric_limits(3, 5, 10, 1, &lower, &upper));
    assert_false(hypergeometric_limits(3, 5, INT64_MAX, 0.95, &lower, &upper));
    assert_int_equal(lower, 7);
    assert_int_equal(upper, 7);
}

/* One drawn of N that adopted has P(X >= 1) = K/N. At K/N = a/2 that is not more than a/2, although in doubles 1/20 is
 * more than (1 - 0.9)/2. */
static void test_hypergeometric_limits_tie_is_rejected(void **state)
{
    (void)state;
    static const struct {
        int64_t N;
        double level;
        int64_t lower;
    } cases[] = {
        {40, 0.95, 2},         {20, 0.9, 2},  {200, 0.99, 2}, {1000000, 0.95, 25001},
        {1000000, 0.9, 50001}, {41, 0.95, 2}, {39, 0.95, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t lower, upper;
        assert_true(hypergeometric_limits(1, 1, cases[i].N, cases[i].level, &lower, &upper));
        assert_int_equal(lower, cases[i].lower);
        assert_int_equal(upper, cases[i].N);
        assert_true(hypergeometric_limits(0, 1, cases[i].N, cases[i].level, &lower, &upper));
        assert_int_equal(lower, 0);
        assert_int_equal(upper, cases[i].N - cases[i].lower);
        /* All but one drawn: K is x or x + 1, and P(X <= x | x + 1) = (x + 1)/N that the one left out adopted. */
        for (int64_t x = cases[i].lower - 2; x < cases[i].lower; x++)
            if (x >= 0) {
                assert_true(hypergeometric_limits(x, cases[i].N - 1, cases[i].N, cases[i].level, &lower, &upper));
                assert_int_equal(lower, x);
                assert_int_equal(upper, x == cases[i].lower - 2 ? x : x + 1);
            }
    }
}

/* C(n, k) in a double, exact here. */
static double choose(int64_t n, int64_t k)
{
    double value = 1;
    if (k < 0 || k > n)
        return 0;
    for (int64_t i = 1; i <= k; i++)
        value = value * (double)(n - k + i) / (double)i;
    return round(value);
}

/* Whatever K is, the limits hold it at least as often as they say. */
static void test_hypergeometric_limits_cover(void **state)
{
    (void)state;
    static const double levels[] = {0.8, 0.9, 0.95, 0.99};
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (int64_t N = 1; N <= 14; N++)
            for (int64_t n = 1; n <= N; n++)
                for (int64_t K = 0; K <= N; K++) {
                    double covered = 0;
                    for (int64_t x = 0; x <= n; x++) {
                        int64_t lower, upper;
                        assert_true(hypergeometric_limits(x, n, N, levels[l], &lower, &upper));
                        if (lower <= K && K <= upper)
                            covered += choose(K, x) * choose(N - K, n - x) / choose(N, n);
                    }
                    assert_true(covered >= levels[l] - 1e-12);
                }
}

/* Whatever the share is, Clopper and Pearson's limits hold it at least as often as they say: by every outcome, on a
 * grid of shares and just inside of each limit, where coverage is least. The score limits promise no such thing. */
static void test_clopper_pearson_limits_cover(void **state)
{
    (void)state;
    static const double levels[] = {0.8, 0.9, 0.95, 0.99};
    bool wilson_falls_short = false;
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (int64_t n = 1; n <= 16; n++) {
            double shares[64];
            size_t count = 0;
            for (int i = 1; i < 20; i++)
                shares[count++] = i / 20.0;
            for (int64_t x = 0; x <= n; x++) {
                struct limits limits = limits_of(COUNT_CLOPPER_PEARSON, x, n, -1, levels[l]);
                shares[count++] = fmax(0, limits.lower - 1e-9);
                shares[count++] = fmin(1, limits.upper + 1e-9);
            }
            for (size_t i = 0; i < count; i++) {
                double p = shares[i], exact = 0, score = 0;
                for (int64_t x = 0; x <= n; x++) {
                    double mass = choose(n, x) * pow(p, (double)x) * pow(1 - p, (double)(n - x));
                    struct limits limits = limits_of(COUNT_CLOPPER_PEARSON, x, n, -1, levels[l]);
                    exact += limits.lower <= p && p <= limits.upper ? mass : 0;
                    limits = limits_of(COUNT_WILSON, x, n, -1, levels[l]);
                    score += limits.lower <= p && p <= limits.upper ? mass : 0;
                }
                assert_true(exact >= levels[l] - 1e-7);
                wilson_falls_short = wilson_falls_short || score < levels[l] - 0.01;
            }
        }
    assert_true(wilson_falls_short);
}

/* P(X <= x) from log-gammas in long double: another way than the tails of the library. */
static long double lower_tail(int64_t x, int64_t n, int64_t N, int64_t K)
{
    long double sum = 0;
    for (int64_t i = x; i >= 0 && i >= n - (N - K); i--) {
        long double term = 0;
        const int64_t over[3][2] = {{K, i}, {N - K, n - i}, {N, n}};
        for (int c = 0; c < 3; c++) {
            long double a = (long double)over[c][0], b = (long double)over[c][1];
            term += (c == 2 ? -1 : 1) * (lgammal(a + 1) - lgammal(b + 1) - lgammal(a - b + 1));
        }
        sum += expl(term);
        if (expl(term) < sum * 1e-22L)
            break;
    }
    return sum;
}

/* The limits pass both tests, and their outer neighbours do not. */
static void test_hypergeometric_limits_of_a_large_population(void **state)
{
    (void)state;
    static const struct {
        int64_t x, n, N;
    } cases[] = {
        {500, 5000, 1000000}, {250000, 500000, 1000000}, {3, 999000, 1000000}, {101, 1000, 1000000},
        {0, 700000, 1000000}, {70, 693, 1047},           {49, 693, 1047},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t x = cases[i].x, n = cases[i].n, N = cases[i].N, lower, upper;
        assert_true(hypergeometric_limits(x, n, N, 0.95, &lower, &upper));
        assert_true(x <= lower && lower <= upper && upper <= N - n + x);
        assert_true(lower_tail(x, n, N, upper) > 0.025L);
        assert_true(upper == N - n + x || lower_tail(x, n, N, upper + 1) <= 0.025L);
        assert_true(x == 0 || lower_tail(n - x, n, N, N - lower) > 0.025L);
        assert_true(lower == x || lower_tail(n - x, n, N, N - lower + 1) <= 0.025L);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count_method_name_and_parse_agree),
        cmocka_unit_test(test_count_limits_of_published_table),
        cmocka_unit_test(test_count_limits_at_the_ends),
        cmocka_unit_test(test_count_limits_undefined),
        cmocka_unit_test(test_count_limits_hold_for_every_x),
        cmocka_unit_test(test_count_limits_of_a_census_are_the_rate),
        cmocka_unit_test(test_count_se_fpc),
        cmocka_unit_test(test_hypergeometric_limits_vectors),
        cmocka_unit_test(test_hypergeometric_limits_of_large_populations),
        cmocka_unit_test(test_hypergeometric_limits_refuses),
        cmocka_unit_test(test_hypergeometric_limits_tie_is_rejected),
        cmocka_unit_test(test_hypergeometric_limits_cover),
        cmocka_unit_test(test_clopper_pearson_limits_cover),
        cmocka_unit_test(test_hypergeometric_limits_of_a_large_population),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
