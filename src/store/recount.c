/* A vintage's answers counted again, to hold the stored counts against. */
#include "store/query.h"

/* The respondents of the vintage by stratum, from the responses themselves. */
static enum status count_respondents(struct store *store, struct tally_set *tally, struct errors *errors)
{
    bool unknown = false;
    struct query query = query_begin(store, "count_respondents");
    query_integer(&query, ":import", tally->import_id);
    while (query_row(&query)) {
        int64_t stratum =
            store_index_of(store->stratum_codes, store->study->stratum_count, query_get_integer(&query, 0));
        if (stratum < 0)
            unknown = true;
        else
            tally->respondents[stratum] = query_get_integer(&query, 1);
    }
    enum status status = query_end(&query, errors);
    if (status == STATUS_OK && unknown)
        status = errors_add(errors, ERROR_RECORD_COUNT, (struct place){.file = store->name},
                            "move the database away and run `minaoshi review`, which builds it anew",
                            "wave %d has responses with a stratum that study.yaml does not declare", tally->year);
    return status;
}

/* A role that is none, which no import writes, counts as no answer at all: the difference then tells of it. */
static void pass_over_damage(const struct study *study, int16_t *slots)
{
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        if (item->kind != ITEM_NUMBER && item->kind != ITEM_MULTIPLE)
            continue;
        int16_t *role = &slots[item->slot + item->option_count];
        if (*role >= ROLE_END)
            *role = -1;
    }
}

/* Counts every answer that was read. */
static enum status count_answers(const struct study *study, const struct answer_set *answers, struct tally_set *tally,
                                 struct arena *arena)
{
    int16_t *slots = arena_array(arena, study->slot_count, sizeof *slots);
    if (!slots)
        return STATUS_FAILURE;
    for (size_t h = 0; h < study->stratum_count; h++)
        tally->respondents[h] = 0; /* tally_count counts them too */
    for (size_t row = 0; row < answers->count; row++) {
        for (size_t i = 0; i < study->slot_count; i++)
            slots[i] = answers->slots[i] ? answers->slots[i][row] : -1;
        pass_over_damage(study, slots);
        tally_count(study, tally, answers->strata[row], slots);
    }
    return STATUS_OK;
}

enum status store_recount(struct store *store, const struct tally_set *tally, struct arena *arena,
                          struct tally_set **recount, struct errors *errors)
{
    const struct study *study = store->study;
    struct import import;
    *recount = NULL;
    enum status status = store_import(store, tally->import_id, arena, &import, errors);
    if (status != STATUS_OK || import.layout == LAYOUT_COUNTS)
        return status;
    int64_t wave = study_find_wave(study, tally->year);
    struct tally_set *fresh = tally_new(study, &study->waves[wave], arena);
    bool *items = arena_array(arena, study->item_count, sizeof *items);
    if (!fresh || !items)
        return errors_memory(errors);
    fresh->import_id = tally->import_id;
    fresh->as_of = tally->as_of;
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = fresh->counts[i] != NULL;
    const struct answers_wanted wanted = {.items = items};
    struct answer_set answers;
    status = count_respondents(store, fresh, errors);
    if (status == STATUS_OK)
        status = store_answers(store, fresh, &wanted, arena, &answers, errors);
    if (status == STATUS_OK && count_answers(study, &answers, fresh, arena) != STATUS_OK)
        status = errors_memory(errors);
    if (status == STATUS_OK)
        *recount = fresh;
    return status;
}
