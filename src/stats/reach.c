/* The first wave in which a level is reached, draw by draw: a curve crosses the level once, and the wave follows. */
#include "stats/reach.h"

#include <math.h>

#include "stats/random.h"

enum { P = CURVE_MOST_PARAMETERS };

/* What is drawn from: estimates, and the Cholesky factor of their covariance. */
struct model {
    enum curve curve;
    size_t parameters;
    int origin;
    double value[P], factor[P][P];
};

/* A covariance of less than full rank has rows of 0 in its factor. */
static void factor_of(const double covariance[P][P], struct model *model)
{
    for (size_t j = 0; j < model->parameters; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum = covariance[j][k];
            for (size_t l = 0; l < k; l++)
                sum -= model->factor[j][l] * model->factor[k][l];
            if (j == k)
                model->factor[j][j] = sqrt(fmax(0, sum));
            else
                model->factor[j][k] = model->factor[k][k] > 0 ? sum / model->factor[k][k] : 0;
        }
}

static void draw(const struct model *model, struct random *random, double *value)
{
    double normal[P];
    for (size_t j = 0; j < model->parameters; j++) {
        normal[j] = random_normal(random);
        value[j] = model->value[j];
        for (size_t k = 0; k <= j; k++)
            value[j] += model->factor[j][k] * normal[k];
    }
}

/* Years since the origin; infinite: never. `from` where the level is reached already. */
static double first_time(const struct model *model, const double *value, double logit, double share, double from)
{
    bool bass = model->curve == CURVE_BASS || model->curve == CURVE_BASS_CEILING;
    double a = value[0], b = value[1], crossing;
    if (model->parameters == 3) {
        share /= value[2];
        if (share >= 1)
            return (double)INFINITY;
        logit = log(share / (1 - share));
    }
    if (bass)
        crossing = log((1 + b / a * share) / (1 - share)) / (a + b) - 1;
    else if (b > 0)
        crossing = (logit - a) / b;
    else
        return a + b * from >= logit ? from : (double)INFINITY;
    return fmax(from, ceil(crossing));
}

static bool drawable(const struct model *model, const double *value)
{
    if ((model->curve == CURVE_BASS || model->curve == CURVE_BASS_CEILING) &&
        !(value[0] > 0 && value[0] + value[1] > 0))
        return false;
    return model->parameters < 3 || value[2] > 0;
}

/* The first year by which `part` of the draws has reached the level. */
static int year_of(const struct reach *reach, const struct reach_plan *plan, double part)
{
    /* A whole number that a product of doubles misses by its rounding is that number. */
    double wanted = ceil(part * (double)reach->draws * (1 - 1e-12));
    size_t sum = 0;
    for (int year = plan->from; year <= plan->to; year++) {
        sum += reach->first[year - plan->from];
        if ((double)sum >= wanted)
            return year;
    }
    return REACH_NEVER;
}

static void summarise(const struct reach_plan *plan, struct reach *reach)
{
    reach->lower = year_of(reach, plan, (1 - plan->level) / 2);
    reach->median = year_of(reach, plan, 0.5);
    reach->upper = year_of(reach, plan, (1 + plan->level) / 2);
    reach->share_never = (double)reach->never / (double)reach->draws;
    reach->error_never = sqrt(reach->share_never * (1 - reach->share_never) / (double)reach->draws);
}

static bool plan_valid(const struct reach_plan *plan)
{
    return plan->share > 0 && plan->share < 1 && plan->level > 0 && plan->level < 1 && plan->from <= plan->to &&
           (int64_t)plan->to - plan->from < REACH_MOST_YEARS && plan->to < REACH_NEVER && plan->draws > 0 &&
           plan->draws <= REACH_MOST_DRAWS;
}

static void simulate(const struct model *model, const struct reach_plan *plan, struct reach *reach)
{
    struct random random;
    double logit = log(plan->share / (1 - plan->share));
    double from = (double)plan->from - (double)model->origin, to = (double)plan->to - (double)model->origin;
    size_t refused = 0;
    random_seed(&random, plan->seed);
    while (reach->draws < plan->draws) {
        double value[P] = {0};
        draw(model, &random, value);
        if (!drawable(model, value)) {
            if (++refused > plan->draws) {
                reach->status = FORECAST_NOT_IDENTIFIED;
                return;
            }
            continue;
        }
        double first = first_time(model, value, logit, plan->share, from);
        reach->draws++;
        if (first <= to)
            reach->first[(size_t)(first - from)]++;
        else
            reach->never++;
    }
    summarise(plan, reach);
}

static const struct reach no_reach = {.share_never = NAN, .error_never = NAN};

static void reach_of(const struct model *model, const struct reach_plan *plan, struct arena *arena, struct reach *reach)
{
    if (!plan_valid(plan)) {
        reach->status = FORECAST_INVALID;
        return;
    }
    if (reach->status != FORECAST_OK)
        return;
    reach->first = arena_array(arena, (size_t)((int64_t)plan->to - plan->from + 1), sizeof *reach->first);
    if (!reach->first) {
        reach->status = FORECAST_UNDEFINED;
        return;
    }
    simulate(model, plan, reach);
}

void reach_logistic(const struct logistic_fit *fit, const struct reach_plan *plan, struct arena *arena,
                    struct reach *reach)
{
    struct model model = {
        .curve = CURVE_LOGISTIC,
        .parameters = 2,
        .origin = fit->origin,
        .value = {fit->intercept, fit->slope},
    };
    const double covariance[P][P] = {{fit->intercept_se * fit->intercept_se, fit->covariance},
                                     {fit->covariance, fit->slope_se * fit->slope_se}};
    *reach = no_reach;
    reach->status = forecast_possible(fit);
    factor_of(covariance, &model);
    reach_of(&model, plan, arena, reach);
}

void reach_curve(const struct curve_fit *fit, const struct reach_plan *plan, struct arena *arena, struct reach *reach)
{
    struct model model = {.curve = fit->curve, .parameters = fit->parameters, .origin = fit->origin};
    for (size_t j = 0; j < fit->parameters; j++)
        model.value[j] = fit->value[j];
    *reach = no_reach;
    reach->status = fit->status;
    factor_of(fit->covariance, &model);
    reach_of(&model, plan, arena, reach);
}
