/* Further methods for a change: McNemar's family, two samples taken for independent, stacked waves. */
#include <assert.h>
#include <math.h>

#include "stats/change.h"
#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

double change_mcnemar(const struct matched_counts *counts, bool corrected, double *p)
{
    double b = (double)counts->n10, c = (double)counts->n01;
    *p = NAN;
    if (!(b + c > 0))
        return NAN;
    double apart = corrected ? fmax(0, fabs(b - c) - 1) : b - c;
    double statistic = apart * apart / (b + c);
    *p = pchisq(statistic, 1, 0, 0);
    return statistic;
}

double change_mcnemar_midp(const struct matched_counts *counts)
{
    int64_t b = counts->n10, n = counts->n10 + counts->n01;
    if (n <= 0)
        return 1;
    double at = dbinom((double)b, (double)n, 0.5, 0);
    return b == counts->n01 ? 1 - at / 2 : change_mcnemar_exact(counts) - at;
}

bool change_newcombe_unpaired(const struct two_counts *counts, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (counts->n1 < 1 || counts->n2 < 1 || !(level > 0 && level < 1))
        return false;
    double z = score_quantile(level), n1 = (double)counts->n1, n2 = (double)counts->n2;
    double p1 = (double)counts->x1 / n1, p2 = (double)counts->x2 / n2;
    struct limits first = score_limits(p1, (double)(counts->n1 - counts->x1) / n1, n1, z);
    struct limits second = score_limits(p2, (double)(counts->n2 - counts->x2) / n2, n2, z);
    limits->lower = p2 - p1 - hypot(p2 - second.lower, first.upper - p1);
    limits->upper = p2 - p1 + hypot(second.upper - p2, p1 - first.lower);
    return true;
}

double change_two_proportions(const struct two_counts *counts, bool pooled, double *se)
{
    *se = NAN;
    if (counts->n1 < 1 || counts->n2 < 1)
        return NAN;
    double n1 = (double)counts->n1, n2 = (double)counts->n2;
    double p1 = (double)counts->x1 / n1, p2 = (double)counts->x2 / n2;
    double p = (double)(counts->x1 + counts->x2) / (n1 + n2);
    double variance = pooled ? p * (1 - p) * (1 / n1 + 1 / n2) : p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2;
    if (!(variance > 0))
        return NAN;
    *se = sqrt(variance);
    return (p2 - p1) / *se;
}

/* What an institution of one stratum adds: indices 0 to 2 as in overlap_cell.joint, 3 where it did not answer. */
struct scores {
    long double earlier[4], later[4];
};

/* Sums over the institutions of one stratum. */
struct moments {
    int64_t n;
    long double one, two, one_one, two_two, one_two;
};

static void add(struct moments *moments, int64_t n, long double u1, long double u2)
{
    long double weight = (long double)n;
    moments->n += n;
    moments->one += weight * u1;
    moments->two += weight * u2;
    moments->one_one += weight * u1 * u1;
    moments->two_two += weight * u2 * u2;
    moments->one_two += weight * u1 * u2;
}

/* Those of `h` that answered in one wave and, in this stratum, not in the other, by class. */
static void alone(const struct stratum_count *h, const int64_t seen[3], int64_t left[3])
{
    left[0] = h->n - h->valid - seen[0];
    left[1] = h->valid - h->x - seen[1];
    left[2] = h->x - seen[2];
}

static void take_stratum(const struct stratum_count *h1, const struct stratum_count *h2, const struct overlap_cell *own,
                         const struct scores *scores, struct moments *moments, int64_t *valid)
{
    int64_t seen1[3] = {0}, seen2[3] = {0}, left1[3], left2[3];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int64_t n = own ? own->joint[i][j] : 0;
            seen1[i] += n;
            seen2[j] += n;
            *valid += i || j ? n : 0;
            add(moments, n, scores->earlier[i], scores->later[j]);
        }
    alone(h1, seen1, left1);
    alone(h2, seen2, left2);
    for (int i = 0; i < 3; i++) {
        add(moments, left1[i], scores->earlier[i], 0);
        add(moments, left2[i], 0, scores->later[i]);
        *valid += i ? left1[i] + left2[i] : 0;
    }
}

static long double weight_of(const struct stratum_count *h)
{
    return h->N > 0 && h->n > 0 ? (long double)h->N / (long double)h->n : 0;
}

/* The rate and the sum of weights over the denominator. */
static long double rate_of(const struct stratum_count *strata, size_t count, long double *base)
{
    long double adopted = 0;
    *base = 0;
    for (size_t h = 0; h < count; h++) {
        *base += weight_of(&strata[h]) * (long double)strata[h].valid;
        adopted += weight_of(&strata[h]) * (long double)strata[h].x;
    }
    return adopted / *base;
}

void change_stacked(const struct stratum_count *earlier, const struct stratum_count *later, size_t count,
                    const struct overlap_cell *cells, size_t cell_count, struct stacked_estimate *estimate)
{
    long double base1, base2, sum1 = 0, sum2 = 0, covariance = 0;
    long double p1 = rate_of(earlier, count, &base1), p2 = rate_of(later, count, &base2);
    int64_t valid = 0, strata = 0;
    for (size_t h = 0; h < count; h++) {
        const struct overlap_cell *own = NULL;
        for (size_t c = 0; c < cell_count; c++)
            if (cells[c].earlier == h && cells[c].later == h)
                own = &cells[c];
        long double w1 = weight_of(&earlier[h]) / base1, w2 = weight_of(&later[h]) / base2;
        const struct scores scores = {{0, -p1 * w1, (1 - p1) * w1, 0}, {0, -p2 * w2, (1 - p2) * w2, 0}};
        struct moments m = {0};
        int64_t before = valid;
        take_stratum(&earlier[h], &later[h], own, &scores, &m, &valid);
        if (!m.n)
            continue;
        strata += valid > before;
        long double n = (long double)m.n, factor = m.n > 1 ? n / (n - 1) : (long double)NAN;
        sum1 += factor * (m.one_one - m.one * m.one / n);
        sum2 += factor * (m.two_two - m.two * m.two / n);
        covariance += factor * (m.one_two - m.one * m.two / n);
    }
    long double variance = sum1 + sum2 - 2 * covariance;
    *estimate = (struct stacked_estimate){.earlier = (double)p1,
                                          .later = (double)p2,
                                          .change = (double)(p2 - p1),
                                          .variance1 = (double)sum1,
                                          .variance2 = (double)sum2,
                                          .covariance = (double)covariance,
                                          .variance = (double)variance,
                                          .se = variance > 0 ? (double)sqrtl(variance) : NAN,
                                          .df = (double)(valid - strata)};
    estimate->z = estimate->change / estimate->se;
    estimate->p = isnan(estimate->z) ? NAN : 2 * pnorm(-fabs(estimate->z), 0, 1, 1, 0);
    estimate->p_t = isnan(estimate->z) || !(estimate->df > 0) ? NAN : 2 * pt(-fabs(estimate->z), estimate->df, 1, 0);
}
