/*
 * study.yaml: multiple-answer items. Their options stand in one column, separated, or each in a column of its own;
 * which of the two is the item's and not the wave's, for it decides what a cell is.
 */
#include <string.h>

#include "study/study_parts.h"

static void read_option(struct parse *p, const struct node *node, size_t index, size_t number, const char *what)
{
    static const char *const known[] = {"id", "label", "also", "exclusive", NULL};
    struct item *item = &p->study->items[index];
    struct item_option *option = &item->options[number];
    const char **ids = p->option_ids[index];
    option->id = ids[number] = "";
    if (!node_check_keys(node, what, known, p->errors) && node->kind != NODE_MAPPING)
        return;
    option->id = ids[number] = value_id(p, node, what, ids, number);
    option->label = (struct label){{option->id, option->id}};
    const char *name = parse_words(p, "option '%s'", option->id);
    const struct node *label = node_value(node, "label"), *exclusive = node_value(node, "exclusive");
    if (label)
        (void)node_label(label, parse_words(p, "the label of %s", name), &option->label, p->errors);
    if (exclusive)
        (void)value_flag(p, exclusive, parse_words(p, "'exclusive' of %s", name), &option->exclusive);
    struct texts also;
    value_texts(p, node_get(node, "also"), parse_words(p, "'also' of %s", name), false, &also);
    option->also = also.items;
    option->also_count = also.count;
    spelling_add_declared(p, &p->option_base[index], node, option->id, number, true);
}

static void read_separator(struct parse *p, const struct node *node, struct item *item, const char *what)
{
    const struct node *separator = node_value(node, "separator");
    item->separator = ';';
    if (!separator)
        return;
    /* A tab or blank is no text after trimming, and a full-width mark is its narrow form after NFKC: so is a cell. */
    const char *text = separator->kind == NODE_SCALAR ? separator->text : "";
    if (strlen(text) != 1)
        text = parse_nfkc(p, text);
    if (strlen(text) == 1 && strchr(",;|: \t!#$%&*+-./<=>?@^_~", text[0]))
        item->separator = text[0];
    else
        (void)node_report(separator, p->errors, ERROR_YAML_VALUE, "for example \";\", \",\" or \"/\"",
                          "the separator of %s must be one ASCII mark", what);
}

void options_check_separator(struct parse *p, const struct node *node, const struct item *item)
{
    size_t count = !node ? 0 : node->kind == NODE_SCALAR ? 1 : node->kind == NODE_SEQUENCE ? node->count : 0;
    for (size_t i = 0; i < count && item->separator; i++) {
        const struct node *one = node->kind == NODE_SCALAR ? node : node->values[i];
        if (one->kind == NODE_SCALAR && strchr(parse_nfkc(p, one->text), item->separator))
            (void)node_report(one, p->errors, ERROR_YAML_VALUE, "give the item another separator",
                              "'%s' would be cut at '%c', the separator of item '%s'", one->text, item->separator,
                              item->id);
    }
}

/* The titles of the options' own columns. */
static void read_columns(struct parse *p, const struct node *columns, size_t index, const char *what)
{
    struct item *item = &p->study->items[index];
    bool *given = parse_array(p, item->option_count, sizeof *given);
    if (columns->kind != NODE_MAPPING) {
        (void)node_report(columns, p->errors, ERROR_YAML_VALUE, NULL,
                          "the columns of %s must be a mapping from options to titles", what);
        return;
    }
    struct spelling_list titles = {0};
    const char *option = parse_words(p, "an option of %s", what);
    for (size_t i = 0; i < columns->count && !p->failed; i++) {
        size_t number;
        const struct node *title = columns->values[i];
        if (!value_reference(p, columns->keys[i], option, (const char *const *)p->option_ids[index], &number))
            continue;
        given[number] = true;
        const char *id = item->options[number].id;
        const struct spelling_source whose = {.id = id, .index = number, .own = true};
        if (!node_is_none(title) &&
            value_text(p, title, parse_words(p, "the column of option '%s'", id), &item->options[number].column))
            spelling_add_list(p, &titles, title, &whose);
    }
    for (size_t i = 0; i < item->option_count && !p->failed; i++)
        if (!given[i] && item->options[i].id[0])
            (void)node_report(columns, p->errors, ERROR_YAML_MISSING,
                              parse_words(p, "where only some waves offer it, write `%s: ~`", item->options[i].id),
                              "option '%s' of %s has no column", item->options[i].id, what);
    struct spellings settled;
    spelling_settle(p, &titles, parse_words(p, "among the columns of %s", what), &settled);
}

