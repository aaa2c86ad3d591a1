/* Answers read into columns, and the condition that picks some of them: what it may say and what it may not. */
#include "unit/store_study.h"

static const struct answers rows[] = {
    {"0003", CITY, YES, NO, 12, "10", "関東"},
    {"0001", SHINKIN, NO, YES, NAN, NULL, NULL},
    {"0002", CITY, NO_ANSWER, NO, 0, "11", "北海道"},
    {"0009", SHINKIN, YES, YES, 3.5, "00", "関東"},
};

static struct tally_set *tally_of(struct fixture *f, int year)
{
    struct errors errors = {0};
    struct tally_set *tally;
    assert_int_equal(store_tally(f->store, year, AS_OF_NEWEST, f->arena, &tally, &errors), STATUS_OK);
    assert_non_null(tally);
    return tally;
}

static void test_answers_are_those_written(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, rows, 4, NULL);
    const bool items[ITEMS] = {[READ] = true, [PARTNERS] = true, [USES] = true, [REMARKS] = true};
    const bool attributes[] = {true, false};
    const struct answers_wanted wanted = {items, attributes, NULL, false};
    struct answer_set set;
    struct errors errors = {0};
    assert_int_equal(store_answers(f->store, tally_of(f, 2020), &wanted, f->arena, &set, &errors), STATUS_OK);
    assert_int_equal(set.count, 4);
    assert_null(set.inside);
    const struct item *study_items = f->study->items;
    assert_null(set.slots[study_items[WRITE].slot]);
    assert_null(set.numbers[READ]);
    assert_null(set.attributes[1]);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(set.institutions[i], fixture_institution(f, rows[i].code));
        assert_int_equal(set.strata[i], rows[i].stratum);
        assert_int_equal(set.slots[study_items[READ].slot][i], rows[i].read);
        assert_true(isnan(rows[i].partners) ? isnan(set.numbers[PARTNERS][i])
                                            : set.numbers[PARTNERS][i] == rows[i].partners);
        assert_int_equal(set.slots[study_items[PARTNERS].slot][i],
                         isnan(rows[i].partners) ? ROLE_NO_ANSWER : ROLE_ANSWERED);
        assert_int_equal(set.slots[study_items[USES].slot][i], rows[i].uses ? rows[i].uses[0] == '1' : -1);
        assert_int_equal(set.slots[study_items[USES].slot + 2][i], rows[i].uses ? ROLE_ANSWERED : ROLE_NO_ANSWER);
    }
    /* Texts are numbered in the order of their bytes. */
    assert_int_equal(set.value_counts[0], 2);
    assert_string_equal(set.values[0][0], "北海道");
    assert_string_equal(set.values[0][1], "関東");
    assert_int_equal(set.attributes[0][0], 1);
    assert_int_equal(set.attributes[0][1], ANSWERS_NO_VALUE);
    assert_int_equal(set.attributes[0][2], 0);
    assert_int_equal(set.attributes[0][3], 1);
}

/* "1010": for whom the condition holds; "" where it is refused. */
static const char *inside(struct fixture *f, const char *where, struct errors *errors)
{
    const struct answers_wanted wanted = {.where = where};
    struct answer_set set;
    char *text = arena_alloc(f->arena, 8);
    assert_non_null(text);
    memset(text, 0, 8);
    if (store_answers(f->store, tally_of(f, 2020), &wanted, f->arena, &set, errors) != STATUS_OK)
        return text;
    for (size_t i = 0; i < set.count; i++)
        text[i] = set.inside[i] ? '1' : '0';
    return text;
}

static void test_conditions_pick(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, rows, 4, NULL);
    static const struct {
        const char *where, *inside;
    } cases[] = {
        {"stratum = 'city'", "1010"}, {"read = 'yes' AND partners > 3", "1001"},
        {"region IS NULL", "0100"},   {"region = '関東' OR code = '0002'", "1011"},
        {"uses__lending", "0010"},    {"partners__role = 'no_answer'", "0100"},
        {"name LIKE '甲%'", "0100"},  {"NULL", "0000"},
        {"1 -- all", "1111"},         {"(SELECT count(*) FROM v_response AS o WHERE o.region = v.region) = 2", "1001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct errors errors = {0};
        const char *found = inside(f, cases[i].where, &errors);
        assert_no_errors(&errors);
        assert_string_equal(found, cases[i].inside);
    }
}

static void test_conditions_that_are_refused(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, rows, 4, NULL);
    static const struct {
        const char *where, *text;
        int64_t column;
    } cases[] = {
        {"stratum = 'city' AND 地区 = 1", "no such column: 地区", 22},
        {"stratum =", "near \")\": syntax error", 0},
        {"1) UNION SELECT (1", "near \"UNION\": syntax error", 4},
        {"1; DELETE FROM response", "near \";\": syntax error", 2},
        {"(SELECT count(*) FROM sqlite_master)", "not authorized", 0},
        {"(SELECT max(line) FROM response)", "access to response.line is prohibited", 0},
        {"load_extension('x')", "not authorized", 0},
        {"", "near \")\": syntax error", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct errors errors = {0};
        assert_string_equal(inside(f, cases[i].where, &errors), "");
        assert_int_equal(errors.total, 1);
        assert_int_equal(errors.items[0].code, ERROR_SQL_CONDITION);
        assert_string_equal(errors.items[0].text, cases[i].text);
        assert_string_equal(errors.items[0].file, "--where");
        if (cases[i].column)
            assert_int_equal(errors.items[0].column, cases[i].column);
        errors_clear(&errors);
    }
    /* The next statement is free again. */
    assert_sql(f, "SELECT count(*) FROM response", "4");
    (void)fixture_import(f, 2021, rows, 2, NULL);
}

