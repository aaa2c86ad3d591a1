/* Columns by title: which a wave needs in its layout, and where a file has them. */
#include "importer/columns.h"

#include <string.h>

#include "base/text.h"

/* Called for each column that the wave needs: its title, its key in study.yaml, and where its index goes. */
typedef enum status visit(void *context, const char *title, const char *key, int *index);

struct walk {
    const struct study *study;
    const struct wave *wave;
    struct arena *arena;
    visit *visit;
    void *context;
};

/* `key` is a format that may hold the ids of an item and an option. */
static enum status step(const struct walk *walk, const char *title, const char *key, const char *id, const char *option,
                        int *index)
{
    *index = -1;
    if (!title)
        return STATUS_OK;
    const char *dot = option ? "." : "";
    char *full = id ? arena_format(walk->arena, "%s.%s%s%s", key, id, dot, option ? option : "")
                    : arena_format(walk->arena, "%s", key);
    return full ? walk->visit(walk->context, title, full, index) : STATUS_FAILURE;
}

static enum status walk_items(const struct walk *walk, struct columns *columns)
{
    const struct study *study = walk->study;
    const struct wave *wave = walk->wave;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        status = step(walk, wave->columns[i], "columns", item->id, NULL, &columns->items[i]);
        if (!wave->option_columns[i])
            continue;
        columns->options[i] = arena_array(walk->arena, item->option_count, sizeof *columns->options[i]);
        if (!columns->options[i])
            return STATUS_FAILURE;
        for (size_t k = 0; status == STATUS_OK && k < item->option_count; k++)
            status = step(walk, wave->option_columns[i][k], "columns", item->id, item->options[k].id,
                          &columns->options[i][k]);
    }
    return status;
}

static enum status walk_columns(const struct walk *walk, struct columns *columns)
{
    const struct study *study = walk->study;
    const struct wave *wave = walk->wave;
    const struct layout_columns *titles = &wave->layout_columns;
    bool counts = wave->layout == LAYOUT_COUNTS, tall = wave->layout == LAYOUT_LONG;
    *columns = (struct columns){.items = arena_array(walk->arena, study->item_count, sizeof *columns->items),
                                .options = arena_array(walk->arena, study->item_count, sizeof *columns->options),
                                .attributes = arena_array(walk->arena, study->attribute_count, sizeof(int))};
    if (!columns->items || !columns->options || !columns->attributes)
        return STATUS_FAILURE;
    enum status status = step(walk, counts ? NULL : wave->code_column, "institution.code", NULL, NULL, &columns->code);
    if (status == STATUS_OK)
        status = step(walk, counts ? NULL : wave->name_column, "institution.name", NULL, NULL, &columns->name);
    if (status == STATUS_OK)
        status = step(walk, wave->stratum_column, "strata.column", NULL, NULL, &columns->stratum);
    if (status == STATUS_OK)
        status = step(walk, counts ? titles->wave : NULL, "layout_columns.wave", NULL, NULL, &columns->wave);
    if (status == STATUS_OK)
        status = step(walk, counts || tall ? titles->item : NULL, "layout_columns.item", NULL, NULL, &columns->item);
    if (status == STATUS_OK)
        status = step(walk, tall ? titles->answer : NULL, "layout_columns.answer", NULL, NULL, &columns->answer);
    if (status == STATUS_OK)
        status = step(walk, counts ? titles->choice : NULL, "layout_columns.choice", NULL, NULL, &columns->choice);
    if (status == STATUS_OK)
        status = step(walk, counts ? titles->n : NULL, "layout_columns.n", NULL, NULL, &columns->n);
    if (wave->layout == LAYOUT_WIDE && status == STATUS_OK)
        status = walk_items(walk, columns);
    for (size_t i = 0; status == STATUS_OK && i < study->attribute_count; i++)
        status = step(walk, counts ? NULL : wave->attribute_columns[i], "columns", study->attributes[i].id, NULL,
                      &columns->attributes[i]);
    if (wave->layout != LAYOUT_WIDE)
        for (size_t i = 0; i < study->item_count; i++)
            columns->items[i] = -1;
    return status;
}

struct title_list {
    struct arena *arena;
    const char **titles;
    size_t count, capacity;
};

