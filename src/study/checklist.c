/* checklist.csv and amendments.csv: the list under review, and what became of the standards that its items refer to. */
#include <stdlib.h>
#include <string.h>

#include "study/side.h"

int64_t checklist_find(const struct checklist *checklist, const char *serial)
{
    for (size_t i = 0; i < checklist->count; i++)
        if (strcmp(checklist->items[i].serial, serial) == 0)
            return (int64_t)i;
    return -1;
}

/* Standards are written with a blank before their number and without. */
static bool same_standard(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
    }
}

bool checklist_refers(const struct checklist_item *item, const char *standard)
{
    for (size_t i = 0; i < item->standard_count; i++)
        if (same_standard(item->standards[i], standard))
            return true;
    return false;
}

/* A text that must be there in one language at least. */
static bool is_told(struct side *side, size_t column, const struct label *label, const char *what)
{
    bool told = *label_in(label, LANGUAGE_JA);
    if (!told && !side->failed)
        side_report(side, column, NULL, "%s_ja or %s_en must not be empty", what, what);
    return told;
}

/* ---- the checklist ---- */

enum { SERIAL, STANDARDS, ITEM_JA, ITEM_EN };

static void checklist_row(struct side *side, void *result)
{
    struct checklist *checklist = result;
    struct checklist_item item = {.serial = side_value(side, SERIAL), .title = side_label(side, ITEM_JA, ITEM_EN)};
    item.standard_count = side_list(side, STANDARDS, &item.standards);
    bool good = side_filled(side, SERIAL, "serial", NULL);
    good = is_told(side, ITEM_JA, &item.title, "title") && good;
    if (good && checklist_find(checklist, item.serial) >= 0) {
        side_report(side, SERIAL, NULL, "item '%s' is there twice", item.serial);
        good = false;
    }
    void *items = checklist->items;
    if (!good || side->failed || !side_grow(side, &items, checklist->count, sizeof *checklist->items))
        return;
    checklist->items = items;
    checklist->items[checklist->count++] = item;
}

enum status checklist_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                            struct arena *arena, struct checklist *checklist, struct errors *errors)
{
    static const char *const titles[] = {"serial", "standards", "title_ja", "title_en", NULL};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors};
    *checklist = (struct checklist){0};
    enum status status = side_open(&side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(&side, titles, STANDARDS + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, checklist_row, checklist);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *checklist = (struct checklist){0};
    return status;
}

/* ---- amendments ---- */

enum { STANDARD, EDITION, DATE, TITLE_JA, SUMMARY_JA, TITLE_EN, SUMMARY_EN, EDITION_EN };

static void amendment_row(struct side *side, void *result)
{
    struct amendments *amendments = result;
    struct amendment amendment = {.standard = side_value(side, STANDARD),
                                  .edition = side_label(side, EDITION, EDITION_EN),
                                  .title = side_label(side, TITLE_JA, TITLE_EN),
                                  .summary = side_label(side, SUMMARY_JA, SUMMARY_EN)};
    bool good = side_filled(side, STANDARD, "standard", NULL);
    good = side_filled(side, EDITION, "edition", NULL) && good;
    good = side_date(side, DATE, "date", &amendment.date) && good;
    good = is_told(side, SUMMARY_JA, &amendment.summary, "summary") && good;
    void *lines = amendments->lines;
    if (!good || side->failed || !side_grow(side, &lines, amendments->count, sizeof *amendments->lines))
        return;
    amendments->lines = lines;
    size_t at = amendments->count++;
    for (; at && strcmp(amendments->lines[at - 1].date, amendment.date) > 0; at--)
        amendments->lines[at] = amendments->lines[at - 1];
    amendments->lines[at] = amendment;
}

enum status amendments_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                             struct arena *arena, struct amendments *amendments, struct errors *errors)
{
    static const char *const titles[] = {"standard", "edition",    "date",       "title_ja", "summary_ja",
                                         "title_en", "summary_en", "edition_en", NULL};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors, .may_be_empty = true};
    *amendments = (struct amendments){0};
    enum status status = side_open(&side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(&side, titles, DATE + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, amendment_row, amendments);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *amendments = (struct amendments){0};
    return status;
}
