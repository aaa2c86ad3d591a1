/*
 * How often a rule fires in a population whose true rate is known. Every wave has the same adopters, K institutions
 * shared out over the strata in proportion to their size, and its respondents are drawn anew from each stratum; each
 * gives a valid answer. Items of one rule are independent of each other.
 */
#include "threshold/oc.h"

#include <math.h>

#include "threshold/states.h"

/* What a rule makes of one x, found once for all rates. */
enum seen { NOT_SEEN, SEEN_SKIPS, SEEN_PASSES, SEEN_PASSES_LEAVES, SEEN_HOLDS, SEEN_LEAVES };

static enum seen seen_of(const struct measure *measure)
{
    if (!measure->usable)
        return SEEN_SKIPS;
    if (measure->passes)
        return measure->leaves ? SEEN_PASSES_LEAVES : SEEN_PASSES;
    return measure->leaves ? SEEN_LEAVES : SEEN_HOLDS;
}

/* One computation of a rule in one sample. */
struct run {
    const struct study *study;
    const struct rule *rule;
    const struct oc_options *options;
    int waves;
    struct oc_sample sample;
    unsigned char *seen; /* by x of the whole, or of one stratum after the other */
    struct oc_row *row;
};

/* P(fired at the last wave) of a member whose counts are those of `sample`; `seen` has room for its n + 1 counts. */
static enum status exact_member(const struct run *run, const struct oc_sample *sample, unsigned char *seen,
                                double *fired)
{
    struct distribution distribution;
    struct wave_chances chances = {0};
    if (oc_distribution(sample, &distribution) != STATUS_OK)
        return STATUS_FAILURE;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < distribution.count; i++) {
        double mass = distribution.mass[i];
        int64_t x = distribution.first + (int64_t)i;
        if (mass <= 0)
            continue;
        if (seen[x] == NOT_SEEN) {
            struct measure measure;
            status = oc_measure(run->study, run->rule, sample, x, &measure);
            seen[x] = (unsigned char)seen_of(&measure);
        }
        run->row->evaluated = run->row->evaluated || seen[x] != SEEN_SKIPS;
        chances.skips += seen[x] == SEEN_SKIPS ? mass : 0;
        chances.passes += seen[x] == SEEN_PASSES || seen[x] == SEEN_PASSES_LEAVES ? mass : 0;
        chances.passes_holds += seen[x] == SEEN_PASSES ? mass : 0;
        chances.holds += seen[x] == SEEN_HOLDS ? mass : 0;
    }
    distribution_clear(&distribution);
    if (status == STATUS_OK)
        status = operating_chain(&chances, run->rule->for_waves, run->rule->has_clear, run->waves, fired);
    return status;
}

static size_t members_of(const struct run *run)
{
    return run->rule->combination == COMBINE_STRATA ? run->sample.count : run->rule->item_count;
}

/* How many members must be fired for the rule to be. */
static size_t needed(const struct rule *rule, size_t members)
{
    return rule->combination == COMBINE_ALL                                           ? members
           : rule->combination == COMBINE_K_OF || rule->combination == COMBINE_STRATA ? (size_t)rule->k
                                                                                      : 1;
}

/* The members of a rule by strata, each in a sample of its own; those of one on items all have the same chance. */
static enum status exact_rule(struct run *run)
{
    size_t members = members_of(run), at = 0;
    double *fired = mem_alloc(members * sizeof *fired);
    enum status status = fired ? STATUS_OK : STATUS_FAILURE;
    for (size_t m = 0; status == STATUS_OK && m < members; m++) {
        if (run->rule->combination != COMBINE_STRATA) {
            status = m ? STATUS_OK : exact_member(run, &run->sample, run->seen, fired);
            fired[m] = fired[0];
            continue;
        }
        struct oc_sample one = run->sample;
        one.strata += m;
        one.N += m;
        one.shares += m;
        one.count = 1;
        one.all_N = one.N[0];
        one.all_n = one.strata[0].n;
        if (one.all_N > 0)
            status = exact_member(run, &one, run->seen + at, &fired[m]);
        at += (size_t)one.all_n + 1;
    }
    if (status == STATUS_OK)
        run->row->p_fire = operating_at_least(fired, members, needed(run->rule, members));
    mem_free(fired);
    run->row->method = OC_EXACT;
    return status;
}

