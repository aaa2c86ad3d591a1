/*
 * The whole way from the FISC files to rates and changes, held against the expected values from R: what the stats tests
 * show for counts, this shows for reader, harmonisation, importer, store and analysis together. And the statuses.
 */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analysis.h"
#include "base/file.h"
#include "importer/importer.h"
#include "support/check.h"
#include "support/study_folder.h"

static const char *const items[] = {"personal_read", "personal_update", "corporate_read", "corporate_update"};

struct fisc {
    struct arena *arena;
    struct study *study;
    struct store *store;
    struct panel panel;
    char database[64];
    struct file point, interval, change;
};

static void load_reference(struct fisc *fisc, const char *name, struct file *file)
{
    struct errors errors = {0};
    const char *path = arena_format(fisc->arena, "%s/tests/reference/%s", TEST_SOURCE_DIR, name);
    assert_int_equal(file_read(path, name, ERROR_READ, NULL, file, &errors), STATUS_OK);
    assert_no_errors(&errors);
}

static int make(void **state)
{
    struct fisc *fisc = calloc(1, sizeof *fisc);
    struct errors errors = {0};
    struct importer_options options = {0};
    struct importer_result result;
    fisc->arena = arena_new();
    (void)snprintf(fisc->database, sizeof fisc->database, "/tmp/minaoshi-test-%ld.db", (long)getpid());
    (void)unlink(fisc->database);
    (void)!study_load(TEST_SOURCE_DIR "/datasets/fisc", &fisc->study, &errors);
    assert_no_errors(&errors);
    (void)!store_open(fisc->database, "survey.db", fisc->study, STORE_WRITE, &fisc->store, &errors);
    assert_no_errors(&errors);
    (void)!importer_run(fisc->study, fisc->store, &options, fisc->arena, &result, &errors);
    assert_no_errors(&errors);
    (void)!store_panel(fisc->store, AS_OF_NEWEST, true, fisc->arena, &fisc->panel, &errors);
    assert_no_errors(&errors);
    load_reference(fisc, "expected_point.csv", &fisc->point);
    load_reference(fisc, "expected_svyciprop.csv", &fisc->interval);
    load_reference(fisc, "expected_change.csv", &fisc->change);
    *state = fisc;
    return 0;
}

static int drop(void **state)
{
    struct fisc *fisc = *state;
    store_close(fisc->store);
    (void)unlink(fisc->database);
    file_clear(&fisc->point);
    file_clear(&fisc->interval);
    file_clear(&fisc->change);
    study_free(fisc->study);
    arena_free(fisc->arena);
    free(fisc);
    return 0;
}

/* The value of the row "panel,STATISTIC,METHOD,YEAR,ALL or matched,ITEM," of an expected file. */
static double expected(const struct file *file, const char *statistic, const char *method, const char *year,
                       const char *item)
{
    char key[160];
    (void)snprintf(key, sizeof key, "\npanel,%s,%s,%s,ALL,%s,", statistic, method, year, item);
    const char *row = strstr(file->bytes, key);
    if (!row) {
        (void)snprintf(key, sizeof key, "\npanel,%s,%s,%s,matched,%s,", statistic, method, year, item);
        row = strstr(file->bytes, key);
    }
    if (!row)
        fail_msg("there is no expected row %s", key + 1);
    return strtod(row + strlen(key), NULL);
}

static void test_population_rates_are_those_of_r(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    struct rate_options options = rate_options_of(fisc->study);
    struct rates rates;
    assert_int_equal(analysis_rates(&fisc->panel, &options, fisc->arena, &rates, &errors), STATUS_OK);
    assert_int_equal(rates.count, 6 * 4 * 2);
    for (size_t i = 0; i < rates.count; i++) {
        const struct rate *rate = &rates.rows[i];
        const char *item = items[rate->item];
        assert_string_equal(fisc->study->items[rate->item].id, item);
        assert_int_equal(rate->status, ESTIMATE_OK);
        if (rate->estimator != ESTIMATOR_POPULATION)
            continue;
        char year[8];
        (void)snprintf(year, sizeof year, "%d", fisc->study->waves[rate->wave].year);
        assert_close(rate->estimate, expected(&fisc->point, "mean", "strat_fpc", year, item), 1e-9, 1e-12);
        assert_close(rate->se, expected(&fisc->point, "se", "strat_fpc", year, item), 1e-9, 1e-12);
        assert_close(rate->deff, expected(&fisc->point, "deff", "strat_fpc", year, item), 1e-9, 1e-12);
        assert_close(rate->df, expected(&fisc->point, "degf", "strat_fpc", year, item), 0, 0);
        assert_string_equal(rate->interval, "beta");
        assert_close(rate->lower, expected(&fisc->interval, "lower95", "strat_fpc:svyciprop_beta", year, item), 1e-8,
                     1e-12);
        assert_close(rate->upper, expected(&fisc->interval, "upper95", "strat_fpc:svyciprop_beta", year, item), 1e-8,
                     1e-12);
    }
}

