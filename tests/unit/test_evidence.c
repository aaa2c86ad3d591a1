/* The evidence of a review: which lines belong to it, what they come to, and the decision of rules and evidence. */
#include "unit/threshold_panel.h"

#define STUDY RULES_STUDY("") "evidence: evidence.csv\n"

static struct evidence_line line_of(const char *date, int consideration, enum evidence_call calls)
{
    struct evidence_line line = {.date = date, .consideration = consideration, .calls = calls};
    line.title = (struct label){{"title", "title"}};
    line.assessment.in[LANGUAGE_JA] = calls == CALLS_OPEN ? NULL : "assessed";
    return line;
}

static struct evaluation evaluate(const struct evidence_line *lines, size_t count, const char *after, const char *until,
                                  struct arena *arena)
{
    struct errors errors = {0};
    struct evaluation evaluation;
    enum status status = evidence_evaluate(lines, count, after, until, arena, &evaluation, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return evaluation;
}

static void test_evidence_evaluate_takes_the_lines_after_one_review_and_up_to_the_next(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct evidence_line lines[] = {
        line_of("2019-12-31", 1, CALLS_NONE),  line_of("2021-03-31", 1, CALLS_MAJOR),
        line_of("2021-04-01", 1, CALLS_NONE),  line_of("2022-01-20", 1, CALLS_NONE),
        line_of("2022-01-21", 1, CALLS_MAJOR),
    };
    struct evaluation both = evaluate(lines, 5, "2021-03-31", "2022-01-20", arena);
    assert_int_equal(both.count, 2);
    assert_int_equal(both.considerations[0].count, 2);
    assert_ptr_equal(both.considerations[0].lines[0], &lines[2]);
    assert_ptr_equal(both.considerations[0].lines[1], &lines[3]);
    assert_int_equal(both.considerations[0].calls, CALLS_NONE);
    struct evaluation first = evaluate(lines, 5, NULL, "2021-03-31", arena);
    assert_int_equal(first.count, 2);
    assert_int_equal(first.considerations[0].calls, CALLS_MAJOR);
    assert_int_equal(evaluate(lines, 5, "2022-01-21", "2023-03-31", arena).count, 0);
    assert_int_equal(evaluate(NULL, 0, NULL, "2023-03-31", arena).count, 0);
    arena_free(arena);
}

static void test_evidence_evaluate_leaves_open_what_is_missing_or_not_assessed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct evidence_line lines[] = {
        line_of("2021-05-01", 1, CALLS_NONE), line_of("2021-05-02", 2, CALLS_OPEN),
        line_of("2021-05-03", 3, CALLS_NONE), line_of("2021-05-04", 4, CALLS_WATCH),
        line_of("2021-05-05", 4, CALLS_OPEN),
    };
    lines[2].assessment = (struct label){{NULL}}; /* says what it calls for, and not why */
    struct evaluation evaluation = evaluate(lines, 5, NULL, "2021-12-31", arena);
    static const bool undetermined[CONSIDERATIONS] = {false, true, true, true, true, false};
    static const size_t unassessed[CONSIDERATIONS] = {0, 1, 1, 1, 0, 0};
    static const char *const results[CONSIDERATIONS] = {
        "nothing calls for a revision",
        "undetermined, for not all of it has been assessed",
        "undetermined, for not all of it has been assessed",
        "undetermined, for not all of it has been assessed",
        "undetermined, for nothing is on file since the review before",
        "undetermined, for nothing is on file since the review before",
    };
    for (int i = 0; i < CONSIDERATIONS; i++) {
        assert_int_equal(evaluation.considerations[i].number, i + 1);
        assert_int_equal(evaluation.considerations[i].undetermined, undetermined[i]);
        assert_int_equal(evaluation.considerations[i].unassessed, unassessed[i]);
        assert_string_equal(consideration_result(&evaluation.considerations[i], LANGUAGE_EN), results[i]);
    }
    struct evidence_line usage = line_of("2021-05-01", 6, CALLS_OPEN);
    assert_true(evaluate(&usage, 1, NULL, "2021-12-31", arena).considerations[5].undetermined);
    arena_free(arena);
}

