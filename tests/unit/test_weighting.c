/* Weights: margins met, what can't be met named, variances after it, trimming, and classes of nonresponse. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "stats/weighting.h"

enum { UNITS = 48 };

static struct arena *arena;
static double base[UNITS], value[UNITS];
static int32_t a[UNITS], b[UNITS], c[UNITS];
static const double of_a[3] = {70, 50, 30}, of_b[4] = {30, 45, 35, 40}, of_c[2] = {100, 50};
static const struct auxiliary_margin margins[3] = {{a, 3, of_a}, {b, 4, of_b}, {c, 2, of_c}};

static struct auxiliary by_margins(size_t count)
{
    return (struct auxiliary){.units = UNITS, .margins = margins, .margin_count = count};
}

static struct weighting calibrate(const struct auxiliary *auxiliary, enum weighting_method method)
{
    struct weighting weighting;
    assert_int_equal(weighting_calibrate(base, auxiliary, method, arena, &weighting), STATUS_OK);
    return weighting;
}

static void check_margins(const struct auxiliary *auxiliary, const double *weights)
{
    for (size_t m = 0; m < auxiliary->margin_count; m++) {
        const struct auxiliary_margin *margin = &auxiliary->margins[m];
        for (int32_t category = 0; category < margin->categories; category++) {
            double sum = 0;
            for (size_t i = 0; i < auxiliary->units; i++)
                sum += margin->category[i] == category ? weights[i] : 0;
            assert_close(sum, margin->targets[category], 1e-11, 0);
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    enum weighting_method method;
    for (int i = 0; i < WEIGHTING_METHOD_END; i++) {
        assert_true(weighting_method_parse(weighting_method_name((enum weighting_method)i), &method));
        assert_int_equal(method, i);
    }
    assert_false(weighting_method_parse("logit", &method));
}

static void test_every_margin_is_met(void **state)
{
    (void)state;
    static const enum weighting_method methods[] = {WEIGHTING_RAKE, WEIGHTING_LINEAR, WEIGHTING_RAKING};
    for (size_t count = 1; count <= 3; count++) {
        struct auxiliary auxiliary = by_margins(count);
        for (size_t m = 0; m < 3; m++) {
            struct weighting weighting = calibrate(&auxiliary, methods[m]);
            assert_int_equal(weighting.status, WEIGHTING_OK);
            assert_true(weighting.misfit < 1e-12);
            check_margins(&auxiliary, weighting.weights);
            assert_true(weighting.least_factor <= weighting.greatest_factor);
        }
    }
    struct auxiliary one = by_margins(1);
    struct weighting poststratified = calibrate(&one, WEIGHTING_POSTSTRAT), linear = calibrate(&one, WEIGHTING_LINEAR);
    check_margins(&one, poststratified.weights);
    assert_int_equal(poststratified.rounds, 1);
    for (size_t i = 0; i < UNITS; i++)
        assert_close(linear.weights[i], poststratified.weights[i], 1e-12, 0);
}

/* With 3 * 4 * 2 * 3 cells the units are fitted themselves, with 3 * 4 * 2 their table is. */
static void test_fitting_on_units_is_fitting_on_cells(void **state)
{
    (void)state;
    const double no_change[3] = {0, 0, 150};
    int32_t same[UNITS];
    for (size_t i = 0; i < UNITS; i++)
        same[i] = 2;
    const struct auxiliary_margin more[4] = {margins[0], margins[1], margins[2], {same, 3, no_change}};
    struct auxiliary three = by_margins(3), four = {.units = UNITS, .margins = more, .margin_count = 4};
    struct weighting on_cells = calibrate(&three, WEIGHTING_RAKE), on_units = calibrate(&four, WEIGHTING_RAKE);
    assert_int_equal(on_units.status, WEIGHTING_OK);
    struct weighting raking = calibrate(&three, WEIGHTING_RAKING);
    for (size_t i = 0; i < UNITS; i++) {
        assert_close(on_units.weights[i], on_cells.weights[i], 1e-11, 0);
        assert_close(raking.weights[i], on_cells.weights[i], 1e-11, 0);
    }
}