/* One member through the waves, each with a sample of its own. */
static enum status walk(const struct run *run, const struct distribution *draws, struct random *random, bool *fired)
{
    struct series series = {0};
    const struct oc_sample *sample = &run->sample;
    for (int wave = 0; wave < run->waves; wave++) {
        struct measure measure;
        for (size_t h = 0; h < sample->count; h++)
            sample->strata[h].x = distribution_draw(&draws[h], random);
        if (measure_counts(run->study, run->rule, sample->strata, sample->count, 1, &measure) != STATUS_OK)
            return STATUS_FAILURE;
        run->row->evaluated = run->row->evaluated || measure.usable;
        series_step(&series, run->rule, &measure, false, (size_t)wave);
    }
    *fired = series.state == STATE_FIRED;
    return STATUS_OK;
}

/* The same seed at every rate, so that neighbouring points differ by their rate and not by their draws. */
static enum status simulated_rule(struct run *run)
{
    struct random random;
    struct distribution *draws;
    size_t members = members_of(run), enough = needed(run->rule, members);
    int64_t hits = 0;
    if (oc_draws_new(&run->sample, &draws) != STATUS_OK)
        return STATUS_FAILURE;
    random_seed(&random, run->options->seed);
    enum status status = STATUS_OK;
    for (int64_t i = 0; status == STATUS_OK && i < run->options->draws; i++) {
        size_t count = 0;
        for (size_t m = 0; status == STATUS_OK && m < members; m++) {
            bool fired = false;
            status = walk(run, draws, &random, &fired);
            count += fired;
        }
        hits += count >= enough;
    }
    oc_draws_free(draws, run->sample.count);
    double p = (double)hits / (double)run->options->draws;
    run->row->p_fire = p;
    run->row->mc_error = sqrt(p * (1 - p) / (double)run->options->draws);
    run->row->method = OC_SIMULATED;
    return status;
}

static enum status run_rates(struct run *run)
{
    const struct oc_options *options = run->options;
    for (size_t i = 0; i < options->rate_count; i++, run->row++) {
        *run->row = (struct oc_row){.rule = run->rule, .waves = run->waves, .p_fire = NAN, .mc_error = NAN};
        int64_t K = oc_sample_adopters(&run->sample, options->rates[i]);
        run->row->rate = (double)K / (double)run->sample.all_N;
        run->row->response_rate = (double)run->sample.all_n / (double)run->sample.all_N;
        run->row->method = OC_UNDEFINED;
        enum status status = !oc_is_defined(run->study, run->rule)       ? STATUS_OK
                             : oc_is_exact(run->rule, run->sample.count) ? exact_rule(run)
                                                                         : simulated_rule(run);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status rule_oc(const struct oc_population *population, const struct rule *rule, const struct oc_options *options,
                    struct arena *arena, struct oc_row **rows, size_t *count, struct errors *errors)
{
    size_t responses = options->response_count ? options->response_count : 1;
    struct run run = {.study = population->study,
                      .rule = rule,
                      .options = options,
                      .waves = options->waves ? options->waves : rule->for_waves};
    *count = responses * options->rate_count;
    *rows = arena_array(arena, *count, sizeof **rows);
    if (!*rows || oc_sample_new(population, &run.sample) != STATUS_OK)
        return errors_memory(errors);
    run.row = *rows;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < responses; i++) {
        oc_sample_set(population, options->response_count ? options->response_rates[i] : NAN, &run.sample);
        run.seen = mem_alloc((size_t)run.sample.all_n + run.sample.count + 1);
        status = run.seen ? run_rates(&run) : STATUS_FAILURE;
        mem_free(run.seen);
    }
    oc_sample_clear(&run.sample);
    return status == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
