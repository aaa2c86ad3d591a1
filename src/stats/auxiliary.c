/* Auxiliary variables. A unit's row has one 1 for each margin, so nothing of units * columns is ever stored. */
#include "stats/auxiliary.h"

#include <string.h>

#include "stats/linear.h"

size_t auxiliary_columns(const struct auxiliary *auxiliary)
{
    size_t columns = auxiliary->total_count;
    for (size_t m = 0; m < auxiliary->margin_count; m++)
        columns += (size_t)auxiliary->margins[m].categories;
    return columns;
}

void auxiliary_targets(const struct auxiliary *auxiliary, double *targets)
{
    for (size_t m = 0; m < auxiliary->margin_count; m++)
        for (int32_t c = 0; c < auxiliary->margins[m].categories; c++)
            *targets++ = auxiliary->margins[m].targets[c];
    for (size_t t = 0; t < auxiliary->total_count; t++)
        *targets++ = auxiliary->totals[t].target;
}

void auxiliary_place(const struct auxiliary *auxiliary, size_t column, size_t *margin, int32_t *category)
{
    for (*margin = 0; *margin < auxiliary->margin_count; ++*margin) {
        size_t categories = (size_t)auxiliary->margins[*margin].categories;
        if (column < categories) {
            *category = (int32_t)column;
            return;
        }
        column -= categories;
    }
    *margin += column;
    *category = -1;
}

double auxiliary_product(const struct auxiliary *auxiliary, size_t unit, const double *coefficients)
{
    double sum = 0;
    for (size_t m = 0; m < auxiliary->margin_count; m++) {
        sum += coefficients[auxiliary->margins[m].category[unit]];
        coefficients += auxiliary->margins[m].categories;
    }
    for (size_t t = 0; t < auxiliary->total_count; t++)
        sum += coefficients[t] * auxiliary->totals[t].values[unit];
    return sum;
}

void auxiliary_add(const struct auxiliary *auxiliary, size_t unit, double amount, double *sums)
{
    for (size_t m = 0; m < auxiliary->margin_count; m++) {
        sums[auxiliary->margins[m].category[unit]] += amount;
        sums += auxiliary->margins[m].categories;
    }
    for (size_t t = 0; t < auxiliary->total_count; t++)
        sums[t] += amount * auxiliary->totals[t].values[unit];
}

void auxiliary_squares(const struct auxiliary *auxiliary, const double *weights, double *matrix)
{
    size_t columns = auxiliary_columns(auxiliary);
    memset(matrix, 0, columns * columns * sizeof *matrix);
    for (size_t unit = 0; unit < auxiliary->units; unit++) {
        double weight = weights ? weights[unit] : 1;
        size_t start = 0;
        for (size_t m = 0; m < auxiliary->margin_count; m++) {
            size_t row = start + (size_t)auxiliary->margins[m].category[unit];
            auxiliary_add(auxiliary, unit, weight, matrix + row * columns);
            start += (size_t)auxiliary->margins[m].categories;
        }
        for (size_t t = 0; t < auxiliary->total_count; t++)
            auxiliary_add(auxiliary, unit, weight * auxiliary->totals[t].values[unit], matrix + (start + t) * columns);
    }
}

enum status auxiliary_factorise(const struct auxiliary *auxiliary, const double *weights, struct arena *arena,
                                struct linear_factor *factor)
{
    size_t columns = auxiliary_columns(auxiliary);
    double *matrix = arena_array(arena, columns * columns, sizeof *matrix);
    *factor = (struct linear_factor){
        .size = columns,
        .lower = arena_array(arena, columns * columns, sizeof *factor->lower),
        .order = arena_array(arena, columns, sizeof *factor->order),
        .scale = arena_array(arena, columns, sizeof *factor->scale),
    };
    if (!matrix || !factor->lower || !factor->order || !factor->scale)
        return STATUS_FAILURE;
    auxiliary_squares(auxiliary, weights, matrix);
    linear_factorise(matrix, 1e-10, factor);
    return STATUS_OK;
}
