/*
 * A growing byte buffer with a maximum. Its failure is sticky: after a failed addition every further one does nothing,
 * and buffer_status tells at the end, so that a renderer need not ask after every byte.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct buffer {
    char *bytes;   /* always NUL-terminated once something was added; NULL before */
    size_t length; /* without the NUL */
    size_t capacity;
    size_t maximum; /* 0: MEM_MAX */
    bool failed;
};

/* An empty buffer may also be made with `struct buffer b = {0};`. */
void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_fill(struct buffer *buffer, char byte, size_t times);
void buffer_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments) PRINTF_LIKE(2, 0);

/* STATUS_FAILURE when any addition failed (no memory, or past the maximum). */
MUST_CHECK enum status buffer_status(const struct buffer *buffer);

/* The text so far, never NULL; borrowed until the next addition. */
const char *buffer_get(const struct buffer *buffer);

#endif
