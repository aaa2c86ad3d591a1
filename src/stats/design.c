/*
 * The stratified estimate. Item nonresponse is a domain: an institution without a valid answer counts in the stratum's
 * sample with u = 0. The variance is that of the linearised u_i = w (y_i - p) / M, within strata, with the finite
 * population correction (Cochran 1977, 5A.14; Lumley 2010, Complex Surveys, 2.2 and appendix A).
 */
#include "stats/design.h"

#include <math.h>
#include <string.h>

static const char *const policy_names[LONELY_POLICY_END] = {
    [LONELY_FAIL] = "fail",
    [LONELY_CERTAINTY] = "certainty",
    [LONELY_ADJUST] = "adjust",
    [LONELY_AVERAGE] = "average",
};

const char *lonely_policy_name(enum lonely_policy policy)
{
    return policy < LONELY_POLICY_END ? policy_names[policy] : "";
}

bool lonely_policy_parse(const char *name, enum lonely_policy *policy)
{
    for (int i = 0; i < LONELY_POLICY_END; i++)
        if (strcmp(name, policy_names[i]) == 0) {
            *policy = (enum lonely_policy)i;
            return true;
        }
    return false;
}

/* What the strata sum to. Weighted sums are long double: a frame of 10^6 strata loses nothing that a double shows. */
struct totals {
    long double adopted, others, weight; /* sums of w over x, over valid - x, over valid */
    size_t strata, answering;            /* with N > 0; with a valid answer */
    bool uncovered;
    bool census; /* every stratum with a valid answer was seen whole */
};

static struct totals totals_of(const struct stratum_count *strata, size_t count, struct design_estimate *estimate)
{
    struct totals totals = {.census = true};
    for (size_t i = 0; i < count; i++) {
        const struct stratum_count *h = &strata[i];
        if (h->N <= 0)
            continue;
        totals.strata++;
        estimate->N += h->N;
        estimate->n += h->n;
        estimate->valid += h->valid;
        estimate->x += h->x;
        if (h->n <= 0) {
            totals.uncovered = true;
            continue;
        }
        if (h->valid <= 0)
            continue;
        long double weight = (long double)h->N / (long double)h->n;
        totals.adopted += weight * (long double)h->x;
        totals.others += weight * (long double)(h->valid - h->x);
        totals.weight += weight * (long double)h->valid;
        totals.answering++;
        totals.census = totals.census && h->N == h->n;
    }
    return totals;
}

/* The contribution of a stratum with two respondents or more to V M². */
static long double contribution(const struct stratum_count *h, long double p)
{
    if (h->valid <= 0)
        return 0;
    long double N = (long double)h->N, n = (long double)h->n, valid = (long double)h->valid, x = (long double)h->x;
    long double weight = N / n, rate = x / valid;
    /* The squares about the mean of y - p over the valid and 0 over the others, written as sums of what is never
     * negative, so that nothing cancels. */
    long double squares = x * (valid - x) / valid + valid * (n - valid) / n * (rate - p) * (rate - p);
    return (N - n) / N * n / (n - 1) * weight * weight * squares;
}

/* One respondent of several is not centred: R's `adjust`. */
static long double lonely_contribution(const struct stratum_count *h, long double p)
{
    if (h->valid <= 0)
        return 0;
    long double N = (long double)h->N, deviation = (long double)h->x - p;
    return (N - 1) / N * N * N * deviation * deviation;
}

/* V M²; NaN where a lonely stratum leaves it undefined. */
static long double squares_of(const struct stratum_count *strata, size_t count, enum lonely_policy policy,
                              long double p, enum design_status *status)
{
    long double sum = 0;
    size_t covered = 0, lonely = 0;
    for (size_t i = 0; i < count; i++) {
        const struct stratum_count *h = &strata[i];
        if (h->N <= 0)
            continue;
        covered++;
        if (h->N == h->n)
            continue;
        if (h->n > 1) {
            sum += contribution(h, p);
            continue;
        }
        lonely++;
        if (policy == LONELY_ADJUST)
            sum += lonely_contribution(h, p);
    }
    if (lonely && (policy == LONELY_FAIL || (policy == LONELY_AVERAGE && lonely == covered))) {
        *status = DESIGN_LONELY;
        return (long double)NAN;
    }
    if (policy == LONELY_AVERAGE)
        sum *= (long double)covered / (long double)(covered - lonely);
    return sum;
}

void design_rate(const struct stratum_count *strata, size_t count, enum lonely_policy policy,
                 struct design_estimate *estimate)
{
    *estimate = (struct design_estimate){.p = NAN, .variance = NAN, .se = NAN, .deff = NAN};
    struct totals totals = totals_of(strata, count, estimate);
    estimate->strata = totals.strata;
    estimate->df = (double)estimate->valid - (double)totals.answering;
    if (estimate->valid <= 0) {
        estimate->status = DESIGN_NO_DATA;
        return;
    }
    if (totals.uncovered) {
        estimate->status = DESIGN_UNCOVERED;
        return;
    }
    bool none = estimate->x == 0, all = estimate->x == estimate->valid;
    long double p = none ? 0 : all ? 1 : totals.adopted / totals.weight;
    long double q = all ? 0 : none ? 1 : totals.others / totals.weight;
    estimate->p = (double)p;
    long double squares = squares_of(strata, count, policy, p, &estimate->status);
    if (estimate->status != DESIGN_OK)
        return;
    long double variance = squares / (totals.weight * totals.weight);
    estimate->variance = (double)variance;
    estimate->se = (double)sqrtl(variance);
    if (none || all || totals.census || estimate->valid < 2)
        return;
    /* S² = valid / (valid - 1) pq, and the divisor is (1 - valid / M) S² / valid. */
    long double valid = (long double)estimate->valid;
    long double simple = (totals.weight - valid) / totals.weight * p * q / (valid - 1);
    estimate->deff = (double)(variance / simple);
}
