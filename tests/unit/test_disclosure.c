/*
 * What may be published: random studies, and an auditor who has every published table and tries every table that would
 * have been published alike. The auditor knows the plan's rules and nothing of its choices.
 */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "stats/random.h"
#include "support/check.h"

enum { STRATA = 4, CHOICES = 5, WAVES = 2, MINIMUM = 3, NO_ANSWER = 4 };

static const char study_text[] =
    "version: 1\n"
    "study: audited\n"
    "institution: {code: c}\n"
    "strata: {column: s, values: [{id: a}, {id: b}, {id: c}, {id: d}]}\n"
    "attributes: [{id: region, column: g}]\n"
    "scales: {offer: [{id: offering}, {id: partly}, {id: planned}, {id: none}, {id: silent, role: no_answer}]}\n"
    "items: [{id: use, column: r, scale: offer, adopted: [offering, partly]}]\n"
    "waves: {2020: {files: [a.csv]}, 2021: {files: [b.csv]}}\n"
    "publish: {minimum_cell: 3, decimals: 1}\n";

struct fixture {
    struct arena *arena;
    struct study *study;
    struct panel panel;
    int64_t counts[WAVES][STRATA][CHOICES];
};

/* What is published of one wave; -1 and NaN: suppressed. */
struct shown_wave {
    int64_t n[STRATA], x[STRATA], parts[STRATA][CHOICES];
    int64_t whole, whole_parts[CHOICES];
    struct rate population;
};

static int make(void **state)
{
    static struct fixture fixture;
    struct errors errors = {0};
    fixture = (struct fixture){.arena = arena_new()};
    assert_non_null(fixture.arena);
    (void)!study_parse("folder", study_text, strlen(study_text), &fixture.study, &errors);
    assert_no_errors(&errors);
    fixture.panel.study = fixture.study;
    fixture.panel.tallies = arena_array(fixture.arena, WAVES, sizeof *fixture.panel.tallies);
    fixture.panel.pairs = arena_array(fixture.arena, WAVES, sizeof *fixture.panel.pairs);
    fixture.panel.frame.cells = arena_array(fixture.arena, WAVES * STRATA, sizeof *fixture.panel.frame.cells);
    assert_true(fixture.panel.tallies && fixture.panel.pairs && fixture.panel.frame.cells);
    *state = &fixture;
    return 0;
}

static int drop(void **state)
{
    struct fixture *f = *state;
    study_free(f->study);
    arena_free(f->arena);
    return 0;
}

static int64_t below(struct random *random, int64_t limit)
{
    return (int64_t)(random_next(random) % (uint64_t)limit);
}

/* Random counts, of up to `most` in each choice and `others` in those that are not adopted, and a frame of up to three
 * times as many. */
static void randomize(struct fixture *f, struct random *random, int64_t most, int64_t others)
{
    f->panel.frame.count = 0;
    for (size_t w = 0; w < WAVES; w++) {
        struct tally_set *tally = tally_new(f->study, &f->study->waves[w], f->arena);
        assert_non_null(tally);
        f->panel.tallies[w] = tally;
        for (size_t h = 0; h < STRATA; h++) {
            int64_t n = 0;
            for (size_t k = 0; k < CHOICES; k++) {
                int64_t count = below(random, 3) ? below(random, (k < 2 ? most : others) + 1) : 0;
                f->counts[w][h][k] = *tally_cell(f->study, tally, 0, h, k) = count;
                n += count;
            }
            tally->respondents[h] = n;
            f->panel.frame.cells[f->panel.frame.count++] =
                (struct frame_cell){f->study->waves[w].year, h, n ? n + below(random, 2 * n + 2) : 0};
        }
    }
}

static const struct disclosure *plan_of(struct fixture *f)
{
    struct errors errors = {0};
    const struct disclosure *plan;
    (void)!disclosure_plan(&f->panel, f->arena, &plan, &errors);
    assert_no_errors(&errors);
    return plan;
}

