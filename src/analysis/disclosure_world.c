/* Other counts of one wave and item as a panel of their own, in which every sum over the strata is as it was. */
#include <string.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

enum { CLASSES = ANSWER_ADOPTED + 1 };

/* The bits of a kind: whether records move also where they need not, which of them go first, and whether they are
 * swapped before they are given away. */
enum { ALL_THAT_CHANGED = 1, NOT_ADOPTED_FIRST = 2, SWAPS_FIRST = 4 };

/* ---- links ---- */

static enum status link_begin(struct world *world, bool later, int64_t other, struct arena *arena,
                              struct world_link *link)
{
    const struct panel *panel = world->actual;
    const size_t strata = panel->study->stratum_count;
    *link = (struct world_link){.later = later};
    if (other < 0)
        return STATUS_OK;
    link->other = (size_t)other;
    link->at = later ? world->wave : link->other;
    const size_t from = later ? link->other : world->wave;
    struct overlap_cell *actual = arena_array(arena, strata * strata, sizeof *actual);
    link->cells = arena_array(arena, strata * strata, sizeof *link->cells);
    link->others = arena_array(arena, strata, sizeof *link->others);
    link->used = arena_array(arena, strata * 2 * CLASSES, sizeof *link->used);
    if (!actual || !link->cells || !link->others || !link->used)
        return STATUS_FAILURE;
    link->known =
        panel->pairs && analysis_joint(panel, from, link->at, world->item, world->denominator, actual, &link->count);
    link->actual = actual;
    if (!link->known)
        return STATUS_OK;
    (void)analysis_counts(panel, link->other, world->item, CHOICE_ADOPTED, world->denominator, link->others);
    const struct pair_set *pairs = &panel->pairs[link->at];
    link->limit = pairs->count + link->count * CLASSES * CLASSES;
    link->pairs = arena_array(arena, link->limit, sizeof *link->pairs);
    if (!link->pairs)
        return STATUS_FAILURE;
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->cells[i].item != world->item)
            link->pairs[link->kept++] = pairs->cells[i];
    world->panel.pairs[link->at] =
        (struct pair_set){.earlier_year = pairs->earlier_year, .year = pairs->year, .cells = link->pairs};
    return STATUS_OK;
}

static int64_t of_class(const struct stratum_count *stratum, int class)
{
    return class == ANSWER_ADOPTED       ? stratum->x
           : class == ANSWER_NOT_ADOPTED ? stratum->valid - stratum->x
                                         : stratum->n - stratum->valid;
}

/* How many of a stratum are in both waves, by what they answered now, or, `beside`, in the other wave. */
static int64_t *used(const struct world_link *link, size_t h, bool beside, int class)
{
    return &link->used[(2 * h + beside) * CLASSES + (size_t) class];
}

static void count_used(const struct world_link *link, size_t strata)
{
    memset(link->used, 0, strata * 2 * CLASSES * sizeof *link->used);
    for (size_t i = 0; i < link->count; i++)
        for (int a = 0; a < CLASSES; a++)
            for (int b = 0; b < CLASSES; b++) {
                const struct overlap_cell *cell = &link->cells[i];
                *used(link, cell->earlier, link->later, a) += cell->joint[a][b];
                *used(link, cell->later, !link->later, b) += cell->joint[a][b];
            }
}

/* The records of the stratum that answered `now` in the wave and `beside` in the other; NULL: it has none. */
static int64_t *records(const struct world_link *link, size_t h, int beside, int now)
{
    for (size_t i = 0; i < link->count; i++)
        if (link->cells[i].earlier == h && link->cells[i].later == h)
            return link->later ? &link->cells[i].joint[beside][now] : &link->cells[i].joint[now][beside];
    return NULL;
}

/* Whether the stratum can take one more record that is in both waves. */
static bool has_room(const struct world *world, const struct world_link *link, size_t h, int beside, int now)
{
    return records(link, h, beside, now) && *used(link, h, false, now) < of_class(&world->now[h], now) &&
           *used(link, h, true, beside) < of_class(&link->others[h], beside);
}

