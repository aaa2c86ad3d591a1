/* minaoshi trend, minaoshi forecast */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "command/forecasts.h"
#include "command/groups.h"

enum { YEARS = 5, HORIZON = 50, DRAWS = 10000, MOST_YEARS = 200 };

static const struct group_needs needs = {.answers = true};

/* What the rows of each group are made with, and where they go. */
struct making {
    struct series_options options;
    struct gathered rows, reach, rates;
    size_t waves; /* as in struct forecasts */
};

/* Study and counts. */
static enum status load(struct session *session, struct series_options *options)
{
    enum status status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_single(session, &options->rate);
    return status == STATUS_OK ? options_refuse_both(session) : status;
}

static enum status take_trends(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct series_options options = making->options;
    struct trends trends;
    options.rate = group->rate;
    enum status status =
        analysis_trends(group->panel, group->inside, &options, group->arena, &trends, &session->errors);
    if (status == STATUS_OK)
        status = groups_add_rates(session, group, &making->rates);
    return status == STATUS_OK ? gathered_add(session, &making->rows, trends.rows, trends.count, sizeof *trends.rows)
                               : status;
}

static size_t trend_key(const struct study *study, const void *row)
{
    (void)study;
    return ((const struct trend_row *)row)->item;
}

static enum status take_forecasts(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct series_options options = making->options;
    struct forecasts forecasts;
    options.rate = group->rate;
    enum status status =
        analysis_forecasts(group->panel, group->inside, &options, group->arena, &forecasts, &session->errors);
    if (status == STATUS_OK)
        status = gathered_add(session, &making->rows, forecasts.rows, forecasts.count, sizeof *forecasts.rows);
    if (status == STATUS_OK)
        status = gathered_add(session, &making->reach, forecasts.reach, forecasts.reach_count, sizeof *forecasts.reach);
    if (status == STATUS_OK)
        status = groups_add_rates(session, group, &making->rates);
    if (status == STATUS_OK && !making->waves)
        making->waves = forecasts.waves;
    return status;
}

static size_t forecast_key(const struct study *study, const void *row)
{
    (void)study;
    return ((const struct forecast_row *)row)->item;
}

static size_t reach_key(const struct study *study, const void *row)
{
    (void)study;
    return ((const struct reach_row *)row)->item;
}

static enum status refuse_model(struct session *session, const char *(*name)(int), int end)
{
    struct buffer known = {0};
    for (int i = 0; i < end; i++)
        buffer_format(&known, "%s%s", i ? ", " : "", name(i));
    enum status status = options_refuse(session, "--model", session->options->model, buffer_get(&known));
    buffer_clear(&known);
    return status;
}

static const char *trend_name(int i)
{
    return trend_model_name((enum trend_model)i);
}

static const char *forecast_name(int i)
{
    return forecast_model_name((enum forecast_model)i);
}

enum status command_trend(struct session *session)
{
    struct making making = {.options = {.models = {[TREND_LOGISTIC_CLUSTERED] = true, [TREND_THEIL_SEN] = true}}};
    struct series_options *options = &making.options;
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    const char *text = session->options->model;
    enum trend_model model;
    if (text && !trend_model_parse(text, &model))
        return refuse_model(session, trend_name, TREND_MODEL_END);
    for (int i = 0; text && i < TREND_MODEL_END; i++)
        options->models[i] = i == (int)model;
    enum status status = load(session, options);
    if (status == STATUS_OK)
        status = groups_each(session, &options->rate, &needs, take_trends, &making);
    if (status == STATUS_OK)
        status = gathered_sort(session, &making.rows, sizeof(struct trend_row), trend_key);
    struct trends trends = {making.rows.rows, making.rows.count, options->rate.denominator, options->rate.level};
    if (status == STATUS_OK)
        status = groups_plan(session, &making.rates, &plan);
    if (status == STATUS_OK && plan)
        trends_suppress(plan, &trends);
    if (status == STATUS_OK)
        status = trends_to_table(&session->panel, &trends, &table, &session->errors);
    bool has_number =
        rows_have_number(trends.rows, trends.count, sizeof *trends.rows, offsetof(struct trend_row, slope)) ||
        rows_have_number(trends.rows, trends.count, sizeof *trends.rows, offsetof(struct trend_row, statistic));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}

