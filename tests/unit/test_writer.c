/* Markdown as the memo writes it: escapes, lines, numbers, tables. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/writer.h"

struct page {
    struct buffer out;
    struct writer writer;
};

static void page_open(struct page *page, enum language language)
{
    *page = (struct page){.writer = {.arena = arena_new(), .language = language, .decimals = 1}};
    assert_non_null(page->writer.arena);
    page->writer.out = &page->out;
}

/* What was written; then closes it. */
static void page_expect(struct page *page, const char *expected)
{
    struct errors errors = {0};
    assert_int_equal(writer_status(&page->writer, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&page->out), expected);
    buffer_clear(&page->out);
    arena_free(page->writer.arena);
}

static void test_writer_escape_markup_becomes_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"plain text, with (brackets) - and dashes!", "plain text, with (brackets) - and dashes!"},
        {"個人・更新系", "個人・更新系"},
        {"a|b", "a\\|b"},
        {"`code` *strong* _em_ ~gone~ $x$", "\\`code\\` \\*strong\\* \\_em\\_ \\~gone\\~ \\$x\\$"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"&amp;", "&amp;amp;"},
        {"![x](y)", "!\\[x\\](y)"},
        {"http://example.org", "http\\://example.org"},
        {"www.example.org", "www\\.example.org"},
        {"a\\b", "a\\\\b"},
        {"one\ntwo\r\nthree\tfour", "one two  three four"},
        {"  around  ", "around"},
        {"\x1b[31mred", "\\\\x1b\\[31mred"},
        {"bad \xff byte", "bad \\\\xff byte"},
        {"", ""},
        {" \n ", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_open(&page, LANGUAGE_EN);
        assert_string_equal(writer_escape(&page.writer, cases[i].text), cases[i].expected);
        page_expect(&page, "");
    }
}

static void test_writer_line_data_at_its_start_begins_no_block(void **state)
{
    (void)state;
    static const char *const starts[] = {"# a", "1. a", "12) a", "7.", "- a", "+ a", "=== a", ":-- a", "--- a"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct page page;
        page_open(&page, LANGUAGE_EN);
        writer_line(&page.writer, "%s", starts[i]);
        size_t digits = strspn(starts[i], "0123456789");
        char expected[32];
        (void)snprintf(expected, sizeof expected, "%.*s\\%s\n", (int)digits, starts[i], starts[i] + digits);
        page_expect(&page, expected);
    }
    struct page page;
    page_open(&page, LANGUAGE_EN);
    writer_line(&page.writer, "%s", "10.1% of all");
    writer_bullet(&page.writer, "%s", "- a");
    writer_quote(&page.writer, "%s", "# a");
    writer_line(&page.writer, "%s", "2021");
    writer_heading(&page.writer, 2, "Head");
    page_expect(&page, "10.1% of all\n- \\- a\n> \\# a\n2021\n## Head\n\n");
}

static void test_writer_numbers_round_once_and_keep_their_sign(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, LANGUAGE_EN);
    struct writer *w = &page.writer;
    assert_string_equal(writer_percent(w, 0.0625), "6.3%");
    assert_string_equal(writer_percent(w, 70.0 / 690), "10.1%");
    assert_string_equal(writer_percent(w, 0), "0.0%");
    assert_string_equal(writer_percent(w, NAN), NO_NUMBER);
    assert_string_equal(writer_points(w, 0.0291), "+2.9");
    assert_string_equal(writer_points(w, -0.0025), "−0.3");
    assert_string_equal(writer_points(w, 0.0001), "0.0");
    assert_string_equal(writer_points(w, NAN), NO_NUMBER);
    assert_string_equal(writer_count(w, 0), "0");
    assert_string_equal(writer_count(w, 999), "999");
    assert_string_equal(writer_count(w, 1038), "1,038");
    assert_string_equal(writer_count(w, 1234567), "1,234,567");
    assert_string_equal(writer_count(w, -1), NO_NUMBER);
    assert_string_equal(writer_decimal(w, 95), "95");
    assert_string_equal(writer_decimal(w, 12.5), "12.5");
    assert_string_equal(writer_decimal(w, 300), "300");
    assert_string_equal(writer_p(w, 0.0004), "<0.001");
    assert_string_equal(writer_p(w, 0.0065), "0.007");
    assert_string_equal(writer_p(w, 1), "1.000");
    assert_string_equal(writer_p(w, NAN), NO_NUMBER);
    assert_string_equal(writer_range(w, true, "1%", "2%"), "1% to 2%");
    assert_string_equal(writer_range(w, false, "1%", "2%"), NO_NUMBER);
    page_expect(&page, "");
}

