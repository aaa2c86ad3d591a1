/* UTF-8 text: NFKC and trimming, width, places, ids, edit distance, what reaches a terminal. */
#include <string.h>

#include "base/text.h"
#include "support/check.h"

static void check_nfkc(const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    assert_non_null(arena);
    assert_string_equal(text_nfkc(arena, text, strlen(text)), expected);
    arena_free(arena);
}

/* Plain Japanese text is taken as it is; a circled digit after it makes the library look at all of it. */
static void test_nfkc_takes_plain_text_as_the_library_would(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (unsigned point = 0x80; point < 0x10000; point++) {
        if (point >= 0xD800 && point < 0xE000)
            continue;
        unsigned char text[6] = {0};
        size_t length = 0;
        if (point < 0x800)
            text[length++] = (unsigned char)(0xC0 | point >> 6);
        else {
            text[length++] = (unsigned char)(0xE0 | point >> 12);
            text[length++] = (unsigned char)(0x80 | (point >> 6 & 0x3F));
        }
        text[length++] = (unsigned char)(0x80 | (point & 0x3F));
        char *plain = text_nfkc(arena, (const char *)text, length);
        memcpy(text + length, "\xE2\x91\xA0", 3);
        char *whole = text_nfkc(arena, (const char *)text, length + 3);
        assert_non_null(plain);
        assert_non_null(whole);
        if (plain[0]) { /* spaces are trimmed where nothing follows */
            assert_int_equal(strncmp(whole, plain, strlen(plain)), 0);
            assert_string_equal(whole + strlen(plain), "1");
        }
    }
    arena_free(arena);
}

static void test_nfkc_folds_and_trims(void **state)
{
    (void)state;
    check_nfkc("１２", "12");
    check_nfkc("　提供中　", "提供中");
    check_nfkc("ｶﾌﾞｼｷ㈱", "カブシキ(株)");
    check_nfkc(" \t\r\n", "");
    check_nfkc("", "");
    check_nfkc("a b", "a b");
    check_nfkc("①", "1");
    check_nfkc("\xEF\xBB\xBFx", "x"); /* a BOM in the middle of nowhere is white space */
    check_nfkc("～", "~");
}

static void test_width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(text_width("abc", 3), 3);
    assert_int_equal(text_width("提供中", strlen("提供中")), 6);
    assert_int_equal(text_width("ｶﾅ", strlen("ｶﾅ")), 2);
    assert_int_equal(text_width("e\xCC\x81", 3), 1); /* a combining accent */
    assert_int_equal(text_points("提供a", strlen("提供a")), 3);
    assert_int_equal(text_offset("提供a", strlen("提供a"), 2), 6);
    assert_int_equal(text_offset("ab", 2, 9), 2);
}

static void test_is_utf8_finds_the_first_bad_byte(void **state)
{
    (void)state;
    size_t bad = 99;
    assert_true(text_is_utf8("提供", strlen("提供"), &bad));
    assert_false(text_is_utf8("ab\x93\x87", 4, &bad));
    assert_int_equal(bad, 2);
    assert_false(text_is_utf8("\xED\xA0\x80", 3, NULL)); /* a surrogate */
    assert_false(text_is_utf8("\xE6\x8F", 2, NULL));     /* cut short */
    assert_false(text_is_utf8("\xC0\xAF", 2, NULL));     /* overlong */
}

static void test_add_safe_escapes_what_drives_a_terminal(void **state)
{
    (void)state;
    struct buffer out = {0};
    const char text[] = "a\033[31m\x7F\tb\xC2\x9B"
                        "c\xFF提";
    text_add_safe(&out, text, strlen(text));
    assert_string_equal(buffer_get(&out), "a\\x1b[31m\\x7f\\x09b\\xc2\\x9bc\\xff提");
    buffer_clear(&out);
    text_add_safe(&out,
                  "a\xE2\x80\xAE"
                  "b",
                  5); /* a right-to-left override */
    assert_string_equal(buffer_get(&out), "a\\xe2\\x80\\xaeb");
    buffer_clear(&out);
    static const char *const lines[][2] = {
        {"", ""}, {"\n", "\n"}, {"a\033b\n\n\tc", "a\\x1bb\n\n\\x09c"}, {"a\r\n", "a\\x0d\n"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        text_add_safe_lines(&out, lines[i][0], strlen(lines[i][0]));
        assert_string_equal(buffer_get(&out), lines[i][1]);
        buffer_clear(&out);
    }
}

static void test_is_id(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "personal_update", "x1", "a_1"};
    static const char *const bad[] = {"", "A", "1a", "_a", "a__b", "a-b", "a b", "項目"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_id(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_id(bad[i]));
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(text_distance("", "", 5), 0);
    assert_int_equal(text_distance("scale", "scale", 5), 0);
    assert_int_equal(text_distance("scale", "sclae", 5), 1); /* two letters swapped */
    assert_int_equal(text_distance("提供中", "提供済", 5), 1);
    assert_int_equal(text_distance("kitten", "sitting", 5), 3);
    assert_int_equal(text_distance("abc", "xyzuvw", 2), 3); /* past the limit: one more than it */
}

static void check_suggestion(const char *name, const char *const *known, const char *expected)
{
    struct buffer hint = {0};
    text_suggest(&hint, name, known);
    assert_string_equal(buffer_get(&hint), expected);
    buffer_clear(&hint);
}

static void test_suggest(void **state)
{
    (void)state;
    static const char *const known[] = {"", "wave", "stratum", "提供予定", NULL}, *const none[] = {NULL};
    static const char *const many[] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7",
                                       "a8", "a9", "b1", "b2", "b3", "b4", NULL};
    check_suggestion("stratun", known, "did you mean 'stratum'?");
    check_suggestion("提供豫定", known, "did you mean '提供予定'?");
    check_suggestion("colour", known, "known here: wave, stratum, 提供予定");
    check_suggestion("wv", known, "known here: wave, stratum, 提供予定"); /* a third of a name may differ */
    check_suggestion("x", many, "known here: a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, …");
    check_suggestion("x", none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nfkc_folds_and_trims),
        cmocka_unit_test(test_nfkc_takes_plain_text_as_the_library_would),
        cmocka_unit_test(test_width_counts_columns),
        cmocka_unit_test(test_is_utf8_finds_the_first_bad_byte),
        cmocka_unit_test(test_add_safe_escapes_what_drives_a_terminal),
        cmocka_unit_test(test_is_id),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_suggest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
