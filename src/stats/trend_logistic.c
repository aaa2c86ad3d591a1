/*
 * The logistic regression of counts on the year. Everything is reckoned in long double about the year in which level
 * and slope are independent, and moved to the origin at the end.
 */
#include <float.h>
#include <math.h>

#include "stats/trend.h"
#include "stats/trend_waves.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

enum { MOST_STEPS = 500, MOST_HALVINGS = 60, MOST_LOGITS = 3 };

enum trend_status trend_sum(const struct trend_wave *waves, size_t count, size_t needed, struct trend_sums *sums)
{
    *sums = (struct trend_sums){0};
    for (size_t i = 0; i < count; i++) {
        const struct trend_wave *wave = &waves[i];
        if ((i > 0 && wave->year <= waves[i - 1].year) || wave->n < 0 || wave->x < 0 || wave->x > wave->n)
            return TREND_INVALID;
        if (wave->n == 0)
            continue;
        if (sums->waves++ == 0)
            sums->origin = wave->year;
        sums->last = wave->year;
        sums->n += wave->n;
        sums->x += wave->x;
        sums->nt += (long double)wave->n * ((long double)wave->year - (long double)sums->origin);
    }
    return sums->waves < needed ? TREND_TOO_FEW : TREND_OK;
}

/* ---- the fit of two parameters */

static long double logistic(long double eta)
{
    return eta < 0 ? expl(eta) / (1 + expl(eta)) : 1 / (1 + expl(-eta));
}

/* log(1 + exp(eta)) */
static long double softplus(long double eta)
{
    return eta > 0 ? eta + log1pl(expl(-eta)) : log1pl(expl(eta));
}

long double logit_share(const struct logit_centred *centred, long double t)
{
    return logistic(centred->level + centred->slope * (t - centred->centre));
}

static long double years_since(const struct logit_group *groups, size_t i)
{
    return (long double)groups[i].year - (long double)groups[0].year;
}

/* The maximum exists if and only if no year separates the answers: the years of adopters and those of the others
 * overlap by more than a point (Albert and Anderson 1984). */
static bool separated(const struct logit_group *groups, size_t count)
{
    size_t first[2] = {count, count}, last[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        const bool has[2] = {groups[i].n - groups[i].x > 0, groups[i].x > 0};
        for (int answer = 0; answer < 2; answer++)
            if (has[answer]) {
                first[answer] = first[answer] == count ? i : first[answer];
                last[answer] = i;
            }
    }
    return first[0] == count || first[1] == count || last[0] <= first[1] || last[1] <= first[0];
}

static long double likelihood_of(const struct logit_group *groups, size_t count, const struct logit_centred *centred)
{
    long double sum = 0;
    for (size_t i = 0; i < count; i++) {
        long double eta = centred->level + centred->slope * (years_since(groups, i) - centred->centre);
        sum -= groups[i].x * softplus(-eta) + (groups[i].n - groups[i].x) * softplus(eta);
    }
    return sum;
}

/* Moves the centre to the mean year by information, which makes that of level and slope independent, and gives the
 * score about it. */
static void recentre(const struct logit_group *groups, size_t count, struct logit_centred *centred,
                     long double score[2])
{
    long double weight = 0, mean = 0;
    for (size_t i = 0; i < count; i++) {
        long double eta = centred->level + centred->slope * (years_since(groups, i) - centred->centre);
        long double each = groups[i].n * logistic(eta) * logistic(-eta);
        weight += each;
        mean += each * years_since(groups, i);
    }
    mean /= weight;
    centred->level += centred->slope * (mean - centred->centre);
    centred->centre = mean;
    centred->information[0] = weight;
    centred->information[1] = centred->information[2] = score[0] = score[1] = 0;
    for (size_t i = 0; i < count; i++) {
        long double t = years_since(groups, i) - mean, n = groups[i].n, eta = centred->level + centred->slope * t;
        long double mu = logistic(eta), nu = logistic(-eta);
        /* x - n mu, as a sum over adopters and others that does not cancel where mu is near 1. */
        long double left = groups[i].x * nu - (n - groups[i].x) * mu;
        score[0] += left;
        score[1] += left * t;
        centred->information[2] += n * mu * nu * t * t;
    }
}

/* A Newton step, shortened until the likelihood does not fall. Returns how far any logit went; negative where it
 * could not be made. */
static long double newton_step(const struct logit_group *groups, size_t count, struct logit_centred *centred)
{
    long double score[2];
    recentre(groups, count, centred, score);
    long double level = score[0] / centred->information[0], slope = score[1] / centred->information[2];
    if (!isfinite(level) || !isfinite(slope))
        return -1;
    /* A long step may end where the curve is flat and says nothing any more: no logit moves by more than this. */
    long double longest = 0;
    for (size_t i = 0; i < count; i++)
        longest = fmaxl(longest, fabsl(level + slope * (years_since(groups, i) - centred->centre)));
    if (longest > MOST_LOGITS) {
        level *= MOST_LOGITS / longest;
        slope *= MOST_LOGITS / longest;
        longest = MOST_LOGITS;
    }
    for (int halving = 0; halving < MOST_HALVINGS; halving++) {
        struct logit_centred next = *centred;
        next.level += level;
        next.slope += slope;
        next.likelihood = likelihood_of(groups, count, &next);
        if (next.likelihood >= centred->likelihood - 1000 * LDBL_EPSILON * fabsl(centred->likelihood)) {
            *centred = next;
            return longest;
        }
        level /= 2;
        slope /= 2;
        longest /= 2;
    }
    return -1;
}

