/* Verdicts as people and programs see them: the table of the contract, and texts. */
#include "unit/threshold_panel.h"

static const char *const rules_text[] = {
    "id: wide, item: personal, using: point, at_least: 16%, clear_below: 14%, severity: revise, text: {ja: "
    "\"{wave}の個人更新系は{value}（{state}、{n}機関中{x}）\", en: \"in {wave} {value}, level {level}, {lower} to "
    "{upper}, {margin} {x}/{n} {state} {unknown place} {\"}",
    "id: either, any: [personal, corporate], estimator: published, at_least: 16%, severity: major",
    "id: strata, item: personal, by: stratum, strata_at_least: 2, at_most: 50.5%, using: upper, severity: watch",
    "id: jump, item: corporate, statistic: change, estimator: published, above: 2.5 points, using: point, severity: "
    "watch",
    "id: likely, item: corporate, statistic: probability, of: {at_least: 7%}, below: 95%, severity: watch",
    "id: old, item: third, using: point, at_least: 10%, severity: watch, snooze: {until: 2030-01-01, reason: x, by: y}",
    NULL};

static void open_example(struct fixture *f, const char *const *rules)
{
    fixture_open(f, RULES_STUDY(""), 12, 62, 254);
    set_strata(f, 4, 0, "1/9 10/60 10/190");
    set_strata(f, 4, 1, "1/9 2/60 2/190");
    set_strata(f, 5, 0, "6/9 20/60 20/190");
    set_strata(f, 5, 1, "1/9 10/60 10/190");
    set_rules(f, rules);
    run_check(f, EVERY);
}

static void assert_text(const struct fixture *f, const struct verdict *verdict, enum language language,
                        const char *expected)
{
    struct buffer out = {0};
    struct errors errors = {0};
    assert_int_equal(verdict_text(&f->check, verdict, language, &out, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&out), expected);
    buffer_clear(&out);
}

static void test_verdict_text_own(void **state)
{
    (void)state;
    struct fixture f;
    open_example(&f, rules_text);
    const struct verdict *wide = check_verdict(&f.check, &f.rules.rules[0]);
    /* (12/9 6 + 62/60 20 + 254/190 20) / 328 = 0.16892… */
    assert_close(wide->value, (12.0 / 9 * 6 + 62.0 / 60 * 20 + 254.0 / 190 * 20) / 328, 1e-14, 0);
    assert_int_equal(wide->margin, -3);
    char expected[200];
    (void)snprintf(expected, sizeof expected,
                   "in FY2021 16.9%%, level 16%%, %.1f%% to %.1f%%, -3 46/259 fired {unknown place} {",
                   wide->lower * 100, wide->upper * 100);
    assert_text(&f, wide, LANGUAGE_EN, expected);
    assert_text(&f, wide, LANGUAGE_JA, "2021年度の個人更新系は16.9%（発動、259機関中46）");
    fixture_close(&f);
}

static void test_verdict_text_left_out(void **state)
{
    (void)state;
    struct fixture f;
    open_example(&f, rules_text);
    const struct verdict *either = check_verdict(&f.check, &f.rules.rules[1]);
    char expected[400];
    (void)snprintf(expected, sizeof expected,
                   "Personal: 17.8%% (%.1f%% to %.1f%%); Corporate: 8.1%% (%.1f%% to %.1f%%); level: lower limit at "
                   "least 16%%, for any of them",
                   either[-2].lower * 100, either[-2].upper * 100, either[-1].lower * 100, either[-1].upper * 100);
    assert_text(&f, either, LANGUAGE_EN, expected);
    (void)snprintf(
        expected, sizeof expected,
        "個人：17.8%%（%.1f%%～%.1f%%）、法人：8.1%%（%.1f%%～%.1f%%）。条件は下限が16%%以上（いずれかの項目で）",
        either[-2].lower * 100, either[-2].upper * 100, either[-1].lower * 100, either[-1].upper * 100);
    assert_text(&f, either, LANGUAGE_JA, expected);
    const struct verdict *strata = check_verdict(&f.check, &f.rules.rules[2]);
    (void)snprintf(expected, sizeof expected,
                   "Personal, City banks: 66.7%% (%.1f%% to %.1f%%); Personal, Regional banks: 33.3%% (%.1f%% to "
                   "%.1f%%); Personal, Shinkin banks: 10.5%% (%.1f%% to %.1f%%); level: upper limit at most 50.5%%, in "
                   "at least 2 strata",
                   strata[-3].lower * 100, strata[-3].upper * 100, strata[-2].lower * 100, strata[-2].upper * 100,
                   strata[-1].lower * 100, strata[-1].upper * 100);
    assert_text(&f, strata, LANGUAGE_EN, expected);
    /* 21/259 - 5/259 */
    const struct verdict *jump = check_verdict(&f.check, &f.rules.rules[3]);
    assert_text(&f, jump, LANGUAGE_EN, "change of Corporate: +6.2 points; level: above 2.5 points");
    assert_text(&f, jump, LANGUAGE_JA, "法人の変化：+6.2ポイント。条件は2.5ポイント超");
    const struct verdict *likely = check_verdict(&f.check, &f.rules.rules[4]);
    (void)snprintf(expected, sizeof expected, "probability that Corporate is at least 7%%: %.1f%%; level: below 95%%",
                   likely->value * 100);
    assert_text(&f, likely, LANGUAGE_EN, expected);
    assert_text(&f, check_verdict(&f.check, &f.rules.rules[5]), LANGUAGE_EN, "Third: –; level: at least 10%");
    fixture_close(&f);
}

