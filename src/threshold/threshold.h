/*
 * Rules, their states over the waves, and the decision (STUDY: rules.yaml). Computes anew from a panel of counts, under
 * the rules as they stand; nothing is remembered between runs.
 */
#ifndef THRESHOLD_THRESHOLD_H
#define THRESHOLD_THRESHOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "stats/exact.h"
#include "study/study.h"
#include "table/table.h"

enum rule_severity { RULE_WATCH, RULE_REVISE, RULE_MAJOR, RULE_SEVERITY_END };
enum rule_statistic {
    STATISTIC_RATE,
    STATISTIC_CHANGE,
    STATISTIC_COUNT,
    STATISTIC_SIZE_SHARE,
    STATISTIC_PROBABILITY,
    STATISTIC_REACH,
    STATISTIC_SQL, /* the rows of a SELECT: of a rule with `sql`, which names no statistic */
    STATISTIC_END
};
enum rule_comparison { COMPARE_AT_LEAST, COMPARE_ABOVE, COMPARE_AT_MOST, COMPARE_BELOW, COMPARE_END };
enum rule_bound { BOUND_POINT, BOUND_LOWER, BOUND_UPPER, BOUND_END };
enum rule_combination { COMBINE_ONE, COMBINE_ANY, COMBINE_ALL, COMBINE_K_OF, COMBINE_STRATA };

const char *rule_severity_name(enum rule_severity severity);
const char *rule_statistic_name(enum rule_statistic statistic);    /* "rate", …; "sql" */
const char *rule_comparison_name(enum rule_comparison comparison); /* "at_least", … */
const char *rule_bound_name(enum rule_bound bound);

/* What decides its states is written into records by record_rule.c. */
struct rule {
    const char *id;
    const struct node *node; /* for messages */
    int consideration;       /* 1 to 6; 0: not given */
    enum rule_combination combination;
    size_t *items; /* COMBINE_STRATA: one, its strata are the members */
    size_t item_count;
    int64_t k; /* of COMBINE_K_OF; strata_at_least of COMBINE_STRATA */
    enum rule_statistic statistic;
    enum estimator estimator;
    bool has_interval;
    enum count_method published;
    enum design_method population;
    double level_of_confidence; /* a fraction */
    enum rule_comparison comparison;
    struct rational level;
    const char *level_text; /* as written: "16%" */
    struct rational of;     /* of a probability and of reach: the level that the population rate must reach */
    int within;             /* of STATISTIC_REACH: in so many waves after the one it is asked at */
    const struct node *sql; /* of STATISTIC_SQL: the SELECT; NULL */
    enum rule_bound bound;
    int for_waves;
    bool has_clear;
    struct rational clear;
    int64_t minimum_n;                /* 0: none */
    struct rational minimum_response; /* 0/1: none */
    enum rule_severity severity;
    struct label text;
    const char *snooze_until, *snooze_by; /* YYYY-MM-DD; NULL: not snoozed */
    struct label snooze_reason;
};

/* Whether it asks for much: `at_least` or `above`, which it clears below. */
bool rule_rises(const struct rule *rule);

struct rules {
    struct rule *rules;
    size_t count;
    struct label assumptions; /* printed wherever a level is */
};

/* Reads rules.yaml from its bytes: every problem located, unknown keys refused. No rule at all is ERROR_RULE_NONE. All
 * in `arena`. */
MUST_CHECK enum status rules_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                   struct arena *arena, struct rules *rules, struct errors *errors);

/* Reads the study's rules file from its folder. A study that names none is ERROR_RULE_NONE. */
MUST_CHECK enum status rules_load(const struct study *study, struct arena *arena, struct rules *rules,
                                  struct errors *errors);

enum rule_state { STATE_CLEAR, STATE_PENDING, STATE_FIRED, STATE_NO_DATA, STATE_INSUFFICIENT, STATE_BREAK, STATE_END };

const char *rule_state_name(enum rule_state state); /* "clear", …, "no data" */

/* How a verdict came about beside its state. */
enum verdict_status {
    VERDICT_OK,
    VERDICT_STALE,
    VERDICT_INSUFFICIENT,
    VERDICT_NO_DATA,
    VERDICT_BREAK,
    VERDICT_SNOOZED,
    VERDICT_SUPPRESSED /* its numbers are not published; only what is made for publication has it */
};

