/* Domains: counts of some of the respondents, within the sample of all. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sampled.h"

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Counts the domain into `tally`, whose respondents are those of the whole sample. */
static enum status count_domain(const struct study *study, const struct answer_set *answers, const bool *mask,
                                struct tally_set *tally, struct arena *arena)
{
    int16_t *slots = arena_array(arena, study->slot_count, sizeof *slots);
    int64_t *respondents = arena_array(arena, study->stratum_count, sizeof *respondents);
    if (!slots || !respondents || !mask)
        return STATUS_FAILURE;
    memcpy(respondents, tally->respondents, study->stratum_count * sizeof *respondents);
    for (size_t row = 0; row < answers->count; row++) {
        if (!mask[row])
            continue;
        for (size_t s = 0; s < study->slot_count; s++)
            slots[s] = answers->slots[s] ? answers->slots[s][row] : -1;
        tally_count(study, tally, answers->strata[row], slots);
    }
    memcpy(tally->respondents, respondents, study->stratum_count * sizeof *respondents);
    return STATUS_OK;
}

enum status analysis_domain(const struct panel *panel, struct answer_set *const *answers, int64_t attribute,
                            const char *value, struct arena *arena, struct panel *domain, struct errors *errors)
{
    const struct study *study = panel->study;
    const struct answer_group group = {.stratum = GROUP_ALL, .attribute = attribute, .value = value};
    *domain = *panel;
    domain->tallies = arena_array(arena, study->wave_count, sizeof *domain->tallies);
    domain->pairs = arena_array(arena, study->wave_count, sizeof *domain->pairs);
    domain->inside = arena_array(arena, study->wave_count, sizeof *domain->inside);
    if (!domain->tallies || !domain->pairs || !domain->inside)
        return errors_memory(errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        if (!panel->tallies[i] || !answers[i])
            continue;
        struct tally_set *tally = tally_new(study, &study->waves[i], arena);
        if (!tally)
            return errors_memory(errors);
        tally->import_id = panel->tallies[i]->import_id;
        tally->as_of = panel->tallies[i]->as_of;
        memcpy(tally->respondents, panel->tallies[i]->respondents, study->stratum_count * sizeof *tally->respondents);
        domain->tallies[i] = tally;
        domain->inside[i] = group_mask(answers[i], &group, arena);
        if (count_domain(study, answers[i], domain->inside[i], tally, arena) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}

/* The answers of one wave, without those of the others. */
static enum status mask_answers(const struct study *study, const struct answer_set *answers,
                                const struct answer_group *group, struct arena *arena, struct answer_set *inside)
{
    const bool *mask = group_mask(answers, group, arena);
    *inside = *answers;
    inside->slots = arena_array(arena, study->slot_count, sizeof *inside->slots);
    if (!mask || !inside->slots)
        return STATUS_FAILURE;
    for (size_t s = 0; s < study->slot_count; s++) {
        if (!answers->slots[s])
            continue;
        inside->slots[s] = arena_array(arena, answers->count, sizeof *inside->slots[s]);
        if (!inside->slots[s])
            return STATUS_FAILURE;
        for (size_t i = 0; i < answers->count; i++)
            inside->slots[s][i] = (int16_t)(mask[i] ? answers->slots[s][i] : -1);
    }
    return STATUS_OK;
}

enum status analysis_domain_answers(const struct panel *panel, struct answer_set *const *answers, int64_t attribute,
                                    const char *value, struct arena *arena, struct answer_set ***inside,
                                    struct errors *errors)
{
    const struct study *study = panel->study;
    const struct answer_group group = {.stratum = GROUP_ALL, .attribute = attribute, .value = value};
    *inside = arena_array(arena, study->wave_count, sizeof **inside);
    if (!*inside)
        return errors_memory(errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        if (!answers[i])
            continue;
        (*inside)[i] = arena_alloc(arena, sizeof ***inside);
        if (!(*inside)[i] || mask_answers(study, answers[i], &group, arena, (*inside)[i]) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}

/* The text of a member, where it has one and the answers of its wave were read; else NULL. */
static const char *member_text(const struct panel *panel, struct answer_set *const *answers,
                               const struct frame_member *member, size_t attribute)
{
    int64_t wave = study_find_wave(panel->study, member->year);
    return wave >= 0 && answers[wave] && member->attributes ? member->attributes[attribute] : NULL;
}

enum status analysis_values(const struct panel *panel, struct answer_set *const *answers, const struct frame *members,
                            size_t attribute, struct arena *arena, const char ***values, size_t *count,
                            struct errors *errors)
{
    size_t most = members ? members->member_count : 0, all = 0;
    for (size_t i = 0; i < panel->study->wave_count; i++)
        most += answers[i] ? answers[i]->value_counts[attribute] : 0;
    *count = 0;
    *values = arena_array(arena, most, sizeof **values);
    if (!*values)
        return errors_memory(errors);
    for (size_t i = 0; i < panel->study->wave_count; i++)
        for (size_t k = 0; answers[i] && k < answers[i]->value_counts[attribute]; k++)
            (*values)[all++] = answers[i]->values[attribute][k];
    for (size_t i = 0; members && i < members->member_count; i++) {
        const char *text = member_text(panel, answers, &members->members[i], attribute);
        if (text)
            (*values)[all++] = text;
    }
    if (all)
        qsort(*values, all, sizeof **values, compare_texts);
    for (size_t i = 0; i < all; i++)
        if (!*count || strcmp((*values)[*count - 1], (*values)[i]) != 0)
            (*values)[(*count)++] = (*values)[i];
    return STATUS_OK;
}
