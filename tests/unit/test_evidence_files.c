/* evidence.csv, checklist.csv, amendments.csv and overrides.csv: what is read, and every message with its place. */
#include "support/check.h"

#include <string.h>

#include "base/buffer.h"
#include "study/study.h"
#include "support/study_folder.h"
#include "unit/study_example.h"

#define EVIDENCE "date,consideration,source,title,assessment,calls_for,urgent,checklist_items,assessed_by,assessed_on\n"
#define AMENDMENTS "standard,edition,date,title_ja,summary_ja,title_en,summary_en\n"
#define OVERRIDES "wave,decision,reason,by,date\n"

static struct study *study;
static struct arena *arena;
static struct errors errors;
static struct checklist checklist;
static struct evidence evidence;
static struct amendments amendments;
static struct overrides overrides;

static enum status parse_checklist(const char *text)
{
    return checklist_parse(study, "checklist.csv", text, strlen(text), arena, &checklist, &errors);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    enum status status = study_parse("folder", STUDY_EXAMPLE, strlen(STUDY_EXAMPLE), &study, &errors);
    if (!arena || status != STATUS_OK)
        return -1;
    return parse_checklist("serial,title_ja,title_en,standards\n21,抑止,Deter,実務基準27\n"
                           "２２,認証,,実務基準 8; 実務基準26、、ISO 1\nA-1,,Other,\n") == STATUS_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    errors_clear(&errors);
    arena_free(arena);
    study_free(study);
    return 0;
}

static enum status parse_evidence(const char *text)
{
    return evidence_parse(study, &checklist, "evidence.csv", text, strlen(text), arena, &evidence, &errors);
}

static enum status parse_amendments(const char *text)
{
    return amendments_parse(study, "amendments.csv", text, strlen(text), arena, &amendments, &errors);
}

static enum status parse_overrides(const char *text)
{
    return overrides_parse(study, "overrides.csv", text, strlen(text), arena, &overrides, &errors);
}

/* ---- checklist.csv ---- */

static void test_checklist_parse_serials_titles_and_standards(void **state)
{
    (void)state;
    assert_no_errors(&errors);
    assert_int_equal(checklist.count, 3);
    assert_int_equal(checklist_find(&checklist, "22"), 1);
    assert_int_equal(checklist_find(&checklist, "A-1"), 2);
    assert_int_equal(checklist_find(&checklist, "2"), -1);
    const struct checklist_item *item = &checklist.items[1];
    assert_string_equal(label_in(&item->title, LANGUAGE_EN), "認証");
    assert_int_equal(item->standard_count, 3);
    assert_string_equal(item->standards[0], "実務基準 8");
    assert_string_equal(item->standards[2], "ISO 1");
    assert_true(checklist_refers(item, "実務基準8"));
    assert_true(checklist_refers(item, "実務基準 26"));
    assert_false(checklist_refers(item, "実務基準2"));
    assert_false(checklist_refers(item, "実務基準268"));
    assert_false(checklist_refers(item, ""));
    assert_int_equal(checklist.items[2].standard_count, 0);
}

static void test_checklist_parse_problems(void **state)
{
    (void)state;
    assert_int_equal(parse_checklist("serial,title_ja,standards\n21,a,\n２１,b,\n,c,\n4,,\n"), STATUS_INPUT);
    assert_int_equal(checklist.count, 0);
    assert_errors(&errors, "checklist.csv:3:1: error[CSV006]: item '21' is there twice\n"
                           "    ２１,b,\n"
                           "    ^\n"
                           "checklist.csv:4:1: error[CSV006]: serial must not be empty\n"
                           "    ,c,\n"
                           "    ^\n"
                           "checklist.csv:5:3: error[CSV006]: title_ja or title_en must not be empty\n"
                           "    4,,\n"
                           "      ^\n");
    assert_int_equal(parse_checklist("serial,titel_ja\n1,a\n"), STATUS_INPUT);
    assert_errors(&errors, "checklist.csv:1:8: error[CSV005]: unknown column 'titel_ja'\n"
                           "    serial,titel_ja\n"
                           "           ^\n"
                           "  hint: did you mean 'title_ja'?\n"
                           "checklist.csv:1:1: error[CSV005]: column 'standards' is missing\n"
                           "    serial,titel_ja\n"
                           "    ^\n");
    assert_int_equal(parse_checklist("serial,standards,title_en\n"), STATUS_INPUT);
    assert_errors(&errors, "checklist.csv: error[CSV003]: there is no data row\n");
}

