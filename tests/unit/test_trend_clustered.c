/* The trend of stacked answers: against R and closed forms, what must hold, lonely strata, and what is refused. */
#include "support/check.h"

#include <math.h>

#include "base/memory.h"
#include "stats/trend.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

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

static struct logistic_fit logistic(const struct trend_wave *waves, size_t count)
{
    struct logistic_fit fit;
    trend_logistic(waves, count, arena, &fit);
    return fit;
}

static struct logistic_fit clustered(const struct trend_answer *answers, size_t count, const size_t *strata,
                                     size_t institutions, enum lonely_policy policy)
{
    const struct trend_frame frame = {strata, institutions, 4};
    struct logistic_fit fit;
    trend_clustered(answers, count, &frame, policy, arena, &fit);
    return fit;
}

/* Every institution answers once, one stratum, one weight: the logistic fit, its variance n / (n - 1) times that of the
 * score, which two waves make 1 / (n p q) each. */
static void test_clustered_of_single_answers(void **state)
{
    (void)state;
    enum { FIRST = 20, ALL_OF_THEM = 50 };
    struct trend_answer answers[ALL_OF_THEM];
    size_t strata[ALL_OF_THEM] = {0};
    for (size_t i = 0; i < ALL_OF_THEM; i++)
        answers[i] = (struct trend_answer){i, i < FIRST ? 2016 : 2019, 1.7, i < FIRST ? i < 5 : i < FIRST + 12};
    struct logistic_fit fit = clustered(answers, ALL_OF_THEM, strata, ALL_OF_THEM, LONELY_FAIL);
    const struct trend_wave waves[] = {{2016, 20, 5}, {2019, 30, 12}};
    struct logistic_fit plain = logistic(waves, 2);
    assert_int_equal(fit.status, TREND_OK);
    assert_close(fit.slope, plain.slope, 1e-14, 0);
    assert_close(fit.intercept, plain.intercept, 1e-14, 0);
    assert_close(fit.slope_se, plain.slope_se * sqrt(50.0 / 49), 1e-13, 0);
    assert_close(fit.intercept_se, plain.intercept_se * sqrt(50.0 / 49), 1e-13, 0);
    assert_close(fit.covariance, plain.covariance * 50 / 49, 1e-13, 0);
    assert_close(fit.df, 48, 0, 0);
    assert_nan(fit.deviance);
}

/* Weights have no unit, answers no order; one outside the denominator counts in the sample alone. */
static void test_clustered_is_invariant(void **state)
{
    (void)state;
    static const size_t strata[] = {0, 0, 0, 1, 1, 1, 1, 0};
    struct trend_answer answers[24], turned[24];
    for (size_t i = 0; i < COUNT(answers); i++) {
        answers[i] = (struct trend_answer){i / 3, 2016 + 2 * (int)(i % 3), i / 3 < 4 ? 2 : 3, i % 5 == 0 || i % 3 == 2};
        turned[COUNT(answers) - 1 - i] = answers[i];
        turned[COUNT(answers) - 1 - i].weight *= 1000;
    }
    struct logistic_fit fit = clustered(answers, 24, strata, 8, LONELY_FAIL);
    struct logistic_fit same = clustered(turned, 24, strata, 8, LONELY_FAIL);
    assert_int_equal(fit.status, TREND_OK);
    assert_close(same.slope, fit.slope, 1e-13, 0);
    assert_close(same.slope_se, fit.slope_se, 1e-13, 0);
    assert_close(same.covariance, fit.covariance, 1e-13, 0);
    assert_close(fit.df, 5, 0, 0);
    for (size_t i = 0; i < COUNT(answers); i++)
        turned[i].year = 4040 - turned[i].year;
    struct logistic_fit back = clustered(turned, 24, strata, 8, LONELY_FAIL);
    assert_close(back.slope, -fit.slope, 1e-13, 0);
    assert_close(back.slope_se, fit.slope_se, 1e-13, 0);
    /* The last institution of stratum 0 without a valid answer is still drawn there. */
    for (size_t i = 21; i < 24; i++)
        answers[i].adopted = -1;
    struct logistic_fit silent = clustered(answers, 24, strata, 8, LONELY_FAIL);
    struct logistic_fit absent = clustered(answers, 21, strata, 8, LONELY_FAIL);
    assert_close(silent.slope, absent.slope, 1e-15, 0);
    assert_close(silent.df, absent.df, 0, 0);
    assert_true(fabs(fit.slope) > 0.1);
    assert_true(fabs(silent.slope_se / absent.slope_se - 1) > 1e-6);
}

