/* What is wrong with one rule although each of its keys holds up: it can't fire, or can't but fire. */
#include "threshold/lint.h"

#include <string.h>

#include "threshold/measure.h"

enum { SNOOZE_YEARS = 10, TRIES = 3 };

/* The value of the rule's level, or of another of its keys, to point at. */
static const struct node *at_key(const struct rule *rule, const char *key)
{
    const struct node *value = node_value(rule->node, key);
    return value ? value : rule->node;
}

static const struct node *at_level(const struct rule *rule)
{
    return at_key(rule, rule_comparison_name(rule->comparison));
}

/* N of the strata in the newest wave of the frame; false where it has none. */
static bool newest_frame(struct lint *lint)
{
    const struct study *study = lint->study;
    for (size_t w = study->wave_count; w-- > 0;) {
        bool found = false;
        lint->N = 0;
        for (size_t h = 0; h < study->stratum_count; h++) {
            int64_t N = frame_get(lint->frame, study->waves[w].year, h);
            lint->strata[h] = (struct stratum_count){.N = N > 0 ? N : 0};
            lint->N += lint->strata[h].N;
            found = found || N >= 0;
        }
        lint->year = study->waves[w].year;
        if (found && lint->N)
            return true;
    }
    return false;
}

/* Whether the rule passes where `x` of all that answer adopted, the first strata in full; `missing`: one in each
 * stratum of three and more does not answer, for what no census defines. */
static bool passes(struct lint *lint, const struct rule *rule, const struct stratum_count *frame, size_t count,
                   int64_t away, bool missing)
{
    struct measure measure;
    int64_t all = 0;
    for (size_t h = 0; h < count; h++) {
        lint->trial[h] = frame[h];
        lint->trial[h].n = lint->trial[h].valid = frame[h].N - (missing && frame[h].N > 2);
        all += lint->trial[h].valid;
    }
    int64_t x = rule_rises(rule) ? all - away : away;
    for (size_t h = 0; h < count; h++) {
        int64_t here = x < lint->trial[h].valid ? x : lint->trial[h].valid;
        lint->trial[h].x = here > 0 ? here : 0;
        x -= lint->trial[h].x;
    }
    if (measure_counts(lint->study, rule, lint->trial, count, 1, &measure) != STATUS_OK) {
        lint->failed = true;
        return false;
    }
    return measure.usable && measure.passes;
}

/* Whether any x of any n of the strata passes: statistics and their limits go one way with x, are nearest to the ends
 * where most answer, and are undefined at the very end only. */
static bool reachable(struct lint *lint, const struct rule *rule, const struct stratum_count *frame, size_t count)
{
    for (int missing = 0; missing < 2; missing++)
        for (int64_t away = 0; away < TRIES; away++)
            if (passes(lint, rule, frame, count, away, missing != 0))
                return true;
    return false;
}

static int compare(struct rational value, int64_t with)
{
    return -exact_compare_ratio(with, 1, value);
}

/* Whether no value that the statistic can have meets the level; and whether every one does. `least` and `most` are the
 * ends of its range. */
static bool is_beyond(const struct rule *rule, int64_t least, int64_t most)
{
    switch (rule->comparison) {
    case COMPARE_AT_LEAST:
        return compare(rule->level, most) > 0;
    case COMPARE_ABOVE:
        return compare(rule->level, most) >= 0;
    case COMPARE_AT_MOST:
        return compare(rule->level, least) < 0;
    case COMPARE_BELOW:
    case COMPARE_END:
        break;
    }
    return compare(rule->level, least) <= 0;
}

static bool is_met_always(const struct rule *rule, int64_t least, int64_t most)
{
    switch (rule->comparison) {
    case COMPARE_AT_LEAST:
        return compare(rule->level, least) <= 0;
    case COMPARE_ABOVE:
        return compare(rule->level, least) < 0;
    case COMPARE_AT_MOST:
        return compare(rule->level, most) >= 0;
    case COMPARE_BELOW:
    case COMPARE_END:
        break;
    }
    return compare(rule->level, most) > 0;
}

