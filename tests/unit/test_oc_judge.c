/* Samples judged without their limits, against the rule's own evaluation of each. */
#include "support/check.h"

#include <math.h>

#include "threshold/oc.h"
#include "unit/threshold_panel.h"

/* Some wanted rules; the rate about which samples are drawn. */
static const struct {
    const char *rule;
    double rate;
} cases[] = {
    {"at_least: 16%, using: lower, for: 2 waves, clear_below: 14%", 0.17},
    {"at_least: 16%, using: lower, interval: wilson, clear_below: 15%", 0.17},
    {"at_most: 16%, using: upper, interval: logit, clear_above: 18%", 0.15},
    {"above: 5%, using: lower, interval: mean, confidence: 99", 0.06},
    {"below: 5%, using: lower, interval: asin", 0.05},
    {"at_least: 1%, using: upper, interval: likelihood, confidence: 80, clear_below: 0.5%", 0.005},
    {"at_least: 10%, using: point, clear_below: 10%", 0.1},
    {"statistic: count, at_least: 120, using: lower, clear_below: 115", 0.13},
    {"statistic: count, below: 104, using: point", 0.1},
    {"at_least: 16%, interval: predictive, clear_below: 14%", 0.16},
    {"at_most: 16%, using: upper, interval: predictive", 0.14},
    {"statistic: count, at_least: 160, interval: predictive", 0.16},
    {"statistic: probability, of: {at_least: 16%}, at_least: 95%, clear_below: 90%", 0.16},
    {"at_least: 10%, minimum: {n: 900}", 0.1},
    {"at_least: 97%, clear_below: 96%", 0.99},
    {"estimator: published, at_least: 10%, clear_below: 9%", 0.1},
};

/* The share of `response` of each stratum answers. */
static void check_case(size_t c, double response)
{
    static const int64_t N[STRATA] = {100, 300, 600};
    struct stratum_count strata[STRATA];
    struct fixture f;
    char rule[300];
    (void)snprintf(rule, sizeof rule, "id: r, item: personal, %s, severity: watch", cases[c].rule);
    const char *const rules[] = {rule, NULL};
    fixture_open(&f, RULES_STUDY(""), -1, -1, -1);
    set_rules(&f, rules);
    for (size_t h = 0; h < STRATA; h++)
        strata[h] = (struct stratum_count){.N = N[h]};
    const struct oc_population population = {f.study, 2021, strata};
    struct oc_sample sample;
    static struct oc_judge judge; /* large for a stack */
    struct random random;
    random_seed(&random, 3);
    assert_int_equal(oc_sample_new(&population, &sample), STATUS_OK);
    oc_sample_set(&population, response, &sample);
    oc_judge_begin(f.study, &f.rules.rules[0], &sample, &judge);
    int passed = 0;
    for (double away = -0.06; away < 0.06; away += 0.012) {
        struct distribution *draws;
        (void)oc_sample_adopters(&sample, fmin(fmax(cases[c].rate + away, 0), 1));
        assert_int_equal(oc_draws_new(&sample, &draws), STATUS_OK);
        for (int i = 0; i < 60; i++) {
            struct measure quick, wanted;
            for (size_t h = 0; h < STRATA; h++)
                sample.strata[h].x = distribution_draw(&draws[h], &random);
            assert_int_equal(oc_judge(&judge, &quick), STATUS_OK);
            assert_int_equal(measure_counts(f.study, &f.rules.rules[0], sample.strata, STRATA, 1, &wanted), STATUS_OK);
            assert_true(quick.has_data && wanted.has_data);
            assert_int_equal(quick.usable, wanted.usable);
            assert_int_equal(quick.passes, wanted.passes);
            assert_int_equal(quick.leaves, wanted.leaves);
            passed += wanted.passes;
        }
        oc_draws_free(draws, STRATA);
    }
    if (response == 0.7 && !f.rules.rules[0].minimum_n)
        assert_in_range(passed, 1, 599); /* the cases are about both sides */
    oc_sample_clear(&sample);
    fixture_close(&f);
}

static void test_judge_is_the_rule(void **state)
{
    (void)state;
    static const double responses[] = {0.7, 0.05, 1};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (size_t i = 0; i < sizeof responses / sizeof *responses; i++)
            check_case(c, responses[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge_is_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
