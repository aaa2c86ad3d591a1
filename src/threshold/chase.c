/* Which answers that are not there yet could change a verdict, and by how much each of them moves what it rests on. */
#include <math.h>
#include <string.h>

#include "threshold/course.h"

struct chasing {
    struct course *course;
    const int64_t *missing;
    struct stratum_count *strata; /* scratch */
    size_t wave;
    struct series *series; /* scratch, by member */
};

static const struct study *study_of(const struct chasing *chasing)
{
    return chasing->course->inputs->panel->study;
}

/* How many of a stratum can still answer: no more than the frame has. */
static int64_t missing_of(const struct chasing *chasing, const struct stratum_count *one, size_t h)
{
    int64_t missing = chasing->missing[h], left = one->N - one->n;
    return one->N >= 0 && left < missing ? (left > 0 ? left : 0) : missing;
}

/* The counts of the basis with all that can still answer, who adopt or do not. */
static void fill_in(const struct chasing *chasing, const struct basis *basis, bool adopt)
{
    for (size_t h = 0; h < study_of(chasing)->stratum_count; h++) {
        struct stratum_count *one = &chasing->strata[h];
        *one = basis->strata[h];
        int64_t more = missing_of(chasing, one, h);
        one->n += more;
        one->valid += more;
        one->x += adopt ? more : 0;
    }
}

/* The state of the whole where all adopt, or none does. */
static enum status state_if(const struct chasing *chasing, bool adopt, enum rule_state *state)
{
    const struct course *course = chasing->course;
    struct series whole = course->whole_before;
    for (size_t m = 0; m < course->members; m++) {
        struct measure measure = measure_none();
        const struct basis basis = course_basis(course, chasing->wave, m);
        size_t count = study_of(chasing)->stratum_count, offset = 0;
        if (basis.stratum >= 0) {
            count = 1;
            offset = (size_t)basis.stratum;
        }
        if (basis.has_data)
            fill_in(chasing, &basis, adopt);
        if (basis.has_data && course->rule->statistic == STATISTIC_CHANGE)
            basis_measure_change(&basis, chasing->strata, basis.cells, &measure);
        else if (basis.has_data && measure_counts(study_of(chasing), course->rule, chasing->strata + offset, count, 1,
                                                  &measure) != STATUS_OK)
            return STATUS_FAILURE;
        chasing->series[m] = course->before[m];
        series_step(&chasing->series[m], course->rule, &measure, basis.broken, chasing->wave);
    }
    if (course->has_whole)
        series_combine(course->rule, chasing->series, course->members, chasing->wave, &whole);
    *state = course->has_whole ? whole.state : chasing->series[0].state;
    return STATUS_OK;
}

/* The rate of the rule's estimator with one more answer of a stratum. */
static enum status rate_with(const struct chasing *chasing, const struct basis *basis, size_t h, bool adopt,
                             double *rate)
{
    struct rule rule = *chasing->course->rule;
    size_t count = study_of(chasing)->stratum_count, offset = 0;
    if (basis->stratum >= 0) {
        count = 1;
        offset = (size_t)basis->stratum;
    }
    memcpy(chasing->strata, basis->strata, study_of(chasing)->stratum_count * sizeof *chasing->strata);
    chasing->strata[h].n++;
    chasing->strata[h].valid++;
    chasing->strata[h].x += adopt;
    rule.statistic = STATISTIC_RATE;
    rule.estimator = rule.estimator == ESTIMATOR_POPULATION ? ESTIMATOR_POPULATION : ESTIMATOR_PUBLISHED;
    struct measure measure;
    if (measure_counts(study_of(chasing), &rule, chasing->strata + offset, count, 1, &measure) != STATUS_OK)
        return STATUS_FAILURE;
    *rate = measure.value;
    return STATUS_OK;
}

/* What one of each stratum does to the rates of an open rule. */
static enum status add_effects(const struct chasing *chasing, double *effect)
{
    for (size_t m = 0; m < chasing->course->members; m++)
        for (size_t h = 0; h < study_of(chasing)->stratum_count; h++) {
            const struct basis basis = course_basis(chasing->course, chasing->wave, m);
            double with, without;
            if (!basis.has_data || (basis.stratum >= 0 && basis.stratum != (int64_t)h) ||
                !missing_of(chasing, &basis.strata[h], h))
                continue;
            if (rate_with(chasing, &basis, h, true, &with) != STATUS_OK ||
                rate_with(chasing, &basis, h, false, &without) != STATUS_OK)
                return STATUS_FAILURE;
            if (!isnan(with - without))
                effect[h] = fmax(effect[h], with - without); /* fmax leaves a NaN out */
        }
    return STATUS_OK;
}

/* One rule. STATUS_FAILURE for want of memory. */
static enum status chase_rule(struct chasing *chasing, bool *open, double *effect)
{
    enum rule_state all, none;
    for (size_t i = 0; i <= chasing->wave; i++)
        if (course_step(chasing->course, i, NULL) != STATUS_OK)
            return STATUS_FAILURE;
    if (state_if(chasing, true, &all) != STATUS_OK || state_if(chasing, false, &none) != STATUS_OK)
        return STATUS_FAILURE;
    enum rule_state now = course_whole(chasing->course)->state;
    *open = all != now || none != now;
    return *open ? add_effects(chasing, effect) : STATUS_OK;
}

static bool is_chased(const struct study *study, const struct rule *rule, size_t wave)
{
    bool counted = rule->statistic == STATISTIC_RATE || rule->statistic == STATISTIC_CHANGE ||
                   rule->statistic == STATISTIC_COUNT || rule->statistic == STATISTIC_PROBABILITY;
    return counted && !rule_snoozed(study, rule, wave) && !rule_is_weighted(study, rule);
}

enum status threshold_chase(const struct check_inputs *inputs, const struct rules *rules, size_t wave,
                            const int64_t *missing, struct arena *arena, struct chase *chase, struct errors *errors)
{
    const struct study *study = inputs->panel->study;
    struct chasing chasing = {.missing = missing, .wave = wave};
    *chase = (struct chase){.asked = arena_array(arena, rules->count, sizeof *chase->asked),
                            .open = arena_array(arena, rules->count, sizeof *chase->open),
                            .effect = arena_array(arena, study->stratum_count, sizeof *chase->effect)};
    chasing.strata = arena_array(arena, study->stratum_count, sizeof *chasing.strata);
    if (!chase->asked || !chase->open || !chase->effect || !chasing.strata)
        return errors_memory(errors);
    for (size_t h = 0; h < study->stratum_count; h++)
        chase->effect[h] = NAN;
    for (size_t i = 0; i < rules->count; i++) {
        struct course course;
        chase->asked[i] = is_chased(study, &rules->rules[i], wave);
        if (!chase->asked[i])
            continue;
        enum status status = course_begin(inputs, &rules->rules[i], i, wave + 1, arena, &course, errors);
        if (status != STATUS_OK)
            return status;
        chasing.course = &course;
        chasing.series = arena_array(arena, course.members, sizeof *chasing.series);
        if (!chasing.series || chase_rule(&chasing, &chase->open[i], chase->effect) != STATUS_OK)
            return errors_memory(errors);
        chase->any = chase->any || chase->open[i];
    }
    return STATUS_OK;
}
