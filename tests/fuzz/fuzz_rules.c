/* Any bytes as rules.yaml, for a small study that is parsed once; rules that hold up are evaluated and told too. */
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
        "items:\n"
        "  - {id: read, column: r, scale: offer, adopted: [yes]}\n"
        "  - {id: write, column: w, scale: offer, adopted: [yes]}\n"
        "  - {id: third, column: t, scale: offer, adopted: [yes]}\n"
        "  - {id: personal_update, column: p, scale: offer, adopted: [yes]}\n"
        "  - {id: corporate_update, column: u, scale: offer, adopted: [yes]}\n"
        "  - {id: uses, kind: multiple, column: v, options: [{id: a}, {id: b}], adopted: [b]}\n"
        "  - {id: firms, kind: number, column: f}\n"
        "waves:\n"
        "  2018: {files: [a.csv]}\n  2019: {files: [b.csv], equivalence: {read: broken}}\n  2020:\n"
        "  2021: {files: [d.csv]}\n";
    (void)argc;
    (void)argv;
    struct errors errors = {0};
    if (study_parse(".", yaml, sizeof yaml - 1, &study, &errors) != STATUS_OK) {
        errors_print(&errors, stderr, false);
        exit(1);
    }
    return 0;
}

/* Counts that differ by wave, stratum and item; the wave without a file has none. */
static bool fill(struct arena *arena, struct panel *panel)
{
    *panel = (struct panel){.study = study};
    panel->tallies = arena_array(arena, study->wave_count, sizeof *panel->tallies);
    panel->pairs = arena_array(arena, study->wave_count, sizeof *panel->pairs);
    panel->frame.cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *panel->frame.cells);
    if (!panel->tallies || !panel->pairs || !panel->frame.cells)
        return false;
    for (size_t w = 0; w < study->wave_count; w++) {
        const struct wave *wave = &study->waves[w];
        struct tally_set *tally = wave->file_count ? tally_new(study, wave, arena) : NULL;
        panel->tallies[w] = tally;
        for (size_t h = 0; h < study->stratum_count; h++) {
            int64_t n = 4 + 5 * (int64_t)h;
            panel->frame.cells[panel->frame.count++] = (struct frame_cell){wave->year, h, n + (int64_t)w};
            for (size_t i = 0; tally && i < study->item_count; i++) {
                int64_t x = (int64_t)((w + h + i) % 5);
                tally->respondents[h] = n;
                *tally_cell(study, tally, i, h, 0) = x;
                *tally_cell(study, tally, i, h, 1) = n - x;
            }
        }
    }
    return true;
}

static void evaluate(const struct rules *rules, struct arena *arena, struct errors *errors)
{
    struct panel panel;
    struct check check;
    struct table *table = NULL;
    struct buffer out = {0};
    if (!fill(arena, &panel) || threshold_check(&panel, rules, EVERY, arena, &check, errors) != STATUS_OK)
        return;
    if (check_to_table(&check, true, &table, errors) == STATUS_OK)
        table_free(table);
    for (size_t i = 0; i < rules->count; i++)
        for (int language = 0; language < LANGUAGE_END; language++)
            (void)!verdict_text(&check, check_verdict(&check, &rules->rules[i]), (enum language)language, &out, errors);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errors errors = {0};
    struct rules rules;
    struct arena *arena = arena_new();
    if (arena && rules_parse(study, "rules.yaml", (const char *)data, size, arena, &rules, &errors) == STATUS_OK)
        evaluate(&rules, arena, &errors);
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
