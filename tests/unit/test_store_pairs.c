/* Pairs: plain, with both neighbours, under another code, counted anew, far apart; as of an import. */
#include "analysis/analysis.h"
#include "unit/store_study.h"

static const struct answers earlier[] = {
    {"0001", CITY, YES, NO, 1, NULL, NULL},
    {"0002", CITY, NO, NO, 1, NULL, NULL},
    {"0101", SHINKIN, NO_ANSWER, YES, 1, NULL, NULL},
};
static const struct answers later[] = {
    {"0001", CITY, YES, YES, 1, NULL, NULL},
    {"0002", SHINKIN, NO, -1, 1, NULL, NULL}, /* moved; was not asked `write` */
    {"0201", CITY, YES, YES, 1, NULL, NULL},  /* new, or 0101 renamed */
};

/* "read city-city yes-yes 1, …": the cells of a pair set. */
static const char *pairs_text(const struct fixture *f, const struct pair_set *pairs)
{
    struct buffer out = {0};
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair_cell *cell = &pairs->cells[i];
        const struct item *item = &f->study->items[cell->item];
        buffer_format(&out, "%s%s %s-%s %s-%s %lld", i ? ", " : "", item->id,
                      f->study->strata[cell->earlier_stratum].id, f->study->strata[cell->stratum].id,
                      item->scale->choices[cell->earlier_choice].id, item->scale->choices[cell->choice].id,
                      (long long)cell->n);
    }
    const char *text = arena_format(f->arena, "%s", buffer_get(&out));
    buffer_clear(&out);
    assert_non_null(text);
    return text;
}

/* The same cells from who is who and the answers of each wave: the pairs of a domain that leaves nobody out. */
static void assert_matched(struct fixture *f, const struct panel *panel, size_t wave)
{
    const struct study *study = f->study;
    struct errors errors = {0};
    struct panel all = *panel;
    bool *items = arena_array(f->arena, study->item_count, sizeof *items);
    struct matching *matchings = arena_array(f->arena, study->wave_count, sizeof *matchings);
    struct answer_set **answers = arena_array(f->arena, study->wave_count, sizeof *answers);
    all.pairs = arena_array(f->arena, study->wave_count, sizeof *all.pairs);
    assert_true(items && matchings && answers && all.pairs);
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = true;
    size_t from = (size_t)study_find_wave(study, panel->pairs[wave].earlier_year);
    const size_t both[] = {from, wave};
    for (size_t i = 0; i < 2; i++) {
        const struct answers_wanted wanted = {.items = items};
        answers[both[i]] = arena_alloc(f->arena, sizeof **answers);
        assert_non_null(answers[both[i]]);
        (void)!store_answers(f->store, panel->tallies[both[i]], &wanted, f->arena, answers[both[i]], &errors);
    }
    (void)!store_matching(f->store, panel->tallies[from], panel->tallies[wave], f->arena, &matchings[wave], &errors);
    (void)!analysis_domain_pairs(panel, answers, EVERY, NULL, matchings, f->arena, &all, &errors);
    assert_no_errors(&errors);
    assert_int_equal(all.pairs[wave].earlier_year, panel->pairs[wave].earlier_year);
    assert_int_equal(all.pairs[wave].year, panel->pairs[wave].year);
    assert_string_equal(pairs_text(f, &all.pairs[wave]), pairs_text(f, &panel->pairs[wave]));
}

static const char *panel_pairs(struct fixture *f, size_t wave, int64_t as_of)
{
    struct errors errors = {0};
    struct panel panel;
    (void)!store_panel(f->store, as_of, true, f->arena, &panel, &errors);
    assert_no_errors(&errors);
    if (panel.pairs[wave].year)
        assert_matched(f, &panel, wave);
    return pairs_text(f, &panel.pairs[wave]);
}

