/*
 * The part of a text that is in memory. It slides over the text as this is decoded, and grows only when a record does
 * not fit. Offsets of the whole text are int64_t, those within the window size_t. Private to the reader.
 */
#ifndef READER_WINDOW_H
#define READER_WINDOW_H

#include "base/buffer.h"
#include "reader/decode.h"

enum {
    WINDOW_SIZE = 1024 * 1024,
    PLACE_REACH = 1024 * 1024, /* how far into a line columns are counted and the line is shown */
    PLACE_AFTER = 1024         /* how much of a line is kept behind what is shown on it */
};

struct window {
    const char *text; /* `length` bytes, which are whole characters */
    size_t length;
    int64_t base;            /* where in the whole text they begin */
    bool ended;              /* and whether that ends with them */
    struct decoder *decoder; /* NULL for a text that is all there; borrowed */
    char *storage;
    size_t capacity;
};

/* A window over a text that is all there, borrowed. */
struct window window_fixed(const char *text, size_t length);

/* An empty window of `size` bytes to begin with. Clear it with window_clear. */
struct window window_over(struct decoder *decoder, size_t size);
void window_clear(struct window *window);

/* Drops what stands before `keep` and puts more behind the rest, unless the text has ended. After a failure the text
 * ends where it is. */
MUST_CHECK enum status window_more(struct window *window, size_t keep, struct errors *errors);

/*
 * A line whose first byte is `start` in the whole text, to count on from. Of a line that began too far back, `start`
 * is somewhere on it and `cut` is set.
 */
struct mark {
    int64_t start;
    int64_t number;
    bool cut;
};

/* Moves the mark, which stands in the window, to the line that holds `offset`. */
void mark_advance(const struct window *window, struct mark *mark, int64_t offset);

/* Brings the mark near `offset` when its line began beyond PLACE_REACH. */
void mark_cut(struct mark *mark, int64_t offset);

/* A place with the part of its line that is worth showing. */
struct spot {
    int64_t line, column; /* column 0: beyond PLACE_REACH */
    bool shown;
    struct buffer excerpt;
};

/* Whether enough stands behind `offset` for spot_take to give what it would give of the whole text. */
bool spot_is_ready(const struct window *window, int64_t offset);

/* The spot at `offset`, counted on from `mark`. What was in `*spot` is replaced; clear it with buffer_clear. */
void spot_take(const struct window *window, struct mark mark, int64_t offset, struct spot *spot);

/* Only line and column. */
void spot_count(const struct window *window, struct mark mark, int64_t offset, int64_t *line, int64_t *column);

/* Gives the problem added last the excerpt. */
void spot_show(const struct spot *spot, struct errors *errors);

#endif
