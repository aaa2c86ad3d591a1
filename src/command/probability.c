/* minaoshi probability */
#include <string.h>

#include "base/number.h"
#include "command/groups.h"

struct making {
    struct probability_options options;
    struct gathered gathered, rates;
};

static enum status take_probability(struct session *session, const struct group *group, void *context)
{
    struct making *making = context;
    struct probability_options options = making->options;
    struct probability_rows rows;
    options.rate = group->rate;
    enum status status = analysis_probability(group->panel, &options, group->arena, &rows, &session->errors);
    if (status == STATUS_OK)
        status = groups_add_rates(session, group, &making->rates);
    return status == STATUS_OK ? gathered_add(session, &making->gathered, rows.rows, rows.count, sizeof *rows.rows)
                               : status;
}

static size_t probability_key(const struct study *study, const void *row)
{
    const struct probability_row *probability = row;
    return probability->wave * study->item_count + probability->item;
}

enum status command_probability(struct session *session)
{
    const struct options *given = session->options;
    struct making making = {.options = {.lambda = 1}};
    struct probability_options *options = &making.options;
    if (!given->at_least)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "for example --at-least 15%",
                          "--at-least is missing: the level that the population rate is held against");
    if (!options_share(given->at_least, strlen(given->at_least), &options->at_least))
        return options_refuse(session, "--at-least", given->at_least, "levels such as 15% or 0.15");
    if (given->lambda &&
        (!number_parse_real(given->lambda, &options->lambda) || !(options->lambda >= 0.001 && options->lambda <= 1000)))
        return options_refuse(session, "--lambda", given->lambda, "odds ratios from 0.001 to 1000");
    enum status status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_single(session, &options->rate);
    if (status == STATUS_OK)
        status = options_refuse_both(session);
    if (status != STATUS_OK)
        return status;
    struct gathered *gathered = &making.gathered;
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    const struct group_needs needs = {.own = true};
    status = groups_each(session, &options->rate, &needs, take_probability, &making);
    if (status == STATUS_OK)
        status = gathered_sort(session, gathered, sizeof(struct probability_row), probability_key);
    struct probability_rows rows = {gathered->rows, gathered->count};
    if (status == STATUS_OK)
        status = groups_plan(session, &making.rates, &plan);
    if (status == STATUS_OK && plan)
        probability_suppress(plan, &rows);
    if (status == STATUS_OK)
        status = probability_to_table(&session->panel, options, &rows, &table, &session->errors);
    bool has_number =
        rows_have_number(rows.rows, rows.count, sizeof *rows.rows, offsetof(struct probability_row, probability));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
