/* What may be published of numbers, and of the weighted counts of choices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/counts.h"
#include "analysis/disclosure_plan.h"

enum { LEAST_GROUPS = 3 };

/* The rows of one group, within those of one wave and item. */
struct span {
    size_t first, next;
    int64_t n;
    bool hidden;
};

static void hide_mean(struct mean *mean)
{
    if (isnan(mean->estimate))
        return;
    mean->estimate = mean->se = mean->lower = mean->upper = mean->deff = NAN;
    mean->status = ESTIMATE_SUPPRESSED;
}

static bool is_whole(const struct mean *mean)
{
    return mean->group.stratum == GROUP_ALL && !mean->group.name;
}

static bool same_group(const struct mean *a, const struct mean *b)
{
    return a->group.stratum == b->group.stratum && a->group.name == b->group.name;
}

/* Whether so few answers lie beyond a quantile on one side that it is nearly one institution's. */
static bool is_at_end(const struct mean *mean, int64_t minimum)
{
    if (mean->statistic[0] != 'q')
        return false;
    double q = strtod(mean->statistic + 1, NULL);
    return (q < 0.5 ? q : 1 - q) * (double)mean->n < (double)minimum;
}

/* The choice of "total:CHOICE"; -1: it is no such row. */
static int64_t choice_of(const struct study *study, const struct mean *mean)
{
    const struct scale *scale = study->items[mean->item].scale;
    if (!scale || strncmp(mean->statistic, "total:", 6) != 0)
        return -1;
    for (size_t k = 0; k < scale->count; k++)
        if (strcmp(scale->choices[k].id, mean->statistic + 6) == 0)
            return (int64_t)k;
    return -1;
}

static void suppress_total(const struct disclosure *plan, struct mean *mean)
{
    int64_t choice = choice_of(plan->panel->study, mean);
    bool hidden = choice < 0 || mean->group.name ||
                  (mean->group.stratum == GROUP_ALL
                       ? disclosure_hides_any(plan, mean->wave, mean->item, choice)
                       : disclosure_hides(plan, mean->wave, mean->item, choice, mean->group.stratum));
    if (hidden)
        hide_mean(mean);
}

static void close_spans(struct span *spans, size_t count)
{
    for (;;) {
        size_t groups = 0, next = count;
        int64_t n = 0;
        for (size_t i = 0; i < count; i++) {
            groups += spans[i].hidden;
            n += spans[i].hidden ? spans[i].n : 0;
            if (!spans[i].hidden && spans[i].n > 0 && (next == count || spans[i].n < spans[next].n))
                next = i;
        }
        if (!groups || (groups >= LEAST_GROUPS && n >= LOW_BASE) || next == count)
            return;
        spans[next].hidden = true;
    }
}

/* The rows of one wave and item. */
static void suppress_block(struct mean *rows, size_t count, int64_t minimum, struct span *spans)
{
    size_t groups = 0;
    for (size_t i = 0, next; i < count; i = next) {
        struct span span = {.first = i};
        for (next = i; next < count && same_group(&rows[next], &rows[i]); next++)
            span.n = rows[next].n > span.n ? rows[next].n : span.n;
        span.next = next;
        span.hidden = span.n > 0 && span.n < LOW_BASE;
        if (!is_whole(&rows[i]))
            spans[groups++] = span;
        else if (span.hidden)
            for (size_t k = i; k < next; k++)
                hide_mean(&rows[k]);
    }
    close_spans(spans, groups);
    for (size_t g = 0; g < groups; g++)
        for (size_t i = spans[g].first; spans[g].hidden && i < spans[g].next; i++)
            hide_mean(&rows[i]);
    for (size_t i = 0; i < count; i++)
        if (is_at_end(&rows[i], minimum))
            hide_mean(&rows[i]);
}

enum status means_suppress(const struct disclosure *plan, const struct means_options *options, struct arena *arena,
                           struct means *means, struct errors *errors)
{
    const int64_t minimum = plan->panel->study->minimum_cell;
    struct span *spans = arena_array(arena, means->count, sizeof *spans);
    if (!spans)
        return errors_memory(errors);
    for (size_t i = 0, next; minimum > 1 && i < means->count; i = next) {
        for (next = i; next < means->count && means->rows[next].wave == means->rows[i].wave &&
                       means->rows[next].item == means->rows[i].item;
             next++)
            if (options->totals)
                suppress_total(plan, &means->rows[next]);
        if (!options->totals)
            suppress_block(&means->rows[i], next - i, minimum, spans);
    }
    return STATUS_OK;
}
