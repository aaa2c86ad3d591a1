/* Column titles: joined from the lines of a header, counted among the declared ones, found by name. Private to the
 * reader. */
#ifndef READER_TITLES_H
#define READER_TITLES_H

#include "base/map.h"
#include "base/memory.h"
#include "reader/reader.h"

/* A cell that holds nothing but blanks, as a spreadsheet leaves them. */
bool titles_blank(const struct field *field);

/* The count without the blank cells at the end, but at least `least`. */
size_t titles_count(const struct field *fields, size_t count, size_t least);

/* A copy in `arena`; NULL when there is no memory. */
MUST_CHECK struct field *titles_copy(struct arena *arena, const struct field *fields, size_t count);

/*
 * Joins two lines of a header, in `arena`: upper and lower title with a blank between them. A blank upper cell goes on
 * with the one to its left, unless the lower one is blank too; of one blank cell the other is the title. NULL when
 * there is no memory.
 */
MUST_CHECK struct field *titles_join(struct arena *arena, const struct field *upper, size_t upper_count,
                                     const struct field *lower, size_t lower_count, size_t *count);

/* The declared titles, to count them in records. */
struct title_search {
    struct arena *arena;
    struct map declared;
    int *seen; /* the number of the record in which each was met last */
    int number;
};

/* `arena` keeps everything. STATUS_FAILURE for want of memory, here and below. */
MUST_CHECK enum status titles_search(struct title_search *search, struct arena *arena,
                                     const struct reader_options *options);

/* How many different declared titles the record holds. */
MUST_CHECK enum status titles_score(struct title_search *search, const struct field *fields, size_t count,
                                    size_t *score);

/* The titles of a header, for looking them up. */
struct titles {
    const char **names, **labels; /* in NFKC; a label is NULL where there is none */
    size_t count;
};

MUST_CHECK enum status titles_take(struct titles *titles, struct arena *arena, const struct field *fields,
                                   size_t count);

/* As reader_column. */
int titles_column(const struct titles *titles, const char *title);

#endif