/* The pairs of two waves, as of the newest import. */
static const char *pairs_of(struct fixture *f, int from, int to)
{
    struct errors errors = {0};
    struct tally_set *first, *second;
    struct pair_set pairs;
    (void)!store_tally(f->store, from, AS_OF_NEWEST, f->arena, &first, &errors);
    (void)!store_tally(f->store, to, AS_OF_NEWEST, f->arena, &second, &errors);
    assert_true(first && second);
    (void)!store_pairs(f->store, first, second, f->arena, &pairs, &errors);
    assert_no_errors(&errors);
    assert_int_equal(pairs.earlier_year, from);
    assert_int_equal(pairs.year, to);
    return pairs_text(f, &pairs);
}

static int64_t add_lineage(struct fixture *f, const struct lineage *lineage)
{
    struct errors errors = {0};
    int64_t import_id = 0;
    (void)!store_begin(f->store, &errors);
    (void)!store_add_import(f->store, IMPORT_LINEAGE, NULL, false, &import_id, &errors);
    (void)!store_add_lineage(f->store, import_id, lineage, &errors);
    (void)!store_recount_pairs(f->store, lineage, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    return import_id;
}

#define LINEAGE(...)                                                                                                   \
    {                                                                                                                  \
        .events = (struct lineage_event[]){__VA_ARGS__},                                                               \
        .count = sizeof((struct lineage_event[]){__VA_ARGS__}) / sizeof(struct lineage_event)                          \
    }

static const char plain_pairs[] = "read city-city yes-yes 1, read city-shinkin no-no 1, write city-city no-yes 1";
static const char renamed_pairs[] =
    "read city-city yes-yes 1, read city-shinkin no-no 1, read shinkin-city no_answer-yes 1, "
    "write city-city no-yes 1, write shinkin-city yes-yes 1";

static void test_pairs_of_neighbours(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, earlier, 3, NULL);
    (void)fixture_import(f, 2021, later, 3, NULL);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
    assert_string_equal(panel_pairs(f, 0, AS_OF_NEWEST), "");
    assert_sql(f,
               "SELECT import_id || ' ' || earlier_import_id || ' ' || lineage_id || ' ' || institutions FROM pairing",
               "2 1 0 2");
    assert_string_equal(pairs_of(f, 2020, 2021), plain_pairs);
}

static void test_pairs_with_both_neighbours(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, earlier, 3, NULL);
    (void)fixture_import(f, 2023, later, 3, NULL);
    assert_string_equal(panel_pairs(f, 3, AS_OF_NEWEST), plain_pairs); /* neighbours so far */
    (void)fixture_import(f, 2021, earlier, 2, NULL);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST),
                        "read city-city yes-yes 1, read city-city no-no 1, write city-city no-no 2");
    assert_string_equal(panel_pairs(f, 3, AS_OF_NEWEST), plain_pairs);
    assert_sql(f, "SELECT group_concat(earlier_import_id || '>' || import_id) FROM pairing", "1>2,3>2,1>3");
    /* A new vintage is paired with the newest of its neighbours; the old pairs stay for those who ask as of then. */
    (void)fixture_import(f, 2021, later, 3, NULL);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
    assert_string_equal(panel_pairs(f, 1, 3),
                        "read city-city yes-yes 1, read city-city no-no 1, write city-city no-no 2");
    assert_string_equal(panel_pairs(f, 3, 2), plain_pairs);
}

static void test_pairs_far_apart_are_counted_from_the_responses(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, earlier, 3, NULL);
    (void)fixture_import(f, 2021, later, 1, NULL);
    (void)fixture_import(f, 2023, later, 3, NULL);
    fixture_open(f, STORE_READ);
    assert_string_equal(pairs_of(f, 2020, 2023), plain_pairs);
    assert_sql(f, "SELECT count(*) FROM pairing", "2");
}

static void test_pairs_without_a_common_institution(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, &earlier[2], 1, NULL);
    (void)fixture_import(f, 2021, later, 2, NULL);
    assert_sql(f, "SELECT institutions FROM pairing", "0");
    assert_string_equal(pairs_of(f, 2020, 2021), "");
}

