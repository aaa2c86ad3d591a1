/* Weights calibrated to known populations: what can't be met is found first, then the method does its work. */
#include "stats/weighting.h"

#include <math.h>
#include <string.h>

#include "stats/linear.h"

enum { ROUNDS = 1000, NEWTON_ROUNDS = 100, REFINEMENTS = 5, HALVINGS = 34 };

static const double MET = 1e-13, MET_ENOUGH = 1e-9;

static const char *const method_names[WEIGHTING_METHOD_END] = {
    [WEIGHTING_POSTSTRAT] = "poststrat",
    [WEIGHTING_RAKE] = "rake",
    [WEIGHTING_LINEAR] = "linear",
    [WEIGHTING_RAKING] = "raking",
};

const char *weighting_method_name(enum weighting_method method)
{
    return method < WEIGHTING_METHOD_END ? method_names[method] : "";
}

bool weighting_method_parse(const char *name, enum weighting_method *method)
{
    for (int i = 0; i < WEIGHTING_METHOD_END; i++)
        if (strcmp(name, method_names[i]) == 0) {
            *method = (enum weighting_method)i;
            return true;
        }
    return false;
}

/* ---- what can't be met */

static bool fault(struct weighting *w, enum weighting_status status, size_t margin, int32_t category)
{
    w->status = status;
    w->margin = margin;
    w->category = category;
    return false;
}

static bool check_weights(const double *weights, const struct auxiliary *a, struct weighting *w)
{
    double sum = 0;
    for (size_t i = 0; i < a->units; i++) {
        if (!(weights[i] >= 0 && isfinite(weights[i])))
            return fault(w, WEIGHTING_INVALID, a->margin_count + a->total_count, -1);
        sum += weights[i];
    }
    return sum > 0 || fault(w, WEIGHTING_INVALID, a->margin_count + a->total_count, -1);
}

static bool check_codes(const struct auxiliary *a, struct weighting *w)
{
    for (size_t m = 0; m < a->margin_count; m++)
        for (size_t i = 0; i < a->units; i++)
            if (a->margins[m].category[i] < 0 || a->margins[m].category[i] >= a->margins[m].categories)
                return fault(w, WEIGHTING_INVALID, m, -1);
    for (size_t t = 0; t < a->total_count; t++)
        for (size_t i = 0; i < a->units; i++)
            if (!isfinite(a->totals[t].values[i]))
                return fault(w, WEIGHTING_INVALID, a->margin_count + t, -1);
    return true;
}

/* `sums` are the columns' sums under the old weights. */
static bool check_targets(const struct auxiliary *a, const double *sums, struct weighting *w)
{
    double whole = 0;
    for (size_t m = 0; m < a->margin_count; m++) {
        double total = 0;
        for (int32_t c = 0; c < a->margins[m].categories; c++, sums++) {
            double target = a->margins[m].targets[c];
            if (!(target >= 0 && isfinite(target)))
                return fault(w, WEIGHTING_INVALID, m, c);
            if (target > 0 && !(*sums > 0))
                return fault(w, WEIGHTING_EMPTY, m, c);
            if (target == 0 && *sums > 0)
                return fault(w, WEIGHTING_UNWANTED, m, c);
            total += target;
        }
        whole = m == 0 ? total : whole;
        if (fabs(total - whole) > 1e-9 * whole)
            return fault(w, WEIGHTING_INCONSISTENT, m, -1);
    }
    for (size_t t = 0; t < a->total_count; t++)
        if (!isfinite(a->totals[t].target))
            return fault(w, WEIGHTING_INVALID, a->margin_count + t, -1);
    return true;
}

static bool check_method(const struct auxiliary *a, enum weighting_method method, struct weighting *w)
{
    bool margins_only = method == WEIGHTING_POSTSTRAT || method == WEIGHTING_RAKE;
    bool fits = a->margin_count + a->total_count > 0 && (!margins_only || a->total_count == 0) &&
                (method != WEIGHTING_POSTSTRAT || a->margin_count == 1) && method < WEIGHTING_METHOD_END;
    return fits || fault(w, WEIGHTING_INVALID, a->margin_count + a->total_count, -1);
}

/* ---- the sums that weights give */

