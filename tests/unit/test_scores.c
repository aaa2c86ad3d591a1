/* Forecasts that are due, and the scores of those that were stored: from tallies made by hand. */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "support/check.h"
#include "table/render.h"

enum { API, OTHER, PLAIN };
enum { WAVES = 6, CELLS = 2 * WAVES };

static const char study_text[] = "version: 1\n"
                                 "study: small\n"
                                 "institution: {code: c}\n"
                                 "strata: {column: s, values: [{id: city}, {id: shinkin}]}\n"
                                 "scales: {offer: [{id: yes}, {id: no}, {id: no_answer, role: no_answer}]}\n"
                                 "items:\n"
                                 "  - {id: api, column: a, scale: offer, adopted: [yes]}\n"
                                 "  - {id: other, column: o, scale: offer, adopted: [yes]}\n"
                                 "  - {id: plain, column: q, scale: offer}\n"
                                 "  - {id: partners, kind: number, column: p}\n"
                                 "waves:\n"
                                 "  2016: {files: [a.csv]}\n"
                                 "  2017: {files: [b.csv]}\n"
                                 "  2018: {files: [c.csv], equivalence: {other: broken}}\n"
                                 "  2019: {files: [d.csv]}\n"
                                 "  2020: {files: [e.csv]}\n"
                                 "  2021: {files: [f.csv]}\n";

struct fixture {
    struct arena *arena;
    struct study *study;
    struct panel panel;
};

