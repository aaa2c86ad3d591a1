/* Opening the file: whose it is, which version wrote it, migrations, transactions. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/sha256.h"
#include "store/query.h"

static const int APPLICATION_ID = 0x4D4E5348; /* "MNSH" */
/*
 * Institution codes come in any order, and so do the pages of their index: where they don't stay in memory, a bulk
 * import writes and reads them again and again. Memory of the cache (24 MiB) is taken as it is needed. Measured on
 * 1,000,000 institutions in random order, with their answers: 10.0 s of CPU time under SQLite's own 2 MB of cache and
 * pages of 4 KiB, 5.3 s with this cache, 4.1 s with pages of 8 KiB besides; in rising order 3.0 s under each. Pages of
 * 16 KiB gained nothing more. There is one commit and it takes 0.2 s, so synchronous and journal_mode stay what they
 * are.
 */
static const char WRITE_CACHE[] = "PRAGMA cache_size = -24576;";
static const char NEW_PAGES[] = "PRAGMA page_size = 8192;"; /* does nothing to a file that has pages */
static const int BUSY_MS = 5000;                            /* a reader waits so long for a commit */

/* The i-th migration: the embedded files schema/NNN_*.sql in the order of their names. */
static const struct embedded *migration_at(int i)
{
    for (size_t k = 0;; k++) {
        const struct embedded *file = embedded_at(k);
        if (!file)
            return NULL;
        char head[24];
        (void)snprintf(head, sizeof head, "schema/%03d_", i + 1);
        if (strncmp(file->name, head, strlen(head)) == 0)
            return file;
    }
}

static int schema_version(void)
{
    int version = 0;
    while (migration_at(version))
        version++;
    return version;
}

/* One integer that a PRAGMA gives. */
static enum status read_pragma(struct store *store, const char *sql, int *value, struct errors *errors)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *value = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    if (result == SQLITE_NOTADB)
        return errors_add(errors, ERROR_DB_FOREIGN, (struct place){.file = store->name},
                          "name another file with --db, or move this one away", "this is not an SQLite database");
    return result == SQLITE_ROW ? STATUS_OK : store_report(store, result, errors);
}

/* The SHA-256 of all migrations: what the database says it was made by. One that an unreleased version has made by
 * others is of no use, and it can be built anew. */
static void schema_hash(char hex[SHA256_TEXT])
{
    struct sha256 hash;
    sha256_begin(&hash);
    for (int i = 0; i < schema_version(); i++)
        sha256_add_text(&hash, (const char *)migration_at(i)->bytes);
    sha256_end(&hash, hex);
}

static enum status put_meta(struct store *store, const char *key, const char *value, struct errors *errors)
{
    struct query query = query_begin(store, "insert_meta");
    query_text(&query, ":key", key);
    query_text(&query, ":value", value);
    return query_end(&query, errors);
}

/* A value of meta, in the arena; NULL: none. */
static enum status get_meta(struct store *store, const char *key, const char **value, struct errors *errors)
{
    struct query query = query_begin(store, "select_meta");
    query_text(&query, ":key", key);
    *value = query_row(&query) ? query_get_text(&query, 0, store->arena) : NULL;
    return query_end(&query, errors);
}

static enum status check_schema(struct store *store, struct errors *errors)
{
    char ours[SHA256_TEXT];
    const char *theirs = NULL;
    enum status status = get_meta(store, "schema", &theirs, errors);
    schema_hash(ours);
    if (status != STATUS_OK || (theirs && strcmp(theirs, ours) == 0))
        return status;
    return errors_add(errors, ERROR_DB_OLDER, (struct place){.file = store->name},
                      "move it away and run `minaoshi import`, which builds it anew from the study folder",
                      "the database was made by an unreleased version of minaoshi with another schema");
}

static enum status migrate(struct store *store, int from, struct errors *errors)
{
    enum status status = store_begin(store, errors);
    for (int i = from; status == STATUS_OK && i < schema_version(); i++)
        status = store_run(store, (const char *)migration_at(i)->bytes, errors);
    if (status != STATUS_OK)
        return status;
    /* PRAGMA takes no parameters; both numbers are ours. */
    char sql[96];
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID,
                   schema_version());
    status = store_run(store, sql, errors);
    char hash[SHA256_TEXT];
    schema_hash(hash);
    if (status == STATUS_OK)
        status = put_meta(store, "schema", hash, errors);
    return status == STATUS_OK && from == 0 ? put_meta(store, "study", store->study->id, errors) : status;
}

