/*
 * How stored forecasts came out, once their wave is there. Scores are losses: less is better; all are 0 for a forecast
 * that was certain and right. The rate that arrived is a sample's: its own error is in every score.
 */
#ifndef STATS_ACCURACY_H
#define STATS_ACCURACY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/interval.h"

/* Of one forecast share, against x adopted of n answers. */
struct brier {
    double score;  /* mean over the answers of (forecast - adopted)^2 (Brier 1950, Mon. Weather Rev. 78:1), in [0, 1] */
    double missed; /* (forecast - x/n)^2, the part that a better forecast takes away */
    double answers; /* x/n (1 - x/n), the part that no forecast of one share can (Murphy 1973, J. Appl. Meteorol.
                       12:595); score = missed + answers */
};

/* False, with NaN, unless 0 <= forecast <= 1, 0 <= x <= n and n >= 1. */
bool accuracy_brier(double forecast, int64_t x, int64_t n, struct brier *brier);

/*
 * The continuous ranked probability score of a forecast distribution against the rate that arrived: the integral over
 * [0, 1] of (F(u) - [u >= rate])^2 (Matheson and Winkler 1976, Manage. Sci. 22:1087; Gneiting and Raftery 2007, J. Am.
 * Stat. Assoc. 102:359, equation 20), in units of the share. F is that of expit(eta), eta normal with mean `eta` and
 * standard deviation `se_link`, in logits: what forecast_logistic gives and its limits show. Not of draws, for the
 * limits that were printed are of this distribution, a stored forecast is then two numbers, and the score has no Monte
 * Carlo error; the integral is taken by quadrature, to about 1e-12. se_link = 0: |expit(eta) - rate|. NaN unless eta is
 * finite, se_link finite and >= 0, rate in [0, 1].
 */
double accuracy_crps(double eta, double se_link, double rate);

/* eta and se_link of the distribution whose limits at `level` are these, 0 < lower <= upper < 1: from stored limits.
 * False where these are not such limits. */
bool accuracy_from_limits(const struct limits *limits, double level, double *eta, double *se_link);

/* Whether the rate lies in the limits, ends included; false for NaN. */
bool accuracy_covered(const struct limits *limits, double rate);

struct coverage {
    double share;         /* covered / forecasts */
    struct limits limits; /* of it, Clopper and Pearson; forecasts from one series are not independent, which these
                             take them for */
};

/* 0 <= covered <= forecasts; level in (0, 1). False, with NaN, where there is no forecast. */
bool accuracy_coverage(int64_t covered, int64_t forecasts, double level, struct coverage *coverage);

#endif
