/* How far the rules that lead to a revision are from another state, in institutions. */
#include <math.h>
#include <stdlib.h>

#include "report/memo.h"

/* Whether the verdict is one of the newest of a rule that leads to a revision: of each item where it has several. */
static bool is_shown(const struct check *check, const struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    bool of_several = rule->combination != COMBINE_STRATA && rule->item_count > 1;
    return verdict->wave == check->wave && rule->severity != RULE_WATCH && verdict->whole != of_several;
}

const char *rule_compared(struct work *work, const struct rule *rule, double point, double lower, double upper)
{
    struct writer *writer = &work->writer;
    double value = rule->bound == BOUND_LOWER ? lower : rule->bound == BOUND_UPPER ? upper : point;
    if (isnan(value))
        return NULL;
    if (rule->statistic == STATISTIC_CHANGE)
        return writer_format(writer, tr(work->language, "%s points"), writer_points(writer, value));
    if (rule->statistic == STATISTIC_COUNT || rule->statistic == STATISTIC_SQL)
        return writer_count(writer, (int64_t)floor(value + 0.5));
    return writer_percent(writer, value);
}

/* Where they are counted to be. How many in each would tell how many of it adopt, and may be so few that they are not
 * published. */
static const char *margin_strata(struct work *work, const struct verdict *verdict, const char *more)
{
    struct writer *writer = &work->writer;
    const struct study *study = work->study;
    const char **labels = arena_array(writer->arena, study->stratum_count, sizeof *labels);
    size_t count = 0;
    writer->failed = writer->failed || !labels;
    if (!labels || !verdict->margin_strata || verdict->stratum >= 0)
        return more;
    for (size_t h = 0; h < study->stratum_count; h++)
        if (verdict->margin_strata[h])
            labels[count++] = writer_label(writer, &study->strata[h].label);
    return writer_format(writer, tr(work->language, "%1$s, counted in the strata where one weighs most (%2$s)"), more,
                         writer_list(writer, labels, count));
}

/* "; it takes 31 more adopting institutions … for it to be pending, and 2 waves in a row for it to fire". */
static const char *margin(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    if (!verdict->has_margin)
        return verdict->n < 0 || verdict->rule->statistic == STATISTIC_CHANGE ||
                       rule_is_weighted(work->study, verdict->rule)
                   ? ""
                   : tr(language, "; no number of adopting institutions among those that answered would change that");
    const char *state = tr(language, rule_state_name(verdict->margin_state));
    const int64_t count = llabs(verdict->margin);
    const char *format =
        verdict->margin > 0
            ? count == 1 ? tr(language, "; it takes %1$s more adopting institution among those that answered for it to "
                                        "be %2$s")
                         : tr(language, "; it takes %1$s more adopting institutions among those that answered for it "
                                        "to be %2$s")
        : count == 1
            ? tr(language, "; it takes %1$s fewer adopting institution among those that answered for it to be %2$s")
            : tr(language, "; it takes %1$s fewer adopting institutions among those that answered for it to be %2$s");
    const char *more = margin_strata(work, verdict, writer_format(writer, format, writer_count(writer, count), state));
    if (verdict->margin_state != STATE_PENDING || verdict->rule->for_waves < 2)
        return more;
    return writer_format(writer, tr(language, "%1$s, and %2$d waves in a row for it to fire"), more,
                         verdict->rule->for_waves);
}

/* "; this verdict depends on nonresponse": what is said without it must hold without it. */
static const char *qualification(struct work *work, const struct verdict *verdict)
{
    const char *depends = verdict_depends(work, verdict);
    return depends ? writer_format(&work->writer, tr(work->language, "; this verdict %s"), depends) : "";
}

/* One bullet for a rule, or for an item of a rule with several. */
static void write_margin(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct rule *rule = verdict->rule;
    bool hidden = work_hides(work, rule, verdict->item);
    const char *value = hidden ? NULL : rule_compared(work, rule, verdict->value, verdict->lower, verdict->upper);
    const char *state = rule_state(work, verdict);
    const char *now = value ? writer_format(writer, tr(language, "now %1$s at %2$s"), state, value)
                            : writer_format(writer, tr(language, "now %s"), state);
    const char *items =
        verdict->item < 0 ? rule_items(work, rule) : writer_label(writer, &work->study->items[verdict->item].label);
    now = writer_format(writer, "%s%s", now, qualification(work, verdict));
    writer_bullet(writer, tr(language, "**%1$s** (%2$s; %3$s of “%4$s”): %5$s%6$s."), writer_escape(writer, rule->id),
                  rule_consequence(work, rule), rule_condition(work, rule), items, now,
                  hidden ? "" : margin(work, verdict));
}

