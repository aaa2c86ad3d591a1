/* The evidence of a review: which lines it is about, what they call for, and what is missing. */
#include "threshold/consider.h"

#include <string.h>

bool evidence_assessed(const struct evidence_line *line)
{
    return line->calls != CALLS_OPEN && *label_in(&line->assessment, LANGUAGE_JA);
}

const char *consideration_text(const struct study *study, int number, enum language language)
{
    static const char *const texts[CONSIDERATIONS] = {
        N_("Use and requests of the users"),       N_("Incidents"),
        N_("Developments in standardisation"),     N_("Self-regulation of the industry"),
        N_("Amendments of the related standards"), N_("Usage found by the survey"),
    };
    const char *own = label_in(&study->considerations[number - 1], language);
    return *own ? own : tr(language, texts[number - 1]);
}

const char *evidence_text(const struct evidence_line *line, enum language language)
{
    static const char *const texts[CALLS_END] = {
        [CALLS_OPEN] = N_("not assessed"),
        [CALLS_NONE] = N_("calls for no revision"),
        [CALLS_WATCH] = N_("to be watched"),
        [CALLS_REVISE] = N_("calls for a revision"),
        [CALLS_MAJOR] = N_("calls for a major revision"),
    };
    bool open = line->calls < CALLS_REVISE && !evidence_assessed(line);
    return tr(language, texts[open ? CALLS_OPEN : line->calls]);
}

const char *consideration_result(const struct consideration *consideration, enum language language)
{
    static const char *const texts[CALLS_END] = {
        [CALLS_OPEN] = N_("undetermined, for not all of it has been assessed"),
        [CALLS_NONE] = N_("nothing calls for a revision"),
        [CALLS_WATCH] = N_("nothing calls for a revision, but there is something to be watched"),
        [CALLS_REVISE] = N_("a revision is called for"),
        [CALLS_MAJOR] = N_("a major revision is called for"),
    };
    if (!consideration->count)
        return tr(language, "undetermined, for nothing is on file since the review before");
    bool open = consideration->unassessed && consideration->calls < CALLS_REVISE;
    return tr(language, texts[open ? CALLS_OPEN : consideration->calls]);
}

static void add_line(struct consideration *consideration, const struct evidence_line *line)
{
    consideration->lines[consideration->count++] = line;
    consideration->urgent += line->urgent;
    consideration->unassessed += !evidence_assessed(line);
    if (line->calls > consideration->calls)
        consideration->calls = line->calls;
}

enum status evidence_evaluate(const struct evidence_line *lines, size_t count, const char *after, const char *until,
                              struct arena *arena, struct evaluation *evaluation, struct errors *errors)
{
    *evaluation = (struct evaluation){.after = after, .until = until};
    for (int i = 0; i < CONSIDERATIONS; i++) {
        struct consideration *consideration = &evaluation->considerations[i];
        consideration->number = i + 1;
        consideration->lines = arena_array(arena, count + 1, sizeof *consideration->lines);
        if (!consideration->lines)
            return errors_memory(errors);
    }
    for (int urgent = 1; urgent >= 0; urgent--)
        for (size_t i = 0; i < count; i++) {
            const struct evidence_line *line = &lines[i];
            if (line->urgent != (urgent == 1) || (after && strcmp(line->date, after) <= 0) ||
                strcmp(line->date, until) > 0)
                continue;
            add_line(&evaluation->considerations[line->consideration - 1], line);
        }
    for (int i = 0; i < CONSIDERATIONS; i++) {
        struct consideration *consideration = &evaluation->considerations[i];
        bool lacking = !consideration->count && consideration->number < CONSIDERATIONS;
        consideration->undetermined = lacking || consideration->unassessed > 0;
        evaluation->count += consideration->count;
        evaluation->urgent += consideration->urgent;
    }
    return STATUS_OK;
}

/* Whether the line calls for the decision, or leaves it open. */
static bool line_calls(const struct evidence_line *line, enum decision decision)
{
    switch (decision) {
    case DECISION_MAJOR:
        return line->calls == CALLS_MAJOR;
    case DECISION_REVISION:
        return line->calls == CALLS_REVISE;
    case DECISION_UNDETERMINED:
        return !evidence_assessed(line);
    case DECISION_NO_REVISION:
        break;
    }
    return false;
}

bool consider_call(struct check *check, enum decision decision)
{
    if (!check->evaluation)
        return false;
    for (int i = 0; i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &check->evaluation->considerations[i];
        for (size_t k = 0; k < consideration->count; k++)
            if (line_calls(consideration->lines[k], decision)) {
                check->decisive_line = consideration->lines[k];
                return true;
            }
    }
    for (int i = 0; i < CONSIDERATIONS && decision == DECISION_UNDETERMINED; i++)
        if (check->evaluation->considerations[i].undetermined) {
            check->decisive_lacking = &check->evaluation->considerations[i];
            return true;
        }
    return false;
}

enum decision override_decision(const struct override *override)
{
    enum decision decision = DECISION_NO_REVISION;
    while (decision < DECISION_UNDETERMINED && strcmp(decision_name(decision), override->decision) != 0)
        decision++;
    return decision;
}

enum status threshold_consider(struct check *check, const struct review_files *files, struct arena *arena,
                               struct errors *errors)
{
    const struct study *study = check->study;
    const struct wave *wave = &study->waves[check->wave];
    check->files = files;
    check->override = override_find(&files->overrides, wave->year);
    check->evaluation = NULL;
    if (study->evidence) {
        struct evaluation *evaluation = arena_alloc(arena, sizeof *evaluation);
        if (!evaluation)
            return errors_memory(errors);
        const char *after = check->wave ? study->waves[check->wave - 1].review_date : NULL;
        enum status status = evidence_evaluate(files->evidence.lines, files->evidence.count, after, wave->review_date,
                                               arena, evaluation, errors);
        if (status != STATUS_OK)
            return status;
        check->evaluation = evaluation;
    }
    check_decide(check);
    return STATUS_OK;
}