const char *verdict_status_name(enum verdict_status status); /* "ok", "stale", "insufficient", … */

/* What a verdict may depend on beside the data, in the order in which it is told. */
enum dependence { DEPENDS_CODING, DEPENDS_NONRESPONSE, DEPENDS_SAMPLING, DEPENDS_END };

const char *dependence_name(enum dependence dependence); /* "depends on a coding choice", … */

struct verdict;
/* Whether robustness tries this of the rule: it has limits, those not seen enter, a wave up to `wave` asked otherwise.
 */
bool rule_tries(const struct panel *panel, size_t wave, const struct rule *rule, enum dependence dependence);

/* Adds the column `robustness`: "robust", what it depends on joined by "; ", or nothing where that is not known. */
void verdict_dependences(const struct verdict *verdict, struct buffer *out);

/* One rule at one wave: a member (an item or a stratum of it) or the rule as a whole. */
struct verdict {
    size_t wave;
    const struct rule *rule;
    bool whole;                 /* the rule's own verdict; a rule with one item has only this one */
    int64_t item;               /* index; -1 where the verdict is of several items, or of a SELECT */
    int64_t stratum;            /* index; -1 */
    double value, lower, upper; /* NaN where they do not exist or the verdict is of several */
    int64_t x, n;               /* of a rate or count; -1 */
    enum rule_state state;
    size_t since;                   /* index of the wave since which the state holds */
    bool usable, passes, leaves;    /* of a member: the wave counts, meets the level, is past the level of clearing */
    int passed;                     /* of a member: comparable waves in a row that passed */
    bool has_margin;                /* of the decision wave's verdicts; none of reach and of a SELECT */
    int64_t margin;                 /* respondents that would have to adopt (negative: drop) for the state to change; of
                                       several items their answers */
    const int64_t *margin_members;  /* how many of them in each member of the rule, of a whole of several; else NULL */
    const int64_t *margin_strata;   /* how many of them in each stratum of the study (-1: some, how many is not
                                       published); NULL: it does not matter where */
    enum rule_state margin_state;   /* the state that would then be entered */
    bool has_robustness;            /* of the decision wave's verdicts of whole rules that could be evaluated */
    bool depends[DEPENDS_END];      /* none: robust */
    const struct selection *select; /* of a SELECT that was run; else NULL */
    enum verdict_status status;
    /* Of what check_suppress makes: its numbers are not published; its limits are not, or its margin, the others are;
     * it is of a suppressed stratum, of which the state would tell. */
    bool hidden, hides_limits, hides_margin, hides_state;
};

enum decision { DECISION_NO_REVISION, DECISION_REVISION, DECISION_MAJOR, DECISION_UNDETERMINED };

const char *decision_name(enum decision decision); /* "no revision", "revision", "major revision", "undetermined" */
/* The same for people, in `language`. */
const char *decision_text(enum decision decision, enum language language);
/* The same of a name; a name that is none is given back. */
const char *decision_text_of(const char *name, enum language language);
/* What --exit-code gives for it. */
enum status decision_status(enum decision decision);

/* One of the considerations at a review: what came in on it since the review before, and what that calls for. */
struct consideration {
    int number;                         /* 1 to CONSIDERATIONS */
    const struct evidence_line **lines; /* the urgent ones first, then by date */
    size_t count, urgent, unassessed;
    enum evidence_call calls; /* the highest of its lines; CALLS_OPEN where there is none, or none assessed */
    bool undetermined;        /* a line is not assessed, or, below CONSIDERATIONS, there is none */
};

/* The evidence of one review. */
struct evaluation {
    const char *after, *until; /* YYYY-MM-DD: its lines came in after the one, up to the other; NULL: ever since */
    struct consideration considerations[CONSIDERATIONS];
    size_t count, urgent; /* of all lines */
};

/* Judges the lines (by date) that came in after `after` (NULL: ever since) and up to `until`. */
MUST_CHECK enum status evidence_evaluate(const struct evidence_line *lines, size_t count, const char *after,
                                         const char *until, struct arena *arena, struct evaluation *evaluation,
                                         struct errors *errors);

/* Whether the line has an assessment and tells what it calls for. */
bool evidence_assessed(const struct evidence_line *line);

