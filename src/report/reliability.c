/* How far the figures can be trusted: who answered, what was asked otherwise, what the data lack. */
#include <math.h>

#include "report/memo.h"

/* What a status means for who reads a memo. */
static const char *words(const struct work *work, enum estimate_status status)
{
    static const char *const all[ESTIMATE_END] = {
        [ESTIMATE_LOW_BASE] = N_("it rests on few answers (low base)"),
        [ESTIMATE_NO_DATA] = N_("there is no valid answer"),
        [ESTIMATE_NO_FRAME] = N_("it is not known how many institutions there are"),
        [ESTIMATE_BREAK] = N_("the question changed so much that the two waves cannot be compared"),
        [ESTIMATE_UNCOVERED] = N_("nobody answered in one of the strata"),
        [ESTIMATE_LONELY] = N_("a stratum has a single answer, so that there are no limits"),
        [ESTIMATE_NOT_POSITIVE] = N_("its variance is not positive, so that there are no limits"),
    };
    return tr(work->language, all[status] ? all[status] : estimate_status_name(status));
}

static void write_statuses(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    for (size_t i = 0; i < work->rates.count; i++) {
        const struct rate *rate = &work->rates.rows[i];
        if (rate->wave == work->memo->wave && work_has_item(work, rate->item) && rate->status != ESTIMATE_OK)
            writer_bullet(writer, tr(language, "The rate of “%1$s” (%2$s): %3$s."),
                          writer_label(writer, &work->study->items[rate->item].label),
                          work_estimator(work, rate->estimator), words(work, rate->status));
    }
    for (size_t i = 0; i < work->changes.count; i++) {
        const struct change *change = &work->changes.rows[i];
        if (work_has_item(work, change->item) && change->status != ESTIMATE_OK)
            writer_bullet(writer, tr(language, "The change of “%1$s” (%2$s): %3$s."),
                          writer_label(writer, &work->study->items[change->item].label),
                          work_estimator(work, change->estimator), words(work, change->status));
    }
}

/* The questions that were not asked as in the wave before, up to the memo's wave. */
static void write_questions(struct work *work)
{
    static const char *const formats[] = {
        [EQUIVALENCE_REWORDED] =
            N_("The wording of the question on %1$s changed in %2$s; its waves are compared all the same."),
        [EQUIVALENCE_RECODED] =
            N_("The choices of the question on %1$s changed in %2$s; its waves are compared all the same."),
        [EQUIVALENCE_BROKEN] = N_("The question on %1$s changed so much in %2$s that the waves before cannot be "
                                  "compared with those from then on."),
    };
    struct writer *writer = &work->writer;
    for (size_t item = 0; item < work->study->item_count; item++)
        for (size_t wave = 1; work_has_item(work, item) && wave <= work->memo->wave; wave++) {
            enum equivalence equivalence = work->study->waves[wave].equivalence[item];
            if (equivalence != EQUIVALENCE_IDENTICAL)
                writer_bullet(writer, tr(work->language, formats[equivalence]), work_item(work, item),
                              work_year(work, work->study->waves[wave].year));
        }
}

/* Data that is not what study.yaml names, or not all of it. */
static void write_imports(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    for (size_t i = 0; i < work->memo->import_count; i++) {
        const struct import *import = &work->memo->imports[i];
        if (import->kind != IMPORT_WAVE || import->year > work->wave->year)
            continue;
        const char *wave = work_year(work, import->year);
        if (import->by_hand)
            writer_bullet(
                writer,
                tr(language, "The data of %s were imported by hand and cannot be made anew from the study folder."),
                wave);
        if (import->layout == LAYOUT_COUNTS)
            writer_bullet(writer, tr(language, "The data of %s came as counts made elsewhere."), wave);
        for (size_t k = 0; k < import->file_count; k++)
            if (import->files[k].rejected > 0)
                writer_bullet(writer, tr(language, "Faulty rows of %1$s were left out: %2$s (%3$s)."), wave,
                              writer_count(writer, import->files[k].rejected),
                              import->files[k].name ? writer_escape(writer, import->files[k].name) : NO_NUMBER);
    }
}

/* Waves of which no answers are there. */
static void write_published_only(struct work *work)
{
    const struct published *published = &work->memo->panel->published;
    for (size_t wave = 0; wave <= work->memo->wave; wave++) {
        bool known = false;
        for (size_t i = 0; i < published->count; i++)
            known = known || published->figures[i].year == work->study->waves[wave].year;
        if (known && !work->memo->panel->tallies[wave])
            writer_bullet(&work->writer,
                          tr(work->language, "Of %s only published figures are known and no answers; no rule and no "
                                             "forecast rests on them."),
                          work_year(work, work->study->waves[wave].year));
    }
}

/* ---- who answered ---- */

static void add_response(struct work *work, struct cell_grid *grid, const struct response_row *row)
{
    struct writer *writer = &work->writer;
    double difference = row->share_respondents - row->share_frame;
    cell_grid_add(grid, row->stratum == GROUP_ALL ? tr(work->language, "all")
                                                  : writer_label(writer, &work->study->strata[row->stratum].label));
    cell_grid_add(grid, writer_count(writer, row->respondents));
    cell_grid_add(grid, writer_count(writer, row->N));
    cell_grid_add(grid, writer_percent(writer, row->response_rate));
    cell_grid_add(grid, writer_percent(writer, row->share_respondents));
    cell_grid_add(grid, writer_percent(writer, row->share_frame));
    cell_grid_add(grid, row->stratum == GROUP_ALL ? NO_NUMBER : writer_points(writer, difference));
}

static enum status write_strata(struct work *work, struct errors *errors)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    struct rate_options options = rate_options_of(work->study);
    struct response_rows rows;
    options.wave = (int64_t)work->memo->wave;
    enum status status =
        analysis_response(work->memo->panel, work->memo->panel, &options, writer->arena, &rows, errors);
    if (status != STATUS_OK || !work->memo->panel->tallies[work->memo->wave])
        return status;
    work_exhibit(work,
                 writer_format(writer, tr(language, "Who answered in %s"), writer_label(writer, &work->wave->label)));
    const struct cell_grid_column columns[] = {
        {tr(language, "stratum"), false},
        {tr(language, "respondents"), true},
        {tr(language, "institutions"), true},
        {tr(language, "response"), true},
        {tr(language, "share of respondents"), true},
        {tr(language, "share of the frame"), true},
        {tr(language, "difference in points"), true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rows.count; i++)
        add_response(work, &grid, &rows.rows[i]);
    cell_grid_end(&grid);
    writer_line(writer, "%s",
                tr(language, "The points are differences of unrounded shares and may not be those of the rounded "
                             "ones."));
    writer_gap(writer);
    return STATUS_OK;
}

enum status write_reliability(struct work *work, struct errors *errors)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    writer_heading(writer, 3, tr(language, "How reliable the figures are"));
    writer_bullet(writer, "%s",
                  tr(language, "The limits reflect the chance of who responded, not any difference between those who "
                               "did and those who did not."));
    write_statuses(work);
    write_questions(work);
    write_imports(work);
    write_published_only(work);
    write_feasible(work);
    if (work->study->minimum_cell > 1 && !work->memo->internal)
        writer_bullet(writer,
                      tr(language, "A figure is suppressed where fewer than %d institutions adopted, did not, or "
                                   "answered, and, of a stratum, where all or none adopted; further figures are "
                                   "suppressed or rounded so that no difference between published ones gives these "
                                   "away."),
                      work->study->minimum_cell);
    writer_gap(writer);
    return write_strata(work, errors);
}