static void test_a_renamed_institution_is_paired_with_itself(void **state)
{
    struct fixture *f = *state;
    const struct lineage lineage =
        LINEAGE({"0101", "0150", "2020-07-01", LINEAGE_RENAME, 2}, {"0150", "0201", "2021-06-30", LINEAGE_RENAME, 3});
    int64_t id = add_lineage(f, &lineage);
    (void)fixture_import(f, 2020, earlier, 3, &lineage);
    (void)fixture_import(f, 2021, later, 3, &lineage); /* 0201 is met while it is counted */
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
    assert_sql(f, "SELECT lineage_id || ' ' || institutions FROM pairing", arena_format(f->arena, "%d 3", (int)id));
    (void)fixture_import(f, 2021, later, 3, &lineage); /* and now it is known */
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
    (void)fixture_import(f, 2020, earlier, 3, &lineage); /* from the other side */
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
    (void)fixture_import(f, 2023, later, 3, &lineage);
    assert_string_equal(pairs_of(f, 2020, 2023), renamed_pairs); /* far apart */
}

static void test_an_earlier_wave_that_comes_later_meets_the_old_code(void **state)
{
    struct fixture *f = *state;
    const struct lineage lineage = LINEAGE({"0101", "0201", "2021-04-01", LINEAGE_RENAME, 2});
    (void)add_lineage(f, &lineage);
    (void)fixture_import(f, 2021, later, 3, &lineage);
    (void)fixture_import(f, 2020, earlier, 3, &lineage); /* 0101 is met while it is counted */
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
}

static void test_renames_before_or_after_both_waves_are_none_between_them(void **state)
{
    struct fixture *f = *state;
    const struct lineage lineage =
        LINEAGE({"0101", "0201", "2020-06-30", LINEAGE_RENAME, 2}, {"0002", "0202", "2021-07-01", LINEAGE_RENAME, 3});
    (void)fixture_import(f, 2020, earlier, 3, NULL);
    (void)fixture_import(f, 2021, later, 3, NULL);
    (void)add_lineage(f, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
}

static void test_mergers_and_splits_pair_nobody(void **state)
{
    struct fixture *f = *state;
    const struct lineage lineage =
        LINEAGE({"0101", "0201", "2021-01-01", LINEAGE_MERGER, 2}, {"0101", "0201", "2021-02-01", LINEAGE_SPLIT, 3},
                {"0002", NULL, "2021-02-01", LINEAGE_STRATUM, 4});
    (void)add_lineage(f, &lineage);
    (void)fixture_import(f, 2020, earlier, 3, &lineage);
    (void)fixture_import(f, 2021, later, 3, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
}

static void test_codes_that_change_hands(void **state)
{
    struct fixture *f = *state;
    /* 0001 goes on as 0003, and its code to 0002, which has not answered under another one. */
    static const struct answers before[] = {{"0001", CITY, YES, YES, 1, NULL, NULL},
                                            {"0002", CITY, NO, NO, 1, NULL, NULL}};
    static const struct answers after[] = {{"0003", CITY, YES, YES, 1, NULL, NULL},
                                           {"0001", CITY, NO, NO, 1, NULL, NULL}};
    const struct lineage lineage =
        LINEAGE({"0001", "0003", "2021-01-01", LINEAGE_RENAME, 2}, {"0002", "0001", "2021-02-01", LINEAGE_RENAME, 3});
    (void)add_lineage(f, &lineage);
    (void)fixture_import(f, 2020, before, 2, &lineage);
    (void)fixture_import(f, 2021, after, 2, &lineage);
    static const char both[] = "read city-city yes-yes 1, read city-city no-no 1, write city-city yes-yes 1, "
                               "write city-city no-no 1";
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), both);
    (void)fixture_import(f, 2020, before, 2, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), both);
    /* Where 0003 did not answer, 0001 is not taken for it; nor where 0002 did not before. */
    (void)fixture_import(f, 2021, &after[1], 1, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), "read city-city no-no 1, write city-city no-no 1");
    (void)fixture_import(f, 2020, before, 1, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), "");
}

