/* minaoshi import */
#define _POSIX_C_SOURCE 200809L
#include "importer/importer.h"

#include <signal.h>
#include <time.h>

#include "command/progress.h"
#include "reader/reader.h"

static void tell_progress(void *context, const char *file, int64_t bytes, int64_t of)
{
    struct progress *progress = context;
    double elapsed;
    if (!progress_is_due(progress, &elapsed))
        return;
    double done = of > 0 ? (double)bytes / (double)of : 1, rate = (double)bytes / elapsed;
    struct buffer line = {0};
    buffer_format(&line, tr(progress->language, "%s: %lld of %lld MB, %.0f MB/s, %.0f s left "), file,
                  (long long)(bytes / 1000000), (long long)(of / 1000000), rate / 1e6,
                  done > 0 ? elapsed / done - elapsed : 0);
    progress_tell(progress, &line);
    buffer_clear(&line);
}

/* SIGINT and SIGTERM wait while an import writes, and are asked for between batches of rows: so a Ctrl-C rolls back
 * and is told as such, and no handler is needed. */
static bool is_interrupted(void *context)
{
    (void)context;
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

/* Takes a signal that waits, so that the end of the program is not that signal's. */
static void take_pending(const sigset_t *signals)
{
    const struct timespec none = {0};
    while (is_interrupted(NULL) && sigtimedwait(signals, NULL, &none) > 0)
        continue;
}

enum status import_run(struct session *session, const struct importer_options *given, struct importer_result *result)
{
    struct progress progress;
    struct importer_options options = *given;
    options.interrupted = is_interrupted;
    options.progress = tell_progress;
    options.context = &progress;
    sigset_t signals, before;
    bool held = sigemptyset(&signals) == 0 && sigaddset(&signals, SIGINT) == 0 && sigaddset(&signals, SIGTERM) == 0 &&
                progress_begin(session, &progress) && sigprocmask(SIG_BLOCK, &signals, &before) == 0;
    if (!held)
        return errors_add(&session->errors, ERROR_INTERNAL, (struct place){0}, NULL, "unable to hold signals back");
    enum status status =
        importer_run(session->study, session->store, &options, session->arena, result, &session->errors);
    progress_end(&progress);
    if (status == STATUS_INTERRUPTED)
        take_pending(&signals);
    if (sigprocmask(SIG_SETMASK, &before, NULL) != 0 && status == STATUS_OK)
        status = errors_add(&session->errors, ERROR_INTERNAL, (struct place){0}, NULL, "unable to let signals pass");
    return status;
}

/* What the options say, held against each other. */
static enum status read_options(struct session *session, struct importer_options *options)
{
    const struct options *given = session->options;
    *options = (struct importer_options){.files = given->words,
                                         .file_count = given->word_count,
                                         .encoding = given->encoding,
                                         .sheet = given->sheet,
                                         .rejects = given->rejects,
                                         .dry_run = given->dry_run};
    if (given->encoding && !reader_encoding_known(given->encoding))
        return options_refuse(session, "--encoding", given->encoding,
                              "UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP, WINDOWS-1252");
    if (given->layout && !layout_parse(given->layout, &options->layout))
        return options_refuse(session, "--layout", given->layout, "wide, long, counts");
    options->has_layout = given->layout != NULL;
    const char *of_files[] = {given->encoding ? "--encoding" : NULL, given->layout ? "--layout" : NULL,
                              given->sheet ? "--sheet" : NULL, given->suggest ? "--suggest" : NULL};
    for (size_t i = 0; i < sizeof of_files / sizeof *of_files; i++)
        if (of_files[i] && !given->word_count)
            return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                              "name the files; what holds for a wave of study.yaml stands there",
                              "%s: no file is named", of_files[i]);
    return STATUS_OK;
}

static enum status suggest(struct session *session, struct importer_options *options)
{
    if (session->options->wave && !study_parse_year(session->options->wave, &options->year))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "write 2021, FY2021 or 令和3年度",
                          "--wave: '%s' is not a fiscal year", session->options->wave);
    struct buffer out = {0};
    enum status status = importer_suggest(session->study, options, &out, &session->errors);
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}

enum status command_import(struct session *session)
{
    struct importer_options options;
    enum status status = session_load_study(session);
    if (status == STATUS_OK)
        status = read_options(session, &options);
    if (status != STATUS_OK)
        return status;
    if (session->options->suggest)
        return suggest(session, &options);
    int64_t wave;
    status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = session_open(session, STORE_WRITE);
    if (status != STATUS_OK)
        return status;
    options.year = wave == EVERY ? 0 : session->study->waves[wave].year;
    struct importer_result result = {0};
    status = import_run(session, &options, &result);
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = importer_to_table(session->study, &result, &table, &session->errors);
    struct buffer after = {0};
    if (result.rejected && status == STATUS_OK)
        buffer_format(&after,
                      options.dry_run ? tr(session->language, "\nRows that would be rejected into %s: %lld\n")
                                      : tr(session->language, "\nRows rejected into %s: %lld\n"),
                      options.rejects, (long long)result.rejected);
    if (options.dry_run)
        buffer_text(&after, tr(session->language, "\nA dry run: nothing was changed.\n"));
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    buffer_clear(&after);
    table_free(table);
    return status;
}
