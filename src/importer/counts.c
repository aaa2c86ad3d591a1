/*
 * The layout of counts: one row per wave, stratum, item and choice, for tables that were counted elsewhere. There are
 * no institutions behind them, and so no pairs. A row without item and choice tells the respondents of its stratum;
 * where there is none they are the most that any item of the stratum adds up to.
 */
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "importer/wave.h"

/* The row that gave a count. */
struct counted {
    int64_t line; /* 0: none did */
    size_t source;
};

/* What the files of a wave gave so far. */
struct counts {
    struct counted **cells; /* by item, by cell of the tally */
    struct counted *bases;  /* by stratum: its respondents */
};

struct counting {
    struct wave_import *import;
    struct reader *reader;
    const struct columns *columns;
    struct coder coder;
    bool other; /* a row of another wave was met */
};

/* The cell of a choice, an option or a role; -1 after reporting. */
static int64_t find_cell(struct counting *counting, size_t index, const struct field *field)
{
    struct wave_import *import = counting->import;
    const struct item *item = &import->study->items[index];
    const char *text = coder_text(&counting->coder, field);
    int64_t cell = -1;
    if (item->kind == ITEM_SINGLE) {
        const struct scale *scale = item->scale;
        cell = spelling_find(&import->wave->scales[study_scale_index(import->study, item)], text);
        for (size_t i = 0; cell < 0 && i < scale->count; i++)
            if (strcmp(scale->choices[i].id, text) == 0)
                cell = (int64_t)i;
    } else {
        if (item->kind == ITEM_MULTIPLE)
            cell = coder_find_option(&counting->coder, index, text);
        for (int role = 0; cell < 0 && role < ROLE_END; role++)
            if (strcmp(role_name((enum role)role), text) == 0)
                cell = (int64_t)item->option_count + role;
    }
    if (cell < 0)
        reader_report(counting->reader, field, &import->errors, ERROR_IMPORT_COUNT,
                      "write the id or a label of a choice, or add the spelling in study.yaml",
                      "%s: \"%.*s\" is not a choice of item '%s'", import->wave->layout_columns.choice,
                      (int)field->length, field->text, item->id);
    return cell;
}

static int64_t find_item(struct counting *counting, const struct field *field)
{
    struct wave_import *import = counting->import;
    const struct study *study = import->study;
    const char *text = coder_text(&counting->coder, field);
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        if (item->kind == ITEM_TEXT || !wave_asks(study, import->wave, i))
            continue;
        const char *names[] = {item->id, import->wave->columns[i], item->label.in[LANGUAGE_JA],
                               item->label.in[LANGUAGE_EN]};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const char *name = names[k] ? text_nfkc(counting->coder.scratch, names[k], strlen(names[k])) : NULL;
            if (name && strcmp(name, text) == 0)
                return (int64_t)i;
        }
    }
    reader_report(counting->reader, field, &import->errors, ERROR_IMPORT_COUNT,
                  "write the id or a label of an item, or what `columns` of the wave says in study.yaml",
                  "%s: \"%.*s\" is not an item that wave %d asks", import->wave->layout_columns.item,
                  (int)field->length, field->text, import->wave->year);
    return -1;
}

/* Puts a count where none was. */
static bool put(struct counting *counting, const struct field *field, int64_t *cell, struct counted *counted, int64_t n,
                int64_t line)
{
    const struct wave_import *import = counting->import;
    const char *hint = "add the two up, or take one out";
    if (counted->line && counted->source == import->source)
        reader_report(counting->reader, field, &counting->import->errors, ERROR_IMPORT_COUNT, hint,
                      "the same count stands on line %lld", (long long)counted->line);
    else if (counted->line)
        reader_report(counting->reader, field, &counting->import->errors, ERROR_IMPORT_COUNT, hint,
                      "the same count stands in %s:%lld", import->sources[counted->source].file.name,
                      (long long)counted->line);
    if (counted->line)
        return false;
    *cell = n;
    *counted = (struct counted){line, import->source};
    return true;
}

static enum status take(void *context, const struct record *record, bool *good)
{
    struct counting *counting = context;
    struct wave_import *import = counting->import;
    const struct columns *columns = counting->columns;
    struct coder *coder = &counting->coder;
    coder->scratch = import->batch->arena;
    coder->errors = &import->errors;
    const struct field *fields = record->fields;
    int year;
    int64_t n = 0;
    *good = false;
    const char *wave = coder_text(coder, &fields[columns->wave]);
    if (!study_parse_year(wave, &year)) {
        reader_report(counting->reader, &fields[columns->wave], &import->errors, ERROR_IMPORT_COUNT,
                      "write 2021, FY2021, 2021年度, 令和3年度 or R3", "%s: \"%s\" is not a fiscal year",
                      import->wave->layout_columns.wave, wave);
        return STATUS_OK;
    }
    if (year != import->wave->year) { /* one table may hold several waves */
        counting->other = true;
        return STATUS_OK;
    }
    int64_t stratum = coder_stratum(coder, &fields[columns->stratum]);
    const struct field *item_field = &fields[columns->item], *choice_field = &fields[columns->choice];
    bool base = !*coder_text(coder, item_field) && !*coder_text(coder, choice_field);
    int64_t item = base ? -1 : find_item(counting, item_field);
    int64_t cell = item < 0 ? -1 : find_cell(counting, (size_t)item, choice_field);
    const char *number = coder_text(coder, &fields[columns->n]);
    if (!number_parse_integer(number, &n) || n < 0 || n > COUNT_MOST) {
        reader_report(counting->reader, &fields[columns->n], &import->errors, ERROR_IMPORT_COUNT,
                      n > COUNT_MOST ? "write a whole number up to 1000000000" : "write a whole number from 0 on",
                      "%s: \"%s\" is not a count", import->wave->layout_columns.n, number);
        return STATUS_OK;
    }
    if (stratum < 0 || (!base && cell < 0))
        return STATUS_OK;
    size_t h = (size_t)stratum;
    if (base)
        *good = put(counting, &fields[columns->n], &import->tally->respondents[h], &import->counts->bases[h], n,
                    record->line);
    else {
        int64_t *there = tally_cell(import->study, import->tally, (size_t)item, h, (size_t)cell);
        *good = put(counting, &fields[columns->n], there,
                    &import->counts->cells[item][there - import->tally->counts[item]], n, record->line);
    }
    import->rows += *good;
    return STATUS_OK;
}

