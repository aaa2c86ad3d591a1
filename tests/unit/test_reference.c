/*
 * The stats room against R: every row of tests/reference/expected_*.csv whose method is computed here. The counts are
 * made anew from the wave files. Tolerances and origin: tests/reference/README.md.
 */
#include "support/check.h"

#include <math.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "stats/bounds.h"
#include "stats/change.h"
#include "stats/design.h"
#include "stats/interval.h"
#include "unit/reference_compare.h"

static int stratum_of(const char *label)
{
    const char *bare = strncmp(label, "stratum=", 8) == 0 ? label + 8 : label;
    for (int i = 0; i < STRATA; i++)
        if (strcmp(panel.strata[i], bare) == 0)
            return i;
    return ALL;
}

static int region_of(const char *label)
{
    for (int i = 0; strncmp(label, "region=", 7) == 0 && i < REGIONS; i++)
        if (strcmp(panel.regions[i], label + 7) == 0)
            return i;
    return ALL;
}

/* Reads "personal_read" or "personal_read=planned"; false for any other item, as ratios and options. */
static bool item_of(const char *text, int *item, int *status)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s", text);
    char *category = strchr(name, '=');
    *status = OFFERING;
    if (category) {
        *category = '\0';
        *status = listed(status_names, STATUSES, category + 1);
    }
    *item = listed(item_names, ITEMS, name);
    return *item != ALL && *status != ALL;
}

/* ---- counts */

static bool counts_value(const struct row *row, double *actual, double *half)
{
    int item = 0, status, year = year_of(row->year), stratum = stratum_of(row->stratum);
    (void)half;
    (void)item_of(row->item, &item, &status);
    struct design design = {.all = strcmp(row->method, "allresp") == 0};
    struct stratum_count h = count_of(year, stratum, ALL, item == ALL ? 0 : item, OFFERING, design);
    if (strcmp(row->statistic, "N") == 0)
        *actual = (double)h.N;
    else if (strcmp(row->statistic, "n_resp") == 0)
        *actual = (double)h.n;
    else if (strcmp(row->statistic, "n_valid") == 0)
        *actual = (double)h.valid;
    else if (strcmp(row->statistic, "response_rate") == 0)
        *actual = (double)h.n / (double)h.N;
    else if (strcmp(row->statistic, "share") == 0)
        *actual = (double)h.x / (double)h.valid;
    else if (strncmp(row->statistic, "x_", 2) == 0)
        *actual = (double)tally(year, stratum, ALL, item, listed(status_names, STATUSES, row->statistic + 2));
    else
        return false;
    return true;
}

static void test_counts_of_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {.method = "count"},
        {.method = "valid"},
        {.method = "allresp"},
    };
    COMPARE_FILE("expected_counts.csv", lines, counts_value);
}

/* ---- bounds */

static bool bounds_value(const struct row *row, double *actual, double *half)
{
    int item, status;
    (void)half;
    struct design design = {.all = strcmp(row->method, "manski_unit_only") == 0};
    assert_true(item_of(row->item, &item, &status));
    struct stratum_count h = count_of(year_of(row->year), stratum_of(row->stratum), ALL, item, status, design);
    struct bounds bounds;
    assert_true(bounds_of(BOUNDS_NONE, h.x, h.valid, h.N, 0, 0, &bounds));
    *actual = row->statistic[0] == 'l'   ? bounds.lowest
              : row->statistic[0] == 'u' ? bounds.highest
                                         : bounds.highest - bounds.lowest;
    return true;
}

static void test_bounds_on_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {{"manski", CLOSED, 0, 0}, {"manski_unit_only", CLOSED, 0, 0}};
    COMPARE_FILE("expected_bounds.csv", lines, bounds_value);
}

/* ---- intervals of counts */

static bool count_method_of(const char *text, enum count_method *method)
{
    char name[64];
    if (strcmp(text, "hypergeom") == 0)
        text = "hypergeometric";
    (void)snprintf(name, sizeof name, "%s", text);
    for (char *c = name; *c; c++)
        if (*c == '_')
            *c = '-';
    return count_method_parse(name, method);
}

static bool count_interval_value(const char *name, bool upper, double level, int64_t x, int64_t n, int64_t N,
                                 double *actual, double *half)
{
    enum count_method method;
    struct limits limits;
    assert_true(count_method_of(name, &method));
    bool defined = count_limits(method, x, n, N, level, &limits);
    assert_int_equal(defined, !isnan(limits.lower) && !isnan(limits.upper));
    *actual = limit_of(&limits, upper, half);
    return true;
}

