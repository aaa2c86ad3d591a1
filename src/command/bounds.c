/* minaoshi bounds */
#include <math.h>

#include "command/command.h"

enum status command_bounds(struct session *session)
{
    enum status status = session_load(session, true);
    if (status != STATUS_OK)
        return status;
    struct bounds_options options = {.assumption = BOUNDS_NONE};
    const char *assume = session->options->assume;
    if (assume && !bounds_assumption_parse(assume, &options.assumption))
        return options_refuse(session, "--assume", assume, "none, monotone, carried");
    status = options_single(session, &options.rate);
    if (status != STATUS_OK)
        return status;
    struct bounds_rows bounds;
    struct table *table = NULL;
    status = analysis_bounds(&session->panel, &options, session->arena, &bounds, &session->errors);
    if (status == STATUS_OK)
        status = bounds_to_table(&session->panel, &bounds, &table, &session->errors);
    bool has_number = false;
    for (size_t i = 0; status == STATUS_OK && i < bounds.count && !has_number; i++)
        has_number = !isnan(bounds.rows[i].lowest);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
