/* Measuring, breaking and placing texts. */
#include "plot/drawing.h"

#include <string.h>

#include "base/text.h"

const char *layout_clean(struct arena *arena, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    char *clean = arena_alloc(arena, 3 * length + 1); /* a bad byte takes three as U+FFFD */
    if (!clean)
        return NULL;
    size_t out = 0;
    for (size_t at = 0, size; at < length; at += size) {
        size = text_next(text + at, length - at);
        const unsigned char *bytes = (const unsigned char *)text + at;
        bool c1 = bytes[0] == 0xC2 && bytes[1] >= 0x80 && bytes[1] < 0xA0;
        bool nonsense = bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE; /* U+FFFE, U+FFFF: no XML */
        if (bytes[0] < 0x20 || bytes[0] == 0x7F || (size == 2 && c1)) {
            clean[out++] = ' ';
        } else if ((size == 1 && bytes[0] >= 0x80) || (size == 3 && nonsense)) {
            for (const char *byte = "\xEF\xBF\xBD"; *byte; byte++)
                clean[out++] = *byte;
        } else {
            memcpy(clean + out, bytes, size);
            out += size;
        }
    }
    return clean;
}

/* Widths of ' ' to '~' in hundredths of an em: the wider of IPAexGothic's and Noto Sans CJK JP's. */
static const unsigned char latin_width[95] = {
    27, 33, 48, 63, 63, 93, 70, 28, 34, 34, 47, 68, 29, 36, 29, 50, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 32, 32, 68, 68, 68, 56, 95, 64, 66, 73, 76, 60, 58, 76, 75, 30, 54, 65, 55, 91, 77, 80,
    64, 80, 65, 60, 60, 75, 64, 93, 69, 62, 65, 34, 50, 34, 56, 56, 61, 57, 63, 55, 63, 57, 33, 57,
    62, 28, 28, 56, 29, 93, 62, 61, 63, 63, 39, 47, 38, 62, 53, 81, 53, 53, 48, 34, 27, 34, 56};

/* Of the other narrow characters those that pictures use are narrow in the fonts too; the rest may be as wide as any.
 */
static double ems_of(const char *point, size_t size)
{
    static const struct {
        const char *text;
        double ems;
    } known[] = {{"–", 0.56}, {"−", 0.68}, {"×", 0.68}, {"±", 0.68}};
    unsigned char first = (unsigned char)*point;
    if (first >= ' ' && first <= '~')
        return latin_width[first - ' '] / 100.0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].text) == size && memcmp(known[i].text, point, size) == 0)
            return known[i].ems;
    return text_width(point, size) > 0 ? 1 : 0;
}

double layout_width(const char *text, size_t length, int size)
{
    double ems = 0;
    size_t cells = 0;
    for (size_t at = 0, step; at < length; at += step) {
        step = text_next(text + at, length - at);
        cells += text_width(text + at, step);
        ems += ems_of(text + at, step);
    }
    return size == CELL_SIZE ? (double)cells * CELL_WIDTH : ems * size;
}

static bool is_one_of(const char *point, size_t length, const char *const *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(set[i]) == length && memcmp(set[i], point, length) == 0)
            return true;
    return false;
}

/* Whether a line may end before offset `at` (JIS X 4051, its main cases only). */
static bool may_break(const char *text, size_t length, size_t before, size_t at)
{
    static const char *const never_first[] = {"、", "。", "，", "．", "・", "：", "）", "」", "』", "】",
                                              "］", "〕", "ー", "～", "–",  "々", "％", "ゃ", "ゅ", "ょ",
                                              "っ", "ャ", "ュ", "ョ", "ッ", ")",  "%",  ",",  ".",  ";"};
    static const char *const never_last[] = {"（", "「", "『", "【", "［", "〔", "("};
    size_t size = text_next(text + at, length - at);
    if (is_one_of(text + at, size, never_first, sizeof never_first / sizeof *never_first) ||
        is_one_of(text + before, at - before, never_last, sizeof never_last / sizeof *never_last))
        return false;
    return text[before] == ' ' || text_width(text + before, at - before) > 1 || text_width(text + at, size) > 1;
}

enum status layout_wrap(struct arena *arena, const char *text, double pixels, int size, struct lines *lines)
{
    size_t length = strlen(text);
    *lines = (struct lines){.text = arena_array(arena, length + 1, sizeof *lines->text)};
    if (!lines->text)
        return STATUS_FAILURE;
    size_t start = 0, best = 0, before = 0;
    double used = 0, at_best = 0; /* of the line so far, and of it up to `best` */
    for (size_t at = 0, step;; at += step) {
        step = text_next(text + at, length - at);
        if (at > start && step && may_break(text, length, before, at)) {
            best = at;
            at_best = used;
        }
        double width = layout_width(text + at, step, size);
        /* twice where a first break leaves less than the width of a letter */
        while (!step || (at > start && used + width > pixels && text[at] != ' ')) {
            size_t end = !step ? length : best > start ? best : at;
            used -= best > start ? at_best : used;
            size_t shown = end;
            while (shown > start && text[shown - 1] == ' ')
                shown--;
            if (shown > start && !(lines->text[lines->count++] = arena_text(arena, text + start, shown - start)))
                return STATUS_FAILURE;
            start = end;
            if (!step)
                return STATUS_OK;
        }
        used += width;
        before = at;
    }
}

