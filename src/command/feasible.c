/* minaoshi feasible: needs no study. */
#include <string.h>

#include "base/number.h"
#include "command/command.h"
#include "stats/feasible.h"

enum { MOST_BASES = 100000, MOST_ROWS = 1000000 };

/* "594" or "594:1000". */
static bool read_bases(const char *text, int64_t *first, int64_t *last)
{
    char from[24];
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    if (length >= sizeof from)
        return false;
    memcpy(from, text, length);
    from[length] = '\0';
    if (!number_parse_integer(from, first))
        return false;
    *last = *first;
    return (!colon || number_parse_integer(colon + 1, last)) && *first >= 1 && *last >= *first && *last <= 1000000000 &&
           *last - *first < MOST_BASES;
}

static void add_row(struct table *table, const char *percent, int64_t n, int64_t x)
{
    table_row(table);
    table_text(table, percent);
    table_integer(table, n);
    if (x >= 0)
        table_integer(table, x);
    else
        table_empty(table);
    if (x >= 0)
        table_text(table, "ok");
    else
        table_named(table, N_("impossible"));
}

enum status command_feasible(struct session *session)
{
    static const struct column columns[] = {
        {"percent", N_("percent"), COLUMN_TEXT, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"x", N_("x"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct options *given = session->options;
    int64_t first, last;
    struct printed_percent percent;
    if (!printed_percent_parse(given->words[0], &percent))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "as it was printed: 10.1 or 10.1%",
                          "'%s' is not a percentage from 0 to 100 with at most 6 decimals", given->words[0]);
    if (!given->n)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "a base or a range: --n 693, --n 594:1000",
                          "--n is missing: how many the percentage is of");
    if (!read_bases(given->n, &first, &last))
        return options_refuse(session, "--n", given->n, "bases from 1 to 1000000000, at most 100000 of them");
    struct table *table = table_new("feasible", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(&session->errors);
    enum status status = STATUS_OK;
    int64_t rows = 0;
    for (int64_t n = first; status == STATUS_OK && n <= last; n++) {
        int64_t least, most;
        if (!feasible_counts(percent, n, &least, &most)) {
            add_row(table, given->words[0], n, -1);
            rows++;
            continue;
        }
        rows += most - least + 1;
        if (rows > MOST_ROWS)
            status = errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "give a smaller range of --n",
                                "more than %d counts are possible", MOST_ROWS);
        for (int64_t x = least; status == STATUS_OK && x <= most; x++)
            add_row(table, given->words[0], n, x);
    }
    if (status == STATUS_OK)
        status = table_finish(table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_table(session, table, NULL);
    table_free(table);
    return status;
}
