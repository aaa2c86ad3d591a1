/* study.yaml: design and weighting, that is what weights answers have where those of the strata are not all. */
#include <string.h>

#include "study/study_parts.h"

static const char *const method_names[] = {"none", "poststratify", "rake", "linear", NULL};

const char *weighting_plan_name(enum weighting_plan_method method)
{
    return method < PLAN_METHOD_END ? method_names[method] : "";
}

bool study_is_weighted(const struct study *study)
{
    const struct weighting_plan *plan = &study->weighting;
    return plan->method != PLAN_NONE || plan->weight != NO_ATTRIBUTE || plan->psu != NO_ATTRIBUTE;
}

/* ---- design ---- */

size_t design_read(struct parse *p, size_t index, struct attribute *attributes)
{
    static const char *const known[] = {"weight", "psu", NULL};
    static const char *const ids[] = {DESIGN_WEIGHT, DESIGN_PSU};
    struct weighting_plan *plan = &p->study->weighting;
    int64_t *const places[] = {&plan->weight, &plan->psu};
    const struct node *design = node_value(p->root, "design");
    size_t count = 0;
    plan->weight = plan->psu = NO_ATTRIBUTE;
    if (attributes && design)
        (void)node_check_keys(design, "design", known, p->errors);
    for (size_t i = 0; known[i]; i++) {
        const struct node *column = node_value(design, known[i]);
        if (!column)
            continue;
        *places[i] = (int64_t)(index + count++);
        if (!attributes)
            continue;
        struct attribute *attribute = &attributes[*places[i]];
        *attribute = (struct attribute){.id = ids[i], .label = {{ids[i], ids[i]}}};
        (void)value_text(p, column, parse_words(p, "design.%s", known[i]), &attribute->column);
        value_columns(p, column, 1);
    }
    return count;
}

/* ---- weighting ---- */

static void read_margins(struct parse *p, const struct node *node)
{
    struct study *study = p->study;
    struct weighting_plan *plan = &study->weighting;
    const char **ids = parse_array(p, study->attribute_count + 1, sizeof *ids);
    struct texts texts;
    value_texts(p, node, "a margin", false, &texts);
    plan->margins = parse_array(p, texts.count, sizeof *plan->margins);
    if (!ids || !plan->margins)
        return;
    size_t count = 0;
    ids[count++] = "stratum";
    for (size_t i = 0; i < study->attribute_count; i++)
        if ((int64_t)i != plan->weight && (int64_t)i != plan->psu)
            ids[count++] = study->attributes[i].id;
    for (size_t i = 0; i < texts.count; i++) {
        size_t found;
        if (!value_reference(p, texts.nodes[i], "'stratum' or an attribute", ids, &found))
            continue;
        int64_t margin = found ? study_find_attribute(study, ids[found]) : MARGIN_STRATUM;
        bool twice = false;
        for (size_t k = 0; k < plan->margin_count; k++)
            twice = twice || plan->margins[k] == margin;
        if (twice)
            (void)node_report(texts.nodes[i], p->errors, ERROR_YAML_DUPLICATE, NULL, "margin '%s' is there twice",
                              texts.items[i]);
        else
            plan->margins[plan->margin_count++] = margin;
        if (margin == MARGIN_STRATUM && !study->frame)
            (void)node_report(texts.nodes[i], p->errors, ERROR_YAML_VALUE, "name frame.csv under `frame`",
                              "margin 'stratum' is counted by the frame, and the study has none");
        else if (margin != MARGIN_STRATUM && !study->margins)
            (void)node_report(texts.nodes[i], p->errors, ERROR_YAML_VALUE,
                              "name a file with the columns wave,attribute,value,N under `margins`",
                              "margin '%s' has no counts: study.yaml names no `margins`", texts.items[i]);
    }
}

static void read_trim(struct parse *p, const struct node *node)
{
    struct weighting_plan *plan = &p->study->weighting;
    double bounds[2];
    if (node->kind != NODE_SEQUENCE || node->count != 2) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "for example [0.3, 3]",
                          "weighting.trim must be two numbers, the least and the greatest weight over the mean");
        return;
    }
    for (size_t i = 0; i < 2; i++)
        if (!value_real(p, node->values[i], "weighting.trim", &bounds[i]))
            return;
    if (bounds[0] > 0 && bounds[0] < 1 && bounds[1] > 1) {
        plan->least = bounds[0];
        plan->greatest = bounds[1];
    } else
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "for example [0.3, 3]",
                          "weighting.trim must be a number above 0 and below 1, and one above 1");
}

