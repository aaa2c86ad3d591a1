/* That the population estimate, beside the sum, gives no suppressed stratum away: by other tables that publish alike.
 */
#include <string.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

/* How far the second and the third stratum of an exchange may run the other way. */
enum { SLACK = 8 };

/* How long is looked for other tables: so many exchanges, of which one counts more that must be rounded, or computed
 * whole. Where nothing was found by then the estimate is suppressed; the limit is a number, not a time, so that the
 * plan is the same everywhere. */
enum { MOST_TRIES = 10000000, ROUNDED_TRY = 20, WHOLE_TRY = 1000 };

/* What is published of a table: the rounded figures. */
struct figures {
    double estimate, lower, upper; /* of the wave */
    double before, after;          /* changes on the waves beside it; NaN: none */
    double exact;
};

struct search {
    struct planner *planner;
    struct rate_options options;
    double before, after; /* estimates of the neighbouring waves */
    struct figures truth;
    double tolerance;                /* an exchange that moves the estimate further can't be rounded alike */
    double weight;                   /* sum of w valid: what the estimate is divided by */
    const struct world_judge *judge; /* of further figures; NULL: there are none */
    int64_t tries;
    bool failed;
};

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a >= b && a <= b);
}

static struct figures figures_of(struct search *search, const struct stratum_count *strata)
{
    const struct study *study = search->planner->panel->study;
    struct rate rate;
    if (rate_of(strata, study->stratum_count, ESTIMATOR_POPULATION, &search->options, &rate) != STATUS_OK)
        search->failed = true;
    return (struct figures){.estimate = disclosure_round(study, rate.estimate),
                            .lower = disclosure_round(study, rate.lower),
                            .upper = disclosure_round(study, rate.upper),
                            .before = disclosure_round(study, rate.estimate - search->before),
                            .after = disclosure_round(study, search->after - rate.estimate),
                            .exact = rate.estimate};
}

/* The same of the estimate alone, `p`, before the limits, which take longer. */
static bool estimate_is_alike(struct search *search, double p)
{
    const struct study *study = search->planner->panel->study;
    const struct figures *truth = &search->truth;
    search->tries += ROUNDED_TRY;
    return same(disclosure_round(study, p), truth->estimate) &&
           same(disclosure_round(study, p - search->before), truth->before) &&
           same(disclosure_round(study, search->after - p), truth->after);
}

static bool publishes_alike(struct search *search)
{
    const struct figures other = figures_of(search, search->planner->other), *truth = &search->truth;
    return !search->failed && same(other.estimate, truth->estimate) && same(other.lower, truth->lower) &&
           same(other.upper, truth->upper) && same(other.before, truth->before) && same(other.after, truth->after);
}

/* Whether the further figures are the same too. */
static bool is_judged_alike(struct search *search)
{
    bool same = true;
    if (!search->judge)
        return true;
    search->tries += search->judge->tries;
    if (search->judge->alike(search->judge->context, search->planner->other, &same) != STATUS_OK)
        search->failed = true;
    return same && !search->failed;
}

/* Moves `by` adopters to stratum h; false where it can't hold so many or so few. */
static bool move(struct planner *planner, size_t h, int64_t by)
{
    planner->other[h].x += by;
    return planner->other[h].x >= 0 && planner->other[h].x <= planner->cells[h].n;
}

static double weight_of(const struct stratum_count *stratum)
{
    return stratum->n > 0 ? (double)stratum->N / (double)stratum->n : 0;
}

/* Whether `by` more in h, `first` fewer in a and the rest fewer in b would be published alike. */
static bool try_exchange(struct search *search, size_t h, size_t a, size_t b, int64_t by, int64_t first)
{
    struct planner *planner = search->planner;
    const struct stratum_count *s = planner->strata;
    double moved =
        (double)by * weight_of(&s[h]) - (double)first * weight_of(&s[a]) - (double)(by - first) * weight_of(&s[b]);
    if (search->tries++ >= MOST_TRIES || fabs(moved) > search->tolerance * search->weight ||
        !estimate_is_alike(search, search->truth.exact + moved / search->weight))
        return false;
    memcpy(planner->other, s, planner->panel->study->stratum_count * sizeof *s);
    bool fits = move(planner, h, by) && move(planner, a, -first);
    if (!fits || !move(planner, b, first - by))
        return false;
    search->tries += WHOLE_TRY;
    return publishes_alike(search) && is_judged_alike(search);
}

