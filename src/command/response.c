/* minaoshi response */
#include "command/chase.h"
#include "command/groups.h"

/* The waves of a group without those that came as counts, which tell nothing of it. */
static enum status leave_out_counts(struct session *session, const struct group *group, struct panel *panel)
{
    size_t waves = session->study->wave_count;
    panel->tallies = arena_array(group->arena, waves, sizeof *panel->tallies);
    if (!panel->tallies)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < waves; i++)
        if (group->answers[i] && group->answers[i]->count)
            panel->tallies[i] = group->panel->tallies[i];
    return STATUS_OK;
}

static enum status take_response(struct session *session, const struct group *group, void *context)
{
    struct response_rows rows;
    struct panel panel = *group->panel;
    enum status status = group->rate.domain ? leave_out_counts(session, group, &panel) : STATUS_OK;
    if (status == STATUS_OK)
        status = analysis_response(&panel, group->whole, &group->rate, group->arena, &rows, &session->errors);
    return status == STATUS_OK ? gathered_add(session, context, rows.rows, rows.count, sizeof *rows.rows) : status;
}

static size_t response_key(const struct study *study, const void *row)
{
    (void)study;
    return ((const struct response_row *)row)->wave;
}

enum status command_response(struct session *session)
{
    enum status status = session_load(session, session->options->chase);
    if (status == STATUS_OK && session->options->chase)
        return chase_run(session);
    struct rate_options options;
    if (status == STATUS_OK)
        status = options_rates(session, &options);
    if (status == STATUS_OK)
        status = options_refuse_where(session);
    if (status != STATUS_OK)
        return status;
    struct gathered gathered = {0};
    struct table *table = NULL;
    const struct group_needs needs = {.own = true};
    status = groups_each(session, &options, &needs, take_response, &gathered);
    if (status == STATUS_OK)
        status = gathered_sort(session, &gathered, sizeof(struct response_row), response_key);
    const struct response_rows rows = {gathered.rows, gathered.count};
    if (status == STATUS_OK)
        status = response_to_table(&session->panel, &rows, &table, &session->errors);
    bool has_number = false;
    for (size_t i = 0; i < rows.count && !has_number; i++)
        has_number = rows.rows[i].respondents > 0;
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
