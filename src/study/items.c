/* study.yaml: the items, that is the questions that are followed over the waves. */
#include <math.h>
#include <string.h>

#include "study/study_parts.h"

static const char *const kind_names[] = {"single", "text", "number", "multiple", NULL};

/* The keys that each kind of item may have. */
static const char *const single_keys[] = {"id", "label", "column", "kind", "scale", "adopted", NULL};
static const char *const text_keys[] = {"id", "label", "column", "kind", NULL};
static const char *const number_keys[] = {"id", "label", "column", "kind", "unit", "least", "most", "missing", NULL};
static const char *const multiple_keys[] = {"id",        "label",   "column",    "kind",    "columns", "options",
                                            "separator", "checked", "unchecked", "missing", "adopted", NULL};
static const char *const *const kind_keys[] = {single_keys, text_keys, number_keys, multiple_keys};

const char *item_kind_name(enum item_kind kind)
{
    return kind_names[kind];
}

size_t item_slots(const struct item *item)
{
    if (item->kind == ITEM_MULTIPLE)
        return item->option_count + 1;
    return item->kind != ITEM_TEXT;
}

size_t item_cells(const struct item *item)
{
    if (item->kind == ITEM_SINGLE)
        return item->scale->count;
    if (item->kind == ITEM_MULTIPLE)
        return item->option_count + ROLE_END;
    return item->kind == ITEM_NUMBER ? ROLE_END : 0;
}

const struct node *item_node(const struct parse *p, size_t item)
{
    return node_get(p->root, "items")->values[item];
}

void item_read_adopted(struct parse *p, const struct node *node, struct item *item, const char *what,
                       const char *const *ids, size_t count)
{
    const char *noun = item->scale ? "choice" : "option";
    struct texts adopted;
    value_texts(p, node_get(node, "adopted"), parse_words(p, "'adopted' of item '%s'", item->id), false, &adopted);
    if (!adopted.count)
        return;
    item->adopted = parse_array(p, count, sizeof *item->adopted);
    for (size_t i = 0; i < adopted.count && item->adopted; i++) {
        size_t one;
        if (!value_reference(p, adopted.nodes[i], what, ids, &one))
            continue;
        if (item->scale && item->scale->choices[one].role != ROLE_ANSWERED)
            (void)node_report(adopted.nodes[i], p->errors, ERROR_YAML_VALUE,
                              "only what counts as an answer can be adopted", "choice '%s' has the role %s",
                              adopted.items[i], role_name(item->scale->choices[one].role));
        else if (item->adopted[one])
            (void)node_report(adopted.nodes[i], p->errors, ERROR_YAML_DUPLICATE, NULL, "%s '%s' is there twice", noun,
                              adopted.items[i]);
        item->adopted[one] = true;
    }
}

static void read_single(struct parse *p, const struct node *node, struct item *item, const char *what)
{
    const struct node *name = node_required(node, "scale", what, p->errors);
    size_t scale;
    item->kind = ITEM_TEXT; /* until its scale is known, so that nobody looks for it */
    if (!name || !value_reference(p, name, "a scale", (const char *const *)p->scale_ids, &scale))
        return;
    item->kind = ITEM_SINGLE;
    item->scale = &p->study->scales[scale];
    item_read_adopted(p, node, item, parse_words(p, "a choice of scale '%s'", item->scale->id), p->choice_ids[scale],
                      item->scale->count);
}

