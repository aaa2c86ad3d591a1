/* The index of institutions: codes found and not found, equal hashes, growth, ids, waves, names. */
#include <stdio.h>
#include <string.h>

#include "importer/index.h"
#include "support/check.h"

static struct institution_index institutions;

static int make(void **state)
{
    (void)state;
    return index_init(&institutions) == STATUS_OK ? 0 : -1;
}

static int drop(void **state)
{
    (void)state;
    index_clear(&institutions);
    return 0;
}

static int64_t find(const char *code)
{
    return index_find(&institutions, code, strlen(code), index_hash(code, strlen(code)));
}

static void add(const char *code, int64_t id, const char *name)
{
    assert_int_equal(index_add(&institutions, code, strlen(code), index_hash(code, strlen(code)), id, name), STATUS_OK);
}

static void test_an_empty_index_has_nothing(void **state)
{
    (void)state;
    assert_int_equal(find("0001"), -1);
    assert_int_equal(find(""), -1);
}

static void test_what_was_added_is_found(void **state)
{
    (void)state;
    add("0001", 7, "甲銀行");
    assert_int_equal(find("0001"), 0);
    const struct institution *there = &institutions.items[0];
    assert_string_equal(there->code, "0001");
    assert_int_equal(there->id, 7);
    assert_true(there->name == index_name_hash("甲銀行"));
    assert_int_equal(there->file, -1);
    assert_false(there->stored);
}

/* The beginning of a code, and a code that begins with it, are other codes: zeros and all. */
static void test_only_the_whole_code_is_found(void **state)
{
    (void)state;
    static const char *const codes[] = {"0001", "00010", "001", "1", "K001銀", "K001", "12345678", "1234567890123456"};
    size_t count = sizeof codes / sizeof *codes;
    for (size_t i = 0; i < count; i++)
        add(codes[i], 0, NULL);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(find(codes[i]), i);
    assert_int_equal(find("000"), -1);
    assert_int_equal(find("K001銀行"), -1);
    assert_int_equal(find("123456789"), -1);
    assert_int_equal(find("123456789012345"), -1);
}

/* The code is copied, and its length is what counts, not a NUL behind it. */
static void test_the_code_is_copied(void **state)
{
    (void)state;
    char code[] = "0001,甲銀行";
    assert_int_equal(index_add(&institutions, code, 4, index_hash(code, 4), 0, NULL), STATUS_OK);
    memset(code, 'x', sizeof code - 1);
    assert_int_equal(find("0001"), 0);
    assert_string_equal(institutions.items[0].code, "0001");
}

/* Codes under one hash are told apart by their letters. */
static void test_equal_hashes(void **state)
{
    (void)state;
    enum { HASH = 4711, COUNT = 500 };
    char code[16];
    for (int i = 0; i < COUNT; i++) {
        int length = snprintf(code, sizeof code, "%d", i);
        assert_int_equal(index_add(&institutions, code, (size_t)length, HASH, 0, NULL), STATUS_OK);
    }
    for (int i = 0; i < COUNT; i++) {
        int length = snprintf(code, sizeof code, "%d", i);
        assert_int_equal(index_find(&institutions, code, (size_t)length, HASH), i);
    }
    assert_int_equal(index_find(&institutions, "500", 3, HASH), -1);
}

/* The table grows many times, and everything stays where it was. */
static void test_growth(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    char code[16];
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(code, sizeof code, "%08d", i * 37);
        assert_int_equal(find(code), -1);
        add(code, 0, NULL);
    }
    assert_int_equal(institutions.count, COUNT);
    assert_true(institutions.table_size >= 2 * (size_t)COUNT);
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(code, sizeof code, "%08d", i * 37);
        assert_int_equal(find(code), i);
        assert_string_equal(institutions.items[i].code, code);
        assert_int_equal(institutions.items[i].id, i + 1);
    }
}

/* A new institution never gets an id that is taken, in whichever order the taken ones come. */
static void test_new_ids_follow_the_highest(void **state)
{
    (void)state;
    add("a", 40, NULL);
    add("b", 0, NULL);
    add("c", 12, NULL);
    add("d", 0, NULL);
    static const int64_t ids[] = {40, 41, 12, 42};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(institutions.items[i].id, ids[i]);
    assert_int_equal(institutions.last_id, 42);
}

/* Only where it was met is forgotten. */
static void test_another_wave(void **state)
{
    (void)state;
    add("a", 3, "甲");
    add("b", 0, NULL);
    institutions.items[0].file = 1;
    institutions.items[0].line = 17;
    institutions.items[0].stored = true;
    index_begin_wave(&institutions);
    assert_int_equal(institutions.items[0].file, -1);
    assert_int_equal(institutions.items[1].file, -1);
    assert_true(institutions.items[0].stored);
    assert_int_equal(institutions.items[0].id, 3);
    assert_true(institutions.items[0].name == index_name_hash("甲"));
    assert_int_equal(find("a"), 0);
    assert_int_equal(find("b"), 1);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(index_name_hash(NULL) == 0);
    assert_true(index_name_hash("") == 0);
    assert_true(index_name_hash("甲銀行") != 0);
    assert_true(index_name_hash("甲銀行") == index_name_hash("甲銀行"));
    /* One byte, one letter or the length makes another name, before and behind each edge of eight bytes. */
    static const char *const names[] = {"a",        "b",         "aa",        "abcdefg",          "abcdefgh",
                                        "abcdefgi", "abcdefghi", "abcdefghj", "abcdefghabcdefgh", "甲銀行",
                                        "乙銀行",   "甲信用金庫"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(index_name_hash(names[i]) != index_name_hash(names[k]));
}

/* Codes that follow each other spread: no run of the table becomes long. */
static void test_the_hash_spreads(void **state)
{
    (void)state;
    enum { COUNT = 4096, CELLS = 8192 };
    static unsigned char cells[CELLS];
    char code[16];
    int taken = 0;
    for (int i = 0; i < COUNT; i++) {
        int length = snprintf(code, sizeof code, "%04d", i);
        unsigned char *cell = &cells[index_hash(code, (size_t)length) % CELLS];
        taken += !*cell;
        *cell = 1;
    }
    /* Thrown at random, 4096 balls leave 8192 (1 - exp(-1/2)) = 3223 cells filled, with a deviation of about 27. */
    assert_in_range(taken, 3088, COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_empty_index_has_nothing, make, drop),
        cmocka_unit_test_setup_teardown(test_what_was_added_is_found, make, drop),
        cmocka_unit_test_setup_teardown(test_only_the_whole_code_is_found, make, drop),
        cmocka_unit_test_setup_teardown(test_the_code_is_copied, make, drop),
        cmocka_unit_test_setup_teardown(test_equal_hashes, make, drop),
        cmocka_unit_test_setup_teardown(test_growth, make, drop),
        cmocka_unit_test_setup_teardown(test_new_ids_follow_the_highest, make, drop),
        cmocka_unit_test_setup_teardown(test_another_wave, make, drop),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_the_hash_spreads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
