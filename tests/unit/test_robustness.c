/* What a verdict depends on: each of the three, alone and together, and the verdicts that have none. */
#include "unit/threshold_panel.h"

#define RULE "id: r, item: personal, severity: watch, "

/* The column of the rule at the newest wave. */
static void assert_depends(const char *study, const char *rule, const char *series, int64_t N, const char *expected)
{
    struct fixture f;
    struct buffer out = {0};
    fixture_open(&f, study, N, -1, -1);
    set_series(&f, 0, series);
    set_rules(&f, (const char *const[]){rule, NULL});
    run_check(&f, EVERY);
    verdict_dependences(check_verdict(&f.check, f.rules.rules), &out);
    if (strcmp(buffer_get(&out), expected) != 0)
        print_error("%s, %s: '%s'\n", rule, series, buffer_get(&out));
    assert_string_equal(buffer_get(&out), expected);
    buffer_clear(&out);
    fixture_close(&f);
}

static void test_robust(void **state)
{
    (void)state;
    static const char *const rules[] = {RULE "at_least: 50%",
                                        RULE "at_least: 50%, using: point",
                                        RULE "at_least: 50%, estimator: published",
                                        RULE "statistic: count, at_least: 500",
                                        RULE "statistic: probability, of: {at_least: 50%}, at_least: 95%",
                                        NULL};
    for (size_t i = 0; rules[i]; i++)
        assert_depends(RULES_STUDY(""), rules[i], "- - - - 100/800 110/800", 1000, "robust");
}

/* 10 % of 700 of 1000: between its limits lies the level; with half the odds of the others it is 8.6 %, with twice the
 * odds 12.5 %, and with none of them 7 %. */
static void test_depends_on_sampling_and_nonresponse(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *expected;
    } cases[] = {
        {RULE "at_least: 10%", "depends on nonresponse; depends on sampling"},
        {RULE "at_least: 10.5%, using: point", "depends on nonresponse; depends on sampling"},
        {RULE "at_least: 12%, using: point", "depends on nonresponse"},
        {RULE "at_least: 13%, using: point", "robust"},
        {RULE "at_least: 8.5%, using: point", "depends on nonresponse"}, /* were it none of them: 7 % */
        {RULE "at_least: 6.9%, using: point", "robust"},
        {RULE "at_least: 12%, using: point, estimator: published", "depends on nonresponse"},
        /* Its value is exact, and nobody else is meant. */
        {RULE "at_least: 70, statistic: count, estimator: published", "robust"},
        {RULE "at_least: 120, statistic: count, using: point", "depends on nonresponse"},
        /* A probability has no limits. */
        {RULE "statistic: probability, of: {at_least: 10%}, at_least: 50%", "depends on nonresponse"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_depends(RULES_STUDY(""), cases[i].rule, "- - - - - 70/700", 1000, cases[i].expected);
    assert_depends(RULES_STUDY(""), RULE "at_least: 1, statistic: count, estimator: published", "- - - - - 1/1", 1000,
                   "robust");
    /* All answered: nothing is left to either. */
    assert_depends(RULES_STUDY(""), RULE "at_least: 10%", "- - - - - 70/700", 700, "robust");
    /* No frame, so of the others nothing is known, nor how many. */
    assert_depends(RULES_STUDY(""), RULE "at_least: 12%, estimator: published, interval: wilson", "- - - - - 70/700",
                   -1, "depends on sampling");
}

static void test_depends_on_coding(void **state)
{
    (void)state;
    static const char rule[] = RULE "at_least: 10%, using: point, for: 2 waves";
    static const char later[] = "400/800 400/800 400/800 400/800 - 400/800";
    /* 2018 as a new question: it would be the first of a series again. */
    assert_depends(RULES_STUDY(", equivalence: {personal: reworded}"), rule, later, 800, "robust");
    assert_depends(RULES_STUDY(", equivalence: {personal: recoded}"), RULE "at_least: 10%, using: point, for: 4 waves",
                   later, 800, "depends on a coding choice");
    assert_depends(RULES_STUDY(", equivalence: {personal: reworded}"), RULE "at_least: 10%, using: point, for: 4 waves",
                   later, 800, "depends on a coding choice");
    assert_depends(RULES_STUDY(", equivalence: {personal: identical}"),
                   RULE "at_least: 10%, using: point, for: 4 waves", later, 800, "robust");
}

/* A verdict that could not be evaluated has none, nor has that of one item among several. */
static void test_has_none(void **state)
{
    (void)state;
    assert_depends(RULES_STUDY(""), RULE "at_least: 10%", "- - - - 70/700 -", 1000, "");
    assert_depends(RULES_STUDY(""), RULE "at_least: 10%, minimum: {n: 701}", "- - - - - 70/700", 1000, "");
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 1000, -1, -1);
    set_series(&f, 0, "- - - - - 70/700");
    set_series(&f, 1, "- - - - - 300/700");
    set_rules(&f, (const char *const[]){"id: r, any: [personal, corporate], severity: watch, at_least: 9.7%", NULL});
    run_check(&f, EVERY);
    const struct verdict *whole = check_verdict(&f.check, f.rules.rules);
    assert_true(whole->has_robustness && !whole->depends[DEPENDS_SAMPLING]); /* the other item is enough */
    assert_false(whole[-1].has_robustness || whole[-2].has_robustness);
    fixture_close(&f);
}

/* A wording that changed at any wave but the first, up to the one that is judged, can be taken otherwise. */
static void test_tries_codings(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 800, -1, -1);
    set_series(&f, 0, "100/800 100/800 100/800 100/800 100/800 100/800");
    set_rules(&f, (const char *const[]){RULE "at_least: 50%", NULL});
    const struct rule *rule = f.rules.rules;
    for (size_t changed = 0; changed < WAVES; changed++) {
        f.study->waves[changed].equivalence[rule->items[0]] = EQUIVALENCE_RECODED;
        for (size_t wave = 0; wave < WAVES; wave++)
            assert_int_equal(rule_tries(&f.panel, wave, rule, DEPENDS_CODING), changed > 0 && changed <= wave);
        f.study->waves[changed].equivalence[rule->items[0]] = EQUIVALENCE_IDENTICAL;
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_robust),
        cmocka_unit_test(test_depends_on_sampling_and_nonresponse),
        cmocka_unit_test(test_depends_on_coding),
        cmocka_unit_test(test_has_none),
        cmocka_unit_test(test_tries_codings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
