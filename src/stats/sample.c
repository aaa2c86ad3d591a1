/*
 * Estimates from the units of a sample. The units are gone through in blocks that stay in the cache: once for the sums,
 * once more for the scores, and in between for the regression of calibrated weights.
 */
#include "stats/sample.h"

#include <math.h>
#include <string.h>

#include "stats/linear.h"
#include "stats/sample_spread.h"
#include "stats/sample_sums.h"

enum { BLOCK = 256 };

/* Of one target: what a block of units has to say. */
struct block {
    double values[BLOCK], divisors[BLOCK]; /* a and b; 0 outside of the domain */
    bool inside[BLOCK];
    size_t start, count;
    bool weighted; /* no weight of the sample is 0 */
};

/* Everything that one call works on. */
struct work {
    const struct sample *sample;
    const struct sample_target *targets;
    size_t count;
    struct sample_sums *sums;
    bool *stratum_seen, *cluster_seen; /* by target */
    double *z;                         /* BLOCK for each target */
    bool weighted;                     /* no weight is 0 */
    struct linear_factor factor;
    double *coefficients; /* columns of the calibration for each target */
};

/* These loops have no branches, so that they are as fast for answers in any order. */
static void load_domain(const struct sample *s, const struct sample_target *t, struct block *b)
{
    for (size_t i = 0; i < b->count; i++)
        b->inside[i] = true;
    for (size_t i = 0; !b->weighted && i < b->count; i++)
        b->inside[i] = s->weight[b->start + i] != 0;
    for (size_t i = 0; t->mask && i < b->count; i++)
        b->inside[i] = b->inside[i] & t->mask[b->start + i];
    for (size_t i = 0; t->groups && i < b->count; i++)
        b->inside[i] = b->inside[i] & (t->groups[b->start + i] == t->group);
}

static void load_codes(const struct sample_target *t, struct block *b)
{
    const int32_t *codes = t->codes + b->start;
    for (size_t i = 0; i < b->count; i++) {
        b->inside[i] = b->inside[i] & (codes[i] >= 0);
        b->values[i] = b->inside[i] & (codes[i] == t->code);
        b->divisors[i] = b->inside[i];
    }
}

static void load_values(const struct sample_target *t, struct block *b)
{
    const double *values = t->values + b->start;
    for (size_t i = 0; i < b->count; i++) {
        b->inside[i] = b->inside[i] & !isnan(values[i]);
        b->values[i] = b->inside[i] ? values[i] : 0;
        b->divisors[i] = b->inside[i];
    }
}

/* Values and divisors by pairs. */
static void load_pairs(const struct sample_target *t, struct block *b)
{
    load_values(t, b);
    const double *divisors = t->divisors + b->start;
    for (size_t i = 0; i < b->count; i++) {
        b->inside[i] = b->inside[i] & !isnan(divisors[i]);
        b->values[i] = b->inside[i] ? b->values[i] : 0;
        b->divisors[i] = b->inside[i] ? divisors[i] : 0;
    }
}

static void load_distribution(const struct sample_target *t, struct block *b)
{
    load_values(t, b);
    for (size_t i = 0; i < b->count; i++)
        b->values[i] = b->inside[i] & (b->values[i] <= t->at);
}

static void load_squares(const struct sample_target *t, struct block *b)
{
    load_values(t, b);
    for (size_t i = 0; i < b->count; i++)
        b->values[i] = b->inside[i] ? (b->values[i] - t->at) * (b->values[i] - t->at) : 0;
}

/* The block of a target: what is outside of the domain is 0. */
static void load(const struct sample *s, const struct sample_target *t, size_t start, struct block *b)
{
    b->start = start;
    b->count = s->units - start < BLOCK ? s->units - start : BLOCK;
    load_domain(s, t, b);
    switch (t->kind) {
    case SAMPLE_SHARE:
    case SAMPLE_COUNT:
        load_codes(t, b);
        break;
    case SAMPLE_TOTAL:
    case SAMPLE_MEAN:
        load_values(t, b);
        break;
    case SAMPLE_RATIO:
        load_pairs(t, b);
        break;
    case SAMPLE_DISTRIBUTION:
        load_distribution(t, b);
        break;
    case SAMPLE_MEAN_SQUARE:
        load_squares(t, b);
        break;
    }
}

