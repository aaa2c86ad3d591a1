/* Margins of rules of several members: each against every way to change so many answers, through the whole check. */
#include "unit/threshold_panel.h"

enum { NEWEST = WAVES - 1, MOST_MEMBERS = 3 };

/* A member: whose answers change, and how many of them did. */
struct member {
    size_t item;
    int64_t only; /* the one stratum; -1: all */
};

struct search {
    struct fixture *f;
    struct member members[MOST_MEMBERS + 1]; /* and one that is none */
    size_t count;
    bool adopt;
    enum rule_state now;
    bool found[STATE_END]; /* the states that some way leads to */
    size_t ways;           /* that were tried */
};

/* Lets one more valid answer of the newest wave adopt (or drop), where N_h / n_h is largest and one is left. False
 * where none is left. */
static bool move_one(struct fixture *f, const struct member *member, bool adopt)
{
    struct tally_set *tally = f->panel.tallies[NEWEST];
    int64_t best = -1, best_N = 0;
    for (size_t h = 0; h < STRATA; h++) {
        int64_t N = frame_get(&f->panel.frame, f->study->waves[NEWEST].year, h);
        if ((member->only >= 0 && member->only != (int64_t)h) ||
            *tally_cell(f->study, tally, member->item, h, adopt ? NONE : OFFERING) == 0 ||
            (best >= 0 && N * tally->respondents[best] <= best_N * tally->respondents[h]))
            continue;
        best = (int64_t)h;
        best_N = N;
    }
    if (best < 0)
        return false;
    *tally_cell(f->study, tally, member->item, (size_t)best, OFFERING) += adopt ? 1 : -1;
    *tally_cell(f->study, tally, member->item, (size_t)best, NONE) -= adopt ? 1 : -1;
    return true;
}

/* Shares out `left` further answers over the members from the m-th on in every way, and notes the state of each. */
static void try_ways(struct search *search, size_t m, int64_t left)
{
    struct fixture *f = search->f;
    struct tally_set *tally = f->panel.tallies[NEWEST];
    if (m == search->count) {
        if (left)
            return;
        run_check(f, EVERY);
        enum rule_state state = check_verdict(&f->check, f->rules.rules)->state;
        search->found[state] = search->found[state] || state != search->now;
        search->ways++;
        return;
    }
    const struct member *member = &search->members[m];
    int64_t kept[STRATA * 3];
    memcpy(kept, tally->counts[member->item], sizeof kept);
    bool possible = true;
    for (int64_t i = 0; possible && i <= left; i++) {
        try_ways(search, m + 1, left - i);
        possible = move_one(f, member, search->adopt);
    }
    memcpy(tally->counts[member->item], kept, sizeof kept);
}

/* The fewest answers, both ways in turn; 0 where no number of them does. `found` are the states they lead to. */
static int64_t brute_force(struct search *search)
{
    bool may[2] = {true, true};
    for (int64_t m = 1; may[0] || may[1]; m++)
        for (int drop = 0; drop < 2; drop++) {
            if (!may[drop])
                continue;
            search->adopt = drop == 0;
            search->ways = 0;
            try_ways(search, 0, m);
            may[drop] = search->ways > 0;
            for (size_t state = 0; state < STATE_END; state++)
                if (search->found[state])
                    return drop ? -m : m;
        }
    return 0;
}

struct whole_case {
    const char *rule;
    const char *before[MOST_MEMBERS], *newest[MOST_MEMBERS]; /* by item: personal, corporate, third; in 2020 and 2021 */
    int64_t margin;                                          /* 0: none; SOME: whatever brute force gives */
};

enum { SOME = -1000 };

#define PUBLISHED ", estimator: published, using: point, severity: watch, "
#define POPULATION ", severity: watch, "
#define ANY "any: [personal, corporate, third]"
#define ALL "all: [personal, corporate, third]"
#define TWO "k_of: {k: 2, items: [personal, corporate, third]}"
#define STRATA_TWO "item: personal, by: stratum, strata_at_least: 2"
/* 1, 3 and 4 of 12; what passes 50 % is 6 of them. */
#define LOW                                                                                                            \
    {                                                                                                                  \
        "1/12", "3/12", "4/12"                                                                                         \
    }
#define HIGH                                                                                                           \
    {                                                                                                                  \
        "7/12", "8/12", "11/12"                                                                                        \
    }
