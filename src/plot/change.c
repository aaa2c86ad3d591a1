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

enum { ROW = 21, UNDER = 32, GAP = 10, BAR = 7 };

/* How far below 0 a panel may begin, as a share of the room to spare, so that marks there are whole. */
static const double EDGE = 0.1;

struct stairs {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    size_t from, to, item, component, institutions, contribution, estimate_from, estimate_to, status;
    const char **items;
    size_t item_count;
    struct sides sides;
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

/* The height of a row, by its label. */
static double row_of(struct stairs *stairs, const char *label)
{
    const struct lines lines = sides_label(&stairs->marks, &stairs->sides, label, "");
    return sides_height(&stairs->marks, &lines, stairs->row);
}

/* The height of the rows of an item. */
static double height_of(struct stairs *stairs, size_t item)
{
    double height = 0;
    for (size_t row = 0; row < table_rows(stairs->table); row++) {
        if (!of_item(stairs, row, item))
            continue;
        height += row_of(stairs, drawing_label(stairs->drawing, row, stairs->component));
        if (ends(stairs, row))
            height += row_of(stairs, rate_label(stairs, row, stairs->to));
        if (begins(stairs, row) && !goes_on(stairs, row))
            height += row_of(stairs, rate_label(stairs, row, stairs->from));
    }
    return height;
}

static void measure(struct stairs *stairs)
{
    for (size_t row = 0; row < table_rows(stairs->table); row++) {
        const char *labels[] = {rate_label(stairs, row, stairs->from), rate_label(stairs, row, stairs->to),
                                drawing_label(stairs->drawing, row, stairs->component)};
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
            sides_add(&stairs->marks, &stairs->sides, labels[i], "", part_value(stairs, row));
    }
}

/* One row of a panel from `*y` down: texts at both sides. Moves `*y` below it and gives its middle. */
static double add_texts(struct stairs *stairs, const struct scale *scale, enum role role, double *y, const char *label,
                        const char *value)
{
    const struct lines lines = sides_label(&stairs->marks, &stairs->sides, label, "");
    double height = sides_height(&stairs->marks, &lines, stairs->row), middle = *y + height / 2;
    sides_draw(&stairs->marks, role, scale->left, middle, &lines);
    marks_text(&stairs->marks, role, ALIGN_RIGHT, scale->right + GAP + stairs->sides.value, middle, value);
    *y += height;
    return middle;
}

static void add_rate(struct stairs *stairs, const struct scale *scale, size_t row, bool last, double *y)
{
    double rate = drawing_number(stairs->table, row, last ? stairs->estimate_to : stairs->estimate_from);
    const char *label = rate_label(stairs, row, last ? stairs->to : stairs->from), *value = rate_value(stairs, rate);
    double middle = add_texts(stairs, scale, ROLE_HEADING, y, label, value);
    if (isfinite(rate))
        marks_point(&stairs->marks, ROLE_WHOLE, scale_at(scale, rate), middle);
    buffer_format(&stairs->drawing->description, " %s %s%s", label ? label : "", value ? value : "", last ? "." : ":");
}

/* A part as a bar from where the ones above it have come; gives where it leads. */
static double add_part(struct stairs *stairs, const struct scale *scale, size_t row, double at, double *y)
{
    double part = part_of(stairs, row), to = at + part;
    const char *label = drawing_label(stairs->drawing, row, stairs->component), *value = part_value(stairs, row);
    double top = *y, middle = add_texts(stairs, scale, ROLE_PLAIN, y, label, value), bottom = *y;
    buffer_format(&stairs->drawing->description, " %s %s%s", label ? label : "", value ? value : "",
                  ends(stairs, row) ? ";" : ",");
    if (!isfinite(to))
        return to;
    double x = scale_at(scale, at), end = scale_at(scale, to);
    double low = stairs->row / 2 - BAR; /* from a bar to the edge of its row */
    marks_line(&stairs->marks, ROLE_LEVEL, x, top - low, x, part == 0 ? middle + BAR : middle - BAR);
    if (part != 0)
        marks_box(&stairs->marks, part < 0 ? ROLE_FALL : ROLE_RISE, fmin(x, end), middle - BAR,
                  fmax(fmax(x, end), x + 1), middle + BAR);
    if (ends(stairs, row) || bottom - middle > stairs->row / 2)
        marks_line(&stairs->marks, ROLE_LEVEL, end, middle + BAR, end, ends(stairs, row) ? bottom + low : bottom - low);
    return to;
}

static void draw_panel(struct stairs *stairs, const struct panels *panels, size_t item)
{
    struct drawing *drawing = stairs->drawing;
    double y = panel_y(panels, item) + PANEL_TITLE, low, high, at = NAN;
    size_t first = 0;
    while (!of_item(stairs, first, item))
        first++;
    const char *name = drawing_label(drawing, first, stairs->item);
    range_of(stairs, item, &low, &high);
    double spare = fmax(stairs->span, 1e-3) * 1.12 - (high - low);
    double down = isnan(low) ? 0 : fmin(spare / 2, low + spare * EDGE); /* no rate is negative */
    struct scale scale = {.low = isnan(low) ? 0 : low - down, .high = isnan(low) ? 1 : high + spare - down};
    sides_place(&stairs->sides, panels, item, GAP, &scale);
    marks_fit(&stairs->marks, &scale, scale.right - scale.left);
    panels_title(&stairs->marks, panels, item, name);
    marks_scale(&stairs->marks, &scale, y, y + height_of(stairs, item));
    buffer_format(&drawing->description, "%s%s:", item ? "\n" : "", name ? name : "");
    for (size_t row = first; row < table_rows(stairs->table); row++) {
        if (!of_item(stairs, row, item))
            continue;
        if (begins(stairs, row)) {
            if (!goes_on(stairs, row))
                add_rate(stairs, &scale, row, false, &y);
            at = drawing_number(stairs->table, row, stairs->estimate_from);
        }
        at = add_part(stairs, &scale, row, at, &y);
        if (ends(stairs, row))
            add_rate(stairs, &scale, row, true, &y);
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
    measure(&stairs);
    struct panels panels = sides_panels(&stairs.marks, &stairs.sides, stairs.item_count, GAP);
    panels_measure_titles(&stairs.marks, &panels, stairs.item);
    for (size_t item = 0; item < stairs.item_count; item++)
        panels_reach(drawing, &panels, PANEL_TITLE + UNDER + height_of(&stairs, item));
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < stairs.item_count; item++)
        draw_panel(&stairs, &panels, item);
    return marks_finish(&stairs.marks, errors);
}
