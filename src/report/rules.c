/* The rules on usage, as people read them. */
#include "report/memo.h"

#include <string.h>

static const char *const statistics[STATISTIC_END] = {
    [STATISTIC_RATE] = N_("rate"),
    [STATISTIC_CHANGE] = N_("change"),
    [STATISTIC_COUNT] = N_("number of institutions"),
    [STATISTIC_SIZE_SHARE] = N_("share of size"),
    [STATISTIC_PROBABILITY] = N_("probability"),
    [STATISTIC_REACH] = N_("probability"),
    [STATISTIC_SQL] = N_("rows of a SELECT over the database"),
};
static const char *const bounds[BOUND_END] = {
    [BOUND_POINT] = N_("estimated value"),
    [BOUND_LOWER] = N_("lower limit"),
    [BOUND_UPPER] = N_("upper limit"),
};
static const char *const thresholds[COMPARE_END] = {
    [COMPARE_AT_LEAST] = N_("≥%s"),
    [COMPARE_ABOVE] = N_(">%s"),
    [COMPARE_AT_MOST] = N_("≤%s"),
    [COMPARE_BELOW] = N_("<%s"),
};
static const char *const consequences[RULE_SEVERITY_END] = {
    [RULE_WATCH] = N_("watch only"),
    [RULE_REVISE] = N_("revision"),
    [RULE_MAJOR] = N_("major revision"),
};

const char *rule_consequence(struct work *work, const struct rule *rule)
{
    return tr(work->language, consequences[rule->severity]);
}

const char *rule_items(struct work *work, const struct rule *rule)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    if (rule->statistic == STATISTIC_SQL)
        return NO_NUMBER;
    const char **labels = arena_array(writer->arena, rule->item_count, sizeof *labels);
    writer->failed = writer->failed || !labels;
    for (size_t i = 0; labels && i < rule->item_count; i++)
        labels[i] = writer_label(writer, &work->study->items[rule->items[i]].label);
    const char *list = writer_list(writer, labels, labels ? rule->item_count : 0);
    switch (rule->combination) {
    case COMBINE_ANY:
        return writer_format(writer, tr(language, "any of %s"), list);
    case COMBINE_ALL:
        return writer_format(writer, tr(language, "all of %s"), list);
    case COMBINE_K_OF:
        return writer_format(writer, tr(language, "at least %2$lld of %1$s"), list, (long long)rule->k);
    case COMBINE_STRATA:
        return writer_format(writer,
                             rule->k == 1 ? tr(language, "%1$s in at least %2$lld stratum")
                                          : tr(language, "%1$s in at least %2$lld strata"),
                             list, (long long)rule->k);
    case COMBINE_ONE:
        break;
    }
    return list;
}

const char *level_text(struct work *work, enum rule_statistic statistic, double level)
{
    struct writer *writer = &work->writer;
    bool count = statistic == STATISTIC_COUNT || statistic == STATISTIC_SQL;
    const char *number = writer_decimal(writer, (count ? 1 : 100) * level);
    if (count)
        return number;
    if (statistic != STATISTIC_CHANGE)
        return writer_format(writer, "%s%%", number);
    return writer_format(
        writer, strcmp(number, "1") == 0 ? tr(work->language, "%s point") : tr(work->language, "%s points"), number);
}

const char *threshold_text(struct work *work, enum rule_comparison comparison, const char *level)
{
    return writer_format(&work->writer, tr(work->language, thresholds[comparison]), level);
}

/* The same of what a rule has. */
static const char *level(struct work *work, enum rule_statistic statistic, struct rational value)
{
    return level_text(work, statistic, rational_value(value));
}

const char *rule_condition(struct work *work, const struct rule *rule)
{
    return writer_format(&work->writer, tr(work->language, "%1$s %2$s"), tr(work->language, bounds[rule->bound]),
                         threshold_text(work, rule->comparison, level(work, rule->statistic, rule->level)));
}

const char *rule_says(struct work *work, const struct rule *rule)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *items = rule_items(work, rule);
    switch (rule->statistic) {
    case STATISTIC_CHANGE:
        items = writer_format(writer, tr(language, "change of %s"), items);
        break;
    case STATISTIC_COUNT:
        items = writer_format(writer, tr(language, "institutions with %s"), items);
        break;
    case STATISTIC_PROBABILITY:
        items = writer_format(writer, tr(language, "probability that %1$s is at least %2$s"), items,
                              level(work, STATISTIC_PROBABILITY, rule->of));
        break;
    case STATISTIC_SIZE_SHARE:
        items = writer_format(writer, tr(language, "share of the size with %s"), items);
        break;
    case STATISTIC_REACH:
        items = writer_format(writer,
                              rule->within == 1 ? tr(language, "probability that %1$s reaches %2$s within %3$d wave")
                                                : tr(language, "probability that %1$s reaches %2$s within %3$d waves"),
                              items, level(work, STATISTIC_REACH, rule->of), rule->within);
        break;
    case STATISTIC_SQL:
        return tr(language, "rows of a SELECT");
    case STATISTIC_RATE:
    case STATISTIC_END:
        break;
    }
    return writer_format(writer, tr(language, "%1$s: %2$s"), items, rule_condition(work, rule));
}

