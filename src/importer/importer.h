/*
 * Survey files -> records -> answers -> rows, in one transaction. Everything that is wrong with any file of the call is
 * reported at its line and column, and then nothing is changed.
 */
#ifndef IMPORTER_IMPORTER_H
#define IMPORTER_IMPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "store/store.h"
#include "study/study.h"
#include "table/table.h"

/* `{0}` takes every file that study.yaml names and that is new or changed. */
struct importer_options {
    const char *const *files; /* given by hand; those that study.yaml names stand for their wave; "-": standard input */
    size_t file_count;
    int year;             /* the wave of files that study.yaml does not name; 0: none */
    const char *encoding; /* of the files named, in place of the codebook's; NULL: none */
    const char *sheet;    /* the same */
    enum layout layout;   /* the same, where has_layout */
    bool has_layout;
    bool dry_run;        /* everything but the commit */
    const char *rejects; /* where rows go that do not hold up, so that the others are imported; NULL: they are errors */
    /* May be NULL. Asked between batches of rows: whether to give up, and told how far a file is read. */
    bool (*interrupted)(void *context);
    void (*progress)(void *context, const char *file, int64_t bytes, int64_t of);
    void *context;
};

enum importer_state {
    IMPORTER_NEW,       /* a first vintage */
    IMPORTER_CHANGED,   /* a further vintage: other bytes or another codebook */
    IMPORTER_UNCHANGED, /* the same bytes under the same codebook */
    IMPORTER_BY_HAND    /* left alone: its newest vintage was made by hand and its own files were not named */
};

/* What became of one wave or side file. */
struct importer_entry {
    enum import_kind kind;
    int year;
    enum importer_state state;
    int64_t import_id; /* 0 in a dry run of a new one */
    int64_t rows, rejected;
    bool by_hand;
    const char *files;    /* names, joined by a space */
    const char *encoding; /* of the first file; NULL for side files */
};

struct importer_result {
    struct importer_entry *entries; /* frame, published, lineage, then the waves by year */
    size_t count;
    bool changed;     /* whether anything was written (or, in a dry run, would be) */
    int64_t rejected; /* rows in the file of rejects, which is there where it is not 0 */
};

/* Imports into `store`, opened for writing. Texts of the result live in `arena`. */
MUST_CHECK enum status importer_run(const struct study *study, struct store *store,
                                    const struct importer_options *options, struct arena *arena,
                                    struct importer_result *result, struct errors *errors);

/*
 * Proposes how study.yaml could read `options->files`, a new wave's, as a YAML text to look at: columns by title, then
 * by edit distance, and labels that no choice has, each with its confidence. Needs no database and changes nothing.
 */
MUST_CHECK enum status importer_suggest(const struct study *study, const struct importer_options *options,
                                        struct buffer *out, struct errors *errors);

/* One row per entry. Caller frees with table_free; NULL on failure. */
MUST_CHECK enum status importer_to_table(const struct study *study, const struct importer_result *result,
                                         struct table **table, struct errors *errors);

/* Warns of every file of the study that differs from its newest vintage: such a command answers from the database. A
 * file whose size and time are those of the import is not read again. */
MUST_CHECK enum status importer_warn_stale(const struct study *study, struct store *store, struct errors *errors);

#endif
