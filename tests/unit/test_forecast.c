/* Forecasts: limits, crossings and curves; that nothing leaves [0, 1], and what is refused. */
#include "support/check.h"

#include <math.h>

#include "base/memory.h"
#include "stats/forecast.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { WAVES = 8 };

static struct logistic_fit fit_of(const struct trend_wave *waves, size_t count)
{
    struct arena *arena = arena_new();
    struct logistic_fit fit;
    assert_non_null(arena);
    trend_logistic(waves, count, arena, &fit);
    arena_free(arena);
    return fit;
}

static struct logistic_fit growing(void)
{
    static const struct trend_wave waves[] = {{2016, 640, 11}, {2017, 660, 16}, {2018, 671, 23},
                                              {2019, 690, 34}, {2020, 691, 50}, {2021, 690, 70}};
    return fit_of(waves, COUNT(waves));
}

static struct forecast forecast_of(const struct logistic_fit *fit, int year, double level)
{
    struct forecast forecast;
    forecast_logistic(fit, year, level, &forecast);
    return forecast;
}

static struct crossing crossing_of(const struct logistic_fit *fit, double share)
{
    struct crossing crossing;
    forecast_logistic_crossing(fit, share, &crossing);
    return crossing;
}

/* ---- logistic */

static void test_forecast_and_its_limits(void **state)
{
    (void)state;
    struct logistic_fit fit = growing();
    double width = 0;
    for (int year = 2019; year < 2040; year++) {
        struct forecast narrow = forecast_of(&fit, year, 0.9), wide = forecast_of(&fit, year, 0.95);
        assert_int_equal(wide.status, FORECAST_OK);
        assert_true(wide.limits.lower < narrow.limits.lower && narrow.limits.lower < narrow.estimate);
        assert_true(narrow.estimate < narrow.limits.upper && narrow.limits.upper < wide.limits.upper);
        assert_true(wide.se_link > width || year <= 2020);
        width = wide.se_link;
        double logits = log(wide.limits.upper / (1 - wide.limits.upper));
        assert_close(logits - log(wide.estimate / (1 - wide.estimate)), 1.959963984540054 * wide.se_link, 1e-9, 0);
        assert_close(wide.se_response, wide.se_link * wide.estimate * (1 - wide.estimate), 1e-14, 0);
    }
}

/* At the crossing the share is the level, and its se there over the slope is the crossing's. */
static void test_crossing_meets_the_forecast(void **state)
{
    (void)state;
    struct logistic_fit fit = growing();
    static const double shares[] = {0.001, 0.15, 0.2, 0.5, 0.999};
    for (size_t i = 0; i < COUNT(shares); i++) {
        struct crossing crossing = crossing_of(&fit, shares[i]);
        assert_int_equal(crossing.status, FORECAST_OK);
        assert_close(1 / (1 + exp(-fit.intercept - fit.slope * (crossing.year - fit.origin))), shares[i], 1e-10, 0);
    }
    /* Where the crossing is a whole year, both say the same. */
    struct forecast forecast = forecast_of(&fit, 2025, 0.95);
    struct crossing crossing = crossing_of(&fit, forecast.estimate);
    assert_close(crossing.year, 2025, 1e-12, 0);
    assert_close(crossing.se, forecast.se_link / fit.slope, 1e-9, 0);
    assert_int_equal(crossing_of(&fit, 0).status, FORECAST_INVALID);
    assert_int_equal(crossing_of(&fit, 1).status, FORECAST_INVALID);
    assert_nan(crossing_of(&fit, 1).year);
}

static void test_forecast_stays_inside(void **state)
{
    (void)state;
    static const struct trend_wave steep[] = {{2016, 10, 0}, {2017, 10, 1}, {2018, 10, 9}, {2019, 10, 10}};
    struct logistic_fit fits[] = {growing(), fit_of(steep, COUNT(steep))};
    static const int years[] = {-2000000000, 0, 1900, 2016, 2020, 2500, 2000000000};
    for (size_t i = 0; i < COUNT(fits); i++)
        for (size_t j = 0; j < COUNT(years); j++) {
            struct forecast forecast = forecast_of(&fits[i], years[j], 0.99);
            assert_int_equal(forecast.status, FORECAST_OK);
            assert_true(forecast.limits.lower >= 0 && forecast.limits.lower <= forecast.estimate);
            assert_true(forecast.limits.upper <= 1 && forecast.limits.upper >= forecast.estimate);
        }
}

