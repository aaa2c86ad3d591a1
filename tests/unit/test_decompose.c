/* The parts of a change: worked cases, what they are for, and that they sum to it to the last digit. */
#include "support/check.h"

#include <math.h>

#include "stats/decompose.h"

/* 100 in both waves, all of them: 3 adopted, 1 dropped. */
static void test_decompose_of_the_same_institutions(void **state)
{
    (void)state;
    const struct decompose_stratum h = {
        .weight = {1, 1}, .n = {100, 100}, .x = {8, 10}, .matched = 100, .adopted = 3, .dropped = 1, .stayed = 7};
    struct decomposition d;
    assert_true(decompose(&h, 1, &d));
    assert_close(d.change, 0.02, 1e-15, 0);
    assert_close(d.part[COMPONENT_ADOPTION], 0.03, 1e-15, 0);
    assert_close(d.part[COMPONENT_ABANDONMENT], -0.01, 1e-15, 0);
    for (int i = COMPONENT_MERGER; i < COMPONENT_END; i++)
        assert_close(d.part[i], 0, 0, 1e-17);
    assert_int_equal(d.institutions[COMPONENT_ADOPTION], 3);
    assert_int_equal(d.institutions[COMPONENT_ABANDONMENT], 1);
    assert_int_equal(d.institutions[COMPONENT_ENTRY_EXIT], 0);
}

/* By hand: m = 50, n = 80 and 100, rest 30 with 3 adopted of which 10 (2) merged, and 50 with 10. a1 = 5/8, a2 = 1/2,
 * a' = 9/16; s1 = 1/10, s1 without the merged 1/20, s2 = 1/5; r1 = 5/50, r2 = 8/50. */
static void test_decompose_by_hand(void **state)
{
    (void)state;
    const struct decompose_stratum h = {.weight = {1, 1},
                                        .n = {80, 100},
                                        .x = {8, 18},
                                        .matched = 50,
                                        .adopted = 4,
                                        .dropped = 1,
                                        .stayed = 4,
                                        .merged = {10, 2}};
    struct decomposition d;
    assert_true(decompose(&h, 1, &d));
    assert_close(d.change, 0.08, 0, 0x1p-50);
    assert_close(d.part[COMPONENT_ADOPTION], 9.0 / 16 * 4 / 50, 0, 0x1p-50);
    assert_close(d.part[COMPONENT_ABANDONMENT], -9.0 / 16 / 50, 0, 0x1p-50);
    assert_close(d.part[COMPONENT_MERGER], 7.0 / 16 * (0.05 - 0.1), 0, 0x1p-50);
    assert_close(d.part[COMPONENT_ENTRY_EXIT], 7.0 / 16 * (0.2 - 0.05), 0, 0x1p-50);
    assert_close(d.part[COMPONENT_COMPOSITION], -0.125 * (0.13 - 0.15), 0, 0x1p-50);
    assert_int_equal(d.institutions[COMPONENT_MERGER], 10);
    assert_int_equal(d.institutions[COMPONENT_ENTRY_EXIT], 70);
}

/* Nothing changes but the weights of two strata: all of it is the frame. */
static void test_decompose_of_a_frame(void **state)
{
    (void)state;
    const struct decompose_stratum strata[] = {
        {.weight = {0.25, 0.75}, .n = {10, 10}, .x = {5, 5}, .matched = 10, .stayed = 5},
        {.weight = {0.75, 0.25}, .n = {10, 10}, .x = {1, 1}, .matched = 10, .stayed = 1}};
    struct decomposition d;
    assert_true(decompose(strata, 2, &d));
    assert_close(d.change, 0.2, 1e-15, 0);
    assert_close(d.part[COMPONENT_FRAME], 0.2, 1e-15, 0);
    assert_close(d.part[COMPONENT_ADOPTION], 0, 0, 1e-17);
}

static int64_t draw(uint64_t *seed, int64_t most)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)(*seed >> 33) % (most + 1);
}

static void test_decompose_sums_to_the_last_digit(void **state)
{
    (void)state;
    enum { STRATA = 5, CASES = 20000 };
    uint64_t seed = 20211;
    for (int c = 0; c < CASES; c++) {
        struct decompose_stratum strata[STRATA];
        double total[2] = {0, 0};
        for (int h = 0; h < STRATA; h++) {
            int64_t n11 = draw(&seed, 30), n10 = draw(&seed, 6), n01 = draw(&seed, 20), n00 = draw(&seed, 200);
            int64_t rest1 = draw(&seed, 40), rest2 = draw(&seed, 40), x1 = draw(&seed, rest1), x2 = draw(&seed, rest2);
            int64_t merged = draw(&seed, rest1), most = merged < x1 ? merged : x1;
            int64_t least = x1 - (rest1 - merged) > 0 ? x1 - (rest1 - merged) : 0;
            int64_t m = n11 + n10 + n01 + n00;
            strata[h] = (struct decompose_stratum){.n = {m + rest1, m + rest2},
                                                   .x = {n11 + n10 + x1, n11 + n01 + x2},
                                                   .matched = m,
                                                   .adopted = n01,
                                                   .dropped = n10,
                                                   .stayed = n11,
                                                   .merged = {merged, least + draw(&seed, most - least)}};
            for (int t = 0; t < 2; t++) {
                strata[h].weight[t] = strata[h].n[t] ? (double)(1 + draw(&seed, 400)) : 0;
                total[t] += strata[h].weight[t];
            }
        }
        double rates[2] = {0, 0};
        for (int h = 0; h < STRATA; h++)
            for (int t = 0; t < 2; t++) {
                strata[h].weight[t] /= total[t];
                if (strata[h].n[t])
                    rates[t] += strata[h].weight[t] * (double)strata[h].x[t] / (double)strata[h].n[t];
            }
        struct decomposition d;
        assert_true(decompose(strata, STRATA, &d));
        assert_close(d.change, rates[1] - rates[0], 0, 1e-14);
        double sum = 0;
        for (int i = 0; i < COMPONENT_END; i++)
            sum += d.part[i];
        assert_true(sum == d.change);
    }
}

static void test_decompose_without_answers(void **state)
{
    (void)state;
    const struct decompose_stratum empty = {.weight = {1, 0}, .n = {10, 0}, .x = {2, 0}};
    struct decomposition d;
    assert_false(decompose(&empty, 1, &d));
    assert_false(decompose(NULL, 0, &d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decompose_of_the_same_institutions),
        cmocka_unit_test(test_decompose_by_hand),
        cmocka_unit_test(test_decompose_of_a_frame),
        cmocka_unit_test(test_decompose_sums_to_the_last_digit),
        cmocka_unit_test(test_decompose_without_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
