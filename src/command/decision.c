/* What the rules came to, for people. */
#include "command/decision.h"

#include <stdlib.h>
#include <string.h>

#include "command/consider.h"

/* "      of them City banks 9, Regional banks 36": where they are counted to be. */
static void add_strata(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    const struct study *study = session->study;
    enum language language = session->language;
    if (!verdict->margin_strata || verdict->stratum >= 0)
        return;
    buffer_text(out, tr(language, "    counted where one weighs most: "));
    bool begun = false;
    for (size_t h = 0; h < study->stratum_count; h++) {
        if (!verdict->margin_strata[h])
            continue;
        const char *label = label_in(&study->strata[h].label, language), *comma = begun ? tr(language, ", ") : "";
        if (verdict->margin_strata[h] > 0)
            buffer_format(out, tr(language, "%s%s %lld"), comma, label, (long long)verdict->margin_strata[h]);
        else
            buffer_format(out, "%s%s", comma, label);
        begun = true;
    }
    buffer_byte(out, '\n');
}

/* "    of them: 3 on Personal, update; 2 on Corporate, update", or "City banks 3": the members of a rule of several. */
static void add_members(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    const struct study *study = session->study;
    const struct rule *rule = verdict->rule;
    enum language language = session->language;
    const bool strata = rule->combination == COMBINE_STRATA;
    if (!verdict->margin_members)
        return;
    buffer_text(out, tr(language, "    of them: "));
    bool begun = false;
    for (size_t m = 0; m < (strata ? study->stratum_count : rule->item_count); m++) {
        const long long number = (long long)verdict->margin_members[m];
        if (!number)
            continue;
        const char *between = !begun ? "" : strata ? tr(language, ", ") : tr(language, "; ");
        if (strata)
            buffer_format(out, tr(language, "%s%s %lld"), between, label_in(&study->strata[m].label, language), number);
        else
            buffer_format(out, tr(language, "%1$s%2$lld on %3$s"), between, number,
                          label_in(&study->items[rule->items[m]].label, language));
        begun = true;
    }
    buffer_byte(out, '\n');
}

/* Whether an institution may give several of the answers that the margin counts. */
static bool counts_answers(const struct verdict *verdict)
{
    size_t items = 0;
    for (size_t m = 0; verdict->margin_members && m < verdict->rule->item_count; m++)
        items += verdict->margin_members[m] != 0;
    return verdict->rule->combination != COMBINE_STRATA && items > 1;
}

/* "    depends on nonresponse; depends on sampling", or that it depends on none. */
static void add_robustness(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    enum language language = session->language;
    bool any = false;
    if (!verdict->has_robustness)
        return;
    for (int i = 0; i < DEPENDS_END; i++) {
        if (!verdict->depends[i])
            continue;
        buffer_format(out, "%s%s", any ? tr(language, "; ") : "    ",
                      tr(language, dependence_name((enum dependence)i)));
        any = true;
    }
    buffer_text(out, any ? "\n" : tr(language, "    robust\n"));
}

/* How many it takes: institutions, or answers of several items, which are two at least. */
static void add_count(const struct verdict *verdict, enum language language, struct buffer *out)
{
    const long long count = llabs(verdict->margin);
    const bool more = verdict->margin > 0;
    const char *format;
    if (counts_answers(verdict))
        format = more ? tr(language, "    %lld more adopted answers would make it %s\n")
                      : tr(language, "    %lld fewer adopted answers would make it %s\n");
    else if (count == 1)
        format = more ? tr(language, "    %lld more institution would have to adopt for it to become %s\n")
                      : tr(language, "    %lld fewer institution adopting would make it %s\n");
    else
        format = more ? tr(language, "    %lld more institutions would have to adopt for it to become %s\n")
                      : tr(language, "    %lld fewer institutions adopting would make it %s\n");
    buffer_format(out, format, count, tr(language, rule_state_name(verdict->margin_state)));
}

/* "31 more institutions would have to adopt for it to become pending", where a number of them suffices. */
static void add_margin(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    enum language language = session->language;
    if (verdict->hides_margin && !verdict->hidden)
        buffer_text(out, tr(language, "    how many institutions it is away from another state is suppressed\n"));
    if (!verdict->has_margin)
        return;
    add_count(verdict, language, out);
    add_members(session, verdict, out);
    add_strata(session, verdict, out);
    if (verdict->rule->for_waves > 1 && verdict->margin_state == STATE_PENDING)
        buffer_format(out, tr(language, "    and it fires when %d waves in a row pass\n"), verdict->rule->for_waves);
}

enum status decision_publish(struct session *session, const struct check *check, const struct check **shown)
{
    const struct disclosure *plan;
    enum status status = session_published(session, &plan);
    *shown = check;
    if (status != STATUS_OK || !plan)
        return status;
    if (session->checked != check) {
        struct check *made = arena_alloc(session->arena, sizeof *made);
        if (!made)
            return errors_memory(&session->errors);
        *made = *check;
        status = check_suppress(&session->panel, plan, session->arena, made, &session->errors);
        session->checked = check;
        session->published = made;
    }
    *shown = session->published;
    return status;
}

void decision_add_distance(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    add_margin(session, verdict, out);
    add_robustness(session, verdict, out);
}

enum status decision_add(struct session *session, const struct check *check, struct buffer *out)
{
    enum language language = session->language;
    buffer_format(out, tr(language, "Decision for %s: %s\n"),
                  label_in(&session->study->waves[check->wave].label, language),
                  decision_text(check->decision, language));
    consider_add_head(session, check, out);
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct verdict *verdict = check_verdict(check, &check->rules->rules[i]);
        if (!verdict)
            continue;
        const char *state = rule_state_name(verdict->state), *name = verdict_status_name(verdict->status);
        buffer_format(out, "  %s: %s", verdict->rule->id, tr(language, state));
        if (verdict->status != VERDICT_OK && strcmp(state, name) != 0) /* a state may say it itself */
            buffer_format(out, " (%s)", tr(language, name));
        buffer_text(out, "\n    ");
        enum status status = STATUS_OK;
        if (verdict->hidden)
            buffer_text(out, tr(language, "the figures are suppressed"));
        else
            status = verdict_text(check, verdict, language, out, &session->errors);
        if (status != STATUS_OK)
            return status;
        buffer_byte(out, '\n');
        decision_add_distance(session, verdict, out);
    }
    consider_add(session, check, out);
    return buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(&session->errors);
}