/* ---- evidence.csv ---- */

static void test_evidence_parse_values_and_order(void **state)
{
    (void)state;
    assert_int_equal(
        parse_evidence("title_en,date,consideration,source,title,assessment,calls_for,urgent,checklist_items,assessed_"
                       "by,assessed_on\n"
                       ",2021-12-10,５,源,題 ,評価,major,はい,22、21 ; A-1,山田,2021-12-10\n"
                       "Title,2021-05-01,1,s,題,,,,,,\n"
                       ",2021-12-10,2,s,t,a,watch,いいえ,,,\n"
                       ",2021-05-01,6,s,t,a,revise,no,,,\n"
                       ",2021-05-01,3,s,t,a,none,yes,,,\n"),
        STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(evidence.count, 5);
    static const int order[] = {1, 6, 3, 5, 2};
    static const enum evidence_call calls[] = {CALLS_OPEN, CALLS_REVISE, CALLS_NONE, CALLS_MAJOR, CALLS_WATCH};
    static const bool urgent[] = {false, false, true, true, false};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(evidence.lines[i].consideration, order[i]);
        assert_int_equal(evidence.lines[i].calls, calls[i]);
        assert_int_equal(evidence.lines[i].urgent, urgent[i]);
    }
    assert_string_equal(label_in(&evidence.lines[0].title, LANGUAGE_EN), "Title");
    assert_string_equal(label_in(&evidence.lines[0].title, LANGUAGE_JA), "題");
    assert_string_equal(label_in(&evidence.lines[0].assessment, LANGUAGE_EN), "");
    assert_null(evidence.lines[0].assessed_by);
    assert_null(evidence.lines[0].assessed_on);
    const struct evidence_line *major = &evidence.lines[3];
    assert_string_equal(label_in(&major->title, LANGUAGE_EN), "題 "); /* as it is written */
    assert_string_equal(label_in(&major->source, LANGUAGE_EN), "源");
    assert_int_equal(major->line, 2);
    assert_int_equal(major->item_count, 3);
    assert_int_equal(major->items[0], 1);
    assert_int_equal(major->items[1], 0);
    assert_int_equal(major->items[2], 2);
    assert_string_equal(major->assessed_by, "山田");
    assert_string_equal(major->assessed_on, "2021-12-10");
}