static struct rates rates_of(struct fixture *f, const struct disclosure *plan, bool choices)
{
    struct errors errors = {0};
    struct rates rates;
    struct rate_options options = rate_options_of(f->study);
    options.by_stratum = true;
    options.choices = choices;
    (void)!analysis_rates(&f->panel, &options, f->arena, &rates, &errors);
    if (plan)
        (void)!rates_suppress(plan, false, f->arena, &rates, &errors);
    assert_no_errors(&errors);
    return rates;
}

static void read_rates(struct fixture *f, const struct disclosure *plan, struct shown_wave *waves)
{
    for (int choices = 0; choices < 2; choices++) {
        struct rates rates = rates_of(f, plan, choices);
        for (size_t i = 0; i < rates.count; i++) {
            const struct rate *rate = &rates.rows[i];
            struct shown_wave *wave = &waves[rate->wave];
            bool whole = rate->stratum == GROUP_ALL;
            if (rate->estimator == ESTIMATOR_POPULATION) {
                if (whole && !choices)
                    wave->population = *rate;
                /* the exact estimate of a choice would need an audit of its own */
                if (whole && choices && !isnan(rate->estimate))
                    for (size_t h = 0; h < STRATA; h++)
                        assert_false(disclosure_hides(plan, rate->wave, 0, rate->choice, (int64_t)h));
                continue;
            }
            if (!whole)
                wave->n[rate->stratum] = rate->n;
            if (choices)
                *(whole ? &wave->whole_parts[rate->choice] : &wave->parts[rate->stratum][rate->choice]) = rate->x;
            else
                *(whole ? &wave->whole : &wave->x[rate->stratum]) = rate->x;
        }
    }
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-12;
}

/* ---- adopters by stratum, beside the population estimate ---- */

struct audit {
    struct fixture *f;
    const struct shown_wave *published;
    size_t wave;
    double other;  /* the population estimate of the other wave, which a strong auditor may know */
    double change; /* as published; NaN: it is not */
    int64_t x[STRATA];
    int64_t lowest[STRATA], highest[STRATA];
};

static double rounded(double share)
{
    return floor(share * 1000 + 0.5) / 1000;
}

/* Whether these adopters would have been published as it was. */
static bool fits(const struct audit *audit)
{
    struct stratum_count strata[STRATA];
    struct rate rate;
    const struct shown_wave *published = audit->published;
    const struct rate_options options = rate_options_of(audit->f->study);
    if (isnan(published->population.estimate))
        return true;
    (void)analysis_counts(&audit->f->panel, audit->wave, 0, CHOICE_ADOPTED, DENOMINATOR_VALID, strata);
    for (size_t h = 0; h < STRATA; h++)
        strata[h].x = audit->x[h];
    double sum = 0, weights = 0;
    for (size_t h = 0; h < STRATA; h++)
        if (strata[h].n > 0) {
            sum += (double)strata[h].N / (double)strata[h].n * (double)strata[h].x;
            weights += (double)strata[h].N / (double)strata[h].n * (double)strata[h].valid;
        }
    double p = sum / weights, moved = audit->wave ? p - audit->other : audit->other - p;
    if (fabs(p - published->population.estimate) > 0.0005 + 1e-9 ||
        (!isnan(audit->change) && fabs(moved - audit->change) > 0.0005 + 1e-9))
        return false; /* before the limits, which take long */
    assert_int_equal(rate_of(strata, STRATA, ESTIMATOR_POPULATION, &options, &rate), STATUS_OK);
    bool exact = !isnan(published->population.se);
    if (exact)
        return same(rate.estimate, published->population.estimate) && same(rate.se, published->population.se);
    double difference = audit->wave ? rate.estimate - audit->other : audit->other - rate.estimate;
    return same(rounded(rate.estimate), published->population.estimate) &&
           same(rounded(rate.lower), published->population.lower) &&
           same(rounded(rate.upper), published->population.upper) &&
           (isnan(audit->change) || fabs(difference - audit->change) <= 0.0005 + 1e-9);
}

