/* study.yaml: the strata, and the columns by which a file names them and its institutions. */
#include "study/study_parts.h"

static void read_stratum(struct parse *p, const struct node *node, size_t index)
{
    static const char *const known[] = {"id", "label", "also", NULL};
    struct stratum *stratum = &p->study->strata[index];
    stratum->id = "";
    p->stratum_ids[index] = "";
    if (!node_check_keys(node, "a stratum", known, p->errors) && node->kind != NODE_MAPPING)
        return;
    stratum->id = value_id(p, node, "a stratum", p->stratum_ids, index);
    p->stratum_ids[index] = stratum->id;
    stratum->label = (struct label){{stratum->id, stratum->id}};
    const struct node *label = node_value(node, "label");
    if (label)
        (void)node_label(label, parse_words(p, "the label of stratum '%s'", stratum->id), &stratum->label, p->errors);
    struct texts also;
    value_texts(p, node_get(node, "also"), parse_words(p, "'also' of stratum '%s'", stratum->id), true, &also);
    stratum->also = also.items;
    stratum->also_count = also.count;
    spelling_add_declared(p, &p->stratum_base, node, stratum->id, index, true);
}

static void read_strata(struct parse *p, const struct node *strata)
{
    static const char *const known[] = {"column", "values", NULL};
    (void)node_check_keys(strata, "strata", known, p->errors);
    const struct node *column = node_required(strata, "column", "strata", p->errors);
    if (column)
        (void)value_text(p, column, "strata.column", &p->study->stratum_column);
    const struct node *values = node_required(strata, "values", "strata", p->errors);
    if (!values || !value_sequence(p, values, "strata.values"))
        return;
    p->study->strata = parse_array(p, values->count, sizeof *p->study->strata);
    const char **ids = parse_array(p, values->count, sizeof *ids);
    if (!p->study->strata || !ids)
        return;
    p->stratum_ids = ids;
    p->study->stratum_count = values->count;
    for (size_t i = 0; i < values->count; i++)
        read_stratum(p, values->values[i], i);
    spelling_settle(p, &p->stratum_base, "among the strata", &p->study->stratum_spellings);
}

void strata_read(struct parse *p)
{
    static const char *const institution_keys[] = {"code", "name", NULL};
    const struct node *institution = node_required(p->root, "institution", STUDY_FILE, p->errors);
    if (institution) {
        (void)node_check_keys(institution, "institution", institution_keys, p->errors);
        const struct node *code = node_required(institution, "code", "institution", p->errors);
        if (code)
            (void)value_text(p, code, "institution.code", &p->study->code_column);
        const struct node *name = node_value(institution, "name");
        if (name)
            (void)value_text(p, name, "institution.name", &p->study->name_column);
    }
    p->stratum_ids = parse_array(p, 0, sizeof *p->stratum_ids);
    const struct node *strata = node_required(p->root, "strata", STUDY_FILE, p->errors);
    if (strata)
        read_strata(p, strata);
}
