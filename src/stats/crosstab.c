/* Tests of two factors for independence under a sample's design: Rao and Scott's corrections, and Wald's. */
#include "stats/crosstab.h"

#include <math.h>

#include "stats/linear.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

/* The table under test, with the levels that have units only. */
struct cells {
    int32_t *codes;       /* row * columns + column of each unit; -1: outside */
    size_t rows, columns; /* levels */
    size_t count, inner;  /* rows * columns, (rows - 1)(columns - 1) */
    double *shares;       /* of each cell */
    double *row_shares, *column_shares;
    double *totals;           /* weights of each cell */
    double *share_covariance; /* count * count */
    double *total_covariance;
};

/* Gives the levels that occur the numbers from 0 on; how many there are. */
static int32_t number_levels(const bool *seen, int32_t levels, int32_t *numbers)
{
    int32_t count = 0;
    for (int32_t i = 0; i < levels; i++)
        numbers[i] = seen[i] ? count++ : -1;
    return count;
}

static bool is_inside(const struct sample *s, const struct crosstab *t, size_t unit)
{
    return s->weight[unit] != 0 && (!t->mask || t->mask[unit]) && t->rows[unit] >= 0 && t->rows[unit] < t->row_levels &&
           t->columns[unit] >= 0 && t->columns[unit] < t->column_levels;
}

/* The cell of every unit. */
static enum status code_cells(const struct sample *s, const struct crosstab *t, struct arena *arena,
                              struct crosstab_result *result, struct cells *cells)
{
    size_t rows = t->row_levels > 0 ? (size_t)t->row_levels : 0;
    size_t columns = t->column_levels > 0 ? (size_t)t->column_levels : 0;
    bool *row_seen = arena_array(arena, rows, sizeof *row_seen);
    bool *column_seen = arena_array(arena, columns, sizeof *column_seen);
    int32_t *row_numbers = arena_array(arena, rows, sizeof *row_numbers);
    int32_t *column_numbers = arena_array(arena, columns, sizeof *column_numbers);
    cells->codes = arena_array(arena, s->units, sizeof *cells->codes);
    if (!row_seen || !column_seen || !row_numbers || !column_numbers || !cells->codes)
        return STATUS_FAILURE;
    for (size_t i = 0; i < s->units; i++)
        if (is_inside(s, t, i))
            row_seen[t->rows[i]] = column_seen[t->columns[i]] = true;
    result->row_levels = number_levels(row_seen, t->row_levels, row_numbers);
    result->column_levels = number_levels(column_seen, t->column_levels, column_numbers);
    for (size_t i = 0; i < s->units; i++)
        cells->codes[i] =
            is_inside(s, t, i) ? row_numbers[t->rows[i]] * result->column_levels + column_numbers[t->columns[i]] : -1;
    cells->rows = (size_t)result->row_levels;
    cells->columns = (size_t)result->column_levels;
    cells->count = cells->rows * cells->columns;
    return STATUS_OK;
}

/* The shares and totals of the cells with their covariances. */
static enum status estimate_cells(const struct sample *s, struct arena *arena, struct crosstab_result *result,
                                  struct cells *cells)
{
    size_t count = cells->count;
    struct sample_estimate *shares = arena_array(arena, count, sizeof *shares);
    struct sample_estimate *totals = arena_array(arena, count, sizeof *totals);
    struct sample_target target = {.kind = SAMPLE_SHARE, .codes = cells->codes};
    cells->shares = arena_array(arena, count, 2 * sizeof *cells->shares);
    cells->row_shares = arena_array(arena, cells->rows + cells->columns, sizeof *cells->row_shares);
    cells->share_covariance = arena_array(arena, count * count, 2 * sizeof *cells->share_covariance);
    if (!shares || !totals || !cells->shares || !cells->row_shares || !cells->share_covariance)
        return STATUS_FAILURE;
    cells->totals = cells->shares + count;
    cells->column_shares = cells->row_shares + cells->rows;
    cells->total_covariance = cells->share_covariance + count * count;
    if (sample_categories(s, &target, count, arena, shares, cells->share_covariance) != STATUS_OK)
        return STATUS_FAILURE;
    target.kind = SAMPLE_COUNT;
    if (sample_categories(s, &target, count, arena, totals, cells->total_covariance) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t k = 0; k < count; k++) {
        cells->shares[k] = shares[k].value;
        cells->totals[k] = totals[k].value;
        cells->row_shares[k / cells->columns] += shares[k].value;
        cells->column_shares[k % cells->columns] += shares[k].value;
        result->empty_cells += shares[k].ones == 0;
    }
    result->units = shares[0].units;
    result->nu = shares[0].df;
    result->status = shares[0].status;
    return STATUS_OK;
}