const char *rule_named(struct work *work, const struct rule *rule)
{
    return writer_format(&work->writer, tr(work->language, "“%1$s” (%2$s)"), writer_escape(&work->writer, rule->id),
                         rule_says(work, rule));
}

/* "rate (population)", "probability of a rate ≥16% (population)". */
static const char *statistic(struct work *work, const struct rule *rule)
{
    struct writer *writer = &work->writer;
    const char *name = tr(work->language, statistics[rule->statistic]);
    if (rule->statistic == STATISTIC_SQL)
        return name;
    if (rule->statistic == STATISTIC_PROBABILITY)
        name = writer_format(writer, tr(work->language, "probability of a rate ≥%s"),
                             level(work, STATISTIC_PROBABILITY, rule->of));
    if (rule->statistic == STATISTIC_REACH)
        name = writer_format(writer,
                             rule->within == 1 ? tr(work->language, "probability of a rate ≥%1$s within %2$d wave")
                                               : tr(work->language, "probability of a rate ≥%1$s within %2$d waves"),
                             level(work, STATISTIC_REACH, rule->of), rule->within);
    return writer_format(writer, tr(work->language, "%1$s (%2$s)"), name, work_estimator(work, rule->estimator));
}

/* "n ≥300, response ≥50%". */
static const char *minimum(struct work *work, const struct rule *rule)
{
    struct writer *writer = &work->writer;
    const char *parts[2];
    size_t count = 0;
    if (rule->minimum_n > 0)
        parts[count++] = writer_format(writer, tr(work->language, "n ≥%s"), writer_count(writer, rule->minimum_n));
    if (rule->minimum_response.numerator > 0)
        parts[count++] = writer_format(writer, tr(work->language, "response ≥%s"),
                                       level(work, STATISTIC_RATE, rule->minimum_response));
    if (!count)
        return NO_NUMBER;
    return count == 1 ? parts[0] : writer_format(writer, "%s%s%s", parts[0], tr(work->language, ", "), parts[1]);
}

static const char *cleared(struct work *work, const struct rule *rule)
{
    if (!rule->has_clear)
        return NO_NUMBER;
    bool above = rule->comparison == COMPARE_AT_MOST || rule->comparison == COMPARE_BELOW;
    return threshold_text(work, above ? COMPARE_ABOVE : COMPARE_BELOW, level(work, rule->statistic, rule->clear));
}

enum status write_rules(struct work *work, struct errors *errors)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct rules *rules = work->memo->check->rules;
    writer_heading(writer, 2, tr(language, "Annex 2: The rules on usage and their states"));
    writer_line(writer, "%s",
                tr(language, "A rule fires when its condition holds in as many waves in a row as it asks for, and "
                             "stays fired until the level at which it is cleared is passed or, without one, until its "
                             "condition fails."));
    writer_line(writer, "%s", tr(language, "The levels are inputs of this study, not findings of it."));
    writer_gap(writer);
    const char *assumptions = writer_label(writer, &rules->assumptions);
    if (*assumptions) {
        writer_quote(writer, "%s", assumptions);
        writer_gap(writer);
    }
    work_exhibit(work, tr(language, "Rules"));
    const struct cell_grid_column columns[] = {
        {tr(language, "rule"), false},      {tr(language, "item"), false},          {tr(language, "statistic"), false},
        {tr(language, "condition"), false}, {tr(language, "waves in a row"), true}, {tr(language, "cleared"), false},
        {tr(language, "minimum"), false},   {tr(language, "consequence"), false},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        cell_grid_add(&grid, writer_escape(writer, rule->id));
        cell_grid_add(&grid, rule_items(work, rule));
        cell_grid_add(&grid, statistic(work, rule));
        cell_grid_add(&grid, rule_condition(work, rule));
        cell_grid_add(&grid, writer_format(writer, "%d", rule->for_waves));
        cell_grid_add(&grid, cleared(work, rule));
        cell_grid_add(&grid, minimum(work, rule));
        cell_grid_add(&grid, rule_consequence(work, rule));
    }
    cell_grid_end(&grid);
    write_distance(work);
    return write_states(work, errors);
}
