/* minaoshi review: the whole way, from what is new to the memo. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/decision.h"
#include "command/forecasts.h"
#include "command/memo.h"
#include "command/pictures.h"
#include "command/records.h"
#include "importer/importer.h"

/* The pictures of a review: those of the memo, or every kind. */
struct gallery {
    struct picture pictures[PLOT_KIND_END * LANGUAGE_END]; /* by language, then kind */
    size_t kinds, count;
};

/* Reads what stands beside the survey, so that what is wrong with it stops the import; then imports what is new, counts
 * it, and keeps what it lets expect of the next wave. */
static enum status take_in(struct session *session, struct review_files *files, struct rules *rules)
{
    struct importer_options options = {0};
    struct importer_result result;
    enum status status = session_load_study(session);
    if (status == STATUS_OK) {
        status = review_files_load(session->study, session->arena, files, &session->errors);
        enum status ruled = rules_load(session->study, session->arena, rules, &session->errors);
        status = status != STATUS_OK ? status : ruled;
    }
    if (status == STATUS_OK)
        status = session_open(session, STORE_WRITE);
    if (status == STATUS_OK)
        status = import_run(session, &options, &result);
    if (status == STATUS_OK)
        status = session_load_panel(session, true);
    return status == STATUS_OK ? forecasts_keep(session) : status;
}

