/* The change of a proportion between two waves: the overlap of the samples, and the institutions in both. */
#include "stats/change.h"

#include <assert.h>
#include <math.h>

#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

/* One wave: its estimate and the sum of weights over its denominator. */
struct wave_rate {
    struct design_estimate estimate;
    long double weight;
    bool census; /* every stratum seen whole */
};

static struct wave_rate wave_rate_of(const struct stratum_count *strata, size_t count, enum lonely_policy policy)
{
    struct wave_rate rate = {.census = true};
    design_rate(strata, count, policy, &rate.estimate);
    for (size_t i = 0; i < count; i++) {
        const struct stratum_count *h = &strata[i];
        if (h->N > 0 && h->n > 0)
            rate.weight += (long double)h->N / (long double)h->n * (long double)h->valid;
        rate.census = rate.census && h->N == h->n;
    }
    return rate;
}

/* The sample covariance, over the institutions of a cell, of e = (y - p)/M in the denominator and 0 outside it. */
static long double cell_covariance(const struct overlap_cell *cell, int64_t both, const struct wave_rate *earlier,
                                   const struct wave_rate *later)
{
    long double p1 = (long double)earlier->estimate.p, p2 = (long double)later->estimate.p;
    const long double e1[3] = {0, -p1 / earlier->weight, (1 - p1) / earlier->weight};
    const long double e2[3] = {0, -p2 / later->weight, (1 - p2) / later->weight};
    long double mean1 = 0, mean2 = 0, sum = 0, m = (long double)both;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            mean1 += (long double)cell->joint[i][j] / m * e1[i];
            mean2 += (long double)cell->joint[i][j] / m * e2[j];
        }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            sum += (long double)cell->joint[i][j] * (e1[i] - mean1) * (e2[j] - mean2);
    return sum / (m - 1);
}

/* Institutions in both frames: counted, where a register tells; else as many as can be, within a stratum, and what the
 * smaller sampling fraction makes of those seen, for institutions that moved. */
static long double frame_overlap(const struct overlap_cell *cell, int64_t both, const struct stratum_count *h1,
                                 const struct stratum_count *h2)
{
    if (cell->N >= 0)
        return (long double)cell->N;
    long double N1 = (long double)h1->N, N2 = (long double)h2->N;
    long double most = fminl(N1, N2);
    if (cell->earlier == cell->later)
        return most;
    long double fraction = fminl((long double)h1->n / N1, (long double)h2->n / N2);
    return fminl((long double)both / fraction, most);
}

static long double covariance_of(const struct stratum_count *earlier, const struct stratum_count *later, size_t count,
                                 const struct overlap_cell *cells, size_t cell_count, const struct wave_rate *rate1,
                                 const struct wave_rate *rate2)
{
    long double sum = 0;
    for (size_t c = 0; c < cell_count; c++) {
        const struct overlap_cell *cell = &cells[c];
        assert(cell->earlier < count && cell->later < count);
        (void)count;
        const struct stratum_count *h1 = &earlier[cell->earlier], *h2 = &later[cell->later];
        int64_t both = 0;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                both += cell->joint[i][j];
        /* One institution has no covariance; nor has a stratum outside the frame. */
        if (both < 2 || h1->N <= 0 || h2->N <= 0 || h1->n <= 0 || h2->n <= 0)
            continue;
        long double weights = (long double)h1->N / (long double)h1->n * ((long double)h2->N / (long double)h2->n);
        long double factor = weights * (long double)both - frame_overlap(cell, both, h1, h2);
        sum += factor * cell_covariance(cell, both, rate1, rate2);
    }
    return sum;
}

