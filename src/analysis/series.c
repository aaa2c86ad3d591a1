/* The waves of one rate, and the clustered fit through their answers. */
#include "analysis/series.h"

#include <math.h>
#include <string.h>

#include "analysis/counts.h"
#include "analysis/weights.h"
#include "stats/feasible.h"

/* The primary units of all waves. */
static enum status name_units(struct series *series)
{
    const size_t waves = series->panel->study->wave_count;
    struct answer_set **sets = arena_array(series->arena, waves, sizeof *sets);
    struct errors unused = {0}; /* that memory is short is told by the status */
    for (size_t i = 0; sets && i < waves; i++) {
        const struct wave_weights *weights = weights_of(series->panel, i);
        sets[i] = weights && weights->status == ESTIMATE_OK ? weights->answers : NULL;
    }
    enum status status = sets ? analysis_values(series->panel, sets, NULL, (size_t)series->panel->study->weighting.psu,
                                                series->arena, &series->units, &series->unit_count, &unused)
                              : STATUS_FAILURE;
    errors_clear(&unused);
    return status;
}

enum status series_init(struct series *series, const struct panel *panel, struct answer_set *const *answers,
                        const struct series_options *options, struct arena *arena)
{
    const struct study *study = panel->study;
    *series = (struct series){.panel = panel, .answers = answers, .options = options, .arena = arena};
    series->waves = arena_array(arena, study->wave_count, sizeof *series->waves);
    series->points = arena_array(arena, study->wave_count, sizeof *series->points);
    series->strata = arena_array(arena, study->stratum_count, sizeof *series->strata);
    if (!series->waves || !series->points || !series->strata)
        return STATUS_FAILURE;
    return study->weighting.psu != NO_ATTRIBUTE && panel->weights ? name_units(series) : STATUS_OK;
}

/* A wave without answers whose percentage was published. */
static void take_published(struct series *series, size_t wave)
{
    const struct published *published = &series->panel->published;
    int year = series->panel->study->waves[wave].year;
    const struct published_figure *figure = NULL;
    for (size_t i = 0; i < published->count && !figure; i++)
        if (published->figures[i].year == year && published->figures[i].item == series->item)
            figure = &published->figures[i];
    struct printed_percent percent;
    int64_t least, most;
    if (!figure || !printed_percent_parse(figure->percent, &percent))
        return;
    double share = (double)percent.units / pow(10, percent.decimals + 2);
    if (figure->n > 0 && feasible_counts(percent, figure->n, &least, &most)) {
        int64_t x = least + (most - least) / 2; /* all of them round to what was published */
        series->waves[series->count++] = (struct trend_wave){year, figure->n, x};
        share = ((double)least + (double)most) / (2 * (double)figure->n);
    }
    series->points[series->point_count++] = (struct trend_point){year, share};
    series->published++;
}

static void take_answers(struct series *series, size_t wave)
{
    const struct study *study = series->panel->study;
    int year = study->waves[wave].year;
    struct stratum_count sum = series->stratum == GROUP_ALL ? sum_strata(series->strata, study->stratum_count)
                                                            : series->strata[series->stratum];
    if (!sum.valid)
        return;
    series->waves[series->count++] = (struct trend_wave){year, sum.valid, sum.x};
    series->points[series->point_count++] = (struct trend_point){year, (double)sum.x / (double)sum.valid};
    /* A wave that came as counts has no respondents. Without answers at hand the counts are all there is to go by. */
    if (!series->answers || (series->answers[wave] && series->answers[wave]->count))
        series->answered = year;
}

void series_take(struct series *series, size_t item, int64_t stratum)
{
    const struct study *study = series->panel->study;
    size_t begin = 0;
    series->item = item;
    series->stratum = stratum;
    series->count = series->point_count = series->published = 0;
    series->answered = 0;
    for (size_t i = 0; i < study->wave_count; i++)
        if (study->waves[i].equivalence[item] == EQUIVALENCE_BROKEN)
            begin = i;
    for (size_t i = begin; i < study->wave_count; i++) {
        size_t before = series->point_count;
        if (analysis_counts(series->panel, i, item, CHOICE_ADOPTED, series->options->rate.denominator, series->strata))
            take_answers(series, i);
        else if (stratum == GROUP_ALL && !series->options->rate.domain && !series->panel->tallies[i])
            take_published(series, i);
        if (series->point_count == before)
            continue;
        series->first = before ? series->first : i;
        series->last = i;
    }
}

/* How many respondents the waves of the series have, and the largest id of an institution. */
static size_t count_answers(const struct series *series, size_t *institutions)
{
    size_t count = 0;
    *institutions = 0;
    for (size_t w = series->first; w <= series->last; w++) {
        const struct answer_set *answers = series->answers[w];
        for (size_t i = 0; answers && i < answers->count; i++)
            if ((size_t)answers->institutions[i] >= *institutions)
                *institutions = (size_t)answers->institutions[i] + 1;
        count += answers ? answers->count : 0;
    }
    return count;
}

/* The cluster of a respondent: the institution, or the primary unit within its stratum. */
static size_t cluster_of(const struct series *series, size_t wave, size_t row)
{
    if (!series->units)
        return (size_t)series->answers[wave]->institutions[row];
    const struct wave_weights *weights = weights_of(series->panel, wave);
    const int64_t psu = series->panel->study->weighting.psu;
    const char *text = weights->answers->values[psu][weights->answers->attributes[psu][row]];
    size_t low = 0, high = series->unit_count;
    while (low + 1 < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(series->units[middle], text) <= 0)
            low = middle;
        else
            high = middle;
    }
    return (size_t)weights->sample.stratum[row] * series->unit_count + low;
}

