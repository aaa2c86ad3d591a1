/* When each rule would have fired, with the data as they stood after each import. */
#include <string.h>

#include "threshold/threshold.h"

/* The newest wave with data, at least the first. */
static size_t newest_wave(const struct panel *panel)
{
    size_t wave = panel->study->wave_count - 1;
    while (wave > 0 && !panel->tallies[wave])
        wave--;
    return wave;
}

/* The row of the rule and wave in the vintage before, which begins at `start`; NULL: none. */
static const struct backtest_row *row_before(const struct backtest *backtest, size_t start, size_t end,
                                             const struct backtest_row *row)
{
    for (size_t i = start; i < end; i++)
        if (backtest->rows[i].rule == row->rule && backtest->rows[i].wave == row->wave)
            return &backtest->rows[i];
    return NULL;
}

enum status backtest_add(const struct check_inputs *inputs, const struct rules *rules, int64_t as_of,
                         struct arena *arena, struct backtest *backtest, struct errors *errors)
{
    struct check check;
    const struct panel *panel = inputs->panel;
    const struct study *study = panel->study;
    size_t end = backtest->count, start = end;
    while (start > 0 && backtest->rows[start - 1].as_of == backtest->rows[end - 1].as_of)
        start--;
    if (!panel->tallies[newest_wave(panel)])
        return STATUS_OK; /* a frame and the like alone */
    enum status status = threshold_check_inputs(inputs, rules, (int64_t)newest_wave(panel), arena, &check, errors);
    for (size_t r = 0; status == STATUS_OK && r < rules->count; r++)
        for (size_t i = 0; status == STATUS_OK && i < check.count; i++) {
            const struct verdict *verdict = &check.verdicts[i];
            if (!verdict->whole || verdict->rule != &rules->rules[r])
                continue;
            struct backtest_row row = {.rule = verdict->rule,
                                       .as_of = as_of,
                                       .wave = study->waves[verdict->wave].year,
                                       .since = study->waves[verdict->since].year,
                                       .state = verdict->state,
                                       .status = verdict->status};
            const struct backtest_row *before = row_before(backtest, start, end, &row);
            row.newer =
                !before || before->state != row.state || before->since != row.since || before->status != row.status;
            status = mem_grow(&backtest->rows, &backtest->capacity, backtest->count, sizeof *backtest->rows);
            if (status != STATUS_OK)
                return errors_memory(errors);
            backtest->rows[backtest->count++] = row;
        }
    return status;
}

void backtest_clear(struct backtest *backtest)
{
    mem_free(backtest->rows);
    *backtest = (struct backtest){0};
}

enum status backtest_to_table(const struct study *study, const struct rules *rules, const struct backtest *backtest,
                              bool all, struct table **table, struct errors *errors)
{
    static const struct column columns[] = {
        {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS},      {"as_of", N_("as of import"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},   {"state", N_("rule state"), COLUMN_TEXT, SHOW_ALWAYS},
        {"since", N_("since"), COLUMN_INTEGER, SHOW_ALWAYS}, {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    *table = table_new("backtest", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t r = 0; r < rules->count; r++)
        for (size_t i = 0; i < backtest->count; i++) {
            const struct backtest_row *row = &backtest->rows[i];
            if (row->rule != &rules->rules[r] || !(all || row->newer))
                continue;
            table_row(*table);
            table_text(*table, row->rule->id);
            table_integer(*table, row->as_of);
            table_integer(*table, row->wave);
            table_named(*table, rule_state_name(row->state));
            table_integer(*table, row->since);
            table_named(*table, verdict_status_name(row->status));
        }
    return finish_table(study, table, STATUS_OK, errors);
}