static void test_totals_and_intercept(void **state)
{
    (void)state;
    double ones[UNITS], sum = 0, total = 0;
    for (size_t i = 0; i < UNITS; i++) {
        ones[i] = 1;
        sum += base[i];
    }
    const struct auxiliary_total totals[2] = {{ones, 200}, {value, 1500}};
    struct auxiliary auxiliary = {.units = UNITS, .totals = totals, .total_count = 1};
    struct weighting intercept = calibrate(&auxiliary, WEIGHTING_LINEAR);
    for (size_t i = 0; i < UNITS; i++)
        assert_close(intercept.weights[i], base[i] * 200 / sum, 1e-14, 0);
    auxiliary.total_count = 2;
    struct weighting raking = calibrate(&auxiliary, WEIGHTING_RAKING);
    assert_int_equal(raking.status, WEIGHTING_OK);
    for (size_t i = 0; i < UNITS; i++)
        total += raking.weights[i] * value[i];
    assert_close(total, 1500, 1e-11, 0);
    assert_int_equal(raking.negative, 0);
    assert_int_equal(calibrate(&auxiliary, WEIGHTING_RAKE).status, WEIGHTING_INVALID);
}

static void test_weights_below_0_are_counted(void **state)
{
    (void)state;
    double ones[UNITS];
    for (size_t i = 0; i < UNITS; i++)
        ones[i] = 1;
    const struct auxiliary_total totals[2] = {{ones, 200}, {value, 2300}};
    struct auxiliary auxiliary = {.units = UNITS, .totals = totals, .total_count = 2};
    struct weighting linear = calibrate(&auxiliary, WEIGHTING_LINEAR);
    size_t negative = 0;
    assert_int_equal(linear.status, WEIGHTING_OK);
    for (size_t i = 0; i < UNITS; i++)
        negative += linear.weights[i] < 0;
    assert_true(negative > 0);
    assert_int_equal(linear.negative, negative);
    assert_true(linear.least_factor < 0);
}

/* From a share of a fourth to 99.9 of 100: Newton's first step alone would lead to weights without bounds. */
static void test_targets_far_away(void **state)
{
    (void)state;
    const double weights[4] = {1, 1, 1, 1}, ones[4] = {1, 1, 1, 1}, last[4] = {0, 0, 0, 1e3};
    const struct auxiliary_total totals[2] = {{ones, 100}, {last, 99.9e3}};
    const struct auxiliary auxiliary = {.units = 4, .totals = totals, .total_count = 2};
    struct weighting weighting;
    assert_int_equal(weighting_calibrate(weights, &auxiliary, WEIGHTING_RAKING, arena, &weighting), STATUS_OK);
    assert_int_equal(weighting.status, WEIGHTING_OK);
    assert_close(weighting.weights[3], 99.9, 1e-10, 0);
    assert_close(weighting.weights[0], 0.1 / 3, 1e-8, 0);
}

/* ---- variances */

static struct sample design(void)
{
    return (struct sample){.units = UNITS, .weight = base, .stratum = c, .strata = 2};
}

static struct sample_estimate mean_after(const struct auxiliary *auxiliary, enum weighting_method method,
                                         struct sample_target target)
{
    struct sample sample = design();
    struct sample_calibration calibration;
    struct sample_estimate estimate;
    struct weighting weighting = calibrate(auxiliary, method);
    struct sample after = weighting_sample(&sample, auxiliary, method, &weighting, &calibration);
    assert_int_equal(sample_estimate(&after, &target, 1, arena, &estimate, NULL), STATUS_OK);
    return estimate;
}

static void test_what_is_known_has_no_variance(void **state)
{
    (void)state;
    struct auxiliary auxiliary = by_margins(2);
    const struct sample_target known = {.kind = SAMPLE_COUNT, .codes = b, .code = 2};
    for (int method = WEIGHTING_RAKE; method < WEIGHTING_METHOD_END; method++) {
        struct sample_estimate count = mean_after(&auxiliary, (enum weighting_method)method, known);
        assert_close(count.value, 35, 1e-12, 0);
        assert_close(count.se, 0, 0, 1e-11);
    }
}

