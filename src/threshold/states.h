/* The states of one member over the waves, and of several together. Private to the room. */
#ifndef THRESHOLD_STATES_H
#define THRESHOLD_STATES_H

#include "threshold/measure.h"

/* Where a member stands between two waves. */
struct series {
    bool begun; /* there was a wave before */
    enum rule_state state;
    enum verdict_status status; /* of the last wave */
    size_t since;
    int passed; /* comparable waves in a row that passed, up to the last one with data */
};

/* Takes the series through `wave`; `broken`: the item is not comparable with the wave before. */
void series_step(struct series *series, const struct rule *rule, const struct measure *measure, bool broken,
                 size_t wave);

/* How far a state is on the way to firing, the unknown ones between clear and pending: 0 to STATE_END - 1. */
int state_rank(enum rule_state state);

/* How many of `count` members must be at a state or above it for the rule to be. */
size_t members_needed(const struct rule *rule, size_t count);

/* The state and status of a rule with several members: the k-th highest of theirs. */
void series_combine(const struct rule *rule, const struct series *members, size_t count, size_t wave,
                    struct series *whole);

#endif
