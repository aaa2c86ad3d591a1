/* Allocation, arenas, buffers and the map. */
#include <string.h>

#include "base/buffer.h"
#include "base/map.h"
#include "support/check.h"

static void test_alloc_refuses_past_the_cap(void **state)
{
    (void)state;
    assert_null(mem_alloc(MEM_MAX + 1));
    struct arena *arena = arena_new();
    assert_non_null(arena);
    assert_null(arena_array(arena, SIZE_MAX / 2, 4));
    assert_null(arena_alloc(arena, MEM_MAX));
    arena_free(arena);
    arena_free(NULL);
    mem_free(NULL);
}

static void test_arena_gives_zeroed_aligned_room(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(arena);
    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        unsigned char *room = arena_alloc(arena, size);
        assert_non_null(room);
        assert_int_equal((uintptr_t)room % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(room[i], 0);
        memset(room, 0xAA, size);
    }
    assert_string_equal(arena_format(arena, "%d-%s", 7, "x"), "7-x");
    arena_free(arena);
}

static void test_buffer_failure_is_sticky(void **state)
{
    (void)state;
    struct buffer out = {.maximum = 10};
    buffer_text(&out, "12345");
    buffer_format(&out, "%s", "67890");
    assert_int_equal(buffer_status(&out), STATUS_OK);
    buffer_byte(&out, 'x');
    assert_int_equal(buffer_status(&out), STATUS_FAILURE);
    assert_string_equal(buffer_get(&out), "1234567890");
    buffer_clear(&out);
    assert_string_equal(buffer_get(&out), "");
    buffer_fill(&out, '-', 3);
    assert_string_equal(buffer_get(&out), "---");
    buffer_clear(&out);
}

static void test_map_finds_what_was_put(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct map map = {.arena = arena};
    char key[16];
    int64_t there;
    bool found;
    assert_int_equal(map_get(&map, "none"), -1);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(key, sizeof key, "K%04d", i);
        assert_int_equal(map_put(&map, key, i, &there, &found), STATUS_OK);
        assert_false(found);
    }
    assert_int_equal(map_put(&map, "K0042", 9, &there, &found), STATUS_OK);
    assert_true(found);
    assert_int_equal(there, 42);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(key, sizeof key, "K%04d", i);
        assert_int_equal(map_get(&map, key), i);
    }
    assert_int_equal(map_get(&map, "K5000"), -1);
    assert_int_equal(map.count, 5000);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_refuses_past_the_cap),
        cmocka_unit_test(test_arena_gives_zeroed_aligned_room),
        cmocka_unit_test(test_buffer_failure_is_sticky),
        cmocka_unit_test(test_map_finds_what_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
