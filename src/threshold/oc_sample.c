/* Samples of a population whose adopters are known. */
#include "threshold/oc.h"

#include <math.h>

enum status oc_sample_new(const struct oc_population *population, struct oc_sample *sample)
{
    size_t count = population->study->stratum_count;
    *sample = (struct oc_sample){.count = count};
    sample->strata = mem_alloc(count * sizeof *sample->strata);
    sample->N = mem_alloc(2 * count * sizeof *sample->N);
    if (!sample->strata || !sample->N) {
        oc_sample_clear(sample);
        return STATUS_FAILURE;
    }
    sample->shares = sample->N + count;
    return STATUS_OK;
}

void oc_sample_clear(struct oc_sample *sample)
{
    mem_free(sample->strata);
    mem_free(sample->N);
    *sample = (struct oc_sample){0};
}

void oc_sample_set(const struct oc_population *population, double response_rate, struct oc_sample *sample)
{
    sample->all_N = sample->all_n = 0;
    for (size_t h = 0; h < sample->count; h++) {
        struct stratum_count one = {.N = population->strata[h].N, .n = population->strata[h].n};
        if (!isnan(response_rate) && one.N > 0) {
            one.n = llround(response_rate * (double)one.N);
            one.n = one.n < 1 ? 1 : one.n > one.N ? one.N : one.n;
        }
        one.valid = one.n;
        sample->strata[h] = one;
        sample->N[h] = one.N;
        sample->all_N += one.N;
        sample->all_n += one.n;
    }
}

int64_t oc_sample_adopters(struct oc_sample *sample, double rate)
{
    int64_t K = llround(rate * (double)sample->all_N);
    operating_allocate(sample->N, sample->count, K, sample->shares);
    return K;
}

bool oc_is_defined(const struct study *study, const struct rule *rule)
{
    bool counted = rule->statistic == STATISTIC_RATE || rule->statistic == STATISTIC_COUNT ||
                   rule->statistic == STATISTIC_PROBABILITY;
    return counted && !rule_is_weighted(study, rule);
}

bool oc_is_exact(const struct rule *rule, size_t strata)
{
    return strata == 1 || rule->combination == COMBINE_STRATA ||
           (rule->estimator == ESTIMATOR_PUBLISHED && rule->statistic != STATISTIC_PROBABILITY);
}

enum status oc_distribution(const struct oc_sample *sample, struct distribution *distribution)
{
    enum status status =
        distribution_hypergeometric(sample->shares[0], sample->N[0], sample->strata[0].n, distribution);
    for (size_t h = 1; status == STATUS_OK && h < sample->count; h++) {
        struct distribution one;
        status = distribution_hypergeometric(sample->shares[h], sample->N[h], sample->strata[h].n, &one);
        if (status == STATUS_OK) {
            status = distribution_add(distribution, &one);
            distribution_clear(&one);
        }
    }
    if (status != STATUS_OK)
        distribution_clear(distribution);
    return status;
}

enum status oc_measure(const struct study *study, const struct rule *rule, const struct oc_sample *sample, int64_t x,
                       struct measure *measure)
{
    const struct stratum_count whole = {.N = sample->all_N, .n = sample->all_n, .valid = sample->all_n, .x = x};
    return measure_counts(study, rule, &whole, 1, 1, measure);
}

enum status oc_draws_new(const struct oc_sample *sample, struct distribution **draws)
{
    *draws = mem_alloc(sample->count * sizeof **draws);
    if (!*draws)
        return STATUS_FAILURE;
    for (size_t h = 0; h < sample->count; h++) {
        if (distribution_hypergeometric(sample->shares[h], sample->N[h], sample->strata[h].n, &(*draws)[h]) !=
            STATUS_OK) {
            oc_draws_free(*draws, sample->count);
            *draws = NULL;
            return STATUS_FAILURE;
        }
        distribution_accumulate(&(*draws)[h]);
    }
    return STATUS_OK;
}

void oc_draws_free(struct distribution *draws, size_t count)
{
    for (size_t h = 0; draws && h < count; h++)
        distribution_clear(&draws[h]);
    mem_free(draws);
}
