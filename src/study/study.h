/*
 * The study folder, parsed and validated: study.yaml, the CSV files beside it, and located nodes of the other YAML
 * files. Only this room knows YAML. It needs no store: what it parses are named bytes.
 */
#ifndef STUDY_STUDY_H
#define STUDY_STUDY_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "stats/design.h"
#include "stats/interval.h"

/* ---- located nodes ---- */

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

/* A YAML value with its place. All of it lives in the arena it was parsed into. */
struct node {
    enum node_kind kind;
    struct place place;
    const char *text;         /* of a scalar */
    bool plain;               /* a scalar without quotes: `~`, `null` and "" plain mean none */
    size_t count;             /* elements of a sequence, pairs of a mapping */
    const struct node **keys; /* of a mapping: scalars */
    const struct node **values;
    struct node_excerpts *excerpts; /* for node_report */
};

/*
 * Parses one YAML document. Refused with a place: syntax errors, more than one document, anchors and aliases, tags,
 * duplicate keys, keys that are not scalars, nesting deeper than 32, bytes that are not UTF-8. An empty file gives an
 * empty mapping.
 */
MUST_CHECK enum status node_parse(const char *name, const char *bytes, size_t length, struct arena *arena,
                                  const struct node **root, struct errors *errors);

/* The value of `key`, or NULL (also when `node` is NULL or no mapping). */
const struct node *node_get(const struct node *node, const char *key);

/* Whether the value is none: NULL, or a plain scalar ~, null or nothing. */
bool node_is_none(const struct node *node);

/* The value of `key`, NULL also where it is none. */
const struct node *node_value(const struct node *node, const char *key);

/* The same, reported as missing in `what` where a mapping has none. */
const struct node *node_required(const struct node *node, const char *key, const char *what, struct errors *errors);

/* The node of a key itself, to place a message at it; the mapping where it has no such key. */
const struct node *node_key(const struct node *mapping, const char *key);

/* Adds a problem at the node, with its line as excerpt; gives its status. */
enum status node_report(const struct node *node, struct errors *errors, enum error_code code, const char *hint,
                        const char *format, ...) PRINTF_LIKE(5, 6);

/* The same at a byte of a scalar's text, where the file shows the text up to there as it is: on one line, or in a
 * literal block (`|`). Elsewhere, after an escape say, the place is that of the node. */
enum status node_report_at(const struct node *node, size_t offset, struct errors *errors, enum error_code code,
                           const char *hint, const char *format, ...) PRINTF_LIKE(6, 7);

/* Reports every key of `mapping` that is not among `known` (NULL-terminated), with the nearest known one as hint.
 * `what` names the mapping in the message. False when there was any, or when the node is no mapping. */
bool node_check_keys(const struct node *mapping, const char *what, const char *const *known, struct errors *errors);

/* Reports where the document (`what` names it) is not of the only version that there is, `version: 1`. A root that is
 * no mapping is passed over: node_check_keys tells that. */
void node_check_version(const struct node *root, const char *what, struct errors *errors);

/* A text in the languages: a scalar (both), or a mapping with ja: and en:. False after reporting. */
bool node_label(const struct node *node, const char *what, struct label *label, struct errors *errors);

/* ---- the study ---- */

enum role { ROLE_ANSWERED, ROLE_NO_ANSWER, ROLE_REFUSED, ROLE_NOT_APPLICABLE, ROLE_NOT_ASKED, ROLE_END };

const char *role_name(enum role role);

struct choice {
    const char *id;
    struct label label;
    enum role role;
    const char **also; /* spellings beside the labels, as written */
    size_t also_count;
};

struct scale {
    const char *id;
    struct choice *choices;
    size_t count;
};

struct stratum {
    const char *id;
    struct label label;
    const char **also;
    size_t also_count;
};

/* A spelling in NFKC and the index of the choice, stratum or role that it stands for; sorted by spelling (strcmp). */
struct spelling {
    const char *text;
    size_t index;
};

