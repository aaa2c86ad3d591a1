/*
 * The picture `bounds`: a panel per item: estimates with their intervals and, beneath, what nonresponse leaves open.
 * Reads the columns item, assumption, lowest, estimate, highest and status. A row has an estimate with limits, or
 * bounds without an estimate; `assumption` is what it is called. Levels stand in every panel.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { TITLE = 26, LEVELS = 16, ROW = 22, UNDER = 34, GAP = 10, BAR = 6 };

struct open {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    size_t item, assumption, lowest, estimate, highest, status;
    const char **items, **assumptions;
    size_t item_count, assumption_count;
    struct scale scale;
    double label_width, value_width;
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

static void draw_row(struct open *open, size_t row, double y)
{
    static const enum role shades[] = {ROLE_WIDE, ROLE_MIDDLE, ROLE_NARROW};
    struct marks *marks = &open->marks;
    const struct scale *scale = &open->scale;
    double estimate = value_in(open, row, open->estimate), low = value_in(open, row, open->lowest),
           high = value_in(open, row, open->highest);
    const char *label = drawing_label(open->drawing, row, open->assumption), *value = value_of(open, row);
    marks_text(marks, ROLE_PLAIN, ALIGN_RIGHT, scale->left - 8, y,
               label ? layout_shorten(open->drawing->arena, label, open->label_width, TEXT_SIZE) : NULL);
    marks_text(marks, ROLE_PLAIN, ALIGN_LEFT, scale->right + GAP, y, value);
    buffer_format(&open->drawing->description, " %s %s;", label ? label : "", value ? value : "");
    bool limits = isfinite(low) && isfinite(high);
    if (isfinite(estimate)) {
        if (limits)
            marks_line(marks, ROLE_MAIN, scale_at(scale, low), y, scale_at(scale, high), y);
        marks_point(marks, ROLE_MAIN, scale_at(scale, estimate), y);
    } else if (limits) {
        /* the shade tells the assumption: by its place among those that have bounds */
        size_t shade = 0;
        for (size_t i = 0; strcmp(open->assumptions[i], drawing_id(open->table, row, open->assumption)) != 0; i++)
            for (size_t k = 0; k < table_rows(open->table); k++)
                if (strcmp(open->assumptions[i], drawing_id(open->table, k, open->assumption)) == 0) {
                    shade += isfinite(value_in(open, k, open->estimate)) ? 0 : 1;
                    break;
                }
        marks_box(marks, shades[shade % 3], scale_at(scale, low), y - BAR, scale_at(scale, high), y + BAR);
    }
}

/* The levels as lines, each with its percentage above. */
static void draw_levels(struct open *open, double top, double bottom)
{
    const struct plot_options *options = &open->drawing->job->options;
    for (size_t i = 0; i < options->level_count; i++) {
        double x = scale_at(&open->scale, options->levels[i].value);
        marks_line(&open->marks, ROLE_LEVEL, x, top, x, bottom);
        marks_text(&open->marks, ROLE_LEVEL, ALIGN_CENTRE, x, top - LEVELS / 2.0,
                   marks_percent(&open->marks, options->levels[i].value));
    }
}

static void draw_panel(struct open *open, const struct panels *panels, size_t item)
{
    struct drawing *drawing = open->drawing;
    double x = panel_x(panels, item), y = panel_y(panels, item);
    double top = y + TITLE + (drawing->job->options.level_count ? LEVELS : 0);
    open->scale.left = x + open->label_width + 8;
    open->scale.right = x + panels->width - open->value_width - GAP;
    const char *name = NULL;
    double row_y = top + open->row / 2.0;
    for (size_t row = 0; row < table_rows(open->table); row++) {
        if (strcmp(drawing_id(open->table, row, open->item), open->items[item]) != 0)
            continue;
        if (!name) {
            name = drawing_label(drawing, row, open->item);
            marks_text(&open->marks, ROLE_HEADING, ALIGN_LEFT, x, y + TITLE / 2.0,
                       name ? layout_shorten(drawing->arena, name, panels->width, TEXT_SIZE) : NULL);
            buffer_format(&drawing->description, "%s%s:", item ? "\n" : "", name ? name : "");
        }
        draw_row(open, row, row_y);
        row_y += open->row;
    }
    double bottom = top + (double)open->assumption_count * open->row;
    marks_scale(&open->marks, &open->scale, top, bottom);
    draw_levels(open, top, bottom);
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
    int levels = drawing->job->options.level_count ? LEVELS : 0;
    struct panels panels =
        marks_panels(drawing, open.item_count, TITLE + levels + UNDER + (double)open.assumption_count * open.row);
    for (size_t row = 0; row < table_rows(table); row++) {
        open.label_width =
            fmax(open.label_width, marks_width(&open.marks, ROLE_PLAIN, drawing_label(drawing, row, open.assumption)));
        open.value_width = fmax(open.value_width, marks_width(&open.marks, ROLE_PLAIN, value_of(&open, row)));
    }
    open.label_width = fmin(open.label_width, panels.width * 0.38);
    scale_round(&open.scale, 5);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < open.item_count; item++)
        draw_panel(&open, &panels, item);
    return marks_finish(&open.marks, errors);
}
