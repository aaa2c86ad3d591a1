/* Rates and changes as tables of the contract. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/cells.h"
#include "base/number.h"

/* The design of the newest wave with rows. */
static enum status set_design(const struct panel *panel, const struct rates *rates, struct table *table,
                              struct errors *errors)
{
    const struct rate *newest = NULL;
    struct design_facts facts = {.df = NAN, .df_most = NAN};
    bool varies = false;
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        if (rate->stratum != GROUP_ALL || rate->group || !rate->n)
            continue;
        if (newest && rate->wave != newest->wave)
            facts.df = facts.df_most = NAN;
        if (!newest || rate->wave != newest->wave || isnan(newest->df))
            newest = rate;
        widen_df(&facts, rate->df);
        varies = varies || rate->estimator != ESTIMATOR_PUBLISHED;
        if (rate->interval && rate->estimator == ESTIMATOR_PUBLISHED)
            facts.published = rate->interval;
        else if (rate->interval && rate->estimator == ESTIMATOR_POPULATION)
            facts.population = rate->interval;
    }
    if (!newest)
        return STATUS_OK;
    facts.wave = newest->wave;
    facts.respondents = newest->respondents;
    facts.N = newest->N;
    facts.lonely = varies ? lonely_strata(panel, newest->wave) : 0;
    return set_design_line(panel->study, &facts, table, errors);
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
        several = several || rates->rows[i].stratum != GROUP_ALL || rates->rows[i].group;
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        const struct item *item = &study->items[rate->item];
        table_row(*table);
        table_integer(*table, study->waves[rate->wave].year);
        table_labelled(*table, item->id, &item->label);
        add_named_group_cell(*table, study, rate->group, rate->stratum, several);
        add_choice_cell(*table, item, rate->choice);
        table_named(*table, estimator_name(rate->estimator));
        add_optional_integer(*table, rate->x);
        add_optional_integer(*table, rate->n);
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
        table_named(*table, denominator_name(rates->denominator));
    }
    return finish_table(study, table, set_design(panel, rates, *table, errors), errors);
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
        several = several || changes->rows[i].stratum != GROUP_ALL || changes->rows[i].group;
    const char *method = NULL, *matched = NULL;
    bool varies = false;
    size_t newest = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->rows[i];
        const struct matched_counts *m = &change->matched;
        const struct item *item = &study->items[change->item];
        table_row(*table);
        table_integer(*table, study->waves[change->from].year);
        table_integer(*table, study->waves[change->to].year);
        table_labelled(*table, item->id, &item->label);
        add_named_group_cell(*table, study, change->group, change->stratum, several);
        table_named(*table, estimator_name(change->estimator));
        table_real(*table, change->estimate_from);
        table_real(*table, change->estimate_to);
        table_real(*table, change->change);
        table_real(*table, change->se);
        table_real(*table, change->lower);
        table_real(*table, change->upper);
        table_real(*table, change->level * 100);
        table_real(*table, change->z);
        table_real(*table, change->p);
        const bool counted = change->has_matched && !change->hides_matched;
        add_optional_integer(*table, counted ? m->n11 + m->n10 + m->n01 + m->n00 : -1);
        add_optional_integer(*table, counted ? m->n01 : -1);
        add_optional_integer(*table, counted ? m->n10 : -1);
        table_real(*table, change->p_mcnemar);
        add_status_cell(*table, change->status);
        table_text(*table, change->method);
        table_named(*table, denominator_name(changes->denominator));
        add_optional_integer(*table, change->n_from);
        add_optional_integer(*table, change->n_to);
        newest = change->to > newest ? change->to : newest;
        varies = varies || change->estimator == ESTIMATOR_POPULATION;
        if (change->estimator == ESTIMATOR_MATCHED)
            matched = change->method ? change->method : matched;
        else
            method = change->method ? change->method : method;
    }
    char limits[80];
    (void)snprintf(limits, sizeof limits, "%s%s%s", method ? method : "", method && matched ? ", " : "",
                   matched ? matched : "");
    const bool infinite = method && strcmp(method, "overlap") != 0 && strcmp(method, "independent") != 0;
    enum status status =
        set_wave_line(panel, newest, method || matched ? limits : NULL, infinite, varies && !infinite, *table, errors);
    return finish_table(study, table, status, errors);
}