struct spellings {
    struct spelling *items;
    size_t count;
};

/* The index of an NFKC spelling, or -1. */
int64_t spelling_find(const struct spellings *spellings, const char *text);

enum item_kind {
    ITEM_SINGLE,   /* one choice of a scale */
    ITEM_TEXT,     /* free text: named, never stored */
    ITEM_NUMBER,   /* a number with a unit */
    ITEM_MULTIPLE, /* any of the options */
    ITEM_KIND_END
};

/* As in study.yaml: "single", "text", "number", "multiple". */
const char *item_kind_name(enum item_kind kind);

/* One of the answers that a multiple-answer item lets tick. */
struct item_option {
    const char *id;
    struct label label;
    const char **also; /* further spellings, as written */
    size_t also_count;
    bool exclusive;     /* stands alone: ticked beside another it is an error */
    const char *column; /* default title of its own column; NULL where the item has one column for all */
};

struct item {
    const char *id;
    struct label label;
    enum item_kind kind;
    const char *column;          /* default column title; NULL where each option has its own */
    const struct scale *scale;   /* of a single choice, else NULL */
    bool *adopted;               /* by choice or option; NULL where study.yaml names none */
    struct label unit;           /* of a number; may be empty */
    double least, most;          /* of a number: what may be answered; -INFINITY and INFINITY where nothing is said */
    struct item_option *options; /* of a multiple-answer item */
    size_t option_count;
    char separator;           /* between the options in one column; 0: each option has its own column */
    struct spellings checked; /* of options with own columns: NFKC spelling -> 1 ticked, 0 not. `checked` and
                                 `unchecked` in study.yaml, whose defaults are ["1"] and ["0"]; a default gives way to
                                 what is written. A blank cell is never in it: it does not tick, and where all cells of
                                 the item are blank, `missing` says what that means */
    struct spellings missing; /* of numbers and multiple answers: NFKC spelling -> enum role. "" is no_answer where
                                 study.yaml gives "" no other role */
    size_t slot;              /* the first of its slots: see item_slots */
};

/*
 * The answers of an institution as a row of small integers, the slots: for a single choice one, its index in the scale;
 * for a number one, its role (the number itself stands elsewhere); for multiple answers one for each option (1 ticked,
 * 0 not) and then one for the role; none for a text. -1: not asked in the wave; and for the options of an item, not
 * answered. So many slots an item has:
 */
size_t item_slots(const struct item *item);

/*
 * Answers are counted in cells, by stratum: for a single choice as many as its scale has choices; for a number
 * ROLE_END, by role; for multiple answers one for each option (those who ticked it) and then ROLE_END, by role; none
 * for a text.
 */
size_t item_cells(const struct item *item);

/* Ids of the columns that `design` names; no declared attribute can have such an id. */
#define DESIGN_WEIGHT "design__weight"
#define DESIGN_PSU "design__psu"

/* Another column that is kept, for groups and weighting. */
struct attribute {
    const char *id;
    struct label label;
    const char *column; /* default title; NULL: every wave that has it names it */
};

enum equivalence { EQUIVALENCE_IDENTICAL, EQUIVALENCE_REWORDED, EQUIVALENCE_RECODED, EQUIVALENCE_BROKEN };

/* How the rows of a survey file stand for answers. */
enum layout {
    LAYOUT_WIDE,   /* one row per institution, one column per item */
    LAYOUT_LONG,   /* one row per institution and item */
    LAYOUT_COUNTS, /* one row per wave, stratum, item and choice: counted elsewhere */
    LAYOUT_END
};

const char *layout_name(enum layout layout);
bool layout_parse(const char *name, enum layout *layout);

/* Column titles of the long layout and of counts: `layout_columns` in study.yaml, whose keys and defaults are
 * wave, item, answer, choice and n. */
struct layout_columns {
    const char *wave, *item, *answer, *choice, *n;
};

