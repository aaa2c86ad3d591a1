/* study.yaml: the scales and their choices. */
#include <string.h>

#include "base/text.h"
#include "study/study_parts.h"

static const char *const role_names[] = {"answered", "no_answer", "refused", "not_applicable", "not_asked", NULL};

const char *role_name(enum role role)
{
    return role_names[role];
}

static void read_choice(struct parse *p, const struct node *node, size_t s, size_t index)
{
    static const char *const known[] = {"id", "label", "also", "role", NULL};
    const char *scale = p->study->scales[s].id;
    struct choice *choice = &p->study->scales[s].choices[index];
    const char **ids = p->choice_ids[s];
    choice->id = ids[index] = "";
    const char *what = parse_words(p, "a choice of scale '%s'", scale);
    if (!node_check_keys(node, what, known, p->errors) && node->kind != NODE_MAPPING)
        return;
    choice->id = ids[index] = value_id(p, node, what, ids, index);
    choice->label = (struct label){{choice->id, choice->id}};
    const struct node *label = node_value(node, "label"), *role = node_value(node, "role");
    if (label)
        (void)node_label(label, parse_words(p, "the label of choice '%s'", choice->id), &choice->label, p->errors);
    struct texts also;
    value_texts(p, node_get(node, "also"), parse_words(p, "'also' of choice '%s'", choice->id), true, &also);
    choice->also = also.items;
    choice->also_count = also.count;
    size_t named = ROLE_ANSWERED;
    if (role && value_name(p, role, parse_words(p, "the role of choice '%s'", choice->id), role_names, &named))
        choice->role = (enum role)named;
    spelling_add_declared(p, &p->scale_base[s], node, choice->id, index, false);
}

static void read_scale(struct parse *p, const struct node *key, const struct node *node, size_t s)
{
    struct scale *scale = &p->study->scales[s];
    scale->id = p->scale_ids[s] = key->text;
    if (!text_is_id(scale->id))
        (void)node_report(key, p->errors, ERROR_YAML_VALUE,
                          "use a to z, 0 to 9 and single underscores, and begin with a letter", "'%s' is not an id",
                          scale->id);
    size_t count = node->kind == NODE_SEQUENCE ? node->count : 0;
    scale->choices = parse_array(p, count, sizeof *scale->choices);
    p->choice_ids[s] = parse_array(p, count, sizeof **p->choice_ids);
    if (p->failed || !value_sequence(p, node, parse_words(p, "scale '%s'", scale->id)))
        return;
    scale->count = count;
    for (size_t i = 0; i < count; i++)
        read_choice(p, node->values[i], s, i);
    struct spellings base; /* every wave settles its own; this is to report once what no wave can change */
    spelling_settle(p, &p->scale_base[s], parse_words(p, "of scale '%s'", scale->id), &base);
}

void scales_read(struct parse *p)
{
    const struct node *scales = node_value(p->root, "scales"); /* numbers and multiple answers need none */
    if (scales && scales->kind != NODE_MAPPING) {
        (void)node_report(scales, p->errors, ERROR_YAML_VALUE, NULL, "scales must be a mapping");
        scales = NULL;
    }
    size_t count = scales ? scales->count : 0;
    p->study->scales = parse_array(p, count, sizeof *p->study->scales);
    p->scale_ids = parse_array(p, count, sizeof *p->scale_ids);
    p->choice_ids = parse_array(p, count, sizeof *p->choice_ids);
    p->scale_base = parse_array(p, count, sizeof *p->scale_base);
    if (p->failed)
        return;
    p->study->scale_count = count;
    for (size_t s = 0; s < count && !p->failed; s++)
        read_scale(p, scales->keys[s], scales->values[s], s);
}
