/*
 * The SQLite file of a study: open and migrate, write vintages, read counts. Only this room includes sqlite3.h.
 * Indices of items, strata and choices are those of `struct study`; the codes that the file holds stay in here.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "study/study.h"

struct store;

enum store_mode {
    STORE_READ, /* read-only; the file must be there and of this version's schema */
    STORE_WRITE /* made where it is not there, migrated where it is older */
};

/*
 * Opens the database of `study` at `path`; messages call it `name`. A file that is not ours, belongs to another study
 * or was written by a newer version is refused and left as it is. `study` is borrowed until store_close.
 */
MUST_CHECK enum status store_open(const char *path, const char *name, const struct study *study, enum store_mode mode,
                                  struct store **store, struct errors *errors);

/* The version of SQLite that is linked. */
const char *store_sqlite_version(void);

/* Closes; NULL is fine. A transaction still open is rolled back, and a file that store_open made and that never saw a
 * commit is removed, so that input that is wrong changes nothing. */
void store_close(struct store *store);

MUST_CHECK enum status store_begin(struct store *store, struct errors *errors);
MUST_CHECK enum status store_commit(struct store *store, struct errors *errors);

/* ---- vintages ---- */

enum import_kind { IMPORT_WAVE, IMPORT_FRAME, IMPORT_PUBLISHED, IMPORT_LINEAGE, IMPORT_MARGINS, IMPORT_KIND_END };

const char *import_kind_name(enum import_kind kind);

/* Every import there is: what `as_of` is where nothing else is asked. */
#define AS_OF_NEWEST INT64_MAX

struct import_file {
    const char *name;
    char sha256[SHA256_TEXT];
    int64_t bytes;
    int64_t modified; /* ns */
    const char *encoding;
    int64_t rows;
    int64_t unread;   /* columns that study.yaml does not name */
    int64_t rejected; /* rows that did not hold up and went to a file of rejects */
};

/* One vintage as it stands in the file. */
struct import {
    int64_t id; /* 0: there is none */
    enum import_kind kind;
    int year;           /* of a wave */
    bool by_hand;       /* from files that study.yaml does not name, or without rows that were rejected */
    enum layout layout; /* of a wave */
    char codebook[SHA256_TEXT];
    const char *created, *version;
    struct import_file *files;
    size_t file_count;
};

/* The newest vintage of a wave (or of a side file; `year` is then ignored) up to `as_of`. `import->id` is 0 where there
 * is none. Texts live in `arena`. */
MUST_CHECK enum status store_newest(struct store *store, enum import_kind kind, int year, int64_t as_of,
                                    struct arena *arena, struct import *import, struct errors *errors);

/* All vintages up to `as_of`, oldest first. */
MUST_CHECK enum status store_imports(struct store *store, int64_t as_of, struct arena *arena, struct import **imports,
                                     size_t *count, struct errors *errors);

/* ---- writing, within a transaction ---- */

/* Declares strata, scales and items of the study: hands out codes, adds the items' columns, renews the views. */
MUST_CHECK enum status store_declare(struct store *store, struct errors *errors);

/* Begins a vintage and gives its number. `wave` is NULL for side files. Keeps the wave's codebook hash, its layout and,
 * for each item asked, the text of its question, the SHA-256 of that and its equivalence. */
MUST_CHECK enum status store_add_import(struct store *store, enum import_kind kind, const struct wave *wave,
                                        bool by_hand, int64_t *import_id, struct errors *errors);

/* Adds a file of the vintage; rows, unread columns and rejected rows may be told later by store_set_rows. */
MUST_CHECK enum status store_add_file(struct store *store, int64_t import_id, size_t position,
                                      const struct import_file *file, int64_t *file_id, struct errors *errors);
MUST_CHECK enum status store_set_rows(struct store *store, int64_t file_id, const struct import_file *file,
                                      struct errors *errors);

/* Every institution ever met. `take` is called for each; `code` and `name` (may be NULL) last until it returns. It
 * gives STATUS_FAILURE for want of memory, which ends the reading. */
