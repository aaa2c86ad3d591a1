/* Counts under integer keys. */
#include "store/counter.h"

#include <stdlib.h>

/* An array of so many counts takes 512 KiB. */
enum { FLAT_MOST = 1 << 16, TABLE_FIRST = 1 << 10 };

enum status counter_init(struct counter *counter, uint64_t limit)
{
    *counter = (struct counter){.limit = limit};
    if (limit <= FLAT_MOST) {
        counter->flat = mem_alloc((limit ? (size_t)limit : 1) * sizeof *counter->flat);
        return counter->flat ? STATUS_OK : STATUS_FAILURE;
    }
    counter->table = mem_alloc(TABLE_FIRST * sizeof *counter->table);
    counter->capacity = counter->table ? TABLE_FIRST : 0;
    return counter->table ? STATUS_OK : STATUS_FAILURE;
}

void counter_clear(struct counter *counter)
{
    mem_free(counter->flat);
    mem_free(counter->table);
    *counter = (struct counter){0};
}

/* The slot that has `key`, or the free one where it would stand. */
static struct counted *find_slot(struct counted *table, size_t capacity, uint64_t key)
{
    uint64_t mixed = (key + 1) * UINT64_C(0x9E3779B97F4A7C15); /* Fibonacci hashing: neighbours lie apart */
    size_t at = (size_t)(mixed >> 32) & (capacity - 1);
    while (table[at].key && table[at].key != key + 1)
        at = (at + 1) & (capacity - 1);
    return &table[at];
}

static enum status grow(struct counter *counter)
{
    size_t capacity = counter->capacity * 2;
    struct counted *table = mem_alloc(capacity * sizeof *table);
    if (!table)
        return STATUS_FAILURE;
    for (size_t i = 0; i < counter->capacity; i++)
        if (counter->table[i].key)
            *find_slot(table, capacity, counter->table[i].key - 1) = counter->table[i];
    mem_free(counter->table);
    counter->table = table;
    counter->capacity = capacity;
    return STATUS_OK;
}

enum status counter_add(struct counter *counter, uint64_t key)
{
    if (counter->flat) {
        counter->flat[key]++;
        return STATUS_OK;
    }
    if (counter->count * 2 >= counter->capacity && grow(counter) != STATUS_OK)
        return STATUS_FAILURE;
    struct counted *slot = find_slot(counter->table, counter->capacity, key);
    if (!slot->key) {
        slot->key = key + 1;
        counter->count++;
    }
    slot->n++;
    return STATUS_OK;
}

static int compare_keys(const void *a, const void *b)
{
    const struct counted *left = a, *right = b;
    return (left->key > right->key) - (left->key < right->key);
}

enum status counter_list(const struct counter *counter, struct counted **list, size_t *count)
{
    *count = counter->count;
    for (uint64_t key = 0; counter->flat && key < counter->limit; key++)
        *count += counter->flat[key] != 0;
    *list = mem_alloc((*count ? *count : 1) * sizeof **list);
    if (!*list)
        return STATUS_FAILURE;
    size_t at = 0;
    for (uint64_t key = 0; counter->flat && key < counter->limit; key++)
        if (counter->flat[key])
            (*list)[at++] = (struct counted){key, counter->flat[key]};
    for (size_t i = 0; i < counter->capacity; i++)
        if (counter->table[i].key)
            (*list)[at++] = (struct counted){counter->table[i].key - 1, counter->table[i].n};
    qsort(*list, at, sizeof **list, compare_keys);
    return STATUS_OK;
}