/* Who answers alike in both years has no influence on the slope: its variance is 0, and no p is made of that. */
static void test_clustered_without_variance(void **state)
{
    (void)state;
    struct trend_answer answers[20];
    size_t strata[10] = {0};
    for (size_t i = 0; i < 20; i++)
        answers[i] = (struct trend_answer){i / 2, 2016 + (int)(i % 2), 1, i / 2 < 3};
    struct logistic_fit fit = clustered(answers, 20, strata, 10, LONELY_FAIL);
    assert_int_equal(fit.status, TREND_NO_VARIANCE);
    assert_close(fit.slope, 0, 0, 1e-17);
    assert_nan(fit.slope_se);
    assert_nan(fit.p);
}

/* The same where the influences are not 0 but alike within each stratum, up to the rounding of their mean. */
static void test_clustered_strata_of_one_mind(void **state)
{
    (void)state;
    enum { EACH = 7 };
    static const char *const patterns[] = {"101", "011"};
    struct trend_answer answers[2 * EACH * 3];
    size_t strata[2 * EACH], count = 0;
    for (size_t i = 0; i < COUNT(strata); i++) {
        strata[i] = i / EACH;
        for (int k = 0; k < 3; k++)
            answers[count++] = (struct trend_answer){i, 2016 + k, i < EACH ? 0.3 : 1.1, patterns[i / EACH][k] == '1'};
    }
    struct logistic_fit fit = clustered(answers, count - 1, strata, COUNT(strata), LONELY_FAIL);
    assert_int_equal(fit.status, TREND_OK);
    fit = clustered(answers, count, strata, COUNT(strata), LONELY_FAIL);
    assert_int_equal(fit.status, TREND_NO_VARIANCE);
    assert_true(fabs(fit.slope) > 0.1);
    assert_nan(fit.slope_se);
}

/* Four waves with gaps, four strata of which one is lonely, answers missing (n) and institutions silent (-): what
 * R 4.2.2 with survey 4.1-1 gives (svyglm, quasibinomial, subset of a stacked svydesign, survey.lonely.psu). */
static void test_clustered_against_r(void **state)
{
    (void)state;
    enum { INSTITUTIONS = 14 };
    static const char *const pattern[INSTITUTIONS] = {"0--1", "0--0", "-11-", "n111", "0101", "0011", "000-",
                                                      "-n0-", "-011", "0-00", "0-01", "0-01", "0-n-", "0011"};
    static const size_t strata[INSTITUTIONS] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3};
    static const double weights[] = {2.5, 1.25, 4, 1};
    static const int years[] = {2016, 2017, 2019, 2022};
    static const struct {
        enum lonely_policy policy;
        double intercept_se, slope_se, covariance, p;
    } expected[] = {
        {LONELY_CERTAINTY, 0.5392936871152666, 0.1441317704538936, -0.04539268557284911, 0.003339667039894632},
        {LONELY_ADJUST, 0.5399223911053914, 0.1454195147338772, -0.0458956703889396, 0.003521866782040472},
        {LONELY_AVERAGE, 0.62272271085653, 0.1664290329406656, -0.06052358076379882, 0.007587389051478341},
    };
    struct trend_answer answers[INSTITUTIONS * COUNT(years)];
    size_t count = 0;
    for (size_t i = 0; i < INSTITUTIONS; i++)
        for (size_t k = 0; k < COUNT(years); k++)
            if (pattern[i][k] != '-')
                answers[count++] =
                    (struct trend_answer){i, years[k], weights[strata[i]] * (1 + (years[k] - 2016) / 8.0),
                                          pattern[i][k] == 'n' ? -1 : pattern[i][k] == '1'};
    for (size_t i = 0; i < COUNT(expected); i++) {
        struct logistic_fit fit = clustered(answers, count, strata, INSTITUTIONS, expected[i].policy);
        assert_int_equal(fit.status, TREND_OK);
        assert_close(fit.intercept, -1.871801832489227, 1e-12, 0);
        assert_close(fit.slope, 0.5697479752211823, 1e-12, 0);
        assert_close(fit.intercept_se, expected[i].intercept_se, 1e-12, 0);
        assert_close(fit.slope_se, expected[i].slope_se, 1e-12, 0);
        assert_close(fit.covariance, expected[i].covariance, 1e-12, 0);
        assert_close(fit.df, 9, 0, 0);
        assert_close(fit.p, expected[i].p, 1e-10, 0);
    }
    assert_int_equal(clustered(answers, count, strata, INSTITUTIONS, LONELY_FAIL).status, TREND_LONELY);
}

