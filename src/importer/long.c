/*
 * The long layout: one row per institution and item, in any order. The answers of a file are gathered by institution
 * before any is kept; what an institution has no row for was left blank.
 */
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "importer/wave.h"

/* One institution under collection. */
struct gathered {
    const char *code, *name;
    size_t stratum;
    int64_t line; /* of its first row */
    const char **attributes;
};

struct tall {
    struct wave_import *import;
    struct reader *reader;
    const struct columns *columns;
    struct coder coder;
    struct map items;   /* NFKC of ids, labels and what study.yaml says stands in the column -> item */
    struct map options; /* titles of options -> item * option_stride + option */
    int64_t option_stride;
    struct map codes; /* code -> index into gathered */
    struct gathered *gathered;
    size_t count, capacity;
    int16_t *slots; /* [institution * slot_count]; INT16_MIN: no row yet */
    size_t slots_capacity;
    double *numbers; /* [institution * item_count] */
    size_t numbers_capacity;
};

/* Of a slot; of the last one of multiple answers also that only blanks were met. */
enum { NO_ROW = INT16_MIN, ONLY_BLANKS = INT16_MIN + 1 };

static enum status put(struct map *map, struct arena *arena, const char *text, int64_t value)
{
    int64_t there;
    bool found;
    const char *normal = text ? text_nfkc(arena, text, strlen(text)) : NULL;
    if (!text)
        return STATUS_OK;
    return normal ? map_put(map, normal, value, &there, &found) : STATUS_FAILURE;
}

/* What may stand in the column of items. */
static enum status name_items(struct tall *tall)
{
    const struct study *study = tall->import->study;
    const struct wave *wave = tall->import->wave;
    struct arena *arena = tall->import->arena;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < study->item_count; i++)
        tall->option_stride = (int64_t)study->items[i].option_count > tall->option_stride
                                  ? (int64_t)study->items[i].option_count
                                  : tall->option_stride;
    for (size_t i = 0; status == STATUS_OK && i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        if (!wave_asks(study, wave, i))
            continue;
        status = put(&tall->items, arena, wave->columns[i], (int64_t)i);
        if (status == STATUS_OK)
            status = put(&tall->items, arena, item->id, (int64_t)i);
        for (int language = 0; status == STATUS_OK && language < LANGUAGE_END; language++)
            status = put(&tall->items, arena, item->label.in[language], (int64_t)i);
        for (size_t k = 0; status == STATUS_OK && wave->option_columns[i] && k < item->option_count; k++)
            status =
                put(&tall->options, arena, wave->option_columns[i][k], (int64_t)i * tall->option_stride + (int64_t)k);
    }
    return status;
}

/* The institution's place, made when it is new; -1 after a failure. */
static int64_t gather(struct tall *tall, const char *code, bool *found)
{
    struct wave_import *import = tall->import;
    const struct study *study = import->study;
    int64_t place = (int64_t)tall->count, there;
    if (map_put(&tall->codes, code, place, &there, found) != STATUS_OK)
        return -1;
    if (*found)
        return there;
    if (mem_grow(&tall->gathered, &tall->capacity, tall->count, sizeof *tall->gathered) != STATUS_OK)
        return -1;
    size_t rows = tall->capacity;
    if (tall->slots_capacity < rows * study->slot_count || !tall->slots) {
        int16_t *slots = mem_resize(tall->slots, rows * study->slot_count * sizeof *slots);
        if (!slots)
            return -1;
        tall->slots = slots;
        tall->slots_capacity = rows * study->slot_count;
    }
    if (tall->numbers_capacity < rows * study->item_count || !tall->numbers) {
        double *numbers = mem_resize(tall->numbers, rows * study->item_count * sizeof *numbers);
        if (!numbers)
            return -1;
        tall->numbers = numbers;
        tall->numbers_capacity = rows * study->item_count;
    }
    tall->gathered[tall->count] =
        (struct gathered){.code = arena_text(import->arena, code, strlen(code)),
                          .attributes = arena_array(import->arena, study->attribute_count, sizeof(char *))};
    if (!tall->gathered[tall->count].code || !tall->gathered[tall->count].attributes)
        return -1;
    for (size_t i = 0; i < study->slot_count; i++)
        tall->slots[(size_t)place * study->slot_count + i] = NO_ROW;
    for (size_t i = 0; i < study->item_count; i++)
        tall->numbers[(size_t)place * study->item_count + i] = NAN;
    tall->count++;
    return place;
}

