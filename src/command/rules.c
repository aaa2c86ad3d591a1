/* minaoshi rules: lint and test need no database, the others judge rules by what is in it. */
#include "command/rules.h"

#include <string.h>

#include "base/file.h"
#include "command/decision.h"

static enum status load_rules(struct session *session, struct rules *rules)
{
    return rules_load(session->study, session->arena, rules, &session->errors);
}

enum status rules_chosen(struct session *session, const struct rules *rules, const struct rule **rule, size_t *count)
{
    const char *id = session->options->rule;
    *rule = rules->rules;
    *count = rules->count;
    if (!id)
        return STATUS_OK;
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->rules[i].id, id) == 0) {
            *rule = &rules->rules[i];
            *count = 1;
            return STATUS_OK;
        }
    return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0}, "rules are listed in the file of rules",
                      "--rule: there is no rule '%s'", id);
}

/* The frame as the folder has it: rules are looked at before there is a database. */
static enum status load_frame(struct session *session, struct frame *frame)
{
    const struct study *study = session->study;
    const char *bytes;
    size_t length;
    *frame = (struct frame){0};
    if (!study->frame)
        return STATUS_OK;
    enum status status =
        study_read_file(study, study->frame, ERROR_CSV_MISSING_FILE, session->arena, &bytes, &length, &session->errors);
    return status == STATUS_OK
               ? frame_parse(study, study->frame, bytes, length, session->arena, frame, &session->errors)
               : status;
}

static enum status run_lint(struct session *session)
{
    struct rules rules;
    struct frame frame;
    enum status status = load_rules(session, &rules);
    if (status == STATUS_OK)
        status = load_frame(session, &frame);
    if (status == STATUS_OK)
        status = rules_lint(session->study, &rules, &frame, session->arena, &session->errors);
    if (status != STATUS_OK)
        return status;
    struct buffer out = {0};
    buffer_format(&out, tr(session->language, "rules: %zu, errors: 0, warnings: %zu\n"), rules.count,
                  session->errors.warnings);
    status = print_text(&out, &session->errors);
    buffer_clear(&out);
    return status;
}

/* "rules.yaml" -> "rules_test.yaml". */
static const char *test_file_of(struct session *session)
{
    const char *rules = session->study->rules, *slash = strrchr(rules, '/'), *dot = strrchr(rules, '.');
    size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - rules) : strlen(rules);
    return arena_format(session->arena, "%.*s_test%s", (int)stem, rules, rules + stem);
}

static enum status load_vectors(struct session *session, const struct rules *rules, struct rule_vectors *vectors)
{
    const bool given = session->options->word_count > 1;
    const char *name = given ? session->options->words[1] : test_file_of(session);
    const char *path = given || !name ? name : file_join(session->arena, session->study->folder, name);
    if (!path)
        return errors_memory(&session->errors);
    struct file file;
    enum status status =
        file_read(path, name, ERROR_VECTOR_NONE, "write the vectors of the rules there", &file, &session->errors);
    if (status == STATUS_OK)
        status = rule_vectors_parse(session->study, rules, name, file.bytes, file.length, session->arena, vectors,
                                    &session->errors);
    file_clear(&file);
    return status;
}

static enum status write_vectors(struct session *session, const struct rule_vectors *vectors)
{
    const char *format = session->options->format;
    struct buffer out = {0};
    struct table *table = NULL;
    enum table_format known = FORMAT_TEXT;
    bool junit = format && strcmp(format, "junit") == 0;
    enum status status = junit ? STATUS_OK : session_format(session, &known);
    if (status == STATUS_OK && !junit && known != FORMAT_TEXT) {
        status = rule_vectors_to_table(session->study, vectors, &table, &session->errors);
        if (status == STATUS_OK)
            status = session_write_table(session, table, NULL);
        table_free(table);
        return status;
    }
    if (junit)
        rule_vectors_junit(vectors, &out);
    else
        rule_vectors_text(vectors, session->language, &out);
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}

static enum status run_test(struct session *session)
{
    struct rules rules;
    struct rule_vectors vectors;
    enum status status = load_rules(session, &rules);
    if (status == STATUS_OK)
        status = load_vectors(session, &rules, &vectors);
    if (status == STATUS_OK)
        status = rule_vectors_run(&rules, session->arena, &vectors, &session->errors);
    if (status == STATUS_OK)
        status = write_vectors(session, &vectors);
    return status == STATUS_OK && vectors.failed ? STATUS_RULES : status;
}

