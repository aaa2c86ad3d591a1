/* Estimates from the units of a sample: properties, and the edges of designs and domains. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "stats/sample.h"

enum { UNITS = 24, STRATA = 3 };

static const double weight[UNITS] = {2,   2,   2,   2,   2, 2, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5,
                                     1.5, 1.5, 1.5, 1.5, 4, 4, 4,   4,   4,   4,   4,   4};
static const int32_t stratum[UNITS] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2};
static const int32_t cluster[UNITS] = {0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8, 8};
static const double population[STRATA] = {12, 15, 32};
static const int32_t codes[UNITS] = {0, 1, 2, -1, 0, 0, 1, 1, 2, 0, -1, 0, 0, 1, 2, 2, 0, 0, 0, 1, 1, -1, 2, 0};
static const int32_t groups[UNITS] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
static const double values[UNITS] = {3, 5, 4, 8, 1, 9, 12, 15, 11, 10, 18, 13, 12, 14, 16, 15, 2, 2, 3, 1, 4, 6, 2, 0};

static struct arena *arena;

static struct sample stratified(void)
{
    return (struct sample){.units = UNITS,
                           .weight = weight,
                           .stratum = stratum,
                           .strata = STRATA,
                           .population = population,
                           .lonely = LONELY_FAIL};
}

static struct sample_estimate ask(const struct sample *sample, struct sample_target target)
{
    struct sample_estimate estimate;
    assert_int_equal(sample_estimate(sample, &target, 1, arena, &estimate, NULL), STATUS_OK);
    return estimate;
}

static struct sample_estimate mean_of(const struct sample *sample)
{
    return ask(sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = values});
}

static void test_a_share_is_the_rate_of_its_counts(void **state)
{
    (void)state;
    const struct stratum_count counts[STRATA] = {{12, 6, 5, 1}, {15, 10, 9, 3}, {32, 8, 7, 2}};
    struct design_estimate rate, share_as_rate;
    struct sample sample = stratified();
    struct sample_estimate share =
        ask(&sample, (struct sample_target){.kind = SAMPLE_SHARE, .codes = codes, .code = 1});
    design_rate(counts, STRATA, LONELY_FAIL, &rate);
    assert_close(share.value, rate.p, 1e-14, 0);
    assert_close(share.variance, rate.variance, 1e-13, 0);
    assert_close(share.deff, rate.deff, 1e-13, 0);
    assert_close(share.df, rate.df, 0, 0);
    sample_as_design(&share, &share_as_rate);
    assert_int_equal(share_as_rate.x, rate.x);
    assert_int_equal(share_as_rate.valid, rate.valid);
    assert_int_equal(share_as_rate.status, DESIGN_OK);
    assert_close(share_as_rate.df, rate.df, 0, 0);
}

/* (1 - n/N) s²/n, computed as it is written. */
static void test_one_stratum_is_simple_sampling(void **state)
{
    (void)state;
    static const int32_t merged[UNITS] = {0};
    static const double equal[UNITS] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    const double whole[1] = {48};
    struct sample sample = {.units = UNITS, .weight = equal, .stratum = merged, .strata = 1, .population = whole};
    struct sample_estimate strata = mean_of(&sample);
    sample.stratum = NULL;
    struct sample_estimate none = mean_of(&sample);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < UNITS; i++)
        sum += values[i];
    for (size_t i = 0; i < UNITS; i++)
        squares += (values[i] - sum / UNITS) * (values[i] - sum / UNITS);
    assert_close(none.value, sum / UNITS, 1e-15, 0);
    assert_close(none.variance, 0.5 * squares / (UNITS - 1) / UNITS, 1e-14, 0);
    assert_close(strata.variance, none.variance, 0, 0);
    assert_close(none.deff, 1, 1e-14, 0);
    assert_close(none.deff_replace, 0.5, 1e-14, 0);
    sample.population = NULL;
    assert_close(mean_of(&sample).variance, 2 * none.variance, 1e-14, 0);
    assert_close(mean_of(&sample).df, UNITS - 1, 0, 0);
}

