/* The verdicts as the table of the contract. */
#include "threshold/threshold.h"

#include <math.h>

#include "base/number.h"

/* A column has one unit for people: percent, points where all rules are about changes, and plain numbers as soon as one
 * is about a count. What is in another unit than its column stands there with its own in the cell. */
/* clang-format off */
#define COLUMNS(kind) \
    {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS}, \
    {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS}, \
    {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS}, \
    {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED}, \
    {"statistic", N_("statistic"), COLUMN_TEXT, SHOW_DIFFERS}, \
    {"value", N_("value"), kind, SHOW_ALWAYS}, \
    {"lower", N_("lower"), kind, SHOW_FILLED}, \
    {"upper", N_("upper"), kind, SHOW_FILLED}, \
    {"level", N_("rule level"), kind, SHOW_ALWAYS}, \
    {"comparison", N_("comparison"), COLUMN_TEXT, SHOW_DIFFERS}, \
    {"state", N_("rule state"), COLUMN_TEXT, SHOW_ALWAYS}, \
    {"since", N_("since"), COLUMN_INTEGER, SHOW_ALWAYS}, \
    {"severity", N_("severity"), COLUMN_TEXT, SHOW_ALWAYS}, \
    {"margin", N_("margin"), COLUMN_INTEGER, SHOW_FILLED}, \
    {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS}, \
    {"robustness", N_("robustness"), COLUMN_TEXT, SHOW_NEVER}
/* clang-format on */

static const struct column percent_columns[] = {COLUMNS(COLUMN_PROPORTION)};
static const struct column points_columns[] = {COLUMNS(COLUMN_POINTS)};
static const struct column number_columns[] = {COLUMNS(COLUMN_REAL)};

static const struct column *columns_for(const struct rules *rules)
{
    size_t changes = 0, counts = 0, selects = 0;
    for (size_t i = 0; i < rules->count; i++) {
        changes += rules->rules[i].statistic == STATISTIC_CHANGE;
        counts += rules->rules[i].statistic == STATISTIC_COUNT;
        selects += rules->rules[i].statistic == STATISTIC_SQL;
    }
    if (counts || selects == rules->count)
        return number_columns;
    return changes + selects == rules->count ? points_columns : percent_columns;
}

/* A name of ours and its text for people. */
static void add_name(struct table *table, const char *name, const char *english)
{
    struct label label = label_own(english);
    table_labelled(table, name, &label);
}

/* What people see in place of the item of a verdict on several. */
static enum status add_several(struct table *table, const struct study *study, const struct rule *rule)
{
    struct buffer texts[LANGUAGE_END] = {{0}};
    struct label label = {{NULL}};
    enum status status = STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        long long k = rule->k;
        size_t n = rule->item_count;
        if (rule->combination == COMBINE_STRATA)
            buffer_format(&texts[i],
                          study->stratum_count == 1 ? tr(language, "%lld of %zu stratum")
                                                    : tr(language, "%lld of %zu strata"),
                          k, study->stratum_count);
        else if (rule->combination == COMBINE_K_OF)
            buffer_format(&texts[i], tr(language, "%lld of %zu items"), k, n);
        else
            buffer_format(
                &texts[i],
                rule->combination == COMBINE_ALL ? tr(language, "all %zu items") : tr(language, "any of %zu items"), n);
        label.in[i] = buffer_get(&texts[i]);
        if (buffer_status(&texts[i]) != STATUS_OK)
            status = STATUS_FAILURE;
    }
    table_labelled(table, NULL, &label);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

static enum status add_subject(struct table *table, const struct study *study, const struct verdict *verdict,
                               struct arena *arena)
{
    enum status status = STATUS_OK;
    if (verdict->item >= 0)
        table_labelled(table, study->items[verdict->item].id, &study->items[verdict->item].label);
    else if (verdict->rule->statistic == STATISTIC_SQL)
        table_empty(table);
    else
        status = add_several(table, study, verdict->rule);
    if (verdict->stratum < 0) {
        table_empty(table);
        return status;
    }
    const struct stratum *stratum = &study->strata[verdict->stratum];
    const char *group = arena_format(arena, "stratum=%s", stratum->id);
    table_labelled(table, group, &stratum->label);
    return group ? status : STATUS_FAILURE;
}

static enum column_kind kind_of(enum rule_statistic statistic)
{
    switch (statistic) {
    case STATISTIC_CHANGE:
        return COLUMN_POINTS;
    case STATISTIC_COUNT:
    case STATISTIC_SQL:
        return COLUMN_REAL;
    case STATISTIC_RATE:
    case STATISTIC_SIZE_SHARE:
    case STATISTIC_PROBABILITY:
    case STATISTIC_REACH:
    case STATISTIC_END:
        break;
    }
    return COLUMN_PROPORTION;
}

static void add_in_unit(struct buffer *out, enum column_kind kind, double value, int decimals, bool plus,
                        enum language language)
{
    bool share = kind != COLUMN_REAL;
    number_add_fixed(out, (share ? 100 : 1) * value, share ? decimals : 0, plus && kind == COLUMN_POINTS);
    buffer_text(out, kind == COLUMN_POINTS ? tr(language, " points") : share ? "%" : "");
}

