/* Coming shares, and when levels are reached. */
#include <math.h>
#include <stdio.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "analysis/series.h"
#include "base/number.h"
#include "stats/reach.h"

/* The model fitted to one series: one of the two. */
struct fitted {
    bool is_curve;
    enum estimate_status coverage; /* of the waves by their respondents; other than OK nothing is fitted */
    struct logistic_fit logistic;
    struct curve_fit curve;
};

static enum estimate_status status_of(enum forecast_status status)
{
    static const enum estimate_status statuses[] = {[FORECAST_OK] = ESTIMATE_OK,
                                                    [FORECAST_NO_LIMITS] = ESTIMATE_NOT_POSITIVE,
                                                    [FORECAST_NOT_IDENTIFIED] = ESTIMATE_NOT_IDENTIFIED,
                                                    [FORECAST_TOO_FEW] = ESTIMATE_TOO_FEW_WAVES,
                                                    [FORECAST_UNDEFINED] = ESTIMATE_UNDEFINED,
                                                    [FORECAST_NO_CONVERGENCE] = ESTIMATE_NO_CONVERGENCE,
                                                    [FORECAST_INVALID] = ESTIMATE_UNDEFINED};
    return statuses[status];
}

/* The newest wave that the model sees; 0: none. */
static int newest_of(const struct series *series)
{
    enum curve curve;
    if (series->options->model == FORECAST_LOGISTIC_CLUSTERED)
        return series->answered;
    if (forecast_model_curve(series->options->model, &curve))
        return series->point_count ? series->points[series->point_count - 1].year : 0;
    return series->count ? series->waves[series->count - 1].year : 0;
}

static enum status fit_model(struct series *series, struct fitted *fitted)
{
    enum curve curve;
    *fitted = (struct fitted){.coverage = ESTIMATE_OK};
    fitted->is_curve = forecast_model_curve(series->options->model, &curve);
    if (fitted->is_curve)
        curve_fit(curve, series->points, series->point_count, &fitted->curve);
    else if (series->options->model == FORECAST_LOGISTIC_CLUSTERED)
        return series_clustered(series, &fitted->logistic, &fitted->coverage);
    else
        trend_logistic(series->waves, series->count, series->arena, &fitted->logistic);
    return STATUS_OK;
}

static void fill_forecast(const struct fitted *fitted, double level, struct forecast_row *row)
{
    row->estimate = row->lower = row->upper = NAN;
    if (fitted->coverage != ESTIMATE_OK) {
        row->status = fitted->coverage;
    } else if (fitted->is_curve) {
        row->status = status_of(fitted->curve.status);
        row->estimate = curve_share(&fitted->curve, row->year);
    } else {
        struct forecast forecast;
        forecast_logistic(&fitted->logistic, row->year, level, &forecast);
        row->status = status_of(forecast.status);
        row->estimate = forecast.estimate;
        row->lower = forecast.limits.lower;
        row->upper = forecast.limits.upper;
    }
}

static void fill_reach(const struct fitted *fitted, const struct series *series, struct reach_row *row)
{
    const struct series_options *options = series->options;
    int newest = newest_of(series);
    const struct reach_plan plan = {.share = rational_value(row->level),
                                    .from = newest + 1,
                                    .to = newest + options->years,
                                    .draws = (size_t)options->draws,
                                    .seed = (uint64_t)options->seed,
                                    .level = options->rate.level};
    for (size_t i = 0; i < series->count; i++)
        if (exact_compare_ratio(series->waves[i].x, series->waves[i].n, row->level) >= 0) {
            row->year = row->lower = row->upper = series->waves[i].year; /* it has been */
            row->never = 0;
            row->status = ESTIMATE_OK;
            return;
        }
    struct reach reach = {.status = FORECAST_UNDEFINED};
    if (fitted->is_curve)
        reach_curve(&fitted->curve, &plan, series->arena, &reach);
    else if (fitted->coverage == ESTIMATE_OK)
        reach_logistic(&fitted->logistic, &plan, series->arena, &reach);
    row->status = fitted->coverage == ESTIMATE_OK ? status_of(reach.status) : fitted->coverage;
    if (row->status != ESTIMATE_OK)
        return;
    row->year = reach.median == REACH_NEVER ? 0 : reach.median;
    row->lower = reach.lower == REACH_NEVER ? 0 : reach.lower;
    row->upper = reach.upper == REACH_NEVER ? 0 : reach.upper;
    row->never = reach.share_never;
}

/* All rows of one item and group. */
static enum status add_series(struct series *series, struct forecasts *forecasts)
{
    const struct series_options *options = series->options;
    struct fitted fitted;
    if (series->point_count < FORECAST_LEAST_WAVES && !forecasts->waves)
        forecasts->waves = series->point_count;
    if (fit_model(series, &fitted) != STATUS_OK)
        return STATUS_FAILURE;
    for (int i = 1; i <= options->years && !options->reach_count; i++) {
        struct forecast_row *row = &forecasts->rows[forecasts->count++];
        *row = (struct forecast_row){.item = series->item, .stratum = series->stratum, .group = options->rate.group};
        row->year = newest_of(series) ? newest_of(series) + i : 0;
        fill_forecast(&fitted, options->rate.level, row);
    }
    for (size_t i = 0; i < options->reach_count; i++) {
        struct reach_row *row = &forecasts->reach[forecasts->reach_count++];
        *row = (struct reach_row){
            .item = series->item, .stratum = series->stratum, .level = options->reach[i], .never = NAN};
        row->group = options->rate.group;
        row->status = ESTIMATE_NO_DATA;
        if (newest_of(series))
            fill_reach(&fitted, series, row);
    }
    return STATUS_OK;
}

