/*
 * The level at which a rule seldom fires under one rate and mostly under another. What the rule's bound is under either
 * is a list of values with their probabilities, exact or drawn; the level is put between two neighbouring values.
 */
#include <math.h>
#include <stdlib.h>

#include "threshold/oc.h"

struct point {
    double value; /* turned round for a rule that asks for little, so that what fires is always above */
    double null, alternative;
};

struct points {
    struct point *list; /* by falling value */
    size_t count;
};

struct work {
    const struct study *study;
    const struct rule *rule;
    const struct design_options *options;
    struct oc_sample sample;
    struct points points;
};

/* The named bound; NaN where the rule could not be evaluated, and never fires. */
static double value_of(const struct rule *rule, const struct measure *measure)
{
    if (!measure->usable)
        return NAN;
    double value = rule->bound == BOUND_POINT   ? measure->value
                   : rule->bound == BOUND_LOWER ? measure->lower
                                                : measure->upper;
    return rule_rises(rule) ? value : -value;
}

static int by_falling_value(const void *a, const void *b)
{
    double first = ((const struct point *)a)->value, second = ((const struct point *)b)->value;
    return (first < second) - (first > second);
}

static double mass_at(const struct distribution *distribution, int64_t x)
{
    int64_t i = x - distribution->first;
    return i >= 0 && i < (int64_t)distribution->count ? distribution->mass[i] : 0;
}

static enum status exact_points(struct work *work)
{
    struct distribution null = {0}, alternative = {0};
    (void)oc_sample_adopters(&work->sample, work->options->null_rate);
    enum status status = oc_distribution(&work->sample, &null);
    (void)oc_sample_adopters(&work->sample, work->options->alternative);
    if (status == STATUS_OK)
        status = oc_distribution(&work->sample, &alternative);
    work->points.list = mem_alloc(((size_t)work->sample.all_n + 1) * sizeof *work->points.list);
    if (!work->points.list)
        status = STATUS_FAILURE;
    for (int64_t x = 0; status == STATUS_OK && x <= work->sample.all_n; x++) {
        struct measure measure;
        struct point point = {.null = mass_at(&null, x), .alternative = mass_at(&alternative, x)};
        if (point.null + point.alternative <= 0)
            continue;
        status = oc_measure(work->study, work->rule, &work->sample, x, &measure);
        point.value = value_of(work->rule, &measure);
        if (!isnan(point.value))
            work->points.list[work->points.count++] = point;
    }
    distribution_clear(&null);
    distribution_clear(&alternative);
    return status;
}

static enum status draw_points(struct work *work, bool alternative)
{
    struct random random;
    struct distribution *draws;
    double weight = 1 / (double)work->options->draws;
    (void)oc_sample_adopters(&work->sample, alternative ? work->options->alternative : work->options->null_rate);
    if (oc_draws_new(&work->sample, &draws) != STATUS_OK)
        return STATUS_FAILURE;
    random_seed(&random, work->options->seed);
    enum status status = STATUS_OK;
    for (int64_t i = 0; status == STATUS_OK && i < work->options->draws; i++) {
        struct measure measure;
        for (size_t h = 0; h < work->sample.count; h++)
            work->sample.strata[h].x = distribution_draw(&draws[h], &random);
        status = measure_counts(work->study, work->rule, work->sample.strata, work->sample.count, 1, &measure);
        double value = value_of(work->rule, &measure);
        if (!isnan(value))
            work->points.list[work->points.count++] =
                (struct point){value, alternative ? 0 : weight, alternative ? weight : 0};
    }
    oc_draws_free(draws, work->sample.count);
    return status;
}

static enum status make_points(struct work *work)
{
    work->points = (struct points){0};
    enum status status;
    if (oc_is_exact(work->rule, work->sample.count))
        status = exact_points(work);
    else {
        work->points.list = mem_alloc(2 * (size_t)work->options->draws * sizeof *work->points.list);
        status = work->points.list ? draw_points(work, false) : STATUS_FAILURE;
        if (status == STATUS_OK)
            status = draw_points(work, true);
    }
    if (status == STATUS_OK)
        qsort(work->points.list, work->points.count, sizeof *work->points.list, by_falling_value);
    return status;
}

/* The shortest level in the unit of rules.yaml (percent, or institutions) that is above `below` and not above `upto`,
 * and else the first one with four decimals above `below`. */
