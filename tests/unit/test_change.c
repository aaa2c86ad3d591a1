/* Changes: the overlap covariance, the matched institutions, and where a variance is not to be had. */
#include "support/check.h"

#include <math.h>

#include "stats/change.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct change_estimate change_of(const struct stratum_count *earlier, const struct stratum_count *later,
                                        size_t count, const struct overlap_cell *cells, size_t cell_count)
{
    struct change_estimate change;
    change_overlap(earlier, later, count, cells, cell_count, LONELY_FAIL, &change);
    return change;
}

/* 8.9 to 10.1 %, 8 of 10 institutions answering, 8.5 % adopters in both years: the se by overlap, at ten times the
 * size of the published illustration so that all counts are whole (hence the root of 10). */
static void test_change_overlap_by_size_of_overlap(void **state)
{
    (void)state;
    static const struct {
        int64_t both;
        double points;
    } cases[] = {{6000, 0.725}, {7000, 0.536}, {8000, 0.223}};
    const struct stratum_count earlier[] = {{10000, 8000, 8000, 712}}, later[] = {{10000, 8000, 8000, 808}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t n = cases[i].both;
        struct overlap_cell cell = {.N = -1};
        cell.joint[2][2] = n * 85 / 1000;
        cell.joint[2][1] = n * 4 / 1000;
        cell.joint[1][2] = n * 16 / 1000;
        cell.joint[1][1] = n - cell.joint[2][2] - cell.joint[2][1] - cell.joint[1][2];
        struct change_estimate change = change_of(earlier, later, 1, &cell, 1);
        assert_close(change.change, 0.012, 1e-12, 0);
        assert_close(change.se * 100 * sqrt(10), cases[i].points, 0, 0.0006);
        assert_close(change.variance, pow(change.se_independent, 2) - 2 * change.covariance, 1e-12, 0);
        assert_close(change.z, change.change / change.se, 1e-14, 0);
        assert_close(change.p, erfc(change.z / sqrt(2)), 1e-9, 0);
        assert_false(change.not_positive);
    }
}

static void test_change_overlap_without_overlap(void **state)
{
    (void)state;
    const struct stratum_count earlier[] = {{100, 40, 38, 10}, {50, 20, 20, 3}};
    const struct stratum_count later[] = {{100, 30, 30, 12}, {50, 25, 24, 3}};
    struct design_estimate first, second;
    design_rate(earlier, 2, LONELY_FAIL, &first);
    design_rate(later, 2, LONELY_FAIL, &second);
    struct change_estimate change = change_of(earlier, later, 2, NULL, 0);
    assert_true(change.covariance == 0);
    assert_close(change.earlier, first.p, 0, 0);
    assert_close(change.later, second.p, 0, 0);
    assert_close(change.se, hypot(first.se, second.se), 1e-14, 0);
    assert_close(change.se_independent, change.se, 1e-14, 0);
    /* One institution in both has no covariance. */
    struct overlap_cell cell = {.N = -1, .joint = {{0, 0, 0}, {0, 0, 0}, {0, 0, 1}}};
    assert_true(change_of(earlier, later, 2, &cell, 1).covariance == 0);
}

/* Stratum 0 to 1: weights 100/40 and 50/25, three in both, e by hand. */
static void test_change_overlap_of_movers(void **state)
{
    (void)state;
    const struct stratum_count earlier[] = {{100, 40, 40, 10}, {50, 20, 20, 3}};
    const struct stratum_count later[] = {{100, 30, 30, 12}, {50, 25, 25, 3}};
    struct overlap_cell cell = {.earlier = 0, .later = 1, .N = -1};
    cell.joint[2][2] = 1;
    cell.joint[2][1] = 1;
    cell.joint[1][1] = 1;
    /* e1 is (1, 1, 0) and e2 (1, 0, 0), less a constant and over M = 150: covariance 1/6 over 150². */
    double s12 = (1 - 2.0 / 3 * 1) / 2 / (150.0 * 150);
    double weights = 100.0 / 40 * 50 / 25 * 3;
    /* The smaller sampling fraction is 0.4: 3 seen stand for 7.5 in both frames. */
    assert_close(change_of(earlier, later, 2, &cell, 1).covariance, (weights - 7.5) * s12, 1e-12, 0);
    cell.N = 5;
    assert_close(change_of(earlier, later, 2, &cell, 1).covariance, (weights - 5) * s12, 1e-12, 0);
    cell.N = 0;
    assert_close(change_of(earlier, later, 2, &cell, 1).covariance, weights * s12, 1e-12, 0);
    /* Within a stratum as many as can be: min(100, 100). */
    cell = (struct overlap_cell){.earlier = 0, .later = 0, .N = -1};
    cell.joint[2][2] = 1;
    cell.joint[2][1] = 1;
    cell.joint[1][1] = 1;
    weights = 100.0 / 40 * 100 / 30 * 3;
    assert_close(change_of(earlier, later, 2, &cell, 1).covariance, (weights - 100) * s12, 1e-12, 0);
}

