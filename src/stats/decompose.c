/* Kitagawa's decomposition, and making its parts sum exactly. */
#include "stats/decompose.h"

#include <math.h>

#include "base/language.h"

const char *component_name(enum component component)
{
    static const char *const names[COMPONENT_END] = {N_("adoption"),   N_("abandonment"), N_("merger"),
                                                     N_("entry-exit"), N_("composition"), N_("frame")};
    return names[component];
}

static long double ratio(int64_t a, int64_t b)
{
    return (long double)a / (long double)b;
}

/* The parts within one stratum in which both waves have answers; `part` is added to. */
static void within(const struct decompose_stratum *h, long double weight, long double part[COMPONENT_END])
{
    long double a1 = ratio(h->matched, h->n[0]), a2 = ratio(h->matched, h->n[1]), a = (a1 + a2) / 2;
    int64_t rest[2], rest_x[2];
    rest[0] = h->n[0] - h->matched;
    rest[1] = h->n[1] - h->matched;
    rest_x[0] = h->x[0] - h->stayed - h->dropped;
    rest_x[1] = h->x[1] - h->stayed - h->adopted;
    long double s1 = 0, s2 = 0, kept; /* kept: the rest of the first wave without the merged */
    if (rest[0])
        s1 = ratio(rest_x[0], rest[0]);
    if (rest[1])
        s2 = ratio(rest_x[1], rest[1]);
    s1 = rest[0] ? s1 : s2;
    s2 = rest[1] ? s2 : s1;
    kept = rest[0] > h->merged[0] ? ratio(rest_x[0] - h->merged[1], rest[0] - h->merged[0]) : s2;
    kept = h->merged[0] ? kept : s1;
    part[COMPONENT_MERGER] += weight * (1 - a) * (kept - s1);
    part[COMPONENT_ENTRY_EXIT] += weight * (1 - a) * (s2 - kept);
    if (!h->matched)
        return;
    long double r = (ratio(h->stayed + h->dropped, h->matched) + ratio(h->stayed + h->adopted, h->matched)) / 2;
    part[COMPONENT_ADOPTION] += weight * a * ratio(h->adopted, h->matched);
    part[COMPONENT_ABANDONMENT] -= weight * a * ratio(h->dropped, h->matched);
    part[COMPONENT_COMPOSITION] += weight * (a2 - a1) * (r - (s1 + s2) / 2);
}

/* Parts are kept as multiples of 2^-52, so that adding them up loses nothing, in whatever order; what rounding them
 * left over goes to the largest. */
static double on_grid(long double value)
{
    return (double)(rintl(value * 0x1p52L) * 0x1p-52L);
}

static void close_gap(struct decomposition *decomposition)
{
    double *part = decomposition->part, sum = 0;
    int largest = 0;
    for (int i = 0; i < COMPONENT_END; i++) {
        sum += part[i];
        largest = fabs(part[i]) > fabs(part[largest]) ? i : largest;
    }
    part[largest] += decomposition->change - sum;
}

bool decompose(const struct decompose_stratum *strata, size_t count, struct decomposition *decomposition)
{
    *decomposition = (struct decomposition){0};
    long double part[COMPONENT_END] = {0}, rates[2] = {0, 0};
    int64_t *institutions = decomposition->institutions, valid[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        const struct decompose_stratum *h = &strata[i];
        if (!h->n[0] && !h->n[1])
            continue;
        long double p1 = h->n[0] ? ratio(h->x[0], h->n[0]) : ratio(h->x[1], h->n[1]);
        long double p2 = h->n[1] ? ratio(h->x[1], h->n[1]) : p1;
        long double w1 = (long double)h->weight[0], w2 = (long double)h->weight[1];
        rates[0] += w1 * p1;
        rates[1] += w2 * p2;
        part[COMPONENT_FRAME] += (w2 - w1) * (p1 + p2) / 2;
        if (h->n[0] && h->n[1])
            within(h, (w1 + w2) / 2, part);
        valid[0] += h->n[0];
        valid[1] += h->n[1];
        institutions[COMPONENT_ADOPTION] += h->adopted;
        institutions[COMPONENT_ABANDONMENT] += h->dropped;
        institutions[COMPONENT_MERGER] += h->merged[0];
        institutions[COMPONENT_ENTRY_EXIT] += h->n[0] + h->n[1] - 2 * h->matched - h->merged[0];
    }
    if (!valid[0] || !valid[1])
        return false;
    institutions[COMPONENT_COMPOSITION] = institutions[COMPONENT_FRAME] = valid[0] + valid[1];
    decomposition->change = on_grid(rates[1] - rates[0]);
    for (int i = 0; i < COMPONENT_END; i++)
        decomposition->part[i] = on_grid(part[i]);
    close_gap(decomposition);
    return true;
}