struct wave {
    int year;           /* the fiscal year */
    struct label label; /* "FY2021" and 2021年度 where study.yaml gives none */
    struct place place;
    const char **files; /* relative to the study folder */
    const struct node **file_nodes;
    size_t file_count;       /* 0: declared, no data */
    const char *survey_date; /* YYYY-MM-DD or NULL */
    const char *review_date; /* YYYY-MM-DD; 31 March after the fiscal year where study.yaml gives none */
    const char *first_day;   /* of the fiscal year: YYYY-04-01 */
    /* The codebook, with `like` followed. */
    const char *encoding; /* NULL: found */
    char delimiter;       /* 0: found */
    int64_t header_line;  /* 0: found */
    int header_lines;     /* 1 or 2 */
    const char *sheet;    /* of a workbook; NULL: the first */
    enum layout layout;
    struct layout_columns layout_columns;
    const char *code_column, *name_column, *stratum_column; /* name_column may be NULL */
    const char **columns; /* by item; NULL: not asked in this wave, or each option has its own column. In the long
                             layout and in counts it is a further text that stands in the column of items, beside the
                             item's id and labels, and every item that was asked has one: its id where nothing else is
                             given */
    const char ***option_columns; /* by item, by option: titles where each option has its own; else NULL, and NULL where
                                     the item was not asked. A single NULL title: that option was not offered */
    const char **attribute_columns;     /* by attribute; NULL: the wave has it not */
    enum equivalence *equivalence;      /* by item, to the wave before */
    const char **questions;             /* by item; NULL: not given */
    struct spellings strata;            /* spelling -> stratum */
    struct spellings *scales;           /* by scale: spelling -> choice */
    struct spellings *option_spellings; /* by item, of multiple answers: id, labels, `also` and the wave's labels ->
                                           option; what the item has as `missing` is never in it */
    struct spellings
        item_spellings;     /* of the long layout and of counts: what may stand in the column of items -> item */
    char hash[SHA256_TEXT]; /* of the codebook: all that decides how its files are read */
};

enum denominator { DENOMINATOR_VALID, DENOMINATOR_ALLRESP };

const char *denominator_name(enum denominator denominator);
bool denominator_parse(const char *name, enum denominator *denominator);

struct analysis_defaults {
    enum denominator denominator;
    enum count_method published;
    enum design_method population;
    double level; /* a fraction: 0.95 */
    enum lonely_policy lonely;
    double prior_a, prior_b;
    int64_t seed;
};

enum { CONSIDERATIONS = 6 }; /* of a review, numbered from 1; the last is the usage that the survey finds */
enum weighting_plan_method {
    PLAN_NONE,         /* N_h / n_h, or the weights of the design */
    PLAN_POSTSTRATIFY, /* to one margin */
    PLAN_RAKE,
    PLAN_LINEAR,
    PLAN_METHOD_END
};

const char *weighting_plan_name(enum weighting_plan_method method); /* "none", "poststratify", "rake", "linear" */

enum { MARGIN_STRATUM = -1, NO_ATTRIBUTE = -1 };

/* `design` and `weighting`: how answers are weighted. */
struct weighting_plan {
    enum weighting_plan_method method;
    int64_t *margins; /* indices of attributes, or MARGIN_STRATUM, whose counts are those of the frame */
    size_t margin_count;
    double least, greatest; /* what weights are trimmed to, over their mean; 0 and INFINITY: they are not */
    int64_t minimum_class;  /* a cell of fewer respondents is joined with another; 0: none is */
    int64_t weight, psu;    /* attributes that hold the design's own weight and primary unit, or NO_ATTRIBUTE */
};

