/* The result table as people see it: the exact text and Markdown in both languages, and hostile data in them. */
#include "unit/table_samples.h"

#include <stdlib.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>

static void test_table_render_text_english(void **state)
{
    (void)state;
    check_render(rates(), FORMAT_TEXT, LANGUAGE_EN,
                 "Responses are synthetic;\n"
                 "only the published figures are real\n"
                 "strata 8, n 693, N 1038\n"
                 "a level: 95 · a base: valid answers\n"
                 "\n"
                 "a year  an item            a share  a difference  a factor  a status\n"
                 "──────  ─────────────────  ───────  ────────────  ────────  ────────\n"
                 "  2020  Personal, update      6.3%                   1.235  ok\n"
                 "  2021  Personal, update     10.1%          +3.9         1  low base\n"
                 "  2021  Corporate, update                   -0.5            no data\n");
}

static void test_table_render_text_japanese(void **state)
{
    (void)state;
    check_render(rates(), FORMAT_TEXT, LANGUAGE_JA,
                 "回答データは合成であり、公表値のみが実在する\n"
                 "層 8、n 693、N 1038\n"
                 "a level：95 / a base：有効回答\n"
                 "\n"
                 "a year  an item       a share  a difference  a factor  a status\n"
                 "──────  ────────────  ───────  ────────────  ────────  ────────\n"
                 "  2020  個人・更新系     6.3%                   1.235  ok\n"
                 "  2021  個人・更新系    10.1%          +3.9         1  low base\n"
                 "  2021  法人・更新系                   -0.5            no data\n");
}

static void test_table_render_markdown_english(void **state)
{
    (void)state;
    check_render(rates(), FORMAT_MARKDOWN, LANGUAGE_EN,
                 "Responses are synthetic;\n"
                 "only the published figures are real\n"
                 "\n"
                 "*strata 8, n 693, N 1038*\n"
                 "\n"
                 "*a level: 95 · a base: valid answers*\n"
                 "\n"
                 "| a year | an item           | a share | a difference | a factor | a status |\n"
                 "| -----: | :---------------- | ------: | -----------: | -------: | :------- |\n"
                 "|   2020 | Personal, update  |    6.3% |              |    1.235 | ok       |\n"
                 "|   2021 | Personal, update  |   10.1% |         +3.9 |        1 | low base |\n"
                 "|   2021 | Corporate, update |         |         -0.5 |          | no data  |\n");
}

static void test_table_render_markdown_japanese(void **state)
{
    (void)state;
    check_render(rates(), FORMAT_MARKDOWN, LANGUAGE_JA,
                 "回答データは合成であり、公表値のみが実在する\n"
                 "\n"
                 "*層 8、n 693、N 1038*\n"
                 "\n"
                 "*a level：95 / a base：有効回答*\n"
                 "\n"
                 "| a year | an item      | a share | a difference | a factor | a status |\n"
                 "| -----: | :----------- | ------: | -----------: | -------: | :------- |\n"
                 "|   2020 | 個人・更新系 |    6.3% |              |    1.235 | ok       |\n"
                 "|   2021 | 個人・更新系 |   10.1% |         +3.9 |        1 | low base |\n"
                 "|   2021 | 法人・更新系 |         |         -0.5 |          | no data  |\n");
}

/* Without rows nothing is filled and nothing differs. */
static void test_table_render_without_rows_or_columns(void **state)
{
    (void)state;
    static const struct column of[] = {{"a", "an a", COLUMN_TEXT, SHOW_FILLED},
                                       {"b", "a b", COLUMN_TEXT, SHOW_DIFFERS}};
    struct table *table = NEW_TABLE(of);
    table_set_design(table, &design);
    check_render(table, FORMAT_TEXT, LANGUAGE_EN, "strata 8, n 693, N 1038\n\nno rows\n");
    check_render(NEW_TABLE(of), FORMAT_MARKDOWN, LANGUAGE_JA, "該当する行はありません\n");
}

static void test_table_render_titles_are_translated(void **state)
{
    (void)state;
    static const struct column of[] = {{"a", "no rows", COLUMN_TEXT, SHOW_ALWAYS},
                                       {"b", "no rows", COLUMN_TEXT, SHOW_DIFFERS}};
    struct table *table = NEW_TABLE(of);
    table_row(table);
    table_text(table, "x");
    table_text(table, "y");
    check_render(table, FORMAT_TEXT, LANGUAGE_JA,
                 "該当する行はありません：y\n"
                 "\n"
                 "該当する行はありません\n"
                 "──────────────────────\n"
                 "x\n");
}

