/* The memo of a study with evidence: each consideration, the amendments, what is urgent, what is missing, overrides;
 * and that none of their texts becomes markup. */
#include "unit/report_study.h"

#define HOSTILE "*x* <i>|\n# _y_"
#define FIRST "Fi\\|rst &lt;script&gt;x&lt;/script&gt;"
#define SAFE "\\*x\\* &lt;i&gt;\\|"

/* The usual study, once more with the files of a review. */
struct review_fixture {
    struct report_fixture f;
    struct review_files files;
    struct evidence_line lines[6];
    struct checklist_item items[2];
    struct amendment amendments[4];
    struct override override;
};

static const char *const a_1[] = {"A 1"}, *const a_1_b[] = {"A1", "B"};

static void review_open(struct review_fixture *r, const char *rules)
{
    *r = (struct review_fixture){0};
    report_usual(&r->f);
    r->f.study->evidence = "evidence.csv";
    report_check(&r->f, rules);
    for (int i = 0; i < 5; i++) {
        r->lines[i] = (struct evidence_line){.date = "2021-12-01", .consideration = i + 1, .calls = CALLS_NONE};
        r->lines[i].title = (struct label){{[LANGUAGE_EN] = "Title", [LANGUAGE_JA] = "題"}};
        r->lines[i].source.in[LANGUAGE_JA] = r->lines[i].assessment.in[LANGUAGE_JA] = HOSTILE;
    }
    r->items[0] = (struct checklist_item){"21", {{"Item <b>", "項目"}}, (const char **)a_1_b, 2};
    r->items[1] = (struct checklist_item){"22", {{"Other", "別"}}, (const char **)a_1, 1};
    static const char *const standards[] = {"A1", "B", "C", "B"};
    static const char *const dates[] = {"2021-12-01", "2021-04-01", "2022-01-20", "2021-03-31"};
    for (size_t i = 0; i < 4; i++) {
        r->amendments[i] = (struct amendment){.standard = standards[i], .date = dates[i]};
        r->amendments[i].edition.in[LANGUAGE_JA] = "E|";
        r->amendments[i].summary.in[LANGUAGE_JA] = i < 3 ? "now" : "of the review before";
    }
    r->files.evidence = (struct evidence){r->lines, 5};
    r->files.checklist = (struct checklist){r->items, 2};
}

static struct buffer review_render(struct review_fixture *r, bool html)
{
    struct errors errors = {0};
    enum status status = threshold_consider(&r->f.check, &r->files, r->f.arena, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return report_render(&r->f, html);
}

static void expect(const char *text, const char *const *parts)
{
    for (; *parts; parts++)
        if (!strstr(text, *parts))
            fail_msg("'%s' is not in:\n%s", *parts, text);
}

static void expect_absent(const char *text, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(text, *parts))
            fail_msg("'%s' is in:\n%s", *parts, text);
}

static void test_report_evidence_each_consideration_is_evaluated(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, report_rules);
    r.lines[1].calls = CALLS_WATCH;
    r.lines[5] = r.lines[0];
    r.lines[5].consideration = 6;
    r.files.evidence.count = 6;
    size_t items[] = {1, 0};
    r.lines[4].items = items;
    r.lines[4].item_count = 2;
    r.lines[4].assessed_by = "M. <x>";
    r.lines[4].assessed_on = "2021-12-03";
    r.lines[3].assessed_by = "N.";
    r.lines[2].assessed_on = "2021-12-04";
    struct buffer out = review_render(&r, false);
    static const char *const parts[] = {
        "and none of the other considerations calls for one, so no revision is proposed for FY\\*2021\\*.\n",
        "This review covers what came in after 31 March 2021 and up to 20 January 2022.\n",
        "### (1) Use and requests of the users\n\n- 1 December 2021: Title (source: " SAFE,
        " [calls for no revision]\n\nEvaluation: nothing calls for a revision.\n",
        " [to be watched]\n\nEvaluation: nothing calls for a revision, but there is something to be watched.\n",
        " [calls for no revision; assessed on 4 December 2021]\n",
        " [calls for no revision; assessed by N.]\n",
        (" [calls for no revision; items of the checklist: 22 and 21; assessed by M. &lt;x&gt; on 3 December "
         "2021]\n"),
        "### (6) Usage found by the survey\n\nOf the institutions with a valid answer",
        "No rule that leads to a revision has fired.\n\n- 1 December 2021: Title",
        NULL,
    };
    expect(out.bytes, parts);
    static const char *const absent[] = {"*x*", "<i>", "\n# _", "<x>", "## Urgent", "council to judge", NULL};
    expect_absent(out.bytes, absent);
    buffer_clear(&out);
    report_close(&r.f);
}

