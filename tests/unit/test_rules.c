/* rules.yaml: what is read, what is left out, and every message with its place and hint. */
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/threshold.h"
#include "unit/rules_study.h"

static struct study *study;
static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    static const char text[] = RULES_STUDY("");
    struct errors errors = {0};
    arena = arena_new();
    assert_non_null(arena);
    enum status status = study_parse("folder", text, strlen(text), &study, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    study_free(study);
    arena_free(arena);
    return 0;
}

static enum status parse(const char *text, struct rules *rules, struct errors *errors)
{
    return rules_parse(study, "rules.yaml", text, strlen(text), arena, rules, errors);
}

static struct rule read_rule(const char *rule)
{
    char text[1000];
    struct errors errors = {0};
    struct rules rules;
    (void)snprintf(text, sizeof text, "version: 1\nrules:\n  - {%s}\n", rule);
    enum status status = parse(text, &rules, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(rules.count, 1);
    return rules.rules[0];
}

static void assert_rational(struct rational value, int64_t numerator, int64_t denominator)
{
    assert_int_equal(value.denominator > 0, 1);
    assert_int_equal(exact_compare_ratio(numerator, denominator, value), 0);
}

static void test_rules_parse_left_out(void **state)
{
    (void)state;
    struct rule rule = read_rule("id: wide, item: personal, at_least: 16%, severity: revise");
    assert_string_equal(rule.id, "wide");
    assert_int_equal(rule.consideration, 0);
    assert_int_equal(rule.combination, COMBINE_ONE);
    assert_int_equal(rule.item_count, 1);
    assert_int_equal(rule.items[0], 0);
    assert_int_equal(rule.statistic, STATISTIC_RATE);
    assert_int_equal(rule.estimator, ESTIMATOR_POPULATION);
    assert_false(rule.has_interval);
    assert_int_equal(rule.published, COUNT_HYPERGEOMETRIC);
    assert_int_equal(rule.population, DESIGN_BETA);
    assert_close(rule.level_of_confidence, 0.95, 0, 0);
    assert_int_equal(rule.comparison, COMPARE_AT_LEAST);
    assert_rational(rule.level, 16, 100);
    assert_string_equal(rule.level_text, "16%");
    assert_int_equal(rule.bound, BOUND_LOWER);
    assert_int_equal(rule.for_waves, 1);
    assert_false(rule.has_clear);
    assert_int_equal(rule.minimum_n, 0);
    assert_rational(rule.minimum_response, 0, 1);
    assert_int_equal(rule.severity, RULE_REVISE);
    assert_null(rule.text.in[LANGUAGE_EN]);
    assert_null(rule.snooze_until);
}

static void test_rules_parse_everything(void **state)
{
    (void)state;
    struct rule rule = read_rule(
        "id: a-2, consideration: 6, k_of: {k: 2, items: [third, personal, corporate]}, statistic: count, "
        "estimator: published, interval: wilson, confidence: 90, below: 12, using: upper, for: 3 waves, "
        "clear_above: 15, minimum: {n: 300, response_rate: 50.5%}, severity: major, text: {ja: \"値 {value}\", "
        "en: \"{x}\"}, "
        "snooze: {until: 2024-02-29, reason: later, by: council}");
    assert_int_equal(rule.consideration, 6);
    assert_int_equal(rule.combination, COMBINE_K_OF);
    assert_int_equal(rule.k, 2);
    assert_int_equal(rule.item_count, 3);
    assert_int_equal(rule.items[0], 2);
    assert_int_equal(rule.items[1], 0);
    assert_int_equal(rule.items[2], 1);
    assert_int_equal(rule.statistic, STATISTIC_COUNT);
    assert_int_equal(rule.estimator, ESTIMATOR_PUBLISHED);
    assert_true(rule.has_interval);
    assert_int_equal(rule.published, COUNT_WILSON);
    assert_close(rule.level_of_confidence, 0.9, 1e-15, 0);
    assert_int_equal(rule.comparison, COMPARE_BELOW);
    assert_rational(rule.level, 12, 1);
    assert_int_equal(rule.bound, BOUND_UPPER);
    assert_int_equal(rule.for_waves, 3);
    assert_true(rule.has_clear);
    assert_rational(rule.clear, 15, 1);
    assert_int_equal(rule.minimum_n, 300);
    assert_rational(rule.minimum_response, 505, 1000);
    assert_int_equal(rule.severity, RULE_MAJOR);
    assert_string_equal(rule.text.in[LANGUAGE_JA], "値 {value}");
    assert_string_equal(rule.snooze_until, "2024-02-29");
    assert_string_equal(rule.snooze_reason.in[LANGUAGE_EN], "later");
    assert_string_equal(rule.snooze_by, "council");
}

static void test_rules_parse_forms(void **state)
{
    (void)state;
    struct rule any = read_rule("id: r, any: [personal, third], above: 0.5%, using: point, severity: watch");
    assert_int_equal(any.combination, COMBINE_ANY);
    assert_int_equal(any.item_count, 2);
    assert_int_equal(any.comparison, COMPARE_ABOVE);
    assert_rational(any.level, 5, 1000);
    assert_int_equal(any.bound, BOUND_POINT);
    struct rule all = read_rule("id: r, all: [personal, third], at_most: 100%, severity: watch");
    assert_int_equal(all.combination, COMBINE_ALL);
    assert_int_equal(all.comparison, COMPARE_AT_MOST);
    struct rule strata =
        read_rule("id: r, item: corporate, by: stratum, strata_at_least: 3, at_least: 50 %, severity: watch");
    assert_int_equal(strata.combination, COMBINE_STRATA);
    assert_int_equal(strata.k, 3);
    assert_int_equal(strata.items[0], 1);
    assert_rational(strata.level, 1, 2);
}

static void test_rules_parse_statistics(void **state)
{
    (void)state;
    struct rule change = read_rule("id: r, item: personal, statistic: change, estimator: matched, at_most: -2.5 "
                                   "points, clear_above: -1 point, severity: watch");
    assert_int_equal(change.statistic, STATISTIC_CHANGE);
    assert_int_equal(change.estimator, ESTIMATOR_MATCHED);
    assert_rational(change.level, -25, 1000);
    assert_rational(change.clear, -1, 100);
    struct rule probability =
        read_rule("id: r, item: personal, statistic: probability, of: {at_least: 16%}, at_least: 95%, severity: watch");
    assert_int_equal(probability.statistic, STATISTIC_PROBABILITY);
    assert_int_equal(probability.bound, BOUND_POINT);
    assert_rational(probability.of, 16, 100);
    assert_rational(probability.level, 95, 100);
    struct rule share = read_rule("id: r, item: uses, statistic: size_share, above: 20%, severity: watch");
    assert_int_equal(share.statistic, STATISTIC_SIZE_SHARE);
    assert_int_equal(share.bound, BOUND_LOWER);
    struct rule reach = read_rule("id: r, item: personal, statistic: reach, of: {at_least: 20%}, within: 3 waves, "
                                  "at_least: 80%, severity: watch");
    assert_int_equal(reach.statistic, STATISTIC_REACH);
    assert_int_equal(reach.bound, BOUND_POINT);
    assert_int_equal(reach.within, 3);
    assert_rational(reach.of, 20, 100);
    struct rule sql = read_rule("id: r, sql: \"SELECT code FROM v_response\", for: 2 waves, severity: watch");
    assert_int_equal(sql.statistic, STATISTIC_SQL);
    assert_string_equal(sql.sql->text, "SELECT code FROM v_response");
    assert_int_equal(sql.item_count, 0);
    assert_int_equal(sql.for_waves, 2);
    struct rule wide = read_rule("id: r, item: personal, interval: predictive, at_least: １６％, severity: watch");
    assert_int_equal(wide.population, DESIGN_PREDICTIVE);
    assert_rational(wide.level, 16, 100);
}

/* Every form and statistic beside each other, as docs/study.md has them. */
static void test_rules_parse_example(void **state)
{
    (void)state;
    static const char text[] =
        "version: 1\n"
        "assumptions: {ja: 仮定である。, en: assumptions}\n"
        "rules:\n"
        "  - id: personal-update-wide\n"
        "    consideration: 6\n"
        "    item: personal\n"
        "    statistic: rate            # rate | change | count | size_share | probability | reach\n"
        "    estimator: population\n"
        "    at_least: 16%\n"
        "    using: lower\n"
        "    for: 2 waves\n"
        "    clear_below: 14%\n"
        "    minimum: {n: 300, response_rate: 50%}\n"
        "    severity: revise\n"
        "    text: {ja: \"個人更新系 {value}\", en: \"personal update-type {value}\"}\n"
        "  - {id: either-wide, any: [personal, corporate], at_least: 16%, using: lower, severity: revise}\n"
        "  - {id: strata-wide, item: personal, by: stratum, strata_at_least: 3, at_least: 50%, using: point, severity: "
        "revise, consideration: 6}\n"
        "  - {id: jump, item: personal, statistic: change, at_least: 5 points, using: lower, severity: watch}\n"
        "  - {id: likely-wide, item: personal, statistic: probability, of: {at_least: 16%}, at_least: 95%, severity: "
        "revise}\n"
        "  - {id: soon-wide, item: personal, statistic: reach, of: {at_least: 20%}, within: 3 waves, at_least: 80%, "
        "severity: watch}\n"
        "  - {id: large, item: personal, statistic: size_share, at_least: 50%, severity: watch}\n"
        "  - {id: own, sql: \"SELECT 1\", severity: watch, consideration: 6, snooze: {until: 2023-03-31, reason: x, "
        "by: y}}\n";
    static const enum rule_statistic expected[] = {STATISTIC_RATE,       STATISTIC_RATE,        STATISTIC_RATE,
                                                   STATISTIC_CHANGE,     STATISTIC_PROBABILITY, STATISTIC_REACH,
                                                   STATISTIC_SIZE_SHARE, STATISTIC_SQL};
    struct errors errors = {0};
    struct rules rules;
    enum status status = parse(text, &rules, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(rules.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < rules.count; i++)
        assert_int_equal(rules.rules[i].statistic, expected[i]);
}

static void test_rules_parse_assumptions(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct rules rules;
    assert_int_equal(parse("version: 1\nassumptions: {ja: 仮定, en: assumed}\nrules:\n"
                           "  - {id: a, item: personal, at_least: 1%, severity: watch}\n"
                           "  - {id: b, item: third, at_least: 1%, severity: major}\n",
                           &rules, &errors),
                     STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(rules.count, 2);
    assert_string_equal(rules.rules[1].id, "b");
    assert_int_equal(rules.rules[1].node->place.line, 5);
    assert_string_equal(rules.assumptions.in[LANGUAGE_JA], "仮定");
    assert_string_equal(rules.assumptions.in[LANGUAGE_EN], "assumed");
}

struct refused {
    const char *rule;     /* on line 3, from column 6 */
    const char *expected; /* the messages without their excerpts */
};

/* The messages without the lines that show the rule and its caret. */
static void assert_refused(struct errors *errors, const char *expected)
{
    struct buffer shown = {0};
    for (size_t i = 0; i < errors->kept; i++) {
        const struct error *error = &errors->items[i];
        buffer_format(&shown, "%lld:%lld: %s: %s\n", (long long)error->line, (long long)error->column,
                      error_name(error->code), error->text);
        if (error->hint)
            buffer_format(&shown, "  hint: %s\n", error->hint);
    }
    errors_clear(errors);
    assert_string_equal(buffer_get(&shown), expected);
    buffer_clear(&shown);
}

static const struct refused items[] = {
    {"id: r, at_least: 1%, severity: watch",
     "3:5: RUL001: rule 'r' names no item\n  hint: give one of item, any, all, k_of\n"},
    {"id: r, item: personal, any: [third], at_least: 1%, severity: watch",
     "3:29: RUL001: rule 'r' has both 'item' and 'any'\n  hint: keep one of item, any, all, k_of\n"},
    {"id: r, item: personel, at_least: 1%, severity: watch",
     "3:19: STU006: there is no item 'personel'\n  hint: did you mean 'personal'?\n"},
    {"id: r, item: zzz, at_least: 1%, severity: watch",
     "3:19: STU006: there is no item 'zzz'\n  hint: known here: personal, corporate, third, plain, remarks, number, "
     "uses, several\n"},
    {"id: r, item: [third], at_least: 1%, severity: watch", "3:19: STU005: an item must be a text\n"},
    {"id: r, item: plain, at_least: 1%, severity: watch",
     "3:19: RUL001: item 'plain' has no adopted choices\n  hint: name them in `adopted` of the item in study.yaml\n"},
    {"id: r, all: [third, remarks], at_least: 1%, severity: watch",
     "3:26: RUL001: item 'remarks' is a text, which nobody adopts\n  hint: name a single choice, or a multiple "
     "answer\n"},
    {"id: r, item: number, at_least: 1%, severity: watch",
     "3:19: RUL001: item 'number' is a number, which nobody adopts\n  hint: name a single choice, or a multiple "
     "answer\n"},
    {"id: r, any: [uses, several], at_least: 1%, severity: watch",
     "3:25: RUL001: item 'several' has more than one adopted option, and the counts of each do not tell who ticked "
     "any\n"
     "  hint: keep one option in `adopted` of the item in study.yaml\n"},
    {"id: r, all: third, at_least: 1%, severity: watch", "3:18: STU005: all must be a list of items\n"},
    {"id: r, any: [], at_least: 1%, severity: watch", "3:18: STU005: any must be a list of items\n"},
    {"id: r, any: [third, third], at_least: 1%, severity: watch", "3:26: STU003: item 'third' is there twice\n"},
    {"id: r, k_of: third, at_least: 1%, severity: watch", "3:19: STU005: k_of must be a mapping\n"},
    {"id: r, k_of: {k: 3, items: [third, personal]}, at_least: 1%, severity: watch",
     "3:23: STU005: k must be a whole number from 1 to 2\n"},
    {"id: r, k_of: {k: 0, items: [third, personal]}, at_least: 1%, severity: watch",
     "3:23: STU005: k must be a whole number from 1 to 2\n"},
    {"id: r, k_of: {k: 1, itens: [third]}, at_least: 1%, severity: watch",
     "3:26: STU002: unknown key 'itens' in k_of\n  hint: did you mean 'items'?\n"
     "3:19: STU004: 'items' is missing in k_of\n"},
    {"id: r, item: third, by: region, strata_at_least: 2, at_least: 1%, severity: watch",
     "3:30: STU005: by: 'region' is not known\n  hint: known here: stratum\n"},
    {"id: r, item: third, strata_at_least: 2, at_least: 1%, severity: watch",
     "3:26: RUL001: 'strata_at_least' needs 'by'\n  hint: add `by: stratum`\n"},
    {"id: r, item: third, by: stratum, at_least: 1%, severity: watch",
     "3:26: RUL001: 'by' needs 'strata_at_least'\n"
     "  hint: say in how many strata the level must be met, for example `strata_at_least: 3`\n"},
    {"id: r, any: [third, personal], by: stratum, strata_at_least: 2, at_least: 1%, severity: watch",
     "3:37: RUL001: 'by' goes with 'item' only\n  hint: make a rule for each item\n"},
    {"id: r, item: third, by: stratum, strata_at_least: 4, at_least: 1%, severity: watch",
     "3:56: STU005: strata_at_least must be a whole number from 1 to 3\n"},
};

static const struct refused levels[] = {
    {"id: r, item: third, severity: watch",
     "3:5: RUL001: rule 'r' has no level\n  hint: give one of at_least, above, at_most, below\n"},
    {"id: r, item: third, below: 3%, at_least: 1%, severity: watch",
     "3:37: RUL001: rule 'r' has both 'below' and 'at_least'\n"
     "  hint: keep one of at_least, above, at_most, below\n"},
    {"id: r, item: third, at_least: 16, severity: watch",
     "3:36: STU005: at_least: '16' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, above: 100.1%, severity: watch",
     "3:33: STU005: above: '100.1%' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, above: -1%, severity: watch",
     "3:33: STU005: above: '-1%' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, above: 0.12345678901234567890%, severity: watch",
     "3:33: STU005: above: '0.12345678901234567890%' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, above: 5 points, severity: watch",
     "3:33: STU005: above: '5 points' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, statistic: change, at_least: 5%, severity: watch",
     "3:55: STU005: at_least: '5%' is not a difference from -100 to 100 points\n"
     "  hint: a change is in points: for example '5 points'\n"},
    {"id: r, item: third, statistic: change, at_least: 101 points, severity: watch",
     "3:55: STU005: at_least: '101 points' is not a difference from -100 to 100 points\n"
     "  hint: a change is in points: for example '5 points'\n"},
    {"id: r, item: third, statistic: count, at_least: 5%, severity: watch",
     "3:54: STU005: at_least: '5%' is not a whole number\n  hint: a count is in institutions: for example 120\n"},
    {"id: r, item: third, statistic: count, at_least: -1, severity: watch",
     "3:54: STU005: at_least: '-1' is not a whole number\n  hint: a count is in institutions: for example 120\n"},
    {"id: r, item: third, at_least: {a: 1}, severity: watch", "3:36: STU005: at_least must be a text\n"},
    {"id: r, item: third, at_least: 16%, clear_above: 14%, severity: watch",
     "3:41: RUL001: 'clear_above' does not go with 'at_least'\n  hint: use 'clear_below'\n"},
    {"id: r, item: third, below: 16%, clear_below: 14%, severity: watch",
     "3:38: RUL001: 'clear_below' does not go with 'below'\n  hint: use 'clear_above'\n"},
    {"id: r, item: third, at_least: 16%, clear_below: 16.1%, severity: watch",
     "3:54: RUL001: clear_below 16.1% is above the level 16%\n"},
    {"id: r, item: third, at_most: 16%, clear_above: 15%, severity: watch",
     "3:53: RUL001: clear_above 15% is below the level 16%\n"},
    {"id: r, item: third, at_least: 16%, clear_below: 14, severity: watch",
     "3:54: STU005: clear_below: '14' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, at_least: 16%, for: 2, severity: watch",
     "3:46: STU005: for: '2' is not a number of waves from 1 to 99\n  hint: for example '2 waves'\n"},
    {"id: r, item: third, at_least: 16%, for: 0 waves, severity: watch",
     "3:46: STU005: for: '0 waves' is not a number of waves from 1 to 99\n  hint: for example '2 waves'\n"},
    {"id: r, item: third, at_least: 16%, minimum: 3, severity: watch", "3:50: STU005: minimum must be a mapping\n"},
    {"id: r, item: third, at_least: 16%, minimum: {N: 3}, severity: watch",
     "3:51: STU002: unknown key 'N' in minimum\n  hint: known here: n, response_rate\n"},
    {"id: r, item: third, at_least: 16%, minimum: {n: 0}, severity: watch",
     "3:54: STU005: n must be a whole number of at least 1\n"},
    {"id: r, item: third, at_least: 16%, minimum: {response_rate: 0.5}, severity: watch",
     "3:66: STU005: response_rate: '0.5' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
};

static const struct refused statistics[] = {
    {"id: r, item: third, statistic: ratio, at_least: 1%, severity: watch",
     "3:37: STU005: statistic: 'ratio' is not known\n"
     "  hint: known here: rate, change, count, size_share, probability, reach\n"},
    {"id: r, item: uses, statistic: change, at_least: 1 points, severity: watch",
     "3:36: RUL001: statistic 'change' is computed of single choices only, and item 'uses' is a multiple\n"
     "  hint: make the rule of a rate, a count or a probability\n"},
    {"id: r, item: third, statistic: size_share, estimator: published, at_least: 1%, severity: watch",
     "3:60: RUL001: a share of sizes is one of the population, whose sizes the register has\n"
     "  hint: leave 'estimator' out\n"},
    {"id: r, item: third, statistic: size_share, interval: beta, at_least: 1%, severity: watch",
     "3:49: RUL001: 'interval' does not go with statistic 'size_share'\n  hint: leave it out\n"},
    {"id: r, item: third, statistic: reach, of: {at_least: 20%}, at_least: 80%, severity: watch",
     "3:5: STU004: 'within' is missing in rule 'r'\n"
     "  hint: say by when the level must be reached, for example `within: 3 waves`\n"},
    {"id: r, item: third, statistic: reach, within: 3 waves, at_least: 80%, severity: watch",
     "3:5: STU004: 'of' is missing in rule 'r'\n"
     "  hint: name the level that the rate must reach, for example `of: {at_least: 16%}`\n"},
    {"id: r, item: third, statistic: reach, of: {at_least: 0%}, within: 3, at_least: 80%, using: upper, severity: "
     "watch",
     "3:59: RUL001: at_least: a curve reaches neither 0% nor 100%\n  hint: for example 20%\n"
     "3:72: STU005: within: '3' is not a number of waves from 1 to 99\n  hint: for example '2 waves'\n"
     "3:97: RUL001: a probability has no limits\n  hint: leave 'using' out\n"},
    {"id: r, sql: [SELECT], severity: watch", "3:18: STU005: sql must be a text\n"},
    {"id: r, sql: SELECT 1, item: third, at_least: 1%, minimum: {n: 3}, severity: watch",
     "3:28: RUL001: 'item' does not go with 'sql'\n  hint: leave it out: the rule fires where its SELECT has a row\n"
     "3:41: RUL001: 'at_least' does not go with 'sql'\n"
     "  hint: leave it out: the rule fires where its SELECT has a row\n"
     "3:55: RUL001: 'minimum' does not go with 'sql'\n"
     "  hint: leave it out: the rule fires where its SELECT has a row\n"},
    {"id: r, item: third, of: {at_least: 20%}, at_least: 80%, severity: watch",
     "3:26: RUL001: 'of' does not go with statistic 'rate'\n"
     "  hint: it is the level that a probability is asked for\n"},
    {"id: r, item: third, within: 3 waves, at_least: 80%, severity: watch",
     "3:26: RUL001: 'within' does not go with statistic 'rate'\n  hint: it is for statistic 'reach'\n"},
    {"id: r, item: third, statistic: probability, at_least: 95%, severity: watch",
     "3:5: STU004: 'of' is missing in rule 'r'\n"
     "  hint: name the level that the rate must reach, for example `of: {at_least: 16%}`\n"},
    {"id: r, item: third, statistic: probability, of: 16%, at_least: 95%, severity: watch",
     "3:54: STU005: of must be a mapping\n"},
    {"id: r, item: third, statistic: probability, of: {above: 16%}, at_least: 95%, severity: watch",
     "3:55: STU002: unknown key 'above' in of\n  hint: known here: at_least\n"
     "3:54: STU004: 'at_least' is missing in of\n"},
    {"id: r, item: third, statistic: probability, of: {at_least: 16}, at_least: 95%, severity: watch",
     "3:65: STU005: at_least: '16' is not a percentage from 0% to 100%\n  hint: for example 16%\n"},
    {"id: r, item: third, statistic: probability, of: {at_least: 1%}, at_least: 95%, using: lower, severity: watch",
     "3:92: RUL001: a probability has no limits\n  hint: leave 'using' out\n"},
    {"id: r, item: third, statistic: probability, of: {at_least: 1%}, at_least: 95%, estimator: published, severity: "
     "watch",
     "3:96: RUL001: a probability is one of the population, not of the published rate\n"
     "  hint: leave 'estimator' out\n"},
    {"id: r, item: third, statistic: probability, of: {at_least: 1%}, at_least: 95%, confidence: 90, severity: watch",
     "3:85: RUL001: 'confidence' does not go with statistic 'probability'\n  hint: leave it out\n"},
    {"id: r, item: third, statistic: change, at_least: 1 points, interval: beta, severity: watch",
     "3:65: RUL001: 'interval' does not go with statistic 'change'\n  hint: leave it out\n"},
    {"id: r, item: third, at_least: 1%, estimator: size, severity: watch",
     "3:51: RUL001: 'size' is not the estimator of a rule\n"
     "  hint: write `statistic: size_share` and leave it out\n"},
    {"id: r, item: third, at_least: 1%, estimator: publised, severity: watch",
     "3:51: STU005: estimator: 'publised' is not known\n  hint: did you mean 'published'?\n"},
    {"id: r, item: third, at_least: 1%, estimator: matched, severity: watch",
     "3:51: RUL001: estimator 'matched' is for statistic 'change' only\n  hint: use published or population\n"},
    {"id: r, item: third, at_least: 1%, interval: jeffreys, severity: watch",
     "3:50: STU005: interval of estimator population: 'jeffreys' is not known\n"
     "  hint: known here: mean, logit, xlogit, asin, beta, likelihood, wilson, predictive\n"},
    {"id: r, item: third, at_least: 1%, estimator: published, interval: beta, severity: watch",
     "3:72: STU005: interval of estimator published: 'beta' is not known\n"
     "  hint: known here: wald, wilson, wilson-cc, agresti-coull, clopper-pearson, jeffreys, arcsine, logit, wald-fpc, "
     "wilson-fpc, hypergeometric\n"},
    {"id: r, item: third, at_least: 1%, confidence: 0.95, severity: watch",
     "3:52: STU005: confidence must be a percentage above 50 and below 100\n"
     "  hint: for example 90%\n"},
    {"id: r, item: third, at_least: 1%, confidence: 50%, severity: watch",
     "3:52: STU005: confidence must be a percentage above 50 and below 100\n"
     "  hint: for example 90%\n"},
    {"id: r, item: third, at_least: 1%, using: middle, severity: watch",
     "3:47: STU005: using: 'middle' is not known\n  hint: known here: point, lower, upper\n"},
};

static const struct refused others[] = {
    {"item: third, at_least: 1%, severity: watch", "3:5: STU004: 'id' is missing in a rule\n"},
    {"id: Wide_1, item: third, at_least: 1%, severity: watch",
     "3:10: STU005: 'Wide_1' is not the id of a rule\n"
     "  hint: use a to z, 0 to 9 and hyphens, and begin with a letter\n"},
    {"id: 1a, item: third, at_least: 1%, severity: watch",
     "3:10: STU005: '1a' is not the id of a rule\n  hint: use a to z, 0 to 9 and hyphens, and begin with a letter\n"},
    {"id: r, item: third, at_last: 1%, severity: watch",
     "3:26: STU002: unknown key 'at_last' in a rule\n  hint: did you mean 'at_least'?\n"
     "3:5: RUL001: rule 'r' has no level\n  hint: give one of at_least, above, at_most, below\n"},
    {"id: r, item: third, at_least: 1%", "3:5: STU004: 'severity' is missing in rule 'r'\n"},
    {"id: r, item: third, at_least: 1%, severity: urgent",
     "3:50: STU005: severity: 'urgent' is not known\n  hint: known here: watch, revise, major\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, consideration: 7",
     "3:72: STU005: consideration must be a whole number from 1 to 6\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, text: \"{vlaue} of {n} {else if}\"",
     "3:63: RUL001: text: there is no placeholder '{vlaue}'\n  hint: did you mean 'value'?\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, text: {ja: \"{value}\", en: \"{rate}\"}",
     "3:83: RUL001: text: there is no placeholder '{rate}'\n  hint: known here: value, lower, upper, level, n, x, "
     "state, wave, margin\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, text: []",
     "3:63: STU005: text must be a text, or 'ja:' and 'en:'\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, snooze: 2023-03-31",
     "3:65: STU005: snooze must be a mapping\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, snooze: {until: 2023-02-29}",
     "3:65: STU004: 'reason' is missing in snooze\n3:65: STU004: 'by' is missing in snooze\n"
     "3:73: STU005: until: '2023-02-29' is not a date\n  hint: write it as YYYY-MM-DD\n"},
    {"id: r, item: third, at_least: 1%, severity: watch, snooze: {until: soon, reason: x, by: []}",
     "3:73: STU005: until: 'soon' is not a date\n  hint: write it as YYYY-MM-DD\n3:94: STU005: by must be a text\n"},
};

static void refuse_all(const struct refused *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[1000];
        struct errors errors = {0};
        struct rules rules;
        (void)snprintf(text, sizeof text, "version: 1\nrules:\n  - {%s}\n", cases[i].rule);
        assert_int_equal(parse(text, &rules, &errors), STATUS_RULES);
        assert_null(rules.rules);
        assert_int_equal(errors.status, STATUS_RULES);
        assert_refused(&errors, cases[i].expected);
    }
}

static void test_rules_parse_items_refused(void **state)
{
    (void)state;
    refuse_all(items, sizeof items / sizeof *items);
}

static void test_rules_parse_levels_refused(void **state)
{
    (void)state;
    refuse_all(levels, sizeof levels / sizeof *levels);
}

static void test_rules_parse_statistics_refused(void **state)
{
    (void)state;
    refuse_all(statistics, sizeof statistics / sizeof *statistics);
}

static void test_rules_parse_others_refused(void **state)
{
    (void)state;
    refuse_all(others, sizeof others / sizeof *others);
}

/* Whole files, whole messages. */
static const struct refused files[] = {
    {"", "rules.yaml:1:1: error[STU004]: 'version' is missing in rules.yaml\n    \n    ^\n"
         "rules.yaml:1:1: error[RUL002]: there is no rule\n    \n    ^\n  hint: add a rule to the list `rules`\n"},
    {"version: 1\nrules: []\n", "rules.yaml:2:8: error[RUL002]: there is no rule\n    rules: []\n           ^\n"
                                "  hint: add a rule to the list `rules`\n"},
    {"version: 1\nrules: {a: 1}\n", "rules.yaml:2:8: error[STU005]: rules must be a list\n    rules: {a: 1}\n"
                                    "           ^\n  hint: begin each rule with `- id: …`\n"},
    {"version: 1\nrules: [a]\n",
     "rules.yaml:2:9: error[STU005]: a rule must be a mapping\n    rules: [a]\n            ^\n"},
    {"[]\n", "rules.yaml:1:1: error[STU005]: rules.yaml must be a mapping\n    []\n    ^\n"},
    {"version: 2\nrule: []\nrules: [{id: a, item: third, at_least: 1%, severity: watch}]\n",
     "rules.yaml:2:1: error[STU002]: unknown key 'rule' in rules.yaml\n    rule: []\n    ^\n"
     "  hint: did you mean 'rules'?\n"
     "rules.yaml:1:10: error[STU005]: this version of minaoshi reads 'version: 1' only\n    version: 2\n"
     "             ^\n"},
    {"version: 1\nrules:\n- {id: a, item: third, at_least: 1%, severity: watch}\n"
     "- {id: a, item: third, at_least: 1%, severity: watch}\n",
     "rules.yaml:4:8: error[STU003]: rule 'a' is there twice\n"
     "    - {id: a, item: third, at_least: 1%, severity: watch}\n           ^\n"
     "  hint: the one before is on line 3\n"},
};

static void test_rules_parse_files_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct errors errors = {0};
        struct rules rules;
        assert_int_equal(parse(files[i].rule, &rules, &errors), STATUS_RULES);
        assert_int_equal(rules.count, 0);
        assert_errors(&errors, files[i].expected);
    }
}

static void test_rules_load_none(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct rules rules;
    struct study without = *study;
    without.rules = NULL;
    assert_int_equal(rules_load(&without, arena, &rules, &errors), STATUS_RULES);
    assert_errors(&errors, "study.yaml: error[RUL002]: the study names no file of rules\n"
                           "  hint: write one, and name it: `rules: rules.yaml`\n");
    assert_int_equal(rules_load(study, arena, &rules, &errors), STATUS_RULES);
    assert_errors(&errors, "rules.yaml: error[RUL002]: there is no such file\n  hint: study.yaml names it\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_parse_left_out),
        cmocka_unit_test(test_rules_parse_everything),
        cmocka_unit_test(test_rules_parse_forms),
        cmocka_unit_test(test_rules_parse_statistics),
        cmocka_unit_test(test_rules_parse_example),
        cmocka_unit_test(test_rules_parse_assumptions),
        cmocka_unit_test(test_rules_parse_items_refused),
        cmocka_unit_test(test_rules_parse_levels_refused),
        cmocka_unit_test(test_rules_parse_statistics_refused),
        cmocka_unit_test(test_rules_parse_others_refused),
        cmocka_unit_test(test_rules_parse_files_refused),
        cmocka_unit_test(test_rules_load_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
