/* rules_test.yaml: vectors read, and run through the same check as a study's waves. */
#include <string.h>

#include "threshold/vectors.h"

/* The status that goes without saying with a state. */
static enum verdict_status usual_status(enum rule_state state)
{
    switch (state) {
    case STATE_NO_DATA:
        return VERDICT_NO_DATA;
    case STATE_INSUFFICIENT:
        return VERDICT_INSUFFICIENT;
    case STATE_BREAK:
        return VERDICT_BREAK;
    case STATE_CLEAR:
    case STATE_PENDING:
    case STATE_FIRED:
    case STATE_END:
        break;
    }
    return VERDICT_OK;
}

/* "fired", "fired (stale)". */
static const char *state_words(struct rule_reader *r, enum rule_state state, enum verdict_status status)
{
    return status == usual_status(state)
               ? rule_state_name(state)
               : rule_words(r, "%s (%s)", rule_state_name(state), verdict_status_name(status));
}

/* One expected state, as state_words writes it; NULL: it is none. */
static const char *read_state(struct rule_reader *r, const char *text, size_t length)
{
    static const enum verdict_status statuses[] = {VERDICT_OK,      VERDICT_STALE, VERDICT_INSUFFICIENT,
                                                   VERDICT_NO_DATA, VERDICT_BREAK, VERDICT_SNOOZED};
    for (int state = 0; state < STATE_END; state++) {
        const char *name = rule_state_name((enum rule_state)state);
        if (strlen(name) == length && memcmp(name, text, length) == 0)
            return name;
        for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
            const char *words = rule_words(r, "%s (%s)", name, verdict_status_name(statuses[i]));
            if (strlen(words) == length && memcmp(words, text, length) == 0)
                return state_words(r, (enum rule_state)state, statuses[i]);
        }
    }
    return NULL;
}

static bool read_states(struct rule_reader *r, const struct node *node, struct rule_vector *vector)
{
    const char *text;
    size_t waves = vector->study.wave_count, count = 0;
    if (!rule_text(r, node, "expect", &text))
        return false;
    vector->expected = arena_array(r->arena, waves, sizeof *vector->expected);
    if (!vector->expected) {
        r->failed = true;
        return false;
    }
    for (const char *at = text; at; count++) {
        const char *start = at + strspn(at, " \n"), *end = strchr(start, ',');
        at = end ? end + 1 : NULL;
        size_t length = end ? (size_t)(end - start) : strlen(start);
        while (length && strchr(" \n", start[length - 1]))
            length--;
        const char *state = read_state(r, start, length);
        if (!state) {
            (void)node_report(node, r->errors, ERROR_VECTOR_VALUE,
                              "clear, pending, fired, no data, insufficient or break; behind it perhaps (stale), "
                              "(insufficient) or (snoozed)",
                              "expect: '%.*s' is not a state", (int)(length < 60 ? length : 60), start);
            return false;
        }
        if (count < waves)
            vector->expected[count] = state;
    }
    if (count == waves)
        return true;
    (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "one state for each wave of the vector",
                      "expect: %zu state%s for %zu wave%s", count, count == 1 ? "" : "s", waves, waves == 1 ? "" : "s");
    return false;
}

static bool read_decision(struct rule_reader *r, const struct node *node, struct rule_vector *vector)
{
    static const enum decision decisions[] = {DECISION_NO_REVISION, DECISION_REVISION, DECISION_MAJOR,
                                              DECISION_UNDETERMINED};
    const char *names[sizeof decisions / sizeof *decisions + 1] = {0};
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
        names[i] = decision_name(decisions[i]);
    size_t index;
    if (!rule_name(r, node, "decision", names, &index))
        return false;
    vector->wanted_decision = names[index];
    return true;
}

