/* From the inputs to the measures of a rule's members, wave after wave. */
#include "threshold/course.h"

static bool by_strata(const struct rule *rule)
{
    return rule->combination == COMBINE_STRATA;
}

static const struct study *study_of(const struct course *course)
{
    return course->inputs->panel->study;
}

/* The options of an estimate that a rule asks for. */
static struct rate_options options_of(const struct course *course)
{
    struct rate_options options = rate_options_of(study_of(course));
    options.level = course->rule->level_of_confidence;
    options.by_stratum = by_strata(course->rule);
    return options;
}

struct rate_options course_share_options(const struct course *course, size_t item)
{
    struct rate_options options = options_of(course);
    options.item = (int64_t)item;
    options.leaves_out[ESTIMATOR_PUBLISHED] = options.leaves_out[ESTIMATOR_POPULATION] = true;
    options.leaves_out[ESTIMATOR_SIZE] = false;
    return options;
}

/* The changes a rule is about, between all waves. */
static enum status find_changes(struct course *course, struct arena *arena, struct errors *errors)
{
    const struct rule *rule = course->rule;
    struct change_options options = {.rate = options_of(course), .from = EVERY, .to = EVERY};
    options.rate.item = rule->item_count == 1 ? (int64_t)rule->items[0] : EVERY;
    for (int i = 0; i < ESTIMATOR_END; i++)
        options.rate.leaves_out[i] = i != (int)rule->estimator;
    return analysis_changes(course->inputs->panel, &options, arena, &course->changes, errors);
}

/* The shares of sizes of all waves; none without answers. */
static enum status find_shares(struct course *course, struct arena *arena, struct errors *errors)
{
    const struct rule *rule = course->rule;
    course->shares = arena_array(arena, rule->item_count, sizeof *course->shares);
    if (!course->shares)
        return errors_memory(errors);
    enum status status = STATUS_OK;
    for (size_t i = 0; course->inputs->answers && status == STATUS_OK && i < rule->item_count; i++) {
        const struct rate_options options = course_share_options(course, rule->items[i]);
        status = analysis_sized_rates(course->inputs->panel, course->inputs->answers, EVERY, NULL, &options, arena,
                                      &course->shares[i], errors);
    }
    return status;
}

enum status course_begin(const struct check_inputs *inputs, const struct rule *rule, size_t index, size_t waves,
                         struct arena *arena, struct course *course, struct errors *errors)
{
    const size_t strata = inputs->panel->study->stratum_count;
    *course = (struct course){.inputs = inputs, .rule = rule};
    course->selections = inputs->selections ? inputs->selections[index] : NULL;
    course->members = by_strata(rule) ? strata : rule->statistic == STATISTIC_SQL ? 1 : rule->item_count;
    course->has_whole = by_strata(rule) || rule->item_count > 1;
    course->series = arena_array(arena, course->members, sizeof *course->series);
    course->before = arena_array(arena, course->members, sizeof *course->before);
    course->strata = arena_array(arena, strata, sizeof *course->strata);
    course->earlier = arena_array(arena, strata, sizeof *course->earlier);
    course->cells =
        arena_array(arena, rule->statistic == STATISTIC_CHANGE ? strata * strata : 0, sizeof *course->cells);
    if (!course->series || !course->before || !course->strata || !course->earlier || !course->cells)
        return errors_memory(errors);
    switch (rule->statistic) {
    case STATISTIC_CHANGE:
        return find_changes(course, arena, errors);
    case STATISTIC_SIZE_SHARE:
        return find_shares(course, arena, errors);
    case STATISTIC_REACH:
        return course_draw(course, waves, arena, errors);
    case STATISTIC_RATE:
    case STATISTIC_COUNT:
    case STATISTIC_PROBABILITY:
    case STATISTIC_SQL:
    case STATISTIC_END:
        break;
    }
    return STATUS_OK;
}

/* ---- what a member is measured from ---- */

static bool counts_of(const struct course *course, size_t wave, size_t item, struct stratum_count *strata)
{
    const struct study *study = study_of(course);
    return analysis_counts(course->inputs->panel, wave, item, CHOICE_ADOPTED, study->analysis.denominator, strata);
}

static const struct change *change_to(const struct course *course, const struct basis *basis)
{
    for (size_t i = 0; i < course->changes.count; i++) {
        const struct change *change = &course->changes.rows[i];
        if (change->to == basis->wave && (int64_t)change->item == basis->item && change->stratum == basis->stratum &&
            change->estimator == course->rule->estimator)
            return change;
    }
    return NULL;
}

static const struct rate *share_of(const struct course *course, const struct basis *basis, size_t member)
{
    const struct rates *shares = &course->shares[by_strata(course->rule) ? 0 : member];
    for (size_t i = 0; i < shares->count; i++)
        if (shares->rows[i].wave == basis->wave && shares->rows[i].stratum == basis->stratum)
            return &shares->rows[i];
    return NULL;
}