static void check_range(struct lint *lint, const struct rule *rule)
{
    int64_t least = rule->statistic == STATISTIC_CHANGE ? -1 : 0, most = 1;
    if (rule->statistic == STATISTIC_COUNT)
        most = lint->framed ? lint->N : INT64_MAX;
    const char *name = rule_comparison_name(rule->comparison);
    if (is_beyond(rule, least, most))
        (void)node_report(at_level(rule), lint->errors, ERROR_LINT_UNREACHABLE, "no value is so; give another level",
                          "rule '%s' never fires: %s %s", rule->id, name, rule->level_text);
    else if (is_met_always(rule, least, most))
        (void)node_report(at_level(rule), lint->errors, ERROR_LINT_ALWAYS, "every value is so; give another level",
                          "rule '%s' fires whatever is answered: %s %s", rule->id, name, rule->level_text);
    else if (lint->framed && (rule->statistic == STATISTIC_RATE || rule->statistic == STATISTIC_COUNT ||
                              rule->statistic == STATISTIC_PROBABILITY))
        lint->reach = true; /* counts of one wave tell all of these, and nothing of the others */
    if (!rule->has_clear || is_met_always(rule, least, most))
        return;
    bool never = rule_rises(rule) ? compare(rule->clear, least) <= 0 : compare(rule->clear, most) >= 0;
    if (never)
        (void)node_report(at_key(rule, rule_rises(rule) ? "clear_below" : "clear_above"), lint->errors,
                          ERROR_LINT_ALWAYS, "no value is past it; give another level",
                          "rule '%s', once fired, never clears", rule->id);
}

/* Whether the rule compares nothing where nothing counts the institutions. */
static bool needs_frame(const struct study *study, const struct rule *rule)
{
    static const bool finite[COUNT_METHOD_END] = {
        [COUNT_WALD_FPC] = true, [COUNT_WILSON_FPC] = true, [COUNT_HYPERGEOMETRIC] = true};
    if (rule->sql)
        return false;
    if (rule->estimator == ESTIMATOR_POPULATION)
        return !rule_is_weighted(study, rule);
    return rule->statistic == STATISTIC_RATE && rule->bound != BOUND_POINT && finite[rule->published];
}

/* No frame counts any wave. */
static void check_unframed(struct lint *lint, const struct rule *rule)
{
    if (needs_frame(lint->study, rule))
        (void)node_report(rule->node, lint->errors, ERROR_LINT_MINIMUM,
                          "name a frame in study.yaml: `frame: frame.csv`; a rule with `estimator: published` and "
                          "`interval: wilson` needs none",
                          "rule '%s' is never evaluated: no frame counts the institutions", rule->id);
}

/* How many strata there are in which the minimum can be met, and the level. */
static void check_frame(struct lint *lint, const struct rule *rule)
{
    bool by_strata = rule->combination == COMBINE_STRATA;
    size_t count = lint->study->stratum_count, enough = 0, reaching = 0;
    int64_t wanted = by_strata ? rule->k : 1;
    for (size_t h = 0; h < (by_strata ? count : 1); h++) {
        const struct stratum_count *strata = by_strata ? &lint->strata[h] : lint->strata;
        int64_t N = by_strata ? strata->N : lint->N;
        if (N <= 0 || N < rule->minimum_n)
            continue;
        enough++;
        reaching += !lint->reach || reachable(lint, rule, strata, by_strata ? 1 : count);
    }
    if ((int64_t)enough < wanted)
        (void)node_report(at_key(rule, "minimum"), lint->errors, ERROR_LINT_MINIMUM,
                          "ask for fewer answers than there are institutions",
                          "rule '%s' is never evaluated: the frame of %d has too few for a minimum of %lld answer%s",
                          rule->id, lint->year, (long long)rule->minimum_n, rule->minimum_n == 1 ? "" : "s");
    else if ((int64_t)reaching < wanted)
        (void)node_report(at_level(rule), lint->errors, ERROR_LINT_UNREACHABLE,
                          "use another interval, or another end of it, or a level further from the end",
                          "rule '%s' never fires: no x of n of the frame of %d reaches %s with the %s limit", rule->id,
                          lint->year, rule->level_text, rule_bound_name(rule->bound));
}

