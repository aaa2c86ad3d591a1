/*
 * Putting an SVG file into an HTML page. The pictures are our own, drawn by gnuplot; still nothing passes that could
 * run or load anything, for the page promises to stand alone.
 */
#include <string.h>
#include <strings.h>

#include "report/memo.h"

static const char spaces[] = " \t\r\n";

/* Elements that have no place in a picture of ours. */
static const char *const refused[] = {"script", "style", "foreignObject", "iframe",
                                      "object", "embed", "animate",       "set"};

/* One attribute of a tag, in the bytes of the picture. */
struct svg_attribute {
    const char *name, *value;
    size_t name_length, value_length;
    char quote;
};

static bool is_named(const struct svg_attribute *attribute, const char *name)
{
    return strlen(name) == attribute->name_length && strncasecmp(attribute->name, name, attribute->name_length) == 0;
}

/* Whether the attribute begins with `start`. */
static bool begins(const struct svg_attribute *attribute, const char *start)
{
    return attribute->name_length >= strlen(start) && strncasecmp(attribute->name, start, strlen(start)) == 0;
}

/* Reads an attribute at `*at`, which it passes. False where there is no whole one. */
static bool read_attribute(const char **at, struct svg_attribute *attribute)
{
    attribute->name = *at;
    attribute->name_length = strcspn(*at, " \t\r\n=/><\"'");
    *at += attribute->name_length;
    *at += strspn(*at, spaces);
    if (!attribute->name_length || **at != '=')
        return false;
    *at += 1 + strspn(*at + 1, spaces);
    attribute->quote = **at;
    if (attribute->quote != '"' && attribute->quote != '\'')
        return false;
    attribute->value = *at + 1;
    const char *end = strchr(attribute->value, attribute->quote);
    if (!end)
        return false;
    attribute->value_length = (size_t)(end - attribute->value);
    *at = end + 1;
    return true;
}

/* Adds a value in which every "url(#id)" is made "url(#PREFIXid)". False where an address leads outside. */
static bool add_value(const char *value, size_t length, const char *prefix, struct buffer *out)
{
    static const char mark[] = "url(";
    size_t mark_length = sizeof mark - 1;
    for (size_t i = 0; i < length; i++) {
        buffer_byte(out, value[i]);
        if (i + 1 < mark_length || strncasecmp(value + i + 1 - mark_length, mark, mark_length) != 0)
            continue;
        if (i + 1 == length || value[i + 1] != '#')
            return false;
        buffer_text(out, "#");
        buffer_text(out, prefix);
        i++;
    }
    return true;
}

/* Adds ids, parted by spaces, each with the prefix. */
static void add_ids(const char *value, size_t length, const char *prefix, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        if (value[i] != ' ' && (i == 0 || value[i - 1] == ' '))
            buffer_text(out, prefix);
        buffer_byte(out, value[i]);
    }
}

/* Adds one attribute, or leaves it out. */
static void add_attribute(const struct svg_attribute *attribute, const char *prefix, struct buffer *out)
{
    if (begins(attribute, "xmlns") || begins(attribute, "on") || begins(attribute, "xml:"))
        return;
    struct buffer value = {0};
    bool stays = true;
    if (is_named(attribute, "id") || is_named(attribute, "aria-labelledby") || is_named(attribute, "aria-describedby"))
        add_ids(attribute->value, attribute->value_length, prefix, &value);
    else if (is_named(attribute, "href") || is_named(attribute, "xlink:href")) {
        stays = attribute->value_length > 1 && *attribute->value == '#';
        buffer_text(&value, "#");
        buffer_text(&value, prefix);
        if (stays)
            buffer_add(&value, attribute->value + 1, attribute->value_length - 1);
    } else
        stays = add_value(attribute->value, attribute->value_length, prefix, &value);
    if (stays) {
        buffer_byte(out, ' ');
        buffer_add(out, attribute->name, attribute->name_length);
        buffer_byte(out, '=');
        buffer_byte(out, attribute->quote);
        buffer_add(out, buffer_get(&value), value.length);
        buffer_byte(out, attribute->quote);
    }
    out->failed = out->failed || value.failed;
    buffer_clear(&value);
}

/* Adds the tag at `*at` ("<" or "</" and what follows), which it passes. False where it is not whole or refused. */
static bool add_tag(const char **at, const char *prefix, struct buffer *out)
{
    const char *name = *at + 1 + ((*at)[1] == '/');
    size_t length = strcspn(name, " \t\r\n/><\"'=");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (length == strlen(refused[i]) && strncasecmp(name, refused[i], length) == 0)
            return false;
    if (!length)
        return false;
    buffer_add(out, *at, (size_t)(name + length - *at));
    *at = name + length;
    for (;;) {
        *at += strspn(*at, spaces);
        if (**at == '>' || strncmp(*at, "/>", 2) == 0)
            break;
        struct svg_attribute attribute;
        if (!read_attribute(at, &attribute))
            return false;
        add_attribute(&attribute, prefix, out);
    }
    size_t end = **at == '>' ? 1 : 2;
    buffer_add(out, *at, end);
    *at += end;
    return true;
}

bool picture_inline(const char *svg, const char *prefix, struct buffer *out)
{
    const char *at = strstr(svg, "<svg"), *end = NULL;
    for (const char *close = at; (close = close ? strstr(close, "</svg>") : NULL); close++)
        end = close + strlen("</svg>");
    if (!end)
        return false;
    while (at < end) {
        size_t text = strcspn(at, "<");
        buffer_add(out, at, text);
        at += text;
        if (at >= end)
            break;
        if (strncmp(at, "<!--", 4) == 0) {
            const char *close = strstr(at, "-->");
            at = close ? close + strlen("-->") : NULL;
        } else if (at[1] == '!' || at[1] == '?' || !add_tag(&at, prefix, out))
            at = NULL;
        if (!at)
            return false;
    }
    return true;
}