MUST_CHECK enum status store_institutions(struct store *store,
                                          enum status (*take)(void *context, int64_t institution_id, const char *code,
                                                              size_t length, const char *name),
                                          void *context, struct errors *errors);

/* Makes an institution with an id that no other has; names another one anew. Texts are NUL-terminated; `name` may be
 * NULL in the first. */
MUST_CHECK enum status store_add_institution(struct store *store, int64_t institution_id, const char *code,
                                             const char *name, struct errors *errors);
MUST_CHECK enum status store_rename_institution(struct store *store, int64_t institution_id, const char *name,
                                                struct errors *errors);

/* One institution's answers. */
struct response {
    int64_t import_id, file_id, line;
    int64_t institution_id;
    size_t stratum;
    const int16_t *slots;          /* study->slot_count: see item_slots */
    const double *numbers;         /* by item; read only where its slot says answered */
    const char *const *attributes; /* by attribute, NUL-terminated; NULL: the wave has it not */
};

/* Adds one row. This is the inner loop of an import: one prepared statement, no allocation. */
MUST_CHECK enum status store_add_response(struct store *store, const struct response *response, struct errors *errors);

MUST_CHECK enum status store_add_lineage(struct store *store, int64_t import_id, const struct lineage *lineage,
                                         struct errors *errors);
MUST_CHECK enum status store_add_frame(struct store *store, int64_t import_id, const struct frame *frame,
                                       struct errors *errors);
MUST_CHECK enum status store_add_published(struct store *store, int64_t import_id, const struct published *published,
                                           struct errors *errors);
MUST_CHECK enum status store_add_margins(struct store *store, int64_t import_id, const struct margins *margins,
                                         struct errors *errors);

/*
 * Pairs: the answers to single choices of institutions present both in a vintage and in the newest one of each
 * neighbouring wave, counted while the vintage is being written. pairs_begin reads the neighbours' answers into columns
 * of a byte or two per institution and item; nothing else grows with their number. An institution renamed between the
 * two waves (a rename of `lineage`, which may be NULL, that has taken effect on the later wave's survey date and not on
 * the earlier one's) is paired with itself; one that was merged away or split off is not.
 */
struct pairs;
MUST_CHECK enum status pairs_begin(struct store *store, int64_t import_id, int year, const struct lineage *lineage,
                                   struct pairs **pairs, struct errors *errors);
/* Counts one response of that vintage. */
void pairs_count(struct pairs *pairs, const struct response *response);
/* Writes the pair tallies, made under the newest vintage of the lineage. */
MUST_CHECK enum status pairs_end(struct pairs *pairs, struct errors *errors);
void pairs_free(struct pairs *pairs); /* NULL is fine */

/* Counts the pairs of all newest vintages anew: when lineage has changed. */
MUST_CHECK enum status store_recount_pairs(struct store *store, const struct lineage *lineage, struct errors *errors);

/* ---- counts ---- */

/* The counts of one vintage of one wave. */
struct tally_set {
    int year;
    int64_t import_id, as_of; /* the vintage, and what it was asked as of */
    int64_t *respondents;     /* by stratum */
    int64_t **counts;         /* by item: [stratum * item_cells + cell], NULL where not asked and for texts */
};

/* All-zero tally set for `study`, in `arena`, with counts for each asked item of `wave`; NULL when there is no memory.
 */
MUST_CHECK struct tally_set *tally_new(const struct study *study, const struct wave *wave, struct arena *arena);

/* The count of one cell (see item_cells); the item must be asked. */
int64_t *tally_cell(const struct study *study, const struct tally_set *tally, size_t item, size_t stratum, size_t cell);

/* Counts one institution's slots in its stratum. */
void tally_count(const struct study *study, struct tally_set *tally, size_t stratum, const int16_t *slots);

/* Writes base and tally of a vintage. */
MUST_CHECK enum status store_add_tally(struct store *store, int64_t import_id, const struct tally_set *tally,
                                       struct errors *errors);

