/*
 * From bytes to located nodes. libyaml's events are read, not its documents: a document has forgotten where anchors and
 * tags stood, and the study's files are plain data in which both are refused. All values stay texts, so that no `no`
 * becomes a Boolean and no code loses its leading zero.
 */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "study/node_place.h"
#include "study/study.h"

enum { DEPTH_MAX = 32 };

struct builder {
    yaml_parser_t parser;
    struct arena *arena;
    struct errors *errors;
    struct node_excerpts *excerpts;
};

/* Elements as they come; the room is doubled in the arena, for nothing in it is freed alone. */
struct elements {
    const struct node **nodes;
    size_t count, capacity;
};

static enum status build(struct builder *b, const yaml_event_t *event, int depth, struct node **node);

static enum status elements_add(struct builder *b, struct elements *elements, const struct node *node)
{
    if (elements->count == elements->capacity) {
        size_t capacity = elements->capacity ? elements->capacity * 2 : 8;
        const struct node **nodes = arena_array(b->arena, capacity, sizeof *nodes);
        if (!nodes)
            return errors_memory(b->errors);
        if (elements->count)
            memcpy(nodes, elements->nodes, elements->count * sizeof *nodes);
        elements->nodes = nodes;
        elements->capacity = capacity;
    }
    elements->nodes[elements->count++] = node;
    return STATUS_OK;
}

static enum status node_new(struct builder *b, enum node_kind kind, yaml_mark_t mark, struct node **node)
{
    *node = arena_alloc(b->arena, sizeof **node);
    if (!*node)
        return errors_memory(b->errors);
    (*node)->kind = kind;
    (*node)->excerpts = b->excerpts;
    (*node)->place = (struct place){b->excerpts->name, (int64_t)mark.line + 1, (int64_t)mark.column + 1};
    return STATUS_OK;
}

/* What stopped the parser. */
static enum status syntax_error(struct builder *b)
{
    const yaml_parser_t *parser = &b->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return errors_memory(b->errors);
    struct node at = {.excerpts = b->excerpts};
    if (parser->error == YAML_READER_ERROR) {
        at.place = excerpts_place(b->excerpts, parser->problem_offset);
        return node_report(&at, b->errors, ERROR_YAML_SYNTAX, NULL, "not YAML: %s (U+%04X)", parser->problem,
                           (unsigned)parser->problem_value);
    }
    at.place = (struct place){b->excerpts->name, (int64_t)parser->problem_mark.line + 1,
                              (int64_t)parser->problem_mark.column + 1};
    const char *hint = NULL;
    if (parser->context && parser->context_mark.line != parser->problem_mark.line) {
        hint = arena_format(b->arena, "%s that begins on line %zu", parser->context,
                            (size_t)parser->context_mark.line + 1);
        if (!hint)
            return errors_memory(b->errors);
    }
    return node_report(&at, b->errors, ERROR_YAML_SYNTAX, hint, "not YAML: %s", parser->problem);
}

static enum status next_event(struct builder *b, yaml_event_t *event)
{
    return yaml_parser_parse(&b->parser, event) ? STATUS_OK : syntax_error(b);
}

/* Anchors and tags are problems, but what they stand on is read on. */
static void refuse_properties(struct builder *b, const struct node *node, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
    if (anchor)
        (void)node_report(node, b->errors, ERROR_YAML_SYNTAX, "write the value out where it is needed",
                          "anchors such as '&%s' are not read", (const char *)anchor);
    if (tag)
        (void)node_report(node, b->errors, ERROR_YAML_SYNTAX, "leave the tag out, for every value is read as a text",
                          "tags such as '%s' are not read", (const char *)tag);
}

static enum status build_scalar(struct builder *b, const yaml_event_t *event, struct node **node)
{
    enum status status = node_new(b, NODE_SCALAR, event->start_mark, node);
    if (status != STATUS_OK)
        return status;
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    refuse_properties(b, *node, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr(value, '\0', length))
        (void)node_report(*node, b->errors, ERROR_YAML_SYNTAX, NULL, "a text must not hold a NUL character");
    (*node)->text = arena_text(b->arena, value, length);
    (*node)->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return (*node)->text ? STATUS_OK : errors_memory(b->errors);
}

static enum status build_sequence(struct builder *b, int depth, struct node *node)
{
    struct elements elements = {0};
    for (;;) {
        yaml_event_t event;
        enum status status = next_event(b, &event);
        if (status != STATUS_OK)
            return status;
        struct node *element = NULL;
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!end)
            status = build(b, &event, depth + 1, &element);
        yaml_event_delete(&event);
        if (status == STATUS_OK && !end)
            status = elements_add(b, &elements, element);
        if (status != STATUS_OK)
            return status;
        if (end)
            break;
    }
    node->count = elements.count;
    node->values = elements.nodes;
    return STATUS_OK;
}

static int compare_keys(const void *a, const void *b)
{
    const struct node *left = *(const struct node *const *)a, *right = *(const struct node *const *)b;
    int order = strcmp(left->text, right->text);
    return order ? order : place_compare(&left->place, &right->place);
}

