/* What the tests of the result table share: sample tables, and the comparison of what is rendered. */
#ifndef TESTS_UNIT_TABLE_SAMPLES_H
#define TESTS_UNIT_TABLE_SAMPLES_H

#include "support/check.h"

#include <math.h>

#include "base/buffer.h"
#include "table/table.h"

/* The titles are not in the catalogue, so that no translation changes what is expected here. */
static const struct column columns[] = {
    {"wave", "a year", COLUMN_INTEGER, SHOW_ALWAYS},        {"item", "an item", COLUMN_TEXT, SHOW_ALWAYS},
    {"group", "a group", COLUMN_TEXT, SHOW_FILLED},         {"estimate", "a share", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"change", "a difference", COLUMN_POINTS, SHOW_ALWAYS}, {"deff", "a factor", COLUMN_REAL, SHOW_ALWAYS},
    {"level", "a level", COLUMN_REAL, SHOW_DIFFERS},        {"status", "a status", COLUMN_TEXT, SHOW_ALWAYS},
    {"denominator", "a base", COLUMN_TEXT, SHOW_DIFFERS},   {"trace", "a trace", COLUMN_TEXT, SHOW_NEVER},
};

static const struct label personal = {{[LANGUAGE_EN] = "Personal, update", [LANGUAGE_JA] = "個人・更新系"}};
static const struct label corporate = {{[LANGUAGE_EN] = "Corporate, update", [LANGUAGE_JA] = "法人・更新系"}};
static const struct label valid = {{[LANGUAGE_EN] = "valid answers", [LANGUAGE_JA] = "有効回答"}};
static const struct label notice = {{[LANGUAGE_EN] = "Responses are synthetic;\nonly the published figures are real",
                                     [LANGUAGE_JA] = "回答データは合成であり、公表値のみが実在する"}};
static const struct label design = {{[LANGUAGE_EN] = "strata 8, n 693, N 1038", [LANGUAGE_JA] = "層 8、n 693、N 1038"}};

static inline struct table *new_table(const char *name, const struct column *of, size_t count)
{
    struct table *table = table_new(name, of, count);
    assert_non_null(table);
    return table;
}

#define NEW_TABLE(of) new_table("rates", (of), sizeof(of) / sizeof *(of))

static inline void add_rate(struct table *table, int64_t wave, const char *item, const struct label *label,
                            double estimate, double change, double deff, const char *status)
{
    table_row(table);
    table_integer(table, wave);
    table_labelled(table, item, label);
    table_empty(table);
    table_real(table, estimate);
    table_real(table, change);
    table_real(table, deff);
    table_real(table, 95);
    table_text(table, status);
    table_labelled(table, "valid", &valid);
    table_text(table, "a.csv:2");
}

static inline struct table *rates(void)
{
    struct table *table = NEW_TABLE(columns);
    table_set_study(table, "fisc");
    table_set_notice(table, &notice);
    table_set_design(table, &design);
    add_rate(table, 2020, "personal_update", &personal, 0.0625, NAN, 1.2345678, "ok");
    add_rate(table, 2021, "personal_update", &personal, 0.10101010101010101, 0.03851010101010101, 1, "low base");
    add_rate(table, 2021, "corporate_update", &corporate, NAN, -0.005, INFINITY, "no data");
    return table;
}

/* Fails unless the table renders as `expected`; frees the table. */
static inline void check_style(struct table *table, struct table_style style, const char *expected)
{
    struct errors errors = {0};
    struct buffer out = {0};
    assert_int_equal(table_render(table, &style, &out, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&out), expected);
    buffer_clear(&out);
    table_free(table);
}

static inline void check_render(struct table *table, enum table_format format, enum language language,
                                const char *expected)
{
    struct table_style style = {.format = format, .language = language, .decimals = 1, .version = "0.1.0"};
    check_style(table, style, expected);
}

static const struct column pair[] = {{"name", "a name", COLUMN_TEXT, SHOW_ALWAYS},
                                     {"value", "a value", COLUMN_REAL, SHOW_ALWAYS}};

static inline struct table *pair_table(const char *text, double value)
{
    struct table *table = NEW_TABLE(pair);
    table_row(table);
    table_text(table, text);
    table_real(table, value);
    return table;
}

static const char hostile[] = "a,\"b\"|c\td\\e\nf\x1B[31m\x7F\xC2\x9Bg<b>&*_`[x](y)";

#endif
