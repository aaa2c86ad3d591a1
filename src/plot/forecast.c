/*
 * The picture `forecast`: a panel per item: rates of the waves, coming rates as a fan of limits, and beneath when
 * levels are reached. Reads the columns item, kind, wave, level, estimate, lower, upper, level_reached, lower_wave,
 * upper_wave and status. `kind` of a row is
 * - rate: the rate of a wave;
 * - forecast: a coming rate with limits of the confidence `level`;
 * - reach: the year in which `level_reached` is first reached: its median in `wave`, its limits of the confidence
 *   `level` in lower_wave and upper_wave, empty where they lie beyond the horizon.
 * The rows of the highest confidence come first: they lie behind the others.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { ROW = 21, UNDER = 28, AXIS = 40, LEADER_END = 4, STRIP_YEARS = 18, SHADES = 3 };

/* From above: the fan, its years, and the strip beneath with its title; at the right leaders to labels. Characters
 * stand in the middle of their rows. */
struct measures {
    double headroom, fan, years, strip_title, below /* from an axis to its years */, leader;
};
static const struct measures of_pixels = {6, 170, 24, 22, 13, 16};
static const struct measures of_cells = {CELL_HEIGHT / 2.0, 11.0 * CELL_HEIGHT, 1.5 * CELL_HEIGHT,
                                         CELL_HEIGHT,       CELL_HEIGHT,        3.0 * CELL_WIDTH};

struct fan {
    struct marks marks;
    struct drawing *drawing;
    const struct measures *measures;
    const struct table *table;
    size_t item, kind, wave, level, estimate, lower, upper, level_reached, lower_wave, upper_wave, status;
    const char **items;
    size_t item_count;
    double confidence[SHADES]; /* from the highest */
    size_t confidence_count;
    double *levels; /* that are reached, in the order of their rows */
    size_t level_count;
    double first_year, last_year; /* of rates and forecasts */
    double first_reach, last_reach;
    struct scale rates; /* left: the lower end in pixels, right: the upper one */
    double right_width;
};

static double value_in(const struct fan *fan, size_t row, size_t column)
{
    return drawing_number(fan->table, row, column);
}

static bool is(const struct fan *fan, size_t row, size_t item, const char *kind)
{
    return strcmp(drawing_id(fan->table, row, fan->item), fan->items[item]) == 0 &&
           strcmp(drawing_id(fan->table, row, fan->kind), kind) == 0;
}

/* The place of `value` among `values`, which get it where it is new and there is room; the last place where not. */
static size_t place_of(double *values, size_t *count, size_t room, double value)
{
    for (size_t i = 0; i < *count; i++)
        if (values[i] == value)
            return i;
    if (*count < room)
        values[(*count)++] = value;
    return *count - 1;
}

static void collect_row(struct fan *fan, size_t row)
{
    double wave = value_in(fan, row, fan->wave);
    const char *kind = drawing_id(fan->table, row, fan->kind);
    if (strcmp(kind, "reach") == 0) {
        (void)place_of(fan->levels, &fan->level_count, table_rows(fan->table), value_in(fan, row, fan->level_reached));
        fan->first_reach = fmin(fan->first_reach, fmin(wave, value_in(fan, row, fan->lower_wave)));
        fan->last_reach = fmax(fan->last_reach, fmax(wave, value_in(fan, row, fan->upper_wave)));
        return;
    }
    fan->first_year = fmin(fan->first_year, wave);
    fan->last_year = fmax(fan->last_year, wave);
    double high = fmax(value_in(fan, row, fan->estimate), value_in(fan, row, fan->upper));
    fan->rates.high = fmax(fan->rates.high, high);
}