static void test_clustered_lonely_strata(void **state)
{
    (void)state;
    static const size_t strata[] = {0, 0, 0, 0, 2};
    const struct trend_answer answers[] = {
        {0, 2016, 1, 0}, {1, 2016, 1, 0}, {2, 2016, 1, 1}, {3, 2016, 1, 0}, {4, 2016, 1, 1},
        {0, 2017, 1, 0}, {1, 2017, 1, 1}, {2, 2017, 1, 1}, {3, 2017, 1, 1}, {4, 2017, 1, 0},
    };
    struct logistic_fit fail = clustered(answers, 10, strata, 5, LONELY_FAIL);
    assert_int_equal(fail.status, TREND_LONELY);
    assert_close(fail.slope, log(1.5 * 1.5), 1e-14, 0);
    assert_nan(fail.slope_se);
    struct logistic_fit certainty = clustered(answers, 10, strata, 5, LONELY_CERTAINTY);
    struct logistic_fit adjust = clustered(answers, 10, strata, 5, LONELY_ADJUST);
    struct logistic_fit average = clustered(answers, 10, strata, 5, LONELY_AVERAGE);
    assert_int_equal(certainty.status, TREND_OK);
    assert_int_equal(adjust.status, TREND_OK);
    assert_int_equal(average.status, TREND_OK);
    assert_close(average.slope_se, certainty.slope_se * sqrt(2), 1e-14, 0);
    /* The lonely one answers 1, then 0, where the shares are 2/5 and 3/5: its score is -0.6/2 - 0.6/2 about the middle
     * of the two years, the information 10 (0.24)/4 = 0.6, and its influence on the slope -1. */
    double more = adjust.slope_se * adjust.slope_se - certainty.slope_se * certainty.slope_se;
    assert_close(more, 1, 1e-12, 0);
    const size_t alone[] = {0, 1, 2, 3, 3};
    assert_int_equal(clustered(answers, 10, alone, 5, LONELY_FAIL).status, TREND_LONELY);
}

static void test_clustered_refuses(void **state)
{
    (void)state;
    const struct trend_answer good[] = {{0, 2016, 1, 1}, {1, 2016, 1, 0}, {0, 2017, 1, 0}, {1, 2017, 1, 1}};
    const size_t strata[] = {0, 1}, beyond[] = {0, 4};
    struct trend_answer bad[COUNT(good)];
    static const struct trend_answer worse[] = {{2, 2016, 1, 1},   {0, 2016, 0, 1},        {0, 2016, -1, 1},
                                                {0, 2016, NAN, 1}, {0, 2016, INFINITY, 1}, {0, 2016, 1, 2},
                                                {0, 2016, 1, -2}};
    for (size_t i = 0; i < COUNT(worse); i++) {
        for (size_t k = 0; k < COUNT(good); k++)
            bad[k] = good[k];
        bad[0] = worse[i];
        assert_int_equal(clustered(bad, 4, strata, 2, LONELY_FAIL).status, TREND_INVALID);
    }
    assert_int_equal(clustered(good, 4, beyond, 2, LONELY_FAIL).status, TREND_INVALID);
    assert_int_equal(clustered(good, 4, strata, 2, LONELY_FAIL).status, TREND_LONELY);
    assert_int_equal(clustered(good, 2, strata, 2, LONELY_FAIL).status, TREND_TOO_FEW);
    assert_int_equal(clustered(NULL, 0, NULL, 0, LONELY_FAIL).status, TREND_TOO_FEW);
    const struct trend_answer alike[] = {{0, 2016, 1, 1}, {1, 2016, 1, 1}, {0, 2017, 1, 1}, {1, 2017, 1, 1}};
    assert_int_equal(clustered(alike, 4, strata, 2, LONELY_FAIL).status, TREND_UNDEFINED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clustered_of_single_answers), cmocka_unit_test(test_clustered_is_invariant),
        cmocka_unit_test(test_clustered_without_variance),  cmocka_unit_test(test_clustered_strata_of_one_mind),
        cmocka_unit_test(test_clustered_against_r),         cmocka_unit_test(test_clustered_lonely_strata),
        cmocka_unit_test(test_clustered_refuses),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
