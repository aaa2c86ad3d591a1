/*
 * What the subcommands share: the table of them, their options, and a session (study, database, counts) that is opened
 * once and told of once. Only this room writes to stdout and stderr and decides the exit status.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "store/store.h"
#include "study/study.h"
#include "table/table.h"
#include "threshold/threshold.h"

/* As typed; NULL, false or 0 where left out. Texts are borrowed from argv. */
struct options {
    const char *against, *as_of, *assume, *at_least, *by, *color, *db, *denominator, *encoding, *estimator, *format,
        *from, *interval, *item, *lang;
    const char *lambda, *layout, *level, *max_errors, *method, *model, *n, *output, *plots, *quantiles, *ratio, *reach,
        *rejects, *sheet, *to, *wave, *where, *years;
    const char *alpha, *alternative, *beta, *draws, *null_rate, *rates, *response_rates, *rule, *waves;
    bool chase, choices, decompose, dry_run, exit_code, help, imports, internal, keep, man, pairwise, quiet, record,
        score, suggest, totals, transitions, verbose, version;
    bool open;                /* --public */
    const char *const *words; /* after the study */
    size_t word_count;
};

struct session {
    const struct options *options;
    enum language language;
    bool terminal, colour; /* of stdout */
    const char *folder;
    struct arena *arena;
    struct study *study;
    struct store *store;
    struct panel panel;
    struct errors errors;
    const struct disclosure *plan;           /* of the panel, once it was asked for */
    const struct check *checked, *published; /* a check, and what of it may be published, once that was asked for */
};

struct command {
    const char *name;
    const char *words;                           /* after the command: "[STUDY] KIND" */
    const char *summary;                         /* one line, marked with N_() */
    const char *detail;                          /* further lines of --help; NULL: none */
    size_t least_words, most_words;              /* after STUDY */
    enum status (*run)(struct session *session); /* its problems are in session->errors; what it gives is the exit
                                                    status where there is none */
};

/* By name; the i-th; NULL. */
const struct command *command_find(const char *name);
const struct command *command_at(size_t i);

/* By name; NULL after reporting. */
const struct command *command_of(struct session *session, const char *name);

enum status command_review(struct session *session);
enum status command_import(struct session *session);
enum status command_status(struct session *session);
enum status command_rates(struct session *session);
enum status command_change(struct session *session);
enum status command_means(struct session *session);
enum status command_trend(struct session *session);
enum status command_forecast(struct session *session);
enum status command_test(struct session *session);
enum status command_bounds(struct session *session);
enum status command_probability(struct session *session);
enum status command_response(struct session *session);
enum status command_weights(struct session *session);
enum status command_feasible(struct session *session);
enum status command_check(struct session *session);
enum status command_explain(struct session *session);
enum status command_rules(struct session *session);
enum status command_verify(struct session *session);
enum status command_plot(struct session *session);
enum status command_report(struct session *session);
enum status command_export(struct session *session);
enum status command_doctor(struct session *session);
enum status command_help(struct session *session);
enum status command_completion(struct session *session);

/* ---- option_parse.c ---- */

/* Reads what stands before the command's name, which `argv[*next]` is. False after reporting. */
bool options_parse_shared(int argc, char *const *argv, struct options *options, int *next, struct errors *errors);

/* Adds the words after the command's name, which `argv[0]` is. False after reporting. `words` has room for `argc`
 * entries. */
bool options_parse(const struct command *command, int argc, char *const *argv, const char **words,
                   struct options *options, struct errors *errors);

/* ---- options.c ---- */

/* Prints `minaoshi COMMAND --help`, or `minaoshi --help` for NULL, to stdout. */
enum status options_print_help(const struct command *command, enum language language, struct errors *errors);

/* Reports an option whose value is not understood; `known` lists what is. */
enum status options_refuse(struct session *session, const char *option, const char *value, const char *known);

/* Another option; its value is NULL where it was left out. */
struct option_given {
    const char *name, *value;
};
/* Refuses the first of `others` that is given beside `option`, so that none is passed over in silence. */
MUST_CHECK enum status options_exclude(struct session *session, const char *option, const char *hint,
                                       const struct option_given *others, size_t count);

/* What the options say of an estimate, over the study's own. */
MUST_CHECK enum status options_rates(struct session *session, struct rate_options *rate);
/* The same with the estimator `size`, which no other command has: its rows are made where --estimator names it or is
 * left out. */
