/* Items of every kind, attributes and layouts as study.yaml gives them: values, defaults, `like`, slots, hashes. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "study/study.h"
#include "unit/study_example.h"

static const char example[] =
    "version: 1\n"
    "study: s\n"
    "institution: {code: C}\n"
    "strata: {column: S, values: [{id: a}, {id: b}]}\n"
    "attributes: [{id: region, label: {ja: 地域, en: Region}, column: 地域}, {id: size_class}]\n"
    "scales:\n"
    "  yes_no: [{id: yes}, {id: no}, {id: blank, role: no_answer, also: [\"\"]}]\n"
    "items:\n"
    "  - {id: q, label: 問一, column: Q, scale: yes_no}\n"
    "  - {id: remarks, kind: text, column: T}\n"
    "  - {id: parties, kind: number, column: N, unit: {ja: 社, en: firms}, least: -1.5, missing: {refused: [\"－\"], "
    "not_applicable: [対象外, \"9\"]}}\n"
    "  - {id: why, kind: multiple, column: W, adopted: [cost], options: [{id: cost, label: {ja: 費用, en: Cost}, also: "
    "[金]}, {id: none, exclusive: true}], missing: {not_applicable: [\"\"]}}\n"
    "  - {id: use, kind: multiple, columns: {pay: U1, lend: U2, save: ~}, checked: [○, \"0\"], unchecked: [×], "
    "options: "
    "[{id: pay}, {id: lend}, {id: save}], missing: {refused: [拒否]}}\n"
    "waves:\n"
    "  2020: {files: [a.csv], sheet: 回答, header_lines: 2, labels: {why: {cost: [\"1\"]}}, columns: {use: {save: U3}, "
    "region: R, size_class: 規模}}\n"
    "  2021: {files: [b.csv], like: 2020, labels: {why: {none: [\"2\"]}}, columns: {use: {pay: ~, lend: V2}, region: "
    "~}}\n"
    "  2022: {files: [c.csv], like: 2021, layout: long, layout_columns: {item: 設問, answer: 回答}, columns: {use: "
    "用途, q: "
    "~, why: 理由}, sheet: ~}\n"
    "  2023: {files: [d.csv], like: 2022, layout: counts, layout_columns: {n: 数}, columns: {use: ~}}\n"
    "  2024: {files: [e.csv], survey_date: 2024-06-30}\n"
    "lineage: l.csv\n";

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

static void parse(const char *text)
{
    study_free(study);
    enum status status = study_parse("folder", text, strlen(text), &study, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

/* The example with `from` replaced by `to`. */
static void parse_with(const char *from, const char *to)
{
    const char *at = strstr(example, from);
    assert_non_null(at);
    struct buffer text = {0};
    buffer_format(&text, "%.*s%s%s", (int)(at - example), example, to, at + strlen(from));
    parse(buffer_get(&text));
    buffer_clear(&text);
}

static void check_spellings(const struct spellings *spellings, size_t count, const struct spelling *expected)
{
    assert_int_equal(spellings->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(spellings->items[i].text, expected[i].text);
        assert_int_equal(spellings->items[i].index, expected[i].index);
    }
}

static void test_items_of_numbers(void **state)
{
    (void)state;
    parse(example);
    const struct item *item = &study->items[2];
    assert_int_equal(item->kind, ITEM_NUMBER);
    assert_string_equal(item->unit.in[LANGUAGE_JA], "社");
    assert_string_equal(item->unit.in[LANGUAGE_EN], "firms");
    assert_true(item->least == -1.5);
    assert_true(isinf(item->most) && item->most > 0);
    static const struct spelling missing[] = {
        {"", ROLE_NO_ANSWER}, {"9", ROLE_NOT_APPLICABLE}, {"対象外", ROLE_NOT_APPLICABLE}, {"－", ROLE_REFUSED}};
    assert_int_equal(item->missing.count, 4);
    assert_int_equal(spelling_find(&item->missing, "-"), ROLE_REFUSED); /* as NFKC has the full-width one */
    assert_int_equal(spelling_find(&item->missing, missing[3].text), -1);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(spelling_find(&item->missing, missing[i].text), missing[i].index);
    parse_with(", least: -1.5", ", most: 0");
    assert_true(isinf(study->items[2].least) && study->items[2].least < 0);
    assert_true(study->items[2].most == 0);
}

