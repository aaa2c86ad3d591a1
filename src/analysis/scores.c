/* Forecasts kept until their wave is there, and their scores. */
#include <math.h>
#include <string.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "analysis/series.h"
#include "stats/accuracy.h"

static bool has_adopted(const struct item *item)
{
    bool adopted = false;
    for (size_t i = 0; item->kind == ITEM_SINGLE && item->adopted && i < item->scale->count; i++)
        adopted = adopted || item->adopted[i];
    return adopted;
}

/* The newest vintage among those of the series and the frame: a later one of another file changes no number of it. */
static int64_t newest_vintage(const struct series *series, int64_t frame_id)
{
    int64_t newest = frame_id;
    for (size_t i = series->first; i <= series->last; i++) {
        const struct tally_set *tally = series->panel->tallies[i];
        if (tally && tally->import_id > newest)
            newest = tally->import_id;
    }
    return newest;
}

static bool is_known(const struct stored_forecast *known, size_t count, const struct stored_forecast *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (known[i].item == wanted->item && known[i].made == wanted->made && known[i].wave == wanted->wave &&
            known[i].import_id == wanted->import_id && strcmp(known[i].model, wanted->model) == 0)
            return true;
    return false;
}

enum status forecasts_due(const struct panel *panel, const struct series_options *options, int64_t frame_id,
                          const struct stored_forecast *known, size_t known_count, struct arena *arena,
                          struct stored_forecast **due, size_t *count, struct errors *errors)
{
    const struct study *study = panel->study;
    struct series series;
    *count = 0;
    *due = arena_array(arena, study->item_count, sizeof **due);
    if (!*due || series_init(&series, panel, NULL, options, arena) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < study->item_count; item++) {
        if (!has_adopted(&study->items[item]))
            continue;
        series_take(&series, item, GROUP_ALL);
        if (series.point_count - series.published < FORECAST_LEAST_WAVES)
            continue;
        int made = series.answered;
        const struct stored_forecast wanted = {.item = item,
                                               .model = forecast_model_name(options->model),
                                               .made = made,
                                               .wave = made + 1,
                                               .import_id = newest_vintage(&series, frame_id),
                                               .estimate = NAN,
                                               .lower = NAN,
                                               .upper = NAN,
                                               .level = options->rate.level,
                                               .denominator = options->rate.denominator};
        if (!is_known(known, known_count, &wanted))
            (*due)[(*count)++] = wanted;
    }
    return STATUS_OK;
}

enum status forecasts_fill(const struct panel *panel, struct answer_set *const *answers,
                           const struct series_options *options, struct arena *arena, struct stored_forecast *forecast,
                           struct errors *errors)
{
    struct series_options one = *options;
    struct forecasts forecasts;
    int64_t made = study_find_wave(panel->study, forecast->made);
    /* Of a wave that came as counts there are no answers to fit: the forecast would rest on the waves before it. */
    if (made < 0 || !answers[made] || !answers[made]->count)
        return STATUS_OK;
    one.rate.item = (int64_t)forecast->item;
    one.years = forecast->wave - forecast->made;
    enum status status = analysis_forecasts(panel, answers, &one, arena, &forecasts, errors);
    if (status != STATUS_OK || !forecasts.count)
        return status;
    const struct forecast_row *row = &forecasts.rows[forecasts.count - 1];
    forecast->estimate = row->estimate;
    forecast->lower = row->lower;
    forecast->upper = row->upper;
    return STATUS_OK;
}

/* Whether the item broke after wave `made` up to `wave`: by year, for study.yaml may no longer declare `made`. */
static bool is_broken(const struct study *study, const struct stored_forecast *forecast)
{
    for (size_t i = 0; i < study->wave_count; i++)
        if (study->waves[i].year > forecast->made && study->waves[i].year <= forecast->wave &&
            study->waves[i].equivalence[forecast->item] == EQUIVALENCE_BROKEN)
            return true;
    return false;
}

