/* Where limits cross a value. */
#include "stats/limit_side.h"

#include <math.h>

/* Below so many expected adopters or others (m p (1 - p)) limits need not rise with p: those of logit, mean and asin do
 * wherever it is above t^2 / 4, which this is at such a confidence and so many degrees of freedom. */
static const double LEAST_EXPECTED = 5;
static const double LEAST_DF = 30, MOST_LEVEL = 0.9999;
static const double STEP = 1.02;
static const double ROUNDING = 1e-12, PRECISION = 1e-9;

void limit_side_begin(struct limit_side *limit, enum design_method method, double level, bool upper, double value,
                      const struct design_estimate *estimate)
{
    *limit = (struct limit_side){
        .method = method, .level = level, .upper = upper, .value = value, .df = estimate->df, .valid = estimate->valid};
}

/* Whether the limit at rate p and m is above the value; false in `known` where there is no limit. */
static bool is_above(const struct limit_side *limit, double p, double m, bool *known)
{
    const struct design_estimate estimate = {.p = p,
                                             .variance = p * (1 - p) / m,
                                             .se = sqrt(p * (1 - p) / m),
                                             .df = limit->df,
                                             .deff = NAN,
                                             .x = 1, /* neither none nor all */
                                             .valid = limit->valid};
    struct limits limits;
    *known = *known && design_limits(limit->method, &estimate, limit->level, &limits);
    return *known && (limit->upper ? limits.upper : limits.lower) > limit->value;
}

/* By bisection over the rates at which enough are expected of both kinds; infinite where none of them crosses. */
static double find(const struct limit_side *limit, double m)
{
    if (m <= 4 * LEAST_EXPECTED)
        return NAN;
    double root = sqrt(1 - 4 * LEAST_EXPECTED / m), low = (1 - root) / 2, high = (1 + root) / 2;
    bool known = true;
    if (is_above(limit, low, m, &known))
        return known ? -INFINITY : NAN;
    if (!is_above(limit, high, m, &known))
        return known ? INFINITY : NAN;
    while (known && high - low > PRECISION) {
        double middle = low + (high - low) / 2;
        if (is_above(limit, middle, m, &known))
            high = middle;
        else
            low = middle;
    }
    return known ? high : NAN;
}

static double crossing_at(struct limit_side *limit, size_t i)
{
    if (!limit->sought[i]) {
        limit->sought[i] = true;
        limit->at[i] = find(limit, pow(STEP, (double)i));
    }
    return limit->at[i];
}

int limit_side_of(struct limit_side *limit, const struct design_estimate *estimate)
{
    double p = estimate->p, m = p * (1 - p) / estimate->variance;
    bool defined = estimate->status == DESIGN_OK && estimate->df == limit->df && estimate->df >= LEAST_DF &&
                   limit->level <= MOST_LEVEL && estimate->variance > 0 && estimate->valid == limit->valid &&
                   estimate->x > 0 && estimate->x < estimate->valid && m * p * (1 - p) >= LEAST_EXPECTED;
    if (!defined)
        return 0;
    /* The estimate lies between its limits. */
    if (limit->upper ? p > limit->value + ROUNDING : p < limit->value - ROUNDING)
        return limit->upper ? 1 : -1;
    double place = log(m) / log(STEP);
    if (!(place >= 0 && place < LIMIT_SIDE_GRID - 1))
        return 0;
    size_t i = (size_t)place;
    double first = crossing_at(limit, i), second = crossing_at(limit, i + 1);
    /* Between two neighbours the crossing lies between theirs; as far again on either side is left out for safety. */
    double slack = first == second ? PRECISION : fabs(first - second) + 2 * PRECISION;
    return p > fmax(first, second) + slack ? 1 : p < fmin(first, second) - slack ? -1 : 0;
}