static void test_items_with_options_in_one_column(void **state)
{
    (void)state;
    parse(example);
    const struct item *item = &study->items[3];
    assert_int_equal(item->kind, ITEM_MULTIPLE);
    assert_string_equal(item->column, "W");
    assert_int_equal(item->separator, ';');
    assert_int_equal(item->option_count, 2);
    assert_string_equal(item->options[0].id, "cost");
    assert_string_equal(item->options[0].label.in[LANGUAGE_JA], "費用");
    assert_string_equal(item->options[0].also[0], "金");
    assert_int_equal(item->options[0].also_count, 1);
    assert_null(item->options[0].column);
    assert_false(item->options[0].exclusive);
    assert_true(item->options[1].exclusive);
    assert_string_equal(item->options[1].label.in[LANGUAGE_EN], "none");
    assert_true(item->adopted[0]);
    assert_false(item->adopted[1]);
    assert_int_equal(item->checked.count, 0);
    check_spellings(&item->missing, 1, (const struct spelling[]){{"", ROLE_NOT_APPLICABLE}});
    static const struct {
        const char *written;
        char read;
    } separators[] = {{"\"；\"", ';'}, {"，", ','}, {"\" \"", ' '}, {"\"\\t\"", '\t'}, {"/", '/'}};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        char to[64] = "column: W, separator: ";
        strncat(to, separators[i].written, 16);
        parse_with("column: W", to);
        assert_int_equal(study->items[3].separator, separators[i].read);
    }
}

static void test_items_with_a_column_for_each_option(void **state)
{
    (void)state;
    parse(example);
    const struct item *item = &study->items[4];
    assert_null(item->column);
    assert_int_equal(item->separator, 0);
    assert_string_equal(item->options[0].column, "U1");
    assert_string_equal(item->options[1].column, "U2");
    assert_null(item->options[2].column);
    assert_null(item->adopted);
    /* The default of an empty box gives way to "0" as that of a ticked one; that of a ticked one stands beside ○. */
    check_spellings(&item->checked, 4, (const struct spelling[]){{"0", 1}, {"1", 1}, {"×", 0}, {"○", 1}});
    check_spellings(&item->missing, 2, (const struct spelling[]){{"", ROLE_NO_ANSWER}, {"拒否", ROLE_REFUSED}});
    parse_with("checked: [○, \"0\"], unchecked: [×], ", "");
    check_spellings(&study->items[4].checked, 2, (const struct spelling[]){{"0", 0}, {"1", 1}});
    /* What the item has as missing is no box. */
    parse_with("checked: [○, \"0\"], unchecked: [×], options: [{id: pay}, {id: lend}, {id: save}], missing: {refused: "
               "[拒否]}",
               "options: [{id: pay}, {id: lend}, {id: save}], missing: {refused: [\"0\"]}");
    check_spellings(&study->items[4].checked, 1, (const struct spelling[]){{"1", 1}});
    assert_int_equal(spelling_find(&study->items[4].missing, "0"), ROLE_REFUSED);
}

static void test_slots_and_cells(void **state)
{
    (void)state;
    parse(example);
    static const size_t slots[] = {1, 0, 1, 3, 4}, first[] = {0, 1, 1, 2, 5};
    static const size_t cells[] = {3, 0, ROLE_END, 2 + ROLE_END, 3 + ROLE_END};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(item_slots(&study->items[i]), slots[i]);
        assert_int_equal(item_cells(&study->items[i]), cells[i]);
        assert_int_equal(study->items[i].slot, first[i]);
    }
    assert_int_equal(study->slot_count, 9);
}

static void test_attributes(void **state)
{
    (void)state;
    parse(example);
    assert_int_equal(study->attribute_count, 2);
    assert_string_equal(study->attributes[0].label.in[LANGUAGE_EN], "Region");
    assert_string_equal(study->attributes[0].column, "地域");
    assert_string_equal(study->attributes[1].label.in[LANGUAGE_JA], "size_class");
    assert_null(study->attributes[1].column);
    assert_int_equal(study_find_attribute(study, "size_class"), 1);
    assert_int_equal(study_find_attribute(study, "q"), -1);
    assert_string_equal(study->waves[0].attribute_columns[0], "R");
    assert_string_equal(study->waves[0].attribute_columns[1], "規模");
    assert_null(study->waves[1].attribute_columns[0]); /* taken back */
    assert_string_equal(study->waves[1].attribute_columns[1], "規模");
    assert_string_equal(study->waves[4].attribute_columns[0], "地域");
    assert_null(study->waves[4].attribute_columns[1]);
}