/* Which strata and clusters the domain has units in. An index out of range is found where scores are gathered. */
static void mark_seen(const struct work *w, size_t target, const struct block *b)
{
    const struct sample *s = w->sample;
    bool *strata = w->stratum_seen + target * s->strata;
    bool *clusters = w->cluster_seen + target * s->clusters;
    for (size_t i = 0; i < b->count; i++) {
        int32_t stratum = s->stratum ? s->stratum[b->start + i] : 0;
        if (b->inside[i] && stratum >= 0 && (size_t)stratum < s->strata)
            strata[stratum] = true;
    }
    for (size_t i = 0; s->cluster && i < b->count; i++) {
        int32_t cluster = s->cluster[b->start + i];
        if (b->inside[i] && cluster >= 0 && (size_t)cluster < s->clusters)
            clusters[cluster] = true;
    }
}

static void add_sums(const double *weight, const struct block *b, struct sample_sums *sums)
{
    double values = 0, divisors = 0, total = 0, least = sums->least, greatest = sums->greatest;
    size_t units = 0, ones = 0;
    for (size_t i = 0; i < b->count; i++) {
        double value = b->values[i], inside = b->inside[i];
        values += weight[i] * value;
        divisors += weight[i] * b->divisors[i];
        total += weight[i] * inside;
        units += b->inside[i];
        ones += value == 1;
        value = b->inside[i] ? value : least;
        least = value < least ? value : least;
        greatest = b->inside[i] && value > greatest ? value : greatest;
    }
    sums->units += units;
    sums->ones += ones;
    sums->least = least;
    sums->greatest = greatest;
    sums->values += values;
    sums->divisors += divisors;
    sums->weight += total;
}

static size_t seen(const bool *flags, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += flags[i];
    return sum;
}

/* The first pass: the sums of one target, and what its linearised values are made of. */
static void gather_sums(const struct work *w, size_t target)
{
    const struct sample *s = w->sample;
    const struct sample_target *t = &w->targets[target];
    struct sample_sums *sums = &w->sums[target];
    struct block block = {.weighted = w->weighted};
    *sums = (struct sample_sums){.least = INFINITY, .greatest = -INFINITY};
    for (size_t start = 0; start < s->units; start += BLOCK) {
        load(s, t, start, &block);
        add_sums(s->weight + start, &block, sums);
        mark_seen(w, target, &block);
    }
    sums->strata = seen(w->stratum_seen + target * s->strata, s->strata);
    sums->primaries = s->cluster ? seen(w->cluster_seen + target * s->clusters, s->clusters) : sums->units;
    bool equal = sums->least == sums->greatest && t->kind != SAMPLE_RATIO;
    sums->mean = equal ? sums->least : (double)(sums->values / sums->weight);
    if (sample_is_total(t->kind)) {
        sums->scale = 1;
        return;
    }
    sums->ratio = equal ? sums->least : (double)(sums->values / sums->divisors);
    sums->scale = (double)sums->divisors;
    if (t->kind == SAMPLE_MEAN_SQUARE && sums->units) /* the scores have the factor n/(n - 1) in them */
        sums->scale *= ((double)sums->units - 1) / (double)sums->units;
}

/* The linearised values of a block without their weight, and the squares for the design effect. */
static void linearise(const struct work *w, size_t target, size_t start, struct block *block, double *z)
{
    const struct sample *s = w->sample;
    struct sample_sums *sums = &w->sums[target];
    double squares = 0, divide = 1 / sums->scale;
    load(s, &w->targets[target], start, block);
    for (size_t i = 0; i < block->count; i++)
        z[i] = (block->values[i] - sums->ratio * block->divisors[i]) * divide;
    for (size_t i = 0; i < block->count; i++) {
        double deviation = block->inside[i] ? block->values[i] - sums->mean : 0;
        squares += s->weight[start + i] * deviation * deviation;
    }
    sums->squares += squares;
}

/* The linearised values of all targets of one block. */
static size_t linearise_block(const struct work *w, size_t start)
{
    struct block block;
    block.count = 0;
    block.weighted = w->weighted;
    for (size_t t = 0; t < w->count; t++)
        linearise(w, t, start, &block, w->z + t * BLOCK);
    return block.count;
}

/* In between: the coefficients of the linearised values on the auxiliary variables. */
static enum status regress(struct work *w, struct arena *arena)
{
    const struct sample_calibration *c = w->sample->calibration;
    size_t columns = auxiliary_columns(c->auxiliary);
    double *scratch = arena_array(arena, columns, sizeof *scratch);
    w->coefficients = arena_array(arena, w->count, columns * sizeof *w->coefficients);
    if (!scratch || !w->coefficients ||
        auxiliary_factorise(c->auxiliary, c->regression, arena, &w->factor) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t start = 0; start < w->sample->units; start += BLOCK) {
        size_t count = linearise_block(w, start);
        for (size_t t = 0; t < w->count; t++)
            for (size_t i = 0; i < count; i++)
                auxiliary_add(c->auxiliary, start + i,
                              (c->regression ? c->regression[start + i] : 1) * w->z[t * BLOCK + i],
                              w->coefficients + t * columns);
    }
    for (size_t t = 0; t < w->count; t++) {
        w->sums[t].squares = 0; /* they are gathered anew with the scores */
        linear_solve(&w->factor, w->coefficients + t * columns, scratch, w->coefficients + t * columns);
    }
    return STATUS_OK;
}

