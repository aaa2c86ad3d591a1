/*
 * What the files that read study.yaml share: the study in the making, and the reading of single values. Private to the
 * room. No function here stops at a problem: it reports and goes on, so that one run tells them all. Running out of
 * memory is sticky (`failed`) and asked for once, at the end.
 */
#ifndef STUDY_STUDY_PARTS_H
#define STUDY_STUDY_PARTS_H

#include "study/study.h"

#define STUDY_FILE "study.yaml"

/* A spelling before it is settled: where it was written, and whose it is. */
struct spelling_source {
    const char *text; /* in NFKC */
    const char *id;   /* of the choice, stratum, option, item or role */
    size_t index;     /* of the same */
    const struct node *node;
    bool missing; /* it stands for a role: `id` is its name, which may be an option's id too */
    bool own;     /* a collision is told only where one of the two is: the others were told where they arose */
};

struct spelling_list {
    struct spelling_source *items;
    size_t count, capacity;
};

/* A wave as it is written. */
struct raw_wave {
    int year;
    const struct node *key;
    const struct node *node; /* its mapping, or NULL where nothing is said */
    int64_t like;            /* index of the wave that hands on its codebook; -1: none */
};

struct parse {
    struct study *study;
    struct arena *arena;
    struct errors *errors;
    const struct node *root;
    bool failed; /* there was no memory */

    const char **stratum_ids, **scale_ids, **item_ids, **attribute_ids; /* NULL-terminated */
    const char ***choice_ids;                                           /* by scale; each NULL-terminated */
    const char ***option_ids;          /* by item; each NULL-terminated, and NULL where the item has no options */
    struct spelling_list stratum_base; /* what every wave accepts */
    struct spelling_list *scale_base;  /* by scale */
    struct spelling_list *option_base; /* by item: options, and after them what is missing, with its role's index above
                                          those of the options */
    size_t columns;                    /* of the table of responses: see value_columns */
    const char **column_ids;           /* of items, then attributes: what `columns` of a wave may name */
    const char **label_ids;            /* of scales, then multiple-answer items: what `labels` of a wave may name */
    bool items_told;                   /* that two items have one spelling */
    struct raw_wave *raw;              /* as many, in the same order, as the study's waves */
};

/* ---- values.c ---- */

/* Formats a text; "" after a failure. */
const char *parse_words(struct parse *p, const char *format, ...) PRINTF_LIKE(2, 3);

/* An array of zeroed elements; NULL after a failure. One more than asked for, so that it can be NULL-terminated. */
void *parse_array(struct parse *p, size_t count, size_t element_size);

/* Text in NFKC; "" after a failure. */
const char *parse_nfkc(struct parse *p, const char *text);

/* A hint for a name that is not among `known`. */
const char *parse_suggestion(struct parse *p, const char *name, const char *const *known);

/* Each reads a value that is there, and gives false after reporting one that does not hold up. `what` begins the
 * message. Texts live as long as the node. */
bool value_text(struct parse *p, const struct node *node, const char *what, const char **text);
bool value_integer(struct parse *p, const struct node *node, const char *what, int64_t least, int64_t most,
                   int64_t *value);
bool value_real(struct parse *p, const struct node *node, const char *what, double *value);
bool value_date(struct parse *p, const struct node *node, const char *what, const char **date);
/* A file in the study folder, relative to it; `./` and doubled slashes are dropped. */
bool value_file(struct parse *p, const struct node *node, const char *what, const char **file);
bool value_sequence(struct parse *p, const struct node *node, const char *what);
/* One of the names: its index. */
bool value_name(struct parse *p, const struct node *node, const char *what, const char *const *names, size_t *index);
/* The index of an id, reported as a reference to nothing where there is none. `what` is the kind: "an item". */
bool value_reference(struct parse *p, const struct node *node, const char *what, const char *const *ids, size_t *index);
/* The id of element `index` of a list; `ids` are those before it. Gives "" after reporting. */
const char *value_id(struct parse *p, const struct node *mapping, const char *what, const char **ids, size_t index);
/* The same for what has columns of its own in the table of responses. */
const char *value_column_id(struct parse *p, const struct node *mapping, const char *what, const char **ids,
                            size_t index);
/* Counts columns of that table, and reports the node with which there are too many. */
void value_columns(struct parse *p, const struct node *node, size_t count);
bool value_flag(struct parse *p, const struct node *node, const char *what, bool *value);

/* A list of texts, or one text alone; none is an empty list. What does not hold up is reported and left out. */
struct texts {
    const char **items;
    const struct node **nodes;
    size_t count;
};
void value_texts(struct parse *p, const struct node *node, const char *what, bool may_be_empty, struct texts *texts);

