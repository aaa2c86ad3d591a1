/* The plan: strata and choices suppressed until sums give none away. */
#include "analysis/disclosure_plan.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/counts.h"
#include "base/number.h"

static size_t choices_of(const struct item *item)
{
    return item->kind == ITEM_MULTIPLE ? item->option_count : item->scale->count;
}

static struct disclosed *cell_of(const struct disclosure *plan, size_t wave, size_t item, int64_t choice)
{
    const struct study *study = plan->panel->study;
    struct disclosed *cells = plan->items[wave * study->item_count + item];
    if (!cells)
        return NULL;
    if (choice == CHOICE_ADOPTED && study->items[item].kind == ITEM_MULTIPLE)
        choice = adopted_option(&study->items[item]);
    return &cells[choice + 1];
}

bool disclosure_hides(const struct disclosure *plan, size_t wave, size_t item, int64_t choice, int64_t stratum)
{
    const struct disclosed *cell = cell_of(plan, wave, item, choice);
    return cell && (stratum == GROUP_ALL ? cell->whole : cell->strata[stratum]);
}

bool disclosure_hides_any(const struct disclosure *plan, size_t wave, size_t item, int64_t choice)
{
    const struct disclosed *cell = cell_of(plan, wave, item, choice);
    bool any = cell && cell->whole;
    for (size_t h = 0; cell && h < plan->panel->study->stratum_count; h++)
        any = any || cell->strata[h];
    return any;
}

enum population_shown disclosure_population(const struct disclosure *plan, size_t wave, size_t item, int64_t choice)
{
    const struct disclosed *cell = cell_of(plan, wave, item, choice);
    return cell ? cell->population : POPULATION_EXACT;
}

/* In decimal, so that it is what a reader sees. */
static double round_exactly(const struct study *study, double value)
{
    char bytes[64];
    struct buffer text = {.maximum = sizeof bytes};
    double rounded = NAN;
    number_add_fixed(&text, value * 100, study->decimals, false);
    if (text.length)
        buffer_text(&text, "e-2"); /* so that 5.6 percent is 0.056, and no double beside it */
    if (buffer_status(&text) != STATUS_OK || !text.length || !number_parse_real(buffer_get(&text), &rounded))
        rounded = NAN;
    buffer_clear(&text);
    return rounded;
}

double disclosure_round(const struct study *study, double value)
{
    double scale = 100;
    for (int i = 0; i < study->decimals; i++)
        scale *= 10;
    const double scaled = fabs(value) * scale, whole = floor(scaled + 0.5);
    /* Away from the half both ways give the same double, for a quotient of two whole numbers is rounded correctly; this
     * one is quick, and the search for other counts rounds much. */
    if (whole >= 1 && scaled < 1e9 && fabs(scaled - floor(scaled) - 0.5) > 1e-6)
        return copysign(whole / scale, value);
    return round_exactly(study, value);
}

double disclosure_round_thousandths(double p)
{
    return floor(p * 1000 + 0.5) / 1000;
}

/* Whoever adopts in the strata of one item: sums first, then the population estimate. */
static enum status plan_sums(struct planner *planner, size_t wave, size_t item, int64_t choice, struct disclosed *cell)
{
    size_t strata = planner->panel->study->stratum_count;
    if (!analysis_counts(planner->panel, wave, item, choice, DENOMINATOR_VALID, planner->strata))
        return STATUS_OK;
    for (size_t h = 0; h < strata; h++)
        planner->cells[h] = (struct suppression_cell){planner->strata[h].x, planner->strata[h].valid, false};
    cell->whole = !suppression_close(planner->cells, strata, planner->minimum);
    enum status status = cell->whole ? STATUS_OK : population_close(planner, wave, item, choice, cell);
    for (size_t h = 0; h < strata; h++)
        cell->strata[h] = planner->cells[h].hidden;
    return status;
}

/* The choices of one class (adopted or not), of which `hidden` strata are suppressed so far; more may be added. */
static enum status plan_class(struct planner *planner, const struct tally_set *tally, size_t item, bool adopted,
                              bool *hidden, bool *whole)
{
    const struct study *study = planner->panel->study;
    const struct item *asked = &study->items[item];
    size_t parts = 0, at = 0, choices = asked->scale->count, strata = study->stratum_count;
    int64_t *counts = arena_array(planner->arena, strata * choices, sizeof *counts);
    int64_t *bases = arena_array(planner->arena, strata, sizeof *bases);
    if (!counts || !bases)
        return STATUS_FAILURE;
    enum answer_class class = adopted ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
    for (size_t k = 0; k < choices; k++)
        parts += answer_class_of(asked, k, CHOICE_ADOPTED, DENOMINATOR_VALID) == class;
    for (size_t h = 0; h < strata; h++)
        for (size_t k = 0; k < choices; k++) {
            enum answer_class own = answer_class_of(asked, k, CHOICE_ADOPTED, DENOMINATOR_VALID);
            int64_t n = *tally_cell(study, tally, item, h, k);
            bases[h] += own == ANSWER_OUTSIDE ? 0 : n;
            if (own == class)
                counts[at++] = n;
        }
    int64_t whole_base = 0;
    for (size_t h = 0; h < strata; h++)
        whole_base += bases[h];
    for (size_t p = 0; parts > 1 && p < parts; p++) {
        int64_t sum = 0;
        for (size_t h = 0; h < strata; h++)
            sum += counts[h * parts + p];
        *whole = *whole || suppression_is_small(sum, whole_base, planner->minimum);
    }
    *whole = *whole || !suppression_close_parts(counts, bases, hidden, strata, parts, planner->minimum);
    return STATUS_OK;
}

