/* The codebook of a wave: the columns in which its files have the items and the attributes. */
#include "study/study_parts.h"

const char *codebook_option(const struct parse *p, size_t w, size_t item, size_t option, const struct node **node,
                            int64_t *from)
{
    const struct item *asked = &p->study->items[item];
    const char *id = asked->options[option].id;
    *node = NULL;
    *from = -1;
    for (int64_t at = (int64_t)w; at >= 0; at = p->raw[at].like) {
        const struct node *columns = node_get(node_get(p->raw[at].node, "columns"), asked->id);
        if (columns && node_is_none(columns)) /* a wave that did not ask hands nothing on */
            return NULL;
        *node = node_get(columns, id);
        if (!*node)
            continue;
        *from = at;
        return node_is_none(*node) || (*node)->kind != NODE_SCALAR ? NULL : (*node)->text;
    }
    *node = node_get(node_value(item_node(p, item), "columns"), id);
    return asked->options[option].column;
}

/* The options' own columns; NULL where none was offered. */
static const char **option_columns(struct parse *p, size_t w, size_t index)
{
    const struct item *item = &p->study->items[index];
    const char **titles = parse_array(p, item->option_count, sizeof *titles);
    struct spelling_list list = {0};
    bool offered = false;
    for (size_t i = 0; i < item->option_count && !p->failed; i++) {
        const struct item_option *option = &item->options[i];
        const struct node *node;
        int64_t from;
        titles[i] = codebook_option(p, w, index, i, &node, &from);
        offered = offered || titles[i];
        const struct spelling_source whose = {.id = option->id, .index = i, .own = from == (int64_t)w};
        if (titles[i])
            spelling_add_list(p, &list, node, &whose);
    }
    struct spellings settled;
    spelling_settle(p, &list, parse_words(p, "among the columns of item '%s' in wave %d", item->id, p->raw[w].year),
                    &settled);
    return offered ? titles : NULL;
}

/* Where item `i` stands in wave `w`. */
static void read_item(struct parse *p, size_t w, size_t i)
{
    struct wave *wave = &p->study->waves[w];
    const struct item *item = &p->study->items[i];
    const char *const path[] = {"columns", item->id, NULL};
    int64_t from = -1;
    const struct node *node = codebook_value(p, w, path, &from);
    bool wide = wave->layout == LAYOUT_WIDE, many = item->kind == ITEM_MULTIPLE && !item->separator;
    if (node && node_is_none(node))
        return;
    const char *text = node && node->kind == NODE_SCALAR ? node->text : NULL;
    if (many) {
        if (text && wide && (from == (int64_t)w || p->study->waves[from].layout != LAYOUT_WIDE))
            (void)node_report(from == (int64_t)w ? node : p->raw[w].key, p->errors, ERROR_YAML_VALUE, NULL,
                              "the columns of item '%s' in wave %d must be a mapping from options to titles", item->id,
                              wave->year);
        wave->option_columns[i] = option_columns(p, w, i);
        if (wide || !wave->option_columns[i])
            return;
    } else if (!node && item->column)
        text = item->column;
    wave->columns[i] = text || wide ? text : item->id;
}

void codebook_columns(struct parse *p, size_t w)
{
    const struct study *study = p->study;
    struct wave *wave = &p->study->waves[w];
    wave->columns = parse_array(p, study->item_count, sizeof *wave->columns);
    wave->option_columns = parse_array(p, study->item_count, sizeof *wave->option_columns);
    wave->attribute_columns = parse_array(p, study->attribute_count, sizeof *wave->attribute_columns);
    for (size_t i = 0; i < study->item_count && !p->failed; i++)
        read_item(p, w, i);
    for (size_t i = 0; i < study->attribute_count && !p->failed; i++) {
        const struct attribute *attribute = &study->attributes[i];
        const char *const path[] = {"columns", attribute->id, NULL};
        int64_t from;
        const struct node *node = codebook_value(p, w, path, &from);
        wave->attribute_columns[i] = node ? codebook_text(p, w, "columns", attribute->id, NULL) : attribute->column;
    }
}
