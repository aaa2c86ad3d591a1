/* The picture `trend`: rates over the waves, a line per item with its intervals, every line named at its end. */
#include "plot/drawing.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* A label at the right of the picture: of a series, or of a level. */
struct end {
    struct lines lines;
    double value; /* a fraction; where its line ends */
    double year;  /* NaN: a level, which runs to the edge */
    size_t style; /* of the series, from 1; 0: a level */
};

struct trend {
    struct drawing *drawing;
    const struct table *table;
    struct rates_columns columns;
    const char **items; /* ids */
    const char **labels;
    size_t item_count;
    int64_t *years;
    size_t year_count;
    struct end *ends;
    size_t end_count;
    double highest;               /* what must fit below the top, a fraction */
    int left, right, top, bottom; /* the area of the axes, pixels from the page's upper left */
};

enum { LINE_HEIGHT = TEXT_SIZE + 5, LEADER = 18, UNDER_AXIS = 64, AXIS = 42, MOST_TICKS = 6 };

/* From the axis to the first wave, and from the last one to the edge. */
enum { BEFORE_FIRST = 36, AFTER_LAST = 24 };

/* How much of the page labels at the ends of lines may take. */
static const double MOST_LABEL = 0.27;
enum { MOST_LINES = 3 };

/* And the label of a wave under the axis. */
static const double MOST_WAVE = 0.11;

static bool broken_at(const struct trend *trend, size_t row)
{
    const struct plot_options *options = &trend->drawing->job->options;
    if (strcmp(drawing_id(trend->table, row, trend->columns.status), "break") == 0)
        return true;
    for (size_t i = 0; i < options->break_count; i++)
        if (options->breaks[i].year == table_get_integer(trend->table, row, trend->columns.wave) &&
            strcmp(options->breaks[i].item, drawing_id(trend->table, row, trend->columns.item)) == 0)
            return true;
    return false;
}

static bool same_item(const struct trend *trend, size_t row, size_t item)
{
    return strcmp(drawing_id(trend->table, row, trend->columns.item), trend->items[item]) == 0;
}

/* Whether nobody's answers are behind the rate: it is a percentage that was published. */
static bool is_published(const struct trend *trend, size_t row)
{
    return strcmp(drawing_id(trend->table, row, trend->columns.status), "published only") == 0;
}

/* Whether a row without a rate gives way to what was published of the same item and wave. */
static bool gives_way(const struct trend *trend, size_t row)
{
    if (isfinite(drawing_number(trend->table, row, trend->columns.estimate)))
        return false;
    int64_t year = table_get_integer(trend->table, row, trend->columns.wave);
    const char *item = drawing_id(trend->table, row, trend->columns.item);
    for (size_t i = 0; i < table_rows(trend->table); i++)
        if (is_published(trend, i) && table_get_integer(trend->table, i, trend->columns.wave) == year &&
            strcmp(drawing_id(trend->table, i, trend->columns.item), item) == 0)
            return true;
    return false;
}

/* Whether so few answered that the rate is less certain. */
static bool is_few(const struct trend *trend, size_t row)
{
    return strcmp(drawing_id(trend->table, row, trend->columns.status), "low base") == 0;
}

/* Finds items, waves, and how far up the picture must reach. */
static enum status collect(struct trend *trend, struct errors *errors)
{
    struct drawing *drawing = trend->drawing;
    size_t rows = table_rows(trend->table);
    trend->items = arena_array(drawing->arena, rows + 1, sizeof *trend->items);
    trend->labels = arena_array(drawing->arena, rows + 1, sizeof *trend->labels);
    trend->years = drawing_years(drawing, &trend->year_count);
    if (!trend->items || !trend->labels || !trend->years)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < rows; row++) {
        size_t before = trend->item_count;
        size_t item =
            drawing_index(trend->items, &trend->item_count, drawing_id(trend->table, row, trend->columns.item));
        if (trend->item_count > before && !(trend->labels[item] = drawing_label(drawing, row, trend->columns.item)))
            return errors_memory(errors);
        double estimate = drawing_number(trend->table, row, trend->columns.estimate);
        double upper = drawing_number(trend->table, row, trend->columns.upper);
        any = any || isfinite(estimate);
        trend->highest = fmax(trend->highest, fmax(estimate, upper));
    }
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "`minaoshi rates --public` tells what was not answered and what is suppressed",
                          "there is no rate to draw in 'trend'");
    for (size_t i = 0; i < drawing->job->options.level_count; i++)
        trend->highest = fmax(trend->highest, drawing->job->options.levels[i].value);
    return STATUS_OK;
}

