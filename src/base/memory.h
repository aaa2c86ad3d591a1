/*
 * All allocation goes through here. One request is capped, so that a size computed from damaged input fails like an
 * exhausted machine would, and a test can link its own mem_alloc and mem_resize (ld --wrap) to fail the n-th call.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

#include "base/status.h"

/* The most that one request may ask for: 4 GiB; a survey file is read whole and none comes near. */
#define MEM_MAX ((size_t)4 << 30)

/* `size` bytes, zeroed; NULL when there are none or `size` passes MEM_MAX. Caller frees with mem_free. */
MUST_CHECK void *mem_alloc(size_t size);

/* `block` at a new size, its contents kept up to the smaller of the two; NULL when there is no room, and then `block`
 * stands as it was. */
MUST_CHECK void *mem_resize(void *block, size_t size);

/* Frees what mem_alloc or mem_resize gave; NULL is fine. */
void mem_free(void *block);

/* Room for one more element in a growing array: doubles `*capacity` when `count` has reached it. `*array` is the
 * address of the pointer. STATUS_FAILURE leaves the array as it was. */
MUST_CHECK enum status mem_grow(void *array, size_t *capacity, size_t count, size_t element_size);

/* An arena: what is parsed or computed together is freed together. Nothing in it is freed alone. */
struct arena;

/* NULL when there is no memory. Caller frees with arena_free. */
MUST_CHECK struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* `size` zeroed bytes, aligned for any type, that live as long as the arena; NULL when there is no memory. */
MUST_CHECK void *arena_alloc(struct arena *arena, size_t size);

/* An array of `count` zeroed elements; NULL when there is no memory or the product overflows. */
MUST_CHECK void *arena_array(struct arena *arena, size_t count, size_t element_size);

/* A NUL-terminated copy of `length` bytes. */
MUST_CHECK char *arena_text(struct arena *arena, const char *bytes, size_t length);

/* A formatted text. */
MUST_CHECK char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
MUST_CHECK char *arena_vformat(struct arena *arena, const char *format, va_list arguments) PRINTF_LIKE(2, 0);

#endif