static bool ci_value(const struct row *row, double *actual, double *half)
{
    int item, status;
    bool upper;
    double level;
    if (!item_of(row->item, &item, &status) || !limit_statistic(row->statistic, &upper, &level))
        return false;
    struct design design = {.all = strcmp(row->source, "panel_allresp") == 0};
    struct stratum_count h = count_of(year_of(row->year), stratum_of(row->stratum), ALL, item, status, design);
    return count_interval_value(row->method, upper, level, h.x, h.valid, h.N, actual, half);
}

static void test_count_limits_on_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {"wald", CLOSED, 0, 0},          {"wilson", CLOSED, 0, 0},   {"wilson_cc", CLOSED, 0, 0},
        {"agresti_coull", CLOSED, 0, 0}, {"arcsine", CLOSED, 0, 0},  {"clopper_pearson", QUANTILE, 0, 0},
        {"jeffreys", QUANTILE, 0, 0},    {"logit", CLOSED, 0, 0},    {"wald_fpc", CLOSED, 0, 0},
        {"wilson_fpc", CLOSED, 0, 0},    {"hypergeom", EXACT, 0, 0},
    };
    COMPARE_FILE("expected_ci.csv", lines, ci_value);
}

/* ---- chosen counts */

/* Reads "x=2;n=5;N=10" into values, in order; how many there are. */
static int numbers_of(const char *text, int64_t *values)
{
    int count = 0;
    for (const char *equals = strchr(text, '='); equals && count < 4; equals = strchr(equals + 1, '='))
        values[count++] = (int64_t)strtod(equals + 1, NULL);
    return count;
}

static bool grid_paired_value(const struct row *row, const int64_t *values, double *actual, double *half)
{
    const struct matched_counts counts = {values[0], values[1], values[2], values[3]};
    bool upper;
    double level;
    if (strcmp(row->method, "mcnemar_exact") == 0) {
        *actual = change_mcnemar_exact(&counts);
        return true;
    }
    if (!limit_statistic(row->statistic, &upper, &level))
        return false;
    struct limits limits;
    assert_true(change_newcombe_paired(&counts, level, &limits));
    *actual = limit_of(&limits, upper, half);
    return true;
}

static bool grid_value(const struct row *row, double *actual, double *half)
{
    int64_t values[4];
    bool upper;
    double level;
    int count = numbers_of(row->item, values);
    if (strcmp(row->source, "grid_paired") == 0)
        return grid_paired_value(row, values, actual, half);
    if (strcmp(row->method, "hypergeom") == 0) {
        int64_t lower_count, upper_count;
        assert_true(limit_statistic(row->statistic + 2, &upper, &level));
        assert_true(hypergeometric_limits(values[0], values[1], values[2], level, &lower_count, &upper_count));
        *actual = (double)(upper ? upper_count : lower_count);
        return true;
    }
    if (!limit_statistic(row->statistic, &upper, &level))
        return false;
    return count_interval_value(row->method, upper, level, values[0], values[1], count == 3 ? values[2] : -1, actual,
                                half);
}

static void test_limits_on_the_grid(void **state)
{
    (void)state;
    struct line lines[] = {
        {"wald", CLOSED, 0, 0},
        {"wilson", CLOSED, 0, 0},
        {"wilson_cc", CLOSED, 0, 0},
        {"agresti_coull", CLOSED, 0, 0},
        {"arcsine", CLOSED, 0, 0},
        {"clopper_pearson", QUANTILE, 0, 0},
        {"jeffreys", QUANTILE, 0, 0},
        {"logit", CLOSED, 0, 0},
        {"wald_fpc", CLOSED, 0, 0},
        {"wilson_fpc", CLOSED, 0, 0},
        {"hypergeom", EXACT, 0, 0},
        {"newcombe_paired10", CLOSED, 0, 0},
        {"mcnemar_exact", QUANTILE, 0, 0},
    };
    COMPARE_FILE("expected_grid.csv", lines, grid_value);
}

/* ---- estimates */

/* Reads the design in front of "strat_fpc", "srs_fpc_allresp", "strat_fpc:svyciprop_mean". */
static struct design design_of(const char *method)
{
    return (struct design){
        .simple = strstr(method, "srs_fpc") != NULL,
        .all = strstr(method, "_allresp") != NULL,
        .answered = strstr(method, "_validn") != NULL,
    };
}

