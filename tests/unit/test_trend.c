/* Trends: against enumeration and closed forms, what must hold whatever the figures, and where nothing is defined. */
#include "support/check.h"

#include <math.h>

#include "base/memory.h"
#include "stats/trend.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MOST = 64 };

static struct arena *arena;

static int make_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int drop_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const struct trend_wave growing[] = {{2016, 640, 11}, {2017, 660, 16}, {2018, 671, 23},
                                            {2019, 690, 34}, {2020, 691, 50}, {2021, 690, 70}};

static struct logistic_fit logistic(const struct trend_wave *waves, size_t count)
{
    struct logistic_fit fit;
    trend_logistic(waves, count, arena, &fit);
    return fit;
}

static size_t points_of(const struct trend_wave *waves, size_t count, struct trend_point *points)
{
    for (size_t i = 0; i < count; i++)
        points[i] = (struct trend_point){waves[i].year, (double)waves[i].x / (double)waves[i].n};
    return count;
}

/* The same waves with time running backwards. */
static void reversed(const struct trend_wave *waves, size_t count, struct trend_wave *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = waves[count - 1 - i];
        out[i].year = waves[0].year + waves[count - 1].year - waves[count - 1 - i].year;
    }
}

/* ---- logistic */

/* At the maximum the scores vanish; two waves are met exactly, with the se of a difference of logits. */
static void test_logistic_is_at_the_maximum(void **state)
{
    (void)state;
    struct logistic_fit fit = logistic(growing, COUNT(growing));
    assert_int_equal(fit.status, TREND_OK);
    double level = 0, slope = 0;
    for (size_t i = 0; i < COUNT(growing); i++) {
        double t = growing[i].year - fit.origin, n = (double)growing[i].n;
        double left = (double)growing[i].x - n / (1 + exp(-fit.intercept - fit.slope * t));
        level += left;
        slope += left * t;
    }
    assert_close(level, 0, 0, 1e-11);
    assert_close(slope, 0, 0, 1e-11);
    const struct trend_wave two[] = {{2016, 40, 10}, {2020, 50, 25}};
    fit = logistic(two, 2);
    assert_int_equal(fit.status, TREND_OK);
    assert_close(fit.intercept, log(1.0 / 3), 1e-14, 0);
    assert_close(fit.slope, log(3) / 4, 1e-14, 0);
    assert_close(fit.intercept_se, sqrt(1.0 / 10 + 1.0 / 30), 1e-14, 0);
    assert_close(fit.slope_se, sqrt(1.0 / 10 + 1.0 / 30 + 1.0 / 25 + 1.0 / 25) / 4, 1e-14, 0);
    assert_close(fit.deviance, 0, 0, 1e-12);
    assert_nan(fit.dispersion);
}

/* t is the year: a missing wave is no step, and a wave without answers is no wave. */
static void test_logistic_counts_in_years(void **state)
{
    (void)state;
    const struct trend_wave gap[] = {{2016, 640, 11}, {2017, 0, 0}, {2019, 690, 34}, {2021, 690, 70}, {2023, 0, 0}};
    const struct trend_wave without[] = {{2016, 640, 11}, {2019, 690, 34}, {2021, 690, 70}};
    const struct trend_wave positions[] = {{2016, 640, 11}, {2017, 690, 34}, {2018, 690, 70}};
    struct logistic_fit fit = logistic(gap, COUNT(gap)), same = logistic(without, 3), other = logistic(positions, 3);
    assert_memory_equal(&fit, &same, sizeof fit);
    assert_int_equal(fit.waves, 3);
    assert_int_equal(fit.origin, 2016);
    assert_int_equal(fit.last, 2021);
    assert_true(fabs(other.slope) > 1.2 * fabs(fit.slope));
    /* Years far from 0 and far apart. */
    const struct trend_wave far[] = {{1000000, 640, 11}, {1000003, 690, 34}, {1000005, 690, 70}};
    assert_close(logistic(far, 3).slope, fit.slope, 1e-14, 0);
    const struct trend_wave rare[] = {{-2000000000, 10, 1}, {2000000000, 10, 5}};
    assert_close(logistic(rare, 2).slope, log(9) / 4e9, 1e-12, 0);
}

