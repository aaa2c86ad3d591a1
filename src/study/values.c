/* Single values of study.yaml: each is read or reported at its place. */
#include "study/study_parts.h"

#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"

const char *parse_words(struct parse *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vformat(p->arena, format, arguments);
    va_end(arguments);
    p->failed = p->failed || !text;
    return text ? text : "";
}

void *parse_array(struct parse *p, size_t count, size_t element_size)
{
    void *array = arena_array(p->arena, count + 1, element_size);
    p->failed = p->failed || !array;
    return array;
}

const char *parse_nfkc(struct parse *p, const char *text)
{
    const char *result = text_nfkc(p->arena, text, strlen(text));
    p->failed = p->failed || !result;
    return result ? result : "";
}

const char *parse_suggestion(struct parse *p, const char *name, const char *const *known)
{
    struct buffer hint = {0};
    text_suggest(&hint, name, known);
    const char *text = hint.length ? arena_text(p->arena, hint.bytes, hint.length) : NULL;
    p->failed = p->failed || hint.failed || (hint.length && !text);
    buffer_clear(&hint);
    return text;
}

bool value_text(struct parse *p, const struct node *node, const char *what, const char **text)
{
    if (node->kind != NODE_SCALAR || node_is_none(node)) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a text", what);
        return false;
    }
    if (!parse_nfkc(p, node->text)[0]) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must not be empty", what);
        return false;
    }
    *text = node->text;
    return true;
}

bool value_integer(struct parse *p, const struct node *node, const char *what, int64_t least, int64_t most,
                   int64_t *value)
{
    const char *text;
    int64_t number;
    if (!value_text(p, node, what, &text))
        return false;
    if (number_parse_integer(text, &number) && number >= least && number <= most) {
        *value = number;
        return true;
    }
    if (most == INT64_MAX)
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a whole number of at least %lld", what,
                          (long long)least);
    else
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a whole number from %lld to %lld", what,
                          (long long)least, (long long)most);
    return false;
}

bool value_real(struct parse *p, const struct node *node, const char *what, double *value)
{
    const char *text;
    if (!value_text(p, node, what, &text))
        return false;
    if (number_parse_real(text, value))
        return true;
    (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a number", what);
    return false;
}

bool value_date(struct parse *p, const struct node *node, const char *what, const char **date)
{
    const char *text;
    if (!value_text(p, node, what, &text))
        return false;
    if (!date_is_day(text)) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "write it as YYYY-MM-DD", "%s: '%s' is not a date", what,
                          text);
        return false;
    }
    *date = text;
    return true;
}

bool value_file(struct parse *p, const struct node *node, const char *what, const char **file)
{
    const char *text;
    if (!value_text(p, node, what, &text))
        return false;
    char *path = parse_array(p, strlen(text), 1);
    if (!path)
        return false;
    bool inside = text[0] != '/';
    size_t length = 0;
    for (const char *part = text; *part && inside;) {
        size_t size = strcspn(part, "/");
        inside = !(size == 2 && memcmp(part, "..", 2) == 0);
        if (size && !(size == 1 && part[0] == '.')) {
            if (length)
                path[length++] = '/';
            memcpy(path + length, part, size);
            length += size;
        }
        part += size + (part[size] == '/');
    }
    if (!inside || !length) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "name it relative to the folder, without '..'",
                          "%s: '%s' is not a file inside the study folder", what, text);
        return false;
    }
    *file = path;
    return true;
}

bool value_sequence(struct parse *p, const struct node *node, const char *what)
{
    if (node->kind != NODE_SEQUENCE)
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a list", what);
    else if (!node->count)
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must not be empty", what);
    return node->kind == NODE_SEQUENCE && node->count;
}

static bool find(const char *text, const char *const *names, size_t *index)
{
    for (*index = 0; names[*index]; (*index)++)
        if (strcmp(names[*index], text) == 0)
            return true;
    return false;
}