/* The newest comparable waves that asked the item: those of the last series. */
static int waves_of(const struct study *study, size_t item)
{
    int count = 0;
    for (size_t w = 0; w < study->wave_count; w++) {
        if (study->waves[w].equivalence[item] == EQUIVALENCE_BROKEN)
            count = 0;
        count += wave_asks(study, &study->waves[w], item);
    }
    return count;
}

static void check_waves(struct lint *lint, const struct rule *rule)
{
    const struct study *study = lint->study;
    int most = 0;
    for (size_t i = 0; i < rule->item_count; i++) {
        bool asked = false;
        for (size_t w = 0; w < study->wave_count; w++)
            asked = asked || wave_asks(study, &study->waves[w], rule->items[i]);
        if (!asked)
            (void)node_report(rule->node, lint->errors, ERROR_LINT_NOT_ASKED,
                              "name its column in a wave of study.yaml, or leave the item out",
                              "no wave asks item '%s' of rule '%s': it is never evaluated",
                              study->items[rule->items[i]].id, rule->id);
        int waves = waves_of(study, rule->items[i]);
        most = waves > most ? waves : most;
    }
    bool change = rule->statistic == STATISTIC_CHANGE;
    int needed = rule->for_waves + change;
    if (most && most < needed)
        (void)node_report(change && rule->for_waves == 1 ? at_key(rule, "statistic") : at_key(rule, "for"),
                          lint->errors, ERROR_LINT_WAVES, "it can fire once there are more",
                          "rule '%s' needs %d comparable waves, and study.yaml declares %d", rule->id, needed, most);
}

/* "2035-03-31" is more than ten years after the newest review of 2022. */
static void check_snooze(struct lint *lint, const struct rule *rule)
{
    if (!rule->snooze_until)
        return;
    const struct study *study = lint->study;
    int64_t until = 0, newest = 0;
    for (int i = 0; i < 4; i++) {
        until = 10 * until + (rule->snooze_until[i] - '0');
        newest = 10 * newest + (study->waves[study->wave_count - 1].review_date[i] - '0');
    }
    if (until > newest + SNOOZE_YEARS)
        (void)node_report(at_key(rule, "snooze"), lint->errors, ERROR_LINT_SNOOZE,
                          "snooze it until the next review, or leave it out",
                          "rule '%s' is snoozed until %s: it counts in no decision", rule->id, rule->snooze_until);
}

enum status rules_lint(const struct study *study, const struct rules *rules, const struct frame *frame,
                       struct arena *arena, struct errors *errors)
{
    struct lint lint = {.study = study, .rules = rules, .frame = frame, .errors = errors};
    size_t before = errors->total;
    lint.strata = arena_array(arena, study->stratum_count, sizeof *lint.strata);
    lint.trial = arena_array(arena, study->stratum_count, sizeof *lint.trial);
    if (!lint.strata || !lint.trial)
        return errors_memory(errors);
    lint.framed = newest_frame(&lint);
    for (size_t i = 0; i < rules->count; i++) {
        lint.reach = false;
        check_range(&lint, &rules->rules[i]);
        if (lint.framed)
            check_frame(&lint, &rules->rules[i]);
        else
            check_unframed(&lint, &rules->rules[i]);
        check_waves(&lint, &rules->rules[i]);
        check_snooze(&lint, &rules->rules[i]);
        lint_compare(&lint, i);
    }
    if (lint.failed)
        return errors_memory(errors);
    return errors->total > before ? STATUS_RULES : STATUS_OK;
}
