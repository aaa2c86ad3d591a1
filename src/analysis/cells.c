/* Cells that the tables of analysis share. */
#include "analysis/cells.h"

#include <math.h>
#include <stdio.h>

#include "analysis/counts.h"
#include "base/number.h"

void add_group_cell(struct table *table, const struct study *study, int64_t stratum, bool several)
{
    if (stratum == GROUP_ALL) {
        struct label all = label_own(N_("all"));
        table_labelled(table, NULL, several ? &all : NULL);
        return;
    }
    char group[160];
    (void)snprintf(group, sizeof group, "stratum=%s", study->strata[stratum].id);
    table_labelled(table, group, &study->strata[stratum].label);
}

void add_named_group_cell(struct table *table, const struct study *study, const char *group, int64_t stratum,
                          bool several)
{
    if (group)
        table_text(table, group);
    else
        add_group_cell(table, study, stratum, several);
}

void add_status_cell(struct table *table, enum estimate_status status)
{
    table_named(table, estimate_status_name(status));
}

void add_optional_integer(struct table *table, int64_t value)
{
    if (value < 0)
        table_empty(table);
    else
        table_integer(table, value);
}

void add_choice_cell(struct table *table, const struct item *item, int64_t choice)
{
    if (choice == CHOICE_ADOPTED)
        table_empty(table);
    else if (item->kind == ITEM_MULTIPLE)
        table_labelled(table, item->options[choice].id, &item->options[choice].label);
    else
        table_labelled(table, item->scale->choices[choice].id, &item->scale->choices[choice].label);
}

void widen_df(struct design_facts *facts, double df)
{
    facts->df = fmin(facts->df, df); /* of a number and NaN it is the number */
    facts->df_most = fmax(facts->df_most, df);
}

enum status set_design_line(const struct study *study, const struct design_facts *facts, struct table *table,
                            struct errors *errors)
{
    struct label design = {{NULL}};
    struct buffer texts[LANGUAGE_END] = {{0}};
    enum status status = STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        struct buffer *out = &texts[i];
        buffer_format(out, "%s%s", label_in(&study->waves[facts->wave].label, language), tr(language, ": "));
        buffer_format(out, study->stratum_count == 1 ? tr(language, "%zu stratum") : tr(language, "%zu strata"),
                      study->stratum_count);
        buffer_format(out,
                      facts->respondents == 1 ? tr(language, ", %lld respondent") : tr(language, ", %lld respondents"),
                      (long long)facts->respondents);
        if (facts->N > 0) {
            buffer_format(out, tr(language, " of %lld ("), (long long)facts->N);
            number_add_fixed(out, (double)facts->respondents / (double)facts->N * 100, study->decimals, false);
            bool infinite = facts->infinite || (study->weighting.psu != NO_ATTRIBUTE && !facts->unweighted);
            buffer_text(out, infinite ? tr(language, "%)") : tr(language, "%), finite population correction"));
        }
        if (facts->df_most > facts->df)
            buffer_format(out, tr(language, ", df %.0f to %.0f"), facts->df, facts->df_most);
        else if (!isnan(facts->df))
            buffer_format(out, tr(language, ", df %.0f"), facts->df);
        if (facts->lonely)
            buffer_format(out, tr(language, ", strata with one respondent: %zu (lonely_stratum: %s)"), facts->lonely,
                          lonely_policy_name(study->analysis.lonely));
        if (study_is_weighted(study) && !facts->unweighted) {
            buffer_text(out, tr(language, "; weights: "));
            weighting_add_words(study, language, out);
        }
        if (facts->limits)
            buffer_format(out, tr(language, "; limits: %s"), facts->limits);
        if (facts->published)
            buffer_format(out, tr(language, "; limits as published: %s"), facts->published);
        if (facts->population)
            buffer_format(out, tr(language, "; of the population: %s"), facts->population);
        if (facts->note)
            buffer_format(out, tr(language, "; %s"), label_in(facts->note, language));
        if (buffer_status(out) != STATUS_OK)
            status = errors_memory(errors);
        design.in[i] = buffer_get(out);
    }
    table_set_design(table, &design);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

size_t lonely_strata(const struct panel *panel, size_t wave)
{
    const struct study *study = panel->study;
    size_t lonely = 0;
    if (!panel->tallies[wave] || study->weighting.psu != NO_ATTRIBUTE)
        return 0;
    for (size_t h = 0; h < study->stratum_count; h++)
        lonely += panel->tallies[wave]->respondents[h] == 1 && frame_get(&panel->frame, study->waves[wave].year, h) > 1;
    return lonely;
}

/* Respondents and frame of a wave with data. */
static void count_wave(const struct panel *panel, size_t wave, struct design_facts *facts)
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    bool framed = true;
    facts->wave = wave;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&panel->frame, study->waves[wave].year, h);
        facts->respondents += tally->respondents[h];
        facts->N += N > 0 ? N : 0;
        framed = framed && is_covered(N, tally->respondents[h]);
    }
    if (!framed)
        facts->N = -1;
}

enum status set_wave_line(const struct panel *panel, size_t wave, const char *limits, bool infinite, bool varies,
                          struct table *table, struct errors *errors)
{
    struct design_facts facts = {
        .df = NAN, .df_most = NAN, .limits = limits, .infinite = infinite, .unweighted = infinite};
    if (!panel->tallies[wave])
        return STATUS_OK;
    count_wave(panel, wave, &facts);
    facts.lonely = varies ? lonely_strata(panel, wave) : 0;
    return set_design_line(panel->study, &facts, table, errors);
}

enum status set_newest_line(const struct panel *panel, const char *limits, const struct label *note,
                            struct table *table, struct errors *errors)
{
    struct design_facts facts = {
        .df = NAN, .df_most = NAN, .limits = limits, .infinite = true, .unweighted = true, .note = note};
    size_t newest = panel->study->wave_count;
    while (newest && !panel->tallies[newest - 1])
        newest--;
    if (!newest) {
        if (note)
            table_set_design(table, note);
        return STATUS_OK;
    }
    count_wave(panel, newest - 1, &facts);
    return set_design_line(panel->study, &facts, table, errors);
}

enum status finish_table(const struct study *study, struct table **table, enum status status, struct errors *errors)
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
