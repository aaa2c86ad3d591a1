/*
 * Where a trend leads: shares of coming years, and the year in which a level is crossed. Two families: the logistic
 * fits of trend.h, with limits, and growth curves through the shares by least squares, without (three parameters on six
 * points carry none worth the name). A struct in, a struct out; no I/O, no allocation.
 *
 * Limits hold the uncertainty of the two estimates, none of the model: that the curve goes on as it went.
 */
#ifndef STATS_FORECAST_H
#define STATS_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"
#include "stats/trend.h"

/* Waves with answers that a forecast needs, whatever the model; fewer are refused. */
#define FORECAST_LEAST_WAVES 4

enum forecast_model {
    FORECAST_LOGISTIC,
    FORECAST_LOGISTIC_CLUSTERED,
    FORECAST_LOGISTIC_NLS,
    FORECAST_LOGISTIC_CEILING,
    FORECAST_BASS,
    FORECAST_BASS_CEILING,
    FORECAST_MODEL_END
};

/* The name on the command line ("logistic-ceiling"), and back. */
const char *forecast_model_name(enum forecast_model model);
bool forecast_model_parse(const char *name, enum forecast_model *model);

enum forecast_status {
    FORECAST_OK,
    FORECAST_NO_LIMITS,      /* the estimate stands; the fit has no variance */
    FORECAST_NOT_IDENTIFIED, /* the numbers stand, but the waves hardly tell one parameter from another */
    FORECAST_TOO_FEW,        /* fewer waves than FORECAST_LEAST_WAVES */
    FORECAST_UNDEFINED,      /* the fit has no estimate; or no year crosses the level */
    FORECAST_NO_CONVERGENCE, /* no minimum inside the domain of the curve */
    FORECAST_INVALID         /* years that do not rise, shares outside [0, 1], a level outside (0, 1) */
};

/* What a forecast from this fit would be: FORECAST_OK, FORECAST_NO_LIMITS, or why there is none. */
enum forecast_status forecast_possible(const struct logistic_fit *fit);

/* The share of one year. */
struct forecast {
    enum forecast_status status;
    double estimate;      /* expit(intercept + slope t), in [0, 1] */
    struct limits limits; /* expit(eta -/+ z se_link), normal for trend_clustered too; NaN where there is no variance */
    double se_link;       /* of eta, in logits */
    double se_response;   /* of the estimate, by the delta method: se_link times estimate (1 - estimate) */
};

/* `fit` of trend_logistic or trend_clustered; any year; `level` in (0, 1). */
void forecast_logistic(const struct logistic_fit *fit, int year, double level, struct forecast *forecast);

/* When a share is crossed, in years with their fraction: the fiscal year's survey is at .0. */
struct crossing {
    enum forecast_status status;
    double year; /* NaN where the share is never crossed; may lie before the first wave, or far beyond what holds */
    double se;   /* by the delta method; NaN for curves */
};

/* origin + (logit share - intercept) / slope, for 0 < share < 1; FORECAST_UNDEFINED where slope = 0. */
void forecast_logistic_crossing(const struct logistic_fit *fit, double share, struct crossing *crossing);

enum curve {
    CURVE_LOGISTIC,         /* logis_K1: expit(a + b t) */
    CURVE_LOGISTIC_CEILING, /* logis_Kfree: K expit(a + b t) */
    CURVE_BASS,             /* bass_m1: F(s) = (1 - e) / (1 + (q/p) e), e = exp(-(p + q) s) */
    CURVE_BASS_CEILING,     /* bass_mfree: m F(s) */
    CURVE_END
};

/* The curve of a model; false for the two logistic fits. */
bool forecast_model_curve(enum forecast_model model, enum curve *curve);

enum { CURVE_MOST_PARAMETERS = 3 };

struct curve_fit {
    enum forecast_status status;
    enum curve curve;
    size_t waves;
    int origin;                          /* the first year with a share: t = year - origin, s = year - origin + 1 */
    size_t parameters;                   /* 2 or 3 */
    double value[CURVE_MOST_PARAMETERS]; /* a, b, K or p, q, m */
    double se[CURVE_MOST_PARAMETERS];
    double covariance[CURVE_MOST_PARAMETERS][CURVE_MOST_PARAMETERS];
    double rss;
};

/*
 * Least squares of the curve on the shares (logistic growth; Bass 1969, Manage. Sci. 15:215, equation 9 in cumulative
 * form, fitted to the level), every wave the same weight, to machine precision: Levenberg and Marquardt from several
 * starts, then Newton (Bates and Watts 1988, Nonlinear Regression, 2.2 and 3.9). se: sqrt(RSS / (waves - parameters)
 * (J'J)^-1). FORECAST_NO_CONVERGENCE unless the least sum of squares is a minimum with a, b below 1000, 0 < K, m
 * <= 1.5, 0 < p, q. FORECAST_NOT_IDENTIFIED where a standard error exceeds its parameter or the ceiling passes 1: the
 * numbers stand and need a warning (the test is on the parameter, so an `a` near 0, a share of a half at the origin,
 * fails it too). Shares that are all 0 or all 1 are FORECAST_UNDEFINED. NaN shares are missing waves; a wave more than
 * `parameters` is always there, for FORECAST_LEAST_WAVES passes both.
 */
void curve_fit(enum curve curve, const struct trend_point *points, size_t count, struct curve_fit *fit);

/* The curve in a year, clipped to [0, 1]: a ceiling above 1 is not believed. NaN without a fit. */
double curve_share(const struct curve_fit *fit, int year);

/* When the curve crosses `share`, 0 < share < 1; FORECAST_UNDEFINED where the ceiling is not above it, or b = 0. */
void curve_crossing(const struct curve_fit *fit, double share, struct crossing *crossing);

#endif
