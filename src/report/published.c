/* The published figures of the wave beside what the responses give, compared as they are printed. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "report/memo.h"
#include "stats/feasible.h"

/* Digits after the point in "10.1" or "+2.9". */
static int decimals_of(const char *figure)
{
    const char *point = strchr(figure, '.');
    size_t digits = point ? strspn(point + 1, "0123456789") : 0;
    return digits > 12 ? 12 : (int)digits;
}

/* `fraction` in percent with the digits of the published `figure`. */
static const char *as_printed(struct work *work, double fraction, const char *figure, bool plus)
{
    struct buffer text = {0};
    number_add_fixed(&text, 100 * fraction, decimals_of(figure), plus);
    work->writer.failed = work->writer.failed || text.failed;
    const char *kept = writer_minus(&work->writer, writer_format(&work->writer, "%s", buffer_get(&text)));
    buffer_clear(&text);
    return kept;
}

/* A published figure without what printing may add: a plus, a full-width or typographic minus, "%". */
static const char *plain(struct work *work, const char *figure)
{
    static const char *const minus[] = {"\xe2\x88\x92", "\xef\xbc\x8d"}; /* U+2212, U+FF0D */
    const char *sign = "";
    if (*figure == '+')
        figure++;
    for (size_t i = 0; i < sizeof minus / sizeof *minus; i++)
        if (strncmp(figure, minus[i], 3) == 0) {
            sign = "-";
            figure += 3;
        }
    size_t length = strspn(figure, "-0123456789.");
    return writer_format(&work->writer, "%s%.*s", sign, (int)length, figure);
}

/* Adds what is computed and whether it agrees with the published `figure`. */
static void add_comparison(struct work *work, struct cell_grid *grid, const char *figure, double fraction,
                           bool suppressed, bool plus)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    if (!figure || isnan(fraction)) {
        cell_grid_add(grid, suppressed ? tr(language, "suppressed") : NO_NUMBER);
        cell_grid_add(grid, NO_NUMBER);
        return;
    }
    const char *computed = as_printed(work, fraction, figure, plus);
    cell_grid_add(grid, writer_format(writer, plus ? "%s" : "%s%%", computed));
    bool agrees = strcmp(plain(work, figure), plain(work, computed)) == 0;
    cell_grid_add(grid, agrees ? tr(language, "agrees") : tr(language, "**differs**"));
}

static void add_figure(struct work *work, struct cell_grid *grid, const struct published_figure *figure)
{
    struct writer *writer = &work->writer;
    const struct rate *rate = work_rate(work, work->memo->wave, figure->item, ESTIMATOR_PUBLISHED);
    const struct change *change = work_change(work, figure->item, ESTIMATOR_PUBLISHED);
    cell_grid_add(grid, writer_label(writer, &work->study->items[figure->item].label));
    cell_grid_add(grid, writer_format(writer, "%s%%", writer_escape(writer, figure->percent)));
    add_comparison(work, grid, figure->percent, rate ? rate->estimate : NAN,
                   rate && rate->status == ESTIMATE_SUPPRESSED, false);
    cell_grid_add(grid, figure->points_change ? writer_minus(writer, writer_escape(writer, figure->points_change))
                                              : NO_NUMBER);
    add_comparison(work, grid, figure->points_change, change ? change->change : NAN,
                   change && change->status == ESTIMATE_SUPPRESSED, true);
}

/* Each source once. */
static void write_sources(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct published *published = &work->memo->panel->published;
    for (size_t i = 0; i < published->count; i++) {
        const struct published_figure *figure = &published->figures[i];
        bool told = figure->year != work->wave->year || !figure->source || !*figure->source;
        for (size_t k = 0; k < i && !told; k++)
            told = published->figures[k].year == figure->year && published->figures[k].source &&
                   strcmp(published->figures[k].source, figure->source) == 0;
        if (!told)
            writer_line(writer, tr(work->language, "Source of the published figures: %s"),
                        writer_escape(writer, figure->source));
    }
    writer_gap(writer);
}

void write_published(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct published *published = &work->memo->panel->published;
    bool any = false;
    for (size_t i = 0; i < published->count; i++)
        any = any || published->figures[i].year == work->wave->year;
    if (!any)
        return;
    work_exhibit(work, tr(language, "Published figures and those computed from the responses"));
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false},
        {tr(language, "published rate"), true},
        {tr(language, "computed rate"), true},
        {tr(language, "agreement of rates"), false},
        {tr(language, "published points"), true},
        {tr(language, "computed points"), true},
        {tr(language, "agreement of points"), false},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t item = 0; item < work->study->item_count; item++)
        for (size_t i = 0; i < published->count; i++)
            if (published->figures[i].year == work->wave->year && published->figures[i].item == item)
                add_figure(work, &grid, &published->figures[i]);
    cell_grid_end(&grid);
    write_sources(work);
}

/* Whether a published percentage can be one of the base published with it. */
static void write_counts(struct work *work, const struct published_figure *figure)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    struct printed_percent percent;
    int64_t least, most;
    if (figure->n <= 0 || !printed_percent_parse(figure->percent, &percent))
        return;
    const char *item = work_item(work, figure->item), *wave = work_year(work, figure->year);
    const char *text = writer_format(writer, "%s%%", writer_escape(writer, figure->percent));
    const char *n = writer_count(writer, figure->n);
    if (!feasible_counts(percent, figure->n, &least, &most))
        writer_bullet(
            writer,
            tr(language,
               "**The %1$s published for %2$s in %3$s cannot be right: no count of %4$s institutions rounds to it.**"),
            text, item, wave, n);
    else if (least == most)
        writer_bullet(writer, tr(language, "The %1$s published for %2$s in %3$s stands for %5$s of %4$s institutions."),
                      text, item, wave, n, writer_count(writer, least));
    else
        writer_bullet(writer,
                      tr(language, "The %1$s published for %2$s in %3$s stands for %5$s to %6$s of %4$s "
                                   "institutions."),
                      text, item, wave, n, writer_count(writer, least), writer_count(writer, most));
}

void write_feasible(struct work *work)
{
    const struct published *published = &work->memo->panel->published;
    for (size_t i = 0; i < published->count; i++)
        if (published->figures[i].year <= work->wave->year)
            write_counts(work, &published->figures[i]);
}
