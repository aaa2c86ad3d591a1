/* Counts under keys, in an array and in a table: what is listed is what was counted, by rising key. */
#include "store/counter.h"
#include "support/check.h"

/* Counts each of 5,000 keys, spread below `limit`, `key % 3 + 1` times in a scattered order. */
static void check_counter(uint64_t limit)
{
    enum { KEYS = 5000 };
    struct counter counter;
    struct counted *list;
    size_t count;
    const uint64_t step = limit / KEYS;
    assert_int_equal(counter_init(&counter, limit), STATUS_OK);
    for (uint64_t round = 0; round < 3; round++)
        for (uint64_t i = 0; i < KEYS; i++) {
            uint64_t k = i * 1237 % KEYS; /* prime to 5,000 */
            if (k % 3 >= round)
                assert_int_equal(counter_add(&counter, k * step), STATUS_OK);
        }
    assert_int_equal(counter_list(&counter, &list, &count), STATUS_OK);
    assert_int_equal(count, KEYS);
    for (uint64_t i = 0; i < KEYS; i++) {
        assert_true(list[i].key == i * step);
        assert_int_equal(list[i].n, i % 3 + 1);
    }
    mem_free(list);
    counter_clear(&counter);
}

static void test_counter_below_a_low_limit(void **state)
{
    (void)state;
    check_counter(5000);
    check_counter(1 << 16);
}

static void test_counter_below_a_high_limit(void **state)
{
    (void)state;
    check_counter((1 << 16) + 1);
    check_counter(UINT64_MAX);
}

static void test_counter_list_of_nothing(void **state)
{
    (void)state;
    static const uint64_t limits[] = {0, 10, UINT64_MAX};
    for (size_t i = 0; i < 3; i++) {
        struct counter counter;
        struct counted *list;
        size_t count;
        assert_int_equal(counter_init(&counter, limits[i]), STATUS_OK);
        assert_int_equal(counter_list(&counter, &list, &count), STATUS_OK);
        assert_int_equal(count, 0);
        mem_free(list);
        counter_clear(&counter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counter_below_a_low_limit),
        cmocka_unit_test(test_counter_below_a_high_limit),
        cmocka_unit_test(test_counter_list_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