static void test_answers_of_an_older_vintage(void **state)
{
    struct fixture *f = *state;
    int64_t first = fixture_import(f, 2020, rows, 4, NULL);
    (void)fixture_import(f, 2020, rows, 2, NULL);
    struct errors errors = {0};
    struct tally_set *tally;
    assert_int_equal(store_tally(f->store, 2020, first, f->arena, &tally, &errors), STATUS_OK);
    struct answers_wanted wanted = {0};
    struct answer_set set;
    assert_int_equal(store_answers(f->store, tally, &wanted, f->arena, &set, &errors), STATUS_OK);
    assert_int_equal(set.count, 4);
    /* The view shows the newest only. */
    wanted.where = "1";
    assert_int_equal(store_answers(f->store, tally, &wanted, f->arena, &set, &errors), STATUS_USAGE);
    assert_string_equal(errors.items[0].text, "a condition sees the newest vintage of wave 2020 only");
    errors_clear(&errors);
}

/* Writes a register of 2020 and 2021, or where `members` is NULL a frame of numbers, as a vintage. */
static int64_t add_register(struct fixture *f, struct frame_member *members, size_t count)
{
    struct errors errors = {0};
    struct frame_cell cells[] = {{2020, CITY, 2}, {2020, SHINKIN, 2}};
    const struct frame frame = {.cells = cells, .count = 2, .members = members, .member_count = count};
    int64_t import_id = 0;
    (void)!store_begin(f->store, &errors);
    (void)!store_declare(f->store, &errors);
    (void)!store_add_import(f->store, IMPORT_FRAME, NULL, false, &import_id, &errors);
    (void)!store_add_frame(f->store, import_id, &frame, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    return import_id;
}

/* The sizes of the four respondents of 2020 as of an import. */
static void assert_sizes(struct fixture *f, int64_t as_of, const double *expected)
{
    struct errors errors = {0};
    struct tally_set *tally;
    const struct answers_wanted wanted = {.sizes = true};
    struct answer_set set;
    assert_int_equal(store_tally(f->store, 2020, as_of, f->arena, &tally, &errors), STATUS_OK);
    assert_int_equal(store_answers(f->store, tally, &wanted, f->arena, &set, &errors), STATUS_OK);
    assert_int_equal(set.count, 4);
    assert_non_null(set.sizes);
    for (size_t i = 0; i < 4; i++)
        if (isnan(expected[i]))
            assert_nan(set.sizes[i]);
        else
            assert_close(set.sizes[i], expected[i], 0, 0);
}

static void test_sizes_are_those_of_the_register(void **state)
{
    struct fixture *f = *state;
    int64_t responses = fixture_import(f, 2020, rows, 4, NULL); /* of 0003, 0001, 0002, 0009 */
    (void)fixture_import(f, 2021, rows, 4, NULL);
    struct frame_member members[] = {
        {2020, "0001", NULL, SHINKIN, 2.5, NULL, 2}, {2020, "0002", NULL, CITY, NAN, NULL, 3},
        {2020, "0003", NULL, CITY, 0, NULL, 4},      {2020, "7777", NULL, CITY, 9, NULL, 5},
        {2021, "0009", NULL, SHINKIN, 4, NULL, 6},
    };
    int64_t first = add_register(f, members, 5);
    members[0].size = 3.5;
    int64_t second = add_register(f, members, 5);
    int64_t counted = add_register(f, NULL, 0);
    assert_sizes(f, responses, (const double[]){NAN, NAN, NAN, NAN});
    assert_sizes(f, first, (const double[]){0, 2.5, NAN, NAN}); /* 0002 has none, 0009 is of another wave */
    assert_sizes(f, second, (const double[]){0, 3.5, NAN, NAN});
    assert_sizes(f, counted, (const double[]){NAN, NAN, NAN, NAN});
    /* Not asked for, they are not read. */
    struct errors errors = {0};
    struct answer_set set;
    assert_int_equal(store_answers(f->store, tally_of(f, 2020), &(struct answers_wanted){0}, f->arena, &set, &errors),
                     STATUS_OK);
    assert_null(set.sizes);
    /* A condition picks, and leaves the sizes as they are. */
    add_register(f, members, 5);
    const struct answers_wanted wanted = {.where = "stratum = 'shinkin'", .sizes = true};
    assert_int_equal(store_answers(f->store, tally_of(f, 2020), &wanted, f->arena, &set, &errors), STATUS_OK);
    assert_true(set.inside[1] && !set.inside[0]);
    assert_close(set.sizes[0], 0, 0, 0);
    assert_close(set.sizes[1], 3.5, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers_are_those_written, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_conditions_pick, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_conditions_that_are_refused, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_answers_of_an_older_vintage, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_sizes_are_those_of_the_register, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
