/* What the memo adds to the response: the margin on its first page, bounds, shares of the size, the outlook, and how
 * far the figures can be trusted. */
#include "unit/report_study.h"

#include <math.h>
#include <stdio.h>

/* ---- the margin on the first page ---- */

static void test_report_nearest_is_the_smallest_margin_in_institutions(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    long long smallest = 0;
    for (size_t i = 0; i < f.check.count; i++) {
        const struct verdict *verdict = &f.check.verdicts[i];
        if (verdict->wave == f.check.wave && verdict->has_margin && verdict->rule->severity != RULE_WATCH &&
            (!smallest || verdict->margin < smallest))
            smallest = verdict->margin;
    }
    assert_int_equal(smallest, check_verdict(&f.check, &f.rules.rules[0])->margin);
    char english[500], japanese[500];
    (void)snprintf(
        english, sizeof english,
        "Nearest to a change is “" FIRST
        "”: if **%lld more** of the institutions that answered had chosen “Y\\|es &lt;i&gt;”, a rule that leads to a "
        "revision would be “pending” (lower limit ≥50%%); it fires when 2 waves in a row pass.\n\n**At a glance: "
        "the rates over the waves and the levels of the rules**\n\nThis copy is without the picture.\n\n## 1 ",
        smallest);
    (void)snprintf(japanese, sizeof japanese,
                   "状態の変化に最も近いのは「第\\|一&lt;script&gt;」であり、「Y\\|es "
                   "&lt;i&gt;」と回答した機関があと**%lld機関**多ければ、見直しに至る規則が「継続確認中」となる（条件："
                   "信頼下限が50%%以上）。当該規則は、2回の調査で続けて条件を満たしたときに発動する。\n\n**概況図",
                   smallest);
    expect_of(&f, (const char *const[]){english, NULL}, NULL);
    f.memo.language = LANGUAGE_JA;
    expect_of(&f, (const char *const[]){japanese, NULL}, NULL);
    report_close(&f);
}

static void test_report_nearest_of_a_fired_rule_is_the_way_back(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 38, 40, 270, 500);
    report_counts(&f, 2, 1, 38, 40, 280, 500);
    /* "close" is nearer to another state, but the rule that has fired is what the proposal rests on. */
    report_check(&f, "version: 1\nrules:\n  - {id: fires, item: first, at_least: 50%, using: point, severity: revise}\n"
                     "  - {id: close, item: second, at_least: 59%, using: point, severity: revise}\n");
    static const char *const parts[] = {"Nearest to a change is “" FIRST "”: if ", "the rule would be “clear”", NULL};
    expect_of(&f, parts, NULL);

    /* Of two items that both hold the rule where it is, both have to go. */
    report_check(&f, "version: 1\nrules:\n  - {id: both, any: [first, second], at_least: 50%, using: point, severity: "
                     "revise}\n");
    const struct verdict *both = check_verdict(&f.check, f.rules.rules);
    assert_int_equal(both->margin, both[-2].margin + both[-1].margin);
    char rule[300];
    (void)snprintf(
        rule, sizeof rule,
        "Nearest to a change is the rule both: with **%lld fewer** adopted answers among those given (%lld on " FIRST
        " and %lld on ",
        -(long long)both->margin, -(long long)both[-2].margin, -(long long)both[-1].margin);
    expect_of(&f, (const char *const[]){rule, "), the rule would be “clear” (estimated value ≥50%).\n", NULL}, NULL);

    /* Where all are asked for, either one does. */
    report_check(&f, "version: 1\nrules:\n  - {id: both, all: [first, second], at_least: 50%, using: point, severity: "
                     "revise}\n");
    expect_of(&f, parts, (const char *const[]){"the rule both", NULL});
    report_close(&f);
}

/* In its first wave the condition of "twice" holds, and nothing has fired; the rule that only watches is not named. */
static void test_report_a_pending_rule_is_named_on_the_first_page(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 38, 40, 270, 500);
    report_counts(&f, 2, 1, 38, 40, 280, 500);
    report_check(&f, "version: 1\nrules:\n  - {id: twice, item: first, at_least: 50%, for: 2 waves, using: point, "
                     "severity: revise}\n  - {id: watch, item: second, at_least: 50%, for: 2 waves, using: point, "
                     "severity: watch}\n");
    static const char *const parts[] = {
        ("so no revision is proposed for FY\\*2021\\*.\nThis holds with a qualification, for verdicts on which it "
         "rests are not robust: “twice” depends on nonresponse.\nRules that lead to a revision are pending, and fire "
         "once their condition has held in as many waves in a row as they ask for: “twice” (" FIRST
         ": estimated value ≥50%).\n\n"),
        NULL};
    expect_of(&f, parts, NULL);
    report_close(&f);
    report_usual(&f);
    static const char *const absent[] = {"are pending, and fire", NULL};
    expect_of(&f, NULL, absent);
    report_close(&f);
}

