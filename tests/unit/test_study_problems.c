/* What study.yaml must not say: every message, its place and its hint. */
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/study.h"

/* A small study that holds up; each case spoils one text of it. */
static const char base[] = "version: 1\n"
                           "study: s\n"
                           "institution: {code: C}\n"
                           "strata: {column: S, values: [{id: a}, {id: b, label: B}]}\n"
                           "scales:\n"
                           "  yes_no:\n"
                           "    - {id: yes, label: Yes}\n"
                           "    - {id: no, label: No}\n"
                           "    - {id: blank, role: no_answer, also: [\"\"]}\n"
                           "items:\n"
                           "  - {id: q, column: Q, scale: yes_no, adopted: [yes]}\n"
                           "  - {id: free, kind: text, column: F}\n"
                           "waves:\n"
                           "  2020: {files: [a.csv]}\n"
                           "  2021: {files: [b.csv]}\n";

struct spoilt {
    const char *from, *to, *expected;
};

static void refuse_all(const struct spoilt *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = strstr(base, cases[i].from);
        assert_non_null(at);
        size_t size = sizeof base + strlen(cases[i].to);
        char *text = malloc(size);
        assert_non_null(text);
        (void)snprintf(text, size, "%.*s%s%s", (int)(at - base), base, cases[i].to, at + strlen(cases[i].from));
        struct errors errors = {0};
        struct study *study;
        enum status status = study_parse("folder", text, strlen(text), &study, &errors);
        free(text);
        assert_null(study);
        assert_int_equal(status, STATUS_RULES);
        assert_errors(&errors, cases[i].expected);
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

static void test_study_parse_no_mapping(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(study_parse("folder", "[a]", 3, &study, &errors), STATUS_RULES);
    assert_errors(&errors, "study.yaml:1:1: error[STU005]: study.yaml must be a mapping\n    [a]\n    ^\n");
}

static void test_study_parse_empty(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(study_parse("folder", "", 0, &study, &errors), STATUS_RULES);
    assert_errors(&errors, "study.yaml:1:1: error[STU004]: 'version' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n"
                           "study.yaml:1:1: error[STU004]: 'study' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n"
                           "study.yaml:1:1: error[STU004]: 'institution' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n"
                           "study.yaml:1:1: error[STU004]: 'strata' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n"
                           "study.yaml:1:1: error[STU004]: 'items' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n"
                           "study.yaml:1:1: error[STU004]: 'waves' is missing in study.yaml\n"
                           "    \n"
                           "    ^\n");
}

/* Problems beyond the limit are counted, and those that are shown stand in the order of the file. */
static void test_study_parse_limit(void **state)
{
    (void)state;
    struct errors errors = {.limit = 2};
    struct study *study;
    const char *text = "waves: x\nscales: x\nstudy: X\nversion: 2\n";
    assert_int_equal(study_parse("folder", text, strlen(text), &study, &errors), STATUS_RULES);
    assert_errors(&errors, "study.yaml:3:8: error[STU005]: 'X' is not an id\n"
                           "    study: X\n"
                           "           ^\n"
                           "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"
                           "study.yaml:4:10: error[STU005]: this version of minaoshi reads 'version: 1' only\n"
                           "    version: 2\n"
                           "             ^\n"
                           "minaoshi: 5 more problems not shown (--max-errors)\n");
}

static void test_study_parse_head_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"version: 1\n", "",
         "study.yaml:1:1: error[STU004]: 'version' is missing in study.yaml\n"
         "    study: s\n"
         "    ^\n"},
        {"version: 1", "version: 2",
         "study.yaml:1:10: error[STU005]: this version of minaoshi reads 'version: 1' only\n"
         "    version: 2\n"
         "             ^\n"},
        {"study: s", "study: Fisc-1",
         "study.yaml:2:8: error[STU005]: 'Fisc-1' is not an id\n"
         "    study: Fisc-1\n"
         "           ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"},
        {"study: s", "study:",
         "study.yaml:1:1: error[STU004]: 'study' is missing in study.yaml\n"
         "    version: 1\n"
         "    ^\n"},
        {"institution: {code: C}\n", "",
         "study.yaml:1:1: error[STU004]: 'institution' is missing in study.yaml\n"
         "    version: 1\n"
         "    ^\n"},
        {"institution: {code: C}", "institution: {cod: C}",
         "study.yaml:3:14: error[STU004]: 'code' is missing in institution\n"
         "    institution: {cod: C}\n"
         "                 ^\n"
         "study.yaml:3:15: error[STU002]: unknown key 'cod' in institution\n"
         "    institution: {cod: C}\n"
         "                  ^\n"
         "  hint: did you mean 'code'?\n"},
        {"study: s", "study: s\ncolour: red",
         "study.yaml:3:1: error[STU002]: unknown key 'colour' in study.yaml\n"
         "    colour: red\n"
         "    ^\n"
         "  hint: known here: version, study, title, notice, institution, strata, attributes, scales, items, waves, "
         "frame, margins, …\n"},
        {"study: s", "study: s\ntitle: {jp: x}",
         "study.yaml:3:9: error[STU002]: unknown key 'jp' in title\n"
         "    title: {jp: x}\n"
         "            ^\n"
         "  hint: known here: ja, en\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_file_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"study: s",
         "study: s\nlineage: ../l.csv\nevidence: ../e.csv\nchecklist: []\namendments: ''\noverrides: "
         "/o.csv",
         "study.yaml:3:10: error[STU005]: lineage: '../l.csv' is not a file inside the study folder\n"
         "    lineage: ../l.csv\n"
         "             ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:4:11: error[STU005]: evidence: '../e.csv' is not a file inside the study folder\n"
         "    evidence: ../e.csv\n"
         "              ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:5:12: error[STU005]: checklist must be a text\n"
         "    checklist: []\n"
         "               ^\n"
         "study.yaml:6:13: error[STU005]: amendments must not be empty\n"
         "    amendments: ''\n"
         "                ^\n"
         "study.yaml:7:12: error[STU005]: overrides: '/o.csv' is not a file inside the study folder\n"
         "    overrides: /o.csv\n"
         "               ^\n"
         "  hint: name it relative to the folder, without '..'\n"},
        {"study: s", "study: s\nconsiderations: {7: x, 1: []}",
         "study.yaml:3:18: error[STU002]: unknown key '7' in considerations\n"
         "    considerations: {7: x, 1: []}\n"
         "                     ^\n"
         "  hint: known here: 1, 2, 3, 4, 5, 6\n"
         "study.yaml:3:27: error[STU005]: consideration 1 must be a text, or 'ja:' and 'en:'\n"
         "    considerations: {7: x, 1: []}\n"
         "                              ^\n"},
        {"study: s", "study: s\nreview: {subjects: x, issuer: []}",
         "study.yaml:3:10: error[STU002]: unknown key 'subjects' in review\n"
         "    review: {subjects: x, issuer: []}\n"
         "             ^\n"
         "  hint: did you mean 'subject'?\n"
         "study.yaml:3:31: error[STU005]: review.issuer must be a text, or 'ja:' and 'en:'\n"
         "    review: {subjects: x, issuer: []}\n"
         "                                  ^\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_strata_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"{column: S, values", "{values",
         "study.yaml:4:9: error[STU004]: 'column' is missing in strata\n"
         "    strata: {values: [{id: a}, {id: b, label: B}]}\n"
         "            ^\n"},
        {"values: [{id: a}, {id: b, label: B}]", "values: []",
         "study.yaml:4:29: error[STU005]: strata.values must not be empty\n"
         "    strata: {column: S, values: []}\n"
         "                                ^\n"},
        {"values: [{id: a}, {id: b, label: B}]", "values: {a: A}",
         "study.yaml:4:29: error[STU005]: strata.values must be a list\n"
         "    strata: {column: S, values: {a: A}}\n"
         "                                ^\n"},
        {"{id: a}, ", "{label: A}, ",
         "study.yaml:4:30: error[STU004]: 'id' is missing in a stratum\n"
         "    strata: {column: S, values: [{label: A}, {id: b, label: B}]}\n"
         "                                 ^\n"},
        {"{id: a}, ", "{id: b}, ",
         "study.yaml:4:44: error[STU003]: id 'b' is there twice\n"
         "    strata: {column: S, values: [{id: b}, {id: b, label: B}]}\n"
         "                                               ^\n"},
        {"{id: a}, ", "{id: a__b}, ",
         "study.yaml:4:35: error[STU005]: 'a__b' is not an id\n"
         "    strata: {column: S, values: [{id: a__b}, {id: b, label: B}]}\n"
         "                                      ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"},
        {"{id: a}, ", "a, ",
         "study.yaml:4:30: error[STU005]: a stratum must be a mapping\n"
         "    strata: {column: S, values: [a, {id: b, label: B}]}\n"
         "                                 ^\n"},
        {"{id: a}, ", "{id: a, also: [ｂ]}, ",
         "study.yaml:4:55: error[STU007]: 'b' stands for both 'a' and 'b' among the strata\n"
         "    strata: {column: S, values: [{id: a, also: [ｂ]}, {id: b, label: B}]}\n"
         "                                                           ^\n"
         "  hint: the other stands on line 4, as 'ｂ'\n"},
        {"{id: a}, ", "{id: a, also: {x: y}, labl: A}, ",
         "study.yaml:4:44: error[STU005]: 'also' of stratum 'a' must be a list of texts\n"
         "    strata: {column: S, values: [{id: a, also: {x: y}, labl: A}, {id: b, label: B}]}\n"
         "                                               ^\n"
         "study.yaml:4:52: error[STU002]: unknown key 'labl' in a stratum\n"
         "    strata: {column: S, values: [{id: a, also: {x: y}, labl: A}, {id: b, label: B}]}\n"
         "                                                       ^\n"
         "  hint: did you mean 'label'?\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_scales_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"  yes_no:\n", "  Yes:\n",
         "study.yaml:6:3: error[STU005]: 'Yes' is not an id\n"
         "      Yes:\n"
         "      ^\n"
         "  hint: use a to z, 0 to 9 and single underscores, and begin with a letter\n"
         "study.yaml:11:31: error[STU006]: 'yes_no' is not a scale\n"
         "      - {id: q, column: Q, scale: yes_no, adopted: [yes]}\n"
         "                                  ^\n"
         "  hint: known here: Yes\n"},
        {"role: no_answer", "role: no_anwser",
         "study.yaml:9:25: error[STU005]: the role of choice 'blank': 'no_anwser' is not known\n"
         "        - {id: blank, role: no_anwser, also: [\"\"]}\n"
         "                            ^\n"
         "  hint: did you mean 'no_answer'?\n"},
        {"label: No}", "label: No, also: [ＹＥＳ, Yes, ~]}",
         "study.yaml:8:39: error[STU007]: 'Yes' stands for both 'yes' and 'no' of scale 'yes_no'\n"
         "        - {id: no, label: No, also: [ＹＥＳ, Yes, ~]}\n"
         "                                             ^\n"
         "  hint: the other stands on line 7, as 'Yes'\n"
         "study.yaml:8:44: error[STU005]: 'also' of choice 'no' must be a text\n"
         "        - {id: no, label: No, also: [ＹＥＳ, Yes, ~]}\n"
         "                                                  ^\n"},
        {"{id: no, label: No}", "{id: yes, label: No}",
         "study.yaml:8:12: error[STU003]: id 'yes' is there twice\n"
         "        - {id: yes, label: No}\n"
         "               ^\n"},
        {"{id: no, label: No}", "[no]",
         "study.yaml:8:7: error[STU005]: a choice of scale 'yes_no' must be a mapping\n"
         "        - [no]\n"
         "          ^\n"},
        {"scales:\n", "scales:\n  empty:\n",
         "study.yaml:6:9: error[STU005]: scale 'empty' must be a list\n"
         "      empty:\n"
         "            ^\n"},
        {"{id: no, label: No}", "{id: line, label: \"\"}",
         "study.yaml:8:12: error[STU005]: 'line' can't be an id: the table of responses has a column of that name\n"
         "        - {id: line, label: \"\"}\n"
         "               ^\n"
         "  hint: choose another id\n"
         "study.yaml:8:25: error[STU005]: the label of choice 'line' must not be empty\n"
         "        - {id: line, label: \"\"}\n"
         "                            ^\n"
         "study.yaml:9:43: error[STU007]: '' stands for both 'line' and 'blank' of scale 'yes_no'\n"
         "        - {id: blank, role: no_answer, also: [\"\"]}\n"
         "                                              ^\n"
         "  hint: the other stands on line 8, as ''\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_items_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"scale: yes_no, ", "scale: yesno, ",
         "study.yaml:11:31: error[STU006]: 'yesno' is not a scale\n"
         "      - {id: q, column: Q, scale: yesno, adopted: [yes]}\n"
         "                                  ^\n"
         "  hint: did you mean 'yes_no'?\n"},
        {"scale: yes_no, ", "",
         "study.yaml:11:5: error[STU004]: 'scale' is missing in item 'q'\n"
         "      - {id: q, column: Q, adopted: [yes]}\n"
         "        ^\n"},
        {"adopted: [yes]", "adopted: [yes, yess, blank, yes]",
         "study.yaml:11:54: error[STU006]: 'yess' is not a choice of scale 'yes_no'\n"
         "      - {id: q, column: Q, scale: yes_no, adopted: [yes, yess, blank, yes]}\n"
         "                                                         ^\n"
         "  hint: did you mean 'yes'?\n"
         "study.yaml:11:60: error[STU005]: choice 'blank' has the role no_answer\n"
         "      - {id: q, column: Q, scale: yes_no, adopted: [yes, yess, blank, yes]}\n"
         "                                                               ^\n"
         "  hint: only what counts as an answer can be adopted\n"
         "study.yaml:11:67: error[STU003]: choice 'yes' is there twice\n"
         "    …d: q, column: Q, scale: yes_no, adopted: [yes, yess, blank, yes]}\n"
         "                                                                 ^\n"},
        {"{id: free,", "{id: q,",
         "study.yaml:12:10: error[STU003]: id 'q' is there twice\n"
         "      - {id: q, kind: text, column: F}\n"
         "             ^\n"},
        {"{id: free,", "{id: stratum,",
         "study.yaml:12:10: error[STU005]: 'stratum' can't be an id: the table of responses has a column of that name\n"
         "      - {id: stratum, kind: text, column: F}\n"
         "             ^\n"
         "  hint: choose another id\n"},
        {"kind: text, ", "kind: txt, ",
         "study.yaml:12:22: error[STU005]: the kind of item 'free': 'txt' is not known\n"
         "      - {id: free, kind: txt, column: F}\n"
         "                         ^\n"
         "  hint: did you mean 'text'?\n"},
        {"kind: text, ", "kind: text, scale: yes_no, ",
         "study.yaml:12:28: error[STU002]: unknown key 'scale' in item 'free'\n"
         "      - {id: free, kind: text, scale: yes_no, column: F}\n"
         "                               ^\n"
         "  hint: known here: id, label, column, kind\n"},
        {", column: F", "",
         "study.yaml:12:5: error[STU004]: 'column' is missing in item 'free', and no wave gives one\n"
         "      - {id: free, kind: text}\n"
         "        ^\n"},
        {"column: Q", "column: [Q]",
         "study.yaml:11:21: error[STU005]: the column of item 'q' must be a text\n"
         "      - {id: q, column: [Q], scale: yes_no, adopted: [yes]}\n"
         "                        ^\n"},
        {"{id: free, kind: text, column: F}", "free",
         "study.yaml:12:5: error[STU005]: an item must be a mapping\n"
         "      - free\n"
         "        ^\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_waves_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"2021:", "1999-2000:",
         "study.yaml:15:3: error[STU005]: '1999-2000' is not a fiscal year\n"
         "      1999-2000: {files: [b.csv]}\n"
         "      ^\n"
         "  hint: write 2021, FY2021, 2021年度, 令和3年度 or R3\n"},
        {"2021:", "R2:",
         "study.yaml:15:3: error[STU003]: wave 2020 is declared twice\n"
         "      R2: {files: [b.csv]}\n"
         "      ^\n"},
        {"files: [b.csv]", "files: [a.csv]",
         "study.yaml:15:18: error[STU003]: file 'a.csv' is one of wave 2020 already\n"
         "      2021: {files: [a.csv]}\n"
         "                     ^\n"},
        {"files: [b.csv]", "files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]",
         "study.yaml:15:25: error[STU003]: file 'b.csv' is there twice\n"
         "      2021: {files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]}\n"
         "                            ^\n"
         "study.yaml:15:34: error[STU005]: 'files' of wave 2021: '/b.csv' is not a file inside the study folder\n"
         "      2021: {files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]}\n"
         "                                     ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:15:42: error[STU005]: 'files' of wave 2021: 'x/../../b.csv' is not a file inside the study "
         "folder\n"
         "      2021: {files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]}\n"
         "                                             ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:15:57: error[STU005]: 'files' of wave 2021 must not be empty\n"
         "      2021: {files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]}\n"
         "                                                            ^\n"
         "study.yaml:15:61: error[STU005]: 'files' of wave 2021: '.' is not a file inside the study folder\n"
         "      2021: {files: [b.csv, ./b.csv, /b.csv, x/../../b.csv, \"\", .]}\n"
         "                                                                ^\n"
         "  hint: name it relative to the folder, without '..'\n"},
        {"files: [b.csv]", "encoding: cp9320, delimiter: ab, header_line: 0",
         "study.yaml:15:20: error[STU005]: encoding 'cp9320' is not known\n"
         "      2021: {encoding: cp9320, delimiter: ab, header_line: 0}\n"
         "                       ^\n"
         "  hint: for example UTF-8 or CP932; left out, it is found\n"
         "study.yaml:15:39: error[STU005]: 'delimiter' of wave 2021 must be one character\n"
         "      2021: {encoding: cp9320, delimiter: ab, header_line: 0}\n"
         "                                          ^\n"
         "  hint: for example \",\", \";\" or \"\\t\"\n"
         "study.yaml:15:56: error[STU005]: 'header_line' of wave 2021 must be a whole number of at least 1\n"
         "      2021: {encoding: cp9320, delimiter: ab, header_line: 0}\n"
         "                                                           ^\n"},
        {"files: [b.csv]", "survey_date: 2021-02-29, review_date: 2022/03/31",
         "study.yaml:15:23: error[STU005]: 'survey_date' of wave 2021: '2021-02-29' is not a date\n"
         "      2021: {survey_date: 2021-02-29, review_date: 2022/03/31}\n"
         "                          ^\n"
         "  hint: write it as YYYY-MM-DD\n"
         "study.yaml:15:48: error[STU005]: 'review_date' of wave 2021: '2022/03/31' is not a date\n"
         "      2021: {survey_date: 2021-02-29, review_date: 2022/03/31}\n"
         "                                                   ^\n"
         "  hint: write it as YYYY-MM-DD\n"},
        {"files: [b.csv]", "survey_date: 2020-02-29, review_date: 2100-02-29",
         "study.yaml:15:48: error[STU005]: 'review_date' of wave 2021: '2100-02-29' is not a date\n"
         "      2021: {survey_date: 2020-02-29, review_date: 2100-02-29}\n"
         "                                                   ^\n"
         "  hint: write it as YYYY-MM-DD\n"},
        {"files: [b.csv]", "like: 2018",
         "study.yaml:15:16: error[STU006]: 'like' of wave 2021: there is no wave '2018'\n"
         "      2021: {like: 2018}\n"
         "                   ^\n"},
        {"{files: [b.csv]}", "{like: 2021}",
         "study.yaml:15:16: error[STU005]: 'like' leads from wave 2021 back to itself\n"
         "      2021: {like: 2021}\n"
         "                   ^\n"},
        {"{files: [a.csv]}\n", "{like: 2022}\n  2022: {like: 2023}\n  2023: {like: 2020}\n  2024: {like: 2020}\n",
         "study.yaml:14:16: error[STU005]: 'like' leads from wave 2020 back to itself\n"
         "      2020: {like: 2022}\n"
         "                   ^\n"},
        {"files: [b.csv]", "columns: {r: Q, q: [x]}, labels: {yesno: {yes: [\"1\"]}, yes_no: {yse: [\"1\"]}}",
         "study.yaml:15:20: error[STU006]: 'r' is not an item\n"
         "      2021: {columns: {r: Q, q: [x]}, labels: {yesno: {yes: [\"1\"]}, yes_no: {yse: [\"1\"]}}}\n"
         "                       ^\n"
         "  hint: known here: q, free\n"
         "study.yaml:15:29: error[STU005]: the column of item 'q' must be a text\n"
         "      2021: {columns: {r: Q, q: [x]}, labels: {yesno: {yes: [\"1\"]}, yes_no: {yse: [\"1\"]}}}\n"
         "                                ^\n"
         "study.yaml:15:44: error[STU006]: 'yesno' is not a scale\n"
         "      2021: {columns: {r: Q, q: [x]}, labels: {yesno: {yes: [\"1\"]}, yes_no: {yse: [\"1\"]}}}\n"
         "                                               ^\n"
         "  hint: did you mean 'yes_no'?\n"
         "study.yaml:15:74: error[STU006]: 'yse' is not a choice of scale 'yes_no'\n"
         "    …mns: {r: Q, q: [x]}, labels: {yesno: {yes: [\"1\"]}, yes_no: {yse: [\"1\"]}}}\n"
         "                                                                 ^\n"
         "  hint: did you mean 'yes'?\n"},
        {"files: [b.csv]", "labels: [a], columns: x, institution: {cod: X}, strata: {labels: {c: [\"1\"]}}",
         "study.yaml:15:18: error[STU005]: 'labels' of wave 2021 must be a mapping\n"
         "      2021: {labels: [a], columns: x, institution: {cod: X}, strata: {labels: {c: [\"1\"]}}}\n"
         "                     ^\n"
         "study.yaml:15:32: error[STU005]: 'columns' of wave 2021 must be a mapping\n"
         "      2021: {labels: [a], columns: x, institution: {cod: X}, strata: {labels: {c: [\"1\"]}}}\n"
         "                                   ^\n"
         "study.yaml:15:49: error[STU002]: unknown key 'cod' in 'institution' of wave 2021\n"
         "      2021: {labels: [a], columns: x, institution: {cod: X}, strata: {labels: {c: [\"1\"]}}}\n"
         "                                                    ^\n"
         "  hint: did you mean 'code'?\n"
         "study.yaml:15:76: error[STU006]: 'c' is not a stratum\n"
         "    …: [a], columns: x, institution: {cod: X}, strata: {labels: {c: [\"1\"]}}}\n"
         "                                                                 ^\n"
         "  hint: known here: a, b\n"},
        {"{files: [b.csv]}", "x",
         "study.yaml:15:9: error[STU005]: wave 2021 must be a mapping\n"
         "      2021: x\n"
         "            ^\n"},
        {"files: [b.csv]", "filse: [b.csv]",
         "study.yaml:15:10: error[STU002]: unknown key 'filse' in wave 2021\n"
         "      2021: {filse: [b.csv]}\n"
         "             ^\n"
         "  hint: did you mean 'files'?\n"},
        {"waves:\n  2020: {files: [a.csv]}\n  2021: {files: [b.csv]}\n", "waves:\n",
         "study.yaml:1:1: error[STU004]: 'waves' is missing in study.yaml\n"
         "    version: 1\n"
         "    ^\n"},
        {"waves:\n  2020: {files: [a.csv]}\n  2021: {files: [b.csv]}\n", "waves: {}\n",
         "study.yaml:13:8: error[STU005]: waves must be a mapping of at least one wave\n"
         "    waves: {}\n"
         "           ^\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_spellings_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"files: [b.csv]", "labels: {yes_no: {yes: [\"1\"], no: [\"１\"]}}",
         "study.yaml:15:45: error[STU007]: '１' stands for both 'yes' and 'no' of scale 'yes_no' in wave 2021\n"
         "      2021: {labels: {yes_no: {yes: [\"1\"], no: [\"１\"]}}}\n"
         "                                                ^\n"
         "  hint: the other stands on line 15, as '1'\n"},
        {"files: [a.csv]", "labels: {yes_no: {no: [\"Yes\"]}}",
         "study.yaml:14:33: error[STU007]: 'Yes' stands for both 'yes' and 'no' of scale 'yes_no' in wave 2020\n"
         "      2020: {labels: {yes_no: {no: [\"Yes\"]}}}\n"
         "                                    ^\n"
         "  hint: the other stands on line 7, as 'Yes'\n"},
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}", "{labels: {yes_no: {no: [\"Yes\"]}}}\n  2021: {like: 2020}",
         "study.yaml:14:33: error[STU007]: 'Yes' stands for both 'yes' and 'no' of scale 'yes_no' in wave 2020\n"
         "      2020: {labels: {yes_no: {no: [\"Yes\"]}}}\n"
         "                                    ^\n"
         "  hint: the other stands on line 7, as 'Yes'\n"},
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}",
         "{labels: {yes_no: {no: [\"1\"]}}}\n  2021: {like: 2020, labels: {yes_no: {yes: [\"1\"]}}}",
         "study.yaml:15:46: error[STU007]: '1' stands for both 'no' and 'yes' of scale 'yes_no' in wave 2021\n"
         "      2021: {like: 2020, labels: {yes_no: {yes: [\"1\"]}}}\n"
         "                                                 ^\n"
         "  hint: the other stands on line 14, as '1'\n"},
        {"files: [b.csv]", "strata: {labels: {a: [B]}}",
         "study.yaml:15:32: error[STU007]: 'B' stands for both 'b' and 'a' among the strata of wave 2021\n"
         "      2021: {strata: {labels: {a: [B]}}}\n"
         "                                   ^\n"
         "  hint: the other stands on line 4, as 'B'\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_equivalence_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"{files: [a.csv]}\n  2021: {files: [b.csv]}", "{questions: {q: one}}\n  2021: {questions: {q: two}}",
         "study.yaml:15:25: error[STU004]: the question of item 'q' is not that of wave 2020, and no equivalence is "
         "given\n"
         "      2021: {questions: {q: two}}\n"
         "                            ^\n"
         "  hint: add `equivalence: {q: …}` to wave 2021: identical, reworded, recoded or broken\n"},
        {"files: [b.csv]", "questions: {q: two}",
         "study.yaml:15:25: error[STU004]: the question of item 'q' is given, that of wave 2020 is not, and no "
         "equivalence is given\n"
         "      2021: {questions: {q: two}}\n"
         "                            ^\n"
         "  hint: add `equivalence: {q: …}` to wave 2021: identical, reworded, recoded or broken\n"},
        {"files: [a.csv]", "questions: {q: two}",
         "study.yaml:15:3: error[STU004]: the question of item 'q' is not given, that of wave 2020 is, and no "
         "equivalence is given\n"
         "      2021: {files: [b.csv]}\n"
         "      ^\n"
         "  hint: add `equivalence: {q: …}` to wave 2021: identical, reworded, recoded or broken\n"},
        {"files: [b.csv]", "equivalence: {q: rewordd, r: broken}, questions: {q: ~, r: x}",
         "study.yaml:15:27: error[STU005]: the equivalence of item 'q': 'rewordd' is not known\n"
         "      2021: {equivalence: {q: rewordd, r: broken}, questions: {q: ~, r: x}}\n"
         "                              ^\n"
         "  hint: did you mean 'reworded'?\n"
         "study.yaml:15:36: error[STU006]: 'r' is not an item\n"
         "      2021: {equivalence: {q: rewordd, r: broken}, questions: {q: ~, r: x}}\n"
         "                                       ^\n"
         "  hint: known here: q, free\n"
         "study.yaml:15:63: error[STU005]: the question of item 'q' must be a text\n"
         "    …2021: {equivalence: {q: rewordd, r: broken}, questions: {q: ~, r: x}}\n"
         "                                                                 ^\n"
         "study.yaml:15:66: error[STU006]: 'r' is not an item\n"
         "    …1: {equivalence: {q: rewordd, r: broken}, questions: {q: ~, r: x}}\n"
         "                                                                 ^\n"
         "  hint: known here: q, free\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

static void test_study_parse_analysis_problems(void **state)
{
    (void)state;
    static const struct spoilt cases[] = {
        {"study: s",
         "study: s\nanalysis: {denominator: all, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: "
         "1}}",
         "study.yaml:3:25: error[STU005]: analysis.denominator: 'all' is not known\n"
         "    analysis: {denominator: all, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                            ^\n"
         "  hint: known here: valid, allresp\n"
         "study.yaml:3:37: error[STU005]: analysis.level must be above 50 and below 100\n"
         "    analysis: {denominator: all, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                        ^\n"
         "  hint: the confidence level in percent, for example 95\n"
         "study.yaml:3:49: error[STU005]: analysis.seed must be a whole number of at least 0\n"
         "    analysis: {denominator: all, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                                    ^\n"
         "study.yaml:3:69: error[STU005]: analysis.lonely_stratum: 'fial' is not known\n"
         "    …: {denominator: all, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                                                 ^\n"
         "  hint: did you mean 'fail'?\n"
         "study.yaml:3:86: error[STU005]: analysis.prior.a must be above 0\n"
         "    …ll, level: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                                                 ^\n"
         "study.yaml:3:92: error[STU005]: analysis.prior.b must be a number\n"
         "    …vel: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                                                 ^\n"
         "study.yaml:3:95: error[STU002]: unknown key 'c' in analysis.prior\n"
         "    …: 0.95, seed: -1, lonely_stratum: fial, prior: {a: 0, b: x, c: 1}}\n"
         "                                                                 ^\n"
         "  hint: known here: a, b\n"},
        {"study: s", "study: s\nanalysis: {interval: {published: wilsn, population: hypergeometric}, level: 100}",
         "study.yaml:3:34: error[STU005]: analysis.interval.published: 'wilsn' is not known\n"
         "    analysis: {interval: {published: wilsn, population: hypergeometric}, level: 100}\n"
         "                                     ^\n"
         "  hint: did you mean 'wilson'?\n"
         "study.yaml:3:53: error[STU005]: analysis.interval.population: 'hypergeometric' is not known\n"
         "    analysis: {interval: {published: wilsn, population: hypergeometric}, level: 100}\n"
         "                                                        ^\n"
         "  hint: known here: mean, logit, xlogit, asin, beta, likelihood, wilson, predictive\n"
         "study.yaml:3:77: error[STU005]: analysis.level must be above 50 and below 100\n"
         "    …val: {published: wilsn, population: hypergeometric}, level: 100}\n"
         "                                                                 ^\n"
         "  hint: the confidence level in percent, for example 95\n"},
        {"study: s", "study: s\nanalysis: {level: 50, interval: beta, lvl: 1}",
         "study.yaml:3:19: error[STU005]: analysis.level must be above 50 and below 100\n"
         "    analysis: {level: 50, interval: beta, lvl: 1}\n"
         "                      ^\n"
         "  hint: the confidence level in percent, for example 95\n"
         "study.yaml:3:33: error[STU005]: analysis.interval must be a mapping\n"
         "    analysis: {level: 50, interval: beta, lvl: 1}\n"
         "                                    ^\n"
         "study.yaml:3:39: error[STU002]: unknown key 'lvl' in analysis\n"
         "    analysis: {level: 50, interval: beta, lvl: 1}\n"
         "                                          ^\n"
         "  hint: known here: denominator, interval, level, lonely_stratum, prior, seed\n"},
        {"study: s", "study: s\nanalysis: [x]",
         "study.yaml:3:11: error[STU005]: analysis must be a mapping\n"
         "    analysis: [x]\n"
         "              ^\n"},
        {"study: s", "study: s\npublish: {minimum_cell: -1, decimals: 7}\nweighting: {method: raking}",
         "study.yaml:3:25: error[STU005]: publish.minimum_cell must be a whole number from 0 to 1000000\n"
         "    publish: {minimum_cell: -1, decimals: 7}\n"
         "                            ^\n"
         "study.yaml:3:39: error[STU005]: publish.decimals must be a whole number from 0 to 6\n"
         "    publish: {minimum_cell: -1, decimals: 7}\n"
         "                                          ^\n"
         "study.yaml:4:21: error[STU005]: weighting.method: 'raking' is not known\n"
         "    weighting: {method: raking}\n"
         "                        ^\n"
         "  hint: known here: none, poststratify, rake, linear\n"},
        {"study: s", "study: s\nframe: /etc/frame.csv\npublished: ../p.csv\nrules: [x]",
         "study.yaml:3:8: error[STU005]: frame: '/etc/frame.csv' is not a file inside the study folder\n"
         "    frame: /etc/frame.csv\n"
         "           ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:4:12: error[STU005]: published: '../p.csv' is not a file inside the study folder\n"
         "    published: ../p.csv\n"
         "               ^\n"
         "  hint: name it relative to the folder, without '..'\n"
         "study.yaml:5:8: error[STU005]: rules must be a text\n"
         "    rules: [x]\n"
         "           ^\n"},
    };
    refuse_all(cases, sizeof cases / sizeof *cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_study_parse_base),
        cmocka_unit_test(test_study_parse_no_mapping),
        cmocka_unit_test(test_study_parse_empty),
        cmocka_unit_test(test_study_parse_limit),
        cmocka_unit_test(test_study_parse_head_problems),
        cmocka_unit_test(test_study_parse_file_problems),
        cmocka_unit_test(test_study_parse_strata_problems),
        cmocka_unit_test(test_study_parse_scales_problems),
        cmocka_unit_test(test_study_parse_items_problems),
        cmocka_unit_test(test_study_parse_waves_problems),
        cmocka_unit_test(test_study_parse_spellings_problems),
        cmocka_unit_test(test_study_parse_equivalence_problems),
        cmocka_unit_test(test_study_parse_analysis_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