/* Every choice of a scale: those of a stratum stand or fall together, and so do those of the whole. */
static enum status plan_choices(struct planner *planner, size_t wave, size_t item, struct disclosed *cells)
{
    const struct study *study = planner->panel->study;
    const struct tally_set *tally = planner->panel->tallies[wave];
    size_t strata = study->stratum_count, choices = study->items[item].scale->count;
    bool *hidden = arena_array(planner->arena, strata, sizeof *hidden);
    bool whole = cells[0].whole, any = false;
    if (!hidden)
        return STATUS_FAILURE;
    for (size_t h = 0; h < strata; h++)
        hidden[h] = cells[0].strata[h];
    /* What one class adds may have to be made up for in the other, whose wider pool hides no less. */
    for (int pass = 0; pass < 2 && !whole; pass++)
        for (int adopted = 0; adopted < 2; adopted++)
            if (plan_class(planner, tally, item, adopted, hidden, &whole) != STATUS_OK)
                return STATUS_FAILURE;
    for (size_t h = 0; h < strata; h++) {
        hidden[h] = hidden[h] || whole;
        any = any || hidden[h];
    }
    for (size_t k = 0; k < choices; k++) {
        cells[k + 1].whole = whole;
        cells[k + 1].strata = hidden;
        cells[k + 1].population = any ? POPULATION_HIDDEN : POPULATION_EXACT;
    }
    return STATUS_OK;
}

static enum status plan_item(struct planner *planner, size_t wave, size_t item)
{
    const struct study *study = planner->panel->study;
    const struct tally_set *tally = planner->panel->tallies[wave];
    const struct item *asked = &study->items[item];
    if (!tally || !tally->counts[item] || !has_rates(asked))
        return STATUS_OK;
    size_t choices = choices_of(asked);
    struct disclosed *cells = arena_array(planner->arena, choices + 1, sizeof *cells);
    if (!cells)
        return STATUS_FAILURE;
    for (size_t k = 0; k <= choices; k++) {
        cells[k].strata = arena_array(planner->arena, study->stratum_count, sizeof *cells[k].strata);
        if (!cells[k].strata)
            return STATUS_FAILURE;
    }
    planner->plan->items[wave * study->item_count + item] = cells;
    if (asked->kind == ITEM_MULTIPLE) {
        for (size_t k = 0; k < choices; k++)
            if (plan_sums(planner, wave, item, (int64_t)k, &cells[k + 1]) != STATUS_OK)
                return STATUS_FAILURE;
        return STATUS_OK;
    }
    if (asked->adopted && plan_sums(planner, wave, item, CHOICE_ADOPTED, &cells[0]) != STATUS_OK)
        return STATUS_FAILURE;
    return plan_choices(planner, wave, item, cells);
}

enum status planner_begin(const struct panel *panel, struct arena *arena, struct planner *planner)
{
    const struct study *study = panel->study;
    *planner = (struct planner){.panel = panel, .arena = arena, .minimum = study->minimum_cell};
    planner->strata = arena_array(arena, study->stratum_count, sizeof *planner->strata);
    planner->other = arena_array(arena, study->stratum_count, sizeof *planner->other);
    planner->cells = arena_array(arena, study->stratum_count, sizeof *planner->cells);
    return planner->strata && planner->other && planner->cells ? STATUS_OK : STATUS_FAILURE;
}

enum status disclosure_plan(const struct panel *panel, struct arena *arena, const struct disclosure **plan,
                            struct errors *errors)
{
    const struct study *study = panel->study;
    struct disclosure *made = arena_alloc(arena, sizeof *made);
    size_t items = study->wave_count * study->item_count;
    struct planner planner;
    if (!made || planner_begin(panel, arena, &planner) != STATUS_OK)
        return errors_memory(errors);
    *made = (struct disclosure){.panel = panel,
                                .items = arena_array(arena, items, sizeof *made->items),
                                .changes = arena_array(arena, items, sizeof *made->changes)};
    *plan = planner.plan = made;
    if (!made->items || !made->changes)
        return errors_memory(errors);
    if (study->minimum_cell <= 1)
        return STATUS_OK;
    for (size_t wave = 0; wave < study->wave_count; wave++)
        for (size_t item = 0; item < study->item_count; item++)
            if (plan_item(&planner, wave, item) != STATUS_OK)
                return errors_memory(errors);
    return changes_close(made) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
