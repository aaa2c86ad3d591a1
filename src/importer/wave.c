/* Records of a wave's files become answers: columns by title, institutions, strata, choices by spelling. */
#include "importer/wave.h"

#include <string.h>

#include "base/text.h"
#include "reader/reader.h"

/* Where the columns that study.yaml names stand in one file. */
struct layout {
    int code, name, stratum;
    int *items; /* -1: not asked */
};

static const char *hint_text(struct buffer *buffer)
{
    return buffer_status(buffer) == STATUS_OK && buffer->length ? buffer->bytes : NULL;
}

/* The title in the header that is nearest to `title`, when it is near. */
static void suggest_title(const struct record *header, const char *title, struct arena *arena, struct buffer *hint)
{
    size_t best = 3;
    const char *nearest = NULL;
    for (size_t i = 0; i < header->count; i++) {
        const char *text = text_nfkc(arena, header->fields[i].text, header->fields[i].length);
        size_t distance = text ? text_distance(text, title, 3) : 4;
        if (distance < best) {
            best = distance;
            nearest = text;
        }
    }
    if (nearest)
        buffer_format(hint, "is it the column '%s'? ", nearest);
}

/* Finds one column; reports and gives -1 when it is missing or there twice. */
static int find_column(const struct wave_import *import, const struct reader *reader, const char *title,
                       const char *key, struct errors *errors)
{
    int column = reader_column(reader, title);
    if (column >= 0)
        return column;
    const struct record *header = reader_header(reader);
    struct place where = reader_place(reader, header->fields[0].offset);
    where.column = 0;
    struct buffer hint = {0};
    if (column == -1) {
        suggest_title(header, title, import->arena, &hint);
        buffer_format(&hint, "name the column of this file in waves.%d.%s in study.yaml", import->wave->year, key);
        errors_add(errors, ERROR_IMPORT_COLUMN, where, hint_text(&hint), "there is no column '%s' in this file", title);
    } else {
        buffer_format(&hint, "rename one of them in the file");
        errors_add(errors, ERROR_IMPORT_COLUMN_TWICE, where, hint_text(&hint), "the column '%s' is there twice", title);
    }
    buffer_clear(&hint);
    return -1;
}

static enum status find_layout(const struct wave_import *import, const struct reader *reader, struct layout *layout,
                               struct errors *errors)
{
    const struct study *study = import->study;
    const struct wave *wave = import->wave;
    size_t before = errors->total;
    layout->items = arena_array(import->arena, study->item_count, sizeof *layout->items);
    if (!layout->items)
        return errors_memory(errors);
    layout->code = find_column(import, reader, wave->code_column, "institution.code", errors);
    layout->name = wave->name_column ? find_column(import, reader, wave->name_column, "institution.name", errors) : -1;
    layout->stratum = find_column(import, reader, wave->stratum_column, "strata.column", errors);
    for (size_t i = 0; i < study->item_count; i++) {
        layout->items[i] = -1;
        if (!wave->columns[i])
            continue;
        char *key = arena_format(import->arena, "columns.%s", study->items[i].id);
        if (!key)
            return errors_memory(errors);
        layout->items[i] = find_column(import, reader, wave->columns[i], key, errors);
    }
    return errors->total == before ? STATUS_OK : errors->status;
}

/* How many columns of the file no part of the study names. */
static int64_t count_unread(const struct reader *reader, const struct layout *layout, size_t item_count)
{
    int64_t unread = 0;
    for (int column = 0; column < (int)reader_header(reader)->count; column++) {
        bool read = column == layout->code || column == layout->name || column == layout->stratum;
        for (size_t i = 0; i < item_count; i++)
            read = read || column == layout->items[i];
        unread += !read;
    }
    return unread;
}

