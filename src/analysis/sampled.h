/* The respondents of one wave as a sample; private to the analysis. */
#ifndef ANALYSIS_SAMPLED_H
#define ANALYSIS_SAMPLED_H

#include "analysis/analysis.h"
#include "stats/sample.h"

/* A sample with the arrays behind it, in the arena. */
struct sampled {
    struct sample design;        /* stratified, weights N/n, finite population correction; or as the study weights */
    struct sample simple;        /* all as one stratum, every weight 1, N of the whole frame */
    int64_t N, respondents;      /* N -1: the frame does not count every stratum that answered */
    enum estimate_status status; /* where `design` has no units, why */
    const bool *inside;          /* whom --where picks; NULL: all */
};

/* Of the wave's respondents; `design` has no units where N is not known, or the study's weights are not. STATUS_FAILURE
 * for want of memory. */
MUST_CHECK enum status sampled_of(const struct panel *panel, size_t wave, const struct answer_set *answers,
                                  enum lonely_policy lonely, struct arena *arena, struct sampled *sampled);

/* Who belongs to a group, and is picked: one a respondent, in the arena; NULL for want of memory. */
MUST_CHECK bool *group_mask(const struct answer_set *answers, const struct answer_group *group, struct arena *arena);

enum estimate_status sampled_status(enum sample_status status);

#endif
