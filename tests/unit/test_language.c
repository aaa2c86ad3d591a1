/* Languages: the environment read as text, labels with one language missing, the catalogue. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "base/embedded.h"
#include "base/language.h"
#include "support/check.h"

static void test_environment(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang;
        enum language expected;
    } cases[] = {
        {NULL, NULL, NULL, LANGUAGE_EN},      {"ja_JP.UTF-8", NULL, NULL, LANGUAGE_JA},
        {"C", "ja_JP", "ja", LANGUAGE_EN},    {NULL, "ja", "en_GB", LANGUAGE_JA},
        {"", "", "ja_JP.eucJP", LANGUAGE_JA}, {NULL, NULL, "de_DE.UTF-8", LANGUAGE_EN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const values[] = {cases[i].all, cases[i].messages, cases[i].lang};
        static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
        for (int k = 0; k < 3; k++)
            assert_int_equal(values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]), 0);
        assert_int_equal(language_of_environment(), cases[i].expected);
    }
}

static void test_label_falls_back_to_the_other_language(void **state)
{
    (void)state;
    struct label both = {{"item", "項目"}}, one = {{NULL, "項目"}}, none = {{NULL, NULL}};
    assert_string_equal(label_in(&both, LANGUAGE_EN), "item");
    assert_string_equal(label_in(&both, LANGUAGE_JA), "項目");
    assert_string_equal(label_in(&one, LANGUAGE_EN), "項目");
    assert_string_equal(label_in(&none, LANGUAGE_EN), "");
}

static void test_tr_finds_japanese(void **state)
{
    (void)state;
    assert_string_equal(tr(LANGUAGE_JA, "wave"), "調査年度");
    assert_string_equal(tr(LANGUAGE_EN, "wave"), "wave");
    assert_string_equal(tr(LANGUAGE_JA, "no such text of the tool"), "no such text of the tool");
    assert_string_equal(tr(LANGUAGE_JA, ""), "");
    assert_non_null(embedded_find("po/ja.mo"));
    assert_null(embedded_find("po/xx.mo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_label_falls_back_to_the_other_language),
        cmocka_unit_test(test_tr_finds_japanese),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
