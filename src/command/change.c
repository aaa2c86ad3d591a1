/* minaoshi change */
#include <math.h>

#include "command/command.h"

/* Two waves that are no neighbours: their pairs are counted now. */
static enum status take_waves(struct session *session, struct change_options *options)
{
    enum status status = options_wave(session, "--from", session->options->from, &options->from);
    if (status == STATUS_OK)
        status = options_wave(session, "--to", session->options->to, &options->to);
    if (status != STATUS_OK || options->from == EVERY)
        return status;
    if (options->to == EVERY)
        options->to = (int64_t)session->study->wave_count - 1;
    if (options->from >= options->to)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "a change is later minus earlier",
                          "--from must be before --to");
    const struct panel *panel = &session->panel;
    if (!panel->tallies[options->from] || !panel->tallies[options->to])
        return STATUS_OK; /* no row then, and that is told */
    return store_pairs(session->store, panel->tallies[options->from], panel->tallies[options->to], session->arena,
                       &panel->pairs[options->to], &session->errors);
}

enum status command_change(struct session *session)
{
    enum status status = session_load(session, true);
    if (status != STATUS_OK)
        return status;
    struct change_options options;
    status = options_rates(session, &options.rate);
    if (status == STATUS_OK)
        status = take_waves(session, &options);
    if (status != STATUS_OK)
        return status;
    struct changes changes;
    struct table *table = NULL;
    status = analysis_changes(&session->panel, &options, session->arena, &changes, &session->errors);
    if (status == STATUS_OK)
        status = changes_to_table(&session->panel, &changes, &table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_table(session, table, NULL);
    table_free(table);
    bool has_number = false;
    for (size_t i = 0; i < changes.count && !has_number; i++)
        has_number = !isnan(changes.rows[i].change);
    if (status == STATUS_OK && !has_number)
        status = errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "the column `status` tells why",
                            "no row has a number");
    return status;
}
