/* The CSV files beside study.yaml, each with vintages of its own. */
#include "base/file.h"
#include "importer/run.h"

struct side {
    struct published published;
    struct lineage lineage;
    int64_t rows;
};

static enum status parse(struct run *run, enum import_kind kind, const char *name, const struct file *bytes,
                         struct side *side)
{
    enum status status;
    switch (kind) {
    case IMPORT_FRAME:
        status = frame_parse(run->study, name, bytes->bytes, bytes->length, run->arena, &run->frame, run->errors);
        run->has_frame = status == STATUS_OK;
        side->rows = (int64_t)(run->frame.members ? run->frame.member_count : run->frame.count);
        return status;
    case IMPORT_LINEAGE:
        status = lineage_parse(run->study, name, bytes->bytes, bytes->length, run->arena, &run->lineage, run->errors);
        run->has_lineage = status == STATUS_OK;
        side->rows = (int64_t)run->lineage.count;
        return status;
    case IMPORT_MARGINS:
        status = margins_parse(run->study, name, bytes->bytes, bytes->length, run->arena, &run->margins, run->errors);
        side->rows = (int64_t)run->margins.count;
        run->has_margins = status == STATUS_OK;
        if (status != STATUS_OK || !run->has_frame)
            return status;
        margins_check_frame(run->study, name, &run->margins, &run->frame, run->errors);
        return run->errors->total ? run->errors->status : STATUS_OK;
    case IMPORT_PUBLISHED:
    case IMPORT_WAVE:
    case IMPORT_KIND_END:
        break;
    }
    status = published_parse(run->study, name, bytes->bytes, bytes->length, run->arena, &side->published, run->errors);
    side->rows = (int64_t)side->published.count;
    return status;
}

static enum status keep(struct run *run, enum import_kind kind, const struct side *side, int64_t import_id)
{
    switch (kind) {
    case IMPORT_FRAME:
        return store_add_frame(run->store, import_id, &run->frame, run->errors);
    case IMPORT_LINEAGE:
        run->new_lineage = true;
        return store_add_lineage(run->store, import_id, &run->lineage, run->errors);
    case IMPORT_MARGINS:
        return store_add_margins(run->store, import_id, &run->margins, run->errors);
    case IMPORT_PUBLISHED:
    case IMPORT_WAVE:
    case IMPORT_KIND_END:
        break;
    }
    return store_add_published(run->store, import_id, &side->published, run->errors);
}

enum status run_side_file(struct run *run, enum import_kind kind, const char *name)
{
    if (!name)
        return STATUS_OK;
    const char *hint = "study.yaml names it: put it there";
    struct source source = {.file.name = name, .file.encoding = "UTF-8", .descriptor = -1};
    source.path = file_join(run->arena, run->study->folder, name);
    if (!source.path)
        return errors_memory(run->errors);
    struct side side = {0};
    struct file bytes = {0};
    enum status status = source_open(&source, ERROR_CSV_MISSING_FILE, hint, run->errors);
    if (status != STATUS_OK)
        return status;
    source_close(&source);
    status = file_read(source.path, name, ERROR_CSV_MISSING_FILE, hint, &bytes, run->errors);
    if (status == STATUS_OK)
        status = parse(run, kind, name, &bytes, &side);
    file_clear(&bytes);
    source.file.rows = side.rows;
    struct import newest;
    if (status == STATUS_OK)
        status = store_newest(run->store, kind, 0, AS_OF_NEWEST, run->arena, &newest, run->errors);
    if (status != STATUS_OK)
        return status;
    struct importer_entry *entry = run_new_entry(run, kind, 0);
    entry->files = name;
    entry->rows = side.rows;
    entry->import_id = newest.id;
    entry->state = newest.id ? IMPORTER_CHANGED : IMPORTER_NEW;
    if (run_same_files(&newest, &source, 1)) {
        entry->state = IMPORTER_UNCHANGED;
        return STATUS_OK;
    }
    int64_t file_id;
    status = run_begin(run);
    if (status == STATUS_OK)
        status = store_add_import(run->store, kind, NULL, false, &entry->import_id, run->errors);
    if (status == STATUS_OK)
        status = store_add_file(run->store, entry->import_id, 0, &source.file, &file_id, run->errors);
    return status == STATUS_OK ? keep(run, kind, &side, entry->import_id) : status;
}