static void test_report_evidence_amendments_stand_beside_the_items_that_refer_to_them(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, report_rules);
    struct buffer out = review_render(&r, false);
    static const char *const absent[] = {"Amendments of the standards that", NULL};
    expect_absent(out.bytes, absent);
    buffer_clear(&out);
    r.files.amendments = (struct amendments){r.amendments, 4};
    r.amendments[0].title.in[LANGUAGE_EN] = "Identify <u>";
    out = review_render(&r, false);
    static const char *const parts[] = {
        ("Exhibit 1 lists the main amendments of the standards that the checklist refers to.\n\n"
         "**Exhibit 1. Amendments of the standards that the checklist refers to**\n\n"
         "| item of the checklist | standard | edition | main points of the amendment |\n"
         "| :-- | :-- | :-- | :-- |\n"
         "| No. 21 Item &lt;b&gt; | A1 Identify &lt;u&gt; | E\\| | now |\n"
         "| No. 21 Item &lt;b&gt; | B | E\\| | now |\n"
         "| No. 22 Other | A1 Identify &lt;u&gt; | E\\| | now |\n"
         "| no item refers to it | C | E\\| | now |\n"),
        NULL,
    };
    expect(out.bytes, parts);
    static const char *const before[] = {"of the review before", NULL};
    expect_absent(out.bytes, before);
    buffer_clear(&out);
    report_close(&r.f);
}

static void test_report_evidence_urgent_lines_open_the_memo(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, report_rules);
    r.lines[1].urgent = true;
    r.lines[1].calls = CALLS_OPEN;
    r.lines[1].title = (struct label){{HOSTILE, HOSTILE}};
    struct buffer out = review_render(&r, false);
    static const char *const parts[] = {
        "\n\n## Urgent\n\n- 1 December 2021, (2) Incidents: **" SAFE,
        "** (not assessed)\n\n## Proposed response: undetermined",
        "; what came in on consideration (2), “" SAFE,
        ", has not been assessed, so the need for a revision remains undetermined for FY\\*2021\\*.\n\nWhat is "
        "missing:\n\n- an assessment of “" SAFE,
        "- **Urgent** 1 December 2021: " SAFE,
        "Evaluation: undetermined, for not all of it has been assessed.\n",
        NULL,
    };
    expect(out.bytes, parts);
    buffer_clear(&out);
    out = review_render(&r, true);
    static const char *const page[] = {
        "</header>\n<section class=\"urgent\">\n<h2>Urgent</h2>",
        "</section>\n<section class=\"response\">\n<h2>Proposed",
        "</section>\n<section class=\"review\">\n<h2>1 ",
        "</section>\n<section class=\"notes\">\n<h2>Annex 4",
        NULL,
    };
    expect(out.bytes, page);
    buffer_clear(&out);
    report_close(&r.f);
}

