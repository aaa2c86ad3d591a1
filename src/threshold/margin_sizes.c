/* Answers of one wave changed, the largest institutions first, and the share of sizes measured again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/course.h"

static const struct study *study_of(const struct basis *basis)
{
    return basis->course->inputs->panel->study;
}

static const struct item *item_of(const struct basis *basis)
{
    return &study_of(basis)->items[basis->item];
}

/* What the slot of one who adopts, or does not, holds; and which slot it is. False where no answer stands for it. */
static bool find_slot(const struct item *item, struct sized_answers *sized, size_t *slot)
{
    *slot = item->slot;
    sized->yes = 1;
    sized->no = 0;
    if (item->kind == ITEM_MULTIPLE) {
        while (!item->adopted[*slot - item->slot])
            (*slot)++;
        return true;
    }
    sized->yes = sized->no = -1;
    for (size_t k = item->scale->count; k-- > 0;)
        if (item->scale->choices[k].role == ROLE_ANSWERED)
            *(item->adopted[k] ? &sized->yes : &sized->no) = (int16_t)k;
    return sized->yes >= 0 && sized->no >= 0;
}

struct pull {
    double value;
    size_t row;
};

static int compare_pulls(const void *a, const void *b)
{
    const struct pull *left = a, *right = b;
    if (left->value != right->value)
        return left->value < right->value ? 1 : -1;
    return (left->row > right->row) - (left->row < right->row);
}

/* Lists those of one class by how much they pull, weight times size. */
static enum status list(struct sized_answers *sized, enum answer_class class, size_t **order, size_t *count)
{
    const struct basis *basis = sized->basis;
    const struct answer_set *answers = &sized->copy;
    struct pull *pulls = arena_array(sized->arena, answers->count, sizeof *pulls);
    *order = arena_array(sized->arena, answers->count, sizeof **order);
    *count = 0;
    if (!pulls || !*order)
        return STATUS_FAILURE;
    for (size_t i = 0; i < answers->count; i++) {
        const struct stratum_count *stratum = &basis->strata[answers->strata[i]];
        if ((basis->stratum >= 0 && answers->strata[i] != (uint32_t)basis->stratum) || isnan(answers->sizes[i]) ||
            analysis_class(item_of(basis), answers, i, CHOICE_ADOPTED, study_of(basis)->analysis.denominator) != class)
            continue;
        pulls[(*count)++] = (struct pull){answers->sizes[i] * (double)stratum->N / (double)stratum->n, i};
    }
    if (*count)
        qsort(pulls, *count, sizeof *pulls, compare_pulls);
    for (size_t i = 0; i < *count; i++)
        (*order)[i] = pulls[i].row;
    return STATUS_OK;
}

/* Puts a copy of the wave's answers, with its own slots of the item, among the others. */
static enum status copy_answers(struct sized_answers *sized, size_t slot)
{
    const struct basis *basis = sized->basis;
    const struct study *study = study_of(basis);
    struct answer_set *const *inputs = basis->course->inputs->answers;
    sized->copy = *inputs[basis->wave];
    sized->answers = arena_array(sized->arena, study->wave_count, sizeof *sized->answers);
    sized->slots = arena_array(sized->arena, sized->copy.count, sizeof *sized->slots);
    int16_t **slots = arena_array(sized->arena, study->slot_count, sizeof *slots);
    if (!sized->answers || !sized->slots || !slots)
        return STATUS_FAILURE;
    for (size_t i = 0; i < study->wave_count; i++)
        sized->answers[i] = inputs[i];
    for (size_t i = 0; i < study->slot_count; i++)
        slots[i] = sized->copy.slots[i];
    sized->kept = slots[slot];
    slots[slot] = sized->slots;
    sized->copy.slots = slots;
    sized->answers[basis->wave] = &sized->copy;
    if (sized->copy.count)
        memcpy(sized->slots, sized->kept, sized->copy.count * sizeof *sized->slots);
    return STATUS_OK;
}

enum status sized_open(const struct basis *basis, struct sized_answers *sized)
{
    size_t slot;
    *sized = (struct sized_answers){.basis = basis, .arena = arena_new()};
    if (!sized->arena)
        return STATUS_FAILURE;
    bool movable = find_slot(item_of(basis), sized, &slot);
    enum status status = copy_answers(sized, slot);
    if (status == STATUS_OK && movable)
        status = list(sized, ANSWER_NOT_ADOPTED, &sized->order[0], &sized->count[0]);
    if (status == STATUS_OK && movable)
        status = list(sized, ANSWER_ADOPTED, &sized->order[1], &sized->count[1]);
    if (status != STATUS_OK)
        sized_close(sized);
    return status;
}

void sized_close(struct sized_answers *sized)
{
    arena_free(sized->arena);
    sized->arena = NULL;
}

enum status sized_measure(struct sized_answers *sized, int64_t m, bool adopt, int64_t *by_stratum,
                          struct measure *measure)
{
    const struct basis *basis = sized->basis;
    const struct rule *rule = basis->course->rule;
    const size_t *order = sized->order[adopt ? 0 : 1];
    if (sized->copy.count)
        memcpy(sized->slots, sized->kept, sized->copy.count * sizeof *sized->slots);
    for (int64_t i = 0; i < m; i++) {
        sized->slots[order[i]] = adopt ? sized->yes : sized->no;
        if (by_stratum)
            by_stratum[sized->copy.strata[order[i]]]++;
    }
    struct rate_options options = course_share_options(basis->course, (size_t)basis->item);
    options.wave = (int64_t)basis->wave;
    struct rates rates;
    struct errors errors = {0};
    struct arena *scratch = arena_new();
    enum status status = scratch ? analysis_sized_rates(basis->course->inputs->panel, sized->answers, EVERY, NULL,
                                                        &options, scratch, &rates, &errors)
                                 : STATUS_FAILURE;
    const struct rate *share = NULL;
    for (size_t i = 0; status == STATUS_OK && i < rates.count; i++)
        share = rates.rows[i].stratum == basis->stratum ? &rates.rows[i] : share;
    size_t count;
    const struct stratum_count *strata = basis_strata(basis, &count);
    if (status == STATUS_OK)
        measure_share(rule, share, strata, count, measure);
    errors_clear(&errors);
    arena_free(scratch);
    return status;
}
