/* All rules over all waves, and the decision at the newest. */
#include "threshold/threshold.h"

#include <assert.h>
#include <string.h>

#include "threshold/consider.h"
#include "threshold/states.h"

/* One rule on its way through the waves. */
struct course {
    const struct rule *rule;
    size_t members;
    bool has_whole; /* beside its members: else the only member is the rule */
    struct series *series;
    struct series whole;
    struct changes changes; /* of a rule on a change */
};

struct work {
    const struct panel *panel;
    struct check *check;
    struct stratum_count *strata, *earlier; /* by stratum */
    struct errors *errors;
};

static bool by_strata(const struct rule *rule)
{
    return rule->combination == COMBINE_STRATA;
}

static bool counts_of(const struct work *work, size_t wave, size_t item, struct stratum_count *strata)
{
    const struct study *study = work->panel->study;
    return analysis_counts(work->panel, wave, item, CHOICE_ADOPTED, study->analysis.denominator, strata);
}

static const struct change *change_to(const struct course *course, size_t wave, size_t item, int64_t stratum)
{
    for (size_t i = 0; i < course->changes.count; i++) {
        const struct change *change = &course->changes.rows[i];
        if (change->to == wave && change->item == item && change->stratum == stratum &&
            change->estimator == course->rule->estimator)
            return change;
    }
    return NULL;
}

/* Measures one member; its strata are left in `work`, from `*first` on. */
static enum status measure_member(struct work *work, const struct course *course, size_t wave, size_t item,
                                  int64_t stratum, struct stratum_count **first, size_t *count, struct measure *measure)
{
    const struct rule *rule = course->rule;
    size_t offset = stratum < 0 ? 0 : (size_t)stratum;
    *first = work->strata + offset;
    *count = stratum < 0 ? work->panel->study->stratum_count : 1;
    *measure = measure_none();
    if (!counts_of(work, wave, item, work->strata))
        return STATUS_OK;
    if (rule->statistic != STATISTIC_CHANGE)
        return measure_wave(work->panel, rule, wave, item, stratum, *first, *count, measure);
    const struct change *change = change_to(course, wave, item, stratum);
    if (change)
        (void)counts_of(work, change->from, item, work->earlier);
    measure_change(rule, change, work->earlier + offset, *first, *count, measure);
    return STATUS_OK;
}

static bool is_snoozed(const struct study *study, const struct rule *rule, size_t wave)
{
    return rule->snooze_until && strcmp(study->waves[wave].review_date, rule->snooze_until) <= 0;
}

/* Adds a verdict with what a series stands at. */
static struct verdict *add_verdict(struct work *work, const struct rule *rule, const struct series *series, size_t wave)
{
    struct verdict *verdict = &work->check->verdicts[work->check->count++];
    struct measure none = measure_none();
    *verdict = (struct verdict){
        .wave = wave,
        .rule = rule,
        .item = -1,
        .stratum = -1,
        .value = none.value,
        .lower = none.lower,
        .upper = none.upper,
        .x = -1,
        .n = -1,
        .state = series->state,
        .since = series->since,
        .status = is_snoozed(work->panel->study, rule, wave) ? VERDICT_SNOOZED : series->status,
    };
    return verdict;
}

static enum status check_member(struct work *work, struct course *course, size_t wave, size_t member)
{
    const struct study *study = work->panel->study;
    const struct rule *rule = course->rule;
    size_t item = rule->items[by_strata(rule) ? 0 : member], count;
    int64_t stratum = by_strata(rule) ? (int64_t)member : GROUP_ALL;
    bool broken = study->waves[wave].equivalence[item] == EQUIVALENCE_BROKEN;
    struct stratum_count *strata;
    struct measure measure;
    enum status status = measure_member(work, course, wave, item, stratum, &strata, &count, &measure);
    if (status != STATUS_OK)
        return status;
    const struct series before = course->series[member];
    series_step(&course->series[member], rule, &measure, broken, wave);
    struct verdict *verdict = add_verdict(work, rule, &course->series[member], wave);
    verdict->whole = !course->has_whole;
    verdict->item = (int64_t)item;
    verdict->stratum = stratum;
    verdict->value = measure.value;
    verdict->lower = measure.lower;
    verdict->upper = measure.upper;
    verdict->x = measure.x;
    verdict->n = measure.n;
    /* How many more would have to adopt depends, under weights one by one, on who they are. */
    if (wave == work->check->wave && measure.has_data && rule->statistic != STATISTIC_CHANGE &&
        !(work->panel->weighted && rule_is_weighted(study, rule)))
        verdict->has_margin = margin_find(study, rule, &before, broken, strata, count, wave, &verdict->margin,
                                          &verdict->margin_state, &status);
    return status;
}

static enum status check_wave(struct work *work, struct course *courses, size_t count, size_t wave)
{
    for (size_t i = 0; i < count; i++) {
        struct course *course = &courses[i];
        for (size_t m = 0; m < course->members; m++)
            if (check_member(work, course, wave, m) != STATUS_OK)
                return errors_memory(work->errors);
        if (!course->has_whole)
            continue;
        series_combine(course->rule, course->series, course->members, wave, &course->whole);
        add_verdict(work, course->rule, &course->whole, wave)->whole = true;
    }
    return STATUS_OK;
}