static bool report_twice(struct tall *tall, const struct record *record, size_t place, const char *what)
{
    reader_report(tall->reader, &record->fields[tall->columns->item], &tall->import->errors, ERROR_IMPORT_LONG,
                  "keep the answer that counts and take the other out",
                  "%s: institution \"%s\" answers item '%s' twice", tall->import->wave->layout_columns.item,
                  tall->gathered[place].code, what);
    return false;
}

/* A row of an option of its own: the answer ticks it or not, or says why there is none. */
static bool code_option(struct tall *tall, int64_t which, const struct record *record, size_t place)
{
    struct wave_import *import = tall->import;
    size_t index = (size_t)(which / tall->option_stride), option = (size_t)(which % tall->option_stride);
    const struct item *item = &import->study->items[index];
    const struct field *answer = &record->fields[tall->columns->answer];
    int16_t *slots = tall->slots + place * import->study->slot_count + item->slot;
    int16_t *role = &slots[item->option_count];
    bool ticked;
    int64_t said;
    if (slots[option] != NO_ROW)
        return report_twice(tall, record, place, item->id);
    if (!coder_option(&tall->coder, index, option, answer, &ticked, &said))
        return false;
    slots[option] = ticked;
    if (said < 0) {
        *role = *role == NO_ROW ? ONLY_BLANKS : *role;
        return true;
    }
    if (*role >= 0 && *role != said) {
        reader_report(tall->reader, answer, &import->errors, ERROR_IMPORT_OPTION, "correct the file",
                      "%s: \"%.*s\" stands beside options that say otherwise", item->id, (int)answer->length,
                      answer->text);
        return false;
    }
    *role = (int16_t)said;
    return true;
}

/* A row of multiple answers: the rows add up, as long as none says again, or otherwise, what one before it said. */
static bool code_multiple(struct tall *tall, size_t index, const struct record *record, size_t place)
{
    const struct study *study = tall->import->study;
    const struct item *item = &study->items[index];
    int16_t *slots = tall->slots + place * study->slot_count + item->slot, *role = &slots[item->option_count];
    int16_t *row = arena_array(tall->coder.scratch, item_slots(item), sizeof *row);
    double *number = &tall->numbers[place * study->item_count + index];
    if (!row) {
        (void)errors_memory(&tall->import->errors);
        return false;
    }
    if (!coder_item(&tall->coder, index, &record->fields[tall->columns->answer], row, number))
        return false;
    int16_t said = row[item->option_count];
    bool again = *role != NO_ROW && *role != ONLY_BLANKS && (*role != ROLE_ANSWERED || said != ROLE_ANSWERED);
    for (size_t k = 0; k < item->option_count; k++)
        again = again || (row[k] == 1 && slots[k] != NO_ROW);
    if (again)
        return report_twice(tall, record, place, item->id);
    for (size_t k = 0; k < item->option_count; k++)
        slots[k] = row[k] == 1 ? 1 : slots[k];
    *role = said;
    return true;
}

/* A row of an item. */
static bool code_item(struct tall *tall, size_t index, const struct record *record, size_t place)
{
    const struct study *study = tall->import->study;
    const struct item *item = &study->items[index];
    int16_t *slot = tall->slots + place * study->slot_count + item->slot;
    if (item->kind == ITEM_TEXT)
        return true;
    if (item->kind == ITEM_MULTIPLE)
        return code_multiple(tall, index, record, place);
    if (*slot != NO_ROW)
        return report_twice(tall, record, place, item->id);
    return coder_item(&tall->coder, index, &record->fields[tall->columns->answer], slot,
                      &tall->numbers[place * study->item_count + index]);
}