/* Gives one record of stratum h to another, to one that needs it first. */
static bool give(const struct world *world, const struct world_link *link, size_t h, int beside, int now)
{
    int64_t *own = records(link, h, beside, now);
    for (int pass = 0; own && *own > 0 && pass < 2; pass++)
        for (size_t g = 0; g < world->actual->study->stratum_count; g++) {
            int64_t gained = of_class(&world->now[g], now) - of_class(&world->strata[g], now);
            if (g == h || (pass == 0 && gained <= 0) || !has_room(world, link, g, beside, now))
                continue;
            (*own)--;
            (*used(link, h, false, now))--;
            (*used(link, h, true, beside))--;
            (*records(link, g, beside, now))++;
            (*used(link, g, false, now))++;
            (*used(link, g, true, beside))++;
            return true;
        }
    return false;
}

/* Gives one record of stratum h that has not adopted now for one of another that has, both with the same answer in the
 * other wave, where either has too many of them. */
static bool swap(const struct world *world, const struct world_link *link, size_t h, int beside)
{
    int64_t *own = records(link, h, beside, ANSWER_NOT_ADOPTED);
    for (size_t g = 0; own && *own > 0 && g < world->actual->study->stratum_count; g++) {
        int64_t *others = records(link, g, beside, ANSWER_ADOPTED);
        if (g == h || world->now[g].x >= world->strata[g].x || !others || *others <= 0 ||
            *used(link, g, false, ANSWER_ADOPTED) <= world->now[g].x)
            continue;
        (*own)--;
        (*others)--;
        (*records(link, h, beside, ANSWER_ADOPTED))++;
        (*records(link, g, beside, ANSWER_NOT_ADOPTED))++;
        (*used(link, h, false, ANSWER_NOT_ADOPTED))--;
        (*used(link, h, false, ANSWER_ADOPTED))++;
        (*used(link, g, false, ANSWER_ADOPTED))--;
        (*used(link, g, false, ANSWER_NOT_ADOPTED))++;
        return true;
    }
    return false;
}

static const int *order_of(int kind)
{
    static const int orders[2][CLASSES] = {{ANSWER_ADOPTED, ANSWER_NOT_ADOPTED, ANSWER_OUTSIDE},
                                           {ANSWER_NOT_ADOPTED, ANSWER_ADOPTED, ANSWER_OUTSIDE}};
    return orders[(kind & NOT_ADOPTED_FIRST) != 0];
}

/* How many more of the stratum answered `now` in both waves than in the wave. */
static int64_t excess_of(const struct world *world, const struct world_link *link, size_t h, int now)
{
    return *used(link, h, false, now) - of_class(&world->now[h], now);
}

/* Takes from a stratum the records that answered `now` and are more than answered so. */
static bool relieve(const struct world *world, const struct world_link *link, size_t h, int now, int kind)
{
    const int *order = order_of(kind);
    int64_t lost = of_class(&world->strata[h], now) - of_class(&world->now[h], now);
    int64_t wanted = kind & ALL_THAT_CHANGED ? lost : excess_of(world, link, h, now);
    for (int i = 0; i < CLASSES; i++)
        while (wanted > 0 && give(world, link, h, order[i], now))
            wanted--;
    return excess_of(world, link, h, now) <= 0;
}

bool world_exchange(struct world *world, struct world_link *link, int kind)
{
    const size_t strata = world->actual->study->stratum_count;
    if (!link->known)
        return kind == 0;
    memcpy(link->cells, link->actual, link->count * sizeof *link->cells);
    count_used(link, strata);
    for (size_t h = 0; kind & SWAPS_FIRST && h < strata; h++)
        for (int i = 0; world->now[h].x > world->strata[h].x && i < CLASSES; i++)
            while (excess_of(world, link, h, ANSWER_NOT_ADOPTED) > 0 && swap(world, link, h, order_of(kind)[i]))
                ;
    for (size_t h = 0; h < strata; h++) {
        int64_t by = world->now[h].x - world->strata[h].x;
        if (by && !relieve(world, link, h, by > 0 ? ANSWER_NOT_ADOPTED : ANSWER_ADOPTED, kind))
            return false;
    }
    return true;
}

/* ---- the panel ---- */

static void put_link(const struct world *world, struct world_link *link)
{
    const struct item *item = &world->actual->study->items[world->item];
    size_t choices[CLASSES] = {PAIR_OUTSIDE, PAIR_OUTSIDE, PAIR_OUTSIDE};
    for (size_t k = item->scale ? item->scale->count : 0; k-- > 0;)
        choices[answer_class_of(item, k, CHOICE_ADOPTED, world->denominator)] = k;
    choices[ANSWER_OUTSIDE] = PAIR_OUTSIDE;
    size_t count = link->kept;
    for (size_t i = 0; i < link->count; i++)
        for (int a = 0; a < CLASSES; a++)
            for (int b = 0; b < CLASSES; b++)
                if (link->cells[i].joint[a][b])
                    link->pairs[count++] = (struct pair_cell){.item = world->item,
                                                              .earlier_stratum = link->cells[i].earlier,
                                                              .stratum = link->cells[i].later,
                                                              .earlier_choice = choices[a],
                                                              .choice = choices[b],
                                                              .n = link->cells[i].joint[a][b]};
    world->panel.pairs[link->at].count = count;
}