static const struct rule *find_rule(struct rule_reader *r, const struct node *node, const struct rules *rules)
{
    const char *id;
    if (!rule_text(r, node, "rule", &id))
        return NULL;
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->rules[i].id, id) == 0)
            return &rules->rules[i];
    const char **ids = arena_array(r->arena, rules->count + 1, sizeof *ids);
    for (size_t i = 0; ids && i < rules->count; i++)
        ids[i] = rules->rules[i].id;
    r->failed = r->failed || !ids;
    (void)node_report(node, r->errors, ERROR_YAML_REFERENCE, ids ? rule_suggestion(r, id, ids) : NULL,
                      "there is no rule '%s'", id);
    return NULL;
}

/* Why no counts can stand for what the rule is about; NULL: they can. */
static const char *untestable(const struct rule *rule)
{
    if (rule->statistic == STATISTIC_SQL)
        return "it is a SELECT over the database, and a vector has none";
    if (rule->statistic == STATISTIC_REACH)
        return "reach is of the curve through each institution's answers over the waves, which counts do not tell";
    if (rule->statistic == STATISTIC_SIZE_SHARE && rule->item_count > 1)
        return "of several items counts do not tell which sizes adopt which of them";
    return NULL;
}

/* What shows it instead: SELECTs see the newest vintages only, and have no past. */
static const char *instead(struct rule_reader *r, const struct rule *rule)
{
    return rule->statistic == STATISTIC_SQL
               ? rule_words(r, "`minaoshi explain %s` shows what it comes to", rule->id)
               : rule_words(r, "`minaoshi rules backtest --rule %s` shows when it would have fired", rule->id);
}

/* Whether a vector can be about the rule. */
static bool check_testable(struct rule_reader *r, const struct node *node, const struct rule *rule)
{
    const char *why = untestable(rule);
    if (why)
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, instead(r, rule), "no vector can test rule '%s': %s",
                          rule->id, why);
    return !why;
}

static bool read_vector(struct rule_reader *r, const struct node *test, const struct rules *rules,
                        struct rule_vector *vector)
{
    static const char *const known[] = {"name",  "rule",   "frame",    "waves",    "strata", "matched",
                                        "sizes", "expect", "evidence", "decision", NULL};
    bool good = node_check_keys(test, "a vector", known, r->errors);
    if (test->kind != NODE_MAPPING)
        return false;
    const struct node *name = node_required(test, "name", "a vector", r->errors),
                      *rule = node_required(test, "rule", "a vector", r->errors);
    const struct node *expect = node_value(test, "expect"), *decision = node_value(test, "decision"),
                      *evidence = node_value(test, "evidence");
    if (!expect && !decision) {
        (void)node_report(test, r->errors, ERROR_YAML_MISSING, "say what must come out",
                          "'expect' is missing in a vector");
        good = false;
    }
    good = name && rule_text(r, name, "name", &vector->name) && good;
    good = (!evidence || vector_read_evidence(r, evidence, &vector->files.evidence)) && good;
    vector->rule = rule ? find_rule(r, rule, rules) : NULL;
    good = vector->rule && check_testable(r, rule, vector->rule) && good;
    struct vector_counts counts;
    if (!good || !vector_read_counts(r, test, vector->rule, &counts) || !vector_make_panel(r, &counts, vector) ||
        !vector_make_answers(r, &counts, vector))
        return false;
    vector->study.evidence = evidence ? "evidence" : NULL; /* the vector's, if it has any, and never the study's */
    vector->node = expect ? expect : decision;
    return (!expect || read_states(r, expect, vector)) && (!decision || read_decision(r, decision, vector));
}

