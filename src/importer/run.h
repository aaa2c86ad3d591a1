/* One run of the importer: what its parts share. Private to the importer. */
#ifndef IMPORTER_RUN_H
#define IMPORTER_RUN_H

#include "importer/wave.h"

struct run {
    const struct study *study;
    struct store *store;
    const struct importer_options *options;
    struct arena *arena;
    struct errors *errors;
    struct importer_result *result;
    struct frame frame; /* as in the folder now; empty where study.yaml names none */
    bool has_frame;
    struct lineage lineage; /* the same */
    bool has_lineage, new_lineage;
    struct margins margins; /* the same */
    bool has_margins;
    struct institution_index index;
    bool has_index; /* it holds what the database has */
    struct rejects rejects;
    bool *taken;   /* by wave: whether this run brings a vintage of it */
    bool declared; /* the transaction has begun */
};

/* Begins the transaction at the first thing to write, so that a run without any writes nothing. */
MUST_CHECK enum status run_begin(struct run *run);

/* STATUS_INTERRUPTED after reporting that the user gave up. */
MUST_CHECK enum status run_interrupted(const struct importer_options *options, struct errors *errors);

/* Whether the newest vintage was made of the same bytes. */
bool run_same_files(const struct import *newest, const struct source *sources, size_t count);

struct importer_entry *run_new_entry(struct run *run, enum import_kind kind, int year);

/* frame.csv, published.csv, lineage.csv or margins.csv: parsed whole, written when its bytes are new. `name` may be
 * NULL. */
MUST_CHECK enum status run_side_file(struct run *run, enum import_kind kind, const char *name);

#endif
