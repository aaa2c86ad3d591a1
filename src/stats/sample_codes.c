/*
 * The shares of all categories of an item in one pass. A unit has one code, so that the products of scores
 * s_i = w_i (e_c(i) - p) / M sum to those of the weights by category: the time is that of the units and of
 * strata * categories^2, not of units * categories^2. For units that are their own clusters and design weights.
 */
#include "stats/sample_codes.h"

#include <math.h>

#include "stats/sample_spread.h"
#include "stats/sample_sums.h"

/* By stratum and code, the last of which stands for all codes from `categories` on. */
struct cells {
    size_t categories, width; /* width = categories + 1 */
    double *weights, *squares;
    size_t *units;
};

static enum status cells_new(const struct sample *sample, size_t categories, struct arena *arena, struct cells *cells)
{
    size_t width = categories + 1;
    *cells = (struct cells){
        .categories = categories,
        .width = width,
        .weights = arena_array(arena, sample->strata, width * sizeof *cells->weights),
        .squares = arena_array(arena, sample->strata, width * sizeof *cells->squares),
        .units = arena_array(arena, sample->strata, width * sizeof *cells->units),
    };
    return cells->weights && cells->squares && cells->units ? STATUS_OK : STATUS_FAILURE;
}

static bool is_inside(const struct sample *s, const struct sample_target *t, size_t unit)
{
    return t->codes[unit] >= 0 && s->weight[unit] != 0 && (!t->mask || t->mask[unit]) &&
           (!t->groups || t->groups[unit] == t->group);
}

static void gather(const struct sample *s, const struct sample_target *t, struct cells *cells, struct spread *spread)
{
    for (size_t i = 0; i < s->units; i++) {
        int32_t stratum = s->stratum ? s->stratum[i] : 0;
        if (stratum < 0 || (size_t)stratum >= s->strata) {
            spread->invalid = true;
            continue;
        }
        spread->primaries[stratum]++;
        if (!is_inside(s, t, i))
            continue;
        size_t code = (size_t)t->codes[i] < cells->categories ? (size_t)t->codes[i] : cells->categories;
        size_t cell = (size_t)stratum * cells->width + code;
        cells->weights[cell] += s->weight[i];
        cells->squares[cell] += s->weight[i] * s->weight[i];
        cells->units[cell]++;
    }
}

/* The sums of each category over the strata. */
static void sum_categories(const struct sample *s, enum sample_kind kind, const struct cells *cells,
                           struct sample_sums *sums)
{
    struct sample_sums all = {0};
    for (size_t stratum = 0; stratum < s->strata; stratum++) {
        size_t units = 0;
        for (size_t k = 0; k < cells->width; k++) {
            size_t cell = stratum * cells->width + k;
            units += cells->units[cell];
            all.weight += cells->weights[cell];
            if (k == cells->categories)
                continue;
            sums[k].values += cells->weights[cell];
            sums[k].ones += cells->units[cell];
        }
        all.units += units;
        all.strata += units > 0;
    }
    for (size_t k = 0; k < cells->categories; k++) {
        struct sample_sums *sum = &sums[k];
        bool none = sum->ones == 0, every = sum->ones == all.units;
        long double share = none ? 0 : every ? 1 : sum->values / all.weight;
        sum->weight = sum->divisors = all.weight;
        sum->units = sum->primaries = all.units;
        sum->strata = all.strata;
        sum->least = every;
        sum->greatest = !none;
        sum->mean = (double)share;
        sum->squares = all.weight * share * (1 - share);
        sum->ratio = sample_is_total(kind) ? 0 : (double)share;
        sum->scale = sample_is_total(kind) ? 1 : (double)all.weight;
    }
}

/* The scores' sums and products of one stratum: s = w (e - R) / scale, where R is 0 for totals. */
static void spread_stratum(const struct cells *cells, const struct sample_sums *sums, size_t stratum,
                           struct spread *spread)
{
    size_t categories = cells->categories;
    const double *weights = cells->weights + stratum * cells->width, *squares = cells->squares + stratum * cells->width;
    double *sum = spread->sum + stratum * categories, *product = spread->product + stratum * categories * categories;
    double all_weights = 0, all_squares = 0;
    for (size_t k = 0; k < cells->width; k++) {
        all_weights += weights[k];
        all_squares += squares[k];
    }
    for (size_t k = 0; k < categories; k++) {
        double at = sums[k].ratio, scale = sums[k].scale;
        sum[k] = ((1 - at) * weights[k] - at * (all_weights - weights[k])) / scale;
        product[k * categories + k] =
            ((1 - at) * (1 - at) * squares[k] + at * at * (all_squares - squares[k])) / (scale * scale);
        for (size_t j = 0; spread->full && j < k; j++) {
            double other = sums[j].ratio, rest = all_squares - squares[k] - squares[j];
            product[k * categories + j] =
                (at * other * rest - (1 - at) * other * squares[k] - at * (1 - other) * squares[j]) / (scale * scale);
        }
    }
    if (spread->primaries[stratum] > 1)
        return;
    for (size_t k = 0; k < categories; k++) /* one unit alone is told by its score */
        spread->first[stratum * categories + k] = sum[k];
}

enum status sample_codes(const struct sample *sample, const struct sample_target *of, size_t categories,
                         struct arena *arena, struct sample_estimate *estimates, double *covariance)
{
    struct cells cells;
    struct spread spread;
    struct sample_sums *sums = arena_array(arena, categories, sizeof *sums);
    bool full = covariance != NULL;
    double *variances = full ? covariance : arena_array(arena, categories, sizeof *variances);
    if (!sums || !variances || cells_new(sample, categories, arena, &cells) != STATUS_OK ||
        spread_new(sample, categories, full, arena, &spread) != STATUS_OK)
        return STATUS_FAILURE;
    gather(sample, of, &cells, &spread);
    sum_categories(sample, of->kind, &cells, sums);
    for (size_t stratum = 0; stratum < sample->strata; stratum++)
        spread_stratum(&cells, sums, stratum, &spread);
    enum sample_status status = spread_finish(&spread, variances);
    for (size_t k = 0; k < categories; k++)
        sample_fill(of->kind, &sums[k], variances[full ? k * categories + k : k], status, &estimates[k]);
    if (full)
        sample_clean(estimates, categories, covariance);
    return STATUS_OK;
}
