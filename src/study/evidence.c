/* evidence.csv: what came in on the considerations of the review, and how it was judged. */
#include <string.h>

#include "base/date.h"
#include "study/side.h"

enum {
    DATE,
    CONSIDERATION,
    SOURCE,
    TITLE,
    ASSESSMENT,
    CALLS_FOR,
    URGENT,
    CHECKLIST_ITEMS,
    ASSESSED_BY,
    ASSESSED_ON,
    SOURCE_EN,
    TITLE_EN,
    ASSESSMENT_EN
};
const char *const evidence_columns[] = {"date",      "consideration", "source",          "title",       "assessment",
                                        "calls_for", "urgent",        "checklist_items", "assessed_by", "assessed_on",
                                        "source_en", "title_en",      "assessment_en",   NULL};

static const char *const call_names[CALLS_END + 1] = {"", "none", "watch", "revise", "major", NULL};

const char *evidence_call_name(enum evidence_call call)
{
    return call_names[call];
}

/* A file being read. */
struct reading {
    struct evidence *evidence;
    const struct checklist *checklist; /* as evidence_parse has it */
};

static bool read_consideration(struct side *side, int *consideration)
{
    const char *text = side_value(side, CONSIDERATION);
    bool good = text[0] >= '1' && text[0] <= '0' + CONSIDERATIONS && !text[1];
    *consideration = good ? text[0] - '0' : 0;
    if (!good && !side->failed)
        side_report(side, CONSIDERATION, NULL, "consideration must be a whole number from 1 to %d, not '%s'",
                    CONSIDERATIONS, text);
    return good;
}

static bool read_urgent(struct side *side, bool *urgent)
{
    static const char *const no[] = {"", "no", "いいえ", NULL}, *const yes[] = {"yes", "はい", NULL};
    const char *text = side_value(side, URGENT);
    for (size_t i = 0; no[i]; i++)
        if (strcmp(no[i], text) == 0)
            return true;
    for (size_t i = 0; yes[i]; i++)
        if (strcmp(yes[i], text) == 0) {
            *urgent = true;
            return true;
        }
    if (!side->failed)
        side_report(side, URGENT, "write yes, no, はい, いいえ, or leave it empty", "urgent: '%s' is not understood",
                    text);
    return false;
}

static bool read_items(struct side *side, const struct checklist *checklist, struct evidence_line *line)
{
    const char **serials;
    size_t count = side_list(side, CHECKLIST_ITEMS, &serials);
    bool good = true;
    line->items = arena_array(side->arena, count + 1, sizeof *line->items);
    side->failed = side->failed || !line->items;
    if (checklist && !checklist->count)
        return true;
    for (size_t i = 0; i < count && !side->failed; i++) {
        int64_t index = checklist ? checklist_find(checklist, serials[i]) : -1;
        if (index >= 0)
            line->items[line->item_count++] = (size_t)index;
        else
            side_report(side, CHECKLIST_ITEMS,
                        checklist ? "write serials of the checklist, parted by `;` or 、"
                                  : "name the checklist in study.yaml: `checklist: checklist.csv`",
                        "'%s' is not an item of the checklist", serials[i]);
        good = good && index >= 0;
    }
    return good;
}

/* Who judged it, and when: not before it came in. */
static bool read_assessor(struct side *side, struct evidence_line *line)
{
    line->assessed_by = side_written(side, ASSESSED_BY);
    if (!side_value(side, ASSESSED_ON)[0])
        return true;
    if (!side_date(side, ASSESSED_ON, "assessed_on", &line->assessed_on))
        return false;
    if (!date_is_day(line->date) || strcmp(line->assessed_on, line->date) >= 0)
        return true;
    side_report(side, ASSESSED_ON, NULL, "assessed_on: '%s' lies before '%s', when it came in", line->assessed_on,
                line->date);
    return false;
}

static void evidence_row(struct side *side, void *result)
{
    struct reading *reading = result;
    struct evidence *evidence = reading->evidence;
    struct evidence_line line = {.line = side->record.line};
    bool good = side_date(side, DATE, "date", &line.date);
    good = read_consideration(side, &line.consideration) && good;
    good = side_filled(side, SOURCE, "source", "tell where it can be looked up") && good;
    good = side_filled(side, TITLE, "title", NULL) && good;
    int64_t call = side_name(side, CALLS_FOR, "what a line of evidence can call for", call_names);
    good = read_urgent(side, &line.urgent) && good;
    good = read_items(side, reading->checklist, &line) && good;
    good = read_assessor(side, &line) && good && call >= 0;
    line.source = side_label(side, SOURCE, SOURCE_EN);
    line.title = side_label(side, TITLE, TITLE_EN);
    line.assessment = side_label(side, ASSESSMENT, ASSESSMENT_EN);
    void *lines = evidence->lines;
    if (!good || side->failed || !side_grow(side, &lines, evidence->count, sizeof *evidence->lines))
        return;
    line.calls = (enum evidence_call)call;
    evidence->lines = lines;
    size_t at = evidence->count++;
    for (; at && strcmp(evidence->lines[at - 1].date, line.date) > 0; at--)
        evidence->lines[at] = evidence->lines[at - 1];
    evidence->lines[at] = line;
}

enum status evidence_parse(const struct study *study, const struct checklist *checklist, const char *name,
                           const char *bytes, size_t length, struct arena *arena, struct evidence *evidence,
                           struct errors *errors)
{
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors, .may_be_empty = true};
    struct reading reading = {evidence, checklist};
    *evidence = (struct evidence){0};
    enum status status = side_open(&side, bytes, length, evidence_columns);
    if (status == STATUS_OK)
        status = side_columns(&side, evidence_columns, CALLS_FOR + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, evidence_row, &reading);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *evidence = (struct evidence){0};
    return status;
}