static void test_report_evidence_what_is_missing_is_listed(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, report_rules);
    r.lines[2].date = "2021-03-31"; /* of the review before */
    r.lines[4].assessment = (struct label){{NULL}};
    struct buffer out = review_render(&r, false);
    static const char *const parts[] = {
        ("What is missing:\n\n- what came in since the review before, or that nothing did, on consideration (3) "
         "Developments in standardisation\n- an assessment of “Title”, consideration (5) Amendments of the related "
         "standards\n\n"),
        ("### (3) Developments in standardisation\n\nEvaluation: undetermined, for nothing is on file since the "
         "review before.\n"),
        "  - Assessment: none yet [not assessed]\n",
        NULL,
    };
    expect(out.bytes, parts);
    buffer_clear(&out);
    r.lines[4].assessment = r.lines[0].assessment;
    r.f.memo.language = LANGUAGE_JA;
    out = review_render(&r, false);
    static const char *const japanese[] = {
        "検討事項(3)について前回の検討以降の記録がないことから、2021\\*年度の見直しの要否は判断できない。\n",
        "評価結果：前回の検討以降の記録がないため判断できない。\n",
        NULL,
    };
    expect(out.bytes, japanese);
    buffer_clear(&out);
    report_close(&r.f);
}

static void test_report_evidence_that_calls_is_named_as_a_ground(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, "version: 1\nrules:\n  - {id: low, item: first, at_least: 1%, severity: revise}\n"
                    "  - {id: hearings, item: first, at_least: 90%, severity: revise, consideration: 1}\n");
    r.lines[0].calls = r.lines[3].calls = CALLS_REVISE;
    struct buffer out = review_render(&r, false);
    static const char *const parts[] = {
        ("; a revision is proposed for FY\\*2021\\*, on these grounds: the rules that have fired: “low” (" FIRST
         ": lower limit ≥1%), consideration (1), “Title” and consideration (4), “Title”.\n"),
        "- Rule “hearings” (" FIRST ": lower limit ≥90%): clear\n\nEvaluation: a revision is called for.\n",
        "These rules that lead to a revision have fired: “low” (" FIRST ": lower limit ≥1%).\n",
        "In view of the above, a revision is proposed for FY\\*2021\\*.\n",
        NULL,
    };
    expect(out.bytes, parts);
    buffer_clear(&out);
    r.lines[1].calls = CALLS_MAJOR;
    out = review_render(&r, false);
    static const char *const major[] = {
        ("; a major revision, to be examined by an expert panel, is proposed for FY\\*2021\\*, on these grounds: "
         "consideration (2), “Title”.\n"),
        "Evaluation: a major revision is called for.\n",
        NULL,
    };
    expect(out.bytes, major);
    buffer_clear(&out);
    report_close(&r.f);
}

static void test_report_evidence_an_override_stands_beside_the_proposal(void **state)
{
    (void)state;
    struct review_fixture r;
    review_open(&r, report_rules);
    r.override = (struct override){2021, "revision", "why <b>", "who |", "2022-01-25"};
    r.files.overrides = (struct overrides){&r.override, 1};
    struct buffer out = review_render(&r, false);
    static const char *const parts[] = {
        "## Proposed response: no revision needed\n",
        ("> Decided by who \\| on 25 January 2022: revision needed\n>\n> Reason: why &lt;b&gt;\n"
         ">\n> The rules and the evidence propose something else: no revision needed\n\nNearest to a change is "),
        "Since none of the considerations holds anything that calls for a revision, and no rule that leads to one has "
        "fired, no revision is proposed for FY\\*2021\\*.\nwho \\| decided on 25 January 2022: revision needed.\n",
        NULL,
    };
    expect(out.bytes, parts);
    buffer_clear(&out);
    r.override.decision = "no revision";
    out = review_render(&r, false);
    static const char *const same[] = {"> This is what the rules and the evidence propose: no revision needed\n", NULL};
    expect(out.bytes, same);
    buffer_clear(&out);
    report_close(&r.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_evidence_each_consideration_is_evaluated),
        cmocka_unit_test(test_report_evidence_amendments_stand_beside_the_items_that_refer_to_them),
        cmocka_unit_test(test_report_evidence_urgent_lines_open_the_memo),
        cmocka_unit_test(test_report_evidence_what_is_missing_is_listed),
        cmocka_unit_test(test_report_evidence_that_calls_is_named_as_a_ground),
        cmocka_unit_test(test_report_evidence_an_override_stands_beside_the_proposal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
