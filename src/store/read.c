/* Reading back which vintages there are. */
#include <string.h>

#include "store/query.h"

enum status store_newest(struct store *store, enum import_kind kind, int year, int64_t as_of, struct arena *arena,
                         struct import *import, struct errors *errors)
{
    *import = (struct import){.kind = kind, .year = kind == IMPORT_WAVE ? year : 0};
    struct query query = query_begin(store, "select_newest_import");
    query_text(&query, ":kind", import_kind_name(kind));
    if (kind == IMPORT_WAVE)
        query_integer(&query, ":wave", year);
    else
        query_null(&query, ":wave");
    query_integer(&query, ":as_of", as_of);
    if (query_row(&query)) {
        import->id = query_get_integer(&query, 0);
        const char *codebook = query_get_text(&query, 1, arena);
        import->by_hand = query_get_integer(&query, 2) != 0;
        if (codebook && strlen(codebook) < sizeof import->codebook)
            memcpy(import->codebook, codebook, strlen(codebook) + 1);
    }
    enum status status = query_end(&query, errors);
    if (status != STATUS_OK || !import->id)
        return status;
    query = query_begin(store, "select_files");
    query_integer(&query, ":import", import->id);
    size_t capacity = 0;
    struct import_file *files = NULL;
    bool memory = true;
    while (memory && query_row(&query)) {
        memory = mem_grow(&files, &capacity, import->file_count, sizeof *files) == STATUS_OK;
        if (!memory)
            break;
        struct import_file *file = &files[import->file_count++];
        *file = (struct import_file){.name = query_get_text(&query, 0, arena),
                                     .bytes = query_get_integer(&query, 2),
                                     .modified = query_get_integer(&query, 3),
                                     .encoding = query_get_text(&query, 4, arena),
                                     .rows = query_get_integer(&query, 5),
                                     .unread = query_get_integer(&query, 6)};
        const char *hash = query_get_text(&query, 1, arena);
        if (hash && strlen(hash) < sizeof file->sha256)
            memcpy(file->sha256, hash, strlen(hash) + 1);
    }
    status = query_end(&query, errors);
    import->files = arena_array(arena, import->file_count, sizeof *files);
    if (import->files && files)
        memcpy(import->files, files, import->file_count * sizeof *files);
    mem_free(files);
    return status != STATUS_OK ? status : memory && import->files ? STATUS_OK : errors_memory(errors);
}

enum status store_imports(struct store *store, int64_t as_of, struct arena *arena, struct import **imports,
                          size_t *count, struct errors *errors)
{
    *imports = NULL;
    *count = 0;
    struct import *rows = NULL;
    size_t capacity = 0;
    bool memory = true;
    struct query query = query_begin(store, "select_imports");
    query_integer(&query, ":as_of", as_of);
    while (memory && query_row(&query)) {
        struct import row = {.id = query_get_integer(&query, 0), .year = (int)query_get_integer(&query, 2)};
        const char *kind = query_get_text(&query, 1, arena);
        for (int i = IMPORT_WAVE; kind && i <= IMPORT_PUBLISHED; i++)
            if (strcmp(kind, import_kind_name((enum import_kind)i)) == 0)
                row.kind = (enum import_kind)i;
        row.created = query_get_text(&query, 3, arena);
        row.version = query_get_text(&query, 4, arena);
        row.files = arena_alloc(arena, sizeof *row.files);
        memory = row.files && mem_grow(&rows, &capacity, *count, sizeof *rows) == STATUS_OK;
        if (!memory)
            break;
        /* All files of the vintage told as one: their names and the sum of their rows. */
        row.files->rows = query_get_integer(&query, 5);
        row.files->name = query_get_text(&query, 6, arena);
        row.by_hand = query_get_integer(&query, 7) != 0;
        row.file_count = 1;
        rows[(*count)++] = row;
    }
    enum status status = query_end(&query, errors);
    *imports = arena_array(arena, *count, sizeof *rows);
    if (*imports && rows)
        memcpy(*imports, rows, *count * sizeof *rows);
    mem_free(rows);
    return status != STATUS_OK ? status : memory && *imports ? STATUS_OK : errors_memory(errors);
}