static enum status take(void *context, const struct record *record, bool *good)
{
    struct tall *tall = context;
    struct wave_import *import = tall->import;
    const struct columns *columns = tall->columns;
    struct coder *coder = &tall->coder;
    coder->scratch = import->batch->arena;
    coder->errors = &import->errors;
    const struct field *code_field = &record->fields[columns->code], *item_field = &record->fields[columns->item];
    const struct field *stratum_field = &record->fields[columns->stratum];
    const char *code = coder_text(coder, code_field), *item_text = coder_text(coder, item_field);
    int64_t stratum = coder_stratum(coder, stratum_field);
    int64_t item = map_get(&tall->items, item_text), option = map_get(&tall->options, item_text);
    if (item < 0 && option < 0)
        reader_report(tall->reader, item_field, &import->errors, ERROR_IMPORT_LONG,
                      "write the id or a label of an item, or what `columns` of the wave says in study.yaml",
                      "%s: \"%.*s\" is not an item that wave %d asks", import->wave->layout_columns.item,
                      (int)item_field->length, item_field->text, import->wave->year);
    struct answers answers = {.code_field = code_field, .code = code};
    bool known = *code && map_get(&tall->codes, code) >= 0;
    bool holds = known || (row_is_first(import, tall->reader, &answers) && stratum >= 0 &&
                           check_register(import->study, import->wave, import->frame, tall->reader, code_field, code,
                                          stratum_field, (size_t)stratum, &import->errors));
    if (import->errors.status == STATUS_FAILURE)
        return STATUS_FAILURE;
    *good = false;
    if (!holds || stratum < 0 || (item < 0 && option < 0))
        return STATUS_OK;
    bool found;
    int64_t place = gather(tall, code, &found);
    if (place < 0)
        return errors_memory(&import->errors);
    struct gathered *institution = &tall->gathered[place];
    if (!found) {
        institution->stratum = (size_t)stratum;
        institution->line = record->line;
        const char *name = columns->name >= 0 ? coder_text(coder, &record->fields[columns->name]) : NULL;
        institution->name = name ? arena_text(import->arena, name, strlen(name)) : NULL;
        for (size_t i = 0; i < import->study->attribute_count; i++) {
            const char *text =
                columns->attributes[i] >= 0 ? coder_text(coder, &record->fields[columns->attributes[i]]) : NULL;
            institution->attributes[i] = text ? arena_text(import->arena, text, strlen(text)) : NULL;
        }
        if (!check_weights(import->study, import->wave, import->margins, tall->reader, columns, record,
                           institution->attributes, &import->errors))
            return import->errors.status == STATUS_FAILURE ? STATUS_FAILURE : STATUS_OK;
    } else if (institution->stratum != (size_t)stratum) {
        reader_report(tall->reader, stratum_field, &import->errors, ERROR_IMPORT_LONG, "correct one of them",
                      "%s: institution \"%s\" stands under another stratum on line %lld", import->wave->stratum_column,
                      code, (long long)institution->line);
        return STATUS_OK;
    }
    *good = item >= 0 ? code_item(tall, (size_t)item, record, (size_t)place)
                      : code_option(tall, option, record, (size_t)place);
    return STATUS_OK;
}

/* Multiple answers once all rows are there: what is known of every option. */
static void fill_options(const struct wave *wave, const struct item *item, size_t index, int16_t *slots)
{
    int16_t *role = &slots[item->option_count];
    for (size_t k = 0; k < item->option_count; k++) {
        bool offered = !wave->option_columns[index] || wave->option_columns[index][k];
        slots[k] = !offered ? -1 : slots[k] == NO_ROW ? 0 : slots[k];
    }
    if (*role == ONLY_BLANKS)
        *role = coder_blank_role(item);
    if (*role != ROLE_ANSWERED)
        coder_set_role(item, *role, slots);
}

