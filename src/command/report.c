/* minaoshi report */
#include <string.h>

#include "base/file.h"
#include "command/consider.h"
#include "command/decision.h"
#include "command/memo.h"
#include "command/pictures.h"

/* The folder of a path, "." where it names none. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_text(arena, path, (size_t)(slash - path) + (slash == path)) : ".";
}

static enum status write_workbook(struct session *session, const struct check *check,
                                  const struct memo_sources *sources)
{
    const struct memo memo = {.panel = &session->panel,
                              .check = check,
                              .wave = check->wave,
                              .language = session->language,
                              .imports = sources->imports,
                              .import_count = sources->count,
                              .internal = session->options->internal};
    struct buffer out = {0};
    enum status status = report_workbook(&memo, &out, &session->errors);
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
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
    enum status status = session_load(session, true);
    int64_t wave;
    struct rules rules;
    struct check check;
    struct memo_sources sources;
    if (status == STATUS_OK)
        status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = rules_load(session->study, session->arena, &rules, &session->errors);
    if (status == STATUS_OK)
        status = decision_check(session, &rules, wave, &check);
    if (status == STATUS_OK)
        status = session_consider(session, &check);
    if (status == STATUS_OK)
        status = memo_load_sources(session, &check, &sources);
    if (status != STATUS_OK)
        return status;

    if (xlsx)
        return write_workbook(session, &check, &sources);
    struct picture pictures[] = {{.kind = PLOT_TREND, .language = session->language},
                                 {.kind = PLOT_STATUS, .language = session->language}};
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
    enum status memo = memo_render(session, &check, &sources, session->language, html, pictures[0].svg_path,
                                   pictures[1].svg_path, &out);
    if (memo == STATUS_OK)
        memo = session_write(session, &out);
    buffer_clear(&out);
    return memo != STATUS_OK ? memo : status;
}
