/* A check without the numbers that are not published; states and decision stand. */
#include "threshold/publish.h"

#include <math.h>

bool rule_has_own_limits(const struct study *study, const struct rule *rule)
{
    return rule->level_of_confidence < study->analysis.level || rule->level_of_confidence > study->analysis.level ||
           (rule->has_interval && rule->population != study->analysis.population);
}

static enum population_shown population_of(const struct publishing *publishing, const struct verdict *verdict)
{
    return verdict->rule->estimator == ESTIMATOR_POPULATION && verdict->stratum < 0 && verdict->item >= 0
               ? disclosure_population(publishing->plan, verdict->wave, (size_t)verdict->item, CHOICE_ADOPTED)
               : POPULATION_EXACT;
}

bool verdict_is_rounded(const struct publishing *publishing, const struct verdict *verdict)
{
    return population_of(publishing, verdict) == POPULATION_ROUNDED;
}

static void hide_margin(struct verdict *verdict)
{
    verdict->hides_margin = verdict->hides_margin || verdict->has_margin;
    verdict->has_margin = false;
    verdict->margin_members = NULL;
}

static void hide(struct verdict *verdict)
{
    verdict->hidden = true;
    verdict->value = verdict->lower = verdict->upper = NAN;
    verdict->x = -1;
    hide_margin(verdict);
    /* How many of a stratum adopt is what the state of its rule tells of. */
    verdict->hides_state = verdict->stratum >= 0 && !verdict->whole;
}

static void hide_limits(struct verdict *verdict)
{
    verdict->hides_limits = verdict->hides_limits || !isnan(verdict->lower) || !isnan(verdict->upper);
    verdict->lower = verdict->upper = NAN;
}

/* In which strata they are may be told, how many in each may not: it tells how many of it have adopted. */
static enum status hide_counts(const struct study *study, struct arena *arena, struct verdict *verdict)
{
    int64_t *some = arena_array(arena, study->stratum_count, sizeof *some);
    if (!some)
        return STATUS_FAILURE;
    for (size_t h = 0; h < study->stratum_count; h++)
        some[h] = verdict->margin_strata[h] ? -1 : 0;
    verdict->margin_strata = some;
    return STATUS_OK;
}

/* A rate, or what is made of one: by the plan. */
static void suppress_rate(const struct publishing *publishing, struct verdict *verdict)
{
    const struct study *study = publishing->panel->study;
    const enum population_shown shown = population_of(publishing, verdict);
    /* A count is N p, and tells more digits of p than are published. */
    const bool digits = verdict->rule->statistic != STATISTIC_RATE;
    if (disclosure_hides(publishing->plan, verdict->wave, (size_t)verdict->item, CHOICE_ADOPTED, verdict->stratum) ||
        shown == POPULATION_HIDDEN || (shown == POPULATION_ROUNDED && digits))
        hide(verdict);
    if (shown != POPULATION_ROUNDED)
        return;
    verdict->value = disclosure_round(study, verdict->value);
    verdict->lower = disclosure_round(study, verdict->lower);
    verdict->upper = disclosure_round(study, verdict->upper);
}

/* A change: as the table of changes has it. */
static void suppress_change(const struct publishing *publishing, const struct changes *changes, struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    const struct change *row = NULL;
    for (size_t i = 0; i < changes->count && !row; i++)
        if (changes->rows[i].to == verdict->wave && (int64_t)changes->rows[i].item == verdict->item &&
            changes->rows[i].stratum == verdict->stratum && changes->rows[i].estimator == rule->estimator)
            row = &changes->rows[i];
    if (!row || isnan(verdict->value))
        return;
    if (row->status == ESTIMATE_SUPPRESSED) {
        hide(verdict);
        return;
    }
    if (!isnan(row->se)) /* nothing was rounded */
        return;
    verdict->value = row->change;
    if (isnan(row->lower) || rule_has_own_limits(publishing->panel->study, rule)) {
        hide_limits(verdict);
    } else {
        verdict->lower = row->lower;
        verdict->upper = row->upper;
    }
    if (rule->estimator != ESTIMATOR_POPULATION || verdict->stratum >= 0 ||
        disclosure_change(publishing->plan, verdict->wave, (size_t)verdict->item) == CHANGE_RATES)
        hide_margin(verdict); /* it tells how many changed */
}