/* In each wave 3 of 10 adopted in the city, and 1 of 10 of the shinkin banks, where 5 more gave no answer. The vintage
 * of a wave is 11 and on, in their order. */
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
    f->panel.tallies = arena_array(f->arena, WAVES, sizeof *f->panel.tallies);
    assert_non_null(f->panel.tallies);
    for (size_t w = 0; w < WAVES; w++) {
        struct tally_set *tally = tally_new(f->study, &f->study->waves[w], f->arena);
        assert_non_null(tally);
        tally->import_id = 11 + (int64_t)w;
        f->panel.tallies[w] = tally;
        for (size_t item = API; item <= PLAIN; item++)
            for (size_t h = 0; h < 2; h++) {
                tally->respondents[h] = h ? 15 : 10;
                *tally_cell(f->study, tally, item, h, 0) = h ? 1 : 3;
                *tally_cell(f->study, tally, item, h, 1) = h ? 9 : 7;
                *tally_cell(f->study, tally, item, h, 2) = h ? 5 : 0;
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

static size_t due_of(struct fixture *f, int64_t frame_id, const struct stored_forecast *known, size_t known_count,
                     struct stored_forecast **due)
{
    struct errors errors = {0};
    const struct series_options options = {
        .rate = rate_options_of(f->study), .model = FORECAST_LOGISTIC_CLUSTERED, .years = 1};
    size_t count;
    (void)!forecasts_due(&f->panel, &options, frame_id, known, known_count, f->arena, due, &count, &errors);
    assert_no_errors(&errors);
    return count;
}

static void test_due_of_what_can_be_forecast(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast *due;
    assert_int_equal(due_of(f, 3, NULL, 0, &due), 2); /* of two items nothing is adopted */
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(due[i].item, i);
        assert_string_equal(due[i].model, "logistic-clustered");
        assert_int_equal(due[i].made, 2021);
        assert_int_equal(due[i].wave, 2022);
        assert_int_equal(due[i].import_id, 16);
        assert_true(due[i].level == f->study->analysis.level);
        assert_nan(due[i].estimate);
    }
    f->panel.tallies[5] = NULL; /* without 2021, three waves are left after the break of the second item */
    assert_int_equal(due_of(f, 3, NULL, 0, &due), 1);
    assert_int_equal(due[0].item, API);
    assert_int_equal(due[0].made, 2020);
    assert_int_equal(due[0].import_id, 15);
}

static void test_due_once_for_the_same_vintages(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast *due, *again;
    size_t count = due_of(f, 3, NULL, 0, &due);
    assert_int_equal(due_of(f, 3, due, count, &again), 0);
    assert_int_equal(due_of(f, 20, due, count, &again), 2); /* the frame is newer */
    assert_int_equal(again[0].import_id, 20);
    f->panel.tallies[0]->import_id = 21; /* a correction of 2016: before the break of the second item */
    assert_int_equal(due_of(f, 3, due, count, &again), 1);
    assert_int_equal(again[0].item, API);
    assert_int_equal(again[0].import_id, 21);
    due[1].model = "bass";
    assert_int_equal(due_of(f, 3, due, count, &again), 2);
}

/* The answers behind the tallies to the first item, of institutions that are the same in every wave. */
static struct answer_set **answers_of(struct fixture *f)
{
    struct answer_set **answers = arena_array(f->arena, WAVES, sizeof *answers);
    assert_non_null(answers);
    for (size_t w = 0; w < WAVES; w++) {
        struct answer_set *set = arena_alloc(f->arena, sizeof *set);
        assert_non_null(set);
        set->count = 25;
        set->institutions = arena_array(f->arena, set->count, sizeof *set->institutions);
        set->strata = arena_array(f->arena, set->count, sizeof *set->strata);
        set->slots = arena_array(f->arena, f->study->slot_count, sizeof *set->slots);
        assert_true(set->institutions && set->strata && set->slots);
        int16_t *slots = arena_array(f->arena, set->count, sizeof *slots);
        assert_non_null(slots);
        for (size_t i = 0; i < set->count; i++) {
            set->institutions[i] = (int64_t)i + 1;
            set->strata[i] = i >= 10;
            slots[i] = i < 3 || i == 10 ? 0 : i < 20 ? 1 : 2;
        }
        set->slots[f->study->items[API].slot] = slots;
        answers[w] = set;
    }
    return answers;
}

static void test_fill_from_the_wave_it_is_made_from(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct series_options options = {
        .rate = rate_options_of(f->study), .model = FORECAST_LOGISTIC_CLUSTERED, .years = 1};
    struct answer_set **answers = answers_of(f);
    struct stored_forecast *due;
    f->panel.frame.cells = arena_array(f->arena, CELLS, sizeof *f->panel.frame.cells);
    assert_non_null(f->panel.frame.cells);
    for (size_t i = 0; i < CELLS; i++)
        f->panel.frame.cells[f->panel.frame.count++] =
            (struct frame_cell){f->study->waves[i / 2].year, i % 2, i % 2 ? 30 : 20};
    assert_true(due_of(f, 3, NULL, 0, &due) > 0);
    (void)!forecasts_fill(&f->panel, answers, &options, f->arena, &due[0], &errors);
    assert_no_errors(&errors);
    /* The same in every wave: 3 of 10 weigh 2 each, 1 of 10 weighs 2, too. */
    assert_close(due[0].estimate, 0.2, 1e-8, 0);
    /* The newest wave came as counts: what the others would give is no forecast from it. */
    answers[WAVES - 1]->count = 0;
    due[0].estimate = NAN;
    (void)!forecasts_fill(&f->panel, answers, &options, f->arena, &due[0], &errors);
    assert_no_errors(&errors);
    assert_nan(due[0].estimate);
}

static struct stored_forecast of(size_t item, int made, int wave, double lower, double upper)
{
    return (struct stored_forecast){.item = item,
                                    .model = "logistic-clustered",
                                    .made = made,
                                    .wave = wave,
                                    .estimate = 0.25,
                                    .lower = lower,
                                    .upper = upper,
                                    .level = 0.95};
}

static struct scores scores_of(struct fixture *f, const struct stored_forecast *forecasts, size_t count, int64_t item,
                               const char *model)
{
    struct errors errors = {0};
    struct scores scores;
    (void)!analysis_scores(&f->panel, forecasts, count, item, model, f->arena, &scores, &errors);
    assert_no_errors(&errors);
    return scores;
}

static void check(const struct score *score, double brier, int covered, enum estimate_status status)
{
    if (isnan(brier))
        assert_nan(score->brier);
    else
        assert_close(score->brier, brier, 1e-14, 0);
    assert_int_equal(score->covered, covered);
    assert_int_equal(score->status, status);
    assert_int_equal(isnan(score->crps) != 0, status != ESTIMATE_OK);
}

/* 4 of 20 arrived: (0.25 - 0.2)^2 + 0.2 * 0.8 = 0.1625. */
static void test_scores_against_what_arrived(void **state)
{
    struct fixture *f = *state;
    const struct stored_forecast forecasts[] = {
        of(API, 2020, 2021, 0.2, 0.31),    /* the rate is an end of the limits, which belongs to them */
        of(API, 2020, 2021, 0.21, 0.3),    /* below them */
        of(API, 2021, 2022, 0.2, 0.31),    /* has not come */
        of(OTHER, 2017, 2018, 0.2, 0.31),  /* broke on arrival */
        of(OTHER, 2017, 2020, 0.2, 0.31),  /* broke on the way */
        of(OTHER, 2018, 2019, 0.2, 0.31),  /* made from the wave of the break */
        of(OTHER, 2018, 2019, NAN, NAN),   /* no limits */
        of(OTHER, 2018, 2019, 0, 0.31),    /* no distribution in logits */
        of(OTHER, 2018, 2019, 0.25, 0.25), /* certain, and 0.05 off */
    };
    struct scores scores = scores_of(f, forecasts, 9, EVERY, NULL);
    assert_int_equal(scores.count, 9);
    check(&scores.rows[0], 0.1625, 1, ESTIMATE_OK);
    check(&scores.rows[1], 0.1625, 0, ESTIMATE_OK);
    assert_true(scores.rows[1].crps > 0 && scores.rows[1].crps < 0.05);
    check(&scores.rows[2], NAN, -1, ESTIMATE_NO_DATA);
    check(&scores.rows[3], NAN, -1, ESTIMATE_BREAK);
    check(&scores.rows[4], NAN, -1, ESTIMATE_BREAK);
    check(&scores.rows[5], 0.1625, 1, ESTIMATE_OK);
    check(&scores.rows[6], 0.1625, -1, ESTIMATE_UNDEFINED);
    check(&scores.rows[7], 0.1625, 1, ESTIMATE_UNDEFINED);
    check(&scores.rows[8], 0.1625, 0, ESTIMATE_OK);
    assert_close(scores.rows[8].crps, 0.05, 1e-14, 0);
    f->panel.tallies[3] = NULL; /* the wave is declared, and has no data */
    scores = scores_of(f, &forecasts[5], 1, EVERY, NULL);
    check(&scores.rows[0], NAN, -1, ESTIMATE_NO_DATA);
}

/* 4 of 25 respondents: (0.25 - 0.16)^2 + 0.16 * 0.84 = 0.1425. */
static void test_scores_keep_the_denominator(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast forecast = of(API, 2020, 2021, 0.2, 0.31);
    forecast.denominator = DENOMINATOR_ALLRESP;
    struct scores scores = scores_of(f, &forecast, 1, EVERY, NULL);
    check(&scores.rows[0], 0.1425, 0, ESTIMATE_OK);
}

static void test_scores_of_nobody(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast forecast = of(API, 2020, 2021, 0.2, 0.31);
    for (size_t h = 0; h < 2; h++)
        for (size_t k = 0; k < 2; k++)
            *tally_cell(f->study, f->panel.tallies[5], API, h, k) = 0;
    struct scores scores = scores_of(f, &forecast, 1, EVERY, NULL);
    check(&scores.rows[0], NAN, -1, ESTIMATE_NO_DATA);
}

static void test_scores_by_item_in_the_order_of_the_study(void **state)
{
    struct fixture *f = *state;
    struct stored_forecast forecasts[] = {of(OTHER, 2019, 2020, 0.2, 0.31), of(API, 2019, 2020, 0.2, 0.31),
                                          of(API, 2020, 2021, 0.2, 0.31)};
    struct scores scores = scores_of(f, forecasts, 3, EVERY, NULL);
    assert_int_equal(scores.count, 3);
    assert_ptr_equal(scores.rows[0].forecast, &forecasts[1]);
    assert_ptr_equal(scores.rows[1].forecast, &forecasts[2]);
    assert_ptr_equal(scores.rows[2].forecast, &forecasts[0]);
    assert_int_equal(scores_of(f, forecasts, 3, OTHER, NULL).count, 1);
    forecasts[1].model = "bass";
    scores = scores_of(f, forecasts, 3, EVERY, "bass");
    assert_int_equal(scores.count, 1);
    assert_ptr_equal(scores.rows[0].forecast, &forecasts[1]);
    assert_int_equal(scores_of(f, forecasts, 0, EVERY, NULL).count, 0);
}

static void test_table_of_the_contract(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct stored_forecast forecasts[] = {of(API, 2020, 2021, 0.25, 0.25), of(API, 2021, 2022, 0.2, 0.31)};
    struct scores scores = scores_of(f, forecasts, 2, EVERY, NULL);
    struct table *table = NULL;
    struct buffer out = {0};
    const struct table_style style = {.format = FORMAT_CSV};
    scores.rows[0].brier = 0.5; /* figures that print short */
    scores.rows[0].crps = 0.125;
    (void)!scores_to_table(&f->panel, &scores, &table, &errors);
    assert_no_errors(&errors);
    assert_string_equal(table_name(table), "score");
    (void)!table_render(table, &style, &out, &errors);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&out), "item,model,made,wave,brier,crps,covered,status\n"
                                          "api,logistic-clustered,2020,2021,0.5,0.125,0,ok\n"
                                          "api,logistic-clustered,2021,2022,,,,no data\n");
    buffer_clear(&out);
    table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_due_of_what_can_be_forecast, make, drop),
        cmocka_unit_test_setup_teardown(test_due_once_for_the_same_vintages, make, drop),
        cmocka_unit_test_setup_teardown(test_fill_from_the_wave_it_is_made_from, make, drop),
        cmocka_unit_test_setup_teardown(test_scores_against_what_arrived, make, drop),
        cmocka_unit_test_setup_teardown(test_scores_keep_the_denominator, make, drop),
        cmocka_unit_test_setup_teardown(test_scores_of_nobody, make, drop),
        cmocka_unit_test_setup_teardown(test_scores_by_item_in_the_order_of_the_study, make, drop),
        cmocka_unit_test_setup_teardown(test_table_of_the_contract, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
