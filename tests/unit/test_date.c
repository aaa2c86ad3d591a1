/* Days of the Gregorian calendar. */
#include "support/check.h"

#include "base/date.h"

static void test_date_is_day(void **state)
{
    (void)state;
    static const char *const good[] = {"2021-06-30", "2020-02-29", "2000-02-29", "1999-12-31", "0001-01-01"};
    static const char *const bad[] = {"",           "2021-02-29", "1900-02-29", "2021-00-01", "2021-13-01",
                                      "2021-04-31", "2021-04-00", "2021-4-1",   "2021/04/01", "2021-04-01 ",
                                      "21-04-01",   "2021-04-0x", "20210-4-01", "+021-04-01"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!date_is_day(good[i]))
            fail_msg("%s is no day", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (date_is_day(bad[i]))
            fail_msg("%s is a day", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_date_is_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