/* Spellings of a ticked and an empty box. What is blank is in neither: it is what a box looks like that nobody
 * touched. */
static void read_boxes(struct parse *p, const struct node *node, size_t index, const char *what)
{
    static const char *const keys[] = {"unchecked", "checked"}, *const defaults[] = {"0", "1"};
    struct item *item = &p->study->items[index];
    struct spelling_list list;
    spelling_copy(p, &list, &p->option_base[index]);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].missing)
            list.items[kept++] = list.items[i];
    list.count = kept;
    for (size_t i = 0; i < kept; i++)
        list.items[i].index = 2;
    for (size_t i = 0; i < 2; i++) {
        const struct node *boxes = node_get(node, keys[i]);
        struct texts texts;
        value_texts(p, boxes, parse_words(p, "'%s' of %s", keys[i], what), false, &texts);
        const struct spelling_source whose = {.id = keys[i], .index = i, .own = true};
        for (size_t j = 0; j < texts.count; j++)
            spelling_add_list(p, &list, texts.nodes[j], &whose);
    }
    struct spellings settled;
    spelling_settle(p, &list, parse_words(p, "of %s", what), &settled);
    for (size_t i = 0; i < 2; i++)
        spelling_default(p, &settled, defaults[i], i);
    spelling_select(p, &settled, 0, 2, &item->checked);
}

/* One column for all options, or one for each, and the keys that go with it. */
static void read_form(struct parse *p, const struct node *node, size_t index, const char *what)
{
    static const char *const of_column[] = {"separator", NULL}, *const of_columns[] = {"checked", "unchecked", NULL};
    struct item *item = &p->study->items[index];
    const struct node *columns = node_value(node, "columns");
    const char *const *other = columns ? of_column : of_columns;
    for (; *other; other++)
        if (node_value(node, *other))
            (void)node_report(node_key(node, *other), p->errors, ERROR_YAML_VALUE,
                              columns ? "it goes with one 'column' for all options"
                                      : "it goes with 'columns', one for each option",
                              columns ? "'%s' is of no use in %s, whose options have columns of their own"
                                      : "'%s' is of no use in %s, whose options stand in one column",
                              *other, what);
    if (!columns) {
        read_separator(p, node, item, what);
        for (size_t i = 0; i < item->option_count; i++)
            options_check_separator(p, node_value(node_value(node, "options")->values[i], "also"), item);
        return;
    }
    if (node_value(node, "column"))
        (void)node_report(node_key(node, "columns"), p->errors, ERROR_YAML_VALUE,
                          "'column' is one for all options, 'columns' has one for each",
                          "%s has both 'column' and 'columns'", what);
    item->column = NULL;
    read_columns(p, columns, index, what);
    read_boxes(p, node, index, what);
}

void options_read(struct parse *p, const struct node *node, size_t index, const char *what)
{
    struct item *item = &p->study->items[index];
    if (study_find_scale(p->study, item->id) >= 0)
        (void)node_report(node_get(node, "id"), p->errors, ERROR_YAML_DUPLICATE,
                          "choose another id: `labels` of a wave name both", "'%s' is the id of a scale already",
                          item->id);
    const struct node *options = node_required(node, "options", what, p->errors);
    size_t count =
        options && value_sequence(p, options, parse_words(p, "the options of %s", what)) ? options->count : 0;
    item->options = parse_array(p, count, sizeof *item->options);
    p->option_ids[index] = parse_array(p, count, sizeof **p->option_ids);
    if (p->failed)
        return;
    item->option_count = count;
    const char *option = parse_words(p, "an option of %s", what);
    for (size_t i = 0; i < count && !p->failed; i++)
        read_option(p, options->values[i], index, i, option);
    item_read_missing(p, node, index);
    item_read_adopted(p, node, item, option, (const char *const *)p->option_ids[index], count);
    struct spellings settled; /* every wave settles its own; this is to report once what no wave can change */
    spelling_settle(p, &p->option_base[index], parse_words(p, "of %s", what), &settled);
    spelling_select(p, &settled, count, count + ROLE_END, &item->missing);
    spelling_default(p, &item->missing, "", ROLE_NO_ANSWER);
    read_form(p, node, index, what);
}
