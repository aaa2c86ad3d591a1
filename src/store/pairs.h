/* The pairs of a vintage with its neighbours, under way; private to the store. */
#ifndef STORE_PAIRS_H
#define STORE_PAIRS_H

#include "store/counter.h"
#include "store/query.h"

/*
 * Answers are held as a row of small integers for each institution: its stratum, then its choice of each item, all one
 * more than the study's index, so that 0 stands for not there and not asked.
 */

/* An institution of our vintage that the neighbour knows under another code. */
struct redirect {
    int64_t ours, theirs; /* institution ids; 0: never met */
    bool alone;           /* no other institution has become, or was, the one with our code */
    const char *code;     /* ours, where it was not met when the counting began; else NULL */
};

/* One neighbour, and what is counted with it. */
struct side {
    int64_t import_id;
    bool later;                 /* it is the later of the two */
    unsigned char *rows;        /* by institution id, 1 or 2 bytes a value */
    int64_t row_count;          /* ids are below it */
    struct redirect *redirects; /* by `ours` */
    size_t redirect_count, unmet_count;
    struct counter *counters; /* by column; none of the first */
    int64_t institutions;     /* in both */
    int64_t *partners;        /* by id in our vintage: its id in the neighbour; only while pairs_match reads */
};

struct pairs {
    struct store *store;
    struct arena *arena;
    int64_t import_id, lineage_id;
    size_t columns;           /* 1 and the items that are single choices */
    size_t *items;            /* by column */
    struct decoder *decoders; /* by column */
    size_t width;             /* of a value in side.rows */
    uint16_t *row;            /* the institution at hand */
    struct side sides[2];
    size_t side_count;
    bool failed; /* there was no memory to count on */
};

/* Pairs of `import_id` with no neighbour yet; NULL after reporting. Caller frees with pairs_free. */
struct pairs *pairs_new(struct store *store, int64_t import_id, int64_t lineage_id, struct errors *errors);

/* Adds a neighbour: reads its answers. `our_wave` and `their_wave` are indices of the study's waves. */
MUST_CHECK enum status pairs_add_side(struct pairs *pairs, int64_t import_id, size_t our_wave, size_t their_wave,
                                      const struct lineage *lineage, struct errors *errors);

/* Counts all responses of our vintage, from the file. */
MUST_CHECK enum status pairs_count_all(struct pairs *pairs, struct errors *errors);

/* Fills `partners`, which has side->row_count entries of 0: who of our vintage is who of the one neighbour. */
MUST_CHECK enum status pairs_match(struct pairs *pairs, int64_t *partners, struct errors *errors);

/* Where institutions renamed between two waves stand in them; pairs_rename.c. */
MUST_CHECK enum status side_find_renamed(struct pairs *pairs, struct side *side, size_t our_wave, size_t their_wave,
                                         const struct lineage *lineage, struct errors *errors);

/* Looks again for the institutions that had not been met yet, and puts the redirects in order. */
MUST_CHECK enum status side_meet_renamed(struct pairs *pairs, struct side *side, struct errors *errors);

/* The redirect of an institution, or NULL. */
const struct redirect *side_redirect(const struct side *side, int64_t institution_id);

/* Takes a key of a counter apart into the study's indices. */
struct pair_cell pairs_cell(const struct pairs *pairs, size_t column, const struct counted *counted);

#endif
