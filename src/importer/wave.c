/* The two threads of a wave, and what every layout shares. */
#include "importer/wave.h"

#include <string.h>

#include "base/text.h"
#include "importer/run.h"

enum status batch_next(struct wave_import *import, int64_t consumed)
{
    if (import->batch) {
        import->batch->consumed = consumed;
        rows_fill(&import->queue, import->batch);
    }
    import->batch = rows_empty(&import->queue);
    if (!import->batch)
        return STATUS_FAILURE;
    import->batch->source = import->source;
    return STATUS_OK;
}

bool row_is_first(struct wave_import *import, const struct reader *reader, struct answers *answers)
{
    const char *code = answers->code;
    answers->position = -1;
    if (!*code) {
        reader_report(reader, answers->code_field, &import->errors, ERROR_IMPORT_NO_CODE,
                      "every row needs the institution that answered", "%s: the row has no institution code",
                      import->wave->code_column);
        return false;
    }
    answers->code_length = strlen(code);
    answers->hash = index_hash(code, answers->code_length);
    answers->position = index_find(import->index, code, answers->code_length, answers->hash);
    const struct institution *there = answers->position < 0 ? NULL : &import->index->items[answers->position];
    if (there && there->file >= 0) {
        reader_report(reader, answers->code_field, &import->errors, ERROR_IMPORT_TWICE,
                      "keep the answer that counts and take the other out",
                      "%s: institution \"%s\" answers twice in wave %d, first in %s:%lld", import->wave->code_column,
                      code, import->wave->year, import->sources[there->file].file.name, (long long)there->line);
        return false;
    }
    return true;
}

enum status row_note(struct wave_import *import, struct answers *answers)
{
    struct institution_index *index = import->index;
    if (answers->position < 0) {
        if (index_add(index, answers->code, answers->code_length, answers->hash, 0, NULL) != STATUS_OK)
            return errors_memory(&import->errors);
        answers->position = (int64_t)index->count - 1;
    }
    index->items[answers->position].file = (int32_t)import->source;
    index->items[answers->position].line = answers->line;
    return STATUS_OK;
}

enum status row_keep(struct wave_import *import, const struct answers *answers)
{
    const struct study *study = import->study;
    struct institution *there = &import->index->items[answers->position];
    import->rows++;
    tally_count(study, import->tally, answers->stratum, answers->slots);
    if (import->errors.total)
        return STATUS_OK; /* nothing will be kept: only further problems are looked for */
    import->unkept = 0;
    struct batch *batch = import->batch;
    struct row *row = &batch->rows[batch->count];
    uint64_t name = index_name_hash(answers->name);
    *row = (struct row){.code = there->code,
                        .name = answers->name,
                        .institution_id = there->id,
                        .line = answers->line,
                        .stratum = answers->stratum,
                        .fresh = !there->stored,
                        .renamed = there->stored && name && name != there->name && (import->newest || !there->name)};
    if (row->fresh || row->renamed)
        there->name = name;
    there->stored = true;
    if (answers->name && !*answers->name)
        row->name = NULL;
    memcpy(batch->slots + batch->count * study->slot_count, answers->slots, study->slot_count * sizeof *answers->slots);
    memcpy(batch->numbers + batch->count * study->item_count, answers->numbers,
           study->item_count * sizeof *answers->numbers);
    if (study->attribute_count)
        memcpy(batch->attributes + batch->count * study->attribute_count, answers->attributes,
               study->attribute_count * sizeof *answers->attributes);
    batch->count++;
    return STATUS_OK;
}

/* Rejects a row: its problems become reasons beside it. */
static enum status reject(struct wave_import *import, struct reader *reader, const struct record *record,
                          struct errors *before)
{
    struct errors reasons = import->errors;
    import->errors = *before;
    import->rejected++;
    import->sources[import->source].file.rejected++;
    enum status status = rejects_add(import->rejects, reader, import->wave, import->sources[import->source].file.name,
                                     record, &reasons, import->arena, &import->errors);
    errors_clear(&reasons);
    return status;
}

/* Whether the problems are of a row that can be written elsewhere, and not of the file. */
static bool is_of_the_row(const struct reader *reader, const struct record *record, const struct errors *errors)
{
    size_t length;
    if (!record->count && !reader_raw(reader, &length))
        return false;
    for (size_t i = 0; i < errors->kept; i++) {
        enum error_code code = errors->items[i].code;
        if (code == ERROR_MEMORY || code == ERROR_READ || code == ERROR_TEXT_ENCODING || code == ERROR_TEXT_NUL ||
            code == ERROR_FORM_DAMAGED)
            return false;
    }
    return true;
}

/* Whether rows may be set aside one by one. Where several make up an institution's answers or a table, those that are
 * left would be answers that nobody gave. */
static bool may_set_aside(const struct wave_import *import)
{
    return import->rejects->path && import->wave->layout == LAYOUT_WIDE;
}