static struct basis basis_of_select(const struct course *course, size_t wave)
{
    struct basis basis = {.course = course, .wave = wave, .item = -1, .stratum = GROUP_ALL};
    basis.selection = course->selections ? &course->selections[wave] : NULL;
    basis.has_data = course->inputs->panel->tallies[wave] && (!basis.selection || basis.selection->rows >= 0);
    return basis;
}

struct basis course_basis(const struct course *course, size_t wave, size_t member)
{
    const struct rule *rule = course->rule;
    const struct study *study = study_of(course);
    if (rule->statistic == STATISTIC_SQL)
        return basis_of_select(course, wave);
    size_t item = rule->items[by_strata(rule) ? 0 : member];
    struct basis basis = {.course = course,
                          .wave = wave,
                          .item = (int64_t)item,
                          .stratum = by_strata(rule) ? (int64_t)member : GROUP_ALL,
                          .broken = study->waves[wave].equivalence[item] == EQUIVALENCE_BROKEN,
                          .strata = course->strata,
                          .earlier = course->earlier,
                          .cells = course->cells};
    basis.has_data = counts_of(course, wave, item, basis.strata);
    if (!basis.has_data)
        return basis;
    if (rule->statistic == STATISTIC_CHANGE)
        basis.change = change_to(course, &basis);
    if (basis.change) {
        (void)counts_of(course, basis.change->from, item, basis.earlier);
        (void)analysis_joint(course->inputs->panel, basis.change->from, wave, item, study->analysis.denominator,
                             basis.cells, &basis.cell_count);
    }
    if (rule->statistic == STATISTIC_SIZE_SHARE)
        basis.share = share_of(course, &basis, member);
    if (rule->statistic == STATISTIC_REACH)
        basis.drawn = course->drawn[wave * course->members + member];
    return basis;
}

const struct stratum_count *basis_strata(const struct basis *basis, size_t *count)
{
    *count = basis->stratum < 0 ? study_of(basis->course)->stratum_count : 1;
    return basis->strata + (basis->stratum < 0 ? 0 : basis->stratum);
}

enum status basis_measure(const struct basis *basis, const struct rule *rule, double lambda, struct measure *measure)
{
    size_t count, offset = basis->stratum < 0 ? 0 : (size_t)basis->stratum;
    *measure = measure_none();
    if (!basis->has_data)
        return STATUS_OK;
    if (rule->statistic == STATISTIC_SQL) {
        measure->has_data = true;
        if (basis->selection)
            measure_rows(rule, basis->selection->rows, measure);
        return STATUS_OK;
    }
    const struct stratum_count *strata = basis_strata(basis, &count);
    switch (rule->statistic) {
    case STATISTIC_CHANGE:
        measure_change(rule, basis->change, basis->earlier + offset, strata, count, lambda, measure);
        return STATUS_OK;
    case STATISTIC_SIZE_SHARE:
        measure_share(rule, basis->share, strata, count, measure);
        return STATUS_OK;
    case STATISTIC_REACH:
        measure_reach(rule, basis->drawn.reached, basis->drawn.draws, strata, count, measure);
        return STATUS_OK;
    case STATISTIC_RATE:
    case STATISTIC_COUNT:
    case STATISTIC_PROBABILITY:
    case STATISTIC_SQL:
    case STATISTIC_END:
        break;
    }
    return measure_wave(basis->course->inputs->panel, rule, basis->wave, (size_t)basis->item, basis->stratum, strata,
                        count, lambda, measure);
}

void basis_measure_change(const struct basis *basis, const struct stratum_count *later,
                          const struct overlap_cell *cells, struct measure *measure)
{
    const struct study *study = study_of(basis->course);
    const struct rule *rule = basis->course->rule;
    size_t offset = basis->stratum < 0 ? 0 : (size_t)basis->stratum;
    size_t count = basis->stratum < 0 ? study->stratum_count : 1;
    struct change_options options = {.rate = options_of(basis->course)};
    struct change changed, *row = NULL;
    if (basis->change) {
        changed = *basis->change;
        row = &changed;
        if (changed.status != ESTIMATE_BREAK)
            analysis_change_of(&options, basis->earlier, later, study->stratum_count, cells, basis->cell_count, row);
    }
    measure_change(rule, row, basis->earlier + offset, later + offset, count, 1, measure);
}

/* ---- waves ---- */

enum status course_step(struct course *course, size_t wave, struct measure *measures)
{
    course->whole_before = course->whole;
    for (size_t m = 0; m < course->members; m++) {
        struct measure measure;
        struct basis basis = course_basis(course, wave, m);
        if (basis_measure(&basis, course->rule, 1, &measure) != STATUS_OK)
            return STATUS_FAILURE;
        course->before[m] = course->series[m];
        series_step(&course->series[m], course->rule, &measure, basis.broken, wave);
        if (measures)
            measures[m] = measure;
    }
    if (course->has_whole)
        series_combine(course->rule, course->series, course->members, wave, &course->whole);
    return STATUS_OK;
}

const struct series *course_whole(const struct course *course)
{
    return course->has_whole ? &course->whole : &course->series[0];
}