/* Whether the file is ours, of this study, and of a version that we know; migrates it when it may be written. */
static enum status check_identity(struct store *store, enum store_mode mode, struct errors *errors)
{
    int application = 0, version = 0, objects = 0;
    enum status status = read_pragma(store, "PRAGMA application_id", &application, errors);
    if (status == STATUS_OK)
        status = read_pragma(store, "PRAGMA user_version", &version, errors);
    if (status == STATUS_OK)
        status = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &objects, errors);
    if (status != STATUS_OK)
        return status;
    struct place where = {.file = store->name};
    bool empty = application == 0 && version == 0 && objects == 0;
    if (!empty && application != APPLICATION_ID)
        return errors_add(errors, ERROR_DB_FOREIGN, where, "name another file with --db, or move this one away",
                          "this database was not made by minaoshi");
    if (version > schema_version())
        return errors_add(errors, ERROR_DB_NEWER, where, "use the newer version of minaoshi",
                          "the database has schema version %d, this minaoshi (%s) knows up to %d", version,
                          MINAOSHI_VERSION, schema_version());
    if (version < schema_version()) {
        if (mode == STORE_READ)
            return errors_add(errors, ERROR_DB_OLDER, where, "run `minaoshi import`",
                              "the database has schema version %d, this minaoshi (%s) reads %d", version,
                              MINAOSHI_VERSION, schema_version());
        status = migrate(store, version, errors);
        if (status != STATUS_OK || empty)
            return status; /* a new file is committed with its first import */
        status = store_commit(store, errors);
        if (status != STATUS_OK)
            return status;
    }
    const char *study = NULL;
    status = check_schema(store, errors);
    if (status == STATUS_OK)
        status = get_meta(store, "study", &study, errors);
    if (status == STATUS_OK && (!study || strcmp(study, store->study->id) != 0))
        status = errors_add(errors, ERROR_DB_OTHER_STUDY, where, "name another file with --db",
                            "the database belongs to study '%s', not to '%s'", study ? study : "", store->study->id);
    return status;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = mem_alloc(size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

enum status store_open(const char *path, const char *name, const struct study *study, enum store_mode mode,
                       struct store **result, struct errors *errors)
{
    *result = NULL;
    bool there = file_exists(path);
    if (!there && mode == STORE_READ)
        return errors_add(errors, ERROR_DB_MISSING, (struct place){.file = name}, "run `minaoshi import` first",
                          "there is no database yet");
    struct store *store = mem_alloc(sizeof *store);
    if (!store)
        return errors_memory(errors);
    store->study = study;
    store->created = !there;
    store->path = copy_text(path);
    store->name = copy_text(name);
    store->arena = arena_new();
    enum status status = STATUS_OK;
    if (!store->path || !store->name || !store->arena) {
        store->created = false;
        status = errors_memory(errors);
        goto end;
    }
    /* One thread at a time uses SQLite, so its locks only cost: a tenth of an import's inserts. It takes effect before
     * the first connection of a process; afterwards SQLite refuses it, and it stands as it is. The counters of memory
     * stay on: without them the limit on the SELECT of a rule would not hold. */
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    flags |= SQLITE_OPEN_NOMUTEX; /* one thread at a time has the connection */
    int code = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_EXRESCODE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(store->db, BUSY_MS);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (code != SQLITE_OK) {
        status = store_report(store, code, errors);
        goto end;
    }
    status = store_run(store, "PRAGMA foreign_keys = ON;", errors);
    if (status == STATUS_OK && store->created)
        status = store_run(store, NEW_PAGES, errors);
    if (status == STATUS_OK && mode == STORE_READ) /* one state of the file, and one lock, for all that is read */
        status = store_run(store, "BEGIN;", errors);
    if (status == STATUS_OK)
        status = check_identity(store, mode, errors);
    if (status == STATUS_OK && mode == STORE_WRITE)
        status = store_run(store, WRITE_CACHE, errors);
    if (status == STATUS_OK)
        status = store_load_codes(store, errors);
end:
    if (status != STATUS_OK) {
        store_close(store);
        return status;
    }
    *result = store;
    return STATUS_OK;
}

const char *store_sqlite_version(void)
{
    return sqlite3_libversion();
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->statement_count; i++)
        (void)sqlite3_finalize(store->statements[i].statement);
    (void)sqlite3_finalize(store->insert_response);
    (void)sqlite3_close(store->db); /* rolls back what is open; no statement is left that could hold it */
    if (store->created && !store->committed)
        (void)unlink(store->path);
    mem_free(store->statements);
    mem_free(store->path);
    mem_free(store->name);
    arena_free(store->arena);
    mem_free(store);
}

enum status store_begin(struct store *store, struct errors *errors)
{
    if (!sqlite3_get_autocommit(store->db)) /* a new file's first transaction began with its schema */
        return STATUS_OK;
    return store_run(store, "BEGIN IMMEDIATE;", errors);
}

enum status store_commit(struct store *store, struct errors *errors)
{
    enum status status = store_run(store, "COMMIT;", errors);
    if (status == STATUS_OK)
        store->committed = true;
    return status;
}
