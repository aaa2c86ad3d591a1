/*
 * The statistic of a rule and how it compares with the level. What is a ratio of counts is compared in integers (10 of
 * 100 meets "at_least 10%"): the published and the stratified rate, the published and the matched change, counts,
 * draws, and limits that are whole institutions over N. A change of the population, a share of sizes and a probability
 * are sums of doubles, and are at a level from which only rounding parts them. All other limits come out of a quantile
 * and are compared as they are.
 */
#include "threshold/measure.h"

#include <math.h>
#include <string.h>

#include "stats/predictive.h"

/* What the comparisons need beside the measure. */
struct subject {
    const struct rule *rule;
    const struct stratum_count *strata, *earlier; /* `earlier` of a change */
    size_t count;
    int64_t N;
    const char *interval;               /* of the limits; NULL: none */
    const struct matched_counts *pairs; /* of a matched change */
    int64_t draws;                      /* of reach; measure->x of them reach it */
    bool moved;                         /* by those not seen: no ratio of counts any more */
    const struct measure *measure;
    bool weighted; /* one by one: the rate is no ratio of counts */
};

/* What rounding can make of a sum of some thousand doubles. */
static const double ROUNDING = 1e-12;

struct measure measure_none(void)
{
    return (struct measure){.value = NAN, .lower = NAN, .upper = NAN, .x = -1, .n = -1};
}

static struct stratum_count sum_of(const struct stratum_count *strata, size_t count)
{
    struct stratum_count sum = {0};
    for (size_t h = 0; h < count; h++) {
        sum.x += strata[h].x;
        sum.valid += strata[h].valid;
    }
    return sum;
}

static int compare_doubles(double value, struct rational level)
{
    double wanted = rational_value(level);
    return (value > wanted) - (value < wanted);
}

static int compare_sum(double value, struct rational level)
{
    return fabs(value - rational_value(level)) < ROUNDING ? 0 : compare_doubles(value, level);
}

static int compare_change(const struct subject *s, struct rational level)
{
    if (s->rule->estimator == ESTIMATOR_PUBLISHED) {
        struct stratum_count from = sum_of(s->earlier, s->count), to = sum_of(s->strata, s->count);
        return exact_compare_difference(from.x, from.valid, to.x, to.valid, level);
    }
    if (s->rule->estimator == ESTIMATOR_MATCHED && s->pairs) {
        const struct matched_counts *m = s->pairs;
        return exact_compare_ratio(m->n01 - m->n10, m->n11 + m->n10 + m->n01 + m->n00, level);
    }
    return compare_sum(s->measure->value, level);
}

/* The sign of the estimate less the level. */
static int compare_point(const struct subject *s, struct rational level)
{
    const struct rule *rule = s->rule;
    bool published = rule->estimator == ESTIMATOR_PUBLISHED;
    if (rule->statistic == STATISTIC_REACH)
        return exact_compare_ratio(s->measure->x, s->draws, level);
    if (s->moved || rule->statistic == STATISTIC_PROBABILITY || rule->statistic == STATISTIC_SIZE_SHARE)
        return compare_sum(s->measure->value, level);
    if (rule->statistic == STATISTIC_CHANGE)
        return compare_change(s, level);
    if (rule->statistic == STATISTIC_COUNT && published)
        return exact_compare_ratio(s->measure->x, 1, level);
    if (s->weighted)
        return compare_sum(s->measure->value, level);
    if (rule->statistic == STATISTIC_COUNT) /* N p against a whole number is p against that number over N */
        level = (struct rational){level.numerator, s->N};
    return published ? exact_compare_ratio(s->measure->x, s->measure->n, level)
                     : exact_compare_design(s->strata, s->count, level);
}

/* The sign of a limit less the level. */
static int compare_limit(const struct subject *s, double limit, struct rational level)
{
    enum rule_statistic statistic = s->rule->statistic;
    if (statistic == STATISTIC_COUNT && s->rule->estimator == ESTIMATOR_PUBLISHED)
        return compare_point(s, level);
    if ((statistic != STATISTIC_RATE && statistic != STATISTIC_COUNT) || !s->interval || s->moved)
        return compare_doubles(limit, level);
    if (strcmp(s->interval, "census") == 0)
        return compare_point(s, level);
    bool whole = strcmp(s->interval, count_method_name(COUNT_HYPERGEOMETRIC)) == 0 ||
                 strcmp(s->interval, design_method_name(DESIGN_PREDICTIVE)) == 0;
    if (!whole)
        return compare_doubles(limit, level);
    double institutions = statistic == STATISTIC_COUNT ? limit : limit * (double)s->N;
    return exact_compare_ratio(llround(institutions), statistic == STATISTIC_COUNT ? 1 : s->N, level);
}

static int compare_bound(const struct subject *s, enum rule_bound bound, struct rational level)
{
    if (bound == BOUND_POINT)
        return compare_point(s, level);
    return compare_limit(s, bound == BOUND_LOWER ? s->measure->lower : s->measure->upper, level);
}

