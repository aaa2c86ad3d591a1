/* rules.yaml: what is computed for a rule, and how. */
#include <string.h>

#include "base/number.h"
#include "threshold/rule_parts.h"

/* Whether it is the probability of something: a statistic without limits of its own. */
static bool is_probability(const struct rule *rule)
{
    return rule->statistic == STATISTIC_PROBABILITY || rule->statistic == STATISTIC_REACH;
}

/* Reports a key that means nothing for the statistic. */
static void out_of_place(struct rule_reader *r, const struct node *node, const char *key, const char *hint)
{
    const struct node *statistic = node_value(node, "statistic");
    (void)node_report(node_key(node, key), r->errors, ERROR_RULE_VALUE, hint, "'%s' does not go with statistic '%s'",
                      key, statistic ? statistic->text : rule_statistic_name(STATISTIC_RATE));
}

static bool read_name(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[STATISTIC_SQL + 1] = {0};
    for (int i = 0; i < STATISTIC_SQL; i++)
        names[i] = rule_statistic_name((enum rule_statistic)i);
    rule->statistic = STATISTIC_RATE;
    const struct node *statistic = node_value(node, "statistic");
    size_t index;
    if (!statistic)
        return true;
    if (!rule_name(r, statistic, "statistic", names, &index))
        return false;
    rule->statistic = (enum rule_statistic)index;
    return true;
}

/* A change needs the answers of both waves side by side, and reach a curve through them: those of single choices. */
static void check_kinds(struct rule_reader *r, const struct node *node, const struct rule *rule)
{
    if (rule->statistic != STATISTIC_CHANGE && rule->statistic != STATISTIC_REACH)
        return;
    for (size_t i = 0; i < rule->item_count; i++) {
        const struct item *item = &r->study->items[rule->items[i]];
        if (item->kind != ITEM_SINGLE)
            (void)node_report(node_value(node, "statistic"), r->errors, ERROR_RULE_VALUE,
                              "make the rule of a rate, a count or a probability",
                              "statistic '%s' is computed of single choices only, and item '%s' is a %s",
                              rule_statistic_name(rule->statistic), item->id, item_kind_name(item->kind));
    }
}

static void read_of(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const known[] = {"at_least", NULL};
    const struct node *of = node_value(node, "of");
    if (!is_probability(rule)) {
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
    const struct node *level = of->kind == NODE_MAPPING ? node_required(of, "at_least", "of", r->errors) : NULL;
    if (!level || !rule_percent(r, level, "at_least", &rule->of, NULL) || rule->statistic != STATISTIC_REACH)
        return;
    if (!rule->of.numerator || rule->of.numerator == rule->of.denominator)
        (void)node_report(level, r->errors, ERROR_RULE_VALUE, "for example 20%",
                          "at_least: a curve reaches neither 0%% nor 100%%");
}

static void read_within(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *within = node_value(node, "within");
    if (within && rule->statistic == STATISTIC_REACH)
        (void)rule_waves(r, within, "within", &rule->within);
    else if (within)
        out_of_place(r, node, "within", "it is for statistic 'reach'");
    else if (rule->statistic == STATISTIC_REACH)
        (void)node_report(node, r->errors, ERROR_YAML_MISSING,
                          "say by when the level must be reached, for example `within: 3 waves`",
                          "'within' is missing in rule '%s'", rule->id);
}

static void read_estimator(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[CHANGE_ESTIMATORS + 1] = {0};
    for (int i = 0; i < CHANGE_ESTIMATORS; i++)
        names[i] = estimator_name((enum estimator)i);
    rule->estimator = ESTIMATOR_POPULATION;
    const struct node *estimator = node_value(node, "estimator");
    size_t index;
    if (estimator && estimator->kind == NODE_SCALAR && strcmp(estimator->text, estimator_name(ESTIMATOR_SIZE)) == 0) {
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "write `statistic: size_share` and leave it out",
                          "'size' is not the estimator of a rule");
        return;
    }
    if (!estimator || !rule_name(r, estimator, "estimator", names, &index))
        return;
    rule->estimator = (enum estimator)index;
    if (rule->estimator == ESTIMATOR_MATCHED && rule->statistic != STATISTIC_CHANGE)
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "use published or population",
                          "estimator 'matched' is for statistic 'change' only");
    else if (rule->estimator == ESTIMATOR_PUBLISHED && is_probability(rule))
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "leave 'estimator' out",
                          "a probability is one of the population, not of the published rate");
    else if (rule->estimator == ESTIMATOR_PUBLISHED && rule->statistic == STATISTIC_SIZE_SHARE)
        (void)node_report(estimator, r->errors, ERROR_RULE_VALUE, "leave 'estimator' out",
                          "a share of sizes is one of the population, whose sizes the register has");
}

/* The interval must be one of the estimator's. */
static void read_interval(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[COUNT_METHOD_END + DESIGN_METHOD_END + 1] = {0};
    bool published = rule->estimator == ESTIMATOR_PUBLISHED;
    rule->published = r->study->analysis.published;
    rule->population = r->study->analysis.population;
    const struct node *interval = node_value(node, "interval");
    if (!interval)
        return;
    if (rule->statistic != STATISTIC_RATE && rule->statistic != STATISTIC_COUNT) {
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

/* "90" or "90%". */
static bool parse_confidence(const char *text, double *percent)
{
    char digits[32];
    size_t length = strlen(text);
    length -= length && text[length - 1] == '%';
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return number_parse_real(digits, percent) && *percent > 50 && *percent < 100;
}

static void read_confidence(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    rule->level_of_confidence = r->study->analysis.level;
    const struct node *confidence = node_value(node, "confidence");
    const char *text;
    double percent;
    if (!confidence)
        return;
    if (is_probability(rule))
        out_of_place(r, node, "confidence", "leave it out");
    else if (rule_text(r, confidence, "confidence", &text)) {
        if (parse_confidence(text, &percent))
            rule->level_of_confidence = percent / 100;
        else
            (void)node_report(confidence, r->errors, ERROR_YAML_VALUE, "for example 90%",
                              "confidence must be a percentage above 50 and below 100");
    }
}

static void read_bound(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[BOUND_END + 1] = {0};
    for (int i = 0; i < BOUND_END; i++)
        names[i] = rule_bound_name((enum rule_bound)i);
    bool probability = is_probability(rule);
    rule->bound = probability ? BOUND_POINT : BOUND_LOWER;
    const struct node *bound = node_value(node, "using");
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
    check_kinds(r, node, rule);
    read_of(r, node, rule);
    read_within(r, node, rule);
    read_estimator(r, node, rule);
    read_interval(r, node, rule);
    read_confidence(r, node, rule);
    read_bound(r, node, rule);
    return true;
}