static void test_forecast_refuses(void **state)
{
    (void)state;
    static const struct trend_wave three[] = {{2016, 40, 10}, {2018, 50, 20}, {2019, 50, 21}, {2020, 0, 0}};
    static const struct trend_wave none[] = {{2016, 40, 0}, {2017, 40, 0}, {2018, 50, 0}, {2019, 50, 0}};
    struct logistic_fit few = fit_of(three, COUNT(three)), empty = fit_of(none, COUNT(none)), fit = growing();
    assert_int_equal(few.status, TREND_OK);
    assert_int_equal(few.waves, FORECAST_LEAST_WAVES - 1);
    struct forecast forecast = forecast_of(&few, 2022, 0.95);
    assert_int_equal(forecast.status, FORECAST_TOO_FEW);
    assert_nan(forecast.estimate);
    assert_int_equal(crossing_of(&few, 0.5).status, FORECAST_TOO_FEW);
    assert_nan(crossing_of(&few, 0.5).year);
    forecast = forecast_of(&empty, 2022, 0.95);
    assert_int_equal(forecast.status, FORECAST_UNDEFINED);
    assert_nan(forecast.estimate);
    assert_int_equal(forecast_of(&fit, 2022, 1).status, FORECAST_INVALID);
    fit.slope = 0;
    assert_int_equal(crossing_of(&fit, 0.5).status, FORECAST_UNDEFINED);
    assert_nan(crossing_of(&fit, 0.5).year);
    fit = growing();
    fit.status = TREND_LONELY;
    fit.slope_se = fit.intercept_se = fit.covariance = NAN;
    forecast = forecast_of(&fit, 2022, 0.95);
    assert_int_equal(forecast.status, FORECAST_NO_LIMITS);
    assert_true(forecast.estimate > 0.1);
    assert_nan(forecast.limits.lower);
    assert_nan(crossing_of(&fit, 0.5).se);
    assert_true(crossing_of(&fit, 0.5).year > 2022);
}

/* Every way in which a fit can fail is told as such. */
static void test_forecast_follows_the_fit(void **state)
{
    (void)state;
    static const struct {
        enum trend_status fit;
        enum forecast_status forecast;
    } cases[] = {
        {TREND_OK, FORECAST_OK},
        {TREND_LONELY, FORECAST_NO_LIMITS},
        {TREND_NO_VARIANCE, FORECAST_NO_LIMITS},
        {TREND_TOO_FEW, FORECAST_TOO_FEW},
        {TREND_UNDEFINED, FORECAST_UNDEFINED},
        {TREND_NO_MEMORY, FORECAST_UNDEFINED},
        {TREND_NO_CONVERGENCE, FORECAST_NO_CONVERGENCE},
        {TREND_INVALID, FORECAST_INVALID},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct logistic_fit fit = growing();
        fit.status = cases[i].fit;
        assert_int_equal(forecast_possible(&fit), cases[i].forecast);
        assert_int_equal(forecast_of(&fit, 2022, 0.95).status, cases[i].forecast);
        assert_int_equal(crossing_of(&fit, 0.5).status, cases[i].forecast);
    }
}

/* ---- curves */

static double curve_true(enum curve curve, const double *value, double t)
{
    double ceiling = curve == CURVE_LOGISTIC_CEILING || curve == CURVE_BASS_CEILING ? value[2] : 1;
    if (curve == CURVE_LOGISTIC || curve == CURVE_LOGISTIC_CEILING)
        return ceiling / (1 + exp(-value[0] - value[1] * t));
    double e = exp(-(value[0] + value[1]) * (t + 1));
    return ceiling * (1 - e) / (1 + value[1] / value[0] * e);
}

/* Years with gaps; returns how many. */
static size_t points_of(enum curve curve, const double *value, struct trend_point *points)
{
    static const int years[WAVES] = {2010, 2011, 2013, 2014, 2017, 2018, 2019, 2021};
    for (size_t i = 0; i < WAVES; i++)
        points[i] = (struct trend_point){years[i], curve_true(curve, value, years[i] - 2010)};
    return WAVES;
}

static const struct {
    enum curve curve;
    double value[3];
} truths[] = {
    {CURVE_LOGISTIC, {-3, 0.4, 0}},
    {CURVE_LOGISTIC, {2, -0.3, 0}},
    {CURVE_LOGISTIC, {-0.5, 0.01, 0}},
    {CURVE_LOGISTIC_CEILING, {-2, 0.5, 0.3}},
    {CURVE_LOGISTIC_CEILING, {-4, 0.9, 0.95}},
    {CURVE_LOGISTIC_CEILING, {-1, 0.3, 0.02}},
    {CURVE_BASS, {0.01, 0.4, 0}},
    {CURVE_BASS, {0.1, 0.05, 0}},
    {CURVE_BASS_CEILING, {0.02, 0.5, 0.4}},
    {CURVE_BASS_CEILING, {0.005, 0.9, 0.8}},
};