static void test_report_nearest_is_suppressed_with_the_rate(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_counts(&f, 2, 1, 1, 40, 1, 500);
    report_check(&f, "version: 1\nrules:\n  - {id: r, item: second, at_least: 16%, severity: revise}\n");
    static const char *const hidden[] = {"How many institutions a rule is away from another state is suppressed.\n",
                                         NULL};
    static const char *const nearest[] = {"Nearest to a change", NULL};
    expect_of(&f, hidden, nearest);
    f.memo.internal = true;
    expect_of(&f, nearest, hidden);
    report_close(&f);
}

/* ---- bounds and sizes ---- */

/* First: x 69, n 536, N 1060; 70 answered before and not now, 5 of them had adopted. Second: 27, 540; 66, of them 2. */
static void test_report_bounds_stand_beside_the_rates(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    f.study->minimum_cell = 3;
    static const char *const parts[] = {
        "| 12.9% | 6.5% to 55.9% | 6.5% to 12.9% | 7.0% to 49.8% |\n",
        "| 5.0% | 2.5% to 51.6% | 2.5% to 5.0% | suppressed |\n",
        NULL,
    };
    expect_of(&f, parts, NULL);
    f.memo.internal = true;
    static const char *const internal[] = {"| 5.0% | 2.5% to 51.6% | 2.5% to 5.0% | 2.7% to 45.6% |\n", NULL};
    expect_of(&f, internal, NULL);
    f.panel.frame.count = 0;
    static const char *const absent[] = {"leave open", NULL};
    expect_of(&f, NULL, absent);
    report_close(&f);
}

static void test_report_shares_of_the_size_stand_with_the_rates(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct rate rows[] = {
        {.wave = 2, .item = 0, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .estimator = ESTIMATOR_POPULATION},
        {.wave = 2, .item = 0, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .estimator = ESTIMATOR_SIZE},
        {.wave = 2, .item = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .estimator = ESTIMATOR_SIZE},
    };
    for (size_t i = 0; i < 3; i++) {
        rows[i].x = i == 2 ? 2 : 69;
        rows[i].n = 536;
        rows[i].estimate = 0.375;
        rows[i].lower = 0.25;
        rows[i].upper = 0.5;
    }
    const struct rates sizes = {.rows = rows, .count = 3};
    f.memo.sizes = &sizes;
    /* A register may tell of each institution: sums of sizes are not published. */
    static const char *const parts[] = {"| size | suppressed | 536 | suppressed | – | – |\n",
                                        "- “size” is the share of the sizes", NULL};
    static const char *const figures[] = {" 37.5% | – | 25.0% to 50.0% |\n", NULL};
    expect_of(&f, parts, figures);
    f.memo.internal = true;
    expect_of(&f, figures, NULL);
    assert_true(rows[2].x == 2 && rows[2].estimate == 0.375); /* what was given is left as it is */
    report_close(&f);
}

/* ---- the outlook ---- */

