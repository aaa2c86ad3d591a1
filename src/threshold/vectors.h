/* What the files that read and run rules_test.yaml share. Private to the room. */
#ifndef THRESHOLD_VECTORS_H
#define THRESHOLD_VECTORS_H

#include "threshold/rule_parts.h"

/* What a vector says of one wave: "2016 100/800", "| 2020 5/9", "2019 -". */
struct vector_wave {
    int year;
    bool broken, has;
    int64_t x, n;
    double *sizes; /* of the adopters, then of the others, NaN where it is not known; NULL: none were given */
};

/* The pairs of a wave and the one with data before it: "n11/n10/n01/n00". */
struct vector_pairs {
    int year;
    const struct node *node;
    int64_t n11, n10, n01, n00;
};

/* One item in one stratum. */
struct vector_series {
    size_t item, stratum;
    int64_t frame;
    const struct node *node;
    struct vector_wave *waves; /* by year */
    size_t wave_count;
    struct vector_pairs *pairs; /* by year */
    size_t pair_count;
};

/* What a vector is made of before it is a panel. */
struct vector_counts {
    struct vector_series *series;
    size_t count, capacity;
    size_t stratum_count;
    const size_t *strata; /* of the study; NULL: one that is not of the study */
};

/* vector_counts.c: frame, waves, strata, matched. False after reporting. */
bool vector_read_counts(struct rule_reader *r, const struct node *test, const struct rule *rule,
                        struct vector_counts *counts);

/* vector_sizes.c: the sizes by wave of a series, whose waves are read; NULL: there are none. False after reporting. */
bool vector_read_sizes(struct rule_reader *r, const struct node *node, const struct rule *rule,
                       struct vector_series *series);

/* The same: the answers one by one of a vector on a share of sizes, whose panel is made. */
bool vector_make_answers(struct rule_reader *r, const struct vector_counts *counts, struct rule_vector *vector);

/* vector_panel.c: the cell of a tally that stands for those that adopted, or for the others; -1: none. Of a multiple
 * answer the others are whoever answered: see fill_cells. */
int64_t vector_cell(const struct item *item, bool adopted);

/* The same: the study and panel of a vector. False after reporting. */
bool vector_make_panel(struct rule_reader *r, const struct vector_counts *counts, struct rule_vector *vector);

/* vector_evidence.c: the lines of evidence, by date. False after reporting. */
bool vector_read_evidence(struct rule_reader *r, const struct node *node, struct evidence *evidence);

#endif
