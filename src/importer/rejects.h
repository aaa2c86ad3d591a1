/*
 * Rows that do not hold up, written apart so that the others can be imported: the lines above the header, the header
 * and the rows as they stand in the file, in UTF-8 with a byte order mark, each with the file, the line and the reasons
 * in three more columns. Repaired, the file imports beside or instead of the one it came from. Private to the importer.
 */
#ifndef IMPORTER_REJECTS_H
#define IMPORTER_REJECTS_H

#include "base/buffer.h"
#include "reader/reader.h"
#include "study/study.h"

struct rejects {
    const char *path; /* NULL: rows are not rejected, they are errors */
    struct buffer text;
    const char *header; /* of the file whose rows are there, in its arena; NULL: none yet */
    int64_t count;      /* rows, of all files */
};

/* Adds the record that `reader` met last, for the problems in `reasons`. STATUS_INPUT after reporting that two files
 * differ in their columns. */
MUST_CHECK enum status rejects_add(struct rejects *rejects, const struct reader *reader, const struct wave *wave,
                                   const char *file, const struct record *record, const struct errors *reasons,
                                   struct arena *arena, struct errors *errors);

/* Writes the file where there is a row. */
MUST_CHECK enum status rejects_write(struct rejects *rejects, struct errors *errors);
void rejects_clear(struct rejects *rejects);

#endif
