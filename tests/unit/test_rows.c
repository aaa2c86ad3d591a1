/* The queue between the thread that reads and the one that writes: order, limits, stop, close; alone and with threads.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <string.h>

#include "importer/rows.h"
#include "support/check.h"
#include "support/study_folder.h"

static struct study_folder folder;
static struct row_queue queue;

static int make(void **state)
{
    (void)state;
    study_folder_make(&folder);
    return rows_init(&queue, folder.study) == STATUS_OK ? 0 : -1;
}

static int drop(void **state)
{
    (void)state;
    rows_clear(&queue);
    study_folder_drop(&folder);
    return 0;
}

static void test_batches_come_in_the_order_in_which_they_were_filled(void **state)
{
    (void)state;
    struct batch *batches[BATCH_COUNT];
    for (size_t i = 0; i < BATCH_COUNT; i++) {
        batches[i] = rows_empty(&queue);
        assert_non_null(batches[i]);
        for (size_t k = 0; k < i; k++)
            assert_ptr_not_equal(batches[i], batches[k]);
    }
    static const size_t order[BATCH_COUNT] = {2, 0, 3, 1};
    for (size_t i = 0; i < BATCH_COUNT; i++)
        rows_fill(&queue, batches[order[i]]);
    for (size_t i = 0; i < BATCH_COUNT; i++)
        assert_ptr_equal(rows_filled(&queue), batches[order[i]]);
}

/* A batch that comes again is empty, with room for every answer of its rows and for texts. */
static void test_a_batch_that_comes_again_is_empty(void **state)
{
    (void)state;
    for (int round = 0; round < 2 * BATCH_COUNT; round++) {
        struct batch *batch = rows_empty(&queue);
        assert_int_equal(batch->count, 0);
        batch->count = BATCH_ROWS;
        batch->rows[BATCH_ROWS - 1].code = arena_text(batch->arena, "0001", 4);
        assert_non_null(batch->rows[BATCH_ROWS - 1].code);
        memset(batch->slots, 1, BATCH_ROWS * folder.study->slot_count * sizeof *batch->slots);
        for (size_t i = 0; i < BATCH_ROWS * folder.study->item_count; i++)
            batch->numbers[i] = 1;
        rows_fill(&queue, batch);
        assert_ptr_equal(rows_filled(&queue), batch);
        rows_give_back(&queue, batch);
    }
}

/* What was filled before the end is still to be had after it, and then nothing. */
static void test_close_comes_after_what_was_filled(void **state)
{
    (void)state;
    struct batch *first = rows_empty(&queue), *second = rows_empty(&queue);
    rows_fill(&queue, first);
    rows_fill(&queue, second);
    rows_close(&queue);
    assert_ptr_equal(rows_filled(&queue), first);
    assert_ptr_equal(rows_filled(&queue), second);
    assert_null(rows_filled(&queue));
    assert_null(rows_filled(&queue));
}

/* Who reads gets no batch any more, even where there is one; who writes can still take what is on its way. */
static void test_stop_is_for_the_side_that_reads(void **state)
{
    (void)state;
    struct batch *batch = rows_empty(&queue);
    rows_stop(&queue);
    assert_null(rows_empty(&queue));
    rows_fill(&queue, batch);
    rows_close(&queue);
    assert_ptr_equal(rows_filled(&queue), batch);
    rows_give_back(&queue, batch);
    assert_null(rows_empty(&queue));
    assert_null(rows_filled(&queue));
}

static void test_clear_with_batches_anywhere(void **state)
{
    (void)state;
    struct row_queue other;
    assert_int_equal(rows_init(&other, folder.study), STATUS_OK);
    struct batch *held = rows_empty(&other);
    assert_non_null(held);
    rows_fill(&other, rows_empty(&other));
    rows_clear(&other); /* the sanitizer tells what is left */
}

static void test_reset(void **state)
{
    (void)state;
    struct batch *batch = rows_empty(&queue);
    batch->count = 3;
    assert_non_null(arena_text(batch->arena, "甲", 3));
    assert_int_equal(batch_reset(batch), STATUS_OK);
    assert_int_equal(batch->count, 0);
    assert_non_null(arena_text(batch->arena, "乙", 3));
}