static void test_table_render_colour_is_bold_instead_of_a_rule(void **state)
{
    (void)state;
    struct table_style style = {.format = FORMAT_TEXT, .colour = true};
    check_style(pair_table("a", 2), style, "\x1B[1ma name  a value\x1B[0m\na             2\n");
    style.format = FORMAT_MARKDOWN;
    check_style(pair_table("a", 2), style, "| a name | a value |\n| :----- | ------: |\n| a      |       2 |\n");
}

static const struct column shows[] = {{"key", "a key", COLUMN_TEXT, SHOW_ALWAYS},
                                      {"filled", "a filled", COLUMN_TEXT, SHOW_FILLED},
                                      {"text", "a text", COLUMN_TEXT, SHOW_DIFFERS},
                                      {"integer", "an integer", COLUMN_INTEGER, SHOW_DIFFERS},
                                      {"share", "a share", COLUMN_PROPORTION, SHOW_DIFFERS}};

static void add_shows(struct table *table, const char *key, const char *filled, const char *text, int64_t integer,
                      double share)
{
    table_row(table);
    table_text(table, key);
    table_text(table, filled);
    table_text(table, text);
    table_integer(table, integer);
    table_real(table, share);
}

static void test_table_render_column_filled_once_is_shown(void **state)
{
    (void)state;
    struct table *table = NEW_TABLE(shows);
    add_shows(table, "k1", "", "t", 1, 0.5);
    add_shows(table, "k2", "here", "t", 1, 0.5);
    check_render(table, FORMAT_TEXT, LANGUAGE_EN,
                 "a text: t · an integer: 1 · a share: 50.0%\n"
                 "\n"
                 "a key  a filled\n"
                 "─────  ────────\n"
                 "k1\n"
                 "k2     here\n");
}

static void test_table_render_same_and_empty_is_left_out_untold(void **state)
{
    (void)state;
    struct table *table = NEW_TABLE(shows);
    add_shows(table, "k1", NULL, NULL, 1, NAN);
    add_shows(table, "k2", NULL, "", 1, NAN);
    check_render(table, FORMAT_TEXT, LANGUAGE_EN, "an integer: 1\n\na key\n─────\nk1\nk2\n");
}

static void test_table_render_differing_columns_stay(void **state)
{
    (void)state;
    struct table *table = NEW_TABLE(shows);
    add_shows(table, "k1", NULL, "t", 1, 0.5);
    add_shows(table, "k2", NULL, NULL, 2, 0.50001); /* alike only after rounding */
    check_render(table, FORMAT_TEXT, LANGUAGE_EN,
                 "a key  a text  an integer  a share\n"
                 "─────  ──────  ──────────  ───────\n"
                 "k1     t                1    50.0%\n"
                 "k2                      2    50.0%\n");
}

/* A label of its own is a difference, and so is an id under the same label. */
static void test_table_render_labels_differ(void **state)
{
    (void)state;
    static const struct column of[] = {{"a", "an a", COLUMN_TEXT, SHOW_DIFFERS},
                                       {"b", "a b", COLUMN_TEXT, SHOW_DIFFERS},
                                       {"c", "a c", COLUMN_TEXT, SHOW_DIFFERS}};
    struct table *table = NEW_TABLE(of);
    table_row(table);
    table_labelled(table, "x", &personal);
    table_labelled(table, "x", &personal);
    table_labelled(table, "x", &personal);
    table_row(table);
    table_labelled(table, "x", &corporate);
    table_labelled(table, "y", &personal);
    table_text(table, "x");
    check_render(table, FORMAT_TEXT, LANGUAGE_EN,
                 "an a               a b               a c\n"
                 "─────────────────  ────────────────  ────────────────\n"
                 "Personal, update   Personal, update  Personal, update\n"
                 "Corporate, update  Personal, update  x\n");
}

