/* Collecting marks, and writing them as data and variables of a script. */
#include "plot/marks.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

enum { PANEL_GAP = 40, NARROW_PAGE = 800 };

/* A multiple of a step that rounding moved aside is one nevertheless. */
#define SLACK 1e-9

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
    return role == ROLE_FAINT || role == ROLE_LEVEL || role == ROLE_ON_DARK ? drawing_small(marks->drawing) : TEXT_SIZE;
}

double marks_width(const struct marks *marks, enum role role, const char *text)
{
    return text ? layout_width(text, strlen(text), marks_size(marks, role)) : 0;
}

void scale_step(struct scale *scale, int most)
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

void marks_scale(struct marks *marks, const struct scale *scale, double top, double bottom)
{
    double first = ceil(scale->low / scale->step - SLACK), last = floor(scale->high / scale->step + SLACK);
    for (int i = 0; first + i <= last; i++) {
        double value = (first + i) * scale->step, x = scale_at(scale, value);
        marks_line(marks, ROLE_FAINT, x, top, x, bottom);
        marks_text(marks, ROLE_FAINT, ALIGN_CENTRE, x, bottom + 10, marks_percent(marks, value));
    }
}

struct panels marks_panels(const struct drawing *drawing, size_t count, double height)
{
    struct panels panels = {.count = count, .columns = count > 1 && drawing->width >= NARROW_PAGE ? 2 : 1};
    panels.width = (drawing->width - 2.0 * PAGE_MARGIN - (panels.columns - 1) * PANEL_GAP) / panels.columns;
    panels.height = height;
    panels.top = drawing->top;
    return panels;
}

double panel_x(const struct panels *panels, size_t i)
{
    return PAGE_MARGIN + (double)(i % (size_t)panels->columns) * (panels->width + PANEL_GAP);
}

double panel_y(const struct panels *panels, size_t i)
{
    size_t row = i / (size_t)panels->columns;
    return panels->top + (double)row * panels->height;
}

double panel_bottom(const struct panels *panels)
{
    return panel_y(panels, panels->count - 1) + panels->height;
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
