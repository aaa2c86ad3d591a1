/* The covariance of overlapping waves from scores: by hand, and against the one from counts. */
#include "support/check.h"

#include <math.h>

#include "stats/change.h"
#include "stats/change_scores.h"

enum { N1 = 20, N2 = 18, n1 = 12, n2 = 10, BOTH = 7 };

static double covariance_of(const struct scored_wave *earlier, const struct scored_wave *later)
{
    struct arena *arena = arena_new();
    double covariance;
    assert_non_null(arena);
    assert_int_equal(change_scores_covariance(earlier, later, arena, &covariance), STATUS_OK);
    arena_free(arena);
    return covariance;
}

/* Two strata of which the second has one institution in both, which has no covariance. In the first two are in both,
 * n12 = 2: 2/1 ((1 - 2)(5 - 6) + (3 - 2)(7 - 6)) = 4, less the part of it that N12 n1 n2 / (N1 N2 n12) = 5 3 2 / (6 5
 * 2) takes: 1/2. */
static void test_change_scores_by_hand(void **state)
{
    (void)state;
    static const int32_t first[] = {0, 0, 1, 0}, second[] = {0, 1, 0};
    static const double population1[] = {6, 4}, population2[] = {5, 3};
    const struct sample earlier = {.units = 4, .stratum = first, .strata = 2, .population = population1};
    struct sample later = {.units = 3, .stratum = second, .strata = 2, .population = population2};
    const int64_t ids1[] = {11, 7, 3, 9}, ids2[] = {7, 3, 11};
    const double scores1[] = {3, 1, 100, 50}, scores2[] = {5, 100, 7};
    const struct scored_wave waves[] = {{&earlier, ids1, scores1}, {&later, ids2, scores2}};
    assert_close(covariance_of(&waves[0], &waves[1]), 2.0, 1e-14, 0);
    later.population = NULL;
    assert_close(covariance_of(&waves[0], &waves[1]), 4.0, 1e-14, 0);
}

static void test_change_scores_without_overlap(void **state)
{
    (void)state;
    const struct sample sample = {.units = 2, .strata = 1}, none = {.units = 0, .strata = 1};
    const int64_t ids1[] = {1, 2}, ids2[] = {3, 4};
    const double scores[] = {1, 2};
    const struct scored_wave waves[] = {{&sample, ids1, scores}, {&sample, ids2, scores}, {&none, NULL, NULL}};
    assert_true(covariance_of(&waves[0], &waves[1]) == 0);
    assert_true(covariance_of(&waves[0], &waves[2]) == 0);
    assert_true(covariance_of(&waves[2], &waves[1]) == 0);
}

/* With weights N/n the scores of a share give what the counts give. */
static void test_change_scores_as_from_counts(void **state)
{
    (void)state;
    static const int32_t codes1[n1] = {1, 0, 0, 1, 0, 0, 1, -1, 0, 0, 1, 0},
                         codes2[n2] = {1, 1, 0, 0, 1, 0, -1, 1, 0, 0};
    struct arena *arena = arena_new();
    double weight1[n1], weight2[n2], scores1[n1], scores2[n2], population1 = N1, population2 = N2;
    int64_t ids1[n1], ids2[n2];
    struct stratum_count earlier = {N1, n1, 0, 0}, later = {N2, n2, 0, 0};
    struct overlap_cell cell = {.N = -1};
    assert_non_null(arena);
    for (int i = 0; i < n1; i++) {
        weight1[i] = (double)N1 / n1;
        ids1[i] = i;
        earlier.valid += codes1[i] >= 0;
        earlier.x += codes1[i] == 1;
    }
    for (int i = 0; i < n2; i++) {
        weight2[i] = (double)N2 / n2;
        ids2[i] = i < BOTH ? n1 - 1 - i : 100 + i;
        later.valid += codes2[i] >= 0;
        later.x += codes2[i] == 1;
        if (i < BOTH)
            cell.joint[codes1[n1 - 1 - i] + 1][codes2[i] + 1]++;
    }
    const struct sample first = {.units = n1, .weight = weight1, .strata = 1, .population = &population1};
    const struct sample second = {.units = n2, .weight = weight2, .strata = 1, .population = &population2};
    const struct sample_target target1 = {.kind = SAMPLE_SHARE, .codes = codes1, .code = 1};
    const struct sample_target target2 = {.kind = SAMPLE_SHARE, .codes = codes2, .code = 1};
    assert_int_equal(sample_scores(&first, &target1, arena, scores1), STATUS_OK);
    assert_int_equal(sample_scores(&second, &target2, arena, scores2), STATUS_OK);
    const struct scored_wave waves[] = {{&first, ids1, scores1}, {&second, ids2, scores2}};
    struct change_estimate expected;
    change_overlap(&earlier, &later, 1, &cell, 1, LONELY_FAIL, &expected);
    assert_true(fabs(expected.covariance) > 1e-6);
    assert_close(covariance_of(&waves[0], &waves[1]), expected.covariance, 1e-12, 0);
    /* And their own covariance is the variance. */
    double variance;
    enum sample_status status;
    struct sample_estimate estimate;
    assert_int_equal(sample_score_covariance(&first, scores1, 1, arena, &variance, &status), STATUS_OK);
    assert_int_equal(sample_estimate(&first, &target1, 1, arena, &estimate, NULL), STATUS_OK);
    assert_close(variance, estimate.variance, 1e-12, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_scores_by_hand),
        cmocka_unit_test(test_change_scores_without_overlap),
        cmocka_unit_test(test_change_scores_as_from_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