static bool estimate_value(const struct row *row, double *actual, double *half)
{
    int item, status;
    (void)half;
    if (!item_of(row->item, &item, &status))
        return false;
    struct design_estimate estimate = estimate_of(year_of(row->year), stratum_of(row->stratum), region_of(row->stratum),
                                                  item, status, design_of(row->method));
    if (strcmp(row->statistic, "mean") == 0)
        *actual = estimate.p;
    else if (strcmp(row->statistic, "se") == 0)
        *actual = estimate.se;
    else if (strcmp(row->statistic, "deff") == 0)
        *actual = estimate.deff;
    else if (strcmp(row->statistic, "degf") == 0)
        *actual = estimate.df;
    else if (strcmp(row->statistic, "n") == 0)
        *actual = (double)estimate.valid;
    else
        return false;
    return true;
}

static void test_design_rate_on_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {"strat_fpc", CLOSED, 0, 0},          {"srs_fpc", CLOSED, 0, 0},           {"strat_fpc_validn", CLOSED, 0, 0},
        {"srs_fpc_validn", CLOSED, 0, 0},     {"strat_fpc_allresp", CLOSED, 0, 0}, {"srs_fpc_allresp", CLOSED, 0, 0},
        {"strat_fpc_multicat", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_point.csv", lines, estimate_value);
}

static void test_design_rate_of_domains(void **state)
{
    (void)state;
    struct line lines[] = {
        {"svyby_strat_fpc", CLOSED, 0, 0},
        {"svyby_srs_fpc", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_domain.csv", lines, estimate_value);
}

/* ---- limits of designs */

static bool design_limits_value(const struct row *row, double *actual, double *half)
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
    int item, status;
    assert_true(item_of(row->item, &item, &status));
    struct design_estimate estimate =
        estimate_of(year_of(row->year), ALL, region_of(row->stratum), item, status, design_of(row->method));
    double answers = estimate.variance > 0 ? estimate.p * (1 - estimate.p) / estimate.variance : NAN;
    if (strcmp(row->statistic, "df") == 0) {
        *actual = estimate.df;
        return true;
    }
    if (strcmp(row->statistic, "n_eff") == 0) {
        *actual = answers;
        return true;
    }
    const char *name = strchr(row->method, ':') + 1;
    bool upper;
    double level;
    assert_true(limit_statistic(row->statistic, &upper, &level));
    if (strcmp(name, "svyciprop_likelihood") == 0 && answers <= 30)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].reference, name) == 0) {
            struct limits limits;
            (void)design_limits(names[i].method, &estimate, level, &limits);
            *actual = limit_of(&limits, upper, half);
            return true;
        }
    return false;
}

static void test_design_limits_on_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {"strat_fpc:svyciprop", CLOSED, 0, 0},
        {"strat_fpc:svyciprop_mean", CLOSED, 0, 0},
        {"strat_fpc:svyciprop_logit", 1e-6, FLOOR, 0, 0},
        {"strat_fpc:svyciprop_xlogit", CLOSED, 0, 0},
        {"strat_fpc:asin_clipped", CLOSED, 0, 0},
        {"strat_fpc:svyciprop_beta", QUANTILE, 0, 0},
        {"strat_fpc:likelihood_exact", CLOSED, 0, 0},
        {"strat_fpc:svyciprop_likelihood", 0, 1e-4, 0, 0},
        {"strat_fpc:wilson_neff", CLOSED, 0, 0},
        {"srs_fpc:svyciprop", CLOSED, 0, 0},
        {"srs_fpc:svyciprop_mean", CLOSED, 0, 0},
        {"srs_fpc:svyciprop_logit", 1e-6, FLOOR, 0, 0},
        {"srs_fpc:svyciprop_xlogit", CLOSED, 0, 0},
        {"srs_fpc:asin_clipped", CLOSED, 0, 0},
        {"srs_fpc:svyciprop_beta", QUANTILE, 0, 0},
        {"srs_fpc:likelihood_exact", CLOSED, 0, 0},
        {"srs_fpc:svyciprop_likelihood", 0, 1e-4, 0, 0},
        {"srs_fpc:wilson_neff", CLOSED, 0, 0},
    };
    COMPARE_FILE("expected_svyciprop.csv", lines, design_limits_value);
}

/* ---- changes */

/* 0: outside the denominator, 1: in it and not offering, 2: offering. */
static int answer_of(int status)
{
    return status == NO_ANSWER ? 0 : status == OFFERING ? 2 : 1;
}