/* Poststratified by the strata themselves, a stratified mean of proportional weights stays as it was. */
static void test_poststratifying_by_strata_changes_nothing(void **state)
{
    (void)state;
    double sums[2] = {0}, before_weights[UNITS];
    memcpy(before_weights, base, sizeof base);
    for (size_t i = 0; i < UNITS; i++) {
        base[i] = c[i] ? 3 : 2;
        sums[c[i]] += base[i];
    }
    const struct auxiliary_margin strata = {c, 2, sums};
    const struct auxiliary auxiliary = {.units = UNITS, .margins = &strata, .margin_count = 1};
    const struct sample_target target = {.kind = SAMPLE_MEAN, .values = value};
    struct sample sample = design();
    struct sample_estimate before;
    assert_int_equal(sample_estimate(&sample, &target, 1, arena, &before, NULL), STATUS_OK);
    for (int method = 0; method < WEIGHTING_METHOD_END; method++) {
        struct sample_estimate after = mean_after(&auxiliary, (enum weighting_method)method, target);
        assert_close(after.value, before.value, 1e-13, 0);
        assert_close(after.variance, before.variance, 1e-12, 0);
    }
    memcpy(base, before_weights, sizeof base);
}

/* ---- what can't be met */

static void check_fault(const struct auxiliary *auxiliary, enum weighting_method method, enum weighting_status status,
                        size_t margin, int32_t category)
{
    struct weighting weighting = calibrate(auxiliary, method);
    assert_int_equal(weighting.status, status);
    assert_null(weighting.weights);
    assert_int_equal(weighting.margin, margin);
    assert_int_equal(weighting.category, category);
}

static void test_faults_are_named(void **state)
{
    (void)state;
    const double five[5] = {30, 45, 35, 20, 20}, zero[4] = {30, 45, 75, 0}, other[4] = {30, 45, 35, 41};
    const double below[4] = {30, 45, 35, -40}, none[4] = {30, NAN, 35, 40};
    struct auxiliary_margin pair[2] = {margins[0], {b, 5, five}};
    struct auxiliary auxiliary = {.units = UNITS, .margins = pair, .margin_count = 2};
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_EMPTY, 1, 4);
    check_fault(&auxiliary, WEIGHTING_LINEAR, WEIGHTING_EMPTY, 1, 4);
    check_fault(&auxiliary, WEIGHTING_POSTSTRAT, WEIGHTING_INVALID, 2, -1);
    pair[1] = (struct auxiliary_margin){b, 4, zero};
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_UNWANTED, 1, 3);
    pair[1].targets = other;
    check_fault(&auxiliary, WEIGHTING_RAKING, WEIGHTING_INCONSISTENT, 1, -1);
    pair[1].targets = below;
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_INVALID, 1, 3);
    pair[1].targets = none;
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_INVALID, 1, 1);
    pair[1] = (struct auxiliary_margin){b, 3, of_a};
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_INVALID, 1, -1);
    struct auxiliary_total total = {value, INFINITY};
    auxiliary = (struct auxiliary){.units = UNITS, .totals = &total, .total_count = 1};
    check_fault(&auxiliary, WEIGHTING_LINEAR, WEIGHTING_INVALID, 0, -1);
    auxiliary.total_count = 0;
    check_fault(&auxiliary, WEIGHTING_LINEAR, WEIGHTING_INVALID, 0, -1);
}

static void test_negative_weights_and_too_many_columns(void **state)
{
    (void)state;
    double kept = base[5];
    struct auxiliary auxiliary = by_margins(1);
    base[5] = -1;
    check_fault(&auxiliary, WEIGHTING_RAKE, WEIGHTING_INVALID, 1, -1);
    base[5] = kept;
    const struct auxiliary_margin endless = {a, INT32_MAX, of_a};
    auxiliary.margins = &endless;
    struct weighting weighting;
    assert_int_equal(weighting_calibrate(base, &auxiliary, WEIGHTING_RAKE, arena, &weighting), STATUS_FAILURE);
}

