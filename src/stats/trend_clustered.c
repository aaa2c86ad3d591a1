/* The logistic regression of stacked answers, with the variance of a sample of institutions. */
#include <math.h>
#include <stdlib.h>

#include "stats/trend.h"
#include "stats/trend_waves.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

/* What one institution adds to the score, and whether it is in the sample and in the domain. */
struct influence {
    long double level, slope;
    bool sampled, valid;
};

/* Sums over the institutions of a stratum; of influences first, then of their squares about the mean. */
struct stratum_sums {
    long double level, slope;
    long double squares[3], raw[3];
    size_t sampled;
    bool valid;
};

static bool answers_valid(const struct trend_answer *answers, size_t count, const struct trend_frame *frame)
{
    for (size_t i = 0; i < count; i++)
        if (answers[i].institution >= frame->institutions || !(answers[i].weight > 0) || isinf(answers[i].weight) ||
            answers[i].adopted < -1 || answers[i].adopted > 1)
            return false;
    for (size_t i = 0; i < frame->institutions; i++)
        if (frame->strata[i] >= frame->stratum_count)
            return false;
    return true;
}

static int by_year(const void *a, const void *b)
{
    int first = *(const int *)a, second = *(const int *)b;
    return (first > second) - (first < second);
}

static int group_by_year(const void *key, const void *group)
{
    int year = *(const int *)key, other = ((const struct logit_group *)group)->year;
    return (year > other) - (year < other);
}

static struct logit_group *group_of(struct logit_group *groups, size_t count, int year)
{
    return bsearch(&year, groups, count, sizeof *groups, group_by_year);
}

/* The weighted answers of each year that has one in the denominator; NULL where there is no memory. */
static struct logit_group *groups_of(const struct trend_answer *answers, size_t count, struct arena *arena,
                                     size_t *group_count)
{
    int *years = arena_array(arena, count + 1, sizeof *years);
    size_t valid = 0;
    *group_count = 0;
    if (!years)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (answers[i].adopted >= 0)
            years[valid++] = answers[i].year;
    qsort(years, valid, sizeof *years, by_year);
    struct logit_group *groups = arena_array(arena, valid + 1, sizeof *groups);
    if (!groups)
        return NULL;
    for (size_t i = 0; i < valid; i++)
        if (i == 0 || years[i] != years[i - 1])
            groups[(*group_count)++].year = years[i];
    for (size_t i = 0; i < count; i++) {
        if (answers[i].adopted < 0)
            continue;
        struct logit_group *group = group_of(groups, *group_count, answers[i].year);
        group->n += (long double)answers[i].weight;
        if (answers[i].adopted)
            group->x += (long double)answers[i].weight;
    }
    return groups;
}

static void influences_of(const struct trend_answer *answers, size_t count, struct logit_group *groups,
                          size_t group_count, const struct logit_centred *centred, struct influence *influences)
{
    for (size_t i = 0; i < count; i++) {
        const struct trend_answer *answer = &answers[i];
        struct influence *influence = &influences[answer->institution];
        influence->sampled = true;
        if (answer->adopted < 0)
            continue;
        influence->valid = true;
        /* Found: every valid answer's year has a group. */
        const struct logit_group *group = group_of(groups, group_count, answer->year);
        long double t = (long double)group->year - (long double)groups[0].year;
        long double left = (long double)answer->weight * ((long double)answer->adopted - logit_share(centred, t));
        influence->level += left;
        influence->slope += left * (t - centred->centre);
    }
}

static void add_square(long double sum[3], long double level, long double slope)
{
    sum[0] += level * level;
    sum[1] += level * slope;
    sum[2] += slope * slope;
}

static void strata_sums(const struct influence *influences, const struct trend_frame *frame,
                        struct stratum_sums *strata)
{
    for (size_t i = 0; i < frame->institutions; i++) {
        struct stratum_sums *stratum = &strata[frame->strata[i]];
        if (!influences[i].sampled)
            continue;
        stratum->sampled++;
        stratum->valid = stratum->valid || influences[i].valid;
        stratum->level += influences[i].level;
        stratum->slope += influences[i].slope;
    }
    for (size_t i = 0; i < frame->institutions; i++) {
        struct stratum_sums *stratum = &strata[frame->strata[i]];
        if (!influences[i].sampled)
            continue;
        long double n = (long double)stratum->sampled;
        add_square(stratum->raw, influences[i].level, influences[i].slope);
        add_square(stratum->squares, influences[i].level - stratum->level / n,
                   influences[i].slope - stratum->slope / n);
    }
}

