/* Operating characteristics and designs as tables. */
#include <math.h>

#include "threshold/threshold.h"

/* What the numbers take for granted. */
static enum status set_design(struct table *table, const struct oc_population *population, bool simulated,
                              int64_t draws, uint64_t seed)
{
    struct buffer texts[LANGUAGE_END] = {{0}};
    struct label label = {{NULL}};
    int64_t N = 0, n = 0;
    enum status status = STATUS_OK;
    for (size_t h = 0; h < population->study->stratum_count; h++) {
        N += population->strata[h].N;
        n += population->strata[h].n;
    }
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        buffer_format(&texts[i],
                      N == 1 ? tr(language, "population of %d: %lld institution")
                             : tr(language, "population of %d: %lld institutions"),
                      population->year, (long long)N);
        buffer_format(&texts[i], n == 1 ? tr(language, ", %lld respondent") : tr(language, ", %lld respondents"),
                      (long long)n);
        buffer_text(&texts[i], tr(language, "; every wave: the same adopters, shared out in proportion to the strata, "
                                            "new respondents"));
        if (simulated)
            buffer_format(&texts[i], tr(language, "; %lld draws, seed %llu"), (long long)draws,
                          (unsigned long long)seed);
        label.in[i] = buffer_get(&texts[i]);
        if (buffer_status(&texts[i]) != STATUS_OK)
            status = STATUS_FAILURE;
    }
    table_set_design(table, &label);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

enum status oc_to_table(const struct oc_population *population, const struct oc_row *rows, size_t count,
                        const struct oc_options *options, struct table **table, struct errors *errors)
{
    static const struct column columns[] = {
        {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS},
        {"rate", N_("true rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"response_rate", N_("response rate"), COLUMN_PROPORTION, SHOW_DIFFERS},
        {"waves", N_("number of waves"), COLUMN_INTEGER, SHOW_DIFFERS},
        {"p_fire", N_("fires"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"mc_error", N_("Monte Carlo error"), COLUMN_REAL, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    bool simulated = false;
    *table = table_new("oc", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < count; i++) {
        const struct oc_row *row = &rows[i];
        simulated = simulated || row->method == OC_SIMULATED;
        table_row(*table);
        if (row->name)
            table_labelled(*table, row->rule->id, row->name);
        else
            table_text(*table, row->rule->id);
        table_real(*table, row->rate);
        table_real(*table, row->response_rate);
        table_integer(*table, row->waves);
        table_real(*table, row->p_fire);
        table_real(*table, row->mc_error);
        table_named(*table, row->method == OC_UNDEFINED ? N_("undefined")
                            : row->evaluated            ? N_("ok")
                                                        : N_("insufficient"));
    }
    enum status status = set_design(*table, population, simulated, options->draws, options->seed);
    return finish_table(population->study, table, status == STATUS_OK ? status : errors_memory(errors), errors);
}

/* The level in the unit of the statistic, with all the decimals it has. */
static enum status add_level(struct table *table, const struct rule_design *design)
{
    struct buffer text = {0};
    if (isnan(design->level)) {
        table_real(table, NAN);
        return STATUS_OK;
    }
    bool count = design->rule->statistic == STATISTIC_COUNT;
    buffer_format(&text, "%.10g%s", count ? design->level : design->level * 100, count ? "" : "%");
    struct label label = {{[LANGUAGE_EN] = buffer_get(&text), [LANGUAGE_JA] = buffer_get(&text)}};
    table_real_labelled(table, design->level, &label);
    enum status status = buffer_status(&text);
    buffer_clear(&text);
    return status;
}

static const char *status_of(const struct rule_design *design)
{
    if (design->method == OC_UNDEFINED)
        return N_("undefined");
    if (design->possible)
        return N_("ok");
    return design->needed_n < 0 ? N_("impossible") : N_("insufficient");
}

enum status design_to_table(const struct oc_population *population, const struct design_options *options,
                            const struct rule_design *designs, size_t count, struct table **table,
                            struct errors *errors)
{
    static const struct column columns[] = {
        {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS},
        {"null", N_("null rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"alternative", N_("alternative"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"response_rate", N_("response rate"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"waves", N_("number of waves"), COLUMN_INTEGER, SHOW_DIFFERS},
        {"level", N_("rule level"), COLUMN_REAL, SHOW_ALWAYS},
        {"size", N_("fires under null"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"power", N_("under alternative"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"needed_response_rate", N_("response rate needed"), COLUMN_PROPORTION, SHOW_FILLED},
        {"needed_n", N_("n needed"), COLUMN_INTEGER, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    *table = table_new("design", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    enum status status = STATUS_OK;
    bool simulated = false;
    for (size_t i = 0; i < count; i++) {
        const struct rule_design *design = &designs[i];
        simulated = simulated || design->method == OC_SIMULATED;
        table_row(*table);
        table_text(*table, design->rule->id);
        table_real(*table, design->null_rate);
        table_real(*table, design->alternative);
        table_real(*table, design->response_rate);
        table_integer(*table, design->n);
        table_integer(*table, design->rule->for_waves);
        if (add_level(*table, design) != STATUS_OK)
            status = STATUS_FAILURE;
        table_real(*table, design->size);
        table_real(*table, design->power);
        table_real(*table, design->needed_rate);
        if (design->needed_n < 0)
            table_empty(*table);
        else
            table_integer(*table, design->needed_n);
        table_named(*table, status_of(design));
    }
    if (set_design(*table, population, simulated, options->draws, options->seed) != STATUS_OK)
        status = STATUS_FAILURE;
    return finish_table(population->study, table, status == STATUS_OK ? status : errors_memory(errors), errors);
}