static void test_a_census_has_no_variance(void **state)
{
    (void)state;
    const double ones[UNITS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const double all[STRATA] = {6, 10, 8}, partly[STRATA] = {6, 10, 32};
    struct sample sample = stratified();
    sample.weight = ones;
    sample.population = all;
    struct sample_estimate census = mean_of(&sample);
    assert_close(census.variance, 0, 0, 0);
    assert_nan(census.deff);
    assert_close(census.deff_replace, 0, 0, 0);
    sample.population = partly; /* only the last stratum is left to vary */
    sample.weight = weight;
    struct sample_target last = {.kind = SAMPLE_TOTAL, .values = values};
    bool mask[UNITS];
    double before = ask(&sample, last).variance;
    for (size_t i = 0; i < UNITS; i++)
        mask[i] = stratum[i] == 2;
    last.mask = mask;
    assert_true(before > 0);
    assert_close(ask(&sample, last).variance, before, 1e-14, 0);
}

static void test_covariance_of_categories(void **state)
{
    (void)state;
    struct sample sample = stratified();
    struct sample_target item = {.kind = SAMPLE_SHARE, .codes = codes, .groups = groups, .group = 1};
    for (int clustered = 0; clustered < 2; clustered++) {
        struct sample_estimate shares[3], one;
        double covariance[9], sum = 0;
        sample.cluster = clustered ? cluster : NULL;
        sample.clusters = clustered ? 9 : 0;
        assert_int_equal(sample_categories(&sample, &item, 3, arena, shares, covariance), STATUS_OK);
        for (size_t k = 0; k < 3; k++) {
            double row = covariance[k * 3] + covariance[k * 3 + 1] + covariance[k * 3 + 2];
            assert_close(row, 0, 0, 1e-16);
            sum += shares[k].value;
            item.code = (int32_t)k;
            one = ask(&sample, item);
            assert_close(covariance[k * 4], one.variance, 1e-14, 0);
            assert_close(covariance[k], covariance[k * 3], 0, 0);
        }
        assert_close(sum, 1, 1e-15, 0);
    }
}

/* Codes from 2 on are asked for by nobody, and the last unit is a stratum of its own. */
static void test_categories_in_one_pass(void **state)
{
    (void)state;
    int32_t strata[UNITS];
    const double whole[4] = {12, 15, 28, 4};
    bool mask[UNITS];
    double some[UNITS];
    struct sample sample = stratified();
    memcpy(strata, stratum, sizeof strata);
    memcpy(some, weight, sizeof some);
    some[4] = 0;
    sample.weight = some;
    strata[UNITS - 1] = 3;
    sample.stratum = strata;
    sample.strata = 4;
    sample.population = whole;
    for (size_t i = 0; i < UNITS; i++)
        mask[i] = i % 5 != 1 && stratum[i] != 1;
    for (int policy = 0; policy < LONELY_POLICY_END; policy++)
        for (int kind = 0; kind < 2; kind++) {
            struct sample_target targets[2] = {
                {.kind = kind ? SAMPLE_COUNT : SAMPLE_SHARE, .codes = codes, .mask = mask, .code = 0}};
            struct sample_estimate at_once[2], alone[2];
            double together[4], apart[4];
            targets[1] = targets[0];
            targets[1].code = 1;
            sample.lonely = (enum lonely_policy)policy;
            assert_int_equal(sample_categories(&sample, targets, 2, arena, at_once, together), STATUS_OK);
            assert_int_equal(sample_estimate(&sample, targets, 2, arena, alone, apart), STATUS_OK);
            for (size_t k = 0; k < 2; k++) {
                assert_int_equal(at_once[k].status, alone[k].status);
                assert_close(at_once[k].value, alone[k].value, 1e-14, 0);
                assert_close(at_once[k].df, alone[k].df, 0, 0);
                assert_int_equal(at_once[k].ones, alone[k].ones);
                assert_int_equal(at_once[k].units, alone[k].units);
                if (policy == LONELY_FAIL) {
                    assert_int_equal(at_once[k].status, SAMPLE_LONELY);
                    assert_nan(together[k]);
                    continue;
                }
                assert_close(at_once[k].deff, alone[k].deff, 1e-12, 0);
                assert_close(together[k], apart[k], 1e-12, 0);
                assert_close(together[2 + k], apart[2 + k], 1e-12, 0);
            }
        }
}

static void test_categories_that_nobody_chose(void **state)
{
    (void)state;
    struct sample sample = stratified();
    const struct sample_target item = {.kind = SAMPLE_SHARE, .codes = codes};
    struct sample_estimate shares[4];
    double covariance[16];
    assert_int_equal(sample_categories(&sample, &item, 4, arena, shares, covariance), STATUS_OK);
    assert_close(shares[3].value, 0, 0, 0);
    assert_close(shares[3].variance, 0, 0, 0);
    assert_close(covariance[3], 0, 0, 0);
    assert_nan(shares[3].deff);
    assert_true(shares[2].deff > 0);
}

static void test_clusters(void **state)
{
    (void)state;
    int32_t own[UNITS];
    const double counted[STRATA] = {5, 7, 20};
    struct sample sample = stratified();
    struct sample_estimate units = mean_of(&sample);
    for (int32_t i = 0; i < UNITS; i++)
        own[i] = UNITS - 1 - i;
    sample.cluster = own;
    sample.clusters = UNITS;
    struct sample_estimate single = mean_of(&sample);
    assert_close(single.variance, units.variance, 1e-13, 0);
    assert_close(single.df, units.df, 0, 0);
    sample.clusters = UNITS + 7; /* clusters without a unit do not count */
    assert_close(mean_of(&sample).variance, single.variance, 0, 0);
    sample.cluster = cluster;
    sample.clusters = 9;
    sample.population = counted;
    struct sample_estimate clustered = mean_of(&sample);
    assert_close(clustered.df, 6, 0, 0);
    /* The same by hand: cluster sums of w (y - mean) / M. */
    double sums[9] = {0}, variance = 0;
    for (size_t i = 0; i < UNITS; i++)
        sums[cluster[i]] += weight[i] * (values[i] - clustered.value) / 59;
    for (size_t h = 0; h < STRATA; h++) {
        double mean = (sums[3 * h] + sums[3 * h + 1] + sums[3 * h + 2]) / 3;
        for (size_t c = 3 * h; c < 3 * h + 3; c++)
            variance += (1 - 3 / counted[h]) * 1.5 * (sums[c] - mean) * (sums[c] - mean);
    }
    assert_close(clustered.variance, variance, 1e-13, 0);
}

static void test_equal_values_are_exact(void **state)
{
    (void)state;
    double same[UNITS], odd[UNITS];
    struct sample sample = stratified();
    for (size_t i = 0; i < UNITS; i++) {
        same[i] = i == 3 ? NAN : 0.1;
        odd[i] = weight[i] * (1 + (double)(i % 7) / 3); /* sums of which nothing is exact */
    }
    sample.weight = odd;
    struct sample_estimate mean = ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = same});
    assert_close(mean.value, 0.1, 0, 0);
    assert_close(mean.variance, 0, 0, 0);
    assert_nan(mean.deff);
    assert_nan(mean.deff_replace);
    assert_int_equal(mean.units, UNITS - 1);
    for (size_t i = 0; i < UNITS; i++)
        odd[i] = 0.1 + (double)(i % 11) / 7;
    assert_close(ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = same}).value, 0.1, 0, 0);
    assert_close(ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = same}).variance, 0, 0, 0);
    struct sample_estimate total = ask(&sample, (struct sample_target){.kind = SAMPLE_TOTAL, .values = same});
    assert_true(total.variance > 0); /* the missing one is outside of the domain, whose size is estimated */
    struct sample_estimate none = ask(&sample, (struct sample_target){.kind = SAMPLE_SHARE, .codes = codes, .code = 9});
    assert_close(none.value, 0, 0, 0);
    assert_close(none.variance, 0, 0, 0);
}

