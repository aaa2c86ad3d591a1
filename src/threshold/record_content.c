/* What the database says, hashed without its codes and orders: sorted lines of ids and numbers. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/record.h"

struct lines {
    struct arena *arena;
    const char **texts;
    size_t count, capacity;
    bool failed;
};

static void add_line(struct lines *lines, const char *format, ...) PRINTF_LIKE(2, 3);

static void add_line(struct lines *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vformat(lines->arena, format, arguments);
    va_end(arguments);
    if (!text || mem_grow(&lines->texts, &lines->capacity, lines->count, sizeof *lines->texts) != STATUS_OK)
        lines->failed = true;
    else
        lines->texts[lines->count++] = text;
}

static int compare_lines(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

static struct lines begin_lines(void)
{
    struct lines lines = {.arena = arena_new()};
    lines.failed = !lines.arena;
    return lines;
}

/* The hash of the lines in order; "" where there is none. Frees them. */
static enum status end_lines(struct lines *lines, char hex[SHA256_TEXT])
{
    hex[0] = '\0';
    if (!lines->failed && lines->count) {
        struct sha256 hash;
        qsort(lines->texts, lines->count, sizeof *lines->texts, compare_lines);
        sha256_begin(&hash);
        for (size_t i = 0; i < lines->count; i++)
            sha256_add_text(&hash, lines->texts[i]);
        sha256_end(&hash, hex);
    }
    enum status status = lines->failed ? STATUS_FAILURE : STATUS_OK;
    mem_free(lines->texts);
    arena_free(lines->arena);
    return status;
}

/* The id of what a cell counts. */
static const char *cell_id(const struct item *item, size_t cell)
{
    if (item->kind == ITEM_SINGLE)
        return item->scale->choices[cell].id;
    return cell < item->option_count ? item->options[cell].id : role_name((enum role)(cell - item->option_count));
}

static void add_item(struct lines *lines, const struct study *study, const struct tally_set *tally, size_t index)
{
    const struct item *item = &study->items[index];
    size_t cells = item_cells(item);
    add_line(lines, "asked %s", item->id);
    for (size_t h = 0; h < study->stratum_count; h++)
        for (size_t k = 0; k < cells; k++) {
            int64_t n = *tally_cell(study, tally, index, h, k);
            if (n)
                add_line(lines, "%s %s %s %s %" PRId64, item->id, study->strata[h].id,
                         item->kind != ITEM_SINGLE && k >= item->option_count ? "role" : "choice", cell_id(item, k), n);
        }
}

enum status content_counts(const struct panel *panel, size_t wave, char hex[SHA256_TEXT])
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    struct lines lines = begin_lines();
    for (size_t h = 0; tally && !lines.failed && h < study->stratum_count; h++)
        if (tally->respondents[h])
            add_line(&lines, "respondents %s %" PRId64, study->strata[h].id, tally->respondents[h]);
    for (size_t i = 0; tally && !lines.failed && i < study->item_count; i++)
        if (tally->counts[i])
            add_item(&lines, study, tally, i);
    return end_lines(&lines, hex);
}

enum status content_pairs(const struct panel *panel, size_t wave, char hex[SHA256_TEXT])
{
    const struct study *study = panel->study;
    const struct pair_set *pairs = &panel->pairs[wave];
    struct lines lines = begin_lines();
    if (pairs->year && !lines.failed)
        add_line(&lines, "from %d", pairs->earlier_year);
    for (size_t i = 0; !lines.failed && i < pairs->count; i++) {
        const struct pair_cell *cell = &pairs->cells[i];
        const struct item *item = &study->items[cell->item];
        add_line(&lines, "%s %s %s %s %s %" PRId64, item->id, study->strata[cell->earlier_stratum].id,
                 study->strata[cell->stratum].id, item->scale->choices[cell->earlier_choice].id,
                 item->scale->choices[cell->choice].id, cell->n);
    }
    return end_lines(&lines, hex);
}

enum status content_frame(const struct panel *panel, size_t wave, char hex[SHA256_TEXT])
{
    const struct study *study = panel->study;
    struct lines lines = begin_lines();
    for (size_t i = 0; !lines.failed && i < panel->frame.count; i++) {
        const struct frame_cell *cell = &panel->frame.cells[i];
        if (cell->year <= study->waves[wave].year)
            add_line(&lines, "%d %s %" PRId64, cell->year, study->strata[cell->stratum].id, cell->N);
    }
    return end_lines(&lines, hex);
}

enum status content_published(const struct panel *panel, size_t wave, char hex[SHA256_TEXT])
{
    const struct study *study = panel->study;
    struct lines lines = begin_lines();
    for (size_t i = 0; !lines.failed && i < panel->published.count; i++) {
        const struct published_figure *figure = &panel->published.figures[i];
        if (figure->year <= study->waves[wave].year)
            add_line(&lines, "%d %s %s %" PRId64 " %s", figure->year, study->items[figure->item].id, figure->percent,
                     figure->n, figure->points_change ? figure->points_change : "");
    }
    return end_lines(&lines, hex);
}

enum status content_margins(const struct panel *panel, size_t wave, char hex[SHA256_TEXT])
{
    const struct study *study = panel->study;
    struct lines lines = begin_lines();
    for (size_t i = 0; !lines.failed && i < panel->margins.count; i++) {
        const struct margin_cell *cell = &panel->margins.cells[i];
        if (cell->year <= study->waves[wave].year)
            add_line(&lines, "%d %s %" PRId64 " %s", cell->year, study->attributes[cell->attribute].id, cell->N,
                     cell->value);
    }
    return end_lines(&lines, hex);
}

enum status content_lineage(const struct lineage *lineage, char hex[SHA256_TEXT])
{
    struct lines lines = begin_lines();
    for (size_t i = 0; !lines.failed && i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        add_line(&lines, "%s %s %s\n%s", event->effective, lineage_kind_name(event->kind), event->code,
                 event->successor ? event->successor : "");
    }
    return end_lines(&lines, hex);
}
