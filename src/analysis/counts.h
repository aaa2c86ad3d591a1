/* What an answer counts as; private to the analysis. */
#ifndef ANALYSIS_COUNTS_H
#define ANALYSIS_COUNTS_H

#include "analysis/analysis.h"

enum { LOW_BASE = 10 }; /* fewer in the denominator than this: ESTIMATE_LOW_BASE */

/* Whether an answer of that role is in the denominator. */
bool role_counts(enum role role, enum denominator denominator);

/* Whether the frame covers the respondents of a stratum: it counts at least so many, or not even one answered. */
bool is_covered(int64_t N, int64_t respondents);

/* What `choice` of an item counts as where `wanted` is asked for (a choice, or CHOICE_ADOPTED). */
enum answer_class answer_class_of(const struct item *item, size_t choice, int64_t wanted, enum denominator denominator);

/* Whether rates can be given of an item: of a single choice, and of a multiple answer. */
bool has_rates(const struct item *item);

/* The choice, or option, that stands for adoption where a multiple answer has one such option; else -1. */
int64_t adopted_option(const struct item *item);

/* The next wave with data in which the item was asked, of which `wave` is the one before; -1: none. */
int64_t analysis_wave_after(const struct panel *panel, size_t wave, size_t item);

/* The sum of strata; N is -1 where one has respondents beyond its N, or none that the frame counts. */
struct stratum_count sum_strata(const struct stratum_count *strata, size_t count);

/* The sum of cells, between stratum 0 and stratum 0. */
struct overlap_cell sum_cells(const struct overlap_cell *cells, size_t count);

/* Whether `options` ask for the wave and the item (EVERY: all). */
bool is_wanted(const struct rate_options *options, size_t wave, size_t item);

/* The pairs of waves and the items that `options` ask for, one after the other: `panel` and `options` are given. */
struct wave_pairs {
    const struct panel *panel;
    const struct change_options *options;
    size_t from, to, item;
    bool comparable, started;
};

/* The next pair of waves in which a single choice was asked, and whether they can be compared; false at the end. */
bool wave_pairs_next(struct wave_pairs *walk);

#endif
