/* Rates of multiple answers, and that numbers have none: from tallies made by hand. */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "support/check.h"

enum { CITY, SHINKIN, STRATA };
enum { READ, USES, OBSTACLES, PARTNERS };
enum { TRANSFER, LENDING, SAVING, OPTIONS };

static const char study_text[] =
    "version: 1\n"
    "study: small\n"
    "institution: {code: c}\n"
    "strata: {column: s, values: [{id: city}, {id: shinkin, label: {ja: 信金, en: Shinkin}}]}\n"
    "scales: {offer: [{id: yes}, {id: no}]}\n"
    "items:\n"
    "  - {id: read, column: r, scale: offer, adopted: [yes]}\n"
    "  - {id: uses, kind: multiple, columns: {transfer: u1, lending: u2, saving: u3}, adopted: [lending],\n"
    "     options: [{id: transfer}, {id: lending, label: {ja: 融資, en: Lending}}, {id: saving}]}\n"
    "  - {id: obstacles, kind: multiple, column: o, separator: ';', options: [{id: cost}, {id: risk}], adopted: [cost, "
    "risk]}\n"
    "  - {id: partners, kind: number, column: p}\n"
    "waves:\n"
    "  2020: {files: [a.csv]}\n"
    "  2021: {files: [b.csv], columns: {uses: {transfer: u1, lending: u2, saving: ~}}}\n";

struct fixture {
    struct arena *arena;
    struct study *study;
    struct panel panel;
};

/* Both waves: in the city 10 of 20 ticked lending and 4 gave no answer, 1 refused, 2 need not say; fewer elsewhere. */
static int make(void **state)
{
    static struct fixture fixture;
    struct fixture *f = &fixture;
    struct errors errors = {0};
    *f = (struct fixture){.arena = arena_new()};
    assert_non_null(f->arena);
    (void)!study_parse("folder", study_text, strlen(study_text), &f->study, &errors);
    assert_no_errors(&errors);
    f->panel.study = f->study;
    f->panel.tallies = arena_array(f->arena, 2, sizeof *f->panel.tallies);
    f->panel.pairs = arena_array(f->arena, 2, sizeof *f->panel.pairs);
    f->panel.frame.cells = arena_array(f->arena, 4, sizeof *f->panel.frame.cells);
    assert_true(f->panel.tallies && f->panel.pairs && f->panel.frame.cells);
    for (size_t w = 0; w < 2; w++) {
        struct tally_set *tally = tally_new(f->study, &f->study->waves[w], f->arena);
        assert_non_null(tally);
        f->panel.tallies[w] = tally;
        for (size_t h = 0; h < STRATA; h++) {
            const int64_t uses[OPTIONS + ROLE_END] = {12, 10, 3, h ? 13 : 20, 4, 1, 2, 0};
            f->panel.frame.cells[f->panel.frame.count++] = (struct frame_cell){f->study->waves[w].year, h, 40};
            tally->respondents[h] = h ? 20 : 27;
            memcpy(tally_cell(f->study, tally, USES, h, 0), uses, sizeof uses);
            *tally_cell(f->study, tally, OBSTACLES, h, 0) = 5;
            *tally_cell(f->study, tally, OBSTACLES, h, 2 + ROLE_ANSWERED) = 20;
            *tally_cell(f->study, tally, PARTNERS, h, ROLE_ANSWERED) = 20;
            *tally_cell(f->study, tally, READ, h, 0) = 20;
        }
    }
    *state = f;
    return 0;
}

static int drop(void **state)
{
    struct fixture *f = *state;
    study_free(f->study);
    arena_free(f->arena);
    return 0;
}

static struct rates rates_of(struct fixture *f, const struct rate_options *options)
{
    struct errors errors = {0};
    struct rates rates;
    (void)!analysis_rates(&f->panel, options, f->arena, &rates, &errors);
    assert_no_errors(&errors);
    return rates;
}

static void test_the_one_adopted_option_is_the_rate(void **state)
{
    struct fixture *f = *state;
    struct rate_options options = rate_options_of(f->study);
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    options.wave = 0;
    options.by_stratum = true;
    struct rates rates = rates_of(f, &options);
    assert_int_equal(rates.count,
                     2 * 3); /* read and uses: two adopted options are no one rate, and a number has none */
    const struct rate *rows = &rates.rows[3];
    static const int64_t x[] = {20, 10, 10}, n[] = {33, 20, 13};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(rows[i].item, USES);
        assert_int_equal(rows[i].stratum, (int64_t)i - 1);
        assert_int_equal(rows[i].choice, CHOICE_ADOPTED);
        assert_int_equal(rows[i].x, x[i]);
        assert_int_equal(rows[i].n, n[i]);
        assert_int_equal(rows[i].status, ESTIMATE_OK);
        assert_close(rows[i].estimate, (double)x[i] / (double)n[i], 1e-15, 0);
    }
    assert_int_equal(rows[0].respondents, 47);
    options.denominator = DENOMINATOR_ALLRESP;
    rates = rates_of(f, &options);
    assert_int_equal(rates.rows[3].x, 20);
    assert_int_equal(rates.rows[3].n, 33 + 2 * 5); /* no answer and refused, but not those not applicable */
    options.item = OBSTACLES;
    assert_int_equal(rates_of(f, &options).count, 0);
    options.item = PARTNERS;
    assert_int_equal(rates_of(f, &options).count, 0);
}

