/* study.yaml: the attributes, that is further columns that are kept for groups and for weighting. */
#include <string.h>

#include "study/study_parts.h"

static void read_attribute(struct parse *p, const struct node *node, size_t index)
{
    static const char *const known[] = {"id", "label", "column", NULL};
    struct attribute *attribute = &p->study->attributes[index];
    attribute->id = p->attribute_ids[index] = "";
    if (!node_check_keys(node, "an attribute", known, p->errors) && node->kind != NODE_MAPPING)
        return;
    const char *id = value_column_id(p, node, "an attribute", p->attribute_ids, index);
    attribute->id = p->attribute_ids[index] = id;
    attribute->label = (struct label){{id, id}};
    if (strcmp(id, "wave") == 0 || strcmp(id, "size") == 0)
        (void)node_report(node_get(node, "id"), p->errors, ERROR_YAML_VALUE, "choose another id",
                          "'%s' can't be an id: a register has a column of that name", id);
    if (id[0] && study_find_item(p->study, id) >= 0)
        (void)node_report(node_get(node, "id"), p->errors, ERROR_YAML_DUPLICATE, "choose another id",
                          "'%s' is the id of an item already", id);
    const struct node *label = node_value(node, "label"), *column = node_value(node, "column");
    if (label)
        (void)node_label(label, parse_words(p, "the label of attribute '%s'", id), &attribute->label, p->errors);
    if (column)
        (void)value_text(p, column, parse_words(p, "the column of attribute '%s'", id), &attribute->column);
}

void attributes_read(struct parse *p)
{
    const struct node *attributes = node_value(p->root, "attributes");
    bool empty = attributes && attributes->kind == NODE_SEQUENCE && !attributes->count;
    bool there = attributes && !empty && value_sequence(p, attributes, "attributes");
    size_t count = there ? attributes->count : 0, all = count + design_read(p, count, NULL);
    p->study->attributes = parse_array(p, all, sizeof *p->study->attributes);
    p->attribute_ids = parse_array(p, all, sizeof *p->attribute_ids);
    if (p->failed)
        return;
    for (size_t i = 0; i < count && !p->failed; i++) {
        read_attribute(p, attributes->values[i], i);
        value_columns(p, attributes->values[i], 1);
    }
    (void)design_read(p, count, p->study->attributes);
    for (size_t i = count; i < all; i++)
        p->attribute_ids[i] = p->study->attributes[i].id;
    p->study->attribute_count = all;
}