static void test_variance_is_kept_under_shift_and_scale(void **state)
{
    (void)state;
    double moved[UNITS];
    struct sample sample = stratified();
    double variance = mean_of(&sample).variance;
    for (size_t i = 0; i < UNITS; i++)
        moved[i] = 1e6 + 8 * values[i];
    struct sample_estimate mean = ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = moved});
    assert_close(mean.variance, 64 * variance, 1e-9, 0);
}

static void test_ratio_and_distribution(void **state)
{
    (void)state;
    double twice[UNITS];
    struct sample sample = stratified();
    for (size_t i = 0; i < UNITS; i++)
        twice[i] = 2 * values[i];
    struct sample_target target = {.kind = SAMPLE_RATIO, .values = twice, .divisors = values};
    assert_close(ask(&sample, target).value, 2, 1e-15, 0);
    assert_close(ask(&sample, target).variance, 0, 0, 1e-30);
    const double zero[UNITS] = {0};
    target.divisors = zero;
    assert_int_equal(ask(&sample, target).status, SAMPLE_NO_DATA);
    target = (struct sample_target){.kind = SAMPLE_DISTRIBUTION, .values = values, .at = 4};
    struct sample_estimate at = ask(&sample, target);
    assert_int_equal(at.ones, 10);
    assert_close(at.value, (3 * 2 + 7 * 4) / 59.0, 1e-15, 0);
    target.at = 100;
    assert_close(ask(&sample, target).value, 1, 0, 0);
}