/* The middle of the sandwich. False where a lonely stratum leaves it undefined. */
static bool middle_of(const struct stratum_sums *strata, size_t count, enum lonely_policy policy, long double middle[3])
{
    size_t covered = 0, lonely = 0;
    for (size_t h = 0; h < count; h++) {
        const struct stratum_sums *stratum = &strata[h];
        if (stratum->sampled == 0)
            continue;
        covered++;
        lonely += stratum->sampled == 1;
        long double n = (long double)stratum->sampled;
        for (int i = 0; i < 3; i++) {
            if (stratum->sampled == 1)
                middle[i] += policy == LONELY_ADJUST ? stratum->raw[i] : 0;
            /* What rounding leaves of influences that are all alike is no variance. */
            else if (stratum->squares[0] + stratum->squares[2] > 1e-30L * (stratum->raw[0] + stratum->raw[2]))
                middle[i] += n / (n - 1) * stratum->squares[i];
        }
    }
    if (lonely && (policy == LONELY_FAIL || (policy == LONELY_AVERAGE && lonely == covered)))
        return false;
    if (policy == LONELY_AVERAGE)
        for (int i = 0; i < 3; i++)
            middle[i] *= (long double)covered / (long double)(covered - lonely);
    return true;
}

static double degrees(const struct influence *influences, const struct trend_frame *frame,
                      const struct stratum_sums *strata)
{
    double df = -1;
    for (size_t i = 0; i < frame->institutions; i++)
        df += influences[i].valid;
    for (size_t h = 0; h < frame->stratum_count; h++)
        df -= strata[h].valid;
    return df;
}

static void clustered_variance(const struct influence *influences, const struct trend_frame *frame,
                               struct stratum_sums *strata, enum lonely_policy policy,
                               const struct logit_centred *centred, struct logistic_fit *fit)
{
    static const long double nothing[3] = {(long double)NAN, (long double)NAN, (long double)NAN};
    long double middle[3] = {0};
    logit_at_origin(centred, nothing, fit);
    strata_sums(influences, frame, strata);
    fit->df = degrees(influences, frame, strata);
    if (!middle_of(strata, frame->stratum_count, policy, middle)) {
        fit->status = TREND_LONELY;
        return;
    }
    /* The bread is diagonal about this centre. */
    const long double *bread = centred->information;
    const long double covariance[3] = {middle[0] / (bread[0] * bread[0]), middle[1] / (bread[0] * bread[2]),
                                       middle[2] / (bread[2] * bread[2])};
    if (!(covariance[2] > 0) || fit->df < 1) {
        fit->status = TREND_NO_VARIANCE;
        return;
    }
    logit_at_origin(centred, covariance, fit);
    fit->statistic = fit->slope / fit->slope_se;
    fit->p = 2 * pt(-fabs(fit->statistic), fit->df, 1, 0);
}

void trend_clustered(const struct trend_answer *answers, size_t count, const struct trend_frame *frame,
                     enum lonely_policy policy, struct arena *arena, struct logistic_fit *fit)
{
    *fit = logit_none();
    fit->status = TREND_INVALID;
    if (!answers_valid(answers, count, frame))
        return;
    size_t group_count;
    struct logit_group *groups = groups_of(answers, count, arena, &group_count);
    struct influence *influences = arena_array(arena, frame->institutions + 1, sizeof *influences);
    struct stratum_sums *strata = arena_array(arena, frame->stratum_count + 1, sizeof *strata);
    fit->status = TREND_NO_MEMORY;
    if (!groups || !influences || !strata)
        return;
    fit->status = TREND_TOO_FEW;
    fit->waves = group_count;
    if (group_count > 0) {
        fit->origin = groups[0].year;
        fit->last = groups[group_count - 1].year;
    }
    if (group_count < fit->needed)
        return;
    struct logit_centred centred;
    fit->status = logit_fit(groups, group_count, &centred);
    if (fit->status != TREND_OK)
        return;
    influences_of(answers, count, groups, group_count, &centred, influences);
    clustered_variance(influences, frame, strata, policy, &centred, fit);
}
