/* The states of the rules over the waves, and what they are now, in words. */
#include <string.h>

#include "report/memo.h"

/* More waves than these would not fit on a page; the newest are shown. */
enum { MOST_WAVES = 8 };

static const struct verdict *verdict_at(const struct check *check, const struct rule *rule, size_t wave)
{
    for (size_t i = 0; i < check->count; i++)
        if (check->verdicts[i].whole && check->verdicts[i].rule == rule && check->verdicts[i].wave == wave)
            return &check->verdicts[i];
    return NULL;
}

const char *rule_state(struct work *work, const struct verdict *verdict)
{
    if (!verdict)
        return NO_NUMBER;
    const char *state = rule_state_name(verdict->state), *status = verdict_status_name(verdict->status);
    /* The state stands where the numbers are suppressed. */
    if (verdict->status == VERDICT_OK || verdict->status == VERDICT_SUPPRESSED || strcmp(state, status) == 0)
        return tr(work->language, state);
    return writer_format(&work->writer, tr(work->language, "%1$s (%2$s)"), tr(work->language, state),
                         tr(work->language, status));
}

static void write_matrix(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct check *check = work->memo->check;
    size_t first = check->wave + 1 > MOST_WAVES ? check->wave + 1 - MOST_WAVES : 0, count = 1;
    struct cell_grid_column columns[MOST_WAVES + 1] = {{tr(work->language, "rule"), false}};
    for (size_t wave = first; wave <= check->wave; wave++)
        columns[count++].title = writer_label(writer, &work->study->waves[wave].label);
    work_exhibit(work, tr(work->language, "States of the rules over the waves"));
    struct cell_grid grid = cell_grid_begin(writer, columns, count);
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        cell_grid_add(&grid, writer_format(writer, tr(work->language, "%1$s (%2$s)"), writer_escape(writer, rule->id),
                                           rule_says(work, rule)));
        for (size_t wave = first; wave <= check->wave; wave++)
            cell_grid_add(&grid, rule_state(work, verdict_at(check, &check->rules->rules[i], wave)));
    }
    cell_grid_end(&grid);
}

static void write_snooze(struct work *work, const struct rule *rule)
{
    struct writer *writer = &work->writer;
    const char *reason = writer_label(writer, &rule->snooze_reason);
    writer_bullet(writer, tr(work->language, "%1$s does not count until %2$s; reason: %3$s; set by %4$s."),
                  writer_escape(writer, rule->id), writer_date(writer, rule->snooze_until),
                  *reason ? reason : NO_NUMBER, rule->snooze_by ? writer_escape(writer, rule->snooze_by) : NO_NUMBER);
}

enum status write_states(struct work *work, struct errors *errors)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    write_matrix(work);
    enum status status = STATUS_OK;
    struct buffer words = {0};
    for (size_t i = 0; i < check->rules->count && status == STATUS_OK; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        if (!verdict)
            continue;
        words.length = 0;
        if (work_hides(work, rule, -1))
            buffer_text(&words, tr(language, "the figures are suppressed"));
        else
            status = verdict_text(check, verdict, language, &words, errors);
        writer_bullet(writer, tr(language, "**%1$s**: %2$s; %3$s since %4$s."), writer_escape(writer, rule->id),
                      writer_minus(writer, writer_escape(writer, buffer_get(&words))), rule_state(work, verdict),
                      writer_label(writer, &work->study->waves[verdict->since].label));
        if (verdict->status == VERDICT_SNOOZED)
            write_snooze(work, rule);
    }
    writer->failed = writer->failed || words.failed;
    buffer_clear(&words);
    writer_gap(writer);
    write_robust_rules(work);
    return status;
}