/* How many institutions the cells of an item in a stratum stand for. */
static int64_t total_of(const struct study *study, const struct tally_set *tally, size_t index, size_t stratum)
{
    const struct item *item = &study->items[index];
    int64_t total = 0;
    for (size_t k = item->option_count; k < item_cells(item); k++) /* options are not exclusive: their roles are */
        total += *tally_cell(study, tally, index, stratum, k);
    return total;
}

/* Options that are ticked by more than answered the question at all. */
static void check_options(struct wave_import *import, size_t index, size_t stratum, struct place where)
{
    const struct study *study = import->study;
    const struct item *item = &study->items[index];
    if (item->kind != ITEM_MULTIPLE)
        return;
    int64_t answered = *tally_cell(study, import->tally, index, stratum, item->option_count + ROLE_ANSWERED);
    for (size_t k = 0; k < item->option_count; k++) {
        int64_t ticked = *tally_cell(study, import->tally, index, stratum, k);
        if (ticked > answered)
            errors_add(&import->errors, ERROR_IMPORT_COUNT, where,
                       "add a row with the choice `answered`: how many answered the question at all",
                       "option '%s' of item '%s' is ticked %lld times in stratum '%s', where %lld answered",
                       item->options[k].id, item->id, (long long)ticked, study->strata[stratum].id,
                       (long long)answered);
    }
}

/* Once all files of the wave are read: respondents where no row told them; and no item may have more than there are. */
static void settle(struct wave_import *import)
{
    const struct study *study = import->study;
    struct place where = {.file = import->sources[import->source].file.name};
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t *respondents = &import->tally->respondents[h];
        for (size_t i = 0; i < study->item_count; i++) {
            if (!import->tally->counts[i])
                continue;
            int64_t total = total_of(study, import->tally, i, h);
            if (!import->counts->bases[h].line)
                *respondents = total > *respondents ? total : *respondents;
            else if (total > *respondents)
                errors_add(&import->errors, ERROR_IMPORT_COUNT, where, "correct the counts",
                           "item '%s' adds up to %lld in stratum '%s', which has %lld respondent%s", study->items[i].id,
                           (long long)total, study->strata[h].id, (long long)*respondents,
                           *respondents == 1 ? "" : "s");
            check_options(import, i, h, where);
        }
    }
}

/* Nothing counted yet. NULL for want of memory. */
static struct counts *counts_new(const struct wave_import *import)
{
    const struct study *study = import->study;
    struct counts *counts = arena_alloc(import->arena, sizeof *counts);
    if (!counts)
        return NULL;
    counts->bases = arena_array(import->arena, study->stratum_count, sizeof *counts->bases);
    counts->cells = arena_array(import->arena, study->item_count, sizeof *counts->cells);
    bool enough = counts->bases && counts->cells;
    for (size_t i = 0; enough && i < study->item_count; i++) {
        counts->cells[i] =
            arena_array(import->arena, study->stratum_count * item_cells(&study->items[i]), sizeof **counts->cells);
        enough = counts->cells[i] != NULL;
    }
    return enough ? counts : NULL;
}

enum status read_counts(struct wave_import *import, struct reader *reader, const struct columns *columns)
{
    struct counting counting = {.import = import, .reader = reader, .columns = columns};
    if (!import->counts)
        import->counts = counts_new(import);
    if (!import->counts ||
        coder_init(&counting.coder, import->study, import->wave, reader, columns, import->arena) != STATUS_OK)
        return errors_memory(&import->errors);
    int64_t rows = import->rows, rejected = import->rejected;
    enum status status = read_records(import, reader, take, &counting);
    if (status == STATUS_OK && !import->errors.total && import->rows == rows && import->rejected == rejected &&
        counting.other)
        status = errors_add(
            &import->errors, ERROR_IMPORT_COUNT, (struct place){.file = import->sources[import->source].file.name},
            "add its rows, or take the file out of the wave", "no row is of wave %d", import->wave->year);
    if (status == STATUS_OK && import->source + 1 == import->source_count)
        settle(import);
    return status;
}
