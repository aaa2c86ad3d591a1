/* minaoshi check */
#include <math.h>

#include "command/decision.h"
#include "command/records.h"

/* Whether any rule has a number in the decision's wave. */
static bool has_number(const struct check *check)
{
    for (size_t i = 0; i < check->count; i++)
        if (check->verdicts[i].wave == check->wave && !isnan(check->verdicts[i].value))
            return true;
    return false;
}

/* A record is of what is there now, and written or held against another. */
static enum status refuse_options(struct session *session)
{
    const struct options *options = session->options;
    if (options->record && options->against)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "run `minaoshi check` twice",
                          "--record and --against exclude each other");
    if (options->open && options->against)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "`report --against RECORD` marks what changed in what may be published",
                          "--public and --against exclude each other");
    if (!options->as_of || (!options->record && !options->against))
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                      "`minaoshi verify RECORD` replays an old record", "%s and --as-of exclude each other",
                      options->record ? "--record" : "--against");
}

/* What is printed: the table of the rules, and the decision with its record. */
static enum status print(struct session *session, const struct check *check)
{
    struct table *table = NULL;
    struct buffer after = {0};
    const struct check *shown = check; /* with --public what may be published of it; the record has it whole */
    enum status status = session->options->open ? decision_publish(session, check, &shown) : STATUS_OK;
    if (status == STATUS_OK)
        status = check_to_table(shown, false, &table, &session->errors);
    if (status == STATUS_OK) {
        buffer_byte(&after, '\n');
        status = decision_add(session, shown, &after);
        if (status == STATUS_OK && buffer_status(&after) != STATUS_OK)
            status = errors_memory(&session->errors);
    }
    enum status kept = STATUS_OK;
    if (status == STATUS_OK && session->options->record)
        kept = records_keep(session, check, &after);
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    buffer_clear(&after);
    table_free(table);
    return status == STATUS_OK ? kept : status;
}

/* Opened for reading, all is read and files that differ are told; a record is then written under a lock of its own. */
static enum status reopen_for_writing(struct session *session)
{
    store_close(session->store);
    session->store = NULL;
    return session_open(session, STORE_WRITE);
}

enum status command_check(struct session *session)
{
    enum status status = refuse_options(session);
    if (status == STATUS_OK)
        status = session_load(session, true);
    if (status != STATUS_OK)
        return status;
    int64_t wave;
    struct rules rules;
    struct check check;
    struct found_record found = {0};
    status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK && session->options->against) {
        status = records_find(session, session->options->against, &found);
        if (status == STATUS_OK)
            status = records_take_wave(session, &found, &wave);
    }
    if (status == STATUS_OK)
        status = decision_make(session, &rules, wave, &check);
    if (status == STATUS_OK && session->options->record)
        status = reopen_for_writing(session);
    if (status == STATUS_OK)
        status = session->options->against ? records_print_against(session, &found, &check) : print(session, &check);
    record_clear(&found.record);
    if (status == STATUS_OK && session->options->exit_code)
        status = decision_status(check.decision);
    if (status == STATUS_OK && !session->options->against && !has_number(&check))
        status = errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "the column `status` tells why",
                            "no rule has a number in wave %d", session->study->waves[check.wave].year);
    return status;
}
