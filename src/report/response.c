/* What is proposed, and on which grounds. */
#include <math.h>
#include <string.h>

#include "report/memo.h"

/* Whether a rule that leads to a revision looks at the item; where there is no such rule, whether any does. */
static bool is_leading(const struct work *work, size_t item)
{
    const struct rules *rules = work->memo->check->rules;
    bool leads = false, watched = false;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        leads = leads || rule->severity > RULE_WATCH;
        for (size_t k = 0; k < rule->item_count; k++) {
            if (rule->items[k] == item && rule->severity > RULE_WATCH)
                return true;
            watched = watched || rule->items[k] == item;
        }
    }
    return !leads && watched;
}

/* "10.1% for “Personal, update” (+2.9 points on FY2020)", as published. */
static const char *rate_clause(struct work *work, size_t item)
{
    struct writer *writer = &work->writer;
    const char *label = writer_label(writer, &work->study->items[item].label);
    const struct change *change = work_change(work, item, ESTIMATOR_PUBLISHED);
    const struct rate *rate = work_rate(work, work->memo->wave, item, ESTIMATOR_PUBLISHED);
    const char *percent = rate && rate->status == ESTIMATE_SUPPRESSED ? tr(work->language, "a suppressed share")
                                                                      : work_percent(work, rate);
    if (!change || isnan(change->change))
        return writer_format(writer, tr(work->language, "%2$s for “%1$s”"), label, percent);
    return writer_format(writer, tr(work->language, "%2$s for “%1$s” (%4$s points on %3$s)"), label, percent,
                         writer_label(writer, &work->study->waves[change->from].label),
                         writer_points(writer, change->change));
}

/* "of the institutions with a valid answer, the share that answered “Offering” was …": the figures that the decision
 * rests on. */
static const char *figures(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *wave = writer_label(writer, &work->wave->label);
    const char **clauses = arena_array(writer->arena, work->study->item_count, sizeof *clauses);
    const char *adopted = NULL;
    size_t count = 0;
    writer->failed = writer->failed || !clauses;
    for (size_t item = 0; clauses && item < work->study->item_count; item++) {
        if (!work_has_item(work, item) || !is_leading(work, item))
            continue;
        clauses[count++] = rate_clause(work, item);
        const char *own = work_adopted(work, item);
        adopted = !adopted || strcmp(adopted, own) == 0 ? own : tr(language, "a choice that counts as adopted");
    }
    if (!count)
        return writer_format(writer, tr(language, "There is no figure for %s"), wave);
    const char *format =
        work->rates.denominator == DENOMINATOR_VALID
            ? tr(language, "Of the institutions with a valid answer in %1$s, the share that answered %2$s was %3$s")
            : tr(language, "Of the institutions that responded in %1$s, the share that answered %2$s was %3$s");
    return writer_format(writer, format, wave, adopted, writer_list(writer, clauses, count));
}

/* The rules from `least` to `most` severe that are in a state and count, quoted and listed; "" where there are none. */
static const char *in_state(struct work *work, enum rule_severity least, enum rule_severity most, enum rule_state state)
{
    struct writer *writer = &work->writer;
    const struct check *check = work->memo->check;
    const char **ids = arena_array(writer->arena, check->rules->count, sizeof *ids);
    size_t count = 0;
    writer->failed = writer->failed || !ids;
    for (size_t i = 0; ids && i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        if (verdict && rule->severity >= least && rule->severity <= most && verdict->state == state &&
            verdict->status != VERDICT_SNOOZED)
            ids[count++] = rule_named(work, rule);
    }
    return writer_list(writer, ids, count);
}

static const char *fired(struct work *work, enum rule_severity severity)
{
    return in_state(work, severity, severity, STATE_FIRED);
}

/* The rules that have fired and lead to a revision of either kind. */
static const char *grounds_of_rules(struct work *work)
{
    const char *both[] = {fired(work, RULE_MAJOR), fired(work, RULE_REVISE)};
    if (*both[0] && *both[1])
        return writer_format(&work->writer, "%s%s%s", both[0], tr(work->language, ", "), both[1]);
    return *both[0] ? both[0] : both[1];
}

/* What calls for the decision of that severity: the rules that have fired, and the evidence. */
static const char *grounds(struct work *work, enum rule_severity severity)
{
    struct writer *writer = &work->writer;
    const struct evaluation *evaluation = work->memo->check->evaluation;
    const enum evidence_call calls = severity == RULE_MAJOR ? CALLS_MAJOR : CALLS_REVISE;
    const char **texts = arena_array(writer->arena, 1 + (evaluation ? evaluation->count : 0), sizeof *texts);
    const char *rules = fired(work, severity);
    size_t count = 0;
    writer->failed = writer->failed || !texts;
    if (texts && *rules)
        texts[count++] = writer_format(writer, tr(work->language, "the rules that have fired: %s"), rules);
    for (int i = 0; texts && evaluation && i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &evaluation->considerations[i];
        for (size_t k = 0; k < consideration->count; k++)
            if (consideration->lines[k]->calls == calls)
                texts[count++] =
                    writer_format(writer, tr(work->language, "consideration (%1$d), “%2$s”"), consideration->number,
                                  writer_label(writer, &consideration->lines[k]->title));
    }
    return writer_list(writer, texts, texts ? count : 0);
}