/* The counts of the wave's newest vintage up to `as_of`; `*tally` is NULL where the wave has none. */
MUST_CHECK enum status store_tally(struct store *store, int year, int64_t as_of, struct arena *arena,
                                   struct tally_set **tally, struct errors *errors);

/* In place of a choice, where only some of the respondents are looked at (analysis_domain_pairs): of those in both
 * waves, one that is not among them in this wave. The store gives none. */
#define PAIR_OUTSIDE SIZE_MAX

struct pair_cell {
    size_t item;
    size_t earlier_stratum, stratum;
    size_t earlier_choice, choice;
    int64_t n;
};

/* The institutions in two vintages of neighbouring waves. */
struct pair_set {
    int earlier_year, year;
    struct pair_cell *cells; /* by item, strata, choices, rising */
    size_t count;
};

/*
 * The pairs of two vintages, under the lineage that was newest as of `later`: from the pair tallies where they were
 * counted, else from the responses. Where one of the two came as counts they are not known, and the years are 0.
 */
MUST_CHECK enum status store_pairs(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                                   struct arena *arena, struct pair_set *pairs, struct errors *errors);

/*
 * The answers to single choices, in the earlier of two vintages, of the institutions that merged into others after its
 * survey date and up to that of the later one, under the lineage that was newest as of `later`. Reads all responses of
 * the vintage where there was a merger.
 */
MUST_CHECK enum status store_merged(struct store *store, const struct tally_set *earlier, const struct tally_set *later,
                                    struct arena *arena, struct tally_set **merged, struct errors *errors);

/* Which institution of the later of two waves is which of the earlier one. */
struct matching {
    int earlier_year, year; /* 0: not known */
    int64_t *earlier;       /* by id in the later wave, below `end`: its id in the earlier one; 0: it is not there */
    int64_t end;
    int64_t *merged; /* those that merged into others in between, rising; not all answered the earlier wave */
    size_t merged_count;
};

/* What stands behind store_pairs and store_merged, to count some of the institutions only. Not known where one of the
 * two came as counts. */
MUST_CHECK enum status store_matching(struct store *store, const struct tally_set *earlier,
                                      const struct tally_set *later, struct arena *arena, struct matching *matching,
                                      struct errors *errors);

/* The newest frame and published figures up to `as_of`; empty where there are none. */
MUST_CHECK enum status store_frame(struct store *store, int64_t as_of, struct arena *arena, struct frame *frame,
                                   struct errors *errors);
MUST_CHECK enum status store_lineage(struct store *store, int64_t as_of, struct arena *arena, struct lineage *lineage,
                                     struct errors *errors);
MUST_CHECK enum status store_published(struct store *store, int64_t as_of, struct arena *arena,
                                       struct published *published, struct errors *errors);
MUST_CHECK enum status store_margins(struct store *store, int64_t as_of, struct arena *arena, struct margins *margins,
                                     struct errors *errors);

/* ---- what was expected of coming waves ---- */

struct stored_forecast {
    size_t item;                          /* a single choice; of the whole population */
    const char *model;                    /* as in `forecast --model` */
    int made, wave;                       /* the newest wave that it was made from, and the one that was expected */
    int64_t import_id;                    /* the newest vintage that it rests on, of a wave or of the frame */
    double estimate, lower, upper, level; /* shares; the limits NaN where there are none */
    enum denominator denominator;         /* of the share */
    const char *version, *created;        /* not read by store_add_forecast, which knows them */
};

/* Keeps a forecast, within a transaction; one with the same item, model, waves and vintage stays as it is. */
MUST_CHECK enum status store_add_forecast(struct store *store, const struct stored_forecast *forecast,
                                          struct errors *errors);

/* The forecasts that rest on no import after `as_of`, of items that study.yaml still declares: by item (in the order
 * that items were first imported), model, made, wave, vintage. Texts live in `arena`. */
MUST_CHECK enum status store_forecasts(struct store *store, int64_t as_of, struct arena *arena,
                                       struct stored_forecast **forecasts, size_t *count, struct errors *errors);

