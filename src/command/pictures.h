/* Pictures of a study: which rows are drawn, with which title, levels and labels. */
#ifndef COMMAND_PICTURES_H
#define COMMAND_PICTURES_H

#include "command/command.h"
#include "plot/plot.h"

/* One picture to draw. Paths may be NULL as in struct plot_job; everything made for it lives in the session's arena,
 * but for its table. */
struct picture {
    enum plot_kind kind;
    enum language language;
    const char *svg_path, *png_path, *keep_stem;
    struct table *table; /* set by pictures_draw, freed by it */
};

/* Draws them all, side by side. `check` gives the levels and may be NULL. */
MUST_CHECK enum status pictures_draw(struct session *session, const struct check *check, struct picture *pictures,
                                     size_t count);

/* FOLDER/KIND.LANG.SUFFIX; with --item, the item stands in it too. NULL when there is no memory. */
char *picture_path(const struct session *session, const char *folder, enum plot_kind kind, enum language language,
                   const char *suffix);

#endif
