/*
 * From counts to rates and changes. Nothing here makes a query: a panel of counts comes in, rows come out, so that the
 * same code serves commands, rules, their tests and replays.
 */
#ifndef ANALYSIS_ANALYSIS_H
#define ANALYSIS_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "stats/bounds.h"
#include "stats/change.h"
#include "stats/decompose.h"
#include "stats/design.h"
#include "stats/exact.h"
#include "stats/forecast.h"
#include "stats/trend.h"
#include "store/store.h"
#include "study/study.h"
#include "table/table.h"

/* Rates have the first two and the size, changes the first three, numbers the first two. */
enum estimator {
    ESTIMATOR_PUBLISHED,
    ESTIMATOR_POPULATION,
    ESTIMATOR_MATCHED,
    ESTIMATOR_SIZE, /* the share of the sizes of the population that adopters hold */
    ESTIMATOR_END
};

enum { CHANGE_ESTIMATORS = ESTIMATOR_MATCHED + 1 };

const char *estimator_name(enum estimator estimator);
bool estimator_parse(const char *name, enum estimator *estimator);

/* Why a number is missing, or how far it can be trusted. */
enum estimate_status {
    ESTIMATE_OK,
    ESTIMATE_LOW_BASE, /* fewer than 10 in the denominator; the numbers stand */
    ESTIMATE_SUPPRESSED,
    ESTIMATE_NO_DATA,
    ESTIMATE_NO_FRAME,
    ESTIMATE_BREAK,
    ESTIMATE_UNDEFINED,
    ESTIMATE_UNCOVERED,
    ESTIMATE_LONELY,
    ESTIMATE_NOT_POSITIVE,
    ESTIMATE_NO_CONVERGENCE,
    ESTIMATE_NOT_IDENTIFIED,
    ESTIMATE_TOO_FEW_WAVES,
    ESTIMATE_END
};

/* As in the column `status`: "ok", "low base", … */
const char *estimate_status_name(enum estimate_status status);

/* Ends a table of the study: adds its id and notice. On failure, its own or that given as `status`, the table is freed
 * and NULL. */
MUST_CHECK enum status finish_table(const struct study *study, struct table **table, enum status status,
                                    struct errors *errors);

/* What may be published: see disclosure.h. */
struct disclosure;

enum { GROUP_ALL = -1, CHOICE_ADOPTED = -1, EVERY = -1 };

/* ---- counts of one item in one wave ---- */

/* Fills `strata` (study->stratum_count entries) for one item: N from the frame (-1 where it has no cell
 * for a stratum that answered, or none at all), respondents,
 * those in the denominator, and those that adopted, or chose `choice` where that is not CHOICE_ADOPTED: of a multiple
 * answer an option, and adopted only where one option is. False when the wave has no data or did not ask the item or
 * offer the option, or it is a number. */
bool analysis_counts(const struct panel *panel, size_t wave, size_t item, int64_t choice, enum denominator denominator,
                     struct stratum_count *strata);

/* Whether it can be counted who adopted: of a single choice with adopted choices, and of a multiple answer with one
 * adopted option. Who ticked either of two can't be told from the counts of each. */
bool analysis_adoption(const struct item *item);

/* The indices of overlap_cell.joint. */
enum answer_class { ANSWER_OUTSIDE, ANSWER_NOT_ADOPTED, ANSWER_ADOPTED };

/* What the answer of one respondent counts as where `choice` (an option; CHOICE_ADOPTED) is asked for; the item has
 * been read. */
enum answer_class analysis_class(const struct item *item, const struct answer_set *answers, size_t row, int64_t choice,
                                 enum denominator denominator);

/* The joint answers of one item in two waves, by pair of strata: `cells` has room for the square of the strata. False
 * where the pairs of the two waves are not known. */
bool analysis_joint(const struct panel *panel, size_t from, size_t to, size_t item, enum denominator denominator,
                    struct overlap_cell *cells, size_t *count);

/* ---- rates ---- */

