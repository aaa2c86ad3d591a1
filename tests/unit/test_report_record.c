/* What the memo says of its record: which it belongs to, how far its verdicts hold, and what changed since another. */
#include "unit/report_study.h"

#include <stdio.h>

#define FIRST "Fi\\|rst &lt;script&gt;x&lt;/script&gt;"

static void expect(const struct report_fixture *f, const char *const *parts, const char *const *absent)
{
    struct buffer out = report_render(f, false);
    for (; parts && *parts; parts++)
        if (!strstr(out.bytes, *parts))
            fail_msg("'%s' is not in:\n%s", *parts, out.bytes);
    for (; absent && *absent; absent++)
        if (strstr(out.bytes, *absent))
            fail_msg("'%s' is in:\n%s", *absent, out.bytes);
    buffer_clear(&out);
}

static void test_report_names_its_record(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char *const none[] = {
        "### Where they come from\n\nWhat this memo says is not recorded yet (`minaoshi check --record` does so).\n",
        NULL};
    static const char *const named[] = {
        "This memo belongs to the decision record `decisions/2021-1.json`, whose seal is `0123abcd` (SHA-256).\n",
        NULL};
    static const char *const japanese[] = {
        "この対応方針は、判定記録 `decisions/2021-1.json`（封印のSHA-256：`0123abcd`）に基づく。\n", NULL};
    expect(&f, none, named);
    f.memo.record_file = "decisions/2021-1.json";
    f.memo.record_sha256 = "0123abcd";
    expect(&f, named, none);
    f.memo.language = LANGUAGE_JA;
    expect(&f, japanese, NULL);
    report_close(&f);
}

/* ---- robustness ---- */

#define ENDS "whichever end of the interval is compared"
#define ODDS                                                                                                           \
    "whether those not heard adopt with half or with twice the odds of the respondents of their stratum, "             \
    "or none of them"
#define CODES "whether or not a question that was asked otherwise is taken as a new one"

/* Only what was tried is said to hold: a published count has no ends, and only what was asked otherwise is a coding. */
static void test_report_a_robust_verdict_says_under_what_it_holds(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 1, 0, 5, 40, 45, 500);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    static const char rules[] =
        "version: 1\nrules:\n  - {id: rate, item: first, at_least: 90%, severity: revise}\n"
        "  - {id: more, item: first, at_least: 95%, severity: major}\n"
        "  - {id: count, item: first, statistic: count, estimator: published, using: point, at_least: 900, severity: "
        "major}\n  - {id: seen, item: first, at_least: 91%, severity: watch}\n";
    report_check(&f, rules);
    static const char *const parts[] = {"How far the verdicts of the rules that lead to a revision hold:\n\n"
                                        "- **rate and more**: robust; the verdict holds " ENDS " and " ODDS ".\n"
                                        "- **count**: robust; the verdict holds " ODDS ".\n\n",
                                        "no revision is proposed for FY\\*2021\\*.\nThe verdicts of the rules that "
                                        "this rests on are robust (Annex 2).\n",
                                        "### What robust means\n", NULL};
    static const char *const absent[] = {"qualification", "not robust", CODES, NULL};
    expect(&f, parts, absent);

    f.study->waves[1].equivalence[0] = EQUIVALENCE_REWORDED;
    report_check(&f, rules);
    static const char *const coded[] = {": robust; the verdict holds " ENDS ", " ODDS " and " CODES ".\n", NULL};
    expect(&f, coded, absent + 3);
    report_close(&f);
}

/* Where the lower end and the upper lie on both sides of the level, the first section, consideration (6) and the policy
 * say so. */
