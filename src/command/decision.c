/* What the rules came to, for people. */
#include "command/decision.h"

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
        buffer_format(out, tr(language, "%s%s %lld"), begun ? tr(language, ", ") : "",
                      label_in(&study->strata[h].label, language), (long long)verdict->margin_strata[h]);
        begun = true;
    }
    buffer_byte(out, '\n');
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

/* "31 more institutions would have to adopt for it to become pending", where a number of them suffices. */
static void add_margin(const struct session *session, const struct verdict *verdict, struct buffer *out)
{
    enum language language = session->language;
    if (!verdict->has_margin)
        return;
    const char *state = tr(language, rule_state_name(verdict->margin_state));
    if (verdict->margin > 0)
        buffer_format(out,
                      verdict->margin == 1
                          ? tr(language, "    %lld more institution would have to adopt for it to become %s\n")
                          : tr(language, "    %lld more institutions would have to adopt for it to become %s\n"),
                      (long long)verdict->margin, state);
    else
        buffer_format(out,
                      verdict->margin == -1 ? tr(language, "    %lld fewer institution adopting would make it %s\n")
                                            : tr(language, "    %lld fewer institutions adopting would make it %s\n"),
                      (long long)-verdict->margin, state);
    add_strata(session, verdict, out);
    if (verdict->rule->for_waves > 1 && verdict->margin_state == STATE_PENDING)
        buffer_format(out, tr(language, "    and it fires when %d waves in a row pass\n"), verdict->rule->for_waves);
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
