/* minaoshi change */
#include "command/groups.h"

static const struct group_needs needs = {.pairs = true};

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
    return change_take_pair(session, options);
}

enum status change_take_pair(struct session *session, const struct change_options *options)
{
    if (options->from >= options->to)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "a change is later minus earlier",
                          "--from must be before --to");
    const struct panel *panel = &session->panel;
    if (!panel->tallies[options->from] || !panel->tallies[options->to])
        return STATUS_OK; /* no row then, and that is told */
    return store_pairs(session->store, panel->tallies[options->from], panel->tallies[options->to], session->arena,
                       &panel->pairs[options->to], &session->errors);
}

enum status change_load_merged(struct session *session, const struct change_options *options)
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

/* What the rows of each group are made with, and where they go. */
struct making {
    struct change_options options;
    struct gathered gathered, rates;
    const struct disclosure *plan; /* NULL: nothing is suppressed */
};

static struct change_options options_for(const struct making *making, const struct group *group)
{
    struct change_options options = making->options;
    options.rate = group->rate;
    return options;
}

static enum status take_changes(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct changes changes;
    const struct change_options options = options_for(making, group);
    enum status status = analysis_changes(group->panel, &options, group->arena, &changes, &session->errors);
    if (status == STATUS_OK)
        status = groups_add_rates(session, group, &making->rates);
    return status == STATUS_OK
               ? gathered_add(session, &making->gathered, changes.rows, changes.count, sizeof *changes.rows)
               : status;
}

static size_t change_key(const struct study *study, const void *row)
{
    const struct change *change = row;
    return change->to * study->item_count + change->item;
}

static enum status take_transitions(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct transitions transitions;
    const struct change_options options = options_for(making, group);
    enum status status = analysis_transitions(group->panel, &options, group->arena, &transitions, &session->errors);
    return status == STATUS_OK
               ? gathered_add(session, &making->gathered, transitions.rows, transitions.count, sizeof *transitions.rows)
               : status;
}

static size_t transition_key(const struct study *study, const void *row)
{
    const struct transition *transition = row;
    return transition->to * study->item_count + transition->item;
}

static enum status take_parts(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct decomposed_rows rows = {0};
    const struct change_options options = options_for(making, group);
    enum status status = analysis_decompose(group->panel, &options, group->arena, &rows, &session->errors);
    return status == STATUS_OK ? gathered_add(session, &making->gathered, rows.rows, rows.count, sizeof *rows.rows)
                               : status;
}

static size_t decomposed_key(const struct study *study, const void *row)
{
    const struct decomposed *decomposed = row;
    return decomposed->to * study->item_count + decomposed->item;
}

static enum status make_changes(struct session *session, struct making *making, struct table **table, bool *has_number)
{
    struct gathered *gathered = &making->gathered;
    enum status status = groups_each(session, &making->options.rate, &needs, take_changes, making);
    if (status == STATUS_OK)
        status = gathered_sort(session, gathered, sizeof(struct change), change_key);
    if (status == STATUS_OK)
        status = groups_plan(session, &making->rates, &making->plan);
    struct changes changes = {gathered->rows, gathered->count, making->options.rate.denominator};
    if (status == STATUS_OK && making->plan)
        changes_suppress(making->plan, &changes);
    *has_number = rows_have_number(changes.rows, changes.count, sizeof *changes.rows, offsetof(struct change, change));
    return status == STATUS_OK ? changes_to_table(&session->panel, &changes, table, &session->errors) : status;
}

static enum status make_transitions(struct session *session, struct making *making, struct table **table,
                                    bool *has_number)
{
    struct gathered *gathered = &making->gathered;
    enum status status = groups_each(session, &making->options.rate, &needs, take_transitions, making);
    if (status == STATUS_OK)
        status = gathered_sort(session, gathered, sizeof(struct transition), transition_key);
    if (status == STATUS_OK)
        status = groups_plan(session, &making->rates, &making->plan);
    struct transitions transitions = {gathered->rows, gathered->count};
    if (status == STATUS_OK && making->plan)
        transitions_suppress(making->plan, &transitions);
    for (size_t i = 0; i < transitions.count && !*has_number; i++)
        *has_number = transitions.rows[i].institutions >= 0;
    return status == STATUS_OK ? transitions_to_table(&session->panel, &transitions, table, &session->errors) : status;
}

static enum status make_parts(struct session *session, struct making *making, struct table **table, bool *has_number)
{
    const struct rate_options *rate = &making->options.rate;
    struct gathered *gathered = &making->gathered;
    enum status status = change_load_merged(session, &making->options);
    if (status == STATUS_OK)
        status = groups_each(session, rate, &needs, take_parts, making);
    if (status == STATUS_OK)
        status = gathered_sort(session, gathered, sizeof(struct decomposed), decomposed_key);
    if (status == STATUS_OK)
        status = groups_plan(session, &making->rates, &making->plan);
    struct decomposed_rows rows = {gathered->rows, gathered->count,
                                   rate->leaves_out[ESTIMATOR_PUBLISHED] ? ESTIMATOR_POPULATION : ESTIMATOR_PUBLISHED,
                                   rate->denominator};
    if (status == STATUS_OK && making->plan)
        decomposed_suppress(making->plan, &rows);
    for (size_t i = 0; i < rows.count && !*has_number; i++)
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

/* What a table of its own does not go with. */
static enum status refuse_others(struct session *session)
{
    const struct options *given = session->options;
    const struct option_given of_transitions[] = {{"--decompose", given->decompose ? "" : NULL},
                                                  {"--estimator", given->estimator},
                                                  {"--method", given->method},
                                                  {"--level", given->level},
                                                  {"--denominator", given->denominator}};
    const struct option_given of_parts[] = {{"--method", given->method}, {"--level", given->level}};
    if (given->transitions)
        return options_exclude(session, "--transitions",
                               "it prints a table of its own: institutions by what they answered", of_transitions,
                               sizeof of_transitions / sizeof *of_transitions);
    return given->decompose
               ? options_exclude(session, "--decompose", "it prints a table of its own: parts, which have no limits",
                                 of_parts, sizeof of_parts / sizeof *of_parts)
               : STATUS_OK;
}

enum status command_change(struct session *session)
{
    const struct options *given = session->options;
    struct making making = {0};
    enum status status = refuse_others(session);
    if (status == STATUS_OK)
        status = session_load(session, true);
    if (status == STATUS_OK)
        status = options_single(session, &making.options.rate);
    if (status == STATUS_OK && given->decompose && given->estimator &&
        !making.options.rate.leaves_out[ESTIMATOR_MATCHED])
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "of the institutions in both waves every change is adoption or abandonment",
                          "--decompose and --estimator %s exclude each other", given->estimator);
    if (status == STATUS_OK)
        status = take_method(session, &making.options);
    if (status == STATUS_OK)
        status = options_refuse_both(session);
    if (status == STATUS_OK) /* of the pairs of neighbours, which other waves take the place of */
        status = session_plan(session, &making.plan);
    if (status == STATUS_OK)
        status = take_waves(session, &making.options);
    if (status != STATUS_OK)
        return status;
    struct table *table = NULL;
    bool has_number = false;
    status = (given->transitions ? make_transitions
              : given->decompose ? make_parts
                                 : make_changes)(session, &making, &table, &has_number);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