static void test_report_outlook_tells_forecast_and_levels(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct forecast_row next[] = {
        {.item = 0, .stratum = GROUP_ALL, .year = 2022, .estimate = 0.165, .lower = 0.12, .upper = 0.21},
        {.item = 1, .stratum = GROUP_ALL, .year = 2022, .status = ESTIMATE_TOO_FEW_WAVES},
    };
    next[1].estimate = next[1].lower = next[1].upper = NAN;
    const struct rational half = f.rules.rules[0].level, more = f.rules.rules[1].level;
    struct reach_row reach[] = {
        {.item = 0, .level = half, .year = 2029, .lower = 2027, .upper = 0, .never = 0.0625},
        {.item = 1, .level = half, .year = 2021, .lower = 2021, .upper = 2021, .never = 0},
        {.item = 0, .level = more, .status = ESTIMATE_TOO_FEW_WAVES, .never = NAN},
        {.item = 1, .level = more, .never = 1},
    };
    struct outlook outlook = {.options = {.model = FORECAST_LOGISTIC_CLUSTERED, .years = 50, .draws = 10000, .seed = 7},
                              .next = {.rows = next, .count = 2},
                              .reached = {.reach = reach, .reach_count = 4}};
    static const char *const none[] = {"## Annex 3: Outlook\n\nNo forecast was made.\n\n## Annex 4", NULL};
    expect_of(&f, none, NULL);
    f.memo.outlook = &outlook;
    static const char *const parts[] = {
        "weighted by the frame (logistic-clustered).\nIt holds only if the trend continues as before;",
        "\nA forecast needs 4 waves that can be compared.\n",
        "| FY2022 | 16.5% | 12.0% to 21.0% |\n",
        "| FY2022 | too few waves | – |\n",
        "| 50% | revision | FY2029 | FY2027 to after FY2071",
        "| 60% | major revision | too few waves | –",
        "| 60% | major revision | after FY2071 | after FY2071 to after FY2071 | "
        "100.0% |\n",
        "The wave is the median of 10,000 simulated courses (seed 7);",
        NULL,
    };
    /* A level is told of the items of its own rule only. */
    static const char *const absent[] = {"| FY\\*2021\\* to", NULL};
    expect_of(&f, parts, absent);
    reach[2] = (struct reach_row){.item = 0, .level = more, .year = 2020, .lower = 2020, .upper = 2020, .never = 0};
    static const char *const reached[] = {"| 60% | major revision | FY2020 | – | – |\n", NULL};
    expect_of(&f, reached, NULL);
    f.memo.language = LANGUAGE_JA;
    static const char *const japanese[] = {"| 2022年度 | 16.5% |", "| 2029年度 | 2027年度～2071年度より後", NULL};
    expect_of(&f, japanese, NULL);
    f.study->waves[2].label.in[LANGUAGE_JA] = "令和3年度";
    static const char *const era[] = {"| 令和4年度 |", "| 令和11年度 | 令和9年度～令和53年度より後", NULL};
    expect_of(&f, era, NULL);
    f.memo.language = LANGUAGE_EN;
    next[0] = next[1];
    next[0].item = 0;
    static const char *const too_few[] = {
        "## Annex 3: Outlook\n\nThere are too few waves for a forecast: it needs 4 that can be compared.\n\n## Annex 4",
        NULL};
    expect_of(&f, too_few, NULL);
    report_close(&f);
}

static void test_report_outlook_of_a_suppressed_rate_is_suppressed(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_counts(&f, 2, 1, 1, 40, 1, 500);
    report_check(&f, "version: 1\nrules:\n  - {id: r, item: second, at_least: 16%, severity: revise}\n");
    struct forecast_row next = {.item = 1, .year = 2022, .estimate = 0.777, .lower = 0.666, .upper = 0.888};
    struct reach_row reach = {.item = 1, .level = f.rules.rules[0].level, .year = 2033, .lower = 2033, .upper = 2033};
    struct outlook outlook = {
        .options = {.years = 50}, .next = {.rows = &next, .count = 1}, .reached = {.reach = &reach, .reach_count = 1}};
    f.memo.outlook = &outlook;
    static const char *const absent[] = {"77.7", "66.6", "88.8", "FY2033", NULL};
    expect_of(&f, NULL, absent);
    f.memo.internal = true;
    expect_of(&f, absent, NULL);
    report_close(&f);
}

/* ---- how far the figures can be trusted ---- */

static void test_report_reliability_tells_who_answered(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char *const parts[] = {
        "| 540 | 1,060 | 50.9% | 100.0% | 100.0% | – "
        "|\n",
        "| 40 | 60 | 66.7% | 7.4% | 5.7% | +1.7 "
        "|\n",
        "| B | 500 | 1,000 | 50.0% | 92.6% | "
        "94.3% |",
        "\nThe points are differences of unrounded shares and may not be those of the rounded ones.\n",
        NULL,
    };
    expect_of(&f, parts, NULL);
    report_close(&f);
}

static void test_report_reliability_tells_what_was_asked_otherwise(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char *const none[] = {"The question on", "The answers to", NULL};
    expect_of(&f, NULL, none);
    f.study->waves[1].equivalence[0] = EQUIVALENCE_RECODED;
    f.study->waves[2].equivalence[0] = EQUIVALENCE_REWORDED;
    f.study->waves[2].equivalence[1] = EQUIVALENCE_BROKEN;
    static const char *const parts[] = {
        "- The choices of the question on “" FIRST "” changed in FY2020; its waves are compared all the same.\n",
        "- The wording of the question on “" FIRST "” changed in FY\\*2021\\*; its waves are compared all the same.\n",
        ("- The question on “Second” changed so much in FY\\*2021\\* that the waves before cannot be compared with "
         "those from then on.\n"),
        "- The change of “Second” (published): the question changed so much that the two waves cannot be compared.\n",
        NULL,
    };
    expect_of(&f, parts, NULL);
    report_close(&f);
}

