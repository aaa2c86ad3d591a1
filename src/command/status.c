/* minaoshi status */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/consider.h"
#include "command/decision.h"
#include "command/records.h"

static const struct column columns[] = {
    {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
    {"import", N_("import"), COLUMN_INTEGER, SHOW_ALWAYS},
    {"kept", N_("imports"), COLUMN_INTEGER, SHOW_ALWAYS},
    {"respondents", N_("respondents"), COLUMN_INTEGER, SHOW_ALWAYS},
    {"N", N_("N"), COLUMN_INTEGER, SHOW_FILLED},
    {"response_rate", N_("response"), COLUMN_PROPORTION, SHOW_FILLED},
    {"unread_columns", N_("columns not read"), COLUMN_INTEGER, SHOW_FILLED},
    {"files", N_("files"), COLUMN_TEXT, SHOW_FILLED},
    {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    {"rejected", N_("rejected rows"), COLUMN_INTEGER, SHOW_FILLED},
    {"record", N_("record"), COLUMN_TEXT, SHOW_FILLED},
};

/* What the database holds beside the counts. */
struct holdings {
    struct import *imports;
    struct stored_decision *decisions; /* by wave and number */
    size_t import_count, decision_count;
};

/* The newest record of a wave: "2021-1"; empty where it has none. */
static void add_record(int year, const struct holdings *holdings, struct table *table)
{
    int64_t number = 0;
    for (size_t i = 0; i < holdings->decision_count; i++)
        if (holdings->decisions[i].year == year)
            number = holdings->decisions[i].number;
    char title[32];
    (void)snprintf(title, sizeof title, "%d-%lld", year, (long long)number);
    table_text(table, number ? title : NULL);
}

/* The row of one wave. */
static enum status add_wave(struct session *session, size_t wave, const struct holdings *holdings, struct table *table)
{
    const struct study *study = session->study;
    int year = study->waves[wave].year;
    struct import newest;
    enum status status =
        store_newest(session->store, IMPORT_WAVE, year, AS_OF_NEWEST, session->arena, &newest, &session->errors);
    if (status != STATUS_OK)
        return status;
    int64_t kept = 0, respondents = 0, N = 0, unread = 0, rejected = 0;
    for (size_t i = 0; i < holdings->import_count; i++)
        kept += holdings->imports[i].kind == IMPORT_WAVE && holdings->imports[i].year == year;
    const struct tally_set *tally = session->panel.tallies[wave];
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t cell = frame_get(&session->panel.frame, year, h);
        respondents += tally ? tally->respondents[h] : 0;
        N += cell > 0 ? cell : 0;
    }
    struct buffer files = {0};
    for (size_t i = 0; i < newest.file_count; i++) {
        buffer_format(&files, "%s%s", i ? " " : "", newest.files[i].name);
        unread += newest.files[i].unread;
        rejected += newest.files[i].rejected;
    }
    const char *state = !newest.id ? N_("no data") : newest.by_hand ? N_("by hand: not rebuildable") : N_("ok");
    table_row(table);
    table_integer(table, year);
    if (newest.id)
        table_integer(table, newest.id);
    else
        table_empty(table);
    table_integer(table, kept);
    table_integer(table, respondents);
    if (N)
        table_integer(table, N);
    else
        table_empty(table);
    table_real(table, N && tally ? (double)respondents / (double)N : NAN);
    if (newest.id)
        table_integer(table, unread);
    else
        table_empty(table);
    table_text(table, newest.id ? buffer_get(&files) : NULL);
    table_named(table, state);
    if (rejected)
        table_integer(table, rejected);
    else
        table_empty(table);
    add_record(year, holdings, table);
    status = buffer_status(&files) == STATUS_OK ? STATUS_OK : errors_memory(&session->errors);
    buffer_clear(&files);
    return status;
}

/* Whether the newest vintage of the wave came from the files that study.yaml names. */
static bool is_declared(const struct import *imports, size_t count, int year)
{
    while (count-- > 0)
        if (imports[count].kind == IMPORT_WAVE && imports[count].year == year)
            return !imports[count].by_hand;
    return false;
}

/* Whether a survey file that was imported is not there any more. */
static enum status find_gone(struct session *session, const struct import *imports, size_t count, bool *gone)
{
    const struct study *study = session->study;
    *gone = false;
    for (size_t i = 0; i < study->wave_count; i++)
        for (size_t k = 0; is_declared(imports, count, study->waves[i].year) && k < study->waves[i].file_count; k++) {
            const char *path = file_join(session->arena, study->folder, study->waves[i].files[k]);
            if (!path)
                return errors_memory(&session->errors);
            *gone = *gone || !file_exists(path);
        }
    return STATUS_OK;
}

/* What to do next: import what differs, else review; and what would be lost with the database. */
static enum status add_advice(struct session *session, const struct import *imports, size_t count, struct buffer *out)
{
    enum language language = session->language;
    size_t hand = 0, vintages = 0;
    for (size_t i = 0; i < count; i++) {
        hand += imports[i].by_hand;
        vintages += imports[i].kind == IMPORT_WAVE;
    }
    bool gone;
    if (find_gone(session, imports, count, &gone) != STATUS_OK)
        return STATUS_FAILURE;
    if (vintages > session->study->wave_count || hand || gone)
        buffer_text(out, tr(language, "survey.db holds imports that the folder can no longer rebuild: back it up.\n"
                                      "`minaoshi status --imports` lists them.\n"));
    if (gone)
        buffer_text(out, tr(language, "Next: restore the files that are gone, for nothing can be imported without.\n"));
    else if (session->errors.warnings)
        buffer_text(out, tr(language, "Next: `minaoshi import`, for files differ from what was imported.\n"));
    else if (!session->study->rules)
        buffer_text(out,
                    tr(language, "Next: write rules.yaml and name it in study.yaml, for `minaoshi review` evaluates "
                                 "rules. Tables and pictures of rates need none.\n"));
    else
        buffer_text(out, tr(language, "Next: `minaoshi review` writes the memo.\n"));
    return STATUS_OK;
}

/* Every vintage, in the order of their numbers: what --as-of can ask for. */
static enum status list_imports(struct session *session, const struct import *imports, size_t count)
{
    static const struct column import_columns[] = {
        {"import", N_("import"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"kind", N_("kind"), COLUMN_TEXT, SHOW_ALWAYS},
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_FILLED},
        {"created", N_("time (UTC)"), COLUMN_TEXT, SHOW_ALWAYS},
        {"version", N_("version"), COLUMN_TEXT, SHOW_DIFFERS},
        {"layout", N_("layout"), COLUMN_TEXT, SHOW_DIFFERS},
        {"rows", N_("rows"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"rejected", N_("rejected"), COLUMN_INTEGER, SHOW_FILLED},
        {"by_hand", N_("by hand"), COLUMN_TEXT, SHOW_FILLED},
        {"files", N_("files"), COLUMN_TEXT, SHOW_ALWAYS},
        {"sha256", "SHA-256", COLUMN_TEXT, SHOW_NEVER},
    };
    struct table *table = table_new("imports", import_columns, sizeof import_columns / sizeof *import_columns);
    if (!table)
        return errors_memory(&session->errors);
    table_set_study(table, session->study->id);
    for (size_t i = 0; i < count; i++) {
        const struct import *import = &imports[i];
        struct buffer files = {0}, hashes = {0};
        int64_t rows = 0, rejected = 0;
        for (size_t k = 0; k < import->file_count; k++) {
            rows += import->files[k].rows;
            rejected += import->files[k].rejected;
            buffer_format(&files, "%s%s", k ? " " : "", import->files[k].name);
            buffer_format(&hashes, "%s%s", k ? " " : "", import->files[k].sha256);
        }
        table_row(table);
        table_integer(table, import->id);
        table_text(table, import_kind_name(import->kind));
        if (import->kind == IMPORT_WAVE)
            table_integer(table, import->year);
        else
            table_empty(table);
        table_text(table, import->created);
        table_text(table, import->version);
        table_text(table, import->kind == IMPORT_WAVE ? layout_name(import->layout) : NULL);
        table_integer(table, rows);
        if (rejected)
            table_integer(table, rejected);
        else
            table_empty(table);
        table_text(table, import->by_hand ? "not rebuildable" : NULL);
        table_text(table, buffer_get(&files));
        table_text(table, buffer_get(&hashes));
        bool lost = buffer_status(&files) != STATUS_OK || buffer_status(&hashes) != STATUS_OK;
        buffer_clear(&files);
        buffer_clear(&hashes);
        if (lost) {
            table_free(table);
            return errors_memory(&session->errors);
        }
    }
    enum status status = table_finish(table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_table(session, table, NULL);
    table_free(table);
    return status;
}

/* The states of the rules, the decision, and whether its record holds. */
static enum status add_decision(struct session *session, struct buffer *out)
{
    struct rules rules;
    struct check check;
    enum language language = session->language;
    enum status status = decision_make(session, &rules, EVERY, &check);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < rules.count; i++) {
        const struct verdict *verdict = check_verdict(&check, &rules.rules[i]);
        if (verdict)
            buffer_format(out, tr(language, "%s: %s since %s\n"), verdict->rule->id,
                          tr(language, rule_state_name(verdict->state)),
                          label_in(&session->study->waves[verdict->since].label, language));
    }
    consider_add_summary(session, &check, out);
    buffer_format(out, tr(language, "Decision for %s: %s\n"),
                  label_in(&session->study->waves[check.wave].label, language),
                  decision_text(check.decision, language));
    consider_add_head(session, &check, out);
    return records_add_status(session, &check, out);
}

static enum status print_waves(struct session *session, const struct holdings *holdings)
{
    struct table *table = table_new("status", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(&session->errors);
    table_set_study(table, session->study->id);
    table_set_notice(table, &session->study->notice);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < session->study->wave_count; i++)
        status = add_wave(session, i, holdings, table);
    struct buffer after = {0};
    buffer_byte(&after, '\n');
    if (status == STATUS_OK && session->study->rules)
        status = add_decision(session, &after);
    if (status == STATUS_OK)
        status = add_advice(session, holdings->imports, holdings->import_count, &after);
    if (status == STATUS_OK)
        status = table_finish(table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    buffer_clear(&after);
    table_free(table);
    return status;
}

enum status command_status(struct session *session)
{
    enum status status = session_load(session, true);
    struct holdings holdings = {0};
    if (status == STATUS_OK)
        status = store_imports(session->store, AS_OF_NEWEST, session->arena, &holdings.imports, &holdings.import_count,
                               &session->errors);
    if (status == STATUS_OK)
        status = store_decisions(session->store, session->arena, &holdings.decisions, &holdings.decision_count,
                                 &session->errors);
    if (status != STATUS_OK)
        return status;
    return session->options->imports ? list_imports(session, holdings.imports, holdings.import_count)
                                     : print_waves(session, &holdings);
}
