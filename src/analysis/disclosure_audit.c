/*
 * Further figures that rest on the counts of the strata, held against other counts that publish alike: how many
 * answered what in two waves, limits and p of a change of the population estimate here, and what the caller asks for.
 * Each of the other counts is computed.
 */
#include <math.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

/* How many tries of the search other counts are worth whose further figures are computed. */
enum { WORLD_TRY = 20000, ASKED_TRY = 100000 };

/* What is shown of a change: rounded. */
struct shown_change {
    double lower, upper, p;
};

struct audit {
    const struct disclosure *plan;
    struct world world;
    struct shown_change truth[2]; /* of the links */
    enum status (*alike)(void *context, const struct panel *world, bool *same);
    void *context;
};

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a >= b && a <= b);
}

/* What is shown of the change of a link, and must be the same. */
static enum change_shown shown_of(const struct audit *audit, const struct world_link *link)
{
    return link->known ? disclosure_change(audit->plan, link->at, audit->world.item) : CHANGE_RATES;
}

static struct shown_change change_of(const struct audit *audit, const struct world_link *link,
                                     const struct stratum_count *strata, const struct overlap_cell *cells)
{
    const struct study *study = audit->plan->panel->study;
    const struct change_options options = {.rate = rate_options_of(study)};
    struct change change = {
        .item = audit->world.item, .stratum = GROUP_ALL, .estimator = ESTIMATOR_POPULATION, .has_matched = true};
    analysis_change_of(&options, link->later ? link->others : strata, link->later ? strata : link->others,
                       study->stratum_count, cells, link->count, &change);
    return (struct shown_change){disclosure_round(study, change.lower), disclosure_round(study, change.upper),
                                 disclosure_round_thousandths(change.p)};
}

/* Exchanges the records of a link, and tells whether its change is shown alike. */
static bool exchange(struct audit *audit, size_t at, int kind)
{
    struct world_link *link = &audit->world.links[at];
    const enum change_shown shown = shown_of(audit, link);
    if (!world_exchange(&audit->world, link, kind))
        return shown == CHANGE_RATES && kind + 1 == WORLD_KINDS; /* the sums of both waves need not stay */
    if (shown != CHANGE_LIMITS)
        return true;
    const struct shown_change change = change_of(audit, link, audit->world.now, link->cells);
    const struct shown_change *truth = &audit->truth[at];
    return same(change.lower, truth->lower) && same(change.upper, truth->upper) && same(change.p, truth->p);
}

/* Whether the counts, with some way to exchange the records of those in two waves, give the same further figures. One
 * way that the changes allow is enough to ask the caller: what it holds against hardly depends on which. */
static enum status judge(void *context, const struct stratum_count *strata, bool *alike)
{
    struct audit *audit = context;
    bool found[2] = {false, false};
    *alike = false;
    world_take(&audit->world, strata);
    for (size_t at = 0; at < 2; at++)
        for (int kind = 0; kind < WORLD_KINDS && !found[at]; kind++)
            found[at] = exchange(audit, at, kind);
    if (!found[0] || !found[1])
        return STATUS_OK;
    *alike = true;
    if (!audit->alike)
        return STATUS_OK;
    world_put(&audit->world);
    return audit->alike(audit->context, &audit->world.panel, alike);
}

/* Holds what is shown of a wave and item, and what `alike` asks for beside it. */
static enum status run(struct audit *audit, size_t wave, size_t item, struct arena *arena, bool *holds)
{
    const struct study *study = audit->plan->panel->study;
    struct planner planner;
    if (planner_begin(audit->plan->panel, arena, &planner) != STATUS_OK ||
        world_begin(audit->plan->panel, wave, item, arena, &audit->world) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t h = 0; h < study->stratum_count; h++)
        planner.cells[h] =
            (struct suppression_cell){audit->world.strata[h].x, audit->world.strata[h].valid,
                                      disclosure_hides(audit->plan, wave, item, CHOICE_ADOPTED, (int64_t)h)};
    for (size_t at = 0; at < 2; at++)
        if (shown_of(audit, &audit->world.links[at]) == CHANGE_LIMITS)
            audit->truth[at] =
                change_of(audit, &audit->world.links[at], audit->world.strata, audit->world.links[at].actual);
    const struct world_judge asked = {judge, audit, audit->alike ? ASKED_TRY : WORLD_TRY};
    return population_judge(&planner, wave, item, &asked, holds);
}