enum status read_records(struct wave_import *import, struct reader *reader, take_record *take, void *context)
{
    bool may_reject = may_set_aside(import);
    int64_t records = 0;
    enum status status = batch_next(import, reader_consumed(reader));
    while (status == STATUS_OK) {
        struct record record;
        struct errors before = import->errors;
        if (may_reject)
            import->errors = (struct errors){.limit = before.limit};
        enum reader_step step = reader_next(reader, &record, &import->errors);
        bool good = false;
        if (step == READER_RECORD)
            status = take(context, &record, &good);
        if (may_reject) {
            if (status == STATUS_OK && import->errors.total && is_of_the_row(reader, &record, &import->errors)) {
                status = reject(import, reader, &record, &before);
            } else {
                errors_move(&before, &import->errors);
                import->errors = before;
            }
        }
        if (step == READER_END)
            break;
        records++;
        /* Texts of rows that are not kept must not pile up; and between batches progress is told and the user asked. */
        bool full = import->batch->count == BATCH_ROWS || ++import->unkept >= BATCH_ROWS;
        if (full && status == STATUS_OK) {
            status = batch_next(import, reader_consumed(reader));
            import->unkept = 0;
        }
    }
    if (status == STATUS_OK && records == 0)
        status = errors_add(&import->errors, ERROR_CSV_EMPTY,
                            (struct place){.file = import->sources[import->source].file.name},
                            "a survey file needs at least one institution", "the file has no data row");
    return status;
}

static enum status read_layout(struct wave_import *import, struct reader *reader, const struct columns *columns)
{
    switch (import->wave->layout) {
    case LAYOUT_LONG:
        return read_long(import, reader, columns);
    case LAYOUT_COUNTS:
        return read_counts(import, reader, columns);
    case LAYOUT_WIDE:
    case LAYOUT_END:
        break;
    }
    return read_wide(import, reader, columns);
}

/* One file of the wave. */
static enum status read_source(struct wave_import *import)
{
    struct source *source = &import->sources[import->source];
    size_t title_count;
    const char **titles = columns_titles(import->study, import->wave, import->arena, &title_count);
    if (!titles)
        return errors_memory(&import->errors);
    const struct reader_options options = {
        .name = source->file.name,
        .encoding = import->encoding ? import->encoding : import->wave->encoding,
        .delimiter = import->wave->delimiter,
        .header_line = import->wave->header_line,
        .header_lines = import->wave->header_lines,
        .sheet = import->wave->sheet,
        .titles = titles,
        .title_count = title_count,
    };
    struct reader *reader;
    enum status status = reader_open_file(source->descriptor, &source->scan, &options, &reader, &import->errors);
    if (status != STATUS_OK)
        return status;
    source->file.encoding =
        source->scan.form == FORM_TEXT ? reader_encoding(reader) : reader_form_name(source->scan.form);
    struct columns columns;
    int64_t before = import->rows;
    size_t problems = import->errors.total;
    status = columns_find(import->study, import->wave, reader, import->arena, &columns, &import->errors);
    if (status == STATUS_OK) {
        source->file.unread = columns_unread(import->study, reader, &columns);
        status = read_layout(import, reader, &columns);
        source->file.rows = import->rows - before;
        if (status == STATUS_OK && import->errors.total > problems && import->rejects->path && !may_set_aside(import))
            errors_add(&import->errors, ERROR_IMPORT_REJECTS, (struct place){.file = source->file.name},
                       "correct the file, or study.yaml", "rows of the layout '%s' belong together: none is set aside",
                       layout_name(import->wave->layout));
    }
    /* The encoding's name may be a text of the options, which outlive the reader. */
    reader_close(reader);
    if (status == STATUS_OK && !import->errors.total && !source->file.rows)
        status =
            errors_add(&import->errors, ERROR_CSV_EMPTY, (struct place){.file = source->file.name},
                       "import it without --rejects to see what is wrong with them", "no row of the file holds up");
    return status;
}

/* The thread that reads. Past the problems of one file the others are still looked at. */
static void *read_all(void *context)
{
    struct wave_import *import = context;
    for (size_t i = 0; i < import->source_count; i++) {
        import->source = i;
        enum status status = read_source(import);
        if (import->batch) {
            if (import->batch->count)
                rows_fill(&import->queue, import->batch);
            else
                rows_give_back(&import->queue, import->batch);
            import->batch = NULL;
        }
        if (status == STATUS_FAILURE)
            break; /* the machine fails, or the other side: other files would tell nothing new */
    }
    rows_close(&import->queue);
    return NULL;
}

/* What the thread that writes works with. */
struct writing {
    struct wave_import *import;
    struct store *store;
    struct pairs *pairs;
    int64_t import_id;
    int64_t *file_ids; /* by source; 0: not added yet */
    struct errors *errors;
};

