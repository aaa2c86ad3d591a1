/* The stratified rate and its limits: small designs worked out in R, lonely strata, what is undefined. */
#include "support/check.h"

#include <math.h>

#include "stats/design.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct design_estimate rate_of(const struct stratum_count *strata, size_t count, enum lonely_policy policy)
{
    struct design_estimate estimate;
    design_rate(strata, count, policy, &estimate);
    return estimate;
}

static void assert_limits(const struct design_estimate *estimate, enum design_method method, double level, double lower,
                          double upper)
{
    struct limits limits;
    assert_true(design_limits(method, estimate, level, &limits));
    assert_close(limits.lower, lower, 1e-9, 1e-12);
    assert_close(limits.upper, upper, 1e-9, 1e-12);
}

static void assert_no_limits(const struct design_estimate *estimate, enum design_method method, double level)
{
    struct limits limits = {0, 0};
    assert_false(design_limits(method, estimate, level, &limits));
    assert_nan(limits.lower);
    assert_nan(limits.upper);
}

static void test_names_and_parse_agree(void **state)
{
    (void)state;
    for (int i = 0; i < LONELY_POLICY_END; i++) {
        enum lonely_policy policy = LONELY_POLICY_END;
        assert_true(lonely_policy_parse(lonely_policy_name((enum lonely_policy)i), &policy));
        assert_int_equal(policy, i);
    }
    for (int i = 0; i < DESIGN_METHOD_END; i++) {
        enum design_method method = DESIGN_METHOD_END;
        assert_true(design_method_parse(design_method_name((enum design_method)i), &method));
        assert_int_equal(method, i);
    }
    enum lonely_policy policy = LONELY_ADJUST;
    enum design_method method = DESIGN_BETA;
    assert_false(lonely_policy_parse("remove", &policy));
    assert_false(design_method_parse("hypergeometric", &method));
    assert_int_equal(policy, LONELY_ADJUST);
    assert_int_equal(method, DESIGN_BETA);
    assert_string_equal(lonely_policy_name(LONELY_POLICY_END), "");
    assert_string_equal(design_method_name(DESIGN_METHOD_END), "");
}

/* R survey 4.1-1, options(survey.lonely.psu): strata of 10, 5 and 12 with 3, 1 and 4 respondents; and one
 * that is not in the frame, which must not count. */
static const struct stratum_count lonely[] = {{10, 3, 3, 2}, {5, 1, 1, 1}, {0, 0, 0, 0}, {12, 4, 4, 1}};

static void test_design_rate_lonely_policies(void **state)
{
    (void)state;
    static const double se[LONELY_POLICY_END] = {
        [LONELY_CERTAINTY] = 0.13747566327975363,
        [LONELY_ADJUST] = 0.15692047611377521,
        [LONELY_AVERAGE] = 0.16837261354303526,
    };
    for (int i = 0; i < LONELY_POLICY_END; i++) {
        struct design_estimate e = rate_of(lonely, COUNT(lonely), (enum lonely_policy)i);
        assert_close(e.p, 0.54320987654320985, 1e-14, 0);
        assert_int_equal(e.strata, 3);
        assert_int_equal(e.N, 27);
        assert_int_equal(e.n, 8);
        assert_true(e.df == 5);
        if (i == LONELY_FAIL) {
            assert_int_equal(e.status, DESIGN_LONELY);
            assert_nan(e.se);
            assert_nan(e.variance);
            assert_nan(e.deff);
            for (int m = 0; m < DESIGN_METHOD_END; m++)
                assert_no_limits(&e, (enum design_method)m, 0.95);
            continue;
        }
        assert_int_equal(e.status, DESIGN_OK);
        assert_close(e.se, se[i], 1e-13, 0);
        assert_close(e.variance, se[i] * se[i], 1e-13, 0);
    }
}

static void test_design_rate_all_strata_lonely(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 1, 1, 1}, {5, 1, 1, 0}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_AVERAGE);
    assert_int_equal(e.status, DESIGN_LONELY);
    assert_close(e.p, 10 / 15.0, 1e-15, 0);
    assert_nan(e.se);
    /* (1 - f) u² of each: 0.9 (10/3)² + 0.8 (-10/3)², over 15². */
    e = rate_of(strata, COUNT(strata), LONELY_ADJUST);
    assert_close(e.variance, (0.9 + 0.8) * 100 / 9 / 225, 1e-14, 0);
    e = rate_of(strata, COUNT(strata), LONELY_CERTAINTY);
    assert_true(e.variance == 0);
    assert_no_limits(&e, DESIGN_LOGIT, 0.95);
}