/* What a calibration works on; arrays of the size of the columns but for `weights`. */
struct work {
    const struct auxiliary *auxiliary;
    const double *base;
    double *weights;
    size_t columns;
    double *targets, *sums, *misfit, *step, *scratch, *coefficients;
    double *matrix;
    struct linear_factor factor;
};

static enum status work_new(const double *base, const struct auxiliary *auxiliary, struct arena *arena, struct work *w)
{
    size_t columns = auxiliary_columns(auxiliary);
    double *rows = arena_array(arena, columns, 7 * sizeof *rows);
    *w = (struct work){
        .auxiliary = auxiliary,
        .base = base,
        .columns = columns,
        .weights = arena_array(arena, auxiliary->units, sizeof *w->weights),
        .matrix = arena_array(arena, columns * columns, 2 * sizeof *w->matrix),
        .factor = {.size = columns, .order = arena_array(arena, columns, sizeof *w->factor.order)},
    };
    if (!rows || !w->weights || !w->matrix || !w->factor.order)
        return STATUS_FAILURE;
    w->targets = rows;
    w->sums = rows + columns;
    w->misfit = rows + 2 * columns;
    w->step = rows + 3 * columns;
    w->scratch = rows + 4 * columns;
    w->coefficients = rows + 5 * columns;
    w->factor.scale = rows + 6 * columns;
    w->factor.lower = w->matrix + columns * columns;
    auxiliary_targets(auxiliary, w->targets);
    return STATUS_OK;
}

static void sum_columns(const struct work *w, const double *weights)
{
    memset(w->sums, 0, w->columns * sizeof *w->sums);
    for (size_t i = 0; i < w->auxiliary->units; i++)
        auxiliary_add(w->auxiliary, i, weights[i], w->sums);
}

/* The largest misfit of the sums, and where it is. */
static double worst_of(const struct work *w, size_t *column)
{
    double worst = 0;
    *column = 0;
    for (size_t c = 0; c < w->columns; c++) {
        w->misfit[c] = w->targets[c] - w->sums[c];
        double off = fabs(w->misfit[c]) / (1 + fabs(w->targets[c]));
        if (off > worst || isnan(off)) {
            worst = isnan(off) ? INFINITY : off;
            *column = c;
        }
    }
    return worst;
}

static void factorise(struct work *w, const double *weights)
{
    auxiliary_squares(w->auxiliary, weights, w->matrix);
    linear_factorise(w->matrix, 1e-10, &w->factor);
}

/* ---- methods; each leaves its weights in work */

/* w = d (1 + x'l), with the rounding of the solution taken out by solving again for what is left. */
static size_t calibrate_linear(struct work *w)
{
    size_t round = 0, column;
    factorise(w, w->base);
    memcpy(w->weights, w->base, w->auxiliary->units * sizeof *w->weights);
    for (; round < REFINEMENTS; round++) {
        sum_columns(w, w->weights);
        if (worst_of(w, &column) <= MET)
            break;
        linear_solve(&w->factor, w->misfit, w->scratch, w->step);
        for (size_t c = 0; c < w->columns; c++)
            w->coefficients[c] += w->step[c];
        for (size_t i = 0; i < w->auxiliary->units; i++)
            w->weights[i] = w->base[i] * (1 + auxiliary_product(w->auxiliary, i, w->coefficients));
    }
    return round;
}

/* Sets w = d exp(x'l); returns sum w - l't, which is convex in l and least where all targets are met. */
static double exponential_weights(struct work *w)
{
    double sum = 0;
    for (size_t i = 0; i < w->auxiliary->units; i++) {
        w->weights[i] = w->base[i] * exp(auxiliary_product(w->auxiliary, i, w->coefficients));
        sum += w->weights[i];
    }
    for (size_t c = 0; c < w->columns; c++)
        sum -= w->coefficients[c] * w->targets[c];
    return sum;
}

/* One step of Newton's, halved until it leads down; false where none does. */
static bool newton_step(struct work *w, double *value)
{
    double slope = 0, length = 1;
    factorise(w, w->weights);
    linear_solve(&w->factor, w->misfit, w->scratch, w->step);
    for (size_t c = 0; c < w->columns; c++)
        slope += w->step[c] * w->misfit[c];
    for (int halved = 0; halved < HALVINGS; halved++) {
        for (size_t c = 0; c < w->columns; c++)
            w->coefficients[c] += length * w->step[c];
        double here = exponential_weights(w);
        if (here <= *value - 1e-4 * length * slope + 1e-12 * fabs(*value)) {
            *value = here;
            return true;
        }
        for (size_t c = 0; c < w->columns; c++)
            w->coefficients[c] -= length * w->step[c];
        length /= 2;
    }
    (void)exponential_weights(w);
    return false;
}

