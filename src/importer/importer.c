/* What is new, and its way into the database in one transaction. */
#define _XOPEN_SOURCE 700
#include "importer/importer.h"

#include <stdlib.h>
#include <string.h>

#include "importer/wave.h"

static const char *const state_names[] = {[IMPORTER_NEW] = N_("imported"),
                                          [IMPORTER_CHANGED] = N_("imported again"),
                                          [IMPORTER_UNCHANGED] = N_("unchanged"),
                                          [IMPORTER_BY_HAND] = N_("kept as imported by hand")};

const char *importer_state_name(enum importer_state state)
{
    return state_names[state];
}

/* What one run carries along. */
struct run {
    const struct study *study;
    struct store *store;
    const struct importer_options *options;
    struct arena *arena;
    struct errors *errors;
    struct importer_result *result;
    struct frame frame; /* as in the folder now; empty where study.yaml names none */
    bool has_frame;
    bool *taken;   /* by wave: whether this run brings a vintage of it */
    bool declared; /* the transaction has begun */
};

/* Begins the transaction at the first thing to write, so that a run without any writes nothing. */
static enum status begin(struct run *run)
{
    if (run->declared)
        return STATUS_OK;
    run->declared = true;
    enum status status = store_begin(run->store, run->errors);
    return status == STATUS_OK ? store_declare(run->store, run->errors) : status;
}

static bool same_files(const struct import *newest, const struct source *sources, size_t count)
{
    if (!newest->id || newest->file_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(newest->files[i].sha256, sources[i].file.sha256) != 0)
            return false;
    return true;
}

static struct importer_entry *new_entry(struct run *run, enum import_kind kind, int year)
{
    struct importer_entry *entry = &run->result->entries[run->result->count++];
    *entry = (struct importer_entry){.kind = kind, .year = year};
    return entry;
}

/* frame.csv or published.csv: parsed whole, written when its bytes are new. */
static enum status take_side_file(struct run *run, enum import_kind kind, const char *name)
{
    if (!name)
        return STATUS_OK;
    struct source source = {.file.name = name, .file.encoding = "UTF-8"};
    source.path = file_join(run->arena, run->study->folder, name);
    if (!source.path)
        return errors_memory(run->errors);
    enum status status = source_read(&source, ERROR_CSV_MISSING_FILE, "study.yaml names it: put it there", run->errors);
    if (status != STATUS_OK)
        return status;
    struct published published = {0};
    if (kind == IMPORT_FRAME) {
        status = frame_parse(run->study, name, source.bytes.bytes, source.bytes.length, run->arena, &run->frame,
                             run->errors);
        run->has_frame = status == STATUS_OK;
        source.file.rows = (int64_t)run->frame.count;
    } else {
        status = published_parse(run->study, name, source.bytes.bytes, source.bytes.length, run->arena, &published,
                                 run->errors);
        source.file.rows = (int64_t)published.count;
    }
    file_clear(&source.bytes);
    struct import newest;
    if (status == STATUS_OK)
        status = store_newest(run->store, kind, 0, AS_OF_NEWEST, run->arena, &newest, run->errors);
    if (status != STATUS_OK)
        return status;
    struct importer_entry *entry = new_entry(run, kind, 0);
    entry->files = name;
    entry->rows = source.file.rows;
    entry->import_id = newest.id;
    entry->state = newest.id ? IMPORTER_CHANGED : IMPORTER_NEW;
    if (same_files(&newest, &source, 1)) {
        entry->state = IMPORTER_UNCHANGED;
        return STATUS_OK;
    }
    int64_t file_id;
    status = begin(run);
    if (status == STATUS_OK)
        status = store_add_import(run->store, kind, 0, "", false, &entry->import_id, run->errors);
    if (status == STATUS_OK)
        status = store_add_file(run->store, entry->import_id, 0, &source.file, &file_id, run->errors);
    if (status == STATUS_OK)
        status = kind == IMPORT_FRAME ? store_add_frame(run->store, entry->import_id, &run->frame, run->errors)
                                      : store_add_published(run->store, entry->import_id, &published, run->errors);
    return status;
}

