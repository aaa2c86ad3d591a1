/* Beginning a vintage: the import, how it asked, its files. All within the caller's transaction. */
#include <string.h>

#include "store/query.h"

static const char *const kind_names[IMPORT_KIND_END] = {[IMPORT_WAVE] = "wave",
                                                        [IMPORT_FRAME] = "frame",
                                                        [IMPORT_PUBLISHED] = "published",
                                                        [IMPORT_LINEAGE] = "lineage",
                                                        [IMPORT_MARGINS] = "margins"};

static const char *const equivalence_names[] = {[EQUIVALENCE_IDENTICAL] = "identical",
                                                [EQUIVALENCE_REWORDED] = "reworded",
                                                [EQUIVALENCE_RECODED] = "recoded",
                                                [EQUIVALENCE_BROKEN] = "broken"};

const char *import_kind_name(enum import_kind kind)
{
    return kind_names[kind];
}

static enum status add_questions(struct store *store, int64_t import_id, const struct wave *wave, struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < study->item_count; i++) {
        if (study->items[i].kind == ITEM_TEXT || !wave_asks(study, wave, i))
            continue;
        const char *text = wave->questions[i];
        char hex[SHA256_TEXT];
        if (text)
            sha256_of(text, strlen(text), hex);
        struct query query = query_begin(store, "insert_question");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":item", store->item_codes[i]);
        query_text(&query, ":text", text);
        query_text(&query, ":sha256", text ? hex : NULL);
        query_text(&query, ":equivalence", equivalence_names[wave->equivalence[i]]);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_add_import(struct store *store, enum import_kind kind, const struct wave *wave, bool by_hand,
                             int64_t *import_id, struct errors *errors)
{
    struct query query = query_begin(store, "insert_import");
    query_text(&query, ":kind", kind_names[kind]);
    if (wave)
        query_integer(&query, ":wave", wave->year);
    else
        query_null(&query, ":wave");
    query_text(&query, ":codebook", wave ? wave->hash : "");
    query_text(&query, ":layout", wave ? layout_name(wave->layout) : NULL);
    query_integer(&query, ":by_hand", by_hand);
    query_text(&query, ":version", MINAOSHI_VERSION);
    *import_id = query_row(&query) ? query_get_integer(&query, 0) : 0;
    enum status status = query_end(&query, errors);
    return status == STATUS_OK && wave ? add_questions(store, *import_id, wave, errors) : status;
}

enum status store_add_file(struct store *store, int64_t import_id, size_t position, const struct import_file *file,
                           int64_t *file_id, struct errors *errors)
{
    struct query query = query_begin(store, "insert_file");
    query_integer(&query, ":import", import_id);
    query_integer(&query, ":position", (int64_t)position);
    query_text(&query, ":name", file->name);
    query_text(&query, ":sha256", file->sha256);
    query_integer(&query, ":bytes", file->bytes);
    query_integer(&query, ":modified", file->modified);
    query_text(&query, ":encoding", file->encoding);
    query_integer(&query, ":rows", file->rows);
    query_integer(&query, ":unread", file->unread);
    query_integer(&query, ":rejected", file->rejected);
    *file_id = query_row(&query) ? query_get_integer(&query, 0) : 0;
    return query_end(&query, errors);
}

enum status store_set_rows(struct store *store, int64_t file_id, const struct import_file *file, struct errors *errors)
{
    struct query query = query_begin(store, "update_file_rows");
    query_integer(&query, ":file", file_id);
    query_integer(&query, ":rows", file->rows);
    query_integer(&query, ":unread", file->unread);
    query_integer(&query, ":rejected", file->rejected);
    return query_end(&query, errors);
}
