/* minaoshi check --against: what changed since a record, and why. */
#include <string.h>

#include "command/records.h"

/* "rules.yaml, responses/fy2021.csv": what differs of some parts, each name once; "" where nothing does. */
static void add_names(const struct record_difference *differences, size_t count, enum record_part first,
                      enum record_part last, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        bool wanted = differences[i].part >= first && differences[i].part <= last;
        for (size_t k = 0; wanted && k < i; k++)
            wanted = differences[k].part < first || strcmp(differences[k].name, differences[i].name) != 0;
        if (wanted)
            buffer_format(out, "%s%s", out->length ? ", " : "", differences[i].name);
    }
}

enum status records_take_wave(struct session *session, const struct found_record *found, int64_t *wave)
{
    int64_t of = study_find_wave(session->study, found->record.year);
    if (of < 0)
        return errors_add(&session->errors, ERROR_RECORD_INPUT, (struct place){.file = "study.yaml"}, NULL,
                          "study.yaml no longer declares wave %d, which %s is of", found->record.year, found->title);
    if (*wave != EVERY && *wave != of)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "leave --wave out",
                          "--against %s is of wave %d", found->title, found->record.year);
    *wave = of;
    return STATUS_OK;
}

/* Why the results differ: the inputs, the rules, or neither. */
static void add_reason(struct session *session, const struct found_record *found,
                       const struct record_difference *differences, size_t count, struct buffer *out)
{
    enum language language = session->language;
    struct buffer inputs = {0}, rules = {0}, results = {0};
    add_names(differences, count, RECORD_INPUT, RECORD_INPUT, &inputs);
    add_names(differences, count, RECORD_OPTION, RECORD_RULE, &rules);
    add_names(differences, count, RECORD_ESTIMATE, RECORD_DECISION, &results);
    if (!count)
        buffer_format(out, tr(language, "Nothing changed since %s.\n"), found->title);
    else if (!results.length)
        buffer_format(out, tr(language, "No estimate, state or decision changed since %s.\n"), found->title);
    if (inputs.length)
        buffer_format(out, tr(language, "Changed inputs: %s\n"), buffer_get(&inputs));
    if (rules.length)
        buffer_format(out, tr(language, "Changed in what is asked for: %s\n"), buffer_get(&rules));
    if (results.length && !inputs.length && !rules.length)
        buffer_format(out,
                      tr(language, "No input changed: the results come from the database, or from version %s "
                                   "after %s. `minaoshi verify` tells more.\n"),
                      MINAOSHI_VERSION, found->record.program);
    out->failed = out->failed || inputs.failed || rules.failed || results.failed;
    buffer_clear(&inputs);
    buffer_clear(&rules);
    buffer_clear(&results);
}

static enum status print(struct session *session, const struct found_record *found, const struct check *check,
                         const struct record_difference *differences, size_t count)
{
    struct table *table = NULL;
    struct buffer after = {0};
    enum language language = session->language;
    const char *now = decision_name(check->decision),
               *wave = label_in(&session->study->waves[check->wave].label, language);
    enum status status = differences_to_table(session->study, differences, count, &table, &session->errors);
    if (status != STATUS_OK)
        return status;
    buffer_byte(&after, '\n');
    add_reason(session, found, differences, count, &after);
    if (strcmp(now, found->record.decision) == 0)
        buffer_format(&after, tr(language, "Decision for %s: %s, as in %s\n"), wave,
                      decision_text(check->decision, language), found->title);
    else
        buffer_format(&after, tr(language, "Decision for %s: %s; in %s it was: %s\n"), wave,
                      decision_text(check->decision, language), found->title,
                      decision_text_of(found->record.decision, language));
    status = buffer_status(&after) == STATUS_OK ? session_write_table(session, table, &after)
                                                : errors_memory(&session->errors);
    buffer_clear(&after);
    table_free(table);
    return status;
}

/* What differs between a record and the evaluation as it is now. */
static enum status compare_now(struct session *session, const struct found_record *found, const struct check *check,
                               struct record_difference **differences, size_t *count)
{
    struct basis basis;
    struct decision_record now = {0};
    enum status status = basis_gather(session, check, &basis);
    if (status == STATUS_OK)
        status = basis_record(&basis, session->arena, found->record.number, &now, &session->errors);
    if (status == STATUS_OK)
        status = record_compare(&found->record, &now, session->arena, differences, count, &session->errors);
    record_clear(&now);
    return status;
}

enum status records_print_against(struct session *session, const struct found_record *found, const struct check *check)
{
    struct record_difference *differences;
    size_t count;
    enum status status = compare_now(session, found, check, &differences, &count);
    return status == STATUS_OK ? print(session, found, check, differences, count) : status;
}

enum status records_add_status(struct session *session, const struct check *check, struct buffer *out)
{
    struct stored_decision *decisions;
    struct record_difference *differences;
    struct found_record found = {0};
    struct buffer names = {0};
    size_t stored, count;
    enum language language = session->language;
    enum status status = store_decisions(session->store, session->arena, &decisions, &stored, &session->errors);
    if (status != STATUS_OK || !stored || decisions[stored - 1].year != session->study->waves[check->wave].year)
        return status;
    status = records_find(session, NULL, &found);
    if (status == STATUS_OK)
        status = compare_now(session, &found, check, &differences, &count);
    if (status == STATUS_OK) {
        add_names(differences, count, RECORD_INPUT, RECORD_INPUT, &names);
        if (names.length)
            buffer_format(out, tr(language, "Record %s: changed since: %s (`minaoshi check --against %s`)\n"),
                          found.title, buffer_get(&names), found.title);
        else if (session->errors.warnings)
            buffer_format(out,
                          tr(language, "Record %s: the database has its inputs, but files of the folder differ "
                                       "(`minaoshi verify`)\n"),
                          found.title);
        else
            buffer_format(out, tr(language, "Record %s: no input has changed\n"), found.title);
        if (buffer_status(&names) != STATUS_OK)
            status = errors_memory(&session->errors);
    }
    buffer_clear(&names);
    record_clear(&found.record);
    return status;
}
