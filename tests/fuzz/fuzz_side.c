/* Any bytes as the CSV files of a study; what is read of a register or a checklist is found again. */
#include <stdint.h>
#include <string.h>

#include "study/study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char yaml[] = "version: 1\nstudy: s\ninstitution: {code: C}\n"
                           "strata: {column: S, values: [{id: a}, {id: b}]}\nattributes: [{id: region}]\n"
                           "scales: {x: [{id: yes}, {id: no}]}\n"
                           "items: [{id: q, column: Q, scale: x}, {id: t, kind: text, column: T}]\n"
                           "waves: {2020: ~, 2021: ~}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct study *study; /* read once: it is not what is tried */
    struct errors errors = {0};
    struct frame frame;
    struct lineage lineage;
    struct published published;
    struct checklist checklist;
    struct evidence evidence;
    struct amendments amendments;
    struct overrides overrides;
    struct arena *arena = arena_new();
    const char *bytes = (const char *)data;
    if (!study)
        (void)!study_parse("folder", yaml, strlen(yaml), &study, &errors);
    if (arena && study) {
        if (frame_parse(study, "f", bytes, size, arena, &frame, &errors) == STATUS_OK)
            for (size_t i = 0; i < frame.member_count; i++)
                if (frame_find(&frame, frame.members[i].year, frame.members[i].code) != &frame.members[i] ||
                    frame_get(&frame, frame.members[i].year, frame.members[i].stratum) < 1)
                    __builtin_trap();
        (void)!lineage_parse(study, "l", bytes, size, arena, &lineage, &errors);
        (void)!published_parse(study, "p", bytes, size, arena, &published, &errors);
        if (checklist_parse(study, "c", bytes, size, arena, &checklist, &errors) == STATUS_OK)
            for (size_t i = 0; i < checklist.count; i++)
                if (checklist_find(&checklist, checklist.items[i].serial) != (int64_t)i)
                    __builtin_trap();
        if (evidence_parse(study, &checklist, "e", bytes, size, arena, &evidence, &errors) == STATUS_OK)
            for (size_t i = 1; i < evidence.count; i++)
                if (strcmp(evidence.lines[i - 1].date, evidence.lines[i].date) > 0)
                    __builtin_trap();
        (void)!amendments_parse(study, "a", bytes, size, arena, &amendments, &errors);
        (void)!overrides_parse(study, "o", bytes, size, arena, &overrides, &errors);
    }
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
