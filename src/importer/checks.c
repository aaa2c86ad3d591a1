/* Held against the population, and against each other. */
#include "importer/checks.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum { NEAREST = 3 };

/* The codes of the register that are nearest to `code`, as a hint. */
static void hint_codes(const struct frame *frame, int year, const char *code, struct buffer *hint)
{
    size_t told = 0;
    for (size_t distance = 1; distance <= 2 && told < NEAREST; distance++)
        for (size_t i = 0; i < frame->member_count && told < NEAREST; i++) {
            const struct frame_member *member = &frame->members[i];
            if (member->year != year || text_distance(member->code, code, 2) != distance)
                continue;
            buffer_format(hint, "%s'%s'", told++ ? ", " : "near are ", member->code);
            if (member->name)
                buffer_format(hint, " (%s)", member->name);
        }
    if (told)
        buffer_text(hint, "; ");
}

bool check_register(const struct study *study, const struct wave *wave, const struct frame *frame,
                    const struct reader *reader, const struct field *code_field, const char *code,
                    const struct field *stratum_field, size_t stratum, struct errors *errors)
{
    if (!frame || !frame->members)
        return true;
    const struct frame_member *member = frame_find(frame, wave->year, code);
    struct buffer hint = {0};
    if (!member) {
        if (errors->total < (errors->limit ? errors->limit : ERRORS_DEFAULT_LIMIT))
            hint_codes(frame, wave->year, code, &hint);
        buffer_format(&hint, "correct the code, or add the institution to %s", study->frame);
        reader_report(reader, code_field, errors, ERROR_IMPORT_REGISTER, buffer_get(&hint),
                      "%s: institution \"%s\" is not in the register of wave %d", wave->code_column, code, wave->year);
    } else if (member->stratum != stratum) {
        buffer_format(&hint, "correct the stratum here, or in %s:%lld", study->frame, (long long)member->line);
        reader_report(reader, stratum_field, errors, ERROR_IMPORT_REGISTER, buffer_get(&hint),
                      "%s: institution \"%s\" stands under \"%s\" in the register of wave %d", wave->stratum_column,
                      code, label_in(&study->strata[member->stratum].label, LANGUAGE_JA), wave->year);
    } else
        return true;
    buffer_clear(&hint);
    return false;
}

/* The field of an attribute, of a file that has it. */
static const struct field *field_of(const struct columns *columns, const struct record *record, size_t attribute)
{
    return &record->fields[columns->attributes[attribute]];
}

static bool check_margin(const struct study *study, const struct wave *wave, const struct margins *margins,
                         size_t attribute, const struct reader *reader, const struct field *field, const char *value,
                         struct errors *errors)
{
    const struct margin_cell *cell = margins_find(margins, wave->year, attribute, value);
    if (cell && cell->N > 0)
        return true;
    struct buffer hint = {0};
    buffer_format(&hint, "correct the file, or count it in %s", study->margins);
    reader_report(reader, field, errors, ERROR_IMPORT_WEIGHT, buffer_get(&hint),
                  "%s: \"%s\" is no value of '%s' that %s counts in wave %d", wave->attribute_columns[attribute], value,
                  study->attributes[attribute].id, study->margins, wave->year);
    buffer_clear(&hint);
    return false;
}

bool check_weights(const struct study *study, const struct wave *wave, const struct margins *margins,
                   const struct reader *reader, const struct columns *columns, const struct record *record,
                   const char *const *attributes, struct errors *errors)
{
    const struct weighting_plan *plan = &study->weighting;
    const char *weight = plan->weight == NO_ATTRIBUTE ? NULL : attributes[plan->weight];
    const char *psu = plan->psu == NO_ATTRIBUTE ? NULL : attributes[plan->psu];
    double value;
    bool good = true;
    if (weight && !(number_parse_real(weight, &value) && value > 0)) {
        reader_report(reader, field_of(columns, record, (size_t)plan->weight), errors, ERROR_IMPORT_WEIGHT,
                      "how many institutions of the population the respondent stands for",
                      "%s: a weight must be a number above 0, not \"%s\"", wave->attribute_columns[plan->weight],
                      weight);
        good = false;
    }
    if (psu && !psu[0]) {
        reader_report(reader, field_of(columns, record, (size_t)plan->psu), errors, ERROR_IMPORT_WEIGHT,
                      "write what names the unit that was drawn", "%s: the primary unit is empty",
                      wave->attribute_columns[plan->psu]);
        good = false;
    }
    for (size_t i = 0; margins && i < plan->margin_count; i++) {
        int64_t margin = plan->margins[i];
        if (margin != MARGIN_STRATUM && attributes[margin])
            good = check_margin(study, wave, margins, (size_t)margin, reader, field_of(columns, record, (size_t)margin),
                                attributes[margin], errors) &&
                   good;
    }
    return good;
}

void check_frame(const struct study *study, const struct wave *wave, const struct frame *frame,
                 const struct tally_set *tally, struct errors *errors)
{
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(frame, wave->year, h), n = tally->respondents[h];
        const char *label = label_in(&study->strata[h].label, LANGUAGE_JA);
        if (n > 0 && N < 0)
            errors_add(errors, ERROR_IMPORT_FRAME, (struct place){.file = study->frame},
                       "add the row of that wave and stratum",
                       "wave %d has %lld respondent%s in stratum '%s', which the frame does not count", wave->year,
                       (long long)n, n == 1 ? "" : "s", label);
        else if (n > N && N >= 0)
            errors_add(errors, ERROR_IMPORT_FRAME, (struct place){.file = study->frame},
                       "correct the frame, or the stratum of those who answered",
                       "wave %d has %lld respondent%s in stratum '%s', the frame counts %lld", wave->year, (long long)n,
                       n == 1 ? "" : "s", label, (long long)N);
    }
}

/* Where this wave has the institution of that code, or NULL. */
static const struct institution *met(const struct institution_index *index, const char *code)
{
    size_t length = code ? strlen(code) : 0;
    int64_t position = length ? index_find(index, code, length, index_hash(code, length)) : -1;
    return position >= 0 && index->items[position].file >= 0 ? &index->items[position] : NULL;
}

void check_lineage(const struct wave *wave, const struct lineage *lineage, const struct institution_index *index,
                   const struct source *sources, struct errors *errors)
{
    for (size_t i = 0; i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        if ((event->kind != LINEAGE_MERGER && event->kind != LINEAGE_RENAME) ||
            strcmp(event->effective, wave_survey_date(wave)) > 0)
            continue;
        const struct institution *gone = met(index, event->code), *stays = met(index, event->successor);
        if (!gone || !stays)
            continue;
        const struct place where = {.file = sources[gone->file].file.name, .line = gone->line};
        errors_add(errors, ERROR_IMPORT_LINEAGE, where, "keep the answer of the successor, or correct lineage.csv",
                   "institution \"%s\" %s \"%s\" on %s, and both answer in wave %d (\"%s\" in %s:%lld)", event->code,
                   event->kind == LINEAGE_MERGER ? "merged into" : "became", event->successor, event->effective,
                   wave->year, event->successor, sources[stays->file].file.name, (long long)stays->line);
    }
}