static void test_table_render_label_without_text_is_for_people_only(void **state)
{
    (void)state;
    static const struct label whole = {{[LANGUAGE_JA] = "全体"}};
    static const struct column of[] = {{"group", "a group", COLUMN_TEXT, SHOW_FILLED},
                                       {"n", "a count", COLUMN_INTEGER, SHOW_ALWAYS}};
    for (int i = 0; i < 2; i++) {
        struct table *table = NEW_TABLE(of);
        table_row(table);
        table_labelled(table, NULL, &whole);
        table_integer(table, 693);
        assert_false(table_has(table, 0, 0));
        assert_null(table_get_text(table, 0, 0));
        if (i)
            check_render(table, FORMAT_CSV, LANGUAGE_JA, "group,n\n,693\n");
        else
            check_render(table, FORMAT_TEXT, LANGUAGE_JA, "a group  a count\n───────  ───────\n全体         693\n");
    }
}

static void test_table_render_japanese_widths(void **state)
{
    (void)state;
    static const struct column of[] = {{"a", "業態", COLUMN_TEXT, SHOW_ALWAYS},
                                       {"b", "提供率", COLUMN_PROPORTION, SHOW_ALWAYS},
                                       {"c", "備考", COLUMN_TEXT, SHOW_ALWAYS}};
    for (int markdown = 0; markdown < 2; markdown++) {
        struct table *table = NEW_TABLE(of);
        table_row(table);
        table_text(table, "信用金庫");
        table_real(table, 1);
        table_text(table, "ｶﾅ");
        table_row(table);
        table_text(table, "か\xE3\x82\x99"); /* a combining mark takes no column */
        table_empty(table);
        table_text(table, "備考あり");
        if (markdown)
            check_render(table, FORMAT_MARKDOWN, LANGUAGE_JA,
                         "| 業態     | 提供率 | 備考     |\n"
                         "| :------- | -----: | :------- |\n"
                         "| 信用金庫 | 100.0% | ｶﾅ       |\n"
                         "| か\xE3\x82\x99       |        | 備考あり |\n");
        else
            check_render(table, FORMAT_TEXT, LANGUAGE_JA,
                         "業態      提供率  備考\n"
                         "────────  ──────  ────────\n"
                         "信用金庫  100.0%  ｶﾅ\n"
                         "か\xE3\x82\x99                備考あり\n");
    }
}

static void test_table_render_hostile_text(void **state)
{
    (void)state;
    check_render(pair_table(hostile, 1), FORMAT_TEXT, LANGUAGE_EN,
                 "a name                                                 a value\n"
                 "─────────────────────────────────────────────────────  ───────\n"
                 "a,\"b\"|c\\x09d\\e\\x0af\\x1b[31m\\x7f\\xc2\\x9bg<b>&*_`[x](y)        1\n");
    static const struct label escape = {{[LANGUAGE_EN] = "x\x1B]0;y\a\nz\n"}};
    struct table *table = pair_table("a", 1);
    table_set_notice(table, &escape);
    check_render(table, FORMAT_TEXT, LANGUAGE_EN,
                 "x\\x1b]0;y\\x07\n"
                 "z\n"
                 "\n"
                 "a name  a value\n"
                 "──────  ───────\n"
                 "a             1\n");
}

static void test_table_render_hostile_markdown(void **state)
{
    (void)state;
    check_render(pair_table("a|b\\|c\n<b>&*_`[x]~$", 1), FORMAT_MARKDOWN, LANGUAGE_EN,
                 "| a name                                     | a value |\n"
                 "| :----------------------------------------- | ------: |\n"
                 "| a\\|b\\\\\\|c\\x0a&lt;b&gt;&amp;\\*\\_\\`\\[x\\]\\~\\$ |       1 |\n");
    check_render(pair_table("https://a.example www.b.example wwa.aww.waw.x:y/z", 1), FORMAT_MARKDOWN, LANGUAGE_EN,
                 "| a name                                              | a value |\n"
                 "| :-------------------------------------------------- | ------: |\n"
                 "| https\\://a.example www\\.b.example wwa.aww.waw.x:y/z |       1 |\n");
}

/* A column of one character still has room for its alignment. */
static void test_table_render_markdown_narrow(void **state)
{
    (void)state;
    static const struct column of[] = {{"x", "x", COLUMN_INTEGER, SHOW_ALWAYS}, {"y", "y", COLUMN_TEXT, SHOW_ALWAYS}};
    struct table *table = NEW_TABLE(of);
    table_row(table);
    table_integer(table, 1);
    table_text(table, "z");
    check_render(table, FORMAT_MARKDOWN, LANGUAGE_EN, "|   x | y   |\n| --: | :-- |\n|   1 | z   |\n");
}

