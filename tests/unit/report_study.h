/* A small study whose labels try to be markup, with counts made by hand, for the tests of the memo. */
#ifndef TESTS_UNIT_REPORT_STUDY_H
#define TESTS_UNIT_REPORT_STUDY_H

#include "support/check.h"

#include <string.h>

#include "report/report.h"

enum { WAVES = 3, YES = 0, NO = 1, BLANK = 2 };

static const char report_study[] =
    "version: 1\n"
    "study: trial\n"
    "title: \"T|itle `x` *y* _z_ <script>alert(1)</script>\"\n"
    "notice: {ja: \"合成<b>|データ\", en: \"Synthetic <b>|data\"}\n"
    "institution: {code: code}\n"
    "strata: {column: s, values: [{id: a, label: \"S|`x`\\n# <u> 'q'\"}, {id: b, label: B}]}\n"
    "scales:\n"
    "  scale: [{id: y, label: \"Y|es <i>\"}, {id: n, label: No}, {id: blank, label: Blank, role: no_answer}]\n"
    "items:\n"
    "  - {id: first, label: {ja: \"第|一<script>\", en: \"Fi|rst <script>x</script>\"}, column: p, scale: scale, "
    "adopted: [y]}\n"
    "  - {id: second, label: {ja: 第二, en: Second}, column: q, scale: scale, adopted: [y]}\n"
    "waves:\n"
    "  2019: {files: [2019.csv]}\n"
    "  2020: {files: [2020.csv]}\n"
    "  2021: {files: [2021.csv], label: {ja: \"2021*年度\", en: \"FY*2021*\"}, review_date: 2022-01-20}\n"
    "rules: rules.yaml\n"
    "publish: {minimum_cell: 2, decimals: 1}\n";

static const char report_rules[] =
    "version: 1\n"
    "assumptions: {ja: \"水準は<仮定>\", en: \"Levels are <assumed> | here\"}\n"
    "rules:\n"
    "  - {id: wide, consideration: 6, item: first, at_least: 50%, for: 2 waves, clear_below: 45.5%, minimum: {n: 20, "
    "response_rate: 40%}, severity: revise, text: {ja: \"割合{value}|<u>\", en: \"share {value} | <u>\"}}\n"
    "  - {id: either, consideration: 6, any: [first, second], at_least: 60%, using: point, severity: major}\n"
    "  - {id: jump, consideration: 6, item: second, statistic: change, at_least: 5 points, using: point, severity: "
    "watch}\n";

struct report_fixture {
    struct arena *arena;
    struct study *study;
    struct panel panel;
    struct rules rules;
    struct check check;
    struct memo memo;
};

