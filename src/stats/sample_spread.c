/*
 * The squares of scores about their stratum's mean, in one pass: the sums are taken about the stratum's first score,
 * which lies within sqrt(n) standard deviations of the mean as every value of a sample does, so that centring them
 * afterwards loses at most a factor n of the rounding.
 */
#include "stats/sample_spread.h"

#include <math.h>
#include <string.h>

/* From so many columns on, looking for those that are 0 costs less than adding them up. */
enum { MANY = 8 };

enum status spread_new(const struct sample *sample, size_t columns, bool full, struct arena *arena,
                       struct spread *spread)
{
    size_t strata = sample->strata;
    *spread = (struct spread){
        .sample = sample,
        .columns = columns,
        .full = full,
        .primaries = arena_array(arena, strata, sizeof *spread->primaries),
        .first = arena_array(arena, strata, columns * sizeof(double)),
        .sum = arena_array(arena, strata, columns * sizeof(double)),
        .product = arena_array(arena, strata, columns * columns * sizeof(double)),
    };
    if (!spread->primaries || !spread->first || !spread->sum || !spread->product)
        return STATUS_FAILURE;
    spread->invalid = strata == 0 || sample->units == 0;
    if (!sample->cluster)
        return STATUS_OK;
    spread->cluster_sum = arena_array(arena, sample->clusters, columns * sizeof(double));
    spread->cluster_stratum = arena_array(arena, sample->clusters, sizeof *spread->cluster_stratum);
    if (!spread->cluster_sum || !spread->cluster_stratum)
        return STATUS_FAILURE;
    memset(spread->cluster_stratum, 0xff, sample->clusters * sizeof *spread->cluster_stratum);
    return STATUS_OK;
}

static void add_squares(size_t columns, const double *restrict scores, size_t stride, const double *restrict first,
                        double *restrict sum, double *restrict product)
{
    for (size_t k = 0; k < columns; k++) {
        double deviation = scores[k * stride] - first[k];
        sum[k] += deviation;
        product[k * columns + k] += deviation * deviation;
    }
}

static void add_products(size_t columns, const double *restrict scores, size_t stride, const double *restrict first,
                         double *restrict sum, double *restrict product)
{
    for (size_t k = 0; k < columns; k++) {
        double deviation = scores[k * stride] - first[k];
        if (columns >= MANY && deviation == 0) /* as of most groups for a unit of another one */
            continue;
        sum[k] += deviation;
        for (size_t j = 0; j <= k; j++)
            product[k * columns + j] += deviation * (scores[j * stride] - first[j]);
    }
}

/* One primary unit of a stratum. */
static void add_primary(struct spread *s, size_t stratum, const double *scores, size_t stride)
{
    size_t columns = s->columns;
    double *first = s->first + stratum * columns, *sum = s->sum + stratum * columns;
    double *product = s->product + stratum * columns * columns;
    if (s->primaries[stratum]++ == 0) {
        for (size_t k = 0; k < columns; k++)
            first[k] = scores[k * stride];
    } else if (s->full) {
        add_products(columns, scores, stride, first, sum, product);
    } else {
        add_squares(columns, scores, stride, first, sum, product);
    }
}

static void add_to_cluster(struct spread *s, size_t unit, int32_t stratum, const double *scores, size_t stride)
{
    int32_t cluster = s->sample->cluster[unit];
    if (cluster < 0 || (size_t)cluster >= s->sample->clusters) {
        s->invalid = true;
        return;
    }
    s->invalid = s->invalid || (s->cluster_stratum[cluster] >= 0 && s->cluster_stratum[cluster] != stratum);
    s->cluster_stratum[cluster] = stratum;
    for (size_t k = 0; k < s->columns; k++)
        s->cluster_sum[(size_t)cluster * s->columns + k] += scores[k * stride];
}

void spread_add(struct spread *spread, size_t start, size_t count, const double *scores, size_t stride)
{
    const struct sample *sample = spread->sample;
    for (size_t i = 0; i < count; i++) {
        int32_t stratum = sample->stratum ? sample->stratum[start + i] : 0;
        if (stratum < 0 || (size_t)stratum >= sample->strata) {
            spread->invalid = true;
            continue;
        }
        if (sample->cluster)
            add_to_cluster(spread, start + i, stratum, scores + i, stride);
        else
            add_primary(spread, (size_t)stratum, scores + i, stride);
    }
}