enum status disclosure_audit(const struct disclosure *plan, size_t wave, size_t item,
                             enum status (*alike)(void *context, const struct panel *world, bool *same), void *context,
                             bool *holds, struct errors *errors)
{
    const enum population_shown shown = disclosure_population(plan, wave, item, CHOICE_ADOPTED);
    *holds = shown == POPULATION_EXACT;
    if (shown != POPULATION_ROUNDED)
        return STATUS_OK;
    struct arena *arena = arena_new();
    struct audit audit = {.plan = plan, .alike = alike, .context = context};
    enum status status = arena ? run(&audit, wave, item, arena, holds) : STATUS_FAILURE;
    arena_free(arena);
    return status == STATUS_OK ? STATUS_OK : errors_memory(errors);
}

/* ---- changes ---- */

/* Whether any change of the item to the wave is published. */
static bool has_change(const struct disclosure *plan, size_t from, size_t to, size_t item)
{
    return !disclosure_hides(plan, from, item, CHOICE_ADOPTED, GROUP_ALL) &&
           !disclosure_hides(plan, to, item, CHOICE_ADOPTED, GROUP_ALL) &&
           disclosure_population(plan, from, item, CHOICE_ADOPTED) != POPULATION_HIDDEN &&
           disclosure_population(plan, to, item, CHOICE_ADOPTED) != POPULATION_HIDDEN;
}

/* Gives up as little as does not hold of the change to the wave and of the one from it. */
static enum status close_wave(const struct disclosure *plan, size_t wave, size_t item, int64_t after,
                              struct arena *arena)
{
    static const enum change_shown tried[][2] = {{CHANGE_LIMITS, CHANGE_LIMITS}, {CHANGE_LIMITS, CHANGE_COUNTS},
                                                 {CHANGE_COUNTS, CHANGE_LIMITS}, {CHANGE_COUNTS, CHANGE_COUNTS},
                                                 {CHANGE_LIMITS, CHANGE_RATES},  {CHANGE_RATES, CHANGE_LIMITS},
                                                 {CHANGE_COUNTS, CHANGE_RATES},  {CHANGE_RATES, CHANGE_COUNTS}};
    const size_t items = plan->panel->study->item_count;
    enum change_shown unused = CHANGE_RATES, *own = &plan->changes[wave * items + item];
    enum change_shown *next = after < 0 ? &unused : &plan->changes[(size_t)after * items + item];
    const enum change_shown most = *own, most_next = *next;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        struct audit audit = {.plan = plan};
        bool holds = false;
        if (tried[i][0] > most || tried[i][1] > most_next)
            continue;
        *own = tried[i][0];
        *next = tried[i][1];
        if (run(&audit, wave, item, arena, &holds) != STATUS_OK)
            return STATUS_FAILURE;
        if (holds)
            return STATUS_OK;
    }
    *own = *next = CHANGE_RATES;
    return STATUS_OK;
}

static enum status close_item(const struct disclosure *plan, size_t item, struct arena *arena)
{
    const struct study *study = plan->panel->study;
    bool comparable;
    for (size_t to = 0; to < study->wave_count; to++) {
        const struct pair_set *pairs = &plan->panel->pairs[to];
        int64_t from = plan->panel->tallies[to] ? analysis_wave_before(plan->panel, to, item, &comparable) : -1;
        bool known =
            from >= 0 && pairs->earlier_year == study->waves[from].year && plan->panel->tallies[to]->counts[item];
        if (known)
            plan->changes[to * study->item_count + item] =
                comparable && has_change(plan, (size_t)from, to, item) ? CHANGE_LIMITS : CHANGE_COUNTS;
    }
    for (size_t wave = 0; wave < study->wave_count; wave++)
        if (plan->items[wave * study->item_count + item] &&
            disclosure_population(plan, wave, item, CHOICE_ADOPTED) == POPULATION_ROUNDED &&
            close_wave(plan, wave, item, analysis_wave_after(plan->panel, wave, item), arena) != STATUS_OK)
            return STATUS_FAILURE;
    return STATUS_OK;
}

enum status changes_close(struct disclosure *plan)
{
    const struct study *study = plan->panel->study;
    if (!plan->panel->pairs)
        return STATUS_OK;
    struct arena *arena = arena_new(); /* each audit takes room of its own */
    enum status status = arena ? STATUS_OK : STATUS_FAILURE;
    for (size_t item = 0; status == STATUS_OK && item < study->item_count; item++)
        if (study->items[item].kind == ITEM_SINGLE && study->items[item].adopted)
            status = close_item(plan, item, arena);
    arena_free(arena);
    return status;
}

enum change_shown disclosure_change(const struct disclosure *plan, size_t to, size_t item)
{
    return plan->changes[to * plan->panel->study->item_count + item];
}