static void test_logistic_of_equal_shares_is_flat(void **state)
{
    (void)state;
    const struct trend_wave flat[] = {{2016, 40, 10}, {2018, 80, 20}, {2019, 4, 1}, {2021, 400, 100}};
    struct logistic_fit fit = logistic(flat, COUNT(flat));
    assert_int_equal(fit.status, TREND_OK);
    assert_close(fit.slope, 0, 0, 1e-17);
    assert_close(fit.intercept, log(1.0 / 3), 1e-15, 0);
    assert_close(fit.p, 1, 1e-12, 0);
    assert_close(fit.deviance, 0, 0, 1e-14);
    assert_close(fit.likelihood_ratio, 0, 0, 1e-14);
}

static void test_logistic_turns_with_time_and_answers(void **state)
{
    (void)state;
    struct trend_wave back[COUNT(growing)], others[COUNT(growing)];
    reversed(growing, COUNT(growing), back);
    for (size_t i = 0; i < COUNT(growing); i++)
        others[i] = (struct trend_wave){growing[i].year, growing[i].n, growing[i].n - growing[i].x};
    struct logistic_fit fit = logistic(growing, COUNT(growing)), mirrored = logistic(back, COUNT(growing));
    struct logistic_fit opposite = logistic(others, COUNT(growing));
    assert_close(mirrored.slope, -fit.slope, 1e-14, 0);
    assert_close(mirrored.slope_se, fit.slope_se, 1e-14, 0);
    assert_close(mirrored.intercept, fit.intercept + 5 * fit.slope, 1e-13, 0);
    assert_close(opposite.slope, -fit.slope, 1e-14, 0);
    assert_close(opposite.intercept, -fit.intercept, 1e-14, 0);
    assert_close(opposite.deviance, fit.deviance, 1e-11, 0);
}

/* Waves of very different size, from which Newton's own steps lead astray: the logits of the shares and their
 * differences; the last wave of three lies on the line of the others up to 1e-15. */
static void test_logistic_of_uneven_waves(void **state)
{
    (void)state;
    static const struct {
        struct trend_wave waves[3];
        size_t count;
        double intercept, slope;
    } cases[] = {
        {{{2016, 2, 1}, {2017, 1000, 1}}, 2, 0, -6.906754778648554},
        {{{2016, 1000000, 1}, {2017, 10, 8}}, 2, -13.815509557963774, 15.201803919083664},
        {{{2016, 100000000, 1}, {2022, 2, 1}}, 2, -18.420680733952366, 3.0701134556587276},
        {{{2016, 100000000, 1}, {2017, 1000, 999}}, 2, -18.420680733952366, 25.32743551260092},
        {{{2016, 1000, 1}, {2017, 1000000, 999999}, {2018, 1, 1}}, 3, -6.9067547786485538, 20.722264336612328},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct logistic_fit fit = logistic(cases[i].waves, cases[i].count);
        assert_int_equal(fit.status, TREND_OK);
        assert_close(fit.intercept, cases[i].intercept, 1e-13, 1e-13);
        assert_close(fit.slope, cases[i].slope, 1e-13, 0);
    }
    const struct trend_wave late[] = {{2026, 1000, 999}, {2027, 1000000, 1}, {2057, 2, 1}};
    assert_int_equal(logistic(late, 3).status, TREND_OK);
    /* With shares a, m, b all near 0 the scores say 10^8 m = 3 and b = 2 a. */
    const struct trend_wave heavy[] = {{2016, 2, 1}, {2017, 100000000, 1}, {2018, 1, 1}};
    struct logistic_fit fit = logistic(heavy, 3);
    assert_int_equal(fit.status, TREND_OK);
    assert_close(fit.intercept + fit.slope, log(3e-8), 1e-6, 0);
    assert_close(fit.slope, log(2) / 2, 1e-6, 0);
}

