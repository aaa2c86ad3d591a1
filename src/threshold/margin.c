/*
 * How far a verdict is from another one, in institutions. The counts of the wave are changed and judged again. Adopters
 * are added (or taken away) where one weighs most: in the stratum with the largest N_h / n_h first, then the next.
 */
#include <string.h>

#include "threshold/states.h"

/* Up to so many are tried one by one before the steps grow: a limit that moves against the count does so over its first
 * few steps (one adopter where there was none gives a stratum a variance), and from there on it follows the count. */
enum { ONE_BY_ONE = 8 };

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

/* Lets `m` respondents adopt (or drop), the heaviest first; there must be so many. */
static void change(struct trial *trial, int64_t m, bool adopt)
{
    memcpy(trial->changed, trial->actual, trial->count * sizeof *trial->changed);
    while (m > 0) {
        struct stratum_count *best = NULL;
        for (size_t h = 0; h < trial->count; h++) {
            struct stratum_count *one = &trial->changed[h];
            if (room_in(one, adopt) > 0 && (!best || weighs_more(one, best)))
                best = one;
        }
        int64_t step = room_in(best, adopt) < m ? room_in(best, adopt) : m;
        best->x += adopt ? step : -step;
        m -= step;
    }
}

/* The state after the wave with `m` more (or fewer) adopters; `*usable` tells whether the statistic and its bound still
 * exist. */
static enum rule_state state_with(struct trial *trial, int64_t m, bool adopt, bool *usable)
{
    struct measure measure;
    change(trial, m, adopt);
    if (measure_counts(trial->study, trial->rule, trial->changed, trial->count, &measure) != STATUS_OK)
        trial->status = STATUS_FAILURE;
    struct series after = *trial->before;
    series_step(&after, trial->rule, &measure, trial->broken, trial->wave);
    *usable = measure.usable;
    return after.state;
}

/* The last m before `unusable` (after `usable`) with a statistic: where everybody adopts a limit may not exist, and
 * what changes the state then lies right before that. */
static int64_t last_usable(struct trial *trial, bool adopt, int64_t usable, int64_t unusable)
{
    while (unusable - usable > 1 && trial->status == STATUS_OK) {
        int64_t middle = usable + (unusable - usable) / 2;
        bool exists;
        (void)state_with(trial, middle, adopt, &exists);
        if (exists)
            usable = middle;
        else
            unusable = middle;
    }
    return usable;
}

/* The smallest m up to `most` that changes the state; 0: none. */
static int64_t find(struct trial *trial, bool adopt, int64_t most)
{
    int64_t kept = 0, changed = 0; /* the largest m seen not to change it, and one seen to */
    bool usable, was_usable;
    (void)state_with(trial, 0, adopt, &was_usable);
    for (int64_t m = 1; m <= most && !changed && trial->status == STATUS_OK;) {
        bool changes = state_with(trial, m, adopt, &usable) != trial->now;
        if (!changes && !usable && was_usable) {
            int64_t last = last_usable(trial, adopt, kept, m);
            changes = state_with(trial, last, adopt, &was_usable) != trial->now;
            m = changes ? last : m;
        }
        was_usable = usable;
        if (changes)
            changed = m;
        else
            kept = m;
        int64_t next = m < ONE_BY_ONE ? m + 1 : 2 * m;
        m = next > most && m < most ? most : next;
    }
    while (changed - kept > 1 && trial->status == STATUS_OK) {
        int64_t middle = kept + (changed - kept) / 2;
        if (state_with(trial, middle, adopt, &usable) != trial->now)
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
    bool usable;
    trial.now = state_with(&trial, 0, true, &usable);
    int64_t adopt = find(&trial, true, may_adopt);
    int64_t drop = find(&trial, false, adopt && adopt - 1 < may_drop ? adopt - 1 : may_drop);
    if (adopt || drop) {
        *margin = drop ? -drop : adopt;
        *state = state_with(&trial, drop ? drop : adopt, !drop, &usable);
    }
    mem_free(trial.changed);
    *status = trial.status;
    return (adopt || drop) && trial.status == STATUS_OK;
}
