/* Groups of an attribute, and conditions: published where the plan's rates of them are. */
#include <string.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

enum status disclosure_with_groups(const struct disclosure *plan, const struct rates *groups, bool where,
                                   struct arena *arena, const struct disclosure **with, struct errors *errors)
{
    struct disclosure *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return errors_memory(errors);
    *made = *plan;
    made->groups = groups;
    made->where = where;
    *with = made;
    return STATUS_OK;
}

bool disclosure_is_group(const struct disclosure *plan, const char *group)
{
    return group || plan->where;
}

bool disclosure_hides_group(const struct disclosure *plan, size_t wave, size_t item, int64_t stratum, const char *group)
{
    for (size_t i = 0; plan->groups && i < plan->groups->count; i++) {
        const struct rate *rate = &plan->groups->rows[i];
        bool named = rate->group && group ? strcmp(rate->group, group) == 0 : rate->group == group;
        if (rate->wave == wave && rate->item == item && rate->stratum == stratum && named &&
            rate->estimator == ESTIMATOR_PUBLISHED)
            return rate->status == ESTIMATE_SUPPRESSED;
    }
    return true; /* nobody has held it against anything */
}

bool disclosure_hides_group_ever(const struct disclosure *plan, size_t item, int64_t stratum, const char *group)
{
    bool hidden = false;
    for (size_t wave = 0; wave < plan->panel->study->wave_count; wave++)
        if (plan->panel->tallies[wave] && plan->panel->tallies[wave]->counts[item])
            hidden = hidden || disclosure_hides_group(plan, wave, item, stratum, group);
    return hidden;
}

/* Whether any figure of the wave is suppressed: a condition may be about any of them. */
bool disclosure_hides_wave(const struct disclosure *plan, size_t wave)
{
    const struct study *study = plan->panel->study;
    bool hidden = false;
    for (size_t item = 0; item < study->item_count; item++) {
        if (!has_rates(&study->items[item]))
            continue;
        const bool multiple = study->items[item].kind == ITEM_MULTIPLE;
        const size_t choices = multiple ? study->items[item].option_count : study->items[item].scale->count;
        for (size_t k = 0; !hidden && k < choices; k++)
            hidden = disclosure_hides_any(plan, wave, item, (int64_t)k);
        hidden = hidden || (!multiple && disclosure_hides_any(plan, wave, item, CHOICE_ADOPTED));
    }
    return hidden;
}