/* Whether the frame counts who answered in the wave, and somebody of every stratum that it counts did. */
static enum estimate_status coverage_of(const struct series *series, size_t wave)
{
    const struct panel *panel = series->panel;
    const struct tally_set *tally = panel->tallies[wave];
    enum estimate_status status = ESTIMATE_OK;
    for (size_t h = 0; h < panel->study->stratum_count; h++) {
        int64_t N = frame_get(&panel->frame, panel->study->waves[wave].year, h);
        if (series->stratum != GROUP_ALL && (int64_t)h != series->stratum)
            continue;
        if (N < tally->respondents[h] && tally->respondents[h])
            return ESTIMATE_NO_FRAME;
        status = N > 0 && !tally->respondents[h] ? ESTIMATE_UNCOVERED : status;
    }
    return status;
}

/* Adds the respondents of one wave, if they stand for all of it. */
static enum estimate_status add_wave(const struct series *series, size_t wave, struct trend_answer *list, size_t *count,
                                     size_t *strata)
{
    const struct study *study = series->panel->study;
    const struct item *item = &study->items[series->item];
    const struct answer_set *answers = series->answers[wave];
    const struct tally_set *tally = series->panel->tallies[wave];
    if (!answers || !answers->slots[item->slot])
        return ESTIMATE_OK;
    const int16_t *slots = answers->slots[item->slot];
    const struct wave_weights *weights = weights_of(series->panel, wave);
    enum estimate_status coverage = weights ? ESTIMATE_OK : coverage_of(series, wave);
    for (size_t i = 0; coverage == ESTIMATE_OK && i < answers->count; i++) {
        size_t h = answers->strata[i];
        if (series->stratum != GROUP_ALL && (int64_t)h != series->stratum)
            continue;
        int64_t N = frame_get(&series->panel->frame, study->waves[wave].year, h);
        enum answer_class class =
            slots[i] < 0 ? ANSWER_OUTSIDE
                         : answer_class_of(item, (size_t)slots[i], CHOICE_ADOPTED, series->options->rate.denominator);
        const size_t cluster = cluster_of(series, wave, i);
        strata[cluster] = h; /* of the newest wave, for they come in their order */
        list[(*count)++] = (struct trend_answer){.institution = cluster,
                                                 .year = study->waves[wave].year,
                                                 .weight = weights ? weights->sample.weight[i]
                                                                   : (double)N / (double)tally->respondents[h],
                                                 .adopted = class == ANSWER_OUTSIDE ? -1 : class == ANSWER_ADOPTED};
    }
    return coverage;
}

/* Whether the waves have the weights that the study asks for. */
static bool has_weights(const struct series *series)
{
    bool has = true;
    for (size_t w = series->first; has && w <= series->last; w++)
        has = !series->answers[w] || weights_status(series->panel, w) == ESTIMATE_OK;
    return has;
}

enum status series_clustered(struct series *series, struct logistic_fit *fit, enum estimate_status *coverage)
{
    size_t institutions, count = 0, most;
    *coverage = ESTIMATE_OK;
    *fit = (struct logistic_fit){.status = TREND_TOO_FEW, .waves = series->count};
    if (!series->count)
        return STATUS_OK;
    if (series->panel->weighted && !has_weights(series)) {
        fit->status = TREND_UNDEFINED;
        fit->slope = fit->slope_se = fit->statistic = fit->p = NAN;
        return STATUS_OK;
    }
    most = count_answers(series, &institutions);
    if (series->units)
        institutions = series->panel->study->stratum_count * series->unit_count;
    struct trend_answer *list = arena_array(series->arena, most, sizeof *list);
    size_t *strata = arena_array(series->arena, institutions, sizeof *strata);
    if (!list || !strata)
        return STATUS_FAILURE;
    for (size_t w = series->first; *coverage == ESTIMATE_OK && w <= series->last; w++)
        *coverage = add_wave(series, w, list, &count, strata);
    if (*coverage != ESTIMATE_OK)
        return STATUS_OK;
    const struct trend_frame frame = {strata, institutions, series->panel->study->stratum_count};
    trend_clustered(list, count, &frame, series->options->rate.lonely, series->arena, fit);
    return fit->status == TREND_NO_MEMORY ? STATUS_FAILURE : STATUS_OK;
}

enum estimate_status trend_estimate_status(enum trend_status status)
{
    static const enum estimate_status statuses[] = {[TREND_OK] = ESTIMATE_OK,
                                                    [TREND_TOO_FEW] = ESTIMATE_TOO_FEW_WAVES,
                                                    [TREND_UNDEFINED] = ESTIMATE_UNDEFINED,
                                                    [TREND_NO_VARIANCE] = ESTIMATE_NOT_POSITIVE,
                                                    [TREND_LONELY] = ESTIMATE_LONELY,
                                                    [TREND_NO_CONVERGENCE] = ESTIMATE_NO_CONVERGENCE,
                                                    [TREND_INVALID] = ESTIMATE_UNDEFINED,
                                                    [TREND_NO_MEMORY] = ESTIMATE_UNDEFINED};
    return statuses[status];
}
