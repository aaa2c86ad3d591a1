/* The weights as a table: each cell of each margin. */
#include <math.h>
#include <stdio.h>

#include "analysis/cells.h"
#include "analysis/weights.h"

/* "stratum and Region". */
static void add_margins(const struct study *study, enum language language, struct buffer *out)
{
    const struct weighting_plan *plan = &study->weighting;
    for (size_t m = 0; m < plan->margin_count; m++) {
        const bool stratum = plan->margins[m] == MARGIN_STRATUM;
        buffer_text(out, m ? tr(language, " and ") : "");
        buffer_text(out,
                    stratum ? tr(language, "stratum") : label_in(&study->attributes[plan->margins[m]].label, language));
    }
}

void weighting_add_words(const struct study *study, enum language language, struct buffer *out)
{
    const struct weighting_plan *plan = &study->weighting;
    struct buffer margins = {0};
    add_margins(study, language, &margins);
    const char *to = buffer_get(&margins);
    switch (plan->method) {
    case PLAN_POSTSTRATIFY:
        buffer_format(out, tr(language, "poststratified to %s"), to);
        break;
    case PLAN_RAKE:
        buffer_format(out, tr(language, "raked to %s"), to);
        break;
    case PLAN_LINEAR:
        buffer_format(out, tr(language, "calibrated linearly to %s"), to);
        break;
    case PLAN_NONE:
    case PLAN_METHOD_END:
        buffer_text(out, plan->weight == NO_ATTRIBUTE ? tr(language, "N/n of each stratum")
                                                      : tr(language, "those of the design"));
        break;
    }
    if (plan->psu != NO_ATTRIBUTE)
        buffer_text(out, tr(language, ", with primary units as clusters"));
    out->failed = out->failed || margins.failed;
    buffer_clear(&margins);
}

/* What a category is called: "region=関東"; NULL for want of memory. */
static const char *name_of(const struct weight_margin *margin, int32_t category, struct arena *arena)
{
    return arena_format(arena, "%s=%s", margin->name, margin->values[category]);
}

/* A category that is part of the wave: someone is in it, or should be. */
static bool is_there(const struct weight_margin *margin, int32_t category)
{
    return margin->respondents[category] || margin->targets[category] > 0;
}

static enum status add_margin(size_t wave, const struct weight_margin *margin, struct arena *arena,
                              struct weight_rows *rows)
{
    for (int32_t c = 0; c < margin->count; c++) {
        if (!is_there(margin, c))
            continue;
        struct weight_row *row = &rows->rows[rows->count++];
        *row = (struct weight_row){.wave = wave,
                                   .stratum = margin->attribute == MARGIN_STRATUM ? c : GROUP_ALL,
                                   .group = name_of(margin, c, arena),
                                   .margin = margin->name,
                                   .target = isnan(margin->targets[c]) ? -1 : (int64_t)margin->targets[c],
                                   .weighted = margin->weighted[c],
                                   .factor = margin->factors[c],
                                   .status = margin->status[c]};
        row->joined_stratum = row->stratum == GROUP_ALL ? GROUP_ALL : margin->joined[c];
        if (margin->joined[c] != c)
            row->joined = name_of(margin, margin->joined[c], arena);
        if (!row->group || (margin->joined[c] != c && !row->joined))
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

/* The strata of a wave without weights one by one: N_h, n_h, N_h / n_h. */
static void add_strata(const struct panel *panel, size_t wave, struct weight_rows *rows)
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&panel->frame, study->waves[wave].year, h), n = tally->respondents[h];
        if (!n && N <= 0)
            continue;
        struct weight_row *row = &rows->rows[rows->count++];
        *row = (struct weight_row){.wave = wave,
                                   .stratum = (int64_t)h,
                                   .margin = "stratum",
                                   .target = N,
                                   .weighted = (double)n,
                                   .factor = N >= n && n ? (double)N / (double)n : NAN,
                                   .status = N < n ? ESTIMATE_NO_FRAME
                                             : n   ? ESTIMATE_OK
                                                   : ESTIMATE_UNCOVERED};
    }
}