const char *layout_shorten(struct arena *arena, const char *text, double pixels, int size)
{
    size_t length = strlen(text), kept = 0;
    double used = layout_width("…", strlen("…"), size);
    if (layout_width(text, length, size) <= pixels)
        return text;
    for (size_t at = 0, step; at < length && used <= pixels; at += step) {
        step = text_next(text + at, length - at);
        kept = at;
        used += layout_width(text + at, step, size);
    }
    while (kept > 0 && text[kept - 1] == ' ')
        kept--;
    return arena_format(arena, "%.*s…", (int)kept, text);
}

/* The bytes of the text without its last character, and without blanks at its end. */
static size_t without_last(const char *text, size_t length)
{
    size_t before = 0;
    for (size_t at = 0; at < length; at += text_next(text + at, length - at))
        before = at;
    while (before > 0 && text[before - 1] == ' ')
        before--;
    return before;
}

enum status layout_fit(struct arena *arena, const char *text, const char *tail, double pixels, int size, size_t most,
                       struct lines *lines)
{
    size_t kept = strlen(text);
    const char *whole = arena_format(arena, "%s%s", text, tail);
    while (whole && layout_wrap(arena, whole, pixels, size, lines) == STATUS_OK) {
        if (lines->count <= most || !kept)
            return STATUS_OK;
        double over = 0; /* what stands below the last line can't stay; of the rest one by one */
        for (size_t i = most; i < lines->count; i++)
            over += layout_width(lines->text[i], strlen(lines->text[i]), size);
        double tail_width = layout_width(tail, strlen(tail), size);
        do {
            size_t before = kept;
            kept = without_last(text, kept);
            over -= layout_width(text + kept, before - kept, size);
        } while (kept && over > tail_width + pixels);
        whole = arena_format(arena, "%.*s…%s", (int)kept, text, tail);
    }
    return STATUS_FAILURE;
}

enum status layout_narrowest(struct arena *arena, const char *text, const char *tail, double enough, int size,
                             size_t most, double *pixels)
{
    enum { STEP = 4 };
    const char *whole = arena_format(arena, "%s%s", text, tail);
    if (!whole)
        return STATUS_FAILURE;
    double width = layout_width(whole, strlen(whole), size);
    struct lines lines;
    if (width > enough)
        width = enough;
    *pixels = width;
    for (int i = 1; i * (double)STEP < width; i++) {
        if (layout_wrap(arena, whole, width - i * (double)STEP, size, &lines) != STATUS_OK)
            return STATUS_FAILURE;
        if (lines.count > most)
            break;
        *pixels = width - i * (double)STEP;
    }
    return STATUS_OK;
}

/* Labels that touch each other and move as one: `sum` is over their wishes for the block's upper end. */
struct block {
    size_t labels;
    double sum, height, start;
};

static void place(struct block *block, double low, double high)
{
    block->start = block->sum / (double)block->labels;
    if (block->start > high - block->height)
        block->start = high - block->height;
    if (block->start < low)
        block->start = low;
}

