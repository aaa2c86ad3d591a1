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

/* (b - c)^2/(b + c) with b and c the discordant pairs, and its chi-square p on 1 df (McNemar 1947, Psychometrika
 * 12:153); `corrected`: max(0, |b - c| - 1)^2/(b + c) (Edwards 1948). NaN where there is no discordant pair. */
double change_mcnemar(const struct matched_counts *counts, bool corrected, double *p);

/* The mid-p of McNemar's exact test: the exact p less P(b); 1 - P(b)/2 where b = c; 1 where there is no discordant
 * pair (Fagerland, Lydersen and Laake 2013, BMC Med. Res. Methodol. 13:91). */
double change_mcnemar_midp(const struct matched_counts *counts);

/* ---- methods that take the two waves for samples of different institutions ---- */

struct two_counts {
    int64_t x1, n1, x2, n2; /* earlier, later */
};

/* newcombe_unpaired10: hybrid score limits without continuity correction (Newcombe 1998, Stat. Med. 17:873, method 10).
 * False where a base is 0. */
bool change_newcombe_unpaired(const struct two_counts *counts, double level, struct limits *limits);

/* The z of two proportions, later less earlier, with the pooled or the separate variance; NaN where that is 0 or a base
 * is. `se` is the standard error it was divided by. */
double change_two_proportions(const struct two_counts *counts, bool pooled, double *se);

/* ---- stacked waves ---- */

struct stacked_estimate {
    double earlier, later, change;
    double variance1, variance2, covariance;
    double variance, se, z, p;
    double df, p_t; /* institutions with an answer in the denominator of either wave, less strata; p by t */
};

/*
 * stack2_cluster: the rows of the two waves stacked, the institution being the cluster, weights N/n, no finite
 * population correction: V = sum n/(n - 1) sum (z - z')^2 with z = u2 - u1 of each of the n institutions of a stratum
 * that answered in either wave (svydesign and svycontrast of R's survey). Institutions that moved between strata count
 * once in each. NaN where a stratum has one institution, or a wave no valid answer.
 */
void change_stacked(const struct stratum_count *earlier, const struct stratum_count *later, size_t count,
                    const struct overlap_cell *cells, size_t cell_count, struct stacked_estimate *estimate);

/* Exact two-sided McNemar p: min(1, 2 P(Bin(n10 + n01, 1/2) <= min)); 1 where there is no discordant pair. */
double change_mcnemar_exact(const struct matched_counts *counts);

#endif
