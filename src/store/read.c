/* Reading back which vintages there are. */
#include <string.h>

#include "store/query.h"

static void copy_hash(char hash[SHA256_TEXT], const char *text)
{
    if (text && strlen(text) < SHA256_TEXT)
        memcpy(hash, text, strlen(text) + 1);
}

enum layout store_layout(const char *name)
{
    enum layout layout = LAYOUT_WIDE;
    if (name)
        (void)layout_parse(name, &layout);
    return layout;
}

enum import_kind store_import_kind(const char *name)
{
    for (int i = 0; name && i < IMPORT_KIND_END; i++)
        if (strcmp(name, import_kind_name((enum import_kind)i)) == 0)
            return (enum import_kind)i;
    return IMPORT_WAVE; /* the table sees to it that there is no other */
}

static enum layout take_layout(struct query *query, int column, struct arena *arena)
{
    return store_layout(query_get_text(query, column, arena));
}

enum status store_newest_id(struct store *store, enum import_kind kind, int year, int64_t as_of, int64_t *import_id,
                            bool *counted, struct errors *errors)
{
    struct query query = query_begin(store, "select_newest_import");
    query_text(&query, ":kind", import_kind_name(kind));
    if (kind == IMPORT_WAVE)
        query_integer(&query, ":wave", year);
    else
        query_null(&query, ":wave");
    query_integer(&query, ":as_of", as_of);
    *import_id = 0;
    *counted = false;
    if (query_row(&query)) {
        *import_id = query_get_integer(&query, 0);
        *counted = kind == IMPORT_WAVE && take_layout(&query, 3, store->arena) == LAYOUT_COUNTS;
    }
    return query_end(&query, errors);
}

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
        import->layout = take_layout(&query, 3, arena);
        import->created = query_get_text(&query, 4, arena);
        import->version = query_get_text(&query, 5, arena);
        copy_hash(import->codebook, codebook);
    }
    enum status status = query_end(&query, errors);
    return status == STATUS_OK && import->id ? store_import_files(store, arena, import, errors) : status;
}

enum status store_import_files(struct store *store, struct arena *arena, struct import *import, struct errors *errors)
{
    struct query query = query_begin(store, "select_files");
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
                                     .unread = query_get_integer(&query, 6),
                                     .rejected = query_get_integer(&query, 7)};
        copy_hash(file->sha256, query_get_text(&query, 1, arena));
    }
    enum status status = query_end(&query, errors);
    import->files = rows_keep(files, import->file_count, sizeof *files, arena);
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
        row.kind = store_import_kind(query_get_text(&query, 1, arena));
        row.created = query_get_text(&query, 3, arena);
        row.version = query_get_text(&query, 4, arena);
        row.files = arena_alloc(arena, sizeof *row.files);
        memory = row.files && mem_grow(&rows, &capacity, *count, sizeof *rows) == STATUS_OK;
        if (!memory)
            break;
        /* All files of the vintage told as one: their names and the sums of their numbers. */
        row.files->rows = query_get_integer(&query, 5);
        row.files->name = query_get_text(&query, 6, arena);
        row.by_hand = query_get_integer(&query, 7) != 0;
        row.layout = take_layout(&query, 8, arena);
        row.files->unread = query_get_integer(&query, 9);
        row.files->rejected = query_get_integer(&query, 10);
        copy_hash(row.codebook, query_get_text(&query, 11, arena));
        row.file_count = 1;
        rows[(*count)++] = row;
    }
    enum status status = query_end(&query, errors);
    *imports = rows_keep(rows, *count, sizeof *rows, arena);
    return status != STATUS_OK ? status : memory && *imports ? STATUS_OK : errors_memory(errors);
}