static void test_verdict_text_of_whole(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: a, all: [personal, corporate], using: point, above: 3%, severity: watch, "
                                        "text: \"{value} {lower} {n} {x} {margin} {level} {state}\"",
                                        "id: b, k_of: {k: 2, items: [personal, corporate, third]}, using: point, "
                                        "statistic: count, at_least: 12, severity: watch",
                                        NULL};
    struct fixture f;
    open_example(&f, rules);
    /* Of all that have fired, the nearest one to the level takes the rule back. */
    const struct verdict *all = check_verdict(&f.check, &f.rules.rules[0]);
    assert_true(all[-2].margin < all[-1].margin && all[-1].margin == -12);
    assert_text(&f, all, LANGUAGE_EN, "– – – – -12 3% fired");
    const struct verdict *count = check_verdict(&f.check, &f.rules.rules[1]);
    char expected[400];
    (void)snprintf(expected, sizeof expected,
                   "institutions with Personal: %.0f (%.0f to %.0f); institutions with Corporate: %.0f (%.0f to %.0f); "
                   "institutions with Third: –; level: at least 12, for at least 2 of them",
                   count[-3].value, count[-3].lower, count[-3].upper, count[-2].value, count[-2].lower,
                   count[-2].upper);
    assert_text(&f, count, LANGUAGE_EN, expected);
    fixture_close(&f);
}

static void render(const struct fixture *f, bool all_waves, enum table_format format, enum language language,
                   struct buffer *out)
{
    struct errors errors = {0};
    struct table *table = NULL;
    enum status status = check_to_table(&f->check, all_waves, &table, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    const struct table_style style = {.format = format, .language = language, .decimals = 1, .version = "0"};
    assert_int_equal(table_render(table, &style, out, &errors), STATUS_OK);
    assert_no_errors(&errors);
    table_free(table);
}

/* The numbers that depend on limits are taken from the verdicts; all else is written out. */
static void test_check_to_table_csv(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "id: wide, "
        "item: personal, estimator: published, using: point, at_least: 17%, severity: revise, interval: wald",
        "id: two, item: corporate, by: stratum, strata_at_least: 2, estimator: published, using: point, above: 10%, "
        "severity: major",
        "id: either, any: [personal, third], estimator: published, using: point, below: 1%, severity: watch", NULL};
    struct fixture f;
    struct buffer out = {0}, expected = {0};
    open_example(&f, rules);
    /* The limits are the business of others. */
    for (size_t i = 0; i < f.check.count; i++)
        f.check.verdicts[i].lower = f.check.verdicts[i].upper = 0.5;
    render(&f, false, FORMAT_CSV, LANGUAGE_EN, &out);
    buffer_text(&expected,
                "wave,rule,item,group,statistic,value,lower,upper,level,comparison,state,since,severity,margin,status,"
                "robustness\n"
                "2021,wide,personal,,rate,0.1776061776061776,0.5,0.5,0.17,at_least,fired,2021,revise,-2,ok,depends on "
                "nonresponse; depends on sampling\n"
                "2021,two,corporate,stratum=city,rate,0.1111111111111111,0.5,0.5,0.1,above,fired,2020,major,-1,ok,\n"
                "2021,two,corporate,stratum=regional,rate,0.16666666666666666,0.5,0.5,0.1,above,fired,2021,major,-4,ok,"
                "\n"
                "2021,two,corporate,stratum=shinkin,rate,0.05263157894736842,0.5,0.5,0.1,above,clear,2020,major,10,ok,"
                "\n"
                "2021,two,,,rate,,0.5,0.5,0.1,above,fired,2021,major,-1,ok,depends on nonresponse; depends on "
                "sampling\n"
                "2021,either,personal,,rate,0.1776061776061776,0.5,0.5,0.01,below,clear,2020,watch,-44,ok,\n"
                "2021,either,third,,rate,,0.5,0.5,0.01,below,no data,2016,watch,,no data,\n"
                "2021,either,,,rate,,0.5,0.5,0.01,below,no data,2016,watch,-44,no data,\n");
    assert_string_equal(buffer_get(&out), buffer_get(&expected));
    buffer_clear(&out);
    render(&f, true, FORMAT_CSV, LANGUAGE_EN, &out);
    size_t lines = 0;
    for (size_t i = 0; i < out.length; i++)
        lines += out.bytes[i] == '\n';
    assert_int_equal(lines, 1 + 8 * WAVES);
    buffer_clear(&out);
    buffer_clear(&expected);
    fixture_close(&f);
}