static enum status collect(struct fan *fan, struct errors *errors)
{
    size_t count = table_rows(fan->table);
    fan->items = arena_array(fan->drawing->arena, count + 1, sizeof *fan->items);
    fan->levels = arena_array(fan->drawing->arena, count + 1, sizeof *fan->levels);
    if (!fan->items || !fan->levels)
        return errors_memory(errors);
    fan->first_year = fan->last_year = fan->first_reach = fan->last_reach = NAN;
    bool any = false;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(fan->items, &fan->item_count, drawing_id(fan->table, row, fan->item));
        if (isfinite(value_in(fan, row, fan->level)))
            (void)place_of(fan->confidence, &fan->confidence_count, SHADES, value_in(fan, row, fan->level));
        bool coming = strcmp(drawing_id(fan->table, row, fan->kind), "forecast") == 0;
        any = any || (coming && isfinite(value_in(fan, row, fan->estimate)));
        collect_row(fan, row);
    }
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "a forecast needs 4 waves that can be compared; `minaoshi forecast` tells what is missing",
                          "there is no forecast to draw in 'forecast'");
    for (size_t i = 0; i < fan->drawing->job->options.level_count; i++)
        fan->rates.high = fmax(fan->rates.high, fan->drawing->job->options.levels[i].value);
    return STATUS_OK;
}

/* Where a year stands between two edges. */
static double year_at(double year, double first, double last, double left, double right)
{
    return left + (right - left) * (year - first + 0.5) / (last - first + 1);
}

/* Years under an axis, as many as fit. */
static void add_years(struct fan *fan, double first, double last, double left, double right, double y)
{
    double room = (right - left) / (last - first + 1);
    double wide = marks_width(&fan->marks, ROLE_FAINT, "2000") + TEXT_GAP;
    int every = (int)fmax(1, ceil(wide / room)), years = (int)(last - first);
    every = every > 5 ? (every + 4) / 5 * 5 : every;
    for (int i = 0; i <= years; i += every)
        marks_text(&fan->marks, ROLE_FAINT, ALIGN_CENTRE, year_at(last - i, first, last, left, right), y,
                   arena_format(fan->drawing->arena, "%.0f", last - i));
}

/* The shade of a confidence. */
static enum role shade_of(struct fan *fan, size_t row)
{
    return (enum role)(ROLE_WIDE +
                       place_of(fan->confidence, &fan->confidence_count, SHADES, value_in(fan, row, fan->level)));
}

/* The newest wave's row that has a rate; that of no row where there is none. */
static size_t newest_rate(const struct fan *fan, size_t item)
{
    size_t count = table_rows(fan->table), found = count;
    for (size_t row = 0; row < count; row++)
        if (is(fan, row, item, "rate") && isfinite(value_in(fan, row, fan->estimate)))
            found = row;
    return found;
}

/* The limits of one confidence as an area: from the newest rate, of which nothing is uncertain here, along the upper
 * ends and back along the lower ones. */
static void add_area(struct fan *fan, size_t item, size_t shade, double left, double right)
{
    size_t count = table_rows(fan->table), newest = newest_rate(fan, item);
    enum role role = (enum role)(ROLE_WIDE + shade);
    if (newest < count && !fan->drawing->text)
        marks_corner(&fan->marks, role,
                     year_at(value_in(fan, newest, fan->wave), fan->first_year, fan->last_year, left, right),
                     scale_at(&fan->rates, value_in(fan, newest, fan->estimate)));
    for (int way = 0; way < 2; way++)
        for (size_t i = 0; i < count; i++) {
            size_t row = way ? count - 1 - i : i;
            double year = value_in(fan, row, fan->wave), end = value_in(fan, row, way ? fan->lower : fan->upper);
            if (!is(fan, row, item, "forecast") || shade_of(fan, row) != role || !isfinite(end))
                continue;
            double x = year_at(year, fan->first_year, fan->last_year, left, right);
            if (!fan->drawing->text)
                marks_corner(&fan->marks, role, x, scale_at(&fan->rates, end));
            else if (!shade && !way) /* characters can't shade: a line for each year */
                marks_line(&fan->marks, role, x, scale_at(&fan->rates, end), x,
                           scale_at(&fan->rates, value_in(fan, row, fan->lower)));
        }
    if (!fan->drawing->text)
        marks_corner(&fan->marks, role, NAN, NAN);
}

