/* The user's condition: one expression, over v_response alone, for a limited time. */
#include <stdlib.h>
#include <string.h>

#include "store/run_limit.h"

/* What stands before the condition in the statement. */
static const char before[] = "SELECT (SELECT n.institution_id FROM institution AS n WHERE n.code = v.code) "
                             "FROM v_response AS v WHERE v.wave = ?1 AND CASE WHEN (";

/* The condition must be one by itself first: as part of the statement alone, brackets and CASE that it closes and opens
 * again could lead around the wave. */
static const char alone[] = "SELECT 1 FROM v_response AS v WHERE (";

/* What the statement reads by itself is v_response and institution; all that the view reads is read through it. */
static int authorize(void *context, int action, const char *table, const char *column, const char *database,
                     const char *through)
{
    (void)context;
    (void)database;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
        return SQLITE_OK;
    case SQLITE_READ:
        if (through && (strcmp(through, "v_response") == 0 || strcmp(through, "v_newest") == 0))
            return SQLITE_OK; /* v_response reads v_newest */
        if (!*column && strncmp(table, "sqlite_", 7) != 0)
            return SQLITE_OK; /* a table of the view that is joined and not read; by the user, its count at most */
        return strcmp(table, "v_response") == 0 || strcmp(table, "institution") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

/* The message of SQLite at its place in the condition, which begins after so many bytes. */
static enum status report(const struct store *store, int result, const char *where, size_t begin, struct errors *errors)
{
    struct place place = {.file = "--where", .line = 1};
    int offset = sqlite3_error_offset(store->db) - (int)begin;
    if (result == SQLITE_NOMEM)
        return errors_memory(errors);
    if (result == SQLITE_INTERRUPT)
        return errors_add(errors, ERROR_SQL_CONDITION, place, NULL, "the condition takes longer than %d s",
                          LIMIT_SECONDS);
    if (offset >= 0 && (size_t)offset <= strlen(where)) {
        place.column = 1;
        for (int i = 0; i < offset; i++)
            place.column += ((unsigned char)where[i] & 0xC0) != 0x80;
    }
    return errors_add(
        errors, ERROR_SQL_CONDITION, place,
        "an expression over code, name, stratum, the attributes and the items, as in \"stratum = 'bank'\"", "%s",
        sqlite3_errmsg(store->db));
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Reads the institutions for which the condition holds, and marks them. */
static int mark(sqlite3_stmt *statement, struct answer_set *answers, int64_t *ids)
{
    size_t count = 0;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        if (count < answers->count)
            ids[count++] = sqlite3_column_int64(statement, 0);
    if (result != SQLITE_DONE)
        return result;
    if (count)
        qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < answers->count; i++)
        answers->inside[i] = count && bsearch(&answers->institutions[i], ids, count, sizeof *ids, compare_ids) != NULL;
    return SQLITE_OK;
}

/* Prepares what stands before the condition, the condition, and what stands after it. A comment ends with its line. */
static int prepare(struct store *store, const char *first, const char *where, const char *last,
                   sqlite3_stmt **statement)
{
    *statement = NULL;
    char *text = sqlite3_mprintf("%s%s\n)%s", first, where, last);
    if (!text)
        return SQLITE_NOMEM;
    int result = sqlite3_prepare_v2(store->db, text, -1, statement, NULL);
    sqlite3_free(text);
    return result;
}

enum status store_apply_where(struct store *store, const char *where, struct answer_set *answers, struct errors *errors)
{
    int64_t newest;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_WAVE, answers->year, AS_OF_NEWEST, &newest, &counted, errors);
    if (status == STATUS_OK && newest != answers->import_id)
        return errors_add(errors, ERROR_SQL_CONDITION, (struct place){.file = "--where"},
                          "leave out --as-of, or --where", "a condition sees the newest vintage of wave %d only",
                          answers->year);
    if (status != STATUS_OK)
        return status;
    struct run_limit limit;
    status = run_limit_of(&limit, errors);
    if (status != STATUS_OK)
        return status;
    int64_t *ids = mem_alloc(answers->count * sizeof *ids);
    if (!ids)
        return errors_memory(errors);
    sqlite3_stmt *statement = NULL;
    size_t begin = sizeof alone - 1;
    int result = sqlite3_set_authorizer(store->db, authorize, NULL);
    if (result == SQLITE_OK)
        result = prepare(store, alone, where, "", &statement);
    if (result == SQLITE_OK) {
        (void)sqlite3_finalize(statement);
        begin = sizeof before - 1;
        result = prepare(store, before, where, " THEN 1 END", &statement);
    }
    if (result == SQLITE_OK)
        result = sqlite3_bind_int64(statement, 1, answers->year);
    run_limit_begin(store, &limit);
    if (result == SQLITE_OK)
        result = mark(statement, answers, ids);
    status = result == SQLITE_OK ? STATUS_OK : report(store, result, where, begin, errors);
    run_limit_end(store);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_set_authorizer(store->db, NULL, NULL);
    mem_free(ids);
    return status;
}
