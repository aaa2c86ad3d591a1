/* The trend of each rate. */
#include <math.h>
#include <stdio.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "analysis/series.h"

static void take_logistic(const struct logistic_fit *fit, double level, struct trend_row *row)
{
    struct limits limits;
    row->status = trend_estimate_status(fit->status);
    row->slope = fit->slope;
    row->se = fit->slope_se;
    row->statistic = fit->statistic;
    row->p = fit->p;
    if (trend_slope_limits(fit, level, &limits)) {
        row->lower = limits.lower;
        row->upper = limits.upper;
    }
}

static void take_line(const struct linear_fit *fit, double level, struct trend_row *row)
{
    struct limits limits;
    row->status = trend_estimate_status(fit->status);
    row->slope = fit->slope;
    row->se = fit->slope_se;
    row->statistic = fit->statistic;
    row->p = fit->p;
    if (trend_line_limits(fit, false, level, &limits)) {
        row->lower = limits.lower;
        row->upper = limits.upper;
    }
}

/* The models that have no standard error of a slope. */
static void take_ranks(const struct series *series, double level, struct trend_row *row)
{
    struct armitage armitage;
    struct sen_slope sen;
    struct kendall kendall;
    if (row->model == TREND_COCHRAN_ARMITAGE) {
        trend_armitage(series->waves, series->count, &armitage);
        row->status = trend_estimate_status(armitage.status);
        row->statistic = armitage.z;
        row->p = armitage.p;
    } else if (row->model == TREND_THEIL_SEN) {
        trend_sen(series->points, series->point_count, level, series->arena, &sen);
        row->status = trend_estimate_status(sen.status);
        row->slope = sen.slope;
        row->lower = sen.limits.lower;
        row->upper = sen.limits.upper;
    } else {
        trend_kendall(series->points, series->point_count, series->arena, &kendall);
        row->status = trend_estimate_status(kendall.status);
        row->statistic = kendall.S;
        row->p = isnan(kendall.p_exact) ? kendall.p : kendall.p_exact;
    }
}

/* Models that need a share and no count. */
static bool takes_shares(enum trend_model model)
{
    return model == TREND_THEIL_SEN || model == TREND_MANN_KENDALL || model == TREND_OLS;
}

/* Which waves enter: models of counts take a published percentage only with a base, the clustered one none. */
static void take_waves(const struct series *series, struct trend_row *row)
{
    if (takes_shares(row->model) && series->point_count) {
        row->first = series->points[0].year;
        row->last = series->points[series->point_count - 1].year;
        row->published = series->published;
    } else if (series->count && row->model != TREND_LOGISTIC_CLUSTERED) {
        row->first = series->waves[0].year;
        row->last = series->waves[series->count - 1].year;
        row->published = series->published - (series->point_count - series->count);
    }
}

static enum status fill_row(struct series *series, struct trend_row *row)
{
    double level = series->options->rate.level;
    struct logistic_fit logistic;
    struct linear_fit line;
    enum estimate_status coverage;
    row->slope = row->se = row->lower = row->upper = row->statistic = row->p = NAN;
    take_waves(series, row);
    row->status = ESTIMATE_NO_DATA;
    if (!series->point_count)
        return STATUS_OK;
    switch (row->model) {
    case TREND_LOGISTIC:
        trend_logistic(series->waves, series->count, series->arena, &logistic);
        take_logistic(&logistic, level, row);
        return STATUS_OK;
    case TREND_LOGISTIC_CLUSTERED:
        if (series_clustered(series, &logistic, &coverage) != STATUS_OK)
            return STATUS_FAILURE;
        row->first = logistic.waves ? logistic.origin : 0;
        row->last = logistic.waves ? logistic.last : 0;
        if (coverage == ESTIMATE_OK)
            take_logistic(&logistic, level, row);
        else
            row->status = coverage;
        return STATUS_OK;
    case TREND_OLS:
        trend_linear(series->points, series->point_count, &line);
        take_line(&line, level, row);
        return STATUS_OK;
    case TREND_WLS:
        trend_weighted(series->waves, series->count, &line);
        take_line(&line, level, row);
        return STATUS_OK;
    case TREND_COCHRAN_ARMITAGE:
    case TREND_THEIL_SEN:
    case TREND_MANN_KENDALL:
    case TREND_MODEL_END:
        break;
    }
    take_ranks(series, level, row);
    return STATUS_OK;
}