/* Shares that lie on a curve give it back, gaps and all. */
static void test_curves_are_recovered(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(truths); i++) {
        struct trend_point points[WAVES];
        struct curve_fit fit;
        curve_fit(truths[i].curve, points, points_of(truths[i].curve, truths[i].value, points), &fit);
        assert_int_equal(fit.status, FORECAST_OK);
        assert_int_equal(fit.waves, WAVES);
        for (size_t j = 0; j < fit.parameters; j++) {
            assert_close(fit.value[j], truths[i].value[j], 1e-9, 0);
            assert_true(fit.se[j] < 1e-9 * fabs(fit.value[j]));
            assert_close(fit.covariance[j][j], fit.se[j] * fit.se[j], 1e-12, 0);
        }
        assert_close(fit.rss, 0, 0, 1e-28);
        assert_close(curve_share(&fit, 2024), curve_true(truths[i].curve, truths[i].value, 14), 1e-9, 0);
        struct crossing crossing;
        double share = curve_true(truths[i].curve, truths[i].value, 11.25);
        curve_crossing(&fit, share, &crossing);
        assert_int_equal(crossing.status, FORECAST_OK);
        assert_close(crossing.year, 2021.25, 1e-9, 0);
    }
}

/* A wave without a share is one that is missing. */
static void test_curves_pass_over_missing_shares(void **state)
{
    (void)state;
    static const struct trend_point whole[] = {{2016, 0.02}, {2017, 0.05}, {2019, 0.1}, {2020, 0.19}, {2021, 0.24}};
    static const struct trend_point holes[] = {{2010, NAN}, {2016, 0.02}, {2017, 0.05}, {2018, NAN},
                                               {2019, 0.1}, {2020, 0.19}, {2021, 0.24}, {2022, NAN}};
    for (int curve = 0; curve < CURVE_END; curve++) {
        struct curve_fit fit, same;
        curve_fit((enum curve)curve, whole, COUNT(whole), &fit);
        curve_fit((enum curve)curve, holes, COUNT(holes), &same);
        assert_int_equal(same.status, fit.status);
        assert_int_equal(same.waves, 5);
        assert_int_equal(same.origin, 2016);
        for (size_t j = 0; fit.status == FORECAST_OK && j < fit.parameters; j++)
            assert_close(same.value[j], fit.value[j], 1e-14, 0);
    }
}

static double sum_of_squares(enum curve curve, const double *value, const struct trend_point *points, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double left = points[i].share - curve_true(curve, value, points[i].year - points[0].year);
        sum += left * left;
    }
    return sum;
}

/* With noise: no parameters near by, and none on a wide grid, do better. */
static void test_curves_are_least_squares(void **state)
{
    (void)state;
    static const double noise[WAVES] = {0.004, -0.006, 0.002, 0.005, -0.004, -0.003, 0.006, -0.002};
    for (size_t i = 0; i < COUNT(truths); i++) {
        struct trend_point points[WAVES];
        size_t count = points_of(truths[i].curve, truths[i].value, points);
        double scale = truths[i].value[2] > 0 ? truths[i].value[2] : 1;
        for (size_t j = 0; j < count; j++)
            points[j].share = fmin(1, fmax(0, points[j].share + 0.4 * scale * noise[j]));
        struct curve_fit fit;
        curve_fit(truths[i].curve, points, count, &fit);
        assert_true(fit.status == FORECAST_OK || fit.status == FORECAST_NOT_IDENTIFIED);
        assert_close(sum_of_squares(fit.curve, fit.value, points, count), fit.rss, 1e-9, 0);
        for (int k = 0; k < 3 * 3 * 3; k++) {
            const double moves[3] = {k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1};
            double near[3], far[3];
            for (size_t j = 0; j < 3; j++) {
                near[j] = fit.value[j] * (1 + 1e-4 * moves[j]);
                far[j] = fit.value[j] * pow(2, moves[j]);
            }
            assert_true(sum_of_squares(fit.curve, near, points, count) >= fit.rss * (1 - 1e-9));
            assert_true(sum_of_squares(fit.curve, far, points, count) >= fit.rss * (1 - 1e-9));
        }
    }
}

