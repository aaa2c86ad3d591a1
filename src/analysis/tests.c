/* Whether adoption differs between groups. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"
#include "analysis/sampled.h"
#include "stats/crosstab.h"

enum { DESIGN_TESTS = 4 };

struct work {
    const struct panel *panel;
    const struct test_options *options;
    struct arena *arena;
    struct tests *tests;
    size_t wave, item;
    const struct answer_set *answers;
    int32_t *adopted, *group; /* by respondent: 0 not, 1 adopted, -1 outside; the group's number */
    const char **names;       /* of the groups */
    size_t group_count;
};

/* Two factors: adopted or not, and the group. */
static void code_answers(struct work *work)
{
    const struct study *study = work->panel->study;
    const struct item *item = &study->items[work->item];
    const struct answer_set *answers = work->answers;
    const int16_t *slots = answers->slots[item->slot];
    for (size_t i = 0; i < answers->count; i++) {
        enum answer_class class = slots && slots[i] >= 0 ? answer_class_of(item, (size_t)slots[i], CHOICE_ADOPTED,
                                                                           work->options->rate.denominator)
                                                         : ANSWER_OUTSIDE;
        work->adopted[i] = class == ANSWER_OUTSIDE ? -1 : class == ANSWER_ADOPTED;
        if (work->options->attribute == EVERY) {
            work->group[i] = (int32_t)answers->strata[i];
            continue;
        }
        uint32_t value = answers->attributes[work->options->attribute][i];
        work->group[i] = value == ANSWERS_NO_VALUE ? -1 : (int32_t)value;
    }
}

static struct test_row *add_row(struct work *work, const char *test, const char *pair)
{
    struct test_row *row = &work->tests->rows[work->tests->count++];
    *row = (struct test_row){.wave = work->wave,
                             .item = work->item,
                             .test = test,
                             .pair = pair,
                             .statistic = NAN,
                             .df1 = NAN,
                             .df2 = NAN,
                             .p = NAN,
                             .p_holm = NAN,
                             .p_bh = NAN};
    return row;
}

static enum status add_design_tests(struct work *work, const struct sampled *sampled)
{
    static const char *const names[DESIGN_TESTS] = {"rao-scott-f", "rao-scott-chisq", "wald", "adjusted-wald"};
    const struct crosstab table = {.rows = work->adopted,
                                   .row_levels = 2,
                                   .columns = work->group,
                                   .column_levels = (int32_t)work->group_count,
                                   .mask = sampled->inside};
    struct crosstab_result result = {0};
    if (sampled->design.units && crosstab_independence(&sampled->design, &table, work->arena, &result) != STATUS_OK)
        return STATUS_FAILURE;
    const struct crosstab_test *tests[DESIGN_TESTS] = {&result.second_order, &result.first_order, &result.wald,
                                                       &result.adjusted_wald};
    for (int i = 0; i < DESIGN_TESTS; i++) {
        struct test_row *row = add_row(work, names[i], NULL);
        row->status = sampled->design.units ? sampled_status(result.status) : sampled->status;
        if (row->status != ESTIMATE_OK)
            continue;
        row->statistic = tests[i]->statistic;
        row->df1 = tests[i]->ndf;
        row->df2 = isinf(tests[i]->ddf) ? NAN : tests[i]->ddf;
        row->p = tests[i]->p;
        row->status = isnan(row->p) ? ESTIMATE_UNDEFINED : ESTIMATE_OK;
    }
    return STATUS_OK;
}

static enum status add_pairs(struct work *work, const struct sampled *sampled)
{
    struct crosstab_share *shares = arena_array(work->arena, work->group_count, sizeof *shares);
    size_t most = work->group_count * work->group_count / 2, count = 0, first = work->tests->count;
    double *p = arena_array(work->arena, most, sizeof *p), *adjusted = arena_array(work->arena, most, sizeof *adjusted);
    if (!shares || !p || !adjusted)
        return STATUS_FAILURE;
    for (size_t i = 0; i < work->answers->count; i++)
        if (work->adopted[i] >= 0 && work->group[i] >= 0 && (!sampled->inside || sampled->inside[i])) {
            shares[work->group[i]].n++;
            shares[work->group[i]].x += work->adopted[i];
        }
    for (size_t a = 0; a < work->group_count; a++)
        for (size_t b = a + 1; b < work->group_count; b++) {
            const char *pair = arena_format(work->arena, "%s vs %s", work->names[a], work->names[b]);
            if (!pair)
                return STATUS_FAILURE;
            struct test_row *row = add_row(work, "z-pooled", pair);
            const struct two_counts counts = {shares[b].x, shares[b].n, shares[a].x, shares[a].n};
            double se;
            row->p = p[count++] = crosstab_pair_p(shares[a], shares[b]);
            row->statistic = change_two_proportions(&counts, true, &se);
            row->status = isnan(row->p) ? ESTIMATE_NO_DATA : ESTIMATE_OK;
        }
    for (int kind = CROSSTAB_HOLM; kind <= CROSSTAB_BH; kind++) {
        if (crosstab_adjust(p, count, (enum crosstab_adjustment)kind, work->arena, adjusted) != STATUS_OK)
            return STATUS_FAILURE;
        for (size_t i = 0; i < count; i++)
            *(kind == CROSSTAB_HOLM ? &work->tests->rows[first + i].p_holm : &work->tests->rows[first + i].p_bh) =
                adjusted[i];
    }
    return STATUS_OK;
}