/* x of n as published; n is 0 where the wave has not come, or has no answer to the item. */
static struct stratum_count arrived(const struct panel *panel, const struct stored_forecast *forecast,
                                    struct stratum_count *strata)
{
    int64_t wave = study_find_wave(panel->study, forecast->wave);
    if (wave < 0 ||
        !analysis_counts(panel, (size_t)wave, forecast->item, CHOICE_ADOPTED, forecast->denominator, strata))
        return (struct stratum_count){0};
    return sum_strata(strata, panel->study->stratum_count);
}

static void fill_score(const struct panel *panel, struct stratum_count *strata, struct score *score)
{
    const struct stored_forecast *forecast = score->forecast;
    const struct limits limits = {forecast->lower, forecast->upper};
    struct stratum_count sum = arrived(panel, forecast, strata);
    struct brier brier;
    double eta, se_link;
    score->brier = score->crps = NAN;
    score->covered = -1;
    score->status = !sum.valid ? ESTIMATE_NO_DATA : is_broken(panel->study, forecast) ? ESTIMATE_BREAK : ESTIMATE_OK;
    if (score->status != ESTIMATE_OK)
        return;
    double rate = (double)sum.x / (double)sum.valid;
    if (!accuracy_brier(forecast->estimate, sum.x, sum.valid, &brier))
        score->status = ESTIMATE_UNDEFINED;
    score->brier = brier.score;
    if (!isnan(limits.lower) && !isnan(limits.upper))
        score->covered = accuracy_covered(&limits, rate);
    if (accuracy_from_limits(&limits, forecast->level, &eta, &se_link))
        score->crps = accuracy_crps(eta, se_link, rate);
    if (isnan(score->crps))
        score->status = ESTIMATE_UNDEFINED;
}

enum status analysis_scores(const struct panel *panel, const struct stored_forecast *forecasts, size_t count,
                            int64_t item, const char *model, struct arena *arena, struct scores *scores,
                            struct errors *errors)
{
    const struct study *study = panel->study;
    struct stratum_count *strata = arena_array(arena, study->stratum_count, sizeof *strata);
    *scores = (struct scores){.rows = arena_array(arena, count, sizeof *scores->rows)};
    if (!strata || !scores->rows)
        return errors_memory(errors);
    for (size_t i = 0; i < study->item_count; i++) /* in the order of study.yaml, as every table */
        for (size_t k = 0; k < count; k++) {
            if (forecasts[k].item != i || study->items[i].kind != ITEM_SINGLE ||
                (item != EVERY && item != (int64_t)i) || (model && strcmp(model, forecasts[k].model) != 0))
                continue;
            struct score *score = &scores->rows[scores->count++];
            score->forecast = &forecasts[k];
            fill_score(panel, strata, score);
        }
    return STATUS_OK;
}

enum status scores_to_table(const struct panel *panel, const struct scores *scores, struct table **table,
                            struct errors *errors)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"model", N_("model"), COLUMN_TEXT, SHOW_DIFFERS},
        {"made", N_("made from"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"brier", N_("Brier score"), COLUMN_REAL, SHOW_ALWAYS},
        {"crps", N_("CRPS"), COLUMN_REAL, SHOW_ALWAYS},
        {"covered", N_("within the limits"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("score", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < scores->count; i++) {
        const struct score *row = &scores->rows[i];
        table_row(*table);
        table_labelled(*table, study->items[row->forecast->item].id, &study->items[row->forecast->item].label);
        table_text(*table, row->forecast->model);
        table_integer(*table, row->forecast->made);
        table_integer(*table, row->forecast->wave);
        table_real(*table, row->brier);
        table_real(*table, row->crps);
        add_optional_integer(*table, row->covered);
        add_status_cell(*table, row->status);
    }
    return finish_table(study, table, STATUS_OK, errors);
}
