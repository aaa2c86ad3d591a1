/* Labels of values, by set and value. */
#include "reader/labels.h"

#include <string.h>

void labels_clear(struct labels *labels)
{
    mem_free(labels->texts);
    buffer_clear(&labels->key);
    labels->texts = NULL;
    labels->count = labels->capacity = 0;
}

static enum status make_key(struct labels *labels, int64_t set, bool string, const char *value, size_t length)
{
    labels->key.length = 0;
    buffer_format(&labels->key, "%lld%c", (long long)set, string ? 's' : 'n');
    buffer_add(&labels->key, value, length);
    return buffer_status(&labels->key);
}

enum status labels_put(struct labels *labels, int64_t set, bool string, const char *value, size_t length,
                       const char *label, size_t label_length)
{
    int64_t there;
    bool found;
    if (!label_length)
        return STATUS_OK;
    if (make_key(labels, set, string, value, length) != STATUS_OK ||
        mem_grow(&labels->texts, &labels->capacity, labels->count, sizeof *labels->texts) != STATUS_OK)
        return STATUS_FAILURE;
    const char *copy = arena_text(labels->keys.arena, label, label_length);
    if (!copy || map_put(&labels->keys, buffer_get(&labels->key), (int64_t)labels->count, &there, &found) != STATUS_OK)
        return STATUS_FAILURE;
    if (!found)
        labels->texts[labels->count++] = copy;
    return STATUS_OK;
}

enum status labels_find(struct labels *labels, int64_t set, bool string, const char *value, size_t length,
                        const char **label)
{
    *label = NULL;
    if (make_key(labels, set, string, value, length) != STATUS_OK)
        return STATUS_FAILURE;
    int64_t index = map_get(&labels->keys, buffer_get(&labels->key));
    if (index >= 0)
        *label = labels->texts[index];
    return STATUS_OK;
}
