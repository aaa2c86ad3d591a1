/*
 * How far a verdict is from another one, in institutions. The counts of the wave are changed and judged again. Adopters
 * are added (or taken away) where one weighs most: in the stratum with the largest N_h / n_h first, then the next; of a
 * share of sizes the institutions with the largest weight and size.
 *
 * Of a change the covariance of the two waves changes too. Those who gave a valid answer in both are the first to
 * adopt, and of them those who had not adopted before; the first to drop are those who had not either.
 */
#include <string.h>

#include "threshold/course.h"

/*
 * The published rate and its limits rise with the count; so does a stratified rate, but its limits need not: the first
 * adopter of a stratum where there was none brings variance, the last one takes it away. So the search goes stratum by
 * stratum, in the order in which they are used up, and tries the first and the last two steps of each, and in between
 * steps that double; then it halves. (Rejected: every number in turn. A rule would cost a thousand estimates.)
 */

/* One question: what would the state be? */
struct trial {
    const struct basis *basis;
    const struct rule *rule;
    const struct series *before;
    const struct stratum_count *actual;
    struct stratum_count *changed; /* as many */
    size_t count;
    int64_t only; /* the one of them that changes; -1: all */
    struct overlap_cell *cells;
    struct sized_answers *sized; /* of a share of sizes */
    struct sized_answers opened; /* what it points at */
    int64_t may_adopt, may_drop;
    enum margin_goal goal;
    enum rule_state from; /* what the goal is about */
    enum status status;
};

/* The answers before, in the order in which those who gave them move: see above. */
static const enum answer_class earlier_order[] = {ANSWER_NOT_ADOPTED, ANSWER_ADOPTED, ANSWER_OUTSIDE};

static bool is_matched(const struct trial *trial)
{
    return trial->rule->statistic == STATISTIC_CHANGE && trial->rule->estimator == ESTIMATOR_MATCHED;
}

/* Whether a respondent of `a` weighs more than one of `b`: N_a / n_a > N_b / n_b. */
static bool weighs_more(const struct stratum_count *a, const struct stratum_count *b)
{
    return exact_compare_ratio(a->N, a->n, (struct rational){b->N, b->n}) > 0;
}

/* Lets up to `m` of the pairs of the stratum move; gives how many did. */
static int64_t move_pairs(struct trial *trial, size_t h, int64_t m, bool adopt)
{
    enum answer_class now = adopt ? ANSWER_NOT_ADOPTED : ANSWER_ADOPTED,
                      then = adopt ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
    int64_t done = 0;
    for (size_t k = 0; k < sizeof earlier_order / sizeof *earlier_order; k++)
        for (size_t i = 0; trial->cells && i < trial->basis->cell_count; i++) {
            struct overlap_cell *cell = &trial->cells[i];
            int64_t *joint = cell->joint[earlier_order[k]];
            if (cell->later != h || (is_matched(trial) && earlier_order[k] == ANSWER_OUTSIDE))
                continue;
            int64_t step = joint[now] < m - done ? joint[now] : m - done;
            joint[now] -= step;
            joint[then] += step;
            done += step;
        }
    return done;
}

/* How many of the stratum can move. Only those in both waves enter a matched change. */
static int64_t room_in(const struct trial *trial, size_t h, bool adopt)
{
    const struct stratum_count *one = &trial->changed[h];
    int64_t room = 0;
    if (trial->only >= 0 && (int64_t)h != trial->only)
        return 0;
    if (!is_matched(trial))
        return adopt ? one->valid - one->x : one->x;
    for (size_t i = 0; trial->cells && i < trial->basis->cell_count; i++) {
        const struct overlap_cell *cell = &trial->cells[i];
        enum answer_class now = adopt ? ANSWER_NOT_ADOPTED : ANSWER_ADOPTED;
        if (cell->later == h)
            room += cell->joint[ANSWER_NOT_ADOPTED][now] + cell->joint[ANSWER_ADOPTED][now];
    }
    return room;
}

/* The heaviest of the changed strata that has someone left to adopt (or drop); -1: none. */
static int64_t heaviest(const struct trial *trial, bool adopt)
{
    int64_t best = -1;
    for (size_t h = 0; h < trial->count; h++)
        if (room_in(trial, h, adopt) > 0 && (best < 0 || weighs_more(&trial->changed[h], &trial->changed[best])))
            best = (int64_t)h;
    return best;
}