/* Reports a stratum that study.yaml does not know. */
static void report_stratum(const struct wave_import *import, const struct reader *reader, const struct field *field,
                           struct errors *errors)
{
    struct buffer hint = {0};
    buffer_text(&hint, "add it to `also` of a stratum in study.yaml, or correct the file; known are ");
    for (size_t i = 0; i < import->study->stratum_count; i++)
        buffer_format(&hint, "%s%s", i ? ", " : "", label_in(&import->study->strata[i].label, LANGUAGE_JA));
    reader_report(reader, field, errors, ERROR_IMPORT_STRATUM, hint_text(&hint),
                  "%s: \"%.*s\" is not one of the strata in wave %d", import->wave->stratum_column, (int)field->length,
                  field->text, import->wave->year);
    buffer_clear(&hint);
}

/* Reports an answer that is not one of the labels of its scale. */
static void report_answer(const struct wave_import *import, const struct reader *reader, const struct field *field,
                          size_t item, struct errors *errors)
{
    struct buffer hint = {0};
    const struct scale *scale = import->study->items[item].scale;
    buffer_format(&hint,
                  "add it to `also` of a choice in scales.%s or to waves.%d.labels.%s in study.yaml, or correct the "
                  "file",
                  scale->id, import->wave->year, scale->id);
    reader_report(reader, field, errors, ERROR_IMPORT_LABEL, hint_text(&hint),
                  "%s: \"%.*s\" is not one of the labels of this scale in wave %d", import->wave->columns[item],
                  (int)field->length, field->text, import->wave->year);
    buffer_clear(&hint);
}

/* Notes the institution of a record; reports it when it is missing or was met before. */
static const char *take_code(struct wave_import *import, const struct reader *reader, const struct field *field,
                             struct errors *errors)
{
    const char *code = text_nfkc(import->arena, field->text, field->length);
    if (!code) {
        errors_memory(errors);
        return NULL;
    }
    if (!*code) {
        reader_report(reader, field, errors, ERROR_IMPORT_NO_CODE, "every row needs the institution that answered",
                      "%s: the row has no institution code", import->wave->code_column);
        return code;
    }
    int64_t there = 0;
    bool found = false;
    if (map_put(&import->seen, code, (int64_t)import->seen.count, &there, &found) != STATUS_OK ||
        mem_grow(&import->met, &import->met_capacity, import->seen.count, sizeof *import->met) != STATUS_OK) {
        errors_memory(errors);
        return NULL;
    }
    struct place place = reader_place(reader, field->offset);
    if (!found)
        import->met[import->seen.count - 1] = place;
    else
        reader_report(reader, field, errors, ERROR_IMPORT_TWICE, "keep the answer that counts and take the other out",
                      "%s: institution \"%s\" answers twice in wave %d, first in %s:%lld", import->wave->code_column,
                      code, import->wave->year, import->met[there].file, (long long)import->met[there].line);
    return code;
}

/* One record: coded, counted, stored. */
static enum status take_record(struct wave_import *import, const struct reader *reader, const struct layout *layout,
                               const struct record *record, int16_t *choices, struct store *store,
                               struct response *response, struct errors *errors)
{
    const struct study *study = import->study;
    size_t problems = errors->total;
    response->line = record->line;
    response->code = take_code(import, reader, &record->fields[layout->code], errors);
    if (!response->code)
        return errors->status;
    response->name = NULL;
    if (layout->name >= 0) {
        const struct field *name = &record->fields[layout->name];
        response->name = text_nfkc(import->arena, name->text, name->length);
        if (!response->name)
            return errors_memory(errors);
    }
    const struct field *stratum_field = &record->fields[layout->stratum];
    const char *spelling = text_nfkc(import->arena, stratum_field->text, stratum_field->length);
    if (!spelling)
        return errors_memory(errors);
    int64_t stratum = spelling_find(&import->wave->strata, spelling);
    if (stratum < 0)
        report_stratum(import, reader, stratum_field, errors);
    for (size_t i = 0; i < study->item_count; i++) {
        choices[i] = -1;
        if (layout->items[i] < 0 || study->items[i].kind != ITEM_SINGLE)
            continue;
        const struct field *field = &record->fields[layout->items[i]];
        spelling = text_nfkc(import->arena, field->text, field->length);
        if (!spelling)
            return errors_memory(errors);
        int64_t choice = spelling_find(&import->wave->scales[study_scale_index(study, &study->items[i])], spelling);
        if (choice < 0)
            report_answer(import, reader, field, i, errors);
        choices[i] = (int16_t)choice;
    }
    if (errors->total != problems)
        return STATUS_OK;
    import->rows++;
    import->tally->respondents[stratum]++;
    for (size_t i = 0; i < study->item_count; i++)
        if (choices[i] >= 0)
            ++*tally_cell(study, import->tally, i, (size_t)stratum, (size_t)choices[i]);
    if (errors->total)
        return STATUS_OK; /* nothing will be kept: only further problems are looked for */
    response->stratum = (size_t)stratum;
    response->choices = choices;
    return store_add_response(store, response, errors);
}

