/*
 * Whether a verdict would be another one under choices that the data do not settle. Each is tried by itself, at the
 * wave that is judged:
 *
 *   coding        a question that was reworded or recoded is taken as a new one, each wave's by itself
 *   nonresponse   those not seen adopt with half, or with twice, the odds of the respondents of their stratum, or none
 *                 of them does, which is the bound of `bounds --assume monotone`
 *   sampling      the rule looks at the lower, or at the upper end of the interval
 *
 * The last two ask whether the ends lead to different states; which of them the rule itself looks at does not
 * matter. (Rejected: the bounds without a model. With a third unheard no verdict would be robust.)
 */
#include <math.h>

#include "threshold/course.h"

/* Odds at which next to none of those not seen adopts. Not 0, which leaves a probability without a distribution. */
static const double NONE_ADOPTS = 1e-6;

/* The state of the whole after the wave, under a rule like the course's own. */
static enum status state_with(const struct course *course, const struct rule *rule, size_t wave, double lambda,
                              struct arena *arena, enum rule_state *state)
{
    struct series *series = arena_array(arena, course->members, sizeof *series), whole = course->whole_before;
    if (!series)
        return STATUS_FAILURE;
    for (size_t m = 0; m < course->members; m++) {
        struct measure measure;
        struct basis basis = course_basis(course, wave, m);
        if (basis_measure(&basis, rule, lambda, &measure) != STATUS_OK)
            return STATUS_FAILURE;
        series[m] = course->before[m];
        series_step(&series[m], rule, &measure, basis.broken, wave);
    }
    if (course->has_whole)
        series_combine(rule, series, course->members, wave, &whole);
    *state = course->has_whole ? whole.state : series[0].state;
    return STATUS_OK;
}

/* Whether the statistic has limits that say how sure it is. */
static bool has_limits(const struct rule *rule)
{
    return rule->statistic == STATISTIC_RATE || rule->statistic == STATISTIC_CHANGE ||
           rule->statistic == STATISTIC_SIZE_SHARE ||
           (rule->statistic == STATISTIC_COUNT && rule->estimator == ESTIMATOR_POPULATION);
}

/* Whether what those not seen may have answered is known to enter. */
static bool has_odds(const struct rule *rule)
{
    return rule->statistic != STATISTIC_SQL && rule->statistic != STATISTIC_REACH &&
           rule->statistic != STATISTIC_SIZE_SHARE;
}

/* Whether the item was asked otherwise at the wave, which study.yaml still compares with the one before. */
static bool asked_otherwise(const struct panel *panel, size_t wave, size_t item)
{
    enum equivalence equivalence = panel->study->waves[wave].equivalence[item];
    return panel->tallies[wave] && (equivalence == EQUIVALENCE_REWORDED || equivalence == EQUIVALENCE_RECODED);
}

bool rule_tries(const struct panel *panel, size_t wave, const struct rule *rule, enum dependence dependence)
{
    if (dependence == DEPENDS_SAMPLING)
        return has_limits(rule);
    if (dependence == DEPENDS_NONRESPONSE)
        return has_odds(rule);
    for (size_t i = 1; i <= wave; i++)
        for (size_t k = 0; k < rule->item_count; k++)
            if (asked_otherwise(panel, i, rule->items[k]))
                return true;
    return false;
}

/* Whether a member has a value and lacks a limit of it: which end decides can't be told then. */
static bool lacks_limits(const struct course *course, const struct measure *measures)
{
    for (size_t m = 0; m < course->members && has_limits(course->rule); m++)
        if (!isnan(measures[m].value) && (isnan(measures[m].lower) || isnan(measures[m].upper)))
            return true;
    return false;
}

