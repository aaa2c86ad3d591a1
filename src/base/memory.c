/* Allocation: the capped blocks, growing arrays, and arenas. */
#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *mem_alloc(size_t size)
{
    if (size > MEM_MAX)
        return NULL;
    return calloc(1, size ? size : 1);
}

void *mem_resize(void *block, size_t size)
{
    if (size > MEM_MAX)
        return NULL;
    return realloc(block, size ? size : 1);
}

void mem_free(void *block)
{
    free(block);
}

enum status mem_grow(void *array, size_t *capacity, size_t count, size_t element_size)
{
    if (count < *capacity)
        return STATUS_OK;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    if (element_size && wanted > MEM_MAX / element_size)
        return STATUS_FAILURE;
    void *block;
    memcpy(&block, array, sizeof block);
    block = mem_resize(block, wanted * element_size);
    if (!block)
        return STATUS_FAILURE;
    memcpy(array, &block, sizeof block);
    *capacity = wanted;
    return STATUS_OK;
}

/* Many arenas hold little: the first chunk is small, and the chunks double up to the size of the later ones. */
enum { ARENA_FIRST = 4 * 1024, ARENA_CHUNK = 64 * 1024 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct chunk *newest;
};

struct arena *arena_new(void)
{
    return mem_alloc(sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct chunk *chunk = arena->newest; chunk;) {
        struct chunk *next = chunk->next;
        mem_free(chunk);
        chunk = next;
    }
    mem_free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > MEM_MAX - ARENA_CHUNK)
        return NULL;
    size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct chunk *chunk = arena->newest;
    if (!chunk || chunk->size - chunk->used < rounded) {
        size_t room = !chunk ? ARENA_FIRST : chunk->size < ARENA_CHUNK / 2 ? chunk->size * 2 : ARENA_CHUNK;
        room = rounded > room ? rounded : room;
        chunk = mem_alloc(sizeof *chunk + room);
        if (!chunk)
            return NULL;
        chunk->size = room;
        chunk->next = arena->newest;
        arena->newest = chunk;
    }
    void *result = chunk->bytes + chunk->used;
    chunk->used += rounded;
    return result;
}

void *arena_array(struct arena *arena, size_t count, size_t element_size)
{
    if (element_size && count > MEM_MAX / element_size)
        return NULL;
    return arena_alloc(arena, count * element_size);
}

char *arena_text(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = length < MEM_MAX ? arena_alloc(arena, length + 1) : NULL;
    if (copy && length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text && vsnprintf(text, (size_t)length + 1, format, again) != length)
        text = NULL;
    va_end(again);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}