/* A group in one wave: N of the frame, and how many of it responded; -1: not known. */
struct group_size {
    int64_t N, respondents;
};

struct rate_options {
    enum denominator denominator;
    double level; /* a fraction */
    enum count_method published;
    enum design_method population;
    bool interval_given;            /* asked for by name: what it does not define stays empty */
    bool leaves_out[ESTIMATOR_END]; /* estimators whose rows are not made */
    enum lonely_policy lonely;
    double prior_a, prior_b;
    int64_t wave, item;             /* indices or EVERY */
    bool domain;                    /* the panel is one of analysis_domain: N of the strata is not that of the group */
    const struct group_size *sizes; /* of a domain: by wave; NULL: the frame does not count it */
    const char *group; /* what the rows' group is called, "region=関東"; NULL: they are of the whole, or of strata */
    bool by_stratum;   /* rows of each stratum after that of the whole */
    bool choices;      /* a row for each choice in the denominator, or option, instead of the adopted rate */
};

/* The study's own; of the size, which needs the answers, no rows. */
struct rate_options rate_options_of(const struct study *study);

struct rate {
    size_t wave, item;
    int64_t stratum;   /* index or GROUP_ALL */
    const char *group; /* as in the options */
    int64_t choice;    /* index, of a multiple answer that of an option, or CHOICE_ADOPTED */
    enum estimator estimator;
    int64_t x, n;
    int64_t N;           /* -1: the frame does not count the group */
    int64_t respondents; /* of the group */
    double estimate, se, lower, upper, level;
    const char *interval; /* the one that was used; NULL: none */
    double df, deff, response_rate;
    enum estimate_status status;
};

/*
 * One rate from its strata (one entry for a single stratum). x, n and N are their sums. This is the one place where
 * an estimator, its interval and what stands in for an undefined one come together. STATUS_FAILURE for want of memory.
 */
MUST_CHECK enum status rate_of(const struct stratum_count *strata, size_t count, enum estimator estimator,
                               const struct rate_options *options, struct rate *rate);

/*
 * The same of a panel, where the study may weight answers one by one: the population's rate is then that of the
 * weights, and x, n and N are still counts. `rate` has wave, item, stratum and choice; `strata` are analysis_counts of
 * them.
 */
MUST_CHECK enum status rate_in(const struct panel *panel, const struct stratum_count *strata, size_t count,
                               enum estimator estimator, const struct rate_options *options, struct rate *rate);

struct rates {
    struct rate *rows; /* by wave, item, group, choice, estimator: the size after the population */
    size_t count;
    enum denominator denominator;
};

MUST_CHECK enum status analysis_rates(const struct panel *panel, const struct rate_options *options,
                                      struct arena *arena, struct rates *rates, struct errors *errors);

/*
 * The same, with the share of the sizes after each rate of the population: sum w size adopted / sum w size over those
 * in the denominator whose size is known, from the stratified sample with finite population correction; x, n, N and the
 * rate of response are those of the rate. `answers` by the study's waves, with what the rows need and, where the
 * options ask for the share, the sizes. Rows are of the waves in which a size is known, or, where the options leave the
 * population out, of all. `panel` is the whole with EVERY, or that which analysis_domain made of `attribute` and
 * `value`.
 */
MUST_CHECK enum status analysis_sized_rates(const struct panel *panel, struct answer_set *const *answers,
                                            int64_t attribute, const char *value, const struct rate_options *options,
                                            struct arena *arena, struct rates *rates, struct errors *errors);

/* The table of the contract. Caller frees with table_free. */
MUST_CHECK enum status rates_to_table(const struct panel *panel, const struct rates *rates, struct table **table,
                                      struct errors *errors);

/* ---- weights ---- */

/*
 * Weighs the respondents of each wave as `design` and `weighting` of the study say: `answers` by the study's waves,
 * with every item and attribute, which live as long as the panel. A wave whose margins can't be met has no weights, and
 * no estimate of the population; analysis_weights tells why.
 */