static void check_titles(size_t wave, const char *const *expected)
{
    const char **titles = study->waves[wave].option_columns[4];
    if (!expected) {
        assert_null(titles);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        if (expected[i])
            assert_string_equal(titles[i], expected[i]);
        else
            assert_null(titles[i]);
}

static void test_waves_columns_of_options(void **state)
{
    (void)state;
    parse(example);
    check_titles(0, (const char *const[]){"U1", "U2", "U3"});
    check_titles(1, (const char *const[]){NULL, "V2", "U3"});
    check_titles(2, (const char *const[]){NULL, "V2", "U3"}); /* only the item itself has a name there */
    check_titles(3, NULL);
    check_titles(4, (const char *const[]){"U1", "U2", NULL});
    static const bool asked[5][5] = {{true, true, true, true, true},
                                     {true, true, true, true, true},
                                     {false, true, true, true, true},
                                     {false, true, true, true, false},
                                     {true, true, true, true, true}};
    for (size_t w = 0; w < 5; w++)
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(wave_asks(study, &study->waves[w], i), asked[w][i]);
    assert_false(wave_asks(study, &study->waves[0], 5));
    assert_null(study->waves[0].columns[4]);
    assert_null(study->waves[0].option_columns[3]);
    assert_string_equal(study->waves[2].columns[4], "用途");
    assert_string_equal(study->waves[3].columns[3], "理由");
    /* A wave that did not ask hands no title on, and none is needed where none was offered. */
    parse_with("2021: {files: [b.csv], like: 2020, labels: {why: {none: [\"2\"]}}, columns: {use: {pay: ~, lend: V2}, "
               "region: ~}}",
               "2021: {like: 2020, columns: {use: ~}}\n"
               "  1999: {like: 2021, columns: {use: {pay: X}}}\n"
               "  1998: {columns: {use: {pay: ~, lend: ~}}}");
    assert_null(study->waves[0].option_columns[4]);
    assert_string_equal(study->waves[1].option_columns[4][0], "X");
    assert_null(study->waves[1].option_columns[4][1]);
}

static void test_waves_layouts(void **state)
{
    (void)state;
    parse(example);
    const struct wave *waves = study->waves;
    static const enum layout layouts[] = {LAYOUT_WIDE, LAYOUT_WIDE, LAYOUT_LONG, LAYOUT_COUNTS, LAYOUT_WIDE};
    for (size_t w = 0; w < 5; w++) {
        assert_int_equal(waves[w].layout, layouts[w]);
        assert_int_equal(waves[w].header_lines, w < 4 ? 2 : 1);
    }
    assert_string_equal(waves[0].sheet, "回答");
    assert_string_equal(waves[1].sheet, "回答");
    assert_null(waves[2].sheet);
    assert_null(waves[4].sheet);
    assert_string_equal(waves[0].layout_columns.wave, "wave");
    assert_string_equal(waves[0].layout_columns.item, "item");
    assert_string_equal(waves[0].layout_columns.answer, "answer");
    assert_string_equal(waves[0].layout_columns.choice, "choice");
    assert_string_equal(waves[0].layout_columns.n, "n");
    assert_string_equal(waves[3].layout_columns.item, "設問"); /* each is handed on by itself */
    assert_string_equal(waves[3].layout_columns.answer, "回答");
    assert_string_equal(waves[3].layout_columns.n, "数");
    assert_string_equal(study->lineage, "l.csv");
    assert_string_equal(wave_survey_date(&waves[0]), "2020-04-01");
    assert_string_equal(wave_survey_date(&waves[4]), "2024-06-30");
}

static void test_waves_spellings_of_options(void **state)
{
    (void)state;
    parse(example);
    const struct wave *waves = study->waves;
    static const char *const cost[] = {"cost", "費用", "Cost", "金"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(spelling_find(&waves[4].option_spellings[3], cost[i]), 0);
    assert_int_equal(waves[4].option_spellings[3].count, 5);
    assert_int_equal(spelling_find(&waves[4].option_spellings[3], "1"), -1);
    assert_int_equal(spelling_find(&waves[0].option_spellings[3], "1"), 0);
    assert_int_equal(spelling_find(&waves[0].option_spellings[3], "2"), -1);
    assert_int_equal(spelling_find(&waves[1].option_spellings[3], "1"), 0); /* handed on */
    assert_int_equal(spelling_find(&waves[1].option_spellings[3], "2"), 1);
    assert_int_equal(spelling_find(&waves[0].option_spellings[4], "save"), 2);
    assert_int_equal(spelling_find(&waves[0].option_spellings[4], "拒否"), -1);
    assert_int_equal(waves[0].option_spellings[0].count, 0);
}

static void test_waves_spellings_of_items(void **state)
{
    (void)state;
    parse(example);
    const struct wave *waves = study->waves;
    assert_int_equal(waves[0].item_spellings.count, 0);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "用途"), 4);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "use"), 4);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "U3"), -1);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "理由"), 3);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "W"), -1); /* the wave has another text for it */
    assert_int_equal(spelling_find(&waves[2].item_spellings, "N"), 2);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "T"), 1);
    assert_int_equal(spelling_find(&waves[2].item_spellings, "問一"), -1); /* not asked */
    assert_int_equal(spelling_find(&waves[3].item_spellings, "use"), -1);
    /* Where rows name their item, a column need not. */
    parse("version: 1\nstudy: s\ninstitution: {code: C}\nstrata: {column: S, values: [{id: a}]}\n"
          "scales: {x: [{id: yes}]}\nitems: [{id: q, label: 問一, scale: x}]\nwaves: {2020: {layout: long}}\n");
    assert_string_equal(study->waves[0].columns[0], "q");
    assert_int_equal(spelling_find(&study->waves[0].item_spellings, "問一"), 0);
}