static void test_evidence_evaluate_puts_urgent_lines_first_and_takes_the_highest_call(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct evidence_line lines[] = {
        line_of("2021-05-01", 2, CALLS_NONE),
        line_of("2021-05-02", 2, CALLS_REVISE),
        line_of("2021-05-03", 2, CALLS_OPEN),
        line_of("2021-05-04", 2, CALLS_WATCH),
    };
    lines[2].urgent = lines[3].urgent = true;
    struct evaluation evaluation = evaluate(lines, 4, NULL, "2021-12-31", arena);
    const struct consideration *incidents = &evaluation.considerations[1];
    static const size_t order[] = {2, 3, 0, 1};
    for (size_t i = 0; i < 4; i++)
        assert_ptr_equal(incidents->lines[i], &lines[order[i]]);
    assert_int_equal(incidents->urgent, 2);
    assert_int_equal(evaluation.urgent, 2);
    assert_int_equal(incidents->calls, CALLS_REVISE);
    assert_string_equal(consideration_result(incidents, LANGUAGE_EN), "a revision is called for");
    static const char *const texts[] = {"calls for no revision", "calls for a revision", "not assessed",
                                        "to be watched"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(evidence_text(&lines[i], LANGUAGE_EN), texts[i]);
    lines[1].assessment = (struct label){{NULL}}; /* a call for a revision is not lost for want of a reason */
    assert_string_equal(evidence_text(&lines[1], LANGUAGE_EN), "calls for a revision");
    assert_false(evidence_assessed(&lines[1]));
    arena_free(arena);
}

/* ---- the decision ---- */

#define FIRES(severity) "id: r, item: personal, estimator: published, using: point, at_least: 10%, severity: " severity
#define FIRES_ELSEWHERE FIRES("revise") ", consideration: 2"
#define CLEAR "id: r, item: personal, estimator: published, using: point, at_least: 90%, severity: major"
#define NO_DATA "id: r, item: third, estimator: published, using: point, at_least: 10%, severity: revise"
#define SNOOZED FIRES("major") ", snooze: {until: 2030-01-01, reason: r, by: b}"
#define RULE 'r'    /* a rule is decisive */
#define LINE 'l'    /* a line of evidence is */
#define LACKING '-' /* the want of one is */
#define NOTHING ' '

/* A rule, the calls of one line on each of the considerations 1 to 5 (`.`: no line; o, n, w, r, m), the decision and
 * what is decisive. */
static const struct {
    const char *rule, *lines;
    enum decision decision;
    char decisive;
    int consideration; /* of the decisive line or want */
} decisions[] = {
    {CLEAR, "nnnnn", DECISION_NO_REVISION, NOTHING, 0},
    {CLEAR, "wnnnw", DECISION_NO_REVISION, NOTHING, 0},
    {CLEAR, "nnrnn", DECISION_REVISION, LINE, 3},
    {CLEAR, "nnrnm", DECISION_MAJOR, LINE, 5},
    {CLEAR, "nn.nn", DECISION_UNDETERMINED, LACKING, 3},
    {CLEAR, "nnnon", DECISION_UNDETERMINED, LINE, 4},
    {CLEAR, ".nnon", DECISION_UNDETERMINED, LINE, 4},
    {CLEAR, ".....", DECISION_UNDETERMINED, LACKING, 1},
    {CLEAR, "..r.o", DECISION_REVISION, LINE, 3},
    {CLEAR, "o...m", DECISION_MAJOR, LINE, 5},
    {FIRES("revise"), "nnnnn", DECISION_REVISION, RULE, 0},
    {FIRES("revise"), ".o...", DECISION_REVISION, RULE, 0},
    {FIRES("revise"), "nrnnn", DECISION_REVISION, RULE, 0},
    {FIRES("revise"), "nmnnn", DECISION_MAJOR, LINE, 2},
    {FIRES("major"), "nmnnn", DECISION_MAJOR, RULE, 0},
    {FIRES("watch"), "nnnnn", DECISION_NO_REVISION, NOTHING, 0},
    {FIRES("watch"), "nn.nn", DECISION_UNDETERMINED, LACKING, 3},
    {FIRES_ELSEWHERE, "nnnnn", DECISION_REVISION, RULE, 0},
    {FIRES_ELSEWHERE, "n.nnn", DECISION_REVISION, RULE, 0},
    {NO_DATA, "nnnnn", DECISION_UNDETERMINED, RULE, 0},
    {NO_DATA, "nn.nn", DECISION_UNDETERMINED, RULE, 0},
    {NO_DATA, "nnnrn", DECISION_REVISION, LINE, 4},
    {SNOOZED, "nnnnn", DECISION_NO_REVISION, NOTHING, 0},
    {SNOOZED, "nnnn.", DECISION_UNDETERMINED, LACKING, 5},
};

static void consider(struct fixture *f, const struct review_files *files)
{
    struct errors errors = {0};
    enum status status = threshold_consider(&f->check, files, f->arena, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static void open_checked(struct fixture *f, const char *study, const char *rule)
{
    fixture_open(f, study, 1000, -1, -1);
    set_series(f, 0, "- - - - - 160/800");
    const char *const rules[] = {rule, NULL};
    set_rules(f, rules);
    run_check(f, EVERY);
}

static void test_threshold_consider_decides_on_rules_and_evidence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        struct fixture f;
        struct evidence_line lines[5];
        struct review_files files = {.evidence = {lines, 0}};
        open_checked(&f, STUDY, decisions[i].rule);
        for (int k = 0; k < 5; k++) {
            static const char calls[] = "onwrm";
            const char *call = strchr(calls, decisions[i].lines[k]);
            if (call)
                lines[files.evidence.count++] = line_of("2021-12-01", k + 1, (enum evidence_call)(call - calls));
        }
        consider(&f, &files);
        const struct check *check = &f.check;
        char decisive = check->decisive           ? RULE
                        : check->decisive_line    ? LINE
                        : check->decisive_lacking ? LACKING
                                                  : NOTHING;
        if (check->decision != decisions[i].decision || decisive != decisions[i].decisive)
            fail_msg("%s with '%s': %s by '%c'", decisions[i].rule, decisions[i].lines, decision_name(check->decision),
                     decisive);
        assert_int_equal(check->decisive_line      ? check->decisive_line->consideration
                         : check->decisive_lacking ? check->decisive_lacking->number
                                                   : 0,
                         decisions[i].consideration);
        fixture_close(&f);
    }
}

static void test_threshold_consider_spans_end_at_the_review_dates(void **state)
{
    (void)state;
    struct fixture f;
    struct evidence_line lines[5];
    struct review_files files = {.evidence = {lines, 5}};
    open_checked(&f, STUDY, CLEAR);
    static const struct {
        const char *date;
        enum decision decision;
    } days[] = {{"2021-03-31", DECISION_UNDETERMINED}, /* FY2020 has no review_date: 31 March after it */
                {"2021-04-01", DECISION_NO_REVISION},
                {"2022-01-20", DECISION_NO_REVISION},
                {"2022-01-21", DECISION_UNDETERMINED}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        for (int k = 0; k < 5; k++)
            lines[k] = line_of(days[i].date, k + 1, CALLS_NONE);
        consider(&f, &files);
        assert_int_equal(f.check.decision, days[i].decision);
    }
    assert_string_equal(f.check.evaluation->after, "2021-03-31");
    assert_string_equal(f.check.evaluation->until, "2022-01-20");
    run_check(&f, 0); /* the first wave has everything before it */
    for (int k = 0; k < 5; k++)
        lines[k] = line_of("1999-01-01", k + 1, CALLS_NONE);
    lines[4].calls = CALLS_REVISE;
    consider(&f, &files);
    assert_null(f.check.evaluation->after);
    assert_int_equal(f.check.decision, DECISION_REVISION);
    fixture_close(&f);
}

static void test_threshold_consider_without_evidence_named_leaves_the_decision(void **state)
{
    (void)state;
    struct fixture f;
    struct evidence_line line = line_of("2021-12-01", 1, CALLS_MAJOR);
    const struct review_files files = {.evidence = {&line, 1}};
    open_checked(&f, RULES_STUDY(""), CLEAR);
    consider(&f, &files);
    assert_null(f.check.evaluation);
    assert_int_equal(f.check.decision, DECISION_NO_REVISION);
    fixture_close(&f);
}

static void test_threshold_consider_keeps_an_override_beside_the_decision(void **state)
{
    (void)state;
    struct fixture f;
    struct override lines[] = {{2020, "revision", "r", "b", "2021-03-01"}, {2021, "", "why", "who", "2022-01-20"}};
    const struct review_files files = {.overrides = {lines, 2}};
    open_checked(&f, STUDY, FIRES("revise"));
    for (size_t i = 0; override_decisions[i]; i++) {
        lines[1].decision = override_decisions[i];
        consider(&f, &files);
        assert_ptr_equal(f.check.override, &lines[1]);
        assert_int_equal(f.check.decision, DECISION_REVISION);
        assert_int_equal(decision_status(f.check.decision), STATUS_REVISION);
        assert_string_equal(decision_name(override_decision(f.check.override)), override_decisions[i]);
    }
    run_check(&f, 0);
    consider(&f, &files);
    assert_null(f.check.override);
    fixture_close(&f);
}

static void test_consideration_text_is_the_study_s_own_or_ours(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, STUDY "considerations: {2: {ja: 事故, en: Accidents}}\n", 1000, -1, -1);
    assert_string_equal(consideration_text(f.study, 2, LANGUAGE_EN), "Accidents");
    assert_string_equal(consideration_text(f.study, 2, LANGUAGE_JA), "事故");
    assert_string_equal(consideration_text(f.study, 1, LANGUAGE_EN), "Use and requests of the users");
    assert_string_equal(consideration_text(f.study, 6, LANGUAGE_JA), "調査結果にみる普及の状況");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_evaluate_takes_the_lines_after_one_review_and_up_to_the_next),
        cmocka_unit_test(test_evidence_evaluate_leaves_open_what_is_missing_or_not_assessed),
        cmocka_unit_test(test_evidence_evaluate_puts_urgent_lines_first_and_takes_the_highest_call),
        cmocka_unit_test(test_threshold_consider_decides_on_rules_and_evidence),
        cmocka_unit_test(test_threshold_consider_spans_end_at_the_review_dates),
        cmocka_unit_test(test_threshold_consider_without_evidence_named_leaves_the_decision),
        cmocka_unit_test(test_threshold_consider_keeps_an_override_beside_the_decision),
        cmocka_unit_test(test_consideration_text_is_the_study_s_own_or_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
