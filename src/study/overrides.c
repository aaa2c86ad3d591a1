/* overrides.csv: where the council decided otherwise than was proposed. */
#include <string.h>

#include "study/side.h"

enum { WAVE, DECISION, REASON, BY, DATE };

const char *const override_decisions[] = {"no revision", "revision", "major revision", "undetermined", NULL};

const struct override *override_find(const struct overrides *overrides, int year)
{
    for (size_t i = 0; i < overrides->count; i++)
        if (overrides->lines[i].year == year)
            return &overrides->lines[i];
    return NULL;
}

static void override_row(struct side *side, void *result)
{
    struct overrides *overrides = result;
    struct override line = {.reason = side_written(side, REASON), .by = side_written(side, BY)};
    int64_t wave = side_wave(side, WAVE);
    int64_t decision = side->failed ? -1 : side_name(side, DECISION, "a decision", override_decisions);
    bool good = wave >= 0 && decision >= 0;
    good = side_filled(side, REASON, "reason", "tell why the decision is another than the one proposed") && good;
    good = side_filled(side, BY, "by", "name who decided") && good;
    good = side_date(side, DATE, "date", &line.date) && good;
    if (!good || side->failed)
        return;
    line.year = side->study->waves[wave].year;
    line.decision = override_decisions[decision];
    if (override_find(overrides, line.year)) {
        side_report(side, WAVE, NULL, "wave %d is there twice", line.year);
        return;
    }
    void *lines = overrides->lines;
    if (!side_grow(side, &lines, overrides->count, sizeof *overrides->lines))
        return;
    overrides->lines = lines;
    overrides->lines[overrides->count++] = line;
}

enum status overrides_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                            struct arena *arena, struct overrides *overrides, struct errors *errors)
{
    static const char *const titles[] = {"wave", "decision", "reason", "by", "date", NULL};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors, .may_be_empty = true};
    *overrides = (struct overrides){0};
    enum status status = side_open(&side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(&side, titles, DATE + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, override_row, overrides);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *overrides = (struct overrides){0};
    return status;
}