static void test_each_option_has_a_row(void **state)
{
    struct fixture *f = *state;
    struct rate_options options = rate_options_of(f->study);
    options.choices = true;
    options.item = USES;
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    struct rates rates = rates_of(f, &options);
    static const int64_t x[] = {24, 20, 6};
    assert_int_equal(rates.count, 2 * OPTIONS);
    for (size_t i = 0; i < rates.count; i++) {
        const struct rate *rate = &rates.rows[i];
        bool offered = i != OPTIONS + SAVING;
        assert_int_equal(rate->wave, i / OPTIONS);
        assert_int_equal(rate->choice, i % OPTIONS);
        assert_int_equal(rate->x, offered ? x[i % OPTIONS] : 0);
        assert_int_equal(rate->n, offered ? 33 : 0);
        assert_int_equal(rate->status, offered ? ESTIMATE_OK : ESTIMATE_NO_DATA);
    }
    options.item = OBSTACLES;
    assert_int_equal(rates_of(f, &options).count, 2 * 2);
}

static void test_counts_of_what_has_no_rate(void **state)
{
    struct fixture *f = *state;
    struct stratum_count strata[STRATA];
    assert_false(analysis_counts(&f->panel, 0, PARTNERS, CHOICE_ADOPTED, DENOMINATOR_VALID, strata));
    assert_int_equal(strata[0].N, 40);
    assert_int_equal(strata[0].valid, 0);
    assert_false(analysis_counts(&f->panel, 0, OBSTACLES, CHOICE_ADOPTED, DENOMINATOR_VALID, strata));
    assert_true(analysis_counts(&f->panel, 0, OBSTACLES, 1, DENOMINATOR_VALID, strata));
    assert_false(analysis_counts(&f->panel, 1, USES, SAVING, DENOMINATOR_VALID, strata));
    assert_true(analysis_counts(&f->panel, 0, USES, CHOICE_ADOPTED, DENOMINATOR_VALID, strata));
    assert_int_equal(strata[SHINKIN].n, 20);
    assert_int_equal(strata[SHINKIN].valid, 13);
    assert_int_equal(strata[SHINKIN].x, 10);
}

static void test_a_small_option_does_not_hide_the_others(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct disclosure *plan;
    *tally_cell(f->study, f->panel.tallies[0], USES, CITY, LENDING) = 1;
    f->study->minimum_cell = 3;
    assert_int_equal(disclosure_plan(&f->panel, f->arena, &plan, &errors), STATUS_OK);
    f->study->minimum_cell = 0;
    *tally_cell(f->study, f->panel.tallies[0], USES, CITY, LENDING) = 10;
    assert_no_errors(&errors);
    assert_true(disclosure_hides(plan, 0, USES, LENDING, CITY));
    assert_true(disclosure_hides(plan, 0, USES, LENDING, SHINKIN));
    assert_true(disclosure_hides(plan, 0, USES, CHOICE_ADOPTED, CITY));
    assert_false(disclosure_hides(plan, 0, USES, LENDING, GROUP_ALL));
    assert_false(disclosure_hides(plan, 0, USES, SAVING, CITY));
    assert_false(disclosure_hides(plan, 1, USES, LENDING, CITY));
}

static void test_no_change_of_multiple_answers(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct change_options options = {.rate = rate_options_of(f->study), .from = EVERY, .to = EVERY};
    struct changes changes;
    (void)!analysis_changes(&f->panel, &options, f->arena, &changes, &errors);
    assert_no_errors(&errors);
    assert_int_equal(changes.count, CHANGE_ESTIMATORS);
    assert_int_equal(changes.rows[0].item, READ);
}

static void test_table_names_the_options(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct rate_options options = rate_options_of(f->study);
    options.choices = true;
    options.item = USES;
    options.wave = 0;
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    struct rates rates = rates_of(f, &options);
    struct table *table;
    struct buffer out = {0};
    (void)!rates_to_table(&f->panel, &rates, &table, &errors);
    assert_no_errors(&errors);
    const struct table_style style = {.format = FORMAT_CSV};
    (void)!table_render(table, &style, &out, &errors);
    assert_no_errors(&errors);
    assert_non_null(strstr(buffer_get(&out), "\n2020,uses,,lending,published,20,33,80,"));
    table_free(table);
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_one_adopted_option_is_the_rate),
        cmocka_unit_test(test_each_option_has_a_row),
        cmocka_unit_test(test_counts_of_what_has_no_rate),
        cmocka_unit_test(test_a_small_option_does_not_hide_the_others),
        cmocka_unit_test(test_no_change_of_multiple_answers),
        cmocka_unit_test(test_table_names_the_options),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
