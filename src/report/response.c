/* What is proposed, on which grounds, and how far the figures are from another answer. */
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

/* "of the institutions with a valid answer, … answered “Offering”": the figures that the decision rests on. */
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
            ? tr(language, "Of the institutions with a valid answer in %1$s, %2$s was answered by %3$s")
            : tr(language, "Of the institutions that responded in %1$s, %2$s was answered by %3$s");
    return writer_format(writer, format, wave, adopted, writer_list(writer, clauses, count));
}

/* The rules of `severity` that have fired and count, quoted and listed; "" where there are none. */
static const char *fired(struct work *work, enum rule_severity severity)
{
    struct writer *writer = &work->writer;
    const struct check *check = work->memo->check;
    const char **ids = arena_array(writer->arena, check->rules->count, sizeof *ids);
    size_t count = 0;
    writer->failed = writer->failed || !ids;
    for (size_t i = 0; ids && i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        if (verdict && rule->severity == severity && verdict->state == STATE_FIRED &&
            verdict->status != VERDICT_SNOOZED)
            ids[count++] = writer_format(writer, tr(work->language, "“%s”"), writer_escape(writer, rule->id));
    }
    return writer_list(writer, ids, count);
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
    const char *wave = writer_label(writer, &work->wave->label);
    if (check->decisive)
        return writer_format(
            writer,
            tr(language,
               "the rule “%1$s” can't be judged (%2$s), so the need for a revision in %3$s remains undetermined."),
            writer_escape(writer, check->decisive->rule->id), doubt(work, check->decisive), wave);
    if (check->decisive_line)
        return writer_format(writer,
                             tr(language, "what came in on consideration (%1$d), “%2$s”, has not been assessed, so the "
                                          "need for a revision in %3$s remains undetermined."),
                             check->decisive_line->consideration, writer_label(writer, &check->decisive_line->title),
                             wave);
    return writer_format(writer,
                         tr(language, "nothing is on file on consideration (%1$d) since the review before, so the need "
                                      "for a revision in %2$s remains undetermined."),
                         check->decisive_lacking ? check->decisive_lacking->number : 0, wave);
}

/* The second half of the sentence, from the grounds to what is proposed. */
static const char *proposal(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    const char *wave = writer_label(writer, &work->wave->label);
    switch (check->decision) {
    case DECISION_REVISION:
        return writer_format(writer, tr(language, "a revision is proposed for %2$s, on these grounds: %1$s."),
                             grounds(work, RULE_REVISE), wave);
    case DECISION_MAJOR:
        return writer_format(writer,
                             tr(language, "a major revision, to be examined by an expert panel, is proposed for %2$s, "
                                          "on these grounds: %1$s."),
                             grounds(work, RULE_MAJOR), wave);
    case DECISION_UNDETERMINED:
        return open_question(work);
    case DECISION_NO_REVISION:
        break;
    }
    return writer_format(
        writer,
        check->evaluation
            ? tr(language, "no rule that leads to a revision has fired, and nothing that came in on "
                           "the considerations calls for one, so no revision is proposed for %s.")
            : tr(language, "no rule that leads to a revision has fired, so no revision is proposed for %s."),
        wave);
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
            verdict->status != VERDICT_SNOOZED)
            writer_bullet(writer, tr(language, "data on which the rule “%1$s” can be judged (%2$s)"),
                          writer_escape(writer, rule->id), doubt(work, verdict));
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

/* The end of the interval, or the point, that the rule compares; NULL where it does not exist or is not published. */
static const char *compared(struct work *work, const struct verdict *verdict)
{
    const struct rule *rule = verdict->rule;
    struct writer *writer = &work->writer;
    double value = rule->bound == BOUND_LOWER   ? verdict->lower
                   : rule->bound == BOUND_UPPER ? verdict->upper
                                                : verdict->value;
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
    const char *more = verdict->margin > 0
                           ? writer_format(writer,
                                           tr(language, "; it takes %1$s more adopting institutions among those that "
                                                        "answered for it to be %2$s"),
                                           writer_count(writer, verdict->margin), state)
                           : writer_format(writer,
                                           tr(language, "; it takes %1$s fewer adopting institutions among those that "
                                                        "answered for it to be %2$s"),
                                           writer_count(writer, -verdict->margin), state);
    more = margin_strata(work, verdict, more);
    if (verdict->margin_state != STATE_PENDING || verdict->rule->for_waves < 2)
        return more;
    return writer_format(writer, tr(language, "%1$s, and %2$d waves in a row for it to fire"), more,
                         verdict->rule->for_waves);
}

/* "; this verdict depends on nonresponse": what is said without it must hold without it. */
static const char *qualification(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    const char *names[DEPENDS_END];
    size_t count = 0;
    for (int i = 0; verdict->has_robustness && i < DEPENDS_END; i++)
        if (verdict->depends[i])
            names[count++] = tr(work->language, dependence_name((enum dependence)i));
    return count ? writer_format(writer, tr(work->language, "; this verdict %s"), writer_list(writer, names, count))
                 : "";
}

/* One bullet for a rule, or for an item of a rule with several. */
static void write_margin(struct work *work, const struct verdict *verdict)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct rule *rule = verdict->rule;
    bool hidden = work_hides(work, rule, verdict->item);
    const char *value = hidden ? NULL : compared(work, verdict);
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
        const struct rule *rule = verdict->rule;
        bool of_several = rule->combination != COMBINE_STRATA && rule->item_count > 1;
        if (verdict->wave != check->wave || rule->severity == RULE_WATCH || verdict->whole == of_several)
            continue;
        if (!begun) {
            writer_line(&work->writer, "%s",
                        tr(work->language, "How far the rules that lead to a revision are from another state:"));
            writer_gap(&work->writer);
        }
        begun = true;
        write_margin(work, verdict);
    }
    if (begun)
        writer_gap(&work->writer);
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
    const char *watched = fired(work, RULE_WATCH);
    if (*watched)
        writer_line(writer, tr(language, "Rules that only watch have fired, which does not change the decision: %s."),
                    watched);
    if (check->decision == DECISION_UNDETERMINED)
        write_missing(work);
    writer_gap(writer);
    write_override(work);
}
