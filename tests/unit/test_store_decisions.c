/* Decisions in the database: inputs and records there and back, only ever added to, vintages by their files, and counts
 * counted again. */
#include "unit/store_study.h"

static const struct answers wave_2020[] = {{"0001", CITY, YES, NO, 1, "10", NULL},
                                           {"0002", SHINKIN, NO, NO, NAN, "01", NULL}};
static const struct answers wave_2021[] = {{"0001", CITY, YES, YES, 0, "11", NULL},
                                           {"0002", SHINKIN, NO, YES, 0, NULL, NULL}};

static void add_input(struct fixture *f, const char *sha256, const char *bytes, size_t length)
{
    struct errors errors = {0};
    (void)!store_begin(f->store, &errors);
    (void)!store_add_input(f->store, sha256, "study.yaml", bytes, length, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
}

static void check_input(struct fixture *f, const char *sha256, const char *expected, size_t length)
{
    struct errors errors = {0};
    const char *bytes;
    size_t got;
    (void)!store_input(f->store, sha256, f->arena, &bytes, &got, &errors);
    assert_no_errors(&errors);
    assert_int_equal(got, length);
    if (!expected) {
        assert_null(bytes);
        return;
    }
    assert_memory_equal(bytes, expected, length);
    assert_int_equal(bytes[length], '\0');
}

static void test_inputs(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, wave_2020, 2, NULL);
    add_input(f, "aa", "a\0b\xff", 4);
    add_input(f, "bb", "", 0);
    add_input(f, "aa", "other", 5); /* one that is there stays */
    check_input(f, "aa", "a\0b\xff", 4);
    check_input(f, "bb", "", 0);
    check_input(f, "cc", NULL, 0);
    assert_sql(f, "UPDATE input SET bytes = x''", "an input of a decision never changes");
    assert_sql(f, "DELETE FROM input", "an input of a decision is never deleted");
    assert_sql(f, "INSERT OR REPLACE INTO input VALUES ('aa', 'x', x'00')", "an input of a decision is never replaced");
    assert_sql(f, "SELECT count(*) FROM input", "2");
}

