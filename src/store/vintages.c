/* Which vintages a panel is made of: the newest ones, or those that a decision rested on. */
#include <string.h>

#include "base/buffer.h"
#include "store/query.h"

enum status store_vintages(struct store *store, int64_t as_of, struct arena *arena, struct vintages *vintages,
                           struct errors *errors)
{
    const struct study *study = store->study;
    *vintages = (struct vintages){.as_of = as_of, .waves = arena_array(arena, study->wave_count, sizeof(int64_t))};
    if (!vintages->waves)
        return errors_memory(errors);
    const struct {
        enum import_kind kind;
        int64_t *import_id;
    } sides[] = {{IMPORT_FRAME, &vintages->frame},
                 {IMPORT_PUBLISHED, &vintages->published},
                 {IMPORT_LINEAGE, &vintages->lineage},
                 {IMPORT_MARGINS, &vintages->margins}};
    enum status status = STATUS_OK;
    bool counted;
    for (size_t i = 0; status == STATUS_OK && i < sizeof sides / sizeof *sides; i++)
        status = store_newest_id(store, sides[i].kind, 0, as_of, sides[i].import_id, &counted, errors);
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++)
        status =
            store_newest_id(store, IMPORT_WAVE, study->waves[i].year, as_of, &vintages->waves[i], &counted, errors);
    return status;
}

enum status store_find_vintage(struct store *store, const struct import *like, int64_t *import_id,
                               struct errors *errors)
{
    struct buffer files = {0};
    *import_id = 0;
    for (size_t i = 0; i < like->file_count; i++)
        buffer_format(&files, "%s%s", i ? " " : "", like->files[i].sha256);
    if (buffer_status(&files) != STATUS_OK) {
        buffer_clear(&files);
        return errors_memory(errors);
    }
    struct query query = query_begin(store, "select_vintage");
    query_text(&query, ":kind", import_kind_name(like->kind));
    if (like->kind == IMPORT_WAVE)
        query_integer(&query, ":wave", like->year);
    else
        query_null(&query, ":wave");
    query_text(&query, ":codebook", like->codebook);
    query_integer(&query, ":by_hand", like->by_hand);
    query_text(&query, ":files", buffer_get(&files));
    if (query_row(&query))
        *import_id = query_get_integer(&query, 0);
    buffer_clear(&files);
    return query_end(&query, errors);
}

enum status store_import(struct store *store, int64_t import_id, struct arena *arena, struct import *import,
                         struct errors *errors)
{
    *import = (struct import){0};
    struct query query = query_begin(store, "select_import");
    query_integer(&query, ":import", import_id);
    if (query_row(&query)) {
        const char *codebook = query_get_text(&query, 2, arena);
        *import = (struct import){.id = import_id,
                                  .kind = store_import_kind(query_get_text(&query, 0, arena)),
                                  .year = (int)query_get_integer(&query, 1),
                                  .by_hand = query_get_integer(&query, 3) != 0,
                                  .layout = store_layout(query_get_text(&query, 4, arena)),
                                  .created = query_get_text(&query, 5, arena),
                                  .version = query_get_text(&query, 6, arena)};
        if (codebook && strlen(codebook) < SHA256_TEXT)
            memcpy(import->codebook, codebook, strlen(codebook) + 1);
    }
    enum status status = query_end(&query, errors);
    return status == STATUS_OK && import->id ? store_import_files(store, arena, import, errors) : status;
}
