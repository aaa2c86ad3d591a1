/* What the memo says of its record: which it belongs to, how far its verdicts hold, and what changed since another. */
#include "unit/report_study.h"

#include <stdio.h>

static void test_report_names_its_record(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char *const none[] = {"### Where the figures come from\n\nWhat this memo says is not recorded yet "
                                       "(`minaoshi check --record` does so).\n",
                                       NULL};
    static const char *const named[] = {
        "This memo belongs to the decision record `decisions/2021-1.json`, whose seal is `0123abcd` (SHA-256).\n",
        NULL};
    static const char *const japanese[] = {
        "本対応方針は、判定記録 `decisions/2021-1.json`（SHA-256：`0123abcd`）に基づく。\n", NULL};
    expect_of(&f, none, named);
    f.memo.record_file = "decisions/2021-1.json";
    f.memo.record_sha256 = "0123abcd";
    expect_of(&f, named, none);
    f.memo.language = LANGUAGE_JA;
    expect_of(&f, japanese, NULL);
    report_close(&f);
}

/* ---- robustness ---- */

#define ENDS "whichever end of the interval is compared"
#define ODDS                                                                                                           \
    "whether the institutions that did not respond adopt with half or with twice the odds of the respondents of "      \
    "their stratum, or not at all"
#define CODES "whether or not a question that was changed is taken as a new one"

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
    static const char *const parts[] = {"How robust the verdicts of the rules that lead to a revision are:\n\n"
                                        "- **rate and more**: robust; the verdict holds " ENDS " and " ODDS ".\n"
                                        "- **count**: robust; the verdict holds " ODDS ".\n\n",
                                        "no revision is proposed for FY\\*2021\\*.\nThe verdicts of the rules on which "
                                        "this rests are robust (Annex 2).\n",
                                        "### What robust means\n", NULL};
    static const char *const absent[] = {"qualification", "not robust", CODES, NULL};
    expect_of(&f, parts, absent);

    f.study->waves[1].equivalence[0] = EQUIVALENCE_REWORDED;
    report_check(&f, rules);
    static const char *const coded[] = {": robust; the verdict holds " ENDS ", " ODDS " and " CODES ".\n", NULL};
    expect_of(&f, coded, absent + 3);
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
    static const char sentence[] = "This holds with a qualification, for verdicts on which it rests are not robust: "
                                   "“near” depends on nonresponse and depends on sampling.\n";
    static const char *const parts[] = {
        "- **near**: not robust; the verdict depends on nonresponse and depends on sampling.\n\n", NULL};
    static const char *const absent[] = {"are robust (Annex 2)", NULL};
    expect_of(&f, parts, absent);
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
    expect_of(&f, parts, absent);
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
    expect_of(&f, parts, NULL);
    f.memo.since = NULL;
    static const char *const absent[] = {"What changed since", NULL};
    expect_of(&f, NULL, absent);
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
        "| clear | fired |",
        "| published | 12.9% | 50.2% |\n",
        "- Of “wide”, level changed from ≥50% to ≥45%.\n",
        "- The rule “gone” is no longer there.\n",
        "- The rule “new” is new.\n",
        NULL};
    static const char *const absent[] = {"No input has changed", "“count” (", "Nothing has changed", NULL};
    expect_of(&f, parts, absent);

    struct buffer html = report_render(&f, true);
    assert_non_null(strstr(html.bytes, "<h2>What changed since the record 2021-1 (FY*2021*)</h2>"));
    assert_null(strstr(html.bytes, "<script"));
    buffer_clear(&html);
    report_close(&f);
}