static void try_all(struct audit *audit, size_t h, int64_t left)
{
    const struct shown_wave *published = audit->published;
    if (h == STRATA) {
        if ((published->whole >= 0 && left != 0) || !fits(audit))
            return;
        for (size_t i = 0; i < STRATA; i++) {
            audit->lowest[i] = audit->x[i] < audit->lowest[i] ? audit->x[i] : audit->lowest[i];
            audit->highest[i] = audit->x[i] > audit->highest[i] ? audit->x[i] : audit->highest[i];
        }
        return;
    }
    int64_t from = published->x[h] >= 0 ? published->x[h] : 0, to = published->x[h] >= 0 ? from : published->n[h];
    for (audit->x[h] = from; audit->x[h] <= to; audit->x[h]++)
        if (published->whole < 0 || audit->x[h] <= left)
            try_all(audit, h + 1, left - audit->x[h]);
}

static bool is_primary(int64_t x, int64_t n)
{
    int64_t rest = n - x;
    return n > 0 && (x == 0 || rest == 0 || x < MINIMUM || rest < MINIMUM || n < MINIMUM);
}

/* The change of the population estimate between the waves, as published, and the estimates behind it. */
static double change_of(struct fixture *f, const struct disclosure *plan, double *estimates)
{
    struct errors errors = {0};
    struct changes changes;
    const struct change_options options = {.rate = rate_options_of(f->study), .from = EVERY, .to = EVERY};
    (void)!analysis_changes(&f->panel, &options, f->arena, &changes, &errors);
    assert_no_errors(&errors);
    double change = NAN;
    changes_suppress(plan, &changes);
    for (size_t i = 0; i < changes.count; i++)
        if (changes.rows[i].estimator == ESTIMATOR_POPULATION)
            change = changes.rows[i].change;
    struct rates rates = rates_of(f, NULL, false);
    for (size_t i = 0; i < rates.count; i++)
        if (rates.rows[i].estimator == ESTIMATOR_POPULATION && rates.rows[i].stratum == GROUP_ALL)
            estimates[rates.rows[i].wave] = rates.rows[i].estimate;
    return change;
}

static void test_no_stratum_can_be_narrowed(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 20220120);
    int audited = 0, population = 0, open = 0;
    for (int round = 0; round < 180; round++) {
        int64_t most = 1 + below(&random, 3);
        randomize(f, &random, most, round % 3 ? most : 90);
        const struct disclosure *plan = plan_of(f);
        struct shown_wave published[WAVES];
        double estimates[WAVES] = {NAN, NAN};
        read_rates(f, plan, published);
        double change = change_of(f, plan, estimates);
        for (size_t w = 0; w < WAVES; w++) {
            struct audit audit = {
                .f = f, .published = &published[w], .wave = w, .other = estimates[!w], .change = change};
            int64_t all = 0, total = 0;
            for (size_t h = 0; h < STRATA; h++) {
                audit.lowest[h] = INT64_MAX;
                audit.highest[h] = -1;
                total += f->counts[w][h][0] + f->counts[w][h][1];
                all += published[w].n[h];
            }
            bool everyone = published[w].whole >= 0 && (total == 0 || total == all);
            try_all(&audit, 0, published[w].whole);
            for (size_t h = 0; h < STRATA; h++) {
                int64_t x = f->counts[w][h][0] + f->counts[w][h][1], n = published[w].n[h];
                assert_true(published[w].x[h] < 0 || published[w].x[h] == x);
                if (published[w].x[h] >= 0) {
                    assert_true(everyone || !is_primary(x, n));
                    open += n > 0;
                    continue;
                }
                if (!is_primary(x, n))
                    continue;
                assert_true(audit.lowest[h] <= x && x <= audit.highest[h]);
                assert_true(audit.highest[h] - audit.lowest[h] >= (n < MINIMUM ? n : MINIMUM));
                audited++;
                population += !isnan(published[w].population.estimate);
            }
        }
    }
    assert_true(audited > 300);
    assert_true(population > 5); /* the estimate is not merely always suppressed */
    assert_true(open > 20);
}

/* ---- choices by stratum ---- */

struct fill {
    const struct shown_wave *published;
    int64_t left[CHOICES];
    int64_t now[STRATA][CHOICES], lowest[STRATA][CHOICES], highest[STRATA][CHOICES];
};

