/* minaoshi check */
#include "command/decision.h"

enum status command_check(struct session *session)
{
    enum status status = session_load(session, true);
    if (status != STATUS_OK)
        return status;
    int64_t wave;
    struct rules rules;
    struct check check;
    status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = rules_load(session->study, session->arena, &rules, &session->errors);
    if (status == STATUS_OK)
        status = threshold_check(&session->panel, &rules, wave, session->arena, &check, &session->errors);
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = check_to_table(&check, false, &table, &session->errors);
    struct buffer after = {0};
    if (status == STATUS_OK) {
        buffer_byte(&after, '\n');
        status = decision_add(session, &check, &after);
    }
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    buffer_clear(&after);
    table_free(table);
    if (status == STATUS_OK && session->options->exit_code)
        status = decision_status(check.decision);
    return status;
}