static double shortest_level(const struct rule *rule, double below, double upto)
{
    double unit = rule->statistic == STATISTIC_COUNT ? 1 : 100;
    int most = rule->statistic == STATISTIC_COUNT ? 0 : 4;
    bool strict = rule->comparison == COMPARE_ABOVE || rule->comparison == COMPARE_BELOW;
    double level = NAN;
    for (int decimals = 0; decimals <= most; decimals++) {
        double scale = unit * pow(10, decimals);
        level = (floor(below * scale * (1 + (below > 0 ? 1e-13 : -1e-13))) + 1) / scale;
        if (level < upto || (level <= upto && !strict))
            return level;
    }
    return level;
}

/* P(fire) at the level, over as many waves as the rule waits for, each with a sample of its own. */
static double power_at(const struct work *work, double level, bool alternative)
{
    double chance = 0;
    for (size_t i = 0; i < work->points.count && work->points.list[i].value >= level - 1e-13; i++)
        chance += alternative ? work->points.list[i].alternative : work->points.list[i].null;
    return pow(fmin(chance, 1), work->rule->for_waves);
}

/* The lowest level that keeps the first error. */
static void solve(struct work *work, struct rule_design *design)
{
    const struct points *points = &work->points;
    double allowed = pow(work->options->alpha, 1 / (double)work->rule->for_waves), chance = 0;
    size_t included = 0, end = 0;
    while (end < points->count) {
        size_t start = end;
        double value = points->list[start].value, more = 0;
        for (; end < points->count && points->list[end].value == value; end++)
            more += points->list[end].null;
        if (chance + more > allowed * (1 + 1e-12)) {
            end = start;
            break;
        }
        chance += more;
        included = end;
    }
    design->level = design->size = design->power = NAN;
    design->possible = false;
    if (!included)
        return;
    double upto = points->list[included - 1].value;
    double below = end < points->count ? points->list[end].value : upto - 1;
    double level = shortest_level(work->rule, below, upto);
    design->size = power_at(work, level, false);
    design->power = power_at(work, level, true);
    design->level = rule_rises(work->rule) ? level : -level;
    design->possible = design->size <= work->options->alpha && design->power >= 1 - work->options->beta;
}

static enum status try_response(const struct oc_population *population, struct work *work, double response_rate,
                                struct rule_design *design)
{
    oc_sample_set(population, response_rate, &work->sample);
    design->n = work->sample.all_n;
    design->response_rate = (double)work->sample.all_n / (double)work->sample.all_N;
    enum status status = make_points(work);
    if (status == STATUS_OK)
        solve(work, design);
    mem_free(work->points.list);
    return status;
}

/* The response rate in whole percent at which it is possible, and at one point less is not. */
static enum status find_needed(const struct oc_population *population, struct work *work, struct rule_design *design)
{
    struct rule_design trial = *design;
    int low = (int)floor(design->response_rate * 100), high = 100;
    enum status status = try_response(population, work, 1, &trial);
    design->needed_rate = NAN;
    design->needed_n = -1;
    if (status != STATUS_OK || !trial.possible)
        return status;
    design->needed_n = trial.n;
    design->needed_rate = 1;
    while (high - low > 1 && status == STATUS_OK) {
        int middle = (low + high) / 2;
        status = try_response(population, work, middle / 100.0, &trial);
        if (!trial.possible) {
            low = middle;
            continue;
        }
        high = middle;
        design->needed_n = trial.n;
        design->needed_rate = trial.response_rate;
    }
    return status;
}

enum status rule_design(const struct oc_population *population, const struct rule *rule,
                        const struct design_options *options, struct rule_design *design, struct errors *errors)
{
    struct work work = {.study = population->study, .rule = rule, .options = options};
    *design = (struct rule_design){.rule = rule,
                                   .level = NAN,
                                   .size = NAN,
                                   .power = NAN,
                                   .needed_rate = NAN,
                                   .needed_n = -1,
                                   .method = OC_UNDEFINED};
    if (oc_sample_new(population, &work.sample) != STATUS_OK)
        return errors_memory(errors);
    oc_sample_set(population, options->response_rate, &work.sample);
    design->null_rate = (double)oc_sample_adopters(&work.sample, options->null_rate) / (double)work.sample.all_N;
    design->alternative = (double)oc_sample_adopters(&work.sample, options->alternative) / (double)work.sample.all_N;
    design->n = work.sample.all_n;
    design->response_rate = (double)work.sample.all_n / (double)work.sample.all_N;
    enum status status = STATUS_OK;
    if (oc_is_defined(population->study, rule) && rule->combination == COMBINE_ONE) {
        design->method = oc_is_exact(rule, work.sample.count) ? OC_EXACT : OC_SIMULATED;
        status = try_response(population, &work, options->response_rate, design);
        design->needed_rate = design->response_rate;
        design->needed_n = design->n;
        if (status == STATUS_OK && !design->possible)
            status = find_needed(population, &work, design);
    }
    oc_sample_clear(&work.sample);
    return status == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