/* The waves' rates, and from the newest on the forecast. Gives the last coming rate's row, or that of no row. */
static size_t add_lines(struct fan *fan, size_t item, double left, double right)
{
    size_t last = table_rows(fan->table);
    double from_x = NAN, from_y = NAN, done = NAN;
    for (int pass = 0; pass < 2; pass++)
        for (size_t row = 0; row < table_rows(fan->table); row++) {
            double estimate = value_in(fan, row, fan->estimate), year = value_in(fan, row, fan->wave);
            if (!is(fan, row, item, pass ? "forecast" : "rate") || (pass && year <= done))
                continue;
            double x = year_at(year, fan->first_year, fan->last_year, left, right);
            double y = scale_at(&fan->rates, estimate);
            if (isfinite(from_y) && isfinite(y))
                marks_line(&fan->marks, pass ? ROLE_MAIN : ROLE_WHOLE, from_x, from_y, x, y);
            if (!pass && isfinite(y))
                marks_point(&fan->marks, ROLE_WHOLE, x, y);
            from_x = x;
            from_y = y;
            if (pass) {
                done = year;
                last = isfinite(y) ? row : last;
            }
        }
    return last;
}

/* "23.4% (18.0–29.9)": the last coming rate with its widest limits. */
static const char *end_label(const struct fan *fan, size_t row)
{
    struct drawing *drawing = fan->drawing;
    const char *rate = drawing_percent(drawing, value_in(fan, row, fan->estimate));
    const char *from = drawing_percent(drawing, value_in(fan, row, fan->lower));
    const char *to = drawing_percent(drawing, value_in(fan, row, fan->upper));
    if (!rate || !from || !to || !isfinite(value_in(fan, row, fan->lower)))
        return rate && from && to ? arena_format(drawing->arena, "%s%%", rate) : NULL;
    return arena_format(drawing->arena, "%s%% (%s–%s)", rate, from, to);
}

/* Labels at the right: the last coming rate, and the levels. */
static enum status add_ends(struct fan *fan, size_t last, double right)
{
    const struct plot_options *options = &fan->drawing->job->options;
    size_t count = options->level_count, total = count;
    double *at = arena_array(fan->drawing->arena, count + 1, sizeof *at);
    double *height = arena_array(fan->drawing->arena, count + 1, sizeof *height);
    if (!at || !height)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++)
        at[i] = scale_at(&fan->rates, options->levels[i].value);
    if (last < table_rows(fan->table))
        at[total++] = scale_at(&fan->rates, value_in(fan, last, fan->estimate));
    for (size_t i = 0; i < total; i++)
        height[i] = CELL_HEIGHT + 1;
    double *wished = arena_array(fan->drawing->arena, total + 1, sizeof *wished);
    if (!wished)
        return STATUS_FAILURE;
    memcpy(wished, at, total * sizeof *at);
    if (layout_spread(fan->drawing->arena, at, height, total, fan->rates.right - CELL_HEIGHT,
                      fan->rates.left + CELL_HEIGHT) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < total; i++) {
        enum role role = i < count ? ROLE_LEVEL : ROLE_MAIN;
        marks_line(&fan->marks, ROLE_PLAIN, right, wished[i], right + fan->measures->leader - LEADER_END, at[i]);
        marks_text(&fan->marks, role, ALIGN_LEFT, right + fan->measures->leader, at[i],
                   i < count ? marks_percent(&fan->marks, options->levels[i].value) : end_label(fan, last));
    }
    return STATUS_OK;
}

/* The years that a level is reached in: "2029 (2026–2034)", "after 2071", or why there are none. */
static const char *reach_label(const struct fan *fan, size_t row)
{
    struct arena *arena = fan->drawing->arena;
    enum language language = fan->drawing->job->options.language;
    const char *status = drawing_id(fan->table, row, fan->status);
    double year = value_in(fan, row, fan->wave), from = value_in(fan, row, fan->lower_wave),
           to = value_in(fan, row, fan->upper_wave);
    if (*status && strcmp(status, "ok") != 0)
        return tr(language, status);
    if (isfinite(year) && from == year && to == year)
        return arena_format(arena, "%.0f", year);
    const char *median = isfinite(year) ? arena_format(arena, "%.0f", year) : tr(language, "later than that");
    const char *end = isfinite(to) ? arena_format(arena, "%.0f", to) : "";
    if (!median || !end)
        return NULL;
    return isfinite(from) ? arena_format(arena, "%s (%.0f–%s)", median, from, end) : median;
}

/* The row of a level's widest limits; that of no row where there is none. */
static size_t find_reach(const struct fan *fan, size_t item, double level)
{
    size_t row = 0;
    while (row < table_rows(fan->table) &&
           !(is(fan, row, item, "reach") && value_in(fan, row, fan->level_reached) == level))
        row++;
    return row;
}