// NOLINTNEXTLINE(readability-non-const-parameter): the walk hands every taker the same
static enum status note_title(void *context, const char *title, const char *key, int *index)
{
    struct title_list *list = context;
    (void)key;
    (void)index;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 32;
        const char **titles = arena_array(list->arena, capacity, sizeof *titles);
        if (!titles)
            return STATUS_FAILURE;
        if (list->count)
            memcpy(titles, list->titles, list->count * sizeof *titles);
        list->titles = titles;
        list->capacity = capacity;
    }
    list->titles[list->count] = text_nfkc(list->arena, title, strlen(title));
    return list->titles[list->count++] ? STATUS_OK : STATUS_FAILURE;
}

const char **columns_titles(const struct study *study, const struct wave *wave, struct arena *arena, size_t *count)
{
    struct title_list list = {.arena = arena};
    const struct walk walk = {study, wave, arena, note_title, &list};
    struct columns unused;
    if (walk_columns(&walk, &unused) != STATUS_OK)
        return NULL;
    *count = list.count;
    return list.titles;
}

struct finding {
    const struct wave *wave;
    const struct reader *reader;
    struct arena *arena;
    struct errors *errors;
};

/* The title in the header that is nearest to `title`, when it is near: two edits at most, and something in common. */
static void suggest_title(const struct finding *finding, const char *title, struct buffer *hint)
{
    const struct record *header = reader_header(finding->reader);
    size_t points = (size_t)text_points(title, strlen(title)), limit = points <= 2 ? 1 : 2, best = limit + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < header->count; i++) {
        const char *text = text_nfkc(finding->arena, header->fields[i].text, header->fields[i].length);
        size_t distance = text ? text_distance(text, title, limit) : best;
        bool common = text && (distance < points || distance < (size_t)text_points(text, strlen(text)));
        if (common && distance < best) {
            best = distance;
            nearest = text;
        }
    }
    if (nearest)
        buffer_format(hint, "is it the column '%s'? ", nearest);
}

static enum status find_column(void *context, const char *title, const char *key, int *index)
{
    const struct finding *finding = context;
    *index = reader_column(finding->reader, title);
    if (*index >= 0)
        return STATUS_OK;
    struct place where = reader_place(finding->reader, &reader_header(finding->reader)->fields[0]);
    where.column = 0;
    struct buffer hint = {0};
    if (*index == -1) {
        suggest_title(finding, title, &hint);
        buffer_format(&hint, "name the column of this file in waves.%d.%s in study.yaml", finding->wave->year, key);
        errors_add(finding->errors, ERROR_IMPORT_COLUMN, where, buffer_get(&hint),
                   "there is no column '%s' in this file", title);
    } else
        errors_add(finding->errors, ERROR_IMPORT_COLUMN_TWICE, where, "rename one of them in the file",
                   "the column '%s' is there twice", title);
    buffer_clear(&hint);
    *index = -1;
    return STATUS_OK;
}

enum status columns_find(const struct study *study, const struct wave *wave, const struct reader *reader,
                         struct arena *arena, struct columns *columns, struct errors *errors)
{
    size_t before = errors->total;
    struct finding finding = {wave, reader, arena, errors};
    const struct walk walk = {study, wave, arena, find_column, &finding};
    if (walk_columns(&walk, columns) != STATUS_OK)
        return errors_memory(errors);
    return errors->total == before ? STATUS_OK : errors->status;
}

int64_t columns_unread(const struct study *study, const struct reader *reader, const struct columns *columns)
{
    int64_t unread = 0;
    for (int column = 0; column < (int)reader_header(reader)->count; column++) {
        bool read = column == columns->code || column == columns->name || column == columns->stratum ||
                    column == columns->wave || column == columns->item || column == columns->answer ||
                    column == columns->choice || column == columns->n;
        for (size_t i = 0; i < study->item_count; i++) {
            read = read || column == columns->items[i];
            for (size_t k = 0; columns->options[i] && k < study->items[i].option_count; k++)
                read = read || column == columns->options[i][k];
        }
        for (size_t i = 0; i < study->attribute_count; i++)
            read = read || column == columns->attributes[i];
        unread += !read;
    }
    return unread;
}
