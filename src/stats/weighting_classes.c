/* Weights without calibration: trimmed within groups, and adjusted for nonresponse within classes. */
#include <math.h>
#include <string.h>

#include "stats/weighting.h"

/* ---- trimming */

/* One group while its factor is looked for. */
struct trimming {
    const double *weights;
    size_t units;
    const int32_t *groups;
    int32_t group;
    double least, greatest;
};

static bool in_group(const struct trimming *t, size_t unit)
{
    return t->weights[unit] != 0 && (!t->groups || t->groups[unit] == t->group);
}

static double bounded(const struct trimming *t, double weight)
{
    return fmin(fmax(weight, t->least), t->greatest);
}

/* The group's sum with factor c, and the weight that is not at a bound. */
static double sum_with(const struct trimming *t, double c, double *open)
{
    double sum = 0;
    *open = 0;
    for (size_t i = 0; i < t->units; i++) {
        if (!in_group(t, i))
            continue;
        double weight = bounded(t, c * t->weights[i]);
        sum += weight;
        *open += weight == c * t->weights[i] ? t->weights[i] : 0;
    }
    return sum;
}

/* The c at which the sum is `target`: Newton's steps on what rises piece by piece in straight lines, kept within a
 * bracket that halves where they lead out of it. */
static bool find_factor(const struct trimming *t, double target, double *factor)
{
    double low = 0, high = INFINITY, c = 1, open;
    for (int round = 0; round < 500; round++) {
        double off = target - sum_with(t, c, &open);
        if (fabs(off) <= 1e-14 * target) {
            *factor = c;
            return true;
        }
        if (off > 0)
            low = c;
        else
            high = c;
        double next = open > 0 ? c + off / open : NAN;
        if (!(next > low && next < high))
            next = isinf(high) ? 2 * c : low + (high - low) / 2;
        if (next == c || !isfinite(next))
            break;
        c = next;
    }
    *factor = c;
    return fabs(target - sum_with(t, c, &open)) <= 1e-9 * target;
}

static void trim_group(const struct trimming *t, double whole, struct weighting_trim *trim)
{
    double target = 0, factor;
    for (size_t i = 0; i < t->units; i++)
        target += in_group(t, i) ? t->weights[i] : 0;
    if (target == 0 || trim->status != WEIGHTING_OK)
        return;
    if (!find_factor(t, target, &factor)) {
        trim->status = WEIGHTING_NOT_CONVERGED;
        trim->group = t->group;
        return;
    }
    for (size_t i = 0; i < t->units; i++) {
        if (!in_group(t, i))
            continue;
        double weight = bounded(t, factor * t->weights[i]);
        trim->weights[i] = weight;
        trim->trimmed += weight != factor * t->weights[i];
        trim->moved += fmax(0, t->weights[i] - weight) / whole;
    }
}

static bool trim_makes_sense(const double *weights, size_t units, const int32_t *groups, int32_t group_count,
                             double least, double greatest)
{
    bool good = least >= 0 && greatest >= least && (!groups || group_count > 0);
    for (size_t i = 0; i < units; i++)
        good =
            good && weights[i] >= 0 && isfinite(weights[i]) && (!groups || (groups[i] >= 0 && groups[i] < group_count));
    return good;
}

enum status weighting_trim(const double *weights, size_t units, const int32_t *groups, int32_t group_count,
                           double least, double greatest, struct arena *arena, struct weighting_trim *trim)
{
    double whole = 0;
    *trim = (struct weighting_trim){.weights = arena_array(arena, units, sizeof *trim->weights)};
    if (!trim->weights)
        return STATUS_FAILURE;
    if (!trim_makes_sense(weights, units, groups, group_count, least, greatest))
        trim->status = WEIGHTING_INVALID;
    for (size_t i = 0; i < units; i++)
        whole += weights[i];
    for (int32_t group = 0; trim->status == WEIGHTING_OK && group < (groups ? group_count : 1); group++) {
        const struct trimming one = {weights, units, groups, group, least, greatest};
        trim_group(&one, whole, trim);
    }
    if (trim->status != WEIGHTING_OK)
        trim->weights = NULL;
    return STATUS_OK;
}

/* ---- nonresponse */

/* A class while classes are joined. */
struct group {
    double asked, answered; /* weights */
    size_t respondents;
    bool open; /* it has units and was not joined into another */
};

static double factor_of(const struct group *g)
{
    return g->answered > 0 ? g->asked / g->answered : INFINITY;
}