static enum status try_limits(const struct course *course, size_t wave, struct arena *arena, bool *differs)
{
    struct rule lower = *course->rule, upper = *course->rule;
    enum rule_state low, high;
    lower.bound = BOUND_LOWER;
    upper.bound = BOUND_UPPER;
    if (!has_limits(course->rule))
        return STATUS_OK;
    if (state_with(course, &lower, wave, 1, arena, &low) != STATUS_OK ||
        state_with(course, &upper, wave, 1, arena, &high) != STATUS_OK)
        return STATUS_FAILURE;
    *differs = low != high;
    return STATUS_OK;
}

static enum status try_odds(const struct course *course, size_t wave, struct arena *arena, bool *differs)
{
    const struct rule *rule = course->rule;
    enum rule_state none, half, twice;
    if (!has_odds(rule))
        return STATUS_OK;
    if (state_with(course, rule, wave, NONE_ADOPTS, arena, &none) != STATUS_OK ||
        state_with(course, rule, wave, 0.5, arena, &half) != STATUS_OK ||
        state_with(course, rule, wave, 2, arena, &twice) != STATUS_OK)
        return STATUS_FAILURE;
    *differs = none != half || half != twice;
    return STATUS_OK;
}

/* The state at the wave where one item is broken at one wave; all of it anew. */
static enum status state_broken(const struct course *course, size_t index, size_t wave, size_t at, size_t item,
                                struct arena *arena, enum rule_state *state, struct errors *errors)
{
    struct check_inputs inputs = *course->inputs;
    struct panel panel = *inputs.panel;
    struct study study = *panel.study;
    struct course anew;
    size_t waves = study.wave_count, items = study.item_count;
    enum equivalence *equivalence = arena_array(arena, items, sizeof *equivalence);
    study.waves = arena_array(arena, waves, sizeof *study.waves);
    if (!study.waves || !equivalence)
        return errors_memory(errors);
    for (size_t i = 0; i < waves; i++)
        study.waves[i] = panel.study->waves[i];
    for (size_t i = 0; i < items; i++)
        equivalence[i] = study.waves[at].equivalence[i];
    equivalence[item] = EQUIVALENCE_BROKEN;
    study.waves[at].equivalence = equivalence;
    panel.study = &study;
    inputs.panel = &panel;
    enum status status = course_begin(&inputs, course->rule, index, wave + 1, arena, &anew, errors);
    for (size_t i = 0; status == STATUS_OK && i <= wave; i++)
        status = course_step(&anew, i, NULL) == STATUS_OK ? STATUS_OK : errors_memory(errors);
    if (status == STATUS_OK)
        *state = course_whole(&anew)->state;
    return status;
}

static enum status try_codings(const struct course *course, size_t index, size_t wave, struct arena *arena,
                               bool *differs, struct errors *errors)
{
    enum rule_state now = course_whole(course)->state, state = now;
    enum status status = STATUS_OK;
    for (size_t i = 1; i <= wave; i++)
        for (size_t k = 0; k < course->rule->item_count; k++) {
            if (status != STATUS_OK || *differs || !asked_otherwise(course->inputs->panel, i, course->rule->items[k]))
                continue;
            status = state_broken(course, index, wave, i, course->rule->items[k], arena, &state, errors);
            *differs = state != now;
        }
    return status;
}

enum status course_robustness(const struct course *course, const struct measure *measures, size_t index, size_t wave,
                              struct verdict *verdict, struct errors *errors)
{
    if (course_whole(course)->status != VERDICT_OK || course->rule->statistic == STATISTIC_SQL)
        return STATUS_OK;
    struct arena *arena = arena_new();
    if (!arena)
        return errors_memory(errors);
    bool *depends = verdict->depends;
    enum status status = try_codings(course, index, wave, arena, &depends[DEPENDS_CODING], errors);
    if (status == STATUS_OK && (try_odds(course, wave, arena, &depends[DEPENDS_NONRESPONSE]) != STATUS_OK ||
                                try_limits(course, wave, arena, &depends[DEPENDS_SAMPLING]) != STATUS_OK))
        status = errors_memory(errors);
    verdict->has_robustness = status == STATUS_OK && !lacks_limits(course, measures);
    arena_free(arena);
    return status;
}
