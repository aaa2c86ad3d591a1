/* The memo: what it says, that data never becomes markup, that what is suppressed stands nowhere, that the page is
 * whole. */
#include "unit/report_study.h"

#include <stdio.h>

#define SVG(id) "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><text id=\"" id "\">a</text></svg>"
#define FIRST "Fi\\|rst &lt;script&gt;x&lt;/script&gt;"

static void expect_in(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void expect_not_in(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%s", part, text);
}

/* Each part stands in the Markdown. NULL ends them. */
static void expect_markdown(const struct report_fixture *f, const char *const *parts)
{
    struct buffer out = report_render(f, false);
    for (; *parts; parts++)
        expect_in(out.bytes, *parts);
    buffer_clear(&out);
}

static void test_report_markdown_says_what_the_counts_give(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    const struct verdict *wide = check_verdict(&f.check, &f.rules.rules[0]);
    assert_true(wide->has_margin && wide->margin > 100);
    char margin[200];
    (void)snprintf(
        margin, sizeof margin,
        "now clear at 10.9%%; it takes %lld more adopting institutions among those that answered for it to "
        "be pending, counted in the strata where one weighs most (B), and 2 waves in a row for it to fire.\n",
        (long long)wide->margin);
    const char *const english[] = {
        "# Review for FY\\*2021\\*: proposed response\n\n20 January 2022\n\n",
        ("## Proposed response: no revision needed\n\nOf the institutions with a valid answer in FY\\*2021\\*, the "
         "share that answered “Y\\|es &lt;i&gt;” was 12.9% for “" FIRST
         "” (+3.6 points on FY2020) and 5.0% for “Second” (+0.8 points on FY2020); no rule that leads to a revision "
         "has fired, so no revision is proposed for FY\\*2021\\*.\n"),
        margin,
        "| wide |",
        "| lower limit ≥50% | 2 | <45.5% | n ≥20, response ≥40% | revision |\n",
        ("| either | any of " FIRST " and Second | rate (population) | estimated value ≥60% |"),
        ("| jump | Second | change (population) | estimated value ≥5 points | 1 | – | – | watch only |\n"),
        "In FY\\*2021\\*, 540 of the 1,060 institutions responded (50.9%).\n",
        "| published | 69 | 536 | 12.9% | +3.6 | 10.9% to 15.1% |\n",
        "| Second | published | 4.2% | 5.0% | +0.8 | -0.2 to +1.8 |",
        "| 4 | 0 |\n",
        ("- Second, population: the rounded rates 4.1% and 5.0% do not differ by +0.8 points, which is the rounded "
         "difference of the unrounded rates.\n"),
        "| Second | 5.0% | 95.0% | 0.0% | 540 |\n",
        "| wide (" FIRST ": lower limit ≥50%) | no data | clear | clear |\n",
        "| either (any of " FIRST " and Second: estimated value ≥60%) | no data | clear | clear |\n",
        ("| jump (change of Second: estimated value ≥5 points) | no data | insufficient | clear |\n"),
        "- **wide**: share 12.8% \\| &lt;u&gt;; clear since FY2020.\n",
        "## 3 Policy for FY\\*2021\\*\n\nSince no rule that leads to a revision has fired, none is proposed for "
        "FY\\*2021\\*.\n",
        "\nEnd\n",
        ("| Second | 5.0% | 2.5% to 51.6% | 2.5% to 5.0% | 2.7% to 45.6% |\n"),
        ("Made by minaoshi " MINAOSHI_VERSION ".\n"),
        NULL,
    };
    expect_markdown(&f, english);
    static const char *const japanese[] = {
        "# 2021\\*年度 見直し要否 対応方針\n\n2022年1月20日\n\n",
        ("## 対応方針：見直し不要\n\n"
         "2021\\*年度の有効回答に占める「Y\\|es "
         "&lt;i&gt;」の割合は、第\\|一&lt;script&gt;が12.9%（2020年度比+3.6ポイント）、第二が5.0%（2020年度比+0."
         "8ポイント）であり、見直しに至る規則はいずれも発動していないことから、2021\\*年度の見直しは不要としたい。\n"),
        "。発動には、2回続けて条件を満たすことを要する。\n",
        "2021\\*年度は、対象1,060機関のうち540機関が回答した（回収率50.9%）。\n",
        "> 水準は&lt;仮定&gt;\n",
        "\n以上\n",
        NULL,
    };
    f.memo.language = LANGUAGE_JA;
    expect_markdown(&f, japanese);
    report_close(&f);
}

/* What is under review, by which rules and who says so stand in the memo where study.yaml tells. */
static void test_report_names_subject_issuer_and_basis(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    f.study->review.subject = (struct label){{"check <b>list", "点検<b>表"}};
    f.study->review.issuer = (struct label){{"Office *x*", "統計*局*"}};
    f.study->review.basis = (struct label){{"Article 5 lays it down.", "規程第5条による。"}};
    static const char *const english[] = {
        "# Review of the check &lt;b&gt;list for FY\\*2021\\*: proposed response\n\n20 January 2022\\\nOffice "
        "\\*x\\*\n\n",
        "so no revision is proposed for the check &lt;b&gt;list in FY\\*2021\\*.\n",
        "## 1 Rules of the review\n\nArticle 5 lays it down.\nWhether",
        "## 3 Policy for the check &lt;b&gt;list in FY\\*2021\\*\n",
        "none is proposed for the check &lt;b&gt;list in FY\\*2021\\*.\n",
        NULL,
    };
    expect_markdown(&f, english);
    struct buffer html = report_render(&f, true);
    expect_in(html.bytes, "<p>20 January 2022<br />\nOffice *x*</p>");
    expect_in(html.bytes, "<title>Review of the check &lt;b&gt;list for FY*2021*: proposed response</title>");
    buffer_clear(&html);
    static const char *const japanese[] = {
        "# 2021\\*年度 点検&lt;b&gt;表見直し要否 対応方針\n\n2022年1月20日\\\n統計\\*局\\*\n\n",
        "2021\\*年度の点検&lt;b&gt;表の見直しは不要としたい。\n", "規程第5条による。\n見直しの要否は", NULL};
    f.memo.language = LANGUAGE_JA;
    expect_markdown(&f, japanese);
    report_close(&f);
}

static void test_report_markdown_data_is_never_markup(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    for (int i = 0; i < LANGUAGE_END; i++) {
        f.memo.language = (enum language)i;
        struct buffer out = report_render(&f, false);
        static const char *const raw[] = {"<script", "<b>",  "<i>", "<u>", "<assumed", "`x`",
                                          " *y*",    " _z_", "FY*", "Y|",  "1*年"};
        for (size_t k = 0; k < sizeof raw / sizeof *raw; k++)
            expect_not_in(out.bytes, raw[k]);
        buffer_clear(&out);
    }
    report_close(&f);
}

/* Every line that belongs to a table has as many bars as the table's first line. */
static void test_report_markdown_tables_keep_their_columns(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct buffer out = report_render(&f, false);
    size_t bars = 0, tables = 0;
    for (const char *line = out.bytes; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        size_t own = 0;
        for (const char *at = line; *at && *at != '\n'; at++)
            own += *at == '|' && (at == line || at[-1] != '\\');
        if (*line != '|') {
            bars = 0;
            continue;
        }
        tables += bars == 0;
        if (bars && own != bars)
            fail_msg("a row has %zu bars, not %zu: %.80s", own, bars, line);
        bars = own;
    }
    assert_int_equal(tables, 7);
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_markdown_is_the_same_again(void **state)
{
    (void)state;
    struct report_fixture f, g;
    report_usual(&f);
    report_usual(&g);
    for (int html = 0; html < 2; html++) {
        struct buffer a = report_render(&f, html), b = report_render(&g, html);
        assert_string_equal(a.bytes, b.bytes);
        buffer_clear(&a);
        buffer_clear(&b);
    }
    report_close(&f);
    report_close(&g);
}

/* ---- the page ---- */

static bool is_among(const char *name, size_t length, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == length && memcmp(*names, name, length) == 0)
            return true;
    return false;
}

/* Every tag is one that the memo makes, and is closed by its like. */
static void expect_whole(const char *html)
{
    static const char *const known[] = {
        "html",  "head",  "meta",  "title",      "style", "body", "main",   "header", "section", "footer",     "h1",
        "h2",    "h3",    "p",     "blockquote", "ul",    "li",   "strong", "code",   "figure",  "figcaption", "div",
        "table", "thead", "tbody", "tr",         "th",    "td",   "svg",    "text",   NULL};
    static const char *const empty[] = {"meta", NULL};
    const char *open[64] = {NULL};
    size_t lengths[64] = {0}, depth = 0;
    static const char doctype[] = "<!DOCTYPE html>\n";
    assert_memory_equal(html, doctype, sizeof doctype - 1);
    for (const char *at = strchr(html + 1, '<'); at; at = strchr(at, '<')) {
        bool closes = at[1] == '/';
        const char *name = at + 1 + closes;
        size_t length = strcspn(name, " >");
        if (!is_among(name, length, known))
            fail_msg("an element that the memo does not make: %.40s", at);
        if (closes) {
            if (!depth || !open[depth - 1] || lengths[depth - 1] != length ||
                memcmp(open[depth - 1], name, length) != 0)
                fail_msg("what is closed here was not open: %.40s", at);
            depth--;
        } else if (!is_among(name, length, empty)) {
            assert_true(depth < 64);
            open[depth] = name;
            lengths[depth++] = length;
        }
        at = strchr(at, '>');
        assert_non_null(at);
    }
    assert_int_equal(depth, 0);
}

static void test_report_html_is_one_whole_page_without_markup_of_data(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    f.memo.trend_svg = SVG("title");
    f.memo.status_svg = SVG("title");
    static const char *const starts[] = {"<html lang=\"en\">", "<html lang=\"ja\">"};
    static const char *const titles[] = {"<title>Review for FY*2021*: proposed response</title>",
                                         "<title>2021*年度 見直し要否 対応方針</title>"};
    for (int i = 0; i < LANGUAGE_END; i++) {
        f.memo.language = (enum language)i;
        struct buffer out = report_render(&f, true);
        expect_whole(out.bytes);
        expect_in(out.bytes, starts[i]);
        expect_in(out.bytes, titles[i]);
        static const char *const absent[] = {"http:", "https:", "url(", "@import", "src=", "href=", "<em>", "<code>x"};
        for (size_t k = 0; k < sizeof absent / sizeof *absent; k++)
            expect_not_in(out.bytes, absent[k]);
        expect_in(out.bytes, "T|itle `x` *y* _z_ &lt;script&gt;alert(1)&lt;/script&gt;");
        expect_in(out.bytes, "default-src 'none'");
        buffer_clear(&out);
    }
    report_close(&f);
}

static void test_report_html_dresses_sections_tables_and_pictures(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    f.memo.trend_svg = SVG("a");
    f.memo.status_svg = SVG("a");
    struct buffer out = report_render(&f, true);
    static const char *const parts[] = {
        "<main>\n<header>\n<h1>",
        "</header>\n<section class=\"response\">\n<h2>",
        "</section>\n<section class=\"review\">\n<h2>",
        "</section>\n<section class=\"evaluation\">\n<h2>",
        "</section>\n<section class=\"policy\">\n<h2>",
        "</section>\n<section class=\"survey\">\n<h2>Annex 1",
        "</section>\n<section class=\"rules\">\n<h2>Annex 2",
        "</section>\n<section class=\"notes\">\n<h2>",
        "</section>\n<footer>\n<p>",
        ("<figure>\n<figcaption id=\"caption-7\">\n<p><strong>Exhibit 6. Rules</strong></p>\n</figcaption>\n"
         "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"caption-7\">\n<table>"),
        ("<figure>\n<div class=\"frame\" role=\"region\" tabindex=\"0\" aria-labelledby=\"caption-1\">\n"
         "<div class=\"picture\" role=\"img\" aria-label=\"Lines of the rates over the waves, with the levels of the "
         "rules; as published: Fi|rst &lt;script&gt;x&lt;/script&gt; from 9.3% in FY2020 to 12.9% in FY*2021* and "
         "Second from 4.2% in FY2020 to 5.0% in FY*2021*.\">\n<svg><text "
         "id=\"picture-1-a\">a</text></svg>\n</div>\n</div>\n"
         "<figcaption id=\"caption-1\">\n<p><strong>At a glance: the rates over the waves and the levels of the "
         "rules</strong></p>\n</figcaption>\n</figure>\n</section>\n<section class=\"review\">"),
        "<svg><text id=\"picture-2-a\">a</text></svg>",
        "<td style=\"text-align: right\">12.9%</td>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        expect_in(out.bytes, parts[i]);
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_html_japanese_sentences_are_not_parted_by_a_line_end(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    f.memo.language = LANGUAGE_JA;
    struct buffer out = report_render(&f, true);
    expect_in(out.bytes, "に解除される。規則の水準は本調査に与えた前提であり、");
    buffer_clear(&out);
    f.memo.language = LANGUAGE_EN;
    out = report_render(&f, true);
    expect_in(out.bytes, "its condition fails.\nThe levels are inputs of this study");
    buffer_clear(&out);
    report_close(&f);
}

/* ---- pictures ---- */

static void test_report_pictures_stand_in_the_page_and_beside_the_markdown(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    static const char missing[] = "This copy is without the picture.";
    f.memo.trend_file = "trend (1)<é>.en.svg";
    f.memo.trend_svg = NULL;
    f.memo.status_file = NULL;
    f.memo.status_svg = SVG("a");
    struct buffer out = report_render(&f, false);
    expect_in(out.bytes, "](trend%20%281%29%3C%C3%A9%3E.en.svg)\n\n**At a glance: the rates over the waves and the "
                         "levels of the rules**\n\n");
    expect_in(out.bytes, "**Exhibit 1. Answers over the waves**\n\nThis copy is without the picture.");
    buffer_clear(&out);
    out = report_render(&f, true);
    const char *first = strstr(out.bytes, missing);
    assert_non_null(first);
    assert_null(strstr(first + 1, missing));
    expect_in(out.bytes, "picture-1-a");
    expect_whole(out.bytes);
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_html_a_picture_with_a_script_is_refused(void **state)
{
    (void)state;
    struct report_fixture f;
    struct errors errors = {0};
    struct buffer out = {0};
    report_usual(&f);
    f.memo.trend_svg = "<svg><script>run()</script></svg>";
    assert_int_equal(report_html(&f.memo, &out, &errors), STATUS_FAILURE);
    assert_errors(&errors,
                  "minaoshi: error[SYS006]: unable to put a picture into the memo: it is no SVG of a plain drawing\n");
    assert_int_equal(out.length, 0);
    buffer_clear(&out);
    report_close(&f);
}

/* ---- decisions ---- */

static void test_report_a_rule_that_fired_calls_for_a_revision(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 1, 0, 38, 40, 300, 500);
    report_counts(&f, 1, 1, 2, 40, 20, 490);
    report_counts(&f, 2, 0, 38, 40, 270, 500);
    report_counts(&f, 2, 1, 4, 40, 60, 500);
    report_pairs(&f, 1, 20, 0, 40, 400);
    report_check(&f, report_rules);
    const struct verdict *wide = check_verdict(&f.check, &f.rules.rules[0]);
    assert_true(wide->has_margin && wide->margin < 0);
    char fewer[200];
    assert_true(wide->has_robustness);
    (void)snprintf(
        fewer, sizeof fewer,
        "; it takes %lld fewer adopting institutions among those that answered for it to be clear, counted in the "
        "strata where one weighs most (B).\n",
        (long long)-wide->margin);
    const char *const parts[] = {
        "## Proposed response: revision needed\n",
        ("; a revision is proposed for FY\\*2021\\*, on these grounds: the rules that have fired: “wide” (" FIRST
         ": lower limit ≥50%).\nThis holds with a qualification, for verdicts on which it rests are not robust: “wide” "
         "depends on nonresponse.\nRules that only watch have fired, which does not change the decision: “jump” "
         "(change of Second: estimated value ≥5 points).\n"),
        fewer,
        "now fired at 53.3%; this verdict depends on nonresponse; it takes ",
        "In view of the above, a revision is proposed for FY\\*2021\\*.\n",
        NULL,
    };
    expect_markdown(&f, parts);
    f.memo.language = LANGUAGE_JA;
    static const char *const japanese[] = {
        ("発動している規則「wide」（第\\|一&lt;script&gt;の信頼下限が50%"
         "以上）を踏まえ、2021\\*年度の見直しを行うこととしたい。\n"
         "ただし、この結論の基となる判定には頑健でないものがある（「wide」は未回答の扱いに左右される）。\n"
         "注視のみの規則「jump」（第二の変化の推定値が5ポイント以上）が発動しているが、見直しの要否には影響しない。\n"),
        "以上を踏まえ、2021\\*年度の見直しを行うこととしたい。\n",
        NULL,
    };
    expect_markdown(&f, japanese);
    report_close(&f);
}

static void test_report_a_major_rule_calls_for_the_panel(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 38, 40, 400, 500);
    report_counts(&f, 2, 1, 2, 40, 60, 500);
    report_check(&f, report_rules);
    static const char *const parts[] = {
        ("a major revision, to be examined by an expert panel, is proposed for FY\\*2021\\*, on these grounds: the "
         "rules that have fired: “either” (any of " FIRST " and Second: estimated value ≥60%).\n"),
        "There is no wave before it to compare with.\n",
        "it is proposed to convene an expert panel on a major revision for FY\\*2021\\*.\n",
        NULL,
    };
    expect_markdown(&f, parts);
    report_close(&f);
}

static void test_report_a_wave_without_data_leaves_it_undetermined(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 0, 0, 2, 40, 60, 500);
    report_counts(&f, 0, 1, 2, 40, 60, 500);
    report_check(&f, report_rules);
    static const char *const parts[] = {
        ("There is no figure for FY\\*2021\\*; the rule “wide” (" FIRST
         ": lower limit ≥50%) cannot be judged (stale), so the need for a revision remains undetermined for "
         "FY\\*2021\\*.\n"),
        "): now clear (stale).\n",
        "There is no data of FY\\*2021\\*.\n",
        "| wide (" FIRST ": lower limit ≥50%) | clear | clear (stale) | clear (stale) |\n",
        "it is proposed to decide on a revision for FY\\*2021\\* once what is missing has been supplied.\n",
        NULL,
    };
    expect_markdown(&f, parts);
    for (int html = 0; html < 2; html++) {
        struct buffer out = report_render(&f, html);
        expect_not_in(out.bytes, "Rates in");
        buffer_clear(&out);
    }
    report_close(&f);
}

static void test_report_a_snoozed_rule_is_shown_with_its_reason(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 2, 0, 38, 40, 400, 500);
    report_counts(&f, 2, 1, 2, 40, 60, 500);
    report_check(&f, "version: 1\nrules:\n  - {id: wide, item: first, at_least: 50%, severity: revise, snooze: {until: "
                     "2023-03-31, reason: \"a|b\", by: \"M. <x>\"}}\n");
    static const char *const parts[] = {
        ("; fired (snoozed) since FY\\*2021\\*.\n- wide does not "
         "count until 31 March 2023; reason: a\\|b; set by M. "
         "&lt;x&gt;.\n"),
        "so no revision is proposed for FY\\*2021\\*.\n",
        NULL,
    };
    expect_markdown(&f, parts);
    report_close(&f);
}