static enum status add_file(struct writing *writing, size_t source)
{
    if (writing->file_ids[source])
        return STATUS_OK;
    /* The other thread may still be counting the file's rows: they are told at the end. */
    const struct import_file *there = &writing->import->sources[source].file;
    struct import_file file = {.name = there->name,
                               .bytes = there->bytes,
                               .modified = there->modified,
                               .encoding = there->encoding,
                               .unread = there->unread};
    memcpy(file.sha256, there->sha256, sizeof file.sha256);
    return store_add_file(writing->store, writing->import_id, source, &file, &writing->file_ids[source],
                          writing->errors);
}

static enum status write_batch(struct writing *writing, const struct batch *batch)
{
    const struct study *study = writing->import->study;
    if (!batch->count)
        return STATUS_OK;
    enum status status = add_file(writing, batch->source);
    struct response response = {.import_id = writing->import_id, .file_id = writing->file_ids[batch->source]};
    for (size_t i = 0; status == STATUS_OK && i < batch->count; i++) {
        const struct row *row = &batch->rows[i];
        if (row->fresh)
            status = store_add_institution(writing->store, row->institution_id, row->code, row->name, writing->errors);
        else if (row->renamed)
            status = store_rename_institution(writing->store, row->institution_id, row->name, writing->errors);
    }
    for (size_t i = 0; status == STATUS_OK && i < batch->count; i++) {
        const struct row *row = &batch->rows[i];
        response.line = row->line;
        response.institution_id = row->institution_id;
        response.stratum = row->stratum;
        response.slots = batch->slots + i * study->slot_count;
        response.numbers = batch->numbers + i * study->item_count;
        response.attributes = batch->attributes + i * study->attribute_count;
        status = store_add_response(writing->store, &response, writing->errors);
        if (status == STATUS_OK)
            pairs_count(writing->pairs, &response);
    }
    return status;
}

static enum status write_all(struct writing *writing)
{
    struct wave_import *import = writing->import;
    const struct importer_options *options = import->options;
    enum status status = STATUS_OK;
    for (struct batch *batch; (batch = rows_filled(&import->queue)) != NULL;) {
        if (status == STATUS_OK)
            status = write_batch(writing, batch);
        const struct source *source = &import->sources[batch->source];
        if (options->progress)
            options->progress(options->context, source->file.name, batch->consumed, source->scan.bytes);
        rows_give_back(&import->queue, batch);
        if (status == STATUS_OK)
            status = run_interrupted(options, writing->errors);
        if (status != STATUS_OK)
            rows_stop(&import->queue);
    }
    return status;
}

/* The vintage as a whole, once all its rows are there. */
static enum status finish(struct writing *writing)
{
    struct wave_import *import = writing->import;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < import->source_count; i++) {
        status = add_file(writing, i);
        if (status == STATUS_OK)
            status = store_set_rows(writing->store, writing->file_ids[i], &import->sources[i].file, writing->errors);
    }
    if (status == STATUS_OK)
        status = store_add_tally(writing->store, writing->import_id, import->tally, writing->errors);
    if (status == STATUS_OK && import->wave->layout != LAYOUT_COUNTS)
        status = pairs_end(writing->pairs, writing->errors);
    return status;
}

enum status wave_import_run(struct wave_import *import, struct store *store, int64_t import_id, struct errors *errors)
{
    struct writing writing = {.import = import, .store = store, .import_id = import_id, .errors = errors};
    import->errors = (struct errors){.limit = errors->limit};
    import->tally = tally_new(import->study, import->wave, import->arena);
    writing.file_ids = arena_array(import->arena, import->source_count, sizeof *writing.file_ids);
    if (!import->tally || !writing.file_ids)
        return errors_memory(errors);
    import->tally->import_id = import_id;
    index_begin_wave(import->index);
    enum status status = pairs_begin(store, import_id, import->wave->year, import->lineage, &writing.pairs, errors);
    if (status != STATUS_OK)
        return status;
    pthread_t reading;
    if (rows_init(&import->queue, import->study) != STATUS_OK) {
        pairs_free(writing.pairs);
        return errors_memory(errors);
    }
    if (pthread_create(&reading, NULL, read_all, import) == 0) {
        status = write_all(&writing);
        (void)pthread_join(reading, NULL); /* fails only for a thread that was never made */
    } else
        status = errors_add(errors, ERROR_MEMORY, (struct place){0}, NULL, "unable to start a thread");
    rows_clear(&import->queue);
    if (import->lineage && !import->errors.total)
        check_lineage(import->wave, import->lineage, import->index, import->sources, &import->errors);
    errors_move(errors, &import->errors);
    if (status == STATUS_OK && !errors->total)
        status = finish(&writing);
    pairs_free(writing.pairs);
    errors_clear(&import->errors);
    return errors->total ? errors->status : status;
}