/* ---- year.c ---- */

/* Reads a fiscal year that is already in NFKC. */
bool year_read(const char *text, int *year);

/* ---- spelling.c ---- */

/* Adds the texts of a node (a text, a list, the values of a mapping, or NULL), with all else as in `whose`. What is no
 * text was reported before and is passed over. */
void spelling_add_list(struct parse *p, struct spelling_list *list, const struct node *node,
                       const struct spelling_source *whose);

/* Adds the spellings of a choice or stratum as declared: its labels, `also`, and, where `with_id`, its id. */
void spelling_add_declared(struct parse *p, struct spelling_list *list, const struct node *mapping, const char *id,
                           size_t index, bool with_id);

/* Copies a list, none of it `own`. */
void spelling_copy(struct parse *p, struct spelling_list *list, const struct spelling_list *from);

/* Sorts, reports what stands for two (`where`: "of scale 'x'"), and leaves each spelling once. */
void spelling_settle(struct parse *p, struct spelling_list *list, const char *where, struct spellings *spellings);

/* Those of `from` whose index lies in [first, end), with `first` taken from it. */
void spelling_select(struct parse *p, const struct spellings *from, size_t first, size_t end,
                     struct spellings *selected);

/* Puts a spelling in its place, unless it is there. */
void spelling_default(struct parse *p, struct spellings *spellings, const char *text, size_t index);

/* ---- items.c ---- */

/* The node of an item. */
const struct node *item_node(const struct parse *p, size_t item);

/* `adopted`: ids of what counts as adopted. `what` is one of them: "an option of item 'x'". */
void item_read_adopted(struct parse *p, const struct node *node, struct item *item, const char *what,
                       const char *const *ids, size_t count);

/* `missing` of an item: adds to the options' spellings what stands for a role. */
void item_read_missing(struct parse *p, const struct node *node, size_t index);

/* ---- options.c ---- */

/* A multiple-answer item; `what` is "item 'x'". */
void options_read(struct parse *p, const struct node *node, size_t index, const char *what);

/* Reports spellings of options that hold the separator of an item with one column: a cell is cut there. */
void options_check_separator(struct parse *p, const struct node *node, const struct item *item);

/* ---- waves.c ---- */

/* The mapping under a key of a wave, NULL where there is none; anything else is reported. */
const struct node *wave_section(struct parse *p, const struct raw_wave *raw, const char *key);

/* ---- codebook_*.c ---- */

/* The value that wave `w` gives under `path` (NULL-terminated) or is handed on, NULL where there is none; `*from` is
 * whose it is. One that says none ends the search: it takes back what another wave gives. */
const struct node *codebook_value(const struct parse *p, size_t w, const char *const *path, int64_t *from);

/* The text that is handed on under one or two keys; `otherwise` where there is none, or no text (which was reported
 * where it stands). */
const char *codebook_text(const struct parse *p, size_t w, const char *section, const char *key, const char *otherwise);

/* The title of one option's column in a wave: what `columns` gives it, there or in the waves that hand it on, else the
 * item's; NULL where it was not offered. `*node` is where it stands, `*from` whose that is, -1: the item's. */
const char *codebook_option(const struct parse *p, size_t w, size_t item, size_t option, const struct node **node,
                            int64_t *from);

void codebook_columns(struct parse *p, size_t w);   /* codebook_columns.c: where items and attributes stand */
void codebook_spellings(struct parse *p, size_t w); /* codebook_spellings.c */
void codebook_hash(struct parse *p, size_t w);      /* codebook_hash.c */

/* ---- the parts of study.yaml, in the order in which they need each other ---- */

void strata_read(struct parse *p);     /* strata.c: strata, institution */
void scales_read(struct parse *p);     /* scales.c */
void items_read(struct parse *p);      /* items.c */
void attributes_read(struct parse *p); /* attributes.c */
void waves_read(struct parse *p);      /* waves.c */
void codebooks_read(struct parse *p);  /* codebook.c: follows `like`, spellings, hashes */
void questions_read(struct parse *p);  /* questions.c: question texts and equivalence */
void analysis_read(struct parse *p);   /* analysis.c: analysis, publish */
void weighting_read(struct parse *p);  /* weighting.c: weighting, and whether the waves go with it and with design */

/* The columns that `design` names, as attributes from `index` on; NULL: only how many there are. */
size_t design_read(struct parse *p, size_t index, struct attribute *attributes);

#endif
