/* The predictive distribution of a population count: one beta-binomial per stratum, and their convolution. */
#include "stats/predictive.h"

#include <math.h>
#include <stdbool.h>

#include "base/memory.h"

__extension__ typedef __int128 wide;

/* What the tails of one factor may lose in a convolution: far below a double's rounding of the sum, which is 1. */
static const double NEGLIGIBLE = 1e-20;

static int64_t unseen_of(const struct stratum_count *h)
{
    return h->N > h->valid ? h->N - h->valid : 0;
}

static void normalise(double *mass, size_t count)
{
    long double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (long double)mass[i];
    for (size_t i = 0; i < count; i++)
        mass[i] = (double)((long double)mass[i] / sum);
}

/*
 * P(k of m adopt), k = 0 … m, by the ratios of neighbours from the mode outwards: no difference of large log-gammas,
 * and what underflows is smaller than the mode by 10^300. P(k + 1) - P(k) has the sign of
 * m (alpha - 1) - beta + 1 - k (alpha + beta - 2); where that grows with k the ends are the modes, either will do.
 */
static void beta_binomial(double *mass, int64_t m, double alpha, double beta)
{
    double size = (double)m;
    int64_t mode = 0;
    if (alpha + beta > 2) {
        double turn = (size * (alpha - 1) - beta + 1) / (alpha + beta - 2);
        mode = turn < 0 ? 0 : turn >= size ? m : (int64_t)turn + 1;
        mode = mode > m ? m : mode;
    }
    mass[mode] = 1;
    for (int64_t i = mode; i < m; i++) {
        double k = (double)i;
        mass[i + 1] = mass[i] * ((size - k) / (k + 1)) * ((alpha + k) / (beta + size - k - 1));
    }
    for (int64_t i = mode; i > 0; i--) {
        double k = (double)(i - 1);
        mass[i - 1] = mass[i] * ((k + 1) / (size - k)) * ((beta + size - k - 1) / (alpha + k));
    }
    normalise(mass, (size_t)m + 1);
}

/* The part of a distribution that is worth multiplying. */
static void trim(const double *mass, size_t count, size_t *from, size_t *to)
{
    double below = 0, above = 0;
    for (*from = 0; *from + 1 < count && below + mass[*from] < NEGLIGIBLE; (*from)++)
        below += mass[*from];
    for (*to = count; *to > *from + 1 && above + mass[*to - 1] < NEGLIGIBLE; (*to)--)
        above += mass[*to - 1];
}

/* The distribution of a sum of two; `sum` has a_count + b_count - 1 places. */
static void convolve(const double *a, size_t a_count, const double *b, size_t b_count, double *sum)
{
    size_t a_from, a_to, b_from, b_to;
    trim(a, a_count, &a_from, &a_to);
    trim(b, b_count, &b_from, &b_to);
    for (size_t i = 0; i < a_count + b_count - 1; i++)
        sum[i] = 0;
    for (size_t i = a_from; i < a_to; i++)
        for (size_t j = b_from; j < b_to; j++)
            sum[i + j] += a[i] * b[j];
}

enum status predictive_of(const struct stratum_count *strata, size_t count, double a, double b,
                          struct predictive *predictive)
{
    *predictive = (struct predictive){0};
    int64_t unseen = 0, largest = 0;
    for (size_t h = 0; h < count; h++) {
        predictive->first += strata[h].x;
        predictive->N += strata[h].N;
        unseen += unseen_of(&strata[h]);
        largest = unseen_of(&strata[h]) > largest ? unseen_of(&strata[h]) : largest;
    }
    if ((uint64_t)unseen >= MEM_MAX / sizeof(double))
        return STATUS_FAILURE;

    enum status status = STATUS_FAILURE;
    double *mass = mem_alloc(((size_t)unseen + 1) * sizeof *mass);
    double *next = mem_alloc(((size_t)unseen + 1) * sizeof *next);
    double *part = mem_alloc(((size_t)largest + 1) * sizeof *part);
    if (!mass || !next || !part)
        goto done;
    mass[0] = 1;
    size_t length = 1;
    for (size_t h = 0; h < count; h++) {
        int64_t m = unseen_of(&strata[h]);
        if (m == 0)
            continue;
        double alpha = a + (double)strata[h].x, beta = b + (double)(strata[h].valid - strata[h].x);
        beta_binomial(part, m, alpha, beta);
        convolve(mass, length, part, (size_t)m + 1, next);
        length += (size_t)m;
        double *swap = mass;
        mass = next;
        next = swap;
    }
    normalise(mass, length);
    predictive->mass = mass;
    predictive->count = length;
    mass = NULL;
    status = STATUS_OK;
done:
    mem_free(mass);
    mem_free(next);
    mem_free(part);
    return status;
}

void predictive_clear(struct predictive *predictive)
{
    mem_free(predictive->mass);
    *predictive = (struct predictive){0};
}

void predictive_limits(const struct predictive *predictive, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (predictive->count == 0 || predictive->N <= 0 || !(level > 0 && level < 1))
        return;
    /* A distribution function that reaches the tail exactly must not miss it by the rounding of its sum. */
    const long double slack = 1e-13L;
    long double tail = (1 - (long double)level) / 2;
    size_t lower = 0, upper = predictive->count - 1;
    long double below = (long double)predictive->mass[0], above = 0;
    while (lower < predictive->count - 1 && below < tail * (1 - slack))
        below += (long double)predictive->mass[++lower];
    while (upper > 0 && above + (long double)predictive->mass[upper] <= tail * (1 + slack))
        above += (long double)predictive->mass[upper--];
    limits->lower = ((double)predictive->first + (double)lower) / (double)predictive->N;
    limits->upper = ((double)predictive->first + (double)upper) / (double)predictive->N;
}

double predictive_at_least(const struct predictive *predictive, int64_t a, int64_t b)
{
    long double sum = 0;
    for (size_t i = predictive->count; i-- > 0;) {
        if ((wide)(predictive->first + (int64_t)i) * b < (wide)a * predictive->N)
            break;
        sum += (long double)predictive->mass[i];
    }
    return (double)fminl(sum, 1);
}
