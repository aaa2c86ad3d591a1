/*
 * Weights, tests of two factors and pairs of strata against R. Tolerances, origin, and what is not computed:
 * tests/reference/README.md.
 */
#include "support/check.h"

#include <math.h>

#include "stats/crosstab.h"
#include "stats/weighting.h"
#include "unit/reference_microdata.h"

/* ---- weights */

/* Two margins and a total, as the rows of a file name them. */
static struct {
    double first[LEVELS], second[LEVELS];
    struct auxiliary_margin margins[2];
    struct auxiliary_total totals[1];
    struct auxiliary auxiliary;
    struct weighting weighting;
    struct sample_calibration calibration;
} known;

static void margins_of(const char *first_name, const char *second_name)
{
    const struct variable *a = variable_of(&data, first_name), *b = variable_of(&data, second_name);
    known.margins[0] = (struct auxiliary_margin){a->codes, a->level_count, known.first};
    known.margins[1] = (struct auxiliary_margin){b->codes, b->level_count, known.second};
    known.auxiliary = (struct auxiliary){data.units, known.margins, 2, known.totals, 0};
}

/* The sample after the method that stands in the row's: poststrat, rake_ipf, calibrate_linear, …_api99, _raking. */
static struct sample weighted(const struct row *row, const struct sample *sample)
{
    enum weighting_method method = strstr(row->method, "poststrat") ? WEIGHTING_POSTSTRAT
                                   : strstr(row->method, "rake")    ? WEIGHTING_RAKE
                                   : strstr(row->method, "linear")  ? WEIGHTING_LINEAR
                                                                    : WEIGHTING_RAKING;
    known.auxiliary.margin_count = 2;
    known.auxiliary.total_count = 0;
    if (method == WEIGHTING_POSTSTRAT || strstr(row->method, "api99"))
        known.auxiliary.margin_count = 1;
    if (strstr(row->method, "api99")) {
        known.totals[0] = (struct auxiliary_total){variable_of(&data, "api99")->numbers, 3914069};
        known.auxiliary.total_count = 1;
    }
    assert_int_equal(weighting_calibrate(sample->weight, &known.auxiliary, method, arena, &known.weighting), STATUS_OK);
    assert_int_equal(known.weighting.status, WEIGHTING_OK);
    return weighting_sample(sample, &known.auxiliary, method, &known.weighting, &known.calibration);
}

static bool weighted_value(const struct row *row, const struct sample *sample, double *actual, double *half)
{
    struct weighting_summary summary;
    if (strncmp(row->statistic, "weight_", 7) != 0)
        return item_value(row, sample, actual, half);
    weighting_summarise(sample->weight, sample->units, &summary);
    *actual = strstr(row->statistic, "sum")   ? summary.sum
              : strstr(row->statistic, "min") ? summary.least
              : strstr(row->statistic, "max") ? summary.greatest
                                              : summary.kish;
    return true;
}

static bool api_weighted_value(const struct row *row, double *actual, double *half)
{
    const struct sample sample = api_sample(row);
    margins_of("stype", "sch.wide");
    (void)targets_of("api_margins.csv", "stype", variable_of(&data, "stype"), known.first);
    (void)targets_of("api_margins.csv", "sch.wide", variable_of(&data, "sch.wide"), known.second);
    const struct sample after = weighted(row, &sample);
    /* The share of a margin is known: its se is 0. R's raking takes the residuals in ten rounds and leaves some. */
    if (strcmp(row->method, "rake_ipf") == 0 && strcmp(row->item, "b_sch.wide") == 0 && strstr(row->statistic, "se")) {
        double expected;
        assert_true(number_parse_real(row->value, &expected));
        assert_true(weighted_value(row, &after, actual, half));
        assert_true(*actual < 1e-11);
        return expected < 1e-12;
    }
    return weighted_value(row, &after, actual, half);
}

static bool panel_weighted_value(const struct row *row, double *actual, double *half)
{
    const struct sample sample = panel_sample(row, strcmp(row->method, "poststrat") == 0);
    if (strcmp(row->method, "strat_fpc") == 0)
        return weighted_value(row, &sample, actual, half);
    margins_of("stratum", "region");
    (void)targets_of("frame.csv", row->year, variable_of(&data, "stratum"), known.first);
    (void)targets_of("frame_region.csv", row->year, variable_of(&data, "region"), known.second);
    const struct sample after = weighted(row, &sample);
    return weighted_value(row, &after, actual, half);
}

#define RAKED 1e-8, FLOOR

static void test_weights(void **state)
{
    (void)state;
    struct line api[] = {
        {"poststrat", CLOSED, 0, 0},
        {"svyby_poststrat", CLOSED, 0, 0},
        {"rake_ipf", RAKED, 0, 0},
        {"svyby_rake_ipf", RAKED, 0, 0},
        {"calibrate_raking", RAKED, 0, 0},
        {"svyby_calibrate_raking", RAKED, 0, 0},
        {"calibrate_linear", CLOSED, 0, 0},
        {"svyby_calibrate_linear", CLOSED, 0, 0},
        {"calibrate_linear_api99", CLOSED, 0, 0},
        {"svyby_calibrate_linear_api99", CLOSED, 0, 0},
    };
    struct line panel_lines[] = {
        {"strat_fpc", CLOSED, 0, 0},       {"poststrat", CLOSED, 0, 0},        {"rake_ipf", RAKED, 0, 0},
        {"calibrate_raking", RAKED, 0, 0}, {"calibrate_linear", CLOSED, 0, 0},
    };
    struct line poststratified[] = {{"poststrat", CLOSED, 0, 0}};
    COMPARE_FILE("expected_apistrat.csv", api, api_weighted_value);
    COMPARE_FILE("expected_apisrs.csv", api, api_weighted_value);
    COMPARE_FILE("expected_poststrat_rake.csv", panel_lines, panel_weighted_value);
    COMPARE_FILE("expected_numeric.csv", poststratified, panel_weighted_value);
    COMPARE_FILE("expected_point.csv", poststratified, panel_weighted_value);
}

