/* Rules over waves: states, combinations, the decision, and the texts and tables made of them. */
#include "unit/threshold_panel.h"

#define BROKEN ", equivalence: {personal: broken}"
#define POINT "item: personal, estimator: published, using: point, severity: revise, "

/* One rule, the series of up to three items, all in one stratum of 1000 institutions, and its states. */
struct vector {
    const char *rule, *personal, *corporate, *third, *expected;
};

static void run_vector(const struct vector *vector, const char *study)
{
    struct fixture f;
    struct buffer rule = {0}, states = {0};
    fixture_open(&f, study, 1000, -1, -1);
    const char *const series[] = {vector->personal, vector->corporate, vector->third};
    for (size_t i = 0; i < 3; i++)
        if (series[i])
            set_series(&f, i, series[i]);
    buffer_format(&rule, "id: r, %s", vector->rule);
    const char *const rules[] = {buffer_get(&rule), NULL};
    set_rules(&f, rules);
    run_check(&f, EVERY);
    add_states(&f, &f.rules.rules[0], &states);
    assert_string_equal(buffer_get(&states), vector->expected);
    buffer_clear(&rule);
    buffer_clear(&states);
    fixture_close(&f);
}

static void run_vectors(const struct vector *vectors, size_t count, const char *study)
{
    for (size_t i = 0; i < count; i++)
        run_vector(&vectors[i], study);
}

/* 80/800 is 10 % and not a rounding error more or less. */
static const struct vector ties[] = {
    {POINT "at_least: 10%", "79/800 80/800 81/800 1/10 10/100 9999999/100000000", NULL, NULL,
     "clear, fired, fired, fired, fired, clear"},
    {POINT "above: 10%", "79/800 80/800 81/800 1/10 10/100 10000001/100000000", NULL, NULL,
     "clear, clear, fired, clear, clear, fired"},
    {POINT "at_most: 10%", "79/800 80/800 81/800 1/10 10/100 10000001/100000000", NULL, NULL,
     "fired, fired, clear, fired, fired, clear"},
    {POINT "below: 10%", "79/800 80/800 81/800 1/10 10/100 9999999/100000000", NULL, NULL,
     "fired, clear, clear, clear, clear, fired"},
    {POINT "at_least: 12.3%", "123/1000 1229/10000 12299/100000 41/333 41/334 0/10", NULL, NULL,
     "fired, clear, clear, fired, clear, clear"},
    {"item: personal, using: point, severity: revise, at_least: 70%", "7/10 70/100 699/999 700/1000 699/1000 7/10",
     NULL, NULL, "fired, fired, clear, fired, clear, fired"},
    {"item: personal, statistic: count, estimator: published, severity: watch, at_least: 80",
     "79/800 80/800 81/800 80/80 79/79 -", NULL, NULL, "clear, fired, fired, fired, clear, clear (stale)"},
    /* N p = 1000 * 80 / 800 */
    {"item: personal, statistic: count, using: point, severity: watch, at_least: 100",
     "79/800 80/800 81/800 80/801 1/10 -", NULL, NULL, "clear, fired, fired, clear, fired, fired (stale)"},
    {"item: personal, statistic: change, estimator: published, using: point, severity: watch, at_least: 5 points",
     "80/800 120/800 161/800 210/1000 249/1000 300/1000", NULL, NULL,
     "insufficient (insufficient), fired, fired, clear, clear, fired"},
    {"item: personal, statistic: change, estimator: published, using: point, severity: watch, below: -5 points",
     "120/800 80/800 39/800 - 0/1000 -", NULL, NULL,
     "insufficient (insufficient), clear, fired, fired (stale), clear, clear (stale)"},
    /* The whole of the population answered: the limits are the rate, and compared as it is. */
    {"item: personal, severity: watch, at_least: 10%", "99/1000 100/1000 101/1000 - - -", NULL, NULL,
     "clear, fired, fired, fired (stale), fired (stale), fired (stale)"},
    {"item: personal, estimator: published, severity: watch, at_least: 10%", "99/1000 100/1000 101/1000 - - -", NULL,
     NULL, "clear, fired, fired, fired (stale), fired (stale), fired (stale)"},
    /* STATISTICS: (1000, 600, 61) has the limits 87 and 118 of 1000. */
    {"item: personal, estimator: published, severity: watch, at_least: 8.7%", "61/600 60/600 - - - -", NULL, NULL,
     "fired, clear, clear (stale), clear (stale), clear (stale), clear (stale)"},
    {"item: personal, estimator: published, using: upper, severity: watch, at_most: 11.8%", "61/600 62/600 - - - -",
     NULL, NULL, "fired, clear, clear (stale), clear (stale), clear (stale), clear (stale)"},
    {"item: personal, estimator: published, using: upper, severity: watch, below: 11.8%", "61/600 60/600 - - - -", NULL,
     NULL, "clear, fired, fired (stale), fired (stale), fired (stale), fired (stale)"},
};

