/* rules.yaml: what is computed for a rule, and how. */
#include <string.h>

#include "base/number.h"
#include "threshold/rule_parts.h"

static const char *const later_statistics[] = {"size_share", "reach", NULL};
static const char *const later_estimators[] = {"size", NULL};

/* Reports a value that only a later version computes. */
static bool is_later(struct rule_reader *r, const struct node *node, const char *key, const char *const *later)
{
    const struct node *value = rule_value(node, key);
    while (*later && (value->kind != NODE_SCALAR || strcmp(value->text, *later) != 0))
        later++;
    if (!*later)
        return false;
    (void)node_report(rule_key(node, key), r->errors, ERROR_YAML_UNSUPPORTED, "leave the rule out",
                      "'%s: %s' is not computed by this version", key, *later);
    return true;
}

/* Reports a key that means nothing for the statistic. */
static void out_of_place(struct rule_reader *r, const struct node *node, const char *key, const char *hint)
{
    const struct node *statistic = rule_value(node, "statistic");
    (void)node_report(rule_key(node, key), r->errors, ERROR_RULE_VALUE, hint, "'%s' does not go with statistic '%s'",
                      key, statistic ? statistic->text : rule_statistic_name(STATISTIC_RATE));
}

static bool read_name(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[STATISTIC_END + 1] = {0};
    for (int i = 0; i < STATISTIC_END; i++)
        names[i] = rule_statistic_name((enum rule_statistic)i);
    rule->statistic = STATISTIC_RATE;
    const struct node *statistic = rule_value(node, "statistic");
    size_t index;
    if (!statistic)
        return true;
    if (is_later(r, node, "statistic", later_statistics) || !rule_name(r, statistic, "statistic", names, &index))
        return false;
    rule->statistic = (enum rule_statistic)index;
    return true;
}

static void read_of(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const known[] = {"at_least", NULL};
    const struct node *of = rule_value(node, "of");
    if (rule->statistic != STATISTIC_PROBABILITY) {
        if (of)
            out_of_place(r, node, "of", "it is the level that a probability is asked for");
        return;
    }
    if (!of) {
        (void)node_report(node, r->errors, ERROR_YAML_MISSING,
                          "name the level that the rate must reach, for example `of: {at_least: 16%}`",
                          "'of' is missing in rule '%s'", rule->id);
        return;
    }
    (void)node_check_keys(of, "of", known, r->errors);
    const struct node *level = of->kind == NODE_MAPPING ? rule_required(r, of, "at_least", "of") : NULL;
    if (level)
        (void)rule_percent(r, level, "at_least", &rule->of, NULL);
}

static void read_estimator(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[CHANGE_ESTIMATORS + 1] = {0};
    for (int i = 0; i < CHANGE_ESTIMATORS; i++)
        names[i] = estimator_name((enum estimator)i);
    rule->estimator = ESTIMATOR_POPULATION;
    const struct node *estimator = rule_value(node, "estimator");
    size_t index;
    if (!estimator || is_later(r, node, "estimator", later_estimators) ||
        !rule_name(r, estimator, "estimator", names, &index))
        return;
    rule->estimator = (enum estimator)index;
    if (rule->estimator == ESTIMATOR_MATCHED && rule->statistic != STATISTIC_CHANGE)
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "use published or population",
                          "estimator 'matched' is for statistic 'change' only");
    else if (rule->estimator == ESTIMATOR_PUBLISHED && rule->statistic == STATISTIC_PROBABILITY)
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "leave 'estimator' out",
                          "a probability is one of the population, not of the published rate");
}

/* The interval must be one of the estimator's. */
static void read_interval(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[COUNT_METHOD_END + DESIGN_METHOD_END + 1] = {0};
    bool published = rule->estimator == ESTIMATOR_PUBLISHED;
    rule->published = r->study->analysis.published;
    rule->population = r->study->analysis.population;
    const struct node *interval = rule_value(node, "interval");
    if (!interval)
        return;
    if (rule->statistic == STATISTIC_CHANGE || rule->statistic == STATISTIC_PROBABILITY) {
        out_of_place(r, node, "interval", "leave it out");
        return;
    }
    for (int i = 0; published && i < COUNT_METHOD_END; i++)
        names[i] = count_method_name((enum count_method)i);
    for (int i = 0; !published && i < DESIGN_METHOD_END; i++)
        names[i] = design_method_name((enum design_method)i);
    size_t index;
    if (!rule_name(r, interval, rule_words(r, "interval of estimator %s", estimator_name(rule->estimator)), names,
                   &index))
        return;
    rule->has_interval = true;
    if (published)
        rule->published = (enum count_method)index;
    else
        rule->population = (enum design_method)index;
}

static void read_confidence(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    rule->level_of_confidence = r->study->analysis.level;
    const struct node *confidence = rule_value(node, "confidence");
    const char *text;
    double percent;
    if (!confidence)
        return;
    if (rule->statistic == STATISTIC_PROBABILITY)
        out_of_place(r, node, "confidence", "leave it out");
    else if (rule_text(r, confidence, "confidence", &text)) {
        if (number_parse_real(text, &percent) && percent > 50 && percent < 100)
            rule->level_of_confidence = percent / 100;
        else
            (void)node_report(confidence, r->errors, ERROR_YAML_VALUE, "in percent, without a sign: for example 95",
                              "confidence must be a number above 50 and below 100");
    }
}

static void read_bound(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[BOUND_END + 1] = {0};
    for (int i = 0; i < BOUND_END; i++)
        names[i] = rule_bound_name((enum rule_bound)i);
    bool probability = rule->statistic == STATISTIC_PROBABILITY;
    rule->bound = probability ? BOUND_POINT : BOUND_LOWER;
    const struct node *bound = rule_value(node, "using");
    size_t index;
    if (!bound || !rule_name(r, bound, "using", names, &index))
        return;
    rule->bound = (enum rule_bound)index;
    if (probability && rule->bound != BOUND_POINT)
        (void)node_report(bound, r->errors, ERROR_RULE_VALUE, "leave 'using' out", "a probability has no limits");
}

bool rule_read_statistic(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    if (!read_name(r, node, rule))
        return false;
    read_of(r, node, rule);
    if (rule_value(node, "within"))
        out_of_place(r, node, "within", "it is for statistic 'reach'");
    read_estimator(r, node, rule);
    read_interval(r, node, rule);
    read_confidence(r, node, rule);
    read_bound(r, node, rule);
    return true;
}
