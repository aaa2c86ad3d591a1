/* Rates and changes as tables of the contract. */
#include <math.h>
#include <string.h>

#include "analysis/counts.h"
#include "base/number.h"

struct label translated(const char *english)
{
    struct label label = {{[LANGUAGE_EN] = english, [LANGUAGE_JA] = tr(LANGUAGE_JA, english)}};
    return label;
}

void add_group_cell(struct table *table, const struct study *study, int64_t stratum, bool several)
{
    if (stratum == GROUP_ALL) {
        struct label all = translated(N_("all"));
        table_labelled(table, NULL, several ? &all : NULL);
        return;
    }
    char group[160];
    (void)snprintf(group, sizeof group, "stratum=%s", study->strata[stratum].id);
    table_labelled(table, group, &study->strata[stratum].label);
}

void add_status_cell(struct table *table, enum estimate_status status)
{
    struct label label = translated(estimate_status_name(status));
    table_labelled(table, estimate_status_name(status), &label);
}

void add_optional_integer(struct table *table, int64_t value)
{
    if (value < 0)
        table_empty(table);
    else
        table_integer(table, value);
}

static void add_named(struct table *table, const char *name)
{
    struct label label = translated(name);
    table_labelled(table, name, &label);
}

static void add_choice_cell(struct table *table, const struct item *item, int64_t choice)
{
    if (choice == CHOICE_ADOPTED)
        table_empty(table);
    else if (item->kind == ITEM_MULTIPLE)
        table_labelled(table, item->options[choice].id, &item->options[choice].label);
    else
        table_labelled(table, item->scale->choices[choice].id, &item->scale->choices[choice].label);
}

/* "FY2021: 8 strata, n 693 of N 1,038 (66.8%), finite population correction, df 682": of the newest wave with rows. */
static enum status set_design(const struct panel *panel, const struct rates *rates, struct table *table,
                              struct errors *errors)
{
    const struct study *study = panel->study;
    const struct rate *newest = NULL;
    const char *published = NULL, *population = NULL;
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        if (rate->stratum != GROUP_ALL || !rate->n)
            continue;
        if (!newest || rate->wave != newest->wave || isnan(newest->df))
            newest = rate;
        if (rate->interval && rate->estimator == ESTIMATOR_PUBLISHED)
            published = rate->interval;
        else if (rate->interval)
            population = rate->interval;
    }
    if (!newest)
        return STATUS_OK;
    struct label design = {{NULL}};
    struct buffer texts[LANGUAGE_END] = {{0}};
    enum status status = STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        struct buffer *out = &texts[i];
        buffer_format(out, "%s: ", label_in(&study->waves[newest->wave].label, language));
        buffer_format(out, tr(language, "%zu strata, %lld respondents"), study->stratum_count,
                      (long long)newest->respondents);
        if (newest->N >= 0) {
            buffer_format(out, tr(language, " of %lld ("), (long long)newest->N);
            number_add_fixed(out, newest->response_rate * 100, study->decimals, false);
            buffer_text(out, tr(language, "%), finite population correction"));
        }
        if (!isnan(newest->df))
            buffer_format(out, tr(language, ", df %.0f"), newest->df);
        if (published)
            buffer_format(out, tr(language, "; limits as published: %s"), published);
        if (population)
            buffer_format(out, tr(language, "; of the population: %s"), population);
        if (buffer_status(out) != STATUS_OK)
            status = errors_memory(errors);
        design.in[i] = buffer_get(out);
    }
    table_set_design(table, &design);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

static enum status finish(const struct study *study, struct table **table, enum status status, struct errors *errors)
{
    table_set_study(*table, study->id);
    table_set_notice(*table, &study->notice);
    if (status == STATUS_OK)
        status = table_finish(*table, errors);
    if (status != STATUS_OK) {
        table_free(*table);
        *table = NULL;
    }
    return status;
}