static void test_curves_stay_inside(void **state)
{
    (void)state;
    static const double shares[][6] = {
        {0.02, 0.03, 0.05, 0.08, 0.12, 0.18},
        {0.5, 0.6, 0.55, 0.7, 0.65, 0.8},
        {0.9, 0.8, 0.7, 0.5, 0.3, 0.1},
        {0, 0, 0.01, 0.3, 0.9, 1},
        {0.1, 0.2, 0.3, 0.4, 0.5, 0.6},
        {0.3, 0.1, 0.4, 0.1, 0.5, 0.9},
        {0.017, 0.024, 0.034, 0.049, 0.072, 0.101},
        {0, 1, 0, 1, 0, 1},
        {0, 0, 0, 0, 0, 0.001},
    };
    size_t fits = 0;
    for (size_t i = 0; i < COUNT(shares); i++)
        for (int curve = 0; curve < CURVE_END; curve++) {
            struct trend_point points[6];
            struct curve_fit fit;
            for (int j = 0; j < 6; j++)
                points[j] = (struct trend_point){2016 + j, shares[i][j]};
            curve_fit((enum curve)curve, points, 6, &fit);
            bool good = fit.status == FORECAST_OK || fit.status == FORECAST_NOT_IDENTIFIED;
            fits += good;
            assert_true(good || fit.status == FORECAST_NO_CONVERGENCE);
            for (int year = 1900; year < 2200; year++)
                assert_true(good ? curve_share(&fit, year) >= 0 && curve_share(&fit, year) <= 1
                                 : isnan(curve_share(&fit, year)) != 0);
            for (size_t j = 0; j < 3; j++)
                assert_int_equal(!isnan(fit.value[j]), good && j < fit.parameters);
        }
    assert_true(fits > COUNT(shares) * 2);
}

/* A level trend has no ceiling to be seen, and Bass's curve can't be level or fall. */
static void test_curves_of_level_shares(void **state)
{
    (void)state;
    static const struct trend_point level[] = {{2016, 0.2}, {2017, 0.2}, {2019, 0.2}, {2020, 0.2}};
    static const struct trend_point falling[] = {{2016, 0.9}, {2017, 0.7}, {2019, 0.3}, {2020, 0.1}};
    struct curve_fit fit;
    curve_fit(CURVE_LOGISTIC, level, COUNT(level), &fit);
    assert_true(fit.status == FORECAST_OK || fit.status == FORECAST_NOT_IDENTIFIED);
    assert_close(curve_share(&fit, 2030), 0.2, 1e-12, 0);
    struct crossing crossing;
    curve_crossing(&fit, 0.5, &crossing);
    assert_true(crossing.status == FORECAST_UNDEFINED || fabs(crossing.year - 2018) > 1e6);
    curve_fit(CURVE_LOGISTIC_CEILING, level, COUNT(level), &fit);
    assert_int_equal(fit.status, FORECAST_NO_CONVERGENCE);
    curve_fit(CURVE_BASS, falling, COUNT(falling), &fit);
    assert_int_equal(fit.status, FORECAST_NO_CONVERGENCE);
    assert_nan(fit.value[0]);
    assert_nan(fit.rss);
    curve_crossing(&fit, 0.5, &crossing);
    assert_int_equal(crossing.status, FORECAST_NO_CONVERGENCE);
    assert_nan(crossing.year);
}

/* Ceilings above 1 are told as not identified, far above as none; so is a curve beside which a step or a boundless one
 * leaves less. */
static void test_curves_without_a_ceiling(void **state)
{
    (void)state;
    static const struct {
        double ceiling;
        enum forecast_status status;
    } cases[] = {{0.99, FORECAST_OK}, {1.2, FORECAST_NOT_IDENTIFIED}, {1.6, FORECAST_NO_CONVERGENCE}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double value[] = {-4, 0.3, cases[i].ceiling}, bass[] = {0.01, 0.3, cases[i].ceiling};
        struct trend_point points[WAVES];
        struct curve_fit fit;
        curve_fit(CURVE_LOGISTIC_CEILING, points, points_of(CURVE_LOGISTIC_CEILING, value, points), &fit);
        assert_int_equal(fit.status, cases[i].status);
        if (fit.status == FORECAST_NOT_IDENTIFIED)
            assert_true(curve_share(&fit, 2100) <= 1 && fit.value[2] > 1.19);
        curve_fit(CURVE_BASS_CEILING, points, points_of(CURVE_BASS_CEILING, bass, points), &fit);
        assert_int_equal(fit.status, cases[i].status);
        if (fit.status == FORECAST_OK)
            assert_true(curve_share(&fit, 1900) <= 0 && curve_share(&fit, -2000000000) <= 0);
    }
    /* There is a minimum at K = 0.89; a step after the first wave leaves less. */
    static const struct trend_point bent[] = {{2012, 0.604}, {2013, 0.712}, {2014, 0.599},
                                              {2015, 0.632}, {2016, 0.769}, {2017, 0.672}};
    struct curve_fit fit;
    curve_fit(CURVE_LOGISTIC_CEILING, bent, COUNT(bent), &fit);
    assert_int_equal(fit.status, FORECAST_NO_CONVERGENCE);
    curve_fit(CURVE_LOGISTIC, bent, COUNT(bent), &fit);
    assert_int_equal(fit.status, FORECAST_NOT_IDENTIFIED);
}

