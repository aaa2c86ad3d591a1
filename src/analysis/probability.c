/* How likely it is that the rate of the whole population passes a level. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "base/number.h"
#include "stats/predictive.h"

static enum status fill_row(const struct stratum_count *strata, size_t count, const struct probability_options *options,
                            struct probability_row *row)
{
    const struct rate_options *rate = &options->rate;
    struct stratum_count sum = sum_strata(strata, count);
    row->respondents = sum.n;
    row->N = sum.N;
    row->probability = row->lower = row->upper = row->lambda_95 = row->lambda_05 = NAN;
    row->status = !sum.valid ? ESTIMATE_NO_DATA : sum.N < 0 ? ESTIMATE_NO_FRAME : ESTIMATE_OK;
    if (row->status != ESTIMATE_OK)
        return STATUS_OK;
    struct predictive predictive;
    if (predictive_of(strata, count, rate->prior_a, rate->prior_b, options->lambda, &predictive) != STATUS_OK)
        return STATUS_FAILURE;
    struct limits limits;
    predictive_limits(&predictive, rate->level, &limits);
    row->probability = predictive_at_least(&predictive, options->at_least);
    row->lower = limits.lower;
    row->upper = limits.upper;
    row->approximate = !predictive.mass;
    predictive_clear(&predictive);
    row->status = sum.valid < LOW_BASE ? ESTIMATE_LOW_BASE : ESTIMATE_OK;
    double at_one = options->lambda == 1 ? row->probability : NAN;
    static const double targets[] = {0.95, 0.05};
    double lambdas[2];
    if (predictive_lambda(strata, count, rate->prior_a, rate->prior_b, options->at_least, targets, 2, at_one,
                          lambdas) != STATUS_OK)
        return STATUS_FAILURE;
    row->lambda_95 = lambdas[0];
    row->lambda_05 = lambdas[1];
    return STATUS_OK;
}

enum status analysis_probability(const struct panel *panel, const struct probability_options *options,
                                 struct arena *arena, struct probability_rows *rows, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t strata_count = study->stratum_count;
    *rows = (struct probability_rows){0};
    rows->rows = arena_array(arena, study->wave_count * study->item_count * (strata_count + 1), sizeof *rows->rows);
    struct stratum_count *strata = arena_array(arena, strata_count, sizeof *strata);
    if (!rows->rows || !strata)
        return errors_memory(errors);
    int64_t last_group = options->rate.by_stratum ? (int64_t)strata_count : 0;
    for (size_t wave = 0; wave < study->wave_count; wave++)
        for (size_t item = 0; item < study->item_count; item++) {
            if (study->items[item].kind != ITEM_SINGLE || !is_wanted(&options->rate, wave, item))
                continue;
            (void)analysis_counts(panel, wave, item, CHOICE_ADOPTED, options->rate.denominator, strata);
            for (int64_t group = GROUP_ALL; group < last_group; group++) {
                struct probability_row *row = &rows->rows[rows->count++];
                *row = (struct probability_row){.wave = wave, .item = item, .stratum = group};
                row->group = options->rate.group;
                if (fill_row(group == GROUP_ALL ? strata : &strata[group], group == GROUP_ALL ? strata_count : 1,
                             options, row) != STATUS_OK)
                    return errors_memory(errors);
            }
        }
    return STATUS_OK;
}

/* "beta(0.5, 0.5)". False for want of memory. */
static bool add_prior_cell(struct table *table, const struct rate_options *rate, bool approximate)
{
    struct buffer text = {0};
    buffer_text(&text, "beta(");
    number_add_exact(&text, rate->prior_a);
    buffer_text(&text, ", ");
    number_add_exact(&text, rate->prior_b);
    buffer_text(&text, approximate ? "), by moments" : ")");
    table_text(table, buffer_get(&text));
    bool whole = !text.failed;
    buffer_clear(&text);
    return whole;
}

enum status probability_to_table(const struct panel *panel, const struct probability_options *options,
                                 const struct probability_rows *rows, struct table **table, struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"at_least", N_("at least"), COLUMN_PROPORTION, SHOW_DIFFERS},
        {"lambda", N_("odds of the unseen"), COLUMN_REAL, SHOW_DIFFERS},
        {"prior", N_("prior"), COLUMN_TEXT, SHOW_DIFFERS},
        {"probability", N_("probability"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"lower", N_("lower"), COLUMN_PROPORTION, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_PROPORTION, SHOW_FILLED},
        {"level", N_("level (%)"), COLUMN_REAL, SHOW_DIFFERS},
        {"lambda_95", N_("odds for 95%"), COLUMN_REAL, SHOW_FILLED},
        {"lambda_05", N_("odds for 5%"), COLUMN_REAL, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("probability", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    const struct probability_row *newest = NULL;
    bool several = false, whole = true;
    for (size_t i = 0; i < rows->count; i++)
        several = several || rows->rows[i].stratum != GROUP_ALL || rows->rows[i].group;
    for (size_t i = 0; i < rows->count; i++) {
        const struct probability_row *row = &rows->rows[i];
        newest = row->stratum == GROUP_ALL && !row->group && row->respondents ? row : newest;
        table_row(*table);
        table_integer(*table, study->waves[row->wave].year);
        table_labelled(*table, study->items[row->item].id, &study->items[row->item].label);
        add_named_group_cell(*table, study, row->group, row->stratum, several);
        table_real(*table, rational_value(options->at_least));
        table_real(*table, options->lambda);
        whole = add_prior_cell(*table, &options->rate, row->approximate) && whole;
        table_real(*table, row->probability);
        table_real(*table, row->lower);
        table_real(*table, row->upper);
        table_real(*table, options->rate.level * 100);
        table_real(*table, row->lambda_95);
        table_real(*table, row->lambda_05);
        add_status_cell(*table, row->status);
        table_named(*table, denominator_name(options->rate.denominator));
    }
    enum status status = whole ? STATUS_OK : errors_memory(errors);
    if (whole && newest) {
        const struct design_facts facts = {.wave = newest->wave,
                                           .respondents = newest->respondents,
                                           .N = newest->N,
                                           .df = NAN,
                                           .df_most = NAN,
                                           .limits = "predictive",
                                           .unweighted = true};
        status = set_design_line(study, &facts, *table, errors);
    }
    return finish_table(study, table, status, errors);
}