static void test_evidence_parse_without_a_line_holds_up(void **state)
{
    (void)state;
    assert_int_equal(parse_evidence("date,consideration,source,title,assessment,calls_for\n"), STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(evidence.count, 0);
}

static void test_evidence_parse_problems(void **state)
{
    (void)state;
    assert_int_equal(parse_evidence(EVIDENCE "2021-02-29,0,,,,Revise,x,23,,\n"
                                             "2021-03-01,10,s,t,a,none,,21;;99、98,,2021-02-28\n"
                                             "2021-3-1,,s,t,a,none,,,,2021\n"),
                     STATUS_INPUT);
    assert_int_equal(evidence.count, 0);
    assert_errors(
        &errors,
        "evidence.csv:2:1: error[CSV006]: date: '2021-02-29' is not a date\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "    ^\n"
        "  hint: write it as YYYY-MM-DD\n"
        "evidence.csv:2:12: error[CSV006]: consideration must be a whole number from 1 to 6, not '0'\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "               ^\n"
        "evidence.csv:2:14: error[CSV006]: source must not be empty\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "                 ^\n"
        "  hint: tell where it can be looked up\n"
        "evidence.csv:2:15: error[CSV006]: title must not be empty\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "                  ^\n"
        "evidence.csv:2:17: error[CSV006]: 'Revise' is not what a line of evidence can call for\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "                    ^\n"
        "  hint: did you mean 'revise'?\n"
        "evidence.csv:2:24: error[CSV006]: urgent: 'x' is not understood\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "                           ^\n"
        "  hint: write yes, no, はい, いいえ, or leave it empty\n"
        "evidence.csv:2:26: error[CSV006]: '23' is not an item of the checklist\n"
        "    2021-02-29,0,,,,Revise,x,23,,\n"
        "                             ^\n"
        "  hint: write serials of the checklist, parted by `;` or 、\n"
        "evidence.csv:3:12: error[CSV006]: consideration must be a whole number from 1 to 6, not '10'\n"
        "    2021-03-01,10,s,t,a,none,,21;;99、98,,2021-02-28\n"
        "               ^\n"
        "evidence.csv:3:27: error[CSV006]: '99' is not an item of the checklist\n"
        "    2021-03-01,10,s,t,a,none,,21;;99、98,,2021-02-28\n"
        "                              ^\n"
        "  hint: write serials of the checklist, parted by `;` or 、\n"
        "evidence.csv:3:27: error[CSV006]: '98' is not an item of the checklist\n"
        "    2021-03-01,10,s,t,a,none,,21;;99、98,,2021-02-28\n"
        "                              ^\n"
        "  hint: write serials of the checklist, parted by `;` or 、\n"
        "evidence.csv:3:38: error[CSV006]: assessed_on: '2021-02-28' lies before '2021-03-01', when it came in\n"
        "    2021-03-01,10,s,t,a,none,,21;;99、98,,2021-02-28\n"
        "                                          ^\n"
        "evidence.csv:4:1: error[CSV006]: date: '2021-3-1' is not a date\n"
        "    2021-3-1,,s,t,a,none,,,,2021\n"
        "    ^\n"
        "  hint: write it as YYYY-MM-DD\n"
        "evidence.csv:4:10: error[CSV006]: consideration must be a whole number from 1 to 6, not ''\n"
        "    2021-3-1,,s,t,a,none,,,,2021\n"
        "             ^\n"
        "evidence.csv:4:25: error[CSV006]: assessed_on: '2021' is not a date\n"
        "    2021-3-1,,s,t,a,none,,,,2021\n"
        "                            ^\n"
        "  hint: write it as YYYY-MM-DD\n");
}

static void test_evidence_parse_without_a_checklist(void **state)
{
    (void)state;
    static const char text[] = EVIDENCE "2021-05-01,1,s,t,a,none,,21,,\n";
    enum status status = evidence_parse(study, NULL, "evidence.csv", text, sizeof text - 1, arena, &evidence, &errors);
    assert_int_equal(status, STATUS_INPUT);
    assert_errors(&errors, "evidence.csv:2:26: error[CSV006]: '21' is not an item of the checklist\n"
                           "    2021-05-01,1,s,t,a,none,,21,,\n"
                           "                             ^\n"
                           "  hint: name the checklist in study.yaml: `checklist: checklist.csv`\n");
    const struct checklist unread = {0};
    status = evidence_parse(study, &unread, "evidence.csv", text, sizeof text - 1, arena, &evidence, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(evidence.lines[0].item_count, 0);
}

static void test_evidence_call_names(void **state)
{
    (void)state;
    static const char *const names[CALLS_END] = {"", "none", "watch", "revise", "major"};
    for (int i = 0; i < CALLS_END; i++)
        assert_string_equal(evidence_call_name((enum evidence_call)i), names[i]);
}

/* ---- amendments.csv ---- */

static void test_amendments_parse_values_and_order(void **state)
{
    (void)state;
    assert_int_equal(parse_amendments("date,standard,edition,edition_en,summary_en,summary_ja\n"
                                      "2021-12-01,実務基準２７,第9版,9th,Added,追加\n"
                                      "2019-03-01,実務基準8,第9版,,First,\n"
                                      "2021-12-01,実務基準8,第9版,,,二番\n"),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(amendments.count, 3);
    assert_string_equal(amendments.lines[0].date, "2019-03-01");
    assert_string_equal(amendments.lines[1].standard, "実務基準27");
    assert_string_equal(label_in(&amendments.lines[1].edition, LANGUAGE_EN), "9th");
    assert_string_equal(label_in(&amendments.lines[1].edition, LANGUAGE_JA), "第9版");
    assert_string_equal(label_in(&amendments.lines[1].summary, LANGUAGE_EN), "Added");
    assert_string_equal(label_in(&amendments.lines[0].summary, LANGUAGE_JA), "First");
    assert_string_equal(label_in(&amendments.lines[2].summary, LANGUAGE_EN), "二番");
    assert_string_equal(label_in(&amendments.lines[2].title, LANGUAGE_EN), "");
    assert_int_equal(parse_amendments(AMENDMENTS), STATUS_OK);
    assert_int_equal(amendments.count, 0);
}

static void test_amendments_parse_problems(void **state)
{
    (void)state;
    assert_int_equal(parse_amendments(AMENDMENTS ",,1 May,,,,\n"), STATUS_INPUT);
    assert_int_equal(amendments.count, 0);
    assert_errors(&errors, "amendments.csv:2:1: error[CSV006]: standard must not be empty\n"
                           "    ,,1 May,,,,\n"
                           "    ^\n"
                           "amendments.csv:2:2: error[CSV006]: edition must not be empty\n"
                           "    ,,1 May,,,,\n"
                           "     ^\n"
                           "amendments.csv:2:3: error[CSV006]: date: '1 May' is not a date\n"
                           "    ,,1 May,,,,\n"
                           "      ^\n"
                           "  hint: write it as YYYY-MM-DD\n"
                           "amendments.csv:2:10: error[CSV006]: summary_ja or summary_en must not be empty\n"
                           "    ,,1 May,,,,\n"
                           "             ^\n");
}

/* ---- overrides.csv ---- */

static void test_overrides_parse_values(void **state)
{
    (void)state;
    assert_int_equal(parse_overrides(OVERRIDES "令和3年度,no revision,\" a\nb \",連絡会,2022-01-20\n"
                                               "2016,major revision,r,b,2017-03-31\n"),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(overrides.count, 2);
    const struct override *line = override_find(&overrides, 2021);
    assert_string_equal(line->decision, "no revision");
    assert_string_equal(line->reason, " a\nb ");
    assert_string_equal(line->by, "連絡会");
    assert_string_equal(line->date, "2022-01-20");
    assert_string_equal(override_find(&overrides, 2016)->decision, "major revision");
    assert_null(override_find(&overrides, 2017));
    assert_int_equal(parse_overrides(OVERRIDES), STATUS_OK);
    assert_int_equal(overrides.count, 0);
}

static void test_overrides_parse_problems(void **state)
{
    (void)state;
    assert_int_equal(parse_overrides(OVERRIDES "2021,revision,r,b,2022-01-20\n"
                                               "R3,undetermined,r,b,2022-01-21\n"
                                               "2018,revison,,,2022-13-01\n"),
                     STATUS_INPUT);
    assert_int_equal(overrides.count, 0);
    assert_errors(&errors, "overrides.csv:3:1: error[CSV006]: wave 2021 is there twice\n"
                           "    R3,undetermined,r,b,2022-01-21\n"
                           "    ^\n"
                           "overrides.csv:4:1: error[CSV006]: study.yaml declares no wave 2018\n"
                           "    2018,revison,,,2022-13-01\n"
                           "    ^\n"
                           "  hint: declare it under `waves`, or leave the row out\n"
                           "overrides.csv:4:6: error[CSV006]: 'revison' is not a decision\n"
                           "    2018,revison,,,2022-13-01\n"
                           "         ^\n"
                           "  hint: did you mean 'revision'?\n"
                           "overrides.csv:4:14: error[CSV006]: reason must not be empty\n"
                           "    2018,revison,,,2022-13-01\n"
                           "                 ^\n"
                           "  hint: tell why the decision is another than the one proposed\n"
                           "overrides.csv:4:15: error[CSV006]: by must not be empty\n"
                           "    2018,revison,,,2022-13-01\n"
                           "                  ^\n"
                           "  hint: name who decided\n"
                           "overrides.csv:4:16: error[CSV006]: date: '2022-13-01' is not a date\n"
                           "    2018,revison,,,2022-13-01\n"
                           "                   ^\n"
                           "  hint: write it as YYYY-MM-DD\n");
}

/* ---- all of them from a folder ---- */

static void test_review_files_load_reads_what_the_study_names(void **state)
{
    (void)state;
    struct study_folder folder;
    struct review_files files;
    struct errors found = {0};
    study_folder_make(&folder);
    assert_int_equal(review_files_load(folder.study, folder.arena, &files, &found), STATUS_OK);
    assert_no_errors(&found);
    assert_int_equal(files.checklist.count + files.evidence.count + files.amendments.count + files.overrides.count, 0);

    struct buffer yaml = {0};
    buffer_format(&yaml, "%schecklist: c.csv\nevidence: e.csv\namendments: m.csv\noverrides: o.csv\n",
                  study_folder_yaml);
    study_folder_write(&folder, "study.yaml", buffer_get(&yaml));
    buffer_clear(&yaml);
    study_folder_reload(&folder);
    assert_int_equal(review_files_load(folder.study, folder.arena, &files, &found), STATUS_INPUT);
    assert_errors(&found, "c.csv: error[CSV007]: there is no such file\n"
                          "  hint: study.yaml names it\n"
                          "m.csv: error[CSV007]: there is no such file\n"
                          "  hint: study.yaml names it\n"
                          "e.csv: error[CSV007]: there is no such file\n"
                          "  hint: study.yaml names it\n"
                          "o.csv: error[CSV007]: there is no such file\n"
                          "  hint: study.yaml names it\n");

    study_folder_write(&folder, "c.csv", "serial,standards,title_ja\n1,a,b\n");
    study_folder_write(&folder, "e.csv", EVIDENCE "2021-05-01,1,s,t,a,none,,1,,\n");
    study_folder_write(&folder, "m.csv", AMENDMENTS "a,e,2021-05-01,,s,,\n");
    study_folder_write(&folder, "o.csv", OVERRIDES "2021,revision,r,b,2022-01-20\n");
    assert_int_equal(review_files_load(folder.study, folder.arena, &files, &found), STATUS_OK);
    assert_no_errors(&found);
    assert_int_equal(files.evidence.lines[0].items[0], 0);
    assert_int_equal(files.checklist.count, 1);
    assert_int_equal(files.amendments.count, 1);
    assert_int_equal(files.overrides.count, 1);
    study_folder_drop(&folder);
}

#define WITH_STUDY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STUDY(test_checklist_parse_serials_titles_and_standards),
        WITH_STUDY(test_checklist_parse_problems),
        WITH_STUDY(test_evidence_parse_values_and_order),
        WITH_STUDY(test_evidence_parse_without_a_line_holds_up),
        WITH_STUDY(test_evidence_parse_problems),
        WITH_STUDY(test_evidence_parse_without_a_checklist),
        WITH_STUDY(test_evidence_call_names),
        WITH_STUDY(test_amendments_parse_values_and_order),
        WITH_STUDY(test_amendments_parse_problems),
        WITH_STUDY(test_overrides_parse_values),
        WITH_STUDY(test_overrides_parse_problems),
        cmocka_unit_test(test_review_files_load_reads_what_the_study_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
