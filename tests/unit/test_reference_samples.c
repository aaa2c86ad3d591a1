/*
 * Estimates from units against R: means, totals, ratios, shares, domains and quantiles of every sample in
 * tests/reference/. Tolerances, origin, and what is not computed: tests/reference/README.md.
 */
#include "support/check.h"

#include <math.h>

#include "stats/quantile.h"
#include "unit/reference_microdata.h"

/* ---- the schools */

static bool share_limits_value(const struct row *row, const struct sample *sample, double *actual, double *half)
{
    static const struct {
        const char *reference;
        enum design_method method;
    } names[] = {
        {"svyciprop_mean", DESIGN_MEAN},     {"svyciprop_logit", DESIGN_LOGIT},
        {"svyciprop_xlogit", DESIGN_XLOGIT}, {"asin_clipped", DESIGN_ASIN},
        {"svyciprop_beta", DESIGN_BETA},     {"likelihood_exact", DESIGN_LIKELIHOOD},
        {"wilson_neff", DESIGN_WILSON},      {"svyciprop_likelihood", DESIGN_LIKELIHOOD},
    };
    struct design_estimate design;
    struct limits limits;
    bool upper;
    double level;
    values_of(&data, row->item, first);
    for (size_t i = 0; i < data.units; i++)
        codes[i] = isnan(first[i]) ? -1 : (int32_t)first[i];
    const struct sample_estimate share = ask(
        sample,
        (struct sample_target){.kind = SAMPLE_SHARE, .codes = codes, .code = 1, .mask = mask_of(&data, row->stratum)});
    if (strcmp(row->method, "svyciprop") == 0)
        return estimate_statistic(row->statistic, &share, actual, half);
    sample_as_design(&share, &design);
    assert_true(limit_statistic(row->statistic, &upper, &level));
    if (strcmp(row->method, "svyciprop_likelihood") == 0 && !(share.value * (1 - share.value) / share.variance > 30))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].reference, row->method) == 0) {
            (void)design_limits(names[i].method, &design, level, &limits);
            *actual = limit_of(&limits, upper, half);
        }
    return true;
}

/* "stype:E-H" is a difference of groups, "api00-api99" one of items. */
static bool contrast_value(const struct row *row, const struct sample *sample, double *actual)
{
    struct sample_target targets[2] = {{.kind = SAMPLE_MEAN, .values = first}, {.kind = SAMPLE_MEAN, .values = first}};
    struct sample_estimate estimates[2];
    double covariance[4], value, se;
    const double coefficients[2] = {1, -1};
    char text[64];
    (void)snprintf(text, sizeof text, "%s", strchr(row->item, '-') ? row->item : row->stratum);
    char *colon = strchr(text, ':'), *minus = strchr(text, '-');
    *minus = '\0';
    values_of(&data, colon ? row->item : text, first);
    if (colon) {
        *colon = '\0';
        const struct variable *by = variable_of(&data, text);
        targets[0].groups = targets[1].groups = by->codes;
        targets[0].group = level_of(by, colon + 1);
        targets[1].group = level_of(by, minus + 1);
    } else {
        values_of(&data, minus + 1, second);
        targets[1].values = second;
    }
    assert_int_equal(sample_estimate(sample, targets, 2, arena, estimates, covariance), STATUS_OK);
    sample_contrast(estimates, covariance, coefficients, 2, &value, &se);
    *actual = strstr(row->statistic, "_se") ? se : value;
    return true;
}

static bool t_test_value(const struct row *row, const struct sample *sample, double *actual)
{
    struct sample_test test;
    const struct variable *by = variable_of(&data, "comp.imp");
    int32_t groups[UNITS];
    for (size_t i = 0; i < data.units; i++)
        groups[i] = by->codes[i] == level_of(by, "Yes");
    values_of(&data, "enroll", first);
    const struct sample_target of = {.values = first, .groups = groups, .kind = SAMPLE_MEAN};
    assert_int_equal(sample_difference(sample, &of, arena, &test), STATUS_OK);
    *actual = strcmp(row->statistic, "t") == 0 ? test.t : strcmp(row->statistic, "df") == 0 ? test.df : test.p;
    return true;
}