static bool is_suppressed(const struct trend *trend, size_t row)
{
    return !isfinite(drawing_number(trend->table, row, trend->columns.estimate)) &&
           strcmp(drawing_id(trend->table, row, trend->columns.status), "suppressed") == 0;
}

static bool is_suppressed_item(const struct trend *trend, size_t item)
{
    bool any = false;
    for (size_t row = 0; row < table_rows(trend->table); row++)
        any = any || (same_item(trend, row, item) && is_suppressed(trend, row));
    return any;
}

/* What follows the label of an item: its last value, with its wave where that is not the newest. NULL when there is no
 * memory. */
static const char *end_text(const struct trend *trend, const struct end *end)
{
    struct drawing *drawing = trend->drawing;
    const enum language language = drawing->job->options.language;
    if (isnan(end->value))
        return arena_format(drawing->arena, " %s", tr(language, "suppressed"));
    const char *percent = drawing_percent(drawing, end->value);
    const int64_t year = (int64_t)end->year;
    const char *wave = drawing_wave_label(drawing, year);
    if (!percent || !wave)
        return NULL;
    if (year == trend->years[trend->year_count - 1])
        return arena_format(drawing->arena, " %s%%", percent);
    return arena_format(drawing->arena, tr(language, " %s%% (%s)"), percent, wave);
}

/* What stands at the end of each line: the item's label with its last value, and the levels' names. */
static enum status collect_ends(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    const struct plot_options *options = &drawing->job->options;
    trend->ends = arena_array(drawing->arena, trend->item_count + options->level_count + 1, sizeof *trend->ends);
    if (!trend->ends)
        return STATUS_FAILURE;
    for (size_t item = 0; item < trend->item_count; item++) {
        struct end end = {.value = NAN, .year = NAN, .style = item + 1};
        for (size_t row = 0; row < table_rows(trend->table); row++) {
            double estimate = drawing_number(trend->table, row, trend->columns.estimate);
            double year = (double)table_get_integer(trend->table, row, trend->columns.wave);
            if (same_item(trend, row, item) && isfinite(estimate) && !(year <= end.year)) {
                end.value = estimate;
                end.year = year;
            }
        }
        if (isnan(end.value) && !is_suppressed_item(trend, item))
            continue;
        const char *text = end_text(trend, &end);
        if (isnan(end.value)) { /* its label leads to the mark below the axis */
            end.value = 0;
            end.year = (double)trend->years[trend->year_count - 1];
        }
        if (!text || layout_fit(drawing->arena, trend->labels[item], text, drawing->width * MOST_LABEL,
                                drawing_plain(drawing), MOST_LINES, &end.lines) != STATUS_OK)
            return STATUS_FAILURE;
        trend->ends[trend->end_count++] = end;
    }
    for (size_t i = 0; i < options->level_count; i++) {
        struct end end = {.value = options->levels[i].value, .year = NAN};
        const char *text = layout_clean(drawing->arena, options->levels[i].name);
        if (!text || layout_fit(drawing->arena, text, "", drawing->width * MOST_LABEL, drawing_plain(drawing),
                                MOST_LINES, &end.lines) != STATUS_OK)
            return STATUS_FAILURE;
        trend->ends[trend->end_count++] = end;
    }
    return STATUS_OK;
}

/* From the axes to the labels; a line of characters must end a cell before its label. */
static int leader_of(const struct drawing *drawing)
{
    return drawing->text ? 4 * CELL_WIDTH : LEADER;
}

/* Pixels between the axis and its texts, where marks of what is suppressed need them. */
static int under_axis(const struct trend *trend)
{
    bool any = false;
    for (size_t item = 0; item < trend->item_count; item++)
        any = any || is_suppressed_item(trend, item);
    return !any ? 0 : trend->drawing->text ? 2 * CELL_HEIGHT : 11;
}

