/*
 * The picture `change`: where a change comes from, a panel per item: the rate of a wave, a step per part, and the rate
 * of the next wave. Reads the columns from, to, item, component, institutions, contribution, estimate_from,
 * estimate_to and status: the rows of `change --decompose` with the rates of both waves. Parts stand in the order of
 * their rows and sum to the change; pairs of waves that follow each other make one stair.
 *
 * Panels have an axis of their own, but a point is as long in all of them. Rates are marks, not bars, for axes do not
 * begin at 0.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { TITLE = 26, ROW = 21, UNDER = 34, GAP = 10, BAR = 7, LABEL_SLACK = 10 };

struct stairs {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    size_t from, to, item, component, institutions, contribution, estimate_from, estimate_to, status;
    const char **items;
    size_t item_count;
    double label_width, value_width;
    double span; /* from the lowest to the highest place in any panel */
};

static bool of_item(const struct stairs *stairs, size_t row, size_t item)
{
    return strcmp(drawing_id(stairs->table, row, stairs->item), stairs->items[item]) == 0;
}

/* Whether a row is the first of its pair of waves. */
static bool begins(const struct stairs *stairs, size_t row)
{
    return row == 0 ||
           strcmp(drawing_id(stairs->table, row - 1, stairs->item), drawing_id(stairs->table, row, stairs->item)) !=
               0 ||
           table_get_integer(stairs->table, row - 1, stairs->from) !=
               table_get_integer(stairs->table, row, stairs->from) ||
           table_get_integer(stairs->table, row - 1, stairs->to) != table_get_integer(stairs->table, row, stairs->to);
}

static bool ends(const struct stairs *stairs, size_t row)
{
    return row + 1 == table_rows(stairs->table) || begins(stairs, row + 1);
}

/* Whether a pair goes on from the one above it, whose last rate is its first one. */
static bool goes_on(const struct stairs *stairs, size_t row)
{
    return row > 0 &&
           strcmp(drawing_id(stairs->table, row - 1, stairs->item), drawing_id(stairs->table, row, stairs->item)) ==
               0 &&
           table_get_integer(stairs->table, row - 1, stairs->to) == table_get_integer(stairs->table, row, stairs->from);
}

static double part_of(const struct stairs *stairs, size_t row)
{
    return drawing_number(stairs->table, row, stairs->contribution);
}

/* The lowest and the highest place of an item. */
static void range_of(const struct stairs *stairs, size_t item, double *low, double *high)
{
    *low = *high = NAN;
    double at = NAN;
    for (size_t row = 0; row < table_rows(stairs->table); row++) {
        if (!of_item(stairs, row, item))
            continue;
        if (begins(stairs, row))
            at = drawing_number(stairs->table, row, stairs->estimate_from);
        *low = fmin(*low, at);
        *high = fmax(*high, at);
        at += part_of(stairs, row);
        *low = fmin(*low, at);
        *high = fmax(*high, at);
    }
}

static enum status collect(struct stairs *stairs, struct errors *errors)
{
    size_t count = table_rows(stairs->table);
    stairs->items = arena_array(stairs->drawing->arena, count + 1, sizeof *stairs->items);
    if (!stairs->items)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(stairs->items, &stairs->item_count, drawing_id(stairs->table, row, stairs->item));
        any = any || isfinite(part_of(stairs, row));
    }
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "`minaoshi change --decompose --public` tells what can't be compared and what is suppressed",
                          "there is no change to draw in 'change'");
    for (size_t item = 0; item < stairs->item_count; item++) {
        double low, high;
        range_of(stairs, item, &low, &high);
        stairs->span = fmax(stairs->span, high - low);
    }
    return STATUS_OK;
}

static const char *rate_label(const struct stairs *stairs, size_t row, size_t wave_column)
{
    return drawing_wave_label(stairs->drawing, table_get_integer(stairs->table, row, wave_column));
}

