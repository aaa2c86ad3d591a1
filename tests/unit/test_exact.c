/* Comparing without rounding: ties, next to ties, and sizes at which products overflow. */
#include "support/check.h"

#include <string.h>

#include "stats/exact.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_parses(const char *text, int shift, int64_t numerator, int64_t denominator)
{
    struct rational value = {0, 0};
    assert_true(rational_parse(text, shift, &value));
    assert_int_equal(value.numerator, numerator);
    assert_int_equal(value.denominator, denominator);
}

static void test_rational_parse(void **state)
{
    (void)state;
    assert_parses("16", 2, 16, 100);
    assert_parses("12.5", 2, 125, 1000);
    assert_parses("-3", 2, -3, 100);
    assert_parses("+0.16", 0, 16, 100);
    assert_parses("0", 0, 0, 1);
    assert_parses("-0", 2, 0, 100);
    assert_parses("007.10", 0, 710, 100);
    assert_parses("123456789012345", 0, 123456789012345, 1);
    assert_parses("0.0000000000000001", 2, 1, 1000000000000000000);
    assert_parses("0.999999999999999", 2, 999999999999999, 100000000000000000);
    assert_parses("00000000000000000000000000000001", 0, 1, 1);
}

static void test_rational_parse_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      ".",
                                      ".5",
                                      "5.",
                                      "1e3",
                                      " 1",
                                      "1 ",
                                      "1,5",
                                      "1..5",
                                      "1.5.",
                                      "--1",
                                      "0x10",
                                      "inf",
                                      "nan",
                                      "1%",
                                      "+-1",
                                      "-.5",
                                      "１６",
                                      "1234567890123456",
                                      "0.1234567890123456",
                                      "0.0000000000000000001"};
    struct rational value = {7, 9};
    for (size_t i = 0; i < COUNT(bad); i++)
        if (rational_parse(bad[i], 0, &value))
            fail_msg("'%s' was read as a number", bad[i]);
    assert_false(rational_parse("0.00000000000000001", 2, &value)); /* 10^-19 */
    assert_false(rational_parse("1", 19, &value));
    assert_false(rational_parse("1", -1, &value));
    assert_int_equal(value.numerator, 7);
    assert_int_equal(value.denominator, 9);
}

static void test_rational_value(void **state)
{
    (void)state;
    assert_close(rational_value((struct rational){125, 1000}), 0.125, 0, 0);
    assert_close(rational_value((struct rational){-3, 100}), -0.03, 0, 0);
}

static void test_exact_compare_ratio(void **state)
{
    (void)state;
    const struct rational sixteen = {16, 100};
    assert_int_equal(exact_compare_ratio(16, 100, sixteen), 0);
    assert_int_equal(exact_compare_ratio(4, 25, sixteen), 0);
    assert_int_equal(exact_compare_ratio(159999999, 1000000000, sixteen), -1);
    assert_int_equal(exact_compare_ratio(160000001, 1000000000, sixteen), 1);
    assert_int_equal(exact_compare_ratio(0, 5, (struct rational){0, 1}), 0);
    assert_int_equal(exact_compare_ratio(0, 5, (struct rational){-1, 100}), 1);
    /* 7/100 of 700 is 49; in doubles 0.07 * 700 is more. */
    assert_int_equal(exact_compare_ratio(49, 700, (struct rational){7, 100}), 0);
    assert_int_equal(
        exact_compare_ratio(INT64_MAX - 1, INT64_MAX, (struct rational){999999999999999999, 1000000000000000000}), 1);
    assert_int_equal(exact_compare_ratio(INT64_MAX, INT64_MAX, (struct rational){1, 1}), 0);
}

static void test_exact_compare_difference(void **state)
{
    (void)state;
    const struct rational five = {5, 100};
    assert_int_equal(exact_compare_difference(10, 100, 15, 100, five), 0);
    assert_int_equal(exact_compare_difference(1, 3, 23, 60, five), 0);
    assert_int_equal(exact_compare_difference(1, 3, 383333333, 1000000000, five), -1);
    assert_int_equal(exact_compare_difference(1, 3, 383333334, 1000000000, five), 1);
    assert_int_equal(exact_compare_difference(15, 100, 10, 100, (struct rational){-5, 100}), 0);
    assert_int_equal(exact_compare_difference(15, 100, 10, 100, (struct rational){-6, 100}), 1);
    assert_int_equal(exact_compare_difference(0, 7, 0, 11, (struct rational){0, 1}), 0);
    assert_int_equal(exact_compare_difference(1, 1, 0, 1, (struct rational){-1, 1}), 0);
    /* One over the product of two primes near 10^9 apart: (x2 n1 - x1 n2) is 1. */
    assert_int_equal(exact_compare_difference(16949152, 999999937, 16949151, 999999877, (struct rational){0, 1}),
                     16949151LL * 999999937 > 16949152LL * 999999877 ? 1 : -1);
    assert_int_equal(
        exact_compare_difference(INT64_MAX - 2, INT64_MAX, INT64_MAX - 1, INT64_MAX, (struct rational){0, 1}), 1);
    assert_int_equal(exact_compare_difference(INT64_MAX - 2, INT64_MAX, INT64_MAX - 1, INT64_MAX,
                                              (struct rational){1, 1000000000000000000}),
                     -1);
}

