/* Lines of a YAML file and places in them. */
#include "study/node_place.h"

#include <string.h>

#include "base/text.h"

/* Bytes of the line end at `text`, 0 for none; lines end where libyaml says so, for its marks count them: also at
 * U+0085, U+2028 and U+2029. */
static size_t line_end(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (byte[0] == '\n')
        return 1;
    if (byte[0] == '\r')
        return length > 1 && byte[1] == '\n' ? 2 : 1;
    if (byte[0] == 0xC2)
        return length > 1 && byte[1] == 0x85 ? 2 : 0;
    if (byte[0] == 0xE2)
        return length > 2 && byte[1] == 0x80 && (byte[2] == 0xA8 || byte[2] == 0xA9) ? 3 : 0;
    return 0;
}

struct node_excerpts *excerpts_new(struct arena *arena, const char *name, const char *bytes, size_t length)
{
    struct node_excerpts *excerpts = arena_alloc(arena, sizeof *excerpts);
    if (!excerpts)
        return NULL;
    size_t lines = 1, end;
    for (size_t at = 0; at < length; at += end ? end : 1) {
        end = line_end(bytes + at, length - at);
        lines += end > 0;
    }
    excerpts->name = arena_text(arena, name, strlen(name));
    excerpts->text = arena_text(arena, bytes, length);
    excerpts->length = length;
    excerpts->starts = arena_array(arena, lines, sizeof *excerpts->starts);
    if (!excerpts->name || !excerpts->text || !excerpts->starts)
        return NULL;
    excerpts->count = 1;
    for (size_t at = 0; at < length; at += end ? end : 1) {
        end = line_end(bytes + at, length - at);
        if (end)
            excerpts->starts[excerpts->count++] = at + end;
    }
    return excerpts;
}

struct place excerpts_place(const struct node_excerpts *excerpts, size_t offset)
{
    size_t line = 0;
    while (line + 1 < excerpts->count && excerpts->starts[line + 1] <= offset)
        line++;
    if (offset > excerpts->length)
        offset = excerpts->length;
    size_t start = excerpts->starts[line];
    return (struct place){excerpts->name, (int64_t)line + 1, text_points(excerpts->text + start, offset - start) + 1};
}

const char *excerpts_line(const struct node_excerpts *excerpts, int64_t line, size_t *length)
{
    if (line < 1 || (uint64_t)line > excerpts->count)
        return NULL;
    size_t start = excerpts->starts[line - 1];
    size_t next = (size_t)line < excerpts->count ? excerpts->starts[line] : excerpts->length;
    size_t end = next;
    for (size_t back = 1; back <= 3 && back <= next - start; back++)
        if (line_end(excerpts->text + next - back, back) == back)
            end = next - back;
    *length = end - start;
    return excerpts->text + start;
}

int place_compare(const struct place *a, const struct place *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}