static const char *rate_value(const struct stairs *stairs, double rate)
{
    const char *percent = drawing_percent(stairs->drawing, rate);
    return percent ? arena_format(stairs->drawing->arena, "%s%s", percent, isfinite(rate) ? "%" : "") : NULL;
}

/* "+2.9 (42)": points and institutions, or why there are none. */
static const char *part_value(const struct stairs *stairs, size_t row)
{
    struct drawing *drawing = stairs->drawing;
    const char *status = drawing_id(stairs->table, row, stairs->status);
    if (!isfinite(part_of(stairs, row)))
        return tr(drawing->job->options.language, *status ? status : "no data");
    const char *points = drawing_points(drawing, part_of(stairs, row));
    double count = drawing_number(stairs->table, row, stairs->institutions);
    const char *institutions = drawing_count(drawing, count);
    if (!points || !institutions || !isfinite(count))
        return points;
    return arena_format(drawing->arena, "%s (%s)", points, institutions);
}

/* The rows that a panel of the item takes. */
static size_t rows_of(const struct stairs *stairs, size_t item)
{
    size_t rows = 0;
    for (size_t row = 0; row < table_rows(stairs->table); row++)
        if (of_item(stairs, row, item))
            rows += 1U + (ends(stairs, row) ? 1U : 0U) + (begins(stairs, row) && !goes_on(stairs, row) ? 1U : 0U);
    return rows;
}

static void measure(struct stairs *stairs)
{
    for (size_t row = 0; row < table_rows(stairs->table); row++) {
        const char *labels[] = {rate_label(stairs, row, stairs->from), rate_label(stairs, row, stairs->to),
                                drawing_label(stairs->drawing, row, stairs->component)};
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
            stairs->label_width = fmax(stairs->label_width, marks_width(&stairs->marks, ROLE_PLAIN, labels[i]));
        stairs->value_width =
            fmax(stairs->value_width, marks_width(&stairs->marks, ROLE_PLAIN, part_value(stairs, row)));
    }
}

/* One row of a panel: texts at both sides. */
static void add_texts(struct stairs *stairs, const struct scale *scale, enum role role, double y, const char *label,
                      const char *value)
{
    marks_text(&stairs->marks, role, ALIGN_RIGHT, scale->left - 8, y,
               label ? layout_shorten(stairs->drawing->arena, label, stairs->label_width, TEXT_SIZE) : NULL);
    marks_text(&stairs->marks, role, ALIGN_RIGHT, scale->right + GAP + stairs->value_width, y, value);
}

static void add_rate(struct stairs *stairs, const struct scale *scale, size_t row, bool last, double y)
{
    double rate = drawing_number(stairs->table, row, last ? stairs->estimate_to : stairs->estimate_from);
    const char *label = rate_label(stairs, row, last ? stairs->to : stairs->from), *value = rate_value(stairs, rate);
    add_texts(stairs, scale, ROLE_HEADING, y, label, value);
    if (isfinite(rate))
        marks_point(&stairs->marks, ROLE_WHOLE, scale_at(scale, rate), y);
    buffer_format(&stairs->drawing->description, " %s %s%s", label ? label : "", value ? value : "", last ? "." : ":");
}

/* A part as a bar from where the ones above it have come; gives where it leads. */
static double add_part(struct stairs *stairs, const struct scale *scale, size_t row, double at, double y)
{
    double part = part_of(stairs, row), to = at + part;
    const char *label = drawing_label(stairs->drawing, row, stairs->component), *value = part_value(stairs, row);
    add_texts(stairs, scale, ROLE_PLAIN, y, label, value);
    buffer_format(&stairs->drawing->description, " %s %s%s", label ? label : "", value ? value : "",
                  ends(stairs, row) ? ";" : ",");
    if (!isfinite(to))
        return to;
    double x = scale_at(scale, at), end = scale_at(scale, to);
    marks_line(&stairs->marks, ROLE_LEVEL, x, y - stairs->row + BAR, x, part == 0 ? y + BAR : y - BAR);
    if (part != 0)
        marks_box(&stairs->marks, part < 0 ? ROLE_FALL : ROLE_RISE, fmin(x, end), y - BAR, fmax(fmax(x, end), x + 1),
                  y + BAR);
    if (ends(stairs, row))
        marks_line(&stairs->marks, ROLE_LEVEL, end, y + BAR, end, y + stairs->row - BAR);
    return to;
}

