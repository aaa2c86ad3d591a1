/* Whether the folder still says what the database holds. */
#define _POSIX_C_SOURCE 200809L
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "importer/importer.h"
#include "importer/source.h"

/* Whether the file at `path` has other bytes than `kept`. */
static enum status differs(const char *path, const struct import_file *kept, bool *result, struct errors *errors)
{
    struct stat info;
    *result = true;
    if (stat(path, &info) != 0 || info.st_size != kept->bytes)
        return STATUS_OK;
    *result = false;
    if ((int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec == kept->modified)
        return STATUS_OK;
    struct source source = {.path = path, .file.name = kept->name};
    enum status status = source_open(&source, ERROR_READ, NULL, errors);
    *result = status == STATUS_OK && strcmp(source.file.sha256, kept->sha256) != 0;
    source_close(&source);
    return status;
}

static void warn(const char *name, const char *what, const char *hint, struct errors *errors)
{
    errors_add(errors, ERROR_STALE_FILE, (struct place){.file = name}, hint, "%s: figures come from the database",
               what);
}

static enum status warn_file(const struct study *study, const char *name, const struct import *newest,
                             struct arena *arena, struct errors *errors)
{
    const struct import_file *kept = NULL;
    for (size_t i = 0; i < newest->file_count; i++)
        if (strcmp(newest->files[i].name, name) == 0)
            kept = &newest->files[i];
    if (!kept) {
        warn(name, "the file is not imported yet", "run `minaoshi import` to take it in", errors);
        return STATUS_OK;
    }
    const char *path = file_join(arena, study->folder, name);
    if (!path)
        return errors_memory(errors);
    if (!file_exists(path)) {
        warn(name, "the file that was imported is gone", "restore it, or back survey.db up: it is only there", errors);
        return STATUS_OK;
    }
    bool other;
    enum status status = differs(path, kept, &other, errors);
    if (status == STATUS_OK && other)
        warn(name, "the file is not the one that was imported", "run `minaoshi import` to take it in", errors);
    return status;
}

enum status importer_warn_stale(const struct study *study, struct store *store, struct errors *errors)
{
    struct arena *arena = arena_new();
    if (!arena)
        return errors_memory(errors);
    enum status status = STATUS_OK;
    struct import newest;
    const struct {
        enum import_kind kind;
        const char *name;
    } sides[] = {{IMPORT_FRAME, study->frame},
                 {IMPORT_PUBLISHED, study->published},
                 {IMPORT_LINEAGE, study->lineage},
                 {IMPORT_MARGINS, study->margins}};
    for (size_t i = 0; status == STATUS_OK && i < sizeof sides / sizeof *sides; i++) {
        if (!sides[i].name)
            continue;
        status = store_newest(store, sides[i].kind, 0, AS_OF_NEWEST, arena, &newest, errors);
        if (status == STATUS_OK)
            status = warn_file(study, sides[i].name, &newest, arena, errors);
    }
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++) {
        const struct wave *wave = &study->waves[i];
        if (!wave->file_count)
            continue;
        status = store_newest(store, IMPORT_WAVE, wave->year, AS_OF_NEWEST, arena, &newest, errors);
        if (status != STATUS_OK || newest.by_hand)
            continue;
        for (size_t k = 0; status == STATUS_OK && k < wave->file_count; k++)
            status = warn_file(study, wave->files[k], &newest, arena, errors);
        if (newest.id && strcmp(newest.codebook, wave->hash) != 0)
            errors_add(errors, ERROR_STALE_FILE, wave->place, "run `minaoshi import` to take it in",
                       "the columns or labels of wave %d are not those it was imported with", wave->year);
    }
    arena_free(arena);
    return status;
}
