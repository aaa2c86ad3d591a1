/* rules.yaml, read whole: every rule located, every problem told, what this version does not compute said so. */
#include <string.h>

#include "threshold/rule_parts.h"

/* What verdict_text fills in. */
static const char *const placeholders[] = {"value", "lower", "upper", "level",  "n",
                                           "x",     "state", "wave",  "margin", NULL};

static bool is_rule_id(const char *id)
{
    if (id[0] < 'a' || id[0] > 'z')
        return false;
    return !id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static void read_id(struct rule_reader *r, const struct node *node, const struct rules *rules, struct rule *rule)
{
    rule->id = "";
    const struct node *id = node_required(node, "id", "a rule", r->errors);
    if (!id || !rule_text(r, id, "id", &rule->id))
        return;
    if (!is_rule_id(rule->id))
        (void)node_report(id, r->errors, ERROR_YAML_VALUE, "use a to z, 0 to 9 and hyphens, and begin with a letter",
                          "'%s' is not the id of a rule", rule->id);
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->rules[i].id, rule->id) == 0) {
            (void)node_report(
                id, r->errors, ERROR_YAML_DUPLICATE,
                rule_words(r, "the one before is on line %lld", (long long)rules->rules[i].node->place.line),
                "rule '%s' is there twice", rule->id);
            break;
        }
}

/* A placeholder that is misspelt would stand in the memo as it is written. */
static void check_placeholders(struct rule_reader *r, const struct node *node, const char *text)
{
    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        size_t length = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz_"), i = 0;
        if (!length || open[1 + length] != '}')
            continue;
        while (placeholders[i] && (strlen(placeholders[i]) != length || memcmp(placeholders[i], open + 1, length) != 0))
            i++;
        if (placeholders[i])
            continue;
        const char *name = rule_words(r, "%.*s", (int)length, open + 1);
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, rule_suggestion(r, name, placeholders),
                          "text: there is no placeholder '{%s}'", name);
    }
}

static void read_text(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const struct node *text = node_value(node, "text");
    if (!text || !node_label(text, "text", &rule->text, r->errors))
        return;
    if (text->kind == NODE_SCALAR)
        check_placeholders(r, text, text->text);
    for (int i = 0; text->kind == NODE_MAPPING && i < LANGUAGE_END; i++) {
        const struct node *one = node_get(text, language_name((enum language)i));
        if (one)
            check_placeholders(r, one, one->text);
    }
}

static void read_snooze(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const known[] = {"until", "reason", "by", NULL};
    const struct node *snooze = node_value(node, "snooze");
    if (!snooze)
        return;
    (void)node_check_keys(snooze, "snooze", known, r->errors);
    if (snooze->kind != NODE_MAPPING)
        return;
    const struct node *until = node_required(snooze, "until", "snooze", r->errors);
    const struct node *reason = node_required(snooze, "reason", "snooze", r->errors);
    const struct node *by = node_required(snooze, "by", "snooze", r->errors);
    if (until)
        (void)rule_date(r, until, "until", &rule->snooze_until);
    if (reason)
        (void)node_label(reason, "reason", &rule->snooze_reason, r->errors);
    if (by)
        (void)rule_text(r, by, "by", &rule->snooze_by);
}

static void read_severity(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *names[RULE_SEVERITY_END + 1] = {0};
    for (int i = 0; i < RULE_SEVERITY_END; i++)
        names[i] = rule_severity_name((enum rule_severity)i);
    const struct node *severity = node_required(node, "severity", rule_words(r, "rule '%s'", rule->id), r->errors);
    const struct node *consideration = node_value(node, "consideration");
    size_t index;
    int64_t number;
    if (severity && rule_name(r, severity, "severity", names, &index))
        rule->severity = (enum rule_severity)index;
    if (consideration && rule_integer(r, consideration, "consideration", 1, 6, &number))
        rule->consideration = (int)number;
}

