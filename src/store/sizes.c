/* The sizes that the register gives of the institutions that answered. */
#include <math.h>

#include "store/query.h"

/* Reads the register of one vintage of the frame into `by_id`, which has an element for each id below `end`. */
static enum status read_register(struct store *store, int64_t import_id, int year, double *by_id, int64_t end,
                                 struct errors *errors)
{
    struct query query = query_begin(store, "select_sizes");
    query_integer(&query, ":import", import_id);
    query_integer(&query, ":wave", year);
    while (query_row(&query)) {
        int64_t id = query_get_integer(&query, 0);
        if (id >= 0 && id < end)
            by_id[id] = query_get_real(&query, 1);
    }
    return query_end(&query, errors);
}

enum status store_read_sizes(struct store *store, int64_t as_of, struct arena *arena, struct answer_set *answers,
                             struct errors *errors)
{
    answers->sizes = arena_array(arena, answers->count, sizeof *answers->sizes);
    if (!answers->sizes)
        return errors_memory(errors);
    int64_t import_id, end = 0;
    bool counted;
    for (size_t i = 0; i < answers->count; i++) {
        answers->sizes[i] = NAN;
        end = answers->institutions[i] >= end ? answers->institutions[i] + 1 : end;
    }
    enum status status = store_newest_id(store, IMPORT_FRAME, 0, as_of, &import_id, &counted, errors);
    if (status != STATUS_OK || !import_id)
        return status;
    double *by_id = mem_alloc((size_t)end * sizeof *by_id);
    if (!by_id)
        return errors_memory(errors);
    for (int64_t id = 0; id < end; id++)
        by_id[id] = NAN;
    status = read_register(store, import_id, answers->year, by_id, end, errors);
    for (size_t i = 0; i < answers->count; i++)
        answers->sizes[i] = by_id[answers->institutions[i]];
    mem_free(by_id);
    return status;
}
