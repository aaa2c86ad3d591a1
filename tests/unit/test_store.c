/*
 * The database: whose it is, which version wrote it, that a failure leaves nothing behind, that every query and view of
 * the schema holds, that codes never move and that what was declared can't become something else.
 */
#include "base/embedded.h"
#include "base/file.h"
#include "unit/store_study.h"

static const struct answers first_wave[] = {
    {"0001", CITY, YES, NO, 12.5, "10", "関東"},
    {"0002", CITY, NO, NO_ANSWER, NAN, NULL, NULL},
    {"0101", SHINKIN, YES, YES, 0, "00", "近畿"},
};

static void check_refused(struct fixture *f, const char *expected)
{
    struct errors errors = {0};
    struct store *store = NULL;
    assert_int_equal(store_open(f->path, "survey.db", f->study, STORE_WRITE, &store, &errors), STATUS_FAILURE);
    assert_null(store);
    assert_errors(&errors, expected);
}

static void write_text(const char *path, const char *text)
{
    struct errors errors = {0};
    assert_int_equal(file_write(path, text, strlen(text), &errors), STATUS_OK);
}

static void test_open_without_a_database(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct store *store = NULL;
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(store_open(f->path, "survey.db", f->study, STORE_READ, &store, &errors), STATUS_FAILURE);
    assert_errors(&errors, "survey.db: error[DB002]: there is no database yet\n  hint: run `minaoshi import` first\n");
}

static void test_close_without_commit_leaves_no_file(void **state)
{
    struct fixture *f = *state;
    assert_true(file_exists(f->path));
    store_close(f->store);
    f->store = NULL;
    assert_false(file_exists(f->path));
    store_close(NULL);
}

static void test_open_refuses_what_is_not_ours(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    f->store = NULL;
    write_text(f->path, "this is a text file, long enough to be no empty database at all\n");
    check_refused(f, "survey.db: error[DB003]: this is not an SQLite database\n"
                     "  hint: name another file with --db, or move this one away\n");
    assert_int_equal(unlink(f->path), 0);
    assert_sql(f, "CREATE TABLE t (x)", "");
    assert_sql(f, "PRAGMA application_id = 7", "");
    check_refused(f, "survey.db: error[DB003]: this database was not made by minaoshi\n"
                     "  hint: name another file with --db, or move this one away\n");
    assert_sql(f, "SELECT count(*) FROM sqlite_schema", "1"); /* as it was */
}

static void test_open_refuses_a_newer_version(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    assert_sql(f, "PRAGMA user_version = 99", "");
    check_refused(f, "survey.db: error[DB004]: the database has schema version 99, this minaoshi (" MINAOSHI_VERSION
                     ") knows up to 1\n  hint: use the newer version of minaoshi\n");
    assert_sql(f, "PRAGMA user_version", "99");
}

static void test_open_refuses_another_study(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    assert_sql(f, "UPDATE meta SET value = 'other' WHERE key = 'study'", "");
    check_refused(f, "survey.db: error[DB005]: the database belongs to study 'other', not to 'small'\n"
                     "  hint: name another file with --db\n");
}

static void test_every_query_and_view_holds(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    size_t queries = 0;
    for (size_t i = 0; embedded_at(i); i++) {
        if (strncmp(embedded_at(i)->name, "schema/queries/", 15) != 0)
            continue;
        sqlite3_stmt *statement;
        const char *tail;
        if (sqlite3_prepare_v2(db, (const char *)embedded_at(i)->bytes, -1, &statement, &tail) != SQLITE_OK)
            fail_msg("%s: %s", embedded_at(i)->name, sqlite3_errmsg(db));
        assert_non_null(statement);
        assert_int_equal(strspn(tail, " \n"), strlen(tail)); /* one statement a file */
        assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
        queries++;
    }
    assert_true(queries > 40);
    sqlite3_stmt *views;
    size_t view_count = 0;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'view'", -1, &views, NULL),
                     SQLITE_OK);
    while (sqlite3_step(views) == SQLITE_ROW) {
        (void)fixture_sql(f, arena_format(f->arena, "SELECT * FROM %s", (const char *)sqlite3_column_text(views, 0)));
        view_count++;
    }
    assert_int_equal(view_count, 12);
    assert_int_equal(sqlite3_finalize(views), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_sql(f, "SELECT count(*) FROM pragma_foreign_key_check", "0");
}

static void test_roles_have_the_codes_of_the_program(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    for (int i = 0; i < ROLE_END; i++)
        assert_sql(f, arena_format(f->arena, "SELECT id FROM role WHERE code = %d", i), role_name((enum role)i));
    assert_sql(f, "SELECT count(*) FROM role", "5");
}

