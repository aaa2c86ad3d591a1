/*
 * The picture `oc`, the operating characteristics of rules: how often each fires, by the true rate: a panel per rule, a
 * line per rate of response. Reads the columns rule, rate, response_rate, p_fire and mc_error; rows of a line by rising
 * rate.
 */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

enum { HEADROOM = 8, AREA = 190, UNDER = 48, AXIS = 44, LEADER = 12, SAMPLE = 30, SAMPLE_GAP = 4, MOST_SERIES = 8 };

struct curves {
    struct marks marks;
    struct drawing *drawing;
    const struct table *table;
    size_t rule, rate, response_rate, p_fire, mc_error;
    const char **rules;
    size_t rule_count;
    double responses[MOST_SERIES];
    size_t response_count;
    double error; /* the largest of the simulation; NaN: none is told */
    struct scale rates, chance;
    double right_width;
};

static double value_in(const struct curves *curves, size_t row, size_t column)
{
    return drawing_number(curves->table, row, column);
}

/* The place of a rate of response; MOST_SERIES past the last one that has a line. */
static size_t series_of(struct curves *curves, size_t row)
{
    double response = value_in(curves, row, curves->response_rate);
    size_t i = 0;
    while (i < curves->response_count && curves->responses[i] != response)
        i++;
    if (i == curves->response_count && i < MOST_SERIES)
        curves->responses[curves->response_count++] = response;
    return i;
}

static enum status collect(struct curves *curves, struct errors *errors)
{
    size_t count = table_rows(curves->table);
    curves->rules = arena_array(curves->drawing->arena, count + 1, sizeof *curves->rules);
    if (!curves->rules)
        return errors_memory(errors);
    bool any = false;
    curves->error = NAN;
    for (size_t row = 0; row < count; row++) {
        (void)drawing_index(curves->rules, &curves->rule_count, drawing_id(curves->table, row, curves->rule));
        if (series_of(curves, row) == MOST_SERIES)
            return errors_add(errors, ERROR_INTERNAL, (struct place){0}, "draw fewer rates of response",
                              "'oc' has lines for %d rates of response", MOST_SERIES);
        any = any || isfinite(value_in(curves, row, curves->p_fire));
        curves->error = fmax(curves->error, value_in(curves, row, curves->mc_error));
    }
    if (!any)
        return errors_add(
            errors, ERROR_NO_ROW, (struct place){0},
            "it is of rules of severity revise or major on a rate, a count or a probability, and needs a frame",
            "there is no probability to draw in 'oc'");
    return STATUS_OK;
}

/* As exact as anyone reads it: institutions that answer over all are seldom a round share. */
static double tenth_of_percent(double share)
{
    return round(share * 1000) / 1000;
}

static const char *response_label(const struct curves *curves, size_t series)
{
    const char *percent = marks_percent(&curves->marks, tenth_of_percent(curves->responses[series]));
    return percent ? arena_format(curves->drawing->arena, tr(curves->drawing->job->options.language, "response %s"),
                                  percent)
                   : NULL;
}

static void add_axes(struct curves *curves, size_t rule, double left, double right, double top, double bottom)
{
    struct marks *marks = &curves->marks;
    const struct plot_options *options = &curves->drawing->job->options;
    for (int i = 0; i <= 4; i++) {
        double y = scale_at(&curves->chance, i / 4.0);
        marks_line(marks, ROLE_FAINT, left, y, right, y);
        marks_text(marks, ROLE_FAINT, ALIGN_RIGHT, left - 6, y, marks_percent(marks, i / 4.0));
    }
    marks_scale(marks, &curves->rates, top, bottom);
    marks_text(marks, ROLE_FAINT, ALIGN_LEFT, left, bottom + 26, tr(options->language, "true rate"));
    for (size_t i = 0; i < options->level_count; i++) {
        const struct plot_level *level = &options->levels[i];
        bool stands = !level->panel || strcmp(level->panel, curves->rules[rule]) == 0;
        if (stands && level->value >= curves->rates.low && level->value <= curves->rates.high) {
            double x = scale_at(&curves->rates, level->value);
            marks_line(marks, ROLE_LEVEL, x, top, x, bottom);
        }
    }
}

/* The lines of a rule; tells where each ends. */
static void add_lines(struct curves *curves, size_t rule, double *end_y)
{
    struct marks *marks = &curves->marks;
    for (size_t series = 0; series < curves->response_count; series++) {
        double from_x = NAN, from_y = NAN;
        enum role role = (enum role)(ROLE_SERIES + series);
        for (size_t row = 0; row < table_rows(curves->table); row++) {
            if (strcmp(drawing_id(curves->table, row, curves->rule), curves->rules[rule]) != 0 ||
                series_of(curves, row) != series)
                continue;
            double x = scale_at(&curves->rates, value_in(curves, row, curves->rate));
            double y = scale_at(&curves->chance, value_in(curves, row, curves->p_fire));
            if (isfinite(from_y) && isfinite(y))
                marks_line(marks, role, from_x, from_y, x, y);
            from_x = x;
            from_y = y;
        }
        end_y[series] = from_y;
    }
}

/* Characters have no dashes to tell by. */
static double sample_width(const struct curves *curves)
{
    return curves->drawing->text ? 0 : SAMPLE;
}