/* A number of a verdict, with its unit where that is not the column's. */
static enum status add_number(struct table *table, const struct study *study, const struct rule *rule, double value,
                              bool plus)
{
    enum column_kind kind = kind_of(rule->statistic);
    if (isnan(value) || table_column(table, table_find(table, "value"))->kind == kind) {
        table_real(table, value);
        return STATUS_OK;
    }
    struct buffer texts[LANGUAGE_END] = {{0}};
    struct label label = {{NULL}};
    enum status status = STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        add_in_unit(&texts[i], kind, value, study->decimals, plus, (enum language)i);
        label.in[i] = buffer_get(&texts[i]);
        if (buffer_status(&texts[i]) != STATUS_OK)
            status = STATUS_FAILURE;
    }
    table_real_labelled(table, value, &label);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    return status;
}

/* "robust", or what it depends on, joined by "; "; empty where it is not known. */
static enum status add_robustness(struct table *table, const struct verdict *verdict)
{
    struct buffer texts[LANGUAGE_END] = {{0}}, name = {0};
    struct label label = {{NULL}};
    verdict_dependences(verdict, &name);
    enum status status = buffer_status(&name);
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        for (int k = 0; verdict->has_robustness && k < DEPENDS_END; k++)
            if (verdict->depends[k])
                buffer_format(&texts[i], "%s%s", texts[i].length ? tr(language, "; ") : "",
                              tr(language, dependence_name((enum dependence)k)));
        if (!texts[i].length)
            buffer_text(&texts[i], tr(language, N_("robust")));
        label.in[i] = buffer_get(&texts[i]);
        if (buffer_status(&texts[i]) != STATUS_OK)
            status = STATUS_FAILURE;
    }
    if (verdict->has_robustness)
        table_labelled(table, buffer_get(&name), &label);
    else
        table_empty(table);
    for (int i = 0; i < LANGUAGE_END; i++)
        buffer_clear(&texts[i]);
    buffer_clear(&name);
    return status;
}

static enum status add_verdict(struct table *table, const struct study *study, const struct verdict *verdict,
                               struct arena *arena)
{
    static const char *const comparisons[COMPARE_END] = {[COMPARE_AT_LEAST] = N_("at least"),
                                                         [COMPARE_ABOVE] = N_("above"),
                                                         [COMPARE_AT_MOST] = N_("at most"),
                                                         [COMPARE_BELOW] = N_("below")};
    static const char *const labels[STATISTIC_END] = {[STATISTIC_SIZE_SHARE] = N_("share of size"),
                                                      [STATISTIC_REACH] = N_("reached in time"),
                                                      [STATISTIC_SQL] = N_("rows")};
    const struct rule *rule = verdict->rule;
    const char *statistic = rule_statistic_name(rule->statistic);
    table_row(table);
    table_integer(table, study->waves[verdict->wave].year);
    table_text(table, rule->id);
    enum status status = add_subject(table, study, verdict, arena);
    add_name(table, statistic, labels[rule->statistic] ? labels[rule->statistic] : statistic);
    const double numbers[] = {verdict->value, verdict->lower, verdict->upper, rational_value(rule->level)};
    for (size_t i = 0; status == STATUS_OK && i < sizeof numbers / sizeof *numbers; i++)
        status = add_number(table, study, rule, numbers[i], i < 3);
    if (status != STATUS_OK)
        return status;
    add_name(table, rule_comparison_name(rule->comparison), comparisons[rule->comparison]);
    if (verdict->hides_state) {
        table_empty(table);
        table_empty(table);
    } else {
        add_name(table, rule_state_name(verdict->state), rule_state_name(verdict->state));
        table_integer(table, study->waves[verdict->since].year);
    }
    add_name(table, rule_severity_name(rule->severity), rule_severity_name(rule->severity));
    if (verdict->has_margin)
        table_integer(table, verdict->margin);
    else
        table_empty(table);
    add_name(table, verdict_status_name(verdict->status), verdict_status_name(verdict->status));
    return add_robustness(table, verdict);
}

enum status check_to_table(const struct check *check, bool all_waves, struct table **table, struct errors *errors)
{
    struct arena *arena = arena_new();
    enum status status = STATUS_OK;
    *table =
        arena ? table_new("check", columns_for(check->rules), sizeof percent_columns / sizeof *percent_columns) : NULL;
    if (!*table) {
        arena_free(arena);
        return errors_memory(errors);
    }
    for (size_t i = 0; status == STATUS_OK && i < check->count; i++)
        if (all_waves || check->verdicts[i].wave == check->wave)
            status = add_verdict(*table, check->study, &check->verdicts[i], arena);
    arena_free(arena);
    table_set_design(*table, &check->rules->assumptions); /* printed wherever a level is */
    return finish_table(check->study, table, status == STATUS_OK ? status : errors_memory(errors), errors);
}