/* What the line calls for, or that it is not assessed, for people. */
const char *evidence_text(const struct evidence_line *line, enum language language);

/* What the lines of a consideration come to, for people. */
const char *consideration_result(const struct consideration *consideration, enum language language);

/* What the study calls a consideration, or else we. */
const char *consideration_text(const struct study *study, int number, enum language language);

struct check {
    const struct study *study;
    const struct rules *rules;
    size_t wave;              /* that the decision is of */
    struct verdict *verdicts; /* by wave, rule, members, then the whole */
    size_t count;
    enum decision decision;
    const struct verdict *decisive; /* the verdict that made it revision, major or undetermined; NULL */
    /* What threshold_consider adds. */
    const struct evaluation *evaluation;          /* NULL: the study names no evidence */
    const struct evidence_line *decisive_line;    /* where no rule did: the line that made it so; NULL */
    const struct consideration *decisive_lacking; /* where neither did: the consideration without a line; NULL */
    const struct review_files *files;
    const struct override *override; /* of the decision's wave; it stands beside `decision` and changes nothing */
};

/* What rules are evaluated on. Whoever has the database makes it ready: nothing here asks for anything. */
struct check_inputs {
    const struct panel *panel;           /* with the pairs of waves, where a rule is about a change */
    struct answer_set *const *answers;   /* by the study's waves, what rules_answers asks for; NULL: none were read */
    struct selection *const *selections; /* by rule, then by wave, of those with a SELECT; NULL: none was run */
};

/* Whether a rule needs the answers one by one: of which items (marked in `items`, by the study's), with the sizes of
 * the register or without. */
bool rules_answers(const struct rules *rules, bool *items, bool *sizes);

/* States of all waves up to `wave` (an index; EVERY: the newest declared one), and the decision at it. A rule whose
 * answers or rows are not there is `insufficient`. */
MUST_CHECK enum status threshold_check_inputs(const struct check_inputs *inputs, const struct rules *rules,
                                              int64_t wave, struct arena *arena, struct check *check,
                                              struct errors *errors);

/* The same of counts alone. */
MUST_CHECK enum status threshold_check(const struct panel *panel, const struct rules *rules, int64_t wave,
                                       struct arena *arena, struct check *check, struct errors *errors);

/* Takes the evidence, the amendments and the overrides into a check that threshold_check has made: the decision is then
 * that of the rules and of the evidence that came in since the review before. `files` is borrowed as long as `check`.
 */
MUST_CHECK enum status threshold_consider(struct check *check, const struct review_files *files, struct arena *arena,
                                          struct errors *errors);

/* The decision an override stands for. */
enum decision override_decision(const struct override *override);

/* Takes from the verdicts, which are copied, the numbers that the plan keeps from publication, and those that the check
 * adds to what the plan publishes where they would tell more; the states of rules stand. */
MUST_CHECK enum status check_suppress(const struct panel *panel, const struct disclosure *plan, struct arena *arena,
                                      struct check *check, struct errors *errors);

/*
 * Whether further figures of an item at the check's wave, that rest on the strata, may be published beside `shown`,
 * which check_suppress made of `check`: whether other counts give the same ones that publish both the estimates and
 * those verdicts alike (see disclosure_audit).
 */
MUST_CHECK enum status check_audit(const struct panel *panel, const struct disclosure *plan, const struct check *check,
                                   const struct check *shown, size_t item,
                                   enum status (*alike)(void *context, const struct panel *world, bool *same),
                                   void *context, bool *holds, struct errors *errors);

/* The table of the contract: the verdicts of the decision's wave, or of all waves. */
MUST_CHECK enum status check_to_table(const struct check *check, bool all_waves, struct table **table,
                                      struct errors *errors);

/* The verdict of a rule as a whole at the decision's wave. */
const struct verdict *check_verdict(const struct check *check, const struct rule *rule);

/* What answers that are not there yet could do to the rules at a wave. */
struct chase {
    bool *asked;    /* by rule: whether it is one that is looked at */
    bool *open;     /* by rule: whether its state may change */
    bool any;       /* whether any may */
    double *effect; /* by stratum: see below; NaN where no answer matters */
};