enum status analysis_forecasts(const struct panel *panel, struct answer_set *const *answers,
                               const struct series_options *options, struct arena *arena, struct forecasts *forecasts,
                               struct errors *errors)
{
    const struct study *study = panel->study;
    size_t groups = options->rate.by_stratum ? study->stratum_count + 1 : 1, most = study->item_count * groups;
    struct series series;
    *forecasts = (struct forecasts){0};
    forecasts->rows = arena_array(arena, most * (size_t)options->years, sizeof *forecasts->rows);
    forecasts->reach = arena_array(arena, most * options->reach_count, sizeof *forecasts->reach);
    if (!forecasts->rows || !forecasts->reach || series_init(&series, panel, answers, options, arena) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < study->item_count; item++) {
        if (study->items[item].kind != ITEM_SINGLE ||
            (options->rate.item != EVERY && options->rate.item != (int64_t)item))
            continue;
        for (int64_t group = GROUP_ALL; group < (int64_t)groups - 1; group++) {
            series_take(&series, item, group);
            if (add_series(&series, forecasts) != STATUS_OK)
                return errors_memory(errors);
        }
    }
    return STATUS_OK;
}

/* The design of the newest wave, what the limits hold by, and for a simulation its draws and seed. */
static enum status set_line(const struct panel *panel, const struct series_options *options, struct table *table,
                            struct errors *errors)
{
    const char *method = options->reach_count                            ? "percentile"
                         : options->model == FORECAST_LOGISTIC_CLUSTERED ? "t"
                         : options->model == FORECAST_LOGISTIC           ? "normal"
                                                                         : NULL; /* curves have none */
    char limits[40];
    (void)snprintf(limits, sizeof limits, "%s, %.6g%%", method ? method : "", options->rate.level * 100);
    struct label design = {{NULL}};
    struct buffer texts[LANGUAGE_END] = {{0}};
    enum status status = STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        struct buffer *out = &texts[i];
        buffer_text(out, tr(language, "if the curve goes on as it went"));
        if (options->reach_count)
            buffer_format(out, tr(language, "; %lld draws, seed %lld"), (long long)options->draws,
                          (long long)options->seed);
        if (options->model != FORECAST_LOGISTIC_CLUSTERED)
            buffer_text(out, tr(language, "; the waves taken for independent"));
        if (buffer_status(out) != STATUS_OK)
            status = errors_memory(errors);
        design.in[i] = buffer_get(out);
    }
    if (status == STATUS_OK)
        status = set_newest_line(panel, method ? limits : NULL, &design, table, errors);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

/* Item, group and model, which both tables begin with. */
static void begin_row(struct table *table, const struct study *study, size_t item, const char *group, int64_t stratum,
                      bool several, enum forecast_model model)
{
    table_row(table);
    table_labelled(table, study->items[item].id, &study->items[item].label);
    add_named_group_cell(table, study, group, stratum, several);
    table_text(table, forecast_model_name(model));
}

static void add_year(struct table *table, int year)
{
    if (year)
        table_integer(table, year);
    else
        table_empty(table);
}

enum status forecasts_to_table(const struct panel *panel, const struct series_options *options,
                               const struct forecasts *forecasts, struct table **table, struct errors *errors)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"model", N_("model"), COLUMN_TEXT, SHOW_DIFFERS},
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"estimate", N_("rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"lower", N_("lower"), COLUMN_PROPORTION, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_PROPORTION, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("forecast", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < forecasts->count; i++)
        several = several || forecasts->rows[i].stratum != GROUP_ALL || forecasts->rows[i].group;
    for (size_t i = 0; i < forecasts->count; i++) {
        const struct forecast_row *row = &forecasts->rows[i];
        begin_row(*table, study, row->item, row->group, row->stratum, several, options->model);
        add_year(*table, row->year);
        table_real(*table, row->estimate);
        table_real(*table, row->lower);
        table_real(*table, row->upper);
        add_status_cell(*table, row->status);
        table_named(*table, denominator_name(options->rate.denominator));
    }
    return finish_table(study, table, set_line(panel, options, *table, errors), errors);
}

enum status reach_to_table(const struct panel *panel, const struct series_options *options,
                           const struct forecasts *forecasts, struct table **table, struct errors *errors)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"model", N_("model"), COLUMN_TEXT, SHOW_DIFFERS},
        {"level_reached", N_("level"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"wave", N_("first wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"lower_wave", N_("not before"), COLUMN_INTEGER, SHOW_FILLED},
        {"upper_wave", N_("not after"), COLUMN_INTEGER, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"share_never", N_("beyond the horizon"), COLUMN_PROPORTION, SHOW_FILLED},
        {"seed", N_("seed"), COLUMN_INTEGER, SHOW_NEVER},
        {"draws", N_("draws"), COLUMN_INTEGER, SHOW_NEVER},
    };
    const struct study *study = panel->study;
    *table = table_new("reach", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < forecasts->reach_count; i++)
        several = several || forecasts->reach[i].stratum != GROUP_ALL || forecasts->reach[i].group;
    for (size_t i = 0; i < forecasts->reach_count; i++) {
        const struct reach_row *row = &forecasts->reach[i];
        begin_row(*table, study, row->item, row->group, row->stratum, several, options->model);
        table_real(*table, rational_value(row->level));
        add_year(*table, row->year);
        add_year(*table, row->lower);
        add_year(*table, row->upper);
        add_status_cell(*table, row->status);
        table_real(*table, row->never);
        table_integer(*table, options->seed);
        table_integer(*table, options->draws);
    }
    return finish_table(study, table, set_line(panel, options, *table, errors), errors);
}
