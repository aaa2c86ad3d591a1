/* Stored forecasts: there and back, once each, as of an import, of items that are still declared, and what the table
 * refuses. */
#include "unit/store_study.h"

static const struct answers wave_2020[] = {{"0001", CITY, YES, NO, 1, NULL, NULL}};

static void add(struct fixture *f, const struct stored_forecast *forecasts, size_t count)
{
    struct errors errors = {0};
    (void)!store_begin(f->store, &errors);
    for (size_t i = 0; i < count; i++)
        (void)!store_add_forecast(f->store, &forecasts[i], &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
}

static size_t read_back(struct fixture *f, int64_t as_of, struct stored_forecast **forecasts)
{
    struct errors errors = {0};
    size_t count;
    (void)!store_forecasts(f->store, as_of, f->arena, forecasts, &count, &errors);
    assert_no_errors(&errors);
    assert_non_null(*forecasts);
    return count;
}

static struct stored_forecast of(size_t item, int made, int64_t import_id)
{
    return (struct stored_forecast){.item = item,
                                    .model = "logistic-clustered",
                                    .made = made,
                                    .wave = made + 1,
                                    .import_id = import_id,
                                    .estimate = 0.12,
                                    .lower = 0.1,
                                    .upper = 0.15,
                                    .level = 0.95,
                                    .denominator = DENOMINATOR_ALLRESP};
}

static void test_there_and_back(void **state)
{
    struct fixture *f = *state;
    int64_t import_id = fixture_import(f, 2020, wave_2020, 1, NULL);
    struct stored_forecast *back, put[] = {of(WRITE, 2020, import_id), of(READ, 2020, import_id)};
    assert_int_equal(read_back(f, AS_OF_NEWEST, &back), 0);
    put[0].lower = put[0].upper = NAN;
    put[0].denominator = DENOMINATOR_VALID;
    add(f, put, 2);
    assert_int_equal(read_back(f, AS_OF_NEWEST, &back), 2);
    assert_int_equal(back[0].item, READ);
    assert_string_equal(back[0].model, "logistic-clustered");
    assert_int_equal(back[0].made, 2020);
    assert_int_equal(back[0].wave, 2021);
    assert_int_equal(back[0].import_id, import_id);
    assert_true(back[0].estimate == 0.12 && back[0].lower == 0.1 && back[0].upper == 0.15 && back[0].level == 0.95);
    assert_int_equal(back[0].denominator, DENOMINATOR_ALLRESP);
    assert_string_equal(back[0].version, MINAOSHI_VERSION);
    assert_int_equal(strlen(back[0].created), strlen("2022-01-20T00:00:00Z"));
    assert_int_equal(back[1].item, WRITE);
    assert_nan(back[1].lower);
    assert_nan(back[1].upper);
    assert_int_equal(back[1].denominator, DENOMINATOR_VALID);
}

static void test_one_that_is_there_stays(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast *back, put = of(READ, 2020, fixture_import(f, 2020, wave_2020, 1, NULL));
    add(f, &put, 1);
    put.estimate = 0.13;
    add(f, &put, 1);
    assert_int_equal(read_back(f, AS_OF_NEWEST, &back), 1);
    assert_true(back[0].estimate == 0.12);
    assert_sql(f, "SELECT number FROM forecast", "1");
    /* Another model, another wave and another vintage are other forecasts, listed in this order. */
    struct stored_forecast others[] = {put, of(READ, 2019, put.import_id), put};
    others[0].model = "bass";
    others[2].import_id = fixture_import(f, 2020, wave_2020, 1, NULL);
    add(f, others, 3);
    assert_int_equal(read_back(f, AS_OF_NEWEST, &back), 4);
    assert_string_equal(back[0].model, "bass");
    assert_int_equal(back[1].made, 2019);
    assert_int_equal(back[2].import_id, put.import_id);
    assert_int_equal(back[3].import_id, others[2].import_id);
    /* The view has of each expectation the one that rests on the newest vintage. */
    assert_sql(
        f,
        "SELECT group_concat(printf('%s %s %d %d %.2f', item, model, made, wave, estimate), ', ') FROM "
        "(SELECT * FROM v_forecast ORDER BY model, made)",
        "read bass 2020 2021 0.13, read logistic-clustered 2019 2020 0.12, read logistic-clustered 2020 2021 0.13");
    /* As of the first import, the forecast from the second was not there. */
    assert_int_equal(read_back(f, put.import_id, &back), 3);
    assert_int_equal(back[2].import_id, put.import_id);
}

/* Changes the table behind its triggers, and holds what is told of it against `expected`. */
static void expect_told(struct fixture *f, const char *sql, const char *expected)
{
    struct errors errors = {0};
    fixture_open(f, STORE_WRITE);
    assert_sql(f, "DROP TRIGGER IF EXISTS forecast_stays", "");
    assert_sql(f, "DROP TRIGGER IF EXISTS forecast_is_kept", "");
    assert_sql(f, sql, "");
    assert_int_equal(store_check_forecasts(f->store, &errors), STATUS_OK);
    assert_int_equal(errors.status, *expected ? STATUS_NOT_REPRODUCED : STATUS_OK);
    assert_errors(&errors, expected);
}

static void test_what_was_stored_is_sealed(void **state)
{
    static const char told[] =
        "survey.db: error[REC007]: the forecast of read for wave 2021 from wave 2020 is not as it was stored (number "
        "2, "
        "logistic-clustered)\n  hint: restore the database from a backup: what was expected then can't be computed "
        "anew\n";
    /* Each column there and back. */
    static const char *const changes[][2] = {{"estimate = 0.13", "estimate = 0.12"},
                                             {"lower = 0.11", "lower = 0.1"},
                                             {"upper = 0.16", "upper = 0.15"},
                                             {"lower = NULL, upper = NULL", "lower = 0.1, upper = 0.15"},
                                             {"level = 0.9", "level = 0.95"},
                                             {"denominator = 'valid'", "denominator = 'allresp'"},
                                             {"version = 'x' || version", "version = substr(version, 2)"},
                                             {"created = 'x' || created", "created = substr(created, 2)"},
                                             {"sha256 = 'x' || sha256", "sha256 = substr(sha256, 2)"}};
    struct fixture *f = *state;
    int64_t import_id = fixture_import(f, 2020, wave_2020, 1, NULL);
    struct stored_forecast put[] = {of(WRITE, 2020, import_id), of(READ, 2020, import_id), of(READ, 2019, import_id),
                                    of(WRITE, 2019, import_id)};
    put[0].lower = put[0].upper = NAN;
    add(f, put, 4);
    assert_sql(f, "UPDATE forecast SET estimate = 0.2", "a stored forecast never changes");
    assert_sql(f, "DELETE FROM forecast", "a stored forecast is never deleted");
    assert_sql(f, "INSERT OR REPLACE INTO forecast SELECT * FROM forecast", "a stored forecast is never replaced");
    expect_told(f, "SELECT count(*) FROM forecast WHERE false HAVING false", "");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        expect_told(f, arena_format(f->arena, "UPDATE forecast SET %s WHERE number = 2", changes[i][0]), told);
        expect_told(f, arena_format(f->arena, "UPDATE forecast SET %s WHERE number = 2", changes[i][1]), "");
    }
    /* The item is sealed by its id, whatever its number. */
    expect_told(f, "UPDATE item SET id = 'red' WHERE id = 'read'",
                "survey.db: error[REC007]: the forecast of red for wave 2021 from wave 2020 is not as it was stored "
                "(number 2, logistic-clustered)\n  hint: restore the database from a backup: what was expected then "
                "can't be computed anew\nsurvey.db: error[REC007]: the forecast of red for wave 2020 from wave 2019 is "
                "not as it was stored (number 3, logistic-clustered)\n  hint: restore the database from a backup: what "
                "was expected then can't be computed anew\n");
    expect_told(f, "UPDATE item SET id = 'read' WHERE id = 'red'", "");
    expect_told(f, "DELETE FROM forecast WHERE number IN (2, 3)",
                "survey.db: error[REC007]: stored forecasts are gone: numbers 2 to 3\n  hint: "
                "restore the database from a backup: what was expected then can't be computed anew\n");
}