/* Tells every forecast that is not as it was stored, and every one that is missing before the last, as an error; what
 * it gives is the status of the reading. */
MUST_CHECK enum status store_check_forecasts(struct store *store, struct errors *errors);

/* ---- answers one by one ---- */

#define ANSWERS_NO_VALUE UINT32_MAX

/* The respondents of one vintage, in the order of their rows, as columns. */
struct answer_set {
    int year;
    int64_t import_id;
    size_t count;
    int64_t *institutions; /* ids, the same in every vintage */
    uint32_t *strata;      /* indices of the study */
    int16_t **slots;       /* by slot of the study, see item_slots: -1 not asked; NULL where the item was not read */
    double **numbers;      /* by item: NaN where there is none; NULL where the item was not read or is no number */
    uint32_t **attributes; /* by attribute: an index into `values`, or ANSWERS_NO_VALUE; NULL where it was not read */
    const char ***values;  /* by attribute: its texts, by strcmp */
    size_t *value_counts;
    double *sizes; /* as the register of the wave has them: NaN where it has none; NULL: not asked for */
    bool *inside;  /* whether the condition holds; NULL: there was none */
};

/* What to read: by item and by attribute; NULL: none. `where` is an SQL expression over the columns of v_response, or
 * NULL. `sizes` are those of the newest register up to what the tally was asked as of. */
struct answers_wanted {
    const bool *items, *attributes;
    const char *where;
    bool sizes;
};

/*
 * Reads the answers behind a tally. The condition is one expression, read under an authorizer that lets it see
 * v_response alone and for at most 30 s; it needs the newest vintage, for that is what the view shows. Its errors are
 * told at line and column of "--where". Everything lives in `arena`. A vintage that came as counts gives no
 * respondents.
 */
MUST_CHECK enum status store_answers(struct store *store, const struct tally_set *tally,
                                     const struct answers_wanted *wanted, struct arena *arena,
                                     struct answer_set *answers, struct errors *errors);

/* The file and the line on which each respondent's row begins, in the order of store_answers. */
struct answer_line {
    const char *file;
    int64_t line;
};

MUST_CHECK enum status store_lines(struct store *store, const struct tally_set *tally, struct arena *arena,
                                   struct answer_line **lines, size_t *count, struct errors *errors);

/* ---- a SELECT of the user ---- */

enum { SELECTION_KEPT = 20, SELECTION_MOST = 10000 };

struct selection {
    bool asks_wave; /* :wave stands in it */
    int64_t rows;   /* at most SELECTION_MOST are read */
    size_t columns, kept;
    const char **names;
    const char **cells; /* [row * columns + column] of the first rows, as text; NULL: NULL */
};

/*
 * Runs the SELECT that the scalar `sql` holds over the newest vintages, with `year` as :wave. It may read the views
 * (v_…) alone, knows neither the time nor chance, and ends after 30 s or with 256 MiB. What is wrong is told at its
 * place in the scalar's file (ERROR_SQL_SELECT). Texts live in `arena`.
 */
MUST_CHECK enum status store_select(struct store *store, const struct node *sql, int year, struct arena *arena,
                                    struct selection *selection, struct errors *errors);

/* ---- who there is ---- */

/* An institution, as a wave's newest vintage or the newest register has it. */
struct known_institution {
    const char *code, *name; /* name NULL: not known */
    size_t stratum;
    double size; /* NaN: not known */
};

/* The respondents of a vintage, by code (strcmp). */
MUST_CHECK enum status store_respondents(struct store *store, const struct tally_set *tally, struct arena *arena,
                                         struct known_institution **institutions, size_t *count, struct errors *errors);

/* The members of the newest register up to `as_of` in a wave, by code; none where the frame only counts. */
MUST_CHECK enum status store_register(struct store *store, int year, int64_t as_of, struct arena *arena,
                                      struct known_institution **institutions, size_t *count, struct errors *errors);

/* The weights of the respondents of one wave; made by the analysis, which alone knows what is in it. */
struct wave_weights;