/* A total that counts a category anew, with another number. */
static void test_totals_can_contradict(void **state)
{
    (void)state;
    double first[UNITS], broken[UNITS];
    for (size_t i = 0; i < UNITS; i++) {
        first[i] = a[i] == 0;
        broken[i] = i == 3 ? NAN : 1;
    }
    struct auxiliary_total totals[2] = {{value, 1200}, {first, 71}};
    struct auxiliary auxiliary = by_margins(1);
    auxiliary.totals = totals;
    auxiliary.total_count = 2;
    check_fault(&auxiliary, WEIGHTING_LINEAR, WEIGHTING_NOT_CONVERGED, 2, -1);
    totals[1].target = 70;
    assert_int_equal(calibrate(&auxiliary, WEIGHTING_LINEAR).status, WEIGHTING_OK);
    totals[1].values = broken;
    check_fault(&auxiliary, WEIGHTING_RAKING, WEIGHTING_INVALID, 2, -1);
}

/* Rows 10 and 20, columns 20 and 10, but units only where row and column are equal. */
static void test_empty_cells_can_make_margins_contradict(void **state)
{
    (void)state;
    const int32_t same[4] = {0, 0, 1, 1};
    const double weights[4] = {1, 2, 3, 4}, rows[2] = {10, 20}, columns[2] = {20, 10};
    const struct auxiliary_margin both[2] = {{same, 2, rows}, {same, 2, columns}};
    const struct auxiliary auxiliary = {.units = 4, .margins = both, .margin_count = 2};
    for (int method = WEIGHTING_RAKE; method < WEIGHTING_METHOD_END; method++) {
        struct weighting weighting;
        assert_int_equal(weighting_calibrate(weights, &auxiliary, (enum weighting_method)method, arena, &weighting),
                         STATUS_OK);
        assert_int_equal(weighting.status, WEIGHTING_NOT_CONVERGED);
        assert_null(weighting.weights);
        assert_true(weighting.margin < 2 && weighting.category >= 0);
        assert_true(weighting.misfit > 0.1);
    }
}

/* ---- summary and trimming */

static void test_summary(void **state)
{
    (void)state;
    const double weights[4] = {1, 0, 3, 2}, equal[2] = {5, 5}, none[1] = {0};
    struct weighting_summary summary;
    weighting_summarise(weights, 4, &summary);
    assert_int_equal(summary.units, 3);
    assert_close(summary.sum, 6, 0, 0);
    assert_close(summary.least, 1, 0, 0);
    assert_close(summary.greatest, 3, 0, 0);
    assert_close(summary.kish, 3 * 14 / 36.0, 1e-15, 0);
    weighting_summarise(equal, 2, &summary);
    assert_close(summary.kish, 1, 1e-15, 0);
    weighting_summarise(none, 1, &summary);
    assert_nan(summary.least);
    assert_nan(summary.kish);
}

static void test_trimming_keeps_sums(void **state)
{
    (void)state;
    struct weighting_trim trim;
    assert_int_equal(weighting_trim(base, UNITS, a, 3, 2, 4, arena, &trim), STATUS_OK);
    assert_int_equal(trim.status, WEIGHTING_OK);
    for (int32_t group = 0; group < 3; group++) {
        double before = 0, after = 0;
        for (size_t i = 0; i < UNITS; i++) {
            if (a[i] != group)
                continue;
            before += base[i];
            after += trim.weights[i];
            assert_true(trim.weights[i] >= 2 && trim.weights[i] <= 4);
            for (size_t j = 0; j < UNITS; j++)
                assert_true(a[j] != group || base[i] > base[j] || trim.weights[i] <= trim.weights[j]);
        }
        assert_close(after, before, 1e-13, 0);
    }
    assert_true(trim.trimmed > 0 && trim.moved > 0);
    /* 1, 1, 1, 9 below 5: 4 are cut and spread over three equal ones. */
    const double four[4] = {1, 1, 1, 9};
    assert_int_equal(weighting_trim(four, 4, NULL, 0, 0, 5, arena, &trim), STATUS_OK);
    assert_close(trim.weights[0], 7.0 / 3, 1e-14, 0);
    assert_close(trim.weights[3], 5, 0, 0);
    assert_int_equal(trim.trimmed, 1);
    assert_close(trim.moved, 4 / 12.0, 1e-14, 0);
    assert_int_equal(weighting_trim(four, 4, NULL, 0, 0, INFINITY, arena, &trim), STATUS_OK);
    assert_int_equal(trim.trimmed, 0);
    assert_close(trim.moved, 0, 0, 0);
    assert_memory_equal(trim.weights, four, sizeof four);
}

