/* The respondents of one wave as a sample. */
#include "analysis/sampled.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/counts.h"
#include "analysis/weights.h"

/* The study's own weights instead of N/n. */
static void take_weights(const struct panel *panel, size_t wave, enum lonely_policy lonely, struct sampled *sampled)
{
    sampled->status = weights_status(panel, wave);
    sampled->design.units = 0;
    if (sampled->status != ESTIMATE_OK)
        return;
    sampled->design = weights_of(panel, wave)->sample;
    sampled->design.lonely = lonely;
}

enum status sampled_of(const struct panel *panel, size_t wave, const struct answer_set *answers,
                       enum lonely_policy lonely, struct arena *arena, struct sampled *sampled)
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    double *population = arena_array(arena, study->stratum_count, sizeof *population);
    double *weight = arena_array(arena, answers->count, sizeof *weight);
    double *one = arena_array(arena, answers->count, sizeof *one), *whole = arena_alloc(arena, sizeof *whole);
    int32_t *stratum = arena_array(arena, answers->count, sizeof *stratum);
    if (!population || !weight || !one || !whole || !stratum)
        return STATUS_FAILURE;
    *sampled = (struct sampled){.respondents = (int64_t)answers->count, .inside = answers->inside};
    bool framed = answers->count > 0;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&panel->frame, study->waves[wave].year, h);
        framed = framed && is_covered(N, tally->respondents[h]);
        population[h] = N > 0 ? (double)N : 0;
        sampled->N += N > 0 ? N : 0;
    }
    for (size_t i = 0; i < answers->count; i++) {
        stratum[i] = (int32_t)answers->strata[i];
        weight[i] = population[stratum[i]] / (double)tally->respondents[stratum[i]];
        one[i] = 1;
    }
    *whole = (double)sampled->N;
    if (!framed || !sampled->N)
        sampled->N = -1;
    sampled->design = (struct sample){.units = sampled->N < 0 ? 0 : answers->count,
                                      .weight = weight,
                                      .stratum = stratum,
                                      .strata = study->stratum_count,
                                      .population = population,
                                      .lonely = lonely};
    sampled->simple = (struct sample){.units = answers->count,
                                      .weight = one,
                                      .strata = 1,
                                      .population = sampled->N < 0 ? NULL : whole,
                                      .lonely = lonely};
    sampled->status = sampled->N < 0 ? ESTIMATE_NO_FRAME : ESTIMATE_OK;
    if (panel->weighted)
        take_weights(panel, wave, lonely, sampled);
    return STATUS_OK;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The number of the group's text in a set, ANSWERS_NO_VALUE where it is none; false where nobody has it. */
static bool find_value(const struct answer_set *answers, const struct answer_group *group, uint32_t *number)
{
    *number = ANSWERS_NO_VALUE;
    if (group->attribute == EVERY || !group->value)
        return true;
    const char **values = answers->values[group->attribute];
    size_t count = answers->value_counts[group->attribute];
    const char **found = count ? bsearch(&group->value, values, count, sizeof *values, compare_texts) : NULL;
    if (found)
        *number = (uint32_t)(found - values);
    return found != NULL;
}

bool *group_mask(const struct answer_set *answers, const struct answer_group *group, struct arena *arena)
{
    bool *mask = arena_array(arena, answers->count, sizeof *mask);
    uint32_t number;
    if (!mask || !find_value(answers, group, &number))
        return mask; /* nobody */
    for (size_t i = 0; i < answers->count; i++)
        mask[i] = (!answers->inside || answers->inside[i]) &&
                  (group->stratum == GROUP_ALL || (int64_t)answers->strata[i] == group->stratum) &&
                  (group->attribute == EVERY || answers->attributes[group->attribute][i] == number);
    return mask;
}

enum estimate_status sampled_status(enum sample_status status)
{
    static const enum estimate_status statuses[] = {[SAMPLE_OK] = ESTIMATE_OK,
                                                    [SAMPLE_NO_DATA] = ESTIMATE_NO_DATA,
                                                    [SAMPLE_UNCOVERED] = ESTIMATE_UNCOVERED,
                                                    [SAMPLE_LONELY] = ESTIMATE_LONELY,
                                                    [SAMPLE_INVALID] = ESTIMATE_UNDEFINED};
    return statuses[status];
}

enum status analysis_groups(const struct panel *panel, struct answer_set *const *answers,
                            const struct rate_options *options, int64_t attribute, struct arena *arena,
                            struct answer_group **groups, size_t *count, struct errors *errors)
{
    const struct study *study = panel->study;
    const char **values = NULL;
    size_t value_count = 0;
    if (attribute != EVERY) {
        enum status status =
            analysis_values(panel, answers, NULL, (size_t)attribute, arena, &values, &value_count, errors);
        if (status != STATUS_OK)
            return status;
    }
    *count = 0;
    *groups = arena_array(arena, 1 + study->stratum_count + value_count, sizeof **groups);
    if (!*groups)
        return errors_memory(errors);
    (*groups)[(*count)++] = (struct answer_group){.stratum = GROUP_ALL, .attribute = EVERY};
    for (size_t h = 0; options->by_stratum && h < study->stratum_count; h++)
        (*groups)[(*count)++] = (struct answer_group){.stratum = (int64_t)h, .attribute = EVERY};
    for (size_t i = 0; i < value_count; i++) {
        struct answer_group *group = &(*groups)[(*count)++];
        *group = (struct answer_group){.stratum = GROUP_ALL, .attribute = attribute, .value = values[i]};
        group->name = arena_format(arena, "%s=%s", study->attributes[attribute].id, values[i]);
        if (!group->name)
            return errors_memory(errors);
    }
    return STATUS_OK;
}
