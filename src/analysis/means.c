/* Numbers: means, totals, ratios, quantiles. */
#include <math.h>
#include <stdio.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "analysis/sampled.h"
#include "base/number.h"
#include "stats/quantile.h"

/* One wave, item and group under way. */
struct work {
    const struct panel *panel;
    const struct means_options *options;
    struct arena *arena;
    struct sampled sampled;      /* of the wave */
    struct sample design;        /* its stratified sample, as the group at hand sees it */
    const struct sample *sample; /* of the estimator at hand */
    struct sample_target target;
    struct mean row; /* what is the same in all its rows */
    struct means *means;
};

static struct mean *add_row(struct work *work, const char *statistic)
{
    struct mean *row = &work->means->rows[work->means->count++];
    *row = work->row;
    row->statistic = statistic;
    return row;
}

static void take(const struct work *work, const struct sample_estimate *estimate, struct mean *row)
{
    struct limits limits;
    row->status = sampled_status(estimate->status);
    row->n = (int64_t)estimate->units;
    row->estimate = estimate->value;
    if (row->status != ESTIMATE_OK)
        return;
    row->se = estimate->se;
    row->df = row->estimator == ESTIMATOR_POPULATION ? estimate->df : NAN;
    row->deff = row->estimator == ESTIMATOR_POPULATION ? estimate->deff : NAN;
    if (sample_limits(estimate, work->options->rate.level, &limits)) {
        row->lower = limits.lower;
        row->upper = limits.upper;
        row->interval = "mean";
    }
    if (row->n < LOW_BASE)
        row->status = ESTIMATE_LOW_BASE;
}