static double bound_of(const struct measure *measure, enum rule_bound bound)
{
    return bound == BOUND_POINT ? measure->value : bound == BOUND_LOWER ? measure->lower : measure->upper;
}

static enum rule_bound other_end(enum rule_bound bound)
{
    return bound == BOUND_POINT ? BOUND_POINT : bound == BOUND_LOWER ? BOUND_UPPER : BOUND_LOWER;
}

bool measure_reaches_minimum(const struct rule *rule, const struct stratum_count *strata, size_t count)
{
    int64_t valid = 0, respondents = 0, N = 0;
    bool framed = true;
    for (size_t h = 0; h < count; h++) {
        valid += strata[h].valid;
        respondents += strata[h].n;
        N += strata[h].N;
        framed = framed && strata[h].N >= strata[h].n;
    }
    if (valid < rule->minimum_n)
        return false;
    if (!rule->minimum_response.numerator)
        return true;
    return framed && N > 0 && exact_compare_ratio(respondents, N, rule->minimum_response) >= 0;
}

/* Whether something of that sign compares as the rule asks. */
static bool holds(enum rule_comparison comparison, int sign)
{
    switch (comparison) {
    case COMPARE_AT_LEAST:
        return sign >= 0;
    case COMPARE_ABOVE:
        return sign > 0;
    case COMPARE_AT_MOST:
        return sign <= 0;
    case COMPARE_BELOW:
    case COMPARE_END:
        break;
    }
    return sign < 0;
}

/* Fills in `usable`, `passes` and `leaves`, once the numbers stand. */
static void judge(const struct subject *s, struct measure *measure)
{
    const struct rule *rule = s->rule;
    measure->has_data = true;
    measure->usable = !isnan(measure->value) && !isnan(bound_of(measure, rule->bound)) &&
                      measure_reaches_minimum(rule, s->strata, s->count);
    if (!measure->usable)
        return;
    measure->passes = holds(rule->comparison, compare_bound(s, rule->bound, rule->level));
    enum rule_bound other = other_end(rule->bound);
    if (!rule->has_clear || isnan(bound_of(measure, other)))
        return;
    int sign = compare_bound(s, other, rule->clear);
    measure->leaves = rule_rises(rule) ? sign < 0 : sign > 0;
}

struct rate_options measure_options(const struct study *study, const struct rule *rule)
{
    struct rate_options options = rate_options_of(study);
    options.level = rule->level_of_confidence;
    options.published = rule->published;
    options.population = rule->population;
    options.interval_given = rule->has_interval;
    return options;
}

/* The rate of all institutions where those not seen adopt with `lambda` times the odds of the respondents of their
 * stratum, less that where they adopt as these do. */
static double moved_by(const struct stratum_count *strata, size_t count, double lambda)
{
    double sum = 0, N = 0;
    for (size_t h = 0; h < count; h++) {
        const struct stratum_count *one = &strata[h];
        N += one->N > 0 ? (double)one->N : 0;
        if (one->valid <= 0 || one->N < one->valid)
            continue;
        double share = (double)one->x / (double)one->valid;
        sum += (double)(one->N - one->valid) * (lambda * share / (1 - share + lambda * share) - share);
    }
    return N > 0 ? sum / N : 0;
}

/* The same for the estimator, which takes all for one stratum where it is that of the published rate. */
static double moved_rate(const struct rule *rule, const struct stratum_count *strata, size_t count, double lambda)
{
    if (rule->estimator == ESTIMATOR_POPULATION)
        return moved_by(strata, count, lambda);
    struct stratum_count sum = sum_of(strata, count);
    for (size_t h = 0; h < count; h++) {
        if (strata[h].N < 0)
            return 0;
        sum.N += strata[h].N;
    }
    return moved_by(&sum, 1, lambda);
}

static void move(struct measure *measure, double by)
{
    measure->value += by;
    measure->lower += by;
    measure->upper += by;
}

/* P(the population rate is at least `of`), where every stratum of the frame has an answer. */
static enum status take_probability(const struct study *study, const struct rule *rule,
                                    const struct stratum_count *strata, size_t count, double lambda,
                                    struct measure *measure)
{
    struct predictive predictive;
    measure->lower = measure->upper = NAN;
    if (isnan(measure->value))
        return STATUS_OK;
    if (predictive_of(strata, count, study->analysis.prior_a, study->analysis.prior_b, lambda, &predictive) !=
        STATUS_OK)
        return STATUS_FAILURE;
    measure->value = predictive_at_least(&predictive, rule->of);
    predictive_clear(&predictive);
    return STATUS_OK;
}

