/*
 * The picture `margin`: a panel per rule: a cell for so many more adopters among those that answered (columns) and so
 * large a share of adopters among those that did not (rows), dark where the rule would pass. Reads the columns rule,
 * nonrespondents (a share; empty: those without an answer are left out, as the rule does), additional, passes (1 or 0;
 * empty: not known) and share (of adopters among those that answered). Where the survey stands is marked twice: as the
 * rule has it, and as if the others adopted as often as those that answered.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { CAPTION = 20, ROW = 17, RULE_GAP = 8, UNDER = 48, AXIS = 56 };

struct grid {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    size_t rule, nonrespondents, additional, passes, share;
    const char **rules;
    size_t rule_count;
    double *shares; /* of the rows, from the largest; NaN is not among them */
    size_t share_count;
};

static double value_in(const struct grid *grid, size_t row, size_t column)
{
    return drawing_number(grid->table, row, column);
}

static bool of_rule(const struct grid *grid, size_t row, size_t rule)
{
    return strcmp(drawing_id(grid->table, row, grid->rule), grid->rules[rule]) == 0;
}

/* Puts a value into its place among `values`, which fall, or rise. */
static void insert(double *values, size_t *count, double value, bool rise)
{
    size_t k = 0;
    while (k < *count && (rise ? values[k] < value : values[k] > value))
        k++;
    if (k < *count && values[k] == value)
        return;
    memmove(values + k + 1, values + k, (*count - k) * sizeof *values);
    values[k] = value;
    (*count)++;
}

static size_t find(const double *values, size_t count, double value)
{
    size_t i = 0;
    while (i < count && values[i] != value)
        i++;
    return i;
}

static enum status collect(struct grid *grid, struct errors *errors)
{
    size_t count = table_rows(grid->table);
    grid->rules = arena_array(grid->drawing->arena, count + 1, sizeof *grid->rules);
    grid->shares = arena_array(grid->drawing->arena, count + 1, sizeof *grid->shares);
    if (!grid->rules || !grid->shares)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(grid->rules, &grid->rule_count, drawing_id(grid->table, row, grid->rule));
        if (isfinite(value_in(grid, row, grid->nonrespondents)))
            insert(grid->shares, &grid->share_count, value_in(grid, row, grid->nonrespondents), false);
        any = any || isfinite(value_in(grid, row, grid->passes));
    }
    if (!any)
        return errors_add(
            errors, ERROR_NO_ROW, (struct place){0},
            "margins are of rules that hold the rate of one item, not weighted one by one, against a level",
            "there is no margin to draw in 'margin'");
    return STATUS_OK;
}

/* The middle of the row of a share, or of that which leaves out those without an answer. */
static double row_y(const struct grid *grid, double top, double share)
{
    if (isnan(share))
        return top + ((double)grid->share_count + 0.5) * grid->row + RULE_GAP;
    double high = grid->shares[0], low = grid->shares[grid->share_count - 1];
    double place = high > low ? (high - share) / (high - low) * (double)(grid->share_count - 1) : 0;
    return top + (place + 0.5) * grid->row;
}

/* Labels of rows and columns, and what they count. */
static void add_axes(struct grid *grid, double x, double left, double top, const double *added, size_t count,
                     double width)
{
    struct marks *marks = &grid->marks;
    enum language language = grid->drawing->job->options.language;
    marks_text(marks, ROLE_FAINT, ALIGN_LEFT, x, top - CAPTION / 2.0,
               tr(language, "share of adopters among those without an answer"));
    for (size_t i = 0; i < grid->share_count; i++)
        marks_text(marks, ROLE_FAINT, ALIGN_RIGHT, left - 6, row_y(grid, top, grid->shares[i]),
                   marks_percent(marks, grid->shares[i]));
    double last = row_y(grid, top, NAN);
    marks_text(marks, ROLE_FAINT, ALIGN_RIGHT, left - 6, last, tr(language, "left out"));
    double wide = marks_width(marks, ROLE_FAINT, "+0000") + TEXT_GAP;
    size_t step = (size_t)fmax(1, ceil(wide / width));
    for (size_t i = 0; i < count; i += step)
        marks_text(marks, ROLE_FAINT, ALIGN_CENTRE, left + ((double)i + 0.5) * width, last + grid->row / 2.0 + 9,
                   arena_format(grid->drawing->arena, added[i] > 0 ? "%+.0f" : "%.0f", added[i]));
    marks_text(marks, ROLE_FAINT, ALIGN_LEFT, left, last + grid->row / 2.0 + 25,
               tr(language, "more adopters among those that answered"));
}