/* The changes a rule is about, between all waves. */
static enum status find_changes(const struct panel *panel, struct arena *arena, struct course *course,
                                struct errors *errors)
{
    const struct rule *rule = course->rule;
    struct change_options options = {.rate = rate_options_of(panel->study), .from = EVERY, .to = EVERY};
    options.rate.level = rule->level_of_confidence;
    options.rate.by_stratum = by_strata(rule);
    options.rate.item = rule->item_count == 1 ? (int64_t)rule->items[0] : EVERY;
    for (int i = 0; i < ESTIMATOR_END; i++)
        options.rate.leaves_out[i] = i != (int)rule->estimator;
    return analysis_changes(panel, &options, arena, &course->changes, errors);
}

static enum status begin(const struct panel *panel, const struct rule *rule, struct arena *arena, struct course *course,
                         struct errors *errors)
{
    *course = (struct course){.rule = rule};
    course->members = by_strata(rule) ? panel->study->stratum_count : rule->item_count;
    course->has_whole = by_strata(rule) || rule->item_count > 1;
    course->series = arena_array(arena, course->members, sizeof *course->series);
    if (!course->series)
        return errors_memory(errors);
    return rule->statistic == STATISTIC_CHANGE ? find_changes(panel, arena, course, errors) : STATUS_OK;
}

/* Whether a rule that counts calls for the decision. One that leaves it open could call for a revision, and does not
 * tell whether it does. */
static bool calls_for(const struct verdict *verdict, enum decision decision)
{
    enum rule_severity severity = verdict->rule->severity;
    switch (decision) {
    case DECISION_MAJOR:
        return verdict->state == STATE_FIRED && severity == RULE_MAJOR;
    case DECISION_REVISION:
        return verdict->state == STATE_FIRED && severity == RULE_REVISE;
    case DECISION_UNDETERMINED:
        return verdict->status != VERDICT_OK && severity != RULE_WATCH;
    case DECISION_NO_REVISION:
        break;
    }
    return false;
}

/* The first rule, as a whole, that calls for the decision; NULL: none. A snoozed one does not count. */
static const struct verdict *find_call(const struct check *check, enum decision decision)
{
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        if (verdict->wave == check->wave && verdict->whole && verdict->status != VERDICT_SNOOZED &&
            calls_for(verdict, decision))
            return verdict;
    }
    return NULL;
}

/* Major revision, else revision, else undetermined, else no revision (STUDY: Decision); at each step the rules come
 * before the evidence. */
void check_decide(struct check *check)
{
    static const enum decision order[] = {DECISION_MAJOR, DECISION_REVISION, DECISION_UNDETERMINED};
    check->decision = DECISION_NO_REVISION;
    check->decisive = NULL;
    check->decisive_line = NULL;
    check->decisive_lacking = NULL;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        check->decisive = find_call(check, order[i]);
        if (check->decisive || consider_call(check, order[i])) {
            check->decision = order[i];
            return;
        }
    }
}

enum status threshold_check(const struct panel *panel, const struct rules *rules, int64_t wave, struct arena *arena,
                            struct check *check, struct errors *errors)
{
    const struct study *study = panel->study;
    assert(study->wave_count > 0 && rules->count > 0 && wave < (int64_t)study->wave_count);
    *check = (struct check){.study = study, .rules = rules};
    check->wave = wave == EVERY ? study->wave_count - 1 : (size_t)wave;
    struct work work = {.panel = panel, .check = check, .errors = errors};
    work.strata = arena_array(arena, study->stratum_count, sizeof *work.strata);
    work.earlier = arena_array(arena, study->stratum_count, sizeof *work.earlier);
    struct course *courses = arena_array(arena, rules->count, sizeof *courses);
    if (!work.strata || !work.earlier || !courses)
        return errors_memory(errors);
    size_t verdicts = 0;
    for (size_t i = 0; i < rules->count; i++) {
        enum status status = begin(panel, &rules->rules[i], arena, &courses[i], errors);
        if (status != STATUS_OK)
            return status;
        verdicts += courses[i].members + courses[i].has_whole;
    }
    check->verdicts = arena_array(arena, (check->wave + 1) * verdicts, sizeof *check->verdicts);
    if (!check->verdicts)
        return errors_memory(errors);
    for (size_t i = 0; i <= check->wave; i++) {
        enum status status = check_wave(&work, courses, rules->count, i);
        if (status != STATUS_OK)
            return status;
    }
    check_decide(check);
    return STATUS_OK;
}

const struct verdict *check_verdict(const struct check *check, const struct rule *rule)
{
    for (size_t i = check->count; i-- > 0;)
        if (check->verdicts[i].whole && check->verdicts[i].rule == rule && check->verdicts[i].wave == check->wave)
            return &check->verdicts[i];
    return NULL;
}