struct study {
    struct arena *arena; /* owns all of it */
    const char *folder;  /* as given by the user */
    const char *id;
    struct label title, notice; /* notice may be empty */
    const char *code_column, *name_column;
    const char *stratum_column;
    struct stratum *strata;
    size_t stratum_count;
    struct spellings stratum_spellings; /* id, labels, `also`: what side files may write */
    struct scale *scales;
    size_t scale_count;
    struct attribute *attributes; /* those declared, then DESIGN_WEIGHT and DESIGN_PSU where `design` names them */
    size_t attribute_count;
    struct item *items;
    size_t item_count;
    size_t slot_count;  /* of all items */
    struct wave *waves; /* by year, rising */
    size_t wave_count;
    const char *frame, *published, *lineage, *margins, *rules; /* file names or NULL */
    const char *evidence, *checklist, *amendments, *overrides;
    struct label considerations[CONSIDERATIONS]; /* what the study calls them; empty where it does not say */
    struct {
        struct label subject; /* what may have to be revised: "API connection checklist" */
        struct label issuer;  /* who issues the memo */
        struct label basis;   /* by which rules the review is held, in sentences */
    } review;                 /* each may be empty */
    struct analysis_defaults analysis;
    struct weighting_plan weighting;
    bool publishes;   /* whether study.yaml has `publish` */
    int minimum_cell; /* 0: nothing is suppressed */
    int decimals;     /* of percentages for people; 1 */
};

/*
 * Reads and validates `folder`/study.yaml. Every problem is reported, each at its line and column. Caller frees with
 * study_free. On failure `*study` is NULL. No study.yaml is ERROR_NO_STUDY.
 */
MUST_CHECK enum status study_load(const char *folder, struct study **study, struct errors *errors);

/* The same from bytes; `folder` is only kept. */
MUST_CHECK enum status study_parse(const char *folder, const char *bytes, size_t length, struct study **study,
                                   struct errors *errors);
void study_free(struct study *study);

/* Reads a file of the study's folder that study.yaml names, whole, into `arena`; a NUL stands after it. One that is not
 * there is `missing`. */
MUST_CHECK enum status study_read_file(const struct study *study, const char *name, enum error_code missing,
                                       struct arena *arena, const char **bytes, size_t *length, struct errors *errors);

/* Indices by id or year; -1: none. */
int64_t study_find_item(const struct study *study, const char *id);
int64_t study_find_wave(const struct study *study, int year);
int64_t study_find_scale(const struct study *study, const char *id);
/* By id, label or `also` (NFKC). */
int64_t study_find_stratum(const struct study *study, const char *text);
size_t study_scale_index(const struct study *study, const struct item *item);
int64_t study_find_attribute(const struct study *study, const char *id);
/* Whether the weights are others than N_h / n_h, so that the population's estimates need the answers one by one. */
bool study_is_weighted(const struct study *study);
/* Whether a wave asked an item. */
bool wave_asks(const struct study *study, const struct wave *wave, size_t item);

/* Reads a fiscal year: 2021, FY2021, 2021年度, 令和3年度, R3, 平成31年度, H31 (2019 is both H31 and R1). */
bool study_parse_year(const char *text, int *year);

/* ---- its CSV files ---- */

/* As many institutions as one cell of a file may count. Sums of cells stay far within an int64_t. */
#define COUNT_MOST INT64_C(1000000000)

struct frame_cell {
    int year;
    size_t stratum;
    int64_t N;
};

/* An institution of the population, where the frame is a register. */
struct frame_member {
    int year;
    const char *code, *name; /* in NFKC; name may be NULL */
    size_t stratum;
    double size;             /* NAN: not given */
    const char **attributes; /* by attribute of the study, NULL where the register has it not; may itself be NULL */
    int64_t line;
};

struct frame {
    struct frame_cell *cells; /* each wave and stratum at most once; of a register, its members counted */
    size_t count;
    struct frame_member *members; /* by year, then code (strcmp); NULL where the frame only counts */
    size_t member_count;
};

/* N of a wave and stratum, -1 where the frame has no such cell. */
int64_t frame_get(const struct frame *frame, int year, size_t stratum);

