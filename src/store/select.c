/* A whole SELECT of the user, as a rule has it: over the views, read-only, for a limited time and memory. */
#include <string.h>

#include "store/run_limit.h"

enum { LIMIT_MIB = 256, LIMIT_TEXT = 1 << 20 };

/* What makes the same data give another answer the next day, or the next time. */
static bool is_fickle(const char *function)
{
    static const char *const fickle[] = {
        "random",    "randomblob", "current_date", "current_time", "date",     "current_timestamp", "datetime",
        "julianday", "time",       "strftime",     "unixepoch",    "timediff", "load_extension"};
    for (size_t i = 0; i < sizeof fickle / sizeof *fickle; i++)
        if (sqlite3_stricmp(function, fickle[i]) == 0)
            return true;
    return false;
}

static bool is_view(const char *name)
{
    return sqlite3_strnicmp(name, "v_", 2) == 0;
}

/* Views may be read, and through a view what it reads itself; SQLite calls what WITH names a view too. */
static int authorize(void *context, int action, const char *first, const char *second, const char *database,
                     const char *through)
{
    (void)context;
    (void)database;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return is_fickle(second) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_READ:
        if (sqlite3_strnicmp(first, "sqlite_", 7) == 0)
            return SQLITE_DENY;
        return (through && is_view(through)) || !*second || is_view(first) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

/* The message of SQLite at its place in the file. */
static enum status report(const struct store *store, int result, const struct node *sql, struct errors *errors)
{
    static const char hint[] = "one SELECT over the views; docs/database.md lists them";
    int offset = sqlite3_error_offset(store->db);
    if (result == SQLITE_INTERRUPT)
        return node_report(sql, errors, ERROR_SQL_SELECT, NULL, "the SELECT takes longer than %d s", LIMIT_SECONDS);
    if (result == SQLITE_NOMEM)
        return node_report(sql, errors, ERROR_SQL_SELECT, NULL, "the SELECT takes more than %d MiB of memory",
                           LIMIT_MIB);
    return node_report_at(sql, offset > 0 ? (size_t)offset : 0, errors, ERROR_SQL_SELECT, hint, "%s",
                          sqlite3_errmsg(store->db));
}

/* Prepares the only statement of the text, which must be one that reads. */
static enum status prepare(struct store *store, const struct node *sql, sqlite3_stmt **statement, struct errors *errors)
{
    static const char hint[] = "one SELECT over the views; docs/database.md lists them";
    const char *tail = "";
    int result = sqlite3_prepare_v2(store->db, sql->text, -1, statement, &tail);
    if (result != SQLITE_OK)
        return report(store, result, sql, errors);
    if (!*statement || sqlite3_stmt_isexplain(*statement) || !sqlite3_stmt_readonly(*statement) ||
        !sqlite3_column_count(*statement))
        return node_report(sql, errors, ERROR_SQL_SELECT, hint, "this is no SELECT");
    if (tail[strspn(tail, " \t\r\n;")])
        return node_report_at(sql, (size_t)(tail - sql->text), errors, ERROR_SQL_SELECT, hint,
                              "there is something after the SELECT");
    return STATUS_OK;
}

/* Binds :wave, the only parameter there may be. */
static enum status bind(const struct store *store, const struct node *sql, sqlite3_stmt *statement, int year,
                        struct selection *selection, struct errors *errors)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *name = sqlite3_bind_parameter_name(statement, i);
        if (!name || strcmp(name, ":wave") != 0)
            return node_report(sql, errors, ERROR_SQL_SELECT, ":wave is the fiscal year of the wave that is judged",
                               "there is no parameter '%s'", name ? name : "?");
        selection->asks_wave = true;
        int result = sqlite3_bind_int64(statement, i, year);
        if (result != SQLITE_OK)
            return report(store, result, sql, errors);
    }
    return STATUS_OK;
}

static bool keep_names(sqlite3_stmt *statement, struct arena *arena, struct selection *selection)
{
    selection->columns = (size_t)sqlite3_column_count(statement);
    selection->names = arena_array(arena, selection->columns, sizeof *selection->names);
    selection->cells = arena_array(arena, selection->columns * SELECTION_KEPT, sizeof *selection->cells);
    for (size_t i = 0; selection->names && i < selection->columns; i++) {
        const char *name = sqlite3_column_name(statement, (int)i);
        selection->names[i] = name ? arena_text(arena, name, strlen(name)) : NULL;
        if (!selection->names[i])
            return false;
    }
    return selection->names && selection->cells;
}

static bool keep_row(sqlite3_stmt *statement, struct arena *arena, struct selection *selection)
{
    for (size_t i = 0; i < selection->columns; i++) {
        const char *text = (const char *)sqlite3_column_text(statement, (int)i);
        bool null = sqlite3_column_type(statement, (int)i) == SQLITE_NULL;
        const char **cell = &selection->cells[selection->kept * selection->columns + i];
        *cell = text ? arena_text(arena, text, strlen(text)) : NULL;
        if (!null && !*cell)
            return false;
    }
    selection->kept++;
    return true;
}

static enum status run(struct store *store, const struct node *sql, sqlite3_stmt *statement, struct arena *arena,
                       struct selection *selection, struct errors *errors)
{
    if (!keep_names(statement, arena, selection))
        return errors_memory(errors);
    int result = SQLITE_DONE;
    while (selection->rows < SELECTION_MOST && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        if (selection->rows++ < SELECTION_KEPT && !keep_row(statement, arena, selection))
            return errors_memory(errors);
    }
    return result == SQLITE_DONE || result == SQLITE_ROW ? STATUS_OK : report(store, result, sql, errors);
}

enum status store_select(struct store *store, const struct node *sql, int year, struct arena *arena,
                         struct selection *selection, struct errors *errors)
{
    *selection = (struct selection){0};
    struct run_limit limit;
    enum status status = run_limit_of(&limit, errors);
    if (status != STATUS_OK)
        return status;
    sqlite3_stmt *statement = NULL;
    sqlite3_int64 heap = sqlite3_hard_heap_limit64(sqlite3_memory_used() + ((sqlite3_int64)LIMIT_MIB << 20));
    int longest = sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, LIMIT_TEXT);
    (void)sqlite3_set_authorizer(store->db, authorize, NULL); /* fails for a closed database only */
    run_limit_begin(store, &limit);
    status = prepare(store, sql, &statement, errors);
    if (status == STATUS_OK)
        status = bind(store, sql, statement, year, selection, errors);
    if (status == STATUS_OK)
        status = run(store, sql, statement, arena, selection, errors);
    run_limit_end(store);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_set_authorizer(store->db, NULL, NULL);
    (void)sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, longest);
    (void)sqlite3_hard_heap_limit64(heap > 0 ? heap : 0);
    return status;
}