#define MIXED                                                                                                          \
    {                                                                                                                  \
        "7/12", "8/12", "4/12"                                                                                         \
    }
#define SPREAD                                                                                                         \
    {                                                                                                                  \
        "1/4 2/5 1/6", "2/4 2/5 3/6", "0/4 1/5 5/6"                                                                    \
    }

static const struct whole_case cases[] = {
    /* The member nearest to the level; all that lack; the two that lack least. */
    {ANY PUBLISHED "at_least: 50%", LOW, LOW, 2},
    {ALL PUBLISHED "at_least: 50%", LOW, LOW, 5 + 3 + 2},
    {TWO PUBLISHED "at_least: 50%", LOW, LOW, 3 + 2},
    /* The way back: all that fired, the nearest, two of three. */
    {ANY PUBLISHED "at_least: 50%", HIGH, HIGH, -(2 + 3 + 6)},
    {ALL PUBLISHED "at_least: 50%", HIGH, HIGH, -2},
    {TWO PUBLISHED "at_least: 50%", HIGH, HIGH, -(2 + 3)},
    /* Some are there already. */
    {ANY PUBLISHED "at_least: 50%", MIXED, MIXED, -(2 + 3)},
    {ALL PUBLISHED "at_least: 50%", MIXED, MIXED, 2},
    {TWO PUBLISHED "at_least: 50%", MIXED, MIXED, -2},
    {TWO PUBLISHED "at_most: 50%", MIXED, MIXED, -1},
    {ALL PUBLISHED "below: 50%", LOW, LOW, 2},
    /* Pending, left again at a level of its own, waiting for a second wave. */
    {ANY PUBLISHED "at_least: 50%, for: 2 waves", LOW, HIGH, SOME},
    {ALL PUBLISHED "at_least: 50%, for: 2 waves", HIGH, MIXED, 2},
    {TWO PUBLISHED "at_least: 50%, for: 2 waves", LOW, MIXED, -2},
    {ALL PUBLISHED "at_least: 50%, clear_below: 30%", HIGH, MIXED, SOME},
    {ANY PUBLISHED "at_least: 80%, clear_below: 30%", HIGH, MIXED, SOME},
    /* Not to be had: beyond reach, below the minimum, one item not asked. */
    {ALL PUBLISHED "above: 100%", LOW, LOW, 0},
    {ANY PUBLISHED "at_least: 0%", LOW, LOW, 0},
    {ALL PUBLISHED "at_least: 50%, minimum: {n: 13}", LOW, LOW, 0},
    {ALL PUBLISHED "at_least: 50%", LOW, {"1/12", "3/12", "-"}, 0},
    {ANY PUBLISHED "at_least: 50%", LOW, {"1/12", "3/12", "-"}, 3},
    {TWO PUBLISHED "at_least: 50%", LOW, {"1/12", "3/12", "-"}, 5 + 3},
    {TWO PUBLISHED "at_least: 50%", HIGH, {"1/12", "3/12", "-"}, 3},
    /* An item that was never asked stands between: up with the one, or down with the other; of a tie, up. */
    {TWO PUBLISHED "at_least: 50%", {"5/12", "6/12", "-"}, {"5/12", "6/12", "-"}, 1},
    {TWO PUBLISHED "at_least: 50%", {"4/12", "6/12", "-"}, {"4/12", "6/12", "-"}, -1},
    /* By the frame, with limits: city 12, regional 62, shinkin 254. */
    {ANY POPULATION "using: point, at_least: 60%", SPREAD, SPREAD, SOME},
    {TWO POPULATION "using: lower, at_least: 30%", SPREAD, SPREAD, SOME},
    {ALL POPULATION "using: point, at_least: 45%", SPREAD, SPREAD, SOME},
    {TWO POPULATION "using: lower, interval: logit, at_least: 20%", SPREAD, SPREAD, SOME},
    {ANY POPULATION "statistic: count, using: point, at_least: 250", SPREAD, SPREAD, SOME},
    {TWO POPULATION "statistic: probability, of: {at_least: 50%}, at_least: 60%", SPREAD, SPREAD, SOME},
    /* By stratum: two of three. */
    {STRATA_TWO ", using: point, severity: watch, at_least: 50%", {"1/4 2/5 1/6"}, {"0/4 2/5 1/6"}, 1 + 2},
    {STRATA_TWO ", using: point, severity: watch, at_least: 50%", {"1/4 2/5 1/6"}, {"2/4 3/5 6/6"}, -(1 + 1)},
    {STRATA_TWO ", using: lower, severity: watch, at_least: 30%", {"1/4 2/5 1/6"}, {"0/4 2/5 1/6"}, SOME},
};