/* The sums of the weights are of the categories as joined; shown they are as answered. */
static enum status unjoin(const struct panel *panel, size_t wave, struct arena *arena, struct weight_margin *margin)
{
    const struct wave_weights *weights = weights_of(panel, wave);
    const struct answer_set *answers = weights->answers;
    double *weighted = arena_array(arena, (size_t)margin->count, sizeof *weighted);
    if (!weighted)
        return STATUS_FAILURE;
    for (size_t i = 0; weights->base && i < answers->count; i++)
        weighted[margin->own[i]] += weights->base[i];
    margin->weighted = weighted;
    return STATUS_OK;
}

static enum status add_wave(const struct panel *panel, size_t wave, struct arena *arena, struct weight_rows *rows)
{
    const struct wave_weights *weights = weights_of(panel, wave);
    if (!panel->weighted) {
        add_strata(panel, wave, rows);
        return STATUS_OK;
    }
    for (size_t m = 0; weights && m < weights->margin_count; m++) {
        struct weight_margin margin = weights->margins[m];
        if (unjoin(panel, wave, arena, &margin) != STATUS_OK || add_margin(wave, &margin, arena, rows) != STATUS_OK)
            return STATUS_FAILURE;
    }
    if (weights && weights->status == ESTIMATE_OK)
        rows->waves[rows->wave_count++] = (struct weight_summary){.wave = wave,
                                                                  .respondents = weights->summary.units,
                                                                  .rounds = weights->rounds,
                                                                  .least = weights->summary.least,
                                                                  .greatest = weights->summary.greatest,
                                                                  .kish = weights->summary.kish};
    return STATUS_OK;
}

enum status analysis_weights(const struct panel *panel, int64_t wave, struct arena *arena, struct weight_rows *rows,
                             struct errors *errors)
{
    const struct study *study = panel->study;
    size_t most = 0;
    *rows = (struct weight_rows){0};
    for (size_t w = 0; w < study->wave_count; w++) {
        const struct wave_weights *weights = weights_of(panel, w);
        most += study->stratum_count;
        for (size_t m = 0; weights && m < weights->margin_count; m++)
            most += (size_t)weights->margins[m].count;
    }
    rows->rows = arena_array(arena, most, sizeof *rows->rows);
    rows->waves = arena_array(arena, study->wave_count, sizeof *rows->waves);
    if (!rows->rows || !rows->waves)
        return errors_memory(errors);
    for (size_t w = 0; w < study->wave_count; w++)
        if (panel->tallies[w] && (wave == EVERY || wave == (int64_t)w) && add_wave(panel, w, arena, rows) != STATUS_OK)
            return errors_memory(errors);
    return STATUS_OK;
}

enum status weights_to_table(const struct panel *panel, const struct weight_rows *rows, struct table **table,
                             struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_ALWAYS},
        {"margin", N_("weighted to"), COLUMN_TEXT, SHOW_DIFFERS},
        {"target", N_("target"), COLUMN_INTEGER, SHOW_FILLED},
        {"weighted", N_("weighted"), COLUMN_REAL, SHOW_ALWAYS},
        {"factor", N_("factor"), COLUMN_REAL, SHOW_FILLED},
        {"collapsed_into", N_("joined into"), COLUMN_TEXT, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    *table = table_new("weights", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < rows->count; i++) {
        const struct weight_row *row = &rows->rows[i];
        table_row(*table);
        table_integer(*table, panel->study->waves[row->wave].year);
        add_named_group_cell(*table, panel->study, row->stratum == GROUP_ALL ? row->group : NULL, row->stratum, true);
        table_text(*table, row->margin);
        add_optional_integer(*table, row->target);
        table_real(*table, row->weighted);
        table_real(*table, row->factor);
        if (row->joined && row->joined_stratum != GROUP_ALL)
            add_group_cell(*table, panel->study, row->joined_stratum, true);
        else
            table_text(*table, row->joined);
        add_status_cell(*table, row->status);
    }
    return finish_table(panel->study, table, STATUS_OK, errors);
}