/* The joint answers by stratum, of the institutions that are in both waves. */
static void overlap_of(int year1, int year2, int item, struct overlap_cell *cells)
{
    const struct wave *earlier = &panel.waves[year1], *later = &panel.waves[year2];
    for (int i = 0; i < STRATA; i++)
        cells[i] = (struct overlap_cell){.earlier = (size_t)i, .later = (size_t)i, .N = -1};
    for (size_t i = 0; i < earlier->count; i++) {
        const struct institution *first = &earlier->institutions[i];
        const struct institution *second = bsearch(first, later->institutions, later->count, sizeof *first, by_id);
        if (second)
            cells[first->stratum].joint[answer_of(first->status[item])][answer_of(second->status[item])]++;
    }
}

static bool overlap_value(const struct row *row, int year1, int year2, int item, const struct overlap_cell *cells,
                          double *actual, double *half)
{
    const struct design design = {0};
    struct stratum_count earlier[STRATA], later[STRATA];
    for (int i = 0; i < STRATA; i++) {
        earlier[i] = count_of(year1, i, ALL, item, OFFERING, design);
        later[i] = count_of(year2, i, ALL, item, OFFERING, design);
    }
    struct change_estimate change;
    struct design_estimate rate;
    change_overlap(earlier, later, STRATA, cells, STRATA, LONELY_FAIL, &change);
    const double z = 1.959963984540054;
    if (strcmp(row->statistic, "diff") == 0) {
        *actual = change.change;
    } else if (strcmp(row->statistic, "var1") == 0 || strcmp(row->statistic, "var2") == 0) {
        design_rate(row->statistic[3] == '1' ? earlier : later, STRATA, LONELY_FAIL, &rate);
        *actual = rate.variance;
    } else if (strcmp(row->statistic, "cov12") == 0) {
        *actual = change.covariance;
    } else if (strcmp(row->statistic, "se") == 0) {
        *actual = change.se;
    } else if (strcmp(row->statistic, "se_ignoring_overlap") == 0) {
        *actual = change.se_independent;
    } else {
        *half = z * change.se;
        *actual = row->statistic[0] == 'u' ? change.change + *half : change.change - *half;
    }
    return true;
}

static struct matched_counts matched_of(const struct overlap_cell *cells)
{
    struct matched_counts counts = {0};
    for (int i = 0; i < STRATA; i++) {
        counts.n11 += cells[i].joint[2][2];
        counts.n10 += cells[i].joint[2][1];
        counts.n01 += cells[i].joint[1][2];
        counts.n00 += cells[i].joint[1][1];
    }
    return counts;
}

static bool matched_value(const struct row *row, const struct matched_counts *counts, double *actual, double *half)
{
    double change, se, level;
    bool upper;
    struct limits limits;
    change_matched(counts, &change, &se);
    if (strcmp(row->method, "mcnemar_exact") == 0)
        *actual = change_mcnemar_exact(counts);
    else if (strcmp(row->method, "mcnemar_midp") == 0)
        *actual = change_mcnemar_midp(counts);
    else if (strncmp(row->method, "mcnemar", 7) == 0) {
        double p, statistic = change_mcnemar(counts, strcmp(row->method, "mcnemar_cc") == 0, &p);
        *actual = strcmp(row->statistic, "p_value") == 0 ? p : statistic;
    } else if (strcmp(row->statistic, "n11") == 0)
        *actual = (double)counts->n11;
    else if (strcmp(row->statistic, "n10") == 0)
        *actual = (double)counts->n10;
    else if (strcmp(row->statistic, "n01") == 0)
        *actual = (double)counts->n01;
    else if (strcmp(row->statistic, "n00") == 0)
        *actual = (double)counts->n00;
    else if (strcmp(row->statistic, "n") == 0)
        *actual = (double)(counts->n11 + counts->n10 + counts->n01 + counts->n00);
    else if (strcmp(row->statistic, "diff") == 0)
        *actual = change;
    else if (strcmp(row->statistic, "se") == 0)
        *actual = se;
    else if (strcmp(row->method, "newcombe_paired10") == 0 && limit_statistic(row->statistic, &upper, &level)) {
        assert_true(change_newcombe_paired(counts, level, &limits));
        *actual = limit_of(&limits, upper, half);
    } else
        return false;
    return true;
}

