/*
 * Named statements of schema/queries/, prepared once and kept. Errors are sticky: bind, step and read as if all went
 * well, and query_end tells.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct kept_statement {
    const char *name; /* static text */
    sqlite3_stmt *statement;
};

/* What one column of response is bound from. */
struct binding {
    enum binding_kind { BIND_CHOICE, BIND_SLOT, BIND_NUMBER, BIND_ATTRIBUTE } kind;
    size_t index;         /* of the slot, the item or the attribute */
    size_t slot;          /* of a number: where its role stands */
    const int64_t *codes; /* of the choices */
};

struct store {
    sqlite3 *db;
    const struct study *study;
    char *path, *name;
    bool created; /* by this store_open; removed again unless something was committed */
    bool committed;
    struct kept_statement *statements;
    size_t statement_count, statement_capacity;
    sqlite3_stmt *insert_institution; /* one of the kept */
    sqlite3_stmt *insert_response;
    struct binding *bindings; /* of its parameters after the fixed ones */
    size_t binding_count;
    /* Codes by the study's indices, 0 where the file does not know one. */
    struct arena *arena;
    int64_t *stratum_codes;
    int64_t **choice_codes; /* by scale */
    int64_t *item_codes;
    int64_t **option_codes; /* by item */
};

struct query {
    struct store *store;
    sqlite3_stmt *statement;
    int result; /* of SQLite: SQLITE_OK, SQLITE_ROW, SQLITE_DONE or the first error */
};

/* The statement of schema/queries/NAME.sql, reset. `name` must be a static text. */
struct query query_begin(struct store *store, const char *name);
void query_integer(struct query *query, const char *parameter, int64_t value);
void query_real(struct query *query, const char *parameter, double value);      /* NAN: SQL NULL */
void query_text(struct query *query, const char *parameter, const char *value); /* NULL: SQL NULL; copied */
void query_null(struct query *query, const char *parameter);
void query_blob(struct query *query, const char *parameter, const void *bytes, size_t length); /* not copied */
/* True when there is a row to read. */
bool query_row(struct query *query);
int64_t query_get_integer(struct query *query, int column);
double query_get_real(struct query *query, int column); /* NAN for SQL NULL */
/* A copy in the arena, NULL for SQL NULL (or no memory, which is then the query's failure). */
const char *query_get_text(struct query *query, int column, struct arena *arena);
/* The same of bytes, which a NUL follows that `*length` does not count. */
const char *query_get_blob(struct query *query, int column, struct arena *arena, size_t *length);
/* Runs what is left (a statement without rows need not be stepped before), resets, and reports a failure. */
MUST_CHECK enum status query_end(struct query *query, struct errors *errors);

/* Moves rows that were gathered by mem_grow into the arena, also none, and frees them. NULL when there is no memory. */
MUST_CHECK void *rows_keep(void *rows, size_t count, size_t size, struct arena *arena);

/* Reports what SQLite says of the last failure. */
enum status store_report(const struct store *store, int result, struct errors *errors);

/* Runs SQL that is compiled in or made from validated ids, statement by statement. */
MUST_CHECK enum status store_run(struct store *store, const char *sql, struct errors *errors);

/* Fills the code tables of the store from the file. */
MUST_CHECK enum status store_load_codes(struct store *store, struct errors *errors);

/* Makes the views that name the items: see schema/001_base.sql. */
MUST_CHECK enum status store_declare_views(struct store *store, struct errors *errors);

/* Marks, in `inside`, the respondents of `answers` for whom the condition holds; where.c. */
MUST_CHECK enum status store_apply_where(struct store *store, const char *where, struct answer_set *answers,
                                         struct errors *errors);

/* Fills `sizes` of `answers` from the newest register up to `as_of`; sizes.c. */
MUST_CHECK enum status store_read_sizes(struct store *store, int64_t as_of, struct arena *arena,
                                        struct answer_set *answers, struct errors *errors);

/* From the codes of one column to indices of the study, in one look; `values` lies in the arena it was made in. */
struct decoder {
    uint16_t *values; /* by code: index + 1; 0: none */
    size_t count;
};
MUST_CHECK enum status decoder_make(struct decoder *decoder, const int64_t *codes, size_t count, struct arena *arena);
/* The index + 1 of a code; 0: it has none. */
static inline unsigned decoder_get(const struct decoder *decoder, int64_t code)
{
    return code > 0 && code < (int64_t)decoder->count ? decoder->values[code] : 0;
}

/* The index of a code among `count`; -1 where study.yaml no longer declares it. */
int64_t store_index_of(const int64_t *codes, size_t count, int64_t code);

/* The number of the newest vintage of a wave (`year` 0: of a side file) up to `as_of`; 0 where there is none. For a
 * wave, `*counted` tells whether it came as counts. */
MUST_CHECK enum status store_newest_id(struct store *store, enum import_kind kind, int year, int64_t as_of,
                                       int64_t *import_id, bool *counted, struct errors *errors);

/* The frame of one vintage without its members, and its published figures; empty where `import_id` is 0. */
MUST_CHECK enum status store_frame_of(struct store *store, int64_t import_id, struct arena *arena, struct frame *frame,
                                      struct errors *errors);
MUST_CHECK enum status store_published_of(struct store *store, int64_t import_id, struct arena *arena,
                                          struct published *published, struct errors *errors);
MUST_CHECK enum status store_margins_of(struct store *store, int64_t import_id, struct arena *arena,
                                        struct margins *margins, struct errors *errors);

/* Reads the files of a vintage into `import`. */
MUST_CHECK enum status store_import_files(struct store *store, struct arena *arena, struct import *import,
                                          struct errors *errors);

/* The kind and the layout of that name, as a column has it. */
enum import_kind store_import_kind(const char *name);
enum layout store_layout(const char *name);

/* store_pairs under a vintage of the lineage that is known already. */
MUST_CHECK enum status store_pairs_under(struct store *store, int64_t lineage_id, const struct tally_set *earlier,
                                         const struct tally_set *later, struct arena *arena, struct pair_set *pairs,
                                         struct errors *errors);

/* Whether one of two vintages came as counts; pairs_read.c. */
MUST_CHECK enum status store_find_counted(struct store *store, int64_t earlier, int64_t later, bool *counted,
                                          struct errors *errors);

/* The ids of the institutions that merged away after the survey date of one wave and up to that of a later one, rising;
 * merged.c. `from` and `to` are indices of the study's waves. */
MUST_CHECK enum status store_find_merged(struct store *store, const struct lineage *lineage, size_t from, size_t to,
                                         struct arena *arena, int64_t **ids, size_t *count, struct errors *errors);

/* The lineage of one vintage; empty where `import_id` is 0. */
MUST_CHECK enum status store_lineage_of(struct store *store, int64_t import_id, struct arena *arena,
                                        struct lineage *lineage, struct errors *errors);

#endif
