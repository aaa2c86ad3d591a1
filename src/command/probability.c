/* minaoshi probability */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "command/command.h"

/* "15%" or "0.15", exactly. */
static bool read_level(const char *text, struct rational *level)
{
    char digits[32];
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    length -= percent;
    if (!length || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return rational_parse(digits, percent ? 2 : 0, level) && level->numerator >= 0 &&
           level->numerator <= level->denominator;
}

enum status command_probability(struct session *session)
{
    const struct options *given = session->options;
    struct probability_options options = {.lambda = 1};
    if (!given->at_least)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "for example --at-least 15%",
                          "--at-least is missing: the level that the population rate is held against");
    if (!read_level(given->at_least, &options.at_least))
        return options_refuse(session, "--at-least", given->at_least, "levels such as 15% or 0.15");
    if (given->lambda &&
        (!number_parse_real(given->lambda, &options.lambda) || !(options.lambda >= 0.001 && options.lambda <= 1000)))
        return options_refuse(session, "--lambda", given->lambda, "odds ratios from 0.001 to 1000");
    enum status status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_single(session, &options.rate);
    if (status != STATUS_OK)
        return status;
    struct probability_rows rows;
    struct table *table = NULL;
    status = analysis_probability(&session->panel, &options, session->arena, &rows, &session->errors);
    if (status == STATUS_OK)
        status = probability_to_table(&session->panel, &options, &rows, &table, &session->errors);
    bool has_number = false;
    for (size_t i = 0; status == STATUS_OK && i < rows.count && !has_number; i++)
        has_number = !isnan(rows.rows[i].probability);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
