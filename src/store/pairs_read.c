/* Pairs read back in the study's indices, or counted from the responses where no import counted them. */
#include <stdlib.h>

#include "store/pairs.h"

/* Cells under collection. */
struct pair_list {
    struct pair_cell *cells;
    size_t count, capacity;
};

static enum status add_cell(struct pair_list *list, struct pair_cell cell)
{
    if (mem_grow(&list->cells, &list->capacity, list->count, sizeof *list->cells) != STATUS_OK)
        return STATUS_FAILURE;
    list->cells[list->count++] = cell;
    return STATUS_OK;
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_cells(const void *a, const void *b)
{
    const struct pair_cell *left = a, *right = b;
    int order = compare_sizes(left->item, right->item);
    if (!order)
        order = compare_sizes(left->earlier_stratum, right->earlier_stratum);
    if (!order)
        order = compare_sizes(left->stratum, right->stratum);
    if (!order)
        order = compare_sizes(left->earlier_choice, right->earlier_choice);
    return order ? order : compare_sizes(left->choice, right->choice);
}

/* Adds the cell of a row of select_pairs. What study.yaml no longer declares is passed over: store_tally has refused
 * such a vintage. */
static enum status add_row(const struct store *store, struct query *query, struct pair_list *list)
{
    const struct study *study = store->study;
    int64_t item = store_index_of(store->item_codes, study->item_count, query_get_integer(query, 0));
    if (item < 0 || study->items[item].kind != ITEM_SINGLE)
        return STATUS_OK;
    const struct scale *scale = study->items[item].scale;
    const int64_t *codes = store->choice_codes[study_scale_index(study, &study->items[item])];
    int64_t from = store_index_of(store->stratum_codes, study->stratum_count, query_get_integer(query, 1));
    int64_t to = store_index_of(store->stratum_codes, study->stratum_count, query_get_integer(query, 2));
    int64_t before = store_index_of(codes, scale->count, query_get_integer(query, 3));
    int64_t after = store_index_of(codes, scale->count, query_get_integer(query, 4));
    if (from < 0 || to < 0 || before < 0 || after < 0)
        return STATUS_OK;
    return add_cell(list, (struct pair_cell){(size_t)item, (size_t)from, (size_t)to, (size_t)before, (size_t)after,
                                             query_get_integer(query, 5)});
}

/* The pairs that an import counted; `*found` is false where none did. */
static enum status read_pair_tally(struct store *store, int64_t lineage_id, int64_t earlier, int64_t later,
                                   struct pair_list *list, bool *found, struct errors *errors)
{
    struct query query = query_begin(store, "select_pairs");
    query_integer(&query, ":import", later);
    query_integer(&query, ":earlier", earlier);
    query_integer(&query, ":lineage", lineage_id);
    enum status memory = STATUS_OK;
    *found = false;
    while (memory == STATUS_OK && query_row(&query)) {
        *found = true;
        if (query_get_integer(&query, 0)) /* NULL: there are none */
            memory = add_row(store, &query, list);
    }
    enum status status = query_end(&query, errors);
    if (list->count)
        qsort(list->cells, list->count, sizeof *list->cells, compare_cells);
    return status != STATUS_OK || memory == STATUS_OK ? status : errors_memory(errors);
}

static enum status take_counted(const struct pairs *pairs, struct pair_list *list)
{
    enum status memory = STATUS_OK;
    for (size_t i = 1; memory == STATUS_OK && i < pairs->columns; i++) {
        struct counted *counted;
        size_t count;
        memory = counter_list(&pairs->sides[0].counters[i], &counted, &count);
        for (size_t k = 0; memory == STATUS_OK && k < count; k++)
            memory = add_cell(list, pairs_cell(pairs, i, &counted[k]));
        mem_free(counted);
    }
    return memory;
}

static enum status count_pairs(struct store *store, int64_t lineage_id, const struct tally_set *earlier,
                               const struct tally_set *later, struct pair_list *list, struct errors *errors)
{
    int64_t from = study_find_wave(store->study, earlier->year), to = study_find_wave(store->study, later->year);
    struct pairs *pairs = pairs_new(store, later->import_id, lineage_id, errors);
    if (!pairs)
        return STATUS_FAILURE;
    struct lineage lineage = {0};
    enum status status = store_lineage_of(store, lineage_id, pairs->arena, &lineage, errors);
    if (status == STATUS_OK)
        status = pairs_add_side(pairs, earlier->import_id, (size_t)to, (size_t)from, &lineage, errors);
    if (status == STATUS_OK)
        status = pairs_count_all(pairs, errors);
    if (status == STATUS_OK && take_counted(pairs, list) != STATUS_OK)
        status = errors_memory(errors);
    pairs_free(pairs);
    return status;
}

enum status store_find_counted(struct store *store, int64_t earlier, int64_t later, bool *counted,
                               struct errors *errors)
{
    struct query query = query_begin(store, "select_counted");
    query_integer(&query, ":import", later);
    query_integer(&query, ":earlier", earlier);
    *counted = query_row(&query);
    return query_end(&query, errors);
}

/* Moves the cells into `pairs`, for its life in the arena. */
static enum status keep_cells(const struct tally_set *earlier, const struct tally_set *later, struct pair_list *list,
                              struct arena *arena, struct pair_set *pairs, struct errors *errors)
{
    *pairs = (struct pair_set){.earlier_year = earlier->year, .year = later->year};
    pairs->cells = rows_keep(list->cells, list->count, sizeof *list->cells, arena);
    list->cells = NULL;
    if (!pairs->cells)
        return errors_memory(errors);
    pairs->count = list->count;
    return STATUS_OK;
}

enum status store_pairs_under(struct store *store, int64_t lineage_id, const struct tally_set *earlier,
                              const struct tally_set *later, struct arena *arena, struct pair_set *pairs,
                              struct errors *errors)
{
    *pairs = (struct pair_set){0};
    struct pair_list list = {0};
    bool found, counted = false;
    enum status status =
        read_pair_tally(store, lineage_id, earlier->import_id, later->import_id, &list, &found, errors);
    if (status == STATUS_OK && !found)
        status = store_find_counted(store, earlier->import_id, later->import_id, &counted, errors);
    if (status == STATUS_OK && !found && !counted)
        status = count_pairs(store, lineage_id, earlier, later, &list, errors);
    if (status == STATUS_OK && !counted)
        status = keep_cells(earlier, later, &list, arena, pairs, errors);
    mem_free(list.cells);
    return status;
}

enum status store_recount_pair(struct store *store, int64_t lineage_id, const struct tally_set *earlier,
                               const struct tally_set *later, struct arena *arena, struct pair_set *pairs,
                               struct errors *errors)
{
    *pairs = (struct pair_set){0};
    struct pair_list list = {0};
    enum status status = count_pairs(store, lineage_id, earlier, later, &list, errors);
    if (status == STATUS_OK)
        status = keep_cells(earlier, later, &list, arena, pairs, errors);
    mem_free(list.cells);
    return status;
}

enum status store_pairs(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                        struct arena *arena, struct pair_set *pairs, struct errors *errors)
{
    int64_t lineage_id;
    bool counted;
    *pairs = (struct pair_set){0};
    enum status status = store_newest_id(store, IMPORT_LINEAGE, 0, later->as_of, &lineage_id, &counted, errors);
    return status == STATUS_OK ? store_pairs_under(store, lineage_id, earlier, later, arena, pairs, errors) : status;
}