/* Items that the wave asks and the institution has no row for are blank; what adds up from several rows is held against
 * itself. False after reporting. */
static bool fill_blanks(struct tall *tall, size_t place)
{
    struct wave_import *import = tall->import;
    const struct study *study = import->study;
    const struct place where = {.file = import->sources[import->source].file.name, .line = tall->gathered[place].line};
    bool good = true;
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        size_t count = item_slots(item);
        int16_t *slots = tall->slots + place * study->slot_count + item->slot;
        if (count && item->kind == ITEM_MULTIPLE && slots[count - 1] != NO_ROW) {
            fill_options(import->wave, item, i, slots);
            const struct item_option *alone = coder_not_alone(item, slots);
            if (!alone)
                continue;
            errors_add(&import->errors, ERROR_IMPORT_OPTION, where,
                       "correct the file, or take `exclusive` from the option in study.yaml",
                       "institution \"%s\", item '%s': \"%s\" stands alone, and others are ticked beside it",
                       tall->gathered[place].code, item->id, label_in(&alone->label, LANGUAGE_JA));
            good = false;
        }
        if (!count || slots[count - 1] != NO_ROW)
            continue;
        for (size_t k = 0; k < count; k++)
            slots[k] = -1;
        if (!wave_asks(study, import->wave, i))
            continue;
        if (item->kind == ITEM_SINGLE) {
            int64_t blank = spelling_find(&import->wave->scales[study_scale_index(study, item)], "");
            slots[0] = (int16_t)blank;
            if (blank >= 0)
                continue;
            errors_add(&import->errors, ERROR_IMPORT_LONG, where,
                       "add the row, or give a choice of the scale the spelling \"\" in `also`",
                       "institution \"%s\" has no row for item '%s'", tall->gathered[place].code, item->id);
            good = false;
        } else
            slots[count - 1] = coder_blank_role(item);
    }
    return good;
}

/* Keeps what was gathered. */
static enum status keep_all(struct tall *tall)
{
    struct wave_import *import = tall->import;
    const struct study *study = import->study;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < tall->count; i++) {
        const struct gathered *institution = &tall->gathered[i];
        struct answers answers = {.code = institution->code,
                                  .name = institution->name,
                                  .stratum = institution->stratum,
                                  .line = institution->line,
                                  .slots = tall->slots + i * study->slot_count,
                                  .numbers = tall->numbers + i * study->item_count,
                                  .attributes = institution->attributes};
        answers.code_length = strlen(answers.code);
        answers.hash = index_hash(answers.code, answers.code_length);
        answers.position = index_find(import->index, answers.code, answers.code_length, answers.hash);
        bool good = fill_blanks(tall, i);
        status = row_note(import, &answers);
        if (status == STATUS_OK && good)
            status = row_keep(import, &answers);
        if (status == STATUS_OK && import->batch->count == BATCH_ROWS)
            status = batch_next(import, reader_consumed(tall->reader));
    }
    return status;
}

enum status read_long(struct wave_import *import, struct reader *reader, const struct columns *columns)
{
    struct tall tall = {.import = import, .reader = reader, .columns = columns};
    tall.items.arena = tall.options.arena = tall.codes.arena = import->arena;
    enum status status = coder_init(&tall.coder, import->study, import->wave, reader, columns, import->arena);
    if (status == STATUS_OK)
        status = name_items(&tall);
    if (status != STATUS_OK)
        status = errors_memory(&import->errors);
    else
        status = read_records(import, reader, take, &tall);
    if (status == STATUS_OK)
        status = keep_all(&tall);
    mem_free(tall.gathered);
    mem_free(tall.slots);
    mem_free(tall.numbers);
    return status;
}
