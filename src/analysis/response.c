/* Who answered, against the frame. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"

enum status analysis_response(const struct panel *panel, const struct rate_options *options, struct arena *arena,
                              struct response_rows *rows, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t strata = study->stratum_count;
    *rows = (struct response_rows){0};
    rows->rows = arena_array(arena, study->wave_count * (strata + 1), sizeof *rows->rows);
    if (!rows->rows)
        return errors_memory(errors);
    for (size_t wave = 0; wave < study->wave_count; wave++) {
        if (options->wave != EVERY && options->wave != (int64_t)wave)
            continue;
        const struct tally_set *tally = panel->tallies[wave];
        struct response_row *all = &rows->rows[rows->count++];
        *all = (struct response_row){.wave = wave, .stratum = GROUP_ALL};
        for (size_t h = 0; h < strata; h++) {
            struct response_row *row = &rows->rows[rows->count++];
            *row = (struct response_row){.wave = wave,
                                         .stratum = (int64_t)h,
                                         .respondents = tally ? tally->respondents[h] : 0,
                                         .N = frame_get(&panel->frame, study->waves[wave].year, h)};
            all->respondents += row->respondents;
            all->N += row->N > 0 ? row->N : 0;
        }
        if (!all->N)
            all->N = -1;
        for (struct response_row *row = all; row <= all + strata; row++) {
            bool framed = row->N > 0 && row->N >= row->respondents;
            row->response_rate = framed ? (double)row->respondents / (double)row->N : NAN;
            row->share_respondents = all->respondents ? (double)row->respondents / (double)all->respondents : NAN;
            row->share_frame = row->N >= 0 && all->N > 0 ? (double)row->N / (double)all->N : NAN;
            row->status = !all->respondents ? ESTIMATE_NO_DATA : framed ? ESTIMATE_OK : ESTIMATE_NO_FRAME;
            if (row->N == 0 && !row->respondents)
                row->status = ESTIMATE_OK; /* no part of the population of that wave */
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
        add_group_cell(*table, study, row->stratum, true);
        table_integer(*table, row->respondents);
        add_optional_integer(*table, row->N);
        table_real(*table, row->response_rate);
        table_real(*table, row->share_respondents);
        table_real(*table, row->share_frame);
        add_status_cell(*table, row->status);
    }
    return finish_table(study, table, STATUS_OK, errors);
}