/* More respondents in a stratum than the frame has, or a stratum that it does not count. */
static void check_against_frame(struct run *run, const struct wave *wave, const struct tally_set *tally)
{
    for (size_t h = 0; h < run->study->stratum_count; h++) {
        int64_t N = frame_get(&run->frame, wave->year, h), n = tally->respondents[h];
        const char *label = label_in(&run->study->strata[h].label, LANGUAGE_JA);
        if (n > 0 && N < 0)
            errors_add(run->errors, ERROR_IMPORT_FRAME, (struct place){.file = run->study->frame},
                       "add the row of that wave and stratum",
                       "wave %d has %lld respondents in stratum '%s', which the frame does not count", wave->year,
                       (long long)n, label);
        else if (n > N && N >= 0)
            errors_add(run->errors, ERROR_IMPORT_FRAME, (struct place){.file = run->study->frame},
                       "correct the frame, or the stratum of those who answered",
                       "wave %d has %lld respondents in stratum '%s', the frame counts %lld", wave->year, (long long)n,
                       label, (long long)N);
    }
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

/* One wave from the sources in `import`. `named` tells that its files were named to the command. */
static enum status take_wave(struct run *run, struct wave_import *import, bool by_hand, bool named)
{
    const struct wave *wave = import->wave;
    struct import newest;
    enum status status =
        store_newest(run->store, IMPORT_WAVE, wave->year, AS_OF_NEWEST, run->arena, &newest, run->errors);
    if (status != STATUS_OK)
        return status;
    struct importer_entry *entry = new_entry(run, IMPORT_WAVE, wave->year);
    entry->import_id = newest.id;
    for (size_t i = 0; i < newest.file_count; i++)
        entry->rows += newest.files[i].rows;
    if (newest.id && newest.by_hand && !by_hand && !named) {
        entry->state = IMPORTER_BY_HAND;
        entry->by_hand = true;
        entry->files = newest.files[0].name;
        entry->encoding = newest.files[0].encoding;
        return STATUS_OK;
    }
    for (size_t i = 0; i < import->source_count; i++) {
        struct buffer hint = {0};
        buffer_format(&hint, "put it there, or take it out of waves.%d.files in study.yaml", wave->year);
        enum status one = source_read(&import->sources[i], ERROR_IMPORT_FILE, buffer_get(&hint), run->errors);
        buffer_clear(&hint);
        if (one != STATUS_OK)
            status = one;
    }
    entry->by_hand = by_hand;
    entry->files = join_names(run->arena, import->sources, import->source_count);
    if (!entry->files)
        return errors_memory(run->errors);
    if (status != STATUS_OK)
        return status;
    if (same_files(&newest, import->sources, import->source_count) && strcmp(newest.codebook, wave->hash) == 0) {
        entry->state = IMPORTER_UNCHANGED;
        entry->by_hand = newest.by_hand;
        entry->encoding = newest.files[0].encoding;
        return STATUS_OK;
    }
    run->taken[wave - run->study->waves] = true;
    entry->state = newest.id ? IMPORTER_CHANGED : IMPORTER_NEW;
    status = begin(run);
    if (status == STATUS_OK)
        status =
            store_add_import(run->store, IMPORT_WAVE, wave->year, wave->hash, by_hand, &entry->import_id, run->errors);
    if (status == STATUS_OK)
        status = wave_import_run(import, run->store, entry->import_id, run->errors);
    if (status == STATUS_FAILURE)
        return status;
    entry->rows = import->rows;
    entry->encoding = import->sources[0].file.encoding;
    if (run->has_frame && import->tally)
        check_against_frame(run, wave, import->tally);
    if (run->errors->total)
        return run->errors->status;
    status = store_add_tally(run->store, entry->import_id, import->tally, run->errors);
    if (status == STATUS_OK)
        status = store_add_pairs(run->store, entry->import_id, wave->year, run->errors);
    return status;
}

/* A wave with the files that study.yaml names. */
static enum status take_declared_wave(struct run *run, const struct wave *wave, bool named)
{
    struct wave_import import = {.study = run->study,
                                 .wave = wave,
                                 .encoding = named ? run->options->encoding : NULL,
                                 .source_count = wave->file_count,
                                 .arena = run->arena};
    import.sources = arena_array(run->arena, wave->file_count, sizeof *import.sources);
    if (!import.sources)
        return errors_memory(run->errors);
    for (size_t i = 0; i < wave->file_count; i++) {
        import.sources[i].file.name = wave->files[i];
        import.sources[i].path = file_join(run->arena, run->study->folder, wave->files[i]);
        if (!import.sources[i].path)
            return errors_memory(run->errors);
    }
    enum status status = take_wave(run, &import, false, named);
    wave_import_clear(&import);
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

/* Files named to the command: declared ones mark their wave in `named`, the others are one set for --wave. */
static enum status take_named_files(struct run *run, bool *named)
{
    struct wave_import import = {.study = run->study, .encoding = run->options->encoding, .arena = run->arena};
    import.sources = arena_array(run->arena, run->options->file_count, sizeof *import.sources);
    if (!import.sources)
        return errors_memory(run->errors);
    for (size_t i = 0; i < run->options->file_count; i++) {
        const char *file = run->options->files[i];
        bool found = false;
        for (size_t w = 0; w < run->study->wave_count; w++)
            for (size_t k = 0; k < run->study->waves[w].file_count; k++)
                if (is_declared(run, file, run->study->waves[w].files[k]) &&
                    (!run->options->year || run->options->year == run->study->waves[w].year))
                    named[w] = found = true;
        if (!found)
            import.sources[import.source_count++] = (struct source){.path = file, .file.name = file};
    }
    if (!import.source_count)
        return STATUS_OK;
    if (!run->options->year)
        return errors_add(run->errors, ERROR_IMPORT_NOT_DECLARED, (struct place){.file = import.sources[0].file.name},
                          "tell the wave with --wave, or name the file in study.yaml",
                          "study.yaml does not name this file");
    import.wave = &run->study->waves[study_find_wave(run->study, run->options->year)];
    enum status status = take_wave(run, &import, true, true);
    wave_import_clear(&import);
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
            check_against_frame(run, &run->study->waves[i], tally);
    }
    return status;
}

static enum status take_waves(struct run *run)
{
    const struct study *study = run->study;
    bool *named = arena_array(run->arena, study->wave_count, sizeof *named);
    if (!named)
        return errors_memory(run->errors);
    if (run->options->file_count && take_named_files(run, named) == STATUS_FAILURE)
        return run->errors->status;
    size_t declared = 0;
    for (size_t i = 0; i < study->wave_count; i++) {
        declared += study->waves[i].file_count;
        bool wanted =
            run->options->file_count
                ? named[i]
                : study->waves[i].file_count && (!run->options->year || run->options->year == study->waves[i].year);
        /* Past the problems of one wave the others are still looked at; past a failing store nothing is. */
        if (wanted && take_declared_wave(run, &study->waves[i], named[i]) == STATUS_FAILURE)
            break;
    }
    if (!declared && !run->options->file_count)
        return errors_add(run->errors, ERROR_IMPORT_NOTHING, (struct place){.file = "study.yaml"},
                          "name them in waves.YEAR.files", "no wave has a survey file");
    return run->errors->total ? run->errors->status : STATUS_OK;
}

enum status importer_run(const struct study *study, struct store *store, const struct importer_options *options,
                         struct arena *arena, struct importer_result *result, struct errors *errors)
{
    *result = (struct importer_result){0};
    struct run run = {
        .study = study, .store = store, .options = options, .arena = arena, .errors = errors, .result = result};
    if (options->year && study_find_wave(study, options->year) < 0)
        return errors_add(errors, ERROR_UNKNOWN_NAME, (struct place){0}, "declare it under waves in study.yaml",
                          "--wave: study.yaml declares no wave %d", options->year);
    result->entries = arena_array(arena, study->wave_count + 3, sizeof *result->entries);
    run.taken = arena_array(arena, study->wave_count, sizeof *run.taken);
    if (!result->entries || !run.taken)
        return errors_memory(errors);
    enum status status = take_side_file(&run, IMPORT_FRAME, study->frame);
    if (status != STATUS_FAILURE)
        status = take_side_file(&run, IMPORT_PUBLISHED, study->published);
    if (status != STATUS_FAILURE)
        status = take_waves(&run);
    if (status != STATUS_FAILURE && run.has_frame && result->count && result->entries[0].state != IMPORTER_UNCHANGED)
        status = check_kept_waves(&run);
    if (errors->total)
        return errors->status;
    if (status == STATUS_OK && run.declared && !options->dry_run)
        status = store_commit(store, errors);
    result->changed = run.declared;
    if (options->dry_run)
        for (size_t i = 0; i < result->count; i++)
            if (result->entries[i].state == IMPORTER_NEW || result->entries[i].state == IMPORTER_CHANGED)
                result->entries[i].import_id = 0;
    return status;
}

enum status importer_to_table(const struct study *study, const struct importer_result *result, struct table **table,
                              struct errors *errors)
{
    static const struct column columns[] = {
        {"kind", N_("kind"), COLUMN_TEXT, SHOW_ALWAYS},       {"wave", N_("wave"), COLUMN_INTEGER, SHOW_FILLED},
        {"state", N_("state"), COLUMN_TEXT, SHOW_ALWAYS},     {"import", N_("import"), COLUMN_INTEGER, SHOW_FILLED},
        {"rows", N_("rows"), COLUMN_INTEGER, SHOW_ALWAYS},    {"encoding", N_("encoding"), COLUMN_TEXT, SHOW_FILLED},
        {"by_hand", N_("by hand"), COLUMN_TEXT, SHOW_FILLED}, {"files", N_("files"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    static const char *const codes[] = {[IMPORTER_NEW] = "imported",
                                        [IMPORTER_CHANGED] = "imported again",
                                        [IMPORTER_UNCHANGED] = "unchanged",
                                        [IMPORTER_BY_HAND] = "kept by hand"};
    *table = table_new("import", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    table_set_study(*table, study->id);
    for (size_t i = 0; i < result->count; i++) {
        const struct importer_entry *entry = &result->entries[i];
        struct label state = {
            {[LANGUAGE_EN] = state_names[entry->state], [LANGUAGE_JA] = tr(LANGUAGE_JA, state_names[entry->state])}};
        table_row(*table);
        table_text(*table, import_kind_name(entry->kind));
        if (entry->kind == IMPORT_WAVE)
            table_integer(*table, entry->year);
        else
            table_empty(*table);
        table_labelled(*table, codes[entry->state], &state);
        if (entry->import_id)
            table_integer(*table, entry->import_id);
        else
            table_empty(*table);
        table_integer(*table, entry->rows);
        table_text(*table, entry->encoding);
        table_text(*table, entry->by_hand ? "not rebuildable" : NULL);
        table_text(*table, entry->files);
    }
    enum status status = table_finish(*table, errors);
    if (status != STATUS_OK) {
        table_free(*table);
        *table = NULL;
    }
    return status;
}