void item_read_missing(struct parse *p, const struct node *node, size_t index)
{
    const struct item *item = &p->study->items[index];
    const struct node *missing = node_value(node, "missing");
    const char *what = parse_words(p, "'missing' of item '%s'", item->id);
    const char *roles[ROLE_END] = {0}; /* all but the first, and NULL */
    for (int i = ROLE_ANSWERED + 1; i < ROLE_END; i++)
        roles[i - 1] = role_name((enum role)i);
    if (missing && missing->kind != NODE_MAPPING) {
        (void)node_report(missing, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a mapping from roles to lists", what);
        return;
    }
    for (size_t i = 0; missing && i < missing->count; i++) {
        const struct node *key = missing->keys[i];
        size_t role;
        struct texts texts;
        if (strcmp(key->text, role_name(ROLE_ANSWERED)) == 0) {
            (void)node_report(key, p->errors, ERROR_YAML_VALUE, NULL, "%s: what is answered is not missing", what);
            continue;
        }
        if (!value_reference(p, key, "a role of missing answers", roles, &role))
            continue;
        value_texts(p, missing->values[i], parse_words(p, "'missing.%s' of item '%s'", key->text, item->id), true,
                    &texts);
        const struct spelling_source whose = {
            .id = key->text, .index = item->option_count + role + 1, .own = true, .missing = true};
        if (missing->values[i]->kind != NODE_MAPPING)
            spelling_add_list(p, &p->option_base[index], missing->values[i], &whose);
    }
}

static void read_number(struct parse *p, const struct node *node, size_t index, const char *what)
{
    struct item *item = &p->study->items[index];
    const struct node *unit = node_value(node, "unit"), *least = node_value(node, "least");
    const struct node *most = node_value(node, "most");
    if (unit)
        (void)node_label(unit, parse_words(p, "the unit of %s", what), &item->unit, p->errors);
    bool read = !least || value_real(p, least, parse_words(p, "'least' of %s", what), &item->least);
    if (most && value_real(p, most, parse_words(p, "'most' of %s", what), &item->most) && read &&
        item->least > item->most)
        (void)node_report(most, p->errors, ERROR_YAML_VALUE, NULL, "'most' of %s is below its 'least'", what);
    item_read_missing(p, node, index);
    struct spellings settled;
    spelling_settle(p, &p->option_base[index], parse_words(p, "of %s", what), &settled);
    spelling_select(p, &settled, 0, ROLE_END, &item->missing);
    spelling_default(p, &item->missing, "", ROLE_NO_ANSWER);
}

static void read_item(struct parse *p, const struct node *node, size_t index)
{
    struct item *item = &p->study->items[index];
    item->id = p->item_ids[index] = "";
    item->kind = ITEM_TEXT; /* until it is known to be more */
    item->least = -INFINITY;
    item->most = INFINITY;
    if (node->kind != NODE_MAPPING) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "an item must be a mapping");
        return;
    }
    item->id = p->item_ids[index] = value_column_id(p, node, "an item", p->item_ids, index);
    const char *what = parse_words(p, "item '%s'", item->id);
    size_t kind = ITEM_SINGLE;
    const struct node *kind_node = node_value(node, "kind");
    if (kind_node && !value_name(p, kind_node, parse_words(p, "the kind of %s", what), kind_names, &kind))
        return;
    item->kind = (enum item_kind)kind;
    (void)node_check_keys(node, what, kind_keys[kind], p->errors);
    item->label = (struct label){{item->id, item->id}};
    const struct node *label = node_value(node, "label"), *column = node_value(node, "column");
    if (label)
        (void)node_label(label, parse_words(p, "the label of %s", what), &item->label, p->errors);
    if (column)
        (void)value_text(p, column, parse_words(p, "the column of %s", what), &item->column);
    if (item->kind == ITEM_SINGLE)
        read_single(p, node, item, what);
    else if (item->kind == ITEM_NUMBER)
        read_number(p, node, index, what);
    else if (item->kind == ITEM_MULTIPLE)
        options_read(p, node, index, what);
}

void items_read(struct parse *p)
{
    const struct node *items = node_required(p->root, "items", STUDY_FILE, p->errors);
    size_t count = items && value_sequence(p, items, "items") ? items->count : 0;
    p->study->items = parse_array(p, count, sizeof *p->study->items);
    p->item_ids = parse_array(p, count, sizeof *p->item_ids);
    p->option_ids = parse_array(p, count, sizeof *p->option_ids);
    p->option_base = parse_array(p, count, sizeof *p->option_base);
    if (p->failed)
        return;
    p->study->item_count = count;
    for (size_t i = 0; i < count && !p->failed; i++) {
        struct item *item = &p->study->items[i];
        read_item(p, items->values[i], i);
        item->slot = p->study->slot_count;
        p->study->slot_count += item_slots(item);
        value_columns(p, items->values[i], item_slots(item) + (item->kind == ITEM_NUMBER));
    }
}
