/* margins.csv: how many institutions of the population have each value of an attribute, for weights to meet. */
#include <string.h>

#include "study/side.h"

enum { WAVE, ATTRIBUTE, VALUE, COUNT };

const struct margin_cell *margins_find(const struct margins *margins, int year, size_t attribute, const char *value)
{
    for (size_t i = 0; i < margins->count; i++) {
        const struct margin_cell *cell = &margins->cells[i];
        if (cell->year == year && cell->attribute == attribute && strcmp(cell->value, value) == 0)
            return cell;
    }
    return NULL;
}

/* The attribute of a row; -1 after reporting. */
static int64_t read_attribute(struct side *side)
{
    const char *id = side_value(side, ATTRIBUTE);
    int64_t attribute = study_find_attribute(side->study, id);
    if (side->failed)
        return -1;
    if (strcmp(id, "stratum") == 0)
        side_report(side, ATTRIBUTE, "leave the row out", "the strata are counted by the frame");
    else if (attribute < 0)
        side_report(side, ATTRIBUTE, "write the id of an attribute in study.yaml",
                    "'%s' is not an attribute of study.yaml", id);
    return attribute;
}

static void margin_row(struct side *side, void *result)
{
    struct margins *margins = result;
    int64_t wave = side_wave(side, WAVE), attribute = read_attribute(side), N;
    bool filled = side_filled(side, VALUE, "value", NULL);
    const char *value = side_value(side, VALUE);
    bool counted = side_count(side, COUNT, "N", true, &N);
    if (wave < 0 || attribute < 0 || !filled || !counted)
        return;
    int year = side->study->waves[wave].year;
    const struct margin_cell *other = margins_find(margins, year, (size_t)attribute, value);
    if (other) {
        side_report(side, VALUE, side_words(side, "the other stands on line %lld", (long long)other->line),
                    "wave %d has '%s' of '%s' already", year, value, side->study->attributes[attribute].id);
        return;
    }
    void *cells = margins->cells;
    if (!side_grow(side, &cells, margins->count, sizeof *margins->cells))
        return;
    margins->cells = cells;
    margins->cells[margins->count++] = (struct margin_cell){year, (size_t)attribute, value, N, side->record.line};
}

/* The first cell of a wave and attribute, and the sum of them; NULL where there is none. */
static const struct margin_cell *sum_of(const struct margins *margins, int year, size_t attribute, int64_t *sum)
{
    const struct margin_cell *first = NULL;
    *sum = 0;
    for (size_t i = 0; i < margins->count; i++) {
        const struct margin_cell *cell = &margins->cells[i];
        if (cell->year != year || cell->attribute != attribute)
            continue;
        first = first ? first : cell;
        *sum += cell->N;
    }
    return first;
}

static enum status check_whole(const struct side *side, const struct margins *margins)
{
    const struct study *study = side->study;
    size_t before = side->errors->total;
    for (size_t w = 0; w < study->wave_count; w++)
        for (size_t m = 0; study->waves[w].file_count && m < study->weighting.margin_count; m++) {
            int64_t attribute = study->weighting.margins[m], sum;
            if (attribute != MARGIN_STRATUM && !sum_of(margins, study->waves[w].year, (size_t)attribute, &sum))
                errors_add(side->errors, ERROR_CSV_VALUE, (struct place){.file = side->name},
                           "add a row for each of its values",
                           "wave %d has no row of '%s', which weighting.margins names", study->waves[w].year,
                           study->attributes[attribute].id);
        }
    return side->errors->total > before ? STATUS_INPUT : STATUS_OK;
}

enum status margins_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                          struct arena *arena, struct margins *margins, struct errors *errors)
{
    static const char *const titles[] = {"wave", "attribute", "value", "N", NULL};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors};
    *margins = (struct margins){0};
    enum status status = side_open(&side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(&side, titles, COUNT + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, margin_row, margins);
    reader_close(side.reader);
    if (status == STATUS_OK)
        status = check_whole(&side, margins);
    if (status != STATUS_OK)
        *margins = (struct margins){0};
    return status;
}

/* How many institutions the frame counts in a wave; -1: it does not. */
static int64_t count_frame(const struct study *study, const struct frame *frame, int year)
{
    int64_t whole = -1;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(frame, year, h);
        if (N >= 0)
            whole = (whole < 0 ? 0 : whole) + N;
    }
    return whole;
}

void margins_check_frame(const struct study *study, const char *name, const struct margins *margins,
                         const struct frame *frame, struct errors *errors)
{
    for (size_t w = 0; w < study->wave_count; w++) {
        int64_t whole = count_frame(study, frame, study->waves[w].year), sum;
        for (size_t a = 0; whole >= 0 && a < study->attribute_count; a++) {
            const struct margin_cell *first = sum_of(margins, study->waves[w].year, a, &sum);
            if (first && sum != whole)
                errors_add(errors, ERROR_CSV_VALUE, (struct place){.file = name, .line = first->line},
                           "no weights meet both: correct one of them",
                           "wave %d: the rows of '%s' sum to %lld, and the frame counts %lld", study->waves[w].year,
                           study->attributes[a].id, (long long)sum, (long long)whole);
        }
    }
}