/* The axes' area, and an axis that ends on a tick. */
static void lay_out(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    double widest = 0;
    for (size_t i = 0; i < trend->end_count; i++)
        for (size_t k = 0; k < trend->ends[i].lines.count; k++)
            widest = fmax(widest, layout_width(trend->ends[i].lines.text[k], strlen(trend->ends[i].lines.text[k]),
                                               drawing_plain(drawing)));
    trend->left = PAGE_MARGIN + AXIS;
    trend->right = drawing->width - PAGE_MARGIN - (int)widest - leader_of(drawing) - 4;
    trend->top = drawing->top + 8;
    trend->bottom = drawing->bottom - UNDER_AXIS - under_axis(trend);

    static const double steps[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2};
    double step = steps[0];
    for (size_t i = 0; i < sizeof steps / sizeof *steps && trend->highest * 1.04 > MOST_TICKS * step; i++)
        step = steps[i];
    double top = fmin(1, step * ceil(fmax(trend->highest, step) * 1.04 / step));
    trend->highest = top;
    drawing_set_number(drawing, "leader", leader_of(drawing));
    drawing_set_number(drawing, "area_left", trend->left);
    drawing_set_number(drawing, "area_right", trend->right);
    drawing_set_number(drawing, "area_top", trend->top);
    drawing_set_number(drawing, "area_bottom", trend->bottom);
    drawing_set_number(drawing, "under_axis", under_axis(trend));
    drawing_set_number(drawing, "axis_top", top * 100);
    drawing_set_number(drawing, "axis_step", step * 100);

    double first = (double)trend->years[0], last = (double)trend->years[trend->year_count - 1];
    double inner = trend->right - trend->left - BEFORE_FIRST - AFTER_LAST;
    double year = (last > first ? last - first : 1) / fmax(inner, 1);
    drawing_set_number(drawing, "axis_first", first - BEFORE_FIRST * year);
    drawing_set_number(drawing, "axis_last", (last > first ? last : first + 1) + AFTER_LAST * year);
    /* neighbours stand apart, so that their whiskers don't meet; all together within the page and off the next wave */
    double room = fmin(2 * 20, 0.6 / year), between = trend->item_count > 1 ? (double)trend->item_count - 1 : 1;
    drawing_set_number(drawing, "aside", fmin(4, room / between) * year);
}

/* The lowest and highest of a column over a wave's rows, as "683" or "677–690"; "" when there is none. */
static const char *range_of(const struct trend *trend, size_t column, int64_t year, const char *name)
{
    double low = NAN, high = NAN;
    for (size_t row = 0; row < table_rows(trend->table); row++)
        if (table_get_integer(trend->table, row, trend->columns.wave) == year) {
            low = fmin(low, drawing_number(trend->table, row, column));
            high = fmax(high, drawing_number(trend->table, row, column));
        }
    if (isnan(low))
        return "";
    const char *from = drawing_count(trend->drawing, low), *to = drawing_count(trend->drawing, high);
    if (!from || !to)
        return NULL;
    if (low < high)
        return arena_format(trend->drawing->arena, "%s=%s–%s", name, from, to);
    return arena_format(trend->drawing->arena, "%s=%s", name, from);
}

/* Under the axis: the wave, its n, its N. Where waves are many, not each is named, but the newest always. */
static enum status set_waves(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    size_t count = trend->year_count;
    double widest = 0;
    double *years = arena_array(drawing->arena, count + 1, sizeof *years);
    const char **labels = arena_array(drawing->arena, count + 1, sizeof *labels);
    const char **bases = arena_array(drawing->arena, count + 1, sizeof *bases);
    const char **frames = arena_array(drawing->arena, count + 1, sizeof *frames);
    if (!years || !labels || !bases || !frames)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        const char *label = drawing_wave_label(drawing, trend->years[i]);
        years[i] = (double)trend->years[i];
        bases[i] = range_of(trend, trend->columns.n, trend->years[i], "n");
        frames[i] = range_of(trend, trend->columns.N, trend->years[i], "N");
        if (!label || !bases[i] || !frames[i] ||
            !(labels[i] = layout_shorten(drawing->arena, label, drawing->width * MOST_WAVE, drawing_plain(drawing))))
            return STATUS_FAILURE;
        widest = fmax(widest, fmax(layout_width(labels[i], strlen(labels[i]), drawing_plain(drawing)),
                                   fmax(layout_width(bases[i], strlen(bases[i]), drawing_small(drawing)),
                                        layout_width(frames[i], strlen(frames[i]), drawing_small(drawing)))));
    }
    double span = (double)(trend->years[count - 1] - trend->years[0]);
    double inner = trend->right - trend->left - BEFORE_FIRST - AFTER_LAST;
    int64_t every = (int64_t)ceil((widest + TEXT_GAP) * fmax(span, 1) / fmax(inner, 1));
    for (size_t i = 0; i < count; i++)
        if ((trend->years[count - 1] - trend->years[i]) % every != 0)
            labels[i] = bases[i] = frames[i] = "";
    drawing_set_number(drawing, "wave_count", (double)count);
    drawing_set_numbers(drawing, "wave", years, count);
    drawing_set_texts(drawing, "wave_label", labels, count);
    drawing_set_texts(drawing, "wave_base", bases, count);
    drawing_set_texts(drawing, "wave_frame", frames, count);
    return STATUS_OK;
}

