/* The states of a rule (STUDY: States), wave after wave. */
#include "threshold/states.h"

static bool is_unknown(enum rule_state state)
{
    return state == STATE_NO_DATA || state == STATE_INSUFFICIENT;
}

static void enter(struct series *series, enum rule_state state, size_t wave)
{
    if (!series->begun || series->state != state)
        series->since = wave;
    series->state = state;
}

void series_step(struct series *series, const struct rule *rule, const struct measure *measure, bool broken,
                 size_t wave)
{
    bool usable = measure->has_data && measure->usable, passes = usable && measure->passes;
    if (broken) { /* a new series begins here, whatever the one before came to */
        series->state = STATE_BREAK;
        series->status = VERDICT_BREAK;
        series->since = wave;
        series->passed = passes;
    } else if (!usable && series->begun && !is_unknown(series->state))
        series->status = measure->has_data ? VERDICT_INSUFFICIENT : VERDICT_STALE;
    else if (!usable) {
        enter(series, measure->has_data ? STATE_INSUFFICIENT : STATE_NO_DATA, wave);
        series->status = measure->has_data ? VERDICT_INSUFFICIENT : VERDICT_NO_DATA;
    } else {
        bool fired = series->begun && series->state == STATE_FIRED;
        series->passed = passes ? series->passed + 1 : 0;
        series->status = VERDICT_OK;
        if (series->passed >= rule->for_waves || (fired && rule->has_clear && !measure->leaves))
            enter(series, STATE_FIRED, wave);
        else
            enter(series, passes ? STATE_PENDING : STATE_CLEAR, wave);
    }
    series->begun = true;
}

/* clear < unknown < pending < fired; among the unknown ones the order only settles which of them is named. */
int state_rank(enum rule_state state)
{
    static const int ranks[STATE_END] = {[STATE_CLEAR] = 0, [STATE_NO_DATA] = 1, [STATE_INSUFFICIENT] = 2,
                                         [STATE_BREAK] = 3, [STATE_PENDING] = 4, [STATE_FIRED] = 5};
    return ranks[state];
}

size_t members_needed(const struct rule *rule, size_t count)
{
    switch (rule->combination) {
    case COMBINE_ALL:
        return count;
    case COMBINE_K_OF:
    case COMBINE_STRATA:
        return (size_t)rule->k;
    case COMBINE_ONE:
    case COMBINE_ANY:
        break;
    }
    return 1;
}

/* The status that tells most of what is wrong with a member. */
static enum verdict_status worse(enum verdict_status a, enum verdict_status b)
{
    static const int weight[] = {[VERDICT_OK] = 0,      [VERDICT_STALE] = 1, [VERDICT_INSUFFICIENT] = 2,
                                 [VERDICT_NO_DATA] = 3, [VERDICT_BREAK] = 4, [VERDICT_SNOOZED] = 0};
    return weight[a] >= weight[b] ? a : b;
}

/*
 * The whole is as sure as the members that make its state: enough of those that are `ok` must be at it or above, and
 * enough at it or below, for it to be the k-th highest whatever the others turn out to be. So one item that fired is
 * enough for `any`, and one that has no data any more does not let `any` be clear.
 */
void series_combine(const struct rule *rule, const struct series *members, size_t count, size_t wave,
                    struct series *whole)
{
    size_t k = members_needed(rule, count);
    enum rule_state state = STATE_CLEAR;
    for (size_t i = 0; i < count; i++) {
        size_t at_least = 0;
        for (size_t j = 0; j < count; j++)
            at_least += state_rank(members[j].state) >= state_rank(members[i].state);
        if (at_least >= k && state_rank(members[i].state) > state_rank(state))
            state = members[i].state;
    }
    size_t above = 0, below = 0;
    enum verdict_status worst = VERDICT_OK;
    for (size_t i = 0; i < count; i++) {
        bool sure = members[i].status == VERDICT_OK;
        above += sure && state_rank(members[i].state) >= state_rank(state);
        below += sure && state_rank(members[i].state) <= state_rank(state);
        worst = worse(members[i].status, worst);
    }
    enter(whole, state, wave);
    if (state == STATE_NO_DATA)
        whole->status = VERDICT_NO_DATA;
    else if (state == STATE_INSUFFICIENT)
        whole->status = VERDICT_INSUFFICIENT;
    else if (state == STATE_BREAK)
        whole->status = VERDICT_BREAK;
    else { /* nothing is below clear, nor above fired */
        bool sure = (state == STATE_CLEAR || above >= k) && (state == STATE_FIRED || below >= count - k + 1);
        whole->status = sure ? VERDICT_OK : worst;
    }
    whole->begun = true;
}
