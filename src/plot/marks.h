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
double scale_at(const struct scale *scale, double value);
/* A step with at most `most` of them from low to high, which are moved out to multiples of it. */
void scale_round(struct scale *scale, int most);
/* A step, of at most five, at which the percentages under a scale of so many pixels stand apart; and the same for one
 * that goes a little further than `high`. */
void marks_fit(const struct marks *marks, struct scale *scale, double pixels);
void marks_fit_beyond(const struct marks *marks, struct scale *scale, double pixels);
/* Grid lines from `top` to `bottom` and percentages under them. */
void marks_scale(struct marks *marks, const struct scale *scale, double top, double bottom);

/* A plot of fewer pixels tells too little. */
enum { LEAST_PLOT = 145 };

/* Panels of one size in one or two columns. */
struct panels {
    size_t count;
    int columns;
    double width, height, top; /* the height is that of the highest one */
    double above;              /* what a second line of titles takes */
};
/* Two columns where so many pixels beside what is drawn leave it enough in each. */
struct panels marks_panels(const struct drawing *drawing, size_t count, double beside);
/* The height of a panel's title, where it has one line. */
enum { PANEL_TITLE = 26 };
/* Makes room for a second line where one of the labels in a column of the table needs it. */
void panels_measure_titles(struct marks *marks, struct panels *panels, size_t column);
/* NULL is want of memory. */
void panels_title(struct marks *marks, const struct panels *panels, size_t i, const char *title);
/* Makes the panels at least so high, with one line of title. */
void panels_reach(const struct drawing *drawing, struct panels *panels, double height);
double panel_x(const struct panels *panels, size_t i);
double panel_y(const struct panels *panels, size_t i); /* from where a title of one line would begin */
double panel_bottom(const struct panels *panels);      /* of the last one */

/* The texts left and right of the rows of a picture. Labels take two lines where that leaves room for two columns. */
struct sides {
    double label, value; /* pixels */
    double least;        /* of labels in two lines */
};
/* Widens the sides for a label with a tail, and for a value. */
void sides_add(struct marks *marks, struct sides *sides, const char *label, const char *tail, const char *value);
/* Widens them for a small text in place of a value, which may begin in the gap before the values. */
void sides_reason(struct marks *marks, struct sides *sides, const char *reason, double gap);
/* Panels between the sides, `gap` pixels off the values; the labels get the width that they have in them. */
struct panels sides_panels(const struct marks *marks, struct sides *sides, size_t count, double gap);
/* Where the scale of a panel begins and ends between its sides. */
void sides_place(const struct sides *sides, const struct panels *panels, size_t i, double gap, struct scale *scale);
/* The label of a row as it is broken, and the height of the row, which is `row` where the label has one line. */
struct lines sides_label(struct marks *marks, const struct sides *sides, const char *label, const char *tail);
double sides_height(const struct marks *marks, const struct lines *label, double row);
/* Draws the label left of `x`, about `y`. */
void sides_draw(struct marks *marks, enum role role, double x, double y, const struct lines *label);

/* Data and variables of everything that was marked; frees what is no more needed. */
MUST_CHECK enum status marks_finish(struct marks *marks, struct errors *errors);

#endif