/* The labels at the right, moved apart, one entry per line of text, and a leader from each line's end. */
static enum status set_ends(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    size_t count = trend->end_count, lines = 0;
    for (size_t i = 0; i < count; i++)
        lines += trend->ends[i].lines.count;
    double *at = arena_array(drawing->arena, count + 1, sizeof *at);
    double *height = arena_array(drawing->arena, count + 1, sizeof *height);
    double *year = arena_array(drawing->arena, count + 1, sizeof *year);
    double *value = arena_array(drawing->arena, count + 1, sizeof *value);
    double *style = arena_array(drawing->arena, count + 1, sizeof *style);
    const char **text = arena_array(drawing->arena, lines + 1, sizeof *text);
    double *text_y = arena_array(drawing->arena, lines + 1, sizeof *text_y);
    double *text_style = arena_array(drawing->arena, lines + 1, sizeof *text_style);
    if (!at || !height || !year || !value || !style || !text || !text_y || !text_style)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        const struct end *end = &trend->ends[i];
        at[i] = trend->bottom - (trend->bottom - trend->top) * end->value / trend->highest;
        height[i] = (double)end->lines.count * LINE_HEIGHT;
        year[i] = end->year;
        value[i] = end->value * 100;
        style[i] = (double)end->style;
    }
    if (layout_spread(drawing->arena, at, height, count, trend->top - LINE_HEIGHT / 2.0,
                      trend->bottom + LINE_HEIGHT / 2.0) != STATUS_OK)
        return STATUS_FAILURE;
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < trend->ends[i].lines.count; k++, used++) {
            text[used] = trend->ends[i].lines.text[k];
            text_y[used] = at[i] - height[i] / 2 + ((double)k + 0.5) * LINE_HEIGHT;
            text_style[used] = style[i];
        }
    drawing_set_number(drawing, "end_count", (double)count);
    drawing_set_numbers(drawing, "end_year", year, count);
    drawing_set_numbers(drawing, "end_value", value, count);
    drawing_set_numbers(drawing, "end_y", at, count);
    drawing_set_numbers(drawing, "end_style", style, count);
    drawing_set_number(drawing, "end_text_count", (double)used);
    drawing_set_texts(drawing, "end_text", text, used);
    drawing_set_numbers(drawing, "end_text_y", text_y, used);
    drawing_set_numbers(drawing, "end_text_style", text_style, used);
    return STATUS_OK;
}

/* The suppressed points, which have no place on the axis of shares: their waves and series. */
static enum status set_suppressed(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    const size_t rows = table_rows(trend->table);
    double *years = arena_array(drawing->arena, rows + 1, sizeof *years);
    double *series = arena_array(drawing->arena, rows + 1, sizeof *series);
    size_t count = 0;
    if (!years || !series)
        return STATUS_FAILURE;
    for (size_t row = 0; row < rows; row++)
        for (size_t item = 0; item < trend->item_count && is_suppressed(trend, row); item++)
            if (same_item(trend, row, item)) {
                years[count] = (double)table_get_integer(trend->table, row, trend->columns.wave);
                series[count++] = (double)item + 1;
            }
    drawing_set_number(drawing, "suppressed_count", (double)count);
    drawing_set_numbers(drawing, "suppressed_wave", years, count);
    drawing_set_numbers(drawing, "suppressed_series", series, count);
    return STATUS_OK;
}

/* A number of the data; NaN is gnuplot's own word for one that is missing and leaves a gap. */
static void add_number(struct buffer *out, double value)
{
    buffer_byte(out, '\t');
    if (isfinite(value))
        number_add_exact(out, value);
    else
        buffer_text(out, "NaN");
}

/* One rate of an item, which is the first, or goes on from the one before. */
static enum status add_rate(struct trend *trend, size_t row, size_t item, bool first)
{
    struct drawing *drawing = trend->drawing;
    struct buffer *data = &drawing->data;
    int64_t year = table_get_integer(trend->table, row, trend->columns.wave);
    double estimate = drawing_number(trend->table, row, trend->columns.estimate);
    const char *id = layout_clean(drawing->arena, trend->items[item]);
    const char *wave = drawing_wave_label(drawing, year), *percent = drawing_percent(drawing, estimate);
    if (!id || !wave || !percent)
        return STATUS_FAILURE;
    if (broken_at(trend, row) && !first)
        buffer_byte(data, '\n'); /* gnuplot doesn't draw a line across an empty row */
    buffer_format(data, "%zu\t%lld", item + 1, (long long)year);
    add_number(data, estimate);
    add_number(data, drawing_number(trend->table, row, trend->columns.lower));
    add_number(data, drawing_number(trend->table, row, trend->columns.upper));
    add_number(data, drawing_number(trend->table, row, trend->columns.n));
    add_number(data, drawing_number(trend->table, row, trend->columns.N));
    buffer_format(data, "\t%d\t%s\n", is_published(trend, row) ? 2 : is_few(trend, row), id);
    if (is_suppressed(trend, row))
        percent = tr(drawing->job->options.language, "suppressed");
    buffer_format(&drawing->description, "%s %s %s%s", first ? "" : ",", wave, percent, isfinite(estimate) ? "%" : "");
    return STATUS_OK;
}

