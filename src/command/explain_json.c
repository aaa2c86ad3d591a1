/* The arithmetic of a rule as JSON, numbers as in the JSON of tables. */
#include <math.h>

#include "base/number.h"
#include "command/explain.h"

struct json {
    struct buffer *out;
    const struct explanation *explanation;
    int depth;
    bool first; /* nothing stands yet in what was opened last */
};

static void begin(struct json *json, const char *name)
{
    buffer_text(json->out, json->first ? "\n" : ",\n");
    buffer_fill(json->out, ' ', 2 * (size_t)json->depth);
    json->first = false;
    if (!name)
        return;
    json_add_text(json->out, name);
    buffer_text(json->out, ": ");
}

static void open_with(struct json *json, const char *name, char bracket)
{
    begin(json, name);
    buffer_byte(json->out, bracket);
    json->depth++;
    json->first = true;
}

static void close_with(struct json *json, char bracket)
{
    json->depth--;
    if (!json->first) {
        buffer_byte(json->out, '\n');
        buffer_fill(json->out, ' ', 2 * (size_t)json->depth);
    }
    buffer_byte(json->out, bracket);
    json->first = false;
}

static void add_text(struct json *json, const char *name, const char *text)
{
    begin(json, name);
    json_add_text(json->out, text);
}

static void add_number(struct json *json, const char *name, double value)
{
    begin(json, name);
    if (isfinite(value))
        number_add_exact(json->out, value);
    else
        buffer_text(json->out, "null");
}

static void add_integer(struct json *json, const char *name, int64_t value)
{
    begin(json, name);
    buffer_format(json->out, "%lld", (long long)value);
}

static void add_flag(struct json *json, const char *name, bool value)
{
    begin(json, name);
    buffer_text(json->out, value ? "true" : "false");
}

static void add_rows(struct json *json, const struct explained *member, size_t h)
{
    open_with(json, "rows", '[');
    for (size_t row = 0; explanation_adopter(json->explanation, member, h, &row); row++) {
        const struct answer_line *line = &json->explanation->lines[row];
        struct buffer place = {0};
        buffer_format(&place, "%s:%lld", line->file, (long long)line->line);
        add_text(json, NULL, buffer_get(&place));
        json->out->failed = json->out->failed || place.failed;
        buffer_clear(&place);
    }
    close_with(json, ']');
}

static void add_strata(struct json *json, const struct explained *member)
{
    const struct study *study = json->explanation->session->study;
    open_with(json, "strata", '[');
    for (size_t h = 0; member->strata && h < study->stratum_count; h++) {
        const struct stratum_count *one = &member->strata[h];
        if ((member->stratum >= 0 && (int64_t)h != member->stratum) || (one->n <= 0 && one->N <= 0))
            continue;
        open_with(json, NULL, '{');
        add_text(json, "stratum", study->strata[h].id);
        add_integer(json, "x", one->x);
        add_integer(json, "n", one->valid);
        add_integer(json, "respondents", one->n);
        add_number(json, "N", one->N < 0 ? NAN : (double)one->N);
        add_number(json, "weight", one->n > 0 && one->N >= 0 ? (double)one->N / (double)one->n : NAN);
        add_rows(json, member, h);
        close_with(json, '}');
    }
    close_with(json, ']');
}

static void add_estimate(struct json *json, const struct explained *member)
{
    open_with(json, "estimate", '{');
    if (member->has_rate) {
        add_number(json, "rate", member->rate.estimate);
        add_number(json, "se", member->rate.se);
        add_number(json, "df", member->rate.df);
        add_number(json, "lower", member->rate.lower);
        add_number(json, "upper", member->rate.upper);
        add_text(json, "interval", member->rate.interval);
        add_number(json, "level", member->rate.level * 100);
        add_text(json, "status", estimate_status_name(member->rate.status));
    } else if (member->has_change) {
        add_integer(json, "from", json->explanation->session->study->waves[member->change.from].year);
        add_number(json, "estimate_from", member->change.estimate_from);
        add_number(json, "estimate_to", member->change.estimate_to);
        add_number(json, "change", member->change.change);
        add_number(json, "se", member->change.se);
        add_number(json, "lower", member->change.lower);
        add_number(json, "upper", member->change.upper);
        add_number(json, "level", member->change.level * 100);
        add_text(json, "status", estimate_status_name(member->change.status));
    } else if (member->draws) {
        add_integer(json, "reached", member->reached);
        add_integer(json, "draws", member->draws);
        add_integer(json, "seed", json->explanation->session->study->analysis.seed);
    }
    close_with(json, '}');
}

