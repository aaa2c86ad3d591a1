/* Measuring and fitting texts, and the head of a PNG. */
#include "support/check.h"

#include <string.h>

#include "plot/drawing.h"
#include "plot/finish.h"

enum { MANY = 1000 };

static struct arena *arena;

static int make_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static double width_of(const char *text, int size)
{
    return layout_width(text, strlen(text), size);
}

/* As wide as the font's letters, and never less for what the font may have as wide as an ideograph. */
static void test_width_is_that_of_the_font(void **state)
{
    (void)state;
    assert_close(width_of("提供中", 10), 30, 0, 1e-9);
    assert_close(width_of("10.1%", 100), 63 * 3 + 29 + 93, 0, 1e-9);
    assert_close(width_of("−–", 100), 68 + 56, 0, 1e-9);
    assert_close(width_of("Ω…", 10), 20, 0, 1e-9);
    assert_true(width_of("WWWW", 10) > width_of("iiii", 10) * 3);
    assert_close(width_of("e\xcc\x81", 100), 57, 0, 1e-9); /* a combining accent takes no room */
    assert_close(width_of("", 10), 0, 0, 0);
}

static void test_width_of_characters_is_that_of_their_cells(void **state)
{
    (void)state;
    assert_close(width_of("iW", CELL_SIZE), 2 * CELL_WIDTH, 0, 1e-9);
    assert_close(width_of("提供", CELL_SIZE), 4 * CELL_WIDTH, 0, 1e-9);
}

static void assert_fitted(const char *text, const char *tail, double pixels, size_t most, const char *expected)
{
    struct lines lines;
    assert_int_equal(layout_fit(arena, text, tail, pixels, 10, most, &lines), STATUS_OK);
    char joined[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < lines.count; i++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s", i ? "|" : "", lines.text[i]);
    assert_string_equal(joined, expected);
}

/* The text is cut, its tail stays whole. */
static void test_fit_cuts_before_the_tail(void **state)
{
    (void)state;
    assert_fitted("提供中", " 1/2", MANY, 1, "提供中 1/2");
    assert_fitted("提供を予定している", " 57/62", 80, 2, "提供を予定してい|る 57/62");
    assert_fitted("提供を予定している金融機関", " 57/62", 60, 2, "提供を予定し|て… 57/62");
    assert_fitted("Regional banks", " 5/6", 60, 1, "Regio… 5/6");
    assert_fitted("Regional banks", "", 60, 2, "Regional|banks");
    assert_fitted("", " 57/62", 10, 1, "5|7|/|6|2"); /* nothing is left to cut */
    assert_fitted("", "", 10, 1, "");
}

/* A text of many lines is cut as one of few is. */
static void test_fit_cuts_long_texts(void **state)
{
    (void)state;
    char *text = arena_alloc(arena, 3 * MANY + 1);
    assert_non_null(text);
    for (int i = 0; i < MANY; i++)
        memcpy(text + 3 * (size_t)i, "提", 3);
    assert_fitted(text, " 9", 50, 2, "提提提提提|提提提… 9");
}

static void test_narrowest_keeps_the_lines(void **state)
{
    (void)state;
    double pixels;
    struct lines lines;
    static const char text[] = "Personal, update 45 more adopters would pass 16%";
    double whole = width_of(text, 10);
    assert_int_equal(layout_narrowest(arena, text, "", MANY, 10, 1, &pixels), STATUS_OK);
    assert_true(pixels <= whole && pixels > whole - 4);
    assert_int_equal(layout_narrowest(arena, text, "", MANY, 10, 2, &pixels), STATUS_OK);
    assert_true(pixels >= whole / 2 && pixels < whole * 0.6);
    assert_int_equal(layout_wrap(arena, text, pixels, 10, &lines), STATUS_OK);
    assert_int_equal(lines.count, 2);
    assert_int_equal(layout_narrowest(arena, text, "", 30, 10, 2, &pixels), STATUS_OK);
    assert_close(pixels, 30, 0, 1e-9); /* it needs more, but no more is to be had */
    assert_int_equal(layout_narrowest(arena, "", "", MANY, 10, 2, &pixels), STATUS_OK);
    assert_close(pixels, 0, 0, 0);
}

static void test_finish_png_tells_the_resolution(void **state)
{
    (void)state;
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR0123456789abc....\0\0\0\0IEND\xae\x42\x60\x82";
    static const char chunk[] = "\0\0\0\tpHYs\0\0\x24\xe9\0\0\x24\xe9\x01"; /* 9449 to the metre */
    enum { HEAD = 33, CHUNK = 21 };
    const struct buffer given = {.bytes = (char *)(size_t)png, .length = sizeof png - 1};
    struct buffer out = {0};
    assert_int_equal(finish_png(&given, &out), STATUS_OK);
    assert_int_equal(out.length, given.length + CHUNK);
    assert_memory_equal(out.bytes, png, HEAD);
    assert_memory_equal(out.bytes + HEAD, chunk, sizeof chunk - 1);
    assert_memory_equal(out.bytes + HEAD + sizeof chunk - 1, "\x50\x24\xe7\xf8", 4); /* the check sum of the chunk */
    assert_memory_equal(out.bytes + HEAD + CHUNK, png + HEAD, given.length - HEAD);
    buffer_clear(&out);
    const struct buffer half = {.bytes = given.bytes, .length = given.length - 1};
    assert_int_equal(finish_png(&half, &out), STATUS_FAILURE);
    const struct buffer other = {.bytes = given.bytes + 1, .length = given.length - 1};
    assert_int_equal(finish_png(&other, &out), STATUS_FAILURE);
    assert_int_equal(out.length, 0);
}

int main(void)
{
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width_is_that_of_the_font),
        cmocka_unit_test(test_width_of_characters_is_that_of_their_cells),
        WITH_ARENA(test_fit_cuts_before_the_tail),
        WITH_ARENA(test_fit_cuts_long_texts),
        WITH_ARENA(test_narrowest_keeps_the_lines),
        cmocka_unit_test(test_finish_png_tells_the_resolution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