static void test_who_keeps_the_old_code_is_paired_with_itself(void **state)
{
    struct fixture *f = *state;
    const struct lineage lineage = LINEAGE({"0001", "0301", "2021-01-01", LINEAGE_RENAME, 2});
    (void)add_lineage(f, &lineage);
    (void)fixture_import(f, 2020, earlier, 3, &lineage);
    (void)fixture_import(f, 2021, later, 3, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
    (void)fixture_import(f, 2020, earlier, 3, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
}

static void test_recount_follows_the_lineage(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, earlier, 3, NULL);
    int64_t before = fixture_import(f, 2021, later, 3, NULL);
    const struct lineage lineage = LINEAGE({"0101", "0201", "2021-04-01", LINEAGE_RENAME, 2}), none = {0};
    int64_t after = add_lineage(f, &lineage);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
    assert_string_equal(panel_pairs(f, 1, before), plain_pairs);
    assert_string_equal(panel_pairs(f, 1, after), renamed_pairs);
    struct errors errors = {0};
    (void)!store_begin(f->store, &errors);
    (void)!store_recount_pairs(f->store, &lineage, &errors); /* once more: the same rows, not more */
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), renamed_pairs);
    assert_sql(f, "SELECT group_concat(lineage_id) FROM pairing", arena_format(f->arena, "0,%d", (int)after));
    (void)add_lineage(f, &none);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST), plain_pairs);
    assert_string_equal(panel_pairs(f, 1, after), renamed_pairs);
}

/* More strata than a byte holds, and more cells than are counted in an array. */
static void test_pairs_of_many_strata(void **state)
{
    struct fixture *f = *state;
    struct buffer text = {0};
    buffer_text(&text, "version: 1\nstudy: small\ninstitution: {code: c}\nstrata:\n  column: s\n  values:\n");
    for (int i = 0; i < 300; i++)
        buffer_format(&text, "    - {id: s%d}\n", i);
    buffer_text(&text, "attributes: [{id: region, column: a}, {id: tier, column: t}]\n"
                       "scales: {offer: [{id: yes}, {id: no}, {id: no_answer, role: no_answer}]}\n"
                       "items: [{id: read, column: r, scale: offer}, {id: write, column: w, scale: offer}]\n"
                       "waves: {2020: {files: [a.csv]}, 2021: {files: [b.csv]}}\n");
    fixture_parse_text(f, buffer_get(&text));
    buffer_clear(&text);
    fixture_open(f, STORE_WRITE);
    static const struct answers before[] = {
        {"1", 299, YES, NO, 0, NULL, NULL}, {"2", 0, NO, NO, 0, NULL, NULL}, {"3", 299, YES, NO_ANSWER, 0, NULL, NULL}};
    static const struct answers after[] = {{"1", 298, YES, YES, 0, NULL, NULL},
                                           {"2", 299, NO, -1, 0, NULL, NULL},
                                           {"3", 298, YES, NO_ANSWER, 0, NULL, NULL}};
    (void)fixture_import(f, 2020, before, 3, NULL);
    (void)fixture_import(f, 2021, after, 3, NULL);
    assert_string_equal(panel_pairs(f, 1, AS_OF_NEWEST),
                        "read s0-s299 no-no 1, read s299-s298 yes-yes 2, write s299-s298 no-yes 1, "
                        "write s299-s298 no_answer-no_answer 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pairs_of_neighbours, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_pairs_with_both_neighbours, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_pairs_far_apart_are_counted_from_the_responses, fixture_make,
                                        fixture_drop),
        cmocka_unit_test_setup_teardown(test_pairs_without_a_common_institution, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_a_renamed_institution_is_paired_with_itself, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_an_earlier_wave_that_comes_later_meets_the_old_code, fixture_make,
                                        fixture_drop),
        cmocka_unit_test_setup_teardown(test_renames_before_or_after_both_waves_are_none_between_them, fixture_make,
                                        fixture_drop),
        cmocka_unit_test_setup_teardown(test_mergers_and_splits_pair_nobody, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_codes_that_change_hands, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_who_keeps_the_old_code_is_paired_with_itself, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_recount_follows_the_lineage, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_pairs_of_many_strata, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
