/* Private to plot: the gnuplot script of a drawing, put together from its variables and the scripts of its kind. */
#ifndef PLOT_SCRIPT_H
#define PLOT_SCRIPT_H

#include <stddef.h>

#include "plot/drawing.h"

/* The formats of a picture; characters stand alone. */
enum format { FORMAT_SVG, FORMAT_PNG, FORMAT_PDF, FORMAT_CHARACTERS, FORMATS };

enum { SCRIPT_PARTS = 5 };

/* One file of the script. */
struct script_part {
    const char *name; /* "plots/trend.gp", or its path in the folder that overrides it */
    const char *text;
    size_t length, first_line; /* where it begins in the whole script, from 1 */
};

struct script {
    struct script_part parts[SCRIPT_PARTS];
    size_t count, own; /* `own`: which of them is of the kind itself */
};

/* Reads the parts: of the folder where it has them, else those compiled in. They live in the drawing's arena. */
MUST_CHECK enum status script_load(const struct drawing *drawing, struct script *script, struct errors *errors);

/* The name of the part that is of the kind itself. */
const char *script_own_name(const struct script *script);

/* Adds the whole script; `targets` by format, NULL: none. `data` is the name of its data. Tells each part its line. */
void script_add(struct script *script, const struct drawing *drawing, const char *const targets[FORMATS],
                const char *data, struct buffer *out);

/* What gnuplot said of the script it read as `file`, with the part and the line there in place of `file` and the line
 * of the whole. NULL when there is no memory. */
const char *script_place(const struct script *script, struct arena *arena, const char *file, const char *said);

#endif
