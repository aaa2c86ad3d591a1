/* The reader from within: what is shared by its three files, the public face, the text and the grid. Private to the
 * reader. */
#ifndef READER_INSIDE_H
#define READER_INSIDE_H

#include "base/memory.h"
#include "reader/csv.h"
#include "reader/decode.h"
#include "reader/grid.h"
#include "reader/input.h"
#include "reader/reader.h"
#include "reader/titles.h"

struct reader {
    const char *name;
    struct arena *arena; /* of the header and what is above it */
    struct record header;
    struct titles titles;
    const char *preamble;
    struct source source;

    /* a text */
    const char *encoding;
    bool bom;
    struct decoder *decoder;
    struct window window;
    struct csv csv;
    bool swallowed; /* the record met last holds a quote that never closes */
    struct flaw_teller teller;
    struct buffer header_text; /* the lines of the header, which begin at `header_at` of the text */
    int64_t header_at;

    /* any other form */
    struct grid *grid; /* NULL: a text */
    int spooled;       /* a temporary file, or -1 */
    bool named;        /* the columns have names, not titles: a statistics file */
    int64_t row;       /* the number of the row read last */
};

/* What is known of a text before it is read. */
struct text_facts {
    bool utf8, jis;
    size_t window; /* bytes of the first window; WINDOW_SIZE but for tests */
};

/* Opens `source`, which is copied. As reader_open. */
MUST_CHECK enum status reader_open_source(const struct source *source, const struct text_facts *facts,
                                          const struct reader_options *options, struct reader **reader,
                                          struct errors *errors);

/* Reads up to the header and that. */
MUST_CHECK enum status delimited_open(struct reader *reader, const struct text_facts *facts,
                                      const struct reader_options *options, struct errors *errors);
MUST_CHECK enum status rows_open(struct reader *reader, enum reader_form form, const struct reader_options *options,
                                 struct errors *errors);

/* As reader_next. */
MUST_CHECK enum reader_step delimited_next(struct reader *reader, struct record *record, struct errors *errors);
MUST_CHECK enum reader_step rows_next(struct reader *reader, struct record *record, struct errors *errors);

/* The header from its fields, which live in the arena; drops blank cells at its end. */
MUST_CHECK enum status header_take(struct reader *reader, const struct field *fields, size_t count, int64_t line,
                                   struct errors *errors);

/* A row whose length differs from the header's: the places of its values can't be known. */
void report_ragged(const struct reader *reader, const struct field *first, size_t count, struct errors *errors);

#endif
