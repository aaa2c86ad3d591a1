/* Where the change of a rate comes from. Counts in, parts out, which sum to the change to the last digit. */
#ifndef STATS_DECOMPOSE_H
#define STATS_DECOMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum component {
    COMPONENT_ADOPTION,    /* in both waves: had not, and has */
    COMPONENT_ABANDONMENT, /* in both waves: had, and has not */
    COMPONENT_MERGER,      /* answered before and merged into another since */
    COMPONENT_ENTRY_EXIT,  /* answered in one of the two waves only */
    COMPONENT_COMPOSITION, /* the share of those in both among those that answered */
    COMPONENT_FRAME,       /* the weights of the strata; 0 where there is one stratum */
    COMPONENT_END
};

const char *component_name(enum component component);

/* One stratum in two waves (or all of it, for the unweighted rate). */
struct decompose_stratum {
    double weight[2];   /* of the stratum in the rate of each wave; both sum to 1 over the strata */
    int64_t n[2], x[2]; /* valid answers, and of them adopted */
    int64_t matched;    /* valid in both waves, in this stratum in both */
    int64_t adopted;    /* of them 0 -> 1 */
    int64_t dropped;    /* of them 1 -> 0 */
    int64_t stayed;     /* of them 1 -> 1 */
    int64_t merged[2];  /* valid in the first wave and merged away before the second; of them adopted */
};

struct decomposition {
    double change;                       /* second rate less first */
    double part[COMPONENT_END];          /* added in this order they give `change`, without any rest */
    int64_t institutions[COMPONENT_END]; /* whose answers the part is of; for composition and frame all valid ones */
};

/*
 * Kitagawa's symmetric decomposition (1955, JASA 50:1168) over strata, and within each over those in both waves and the
 * rest. With m matched, a_t = m/n_t, r_t their rate, s_t the rate of the rest (where a wave has no rest, the other's),
 * and bars for means over the waves, the change within a stratum is
 *   adoption a' n01/m - abandonment a' n10/m + rest (1 - a')(s2 - s1) + composition (a2 - a1)(r' - s'),
 * the rest being that of the merged, (1 - a')(s1 without them - s1), and of the others; weights come as the mean of the
 * two waves, and `frame` is the change of the weights by the mean rate. A stratum without a valid answer in a wave
 * must have weight 0 in it; it takes its rate of the other wave. False where no wave has a valid answer.
 */
bool decompose(const struct decompose_stratum *strata, size_t count, struct decomposition *decomposition);

#endif