/* What is asked for stands in words, in the unit of what was compared, and a level once whichever way it compares. */
static void test_report_tells_in_words_what_rules_and_analysis_ask_for(void **state)
{
    (void)state;
    struct report_fixture f;
    struct decision_record before;
    struct since since;
    report_usual(&f);
    report_check(&f,
                 "version: 1\nrules:\n"
                 "  - {id: wide, item: first, at_least: 50%, for: 2 waves, clear_below: 45%, severity: revise}\n"
                 "  - {id: fall, item: second, statistic: change, at_most: -5 points, using: point, severity: watch}\n"
                 "  - {id: many, any: [first, second], statistic: count, estimator: published, at_least: 300, using: "
                 "point, severity: watch}\n"
                 "  - {id: likely, item: first, statistic: probability, of: {at_least: 16%}, at_least: 95%, severity: "
                 "watch}\n");
    record(&f, &before);
    f.study->analysis.denominator = DENOMINATOR_ALLRESP;
    report_check(&f,
                 "version: 1\nrules:\n"
                 "  - {id: wide, item: first, above: 52.5%, interval: logit, minimum: {n: 30, response_rate: 40%}, "
                 "severity: major, snooze: {until: 2021-03-31, reason: r, by: b}}\n"
                 "  - {id: fall, item: second, at_most: 4%, using: upper, severity: watch}\n"
                 "  - {id: many, all: [second, first], statistic: count, estimator: population, at_least: 350, using: "
                 "point, severity: watch}\n"
                 "  - {id: likely, item: first, statistic: reach, of: {at_least: 20%}, within: 1 wave, at_least: 90%, "
                 "severity: watch}\n");
    compare(&f, &before, &since);
    static const char *const english[] = {
        "- Of “wide”, level changed from ≥50% to >52.5%.\n",
        "- Of “wide”, method of the limits changed from by the beta distribution at the effective number of answers "
        "(beta) to on the logit scale (logit).\n",
        "- Of “wide”, waves in a row changed from 2 to 1.\n",
        "- Of “wide”, level at which it is cleared changed from <45% to none.\n",
        "- Of “wide”, least number of answers changed from 0 to 30.\n",
        "- Of “wide”, least response rate changed from 0% to 40%.\n",
        "- Of “wide”, consequence changed from revision to major revision.\n",
        "- Of “wide”, end of the time in which it does not count changed from none to 31 March 2021.\n",
        "- Of “fall”, statistic changed from change to rate.\n",
        "- Of “fall”, level changed from ≤−5 points to ≤4%.\n",
        "- Of “fall”, what is compared changed from estimated value to upper limit.\n",
        "- Of “many”, how its items count changed from any of its items to all of its items.\n",
        "- Of “many”, items changed from " FIRST " and Second to Second and " FIRST ".\n",
        "- Of “many”, estimator changed from published to population.\n",
        "- Of “many”, level changed from ≥300 to ≥350.\n",
        "- Of “likely”, statistic changed from probability of a rate to probability that a rate is reached in time.\n",
        "- Of “likely”, level that the probability is of changed from 16% to 20%.\n",
        "- Of “likely”, number of waves within which it is to be reached changed from none to 1.\n",
        "(probability that " FIRST " reaches 20% within 1 wave: estimated value ≥90%)",
        "- Of the analysis, denominator changed from valid answers to all respondents.\n",
        NULL};
    static const char *const raw[] = {"at\\_least", "minimum\\_", "allresp", "changed from none to >", NULL};
    expect_of(&f, english, raw);
    static const char *const japanese[] = {"- 「wide」の水準を「50%以上」から「52.5%超」に変更した。\n",
                                           "- 「fall」の水準を「−5ポイント以下」から「4%以下」に変更した。\n",
                                           "- 分析の設定の分母を「有効回答」から「全回答機関」に変更した。\n", NULL};
    f.memo.language = LANGUAGE_JA;
    expect_of(&f, japanese, raw);
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
    static const char *const open[] = {"| published | 12.9% | 12.5% |\n", NULL};
    static const char *const hidden[] = {"| published | suppressed | 12.5% |\n",
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
    expect_of(&f, open, NULL);

    /* Three fewer may be told. */
    f.memo.internal = false;
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_check(&f, RULES("50%"));
    record(&f, &before);
    report_counts(&f, 2, 0, 6, 38, 60, 498);
    report_check(&f, RULES("50%"));
    compare(&f, &before, &since);
    static const char *const three[] = {"| published | 12.9% | 12.3% |\n", NULL};
    expect_of(&f, three, NULL);
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
                                        "| published | 9.3% | 12.9% |\n", "- New inputs: FY\\*2021\\*.\n", NULL};
    expect_of(&f, parts, NULL);
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
        cmocka_unit_test(test_report_tells_in_words_what_rules_and_analysis_ask_for),
        cmocka_unit_test(test_report_of_two_publications_the_difference_is_not_told),
        cmocka_unit_test(test_report_tells_what_changed_since_an_earlier_wave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