/* What a stratum's primary units tell of the design. */
enum stratum_state { STRATUM_EMPTY, STRATUM_UNCOVERED, STRATUM_INVALID, STRATUM_CENSUS, STRATUM_LONELY, STRATUM_OPEN };

static enum stratum_state state_of(const struct spread *s, size_t stratum, double *open_share)
{
    double n = (double)s->primaries[stratum], N = s->sample->population ? s->sample->population[stratum] : INFINITY;
    *open_share = isinf(N) ? 1 : (N - n) / N;
    if (n == 0)
        return isinf(N) || N <= 0 ? STRATUM_EMPTY : STRATUM_UNCOVERED;
    if (!(n <= N))
        return STRATUM_INVALID;
    if (n == N)
        return STRATUM_CENSUS;
    return n == 1 ? STRATUM_LONELY : STRATUM_OPEN;
}

/* What one stratum adds to the covariance of columns k and j. */
static double contribution(const struct spread *s, size_t stratum, size_t k, size_t j, double open_share)
{
    size_t columns = s->columns;
    double n = (double)s->primaries[stratum];
    const double *sum = s->sum + stratum * columns, *first = s->first + stratum * columns;
    if (n == 1) /* not centred: R's `adjust` */
        return s->sample->lonely == LONELY_ADJUST ? open_share * first[k] * first[j] : 0;
    double squares = s->product[stratum * columns * columns + k * columns + j] - sum[k] * sum[j] / n;
    if (k == j && squares < 0)
        squares = 0;
    return open_share * n / (n - 1) * squares;
}

static void add_stratum(const struct spread *s, size_t stratum, double open_share, double *covariance)
{
    for (size_t k = 0; k < s->columns; k++) {
        if (!s->full) {
            covariance[k] += contribution(s, stratum, k, k, open_share);
            continue;
        }
        for (size_t j = 0; j <= k; j++)
            covariance[k * s->columns + j] += contribution(s, stratum, k, j, open_share);
    }
}

static enum sample_status sum_strata(const struct spread *s, double *covariance)
{
    size_t covered = 0, lonely = 0;
    enum sample_status status = SAMPLE_OK;
    for (size_t stratum = 0; stratum < s->sample->strata; stratum++) {
        double open_share;
        enum stratum_state state = state_of(s, stratum, &open_share);
        if (state == STRATUM_INVALID)
            return SAMPLE_INVALID;
        if (state == STRATUM_UNCOVERED)
            status = SAMPLE_UNCOVERED;
        covered += s->primaries[stratum] > 0;
        lonely += state == STRATUM_LONELY;
        if (state == STRATUM_OPEN || state == STRATUM_LONELY)
            add_stratum(s, stratum, open_share, covariance);
    }
    if (status != SAMPLE_OK || lonely == 0)
        return status;
    if (s->sample->lonely == LONELY_FAIL || (s->sample->lonely == LONELY_AVERAGE && lonely == covered))
        return SAMPLE_LONELY;
    if (s->sample->lonely == LONELY_AVERAGE)
        for (size_t k = 0; k < (s->full ? s->columns : 1) * s->columns; k++)
            covariance[k] *= (double)covered / (double)(covered - lonely);
    return SAMPLE_OK;
}

enum sample_status spread_finish(struct spread *spread, double *covariance)
{
    const struct sample *sample = spread->sample;
    size_t columns = spread->columns, cells = (spread->full ? columns : 1) * columns;
    for (size_t c = 0; sample->cluster && c < sample->clusters; c++)
        if (spread->cluster_stratum[c] >= 0)
            add_primary(spread, (size_t)spread->cluster_stratum[c], spread->cluster_sum + c * columns, 1);
    memset(covariance, 0, cells * sizeof *covariance);
    enum sample_status status = spread->invalid ? SAMPLE_INVALID : sum_strata(spread, covariance);
    for (size_t k = 0; spread->full && k < columns; k++)
        for (size_t j = 0; j < k; j++)
            covariance[j * columns + k] = covariance[k * columns + j];
    for (size_t k = 0; status != SAMPLE_OK && k < cells; k++)
        covariance[k] = NAN;
    return status;
}
