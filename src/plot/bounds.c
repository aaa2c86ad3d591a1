/*
 * The picture `bounds`: a panel per item: estimates with their intervals and, beneath, what nonresponse leaves open.
 * Reads the columns item, assumption, lowest, estimate, highest and status. A row has an estimate with limits, or
 * bounds without an estimate; `assumption` is what it is called. Levels stand in every panel.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 18, ROW = 21, UNDER = 32, GAP = 10, BAR = 6 };

struct open {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    size_t item, assumption, lowest, estimate, highest, status;
    const char **items, **assumptions;
    size_t item_count, assumption_count;
    struct scale scale;
    struct sides sides;
};

static double value_in(const struct open *open, size_t row, size_t column)
{
    return drawing_number(open->table, row, column);
}

static enum status collect(struct open *open, struct errors *errors)
{
    size_t count = table_rows(open->table);
    open->items = arena_array(open->drawing->arena, count + 1, sizeof *open->items);
    open->assumptions = arena_array(open->drawing->arena, count + 1, sizeof *open->assumptions);
    if (!open->items || !open->assumptions)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(open->items, &open->item_count, drawing_id(open->table, row, open->item));
        (void)drawing_index(open->assumptions, &open->assumption_count, drawing_id(open->table, row, open->assumption));
        any = any || isfinite(value_in(open, row, open->highest)) || isfinite(value_in(open, row, open->estimate));
        open->scale.high =
            fmax(open->scale.high, fmax(value_in(open, row, open->estimate), value_in(open, row, open->highest)));
    }
    for (size_t i = 0; i < open->drawing->job->options.level_count; i++)
        open->scale.high = fmax(open->scale.high, open->drawing->job->options.levels[i].value);
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "`minaoshi bounds --public` tells what was not answered and what is suppressed",
                          "there is nothing to draw in 'bounds'");
    return STATUS_OK;
}

/* "9.6% (8.4–11.0)", "6.5–38.8%", or why there is neither. */
static const char *value_of(const struct open *open, size_t row)
{
    struct drawing *drawing = open->drawing;
    double estimate = value_in(open, row, open->estimate), low = value_in(open, row, open->lowest),
           high = value_in(open, row, open->highest);
    const char *status = drawing_id(open->table, row, open->status);
    const char *rate = drawing_percent(drawing, estimate), *from = drawing_percent(drawing, low),
               *to = drawing_percent(drawing, high);
    if (!rate || !from || !to)
        return NULL;
    bool limits = isfinite(low) && isfinite(high);
    if (isfinite(estimate) && limits)
        return arena_format(drawing->arena, "%s%% (%s–%s)", rate, from, to);
    if (isfinite(estimate))
        return arena_format(drawing->arena, "%s%%", rate);
    if (limits)
        return arena_format(drawing->arena, "%s–%s%%", from, to);
    return tr(drawing->job->options.language, *status ? status : "no data");
}

/* The label of a row as it is broken. */
static struct lines label_of(struct open *open, size_t row)
{
    return sides_label(&open->marks, &open->sides, drawing_label(open->drawing, row, open->assumption), "");
}

/* Whether an assumption leaves bounds: of any item, for those of one may be suppressed. */
static bool has_bounds(const struct open *open, const char *assumption)
{
    for (size_t row = 0; row < table_rows(open->table); row++)
        if (strcmp(assumption, drawing_id(open->table, row, open->assumption)) == 0 &&
            isnan(value_in(open, row, open->estimate)) && isfinite(value_in(open, row, open->lowest)))
            return true;
    return false;
}

/* The shade tells the assumption: by its place among those that leave bounds. */
static size_t shade_of(const struct open *open, const char *assumption)
{
    size_t shade = 0;
    for (size_t i = 0; i < open->assumption_count && strcmp(open->assumptions[i], assumption) != 0; i++)
        shade += has_bounds(open, open->assumptions[i]);
    return shade;
}

static void draw_row(struct open *open, size_t row, const struct lines *lines, double y)
{
    static const enum role shades[] = {ROLE_WIDE, ROLE_MIDDLE, ROLE_NARROW};
    struct marks *marks = &open->marks;
    const struct scale *scale = &open->scale;
    double estimate = value_in(open, row, open->estimate), low = value_in(open, row, open->lowest),
           high = value_in(open, row, open->highest);
    const char *label = drawing_label(open->drawing, row, open->assumption), *value = value_of(open, row);
    sides_draw(marks, ROLE_PLAIN, scale->left, y, lines);
    marks_text(marks, ROLE_PLAIN, ALIGN_LEFT, scale->right + GAP, y, value);
    buffer_format(&open->drawing->description, " %s %s;", label ? label : "", value ? value : "");
    bool limits = isfinite(low) && isfinite(high);
    if (isfinite(estimate)) {
        if (limits)
            marks_line(marks, ROLE_MAIN, scale_at(scale, low), y, scale_at(scale, high), y);
        marks_point(marks, ROLE_MAIN, scale_at(scale, estimate), y);
    } else if (limits) {
        size_t shade = shade_of(open, drawing_id(open->table, row, open->assumption));
        marks_box(marks, shades[shade % 3], scale_at(scale, low), y - BAR, scale_at(scale, high), y + BAR);
    }
}

