/* Forecasts from the logistic fits, in closed form. */
#include "stats/forecast.h"

#include <math.h>
#include <string.h>

#include "stats/score.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const char *const model_names[FORECAST_MODEL_END] = {
    [FORECAST_LOGISTIC] = "logistic",
    [FORECAST_LOGISTIC_CLUSTERED] = "logistic-clustered",
    [FORECAST_LOGISTIC_NLS] = "logistic-nls",
    [FORECAST_LOGISTIC_CEILING] = "logistic-ceiling",
    [FORECAST_BASS] = "bass",
    [FORECAST_BASS_CEILING] = "bass-ceiling",
};

const char *forecast_model_name(enum forecast_model model)
{
    return model < FORECAST_MODEL_END ? model_names[model] : "";
}

bool forecast_model_parse(const char *name, enum forecast_model *model)
{
    for (int i = 0; i < FORECAST_MODEL_END; i++)
        if (strcmp(name, model_names[i]) == 0) {
            *model = (enum forecast_model)i;
            return true;
        }
    return false;
}

bool forecast_model_curve(enum forecast_model model, enum curve *curve)
{
    switch (model) {
    case FORECAST_LOGISTIC_NLS:
        *curve = CURVE_LOGISTIC;
        return true;
    case FORECAST_LOGISTIC_CEILING:
        *curve = CURVE_LOGISTIC_CEILING;
        return true;
    case FORECAST_BASS:
        *curve = CURVE_BASS;
        return true;
    case FORECAST_BASS_CEILING:
        *curve = CURVE_BASS_CEILING;
        return true;
    case FORECAST_LOGISTIC:
    case FORECAST_LOGISTIC_CLUSTERED:
    case FORECAST_MODEL_END:
        break;
    }
    return false;
}

enum forecast_status forecast_possible(const struct logistic_fit *fit)
{
    switch (fit->status) {
    case TREND_OK:
    case TREND_LONELY:
    case TREND_NO_VARIANCE:
        break;
    case TREND_TOO_FEW:
        return FORECAST_TOO_FEW;
    case TREND_NO_CONVERGENCE:
        return FORECAST_NO_CONVERGENCE;
    case TREND_INVALID:
        return FORECAST_INVALID;
    case TREND_UNDEFINED:
    case TREND_NO_MEMORY:
        return FORECAST_UNDEFINED;
    }
    if (fit->waves < FORECAST_LEAST_WAVES)
        return FORECAST_TOO_FEW;
    return fit->status == TREND_OK ? FORECAST_OK : FORECAST_NO_LIMITS;
}

void forecast_logistic(const struct logistic_fit *fit, int year, double level, struct forecast *forecast)
{
    *forecast = (struct forecast){
        .status = level > 0 && level < 1 ? forecast_possible(fit) : FORECAST_INVALID,
        .estimate = NAN,
        .limits = {NAN, NAN},
        .se_link = NAN,
        .se_response = NAN,
    };
    if (forecast->status != FORECAST_OK && forecast->status != FORECAST_NO_LIMITS)
        return;
    double t = (double)year - (double)fit->origin, eta = fit->intercept + fit->slope * t;
    forecast->estimate = plogis(eta, 0, 1, 1, 0);
    if (forecast->status != FORECAST_OK)
        return;
    double variance =
        fit->intercept_se * fit->intercept_se + 2 * t * fit->covariance + t * t * (fit->slope_se * fit->slope_se);
    forecast->se_link = sqrt(fmax(0, variance));
    forecast->se_response = forecast->se_link * forecast->estimate * plogis(eta, 0, 1, 0, 0);
    double half = score_quantile(level) * forecast->se_link;
    forecast->limits = (struct limits){plogis(eta - half, 0, 1, 1, 0), plogis(eta + half, 0, 1, 1, 0)};
}

void forecast_logistic_crossing(const struct logistic_fit *fit, double share, struct crossing *crossing)
{
    *crossing = (struct crossing){
        .status = share > 0 && share < 1 ? forecast_possible(fit) : FORECAST_INVALID,
        .year = NAN,
        .se = NAN,
    };
    if (crossing->status != FORECAST_OK && crossing->status != FORECAST_NO_LIMITS)
        return;
    double t = (qlogis(share, 0, 1, 1, 0) - fit->intercept) / fit->slope;
    if (!isfinite(t)) {
        crossing->status = FORECAST_UNDEFINED;
        return;
    }
    crossing->year = (double)fit->origin + t;
    if (crossing->status != FORECAST_OK)
        return;
    double variance =
        fit->intercept_se * fit->intercept_se + 2 * t * fit->covariance + t * t * (fit->slope_se * fit->slope_se);
    crossing->se = sqrt(fmax(0, variance)) / fabs(fit->slope);
}