static const struct vector rows[] = {
    /* The example of STUDY's rules_test.yaml. */
    {"item: personal, at_least: 16%, using: lower, for: 2 waves, clear_below: 14%, "
     "minimum: {n: 300, response_rate: 50%}, severity: revise",
     "100/800 150/800 150/800 - 100/800 -", NULL, NULL, "clear, pending, fired, fired (stale), clear, clear (stale)"},
    {POINT "at_least: 10%, for: 2 waves", "10/100 9/100 10/100 10/100 10/100 9/100", NULL, NULL,
     "pending, clear, pending, fired, fired, clear"},
    {POINT "at_least: 10%, for: 3 waves", "10/100 10/100 10/100 9/100 10/100 10/100", NULL, NULL,
     "pending, pending, fired, clear, pending, pending"},
    /* A gap neither counts nor resets. */
    {POINT "at_least: 10%, for: 2 waves", "10/100 - 10/100 - - 9/100", NULL, NULL,
     "pending, pending (stale), fired, fired (stale), fired (stale), clear"},
    {POINT "at_least: 10%, for: 2 waves", "- 9/100 - 10/100 - 10/100", NULL, NULL,
     "no data (no data), clear, clear (stale), pending, pending (stale), fired"},
    {POINT "at_least: 10%", "- - - - - -", NULL, NULL,
     "no data (no data), no data (no data), no data (no data), no data (no data), no data (no data), no data (no "
     "data)"},
    /* Below the minimum. */
    {POINT "at_least: 10%, minimum: {n: 100}", "- 50/99 - 10/100 9/99 9/100", NULL, NULL,
     "no data (no data), insufficient (insufficient), no data (no data), fired, fired (insufficient), clear"},
    {POINT "at_least: 10%, for: 2 waves, minimum: {response_rate: 50%}", "50/500 49/499 50/500 0/499 0/500 -", NULL,
     NULL, "pending, pending (insufficient), fired, fired (insufficient), clear, clear (stale)"},
    /* Limits that do not exist: logit at x = 0, a lonely respondent. */
    {"item: personal, estimator: published, interval: logit, at_least: 10%, severity: watch",
     "0/800 800/800 200/800 0/800 1/800 -", NULL, NULL,
     "insufficient (insufficient), insufficient (insufficient), fired, fired (insufficient), clear, clear (stale)"},
    {"item: personal, interval: beta, at_least: 10%, severity: watch", "0/800 200/800 - - - -", NULL, NULL,
     "insufficient (insufficient), fired, fired (stale), fired (stale), fired (stale), fired (stale)"},
    {"item: personal, at_least: 10%, severity: watch", "1/1 200/800 0/800 - - -", NULL, NULL,
     "insufficient (insufficient), fired, clear, clear (stale), clear (stale), clear (stale)"},
    {"item: personal, at_least: 10%, using: point, severity: watch", "1/1 0/1 0/0 - - -", NULL, NULL,
     "fired, clear, clear (insufficient), clear (stale), clear (stale), clear (stale)"},
    /* Left again: below 14 %, and not at it. */
    {POINT "at_least: 16%, clear_below: 14%", "20/100 15/100 14/100 139/1000 15/100 16/100", NULL, NULL,
     "fired, fired, fired, clear, clear, fired"},
    {POINT "at_least: 16%", "20/100 15/100 16/100 - 15/100 -", NULL, NULL,
     "fired, clear, fired, fired (stale), clear, clear (stale)"},
    {POINT "at_most: 5%, clear_above: 7%", "5/100 6/100 7/100 71/1000 6/100 5/100", NULL, NULL,
     "fired, fired, fired, clear, clear, fired"},
    {POINT "below: 5%, clear_above: 5%", "4/100 5/100 51/1000 5/100 4/100 6/100", NULL, NULL,
     "fired, fired, clear, clear, fired, clear"},
    {POINT "above: 16%, clear_below: 16%", "17/100 16/100 159/1000 16/100 17/100 -", NULL, NULL,
     "fired, fired, clear, clear, fired, fired (stale)"},
    /* Held by the clear level, a rule counts its waves anew once it is left. */
    {POINT "at_least: 16%, clear_below: 14%, for: 2 waves", "20/100 20/100 15/100 20/100 13/100 20/100", NULL, NULL,
     "pending, fired, fired, fired, clear, pending"},
    /* Pending is not held by it. */
    {POINT "at_least: 16%, clear_below: 14%, for: 3 waves", "20/100 15/100 20/100 20/100 20/100 15/100", NULL, NULL,
     "pending, clear, pending, pending, fired, fired"},
    /* With a lower limit it is the upper one that must fall below. (600 of 1000: 61 -> 87 to 118.) */
    {"item: personal, estimator: published, at_least: 8.7%, clear_below: 8.7%, severity: watch",
     "61/600 60/600 52/600 40/600 60/600 -", NULL, NULL, "fired, fired, fired, clear, clear, clear (stale)"},
    /* With the upper limit a wave can pass while the lower end is below: it has passed, and stays. */
    {"item: personal, estimator: published, using: upper, at_least: 11.8%, clear_below: 10%, severity: watch",
     "61/600 61/600 70/600 60/600 - -", NULL, NULL, "fired, fired, fired, clear, clear (stale), clear (stale)"},
    {"item: personal, statistic: probability, of: {at_least: 10%}, at_least: 95%, severity: revise",
     "60/600 72/600 100/1000 99/1000 0/0 -", NULL, NULL,
     "clear, fired, fired, clear, clear (insufficient), clear (stale)"},
};

