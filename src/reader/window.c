/* The sliding window and places in it. */
#include "reader/window.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "reader/lines.h"

struct window window_fixed(const char *text, size_t length)
{
    return (struct window){.text = length ? text : "", .length = length, .ended = true};
}

struct window window_over(struct decoder *decoder, size_t size)
{
    return (struct window){.text = "", .decoder = decoder, .capacity = size};
}

void window_clear(struct window *window)
{
    mem_free(window->storage);
    *window = (struct window){.text = "", .ended = true};
}

/* Room for at least one piece behind the text. */
static enum status make_room(struct window *window)
{
    size_t wanted = window->capacity > DECODE_ROOM ? window->capacity : DECODE_ROOM;
    if (window->storage && wanted - window->length < DECODE_ROOM)
        wanted *= 2;
    if (window->storage && wanted == window->capacity)
        return STATUS_OK;
    char *storage = window->storage ? mem_resize(window->storage, wanted) : mem_alloc(wanted);
    if (!storage)
        return STATUS_FAILURE;
    window->storage = storage;
    window->text = storage;
    window->capacity = wanted;
    return STATUS_OK;
}

enum status window_more(struct window *window, size_t keep, struct errors *errors)
{
    if (window->ended)
        return STATUS_OK;
    if (keep) {
        memmove(window->storage, window->storage + keep, window->length - keep);
        window->length -= keep;
        window->base += (int64_t)keep;
    }
    enum status status = make_room(window) == STATUS_OK ? STATUS_OK : errors_memory(errors);
    while (status == STATUS_OK && !window->ended && window->capacity - window->length >= DECODE_ROOM) {
        size_t got;
        status = decode_read(window->decoder, window->storage + window->length, window->capacity - window->length, &got,
                             errors);
        window->length += got;
        window->ended = got == 0;
    }
    if (status != STATUS_OK)
        window->ended = true;
    return status;
}

void mark_advance(const struct window *window, struct mark *mark, int64_t offset)
{
    struct line known = {.start = (size_t)(mark->start - window->base), .number = mark->number};
    struct line line = lines_of(window->text, window->length, known, (size_t)(offset - window->base));
    if (line.number != mark->number)
        *mark = (struct mark){.start = window->base + (int64_t)line.start, .number = line.number};
}

void mark_cut(struct mark *mark, int64_t offset)
{
    if (offset - mark->start <= PLACE_REACH && !mark->cut)
        return;
    mark->start = offset;
    mark->cut = true;
}

bool spot_is_ready(const struct window *window, int64_t offset)
{
    size_t at = (size_t)(offset - window->base);
    size_t behind = window->length - at;
    return window->ended || behind > PLACE_AFTER || lines_any(window->text + at, behind);
}

void spot_count(const struct window *window, struct mark mark, int64_t offset, int64_t *line, int64_t *column)
{
    mark_advance(window, &mark, offset);
    *line = mark.number;
    *column = 0;
    if (!mark.cut && offset - mark.start <= PLACE_REACH)
        *column = text_points(window->text + (mark.start - window->base), (size_t)(offset - mark.start)) + 1;
}

void spot_take(const struct window *window, struct mark mark, int64_t offset, struct spot *spot)
{
    spot->excerpt.length = 0;
    mark_advance(window, &mark, offset);
    spot_count(window, mark, offset, &spot->line, &spot->column);
    spot->shown = spot->column > 0;
    if (!spot->shown)
        return;
    size_t at = (size_t)(offset - window->base), end = lines_end(window->text, window->length, at);
    if (end - at > PLACE_AFTER) {
        end = at + PLACE_AFTER;
        while (end > at && ((unsigned char)window->text[end] & 0xC0) == 0x80)
            end--;
    }
    size_t start = (size_t)(mark.start - window->base);
    if (end > start) /* else `offset` is the LF of a CRLF */
        buffer_add(&spot->excerpt, window->text + start, end - start);
}

void spot_show(const struct spot *spot, struct errors *errors)
{
    if (spot->shown)
        errors_excerpt(errors, buffer_get(&spot->excerpt), spot->excerpt.length);
}
