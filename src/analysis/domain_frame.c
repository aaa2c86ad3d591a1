/* Groups that the frame counts, where it is a register: a population of their own. */
#include <string.h>

#include "analysis/sampled.h"

/* Whether the register of a wave tells the attribute at all. */
static bool register_tells(const struct frame *members, int year, size_t attribute)
{
    for (size_t i = 0; i < members->member_count; i++)
        if (members->members[i].year == year && members->members[i].attributes &&
            members->members[i].attributes[attribute])
            return true;
    return false;
}

/* Adds the cells of one wave: the members with that text, by stratum. */
static void count_members(const struct study *study, const struct frame *members, int year, size_t attribute,
                          const char *value, struct frame *frame)
{
    if (!register_tells(members, year, attribute))
        return;
    struct frame_cell *cells = &frame->cells[frame->count];
    for (size_t h = 0; h < study->stratum_count; h++)
        cells[h] = (struct frame_cell){.year = year, .stratum = h};
    frame->count += study->stratum_count;
    for (size_t i = 0; i < members->member_count; i++) {
        const struct frame_member *member = &members->members[i];
        const char *text = member->year == year && member->attributes ? member->attributes[attribute] : NULL;
        if (text && strcmp(text, value) == 0)
            cells[member->stratum].N++;
    }
}

enum status analysis_own_population(const struct panel *panel, struct answer_set *const *answers,
                                    const struct frame *members, int64_t attribute, const char *value,
                                    struct arena *arena, struct panel *domain, struct errors *errors)
{
    const struct study *study = panel->study;
    const struct answer_group group = {.stratum = GROUP_ALL, .attribute = attribute, .value = value};
    domain->frame = (struct frame){0};
    domain->frame.cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *domain->frame.cells);
    if (!domain->frame.cells)
        return errors_memory(errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        if (members && value)
            count_members(study, members, study->waves[i].year, (size_t)attribute, value, &domain->frame);
        if (!domain->tallies[i])
            continue;
        const bool *mask = group_mask(answers[i], &group, arena);
        if (!mask)
            return errors_memory(errors);
        int64_t *respondents = domain->tallies[i]->respondents;
        memset(respondents, 0, study->stratum_count * sizeof *respondents);
        for (size_t k = 0; k < answers[i]->count; k++)
            respondents[answers[i]->strata[k]] += mask[k] ? 1 : 0;
    }
    return STATUS_OK;
}

enum status analysis_group_sizes(const struct panel *panel, struct answer_set *const *answers,
                                 const struct frame *members, int64_t attribute, const char *value, struct arena *arena,
                                 const struct group_size **sizes, struct errors *errors)
{
    const struct study *study = panel->study;
    const struct answer_group group = {.stratum = GROUP_ALL, .attribute = attribute, .value = value};
    struct group_size *made = arena_array(arena, study->wave_count, sizeof *made);
    struct frame frame = {.cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *frame.cells)};
    if (!made || !frame.cells)
        return errors_memory(errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        size_t before = frame.count;
        made[i] = (struct group_size){-1, -1};
        count_members(study, members, study->waves[i].year, (size_t)attribute, value, &frame);
        if (frame.count > before)
            made[i].N = 0;
        for (size_t k = before; k < frame.count; k++)
            made[i].N += frame.cells[k].N;
        if (!answers[i] || !answers[i]->count) /* a wave that came as counts */
            continue;
        const bool *mask = group_mask(answers[i], &group, arena);
        if (!mask)
            return errors_memory(errors);
        made[i].respondents = 0;
        for (size_t k = 0; k < answers[i]->count; k++)
            made[i].respondents += mask[k] ? 1 : 0;
    }
    *sizes = made;
    return STATUS_OK;
}