/* The wave of 2018 is broken. */
static const struct vector breaks[] = {
    {POINT "at_least: 10%", "10/100 10/100 10/100 10/100 9/100 -", NULL, NULL,
     "fired, fired, break (break), fired, clear, clear (stale)"},
    /* It counts as the first of the new series … */
    {POINT "at_least: 10%, for: 2 waves", "10/100 10/100 10/100 10/100 10/100 -", NULL, NULL,
     "pending, fired, break (break), fired, fired, fired (stale)"},
    /* … and those before it no more. */
    {POINT "at_least: 10%, for: 3 waves", "10/100 10/100 10/100 10/100 10/100 -", NULL, NULL,
     "pending, pending, break (break), pending, fired, fired (stale)"},
    {POINT "at_least: 10%, for: 2 waves", "10/100 10/100 9/100 10/100 10/100 -", NULL, NULL,
     "pending, fired, break (break), pending, fired, fired (stale)"},
    /* The clear level does not hold what was dropped. */
    {POINT "at_least: 16%, clear_below: 12%", "20/100 20/100 13/100 13/100 20/100 13/100", NULL, NULL,
     "fired, fired, break (break), clear, fired, fired"},
    /* Without data the break stands. */
    {POINT "at_least: 10%, for: 2 waves", "10/100 10/100 10/100 - 10/100 -", NULL, NULL,
     "pending, fired, break (break), break (stale), fired, fired (stale)"},
    {POINT "at_least: 10%, for: 2 waves", "10/100 10/100 - - 10/100 10/100", NULL, NULL,
     "pending, fired, break (break), break (stale), pending, fired"},
    {POINT "at_least: 10%, minimum: {n: 100}", "10/100 10/100 9/90 9/90 9/100 -", NULL, NULL,
     "fired, fired, break (break), break (insufficient), clear, clear (stale)"},
    /* A change across the break does not exist. */
    {"item: personal, statistic: change, estimator: published, using: point, at_least: 5 points, severity: watch",
     "10/100 15/100 20/100 25/100 - -", NULL, NULL,
     "insufficient (insufficient), fired, break (break), fired, fired (stale), fired (stale)"},
    {"item: personal, statistic: change, estimator: published, using: point, at_least: 5 points, severity: watch",
     "10/100 15/100 - 25/100 30/100 -", NULL, NULL,
     "insufficient (insufficient), fired, break (break), break (insufficient), fired, fired (stale)"},
    /* The other item did not break. */
    {"any: [personal, corporate], estimator: published, using: point, at_least: 10%, severity: revise",
     "10/100 9/100 10/100 9/100 - -", "9/100 9/100 9/100 9/100 9/100 10/100", NULL,
     "fired, clear, break (break), clear, clear (stale), fired"},
};

