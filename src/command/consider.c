/* Evidence for people at a terminal. Texts of the files are shown without what could drive it. */
#include "command/consider.h"

#include <string.h>

#include "base/text.h"

enum status session_consider(struct session *session, struct check *check)
{
    struct review_files *files = arena_alloc(session->arena, sizeof *files);
    if (!files)
        return errors_memory(&session->errors);
    enum status status = review_files_load(session->study, session->arena, files, &session->errors);
    return status == STATUS_OK ? threshold_consider(check, files, session->arena, &session->errors) : status;
}

static void add_data(struct buffer *out, const char *text)
{
    text_add_safe(out, text, strlen(text));
}

/* "2021-12-10 A leak of keys: not assessed". */
static void add_line(const struct session *session, const struct evidence_line *line, struct buffer *out)
{
    enum language language = session->language;
    buffer_format(out, "%s ", line->date);
    add_data(out, label_in(&line->title, language));
    buffer_format(out, tr(language, ": %s\n"), evidence_text(line, language));
}

void consider_add_head(const struct session *session, const struct check *check, struct buffer *out)
{
    enum language language = session->language;
    for (int i = 0; check->evaluation && i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &check->evaluation->considerations[i];
        for (size_t k = 0; k < consideration->urgent; k++) {
            buffer_format(out, tr(language, "  URGENT (%d) "), consideration->number);
            add_line(session, consideration->lines[k], out);
        }
    }
    if (!check->override)
        return;
    buffer_format(out, tr(language, "  Decided on %1$s: %2$s, by "), check->override->date,
                  decision_text(override_decision(check->override), language));
    add_data(out, check->override->by);
    buffer_text(out, tr(language, "\n    reason: "));
    add_data(out, check->override->reason);
    buffer_byte(out, '\n');
}

static void add_consideration(const struct session *session, const struct consideration *consideration,
                              struct buffer *out)
{
    enum language language = session->language;
    const char *file = session->study->evidence;
    if (consideration->number == CONSIDERATIONS && !consideration->count)
        return; /* that is what the rules are for */
    buffer_format(out, "  (%d) ", consideration->number);
    add_data(out, consideration_text(session->study, consideration->number, language));
    buffer_format(out, tr(language, ": %s\n"), consideration_result(consideration, language));
    for (size_t i = 0; i < consideration->count; i++) {
        const struct evidence_line *line = consideration->lines[i];
        buffer_text(out, line->urgent ? tr(language, "    URGENT ") : "    ");
        add_line(session, line, out);
        if (!evidence_assessed(line))
            buffer_format(out, tr(language, "      write `assessment` and `calls_for` on line %1$lld of %2$s\n"),
                          (long long)line->line, file);
    }
    if (!consideration->count)
        buffer_format(out, tr(language, "    add a line to %s, also to say that nothing came in\n"), file);
}

void consider_add(const struct session *session, const struct check *check, struct buffer *out)
{
    enum language language = session->language;
    const struct evaluation *evaluation = check->evaluation;
    if (!evaluation)
        return;
    if (evaluation->after)
        buffer_format(out, tr(language, "Considerations, on what came in after %1$s and up to %2$s:\n"),
                      evaluation->after, evaluation->until);
    else
        buffer_format(out, tr(language, "Considerations, on what came in up to %s:\n"), evaluation->until);
    for (int urgent = 1; urgent >= 0; urgent--)
        for (int i = 0; i < CONSIDERATIONS; i++)
            if ((evaluation->considerations[i].urgent > 0) == (urgent == 1))
                add_consideration(session, &evaluation->considerations[i], out);
}

void consider_add_summary(const struct session *session, const struct check *check, struct buffer *out)
{
    enum language language = session->language;
    const struct evaluation *evaluation = check->evaluation;
    bool any = false;
    if (!evaluation)
        return;
    buffer_format(out,
                  evaluation->count == 1 ? tr(language, "Evidence up to %1$s: %2$zu line")
                                         : tr(language, "Evidence up to %1$s: %2$zu lines"),
                  evaluation->until, evaluation->count);
    for (int i = 0; i < CONSIDERATIONS; i++)
        if (evaluation->considerations[i].undetermined) {
            buffer_text(out, any ? tr(language, ", ") : tr(language, "; undetermined: "));
            buffer_format(out, "(%d)", i + 1);
            any = true;
        }
    buffer_byte(out, '\n');
}
