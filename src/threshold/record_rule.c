/* What a rule asks for, in the words of rules.yaml and without its texts: what its states follow from. */
#include "threshold/record.h"

/* 16% and 16.0% are one level. */
static void write_level(struct json_writer *w, const char *key, struct rational value)
{
    put_real(w, key, rational_value(value));
}

static const char *combination_name(enum rule_combination combination)
{
    static const char *const names[] = {[COMBINE_ONE] = "item",
                                        [COMBINE_ANY] = "any",
                                        [COMBINE_ALL] = "all",
                                        [COMBINE_K_OF] = "k_of",
                                        [COMBINE_STRATA] = "strata_at_least"};
    return names[combination];
}

static void write_members(struct json_writer *w, const struct study *study, const struct rule *rule)
{
    put_text(w, "combination", combination_name(rule->combination));
    put_open(w, "items", '[');
    for (size_t i = 0; i < rule->item_count; i++)
        put_text(w, NULL, study->items[rule->items[i]].id);
    put_close(w, ']');
    if (rule->combination == COMBINE_K_OF || rule->combination == COMBINE_STRATA)
        put_integer(w, "k", rule->k);
}

static void write_definition(struct json_writer *w, const struct study *study, const struct rule *rule)
{
    put_open(w, "definition", '{');
    write_members(w, study, rule);
    put_text(w, "statistic", rule_statistic_name(rule->statistic));
    if (rule->statistic == STATISTIC_SQL)
        put_text(w, "sql", rule->sql->text);
    if (rule->statistic == STATISTIC_PROBABILITY || rule->statistic == STATISTIC_REACH)
        write_level(w, "of", rule->of);
    if (rule->statistic == STATISTIC_REACH)
        put_integer(w, "within", rule->within);
    put_text(w, "estimator", estimator_name(rule->estimator));
    put_text(w, "interval",
             rule->estimator == ESTIMATOR_POPULATION ? design_method_name(rule->population)
                                                     : count_method_name(rule->published));
    put_real(w, "confidence", rule->level_of_confidence);
    write_level(w, rule_comparison_name(rule->comparison), rule->level);
    put_text(w, "using", rule_bound_name(rule->bound));
    put_integer(w, "for", rule->for_waves);
    if (rule->has_clear)
        write_level(w, rule_rises(rule) ? "clear_below" : "clear_above", rule->clear);
    put_integer(w, "minimum_n", rule->minimum_n);
    write_level(w, "minimum_response", rule->minimum_response);
    put_text(w, "severity", rule_severity_name(rule->severity));
    put_integer(w, "consideration", rule->consideration);
    put_text(w, "snooze_until", rule->snooze_until);
    put_close(w, '}');
}

enum status rule_write(struct json_writer *w, const struct study *study, const struct rule *rule)
{
    struct buffer alone = {0};
    struct json_writer one = {.out = &alone, .depth = w->depth};
    write_definition(&one, study, rule);
    char hex[SHA256_TEXT];
    sha256_of(buffer_get(&alone), alone.length, hex);
    put_text(w, "sha256", hex);
    write_definition(w, study, rule);
    enum status status = buffer_status(&alone);
    buffer_clear(&alone);
    return status;
}