#define SEVERAL "estimator: published, using: point, at_least: 10%, severity: revise, "

/* clear < unknown < pending < fired */
static const struct vector several[] = {
    {SEVERAL "any: [personal, corporate]", "9/100 10/100 9/100 10/100 - 9/100", "9/100 9/100 10/100 10/100 9/100 -",
     NULL, "clear, fired, fired, fired, fired (stale), clear (stale)"},
    {SEVERAL "all: [personal, corporate]", "9/100 10/100 9/100 10/100 - 10/100", "9/100 9/100 10/100 10/100 9/100 -",
     NULL, "clear, clear, clear, fired, clear, clear (stale)"},
    {SEVERAL "k_of: {k: 2, items: [personal, corporate, third]}", "9/100 10/100 10/100 10/100 10/100 -",
     "9/100 9/100 10/100 10/100 10/100 -", "9/100 9/100 9/100 10/100 - 10/100",
     "clear, clear, fired, fired, fired, fired (stale)"},
    {SEVERAL "any: [personal, corporate]", "- - - 9/100 10/100 -", "9/100 10/100 9/100 - - -", NULL,
     "no data (no data), fired, no data (no data), clear (stale), fired, fired (stale)"},
    {SEVERAL "all: [personal, corporate]", "- - - 10/100 9/100 -", "9/100 10/100 9/100 - - 10/100", NULL,
     "clear, no data (no data), clear, clear (stale), clear, clear (stale)"},
    {SEVERAL "any: [personal, corporate], for: 2 waves", "10/100 - 10/100 9/100 9/100 -", "- - - - - -", NULL,
     "pending (no data), pending (no data), fired, no data (no data), no data (no data), no data (no data)"},
    {SEVERAL "any: [personal, corporate], for: 2 waves", "10/100 9/100 10/100 10/100 - -",
     "9/100 10/100 10/100 9/100 9/100 9/100", NULL, "pending, pending, fired, fired, fired (stale), fired (stale)"},
    {SEVERAL "any: [personal, corporate], minimum: {n: 50}", "9/40 9/100 - - - -", "9/100 9/100 9/100 - - -", NULL,
     "insufficient (insufficient), clear, clear (stale), clear (stale), clear (stale), clear (stale)"},
    {SEVERAL "any: [personal, corporate], minimum: {n: 50}", "9/40 9/40 - - - -", "- 9/40 - - - -", NULL,
     "insufficient (insufficient), insufficient (insufficient), no data (no data), no data (no data), no data (no "
     "data), no data (no data)"},
    {SEVERAL "k_of: {k: 1, items: [personal]}", "9/100 10/100 - - - -", NULL, NULL,
     "clear, fired, fired (stale), fired (stale), fired (stale), fired (stale)"},
};

static void test_check_ties(void **state)
{
    (void)state;
    run_vectors(ties, sizeof ties / sizeof *ties, RULES_STUDY(""));
}

static void test_check_rows(void **state)
{
    (void)state;
    run_vectors(rows, sizeof rows / sizeof *rows, RULES_STUDY(""));
}

static void test_check_breaks(void **state)
{
    (void)state;
    run_vectors(breaks, sizeof breaks / sizeof *breaks, RULES_STUDY(BROKEN));
}

static void test_check_several(void **state)
{
    (void)state;
    run_vectors(several, sizeof several / sizeof *several, RULES_STUDY(""));
}

