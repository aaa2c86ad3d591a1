/* Who answered, against the frame. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"

/* Respondents and N of all strata; N is -1 where the frame counts none. */
static struct response_row sum_wave(const struct panel *panel, size_t wave)
{
    const struct study *study = panel->study;
    struct response_row all = {.wave = wave, .stratum = GROUP_ALL};
    bool framed = false;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&panel->frame, study->waves[wave].year, h);
        all.respondents += panel->tallies[wave] ? panel->tallies[wave]->respondents[h] : 0;
        all.N += N > 0 ? N : 0;
        framed = framed || N >= 0;
    }
    if (!framed)
        all.N = -1;
    return all;
}

/* A wave that came as counts tells nothing of a group. */
static void forget_row(struct response_row *row)
{
    row->respondents = -1;
    row->response_rate = row->share_respondents = NAN;
    row->status = ESTIMATE_NO_DATA;
}

static void fill_row(const struct response_row *whole, struct response_row *row)
{
    bool framed = row->N > 0 && row->N >= row->respondents;
    row->response_rate = framed ? (double)row->respondents / (double)row->N : NAN;
    row->share_respondents = whole->respondents ? (double)row->respondents / (double)whole->respondents : NAN;
    row->share_frame = row->N >= 0 && whole->N > 0 ? (double)row->N / (double)whole->N : NAN;
    row->status = !whole->respondents ? ESTIMATE_NO_DATA : framed ? ESTIMATE_OK : ESTIMATE_NO_FRAME;
    if (row->N == 0 && !row->respondents)
        row->status = ESTIMATE_OK; /* no part of the population of that wave */
}

enum status analysis_response(const struct panel *panel, const struct panel *whole, const struct rate_options *options,
                              struct arena *arena, struct response_rows *rows, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t strata = options->group ? 0 : study->stratum_count;
    *rows = (struct response_rows){0};
    rows->rows = arena_array(arena, study->wave_count * (strata + 1), sizeof *rows->rows);
    if (!rows->rows)
        return errors_memory(errors);
    for (size_t wave = 0; wave < study->wave_count; wave++) {
        if (options->wave != EVERY && options->wave != (int64_t)wave)
            continue;
        const struct tally_set *tally = panel->tallies[wave];
        const struct response_row all = sum_wave(whole, wave);
        struct response_row *first = &rows->rows[rows->count++];
        *first = sum_wave(panel, wave);
        first->group = options->group;
        for (size_t h = 0; h < strata; h++)
            rows->rows[rows->count++] =
                (struct response_row){.wave = wave,
                                      .stratum = (int64_t)h,
                                      .respondents = tally ? tally->respondents[h] : 0,
                                      .N = frame_get(&panel->frame, study->waves[wave].year, h)};
        for (struct response_row *row = first; row <= first + strata; row++) {
            fill_row(&all, row);
            if (options->domain && !tally)
                forget_row(row);
        }
    }
    return STATUS_OK;
}

enum status response_to_table(const struct panel *panel, const struct response_rows *rows, struct table **table,
                              struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_ALWAYS},
        {"respondents", N_("respondents"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"N", N_("N"), COLUMN_INTEGER, SHOW_FILLED},
        {"response_rate", N_("response"), COLUMN_PROPORTION, SHOW_FILLED},
        {"share_respondents", N_("share of respondents"), COLUMN_PROPORTION, SHOW_ALWAYS},
        {"share_frame", N_("share of the frame"), COLUMN_PROPORTION, SHOW_FILLED},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("response", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < rows->count; i++) {
        const struct response_row *row = &rows->rows[i];
        table_row(*table);
        table_integer(*table, study->waves[row->wave].year);
        add_named_group_cell(*table, study, row->group, row->stratum, true);
        add_optional_integer(*table, row->respondents);
        add_optional_integer(*table, row->N);
        table_real(*table, row->response_rate);
        table_real(*table, row->share_respondents);
        table_real(*table, row->share_frame);
        add_status_cell(*table, row->status);
    }
    return finish_table(study, table, STATUS_OK, errors);
}