static void fill_strata(struct fill *fill, size_t h)
{
    const struct shown_wave *published = fill->published;
    bool whole = published->whole_parts[0] >= 0;
    if (h == STRATA) {
        for (size_t k = 0; k < NO_ANSWER; k++)
            if (whole && fill->left[k])
                return;
        for (size_t i = 0; i < STRATA; i++)
            for (size_t k = 0; k < NO_ANSWER; k++) {
                int64_t n = fill->now[i][k];
                fill->lowest[i][k] = n < fill->lowest[i][k] ? n : fill->lowest[i][k];
                fill->highest[i][k] = n > fill->highest[i][k] ? n : fill->highest[i][k];
            }
        return;
    }
    const int64_t n = published->n[h], *known = published->parts[h][0] >= 0 ? published->parts[h] : NULL;
    for (int64_t a = known ? known[0] : 0; a <= (known ? known[0] : n); a++)
        for (int64_t b = known ? known[1] : 0; a + b <= n && b <= (known ? known[1] : n); b++) {
            if (published->x[h] >= 0 && a + b != published->x[h])
                continue;
            for (int64_t c = known ? known[2] : 0; a + b + c <= n && c <= (known ? known[2] : n); c++) {
                const int64_t take[NO_ANSWER] = {a, b, c, n - a - b - c};
                bool fits = true;
                for (size_t k = 0; k < NO_ANSWER; k++) {
                    fill->now[h][k] = take[k];
                    fill->left[k] -= take[k];
                    fits = fits && (!whole || fill->left[k] >= 0);
                }
                if (fits)
                    fill_strata(fill, h + 1);
                for (size_t k = 0; k < NO_ANSWER; k++)
                    fill->left[k] += take[k];
            }
        }
}

static void test_no_choice_can_be_narrowed(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 5);
    int audited = 0;
    for (int round = 0; round < 60; round++) {
        randomize(f, &random, 2, 2);
        const struct disclosure *plan = plan_of(f);
        struct shown_wave published[WAVES];
        read_rates(f, plan, published);
        struct fill fill = {.published = &published[1]};
        memcpy(fill.left, published[1].whole_parts, sizeof fill.left);
        for (size_t h = 0; h < STRATA; h++)
            for (size_t k = 0; k < CHOICES; k++) {
                fill.lowest[h][k] = INT64_MAX;
                fill.highest[h][k] = -1;
            }
        fill_strata(&fill, 0);
        for (size_t h = 0; h < STRATA; h++)
            for (size_t k = 0; k < NO_ANSWER; k++) {
                const int64_t *counts = f->counts[1][h];
                int64_t n = counts[k], of_class = k < 2 ? counts[0] + counts[1] : counts[2] + counts[3];
                if (n == 0 || n >= MINIMUM)
                    continue;
                assert_true(published[1].parts[h][k] < 0);
                assert_true(fill.highest[h][k] - fill.lowest[h][k] >= (of_class < MINIMUM ? of_class : MINIMUM));
                audited++;
            }
    }
    assert_true(audited > 200);
}

/* ---- what the auditor would find without the plan ---- */

static void test_the_auditor_finds_a_lone_stratum(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 1);
    int found = 0;
    for (int round = 0; round < 100; round++) {
        randomize(f, &random, 3, 3);
        struct shown_wave published[WAVES];
        read_rates(f, plan_of(f), published);
        struct audit audit = {.f = f, .published = &published[1], .wave = 1, .change = NAN};
        int64_t total = 0, x[STRATA];
        for (size_t h = 0; h < STRATA; h++) {
            x[h] = f->counts[1][h][0] + f->counts[1][h][1];
            total += x[h];
            published[1].x[h] = is_primary(x[h], published[1].n[h]) ? -1 : x[h];
            audit.lowest[h] = INT64_MAX;
            audit.highest[h] = -1;
        }
        published[1].whole = total;
        try_all(&audit, 0, total);
        for (size_t h = 0; h < STRATA; h++)
            found +=
                published[1].x[h] < 0 && published[1].n[h] >= MINIMUM && audit.highest[h] - audit.lowest[h] < MINIMUM;
    }
    assert_true(found > 20);
}

/* ---- the rest ---- */