static void test_variance_of_a_number(void **state)
{
    (void)state;
    struct sample sample = stratified();
    struct sample_estimate mean = mean_of(&sample), variance;
    const struct sample_target target = {.values = values};
    double squares = 0;
    for (size_t i = 0; i < UNITS; i++)
        squares += weight[i] * (values[i] - mean.value) * (values[i] - mean.value);
    assert_int_equal(sample_variance(&sample, &target, arena, &variance), STATUS_OK);
    assert_close(variance.value, squares / 59 * UNITS / (UNITS - 1), 1e-14, 0);
    /* The covariance with the mean, from scores made by hand. */
    const struct sample_target both[2] = {{.kind = SAMPLE_MEAN, .values = values},
                                          {.kind = SAMPLE_MEAN_SQUARE, .values = values, .at = mean.value}};
    struct sample_estimate estimates[2];
    double scores[2 * UNITS], expected[4], covariance[4];
    enum sample_status status;
    for (size_t i = 0; i < UNITS; i++) {
        double deviation = values[i] - mean.value, factor = UNITS / (UNITS - 1.0);
        scores[2 * i] = weight[i] * deviation / 59;
        scores[2 * i + 1] = weight[i] * (factor * deviation * deviation - variance.value) / 59;
    }
    assert_int_equal(sample_estimate(&sample, both, 2, arena, estimates, covariance), STATUS_OK);
    assert_int_equal(sample_score_covariance(&sample, scores, 2, arena, expected, &status), STATUS_OK);
    for (size_t i = 0; i < 4; i++)
        assert_close(covariance[i], expected[i], 1e-13, 0);
    assert_close(estimates[1].variance, variance.variance, 1e-14, 0);
    bool one[UNITS] = {true};
    const struct sample_target alone = {.values = values, .mask = one};
    assert_int_equal(sample_variance(&sample, &alone, arena, &variance), STATUS_OK);
    assert_int_equal(variance.status, SAMPLE_NO_DATA);
    assert_nan(variance.value);
}

/* Many groups, of which a unit is in one: the same covariance as of any two alone. */
static void test_many_groups(void **state)
{
    (void)state;
    enum { GROUPS = 10 };
    int32_t tens[UNITS];
    double ones[UNITS], covariance[GROUPS * GROUPS], pair[4];
    struct sample sample = stratified();
    struct sample_estimate totals[GROUPS], two[2];
    for (int32_t i = 0; i < UNITS; i++) {
        tens[i] = i * 7 % GROUPS;
        ones[i] = 1;
    }
    sample.weight = ones;
    struct sample_target targets[2] = {{.kind = SAMPLE_TOTAL, .values = values, .groups = tens}};
    assert_int_equal(sample_groups(&sample, &targets[0], GROUPS, arena, totals, covariance), STATUS_OK);
    targets[1] = targets[0];
    for (int32_t g = 1; g < GROUPS; g++) {
        targets[1].group = g;
        assert_int_equal(sample_estimate(&sample, targets, 2, arena, two, pair), STATUS_OK);
        assert_close(covariance[g * GROUPS + g], pair[3], 1e-13, 0);
        assert_close(covariance[g], pair[1], 1e-13, 0);
        assert_close(totals[g].value, two[1].value, 0, 0);
    }
}

/* One unit of the domain in each of two strata: a variance, but no degree of freedom to judge it by. */
static void test_no_degrees_of_freedom(void **state)
{
    (void)state;
    bool mask[UNITS] = {false};
    struct sample sample = stratified();
    struct limits limits;
    mask[0] = mask[20] = true;
    struct sample_estimate mean =
        ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = values, .mask = mask});
    assert_true(mean.variance > 0);
    assert_close(mean.df, 0, 0, 0);
    assert_false(sample_limits(&mean, 0.95, &limits));
    assert_nan(limits.upper);
    mean.df = 1;
    assert_true(sample_limits(&mean, 0.5, &limits)); /* the quartile of Cauchy's distribution is 1 */
    assert_close(limits.upper - mean.value, mean.se, 1e-12, 0);
}

/* Weights that sum to less than there are units leave nothing to compare the variance with. */
static void test_weights_below_1(void **state)
{
    (void)state;
    double half[UNITS];
    struct sample sample = stratified();
    for (size_t i = 0; i < UNITS; i++)
        half[i] = 0.5;
    sample.weight = half;
    assert_nan(mean_of(&sample).deff);
    assert_true(mean_of(&sample).deff_replace > 0);
}

