/* The waves of one rate, and the clustered fit through their answers. */
#include "analysis/series.h"

#include "analysis/counts.h"

enum status series_init(struct series *series, const struct panel *panel, struct answer_set *const *answers,
                        const struct series_options *options, struct arena *arena)
{
    const struct study *study = panel->study;
    *series = (struct series){.panel = panel, .answers = answers, .options = options, .arena = arena};
    series->waves = arena_array(arena, study->wave_count, sizeof *series->waves);
    series->points = arena_array(arena, study->wave_count, sizeof *series->points);
    series->strata = arena_array(arena, study->stratum_count, sizeof *series->strata);
    return series->waves && series->points && series->strata ? STATUS_OK : STATUS_FAILURE;
}

void series_take(struct series *series, size_t item, int64_t stratum)
{
    const struct study *study = series->panel->study;
    series->item = item;
    series->stratum = stratum;
    series->count = 0;
    size_t begin = 0;
    for (size_t i = 0; i < study->wave_count; i++)
        if (study->waves[i].equivalence[item] == EQUIVALENCE_BROKEN)
            begin = i;
    for (size_t i = begin; i < study->wave_count; i++) {
        if (!analysis_counts(series->panel, i, item, CHOICE_ADOPTED, series->options->rate.denominator, series->strata))
            continue;
        struct stratum_count sum =
            stratum == GROUP_ALL ? sum_strata(series->strata, study->stratum_count) : series->strata[stratum];
        if (!sum.valid)
            continue;
        if (!series->count)
            series->first = i;
        series->last = i;
        series->waves[series->count] = (struct trend_wave){study->waves[i].year, sum.valid, sum.x};
        series->points[series->count++] = (struct trend_point){study->waves[i].year, (double)sum.x / (double)sum.valid};
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

/* Adds the respondents of one wave. False where the frame does not count them. */
static bool add_wave(const struct series *series, size_t wave, struct trend_answer *list, size_t *count, size_t *strata)
{
    const struct study *study = series->panel->study;
    const struct item *item = &study->items[series->item];
    const struct answer_set *answers = series->answers[wave];
    const struct tally_set *tally = series->panel->tallies[wave];
    if (!answers || !answers->slots[item->slot])
        return true;
    const int16_t *slots = answers->slots[item->slot];
    for (size_t i = 0; i < answers->count; i++) {
        size_t h = answers->strata[i];
        if (series->stratum != GROUP_ALL && (int64_t)h != series->stratum)
            continue;
        int64_t N = frame_get(&series->panel->frame, study->waves[wave].year, h);
        if (N < tally->respondents[h])
            return false;
        enum answer_class class =
            slots[i] < 0 ? ANSWER_OUTSIDE
                         : answer_class_of(item, (size_t)slots[i], CHOICE_ADOPTED, series->options->rate.denominator);
        strata[answers->institutions[i]] = h; /* of the newest wave, for they come in their order */
        list[(*count)++] = (struct trend_answer){.institution = (size_t)answers->institutions[i],
                                                 .year = study->waves[wave].year,
                                                 .weight = (double)N / (double)tally->respondents[h],
                                                 .adopted = class == ANSWER_OUTSIDE ? -1 : class == ANSWER_ADOPTED};
    }
    return true;
}

enum status series_clustered(struct series *series, struct logistic_fit *fit, bool *framed)
{
    size_t institutions, count = 0, most;
    *framed = true;
    *fit = (struct logistic_fit){.status = TREND_TOO_FEW, .waves = series->count};
    if (!series->count)
        return STATUS_OK;
    most = count_answers(series, &institutions);
    struct trend_answer *list = arena_array(series->arena, most, sizeof *list);
    size_t *strata = arena_array(series->arena, institutions, sizeof *strata);
    if (!list || !strata)
        return STATUS_FAILURE;
    for (size_t w = series->first; *framed && w <= series->last; w++)
        *framed = add_wave(series, w, list, &count, strata);
    if (!*framed)
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
