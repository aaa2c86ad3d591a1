/* Any bytes as rules_test.yaml, for rules of every kind that are parsed once; vectors that hold up are run and told. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/threshold.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct study *study;
static struct rules rules;

static void stop_for(const struct errors *errors)
{
    errors_print(errors, stderr, false);
    exit(1);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char study_text[] =
        "version: 1\nstudy: s\ninstitution: {code: c}\n"
        "strata: {column: h, values: [{id: city, label: {en: City}}, {id: rural, label: {en: Rural}}]}\n"
        "scales: {offer: [{id: yes, label: {en: Yes}}, {id: no, label: {en: No}}], all: [{id: has, label: {en: "
        "Has}}]}\n"
        "items:\n"
        "  - {id: read, column: r, scale: offer, adopted: [yes]}\n"
        "  - {id: write, column: w, scale: offer, adopted: [yes]}\n"
        "  - {id: given, column: g, scale: all, adopted: [has]}\n"
        "  - {id: uses, kind: multiple, column: u, options: [{id: a}, {id: b}], adopted: [b]}\n"
        "waves:\n  2019: {files: [b.csv]}\n  2021: {files: [d.csv], review_date: 2022-01-20}\n";
    static const char rules_text[] =
        "version: 1\nrules:\n"
        "  - {id: one, item: read, at_least: 10%, for: 2 waves, clear_below: 8%, minimum: {n: 5}, severity: revise}\n"
        "  - {id: published, item: read, estimator: published, at_most: 10%, severity: major}\n"
        "  - {id: any, any: [read, write], using: point, at_least: 10%, severity: revise}\n"
        "  - {id: strata, item: read, by: stratum, strata_at_least: 1, at_least: 10%, severity: revise}\n"
        "  - {id: jump, item: read, statistic: change, at_least: 5 points, severity: watch}\n"
        "  - {id: pairs, any: [read, write], statistic: change, estimator: matched, at_least: 5 points, severity: "
        "watch}\n"
        "  - {id: likely, item: read, statistic: probability, of: {at_least: 9%}, at_least: 95%, severity: revise}\n"
        "  - {id: count, item: given, statistic: count, at_least: 5, severity: watch,\n"
        "     snooze: {until: 2021-03-31, reason: r, by: b}}\n"
        "  - {id: share, item: read, statistic: size_share, at_least: 50%, severity: revise}\n"
        "  - {id: shares, item: read, statistic: size_share, by: stratum, strata_at_least: 2, at_least: 50%, severity: "
        "watch}\n"
        "  - {id: ticked, item: uses, at_least: 10%, severity: watch}\n"
        "  - {id: held, item: uses, statistic: size_share, at_least: 10%, severity: watch}\n"
        "  - {id: soon, item: read, statistic: reach, of: {at_least: 20%}, within: 3 waves, at_least: 80%, severity: "
        "watch}\n"
        "  - {id: own, sql: SELECT 1, severity: watch}\n";
    (void)argc;
    (void)argv;
    struct errors errors = {0};
    if (study_parse(".", study_text, sizeof study_text - 1, &study, &errors) != STATUS_OK)
        stop_for(&errors);
    if (rules_parse(study, "rules.yaml", rules_text, sizeof rules_text - 1, study->arena, &rules, &errors) != STATUS_OK)
        stop_for(&errors);
    return 0;
}

static void tell(const struct rule_vectors *vectors, struct errors *errors)
{
    struct buffer out = {0};
    struct table *table = NULL;
    rule_vectors_text(vectors, LANGUAGE_JA, &out);
    rule_vectors_junit(vectors, &out);
    if (rule_vectors_to_table(study, vectors, &table, errors) == STATUS_OK)
        table_free(table);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errors errors = {0};
    struct rule_vectors vectors;
    struct arena *arena = arena_new();
    if (arena &&
        rule_vectors_parse(study, &rules, "rules_test.yaml", (const char *)data, size, arena, &vectors, &errors) ==
            STATUS_OK &&
        rule_vectors_run(&rules, arena, &vectors, &errors) == STATUS_OK)
        tell(&vectors, &errors);
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
