/*
 * The picture `strata`: rates of one wave by stratum: a panel per item, a row per stratum, sorted by its rate, with its
 * interval. The whole has a mark of its own, a rate of few answers a hollow one, and one that is empty says why.
 */
#include "plot/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 20, UNDER = 32, VALUE = 12 };

struct strata {
    struct marks marks;
    double row; /* height of one */
    struct drawing *drawing;
    const struct table *table;
    struct rates_columns columns;
    const char **items;
    size_t item_count;
    size_t *rows; /* of the table, sorted within each item */
    size_t *first;
    struct scale scale;
    struct sides sides;
};

static double estimate_of(const struct strata *strata, size_t row)
{
    return drawing_number(strata->table, row, strata->columns.estimate);
}

/* Whether `a` stands above `b`: the larger rate, then the one that has a rate. */
static bool stands_above(const struct strata *strata, size_t a, size_t b)
{
    double of_a = estimate_of(strata, a), of_b = estimate_of(strata, b);
    return isfinite(of_a) && (!isfinite(of_b) || of_a > of_b);
}

static enum status collect(struct strata *strata, struct errors *errors)
{
    struct drawing *drawing = strata->drawing;
    size_t count = table_rows(strata->table), used = 0;
    strata->items = arena_array(drawing->arena, count + 1, sizeof *strata->items);
    strata->rows = arena_array(drawing->arena, count + 1, sizeof *strata->rows);
    strata->first = arena_array(drawing->arena, count + 2, sizeof *strata->first);
    if (!strata->items || !strata->rows || !strata->first)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(strata->items, &strata->item_count, drawing_id(strata->table, row, strata->columns.item));
        any = any || isfinite(estimate_of(strata, row));
        strata->scale.high = fmax(strata->scale.high, fmax(estimate_of(strata, row),
                                                           drawing_number(strata->table, row, strata->columns.upper)));
    }
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "`minaoshi rates --by stratum --public` tells what was not answered and what is suppressed",
                          "there is no rate to draw in 'strata'");
    for (size_t item = 0; item < strata->item_count; item++) {
        strata->first[item] = used;
        for (size_t row = 0; row < count; row++) {
            if (strcmp(drawing_id(strata->table, row, strata->columns.item), strata->items[item]) != 0)
                continue;
            size_t k = used++;
            for (; k > strata->first[item] && stands_above(strata, row, strata->rows[k - 1]); k--)
                strata->rows[k] = strata->rows[k - 1];
            strata->rows[k] = row;
        }
    }
    strata->first[strata->item_count] = used;
    return STATUS_OK;
}

static bool is_whole(const struct strata *strata, size_t row)
{
    return !*drawing_id(strata->table, row, strata->columns.group);
}

static const char *name_of(const struct strata *strata, size_t row)
{
    if (is_whole(strata, row))
        return tr(strata->drawing->job->options.language, "All institutions");
    return drawing_label(strata->drawing, row, strata->columns.group);
}

/* " 4/5": answers and institutions, which stand after the name. */
static const char *counts_of(const struct strata *strata, size_t row)
{
    struct drawing *drawing = strata->drawing;
    const char *n = drawing_count(drawing, drawing_number(strata->table, row, strata->columns.n));
    const char *N = drawing_count(drawing, drawing_number(strata->table, row, strata->columns.N));
    return n && N ? arena_format(drawing->arena, " %s/%s", n, N) : NULL;
}

static const char *value_of(const struct strata *strata, size_t row)
{
    struct drawing *drawing = strata->drawing;
    const char *status = drawing_id(strata->table, row, strata->columns.status);
    if (!isfinite(estimate_of(strata, row)))
        return tr(drawing->job->options.language, *status ? status : "no data");
    const char *percent = drawing_percent(drawing, estimate_of(strata, row));
    return percent ? arena_format(drawing->arena, "%s%%", percent) : NULL;
}

static void add_sides(struct strata *strata, size_t row)
{
    bool known = isfinite(estimate_of(strata, row));
    sides_add(&strata->marks, &strata->sides, name_of(strata, row), counts_of(strata, row),
              known ? value_of(strata, row) : "");
    if (!known)
        sides_reason(&strata->marks, &strata->sides, value_of(strata, row), VALUE);
}

/* The label of a row as it is broken. */
static struct lines label_of(struct strata *strata, size_t row)
{
    return sides_label(&strata->marks, &strata->sides, name_of(strata, row), counts_of(strata, row));
}

/* The height of the rows of an item, from its title on. */
static double height_of(struct strata *strata, size_t item)
{
    double height = 0;
    for (size_t i = strata->first[item]; i < strata->first[item + 1]; i++) {
        const struct lines label = label_of(strata, strata->rows[i]);
        height += sides_height(&strata->marks, &label, strata->row);
    }
    return height;
}