MUST_CHECK enum status analysis_weigh(struct panel *panel, struct answer_set *const *answers, struct arena *arena,
                                      struct errors *errors);

struct weight_row {
    size_t wave;
    int64_t stratum;   /* index, or GROUP_ALL, with `group` */
    const char *group; /* "region=関東" */
    const char *margin;
    int64_t target;         /* N; -1: not counted */
    double weighted;        /* the sum of weights before; without weights of their own, the respondents */
    double factor;          /* target over weighted, of what the cell was joined into */
    const char *joined;     /* the group it was joined into; NULL: none */
    int64_t joined_stratum; /* of it, where it is a stratum; else GROUP_ALL */
    enum estimate_status status;
};

/* The weights of a wave, for people. */
struct weight_summary {
    size_t wave, respondents, rounds;
    double least, greatest, kish; /* of the weights; n sum w^2 / (sum w)^2 */
};

struct weight_rows {
    struct weight_row *rows; /* by wave, margin, and the order of study.yaml and margins.csv */
    size_t count;
    struct weight_summary *waves; /* those with weights */
    size_t wave_count;
};

/* Each cell of each margin; of a study without margins the strata. */
MUST_CHECK enum status analysis_weights(const struct panel *panel, int64_t wave, struct arena *arena,
                                        struct weight_rows *rows, struct errors *errors);
MUST_CHECK enum status weights_to_table(const struct panel *panel, const struct weight_rows *rows, struct table **table,
                                        struct errors *errors);

/* How the study weights answers one by one, in words: "rake to stratum, region". */
void weighting_add_words(const struct study *study, enum language language, struct buffer *out);

/* ---- groups that are no strata: domains ---- */

/*
 * The panel of those respondents for whom the condition of `answers` holds and whose `attribute` (EVERY: whatever it
 * is) has the text `value` (NULL: none). The others stay in the sample of their stratum and answer nothing, as
 * svyby and subset of R's survey have it. `answers` has a set for each wave with data, NULL for the others; the items
 * that are asked for must have been read. Pairs are left
 * out (analysis_domain_pairs adds them). Lives in `arena`.
 */
MUST_CHECK enum status analysis_domain(const struct panel *panel, struct answer_set *const *answers, int64_t attribute,
                                       const char *value, struct arena *arena, struct panel *domain,
                                       struct errors *errors);

/*
 * Adds to a domain its pairs, and what those of it had answered that merged away. Each wave has its own domain: who is
 * in it in one of two waves only is PAIR_OUTSIDE in the other. `matchings` by the study's waves, each with the wave
 * that it is compared with; the pairs of the others stay unknown.
 */
MUST_CHECK enum status analysis_domain_pairs(const struct panel *panel, struct answer_set *const *answers,
                                             int64_t attribute, const char *value, const struct matching *matchings,
                                             struct arena *arena, struct panel *domain, struct errors *errors);

/* The answers in which those outside of the domain were not asked: they stay in the sample and count for nothing. */
MUST_CHECK enum status analysis_domain_answers(const struct panel *panel, struct answer_set *const *answers,
                                               int64_t attribute, const char *value, struct arena *arena,
                                               struct answer_set ***inside, struct errors *errors);

/*
 * Makes of a domain a population of its own: its respondents are those of the group, and N of a stratum the `members`
 * with that text in the register of the wave. Where that tells no text of the attribute, where there is none (NULL), or
 * the domain is no group of an attribute (`value` NULL), the frame does not count it.
 */
MUST_CHECK enum status analysis_own_population(const struct panel *panel, struct answer_set *const *answers,
                                               const struct frame *members, int64_t attribute, const char *value,
                                               struct arena *arena, struct panel *domain, struct errors *errors);

/* How large a group of an attribute is in each wave: `members` as above. `*sizes` lives in `arena`. */
MUST_CHECK enum status analysis_group_sizes(const struct panel *panel, struct answer_set *const *answers,
                                            const struct frame *members, int64_t attribute, const char *value,
                                            struct arena *arena, const struct group_size **sizes,
                                            struct errors *errors);

