/* Numbers in text: reading is strict, writing gives the same double back, rounding is half away from zero. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "support/check.h"

static void check_fixed(double value, int decimals, bool plus, const char *expected)
{
    struct buffer out = {0};
    number_add_fixed(&out, value, decimals, plus);
    assert_string_equal(buffer_get(&out), expected);
    buffer_clear(&out);
}

static void test_add_fixed_rounds_half_away_from_zero(void **state)
{
    (void)state;
    check_fixed(6.25, 1, false, "6.3");
    check_fixed(-6.25, 1, false, "-6.3");
    check_fixed(100 * 201.0 / 2000, 1, false, "10.1"); /* 10.05 %, which no double is */
    check_fixed(0.15, 1, false, "0.2");
    check_fixed(2.5, 0, false, "3");
    check_fixed(0.5, 0, false, "1");
    check_fixed(0.49, 0, false, "0");
}

static void test_add_fixed_values(void **state)
{
    (void)state;
    check_fixed(100 * 70.0 / 690, 1, false, "10.1");
    check_fixed(0, 1, false, "0.0");
    check_fixed(-0.0, 1, true, "0.0");
    check_fixed(-0.04, 1, false, "0.0");
    check_fixed(0.04, 1, true, "0.0");
    check_fixed(2.9, 1, true, "+2.9");
    check_fixed(-2.9, 1, true, "-2.9");
    check_fixed(99.95, 1, false, "100.0");
    check_fixed(9.9999, 2, false, "10.00");
    check_fixed(1234567.891, 2, false, "1234567.89");
    check_fixed(1e15, 1, false, "1000000000000000.0");
    check_fixed(1e-300, 3, false, "0.000");
    check_fixed(0.0005, 3, false, "0.001");
    check_fixed(100, 0, false, "100");
    check_fixed(1e60, 0, false, "999999999999999949387135297074018866963645011013410073083904");
    check_fixed(NAN, 1, false, "");
    check_fixed(-INFINITY, 1, true, "");
}

static void test_add_exact_reads_back(void **state)
{
    (void)state;
    static const double values[] = {0.1, 1.0 / 3, 70.0 / 690, 1e-300, 1.7976931348623157e308, -0.0625, 0, 693};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buffer out = {0};
        number_add_exact(&out, values[i]);
        double back;
        assert_true(number_parse_real(buffer_get(&out), &back));
        assert_true(back == values[i]);
        buffer_clear(&out);
    }
    struct buffer out = {0};
    number_add_exact(&out, 0.1);
    assert_string_equal(buffer_get(&out), "0.1");
    buffer_clear(&out);
}

static void test_parse_refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"", " 1", "1 ", "0x10", "inf", "nan", "1e", "--1", "1,5", "１", "1e999", "."};
    double real;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (number_parse_real(bad[i], &real))
            fail_msg("'%s' was read as a number", bad[i]);
    static const char *const no_integers[] = {"", "+", "1.0", "99999999999999999999", "1e3", " 7"};
    int64_t integer;
    for (size_t i = 0; i < sizeof no_integers / sizeof *no_integers; i++)
        if (number_parse_integer(no_integers[i], &integer))
            fail_msg("'%s' was read as an integer", no_integers[i]);
    assert_true(number_parse_integer("-42", &integer));
    assert_int_equal(integer, -42);
    assert_true(number_parse_real("-1.5e3", &real));
    assert_close(real, -1500, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add_fixed_rounds_half_away_from_zero),
        cmocka_unit_test(test_add_fixed_values),
        cmocka_unit_test(test_add_exact_reads_back),
        cmocka_unit_test(test_parse_refuses_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
