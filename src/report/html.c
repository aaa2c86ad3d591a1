/*
 * The memo as one HTML file: its Markdown through cmark-gfm in safe mode, its tree then dressed (sections, captions,
 * pictures, tables that scroll), within a page that holds its style. cmark-gfm keeps to its own allocator, which ends
 * the program when memory is gone: it does not check what another one gives back.
 */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "report/memo.h"

/* The sections as they follow each other, the first of them only where something is urgent; what stands before the
 * first heading is the header. */
static const char *const sections[] = {"urgent", "response", "review",  "evaluation", "policy",
                                       "survey", "rules",    "outlook", "notes"};

struct page {
    const struct memo *memo;
    cmark_node *document;
    size_t captions, pictures;
    bool failed, refused; /* no memory; a picture that can't stand in the page */
};

static void add_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            buffer_text(out, "&amp;");
        else if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '>')
            buffer_text(out, "&gt;");
        else if (*text == '"')
            buffer_text(out, "&quot;");
        else
            buffer_byte(out, *text);
    }
}

/* A block of our own around what is put into it. The two tags hold no data but what is escaped. */
static cmark_node *block(struct page *page, const char *enter, const char *leave)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    if (!cmark_node_set_on_enter(node, enter) || !cmark_node_set_on_exit(node, leave))
        page->failed = true;
    return node;
}

/* Puts `node` at the end of `parent`, away from where it was. */
static void move(struct page *page, cmark_node *parent, cmark_node *node)
{
    if (!cmark_node_append_child(parent, node))
        page->failed = true;
}

/* Whether a node is a paragraph with nothing but one child of a kind. */
static cmark_node *only_child(cmark_node *node, cmark_node_type type)
{
    if (!node || cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH)
        return NULL;
    cmark_node *child = cmark_node_first_child(node);
    return child && !cmark_node_next(child) && cmark_node_get_type(child) == type ? child : NULL;
}

/* A caption from a paragraph that is strong as a whole, with an id for what it names. */
static cmark_node *caption(struct page *page, cmark_node *paragraph, char id[32])
{
    char enter[64];
    (void)snprintf(id, 32, "caption-%zu", ++page->captions);
    (void)snprintf(enter, sizeof enter, "<figcaption id=\"%s\">", id);
    cmark_node *node = block(page, enter, "</figcaption>");
    move(page, node, paragraph);
    return node;
}

/* A table with the caption before it, in a box that scrolls and can be reached by the keyboard. */
static void dress_table(struct page *page, cmark_node *table)
{
    cmark_node *before = cmark_node_previous(table);
    if (!only_child(before, CMARK_NODE_STRONG))
        return;
    cmark_node *figure = block(page, "<figure>", "</figure>");
    if (!cmark_node_insert_before(before, figure))
        page->failed = true;
    char id[32], enter[128];
    move(page, figure, caption(page, before, id));
    (void)snprintf(enter, sizeof enter, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">",
                   id);
    cmark_node *box = block(page, enter, "</div>");
    move(page, figure, box);
    move(page, box, table);
}

/* Adds the texts under a node, without their markup. */
static void add_plain(struct buffer *out, cmark_node *node)
{
    for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
        const char *literal = cmark_node_get_literal(child);
        if (literal)
            buffer_text(out, literal);
        add_plain(out, child);
    }
}

/* A picture in place of its paragraph, in a box that scrolls and can be reached by the keyboard. The memo writes a
 * caption after each picture, which names the box. */
static void dress_picture(struct page *page, cmark_node *paragraph, cmark_node *image)
{
    bool trend = strcmp(cmark_node_get_url(image), PICTURE_TREND) == 0;
    const char *svg = trend ? page->memo->trend_svg : page->memo->status_svg;
    cmark_node *after = cmark_node_next(paragraph);
    char prefix[32], id[32];
    (void)snprintf(prefix, sizeof prefix, "picture-%zu-", ++page->pictures);
    struct buffer alt = {0}, enter = {0};
    add_plain(&alt, image);
    buffer_format(&enter,
                  "<figure>\n<div class=\"frame\" role=\"region\" tabindex=\"0\" aria-labelledby=\"caption-%zu\">\n",
                  page->captions + 1);
    buffer_text(&enter, "<div class=\"picture\" role=\"img\" aria-label=\"");
    add_escaped(&enter, buffer_get(&alt));
    buffer_text(&enter, "\">\n");
    page->refused = page->refused || !svg || !picture_inline(svg, prefix, &enter);
    buffer_text(&enter, "\n</div>\n</div>");
    page->failed = page->failed || alt.failed || enter.failed;
    cmark_node *figure = block(page, buffer_get(&enter), "</figure>");
    buffer_clear(&alt);
    buffer_clear(&enter);
    if (!cmark_node_insert_before(paragraph, figure))
        page->failed = true;
    if (only_child(after, CMARK_NODE_STRONG))
        move(page, figure, caption(page, after, id));
    cmark_node_free(paragraph);
}