static void draw_row(struct strata *strata, size_t row, const struct lines *label, double y)
{
    struct marks *marks = &strata->marks;
    bool whole = is_whole(strata, row);
    bool few = strcmp(drawing_id(strata->table, row, strata->columns.status), "low base") == 0;
    enum role role = whole ? ROLE_WHOLE : few ? ROLE_HOLLOW : ROLE_MAIN;
    enum role texts = whole ? ROLE_HEADING : ROLE_PLAIN;
    sides_draw(marks, texts, strata->scale.left, y, label);
    marks_text(marks, isfinite(estimate_of(strata, row)) ? texts : ROLE_FAINT, ALIGN_RIGHT,
               strata->scale.right + VALUE + strata->sides.value, y, value_of(strata, row));
    double lower = drawing_number(strata->table, row, strata->columns.lower);
    double upper = drawing_number(strata->table, row, strata->columns.upper);
    if (isfinite(lower) && isfinite(upper))
        marks_line(marks, role, scale_at(&strata->scale, lower), y, scale_at(&strata->scale, upper), y);
    if (isfinite(estimate_of(strata, row)))
        marks_point(marks, role, scale_at(&strata->scale, estimate_of(strata, row)), y);
}

static void draw_panel(struct strata *strata, const struct panels *panels, size_t item)
{
    double y = panel_y(panels, item);
    struct scale *scale = &strata->scale;
    sides_place(&strata->sides, panels, item, VALUE, scale);
    const char *name = drawing_label(strata->drawing, strata->rows[strata->first[item]], strata->columns.item);
    panels_title(&strata->marks, panels, item, name);
    double top = y + PANEL_TITLE, bottom = top + height_of(strata, item), row_top = top;
    marks_scale(&strata->marks, scale, top, bottom);
    buffer_format(&strata->drawing->description, "%s%s:", item ? "\n" : "", name ? name : "");
    for (size_t i = strata->first[item]; i < strata->first[item + 1]; i++) {
        size_t row = strata->rows[i];
        const struct lines label = label_of(strata, row);
        double height = sides_height(&strata->marks, &label, strata->row);
        draw_row(strata, row, &label, row_top + height / 2);
        row_top += height;
        if (is_whole(strata, row) && isfinite(estimate_of(strata, row)))
            marks_line(&strata->marks, ROLE_LEVEL, scale_at(scale, estimate_of(strata, row)), top,
                       scale_at(scale, estimate_of(strata, row)), bottom);
        const char *group = name_of(strata, row), *counts = counts_of(strata, row), *value = value_of(strata, row);
        buffer_format(&strata->drawing->description, "%s %s%s %s", i > strata->first[item] ? "," : "",
                      group ? group : "", counts ? counts : "", value ? value : "");
    }
}

/* What whiskers, hollow dots and the numbers mean. */
static const char *legend(const struct strata *strata)
{
    enum language language = strata->drawing->job->options.language;
    double level = NAN;
    bool few = false;
    for (size_t row = 0; row < table_rows(strata->table); row++) {
        if (isfinite(drawing_number(strata->table, row, strata->columns.lower)))
            level = drawing_number(strata->table, row, strata->columns.level);
        few = few || strcmp(drawing_id(strata->table, row, strata->columns.status), "low base") == 0;
    }
    const char *counts = tr(language, "Beside the name: answers to the item of institutions. Diamond and dashes: all "
                                      "institutions together.");
    const char *hollow = few ? tr(language, " Hollow: fewer than 10 answers.") : "";
    if (isnan(level))
        return arena_format(strata->drawing->arena, "%s%s", counts, hollow);
    return arena_format(strata->drawing->arena, tr(language, "Lines: %g%% confidence intervals. %s%s"), level, counts,
                        hollow);
}

enum status strata_draw(struct drawing *drawing, struct errors *errors)
{
    struct strata strata = {.drawing = drawing, .table = drawing->job->table, .marks = {.drawing = drawing}};
    strata.columns = drawing_columns(strata.table);
    enum status status = collect(&strata, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = legend(&strata);
    strata.row = row_height(&strata.marks, ROW);
    if (!foot || drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    for (size_t row = 0; row < table_rows(strata.table); row++)
        add_sides(&strata, row);
    struct panels panels = sides_panels(&strata.marks, &strata.sides, strata.item_count, VALUE);
    panels_measure_titles(&strata.marks, &panels, strata.columns.item);
    for (size_t item = 0; item < strata.item_count; item++)
        panels_reach(drawing, &panels, PANEL_TITLE + UNDER + height_of(&strata, item));
    sides_place(&strata.sides, &panels, 0, VALUE, &strata.scale);
    marks_fit_beyond(&strata.marks, &strata.scale, strata.scale.right - strata.scale.left);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t item = 0; item < strata.item_count; item++)
        draw_panel(&strata, &panels, item);
    return marks_finish(&strata.marks, errors);
}