enum status analysis_trends(const struct panel *panel, struct answer_set *const *answers,
                            const struct series_options *options, struct arena *arena, struct trends *trends,
                            struct errors *errors)
{
    const struct study *study = panel->study;
    size_t groups = options->rate.by_stratum ? study->stratum_count + 1 : 1;
    struct series series;
    *trends = (struct trends){.denominator = options->rate.denominator, .level = options->rate.level};
    trends->rows = arena_array(arena, study->item_count * groups * TREND_MODEL_END, sizeof *trends->rows);
    if (!trends->rows || series_init(&series, panel, answers, options, arena) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < study->item_count; item++) {
        if (study->items[item].kind != ITEM_SINGLE ||
            (options->rate.item != EVERY && options->rate.item != (int64_t)item))
            continue;
        for (int64_t group = GROUP_ALL; group < (int64_t)groups - 1; group++) {
            series_take(&series, item, group);
            for (int model = 0; model < TREND_MODEL_END; model++) {
                if (!options->models[model])
                    continue;
                struct trend_row *row = &trends->rows[trends->count++];
                *row = (struct trend_row){.item = item, .stratum = group, .model = (enum trend_model)model};
                row->group = options->rate.group;
                if (fill_row(&series, row) != STATUS_OK)
                    return errors_memory(errors);
            }
        }
    }
    return STATUS_OK;
}

/* How the limits of a slope are made; NULL: the model has none. */
static const char *limits_of(enum trend_model model)
{
    switch (model) {
    case TREND_LOGISTIC_CLUSTERED:
    case TREND_OLS:
    case TREND_WLS:
        return "t";
    case TREND_LOGISTIC:
        return "normal";
    case TREND_THEIL_SEN:
        return "sen";
    case TREND_COCHRAN_ARMITAGE:
    case TREND_MANN_KENDALL:
    case TREND_MODEL_END:
        break;
    }
    return NULL;
}

/* "t, sen, 95%": of the models that have rows. */
static enum status set_line(const struct panel *panel, const struct trends *trends, struct table *table,
                            struct errors *errors)
{
    bool used[TREND_MODEL_END] = {false};
    struct buffer limits = {0};
    for (size_t i = 0; i < trends->count; i++)
        used[trends->rows[i].model] = true;
    for (int model = 0; model < TREND_MODEL_END; model++)
        if (used[model] && limits_of((enum trend_model)model))
            buffer_format(&limits, "%s, ", limits_of((enum trend_model)model));
    if (limits.length)
        buffer_format(&limits, "%.6g%%", trends->level * 100);
    enum status status = buffer_status(&limits) == STATUS_OK
                             ? set_newest_line(panel, limits.length ? buffer_get(&limits) : NULL, NULL, table, errors)
                             : errors_memory(errors);
    buffer_clear(&limits);
    return status;
}

enum status trends_to_table(const struct panel *panel, const struct trends *trends, struct table **table,
                            struct errors *errors)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"model", N_("model"), COLUMN_TEXT, SHOW_ALWAYS},
        {"waves", N_("waves"), COLUMN_TEXT, SHOW_DIFFERS},
        {"slope", N_("slope a year"), COLUMN_REAL, SHOW_FILLED},
        {"se", N_("se"), COLUMN_REAL, SHOW_NEVER},
        {"lower", N_("lower"), COLUMN_REAL, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_REAL, SHOW_FILLED},
        {"statistic", N_("statistic"), COLUMN_REAL, SHOW_FILLED},
        {"p", N_("p"), COLUMN_REAL, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"published", N_("waves known as published"), COLUMN_INTEGER, SHOW_FILLED},
    };
    const struct study *study = panel->study;
    *table = table_new("trend", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < trends->count; i++)
        several = several || trends->rows[i].stratum != GROUP_ALL || trends->rows[i].group;
    for (size_t i = 0; i < trends->count; i++) {
        const struct trend_row *row = &trends->rows[i];
        char waves[64] = "";
        if (row->first)
            (void)snprintf(waves, sizeof waves, "%d-%d", row->first, row->last);
        table_row(*table);
        table_labelled(*table, study->items[row->item].id, &study->items[row->item].label);
        add_named_group_cell(*table, study, row->group, row->stratum, several);
        table_text(*table, trend_model_name(row->model));
        table_text(*table, waves);
        table_real(*table, row->slope);
        table_real(*table, row->se);
        table_real(*table, row->lower);
        table_real(*table, row->upper);
        table_real(*table, row->statistic);
        table_real(*table, row->p);
        add_status_cell(*table, row->status);
        table_named(*table, denominator_name(trends->denominator));
        if (row->published)
            table_integer(*table, (int64_t)row->published);
        else
            table_empty(*table);
    }
    return finish_table(study, table, set_line(panel, trends, *table, errors), errors);
}