/* Mergers shrink the frame while the same institutions answer alike. */
static void test_change_overlap_variance_negative(void **state)
{
    (void)state;
    const struct stratum_count earlier[] = {{257, 186, 186, 20}}, later[] = {{254, 186, 186, 20}};
    struct overlap_cell cell = {.N = -1, .joint = {{0, 0, 0}, {0, 166, 0}, {0, 0, 20}}};
    struct change_estimate change = change_of(earlier, later, 1, &cell, 1);
    assert_true(change.variance < 0);
    assert_true(change.not_positive);
    assert_nan(change.se);
    assert_nan(change.z);
    assert_nan(change.p);
    assert_true(change.se_independent > 0);
}

/* The same answers of the same sample: V1 = V2 = C, and rounding makes no standard error. */
static void test_change_overlap_variance_zero(void **state)
{
    (void)state;
    for (int64_t n = 7; n < 97; n++) {
        const struct stratum_count wave[] = {{97, n, n, n / 3}};
        struct overlap_cell cell = {.N = -1};
        cell.joint[2][2] = n / 3;
        cell.joint[1][1] = n - n / 3;
        struct change_estimate change = change_of(wave, wave, 1, &cell, 1);
        assert_true(change.variance == 0);
        assert_true(change.not_positive);
        assert_nan(change.se);
    }
}

static void test_change_overlap_of_two_censuses_is_known(void **state)
{
    (void)state;
    const struct stratum_count earlier[] = {{40, 40, 40, 10}}, later[] = {{41, 41, 41, 12}};
    struct overlap_cell cell = {.N = -1, .joint = {{0, 0, 0}, {0, 28, 2}, {0, 0, 10}}};
    struct change_estimate change = change_of(earlier, later, 1, &cell, 1);
    assert_true(change.se == 0);
    assert_false(change.not_positive);
    assert_nan(change.z);
    assert_close(change.change, 12 / 41.0 - 10 / 40.0, 1e-14, 0);
}

static void test_change_overlap_undefined(void **state)
{
    (void)state;
    const struct stratum_count good[] = {{100, 40, 38, 10}, {50, 20, 20, 3}};
    const struct stratum_count lonely[] = {{100, 30, 30, 12}, {50, 1, 1, 0}};
    const struct stratum_count uncovered[] = {{100, 30, 30, 12}, {50, 0, 0, 0}};
    struct change_estimate change = change_of(good, lonely, 2, NULL, 0);
    assert_close(change.change, change.later - change.earlier, 0, 0);
    assert_nan(change.se);
    assert_nan(change.se_independent);
    assert_nan(change.variance);
    assert_false(change.not_positive);
    change = change_of(uncovered, good, 2, NULL, 0);
    assert_nan(change.earlier);
    assert_close(change.later, (100 / 40.0 * 10 + 50 / 20.0 * 3) / (100 / 40.0 * 38 + 50), 1e-14, 0);
    assert_nan(change.change);
    assert_nan(change.p);
}

static void test_change_matched(void **state)
{
    (void)state;
    double change, se;
    change_matched(&(struct matched_counts){36, 12, 2, 0}, &change, &se);
    assert_close(change, -0.2, 1e-15, 0);
    assert_close(se, sqrt(14 - 100 / 50.0) / 50, 1e-15, 0);
    change_matched(&(struct matched_counts){0, 7, 0, 0}, &change, &se);
    assert_close(change, -1, 0, 0);
    assert_true(se == 0);
    change_matched(&(struct matched_counts){0, 0, 0, 0}, &change, &se);
    assert_nan(change);
    assert_nan(se);
}