static bool api_sample_value(const struct row *row, double *actual, double *half)
{
    const struct sample sample = api_sample(row);
    if (strcmp(row->method, "svycontrast") == 0)
        return contrast_value(row, &sample, actual);
    if (strcmp(row->method, "svyttest") == 0)
        return t_test_value(row, &sample, actual);
    if (strstr(row->method, "svyciprop") || strstr(row->method, "likelihood") || strstr(row->method, "neff") ||
        strstr(row->method, "asin"))
        return share_limits_value(row, &sample, actual, half);
    return item_value(row, &sample, actual, half);
}

static void test_estimates_of_the_api_samples(void **state)
{
    (void)state;
    struct line lines[] = {
        {"count", EXACT, 0, 0},
        {"design", CLOSED, 0, 0},
        {"design_fpc", CLOSED, 0, 0},
        {"design_nofpc", CLOSED, 0, 0},
        {"design_fpc_t", CLOSED, 0, 0},
        {"design_nofpc_t", CLOSED, 0, 0},
        {"svyvar", CLOSED, 0, 0},
        {"svyby", CLOSED, 0, 0},
        {"svycontrast", CLOSED, 0, 0},
        {"svyttest", QUANTILE, 0, 0},
        {"svyciprop", CLOSED, 0, 0},
        {"svyciprop_mean", CLOSED, 0, 0},
        {"svyciprop_xlogit", CLOSED, 0, 0},
        {"svyciprop_logit", 1e-6, FLOOR, 0, 0},
        {"svyciprop_beta", QUANTILE, 0, 0},
        {"svyciprop_likelihood", 0, 1e-4, 0, 0},
        {"likelihood_exact", CLOSED, 0, 0},
        {"wilson_neff", CLOSED, 0, 0},
        {"asin_clipped", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_apistrat.csv", lines, api_sample_value);
    COMPARE_FILE("expected_apisrs.csv", lines, api_sample_value);
}

/* ---- quantiles */

/* R compares cumulated rounded weights with p times their sum: where F_k = p exactly it may take the next value. The
 * rows quantile_*_exact hold what the rules say there. */
static bool is_off_by_rounding(const struct row *row)
{
    return strcmp(row->source, "apisrs") == 0 && strncmp(row->method, "svyquantile", 11) == 0 &&
           (strncmp(row->statistic, "q10", 3) == 0 || strncmp(row->statistic, "q90", 3) == 0) &&
           (strstr(row->method, "math") || strstr(row->method, "school") || strstr(row->method, "hf1") ||
            strstr(row->method, "hf2") || strstr(row->method, "hf3"));
}

/* "q25" by "svyquantile_hf4", "q50_lower95" by "svyquantile_math_mean". */
static bool quantile_value(const struct row *row, const struct sample *sample, double *actual, double *half)
{
    char rule_name[16] = "";
    enum quantile_rule rule;
    struct quantile_estimate estimate;
    double p, digits;
    const char *name = strchr(row->method, '_') + 1, *part = strchr(row->statistic, '_');
    char text[16];
    (void)snprintf(rule_name, sizeof rule_name, "%.*s", (int)strcspn(name, "_"), name);
    (void)snprintf(text, sizeof text, "%.*s", (int)strcspn(row->statistic + 1, "_"), row->statistic + 1);
    if (is_off_by_rounding(row))
        return false;
    assert_true(quantile_rule_parse(rule_name, &rule));
    assert_true(number_parse_real(text, &digits));
    p = digits / 100;
    values_of(&data, row->item, first);
    const struct sample_target of = {.values = first};
    assert_int_equal(quantile_estimate(sample, &of, rule,
                                       strstr(row->method, "xlogit") ? QUANTILE_XLOGIT : QUANTILE_WOODRUFF, &p, 1, 0.95,
                                       arena, &estimate),
                     STATUS_OK);
    if (!part)
        *actual = estimate.value;
    else if (strcmp(part, "_se") == 0)
        *actual = estimate.se;
    else
        *actual = limit_of(&estimate.limits, part[1] == 'u', half);
    return true;
}

static bool api_quantile_value(const struct row *row, double *actual, double *half)
{
    const struct sample sample = api_sample(row);
    return quantile_value(row, &sample, actual, half);
}

static bool panel_quantile_value(const struct row *row, double *actual, double *half)
{
    const struct sample sample = panel_sample(row, false);
    return quantile_value(row, &sample, actual, half);
}

static void test_quantiles(void **state)
{
    (void)state;
    struct line lines[] = {
        {"quantile_math_exact", EXACT, 0, 0},      {"quantile_school_exact", EXACT, 0, 0},
        {"svyquantile_math", EXACT, 0, 0},         {"svyquantile_school", EXACT, 0, 0},
        {"svyquantile_math_mean", CLOSED, 0, 0},   {"svyquantile_school_mean", CLOSED, 0, 0},
        {"svyquantile_math_xlogit", CLOSED, 0, 0}, {"svyquantile_hf1", EXACT, 0, 0},
        {"svyquantile_hf2", EXACT, 0, 0},          {"svyquantile_hf3", EXACT, 0, 0},
        {"svyquantile_hf4", CLOSED, 0, 0},         {"svyquantile_hf5", CLOSED, 0, 0},
        {"svyquantile_hf6", CLOSED, 0, 0},         {"svyquantile_hf7", CLOSED, 0, 0},
        {"svyquantile_hf8", CLOSED, 0, 0},         {"svyquantile_hf9", CLOSED, 0, 0},
        {"svyquantile_hf1_mean", CLOSED, 0, 0},    {"svyquantile_hf2_mean", CLOSED, 0, 0},
        {"svyquantile_hf3_mean", CLOSED, 0, 0},    {"svyquantile_hf4_mean", CLOSED, 0, 0},
        {"svyquantile_hf5_mean", CLOSED, 0, 0},    {"svyquantile_hf6_mean", CLOSED, 0, 0},
        {"svyquantile_hf7_mean", CLOSED, 0, 0},    {"svyquantile_hf8_mean", CLOSED, 0, 0},
        {"svyquantile_hf9_mean", CLOSED, 0, 0},
    };
    const size_t all = sizeof lines / sizeof *lines, on_the_panel = 6;
    compare_file("expected_apistrat.csv", lines, all, api_quantile_value);
    compare_file("expected_apisrs.csv", lines, all, api_quantile_value);
    compare_file("expected_numeric.csv", lines, on_the_panel, panel_quantile_value);
}

/* ---- the panel */

/* The covariance of two categories of an item. */
static bool covariance_value(const struct row *row, const struct sample *sample, double *actual)
{
    const struct variable *statuses = variable_of(&data, row->item);
    const int32_t no_answer = level_of(statuses, "no_answer");
    const int offering = level_of(statuses, "offering"), none = level_of(statuses, "none");
    struct sample_estimate shares[STATUSES];
    double covariance[STATUSES * STATUSES];
    for (size_t i = 0; i < data.units; i++)
        codes[i] = statuses->codes[i] == no_answer ? -1 : statuses->codes[i];
    const struct sample_target of = {.kind = SAMPLE_SHARE, .codes = codes};
    assert_int_equal(sample_categories(sample, &of, STATUSES, arena, shares, covariance), STATUS_OK);
    *actual = covariance[offering * STATUSES + none];
    return true;
}

static bool panel_value(const struct row *row, double *actual, double *half)
{
    struct sample sample = panel_sample(row, strstr(row->method, "srs_fpc") != NULL);
    if (strcmp(row->method, "strat_nofpc") == 0)
        sample.population = NULL;
    if (strncmp(row->statistic, "cov_", 4) == 0)
        return covariance_value(row, &sample, actual);
    return item_value(row, &sample, actual, half);
}

static void test_estimates_of_the_panel(void **state)
{
    (void)state;
    struct line numbers[] = {
        {"srs_fpc", CLOSED, 0, 0},
        {"strat_fpc", CLOSED, 0, 0},
        {"svyby_strat_fpc", CLOSED, 0, 0},
    };
    struct line points[] = {
        {"srs_fpc", CLOSED, 0, 0},
        {"strat_fpc", CLOSED, 0, 0},
        {"strat_nofpc", CLOSED, 0, 0},
        {"strat_fpc_multicat", CLOSED, 0, 0},
    };
    struct line domains[] = {
        {"svyby_strat_fpc", CLOSED, 0, 0},
        {"svyby_srs_fpc", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_numeric.csv", numbers, panel_value);
    COMPARE_FILE("expected_point.csv", points, panel_value);
    COMPARE_FILE("expected_domain.csv", domains, panel_value);
}

/* How many an answer selects, `none` being 0. */
static void selected_of(double *values)
{
    const struct variable *list = variable_of(&data, "ma_obstacles");
    for (size_t i = 0; i < data.units; i++) {
        values[i] = list->codes[i] < 0 ? NAN : 1;
        const char *text = list->codes[i] < 0 ? "" : list->levels[list->codes[i]];
        for (const char *at = strchr(text, ';'); at; at = strchr(at + 1, ';'))
            values[i]++;
        if (strcmp(text, "none") == 0)
            values[i] = 0;
    }
}

static bool multiple_value(const struct row *row, double *actual, double *half)
{
    const bool plain = strcmp(row->method, "count") == 0 || strcmp(row->method, "valid") == 0;
    struct sample sample = panel_sample(row, plain || strcmp(row->method, "srs_fpc") == 0);
    if (strchr(row->item, '='))
        values_of(&data, row->item, first);
    else
        selected_of(first);
    const struct sample_estimate estimate = ask(&sample, (struct sample_target){.kind = SAMPLE_MEAN, .values = first});
    if (strcmp(row->statistic, "x") == 0)
        *actual = round(estimate.value * (double)estimate.units);
    else if (strcmp(row->statistic, "share") == 0)
        *actual = estimate.value;
    else
        return estimate_statistic(row->statistic, &estimate, actual, half);
    return true;
}

static void test_multiple_answers_of_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {"count", EXACT, 0, 0},
        {"valid", CLOSED, 0, 0},
        {"strat_fpc", CLOSED, 0, 0},
        {"srs_fpc", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_multianswer.csv", lines, multiple_value);
}

/* ---- small designs */

static bool edge_value(const struct row *row, double *actual, double *half)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s.csv", row->source);
    load_microdata(&data, name);
    struct sample sample;
    int32_t clusters[UNITS];
    if (strcmp(row->source, "fpc") == 0) {
        population_from("stratid", "Nh");
        sample = sample_of("stratid", "weight", strcmp(row->method, "fpc") == 0);
        for (size_t i = 0; i < data.units; i++)
            clusters[i] = sample.stratum[i] * LEVELS + variable_of(&data, "psuid")->codes[i];
        sample.cluster = clusters;
        sample.clusters = sample.strata * LEVELS;
        return item_value(row, &sample, actual, half);
    }
    population_from("stratum", "N_h");
    sample = sample_of("stratum", NULL, strstr(row->method, "nofpc") == NULL);
    sample.lonely = strstr(row->method, "adjust")    ? LONELY_ADJUST
                    : strstr(row->method, "average") ? LONELY_AVERAGE
                    : strstr(row->method, "lonely")  ? LONELY_CERTAINTY
                                                     : LONELY_FAIL;
    if (strcmp(row->source, "edge_domain") == 0 && strcmp(row->method, "svyby_strat_fpc") != 0)
        return share_limits_value(row, &sample, actual, half);
    return item_value(row, &sample, actual, half);
}

static void test_small_designs(void **state)
{
    (void)state;
    struct line lines[] = {
        {"lonely_remove_fpc", CLOSED, 0, 0},
        {"lonely_remove_nofpc", CLOSED, 0, 0},
        {"lonely_certainty_fpc", CLOSED, 0, 0},
        {"lonely_certainty_nofpc", CLOSED, 0, 0},
        {"lonely_adjust_fpc", CLOSED, 0, 0},
        {"lonely_adjust_nofpc", CLOSED, 0, 0},
        {"lonely_average_fpc", CLOSED, 0, 0},
        {"lonely_average_nofpc", CLOSED, 0, 0},
        {"fpc", CLOSED, 0, 0},
        {"nofpc", CLOSED, 0, 0},
        {"svyby_strat_fpc", CLOSED, 0, 0},
        {"svyciprop", CLOSED, 0, 0},
        {"svyciprop_mean", CLOSED, 0, 0},
        {"svyciprop_xlogit", CLOSED, 0, 0},
        {"svyciprop_logit", 1e-6, FLOOR, 0, 0},
        {"svyciprop_beta", QUANTILE, 0, 0},
        {"likelihood_exact", CLOSED, 0, 0},
        {"wilson_neff", CLOSED, 0, 0},
        {"asin_clipped", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_edge.csv", lines, edge_value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_estimates_of_the_api_samples),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_estimates_of_the_panel),
        cmocka_unit_test(test_multiple_answers_of_the_panel),
        cmocka_unit_test(test_small_designs),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