/* A maximum exists unless a year separates the answers; where it does, there is no number. */
static void test_logistic_without_a_maximum(void **state)
{
    (void)state;
    static const struct {
        struct trend_wave waves[3];
        enum trend_status status;
    } cases[] = {
        {{{1, 5, 0}, {2, 5, 0}, {3, 5, 0}}, TREND_UNDEFINED},   {{{1, 5, 5}, {2, 5, 5}, {3, 5, 5}}, TREND_UNDEFINED},
        {{{1, 5, 0}, {2, 5, 0}, {3, 5, 5}}, TREND_UNDEFINED},   {{{1, 5, 5}, {2, 5, 0}, {3, 5, 0}}, TREND_UNDEFINED},
        {{{1, 5, 0}, {2, 5, 2}, {3, 5, 5}}, TREND_UNDEFINED},   {{{1, 5, 0}, {2, 5, 0}, {3, 5, 2}}, TREND_UNDEFINED},
        {{{1, 5, 0}, {2, 5, 1}, {3, 5, 4}}, TREND_OK},          {{{1, 5, 0}, {2, 5, 3}, {3, 5, 0}}, TREND_OK},
        {{{1, 5, 5}, {2, 5, 0}, {3, 5, 5}}, TREND_OK},          {{{1, 5, 2}, {2, 5, 0}, {3, 5, 0}}, TREND_UNDEFINED},
        {{{1, 5, 2}, {2, 0, 0}, {3, 0, 0}}, TREND_TOO_FEW},     {{{1, 0, 0}, {2, 0, 0}, {3, 0, 0}}, TREND_TOO_FEW},
        {{{1, 5, 2}, {1, 5, 2}, {3, 5, 2}}, TREND_INVALID},     {{{1, 5, 2}, {2, 5, 6}, {3, 5, 2}}, TREND_INVALID},
        {{{1, 5, -1}, {2, 5, 2}, {3, 5, 2}}, TREND_INVALID},    {{{3, 5, 2}, {2, 5, 2}, {1, 5, 2}}, TREND_INVALID},
        {{{1, 1, 1}, {2, 1000000000, 1}, {3, 1, 1}}, TREND_OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct logistic_fit fit = logistic(cases[i].waves, 3);
        struct limits limits;
        assert_int_equal(fit.status, cases[i].status);
        assert_int_equal(fit.needed, 2);
        assert_int_equal(trend_slope_limits(&fit, 0.95, &limits), fit.status == TREND_OK);
        assert_int_equal(isnan(fit.slope), fit.status != TREND_OK);
        assert_int_equal(isnan(fit.p), fit.status != TREND_OK);
        assert_int_equal(isnan(limits.lower), fit.status != TREND_OK);
    }
    assert_int_equal(logistic(NULL, 0).status, TREND_TOO_FEW);
}

static void test_slope_limits(void **state)
{
    (void)state;
    struct logistic_fit fit = logistic(growing, COUNT(growing));
    struct limits limits;
    assert_true(trend_slope_limits(&fit, 0.95, &limits));
    assert_close((limits.upper - limits.lower) / 2, 1.959963984540054 * fit.slope_se, 1e-12, 0);
    assert_close((limits.upper + limits.lower) / 2, fit.slope, 1e-12, 0);
    fit.df = 3;
    assert_true(trend_slope_limits(&fit, 0.95, &limits));
    assert_close((limits.upper - limits.lower) / 2, 3.182446305284263 * fit.slope_se, 1e-11, 0);
    assert_false(trend_slope_limits(&fit, 1, &limits));
    assert_false(trend_slope_limits(&fit, 0, &limits));
}

/* ---- Cochran-Armitage */

static void test_armitage(void **state)
{
    (void)state;
    struct armitage armitage, mirrored;
    struct trend_wave back[COUNT(growing)];
    reversed(growing, COUNT(growing), back);
    trend_armitage(growing, COUNT(growing), &armitage);
    trend_armitage(back, COUNT(growing), &mirrored);
    assert_close(mirrored.z, -armitage.z, 1e-14, 0);
    assert_close(mirrored.p, armitage.p, 1e-12, 0);
    /* Two waves: the pooled z of two proportions. */
    const struct trend_wave two[] = {{2016, 40, 10}, {2020, 50, 25}};
    trend_armitage(two, 2, &armitage);
    double pooled = 35.0 / 90;
    assert_close(armitage.z, (0.5 - 0.25) / sqrt(pooled * (1 - pooled) * (1.0 / 40 + 1.0 / 50)), 1e-14, 0);
    const struct trend_wave flat[] = {{2016, 30, 10}, {2017, 90, 30}, {2021, 3, 1}};
    trend_armitage(flat, 3, &armitage);
    assert_int_equal(armitage.status, TREND_OK);
    assert_true(armitage.z == 0 && armitage.chisq == 0 && armitage.p == 1);
    const struct trend_wave none[] = {{2016, 30, 0}, {2017, 90, 0}};
    trend_armitage(none, 2, &armitage);
    assert_int_equal(armitage.status, TREND_UNDEFINED);
    assert_nan(armitage.z);
    trend_armitage(two, 1, &armitage);
    assert_int_equal(armitage.status, TREND_TOO_FEW);
    assert_nan(armitage.p);
}

/* ---- lines */

static void test_linear(void **state)
{
    (void)state;
    const struct trend_point three[] = {{2016, 0.1}, {2017, NAN}, {2018, 0.2}, {2020, 0.6}};
    struct linear_fit fit;
    trend_linear(three, COUNT(three), &fit);
    /* t 0, 2, 4 and y 0.1, 0.2, 0.6: slope (0.6 - 0.1)/4, residuals 0.05, -0.1, 0.05. */
    assert_int_equal(fit.status, TREND_OK);
    assert_int_equal(fit.waves, 3);
    assert_close(fit.slope, 0.125, 1e-14, 0);
    assert_close(fit.intercept, 0.05, 1e-13, 0);
    assert_close(fit.residual, 0.015, 1e-12, 0);
    assert_close(fit.slope_se, sqrt(0.015 / 8), 1e-12, 0);
    /* t with one degree of freedom is Cauchy's. */
    assert_close(fit.p, 1 - atan(fit.statistic) / atan(1) / 2, 1e-11, 0);
    assert_nan(fit.slope_se_known);
    trend_linear(three, 3, &fit);
    assert_int_equal(fit.status, TREND_TOO_FEW);
    assert_int_equal(fit.needed, 3);
    assert_nan(fit.slope);
    const struct trend_point infinite[] = {{2016, 0.1}, {2017, INFINITY}, {2018, 0.2}};
    trend_linear(infinite, 3, &fit);
    assert_int_equal(fit.status, TREND_INVALID);
}

static void test_lines_without_residuals(void **state)
{
    (void)state;
    const struct trend_point line[] = {{2016, 0.1}, {2017, 0.2}, {2018, 0.3}, {2021, 0.6}};
    const struct trend_point level[] = {{2016, 0.3}, {2017, 0.3}, {2018, 0.3}, {2021, 0.3}};
    const struct trend_wave flat[] = {{2016, 30, 10}, {2017, 90, 30}, {2021, 3, 1}};
    struct linear_fit fit;
    trend_linear(line, COUNT(line), &fit);
    assert_int_equal(fit.status, TREND_NO_VARIANCE);
    assert_close(fit.slope, 0.1, 1e-14, 0);
    assert_true(fit.slope_se == 0 && fit.residual == 0);
    assert_nan(fit.p);
    trend_linear(level, COUNT(level), &fit);
    assert_int_equal(fit.status, TREND_NO_VARIANCE);
    assert_true(fit.slope == 0);
    trend_weighted(flat, COUNT(flat), &fit);
    assert_int_equal(fit.status, TREND_NO_VARIANCE);
    assert_true(fit.slope == 0 && fit.p_known == 1);
    assert_true(fit.slope_se_known > 0);
}

static void test_weighted(void **state)
{
    (void)state;
    struct trend_wave back[COUNT(growing)];
    struct linear_fit fit, mirrored;
    reversed(growing, COUNT(growing), back);
    trend_weighted(growing, COUNT(growing), &fit);
    trend_weighted(back, COUNT(growing), &mirrored);
    assert_int_equal(fit.status, TREND_OK);
    assert_close(mirrored.slope, -fit.slope, 1e-13, 0);
    assert_close(mirrored.slope_se_known, fit.slope_se_known, 1e-13, 0);
    assert_close(mirrored.residual, fit.residual, 1e-11, 0);
    assert_close(fit.slope_se, fit.slope_se_known * sqrt(fit.residual / 4), 1e-13, 0);
    /* Equal weights: ordinary least squares. */
    const struct trend_wave even[] = {{2016, 100, 40}, {2017, 100, 60}, {2019, 100, 60}, {2020, 100, 40}};
    struct trend_point points[COUNT(even)];
    struct linear_fit plain;
    trend_linear(points, points_of(even, COUNT(even), points), &plain);
    trend_weighted(even, COUNT(even), &fit);
    assert_close(fit.slope, plain.slope, 0, 1e-16);
    assert_close(fit.slope_se, plain.slope_se, 1e-13, 0);
    /* A wave without answers is none. */
    const struct trend_wave gap[] = {{2016, 100, 40}, {2017, 100, 60}, {2018, 0, 0}, {2019, 100, 60}, {2020, 100, 40}};
    struct linear_fit same;
    trend_weighted(gap, COUNT(gap), &same);
    assert_memory_equal(&same, &fit, sizeof fit);
    const struct trend_wave edge[] = {{2016, 100, 0}, {2017, 100, 60}, {2019, 100, 60}};
    trend_weighted(edge, 3, &fit);
    assert_int_equal(fit.status, TREND_UNDEFINED);
    assert_nan(fit.slope);
}

static void test_line_limits(void **state)
{
    (void)state;
    struct linear_fit fit;
    struct limits limits;
    trend_weighted(growing, COUNT(growing), &fit);
    assert_true(trend_line_limits(&fit, true, 0.95, &limits));
    assert_close((limits.upper - limits.lower) / 2, 1.959963984540054 * fit.slope_se_known, 1e-12, 0);
    assert_true(trend_line_limits(&fit, false, 0.95, &limits));
    assert_close((limits.upper - limits.lower) / 2, 2.7764451051977934 * fit.slope_se, 1e-11, 0);
    assert_close((limits.upper + limits.lower) / 2, fit.slope, 1e-12, 0);
    assert_false(trend_line_limits(&fit, false, 1, &limits));
    assert_nan(limits.lower);
    struct trend_point points[COUNT(growing)];
    trend_linear(points, points_of(growing, COUNT(growing), points), &fit);
    assert_true(trend_line_limits(&fit, false, 0.95, &limits));
    assert_false(trend_line_limits(&fit, true, 0.95, &limits));
    fit.slope_se = 0;
    assert_false(trend_line_limits(&fit, false, 0.95, &limits));
}

static void test_model_names(void **state)
{
    (void)state;
    enum trend_model model;
    for (int i = 0; i < TREND_MODEL_END; i++) {
        assert_true(trend_model_parse(trend_model_name((enum trend_model)i), &model));
        assert_int_equal(model, i);
    }
    assert_false(trend_model_parse("bass", &model));
    assert_string_equal(trend_model_name(TREND_MODEL_END), "");
}

/* ---- ranks */

static struct sen_slope sen(const struct trend_point *points, size_t count)
{
    struct sen_slope slope;
    trend_sen(points, count, 0.95, arena, &slope);
    return slope;
}

static void test_sen(void **state)
{
    (void)state;
    struct trend_point points[MOST], mirrored[MOST];
    for (int i = 0; i < 9; i++) {
        points[i] = (struct trend_point){2010 + i + i / 4, 0.02 * i * i - 0.11 * i + 0.3};
        mirrored[8 - i] = (struct trend_point){-points[i].year, points[i].share};
    }
    struct sen_slope slope = sen(points, 9), back = sen(mirrored, 9);
    assert_int_equal(slope.status, TREND_OK);
    assert_close(back.slope, -slope.slope, 1e-14, 0);
    assert_close(back.limits.lower, -slope.limits.upper, 1e-14, 0);
    assert_close(back.limits.upper, -slope.limits.lower, 1e-14, 0);
    assert_true(slope.limits.lower < slope.slope && slope.slope < slope.limits.upper);
    /* One wild wave moves the median little; the years of a gap count. */
    const struct trend_point wild[] = {{2010, 0.1}, {2011, 0.2}, {2012, 0.3}, {2015, 0.6}, {2016, 0.7}, {2017, 0}};
    assert_close(sen(wild, COUNT(wild)).slope, 0.1, 1e-13, 0);
    const struct trend_point level[] = {{2010, 0.1}, {2011, 0.1}, {2012, 0.1}, {2015, 0.1}};
    slope = sen(level, COUNT(level));
    assert_true(slope.slope == 0 && slope.limits.lower == 0 && slope.limits.upper == 0);
    /* Three waves: M = 3 and C = 1.96 sqrt(66/18) > 1, so that the limits lie outside. */
    slope = sen(wild, 3);
    assert_int_equal(slope.status, TREND_OK);
    assert_nan(slope.limits.lower);
    assert_nan(slope.limits.upper);
    assert_int_equal(sen(wild, 1).status, TREND_TOO_FEW);
    trend_sen(wild, 3, 1, arena, &slope);
    assert_int_equal(slope.status, TREND_INVALID);
}

static struct kendall kendall(const struct trend_point *points, size_t count)
{
    struct kendall result;
    trend_kendall(points, count, arena, &result);
    return result;
}

static void permute(double *values, size_t fixed, size_t count, double S, int64_t *all, int64_t *as_far)
{
    if (fixed == count) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++)
                sum += (values[j] > values[i]) - (values[j] < values[i]);
        (*all)++;
        *as_far += fabs(sum) >= fabs(S);
        return;
    }
    for (size_t i = fixed; i < count; i++) {
        double swapped = values[fixed];
        values[fixed] = values[i];
        values[i] = swapped;
        permute(values, fixed + 1, count, S, all, as_far);
        values[i] = values[fixed];
        values[fixed] = swapped;
    }
}

