/* What study.yaml must not say of items, attributes and layouts: every message, its place and its hint. */
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "study/study.h"

/* A small study with every kind of item; each case spoils one text of it. */
static const char base[] =
    "version: 1\n"
    "study: s\n"
    "institution: {code: C}\n"
    "strata: {column: S, values: [{id: a}, {id: b}]}\n"
    "attributes: [{id: region, column: R}, {id: kind}]\n"
    "scales:\n"
    "  yes_no: [{id: yes}, {id: no}]\n"
    "items:\n"
    "  - {id: q, column: Q, scale: yes_no}\n"
    "  - {id: size, kind: number, column: N, unit: firms, least: 0, most: 9}\n"
    "  - {id: why, kind: multiple, column: W, options: [{id: cost, also: [費用]}, {id: none, exclusive: true}]}\n"
    "  - {id: use, kind: multiple, columns: {pay: U1, lend: U2}, options: [{id: pay}, {id: lend}]}\n"
    "waves:\n"
    "  2020: {files: [a.csv]}\n"
    "  2021: {files: [b.csv]}\n";

struct spoilt {
    const char *from, *to, *expected;
};

static void refuse(const char *text, const char *expected)
{
    struct errors errors = {0};
    struct study *study;
    enum status status = study_parse("folder", text, strlen(text), &study, &errors);
    assert_null(study);
    assert_int_equal(status, STATUS_RULES);
    assert_errors(&errors, expected);
}

static void refuse_all(const struct spoilt *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = strstr(base, cases[i].from);
        assert_non_null(at);
        struct buffer text = {0};
        buffer_format(&text, "%.*s%s%s", (int)(at - base), base, cases[i].to, at + strlen(cases[i].from));
        refuse(buffer_get(&text), cases[i].expected);
        buffer_clear(&text);
    }
}

static void test_study_parse_base(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(study_parse("folder", base, strlen(base), &study, &errors), STATUS_OK);
    assert_no_errors(&errors);
    study_free(study);
}

