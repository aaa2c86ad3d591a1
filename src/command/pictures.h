/* Pictures of a study: which rows are drawn, with which title, levels and labels. */
#ifndef COMMAND_PICTURES_H
#define COMMAND_PICTURES_H

#include "command/command.h"
#include "plot/plot.h"

/* One picture to draw. Paths and the text may be NULL as in struct plot_job; everything made for it lives in the
 * session's arena. */
struct picture {
    enum plot_kind kind;
    enum language language;
    const char *svg_path, *png_path, *pdf_path, *keep_stem;
    struct buffer *text;
    int columns;   /* of the text */
    bool may_lack; /* what it shows may have no number in this study: it is left out then, and `lacks` is set */
    bool lacks;
};

/* Draws them all, side by side; what a kind is drawn from is computed once. `check` gives the levels and may be NULL.
 */
MUST_CHECK enum status pictures_draw(struct session *session, const struct check *check, struct picture *pictures,
                                     size_t count);

/* The SVG that was drawn of it; NULL: it was left out, though a file of an earlier review may have its name. */
const char *picture_drawn(const struct picture *picture);

/* FOLDER/KIND.LANG.SUFFIX; with --item, the item stands in it too. NULL when there is no memory. */
char *picture_path(const struct session *session, const char *folder, enum plot_kind kind, enum language language,
                   const char *suffix);

#endif