static void test_check_to_table_people(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "id: two, item: corporate, by: stratum, strata_at_least: 2, estimator: published, using: point, above: 10%, "
        "severity: major",
        "id: either, any: [personal, third], estimator: published, using: point, below: 1%, severity: watch", NULL};
    struct fixture f;
    struct buffer out = {0};
    open_example(&f, rules);
    for (size_t i = 0; i < f.check.count; i++)
        f.check.verdicts[i].lower = f.check.verdicts[i].upper = 0.5;
    render(&f, false, FORMAT_MARKDOWN, LANGUAGE_JA, &out);
    static const char *const shown[] = {"合成データ",
                                        "都市銀行等",
                                        "3層のうち2層以上",
                                        "2項目のいずれか",
                                        "発動",
                                        "未到達",
                                        "大幅な見直し",
                                        "注視",
                                        "11.1%",
                                        "超",
                                        "未満",
                                        "データなし",
                                        "1.0%"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (!strstr(buffer_get(&out), shown[i]))
            print_error("'%s' is not in\n%s", shown[i], buffer_get(&out));
        assert_non_null(strstr(buffer_get(&out), shown[i]));
    }
    buffer_clear(&out);
    fixture_close(&f);
}

/* Percent, points, plain numbers: what a column shows follows from the statistics in it. */
static void test_check_to_table_kinds(void **state)
{
    (void)state;
    static const char rate[] = "id: a, item: personal, at_least: 17%, severity: watch";
    static const char change[] = "id: b, item: personal, statistic: change, at_least: 17 points, severity: watch";
    static const char count[] = "id: c, item: personal, statistic: count, at_least: 17, severity: watch";
    const struct {
        const char *rules[4];
        enum column_kind kind;
    } kinds[] = {{{rate, NULL}, COLUMN_PROPORTION},
                 {{change, NULL}, COLUMN_POINTS},
                 {{rate, change, NULL}, COLUMN_PROPORTION},
                 {{rate, change, count, NULL}, COLUMN_REAL}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct fixture f;
        struct errors errors = {0};
        struct table *table;
        open_example(&f, kinds[i].rules);
        assert_int_equal(check_to_table(&f.check, false, &table, &errors), STATUS_OK);
        static const char *const columns[] = {"value", "lower", "upper", "level"};
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(table_column(table, table_find(table, columns[k]))->kind, kinds[i].kind);
        table_free(table);
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdict_text_own),      cmocka_unit_test(test_verdict_text_left_out),
        cmocka_unit_test(test_verdict_text_of_whole), cmocka_unit_test(test_check_to_table_csv),
        cmocka_unit_test(test_check_to_table_people), cmocka_unit_test(test_check_to_table_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