static void add_waves(struct json *json, const struct explained *member)
{
    const struct explanation *explanation = json->explanation;
    const struct study *study = explanation->session->study;
    open_with(json, "waves", '[');
    for (const struct verdict *verdict = explanation_next(explanation, member, NULL); verdict;
         verdict = explanation_next(explanation, member, verdict)) {
        open_with(json, NULL, '{');
        add_integer(json, "wave", study->waves[verdict->wave].year);
        add_number(json, "value", verdict->value);
        add_number(json, "lower", verdict->lower);
        add_number(json, "upper", verdict->upper);
        add_flag(json, "usable", verdict->usable);
        add_flag(json, "passes", verdict->passes);
        add_integer(json, "passed_in_a_row", verdict->passed);
        add_text(json, "state", rule_state_name(verdict->state));
        add_integer(json, "since", study->waves[verdict->since].year);
        add_text(json, "status", verdict_status_name(verdict->status));
        close_with(json, '}');
    }
    close_with(json, ']');
}

static void add_select(struct json *json, const struct selection *select)
{
    open_with(json, "select", '[');
    for (size_t row = 0; select && row < select->kept; row++) {
        open_with(json, NULL, '{');
        for (size_t i = 0; i < select->columns; i++)
            add_text(json, select->names[i], select->cells[row * select->columns + i]);
        close_with(json, '}');
    }
    close_with(json, ']');
}

static void add_member(struct json *json, const struct explained *member)
{
    const struct study *study = json->explanation->session->study;
    open_with(json, NULL, '{');
    add_text(json, "item", member->item < 0 ? NULL : study->items[member->item].id);
    add_text(json, "stratum", member->stratum < 0 ? NULL : study->strata[member->stratum].id);
    if (json->explanation->rule->sql)
        add_select(json, member->select);
    else {
        add_strata(json, member);
        add_estimate(json, member);
    }
    add_waves(json, member);
    close_with(json, '}');
}

static void add_rule(struct json *json)
{
    const struct rule *rule = json->explanation->rule;
    open_with(json, "rule", '{');
    add_text(json, "id", rule->id);
    add_text(json, "statistic", rule_statistic_name(rule->statistic));
    add_text(json, "estimator", rule->sql ? NULL : estimator_name(rule->estimator));
    add_text(json, "comparison", rule_comparison_name(rule->comparison));
    add_number(json, "level", rational_value(rule->level));
    add_text(json, "using", rule_bound_name(rule->bound));
    add_integer(json, "for", rule->for_waves);
    add_number(json, "clear", rule->has_clear ? rational_value(rule->clear) : NAN);
    add_text(json, "severity", rule_severity_name(rule->severity));
    close_with(json, '}');
}

static void add_verdict(struct json *json)
{
    const struct check *check = json->explanation->check;
    const struct verdict *verdict = check_verdict(check, json->explanation->rule);
    struct buffer robustness = {0};
    verdict_dependences(verdict, &robustness);
    open_with(json, "verdict", '{');
    add_text(json, "state", rule_state_name(verdict->state));
    add_integer(json, "since", check->study->waves[verdict->since].year);
    add_text(json, "status", verdict_status_name(verdict->status));
    add_number(json, "margin", verdict->has_margin ? (double)verdict->margin : NAN);
    add_text(json, "robustness", verdict->has_robustness ? buffer_get(&robustness) : NULL);
    close_with(json, '}');
    json->out->failed = json->out->failed || robustness.failed;
    buffer_clear(&robustness);
}

enum status explain_json(const struct explanation *explanation, struct buffer *out)
{
    struct json json = {.out = out, .explanation = explanation, .depth = 1, .first = true};
    const struct study *study = explanation->session->study;
    buffer_byte(out, '{');
    add_text(&json, "table", "explain");
    add_text(&json, "version", MINAOSHI_VERSION);
    add_text(&json, "study", study->id);
    add_text(&json, "notice", label_in(&study->notice, explanation->session->language));
    add_integer(&json, "wave", study->waves[explanation->check->wave].year);
    add_rule(&json);
    open_with(&json, "members", '[');
    for (size_t i = 0; i < explanation->member_count; i++)
        add_member(&json, &explanation->members[i]);
    close_with(&json, ']');
    add_verdict(&json);
    close_with(&json, '}');
    buffer_byte(out, '\n');
    return buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(&explanation->session->errors);
}
