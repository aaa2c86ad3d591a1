/* The change of a proportion between two waves of largely the same institutions. Pure functions. */
#ifndef STATS_CHANGE_H
#define STATS_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/design.h"

/* The joint answers of the institutions that answered in stratum `earlier` of one wave and `later` of the next:
 * joint[i][j] with 0: outside the denominator, 1: in it and not adopted, 2: adopted. */
struct overlap_cell {
    size_t earlier, later; /* indices into the two arrays of strata */
    int64_t N;             /* institutions in both strata of the two frames, where a register tells; else -1 */
    int64_t joint[3][3];
};

struct change_estimate {
    double earlier, later; /* the two rates */
    double change;         /* later - earlier */
    double covariance;
    double variance; /* V1 + V2 - 2C; may be negative, and se is then NaN */
    double se;
    double se_independent; /* sqrt(V1 + V2) */
    double z, p;           /* change / se and its two-sided normal p; NaN where se is not positive */
    bool not_positive;     /* the variance came out negative or zero while the change is not known exactly */
};

/*
 * overlap_tam_fpc: V1 + V2 - 2C with C summed over the cells, C = sum N1 N2 (n12/(n1 n2) - N12/(N1 N2)) s12 (Tam 1984,
 * Am. Stat. 38:288, per stratum). N12, where the cell's N is -1, is min(N1, N2) within a stratum; for institutions that
 * moved it is n12 / min(n1/N1, n2/N2), at most min(N1, N2). `count` strata in each of the two arrays. Cells of the same
 * pair must be given once.
 */
void change_overlap(const struct stratum_count *earlier, const struct stratum_count *later, size_t count,
                    const struct overlap_cell *cells, size_t cell_count, enum lonely_policy policy,
                    struct change_estimate *estimate);

/* Institutions with a valid answer in both waves: yes/yes, yes/no (dropped), no/yes (adopted), no/no. */
struct matched_counts {
    int64_t n11, n10, n01, n00;
};

/* (n01 - n10)/m with se wald_paired: sqrt(b + c - (c - b)^2/m)/m. NaN where m = 0. */
void change_matched(const struct matched_counts *counts, double *change, double *se);

/* newcombe_paired10: score limits of the paired difference with the continuity-corrected phi (Newcombe 1998, Stat. Med.
 * 17:2635, method 10). False where m = 0. */
bool change_newcombe_paired(const struct matched_counts *counts, double level, struct limits *limits);

/* Exact two-sided McNemar p: min(1, 2 P(Bin(n10 + n01, 1/2) <= min)); 1 where there is no discordant pair. */
double change_mcnemar_exact(const struct matched_counts *counts);

#endif
