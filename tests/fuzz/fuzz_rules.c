/* Any bytes as rules.yaml, for a small study that is parsed once. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/threshold.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct study *study;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char yaml[] =
        "version: 1\nstudy: s\ninstitution: {code: c}\n"
        "strata: {column: h, values: [{id: city, label: {en: City}}, {id: rural, label: {en: Rural}}]}\n"
        "scales: {offer: [{id: yes, label: {en: Yes}}, {id: no, label: {en: No}}]}\n"
        "items: [{id: read, column: r, scale: offer, adopted: [yes]}, {id: write, column: w, scale: offer, adopted: "
        "[yes]}]\n"
        "waves: {2020: {files: [a.csv]}, 2021: {files: [b.csv]}}\n";
    (void)argc;
    (void)argv;
    struct errors errors = {0};
    if (study_parse(".", yaml, sizeof yaml - 1, &study, &errors) != STATUS_OK) {
        errors_print(&errors, stderr, false);
        exit(1);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errors errors = {0};
    struct rules rules;
    struct arena *arena = arena_new();
    if (arena)
        (void)!rules_parse(study, "rules.yaml", (const char *)data, size, arena, &rules, &errors);
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