/* The rates of the decision's wave: as published, with the change, and for the population with its limits. */
static enum status make_summary(struct session *session, const struct check *check, struct table **table)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"x", N_("x"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"rate", N_("rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"change", N_("points"), COLUMN_POINTS, SHOW_FILLED},
        {"population", N_("population"), COLUMN_PROPORTION, SHOW_FILLED},
        {"lower", N_("lower"), COLUMN_PROPORTION, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_PROPORTION, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = session->study;
    struct rate_options options = rate_options_of(study);
    options.wave = (int64_t)check->wave;
    struct change_options change_options = {.rate = options, .from = EVERY, .to = (int64_t)check->wave};
    change_options.rate.leaves_out[ESTIMATOR_POPULATION] = change_options.rate.leaves_out[ESTIMATOR_MATCHED] = true;
    struct rates rates;
    struct changes changes;
    enum status status = analysis_rates(&session->panel, &options, session->arena, &rates, &session->errors);
    if (status == STATUS_OK)
        status = analysis_changes(&session->panel, &change_options, session->arena, &changes, &session->errors);
    if (status != STATUS_OK)
        return status;
    *table = table_new("review", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(&session->errors);
    table_set_notice(*table, &study->notice);
    for (size_t i = 0; i + 1 < rates.count; i += 2) { /* published, then population, of each item */
        const struct rate *published = &rates.rows[i], *population = &rates.rows[i + 1];
        double change = NAN;
        for (size_t k = 0; k < changes.count; k++)
            if (changes.rows[k].item == published->item)
                change = changes.rows[k].change;
        table_row(*table);
        table_labelled(*table, study->items[published->item].id, &study->items[published->item].label);
        table_integer(*table, published->x);
        table_integer(*table, published->n);
        table_real(*table, published->estimate);
        table_real(*table, change);
        table_real(*table, population->estimate);
        table_real(*table, population->lower);
        table_real(*table, population->upper);
        table_named(*table, estimate_status_name(population->status));
    }
    return table_finish(*table, &session->errors);
}

/* Takes away what an earlier review drew of a picture that has nothing to show now: it may be suppressed since. */
static enum status clear_lacking(struct session *session, const struct gallery *gallery)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < gallery->count; i++) {
        const char *const paths[] = {gallery->pictures[i].svg_path, gallery->pictures[i].png_path};
        for (size_t k = 0; gallery->pictures[i].lacks && k < sizeof paths / sizeof *paths; k++)
            if (remove(paths[k]) != 0 && errno != ENOENT)
                status = errors_add(&session->errors, ERROR_WRITE, (struct place){0}, NULL, "unable to remove '%s': %s",
                                    paths[k], strerror(errno));
    }
    return status;
}

/* Every kind in every language, as SVG and PNG, in `folder`: trend and status come first, which the memo shows. */
static enum status draw(struct session *session, const struct check *check, const char *folder, struct gallery *gallery)
{
    for (int language = 0; language < LANGUAGE_END; language++) {
        gallery->kinds = 0;
        for (int kind = 0; kind < PLOT_KIND_END; kind++) {
            if (kind > PLOT_STATUS && !session->options->plots)
                continue;
            gallery->kinds++;
            struct picture *picture = &gallery->pictures[gallery->count++];
            *picture =
                (struct picture){.kind = (enum plot_kind)kind, .language = (enum language)language, .may_lack = true};
            picture->svg_path = picture_path(session, folder, picture->kind, picture->language, "svg");
            picture->png_path = picture_path(session, folder, picture->kind, picture->language, "png");
            picture->keep_stem =
                session->options->keep ? picture_path(session, folder, picture->kind, picture->language, NULL) : NULL;
            if (!picture->svg_path || !picture->png_path || (session->options->keep && !picture->keep_stem))
                return errors_memory(&session->errors);
        }
    }
    enum status status = pictures_draw(session, check, gallery->pictures, gallery->count);
    return status == STATUS_OK ? clear_lacking(session, gallery) : status;
}

/* The memo in both languages and forms; adds the paths to `out`. It names no record where the database may not have
 * kept it (`unkept`). */
static enum status write_memos(struct session *session, const struct check *check, const char *folder,
                               const struct gallery *gallery, bool drawn, bool unkept, struct buffer *out)
{
    struct memo_sources sources;
    enum status status = memo_load_sources(session, check, &sources);
    if (unkept)
        sources.record_file = NULL;
    for (int i = 0; status == STATUS_OK && i < 2 * LANGUAGE_END; i++) {
        enum language language = (enum language)(i / 2);
        bool html = i % 2;
        const struct picture *own = &gallery->pictures[(size_t)language * gallery->kinds];
        const char *path =
            arena_format(session->arena, "%s/memo-%d.%s.%s", folder, session->study->waves[check->wave].year,
                         language_name(language), html ? "html" : "md");
        if (!path)
            return errors_memory(&session->errors);
        struct buffer memo = {0};
        status = memo_render(session, check, &sources, language, html, drawn ? picture_drawn(&own[PLOT_TREND]) : NULL,
                             drawn ? picture_drawn(&own[PLOT_STATUS]) : NULL, &memo);
        if (status == STATUS_OK)
            status = file_write(path, buffer_get(&memo), memo.length, &session->errors);
        buffer_clear(&memo);
        buffer_format(out, "  %s\n", path);
    }
    return status;
}

enum status command_review(struct session *session)
{
    struct review_files files;
    struct rules rules;
    struct check check;
    if (session->options->plots && strcmp(session->options->plots, "all") != 0)
        return options_refuse(session, "--plots", session->options->plots, "all");
    enum status status = take_in(session, &files, &rules);
    if (status == STATUS_OK)
        status = decision_check(session, &rules, EVERY, &check);
    if (status == STATUS_OK)
        status = threshold_consider(&check, &files, session->arena, &session->errors);
    const char *folder = status == STATUS_OK ? file_join(session->arena, session->study->folder, "out") : NULL;
    if (status == STATUS_OK)
        status = folder ? file_make_directory(folder, &session->errors) : errors_memory(&session->errors);
    if (status != STATUS_OK)
        return status;

    struct gallery gallery = {.count = 0};
    enum status drawn = draw(session, &check, folder, &gallery);
    struct buffer after = {0}, records = {0};
    struct table *table = NULL;
    buffer_byte(&after, '\n');
    status = decision_add(session, &check, &after);
    if (*label_in(&rules.assumptions, session->language))
        buffer_format(&after, "%s\n", label_in(&rules.assumptions, session->language));
    if (drawn == STATUS_OK) {
        buffer_text(&after, tr(session->language, "\nPictures:\n"));
        for (size_t i = 0; i < gallery.count; i++)
            if (!gallery.pictures[i].lacks)
                buffer_format(&after, "  %s\n  %s\n", gallery.pictures[i].svg_path, gallery.pictures[i].png_path);
    }
    buffer_text(&after, tr(session->language, "\nMemo:\n"));
    /* The record comes first, for the memos name it; it rests on none of them. */
    enum status kept = status == STATUS_OK ? records_keep(session, &check, &records) : status;
    if (status == STATUS_OK)
        status = write_memos(session, &check, folder, &gallery, drawn == STATUS_OK, kept == STATUS_FAILURE, &after);
    buffer_text(&after, buffer_get(&records));
    after.failed = after.failed || records.failed;
    if (status == STATUS_OK)
        status = make_summary(session, &check, &table);
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    table_free(table);
    buffer_clear(&after);
    buffer_clear(&records);
    if (drawn != STATUS_OK && status == STATUS_OK && kept == STATUS_OK)
        errors_add(&session->errors, ERROR_PLOTS_MISSING, (struct place){0},
                   "`minaoshi doctor` tells what this machine has; run the review again then",
                   "pictures are missing, all else is done");
    return status != STATUS_OK ? status : kept != STATUS_OK ? kept : drawn;
}
