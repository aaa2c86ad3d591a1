/* The record that holds what is there now, and what changed since another. */
#include "command/records.h"

/* The basis of the check, written as a record and read back. */
static enum status record_now(struct session *session, const struct check *check, struct decision_record *now)
{
    struct basis basis;
    enum status status = basis_gather(session, check, &basis);
    return status == STATUS_OK ? basis_record(&basis, session->arena, 1, now, &session->errors) : status;
}

/* Whether the stored record holds the same; then its seal is in `*sha256`. */
static enum status compare_stored(struct session *session, const struct stored_decision *stored,
                                  const struct decision_record *now, const char **sha256)
{
    struct decision_record record;
    struct record_difference *differences;
    size_t count = 1;
    const char *name = record_path(session->arena, stored->year, stored->number);
    if (!name)
        return errors_memory(&session->errors);
    enum status status = record_read(name, stored->record, stored->length, &record, &session->errors);
    if (status == STATUS_OK)
        status = record_compare(&record, now, session->arena, &differences, &count, &session->errors);
    if (status == STATUS_OK && !count) {
        *sha256 = arena_format(session->arena, "%s", record.sha256);
        status = *sha256 ? STATUS_OK : errors_memory(&session->errors);
    }
    record_clear(&record);
    return status;
}

enum status records_current(struct session *session, const struct check *check, const char **name, const char **sha256)
{
    struct stored_decision *decisions;
    struct decision_record now = {0};
    size_t count, mine = 0;
    const int year = session->study->waves[check->wave].year;
    *name = *sha256 = NULL;
    enum status status = store_decisions(session->store, session->arena, &decisions, &count, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        mine += decisions[i].year == year;
    if (status != STATUS_OK || !mine)
        return status;
    status = record_now(session, check, &now);
    for (size_t i = count; status == STATUS_OK && !*name && i-- > 0;) {
        if (decisions[i].year != year)
            continue;
        status = compare_stored(session, &decisions[i], &now, sha256);
        if (status != STATUS_OK || !*sha256)
            continue;
        *name = record_path(session->arena, year, decisions[i].number);
        status = *name ? STATUS_OK : errors_memory(&session->errors);
    }
    record_clear(&now);
    return status;
}

enum status records_since(struct session *session, const struct found_record *found, const struct check *check,
                          struct since *since)
{
    struct decision_record now = {0};
    enum status status = record_now(session, check, &now);
    if (status == STATUS_OK)
        status = record_since(&found->record, &now, session->arena, since, &session->errors);
    since->title = found->title;
    record_clear(&now);
    return status;
}
