/* Decision records and the small inputs they rest on. The tables only grow: triggers see to it. */
#include "store/query.h"

enum status store_add_input(struct store *store, const char *sha256, const char *name, const char *bytes, size_t length,
                            struct errors *errors)
{
    struct query query = query_begin(store, "insert_input");
    query_text(&query, ":sha256", sha256);
    query_text(&query, ":name", name);
    query_blob(&query, ":bytes", bytes, length);
    return query_end(&query, errors);
}

enum status store_input(struct store *store, const char *sha256, struct arena *arena, const char **bytes,
                        size_t *length, struct errors *errors)
{
    *bytes = NULL;
    *length = 0;
    struct query query = query_begin(store, "select_input");
    query_text(&query, ":sha256", sha256);
    if (query_row(&query))
        *bytes = query_get_blob(&query, 0, arena, length);
    return query_end(&query, errors);
}

enum status store_add_decision(struct store *store, const struct stored_decision *decision, const char *sha256,
                               struct errors *errors)
{
    struct query query = query_begin(store, "insert_decision");
    query_integer(&query, ":wave", decision->year);
    query_integer(&query, ":number", decision->number);
    query_text(&query, ":sha256", sha256);
    query_text(&query, ":record", decision->record);
    return query_end(&query, errors);
}

enum status store_decisions(struct store *store, struct arena *arena, struct stored_decision **decisions, size_t *count,
                            struct errors *errors)
{
    struct stored_decision *rows = NULL;
    size_t capacity = 0;
    bool memory = true;
    *count = 0;
    struct query query = query_begin(store, "select_decisions");
    while (memory && query_row(&query)) {
        memory = mem_grow(&rows, &capacity, *count, sizeof *rows) == STATUS_OK;
        if (!memory)
            break;
        struct stored_decision *row = &rows[(*count)++];
        size_t length = 0;
        *row = (struct stored_decision){.year = (int)query_get_integer(&query, 0),
                                        .number = query_get_integer(&query, 1),
                                        .record = query_get_blob(&query, 2, arena, &length)};
        row->length = length;
    }
    enum status status = query_end(&query, errors);
    *decisions = rows_keep(rows, *count, sizeof *rows, arena);
    return status != STATUS_OK ? status : memory && *decisions ? STATUS_OK : errors_memory(errors);
}