/* The HTML that GitHub's own parser makes of a table with all of `text`, with every extension on. */
static char *markdown_to_html(const char *text)
{
    struct label label = {{[LANGUAGE_EN] = text}};
    struct table *table = pair_table(text, 1);
    table_set_notice(table, &label);
    table_set_design(table, &label);
    struct table_style style = {.format = FORMAT_MARKDOWN, .decimals = 1};
    struct errors errors = {0};
    struct buffer out = {0};
    assert_int_equal(table_render(table, &style, &out, &errors), STATUS_OK);
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES);
    static const char *const extensions[] = {"table", "autolink", "strikethrough", "tasklist"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, out.bytes, out.length);
    cmark_node *document = cmark_parser_finish(parser);
    char *html = cmark_render_html(document, CMARK_OPT_UNSAFE, cmark_parser_get_syntax_extensions(parser));
    cmark_node_free(document);
    cmark_parser_free(parser);
    buffer_clear(&out);
    table_free(table);
    return html;
}

static void check_html(const char *text, const char *as_html, const char *cell_as_html)
{
    char *html = markdown_to_html(text);
    struct buffer expected = {0};
    buffer_format(&expected,
                  "<p>%s</p>\n<p><em>%s</em></p>\n"
                  "<table>\n<thead>\n<tr>\n<th align=\"left\">a name</th>\n<th align=\"right\">a value</th>\n</tr>\n"
                  "</thead>\n<tbody>\n<tr>\n<td align=\"left\">%s</td>\n<td align=\"right\">1</td>\n</tr>\n"
                  "</tbody>\n</table>\n",
                  as_html, cell_as_html, cell_as_html);
    assert_string_equal(html, buffer_get(&expected));
    buffer_clear(&expected);
    free(html);
}