static size_t calibrate_raking(struct work *w)
{
    double last = INFINITY, value = exponential_weights(w);
    size_t round = 0, column;
    for (; round < NEWTON_ROUNDS; round++) {
        sum_columns(w, w->weights);
        double worst = worst_of(w, &column);
        if (worst <= MET || (worst <= MET_ENOUGH && worst >= last) || !newton_step(w, &value))
            break;
        last = worst;
    }
    return round;
}

/* ---- iterative proportional fitting, on the cross table of the margins or, where that is larger, on the units */

struct table {
    const struct auxiliary *auxiliary;
    size_t cells;
    double *weights;     /* of the cells */
    int32_t *categories; /* margin_count * cells; NULL: the cells are the units */
};

static const int32_t *categories_of(const struct table *t, size_t margin)
{
    return t->categories ? t->categories + margin * t->cells : t->auxiliary->margins[margin].category;
}

static size_t cell_of(const struct auxiliary *a, size_t unit)
{
    size_t cell = 0;
    for (size_t m = 0; m < a->margin_count; m++)
        cell = cell * (size_t)a->margins[m].categories + (size_t)a->margins[m].category[unit];
    return cell;
}

static enum status table_new(const struct work *w, struct arena *arena, struct table *t)
{
    const struct auxiliary *a = w->auxiliary;
    size_t cells = 1;
    for (size_t m = 0; m < a->margin_count && cells <= a->units; m++)
        cells *= (size_t)a->margins[m].categories;
    *t = (struct table){.auxiliary = a, .cells = cells, .weights = w->weights};
    if (cells > a->units) {
        t->cells = a->units;
        memcpy(w->weights, w->base, a->units * sizeof *w->weights);
        return STATUS_OK;
    }
    t->weights = arena_array(arena, cells, sizeof *t->weights);
    t->categories = arena_array(arena, a->margin_count, cells * sizeof *t->categories);
    if (!t->weights || !t->categories)
        return STATUS_FAILURE;
    for (size_t i = 0; i < a->units; i++)
        t->weights[cell_of(a, i)] += w->base[i];
    for (size_t cell = 0; cell < cells; cell++) {
        size_t rest = cell;
        for (size_t m = a->margin_count; m-- > 0;) {
            size_t categories = (size_t)a->margins[m].categories;
            t->categories[m * cells + cell] = (int32_t)(rest % categories);
            rest /= categories;
        }
    }
    return STATUS_OK;
}

static void table_sums(const struct table *t, size_t margin, double *sums)
{
    const int32_t *category = categories_of(t, margin);
    memset(sums, 0, (size_t)t->auxiliary->margins[margin].categories * sizeof *sums);
    for (size_t cell = 0; cell < t->cells; cell++)
        sums[category[cell]] += t->weights[cell];
}

static double table_round(struct work *w, const struct table *t, double whole)
{
    double worst = 0, *sums = w->sums;
    const double *targets = w->targets;
    for (size_t m = 0; m < t->auxiliary->margin_count; m++) {
        size_t categories = (size_t)t->auxiliary->margins[m].categories;
        const int32_t *category = categories_of(t, m);
        table_sums(t, m, sums);
        for (size_t c = 0; c < categories; c++)
            sums[c] = sums[c] > 0 ? targets[c] / sums[c] : 0;
        for (size_t cell = 0; cell < t->cells; cell++)
            t->weights[cell] *= sums[category[cell]];
        targets += categories;
    }
    targets = w->targets;
    for (size_t m = 0; m < t->auxiliary->margin_count; m++) {
        table_sums(t, m, sums);
        for (int32_t c = 0; c < t->auxiliary->margins[m].categories; c++)
            worst = fmax(worst, fabs(sums[c] - *targets++) / whole);
    }
    return worst;
}

