/* rules.yaml: a rule that is a SELECT over the views of the database; its rows fire it. */
#include <string.h>

#include "threshold/rule_parts.h"

/* The keys of a rule that say nothing of a SELECT. */
static const char *const others[] = {"item",        "any",     "all",     "k_of",      "by",       "strata_at_least",
                                     "statistic",   "of",      "within",  "estimator", "interval", "confidence",
                                     "at_least",    "above",   "at_most", "below",     "using",    "clear_below",
                                     "clear_above", "minimum", NULL};

void rule_read_sql(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *sql = node_value(node, "sql");
    for (size_t i = 0; others[i]; i++)
        if (node_value(node, others[i]))
            (void)node_report(node_key(node, others[i]), r->errors, ERROR_RULE_VALUE,
                              "leave it out: the rule fires where its SELECT has a row", "'%s' does not go with 'sql'",
                              others[i]);
    rule_read_for(r, node, rule);
    rule->combination = COMBINE_ONE;
    rule->statistic = STATISTIC_SQL;
    rule->estimator = ESTIMATOR_PUBLISHED;
    rule->bound = BOUND_POINT;
    rule->comparison = COMPARE_AT_LEAST;
    rule->level = (struct rational){1, 1};
    rule->level_text = "1";
    rule->minimum_response = (struct rational){0, 1};
    rule->level_of_confidence = r->study->analysis.level;
    if (sql->kind != NODE_SCALAR)
        (void)node_report(sql, r->errors, ERROR_YAML_VALUE, NULL, "sql must be a text");
    else
        rule->sql = sql;
}