static void test_questions_of_items_with_columns_of_their_own(void **state)
{
    (void)state;
    parse_with("2024: {files: [e.csv], ", "2024: {questions: {use: 問九}, ");
    assert_string_equal(study->waves[4].questions[4], "問九"); /* no level: the wave before did not ask */
    parse_with("2022: {files: [c.csv], ", "2022: {questions: {use: 問九}, equivalence: {use: recoded}, ");
    assert_int_equal(study->waves[2].equivalence[4], EQUIVALENCE_RECODED);
}

/* What the format's first version had is hashed as it was, so that databases keep their vintages. */
static void test_hash_of_the_first_version(void **state)
{
    (void)state;
    parse(STUDY_EXAMPLE);
    assert_string_equal(study->waves[0].hash, "c0a5662c3314ea47486a9bd3dbde827c7a8928fb45daed8828c6a783a29f690b");
    assert_string_equal(study->waves[3].hash, "094abec2d85b89634402eaf4941abacffa75ff615a05d7105866fb9d0fe1329e");
}

static void test_hash(void **state)
{
    (void)state;
    /* Whether the hashes of 2020 (wide), 2022 (long), 2023 (counts) and 2024 (wide) change. */
    static const struct {
        const char *from, *to;
        const char *changes;
    } cases[] = {
        {"unit: {ja: 社, en: firms}", "unit: 件", "...."},
        {"adopted: [cost], ", "", "...."},
        {"label: {ja: 地域, en: Region}", "label: 県", "...."},
        {"lineage: l.csv", "lineage: ~", "...."},
        {"least: -1.5", "least: -1", "xxxx"},
        {"least: -1.5", "most: 7", "xxxx"},
        {"refused: [\"－\"]", "no_answer: [\"－\"]", "xxxx"},
        {"[対象外, \"9\"]", "[\"9\", 対象外]", "...."},
        {"[対象外, \"9\"]", "[対象外]", "xxxx"},
        {"missing: {refused: [拒否]}", "missing: {not_asked: [拒否]}", "xx.x"}, /* not asked in 2023 */
        {"missing: {not_applicable: [\"\"]}", "missing: {}", "xxxx"},
        {"column: W, ", "column: W, separator: \",\", ", "xxxx"},
        {"column: W, ", "column: W2, ", "x..x"}, /* 2022 and 2023 have another text */
        {"exclusive: true", "exclusive: false", "xxxx"},
        {"also: [金]", "also: [貨幣]", "xxxx"},
        {"label: {ja: 費用, en: Cost}", "label: 経費", "xxxx"}, /* a label is a spelling */
        {"[{id: pay}, {id: lend}, {id: save}]", "[{id: save}, {id: pay}, {id: lend}]", "...."},
        {"[{id: pay}, {id: lend}, {id: save}]", "[{id: pay}, {id: lend}, {id: save, exclusive: true}]", "xx.x"},
        {"pay: U1, lend: U2", "pay: U2, lend: U1", "x..x"},
        {"checked: [○, \"0\"]", "checked: [\"0\", ○]", "...."},
        {"checked: [○, \"0\"]", "checked: [○]", "xx.x"},
        {"use: {save: U3}", "use: {save: U4}", "xx.."},
        {"use: 用途", "use: 使い道", ".x.."},
        {"label: 問一", "label: 問壱", "...."}, /* not asked where rows name their item */
        {"{id: remarks, kind: text", "{id: remarks, label: 備考, kind: text", ".xx."},
        {"column: 地域", "column: 県", "...x"},
        {"size_class: 規模", "size_class: 階級", "xxx."},
        {"attributes: [{id: region, label: {ja: 地域, en: Region}, column: 地域}, {id: size_class}]",
         "attributes: [{id: size_class}, {id: extra}, {id: region, column: 地域}]", "...."},
        {"header_lines: 2", "header_lines: 1", "xxx."},
        {"sheet: 回答", "sheet: 回答2", "x..."},
        {"answer: 回答", "answer: 答", ".xx."},
        {"layout: counts", "layout: long", "..x."},
        {"layout: long, ", "layout: counts, ", ".x.."},
        {"labels: {why: {cost: [\"1\"]}}", "labels: {why: {cost: [\"3\"]}}", "xxx."},
        {"  - {id: remarks,", "  - {id: more, kind: number, column: M}\n  - {id: remarks,", "xxxx"},
        {"  - {id: q, label: 問一, column: Q, scale: yes_no}\n  - {id: remarks, kind: text, column: T}\n",
         "  - {id: remarks, kind: text, column: T}\n  - {id: q, label: 問一, column: Q, scale: yes_no}\n", "...."},
    };
    static const size_t waves[] = {0, 2, 3, 4};
    char before[4][SHA256_TEXT];
    parse(example);
    for (size_t k = 0; k < 4; k++)
        memcpy(before[k], study->waves[waves[k]].hash, SHA256_TEXT);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parse_with(cases[i].from, cases[i].to);
        char changes[] = "....";
        for (size_t k = 0; k < 4; k++)
            if (strcmp(before[k], study->waves[waves[k]].hash) != 0)
                changes[k] = 'x';
        if (strcmp(changes, cases[i].changes) != 0)
            fail_msg("%s: %s changes the hashes as %s", cases[i].from, cases[i].to, changes);
    }
}