/*
 * A rule on rates, counts, changes or probabilities is open where its state would be another one if all of `missing`
 * (by stratum: how many could still answer) adopted, or if none did. The effect of an institution of a stratum is the
 * largest change, over the open rules that count it, of the rate that the rule is about between the two answers that it
 * may give. Snoozed rules are left out, and those whose rates are of answers weighted one by one.
 */
MUST_CHECK enum status threshold_chase(const struct check_inputs *inputs, const struct rules *rules, size_t wave,
                                       const int64_t *missing, struct arena *arena, struct chase *chase,
                                       struct errors *errors);

/* What one member of a rule was measured from at a wave. */
struct explained {
    int64_t item, stratum;              /* as in its verdict */
    bool has_data;                      /* else there is no more than that */
    const struct stratum_count *strata; /* every stratum; of a change those of the later wave */
    bool has_rate, has_change;
    struct rate rate; /* of a rate, count, probability or share of sizes */
    struct change change;
    const struct stratum_count *earlier; /* of a change */
    int64_t reached, draws;              /* of reach; no draws: there is no curve */
    const struct selection *select;      /* of a SELECT; NULL: it was not run */
};

/* One for each member of the rule, in the order of its verdicts. All lives in `arena`. */
MUST_CHECK enum status threshold_explain(const struct check_inputs *inputs, const struct rules *rules, size_t rule,
                                         size_t wave, struct arena *arena, struct explained **members, size_t *count,
                                         struct errors *errors);

/* Whether the rule is snoozed at the wave. */
bool rule_snoozed(const struct study *study, const struct rule *rule, size_t wave);

/* A rule's text with its placeholders {value} {lower} {upper} {level} {n} {x} {state} {margin} {wave} filled in, or a
 * default text where the rule has none. */
MUST_CHECK enum status verdict_text(const struct check *check, const struct verdict *verdict, enum language language,
                                    struct buffer *out, struct errors *errors);

/* Whether a rule's rate or count is of weights that the study gives answers one by one: it has no margin then, for
 * counts alone do not tell it. The probability rests on the counts of the strata in any study. */
bool rule_is_weighted(const struct study *study, const struct rule *rule);

/* What a rule on a rate, a count or a probability makes of other counts of a wave, without the course of its states:
 * whether it would be evaluated, and whether it would pass. STATUS_FAILURE for want of memory. */
MUST_CHECK enum status rule_try(const struct study *study, const struct rule *rule, const struct stratum_count *strata,
                                size_t count, bool *evaluated, bool *passes);

/* ---- whether rules can do what they say ---- */

/*
 * What no parser sees: levels that nothing reaches, rules that are never evaluated, that say the same twice, or whose
 * decision another rule always takes. Each is located in rules.yaml; `frame` is the study's, empty where it has none.
 * STATUS_OK where there are warnings only.
 */
MUST_CHECK enum status rules_lint(const struct study *study, const struct rules *rules, const struct frame *frame,
                                  struct arena *arena, struct errors *errors);

/* ---- rules_test.yaml ---- */

/* One test vector: counts made by hand, and what the rule must make of them. */
struct rule_vector {
    const char *name;
    const struct node *node; /* where the expectation stands */
    const struct rule *rule;
    struct study study;                     /* the waves and strata of the vector, everything else the study's */
    struct panel panel;                     /* of that study */
    struct answer_set **answers;            /* by its waves, of a rule on a share of sizes; else NULL */
    struct review_files files;              /* its evidence, where it has any: then `study` names it */
    const char **expected, **got;           /* by wave, "fired (stale)"; expected NULL: nothing is */
    const char *wanted_decision, *decision; /* the first NULL: none is expected */
    bool passed;
};

struct rule_vectors {
    const char *name; /* of the file */
    struct rule_vector *vectors;
    size_t count, failed;
};

/* Reads vectors: every problem located, unknown keys refused. No vector at all is ERROR_VECTOR_NONE. */
MUST_CHECK enum status rule_vectors_parse(const struct study *study, const struct rules *rules, const char *name,
                                          const char *bytes, size_t length, struct arena *arena,
                                          struct rule_vectors *vectors, struct errors *errors);

/* Evaluates each, without a database, and warns of every rule that none is about. */
MUST_CHECK enum status rule_vectors_run(const struct rules *rules, struct arena *arena, struct rule_vectors *vectors,
                                        struct errors *errors);

