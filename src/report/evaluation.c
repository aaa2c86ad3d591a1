/* What the survey found: rates, changes, and the answers behind them. */
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "report/memo.h"

/* `value` times 100, rounded as it is printed, in units of its last digit. */
static int64_t printed(struct work *work, double value)
{
    struct buffer text = {0};
    number_add_fixed(&text, 100 * value, work->study->decimals, false);
    int64_t units = 0;
    for (const char *at = buffer_get(&text); *at; at++)
        units = *at >= '0' && *at <= '9' ? 10 * units + (*at - '0') : units;
    if (*buffer_get(&text) == '-')
        units = -units;
    work->writer.failed = work->writer.failed || text.failed;
    buffer_clear(&text);
    return units;
}

/* Whether a reader who subtracts the printed rates gets other points than those printed. */
static bool differs_when_rounded(struct work *work, const struct change *change)
{
    return !isnan(change->change) &&
           printed(work, change->estimate_to) - printed(work, change->estimate_from) != printed(work, change->change);
}

/* The wave that a table's changes start from, as a column's title: "points on FY2020". */
static const char *points_title(struct work *work)
{
    int64_t from = -1;
    bool same = true;
    for (size_t i = 0; i < work->changes.count; i++) {
        if (!work_has_item(work, work->changes.rows[i].item))
            continue;
        same = same && (from < 0 || from == (int64_t)work->changes.rows[i].from);
        from = (int64_t)work->changes.rows[i].from;
    }
    if (from < 0 || !same)
        return tr(work->language, "points on the wave before");
    return writer_format(&work->writer, tr(work->language, "points on %s"),
                         writer_label(&work->writer, &work->study->waves[from].label));
}

static void add_rate(struct work *work, struct cell_grid *grid, size_t item, enum estimator estimator)
{
    struct writer *writer = &work->writer;
    const struct rate *rate = work_rate(work, work->memo->wave, item, estimator);
    const struct change *change = work_change(work, item, estimator);
    if (!rate)
        return;
    cell_grid_add(grid, writer_label(writer, &work->study->items[item].label));
    cell_grid_add(grid, work_estimator(work, estimator));
    cell_grid_add(grid, rate->status == ESTIMATE_SUPPRESSED ? work_percent(work, rate) : writer_count(writer, rate->x));
    cell_grid_add(grid, writer_count(writer, rate->n));
    cell_grid_add(grid, work_percent(work, rate));
    cell_grid_add(grid, change ? writer_points(writer, change->change) : NO_NUMBER);
    cell_grid_add(grid, writer_range(writer, !isnan(rate->lower), writer_percent(writer, rate->lower),
                                     writer_percent(writer, rate->upper)));
}

/* The share of the size, where the register has sizes. */
static void add_size(struct work *work, struct cell_grid *grid, size_t item)
{
    struct writer *writer = &work->writer;
    for (size_t i = 0; i < work->sizes.count; i++) {
        const struct rate *rate = &work->sizes.rows[i];
        if (rate->wave != work->memo->wave || rate->item != item || rate->estimator != ESTIMATOR_SIZE)
            continue;
        cell_grid_add(grid, writer_label(writer, &work->study->items[item].label));
        cell_grid_add(grid, work_estimator(work, ESTIMATOR_SIZE));
        cell_grid_add(grid,
                      rate->status == ESTIMATE_SUPPRESSED ? work_percent(work, rate) : writer_count(writer, rate->x));
        cell_grid_add(grid, writer_count(writer, rate->n));
        cell_grid_add(grid, work_percent(work, rate));
        cell_grid_add(grid, NO_NUMBER);
        cell_grid_add(grid, writer_range(writer, !isnan(rate->lower), writer_percent(writer, rate->lower),
                                         writer_percent(writer, rate->upper)));
    }
}