static void test_contrasts_and_differences(void **state)
{
    (void)state;
    struct sample sample = stratified();
    const struct sample_target of = {.kind = SAMPLE_MEAN, .values = values, .groups = groups};
    struct sample_estimate means[2];
    double covariance[4], value, se;
    const double difference[2] = {-1, 1}, first[2] = {1, 0};
    struct sample_test test, one;
    assert_int_equal(sample_groups(&sample, &of, 2, arena, means, covariance), STATUS_OK);
    sample_contrast(means, covariance, difference, 2, &value, &se);
    assert_close(value, means[1].value - means[0].value, 1e-15, 0);
    assert_close(se * se, means[0].variance + means[1].variance - 2 * covariance[1], 1e-14, 0);
    assert_int_equal(sample_difference(&sample, &of, arena, &test), STATUS_OK);
    assert_close(test.difference, value, 0, 0);
    assert_close(test.se, se, 1e-15, 0);
    assert_close(test.df, UNITS - STRATA - 1, 0, 0);
    assert_true(test.p > 0 && test.p < 1);
    sample_contrast(means, covariance, first, 2, &value, &se);
    assert_close(se, means[0].se, 1e-15, 0);
    const int32_t all[UNITS] = {0};
    const struct sample_target lone = {.kind = SAMPLE_MEAN, .values = values, .groups = all};
    assert_int_equal(sample_difference(&sample, &lone, arena, &one), STATUS_OK);
    assert_nan(one.difference);
    assert_nan(one.p);
}

/* ---- edges of the design */

static void test_lonely_strata(void **state)
{
    (void)state;
    const int32_t lonely[4] = {0, 0, 0, 1};
    const double w[4] = {2, 2, 2, 5}, N[2] = {6, 5}, y[4] = {1, 4, 7, 3};
    struct sample sample = {.units = 4, .weight = w, .stratum = lonely, .strata = 2, .population = N};
    const struct sample_target total = {.kind = SAMPLE_TOTAL, .values = y};
    struct sample_estimate estimate = ask(&sample, total);
    assert_int_equal(estimate.status, SAMPLE_LONELY);
    assert_close(estimate.value, 39, 1e-15, 0);
    assert_nan(estimate.variance);
    struct limits limits;
    assert_false(sample_limits(&estimate, 0.95, &limits));
    assert_nan(limits.lower);
    const double open = 0.5 * 1.5 * 4 * 18, alone = 0.8 * 15 * 15;
    sample.lonely = LONELY_CERTAINTY;
    assert_close(ask(&sample, total).variance, open, 1e-14, 0);
    sample.lonely = LONELY_AVERAGE;
    assert_close(ask(&sample, total).variance, 2 * open, 1e-14, 0);
    sample.lonely = LONELY_ADJUST;
    assert_close(ask(&sample, total).variance, open + alone, 1e-14, 0);
    const double whole[2] = {6, 1}; /* a stratum of one unit that was seen is no lonely one */
    sample.lonely = LONELY_FAIL;
    sample.population = whole;
    assert_close(ask(&sample, total).variance, open, 1e-14, 0);
    sample.units = 1;
    sample.strata = 1;
    sample.population = NULL;
    sample.lonely = LONELY_AVERAGE;
    assert_int_equal(ask(&sample, total).status, SAMPLE_LONELY);
}

static void test_strata_without_units(void **state)
{
    (void)state;
    const double four[4] = {12, 15, 32, 3}, out[4] = {12, 15, 32, 0};
    struct sample sample = stratified();
    struct sample_estimate covered = mean_of(&sample);
    sample.strata = 4;
    sample.population = four;
    struct sample_estimate uncovered = mean_of(&sample);
    assert_int_equal(uncovered.status, SAMPLE_UNCOVERED);
    assert_nan(uncovered.value);
    sample.population = out;
    assert_close(mean_of(&sample).variance, covered.variance, 0, 0);
}

static void test_domains_without_units(void **state)
{
    (void)state;
    struct sample sample = stratified();
    const bool nobody[UNITS] = {false};
    struct sample_target target = {.kind = SAMPLE_MEAN, .values = values, .mask = nobody};
    struct sample_estimate estimate = ask(&sample, target), two[2];
    assert_int_equal(estimate.status, SAMPLE_NO_DATA);
    assert_nan(estimate.value);
    assert_nan(estimate.se);
    double covariance[4];
    target.kind = SAMPLE_TOTAL;
    const struct sample_target both[2] = {target, {.kind = SAMPLE_MEAN, .values = values}};
    assert_int_equal(sample_estimate(&sample, both, 2, arena, two, covariance), STATUS_OK);
    assert_nan(covariance[0]);
    assert_nan(covariance[1]);
    assert_nan(covariance[2]);
    assert_close(covariance[3], mean_of(&sample).variance, 1e-15, 0);
}