static void test_design_rate_one_of_one_is_a_census(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{1, 1, 1, 1}, {10, 5, 5, 2}};
    const struct stratum_count without[] = {{10, 5, 5, 2}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_FAIL);
    assert_int_equal(e.status, DESIGN_OK);
    assert_close(e.p, 5 / 11.0, 1e-15, 0);
    assert_close(e.se * 11, rate_of(without, 1, LONELY_FAIL).se * 10, 1e-14, 0);
}

/* A lonely respondent without a valid answer is 0 under `adjust`, and under `fail` the stratum is lonely all the same.
 */
static void test_design_rate_lonely_without_answer(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 5, 5, 2}, {6, 1, 0, 0}};
    assert_int_equal(rate_of(strata, COUNT(strata), LONELY_FAIL).status, DESIGN_LONELY);
    struct design_estimate adjust = rate_of(strata, COUNT(strata), LONELY_ADJUST);
    assert_close(adjust.se, rate_of(strata, 1, LONELY_FAIL).se, 1e-14, 0);
}

/* Two domains of one sample in R: valid counts the domain's rows, n the whole stratum's. */
static void test_design_rate_of_a_domain(void **state)
{
    (void)state;
    const struct stratum_count p[] = {{20, 4, 1, 1}, {9, 3, 3, 2}, {30, 5, 0, 0}};
    const struct stratum_count q[] = {{20, 4, 3, 2}, {9, 3, 0, 0}, {30, 5, 5, 2}};
    struct design_estimate e = rate_of(p, COUNT(p), LONELY_FAIL);
    assert_close(e.p, 0.7857142857142857, 1e-14, 0);
    assert_close(e.se, 0.18787706775022417, 1e-13, 0);
    assert_true(e.df == 2);
    assert_limits(&e, DESIGN_MEAN, 0.95, -0.022655492698540947, 1.5940840641271123);
    assert_limits(&e, DESIGN_LOGIT, 0.95, 0.029256980625298253, 0.99776328892701938);
    assert_limits(&e, DESIGN_XLOGIT, 0.95, 0.029256980625298253, 0.99776328892701938);
    assert_limits(&e, DESIGN_ASIN, 0.95, 0.010877889087137745, 1);
    assert_limits(&e, DESIGN_BETA, 0.95, 0.120290731445479, 0.99961002571102509);
    assert_limits(&e, DESIGN_LIKELIHOOD, 0.95, 0.019272289858051649, 0.99999949537191291);
    assert_limits(&e, DESIGN_WILSON, 0.95, 0.35601474871584915, 0.96050441303283873);
    assert_no_limits(&e, DESIGN_PREDICTIVE, 0.95);

    e = rate_of(q, COUNT(q), LONELY_FAIL);
    assert_close(e.p, 0.48888888888888887, 1e-14, 0);
    assert_close(e.se, 0.17695626375067219, 1e-13, 0);
    assert_true(e.df == 6);
    assert_limits(&e, DESIGN_LIKELIHOOD, 0.95, 0.11450322408839761, 0.87315509341899933);
    assert_limits(&e, DESIGN_ASIN, 0.95, 0.11195846818085951, 0.87364772607153018);
    assert_no_limits(&e, DESIGN_BETA, 0);
    assert_no_limits(&e, DESIGN_BETA, 1);
}

static void test_design_rate_without_data(void **state)
{
    (void)state;
    const struct stratum_count silent[] = {{10, 4, 0, 0}, {5, 0, 0, 0}};
    struct design_estimate e = rate_of(silent, COUNT(silent), LONELY_FAIL);
    assert_int_equal(e.status, DESIGN_NO_DATA);
    assert_nan(e.p);
    assert_nan(e.se);
    assert_int_equal(e.n, 4);
    assert_int_equal(rate_of(NULL, 0, LONELY_FAIL).status, DESIGN_NO_DATA);
    assert_no_limits(&e, DESIGN_MEAN, 0.95);
}