/* One file of the wave. */
static enum status take_file(struct wave_import *import, size_t position, struct store *store, int64_t import_id,
                             struct errors *errors)
{
    const struct study *study = import->study;
    struct source *source = &import->sources[position];
    const char **titles = arena_array(import->arena, study->item_count + 3, sizeof *titles);
    int16_t *choices = arena_array(import->arena, study->item_count, sizeof *choices);
    if (!titles || !choices)
        return errors_memory(errors);
    size_t title_count = 0;
    titles[title_count++] = import->wave->code_column;
    titles[title_count++] = import->wave->stratum_column;
    if (import->wave->name_column)
        titles[title_count++] = import->wave->name_column;
    for (size_t i = 0; i < study->item_count; i++)
        if (import->wave->columns[i])
            titles[title_count++] = import->wave->columns[i];
    for (size_t i = 0; i < title_count; i++) {
        titles[i] = text_nfkc(import->arena, titles[i], strlen(titles[i]));
        if (!titles[i])
            return errors_memory(errors);
    }
    const struct reader_options options = {
        .name = source->file.name,
        .encoding = import->encoding ? import->encoding : import->wave->encoding,
        .delimiter = import->wave->delimiter,
        .header_line = import->wave->header_line,
        .titles = titles,
        .title_count = title_count,
    };
    struct reader *reader;
    enum status status = reader_open(source->bytes.bytes, source->bytes.length, &options, &reader, errors);
    if (status != STATUS_OK)
        return status;
    source->file.encoding = reader_encoding(reader); /* a static name */
    struct layout layout = {0};
    struct response response = {.import_id = import_id};
    int64_t rows_before = import->rows, records = 0;
    status = find_layout(import, reader, &layout, errors);
    if (status == STATUS_OK) {
        source->file.unread = count_unread(reader, &layout, study->item_count);
        status = store_add_file(store, import_id, position, &source->file, &response.file_id, errors);
    }
    while (status == STATUS_OK) {
        struct record record;
        enum reader_step step = reader_next(reader, &record, errors);
        if (step == READER_END)
            break;
        records++;
        if (step == READER_RECORD)
            status = take_record(import, reader, &layout, &record, choices, store, &response, errors);
    }
    if (status == STATUS_OK && records == 0)
        status = errors_add(errors, ERROR_CSV_EMPTY, (struct place){.file = source->file.name},
                            "a survey file needs at least one institution", "the file has no data row");
    source->file.rows = import->rows - rows_before;
    if (status == STATUS_OK && !errors->total)
        status = store_set_rows(store, response.file_id, source->file.rows, errors);
    reader_close(reader);
    return status;
}

enum status wave_import_run(struct wave_import *import, struct store *store, int64_t import_id, struct errors *errors)
{
    import->seen.arena = import->arena;
    import->tally = tally_new(import->study, import->wave, import->arena);
    if (!import->tally)
        return errors_memory(errors);
    import->tally->import_id = import_id;
    for (size_t i = 0; i < import->source_count; i++)
        if (take_file(import, i, store, import_id, errors) == STATUS_FAILURE)
            return errors->status; /* the store or the machine fails: the other files would tell nothing new */
    return errors->total ? errors->status : STATUS_OK;
}

void wave_import_clear(struct wave_import *import)
{
    for (size_t i = 0; i < import->source_count; i++)
        file_clear(&import->sources[i].bytes);
    mem_free(import->met);
    import->met = NULL;
}
