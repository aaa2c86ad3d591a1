/* Tests of two factors: closed forms, symmetry, what is undefined; pairs and their adjustment. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "stats/crosstab.h"

enum { UNITS = 60 };

static struct arena *arena;
static double ones[UNITS], uneven[UNITS];
static int32_t rows[UNITS], columns[UNITS], strata[UNITS];
static const double population[2] = {70, 50};

static struct crosstab_result test_of(const struct sample *sample, const struct crosstab *table)
{
    struct crosstab_result result;
    assert_int_equal(crosstab_independence(sample, table, arena, &result), STATUS_OK);
    return result;
}

static const struct crosstab three_by_four = {rows, 3, columns, 4, NULL};

static struct sample simple(void)
{
    return (struct sample){.units = UNITS, .weight = ones, .strata = 1};
}

static struct sample stratified(void)
{
    return (struct sample){.units = UNITS, .weight = uneven, .stratum = strata, .strata = 2, .population = population};
}

/* Without strata and with equal weights V is n/(n - 1) times that of the multinomial: every design effect is that. */
static void test_simple_sampling_has_one_design_effect(void **state)
{
    (void)state;
    struct sample sample = simple();
    struct crosstab_result result = test_of(&sample, &three_by_four);
    double counts[3][4] = {{0}}, by_row[3] = {0}, by_column[4] = {0}, pearson = 0;
    for (size_t i = 0; i < UNITS; i++) {
        counts[rows[i]][columns[i]]++;
        by_row[rows[i]]++;
        by_column[columns[i]]++;
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 4; j++) {
            double expected = by_row[i] * by_column[j] / UNITS;
            pearson += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
        }
    assert_int_equal(result.empty_cells, 0);
    assert_close(result.pearson, pearson, 1e-13, 0);
    assert_close(result.first_order.statistic, pearson, 1e-13, 0);
    assert_close(result.first_order.ndf, 6, 0, 0);
    assert_close(result.second_order.statistic, pearson / 6 * (UNITS - 1) / UNITS, 1e-12, 0);
    assert_close(result.second_order.ndf, 6, 1e-12, 0);
    assert_close(result.second_order.ddf, 6.0 * (UNITS - 1), 1e-12, 0);
    assert_close(result.adjusted_wald.ddf, UNITS - 1 - 6 + 1, 0, 0);
    assert_close(result.adjusted_wald.statistic, result.wald.statistic * 54 / 59, 1e-14, 0);
}

static void check_same(const struct crosstab_test *a, const struct crosstab_test *b)
{
    assert_close(a->statistic, b->statistic, 1e-11, 0);
    assert_close(a->ndf, b->ndf, 1e-11, 0);
    assert_close(a->p, b->p, 1e-10, 0);
}

static void check_all_same(const struct crosstab_result *a, const struct crosstab_result *b)
{
    check_same(&a->second_order, &b->second_order);
    check_same(&a->first_order, &b->first_order);
    check_same(&a->wald, &b->wald);
    check_same(&a->adjusted_wald, &b->adjusted_wald);
}

static void test_names_and_sides_do_not_matter(void **state)
{
    (void)state;
    struct sample sample = stratified();
    struct crosstab_result result = test_of(&sample, &three_by_four);
    const struct crosstab turned = {columns, 4, rows, 3, NULL};
    struct crosstab_result other = test_of(&sample, &turned);
    check_all_same(&result, &other);
    int32_t renamed[UNITS];
    for (size_t i = 0; i < UNITS; i++)
        renamed[i] = 9 - 2 * rows[i]; /* 9, 7, 5: the levels between have no units */
    const struct crosstab sparse = {renamed, 10, columns, 4, NULL};
    other = test_of(&sample, &sparse);
    assert_int_equal(other.row_levels, 3);
    check_all_same(&result, &other);
}

