/*
 * One wave on its way in: a thread that reads and codes, and the caller's thread, which alone has the database and
 * writes. Private to the importer.
 */
#ifndef IMPORTER_WAVE_H
#define IMPORTER_WAVE_H

#include "importer/checks.h"
#include "importer/coder.h"
#include "importer/importer.h"
#include "importer/index.h"
#include "importer/rejects.h"
#include "importer/rows.h"
#include "importer/source.h"

struct wave_import {
    const struct study *study;
    const struct wave *wave; /* its codebook, with what the command line says instead */
    const char *encoding;    /* asked for on the command line, or NULL */
    struct source *sources;
    size_t source_count;
    const struct frame *frame;     /* of the folder; NULL: none */
    const struct lineage *lineage; /* the same */
    const struct margins *margins; /* the same */
    const struct importer_options *options;
    bool newest; /* no later wave has data: names follow this one */
    struct arena *arena;
    struct institution_index *index;
    struct rejects *rejects;
    /* What comes of it. */
    struct tally_set *tally;
    int64_t rows, rejected;
    /* While it runs: of the thread that reads. */
    struct errors errors; /* of this wave; the caller's get them at the end */
    struct row_queue queue;
    struct batch *batch;
    size_t source;         /* position of the file at hand */
    size_t unkept;         /* rows since the last that was kept */
    struct counts *counts; /* of the layout of counts: what the files before gave; NULL: none yet */
};

/*
 * Reads every record of the wave's files, reports what is wrong with it, counts it into `tally`, and, while nothing has
 * been found wrong in this run, writes it to `store`. `import_id` is the vintage; its files are added here.
 */
MUST_CHECK enum status wave_import_run(struct wave_import *import, struct store *store, int64_t import_id,
                                       struct errors *errors);

/* ---- of the thread that reads: one function a layout, each for one open file ---- */

MUST_CHECK enum status read_wide(struct wave_import *import, struct reader *reader, const struct columns *columns);
MUST_CHECK enum status read_long(struct wave_import *import, struct reader *reader, const struct columns *columns);
MUST_CHECK enum status read_counts(struct wave_import *import, struct reader *reader, const struct columns *columns);

/* What makes up a row before it is kept. */
struct answers {
    const struct field *code_field; /* for messages; NULL once the record is gone */
    const char *code, *name;        /* in NFKC; name NULL where the wave gives none */
    size_t code_length;
    uint32_t hash;    /* of the code, for the index */
    int64_t position; /* in the index, found by row_is_first or row_note; -1: not there yet */
    size_t stratum;
    int64_t line;
    const int16_t *slots;
    const double *numbers;
    const char *const *attributes;
};

/* Finds the institution and holds it against those met before. False after reporting. */
bool row_is_first(struct wave_import *import, const struct reader *reader, struct answers *answers);

/* Notes where the institution was met. `position` has been looked up. */
MUST_CHECK enum status row_note(struct wave_import *import, struct answers *answers);

/* Counts the row and hands it over, unless there is a problem already. The institution has been noted. */
MUST_CHECK enum status row_keep(struct wave_import *import, const struct answers *answers);

/* Hands the batch at hand over, with or without rows, and takes an empty one. STATUS_FAILURE once the other side has
 * stopped. */
MUST_CHECK enum status batch_next(struct wave_import *import, int64_t consumed);

/* Every record of the file, for `take`; handles rejects: problems that `take` or the reader adds to import->errors
 * while one record is read become reasons where rows may be rejected. */
typedef enum status take_record(void *context, const struct record *record, bool *good);
MUST_CHECK enum status read_records(struct wave_import *import, struct reader *reader, take_record *take,
                                    void *context);

#endif
