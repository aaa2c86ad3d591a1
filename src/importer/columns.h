/* Where in one file stand the columns that study.yaml names. Private to the importer. */
#ifndef IMPORTER_COLUMNS_H
#define IMPORTER_COLUMNS_H

#include "base/buffer.h"
#include "reader/reader.h"
#include "study/study.h"

/* Indices of columns; -1: the file need not have it. */
struct columns {
    int code, name, stratum;
    int *items;                        /* by item */
    int **options;                     /* by item, by option where each has its own column; else NULL */
    int *attributes;                   /* by attribute */
    int wave, item, answer, choice, n; /* of the long layout and of counts */
};

/* The titles by which the header is known, in NFKC. NULL for want of memory. */
const char **columns_titles(const struct study *study, const struct wave *wave, struct arena *arena, size_t *count);

/* Finds every column; reports those that are missing or there twice, all of them. */
MUST_CHECK enum status columns_find(const struct study *study, const struct wave *wave, const struct reader *reader,
                                    struct arena *arena, struct columns *columns, struct errors *errors);

/* How many columns of the file no part of the study names. */
int64_t columns_unread(const struct study *study, const struct reader *reader, const struct columns *columns);

#endif