/* "15,20%,50": levels in percent. */
static bool read_levels(const char *text, struct series_options *options)
{
    for (const char *at = text; options->reach_count < sizeof options->reach / sizeof *options->reach;) {
        char one[32];
        size_t length = strcspn(at, ","), digits = length && at[length - 1] == '%' ? length - 1 : length;
        if (!digits || digits >= sizeof one)
            return false;
        memcpy(one, at, digits);
        one[digits] = '\0';
        struct rational *level = &options->reach[options->reach_count++];
        if (!rational_parse(one, 2, level) || level->numerator <= 0 || level->numerator >= level->denominator)
            return false;
        if (!at[length])
            return true;
        at += length + 1;
    }
    return false;
}

static enum status take_forecast(struct session *session, struct series_options *options)
{
    const struct options *given = session->options;
    int64_t years;
    if (given->model && !forecast_model_parse(given->model, &options->model))
        return refuse_model(session, forecast_name, FORECAST_MODEL_END);
    if (given->reach && !read_levels(given->reach, options))
        return options_refuse(session, "--reach", given->reach, "up to 16 percentages between commas: 15,20,50");
    options->years = options->reach_count ? HORIZON : YEARS;
    if (given->years && (!number_parse_integer(given->years, &years) || years < 1 || years > MOST_YEARS))
        return options_refuse(session, "--years", given->years, "numbers from 1 to 200");
    if (given->years)
        options->years = (int)years;
    return STATUS_OK;
}

/* Whether anything was computed; what would be enough, where waves are too few. */
static enum status finish(struct session *session, const struct forecasts *forecasts, const struct table *table)
{
    bool has_number = rows_have_number(forecasts->rows, forecasts->count, sizeof *forecasts->rows,
                                       offsetof(struct forecast_row, estimate)) ||
                      rows_have_number(forecasts->reach, forecasts->reach_count, sizeof *forecasts->reach,
                                       offsetof(struct reach_row, never));
    if (has_number || !forecasts->waves)
        return session_write_estimates(session, table, has_number);
    enum status status = session_write_table(session, table, NULL);
    return status != STATUS_OK
               ? status
               : errors_add(&session->errors, ERROR_NO_ROW, (struct place){0},
                            "waves before a break do not count; `minaoshi trend` tells which are compared",
                            "a forecast needs %d waves that can be compared, and there %s %zu", FORECAST_LEAST_WAVES,
                            forecasts->waves == 1 ? "is" : "are", forecasts->waves);
}

enum status command_forecast(struct session *session)
{
    struct making making = {.options = {.model = FORECAST_LOGISTIC_CLUSTERED, .draws = DRAWS}};
    struct series_options *options = &making.options;
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    enum status status = take_forecast(session, options);
    if (status == STATUS_OK && session->options->score)
        return forecasts_score(session);
    if (status == STATUS_OK)
        status = load(session, options);
    if (status != STATUS_OK)
        return status;
    options->seed = session->study->analysis.seed;
    status = session_plan(session, &plan);
    if (status != STATUS_OK)
        return status;
    if (plan && !session->options->model)
        options->model = disclosure_forecast_model(plan, options->rate.item);
    status = groups_each(session, &options->rate, &needs, take_forecasts, &making);
    if (status == STATUS_OK)
        status = gathered_sort(session, &making.rows, sizeof(struct forecast_row), forecast_key);
    if (status == STATUS_OK)
        status = gathered_sort(session, &making.reach, sizeof(struct reach_row), reach_key);
    struct forecasts forecasts = {making.rows.rows, making.rows.count, making.reach.rows, making.reach.count,
                                  making.waves};
    if (status == STATUS_OK)
        status = groups_plan(session, &making.rates, &plan);
    if (status == STATUS_OK && plan)
        forecasts_suppress(plan, options, &forecasts);
    if (status == STATUS_OK)
        status = (options->reach_count ? reach_to_table : forecasts_to_table)(&session->panel, options, &forecasts,
                                                                              &table, &session->errors);
    if (status == STATUS_OK)
        status = finish(session, &forecasts, table);
    table_free(table);
    return status;
}
