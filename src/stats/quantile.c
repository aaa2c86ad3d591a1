/* Quantiles of a number from weighted units, rule by rule, with Woodruff's limits. */
#include "stats/quantile.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const rule_names[QUANTILE_RULE_END] = {
    [QUANTILE_MATH] = "math", [QUANTILE_SCHOOL] = "school", [QUANTILE_HF1] = "hf1", [QUANTILE_HF2] = "hf2",
    [QUANTILE_HF3] = "hf3",   [QUANTILE_HF4] = "hf4",       [QUANTILE_HF5] = "hf5", [QUANTILE_HF6] = "hf6",
    [QUANTILE_HF7] = "hf7",   [QUANTILE_HF8] = "hf8",       [QUANTILE_HF9] = "hf9",
};

const char *quantile_rule_name(enum quantile_rule rule)
{
    return rule < QUANTILE_RULE_END ? rule_names[rule] : "";
}

bool quantile_rule_parse(const char *name, enum quantile_rule *rule)
{
    for (int i = 0; i < QUANTILE_RULE_END; i++)
        if (strcmp(name, rule_names[i]) == 0) {
            *rule = (enum quantile_rule)i;
            return true;
        }
    return false;
}

/* ---- sorting */

struct point {
    double value, weight;
    size_t unit;
};

static int by_value(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->value != q->value)
        return p->value < q->value ? -1 : 1;
    return p->unit < q->unit ? -1 : p->unit > q->unit;
}

static bool is_inside(const struct sample *sample, const struct sample_target *of, size_t unit)
{
    return sample->weight[unit] != 0 && !isnan(of->values[unit]) && (!of->mask || of->mask[unit]) &&
           (!of->groups || of->groups[unit] == of->group);
}

/* The points of the domain in rising order. */
static size_t sorted_points(const struct sample *sample, const struct sample_target *of, struct point *points,
                            bool *negative)
{
    size_t count = 0;
    *negative = false;
    for (size_t i = 0; i < sample->units; i++) {
        if (!is_inside(sample, of, i))
            continue;
        *negative = *negative || sample->weight[i] < 0;
        points[count++] = (struct point){of->values[i], sample->weight[i], i};
    }
    qsort(points, count, sizeof *points, by_value);
    return count;
}

enum status quantile_sort(const struct sample *sample, const struct sample_target *of, struct arena *arena,
                          struct quantile_order *order, enum sample_status *status)
{
    struct point *points = arena_array(arena, sample->units, sizeof *points);
    double *columns = arena_array(arena, sample->units, 3 * sizeof *columns);
    bool negative;
    long double cumulated = 0;
    *order = (struct quantile_order){0};
    if (!points || !columns)
        return STATUS_FAILURE;
    size_t count = sorted_points(sample, of, points, &negative);
    *status = negative ? SAMPLE_INVALID : count == 0 ? SAMPLE_NO_DATA : SAMPLE_OK;
    if (*status != SAMPLE_OK)
        return STATUS_OK;
    double *values = columns, *weights = columns + count, *sums = columns + 2 * count;
    for (size_t i = 0; i < count; i++) {
        cumulated += points[i].weight;
        values[i] = points[i].value;
        weights[i] = points[i].weight;
        sums[i] = (double)cumulated;
    }
    *order = (struct quantile_order){values, weights, sums, count};
    return STATUS_OK;
}

/* ---- rules */

/* The place of unit k, from 0 on, on the scale of p; rises with k. */
static double place(const struct quantile_order *o, enum quantile_rule rule, size_t k)
{
    size_t last = o->count - 1;
    double C = o->cumulated[k], before = k ? o->cumulated[k - 1] : 0, W = o->cumulated[last];
    switch (rule) {
    case QUANTILE_HF5:
        return (before + C) / 2 / W;
    case QUANTILE_HF6:
        return C / (W + o->weights[last]);
    case QUANTILE_HF7:
        return last ? before / o->cumulated[last - 1] : 0;
    case QUANTILE_HF8:
        return (before + 2 * C) / 3 / (W + o->weights[last] / 3);
    case QUANTILE_HF9:
        return (3 * before + 5 * C) / 8 / (W + o->weights[last] / 4);
    default:
        return C / W;
    }
}