/* The member of a wave with that code, or NULL. */
const struct frame_member *frame_find(const struct frame *frame, int year, const char *code);

/* Parses frame.csv: wave,stratum,N, or a register wave,code,stratum[,name][,size][,attributes by id]. Problems are
 * located; waves that study.yaml does not declare are an error, and so is an institution twice in a wave. */
MUST_CHECK enum status frame_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                   struct arena *arena, struct frame *frame, struct errors *errors);

enum lineage_kind {
    LINEAGE_MERGER,  /* `code` went into `successor`, which may itself be old or new */
    LINEAGE_SPLIT,   /* `successor` came out of `code`, which may go on */
    LINEAGE_RENAME,  /* `code` goes on as `successor`: the same institution */
    LINEAGE_STRATUM, /* `code` moved to another stratum; `successor` is empty or the same code */
    LINEAGE_END
};

const char *lineage_kind_name(enum lineage_kind kind); /* "merger", "split", "rename", "stratum" */

struct lineage_event {
    const char *code, *successor; /* in NFKC; successor NULL for a change of stratum */
    const char *effective;        /* YYYY-MM-DD */
    enum lineage_kind kind;
    int64_t line;
};

struct lineage {
    struct lineage_event *events; /* by date, then as in the file */
    size_t count;
};

/* Parses lineage.csv (code,successor,effective,kind). Errors: a code that is its own successor (but for a change of
 * stratum), the same event twice, a chain of renames or mergers that comes back to itself, an institution that merges
 * or is renamed twice on or after the other event without being its successor in between. */
MUST_CHECK enum status lineage_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                     struct arena *arena, struct lineage *lineage, struct errors *errors);

/* The date on which a wave's mergers have taken effect: its survey_date, or, where study.yaml gives none, the first day
 * of its fiscal year (YYYY-04-01). */
const char *wave_survey_date(const struct wave *wave);

struct published_figure {
    int year;
    size_t item;
    const char *percent;       /* as printed, "10.1" */
    int64_t n;                 /* -1: not published */
    const char *points_change; /* as printed, or NULL */
    const char *source;
};

struct published {
    struct published_figure *figures;
    size_t count;
};

/* Parses published.csv (wave,item,percent[,n][,points_change],source). */
MUST_CHECK enum status published_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                       struct arena *arena, struct published *published, struct errors *errors);

/* ---- what a review considers beside the survey: files of the folder, without vintages ---- */

/* An item of the checklist under review. */
struct checklist_item {
    const char *serial; /* in NFKC */
    struct label title;
    const char **standards; /* that it refers to, in NFKC */
    size_t standard_count;
};

struct checklist {
    struct checklist_item *items; /* as in the file */
    size_t count;
};

/* The index of a serial, or -1. */
int64_t checklist_find(const struct checklist *checklist, const char *serial);

/* Whether the item refers to the standard; blanks do not count. */
bool checklist_refers(const struct checklist_item *item, const char *standard);

/* Parses checklist.csv (serial,title_ja,title_en,standards). Several standards are parted by `;` or 、. */
MUST_CHECK enum status checklist_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                       struct arena *arena, struct checklist *checklist, struct errors *errors);

/* An amendment of a standard. */
struct amendment {
    const char *standard; /* in NFKC */
    struct label edition;
    const char *date;            /* YYYY-MM-DD */
    struct label title, summary; /* of the standard; of what was amended */
};

struct amendments {
    struct amendment *lines; /* by date, then as in the file */
    size_t count;
};

/* Parses amendments.csv (standard,edition,date,title_ja,summary_ja,title_en,summary_en[,edition_en]). */
MUST_CHECK enum status amendments_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                        struct arena *arena, struct amendments *amendments, struct errors *errors);

/* What a line of evidence calls for, rising. */
enum evidence_call { CALLS_OPEN, CALLS_NONE, CALLS_WATCH, CALLS_REVISE, CALLS_MAJOR, CALLS_END };