/* What goes with a method only. */
static void check_method(struct parse *p, const struct node *weighting, const struct node *margins)
{
    static const char *const further[] = {"margins", "trim", "minimum_class", NULL};
    const struct weighting_plan *plan = &p->study->weighting;
    for (size_t i = 0; plan->method == PLAN_NONE && further[i]; i++)
        if (node_value(weighting, further[i]))
            (void)node_report(node_key(weighting, further[i]), p->errors, ERROR_YAML_VALUE,
                              "give a method: poststratify, rake or linear",
                              "weighting.%s does nothing with method none", further[i]);
    if (plan->method != PLAN_NONE && !margins)
        (void)node_report(node_key(weighting, "method"), p->errors, ERROR_YAML_MISSING,
                          "for example margins: [stratum, region]", "'margins' is missing in weighting");
    if (plan->method == PLAN_POSTSTRATIFY && margins && plan->margin_count > 1)
        (void)node_report(margins, p->errors, ERROR_YAML_VALUE, "rake and linear meet several margins",
                          "poststratify takes one margin");
}

/* Every respondent of a wave with data needs its margins, and its weight. */
static void check_waves(struct parse *p)
{
    const struct study *study = p->study;
    const struct weighting_plan *plan = &study->weighting;
    for (size_t w = 0; w < study->wave_count && !p->failed; w++) {
        const struct wave *wave = &study->waves[w];
        if (!wave->file_count)
            continue;
        if (wave->layout == LAYOUT_COUNTS) {
            (void)node_report(p->raw[w].key, p->errors, ERROR_YAML_VALUE,
                              "leave out `design` and `weighting`, or import the answers one by one",
                              "wave %d comes as counts, which can't be weighted one by one", wave->year);
            continue;
        }
        for (size_t a = 0; a < study->attribute_count; a++) {
            bool wanted = (int64_t)a == plan->weight || (int64_t)a == plan->psu;
            for (size_t m = 0; m < plan->margin_count; m++)
                wanted = wanted || plan->margins[m] == (int64_t)a;
            if (((int64_t)a == plan->weight || (int64_t)a == plan->psu) && !study->attributes[a].column)
                continue; /* what is wrong with it has been told */
            if (wanted && !wave->attribute_columns[a])
                (void)node_report(p->raw[w].key, p->errors, ERROR_YAML_VALUE,
                                  parse_words(p, "name it in waves.%d.columns.%s", wave->year, study->attributes[a].id),
                                  "wave %d has no column '%s', which its weights need", wave->year,
                                  study->attributes[a].id);
        }
    }
}

void weighting_read(struct parse *p)
{
    static const char *const known[] = {"method", "margins", "trim", "minimum_class", NULL};
    struct weighting_plan *plan = &p->study->weighting;
    const struct node *weighting = node_value(p->root, "weighting");
    plan->greatest = INFINITY;
    if (weighting) {
        (void)node_check_keys(weighting, "weighting", known, p->errors);
        const struct node *method = node_value(weighting, "method"), *margins = node_value(weighting, "margins");
        const struct node *trim = node_value(weighting, "trim"), *least = node_value(weighting, "minimum_class");
        size_t named;
        bool good = !method || value_name(p, method, "weighting.method", method_names, &named);
        if (method && good)
            plan->method = (enum weighting_plan_method)named;
        if (margins)
            read_margins(p, margins);
        if (trim)
            read_trim(p, trim);
        if (least)
            (void)value_integer(p, least, "weighting.minimum_class", 1, 1000000, &plan->minimum_class);
        if (good && !p->failed)
            check_method(p, weighting, margins);
    }
    if (!study_is_weighted(p->study))
        return;
    const struct node *interval = node_value(node_value(node_value(p->root, "analysis"), "interval"), "population");
    if (interval && p->study->analysis.population == DESIGN_PREDICTIVE)
        (void)node_report(interval, p->errors, ERROR_YAML_VALUE, "beta is the usual one",
                          "the interval 'predictive' has no weights but those of the strata");
    check_waves(p);
}
