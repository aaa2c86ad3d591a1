/* What rules need beside the counts: answers one by one, and the rows of their SELECTs. */
#include "command/consider.h"
#include "command/decision.h"

enum status decision_answers(struct session *session, const struct rules *rules, struct check_inputs *inputs)
{
    *inputs = (struct check_inputs){.panel = &session->panel};
    const struct study *study = session->study;
    bool *items = arena_array(session->arena, study->item_count, sizeof *items), sizes = false;
    struct answer_set **answers = arena_array(session->arena, study->wave_count, sizeof *answers);
    if (!items || !answers)
        return errors_memory(&session->errors);
    if (!rules_answers(rules, items, &sizes))
        return STATUS_OK;
    const struct answers_wanted wanted = {.items = items, .sizes = sizes};
    inputs->answers = answers;
    return session_read_answers(session, &wanted, EVERY, session->arena, answers);
}

/* The rows of one SELECT at each wave with data, the newest first. One that does not ask for the wave is about the
 * database as it is, and says nothing of the waves before. */
static enum status run_select(struct session *session, const struct rule *rule, struct selection **selections)
{
    const struct study *study = session->study;
    *selections = arena_array(session->arena, study->wave_count, sizeof **selections);
    if (!*selections)
        return errors_memory(&session->errors);
    bool asks = true;
    for (size_t i = study->wave_count; i-- > 0;) {
        struct selection *selection = &(*selections)[i];
        selection->rows = -1;
        if (!session->panel.tallies[i] || !asks)
            continue;
        enum status status =
            store_select(session->store, rule->sql, study->waves[i].year, session->arena, selection, &session->errors);
        if (status != STATUS_OK)
            return status;
        asks = selection->asks_wave;
    }
    if (!asks && rule->for_waves > 1)
        return node_report(node_get(rule->node, "for"), &session->errors, ERROR_RULE_VALUE,
                           "ask for the rows of one wave, for example `WHERE wave = :wave`",
                           "'for' needs a SELECT that asks for :wave");
    return STATUS_OK;
}

/* All SELECTs; what is wrong with any is told. */
static enum status run_selects(struct session *session, const struct rules *rules, struct check_inputs *inputs)
{
    struct selection **selections = arena_array(session->arena, rules->count, sizeof *selections);
    int64_t as_of;
    enum status first = selections ? options_as_of(session, &as_of) : errors_memory(&session->errors);
    for (size_t i = 0; selections && i < rules->count && first != STATUS_FAILURE; i++) {
        const struct rule *rule = &rules->rules[i];
        if (!rule->sql)
            continue;
        enum status status = as_of == AS_OF_NEWEST ? run_select(session, rule, &selections[i])
                                                   : node_report(rule->sql, &session->errors, ERROR_SQL_SELECT,
                                                                 "leave out --as-of, or the rule",
                                                                 "a SELECT sees the newest vintages only");
        first = first == STATUS_OK ? status : first;
    }
    inputs->selections = selections;
    return first;
}

enum status decision_inputs(struct session *session, const struct rules *rules, struct check_inputs *inputs)
{
    enum status status = decision_answers(session, rules, inputs);
    return status == STATUS_OK ? run_selects(session, rules, inputs) : status;
}

enum status decision_check(struct session *session, const struct rules *rules, int64_t wave, struct check *check)
{
    struct check_inputs inputs;
    enum status status = decision_inputs(session, rules, &inputs);
    return status == STATUS_OK ? threshold_check_inputs(&inputs, rules, wave, session->arena, check, &session->errors)
                               : status;
}

enum status decision_make(struct session *session, struct rules *rules, int64_t wave, struct check *check)
{
    enum status status = rules_load(session->study, session->arena, rules, &session->errors);
    if (status == STATUS_OK)
        status = decision_check(session, rules, wave, check);
    return status == STATUS_OK ? session_consider(session, check) : status;
}
