/* What the waves let expect: the rate of the next one, and when the levels of the rules are reached. */
#include <math.h>

#include "report/memo.h"

/* Whether a rule compares something of the item. */
static bool is_ruled(const struct work *work, size_t item)
{
    const struct rules *rules = work->memo->check->rules;
    for (size_t i = 0; i < rules->count; i++)
        for (size_t k = 0; k < rules->rules[i].item_count; k++)
            if (rules->rules[i].items[k] == item)
                return true;
    return false;
}

/* The number, or why there is none. */
static const char *rate(struct work *work, const struct forecast_row *row)
{
    if (work_suppresses(work, row->item))
        return tr(work->language, "suppressed");
    return isnan(row->estimate) ? tr(work->language, estimate_status_name(row->status))
                                : writer_percent(&work->writer, row->estimate);
}

static void write_next(struct work *work, const struct outlook *outlook)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    work_exhibit(work, tr(language, "Forecast of the next wave"));
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false},
        {tr(language, "wave"), false},
        {tr(language, "rate"), true},
        {work_limits_title(work), true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < outlook->next.count; i++) {
        const struct forecast_row *row = &outlook->next.rows[i];
        if (!is_ruled(work, row->item) || !work_has_item(work, row->item))
            continue;
        bool shown = !work_suppresses(work, row->item) && !isnan(row->lower);
        cell_grid_add(&grid, writer_label(writer, &work->study->items[row->item].label));
        cell_grid_add(&grid, work_year(work, isnan(row->estimate) ? work->wave->year + 1 : row->year));
        cell_grid_add(&grid, rate(work, row));
        cell_grid_add(
            &grid, writer_range(writer, shown, writer_percent(writer, row->lower), writer_percent(writer, row->upper)));
    }
    cell_grid_end(&grid);
}

/* ---- when levels are reached ---- */

static const struct reach_row *reach_of(const struct outlook *outlook, size_t item, struct rational level)
{
    for (size_t i = 0; i < outlook->reached.reach_count; i++) {
        const struct reach_row *row = &outlook->reached.reach[i];
        if (row->item == item && row->level.numerator == level.numerator && row->level.denominator == level.denominator)
            return row;
    }
    return NULL;
}

/* The wave, or that the horizon does not see it. */
static const char *year(struct work *work, const struct outlook *outlook, int year)
{
    if (year)
        return work_year(work, year);
    return writer_format(&work->writer, tr(work->language, "after %s"),
                         work_year(work, work->wave->year + outlook->options.years));
}

static void add_reach(struct work *work, struct cell_grid *grid, const struct outlook *outlook, const struct rule *rule,
                      const struct reach_row *row)
{
    struct writer *writer = &work->writer;
    bool hidden = work_suppresses(work, row->item), known = !hidden && !isnan(row->never);
    bool to_come = known && (!row->year || row->year > work->wave->year); /* else it is a fact, without limits */
    cell_grid_add(grid, writer_label(writer, &work->study->items[row->item].label));
    cell_grid_add(grid, writer_format(writer, "%s%%", writer_decimal(writer, 100 * rational_value(row->level))));
    cell_grid_add(grid, rule_consequence(work, rule));
    cell_grid_add(grid, hidden  ? tr(work->language, "suppressed")
                        : known ? year(work, outlook, row->year)
                                : tr(work->language, estimate_status_name(row->status)));
    cell_grid_add(grid,
                  writer_range(writer, to_come, year(work, outlook, row->lower), year(work, outlook, row->upper)));
    cell_grid_add(grid, to_come ? writer_percent(writer, row->never) : NO_NUMBER);
}

/* Whether an earlier rule has the same level for one of the items. */
static bool is_told(const struct rules *rules, size_t end, size_t item, const struct rule *rule)
{
    for (size_t i = 0; i < end; i++)
        for (size_t k = 0; k < rules->rules[i].item_count; k++)
            if (rules->rules[i].items[k] == item && rules->rules[i].statistic == STATISTIC_RATE &&
                rules->rules[i].severity == rule->severity &&
                rational_value(rules->rules[i].level) == rational_value(rule->level))
                return true;
    return false;
}

static void write_reached(struct work *work, const struct outlook *outlook)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct rules *rules = work->memo->check->rules;
    if (!outlook->reached.reach_count)
        return;
    work_exhibit(work, tr(language, "When the rates reach the levels of the rules"));
    const struct cell_grid_column columns[] = {
        {tr(language, "item"), false},
        {tr(language, "level"), true},
        {tr(language, "consequence"), false},
        {tr(language, "first wave at the level"), false},
        {work_limits_title(work), false},
        {writer_format(writer, tr(language, "courses still below in %s"),
                       work_year(work, work->wave->year + outlook->options.years)),
         true},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t k = 0; rule->statistic == STATISTIC_RATE && k < rule->item_count; k++) {
            const struct reach_row *row = reach_of(outlook, rule->items[k], rule->level);
            if (row && work_has_item(work, row->item) && !is_told(rules, i, row->item, rule))
                add_reach(work, &grid, outlook, rule, row);
        }
    }
    cell_grid_end(&grid);
    writer_line(writer,
                tr(language, "The wave is the median of %1$s simulated courses (seed %2$lld); the rate itself reaches "
                             "the level then, not yet its lower limit, and not yet for as many waves in a row as a "
                             "rule may ask for."),
                writer_count(writer, outlook->options.draws), (long long)outlook->options.seed);
    writer_gap(writer);
}

/* How many items have a forecast, or a reason for having none; and of how many the waves were too few. */
static size_t count_items(const struct work *work, const struct outlook *outlook, size_t *too_few)
{
    size_t count = 0;
    *too_few = 0;
    for (size_t i = 0; i < outlook->next.count; i++) {
        const struct forecast_row *row = &outlook->next.rows[i];
        if (!is_ruled(work, row->item) || !work_has_item(work, row->item))
            continue;
        count++;
        *too_few += row->status == ESTIMATE_TOO_FEW_WAVES;
    }
    return count;
}

void write_outlook(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct outlook *outlook = work->memo->outlook;
    writer_heading(writer, 2, tr(language, "Annex 3: Outlook"));
    size_t too_few = 0, count = outlook ? count_items(work, outlook, &too_few) : 0;
    if (!count)
        writer_line(writer, "%s", tr(language, "No forecast was made."));
    if (count > too_few) {
        writer_line(writer,
                    outlook->options.model == FORECAST_LOGISTIC_CLUSTERED
                        ? tr(language,
                             "The logistic curve through the waves that can be compared is extrapolated, with "
                             "the institutions as clusters and weighted by the frame (%s).")
                        : tr(language, "The logistic curve through the rates as published of the waves that can be "
                                       "compared is extrapolated, with the waves taken as independent (%s); one that "
                                       "weights the strata would tell of those that are suppressed."),
                    forecast_model_name(outlook->options.model));
        writer_line(writer, "%s",
                    tr(language, "It holds only if the trend continues as before; the limits reflect the uncertainty "
                                 "of the curve, not whether it continues, and no rule rests on it."));
    }
    if (too_few)
        writer_line(writer,
                    too_few == count
                        ? tr(language, "There are too few waves for a forecast: it needs %d that can be compared.")
                        : tr(language, "A forecast needs %d waves that can be compared."),
                    FORECAST_LEAST_WAVES);
    writer_gap(writer);
    if (count == too_few)
        return;
    write_next(work, outlook);
    write_reached(work, outlook);
}
