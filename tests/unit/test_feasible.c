/* The counts behind a rounded percentage, against rounding every count. */
#include "support/check.h"

#include "stats/feasible.h"

static void test_feasible_of_published_percentages(void **state)
{
    (void)state;
    static const struct {
        const char *percent;
        int64_t n, least, most; /* least -1: none */
    } cases[] = {
        {"10.1", 594, 60, 60},    {"7.1", 594, 42, 42},        {"10.1", 600, -1, -1}, {"7.1", 600, -1, -1},
        {"10.1", 650, -1, -1},    {"7.1", 650, 46, 46},        {"10.1", 700, 71, 71}, {"7.1%", 700, 50, 50},
        {"10.1", 1000, 101, 101}, {"7.1", 1000, 71, 71},       {"0", 10, 0, 0},       {"0.0", 5000, 0, 2},
        {"100", 10, 10, 10},      {"100.0", 5000, 4998, 5000}, {"50", 3, -1, -1},     {"33", 3, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed_percent percent;
        int64_t least = -1, most = -1;
        assert_true(printed_percent_parse(cases[i].percent, &percent));
        assert_int_equal(feasible_counts(percent, cases[i].n, &least, &most), cases[i].least >= 0);
        assert_int_equal(least, cases[i].least);
        assert_int_equal(most, cases[i].most);
    }
}

/* 100 x/n in units of the last decimal, half away from zero, in integers. */
static int64_t rounded(int64_t x, int64_t n, int64_t whole)
{
    return (2 * whole * x + n) / (2 * n);
}

static void test_feasible_is_rounding_backwards(void **state)
{
    (void)state;
    for (int decimals = 0; decimals <= 2; decimals++) {
        int64_t whole = decimals == 0 ? 100 : decimals == 1 ? 1000 : 10000;
        for (int64_t n = 1; n <= 60; n++)
            for (int64_t units = 0; units <= whole; units++) {
                int64_t least = -1, most = -2, first = -1, last = -2;
                for (int64_t x = 0; x <= n; x++)
                    if (rounded(x, n, whole) == units) {
                        first = first < 0 ? x : first;
                        last = x;
                    }
                bool some = feasible_counts((struct printed_percent){units, decimals}, n, &least, &most);
                assert_int_equal(some, first >= 0);
                assert_int_equal(least, first);
                assert_int_equal(most, last);
            }
    }
}

static void test_feasible_reads_percentages(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      ".",   "10.",       ".5",  "10,1",   "-1",
                                      "100.1", "101", "1.1234567", "ten", "10.1%%", " 1"};
    struct printed_percent percent;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(printed_percent_parse(bad[i], &percent));
    assert_true(printed_percent_parse("010.10%", &percent));
    assert_int_equal(percent.units, 1010);
    assert_int_equal(percent.decimals, 2);
    int64_t least, most;
    assert_false(feasible_counts(percent, 0, &least, &most));
    assert_false(feasible_counts(percent, (int64_t)1 << 40, &least, &most));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feasible_of_published_percentages),
        cmocka_unit_test(test_feasible_is_rounding_backwards),
        cmocka_unit_test(test_feasible_reads_percentages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
