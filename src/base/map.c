/* The map; FNV-1a, which is short and good enough for codes and labels that are not chosen by an enemy. */
#include "base/map.h"

#include <string.h>

static uint64_t hash_of(const char *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *c = key; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
    return hash;
}

/* Where `key` stands or would stand. */
static struct map_entry *slot(const struct map *map, const char *key)
{
    size_t mask = map->capacity - 1;
    for (size_t i = (size_t)hash_of(key) & mask;; i = (i + 1) & mask)
        if (!map->entries[i].key || strcmp(map->entries[i].key, key) == 0)
            return &map->entries[i];
}

static enum status grow(struct map *map)
{
    struct map bigger = {.arena = map->arena, .count = map->count, .capacity = map->capacity ? map->capacity * 2 : 64};
    bigger.entries = arena_array(map->arena, bigger.capacity, sizeof *bigger.entries);
    if (!bigger.entries)
        return STATUS_FAILURE;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->entries[i].key)
            *slot(&bigger, map->entries[i].key) = map->entries[i];
    *map = bigger;
    return STATUS_OK;
}

enum status map_put(struct map *map, const char *key, int64_t value, int64_t *there, bool *found)
{
    if ((map->count + 1) * 2 > map->capacity && grow(map) != STATUS_OK)
        return STATUS_FAILURE;
    struct map_entry *entry = slot(map, key);
    *found = entry->key != NULL;
    if (*found) {
        *there = entry->value;
        return STATUS_OK;
    }
    entry->key = arena_text(map->arena, key, strlen(key));
    if (!entry->key)
        return STATUS_FAILURE;
    entry->value = value;
    map->count++;
    return STATUS_OK;
}

int64_t map_get(const struct map *map, const char *key)
{
    if (!map->capacity)
        return -1;
    const struct map_entry *entry = slot(map, key);
    return entry->key ? entry->value : -1;
}
