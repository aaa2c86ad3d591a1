/* minaoshi bounds */
#include "command/groups.h"

struct making {
    enum bounds_assumption assumption;
    struct gathered gathered, rates;
};

static enum status take_bounds(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    const struct bounds_options options = {.rate = group->rate, .assumption = making->assumption};
    struct bounds_rows bounds;
    enum status status = analysis_bounds(group->panel, &options, group->arena, &bounds, &session->errors);
    if (status == STATUS_OK)
        status = groups_add_rates(session, group, &making->rates);
    return status == STATUS_OK
               ? gathered_add(session, &making->gathered, bounds.rows, bounds.count, sizeof *bounds.rows)
               : status;
}

static size_t bounds_key(const struct study *study, const void *row)
{
    const struct bounds_row *bounds = row;
    return bounds->wave * study->item_count + bounds->item;
}

enum status command_bounds(struct session *session)
{
    struct making making = {.assumption = BOUNDS_NONE};
    const char *assume = session->options->assume;
    struct rate_options options;
    if (assume && !bounds_assumption_parse(assume, &making.assumption))
        return options_refuse(session, "--assume", assume, "none, monotone, carried");
    enum status status = session_load(session, true);
    if (status == STATUS_OK)
        status = options_single(session, &options);
    if (status == STATUS_OK)
        status = options_refuse_both(session);
    if (status != STATUS_OK)
        return status;
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    const struct group_needs needs = {.pairs = true, .own = true};
    status = groups_each(session, &options, &needs, take_bounds, &making);
    if (status == STATUS_OK)
        status = gathered_sort(session, &making.gathered, sizeof(struct bounds_row), bounds_key);
    struct bounds_rows bounds = {making.gathered.rows, making.gathered.count, options.denominator};
    if (status == STATUS_OK)
        status = groups_plan(session, &making.rates, &plan);
    if (status == STATUS_OK && plan) {
        const struct bounds_options asked = {.rate = options, .assumption = making.assumption};
        bounds_suppress(plan, &asked, &bounds);
    }
    if (status == STATUS_OK)
        status = bounds_to_table(&session->panel, &bounds, &table, &session->errors);
    bool has_number =
        rows_have_number(bounds.rows, bounds.count, sizeof *bounds.rows, offsetof(struct bounds_row, lowest));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