static inline void report_open(struct report_fixture *f)
{
    struct errors errors = {0};
    *f = (struct report_fixture){.arena = arena_new()};
    assert_non_null(f->arena);
    enum status status = study_parse("folder", report_study, sizeof report_study - 1, &f->study, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    f->panel.study = f->study;
    f->panel.tallies = arena_array(f->arena, WAVES, sizeof *f->panel.tallies);
    f->panel.pairs = arena_array(f->arena, WAVES, sizeof *f->panel.pairs);
    f->panel.frame.cells = arena_array(f->arena, (size_t)WAVES * 2, sizeof *f->panel.frame.cells);
    assert_true(f->panel.tallies && f->panel.pairs && f->panel.frame.cells);
    for (size_t wave = 0; wave < WAVES; wave++)
        for (size_t h = 0; h < 2; h++)
            f->panel.frame.cells[f->panel.frame.count++] =
                (struct frame_cell){f->study->waves[wave].year, h, h ? 1000 : 60};
    f->memo = (struct memo){.panel = &f->panel, .check = &f->check, .wave = WAVES - 1, .language = LANGUAGE_EN};
}

static inline void report_close(struct report_fixture *f)
{
    study_free(f->study);
    arena_free(f->arena);
}

/* Answers of one item in a wave: in each stratum x adopted of n valid, the respondents being 40 and 500. */
static inline void report_counts(struct report_fixture *f, size_t wave, size_t item, int64_t x_a, int64_t n_a,
                                 int64_t x_b, int64_t n_b)
{
    if (!f->panel.tallies[wave])
        f->panel.tallies[wave] = tally_new(f->study, &f->study->waves[wave], f->arena);
    struct tally_set *tally = f->panel.tallies[wave];
    assert_non_null(tally);
    const int64_t x[] = {x_a, x_b}, n[] = {n_a, n_b}, respondents[] = {40, 500};
    for (size_t h = 0; h < 2; h++) {
        tally->respondents[h] = respondents[h];
        *tally_cell(f->study, tally, item, h, YES) = x[h];
        *tally_cell(f->study, tally, item, h, NO) = n[h] - x[h];
        *tally_cell(f->study, tally, item, h, BLANK) = respondents[h] - n[h];
    }
}

/* The institutions in the newest two waves with a valid answer to an item in both, all in the second stratum. */
static inline void report_pairs(struct report_fixture *f, size_t item, int64_t n11, int64_t n10, int64_t n01,
                                int64_t n00)
{
    struct pair_set *pairs = &f->panel.pairs[WAVES - 1];
    if (!pairs->cells)
        pairs->cells = arena_array(f->arena, 8, sizeof *pairs->cells);
    assert_non_null(pairs->cells);
    pairs->earlier_year = f->study->waves[WAVES - 2].year;
    pairs->year = f->study->waves[WAVES - 1].year;
    const int64_t n[] = {n11, n10, n01, n00};
    for (size_t i = 0; i < 4; i++)
        pairs->cells[pairs->count++] = (struct pair_cell){item, 1, 1, i < 2 ? YES : NO, i % 2 == 0 ? YES : NO, n[i]};
}

static inline void report_check(struct report_fixture *f, const char *rules)
{
    struct errors errors = {0};
    enum status status = rules_parse(f->study, "rules.yaml", rules, strlen(rules), f->arena, &f->rules, &errors);
    if (status == STATUS_OK)
        status = threshold_check(&f->panel, &f->rules, (int64_t)f->memo.wave, f->arena, &f->check, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

/* The usual case: rates of 12.9 and 5.0 percent, nothing fires. */
static inline void report_usual(struct report_fixture *f)
{
    report_open(f);
    report_counts(f, 1, 0, 5, 40, 45, 500);
    report_counts(f, 1, 1, 2, 40, 20, 490);
    report_counts(f, 2, 0, 6, 38, 63, 498);
    report_counts(f, 2, 1, 3, 40, 24, 500);
    report_pairs(f, 0, 44, 1, 15, 410);
    report_pairs(f, 1, 20, 0, 4, 440);
    report_check(f, report_rules);
}

/* The memo; the caller clears it. */
static inline struct buffer report_render(const struct report_fixture *f, bool html)
{
    struct buffer out = {0};
    struct errors errors = {0};
    enum status status = html ? report_html(&f->memo, &out, &errors) : report_markdown(&f->memo, &out, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return out;
}

/* The first item in Markdown. */
#define FIRST "Fi\\|rst &lt;script&gt;x&lt;/script&gt;"

/* Each of `parts` stands in the Markdown, and none of `absent`; NULL ends each, and stands for none. */
static inline void expect_of(const struct report_fixture *f, const char *const *parts, const char *const *absent)
{
    struct buffer out = report_render(f, false);
    for (; parts && *parts; parts++)
        if (!strstr(out.bytes, *parts))
            fail_msg("'%s' is not in:\n%s", *parts, out.bytes);
    for (; absent && *absent; absent++)
        if (strstr(out.bytes, *absent))
            fail_msg("'%s' is in:\n%s", *absent, out.bytes);
    buffer_clear(&out);
}

#endif