/* The vintages that a panel is made of, by their numbers; 0: there is none. */
struct vintages {
    int64_t as_of;
    int64_t frame, published, lineage, margins;
    int64_t *waves; /* by the study's waves */
};

/* All counts of a study: what analysis computes from. */
struct panel {
    const struct study *study;
    struct vintages vintages; /* that it was read from */
    struct frame frame;       /* without its members */
    struct published published;
    struct margins margins;
    struct tally_set **tallies; /* by the study's waves; NULL: no data */
    struct pair_set *pairs;     /* by the study's waves: with the wave with data before it; empty where there is none */
    struct tally_set **merged;  /* by the study's waves: store_merged from the wave of `pairs`; NULL: not read */
    /* Whether the study weights its answers one by one: the population's estimates are then those of `weights`, and
     * where these are not there, there are none. */
    bool weighted;
    struct wave_weights **weights; /* by the study's waves; NULL: not made */
    const bool **inside;           /* by the study's waves: the respondents of a domain; NULL: all */
};

/* The newest vintages up to `as_of`. */
MUST_CHECK enum status store_vintages(struct store *store, int64_t as_of, struct arena *arena,
                                      struct vintages *vintages, struct errors *errors);

/* The newest vintage of a wave (or of a side file; `year` is then ignored) that was made from those files, in their
 * order, under that codebook; 0 where there is none. */
MUST_CHECK enum status store_find_vintage(struct store *store, const struct import *like, int64_t *import_id,
                                          struct errors *errors);

/* One vintage by its number. Texts live in `arena`. */
MUST_CHECK enum status store_import(struct store *store, int64_t import_id, struct arena *arena, struct import *import,
                                    struct errors *errors);

/* Reads those vintages; the pairs only where `with_pairs`. Lives in `arena`. */
MUST_CHECK enum status store_panel_of(struct store *store, const struct vintages *vintages, bool with_pairs,
                                      struct arena *arena, struct panel *panel, struct errors *errors);

/* Reads the newest vintages up to `as_of`; the pairs, which only changes need, where `with_pairs`. Lives in `arena`. */
MUST_CHECK enum status store_panel(struct store *store, int64_t as_of, bool with_pairs, struct arena *arena,
                                   struct panel *panel, struct errors *errors);

/* ---- what decisions rest on: only ever added to ---- */

/* Keeps the bytes of an input under their SHA-256, within a transaction; one that is there stays. */
MUST_CHECK enum status store_add_input(struct store *store, const char *sha256, const char *name, const char *bytes,
                                       size_t length, struct errors *errors);

/* The bytes kept under a SHA-256, with a NUL after them; NULL where there are none. */
MUST_CHECK enum status store_input(struct store *store, const char *sha256, struct arena *arena, const char **bytes,
                                   size_t *length, struct errors *errors);

/* A decision record as it stands in decisions/YEAR-NUMBER.json. */
struct stored_decision {
    int year;
    int64_t number; /* from 1, by wave */
    const char *record;
    size_t length;
};

/* Keeps a record within a transaction; `sha256` is the one that it ends with. */
MUST_CHECK enum status store_add_decision(struct store *store, const struct stored_decision *decision,
                                          const char *sha256, struct errors *errors);

/* All records, by wave and number. Texts live in `arena`. */
MUST_CHECK enum status store_decisions(struct store *store, struct arena *arena, struct stored_decision **decisions,
                                       size_t *count, struct errors *errors);

/* ---- what was counted, counted again ---- */

/* Counts the responses behind a tally anew; `*recount` is NULL where its vintage came as counts. */
MUST_CHECK enum status store_recount(struct store *store, const struct tally_set *tally, struct arena *arena,
                                     struct tally_set **recount, struct errors *errors);

/* Counts the pairs of two vintages anew, under a vintage of the lineage (0: none), from the responses. */
MUST_CHECK enum status store_recount_pair(struct store *store, int64_t lineage_id, const struct tally_set *earlier,
                                          const struct tally_set *later, struct arena *arena, struct pair_set *pairs,
                                          struct errors *errors);

#endif
