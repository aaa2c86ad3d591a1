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
    struct oc_judge judge; /* of a simulation */
    size_t done, of;       /* rows, of all rules */
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
        run->row->p_fire = operating_at_least(fired, members, members_needed(run->rule, members));
    mem_free(fired);
    run->row->method = OC_EXACT;
    return status;
}

/* One member through the waves, each with a sample of its own. */
static enum status walk(struct run *run, const struct distribution *draws, struct random *random, bool *fired)
{
    struct series series = {0};
    const struct oc_sample *sample = &run->sample;
    for (int wave = 0; wave < run->waves; wave++) {
        struct measure measure;
        for (size_t h = 0; h < sample->count; h++)
            sample->strata[h].x = distribution_draw(&draws[h], random);
        if (oc_judge(&run->judge, &measure) != STATUS_OK)
            return STATUS_FAILURE;
        run->row->evaluated = run->row->evaluated || measure.usable;
        series_step(&series, run->rule, &measure, false, (size_t)wave);
    }
    *fired = series.state == STATE_FIRED;
    return STATUS_OK;
}

/* Whether every draw is the same one, as where all answer. */
static bool is_certain(const struct distribution *draws, size_t count)
{
    for (size_t h = 0; h < count; h++)
        if (draws[h].count > 1)
            return false;
    return true;
}

/* The same seed at every rate, so that neighbouring points differ by their rate and not by their draws. */
static enum status simulated_rule(struct run *run)
{
    struct random random;
    struct distribution *draws;
    size_t members = members_of(run), enough = members_needed(run->rule, members);
    int64_t hits = 0;
    if (oc_draws_new(&run->sample, &draws) != STATUS_OK)
        return STATUS_FAILURE;
    random_seed(&random, run->options->seed);
    enum status status = STATUS_OK;
    int64_t draw_count = is_certain(draws, run->sample.count) ? 1 : run->options->draws;
    for (int64_t i = 0; status == STATUS_OK && i < draw_count; i++) {
        size_t count = 0;
        for (size_t m = 0; status == STATUS_OK && m < members; m++) {
            bool fired = false;
            status = walk(run, draws, &random, &fired);
            count += fired;
        }
        hits += count >= enough;
    }
    oc_draws_free(draws, run->sample.count);
    double p = (double)hits / (double)draw_count;
    run->row->p_fire = p;
    run->row->mc_error = sqrt(p * (1 - p) / (double)run->options->draws);
    run->row->method = OC_SIMULATED;
    return status;
}

static enum status run_row(struct run *run, double rate)
{
    *run->row = (struct oc_row){.rule = run->rule, .waves = run->waves, .p_fire = NAN, .mc_error = NAN};
    int64_t K = oc_sample_adopters(&run->sample, rate);
    run->row->rate = (double)K / (double)run->sample.all_N;
    run->row->response_rate = (double)run->sample.all_n / (double)run->sample.all_N;
    run->row->method = OC_UNDEFINED;
    return !oc_is_defined(run->study, run->rule)       ? STATUS_OK
           : oc_is_exact(run->rule, run->sample.count) ? exact_rule(run)
                                                       : simulated_rule(run);
}

static enum status run_rates(struct run *run)
{
    const struct oc_options *options = run->options;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->rate_count; i++, run->row++) {
        status = run_row(run, options->rates[i]);
        run->done++;
        if (options->progress)
            options->progress(options->context, run->done, run->of);
    }
    return status;
}

static size_t rows_of_rule(const struct oc_options *options)
{
    return options->rate_count * (options->response_count ? options->response_count : 1);
}

/* `done` of `of` rows were there before. */
static enum status run_rule(const struct oc_population *population, const struct rule *rule,
                            const struct oc_options *options, size_t done, size_t of, struct oc_row *rows)
{
    size_t responses = options->response_count ? options->response_count : 1;
    struct run run = {.study = population->study,
                      .rule = rule,
                      .options = options,
                      .waves = options->waves ? options->waves : rule->for_waves,
                      .row = rows,
                      .done = done,
                      .of = of};
    enum status status = oc_sample_new(population, &run.sample);
    for (size_t i = 0; status == STATUS_OK && i < responses; i++) {
        oc_sample_set(population, options->response_count ? options->response_rates[i] : NAN, &run.sample);
        oc_judge_begin(run.study, rule, &run.sample, &run.judge);
        run.seen = mem_alloc((size_t)run.sample.all_n + run.sample.count + 1);
        status = run.seen ? run_rates(&run) : STATUS_FAILURE;
        mem_free(run.seen);
    }
    oc_sample_clear(&run.sample);
    return status;
}

static bool is_equal(struct rational a, struct rational b)
{
    return a.numerator == b.numerator && a.denominator == b.denominator;
}

/* Whether two rules fire as often: they differ by their items, texts and severity alone. */
static bool is_alike(const struct rule *a, const struct rule *b)
{
    return a->combination == b->combination && a->item_count == b->item_count && a->k == b->k &&
           a->statistic == b->statistic && a->estimator == b->estimator && a->has_interval == b->has_interval &&
           a->published == b->published && a->population == b->population &&
           a->level_of_confidence == b->level_of_confidence && a->comparison == b->comparison &&
           is_equal(a->level, b->level) && is_equal(a->of, b->of) && a->bound == b->bound &&
           a->for_waves == b->for_waves && a->has_clear == b->has_clear && is_equal(a->clear, b->clear) &&
           a->minimum_n == b->minimum_n && is_equal(a->minimum_response, b->minimum_response);
}

enum status rules_oc(const struct oc_population *population, const struct rule *const *rules, size_t rule_count,
                     const struct oc_options *options, struct arena *arena, struct oc_row **rows, size_t *count,
                     struct errors *errors)
{
    size_t each = rows_of_rule(options);
    *count = each * rule_count;
    *rows = arena_array(arena, *count, sizeof **rows);
    if (!*rows)
        return errors_memory(errors);
    for (size_t i = 0; i < rule_count; i++) {
        size_t same = 0;
        while (same < i && !is_alike(rules[same], rules[i]))
            same++;
        if (same == i && run_rule(population, rules[i], options, i * each, *count, *rows + i * each) != STATUS_OK)
            return errors_memory(errors);
        for (size_t k = 0; same < i && k < each; k++) {
            (*rows)[i * each + k] = (*rows)[same * each + k];
            (*rows)[i * each + k].rule = rules[i];
        }
        if (same < i && options->progress)
            options->progress(options->context, (i + 1) * each, *count);
    }
    return STATUS_OK;
}
