/* Rates: an estimator, its interval, and what stands in for an undefined one. */
#include <math.h>

#include "analysis/counts.h"
#include "stats/predictive.h"

struct rate_options rate_options_of(const struct study *study)
{
    const struct analysis_defaults *defaults = &study->analysis;
    return (struct rate_options){
        .denominator = defaults->denominator,
        .level = defaults->level,
        .published = defaults->published,
        .population = defaults->population,
        .lonely = defaults->lonely,
        .prior_a = defaults->prior_a,
        .prior_b = defaults->prior_b,
        .wave = EVERY,
        .item = EVERY,
        .leaves_out = {[ESTIMATOR_SIZE] = true},
    };
}

/* N of the strata is not that of a domain, which the frame may count itself. */
static void take_domain_frame(const struct rate_options *options, struct rate *rate)
{
    const struct group_size *size = options->sizes ? &options->sizes[rate->wave] : NULL;
    bool counted = size && size->N >= 0 && size->N >= size->respondents;
    rate->N = counted ? size->N : -1;
    rate->response_rate =
        counted && size->N && size->respondents >= 0 ? (double)size->respondents / (double)size->N : NAN;
}

static void published_rate(const struct rate_options *options, struct rate *rate)
{
    rate->estimate = (double)rate->x / (double)rate->n;
    rate->se = count_se_fpc(rate->x, rate->n, rate->N);
    bool finite = options->published == COUNT_HYPERGEOMETRIC || options->published == COUNT_WILSON_FPC ||
                  options->published == COUNT_WALD_FPC;
    if (finite && rate->N < rate->n) {
        rate->status = ESTIMATE_NO_FRAME;
        return;
    }
    struct limits limits;
    if (!count_limits(options->published, rate->x, rate->n, rate->N, options->level, &limits)) {
        rate->status = ESTIMATE_UNDEFINED;
        return;
    }
    rate->lower = limits.lower;
    rate->upper = limits.upper;
    rate->interval = count_method_name(options->published);
}

static enum status predictive_rate(const struct stratum_count *strata, size_t count, const struct rate_options *options,
                                   struct rate *rate)
{
    struct predictive predictive;
    if (predictive_of(strata, count, options->prior_a, options->prior_b, 1, &predictive) != STATUS_OK)
        return STATUS_FAILURE;
    struct limits limits;
    predictive_limits(&predictive, options->level, &limits);
    predictive_clear(&predictive);
    rate->lower = limits.lower;
    rate->upper = limits.upper;
    rate->interval = design_method_name(DESIGN_PREDICTIVE);
    return STATUS_OK;
}

static enum status population_rate(const struct stratum_count *strata, size_t count, const struct rate_options *options,
                                   struct rate *rate)
{
    if (rate->N < 0) {
        rate->status = ESTIMATE_NO_FRAME;
        return STATUS_OK;
    }
    struct design_estimate estimate;
    design_rate(strata, count, options->lonely, &estimate);
    static const enum estimate_status statuses[] = {[DESIGN_OK] = ESTIMATE_OK,
                                                    [DESIGN_NO_DATA] = ESTIMATE_NO_DATA,
                                                    [DESIGN_UNCOVERED] = ESTIMATE_UNCOVERED,
                                                    [DESIGN_LONELY] = ESTIMATE_LONELY};
    rate->status = statuses[estimate.status];
    if (estimate.status == DESIGN_NO_DATA || estimate.status == DESIGN_UNCOVERED)
        return STATUS_OK;
    rate->estimate = estimate.p;
    rate->df = estimate.df;
    if (estimate.status == DESIGN_LONELY)
        return STATUS_OK;
    rate->se = estimate.se;
    rate->deff = estimate.deff;
    if (options->population == DESIGN_PREDICTIVE)
        return predictive_rate(strata, count, options, rate);
    struct limits limits;
    if (design_limits(options->population, &estimate, options->level, &limits)) {
        rate->lower = limits.lower;
        rate->upper = limits.upper;
        rate->interval = design_method_name(options->population);
        return STATUS_OK;
    }
    if (options->interval_given) {
        rate->status = ESTIMATE_UNDEFINED;
        return STATUS_OK;
    }
    if (rate->x == 0 || rate->x == rate->n)
        return predictive_rate(strata, count, options, rate);
    if (estimate.variance == 0) { /* every stratum was asked in full: there is no sampling error */
        rate->lower = rate->upper = rate->estimate;
        rate->interval = "census";
    } else
        rate->status = ESTIMATE_UNDEFINED;
    return STATUS_OK;
}