static void draw_panel(struct stairs *stairs, const struct panels *panels, size_t item)
{
    struct drawing *drawing = stairs->drawing;
    double x = panel_x(panels, item), y = panel_y(panels, item) + TITLE, low, high, at = NAN;
    size_t first = 0;
    while (!of_item(stairs, first, item))
        first++;
    const char *name = drawing_label(drawing, first, stairs->item);
    range_of(stairs, item, &low, &high);
    double spare = fmax(stairs->span, 1e-3) * 1.12 - (high - low);
    struct scale scale = {.left = x + stairs->label_width + 8,
                          .right = x + panels->width - stairs->value_width - GAP,
                          .low = isnan(low) ? 0 : low - spare / 2,
                          .high = isnan(low) ? 1 : high + spare / 2};
    scale_step(&scale, 5);
    marks_text(&stairs->marks, ROLE_HEADING, ALIGN_LEFT, x, y - TITLE / 2.0,
               name ? layout_shorten(drawing->arena, name, panels->width, TEXT_SIZE) : NULL);
    marks_scale(&stairs->marks, &scale, y, y + (double)rows_of(stairs, item) * stairs->row);
    buffer_format(&drawing->description, "%s%s:", item ? "\n" : "", name ? name : "");
    y += stairs->row / 2.0;
    for (size_t row = first; row < table_rows(stairs->table); row++) {
        if (!of_item(stairs, row, item))
            continue;
        if (begins(stairs, row)) {
            if (!goes_on(stairs, row)) {
                add_rate(stairs, &scale, row, false, y);
                y += stairs->row;
            }
            at = drawing_number(stairs->table, row, stairs->estimate_from);
        }
        at = add_part(stairs, &scale, row, at, y);
        y += stairs->row;
        if (ends(stairs, row)) {
            add_rate(stairs, &scale, row, true, y);
            y += stairs->row;
        }
    }
}

enum status change_draw(struct drawing *drawing, struct errors *errors)
{
    const struct table *table = drawing->job->table;
    struct stairs stairs = {.drawing = drawing,
                            .table = table,
                            .marks = {.drawing = drawing},
                            .from = table_find(table, "from"),
                            .to = table_find(table, "to"),
                            .item = table_find(table, "item"),
                            .component = table_find(table, "component"),
                            .institutions = table_find(table, "institutions"),
                            .contribution = table_find(table, "contribution"),
                            .estimate_from = table_find(table, "estimate_from"),
                            .estimate_to = table_find(table, "estimate_to"),
                            .status = table_find(table, "status")};
    enum status status = collect(&stairs, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = tr(drawing->job->options.language,
                          "Diamonds: rates. Bars: points, and in brackets the institutions behind them; they sum to "
                          "the change. A point is as long in each panel; the axes do not begin at 0.");
    stairs.row = row_height(&stairs.marks, ROW);
    if (drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    size_t most = 0;
    for (size_t item = 0; item < stairs.item_count; item++)
        most = rows_of(&stairs, item) > most ? rows_of(&stairs, item) : most;
    struct panels panels = marks_panels(drawing, stairs.item_count, TITLE + UNDER + (double)most * stairs.row);
    measure(&stairs);
    stairs.label_width = fmin(stairs.label_width + LABEL_SLACK, panels.width * 0.4);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < stairs.item_count; item++)
        draw_panel(&stairs, &panels, item);
    return marks_finish(&stairs.marks, errors);
}
