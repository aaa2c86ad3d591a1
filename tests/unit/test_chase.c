/* Whose missing answer could change a verdict: which rules are open, and what one of each stratum moves. */
#include "unit/threshold_panel.h"

static void chase(struct fixture *f, const int64_t *missing, struct chase *chase)
{
    struct errors errors = {0};
    run_check(f, EVERY); /* marks what was not asked */
    const struct check_inputs inputs = {.panel = &f->panel};
    enum status status = threshold_chase(&inputs, &f->rules, WAVES - 1, missing, f->arena, chase, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static void test_chase_open_rules(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: near, item: personal, using: point, at_least: 12%, severity: watch",
                                        "id: far, item: personal, using: point, at_least: 90%, severity: revise",
                                        "id: snoozed, item: personal, using: point, at_least: 12%, severity: watch, "
                                        "snooze: {until: 2099-01-01, reason: x, by: y}",
                                        "id: own, sql: SELECT 1, severity: watch", NULL};
    static const int64_t missing[STRATA] = {2, 20, 40};
    struct fixture f;
    struct chase found;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 100);
    set_strata(&f, WAVES - 1, 0, "1/10 4/40 5/50");
    set_rules(&f, rules);
    chase(&f, missing, &found);
    assert_true(found.any && found.open[0]);
    assert_false(found.open[1] || found.open[2] || found.open[3]);
    /* One more of 11 for 12, of 41 for 62, of 51 for 100 institutions, of 174 in all. */
    assert_close(found.effect[0], 12.0 / 11 / 174, 1e-12, 0);
    assert_close(found.effect[1], 62.0 / 41 / 174, 1e-12, 0);
    assert_close(found.effect[2], 100.0 / 51 / 174, 1e-12, 0);
    fixture_close(&f);
}

/* A rule over strata is open for the strata that have someone missing; the frame bounds how many answer. */
static void test_chase_strata(void **state)
{
    (void)state;
    static const int64_t missing[STRATA] = {0, 1000, 0};
    struct fixture f;
    struct chase found;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 100);
    set_strata(&f, WAVES - 1, 0, "1/10 4/40 5/50");
    set_rules(&f, (const char *const[]){"id: r, item: personal, by: stratum, strata_at_least: 1, using: point, "
                                        "at_least: 41%, severity: watch",
                                        "id: s, item: personal, by: stratum, strata_at_least: 1, using: point, "
                                        "at_least: 42%, severity: watch",
                                        NULL});
    chase(&f, missing, &found);
    assert_true(found.open[0]); /* (4 + 22) of 62 = 41.9 % */
    assert_false(found.open[1]);
    assert_true(isnan(found.effect[0]) && isnan(found.effect[2]));
    assert_close(found.effect[1], 1.0 / 41, 1e-12, 0);
    fixture_close(&f);
}

static void test_chase_nobody(void **state)
{
    (void)state;
    static const int64_t missing[STRATA] = {0};
    struct fixture f;
    struct chase found;
    fixture_open(&f, RULES_STUDY(""), 10, 40, 50);
    set_strata(&f, WAVES - 1, 0, "1/10 4/40 5/50");
    set_rules(&f, (const char *const[]){"id: r, item: personal, using: point, at_least: 10.5%, severity: watch", NULL});
    chase(&f, missing, &found);
    assert_false(found.any);
    for (size_t h = 0; h < STRATA; h++)
        assert_true(isnan(found.effect[h]));
    fixture_close(&f);
}

/* Answers can also make a wave count, and change a change. */
static void test_chase_minimum_and_change(void **state)
{
    (void)state;
    static const int64_t missing[STRATA] = {0, 5, 5};
    struct fixture f;
    struct chase found;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 100);
    set_strata(&f, WAVES - 2, 0, "1/10 4/40 5/50");
    set_strata(&f, WAVES - 1, 0, "1/10 4/40 5/50");
    set_rules(&f, (const char *const[]){"id: r, item: personal, at_least: 90%, minimum: {n: 105}, severity: watch",
                                        "id: s, item: personal, statistic: change, estimator: published, using: point, "
                                        "at_least: 5 points, severity: watch",
                                        NULL});
    chase(&f, missing, &found);
    assert_true(found.open[0]);
    assert_true(found.open[1]);
    assert_close(found.effect[1], fmax(62.0 / 41 / 174, 1.0 / 101), 1e-12, 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chase_open_rules),
        cmocka_unit_test(test_chase_strata),
        cmocka_unit_test(test_chase_nobody),
        cmocka_unit_test(test_chase_minimum_and_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