void change_overlap(const struct stratum_count *earlier, const struct stratum_count *later, size_t count,
                    const struct overlap_cell *cells, size_t cell_count, enum lonely_policy policy,
                    struct change_estimate *estimate)
{
    struct wave_rate rate1 = wave_rate_of(earlier, count, policy), rate2 = wave_rate_of(later, count, policy);
    *estimate = (struct change_estimate){
        .earlier = rate1.estimate.p,
        .later = rate2.estimate.p,
        .change = rate2.estimate.p - rate1.estimate.p,
        .covariance = NAN,
        .variance = NAN,
        .se = NAN,
        .se_independent = NAN,
        .z = NAN,
        .p = NAN,
    };
    if (rate1.estimate.status != DESIGN_OK || rate2.estimate.status != DESIGN_OK)
        return;
    long double apart = (long double)rate1.estimate.variance + (long double)rate2.estimate.variance;
    long double covariance = covariance_of(earlier, later, count, cells, cell_count, &rate1, &rate2);
    long double variance = apart - 2 * covariance;
    /* The same answers from the same sample of the same frame leave 0, and rounding must not make a standard error of
     * what it left. */
    if (fabsl(variance) <= 1e-12L * apart)
        variance = 0;
    estimate->covariance = (double)covariance;
    estimate->variance = (double)variance;
    estimate->se_independent = (double)sqrtl(apart);
    if (variance > 0) {
        estimate->se = (double)sqrtl(variance);
        estimate->z = estimate->change / estimate->se;
        estimate->p = 2 * pnorm(-fabs(estimate->z), 0, 1, 1, 0);
    } else if (variance == 0 && rate1.census && rate2.census) {
        estimate->se = 0;
    } else {
        estimate->not_positive = true;
    }
}

static int64_t matched_of(const struct matched_counts *counts)
{
    return counts->n11 + counts->n10 + counts->n01 + counts->n00;
}

void change_matched(const struct matched_counts *counts, double *change, double *se)
{
    double m = (double)matched_of(counts), b = (double)counts->n10, c = (double)counts->n01;
    *change = *se = NAN;
    if (m <= 0)
        return;
    *change = (c - b) / m;
    *se = sqrt(fmax(0, b + c - (c - b) * (c - b) / m)) / m;
}

/* Newcombe's phi: the correlation of the two answers, its numerator moved towards 0 by n/2 where it is positive. */
static double paired_phi(const struct matched_counts *counts, double m)
{
    double a = (double)counts->n11, b = (double)counts->n10, c = (double)counts->n01, d = (double)counts->n00;
    double product = (a + b) * (c + d) * (a + c) * (b + d);
    double numerator = a * d - b * c;
    if (!(product > 0))
        return 0;
    if (numerator >= 0)
        numerator = fmax(0, numerator - m / 2);
    return numerator / sqrt(product);
}

bool change_newcombe_paired(const struct matched_counts *counts, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    int64_t matched = matched_of(counts);
    if (matched <= 0 || !(level > 0 && level < 1))
        return false;
    double m = (double)matched, z = score_quantile(level);
    double p1 = (double)(counts->n11 + counts->n10) / m, q1 = (double)(counts->n01 + counts->n00) / m;
    double p2 = (double)(counts->n11 + counts->n01) / m, q2 = (double)(counts->n10 + counts->n00) / m;
    struct limits first = score_limits(p1, q1, m, z), second = score_limits(p2, q2, m, z);
    double phi = paired_phi(counts, m);
    double down1 = p1 - first.lower, up1 = first.upper - p1, down2 = p2 - second.lower, up2 = second.upper - p2;
    double change = (double)(counts->n01 - counts->n10) / m;
    limits->lower = change - sqrt(fmax(0, down2 * down2 - 2 * phi * down2 * up1 + up1 * up1));
    limits->upper = change + sqrt(fmax(0, up2 * up2 - 2 * phi * up2 * down1 + down1 * down1));
    return true;
}

double change_mcnemar_exact(const struct matched_counts *counts)
{
    int64_t discordant = counts->n10 + counts->n01;
    int64_t smaller = counts->n10 < counts->n01 ? counts->n10 : counts->n01;
    if (discordant <= 0)
        return 1;
    return fmin(1, 2 * pbinom((double)smaller, (double)discordant, 0.5, 1, 0));
}