/* For people: what failed, wave by wave, and how many passed. */
void rule_vectors_text(const struct rule_vectors *vectors, enum language language, struct buffer *out);
/* JUnit's XML: a test case for each vector. */
void rule_vectors_junit(const struct rule_vectors *vectors, struct buffer *out);
/* A row for each wave and expected decision. */
MUST_CHECK enum status rule_vectors_to_table(const struct study *study, const struct rule_vectors *vectors,
                                             struct table **table, struct errors *errors);

/* ---- when rules would have fired ---- */

/* What each rule as a whole came to, vintage after vintage. */
struct backtest_row {
    const struct rule *rule;
    int64_t as_of;
    int wave, since;
    enum rule_state state;
    enum verdict_status status;
    bool newer; /* other than after the vintage before */
};

struct backtest {
    struct backtest_row *rows; /* by vintage, rule, wave */
    size_t count, capacity;
};

/* Adds what the rules come to on inputs as of an import, over the waves up to the newest with data; nothing where no
 * wave has any. Rows are
 * mem_alloc'ed: caller frees with backtest_clear. */
MUST_CHECK enum status backtest_add(const struct check_inputs *inputs, const struct rules *rules, int64_t as_of,
                                    struct arena *arena, struct backtest *backtest, struct errors *errors);
void backtest_clear(struct backtest *backtest);
/* By rule, vintage and wave: those that are other than before, or all. */
MUST_CHECK enum status backtest_to_table(const struct study *study, const struct rules *rules,
                                         const struct backtest *backtest, bool all, struct table **table,
                                         struct errors *errors);

/* ---- how often a rule fires ---- */

/* The population that a rule is judged in: its strata as the frame has them, and who answers. */
struct oc_population {
    const struct study *study;
    int year;
    const struct stratum_count *strata; /* N, and n of the wave; by the study's strata */
};

struct oc_options {
    const double *rates, *response_rates; /* fractions; without response rates those of the wave, by stratum */
    size_t rate_count, response_count;
    int waves;     /* 0: as many as the rule's `for` */
    int64_t draws; /* of a simulation */
    uint64_t seed;
    void (*progress)(void *context, size_t rows, size_t of); /* may be NULL */
    void *context;
};

enum oc_method { OC_EXACT, OC_SIMULATED, OC_UNDEFINED };

struct oc_row {
    const struct rule *rule;
    double rate, response_rate; /* the population's own: K/N and n/N */
    int waves;
    double p_fire, mc_error; /* the error NaN where it is exact */
    enum oc_method method;
    bool evaluated;           /* some sample has a number, and as many answers as the rule asks for */
    const struct label *name; /* of the rule in tables; NULL: its id */
};

/* Whether the rule has such a curve: its statistic is made of the counts of one wave, without weights beside N/n. */
bool oc_is_defined(const struct study *study, const struct rule *rule);

/* The rows of the rules, of each by response rate, then rate. Rules that differ by their items alone are computed once.
 */
MUST_CHECK enum status rules_oc(const struct oc_population *population, const struct rule *const *rules,
                                size_t rule_count, const struct oc_options *options, struct arena *arena,
                                struct oc_row **rows, size_t *count, struct errors *errors);
MUST_CHECK enum status oc_to_table(const struct oc_population *population, const struct oc_row *rows, size_t count,
                                   const struct oc_options *options, struct table **table, struct errors *errors);

/* Which level keeps the errors of a rule small, and how many must answer for that. */
struct design_options {
    double null_rate, alternative, alpha, beta, response_rate; /* response_rate NaN: as in the wave */
    int64_t draws;
    uint64_t seed;
};

struct rule_design {
    const struct rule *rule;
    double null_rate, alternative, response_rate, level; /* level NaN: none keeps the first error */
    int64_t n;
    double size, power; /* P(fire) under either, at that level */
    bool possible;
    double needed_rate; /* the least response rate at which it is possible; NaN: none */
    int64_t needed_n;   /* -1: none */
    enum oc_method method;
};

MUST_CHECK enum status rule_design(const struct oc_population *population, const struct rule *rule,
                                   const struct design_options *options, struct rule_design *design,
                                   struct errors *errors);
MUST_CHECK enum status design_to_table(const struct oc_population *population, const struct design_options *options,
                                       const struct rule_design *designs, size_t count, struct table **table,
                                       struct errors *errors);

