/* Writing memos with their pictures, for review and report. */
#ifndef COMMAND_MEMO_H
#define COMMAND_MEMO_H

#include "command/command.h"
#include "report/report.h"

/* What every memo of a session shares: the newest vintages that its figures come from, and the figures that need the
 * answers one by one. */
struct memo_sources {
    struct import *imports;
    size_t count;
    struct rates sizes;
    struct outlook outlook;
    const char *record_file, *record_sha256; /* of the decision record that holds the same; NULL: none does */
    const struct since *since;               /* NULL: not asked for */
};

MUST_CHECK enum status memo_load_sources(struct session *session, const struct check *check,
                                         struct memo_sources *sources);

/* Renders one memo. `trend_path` and `status_path` name SVG files that HTML takes in and Markdown refers to by their
 * last part; a file that is not there leaves the picture out. */
MUST_CHECK enum status memo_render(struct session *session, const struct check *check,
                                   const struct memo_sources *sources, enum language language, bool html,
                                   const char *trend_path, const char *status_path, struct buffer *out);

#endif
