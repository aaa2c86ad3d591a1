/* What is asked of located nodes: values by key, labels, known keys, and messages that show the line. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "study/node_place.h"
#include "study/study.h"

const struct node *node_get(const struct node *node, const char *key)
{
    if (!node || node->kind != NODE_MAPPING)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->keys[i]->text, key) == 0)
            return node->values[i];
    return NULL;
}

bool node_is_none(const struct node *node)
{
    if (!node)
        return true;
    if (node->kind != NODE_SCALAR || !node->plain)
        return false;
    return !node->text[0] || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}

const struct node *node_value(const struct node *node, const char *key)
{
    const struct node *value = node_get(node, key);
    return node_is_none(value) ? NULL : value;
}

const struct node *node_required(const struct node *node, const char *key, const char *what, struct errors *errors)
{
    const struct node *value = node_value(node, key);
    if (!value && node->kind == NODE_MAPPING)
        (void)node_report(node, errors, ERROR_YAML_MISSING, NULL, "'%s' is missing in %s", key, what);
    return value;
}

const struct node *node_key(const struct node *mapping, const char *key)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->text, key) == 0)
            return mapping->keys[i];
    return mapping;
}

/* Adds the problem with the line it stands on. Clears `text`. */
static enum status report(const struct node *node, struct place place, struct errors *errors, enum error_code code,
                          const char *hint, struct buffer *text)
{
    size_t kept = errors->kept;
    enum status status = errors_add(errors, code, place, hint, "%s", buffer_get(text));
    size_t length;
    const char *line = errors->kept > kept ? excerpts_line(node->excerpts, place.line, &length) : NULL;
    if (line)
        errors_excerpt(errors, line, length);
    if (text->failed)
        errors->lost = true;
    buffer_clear(text);
    return status;
}

enum status node_report(const struct node *node, struct errors *errors, enum error_code code, const char *hint,
                        const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    return report(node, node->place, errors, code, hint, &text);
}

/* Where the byte stands in a scalar on one line, plain or in quotes. */
static bool place_in_line(const struct node *node, size_t offset, struct place *place)
{
    size_t length;
    const char *line = excerpts_line(node->excerpts, node->place.line, &length);
    if (!line)
        return false;
    size_t start = text_offset(line, length, node->place.column - 1);
    if (start < length && !node->plain && (line[start] == '"' || line[start] == '\''))
        start++;
    if (offset > length - start || memcmp(line + start, node->text, offset) != 0)
        return false;
    *place = node->place;
    place->column = text_points(line, start + offset) + 1;
    return true;
}

/* The same in a literal block, whose lines begin below the mark. */
static bool place_in_block(const struct node *node, size_t offset, struct place *place)
{
    const char *begin = node->text;
    int64_t number = node->place.line + 1;
    for (const char *at = node->text; at < node->text + offset; at++)
        if (*at == '\n') {
            begin = at + 1;
            number++;
        }
    size_t length, own = strcspn(begin, "\n");
    const char *line = excerpts_line(node->excerpts, number, &length);
    if (node->plain || !line || own > length || memcmp(line + length - own, begin, own) != 0)
        return false;
    *place = node->place;
    place->line = number;
    place->column = text_points(line, length - own + (size_t)(node->text + offset - begin)) + 1;
    return true;
}

enum status node_report_at(const struct node *node, size_t offset, struct errors *errors, enum error_code code,
                           const char *hint, const char *format, ...)
{
    struct buffer text = {0};
    struct place place = node->place;
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    if (!place_in_line(node, offset, &place))
        (void)place_in_block(node, offset, &place);
    return report(node, place, errors, code, hint, &text);
}

bool node_check_keys(const struct node *mapping, const char *what, const char *const *known, struct errors *errors)
{
    if (mapping->kind != NODE_MAPPING) {
        (void)node_report(mapping, errors, ERROR_YAML_VALUE, NULL, "%s must be a mapping", what);
        return false;
    }
    bool all = true;
    for (size_t i = 0; i < mapping->count; i++) {
        const char *key = mapping->keys[i]->text;
        const char *const *one = known;
        while (*one && strcmp(*one, key) != 0)
            one++;
        if (*one)
            continue;
        all = false;
        struct buffer hint = {0};
        text_suggest(&hint, key, known);
        (void)node_report(mapping->keys[i], errors, ERROR_YAML_KEY, hint.length ? hint.bytes : NULL,
                          "unknown key '%s' in %s", key, what);
        errors->lost = errors->lost || hint.failed;
        buffer_clear(&hint);
    }
    return all;
}

void node_check_version(const struct node *root, const char *what, struct errors *errors)
{
    const struct node *version = node_required(root, "version", what, errors);
    if (version && (version->kind != NODE_SCALAR || strcmp(version->text, "1") != 0))
        (void)node_report(version, errors, ERROR_YAML_VALUE, NULL, "this version of minaoshi reads 'version: 1' only");
}

/* One text of a label. */
static bool label_text(const struct node *node, const char *what, const char **text, struct errors *errors)
{
    if (node->kind != NODE_SCALAR || node_is_none(node)) {
        (void)node_report(node, errors, ERROR_YAML_VALUE, NULL, "%s must be a text, or 'ja:' and 'en:'", what);
        return false;
    }
    if (!node->text[strspn(node->text, " \t\r\n")]) {
        (void)node_report(node, errors, ERROR_YAML_VALUE, NULL, "%s must not be empty", what);
        return false;
    }
    *text = node->text;
    return true;
}

bool node_label(const struct node *node, const char *what, struct label *label, struct errors *errors)
{
    static const char *const languages[] = {"ja", "en", NULL};
    *label = (struct label){0};
    if (node->kind != NODE_MAPPING) {
        const char *text = NULL;
        if (!label_text(node, what, &text, errors))
            return false;
        for (size_t i = 0; i < LANGUAGE_END; i++)
            label->in[i] = text;
        return true;
    }
    bool good = node_check_keys(node, what, languages, errors);
    if (!node->count) {
        (void)node_report(node, errors, ERROR_YAML_VALUE, NULL, "%s must be a text, or 'ja:' and 'en:'", what);
        return false;
    }
    for (size_t i = 0; i < LANGUAGE_END; i++) {
        const struct node *text = node_get(node, language_name((enum language)i));
        if (text && !label_text(text, what, &label->in[i], errors))
            good = false;
    }
    return good;
}
