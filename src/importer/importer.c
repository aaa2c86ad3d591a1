/* What is new, and its way into the database in one transaction. */
#define _XOPEN_SOURCE 700
#include "importer/importer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "importer/run.h"

enum status run_begin(struct run *run)
{
    if (run->declared)
        return STATUS_OK;
    run->declared = true;
    enum status status = store_begin(run->store, run->errors);
    return status == STATUS_OK ? store_declare(run->store, run->errors) : status;
}

enum status run_interrupted(const struct importer_options *options, struct errors *errors)
{
    if (!options->interrupted || !options->interrupted(options->context))
        return STATUS_OK;
    return errors_add(errors, ERROR_INTERRUPTED, (struct place){0}, "nothing was changed; run the command again",
                      "interrupted");
}

bool run_same_files(const struct import *newest, const struct source *sources, size_t count)
{
    if (!newest->id || newest->file_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(newest->files[i].sha256, sources[i].file.sha256) != 0)
            return false;
    return true;
}

struct importer_entry *run_new_entry(struct run *run, enum import_kind kind, int year)
{
    struct importer_entry *entry = &run->result->entries[run->result->count++];
    *entry = (struct importer_entry){.kind = kind, .year = year};
    return entry;
}

static enum status take_institution(void *context, int64_t institution_id, const char *code, size_t length,
                                    const char *name)
{
    struct institution_index *index = context;
    if (index_add(index, code, length, index_hash(code, length), institution_id, name) != STATUS_OK)
        return STATUS_FAILURE;
    index->items[index->count - 1].stored = true;
    return STATUS_OK;
}

/* Reads the institutions of the database, once. */
static enum status fill_index(struct run *run)
{
    if (run->has_index)
        return STATUS_OK;
    run->has_index = true;
    return store_institutions(run->store, take_institution, &run->index, run->errors);
}

static const char *join_names(struct arena *arena, const struct source *sources, size_t count)
{
    struct buffer names = {0};
    for (size_t i = 0; i < count; i++)
        buffer_format(&names, "%s%s", i ? " " : "", sources[i].file.name);
    const char *text = buffer_status(&names) == STATUS_OK ? arena_text(arena, buffer_get(&names), names.length) : NULL;
    buffer_clear(&names);
    return text;
}

/* Whether no wave after `year` has data. */
static enum status is_newest(struct run *run, int year, bool *newest)
{
    enum status status = STATUS_OK;
    *newest = true;
    for (size_t i = 0; status == STATUS_OK && i < run->study->wave_count; i++) {
        struct import later = {0};
        if (run->study->waves[i].year > year)
            status = store_newest(run->store, IMPORT_WAVE, run->study->waves[i].year, AS_OF_NEWEST, run->arena, &later,
                                  run->errors);
        *newest = *newest && !later.id;
    }
    return status;
}

/* Opens the files of a wave; all that are missing are told. */
static enum status open_sources(struct run *run, struct wave_import *import, bool by_hand)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < import->source_count; i++) {
        struct buffer hint = {0};
        if (by_hand)
            buffer_text(&hint, "correct the name");
        else
            buffer_format(&hint, "put it there, or take it out of waves.%d.files in study.yaml", import->wave->year);
        enum status one = source_open(&import->sources[i], ERROR_IMPORT_FILE, buffer_get(&hint), run->errors);
        buffer_clear(&hint);
        if (one != STATUS_OK)
            status = one;
    }
    return status;
}

/* Whether the rows set aside would take the place of a file that they come from. */
static enum status spare_sources(struct run *run, const struct wave_import *import)
{
    const char *rejects = run->options->rejects;
    struct stat there, source;
    if (!rejects || stat(rejects, &there) != 0)
        return STATUS_OK;
    for (size_t i = 0; i < import->source_count; i++)
        if (fstat(import->sources[i].descriptor, &source) == 0 && source.st_dev == there.st_dev &&
            source.st_ino == there.st_ino)
            return errors_add(run->errors, ERROR_USAGE, (struct place){0}, "name another file for the rows set aside",
                              "--rejects: '%s' is one of the files to import", rejects);
    return STATUS_OK;
}

