/*
 * Coded rows on their way from the thread that reads to the one that writes, in batches of a fixed number, so that
 * neither waits for long and memory stays bounded. Private to the importer.
 */
#ifndef IMPORTER_ROWS_H
#define IMPORTER_ROWS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "study/study.h"

enum { BATCH_ROWS = 2048, BATCH_COUNT = 4 };

struct row {
    const char *code; /* of the index */
    const char *name; /* in the batch's arena, or NULL */
    int64_t institution_id, line;
    size_t stratum;
    bool fresh;   /* the database does not have the institution yet */
    bool renamed; /* it has it under another name */
};

struct batch {
    struct arena *arena; /* of the texts of its rows */
    struct row rows[BATCH_ROWS];
    int16_t *slots;          /* [row * study->slot_count] */
    double *numbers;         /* [row * study->item_count] */
    const char **attributes; /* [row * study->attribute_count] */
    size_t count;
    size_t source;    /* position of the file that all its rows come from */
    int64_t consumed; /* bytes of that file read so far */
};

struct row_queue {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct batch *batches[BATCH_COUNT];
    struct batch *filled[BATCH_COUNT], *empty[BATCH_COUNT]; /* oldest first */
    size_t filled_count, empty_count;
    bool closed;  /* nothing more will be filled */
    bool stopped; /* nothing more will be taken */
};

MUST_CHECK enum status rows_init(struct row_queue *queue, const struct study *study);
void rows_clear(struct row_queue *queue);

/* For the thread that reads. An empty batch, waited for; NULL once the other side has stopped or there is no memory. */
struct batch *rows_empty(struct row_queue *queue);
void rows_fill(struct row_queue *queue, struct batch *batch);
void rows_close(struct row_queue *queue);

/* For the thread that writes. The oldest filled batch, waited for; NULL when there will be none. */
struct batch *rows_filled(struct row_queue *queue);
void rows_give_back(struct row_queue *queue, struct batch *batch);
void rows_stop(struct row_queue *queue);

/* Empties a batch and its arena. STATUS_FAILURE for want of memory. */
MUST_CHECK enum status batch_reset(struct batch *batch);

#endif
