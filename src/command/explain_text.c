/* The arithmetic of a rule in words and small tables, for those who want to follow it with a pencil. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "command/decision.h"
#include "command/explain.h"

struct telling {
    const struct explanation *explanation;
    const struct study *study;
    enum language language;
    struct buffer *out;
};

/* A number with so many digits that the reader can follow: a share in percent, else as it is; rows are whole. */
static void add_value(const struct telling *t, double value, int decimals, const char *unit)
{
    if (isnan(value)) {
        buffer_text(t->out, "–");
        return;
    }
    if (t->explanation->rule->sql)
        decimals = 0;
    number_add_fixed(t->out, *unit ? value * 100 : value, decimals, strcmp(unit, "%") != 0 && *unit);
    buffer_text(t->out, unit);
}

/* The unit of the rule's statistic. */
static const char *unit_of(const struct telling *t)
{
    enum rule_statistic statistic = t->explanation->rule->statistic;
    if (statistic == STATISTIC_COUNT || statistic == STATISTIC_SQL)
        return "";
    return statistic == STATISTIC_CHANGE ? tr(t->language, " points") : "%";
}

/* Renders a table under a heading, without notice and design. */
static enum status add_table(const struct telling *t, struct table *table)
{
    struct session *session = t->explanation->session;
    struct table_style style = {.format = FORMAT_TEXT, .language = t->language, .decimals = 4, .every_column = true};
    enum status status = table_finish(table, &session->errors);
    if (status == STATUS_OK)
        status = table_render(table, &style, t->out, &session->errors);
    table_free(table);
    buffer_byte(t->out, '\n');
    return status;
}

/* ---- rows ---- */

/* "responses/fy2021.csv:3,8-10": lines one after the other are joined. */
static void add_lines(const struct telling *t, const struct explained *member, size_t h)
{
    const struct answer_line *lines = t->explanation->lines;
    const char *file = NULL;
    int64_t begun = 0, last = 0;
    for (size_t row = 0; explanation_adopter(t->explanation, member, h, &row); row++) {
        const struct answer_line *line = &lines[row];
        if (line->file == file && line->line == last + 1) {
            last++;
            continue;
        }
        if (last > begun)
            buffer_format(t->out, "-%" PRId64, last);
        if (line->file != file)
            buffer_format(t->out, "%s%s:", file ? " " : "", line->file);
        buffer_format(t->out, "%s%" PRId64, line->file == file ? "," : "", line->line);
        file = line->file;
        begun = last = line->line;
    }
    if (last > begun)
        buffer_format(t->out, "-%" PRId64, last);
    buffer_byte(t->out, '\n');
}

static bool is_of(const struct explained *member, size_t h)
{
    return member->stratum < 0 || member->stratum == (int64_t)h;
}

static void add_rows(const struct telling *t, const struct explained *member)
{
    if (!t->explanation->answers) {
        buffer_text(t->out, tr(t->language, "The wave came as counts: there are no rows.\n\n"));
        return;
    }
    buffer_text(t->out, tr(t->language, "Rows that count as adopted:\n"));
    for (size_t h = 0; h < t->study->stratum_count; h++) {
        size_t row = 0;
        if (!is_of(member, h) || !explanation_adopter(t->explanation, member, h, &row))
            continue;
        buffer_format(t->out, "  %s: ", label_in(&t->study->strata[h].label, t->language));
        add_lines(t, member, h);
    }
    buffer_byte(t->out, '\n');
}

/* ---- strata ---- */

