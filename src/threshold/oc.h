/* What operating characteristics and the design of a rule share. Private to the room. */
#ifndef THRESHOLD_OC_H
#define THRESHOLD_OC_H

#include "stats/limit_side.h"
#include "stats/operating.h"
#include "threshold/measure.h"

/* Who answers: N and n by stratum, with room for what they answer. */
struct oc_sample {
    struct stratum_count *strata;
    size_t count;
    int64_t *N, *shares; /* of the strata; adopters by stratum */
    int64_t all_N, all_n;
};

/* Room for the strata of a population. STATUS_FAILURE for want of memory. Caller frees with oc_sample_clear. */
MUST_CHECK enum status oc_sample_new(const struct oc_population *population, struct oc_sample *sample);
void oc_sample_clear(struct oc_sample *sample);

/* The respondents of the wave, or, where `response_rate` is no NaN, so many of each stratum, at least one. */
void oc_sample_set(const struct oc_population *population, double response_rate, struct oc_sample *sample);

/* The adopters of a population with that rate, by stratum; gives their number. */
int64_t oc_sample_adopters(struct oc_sample *sample, double rate);

/* Whether what a member of the rule shows depends on one number of adopters: it is published, or of one stratum. */
bool oc_is_exact(const struct rule *rule, size_t strata);

/* X of all strata together. Caller frees with distribution_clear. */
MUST_CHECK enum status oc_distribution(const struct oc_sample *sample, struct distribution *distribution);

/* What the rule makes of x adopters among all respondents together. */
MUST_CHECK enum status oc_measure(const struct study *study, const struct rule *rule, const struct oc_sample *sample,
                                  int64_t x, struct measure *measure);

/* Where each stratum's x is drawn from, accumulated; `draws` has room for the strata. */
MUST_CHECK enum status oc_draws_new(const struct oc_sample *sample, struct distribution **draws);
void oc_draws_free(struct distribution *draws, size_t count);

/* What tells on which side of its level a rule is, without what it shows: nothing, the rate or its variance, or the
 * mean and variance of the predictive distribution. */
enum oc_shortcut { OC_NO_SHORTCUT, OC_BY_ESTIMATE, OC_BY_MOMENTS };

/* What a rule makes of one sample of a design after the other. */
struct oc_judge {
    const struct study *study;
    const struct rule *rule;
    const struct stratum_count *strata; /* of the sample, whose x change */
    size_t count;
    int64_t N;
    bool enough;                      /* the minimum is reached */
    enum oc_shortcut shortcut;        /* away from the level */
    struct limit_side passes, leaves; /* of the named bound and the level, of the other end and the clear level */
    bool seen[2];                     /* nobody adopted, everyone did: */
    struct measure extremes[2];
};

/* `sample` outlives it. */
void oc_judge_begin(const struct study *study, const struct rule *rule, const struct oc_sample *sample,
                    struct oc_judge *judge);

/* Whether what the sample holds now is usable, passes and leaves; the numbers themselves may be NaN. */
MUST_CHECK enum status oc_judge(struct oc_judge *judge, struct measure *measure);

#endif