static void read_root(struct rule_reader *r, const struct node *root, const struct rules *rules,
                      struct rule_vectors *vectors)
{
    static const char *const known[] = {"version", "tests", NULL};
    if (!node_check_keys(root, vectors->name, known, r->errors) && root->kind != NODE_MAPPING)
        return;
    const struct node *tests = node_value(root, "tests");
    node_check_version(root, vectors->name, r->errors);
    if (!tests || tests->kind != NODE_SEQUENCE || !tests->count) {
        (void)node_report(tests ? tests : root, r->errors, ERROR_VECTOR_NONE, "begin each vector with `- name: …`",
                          "there is no list of vectors under 'tests'");
        return;
    }
    vectors->vectors = arena_array(r->arena, tests->count, sizeof *vectors->vectors);
    r->failed = r->failed || !vectors->vectors;
    for (size_t i = 0; i < tests->count && !r->failed; i++)
        if (read_vector(r, tests->values[i], rules, &vectors->vectors[vectors->count]))
            vectors->count++;
        else
            vectors->vectors[vectors->count] = (struct rule_vector){0};
}

enum status rule_vectors_parse(const struct study *study, const struct rules *rules, const char *name,
                               const char *bytes, size_t length, struct arena *arena, struct rule_vectors *vectors,
                               struct errors *errors)
{
    *vectors = (struct rule_vectors){.name = name};
    size_t before = errors->total;
    const struct node *root;
    enum status status = node_parse(name, bytes, length, arena, &root, errors);
    if (status != STATUS_OK)
        return status;
    struct rule_reader r = {.study = study, .arena = arena, .errors = errors};
    read_root(&r, root, rules, vectors);
    if (r.failed)
        return errors_memory(errors);
    return errors->total > before ? STATUS_RULES : STATUS_OK;
}

static enum status run_vector(struct rule_reader *r, struct rule_vector *vector)
{
    struct check check;
    const struct rules rules = {.rules = (struct rule *)vector->rule, .count = 1};
    vector->got = arena_array(r->arena, vector->study.wave_count, sizeof *vector->got);
    if (!vector->got)
        return errors_memory(r->errors);
    const struct check_inputs inputs = {.panel = &vector->panel, .answers = vector->answers};
    enum status status = threshold_check_inputs(&inputs, &rules, EVERY, r->arena, &check, r->errors);
    if (status == STATUS_OK)
        status = threshold_consider(&check, &vector->files, r->arena, r->errors);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < check.count; i++)
        if (check.verdicts[i].whole)
            vector->got[check.verdicts[i].wave] = state_words(r, check.verdicts[i].state, check.verdicts[i].status);
    vector->decision = decision_name(check.decision);
    vector->passed = !vector->wanted_decision || strcmp(vector->wanted_decision, vector->decision) == 0;
    for (size_t i = 0; vector->expected && i < vector->study.wave_count; i++)
        vector->passed = vector->passed && strcmp(vector->expected[i], vector->got[i]) == 0;
    return r->failed ? errors_memory(r->errors) : STATUS_OK;
}

/* Warns of a rule that no vector is about. */
static void tell_untested(struct rule_reader *r, const struct rule *rule, const char *name)
{
    const char *why = untestable(rule);
    if (why)
        (void)node_report(rule->node, r->errors, ERROR_VECTOR_UNTESTED, instead(r, rule),
                          "no vector can test rule '%s': %s", rule->id, why);
    else
        (void)node_report(rule->node, r->errors, ERROR_VECTOR_UNTESTED, rule_words(r, "add a vector to %s", name),
                          "no vector tests rule '%s'", rule->id);
}

enum status rule_vectors_run(const struct rules *rules, struct arena *arena, struct rule_vectors *vectors,
                             struct errors *errors)
{
    struct rule_reader r = {.arena = arena, .errors = errors};
    vectors->failed = 0;
    for (size_t i = 0; i < vectors->count; i++) {
        enum status status = run_vector(&r, &vectors->vectors[i]);
        if (status != STATUS_OK)
            return status;
        vectors->failed += !vectors->vectors[i].passed;
    }
    for (size_t i = 0; i < rules->count; i++) {
        size_t k = 0;
        while (k < vectors->count && vectors->vectors[k].rule != &rules->rules[i])
            k++;
        if (k == vectors->count)
            tell_untested(&r, &rules->rules[i], vectors->name);
    }
    return r.failed ? errors_memory(errors) : STATUS_OK;
}
