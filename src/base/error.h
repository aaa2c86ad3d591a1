/*
 * Problems as values: what, where (file:line:column), and what to do about it. A run collects them and the command
 * prints them all; nothing below the command writes to stderr.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

/* The codes, their names, the exit status each stands for and what each means: see error_codes.def. */
enum error_code {
#define ERROR_CODE(id, name, status, meaning) ERROR_##id,
#include "base/error_codes.def"
#undef ERROR_CODE
    ERROR_END /* not an error: one past the last code */
};

enum error_severity { SEVERITY_ERROR, SEVERITY_WARNING };

/* Where: any part may be missing (NULL, 0). Lines and columns count from 1; a column counts code points. */
struct place {
    const char *file; /* relative to the study folder */
    int64_t line;
    int64_t column;
};

/* One problem. All texts are owned by the collection. */
struct error {
    enum error_code code;
    char *file;
    int64_t line, column;
    char *text;
    char *excerpt; /* the physical line, without its end; NULL when there is none to show */
    char *hint;    /* NULL: none */
};

/* A collection. `{0}` is an empty one that keeps ERRORS_DEFAULT_LIMIT; the rest are counted. */
struct errors {
    struct error *items;
    size_t kept, capacity;
    size_t total;       /* errors, kept or not */
    size_t warnings;    /* warnings, kept or not */
    size_t limit;       /* at most so many of each severity are kept; 0: ERRORS_DEFAULT_LIMIT */
    enum status status; /* of the first error; STATUS_OK while there is none */
    bool lost;          /* there was no memory to keep one */
};

enum { ERRORS_DEFAULT_LIMIT = 20 };

/* The name, as in "IMP012"; its meaning in one sentence; its exit status (STATUS_OK: a warning). */
const char *error_name(enum error_code code);
const char *error_meaning(enum error_code code);
enum status error_status(enum error_code code);

/*
 * Adds a problem and gives its status, so that a caller can `return errors_add(…)`; for a warning that is STATUS_OK.
 * `where` and `hint` are copied; `hint` may be NULL. The text is lower case, without a full stop, subject in quotes.
 */
enum status errors_add(struct errors *errors, enum error_code code, struct place where, const char *hint,
                       const char *format, ...) PRINTF_LIKE(5, 6);

/* Gives the problem added last the physical line it is about, to be shown with a caret under its column. Does nothing
 * when that problem was not kept. */
void errors_excerpt(struct errors *errors, const char *line, size_t length);

/* The problem "out of memory", without a place. Inline, so that a reader and an analyser see that it never gives
 * STATUS_OK. */
static inline enum status errors_memory(struct errors *errors)
{
    (void)errors_add(errors, ERROR_MEMORY, (struct place){0}, NULL, "out of memory");
    return STATUS_FAILURE;
}

/* Moves all problems of `from` to the end of `to`. */
void errors_move(struct errors *to, struct errors *from);

/* Forgets the warnings. */
void errors_drop_warnings(struct errors *errors);

/* Everything, in the order it was found, as CLI messages; control characters are escaped. */
void errors_print(const struct errors *errors, FILE *stream, bool colour);

/* Frees what is kept; the collection is then empty, with its limit. */
void errors_clear(struct errors *errors);

#endif
