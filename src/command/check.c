/* minaoshi check */
#include <math.h>

#include "command/consider.h"
#include "command/decision.h"

/* Whether any rule has a number in the decision's wave. */
static bool has_number(const struct check *check)
{
    for (size_t i = 0; i < check->count; i++)
        if (check->verdicts[i].wave == check->wave && !isnan(check->verdicts[i].value))
            return true;
    return false;
}

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
        status = decision_check(session, &rules, wave, &check);
    if (status == STATUS_OK)
        status = session_consider(session, &check);
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
    if (status == STATUS_OK && !has_number(&check))
        status = errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "the column `status` tells why",
                            "no rule has a number in wave %d", session->study->waves[check.wave].year);
    return status;
}