static enum status set_data(struct trend *trend)
{
    struct drawing *drawing = trend->drawing;
    struct buffer *data = &drawing->data, *told = &drawing->description;
    buffer_text(data, "# series\twave\testimate\tlower\tupper\tn\tN\tmark\titem\n");
    for (size_t item = 0; item < trend->item_count; item++) {
        buffer_text(data, item ? "\n\n" : "");
        buffer_format(told, "%s%s:", item ? "\n" : "", trend->labels[item]);
        bool first = true;
        for (size_t i = 0; i < trend->year_count; i++)
            for (size_t row = 0; row < table_rows(trend->table); row++) {
                if (!same_item(trend, row, item) ||
                    table_get_integer(trend->table, row, trend->columns.wave) != trend->years[i] ||
                    gives_way(trend, row))
                    continue;
                if (add_rate(trend, row, item, first) != STATUS_OK)
                    return STATUS_FAILURE;
                first = false;
            }
    }
    bool any_few = false, any_published = false;
    for (size_t row = 0; row < table_rows(trend->table); row++) {
        any_few = any_few || is_few(trend, row);
        any_published = any_published || is_published(trend, row);
    }
    drawing_set_number(drawing, "any_few", any_few);
    drawing_set_number(drawing, "any_published", any_published);
    drawing_set_number(drawing, "series_count", (double)trend->item_count);
    return STATUS_OK;
}

/* What whiskers, n and N mean. */
static const char *legend(const struct trend *trend)
{
    enum language language = trend->drawing->job->options.language;
    double level = NAN;
    bool allresp = false, few = false, published = false;
    for (size_t row = 0; row < table_rows(trend->table); row++) {
        if (isfinite(drawing_number(trend->table, row, trend->columns.lower)))
            level = drawing_number(trend->table, row, trend->columns.level);
        few = few || is_few(trend, row);
        published = published || is_published(trend, row);
        allresp = allresp || strcmp(drawing_id(trend->table, row, trend->columns.denominator), "allresp") == 0;
    }
    const char *n = allresp
                        ? tr(language, "n: answers, those without an answer to the item included; N: institutions in "
                                       "the population")
                        : tr(language, "n: valid answers to the item; N: institutions in the population");
    if (few)
        n = arena_format(trend->drawing->arena, "%s%s%s", n, tr(language, ". "),
                         tr(language, "Hollow: fewer than 10 answers"));
    if (n && under_axis(trend))
        n = arena_format(trend->drawing->arena, "%s%s%s", n, tr(language, ". "),
                         tr(language, "Hollow, below the axis: suppressed"));
    if (n && published)
        n = arena_format(trend->drawing->arena, "%s%s%s", n, tr(language, ". "),
                         tr(language, "Squares: known only as a published percentage"));
    if (!n || isnan(level))
        return n;
    return arena_format(trend->drawing->arena, tr(language, "Vertical bars: %g%% confidence intervals. %s"), level, n);
}

enum status trend_draw(struct drawing *drawing, struct errors *errors)
{
    struct trend trend = {.drawing = drawing, .table = drawing->job->table};
    trend.columns = drawing_columns(trend.table);
    enum status status = collect(&trend, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = legend(&trend);
    if (!foot || collect_ends(&trend) != STATUS_OK || drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    /* the labels may need more height than the lines */
    double labels = LINE_HEIGHT;
    for (size_t i = 0; i < trend.end_count; i++)
        labels += (double)trend.ends[i].lines.count * LINE_HEIGHT;
    if (drawing_foot(drawing, foot, drawing->top + labels + UNDER_AXIS + under_axis(&trend)) != STATUS_OK)
        return errors_memory(errors);
    lay_out(&trend);
    if (set_waves(&trend) != STATUS_OK || set_ends(&trend) != STATUS_OK || set_suppressed(&trend) != STATUS_OK ||
        set_data(&trend) != STATUS_OK)
        return errors_memory(errors);
    return STATUS_OK;
}