/* Lets `m` respondents adopt (or drop), the heaviest first, as far as there are so many. Gives how many had when the
 * stratum of the last one was used up. */
static int64_t change(struct trial *trial, int64_t m, bool adopt)
{
    int64_t done = 0;
    memcpy(trial->changed, trial->actual, trial->count * sizeof *trial->changed);
    if (trial->cells)
        memcpy(trial->cells, trial->basis->cells, trial->basis->cell_count * sizeof *trial->cells);
    for (int64_t h = heaviest(trial, adopt); h >= 0 && done < m; h = heaviest(trial, adopt)) {
        int64_t room = room_in(trial, (size_t)h, adopt), step = room < m - done ? room : m - done;
        trial->changed[h].x += adopt ? step : -step;
        (void)move_pairs(trial, (size_t)h, step, adopt);
        done += room;
    }
    return done;
}

static enum status measure_with(struct trial *trial, int64_t m, bool adopt, struct measure *measure)
{
    const struct study *study = trial->basis->course->inputs->panel->study;
    if (trial->sized)
        return sized_measure(trial->sized, m, adopt, NULL, measure);
    (void)change(trial, m, adopt);
    if (trial->rule->statistic != STATISTIC_CHANGE)
        return measure_counts(study, trial->rule, trial->changed, trial->count, 1, measure);
    basis_measure_change(trial->basis, trial->changed, trial->cells, measure);
    return STATUS_OK;
}

/* The state after the wave with `m` more (or fewer) adopters. */
static enum rule_state state_with(struct trial *trial, int64_t m, bool adopt)
{
    struct measure measure = measure_none();
    if (measure_with(trial, m, adopt, &measure) != STATUS_OK)
        trial->status = STATUS_FAILURE;
    struct series after = *trial->before;
    series_step(&after, trial->rule, &measure, trial->basis->broken, trial->basis->wave);
    return after.state;
}

/* Whether that state is one that is looked for. */
static bool is_goal(const struct trial *trial, enum rule_state state)
{
    switch (trial->goal) {
    case MARGIN_ABOVE:
        return state_rank(state) > state_rank(trial->from);
    case MARGIN_BELOW:
        return state_rank(state) < state_rank(trial->from);
    case MARGIN_OTHER:
        break;
    }
    return state != trial->from;
}

/* The step to try after `m` in the stratum whose steps are those after `start`, up to `end`. */
static int64_t next_step(int64_t m, int64_t start, int64_t end)
{
    int64_t next = m == start ? m + 1 : m + (m - start);
    return next < end - 1 ? next : m < end - 1 ? end - 1 : end;
}

/* The smallest m up to `most` that reaches the goal, which 0 does not; 0: none. */
static int64_t find(struct trial *trial, bool adopt, int64_t most)
{
    int64_t kept = 0, changed = 0; /* the largest m seen not to reach it, and one seen to */
    int64_t start = 0, end = 0;    /* of the stratum */
    while (kept < most && !changed && trial->status == STATUS_OK) {
        if (kept == end) {
            start = end;
            end =
                trial->sized || trial->rule->estimator != ESTIMATOR_POPULATION ? most : change(trial, start + 1, adopt);
            end = end < most ? end : most;
        }
        int64_t m = next_step(kept, start, end);
        if (is_goal(trial, state_with(trial, m, adopt)))
            changed = m;
        else
            kept = m;
    }
    while (changed - kept > 1 && trial->status == STATUS_OK) {
        int64_t middle = kept + (changed - kept) / 2;
        if (is_goal(trial, state_with(trial, middle, adopt)))
            changed = middle;
        else
            kept = middle;
    }
    return changed;
}

/* Where they are that move. */
static enum status count_strata(struct trial *trial, int64_t margin, int64_t *by_stratum)
{
    const struct basis *basis = trial->basis;
    size_t offset = basis->stratum >= 0 && trial->only < 0 ? (size_t)basis->stratum : 0;
    int64_t m = margin < 0 ? -margin : margin;
    struct measure measure;
    if (trial->sized)
        return sized_measure(trial->sized, m, margin > 0, by_stratum, &measure);
    (void)change(trial, m, margin > 0);
    for (size_t h = 0; h < trial->count; h++) {
        int64_t moved = trial->changed[h].x - trial->actual[h].x;
        by_stratum[offset + h] = moved < 0 ? -moved : moved;
    }
    return STATUS_OK;
}