/* The texts of an attribute over all sets, and the members of the same waves where they are given (NULL: not), by
 * strcmp. `*values` lives in `arena`. */
MUST_CHECK enum status analysis_values(const struct panel *panel, struct answer_set *const *answers,
                                       const struct frame *members, size_t attribute, struct arena *arena,
                                       const char ***values, size_t *count, struct errors *errors);

/* ---- change ---- */

/* How the limits of a change are made; the others than the first leave out what they do not compute. */
enum change_method {
    CHANGE_USUAL,       /* overlap; matched: newcombe-paired */
    CHANGE_INDEPENDENT, /* published, population: as if no institution were in both waves */
    CHANGE_STACKED,     /* population: institutions as clusters of the stacked waves, without finite correction */
    CHANGE_UNPAIRED,    /* published: Newcombe's hybrid score limits of two samples */
    CHANGE_POOLED_Z,    /* published: z with the pooled variance; no limits */
    CHANGE_METHOD_END
};

const char *change_method_name(enum change_method method);
bool change_method_parse(const char *name, enum change_method *method);

struct change_options {
    struct rate_options rate; /* denominator, level, lonely, item, by_stratum, leaves_out */
    int64_t from, to;         /* wave indices or EVERY: each comparable pair of neighbours */
    enum change_method method;
};

struct change {
    size_t from, to, item;
    int64_t stratum;
    const char *group; /* as in the options */
    enum estimator estimator;
    double estimate_from, estimate_to, change, se, lower, upper, level, z, p;
    struct matched_counts matched;
    bool has_matched;   /* whether the pairs of the two waves are known */
    bool hides_matched; /* though they are, they are not published */
    double p_mcnemar;
    const char *method;
    int64_t n_from, n_to;
    enum estimate_status status;
};

struct changes {
    struct change *rows; /* by wave, item, group, estimator */
    size_t count;
    enum denominator denominator;
};

MUST_CHECK enum status analysis_changes(const struct panel *panel, const struct change_options *options,
                                        struct arena *arena, struct changes *changes, struct errors *errors);

/*
 * One row anew from counts: its `stratum`, `estimator` and `has_matched` are given, all else is filled in. `earlier`
 * and `later` have `strata` entries each, `cells` are those of analysis_joint. Of `options` the method, the level and
 * what lonely strata do are read.
 */
void analysis_change_of(const struct change_options *options, const struct stratum_count *earlier,
                        const struct stratum_count *later, size_t strata, const struct overlap_cell *cells,
                        size_t cell_count, struct change *change);

MUST_CHECK enum status changes_to_table(const struct panel *panel, const struct changes *changes, struct table **table,
                                        struct errors *errors);

/* The index of the wave with data before `wave` in which the item was asked, and whether it is comparable (no break in
 * between); -1: none. */
int64_t analysis_wave_before(const struct panel *panel, size_t wave, size_t item, bool *comparable);

/* ---- what those that did not answer could change ---- */

struct bounds_options {
    struct rate_options rate; /* denominator, wave, item, by_stratum */
    enum bounds_assumption assumption;
};

struct bounds_row {
    size_t wave, item;
    int64_t stratum;
    const char *group;            /* as in the options */
    int64_t x, n, N, respondents; /* N -1: the frame does not count the group */
    double lowest, estimate, highest;
    enum estimate_status status;
};

struct bounds_rows {
    struct bounds_row *rows; /* by wave, item, group */
    size_t count;
    enum denominator denominator;
};

/*
 * Bounds of each rate. Under BOUNDS_CARRIED the institutions that gave a valid answer in the comparable wave before and
 * none in this one, in the stratum they had then, are taken to be there still; where there is no such wave nothing is
 * carried, over a break or without pairs the row is undefined.
 */
MUST_CHECK enum status analysis_bounds(const struct panel *panel, const struct bounds_options *options,
                                       struct arena *arena, struct bounds_rows *bounds, struct errors *errors);
