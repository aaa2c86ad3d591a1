/* A SELECT of a rule: what it may see, what stops it, and where in the YAML file it is told what is wrong; who
 * answered. */
#include "unit/store_study.h"

static const struct answers rows[] = {
    {"0003", CITY, YES, NO, 12, "10", "関東"},
    {"0001", SHINKIN, NO, YES, NAN, NULL, NULL},
    {"0002", CITY, NO_ANSWER, NO, 0, "11", "北海道"},
};

/* The scalar under `sql` of a YAML text. */
static const struct node *sql_of(struct fixture *f, const char *yaml, struct errors *errors)
{
    const struct node *root;
    assert_int_equal(node_parse("rules.yaml", yaml, strlen(yaml), f->arena, &root, errors), STATUS_OK);
    return node_get(root, "sql");
}

static enum status run(struct fixture *f, const char *yaml, int year, struct selection *selection,
                       struct errors *errors)
{
    return store_select(f->store, sql_of(f, yaml, errors), year, f->arena, selection, errors);
}

static void test_select_gives_rows(void **state)
{
    struct fixture *f = *state;
    struct selection selection;
    struct errors errors = {0};
    (void)fixture_import(f, 2020, rows, 3, NULL);
    (void)fixture_import(f, 2021, rows, 1, NULL);
    assert_int_equal(run(f, "sql: SELECT code, region AS r FROM v_response WHERE wave = :wave ORDER BY code", 2020,
                         &selection, &errors),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_true(selection.asks_wave);
    assert_int_equal(selection.rows, 3);
    assert_int_equal(selection.columns, 2);
    assert_string_equal(selection.names[1], "r");
    assert_string_equal(selection.cells[0], "0001");
    assert_null(selection.cells[1]);
    assert_string_equal(selection.cells[3], "北海道");
    assert_int_equal(
        run(f, "sql: WITH x AS (SELECT code FROM v_response WHERE wave = :wave) SELECT count(*) FROM x, v_tally", 2020,
            &selection, &errors),
        STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(selection.rows, 1);
    assert_int_equal(run(f, "sql: SELECT 1 FROM v_tally WHERE wave = 1999;  ", 2020, &selection, &errors), STATUS_OK);
    assert_false(selection.asks_wave);
    assert_int_equal(selection.rows, 0);
    /* Of many rows the first are kept, and not all are read. */
    assert_int_equal(run(f,
                         "sql: >\n  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)\n"
                         "  SELECT i FROM n",
                         2020, &selection, &errors),
                     STATUS_OK);
    assert_int_equal(selection.rows, SELECTION_MOST);
    assert_int_equal(selection.kept, SELECTION_KEPT);
    assert_string_equal(selection.cells[SELECTION_KEPT - 1], "20");
}

static void test_select_refused(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *yaml, *text;
        int64_t line, column; /* of the message */
    } cases[] = {
        {"sql: SELECT code FROM v_response WHERE 地区 = 1", "no such column: 地区", 1, 40},
        {"sql: \"SELECT x FROM v_response\"", "no such column: x", 1, 14},
        {"sql: 'SELECT x FROM v_response'", "no such column: x", 1, 14},
        {"sql: |\n  SELECT code\n  FROM v_response WHERE x\n", "no such column: x", 3, 25},
        {"sql: >\n  SELECT code\n  FROM v_response WHERE x\n", "no such column: x", 1, 6},
        {"sql: \"SELECT\\tx FROM v_response\"", "no such column: x", 1, 6},
        {"sql: SELECT line FROM response", "access to response.line is prohibited", 1, 6},
        {"sql: WITH x AS (SELECT line FROM response) SELECT * FROM x", "access to response.line is prohibited", 1, 6},
        {"sql: SELECT * FROM (SELECT line FROM response) AS x", "access to response.line is prohibited", 1, 6},
        {"sql: SELECT name FROM sqlite_schema", "access to sqlite_master.name is prohibited", 1, 6},
        {"sql: DELETE FROM response", "not authorized", 1, 6},
        {"sql: DROP VIEW v_tally", "not authorized", 1, 6},
        {"sql: PRAGMA user_version", "not authorized", 1, 6},
        {"sql: ATTACH 'x' AS y", "not authorized", 1, 6},
        {"sql: EXPLAIN SELECT 1", "this is no SELECT", 1, 6},
        {"sql: \"-- nothing\"", "this is no SELECT", 1, 6},
        {"sql: SELECT 1; SELECT 2", "there is something after the SELECT", 1, 15},
        {"sql: SELECT random()", "not authorized to use function: random", 1, 13},
        {"sql: SELECT date('now')", "not authorized to use function: date", 1, 13},
        {"sql: SELECT load_extension('x')", "not authorized to use function: load_extension", 1, 13},
        {"sql: SELECT ?1", "there is no parameter '?1'", 1, 6},
        {"sql: SELECT :year", "there is no parameter ':year'", 1, 6},
        {"sql: SELECT length(zeroblob(2000000))", "string or blob too big", 1, 6},
    };
    (void)fixture_import(f, 2020, rows, 3, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct errors errors = {0};
        struct selection selection;
        assert_int_equal(run(f, cases[i].yaml, 2020, &selection, &errors), STATUS_RULES);
        assert_int_equal(errors.total, 1);
        assert_int_equal(errors.items[0].code, ERROR_SQL_SELECT);
        if (strcmp(errors.items[0].text, cases[i].text) != 0 || errors.items[0].line != cases[i].line ||
            errors.items[0].column != cases[i].column)
            print_error("%s: %lld:%lld: %s\n", cases[i].yaml, (long long)errors.items[0].line,
                        (long long)errors.items[0].column, errors.items[0].text);
        assert_string_equal(errors.items[0].text, cases[i].text);
        assert_int_equal(errors.items[0].line, cases[i].line);
        assert_int_equal(errors.items[0].column, cases[i].column);
        errors_clear(&errors);
    }
    /* The next statement is free again. */
    assert_sql(f, "SELECT count(*) FROM response", "3");
    assert_sql(f, "SELECT length(zeroblob(2000000))", "2000000");
}

/* Each text is within what a text may be; together they are not. */
static void test_select_takes_too_much_memory(void **state)
{
    struct fixture *f = *state;
    struct selection selection;
    struct errors errors = {0};
    struct buffer yaml = {0};
    (void)fixture_import(f, 2020, rows, 3, NULL);
    buffer_text(&yaml, "sql: SELECT 1");
    for (int i = 0; i < 300; i++)
        buffer_format(&yaml, ", hex(zeroblob(%d))", 500000 + i);
    assert_int_equal(run(f, buffer_get(&yaml), 2020, &selection, &errors), STATUS_RULES);
    assert_string_equal(errors.items[0].text, "the SELECT takes more than 256 MiB of memory");
    errors_clear(&errors);
    buffer_clear(&yaml);
    assert_sql(f, "SELECT count(*) FROM response", "3");
}

static void test_who_answered_and_where(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct tally_set *tally;
    struct answer_line *lines;
    struct known_institution *known;
    size_t count;
    (void)fixture_import(f, 2020, rows, 3, NULL);
    (void)fixture_import(f, 2021, rows, 1, NULL);
    assert_int_equal(store_tally(f->store, 2020, AS_OF_NEWEST, f->arena, &tally, &errors), STATUS_OK);
    assert_int_equal(store_lines(f->store, tally, f->arena, &lines, &count, &errors), STATUS_OK);
    assert_int_equal(count, 3);
    const struct answers_wanted wanted = {0};
    struct answer_set set;
    assert_int_equal(store_answers(f->store, tally, &wanted, f->arena, &set, &errors), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        char sql[200];
        char expected[32];
        (void)snprintf(sql, sizeof sql, "SELECT line FROM response WHERE import_id = %lld AND institution_id = %lld",
                       (long long)tally->import_id, (long long)set.institutions[i]);
        (void)snprintf(expected, sizeof expected, "%lld", (long long)lines[i].line);
        assert_sql(f, sql, expected);
        assert_ptr_equal(lines[i].file, lines[0].file);
    }
    assert_int_equal(store_respondents(f->store, tally, f->arena, &known, &count, &errors), STATUS_OK);
    assert_int_equal(count, 3);
    assert_string_equal(known[0].code, "0001");
    assert_int_equal(known[0].stratum, SHINKIN);
    assert_string_equal(known[2].code, "0003");
    assert_nan(known[2].size);
    assert_int_equal(store_register(f->store, 2020, AS_OF_NEWEST, f->arena, &known, &count, &errors), STATUS_OK);
    assert_int_equal(count, 0);
    assert_no_errors(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_select_gives_rows, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_select_refused, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_select_takes_too_much_memory, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_who_answered_and_where, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
