/* Cells kept from publication: worked cases, and that bounds by enumeration are those that are told. */
#include "stats/random.h"
#include "stats/suppression.h"
#include "support/check.h"

enum { MOST = 5, PARTS = 3 };

static void test_what_is_small(void **state)
{
    (void)state;
    assert_true(suppression_is_small(2, 100, 3));
    assert_true(suppression_is_small(98, 100, 3));
    assert_true(suppression_is_small(0, 2, 3));
    assert_false(suppression_is_small(3, 100, 3));
    assert_false(suppression_is_small(0, 100, 3));
    assert_true(suppression_is_primary(0, 100, 3));
    assert_true(suppression_is_primary(100, 100, 3));
    assert_false(suppression_is_primary(0, 0, 3));
    assert_false(suppression_is_primary(1, 2, 1));
    assert_false(suppression_is_primary(0, 5, 1));
    assert_false(suppression_is_primary(5, 5, 1));
}

static void test_the_smallest_other_group_goes_with_a_small_one(void **state)
{
    (void)state;
    struct suppression_cell cells[] = {{1, 20, false}, {10, 30, false}, {10, 25, false}, {20, 40, false}};
    assert_true(suppression_close(cells, 4, 3));
    assert_true(cells[0].hidden && cells[2].hidden);
    assert_false(cells[1].hidden || cells[3].hidden);
    int64_t lowest, highest;
    suppression_bounds(cells, 4, 0, &lowest, &highest);
    assert_int_equal(lowest, 0);
    assert_int_equal(highest, 11);
}

static void test_ties_go_by_order(void **state)
{
    (void)state;
    struct suppression_cell cells[] = {{10, 25, false}, {1, 20, false}, {10, 25, false}};
    assert_true(suppression_close(cells, 3, 3));
    assert_true(cells[0].hidden && cells[1].hidden);
    assert_false(cells[2].hidden);
}

static void test_nothing_is_hidden_where_nothing_is_small(void **state)
{
    (void)state;
    struct suppression_cell cells[] = {{5, 20, false}, {10, 30, false}, {0, 0, false}};
    assert_true(suppression_close(cells, 3, 3));
    for (size_t i = 0; i < 3; i++)
        assert_false(cells[i].hidden);
}

static void test_a_small_whole_is_hidden_with_all(void **state)
{
    (void)state;
    struct suppression_cell cells[] = {{2, 20, false}, {0, 30, false}, {0, 0, false}};
    assert_false(suppression_close(cells, 3, 3));
    assert_true(cells[0].hidden && cells[1].hidden);
    assert_false(cells[2].hidden);
}

static void test_the_whole_may_say_nobody(void **state)
{
    (void)state;
    struct suppression_cell cells[] = {{0, 20, false}, {0, 30, false}};
    assert_true(suppression_close(cells, 2, 3));
    assert_false(cells[0].hidden || cells[1].hidden);
}

static int64_t below(struct random *random, int64_t limit)
{
    return (int64_t)(random_next(random) % (uint64_t)limit);
}

/* Every way to distribute what the hidden groups have together; the least and the most of group `at`. */
static void enumerate(const struct suppression_cell *cells, size_t count, size_t h, int64_t left, size_t at, int64_t x,
                      int64_t *lowest, int64_t *highest)
{
    if (h == count) {
        if (left == 0) {
            *lowest = x < *lowest ? x : *lowest;
            *highest = x > *highest ? x : *highest;
        }
        return;
    }
    if (!cells[h].hidden) {
        enumerate(cells, count, h + 1, left, at, x, lowest, highest);
        return;
    }
    for (int64_t own = 0; own <= cells[h].n && own <= left; own++)
        enumerate(cells, count, h + 1, left - own, at, h == at ? own : x, lowest, highest);
}

static void test_no_primary_group_can_be_narrowed(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 20220120);
    int leaks = 0, hidden = 0;
    for (int round = 0; round < 3000; round++) {
        struct suppression_cell cells[MOST], bare[MOST];
        int64_t minimum = 2 + below(&random, 3);
        size_t count = 2 + (size_t)below(&random, MOST - 1);
        for (size_t i = 0; i < count; i++) {
            cells[i] = (struct suppression_cell){.n = below(&random, 9)};
            cells[i].x = below(&random, cells[i].n + 1);
            bare[i] = cells[i];
            bare[i].hidden = suppression_is_primary(cells[i].x, cells[i].n, minimum);
        }
        if (!suppression_close(cells, count, minimum))
            continue; /* the whole is not published, and so there is nothing to work from */
        for (int secondary = 0; secondary < 2; secondary++) {
            const struct suppression_cell *published = secondary ? cells : bare;
            int64_t left = 0;
            for (size_t i = 0; i < count; i++)
                left += published[i].hidden ? published[i].x : 0;
            for (size_t i = 0; i < count; i++) {
                if (!cells[i].hidden || !suppression_is_primary(cells[i].x, cells[i].n, minimum))
                    continue;
                int64_t lowest = INT64_MAX, highest = -1, least = cells[i].n < minimum ? cells[i].n : minimum;
                enumerate(published, count, 0, left, i, 0, &lowest, &highest);
                if (!secondary) {
                    leaks += highest - lowest < least;
                    continue;
                }
                int64_t told_lowest, told_highest;
                suppression_bounds(cells, count, i, &told_lowest, &told_highest);
                assert_int_equal(told_lowest, lowest);
                assert_int_equal(told_highest, highest);
                assert_true(highest - lowest >= least);
                hidden++;
            }
        }
    }
    assert_true(hidden > 1000);
    assert_true(leaks > 100); /* the enumeration does find what primary suppression alone gives away */
}