enum status rates_to_table(const struct panel *panel, const struct rates *rates, struct table **table,
                           struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"choice", N_("choice"), COLUMN_TEXT, SHOW_FILLED},
        {"estimator", N_("estimator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"x", N_("x"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"N", N_("N"), COLUMN_INTEGER, SHOW_FILLED},
        {"estimate", N_("rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"se", N_("se"), COLUMN_PROPORTION, SHOW_NEVER},
        {"lower", N_("lower"), COLUMN_PROPORTION, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_PROPORTION, SHOW_FILLED},
        {"level", N_("level (%)"), COLUMN_REAL, SHOW_DIFFERS},
        {"interval", N_("interval"), COLUMN_TEXT, SHOW_DIFFERS},
        {"df", N_("df"), COLUMN_REAL, SHOW_NEVER},
        {"deff", N_("deff"), COLUMN_REAL, SHOW_FILLED},
        {"response_rate", N_("response"), COLUMN_PROPORTION, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("rates", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < rates->count; i++)
        several = several || rates->rows[i].stratum != GROUP_ALL;
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        const struct item *item = &study->items[rate->item];
        table_row(*table);
        table_integer(*table, study->waves[rate->wave].year);
        table_labelled(*table, item->id, &item->label);
        add_group_cell(*table, study, rate->stratum, several);
        add_choice_cell(*table, item, rate->choice);
        add_named(*table, estimator_name(rate->estimator));
        add_optional_integer(*table, rate->x);
        table_integer(*table, rate->n);
        add_optional_integer(*table, rate->N);
        table_real(*table, rate->estimate);
        table_real(*table, rate->se);
        table_real(*table, rate->lower);
        table_real(*table, rate->upper);
        table_real(*table, rate->level * 100);
        table_text(*table, rate->interval);
        table_real(*table, rate->df);
        table_real(*table, rate->deff);
        table_real(*table, rate->response_rate);
        add_status_cell(*table, rate->status);
        add_named(*table, denominator_name(rates->denominator));
    }
    return finish(study, table, set_design(panel, rates, *table, errors), errors);
}

enum status changes_to_table(const struct panel *panel, const struct changes *changes, struct table **table,
                             struct errors *errors)
{
    static const struct column columns[] = {
        {"from", N_("from"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"to", N_("to"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"estimator", N_("estimator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"estimate_from", N_("earlier"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"estimate_to", N_("later"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"change", N_("points"), COLUMN_POINTS, SHOW_ALWAYS},
        {"se", N_("se"), COLUMN_POINTS, SHOW_NEVER},
        {"lower", N_("lower"), COLUMN_POINTS, SHOW_FILLED},
        {"upper", N_("upper"), COLUMN_POINTS, SHOW_FILLED},
        {"level", N_("level (%)"), COLUMN_REAL, SHOW_DIFFERS},
        {"z", N_("z"), COLUMN_REAL, SHOW_NEVER},
        {"p", N_("p"), COLUMN_REAL, SHOW_FILLED},
        {"matched", N_("in both"), COLUMN_INTEGER, SHOW_FILLED},
        {"adopted", N_("adopted"), COLUMN_INTEGER, SHOW_FILLED},
        {"dropped", N_("dropped"), COLUMN_INTEGER, SHOW_FILLED},
        {"p_mcnemar", N_("McNemar p"), COLUMN_REAL, SHOW_NEVER},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"method", N_("method"), COLUMN_TEXT, SHOW_NEVER},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"n_from", N_("n earlier"), COLUMN_INTEGER, SHOW_NEVER},
        {"n_to", N_("n later"), COLUMN_INTEGER, SHOW_NEVER},
    };
    const struct study *study = panel->study;
    *table = table_new("change", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < changes->count; i++)
        several = several || changes->rows[i].stratum != GROUP_ALL;
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->rows[i];
        const struct matched_counts *m = &change->matched;
        const struct item *item = &study->items[change->item];
        table_row(*table);
        table_integer(*table, study->waves[change->from].year);
        table_integer(*table, study->waves[change->to].year);
        table_labelled(*table, item->id, &item->label);
        add_group_cell(*table, study, change->stratum, several);
        add_named(*table, estimator_name(change->estimator));
        table_real(*table, change->estimate_from);
        table_real(*table, change->estimate_to);
        table_real(*table, change->change);
        table_real(*table, change->se);
        table_real(*table, change->lower);
        table_real(*table, change->upper);
        table_real(*table, change->level * 100);
        table_real(*table, change->z);
        table_real(*table, change->p);
        add_optional_integer(*table, change->has_matched ? m->n11 + m->n10 + m->n01 + m->n00 : -1);
        add_optional_integer(*table, change->has_matched ? m->n01 : -1);
        add_optional_integer(*table, change->has_matched ? m->n10 : -1);
        table_real(*table, change->p_mcnemar);
        add_status_cell(*table, change->status);
        table_text(*table, change->method);
        add_named(*table, denominator_name(changes->denominator));
        table_integer(*table, change->n_from);
        table_integer(*table, change->n_to);
    }
    return finish(study, table, STATUS_OK, errors);
}