static void add_decision(struct fixture *f, int year, int64_t number, const char *record)
{
    struct errors errors = {0};
    const struct stored_decision decision = {year, number, record, strlen(record)};
    (void)!store_begin(f->store, &errors);
    (void)!store_add_decision(f->store, &decision, "00", &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
}

static void test_decisions(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct stored_decision *decisions;
    size_t count;
    (void)fixture_import(f, 2020, wave_2020, 2, NULL);
    (void)!store_decisions(f->store, f->arena, &decisions, &count, &errors);
    assert_int_equal(count, 0);
    add_decision(f, 2021, 2, "{\"decision\": \"revision\", \"override\": {\"decision\": \"no revision\"}}\n");
    add_decision(f, 2020, 11, "{\"decision\": \"undetermined\", \"override\": null, \"decisive\": \"r\"}\n");
    add_decision(f, 2020, 2, "{}");
    (void)!store_decisions(f->store, f->arena, &decisions, &count, &errors);
    assert_no_errors(&errors);
    assert_int_equal(count, 3);
    assert_int_equal(decisions[0].year, 2020);
    assert_int_equal(decisions[0].number, 2);
    assert_int_equal(decisions[1].number, 11);
    assert_int_equal(decisions[2].year, 2021);
    assert_string_equal(decisions[0].record, "{}");
    assert_int_equal(decisions[0].length, 2);
    assert_sql(f,
               "SELECT group_concat(concat, ';') FROM (SELECT wave || ' ' || number || ' ' || coalesce(decision, '-')"
               " || ' ' || coalesce(override, '-') || ' ' || coalesce(decisive, '-') AS concat FROM v_decision)",
               "2020 2 - - -;2020 11 undetermined - r;2021 2 revision no revision -");
    assert_sql(f, "UPDATE decision SET record = ''", "a decision record never changes");
    assert_sql(f, "DELETE FROM decision WHERE number = 2", "a decision record is never deleted");
    assert_sql(f, "INSERT OR REPLACE INTO decision VALUES (9, 2020, 2, '', '')", "a decision record is never replaced");
    assert_sql(f, "INSERT OR REPLACE INTO decision VALUES (1, 2020, 3, '', '')", "a decision record is never replaced");
    assert_sql(f, "SELECT count(*) FROM decision", "3");
}

static void test_vintages_by_files(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct import import;
    struct vintages vintages;
    int64_t found, first = fixture_import(f, 2020, wave_2020, 2, NULL);
    int64_t second = fixture_import(f, 2020, wave_2020, 1, NULL);
    int64_t other = fixture_import(f, 2021, wave_2021, 2, NULL);
    (void)!store_import(f->store, first, f->arena, &import, &errors);
    assert_int_equal(import.id, first);
    assert_int_equal(import.kind, IMPORT_WAVE);
    assert_int_equal(import.year, 2020);
    assert_int_equal(import.file_count, 1);
    (void)!store_find_vintage(f->store, &import, &found, &errors);
    assert_int_equal(found, second); /* of the same files: the newest */
    import.by_hand = true;
    (void)!store_find_vintage(f->store, &import, &found, &errors);
    assert_int_equal(found, 0);
    import.by_hand = false;
    import.codebook[0] = 'x';
    (void)!store_find_vintage(f->store, &import, &found, &errors);
    assert_int_equal(found, 0);
    (void)!store_import(f->store, first, f->arena, &import, &errors);
    import.files[0].sha256[0] = '1';
    (void)!store_find_vintage(f->store, &import, &found, &errors);
    assert_int_equal(found, 0);
    (void)!store_import(f->store, 99, f->arena, &import, &errors);
    assert_int_equal(import.id, 0);
    (void)!store_vintages(f->store, AS_OF_NEWEST, f->arena, &vintages, &errors);
    assert_int_equal(vintages.waves[0], second);
    assert_int_equal(vintages.waves[1], other);
    assert_int_equal(vintages.waves[2], 0);
    assert_int_equal(vintages.frame, 0);
    (void)!store_vintages(f->store, first, f->arena, &vintages, &errors);
    assert_int_equal(vintages.waves[0], first);
    assert_int_equal(vintages.waves[1], 0);
    assert_no_errors(&errors);
}

/* The cells in which a wave's stored counts and its responses differ: "uses 1 0 1 0; " is item, stratum, stored,
 * counted. */
static const char *recount(struct fixture *f, int year)
{
    struct errors errors = {0};
    struct tally_set *stored, *counted;
    struct buffer out = {0};
    (void)!store_tally(f->store, year, AS_OF_NEWEST, f->arena, &stored, &errors);
    assert_no_errors(&errors);
    assert_non_null(stored);
    (void)!store_recount(f->store, stored, f->arena, &counted, &errors);
    assert_no_errors(&errors);
    if (!counted)
        return "none";
    for (size_t h = 0; h < f->study->stratum_count; h++)
        assert_true(counted->respondents[h] >= 0);
    for (size_t i = 0; i < f->study->item_count; i++)
        for (size_t h = 0; stored->counts[i] && h < f->study->stratum_count; h++)
            for (size_t k = 0; k < item_cells(&f->study->items[i]); k++) {
                int64_t is = *tally_cell(f->study, stored, i, h, k), should = *tally_cell(f->study, counted, i, h, k);
                if (is != should)
                    buffer_format(&out, "%s %zu %zu %lld %lld; ", f->study->items[i].id, h, k, (long long)is,
                                  (long long)should);
            }
    const char *text = arena_format(f->arena, "%s", buffer_get(&out));
    buffer_clear(&out);
    assert_non_null(text);
    return text;
}

static void test_recount(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, wave_2020, 2, NULL);
    assert_string_equal(recount(f, 2020), "");
    assert_sql(f, "UPDATE response SET read = 2 WHERE line = 2", "");
    assert_string_equal(recount(f, 2020), "read 0 0 1 0; read 0 1 0 1; ");
    assert_sql(f, "UPDATE response SET read = 1 WHERE line = 2", "");
    assert_sql(f, "UPDATE option_tally SET n = 5 WHERE stratum = 1", "");
    assert_string_equal(recount(f, 2020), "uses 0 0 5 1; ");
    assert_sql(f, "UPDATE option_tally SET n = 1", "");
    assert_sql(f, "UPDATE response SET uses__role = 77, partners__role = -3, read = 99 WHERE line = 3", "");
    assert_string_equal(recount(f, 2020), "read 1 1 1 0; partners 1 1 1 0; uses 1 2 1 0; ");
    assert_sql(f, "DELETE FROM response WHERE line = 3", "");
    assert_string_equal(recount(f, 2020), "read 1 1 1 0; write 1 1 1 0; partners 1 1 1 0; uses 1 1 1 0; uses 1 2 1 0; "
                                          "obstacles 1 5 1 0; ");
}