enum status rate_of(const struct stratum_count *strata, size_t count, enum estimator estimator,
                    const struct rate_options *options, struct rate *rate)
{
    rate->estimator = estimator;
    rate->x = rate->n = rate->N = rate->respondents = 0;
    rate->estimate = rate->se = rate->lower = rate->upper = rate->df = rate->deff = rate->response_rate = NAN;
    rate->level = options->level;
    rate->interval = NULL;
    rate->status = ESTIMATE_OK;
    bool framed = false, missing = false;
    for (size_t h = 0; h < count; h++) {
        rate->x += strata[h].x;
        rate->n += strata[h].valid;
        rate->respondents += strata[h].n;
        framed = framed || strata[h].N >= 0;
        missing = missing || (strata[h].N < strata[h].n); /* not counted at all, or below those who answered */
        rate->N += strata[h].N > 0 ? strata[h].N : 0;
    }
    if (!framed || missing)
        rate->N = -1;
    if (rate->N > 0)
        rate->response_rate = (double)rate->respondents / (double)rate->N;
    bool published = estimator == ESTIMATOR_PUBLISHED;
    if (options->domain && (published || !rate->n))
        take_domain_frame(options, rate);
    if (!rate->n) {
        rate->status = ESTIMATE_NO_DATA;
        return STATUS_OK;
    }
    enum status status = STATUS_OK;
    if (published)
        published_rate(options, rate);
    else
        status = population_rate(strata, count, options, rate);
    if (options->domain)
        take_domain_frame(options, rate);
    if (rate->status == ESTIMATE_OK && rate->n < LOW_BASE)
        rate->status = ESTIMATE_LOW_BASE;
    return status;
}

/* The rows of one wave, item, group and choice. */
static enum status add_rates(const struct panel *panel, const struct rate_options *options, size_t wave, size_t item,
                             int64_t stratum, int64_t choice, struct stratum_count *strata, struct rates *rates)
{
    size_t count = panel->study->stratum_count;
    (void)analysis_counts(panel, wave, item, choice, options->denominator, strata); /* without data all are zero */
    const struct stratum_count *first = stratum == GROUP_ALL ? strata : &strata[stratum];
    for (int i = ESTIMATOR_PUBLISHED; i <= ESTIMATOR_POPULATION; i++) {
        if (options->leaves_out[i])
            continue;
        struct rate *rate = &rates->rows[rates->count++];
        *rate =
            (struct rate){.wave = wave, .item = item, .stratum = stratum, .group = options->group, .choice = choice};
        if (rate_in(panel, first, stratum == GROUP_ALL ? count : 1, (enum estimator)i, options, rate) != STATUS_OK)
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

/* How many choices or options an item has. */
static size_t choice_count(const struct item *item)
{
    return item->kind == ITEM_SINGLE ? item->scale->count : item->option_count;
}

/* Whether rates have a row of a choice or option. Every option counts as an answer. */
static bool has_row(const struct item *item, size_t choice, enum denominator denominator)
{
    return item->kind == ITEM_MULTIPLE || answer_class_of(item, choice, (int64_t)choice, denominator) != ANSWER_OUTSIDE;
}

/* All groups and choices of one wave and item. */
static enum status add_item(const struct panel *panel, const struct rate_options *options, size_t wave, size_t index,
                            struct stratum_count *strata, struct rates *rates)
{
    const struct study *study = panel->study;
    const struct item *item = &study->items[index];
    if (!options->choices && item->kind == ITEM_MULTIPLE && adopted_option(item) < 0)
        return STATUS_OK;
    int64_t last_group = options->by_stratum ? (int64_t)study->stratum_count : 0;
    for (int64_t group = GROUP_ALL; group < last_group; group++) {
        if (!options->choices) {
            if (add_rates(panel, options, wave, index, group, CHOICE_ADOPTED, strata, rates) != STATUS_OK)
                return STATUS_FAILURE;
            continue;
        }
        for (size_t k = 0; k < choice_count(item); k++)
            if (has_row(item, k, options->denominator) &&
                add_rates(panel, options, wave, index, group, (int64_t)k, strata, rates) != STATUS_OK)
                return STATUS_FAILURE;
    }
    return STATUS_OK;
}

enum status analysis_rates(const struct panel *panel, const struct rate_options *options, struct arena *arena,
                           struct rates *rates, struct errors *errors)
{
    const struct study *study = panel->study;
    *rates = (struct rates){.denominator = options->denominator};
    size_t most = 0;
    for (size_t i = 0; i < study->item_count; i++)
        if (has_rates(&study->items[i]))
            most += options->choices ? choice_count(&study->items[i]) : 1;
    most *= 2 * study->wave_count * (options->by_stratum ? study->stratum_count + 1 : 1);
    rates->rows = arena_array(arena, most, sizeof *rates->rows);
    struct stratum_count *strata = arena_array(arena, study->stratum_count, sizeof *strata);
    if (!rates->rows || !strata)
        return errors_memory(errors);
    for (size_t wave = 0; wave < study->wave_count; wave++)
        for (size_t item = 0; item < study->item_count; item++)
            if (has_rates(&study->items[item]) && is_wanted(options, wave, item) &&
                add_item(panel, options, wave, item, strata, rates) != STATUS_OK)
                return errors_memory(errors);
    return STATUS_OK;
}