/* One vintage, its panel freed before the next. */
static enum status add_vintage(struct session *session, const struct rules *rules, int64_t as_of,
                               struct backtest *backtest)
{
    struct check_inputs inputs;
    struct session vintage = *session;
    vintage.arena = arena_new();
    if (!vintage.arena)
        return errors_memory(&session->errors);
    enum status status = session_load_as_of(&vintage, as_of, true);
    if (status == STATUS_OK)
        status = decision_answers(&vintage, rules, &inputs);
    if (status == STATUS_OK)
        status = backtest_add(&inputs, rules, as_of, vintage.arena, backtest, &vintage.errors);
    session->errors = vintage.errors; /* with what was added */
    arena_free(vintage.arena);
    return status;
}

static enum status run_backtest(struct session *session)
{
    struct rules rules;
    const struct rule *chosen;
    struct backtest backtest = {0};
    struct import *imports;
    size_t count = 0, chosen_count;
    int64_t as_of;
    enum status status = load_rules(session, &rules);
    if (status == STATUS_OK)
        status = rules_chosen(session, &rules, &chosen, &chosen_count);
    if (status == STATUS_OK)
        status = session_open(session, STORE_READ);
    if (status == STATUS_OK)
        status = session_as_of(session, &as_of);
    if (status == STATUS_OK)
        status = store_imports(session->store, AS_OF_NEWEST, session->arena, &imports, &count, &session->errors);
    if (status != STATUS_OK)
        return status;
    const struct rules picked = {(struct rule *)chosen, chosen_count, rules.assumptions};
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (as_of == AS_OF_NEWEST || imports[i].id == as_of)
            status = add_vintage(session, &picked, imports[i].id, &backtest);
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = backtest_to_table(session->study, &picked, &backtest, as_of != AS_OF_NEWEST, &table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, table_rows(table) > 0);
    table_free(table);
    backtest_clear(&backtest);
    return status;
}

enum action { LINT = 1, TEST = 2, BACKTEST = 4, OC = 8, DESIGN = 16 };

static const struct {
    const char *name;
    enum action action;
    enum status (*run)(struct session *session);
} actions[] = {{"lint", LINT, run_lint},
               {"test", TEST, run_test},
               {"backtest", BACKTEST, run_backtest},
               {"oc", OC, rules_oc_run},
               {"design", DESIGN, rules_design_run}};

enum { ACTION_COUNT = sizeof actions / sizeof *actions };

/* An option that the action does not read is told, for it would change nothing. */
static enum status check_options(struct session *session, size_t action)
{
    const struct options *given = session->options;
    const struct {
        const char *name, *value;
        int actions;
    } known[] = {
        {"--wave", given->wave, OC | DESIGN},
        {"--as-of", given->as_of, BACKTEST | OC | DESIGN},
        {"--rule", given->rule, BACKTEST | OC | DESIGN},
        {"--rates", given->rates, OC},
        {"--response-rates", given->response_rates, OC | DESIGN},
        {"--waves", given->waves, OC},
        {"--draws", given->draws, OC | DESIGN},
        {"--null", given->null_rate, DESIGN},
        {"--alternative", given->alternative, DESIGN},
        {"--alpha", given->alpha, DESIGN},
        {"--beta", given->beta, DESIGN},
        {"--format", given->format, TEST | BACKTEST | OC | DESIGN},
        {"--output", given->output, TEST | BACKTEST | OC | DESIGN},
        {"FILE", given->word_count > 1 ? given->words[1] : NULL, TEST},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!known[i].value || (known[i].actions & (int)actions[action].action))
            continue;
        struct buffer hint = {0};
        for (size_t k = 0; k < ACTION_COUNT; k++)
            if (known[i].actions & (int)actions[k].action)
                buffer_format(&hint, "%s`rules %s`", hint.length ? ", " : "it goes with ", actions[k].name);
        enum status status = errors_add(&session->errors, ERROR_USAGE, (struct place){0}, buffer_get(&hint),
                                        "rules %s: %s is not for it", actions[action].name, known[i].name);
        buffer_clear(&hint);
        return status;
    }
    return STATUS_OK;
}

enum status command_rules(struct session *session)
{
    const char *word = session->options->words[0];
    size_t i = 0;
    while (i < ACTION_COUNT && strcmp(actions[i].name, word) != 0)
        i++;
    if (i == ACTION_COUNT)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "known are lint, test, backtest, oc, design", "rules: '%s' is not known", word);
    enum status status = check_options(session, i);
    if (status == STATUS_OK)
        status = session_load_study(session);
    return status == STATUS_OK ? actions[i].run(session) : status;
}
