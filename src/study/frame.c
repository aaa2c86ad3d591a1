/* frame.csv: how many institutions there are, counted by wave and stratum, or one by one in a register. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/number.h"
#include "study/side.h"

int64_t frame_get(const struct frame *frame, int year, size_t stratum)
{
    for (size_t i = 0; i < frame->count; i++)
        if (frame->cells[i].year == year && frame->cells[i].stratum == stratum)
            return frame->cells[i].N;
    return -1;
}

static int compare_key(const struct frame_member *member, int year, const char *code)
{
    if (member->year != year)
        return member->year < year ? -1 : 1;
    return strcmp(member->code, code);
}

const struct frame_member *frame_find(const struct frame *frame, int year, const char *code)
{
    size_t low = 0, high = frame->member_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_key(&frame->members[middle], year, code);
        if (order == 0)
            return &frame->members[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void count_row(struct side *side, void *result)
{
    enum { WAVE, STRATUM, COUNT };
    struct frame *frame = result;
    int64_t wave = side_wave(side, WAVE), stratum = side_stratum(side, STRATUM), N;
    bool counted = side_count(side, COUNT, "N", true, &N);
    if (wave < 0 || stratum < 0 || !counted)
        return;
    int year = side->study->waves[wave].year;
    if (frame_get(frame, year, (size_t)stratum) >= 0) {
        side_report(side, STRATUM, NULL, "wave %d has '%s' already", year, side->study->strata[stratum].id);
        return;
    }
    void *cells = frame->cells;
    if (!side_grow(side, &cells, frame->count, sizeof *frame->cells))
        return;
    frame->cells = cells;
    frame->cells[frame->count++] = (struct frame_cell){year, (size_t)stratum, N};
}

/* A register being read: which wave has which code, on which line. */
struct reading {
    struct frame *frame;
    struct map lines;
};

enum { WAVE, CODE, STRATUM, NAME, SIZE, ATTRIBUTES };

/* Reads what need not be there; false after reporting. */
static bool read_further(struct side *side, struct frame_member *member)
{
    const size_t attributes = side->study->attribute_count;
    const char *name = side_value(side, NAME), *size = side_value(side, SIZE);
    member->name = name[0] ? name : NULL;
    member->size = NAN;
    member->attributes = attributes ? arena_array(side->arena, attributes, sizeof *member->attributes) : NULL;
    side->failed = side->failed || (attributes && !member->attributes);
    for (size_t i = 0; i < attributes && !side->failed; i++)
        if (side->columns[ATTRIBUTES + i] >= 0)
            member->attributes[i] = side_value(side, ATTRIBUTES + i);
    if (side->failed)
        return false;
    if (!size[0] || (side_is_decimal(size) && number_parse_real(size, &member->size)))
        return true;
    side_report(side, SIZE, "write digits, with a point where there is a fraction",
                "size must be a number of at least 0, not '%s'", size);
    return false;
}

static void member_row(struct side *side, void *result)
{
    struct reading *reading = result;
    struct frame *frame = reading->frame;
    struct frame_member member = {.line = side->record.line};
    int64_t wave = side_wave(side, WAVE);
    bool coded = side_filled(side, CODE, "code", NULL);
    int64_t stratum = side_stratum(side, STRATUM), line;
    bool good = read_further(side, &member) && coded && wave >= 0 && stratum >= 0, found;
    if (!good || side->failed)
        return;
    member.year = side->study->waves[wave].year;
    member.code = side_value(side, CODE);
    member.stratum = (size_t)stratum;
    if (map_put(&reading->lines, side_words(side, "%d %s", member.year, member.code), member.line, &line, &found)) {
        side->failed = true;
        return;
    }
    if (found) {
        side_report(side, CODE, side_words(side, "the other stands on line %lld", (long long)line),
                    "wave %d has the institution '%s' already", member.year, member.code);
        return;
    }
    void *members = frame->members;
    if (!side_grow(side, &members, frame->member_count, sizeof *frame->members))
        return;
    frame->members = members;
    frame->members[frame->member_count++] = member;
}

static int compare_members(const void *a, const void *b)
{
    const struct frame_member *left = a, *right = b;
    return compare_key(left, right->year, right->code);
}

/* Counts the members by wave and stratum, the strata of a wave without any as 0: a register leaves nobody out. */
static enum status count_members(struct side *side, struct frame *frame)
{
    const size_t strata = side->study->stratum_count, waves = side->study->wave_count;
    qsort(frame->members, frame->member_count, sizeof *frame->members, compare_members);
    frame->cells = arena_array(side->arena, waves * strata, sizeof *frame->cells);
    if (!frame->cells)
        return errors_memory(side->errors);
    for (size_t i = 0; i < frame->member_count; i++) {
        if (!i || frame->members[i].year != frame->members[i - 1].year)
            for (size_t h = 0; h < strata; h++)
                frame->cells[frame->count++] = (struct frame_cell){frame->members[i].year, h, 0};
        frame->cells[frame->count - strata + frame->members[i].stratum].N++;
    }
    return STATUS_OK;
}

static enum status read_register(struct side *side, const char *const *titles, struct frame *frame)
{
    struct reading reading = {.frame = frame, .lines = {.arena = side->arena}};
    enum status status = side_columns(side, titles, STRATUM + 1);
    if (status == STATUS_OK)
        status = side_rows(side, member_row, &reading);
    return status == STATUS_OK ? count_members(side, frame) : status;
}

enum status frame_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                        struct arena *arena, struct frame *frame, struct errors *errors)
{
    static const char *const of_counts[] = {"wave", "stratum", "N", NULL};
    static const char *const of_members[] = {"wave", "code", "stratum", "name", "size"};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors};
    *frame = (struct frame){0};
    /* The titles of both forms, by which the header is found: those of a register, and N after them. */
    const char **titles = arena_array(arena, ATTRIBUTES + study->attribute_count + 2, sizeof *titles);
    if (!titles)
        return errors_memory(errors);
    size_t count = ATTRIBUTES + study->attribute_count;
    memcpy(titles, of_members, sizeof of_members);
    for (size_t i = 0; i < study->attribute_count; i++)
        titles[ATTRIBUTES + i] = study->attributes[i].id;
    titles[count] = "N";
    enum status status = side_open(&side, bytes, length, titles);
    titles[count] = NULL;
    if (status == STATUS_OK && side_has(&side, "code"))
        status = read_register(&side, titles, frame);
    else if (status == STATUS_OK && (status = side_columns(&side, of_counts, 3)) == STATUS_OK)
        status = side_rows(&side, count_row, frame);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *frame = (struct frame){0};
    return status;
}