static void test_design_rate_uncovered(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 4, 4, 1}, {5, 0, 0, 0}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_CERTAINTY);
    assert_int_equal(e.status, DESIGN_UNCOVERED);
    assert_nan(e.p);
    assert_nan(e.se);
    assert_int_equal(e.x, 1);
    assert_int_equal(e.N, 15);
    /* A stratum that is in no frame is not missed. */
    const struct stratum_count gone[] = {{10, 4, 4, 1}, {0, 0, 0, 0}};
    e = rate_of(gone, COUNT(gone), LONELY_FAIL);
    assert_int_equal(e.status, DESIGN_OK);
    assert_int_equal(e.strata, 1);
    assert_close(e.p, 0.25, 1e-15, 0);
}

static void test_design_rate_census(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 10, 10, 3}, {7, 7, 7, 2}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_FAIL);
    assert_close(e.p, 5 / 17.0, 1e-15, 0);
    assert_true(e.se == 0);
    assert_nan(e.deff);
    assert_limits(&e, DESIGN_MEAN, 0.95, 5 / 17.0, 5 / 17.0);
    assert_no_limits(&e, DESIGN_BETA, 0.95);
    assert_no_limits(&e, DESIGN_LIKELIHOOD, 0.95);
}

/* By the counts, never by a weighted sum: seven weights of 10/3 do not add up to themselves in doubles. */
static void test_design_rate_of_none_and_all(void **state)
{
    (void)state;
    struct stratum_count strata[7];
    for (int all = 0; all < 2; all++) {
        for (size_t i = 0; i < COUNT(strata); i++)
            strata[i] = (struct stratum_count){10 + (int64_t)i, 3, 3, all ? 3 : 0};
        struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_FAIL);
        assert_true(e.p == all);
        assert_true(e.se == 0);
        assert_nan(e.deff);
        assert_int_equal(e.status, DESIGN_OK);
        for (int m = 0; m < DESIGN_METHOD_END; m++)
            if (m != DESIGN_MEAN)
                assert_no_limits(&e, (enum design_method)m, 0.95);
        assert_limits(&e, DESIGN_MEAN, 0.95, all, all);
    }
}

/* One stratum, everyone valid: deff is 1 and the se is Cochran's. */
static void test_design_rate_of_a_simple_sample(void **state)
{
    (void)state;
    const struct stratum_count one[] = {{1000, 600, 600, 61}};
    struct design_estimate e = rate_of(one, 1, LONELY_FAIL);
    assert_close(e.p, 61 / 600.0, 1e-15, 0);
    assert_close(e.se, count_se_fpc(61, 600, 1000), 1e-14, 0);
    assert_close(e.deff, 1, 1e-13, 0);
    assert_true(e.df == 599);
    /* So it is for two of them, the fewest that have one. */
    const struct stratum_count two[] = {{9, 2, 2, 1}};
    assert_close(rate_of(two, 1, LONELY_FAIL).deff, 1, 1e-13, 0);
    /* Strata that answer alike within leave nothing to chance. */
    const struct stratum_count apart[] = {{500, 300, 300, 300}, {500, 300, 300, 0}};
    assert_true(rate_of(apart, 2, LONELY_FAIL).se == 0);
}

/* df = 0: every stratum has a single valid answer, and no t exists. */
static void test_design_limits_without_degrees_of_freedom(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{10, 2, 1, 1}, {10, 2, 1, 0}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_FAIL);
    assert_true(e.df == 0);
    assert_true(e.variance > 0);
    for (int m = 0; m < DESIGN_METHOD_END; m++)
        assert_no_limits(&e, (enum design_method)m, 0.95);
}

/* Strata drawn in the same proportion give the rate of all as one, whose variance has, besides what is within them,
 * what is between them; where they do not differ, merging them changes the variance by the (n - 1) alone. */