static double pearson_of(const struct cells *cells, double n)
{
    double sum = 0;
    for (size_t k = 0; k < cells->count; k++) {
        double expected = cells->row_shares[k / cells->columns] * cells->column_shares[k % cells->columns];
        sum += (cells->shares[k] - expected) * (cells->shares[k] - expected) / expected;
    }
    return n * sum;
}

/* ---- small matrices of inner * inner */

struct matrices {
    double *middle; /* the product of contrasts */
    double *between;
    double *scratch;
    struct linear_factor factor;
};

static enum status matrices_new(size_t inner, size_t count, struct arena *arena, struct matrices *m)
{
    *m = (struct matrices){
        .middle = arena_array(arena, inner * inner, sizeof *m->middle),
        .between = arena_array(arena, count * count, sizeof *m->between),
        .scratch = arena_array(arena, inner + count, sizeof *m->scratch),
        .factor = {.size = inner,
                   .lower = arena_array(arena, inner * inner, sizeof *m->factor.lower),
                   .order = arena_array(arena, inner, sizeof *m->factor.order),
                   .scale = arena_array(arena, inner, sizeof *m->factor.scale)},
    };
    return m->middle && m->between && m->scratch && m->factor.lower && m->factor.order && m->factor.scale
               ? STATUS_OK
               : STATUS_FAILURE;
}

/* The contrast a of the interactions at cell k: (e_i - e_last) by (e_j - e_last). They span what is orthogonal to the
 * main effects, and tr D does not depend on the basis. */
static double interaction(const struct cells *cells, size_t a, size_t k)
{
    size_t columns = cells->columns, i = a / (columns - 1), j = a % (columns - 1);
    size_t row = k / columns, column = k % columns;
    double by_row = row == i ? 1 : row == cells->rows - 1 ? -1 : 0;
    double by_column = column == j ? 1 : column == columns - 1 ? -1 : 0;
    return by_row * by_column;
}

static double inverse_share(const struct cells *cells, size_t k)
{
    return cells->shares[k] > 0 ? 1 / cells->shares[k] : 0;
}

/* C' A C into `product`; A is count * count, or diagonal where `diagonal` is given. */
static void contrast_product(const struct cells *cells, const double *matrix, const double *diagonal, double *product)
{
    for (size_t a = 0; a < cells->inner; a++)
        for (size_t b = 0; b < cells->inner; b++) {
            double sum = 0;
            for (size_t k = 0; k < cells->count; k++) {
                double at_k = interaction(cells, a, k);
                if (at_k == 0)
                    continue;
                for (size_t l = diagonal ? k : 0; l < (diagonal ? k + 1 : cells->count); l++)
                    sum += at_k * (diagonal ? diagonal[k] : matrix[k * cells->count + l]) * interaction(cells, b, l);
            }
            product[a * cells->inner + b] = sum;
        }
}

/* tr D and tr D² of D = (C' P^-1 C / n)^-1 (C' P^-1 V P^-1 C); false where it does not exist. */
static bool design_effects(const struct cells *cells, double n, struct matrices *m, double *trace, double *squares)
{
    size_t inner = cells->inner, count = cells->count;
    double *inverse = m->scratch + inner;
    for (size_t k = 0; k < count; k++)
        inverse[k] = inverse_share(cells, k);
    contrast_product(cells, NULL, inverse, m->middle);
    for (size_t a = 0; a < inner * inner; a++)
        m->middle[a] /= n;
    linear_factorise(m->middle, 1e-10, &m->factor);
    if (m->factor.rank < inner)
        return false;
    for (size_t k = 0; k < count * count; k++)
        m->between[k] = cells->share_covariance[k] * inverse[k / count] * inverse[k % count];
    contrast_product(cells, m->between, NULL, m->middle);
    /* The matrix is symmetric: its rows are its columns, and each is solved in place. */
    for (size_t a = 0; a < inner; a++)
        linear_solve(&m->factor, m->middle + a * inner, m->scratch, m->middle + a * inner);
    *trace = *squares = 0;
    for (size_t a = 0; a < inner; a++) {
        *trace += m->middle[a * inner + a];
        for (size_t b = 0; b < inner; b++)
            *squares += m->middle[a * inner + b] * m->middle[b * inner + a];
    }
    return *trace > 0;
}

