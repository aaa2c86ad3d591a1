/* Margins: each against trying every number of institutions, one after the other, through the whole check. */
#include "unit/threshold_panel.h"

/* Lets one more valid respondent of the newest wave adopt (or drop), where N_h / n_h is largest and one is left; among
 * strata that weigh the same, the first. False where none is left. `only`: the one stratum; -1: all. */
static bool move_one(struct fixture *f, size_t item, int64_t only, bool adopt)
{
    static const size_t newest = WAVES - 1;
    struct tally_set *tally = f->panel.tallies[newest];
    int64_t best = -1;
    for (size_t h = 0; h < STRATA; h++) {
        int64_t N = frame_get(&f->panel.frame, f->study->waves[newest].year, h);
        if ((only >= 0 && only != (int64_t)h) || *tally_cell(f->study, tally, item, h, adopt ? NONE : OFFERING) == 0)
            continue;
        int64_t best_N = best < 0 ? 0 : frame_get(&f->panel.frame, f->study->waves[newest].year, (size_t)best);
        if (best < 0 || N * tally->respondents[best] > best_N * tally->respondents[h])
            best = (int64_t)h;
    }
    if (best < 0)
        return false;
    *tally_cell(f->study, tally, item, (size_t)best, OFFERING) += adopt ? 1 : -1;
    *tally_cell(f->study, tally, item, (size_t)best, NONE) -= adopt ? 1 : -1;
    return true;
}

/* The state of verdict `index` of the newest wave after `m` more (or fewer) adopters; the panel is given back. */
static bool state_after(struct fixture *f, size_t index, size_t item, int64_t stratum, int64_t m, bool adopt,
                        enum rule_state *state)
{
    static int64_t kept[STRATA * 3];
    struct tally_set *tally = f->panel.tallies[WAVES - 1];
    memcpy(kept, tally->counts[item], sizeof kept);
    bool possible = true;
    for (int64_t i = 0; i < m && possible; i++)
        possible = move_one(f, item, stratum, adopt);
    if (possible) {
        run_check(f, EVERY);
        *state = f->check.verdicts[index].state;
    }
    memcpy(tally->counts[item], kept, sizeof kept);
    return possible;
}

/* Tries 1, 2, 3, … both ways; 0 where no number suffices. */
static int64_t brute_force(struct fixture *f, size_t index, const struct verdict *verdict, enum rule_state *state)
{
    bool may[2] = {true, true};
    for (int64_t m = 1; may[0] || may[1]; m++)
        for (int drop = 0; drop < 2; drop++) {
            may[drop] =
                may[drop] && state_after(f, index, (size_t)verdict->item, verdict->stratum, m, drop == 0, state);
            if (may[drop] && *state != verdict->state)
                return drop ? -m : m;
        }
    return 0;
}

struct margin_case {
    const char *rule;
    const char *before, *newest; /* counts of personal by stratum in 2020 and 2021 */
    int64_t margin;              /* 0: none; -1000: whatever brute force gives, and it must give one */
};

enum { SOME = -1000 };

#define PUBLISHED "item: personal, estimator: published, severity: watch, "
#define POPULATION "item: personal, severity: watch, "

