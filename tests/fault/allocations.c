/* The allocator that fails on demand. */
#include "fault/allocations.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct {
    size_t seen, failing;
    bool for_ever;
} state;

/* Whether this allocation is to fail. */
static bool fails(void)
{
    state.seen++;
    return state.failing && (state.for_ever ? state.seen >= state.failing : state.seen == state.failing);
}

/* ---- ours: `-Wl,--wrap` makes of calls of calloc those of __wrap_calloc ---- */

void *__real_calloc(size_t count, size_t size); // NOLINT(bugprone-reserved-identifier): the linker's name
void *__real_realloc(void *block, size_t size); // NOLINT(bugprone-reserved-identifier)
void *__wrap_calloc(size_t count, size_t size); // NOLINT(bugprone-reserved-identifier)
void *__wrap_realloc(void *block, size_t size); // NOLINT(bugprone-reserved-identifier)

void *__wrap_calloc(size_t count, size_t size) // NOLINT(bugprone-reserved-identifier)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) // NOLINT(bugprone-reserved-identifier)
{
    return fails() ? NULL : __real_realloc(block, size);
}

/* ---- SQLite's ---- */

/* SQLite asks for the size of a block, so that it stands in front of it, in room that keeps it aligned. */
enum { FRONT = 16 };

static void *sqlite_allocate(int size)
{
    if (size <= 0 || fails())
        return NULL;
    unsigned char *block = malloc(FRONT + (size_t)size);
    if (!block)
        return NULL;
    memcpy(block, &size, sizeof size);
    return block + FRONT;
}

static int sqlite_size(void *block)
{
    int size = 0;
    if (block)
        memcpy(&size, (unsigned char *)block - FRONT, sizeof size);
    return size;
}

static void sqlite_free(void *block)
{
    if (block)
        free((unsigned char *)block - FRONT);
}

static void *sqlite_resize(void *block, int size)
{
    void *other = sqlite_allocate(size);
    if (!other)
        return NULL;
    int had = sqlite_size(block);
    if (block)
        memcpy(other, block, (size_t)(had < size ? had : size));
    sqlite_free(block);
    return other;
}

static int sqlite_round(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void sqlite_end(void *context)
{
    (void)context;
}

bool allocations_begin(void)
{
    static const sqlite3_mem_methods methods = {sqlite_allocate, sqlite_free,  sqlite_resize, sqlite_size,
                                                sqlite_round,    sqlite_begin, sqlite_end,    NULL};
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK && sqlite3_initialize() == SQLITE_OK;
}

void allocations_fail(size_t nth, bool for_ever)
{
    state.seen = 0;
    state.failing = nth;
    state.for_ever = for_ever;
}

size_t allocations_seen(void)
{
    return state.seen;
}