/* The weights of the units from those of their cells. */
static enum status spread_table(const struct work *w, const struct table *t, struct arena *arena)
{
    if (!t->categories)
        return STATUS_OK;
    double *before = arena_array(arena, t->cells, sizeof *before);
    if (!before)
        return STATUS_FAILURE;
    for (size_t i = 0; i < w->auxiliary->units; i++)
        before[cell_of(w->auxiliary, i)] += w->base[i];
    for (size_t i = 0; i < w->auxiliary->units; i++) {
        size_t cell = cell_of(w->auxiliary, i);
        w->weights[i] = w->base[i] > 0 ? w->base[i] * (t->weights[cell] / before[cell]) : 0;
    }
    return STATUS_OK;
}

static enum status fit_proportionally(struct work *w, struct arena *arena, size_t *rounds)
{
    struct table table;
    double whole = 0, last = INFINITY;
    if (table_new(w, arena, &table) != STATUS_OK)
        return STATUS_FAILURE;
    for (int32_t c = 0; c < w->auxiliary->margins[0].categories; c++)
        whole += w->targets[c];
    for (*rounds = 0; *rounds < ROUNDS;) {
        double worst = table_round(w, &table, whole);
        ++*rounds;
        if (worst <= MET || (worst <= 1e-11 && worst >= last))
            break;
        last = worst;
    }
    return spread_table(w, &table, arena);
}

/* ---- the whole */

static void finish(struct work *w, struct weighting *result)
{
    size_t column;
    sum_columns(w, w->weights);
    result->misfit = worst_of(w, &column);
    result->least_factor = INFINITY;
    result->greatest_factor = -INFINITY;
    for (size_t i = 0; i < w->auxiliary->units; i++) {
        if (w->base[i] == 0)
            continue;
        double factor = w->weights[i] / w->base[i];
        result->negative += factor < 0;
        result->least_factor = fmin(result->least_factor, factor);
        result->greatest_factor = fmax(result->greatest_factor, factor);
    }
    if (result->misfit <= MET_ENOUGH) {
        result->weights = w->weights;
        return;
    }
    auxiliary_place(w->auxiliary, column, &result->margin, &result->category);
    result->status = WEIGHTING_NOT_CONVERGED;
}

enum status weighting_calibrate(const double *weights, const struct auxiliary *auxiliary, enum weighting_method method,
                                struct arena *arena, struct weighting *weighting)
{
    struct work w;
    *weighting = (struct weighting){.misfit = NAN, .least_factor = NAN, .greatest_factor = NAN};
    if (!check_method(auxiliary, method, weighting) || !check_weights(weights, auxiliary, weighting) ||
        !check_codes(auxiliary, weighting))
        return STATUS_OK;
    if (work_new(weights, auxiliary, arena, &w) != STATUS_OK)
        return STATUS_FAILURE;
    sum_columns(&w, weights);
    if (!check_targets(auxiliary, w.sums, weighting))
        return STATUS_OK;
    if (method == WEIGHTING_LINEAR)
        weighting->rounds = calibrate_linear(&w);
    else if (method == WEIGHTING_RAKING)
        weighting->rounds = calibrate_raking(&w);
    else if (fit_proportionally(&w, arena, &weighting->rounds) != STATUS_OK)
        return STATUS_FAILURE;
    finish(&w, weighting);
    return STATUS_OK;
}

struct sample weighting_sample(const struct sample *design, const struct auxiliary *auxiliary,
                               enum weighting_method method, const struct weighting *weighting,
                               struct sample_calibration *calibration)
{
    struct sample sample = *design;
    *calibration = (struct sample_calibration){
        .auxiliary = auxiliary,
        .regression = method == WEIGHTING_RAKE ? NULL : design->weight,
    };
    sample.weight = weighting->weights;
    sample.calibration = calibration;
    return sample;
}

void weighting_summarise(const double *weights, size_t units, struct weighting_summary *summary)
{
    long double sum = 0, squares = 0;
    *summary = (struct weighting_summary){.least = NAN, .greatest = NAN, .kish = NAN};
    for (size_t i = 0; i < units; i++) {
        if (weights[i] == 0)
            continue;
        summary->units++;
        sum += weights[i];
        squares += (long double)weights[i] * weights[i];
        summary->least = fmin(summary->least, weights[i]); /* fmin passes the NaN over */
        summary->greatest = fmax(summary->greatest, weights[i]);
    }
    summary->sum = (double)sum;
    if (summary->units)
        summary->kish = (double)((long double)summary->units * squares / (sum * sum));
}
