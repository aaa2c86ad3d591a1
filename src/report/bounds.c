/* What those without a valid answer could make of each rate, beside it. */
#include <math.h>

#include "report/memo.h"

static const char *range(struct work *work, const struct bounds_row *row)
{
    struct writer *writer = &work->writer;
    if (row->status == ESTIMATE_SUPPRESSED)
        return tr(work->language, "suppressed");
    return writer_range(writer, !isnan(row->lowest), writer_percent(writer, row->lowest),
                        writer_percent(writer, row->highest));
}

/* A row for each item; the rows of every assumption stand in the same order. */
static void write_table(struct work *work, const struct bounds_rows bounds[BOUNDS_END])
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    work_exhibit(work, tr(language, "Range of the rates that missing answers leave possible"));
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false},
        {tr(language, "rate"), true},
        {tr(language, "no assumption"), true},
        {tr(language, "no more adoption than among respondents"), true},
        {tr(language, "answers as in the wave before"), true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < bounds[0].count; i++) {
        size_t item = bounds[0].rows[i].item;
        if (!work_has_item(work, item))
            continue;
        cell_grid_add(&grid, writer_label(writer, &work->study->items[item].label));
        cell_grid_add(&grid, work_percent(work, work_rate(work, work->memo->wave, item, ESTIMATOR_PUBLISHED)));
        for (int k = 0; k < BOUNDS_END; k++)
            cell_grid_add(&grid, range(work, &bounds[k].rows[i]));
    }
    cell_grid_end(&grid);
    writer_line(
        writer, "%s",
        tr(language,
           "No assumption: from none of the institutions without a valid answer having adopted to all of them."));
    writer_line(writer, "%s",
                tr(language, "No more adoption than among respondents: as a group, those without a valid answer "
                             "adopted at most as often as those with one."));
    writer_line(writer, "%s",
                tr(language, "Answers as in the wave before: those that gave a valid answer then and none now are "
                             "taken to give it still; of the others nothing is assumed."));
    writer_gap(writer);
}

enum status write_bounds(struct work *work, struct errors *errors)
{
    struct bounds_options options = {.rate = rate_options_of(work->study)};
    struct bounds_rows bounds[BOUNDS_END];
    bool framed = false;
    options.rate.wave = (int64_t)work->memo->wave;
    for (int k = 0; k < BOUNDS_END; k++) {
        options.assumption = (enum bounds_assumption)k;
        enum status status = analysis_bounds(work->memo->panel, &options, work->writer.arena, &bounds[k], errors);
        if (status != STATUS_OK)
            return status;
        if (work->plan)
            bounds_suppress(work->plan, &options, &bounds[k]);
    }
    for (size_t i = 0; i < bounds[0].count; i++)
        framed = framed || (work_has_item(work, bounds[0].rows[i].item) && bounds[0].rows[i].N > 0);
    if (framed)
        write_table(work, bounds);
    return STATUS_OK;
}
