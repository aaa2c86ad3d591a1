/* Memos: the report's input gathered, pictures read back. */
#include "command/memo.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "command/decision.h"
#include "command/outlook.h"
#include "command/records.h"

static enum status load_imports(struct session *session, struct memo_sources *sources)
{
    static const enum import_kind sides[] = {IMPORT_FRAME, IMPORT_PUBLISHED, IMPORT_LINEAGE, IMPORT_MARGINS};
    enum { SIDES = sizeof sides / sizeof *sides };
    const struct study *study = session->study;
    int64_t as_of;
    sources->imports = arena_array(session->arena, study->wave_count + SIDES, sizeof *sources->imports);
    if (!sources->imports)
        return errors_memory(&session->errors);
    enum status status = options_as_of(session, &as_of);
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count + SIDES; i++) {
        enum import_kind kind = i < SIDES ? sides[i] : IMPORT_WAVE;
        struct import *import = &sources->imports[sources->count];
        status = store_newest(session->store, kind, kind == IMPORT_WAVE ? study->waves[i - SIDES].year : 0, as_of,
                              session->arena, import, &session->errors);
        if (status == STATUS_OK && import->id)
            sources->count++;
    }
    return status;
}

/* Whether the register has a size of one that answered. */
static bool has_sizes(const struct answer_set *answers)
{
    for (size_t i = 0; i < answers->count; i++)
        if (!isnan(answers->sizes[i]))
            return true;
    return false;
}

/* The shares of the size of the memo's wave; none where no size is known, or nothing was asked. */
static enum status load_sizes(struct session *session, const struct check *check, struct rates *rates)
{
    const struct tally_set *tally = session->panel.tallies[check->wave];
    const struct answers_wanted sizes = {.sizes = true};
    struct rate_options options = rate_options_of(session->study);
    struct answer_set answers;
    struct answer_set **all;
    *rates = (struct rates){0};
    if (!tally)
        return STATUS_OK;
    enum status status = store_answers(session->store, tally, &sizes, session->arena, &answers, &session->errors);
    if (status != STATUS_OK || !has_sizes(&answers))
        return status;
    options.wave = (int64_t)check->wave;
    options.leaves_out[ESTIMATOR_SIZE] = false;
    options.leaves_out[ESTIMATOR_PUBLISHED] = true;
    status = session_answers(session, &options, EVERY, &all);
    return status == STATUS_OK ? analysis_sized_rates(&session->panel, all, EVERY, NULL, &options, session->arena,
                                                      rates, &session->errors)
                               : status;
}

enum status memo_load_sources(struct session *session, const struct check *check, struct memo_sources *sources)
{
    *sources = (struct memo_sources){0};
    enum status status = load_imports(session, sources);
    if (status == STATUS_OK)
        status = load_sizes(session, check, &sources->sizes);
    if (status == STATUS_OK)
        status = records_current(session, check, &sources->record_file, &sources->record_sha256);
    return status == STATUS_OK ? outlook_make(session, check, &sources->outlook) : status;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Reads a picture; a missing one leaves `file` empty. */
static enum status read_picture(struct session *session, const char *path, struct file *file)
{
    *file = (struct file){0};
    return path && file_exists(path) ? file_read(path, path, ERROR_READ, NULL, file, &session->errors) : STATUS_OK;
}

enum status memo_render(struct session *session, const struct check *check, const struct memo_sources *sources,
                        enum language language, bool html, const char *trend_path, const char *status_path,
                        struct buffer *out)
{
    struct file trend, status_picture;
    const struct disclosure *plan;
    const struct check *shown;
    enum status status = session_published(session, &plan);
    if (status == STATUS_OK)
        status = decision_publish(session, check, &shown);
    if (status == STATUS_OK)
        status = read_picture(session, trend_path, &trend);
    if (status != STATUS_OK)
        return status;
    status = read_picture(session, status_path, &status_picture);
    if (status == STATUS_OK) {
        struct memo memo = {.panel = &session->panel,
                            .check = shown,
                            .plan = plan,
                            .wave = check->wave,
                            .language = language,
                            .trend_svg = trend.bytes,
                            .status_svg = status_picture.bytes,
                            .trend_file = trend.bytes ? last_part(trend_path) : NULL,
                            .status_file = status_picture.bytes ? last_part(status_path) : NULL,
                            .imports = sources->imports,
                            .import_count = sources->count,
                            .sizes = &sources->sizes,
                            .outlook = &sources->outlook,
                            .record_file = sources->record_file,
                            .record_sha256 = sources->record_sha256,
                            .since = sources->since,
                            .internal = session->options->internal};
        status = html ? report_html(&memo, out, &session->errors) : report_markdown(&memo, out, &session->errors);
    }
    file_clear(&trend);
    file_clear(&status_picture);
    return status;
}