MUST_CHECK enum status bounds_to_table(const struct panel *panel, const struct bounds_rows *bounds,
                                       struct table **table, struct errors *errors);

/* ---- the probability that the population rate passes a level ---- */

struct probability_options {
    struct rate_options rate; /* denominator, level, prior, wave, item, by_stratum */
    struct rational at_least;
    double lambda; /* odds of those not seen over those of the respondents of their stratum */
};

struct probability_row {
    size_t wave, item;
    int64_t stratum;
    const char *group; /* as in the options */
    int64_t respondents, N;
    double probability, lower, upper;
    double lambda_95, lambda_05; /* at which the probability is 0.95 and 0.05; NaN: at none within a factor of 1000 */
    bool approximate;            /* by a beta distribution: too many were not seen to convolve */
    enum estimate_status status;
};

struct probability_rows {
    struct probability_row *rows; /* by wave, item, group */
    size_t count;
};

MUST_CHECK enum status analysis_probability(const struct panel *panel, const struct probability_options *options,
                                            struct arena *arena, struct probability_rows *rows, struct errors *errors);
MUST_CHECK enum status probability_to_table(const struct panel *panel, const struct probability_options *options,
                                            const struct probability_rows *rows, struct table **table,
                                            struct errors *errors);

/* ---- who changed, and where a change comes from ---- */

struct transition {
    size_t from, to, item;
    int64_t stratum;
    const char *group; /* as in the options */
    int64_t choice_from,
        choice_to;        /* CHOICE_ADOPTED: of a break, and where they are suppressed: one row without choices */
    int64_t institutions; /* that answered both waves; -1: not known */
    enum estimate_status status;
};

struct transitions {
    struct transition *rows; /* by wave, item, group, choices; every pair of choices that occurs in the group */
    size_t count;
};

/* Institutions in both waves by what they answered; a stratum's are those that are in it in both. */
MUST_CHECK enum status analysis_transitions(const struct panel *panel, const struct change_options *options,
                                            struct arena *arena, struct transitions *transitions,
                                            struct errors *errors);
MUST_CHECK enum status transitions_to_table(const struct panel *panel, const struct transitions *transitions,
                                            struct table **table, struct errors *errors);

struct decomposed {
    size_t from, to, item;
    int64_t stratum;
    const char *group; /* as in the options */
    struct decomposition parts;
    enum estimate_status status; /* with a number: OK or LOW_BASE */
};

struct decomposed_rows {
    struct decomposed *rows; /* by wave, item, group */
    size_t count;
    enum estimator estimator;
    enum denominator denominator;
};

/*
 * The parts of each change (see decompose): of the published rate, or, where options leave that out, of the population
 * rate, whose weights are N of the stratum over its respondents times its valid answers.
 */
MUST_CHECK enum status analysis_decompose(const struct panel *panel, const struct change_options *options,
                                          struct arena *arena, struct decomposed_rows *rows, struct errors *errors);
MUST_CHECK enum status decomposed_to_table(const struct panel *panel, const struct decomposed_rows *rows,
                                           struct table **table, struct errors *errors);

/* ---- who answered ---- */

struct response_row {
    size_t wave;
    int64_t stratum;
    const char *group;      /* as in the options */
    int64_t respondents, N; /* -1: not known; the frame does not count the group */
    double response_rate, share_respondents, share_frame;
    enum estimate_status status;
};

struct response_rows {
    struct response_row *rows; /* by wave; the whole, then, unless it is a group, each stratum */
    size_t count;
};

/* Shares are of the respondents and of the frame of `whole`, of which `panel` may be a group. */
MUST_CHECK enum status analysis_response(const struct panel *panel, const struct panel *whole,
                                         const struct rate_options *options, struct arena *arena,
                                         struct response_rows *rows, struct errors *errors);
MUST_CHECK enum status response_to_table(const struct panel *panel, const struct response_rows *rows,
                                         struct table **table, struct errors *errors);

/* ---- from the answers one by one ---- */