static void test_design_rate_of_merged_strata(void **state)
{
    (void)state;
    for (int64_t x = 0; x <= 20; x++) {
        const struct stratum_count apart[] = {{60, 20, 20, x}, {90, 30, 30, 30 - x}, {30, 10, 10, 5}};
        const struct stratum_count merged = {180, 60, 60, 35};
        struct design_estimate three = rate_of(apart, COUNT(apart), LONELY_FAIL);
        struct design_estimate one = rate_of(&merged, 1, LONELY_FAIL);
        assert_close(three.p, one.p, 1e-14, 0);
        double within = 0;
        for (size_t h = 0; h < COUNT(apart); h++) {
            double n = (double)apart[h].n, p = (double)apart[h].x / n, share = (double)apart[h].N / 180;
            within += share * share * (1 - n / (double)apart[h].N) * p * (1 - p) / (n - 1);
        }
        assert_close(three.variance, within, 1e-12, 1e-16);
        assert_close(one.variance, (1 - 60.0 / 180) * one.p * (1 - one.p) / 59, 1e-12, 0);
    }
    const struct stratum_count same[] = {{60, 20, 20, 5}, {60, 20, 20, 5}};
    const struct stratum_count whole = {120, 40, 40, 10};
    assert_close(rate_of(same, 2, LONELY_FAIL).variance * 38, rate_of(&whole, 1, LONELY_FAIL).variance * 39, 1e-12, 0);
}

/* Every method lies about p, grows with the level, and mirrors when adopted and not change places. */
static void test_design_limits_hold(void **state)
{
    (void)state;
    static const double levels[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999};
    for (int64_t x = 0; x <= 30; x++) {
        const struct stratum_count here[] = {{100, 40, 38, x}, {60, 20, 20, x / 3}, {9, 9, 8, 1}};
        const struct stratum_count mirror[] = {{100, 40, 38, 38 - x}, {60, 20, 20, 20 - x / 3}, {9, 9, 8, 7}};
        struct design_estimate e = rate_of(here, COUNT(here), LONELY_FAIL);
        struct design_estimate other = rate_of(mirror, COUNT(mirror), LONELY_FAIL);
        for (int m = 0; m < DESIGN_PREDICTIVE; m++) {
            struct limits inner = {e.p, e.p};
            for (size_t l = 0; l < COUNT(levels); l++) {
                struct limits limits, turned;
                assert_true(design_limits((enum design_method)m, &e, levels[l], &limits));
                assert_true(design_limits((enum design_method)m, &other, levels[l], &turned));
                assert_true(limits.lower < inner.lower || (limits.lower == 0 && inner.lower == 0));
                assert_true(limits.upper > inner.upper || (limits.upper == 1 && inner.upper == 1));
                assert_close(turned.lower, 1 - limits.upper, 1e-9, 1e-9);
                inner = limits;
            }
        }
    }
}

/* A variance near nothing gives limits near p, not a failure of the distribution functions. */
static void test_design_limits_of_a_tiny_variance(void **state)
{
    (void)state;
    const struct stratum_count strata[] = {{1000000000, 999999999, 999999999, 123456789}};
    struct design_estimate e = rate_of(strata, COUNT(strata), LONELY_FAIL);
    assert_true(e.variance > 0 && e.variance < 1e-18);
    for (int m = 0; m < DESIGN_PREDICTIVE; m++) {
        struct limits limits;
        assert_true(design_limits((enum design_method)m, &e, 0.95, &limits));
        assert_true(limits.lower <= e.p && limits.upper >= e.p);
        assert_close(limits.upper, limits.lower, 0, 1e-7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_parse_agree),
        cmocka_unit_test(test_design_rate_lonely_policies),
        cmocka_unit_test(test_design_rate_all_strata_lonely),
        cmocka_unit_test(test_design_rate_one_of_one_is_a_census),
        cmocka_unit_test(test_design_rate_lonely_without_answer),
        cmocka_unit_test(test_design_rate_of_a_domain),
        cmocka_unit_test(test_design_rate_without_data),
        cmocka_unit_test(test_design_rate_uncovered),
        cmocka_unit_test(test_design_rate_census),
        cmocka_unit_test(test_design_rate_of_none_and_all),
        cmocka_unit_test(test_design_rate_of_a_simple_sample),
        cmocka_unit_test(test_design_limits_without_degrees_of_freedom),
        cmocka_unit_test(test_design_rate_of_merged_strata),
        cmocka_unit_test(test_design_limits_hold),
        cmocka_unit_test(test_design_limits_of_a_tiny_variance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
