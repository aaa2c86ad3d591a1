/* minaoshi rates */
#include <math.h>
#include <string.h>

#include "command/command.h"

/* The rows of one domain, added to `rates`. */
static enum status add_domain(struct session *session, struct answer_set *const *answers, int64_t attribute,
                              const char *value, const struct rate_options *options, struct rates *rates)
{
    struct panel domain;
    struct rates some;
    enum status status =
        analysis_domain(&session->panel, answers, attribute, value, session->arena, &domain, &session->errors);
    if (status == STATUS_OK)
        status =
            analysis_sized_rates(&domain, answers, attribute, value, options, session->arena, &some, &session->errors);
    if (status != STATUS_OK)
        return status;
    struct rate *rows = arena_array(session->arena, rates->count + some.count, sizeof *rows);
    if (!rows)
        return errors_memory(&session->errors);
    if (rates->count)
        memcpy(rows, rates->rows, rates->count * sizeof *rows);
    if (some.count)
        memcpy(rows + rates->count, some.rows, some.count * sizeof *rows);
    rates->rows = rows;
    rates->count += some.count;
    rates->denominator = some.denominator;
    return STATUS_OK;
}

/* Rows that need the answers: those of each text of an attribute after those of the whole; with --where of those for
 * whom it holds; shares of size. */
static enum status answer_rates(struct session *session, int64_t attribute, const struct rate_options *options,
                                struct rates *rates)
{
    struct answer_set **answers;
    const char **values = NULL;
    size_t count = 0;
    struct rate_options own = *options;
    enum status status = session_answers(session, options, attribute, &answers);
    if (status == STATUS_OK && !session->options->where)
        status = analysis_sized_rates(&session->panel, answers, EVERY, NULL, options, session->arena, rates,
                                      &session->errors);
    own.domain = true;
    if (status == STATUS_OK && session->options->where)
        status = add_domain(session, answers, EVERY, NULL, &own, rates);
    if (status == STATUS_OK && attribute != EVERY)
        status = analysis_values(&session->panel, answers, (size_t)attribute, session->arena, &values, &count,
                                 &session->errors);
    own.by_stratum = false;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        own.group = arena_format(session->arena, "%s=%s", session->study->attributes[attribute].id, values[i]);
        status = own.group ? add_domain(session, answers, attribute, values[i], &own, rates)
                           : errors_memory(&session->errors);
    }
    return status == STATUS_OK ? rates_sort(rates, session->arena, &session->errors) : status;
}

enum status command_rates(struct session *session)
{
    enum status status = session_load(session, false);
    if (status != STATUS_OK)
        return status;
    struct rate_options options;
    int64_t attribute = EVERY;
    status = options_sized(session, &options);
    if (status == STATUS_OK)
        status = options_group(session, &options, &attribute);
    if (status != STATUS_OK)
        return status;
    struct rates rates = {0};
    struct table *table = NULL;
    /* The others are from the tallies alone, whose time does not grow with the institutions. */
    bool asks_sizes = session->options->estimator && !options.leaves_out[ESTIMATOR_SIZE];
    if (attribute != EVERY || session->options->where || asks_sizes)
        status = answer_rates(session, attribute, &options, &rates);
    else
        status = analysis_rates(&session->panel, &options, session->arena, &rates, &session->errors);
    if (status == STATUS_OK)
        status = rates_to_table(&session->panel, &rates, &table, &session->errors);
    bool has_number = false;
    for (size_t i = 0; status == STATUS_OK && i < rates.count && !has_number; i++)
        has_number = !isnan(rates.rows[i].estimate);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