/* The strata of STUDY's rules_test.yaml. */
static void test_check_strata(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "id: three, item: personal, by: stratum, strata_at_least: 3, at_least: 50%, using: point, severity: revise",
        "id: two, item: personal, by: stratum, strata_at_least: 2, at_least: 60%, using: point, severity: revise",
        "id: one, item: personal, by: stratum, strata_at_least: 1, at_least: 60%, using: point, severity: revise",
        NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
    set_strata(&f, 4, 0, "5/9 40/60 100/186");
    set_strata(&f, 5, 0, "5/9 40/60 92/186");
    set_rules(&f, rules);
    run_check(&f, EVERY);
    static const char *const expected[] = {"fired, clear", "clear, clear", "fired, fired"};
    for (size_t i = 0; i < 3; i++) {
        struct buffer states = {0};
        add_states(&f, &f.rules.rules[i], &states);
        const char *tail = strstr(buffer_get(&states), "no data (no data), no data (no data), no data (no data), ");
        assert_non_null(tail);
        assert_string_equal(strrchr(tail, ')') + 3, expected[i]);
        buffer_clear(&states);
    }
    /* Members stand before their whole, with their own figures. */
    const struct verdict *whole = check_verdict(&f.check, &f.rules.rules[0]), *member = whole - 3;
    assert_int_equal(whole->item, -1);
    assert_int_equal(whole->stratum, -1);
    assert_nan(whole->value);
    assert_int_equal(whole->n, -1);
    assert_int_equal(whole->margin, 1); /* the last of the three to be there */
    assert_int_equal(whole->margin_members[2], 1);
    assert_int_equal(member->stratum, 0);
    assert_int_equal(member->item, 0);
    assert_false(member->whole);
    assert_close(member->value, 5.0 / 9, 1e-15, 0);
    assert_int_equal(member[2].x, 92);
    assert_int_equal(member[2].n, 186);
    assert_int_equal(member[2].state, STATE_CLEAR);
    assert_int_equal(member[2].margin, 1);
    assert_int_equal(member[2].margin_state, STATE_FIRED);
    fixture_close(&f);
}

static void test_check_since(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: r, " POINT "at_least: 10%", NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 1000, -1, -1);
    set_series(&f, 0, "- - 10/100 - 10/100 9/100");
    set_rules(&f, rules);
    run_check(&f, EVERY);
    static const size_t expected[] = {0, 0, 2, 2, 2, 5};
    assert_int_equal(f.check.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(f.check.verdicts[i].since, expected[i]);
    run_check(&f, 3);
    assert_int_equal(f.check.wave, 3);
    assert_int_equal(f.check.count, 4);
    assert_int_equal(f.check.decision, DECISION_REVISION);
    fixture_close(&f);
}

/* One stratum adopts as a whole and the other not at all: 30 % without variance, whatever the weights come to. */
static void test_check_census(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: a, item: personal, at_least: 30%, severity: watch",
                                        "id: b, item: personal, above: 30%, severity: watch",
                                        "id: c, item: personal, using: upper, at_most: 30%, severity: watch", NULL};
    for (int64_t n = 2; n <= 30; n++)
        for (int64_t m = 2; m <= 70; m += 3) {
            struct fixture f;
            fixture_open(&f, RULES_STUDY(""), 30, 70, 0);
            set_counts(&f, 5, 0, 0, n, n);
            set_counts(&f, 5, 0, 1, 0, m);
            set_rules(&f, rules);
            run_check(&f, EVERY);
            assert_int_equal(check_verdict(&f.check, &f.rules.rules[0])->state, STATE_FIRED);
            assert_int_equal(check_verdict(&f.check, &f.rules.rules[1])->state, STATE_CLEAR);
            assert_int_equal(check_verdict(&f.check, &f.rules.rules[2])->state, STATE_FIRED);
            fixture_close(&f);
        }
}

/* A stratum that the frame does not count and nobody answered from is no part of the population; one that has
 * respondents leaves the population rate without a frame. */
static void test_check_frame(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: a, item: personal, using: point, at_least: 10%, severity: watch",
                                        "id: b, " POINT "at_least: 10%, minimum: {response_rate: 10%}",
                                        "id: c, item: personal, statistic: probability, of: {at_least: 1%}, "
                                        "at_least: 1%, severity: watch",
                                        NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 100, 100, -1);
    set_strata(&f, 3, 0, "10/50 10/50");
    set_strata(&f, 4, 0, "10/50 10/50 1/1");
    set_strata(&f, 5, 0, "10/50");
    set_rules(&f, rules);
    run_check(&f, EVERY);
    static const enum rule_state states[][3] = {
        {STATE_FIRED, STATE_FIRED, STATE_FIRED},
        {STATE_FIRED, STATE_FIRED, STATE_FIRED},
        {STATE_FIRED, STATE_FIRED, STATE_FIRED},
    };
    static const enum verdict_status statuses[][3] = {
        {VERDICT_OK, VERDICT_OK, VERDICT_OK},
        {VERDICT_INSUFFICIENT, VERDICT_INSUFFICIENT, VERDICT_INSUFFICIENT},
        {VERDICT_INSUFFICIENT, VERDICT_OK, VERDICT_INSUFFICIENT}, /* the second stratum has no respondent */
    };
    for (size_t w = 3; w < 6; w++)
        for (size_t r = 0; r < 3; r++) {
            assert_int_equal(f.check.verdicts[3 * w + r].state, states[w - 3][r]);
            assert_int_equal(f.check.verdicts[3 * w + r].status, statuses[w - 3][r]);
        }
    fixture_close(&f);
}