/* ---- two threads ---- */

/* The thread that reads: fills `batches` of them, each with rows whose lines go on from the one before. */
struct reading {
    int64_t batches, filled;
    bool ended; /* it got no batch before it was done */
};

static void *read_rows(void *context)
{
    struct reading *reading = context;
    int64_t line = 0;
    for (; reading->filled < reading->batches; reading->filled++) {
        struct batch *batch = rows_empty(&queue);
        if (!batch) {
            reading->ended = true;
            break;
        }
        size_t count = (size_t)(reading->filled % 5) + 1; /* sometimes few, sometimes more */
        for (size_t i = 0; i < count; i++) {
            batch->rows[i].line = ++line;
            batch->slots[i * folder.study->slot_count] = (int16_t)(line % 1000);
        }
        batch->count = count;
        batch->consumed = reading->filled;
        rows_fill(&queue, batch);
    }
    rows_close(&queue);
    return NULL;
}

/* Every row comes once, in its order, with what was put beside it. */
static void test_rows_between_threads(void **state)
{
    (void)state;
    struct reading reading = {.batches = 20000};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, read_rows, &reading), 0);
    int64_t line = 0, batches = 0;
    bool good = true;
    for (struct batch *batch; (batch = rows_filled(&queue)) != NULL; batches++) {
        good = good && batch->consumed == batches;
        for (size_t i = 0; i < batch->count; i++) {
            line++;
            good = good && batch->rows[i].line == line &&
                   batch->slots[i * folder.study->slot_count] == (int16_t)(line % 1000);
        }
        rows_give_back(&queue, batch);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(good);
    assert_int_equal(batches, reading.batches);
    assert_int_equal(line, 20000 / 5 * 15);
    assert_false(reading.ended);
}

/* After a stop the thread that reads ends, though it waits for a batch or there are many to come. */
static void test_stop_ends_the_thread_that_reads(void **state)
{
    (void)state;
    for (int64_t before = 0; before <= 2 * BATCH_COUNT; before++) {
        rows_clear(&queue);
        assert_int_equal(rows_init(&queue, folder.study), STATUS_OK);
        struct reading reading = {.batches = INT64_MAX};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, read_rows, &reading), 0);
        for (int64_t i = 0; i < before; i++) {
            struct batch *batch = rows_filled(&queue);
            assert_non_null(batch);
            assert_int_equal(batch->consumed, i);
            rows_give_back(&queue, batch);
        }
        rows_stop(&queue);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_true(reading.ended);
        assert_in_range(reading.filled, before, before + BATCH_COUNT);
        int64_t rest = 0;
        for (struct batch *batch; (batch = rows_filled(&queue)) != NULL; rest++)
            rows_give_back(&queue, batch);
        assert_int_equal(before + rest, reading.filled);
    }
}

/* Who writes waits for the end, too: nothing is filled, and then it is closed. */
static void *close_it(void *context)
{
    (void)context;
    rows_close(&queue);
    return NULL;
}

static void test_close_wakes_the_thread_that_writes(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, close_it, NULL), 0);
    assert_null(rows_filled(&queue));
    assert_int_equal(pthread_join(thread, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_batches_come_in_the_order_in_which_they_were_filled, make, drop),
        cmocka_unit_test_setup_teardown(test_a_batch_that_comes_again_is_empty, make, drop),
        cmocka_unit_test_setup_teardown(test_close_comes_after_what_was_filled, make, drop),
        cmocka_unit_test_setup_teardown(test_stop_is_for_the_side_that_reads, make, drop),
        cmocka_unit_test_setup_teardown(test_clear_with_batches_anywhere, make, drop),
        cmocka_unit_test_setup_teardown(test_reset, make, drop),
        cmocka_unit_test_setup_teardown(test_rows_between_threads, make, drop),
        cmocka_unit_test_setup_teardown(test_stop_ends_the_thread_that_reads, make, drop),
        cmocka_unit_test_setup_teardown(test_close_wakes_the_thread_that_writes, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