/* The groups of one wave. */
static enum status name_groups(struct work *work)
{
    const struct study *study = work->panel->study;
    int64_t attribute = work->options->attribute;
    if (attribute != EVERY) {
        work->names = work->answers->values[attribute];
        work->group_count = work->answers->value_counts[attribute];
        return STATUS_OK;
    }
    work->group_count = study->stratum_count;
    work->names = arena_array(work->arena, study->stratum_count, sizeof *work->names);
    for (size_t h = 0; work->names && h < study->stratum_count; h++)
        work->names[h] = study->strata[h].id;
    return work->names ? STATUS_OK : STATUS_FAILURE;
}

static enum status add_wave(struct work *work)
{
    const struct study *study = work->panel->study;
    struct sampled sampled;
    work->adopted = arena_array(work->arena, work->answers->count, sizeof *work->adopted);
    work->group = arena_array(work->arena, work->answers->count, sizeof *work->group);
    if (!work->adopted || !work->group || name_groups(work) != STATUS_OK ||
        sampled_of(work->panel, work->wave, work->answers, work->options->rate.lonely, work->arena, &sampled) !=
            STATUS_OK)
        return STATUS_FAILURE;
    for (work->item = 0; work->item < study->item_count; work->item++) {
        if (study->items[work->item].kind != ITEM_SINGLE || !study->items[work->item].adopted ||
            !is_wanted(&work->options->rate, work->wave, work->item))
            continue;
        code_answers(work);
        if ((work->options->pairwise ? add_pairs : add_design_tests)(work, &sampled) != STATUS_OK)
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

enum status analysis_tests(const struct panel *panel, struct answer_set *const *answers,
                           const struct test_options *options, struct arena *arena, struct tests *tests,
                           struct errors *errors)
{
    const struct study *study = panel->study;
    size_t groups = study->stratum_count, each;
    for (size_t i = 0; options->attribute != EVERY && i < study->wave_count; i++)
        if (answers[i] && answers[i]->value_counts[options->attribute] > groups)
            groups = answers[i]->value_counts[options->attribute];
    each = options->pairwise ? groups * groups / 2 : DESIGN_TESTS;
    *tests = (struct tests){.by = options->attribute == EVERY ? "stratum" : study->attributes[options->attribute].id};
    tests->rows = arena_array(arena, study->wave_count * study->item_count * each, sizeof *tests->rows);
    if (!tests->rows)
        return errors_memory(errors);
    struct work work = {.panel = panel, .options = options, .arena = arena, .tests = tests};
    for (work.wave = 0; work.wave < study->wave_count; work.wave++) {
        work.answers = answers[work.wave];
        if (work.answers && add_wave(&work) != STATUS_OK)
            return errors_memory(errors);
    }
    return STATUS_OK;
}

enum status tests_to_table(const struct panel *panel, const struct tests *tests, struct table **table,
                           struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"by", N_("by"), COLUMN_TEXT, SHOW_DIFFERS},
        {"test", N_("test"), COLUMN_TEXT, SHOW_DIFFERS},
        {"pair", N_("pair"), COLUMN_TEXT, SHOW_FILLED},
        {"statistic", N_("statistic"), COLUMN_REAL, SHOW_ALWAYS},
        {"df1", N_("df 1"), COLUMN_REAL, SHOW_FILLED},
        {"df2", N_("df 2"), COLUMN_REAL, SHOW_FILLED},
        {"p", N_("p"), COLUMN_REAL, SHOW_ALWAYS},
        {"p_holm", N_("p, Holm"), COLUMN_REAL, SHOW_FILLED},
        {"p_bh", N_("p, Benjamini-Hochberg"), COLUMN_REAL, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("test", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    size_t newest = 0;
    bool pairwise = false;
    for (size_t i = 0; i < tests->count; i++) {
        const struct test_row *row = &tests->rows[i];
        table_row(*table);
        table_integer(*table, study->waves[row->wave].year);
        table_labelled(*table, study->items[row->item].id, &study->items[row->item].label);
        table_text(*table, tests->by);
        table_text(*table, row->test);
        table_text(*table, row->pair);
        table_real(*table, row->statistic);
        table_real(*table, row->df1);
        table_real(*table, row->df2);
        table_real(*table, row->p);
        table_real(*table, row->p_holm);
        table_real(*table, row->p_bh);
        add_status_cell(*table, row->status);
        newest = row->wave > newest ? row->wave : newest;
        pairwise = pairwise || row->pair;
    }
    return finish_table(study, table, set_wave_line(panel, newest, NULL, pairwise, !pairwise, *table, errors), errors);
}
