/* study.yaml: how figures are computed and what may be published. */
#include <string.h>

#include "study/study_parts.h"

static const char *const denominator_names[] = {"valid", "allresp", NULL};

const char *denominator_name(enum denominator denominator)
{
    return denominator_names[denominator];
}

bool denominator_parse(const char *name, enum denominator *denominator)
{
    for (size_t i = 0; denominator_names[i]; i++)
        if (strcmp(denominator_names[i], name) == 0) {
            *denominator = (enum denominator)i;
            return true;
        }
    return false;
}

static void read_intervals(struct parse *p, const struct node *interval)
{
    static const char *const known[] = {"published", "population", NULL};
    const char *published[COUNT_METHOD_END + 1] = {0}, *population[DESIGN_METHOD_END + 1] = {0};
    for (int i = 0; i < COUNT_METHOD_END; i++)
        published[i] = count_method_name((enum count_method)i);
    for (int i = 0; i < DESIGN_METHOD_END; i++)
        population[i] = design_method_name((enum design_method)i);
    (void)node_check_keys(interval, "analysis.interval", known, p->errors);
    const struct node *of_counts = node_value(interval, "published"), *of_design = node_value(interval, "population");
    size_t method;
    if (of_counts && value_name(p, of_counts, "analysis.interval.published", published, &method))
        p->study->analysis.published = (enum count_method)method;
    if (of_design && value_name(p, of_design, "analysis.interval.population", population, &method))
        p->study->analysis.population = (enum design_method)method;
}

static void read_prior(struct parse *p, const struct node *prior)
{
    static const char *const known[] = {"a", "b", NULL};
    (void)node_check_keys(prior, "analysis.prior", known, p->errors);
    double *const values[] = {&p->study->analysis.prior_a, &p->study->analysis.prior_b};
    for (size_t i = 0; i < 2; i++) {
        const struct node *node = node_value(prior, known[i]);
        const char *what = parse_words(p, "analysis.prior.%s", known[i]);
        double value;
        if (!node || !value_real(p, node, what, &value))
            continue;
        if (value > 0)
            *values[i] = value;
        else
            (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be above 0", what);
    }
}

static void read_level(struct parse *p, const struct node *level)
{
    double percent;
    if (!value_real(p, level, "analysis.level", &percent))
        return;
    if (percent > 50 && percent < 100)
        p->study->analysis.level = percent / 100;
    else
        (void)node_report(level, p->errors, ERROR_YAML_VALUE, "the confidence level in percent, for example 95",
                          "analysis.level must be above 50 and below 100");
}

static void read_analysis(struct parse *p, const struct node *node)
{
    static const char *const known[] = {"denominator", "interval", "level", "lonely_stratum", "prior", "seed", NULL};
    struct analysis_defaults *analysis = &p->study->analysis;
    if (!node_check_keys(node, "analysis", known, p->errors) && node->kind != NODE_MAPPING)
        return;
    const struct node *denominator = node_value(node, "denominator"), *lonely = node_value(node, "lonely_stratum");
    const struct node *interval = node_value(node, "interval"), *prior = node_value(node, "prior");
    const struct node *level = node_value(node, "level"), *seed = node_value(node, "seed");
    size_t named;
    if (denominator && value_name(p, denominator, "analysis.denominator", denominator_names, &named))
        analysis->denominator = (enum denominator)named;
    const char *policies[LONELY_POLICY_END + 1] = {0};
    for (int i = 0; i < LONELY_POLICY_END; i++)
        policies[i] = lonely_policy_name((enum lonely_policy)i);
    if (lonely && value_name(p, lonely, "analysis.lonely_stratum", policies, &named))
        analysis->lonely = (enum lonely_policy)named;
    if (interval)
        read_intervals(p, interval);
    if (prior)
        read_prior(p, prior);
    if (level)
        read_level(p, level);
    if (seed)
        (void)value_integer(p, seed, "analysis.seed", 0, INT64_MAX, &analysis->seed);
}

static void read_publish(struct parse *p, const struct node *publish)
{
    static const char *const known[] = {"minimum_cell", "decimals", NULL};
    (void)node_check_keys(publish, "publish", known, p->errors);
    const struct node *cell = node_value(publish, "minimum_cell"), *decimals = node_value(publish, "decimals");
    int64_t value;
    p->study->publishes = true;
    p->study->minimum_cell = 3;
    if (cell && value_integer(p, cell, "publish.minimum_cell", 0, 1000000, &value))
        p->study->minimum_cell = (int)value;
    if (decimals && value_integer(p, decimals, "publish.decimals", 0, 6, &value))
        p->study->decimals = (int)value;
}

void analysis_read(struct parse *p)
{
    p->study->analysis = (struct analysis_defaults){
        .denominator = DENOMINATOR_VALID,
        .published = COUNT_HYPERGEOMETRIC,
        .population = DESIGN_BETA,
        .level = 0.95,
        .lonely = LONELY_FAIL,
        .prior_a = 0.5,
        .prior_b = 0.5,
        .seed = 20220120,
    };
    p->study->decimals = 1;
    const struct node *analysis = node_value(p->root, "analysis"), *publish = node_value(p->root, "publish");
    if (analysis)
        read_analysis(p, analysis);
    if (publish)
        read_publish(p, publish);
}