static void test_exact_compare_design_is_the_ratio_of_one_stratum(void **state)
{
    (void)state;
    for (int64_t x = 0; x <= 50; x++) {
        const struct stratum_count one[] = {{97, 53, 50, x}};
        for (int64_t level = -1; level <= 101; level++) {
            struct rational percent = {level, 100};
            assert_int_equal(exact_compare_design(one, 1, percent), exact_compare_ratio(x, 50, percent));
        }
    }
}

/* A small generator, so that the cases are the same everywhere (Knuth's MMIX constants). */
static uint64_t random_state = 1;

static int64_t random_below(int64_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((random_state >> 33) % (uint64_t)limit);
}

/* Designs small enough that the rate is a ratio of two 64-bit numbers: equal to itself, and to nothing beside it. */
static void test_exact_compare_design_of_random_strata(void **state)
{
    (void)state;
    enum { COMMON = 27720 }; /* a multiple of all n up to 12 */
    for (int round = 0; round < 20000; round++) {
        struct stratum_count strata[6];
        size_t count = 1 + (size_t)random_below(6);
        int64_t adopted = 0, all = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t n = 1 + random_below(12), valid = random_below(n + 1), x = random_below(valid + 1);
            int64_t N = n + random_below(40);
            strata[i] = (struct stratum_count){N, n, valid, x};
            adopted += N * (COMMON / n) * x;
            all += N * (COMMON / n) * valid;
        }
        if (all == 0)
            continue;
        assert_int_equal(exact_compare_design(strata, count, (struct rational){adopted, all}), 0);
        const int64_t finer = 1000000000;
        assert_int_equal(exact_compare_design(strata, count, (struct rational){adopted * finer - 1, all * finer}), 1);
        assert_int_equal(exact_compare_design(strata, count, (struct rational){adopted * finer + 1, all * finer}), -1);
        struct rational percent = {random_below(101), 100};
        int expected = (adopted * 100 > percent.numerator * all) - (adopted * 100 < percent.numerator * all);
        assert_int_equal(exact_compare_design(strata, count, percent), expected);
    }
}

/* Pairs of equal strata of a prime number of respondents, x of valid in one and the rest in the other: the rate is one
 * half, and none of the fractions is a whole number. One adopter more or less must show. */
static void test_exact_compare_design_tie_of_many_large_strata(void **state)
{
    (void)state;
    static struct stratum_count strata[1000];
    const struct rational half = {1, 2};
    for (size_t i = 0; i < COUNT(strata); i += 2) {
        int64_t n = 1000000000 - 2 * (int64_t)i - 1, valid = n - 3 - (int64_t)i, x = 400000000 + 12345 * (int64_t)i;
        strata[i] = (struct stratum_count){1000000000, n, valid, x};
        strata[i + 1] = (struct stratum_count){1000000000, n, valid, valid - x};
    }
    assert_int_equal(exact_compare_design(strata, COUNT(strata), half), 0);
    strata[501].x++;
    assert_int_equal(exact_compare_design(strata, COUNT(strata), half), 1);
    strata[501].x -= 2;
    assert_int_equal(exact_compare_design(strata, COUNT(strata), half), -1);
    strata[501].x++;
    assert_int_equal(exact_compare_design(strata, COUNT(strata), (struct rational){499999999999999, 1000000000000000}),
                     1);
    assert_int_equal(exact_compare_design(strata, COUNT(strata), (struct rational){500000000000001, 1000000000000000}),
                     -1);
}

