/* minaoshi explain: one rule, from the rows of the survey files to its verdict. */
#include "command/explain.h"

#include <string.h>

#include "base/text.h"
#include "command/decision.h"

const struct verdict *explanation_next(const struct explanation *explanation, const struct explained *member,
                                       const struct verdict *verdict)
{
    const struct check *check = explanation->check;
    size_t i = verdict ? (size_t)(verdict - check->verdicts) + 1 : 0;
    for (; i < check->count; i++) {
        const struct verdict *one = &check->verdicts[i];
        if (one->rule == explanation->rule && one->item == member->item && one->stratum == member->stratum)
            return one;
    }
    return NULL;
}

bool explanation_adopter(const struct explanation *explanation, const struct explained *member, size_t stratum,
                         size_t *row)
{
    const struct study *study = explanation->session->study;
    const struct answer_set *answers = explanation->answers;
    for (; answers && *row < answers->count; (*row)++)
        if (answers->strata[*row] == stratum &&
            analysis_class(&study->items[member->item], answers, *row, CHOICE_ADOPTED, study->analysis.denominator) ==
                ANSWER_ADOPTED)
            return true;
    return false;
}

bool explanation_sides(const struct explanation *explanation, const struct verdict *verdict, int64_t factors[4])
{
    enum { LARGEST = 1 << 30 }; /* the products are shown, and must not overflow */
    const struct rule *rule = explanation->rule;
    if (rule->statistic != STATISTIC_RATE || rule->estimator != ESTIMATOR_PUBLISHED || rule->bound != BOUND_POINT ||
        verdict->n <= 0 || verdict->n > LARGEST || rule->level.denominator > LARGEST)
        return false;
    factors[0] = verdict->x;
    factors[1] = rule->level.denominator;
    factors[2] = rule->level.numerator;
    factors[3] = verdict->n;
    return true;
}

/* The rule of that name. */
static enum status find_rule(struct session *session, const struct rules *rules, size_t *index)
{
    const char *id = session->options->words[0];
    struct buffer known = {0};
    for (*index = 0; *index < rules->count; (*index)++) {
        if (strcmp(rules->rules[*index].id, id) == 0) {
            buffer_clear(&known);
            return STATUS_OK;
        }
        buffer_format(&known, "%s%s", *index ? ", " : "", rules->rules[*index].id);
    }
    enum status status = options_refuse(session, "explain", id, buffer_get(&known));
    buffer_clear(&known);
    return status;
}

/* The answers of the wave that is judged, and where they stand. */
static enum status read_rows(struct explanation *explanation)
{
    struct session *session = explanation->session;
    const struct study *study = session->study;
    const struct rule *rule = explanation->rule;
    const struct tally_set *tally = session->panel.tallies[explanation->check->wave];
    bool *items = arena_array(session->arena, study->item_count, sizeof *items);
    struct answer_set *answers = arena_alloc(session->arena, sizeof *answers);
    if (!items || !answers)
        return errors_memory(&session->errors);
    if (!tally || !rule->item_count)
        return STATUS_OK;
    for (size_t i = 0; i < rule->item_count; i++)
        items[rule->items[i]] = true;
    const struct answers_wanted wanted = {.items = items};
    struct answer_line *lines;
    size_t count;
    enum status status = store_answers(session->store, tally, &wanted, session->arena, answers, &session->errors);
    if (status == STATUS_OK)
        status = store_lines(session->store, tally, session->arena, &lines, &count, &session->errors);
    if (status == STATUS_OK && answers->count && count == answers->count) {
        explanation->answers = answers;
        explanation->lines = lines;
    }
    return status;
}

static enum status gather(struct session *session, struct rules *rules, struct check *check,
                          struct explanation *explanation)
{
    struct check_inputs inputs;
    int64_t wave;
    size_t index;
    enum status status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = rules_load(session->study, session->arena, rules, &session->errors);
    if (status == STATUS_OK)
        status = find_rule(session, rules, &index);
    if (status == STATUS_OK)
        status = decision_inputs(session, rules, &inputs);
    if (status == STATUS_OK)
        status = threshold_check_inputs(&inputs, rules, wave, session->arena, check, &session->errors);
    if (status != STATUS_OK)
        return status;
    *explanation = (struct explanation){.session = session, .check = check, .rule = &rules->rules[index]};
    status = threshold_explain(&inputs, rules, index, check->wave, session->arena, &explanation->members,
                               &explanation->member_count, &session->errors);
    return status == STATUS_OK ? read_rows(explanation) : status;
}

enum status command_explain(struct session *session)
{
    struct rules rules;
    struct check check;
    struct explanation explanation;
    enum table_format format;
    enum status status = session_format(session, &format);
    if (status == STATUS_OK && format != FORMAT_TEXT && format != FORMAT_JSON)
        return options_refuse(session, "--format", session->options->format ? session->options->format : "-o",
                              "text, json");
    if (status == STATUS_OK)
        status = session_load(session, true);
    if (status == STATUS_OK)
        status = gather(session, &rules, &check, &explanation);
    struct buffer made = {0}, out = {0};
    if (status == STATUS_OK)
        status = format == FORMAT_TEXT ? explain_text(&explanation, &made) : explain_json(&explanation, &made);
    if (format == FORMAT_TEXT) {
        text_add_safe_lines(&out, buffer_get(&made), made.length);
        out.failed = out.failed || made.failed;
    }
    if (status == STATUS_OK)
        status = session_write(session, format == FORMAT_TEXT ? &out : &made);
    buffer_clear(&made);
    buffer_clear(&out);
    return status;
}
