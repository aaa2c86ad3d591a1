/* The texts left and right of the rows of a panel: labels that may take two lines, and values. */
#include "plot/marks.h"

#include <math.h>

/* Of the sides, pixels: from label to plot, between the lines of a label, and how much of a panel labels may take. */
enum { LABEL_GAP = 8, LABEL_LINE = 15, REASON_GAP = 3 };
static const double MOST_OF_TWO = 0.4, MOST_OF_ONE = 0.45;

/* A row of characters is one line. */
static size_t most_lines(const struct marks *marks)
{
    return marks->drawing->text ? 1 : 2;
}

void sides_add(struct marks *marks, struct sides *sides, const char *label, const char *tail, const char *value)
{
    const struct drawing *drawing = marks->drawing;
    double most = MOST_OF_TWO * marks_panels(drawing, 2, 0).width, least = 0;
    if (!label || !tail || !value ||
        layout_narrowest(drawing->arena, label, tail, most, drawing_plain(drawing), most_lines(marks), &least) !=
            STATUS_OK) {
        marks->failed = true;
        return;
    }
    sides->least = fmax(sides->least, least);
    sides->label = fmax(sides->label, marks_width(marks, ROLE_PLAIN, label) + marks_width(marks, ROLE_PLAIN, tail));
    sides->value = fmax(sides->value, marks_width(marks, ROLE_PLAIN, value));
}

void sides_reason(struct marks *marks, struct sides *sides, const char *reason, double gap)
{
    double spare = marks->drawing->text ? 0 : gap - REASON_GAP;
    marks->failed = marks->failed || !reason;
    sides->value = fmax(sides->value, marks_width(marks, ROLE_FAINT, reason) - spare);
}

struct panels sides_panels(const struct marks *marks, struct sides *sides, size_t count, double gap)
{
    struct panels panels = marks_panels(marks->drawing, count, sides->least + LABEL_GAP + sides->value + gap);
    double spare = panels.width - LABEL_GAP - sides->value - gap - LEAST_PLOT;
    if (panels.columns == 2)
        sides->label = fmin(sides->label, fmax(sides->least, spare));
    else
        sides->label = fmin(sides->label, MOST_OF_ONE * panels.width);
    return panels;
}

void sides_place(const struct sides *sides, const struct panels *panels, size_t i, double gap, struct scale *scale)
{
    scale->left = panel_x(panels, i) + sides->label + LABEL_GAP;
    scale->right = panel_x(panels, i) + panels->width - sides->value - gap;
}

struct lines sides_label(struct marks *marks, const struct sides *sides, const char *label, const char *tail)
{
    struct lines lines = {0};
    if (!label || !tail ||
        layout_fit(marks->drawing->arena, label, tail, sides->label + 0.01, drawing_plain(marks->drawing),
                   most_lines(marks), &lines) != STATUS_OK)
        marks->failed = true;
    return lines;
}

double sides_height(const struct marks *marks, const struct lines *label, double row)
{
    return marks->drawing->text || label->count < 2 ? row : row + (double)(label->count - 1) * LABEL_LINE;
}

void sides_draw(struct marks *marks, enum role role, double x, double y, const struct lines *label)
{
    for (size_t i = 0; i < label->count; i++)
        marks_text(marks, role, ALIGN_RIGHT, x - LABEL_GAP,
                   y + ((double)i - ((double)label->count - 1) / 2) * LABEL_LINE, label->text[i]);
}