/* ---- the record of a decision ---- */

/* A small input, or a file of a vintage. */
struct record_input {
    const char *name; /* relative to the study folder */
    char sha256[SHA256_TEXT];
    int64_t bytes;
};

/* What the council decided instead of the tool. */
struct record_override {
    const char *decision, *reason, *by, *date;
};

/* What a record is made from. */
struct record_sources {
    int64_t number;
    const struct panel *panel;
    const struct lineage *lineage;
    const struct check *check;
    const struct record_input *inputs; /* study.yaml, rules.yaml, and every further file that study.yaml names */
    size_t input_count;
    const struct import *imports;           /* by the study's waves up to the decision's; id 0: no data */
    const struct record_override *override; /* NULL: none */
};

/* Writes the record: canonical JSON, the same bytes for the same sources under any locale, ended by its own seal. */
MUST_CHECK enum status record_write(const struct record_sources *sources, struct buffer *out, struct errors *errors);

struct json_t;

/* A record that was read. Texts are borrowed from `root`, which record_clear frees. */
struct decision_record {
    int year;
    int64_t number;
    const char *study, *decision, *program, *sha256;
    struct json_t *root;
};

/* Reads a record; `name` is how messages call it. What is no record, or not sealed as it stands, is told. */
MUST_CHECK enum status record_read(const char *name, const char *bytes, size_t length, struct decision_record *record,
                                   struct errors *errors);
void record_clear(struct decision_record *record);

/* The input of that name, or the i-th; false where there is none. `input->name` is borrowed. */
bool record_find_input(const struct decision_record *record, const char *name, struct record_input *input);
bool record_input_at(const struct decision_record *record, size_t i, struct record_input *input);

/* The vintages of the waves that the record rests on, in `arena`. Waves without data have no file. STATUS_FAILURE for
 * want of memory. */
MUST_CHECK enum status record_waves(const struct decision_record *record, struct arena *arena, struct import **waves,
                                    size_t *count);

/* In the order in which one leads to the next. */
enum record_part {
    RECORD_INPUT,
    RECORD_COUNTS, /* what the database made of the inputs */
    RECORD_OPTION,
    RECORD_RULE,
    RECORD_ESTIMATE,
    RECORD_STATE,
    RECORD_DECISION,
    RECORD_PART_END
};

const char *record_part_name(enum record_part part); /* "input", "counts", … */

/* One value that differs. */
struct record_difference {
    enum record_part part;
    const char *name;         /* of what it is about: a file, a rule, "2021 personal_update" */
    const char *field;        /* "definition.at_least"; "added" and "removed": the whole of it */
    const char *before, *now; /* "" where there is none */
};

/* What differs between two records, by part; not their numbers and the versions that wrote them. Rules, rates and
 * considerations of records of two waves are matched by what they are about, each as it was at its own wave. */
MUST_CHECK enum status record_compare(const struct decision_record *before, const struct decision_record *now,
                                      struct arena *arena, struct record_difference **differences, size_t *count,
                                      struct errors *errors);

/* One row per difference: part,name,field,before,now. */
MUST_CHECK enum status differences_to_table(const struct study *study, const struct record_difference *differences,
                                            size_t count, struct table **table, struct errors *errors);

/* ---- what a record found, to be held against the evaluation as it is now ---- */

struct since_rule {
    const char *id;
    enum rule_state state;
    double value, lower, upper; /* NaN where there is none */
    bool has_robustness, depends[DEPENDS_END];
};

struct since_rate {
    const char *item; /* id */
    enum estimator estimator;
    int64_t x, n;
    double estimate; /* NaN where there is none */
};

struct since {
    const char *title; /* "2021-1" */
    int year;          /* of its wave, which may be an earlier one */
    const char *decision;
    const struct since_rule *rules;
    const struct since_rate *rates;
    const struct consideration *considerations; /* by number, without their lines; none where it had no evidence */
    size_t rule_count, rate_count, consideration_count;
    const struct record_difference *differences; /* from it to the evaluation as it is now */
    size_t difference_count;
};

/* Takes out what `record` found, and what differs from it in `now`. All is copied into `arena`. */
MUST_CHECK enum status record_since(const struct decision_record *record, const struct decision_record *now,
                                    struct arena *arena, struct since *since, struct errors *errors);

#endif
