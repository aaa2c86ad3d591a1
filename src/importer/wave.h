/* Coding the records of one wave's files; private to the importer. */
#ifndef IMPORTER_WAVE_H
#define IMPORTER_WAVE_H

#include "base/file.h"
#include "base/map.h"
#include "importer/importer.h"

/* A file read whole, with what the store keeps of it. */
struct source {
    const char *path; /* to open */
    struct file bytes;
    struct import_file file; /* name, hash, size, time; encoding and rows once it is coded */
};

/* Reads a file and fills its hash, size and time. `missing` and `hint` as in file_read. */
MUST_CHECK enum status source_read(struct source *source, enum error_code missing, const char *hint,
                                   struct errors *errors);

/* One wave on its way in. */
struct wave_import {
    const struct study *study;
    const struct wave *wave;
    const char *encoding; /* asked for on the command line, or NULL */
    struct source *sources;
    size_t source_count;
    struct arena *arena;
    struct map seen;   /* institution code -> index of where it was met */
    struct place *met; /* by that index */
    size_t met_capacity;
    struct tally_set *tally;
    int64_t rows;
};

/*
 * Reads every record of the wave's files, reports what is wrong with it, counts it into `tally`, and, while nothing
 * has been found wrong in this run, adds it to `store`. `import_id` is the vintage; its files are added here.
 */
MUST_CHECK enum status wave_import_run(struct wave_import *import, struct store *store, int64_t import_id,
                                       struct errors *errors);
void wave_import_clear(struct wave_import *import);

#endif
