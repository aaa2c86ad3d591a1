/* rules.yaml: what a rule is about, one item, several, or the strata of one. */
#include <string.h>

#include "threshold/rule_parts.h"

static const char *const forms[] = {"item", "any", "all", "k_of", NULL};
static const enum rule_combination combinations[] = {COMBINE_ONE, COMBINE_ANY, COMBINE_ALL, COMBINE_K_OF};

/* The index of an item that has a rate; false after reporting. */
static bool read_item(struct rule_reader *r, const struct node *node, size_t *index)
{
    const char *id;
    if (!rule_text(r, node, "an item", &id))
        return false;
    int64_t found = study_find_item(r->study, id);
    if (found < 0) {
        (void)node_report(node, r->errors, ERROR_YAML_REFERENCE, rule_suggestion(r, id, r->item_ids),
                          "there is no item '%s'", id);
        return false;
    }
    *index = (size_t)found;
    const struct item *item = &r->study->items[found];
    if (analysis_adoption(item))
        return true;
    if (item->kind == ITEM_NUMBER || item->kind == ITEM_TEXT)
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, "name a single choice, or a multiple answer",
                          "item '%s' is a %s, which nobody adopts", id, item_kind_name(item->kind));
    else if (item->adopted)
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, "keep one option in `adopted` of the item in study.yaml",
                          "item '%s' has more than one adopted option, and the counts of each do not tell who ticked "
                          "any",
                          id);
    else
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, "name them in `adopted` of the item in study.yaml",
                          "item '%s' has no adopted choices", id);
    return false;
}

static void read_list(struct rule_reader *r, const struct node *node, const char *key, struct rule *rule)
{
    if (node->kind != NODE_SEQUENCE || !node->count) {
        (void)node_report(node, r->errors, ERROR_YAML_VALUE, NULL, "%s must be a list of items", key);
        return;
    }
    rule->items = arena_array(r->arena, node->count, sizeof *rule->items);
    if (!rule->items) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        size_t item, k = 0;
        if (!read_item(r, node->values[i], &item))
            continue;
        while (k < rule->item_count && rule->items[k] != item)
            k++;
        if (k < rule->item_count)
            (void)node_report(node->values[i], r->errors, ERROR_YAML_DUPLICATE, NULL, "item '%s' is there twice",
                              r->study->items[item].id);
        else
            rule->items[rule->item_count++] = item;
    }
}

static void read_k_of(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const known[] = {"k", "items", NULL};
    (void)node_check_keys(node, "k_of", known, r->errors);
    if (node->kind != NODE_MAPPING)
        return;
    const struct node *k = node_required(node, "k", "k_of", r->errors),
                      *items = node_required(node, "items", "k_of", r->errors);
    if (items)
        read_list(r, items, "items", rule);
    if (k && items && items->kind == NODE_SEQUENCE && items->count)
        (void)rule_integer(r, k, "k", 1, (int64_t)items->count, &rule->k);
}

static void read_strata(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    static const char *const groups[] = {"stratum", NULL};
    const struct node *by = node_value(node, "by"), *least = node_value(node, "strata_at_least");
    size_t group;
    if (!by && !least)
        return;
    if (by && !rule_name(r, by, "by", groups, &group))
        return;
    if (!by)
        (void)node_report(node_key(node, "strata_at_least"), r->errors, ERROR_RULE_VALUE, "add `by: stratum`",
                          "'strata_at_least' needs 'by'");
    else if (!least)
        (void)node_report(node_key(node, "by"), r->errors, ERROR_RULE_VALUE,
                          "say in how many strata the level must be met, for example `strata_at_least: 3`",
                          "'by' needs 'strata_at_least'");
    else if (rule->combination != COMBINE_ONE)
        (void)node_report(node_key(node, "by"), r->errors, ERROR_RULE_VALUE, "make a rule for each item",
                          "'by' goes with 'item' only");
    else if (rule_integer(r, least, "strata_at_least", 1, (int64_t)r->study->stratum_count, &rule->k))
        rule->combination = COMBINE_STRATA;
}

/* The items under the key of one form. */
static void read_form(struct rule_reader *r, const struct node *value, const char *form, struct rule *rule)
{
    switch (rule->combination) {
    case COMBINE_ANY:
    case COMBINE_ALL:
        read_list(r, value, form, rule);
        break;
    case COMBINE_K_OF:
        read_k_of(r, value, rule);
        break;
    case COMBINE_ONE:
    case COMBINE_STRATA:
        rule->items = arena_array(r->arena, 1, sizeof *rule->items);
        if (!rule->items)
            r->failed = true;
        else
            rule->item_count = read_item(r, value, rule->items);
        break;
    }
}

void rule_read_items(struct rule_reader *r, const struct node *node, struct rule *rule)
{
    const char *form = NULL;
    for (size_t i = 0; i < node->count; i++) {
        size_t k = 0;
        while (forms[k] && strcmp(forms[k], node->keys[i]->text) != 0)
            k++;
        if (!forms[k] || node_is_none(node->values[i]))
            continue;
        if (form) {
            (void)node_report(node->keys[i], r->errors, ERROR_RULE_VALUE, "keep one of item, any, all, k_of",
                              "rule '%s' has both '%s' and '%s'", rule->id, form, forms[k]);
            continue;
        }
        form = forms[k];
        rule->combination = combinations[k];
        read_form(r, node->values[i], form, rule);
    }
    if (!form)
        (void)node_report(node, r->errors, ERROR_RULE_VALUE, "give one of item, any, all, k_of",
                          "rule '%s' names no item", rule->id);
    read_strata(r, node, rule);
}