/* Mean, total and ratio. */
static enum status add_estimates(struct work *work, const double *divisors)
{
    const struct study *study = work->panel->study;
    struct sample_target targets[3] = {work->target, work->target, work->target};
    struct sample_estimate estimates[3];
    int64_t over = work->options->ratio_over;
    size_t count = divisors ? 3 : 2;
    targets[0].kind = SAMPLE_MEAN;
    targets[1].kind = SAMPLE_TOTAL;
    targets[2].kind = SAMPLE_RATIO;
    targets[2].divisors = divisors;
    if (sample_estimate(work->sample, targets, count, work->arena, estimates, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    take(work, &estimates[0], add_row(work, "mean"));
    /* A total of the answers with weight 1 is a sum over respondents, and of no population. */
    if (work->row.estimator == ESTIMATOR_POPULATION)
        take(work, &estimates[1], add_row(work, "total"));
    if (!divisors)
        return STATUS_OK;
    const char *name = arena_format(work->arena, "ratio:%s/%s", study->items[work->row.item].id, study->items[over].id);
    if (!name)
        return STATUS_FAILURE;
    take(work, &estimates[2], add_row(work, name));
    return STATUS_OK;
}

static enum status add_quantiles(struct work *work)
{
    const struct means_options *options = work->options;
    struct quantile_estimate *estimates = arena_array(work->arena, options->quantile_count, sizeof *estimates);
    if (!estimates ||
        quantile_estimate(work->sample, &work->target, QUANTILE_SCHOOL, QUANTILE_WOODRUFF, options->quantiles,
                          options->quantile_count, options->rate.level, work->arena, estimates) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < options->quantile_count; i++) {
        struct buffer name = {0};
        buffer_byte(&name, 'q');
        number_add_exact(&name, options->quantiles[i]);
        const char *text =
            buffer_status(&name) == STATUS_OK ? arena_text(work->arena, buffer_get(&name), name.length) : NULL;
        buffer_clear(&name);
        if (!text)
            return STATUS_FAILURE;
        int64_t n = work->means->rows[work->means->count - 1].n; /* as of the mean before */
        struct mean *row = add_row(work, text);
        row->n = n;
        row->status = sampled_status(estimates[i].status);
        row->estimate = estimates[i].value;
        if (row->status != ESTIMATE_OK)
            continue;
        row->se = estimates[i].se;
        row->lower = estimates[i].limits.lower;
        row->upper = estimates[i].limits.upper;
        row->interval = isnan(row->lower) && isnan(row->upper) ? NULL : "woodruff";
        row->df = row->estimator == ESTIMATOR_POPULATION ? estimates[i].df : NAN;
        row->status = n < LOW_BASE ? ESTIMATE_LOW_BASE : ESTIMATE_OK;
    }
    return STATUS_OK;
}

/* How many of the group answered, where there is no estimate that counts them. */
static int64_t count_answers(const struct work *work, const int16_t *slots)
{
    int64_t n = 0;
    for (int64_t i = 0; i < work->sampled.respondents; i++)
        n += work->target.mask[i] && (slots ? slots[i] >= 0 : !isnan(work->target.values[i]));
    return n;
}

/* All rows of one wave, item and group. */
static enum status add_group(struct work *work, const double *divisors)
{
    enum status status = STATUS_OK;
    for (int i = ESTIMATOR_PUBLISHED; status == STATUS_OK && i <= ESTIMATOR_POPULATION; i++) {
        if (work->options->rate.leaves_out[i])
            continue;
        work->row.estimator = (enum estimator)i;
        work->sample = i == ESTIMATOR_PUBLISHED ? &work->sampled.simple : &work->design;
        if (!work->sample->units || !work->target.values) {
            struct mean *row = add_row(work, "mean");
            row->status = work->sampled.respondents && work->target.values ? work->sampled.status : ESTIMATE_NO_DATA;
            row->n = work->target.values ? count_answers(work, NULL) : 0;
            continue;
        }
        status = add_estimates(work, divisors);
        if (status == STATUS_OK)
            status = add_quantiles(work);
    }
    return status;
}

/* Totals of the choices of a single choice: those that answered, weighted, and not scaled up for the others. */
static enum status add_totals(struct work *work, const int16_t *slots)
{
    const struct item *item = &work->panel->study->items[work->row.item];
    const struct sampled *sampled = &work->sampled;
    if (!slots || !work->design.units) {
        struct mean *row = add_row(work, "total");
        row->status = slots && sampled->respondents ? sampled->status : ESTIMATE_NO_DATA;
        row->n = slots ? count_answers(work, slots) : 0;
        return STATUS_OK;
    }
    int32_t *codes = arena_array(work->arena, work->design.units, sizeof *codes);
    struct sample_estimate *estimates = arena_array(work->arena, item->scale->count, sizeof *estimates);
    if (!codes || !estimates)
        return STATUS_FAILURE;
    for (size_t i = 0; i < work->design.units; i++)
        codes[i] = slots[i];
    work->target.kind = SAMPLE_COUNT;
    work->target.codes = codes;
    if (sample_categories(&work->design, &work->target, item->scale->count, work->arena, estimates, NULL) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t k = 0; k < item->scale->count; k++) {
        const char *name = arena_format(work->arena, "total:%s", item->scale->choices[k].id);
        if (!name)
            return STATUS_FAILURE;
        if (answer_class_of(item, k, (int64_t)k, DENOMINATOR_ALLRESP) != ANSWER_OUTSIDE)
            take(work, &estimates[k], add_row(work, name));
    }
    return STATUS_OK;
}

/* N of a group that is a stratum, or all; nothing is known of others. */
static int64_t group_population(const struct work *work, const struct answer_group *group)
{
    if (group->attribute != EVERY || work->sampled.inside)
        return -1;
    return group->stratum == GROUP_ALL
               ? work->sampled.N
               : frame_get(&work->panel->frame, work->panel->study->waves[work->row.wave].year, (size_t)group->stratum);
}

/* What other strata lack is nothing to a row of one stratum: a lonely one adds no variance to it, and one without a
 * respondent leaves nothing of it uncovered. False for want of memory. */
static bool narrow_design(struct work *work, const struct answer_group *group)
{
    const struct tally_set *tally = work->panel->tallies[work->row.wave];
    size_t strata = work->panel->study->stratum_count;
    work->design = work->sampled.design;
    if (group->stratum == GROUP_ALL || !work->design.units || work->panel->weighted)
        return true; /* weights that were calibrated tie the strata together */
    double *population = arena_array(work->arena, strata, sizeof *population);
    for (size_t h = 0; population && h < strata; h++)
        population[h] = tally->respondents[h] ? work->design.population[h] : 0;
    work->design.population = population;
    if (tally->respondents[group->stratum] != 1)
        work->design.lonely = LONELY_CERTAINTY;
    return population != NULL;
}

/* All rows of one wave. */
static enum status add_wave(struct work *work, size_t wave, const struct answer_set *answers,
                            const struct answer_group *groups, size_t count)
{
    const struct study *study = work->panel->study;
    const struct means_options *options = work->options;
    if (sampled_of(work->panel, wave, answers, options->rate.lonely, work->arena, &work->sampled) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t item = 0; item < study->item_count; item++) {
        if (study->items[item].kind != (options->totals ? ITEM_SINGLE : ITEM_NUMBER) ||
            !is_wanted(&options->rate, wave, item))
            continue;
        for (size_t g = 0; g < count; g++) {
            bool *mask = group_mask(answers, &groups[g], work->arena);
            if (!mask)
                return STATUS_FAILURE;
            work->row = (struct mean){.wave = wave,
                                      .item = item,
                                      .group = groups[g],
                                      .N = -1,
                                      .respondents = work->sampled.respondents,
                                      .estimate = NAN,
                                      .se = NAN,
                                      .lower = NAN,
                                      .upper = NAN,
                                      .df = NAN,
                                      .deff = NAN,
                                      .level = options->rate.level};
            work->row.N = group_population(work, &groups[g]);
            if (!narrow_design(work, &groups[g]))
                return STATUS_FAILURE;
            work->target = (struct sample_target){.values = answers->numbers[item], .mask = mask};
            const double *divisors = options->ratio_over == EVERY ? NULL : answers->numbers[options->ratio_over];
            work->row.estimator = ESTIMATOR_POPULATION;
            if ((options->totals ? add_totals(work, answers->slots[study->items[item].slot])
                                 : add_group(work, divisors)) != STATUS_OK)
                return STATUS_FAILURE;
        }
    }
    return STATUS_OK;
}

enum status analysis_means(const struct panel *panel, struct answer_set *const *answers,
                           const struct means_options *options, struct arena *arena, struct means *means,
                           struct errors *errors)
{
    const struct study *study = panel->study;
    struct answer_group *groups;
    size_t count, numbers = 0, choices = 0;
    enum status status =
        analysis_groups(panel, answers, &options->rate, options->attribute, arena, &groups, &count, errors);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < study->item_count; i++) {
        numbers += study->items[i].kind == ITEM_NUMBER;
        choices += study->items[i].kind == ITEM_SINGLE ? study->items[i].scale->count + 1 : 0;
    }
    *means = (struct means){0};
    size_t rows = options->totals ? choices : numbers * 2 * (3 + options->quantile_count);
    means->rows = arena_array(arena, study->wave_count * count * rows, sizeof *means->rows);
    if (!means->rows)
        return errors_memory(errors);
    struct work work = {.panel = panel, .options = options, .arena = arena, .means = means};
    for (size_t wave = 0; wave < study->wave_count; wave++)
        if (answers[wave] && add_wave(&work, wave, answers[wave], groups, count) != STATUS_OK)
            return errors_memory(errors);
    return STATUS_OK;
}

enum status means_to_table(const struct panel *panel, const struct means *means, struct table **table,
                           struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"statistic", N_("statistic"), COLUMN_TEXT, SHOW_ALWAYS},
        {"estimator", N_("estimator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"N", N_("N"), COLUMN_INTEGER, SHOW_FILLED},
        {"estimate", N_("estimate"), COLUMN_REAL, SHOW_ALWAYS},
        {"se", N_("se"), COLUMN_REAL, SHOW_FILLED},
        {"lower", N_("lower"), COLUMN_REAL, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_REAL, SHOW_FILLED},
        {"level", N_("level (%)"), COLUMN_REAL, SHOW_DIFFERS},
        {"interval", N_("interval"), COLUMN_TEXT, SHOW_NEVER},
        {"df", N_("df"), COLUMN_REAL, SHOW_NEVER},
        {"deff", N_("deff"), COLUMN_REAL, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_NEVER},
    };
    const struct study *study = panel->study;
    *table = table_new("means", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    struct design_facts facts = {.df = NAN, .df_most = NAN};
    const struct mean *newest = NULL;
    bool several = false, varies = false;
    for (size_t i = 0; i < means->count; i++)
        several = several || means->rows[i].group.stratum != GROUP_ALL || means->rows[i].group.name;
    for (size_t i = 0; i < means->count; i++) {
        const struct mean *row = &means->rows[i];
        if (row->group.stratum == GROUP_ALL && !row->group.name && row->n) {
            if (newest && row->wave != newest->wave)
                facts = (struct design_facts){.df = NAN, .df_most = NAN};
            newest = row;
            widen_df(&facts, row->df);
            varies = varies || row->estimator == ESTIMATOR_POPULATION;
            facts.limits = row->interval ? "t" : facts.limits;
        }
        table_row(*table);
        table_integer(*table, study->waves[row->wave].year);
        table_labelled(*table, study->items[row->item].id, &study->items[row->item].label);
        add_named_group_cell(*table, study, row->group.name, row->group.stratum, several);
        table_text(*table, row->statistic);
        table_named(*table, estimator_name(row->estimator));
        table_integer(*table, row->n);
        add_optional_integer(*table, row->N);
        table_real(*table, row->estimate);
        table_real(*table, row->se);
        table_real(*table, row->lower);
        table_real(*table, row->upper);
        table_real(*table, row->level * 100);
        table_text(*table, row->interval);
        table_real(*table, row->df);
        table_real(*table, row->deff);
        add_status_cell(*table, row->status);
        table_named(*table, denominator_name(DENOMINATOR_VALID));
    }
    enum status status = STATUS_OK;
    if (newest) {
        facts.wave = newest->wave;
        facts.respondents = newest->respondents;
        facts.N = newest->N;
        facts.lonely = varies ? lonely_strata(panel, newest->wave) : 0;
        status = set_design_line(study, &facts, *table, errors);
    }
    return finish_table(study, table, status, errors);
}
