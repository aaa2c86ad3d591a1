/* Finishing gnuplot's SVG: its name and description for people who can't see it, and fonts to fall back to. */
#include "plot/svg.h"

#include <string.h>

static void add_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            buffer_text(out, "&amp;");
        else if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '>')
            buffer_text(out, "&gt;");
        else
            buffer_byte(out, *text);
    }
}

/* The first `what` at or after `at`; NULL when there is none. The bytes end with a NUL. */
static const char *find(const char *at, const char *what)
{
    return at ? strstr(at, what) : NULL;
}

enum status svg_finish(const char *svg, size_t length, const char *title, const char *description, const char *language,
                       struct buffer *out)
{
    static const char root[] = "<svg ", close[] = "</svg>", told[] = "</desc>", named[] = "<title>";
    static const char font[] = " font-family=\"" FONT "\"";
    const char *start = find(svg, root);
    const char *old_title = find(start, named);
    const char *rest = find(old_title, told);
    size_t end_of_text = strlen(svg);
    while (end_of_text > 0 && svg[end_of_text - 1] == '\n')
        end_of_text--;
    if (!rest || length != strlen(svg) || end_of_text < sizeof close - 1 ||
        memcmp(svg + end_of_text - (sizeof close - 1), close, sizeof close - 1) != 0)
        return STATUS_FAILURE;
    rest += sizeof told - 1;

    start += sizeof root - 1;
    buffer_add(out, svg, (size_t)(start - svg));
    buffer_format(out, "role=\"img\" lang=\"%s\" aria-labelledby=\"title description\" font-family=\"%s\"", language,
                  FONT_FALLBACK);
    buffer_add(out, start, (size_t)(old_title - start));
    buffer_text(out, "<title id=\"title\">");
    add_escaped(out, title);
    buffer_text(out, "</title>\n<desc id=\"description\">");
    add_escaped(out, description);
    buffer_text(out, "</desc>");

    /* one list at the root instead of a name at every text; only in tags, for a text may spell the same */
    while (*rest) {
        const char *tag = strchr(rest, '<');
        const char *end = tag ? strchr(tag, '>') : NULL;
        if (!end)
            break;
        buffer_add(out, rest, (size_t)(tag - rest));
        /* gnuplot names each plot by its expression, which a browser would show as a tooltip */
        const char *after = strncmp(tag, named, sizeof named - 1) == 0 ? find(tag, "</title>") : NULL;
        if (after) {
            rest = after + strlen("</title>");
            continue;
        }
        const char *family = strstr(tag, font);
        if (family && family < end) {
            buffer_add(out, tag, (size_t)(family - tag));
            tag = family + sizeof font - 1;
        }
        buffer_add(out, tag, (size_t)(end + 1 - tag));
        rest = end + 1;
    }
    buffer_text(out, rest);
    return STATUS_OK;
}
