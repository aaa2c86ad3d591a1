/* Which institution of one wave is which of an earlier one. */
#include "store/pairs.h"

/* Who of the later vintage is who of the earlier one. */
static enum status match(struct store *store, int64_t lineage_id, const struct lineage *lineage,
                         const struct tally_set *earlier, const struct tally_set *later, struct arena *arena,
                         struct matching *matching, struct errors *errors)
{
    size_t from = (size_t)study_find_wave(store->study, earlier->year);
    size_t to = (size_t)study_find_wave(store->study, later->year);
    struct pairs *pairs = pairs_new(store, later->import_id, lineage_id, errors);
    if (!pairs)
        return STATUS_FAILURE;
    enum status status = pairs_add_side(pairs, earlier->import_id, to, from, lineage, errors);
    if (status == STATUS_OK) {
        matching->end = pairs->sides[0].row_count;
        matching->earlier = arena_array(arena, (size_t)matching->end, sizeof *matching->earlier);
        status = matching->earlier ? pairs_match(pairs, matching->earlier, errors) : errors_memory(errors);
    }
    pairs_free(pairs);
    return status == STATUS_OK
               ? store_find_merged(store, lineage, from, to, arena, &matching->merged, &matching->merged_count, errors)
               : status;
}

enum status store_matching(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                           struct arena *arena, struct matching *matching, struct errors *errors)
{
    *matching = (struct matching){0};
    int64_t lineage_id;
    bool counted;
    struct lineage lineage = {0};
    enum status status = store_find_counted(store, earlier->import_id, later->import_id, &counted, errors);
    if (status != STATUS_OK || counted)
        return status;
    status = store_newest_id(store, IMPORT_LINEAGE, 0, later->as_of, &lineage_id, &counted, errors);
    if (status == STATUS_OK)
        status = store_lineage_of(store, lineage_id, arena, &lineage, errors);
    if (status == STATUS_OK)
        status = match(store, lineage_id, &lineage, earlier, later, arena, matching, errors);
    if (status == STATUS_OK) {
        matching->earlier_year = earlier->year;
        matching->year = later->year;
    }
    return status;
}
