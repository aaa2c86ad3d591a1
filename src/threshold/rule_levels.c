/* rules.yaml: when a rule's state changes: its level, for how long, when it is left again, and on how much data. */
#include <string.h>

#include "threshold/rule_parts.h"

/* The comparison that a key names, or COMPARE_END. */
static enum rule_comparison comparison_of(const char *key)
{
    int i = 0;
    while (i < COMPARE_END && strcmp(rule_comparison_name((enum rule_comparison)i), key) != 0)
        i++;
    return (enum rule_comparison)i;
}

/* The only comparison of a rule; NULL after reporting that there is none. Of more than one the first is taken. */
static const struct node *find_comparison(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *found = NULL;
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->keys[i]->text;
        enum rule_comparison comparison = comparison_of(key);
        if (comparison == COMPARE_END || node_is_none(node->values[i]))
            continue;
        if (found)
            (void)node_report(node->keys[i], r->errors, ERROR_RULE_VALUE, "keep one of at_least, above, at_most, below",
                              "rule '%s' has both '%s' and '%s'", rule->id, rule_comparison_name(rule->comparison),
                              key);
        else {
            found = node->values[i];
            rule->comparison = comparison;
        }
    }
    if (!found)
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, "give one of at_least, above, at_most, below",
                          "rule '%s' has no level", rule->id);
    return found;
}

/* The level at which `fired` is left: below the level for a rule that asks for much, above it for one that asks for
 * little. On the other side the rule could be entered and left by one and the same figure. */
static void read_clear(struct rule_reader *r, const struct node *node, bool has_level, struct rule *rule)
{
    bool rising = rule_rises(rule);
    const char *key = rising ? "clear_below" : "clear_above", *other = rising ? "clear_above" : "clear_below";
    const char *written;
    if (node_value(node, other))
        (void)node_report(node_key(node, other), r->errors, ERROR_RULE_VALUE, rule_words(r, "use '%s'", key),
                          "'%s' does not go with '%s'", other, rule_comparison_name(rule->comparison));
    const struct node *clear = node_value(node, key);
    if (!clear || !rule_level(r, clear, key, rule->statistic, &rule->clear, &written))
        return;
    rule->has_clear = true;
    if (!has_level)
        return;
    int sign = exact_compare_ratio(rule->clear.numerator, rule->clear.denominator, rule->level);
    if (rising ? sign > 0 : sign < 0)
        (void)node_report(clear, r->errors, ERROR_RULE_VALUE, NULL, "%s %s is %s the level %s", key, written,
                          rising ? "above" : "below", rule->level_text);
}

static void read_minimum(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const known[] = {"n", "response_rate", NULL};
    rule->minimum_response = (struct rational){0, 1};
    const struct node *minimum = node_value(node, "minimum");
    if (!minimum)
        return;
    (void)node_check_keys(minimum, "minimum", known, r->errors);
    const struct node *n = node_value(minimum, "n"), *response = node_value(minimum, "response_rate");
    if (n)
        (void)rule_integer(r, n, "n", 1, INT64_MAX, &rule->minimum_n);
    if (response)
        (void)rule_percent(r, response, "response_rate", &rule->minimum_response, NULL);
}

void rule_read_for(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *waves = node_value(node, "for");
    rule->for_waves = 1;
    if (waves)
        (void)rule_waves(r, waves, "for", &rule->for_waves);
}

void rule_read_levels(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *comparison = find_comparison(r, node, rule);
    if (comparison) {
        const char *name = rule_comparison_name(rule->comparison);
        bool has_level = rule_level(r, comparison, name, rule->statistic, &rule->level, &rule->level_text);
        read_clear(r, node, has_level, rule);
    }
    rule_read_for(r, node, rule);
    read_minimum(r, node, rule);
}