/* x1/n1 + x2/n2 with n1 n2 = 10^18: the rates differ from 1/2 by less than a double, or a long double, can tell. */
static void test_exact_compare_design_beyond_floating_point(void **state)
{
    (void)state;
    /* 2 x - valid is +1 of n1 and -1 of n2: the sign of N1/n1 - N2/n2. */
    struct stratum_count strata[] = {{999999999, 999999937, 999999937, 499999969},
                                     {999999938, 999999877, 999999877, 499999938}};
    int sign = 999999999LL * 999999877 > 999999938LL * 999999937 ? 1 : -1;
    assert_int_equal(exact_compare_design(strata, 2, (struct rational){1, 2}), sign);
    strata[1].N = 999999939;
    sign = 999999999LL * 999999877 > 999999939LL * 999999937 ? 1 : -1;
    assert_int_equal(exact_compare_design(strata, 2, (struct rational){1, 2}), sign);
    /* Sizes that no frame has. */
    const struct stratum_count huge[] = {{INT64_MAX, INT64_MAX - 2, INT64_MAX - 2, (INT64_MAX - 3) / 2},
                                         {INT64_MAX, INT64_MAX - 4, INT64_MAX - 4, (INT64_MAX - 3) / 2}};
    /* 2 x - valid is -1 and +1, and the second has the larger weight. */
    assert_int_equal(exact_compare_design(huge, 2, (struct rational){1, 2}), 1);
    assert_int_equal(exact_compare_design(huge, 2, (struct rational){500000000000000001, 1000000000000000000}), -1);
    /* So far below that nothing left over by the divisions makes up for it, and above. */
    const struct stratum_count far[] = {{INT64_MAX, 3, 3, 1}, {INT64_MAX, 7, 7, 2}};
    assert_int_equal(exact_compare_design(far, 2, (struct rational){999999999999999999, 1000000000000000000}), -1);
    assert_int_equal(exact_compare_design(far, 2, (struct rational){1, 1000000000000000000}), 1);
}

/* Four halves of which three are adopted: written out in base 2^64 nothing is left over. */
static void test_exact_compare_design_of_finite_digits(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{1, 2, 1, 1}, {1, 2, 1, 1}, {1, 2, 1, 1}, {1, 2, 1, 0}};
    assert_int_equal(exact_compare_design(strata, 4, (struct rational){1, 2}), 1);
    assert_int_equal(exact_compare_design(strata, 4, (struct rational){3, 4}), 0);
}

/* Sums that the first digits in base 2^64 can't tell from a tie. */
static void test_exact_compare_design_of_many_digits(void **state)
{
    (void)state;
    const struct rational half = {1, 2};
    /* (k + 1)/k - k/(k - 1) is -1/(k (k - 1)), about -6e-38. */
    const int64_t k = 4000000000000000000;
    struct stratum_count two[] = {{k + 1, k, k - 1, k / 2}, {k, k - 1, k - 1, k / 2 - 1}};
    assert_int_equal(exact_compare_design(two, 2, half), -1);
    two[0].x--;
    two[1].x++;
    assert_int_equal(exact_compare_design(two, 2, half), 1);
    /* N1/n1 + N2/n2 + N3/n3 is the fourth stratum's N and 1/(n1 n2 n3), about 1e-56 (by the Chinese remainder theorem).
     */
    struct stratum_count three[] = {
        {4655240830823646510, 4611686018427387847, 4611686018427387847, 2305843009213693924},
        {7445310871972216109, 4611686018427387817, 4611686018427387817, 2305843009213693909},
        {6346192370913688638, 4611686018427387787, 4611686018427387787, 2305843009213693894},
        {4, 1, 1, 0},
    };
    assert_int_equal(exact_compare_design(three, 4, half), 1);
    for (size_t i = 0; i < 4; i++)
        three[i].x = three[i].valid - three[i].x;
    assert_int_equal(exact_compare_design(three, 4, half), -1);
}

static void test_exact_compare_design_leaves_out_empty_strata(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{50, 0, 0, 0}, {20, 10, 10, 4}, {0, 0, 0, 0}, {30, 5, 0, 0}};
    assert_int_equal(exact_compare_design(strata, COUNT(strata), (struct rational){4, 10}), 0);
    assert_int_equal(exact_compare_design(strata, COUNT(strata), (struct rational){41, 100}), -1);
    assert_int_equal(exact_compare_design(strata, COUNT(strata), (struct rational){39, 100}), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rational_parse),
        cmocka_unit_test(test_rational_parse_refuses),
        cmocka_unit_test(test_rational_value),
        cmocka_unit_test(test_exact_compare_ratio),
        cmocka_unit_test(test_exact_compare_difference),
        cmocka_unit_test(test_exact_compare_design_is_the_ratio_of_one_stratum),
        cmocka_unit_test(test_exact_compare_design_of_random_strata),
        cmocka_unit_test(test_exact_compare_design_tie_of_many_large_strata),
        cmocka_unit_test(test_exact_compare_design_beyond_floating_point),
        cmocka_unit_test(test_exact_compare_design_of_finite_digits),
        cmocka_unit_test(test_exact_compare_design_of_many_digits),
        cmocka_unit_test(test_exact_compare_design_leaves_out_empty_strata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