/* Reports keys that are there twice. They are sorted first, so that a long mapping does not take quadratic time. */
static enum status check_duplicates(struct builder *b, const struct node *mapping)
{
    if (mapping->count < 2)
        return STATUS_OK;
    const struct node **sorted = arena_array(b->arena, mapping->count, sizeof *sorted);
    if (!sorted)
        return errors_memory(b->errors);
    memcpy(sorted, mapping->keys, mapping->count * sizeof *sorted);
    qsort(sorted, mapping->count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < mapping->count; i++) {
        if (strcmp(sorted[i]->text, sorted[i - 1]->text) != 0)
            continue;
        const char *hint =
            arena_format(b->arena, "the one before is on line %lld", (long long)sorted[i - 1]->place.line);
        if (!hint)
            return errors_memory(b->errors);
        (void)node_report(sorted[i], b->errors, ERROR_YAML_DUPLICATE, hint, "key '%s' is there twice", sorted[i]->text);
    }
    return STATUS_OK;
}

static enum status build_mapping(struct builder *b, int depth, struct node *node)
{
    struct elements keys = {0}, values = {0};
    for (;;) {
        yaml_event_t event;
        enum status status = next_event(b, &event);
        if (status != STATUS_OK)
            return status;
        struct node *key = NULL, *value = NULL;
        bool end = event.type == YAML_MAPPING_END_EVENT;
        if (!end)
            status = build(b, &event, depth + 1, &key);
        yaml_event_delete(&event);
        if (status != STATUS_OK)
            return status;
        if (end)
            break;
        status = next_event(b, &event);
        if (status != STATUS_OK)
            return status;
        status = build(b, &event, depth + 1, &value);
        yaml_event_delete(&event);
        if (status != STATUS_OK)
            return status;
        if (key->kind != NODE_SCALAR) {
            (void)node_report(key, b->errors, ERROR_YAML_SYNTAX, NULL, "a key must be a text");
            continue;
        }
        status = elements_add(b, &keys, key);
        if (status == STATUS_OK)
            status = elements_add(b, &values, value);
        if (status != STATUS_OK)
            return status;
    }
    node->count = keys.count;
    node->keys = keys.nodes;
    node->values = values.nodes;
    return check_duplicates(b, node);
}

/* The node that begins with `event`. Fails where the file can't be read on; other problems are only reported. */
static enum status build(struct builder *b, const yaml_event_t *event, int depth, struct node **node)
{
    bool sequence = event->type == YAML_SEQUENCE_START_EVENT, mapping = event->type == YAML_MAPPING_START_EVENT;
    if (event->type == YAML_SCALAR_EVENT)
        return build_scalar(b, event, node);
    enum node_kind kind = sequence ? NODE_SEQUENCE : mapping ? NODE_MAPPING : NODE_SCALAR;
    enum status status = node_new(b, kind, event->start_mark, node);
    if (status != STATUS_OK)
        return status;
    if (!sequence && !mapping) {
        (*node)->text = "";
        (void)node_report(*node, b->errors, ERROR_YAML_SYNTAX, "write the value out",
                          "aliases such as '*%s' are not read",
                          event->type == YAML_ALIAS_EVENT ? (const char *)event->data.alias.anchor : "");
        return STATUS_OK;
    }
    if (depth >= DEPTH_MAX)
        return node_report(*node, b->errors, ERROR_YAML_SYNTAX, NULL, "nested deeper than %d", DEPTH_MAX);
    if (sequence)
        refuse_properties(b, *node, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    else
        refuse_properties(b, *node, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    return sequence ? build_sequence(b, depth, *node) : build_mapping(b, depth, *node);
}

/* The stream: at most one document. */
static enum status build_stream(struct builder *b, struct node **root)
{
    int documents = 0;
    for (;;) {
        yaml_event_t event;
        enum status status = next_event(b, &event);
        if (status != STATUS_OK)
            return status;
        bool end = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT) {
            if (++documents > 1) {
                struct node at = {.excerpts = b->excerpts};
                at.place = (struct place){b->excerpts->name, (int64_t)event.start_mark.line + 1,
                                          (int64_t)event.start_mark.column + 1};
                status = node_report(&at, b->errors, ERROR_YAML_SYNTAX, "keep one document in a file",
                                     "a second document begins here");
            }
        } else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_END_EVENT && !end)
            status = build(b, &event, 0, root);
        yaml_event_delete(&event);
        if (status != STATUS_OK || end)
            return status;
    }
}

enum status node_parse(const char *name, const char *bytes, size_t length, struct arena *arena,
                       const struct node **root, struct errors *errors)
{
    *root = NULL;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    struct builder b = {.arena = arena, .errors = errors};
    b.excerpts = excerpts_new(arena, name, bytes, length);
    if (!b.excerpts)
        return errors_memory(errors);
    size_t bad;
    if (!text_is_utf8(bytes, length, &bad)) {
        struct node at = {.place = excerpts_place(b.excerpts, bad), .excerpts = b.excerpts};
        return node_report(&at, errors, ERROR_YAML_SYNTAX, "save the file as UTF-8", "not UTF-8: byte 0x%02X",
                           (unsigned)(unsigned char)bytes[bad]);
    }
    if (!yaml_parser_initialize(&b.parser))
        return errors_memory(errors);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)bytes, length);
    size_t before = errors->total;
    struct node *node = NULL;
    enum status status = build_stream(&b, &node);
    if (status == STATUS_OK && !node)
        status = node_new(&b, NODE_MAPPING, (yaml_mark_t){0}, &node);
    yaml_parser_delete(&b.parser);
    if (status == STATUS_OK && errors->total > before)
        status = STATUS_RULES;
    if (status == STATUS_OK)
        *root = node;
    return status;
}
