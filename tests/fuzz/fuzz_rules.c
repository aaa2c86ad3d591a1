/* rules.yaml from any bytes, for a study that holds up; rules that are read are also evaluated and written out. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "threshold/threshold.h"
#include "unit/rules_study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = RULES_STUDY(", equivalence: {personal: broken}");

/* Counts that differ by wave and stratum; one wave has none. */
static bool fill(const struct study *study, struct arena *arena, struct panel *panel)
{
    *panel = (struct panel){.study = study};
    panel->tallies = arena_array(arena, study->wave_count, sizeof *panel->tallies);
    panel->pairs = arena_array(arena, study->wave_count, sizeof *panel->pairs);
    panel->frame.cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *panel->frame.cells);
    if (!panel->tallies || !panel->pairs || !panel->frame.cells)
        return false;
    for (size_t w = 0; w < study->wave_count; w++) {
        struct tally_set *tally = w == 3 ? NULL : tally_new(study, &study->waves[w], arena);
        panel->tallies[w] = tally;
        for (size_t h = 0; h < study->stratum_count; h++) {
            int64_t n = (int64_t)(4 + h * 5);
            panel->frame.cells[panel->frame.count++] = (struct frame_cell){study->waves[w].year, h, n + (int64_t)w};
            for (size_t i = 0; tally && i < study->item_count; i++)
                if (tally->counts[i]) {
                    int64_t x = (int64_t)((w + h + i) % 5);
                    tally->respondents[h] = n;
                    *tally_cell(study, tally, i, h, 0) = x;
                    *tally_cell(study, tally, i, h, 1) = n - x;
                }
        }
    }
    return true;
}

static void evaluate(const struct study *study, const struct rules *rules, struct arena *arena, struct errors *errors)
{
    struct panel panel;
    struct check check;
    struct table *table = NULL;
    struct buffer out = {0};
    if (!fill(study, arena, &panel) || threshold_check(&panel, rules, EVERY, arena, &check, errors) != STATUS_OK)
        return;
    if (check_to_table(&check, true, &table, errors) == STATUS_OK)
        table_free(table);
    for (size_t i = 0; i < rules->count; i++) {
        (void)!verdict_text(&check, check_verdict(&check, &rules->rules[i]), LANGUAGE_EN, &out, errors);
        (void)!verdict_text(&check, check_verdict(&check, &rules->rules[i]), LANGUAGE_JA, &out, errors);
    }
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct study *study;
    struct errors errors = {0};
    struct rules rules;
    if (!study && study_parse("folder", text, strlen(text), &study, &errors) != STATUS_OK)
        return 0;
    struct arena *arena = arena_new();
    if (!arena)
        return 0;
    if (rules_parse(study, "rules.yaml", (const char *)data, size, arena, &rules, &errors) == STATUS_OK &&
        rules.count <= 20)
        evaluate(study, &rules, arena, &errors);
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