static void test_trimming_without_room(void **state)
{
    (void)state;
    struct weighting_trim trim;
    const double four[4] = {1, 1, 8, 10};
    const int32_t groups[4] = {0, 0, 1, 1};
    assert_int_equal(weighting_trim(four, 4, groups, 2, 0, 8.5, arena, &trim), STATUS_OK);
    assert_int_equal(trim.status, WEIGHTING_NOT_CONVERGED);
    assert_int_equal(trim.group, 1);
    assert_null(trim.weights);
    assert_int_equal(weighting_trim(four, 4, groups, 2, 2, INFINITY, arena, &trim), STATUS_OK);
    assert_int_equal(trim.status, WEIGHTING_NOT_CONVERGED);
    assert_int_equal(trim.group, 0);
    assert_int_equal(weighting_trim(four, 4, groups, 1, 0, 20, arena, &trim), STATUS_OK);
    assert_int_equal(trim.status, WEIGHTING_INVALID);
    assert_int_equal(weighting_trim(four, 4, NULL, 0, 3, 2, arena, &trim), STATUS_OK);
    assert_int_equal(trim.status, WEIGHTING_INVALID);
}

/* ---- nonresponse */

/* Four classes of ten with weight 2: 8, 5, 1 and 0 answered. */
static struct weighting_classes adjust(const struct weighting_rule *rule, const int32_t *parents)
{
    static const int answered[4] = {8, 5, 1, 0};
    static double weights[40];
    static int32_t classes[40];
    static bool responded[40];
    struct weighting_classes result;
    for (int i = 0; i < 40; i++) {
        weights[i] = 2;
        classes[i] = i / 10;
        responded[i] = i % 10 < answered[i / 10];
    }
    assert_int_equal(weighting_nonresponse(weights, 40, responded, classes, 4, parents, rule, arena, &result),
                     STATUS_OK);
    for (int i = 0; result.weights && i < 40; i++)
        assert_close(result.weights[i], responded[i] ? 2 * result.factors[i / 10] : 0, 1e-15, 0);
    return result;
}

static void test_classes_are_joined_and_told(void **state)
{
    (void)state;
    const struct weighting_rule rule = {5, INFINITY};
    struct weighting_classes result = adjust(&rule, NULL);
    assert_int_equal(result.status, WEIGHTING_OK);
    /* The empty class first, into that of rate 0.1; that one then, of rate 0.05, into that of 0.5. */
    assert_int_equal(result.log_count, 2);
    assert_int_equal(result.log[0].from, 3);
    assert_int_equal(result.log[0].into, 2);
    assert_int_equal(result.log[0].respondents, 0);
    assert_true(isinf(result.log[0].factor));
    assert_int_equal(result.log[1].from, 2);
    assert_int_equal(result.log[1].into, 1);
    assert_int_equal(result.log[1].respondents, 1);
    assert_close(result.log[1].factor, 20, 1e-15, 0);
    const int32_t joined[4] = {0, 1, 1, 1};
    assert_memory_equal(result.joined, joined, sizeof joined);
    assert_close(result.factors[0], 1.25, 1e-15, 0);
    assert_close(result.factors[3], 5, 1e-15, 0);
    double sum = 0;
    for (size_t i = 0; i < 40; i++)
        sum += result.weights[i];
    assert_close(sum, 80, 1e-14, 0);
}

static void test_largest_factor_and_parents(void **state)
{
    (void)state;
    const struct weighting_rule loose = {0, INFINITY}, tight = {0, 3}, impossible = {15, INFINITY};
    const int32_t parents[4] = {0, 1, 1, 0}, alone[4] = {0, 0, 0, 1};
    struct weighting_classes result = adjust(&loose, parents);
    assert_int_equal(result.log_count, 1); /* a class without a respondent always has to be joined */
    assert_int_equal(result.log[0].into, 0);
    assert_close(result.factors[3], 2.5, 1e-15, 0);
    assert_close(result.factors[2], 10, 1e-15, 0);
    result = adjust(&tight, NULL);
    assert_int_equal(result.status, WEIGHTING_OK);
    for (int i = 0; i < 4; i++)
        assert_true(result.factors[i] <= 3);
    result = adjust(&loose, alone);
    assert_int_equal(result.status, WEIGHTING_EMPTY);
    assert_int_equal(result.category, 3);
    assert_null(result.weights);
    result = adjust(&impossible, NULL);
    assert_int_equal(result.status, WEIGHTING_EMPTY);
    assert_int_equal(result.log_count, 3);
}