/* Writes a new vintage from the open sources. */
static enum status take_vintage(struct run *run, struct wave_import *import, bool by_hand, struct importer_entry *entry)
{
    const struct wave *wave = import->wave;
    run->taken[study_find_wave(run->study, wave->year)] = true;
    enum status status = run_begin(run);
    if (status == STATUS_OK)
        status = fill_index(run);
    if (status == STATUS_OK)
        status = is_newest(run, wave->year, &import->newest);
    if (status == STATUS_OK)
        status = store_add_import(run->store, IMPORT_WAVE, wave, by_hand, &entry->import_id, run->errors);
    if (status == STATUS_OK)
        status = wave_import_run(import, run->store, entry->import_id, run->errors);
    entry->rows = import->rows;
    entry->rejected = import->rejected;
    entry->encoding = import->sources[0].file.encoding;
    if (status != STATUS_FAILURE && run->has_frame && import->tally)
        check_frame(run->study, wave, &run->frame, import->tally, run->errors);
    return run->errors->total ? run->errors->status : status;
}

/* One wave from the sources in `import`. `named` tells that its files were named to the command. */
static enum status take_wave(struct run *run, struct wave_import *import, bool by_hand, bool named)
{
    const struct wave *wave = import->wave;
    struct import newest;
    if (wave->layout == LAYOUT_COUNTS && study_is_weighted(run->study))
        return errors_add(run->errors, ERROR_IMPORT_WEIGHT, (struct place){.file = import->sources[0].file.name},
                          "import the answers one by one, or leave `design` and `weighting` out of study.yaml",
                          "counts can't be weighted one by one, as study.yaml asks");
    enum status status =
        store_newest(run->store, IMPORT_WAVE, wave->year, AS_OF_NEWEST, run->arena, &newest, run->errors);
    if (status != STATUS_OK)
        return status;
    struct importer_entry *entry = run_new_entry(run, IMPORT_WAVE, wave->year);
    entry->import_id = newest.id;
    for (size_t i = 0; i < newest.file_count; i++) {
        entry->rows += newest.files[i].rows;
        entry->rejected += newest.files[i].rejected;
    }
    if (newest.id && newest.by_hand && !by_hand && !named) {
        entry->state = IMPORTER_BY_HAND;
        entry->by_hand = true;
        entry->files = newest.files[0].name;
        entry->encoding = newest.files[0].encoding;
        return STATUS_OK;
    }
    status = open_sources(run, import, by_hand);
    entry->by_hand = by_hand;
    entry->files = join_names(run->arena, import->sources, import->source_count);
    if (!entry->files)
        return errors_memory(run->errors);
    if (status == STATUS_OK)
        status = spare_sources(run, import);
    if (status != STATUS_OK)
        return status;
    if (run_same_files(&newest, import->sources, import->source_count) && strcmp(newest.codebook, wave->hash) == 0) {
        entry->state = IMPORTER_UNCHANGED;
        entry->by_hand = newest.by_hand;
        entry->encoding = newest.files[0].encoding;
        return STATUS_OK;
    }
    entry->state = newest.id ? IMPORTER_CHANGED : IMPORTER_NEW;
    return take_vintage(run, import, by_hand, entry);
}

/* An import of `wave` under what the command line says instead of its codebook, where its files were `named`. */
static struct wave_import new_import(struct run *run, const struct wave *wave, bool named, struct wave *own)
{
    const struct importer_options *options = run->options;
    if (wave)
        *own = *wave;
    if (named && options->has_layout)
        own->layout = options->layout;
    if (named && options->sheet)
        own->sheet = options->sheet;
    return (struct wave_import){.study = run->study,
                                .wave = own,
                                .encoding = named ? options->encoding : NULL,
                                .frame = run->has_frame ? &run->frame : NULL,
                                .lineage = run->has_lineage ? &run->lineage : NULL,
                                .margins = run->has_margins ? &run->margins : NULL,
                                .options = options,
                                .arena = run->arena,
                                .index = &run->index,
                                .rejects = &run->rejects};
}

static void close_sources(struct wave_import *import)
{
    for (size_t i = 0; i < import->source_count; i++)
        source_close(&import->sources[i]);
}