/* Where the two answers never differ, or always do, the limits have a closed form. */
static void test_change_newcombe_paired_closed_forms(void **state)
{
    (void)state;
    const double z = 1.959963984540054, z2 = z * z;
    struct limits limits;
    /* Nobody adopted: phi is 0 and the limits are Wilson's upper one of 0 of 10. */
    assert_true(change_newcombe_paired(&(struct matched_counts){0, 0, 0, 10}, 0.95, &limits));
    assert_close(limits.upper, z2 / (10 + z2), 1e-12, 0);
    assert_close(limits.lower, -z2 / (10 + z2), 1e-12, 0);
    /* Everyone changed: phi is -1, so the half-width is the whole of Wilson's interval of 5 of 10. */
    assert_true(change_newcombe_paired(&(struct matched_counts){0, 5, 5, 0}, 0.95, &limits));
    assert_close(limits.upper, 2 * z * sqrt(0.025 + z2 / 400) / (1 + z2 / 10), 1e-12, 0);
    assert_close(limits.lower, -limits.upper, 1e-12, 0);
    /* ad - bc = 1 lies between 0 and m/2 = 2.5, which makes phi 0: both waves have 2 of 5. */
    struct limits wilson;
    assert_true(change_newcombe_paired(&(struct matched_counts){1, 1, 1, 2}, 0.9, &limits));
    assert_true(count_limits(COUNT_WILSON, 2, 5, -1, 0.9, &wilson));
    assert_close(limits.lower, -hypot(0.4 - wilson.lower, wilson.upper - 0.4), 1e-12, 0);
    assert_close(limits.upper, hypot(wilson.upper - 0.4, 0.4 - wilson.lower), 1e-12, 0);
}

static void test_change_newcombe_paired_undefined(void **state)
{
    (void)state;
    struct limits limits = {0, 0};
    assert_false(change_newcombe_paired(&(struct matched_counts){0, 0, 0, 0}, 0.95, &limits));
    assert_nan(limits.lower);
    assert_nan(limits.upper);
    assert_false(change_newcombe_paired(&(struct matched_counts){1, 1, 1, 2}, 0, &limits));
    assert_false(change_newcombe_paired(&(struct matched_counts){1, 1, 1, 2}, 1, &limits));
}

static void test_change_newcombe_paired_turns_with_time(void **state)
{
    (void)state;
    for (int64_t b = 0; b <= 6; b++)
        for (int64_t c = 0; c <= 6; c++) {
            struct limits forth, back;
            assert_true(change_newcombe_paired(&(struct matched_counts){4, b, c, 9}, 0.9, &forth));
            assert_true(change_newcombe_paired(&(struct matched_counts){4, c, b, 9}, 0.9, &back));
            double change = (double)(c - b) / (double)(13 + b + c);
            assert_true(forth.lower <= change && change <= forth.upper);
            assert_true(forth.lower >= -1 && forth.upper <= 1);
            assert_close(forth.lower, -back.upper, 1e-12, 1e-14);
        }
}

static void test_change_mcnemar_exact(void **state)
{
    (void)state;
    assert_close(change_mcnemar_exact(&(struct matched_counts){36, 12, 2, 0}), 2 * (1 + 14 + 91) / 16384.0, 1e-14, 0);
    assert_close(change_mcnemar_exact(&(struct matched_counts){5, 0, 10, 5}), 2 / 1024.0, 1e-14, 0);
    assert_true(change_mcnemar_exact(&(struct matched_counts){5, 3, 3, 5}) == 1);
    assert_true(change_mcnemar_exact(&(struct matched_counts){5, 1, 0, 5}) == 1);
    assert_true(change_mcnemar_exact(&(struct matched_counts){5, 0, 0, 5}) == 1);
    assert_true(change_mcnemar_exact(&(struct matched_counts){0, 0, 0, 0}) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_overlap_by_size_of_overlap),
        cmocka_unit_test(test_change_overlap_without_overlap),
        cmocka_unit_test(test_change_overlap_of_movers),
        cmocka_unit_test(test_change_overlap_variance_negative),
        cmocka_unit_test(test_change_overlap_variance_zero),
        cmocka_unit_test(test_change_overlap_of_two_censuses_is_known),
        cmocka_unit_test(test_change_overlap_undefined),
        cmocka_unit_test(test_change_matched),
        cmocka_unit_test(test_change_newcombe_paired_closed_forms),
        cmocka_unit_test(test_change_newcombe_paired_undefined),
        cmocka_unit_test(test_change_newcombe_paired_turns_with_time),
        cmocka_unit_test(test_change_mcnemar_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