/* How far the rules that lead to a revision are from another state. A rule over strata is told as a whole, for its
 * strata are no figures of the whole population. */
void write_distance(struct work *work)
{
    const struct check *check = work->memo->check;
    bool begun = false;
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        if (!is_shown(check, verdict))
            continue;
        if (!begun) {
            writer_line(&work->writer, "%s",
                        tr(work->language, "How far the rules that lead to a revision are from another state, which "
                                           "would change the decision:"));
            writer_gap(&work->writer);
        }
        begun = true;
        write_margin(work, verdict);
    }
    if (begun && check->evaluation)
        writer_bullet(&work->writer, "%s",
                      tr(work->language,
                         "Evidence on a consideration that calls for a revision changes it whatever the "
                         "rules say."));
    if (begun)
        writer_gap(&work->writer);
}

/* ---- the smallest one, on the first page ---- */

/* How far a state is on the way to firing; -1: it is none of those on it. */
static int rank(enum rule_state state)
{
    return state == STATE_CLEAR ? 0 : state == STATE_PENDING ? 1 : state == STATE_FIRED ? 2 : -1;
}

/* Whether an item's step to another state takes its rule there too: of several, no other may hold it where it is. */
static bool leads(const struct check *check, const struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    const int to = rank(verdict->margin_state);
    if (rule->item_count == 1)
        return true;
    if (rule->combination != COMBINE_ANY && rule->combination != COMBINE_ALL)
        return false;
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *other = &check->verdicts[i];
        if (other->rule != rule || other->wave != check->wave || other->whole || other == verdict)
            continue;
        int at = rank(other->state);
        if (at < 0 || (rule->combination == COMBINE_ANY ? at > to : at < to))
            return false;
    }
    return check_verdict(check, rule)->state != verdict->margin_state;
}

static bool is_fired(const struct check *check, const struct rule *rule)
{
    const struct verdict *verdict = check_verdict(check, rule);
    return verdict && verdict->state == STATE_FIRED && verdict->status != VERDICT_SNOOZED;
}

bool rules_have_fired(const struct check *check)
{
    for (size_t i = 0; i < check->rules->count; i++)
        if (check->rules->rules[i].severity != RULE_WATCH && is_fired(check, &check->rules->rules[i]))
            return true;
    return false;
}

/* The verdict with the smallest margin; once a rule has fired, on the way back. NULL where none has one that may be
 * published. */
static const struct verdict *nearest(struct work *work, bool *hidden)
{
    const struct check *check = work->memo->check;
    const struct verdict *best = NULL;
    const bool fired = rules_have_fired(check);
    *hidden = false;
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        const struct verdict *whole = check_verdict(check, verdict->rule);
        if (!is_shown(check, verdict) || !verdict->has_margin || verdict->item < 0 || !leads(check, verdict) ||
            whole->status == VERDICT_SNOOZED || (fired && !is_fired(check, verdict->rule)))
            continue;
        bool hides = work_hides(work, verdict->rule, verdict->item);
        *hidden = *hidden || hides;
        if (!hides && (!best || llabs(verdict->margin) < llabs(best->margin)))
            best = verdict;
    }
    return best;
}

void write_nearest(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    bool hidden;
    const struct verdict *verdict = nearest(work, &hidden);
    if (!verdict) {
        writer_line(writer, "%s",
                    hidden ? tr(language, "How many institutions a rule is away from another state is suppressed.")
                           : tr(language, "How far the rules that lead to a revision are from another state cannot be "
                                          "told in institutions."));
        writer_gap(writer);
        return;
    }
    const struct rule *rule = verdict->rule;
    const size_t item = (size_t)verdict->item; /* only items have a margin */
    const char *format =
        verdict->margin > 0
            ? tr(language, "Nearest to a change is %1$s: if **%2$s more** of the institutions that answered had chosen "
                           "%3$s, a rule that leads to a revision would be “%4$s” (%5$s)")
            : tr(language, "Nearest to a change is %1$s: if **%2$s fewer** of the institutions that answered had "
                           "chosen %3$s, the rule would be “%4$s” (%5$s)");
    const char *sentence = writer_format(
        writer, format, work_item(work, item), writer_count(writer, (int64_t)llabs(verdict->margin)),
        work_adopted(work, item), tr(language, rule_state_name(verdict->margin_state)), rule_condition(work, rule));
    if (verdict->margin_state == STATE_PENDING && rule->for_waves > 1)
        sentence = writer_format(writer, tr(language, "%1$s; it fires when %2$d waves in a row pass"), sentence,
                                 rule->for_waves);
    writer_line(writer, "%s%s", sentence, tr(language, "."));
    writer_gap(writer);
}
