/* What the picture forecast is drawn from: rates, coming rates under several limits, and when levels are reached. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "command/picture_source.h"

enum { YEARS = 5, HORIZON = 50, DRAWS = 10000 };

/* A year to come, as the waves are called: "FY2026"; where they are called by the era, with the year that axes show:
 * "令和8年度（2026年度）". */
static void add_year_name(const struct session *session, const struct picture_source *source, int year,
                          enum language language, struct buffer *out)
{
    static const char reiwa[] = "令和";
    enum { BEFORE_REIWA = 2018 };
    const char *newest = label_in(&session->study->waves[source->wave].label, LANGUAGE_JA);
    bool era = strncmp(newest, reiwa, sizeof reiwa - 1) == 0 && year > BEFORE_REIWA + 1;
    if (language == LANGUAGE_EN)
        buffer_format(out, "FY%d", year);
    else if (era)
        buffer_format(out, "%s%d年度（%d年度）", reiwa, year - BEFORE_REIWA, year);
    else
        buffer_format(out, "%d年度", year);
}

/* "Personal, update 43.5% (27.6–60.9%)": an item's last coming rate. */
static void add_coming(struct session *session, const struct forecast_row *row, enum language language, size_t named,
                       struct buffer *title)
{
    struct buffer rate = {0}, from = {0}, to = {0};
    number_add_fixed(&rate, row->estimate * 100, session->study->decimals, false);
    source_add_item(session, row->item, language, named, title);
    buffer_format(title, "%s%%", buffer_get(&rate));
    if (!isnan(row->lower)) {
        number_add_fixed(&from, row->lower * 100, session->study->decimals, false);
        number_add_fixed(&to, row->upper * 100, session->study->decimals, false);
        buffer_format(title, tr(language, " (%s–%s%%)"), buffer_get(&from), buffer_get(&to));
    }
    title->failed = title->failed || rate.failed || from.failed || to.failed;
    buffer_clear(&rate);
    buffer_clear(&from);
    buffer_clear(&to);
}

/* The year stands once where it is that of both. */
static enum status forecast_title(struct session *session, const struct picture_source *source, enum language language,
                                  struct buffer *title)
{
    const struct forecasts *coming = &source->coming;
    const struct forecast_row *rows[PICTURE_NAMED];
    size_t named = 0;
    for (size_t i = 0; i < coming->count && named < PICTURE_NAMED; i++) {
        const struct forecast_row *row = &coming->rows[i];
        bool last = i + 1 == coming->count || coming->rows[i + 1].item != row->item;
        if (last && !isnan(row->estimate) && source_names(source, row->item, named))
            rows[named++] = row;
    }
    for (size_t i = 0; i < named; i++) {
        add_coming(session, rows[i], language, i, title);
        if (i + 1 < named && rows[i + 1]->year == rows[i]->year)
            continue;
        struct buffer year = {0};
        add_year_name(session, source, rows[i]->year, language, &year);
        buffer_format(title, tr(language, " in %s"), buffer_get(&year));
        title->failed = title->failed || year.failed;
        buffer_clear(&year);
    }
    if (named)
        buffer_text(title, tr(language, " if the curve goes on as it went"));
    return buffer_status(title);
}

static struct table *new_table(void)
{
    static const struct column columns[] = {
        {"item", "item", COLUMN_TEXT, SHOW_ALWAYS},
        {"kind", "kind", COLUMN_TEXT, SHOW_ALWAYS},
        {"wave", "wave", COLUMN_INTEGER, SHOW_ALWAYS},
        {"level", "level", COLUMN_REAL, SHOW_ALWAYS},
        {"estimate", "estimate", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"lower", "lower", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"upper", "upper", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"level_reached", "level_reached", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"lower_wave", "lower_wave", COLUMN_INTEGER, SHOW_ALWAYS},
        {"upper_wave", "upper_wave", COLUMN_INTEGER, SHOW_ALWAYS},
        {"status", "status", COLUMN_TEXT, SHOW_ALWAYS},
    };
    return table_new("forecast", columns, sizeof columns / sizeof *columns);
}

/* A row; what is NaN or 0 stays empty. */
struct row {
    size_t item;
    const char *kind;
    int wave;
    double level, estimate, lower, upper, level_reached;
    int lower_wave, upper_wave;
    enum estimate_status status;
};

static void add_year(struct table *table, int year)
{
    if (year)
        table_integer(table, year);
    else
        table_empty(table);
}

static void add_row(const struct session *session, struct table *table, const struct row *row)
{
    const struct item *item = &session->study->items[row->item];
    table_row(table);
    table_labelled(table, item->id, &item->label);
    table_text(table, row->kind);
    add_year(table, row->wave);
    table_real(table, row->level);
    table_real(table, row->estimate);
    table_real(table, row->lower);
    table_real(table, row->upper);
    table_real(table, row->level_reached);
    add_year(table, row->lower_wave);
    add_year(table, row->upper_wave);
    table_text(table, estimate_status_name(row->status));
}