static void test_ties_between_classes(void **state)
{
    (void)state;
    /* Classes of 4, 4, 2 and 8 units; 3, 1, 1 and 1 answered: 2 is as near to 0 as to 1, and 3 breaks the rule most. */
    const int32_t classes[18] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};
    const bool responded[18] = {true,  true, true,  false, true,  false, false, false, true,
                                false, true, false, false, false, false, false, false, false};
    const int32_t parents[4] = {0, 0, 0, 1}, same[4] = {0};
    const struct weighting_rule two = {2, INFINITY};
    double weights[18];
    struct weighting_classes result;
    for (size_t i = 0; i < 18; i++)
        weights[i] = 1;
    assert_int_equal(weighting_nonresponse(weights, 18, responded, classes, 4, same, &two, arena, &result), STATUS_OK);
    assert_int_equal(result.log[0].from, 3); /* one respondent as 1 and 2, but a factor of 8 */
    assert_int_equal(result.log[0].into, 1);
    /* Classes 0 (3/4) and 1 (1/4) are equally far from 2 (1/2). */
    bool more[18];
    memcpy(more, responded, sizeof more);
    more[5] = more[11] = true;
    weights[4] = weights[5] = 0.5; /* two respondents in 1, with a fourth of its weight */
    weights[6] = weights[7] = 1.5;
    assert_int_equal(weighting_nonresponse(weights, 18, more, classes, 4, parents, &two, arena, &result), STATUS_OK);
    assert_int_equal(result.log[0].from, 2);
    assert_int_equal(result.log[0].into, 0);
    assert_int_equal(result.log_count, 1);
    assert_int_equal(result.status, WEIGHTING_OK);
}

static void test_classes_out_of_range(void **state)
{
    (void)state;
    const double weights[2] = {1, 1};
    const bool responded[2] = {true, true};
    const int32_t classes[2] = {0, 2};
    const struct weighting_rule rule = {0, INFINITY};
    struct weighting_classes result;
    assert_int_equal(weighting_nonresponse(weights, 2, responded, classes, 2, NULL, &rule, arena, &result), STATUS_OK);
    assert_int_equal(result.status, WEIGHTING_INVALID);
    assert_int_equal(weighting_nonresponse(weights, 2, responded, classes, 3, NULL, &rule, arena, &result), STATUS_OK);
    assert_int_equal(result.status, WEIGHTING_OK);
    assert_nan(result.factors[1]); /* no unit */
}

static int open_arena(void **state)
{
    (void)state;
    for (int32_t i = 0; i < UNITS; i++) {
        base[i] = 2 + (i * 7 % 11) / 4.0;
        value[i] = 5 + i * 5 % 13 * 0.5;
        a[i] = i * i % 7 % 3;
        b[i] = (i + i / 5) % 4;
        c[i] = i % 5 > 2;
    }
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
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_every_margin_is_met),
        cmocka_unit_test(test_fitting_on_units_is_fitting_on_cells),
        cmocka_unit_test(test_totals_and_intercept),
        cmocka_unit_test(test_weights_below_0_are_counted),
        cmocka_unit_test(test_targets_far_away),
        cmocka_unit_test(test_what_is_known_has_no_variance),
        cmocka_unit_test(test_poststratifying_by_strata_changes_nothing),
        cmocka_unit_test(test_faults_are_named),
        cmocka_unit_test(test_negative_weights_and_too_many_columns),
        cmocka_unit_test(test_totals_can_contradict),
        cmocka_unit_test(test_empty_cells_can_make_margins_contradict),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_trimming_keeps_sums),
        cmocka_unit_test(test_trimming_without_room),
        cmocka_unit_test(test_classes_are_joined_and_told),
        cmocka_unit_test(test_largest_factor_and_parents),
        cmocka_unit_test(test_ties_between_classes),
        cmocka_unit_test(test_classes_out_of_range),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
