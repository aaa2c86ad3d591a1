/* What a verdict was measured from, kept for those who want to follow it. */
#include <string.h>

#include "threshold/course.h"

static const struct stratum_count *copy(const struct stratum_count *strata, size_t count, struct arena *arena)
{
    struct stratum_count *kept = arena_array(arena, count, sizeof *kept);
    if (kept)
        memcpy(kept, strata, count * sizeof *kept);
    return kept;
}

/* The rate with its error, which a measure leaves out. */
static enum status explain_rate(const struct basis *basis, struct explained *member)
{
    const struct study *study = basis->course->inputs->panel->study;
    const struct rule *rule = basis->course->rule;
    struct rate_options options = measure_options(study, rule);
    size_t count;
    const struct stratum_count *strata = basis_strata(basis, &count);
    member->has_rate = true;
    member->rate = (struct rate){
        .wave = basis->wave, .item = (size_t)basis->item, .stratum = basis->stratum, .choice = CHOICE_ADOPTED};
    return rate_in(basis->course->inputs->panel, strata, count, rule->estimator, &options, &member->rate);
}

static enum status explain(const struct basis *basis, struct arena *arena, struct explained *member)
{
    const size_t strata = basis->course->inputs->panel->study->stratum_count;
    *member = (struct explained){.item = basis->item, .stratum = basis->stratum, .has_data = basis->has_data};
    member->select = basis->selection;
    if (!basis->has_data || basis->item < 0)
        return STATUS_OK;
    member->strata = copy(basis->strata, strata, arena);
    member->earlier = copy(basis->earlier, strata, arena);
    member->reached = basis->drawn.reached;
    member->draws = basis->drawn.draws;
    if (!member->strata || !member->earlier)
        return STATUS_FAILURE;
    switch (basis->course->rule->statistic) {
    case STATISTIC_RATE:
    case STATISTIC_COUNT:
    case STATISTIC_PROBABILITY:
        return explain_rate(basis, member);
    case STATISTIC_SIZE_SHARE:
        member->has_rate = basis->share != NULL;
        if (basis->share)
            member->rate = *basis->share;
        break;
    case STATISTIC_CHANGE:
        member->has_change = basis->change != NULL;
        if (basis->change)
            member->change = *basis->change;
        break;
    case STATISTIC_REACH:
    case STATISTIC_SQL:
    case STATISTIC_END:
        break;
    }
    return STATUS_OK;
}

enum status threshold_explain(const struct check_inputs *inputs, const struct rules *rules, size_t rule, size_t wave,
                              struct arena *arena, struct explained **members, size_t *count, struct errors *errors)
{
    struct course course;
    enum status status = course_begin(inputs, &rules->rules[rule], rule, wave + 1, arena, &course, errors);
    if (status != STATUS_OK)
        return status;
    *count = course.members;
    *members = arena_array(arena, course.members, sizeof **members);
    if (!*members)
        return errors_memory(errors);
    for (size_t m = 0; m < course.members; m++) {
        const struct basis basis = course_basis(&course, wave, m);
        if (explain(&basis, arena, &(*members)[m]) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}