static void test_report_reliability_tells_where_data_is_not_what_study_yaml_names(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct import_file files[] = {{.name = "a|.csv", .rejected = 1234}, {.name = "b.csv"}, {.name = "late.csv"}};
    struct import imports[] = {
        {.id = 1, .kind = IMPORT_WAVE, .year = 2020, .by_hand = true, .files = files, .file_count = 2},
        {.id = 2, .kind = IMPORT_WAVE, .year = 2021, .layout = LAYOUT_COUNTS, .files = &files[1], .file_count = 1},
        {.id = 3, .kind = IMPORT_LINEAGE, .files = &files[1], .file_count = 1},
        {.id = 4, .kind = IMPORT_WAVE, .year = 2022, .by_hand = true, .files = &files[2], .file_count = 1},
    };
    f.memo.imports = imports;
    f.memo.import_count = 4;
    static const char *const parts[] = {
        "- The data of FY2020 were imported by hand and cannot be made anew from the study folder.\n",
        "- Faulty rows of FY2020 were left out: 1,234 (a\\|.csv).\n",
        "- The data of FY\\*2021\\* came as counts made elsewhere.\n",
        "| lineage | b.csv",
        NULL,
    };
    static const char *const absent[] = {"late.csv", "FY2022", NULL}; /* of a wave after the memo's */
    expect_of(&f, parts, absent);
    report_close(&f);
}

static void test_report_reliability_holds_published_figures_against_their_base(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct published_figure figures[] = {
        {.year = 2019, .item = 0, .percent = "8", .n = -1, .source = ""},
        {.year = 2020, .item = 0, .percent = "10.1", .n = 600, .source = ""},
        {.year = 2020, .item = 1, .percent = "10.1", .n = 594, .source = ""},
        {.year = 2021, .item = 1, .percent = "5", .n = 540, .source = ""},
    };
    f.panel.published = (struct published){figures, sizeof figures / sizeof *figures};
    static const char *const parts[] = {
        ("- **The 10.1% published for “" FIRST
         "” in FY2020 cannot be right: no count of 600 institutions rounds to it.**\n"),
        "- The 10.1% published for “Second” in FY2020 stands for 60 of 594 institutions.\n",
        "- The 5% published for “Second” in FY\\*2021\\* stands for 25 to 29 of 540 institutions.\n",
        "- Of FY2019 only published figures are known and no answers; no rule and no forecast rests on them.\n",
        NULL,
    };
    static const char *const absent[] = {"The 8% published", "Of FY2020 only", NULL};
    expect_of(&f, parts, absent);
    report_close(&f);
}

static void test_report_internal_is_stamped_at_head_foot_and_on_paper(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char *const stamps[] = {"For internal use: nothing is suppressed", "秘匿処理なし"};
    for (int i = 0; i < LANGUAGE_END; i++)
        for (int internal = 0; internal < 2; internal++) {
            f.memo.language = (enum language)i;
            f.memo.internal = internal;
            struct buffer out = report_render(&f, true);
            size_t count = 0;
            for (const char *at = strstr(out.bytes, stamps[i]); at; at = strstr(at + 1, stamps[i]))
                count++;
            assert_int_equal(count, internal ? 3 : 0);
            assert_true(!strstr(out.bytes, "@top-center { content: \"") == !internal);
            buffer_clear(&out);
        }
    report_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_nearest_is_the_smallest_margin_in_institutions),
        cmocka_unit_test(test_report_nearest_of_a_fired_rule_is_the_way_back),
        cmocka_unit_test(test_report_a_pending_rule_is_named_on_the_first_page),
        cmocka_unit_test(test_report_nearest_is_suppressed_with_the_rate),
        cmocka_unit_test(test_report_bounds_stand_beside_the_rates),
        cmocka_unit_test(test_report_shares_of_the_size_stand_with_the_rates),
        cmocka_unit_test(test_report_outlook_tells_forecast_and_levels),
        cmocka_unit_test(test_report_outlook_of_a_suppressed_rate_is_suppressed),
        cmocka_unit_test(test_report_reliability_tells_who_answered),
        cmocka_unit_test(test_report_reliability_tells_what_was_asked_otherwise),
        cmocka_unit_test(test_report_reliability_tells_where_data_is_not_what_study_yaml_names),
        cmocka_unit_test(test_report_reliability_holds_published_figures_against_their_base),
        cmocka_unit_test(test_report_internal_is_stamped_at_head_foot_and_on_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
