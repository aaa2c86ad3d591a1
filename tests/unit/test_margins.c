/* margins.csv: what is read, every message, and how it is held against the frame. */
#include "support/check.h"

#include <string.h>

#include "study/study.h"

static const char text[] = "version: 1\n"
                           "study: s\n"
                           "institution: {code: C}\n"
                           "strata: {column: S, values: [{id: a}, {id: b}]}\n"
                           "attributes: [{id: region, column: R}, {id: kind, column: K}]\n"
                           "scales:\n"
                           "  yes_no: [{id: yes}, {id: no}]\n"
                           "items: [{id: q, column: Q, scale: yes_no}]\n"
                           "waves:\n"
                           "  2020: {files: [a.csv]}\n"
                           "  2021: {files: [b.csv]}\n"
                           "  2022: {}\n"
                           "frame: frame.csv\n"
                           "margins: margins.csv\n"
                           "weighting: {method: rake, margins: [stratum, region]}\n";

static struct study *study;
static struct arena *arena;
static struct errors errors;
static struct margins margins;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    enum status status = study_parse("folder", text, strlen(text), &study, &errors);
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

static void read_margins(const char *csv)
{
    enum status status = margins_parse(study, "margins.csv", csv, strlen(csv), arena, &margins, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static void refuse(const char *csv, const char *expected)
{
    assert_int_equal(margins_parse(study, "margins.csv", csv, strlen(csv), arena, &margins, &errors), STATUS_INPUT);
    assert_int_equal(margins.count, 0);
    assert_errors(&errors, expected);
}

static void test_margins_parse(void **state)
{
    (void)state;
    read_margins("attribute,value,N,wave\n"
                 "region,東,60,2020\n"
                 "region,西,40,2020\n"
                 "region,Ｅ,0,令和3年度\n"
                 "kind,西,7,2020\n");
    assert_int_equal(margins.count, 4);
    assert_int_equal(margins_find(&margins, 2020, 0, "東")->N, 60);
    assert_int_equal(margins_find(&margins, 2020, 0, "西")->N, 40);
    assert_int_equal(margins_find(&margins, 2020, 1, "西")->N, 7);
    const struct margin_cell *east = margins_find(&margins, 2021, 0, "E"); /* in NFKC */
    assert_non_null(east);
    assert_int_equal(east->N, 0);
    assert_int_equal(east->line, 4);
    assert_null(margins_find(&margins, 2021, 0, "東"));
}

static void test_margins_parse_problems(void **state)
{
    (void)state;
    refuse("wave,attribute,value,N\n"
           "2019,region,east,1\n"
           "2020,stratum,a,1\n"
           "2020,regoin,east,1\n"
           "2020,region,,1\n"
           "2020,region,east,-1\n"
           "2020,region,east,1.5\n",
           "margins.csv:2:1: error[CSV006]: study.yaml declares no wave 2019\n"
           "    2019,region,east,1\n"
           "    ^\n"
           "  hint: declare it under `waves`, or leave the row out\n"
           "margins.csv:3:6: error[CSV006]: the strata are counted by the frame\n"
           "    2020,stratum,a,1\n"
           "         ^\n"
           "  hint: leave the row out\n"
           "margins.csv:4:6: error[CSV006]: 'regoin' is not an attribute of study.yaml\n"
           "    2020,regoin,east,1\n"
           "         ^\n"
           "  hint: write the id of an attribute in study.yaml\n"
           "margins.csv:5:13: error[CSV006]: value must not be empty\n"
           "    2020,region,,1\n"
           "                ^\n"
           "margins.csv:6:18: error[CSV006]: N must be a whole number of at least 0, not '-1'\n"
           "    2020,region,east,-1\n"
           "                     ^\n"
           "margins.csv:7:18: error[CSV006]: N must be a whole number of at least 0, not '1.5'\n"
           "    2020,region,east,1.5\n"
           "                     ^\n");
    refuse("wave,attribute,value,N\n2020,region,east,1\n2020,region,east,2\n2021,region,east,1\n",
           "margins.csv:3:13: error[CSV006]: wave 2020 has 'east' of 'region' already\n"
           "    2020,region,east,2\n"
           "                ^\n"
           "  hint: the other stands on line 2\n");
    refuse("wave,attribute,N\n2020,region,1\n", "margins.csv:1:1: error[CSV005]: column 'value' is missing\n"
                                                "    wave,attribute,N\n"
                                                "    ^\n");
}

/* Every wave with files, and only these. */
static void test_margins_parse_waves(void **state)
{
    (void)state;
    refuse("wave,attribute,value,N\n2020,region,east,1\n2021,kind,x,1\n",
           "margins.csv: error[CSV006]: wave 2021 has no row of 'region', which weighting.margins names\n"
           "  hint: add a row for each of its values\n");
}

static void test_margins_check_frame(void **state)
{
    (void)state;
    struct frame_cell cells[] = {{2020, 0, 60}, {2020, 1, 40}};
    const struct frame frame = {.cells = cells, .count = 2};
    read_margins("wave,attribute,value,N\n2020,region,east,70\n2020,region,west,30\n2021,region,east,1\n");
    margins_check_frame(study, "margins.csv", &margins, &frame, &errors); /* the frame does not count 2021 */
    assert_no_errors(&errors);
    cells[1].N = 41;
    margins_check_frame(study, "margins.csv", &margins, &frame, &errors);
    assert_errors(&errors, "margins.csv:2: error[CSV006]: wave 2020: the rows of 'region' sum to 100, and the frame "
                           "counts 101\n"
                           "  hint: no weights meet both: correct one of them\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_margins_parse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_margins_parse_problems, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_margins_parse_waves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_margins_check_frame, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
