/* Domains over two waves: the institutions in both. */
#include <stdlib.h>
#include <string.h>

#include "analysis/sampled.h"

/* Two waves, and who of each belongs to the domain. */
struct two_waves {
    const struct study *study;
    const struct answer_set *before, *after;
    const bool *in_before, *in_after; /* by row */
    const struct matching *matching;
    int64_t *partners; /* by row of `after`: the row of `before`; -1: none */
};

/* Where each institution stands in a set; -1: nowhere. */
static int64_t *rows_by_id(const struct answer_set *answers, int64_t end)
{
    int64_t *rows = mem_alloc((size_t)end * sizeof *rows);
    for (int64_t i = 0; rows && i < end; i++)
        rows[i] = -1;
    for (size_t i = 0; rows && i < answers->count; i++)
        if (answers->institutions[i] >= 0 && answers->institutions[i] < end)
            rows[answers->institutions[i]] = (int64_t)i;
    return rows;
}

static enum status find_partners(struct two_waves *waves, struct arena *arena)
{
    const struct matching *matching = waves->matching;
    int64_t *rows = rows_by_id(waves->before, matching->end);
    waves->partners = arena_array(arena, waves->after->count, sizeof *waves->partners);
    for (size_t i = 0; rows && waves->partners && i < waves->after->count; i++) {
        int64_t id = waves->after->institutions[i];
        int64_t earlier = id >= 0 && id < matching->end ? matching->earlier[id] : 0;
        waves->partners[i] = earlier ? rows[earlier] : -1;
    }
    enum status status = rows && waves->partners ? STATUS_OK : STATUS_FAILURE;
    mem_free(rows);
    return status;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* The keys of one item, unsorted: strata, then choices, where one more than the last stands for outside of the domain.
 * Those not asked in one of the waves are no pair, as in the pairs of the whole. */
static size_t list_keys(const struct two_waves *waves, const struct item *item, uint64_t *keys)
{
    const int16_t *before = waves->before->slots[item->slot], *after = waves->after->slots[item->slot];
    uint64_t outside = item->scale->count, choices = outside + 1;
    size_t count = 0;
    for (size_t i = 0; before && after && i < waves->after->count; i++) {
        int64_t partner = waves->partners[i];
        if (partner < 0 || before[partner] < 0 || after[i] < 0)
            continue;
        uint64_t strata =
            (uint64_t)waves->before->strata[partner] * waves->study->stratum_count + waves->after->strata[i];
        uint64_t first = waves->in_before[partner] ? (uint64_t)before[partner] : outside;
        uint64_t second = waves->in_after[i] ? (uint64_t)after[i] : outside;
        keys[count++] = (strata * choices + first) * choices + second;
    }
    if (count)
        qsort(keys, count, sizeof *keys, compare_keys);
    return count;
}

/* Adds the cells of one item from its keys in order. */
static enum status add_cells(const struct two_waves *waves, size_t index, const uint64_t *keys, size_t count,
                             struct pair_cell **cells, size_t *cell_count, size_t *capacity)
{
    uint64_t outside = waves->study->items[index].scale->count, choices = outside + 1;
    for (size_t i = 0; i < count; i++) {
        if (i && keys[i] == keys[i - 1]) {
            (*cells)[*cell_count - 1].n++;
            continue;
        }
        if (mem_grow(cells, capacity, *cell_count, sizeof **cells) != STATUS_OK)
            return STATUS_FAILURE;
        uint64_t first = keys[i] / choices % choices, second = keys[i] % choices;
        uint64_t strata = keys[i] / (choices * choices);
        (*cells)[(*cell_count)++] =
            (struct pair_cell){.item = index,
                               .earlier_stratum = (size_t)(strata / waves->study->stratum_count),
                               .stratum = (size_t)(strata % waves->study->stratum_count),
                               .earlier_choice = first == outside ? PAIR_OUTSIDE : (size_t)first,
                               .choice = second == outside ? PAIR_OUTSIDE : (size_t)second,
                               .n = 1};
    }
    return STATUS_OK;
}

static enum status count_pairs(struct two_waves *waves, struct arena *arena, struct pair_set *pairs)
{
    struct pair_cell *cells = NULL;
    size_t count = 0, capacity = 0;
    uint64_t *keys = mem_alloc(waves->after->count * sizeof *keys);
    enum status status = keys ? find_partners(waves, arena) : STATUS_FAILURE;
    for (size_t i = 0; status == STATUS_OK && i < waves->study->item_count; i++)
        if (waves->study->items[i].kind == ITEM_SINGLE)
            status =
                add_cells(waves, i, keys, list_keys(waves, &waves->study->items[i], keys), &cells, &count, &capacity);
    if (status == STATUS_OK) {
        *pairs = (struct pair_set){.earlier_year = waves->matching->earlier_year, .year = waves->matching->year};
        pairs->cells = arena_array(arena, count, sizeof *cells);
        if (!pairs->cells)
            status = STATUS_FAILURE;
        else if (count)
            memcpy(pairs->cells, cells, count * sizeof *cells);
        pairs->count = pairs->cells ? count : 0;
    }
    mem_free(keys);
    mem_free(cells);
    return status;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* What those of the domain had answered that merged into others. */
static enum status count_merged(const struct two_waves *waves, struct arena *arena, struct tally_set **merged)
{
    const struct study *study = waves->study;
    const struct matching *matching = waves->matching;
    const struct answer_set *before = waves->before;
    *merged = tally_new(study, &study->waves[study_find_wave(study, before->year)], arena);
    int16_t *slots = arena_array(arena, study->slot_count, sizeof *slots);
    if (!*merged || !slots)
        return STATUS_FAILURE;
    for (size_t i = 0; matching->merged_count && i < before->count; i++) {
        if (!waves->in_before[i] || !bsearch(&before->institutions[i], matching->merged, matching->merged_count,
                                             sizeof *matching->merged, compare_ids))
            continue;
        for (size_t s = 0; s < study->slot_count; s++)
            slots[s] = before->slots[s] ? before->slots[s][i] : -1;
        tally_count(study, *merged, before->strata[i], slots);
    }
    return STATUS_OK;
}

enum status analysis_domain_pairs(const struct panel *panel, struct answer_set *const *answers, int64_t attribute,
                                  const char *value, const struct matching *matchings, struct arena *arena,
                                  struct panel *domain, struct errors *errors)
{
    const struct study *study = panel->study;
    const struct answer_group group = {.stratum = GROUP_ALL, .attribute = attribute, .value = value};
    domain->merged = arena_array(arena, study->wave_count, sizeof *domain->merged);
    if (!domain->merged)
        return errors_memory(errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        int64_t from = matchings[i].year ? study_find_wave(study, matchings[i].earlier_year) : -1;
        if (from < 0 || !answers[from] || !answers[i])
            continue;
        struct two_waves waves = {.study = study,
                                  .before = answers[from],
                                  .after = answers[i],
                                  .in_before = group_mask(answers[from], &group, arena),
                                  .in_after = group_mask(answers[i], &group, arena),
                                  .matching = &matchings[i]};
        if (!waves.in_before || !waves.in_after || count_pairs(&waves, arena, &domain->pairs[i]) != STATUS_OK ||
            count_merged(&waves, arena, &domain->merged[i]) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}
