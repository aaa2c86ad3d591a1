/*
 * The database: whose it is, which version wrote it, that a failure leaves nothing behind, that every query and view of
 * the schema holds, and that codes never move.
 */
#include <sqlite3.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "importer/importer.h"
#include "store/store.h"
#include "support/check.h"
#include "support/study_folder.h"

static struct study_folder folder;

static int make(void **state)
{
    (void)state;
    study_folder_make(&folder);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    study_folder_drop(&folder);
    return 0;
}

static struct store *open_store(enum store_mode mode)
{
    struct errors errors = {0};
    struct store *store;
    (void)!store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, mode, &store, &errors);
    assert_no_errors(&errors);
    assert_non_null(store);
    return store;
}

static void import_all(void)
{
    struct errors errors = {0};
    struct importer_options options = {0};
    struct importer_result result;
    struct store *store = open_store(STORE_WRITE);
    (void)!importer_run(folder.study, store, &options, folder.arena, &result, &errors);
    assert_no_errors(&errors);
    store_close(store);
}

/* Runs SQL on the file with SQLite itself; gives the first column of the first row as an integer. */
static int64_t run_sql(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(study_folder_path(&folder, "survey.db"), &db), SQLITE_OK);
    int64_t value = 0;
    while (*sql) {
        sqlite3_stmt *statement;
        int result = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);
        if (result != SQLITE_OK)
            fail_msg("%s", sqlite3_errmsg(db));
        if (sqlite3_step(statement) == SQLITE_ROW)
            value = sqlite3_column_int64(statement, 0);
        if (sqlite3_finalize(statement) != SQLITE_OK)
            value = -1;
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return value;
}

static void check_refused(const char *expected)
{
    struct errors errors = {0};
    struct store *store = NULL;
    assert_int_equal(
        store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_WRITE, &store, &errors),
        STATUS_FAILURE);
    assert_null(store);
    assert_errors(&errors, expected);
}

static void test_open_without_a_database(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct store *store = NULL;
    assert_int_equal(
        store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_READ, &store, &errors),
        STATUS_FAILURE);
    assert_errors(&errors, "survey.db: error[DB002]: there is no database yet\n  hint: run `minaoshi import` first\n");
}

static void test_close_without_commit_leaves_no_file(void **state)
{
    (void)state;
    store_close(open_store(STORE_WRITE));
    assert_false(file_exists(study_folder_path(&folder, "survey.db")));
    store_close(NULL);
}

static void test_open_refuses_what_is_not_ours(void **state)
{
    (void)state;
    study_folder_write(&folder, "survey.db", "this is a text file, long enough to be no empty database at all\n");
    check_refused("survey.db: error[DB003]: this is not an SQLite database\n"
                  "  hint: name another file with --db, or move this one away\n");
    assert_int_equal(remove(study_folder_path(&folder, "survey.db")), 0);
    run_sql("CREATE TABLE t (x); PRAGMA application_id = 7;");
    check_refused("survey.db: error[DB003]: this database was not made by minaoshi\n"
                  "  hint: name another file with --db, or move this one away\n");
    assert_int_equal(run_sql("SELECT count(*) FROM sqlite_schema"), 1); /* as it was */
    assert_int_equal(remove(study_folder_path(&folder, "survey.db")), 0);
}

static void test_open_refuses_a_newer_version(void **state)
{
    (void)state;
    import_all();
    run_sql("PRAGMA user_version = 99;");
    check_refused("survey.db: error[DB004]: the database has schema version 99, this minaoshi (" MINAOSHI_VERSION
                  ") knows up to 1\n  hint: use the newer version of minaoshi\n");
    assert_int_equal(run_sql("PRAGMA user_version"), 99);
}

static void test_open_refuses_another_study(void **state)
{
    (void)state;
    import_all();
    run_sql("UPDATE meta SET value = 'other' WHERE key = 'study';");
    check_refused("survey.db: error[DB005]: the database belongs to study 'other', not to 'small'\n"
                  "  hint: name another file with --db\n");
}

static void test_every_query_and_view_holds(void **state)
{
    (void)state;
    import_all();
    sqlite3 *db;
    assert_int_equal(sqlite3_open(study_folder_path(&folder, "survey.db"), &db), SQLITE_OK);
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
    assert_true(queries > 20);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(run_sql("SELECT count(*) FROM v_newest"), 2);
    assert_int_equal(run_sql("SELECT count(*) FROM v_vintage"), 3);
    assert_int_equal(run_sql("SELECT count(*) FROM v_response"), 8);
    assert_int_equal(run_sql("SELECT count(*) FROM v_answer"), 16);
    assert_int_equal(run_sql("SELECT sum(n) FROM v_tally WHERE item = 'write' AND wave = 2021"), 4);
    assert_int_equal(run_sql("SELECT count(*) FROM v_response WHERE code = '0001' AND write = 'yes'"), 1);
    assert_int_equal(run_sql("SELECT line FROM v_answer WHERE code = '0101' AND item = 'write' AND choice = "
                             "'no_answer' AND file = 'b.csv'"),
                     4);
    assert_int_equal(run_sql("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void test_codes_never_move(void **state)
{
    (void)state;
    import_all();
    assert_int_equal(run_sql("UPDATE choice SET code = 9 WHERE id = 'yes'"), -1);
    assert_int_equal(run_sql("DELETE FROM stratum"), -1);
    assert_int_equal(run_sql("SELECT code FROM choice WHERE id = 'yes'"), 1);
    assert_int_equal(run_sql("SELECT count(*) FROM stratum"), 2);
}

static void test_panel_gives_the_counts_back(void **state)
{
    (void)state;
    import_all();
    struct errors errors = {0};
    struct store *store = open_store(STORE_READ);
    struct panel panel;
    (void)!store_panel(store, AS_OF_NEWEST, true, folder.arena, &panel, &errors);
    assert_no_errors(&errors);
    assert_int_equal(frame_get(&panel.frame, 2021, 1), 4);
    const struct tally_set *tally = panel.tallies[1];
    assert_non_null(tally);
    assert_int_equal(tally->respondents[0], 2);
    assert_int_equal(*tally_cell(folder.study, tally, 0, 0, 0), 2); /* read, city, yes */
    assert_int_equal(*tally_cell(folder.study, tally, 1, 1, 2), 1); /* write, shinkin, no answer */
    /* 0001, 0002 and 0101 answered in both waves, each item. */
    assert_int_equal(panel.pairs[1].earlier_year, 2020);
    int64_t pairs[2] = {0};
    for (size_t i = 0; i < panel.pairs[1].count; i++)
        pairs[panel.pairs[1].cells[i].item] += panel.pairs[1].cells[i].n;
    assert_int_equal(pairs[0], 3);
    assert_int_equal(pairs[1], 3);
    assert_int_equal(panel.pairs[0].count, 0);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_open_without_a_database, make, drop),
        cmocka_unit_test_setup_teardown(test_close_without_commit_leaves_no_file, make, drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_what_is_not_ours, make, drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_a_newer_version, make, drop),
        cmocka_unit_test_setup_teardown(test_open_refuses_another_study, make, drop),
        cmocka_unit_test_setup_teardown(test_every_query_and_view_holds, make, drop),
        cmocka_unit_test_setup_teardown(test_codes_never_move, make, drop),
        cmocka_unit_test_setup_teardown(test_panel_gives_the_counts_back, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