/* Beneath the fan: a row per level, with the years in which it is reached. */
static void add_strip(struct fan *fan, size_t item, double x, double left, double right, double y)
{
    struct marks *marks = &fan->marks;
    double first = fan->first_reach, last = fan->last_reach;
    marks_text(marks, ROLE_FAINT, ALIGN_LEFT, x, y + fan->measures->strip_title / 2,
               tr(fan->drawing->job->options.language, "First year at or above the level"));
    y += fan->measures->strip_title;
    double height = row_height(&fan->marks, ROW);
    for (size_t i = 0; i < fan->level_count; i++) {
        double middle = y + ((double)i + 0.5) * height;
        size_t widest = find_reach(fan, item, fan->levels[i]);
        marks_text(marks, ROLE_LEVEL, ALIGN_RIGHT, left - 6, middle, marks_percent(marks, fan->levels[i]));
        marks_line(marks, ROLE_FAINT, left, middle, right, middle);
        if (widest == table_rows(fan->table))
            continue;
        const char *label = reach_label(fan, widest);
        marks_text(marks, ROLE_PLAIN, ALIGN_LEFT, right + fan->measures->leader, middle, label);
        buffer_format(&fan->drawing->description, "; %s: %s", marks_percent(marks, fan->levels[i]), label ? label : "");
        for (size_t row = widest; row < table_rows(fan->table) && isfinite(first); row++) {
            double from = value_in(fan, row, fan->lower_wave), to = value_in(fan, row, fan->upper_wave);
            if (!is(fan, row, item, "reach") || value_in(fan, row, fan->level_reached) != fan->levels[i] ||
                !isfinite(from))
                continue;
            marks_line(marks, shade_of(fan, row), year_at(from, first, last, left, right), middle,
                       isfinite(to) ? year_at(to, first, last, left, right) + 1 : right, middle);
        }
        double median = value_in(fan, widest, fan->wave);
        if (isfinite(median))
            marks_point(marks, ROLE_WHOLE, year_at(median, first, last, left, right), middle);
    }
    if (isfinite(first))
        add_years(fan, first, last, left, right,
                  y + (double)fan->level_count * height + row_height(marks, STRIP_YEARS) / 2);
}

static enum status draw_panel(struct fan *fan, const struct panels *panels, size_t item)
{
    struct drawing *drawing = fan->drawing;
    double x = panel_x(panels, item), y = panel_y(panels, item);
    double left = x + AXIS, right = x + panels->width - fan->right_width - fan->measures->leader;
    size_t any = 0;
    while (strcmp(drawing_id(fan->table, any, fan->item), fan->items[item]) != 0)
        any++;
    const char *name = drawing_label(drawing, any, fan->item);
    panels_title(&fan->marks, panels, item, name);
    fan->rates.right = y + PANEL_TITLE + fan->measures->headroom;
    fan->rates.left = fan->rates.right + fan->measures->fan;
    for (int i = 0; fan->rates.low + i * fan->rates.step < fan->rates.high + fan->rates.step / 2; i++) {
        double share = fan->rates.low + i * fan->rates.step, at = scale_at(&fan->rates, share);
        marks_line(&fan->marks, ROLE_FAINT, left, at, right, at);
        marks_text(&fan->marks, ROLE_FAINT, ALIGN_RIGHT, left - 6, at, marks_percent(&fan->marks, share));
    }
    for (size_t i = 0; i < drawing->job->options.level_count; i++) {
        double at = scale_at(&fan->rates, drawing->job->options.levels[i].value);
        marks_line(&fan->marks, ROLE_LEVEL, left, at, right, at);
    }
    for (size_t shade = 0; shade < fan->confidence_count; shade++)
        add_area(fan, item, shade, left, right);
    size_t last = add_lines(fan, item, left, right);
    add_years(fan, fan->first_year, fan->last_year, left, right, fan->rates.left + fan->measures->below);
    if (add_ends(fan, last, right) != STATUS_OK)
        return STATUS_FAILURE;
    const char *coming = last < table_rows(fan->table) ? end_label(fan, last) : "–";
    buffer_format(&drawing->description, "%s%s: %.0f %s", item ? "\n" : "", name ? name : "", fan->last_year,
                  coming ? coming : "");
    if (fan->level_count)
        add_strip(fan, item, x, left, right, fan->rates.left + fan->measures->years);
    return STATUS_OK;
}