static enum status add_strata(const struct telling *t, const struct explained *member,
                              const struct stratum_count *strata)
{
    static const struct column columns[] = {
        {"stratum", N_("stratum"), COLUMN_TEXT, SHOW_ALWAYS},
        {"x", N_("x"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"n", N_("n"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"respondents", N_("respondents"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"N", N_("N"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"weight", N_("N/respondents"), COLUMN_REAL, SHOW_ALWAYS},
        {"rate", N_("x/n"), COLUMN_PROPORTION, SHOW_ALWAYS},
    };
    struct table *table = table_new("strata", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(&t->explanation->session->errors);
    for (size_t h = 0; h < t->study->stratum_count; h++) {
        const struct stratum_count *one = &strata[h];
        if (!is_of(member, h) || (one->n <= 0 && one->N <= 0))
            continue;
        table_row(table);
        table_labelled(table, t->study->strata[h].id, &t->study->strata[h].label);
        table_integer(table, one->x);
        table_integer(table, one->valid);
        table_integer(table, one->n);
        if (one->N < 0)
            table_empty(table);
        else
            table_integer(table, one->N);
        table_real(table, one->n > 0 && one->N >= 0 ? (double)one->N / (double)one->n : NAN);
        table_real(table, one->valid > 0 ? (double)one->x / (double)one->valid : NAN);
    }
    return add_table(t, table);
}

/* ---- the estimate ---- */

/* The sums of a rate: x of n, or weighted. */
static void add_sums(const struct telling *t, const struct explained *member)
{
    double adopted = 0, all = 0;
    bool framed = true;
    for (size_t h = 0; h < t->study->stratum_count; h++) {
        const struct stratum_count *one = &member->strata[h];
        if (!is_of(member, h) || one->n <= 0)
            continue;
        framed = framed && one->N >= 0;
        adopted += (double)one->N / (double)one->n * (double)one->x;
        all += (double)one->N / (double)one->n * (double)one->valid;
    }
    if (t->explanation->rule->estimator == ESTIMATOR_PUBLISHED)
        buffer_format(t->out, tr(t->language, "Rate, as published: x / n = %lld / %lld = "), (long long)member->rate.x,
                      (long long)member->rate.n);
    else if (rule_is_weighted(t->study, t->explanation->rule))
        buffer_text(t->out,
                    tr(t->language, "Rate of the population, each answer with its own weight (`minaoshi weights`): "));
    else if (!framed)
        buffer_text(t->out, tr(t->language, "Rate of the population, which the frame does not count: "));
    else {
        buffer_text(t->out, tr(t->language, "Rate of the population: sum of N/respondents x / the same of n = "));
        number_add_fixed(t->out, adopted, 4, false);
        buffer_text(t->out, " / ");
        number_add_fixed(t->out, all, 4, false);
        buffer_text(t->out, " = ");
    }
    add_value(t, member->rate.estimate, 4, "%");
    buffer_byte(t->out, '\n');
}

static void add_limits(const struct telling *t, double se, double lower, double upper, double level, const char *method,
                       const char *unit)
{
    if (!isnan(se)) {
        buffer_text(t->out, tr(t->language, "Standard error: "));
        number_add_fixed(t->out, se * 100, 4, false);
        buffer_text(t->out, unit);
        buffer_byte(t->out, '\n');
    }
    if (isnan(lower) || isnan(upper))
        return;
    buffer_format(t->out, tr(t->language, "Limits at %.12g%% (%s): "), level * 100, method ? method : "–");
    add_value(t, lower, 4, unit);
    buffer_text(t->out, tr(t->language, " to "));
    add_value(t, upper, 4, unit);
    buffer_byte(t->out, '\n');
}

static void add_change(const struct telling *t, const struct explained *member)
{
    const struct change *change = &member->change;
    buffer_format(t->out, tr(t->language, "Change since %s: "),
                  label_in(&t->study->waves[change->from].label, t->language));
    add_value(t, change->estimate_to, 4, "%");
    buffer_text(t->out, " - ");
    add_value(t, change->estimate_from, 4, "%");
    buffer_text(t->out, " = ");
    add_value(t, change->change, 4, tr(t->language, " points"));
    buffer_byte(t->out, '\n');
    if (change->has_matched)
        buffer_format(t->out,
                      tr(t->language, "Of the institutions in both waves: adopted in both %lld, dropped %lld, newly "
                                      "adopted %lld, in neither %lld\n"),
                      (long long)change->matched.n11, (long long)change->matched.n10, (long long)change->matched.n01,
                      (long long)change->matched.n00);
    add_limits(t, change->se, change->lower, change->upper, change->level, change->method, tr(t->language, " points"));
}

static void add_draws(const struct telling *t, const struct explained *member)
{
    const struct rule *rule = t->explanation->rule;
    if (!member->draws)
        buffer_text(t->out, tr(t->language, "There is no curve through the waves so far.\n"));
    else
        buffer_format(t->out,
                      tr(t->language, "%lld of %lld draws of the curve through the waves so far reach %.12g%% by %d "
                                      "(seed %lld)\n"),
                      (long long)member->reached, (long long)member->draws, rational_value(rule->of) * 100,
                      t->study->waves[t->explanation->check->wave].year + rule->within,
                      (long long)t->study->analysis.seed);
}

static void add_estimate(const struct telling *t, const struct explained *member)
{
    const struct rule *rule = t->explanation->rule;
    if (member->has_rate && rule->statistic == STATISTIC_SIZE_SHARE) {
        buffer_text(t->out, tr(t->language, "Share of the size, weighted: "));
        add_value(t, member->rate.estimate, 4, "%");
        buffer_byte(t->out, '\n');
    } else if (member->has_rate)
        add_sums(t, member);
    if (member->has_rate)
        add_limits(t, member->rate.se, member->rate.lower, member->rate.upper, member->rate.level,
                   member->rate.interval, "%");
    if (member->has_rate && rule->statistic == STATISTIC_COUNT && rule->estimator == ESTIMATOR_POPULATION)
        buffer_format(t->out, tr(t->language, "Number of institutions: the rate times N = %lld\n"),
                      (long long)member->rate.N);
    if (rule->statistic == STATISTIC_CHANGE && member->has_change)
        add_change(t, member);
    if (rule->statistic == STATISTIC_REACH)
        add_draws(t, member);
}

/* ---- the level ---- */

static void add_sides(const struct telling *t, const struct verdict *verdict)
{
    int64_t f[4];
    if (!explanation_sides(t->explanation, verdict, f))
        return;
    const long long a = f[0], b = f[1], c = f[2], d = f[3];
    buffer_format(t->out, tr(t->language, "In whole numbers: %lld × %lld = %lld against %lld × %lld = %lld\n"), a, b,
                  a * b, c, d, c * d);
}

static void add_level(const struct telling *t, const struct verdict *verdict)
{
    static const char *const bounds[BOUND_END] = {
        [BOUND_POINT] = N_("value"), [BOUND_LOWER] = N_("lower limit"), [BOUND_UPPER] = N_("upper limit")};
    static const char *const comparisons[COMPARE_END] = {
        [COMPARE_AT_LEAST] = "≥", [COMPARE_ABOVE] = ">", [COMPARE_AT_MOST] = "≤", [COMPARE_BELOW] = "<"};
    const struct rule *rule = t->explanation->rule;
    double value = rule->bound == BOUND_POINT   ? verdict->value
                   : rule->bound == BOUND_LOWER ? verdict->lower
                                                : verdict->upper;
    buffer_format(t->out, tr(t->language, "Asked for: %s %s "), tr(t->language, bounds[rule->bound]),
                  comparisons[rule->comparison]);
    add_value(t, rational_value(rule->level), 4, unit_of(t));
    buffer_text(t->out, tr(t->language, "; found: "));
    add_value(t, value, 4, unit_of(t));
    buffer_format(t->out, tr(t->language, "; %s\n"),
                  !verdict->usable  ? tr(t->language, "the wave does not count")
                  : verdict->passes ? tr(t->language, "the wave passes")
                                    : tr(t->language, "the wave does not pass"));
    add_sides(t, verdict);
    if (rule->has_clear) {
        buffer_text(t->out, tr(t->language, "Once fired, it is left past "));
        add_value(t, rational_value(rule->clear), 4, unit_of(t));
        buffer_byte(t->out, '\n');
    }
    if (rule->for_waves > 1)
        buffer_format(t->out, tr(t->language, "It fires when %d waves in a row pass\n"), rule->for_waves);
    buffer_byte(t->out, '\n');
}

/* ---- waves ---- */

static enum status add_waves(const struct telling *t, const struct explained *member)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_TEXT, SHOW_ALWAYS},
        {"value", N_("value"), COLUMN_TEXT, SHOW_ALWAYS},
        {"lower", N_("lower"), COLUMN_TEXT, SHOW_ALWAYS},
        {"upper", N_("upper"), COLUMN_TEXT, SHOW_ALWAYS},
        {"passes", N_("passes"), COLUMN_TEXT, SHOW_ALWAYS},
        {"in_a_row", N_("in a row"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"state", N_("rule state"), COLUMN_TEXT, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    struct table *table = table_new("waves", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(&t->explanation->session->errors);
    for (const struct verdict *verdict = explanation_next(t->explanation, member, NULL); verdict;
         verdict = explanation_next(t->explanation, member, verdict)) {
        const double values[] = {verdict->value, verdict->lower, verdict->upper};
        table_row(table);
        table_text(table, label_in(&t->study->waves[verdict->wave].label, t->language));
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            struct buffer cell = {0};
            const struct telling own = {t->explanation, t->study, t->language, &cell};
            add_value(&own, values[i], 4, unit_of(t));
            table_text(table, buffer_get(&cell));
            t->out->failed = t->out->failed || cell.failed;
            buffer_clear(&cell);
        }
        table_text(table, !verdict->usable ? "–" : verdict->passes ? tr(t->language, "yes") : tr(t->language, "no"));
        table_integer(table, verdict->passed);
        table_text(table, tr(t->language, rule_state_name(verdict->state)));
        table_text(table, tr(t->language, verdict_status_name(verdict->status)));
    }
    return add_table(t, table);
}

/* ---- a SELECT ---- */

static void add_select(const struct telling *t, const struct selection *select)
{
    if (!select || select->rows < 0) {
        buffer_text(t->out, tr(t->language, "The SELECT was not run at this wave.\n\n"));
        return;
    }
    buffer_format(t->out, tr(t->language, "Rows of the SELECT: %lld\n"), (long long)select->rows);
    for (size_t row = 0; row < select->kept; row++) {
        buffer_text(t->out, "  ");
        for (size_t i = 0; i < select->columns; i++) {
            const char *cell = select->cells[row * select->columns + i];
            buffer_format(t->out, "%s%s = ", i ? ", " : "", select->names[i]);
            text_add_safe(t->out, cell ? cell : "NULL", strlen(cell ? cell : "NULL"));
        }
        buffer_byte(t->out, '\n');
    }
    if (select->rows > (int64_t)select->kept)
        buffer_text(t->out, "  …\n");
    buffer_byte(t->out, '\n');
}

static enum status add_member(const struct telling *t, const struct explained *member)
{
    const struct rule *rule = t->explanation->rule;
    enum status status = STATUS_OK;
    const struct verdict *newest = NULL;
    for (const struct verdict *one = explanation_next(t->explanation, member, NULL); one;
         one = explanation_next(t->explanation, member, one))
        newest = one;
    if (member->item >= 0)
        buffer_text(t->out, label_in(&t->study->items[member->item].label, t->language));
    if (member->stratum >= 0)
        buffer_format(t->out, tr(t->language, ", %s"), label_in(&t->study->strata[member->stratum].label, t->language));
    if (member->item >= 0)
        buffer_text(t->out, "\n\n");
    if (rule->sql)
        add_select(t, member->select);
    else if (!member->has_data)
        buffer_text(t->out, tr(t->language, "The wave has no data on it.\n\n"));
    else {
        add_rows(t, member);
        status = add_strata(t, member, member->strata);
        if (status == STATUS_OK)
            add_estimate(t, member);
    }
    if (status == STATUS_OK && newest)
        add_level(t, newest);
    return status == STATUS_OK ? add_waves(t, member) : status;
}

/* "wide: fired since FY2021", with what it depends on. */
static void add_verdict(const struct telling *t)
{
    const struct verdict *verdict = check_verdict(t->explanation->check, t->explanation->rule);
    buffer_format(t->out, tr(t->language, "%s: %s since %s\n"), verdict->rule->id,
                  tr(t->language, rule_state_name(verdict->state)),
                  label_in(&t->study->waves[verdict->since].label, t->language));
    if (verdict->status != VERDICT_OK)
        buffer_format(t->out, "    %s\n", tr(t->language, verdict_status_name(verdict->status)));
    decision_add_distance(t->explanation->session, verdict, t->out);
}

enum status explain_text(const struct explanation *explanation, struct buffer *out)
{
    struct session *session = explanation->session;
    const struct telling t = {explanation, session->study, session->language, out};
    const char *notice = label_in(&session->study->notice, session->language);
    const char *assumptions = label_in(&explanation->check->rules->assumptions, session->language);
    if (*notice)
        buffer_format(out, "%s\n", notice);
    if (*assumptions)
        buffer_format(out, "%s\n", assumptions);
    buffer_format(out, tr(session->language, "\nRule %s at %s\n\n"), explanation->rule->id,
                  label_in(&session->study->waves[explanation->check->wave].label, session->language));
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < explanation->member_count; i++)
        status = add_member(&t, &explanation->members[i]);
    if (status == STATUS_OK)
        add_verdict(&t);
    return status == STATUS_OK && buffer_status(out) != STATUS_OK ? errors_memory(&session->errors) : status;
}