/* Why the decisive rule can't be judged: its state, where that says so, else the status. */
static const char *doubt(const struct work *work, const struct verdict *verdict)
{
    bool state =
        verdict->state == STATE_NO_DATA || verdict->state == STATE_INSUFFICIENT || verdict->state == STATE_BREAK;
    return tr(work->language, state ? rule_state_name(verdict->state) : verdict_status_name(verdict->status));
}

/* Why it remains open. */
static const char *open_question(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    const char *reviewed = work_reviewed(work);
    if (check->decisive)
        return writer_format(
            writer,
            tr(language,
               "the rule %1$s cannot be judged (%2$s), so the need for a revision remains undetermined for %3$s."),
            rule_named(work, check->decisive->rule), doubt(work, check->decisive), reviewed);
    if (check->decisive_line)
        return writer_format(writer,
                             tr(language, "what came in on consideration (%1$d), “%2$s”, has not been assessed, so the "
                                          "need for a revision remains undetermined for %3$s."),
                             check->decisive_line->consideration, writer_label(writer, &check->decisive_line->title),
                             reviewed);
    return writer_format(writer,
                         tr(language, "nothing is on file on consideration (%1$d) since the review before, so the need "
                                      "for a revision remains undetermined for %2$s."),
                         check->decisive_lacking ? check->decisive_lacking->number : 0, reviewed);
}

/* The second half of the sentence, from the grounds to what is proposed. */
static const char *proposal(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    const char *reviewed = work_reviewed(work);
    switch (check->decision) {
    case DECISION_REVISION:
        return writer_format(writer, tr(language, "a revision is proposed for %2$s, on these grounds: %1$s."),
                             grounds(work, RULE_REVISE), reviewed);
    case DECISION_MAJOR:
        return writer_format(writer,
                             tr(language, "a major revision, to be examined by an expert panel, is proposed for %2$s, "
                                          "on these grounds: %1$s."),
                             grounds(work, RULE_MAJOR), reviewed);
    case DECISION_UNDETERMINED:
        return open_question(work);
    case DECISION_NO_REVISION:
        break;
    }
    return writer_format(
        writer,
        check->evaluation
            ? tr(language, "no rule that leads to a revision has fired, and none of the other "
                           "considerations calls for one, so no revision is proposed for %s.")
            : tr(language, "no rule that leads to a revision has fired, so no revision is proposed for %s."),
        reviewed);
}

/* All that has to be supplied before there is an answer. */
static void write_missing(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    writer_gap(writer);
    writer_line(writer, "%s", tr(language, "What is missing:"));
    writer_gap(writer);
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        if (verdict && rule->severity > RULE_WATCH && verdict->status != VERDICT_OK &&
            verdict->status != VERDICT_SUPPRESSED && verdict->status != VERDICT_SNOOZED)
            writer_bullet(writer, tr(language, "data on which the rule %1$s can be judged (%2$s)"),
                          rule_named(work, rule), doubt(work, verdict));
    }
    for (int i = 0; check->evaluation && i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &check->evaluation->considerations[i];
        for (size_t k = 0; k < consideration->count; k++)
            if (!evidence_assessed(consideration->lines[k]))
                writer_bullet(writer, tr(language, "an assessment of “%1$s”, consideration %2$s"),
                              writer_label(writer, &consideration->lines[k]->title),
                              work_consideration(work, consideration->number));
        if (consideration->undetermined && !consideration->count)
            writer_bullet(writer,
                          tr(language, "what came in since the review before, or that nothing did, on consideration "
                                       "%s"),
                          work_consideration(work, consideration->number));
    }
}

void write_figures(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *revise = grounds_of_rules(work);
    writer_line(writer, tr(language, "%s."), figures(work));
    if (*revise)
        writer_line(writer, tr(language, "These rules that lead to a revision have fired: %s."), revise);
    else
        writer_line(writer, "%s", tr(language, "No rule that leads to a revision has fired."));
    write_qualification(work);
    writer_gap(writer);
}

void write_response(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    writer_heading(
        writer, 2,
        writer_format(writer, tr(language, "Proposed response: %s"), decision_text(check->decision, language)));
    writer_line(writer, tr(language, "%1$s; %2$s"), figures(work), proposal(work));
    write_robust_decision(work);
    const char *watched = fired(work, RULE_WATCH);
    if (*watched)
        writer_line(writer, tr(language, "Rules that only watch have fired, which does not change the decision: %s."),
                    watched);
    const char *pending = in_state(work, RULE_REVISE, RULE_MAJOR, STATE_PENDING);
    if (*pending)
        writer_line(writer,
                    tr(language, "Rules that lead to a revision are pending, and fire once their condition has held in "
                                 "as many waves in a row as they ask for: %s."),
                    pending);
    if (check->decision == DECISION_UNDETERMINED)
        write_missing(work);
    writer_gap(writer);
    write_override(work);
    write_nearest(work);
    write_trend_picture(work);
}
