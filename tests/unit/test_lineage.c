/* lineage.csv: what is read, in which order, and every message. */
#include "support/check.h"

#include <string.h>

#include "study/study.h"
#include "unit/study_example.h"

static struct study *study;
static struct arena *arena;
static struct errors errors;
static struct lineage lineage;

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

static void read_lineage(const char *text)
{
    enum status status = lineage_parse(study, "lineage.csv", text, strlen(text), arena, &lineage, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static void refuse_lineage(const char *text, const char *expected)
{
    assert_int_equal(lineage_parse(study, "lineage.csv", text, strlen(text), arena, &lineage, &errors), STATUS_INPUT);
    assert_int_equal(lineage.count, 0);
    assert_errors(&errors, expected);
}

static void test_lineage_parse(void **state)
{
    (void)state;
    read_lineage("kind,code,effective,successor\n"
                 "stratum,0009,2021-04-01,\n"
                 "merger,Ａ１,2020-10-01,B2\n"
                 "split,B2,2018-04-01,C3\n"
                 "rename,C3,２０２０-10-01,D4\n"
                 "stratum,D4,2022-04-01,D4\n");
    static const struct lineage_event expected[] = {
        {"B2", "C3", "2018-04-01", LINEAGE_SPLIT, 4},   {"A1", "B2", "2020-10-01", LINEAGE_MERGER, 3},
        {"C3", "D4", "2020-10-01", LINEAGE_RENAME, 5},  {"0009", NULL, "2021-04-01", LINEAGE_STRATUM, 2},
        {"D4", NULL, "2022-04-01", LINEAGE_STRATUM, 6},
    };
    assert_int_equal(lineage.count, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct lineage_event *event = &lineage.events[i];
        assert_string_equal(event->code, expected[i].code);
        if (expected[i].successor)
            assert_string_equal(event->successor, expected[i].successor);
        else
            assert_null(event->successor);
        assert_string_equal(event->effective, expected[i].effective);
        assert_int_equal(event->kind, expected[i].kind);
        assert_int_equal(event->line, expected[i].line);
    }
}

/* Many may go into one; one may be divided again and again, and end; a code that is given anew may end anew, also on
 * the day on which it is; the order of the rows does not matter. */
static void test_lineage_parse_what_holds_up(void **state)
{
    (void)state;
    read_lineage("code,successor,effective,kind\n"
                 "A,D,2020-04-01,merger\nB,D,2020-04-01,merger\nD,E,2021-04-01,merger\n"
                 "F,G,2019-04-01,split\nF,H,2019-04-01,split\nF,I,2020-04-01,rename\n"
                 "N,P,2021-04-01,rename\nN,O,2019-04-01,rename\nM,N,2020-04-01,rename\n"
                 "Q,R,2019-04-01,rename\nQ,S,2019-04-01,rename\nT,Q,2019-04-01,split\n"
                 "U,V,2019-04-01,split\nV,U,2020-04-01,merger\n");
    assert_int_equal(lineage.count, 14);
}

static void test_lineage_kind_name(void **state)
{
    (void)state;
    static const char *const names[] = {"merger", "split", "rename", "stratum"};
    for (int i = 0; i < LINEAGE_END; i++)
        assert_string_equal(lineage_kind_name((enum lineage_kind)i), names[i]);
}

static void test_lineage_parse_values(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   ",B,2020-02-30,mergr\n"
                   "A,,2020-04-01,merger\n"
                   "A,Ａ,2020-04-01,split\n"
                   "A,B,2020-04-01,stratum\n"
                   "A,B,,rename\n"
                   "A,,2020-04-01,\n",
                   "lineage.csv:2:1: error[CSV006]: code must not be empty\n"
                   "    ,B,2020-02-30,mergr\n"
                   "    ^\n"
                   "lineage.csv:2:4: error[CSV006]: effective: '2020-02-30' is not a date\n"
                   "    ,B,2020-02-30,mergr\n"
                   "       ^\n"
                   "  hint: write it as YYYY-MM-DD\n"
                   "lineage.csv:2:15: error[CSV006]: 'mergr' is not a kind of event\n"
                   "    ,B,2020-02-30,mergr\n"
                   "                  ^\n"
                   "  hint: did you mean 'merger'?\n"
                   "lineage.csv:3:3: error[CSV006]: successor must not be empty for a merger\n"
                   "    A,,2020-04-01,merger\n"
                   "      ^\n"
                   "lineage.csv:4:3: error[CSV006]: 'A' can't be its own successor\n"
                   "    A,Ａ,2020-04-01,split\n"
                   "      ^\n"
                   "lineage.csv:5:3: error[CSV006]: 'B' can't be the successor after a change of stratum\n"
                   "    A,B,2020-04-01,stratum\n"
                   "      ^\n"
                   "  hint: leave it empty, or write a line of kind rename beside this one\n"
                   "lineage.csv:6:5: error[CSV006]: effective: '' is not a date\n"
                   "    A,B,,rename\n"
                   "        ^\n"
                   "  hint: write it as YYYY-MM-DD\n"
                   "lineage.csv:7:15: error[CSV006]: '' is not a kind of event\n"
                   "    A,,2020-04-01,\n"
                   "                  ^\n"
                   "  hint: known here: merger, split, rename, stratum\n");
}

static void test_lineage_parse_twice(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   "A,B,2020-04-01,merger\n"
                   "A,,2020-04-01,stratum\n"
                   "Ａ,A,2020-04-01,stratum\n"
                   "A,B,２０２０-04-01,merger\n",
                   "lineage.csv:4:1: error[CSV006]: this event of 'A' is there twice\n"
                   "    Ａ,A,2020-04-01,stratum\n"
                   "    ^\n"
                   "  hint: the other stands on line 3\n"
                   "lineage.csv:5:1: error[CSV006]: this event of 'A' is there twice\n"
                   "    A,B,２０２０-04-01,merger\n"
                   "    ^\n"
                   "  hint: the other stands on line 2\n");
}

