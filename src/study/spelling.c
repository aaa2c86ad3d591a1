/* Spellings in NFKC: gathered with their places, settled into sorted tables. */
#include <stdlib.h>
#include <string.h>

#include "study/node_place.h"
#include "study/study_parts.h"

int64_t spelling_find(const struct spellings *spellings, const char *text)
{
    size_t low = 0, high = spellings->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(spellings->items[middle].text, text);
        if (order == 0)
            return (int64_t)spellings->items[middle].index;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static void spelling_add(struct parse *p, struct spelling_list *list, const struct spelling_source *source)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 16;
        struct spelling_source *items = parse_array(p, capacity, sizeof *items);
        if (!items)
            return;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count] = *source;
    list->items[list->count++].text = parse_nfkc(p, source->text);
}

void spelling_add_list(struct parse *p, struct spelling_list *list, const struct node *node,
                       const struct spelling_source *whose)
{
    struct spelling_source source = *whose;
    size_t count = !node ? 0 : node->kind == NODE_SCALAR ? 1 : node->count;
    for (size_t i = 0; i < count; i++) {
        source.node = node->kind == NODE_SCALAR ? node : node->values[i];
        if (source.node->kind != NODE_SCALAR || node_is_none(source.node))
            continue;
        source.text = source.node->text;
        spelling_add(p, list, &source);
    }
}

void spelling_add_declared(struct parse *p, struct spelling_list *list, const struct node *mapping, const char *id,
                           size_t index, bool with_id)
{
    struct spelling_source source = {.text = id, .id = id, .index = index, .own = true};
    const struct node *label = node_value(mapping, "label");
    /* Without a label, the id is what people are shown, and so what they may write. */
    if (id[0] && (with_id || !label)) {
        source.node = node_get(mapping, "id");
        spelling_add(p, list, &source);
    }
    spelling_add_list(p, list, label, &source);
    spelling_add_list(p, list, node_value(mapping, "also"), &source);
}

void spelling_copy(struct parse *p, struct spelling_list *list, const struct spelling_list *from)
{
    *list = (struct spelling_list){.items = parse_array(p, from->count, sizeof *list->items)};
    if (!list->items)
        return;
    list->count = list->capacity = from->count;
    for (size_t i = 0; i < from->count; i++) {
        list->items[i] = from->items[i];
        list->items[i].own = false;
    }
}

/* By text, then as they stand in the file. */
static int compare_sources(const void *a, const void *b)
{
    const struct spelling_source *left = a, *right = b;
    int order = strcmp(left->text, right->text);
    return order ? order : place_compare(&left->node->place, &right->node->place);
}

/* Reports items[at] where one before it, from `first` on, has the same text and stands for another choice. */
static bool collides(struct parse *p, const struct spelling_list *list, size_t first, size_t at, const char *where)
{
    const struct spelling_source *source = &list->items[at];
    for (size_t i = first; i < at; i++) {
        const struct spelling_source *other = &list->items[i];
        bool same = strcmp(other->id, source->id) == 0 && other->missing == source->missing;
        if (same || (!other->own && !source->own))
            continue;
        const struct spelling_source *told = source->own ? source : other, *before = source->own ? other : source;
        const char *hint = parse_words(p, "the other stands on line %lld, as '%s'", (long long)before->node->place.line,
                                       before->node->text);
        (void)node_report(told->node, p->errors, ERROR_YAML_SPELLING, hint, "'%s' stands for both '%s' and '%s' %s",
                          told->node->text, before->id, told->id, where);
        return true;
    }
    return false;
}

void spelling_settle(struct parse *p, struct spelling_list *list, const char *where, struct spellings *spellings)
{
    *spellings = (struct spellings){.items = parse_array(p, list->count, sizeof *spellings->items)};
    if (p->failed || !list->count)
        return;
    qsort(list->items, list->count, sizeof *list->items, compare_sources);
    size_t first = 0;
    bool told = false; /* one message for one text */
    for (size_t i = 0; i < list->count; i++) {
        if (i && strcmp(list->items[i].text, list->items[i - 1].text) == 0) {
            told = told || collides(p, list, first, i, where);
            continue;
        }
        first = i;
        told = false;
        spellings->items[spellings->count++] = (struct spelling){list->items[i].text, list->items[i].index};
    }
}

void spelling_select(struct parse *p, const struct spellings *from, size_t first, size_t end,
                     struct spellings *selected)
{
    *selected = (struct spellings){.items = parse_array(p, from->count, sizeof *selected->items)};
    if (p->failed)
        return;
    for (size_t i = 0; i < from->count; i++)
        if (from->items[i].index >= first && from->items[i].index < end)
            selected->items[selected->count++] = (struct spelling){from->items[i].text, from->items[i].index - first};
}

void spelling_default(struct parse *p, struct spellings *spellings, const char *text, size_t index)
{
    if (spelling_find(spellings, text) >= 0)
        return;
    struct spelling *items = parse_array(p, spellings->count + 1, sizeof *items);
    if (!items)
        return;
    size_t at = 0;
    for (; at < spellings->count && strcmp(spellings->items[at].text, text) < 0; at++)
        items[at] = spellings->items[at];
    items[at] = (struct spelling){text, index};
    for (; at < spellings->count; at++)
        items[at + 1] = spellings->items[at];
    *spellings = (struct spellings){items, spellings->count + 1};
}
