/* study.yaml: the items, that is the questions that are followed over the waves. */
#include <string.h>

#include "study/study_parts.h"

enum { KIND_SINGLE, KIND_TEXT, KIND_NUMBER, KIND_MULTIPLE };
static const char *const kind_names[] = {"single", "text", "number", "multiple", NULL};

/* The keys that each kind of item may have. */
static const char *const single_keys[] = {"id", "label", "column", "kind", "scale", "adopted", NULL};
static const char *const text_keys[] = {"id", "label", "column", "kind", NULL};
static const char *const number_keys[] = {"id", "label", "column", "kind", "unit", "missing", NULL};
static const char *const multiple_keys[] = {"id",      "label",   "column",  "kind",    "columns", "separator",
                                            "options", "checked", "missing", "adopted", NULL};
static const char *const *const kind_keys[] = {single_keys, text_keys, number_keys, multiple_keys};

static void read_adopted(struct parse *p, const struct node *node, struct item *item)
{
    const struct scale *scale = item->scale;
    const char *const *ids = p->choice_ids[study_scale_index(p->study, item)];
    struct texts adopted;
    value_texts(p, node, parse_words(p, "'adopted' of item '%s'", item->id), false, &adopted);
    if (!adopted.count)
        return;
    item->adopted = parse_array(p, scale->count, sizeof *item->adopted);
    for (size_t i = 0; i < adopted.count && item->adopted; i++) {
        size_t choice;
        if (!value_reference(p, adopted.nodes[i], parse_words(p, "a choice of scale '%s'", scale->id), ids, &choice))
            continue;
        if (scale->choices[choice].role != ROLE_ANSWERED)
            (void)node_report(adopted.nodes[i], p->errors, ERROR_YAML_VALUE,
                              "only what counts as an answer can be adopted", "choice '%s' has the role %s",
                              adopted.items[i], role_name(scale->choices[choice].role));
        else if (item->adopted[choice])
            (void)node_report(adopted.nodes[i], p->errors, ERROR_YAML_DUPLICATE, NULL, "choice '%s' is there twice",
                              adopted.items[i]);
        item->adopted[choice] = true;
    }
}

static void read_scale_of(struct parse *p, const struct node *node, struct item *item, const char *what)
{
    const struct node *name = value_required(p, node, "scale", what);
    size_t scale;
    if (!name || !value_reference(p, name, "a scale", (const char *const *)p->scale_ids, &scale))
        return;
    item->scale = &p->study->scales[scale];
    read_adopted(p, node_get(node, "adopted"), item);
}

static void read_item(struct parse *p, const struct node *node, size_t index)
{
    /* Columns of the view that queries see, and of the table of responses, beside those of every id. */
    static const char *const taken[] = {"stratum", "code", "name"};
    struct item *item = &p->study->items[index];
    item->id = p->item_ids[index] = "";
    item->kind = ITEM_TEXT; /* until it is known to be more, so that nobody looks for its scale */
    if (node->kind != NODE_MAPPING) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "an item must be a mapping");
        return;
    }
    item->id = p->item_ids[index] = value_id(p, node, "an item", p->item_ids, index);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(item->id, taken[i]) == 0)
            (void)node_report(node_get(node, "id"), p->errors, ERROR_YAML_VALUE, "choose another id",
                              "'%s' can't be an id: the table of responses has a column of that name", item->id);
    const char *what = parse_words(p, "item '%s'", item->id);
    size_t kind = KIND_SINGLE;
    const struct node *kind_node = value_get(node, "kind");
    if (kind_node && !value_name(p, kind_node, parse_words(p, "the kind of %s", what), kind_names, &kind))
        return;
    (void)node_check_keys(node, what, kind_keys[kind], p->errors);
    item->label = (struct label){{item->id, item->id}};
    const struct node *label = value_get(node, "label"), *column = value_get(node, "column");
    if (label)
        (void)node_label(label, parse_words(p, "the label of %s", what), &item->label, p->errors);
    if (column)
        (void)value_text(p, column, parse_words(p, "the column of %s", what), &item->column);
    if (kind == KIND_NUMBER || kind == KIND_MULTIPLE)
        value_unsupported(p, node, "kind", kind == KIND_NUMBER ? "kind: number" : "kind: multiple");
    if (kind != KIND_SINGLE)
        return;
    read_scale_of(p, node, item, what);
    if (item->scale)
        item->kind = ITEM_SINGLE;
}

void items_read(struct parse *p)
{
    const struct node *items = value_required(p, p->root, "items", STUDY_FILE);
    size_t count = items && value_sequence(p, items, "items") ? items->count : 0;
    p->study->items = parse_array(p, count, sizeof *p->study->items);
    p->item_ids = parse_array(p, count, sizeof *p->item_ids);
    if (p->failed)
        return;
    p->study->item_count = count;
    for (size_t i = 0; i < count; i++)
        read_item(p, items->values[i], i);
}