MUST_CHECK enum status options_sized(struct session *session, struct rate_options *rate);
/* The same without --item, for commands whose items are numbers. */
MUST_CHECK enum status options_numbers(struct session *session, struct rate_options *rate);
/* The same for what is computed of single choices only: an --item of another kind is refused. */
MUST_CHECK enum status options_single(struct session *session, struct rate_options *rate);
/* --by: the index of an attribute, or EVERY where it is left out or is the stratum. */
MUST_CHECK enum status options_group(struct session *session, const struct rate_options *rate, int64_t *attribute);
/* --public with --where, for tables that cannot be held against whom the condition leaves out. */
MUST_CHECK enum status options_refuse_where(struct session *session);
/* --public with --where and --by. */
MUST_CHECK enum status options_refuse_both(struct session *session);
/* --from, --to, --wave: the index of a wave, or EVERY where it is left out. */
MUST_CHECK enum status options_wave(struct session *session, const char *option, const char *value, int64_t *wave);
/* "15%" or "0.15", exactly: a share, of so many bytes. False where it is none. */
bool options_share(const char *text, size_t length, struct rational *share);
/* --as-of; AS_OF_NEWEST where it is left out. */
MUST_CHECK enum status options_as_of(struct session *session, int64_t *as_of);

/* ---- import.c ---- */

struct importer_options;
struct importer_result;

/* importer_run with progress on a terminal, and with Ctrl-C rolling back. */
MUST_CHECK enum status import_run(struct session *session, const struct importer_options *options,
                                  struct importer_result *result);

/* ---- change.c ---- */

/* Counts the pairs of two waves that need be no neighbours; an earlier one that is not earlier is told. */
MUST_CHECK enum status change_take_pair(struct session *session, const struct change_options *options);
/* What had been answered by the institutions that merged away before each wave. */
MUST_CHECK enum status change_load_merged(struct session *session, const struct change_options *options);

/* ---- session.c ---- */

/* Loads the study of the session's folder. */
MUST_CHECK enum status session_load_study(struct session *session);
/* Opens the database as the store of a study, this one's or that of an earlier study.yaml. */
MUST_CHECK enum status session_open_store(struct session *session, const struct study *study, enum store_mode mode,
                                          struct store **store);
/* Opens the database, for reading with a warning for every file that differs from its import. */
MUST_CHECK enum status session_open(struct session *session, enum store_mode mode);
/* Study, database and counts, for a command that reads; the pairs of waves only where changes are asked for. */
MUST_CHECK enum status session_load(struct session *session, bool with_pairs);
/* --as-of, which must be an import that there is. */
MUST_CHECK enum status session_as_of(struct session *session, int64_t *as_of);
/* The counts alone, of the open database. */
MUST_CHECK enum status session_load_panel(struct session *session, bool with_pairs);
/* The same as they stood after an import. */
MUST_CHECK enum status session_load_as_of(struct session *session, int64_t as_of, bool with_pairs);
/* The same of the vintages named. */
MUST_CHECK enum status session_load_vintages(struct session *session, const struct vintages *vintages, bool with_pairs);

/* The answers behind each wave with data that is asked for, by the study's waves: of the items asked for and, where it
 * is not EVERY, of an attribute; with what --where says, and the sizes where their rows are made. NULL for the others.
 */
MUST_CHECK enum status session_answers(struct session *session, const struct rate_options *options, int64_t attribute,
                                       struct answer_set ***answers);

/* The answers behind each wave with data, or behind one (not EVERY), by the study's waves, into `answers`, which has
 * room for all of these; NULL for the others. */
MUST_CHECK enum status session_read_answers(struct session *session, const struct answers_wanted *wanted, int64_t wave,
                                            struct arena *arena, struct answer_set **answers);

/* What may be published of the panel, made once; with --internal NULL. */
MUST_CHECK enum status session_published(struct session *session, const struct disclosure **plan);
/* The same with --public, without it NULL. */
MUST_CHECK enum status session_plan(struct session *session, const struct disclosure **plan);

/* Writes bytes to stdout. */
MUST_CHECK enum status print_text(const struct buffer *out, struct errors *errors);
/* Writes bytes to -o, or to stdout. */
MUST_CHECK enum status session_write(struct session *session, const struct buffer *out);
/* Renders a table as the options ask and writes it. `after` (may be NULL) follows it in text. */
MUST_CHECK enum status session_write_table(struct session *session, const struct table *table,
                                           const struct buffer *after);
/* The same for estimates, of which none may have a number: that is then an error, after the table. */
MUST_CHECK enum status session_write_estimates(struct session *session, const struct table *table, bool has_number);
/* Whether one of the rows, `size` bytes each, has a number in the double at `offset`. */
bool rows_have_number(const void *rows, size_t count, size_t size, size_t offset);
/* Whether the output is text for people. False after reporting an unknown --format. */
MUST_CHECK enum status session_format(struct session *session, enum table_format *format);

#endif