static bool is_tie(double place_of_k, double p)
{
    return fabs(place_of_k - p) <= 1e-12 * p;
}

/* The first unit whose place reaches p; the last one where none does. */
static size_t first_at(const struct quantile_order *o, enum quantile_rule rule, double p)
{
    size_t low = 0, high = o->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double here = place(o, rule, middle);
        if (here >= p || is_tie(here, p))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static double interpolated(const struct quantile_order *o, enum quantile_rule rule, double p)
{
    size_t k = first_at(o, rule, p);
    double here = place(o, rule, k);
    if (k == 0 || here <= p)
        return o->values[k];
    double before = place(o, rule, k - 1), share = (p - before) / (here - before);
    return o->values[k - 1] + share * (o->values[k] - o->values[k - 1]);
}

/* How many distinct values there are up to unit k. */
static size_t distinct(const struct quantile_order *o, size_t k)
{
    size_t count = 1;
    for (size_t i = 1; i <= k; i++)
        count += o->values[i] != o->values[i - 1];
    return count;
}

double quantile_at(const struct quantile_order *order, enum quantile_rule rule, double p)
{
    if (order->count == 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (rule >= QUANTILE_HF4)
        return interpolated(order, rule, p);
    size_t k = first_at(order, rule, p);
    double value = order->values[k];
    if (rule == QUANTILE_MATH || rule == QUANTILE_HF1 || k + 1 == order->count || !is_tie(place(order, rule, k), p))
        return value;
    double next = order->values[k + 1];
    if (rule == QUANTILE_HF3)
        return next != value && distinct(order, k) % 2 == 1 ? next : value;
    return value + (next - value) / 2;
}

/* ---- limits */

/* The limits of the share F; false where there are none. */
static bool share_limits(const struct sample_estimate *share, enum quantile_interval interval, double t,
                         struct limits *limits)
{
    double F = share->value, half = t * share->se;
    if (isnan(half))
        return false;
    if (interval == QUANTILE_WOODRUFF) {
        *limits = (struct limits){F - half, F + half};
        return true;
    }
    if (!(F > 0 && F < 1))
        return false;
    double logit = log(F / (1 - F)), distance = half / (F * (1 - F));
    *limits = (struct limits){1 / (1 + exp(distance - logit)), 1 / (1 + exp(-distance - logit))};
    return true;
}

static void fill(const struct quantile_order *order, enum quantile_rule rule, enum quantile_interval interval,
                 double level, const struct sample_estimate *share, struct quantile_estimate *estimate)
{
    struct limits of_share;
    double t = share->df >= 1 ? -qt((1 - level) / 2, share->df, 1, 0) : NAN;
    estimate->df = share->df;
    estimate->status = share->status;
    if (!share_limits(share, interval, t, &of_share))
        return;
    estimate->limits.lower = quantile_at(order, rule, of_share.lower);
    estimate->limits.upper = quantile_at(order, rule, of_share.upper);
    estimate->se = (estimate->limits.upper - estimate->limits.lower) / (2 * t);
}

enum status quantile_estimate(const struct sample *sample, const struct sample_target *of, enum quantile_rule rule,
                              enum quantile_interval interval, const double *p, size_t count, double level,
                              struct arena *arena, struct quantile_estimate *estimates)
{
    struct quantile_order order;
    enum sample_status status;
    struct sample_target *targets = arena_array(arena, count, sizeof *targets);
    struct sample_estimate *shares = arena_array(arena, count, sizeof *shares);
    if (!targets || !shares || quantile_sort(sample, of, arena, &order, &status) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        double value = quantile_at(&order, rule, p[i]);
        estimates[i] = (struct quantile_estimate){value, {NAN, NAN}, NAN, NAN, status};
        targets[i] = *of;
        targets[i].kind = SAMPLE_DISTRIBUTION;
        targets[i].at = value;
    }
    if (status != SAMPLE_OK)
        return STATUS_OK;
    if (sample_estimate(sample, targets, count, arena, shares, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        fill(&order, rule, interval, level, &shares[i], &estimates[i]);
        if (isnan(shares[i].value)) /* the design does not hold: no value either */
            estimates[i].value = NAN;
    }
    return STATUS_OK;
}
