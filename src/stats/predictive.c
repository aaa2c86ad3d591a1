/* The predictive distribution of a population count: one beta-binomial per stratum, and their convolution. */
#include "stats/predictive.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "base/memory.h"
#include "stats/mass.h"

__extension__ typedef __int128 wide;

/* What the tails of one factor may lose in a convolution: far below a double's rounding of the sum, which is 1. */
static const double NEGLIGIBLE = 1e-20;

static int64_t unseen_of(const struct stratum_count *h)
{
    return h->N > h->valid ? h->N - h->valid : 0;
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
    mass_normalise(mass, (size_t)m + 1);
}

/* The posterior on the scale of log odds, as nodes of the trapezoidal rule, which converges there faster than any power
 * of the step: the density falls off at both ends like an exponential. */
struct posterior {
    double alpha, beta, mode, height, step;
};

/* Log density of the log odds but for a constant. */
static double log_density(const struct posterior *posterior, double t)
{
    double softplus = t > 0 ? t + log1p(exp(-t)) : log1p(exp(t));
    return posterior->alpha * t - (posterior->alpha + posterior->beta) * softplus;
}

/* `m` institutions will be drawn: what is integrated is narrower the more they are. */
static struct posterior posterior_of(double alpha, double beta, int64_t m)
{
    struct posterior posterior = {.alpha = alpha, .beta = beta, .mode = log(alpha / beta)};
    double width = 1 / sqrt(1 / (trigamma(alpha) + trigamma(beta)) + (double)m / 4);
    posterior.step = fmin(width / 1.25, 0.5); /* the probability has a pole at a distance of pi */
    posterior.height = log_density(&posterior, posterior.mode);
    return posterior;
}

/* Calls `take` for each node with its weight (of any scale) and the transformed probability. */
static void integrate(const struct posterior *posterior, double lambda,
                      void (*take)(void *context, double weight, double p), void *context)
{
    const double least = -37; /* exp(-37) is 1e-16 of the largest */
    for (int side = -1; side <= 1; side += 2)
        for (int64_t i = side > 0 ? 0 : 1;; i++) {
            double t = posterior->mode + side * (double)i * posterior->step;
            double height = log_density(posterior, t) - posterior->height;
            if (height < least)
                break;
            take(context, exp(height), 1 / (1 + exp(-t) / lambda));
        }
}

struct mixture {
    double *mass;
    int64_t m;
};

/* Adds a binomial, from its mode outwards as far as it counts. */
static void add_binomial(void *context, double weight, double p)
{
    const struct mixture *mixture = context;
    int64_t m = mixture->m, mode = (int64_t)((double)(m + 1) * p);
    mode = mode > m ? m : mode;
    double odds = p / (1 - p), top = weight * dbinom((double)mode, (double)m, p, 0);
    if (p >= 1) {
        mixture->mass[m] += weight;
        return;
    }
    double mass = top;
    for (int64_t k = mode; k <= m && mass > NEGLIGIBLE * weight; k++) {
        mixture->mass[k] += mass;
        mass *= (double)(m - k) / (double)(k + 1) * odds;
    }
    mass = top;
    for (int64_t k = mode; k > 0; k--) {
        mass *= (double)k / ((double)(m - k + 1) * odds);
        if (!(mass > NEGLIGIBLE * weight))
            break;
        mixture->mass[k - 1] += mass;
    }
}

/* P(k of m adopt) where their odds are lambda times those of the stratum. */
static void mixed_binomial(double *mass, int64_t m, double alpha, double beta, double lambda)
{
    for (int64_t k = 0; k <= m; k++)
        mass[k] = 0;
    struct posterior posterior = posterior_of(alpha, beta, m);
    struct mixture mixture = {mass, m};
    integrate(&posterior, lambda, add_binomial, &mixture);
    mass_normalise(mass, (size_t)m + 1);
}

struct moments {
    double weight, first, second;
};