/* A wave with the files that study.yaml names. */
static enum status take_declared_wave(struct run *run, const struct wave *wave, bool named)
{
    struct wave own;
    struct wave_import import = new_import(run, wave, named, &own);
    import.sources = arena_array(run->arena, wave->file_count, sizeof *import.sources);
    if (!import.sources)
        return errors_memory(run->errors);
    for (size_t i = 0; i < wave->file_count; i++) {
        const char *path = file_join(run->arena, run->study->folder, wave->files[i]);
        import.sources[i] = (struct source){.path = path, .descriptor = -1, .file.name = wave->files[i]};
        if (!path)
            return errors_memory(run->errors);
    }
    import.source_count = wave->file_count;
    enum status status = take_wave(run, &import, false, named);
    close_sources(&import);
    return status;
}

/* Whether `file`, as the user typed it, is the declared file `name` of the study. */
static bool is_declared(const struct run *run, const char *file, const char *name)
{
    if (strcmp(file, name) == 0)
        return true;
    const char *path = file_join(run->arena, run->study->folder, name);
    char *declared = path ? realpath(path, NULL) : NULL, *given = realpath(file, NULL);
    bool same = declared && given && strcmp(declared, given) == 0;
    free(declared);
    free(given);
    return same;
}

static bool is_declared_in(const struct run *run, const char *file, size_t wave)
{
    for (size_t k = 0; k < run->study->waves[wave].file_count; k++)
        if (is_declared(run, file, run->study->waves[wave].files[k]))
            return true;
    return false;
}

/* Whether study.yaml names the file, for the wave asked for where one is. */
static bool is_known(const struct run *run, const char *file)
{
    for (size_t w = 0; w < run->study->wave_count; w++)
        if ((!run->options->year || run->options->year == run->study->waves[w].year) && is_declared_in(run, file, w))
            return true;
    return false;
}

/* Files named to the command: declared ones mark their wave in `named`; the others are one set for --wave, with the
 * declared ones of that wave that are named beside them. */
static enum status take_named_files(struct run *run, bool *named)
{
    int64_t index = run->options->year ? study_find_wave(run->study, run->options->year) : -1;
    struct wave own;
    struct wave_import import = new_import(run, index < 0 ? NULL : &run->study->waves[index], true, &own);
    import.sources = arena_array(run->arena, run->options->file_count, sizeof *import.sources);
    if (!import.sources)
        return errors_memory(run->errors);
    size_t unknown = 0; /* the first that study.yaml does not name */
    while (unknown < run->options->file_count && is_known(run, run->options->files[unknown]))
        unknown++;
    bool any = unknown < run->options->file_count;
    for (size_t i = 0; i < run->options->file_count; i++) {
        const char *file = run->options->files[i];
        bool apart = any && (!is_known(run, file) || (index >= 0 && is_declared_in(run, file, (size_t)index)));
        for (size_t w = 0; w < run->study->wave_count && !apart; w++)
            if ((!run->options->year || run->options->year == run->study->waves[w].year) &&
                is_declared_in(run, file, w))
                named[w] = true;
        if (apart)
            import.sources[import.source_count++] =
                (struct source){.path = file,
                                .descriptor = -1,
                                .options = run->options,
                                .file.name = strcmp(file, "-") == 0 ? "standard input" : file};
    }
    if (!any)
        return STATUS_OK;
    if (index < 0)
        return errors_add(run->errors, ERROR_IMPORT_NOT_DECLARED, (struct place){.file = run->options->files[unknown]},
                          "tell the wave with --wave, or name the file in study.yaml",
                          "study.yaml does not name this file");
    enum status status = take_wave(run, &import, true, true);
    close_sources(&import);
    return status;
}

/* A new frame is held against the waves that stay as they are, too. */
static enum status check_kept_waves(struct run *run)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < run->study->wave_count; i++) {
        struct tally_set *tally = NULL;
        if (run->taken[i])
            continue;
        status = store_tally(run->store, run->study->waves[i].year, AS_OF_NEWEST, run->arena, &tally, run->errors);
        if (status == STATUS_OK && tally)
            check_frame(run->study, &run->study->waves[i], &run->frame, tally, run->errors);
    }
    return status;
}