enum trend_status logit_fit(const struct logit_group *groups, size_t count, struct logit_centred *centred)
{
    *centred = (struct logit_centred){0};
    if (separated(groups, count))
        return TREND_UNDEFINED;
    long double n = 0, x = 0;
    for (size_t i = 0; i < count; i++) {
        n += groups[i].n;
        x += groups[i].x;
    }
    for (size_t i = 0; i < count; i++)
        centred->centre += groups[i].n / n * years_since(groups, i);
    centred->level = logl(x / (n - x));
    centred->likelihood = centred->likelihood_level = likelihood_of(groups, count, centred);
    long double last = (long double)INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
        long double moved = newton_step(groups, count, centred);
        if (moved < 0)
            return TREND_NO_CONVERGENCE;
        /* The error after a step goes with the square of the step: this one was the last that a double could show. Or a
         * short one no longer becomes shorter: what moves is the rounding of the score. */
        bool done = moved < 1e-12L || (moved < 1e-9L && moved >= last / 2);
        last = moved;
        if (done) {
            long double score[2];
            recentre(groups, count, centred, score);
            return TREND_OK;
        }
    }
    return TREND_NO_CONVERGENCE;
}

struct logistic_fit logit_none(void)
{
    return (struct logistic_fit){
        .needed = 2,
        .intercept = NAN,
        .slope = NAN,
        .intercept_se = NAN,
        .slope_se = NAN,
        .covariance = NAN,
        .statistic = NAN,
        .p = NAN,
        .df = NAN,
        .deviance = NAN,
        .pearson = NAN,
        .likelihood_ratio = NAN,
        .dispersion = NAN,
    };
}

void logit_at_origin(const struct logit_centred *centred, const long double covariance[3], struct logistic_fit *fit)
{
    long double c = centred->centre;
    fit->intercept = (double)(centred->level - centred->slope * c);
    fit->slope = (double)centred->slope;
    fit->intercept_se = (double)sqrtl(covariance[0] - 2 * c * covariance[1] + c * c * covariance[2]);
    fit->slope_se = (double)sqrtl(covariance[2]);
    fit->covariance = (double)(covariance[1] - c * covariance[2]);
}

/* ---- counts */

/* y log(y / mu), 0 where y is. */
static long double deviance_part(long double y, long double mu)
{
    return y > 0 ? y * logl(y / mu) : 0;
}

static void fit_quality(const struct logit_group *groups, size_t count, const struct logit_centred *centred,
                        struct logistic_fit *fit)
{
    long double deviance = 0, pearson = 0;
    for (size_t i = 0; i < count; i++) {
        long double eta = centred->level + centred->slope * (years_since(groups, i) - centred->centre);
        long double n = groups[i].n, x = groups[i].x, mu = n * logistic(eta), nu = n * logistic(-eta);
        deviance += 2 * (deviance_part(x, mu) + deviance_part(n - x, nu));
        pearson += (x - mu) * (x - mu) * n / (mu * nu);
    }
    fit->deviance = (double)fmaxl(0, deviance);
    fit->pearson = (double)pearson;
    fit->likelihood_ratio = (double)fmaxl(0, 2 * (centred->likelihood - centred->likelihood_level));
    if (fit->waves > 2)
        fit->dispersion = fit->pearson / ((double)fit->waves - 2);
}

static void logistic_of_groups(const struct logit_group *groups, size_t count, struct logistic_fit *fit)
{
    struct logit_centred centred;
    fit->status = logit_fit(groups, count, &centred);
    if (fit->status != TREND_OK)
        return;
    const long double covariance[3] = {1 / centred.information[0], 0, 1 / centred.information[2]};
    logit_at_origin(&centred, covariance, fit);
    fit_quality(groups, count, &centred, fit);
    fit->df = INFINITY;
    fit->statistic = fit->slope / fit->slope_se;
    fit->p = 2 * pnorm(-fabs(fit->statistic), 0, 1, 1, 0);
}

void trend_logistic(const struct trend_wave *waves, size_t count, struct arena *arena, struct logistic_fit *fit)
{
    *fit = logit_none();
    struct trend_sums sums;
    fit->status = trend_sum(waves, count, fit->needed, &sums);
    fit->waves = sums.waves;
    fit->origin = sums.origin;
    fit->last = sums.last;
    if (fit->status != TREND_OK)
        return;
    struct logit_group *groups = arena_array(arena, sums.waves, sizeof *groups);
    if (!groups) {
        fit->status = TREND_NO_MEMORY;
        return;
    }
    size_t group_count = 0;
    for (size_t i = 0; i < count; i++)
        if (waves[i].n > 0)
            groups[group_count++] =
                (struct logit_group){waves[i].year, (long double)waves[i].n, (long double)waves[i].x};
    logistic_of_groups(groups, group_count, fit);
}

bool trend_slope_limits(const struct logistic_fit *fit, double level, struct limits *limits)
{
    *limits = (struct limits){NAN, NAN};
    if (isnan(fit->slope_se) || isnan(fit->df) || !(level > 0 && level < 1))
        return false;
    double q = -qt((1 - level) / 2, fit->df, 1, 0);
    *limits = (struct limits){fit->slope - q * fit->slope_se, fit->slope + q * fit->slope_se};
    return true;
}