bool value_name(struct parse *p, const struct node *node, const char *what, const char *const *names, size_t *index)
{
    const char *text;
    if (!value_text(p, node, what, &text))
        return false;
    if (find(text, names, index))
        return true;
    (void)node_report(node, p->errors, ERROR_YAML_VALUE, parse_suggestion(p, text, names), "%s: '%s' is not known",
                      what, text);
    return false;
}

bool value_reference(struct parse *p, const struct node *node, const char *what, const char *const *ids, size_t *index)
{
    if (node->kind != NODE_SCALAR) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "the id of %s must be a text", what);
        return false;
    }
    if (node->text[0] && find(node->text, ids, index))
        return true;
    (void)node_report(node, p->errors, ERROR_YAML_REFERENCE, parse_suggestion(p, node->text, ids), "'%s' is not %s",
                      node->text, what);
    return false;
}

const char *value_id(struct parse *p, const struct node *mapping, const char *what, const char **ids, size_t index)
{
    /* Columns of the table of responses, beside one for each item. */
    static const char *const taken[] = {"import_id",  "file_id",     "line", "institution_id",
                                        "stratum_id", "response_id", "id",   NULL};
    const char *id;
    const struct node *node = node_required(mapping, "id", what, p->errors);
    if (!node || !value_text(p, node, parse_words(p, "the id of %s", what), &id))
        return "";
    size_t found;
    if (!text_is_id(id))
        (void)node_report(node, p->errors, ERROR_YAML_VALUE,
                          "use a to z, 0 to 9 and single underscores, and begin with a letter", "'%s' is not an id",
                          id);
    else if (find(id, taken, &found))
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "choose another id",
                          "'%s' can't be an id: the table of responses has a column of that name", id);
    for (size_t i = 0; i < index; i++)
        if (strcmp(ids[i], id) == 0) {
            (void)node_report(node, p->errors, ERROR_YAML_DUPLICATE, NULL, "id '%s' is there twice", id);
            break;
        }
    return id;
}

const char *value_column_id(struct parse *p, const struct node *mapping, const char *what, const char **ids,
                            size_t index)
{
    /* Columns of the view that queries see, beside those of the table. */
    static const char *const taken[] = {"stratum", "code", "name", NULL};
    const char *id = value_id(p, mapping, what, ids, index);
    size_t found;
    if (find(id, taken, &found))
        (void)node_report(node_get(mapping, "id"), p->errors, ERROR_YAML_VALUE, "choose another id",
                          "'%s' can't be an id: the table of responses has a column of that name", id);
    return id;
}

void value_columns(struct parse *p, const struct node *node, size_t count)
{
    enum { MOST = 1900 };
    size_t before = p->columns;
    p->columns += count;
    if (before <= MOST && p->columns > MOST)
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, "a table of SQLite has at most 2000: divide the study",
                          "items and attributes take more than %d columns of the table of responses", MOST);
}

bool value_flag(struct parse *p, const struct node *node, const char *what, bool *value)
{
    static const char *const names[] = {"false", "true", NULL};
    size_t index;
    if (node->kind == NODE_SCALAR && node->plain && find(node->text, names, &index)) {
        *value = index;
        return true;
    }
    (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be true or false", what);
    return false;
}

void value_texts(struct parse *p, const struct node *node, const char *what, bool may_be_empty, struct texts *texts)
{
    *texts = (struct texts){0};
    if (node_is_none(node))
        return;
    if (node->kind == NODE_MAPPING) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "%s must be a list of texts", what);
        return;
    }
    bool sequence = node->kind == NODE_SEQUENCE;
    size_t count = sequence ? node->count : 1;
    texts->items = parse_array(p, count, sizeof *texts->items);
    texts->nodes = parse_array(p, count, sizeof *texts->nodes);
    if (!texts->items || !texts->nodes)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct node *element = sequence ? node->values[i] : node;
        const char *text = "";
        if (may_be_empty && element->kind == NODE_SCALAR && !element->plain)
            text = element->text;
        else if (!value_text(p, element, what, &text))
            continue;
        texts->items[texts->count] = text;
        texts->nodes[texts->count++] = element;
    }
}