/* Moves `by` institutions of a stratum to choices that count as adopted, or back. */
static void put_choices(const struct world *world, size_t h, int64_t by)
{
    const struct item *item = &world->actual->study->items[world->item];
    int64_t *counts = &world->counts[h * world->cells];
    const enum answer_class from = by > 0 ? ANSWER_NOT_ADOPTED : ANSWER_ADOPTED;
    const enum answer_class to = by > 0 ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
    int64_t left = by < 0 ? -by : by;
    bool given = false;
    if (item->kind == ITEM_MULTIPLE) {
        counts[adopted_option(item)] += by;
        return;
    }
    for (size_t k = 0; k < item->scale->count; k++) {
        enum answer_class class = answer_class_of(item, k, CHOICE_ADOPTED, world->denominator);
        if (class == to && !given) {
            counts[k] += left;
            given = true;
        }
    }
    for (size_t k = 0; k < item->scale->count; k++) {
        enum answer_class class = answer_class_of(item, k, CHOICE_ADOPTED, world->denominator);
        int64_t taken = class != from ? 0 : counts[k] < left ? counts[k] : left;
        counts[k] -= taken;
        left -= taken;
    }
}

void world_put(struct world *world)
{
    const struct study *study = world->actual->study;
    memcpy(world->counts, world->actual->tallies[world->wave]->counts[world->item],
           study->stratum_count * world->cells * sizeof *world->counts);
    for (size_t h = 0; h < study->stratum_count; h++)
        if (world->now[h].x != world->strata[h].x)
            put_choices(world, h, world->now[h].x - world->strata[h].x);
    for (size_t i = 0; i < 2; i++)
        if (world->links[i].known)
            put_link(world, &world->links[i]);
}

void world_take(struct world *world, const struct stratum_count *strata)
{
    memcpy(world->now, strata, world->actual->study->stratum_count * sizeof *world->now);
}

enum status world_begin(const struct panel *panel, size_t wave, size_t item, struct arena *arena, struct world *world)
{
    const struct study *study = panel->study;
    bool comparable;
    *world = (struct world){.panel = *panel,
                            .actual = panel,
                            .wave = wave,
                            .item = item,
                            .denominator = study->analysis.denominator,
                            .tally = *panel->tallies[wave],
                            .cells = item_cells(&study->items[item])};
    world->strata = arena_array(arena, study->stratum_count, sizeof *world->strata);
    world->now = arena_array(arena, study->stratum_count, sizeof *world->now);
    world->counts = arena_array(arena, study->stratum_count * world->cells, sizeof *world->counts);
    world->tally.counts = arena_array(arena, study->item_count, sizeof *world->tally.counts);
    world->panel.tallies = arena_array(arena, study->wave_count, sizeof *world->panel.tallies);
    world->panel.pairs = arena_array(arena, study->wave_count, sizeof *world->panel.pairs);
    if (!world->strata || !world->now || !world->counts || !world->tally.counts || !world->panel.tallies ||
        !world->panel.pairs)
        return STATUS_FAILURE;
    memcpy(world->tally.counts, panel->tallies[wave]->counts, study->item_count * sizeof *world->tally.counts);
    world->tally.counts[item] = world->counts;
    memcpy(world->panel.tallies, panel->tallies, study->wave_count * sizeof *world->panel.tallies);
    world->panel.tallies[wave] = &world->tally;
    if (panel->pairs)
        memcpy(world->panel.pairs, panel->pairs, study->wave_count * sizeof *world->panel.pairs);
    (void)analysis_counts(panel, wave, item, CHOICE_ADOPTED, world->denominator, world->strata);
    enum status status =
        link_begin(world, true, analysis_wave_before(panel, wave, item, &comparable), arena, &world->links[0]);
    return status == STATUS_OK
               ? link_begin(world, false, analysis_wave_after(panel, wave, item), arena, &world->links[1])
               : status;
}