/* A table of groups by three parts: every way to fill the hidden groups so that all sums come out. */
struct fill {
    const int64_t *counts;
    const bool *hidden;
    size_t groups;
    int64_t left[PARTS]; /* of each part, over the hidden groups */
    int64_t now[MOST][PARTS];
    int64_t lowest[MOST][PARTS], highest[MOST][PARTS];
};

static void fill_groups(struct fill *fill, size_t g)
{
    if (g == fill->groups) {
        if (fill->left[0] || fill->left[1] || fill->left[2])
            return;
        for (size_t i = 0; i < fill->groups; i++)
            for (size_t p = 0; p < PARTS && fill->hidden[i]; p++) {
                int64_t n = fill->now[i][p];
                fill->lowest[i][p] = n < fill->lowest[i][p] ? n : fill->lowest[i][p];
                fill->highest[i][p] = n > fill->highest[i][p] ? n : fill->highest[i][p];
            }
        return;
    }
    if (!fill->hidden[g]) {
        fill_groups(fill, g + 1);
        return;
    }
    const int64_t *own = &fill->counts[g * PARTS];
    int64_t sum = own[0] + own[1] + own[2];
    for (int64_t a = 0; a <= sum && a <= fill->left[0]; a++)
        for (int64_t b = 0; a + b <= sum && b <= fill->left[1]; b++) {
            int64_t c = sum - a - b;
            if (c > fill->left[2])
                continue;
            const int64_t take[PARTS] = {a, b, c};
            for (size_t p = 0; p < PARTS; p++) {
                fill->now[g][p] = take[p];
                fill->left[p] -= take[p];
            }
            fill_groups(fill, g + 1);
            for (size_t p = 0; p < PARTS; p++)
                fill->left[p] += take[p];
        }
}

static void test_no_part_can_be_narrowed(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    int checked = 0;
    for (int round = 0; round < 400; round++) {
        int64_t counts[MOST * PARTS], bases[MOST] = {0};
        bool hidden[MOST] = {false};
        const int64_t minimum = 3;
        size_t groups = 2 + (size_t)below(&random, 3);
        for (size_t i = 0; i < groups * PARTS; i++) {
            counts[i] = below(&random, 5);
            bases[i / PARTS] += counts[i];
        }
        if (!suppression_close_parts(counts, bases, hidden, groups, PARTS, minimum))
            continue;
        struct fill fill = {.counts = counts, .hidden = hidden, .groups = groups};
        for (size_t g = 0; g < groups; g++)
            for (size_t p = 0; p < PARTS; p++) {
                fill.left[p] += hidden[g] ? counts[g * PARTS + p] : 0;
                fill.lowest[g][p] = INT64_MAX;
                fill.highest[g][p] = -1;
            }
        fill_groups(&fill, 0);
        for (size_t g = 0; g < groups; g++)
            for (size_t p = 0; p < PARTS; p++) {
                int64_t n = counts[g * PARTS + p];
                bool small = (n > 0 && n < minimum) || (n > 0 && n == bases[g]);
                assert_false(small && !hidden[g]);
                if (!small)
                    continue;
                assert_true(fill.highest[g][p] - fill.lowest[g][p] >= (bases[g] < minimum ? bases[g] : minimum));
                checked++;
            }
    }
    assert_true(checked > 300);
}

/* Two hidden groups of which 1 and 2 are of the first part leave each of the four numbers 3 wide: no more is hidden. */
static void test_parts_hide_no_more_than_needed(void **state)
{
    (void)state;
    const int64_t counts[] = {1, 9, 2, 8, 6, 6}, weights[] = {10, 10, 12};
    bool hidden[3] = {false};
    assert_true(suppression_close_parts(counts, weights, hidden, 3, 2, 3));
    assert_true(hidden[0] && hidden[1]);
    assert_false(hidden[2]);
    /* 1 and 1 do not. */
    const int64_t fewer[] = {1, 9, 1, 9, 6, 6};
    bool more[3] = {false};
    assert_true(suppression_close_parts(fewer, weights, more, 3, 2, 3));
    assert_true(more[0] && more[1] && more[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_small),
        cmocka_unit_test(test_the_smallest_other_group_goes_with_a_small_one),
        cmocka_unit_test(test_ties_go_by_order),
        cmocka_unit_test(test_nothing_is_hidden_where_nothing_is_small),
        cmocka_unit_test(test_a_small_whole_is_hidden_with_all),
        cmocka_unit_test(test_the_whole_may_say_nobody),
        cmocka_unit_test(test_no_primary_group_can_be_narrowed),
        cmocka_unit_test(test_no_part_can_be_narrowed),
        cmocka_unit_test(test_parts_hide_no_more_than_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
