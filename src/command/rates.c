/* minaoshi rates */
#include "command/groups.h"

/* Adds the rows of one group; with the shares of size where the answers are at hand. */
static enum status take_rates(struct session *session, const struct group *group, void *context)
{
    struct rates rates;
    enum status status = group->answers
                             ? analysis_sized_rates(group->panel, group->answers, group->attribute, group->value,
                                                    &group->rate, group->arena, &rates, &session->errors)
                             : analysis_rates(group->panel, &group->rate, group->arena, &rates, &session->errors);
    return status == STATUS_OK ? gathered_add(session, context, rates.rows, rates.count, sizeof *rates.rows) : status;
}

static size_t rate_key(const struct study *study, const void *row)
{
    const struct rate *rate = row;
    return rate->wave * study->item_count + rate->item;
}

enum status command_rates(struct session *session)
{
    enum status status = session_load(session, false);
    struct rate_options options;
    if (status == STATUS_OK)
        status = options_sized(session, &options);
    if (status == STATUS_OK)
        status = options_refuse_both(session);
    if (status != STATUS_OK)
        return status;
    struct gathered gathered = {0};
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    /* The others are from the tallies alone, whose time does not grow with the institutions. */
    const struct group_needs needs = {.sizes = true,
                                      .answers = session->options->estimator && !options.leaves_out[ESTIMATOR_SIZE]};
    status = groups_each(session, &options, &needs, take_rates, &gathered);
    if (status == STATUS_OK)
        status = gathered_sort(session, &gathered, sizeof(struct rate), rate_key);
    struct rates rates = {gathered.rows, gathered.count, options.denominator};
    if (status == STATUS_OK)
        status = session_plan(session, &plan);
    if (status == STATUS_OK && plan)
        status = rates_suppress(plan, session->options->where != NULL, session->arena, &rates, &session->errors);
    if (status == STATUS_OK)
        status = rates_to_table(&session->panel, &rates, &table, &session->errors);
    bool has_number = rows_have_number(rates.rows, rates.count, sizeof *rates.rows, offsetof(struct rate, estimate));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
