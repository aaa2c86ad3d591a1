/* All rules over all waves, and the decision at the newest. */
#include "threshold/threshold.h"

#include <assert.h>
#include <string.h>

#include "threshold/consider.h"
#include "threshold/course.h"

struct work {
    const struct check_inputs *inputs;
    struct check *check;
    struct course *courses;   /* by rule */
    struct measure *measures; /* scratch, by member */
    struct arena *arena;
    struct errors *errors;
};

bool rule_snoozed(const struct study *study, const struct rule *rule, size_t wave)
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
        .status = rule_snoozed(work->inputs->panel->study, rule, wave) ? VERDICT_SNOOZED : series->status,
    };
    return verdict;
}

/* How many more would have to adopt depends, under weights one by one, on who they are. */
static bool is_told_by_counts(const struct work *work, const struct rule *rule)
{
    const struct panel *panel = work->inputs->panel;
    return !(panel->weighted && rule_is_weighted(panel->study, rule));
}

/* How far the member is from another state. */
static enum status add_margin(struct work *work, const struct basis *basis, const struct series *before,
                              struct verdict *verdict)
{
    const struct study *study = work->inputs->panel->study;
    const struct rule *rule = verdict->rule;
    enum status status = STATUS_OK;
    int64_t *strata = arena_array(work->arena, study->stratum_count, sizeof *strata);
    if (!strata)
        return STATUS_FAILURE;
    if (is_told_by_counts(work, rule))
        verdict->has_margin = margin_find(basis, before, &verdict->margin, strata, &verdict->margin_state, &status);
    bool anywhere = rule->estimator != ESTIMATOR_POPULATION;
    verdict->margin_strata = verdict->has_margin && !anywhere ? strata : NULL;
    return status;
}

static enum status add_member(struct work *work, const struct course *course, size_t wave, size_t member)
{
    const struct measure *measure = &work->measures[member];
    const struct basis basis = course_basis(course, wave, member);
    struct verdict *verdict = add_verdict(work, course->rule, &course->series[member], wave);
    verdict->whole = !course->has_whole;
    verdict->item = basis.item;
    verdict->stratum = basis.stratum;
    verdict->value = measure->value;
    verdict->lower = measure->lower;
    verdict->upper = measure->upper;
    verdict->x = measure->x;
    verdict->n = measure->n;
    verdict->usable = measure->usable;
    verdict->passes = measure->passes;
    verdict->leaves = measure->leaves;
    verdict->passed = course->series[member].passed;
    verdict->select = basis.selection;
    return wave == work->check->wave ? add_margin(work, &basis, &course->before[member], verdict) : STATUS_OK;
}

static enum status check_rule(struct work *work, size_t index, size_t wave)
{
    struct course *course = &work->courses[index];
    if (course_step(course, wave, work->measures) != STATUS_OK)
        return errors_memory(work->errors);
    for (size_t m = 0; m < course->members; m++)
        if (add_member(work, course, wave, m) != STATUS_OK)
            return errors_memory(work->errors);
    if (course->has_whole)
        add_verdict(work, course->rule, &course->whole, wave)->whole = true;
    if (wave != work->check->wave)
        return STATUS_OK;
    struct verdict *whole = &work->check->verdicts[work->check->count - 1];
    if (course->has_whole && is_told_by_counts(work, course->rule) &&
        course_margin(course, wave, course->rule->estimator != ESTIMATOR_POPULATION, work->arena, whole) != STATUS_OK)
        return errors_memory(work->errors);
    return course_robustness(course, work->measures, index, wave, whole, work->errors);
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

bool rules_answers(const struct rules *rules, bool *items, bool *sizes)
{
    bool any = false;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        bool shares = rule->statistic == STATISTIC_SIZE_SHARE;
        if (!shares && rule->statistic != STATISTIC_REACH)
            continue;
        any = true;
        *sizes = *sizes || shares;
        for (size_t k = 0; k < rule->item_count; k++)
            items[rule->items[k]] = true;
    }
    return any;
}

/* Makes room, and what is made of all waves at once. */
static enum status begin(struct work *work)
{
    const struct rules *rules = work->check->rules;
    size_t verdicts = 0, most = 0, waves = work->check->wave + 1;
    work->courses = arena_array(work->arena, rules->count, sizeof *work->courses);
    if (!work->courses)
        return errors_memory(work->errors);
    for (size_t i = 0; i < rules->count; i++) {
        struct course *course = &work->courses[i];
        enum status status = course_begin(work->inputs, &rules->rules[i], i, waves, work->arena, course, work->errors);
        if (status != STATUS_OK)
            return status;
        verdicts += course->members + course->has_whole;
        most = course->members > most ? course->members : most;
    }
    work->measures = arena_array(work->arena, most, sizeof *work->measures);
    work->check->verdicts = arena_array(work->arena, waves * verdicts, sizeof *work->check->verdicts);
    return work->measures && work->check->verdicts ? STATUS_OK : errors_memory(work->errors);
}

enum status threshold_check_inputs(const struct check_inputs *inputs, const struct rules *rules, int64_t wave,
                                   struct arena *arena, struct check *check, struct errors *errors)
{
    const struct study *study = inputs->panel->study;
    assert(study->wave_count > 0 && rules->count > 0 && wave < (int64_t)study->wave_count);
    *check = (struct check){.study = study, .rules = rules};
    check->wave = wave == EVERY ? study->wave_count - 1 : (size_t)wave;
    struct work work = {.inputs = inputs, .check = check, .arena = arena, .errors = errors};
    enum status status = begin(&work);
    for (size_t i = 0; status == STATUS_OK && i <= check->wave; i++)
        for (size_t k = 0; status == STATUS_OK && k < rules->count; k++)
            status = check_rule(&work, k, i);
    if (status == STATUS_OK)
        check_decide(check);
    return status;
}

enum status threshold_check(const struct panel *panel, const struct rules *rules, int64_t wave, struct arena *arena,
                            struct check *check, struct errors *errors)
{
    const struct check_inputs inputs = {.panel = panel};
    return threshold_check_inputs(&inputs, rules, wave, arena, check, errors);
}

const struct verdict *check_verdict(const struct check *check, const struct rule *rule)
{
    for (size_t i = check->count; i-- > 0;)
        if (check->verdicts[i].whole && check->verdicts[i].rule == rule && check->verdicts[i].wave == check->wave)
            return &check->verdicts[i];
    return NULL;
}
