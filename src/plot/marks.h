/*
 * Private to plot: a picture made of marks: areas, boxes, lines, points and texts at places in pixels from the page's
 * upper left. A mark has a role, and the script of the kind gives each role its look. Failures are kept and told in the
 * end by marks_finish.
 */
#ifndef PLOT_MARKS_H
#define PLOT_MARKS_H

#include "plot/drawing.h"

/* In the order in which they are drawn; faint lines are the grid. */
enum mark_kind { MARK_GRID, MARK_AREA, MARK_BOX, MARK_LINE, MARK_POINT, MARK_KINDS };

/* Roles, the same of every kind of mark; plots/marks.gp gives them their first look. */
enum role {
    ROLE_PLAIN = 1, /* texts; axes */
    ROLE_FAINT,     /* small texts; grids */
    ROLE_HEADING,   /* of a panel */
    ROLE_LEVEL,     /* a rule's level */
    ROLE_MAIN,      /* what the picture is about */
    ROLE_HOLLOW,    /* the same where it is less certain */
    ROLE_WHOLE,     /* all institutions together */
    ROLE_RISE,
    ROLE_FALL,
    ROLE_WIDE, /* limits of the highest level, then of lower ones */
    ROLE_MIDDLE,
    ROLE_NARROW,
    ROLE_YES, /* a rule passes */
    ROLE_NO,
    ROLE_ON_DARK, /* texts on a dark mark */
    ROLE_SERIES,  /* and the seven after it: lines of a picture */
    ROLES = ROLE_SERIES + 8
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct marks {
    struct drawing *drawing;
    struct buffer blocks[MARK_KINDS][ROLES];
    const char **text;
    double *text_x, *text_y, *text_role, *text_align;
    size_t text_count, text_room;
    bool failed;
};

/* A corner more of the area that is drawn at present; x = NaN ends the area. */
void marks_corner(struct marks *marks, enum role role, double x, double y);
void marks_box(struct marks *marks, enum role role, double left, double top, double right, double bottom);
void marks_line(struct marks *marks, enum role role, double from_x, double from_y, double to_x, double to_y);
void marks_point(struct marks *marks, enum role role, double x, double y);
/* `text` is clean; NULL is want of memory. */
void marks_text(struct marks *marks, enum role role, enum align align, double x, double y, const char *text);

/* The size of a role's texts. */
int marks_size(const struct marks *marks, enum role role);
/* Pixels that a text takes; 0 for NULL. */
double marks_width(const struct marks *marks, enum role role, const char *text);

/* "16%", with as many digits as it has. NULL when there is no memory. */
const char *marks_percent(const struct marks *marks, double share);

/* From row to row of a panel: so many pixels, or one line of characters. */
double row_height(const struct marks *marks, int pixels);

/* An axis of shares; from `left` to `right` may as well be from a lower to an upper end. */
struct scale {
    double left, right; /* pixels */
    double low, high;   /* shares */
    double step;
};
/* A step with at most `most` of them from low to high; and the same, with low and high moved out to multiples of it. */
void scale_step(struct scale *scale, int most);
void scale_round(struct scale *scale, int most);
double scale_at(const struct scale *scale, double value);
/* Grid lines from `top` to `bottom` and percentages under them. */
void marks_scale(struct marks *marks, const struct scale *scale, double top, double bottom);

/* Panels of one size in one or two columns. */
struct panels {
    size_t count;
    int columns;
    double width, height, top;
};
struct panels marks_panels(const struct drawing *drawing, size_t count, double height);
double panel_x(const struct panels *panels, size_t i);
double panel_y(const struct panels *panels, size_t i);
double panel_bottom(const struct panels *panels); /* of the last one */

/* Data and variables of everything that was marked; frees what is no more needed. */
MUST_CHECK enum status marks_finish(struct marks *marks, struct errors *errors);

#endif
