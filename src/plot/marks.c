/* Collecting marks, and writing them as data and variables of a script. */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Panels of characters stand side by side only on a line of 115 of them. */
enum { PANEL_GAP = 28, TITLE_LINE = 16, NARROW_LINE = 800 };

/* A multiple of a step that rounding moved aside is one nevertheless. */
#define SLACK 1e-9

/* The row of percentages under an axis. */
enum { UNDER_AXIS = 20 };

/* A scale has so many steps at most; and how far it goes on where marks at its end must be whole. */
enum { MOST_STEPS = 5 };
static const double BEYOND = 0.03;

static void add_numbers(struct buffer *out, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(out, '\t');
        number_add_fixed(out, values[i], 2, false);
    }
    buffer_byte(out, '\n');
}

void marks_corner(struct marks *marks, enum role role, double x, double y)
{
    struct buffer *out = &marks->blocks[MARK_AREA][role];
    if (isnan(x)) {
        buffer_byte(out, '\n');
        return;
    }
    add_numbers(out, (const double[]){x, y}, 2);
}

/* Characters can't fill a box: it is a line on each row of cells that it covers, but one at least. */
static void box_of_cells(struct marks *marks, enum role role, double left, double top, double right, double bottom)
{
    struct buffer *out = &marks->blocks[MARK_BOX][role];
    double half = fmin(CELL_HEIGHT, bottom - top) / 2;
    int rows = (int)fmax(1, floor((bottom - top - half) / CELL_HEIGHT) + 1);
    for (int i = 0; i < rows; i++) {
        double y = top + half + i * (double)CELL_HEIGHT;
        add_numbers(out, (const double[]){left, y}, 2);
        add_numbers(out, (const double[]){fmax(right - CELL_WIDTH, left), y}, 2);
        buffer_byte(out, '\n'); /* ends the line */
    }
}

void marks_box(struct marks *marks, enum role role, double left, double top, double right, double bottom)
{
    if (marks->drawing->text)
        box_of_cells(marks, role, left, top, right, bottom);
    else
        add_numbers(&marks->blocks[MARK_BOX][role],
                    (const double[]){(left + right) / 2, (top + bottom) / 2, left, right, top, bottom}, 6);
}

void marks_line(struct marks *marks, enum role role, double from_x, double from_y, double to_x, double to_y)
{
    if (marks->drawing->text && from_x == to_x && to_y - from_y > CELL_HEIGHT) {
        from_y += CELL_HEIGHT / 2.0; /* through the rows between its ends only */
        to_y -= CELL_HEIGHT / 2.0;
    }
    add_numbers(&marks->blocks[role == ROLE_FAINT ? MARK_GRID : MARK_LINE][role],
                (const double[]){from_x, from_y, to_x - from_x, to_y - from_y}, 4);
}

void marks_point(struct marks *marks, enum role role, double x, double y)
{
    add_numbers(&marks->blocks[MARK_POINT][role], (const double[]){x, y}, 2);
}

static double *grow(struct marks *marks, const double *old, size_t room)
{
    double *grown = arena_array(marks->drawing->arena, room, sizeof *grown);
    if (grown && marks->text_count)
        memcpy(grown, old, marks->text_count * sizeof *grown);
    return grown;
}

static bool make_room(struct marks *marks)
{
    if (marks->text_count < marks->text_room)
        return true;
    size_t room = marks->text_room ? 2 * marks->text_room : 128;
    const char **text = arena_array(marks->drawing->arena, room, sizeof *text);
    double *x = grow(marks, marks->text_x, room), *y = grow(marks, marks->text_y, room);
    double *role = grow(marks, marks->text_role, room), *align = grow(marks, marks->text_align, room);
    if (!text || !x || !y || !role || !align)
        return false;
    if (marks->text_count)
        memcpy(text, marks->text, marks->text_count * sizeof *text);
    marks->text = text;
    marks->text_x = x;
    marks->text_y = y;
    marks->text_role = role;
    marks->text_align = align;
    marks->text_room = room;
    return true;
}

