/* What a record found, taken out of its tree. A member that is missing, or another kind than it is written as, is as
 * one that says nothing: the record is sealed, and may come from another version. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "threshold/record.h"

struct taking {
    struct arena *arena;
    bool failed;
};

static const char *text_of(struct taking *taking, const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    const char *kept = arena_format(taking->arena, "%s", text ? text : "");
    taking->failed = taking->failed || !kept;
    return kept ? kept : "";
}

static double real_of(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int64_t integer_of(const json_t *row, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(row, key));
}

static enum rule_state state_of(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "state"));
    for (int i = 0; name && i < STATE_END; i++)
        if (strcmp(name, rule_state_name((enum rule_state)i)) == 0)
            return (enum rule_state)i;
    return STATE_NO_DATA;
}

static void take_depends(const json_t *row, struct since_rule *rule)
{
    const json_t *depends = json_object_get(row, "depends");
    rule->has_robustness = json_is_array(depends);
    for (size_t i = 0; i < json_array_size(depends); i++) {
        const char *name = json_string_value(json_array_get(depends, i));
        for (int k = 0; name && k < DEPENDS_END; k++)
            if (strcmp(name, record_dependence((enum dependence)k)) == 0)
                rule->depends[k] = true;
    }
}

static void take_rules(struct taking *taking, const json_t *rows, struct since *since)
{
    struct since_rule *rules = arena_array(taking->arena, json_array_size(rows), sizeof *rules);
    taking->failed = taking->failed || !rules;
    since->rules = rules;
    for (size_t i = 0; rules && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct since_rule *rule = &rules[since->rule_count++];
        rule->id = text_of(taking, row, "id");
        rule->state = state_of(row);
        rule->value = real_of(row, "value");
        rule->lower = real_of(row, "lower");
        rule->upper = real_of(row, "upper");
        take_depends(row, rule);
    }
}

static void take_rates(struct taking *taking, const json_t *rows, struct since *since)
{
    struct since_rate *rates = arena_array(taking->arena, json_array_size(rows), sizeof *rates);
    taking->failed = taking->failed || !rates;
    since->rates = rates;
    for (size_t i = 0; rates && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *estimator = json_string_value(json_object_get(row, "estimator"));
        for (int k = ESTIMATOR_PUBLISHED; estimator && k <= ESTIMATOR_POPULATION; k++)
            if (strcmp(estimator, estimator_name((enum estimator)k)) == 0)
                rates[since->rate_count++] =
                    (struct since_rate){text_of(taking, row, "item"), (enum estimator)k, integer_of(row, "x"),
                                        integer_of(row, "n"), real_of(row, "estimate")};
    }
}

static enum evidence_call call_of(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "calls_for"));
    for (int i = 0; name && i < CALLS_END; i++)
        if (strcmp(name, evidence_call_name((enum evidence_call)i)) == 0)
            return (enum evidence_call)i;
    return CALLS_OPEN;
}

static void take_considerations(struct taking *taking, const json_t *rows, struct since *since)
{
    struct consideration *all = arena_array(taking->arena, json_array_size(rows), sizeof *all);
    taking->failed = taking->failed || !all;
    since->considerations = all;
    for (size_t i = 0; all && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        all[since->consideration_count++] = (struct consideration){.number = (int)integer_of(row, "number"),
                                                                   .count = (size_t)integer_of(row, "lines"),
                                                                   .urgent = (size_t)integer_of(row, "urgent"),
                                                                   .unassessed = (size_t)integer_of(row, "unassessed"),
                                                                   .calls = call_of(row)};
    }
}

enum status record_since(const struct decision_record *record, const struct decision_record *now, struct arena *arena,
                         struct since *since, struct errors *errors)
{
    struct taking taking = {.arena = arena};
    struct record_difference *differences;
    *since = (struct since){.year = record->year, .decision = text_of(&taking, record->root, "decision")};
    take_rules(&taking, json_object_get(record->root, "rules"), since);
    take_rates(&taking, json_object_get(record->root, "rates"), since);
    take_considerations(&taking, json_object_get(record->root, "considerations"), since);
    if (taking.failed)
        return errors_memory(errors);
    enum status status = record_compare(record, now, arena, &differences, &since->difference_count, errors);
    since->differences = differences;
    return status;
}
