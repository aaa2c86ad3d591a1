/* Problems: their table, their form on a terminal, the limit, and how collections join. */
#include <string.h>

#include "support/check.h"

static void test_codes_are_complete_and_unique(void **state)
{
    (void)state;
    for (int i = 0; i < ERROR_END; i++) {
        assert_non_null(error_name((enum error_code)i));
        assert_true(strlen(error_name((enum error_code)i)) >= 5);
        assert_true(strlen(error_meaning((enum error_code)i)) > 10);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(error_name((enum error_code)i), error_name((enum error_code)k));
    }
}

static void test_print_places_the_caret_by_width(void **state)
{
    (void)state;
    struct errors errors = {0};
    const char *line = "K0035,架空信用金庫,信用金庫,提供中,有り";
    enum status status = errors_add(&errors, ERROR_IMPORT_LABEL, (struct place){"responses/fy2021.csv", 35, 23},
                                    "correct the file", "法人更新系: \"%s\" is not one of the labels", "有り");
    errors_excerpt(&errors, line, strlen(line));
    assert_int_equal(status, STATUS_INPUT);
    assert_int_equal(errors.status, STATUS_INPUT);
    assert_errors(&errors, "responses/fy2021.csv:35:23: error[IMP012]: 法人更新系: \"有り\" is not one of the labels\n"
                           "    K0035,架空信用金庫,信用金庫,提供中,有り\n"
                           "                                       ^\n"
                           "  hint: correct the file\n");
}

static void test_print_cuts_a_long_line_around_the_column(void **state)
{
    (void)state;
    struct errors errors = {0};
    char line[301];
    memset(line, 'a', 300);
    line[200] = 'X';
    line[300] = '\0';
    errors_add(&errors, ERROR_CSV_VALUE, (struct place){"f.csv", 2, 201}, NULL, "bad");
    errors_excerpt(&errors, line, 300);
    char expected[400];
    (void)snprintf(expected, sizeof expected, "f.csv:2:201: error[CSV006]: bad\n    …%.60sX%.39s…\n    %61s^\n", line,
                   line + 201, "");
    assert_errors(&errors, expected);
}

static void test_print_escapes_control_characters(void **state)
{
    (void)state;
    struct errors errors = {0};
    errors_add(&errors, ERROR_USAGE, (struct place){0}, NULL, "odd '%s'", "\033]0;x\007");
    assert_errors(&errors, "minaoshi: error[USE001]: odd '\\x1b]0;x\\x07'\n");
}

static void test_add_keeps_the_limit_and_counts_the_rest(void **state)
{
    (void)state;
    struct errors errors = {.limit = 2};
    for (int i = 1; i <= 5; i++)
        errors_add(&errors, ERROR_CSV_RAGGED, (struct place){"a.csv", i, 0}, NULL, "row %d", i);
    assert_int_equal(errors.total, 5);
    assert_errors(&errors, "a.csv:1: error[CSV001]: row 1\na.csv:2: error[CSV001]: row 2\n"
                           "minaoshi: 3 more problems not shown (--max-errors)\n");
}

static void test_warnings_leave_the_status(void **state)
{
    (void)state;
    struct errors errors = {0};
    assert_int_equal(errors_add(&errors, ERROR_STALE_FILE, (struct place){.file = "a.csv"}, NULL, "it differs"),
                     STATUS_OK);
    assert_int_equal(errors.status, STATUS_OK);
    assert_int_equal(errors.total, 0);
    assert_errors(&errors, "a.csv: warning[WRN001]: it differs\n");
}

static void test_move_joins_two_collections(void **state)
{
    (void)state;
    struct errors first = {0}, second = {.limit = 1};
    errors_add(&first, ERROR_USAGE, (struct place){0}, NULL, "one");
    errors_add(&second, ERROR_CSV_VALUE, (struct place){0}, NULL, "two");
    errors_add(&second, ERROR_CSV_VALUE, (struct place){0}, NULL, "three");
    errors_move(&first, &second);
    assert_int_equal(first.total, 3);
    assert_int_equal(first.status, STATUS_USAGE);
    assert_int_equal(second.total, 0);
    assert_errors(&first, "minaoshi: error[USE001]: one\nminaoshi: error[CSV006]: two\n"
                          "minaoshi: 1 more problem not shown (--max-errors)\n");
    assert_no_errors(&second);
}

/* Warnings take no room from errors, nor errors from warnings. */
static void test_move_keeps_a_limit_for_each_severity(void **state)
{
    (void)state;
    struct errors first = {.limit = 2}, second = {.limit = 9};
    for (int i = 1; i <= 3; i++)
        errors_add(&second, ERROR_STALE_FILE, (struct place){0}, NULL, "warning %d", i);
    for (int i = 1; i <= 3; i++)
        errors_add(&second, ERROR_CSV_VALUE, (struct place){0}, NULL, "error %d", i);
    errors_add(&first, ERROR_CSV_VALUE, (struct place){0}, NULL, "error 0");
    errors_move(&first, &second);
    assert_int_equal(first.total, 4);
    assert_int_equal(first.warnings, 3);
    assert_errors(&first, "minaoshi: error[CSV006]: error 0\n"
                          "minaoshi: warning[WRN001]: warning 1\nminaoshi: warning[WRN001]: warning 2\n"
                          "minaoshi: error[CSV006]: error 1\nminaoshi: 3 more problems not shown (--max-errors)\n");
}

/* -q: the errors stand, with how many of them are not shown. */
static void test_drop_leaves_the_errors(void **state)
{
    (void)state;
    struct errors errors = {.limit = 1};
    errors_add(&errors, ERROR_STALE_FILE, (struct place){0}, NULL, "warning 1");
    errors_add(&errors, ERROR_CSV_VALUE, (struct place){0}, "hint", "error 1");
    errors_add(&errors, ERROR_STALE_FILE, (struct place){0}, NULL, "warning 2");
    errors_add(&errors, ERROR_CSV_VALUE, (struct place){0}, NULL, "error 2");
    errors_drop_warnings(&errors);
    assert_int_equal(errors.total, 2);
    assert_int_equal(errors.warnings, 0);
    assert_int_equal(errors.status, STATUS_INPUT);
    assert_errors(&errors, "minaoshi: error[CSV006]: error 1\n  hint: hint\n"
                           "minaoshi: 1 more problem not shown (--max-errors)\n");
    errors_add(&errors, ERROR_STALE_FILE, (struct place){0}, NULL, "warning");
    errors_drop_warnings(&errors);
    assert_no_errors(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_are_complete_and_unique),
        cmocka_unit_test(test_print_places_the_caret_by_width),
        cmocka_unit_test(test_print_cuts_a_long_line_around_the_column),
        cmocka_unit_test(test_print_escapes_control_characters),
        cmocka_unit_test(test_add_keeps_the_limit_and_counts_the_rest),
        cmocka_unit_test(test_warnings_leave_the_status),
        cmocka_unit_test(test_move_joins_two_collections),
        cmocka_unit_test(test_move_keeps_a_limit_for_each_severity),
        cmocka_unit_test(test_drop_leaves_the_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
