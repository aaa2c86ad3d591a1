/* study.yaml as it is read when it holds up: values, defaults, `like`, spellings, hashes, looking up. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "study/study.h"
#include "unit/study_example.h"

static struct errors errors;
static struct study *study;

static int tear_down(void **state)
{
    (void)state;
    errors_clear(&errors);
    study_free(study);
    study = NULL;
    return 0;
}

/* The example with `from` replaced by `to`; caller frees. */
static char *example_with(const char *from, const char *to)
{
    const char *at = strstr(STUDY_EXAMPLE, from);
    assert_non_null(at);
    size_t size = strlen(STUDY_EXAMPLE) + strlen(to) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    (void)snprintf(text, size, "%.*s%s%s", (int)(at - STUDY_EXAMPLE), STUDY_EXAMPLE, to, at + strlen(from));
    return text;
}

static void parse(const char *text)
{
    study_free(study);
    enum status status = study_parse("folder", text, strlen(text), &study, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_non_null(study);
}

static void parse_with(const char *from, const char *to)
{
    char *text = example_with(from, to);
    parse(text);
    free(text);
}

static void test_study_parse_head(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_string_equal(study->folder, "folder");
    assert_string_equal(study->id, "fisc");
    assert_string_equal(study->title.in[LANGUAGE_EN], "Survey of financial institutions");
    assert_string_equal(study->notice.in[LANGUAGE_JA], "合成データ");
    assert_string_equal(study->code_column, "金融機関コード");
    assert_string_equal(study->name_column, "金融機関名");
    assert_string_equal(study->stratum_column, "業態");
    assert_string_equal(study->frame, "frame.csv");
    assert_string_equal(study->published, "published.csv");
    assert_string_equal(study->rules, "rules.yaml");
}

static void test_study_parse_strata_scales_items(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_int_equal(study->stratum_count, 3);
    assert_string_equal(study->strata[1].id, "city");
    assert_string_equal(study->strata[1].label.in[LANGUAGE_JA], "都市銀行等");
    assert_int_equal(study->strata[1].also_count, 2);
    assert_string_equal(study->strata[1].also[1], "1");
    assert_int_equal(study->scale_count, 1);
    const struct scale *scale = &study->scales[0];
    assert_string_equal(scale->id, "offering");
    assert_int_equal(scale->count, 4);
    assert_int_equal(scale->choices[0].role, ROLE_ANSWERED);
    assert_int_equal(scale->choices[3].role, ROLE_NO_ANSWER);
    assert_int_equal(scale->choices[3].also_count, 1);
    assert_string_equal(scale->choices[3].also[0], "");
    assert_int_equal(study->item_count, 3);
    const struct item *items = study->items;
    assert_int_equal(items[0].kind, ITEM_SINGLE);
    assert_ptr_equal(items[0].scale, scale);
    assert_int_equal(study_scale_index(study, &items[0]), 0);
    assert_true(items[0].adopted[0]);
    assert_false(items[0].adopted[1]);
    assert_null(items[1].adopted);
    assert_int_equal(items[2].kind, ITEM_TEXT);
    assert_null(items[2].scale);
    assert_string_equal(items[2].label.in[LANGUAGE_JA], "remarks");
}

static void test_study_parse_waves(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_int_equal(study->wave_count, 5);
    const struct wave *waves = study->waves;
    static const int years[] = {2016, 2017, 2019, 2021, 2022};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(waves[i].year, years[i]);
    assert_string_equal(waves[0].label.in[LANGUAGE_JA], "2016年度");
    assert_string_equal(waves[0].label.in[LANGUAGE_EN], "FY2016");
    assert_string_equal(waves[0].review_date, "2017-03-31");
    assert_null(waves[0].survey_date);
    assert_string_equal(waves[1].files[0], "responses/fy2017.csv");
    assert_int_equal(waves[1].place.line, 24);
    assert_int_equal(waves[1].place.column, 3);
    assert_string_equal(waves[3].label.in[LANGUAGE_JA], "令和3年度");
    assert_string_equal(waves[3].label.in[LANGUAGE_EN], "Reiwa 3");
    assert_string_equal(waves[3].survey_date, "2021-06-30");
    assert_string_equal(waves[3].review_date, "2022-01-20");
    assert_int_equal(waves[3].file_count, 2);
    assert_string_equal(waves[3].files[1], "responses/b.csv");
    assert_int_equal(waves[3].file_nodes[1]->place.line, 26);
    assert_int_equal(waves[4].file_count, 0);
    assert_int_equal(waves[2].equivalence[0], EQUIVALENCE_REWORDED);
    assert_int_equal(waves[2].equivalence[1], EQUIVALENCE_IDENTICAL);
    assert_int_equal(waves[3].equivalence[0], EQUIVALENCE_IDENTICAL);
}

static void test_study_parse_codebook_and_like(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    for (size_t i = 0; i < 2; i++) { /* 2017 is like 2016 */
        const struct wave *wave = &study->waves[i];
        assert_string_equal(wave->encoding, "cp932");
        assert_int_equal(wave->delimiter, ';');
        assert_int_equal(wave->header_line, 2);
        assert_string_equal(wave->code_column, "金融機関コード");
        assert_null(wave->name_column);
        assert_string_equal(wave->stratum_column, "区分");
        assert_string_equal(wave->columns[0], "問12-2");
        assert_string_equal(wave->columns[1], "法人更新系");
        assert_null(wave->columns[2]);
        assert_int_equal(spelling_find(&wave->scales[0], "1"), 0);
        assert_int_equal(spelling_find(&wave->strata, "01"), 1);
    }
    assert_int_equal(spelling_find(&study->waves[0].scales[0], "2"), 1);
    assert_int_equal(spelling_find(&study->waves[1].scales[0], "2"), -1); /* planned has labels of its own in 2017 */
    assert_int_equal(spelling_find(&study->waves[1].scales[0], "3"), 1);
    const struct wave *later = &study->waves[3];
    assert_null(later->encoding);
    assert_int_equal(later->delimiter, 0);
    assert_int_equal(later->header_line, 0);
    assert_string_equal(later->name_column, "金融機関名");
    assert_string_equal(later->stratum_column, "業態");
    assert_null(later->columns[1]);
    assert_int_equal(spelling_find(&later->scales[0], "1"), -1);
    assert_int_equal(spelling_find(&later->strata, "01"), -1);
}

static void test_study_parse_like_chain_to_a_later_wave(void **state)
{
    (void)state;
    parse_with("2019: {files: [responses/fy2019.csv], ",
               "2018: {like: 2019, header_line: ~}\n  2019: {files: [responses/fy2019.csv], like: H29, ");
    const struct wave *wave = &study->waves[2];
    assert_int_equal(wave->year, 2018);
    assert_string_equal(wave->encoding, "cp932");
    assert_int_equal(wave->header_line, 0); /* taken back */
    assert_int_equal(study->waves[3].header_line, 2);
    assert_int_equal(wave->file_count, 0); /* files are not handed on, nor is a level */
    assert_int_equal(wave->equivalence[0], EQUIVALENCE_IDENTICAL);
    assert_int_equal(spelling_find(&wave->scales[0], "3"), 1);
}

static void test_study_parse_spellings(void **state)
{
    (void)state;
    parse_with("also: [都銀, \"1\"]", "also: [ ｶﾞ銀 , \"１\"]");
    const struct spellings *choices = &study->waves[3].scales[0], *strata = &study->waves[3].strata;
    assert_int_equal(spelling_find(choices, "提供中"), 0);
    assert_int_equal(spelling_find(choices, "Offering"), 0);
    assert_int_equal(spelling_find(choices, "既に提供している"), 0);
    assert_int_equal(spelling_find(choices, ""), 3);
    assert_int_equal(spelling_find(choices, "planned"), -1); /* an id is no answer */
    assert_int_equal(spelling_find(strata, "ガ銀"), 1);
    assert_int_equal(spelling_find(strata, "1"), 1);
    assert_int_equal(spelling_find(strata, "shinkin"), 2); /* but it is a stratum */
    for (size_t i = 1; i < choices->count; i++)
        assert_true(strcmp(choices->items[i - 1].text, choices->items[i].text) < 0);
}

static void test_study_parse_choice_without_label(void **state)
{
    (void)state;
    parse_with("{id: planned, label: {ja: 提供予定, en: Planned}}", "{id: planned}");
    assert_string_equal(study->scales[0].choices[1].label.in[LANGUAGE_JA], "planned");
    assert_int_equal(spelling_find(&study->waves[3].scales[0], "planned"), 1);
}

static void test_study_parse_analysis_defaults(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_int_equal(study->analysis.denominator, DENOMINATOR_VALID);
    assert_int_equal(study->analysis.published, COUNT_HYPERGEOMETRIC);
    assert_int_equal(study->analysis.population, DESIGN_BETA);
    assert_true(study->analysis.level == 0.95);
    assert_int_equal(study->analysis.lonely, LONELY_FAIL);
    assert_true(study->analysis.prior_a == 0.5 && study->analysis.prior_b == 0.5);
    assert_int_equal(study->analysis.seed, 20220120);
    assert_false(study->publishes);
    assert_int_equal(study->minimum_cell, 0);
    assert_int_equal(study->decimals, 1);
}

static void test_study_parse_analysis_given(void **state)
{
    (void)state;
    parse_with("frame: frame.csv\n",
               "analysis: {denominator: allresp, interval: {published: wilson-cc, population: predictive}, level: 90, "
               "lonely_stratum: adjust, prior: {a: 1, b: 2.5}, seed: 7}\n"
               "publish: {minimum_cell: 5, decimals: 2}\n"
               "design: {weight: ~, psu: ~}\nweighting: {method: none}\nattributes: []\nlineage: ~\n");
    assert_int_equal(study->analysis.denominator, DENOMINATOR_ALLRESP);
    assert_int_equal(study->analysis.published, COUNT_WILSON_CC);
    assert_int_equal(study->analysis.population, DESIGN_PREDICTIVE);
    assert_true(study->analysis.level == 0.9);
    assert_int_equal(study->analysis.lonely, LONELY_ADJUST);
    assert_true(study->analysis.prior_a == 1 && study->analysis.prior_b == 2.5);
    assert_int_equal(study->analysis.seed, 7);
    assert_true(study->publishes);
    assert_int_equal(study->minimum_cell, 5);
    assert_int_equal(study->decimals, 2);
    assert_null(study->frame);
}

static void test_study_parse_publish_without_minimum(void **state)
{
    (void)state;
    parse_with("frame: frame.csv\n", "publish: {decimals: 0}\n");
    assert_true(study->publishes);
    assert_int_equal(study->minimum_cell, 3);
    assert_int_equal(study->decimals, 0);
}

static void test_study_parse_questions(void **state)
{
    (void)state;
    /* Levels where the wording begins and ends to be known and where it changes; none where it is the same after NFKC,
     * and none for an item that the wave before did not ask. */
    parse_with("2019: {files: [responses/fy2019.csv], equivalence: {personal: reworded}}\n  令和3年度: {",
               "2018: {questions: {personal: 問１２}, equivalence: {personal: identical}, columns: {corporate: ~}}\n"
               "  2019: {questions: {personal: \"問12 \", corporate: 問14}}\n"
               "  2020: {questions: {personal: 問13}, equivalence: {personal: recoded, corporate: broken}}\n"
               "  H10: {questions: {personal: 問1}}\n"
               "  H11: {equivalence: {personal: reworded}}\n"
               "  令和3年度: {equivalence: {personal: identical}, ");
    const struct wave *waves = study->waves;
    assert_int_equal(waves[1].year, 1999);
    assert_int_equal(waves[1].equivalence[0], EQUIVALENCE_REWORDED);
    assert_string_equal(waves[5].questions[0], "問12 ");
    assert_null(waves[2].questions[0]);
    assert_int_equal(waves[5].equivalence[0], EQUIVALENCE_IDENTICAL);
    assert_int_equal(waves[6].equivalence[0], EQUIVALENCE_RECODED);
    assert_int_equal(waves[6].equivalence[1], EQUIVALENCE_BROKEN);
}

/* The hash of a wave under the example with `from` replaced. */
static void hash_with(const char *from, const char *to, size_t wave, char hash[SHA256_TEXT])
{
    parse_with(from, to);
    memcpy(hash, study->waves[wave].hash, SHA256_TEXT);
}

static void test_study_parse_hash(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool changes[2]; /* the hash of 2016, of 2021 */
    } cases[] = {
        {"title: {ja: 金融機関アンケート調査, en: Survey of financial institutions}\n", "", {false, false}},
        {"adopted: [offering]", "adopted: [planned]", {false, false}},
        {"{ja: 提供中, en: Offering}", "{en: Offering, ja: 提供中}", {false, false}},
        {"also: [既に提供している]", "also: [Offering, 既に提供している]", {false, false}},
        {"also: [都銀, \"1\"]", "also: [\"1\", 都銀]", {false, false}},
        {"survey_date: 2021-06-30", "survey_date: 2021-07-01", {false, false}},
        {"files: [responses/fy2016.csv]", "files: [responses/other.csv]", {false, false}},
        {"column: 個人更新系", "column: 個人更新系2", {false, true}},
        {"column: 法人更新系", "column: 法人更新系2", {true, false}}, /* not asked in 2021 */
        {"also: [既に提供している]", "also: [提供済み]", {true, true}},
        {"labels: {offering: {offering: [\"1\"], planned: [\"2\"]}}",
         "labels: {offering: {offering: [\"1\"]}}",
         {true, false}},
        {"labels: {offering: {offering: [\"1\"], planned: [\"2\"]}}",
         "labels: {offering: {planned: [\"1\"], offering: [\"2\"]}}",
         {true, false}},
        {"role: no_answer", "role: refused", {true, true}},
        {"header_line: 2", "header_line: 3", {true, false}},
        {"encoding: cp932", "encoding: utf-8", {true, false}},
        {"delimiter: \";\"", "delimiter: \",\"", {true, false}},
        {"column: 区分", "column: 業態", {true, false}},
        {"code: 金融機関コード", "code: コード", {true, true}},
        {"{id: shinkin, label: {ja: 信用金庫, en: Shinkin banks}}", "{id: shinkin, label: 信金}", {true, true}},
        {"  - {id: personal, label: {ja: 個人・更新系, en: Personal}, column: 個人更新系, scale: offering, adopted: "
         "[offering]}\n"
         "  - {id: corporate, label: {ja: 法人・更新系, en: Corporate}, column: 法人更新系, scale: offering}\n",
         "  - {id: corporate, label: 法人, column: 法人更新系, scale: offering}\n"
         "  - {id: personal, label: 個人, column: 個人更新系, scale: offering}\n",
         {false, false}},
    };
    static const size_t waves[] = {0, 3};
    for (size_t w = 0; w < 2; w++) {
        char before[SHA256_TEXT], after[SHA256_TEXT];
        hash_with("fisc", "fisc", waves[w], before);
        assert_int_equal(strlen(before), 64);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            hash_with(cases[i].from, cases[i].to, waves[w], after);
            if ((strcmp(before, after) != 0) != cases[i].changes[w])
                fail_msg("the hash of wave %d, with %s", study->waves[waves[w]].year, cases[i].to);
        }
    }
}