/* How many could move. */
static void count_room(struct trial *trial)
{
    (void)change(trial, 0, true);
    for (size_t h = 0; h < trial->count; h++) {
        trial->may_adopt += room_in(trial, h, true);
        trial->may_drop += room_in(trial, h, false);
    }
    if (trial->sized) {
        trial->may_adopt = (int64_t)trial->sized->count[0];
        trial->may_drop = (int64_t)trial->sized->count[1];
    }
}

/* False where the member has no such number, or for want of memory, which `trial->status` tells. */
static bool trial_open(struct trial *trial, const struct basis *basis, const struct series *before)
{
    const struct rule *rule = basis->course->rule;
    *trial = (struct trial){.basis = basis, .rule = rule, .before = before, .only = -1};
    if (!basis->has_data || rule->statistic == STATISTIC_REACH || rule->statistic == STATISTIC_SQL ||
        (rule->statistic == STATISTIC_SIZE_SHARE && !basis->share))
        return false;
    trial->actual = basis_strata(basis, &trial->count);
    if (rule->statistic == STATISTIC_CHANGE && basis->stratum >= 0) {
        trial->actual = basis->strata;
        trial->count = basis->course->inputs->panel->study->stratum_count;
        trial->only = basis->stratum;
    }
    trial->changed = mem_alloc(trial->count * sizeof *trial->changed);
    trial->cells = basis->cell_count ? mem_alloc(basis->cell_count * sizeof *trial->cells) : NULL;
    trial->status = trial->changed && (trial->cells || !basis->cell_count) ? STATUS_OK : STATUS_FAILURE;
    if (trial->status == STATUS_OK && rule->statistic == STATISTIC_SIZE_SHARE) {
        trial->status = sized_open(basis, &trial->opened);
        trial->sized = trial->status == STATUS_OK ? &trial->opened : NULL;
    }
    if (trial->status == STATUS_OK)
        count_room(trial);
    return trial->status == STATUS_OK;
}

static void trial_close(struct trial *trial)
{
    if (trial->sized)
        sized_close(trial->sized);
    mem_free(trial->changed);
    mem_free(trial->cells);
}

static bool search(struct trial *trial, int64_t *margin, int64_t *by_stratum, enum rule_state *state)
{
    trial->goal = MARGIN_OTHER;
    trial->from = state_with(trial, 0, true);
    int64_t adopt = find(trial, true, trial->may_adopt);
    int64_t drop = find(trial, false, adopt && adopt - 1 < trial->may_drop ? adopt - 1 : trial->may_drop);
    if ((!adopt && !drop) || trial->status != STATUS_OK)
        return false;
    *margin = drop ? -drop : adopt;
    *state = state_with(trial, drop ? drop : adopt, !drop);
    if (trial->status == STATUS_OK)
        trial->status = count_strata(trial, *margin, by_stratum);
    return trial->status == STATUS_OK;
}

bool margin_find(const struct basis *basis, const struct series *before, int64_t *margin, int64_t *by_stratum,
                 enum rule_state *state, enum status *status)
{
    struct trial trial;
    bool found = trial_open(&trial, basis, before) && search(&trial, margin, by_stratum, state);
    *status = trial.status;
    trial_close(&trial);
    return found && *status == STATUS_OK;
}

enum status margin_step(const struct basis *basis, const struct series *before, enum rule_state now,
                        enum rule_state from, enum margin_goal goal, bool adopt, int64_t *by_stratum,
                        struct margin_step *step)
{
    struct trial trial = {.goal = goal, .from = from};
    *step = (struct margin_step){.answers = is_goal(&trial, now) ? 0 : -1, .state = now};
    if (step->answers == 0)
        return STATUS_OK;
    if (trial_open(&trial, basis, before)) {
        trial.goal = goal;
        trial.from = from;
        int64_t m = find(&trial, adopt, adopt ? trial.may_adopt : trial.may_drop);
        if (m) {
            *step = (struct margin_step){.answers = m, .state = state_with(&trial, m, adopt)};
            if (trial.status == STATUS_OK)
                trial.status = count_strata(&trial, adopt ? m : -m, by_stratum);
        }
    }
    trial_close(&trial);
    return trial.status;
}