static void test_curves_refuse(void **state)
{
    (void)state;
    static const struct {
        struct trend_point points[5];
        enum forecast_status status;
    } cases[] = {
        {{{2016, 0.1}, {2017, NAN}, {2018, 0.2}, {2019, 0.3}, {2020, NAN}}, FORECAST_TOO_FEW},
        {{{2016, 0}, {2017, 0}, {2018, 0}, {2019, 0}, {2020, 0}}, FORECAST_UNDEFINED},
        {{{2016, 1}, {2017, 1}, {2018, 1}, {2019, 1}, {2020, 1}}, FORECAST_UNDEFINED},
        {{{2016, 0.1}, {2016, 0.2}, {2018, 0.2}, {2019, 0.3}, {2020, 0.4}}, FORECAST_INVALID},
        {{{2016, 0.1}, {2017, -0.1}, {2018, 0.2}, {2019, 0.3}, {2020, 0.4}}, FORECAST_INVALID},
        {{{2016, 0.1}, {2017, 1.1}, {2018, 0.2}, {2019, 0.3}, {2020, 0.4}}, FORECAST_INVALID},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int curve = 0; curve < CURVE_END; curve++) {
            struct curve_fit fit;
            struct crossing crossing;
            curve_fit((enum curve)curve, cases[i].points, 5, &fit);
            assert_int_equal(fit.status, cases[i].status);
            assert_nan(curve_share(&fit, 2021));
            curve_crossing(&fit, 0.5, &crossing);
            assert_int_equal(crossing.status, cases[i].status);
            assert_nan(crossing.year);
        }
}

/* A ceiling below the level is never crossed. */
static void test_curve_below_its_ceiling(void **state)
{
    (void)state;
    struct trend_point points[WAVES];
    struct curve_fit fit;
    struct crossing crossing;
    static const double value[] = {-2, 0.5, 0.3};
    curve_fit(CURVE_LOGISTIC_CEILING, points, points_of(CURVE_LOGISTIC_CEILING, value, points), &fit);
    curve_crossing(&fit, 0.299, &crossing);
    assert_int_equal(crossing.status, FORECAST_OK);
    curve_crossing(&fit, 0.301, &crossing);
    assert_int_equal(crossing.status, FORECAST_UNDEFINED);
    assert_nan(crossing.year);
    curve_crossing(&fit, 0, &crossing);
    assert_int_equal(crossing.status, FORECAST_INVALID);
}

static void test_model_names(void **state)
{
    (void)state;
    enum forecast_model model;
    enum curve curve;
    int curves = 0;
    for (int i = 0; i < FORECAST_MODEL_END; i++) {
        assert_true(forecast_model_parse(forecast_model_name((enum forecast_model)i), &model));
        assert_int_equal(model, i);
        if (forecast_model_curve(model, &curve))
            assert_int_equal(curve, curves++);
    }
    assert_int_equal(curves, CURVE_END);
    assert_false(forecast_model_parse("wls", &model));
    assert_false(forecast_model_curve(FORECAST_MODEL_END, &curve));
    assert_string_equal(forecast_model_name(FORECAST_MODEL_END), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forecast_and_its_limits),
        cmocka_unit_test(test_crossing_meets_the_forecast),
        cmocka_unit_test(test_forecast_stays_inside),
        cmocka_unit_test(test_forecast_refuses),
        cmocka_unit_test(test_forecast_follows_the_fit),
        cmocka_unit_test(test_curves_are_recovered),
        cmocka_unit_test(test_curves_pass_over_missing_shares),
        cmocka_unit_test(test_curves_are_least_squares),
        cmocka_unit_test(test_curves_stay_inside),
        cmocka_unit_test(test_curves_of_level_shares),
        cmocka_unit_test(test_curves_refuse),
        cmocka_unit_test(test_curves_without_a_ceiling),
        cmocka_unit_test(test_curve_below_its_ceiling),
        cmocka_unit_test(test_model_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
