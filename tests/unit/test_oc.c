/* How often rules fire: against R's phyper, against simulation of the same rule, and what a design promises. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "threshold/threshold.h"
#include "unit/threshold_panel.h"

static const int64_t whole[STRATA] = {1000, 0, 0}, answered[STRATA] = {700, 0, 0};
static const int64_t three[STRATA] = {100, 300, 600}, some[STRATA] = {80, 200, 350};

struct bench {
    struct fixture f;
    struct stratum_count strata[STRATA];
    struct oc_population population;
    struct oc_options options;
};

/* Only the first stratum, or all three. */
static void open_bench(struct bench *bench, const char *rule, const int64_t *N, const int64_t *n)
{
    const char *const rules[] = {rule, NULL};
    *bench = (struct bench){0};
    fixture_open(&bench->f, RULES_STUDY(""), -1, -1, -1);
    set_rules(&bench->f, rules);
    if (!N[1]) /* a study with one stratum */
        bench->f.study->stratum_count = 1;
    for (size_t h = 0; h < STRATA; h++)
        bench->strata[h] = (struct stratum_count){.N = N[h], .n = n[h]};
    bench->population = (struct oc_population){bench->f.study, 2021, bench->strata};
    bench->options = (struct oc_options){.draws = 20000, .seed = 7};
}

static void close_bench(struct bench *bench)
{
    bench->f.study->stratum_count = STRATA;
    fixture_close(&bench->f);
}