/* From linearised values to scores: the residual, with its weight. */
static void score_block(const struct work *w, size_t start, size_t count)
{
    const struct sample_calibration *c = w->sample->calibration;
    size_t columns = c ? auxiliary_columns(c->auxiliary) : 0;
    for (size_t t = 0; t < w->count; t++) {
        double *z = w->z + t * BLOCK;
        for (size_t i = 0; c && i < count; i++)
            z[i] -= auxiliary_product(c->auxiliary, start + i, w->coefficients + t * columns);
        for (size_t i = 0; i < count; i++)
            z[i] *= w->sample->weight[start + i];
    }
}

/* The last pass: the scores and their squares. */
static enum status gather_scores(struct work *w, struct arena *arena, bool full, double *covariance,
                                 enum sample_status *status)
{
    struct spread spread;
    if (spread_new(w->sample, w->count, full, arena, &spread) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t start = 0; start < w->sample->units; start += BLOCK) {
        size_t count = linearise_block(w, start);
        score_block(w, start, count);
        spread_add(&spread, start, count, w->z, BLOCK);
    }
    *status = spread_finish(&spread, covariance);
    return STATUS_OK;
}

static enum status work_new(const struct sample *sample, const struct sample_target *targets, size_t count,
                            struct arena *arena, struct work *w)
{
    *w = (struct work){
        .sample = sample,
        .targets = targets,
        .count = count,
        .sums = arena_array(arena, count, sizeof *w->sums),
        .stratum_seen = arena_array(arena, count, sample->strata * sizeof *w->stratum_seen),
        .cluster_seen = arena_array(arena, count, (sample->cluster ? sample->clusters : 0) * sizeof *w->cluster_seen),
        .z = arena_array(arena, count, BLOCK * sizeof *w->z),
        .weighted = true,
    };
    for (size_t i = 0; i < sample->units; i++)
        w->weighted = w->weighted & (sample->weight[i] != 0);
    return w->sums && w->stratum_seen && w->cluster_seen && w->z ? STATUS_OK : STATUS_FAILURE;
}

enum status sample_estimate(const struct sample *sample, const struct sample_target *targets, size_t count,
                            struct arena *arena, struct sample_estimate *estimates, double *covariance)
{
    struct work w;
    enum sample_status status = SAMPLE_OK;
    bool full = covariance != NULL;
    double *variances = full ? covariance : arena_array(arena, count, sizeof *variances);
    if (!variances || work_new(sample, targets, count, arena, &w) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t t = 0; t < count; t++)
        gather_sums(&w, t);
    if (sample->calibration && regress(&w, arena) != STATUS_OK)
        return STATUS_FAILURE;
    if (gather_scores(&w, arena, full, variances, &status) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t t = 0; t < count; t++)
        sample_fill(targets[t].kind, &w.sums[t], variances[full ? t * count + t : t], status, &estimates[t]);
    if (full)
        sample_clean(estimates, count, covariance);
    return STATUS_OK;
}

enum status sample_scores(const struct sample *sample, const struct sample_target *target, struct arena *arena,
                          double *scores)
{
    struct work w;
    if (work_new(sample, target, 1, arena, &w) != STATUS_OK)
        return STATUS_FAILURE;
    gather_sums(&w, 0);
    if (sample->calibration && regress(&w, arena) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t start = 0; start < sample->units; start += BLOCK) {
        size_t count = linearise_block(&w, start);
        score_block(&w, start, count);
        memcpy(scores + start, w.z, count * sizeof *scores);
    }
    return STATUS_OK;
}

enum status sample_score_covariance(const struct sample *sample, const double *scores, size_t columns,
                                    struct arena *arena, double *covariance, enum sample_status *status)
{
    struct spread spread;
    if (spread_new(sample, columns, true, arena, &spread) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < sample->units; i++)
        spread_add(&spread, i, 1, scores + i * columns, 1);
    *status = spread_finish(&spread, covariance);
    return STATUS_OK;
}