static void test_lineage_parse_header(void **state)
{
    (void)state;
    refuse_lineage("code,succesor,effective,kind,kind\n"
                   "A,B,2020-04-01,merger,x\n",
                   "lineage.csv:1:6: error[CSV005]: unknown column 'succesor'\n"
                   "    code,succesor,effective,kind,kind\n"
                   "         ^\n"
                   "  hint: did you mean 'successor'?\n"
                   "lineage.csv:1:30: error[CSV005]: column 'kind' is there twice\n"
                   "    code,succesor,effective,kind,kind\n"
                   "                                 ^\n"
                   "lineage.csv:1:1: error[CSV005]: column 'successor' is missing\n"
                   "    code,succesor,effective,kind,kind\n"
                   "    ^\n");
}

static void test_lineage_parse_no_rows(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n", "lineage.csv: error[CSV003]: there is no data row\n");
}

static void test_lineage_parse_ended_twice(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   "A,C,2021-04-01,rename\n"
                   "A,B,2020-04-01,merger\n"
                   "B,D,2022-04-01,rename\n",
                   "lineage.csv:2:1: error[CSV006]: 'A' became 'B' on 2020-04-01 already\n"
                   "    A,C,2021-04-01,rename\n"
                   "    ^\n"
                   "  hint: the other event stands on line 3; write what became of 'B' under its own code\n");
}

static void test_lineage_parse_ended_twice_same_day(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   "A,B,2020-04-01,merger\n"
                   "A,C,2020-04-01,rename\n",
                   "lineage.csv:3:1: error[CSV006]: 'A' became 'B' on 2020-04-01 already\n"
                   "    A,C,2020-04-01,rename\n"
                   "    ^\n"
                   "  hint: the other event stands on line 2; write what became of 'B' under its own code\n");
}

static void test_lineage_parse_chain(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   "C,A,2022-04-01,rename\n"
                   "A,B,2020-04-01,rename\n"
                   "B,C,2021-04-01,merger\n"
                   "X,Y,2020-04-01,merger\n"
                   "Y,X,2020-04-01,merger\n",
                   "lineage.csv:2:1: error[CSV006]: what became of 'C' leads back to it\n"
                   "    C,A,2022-04-01,rename\n"
                   "    ^\n"
                   "  hint: by way of 'A', 'B'\n"
                   "lineage.csv:6:1: error[CSV006]: what became of 'Y' leads back to it\n"
                   "    Y,X,2020-04-01,merger\n"
                   "    ^\n"
                   "  hint: by way of 'X'\n");
}

static void test_lineage_parse_long_chain(void **state)
{
    (void)state;
    refuse_lineage("code,successor,effective,kind\n"
                   "K0,K1,2010-04-01,rename\n"
                   "K1,K2,2011-04-01,rename\n"
                   "K2,K3,2012-04-01,rename\n"
                   "K3,K4,2013-04-01,rename\n"
                   "K4,K5,2014-04-01,rename\n"
                   "K5,K6,2015-04-01,rename\n"
                   "K6,K7,2016-04-01,rename\n"
                   "K7,K0,2017-04-01,rename\n",
                   "lineage.csv:9:1: error[CSV006]: what became of 'K7' leads back to it\n"
                   "    K7,K0,2017-04-01,rename\n"
                   "    ^\n"
                   "  hint: by way of …, 'K2', 'K3', 'K4', 'K5', 'K6'\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lineage_parse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_what_holds_up, set_up, tear_down),
        cmocka_unit_test(test_lineage_kind_name),
        cmocka_unit_test_setup_teardown(test_lineage_parse_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_no_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_ended_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_ended_twice_same_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_chain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lineage_parse_long_chain, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