static struct oc_row one_row(struct bench *bench, double rate)
{
    struct errors errors = {0};
    struct oc_row *rows;
    size_t count;
    bench->options.rates = &rate;
    bench->options.rate_count = 1;
    const struct rule *const rules[] = {bench->f.rules.rules};
    enum status status =
        rules_oc(&bench->population, rules, 1, &bench->options, bench->f.arena, &rows, &count, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(count, bench->options.response_count ? bench->options.response_count : 1);
    return rows[0];
}

/* 700 of 1000 answer. x of n at 10 % is at least 70; the one-sided lower limit of 95 % is at least 100 from x = 77 on
 * (P(X >= 77 | K = 99) = 0.0456). Three digits stand beside what R 4.2 gives for 1 - phyper(c - 1, K, 1000 - K, 700).
 */
static void test_oc_exact(void **state)
{
    (void)state;
    static const double K[] = {85, 90, 95, 99, 100, 105, 110, 115, 120};
    static const struct {
        const char *rule;
        double from, digits[9];
    } cases[] = {
        {"id: r, item: personal, estimator: published, using: point, at_least: 10%, severity: revise",
         70,
         {.005, .056, .242, .487, .551, .817, .949, .990, .999}},
        {"id: r, item: personal, estimator: published, interval: hypergeometric, confidence: 90, at_least: 10%, "
         "severity: revise",
         77,
         {.000, .000, .008, .046, .065, .252, .548, .807, .943}},
        {"id: r, item: personal, estimator: published, statistic: count, at_least: 77, severity: revise",
         77,
         {.000, .000, .008, .046, .065, .252, .548, .807, .943}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct bench bench;
        open_bench(&bench, cases[c].rule, whole, answered);
        for (size_t i = 0; i < 9; i++) {
            struct oc_row row = one_row(&bench, K[i] / 1000);
            assert_int_equal(row.method, OC_EXACT);
            assert_true(isnan(row.mc_error));
            assert_true(row.rate == K[i] / 1000 && row.response_rate == 0.7 && row.waves == 1);
            assert_true(fabs(row.p_fire - cases[c].digits[i]) < 0.0005);
            assert_true(fabs(row.p_fire - phyper(cases[c].from - 1, K[i], 1000 - K[i], 700, 0, 0)) < 1e-12);
        }
        close_bench(&bench);
    }
}

/* The published rate of three strata, by every combination of their counts. */
static void test_oc_convolved(void **state)
{
    (void)state;
    static const int64_t N[STRATA] = {6, 10, 14}, n[STRATA] = {4, 5, 9};
    struct bench bench;
    open_bench(&bench, "id: r, item: personal, estimator: published, using: point, at_least: 50%, severity: watch", N,
               n);
    struct oc_row row = one_row(&bench, 0.4); /* K = 12: 2.4, 4, 5.6 -> 2, 4, 6 */
    double wanted = 0;
    for (int a = 0; a <= 4; a++)
        for (int b = 0; b <= 5; b++)
            for (int c = 0; c <= 9; c++)
                if (a + b + c >= 9)
                    wanted += dhyper(a, 2, 4, 4, 0) * dhyper(b, 4, 6, 5, 0) * dhyper(c, 6, 8, 9, 0);
    assert_int_equal(row.method, OC_EXACT);
    assert_true(fabs(row.p_fire - wanted) < 1e-14);
    close_bench(&bench);
}

/* Waves, items and strata: all from the chance of one wave or member. */
static void test_oc_combined(void **state)
{
    (void)state;
    static const char point[] = "estimator: published, using: point, at_least: 10%, severity: watch";
    static const struct {
        const char *form;
        int waves;
        double power, of; /* wanted: 1 - (1 - p^power)^of, or p^power where of is 0 */
    } cases[] = {
        {"item: personal", 1, 1, 0},
        {"item: personal, for: 2 waves", 0, 2, 0},
        {"item: personal, for: 3 waves", 3, 3, 0},
        {"any: [personal, corporate]", 0, 1, 2},
        {"all: [personal, corporate, third]", 0, 3, 0},
        {"k_of: {k: 1, items: [personal, corporate, third]}", 0, 1, 3},
    };
    double p = phyper(69, 100, 900, 700, 0, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        char rule[300];
        (void)snprintf(rule, sizeof rule, "id: r, %s, %s", cases[i].form, point);
        open_bench(&bench, rule, whole, answered);
        bench.options.waves = cases[i].waves;
        double got = one_row(&bench, 0.1).p_fire;
        double wanted = cases[i].of > 0 ? 1 - pow(1 - pow(p, cases[i].power), cases[i].of) : pow(p, cases[i].power);
        assert_true(fabs(got - wanted) < 1e-12);
        close_bench(&bench);
    }
    struct bench bench;
    open_bench(&bench,
               "id: r, item: personal, by: stratum, strata_at_least: 2, using: point, at_least: 10%, severity: watch",
               three, some);
    double q[] = {phyper(7, 10, 90, 80, 0, 0), phyper(19, 30, 270, 200, 0, 0), phyper(34, 60, 540, 350, 0, 0)};
    struct oc_row row = one_row(&bench, 0.1);
    double wanted = q[0] * q[1] + q[0] * q[2] + q[1] * q[2] - 2 * q[0] * q[1] * q[2];
    assert_int_equal(row.method, OC_EXACT);
    assert_true(fabs(row.p_fire - wanted) < 1e-12);
    close_bench(&bench);
}

/* One stratum of three institutions or one of all: the simulation must come to what is exact. */
static void test_oc_simulated(void **state)
{
    (void)state;
    static const char rule[] = "id: r, item: personal, at_least: 10%, using: point, for: 2 waves, clear_below: 9%, "
                               "severity: watch";
    static const int64_t nearly[STRATA] = {998, 1, 1}, nearly_answered[STRATA] = {698, 1, 1};
    struct bench exact, drawn;
    open_bench(&exact, rule, whole, answered);
    open_bench(&drawn, rule, nearly, nearly_answered);
    exact.options.waves = drawn.options.waves = 4;
    for (double rate = 0.09; rate < 0.12; rate += 0.005) {
        struct oc_row a = one_row(&exact, rate), b = one_row(&drawn, rate);
        assert_int_equal(a.method, OC_EXACT);
        assert_int_equal(b.method, OC_SIMULATED);
        double p = b.p_fire;
        assert_true(fabs(b.mc_error - sqrt(p * (1 - p) / 20000)) < 1e-15);
        assert_true(fabs(a.p_fire - p) < 5 * b.mc_error + 0.01); /* the weights of two institutions beside */
    }
    struct oc_row first = one_row(&drawn, 0.105), again = one_row(&drawn, 0.105);
    assert_true(first.p_fire == again.p_fire);
    drawn.options.seed = 8;
    assert_true(one_row(&drawn, 0.105).p_fire != first.p_fire);
    close_bench(&exact);
    close_bench(&drawn);
}

static void count_rows(void *context, size_t rows, size_t of)
{
    size_t *told = context;
    assert_int_equal(of, 9);
    assert_true(rows > *told && rows <= of);
    *told = rows;
}

/* Rules that differ by their items and severity alone have the same rows, computed once. */
static void test_oc_of_several_rules(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "id: a, item: personal, at_least: 10%, for: 2 waves, severity: watch",
        "id: b, item: personal, at_least: 12%, for: 2 waves, severity: watch",
        "id: c, item: corporate, at_least: 10%, for: 2 waves, severity: revise",
        NULL,
    };
    struct bench bench;
    struct errors errors = {0};
    struct oc_row *rows;
    size_t count, told = 0;
    const double rates[] = {0.1, 0.12, 0.14};
    open_bench(&bench, lines[0], three, some);
    set_rules(&bench.f, lines);
    const struct rule *const rules[] = {&bench.f.rules.rules[0], &bench.f.rules.rules[1], &bench.f.rules.rules[2]};
    bench.options.rates = rates;
    bench.options.rate_count = 3;
    bench.options.draws = 2000;
    bench.options.progress = count_rows;
    bench.options.context = &told;
    assert_int_equal(rules_oc(&bench.population, rules, 3, &bench.options, bench.f.arena, &rows, &count, &errors),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(count, 9);
    assert_int_equal(told, 9);
    for (size_t i = 0; i < 9; i++)
        assert_ptr_equal(rows[i].rule, rules[i / 3]);
    for (size_t i = 0; i < 3; i++) {
        assert_true(rows[i].p_fire == rows[i + 6].p_fire && rows[i].mc_error == rows[i + 6].mc_error);
        assert_true(rows[i].p_fire >= rows[i + 3].p_fire);
    }
    assert_true(rows[1].p_fire > rows[4].p_fire);
    close_bench(&bench);
}

static void test_oc_response(void **state)
{
    (void)state;
    struct bench bench;
    double response[] = {1, 0.5};
    open_bench(&bench, "id: r, item: personal, at_least: 10%, minimum: {response_rate: 60%}, severity: watch", whole,
               answered);
    bench.options.response_rates = response;
    bench.options.response_count = 1;
    struct oc_row row = one_row(&bench, 0.1); /* everyone answers: the rate is known */
    assert_true(row.p_fire == 1 && row.response_rate == 1 && row.evaluated);
    assert_true(one_row(&bench, 0.099).p_fire == 0);
    response[0] = 0.5;
    row = one_row(&bench, 0.9); /* below the minimum it never fires */
    assert_true(row.p_fire == 0 && row.response_rate == 0.5 && !row.evaluated);
    close_bench(&bench);
    open_bench(&bench, "id: r, item: personal, statistic: change, at_least: 5 points, severity: watch", whole,
               answered);
    row = one_row(&bench, 0.1);
    assert_int_equal(row.method, OC_UNDEFINED);
    assert_true(isnan(row.p_fire));
    close_bench(&bench);
}

static struct rule_design design_of(struct bench *bench, double null_rate, double alternative, double response_rate)
{
    struct errors errors = {0};
    struct rule_design design;
    const struct design_options options = {null_rate, alternative, 0.05, 0.1, response_rate, 4000, 7};
    enum status status = rule_design(&bench->population, &bench->f.rules.rules[0], &options, &design, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return design;
}

/* x of 700 at K = 100 is 78 and more with 4.0 %, 77 and more with 6.5 %: every level above 11 % up to 78/700 will do.
 */
static void test_design_exact(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, "id: r, item: personal, estimator: published, using: point, at_least: 10%, severity: watch",
               whole, answered);
    struct rule_design design = design_of(&bench, 0.1, 0.15, NAN);
    assert_int_equal(design.method, OC_EXACT);
    assert_true(design.possible && design.level == 0.111 && design.needed_n == 700);
    assert_true(fabs(design.size - phyper(77, 100, 900, 700, 0, 0)) < 1e-12);
    assert_true(fabs(design.power - phyper(77, 150, 850, 700, 0, 0)) < 1e-12);
    /* 11 % can't be told from 10 % by 700 of 1000; by everyone it can. */
    design = design_of(&bench, 0.1, 0.11, NAN);
    assert_true(!design.possible && design.power < 0.9 && design.needed_n > 700 && design.needed_n < 1000);
    struct rule_design needed = design_of(&bench, 0.1, 0.11, design.needed_rate);
    assert_true(needed.possible);
    assert_false(design_of(&bench, 0.1, 0.11, design.needed_rate - 0.01).possible);
    /* The same institutions: nothing tells them apart. */
    design = design_of(&bench, 0.1, 0.1, NAN);
    assert_true(!design.possible && design.needed_n == -1 && isnan(design.needed_rate));
    close_bench(&bench);
}

static void test_design_forms(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "id: r, item: personal, estimator: published, using: point, at_most: 5%, severity: watch",
        "id: r, item: personal, estimator: published, using: upper, below: 5%, severity: watch",
        "id: r, item: personal, estimator: published, interval: wilson, above: 5%, severity: watch",
        "id: r, item: personal, using: lower, at_least: 5%, for: 3 waves, severity: watch",
        "id: r, item: personal, statistic: count, estimator: published, at_least: 5, severity: watch",
        "id: r, item: personal, statistic: count, using: point, at_least: 5, severity: watch",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        for (int simulated = 0; simulated < 2; simulated++) {
            struct bench bench;
            open_bench(&bench, rules[i], simulated ? three : whole, simulated ? some : answered);
            bool falls = i < 2;
            struct rule_design design = design_of(&bench, falls ? 0.15 : 0.1, falls ? 0.1 : 0.15, NAN);
            assert_true(design.possible);
            /* What the level does is what a rule with that level does. */
            struct rule *rule = &bench.f.rules.rules[0];
            bool count = rule->statistic == STATISTIC_COUNT;
            rule->level = count ? (struct rational){llround(design.level), 1}
                                : (struct rational){llround(design.level * 1000000), 1000000};
            double size = one_row(&bench, falls ? 0.15 : 0.1).p_fire,
                   power = one_row(&bench, falls ? 0.1 : 0.15).p_fire;
            double slack = design.method == OC_EXACT ? 1e-9 : 0.03; /* two standard errors of 4,000 draws and more */
            assert_true(fabs(size - design.size) < slack && fabs(power - design.power) < slack);
            close_bench(&bench);
        }
    struct bench bench;
    open_bench(&bench, "id: r, any: [personal, corporate], at_least: 10%, severity: watch", whole, answered);
    assert_int_equal(design_of(&bench, 0.1, 0.15, NAN).method, OC_UNDEFINED);
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oc_exact),     cmocka_unit_test(test_oc_convolved),
        cmocka_unit_test(test_oc_combined),  cmocka_unit_test(test_oc_simulated),
        cmocka_unit_test(test_oc_response),  cmocka_unit_test(test_oc_of_several_rules),
        cmocka_unit_test(test_design_exact), cmocka_unit_test(test_design_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