static enum status take_waves(struct run *run)
{
    const struct study *study = run->study;
    bool *named = arena_array(run->arena, study->wave_count, sizeof *named);
    if (!named)
        return errors_memory(run->errors);
    enum status taken = run->options->file_count ? take_named_files(run, named) : STATUS_OK;
    if (taken == STATUS_FAILURE || taken == STATUS_INTERRUPTED)
        return run->errors->status;
    size_t declared = 0;
    for (size_t i = 0; i < study->wave_count; i++) {
        declared += study->waves[i].file_count;
        bool wanted =
            run->options->file_count
                ? named[i]
                : study->waves[i].file_count && (!run->options->year || run->options->year == study->waves[i].year);
        /* Past the problems of one wave the others are still looked at; past a failing store nothing is. */
        if (!wanted)
            continue;
        enum status status = take_declared_wave(run, &study->waves[i], named[i]);
        if (status == STATUS_FAILURE || status == STATUS_INTERRUPTED)
            break;
    }
    if (!declared && !run->options->file_count)
        return errors_add(run->errors, ERROR_IMPORT_NOTHING, (struct place){.file = "study.yaml"},
                          "name them in waves.YEAR.files", "no wave has a survey file");
    return run->errors->total ? run->errors->status : STATUS_OK;
}

/* Everything up to the commit. */
static enum status take_all(struct run *run)
{
    enum status status = run_side_file(run, IMPORT_FRAME, run->study->frame);
    if (status != STATUS_FAILURE)
        status = run_side_file(run, IMPORT_PUBLISHED, run->study->published);
    if (status != STATUS_FAILURE)
        status = run_side_file(run, IMPORT_LINEAGE, run->study->lineage);
    if (status != STATUS_FAILURE)
        status = run_side_file(run, IMPORT_MARGINS, run->study->margins);
    if (status != STATUS_FAILURE)
        status = take_waves(run);
    const struct importer_result *result = run->result;
    if (status != STATUS_FAILURE && run->has_frame && result->count && result->entries[0].state != IMPORTER_UNCHANGED)
        status = check_kept_waves(run);
    if (!run->errors->total && status == STATUS_OK && run->new_lineage)
        status = store_recount_pairs(run->store, &run->lineage, run->errors);
    return run->errors->total ? run->errors->status : status;
}

enum status importer_run(const struct study *study, struct store *store, const struct importer_options *options,
                         struct arena *arena, struct importer_result *result, struct errors *errors)
{
    *result = (struct importer_result){0};
    struct run run = {.study = study,
                      .store = store,
                      .options = options,
                      .arena = arena,
                      .errors = errors,
                      .result = result,
                      .rejects.path = options->rejects};
    if (options->year && study_find_wave(study, options->year) < 0)
        return errors_add(errors, ERROR_UNKNOWN_NAME, (struct place){0}, "declare it under waves in study.yaml",
                          "--wave: study.yaml declares no wave %d", options->year);
    result->entries = arena_array(arena, study->wave_count + IMPORT_KIND_END, sizeof *result->entries);
    run.taken = arena_array(arena, study->wave_count, sizeof *run.taken);
    enum status status = index_init(&run.index);
    if (!result->entries || !run.taken || status != STATUS_OK)
        status = errors_memory(errors);
    if (status == STATUS_OK)
        status = take_all(&run);
    if (status == STATUS_OK)
        status = run_interrupted(options, errors);
    /* The rejects are written before the commit: a failure to keep them must not lose them. */
    if (status == STATUS_OK && !options->dry_run)
        status = rejects_write(&run.rejects, errors);
    if (status == STATUS_OK && run.declared && !options->dry_run)
        status = store_commit(store, errors);
    result->changed = run.declared;
    result->rejected = run.rejects.count;
    if (options->dry_run && status == STATUS_OK)
        for (size_t i = 0; i < result->count; i++)
            if (result->entries[i].state == IMPORTER_NEW || result->entries[i].state == IMPORTER_CHANGED)
                result->entries[i].import_id = 0;
    rejects_clear(&run.rejects);
    index_clear(&run.index);
    return status;
}