void marks_text(struct marks *marks, enum role role, enum align align, double x, double y, const char *text)
{
    if (!text || !make_room(marks)) {
        marks->failed = true;
        return;
    }
    size_t i = marks->text_count++;
    marks->text[i] = text;
    marks->text_x[i] = x;
    marks->text_y[i] = y;
    marks->text_role[i] = (double)role;
    marks->text_align[i] = (double)align;
}

int marks_size(const struct marks *marks, enum role role)
{
    bool small = role == ROLE_FAINT || role == ROLE_LEVEL || role == ROLE_ON_DARK;
    return small ? drawing_small(marks->drawing) : drawing_plain(marks->drawing);
}

double marks_width(const struct marks *marks, enum role role, const char *text)
{
    return text ? layout_width(text, strlen(text), marks_size(marks, role)) : 0;
}

/* A step with at most `most` of them from low to high. */
static void scale_step(struct scale *scale, int most)
{
    static const double steps[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1};
    enum { STEPS = sizeof steps / sizeof *steps };
    size_t i = 0;
    while (i + 1 < STEPS && ceil(scale->high / steps[i] - SLACK) - floor(scale->low / steps[i] + SLACK) > most)
        i++;
    scale->step = steps[i];
}

void scale_round(struct scale *scale, int most)
{
    scale_step(scale, most);
    scale->low = floor(scale->low / scale->step + SLACK) * scale->step;
    scale->high = ceil(scale->high / scale->step - SLACK) * scale->step;
    if (scale->high <= scale->low)
        scale->high = scale->low + scale->step;
}

double row_height(const struct marks *marks, int pixels)
{
    return marks->drawing->text ? CELL_HEIGHT : pixels;
}

double scale_at(const struct scale *scale, double value)
{
    return scale->left + (scale->right - scale->left) * (value - scale->low) / (scale->high - scale->low);
}

const char *marks_percent(const struct marks *marks, double share)
{
    return arena_format(marks->drawing->arena, "%g%%", round(share * 1e5) / 1e3 + 0.0);
}

/* The most pixels that a percentage of the scale takes. */
static double widest_percent(const struct marks *marks, const struct scale *scale)
{
    double first = ceil(scale->low / scale->step - SLACK), last = floor(scale->high / scale->step + SLACK), widest = 0;
    for (int i = 0; first + i <= last; i++)
        widest = fmax(widest, marks_width(marks, ROLE_FAINT, marks_percent(marks, (first + i) * scale->step)));
    return widest;
}

void marks_fit(const struct marks *marks, struct scale *scale, double pixels)
{
    if (scale->high <= scale->low)
        scale_round(scale, MOST_STEPS);
    for (int most = MOST_STEPS; most > 0; most--) {
        scale_step(scale, most);
        if (widest_percent(marks, scale) + TEXT_GAP <= pixels * scale->step / (scale->high - scale->low))
            return;
    }
}

void marks_fit_beyond(const struct marks *marks, struct scale *scale, double pixels)
{
    scale->high += (scale->high - scale->low) * BEYOND;
    marks_fit(marks, scale, pixels);
}

void marks_scale(struct marks *marks, const struct scale *scale, double top, double bottom)
{
    double first = ceil(scale->low / scale->step - SLACK), last = floor(scale->high / scale->step + SLACK);
    for (int i = 0; first + i <= last; i++) {
        double value = (first + i) * scale->step, x = scale_at(scale, value);
        marks_line(marks, ROLE_FAINT, x, top, x, bottom);
        marks_text(marks, ROLE_FAINT, ALIGN_CENTRE, x, bottom + row_height(marks, UNDER_AXIS) / 2,
                   marks_percent(marks, value));
    }
}

struct panels marks_panels(const struct drawing *drawing, size_t count, double beside)
{
    struct panels panels = {.count = count, .columns = 1, .top = drawing->top};
    double whole = drawing->width - 2.0 * PAGE_MARGIN, half = (whole - PANEL_GAP) / 2;
    if (count > 1 && half - beside >= LEAST_PLOT && !(drawing->text && drawing->width < NARROW_LINE))
        panels.columns = 2;
    panels.width = panels.columns == 2 ? half : whole;
    if (drawing->text) /* so that each panel has its title right above its first row */
        panels.top = ceil((panels.top - CELL_OFFSET) / CELL_HEIGHT) * CELL_HEIGHT + CELL_OFFSET;
    return panels;
}

