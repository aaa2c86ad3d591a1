/*
 * How far a verdict is from another one, in institutions. The counts of the wave are changed and judged again. Adopters
 * are added (or taken away) where one weighs most: in the stratum with the largest N_h / n_h first, then the next.
 */
#include <string.h>

#include "threshold/states.h"

/*
 * The published rate and its limits rise with the count; so does a stratified rate, but its limits need not: the first
 * adopter of a stratum where there was none brings variance, the last one takes it away. So the search goes stratum by
 * stratum, in the order in which they are used up, and tries the first and the last two steps of each, and in between
 * steps that double; then it halves. (Rejected: every number in turn. A rule would cost a thousand estimates.)
 */

/* One question: what would the state be? */
struct trial {
    const struct study *study;
    const struct rule *rule;
    const struct series *before;
    bool broken;
    const struct stratum_count *actual;
    struct stratum_count *changed; /* as many */
    size_t count, wave;
    enum rule_state now;
    enum status status;
};

/* Whether a respondent of `a` weighs more than one of `b`: N_a / n_a > N_b / n_b. */
static bool weighs_more(const struct stratum_count *a, const struct stratum_count *b)
{
    return exact_compare_ratio(a->N, a->n, (struct rational){b->N, b->n}) > 0;
}

static int64_t room_in(const struct stratum_count *one, bool adopt)
{
    return adopt ? one->valid - one->x : one->x;
}

/* The heaviest of the changed strata that has someone left to adopt (or drop); NULL: none. */
static struct stratum_count *heaviest(const struct trial *trial, bool adopt)
{
    struct stratum_count *best = NULL;
    for (size_t h = 0; h < trial->count; h++) {
        struct stratum_count *one = &trial->changed[h];
        if (room_in(one, adopt) > 0 && (!best || weighs_more(one, best)))
            best = one;
    }
    return best;
}

/* Lets `m` respondents adopt (or drop), the heaviest first, as far as there are so many. Gives how many had when the
 * stratum of the last one was used up. */
static int64_t change(struct trial *trial, int64_t m, bool adopt)
{
    int64_t done = 0;
    memcpy(trial->changed, trial->actual, trial->count * sizeof *trial->changed);
    for (struct stratum_count *one = heaviest(trial, adopt); one && done < m; one = heaviest(trial, adopt)) {
        int64_t room = room_in(one, adopt), step = room < m - done ? room : m - done;
        one->x += adopt ? step : -step;
        done += room;
    }
    return done;
}

/* The state after the wave with `m` more (or fewer) adopters. */
static enum rule_state state_with(struct trial *trial, int64_t m, bool adopt)
{
    struct measure measure;
    (void)change(trial, m, adopt);
    if (measure_counts(trial->study, trial->rule, trial->changed, trial->count, &measure) != STATUS_OK)
        trial->status = STATUS_FAILURE;
    struct series after = *trial->before;
    series_step(&after, trial->rule, &measure, trial->broken, trial->wave);
    return after.state;
}

/* The step to try after `m` in the stratum whose steps are those after `start`, up to `end`. */
static int64_t next_step(int64_t m, int64_t start, int64_t end)
{
    int64_t next = m == start ? m + 1 : m + (m - start);
    return next < end - 1 ? next : m < end - 1 ? end - 1 : end;
}

/* The smallest m up to `most` that changes the state; 0: none. */
static int64_t find(struct trial *trial, bool adopt, int64_t most)
{
    int64_t kept = 0, changed = 0; /* the largest m seen not to change it, and one seen to */
    int64_t start = 0, end = 0;    /* of the stratum */
    while (kept < most && !changed && trial->status == STATUS_OK) {
        if (kept == end) {
            start = end;
            end = trial->rule->estimator == ESTIMATOR_PUBLISHED ? most : change(trial, start + 1, adopt);
            end = end < most ? end : most;
        }
        int64_t m = next_step(kept, start, end);
        if (state_with(trial, m, adopt) != trial->now)
            changed = m;
        else
            kept = m;
    }
    while (changed - kept > 1 && trial->status == STATUS_OK) {
        int64_t middle = kept + (changed - kept) / 2;
        if (state_with(trial, middle, adopt) != trial->now)
            changed = middle;
        else
            kept = middle;
    }
    return changed;
}

bool margin_find(const struct study *study, const struct rule *rule, const struct series *before, bool broken,
                 const struct stratum_count *strata, size_t count, size_t wave, int64_t *margin, enum rule_state *state,
                 enum status *status)
{
    struct trial trial = {.study = study,
                          .rule = rule,
                          .before = before,
                          .broken = broken,
                          .actual = strata,
                          .count = count,
                          .wave = wave};
    trial.changed = mem_alloc(count * sizeof *trial.changed);
    if (!trial.changed) {
        *status = STATUS_FAILURE;
        return false;
    }
    int64_t may_adopt = 0, may_drop = 0;
    for (size_t h = 0; h < count; h++) {
        may_adopt += room_in(&strata[h], true);
        may_drop += room_in(&strata[h], false);
    }
    trial.now = state_with(&trial, 0, true);
    int64_t adopt = find(&trial, true, may_adopt);
    int64_t drop = find(&trial, false, adopt && adopt - 1 < may_drop ? adopt - 1 : may_drop);
    if (adopt || drop) {
        *margin = drop ? -drop : adopt;
        *state = state_with(&trial, drop ? drop : adopt, !drop);
    }
    mem_free(trial.changed);
    *status = trial.status;
    return (adopt || drop) && trial.status == STATUS_OK;
}