/* Every permutation of up to seven waves, with ties of every kind. */
static void test_kendall_exact_by_enumeration(void **state)
{
    (void)state;
    static const struct {
        double shares[7];
        size_t count;
    } cases[] = {
        {{1, 2}, 2},          {{2, 1, 3}, 3},          {{1, 1}, 2},          {{1, 1, 2}, 3},
        {{4, 3, 2, 1}, 4},    {{1, 2, 2, 3, 3}, 5},    {{2, 2, 1, 2}, 4},    {{1, 3, 2, 5, 4, 6}, 6},
        {{1, 1, 1, 2, 2}, 5}, {{3, 3, 1, 1, 2, 2}, 6}, {{5, 1, 4, 2, 3}, 5}, {{1, 2, 2, 2, 3, 1, 2}, 7},
        {{7, 7, 7, 1}, 4},    {{1, 2, 1, 2, 1, 2}, 6},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct trend_point points[7];
        double values[7];
        for (size_t k = 0; k < cases[i].count; k++) {
            values[k] = cases[i].shares[k];
            points[k] = (struct trend_point){2010 + (int)k, values[k]};
        }
        struct kendall result = kendall(points, cases[i].count);
        int64_t all = 0, as_far = 0;
        permute(values, 0, cases[i].count, result.S, &all, &as_far);
        assert_int_equal(result.status, TREND_OK);
        assert_close(result.p_exact, (double)as_far / (double)all, 1e-15, 0);
    }
}