void panels_reach(const struct drawing *drawing, struct panels *panels, double height)
{
    if (drawing->text)
        height = ceil(height / CELL_HEIGHT) * CELL_HEIGHT;
    panels->height = fmax(panels->height, panels->above + height);
}

void panels_measure_titles(struct marks *marks, struct panels *panels, size_t column)
{
    const struct drawing *drawing = marks->drawing;
    for (size_t row = 0; row < table_rows(drawing->job->table) && !drawing->text; row++)
        if (marks_width(marks, ROLE_HEADING, drawing_label(drawing, row, column)) > panels->width)
            panels->above = TITLE_LINE;
}

void panels_title(struct marks *marks, const struct panels *panels, size_t i, const char *title)
{
    struct lines lines = {0};
    if (!title || layout_fit(marks->drawing->arena, title, "", panels->width, marks_size(marks, ROLE_HEADING),
                             panels->above > 0 ? 2 : 1, &lines) != STATUS_OK)
        marks->failed = true;
    for (size_t k = 0; k < lines.count; k++)
        marks_text(marks, ROLE_HEADING, ALIGN_LEFT, panel_x(panels, i),
                   panel_y(panels, i) + PANEL_TITLE / 2.0 - (double)(lines.count - 1 - k) * TITLE_LINE, lines.text[k]);
}

double panel_x(const struct panels *panels, size_t i)
{
    return PAGE_MARGIN + (double)(i % (size_t)panels->columns) * (panels->width + PANEL_GAP);
}

double panel_y(const struct panels *panels, size_t i)
{
    size_t row = i / (size_t)panels->columns;
    return panels->top + panels->above + (double)row * panels->height;
}

double panel_bottom(const struct panels *panels)
{
    return panel_y(panels, panels->count - 1) - panels->above + panels->height;
}

/* The blocks of one kind; adds each one's role to `roles`. */
static size_t add_blocks(struct marks *marks, enum mark_kind kind, double *roles, size_t used)
{
    static const char *const names[MARK_KINDS] = {"grid: x y dx dy", "areas: x y", "boxes: x y left right top bottom",
                                                  "lines: x y dx dy", "points: x y"};
    struct buffer *data = &marks->drawing->data;
    size_t count = 0;
    for (int role = 1; role < ROLES; role++) {
        const struct buffer *block = &marks->blocks[kind][role];
        if (!block->length)
            continue;
        roles[used + count] = role;
        buffer_format(data, "%s# %s, role %d\n", used + count ? "\n\n" : "", names[kind], role);
        buffer_add(data, block->bytes, block->length);
        count++;
    }
    return count;
}

enum status marks_finish(struct marks *marks, struct errors *errors)
{
    static const char *const names[MARK_KINDS] = {"grid_end", "area_end", "box_end", "line_end", "point_end"};
    struct drawing *drawing = marks->drawing;
    double roles[MARK_KINDS * ROLES + 1];
    size_t used = 0;
    bool failed = marks->failed || drawing_comment_table(drawing) != STATUS_OK;
    for (int kind = 0; kind < MARK_KINDS; kind++) {
        used += add_blocks(marks, (enum mark_kind)kind, roles, used);
        drawing_set_number(drawing, names[kind], (double)used);
        for (int role = 0; role < ROLES; role++) {
            failed = failed || buffer_status(&marks->blocks[kind][role]) != STATUS_OK;
            buffer_clear(&marks->blocks[kind][role]);
        }
    }
    roles[used++] = ROLE_PLAIN; /* gnuplot looks at the role past the last block, though it draws none */
    drawing_set_numbers(drawing, "block_role", roles, used);
    drawing_set_number(drawing, "text_count", (double)marks->text_count);
    drawing_set_texts(drawing, "text_of", marks->text, marks->text_count);
    drawing_set_numbers(drawing, "text_x", marks->text_x, marks->text_count);
    drawing_set_numbers(drawing, "text_y", marks->text_y, marks->text_count);
    drawing_set_numbers(drawing, "text_role", marks->text_role, marks->text_count);
    drawing_set_numbers(drawing, "text_align", marks->text_align, marks->text_count);
    return failed ? errors_memory(errors) : STATUS_OK;
}
