/* What the readers of the CSV files beside study.yaml share: columns by title, values in NFKC. Private to the room. */
#ifndef STUDY_SIDE_H
#define STUDY_SIDE_H

#include "reader/reader.h"
#include "study/study.h"

/* A side file being read. */
struct side {
    const struct study *study;
    struct arena *arena;
    struct errors *errors;
    const char *name; /* of the file, in messages */
    struct reader *reader;
    int *columns;         /* by title: where it stands; -1: it is not there */
    struct record record; /* the row being read */
    bool may_be_empty;    /* a header alone holds up */
    bool failed;          /* there was no memory */
};

/* Opens a side file, given as study, arena, errors and name, as one whose header has some of the titles, which end with
 * NULL. Caller closes the reader, also after a failure. */
MUST_CHECK enum status side_open(struct side *side, const char *bytes, size_t length, const char *const *titles);

/* Whether the header has a column of that title. */
bool side_has(struct side *side, const char *title);

/* Finds the columns: every one in the file must be known, none be there twice, and the first `required` be there. */
MUST_CHECK enum status side_columns(struct side *side, const char *const *titles, size_t required);

/* Calls `row` for every record that holds up. Reads on after a problem. */
MUST_CHECK enum status side_rows(struct side *side, void (*row)(struct side *side, void *result), void *result);

/* The value of a column of the row in NFKC; "" where the file has no such column. */
const char *side_value(struct side *side, size_t column);

/* The field of a column that the file has; of one that it has not, the first of the row. */
const struct field *side_field(const struct side *side, size_t column);

/* Reports the value of a column. */
void side_report(struct side *side, size_t column, const char *hint, const char *format, ...) PRINTF_LIKE(4, 5);

/* The wave or stratum of a row, or -1 after reporting. */
int64_t side_wave(struct side *side, size_t column);
int64_t side_stratum(struct side *side, size_t column);

/* A text that must be there: an institution's code, a source. False after reporting that `what` is empty. */
bool side_filled(struct side *side, size_t column, const char *what, const char *hint);

/* A number of institutions, up to COUNT_MOST; false after reporting. `what` is the column's title, `none` whether 0
 * holds up. */
bool side_count(struct side *side, size_t column, const char *what, bool none, int64_t *count);

/* The value as it is written, for people; NULL where it is empty, or after a failure. */
const char *side_written(struct side *side, size_t column);

/* A text in the languages, each in a column of its own; a language without a text has none. */
struct label side_label(struct side *side, size_t ja, size_t en);

/* A day; false after reporting that it is none. `what` is the column's title. */
bool side_date(struct side *side, size_t column, const char *what, const char **date);

/* The index of the value among the names; -1 after reporting. `what` is what it should be: "a kind of event". */
int64_t side_name(struct side *side, size_t column, const char *what, const char *const *names);

/* The parts of a list, which `;` or 、 parts; empty ones are left out. Gives their number. */
size_t side_list(struct side *side, size_t column, const char ***parts);

/* A formatted text; "" after a failure. */
const char *side_words(struct side *side, const char *format, ...) PRINTF_LIKE(2, 3);

/* Makes room for one more in a growing array of the arena; false after a failure. */
bool side_grow(struct side *side, void **array, size_t count, size_t size);

/* Whether `text` is digits with at most one point among them. */
bool side_is_decimal(const char *text);

#endif