static void test_study_find(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_int_equal(study_find_item(study, "corporate"), 1);
    assert_int_equal(study_find_item(study, "x"), -1);
    assert_int_equal(study_find_wave(study, 2019), 2);
    assert_int_equal(study_find_wave(study, 2018), -1);
    assert_int_equal(study_find_scale(study, "offering"), 0);
    assert_int_equal(study_find_scale(study, "x"), -1);
    assert_int_equal(study_find_stratum(study, "shinkin"), 2);
    assert_int_equal(study_find_stratum(study, " 信用金庫 "), 2);
    assert_int_equal(study_find_stratum(study, "１"), 1);
    assert_int_equal(study_find_stratum(study, "\xFF"), -1);
    assert_int_equal(study_find_stratum(study, "銀行"), -1);
}

static void test_study_parse_year(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year;
    } good[] = {
        {"2021", 2021},         {"FY2021", 2021},     {"2021年度", 2021}, {"令和3年度", 2021},
        {"R3", 2021},           {"平成31年度", 2019}, {"H31", 2019},      {"R1", 2019},
        {"令和元年度", 2019},   {"平成元年度", 1989}, {"２０２１", 2021}, {"ＦＹ２０２１", 2021},
        {"令和 ３ 年度", 2021}, {"㋿3年度", 2021}, {" 2021 ", 2021},
    };
    static const char *const bad[] = {"",      "21",   "20210",    "2021年", "FY",    "R",           "R0",
                                      "H32",   "S60",  "令和年度", "2021x",  "-2021", "令和100年度", "R元年度x",
                                      "fy 21", "1899", "3000"};
    int year = 0;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!study_parse_year(good[i].text, &year))
            fail_msg("%s is not read", good[i].text);
        assert_int_equal(year, good[i].year);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (study_parse_year(bad[i], &year))
            fail_msg("%s is read as %d", bad[i], year);
    assert_false(study_parse_year("\xFF", &year));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(role_name(ROLE_ANSWERED), "answered");
    assert_string_equal(role_name(ROLE_NOT_ASKED), "not_asked");
    enum denominator denominator;
    for (int i = DENOMINATOR_VALID; i <= DENOMINATOR_ALLRESP; i++) {
        assert_true(denominator_parse(denominator_name((enum denominator)i), &denominator));
        assert_int_equal(denominator, i);
    }
    assert_false(denominator_parse("all", &denominator));
}