static void test_recount_of_counts(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2022, wave_2020, 0, NULL);
    assert_string_equal(recount(f, 2022), "none");
}

static void test_recount_with_a_stratum_that_is_none(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct tally_set *stored, *counted;
    (void)fixture_import(f, 2020, wave_2020, 2, NULL);
    (void)!store_tally(f->store, 2020, AS_OF_NEWEST, f->arena, &stored, &errors);
    assert_no_errors(&errors);
    assert_sql(f, "UPDATE response SET stratum = 9 WHERE line = 3", "");
    assert_int_equal(store_recount(f->store, stored, f->arena, &counted, &errors), STATUS_NOT_REPRODUCED);
    assert_errors(&errors, "survey.db: error[REC005]: wave 2020 has responses with a stratum that study.yaml does not "
                           "declare\n"
                           "  hint: move the database away and run `minaoshi review`, which builds it anew\n");
}

static void test_recount_pairs(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct tally_set *earlier, *later;
    struct pair_set pairs, stored;
    (void)fixture_import(f, 2020, wave_2020, 2, NULL);
    (void)fixture_import(f, 2021, wave_2021, 2, NULL);
    (void)!store_tally(f->store, 2020, AS_OF_NEWEST, f->arena, &earlier, &errors);
    (void)!store_tally(f->store, 2021, AS_OF_NEWEST, f->arena, &later, &errors);
    assert_sql(f, "UPDATE pair_tally SET n = 7 WHERE item_id = 2 AND stratum = 1", "");
    (void)!store_pairs(f->store, earlier, later, f->arena, &stored, &errors);
    (void)!store_recount_pair(f->store, 0, earlier, later, f->arena, &pairs, &errors);
    assert_no_errors(&errors);
    assert_int_equal(pairs.earlier_year, 2020);
    assert_int_equal(pairs.year, 2021);
    assert_int_equal(pairs.count, 4);
    assert_int_equal(stored.count, 4);
    for (size_t i = 0; i < 4; i++) {
        bool doctored = stored.cells[i].item == WRITE && stored.cells[i].stratum == CITY;
        assert_int_equal(pairs.cells[i].item, stored.cells[i].item);
        assert_int_equal(pairs.cells[i].stratum, stored.cells[i].stratum);
        assert_int_equal(pairs.cells[i].n, 1);
        assert_int_equal(stored.cells[i].n, doctored ? 7 : 1);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_make, fixture_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_inputs),        TEST(test_decisions),         TEST(test_vintages_by_files),
        TEST(test_recount),       TEST(test_recount_of_counts), TEST(test_recount_with_a_stratum_that_is_none),
        TEST(test_recount_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
