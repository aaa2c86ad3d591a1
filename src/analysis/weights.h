/* The weights of one wave's respondents; private to the analysis. */
#ifndef ANALYSIS_WEIGHTS_H
#define ANALYSIS_WEIGHTS_H

#include "analysis/analysis.h"
#include "stats/weighting.h"

/* A margin of one wave. */
struct weight_margin {
    int64_t attribute; /* or MARGIN_STRATUM */
    const char *name;
    int32_t count;
    const char **values;          /* by category: ids of strata, texts of an attribute; NULL: no text */
    double *targets;              /* by category: N; NaN: not counted by the frame or margins.csv */
    double *weighted;             /* by category: the sum of weights before */
    int64_t *respondents;         /* by category */
    int32_t *joined;              /* by category: the one it was joined into, itself where it was not */
    double *factors;              /* by category: target over weighted of what it was joined into */
    enum estimate_status *status; /* by category */
    int32_t *category;            /* by respondent, as joined */
    int32_t *own;                 /* by respondent, as answered */
    double *joint;                /* targets of the categories as joined */
};

struct wave_weights {
    struct answer_set *answers;    /* with every item */
    enum estimate_status status;   /* OK, or why there are no weights */
    struct weight_margin *margins; /* those of the plan, or the strata where it has none */
    size_t margin_count;
    const double *base; /* the weights of the design, N_h / n_h or the study's column; NULL: not known */
    struct sample
        design; /* with the weights that were calibrated last: those, or, trimmed, those of the round before */
    struct sample sample; /* as estimates see it; its policy of lonely strata is the study's */
    struct auxiliary auxiliary;
    struct auxiliary_margin *columns;
    struct sample_calibration calibration;
    bool census;   /* every stratum was answered in full */
    size_t rounds; /* of trimming */
    struct weighting_summary summary;
};

/* The margins of a wave with what is known before any weight is made: categories, targets, respondents, and the
 * classes of too few joined. STATUS_FAILURE for want of memory. */
MUST_CHECK enum status weight_margins(const struct panel *panel, size_t wave, const struct answer_set *answers,
                                      struct arena *arena, struct wave_weights *weights);

/* The weights of a wave; NULL where the panel has none: the study does not weight, or they were not made. */
const struct wave_weights *weights_of(const struct panel *panel, size_t wave);

/* Why the population's estimates of a wave can't be made, where the study weights; else OK. */
enum estimate_status weights_status(const struct panel *panel, size_t wave);

/*
 * The rate of the population in one wave from its weights: `rate` has wave, item, stratum and choice, and its counts
 * and status as rate_of gives them. STATUS_FAILURE for want of memory.
 */
MUST_CHECK enum status weighted_rate(const struct panel *panel, const struct rate_options *options, struct rate *rate);

/* The change of a population rate between the waves of `change`, which has its item and stratum: estimates, standard
 * error and status. */
struct weighted_change {
    double earlier, later;
    double se, se_independent;
    bool not_positive;
    enum estimate_status status;
};

MUST_CHECK enum status weighted_change_of(const struct panel *panel, const struct rate_options *options,
                                          const struct change *change, struct weighted_change *result);

#endif