/* Axes count in years of the calendar, also where waves are called by an era; `text` with the year of one of these. */
static const char *with_years(const struct fan *fan, const char *text)
{
    struct arena *arena = fan->drawing->arena;
    const struct plot_options *options = &fan->drawing->job->options;
    const struct plot_wave *newest = options->wave_count ? &options->waves[options->wave_count - 1] : NULL;
    const char *year = newest ? arena_format(arena, "%lld", (long long)newest->year) : "";
    const char *label = newest ? layout_clean(arena, newest->label) : "";
    if (!text || !year || !label)
        return NULL;
    if (!*label || strstr(label, year))
        return text;
    return arena_format(arena, tr(options->language, "%s Years on the axes: %s is %s."), text, label, year);
}

/* What shades and lines are. */
static const char *legend(const struct fan *fan)
{
    struct arena *arena = fan->drawing->arena;
    enum language language = fan->drawing->job->options.language;
    const char *limits = "";
    for (size_t i = 0; limits && i < fan->confidence_count; i++)
        limits = arena_format(arena, "%s%s%g%%", limits, i ? tr(language, ", ") : "", fan->confidence[i]);
    if (!limits)
        return NULL;
    const char *text = arena_format(
        arena,
        tr(language, "Diamonds: rates of the waves; shades: limits (%s) of the forecast, if the curve goes on "
                     "as it went."),
        limits);
    text = with_years(fan, text);
    const struct plot_options *options = &fan->drawing->job->options;
    for (size_t i = 0; text && i < options->level_count; i++) {
        const char *name = layout_clean(arena, options->levels[i].name);
        if (!name)
            return NULL;
        if (*name)
            text = arena_format(arena, "%s%s%s", text, i ? tr(language, ", ") : tr(language, " Dashed: "), name);
    }
    return text;
}

/* The room that labels at the right take. */
static void measure(struct fan *fan)
{
    for (size_t row = 0; row < table_rows(fan->table); row++) {
        const char *kind = drawing_id(fan->table, row, fan->kind);
        if (strcmp(kind, "rate") == 0)
            continue;
        const char *label = strcmp(kind, "reach") == 0 ? reach_label(fan, row) : end_label(fan, row);
        fan->right_width = fmax(fan->right_width, marks_width(&fan->marks, ROLE_PLAIN, label));
    }
}

enum status forecast_draw(struct drawing *drawing, struct errors *errors)
{
    const struct table *table = drawing->job->table;
    struct fan fan = {.drawing = drawing,
                      .measures = drawing->text ? &of_cells : &of_pixels,
                      .table = table,
                      .marks = {.drawing = drawing},
                      .item = table_find(table, "item"),
                      .kind = table_find(table, "kind"),
                      .wave = table_find(table, "wave"),
                      .level = table_find(table, "level"),
                      .estimate = table_find(table, "estimate"),
                      .lower = table_find(table, "lower"),
                      .upper = table_find(table, "upper"),
                      .level_reached = table_find(table, "level_reached"),
                      .lower_wave = table_find(table, "lower_wave"),
                      .upper_wave = table_find(table, "upper_wave"),
                      .status = table_find(table, "status")};
    enum status status = collect(&fan, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = legend(&fan);
    if (!foot || drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    scale_round(&fan.rates, 5);
    double strip =
        fan.level_count ? fan.measures->strip_title + (double)fan.level_count * row_height(&fan.marks, ROW) : 0;
    measure(&fan);
    struct panels panels = marks_panels(drawing, fan.item_count, AXIS + fan.measures->leader + fan.right_width);
    panels_measure_titles(&fan.marks, &panels, fan.item);
    panels_reach(drawing, &panels,
                 PANEL_TITLE + fan.measures->headroom + fan.measures->fan + fan.measures->years + strip + UNDER);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < fan.item_count; item++)
        if (draw_panel(&fan, &panels, item) != STATUS_OK)
            fan.marks.failed = true;
    return marks_finish(&fan.marks, errors);
}