/* ---- tests */

static bool crosstab_value(const struct row *row, const struct sample *sample, const struct crosstab *table,
                           double *actual)
{
    struct crosstab_result result;
    assert_int_equal(crosstab_independence(sample, table, arena, &result), STATUS_OK);
    const struct crosstab_test *test = strstr(row->method, "_F")        ? &result.second_order
                                       : strstr(row->method, "_Chisq")  ? &result.first_order
                                       : strstr(row->method, "adjWald") ? &result.adjusted_wald
                                                                        : &result.wald;
    *actual = strcmp(row->statistic, "statistic") == 0 ? test->statistic
              : strcmp(row->statistic, "p_value") == 0 ? test->p
              : strcmp(row->statistic, "ddf") == 0     ? test->ddf
                                                       : test->ndf;
    return true;
}

/* "sch.wide*stype" */
static bool api_crosstab_value(const struct row *row, double *actual, double *half)
{
    (void)half;
    const struct sample sample = api_sample(row);
    char text[64];
    (void)snprintf(text, sizeof text, "%s", row->item);
    char *star = strchr(text, '*');
    *star = '\0';
    const struct variable *rows = variable_of(&data, text), *columns = variable_of(&data, star + 1);
    const struct crosstab table = {rows->codes, rows->level_count, columns->codes, columns->level_count, NULL};
    return crosstab_value(row, &sample, &table, actual);
}

/* "地方銀行 vs 信用金庫" of an item, adjusted among all pairs of strata. */
static bool pair_value(const struct row *row, double *actual)
{
    static double p[STRATA * STRATA];
    const struct variable *strata = variable_of(&data, "stratum");
    struct crosstab_share shares[STRATA] = {0};
    char text[128];
    size_t count = 0, wanted = 0;
    (void)snprintf(text, sizeof text, "%s", row->stratum);
    char *versus = strstr(text, " vs ");
    *versus = '\0';
    int a = level_of(strata, text), b = level_of(strata, versus + 4);
    for (size_t i = 0; i < data.units; i++) {
        shares[strata->codes[i]].n += !isnan(first[i]);
        shares[strata->codes[i]].x += first[i] == 1;
    }
    for (int i = 0; i < STRATA; i++)
        for (int j = i + 1; j < STRATA; j++) {
            if ((i == a && j == b) || (i == b && j == a))
                wanted = count;
            p[count++] = crosstab_pair_p(shares[i], shares[j]);
        }
    enum crosstab_adjustment adjustment;
    if (crosstab_adjustment_parse(row->statistic + 2, &adjustment))
        assert_int_equal(crosstab_adjust(p, count, adjustment, arena, p), STATUS_OK);
    *actual = p[wanted];
    return true;
}

static bool panel_test_value(const struct row *row, double *actual, double *half)
{
    (void)half;
    const struct sample sample = panel_sample(row, false);
    char item[64];
    (void)snprintf(item, sizeof item, "%.*s", (int)strcspn(row->item, "="), row->item);
    const struct variable *statuses = variable_of(&data, item);
    values_of(&data, item, first);
    if (strcmp(row->method, "pairwise_z_pooled") == 0)
        return pair_value(row, actual);
    for (size_t i = 0; i < data.units; i++)
        codes[i] = isnan(first[i]) ? -1 : strchr(row->item, '=') ? statuses->codes[i] : (int32_t)first[i];
    const struct variable *by = variable_of(&data, row->stratum);
    const struct crosstab table = {codes, STATUSES, by->codes, by->level_count, NULL};
    return crosstab_value(row, &sample, &table, actual);
}

/* "p=0.01 0.02 …", and which of them is asked for: "p3". */
static bool adjusted_value(const struct row *row, double *actual, double *half)
{
    double p[16];
    size_t count = 0;
    char method[16], *end;
    enum crosstab_adjustment adjustment;
    (void)half;
    if (strcmp(row->source, "grid_padjust") != 0)
        return false;
    for (const char *text = strchr(row->item, '=') + 1; *text && count < 16; text = end)
        p[count++] = strtod(text, &end);
    (void)snprintf(method, sizeof method, "%s", strcmp(row->method, "BH") == 0 ? "bh" : row->method);
    assert_true(crosstab_adjustment_parse(method, &adjustment));
    assert_int_equal(crosstab_adjust(p, count, adjustment, arena, p), STATUS_OK);
    *actual = p[integer(row->statistic + 1) - 1];
    return true;
}

static void test_tests(void **state)
{
    (void)state;
    struct line adjustments[] = {{"holm", CLOSED, 0, 0}, {"BH", CLOSED, 0, 0}, {"bonferroni", CLOSED, 0, 0}};
    COMPARE_FILE("expected_grid.csv", adjustments, adjusted_value);
    struct line lines[] = {
        {"svychisq_F", QUANTILE, 0, 0},       {"svychisq_Chisq", QUANTILE, 0, 0},    {"svychisq_Wald", QUANTILE, 0, 0},
        {"svychisq_adjWald", QUANTILE, 0, 0}, {"pairwise_z_pooled", QUANTILE, 0, 0},
    };
    const size_t all = sizeof lines / sizeof *lines;
    compare_file("expected_apistrat.csv", lines, all - 1, api_crosstab_value);
    compare_file("expected_apisrs.csv", lines, all - 1, api_crosstab_value);
    compare_file("expected_tests.csv", lines, all, panel_test_value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_tests),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
