/* minaoshi response */
#include "command/command.h"

enum status command_response(struct session *session)
{
    enum status status = session_load(session, false);
    if (status != STATUS_OK)
        return status;
    struct rate_options options;
    status = options_rates(session, &options);
    if (status != STATUS_OK)
        return status;
    struct response_rows rows;
    struct table *table = NULL;
    status = analysis_response(&session->panel, &options, session->arena, &rows, &session->errors);
    if (status == STATUS_OK)
        status = response_to_table(&session->panel, &rows, &table, &session->errors);
    bool has_number = false;
    for (size_t i = 0; status == STATUS_OK && i < rows.count && !has_number; i++)
        has_number = rows.rows[i].respondents > 0;
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