static void write_rates(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *limits = work_limits_title(work);
    work_exhibit(work, writer_format(writer, tr(language, "Rates in %s"), writer_label(writer, &work->wave->label)));
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false},
        {tr(language, "estimator"), false},
        {tr(language, "x"), true},
        {tr(language, "n"), true},
        {tr(language, "rate"), true},
        {points_title(work), true},
        {limits, true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t item = 0; item < work->study->item_count; item++) {
        if (!work_has_item(work, item))
            continue;
        for (int i = ESTIMATOR_PUBLISHED; i <= ESTIMATOR_POPULATION; i++)
            add_rate(work, &grid, item, (enum estimator)i);
        add_size(work, &grid, item);
    }
    cell_grid_end(&grid);
    writer_line(writer, "%s",
                tr(language, "Percentages are rounded half away from zero from the exact fraction; points are the "
                             "differences of unrounded rates, in percentage points."));
    writer_gap(writer);
}

/* Whether the changed answers behind a matched change are so few that they would show single institutions. */
static bool hides_matched(const struct work *work, const struct matched_counts *m)
{
    int64_t least = work->study->minimum_cell;
    return !work->memo->internal && ((m->n01 > 0 && m->n01 < least) || (m->n10 > 0 && m->n10 < least));
}

static void add_change(struct work *work, struct cell_grid *grid, const struct change *change)
{
    struct writer *writer = &work->writer;
    bool gone = change->status == ESTIMATE_SUPPRESSED;
    bool counted = change->has_matched && !gone, few = counted && hides_matched(work, &change->matched);
    /* the limits and p of a matched change tell the two counts */
    bool limited = !isnan(change->lower) && !(few && change->estimator == ESTIMATOR_MATCHED);
    const char *hidden = tr(work->language, "suppressed");
    cell_grid_add(grid, writer_label(writer, &work->study->items[change->item].label));
    cell_grid_add(grid, work_estimator(work, change->estimator));
    cell_grid_add(grid, gone ? hidden : writer_percent(writer, change->estimate_from));
    cell_grid_add(grid, gone ? hidden : writer_percent(writer, change->estimate_to));
    cell_grid_add(grid, writer_points(writer, change->change));
    /* Of a change that is published rounded, limits and p may be kept back by themselves. */
    bool usable = change->status == ESTIMATE_OK || change->status == ESTIMATE_LOW_BASE;
    bool kept = work->plan && usable && !limited;
    cell_grid_add(grid, kept ? hidden
                             : writer_range(writer, limited, writer_points(writer, change->lower),
                                            writer_points(writer, change->upper)));
    cell_grid_add(grid, kept ? hidden : limited ? writer_p(writer, change->p) : NO_NUMBER);
    cell_grid_add(grid, few ? hidden : writer_count(writer, counted ? change->matched.n01 : -1));
    cell_grid_add(grid, few ? hidden : writer_count(writer, counted ? change->matched.n10 : -1));
}

static void write_changes(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    bool any = false;
    for (size_t i = 0; i < work->changes.count; i++)
        any = any || work_has_item(work, work->changes.rows[i].item);
    if (!any) {
        writer_line(writer, "%s", tr(language, "There is no wave before it to compare with."));
        writer_gap(writer);
        return;
    }
    work_exhibit(work, tr(language, "Changes on the wave before"));
    const char *limits = work_limits_title(work);
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false}, {tr(language, "estimator"), false},       {tr(language, "before"), true},
        {tr(language, "now"), true},   {tr(language, "change in points"), true}, {limits, true},
        {tr(language, "p"), true},     {tr(language, "adopted"), true},          {tr(language, "dropped"), true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < work->changes.count; i++)
        if (work_has_item(work, work->changes.rows[i].item))
            add_change(work, &grid, &work->changes.rows[i]);
    cell_grid_end(&grid);

    bool told = false;
    for (size_t i = 0; i < work->changes.count; i++) {
        const struct change *change = &work->changes.rows[i];
        if (!work_has_item(work, change->item) || !differs_when_rounded(work, change))
            continue;
        writer_bullet(writer,
                      tr(language, "%1$s, %2$s: the rounded rates %3$s and %4$s do not differ by %5$s points, which is "
                                   "the rounded difference of the unrounded rates."),
                      writer_label(writer, &work->study->items[change->item].label),
                      work_estimator(work, change->estimator), writer_percent(writer, change->estimate_from),
                      writer_percent(writer, change->estimate_to), writer_points(writer, change->change));
        told = true;
    }
    if (told)
        writer_gap(writer);
}