/* More waves than can be enumerated: a series that only rises is 2 of n!, and the normal p comes near the exact one. */
static void test_kendall_of_many_waves(void **state)
{
    (void)state;
    struct trend_point points[MOST + 1];
    double factorial = 1;
    for (int i = 0; i < KENDALL_EXACT_MOST; i++) {
        points[i] = (struct trend_point){1950 + i, (double)i};
        factorial *= i + 1;
        if (i > 0)
            assert_close(kendall(points, (size_t)i + 1).p_exact, 2 / factorial, 1e-12, 0);
    }
    for (int i = 0; i < 40; i++)
        points[i].share = (double)((i * 17 + 5) % 40) + 0.3 * i;
    struct kendall result = kendall(points, 40);
    assert_true(result.S > 0 && result.p > 0.001);
    assert_close(result.p, result.p_exact, 0, 0.002);
    for (int i = 0; i < 40; i++)
        points[i].share = (double)(i % 4);
    result = kendall(points, 40);
    assert_close(result.p, result.p_exact, 0, 0.02);
    for (int i = 0; i <= KENDALL_EXACT_MOST; i++)
        points[i] = (struct trend_point){1950 + i, (double)(i % 7)};
    result = kendall(points, KENDALL_EXACT_MOST + 1);
    assert_int_equal(result.status, TREND_OK);
    assert_nan(result.p_exact);
    assert_true(result.p > 0);
}