static void test_hash_without_a_new_item(void **state)
{
    (void)state;
    char before[SHA256_TEXT];
    parse(example);
    memcpy(before, study->waves[0].hash, SHA256_TEXT);
    parse_with("waves:\n", "  - {id: later, kind: number}\nwaves:\n  2025: {columns: {later: L}}\n");
    assert_true(wave_asks(study, &study->waves[5], 5));
    assert_string_equal(study->waves[0].hash, before);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const kinds[] = {"single", "text", "number", "multiple"};
    static const char *const layouts[] = {"wide", "long", "counts"};
    for (int i = 0; i < ITEM_KIND_END; i++)
        assert_string_equal(item_kind_name((enum item_kind)i), kinds[i]);
    for (int i = 0; i < LAYOUT_END; i++) {
        enum layout layout;
        assert_string_equal(layout_name((enum layout)i), layouts[i]);
        assert_true(layout_parse(layouts[i], &layout));
        assert_int_equal(layout, i);
        assert_false(layout_parse("Wide", &layout));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_items_of_numbers, tear_down),
        cmocka_unit_test_teardown(test_items_with_options_in_one_column, tear_down),
        cmocka_unit_test_teardown(test_items_with_a_column_for_each_option, tear_down),
        cmocka_unit_test_teardown(test_slots_and_cells, tear_down),
        cmocka_unit_test_teardown(test_attributes, tear_down),
        cmocka_unit_test_teardown(test_waves_columns_of_options, tear_down),
        cmocka_unit_test_teardown(test_waves_layouts, tear_down),
        cmocka_unit_test_teardown(test_waves_spellings_of_options, tear_down),
        cmocka_unit_test_teardown(test_waves_spellings_of_items, tear_down),
        cmocka_unit_test_teardown(test_questions_of_items_with_columns_of_their_own, tear_down),
        cmocka_unit_test_teardown(test_hash_of_the_first_version, tear_down),
        cmocka_unit_test_teardown(test_hash, tear_down),
        cmocka_unit_test_teardown(test_hash_without_a_new_item, tear_down),
        cmocka_unit_test_teardown(test_names, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