static void set_items(struct fixture *f, size_t wave, const char *const *counts)
{
    for (size_t i = 0; i < MOST_MEMBERS; i++)
        if (counts[i] && counts[i][0] != '-')
            set_strata(f, wave, i, counts[i]);
}

/* What the rule's members are. */
static void list_members(struct search *search)
{
    const struct rule *rule = search->f->rules.rules;
    const bool strata = rule->combination == COMBINE_STRATA;
    search->count = strata ? STRATA : rule->item_count;
    assert_true(search->count <= MOST_MEMBERS);
    for (size_t m = 0; m < search->count; m++)
        search->members[m] = (struct member){rule->items[strata ? 0 : m], strata ? (int64_t)m : -1};
    size_t asked = 0;
    for (size_t m = 0; m < search->count; m++)
        if (search->f->asked[NEWEST][search->members[m].item])
            search->members[asked++] = search->members[m];
    search->count = asked;
}

static void check_parts(const struct verdict *whole, size_t members)
{
    int64_t sum = 0, by_stratum = 0;
    for (size_t m = 0; m < members; m++)
        sum += whole->margin_members[m];
    assert_int_equal(sum, whole->margin < 0 ? -whole->margin : whole->margin);
    for (size_t h = 0; whole->margin_strata && h < STRATA; h++)
        by_stratum += whole->margin_strata[h];
    if (whole->margin_strata)
        assert_int_equal(by_stratum, sum);
}

static void check_case(const struct whole_case *one)
{
    char rule[300];
    (void)snprintf(rule, sizeof rule, "id: r, %s", one->rule);
    const char *const rules[] = {rule, NULL};
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
    set_items(&f, NEWEST - 1, one->before);
    set_items(&f, NEWEST, one->newest);
    set_rules(&f, rules);
    run_check(&f, EVERY);
    const struct verdict whole = *check_verdict(&f.check, f.rules.rules);
    struct search search = {.f = &f, .now = whole.state};
    list_members(&search);
    int64_t expected = brute_force(&search), margin = whole.has_margin ? whole.margin : 0;
    if (margin != expected || (one->margin != SOME && margin != one->margin))
        print_error("%s: %lld, by every way %lld\n", one->rule, (long long)margin, (long long)expected);
    assert_int_equal(margin, expected);
    if (one->margin == SOME)
        assert_int_not_equal(margin, 0);
    else
        assert_int_equal(margin, one->margin);
    if (whole.has_margin) {
        assert_true(search.found[whole.margin_state]);
        check_parts(&whole, f.rules.rules->combination == COMBINE_STRATA ? STRATA : f.rules.rules->item_count);
    }
    fixture_close(&f);
}

static void test_margin_of_wholes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

/* Which members move, and that only the newest wave has a margin. */
static void test_margin_names_members(void **state)
{
    (void)state;
    static const char *const rules[] = {"id: r, " TWO PUBLISHED "at_least: 50%", NULL};
    static const char *const counts[] = LOW;
    struct fixture f;
    fixture_open(&f, RULES_STUDY(""), 12, 62, 254);
    set_items(&f, NEWEST - 1, counts);
    set_items(&f, NEWEST, counts);
    set_rules(&f, rules);
    run_check(&f, EVERY);
    const struct verdict *whole = check_verdict(&f.check, f.rules.rules);
    assert_int_equal(whole->margin, 5);
    assert_int_equal(whole->margin_state, STATE_FIRED);
    assert_int_equal(whole->margin_members[0], 0);
    assert_int_equal(whole->margin_members[1], 3);
    assert_int_equal(whole->margin_members[2], 2);
    for (size_t i = 0; i < f.check.count; i++)
        if (f.check.verdicts[i].whole)
            assert_int_equal(f.check.verdicts[i].has_margin, f.check.verdicts[i].wave == NEWEST);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margin_of_wholes),
        cmocka_unit_test(test_margin_names_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
