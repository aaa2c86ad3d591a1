/* Margins of changes: each against moving one institution after the other, with its pair, through the whole check. */
#include "unit/threshold_panel.h"

enum { NEWEST = WAVES - 1, BEFORE = WAVES - 2, MOST_CELLS = 32 };

static int64_t *pair_of(struct fixture *f, size_t earlier, size_t later, size_t from, size_t to)
{
    struct pair_set *pairs = &f->panel.pairs[NEWEST];
    for (size_t i = 0; i < pairs->count; i++) {
        struct pair_cell *cell = &pairs->cells[i];
        if (cell->item == 0 && cell->earlier_stratum == earlier && cell->stratum == later &&
            cell->earlier_choice == from && cell->choice == to)
            return &cell->n;
    }
    assert_true(pairs->count < MOST_CELLS);
    pairs->cells[pairs->count] =
        (struct pair_cell){.earlier_stratum = earlier, .stratum = later, .earlier_choice = from, .choice = to};
    return &pairs->cells[pairs->count++].n;
}

/* Two strata in full, the third the heavier: x of n before and now, and of each who answered both how they did. */
static void set_panel(struct fixture *f)
{
    struct pair_set *pairs = &f->panel.pairs[NEWEST];
    pairs->cells = arena_array(f->arena, MOST_CELLS, sizeof *pairs->cells);
    pairs->earlier_year = f->study->waves[BEFORE].year;
    pairs->year = f->study->waves[NEWEST].year;
    set_strata(f, BEFORE, 0, "2/10 5/40 6/60");
    set_strata(f, NEWEST, 0, "3/11 8/42 7/62");
    for (size_t h = 0; h < STRATA; h++) {
        *pair_of(f, h, h, OFFERING, OFFERING) = 2;
        *pair_of(f, h, h, NONE, OFFERING) = 1;
        *pair_of(f, h, h, NONE, NONE) = 3 + 10 * (int64_t)h;
    }
    *pair_of(f, 1, 1, OFFERING, NONE) = 2;
}

/* Moves one institution of the newest wave, as docs/decision.md has it. False where none is left. */
static bool move_one(struct fixture *f, bool matched, bool adopt)
{
    static const size_t weight_order[STRATA] = {2, 1, 0}; /* 254/62, 62/42, 12/11 */
    static const size_t earlier[] = {NONE, OFFERING};
    size_t now = adopt ? NONE : OFFERING, then = adopt ? OFFERING : NONE;
    struct tally_set *tally = f->panel.tallies[NEWEST];
    for (size_t i = 0; i < STRATA; i++) {
        size_t h = weight_order[i];
        int64_t *from = NULL, *to = NULL;
        for (size_t k = 0; k < 2 && !from; k++)
            if (*pair_of(f, h, h, earlier[k], now) > 0) {
                to = pair_of(f, h, h, earlier[k], then);
                from = pair_of(f, h, h, earlier[k], now);
            }
        if (!*tally_cell(f->study, tally, 0, h, now) || (matched && !from))
            continue;
        --*tally_cell(f->study, tally, 0, h, now);
        ++*tally_cell(f->study, tally, 0, h, then);
        if (from) {
            --*from;
            ++*to;
        }
        return true;
    }
    return false;
}

/* The state after `m` moves; the panel is given back. */
static bool state_after(struct fixture *f, bool matched, int64_t m, bool adopt, enum rule_state *state)
{
    struct pair_cell cells[MOST_CELLS];
    int64_t counts[STRATA * 3];
    struct tally_set *tally = f->panel.tallies[NEWEST];
    struct pair_set *pairs = &f->panel.pairs[NEWEST];
    size_t count = pairs->count;
    memcpy(cells, pairs->cells, sizeof cells);
    memcpy(counts, tally->counts[0], sizeof counts);
    bool possible = true;
    for (int64_t i = 0; i < m && possible; i++)
        possible = move_one(f, matched, adopt);
    if (possible) {
        run_check(f, EVERY);
        *state = check_verdict(&f->check, f->rules.rules)->state;
    }
    memcpy(pairs->cells, cells, sizeof cells);
    memcpy(tally->counts[0], counts, sizeof counts);
    pairs->count = count;
    return possible;
}

static int64_t brute_force(struct fixture *f, bool matched, enum rule_state now)
{
    bool may[2] = {true, true};
    for (int64_t m = 1; may[0] || may[1]; m++)
        for (int drop = 0; drop < 2; drop++) {
            enum rule_state state = now;
            may[drop] = may[drop] && state_after(f, matched, m, drop == 0, &state);
            if (may[drop] && state != now)
                return drop ? -m : m;
        }
    return 0;
}

static void test_margin_of_changes(void **state)
{
    (void)state;
    static const char *const estimators[] = {"published", "population", "matched"};
    static const char *const levels[] = {"at_least: 5 points",
                                         "at_least: 30 points, using: point",
                                         "at_most: -3 points",
                                         "above: 0 points, using: upper",
                                         "below: 1 points, using: upper",
                                         "at_least: 99 points"};
    size_t found = 0;
    for (size_t e = 0; e < 3; e++)
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
            struct fixture f;
            char rule[200];
            fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
            set_panel(&f);
            (void)snprintf(rule, sizeof rule,
                           "id: r, item: personal, statistic: change, estimator: %s, severity: watch, %s",
                           estimators[e], levels[i]);
            set_rules(&f, (const char *const[]){rule, NULL});
            run_check(&f, EVERY);
            const struct verdict verdict = *check_verdict(&f.check, f.rules.rules);
            assert_true(verdict.usable);
            int64_t expected = brute_force(&f, e == 2, verdict.state);
            if (expected != (verdict.has_margin ? verdict.margin : 0))
                print_error("%s: %lld, not %lld\n", rule, (long long)verdict.margin, (long long)expected);
            assert_int_equal(verdict.has_margin ? verdict.margin : 0, expected);
            found += verdict.has_margin;
            assert_int_equal(verdict.margin_strata != NULL, verdict.has_margin && e == 1);
            fixture_close(&f);
        }
    assert_true(found > 10);
}

/* Where the pairs are not known a change of the population has no limits, and nothing makes them. */
static void test_margin_without_pairs(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
    set_panel(&f);
    f.panel.pairs[NEWEST] = (struct pair_set){0};
    set_rules(&f, (const char *const[]){"id: r, item: personal, statistic: change, at_least: 5 points, severity: watch",
                                        NULL});
    run_check(&f, EVERY);
    assert_int_equal(f.check.verdicts[f.check.count - 1].state, STATE_INSUFFICIENT);
    assert_false(f.check.verdicts[f.check.count - 1].has_margin);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margin_of_changes),
        cmocka_unit_test(test_margin_without_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
