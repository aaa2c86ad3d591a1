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

/* What had been answered by the institutions that merged away before each wave. */
static enum status load_merged(struct session *session, const struct change_options *options)
{
    struct panel *panel = &session->panel;
    const struct tally_set *before = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < session->study->wave_count; i++) {
        const struct tally_set *tally = panel->tallies[i];
        if (!tally)
            continue;
        if (options->from != EVERY)
            before = panel->tallies[options->from];
        bool wanted = options->to == EVERY || options->to == (int64_t)i;
        if (before && before->year < tally->year && wanted)
            status = store_merged(session->store, before, tally, session->arena, &panel->merged[i], &session->errors);
        before = tally;
    }
    return status;
}

static enum status changes(struct session *session, const struct change_options *options, struct table **table,
                           bool *has_number)
{
    struct changes changes;
    enum status status = analysis_changes(&session->panel, options, session->arena, &changes, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < changes.count && !*has_number; i++)
        *has_number = !isnan(changes.rows[i].change);
    return status == STATUS_OK ? changes_to_table(&session->panel, &changes, table, &session->errors) : status;
}

static enum status transitions(struct session *session, const struct change_options *options, struct table **table,
                               bool *has_number)
{
    struct transitions transitions;
    enum status status = analysis_transitions(&session->panel, options, session->arena, &transitions, &session->errors);
    *has_number = status == STATUS_OK && transitions.count > 0;
    return status == STATUS_OK ? transitions_to_table(&session->panel, &transitions, table, &session->errors) : status;
}

static enum status decomposition(struct session *session, const struct change_options *options, struct table **table,
                                 bool *has_number)
{
    struct decomposed_rows rows = {0};
    enum status status = load_merged(session, options);
    if (status == STATUS_OK)
        status = analysis_decompose(&session->panel, options, session->arena, &rows, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < rows.count && !*has_number; i++)
        *has_number = rows.rows[i].status == ESTIMATE_OK || rows.rows[i].status == ESTIMATE_LOW_BASE;
    return status == STATUS_OK ? decomposed_to_table(&session->panel, &rows, table, &session->errors) : status;
}

/* --method: what it does not compute is left out. */
static enum status take_method(struct session *session, struct change_options *options)
{
    const char *text = session->options->method;
    options->method = CHANGE_USUAL;
    if (!text)
        return STATUS_OK;
    if (!change_method_parse(text, &options->method) || options->method == CHANGE_USUAL)
        return options_refuse(session, "--method", text, "independent, stacked, unpaired, pooled-z");
    bool *leaves_out = options->rate.leaves_out;
    leaves_out[ESTIMATOR_MATCHED] = true;
    leaves_out[ESTIMATOR_PUBLISHED] |= options->method == CHANGE_STACKED;
    leaves_out[ESTIMATOR_POPULATION] |= options->method == CHANGE_UNPAIRED || options->method == CHANGE_POOLED_Z;
    if (leaves_out[ESTIMATOR_PUBLISHED] && leaves_out[ESTIMATOR_POPULATION])
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "unpaired and pooled-z are of published, stacked of population, independent of both",
                          "--method %s does not go with --estimator %s", text, session->options->estimator);
    return STATUS_OK;
}

enum status command_change(struct session *session)
{
    const struct options *given = session->options;
    if (given->transitions && given->decompose)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "each prints its own table",
                          "--transitions and --decompose exclude each other");
    enum status status = session_load(session, true);
    if (status != STATUS_OK)
        return status;
    struct change_options options;
    status = options_single(session, &options.rate);
    if (status == STATUS_OK)
        status = take_method(session, &options);
    if (status == STATUS_OK)
        status = take_waves(session, &options);
    if (status != STATUS_OK)
        return status;
    struct table *table = NULL;
    bool has_number = false;
    if (given->transitions)
        status = transitions(session, &options, &table, &has_number);
    else if (given->decompose)
        status = decomposition(session, &options, &table, &has_number);
    else
        status = changes(session, &options, &table, &has_number);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