static bool unpaired_value(const struct row *row, int year1, int year2, int item, double *actual, double *half)
{
    struct stratum_count first = count_of(year1, ALL, ALL, item, OFFERING, (struct design){0});
    struct stratum_count second = count_of(year2, ALL, ALL, item, OFFERING, (struct design){0});
    const struct two_counts counts = {first.x, first.valid, second.x, second.valid};
    struct limits limits;
    bool upper;
    double level, se;
    if (limit_statistic(row->statistic, &upper, &level)) {
        assert_true(change_newcombe_unpaired(&counts, level, &limits));
        *actual = limit_of(&limits, upper, half);
        return true;
    }
    double z = change_two_proportions(&counts, strcmp(row->method, "two_prop_z_pooled") == 0, &se);
    *actual = strcmp(row->statistic, "z") == 0 ? z : 2 * pnorm5(-fabs(z), 0, 1, 1, 0);
    return true;
}

static bool stacked_value(const struct row *row, int year1, int year2, int item, const struct overlap_cell *cells,
                          double *actual, double *half)
{
    struct stratum_count first[STRATA], second[STRATA];
    for (int i = 0; i < STRATA; i++) {
        first[i] = count_of(year1, i, ALL, item, OFFERING, (struct design){0});
        second[i] = count_of(year2, i, ALL, item, OFFERING, (struct design){0});
    }
    struct stacked_estimate estimate;
    change_stacked(first, second, STRATA, cells, STRATA, &estimate);
    const struct {
        const char *statistic;
        double value;
    } values[] = {
        {"p1", estimate.earlier},     {"p2", estimate.later},       {"diff", estimate.change},      {"se", estimate.se},
        {"var1", estimate.variance1}, {"var2", estimate.variance2}, {"cov12", estimate.covariance}, {"z", estimate.z},
        {"p_value", estimate.p},      {"df", estimate.df},          {"p_value_t", estimate.p_t}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i].statistic, row->statistic) == 0)
            *actual = values[i].value;
    bool upper;
    double level;
    if (limit_statistic(row->statistic, &upper, &level)) {
        *half = qnorm5((1 + level) / 2, 0, 1, 1, 0) * estimate.se;
        *actual = estimate.change + (upper ? *half : -*half);
    }
    return true;
}

static bool change_value(const struct row *row, double *actual, double *half)
{
    int item, status, year1 = year_of(row->year), year2 = year_of(strchr(row->year, '-') + 1);
    struct overlap_cell cells[STRATA];
    assert_true(item_of(row->item, &item, &status));
    overlap_of(year1, year2, item, cells);
    if (strcmp(row->method, "overlap_tam_fpc") == 0)
        return overlap_value(row, year1, year2, item, cells, actual, half);
    if (strcmp(row->method, "newcombe_unpaired10") == 0 || strncmp(row->method, "two_prop_z", 10) == 0)
        return unpaired_value(row, year1, year2, item, actual, half);
    if (strcmp(row->method, "stack2_cluster") == 0)
        return stacked_value(row, year1, year2, item, cells, actual, half);
    const struct matched_counts counts = matched_of(cells);
    return matched_value(row, &counts, actual, half);
}

static void test_change_on_the_panel(void **state)
{
    (void)state;
    struct line lines[] = {
        {"overlap_tam_fpc", CLOSED, 0, 0},       {"matched", CLOSED, 0, 0},
        {"mcnemar_exact", QUANTILE, 0, 0},       {"newcombe_paired10", CLOSED, 0, 0},
        {"wald_paired", CLOSED, 0, 0},           {"mcnemar", QUANTILE, 0, 0},
        {"mcnemar_cc", QUANTILE, 0, 0},          {"mcnemar_midp", QUANTILE, 0, 0},
        {"newcombe_unpaired10", CLOSED, 0, 0},   {"two_prop_z_pooled", QUANTILE, 0, 0},
        {"two_prop_z_unpooled", QUANTILE, 0, 0}, {"stack2_cluster", QUANTILE, 0, 0},
    };
    COMPARE_FILE("expected_change.csv", lines, change_value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_of_the_panel),        cmocka_unit_test(test_bounds_on_the_panel),
        cmocka_unit_test(test_count_limits_on_the_panel),  cmocka_unit_test(test_limits_on_the_grid),
        cmocka_unit_test(test_design_rate_on_the_panel),   cmocka_unit_test(test_design_rate_of_domains),
        cmocka_unit_test(test_design_limits_on_the_panel), cmocka_unit_test(test_change_on_the_panel),
    };
    return cmocka_run_group_tests(tests, load_panel, NULL);
}
