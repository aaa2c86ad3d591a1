/* minaoshi test */
#include "command/command.h"

enum status command_test(struct session *session)
{
    struct test_options options = {.pairwise = session->options->pairwise};
    struct answer_set **answers;
    struct tests tests = {0};
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    enum status status = options_refuse_where(session);
    if (status == STATUS_OK)
        status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_rates(session, &options.rate);
    if (status == STATUS_OK)
        status = options_group(session, &options.rate, &options.attribute);
    if (status == STATUS_OK)
        status = session_answers(session, &options.rate, options.attribute, &answers);
    if (status == STATUS_OK)
        status = analysis_tests(&session->panel, answers, &options, session->arena, &tests, &session->errors);
    if (status == STATUS_OK)
        status = session_plan(session, &plan);
    if (status == STATUS_OK && plan)
        tests_suppress(plan, &tests);
    if (status == STATUS_OK)
        status = tests_to_table(&session->panel, &tests, &table, &session->errors);
    bool has_number = rows_have_number(tests.rows, tests.count, sizeof *tests.rows, offsetof(struct test_row, p));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
