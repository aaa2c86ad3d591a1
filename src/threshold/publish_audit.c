/*
 * Margins, and limits that only a rule has, are further figures that rest on the strata. They are published where the
 * other counts that publish the estimates alike give the same ones: each is checked as the counts themselves are. The
 * states of the rule and its robustness are held with them.
 */
#include <math.h>

#include "threshold/publish.h"

/* One figure of a rule and item. */
struct figure {
    const struct rule *rule;
    size_t item;
    bool is_margin; /* else the limits at the wave that is looked at */
    bool shown;
};

/* The figures that rest on one wave and item. */
struct audit {
    const struct publishing *publishing;
    size_t wave, item;
    struct figure *figures;
    size_t count;
    struct rules rules; /* those of the figures that are shown, copied */
    const struct rule **originals;
    enum status (*further)(void *context, const struct panel *world, bool *same); /* beside them; NULL: nothing */
    void *context;
    struct errors *errors;
};

static const struct study *study_of(const struct audit *audit)
{
    return audit->publishing->panel->study;
}

static bool is_at(const struct verdict *verdict, size_t wave, int64_t item)
{
    return verdict->wave == wave && verdict->item == item && verdict->stratum < 0;
}

/* ---- what is held ---- */

static bool same_rounded(const struct study *study, double a, double b)
{
    const double first = disclosure_round(study, a), second = disclosure_round(study, b);
    return (isnan(first) && isnan(second)) || (first >= second && first <= second);
}

static bool same_state(const struct verdict *a, const struct verdict *b)
{
    bool same = a->state == b->state && a->since == b->since && a->status == b->status &&
                a->has_robustness == b->has_robustness;
    for (int i = 0; i < DEPENDS_END; i++)
        same = same && a->depends[i] == b->depends[i];
    return same;
}

/* The number, the state, and which strata it is counted in. */
static bool same_margin(const struct study *study, const struct verdict *a, const struct verdict *b)
{
    if (a->has_margin != b->has_margin || (a->has_margin && a->margin != b->margin))
        return false;
    if (!a->has_margin)
        return true;
    bool same = a->margin_state == b->margin_state && !a->margin_strata == !b->margin_strata;
    for (size_t h = 0; same && a->margin_strata && h < study->stratum_count; h++)
        same = !a->margin_strata[h] == !b->margin_strata[h];
    return same;
}

static bool same_figure(const struct audit *audit, const struct figure *figure, const struct verdict *a,
                        const struct verdict *b)
{
    const struct study *study = study_of(audit);
    if (a->item != (int64_t)figure->item)
        return true;
    if (figure->is_margin)
        return a->wave != audit->publishing->check->wave || same_margin(study, a, b);
    return a->wave != audit->wave ||
           (same_rounded(study, a->lower, b->lower) && same_rounded(study, a->upper, b->upper));
}

/* The same verdict of the check as it is. */
static const struct verdict *actual_of(const struct audit *audit, const struct verdict *other)
{
    const struct check *check = audit->publishing->check;
    const struct rule *rule = audit->originals[other->rule - audit->rules.rules];
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        if (verdict->rule == rule && verdict->wave == other->wave && verdict->item == other->item &&
            verdict->stratum == other->stratum && verdict->whole == other->whole)
            return verdict;
    }
    return NULL;
}

static bool same_verdict(const struct audit *audit, const struct verdict *other)
{
    const struct verdict *actual = actual_of(audit, other);
    bool last = other->wave == audit->publishing->check->wave; /* else the check looked no further than the wave */
    bool same = actual && actual->state == other->state && (!last || same_state(actual, other));
    for (size_t i = 0; same && i < audit->count; i++)
        if (audit->figures[i].shown && audit->figures[i].rule == actual->rule)
            same = same_figure(audit, &audit->figures[i], actual, other);
    return same;
}

/* Whether the rules come to the same on other counts. */
static enum status judge_rules(const struct audit *audit, const struct panel *world, bool *same)
{
    const struct check_inputs inputs = {.panel = world};
    int64_t wave = (int64_t)audit->wave;
    struct check other;
    struct arena *arena = arena_new();
    if (!arena)
        return STATUS_FAILURE;
    for (size_t i = 0; i < audit->count; i++)
        if (audit->figures[i].shown && audit->figures[i].is_margin)
            wave = (int64_t)audit->publishing->check->wave;
    enum status status = threshold_check_inputs(&inputs, &audit->rules, wave, arena, &other, audit->errors);
    *same = status == STATUS_OK;
    for (size_t i = 0; *same && i < other.count; i++)
        *same = same_verdict(audit, &other.verdicts[i]);
    arena_free(arena);
    return status;
}

static enum status alike(void *context, const struct panel *world, bool *same)
{
    const struct audit *audit = context;
    enum status status = STATUS_OK;
    *same = true;
    if (audit->rules.count)
        status = judge_rules(audit, world, same);
    return status == STATUS_OK && *same && audit->further ? audit->further(audit->context, world, same) : status;
}