static void test_codes_never_move(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    assert_sql(f, "UPDATE choice SET code = 9 WHERE id = 'yes'", "the code of a choice never changes");
    assert_sql(f, "DELETE FROM choice", "a choice is never deleted");
    assert_sql(f, "UPDATE stratum SET id = 'x'", "the code of a stratum never changes");
    assert_sql(f, "DELETE FROM stratum", "a stratum is never deleted");
    assert_sql(f, "UPDATE option SET code = 9 WHERE id = 'cost'", "the code of an option never changes");
    assert_sql(f, "DELETE FROM option", "an option is never deleted");
    assert_sql(f, "UPDATE role SET id = 'x' WHERE code = 1", "the code of a role never changes");
    assert_sql(f, "DELETE FROM role", "a role is never deleted");
    assert_sql(f, "UPDATE option SET label_en = 'Costs' WHERE id = 'cost'", "");
    assert_sql(f, "SELECT code FROM choice WHERE id = 'yes'", "1");
    /* An option put before the others takes the next code, and the old ones keep theirs. */
    fixture_parse(
        f,
        "items:\n"
        "  - {id: read, column: 参照系, scale: offer}\n"
        "  - {id: write, column: 更新系, scale: offer}\n"
        "  - {id: partners, column: 接続先数, kind: number}\n"
        "  - {id: uses, kind: multiple, column: 用途, separator: ';', options: [{id: other}, {id: transfer}]}\n"
        "  - {id: obstacles, kind: multiple, column: 課題, separator: ';', options: [{id: cost}, {id: x}]}\n",
        store_study_waves);
    fixture_open(f, STORE_WRITE);
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    assert_sql(f, "SELECT group_concat(option.id || code) FROM option JOIN item USING (item_id) WHERE item.id = 'uses'",
               "transfer1,lending2,other3");
    assert_sql(
        f, "SELECT uses__other || coalesce(uses__lending, '-') || uses__transfer FROM v_response WHERE code = '0001'",
        "1-0");
}

static void check_declare(struct fixture *f, const char *text, const char *expected)
{
    struct errors errors = {0};
    fixture_parse_text(f, arena_format(f->arena,
                                       "version: 1\nstudy: small\ninstitution: {code: コード}\n"
                                       "strata: {column: 業態, values: [{id: city}]}\n"
                                       "scales: {offer: [{id: yes}, {id: no}], other: [{id: a}, {id: b}]}\n"
                                       "waves: {2020: {files: [a.csv]}}\n%s",
                                       text));
    fixture_open(f, STORE_WRITE);
    assert_int_equal(store_begin(f->store, &errors), STATUS_OK);
    assert_int_equal(store_declare(f->store, &errors), STATUS_RULES);
    assert_errors(&errors, expected);
}

static void test_declare_refuses_what_was_something_else(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    check_declare(f, "items: [{id: read, kind: number, column: a}]\n",
                  "study.yaml: error[STU005]: 'read' was imported with kind 'single' and can't change to 'number'\n"
                  "  hint: give it a new id\n");
    check_declare(f, "items: [{id: read, scale: other, column: a}]\n",
                  "study.yaml: error[STU005]: 'read' was imported with scale 'offer' and can't change to 'other'\n"
                  "  hint: give it a new id\n");
    check_declare(f, "items: [{id: a, scale: offer, column: a}]\nattributes: [{id: read, column: b}]\n",
                  "study.yaml: error[STU005]: 'read' was imported as an item and can't become an attribute\n"
                  "  hint: give it a new id\n");
    check_declare(f, "items: [{id: region, scale: offer, column: a}]\n",
                  "study.yaml: error[STU005]: 'region' was imported as an attribute and can't become an item\n"
                  "  hint: give it a new id\n");
    assert_sql(f, "SELECT count(*) FROM v_response", "3"); /* all of it rolled back */
    assert_sql(f, "SELECT count(*) FROM item", "5");
}

static void test_declare_more_items_than_a_compound_select_takes(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct buffer items = {0};
    buffer_text(&items, "items:\n");
    for (int i = 0; i < 501; i++)
        buffer_format(&items, "  - {id: i%d, column: c%d, scale: offer}\n", i, i);
    fixture_parse(f, buffer_get(&items), "waves: {2020: {files: [a.csv]}}\n");
    buffer_clear(&items);
    fixture_open(f, STORE_WRITE);
    (void)!store_begin(f->store, &errors);
    (void)!store_declare(f->store, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    assert_sql(f, "SELECT count(*) FROM v_answer", "0");
}

static void test_declare_more_columns_than_a_table_takes(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, first_wave, 3, NULL);
    struct buffer table = {0}; /* as years of other items would leave it */
    buffer_text(&table, "CREATE TABLE response (response_id INTEGER PRIMARY KEY");
    for (int i = 1; i < 2000; i++)
        buffer_format(&table, ", c%d", i);
    buffer_text(&table, ")");
    assert_sql(f, "DROP TABLE response", "");
    assert_sql(f, buffer_get(&table), "");
    buffer_clear(&table);
    check_declare(f, "items: [{id: a, kind: number, column: a}]\n",
                  "study.yaml: error[STU005]: there is no room for 'a': a database takes 2000 columns of answers\n"
                  "  hint: leave out items, options or attributes that are not needed, or make two studies of it\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_open_without_a_database, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_close_without_commit_leaves_no_file, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_what_is_not_ours, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_a_newer_version, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_another_study, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_every_query_and_view_holds, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_roles_have_the_codes_of_the_program, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_codes_never_move, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_declare_refuses_what_was_something_else, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_declare_more_items_than_a_compound_select_takes, fixture_make,
                                        fixture_drop),
        cmocka_unit_test_setup_teardown(test_declare_more_columns_than_a_table_takes, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
