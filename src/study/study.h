/*
 * The study folder, parsed and validated: study.yaml, the CSV files beside it, and located nodes of the other YAML
 * files. Only this room knows YAML. It needs no store: what it parses are named bytes.
 */
#ifndef STUDY_STUDY_H
#define STUDY_STUDY_H

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

/* Adds a problem at the node, with its line as excerpt; gives its status. */
enum status node_report(const struct node *node, struct errors *errors, enum error_code code, const char *hint,
                        const char *format, ...) PRINTF_LIKE(5, 6);

/* Reports every key of `mapping` that is not among `known` (NULL-terminated), with the nearest known one as hint.
 * `what` names the mapping in the message. False when there was any, or when the node is no mapping. */
bool node_check_keys(const struct node *mapping, const char *what, const char *const *known, struct errors *errors);

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

enum item_kind { ITEM_SINGLE, ITEM_TEXT };

struct item {
    const char *id;
    struct label label;
    enum item_kind kind;
    const char *column;        /* default column title */
    const struct scale *scale; /* NULL for text */
    bool *adopted;             /* by choice of the scale; NULL for text or where study.yaml names none */
};

enum equivalence { EQUIVALENCE_IDENTICAL, EQUIVALENCE_REWORDED, EQUIVALENCE_RECODED, EQUIVALENCE_BROKEN };

/* A spelling in NFKC and the index of the choice or stratum that it stands for; sorted by spelling (strcmp). */
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

struct wave {
    int year;           /* the fiscal year */
    struct label label; /* "FY2021" and 2021年度 where study.yaml gives none */
    struct place place;
    const char **files; /* relative to the study folder */
    const struct node **file_nodes;
    size_t file_count;       /* 0: declared, no data */
    const char *survey_date; /* YYYY-MM-DD or NULL */
    const char *review_date; /* YYYY-MM-DD; 31 March after the fiscal year where study.yaml gives none */
    /* The codebook, with `like` followed. */
    const char *encoding;                                   /* NULL: found */
    char delimiter;                                         /* 0: found */
    int64_t header_line;                                    /* 0: found */
    const char *code_column, *name_column, *stratum_column; /* name_column may be NULL */
    const char **columns;                                   /* by item; NULL: not asked in this wave */
    enum equivalence *equivalence;                          /* by item, to the wave before */
    const char **questions;                                 /* by item; NULL: not given */
    struct spellings strata;                                /* spelling -> stratum */
    struct spellings *scales;                               /* by scale: spelling -> choice */
    char hash[SHA256_TEXT]; /* of the codebook: columns, labels, `also`, encoding, header line */
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
    struct item *items;
    size_t item_count;
    struct wave *waves; /* by year, rising */
    size_t wave_count;
    const char *frame, *published, *rules; /* file names or NULL */
    struct analysis_defaults analysis;
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

/* Indices by id or year; -1: none. */
int64_t study_find_item(const struct study *study, const char *id);
int64_t study_find_wave(const struct study *study, int year);
int64_t study_find_scale(const struct study *study, const char *id);
/* By id, label or `also` (NFKC). */
int64_t study_find_stratum(const struct study *study, const char *text);
size_t study_scale_index(const struct study *study, const struct item *item);

/* Reads a fiscal year: 2021, FY2021, 2021年度, 令和3年度, R3, 平成31年度, H31 (2019 is both H31 and R1). */
bool study_parse_year(const char *text, int *year);

/* ---- its CSV files ---- */

struct frame_cell {
    int year;
    size_t stratum;
    int64_t N;
};

struct frame {
    struct frame_cell *cells; /* each wave and stratum at most once */
    size_t count;
};

/* N of a wave and stratum, -1 where the frame has no such cell. */
int64_t frame_get(const struct frame *frame, int year, size_t stratum);

/* Parses frame.csv (wave,stratum,N). Problems are located; waves that study.yaml does not declare are an error. */
MUST_CHECK enum status frame_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                                   struct arena *arena, struct frame *frame, struct errors *errors);

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

#endif