static void test_report_a_fragile_verdict_qualifies_the_decision(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_check(&f, "version: 1\nrules:\n  - {id: near, item: first, at_least: 13%, severity: revise}\n"
                     "  - {id: seen, item: first, at_least: 13%, severity: watch}\n");
    static const char sentence[] =
        "This holds with a qualification, for verdicts that it rests on are not robust: “near” "
        "depends on nonresponse and depends on sampling.\n";
    static const char *const parts[] = {
        "- **near**: not robust; the verdict depends on nonresponse and depends on sampling.\n\n", NULL};
    static const char *const absent[] = {"are robust (Annex 2)", NULL};
    expect(&f, parts, absent);
    struct buffer out = report_render(&f, false);
    size_t count = 0;
    for (const char *at = out.bytes; (at = strstr(at, sentence)); at++)
        count++;
    assert_int_equal(count, 3);
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_what_could_not_be_evaluated_is_not_called_robust(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_check(&f, "version: 1\nrules:\n  - {id: many, item: first, at_least: 90%, minimum: {n: 5000}, severity: "
                     "revise}\n");
    static const char *const parts[] = {"- **many**: whether the verdict is robust is not known.\n", NULL};
    static const char *const absent[] = {"are robust (Annex 2)", ": robust", "qualification", NULL};
    expect(&f, parts, absent);
    report_close(&f);
}

/* ---- what changed ---- */

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* The fixture as a record of its wave, which the caller clears. */
static void record(const struct report_fixture *f, struct decision_record *record)
{
    static const struct import imports[WAVES];
    static const struct lineage lineage;
    static const struct record_input inputs[] = {{.name = "study.yaml", .sha256 = HASH},
                                                 {.name = "rules.yaml", .sha256 = HASH}};
    const struct record_sources sources = {.number = 1,
                                           .panel = &f->panel,
                                           .lineage = &lineage,
                                           .check = &f->check,
                                           .inputs = inputs,
                                           .input_count = 2,
                                           .imports = imports};
    struct buffer text = {0};
    struct errors errors = {0};
    assert_int_equal(record_write(&sources, &text, &errors), STATUS_OK);
    assert_int_equal(record_read("r.json", buffer_get(&text), text.length, record, &errors), STATUS_OK);
    assert_no_errors(&errors);
    buffer_clear(&text);
}

/* Gives the memo what changed from `before`, which is cleared, to the fixture as it is. */
static void compare(struct report_fixture *f, struct decision_record *before, struct since *since)
{
    struct decision_record now;
    struct errors errors = {0};
    record(f, &now);
    assert_int_equal(record_since(before, &now, f->arena, since, &errors), STATUS_OK);
    assert_no_errors(&errors);
    since->title = "2021-1";
    f->memo.since = since;
    record_clear(before);
    record_clear(&now);
}

#define RULES(level)                                                                                                   \
    "version: 1\nrules:\n  - {id: wide, item: first, at_least: " level ", severity: revise}\n"                         \
    "  - {id: count, item: second, statistic: count, at_least: 900, severity: watch}\n"

static void test_report_says_that_nothing_changed(void **state)
{
    (void)state;
    struct report_fixture f;
    struct decision_record before;
    struct since since;
    report_usual(&f);
    record(&f, &before);
    compare(&f, &before, &since);
    static const char *const parts[] = {"## What changed since the record 2021-1 (FY\\*2021\\*)\n\nThe decision of the "
                                        "rules and the evidence is the same: "
                                        "no revision needed.\nNothing has changed.\n\n## 1 ",
                                        NULL};
    expect(&f, parts, NULL);
    f.memo.since = NULL;
    static const char *const absent[] = {"What changed since", NULL};
    expect(&f, NULL, absent);
    report_close(&f);
}

/* First: x 69 of n 536 then, 269 of 536 now; the level of the rule falls, and it fires. */
static void test_report_tells_states_values_and_definitions_then_and_now(void **state)
{
    (void)state;
    struct report_fixture f;
    struct decision_record before;
    struct since since;
    report_usual(&f);
    report_check(&f, RULES("50%") "  - {id: gone, item: second, at_least: 90%, severity: watch}\n");
    record(&f, &before);
    report_counts(&f, 2, 0, 6, 38, 263, 498);
    report_check(&f, RULES("45%") "  - {id: new, item: second, at_least: 90%, severity: watch}\n");
    compare(&f, &before, &since);
    static const char *const parts[] = {
        "The decision of the rules and the evidence was: no revision needed. It is now: revision needed.\n\n",
        "“wide” (" FIRST ": lower limit ≥45%)",
        "| clear      | fired     |",
        "| published  |     12.9% |    50.2% |\n",
        "- “wide” asks for something else: at\\_least was 0.5 and is 0.45.\n",
        "- The rule “gone” is no longer there.\n",
        "- The rule “new” is new.\n",
        NULL};
    static const char *const absent[] = {"No input has changed", "“count” (", "Nothing has changed", NULL};
    expect(&f, parts, absent);

    struct buffer html = report_render(&f, true);
    assert_non_null(strstr(html.bytes, "<h2>What changed since the record 2021-1 (FY*2021*)</h2>"));
    assert_null(strstr(html.bytes, "<script"));
    buffer_clear(&html);
    report_close(&f);
}

/* A difference of one institution between two publications would tell its answer; an internal memo shows it. */
static void test_report_of_two_publications_the_difference_is_not_told(void **state)
{
    (void)state;
    struct report_fixture f;
    struct decision_record before;
    struct since since;
    report_usual(&f);
    f.study->minimum_cell = 3;
    report_check(&f, RULES("50%"));
    record(&f, &before);
    report_counts(&f, 2, 0, 6, 38, 61, 498); /* two fewer */
    report_check(&f, RULES("50%"));
    compare(&f, &before, &since);
    static const char *const open[] = {"| published  |     12.9% |    12.5% |\n", NULL};
    static const char *const hidden[] = {"| published  | suppressed |    12.5% |\n",
                                         "No input has changed: what differs comes from the database", NULL};
    static const char *const none[] = {"12.9%", NULL};
    struct buffer out = report_render(&f, false);
    char *end = strstr(out.bytes, "\n## 1 ");
    assert_non_null(end);
    *end = '\0';
    const char *section = strstr(out.bytes, "## What changed");
    assert_non_null(section);
    for (size_t i = 0; hidden[i]; i++)
        if (!strstr(section, hidden[i]))
            fail_msg("'%s' is not in:\n%s", hidden[i], section);
    assert_null(strstr(section, none[0]));
    buffer_clear(&out);
    f.memo.internal = true;
    expect(&f, open, NULL);

    /* Three fewer may be told. */
    f.memo.internal = false;
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_check(&f, RULES("50%"));
    record(&f, &before);
    report_counts(&f, 2, 0, 6, 38, 60, 498);
    report_check(&f, RULES("50%"));
    compare(&f, &before, &since);
    static const char *const three[] = {"| published  |     12.9% |    12.3% |\n", NULL};
    expect(&f, three, NULL);
    report_close(&f);
}

/* Each rule and rate as it was at its own wave. */
static void test_report_tells_what_changed_since_an_earlier_wave(void **state)
{
    (void)state;
    struct report_fixture f;
    struct decision_record before;
    struct since since;
    report_usual(&f);
    f.memo.wave = 1;
    report_check(&f, RULES("50%"));
    record(&f, &before);
    f.memo.wave = 2;
    report_check(&f, RULES("50%"));
    compare(&f, &before, &since);
    assert_int_equal(since.year, 2020);
    static const char *const parts[] = {"## What changed since the record 2021-1 (FY2020)\n",
                                        "| published  |      9.3% |    12.9% |\n", "- New inputs: FY\\*2021\\*.\n",
                                        NULL};
    expect(&f, parts, NULL);
    report_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_names_its_record),
        cmocka_unit_test(test_report_a_robust_verdict_says_under_what_it_holds),
        cmocka_unit_test(test_report_a_fragile_verdict_qualifies_the_decision),
        cmocka_unit_test(test_report_what_could_not_be_evaluated_is_not_called_robust),
        cmocka_unit_test(test_report_says_that_nothing_changed),
        cmocka_unit_test(test_report_tells_states_values_and_definitions_then_and_now),
        cmocka_unit_test(test_report_of_two_publications_the_difference_is_not_told),
        cmocka_unit_test(test_report_tells_what_changed_since_an_earlier_wave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