static bool breaks(const struct group *g, const struct weighting_rule *rule)
{
    return g->open &&
           (g->respondents < rule->least_respondents || factor_of(g) > rule->largest_factor || !(g->answered > 0));
}

/* The class to be joined next; -1 where all keep to the rule. */
static int32_t weakest(const struct group *groups, int32_t count, const struct weighting_rule *rule)
{
    int32_t worst = -1;
    for (int32_t c = 0; c < count; c++) {
        if (!breaks(&groups[c], rule))
            continue;
        if (worst < 0 || groups[c].respondents < groups[worst].respondents ||
            (groups[c].respondents == groups[worst].respondents && factor_of(&groups[c]) > factor_of(&groups[worst])))
            worst = c;
    }
    return worst;
}

/* The class nearest to `from` in its response rate; -1 where there is none. */
static int32_t nearest(const struct group *groups, int32_t count, const int32_t *parents, int32_t from)
{
    int32_t best = -1;
    double least = INFINITY, rate = groups[from].answered / groups[from].asked;
    for (int32_t c = 0; c < count; c++) {
        if (c == from || !groups[c].open || (parents && parents[c] != parents[from]))
            continue;
        double distance = fabs(groups[c].answered / groups[c].asked - rate);
        if (distance < least) {
            least = distance;
            best = c;
        }
    }
    return best;
}

static void join(struct group *groups, int32_t count, int32_t from, int32_t into, struct weighting_classes *result)
{
    result->log[result->log_count++] =
        (struct weighting_collapse){from, into, groups[from].respondents, factor_of(&groups[from])};
    groups[into].asked += groups[from].asked;
    groups[into].answered += groups[from].answered;
    groups[into].respondents += groups[from].respondents;
    groups[from].open = false;
    for (int32_t c = 0; c < count; c++)
        if (result->joined[c] == from)
            result->joined[c] = into;
}

static bool gather_classes(const double *weights, size_t units, const bool *responded, const int32_t *classes,
                           int32_t class_count, struct group *groups)
{
    for (size_t i = 0; i < units; i++) {
        if (classes[i] < 0 || classes[i] >= class_count || !(weights[i] >= 0 && isfinite(weights[i])))
            return false;
        struct group *g = &groups[classes[i]];
        g->open = g->open || weights[i] > 0;
        g->asked += weights[i];
        g->answered += responded[i] ? weights[i] : 0;
        g->respondents += responded[i] && weights[i] > 0;
    }
    return units > 0;
}

static void join_classes(struct group *groups, int32_t count, const int32_t *parents, const struct weighting_rule *rule,
                         struct weighting_classes *result)
{
    for (int32_t from; (from = weakest(groups, count, rule)) >= 0;) {
        int32_t into = nearest(groups, count, parents, from);
        if (into < 0) {
            result->status = WEIGHTING_EMPTY;
            result->category = from;
            return;
        }
        join(groups, count, from, into, result);
    }
}

enum status weighting_nonresponse(const double *weights, size_t units, const bool *responded, const int32_t *classes,
                                  int32_t class_count, const int32_t *parents, const struct weighting_rule *rule,
                                  struct arena *arena, struct weighting_classes *result)
{
    size_t count = class_count > 0 ? (size_t)class_count : 0;
    struct group *groups = arena_array(arena, count, sizeof *groups);
    double *adjusted = arena_array(arena, units, sizeof *adjusted);
    *result = (struct weighting_classes){
        .factors = arena_array(arena, count, sizeof *result->factors),
        .joined = arena_array(arena, count, sizeof *result->joined),
        .log = arena_array(arena, count, sizeof *result->log),
        .category = -1,
    };
    if (!groups || !adjusted || !result->factors || !result->joined || !result->log)
        return STATUS_FAILURE;
    for (int32_t c = 0; c < class_count; c++) {
        result->joined[c] = c;
        result->factors[c] = NAN;
    }
    if (!gather_classes(weights, units, responded, classes, class_count, groups)) {
        result->status = WEIGHTING_INVALID;
        return STATUS_OK;
    }
    join_classes(groups, class_count, parents, rule, result);
    if (result->status != WEIGHTING_OK)
        return STATUS_OK;
    for (int32_t c = 0; c < class_count; c++)
        if (groups[result->joined[c]].open)
            result->factors[c] = factor_of(&groups[result->joined[c]]);
    for (size_t i = 0; i < units; i++)
        adjusted[i] = responded[i] && weights[i] > 0 ? weights[i] * result->factors[classes[i]] : 0;
    result->weights = adjusted;
    return STATUS_OK;
}