/* ---- the decision ---- */

struct decision_case {
    const char *rules[4]; /* each after `id: a, ` and so on; NULL ends them */
    const char *series;   /* of personal; corporate is 5/100 throughout */
    enum decision expected;
    const char *decisive; /* id; NULL: none */
};

static const struct decision_case decisions[] = {
    {{POINT "at_least: 10%", NULL}, "1/10 1/10 1/10 1/10 1/10 9/100", DECISION_NO_REVISION, NULL},
    {{POINT "at_least: 10%", NULL}, "- - - - - 1/10", DECISION_REVISION, "a"},
    {{POINT "at_least: 10%, for: 2 waves", NULL}, "- - - - - 1/10", DECISION_NO_REVISION, NULL},
    {{"item: personal, using: point, at_least: 10%, severity: watch", NULL},
     "- - - - - 1/10",
     DECISION_NO_REVISION,
     NULL},
    {{"item: personal, using: point, at_least: 10%, severity: watch", NULL}, "- - - - - -", DECISION_NO_REVISION, NULL},
    {{"item: personal, using: point, at_least: 10%, severity: major", NULL}, "- - - - - 1/10", DECISION_MAJOR, "a"},
    {{POINT "at_least: 10%", "item: personal, using: point, at_least: 10%, severity: major", NULL},
     "- - - - - 1/10",
     DECISION_MAJOR,
     "b"},
    {{POINT "at_least: 20%", "item: personal, using: point, at_least: 10%, severity: revise", NULL},
     "- - - - - 1/10",
     DECISION_REVISION,
     "b"},
    /* Undetermined: no data, insufficient, stale. */
    {{POINT "at_least: 10%", NULL}, "- - - - - -", DECISION_UNDETERMINED, "a"},
    {{POINT "at_least: 10%, minimum: {n: 100}", NULL}, "- - - - - 9/99", DECISION_UNDETERMINED, "a"},
    {{POINT "at_least: 10%, minimum: {n: 100}", NULL}, "- - - - 9/100 9/99", DECISION_UNDETERMINED, "a"},
    {{POINT "at_least: 10%", NULL}, "- - - - 9/100 -", DECISION_UNDETERMINED, "a"},
    /* What has fired, though stale, calls; and a call goes before what is open, whatever its severity. */
    {{POINT "at_least: 10%", NULL}, "- - - - 1/10 -", DECISION_REVISION, "a"},
    {{"item: personal, at_least: 10%, severity: major", "item: corporate, using: point, at_least: 5%, severity: revise",
      NULL},
     "- - - - - -",
     DECISION_REVISION,
     "b"},
    {{POINT "at_least: 10%", "item: corporate, using: point, at_least: 6%, severity: major", NULL},
     "- - - - 9/100 -",
     DECISION_UNDETERMINED,
     "a"},
    /* Snoozed up to the review of 2022-01-20. */
    {{POINT "at_least: 10%, snooze: {until: 2022-01-20, reason: x, by: y}", NULL},
     "- - - - - 1/10",
     DECISION_NO_REVISION,
     NULL},
    {{POINT "at_least: 10%, snooze: {until: 2022-01-19, reason: x, by: y}", NULL},
     "- - - - - 1/10",
     DECISION_REVISION,
     "a"},
    {{POINT "at_least: 10%, snooze: {until: 2022-01-20, reason: x, by: y}", NULL},
     "- - - - - -",
     DECISION_NO_REVISION,
     NULL},
    {{POINT "at_least: 10%, snooze: {until: 2022-01-20, reason: x, by: y}",
      "item: personal, using: point, at_least: 10%, severity: revise", NULL},
     "- - - - - 1/10",
     DECISION_REVISION,
     "b"},
    /* One item is enough for `any`; the other leaves it open as long as that one has not fired. */
    {{"any: [personal, corporate], using: point, at_least: 5%, severity: revise", NULL},
     "- - - - - -",
     DECISION_REVISION,
     "a"},
    {{"any: [personal, corporate], using: point, at_least: 6%, severity: revise", NULL},
     "- - - - - -",
     DECISION_UNDETERMINED,
     "a"},
    {{"all: [personal, corporate], using: point, at_least: 6%, severity: revise", NULL},
     "- - - - - -",
     DECISION_NO_REVISION,
     NULL},
};