enum status layout_spread(struct arena *arena, double *at, const double *height, size_t count, double low, double high)
{
    /* Pool adjacent violators: least squares under the order. */
    size_t *order = arena_array(arena, count + 1, sizeof *order);
    struct block *blocks = arena_array(arena, count + 1, sizeof *blocks);
    if (!order || !blocks)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        size_t k = i;
        for (; k > 0 && at[order[k - 1]] > at[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        double wish = at[order[i]] - height[order[i]] / 2;
        blocks[used] = (struct block){.labels = 1, .sum = wish, .height = height[order[i]]};
        place(&blocks[used++], low, high);
        for (; used > 1 && blocks[used - 2].start + blocks[used - 2].height > blocks[used - 1].start; used--) {
            struct block *upper = &blocks[used - 2], *lower = &blocks[used - 1];
            upper->sum += lower->sum - (double)lower->labels * upper->height;
            upper->labels += lower->labels;
            upper->height += lower->height;
            place(upper, low, high);
        }
    }
    for (size_t b = 0, i = 0; b < used; b++) {
        double next = blocks[b].start;
        for (size_t k = 0; k < blocks[b].labels; k++, i++) {
            at[order[i]] = next + height[order[i]] / 2;
            next += height[order[i]];
        }
    }
    return STATUS_OK;
}

/* The bytes up to the end of the text's first phrase: in Japanese one ends with 、 or ：. */
static size_t phrase_length(const char *text)
{
    static const char *const last[] = {"、", "："};
    size_t length = strlen(text);
    for (size_t at = 0, size; at < length; at += size) {
        size = text_next(text + at, length - at);
        if (is_one_of(text + at, size, last, sizeof last / sizeof *last))
            return at + size;
    }
    return length;
}

/* Breaks a title that takes several lines at the ends of phrases, where that takes no more of them; else into lines of
 * like length, so that no single word stands in the last one. */
static enum status wrap_title(struct arena *arena, const char *text, double pixels, struct lines *lines)
{
    size_t count = 0;
    double used = 0;
    const char **found = arena_array(arena, lines->count + 1, sizeof *found);
    const char *start = text, *at = text;
    while (found && *at && count < lines->count) {
        size_t length = phrase_length(at);
        double width = layout_width(at, length, TITLE_SIZE);
        if (width > pixels)
            break;
        if (at > start && used + width > pixels) {
            found[count++] = arena_text(arena, start, (size_t)(at - start));
            start = at;
            used = 0;
        }
        used += width;
        at += length;
    }
    if (found && !*at && count < lines->count && count > 0) {
        found[count++] = start;
        *lines = (struct lines){.text = found, .count = count};
        for (size_t i = 0; i < count; i++)
            if (!found[i])
                return STATUS_FAILURE;
        return STATUS_OK;
    }
    if (!found || layout_narrowest(arena, text, "", pixels, TITLE_SIZE, lines->count, &pixels) != STATUS_OK)
        return STATUS_FAILURE;
    return layout_wrap(arena, text, pixels, TITLE_SIZE, lines);
}

/* Adds a text to the page, from `*y` down, and moves `*y` below it. */
static enum status page_add(struct drawing *drawing, const char *text, int size, double *y)
{
    struct lines lines;
    const char *clean = layout_clean(drawing->arena, text);
    double wide = drawing->width - 2.0 * PAGE_MARGIN;
    if (!clean || layout_wrap(drawing->arena, clean, wide, size, &lines) != STATUS_OK)
        return STATUS_FAILURE;
    bool title = size == TITLE_SIZE && lines.count > 1;
    if (title && wrap_title(drawing->arena, clean, wide, &lines) != STATUS_OK)
        return STATUS_FAILURE;
    struct page *page = &drawing->page;
    size_t total = page->count + lines.count;
    const char **texts = arena_array(drawing->arena, total + 1, sizeof *texts);
    double *ys = arena_array(drawing->arena, total + 1, sizeof *ys);
    double *sizes = arena_array(drawing->arena, total + 1, sizeof *sizes);
    if (!texts || !ys || !sizes)
        return STATUS_FAILURE;
    for (size_t i = 0; i < total; i++) {
        bool old = i < page->count;
        texts[i] = old ? page->text[i] : lines.text[i - page->count];
        sizes[i] = old ? page->size[i] : drawing->text ? TEXT_SIZE : size;
        ys[i] = old ? page->y[i] : *y + (drawing->text ? CELL_HEIGHT / 2.0 : 0.7 * size);
        *y += old ? 0 : drawing->text ? CELL_HEIGHT : 1.4 * size;
    }
    *page = (struct page){texts, ys, sizes, total};
    return STATUS_OK;
}

enum status drawing_head(struct drawing *drawing)
{
    enum { ABOVE = 14, BETWEEN = 3, BELOW = 10 };
    double y = drawing->text ? CELL_HEIGHT : ABOVE;
    if (page_add(drawing, drawing->job->options.title, drawing_large(drawing), &y) != STATUS_OK)
        return STATUS_FAILURE;
    y += drawing->page.count && !drawing->text ? BETWEEN : 0;
    if (page_add(drawing, drawing->job->options.subtitle, drawing_plain(drawing), &y) != STATUS_OK)
        return STATUS_FAILURE;
    drawing->top = (int)y + (drawing->text ? CELL_OFFSET : BELOW);
    return STATUS_OK;
}

enum status drawing_foot(struct drawing *drawing, const char *legend, double lowest)
{
    enum { ABOVE = 8, BELOW = 12 };
    struct page *page = &drawing->page;
    size_t first = page->count;
    double tall = 0;
    if (page_add(drawing, legend, drawing_small(drawing), &tall) != STATUS_OK ||
        page_add(drawing, drawing->job->options.notice, drawing_small(drawing), &tall) != STATUS_OK)
        return STATUS_FAILURE;
    if (drawing->grows && drawing->height < lowest + ABOVE + tall + BELOW)
        drawing->height = (int)(lowest + ABOVE + tall + BELOW);
    double foot = drawing->height - BELOW - tall;
    for (size_t i = first; i < page->count; i++)
        page->y[i] += foot;
    drawing->bottom = (int)foot - ABOVE;
    drawing_set_number(drawing, "page_count", (double)page->count);
    drawing_set_texts(drawing, "page_text", page->text, page->count);
    drawing_set_numbers(drawing, "page_y", page->y, page->count);
    drawing_set_numbers(drawing, "page_size", page->size, page->count);
    return STATUS_OK;
}
