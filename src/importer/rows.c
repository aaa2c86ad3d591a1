/* The queue between the two threads: a few batches that go round. */
#include "importer/rows.h"

static void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    arena_free(batch->arena);
    mem_free(batch->slots);
    mem_free(batch->numbers);
    mem_free(batch->attributes);
    mem_free(batch);
}

static struct batch *batch_new(const struct study *study)
{
    struct batch *batch = mem_alloc(sizeof *batch);
    if (!batch)
        return NULL;
    batch->arena = arena_new();
    batch->slots = mem_alloc(BATCH_ROWS * study->slot_count * sizeof *batch->slots);
    batch->numbers = mem_alloc(BATCH_ROWS * study->item_count * sizeof *batch->numbers);
    batch->attributes = mem_alloc(BATCH_ROWS * study->attribute_count * sizeof *batch->attributes);
    if (batch->arena && batch->slots && batch->numbers && batch->attributes)
        return batch;
    batch_free(batch);
    return NULL;
}

enum status batch_reset(struct batch *batch)
{
    arena_free(batch->arena);
    batch->arena = arena_new();
    batch->count = 0;
    return batch->arena ? STATUS_OK : STATUS_FAILURE;
}

enum status rows_init(struct row_queue *queue, const struct study *study)
{
    *queue = (struct row_queue){0};
    if (pthread_mutex_init(&queue->mutex, NULL) != 0)
        return STATUS_FAILURE;
    if (pthread_cond_init(&queue->changed, NULL) != 0) {
        (void)pthread_mutex_destroy(&queue->mutex);
        return STATUS_FAILURE;
    }
    for (size_t i = 0; i < BATCH_COUNT; i++) {
        queue->batches[i] = batch_new(study);
        if (!queue->batches[i]) {
            rows_clear(queue);
            return STATUS_FAILURE;
        }
        queue->empty[queue->empty_count++] = queue->batches[i];
    }
    return STATUS_OK;
}

void rows_clear(struct row_queue *queue)
{
    for (size_t i = 0; i < BATCH_COUNT; i++)
        batch_free(queue->batches[i]);
    (void)pthread_cond_destroy(&queue->changed);
    (void)pthread_mutex_destroy(&queue->mutex);
}

/* Locking and waiting fail only for a mutex that is not one; it was made by rows_init. */
static void lock(struct row_queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
}

static void unlock(struct row_queue *queue)
{
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->mutex);
}

static struct batch *take_first(struct batch **list, size_t *count)
{
    struct batch *first = list[0];
    --*count;
    for (size_t i = 0; i < *count; i++)
        list[i] = list[i + 1];
    return first;
}

struct batch *rows_empty(struct row_queue *queue)
{
    struct batch *batch = NULL;
    lock(queue);
    while (!queue->empty_count && !queue->stopped)
        (void)pthread_cond_wait(&queue->changed, &queue->mutex);
    if (!queue->stopped)
        batch = take_first(queue->empty, &queue->empty_count);
    unlock(queue);
    if (batch && batch_reset(batch) != STATUS_OK) {
        rows_give_back(queue, batch);
        return NULL;
    }
    return batch;
}

void rows_fill(struct row_queue *queue, struct batch *batch)
{
    lock(queue);
    queue->filled[queue->filled_count++] = batch;
    unlock(queue);
}

void rows_close(struct row_queue *queue)
{
    lock(queue);
    queue->closed = true;
    unlock(queue);
}

struct batch *rows_filled(struct row_queue *queue)
{
    struct batch *batch = NULL;
    lock(queue);
    while (!queue->filled_count && !queue->closed)
        (void)pthread_cond_wait(&queue->changed, &queue->mutex);
    if (queue->filled_count)
        batch = take_first(queue->filled, &queue->filled_count);
    unlock(queue);
    return batch;
}

void rows_give_back(struct row_queue *queue, struct batch *batch)
{
    lock(queue);
    queue->empty[queue->empty_count++] = batch;
    unlock(queue);
}

void rows_stop(struct row_queue *queue)
{
    lock(queue);
    queue->stopped = true;
    unlock(queue);
}