static void test_published_rates_are_the_published_figures(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    static const struct {
        enum denominator denominator;
        int year;
        const char *item;
        int64_t x, n;
        double percent; /* as published, one decimal */
    } cases[] = {
        {DENOMINATOR_VALID, 2021, "personal_update", 70, 690, 10.1},
        {DENOMINATOR_VALID, 2021, "corporate_update", 49, 688, 7.1},
        {DENOMINATOR_VALID, 2020, "personal_update", 50, 691, 7.2},
        {DENOMINATOR_VALID, 2020, "corporate_update", 38, 690, 5.5},
        {DENOMINATOR_ALLRESP, 2021, "personal_update", 70, 693, 10.1},
        {DENOMINATOR_ALLRESP, 2021, "corporate_update", 49, 693, 7.1},
        {DENOMINATOR_ALLRESP, 2020, "personal_update", 50, 694, 7.2},
        {DENOMINATOR_ALLRESP, 2020, "corporate_update", 38, 694, 5.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rate_options options = rate_options_of(fisc->study);
        struct rates rates;
        options.denominator = cases[i].denominator;
        options.wave = study_find_wave(fisc->study, cases[i].year);
        options.item = study_find_item(fisc->study, cases[i].item);
        assert_int_equal(analysis_rates(&fisc->panel, &options, fisc->arena, &rates, &errors), STATUS_OK);
        assert_int_equal(rates.count, 2);
        assert_int_equal(rates.rows[0].x, cases[i].x);
        assert_int_equal(rates.rows[0].n, cases[i].n);
        assert_close(round(rates.rows[0].estimate * 1000) / 10, cases[i].percent, 0, 1e-9);
    }
}

static void test_changes_are_those_of_r(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    struct change_options options = {.rate = rate_options_of(fisc->study), .from = EVERY, .to = EVERY};
    struct changes changes;
    assert_int_equal(analysis_changes(&fisc->panel, &options, fisc->arena, &changes, &errors), STATUS_OK);
    assert_int_equal(changes.count, 5 * 4 * 3);
    for (size_t i = 0; i < changes.count; i++) {
        const struct change *change = &changes.rows[i];
        const char *item = items[change->item];
        char years[16];
        (void)snprintf(years, sizeof years, "%d-%d", fisc->study->waves[change->from].year,
                       fisc->study->waves[change->to].year);
        assert_int_equal(change->matched.n01, expected(&fisc->change, "n01", "matched", years, item));
        assert_int_equal(change->matched.n10, expected(&fisc->change, "n10", "matched", years, item));
        assert_close(change->p_mcnemar, expected(&fisc->change, "p_value", "mcnemar_exact", years, item), 1e-8, 1e-12);
        if (change->estimator == ESTIMATOR_POPULATION) {
            assert_close(change->change, expected(&fisc->change, "diff", "overlap_tam_fpc", years, item), 1e-9, 1e-12);
            assert_close(change->se, expected(&fisc->change, "se", "overlap_tam_fpc", years, item), 1e-9, 1e-12);
            assert_close(change->lower, expected(&fisc->change, "lower95", "overlap_tam_fpc", years, item), 1e-9,
                         1e-11);
        } else if (change->estimator == ESTIMATOR_MATCHED) {
            assert_close(change->lower, expected(&fisc->change, "lower95", "newcombe_paired10", years, item), 1e-9,
                         1e-11);
            assert_close(change->se, expected(&fisc->change, "se", "wald_paired", years, item), 1e-9, 1e-12);
        }
    }
}

static void test_strata_sum_to_the_whole(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    struct rate_options options = rate_options_of(fisc->study);
    struct rates rates;
    options.by_stratum = true;
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    assert_int_equal(analysis_rates(&fisc->panel, &options, fisc->arena, &rates, &errors), STATUS_OK);
    assert_int_equal(rates.count, 6 * 4 * 9);
    for (size_t i = 0; i < rates.count; i += 9) {
        int64_t x = 0, n = 0, N = 0;
        for (size_t k = 1; k < 9; k++) {
            assert_int_equal(rates.rows[i + k].stratum, k - 1);
            x += rates.rows[i + k].x;
            n += rates.rows[i + k].n;
            N += rates.rows[i + k].N;
        }
        assert_int_equal(x, rates.rows[i].x);
        assert_int_equal(n, rates.rows[i].n);
        assert_int_equal(N, rates.rows[i].N);
    }
}

static void test_choices_sum_to_the_denominator(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    struct rate_options options = rate_options_of(fisc->study);
    struct rates rates;
    options.choices = true;
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    for (int i = 0; i < 2; i++) {
        options.denominator = i ? DENOMINATOR_ALLRESP : DENOMINATOR_VALID;
        assert_int_equal(analysis_rates(&fisc->panel, &options, fisc->arena, &rates, &errors), STATUS_OK);
        size_t choices = i ? 5 : 4;
        assert_int_equal(rates.count, 6 * 4 * choices);
        for (size_t k = 0; k < rates.count; k += choices) {
            double sum = 0;
            for (size_t c = 0; c < choices; c++)
                sum += rates.rows[k + c].estimate;
            assert_close(sum, 1, 1e-12, 0);
        }
    }
}

/* One stratum count as a rate. */
static struct rate rate_from(struct stratum_count count, enum estimator estimator, const struct rate_options *options)
{
    struct rate rate = {0};
    assert_int_equal(rate_of(&count, 1, estimator, options, &rate), STATUS_OK);
    return rate;
}

static void test_rate_of_edges(void **state)
{
    struct fisc *fisc = *state;
    struct rate_options options = rate_options_of(fisc->study);
    struct rate rate = rate_from((struct stratum_count){.N = 100, .n = 0}, ESTIMATOR_PUBLISHED, &options);
    assert_int_equal(rate.status, ESTIMATE_NO_DATA);
    assert_nan(rate.estimate);

    rate = rate_from((struct stratum_count){.N = -1, .n = 20, .valid = 20, .x = 5}, ESTIMATOR_PUBLISHED, &options);
    assert_int_equal(rate.status, ESTIMATE_NO_FRAME); /* hypergeometric limits need the frame, the rate does not */
    assert_close(rate.estimate, 0.25, 0, 0);
    assert_nan(rate.lower);
    assert_int_equal(rate.N, -1);
    assert_nan(rate.response_rate);

    rate = rate_from((struct stratum_count){.N = -1, .n = 20, .valid = 20, .x = 5}, ESTIMATOR_POPULATION, &options);
    assert_int_equal(rate.status, ESTIMATE_NO_FRAME);
    assert_nan(rate.estimate);

    rate = rate_from((struct stratum_count){.N = 60, .n = 40, .valid = 40, .x = 0}, ESTIMATOR_PUBLISHED, &options);
    assert_int_equal(rate.status, ESTIMATE_OK);
    assert_close(rate.lower, 0, 0, 0);
    assert_close(rate.upper, 3.0 / 60, 1e-15, 0); /* STATISTICS: (60, 40, 0) -> [0, 3] */

    rate = rate_from((struct stratum_count){.N = 60, .n = 40, .valid = 40, .x = 0}, ESTIMATOR_POPULATION, &options);
    assert_string_equal(rate.interval, "predictive"); /* beta is undefined at x = 0 */
    assert_close(rate.lower, 0, 0, 0);
    assert_true(rate.upper > 0 && rate.upper < 0.1);

    options.interval_given = true;
    rate = rate_from((struct stratum_count){.N = 60, .n = 40, .valid = 40, .x = 0}, ESTIMATOR_POPULATION, &options);
    assert_int_equal(rate.status, ESTIMATE_UNDEFINED);
    assert_null(rate.interval);
    assert_nan(rate.upper);
    options.interval_given = false;

    rate = rate_from((struct stratum_count){.N = 40, .n = 40, .valid = 40, .x = 3}, ESTIMATOR_POPULATION, &options);
    assert_string_equal(rate.interval, "census");
    assert_close(rate.lower, 0.075, 1e-15, 0);
    assert_close(rate.upper, 0.075, 1e-15, 0);

    rate = rate_from((struct stratum_count){.N = 5, .n = 1, .valid = 1, .x = 1}, ESTIMATOR_POPULATION, &options);
    assert_int_equal(rate.status, ESTIMATE_LONELY);
    assert_close(rate.estimate, 1, 0, 0);
    assert_nan(rate.se);

    rate = rate_from((struct stratum_count){.N = 30, .n = 9, .valid = 9, .x = 3}, ESTIMATOR_POPULATION, &options);
    assert_int_equal(rate.status, ESTIMATE_LOW_BASE);
    assert_true(rate.lower > 0);

    const struct stratum_count uncovered[] = {{.N = 10, .n = 5, .valid = 5, .x = 1}, {.N = 10, .n = 0}};
    assert_int_equal(rate_of(uncovered, 2, ESTIMATOR_POPULATION, &options, &rate), STATUS_OK);
    assert_int_equal(rate.status, ESTIMATE_UNCOVERED);
    assert_nan(rate.estimate);
}

/* The figures that the source publishes stand, though strata behind them are suppressed. */
static void test_the_published_figures_stay_published(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    const struct disclosure *plan;
    struct rate_options options = rate_options_of(fisc->study);
    struct rates rates;
    options.wave = 5;
    assert_int_equal(disclosure_plan(&fisc->panel, fisc->arena, &plan, &errors), STATUS_OK);
    assert_int_equal(analysis_rates(&fisc->panel, &options, fisc->arena, &rates, &errors), STATUS_OK);
    assert_int_equal(rates_suppress(plan, false, fisc->arena, &rates, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_true(rates.count == 8);
    for (size_t i = 0; i < rates.count; i++) {
        assert_int_equal(rates.rows[i].status, ESTIMATE_OK);
        assert_true(rates.rows[i].estimate > 0);
    }
    assert_true(disclosure_hides_any(plan, 5, 1, CHOICE_ADOPTED));
    assert_int_equal(disclosure_population(plan, 5, 1, CHOICE_ADOPTED), POPULATION_ROUNDED);
}

static void test_a_broken_item_is_not_compared(void **state)
{
    struct fisc *fisc = *state;
    struct errors errors = {0};
    enum equivalence *equivalence = &fisc->study->waves[3].equivalence[1];
    *equivalence = EQUIVALENCE_BROKEN;
    struct change_options options = {.rate = rate_options_of(fisc->study), .from = EVERY, .to = 3};
    struct changes changes;
    assert_int_equal(analysis_changes(&fisc->panel, &options, fisc->arena, &changes, &errors), STATUS_OK);
    size_t broken = 0;
    for (size_t i = 0; i < changes.count; i++) {
        bool is_item = changes.rows[i].item == 1;
        assert_int_equal(changes.rows[i].status == ESTIMATE_BREAK, is_item);
        assert_int_equal(isnan(changes.rows[i].change), is_item);
        broken += is_item;
    }
    assert_int_equal(broken, 3);
    options.from = 1; /* across the break */
    options.to = 4;
    (void)!store_pairs(fisc->store, fisc->panel.tallies[1], fisc->panel.tallies[4], fisc->arena, &fisc->panel.pairs[4],
                       &errors);
    assert_int_equal(analysis_changes(&fisc->panel, &options, fisc->arena, &changes, &errors), STATUS_OK);
    for (size_t i = 0; i < changes.count; i++)
        assert_int_equal(changes.rows[i].status == ESTIMATE_BREAK, changes.rows[i].item == 1);
    *equivalence = EQUIVALENCE_IDENTICAL;
    assert_no_errors(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_population_rates_are_those_of_r),
        cmocka_unit_test(test_published_rates_are_the_published_figures),
        cmocka_unit_test(test_changes_are_those_of_r),
        cmocka_unit_test(test_strata_sum_to_the_whole),
        cmocka_unit_test(test_choices_sum_to_the_denominator),
        cmocka_unit_test(test_rate_of_edges),
        cmocka_unit_test(test_the_published_figures_stay_published),
        cmocka_unit_test(test_a_broken_item_is_not_compared),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
