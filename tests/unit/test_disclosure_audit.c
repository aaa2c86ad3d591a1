/*
 * Figures beside the rates that rest on the strata: limits and p of a change, margins of rules, forecasts. An auditor
 * who has every published figure tries every table of adopters, and every table of who changed, that would have been
 * published alike.
 */
#include <math.h>
#include <string.h>

#include "stats/random.h"
#include "support/check.h"
#include "threshold/threshold.h"

enum { STRATA = 4, WAVES = 4, MINIMUM = 3, YES = 0, NO = 1, FIRST = 2, LAST = 3 };

static const char study_text[] =
    "version: 1\n"
    "study: audited\n"
    "institution: {code: c}\n"
    "strata: {column: s, values: [{id: a}, {id: b}, {id: c}, {id: d}]}\n"
    "scales: {offer: [{id: offering}, {id: none}]}\n"
    "items: [{id: use, column: r, scale: offer, adopted: [offering]}]\n"
    "waves: {2018: {files: [a.csv]}, 2019: {files: [b.csv]}, 2020: {files: [c.csv]}, 2021: {files: [d.csv]}}\n"
    "publish: {minimum_cell: 3, decimals: 0}\n";

static const char rules_text[] =
    "version: 1\n"
    "rules:\n"
    "  - {id: wide, item: use, estimator: population, at_least: 30%, using: lower, for: 2 waves, severity: revise}\n"
    "  - {id: sure, item: use, estimator: population, at_least: 30%, using: lower, confidence: 80%, severity: watch}\n"
    "  - {id: jump, item: use, statistic: change, estimator: population, at_least: 9 points, using: lower,\n"
    "     severity: watch}\n"
    "  - {id: two, item: use, by: stratum, strata_at_least: 2, estimator: published, at_least: 50%, using: point,\n"
    "     severity: watch}\n";

enum { WIDE, SURE, JUMP, RULES, TWO = RULES /* over strata, of which the auditor takes no number */ };

/* The institutions of one stratum, all of which answered both waves. */
struct joint {
    int64_t n11, n10, n01, n00;
};

struct fixture {
    struct arena *arena;
    struct study *study;
    struct rules rules;
    struct panel panel;
    struct pair_cell cells[STRATA * 4];
    struct joint joint[STRATA];
};