/* The height of the rows of an item. */
static double height_of(struct open *open, size_t item)
{
    double height = 0;
    for (size_t row = 0; row < table_rows(open->table); row++)
        if (strcmp(drawing_id(open->table, row, open->item), open->items[item]) == 0) {
            const struct lines label = label_of(open, row);
            height += sides_height(&open->marks, &label, open->row);
        }
    return height;
}

/* The levels as lines, each with its percentage above, which moves aside for others. */
static enum status draw_levels(struct open *open, double top, double bottom)
{
    struct marks *marks = &open->marks;
    const struct plot_options *options = &open->drawing->job->options;
    double *at = arena_array(open->drawing->arena, options->level_count + 1, sizeof *at);
    double *width = arena_array(open->drawing->arena, options->level_count + 1, sizeof *width);
    if (!at || !width)
        return STATUS_FAILURE;
    for (size_t i = 0; i < options->level_count; i++) {
        at[i] = scale_at(&open->scale, options->levels[i].value);
        width[i] = marks_width(marks, ROLE_LEVEL, marks_percent(marks, options->levels[i].value)) + TEXT_GAP;
        marks_line(marks, ROLE_LEVEL, at[i], top, at[i], bottom);
    }
    if (layout_spread(open->drawing->arena, at, width, options->level_count, open->scale.left,
                      open->scale.right + open->sides.value) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < options->level_count; i++)
        marks_text(marks, ROLE_LEVEL, ALIGN_CENTRE, at[i], top - row_height(marks, LEVELS) / 2,
                   marks_percent(marks, options->levels[i].value));
    return STATUS_OK;
}

static enum status draw_panel(struct open *open, const struct panels *panels, size_t item)
{
    struct drawing *drawing = open->drawing;
    double y = panel_y(panels, item);
    double top = y + PANEL_TITLE + (drawing->job->options.level_count ? row_height(&open->marks, LEVELS) : 0);
    sides_place(&open->sides, panels, item, GAP, &open->scale);
    const char *name = NULL;
    double bottom = top;
    for (size_t row = 0; row < table_rows(open->table); row++) {
        if (strcmp(drawing_id(open->table, row, open->item), open->items[item]) != 0)
            continue;
        if (!name) {
            name = drawing_label(drawing, row, open->item);
            panels_title(&open->marks, panels, item, name);
            buffer_format(&drawing->description, "%s%s:", item ? "\n" : "", name ? name : "");
        }
        const struct lines label = label_of(open, row);
        double height = sides_height(&open->marks, &label, open->row);
        draw_row(open, row, &label, bottom + height / 2);
        bottom += height;
    }
    marks_scale(&open->marks, &open->scale, top, bottom);
    return draw_levels(open, top, bottom);
}

/* What dots, bars and dashes are. */
static const char *legend(const struct open *open)
{
    const struct plot_options *options = &open->drawing->job->options;
    const char *text =
        tr(options->language, "Dots: estimates with their confidence intervals. Bars: every rate that the institutions "
                              "without an answer leave possible: whatever they do, if they adopt at most as often as "
                              "those that answered, or if they do as in the wave before.");
    for (size_t i = 0; text && i < options->level_count; i++) {
        const char *name = layout_clean(open->drawing->arena, options->levels[i].name);
        if (name && *name)
            text = arena_format(open->drawing->arena, "%s%s%s", text,
                                i ? tr(options->language, ", ") : tr(options->language, " Dashed: "), name);
        else if (!name)
            return NULL;
    }
    return text;
}

enum status bounds_draw(struct drawing *drawing, struct errors *errors)
{
    const struct table *table = drawing->job->table;
    struct open open = {.drawing = drawing,
                        .table = table,
                        .marks = {.drawing = drawing},
                        .item = table_find(table, "item"),
                        .assumption = table_find(table, "assumption"),
                        .lowest = table_find(table, "lowest"),
                        .estimate = table_find(table, "estimate"),
                        .highest = table_find(table, "highest"),
                        .status = table_find(table, "status")};
    enum status status = collect(&open, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = legend(&open);
    open.row = row_height(&open.marks, ROW);
    if (!foot || drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    double levels = drawing->job->options.level_count ? row_height(&open.marks, LEVELS) : 0;
    for (size_t row = 0; row < table_rows(table); row++)
        sides_add(&open.marks, &open.sides, drawing_label(drawing, row, open.assumption), "", value_of(&open, row));
    struct panels panels = sides_panels(&open.marks, &open.sides, open.item_count, GAP);
    panels_measure_titles(&open.marks, &panels, open.item);
    for (size_t item = 0; item < open.item_count; item++)
        panels_reach(drawing, &panels, PANEL_TITLE + levels + UNDER + height_of(&open, item));
    sides_place(&open.sides, &panels, 0, GAP, &open.scale);
    marks_fit_beyond(&open.marks, &open.scale, open.scale.right - open.scale.left);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < open.item_count; item++)
        if (draw_panel(&open, &panels, item) != STATUS_OK)
            open.marks.failed = true;
    return marks_finish(&open.marks, errors);
}