static const struct margin_case cases[] = {
    {PUBLISHED "using: point, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", 4},
    {PUBLISHED "using: point, at_least: 10%", "1/9 1/30 1/60", "1/10 6/30 3/60", -1},
    {PUBLISHED "using: point, above: 10%", "1/9 1/30 1/60", "1/10 6/30 3/60", 1},
    {PUBLISHED "using: point, below: 10%", "1/9 1/30 1/60", "1/10 6/30 3/60", -1},
    {PUBLISHED "using: point, at_most: 10%", "1/9 1/30 1/60", "1/10 6/30 3/60", 1},
    {PUBLISHED "using: lower, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {PUBLISHED "using: upper, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {PUBLISHED "using: lower, interval: wilson, at_least: 40%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    /* At the clear level, and waiting for a second wave. */
    {PUBLISHED "using: point, at_least: 20%, clear_below: 10%", "9/9 9/30 9/60", "1/10 2/30 12/60", -6},
    {PUBLISHED "using: point, at_least: 20%, clear_below: 10%", "1/9 1/30 1/60", "1/10 2/30 12/60", 5},
    {PUBLISHED "using: point, at_least: 10%, for: 2 waves", "9/9 9/30 9/60", "1/10 2/30 3/60", 4},
    {PUBLISHED "using: point, at_least: 10%, for: 2 waves", "0/9 1/30 1/60", "1/10 7/30 3/60", -2},
    /* Not to be had: everybody adopts already, the level is beyond reach, the minimum is not met. */
    {PUBLISHED "using: point, at_least: 0%", "1/9 1/30 1/60", "1/10 2/30 3/60", 0},
    {PUBLISHED "using: point, above: 100%", "1/9 1/30 1/60", "1/10 2/30 3/60", 0},
    {PUBLISHED "using: point, at_least: 10%, minimum: {n: 101}", "1/9 1/30 1/60", "1/10 2/30 3/60", 0},
    {PUBLISHED "using: point, at_least: 100%", "1/9 1/30 1/60", "1/10 2/30 3/60", 94},
    /* Weighted: city 12/10, regional 62/30, shinkin 254/60. */
    {POPULATION "using: point, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "using: point, at_least: 70%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "using: lower, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "using: lower, at_least: 30%, clear_below: 20%", "9/9 20/30 30/60", "1/10 20/30 33/60", SOME},
    {POPULATION "using: upper, at_most: 30%", "1/9 1/30 1/60", "1/10 20/30 33/60", SOME},
    {POPULATION "using: lower, interval: predictive, at_least: 10%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "using: lower, interval: logit, at_least: 90%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "using: point, at_least: 10%", "1/9 1/30 1/60", "5/10 0/30 0/60", SOME},
    /* Full answers in the first stratum: with the others at 1 there is no variance, and no limit, over several steps.
     */
    {POPULATION "using: lower, interval: logit, at_least: 94%", "1/9 1/30 1/60", "1/12 2/30 3/60", SOME},
    {POPULATION "using: upper, interval: logit, at_most: 7%", "9/9 9/30 9/60", "11/12 2/30 3/60", SOME},
    /* A limit that turns where a stratum is used up. */
    {POPULATION "using: lower, interval: logit, at_least: 66.9%", "1/9 1/30 1/60", "10/12 0/40 32/40", 5},
    {POPULATION "using: lower, interval: logit, at_least: 85%", "0/9 0/30 0/60", "0/3 3/7 254/254", 3},
    {POPULATION "using: lower, at_least: 6.2%", "0/9 0/30 0/60", "7/8 12/62 16/40", -15},
    {POPULATION "using: upper, interval: logit, at_most: 95%", "9/9 30/30 60/60", "0/5 16/21 0/4", 3},
    /* The interval is undefined at x = 0: one adopter settles the state. */
    {POPULATION "using: lower, interval: logit, at_least: 1%", "1/9 9/30 9/60", "0/10 0/30 0/60", SOME},
    {POPULATION "using: lower, interval: logit, at_least: 10%", "0/9 0/30 0/60", "0/10 0/30 0/60", 1},
    /* A census in two strata; the first adopter in the third gives the rate a variance, and the lower limit falls. */
    {POPULATION "using: lower, at_least: 10.9%", "1/9 1/30 1/60", "12/12 24/62 0/60", 1},
    {POPULATION "using: lower, at_least: 11.5%", "1/9 1/30 1/60", "12/12 24/62 0/60", SOME},
    {POPULATION "statistic: count, using: point, at_least: 100", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "statistic: count, using: lower, at_least: 100", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {PUBLISHED "statistic: count, at_least: 7", "1/9 1/30 1/60", "1/10 2/30 3/60", 1},
    {POPULATION "statistic: probability, of: {at_least: 10%}, at_least: 95%", "1/9 1/30 1/60", "1/10 2/30 3/60", SOME},
    {POPULATION "by: stratum, strata_at_least: 2, using: point, at_least: 50%", "1/9 1/30 1/60", "5/10 14/30 44/60",
     -1},
    {POPULATION "by: stratum, strata_at_least: 2, using: lower, at_least: 50%", "1/9 1/30 1/60", "5/10 14/30 44/60",
     SOME},
};

static void check_case(const struct margin_case *one)
{
    char rule[300];
    (void)snprintf(rule, sizeof rule, "id: r, %s", one->rule);
    const char *const rules[] = {rule, NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
    set_strata(&f, 4, 0, one->before);
    set_strata(&f, 5, 0, one->newest);
    set_rules(&f, rules);
    run_check(&f, EVERY);
    struct verdict verdicts[64];
    size_t count = f.check.count;
    assert_true(count <= 64);
    memcpy(verdicts, f.check.verdicts, count * sizeof *verdicts);
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        const struct verdict *verdict = &verdicts[i];
        if (verdict->wave != WAVES - 1) {
            assert_false(verdict->has_margin);
            continue;
        }
        if (verdict->item < 0) /* of several strata: test_margin_whole.c */
            continue;
        enum rule_state state = STATE_END;
        int64_t expected = brute_force(&f, i, verdict, &state), margin = verdict->has_margin ? verdict->margin : 0;
        if (margin != expected)
            print_error("%s: %s\n", one->rule, one->newest);
        assert_int_equal(margin, expected);
        if (expected)
            assert_int_equal(verdict->margin_state, state);
        if (first && one->margin == SOME)
            assert_int_not_equal(margin, 0);
        else if (first)
            assert_int_equal(margin, one->margin);
        first = false;
    }
    assert_false(first);
    fixture_close(&f);
}

static void test_margin_find_as_brute_force(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

static void test_margin_find_only_newest(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "id: r, item: personal, severity: watch, using: point, at_least: 10%",
        "id: s, any: [personal, corporate], severity: watch, using: point, at_least: 10%",
        "id: t, item: personal, statistic: change, severity: watch, using: point, at_least: 1 points, estimator: "
        "published",
        NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 1000, -1, -1);
    set_series(&f, 0, "- - 1/100 1/100 9/100 -");
    set_series(&f, 1, "- - 1/100 1/100 4/100 9/100");
    set_rules(&f, rules);
    run_check(&f, 4);
    for (size_t i = 0; i < f.check.count; i++)
        assert_int_equal(f.check.verdicts[i].has_margin, f.check.verdicts[i].wave == 4);
    const struct verdict *single = check_verdict(&f.check, &f.rules.rules[0]);
    assert_int_equal(single->margin, 1);
    const struct verdict *whole = check_verdict(&f.check, &f.rules.rules[1]);
    assert_int_equal(whole[-1].margin, 6);
    /* 9 of 100 after 1 of 100: with 1 of 100, 8 fewer, the change is below 1 point. */
    assert_int_equal(check_verdict(&f.check, &f.rules.rules[2])->margin, -8);
    assert_int_equal(single->margin_strata[1], 0);
    assert_int_equal(single->margin_strata[0], 1);
    /* The newest wave did not ask it. */
    run_check(&f, EVERY);
    assert_false(check_verdict(&f.check, &f.rules.rules[0])->has_margin);
    fixture_close(&f);
}

/* Many institutions: the steps grow, and the answer is still the smallest. */
static void test_margin_find_large(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: r, " PUBLISHED "using: point, at_least: 50%",
                                        "id: s, " PUBLISHED "using: point, at_most: 0.0003%",
                                        "id: t, " PUBLISHED "using: point, at_least: 100%", NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 3000000, -1, -1);
    set_series(&f, 0, "- - - - - 123456/1000001");
    set_rules(&f, rules);
    run_check(&f, EVERY);
    assert_int_equal(check_verdict(&f.check, &f.rules.rules[0])->margin, 500001 - 123456);
    assert_int_equal(check_verdict(&f.check, &f.rules.rules[1])->margin, 3 - 123456);
    assert_int_equal(check_verdict(&f.check, &f.rules.rules[2])->margin, 1000001 - 123456);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margin_find_as_brute_force),
        cmocka_unit_test(test_margin_find_only_newest),
        cmocka_unit_test(test_margin_find_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
