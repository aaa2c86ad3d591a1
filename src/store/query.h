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

struct store {
    sqlite3 *db;
    const struct study *study;
    char *path, *name;
    bool created; /* by this store_open; removed again unless something was committed */
    bool committed;
    struct kept_statement *statements;
    size_t statement_count, statement_capacity;
    sqlite3_stmt *insert_response;
    /* Codes by the study's indices, 0 where the file does not know one. */
    struct arena *arena;
    int64_t *stratum_codes;
    int64_t **choice_codes; /* by scale */
    int64_t *item_codes;
};

struct query {
    struct store *store;
    sqlite3_stmt *statement;
    int result; /* of SQLite: SQLITE_OK, SQLITE_ROW, SQLITE_DONE or the first error */
};

/* The statement of schema/queries/NAME.sql, reset. `name` must be a static text. */
struct query query_begin(struct store *store, const char *name);
void query_integer(struct query *query, const char *parameter, int64_t value);
void query_text(struct query *query, const char *parameter, const char *value); /* NULL: SQL NULL; copied */
void query_null(struct query *query, const char *parameter);
/* True when there is a row to read. */
bool query_row(struct query *query);
int64_t query_get_integer(struct query *query, int column);
/* A copy in the arena, NULL for SQL NULL (or no memory, which is then the query's failure). */
const char *query_get_text(struct query *query, int column, struct arena *arena);
/* Runs what is left (a statement without rows need not be stepped before), resets, and reports a failure. */
MUST_CHECK enum status query_end(struct query *query, struct errors *errors);

/* Reports what SQLite says of the last failure. */
enum status store_report(const struct store *store, int result, struct errors *errors);

/* Runs SQL that is compiled in or made from validated ids, statement by statement. */
MUST_CHECK enum status store_run(struct store *store, const char *sql, struct errors *errors);

/* Fills the code tables of the store from the file. */
MUST_CHECK enum status store_load_codes(struct store *store, struct errors *errors);

/* The waves with data next before and next after `year`; 0: none. */
MUST_CHECK enum status store_neighbours(struct store *store, int year, int64_t *earlier, int64_t *later,
                                        struct errors *errors);

/* SQL that counts the institutions of two vintages by stratum and choice in both: columns earlier stratum, stratum,
 * earlier choice, choice, count; parameters ?1 the later vintage, ?2 the earlier. Made from the item's id, for the
 * column bears its name; caller frees with sqlite3_free. NULL when there is no memory. */
char *pair_query(const char *item);

#endif