static void add_moments(void *context, double weight, double p)
{
    struct moments *moments = context;
    moments->weight += weight;
    moments->first += weight * p;
    moments->second += weight * p * p;
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

static double alpha_of(const struct stratum_count *h, double a)
{
    return a + (double)h->x;
}

static double beta_of(const struct stratum_count *h, double b)
{
    return b + (double)(h->valid - h->x);
}

/* The beta distribution that has the mean and the variance of the share of the unseen that adopted. */
static void approximate(const struct stratum_count *strata, size_t count, double a, double b, double lambda,
                        struct predictive *predictive)
{
    double mean = 0, variance = 0, unseen = (double)predictive->unseen;
    for (size_t h = 0; h < count; h++) {
        double m = (double)unseen_of(&strata[h]);
        if (m == 0)
            continue;
        struct posterior posterior = posterior_of(alpha_of(&strata[h], a), beta_of(&strata[h], b), 0);
        struct moments moments = {0};
        integrate(&posterior, lambda, add_moments, &moments);
        double p = moments.first / moments.weight, square = moments.second / moments.weight;
        mean += m * p;
        variance += m * (p - square) + m * m * (square - p * p);
    }
    mean /= unseen;
    variance /= unseen * unseen;
    double size = mean * (1 - mean) / variance - 1;
    predictive->mean = mean;
    predictive->alpha = mean * size;
    predictive->beta = (1 - mean) * size;
}

/* Convolves the strata into `predictive->mass`. */
static enum status convolve_all(const struct stratum_count *strata, size_t count, double a, double b, double lambda,
                                struct predictive *predictive)
{
    size_t places = (size_t)predictive->unseen + 1, length = 1;
    enum status status = STATUS_FAILURE;
    double *mass = mem_alloc(places * sizeof *mass);
    double *next = mem_alloc(places * sizeof *next);
    double *part = mem_alloc(places * sizeof *part);
    if (!mass || !next || !part)
        goto done;
    mass[0] = 1;
    for (size_t h = 0; h < count; h++) {
        int64_t m = unseen_of(&strata[h]);
        if (m == 0)
            continue;
        if (lambda == 1)
            beta_binomial(part, m, alpha_of(&strata[h], a), beta_of(&strata[h], b));
        else
            mixed_binomial(part, m, alpha_of(&strata[h], a), beta_of(&strata[h], b), lambda);
        convolve(mass, length, part, (size_t)m + 1, next);
        length += (size_t)m;
        double *swap = mass;
        mass = next;
        next = swap;
    }
    mass_normalise(mass, length);
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

enum status predictive_of(const struct stratum_count *strata, size_t count, double a, double b, double lambda,
                          struct predictive *predictive)
{
    *predictive = (struct predictive){.mean = NAN, .alpha = INFINITY, .beta = INFINITY};
    for (size_t h = 0; h < count; h++) {
        predictive->first += strata[h].x;
        predictive->N += strata[h].N;
        predictive->unseen += unseen_of(&strata[h]);
    }
    if (predictive->unseen <= PREDICTIVE_EXACT)
        return convolve_all(strata, count, a, b, lambda, predictive);
    approximate(strata, count, a, b, lambda, predictive);
    return STATUS_OK;
}

void predictive_moments(const struct stratum_count *strata, size_t count, double a, double b, double *mean,
                        double *variance)
{
    *mean = *variance = 0;
    for (size_t h = 0; h < count; h++) {
        double m = (double)unseen_of(&strata[h]), alpha = alpha_of(&strata[h], a), beta = beta_of(&strata[h], b);
        double size = alpha + beta, p = alpha / size;
        *mean += (double)strata[h].x + m * p;
        *variance += m * p * (beta / size) * (size + m) / (size + 1);
    }
}

void predictive_clear(struct predictive *predictive)
{
    mem_free(predictive->mass);
    *predictive = (struct predictive){0};
}

void predictive_limits(const struct predictive *predictive, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (predictive->N <= 0 || !(level > 0 && level < 1))
        return;
    double first = (double)predictive->first, N = (double)predictive->N;
    if (!predictive->mass) {
        double tail = (1 - level) / 2, m = (double)predictive->unseen;
        limits->lower = (first + floor(m * qbeta(tail, predictive->alpha, predictive->beta, 1, 0))) / N;
        limits->upper = (first + ceil(m * qbeta(tail, predictive->alpha, predictive->beta, 0, 0))) / N;
        return;
    }
    /* A distribution function that reaches the tail exactly must not miss it by the rounding of its sum. */
    const long double slack = 1e-13L;
    long double tail = (1 - (long double)level) / 2;
    size_t lower = 0, upper = predictive->count - 1;
    long double below = (long double)predictive->mass[0], above = 0;
    while (lower < predictive->count - 1 && below < tail * (1 - slack))
        below += (long double)predictive->mass[++lower];
    while (upper > 0 && above + (long double)predictive->mass[upper] <= tail * (1 + slack))
        above += (long double)predictive->mass[upper--];
    limits->lower = (first + (double)lower) / N;
    limits->upper = (first + (double)upper) / N;
}

double predictive_at_least(const struct predictive *predictive, struct rational level)
{
    if (!predictive->mass) {
        double least = ceil(rational_value(level) * (double)predictive->N) - (double)predictive->first;
        /* Half an institution below: the distribution is continuous, the count is not. */
        double share = (least - 0.5) / (double)predictive->unseen;
        return share <= 0 ? 1 : share >= 1 ? 0 : pbeta(share, predictive->alpha, predictive->beta, 0, 0);
    }
    long double sum = 0;
    for (size_t i = predictive->count; i-- > 0;) {
        if ((wide)(predictive->first + (int64_t)i) * level.denominator < (wide)level.numerator * predictive->N)
            break;
        sum += (long double)predictive->mass[i];
    }
    return (double)fminl(sum, 1);
}

enum { LAMBDA_POINTS = 64 };

/* P on the scale of normal deviates, on which it is nearly a line in log lambda. */
static double deviate_of(double p)
{
    return qnorm(fmin(fmax(p, 1e-15), 1 - 1e-15), 0, 1, 1, 0);
}

/* What is looked for, and where P is known already: points by rising logarithm of lambda. */
struct search {
    const struct stratum_count *strata;
    size_t strata_count;
    double a, b;
    struct rational level;
    double at[LAMBDA_POINTS], deviate[LAMBDA_POINTS];
    size_t count;
};

static void keep(struct search *search, double log_lambda, double deviate)
{
    size_t place = search->count;
    if (search->count == LAMBDA_POINTS)
        return;
    for (; place > 0 && search->at[place - 1] > log_lambda; place--) {
        search->at[place] = search->at[place - 1];
        search->deviate[place] = search->deviate[place - 1];
    }
    search->at[place] = log_lambda;
    search->deviate[place] = deviate;
    search->count++;
}

static enum status deviate_at(struct search *search, double log_lambda, double *deviate)
{
    struct predictive predictive;
    if (predictive_of(search->strata, search->strata_count, search->a, search->b, exp(log_lambda), &predictive) !=
        STATUS_OK)
        return STATUS_FAILURE;
    double p = predictive_at_least(&predictive, search->level);
    predictive_clear(&predictive);
    *deviate = deviate_of(p);
    keep(search, log_lambda, *deviate);
    return STATUS_OK;
}

/* The nearest known points on either side of the target, and, where one side has none, steps in its direction until it
 * is passed; `*found` is false where it never is. */
static enum status bracket(struct search *search, double wanted, double at[2], double f[2], bool *found)
{
    const double furthest = log(1000);
    double step = 0.75;
    size_t above = 0; /* the first known point that is past the target */
    while (above < search->count && search->deviate[above] < wanted)
        above++;
    const bool rises = above == search->count;
    const size_t nearest = above > 0 ? above - 1 : 0;
    at[0] = search->at[nearest];
    f[0] = search->deviate[nearest] - wanted;
    *found = !rises && above > 0;
    if (*found) {
        at[1] = search->at[above];
        f[1] = search->deviate[above] - wanted;
        return STATUS_OK;
    }
    while (fabs(at[0]) < furthest) {
        at[1] = rises ? fmin(at[0] + step, furthest) : fmax(at[0] - step, -furthest);
        if (deviate_at(search, at[1], &f[1]) != STATUS_OK)
            return STATUS_FAILURE;
        f[1] -= wanted;
        *found = rises ? f[1] >= 0 : f[1] < 0;
        if (*found)
            break;
        /* Nearly a line: a little further than where it would meet the target. */
        double slope = (f[1] - f[0]) / (at[1] - at[0]), reach = 1.15 * fabs(f[1]) / slope;
        step = slope > 0 && reach < 4 * step ? fmax(reach, 0.1) : 2 * step;
        at[0] = at[1];
        f[0] = f[1];
    }
    return STATUS_OK;
}

static enum status find_lambda(struct search *search, double target, double *lambda)
{
    enum { TRIES = 60 };
    const double near = 1e-6, wanted = qnorm(target, 0, 1, 1, 0);
    double at[2], f[2];
    bool found = false;
    *lambda = NAN;
    enum status status = bracket(search, wanted, at, f, &found);
    if (status != STATUS_OK || !found)
        return status;
    /* Regula falsi in the Illinois form: an end that stays twice counts half. */
    int stayed = -1;
    for (int i = 0; i < TRIES && fabs(at[1] - at[0]) > near; i++) {
        double middle = i % 8 == 7 ? (at[0] + at[1]) / 2 : at[0] - f[0] * (at[1] - at[0]) / (f[1] - f[0]);
        double here = 0;
        status = deviate_at(search, middle, &here);
        if (status != STATUS_OK)
            return status;
        here -= wanted;
        int end = (here < 0) == (f[0] < 0) ? 0 : 1;
        at[end] = middle;
        f[end] = here;
        if (fabs(here) < 1e-7) { /* a slope of at least 0.1 by far: the logarithm is good to 1e-6 */
            at[0] = at[1] = middle;
        } else if (stayed == 1 - end)
            f[1 - end] /= 2;
        stayed = 1 - end;
    }
    *lambda = exp((at[0] + at[1]) / 2);
    return STATUS_OK;
}

enum status predictive_lambda(const struct stratum_count *strata, size_t count, double a, double b,
                              struct rational level, const double *targets, size_t target_count, double at_one,
                              double *lambdas)
{
    struct search search = {.strata = strata, .strata_count = count, .a = a, .b = b, .level = level};
    double deviate;
    enum status status = STATUS_OK;
    if (isnan(at_one))
        status = deviate_at(&search, 0, &deviate);
    else
        keep(&search, 0, deviate_of(at_one));
    for (size_t i = 0; status == STATUS_OK && i < target_count; i++)
        status = find_lambda(&search, targets[i], &lambdas[i]);
    return status;
}