/* The shares of the choices of one scale, for the items that use it, among all who responded. */
static void write_scale(struct work *work, const struct rates *rates, const struct scale *scale)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    struct cell_grid_column *columns = arena_array(writer->arena, scale->count + 2, sizeof *columns);
    bool *shown = arena_array(writer->arena, scale->count, sizeof *shown);
    if (!columns || !shown) {
        writer->failed = true;
        return;
    }
    size_t count = 0;
    columns[count++].title = tr(language, "item");
    for (size_t i = 0; i < rates->count; i++)
        if (work->study->items[rates->rows[i].item].scale == scale && rates->rows[i].n)
            shown[rates->rows[i].choice] = true;
    for (size_t k = 0; k < scale->count; k++)
        if (shown[k])
            columns[count++] = (struct cell_grid_column){writer_label(writer, &scale->choices[k].label), true};
    columns[count++] = (struct cell_grid_column){tr(language, "respondents"), true};
    if (count == 2)
        return;
    work_exhibit(work, writer_format(writer, tr(language, "Answers in %s, of all who responded"),
                                     writer_label(writer, &work->wave->label)));
    struct cell_grid grid = cell_grid_begin(writer, columns, count);
    for (size_t i = 0; i < rates->count; i++) { /* the choices of an item stand together */
        const struct rate *rate = &rates->rows[i];
        if (work->study->items[rate->item].scale != scale || !rate->n)
            continue;
        if (i == 0 || rates->rows[i - 1].item != rate->item)
            cell_grid_add(&grid, writer_label(writer, &work->study->items[rate->item].label));
        cell_grid_add(&grid, work_percent(work, rate));
        if (i + 1 == rates->count || rates->rows[i + 1].item != rate->item)
            cell_grid_add(&grid, writer_count(writer, rate->n));
    }
    cell_grid_end(&grid);
}

static enum status write_answers(struct work *work, struct errors *errors)
{
    struct rate_options options = rate_options_of(work->study);
    options.denominator = DENOMINATOR_ALLRESP;
    options.choices = true;
    options.wave = (int64_t)work->memo->wave;
    options.leaves_out[ESTIMATOR_POPULATION] = true;
    struct rates rates;
    enum status status = analysis_rates(work->memo->panel, &options, work->writer.arena, &rates, errors);
    if (status != STATUS_OK)
        return status;
    if (work->plan)
        status = rates_suppress(work->plan, false, work->writer.arena, &rates, errors);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < work->study->scale_count; i++)
        write_scale(work, &rates, &work->study->scales[i]);
    return STATUS_OK;
}

/* "693 of the 1,038 institutions responded (66.8%)." */
static void write_respondents(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct rate *rate = NULL;
    for (size_t i = 0; i < work->rates.count && !rate; i++)
        if (work->rates.rows[i].wave == work->memo->wave && work_has_item(work, work->rates.rows[i].item))
            rate = &work->rates.rows[i];
    const char *wave = writer_label(writer, &work->wave->label);
    if (!rate)
        writer_line(writer, tr(work->language, "There is no data of %s."), wave);
    else if (rate->N < 0)
        writer_line(writer,
                    rate->respondents == 1
                        ? tr(work->language, "In %1$s, %2$s institution responded; how many there are is not known.")
                        : tr(work->language, "In %1$s, %2$s institutions responded; how many there are is not known."),
                    wave, writer_count(writer, rate->respondents));
    else
        writer_line(writer, tr(work->language, "In %1$s, %3$s of the %2$s institutions responded (%4$s)."), wave,
                    writer_count(writer, rate->N), writer_count(writer, rate->respondents),
                    writer_percent(writer, rate->response_rate));
    writer_gap(writer);
}

enum status write_survey(struct work *work, struct errors *errors)
{
    const struct memo *memo = work->memo;
    writer_heading(&work->writer, 2, tr(work->language, "Annex 1: What the survey found"));
    write_respondents(work);
    if (!memo->panel->tallies[memo->wave])
        return STATUS_OK;
    write_rates(work);
    enum status status = write_bounds(work, errors);
    if (status != STATUS_OK)
        return status;
    write_published(work);
    write_changes(work);
    return write_answers(work, errors);
}