static void test_the_plan_is_the_same_each_time(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 3);
    randomize(f, &random, 9, 9);
    const struct disclosure *first = plan_of(f), *second = plan_of(f);
    for (size_t w = 0; w < WAVES; w++)
        for (int64_t k = CHOICE_ADOPTED; k < CHOICES; k++)
            for (int64_t h = GROUP_ALL; h < STRATA; h++)
                assert_int_equal(disclosure_hides(first, w, 0, k, h), disclosure_hides(second, w, 0, k, h));
}

static void test_nothing_is_suppressed_without_publish(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 3);
    randomize(f, &random, 2, 2);
    f->study->minimum_cell = 0;
    struct rates rates = rates_of(f, plan_of(f), false);
    f->study->minimum_cell = MINIMUM;
    for (size_t i = 0; i < rates.count; i++)
        assert_int_not_equal(rates.rows[i].status, ESTIMATE_SUPPRESSED);
}

/* Counts of which none is suppressed. */
static void make_plain(struct fixture *f)
{
    struct random random;
    random_seed(&random, 3);
    randomize(f, &random, 30, 30);
    for (size_t w = 0; w < WAVES; w++)
        for (size_t h = 0; h < STRATA; h++)
            for (size_t k = 0; k < CHOICES; k++)
                *tally_cell(f->study, f->panel.tallies[w], 0, h, k) = f->counts[w][h][k] = (int64_t)(10 + h + 2 * k);
    for (int64_t k = CHOICE_ADOPTED; k < CHOICES; k++)
        for (size_t w = 0; w < WAVES; w++)
            assert_false(disclosure_hides_any(plan_of(f), w, 0, k));
}

