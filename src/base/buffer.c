/* The growing byte buffer. */
#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void buffer_clear(struct buffer *buffer)
{
    mem_free(buffer->bytes);
    *buffer = (struct buffer){.maximum = buffer->maximum};
}

/* Room for `more` bytes and a NUL. */
static bool reserve(struct buffer *buffer, size_t more)
{
    size_t maximum = buffer->maximum ? buffer->maximum : MEM_MAX - 1;
    if (buffer->failed || more > maximum || buffer->length > maximum - more) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity < needed)
            capacity *= 2;
        char *bytes = mem_resize(buffer->bytes, capacity);
        if (!bytes) {
            buffer->failed = true;
            return false;
        }
        buffer->bytes = bytes;
        buffer->capacity = capacity;
    }
    return true;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return;
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, &byte, 1);
}

void buffer_fill(struct buffer *buffer, char byte, size_t times)
{
    if (!reserve(buffer, times))
        return;
    memset(buffer->bytes + buffer->length, byte, times);
    buffer->length += times;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        buffer->failed = true;
    else if (reserve(buffer, (size_t)length)) {
        if (vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again) == length)
            buffer->length += (size_t)length;
        else
            buffer->failed = true;
    }
    va_end(again);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(buffer, format, arguments);
    va_end(arguments);
}

enum status buffer_status(const struct buffer *buffer)
{
    return buffer->failed ? STATUS_FAILURE : STATUS_OK;
}

const char *buffer_get(const struct buffer *buffer)
{
    return buffer->bytes ? buffer->bytes : "";
}