/* The rates of the items that forecasts are of. */
static void add_rates(const struct session *session, const struct picture_source *source)
{
    for (size_t i = 0; i < source->adopted.count; i++) {
        const struct rate *rate = &source->adopted.rows[i];
        if (session->study->items[rate->item].kind != ITEM_SINGLE)
            continue;
        const struct row row = {.item = rate->item,
                                .kind = "rate",
                                .wave = session->study->waves[rate->wave].year,
                                .level = NAN,
                                .estimate = rate->estimate,
                                .lower = NAN,
                                .upper = NAN,
                                .level_reached = NAN,
                                .status = rate->status};
        add_row(session, source->table, &row);
    }
}

static void add_forecasts(const struct session *session, struct table *table, double level,
                          const struct forecasts *forecasts)
{
    for (size_t i = 0; i < forecasts->count; i++) {
        const struct forecast_row *given = &forecasts->rows[i];
        const struct row row = {.item = given->item,
                                .kind = "forecast",
                                .wave = given->year,
                                .level = level * 100,
                                .estimate = given->estimate,
                                .lower = given->lower,
                                .upper = given->upper,
                                .level_reached = NAN,
                                .status = given->status};
        add_row(session, table, &row);
    }
    for (size_t i = 0; i < forecasts->reach_count; i++) {
        const struct reach_row *given = &forecasts->reach[i];
        const struct row row = {.item = given->item,
                                .kind = "reach",
                                .wave = given->year,
                                .level = level * 100,
                                .estimate = NAN,
                                .lower = NAN,
                                .upper = NAN,
                                .level_reached = rational_value(given->level),
                                .lower_wave = given->lower,
                                .upper_wave = given->upper,
                                .status = given->status};
        add_row(session, table, &row);
    }
}

/* Levels of the rules, to be reached. */
static void take_levels(const struct check *check, struct series_options *options)
{
    enum { MOST = sizeof options->reach / sizeof *options->reach };
    for (size_t i = 0; check && i < check->rules->count && options->reach_count < MOST; i++) {
        const struct rule *rule = &check->rules->rules[i];
        bool taken = rule->severity != RULE_WATCH && rule->statistic == STATISTIC_RATE && rule->level.numerator > 0 &&
                     rule->level.numerator < rule->level.denominator;
        for (size_t k = 0; taken && k < options->reach_count; k++)
            taken = rational_value(options->reach[k]) != rational_value(rule->level);
        if (taken)
            options->reach[options->reach_count++] = rule->level;
    }
}

/* The curve weighted by the strata, unless it would tell of a suppressed one. */
static enum forecast_model model_of(const struct picture_source *source)
{
    return source->plan ? disclosure_forecast_model(source->plan, source->options->item) : FORECAST_LOGISTIC_CLUSTERED;
}

/* Rows of one confidence. */
static enum status add_confidence(struct session *session, struct picture_source *source,
                                  struct answer_set *const *answers, double level, bool widest)
{
    struct series_options options = {.rate = *source->options,
                                     .model = model_of(source),
                                     .years = YEARS,
                                     .seed = session->study->analysis.seed,
                                     .draws = DRAWS};
    struct forecasts rates = {0}, reached = {0};
    options.rate.level = level;
    enum status status =
        analysis_forecasts(&session->panel, answers, &options, session->arena, &rates, &session->errors);
    take_levels(source->check, &options);
    options.years = HORIZON;
    if (status == STATUS_OK && options.reach_count)
        status = analysis_forecasts(&session->panel, answers, &options, session->arena, &reached, &session->errors);
    if (status != STATUS_OK)
        return status;
    if (source->plan) {
        forecasts_suppress(source->plan, &options, &rates);
        forecasts_suppress(source->plan, &options, &reached);
    }
    add_forecasts(session, source->table, level, &rates);
    add_forecasts(session, source->table, level, &reached);
    if (widest)
        source->coming = rates;
    return STATUS_OK;
}

enum status picture_forecast(struct session *session, struct picture_source *source)
{
    static const double narrower[] = {0.8, 0.5};
    struct answer_set **answers;
    source->title = forecast_title;
    source->shown = model_of(source) == FORECAST_LOGISTIC_CLUSTERED
                        ? N_("Rates, and the clustered logistic trend carried on for 5 years")
                        : N_("Rates, and the logistic trend of the rates as published carried on for 5 years");
    source->table = new_table();
    if (!source->table)
        return errors_memory(&session->errors);
    enum status status = session_answers(session, source->options, EVERY, &answers);
    add_rates(session, source);
    if (status == STATUS_OK)
        status = add_confidence(session, source, answers, source->options->level, true);
    for (size_t i = 0; status == STATUS_OK && i < sizeof narrower / sizeof *narrower; i++)
        if (narrower[i] < source->options->level)
            status = add_confidence(session, source, answers, narrower[i], false);
    return status == STATUS_OK ? table_finish(source->table, &session->errors) : status;
}