static enum status suppress(const struct publishing *publishing, const struct changes *changes, struct arena *arena,
                            struct verdict *verdict)
{
    const enum rule_statistic statistic = verdict->rule->statistic;
    /* Sums of sizes, which a register may tell of each institution, and rows that nobody has held against the plan. */
    if (statistic == STATISTIC_SIZE_SHARE || statistic == STATISTIC_SQL)
        hide(verdict);
    else if (verdict->item >= 0 && statistic == STATISTIC_CHANGE)
        suppress_change(publishing, changes, verdict);
    else if (verdict->item >= 0)
        suppress_rate(publishing, verdict);
    if (verdict->whole && verdict->rule->combination == COMBINE_STRATA)
        hide_margin(verdict); /* it adds up what is not published of each */
    return verdict->has_margin && verdict->margin_strata ? hide_counts(publishing->panel->study, arena, verdict)
                                                         : STATUS_OK;
}

/* The changes that rules compare, as they are published. */
static enum status find_changes(const struct publishing *publishing, struct arena *arena, struct changes *changes,
                                struct errors *errors)
{
    const struct rules *rules = publishing->check->rules;
    struct change_options options = {.rate = rate_options_of(publishing->panel->study), .from = EVERY, .to = EVERY};
    bool any = false;
    *changes = (struct changes){0};
    for (size_t i = 0; i < rules->count; i++) {
        any = any || rules->rules[i].statistic == STATISTIC_CHANGE;
        options.rate.by_stratum = options.rate.by_stratum || rules->rules[i].combination == COMBINE_STRATA;
    }
    if (!any)
        return STATUS_OK;
    enum status status = analysis_changes(publishing->panel, &options, arena, changes, errors);
    if (status == STATUS_OK)
        changes_suppress(publishing->plan, changes);
    return status;
}

/* Whether the margin of a whole is made of those of its items as they are published. One on the way to another state
 * than the item's own was held against no other counts. */
static bool is_of_published(const struct publishing *publishing, size_t count, const struct verdict *whole)
{
    bool all = true;
    for (size_t m = 0; m < whole->rule->item_count; m++) {
        bool told = whole->margin_members[m] == 0;
        for (size_t k = 0; k < count && !told; k++) {
            const struct verdict *own = &publishing->shown[k];
            told = own->rule == whole->rule && own->wave == whole->wave &&
                   own->item == (int64_t)whole->rule->items[m] && own->has_margin &&
                   own->margin == (whole->margin < 0 ? -whole->margin_members[m] : whole->margin_members[m]);
        }
        all = all && told;
    }
    return all;
}

/* A rule of several items, as a whole: it has no numbers of its own, and says so where one of them has none. */
static void suppress_wholes(const struct publishing *publishing, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct verdict *whole = &publishing->shown[i];
        if (!whole->whole || whole->item >= 0)
            continue;
        for (size_t k = 0; k < count; k++)
            whole->hidden = whole->hidden || (publishing->shown[k].rule == whole->rule &&
                                              publishing->shown[k].wave == whole->wave && publishing->shown[k].hidden);
        if (whole->has_margin && (whole->hidden || !is_of_published(publishing, count, whole)))
            hide_margin(whole);
    }
}

enum status check_suppress(const struct panel *panel, const struct disclosure *plan, struct arena *arena,
                           struct check *check, struct errors *errors)
{
    const struct check actual = *check;
    struct changes changes;
    struct publishing publishing = {panel, plan, &actual, arena_array(arena, check->count, sizeof *publishing.shown)};
    if (!publishing.shown)
        return errors_memory(errors);
    if (check->decisive)
        check->decisive = &publishing.shown[check->decisive - check->verdicts];
    for (size_t i = 0; i < check->count; i++)
        publishing.shown[i] = check->verdicts[i];
    check->verdicts = publishing.shown;
    if (panel->study->minimum_cell <= 1)
        return STATUS_OK;
    enum status status = find_changes(&publishing, arena, &changes, errors);
    for (size_t i = 0; status == STATUS_OK && i < check->count; i++)
        if (suppress(&publishing, &changes, arena, &publishing.shown[i]) != STATUS_OK)
            status = errors_memory(errors);
    if (status == STATUS_OK)
        status = publish_audit(&publishing, arena, errors);
    suppress_wholes(&publishing, check->count);
    for (size_t i = 0; i < check->count; i++) {
        struct verdict *verdict = &publishing.shown[i];
        if (verdict->status == VERDICT_OK && (verdict->hidden || verdict->hides_limits || verdict->hides_margin))
            verdict->status = VERDICT_SUPPRESSED;
    }
    return status;
}