static void test_items_that_are_gone_are_left_out(void **state)
{
    struct fixture *f = *state;
    int64_t import_id = fixture_import(f, 2020, wave_2020, 1, NULL);
    struct stored_forecast *back, put[] = {of(READ, 2020, import_id), of(WRITE, 2020, import_id)};
    add(f, put, 2);
    fixture_parse(f, "items: [{id: write, column: 更新系, scale: offer, adopted: [yes]}]\n",
                  "waves: {2020: {files: [a.csv]}}\n");
    fixture_open(f, STORE_READ);
    assert_int_equal(read_back(f, AS_OF_NEWEST, &back), 1);
    assert_int_equal(back[0].item, 0);
    assert_sql(f, "SELECT count(*) FROM forecast", "2");
}

/* Whether the table takes a forecast. */
static bool is_taken(struct fixture *f, struct stored_forecast forecast)
{
    struct errors errors = {0};
    assert_int_equal(store_begin(f->store, &errors), STATUS_OK);
    bool taken = store_add_forecast(f->store, &forecast, &errors) == STATUS_OK;
    assert_int_equal(errors.total, taken ? 0 : 1);
    errors_clear(&errors);
    fixture_open(f, STORE_WRITE); /* rolls back */
    assert_sql(f, "SELECT count(*) FROM forecast", "0");
    return taken;
}

static void test_what_is_no_forecast_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct stored_forecast good = of(READ, 2020, fixture_import(f, 2020, wave_2020, 1, NULL));
    struct stored_forecast bad = good;
    assert_true(is_taken(f, good));
    bad.wave = bad.made;
    assert_false(is_taken(f, bad));
    bad = good;
    bad.estimate = 1.5;
    assert_false(is_taken(f, bad));
    bad.estimate = NAN;
    assert_false(is_taken(f, bad));
    bad = good;
    bad.lower = NAN;
    assert_false(is_taken(f, bad));
    bad.lower = 0.2;
    assert_false(is_taken(f, bad));
    bad = good;
    bad.level = 95;
    assert_false(is_taken(f, bad));
    bad = good;
    bad.import_id = 99; /* there is no such vintage */
    assert_false(is_taken(f, bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_there_and_back, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_one_that_is_there_stays, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_what_was_stored_is_sealed, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_items_that_are_gone_are_left_out, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_what_is_no_forecast_is_refused, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
