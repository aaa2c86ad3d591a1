/* Who answered, and who is in the register: the institutions themselves, and where their rows stand. */
#include <math.h>
#include <string.h>

#include "store/query.h"

/* A list in an arena that grows by doubling. */
static void *grown(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 256;
    char *larger = arena_array(arena, wanted, size);
    for (size_t i = 0; larger && i < count * size; i++)
        larger[i] = ((const char *)items)[i];
    *capacity = larger ? wanted : *capacity;
    return larger;
}

/* Reads rows of code, name, stratum and, where there is a fourth, size. */
static enum status read_known(struct query *query, bool sized, struct arena *arena,
                              struct known_institution **institutions, size_t *count, struct errors *errors)
{
    const struct store *store = query->store;
    size_t capacity = 0;
    bool failed = false;
    while (!failed && query_row(query)) {
        int64_t stratum =
            store_index_of(store->stratum_codes, store->study->stratum_count, query_get_integer(query, 2));
        *institutions = grown(arena, *institutions, *count, &capacity, sizeof **institutions);
        struct known_institution one = {.code = query_get_text(query, 0, arena),
                                        .name = query_get_text(query, 1, arena)};
        one.stratum = stratum < 0 ? 0 : (size_t)stratum; /* store_tally and store_frame have refused such a vintage */
        one.size = sized ? query_get_real(query, 3) : NAN;
        failed = !*institutions || !one.code;
        if (!failed)
            (*institutions)[(*count)++] = one;
    }
    enum status status = query_end(query, errors);
    return status == STATUS_OK && failed ? errors_memory(errors) : status;
}

enum status store_respondents(struct store *store, const struct tally_set *tally, struct arena *arena,
                              struct known_institution **institutions, size_t *count, struct errors *errors)
{
    *institutions = NULL;
    *count = 0;
    struct query query = query_begin(store, "select_respondents");
    query_integer(&query, ":import", tally->import_id);
    return read_known(&query, false, arena, institutions, count, errors);
}

enum status store_register(struct store *store, int year, int64_t as_of, struct arena *arena,
                           struct known_institution **institutions, size_t *count, struct errors *errors)
{
    int64_t import_id;
    bool counted;
    *institutions = NULL;
    *count = 0;
    enum status status = store_newest_id(store, IMPORT_FRAME, 0, as_of, &import_id, &counted, errors);
    if (status != STATUS_OK || !import_id)
        return status;
    struct query query = query_begin(store, "select_register");
    query_integer(&query, ":import", import_id);
    query_integer(&query, ":wave", year);
    return read_known(&query, true, arena, institutions, count, errors);
}

enum status store_lines(struct store *store, const struct tally_set *tally, struct arena *arena,
                        struct answer_line **lines, size_t *count, struct errors *errors)
{
    size_t capacity = 0;
    bool failed = false;
    const char *last = NULL;
    *lines = NULL;
    *count = 0;
    struct query query = query_begin(store, "select_lines");
    query_integer(&query, ":import", tally->import_id);
    while (!failed && query_row(&query)) {
        *lines = grown(arena, *lines, *count, &capacity, sizeof **lines);
        const char *file = query_get_text(&query, 0, arena);
        failed = !*lines || !file;
        if (failed)
            break;
        last = last && strcmp(last, file) == 0 ? last : file; /* one address for one name */
        (*lines)[(*count)++] = (struct answer_line){last, query_get_integer(&query, 1)};
    }
    enum status status = query_end(&query, errors);
    return status == STATUS_OK && failed ? errors_memory(errors) : status;
}
