/* How far the rules that lead to a revision are from another state, in institutions. */
#include <math.h>
#include <stdlib.h>

#include "report/memo.h"

/* Whether the verdict is one of the newest of a rule that leads to a revision: of each item and of the whole. Strata
 * are no figures of the whole population. */
static bool is_shown(const struct check *check, const struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    return verdict->wave == check->wave && rule->severity != RULE_WATCH &&
           (verdict->whole || rule->combination != COMBINE_STRATA);
}

static bool is_of_items(const struct verdict *verdict)
{
    return verdict->item < 0 && verdict->margin_members && verdict->rule->combination != COMBINE_STRATA;
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

/* "3 on Personal, update and 2 on Corporate, update": the items whose answers would have to be others. */
static const char *margin_items(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    const struct rule *rule = verdict->rule;
    const char **parts = arena_array(writer->arena, rule->item_count, sizeof *parts);
    size_t count = 0;
    writer->failed = writer->failed || !parts;
    if (!parts)
        return "";
    for (size_t m = 0; m < rule->item_count; m++)
        if (verdict->margin_members[m])
            parts[count++] = writer_format(writer, tr(work->language, "%1$s on %2$s"),
                                           writer_count(writer, verdict->margin_members[m]),
                                           writer_label(writer, &work->study->items[rule->items[m]].label));
    return writer_list(writer, parts, count);
}

/* How many it takes: institutions, or answers of several items. */
static const char *margin_count(struct work *work, const struct verdict *verdict, const char *state)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const int64_t count = llabs(verdict->margin);
    const char *format;
    if (is_of_items(verdict) && verdict->margin > 0)
        format = count == 1 ? tr(language, "; it takes %1$s more adopted answer (%3$s) for it to be %2$s")
                            : tr(language, "; it takes %1$s more adopted answers (%3$s) for it to be %2$s");
    else if (is_of_items(verdict))
        format = count == 1 ? tr(language, "; it takes %1$s fewer adopted answer (%3$s) for it to be %2$s")
                            : tr(language, "; it takes %1$s fewer adopted answers (%3$s) for it to be %2$s");
    else if (verdict->margin > 0)
        format = count == 1 ? tr(language, "; it takes %1$s more adopting institution among those that answered for it "
                                           "to be %2$s")
                            : tr(language, "; it takes %1$s more adopting institutions among those that answered for "
                                           "it to be %2$s");
    else
        format =
            count == 1
                ? tr(language, "; it takes %1$s fewer adopting institution among those that answered for it to be %2$s")
                : tr(language,
                     "; it takes %1$s fewer adopting institutions among those that answered for it to be %2$s");
    if (is_of_items(verdict))
        return writer_format(writer, format, writer_count(writer, count), state, margin_items(work, verdict));
    return writer_format(writer, format, writer_count(writer, count), state);
}

/* "; it takes 31 more adopting institutions … for it to be pending, and 2 waves in a row for it to fire". */
static const char *margin(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    if (verdict->hides_margin)
        return tr(language, "; how many institutions it is away from another state is suppressed");
    if (!verdict->has_margin)
        return verdict->n < 0 || verdict->rule->statistic == STATISTIC_CHANGE ||
                       rule_is_weighted(work->study, verdict->rule)
                   ? ""
                   : tr(language, "; no number of adopting institutions among those that answered would change that");
    const char *more = margin_count(work, verdict, tr(language, rule_state_name(verdict->margin_state)));
    more = margin_strata(work, verdict, more);
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

/* One bullet for a rule, and one for each item of a rule with several. */
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

/* How far the rules that lead to a revision are from another state. */
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

/* The rule with the smallest margin; once one has fired, on the way back. NULL where none has one that may be
 * published. */
static const struct verdict *nearest(struct work *work, bool *hidden)
{
    const struct check *check = work->memo->check;
    const struct verdict *best = NULL;
    const bool fired = rules_have_fired(check);
    *hidden = false;
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        *hidden = *hidden || (is_shown(check, verdict) && verdict->whole && verdict->hides_margin);
        if (!is_shown(check, verdict) || !verdict->whole || !verdict->has_margin ||
            verdict->status == VERDICT_SNOOZED || (fired && !is_fired(check, verdict->rule)))
            continue;
        bool hides = work_hides(work, verdict->rule, -1);
        *hidden = *hidden || hides;
        if (!hides && (!best || llabs(verdict->margin) < llabs(best->margin)))
            best = verdict;
    }
    return best;
}

/* The only item whose answers would have to be others; -1: there are several. */
static int64_t only_item(const struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    int64_t only = is_of_items(verdict) ? -1 : (int64_t)rule->items[0];
    for (size_t m = 0; is_of_items(verdict) && m < rule->item_count; m++) {
        if (!verdict->margin_members[m])
            continue;
        if (only >= 0)
            return -1;
        only = (int64_t)rule->items[m];
    }
    return only;
}

/* "Nearest to a change is …": the item, or the rule where it takes answers of several. */
static const char *nearest_sentence(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct rule *rule = verdict->rule;
    const int64_t item = only_item(verdict);
    const char *count = writer_count(writer, (int64_t)llabs(verdict->margin));
    const char *state = tr(language, rule_state_name(verdict->margin_state));
    if (item < 0)
        return writer_format(
            writer,
            verdict->margin > 0
                ? tr(language, "Nearest to a change is the rule %1$s: with **%2$s more** adopted answers among those "
                               "given (%3$s), a rule that leads to a revision would be “%4$s” (%5$s)")
                : tr(language, "Nearest to a change is the rule %1$s: with **%2$s fewer** adopted answers among those "
                               "given (%3$s), the rule would be “%4$s” (%5$s)"),
            writer_escape(writer, rule->id), count, margin_items(work, verdict), state, rule_condition(work, rule));
    return writer_format(
        writer,
        verdict->margin > 0
            ? tr(language, "Nearest to a change is %1$s: if **%2$s more** of the institutions that answered had chosen "
                           "%3$s, a rule that leads to a revision would be “%4$s” (%5$s)")
            : tr(language,
                 "Nearest to a change is %1$s: if **%2$s fewer** of the institutions that answered had chosen "
                 "%3$s, the rule would be “%4$s” (%5$s)"),
        work_item(work, (size_t)item), count, work_adopted(work, (size_t)item), state, rule_condition(work, rule));
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
    const char *sentence = nearest_sentence(work, verdict);
    if (verdict->margin_state == STATE_PENDING && rule->for_waves > 1)
        sentence = writer_format(writer, tr(language, "%1$s; it fires when %2$d waves in a row pass"), sentence,
                                 rule->for_waves);
    writer_line(writer, "%s%s", sentence, tr(language, "."));
    writer_gap(writer);
}
