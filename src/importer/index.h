/*
 * Every institution by its code: those of the database and those that this run meets. It is what an import keeps in
 * memory that grows with their number: about 60 bytes and the code for each. Private to the importer.
 */
#ifndef IMPORTER_INDEX_H
#define IMPORTER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

struct institution {
    const char *code; /* in NFKC, owned by the index */
    int64_t id;
    uint64_t name; /* index_name_hash of the name that the database has */
    int64_t line;  /* where the wave that is being read has it */
    int32_t file;  /* position of that file; -1: not met in this wave */
    uint32_t hash;
    bool stored; /* the database has it, or will once the rows handed over are written */
};

struct institution_index {
    struct arena *arena; /* of the codes */
    struct institution *items;
    size_t count, capacity;
    uint64_t *table; /* open addressing: the hash, and below it the index + 1 into items; 0: free */
    size_t table_size;
    int64_t last_id;
};

MUST_CHECK enum status index_init(struct institution_index *index);
void index_clear(struct institution_index *index);

/* What the table goes by. */
uint32_t index_hash(const char *code, size_t length);

/* The position of a code in `items`, or -1. */
int64_t index_find(const struct institution_index *index, const char *code, size_t length, uint32_t hash);

/* Adds a code that is not there; `id` 0 gives it the next free one. The new entry is the last of `items`, not met and
 * not stored. */
MUST_CHECK enum status index_add(struct institution_index *index, const char *code, size_t length, uint32_t hash,
                                 int64_t id, const char *name);

/* Forgets where institutions were met: another wave begins. */
void index_begin_wave(struct institution_index *index);

/* Tells whether two names are the same without keeping them; 0 stands for none. */
uint64_t index_name_hash(const char *name);

#endif