/* Names the lines at their ends, with a piece of each: many end at one place. */
static enum status add_ends(struct curves *curves, const double *end_y, double right)
{
    double at[MOST_SERIES], height[MOST_SERIES];
    size_t series[MOST_SERIES], count = 0;
    for (size_t i = 0; i < curves->response_count; i++)
        if (isfinite(end_y[i])) {
            at[count] = end_y[i];
            height[count] = CELL_HEIGHT + 2;
            series[count++] = i;
        }
    if (layout_spread(curves->drawing->arena, at, height, count, curves->chance.right - CELL_HEIGHT,
                      curves->chance.left + CELL_HEIGHT) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        enum role role = (enum role)(ROLE_SERIES + series[i]);
        double from = right + LEADER, to = from + sample_width(curves);
        if (to > from)
            marks_line(&curves->marks, role, from, at[i], to - SAMPLE_GAP, at[i]);
        marks_text(&curves->marks, role, ALIGN_LEFT, to, at[i], response_label(curves, series[i]));
    }
    return STATUS_OK;
}

/* The first rate at which the line comes to one half, from either side; NaN: none does. */
static double even_odds(struct curves *curves, size_t rule, size_t series)
{
    double from = NAN, before = NAN;
    for (size_t row = 0; row < table_rows(curves->table); row++) {
        if (strcmp(drawing_id(curves->table, row, curves->rule), curves->rules[rule]) != 0 ||
            series_of(curves, row) != series)
            continue;
        double rate = value_in(curves, row, curves->rate), p = value_in(curves, row, curves->p_fire);
        if (isfinite(before) && isfinite(p) && (before < 0.5) != (p < 0.5))
            return from + (rate - from) * (0.5 - before) / (p - before);
        from = rate;
        before = p;
    }
    return NAN;
}

/* For each rate of response the rate at which the rule fires every other time. */
static void describe(struct curves *curves, size_t rule, const char *name)
{
    struct buffer *out = &curves->drawing->description;
    buffer_format(out, "%s%s:", rule ? "\n" : "", name);
    for (size_t series = 0; series < curves->response_count; series++) {
        double least = even_odds(curves, rule, series);
        const char *label = response_label(curves, series);
        const char *percent = isnan(least) ? "–" : marks_percent(&curves->marks, tenth_of_percent(least));
        buffer_format(out, "%s %s 50%%: %s", series ? "," : "", label ? label : "", percent ? percent : "");
    }
}

/* Each panel has the rates of its own rule, so that what lies around one level is not squeezed for another. */
static void take_rates(struct curves *curves, size_t rule, double left, double right)
{
    curves->rates = (struct scale){.left = left, .right = right, .low = INFINITY, .high = -INFINITY};
    for (size_t row = 0; row < table_rows(curves->table); row++)
        if (strcmp(drawing_id(curves->table, row, curves->rule), curves->rules[rule]) == 0) {
            curves->rates.low = fmin(curves->rates.low, value_in(curves, row, curves->rate));
            curves->rates.high = fmax(curves->rates.high, value_in(curves, row, curves->rate));
        }
    marks_fit(&curves->marks, &curves->rates, right - left);
}

static enum status draw_panel(struct curves *curves, const struct panels *panels, size_t rule)
{
    struct drawing *drawing = curves->drawing;
    double x = panel_x(panels, rule), top = panel_y(panels, rule) + PANEL_TITLE + HEADROOM, bottom = top + AREA;
    double left = x + AXIS, right = x + panels->width - curves->right_width - LEADER - sample_width(curves);
    double end_y[MOST_SERIES] = {0};
    size_t first = 0;
    while (strcmp(drawing_id(curves->table, first, curves->rule), curves->rules[rule]) != 0)
        first++;
    const char *name = drawing_label(drawing, first, curves->rule);
    panels_title(&curves->marks, panels, rule, name);
    take_rates(curves, rule, left, right);
    curves->chance = (struct scale){.left = bottom, .right = top, .high = 1, .step = 0.25};
    add_axes(curves, rule, left, right, top, bottom);
    add_lines(curves, rule, end_y);
    describe(curves, rule, name ? name : "");
    return add_ends(curves, end_y, right);
}

static const char *legend(const struct curves *curves)
{
    enum language language = curves->drawing->job->options.language;
    const char *text = tr(language, "Lines: how often the rule fires, by the true rate. Grey, upright: its level.");
    const char *error = drawing_percent(curves->drawing, curves->error);
    if (!error || !isfinite(curves->error))
        return error ? text : NULL;
    return arena_format(curves->drawing->arena, tr(language, "%s Error of the simulation: at most %s points."), text,
                        error);
}

enum status oc_draw(struct drawing *drawing, struct errors *errors)
{
    const struct table *table = drawing->job->table;
    struct curves curves = {.drawing = drawing,
                            .table = table,
                            .marks = {.drawing = drawing},
                            .rule = table_find(table, "rule"),
                            .rate = table_find(table, "rate"),
                            .response_rate = table_find(table, "response_rate"),
                            .p_fire = table_find(table, "p_fire"),
                            .mc_error = table_find(table, "mc_error")};
    enum status status = collect(&curves, errors);
    if (status != STATUS_OK)
        return status;
    const char *foot = legend(&curves);
    if (!foot || drawing_head(drawing) != STATUS_OK)
        return errors_memory(errors);
    for (size_t i = 0; i < curves.response_count; i++)
        curves.right_width =
            fmax(curves.right_width, marks_width(&curves.marks, ROLE_PLAIN, response_label(&curves, i)));
    struct panels panels =
        marks_panels(drawing, curves.rule_count, AXIS + LEADER + sample_width(&curves) + curves.right_width);
    panels_measure_titles(&curves.marks, &panels, curves.rule);
    panels_reach(drawing, &panels, PANEL_TITLE + HEADROOM + AREA + UNDER);
    if (drawing_foot(drawing, foot, panel_bottom(&panels)) != STATUS_OK)
        return errors_memory(errors);
    for (size_t rule = 0; rule < curves.rule_count; rule++)
        if (draw_panel(&curves, &panels, rule) != STATUS_OK)
            curves.marks.failed = true;
    return marks_finish(&curves.marks, errors);
}