static void dress_blocks(struct page *page)
{
    for (cmark_node *node = cmark_node_first_child(page->document), *next; node; node = next) {
        cmark_node *image = only_child(node, CMARK_NODE_IMAGE);
        next = cmark_node_next(node);
        if (image) {
            if (only_child(next, CMARK_NODE_STRONG)) /* goes with the picture */
                next = cmark_node_next(next);
            dress_picture(page, node, image);
        } else if (strcmp(cmark_node_get_type_string(node), "table") == 0)
            dress_table(page, node);
    }
}

/* Puts what stands before the first heading into a header, each chapter into a section, what follows the rule into a
 * footer. */
static void dress_sections(struct page *page)
{
    cmark_node *part = NULL;
    size_t count = work_is_urgent(page->memo) ? 0 : 1;
    for (cmark_node *node = cmark_node_first_child(page->document), *next; node; node = next) {
        next = cmark_node_next(node);
        bool heading = cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 2;
        bool rule = cmark_node_get_type(node) == CMARK_NODE_THEMATIC_BREAK;
        if (!part || heading || rule) {
            char enter[64] = "<header>";
            if (heading && count < sizeof sections / sizeof *sections)
                (void)snprintf(enter, sizeof enter, "<section class=\"%s\">", sections[count++]);
            part =
                rule ? block(page, "<footer>", "</footer>") : block(page, enter, heading ? "</section>" : "</header>");
            if (!cmark_node_insert_before(node, part))
                page->failed = true;
        }
        if (rule)
            cmark_node_free(node);
        else
            move(page, part, node);
    }
}

/* Japanese is written without spaces, and an end of line would be shown as one. */
static void join_lines(struct page *page)
{
    cmark_iter *iterator = cmark_iter_new(page->document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK)
            cmark_node_free(node);
    }
    cmark_iter_free(iterator);
}

/* The body's HTML; NULL when the table extension is not there. The caller frees it with the allocator of cmark-gfm. */
static char *render(struct page *page, const struct buffer *markdown)
{
    int options = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_TABLE_PREFER_STYLE_ATTRIBUTES; /* and safe, as by default */
    cmark_gfm_core_extensions_ensure_registered();
    cmark_syntax_extension *table = cmark_find_syntax_extension("table");
    cmark_parser *parser = cmark_parser_new(options);
    char *html = NULL;
    if (table && cmark_parser_attach_syntax_extension(parser, table)) {
        cmark_parser_feed(parser, buffer_get(markdown), markdown->length);
        page->document = cmark_parser_finish(parser);
        dress_blocks(page);
        dress_sections(page);
        if (page->memo->language == LANGUAGE_JA)
            join_lines(page);
        html = cmark_render_html(page->document, options, cmark_parser_get_syntax_extensions(parser));
        cmark_node_free(page->document);
    }
    cmark_parser_free(parser);
    return html;
}

static enum status add_page(const struct memo *memo, const char *body, struct buffer *out, struct errors *errors)
{
    const struct embedded *style = embedded_find("src/report/memo.css");
    struct arena *arena = arena_new();
    char *title = arena ? memo_title(memo, arena) : NULL;
    enum status status = title ? STATUS_OK : errors_memory(errors);
    if (title) {
        buffer_format(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                      language_name(memo->language));
        buffer_text(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                         "style-src 'unsafe-inline'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=\"color-scheme\" content=\"light dark\">\n"
                         "<meta name=\"generator\" content=\"minaoshi " MINAOSHI_VERSION "\">\n<title>");
        add_escaped(out, title);
        buffer_text(out, "</title>\n<style>\n");
        if (style)
            buffer_add(out, style->bytes, style->length);
        if (memo->internal) /* on each printed page too; the text is ours and holds no quotes */
            buffer_format(out, "@page { @top-center { content: \"%s\"; font-size: 8pt; } }\n",
                          tr(memo->language, "For internal use: nothing is suppressed"));
        buffer_text(out, "</style>\n</head>\n<body>\n<main>\n");
        buffer_text(out, body);
        buffer_text(out, "</main>\n</body>\n</html>\n");
        status = buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(errors);
    }
    arena_free(arena);
    return status;
}

enum status report_html(const struct memo *memo, struct buffer *out, struct errors *errors)
{
    struct buffer markdown = {0};
    struct page page = {.memo = memo};
    char *body = NULL;
    enum status status = memo_write(memo, true, &markdown, errors);
    if (status != STATUS_OK)
        goto out;
    body = render(&page, &markdown);
    if (page.refused)
        status = errors_add(errors, ERROR_INTERNAL, (struct place){0}, NULL,
                            "unable to put a picture into the memo: it is no SVG of a plain drawing");
    else if (!body || page.failed)
        status = errors_add(errors, ERROR_INTERNAL, (struct place){0}, NULL,
                            "unable to make HTML of the memo: cmark-gfm refused it");
    else
        status = add_page(memo, body, out, errors);
out:
    if (body)
        cmark_get_default_mem_allocator()->free(body);
    buffer_clear(&markdown);
    return status;
}
