/*
 * Institutions that go on under another code. A chain of renames between two waves is followed from its first code to
 * its last. Who kept answering under the old code, or did so under the new one from the start, is paired with itself as
 * if there had been no rename, unless the code was some other institution's by then.
 */
#include <stdlib.h>
#include <string.h>

#include "store/pairs.h"

/* First and last code of a chain. */
struct chain {
    const char *from, *to;
};

/* The chains of renames that took effect after one date and up to another. */
static enum status find_chains(const struct lineage *lineage, const char *after, const char *until,
                               struct chain **chains, size_t *count)
{
    size_t capacity = 0;
    for (size_t i = 0; i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        if (event->kind != LINEAGE_RENAME || strcmp(event->effective, after) <= 0 ||
            strcmp(event->effective, until) > 0)
            continue;
        size_t at = 0;
        while (at < *count && strcmp((*chains)[at].to, event->code) != 0)
            at++;
        if (at < *count) {
            (*chains)[at].to = event->successor;
            continue;
        }
        if (mem_grow(chains, &capacity, *count, sizeof **chains) != STATUS_OK)
            return STATUS_FAILURE;
        (*chains)[(*count)++] = (struct chain){event->code, event->successor};
    }
    return STATUS_OK;
}

static enum status find_institution(struct store *store, const char *code, int64_t *id, struct errors *errors)
{
    struct query query = query_begin(store, "select_institution");
    query_text(&query, ":code", code);
    *id = query_row(&query) ? query_get_integer(&query, 0) : 0;
    return query_end(&query, errors);
}

static int compare_ours(const void *a, const void *b)
{
    const struct redirect *left = a, *right = b;
    return (left->ours > right->ours) - (left->ours < right->ours);
}

/* Those never met, whose id is 0, come first. */
static void sort_redirects(struct side *side)
{
    if (side->redirect_count)
        qsort(side->redirects, side->redirect_count, sizeof *side->redirects, compare_ours);
    side->unmet_count = 0;
    while (side->unmet_count < side->redirect_count && !side->redirects[side->unmet_count].ours)
        side->unmet_count++;
}

enum status side_find_renamed(struct pairs *pairs, struct side *side, size_t our_wave, size_t their_wave,
                              const struct lineage *lineage, struct errors *errors)
{
    const struct wave *waves = pairs->store->study->waves;
    const char *ours = wave_survey_date(&waves[our_wave]), *theirs = wave_survey_date(&waves[their_wave]);
    struct chain *chains = NULL;
    size_t count = 0;
    enum status status = STATUS_OK;
    if (find_chains(lineage, side->later ? ours : theirs, side->later ? theirs : ours, &chains, &count) != STATUS_OK) {
        status = errors_memory(errors);
        goto end;
    }
    side->redirects = arena_array(pairs->arena, count, sizeof *side->redirects);
    if (!side->redirects) {
        status = errors_memory(errors);
        goto end;
    }
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct redirect *redirect = &side->redirects[side->redirect_count++];
        redirect->code = side->later ? chains[i].from : chains[i].to;
        redirect->alone = true;
        for (size_t k = 0; k < count; k++)
            if (strcmp(side->later ? chains[k].to : chains[k].from, redirect->code) == 0)
                redirect->alone = false;
        redirect->code = arena_text(pairs->arena, redirect->code, strlen(redirect->code));
        if (!redirect->code)
            status = errors_memory(errors);
        else
            status = find_institution(pairs->store, redirect->code, &redirect->ours, errors);
        if (redirect->ours)
            redirect->code = NULL;
        if (status == STATUS_OK)
            status =
                find_institution(pairs->store, side->later ? chains[i].to : chains[i].from, &redirect->theirs, errors);
    }
    sort_redirects(side);
end:
    mem_free(chains);
    return status;
}

enum status side_meet_renamed(struct pairs *pairs, struct side *side, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < side->unmet_count; i++)
        status = find_institution(pairs->store, side->redirects[i].code, &side->redirects[i].ours, errors);
    sort_redirects(side);
    return status;
}

const struct redirect *side_redirect(const struct side *side, int64_t institution_id)
{
    const struct redirect wanted = {.ours = institution_id};
    size_t met = side->redirect_count - side->unmet_count;
    return met ? bsearch(&wanted, side->redirects + side->unmet_count, met, sizeof wanted, compare_ours) : NULL;
}