/* ---- what is published ---- */

static void test_report_suppressed_figures_stand_nowhere(void **state)
{
    (void)state;
    struct report_fixture f;
    report_open(&f);
    report_counts(&f, 1, 0, 5, 40, 45, 500);
    report_counts(&f, 1, 1, 2, 40, 20, 490);
    report_counts(&f, 2, 0, 6, 38, 63, 498);
    report_counts(&f, 2, 1, 1, 40, 1, 500);
    report_pairs(&f, 1, 1, 19, 0, 420);
    report_check(&f, report_rules);
    f.study->minimum_cell = 3;
    struct buffer out = report_render(&f, false);
    expect_in(out.bytes, " and a suppressed share for “Second”; no rule");
    expect_in(out.bytes, "| published | suppressed | 540 | suppressed | – | – |\n");
    expect_in(out.bytes, "- **jump**: the figures are suppressed; clear since FY\\*2021\\*.\n");
    expect_in(out.bytes, "- **either**: the figures are suppressed;");
    expect_in(out.bytes, "- The rate of “Second” (population): suppressed.\n");
    expect_in(out.bytes, "- A figure is suppressed where fewer than 3 institutions adopted, did not, or answered");
    /* 2 of 540 in percent, its bounds, the share of the others, the change, the margin of the rule */
    static const char *const figures[] = {"0.4%", "0.2%", "49.2%", "99.6%", "-3.8", "323 more"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        expect_not_in(out.bytes, figures[i]);
    buffer_clear(&out);
    out = report_render(&f, true);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        expect_not_in(out.bytes, figures[i]);
    buffer_clear(&out);

    f.memo.internal = true;
    out = report_render(&f, false);
    expect_in(out.bytes, "> For internal use: nothing is suppressed\n>\n> Synthetic &lt;b&gt;\\|data\n");
    expect_in(out.bytes, "0.4% for “Second” (−3.8 points on FY2020)");
    expect_in(out.bytes, "99.6%");
    expect_in(out.bytes, "49.2%");
    expect_not_in(out.bytes, "| suppressed");
    expect_not_in(out.bytes, "A figure is suppressed where");
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_few_changed_answers_are_suppressed_with_what_tells_them(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f); /* 15 of the first item adopted and 1 dropped */
    struct buffer out = report_render(&f, false);
    expect_in(out.bytes, "| matched | 9.6% | 12.6% | +3.0 | suppressed | suppressed | suppressed | suppressed |\n");
    buffer_clear(&out);
    f.memo.internal = true;
    out = report_render(&f, false);
    expect_in(out.bytes, "| 15 | 1 |\n");
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_published_figures_are_compared_as_printed(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct published_figure figures[] = {
        {.year = 2021, .item = 1, .percent = "5", .n = -1, .points_change = "−0.8", .source = "A <i>|"},
        {.year = 2021, .item = 0, .percent = "12.87", .n = -1, .points_change = "+3.6", .source = "A <i>|"},
        {.year = 2020, .item = 0, .percent = "9.3", .n = -1, .source = "source of 2020"},
    };
    f.panel.published = (struct published){figures, sizeof figures / sizeof *figures};
    static const char *const parts[] = {
        "| 12.87% | 12.87% | agrees | +3.6 | +3.6 | agrees ",
        "| 5% | 5% | agrees | −0.8 | +0.8 | **differs** ",
        "\nSource of the published figures: A &lt;i&gt;\\|\n\n",
        NULL,
    };
    expect_markdown(&f, parts);
    struct buffer out = report_render(&f, false);
    expect_not_in(out.bytes, "source of 2020");
    buffer_clear(&out);
    report_close(&f);
}

static void test_report_files_are_named_with_their_hashes(void **state)
{
    (void)state;
    struct report_fixture f;
    report_usual(&f);
    struct import_file files[] = {
        {.name = "responses/2021|x.csv", .sha256 = "00ff", .encoding = "CP932", .rows = 1540},
        {.name = "frame.csv", .sha256 = "11ee", .encoding = NULL, .rows = 6},
    };
    struct import imports[] = {
        {.id = 2, .kind = IMPORT_FRAME, .files = &files[1], .file_count = 1},
        {.id = 1, .kind = IMPORT_WAVE, .year = 2021, .by_hand = true, .files = &files[0], .file_count = 1},
        {.id = 0, .kind = IMPORT_PUBLISHED},
    };
    f.memo.imports = imports;
    f.memo.import_count = 3;
    static const char *const parts[] = {
        ("| frame | frame.csv | – | 6 | `11ee` |\n"
         "| FY\\*2021\\* (by hand) | responses/2021\\|x.csv | CP932 | 1,540 | `00ff` |\n"),
        NULL,
    };
    expect_markdown(&f, parts);
    report_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_markdown_says_what_the_counts_give),
        cmocka_unit_test(test_report_names_subject_issuer_and_basis),
        cmocka_unit_test(test_report_markdown_data_is_never_markup),
        cmocka_unit_test(test_report_markdown_tables_keep_their_columns),
        cmocka_unit_test(test_report_markdown_is_the_same_again),
        cmocka_unit_test(test_report_html_is_one_whole_page_without_markup_of_data),
        cmocka_unit_test(test_report_html_dresses_sections_tables_and_pictures),
        cmocka_unit_test(test_report_html_japanese_sentences_are_not_parted_by_a_line_end),
        cmocka_unit_test(test_report_pictures_stand_in_the_page_and_beside_the_markdown),
        cmocka_unit_test(test_report_html_a_picture_with_a_script_is_refused),
        cmocka_unit_test(test_report_a_rule_that_fired_calls_for_a_revision),
        cmocka_unit_test(test_report_a_major_rule_calls_for_the_panel),
        cmocka_unit_test(test_report_a_wave_without_data_leaves_it_undetermined),
        cmocka_unit_test(test_report_a_snoozed_rule_is_shown_with_its_reason),
        cmocka_unit_test(test_report_suppressed_figures_stand_nowhere),
        cmocka_unit_test(test_report_few_changed_answers_are_suppressed_with_what_tells_them),
        cmocka_unit_test(test_report_published_figures_are_compared_as_printed),
        cmocka_unit_test(test_report_files_are_named_with_their_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