static int make(void **state)
{
    static struct fixture fixture;
    struct fixture *f = &fixture;
    struct errors errors = {0};
    *f = (struct fixture){.arena = arena_new()};
    assert_non_null(f->arena);
    (void)!study_parse("folder", study_text, strlen(study_text), &f->study, &errors);
    assert_no_errors(&errors);
    (void)!rules_parse(f->study, "rules.yaml", rules_text, strlen(rules_text), f->arena, &f->rules, &errors);
    assert_no_errors(&errors);
    f->panel.study = f->study;
    f->panel.tallies = arena_array(f->arena, WAVES, sizeof *f->panel.tallies);
    f->panel.pairs = arena_array(f->arena, WAVES, sizeof *f->panel.pairs);
    f->panel.frame.cells = arena_array(f->arena, WAVES * STRATA, sizeof *f->panel.frame.cells);
    assert_true(f->panel.tallies && f->panel.pairs && f->panel.frame.cells);
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

static int64_t below(struct random *random, int64_t limit)
{
    return (int64_t)(random_next(random) % (uint64_t)limit);
}

/* Puts a joint table into the panel, as its newest two waves. */
static void put(struct fixture *f, const struct joint *joint)
{
    struct pair_set *pairs = &f->panel.pairs[LAST];
    *pairs = (struct pair_set){f->study->waves[FIRST].year, f->study->waves[LAST].year, f->cells, 0};
    for (size_t h = 0; h < STRATA; h++) {
        const struct joint *j = &joint[h];
        const int64_t n[] = {j->n11, j->n10, j->n01, j->n00};
        for (size_t i = 0; i < 4; i++)
            f->cells[pairs->count++] = (struct pair_cell){0, h, h, i < 2 ? YES : NO, i % 2 == 0 ? YES : NO, n[i]};
        const int64_t all = n[0] + n[1] + n[2] + n[3];
        for (size_t w = FIRST; w <= LAST; w++) {
            int64_t x = j->n11 + (w == FIRST ? j->n10 : j->n01);
            *tally_cell(f->study, f->panel.tallies[w], 0, h, YES) = x;
            *tally_cell(f->study, f->panel.tallies[w], 0, h, NO) = all - x;
            f->panel.tallies[w]->respondents[h] = all;
        }
    }
}

/* Random answers in the newest two waves, none before, and a frame, in which strata may all have the same weight. */
static void randomize(struct fixture *f, bool alike, struct random *random)
{
    f->panel.frame.count = 0;
    for (size_t w = FIRST; w <= LAST; w++) {
        f->panel.tallies[w] = tally_new(f->study, &f->study->waves[w], f->arena);
        assert_non_null(f->panel.tallies[w]);
    }
    for (size_t h = 0; h < STRATA; h++) {
        int64_t n = 100 + below(random, 200), N = alike ? 2 * n : n + below(random, 2 * n);
        struct joint *j = &f->joint[h];
        *j = (struct joint){below(random, h < 2 ? 3 : 6), below(random, 3) == 0, below(random, h < 2 ? 3 : 6), 0};
        j->n00 = n - j->n11 - j->n10 - j->n01;
        if (j->n00 < 0)
            j->n00 = 0;
        for (size_t w = FIRST; w <= LAST; w++)
            f->panel.frame.cells[f->panel.frame.count++] = (struct frame_cell){f->study->waves[w].year, h, N};
    }
    put(f, f->joint);
}

static struct check check_of(const struct fixture *f, struct arena *arena)
{
    struct errors errors = {0};
    struct check check;
    (void)!threshold_check(&f->panel, &f->rules, LAST, arena, &check, &errors);
    assert_no_errors(&errors);
    return check;
}

static const struct verdict *verdict_of(const struct check *check, size_t rule)
{
    return check_verdict(check, &check->rules->rules[rule]);
}

static double rounded(const struct fixture *f, double value)
{
    return disclosure_round(f->study, value);
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-12;
}

/* ---- what is published ---- */

struct shown {
    const struct disclosure *plan;
    int64_t x[WAVES][STRATA], whole[WAVES]; /* -1: suppressed */
    struct rate population[WAVES];
    struct change change;           /* of the population */
    struct verdict verdicts[RULES]; /* at the newest wave */
};

/* With `all` limits, p and margins are shown though the plan keeps them: rounded, as the rest. */
static void publish(struct fixture *f, bool all, struct shown *shown)
{
    struct errors errors = {0};
    struct rates rates;
    struct changes changes, actual;
    struct rate_options options = rate_options_of(f->study);
    options.by_stratum = true;
    const struct change_options of_change = {.rate = rate_options_of(f->study), .from = FIRST, .to = LAST};
    *shown = (struct shown){0};
    (void)!disclosure_plan(&f->panel, f->arena, &shown->plan, &errors);
    (void)!analysis_rates(&f->panel, &options, f->arena, &rates, &errors);
    (void)!rates_suppress(shown->plan, false, f->arena, &rates, &errors);
    (void)!analysis_changes(&f->panel, &of_change, f->arena, &changes, &errors);
    (void)!analysis_changes(&f->panel, &of_change, f->arena, &actual, &errors);
    changes_suppress(shown->plan, &changes);
    struct check check = check_of(f, f->arena), published = check;
    (void)!check_suppress(&f->panel, shown->plan, f->arena, &published, &errors);
    assert_no_errors(&errors);
    for (size_t i = 0; i < rates.count; i++) {
        const struct rate *rate = &rates.rows[i];
        if (rate->estimator == ESTIMATOR_POPULATION && rate->stratum == GROUP_ALL)
            shown->population[rate->wave] = *rate;
        else if (rate->estimator == ESTIMATOR_PUBLISHED)
            *(rate->stratum == GROUP_ALL ? &shown->whole[rate->wave] : &shown->x[rate->wave][rate->stratum]) = rate->x;
    }
    for (size_t i = 0; i < changes.count; i++)
        if (changes.rows[i].estimator == ESTIMATOR_POPULATION) {
            shown->change = changes.rows[i];
            if (all && !isnan(shown->change.change)) {
                shown->change.lower = rounded(f, actual.rows[i].lower);
                shown->change.upper = rounded(f, actual.rows[i].upper);
                shown->change.p = disclosure_round_thousandths(actual.rows[i].p);
            }
        }
    for (size_t r = 0; r < RULES; r++) {
        shown->verdicts[r] = *verdict_of(&published, r);
        if (all && !shown->verdicts[r].hidden) {
            const struct verdict *verdict = verdict_of(&check, r);
            shown->verdicts[r].has_margin = verdict->has_margin;
            shown->verdicts[r].margin = verdict->margin;
            shown->verdicts[r].lower = rounded(f, verdict->lower);
            shown->verdicts[r].upper = rounded(f, verdict->upper);
        }
    }
}

/* ---- the auditor ---- */

struct audit {
    struct fixture *f;
    const struct shown *shown;
    size_t wave; /* whose adopters are looked for; those of the other wave are known to it */
    int64_t x[STRATA];
    struct joint joint[STRATA];
    int64_t lowest[STRATA], highest[STRATA];
};

static void read_counts(const struct fixture *f, size_t wave, struct stratum_count *strata)
{
    (void)analysis_counts(&f->panel, wave, 0, CHOICE_ADOPTED, DENOMINATOR_VALID, strata);
}

/* Whether the rates, and the change, of these adopters are those that were published. */
static bool fits_rates(const struct audit *audit)
{
    const struct fixture *f = audit->f;
    const struct rate_options options = rate_options_of(f->study);
    const struct rate *published = &audit->shown->population[audit->wave];
    struct stratum_count strata[STRATA], others[STRATA];
    struct rate rate, other;
    if (isnan(published->estimate))
        return true;
    read_counts(f, audit->wave, strata);
    read_counts(f, audit->wave == FIRST ? LAST : FIRST, others);
    for (size_t h = 0; h < STRATA; h++)
        strata[h].x = audit->x[h];
    assert_int_equal(rate_of(strata, STRATA, ESTIMATOR_POPULATION, &options, &rate), STATUS_OK);
    assert_int_equal(rate_of(others, STRATA, ESTIMATOR_POPULATION, &options, &other), STATUS_OK);
    const double change = audit->wave == LAST ? rate.estimate - other.estimate : other.estimate - rate.estimate;
    return same(rounded(f, rate.estimate), published->estimate) && same(rounded(f, rate.lower), published->lower) &&
           same(rounded(f, rate.upper), published->upper) &&
           (isnan(audit->shown->change.change) || same(rounded(f, change), audit->shown->change.change));
}

static bool fits_change(const struct audit *audit)
{
    const struct fixture *f = audit->f;
    const struct change *published = &audit->shown->change;
    struct errors errors = {0};
    struct changes changes;
    struct arena *arena = arena_new();
    const struct change_options options = {.rate = rate_options_of(f->study), .from = FIRST, .to = LAST};
    (void)!analysis_changes(&f->panel, &options, arena, &changes, &errors);
    assert_no_errors(&errors);
    bool fits = true;
    for (size_t i = 0; i < changes.count; i++)
        if (changes.rows[i].estimator == ESTIMATOR_POPULATION)
            fits = same(rounded(f, changes.rows[i].lower), published->lower) &&
                   same(rounded(f, changes.rows[i].upper), published->upper) &&
                   same(disclosure_round_thousandths(changes.rows[i].p), published->p);
    arena_free(arena);
    return fits;
}

static bool fits_rules(const struct audit *audit)
{
    struct arena *arena = arena_new();
    struct check check = check_of(audit->f, arena);
    bool fits = true;
    for (size_t r = 0; fits && r < RULES; r++) {
        const struct verdict *published = &audit->shown->verdicts[r], *other = verdict_of(&check, r);
        if (published->has_margin)
            fits = other->has_margin && other->margin == published->margin;
        if (r == SURE && audit->wave == LAST && !isnan(published->lower))
            fits = fits && same(rounded(audit->f, other->lower), published->lower) &&
                   same(rounded(audit->f, other->upper), published->upper);
    }
    arena_free(arena);
    return fits;
}

/* Whether some table of who changed, with those adopters, would have been published alike. */
static bool fits_joint(struct audit *audit, size_t h, int64_t left)
{
    const struct change *change = &audit->shown->change;
    if (h == STRATA) {
        if (!change->hides_matched && left != 0)
            return false;
        put(audit->f, audit->joint);
        bool fits = (isnan(change->lower) || fits_change(audit)) && fits_rules(audit);
        put(audit->f, audit->f->joint);
        return fits;
    }
    const struct joint *own = &audit->f->joint[h];
    const int64_t n = own->n11 + own->n10 + own->n01 + own->n00;
    const int64_t x1 = audit->wave == FIRST ? audit->x[h] : own->n11 + own->n10;
    const int64_t x2 = audit->wave == LAST ? audit->x[h] : own->n11 + own->n01;
    for (int64_t n11 = x1 < x2 ? x1 : x2; n11 >= 0 && x1 + x2 - n11 <= n; n11--) {
        if (!change->hides_matched && n11 > left)
            continue;
        audit->joint[h] = (struct joint){n11, x1 - n11, x2 - n11, n - x1 - x2 + n11};
        if (fits_joint(audit, h + 1, left - n11))
            return true;
    }
    return false;
}

static bool fits(struct audit *audit)
{
    int64_t n11 = 0;
    for (size_t h = 0; h < STRATA; h++)
        n11 += audit->f->joint[h].n11;
    return fits_rates(audit) && fits_joint(audit, 0, n11);
}

static void try_all(struct audit *audit, size_t h, int64_t left)
{
    if (h == STRATA) {
        if (left != 0 || !fits(audit))
            return;
        for (size_t i = 0; i < STRATA; i++) {
            audit->lowest[i] = audit->x[i] < audit->lowest[i] ? audit->x[i] : audit->lowest[i];
            audit->highest[i] = audit->x[i] > audit->highest[i] ? audit->x[i] : audit->highest[i];
        }
        return;
    }
    const struct joint *own = &audit->f->joint[h];
    const int64_t n = own->n11 + own->n10 + own->n01 + own->n00, known = audit->shown->x[audit->wave][h];
    int64_t to = known >= 0 ? known : n < left ? n : left;
    for (audit->x[h] = known >= 0 ? known : 0; audit->x[h] <= to && audit->x[h] <= left; audit->x[h]++)
        try_all(audit, h + 1, left - audit->x[h]);
}

static bool is_primary(int64_t x, int64_t n)
{
    int64_t rest = n - x;
    return n > 0 && (x == 0 || rest == 0 || x < MINIMUM || rest < MINIMUM);
}

struct tally_of_audits {
    int audited, narrowed, limits, margins, own;
};

/* Audits both waves of one study. */
static void audit_study(struct fixture *f, const struct shown *shown, struct tally_of_audits *tally)
{
    for (size_t w = FIRST; w <= LAST; w++) {
        if (shown->whole[w] < 0 || isnan(shown->population[w].estimate))
            continue;
        struct audit audit = {.f = f, .shown = shown, .wave = w};
        bool any = false;
        for (size_t h = 0; h < STRATA; h++) {
            audit.lowest[h] = INT64_MAX;
            audit.highest[h] = -1;
            any = any || shown->x[w][h] < 0;
        }
        if (!any)
            continue;
        try_all(&audit, 0, shown->whole[w]);
        for (size_t h = 0; h < STRATA; h++) {
            const struct joint *j = &f->joint[h];
            int64_t x = j->n11 + (w == FIRST ? j->n10 : j->n01), n = j->n11 + j->n10 + j->n01 + j->n00;
            if (shown->x[w][h] >= 0 || !is_primary(x, n))
                continue;
            assert_true(audit.lowest[h] <= x && x <= audit.highest[h]);
            tally->audited++;
            tally->narrowed += audit.highest[h] - audit.lowest[h] < MINIMUM;
        }
        tally->limits += !isnan(shown->change.lower);
        tally->margins += w == LAST && shown->verdicts[WIDE].has_margin;
        tally->own += w == LAST && !isnan(shown->verdicts[SURE].lower);
    }
}

static struct tally_of_audits audit_many(struct fixture *f, bool all)
{
    struct tally_of_audits tally = {0};
    struct random random;
    random_seed(&random, 20220120);
    for (int round = 0; round < 60; round++) {
        struct shown shown;
        randomize(f, round % 2, &random);
        publish(f, all, &shown);
        audit_study(f, &shown, &tally);
    }
    return tally;
}

static void test_limits_and_margins_narrow_no_stratum(void **state)
{
    const struct tally_of_audits tally = audit_many(*state, false);
    assert_true(tally.audited > 50);
    assert_int_equal(tally.narrowed, 0);
    /* They are not merely always suppressed. */
    assert_true(tally.limits > 5);
    assert_true(tally.margins > 5);
    assert_true(tally.own > 5);
}

static void test_the_auditor_finds_counts_where_all_is_shown(void **state)
{
    const struct tally_of_audits tally = audit_many(*state, true);
    assert_true(tally.audited > 50);
    assert_true(tally.narrowed > 10);
}

/* Counts of which the population estimate is published rounded, and their plan. */
static const struct disclosure *randomize_until_rounded(struct fixture *f, struct errors *errors)
{
    struct random random;
    const struct disclosure *plan;
    random_seed(&random, 20220120);
    do {
        randomize(f, true, &random);
        (void)!disclosure_plan(&f->panel, f->arena, &plan, errors);
    } while (disclosure_population(plan, LAST, 0, CHOICE_ADOPTED) != POPULATION_ROUNDED);
    return plan;
}

/* Of a suppressed stratum not even on which side of the level it lies. */
static void test_suppressed_strata_have_no_state(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct disclosure *plan = randomize_until_rounded(f, &errors);
    struct check check = check_of(f, f->arena);
    (void)!check_suppress(&f->panel, plan, f->arena, &check, &errors);
    assert_no_errors(&errors);
    int hidden = 0, shown = 0;
    for (size_t i = 0; i < check.count; i++) {
        const struct verdict *verdict = &check.verdicts[i];
        if (verdict->rule != &check.rules->rules[TWO] || verdict->wave != LAST)
            continue;
        if (verdict->whole) {
            assert_false(verdict->hides_state);
            assert_int_equal(verdict->status, VERDICT_SUPPRESSED);
            continue;
        }
        bool hides = disclosure_hides(plan, LAST, 0, CHOICE_ADOPTED, verdict->stratum);
        assert_int_equal(verdict->hides_state, hides);
        assert_int_equal(isnan(verdict->value), hides);
        hidden += hides;
        shown += !hides;
    }
    assert_true(hidden > 0 && shown > 0);
}

/* ---- forecasts ---- */

/* In each stratum so many institutions, of which some had adopted by each wave, and go on. */
enum { OF_STRATUM = 40, ALL = STRATA * OF_STRATUM };

struct series_fixture {
    struct fixture *f;
    struct panel panel;
    struct tally_set *tallies[WAVES];
    struct answer_set sets[WAVES], *answers[WAVES];
    int64_t ids[ALL];
    uint32_t strata[ALL];
    int16_t slots[WAVES][ALL], *by_item[WAVES][1];
    int64_t x[WAVES][STRATA];
};

/* Fills in answers and counts. */
static void put_series(struct series_fixture *s)
{
    for (size_t w = 0; w < WAVES; w++) {
        for (size_t i = 0; i < ALL; i++) {
            const size_t h = i / OF_STRATUM;
            s->ids[i] = (int64_t)i + 1;
            s->strata[i] = (uint32_t)h;
            s->slots[w][i] = (int64_t)(i % OF_STRATUM) < s->x[w][h] ? YES : NO;
        }
        s->by_item[w][0] = s->slots[w];
        s->sets[w] = (struct answer_set){.year = s->f->study->waves[w].year,
                                         .count = ALL,
                                         .institutions = s->ids,
                                         .strata = s->strata,
                                         .slots = s->by_item[w]};
        s->answers[w] = &s->sets[w];
        for (size_t h = 0; h < STRATA; h++) {
            s->tallies[w]->respondents[h] = OF_STRATUM;
            *tally_cell(s->f->study, s->tallies[w], 0, h, YES) = s->x[w][h];
            *tally_cell(s->f->study, s->tallies[w], 0, h, NO) = OF_STRATUM - s->x[w][h];
        }
    }
}

static void make_series(struct fixture *f, struct random *random, struct series_fixture *s)
{
    *s = (struct series_fixture){.f = f, .panel = f->panel};
    s->panel.tallies = s->tallies;
    s->panel.frame.count = 0;
    s->panel.pairs = arena_array(f->arena, WAVES, sizeof *s->panel.pairs);
    assert_non_null(s->panel.pairs);
    for (size_t w = 0; w < WAVES; w++) {
        s->tallies[w] = tally_new(f->study, &f->study->waves[w], f->arena);
        assert_non_null(s->tallies[w]);
        for (size_t h = 0; h < STRATA; h++) {
            s->x[w][h] = (w ? s->x[w - 1][h] : 0) + below(random, h < 2 ? 2 : 6);
            s->panel.frame.cells[s->panel.frame.count++] =
                (struct frame_cell){f->study->waves[w].year, h, OF_STRATUM * (int64_t)(h + 1)};
        }
    }
    put_series(s);
}

static struct forecasts forecasts_of(struct series_fixture *s, enum forecast_model model, struct arena *arena)
{
    struct errors errors = {0};
    struct forecasts forecasts;
    const struct series_options options = {.rate = rate_options_of(s->f->study), .model = model, .years = 5};
    (void)!analysis_forecasts(&s->panel, s->answers, &options, arena, &forecasts, &errors);
    assert_no_errors(&errors);
    return forecasts;
}

static bool same_forecasts(const struct fixture *f, const struct forecasts *a, const struct forecasts *b)
{
    bool alike = a->count == b->count;
    for (size_t i = 0; alike && i < a->count; i++)
        alike = same(rounded(f, a->rows[i].estimate), rounded(f, b->rows[i].estimate)) &&
                same(rounded(f, a->rows[i].lower), rounded(f, b->rows[i].lower)) &&
                same(rounded(f, a->rows[i].upper), rounded(f, b->rows[i].upper));
    return alike;
}

/* How many numbers the first stratum could have in the newest wave, with the same sum, for who knows the forecasts
 * (FORECAST_MODEL_END: none). Who had adopted before is known; all others of a stratum have answered alike so far. */
static int64_t numbers_left(struct series_fixture *s, enum forecast_model model)
{
    struct arena *arena = arena_new();
    struct forecasts truth = {0};
    if (model != FORECAST_MODEL_END)
        truth = forecasts_of(s, model, arena);
    const int64_t actual[STRATA] = {s->x[LAST][0], s->x[LAST][1], s->x[LAST][2], s->x[LAST][3]};
    int64_t count = 0;
    for (int64_t x = s->x[LAST - 1][0]; x <= actual[0] + MINIMUM; x++) {
        bool fits = false;
        for (size_t h = 1; h < STRATA && !fits; h++) {
            memcpy(s->x[LAST], actual, sizeof actual);
            s->x[LAST][0] = x;
            s->x[LAST][h] -= x - actual[0];
            if (s->x[LAST][h] < s->x[LAST - 1][h])
                continue;
            put_series(s);
            if (model == FORECAST_MODEL_END) {
                fits = true;
                continue;
            }
            const struct forecasts other = forecasts_of(s, model, arena);
            fits = same_forecasts(s->f, &truth, &other);
        }
        count += fits;
    }
    memcpy(s->x[LAST], actual, sizeof actual);
    put_series(s);
    arena_free(arena);
    return count;
}

static void test_forecasts_of_published_counts_tell_nothing_new(void **state)
{
    struct fixture *f = *state;
    struct random random;
    static struct series_fixture s;
    random_seed(&random, 7);
    int narrowed = 0, hidden = 0;
    for (int round = 0; round < 20; round++) {
        struct errors errors = {0};
        const struct disclosure *plan;
        make_series(f, &random, &s);
        (void)!disclosure_plan(&s.panel, f->arena, &plan, &errors);
        assert_no_errors(&errors);
        if (!disclosure_hides(plan, LAST, 0, CHOICE_ADOPTED, 0))
            continue;
        hidden++;
        assert_int_equal(disclosure_forecast_model(plan, EVERY), FORECAST_LOGISTIC);
        const int64_t open = numbers_left(&s, FORECAST_MODEL_END);
        assert_int_equal(numbers_left(&s, FORECAST_LOGISTIC), open);
        narrowed += numbers_left(&s, FORECAST_LOGISTIC_CLUSTERED) < open;
        struct series_options options = {.rate = rate_options_of(f->study), .model = FORECAST_LOGISTIC_CLUSTERED};
        options.years = 5;
        struct forecasts forecasts = forecasts_of(&s, FORECAST_LOGISTIC_CLUSTERED, f->arena);
        forecasts_suppress(plan, &options, &forecasts);
        for (size_t i = 0; i < forecasts.count; i++)
            assert_int_equal(forecasts.rows[i].status, ESTIMATE_SUPPRESSED);
    }
    assert_true(hidden > 10);
    assert_true(narrowed > 10); /* by the clustered ones the auditor finds counts */
}

/* ---- weights one by one ---- */

static void test_weights_of_answers_leave_no_estimate(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct disclosure *plan = randomize_until_rounded(f, &errors);
    f->panel.weighted = true;
    (void)!disclosure_plan(&f->panel, f->arena, &plan, &errors);
    f->panel.weighted = false;
    assert_no_errors(&errors);
    assert_int_equal(disclosure_population(plan, LAST, 0, CHOICE_ADOPTED), POPULATION_HIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_and_margins_narrow_no_stratum),
        cmocka_unit_test(test_the_auditor_finds_counts_where_all_is_shown),
        cmocka_unit_test(test_suppressed_strata_have_no_state),
        cmocka_unit_test(test_forecasts_of_published_counts_tell_nothing_new),
        cmocka_unit_test(test_weights_of_answers_leave_no_estimate),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