/* A unit of weight 0 counts in the sample and in no domain. */
static void test_units_of_weight_zero(void **state)
{
    (void)state;
    double some[UNITS];
    bool mask[UNITS];
    memcpy(some, weight, sizeof some);
    struct sample sample = stratified();
    for (size_t i = 0; i < UNITS; i++)
        mask[i] = i != 7;
    struct sample_estimate masked =
        ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = values, .mask = mask});
    some[7] = 0;
    sample.weight = some;
    struct sample_estimate zero = mean_of(&sample);
    assert_close(zero.variance, masked.variance, 1e-14, 0);
    assert_close(zero.df, masked.df, 0, 0);
    assert_int_equal(zero.units, UNITS - 1);
}

static void test_what_cannot_be_a_sample(void **state)
{
    (void)state;
    const double few[STRATA] = {12, 9, 32};
    int32_t moved[UNITS];
    struct sample sample = stratified();
    sample.population = few;
    assert_int_equal(mean_of(&sample).status, SAMPLE_INVALID);
    assert_nan(mean_of(&sample).value);
    sample = stratified();
    sample.strata = 2;
    assert_int_equal(mean_of(&sample).status, SAMPLE_INVALID);
    sample = stratified();
    memcpy(moved, cluster, sizeof moved);
    moved[8] = 0; /* a unit of the second stratum in a cluster of the first */
    sample.cluster = moved;
    sample.clusters = 9;
    assert_int_equal(mean_of(&sample).status, SAMPLE_INVALID);
    sample.clusters = 5;
    assert_int_equal(mean_of(&sample).status, SAMPLE_INVALID);
    sample = stratified();
    sample.units = 0;
    assert_int_equal(mean_of(&sample).status, SAMPLE_INVALID);
    struct sample_estimate estimate;
    const struct sample_target target = {.kind = SAMPLE_MEAN, .values = values};
    sample = stratified();
    sample.strata = MEM_MAX;
    assert_int_equal(sample_estimate(&sample, &target, 1, arena, &estimate, NULL), STATUS_FAILURE);
}

static void test_covariance_of_scores(void **state)
{
    (void)state;
    struct sample sample = stratified();
    double scores[UNITS * 2], covariance[4];
    enum sample_status status;
    for (size_t i = 0; i < UNITS; i++) {
        scores[2 * i] = weight[i] * values[i];
        scores[2 * i + 1] = -2 * weight[i] * values[i];
    }
    assert_int_equal(sample_score_covariance(&sample, scores, 2, arena, covariance, &status), STATUS_OK);
    assert_int_equal(status, SAMPLE_OK);
    double variance = ask(&sample, (struct sample_target){.kind = SAMPLE_TOTAL, .values = values}).variance;
    assert_close(covariance[0], variance, 1e-14, 0);
    assert_close(covariance[1], -2 * variance, 1e-14, 0);
    assert_close(covariance[2], -2 * variance, 1e-14, 0);
    assert_close(covariance[3], 4 * variance, 1e-14, 0);
}

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_share_is_the_rate_of_its_counts),
        cmocka_unit_test(test_one_stratum_is_simple_sampling),
        cmocka_unit_test(test_a_census_has_no_variance),
        cmocka_unit_test(test_covariance_of_categories),
        cmocka_unit_test(test_categories_in_one_pass),
        cmocka_unit_test(test_categories_that_nobody_chose),
        cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_equal_values_are_exact),
        cmocka_unit_test(test_variance_is_kept_under_shift_and_scale),
        cmocka_unit_test(test_ratio_and_distribution),
        cmocka_unit_test(test_variance_of_a_number),
        cmocka_unit_test(test_many_groups),
        cmocka_unit_test(test_no_degrees_of_freedom),
        cmocka_unit_test(test_weights_below_1),
        cmocka_unit_test(test_contrasts_and_differences),
        cmocka_unit_test(test_lonely_strata),
        cmocka_unit_test(test_strata_without_units),
        cmocka_unit_test(test_domains_without_units),
        cmocka_unit_test(test_units_of_weight_zero),
        cmocka_unit_test(test_what_cannot_be_a_sample),
        cmocka_unit_test(test_covariance_of_scores),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