static void test_table_render_markdown_data_is_never_markup(void **state)
{
    (void)state;
    static const struct {
        const char *text, *html;
    } cases[] = {
        {"# heading", "# heading"},
        {"- list", "- list"},
        {"+ list", "+ list"},
        {"12. list", "12. list"},
        {"3) list", "3) list"},
        {"2021", "2021"},
        {"---", "---"},
        {"===", "==="},
        {"***", "***"},
        {"> quote", "&gt; quote"},
        {"```fence", "```fence"},
        {"~~~fence", "~~~fence"},
        {"~~struck~~", "~~struck~~"},
        {"*a* _b_ **c** __d__", "*a* _b_ **c** __d__"},
        {"`code`", "`code`"},
        {"[a](b) ![c](d) [e]: f [^1]", "[a](b) ![c](d) [e]: f [^1]"},
        {"[ ] task", "[ ] task"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"<https://a.example>", "&lt;https://a.example&gt;"},
        {"&lt; &amp; &#65;", "&amp;lt; &amp;amp; &amp;#65;"},
        {"https://a.example HTTP://b.example ftp://c.example", "https://a.example HTTP://b.example ftp://c.example"},
        {"www.a.example WWW.b.example", "www.a.example WWW.b.example"},
        {"a | b || c", "a | b || c"},
        {"\\", "\\"},
        {"\\| \\\\| \\*", "\\| \\\\| \\*"},
        {"a\x1B[0m", "a\\x1b[0m"},
        {"bell\a", "bell\\x07"},
        {"$x$", "$x$"},
        {"法人・更新系(*)", "法人・更新系(*)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_html(cases[i].text, cases[i].html, cases[i].html);
}

static void test_table_render_markdown_lines_of_notice(void **state)
{
    (void)state;
    check_html("a\n=\n- b\n    c\n| - |", "a\n=\n- b\nc\n| - |", "a\\x0a=\\x0a- b\\x0a    c\\x0a| - |");
    check_html("    indented", "indented", "indented");
}

/* Of what people see of one number. */
static void check_number(enum column_kind kind, int decimals, double value, const char *expected)
{
    const struct column of[] = {{"a", "-", kind, SHOW_ALWAYS}, {"b", "-", COLUMN_TEXT, SHOW_ALWAYS}};
    struct table *table = NEW_TABLE(of);
    table_row(table);
    table_real(table, value);
    table_text(table, "|");
    struct table_style style = {.format = FORMAT_TEXT, .decimals = decimals};
    struct errors errors = {0};
    struct buffer out = {0};
    assert_int_equal(table_render(table, &style, &out, &errors), STATUS_OK);
    const char *line = strrchr(buffer_get(&out), '|');
    assert_non_null(line);
    while (line > out.bytes && line[-1] != '\n')
        line--;
    struct buffer with_end = {0};
    buffer_format(&with_end, "%s  |\n", expected);
    assert_string_equal(line, buffer_get(&with_end));
    buffer_clear(&with_end);
    buffer_clear(&out);
    table_free(table);
}

static void test_table_render_proportions(void **state)
{
    (void)state;
    check_number(COLUMN_PROPORTION, 1, 0.0625, "6.3%");
    check_number(COLUMN_PROPORTION, 0, 0.145, "15%"); /* 100 * 0.145 is 14.499999999999998 */
    check_number(COLUMN_PROPORTION, 2, 70.0 / 693, "10.10%");
    check_number(COLUMN_PROPORTION, 1, 0.99951, "100.0%");
    check_number(COLUMN_PROPORTION, 1, 0, "0.0%");
    check_number(COLUMN_PROPORTION, 1, -0.0, "0.0%");
    check_number(COLUMN_PROPORTION, 1, 1e-300, "0.0%");
    check_number(COLUMN_PROPORTION, 1, 1e300, "1e+302%");
}

static void test_table_render_points(void **state)
{
    (void)state;
    check_number(COLUMN_POINTS, 1, 0.029, "+2.9");
    check_number(COLUMN_POINTS, 1, -0.005, "-0.5");
    check_number(COLUMN_POINTS, 1, 0.0005, "+0.1");
    check_number(COLUMN_POINTS, 1, -0.0005, "-0.1");
    check_number(COLUMN_POINTS, 1, 0, "0.0");
    check_number(COLUMN_POINTS, 1, -0.0, "0.0");
    check_number(COLUMN_POINTS, 1, 0.0004, "0.0");
    check_number(COLUMN_POINTS, 1, -0.0004, "0.0");
    check_number(COLUMN_POINTS, 0, -0.025, "-3");
}

static void test_table_render_reals(void **state)
{
    (void)state;
    check_number(COLUMN_REAL, 1, 0, "0");
    check_number(COLUMN_REAL, 1, -0.0, "0");
    check_number(COLUMN_REAL, 1, 95, "95");
    check_number(COLUMN_REAL, 1, 0.5, "0.5");
    check_number(COLUMN_REAL, 1, 1.95996398454, "1.96");
    check_number(COLUMN_REAL, 1, 12.345, "12.35");
    check_number(COLUMN_REAL, 1, -9.99996, "-10");
    check_number(COLUMN_REAL, 1, 684.72, "684.7");
    check_number(COLUMN_REAL, 1, 1234.5, "1235");
    check_number(COLUMN_REAL, 1, 1230, "1230");
    check_number(COLUMN_REAL, 1, 1234567.4, "1234567");
    check_number(COLUMN_REAL, 1, 0.00012345, "0.0001235");
    check_number(COLUMN_REAL, 1, 0.000012345, "1.234e-05");
    check_number(COLUMN_REAL, 1, 1e-300, "1e-300");
    check_number(COLUMN_REAL, 1, 123456789012345678.0, "1.235e+17");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_render_text_english),
        cmocka_unit_test(test_table_render_text_japanese),
        cmocka_unit_test(test_table_render_markdown_english),
        cmocka_unit_test(test_table_render_markdown_japanese),
        cmocka_unit_test(test_table_render_without_rows_or_columns),
        cmocka_unit_test(test_table_render_titles_are_translated),
        cmocka_unit_test(test_table_render_colour_is_bold_instead_of_a_rule),
        cmocka_unit_test(test_table_render_column_filled_once_is_shown),
        cmocka_unit_test(test_table_render_same_and_empty_is_left_out_untold),
        cmocka_unit_test(test_table_render_differing_columns_stay),
        cmocka_unit_test(test_table_render_labels_differ),
        cmocka_unit_test(test_table_render_label_without_text_is_for_people_only),
        cmocka_unit_test(test_table_render_japanese_widths),
        cmocka_unit_test(test_table_render_hostile_text),
        cmocka_unit_test(test_table_render_hostile_markdown),
        cmocka_unit_test(test_table_render_markdown_narrow),
        cmocka_unit_test(test_table_render_markdown_data_is_never_markup),
        cmocka_unit_test(test_table_render_markdown_lines_of_notice),
        cmocka_unit_test(test_table_render_proportions),
        cmocka_unit_test(test_table_render_points),
        cmocka_unit_test(test_table_render_reals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