/* Whether the figures that are shown hold together. */
static enum status hold(struct audit *audit, bool *holds)
{
    audit->rules.count = 0;
    for (size_t i = 0; i < audit->count; i++) {
        const struct rule *rule = audit->figures[i].rule;
        bool taken = !audit->figures[i].shown;
        for (size_t k = 0; k < audit->rules.count; k++)
            taken = taken || audit->originals[k] == rule;
        if (taken)
            continue;
        audit->originals[audit->rules.count] = rule;
        audit->rules.rules[audit->rules.count++] = *rule;
    }
    return disclosure_audit(audit->publishing->plan, audit->wave, audit->item, alike, audit, holds, audit->errors);
}

/* All of them, or one after the other as many as hold together. */
static enum status close_figures(struct audit *audit)
{
    bool holds;
    enum status status = hold(audit, &holds);
    if (status != STATUS_OK || holds)
        return status;
    for (size_t i = 0; i < audit->count; i++)
        audit->figures[i].shown = false;
    for (size_t i = 0; status == STATUS_OK && audit->count > 1 && i < audit->count; i++) {
        audit->figures[i].shown = true;
        status = hold(audit, &holds);
        audit->figures[i].shown = holds;
    }
    return status;
}

/* ---- which figures there are ---- */

/* Adds those of a rule that rest on the wave and item. */
static void add_figures(struct audit *audit, const struct rule *rule)
{
    const struct publishing *publishing = audit->publishing;
    const struct check *check = publishing->check;
    bool comparable, change = rule->statistic == STATISTIC_CHANGE;
    int64_t before = analysis_wave_before(publishing->panel, check->wave, audit->item, &comparable);
    if (rule->estimator != ESTIMATOR_POPULATION || rule->combination == COMBINE_STRATA ||
        (rule->statistic != STATISTIC_RATE && !change))
        return;
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *shown = &publishing->shown[i];
        if (shown->rule != rule || shown->item != (int64_t)audit->item || shown->hidden)
            continue;
        if (is_at(shown, audit->wave, shown->item) && !change && rule_has_own_limits(study_of(audit), rule) &&
            !isnan(shown->lower))
            audit->figures[audit->count++] = (struct figure){rule, audit->item, false, true};
        bool rests = audit->wave == check->wave || (change && before == (int64_t)audit->wave);
        if (rests && shown->wave == check->wave && !shown->hides_margin)
            audit->figures[audit->count++] = (struct figure){rule, audit->item, true, true};
    }
}

/* Takes what does not hold from what is shown. */
static void take(const struct audit *audit)
{
    const struct check *check = audit->publishing->check;
    for (size_t i = 0; i < audit->count; i++)
        for (size_t k = 0; !audit->figures[i].shown && k < check->count; k++) {
            const struct figure *figure = &audit->figures[i];
            struct verdict *shown = &audit->publishing->shown[k];
            size_t wave = figure->is_margin ? check->wave : audit->wave;
            if (shown->rule != figure->rule || !is_at(shown, wave, (int64_t)figure->item))
                continue;
            if (figure->is_margin) {
                shown->has_margin = false;
                shown->hides_margin = true;
            } else {
                shown->lower = shown->upper = NAN;
                shown->hides_limits = true;
            }
        }
}

/* Room, and the figures that there are. */
static enum status begin(struct audit *audit, struct arena *arena)
{
    const struct rules *rules = audit->publishing->check->rules;
    audit->figures = arena_array(arena, 2 * rules->count, sizeof *audit->figures);
    audit->originals = arena_array(arena, rules->count, sizeof *audit->originals);
    audit->rules = (struct rules){.rules = arena_array(arena, rules->count, sizeof *audit->rules.rules)};
    if (!audit->figures || !audit->originals || !audit->rules.rules)
        return errors_memory(audit->errors);
    for (size_t i = 0; i < rules->count; i++)
        add_figures(audit, &rules->rules[i]);
    return STATUS_OK;
}

static enum status audit_wave(const struct publishing *publishing, size_t wave, size_t item, struct arena *arena,
                              struct errors *errors)
{
    struct audit audit = {.publishing = publishing, .wave = wave, .item = item, .errors = errors};
    if (disclosure_population(publishing->plan, wave, item, CHOICE_ADOPTED) != POPULATION_ROUNDED)
        return STATUS_OK;
    enum status status = begin(&audit, arena);
    if (status == STATUS_OK && audit.count)
        status = close_figures(&audit);
    take(&audit);
    return status;
}

enum status publish_audit(const struct publishing *publishing, struct arena *arena, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t wave = publishing->check->wave + 1; wave-- > 0;)
        for (size_t item = 0; status == STATUS_OK && item < publishing->panel->study->item_count; item++)
            status = audit_wave(publishing, wave, item, arena, errors);
    return status;
}

enum status check_audit(const struct panel *panel, const struct disclosure *plan, const struct check *check,
                        const struct check *shown, size_t item,
                        enum status (*further)(void *context, const struct panel *world, bool *same), void *context,
                        bool *holds, struct errors *errors)
{
    const struct publishing publishing = {panel, plan, check, shown->verdicts};
    struct audit audit = {.publishing = &publishing,
                          .wave = check->wave,
                          .item = item,
                          .further = further,
                          .context = context,
                          .errors = errors};
    struct arena *arena = arena_new();
    if (!arena)
        return errors_memory(errors);
    enum status status = begin(&audit, arena);
    if (status == STATUS_OK)
        status = hold(&audit, holds);
    arena_free(arena);
    return status;
}