static void test_kendall_edges(void **state)
{
    (void)state;
    const struct trend_point points[] = {{2016, 0.3}, {2017, 0.3}, {2018, NAN}, {2019, 0.3}};
    struct kendall level = kendall(points, COUNT(points));
    assert_int_equal(level.status, TREND_OK);
    assert_int_equal(level.waves, 3);
    assert_true(level.S == 0 && level.variance == 0 && level.z == 0 && level.p == 1 && level.p_exact == 1);
    struct trend_point rising[6], falling[6];
    for (int i = 0; i < 6; i++) {
        rising[i] = (struct trend_point){2016 + i, i == 3 ? 0.1 : 0.1 * i};
        falling[5 - i] = (struct trend_point){2021 - i, rising[i].share};
    }
    assert_close(kendall(falling, 6).S, -kendall(rising, 6).S, 0, 0);
    assert_close(kendall(falling, 6).z, -kendall(rising, 6).z, 0, 0);
    assert_close(kendall(falling, 6).p_exact, kendall(rising, 6).p_exact, 1e-15, 0);
    struct kendall none = kendall(points, 1);
    assert_int_equal(none.status, TREND_TOO_FEW);
    assert_nan(none.S);
    const struct trend_point twice[] = {{2016, 0.3}, {2016, 0.4}};
    assert_int_equal(kendall(twice, 2).status, TREND_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logistic_is_at_the_maximum),
        cmocka_unit_test(test_logistic_counts_in_years),
        cmocka_unit_test(test_logistic_of_equal_shares_is_flat),
        cmocka_unit_test(test_logistic_turns_with_time_and_answers),
        cmocka_unit_test(test_logistic_of_uneven_waves),
        cmocka_unit_test(test_logistic_without_a_maximum),
        cmocka_unit_test(test_slope_limits),
        cmocka_unit_test(test_armitage),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_lines_without_residuals),
        cmocka_unit_test(test_weighted),
        cmocka_unit_test(test_line_limits),
        cmocka_unit_test(test_model_names),
        cmocka_unit_test(test_sen),
        cmocka_unit_test(test_kendall_exact_by_enumeration),
        cmocka_unit_test(test_kendall_of_many_waves),
        cmocka_unit_test(test_kendall_edges),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