static void test_writer_words_follow_the_language(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", "b", "c"};
    struct page page;
    page_open(&page, LANGUAGE_EN);
    assert_string_equal(writer_date(&page.writer, "2022-01-20"), "20 January 2022");
    assert_string_equal(writer_date(&page.writer, "2022-12-05"), "5 December 2022");
    assert_string_equal(writer_date(&page.writer, "2022-13-05"), "2022-13-05");
    assert_string_equal(writer_date(&page.writer, "soon*"), "soon\\*");
    assert_string_equal(writer_list(&page.writer, texts, 0), "");
    assert_string_equal(writer_list(&page.writer, texts, 1), "a");
    assert_string_equal(writer_list(&page.writer, texts, 2), "a and b");
    assert_string_equal(writer_list(&page.writer, texts, 3), "a, b and c");
    page_expect(&page, "");
    page_open(&page, LANGUAGE_JA);
    assert_string_equal(writer_date(&page.writer, "2022-01-20"), "2022年1月20日");
    assert_string_equal(writer_list(&page.writer, texts, 3), "a、b、c");
    assert_string_equal(writer_range(&page.writer, true, "1%", "2%"), "1%～2%");
    page_expect(&page, "");
}

static void test_writer_minus_is_that_of_numbers(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, LANGUAGE_EN);
    struct writer *w = &page.writer;
    assert_string_equal(writer_minus(w, "-1.2 (-3 to +4)"), "−1.2 (−3 to +4)");
    assert_string_equal(writer_minus(w, "変化は-5ポイント"), "変化は−5ポイント");
    assert_string_equal(writer_minus(w, "2022-01-20, FY-2021, a - b, - 1, -x"), "2022-01-20, FY-2021, a - b, - 1, -x");
    assert_string_equal(writer_decimal(w, -12.5), "−12.5");
    page_expect(&page, "");
}

/* No row depends on how wide another is, and programs find ASCII's minus in the tables of Markdown. */
static void test_grid_rows_stand_alone(void **state)
{
    (void)state;
    static const struct cell_grid_column columns[] = {{"項目", false}, {"n", true}};
    for (int plain = 0; plain < 2; plain++) {
        struct page page;
        page_open(&page, LANGUAGE_JA);
        page.writer.plain = plain;
        struct cell_grid grid = cell_grid_begin(&page.writer, columns, 2);
        cell_grid_add(&grid, "個人");
        cell_grid_add(&grid, writer_points(&page.writer, -0.012));
        cell_grid_add(&grid, "a\\|b");
        cell_grid_add(&grid, "7");
        cell_grid_end(&grid);
        writer_line(&page.writer, "%s", writer_points(&page.writer, -0.012));
        page_expect(&page, plain ? "| 項目 | n |\n| :-- | --: |\n| 個人 | -1.2 |\n| a\\|b | 7 |\n\n−1.2\n"
                                 : "| 項目 | n |\n| :-- | --: |\n| 個人 | −1.2 |\n| a\\|b | 7 |\n\n−1.2\n");
    }
}

static void test_grid_without_rows_is_left_out(void **state)
{
    (void)state;
    static const struct cell_grid_column columns[] = {{"a", false}};
    struct page page;
    page_open(&page, LANGUAGE_EN);
    struct cell_grid grid = cell_grid_begin(&page.writer, columns, 1);
    cell_grid_end(&grid);
    page_expect(&page, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer_escape_markup_becomes_text),
        cmocka_unit_test(test_writer_line_data_at_its_start_begins_no_block),
        cmocka_unit_test(test_writer_numbers_round_once_and_keep_their_sign),
        cmocka_unit_test(test_writer_words_follow_the_language),
        cmocka_unit_test(test_writer_minus_is_that_of_numbers),
        cmocka_unit_test(test_grid_rows_stand_alone),
        cmocka_unit_test(test_grid_without_rows_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