/* A table of 2 by 2 has one contrast: Wald's is its square over its variance. */
static void test_two_by_two(void **state)
{
    (void)state;
    struct sample sample = stratified();
    double scores[UNITS], N = 0, cell = 0, row = 0, column = 0, variance;
    enum sample_status status;
    int32_t a[UNITS], b[UNITS];
    for (size_t i = 0; i < UNITS; i++) {
        a[i] = rows[i] > 0;
        b[i] = columns[i] > 1;
        N += uneven[i];
        row += uneven[i] * a[i];
        column += uneven[i] * b[i];
        cell += uneven[i] * (a[i] && b[i]);
    }
    for (size_t i = 0; i < UNITS; i++)
        scores[i] = uneven[i] * ((a[i] && b[i]) - a[i] * column / N - b[i] * row / N + row * column / (N * N));
    assert_int_equal(sample_score_covariance(&sample, scores, 1, arena, &variance, &status), STATUS_OK);
    const struct crosstab table = {a, 2, b, 2, NULL};
    struct crosstab_result result = test_of(&sample, &table);
    double deviation = cell - row * column / N;
    assert_close(result.wald.statistic, deviation * deviation / variance, 1e-11, 0);
    assert_close(result.adjusted_wald.statistic, result.wald.statistic, 1e-14, 0);
    assert_close(result.second_order.ndf, 1, 1e-14, 0);
    assert_close(result.nu, UNITS - 2, 0, 0);
}

static void test_independent_factors(void **state)
{
    (void)state;
    int32_t a[UNITS], b[UNITS];
    struct sample sample = simple();
    for (int32_t i = 0; i < UNITS; i++) {
        a[i] = i % 3;
        b[i] = i / 3 % 4;
    }
    const struct crosstab table = {a, 3, b, 4, NULL};
    struct crosstab_result result = test_of(&sample, &table);
    assert_close(result.pearson, 0, 0, 1e-25);
    assert_close(result.second_order.p, 1, 1e-12, 0);
    assert_close(result.wald.p, 1, 1e-12, 0);
}

static void test_what_cannot_be_tested(void **state)
{
    (void)state;
    const double whole[2] = {35, 25};
    struct sample sample = stratified();
    sample.population = whole; /* a census: nothing is left to vary */
    struct crosstab_result result = test_of(&sample, &three_by_four);
    assert_int_equal(result.status, SAMPLE_OK);
    assert_true(result.pearson > 0);
    assert_nan(result.second_order.p);
    assert_nan(result.wald.p);
    const int32_t same[UNITS] = {0};
    const struct crosstab one = {rows, 3, same, 1, NULL};
    sample = stratified();
    result = test_of(&sample, &one);
    assert_int_equal(result.status, SAMPLE_NO_DATA);
    assert_nan(result.pearson);
    assert_nan(result.first_order.statistic);
    const struct crosstab other = {same, 1, rows, 3, NULL};
    assert_int_equal(test_of(&sample, &other).status, SAMPLE_NO_DATA);
    const bool nobody[UNITS] = {false};
    const struct crosstab empty = {rows, 3, columns, 4, nobody};
    assert_int_equal(test_of(&sample, &empty).status, SAMPLE_NO_DATA);
    int32_t lonely[UNITS] = {0};
    lonely[0] = 1;
    sample.stratum = lonely;
    sample.population = NULL;
    result = test_of(&sample, &three_by_four);
    assert_int_equal(result.status, SAMPLE_LONELY);
    assert_true(result.pearson > 0);
    assert_nan(result.second_order.statistic);
}

/* With a domain of 8 units in 12 cells there are empty ones, and fewer degrees than contrasts. */
static void test_few_units(void **state)
{
    (void)state;
    bool mask[UNITS] = {false};
    struct sample sample = simple();
    for (size_t i = 0; i < 8; i++)
        mask[i] = true;
    const struct crosstab table = {rows, 3, columns, 4, mask};
    struct crosstab_result result = test_of(&sample, &table);
    assert_int_equal(result.units, 8);
    assert_true(result.empty_cells > 0);
    assert_close(result.nu, 7, 0, 0);
    int32_t a[UNITS] = {0, 1, 2, 2}, b[UNITS] = {0, 1, 2, 1};
    for (size_t i = 4; i < 8; i++)
        mask[i] = false;
    const struct crosstab four_units = {a, 3, b, 3, mask};
    result = test_of(&sample, &four_units);
    assert_int_equal(result.row_levels, 3);
    assert_int_equal(result.empty_cells, 5);
    assert_true(result.pearson > 0);
    assert_close(result.wald.ddf, 3, 0, 0);
    assert_nan(result.adjusted_wald.statistic);
    assert_nan(result.adjusted_wald.p); /* three degrees of freedom, four contrasts */
}

/* A level whose units have all weight 0 is no level. */
static void test_weights_of_zero(void **state)
{
    (void)state;
    double some[UNITS];
    bool mask[UNITS];
    struct sample sample = stratified();
    for (size_t i = 0; i < UNITS; i++) {
        mask[i] = columns[i] != 3;
        some[i] = mask[i] ? uneven[i] : 0;
    }
    const struct crosstab masked = {rows, 3, columns, 4, mask};
    struct crosstab_result expected = test_of(&sample, &masked);
    sample.weight = some;
    struct crosstab_result result = test_of(&sample, &three_by_four);
    assert_int_equal(result.column_levels, 3);
    check_all_same(&result, &expected);
}

