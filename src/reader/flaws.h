/* The messages about what does not decode. Private to the reader. */
#ifndef READER_FLAWS_H
#define READER_FLAWS_H

#include "reader/window.h"

/* What the messages need to know, and on which line the last one was. */
struct flaw_teller {
    const char *name; /* of the file */
    enum origin origin;
    int64_t line;
};

/*
 * Reports the flaws of the window's text before `upto` (`with_end`: and at it), counted on from `mark`, the first on
 * each line, and drops them. `only_ready`: stops at one behind which the window holds too little for its message.
 * Whether there was any.
 */
bool flaws_tell(struct flaw_teller *teller, struct window *window, struct mark mark, int64_t upto, bool with_end,
                bool only_ready, struct errors *errors);

/* The offset of the first flaw before `upto`, or `upto`. */
int64_t flaws_first(const struct window *window, int64_t upto);

#endif
