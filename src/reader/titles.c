/* Titles are compared in NFKC, without blanks around them. */
#include "reader/titles.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "reader/utf8.h"

enum { LONGEST_TITLE = 4096 };

bool titles_blank(const struct field *field)
{
    for (size_t i = 0; i < field->length; i++)
        if (field->text[i] != ' ' && field->text[i] != '\t')
            return false;
    return true;
}

size_t titles_count(const struct field *fields, size_t count, size_t least)
{
    while (count > least && titles_blank(&fields[count - 1]))
        count--;
    return count;
}

struct field *titles_copy(struct arena *arena, const struct field *fields, size_t count)
{
    struct field *copies = arena_array(arena, count + 1, sizeof *copies);
    for (size_t i = 0; copies && i < count; i++) {
        copies[i] = fields[i];
        copies[i].text = arena_text(arena, fields[i].text, fields[i].length);
        copies[i].code = fields[i].code ? arena_text(arena, fields[i].code, fields[i].code_length) : NULL;
        if (!copies[i].text || (fields[i].code && !copies[i].code))
            return NULL;
    }
    return copies;
}

/* The text without blanks around it. */
static const char *trimmed(const struct field *field, size_t *length)
{
    const char *text = field->text;
    *length = field->length;
    for (; *length && (*text == ' ' || *text == '\t'); --*length)
        text++;
    while (*length && (text[*length - 1] == ' ' || text[*length - 1] == '\t'))
        --*length;
    return text;
}

struct field *titles_join(struct arena *arena, const struct field *upper, size_t upper_count, const struct field *lower,
                          size_t lower_count, size_t *count)
{
    static const struct field nothing = {.text = ""};
    *count = upper_count > lower_count ? upper_count : lower_count;
    struct field *joined = arena_array(arena, *count + 1, sizeof *joined);
    const struct field *left = &nothing;
    for (size_t i = 0; joined && i < *count; i++) {
        const struct field *above = i < upper_count ? &upper[i] : &nothing;
        const struct field *below = i < lower_count ? &lower[i] : &nothing;
        bool blank = titles_blank(below);
        if (!titles_blank(above))
            left = above;
        if (!blank)
            above = left;
        size_t above_length, below_length;
        const char *first = trimmed(above, &above_length), *second = trimmed(below, &below_length);
        char *text = arena_alloc(arena, above_length + below_length + 2);
        if (!text)
            return NULL;
        size_t length = above_length;
        memcpy(text, first, above_length);
        if (above_length && below_length)
            text[length++] = ' ';
        memcpy(text + length, second, below_length);
        joined[i] = !blank || i >= upper_count ? *below : upper[i];
        joined[i].text = text;
        joined[i].length = length + below_length;
    }
    return joined;
}

enum status titles_search(struct title_search *search, struct arena *arena, const struct reader_options *options)
{
    *search = (struct title_search){.arena = arena, .declared = {.arena = arena}};
    for (size_t i = 0; i < options->title_count; i++) {
        int64_t there;
        bool found;
        if (map_put(&search->declared, options->titles[i], (int64_t)search->declared.count, &there, &found) !=
            STATUS_OK)
            return STATUS_FAILURE;
    }
    search->seen = arena_array(arena, search->declared.count + 1, sizeof *search->seen);
    return search->seen ? STATUS_OK : STATUS_FAILURE;
}

/* Counts one text. */
static enum status score_text(struct title_search *search, const char *text, size_t length, size_t *score)
{
    if (!length || length > LONGEST_TITLE || utf8_valid(text, length, NULL) < length)
        return STATUS_OK;
    const char *title = text_nfkc(search->arena, text, length);
    if (!title)
        return STATUS_FAILURE;
    int64_t declared = map_get(&search->declared, title);
    if (declared >= 0 && search->seen[declared] != search->number) {
        search->seen[declared] = search->number;
        ++*score;
    }
    return STATUS_OK;
}

enum status titles_score(struct title_search *search, const struct field *fields, size_t count, size_t *score)
{
    *score = 0;
    search->number++;
    if (!search->declared.count)
        return STATUS_OK;
    for (size_t i = 0; i < count; i++)
        if (score_text(search, fields[i].text, fields[i].length, score) != STATUS_OK)
            return STATUS_FAILURE;
    return STATUS_OK;
}

enum status titles_take(struct titles *titles, struct arena *arena, const struct field *fields, size_t count)
{
    *titles = (struct titles){.count = count};
    titles->names = arena_array(arena, count + 1, sizeof *titles->names);
    titles->labels = arena_array(arena, count + 1, sizeof *titles->labels);
    if (!titles->names || !titles->labels)
        return STATUS_FAILURE;
    for (size_t i = 0; i < count; i++) {
        titles->names[i] = text_nfkc(arena, fields[i].text, fields[i].length);
        titles->labels[i] = fields[i].code ? text_nfkc(arena, fields[i].code, fields[i].code_length) : NULL;
        if (!titles->names[i] || (fields[i].code && !titles->labels[i]))
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

static int look_up(const char *const *texts, size_t count, const char *wanted)
{
    int column = -1;
    for (size_t i = 0; i < count && i <= INT_MAX && column != -2; i++)
        if (texts[i] && strcmp(texts[i], wanted) == 0)
            column = column == -1 ? (int)i : -2;
    return column;
}

int titles_column(const struct titles *titles, const char *title)
{
    struct arena *arena = arena_new();
    const char *wanted = arena ? text_nfkc(arena, title, strlen(title)) : NULL;
    int column = -1;
    if (wanted) {
        column = look_up(titles->names, titles->count, wanted);
        if (column == -1)
            column = look_up(titles->labels, titles->count, wanted);
    }
    arena_free(arena);
    return column;
}
