/* What institutions had answered that merged into others before the next wave. */
#include <stdlib.h>
#include <string.h>

#include "store/query.h"

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

enum status store_find_merged(struct store *store, const struct lineage *lineage, size_t from, size_t to,
                              struct arena *arena, int64_t **ids, size_t *count, struct errors *errors)
{
    const struct wave *waves = store->study->waves;
    const char *after = wave_survey_date(&waves[from]), *until = wave_survey_date(&waves[to]);
    *count = 0;
    *ids = arena_array(arena, lineage->count, sizeof **ids);
    if (!*ids)
        return errors_memory(errors);
    for (size_t i = 0; i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        if (event->kind != LINEAGE_MERGER || strcmp(event->effective, after) <= 0 ||
            strcmp(event->effective, until) > 0)
            continue;
        struct query query = query_begin(store, "select_institution");
        query_text(&query, ":code", event->code);
        if (query_row(&query))
            (*ids)[(*count)++] = query_get_integer(&query, 0);
        enum status status = query_end(&query, errors);
        if (status != STATUS_OK)
            return status;
    }
    if (*count)
        qsort(*ids, *count, sizeof **ids, compare_ids);
    return STATUS_OK;
}

enum status store_merged(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                         struct arena *arena, struct tally_set **merged, struct errors *errors)
{
    const struct study *study = store->study;
    int64_t from = study_find_wave(study, earlier->year), to = study_find_wave(study, later->year);
    *merged = tally_new(study, &study->waves[from], arena);
    int16_t *slots = arena_array(arena, study->slot_count, sizeof *slots);
    bool *items = arena_array(arena, study->item_count, sizeof *items);
    size_t count = 0;
    if (!*merged || !slots || !items)
        return errors_memory(errors);
    struct lineage lineage = {0};
    int64_t *ids;
    enum status status = store_lineage(store, later->as_of, arena, &lineage, errors);
    if (status == STATUS_OK)
        status = store_find_merged(store, &lineage, (size_t)from, (size_t)to, arena, &ids, &count, errors);
    if (status != STATUS_OK || !count)
        return status;
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = study->items[i].kind == ITEM_SINGLE;
    const struct answers_wanted wanted = {.items = items};
    struct answer_set answers = {0};
    status = store_answers(store, earlier, &wanted, arena, &answers, errors);
    for (size_t row = 0; status == STATUS_OK && row < answers.count; row++) {
        if (!bsearch(&answers.institutions[row], ids, count, sizeof *ids, compare_ids))
            continue;
        for (size_t s = 0; s < study->slot_count; s++)
            slots[s] = answers.slots[s] ? answers.slots[s][row] : -1;
        tally_count(study, *merged, answers.strata[row], slots);
    }
    return status;
}
