/* minaoshi rates */
#include <math.h>

#include "command/command.h"

enum status command_rates(struct session *session)
{
    enum status status = session_load(session, false);
    if (status != STATUS_OK)
        return status;
    struct rate_options options;
    status = options_rates(session, &options);
    if (status != STATUS_OK)
        return status;
    struct rates rates;
    struct table *table = NULL;
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