/* From the rate to the statistic, and how that compares. */
static enum status measure_rate(const struct study *study, const struct rule *rule, const struct rate *estimate,
                                bool weighted, const struct stratum_count *strata, size_t count, double lambda,
                                struct measure *measure)
{
    const struct rate rate = *estimate;
    *measure = measure_none();
    measure->value = rate.estimate;
    measure->lower = rate.lower;
    measure->upper = rate.upper;
    measure->x = rate.x;
    measure->n = rate.n;
    if (rule->statistic == STATISTIC_PROBABILITY) {
        if (take_probability(study, rule, strata, count, lambda, measure) != STATUS_OK)
            return STATUS_FAILURE;
    } else if (lambda != 1)
        move(measure, moved_rate(rule, strata, count, lambda));
    if (rule->statistic == STATISTIC_COUNT && rule->estimator == ESTIMATOR_PUBLISHED) {
        /* Of those who answered, so many adopted: there is nothing uncertain about it. */
        if (rate.n > 0)
            measure->value = measure->lower = measure->upper = (double)rate.x;
    } else if (rule->statistic == STATISTIC_COUNT) {
        measure->value *= (double)rate.N;
        measure->lower *= (double)rate.N;
        measure->upper *= (double)rate.N;
    }
    struct subject subject = {.rule = rule,
                              .strata = strata,
                              .count = count,
                              .N = rate.N,
                              .interval = rate.interval,
                              .moved = lambda != 1,
                              .weighted = weighted,
                              .measure = measure};
    judge(&subject, measure);
    return STATUS_OK;
}

enum status measure_counts(const struct study *study, const struct rule *rule, const struct stratum_count *strata,
                           size_t count, double lambda, struct measure *measure)
{
    struct rate rate;
    struct rate_options options = measure_options(study, rule);
    if (rate_of(strata, count, rule->estimator, &options, &rate) != STATUS_OK)
        return STATUS_FAILURE;
    return measure_rate(study, rule, &rate, false, strata, count, lambda, measure);
}

enum status rule_try(const struct study *study, const struct rule *rule, const struct stratum_count *strata,
                     size_t count, bool *evaluated, bool *passes)
{
    struct measure measure = measure_none();
    enum status status = measure_counts(study, rule, strata, count, 1, &measure);
    *evaluated = measure.usable;
    *passes = measure.passes;
    return status;
}

bool rule_is_weighted(const struct study *study, const struct rule *rule)
{
    return study_is_weighted(study) && rule->estimator == ESTIMATOR_POPULATION &&
           rule->statistic != STATISTIC_PROBABILITY;
}

enum status measure_wave(const struct panel *panel, const struct rule *rule, size_t wave, size_t item, int64_t stratum,
                         const struct stratum_count *strata, size_t count, double lambda, struct measure *measure)
{
    if (!(panel->weighted && rule_is_weighted(panel->study, rule)))
        return measure_counts(panel->study, rule, strata, count, lambda, measure);
    struct rate rate = {.wave = wave, .item = item, .stratum = stratum, .choice = CHOICE_ADOPTED};
    struct rate_options options = measure_options(panel->study, rule);
    if (rate_in(panel, strata, count, rule->estimator, &options, &rate) != STATUS_OK)
        return STATUS_FAILURE;
    return measure_rate(panel->study, rule, &rate, true, strata, count, lambda, measure);
}

void measure_change(const struct rule *rule, const struct change *change, const struct stratum_count *earlier,
                    const struct stratum_count *later, size_t count, double lambda, struct measure *measure)
{
    *measure = measure_none();
    measure->has_data = true;
    if (!change)
        return;
    measure->value = change->change;
    measure->lower = change->lower;
    measure->upper = change->upper;
    struct subject subject = {.rule = rule,
                              .strata = later,
                              .earlier = earlier,
                              .count = count,
                              .pairs = &change->matched,
                              .moved = lambda != 1,
                              .measure = measure};
    if (lambda != 1)
        move(measure, moved_rate(rule, later, count, lambda) - moved_rate(rule, earlier, count, lambda));
    judge(&subject, measure);
}

void measure_share(const struct rule *rule, const struct rate *share, const struct stratum_count *strata, size_t count,
                   struct measure *measure)
{
    *measure = measure_none();
    measure->has_data = true;
    if (!share)
        return;
    measure->value = share->estimate;
    measure->lower = share->lower;
    measure->upper = share->upper;
    measure->x = share->x;
    measure->n = share->n;
    struct subject subject = {.rule = rule, .strata = strata, .count = count, .measure = measure};
    judge(&subject, measure);
}

void measure_reach(const struct rule *rule, int64_t reached, int64_t draws, const struct stratum_count *strata,
                   size_t count, struct measure *measure)
{
    *measure = measure_none();
    measure->has_data = true;
    if (draws <= 0)
        return;
    measure->value = (double)reached / (double)draws;
    measure->x = reached;
    struct subject subject = {.rule = rule, .strata = strata, .count = count, .draws = draws, .measure = measure};
    judge(&subject, measure);
    measure->x = -1; /* draws are no institutions */
}

void measure_rows(const struct rule *rule, int64_t rows, struct measure *measure)
{
    *measure = measure_none();
    measure->has_data = measure->usable = true;
    measure->value = (double)rows;
    measure->passes = exact_compare_ratio(rows, 1, rule->level) >= 0;
}