/* Groups of an attribute: the small one, and the smallest beside it; a condition that leaves few others. */
static void test_groups_and_conditions_are_held_against_the_whole(void **state)
{
    struct fixture *f = *state;
    make_plain(f);
    const struct disclosure *plan = plan_of(f);
    struct errors errors = {0};
    struct rate rows[] = {
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = 40, .n = 100},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .group = "region=a", .x = 1, .n = 20},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .group = "region=b", .x = 10, .n = 30},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .group = "region=c", .x = 29, .n = 50},
    };
    struct rates rates = {.rows = rows, .count = 4};
    (void)!rates_suppress(plan, false, f->arena, &rates, &errors);
    static const bool hidden[] = {false, true, true, false};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(rows[i].status == ESTIMATE_SUPPRESSED, hidden[i]);

    struct stratum_count strata[STRATA];
    (void)analysis_counts(&f->panel, 1, 0, CHOICE_ADOPTED, DENOMINATOR_VALID, strata);
    int64_t x = 0, n = 0;
    for (size_t h = 0; h < STRATA; h++) {
        x += strata[h].x;
        n += strata[h].valid;
    }
    struct rate picked[] = {
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = x - 4, .n = n - 8},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = x - 1, .n = n - 8},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = 2, .n = 10},
        /* so few that the condition itself may be about who adopted */
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = x - 4, .n = n - 1},
    };
    struct rates some = {.rows = picked, .count = 4};
    (void)!rates_suppress(plan, true, f->arena, &some, &errors);
    assert_no_errors(&errors);
    assert_int_not_equal(picked[0].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(picked[1].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(picked[2].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(picked[3].status, ESTIMATE_SUPPRESSED);
    assert_true(picked[0].n == n - 8 && picked[3].n < 0);
}

/* A text of an attribute may be that of all of a stratum. */
static void test_no_group_stands_beside_a_suppressed_stratum(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 3);
    do
        randomize(f, &random, 5, 30);
    while (disclosure_hides(plan_of(f), 1, 0, CHOICE_ADOPTED, GROUP_ALL) ||
           !disclosure_hides_any(plan_of(f), 1, 0, CHOICE_ADOPTED));
    struct errors errors = {0};
    struct rate rows[] = {
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = 40, .n = 100},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .group = "region=a", .x = 20, .n = 50},
        {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .group = "region=b", .x = 20, .n = 50},
    };
    struct rates rates = {.rows = rows, .count = 3};
    (void)!rates_suppress(plan_of(f), false, f->arena, &rates, &errors);
    struct rate picked = {.wave = 1, .stratum = GROUP_ALL, .choice = CHOICE_ADOPTED, .x = 20, .n = 50};
    struct rates some = {.rows = &picked, .count = 1};
    (void)!rates_suppress(plan_of(f), true, f->arena, &some, &errors);
    assert_no_errors(&errors);
    assert_int_not_equal(rows[0].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(rows[1].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(rows[2].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(picked.status, ESTIMATE_SUPPRESSED);
}

/* What else is computed of a group goes by its rates; what tells who changed is never shown. */
static void test_figures_of_groups_go_by_their_rates(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    make_plain(f);
    struct rate rows[] = {
        {.wave = 0, .stratum = GROUP_ALL, .group = "region=a", .status = ESTIMATE_OK},
        {.wave = 1, .stratum = GROUP_ALL, .group = "region=a", .status = ESTIMATE_OK},
        {.wave = 0, .stratum = GROUP_ALL, .group = "region=b", .status = ESTIMATE_SUPPRESSED},
        {.wave = 1, .stratum = GROUP_ALL, .group = "region=b", .status = ESTIMATE_OK},
    };
    const struct rates groups = {.rows = rows, .count = 4};
    const struct disclosure *plan;
    (void)!disclosure_with_groups(plan_of(f), &groups, false, f->arena, &plan, &errors);
    assert_no_errors(&errors);

    struct change changed[] = {
        {.to = 1, .stratum = GROUP_ALL, .group = "region=a", .change = 0.02, .lower = 0.01, .has_matched = true},
        {.to = 1, .stratum = GROUP_ALL, .group = "region=b", .change = 0.02},
        {.to = 1, .stratum = GROUP_ALL, .group = "region=c", .change = 0.02}, /* held against nothing */
        {.to = 1, .stratum = GROUP_ALL, .group = "region=a", .estimator = ESTIMATOR_POPULATION},
    };
    struct changes changes = {.rows = changed, .count = 4};
    changes_suppress(plan, &changes);
    assert_int_not_equal(changed[0].status, ESTIMATE_SUPPRESSED);
    assert_nan(changed[0].lower);
    assert_true(changed[0].hides_matched);
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(changed[i].status, ESTIMATE_SUPPRESSED);

    struct trend_row trended[] = {
        {.stratum = GROUP_ALL, .group = "region=a", .model = TREND_THEIL_SEN},
        {.stratum = GROUP_ALL, .group = "region=a", .model = TREND_LOGISTIC_CLUSTERED},
        {.stratum = GROUP_ALL, .group = "region=b", .model = TREND_THEIL_SEN},
        {.stratum = 1, .model = TREND_LOGISTIC_CLUSTERED},
    };
    struct trends trends = {.rows = trended, .count = 4};
    trends_suppress(plan, &trends);
    assert_int_not_equal(trended[0].status, ESTIMATE_SUPPRESSED);
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(trended[i].status, ESTIMATE_SUPPRESSED);

    struct bounds_row bound[] = {
        {.wave = 1, .stratum = GROUP_ALL, .group = "region=a", .n = 20},
        {.wave = 0, .stratum = GROUP_ALL, .group = "region=b", .n = 20},
    };
    struct bounds_rows bounds = {.rows = bound, .count = 2};
    const struct bounds_options none = {.assumption = BOUNDS_NONE}, carried = {.assumption = BOUNDS_CARRIED};
    bounds_suppress(plan, &none, &bounds);
    assert_int_not_equal(bound[0].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(bound[1].status, ESTIMATE_SUPPRESSED);
    assert_int_equal(bound[1].n, 20);
    bounds_suppress(plan, &carried, &bounds);
    assert_int_equal(bound[0].status, ESTIMATE_SUPPRESSED);
}

/* Of suppressed transitions not even which of them occur is listed. */
static void test_suppressed_transitions_are_one_row(void **state)
{
    struct fixture *f = *state;
    make_plain(f);
    struct transition rows[] = {
        {.to = 1, .stratum = GROUP_ALL, .choice_to = 1, .institutions = 9},
        {.to = 1, .stratum = GROUP_ALL, .choice_to = 2, .institutions = 5},
        {.to = 1, .stratum = 2, .choice_to = 1, .institutions = 9, .status = ESTIMATE_BREAK},
        {.to = 1, .stratum = 2, .choice_to = 2, .institutions = 5, .status = ESTIMATE_BREAK},
    };
    struct transitions transitions = {.rows = rows, .count = 4};
    transitions_suppress(plan_of(f), &transitions);
    assert_int_equal(transitions.count, 3);
    assert_int_equal(rows[1].institutions, 5);
    assert_int_equal(rows[2].institutions, -1);
    assert_true(rows[2].choice_from == CHOICE_ADOPTED && rows[2].choice_to == CHOICE_ADOPTED);
    assert_int_equal(rows[2].status, ESTIMATE_SUPPRESSED);
}

static void test_numbers_go_by_their_base(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct mean rows[] = {
        {.group = {.stratum = GROUP_ALL}, .statistic = "mean", .n = 100},
        {.group = {.stratum = 0}, .statistic = "mean", .n = 5},
        {.group = {.stratum = 1}, .statistic = "mean", .n = 40},
        {.group = {.stratum = 2}, .statistic = "mean", .n = 25},
        {.group = {.stratum = 3}, .statistic = "mean", .n = 30},
        {.group = {.stratum = 3}, .statistic = "q0.05", .n = 30},
    };
    static const bool hidden[] = {false, true, false, true, true, true};
    struct means means = {.rows = rows, .count = 6};
    const struct means_options options = {.rate = rate_options_of(f->study)};
    (void)!means_suppress(plan_of(f), &options, f->arena, &means, &errors);
    assert_no_errors(&errors);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(rows[i].status == ESTIMATE_SUPPRESSED, hidden[i]);
}

static void test_few_who_changed_are_not_counted(void **state)
{
    struct fixture *f = *state;
    struct random random;
    random_seed(&random, 3);
    do
        randomize(f, &random, 30, 30);
    while (disclosure_hides_any(plan_of(f), 0, 0, CHOICE_ADOPTED) ||
           disclosure_hides_any(plan_of(f), 1, 0, CHOICE_ADOPTED));
    struct change rows[] = {
        {.to = 1, .stratum = GROUP_ALL, .has_matched = true, .matched = {50, 5, 9, 80}, .lower = 0.01, .change = 0.02},
        {.to = 1, .stratum = GROUP_ALL, .has_matched = true, .matched = {50, 2, 9, 80}, .lower = 0.01234, .se = 0.01},
        {.to = 1,
         .stratum = GROUP_ALL,
         .estimator = ESTIMATOR_MATCHED,
         .has_matched = true,
         .matched = {50, 2, 9, 80},
         .lower = 0.01},
        {.to = 1, .stratum = 2, .has_matched = true, .matched = {50, 5, 9, 80}, .lower = 0.01},
    };
    struct changes changes = {.rows = rows, .count = 4};
    changes_suppress(plan_of(f), &changes);
    assert_false(rows[0].hides_matched);
    assert_close(rows[0].lower, 0.01, 0, 0);
    assert_true(rows[1].hides_matched);
    assert_close(rows[1].lower, 0.012, 0, 1e-15);
    assert_nan(rows[1].se);
    assert_true(rows[2].hides_matched);
    assert_nan(rows[2].lower);
    assert_true(rows[2].n_from < 0);
    assert_true(rows[3].hides_matched);
    assert_nan(rows[3].lower);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_stratum_can_be_narrowed),
        cmocka_unit_test(test_no_choice_can_be_narrowed),
        cmocka_unit_test(test_the_auditor_finds_a_lone_stratum),
        cmocka_unit_test(test_the_plan_is_the_same_each_time),
        cmocka_unit_test(test_nothing_is_suppressed_without_publish),
        cmocka_unit_test(test_groups_and_conditions_are_held_against_the_whole),
        cmocka_unit_test(test_no_group_stands_beside_a_suppressed_stratum),
        cmocka_unit_test(test_figures_of_groups_go_by_their_rates),
        cmocka_unit_test(test_suppressed_transitions_are_one_row),
        cmocka_unit_test(test_numbers_go_by_their_base),
        cmocka_unit_test(test_few_who_changed_are_not_counted),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