/* Rows of which respondents: a group and what it is called. */
struct answer_group {
    int64_t stratum;   /* index or GROUP_ALL */
    int64_t attribute; /* index, with `value`; else EVERY */
    const char *value; /* its text; NULL: none */
    const char *name;  /* "region=関東"; NULL for a stratum and for all */
};

/* The groups of the study that `options` and `attribute` ask for: all, then each stratum, or each text of the
 * attribute.
 */
MUST_CHECK enum status analysis_groups(const struct panel *panel, struct answer_set *const *answers,
                                       const struct rate_options *options, int64_t attribute, struct arena *arena,
                                       struct answer_group **groups, size_t *count, struct errors *errors);

struct means_options {
    struct rate_options rate; /* level, lonely, wave, item, leaves_out; denominator is not read */
    const double *quantiles;  /* each in [0, 1] */
    size_t quantile_count;
    int64_t ratio_over; /* an item: the ratio of each other to it; or EVERY */
    bool totals;        /* rows of every choice of single choices instead: how many institutions chose it */
    int64_t attribute;
};

struct mean {
    size_t wave, item;
    struct answer_group group;
    const char *statistic; /* "mean", "total", "q0.5", "ratio:A/B", "total:CHOICE" */
    enum estimator estimator;
    int64_t n, N, respondents; /* N -1: not known */
    double estimate, se, lower, upper, level;
    const char *interval;
    double df, deff;
    enum estimate_status status;
};

struct means {
    struct mean *rows; /* by wave, item, group, statistic, estimator */
    size_t count;
};

/*
 * Means, totals (of those that answered: not scaled up for the others), ratios and quantiles (of the rule `school`,
 * with Woodruff's limits) of numbers: `population` from the stratified sample with finite population correction,
 * `published` with every answer the same weight, as one stratum of the whole frame. `answers` by the study's waves.
 */
MUST_CHECK enum status analysis_means(const struct panel *panel, struct answer_set *const *answers,
                                      const struct means_options *options, struct arena *arena, struct means *means,
                                      struct errors *errors);
MUST_CHECK enum status means_to_table(const struct panel *panel, const struct means *means, struct table **table,
                                      struct errors *errors);

struct test_options {
    struct rate_options rate; /* denominator, lonely, wave, item */
    int64_t attribute;        /* EVERY: by stratum */
    bool pairwise;
};

struct test_row {
    size_t wave, item;
    const char *test; /* "rao-scott-f", … */
    const char *pair; /* "A vs B"; NULL */
    double statistic, df1, df2, p, p_holm, p_bh;
    enum estimate_status status;
};

struct tests {
    struct test_row *rows; /* by wave, item, test, pair */
    size_t count;
    const char *by;
};

/* Whether adoption differs between strata, or the texts of an attribute: design-based tests, or every pair. */
MUST_CHECK enum status analysis_tests(const struct panel *panel, struct answer_set *const *answers,
                                      const struct test_options *options, struct arena *arena, struct tests *tests,
                                      struct errors *errors);
MUST_CHECK enum status tests_to_table(const struct panel *panel, const struct tests *tests, struct table **table,
                                      struct errors *errors);

/* ---- over the waves ---- */

struct series_options {
    struct rate_options rate; /* denominator, level, lonely, item, by_stratum */
    bool models[TREND_MODEL_END];
    enum forecast_model model; /* of a forecast */
    int years;                 /* that it looks ahead */
    struct rational reach[16]; /* levels to be reached */
    size_t reach_count;
    int64_t seed, draws;
};

struct trend_row {
    size_t item;
    int64_t stratum;
    const char *group; /* as in the options */
    enum trend_model model;
    int first, last;  /* the years of the first and the last wave that entered; 0: none did */
    size_t published; /* waves that entered, known only from published percentages */
    double slope, se, lower, upper, statistic, p;
    enum estimate_status status;
};

struct trends {
    struct trend_row *rows; /* by item, group, model */
    size_t count;
    enum denominator denominator;
    double level; /* of the limits: 0.95 */
};

