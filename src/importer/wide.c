/* The wide layout: one row per institution. */
#include <string.h>

#include "base/text.h"
#include "importer/wave.h"

struct wide {
    struct wave_import *import;
    struct reader *reader;
    const struct columns *columns;
    struct coder coder;
    int16_t *slots;
    double *numbers;
    const char **attributes;
};

/* The items of one record; false where one of them does not hold up. */
static bool code_items(struct wide *wide, const struct record *record)
{
    const struct study *study = wide->import->study;
    const struct columns *columns = wide->columns;
    bool good = true;
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        int16_t *slots = wide->slots + item->slot;
        if (columns->options[i])
            good = coder_options(&wide->coder, i, record->fields, slots) && good;
        else if (columns->items[i] >= 0)
            good = coder_item(&wide->coder, i, &record->fields[columns->items[i]], slots, &wide->numbers[i]) && good;
    }
    return good;
}

static enum status take(void *context, const struct record *record, bool *good)
{
    struct wide *wide = context;
    struct wave_import *import = wide->import;
    const struct columns *columns = wide->columns;
    struct coder *coder = &wide->coder;
    coder->scratch = import->batch->arena;
    coder->errors = &import->errors;
    const struct field *stratum_field = &record->fields[columns->stratum];
    struct answers answers = {.code_field = &record->fields[columns->code],
                              .line = record->line,
                              .slots = wide->slots,
                              .numbers = wide->numbers,
                              .attributes = wide->attributes};
    size_t before = import->errors.total;
    answers.code = coder_text(coder, answers.code_field);
    answers.name = columns->name >= 0 ? coder_text(coder, &record->fields[columns->name]) : NULL;
    bool unmet = row_is_first(import, wide->reader, &answers);
    int64_t stratum = coder_stratum(coder, stratum_field);
    answers.stratum = stratum < 0 ? 0 : (size_t)stratum;
    bool listed = unmet && stratum >= 0 &&
                  check_register(import->study, import->wave, import->frame, wide->reader, answers.code_field,
                                 answers.code, stratum_field, answers.stratum, &import->errors);
    for (size_t i = 0; i < import->study->attribute_count; i++)
        wide->attributes[i] =
            columns->attributes[i] >= 0 ? coder_text(coder, &record->fields[columns->attributes[i]]) : NULL;
    bool coded = code_items(wide, record);
    bool weighted = check_weights(import->study, import->wave, import->margins, wide->reader, columns, record,
                                  wide->attributes, &import->errors);
    *good = coded && weighted && listed && import->errors.total == before;
    if (import->errors.status == STATUS_FAILURE)
        return STATUS_FAILURE;
    /* A row that will be rejected was not met: the repaired one may come later. */
    if (unmet && (*good || !import->rejects->path) && row_note(import, &answers) != STATUS_OK)
        return STATUS_FAILURE;
    return *good ? row_keep(import, &answers) : STATUS_OK;
}

enum status read_wide(struct wave_import *import, struct reader *reader, const struct columns *columns)
{
    const struct study *study = import->study;
    struct wide wide = {.import = import, .reader = reader, .columns = columns};
    wide.slots = arena_array(import->arena, study->slot_count, sizeof *wide.slots);
    wide.numbers = arena_array(import->arena, study->item_count, sizeof *wide.numbers);
    wide.attributes = arena_array(import->arena, study->attribute_count, sizeof *wide.attributes);
    if (!wide.slots || !wide.numbers || !wide.attributes ||
        coder_init(&wide.coder, study, import->wave, reader, columns, import->arena) != STATUS_OK)
        return errors_memory(&import->errors);
    for (size_t i = 0; i < study->slot_count; i++)
        wide.slots[i] = -1;
    return read_records(import, reader, take, &wide);
}
