/* Prepared statements by name, bound by name. */
#include "store/query.h"

#include <math.h>
#include <string.h>

#include "base/embedded.h"

/* What can be done about a failure; NULL: nothing in general. */
static const char *hint_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
        return "another program is writing to it: try again when it has ended";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return "the file and its folder must be there and writable; --db FILE keeps the database in another place";
    case SQLITE_FULL:
        return "make room, then run the command again: nothing of it was kept in the database";
    default:
        return NULL;
    }
}

enum status store_report(const struct store *store, int result, struct errors *errors)
{
    if (result == SQLITE_NOMEM)
        return errors_memory(errors);
    const char *text = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(result);
    return errors_add(errors, ERROR_DB_OPEN, (struct place){.file = store->name}, hint_of(result), "%s", text);
}

/* Finds a kept statement, or prepares and keeps it. */
static int find_statement(struct store *store, const char *name, sqlite3_stmt **statement)
{
    for (size_t i = 0; i < store->statement_count; i++)
        if (strcmp(store->statements[i].name, name) == 0) {
            *statement = store->statements[i].statement;
            return SQLITE_OK;
        }
    char path[96];
    int length = snprintf(path, sizeof path, "schema/queries/%s.sql", name);
    const struct embedded *file = length > 0 && (size_t)length < sizeof path ? embedded_find(path) : NULL;
    if (!file)
        return SQLITE_INTERNAL;
    if (mem_grow(&store->statements, &store->statement_capacity, store->statement_count, sizeof *store->statements) !=
        STATUS_OK)
        return SQLITE_NOMEM;
    int result = sqlite3_prepare_v3(store->db, (const char *)file->bytes, (int)file->length + 1,
                                    SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (result == SQLITE_OK)
        store->statements[store->statement_count++] = (struct kept_statement){name, *statement};
    return result;
}

struct query query_begin(struct store *store, const char *name)
{
    struct query query = {.store = store};
    query.result = find_statement(store, name, &query.statement);
    return query;
}

/* The number of a parameter, or 0 with the failure noted: a name that the statement lacks is our own fault. */
static int parameter_of(struct query *query, const char *parameter)
{
    if (query->result != SQLITE_OK)
        return 0;
    int index = sqlite3_bind_parameter_index(query->statement, parameter);
    if (!index)
        query->result = SQLITE_RANGE;
    return index;
}

void query_integer(struct query *query, const char *parameter, int64_t value)
{
    int index = parameter_of(query, parameter);
    if (index)
        query->result = sqlite3_bind_int64(query->statement, index, value);
}

void query_real(struct query *query, const char *parameter, double value)
{
    int index = parameter_of(query, parameter);
    if (index)
        query->result = isnan(value) ? sqlite3_bind_null(query->statement, index)
                                     : sqlite3_bind_double(query->statement, index, value);
}

void query_text(struct query *query, const char *parameter, const char *value)
{
    int index = parameter_of(query, parameter);
    if (index)
        query->result = value ? sqlite3_bind_text(query->statement, index, value, -1, SQLITE_TRANSIENT)
                              : sqlite3_bind_null(query->statement, index);
}

void query_blob(struct query *query, const char *parameter, const void *bytes, size_t length)
{
    int index = parameter_of(query, parameter);
    if (index) /* an empty blob is no NULL */
        query->result = sqlite3_bind_blob64(query->statement, index, length ? bytes : "", length, SQLITE_STATIC);
}

void query_null(struct query *query, const char *parameter)
{
    query_text(query, parameter, NULL);
}

bool query_row(struct query *query)
{
    if (query->result == SQLITE_OK || query->result == SQLITE_ROW)
        query->result = sqlite3_step(query->statement);
    return query->result == SQLITE_ROW;
}

int64_t query_get_integer(struct query *query, int column)
{
    return query->result == SQLITE_ROW ? sqlite3_column_int64(query->statement, column) : 0;
}

double query_get_real(struct query *query, int column)
{
    bool empty = query->result != SQLITE_ROW || sqlite3_column_type(query->statement, column) == SQLITE_NULL;
    return empty ? (double)NAN : sqlite3_column_double(query->statement, column);
}

const char *query_get_text(struct query *query, int column, struct arena *arena)
{
    if (query->result != SQLITE_ROW || sqlite3_column_type(query->statement, column) == SQLITE_NULL)
        return NULL;
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    const char *copy = text ? arena_text(arena, text, (size_t)sqlite3_column_bytes(query->statement, column)) : NULL;
    if (!copy)
        query->result = SQLITE_NOMEM;
    return copy;
}

const char *query_get_blob(struct query *query, int column, struct arena *arena, size_t *length)
{
    *length = 0;
    if (query->result != SQLITE_ROW)
        return NULL;
    const void *bytes = sqlite3_column_blob(query->statement, column);
    size_t size = (size_t)sqlite3_column_bytes(query->statement, column);
    char *copy = arena_text(arena, size && bytes ? bytes : "", bytes ? size : 0);
    if (!copy || (size && !bytes))
        query->result = SQLITE_NOMEM;
    *length = size;
    return copy;
}

enum status query_end(struct query *query, struct errors *errors)
{
    while (query_row(query))
        ;
    enum status status = STATUS_OK;
    if (query->result != SQLITE_DONE)
        status = store_report(query->store, query->result, errors);
    if (query->statement) {
        (void)sqlite3_reset(query->statement); /* repeats the failure that was just told */
        (void)sqlite3_clear_bindings(query->statement);
    }
    return status;
}

void *rows_keep(void *rows, size_t count, size_t size, struct arena *arena)
{
    void *kept = arena_array(arena, count, size);
    if (kept && count)
        memcpy(kept, rows, count * size);
    mem_free(rows);
    return kept;
}

enum status store_run(struct store *store, const char *sql, struct errors *errors)
{
    while (*sql) {
        sqlite3_stmt *statement = NULL;
        int result = sqlite3_prepare_v2(store->db, sql, -1, &statement, &sql);
        if (result != SQLITE_OK)
            return store_report(store, result, errors);
        if (!statement) /* white space or a comment */
            continue;
        do
            result = sqlite3_step(statement);
        while (result == SQLITE_ROW);
        int end = sqlite3_finalize(statement);
        if (result != SQLITE_DONE || end != SQLITE_OK)
            return store_report(store, end, errors);
    }
    return STATUS_OK;
}

enum status decoder_make(struct decoder *decoder, const int64_t *codes, size_t count, struct arena *arena)
{
    *decoder = (struct decoder){0};
    for (size_t i = 0; i < count; i++)
        if (codes[i] >= (int64_t)decoder->count)
            decoder->count = (size_t)codes[i] + 1;
    decoder->values = arena_array(arena, decoder->count, sizeof *decoder->values);
    if (!decoder->values)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++)
        if (codes[i] > 0) /* 0: the file does not know it */
            decoder->values[codes[i]] = (uint16_t)(i + 1);
    return STATUS_OK;
}