/* Whether x of stratum h could be `by` more. */
static bool could_be(struct search *search, size_t h, int64_t by)
{
    const struct suppression_cell *cells = search->planner->cells;
    size_t strata = search->planner->panel->study->stratum_count;
    int64_t x = cells[h].x + by;
    if (x < 0 || x > cells[h].n)
        return false;
    for (size_t a = 0; a < strata && search->tries < MOST_TRIES; a++)
        for (size_t b = a; b < strata; b++) {
            if (a == h || b == h || !cells[a].hidden || !cells[b].hidden)
                continue;
            if (a == b && try_exchange(search, h, a, b, by, by))
                return true;
            for (int64_t first = -SLACK; a != b && first <= SLACK; first++)
                if (try_exchange(search, h, a, b, by, first))
                    return true;
        }
    return false;
}

/* Whether each primary stratum could be any of enough numbers: the ends of a range of min(minimum, n) at least. */
static bool all_are_open(struct search *search)
{
    const struct suppression_cell *cells = search->planner->cells;
    int64_t minimum = search->planner->minimum;
    for (size_t h = 0; h < search->planner->panel->study->stratum_count; h++) {
        int64_t width = cells[h].n < minimum ? cells[h].n : minimum, up = width, down = 0;
        if (!cells[h].hidden || !suppression_is_primary(cells[h].x, cells[h].n, minimum))
            continue;
        while (up > 0 && !could_be(search, h, up))
            up--;
        for (int64_t by = width - up; by <= width && up + down < width; by++)
            down = could_be(search, h, -by) ? by : down;
        if (up + down < width)
            return false;
    }
    return true;
}

/* The estimate of the whole in a wave beside this one that it may be compared with; NaN: there is none. */
static double neighbour(struct search *search, int64_t wave, size_t item, int64_t choice)
{
    struct planner *planner = search->planner;
    if (wave < 0 ||
        !analysis_counts(planner->panel, (size_t)wave, item, choice, search->options.denominator, planner->other))
        return NAN;
    struct rate rate;
    if (rate_of(planner->other, planner->panel->study->stratum_count, ESTIMATOR_POPULATION, &search->options, &rate) !=
        STATUS_OK)
        search->failed = true;
    return rate.estimate;
}

/* What is published of the counts as they are. */
static struct search begin(struct planner *planner, size_t wave, size_t item, int64_t choice)
{
    const struct panel *panel = planner->panel;
    const struct study *study = panel->study;
    bool comparable;
    struct search search = {.planner = planner, .options = rate_options_of(study)};
    search.before = neighbour(&search, analysis_wave_before(panel, wave, item, &comparable), item, choice);
    search.after = neighbour(&search, analysis_wave_after(panel, wave, item), item, choice);
    (void)analysis_counts(panel, wave, item, choice, search.options.denominator, planner->strata);
    search.truth = figures_of(&search, planner->strata);
    search.tolerance = 0.01;
    for (int i = 0; i < study->decimals; i++)
        search.tolerance /= 10;
    for (size_t h = 0; h < study->stratum_count; h++)
        search.weight += weight_of(&planner->strata[h]) * (double)planner->strata[h].valid;
    return search;
}

enum status population_judge(struct planner *planner, size_t wave, size_t item, const struct world_judge *judge,
                             bool *open)
{
    struct search search = begin(planner, wave, item, CHOICE_ADOPTED);
    search.judge = judge;
    *open = all_are_open(&search);
    return search.failed ? STATUS_FAILURE : STATUS_OK;
}

enum status population_close(struct planner *planner, size_t wave, size_t item, int64_t choice, struct disclosed *cell)
{
    size_t strata = planner->panel->study->stratum_count;
    bool any = false;
    for (size_t h = 0; h < strata; h++)
        any = any || planner->cells[h].hidden;
    cell->population = any ? POPULATION_HIDDEN : POPULATION_EXACT;
    /* Of weights one by one the counts tell no other table. */
    if (!any || planner->panel->weighted)
        return STATUS_OK;
    struct search search = begin(planner, wave, item, choice);
    if (isnan(search.truth.exact)) /* nothing is published of it */
        return search.failed ? STATUS_FAILURE : STATUS_OK;

    bool *kept = arena_array(planner->arena, strata, sizeof *kept);
    if (!kept)
        return STATUS_FAILURE;
    for (size_t h = 0; h < strata; h++)
        kept[h] = planner->cells[h].hidden;
    bool open = all_are_open(&search);
    while (!open && search.tries < MOST_TRIES && suppression_hide_next(planner->cells, strata))
        open = all_are_open(&search);
    if (open)
        cell->population = POPULATION_ROUNDED;
    else /* further strata don't help: the estimate goes instead */
        for (size_t h = 0; h < strata; h++)
            planner->cells[h].hidden = kept[h];
    return search.failed ? STATUS_FAILURE : STATUS_OK;
}