/* "", "none", "watch", "revise", "major". */
const char *evidence_call_name(enum evidence_call call);

/* Something that came in on one of the considerations, and how it was judged. */
struct evidence_line {
    const char *date; /* YYYY-MM-DD: when it came in */
    int consideration;
    struct label source, title;
    struct label assessment;  /* empty: not assessed */
    enum evidence_call calls; /* CALLS_OPEN: not assessed */
    bool urgent;
    size_t *items; /* indices into the checklist */
    size_t item_count;
    const char *assessed_by, *assessed_on; /* NULL: not told */
    int64_t line;
};

struct evidence {
    struct evidence_line *lines; /* by date, then as in the file */
    size_t count;
};

/* The titles of evidence.csv, in order; NULL ends them. */
extern const char *const evidence_columns[];

/* Parses evidence.csv (date,consideration,source,title,assessment,calls_for[,urgent][,checklist_items][,assessed_by]
 * [,assessed_on][,source_en][,title_en][,assessment_en]). `checklist` (NULL: the study names none) is what
 * checklist_items refer to; of an empty one, which could not be read, they are not looked up. A file without a line
 * holds up: nothing came in. */
MUST_CHECK enum status evidence_parse(const struct study *study, const struct checklist *checklist, const char *name,
                                      const char *bytes, size_t length, struct arena *arena, struct evidence *evidence,
                                      struct errors *errors);

/* What the council decided in place of what was proposed. */
struct override {
    int year;
    const char *decision;    /* one of override_decisions */
    const char *reason, *by; /* as written */
    const char *date;        /* YYYY-MM-DD */
};

struct overrides {
    struct override *lines; /* as in the file; each wave at most once */
    size_t count;
};

/* "no revision", "revision", "major revision", "undetermined"; NULL ends them. */
extern const char *const override_decisions[];

/* The override of a wave, or NULL. */
const struct override *override_find(const struct overrides *overrides, int year);

/* Parses overrides.csv (wave,decision,reason,by,date). A file without a line holds up. */
MUST_CHECK enum status overrides_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                       struct arena *arena, struct overrides *overrides, struct errors *errors);

/* All four. Of a file that study.yaml does not name there is nothing. */
struct review_files {
    struct checklist checklist;
    struct amendments amendments;
    struct evidence evidence;
    struct overrides overrides;
};

/* Gives the bytes of a file that study.yaml names, in `arena`. Failures are reported. */
typedef enum status review_reader(void *context, const char *name, struct arena *arena, const char **bytes,
                                  size_t *length, struct errors *errors);

/* Reads those that study.yaml names through `read`; the problems of all of them are told together. */
MUST_CHECK enum status review_files_read(const struct study *study, review_reader *read, void *context,
                                         struct arena *arena, struct review_files *files, struct errors *errors);

/* Reads those that study.yaml names from its folder; the problems of all of them are told together. */
MUST_CHECK enum status review_files_load(const struct study *study, struct arena *arena, struct review_files *files,
                                         struct errors *errors);

/* How many institutions of the population have a value of an attribute. */
struct margin_cell {
    int year;
    size_t attribute;
    const char *value; /* in NFKC */
    int64_t N;
    int64_t line;
};

struct margins {
    struct margin_cell *cells; /* as in the file; each wave, attribute and value once */
    size_t count;
};

/* The cell of a wave, attribute and value, or NULL. */
const struct margin_cell *margins_find(const struct margins *margins, int year, size_t attribute, const char *value);

/* Parses margins.csv (wave,attribute,value,N). A wave with files must have cells of every attribute that
 * `weighting.margins` names. */
MUST_CHECK enum status margins_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                     struct arena *arena, struct margins *margins, struct errors *errors);

/* Reports attributes whose cells do not sum to what the frame counts in the wave: no weights meet both. `name` is the
 * file. */
void margins_check_frame(const struct study *study, const char *name, const struct margins *margins,
                         const struct frame *frame, struct errors *errors);

#endif
