/* minaoshi report */
#include <string.h>

#include "base/file.h"
#include "command/decision.h"
#include "command/memo.h"
#include "command/pictures.h"
#include "command/records.h"

/* The folder of a path, "." where it names none. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_text(arena, path, (size_t)(slash - path) + (slash == path)) : ".";
}

static enum status write_workbook(struct session *session, const struct check *check,
                                  const struct memo_sources *sources)
{
    const struct disclosure *plan;
    const struct check *shown;
    enum status status = session_published(session, &plan);
    if (status == STATUS_OK)
        status = decision_publish(session, check, &shown);
    if (status != STATUS_OK)
        return status;
    const struct memo memo = {.panel = &session->panel,
                              .check = shown,
                              .plan = plan,
                              .wave = check->wave,
                              .language = session->language,
                              .imports = sources->imports,
                              .import_count = sources->count,
                              .record_file = sources->record_file,
                              .record_sha256 = sources->record_sha256,
                              .internal = session->options->internal};
    struct buffer out = {0};
    status = report_workbook(&memo, &out, &session->errors);
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}

/* --against is of the memo's text, and of what is there now. */
static enum status refuse_options(struct session *session, bool xlsx)
{
    if (session->options->against && xlsx)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "`minaoshi check --against RECORD -o FILE.xlsx` writes what changed as a table",
                          "report: a workbook does not tell what changed");
    if (session->options->against && session->options->as_of)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "`minaoshi verify RECORD` replays an old record", "%s and --as-of exclude each other",
                          "--against");
    return STATUS_OK;
}

/* Adds what changed since the record that --against names, which is of the check's wave or of an earlier one. */
static enum status load_since(struct session *session, const struct check *check, struct memo_sources *sources)
{
    if (!session->options->against)
        return STATUS_OK;
    struct found_record found;
    struct since *since = arena_alloc(session->arena, sizeof *since);
    if (!since)
        return errors_memory(&session->errors);
    enum status status = records_find(session, session->options->against, &found);
    if (status == STATUS_OK && found.record.year > session->study->waves[check->wave].year)
        status = errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                            "name a record of that wave or of an earlier one",
                            "--against %s is of wave %d, later than the memo's, %d", found.title, found.record.year,
                            session->study->waves[check->wave].year);
    if (status == STATUS_OK)
        status = records_since(session, &found, check, since);
    sources->since = since;
    record_clear(&found.record);
    return status;
}

enum status command_report(struct session *session)
{
    const char *output = session->options->output;
    size_t length = output ? strlen(output) : 0;
    bool html = length > 5 && strcmp(output + length - 5, ".html") == 0;
    bool xlsx = length > 5 && strcmp(output + length - 5, ".xlsx") == 0;
    if (output && !html && !xlsx && !(length > 3 && strcmp(output + length - 3, ".md") == 0))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "end the name in .md, .html or .xlsx",
                          "report: the name '%s' does not tell a format", output);
    enum status status = refuse_options(session, xlsx);
    if (status == STATUS_OK)
        status = session_load(session, true);
    int64_t wave;
    struct rules rules;
    struct check check;
    struct memo_sources sources;
    if (status == STATUS_OK)
        status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = decision_make(session, &rules, wave, &check);
    if (status == STATUS_OK)
        status = memo_load_sources(session, &check, &sources);
    if (status == STATUS_OK)
        status = load_since(session, &check, &sources);
    if (status != STATUS_OK)
        return status;

    if (xlsx)
        return write_workbook(session, &check, &sources);
    struct picture pictures[] = {{.kind = PLOT_TREND, .language = session->language, .may_lack = true},
                                 {.kind = PLOT_STATUS, .language = session->language, .may_lack = true}};
    if (output) {
        const char *folder = folder_of(session->arena, output);
        for (size_t i = 0; i < 2; i++) {
            pictures[i].svg_path =
                folder ? picture_path(session, folder, pictures[i].kind, session->language, "svg") : NULL;
            if (!pictures[i].svg_path)
                return errors_memory(&session->errors);
        }
        status = pictures_draw(session, &check, pictures, 2);
        if (status != STATUS_OK)
            errors_add(&session->errors, ERROR_PLOTS_MISSING, (struct place){0},
                       "`minaoshi doctor` tells what is missing", "the memo has no pictures");
    }
    struct buffer out = {0};
    enum status memo = memo_render(session, &check, &sources, session->language, html, picture_drawn(&pictures[0]),
                                   picture_drawn(&pictures[1]), &out);
    if (memo == STATUS_OK)
        memo = session_write(session, &out);
    buffer_clear(&out);
    return memo != STATUS_OK ? memo : status;
}
