/* Bounds without a model. */
#include "stats/bounds.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *const names[BOUNDS_END] = {"none", "monotone", "carried"};

const char *bounds_assumption_name(enum bounds_assumption assumption)
{
    return names[assumption];
}

bool bounds_assumption_parse(const char *name, enum bounds_assumption *assumption)
{
    for (int i = 0; i < BOUNDS_END; i++)
        if (strcmp(names[i], name) == 0) {
            *assumption = (enum bounds_assumption)i;
            return true;
        }
    return false;
}

bool bounds_of(enum bounds_assumption assumption, int64_t x, int64_t n, int64_t N, int64_t carried_adopted,
               int64_t carried, struct bounds *bounds)
{
    *bounds = (struct bounds){NAN, NAN};
    if (n < 1 || N < n || x < 0 || x > n)
        return false;
    int64_t missing = N - n;
    if (assumption == BOUNDS_CARRIED) {
        if (carried_adopted < 0 || carried_adopted > carried || carried > missing)
            return false;
        x += carried_adopted;
        missing -= carried;
    }
    bounds->lowest = (double)x / (double)N;
    bounds->highest = assumption == BOUNDS_MONOTONE ? (double)x / (double)n : (double)(x + missing) / (double)N;
    return true;
}