static void rao_scott(const struct cells *cells, struct matrices *m, struct crosstab_result *result)
{
    double trace, squares, k = (double)cells->inner;
    if (!design_effects(cells, (double)result->units, m, &trace, &squares) || result->nu < 1)
        return;
    double d = trace * trace / squares, F = result->pearson / trace;
    result->second_order = (struct crosstab_test){F, d, d * result->nu, pf(F, d, d * result->nu, 0, 0)};
    result->first_order =
        (struct crosstab_test){result->pearson, k, INFINITY, pchisq(result->pearson / (trace / k), k, 0, 0)};
}

/* ---- Wald */

/* How N_ij - N_i N_j / N of cell `of` changes with the total of cell `by`. */
static double slope(const struct cells *cells, size_t of, size_t by)
{
    size_t i = of / cells->columns, j = of % cells->columns;
    double by_row = cells->column_shares[j], by_column = cells->row_shares[i];
    double result = by_row * by_column + (of == by);
    if (by / cells->columns == i)
        result -= by_row;
    if (by % cells->columns == j)
        result -= by_column;
    return result;
}

/* The place among the cells of inner cell a: all but the first row and column. */
static size_t inner_cell(const struct cells *cells, size_t a)
{
    return (a / (cells->columns - 1) + 1) * cells->columns + a % (cells->columns - 1) + 1;
}

static void wald(const struct cells *cells, struct matrices *m, double *deviations, struct crosstab_result *result)
{
    size_t inner = cells->inner, count = cells->count;
    double N = 0, W = 0, k = (double)inner, nu = result->nu;
    for (size_t l = 0; l < count; l++)
        N += cells->totals[l];
    for (size_t a = 0; a < inner; a++) {
        size_t of = inner_cell(cells, a);
        deviations[a] =
            cells->totals[of] - N * cells->row_shares[of / cells->columns] * cells->column_shares[of % cells->columns];
        for (size_t l = 0; l < count; l++) {
            m->between[a * count + l] = 0;
            for (size_t j = 0; j < count; j++)
                m->between[a * count + l] += slope(cells, of, j) * cells->total_covariance[j * count + l];
        }
    }
    for (size_t a = 0; a < inner; a++)
        for (size_t b = 0; b < inner; b++) {
            m->middle[a * inner + b] = 0;
            for (size_t l = 0; l < count; l++)
                m->middle[a * inner + b] += m->between[a * count + l] * slope(cells, inner_cell(cells, b), l);
        }
    linear_factorise(m->middle, 1e-10, &m->factor);
    if (m->factor.rank < inner || nu < 1)
        return;
    linear_solve(&m->factor, deviations, m->scratch, m->middle);
    for (size_t a = 0; a < inner; a++)
        W += deviations[a] * m->middle[a];
    double ddf = nu - k + 1, adjusted = W * ddf / (k * nu);
    result->wald = (struct crosstab_test){W / k, k, nu, pf(W / k, k, nu, 0, 0)};
    if (ddf >= 1)
        result->adjusted_wald = (struct crosstab_test){adjusted, k, ddf, pf(adjusted, k, ddf, 0, 0)};
}

enum status crosstab_independence(const struct sample *sample, const struct crosstab *table, struct arena *arena,
                                  struct crosstab_result *result)
{
    const struct crosstab_test undefined = {NAN, NAN, NAN, NAN};
    struct cells cells = {0};
    struct matrices matrices;
    *result = (struct crosstab_result){.pearson = NAN,
                                       .nu = NAN,
                                       .second_order = undefined,
                                       .first_order = undefined,
                                       .wald = undefined,
                                       .adjusted_wald = undefined,
                                       .status = SAMPLE_NO_DATA};
    if (code_cells(sample, table, arena, result, &cells) != STATUS_OK)
        return STATUS_FAILURE;
    if (cells.rows < 2 || cells.columns < 2)
        return STATUS_OK;
    cells.inner = (cells.rows - 1) * (cells.columns - 1);
    double *deviations = arena_array(arena, cells.inner, sizeof *deviations);
    if (!deviations || matrices_new(cells.inner, cells.count, arena, &matrices) != STATUS_OK ||
        estimate_cells(sample, arena, result, &cells) != STATUS_OK)
        return STATUS_FAILURE;
    if (result->status != SAMPLE_OK && result->status != SAMPLE_LONELY)
        return STATUS_OK;
    result->pearson = pearson_of(&cells, (double)result->units);
    if (result->status == SAMPLE_LONELY)
        return STATUS_OK;
    rao_scott(&cells, &matrices, result);
    wald(&cells, &matrices, deviations, result);
    return STATUS_OK;
}