static void test_study_parse_numbers_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"unit: firms, least: 0, most: 9", "least: 10, most: 9",
         "study.yaml:10:58: error[STU005]: 'most' of item 'size' is below its 'least'\n"
         "      - {id: size, kind: number, column: N, least: 10, most: 9}\n"
         "                                                             ^\n"},
        {"unit: firms, least: 0, most: 9", "least: x, most: [1], unit: {jp: x}",
         "study.yaml:10:48: error[STU005]: 'least' of item 'size' must be a number\n"
         "      - {id: size, kind: number, column: N, least: x, most: [1], unit: {jp: x}}\n"
         "                                                   ^\n"
         "study.yaml:10:57: error[STU005]: 'most' of item 'size' must be a text\n"
         "      - {id: size, kind: number, column: N, least: x, most: [1], unit: {jp: x}}\n"
         "                                                            ^\n"
         "study.yaml:10:69: error[STU002]: unknown key 'jp' in the unit of item 'size'\n"
         "    … size, kind: number, column: N, least: x, most: [1], unit: {jp: x}}\n"
         "                                                                 ^\n"
         "  hint: known here: ja, en\n"},
        {"unit: firms, least: 0, most: 9", "step: 1, adopted: [x]",
         "study.yaml:10:41: error[STU002]: unknown key 'step' in item 'size'\n"
         "      - {id: size, kind: number, column: N, step: 1, adopted: [x]}\n"
         "                                            ^\n"
         "  hint: known here: id, label, column, kind, unit, least, most, missing\n"
         "study.yaml:10:50: error[STU002]: unknown key 'adopted' in item 'size'\n"
         "      - {id: size, kind: number, column: N, step: 1, adopted: [x]}\n"
         "                                                     ^\n"
         "  hint: known here: id, label, column, kind, unit, least, most, missing\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_missing_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"unit: firms, least: 0, most: 9", "missing: [x]",
         "study.yaml:10:50: error[STU005]: 'missing' of item 'size' must be a mapping from roles to lists\n"
         "      - {id: size, kind: number, column: N, missing: [x]}\n"
         "                                                     ^\n"},
        {"unit: firms, least: 0, most: 9",
         "missing: {answered: [\"1\"], no_anwser: [\"-\"], refused: {x: y}, not_asked: [~]}",
         "study.yaml:10:51: error[STU005]: 'missing' of item 'size': what is answered is not missing\n"
         "      - {id: size, kind: number, column: N, missing: {answered: [\"1\"], no_anwser: [\"-\"], refused: {x: "
         "y}…\n"
         "                                                      ^\n"
         "study.yaml:10:68: error[STU006]: 'no_anwser' is not a role of missing answers\n"
         "    …: size, kind: number, column: N, missing: {answered: [\"1\"], no_anwser: [\"-\"], refused: {x: y}, "
         "not_a…\n"
         "                                                                 ^\n"
         "  hint: did you mean 'no_answer'?\n"
         "study.yaml:10:95: error[STU005]: 'missing.refused' of item 'size' must be a list of texts\n"
         "    …n: N, missing: {answered: [\"1\"], no_anwser: [\"-\"], refused: {x: y}, not_asked: [~]}}\n"
         "                                                                 ^\n"
         "study.yaml:10:115: error[STU005]: 'missing.not_asked' of item 'size' must be a text\n"
         "    …ered: [\"1\"], no_anwser: [\"-\"], refused: {x: y}, not_asked: [~]}}\n"
         "                                                                 ^\n"},
        {"unit: firms, least: 0, most: 9", "missing: {no_answer: [\"-\"], refused: [\"－\"]}",
         "study.yaml:10:79: error[STU007]: '－' stands for both 'no_answer' and 'refused' of item 'size'\n"
         "    …d: number, column: N, missing: {no_answer: [\"-\"], refused: [\"－\"]}}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 10, as '-'\n"},
        {"column: W, ", "column: W, missing: {refused: [cost], not_asked: [費用]}, ",
         "study.yaml:11:102: error[STU007]: 'cost' stands for both 'refused' and 'cost' of item 'why'\n"
         "    …ssing: {refused: [cost], not_asked: [費用]}, options: [{id: cost, also: [費用]}, {id: none, exclusiv…\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 11, as 'cost'\n"
         "study.yaml:11:115: error[STU007]: '費用' stands for both 'not_asked' and 'cost' of item 'why'\n"
         "    …ed: [cost], not_asked: [費用]}, options: [{id: cost, also: [費用]}, {id: none, exclusive: true}]}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 11, as '費用'\n"},
        {"columns: {pay: U1, lend: U2}",
         "columns: {pay: U1, lend: U2}, missing: {refused: [\"-\"], not_asked: [\"-\"]}",
         "study.yaml:12:99: error[STU007]: '-' stands for both 'refused' and 'not_asked' of item 'use'\n"
         "    … {pay: U1, lend: U2}, missing: {refused: [\"-\"], not_asked: [\"-\"]}, options: [{id: pay}, {id: "
         "lend}]}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 12, as '-'\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_options_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {", options: [{id: cost, also: [費用]}, {id: none, exclusive: true}]", "",
         "study.yaml:11:5: error[STU004]: 'options' is missing in item 'why'\n"
         "      - {id: why, kind: multiple, column: W}\n"
         "        ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]", "[]",
         "study.yaml:11:51: error[STU005]: the options of item 'why' must not be empty\n"
         "      - {id: why, kind: multiple, column: W, options: []}\n"
         "                                                      ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]", "{cost: x}",
         "study.yaml:11:51: error[STU005]: the options of item 'why' must be a list\n"
         "      - {id: why, kind: multiple, column: W, options: {cost: x}}\n"
         "                                                      ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]",
         "[cost, {label: x}, {id: Cost}, {id: a, colour: red}]",
         "study.yaml:11:52: error[STU005]: an option of item 'why' must be a mapping\n"
         "      - {id: why, kind: multiple, column: W, options: [cost, {label: x}, {id: Cost}, {id: a, colour: red…\n"
         "                                                       ^\n"
         "study.yaml:11:58: error[STU004]: 'id' is missing in an option of item 'why'\n"
         "      - {id: why, kind: multiple, column: W, options: [cost, {label: x}, {id: Cost}, {id: a, colour: red…\n"
         "                                                             ^\n"
         "study.yaml:11:75: error[STU005]: 'Cost' is not an id\n"
         "    …kind: multiple, column: W, options: [cost, {label: x}, {id: Cost}, {id: a, colour: red}]}\n"
         "                                                                 ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"
         "study.yaml:11:90: error[STU002]: unknown key 'colour' in an option of item 'why'\n"
         "    … column: W, options: [cost, {label: x}, {id: Cost}, {id: a, colour: red}]}\n"
         "                                                                 ^\n"
         "  hint: known here: id, label, also, exclusive\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]", "[{id: cost}, {id: cost}]",
         "study.yaml:11:69: error[STU003]: id 'cost' is there twice\n"
         "    … why, kind: multiple, column: W, options: [{id: cost}, {id: cost}]}\n"
         "                                                                 ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]",
         "[{id: a, exclusive: yes}, {id: b, exclusive: \"true\"}, {id: c, exclusive: [true]}]",
         "study.yaml:11:71: error[STU005]: 'exclusive' of option 'a' must be true or false\n"
         "    …hy, kind: multiple, column: W, options: [{id: a, exclusive: yes}, {id: b, exclusive: \"true\"}, {id: "
         "c…\n"
         "                                                                 ^\n"
         "study.yaml:11:96: error[STU005]: 'exclusive' of option 'b' must be true or false\n"
         "    …n: W, options: [{id: a, exclusive: yes}, {id: b, exclusive: \"true\"}, {id: c, exclusive: [true]}]}\n"
         "                                                                 ^\n"
         "study.yaml:11:124: error[STU005]: 'exclusive' of option 'c' must be true or false\n"
         "    …usive: yes}, {id: b, exclusive: \"true\"}, {id: c, exclusive: [true]}]}\n"
         "                                                                 ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]", "[{id: a, label: ガ}, {id: b, also: [ｶﾞ]}]",
         "study.yaml:11:86: error[STU007]: 'ｶﾞ' stands for both 'a' and 'b' of item 'why'\n"
         "    …le, column: W, options: [{id: a, label: ガ}, {id: b, also: [ｶﾞ]}]}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 11, as 'ガ'\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]", "[{id: a, also: [\"\"]}, {id: b, also: {x: y}}]",
         "study.yaml:11:67: error[STU005]: 'also' of option 'a' must not be empty\n"
         "    …d: why, kind: multiple, column: W, options: [{id: a, also: [\"\"]}, {id: b, also: {x: y}}]}\n"
         "                                                                 ^\n"
         "study.yaml:11:87: error[STU005]: 'also' of option 'b' must be a list of texts\n"
         "    …le, column: W, options: [{id: a, also: [\"\"]}, {id: b, also: {x: y}}]}\n"
         "                                                                 ^\n"},
        {"[{id: cost, also: [費用]}, {id: none, exclusive: true}]",
         "[{id: a, also: [費用；人手, \"x;y\"]}, {id: b, label: \"x;y\"}]",
         "study.yaml:11:67: error[STU005]: '費用；人手' would be cut at ';', the separator of item 'why'\n"
         "    …d: why, kind: multiple, column: W, options: [{id: a, also: [費用；人手, \"x;y\"]}, {id: b, label: "
         "\"x;y…\n"
         "                                                                 ^\n"
         "  hint: give the item another separator\n"
         "study.yaml:11:74: error[STU005]: 'x;y' would be cut at ';', the separator of item 'why'\n"
         "    …: multiple, column: W, options: [{id: a, also: [費用；人手, \"x;y\"]}, {id: b, label: \"x;y\"}]}\n"
         "                                                                 ^\n"
         "  hint: give the item another separator\n"
         "study.yaml:11:98: error[STU007]: 'x;y' stands for both 'a' and 'b' of item 'why'\n"
         "    …ptions: [{id: a, also: [費用；人手, \"x;y\"]}, {id: b, label: \"x;y\"}]}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 11, as 'x;y'\n"},
        {"kind: multiple, column: W", "kind: multiple, scale: yes_no, column: W",
         "study.yaml:11:31: error[STU002]: unknown key 'scale' in item 'why'\n"
         "      - {id: why, kind: multiple, scale: yes_no, column: W, options: [{id: cost, also: [費用]}, {id: non…\n"
         "                                  ^\n"
         "  hint: known here: id, label, column, kind, columns, options, separator, checked, unchecked, missing, "
         "adopted\n"},
        {"{id: why,", "{id: yes_no,",
         "study.yaml:11:10: error[STU003]: 'yes_no' is the id of a scale already\n"
         "      - {id: yes_no, kind: multiple, column: W, options: [{id: cost, also: [費用]}, {id: none, exclusive…\n"
         "             ^\n"
         "  hint: choose another id: `labels` of a wave name both\n"},
        {"column: W, ", "column: W, adopted: [cost, cots, cost], ",
         "study.yaml:11:58: error[STU006]: 'cots' is not an option of item 'why'\n"
         "      - {id: why, kind: multiple, column: W, adopted: [cost, cots, cost], options: [{id: cost, also: [費…\n"
         "                                                             ^\n"
         "  hint: did you mean 'cost'?\n"
         "study.yaml:11:64: error[STU003]: option 'cost' is there twice\n"
         "    … {id: why, kind: multiple, column: W, adopted: [cost, cots, cost], options: [{id: cost, also: [費用]…\n"
         "                                                                 ^\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_form_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"columns: {pay: U1, lend: U2}", "column: U, columns: {pay: U1, lend: U2}",
         "study.yaml:12:42: error[STU005]: item 'use' has both 'column' and 'columns'\n"
         "      - {id: use, kind: multiple, column: U, columns: {pay: U1, lend: U2}, options: [{id: pay}, {id: len…\n"
         "                                             ^\n"
         "  hint: 'column' is one for all options, 'columns' has one for each\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1, lend: U2}, separator: \";\"",
         "study.yaml:12:61: error[STU005]: 'separator' is of no use in item 'use', whose options have columns of their "
         "own\n"
         "      - {id: use, kind: multiple, columns: {pay: U1, lend: U2}, separator: \";\", options: [{id: pay}, {id…\n"
         "                                                                ^\n"
         "  hint: it goes with one 'column' for all options\n"},
        {"column: W, ", "column: W, checked: [\"1\"], unchecked: [\"0\"], ",
         "study.yaml:11:42: error[STU005]: 'checked' is of no use in item 'why', whose options stand in one column\n"
         "      - {id: why, kind: multiple, column: W, checked: [\"1\"], unchecked: [\"0\"], options: [{id: cost, "
         "also…\n"
         "                                             ^\n"
         "  hint: it goes with 'columns', one for each option\n"
         "study.yaml:11:58: error[STU005]: 'unchecked' is of no use in item 'why', whose options stand in one column\n"
         "      - {id: why, kind: multiple, column: W, checked: [\"1\"], unchecked: [\"0\"], options: [{id: cost, "
         "also…\n"
         "                                                             ^\n"
         "  hint: it goes with 'columns', one for each option\n"},
        {"column: W, ", "column: W, separator: \"、\", ",
         "study.yaml:11:53: error[STU005]: the separator of item 'why' must be one ASCII mark\n"
         "      - {id: why, kind: multiple, column: W, separator: \"、\", options: [{id: cost, also: [費用]}, {id: n…\n"
         "                                                        ^\n"
         "  hint: for example \";\", \",\" or \"/\"\n"},
        {"column: W, ", "column: W, separator: [\",\"], ",
         "study.yaml:11:53: error[STU005]: the separator of item 'why' must be one ASCII mark\n"
         "      - {id: why, kind: multiple, column: W, separator: [\",\"], options: [{id: cost, also: [費用]}, {id: …\n"
         "                                                        ^\n"
         "  hint: for example \";\", \",\" or \"/\"\n"},
        {"column: W, ", "column: W, separator: a, ",
         "study.yaml:11:53: error[STU005]: the separator of item 'why' must be one ASCII mark\n"
         "      - {id: why, kind: multiple, column: W, separator: a, options: [{id: cost, also: [費用]}, {id: none…\n"
         "                                                        ^\n"
         "  hint: for example \";\", \",\" or \"/\"\n"},
        {"columns: {pay: U1, lend: U2}", "columns: [U1, U2]",
         "study.yaml:12:40: error[STU005]: the columns of item 'use' must be a mapping from options to titles\n"
         "      - {id: use, kind: multiple, columns: [U1, U2], options: [{id: pay}, {id: lend}]}\n"
         "                                           ^\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1}",
         "study.yaml:12:40: error[STU004]: option 'lend' of item 'use' has no column\n"
         "      - {id: use, kind: multiple, columns: {pay: U1}, options: [{id: pay}, {id: lend}]}\n"
         "                                           ^\n"
         "  hint: where only some waves offer it, write `lend: ~`\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1, lend: U2, lent: U3, }",
         "study.yaml:12:60: error[STU006]: 'lent' is not an option of item 'use'\n"
         "      - {id: use, kind: multiple, columns: {pay: U1, lend: U2, lent: U3, }, options: [{id: pay}, {id: le…\n"
         "                                                               ^\n"
         "  hint: did you mean 'lend'?\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1, lend: Ｕ１}",
         "study.yaml:12:56: error[STU007]: 'Ｕ１' stands for both 'pay' and 'lend' among the columns of item 'use'\n"
         "      - {id: use, kind: multiple, columns: {pay: U1, lend: Ｕ１}, options: [{id: pay}, {id: lend}]}\n"
         "                                                           ^\n"
         "  hint: the other stands on line 12, as 'U1'\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: [U1], lend: \"\"}",
         "study.yaml:12:46: error[STU005]: the column of option 'pay' must be a text\n"
         "      - {id: use, kind: multiple, columns: {pay: [U1], lend: \"\"}, options: [{id: pay}, {id: lend}]}\n"
         "                                                 ^\n"
         "study.yaml:12:58: error[STU005]: the column of option 'lend' must not be empty\n"
         "      - {id: use, kind: multiple, columns: {pay: [U1], lend: \"\"}, options: [{id: pay}, {id: lend}]}\n"
         "                                                             ^\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: ~, lend: ~}",
         "study.yaml:12:40: error[STU004]: no option of item 'use' has a column, and no wave gives one\n"
         "      - {id: use, kind: multiple, columns: {pay: ~, lend: ~}, options: [{id: pay}, {id: lend}]}\n"
         "                                           ^\n"},
        {"column: W, ", "",
         "study.yaml:11:5: error[STU004]: 'column' is missing in item 'why', and no wave gives one\n"
         "      - {id: why, kind: multiple, options: [{id: cost, also: [費用]}, {id: none, exclusive: true}]}\n"
         "        ^\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1, lend: U2}, checked: [\"1\", \"\"], unchecked: [\"１\"]",
         "study.yaml:12:76: error[STU005]: 'checked' of item 'use' must not be empty\n"
         "    …ind: multiple, columns: {pay: U1, lend: U2}, checked: [\"1\", \"\"], unchecked: [\"１\"], options: "
         "[{id: p…\n"
         "                                                                 ^\n"
         "study.yaml:12:93: error[STU007]: '１' stands for both 'checked' and 'unchecked' of item 'use'\n"
         "    …lumns: {pay: U1, lend: U2}, checked: [\"1\", \"\"], unchecked: [\"１\"], options: [{id: pay}, {id: "
         "lend}]}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 12, as '1'\n"},
        {"columns: {pay: U1, lend: U2}", "columns: {pay: U1, lend: U2}, checked: [\"○\"], missing: {refused: [\"○\"]}",
         "study.yaml:12:71: error[STU007]: '○' stands for both 'refused' and 'checked' of item 'use'\n"
         "    …se, kind: multiple, columns: {pay: U1, lend: U2}, checked: [\"○\"], missing: {refused: [\"○\"]}, "
         "options…\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 12, as '○'\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_attributes_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"[{id: region, column: R}, {id: kind}]", "region",
         "study.yaml:5:13: error[STU005]: attributes must be a list\n"
         "    attributes: region\n"
         "                ^\n"},
        {"[{id: region, column: R}, {id: kind}]", "{id: region}",
         "study.yaml:5:13: error[STU005]: attributes must be a list\n"
         "    attributes: {id: region}\n"
         "                ^\n"},
        {"[{id: region, column: R}, {id: kind}]",
         "[region, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]",
         "study.yaml:5:14: error[STU005]: an attribute must be a mapping\n"
         "    attributes: [region, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                 ^\n"
         "study.yaml:5:22: error[STU004]: 'id' is missing in an attribute\n"
         "    attributes: [region, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                         ^\n"
         "study.yaml:5:40: error[STU005]: 'Region' is not an id\n"
         "    attributes: [region, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                                           ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"
         "study.yaml:5:57: error[STU002]: unknown key 'colour' in an attribute\n"
         "    attributes: [region, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                                                            ^\n"
         "  hint: known here: id, label, column\n"
         "study.yaml:5:77: error[STU005]: the label of attribute 'r' must not be empty\n"
         "    …ion, {column: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                                                                 ^\n"
         "study.yaml:5:89: error[STU005]: the column of attribute 'r' must be a text\n"
         "    …: R}, {id: Region}, {id: r, colour: red, label: \"\", column: [R]}]\n"
         "                                                                 ^\n"},
        {"[{id: region, column: R}, {id: kind}]",
         "[{id: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]",
         "study.yaml:5:28: error[STU003]: id 'r' is there twice\n"
         "    attributes: [{id: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                               ^\n"
         "study.yaml:5:37: error[STU003]: 'q' is the id of an item already\n"
         "    attributes: [{id: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                                        ^\n"
         "  hint: choose another id\n"
         "study.yaml:5:46: error[STU005]: 'stratum' can't be an id: the table of responses has a column of that name\n"
         "    attributes: [{id: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                                                 ^\n"
         "  hint: choose another id\n"
         "study.yaml:5:61: error[STU005]: 'file_id' can't be an id: the table of responses has a column of that name\n"
         "    attributes: [{id: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                                                                ^\n"
         "  hint: choose another id\n"
         "study.yaml:5:76: error[STU005]: 'wave' can't be an id: a register has a column of that name\n"
         "    …d: r}, {id: r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                                                                 ^\n"
         "  hint: choose another id\n"
         "study.yaml:5:88: error[STU005]: 'r__x' is not an id\n"
         "    …r}, {id: q}, {id: stratum}, {id: file_id}, {id: wave}, {id: r__x}]\n"
         "                                                                 ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_waves_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"files: [b.csv]", "layout: longe, layout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3",
         "study.yaml:15:18: error[STU005]: 'layout' of wave 2021: 'longe' is not known\n"
         "      2021: {layout: longe, layout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3}\n"
         "                     ^\n"
         "  hint: did you mean 'long'?\n"
         "study.yaml:15:42: error[STU002]: unknown key 'itm' in 'layout_columns' of wave 2021\n"
         "      2021: {layout: longe, layout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3}\n"
         "                                             ^\n"
         "  hint: did you mean 'item'?\n"
         "study.yaml:15:56: error[STU005]: layout_columns.item must be a text\n"
         "      2021: {layout: longe, layout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3}\n"
         "                                                           ^\n"
         "study.yaml:15:69: error[STU005]: 'sheet' of wave 2021 must not be empty\n"
         "    …{layout: longe, layout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3}\n"
         "                                                                 ^\n"
         "study.yaml:15:87: error[STU005]: 'header_lines' of wave 2021 must be a whole number from 1 to 2\n"
         "    …yout_columns: {itm: X, item: [x]}, sheet: \"\", header_lines: 3}\n"
         "                                                                 ^\n"},
        {"files: [b.csv]", "layout_columns: x, sheet: [1], header_lines: two, layout: [wide]",
         "study.yaml:15:26: error[STU005]: 'layout_columns' of wave 2021 must be a mapping\n"
         "      2021: {layout_columns: x, sheet: [1], header_lines: two, layout: [wide]}\n"
         "                             ^\n"
         "study.yaml:15:36: error[STU005]: 'sheet' of wave 2021 must be a text\n"
         "      2021: {layout_columns: x, sheet: [1], header_lines: two, layout: [wide]}\n"
         "                                       ^\n"
         "study.yaml:15:55: error[STU005]: 'header_lines' of wave 2021 must be a whole number from 1 to 2\n"
         "      2021: {layout_columns: x, sheet: [1], header_lines: two, layout: [wide]}\n"
         "                                                          ^\n"
         "study.yaml:15:68: error[STU005]: 'layout' of wave 2021 must be a text\n"
         "    … {layout_columns: x, sheet: [1], header_lines: two, layout: [wide]}\n"
         "                                                                 ^\n"},
        {"files: [b.csv]", "columns: {regoin: R, region: [x], use: [U1, U2]}",
         "study.yaml:15:20: error[STU006]: 'regoin' is not an item or attribute\n"
         "      2021: {columns: {regoin: R, region: [x], use: [U1, U2]}}\n"
         "                       ^\n"
         "  hint: did you mean 'region'?\n"
         "study.yaml:15:39: error[STU005]: the column of attribute 'region' must be a text\n"
         "      2021: {columns: {regoin: R, region: [x], use: [U1, U2]}}\n"
         "                                          ^\n"
         "study.yaml:15:49: error[STU005]: the columns of item 'use' must be a mapping from options to titles\n"
         "      2021: {columns: {regoin: R, region: [x], use: [U1, U2]}}\n"
         "                                                    ^\n"},
        {"files: [b.csv]", "columns: {use: {pay: [x], lent: U3, lend: ~}, q: {x: y}, why: {cost: x}}",
         "study.yaml:15:31: error[STU005]: the column of option 'pay' must be a text\n"
         "      2021: {columns: {use: {pay: [x], lent: U3, lend: ~}, q: {x: y}, why: {cost: x}}}\n"
         "                                  ^\n"
         "study.yaml:15:36: error[STU006]: 'lent' is not an option of item 'use'\n"
         "      2021: {columns: {use: {pay: [x], lent: U3, lend: ~}, q: {x: y}, why: {cost: x}}}\n"
         "                                       ^\n"
         "  hint: did you mean 'lend'?\n"
         "study.yaml:15:59: error[STU005]: the column of item 'q' must be a text\n"
         "      2021: {columns: {use: {pay: [x], lent: U3, lend: ~}, q: {x: y}, why: {cost: x}}}\n"
         "                                                              ^\n"
         "study.yaml:15:72: error[STU005]: the column of item 'why' must be a text\n"
         "    …lumns: {use: {pay: [x], lent: U3, lend: ~}, q: {x: y}, why: {cost: x}}}\n"
         "                                                                 ^\n"},
        {"files: [b.csv]", "columns: {use: U}",
         "study.yaml:15:25: error[STU005]: the columns of item 'use' in wave 2021 must be a mapping from options to "
         "titles\n"
         "      2021: {columns: {use: U}}\n"
         "                            ^\n"},
        {"files: [b.csv]", "columns: {use: {pay: U2}}",
         "study.yaml:15:31: error[STU007]: 'U2' stands for both 'lend' and 'pay' among the columns of item 'use' in "
         "wave 2021\n"
         "      2021: {columns: {use: {pay: U2}}}\n"
         "                                  ^\n"
         "  hint: the other stands on line 12, as 'U2'\n"},
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}",
         "{layout: long, columns: {use: U}}\n  2021: {like: 2020, layout: wide}",
         "study.yaml:15:3: error[STU005]: the columns of item 'use' in wave 2021 must be a mapping from options to "
         "titles\n"
         "      2021: {like: 2020, layout: wide}\n"
         "      ^\n"},
        {"files: [b.csv]", "labels: {whi: {cost: x}, why: {cots: x}, use: {pay: [\"\"]}}",
         "study.yaml:15:19: error[STU006]: 'whi' is not a scale or an item of kind multiple\n"
         "      2021: {labels: {whi: {cost: x}, why: {cots: x}, use: {pay: [\"\"]}}}\n"
         "                      ^\n"
         "  hint: did you mean 'why'?\n"
         "study.yaml:15:41: error[STU006]: 'cots' is not an option of item 'why'\n"
         "      2021: {labels: {whi: {cost: x}, why: {cots: x}, use: {pay: [\"\"]}}}\n"
         "                                            ^\n"
         "  hint: did you mean 'cost'?\n"
         "study.yaml:15:63: error[STU005]: the labels of 'pay' must not be empty\n"
         "    …2021: {labels: {whi: {cost: x}, why: {cots: x}, use: {pay: [\"\"]}}}\n"
         "                                                                 ^\n"},
        {"files: [b.csv]", "labels: {why: {cost: [\"a;b\"], none: \"c；d\"}, use: {pay: [\"a;b\"]}}",
         "study.yaml:15:32: error[STU005]: 'a;b' would be cut at ';', the separator of item 'why'\n"
         "      2021: {labels: {why: {cost: [\"a;b\"], none: \"c；d\"}, use: {pay: [\"a;b\"]}}}\n"
         "                                   ^\n"
         "  hint: give the item another separator\n"
         "study.yaml:15:46: error[STU005]: 'c；d' would be cut at ';', the separator of item 'why'\n"
         "      2021: {labels: {why: {cost: [\"a;b\"], none: \"c；d\"}, use: {pay: [\"a;b\"]}}}\n"
         "                                                 ^\n"
         "  hint: give the item another separator\n"},
        {"files: [b.csv]", "labels: {why: {none: [費用]}, use: {pay: [\"1\"], lend: [\"１\"]}}",
         "study.yaml:15:32: error[STU007]: '費用' stands for both 'cost' and 'none' of item 'why' in wave 2021\n"
         "      2021: {labels: {why: {none: [費用]}, use: {pay: [\"1\"], lend: [\"１\"]}}}\n"
         "                                   ^\n"
         "  hint: the other stands on line 11, as '費用'\n"
         "study.yaml:15:63: error[STU007]: '１' stands for both 'pay' and 'lend' of item 'use' in wave 2021\n"
         "    …21: {labels: {why: {none: [費用]}, use: {pay: [\"1\"], lend: [\"１\"]}}}\n"
         "                                                                 ^\n"
         "  hint: the other stands on line 15, as '1'\n"},
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}",
         "{labels: {why: {none: [x]}}}\n  2021: {like: 2020, labels: {why: {cost: [x]}}}",
         "study.yaml:15:44: error[STU007]: 'x' stands for both 'none' and 'cost' of item 'why' in wave 2021\n"
         "      2021: {like: 2020, labels: {why: {cost: [x]}}}\n"
         "                                               ^\n"
         "  hint: the other stands on line 14, as 'x'\n"},
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}",
         "{layout: long, columns: {why: size}}\n  2021: {layout: counts, columns: {use: Q, q: size}}",
         "study.yaml:14:39: error[STU007]: 'size' stands for both 'size' and 'why' among the items of wave 2020\n"
         "      2020: {layout: long, columns: {why: size}}\n"
         "                                          ^\n"
         "  hint: the other stands on line 10, as 'size'\n"
         "study.yaml:15:47: error[STU007]: 'size' stands for both 'size' and 'q' among the items of wave 2021\n"
         "      2021: {layout: counts, columns: {use: Q, q: size}}\n"
         "                                                  ^\n"
         "  hint: the other stands on line 10, as 'size'\n"},
        {"files: [b.csv]", "layout: long, columns: {why: U1, size: ~}",
         "study.yaml:15:39: error[STU007]: 'U1' stands for both 'use__pay' and 'why' among the items of wave 2021\n"
         "      2021: {layout: long, columns: {why: U1, size: ~}}\n"
         "                                          ^\n"
         "  hint: the other stands on line 12, as 'U1'\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

/* `options` options and `attributes` attributes, each on a line of its own. */
static void add_columns(struct buffer *text, int options, int attributes)
{
    buffer_text(text, "version: 1\nstudy: s\ninstitution: {code: C}\nstrata: {column: S, values: [{id: a}]}\n"
                      "scales: {x: [{id: yes}]}\nwaves: {2020: ~}\nitems:\n  - {id: n, kind: number, column: N}\n"
                      "  - id: m\n    kind: multiple\n    column: M\n    options:\n");
    for (int i = 0; i < options; i++)
        buffer_format(text, "      - {id: o%d}\n", i);
    buffer_text(text, "attributes:\n");
    for (int i = 0; i < attributes; i++)
        buffer_format(text, "  - {id: a%d}\n", i);
}

/* A number takes two columns, 1800 options 1801, and so 97 attributes are the most. */
static void test_study_parse_too_many_columns(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct study *study;
    struct buffer text = {0};
    add_columns(&text, 1800, 97);
    assert_int_equal(study_parse("folder", text.bytes, text.length, &study, &errors), STATUS_OK);
    assert_no_errors(&errors);
    study_free(study);
    buffer_clear(&text);
    add_columns(&text, 1800, 99);
    refuse(text.bytes,
           "study.yaml:1911:5: error[STU005]: items and attributes take more than 1900 columns of the table of "
           "responses\n"
           "      - {id: a97}\n"
           "        ^\n"
           "  hint: a table of SQLite has at most 2000: divide the study\n");
    buffer_clear(&text);
    add_columns(&text, 1898, 1);
    refuse(text.bytes,
           "study.yaml:9:5: error[STU005]: items and attributes take more than 1900 columns of the table of "
           "responses\n"
           "      - id: m\n"
           "        ^\n"
           "  hint: a table of SQLite has at most 2000: divide the study\n");
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_study_parse_base),
        cmocka_unit_test(test_study_parse_numbers_problems),
        cmocka_unit_test(test_study_parse_missing_problems),
        cmocka_unit_test(test_study_parse_options_problems),
        cmocka_unit_test(test_study_parse_form_problems),
        cmocka_unit_test(test_study_parse_attributes_problems),
        cmocka_unit_test(test_study_parse_waves_problems),
        cmocka_unit_test(test_study_parse_too_many_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