static void read_rule(struct rule_reader *r, const struct node *node, struct rules *rules)
{
    static const char *const known[] = {"id",          "consideration",
                                        "item",        "any",
                                        "all",         "k_of",
                                        "by",          "strata_at_least",
                                        "statistic",   "of",
                                        "within",      "estimator",
                                        "interval",    "confidence",
                                        "at_least",    "above",
                                        "at_most",     "below",
                                        "using",       "for",
                                        "clear_below", "clear_above",
                                        "minimum",     "severity",
                                        "text",        "snooze",
                                        "sql",         NULL};
    (void)node_check_keys(node, "a rule", known, r->errors);
    if (node->kind != NODE_MAPPING)
        return;
    struct rule *rule = &rules->rules[rules->count];
    rule->node = node;
    read_id(r, node, rules, rule);
    rules->count++;
    if (node_value(node, "sql"))
        rule_read_sql(r, node, rule);
    else {
        rule_read_items(r, node, rule);
        if (rule_read_statistic(r, node, rule))
            rule_read_levels(r, node, rule);
    }
    read_severity(r, node, rule);
    read_text(r, node, rule);
    read_snooze(r, node, rule);
}

static void read_root(struct rule_reader *r, const char *name, const struct node *root, struct rules *rules)
{
    static const char *const known[] = {"version", "assumptions", "rules", NULL};
    if (!node_check_keys(root, name, known, r->errors) && root->kind != NODE_MAPPING)
        return;
    const struct node *list = node_value(root, "rules"), *assumptions = node_value(root, "assumptions");
    node_check_version(root, name, r->errors);
    if (assumptions)
        (void)node_label(assumptions, "assumptions", &rules->assumptions, r->errors);
    if (list && list->kind != NODE_SEQUENCE) {
        (void)node_report(list, r->errors, ERROR_YAML_VALUE, "begin each rule with `- id: …`", "rules must be a list");
        return;
    }
    if (!list || !list->count) {
        (void)node_report(list ? list : root, r->errors, ERROR_RULE_NONE, "add a rule to the list `rules`",
                          "there is no rule");
        return;
    }
    rules->rules = arena_array(r->arena, list->count, sizeof *rules->rules);
    r->failed = r->failed || !rules->rules;
    for (size_t i = 0; i < list->count && !r->failed; i++)
        read_rule(r, list->values[i], rules);
}

enum status rules_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                        struct arena *arena, struct rules *rules, struct errors *errors)
{
    *rules = (struct rules){0};
    size_t before = errors->total;
    const struct node *root;
    enum status status = node_parse(name, bytes, length, arena, &root, errors);
    if (status != STATUS_OK)
        return status;
    struct rule_reader r = {.study = study, .arena = arena, .errors = errors};
    r.item_ids = arena_array(arena, study->item_count + 1, sizeof *r.item_ids);
    if (!r.item_ids)
        return errors_memory(errors);
    for (size_t i = 0; i < study->item_count; i++)
        r.item_ids[i] = study->items[i].id;
    struct rules read = {0};
    read_root(&r, name, root, &read);
    if (r.failed)
        return errors_memory(errors);
    if (errors->total > before)
        return STATUS_RULES;
    *rules = read;
    return STATUS_OK;
}

enum status rules_load(const struct study *study, struct arena *arena, struct rules *rules, struct errors *errors)
{
    *rules = (struct rules){0};
    if (!study->rules)
        return errors_add(errors, ERROR_RULE_NONE, (struct place){.file = "study.yaml"},
                          "write one, and name it: `rules: rules.yaml`", "the study names no file of rules");
    const char *bytes;
    size_t length;
    enum status status = study_read_file(study, study->rules, ERROR_RULE_NONE, arena, &bytes, &length, errors);
    return status == STATUS_OK ? rules_parse(study, study->rules, bytes, length, arena, rules, errors) : status;
}