static void test_study_load(void **state)
{
    (void)state;
    char folder[] = "/tmp/minaoshi_study_XXXXXX", path[64], expected[256];
    assert_non_null(mkdtemp(folder));
    assert_int_equal(study_load(folder, &study, &errors), STATUS_USAGE);
    assert_null(study);
    (void)snprintf(expected, sizeof expected,
                   "minaoshi: error[USE002]: there is no study.yaml in '%s'\n"
                   "  hint: name a study folder, or the study.yaml in it\n",
                   folder);
    assert_errors(&errors, expected);
    (void)snprintf(path, sizeof path, "%s/study.yaml", folder);
    assert_int_equal(study_load(path, &study, &errors), STATUS_USAGE); /* names the folder, not the file */
    assert_errors(&errors, expected);

    assert_int_equal(file_write(path, STUDY_EXAMPLE, strlen(STUDY_EXAMPLE), &errors), STATUS_OK);
    assert_int_equal(study_load(folder, &study, &errors), STATUS_OK);
    assert_string_equal(study->folder, folder);
    study_free(study);
    assert_int_equal(study_load(path, &study, &errors), STATUS_OK);
    assert_string_equal(study->folder, folder);
    assert_no_errors(&errors);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_study_parse_head, tear_down),
        cmocka_unit_test_teardown(test_study_parse_strata_scales_items, tear_down),
        cmocka_unit_test_teardown(test_study_parse_waves, tear_down),
        cmocka_unit_test_teardown(test_study_parse_codebook_and_like, tear_down),
        cmocka_unit_test_teardown(test_study_parse_like_chain_to_a_later_wave, tear_down),
        cmocka_unit_test_teardown(test_study_parse_spellings, tear_down),
        cmocka_unit_test_teardown(test_study_parse_choice_without_label, tear_down),
        cmocka_unit_test_teardown(test_study_parse_analysis_defaults, tear_down),
        cmocka_unit_test_teardown(test_study_parse_analysis_given, tear_down),
        cmocka_unit_test_teardown(test_study_parse_publish_without_minimum, tear_down),
        cmocka_unit_test_teardown(test_study_parse_questions, tear_down),
        cmocka_unit_test_teardown(test_study_parse_hash, tear_down),
        cmocka_unit_test_teardown(test_study_find, tear_down),
        cmocka_unit_test_teardown(test_study_parse_year, tear_down),
        cmocka_unit_test_teardown(test_names, tear_down),
        cmocka_unit_test_teardown(test_study_load, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