/*
 * The trend of each rate over the waves after its last break. Counts are those of the published rate; the clustered
 * model weights every answer by N/n of its stratum and knows the institutions, whose answers must be there.
 */
MUST_CHECK enum status analysis_trends(const struct panel *panel, struct answer_set *const *answers,
                                       const struct series_options *options, struct arena *arena, struct trends *trends,
                                       struct errors *errors);
MUST_CHECK enum status trends_to_table(const struct panel *panel, const struct trends *trends, struct table **table,
                                       struct errors *errors);

struct forecast_row {
    size_t item;
    int64_t stratum;
    const char *group; /* as in the options */
    int year;          /* 0: there is no wave to count from */
    double estimate, lower, upper;
    enum estimate_status status;
};

struct reach_row {
    size_t item;
    int64_t stratum;
    const char *group; /* as in the options */
    struct rational level;
    int year, lower, upper; /* 0: none within the horizon */
    double never;           /* share of the draws in which the horizon does not see it */
    enum estimate_status status;
};

struct forecasts {
    struct forecast_row *rows; /* by item, group, year */
    size_t count;
    struct reach_row *reach; /* by item, group, level */
    size_t reach_count;
    size_t waves; /* of the first row that has too few */
};

/* Coming shares of each rate, or, where levels are given, when each was first reached, or will be: by simulation with
 * the seed, over the waves from the one after the newest. */
MUST_CHECK enum status analysis_forecasts(const struct panel *panel, struct answer_set *const *answers,
                                          const struct series_options *options, struct arena *arena,
                                          struct forecasts *forecasts, struct errors *errors);
MUST_CHECK enum status forecasts_to_table(const struct panel *panel, const struct series_options *options,
                                          const struct forecasts *forecasts, struct table **table,
                                          struct errors *errors);
MUST_CHECK enum status reach_to_table(const struct panel *panel, const struct series_options *options,
                                      const struct forecasts *forecasts, struct table **table, struct errors *errors);

/* ---- forecasts kept until their wave is there, and how they came out ---- */

/*
 * The forecasts of the next wave that could be made from the panel and that `known` lacks: of each single choice with
 * adopted choices and enough waves that can be compared. Without numbers yet, so that nothing need be fitted, nor
 * answers be read, where all are known. `frame_id` is the vintage of the frame, 0 where there is none.
 */
MUST_CHECK enum status forecasts_due(const struct panel *panel, const struct series_options *options, int64_t frame_id,
                                     const struct stored_forecast *known, size_t known_count, struct arena *arena,
                                     struct stored_forecast **due, size_t *count, struct errors *errors);

/* Fits one of them, from the answers of its item; its estimate stays NaN where the model gives none, or where the wave
 * it is made from came as counts. */
MUST_CHECK enum status forecasts_fill(const struct panel *panel, struct answer_set *const *answers,
                                      const struct series_options *options, struct arena *arena,
                                      struct stored_forecast *forecast, struct errors *errors);

struct score {
    const struct stored_forecast *forecast;
    double brier, crps;
    int covered; /* 1 or 0; -1: not known */
    enum estimate_status status;
};

struct scores {
    struct score *rows; /* by item, model, made, wave, vintage */
    size_t count;
};

/*
 * Holds forecasts, as store_forecasts gives them, against x of n of their wave, where it is there and the item did not
 * break after the wave they were made from. Limits that give no distribution leave the score of the estimate standing.
 * `item` may be EVERY, `model` NULL.
 */
MUST_CHECK enum status analysis_scores(const struct panel *panel, const struct stored_forecast *forecasts, size_t count,
                                       int64_t item, const char *model, struct arena *arena, struct scores *scores,
                                       struct errors *errors);
MUST_CHECK enum status scores_to_table(const struct panel *panel, const struct scores *scores, struct table **table,
                                       struct errors *errors);

/* ---- what may be published ---- */

#include "analysis/disclosure.h" /* which needs what stands above */

#endif