static void test_check_decisions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        const struct decision_case *one = &decisions[i];
        struct fixture f;
        fixture_open(&f, RULES_STUDY(""), 1000, -1, -1);
        set_series(&f, 1, "5/100 5/100 5/100 5/100 5/100 5/100");
        set_series(&f, 0, one->series);
        char texts[3][300];
        const char *rules[4] = {NULL};
        for (size_t k = 0; k < 3 && one->rules[k]; k++) {
            (void)snprintf(texts[k], sizeof texts[k], "id: %c, %s", (char)('a' + (char)k), one->rules[k]);
            rules[k] = texts[k];
        }
        set_rules(&f, rules);
        run_check(&f, EVERY);
        assert_int_equal(f.check.decision, one->expected);
        assert_string_equal(f.check.decisive ? f.check.decisive->rule->id : "", one->decisive ? one->decisive : "");
        fixture_close(&f);
    }
}

static void test_check_decision_of_break(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: r, " POINT "at_least: 10%", NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(BROKEN), 1000, -1, -1);
    set_series(&f, 0, "10/100 10/100 10/100 - - -");
    set_rules(&f, rules);
    run_check(&f, 2);
    assert_int_equal(f.check.decision, DECISION_UNDETERMINED);
    assert_int_equal(f.check.decisive->state, STATE_BREAK);
    assert_false(f.check.decisive->has_margin);
    fixture_close(&f);
}

/* A snoozed rule goes on through its states. */
static void test_check_snoozed_states(void **state)
{
    (void)state;
    static const struct vector vector = {POINT
                                         "at_least: 10%, for: 2 waves, snooze: {until: 2019-03-31, reason: x, by: y}",
                                         "10/100 10/100 - 9/100 10/100 10/100", NULL, NULL,
                                         "pending (snoozed), fired (snoozed), fired (snoozed), clear, pending, fired"};
    run_vector(&vector, RULES_STUDY(""));
}

static void test_decision_names(void **state)
{
    (void)state;
    assert_string_equal(decision_name(DECISION_NO_REVISION), "no revision");
    assert_string_equal(decision_name(DECISION_REVISION), "revision");
    assert_string_equal(decision_name(DECISION_MAJOR), "major revision");
    assert_string_equal(decision_name(DECISION_UNDETERMINED), "undetermined");
    assert_string_equal(decision_text(DECISION_MAJOR, LANGUAGE_EN), "major revision needed: for the expert panel");
    assert_string_equal(decision_text(DECISION_MAJOR, LANGUAGE_JA), "大幅な見直しが必要（有識者検討会等で審議）");
    assert_string_equal(decision_text(DECISION_NO_REVISION, LANGUAGE_JA), "見直し不要");
    assert_int_equal(decision_status(DECISION_NO_REVISION), STATUS_OK);
    assert_int_equal(decision_status(DECISION_REVISION), STATUS_REVISION);
    assert_int_equal(decision_status(DECISION_MAJOR), STATUS_REVISION);
    assert_int_equal(decision_status(DECISION_UNDETERMINED), STATUS_UNDETERMINED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_ties),           cmocka_unit_test(test_check_rows),
        cmocka_unit_test(test_check_breaks),         cmocka_unit_test(test_check_several),
        cmocka_unit_test(test_check_strata),         cmocka_unit_test(test_check_since),
        cmocka_unit_test(test_check_census),         cmocka_unit_test(test_check_frame),
        cmocka_unit_test(test_check_decisions),      cmocka_unit_test(test_check_decision_of_break),
        cmocka_unit_test(test_check_snoozed_states), cmocka_unit_test(test_decision_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