/* ---- pairs */

static void test_pairs(void **state)
{
    (void)state;
    struct crosstab_share few = {3, 10}, many = {30, 50}, none = {0, 10}, other_none = {0, 4}, all = {4, 4};
    double z = 0.3 / sqrt(0.55 * 0.45 * 0.12); /* 33 of 60 */
    assert_close(crosstab_pair_p(few, many), erfc(z / sqrt(2)), 1e-13, 0);
    assert_close(crosstab_pair_p(few, many), crosstab_pair_p(many, few), 0, 0);
    assert_close(crosstab_pair_p(none, other_none), 1, 0, 0);
    assert_close(crosstab_pair_p(all, all), 1, 0, 0);
    assert_close(crosstab_pair_p(few, few), 1, 0, 0);
    assert_true(crosstab_pair_p(none, all) < 0.01);
    assert_nan(crosstab_pair_p(few, (struct crosstab_share){0, 0}));
}

/* R: p.adjust(c(.0001, .5, .03, .03, .9, .012, 1), …) */
static void test_adjustments(void **state)
{
    (void)state;
    const double p[7] = {0.0001, 0.5, 0.03, 0.03, 0.9, 0.012, 1};
    const double expected[CROSSTAB_ADJUSTMENT_END][7] = {
        [CROSSTAB_HOLM] = {0.0007, 1, 0.15, 0.15, 1, 0.072, 1},
        [CROSSTAB_BH] = {0.0007, 0.7, 0.0525, 0.0525, 1, 0.042, 1},
        [CROSSTAB_BONFERRONI] = {0.0007, 1, 0.21, 0.21, 1, 0.084, 1},
    };
    double adjusted[CROSSTAB_ADJUSTMENT_END][7];
    for (int a = 0; a < CROSSTAB_ADJUSTMENT_END; a++) {
        enum crosstab_adjustment adjustment;
        assert_true(crosstab_adjustment_parse(crosstab_adjustment_name((enum crosstab_adjustment)a), &adjustment));
        assert_int_equal(adjustment, a);
        assert_int_equal(crosstab_adjust(p, 7, adjustment, arena, adjusted[a]), STATUS_OK);
        for (size_t i = 0; i < 7; i++)
            assert_close(adjusted[a][i], expected[a][i], 1e-14, 0);
    }
    for (size_t i = 0; i < 7; i++) {
        assert_true(adjusted[CROSSTAB_BH][i] >= p[i]);
        assert_true(adjusted[CROSSTAB_HOLM][i] >= adjusted[CROSSTAB_BH][i]);
        assert_true(adjusted[CROSSTAB_BONFERRONI][i] >= adjusted[CROSSTAB_HOLM][i]);
    }
    enum crosstab_adjustment none;
    assert_false(crosstab_adjustment_parse("hochberg", &none));
}

static void test_undefined_p_values_do_not_count(void **state)
{
    (void)state;
    double p[4] = {0.01, NAN, 0.04, NAN};
    assert_int_equal(crosstab_adjust(p, 4, CROSSTAB_HOLM, arena, p), STATUS_OK);
    assert_close(p[0], 0.02, 1e-15, 0);
    assert_nan(p[1]);
    assert_close(p[2], 0.04, 1e-15, 0);
    assert_int_equal(crosstab_adjust(p, 0, CROSSTAB_BH, arena, p), STATUS_OK);
}

static int open_arena(void **state)
{
    (void)state;
    for (int32_t i = 0; i < UNITS; i++) {
        ones[i] = 1;
        rows[i] = (i * i + i / 7) % 3;
        columns[i] = (i * 5 + i / 4 + (rows[i] == 1 && i % 2)) % 4;
        strata[i] = i >= 35;
        uneven[i] = i >= 35 ? 2 : 2 + 0.25 * (i % 3);
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
        cmocka_unit_test(test_simple_sampling_has_one_design_effect),
        cmocka_unit_test(test_names_and_sides_do_not_matter),
        cmocka_unit_test(test_two_by_two),
        cmocka_unit_test(test_independent_factors),
        cmocka_unit_test(test_what_cannot_be_tested),
        cmocka_unit_test(test_few_units),
        cmocka_unit_test(test_weights_of_zero),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_adjustments),
        cmocka_unit_test(test_undefined_p_values_do_not_count),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
