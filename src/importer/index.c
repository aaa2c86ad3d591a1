/* The institutions: a hash table over a growing array, codes in an arena. */
#include "importer/index.h"

#include <string.h>

enum { FIRST_TABLE = 4096 };

/* Eight bytes a step; multiplied and folded as in Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators
 * (2014), whose finaliser this is. */
static uint64_t mixed(const char *text, size_t length)
{
    uint64_t hash = length, word;
    for (; length; text += sizeof word, length -= sizeof word) {
        word = 0;
        if (length <= sizeof word) {
            memcpy(&word, text, length);
            length = sizeof word;
        } else
            memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
        hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
        hash ^= hash >> 31;
    }
    return hash;
}

uint64_t index_name_hash(const char *name)
{
    if (!name || !*name)
        return 0;
    uint64_t hash = mixed(name, strlen(name));
    return hash ? hash : 1;
}

enum status index_init(struct institution_index *index)
{
    *index = (struct institution_index){.arena = arena_new(), .table_size = FIRST_TABLE};
    index->table = mem_alloc(FIRST_TABLE * sizeof *index->table);
    return index->arena && index->table ? STATUS_OK : STATUS_FAILURE;
}

void index_clear(struct institution_index *index)
{
    arena_free(index->arena);
    mem_free(index->items);
    mem_free(index->table);
    *index = (struct institution_index){0};
}

uint32_t index_hash(const char *code, size_t length)
{
    return (uint32_t)mixed(code, length);
}

static void enter(uint64_t *table, size_t size, uint32_t hash, size_t position)
{
    size_t at = hash & (size - 1);
    while (table[at])
        at = (at + 1) & (size - 1);
    table[at] = (uint64_t)hash << 32 | (position + 1);
}

static enum status grow(struct institution_index *index)
{
    if ((index->count + 1) * 2 <= index->table_size)
        return STATUS_OK;
    size_t size = index->table_size * 2;
    uint64_t *table = mem_alloc(size * sizeof *table);
    if (!table || index->count >= UINT32_MAX - 1) {
        mem_free(table);
        return STATUS_FAILURE;
    }
    for (size_t i = 0; i < index->count; i++)
        enter(table, size, index->items[i].hash, i);
    mem_free(index->table);
    index->table = table;
    index->table_size = size;
    return STATUS_OK;
}

int64_t index_find(const struct institution_index *index, const char *code, size_t length, uint32_t hash)
{
    /* Only an equal hash is worth a look at the institution, which lies elsewhere in memory. */
    for (size_t at = hash & (index->table_size - 1); index->table[at]; at = (at + 1) & (index->table_size - 1)) {
        if (index->table[at] >> 32 != hash)
            continue;
        size_t position = (size_t)(index->table[at] & UINT32_MAX) - 1;
        const char *there = index->items[position].code;
        if (strncmp(there, code, length) == 0 && !there[length])
            return (int64_t)position;
    }
    return -1;
}

enum status index_add(struct institution_index *index, const char *code, size_t length, uint32_t hash, int64_t id,
                      const char *name)
{
    if (grow(index) != STATUS_OK ||
        mem_grow(&index->items, &index->capacity, index->count, sizeof *index->items) != STATUS_OK)
        return STATUS_FAILURE;
    struct institution *added = &index->items[index->count];
    *added = (struct institution){.code = arena_text(index->arena, code, length),
                                  .id = id ? id : index->last_id + 1,
                                  .name = index_name_hash(name),
                                  .file = -1,
                                  .hash = hash};
    if (!added->code)
        return STATUS_FAILURE;
    if (added->id > index->last_id)
        index->last_id = added->id;
    enter(index->table, index->table_size, added->hash, index->count++);
    return STATUS_OK;
}

void index_begin_wave(struct institution_index *index)
{
    for (size_t i = 0; i < index->count; i++)
        index->items[i].file = -1;
}
