/* frame.csv and published.csv: what is read, and every message. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "study/study.h"
#include "unit/study_example.h"

/* A study with attributes and with an item that is a number. */
static const char with_attributes[] =
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

static struct study *study;
static struct arena *arena;
static struct errors errors;
static struct frame frame;
static struct published published;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    enum status status = study_parse("folder", STUDY_EXAMPLE, strlen(STUDY_EXAMPLE), &study, &errors);
    return arena && status == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    errors_clear(&errors);
    arena_free(arena);
    study_free(study);
    return 0;
}

static enum status parse_frame(const char *text)
{
    return frame_parse(study, "frame.csv", text, strlen(text), arena, &frame, &errors);
}

static enum status parse_published(const char *text)
{
    return published_parse(study, "published.csv", text, strlen(text), arena, &published, &errors);
}

static void refuse_frame(const char *text, const char *expected)
{
    assert_int_equal(parse_frame(text), STATUS_INPUT);
    assert_int_equal(frame.count, 0);
    assert_errors(&errors, expected);
}

static void refuse_published(const char *text, const char *expected)
{
    assert_int_equal(parse_published(text), STATUS_INPUT);
    assert_int_equal(published.count, 0);
    assert_errors(&errors, expected);
}

static void test_frame_parse_spellings_and_order(void **state)
{
    (void)state;
    /* Columns in any order; years in any form; strata by id, label or `also`; full-width digits. */
    assert_int_equal(parse_frame("N,wave,stratum\n62,2021,regional\n１２,令和3年度,都銀\n254,R3,信用金庫\n0,H29,1\n"),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(frame.count, 4);
    assert_int_equal(frame_get(&frame, 2021, 0), 62);
    assert_int_equal(frame_get(&frame, 2021, 1), 12);
    assert_int_equal(frame_get(&frame, 2021, 2), 254);
    assert_int_equal(frame_get(&frame, 2017, 1), 0);
    assert_int_equal(frame_get(&frame, 2017, 0), -1);
    assert_int_equal(frame_get(&frame, 2016, 1), -1);
}

static void test_frame_parse_many_cells(void **state)
{
    (void)state;
    assert_int_equal(parse_frame("wave,stratum,N\n2016,city,1\n2016,regional,2\n2016,shinkin,3\n2017,city,4\n"
                                 "2017,regional,5\n2017,shinkin,6\n2019,city,7\n2019,regional,8\n2019,shinkin,9\n"),
                     STATUS_OK);
    assert_int_equal(frame.count, 9);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(frame.cells[i].N, i + 1);
}

static void test_frame_parse_values(void **state)
{
    (void)state;
    refuse_frame("wave,stratum,N\n2021,regional,1000000001\n2021,city,9223372036854775807\n2021,shinkin,1000000000\n",
                 "frame.csv:2:15: error[CSV006]: N must be at most 1000000000, not '1000000001'\n"
                 "    2021,regional,1000000001\n"
                 "                  ^\n"
                 "frame.csv:3:11: error[CSV006]: N must be at most 1000000000, not '9223372036854775807'\n"
                 "    2021,city,9223372036854775807\n"
                 "              ^\n");
    refuse_frame("wave,stratum,N\n2021,regional,x\n2018,city,3\n21,town,-1\n",
                 "frame.csv:2:15: error[CSV006]: N must be a whole number of at least 0, not 'x'\n"
                 "    2021,regional,x\n"
                 "                  ^\n"
                 "frame.csv:3:1: error[CSV006]: study.yaml declares no wave 2018\n"
                 "    2018,city,3\n"
                 "    ^\n"
                 "  hint: declare it under `waves`, or leave the row out\n"
                 "frame.csv:4:1: error[CSV006]: '21' is not a fiscal year\n"
                 "    21,town,-1\n"
                 "    ^\n"
                 "  hint: write 2021, FY2021, 2021年度, 令和3年度 or R3\n"
                 "frame.csv:4:4: error[CSV006]: 'town' is not a stratum of study.yaml\n"
                 "    21,town,-1\n"
                 "       ^\n"
                 "  hint: write the id, a label or an `also` of a stratum in study.yaml\n"
                 "frame.csv:4:9: error[CSV006]: N must be a whole number of at least 0, not '-1'\n"
                 "    21,town,-1\n"
                 "            ^\n");
}

static void test_frame_parse_duplicate_cell(void **state)
{
    (void)state;
    refuse_frame("wave,stratum,N\n2021,city,3\nR3,都銀,3\n",
                 "frame.csv:3:4: error[CSV006]: wave 2021 has 'city' already\n"
                 "    R3,都銀,3\n"
                 "       ^\n");
}

static void test_frame_parse_header(void **state)
{
    (void)state;
    refuse_frame("wave,stratun,N,N\n2021,city,3,3\n", "frame.csv:1:6: error[CSV005]: unknown column 'stratun'\n"
                                                      "    wave,stratun,N,N\n"
                                                      "         ^\n"
                                                      "  hint: did you mean 'stratum'?\n"
                                                      "frame.csv:1:16: error[CSV005]: column 'N' is there twice\n"
                                                      "    wave,stratun,N,N\n"
                                                      "                   ^\n"
                                                      "frame.csv:1:1: error[CSV005]: column 'stratum' is missing\n"
                                                      "    wave,stratun,N,N\n"
                                                      "    ^\n");
}

static int set_up_attributes(void **state)
{
    (void)state;
    arena = arena_new();
    enum status status = study_parse("folder", with_attributes, strlen(with_attributes), &study, &errors);
    return arena && status == STATUS_OK ? 0 : -1;
}

static void test_frame_parse_register(void **state)
{
    (void)state;
    assert_int_equal(parse_frame("region,code,wave,stratum,size,name\n"
                                 "北,K2,2021,b,,\n"
                                 "　,Ｋ１,R3,a,12.5,一銀行\n"
                                 "南,K1,2020,b,0,\n"
                                 "南,K3,2021,b,7,第三㈱\n"),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(frame.member_count, 4);
    static const char *const codes[] = {"K1", "K1", "K2", "K3"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(frame.members[i].code, codes[i]);
    assert_int_equal(frame.members[0].year, 2020);
    assert_int_equal(frame.members[0].line, 4);
    const struct frame_member *member = frame_find(&frame, 2021, "K1");
    assert_ptr_equal(member, &frame.members[1]);
    assert_string_equal(member->name, "一銀行");
    assert_true(member->size == 12.5);
    assert_int_equal(member->stratum, 0);
    assert_string_equal(member->attributes[0], "");
    assert_null(member->attributes[1]); /* the register has no column for it */
    member = frame_find(&frame, 2021, "K2");
    assert_null(member->name);
    assert_nan(member->size);
    assert_string_equal(member->attributes[0], "北");
    assert_string_equal(frame_find(&frame, 2021, "K3")->name, "第三(株)");
    assert_null(frame_find(&frame, 2020, "K2"));
    assert_null(frame_find(&frame, 2019, "K1"));
    assert_null(frame_find(&frame, 2021, "K4"));
    /* Strata without a member are counted as such; a wave without one is not counted at all. */
    assert_int_equal(frame.count, 4);
    assert_int_equal(frame_get(&frame, 2020, 0), 0);
    assert_int_equal(frame_get(&frame, 2020, 1), 1);
    assert_int_equal(frame_get(&frame, 2021, 0), 1);
    assert_int_equal(frame_get(&frame, 2021, 1), 2);
    assert_int_equal(frame_get(&frame, 2019, 0), -1);
}

static void test_frame_parse_register_without_attributes(void **state)
{
    (void)state;
    assert_int_equal(parse_frame("wave,code,stratum\n2021,K1,city\n"), STATUS_OK);
    assert_int_equal(frame.member_count, 1);
    assert_null(frame.members[0].attributes);
    assert_int_equal(frame_get(&frame, 2021, 1), 1);
    assert_int_equal(frame_get(&frame, 2021, 0), 0);
}

static void test_frame_parse_register_values(void **state)
{
    (void)state;
    refuse_frame("wave,code,stratum,name,size,region\n"
                 "2021,K1,c,,1e3,x\n"
                 "2018,,a,,,\n"
                 "21,K2,a,n,-1,\n"
                 "2021,K3,a,n,１２.5,\n",
                 "frame.csv:2:9: error[CSV006]: 'c' is not a stratum of study.yaml\n"
                 "    2021,K1,c,,1e3,x\n"
                 "            ^\n"
                 "  hint: write the id, a label or an `also` of a stratum in study.yaml\n"
                 "frame.csv:2:12: error[CSV006]: size must be a number of at least 0, not '1e3'\n"
                 "    2021,K1,c,,1e3,x\n"
                 "               ^\n"
                 "  hint: write digits, with a point where there is a fraction\n"
                 "frame.csv:3:1: error[CSV006]: study.yaml declares no wave 2018\n"
                 "    2018,,a,,,\n"
                 "    ^\n"
                 "  hint: declare it under `waves`, or leave the row out\n"
                 "frame.csv:3:6: error[CSV006]: code must not be empty\n"
                 "    2018,,a,,,\n"
                 "         ^\n"
                 "frame.csv:4:1: error[CSV006]: '21' is not a fiscal year\n"
                 "    21,K2,a,n,-1,\n"
                 "    ^\n"
                 "  hint: write 2021, FY2021, 2021年度, 令和3年度 or R3\n"
                 "frame.csv:4:11: error[CSV006]: size must be a number of at least 0, not '-1'\n"
                 "    21,K2,a,n,-1,\n"
                 "              ^\n"
                 "  hint: write digits, with a point where there is a fraction\n");
}

static void test_frame_parse_register_twice(void **state)
{
    (void)state;
    refuse_frame("wave,code,stratum\n"
                 "2021,K1,a\n"
                 "2020,K1,a\n"
                 "令和3年度,Ｋ１,b\n",
                 "frame.csv:4:7: error[CSV006]: wave 2021 has the institution 'K1' already\n"
                 "    令和3年度,Ｋ１,b\n"
                 "              ^\n"
                 "  hint: the other stands on line 2\n");
}

static void test_frame_parse_register_header(void **state)
{
    (void)state;
    refuse_frame("wave,code,N,regoin,code\n"
                 "2021,K1,1,x,K\n",
                 "frame.csv:1:11: error[CSV005]: unknown column 'N'\n"
                 "    wave,code,N,regoin,code\n"
                 "              ^\n"
                 "  hint: known here: wave, code, stratum, name, size, region, kind\n"
                 "frame.csv:1:13: error[CSV005]: unknown column 'regoin'\n"
                 "    wave,code,N,regoin,code\n"
                 "                ^\n"
                 "  hint: did you mean 'region'?\n"
                 "frame.csv:1:20: error[CSV005]: column 'code' is there twice\n"
                 "    wave,code,N,regoin,code\n"
                 "                       ^\n"
                 "frame.csv:1:1: error[CSV005]: column 'stratum' is missing\n"
                 "    wave,code,N,regoin,code\n"
                 "    ^\n");
}

static void test_frame_parse_without_rows(void **state)
{
    (void)state;
    refuse_frame("wave,stratum,N\n", "frame.csv: error[CSV003]: there is no data row\n");
}

static void test_frame_parse_ragged_row_and_value(void **state)
{
    (void)state;
    assert_int_equal(parse_frame("wave,stratum,N\n2021,city\n2021,regional,x\n"), STATUS_INPUT);
    assert_int_equal(errors.total, 2); /* reading goes on after a row that the reader refuses */
    assert_int_equal(errors.items[0].code, ERROR_CSV_RAGGED);
    assert_int_equal(errors.items[1].code, ERROR_CSV_VALUE);
}

static void test_published_parse(void **state)
{
    (void)state;
    assert_int_equal(parse_published("wave,item,percent,n,points_change,source\n"
                                     "2021,personal,10.1,,+2.9,\"memo, §2(6)\"\n"
                                     "令和3年度,corporate,７.1,594,,memo\n"
                                     "2019,personal,0,,-0.5,memo\n"),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(published.count, 3);
    const struct published_figure *figures = published.figures;
    assert_int_equal(figures[0].year, 2021);
    assert_int_equal(figures[0].item, 0);
    assert_string_equal(figures[0].percent, "10.1");
    assert_int_equal(figures[0].n, -1);
    assert_string_equal(figures[0].points_change, "+2.9");
    assert_string_equal(figures[0].source, "memo, §2(6)");
    assert_int_equal(figures[1].item, 1);
    assert_string_equal(figures[1].percent, "7.1");
    assert_int_equal(figures[1].n, 594);
    assert_null(figures[1].points_change);
    assert_string_equal(figures[2].points_change, "-0.5");
}

static void test_published_parse_without_optional_columns(void **state)
{
    (void)state;
    assert_int_equal(parse_published("source,wave,item,percent\nmemo,2021,personal,100\n"), STATUS_OK);
    assert_int_equal(published.count, 1);
    assert_int_equal(published.figures[0].n, -1);
    assert_null(published.figures[0].points_change);
}

static void test_published_parse_values(void **state)
{
    (void)state;
    refuse_published("wave,item,percent,n,points_change,source\n"
                     "2021,remarks,100.1,0,2.9%,\n"
                     "2021,persona,10.,x,101,m\n"
                     "2021,personal,1e1,1,1,m\n"
                     "2021,corporate,1,,,m\n"
                     "2021,corporate,1,,,m\n",
                     "published.csv:2:14: error[CSV006]: percent must be a number from 0 to 100, not '100.1'\n"
                     "    2021,remarks,100.1,0,2.9%,\n"
                     "                 ^\n"
                     "  hint: write the number as it was published, without a sign, for example 10.1\n"
                     "published.csv:2:20: error[CSV006]: n must be a whole number above 0, not '0'\n"
                     "    2021,remarks,100.1,0,2.9%,\n"
                     "                       ^\n"
                     "published.csv:2:22: error[CSV006]: points_change must be a number from -100 to 100, not '2.9%'\n"
                     "    2021,remarks,100.1,0,2.9%,\n"
                     "                         ^\n"
                     "  hint: write the points as they were published, for example +2.9\n"
                     "published.csv:2:27: error[CSV006]: source must not be empty\n"
                     "    2021,remarks,100.1,0,2.9%,\n"
                     "                              ^\n"
                     "  hint: tell where the figure was published\n"
                     "published.csv:2:6: error[CSV006]: item 'remarks' is a text and has no percentage\n"
                     "    2021,remarks,100.1,0,2.9%,\n"
                     "         ^\n"
                     "published.csv:3:14: error[CSV006]: percent must be a number from 0 to 100, not '10.'\n"
                     "    2021,persona,10.,x,101,m\n"
                     "                 ^\n"
                     "  hint: write the number as it was published, without a sign, for example 10.1\n"
                     "published.csv:3:18: error[CSV006]: n must be a whole number above 0, not 'x'\n"
                     "    2021,persona,10.,x,101,m\n"
                     "                     ^\n"
                     "published.csv:3:20: error[CSV006]: points_change must be a number from -100 to 100, not '101'\n"
                     "    2021,persona,10.,x,101,m\n"
                     "                       ^\n"
                     "  hint: write the points as they were published, for example +2.9\n"
                     "published.csv:3:6: error[CSV006]: 'persona' is not an item of study.yaml\n"
                     "    2021,persona,10.,x,101,m\n"
                     "         ^\n"
                     "  hint: write the id of an item in study.yaml\n"
                     "published.csv:4:15: error[CSV006]: percent must be a number from 0 to 100, not '1e1'\n"
                     "    2021,personal,1e1,1,1,m\n"
                     "                  ^\n"
                     "  hint: write the number as it was published, without a sign, for example 10.1\n"
                     "published.csv:6:6: error[CSV006]: wave 2021 has 'corporate' already\n"
                     "    2021,corporate,1,,,m\n"
                     "         ^\n");
}

static void test_published_parse_number(void **state)
{
    (void)state;
    refuse_published("wave,item,percent,source\n"
                     "2021,size,1,m\n"
                     "2021,why,10, 　\n",
                     "published.csv:2:6: error[CSV006]: item 'size' is a number and has no percentage\n"
                     "    2021,size,1,m\n"
                     "         ^\n"
                     "published.csv:3:13: error[CSV006]: source must not be empty\n"
                     "    2021,why,10, 　\n"
                     "                ^\n"
                     "  hint: tell where the figure was published\n");
}

static void test_published_parse_source_as_written(void **state)
{
    (void)state;
    assert_int_equal(parse_published("wave,item,percent,source\n2021,personal,10.1,\"① ｱﾝｹｰﾄ，p. 3 \"\n"), STATUS_OK);
    assert_string_equal(published.figures[0].source, "① ｱﾝｹｰﾄ，p. 3 ");
}

static void test_published_parse_header(void **state)
{
    (void)state;
    refuse_published("wave,item,percent\n2021,personal,10.1\n",
                     "published.csv:1:1: error[CSV005]: column 'source' is missing\n"
                     "    wave,item,percent\n"
                     "    ^\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frame_parse_spellings_and_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_many_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_duplicate_cell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_register, set_up_attributes, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_register_without_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_register_values, set_up_attributes, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_register_twice, set_up_attributes, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_register_header, set_up_attributes, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_without_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frame_parse_ragged_row_and_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse_without_optional_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse_number, set_up_attributes, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse_source_as_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_parse_header, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