/* How many more adopters let the rule pass, in words for those who can't see the cells. */
static void describe(struct grid *grid, size_t rule, const char *name)
{
    double least = NAN;
    for (size_t row = 0; row < table_rows(grid->table); row++)
        if (of_rule(grid, row, rule) && isnan(value_in(grid, row, grid->nonrespondents)) &&
            value_in(grid, row, grid->passes) > 0)
            least = fmin(least, value_in(grid, row, grid->additional));
    struct buffer *out = &grid->drawing->description;
    buffer_format(out, "%s%s: ", rule ? "\n" : "", name);
    enum language language = grid->drawing->job->options.language;
    if (isnan(least))
        buffer_text(out, tr(language, "it passes in no column"));
    else
        buffer_format(out, tr(language, "it passes from %+.0f adopters on"), least);
}

static enum status draw_panel(struct grid *grid, const struct panels *panels, size_t rule)
{
    struct drawing *drawing = grid->drawing;
    struct marks *marks = &grid->marks;
    double x = panel_x(panels, rule), y = panel_y(panels, rule), left = x + AXIS, top = y + PANEL_TITLE + CAPTION;
    double *added = arena_array(drawing->arena, table_rows(grid->table) + 1, sizeof *added);
    if (!added)
        return STATUS_FAILURE;
    size_t count = 0, first = table_rows(grid->table);
    for (size_t row = 0; row < table_rows(grid->table); row++)
        if (of_rule(grid, row, rule)) {
            first = row < first ? row : first;
            insert(added, &count, value_in(grid, row, grid->additional), true);
        }
    double width = (x + panels->width - left) / (double)count;
    const char *name = drawing_label(drawing, first, grid->rule);
    panels_title(marks, panels, rule, name);
    for (size_t row = first; row < table_rows(grid->table); row++) {
        double passes = value_in(grid, row, grid->passes);
        if (!of_rule(grid, row, rule) || isnan(passes))
            continue;
        double cell_x = left + (double)find(added, count, value_in(grid, row, grid->additional)) * width;
        double cell_y = row_y(grid, top, value_in(grid, row, grid->nonrespondents));
        if (passes > 0 || !drawing->text) /* characters leave the others blank */
            marks_box(marks, passes > 0 ? ROLE_YES : ROLE_NO, cell_x, cell_y - grid->row / 2.0, cell_x + width,
                      cell_y + grid->row / 2.0);
    }
    double share = value_in(grid, first, grid->share), here = left + ((double)find(added, count, 0) + 0.5) * width;
    marks_point(marks, ROLE_WHOLE, here, row_y(grid, top, NAN));
    if (isfinite(share) && grid->share_count)
        marks_point(marks, ROLE_WHOLE, here, row_y(grid, top, share));
    add_axes(grid, x, left, top, added, count, width);
    describe(grid, rule, name ? name : "");
    return STATUS_OK;
}

enum status margin_draw(struct drawing *drawing, struct errors *errors)
{
    const struct table *table = drawing->job->table;
    struct grid grid = {.drawing = drawing,
                        .table = table,
                        .marks = {.drawing = drawing},
                        .rule = table_find(table, "rule"),
                        .nonrespondents = table_find(table, "nonrespondents"),
                        .additional = table_find(table, "additional"),
                        .passes = table_find(table, "passes"),
                        .share = table_find(table, "share")};
    enum status status = collect(&grid, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot =
        tr(drawing->job->options.language, "Dark: the rule would pass. Diamonds: where the survey stands, in the "
                                           "lowest row as the rule has it, above as if "
                                           "those without an answer adopted as often as those that answered.");
    grid.row = row_height(&grid.marks, ROW);
    if (drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    struct panels panels = marks_panels(drawing, grid.rule_count, AXIS);
    panels_measure_titles(&grid.marks, &panels, grid.rule);
    panels_reach(drawing, &panels,
                 PANEL_TITLE + CAPTION + (double)(grid.share_count + 1) * grid.row + RULE_GAP + UNDER);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t rule = 0; rule < grid.rule_count; rule++)
        if (draw_panel(&grid, &panels, rule) != STATUS_OK)
            grid.marks.failed = true;
    return marks_finish(&grid.marks, errors);
}
