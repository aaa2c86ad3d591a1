/*
 * Weights: calibrated to known populations, trimmed, and adjusted for nonresponse. Pure functions: plain arrays in, new
 * weights in the caller's arena; nothing that was given is changed.
 */
#ifndef STATS_WEIGHTING_H
#define STATS_WEIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"
#include "stats/auxiliary.h"
#include "stats/sample.h"

enum weighting_method {
    /* One margin: w = d N_c / sum_c d (Holt and Smith 1979, JRSS A 142:33). */
    WEIGHTING_POSTSTRAT,
    /* Margins in turn until all are met: iterative proportional fitting (Deming and Stephan 1940, Ann. Math. Stat.
     * 11:427; its variance by regression without weights, as Lumley 2010, Complex Surveys, 7.3). */
    WEIGHTING_RAKE,
    /* w = d (1 + x'l): the generalised regression estimator, chi-square distance (Deville and Särndal 1992, J. Am.
     * Stat. Assoc. 87:376, case 1). May give weights below 0, which are counted. */
    WEIGHTING_LINEAR,
    /* w = d exp(x'l): the same weights as WEIGHTING_RAKE where there are only margins, but with the variance of the
     * regression with weights d (Deville and Särndal 1992, case 2). */
    WEIGHTING_RAKING,
    WEIGHTING_METHOD_END
};

/* "poststrat", "rake", "linear", "raking", and back. */
const char *weighting_method_name(enum weighting_method method);
bool weighting_method_parse(const char *name, enum weighting_method *method);

enum weighting_status {
    WEIGHTING_OK,
    WEIGHTING_EMPTY,         /* a category with a target above 0 has no unit with a weight */
    WEIGHTING_UNWANTED,      /* a category with a target of 0 has units with a weight */
    WEIGHTING_INCONSISTENT,  /* a margin's targets sum to something else than those of the first; totals contradict */
    WEIGHTING_NOT_CONVERGED, /* no weights meet all the targets, or only after too many rounds */
    WEIGHTING_INVALID        /* a code out of range, a weight or target that is negative or no number, no unit, a method
                              * that does not take these auxiliary variables */
};

struct weighting {
    double *weights; /* one for each unit, in the arena; NULL unless the status is WEIGHTING_OK */
    size_t rounds;
    double misfit;                        /* the largest |achieved - target| / (1 + target) over the columns */
    size_t negative;                      /* weights below 0 */
    double least_factor, greatest_factor; /* of new weight over old, over the units with a weight */
    enum weighting_status status;
    /* What cannot be met, where the status is not WEIGHTING_OK: the margin and its category, or category -1 for the
     * margin as a whole (its codes, its sum). A total is margin_count plus its index, with -1; the weights themselves
     * or the method are margin_count plus total_count, with -1. */
    size_t margin;
    int32_t category;
};

/*
 * Calibrates the `units` weights d >= 0 to the auxiliary variables; a unit of weight 0 keeps it. Every target is met to
 * 1e-13 of the population, or to 1e-9 where rounding allows no more. STATUS_FAILURE when there is no memory; every
 * other fault is in the status.
 */
MUST_CHECK enum status weighting_calibrate(const double *weights, const struct auxiliary *auxiliary,
                                           enum weighting_method method, struct arena *arena,
                                           struct weighting *weighting);

/*
 * The sample with its new weights, so that sample_estimate gives the variance after calibration: `design` is the sample
 * with the weights d, `calibration` is filled and must live as long as the result, as must `design`'s arrays.
 */
struct sample weighting_sample(const struct sample *design, const struct auxiliary *auxiliary,
                               enum weighting_method method, const struct weighting *weighting,
                               struct sample_calibration *calibration);

struct weighting_summary {
    size_t units;                /* with a weight that is not 0 */
    double sum, least, greatest; /* NaN but for the sum where there is no unit */
    double kish; /* n sum w^2 / (sum w)^2: how much unequal weights alone inflate a variance (Kish 1965, 11.7) */
};

void weighting_summarise(const double *weights, size_t units, struct weighting_summary *summary);

struct weighting_trim {
    double *weights;              /* in the arena; NULL unless the status is WEIGHTING_OK */
    size_t trimmed;               /* units set to a bound */
    double moved;                 /* the weight taken away and spread, as a share of all */
    enum weighting_status status; /* WEIGHTING_NOT_CONVERGED: the bounds leave no room in `group`; WEIGHTING_INVALID */
    int32_t group;
};

/*
 * Weights between `least` and `greatest` (0 <= least <= greatest, infinity for none): min(max(c w, least), greatest),
 * with the c for each group that keeps the group's sum of weights, which is what cutting and spreading in proportion
 * comes to (Potter 1990, Proc. Surv. Res. Methods Sect., Am. Stat. Assoc., 225). `groups`: 0 .. group_count - 1 for
 * each unit, NULL: one group. A unit of weight 0 keeps it. Trimming moves the totals of calibrated weights: calibrate
 * anew after it.
 */
MUST_CHECK enum status weighting_trim(const double *weights, size_t units, const int32_t *groups, int32_t group_count,
                                      double least, double greatest, struct arena *arena, struct weighting_trim *trim);

/* When a class of nonresponse adjustment is joined with another. */
struct weighting_rule {
    size_t least_respondents; /* a class needs as many */
    double largest_factor;    /* and a factor of at most this; infinity for none */
};

/* Class `from` was joined into class `into`. */
struct weighting_collapse {
    int32_t from, into;
    size_t respondents; /* of `from` then */
    double factor;      /* of `from` then; infinite without a respondent */
};

struct weighting_classes {
    double *weights; /* respondents: w times the factor of their class; others 0. NULL unless WEIGHTING_OK */
    double *factors; /* by class as given: sum of w over the sample / over the respondents of what it was joined into */
    int32_t *joined; /* by class as given: the class it ended in */
    struct weighting_collapse *log; /* in the order it was done */
    size_t log_count;
    enum weighting_status status; /* WEIGHTING_EMPTY: `category` breaks the rule and has nothing left to join */
    int32_t category;
};

/*
 * Adjusts weights for unit nonresponse within classes (Little 1986, Int. Stat. Rev. 54:139). While a class breaks the
 * rule, the one of fewest respondents, then of largest factor, then of lowest number is joined into the class of
 * nearest weighted response rate, then of lowest number, among those with the same parent (Kalton and Flores-Cervantes
 * 2003, J. Off. Stat. 19:81, for the rule). `units` are all that were asked, `responded` those that answered, `classes`
 * 0 .. class_count - 1 for each unit, `parents` one for each class, NULL: all the same. Classes without units are left
 * out. The weights of each class sum to what they did over the sample. A variance from these weights takes the factors
 * for known, which they are not; calibrating the respondents' weights to the sample's sums by class, as a margin, takes
 * the classes' part in it into account. All arrays of the result are in the arena.
 */
MUST_CHECK enum status weighting_nonresponse(const double *weights, size_t units, const bool *responded,
                                             const int32_t *classes, int32_t class_count, const int32_t *parents,
                                             const struct weighting_rule *rule, struct arena *arena,
                                             struct weighting_classes *result);

#endif
