/* Shares of sizes in rules: ties at the level, without answers, and margins against changing answers one by one. */
#include "unit/threshold_panel.h"

enum { NEWEST = WAVES - 1, PEOPLE = 13 };

/* By stratum: the size, and whether the institution adopts; 12 institutions of 6 in city, 21 of 7 in regional. */
static const struct {
    uint32_t stratum;
    double size;
    int16_t answer;
} people[PEOPLE] = {{0, 10, NONE}, {0, 20, NONE}, {0, 30, OFFERING}, {0, 40, NONE}, {0, NAN, NONE},
                    {0, 5, BLANK}, {1, 8, NONE},  {1, 9, OFFERING},  {1, 30, NONE}, {1, 1, NONE},
                    {1, 2, NONE},  {1, 3, NONE},  {1, 50, OFFERING}};

struct sized {
    struct fixture f;
    struct answer_set set;
    struct answer_set *answers[WAVES];
    int16_t *slots[16], answer[PEOPLE];
    int64_t institutions[PEOPLE];
    uint32_t strata[PEOPLE];
    double sizes[PEOPLE];
};

static void open_sized(struct sized *s, const char *rule)
{
    *s = (struct sized){.set = {.year = 2021, .count = PEOPLE}};
    fixture_open(&s->f, RULES_STUDY(""), 12, 21, -1);
    assert_true(s->f.study->slot_count <= 16);
    s->set.institutions = s->institutions;
    s->set.strata = s->strata;
    s->set.sizes = s->sizes;
    s->set.slots = s->slots;
    s->slots[s->f.study->items[0].slot] = s->answer;
    s->answers[NEWEST] = &s->set;
    for (size_t i = 0; i < PEOPLE; i++) {
        s->institutions[i] = (int64_t)i + 1;
        s->strata[i] = people[i].stratum;
        s->sizes[i] = people[i].size;
        s->answer[i] = people[i].answer;
    }
    set_counts(&s->f, NEWEST, 0, 0, 1, 6);
    *tally_cell(s->f.study, s->f.panel.tallies[NEWEST], 0, 0, NONE) = 4;
    *tally_cell(s->f.study, s->f.panel.tallies[NEWEST], 0, 0, BLANK) = 1;
    set_counts(&s->f, NEWEST, 0, 1, 2, 7);
    set_rules(&s->f, (const char *const[]){rule, NULL});
}

static const struct verdict *check_sized(struct sized *s, bool with_answers)
{
    struct errors errors = {0};
    const struct check_inputs inputs = {.panel = &s->f.panel, .answers = with_answers ? s->answers : NULL};
    assert_int_equal(threshold_check_inputs(&inputs, &s->f.rules, EVERY, s->f.arena, &s->f.check, &errors), STATUS_OK);
    assert_no_errors(&errors);
    return check_verdict(&s->f.check, s->f.rules.rules);
}

/* 2 (30) + 3 (59) of 2 (100) + 3 (103): 237 of 509. */
static void test_share_at_its_level(void **state)
{
    (void)state;
    struct sized s;
    open_sized(&s, "id: r, item: personal, statistic: size_share, using: point, at_least: 46%, severity: watch");
    const struct verdict *verdict = check_sized(&s, true);
    assert_close(verdict->value, 237.0 / 509, 1e-14, 0);
    assert_int_equal(verdict->state, STATE_FIRED);
    fixture_close(&s.f);
    /* 0.1 of 0.1 + 0.9, under one weight: a tenth, however doubles sum it. */
    open_sized(&s, "id: r, item: personal, statistic: size_share, using: point, at_least: 10%, severity: watch");
    for (size_t i = 0; i < PEOPLE; i++) {
        s.answer[i] = i == 6 ? OFFERING : i > 6 ? NONE : BLANK;
        s.sizes[i] = i == 6 ? 0.1 : i == 7 ? 0.9 : 0;
    }
    assert_int_equal(check_sized(&s, true)->state, STATE_FIRED);
    fixture_close(&s.f);
}

static void test_share_without_answers(void **state)
{
    (void)state;
    struct sized s;
    bool items[ITEMS] = {false}, sizes = false;
    open_sized(&s, "id: r, item: personal, statistic: size_share, using: point, at_least: 46%, severity: watch");
    assert_true(rules_answers(&s.f.rules, items, &sizes) && sizes && items[0] && !items[1]);
    const struct verdict *verdict = check_sized(&s, false);
    assert_int_equal(verdict->state, STATE_INSUFFICIENT);
    assert_false(verdict->has_margin);
    fixture_close(&s.f);
}

/* Who adopts first, by weight times size: 3 x 30, 2 x 40, 2 x 20, 3 x 8, 2 x 10, 3 x 3, 3 x 2, 3 x 1; who drops: 3 x
 * 50, 2 x 30, 3 x 9. */
static void test_margin_of_shares(void **state)
{
    (void)state;
    static const size_t adopts[] = {8, 3, 1, 6, 0, 11, 10, 9}, drops[] = {12, 2, 7};
    static const char *const levels[] = {"using: point, at_least: 80%", "using: point, at_least: 46%",
                                         "using: lower, at_least: 30%", "using: upper, at_most: 99%",
                                         "using: point, at_most: 3%"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        struct sized s;
        char rule[200];
        int64_t expected = 0;
        (void)snprintf(rule, sizeof rule, "id: r, item: personal, statistic: size_share, severity: watch, %s",
                       levels[i]);
        open_sized(&s, rule);
        const struct verdict found = *check_sized(&s, true);
        for (int64_t m = 1; m <= 8 && !expected; m++)
            for (int drop = 0; drop < 2 && !expected; drop++) {
                for (int64_t k = 0; k < m && (!drop || m <= 3); k++)
                    s.answer[drop ? drops[k] : adopts[k]] = drop ? NONE : OFFERING;
                if ((!drop || m <= 3) && check_sized(&s, true)->state != found.state)
                    expected = drop ? -m : m;
                for (size_t k = 0; k < PEOPLE; k++)
                    s.answer[k] = people[k].answer;
            }
        if (expected != (found.has_margin ? found.margin : 0))
            print_error("%s: %lld, not %lld\n", levels[i], (long long)found.margin, (long long)expected);
        assert_int_equal(found.has_margin ? found.margin : 0, expected);
        int64_t sum = 0;
        for (size_t h = 0; found.has_margin && h < STRATA; h++)
            sum += found.margin_strata[h];
        assert_int_equal(sum, expected < 0 ? -expected : expected);
        fixture_close(&s.f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_at_its_level),
        cmocka_unit_test(test_share_without_answers),
        cmocka_unit_test(test_margin_of_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
