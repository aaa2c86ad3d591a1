/*
 * The codebook of each wave: what it says itself, what `like` hands on to it, and the study's defaults, in this order.
 * Of `columns` and `labels` each entry is handed on by itself, so that a wave writes only what differs.
 */
#include <string.h>

#include "base/number.h"
#include "study/study_parts.h"

const struct node *codebook_value(const struct parse *p, size_t w, const char *const *path, int64_t *from)
{
    for (int64_t at = (int64_t)w; at >= 0; at = p->raw[at].like) {
        const struct node *node = p->raw[at].node;
        for (const char *const *key = path; *key && node; key++)
            node = node_get(node, *key);
        if (node) {
            *from = at;
            return node;
        }
    }
    return NULL;
}

const char *codebook_text(const struct parse *p, size_t w, const char *section, const char *key, const char *otherwise)
{
    const char *const path[] = {section, key, NULL};
    int64_t from;
    const struct node *node = codebook_value(p, w, path, &from);
    return node_is_none(node) || node->kind != NODE_SCALAR ? otherwise : node->text;
}

static void read_like(struct parse *p, size_t w)
{
    struct raw_wave *raw = &p->raw[w];
    const struct node *like = node_value(raw->node, "like");
    const char *text;
    int year;
    if (!like || !value_text(p, like, parse_words(p, "'like' of wave %d", raw->year), &text))
        return;
    if (!year_read(parse_nfkc(p, text), &year) || study_find_wave(p->study, year) < 0) {
        (void)node_report(like, p->errors, ERROR_YAML_REFERENCE, NULL, "'like' of wave %d: there is no wave '%s'",
                          raw->year, text);
        return;
    }
    raw->like = study_find_wave(p->study, year);
}

/* Reports a wave that comes back to itself, and ends the chain there. */
static void check_cycle(struct parse *p, size_t w)
{
    int64_t at = p->raw[w].like;
    for (size_t steps = 0; at >= 0 && at != (int64_t)w && steps < p->study->wave_count; steps++)
        at = p->raw[at].like;
    if (at != (int64_t)w)
        return;
    (void)node_report(node_value(p->raw[w].node, "like"), p->errors, ERROR_YAML_VALUE, NULL,
                      "'like' leads from wave %d back to itself", p->raw[w].year);
    p->raw[w].like = -1;
}

static void resolve_format(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    wave->encoding = codebook_text(p, w, "encoding", NULL, NULL);
    wave->delimiter = codebook_text(p, w, "delimiter", NULL, "")[0];
    const char *line = codebook_text(p, w, "header_line", NULL, NULL);
    if (line && !number_parse_integer(line, &wave->header_line))
        wave->header_line = 0;
    wave->header_lines = strcmp(codebook_text(p, w, "header_lines", NULL, "1"), "2") == 0 ? 2 : 1;
    wave->sheet = codebook_text(p, w, "sheet", NULL, NULL);
    (void)layout_parse(codebook_text(p, w, "layout", NULL, "wide"), &wave->layout);
    wave->code_column = codebook_text(p, w, "institution", "code", study->code_column);
    wave->stratum_column = codebook_text(p, w, "strata", "column", study->stratum_column);
    static const char *const titles[] = {"wave", "item", "answer", "choice", "n"};
    const char **const named[] = {&wave->layout_columns.wave, &wave->layout_columns.item, &wave->layout_columns.answer,
                                  &wave->layout_columns.choice, &wave->layout_columns.n};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        *named[i] = codebook_text(p, w, "layout_columns", titles[i], titles[i]);
    static const char *const name[] = {"institution", "name", NULL};
    int64_t from;
    wave->name_column =
        codebook_value(p, w, name, &from) ? codebook_text(p, w, "institution", "name", NULL) : study->name_column;
}

/* Whether every value of a mapping is none: one that does not hold up was reported where it stands. */
static bool is_hollow(const struct node *node)
{
    for (size_t i = 0; node->kind == NODE_MAPPING && i < node->count; i++)
        if (!node_is_none(node->values[i]))
            return false;
    return node->kind == NODE_MAPPING;
}

/* An item that no wave finds anywhere is a slip, not a question that was never asked. */
static void check_columns(struct parse *p)
{
    const struct study *study = p->study;
    for (size_t i = 0; i < study->item_count; i++) {
        const struct node *item = item_node(p, i), *columns = node_value(item, "columns");
        const char *id = study->items[i].id;
        bool named = !id[0] || node_value(item, "column") || (columns && !is_hollow(columns));
        for (size_t w = 0; w < study->wave_count && !named; w++)
            named = wave_asks(study, &study->waves[w], i);
        if (!named && columns)
            (void)node_report(columns, p->errors, ERROR_YAML_MISSING, NULL,
                              "no option of item '%s' has a column, and no wave gives one", id);
        else if (!named)
            (void)node_report(item, p->errors, ERROR_YAML_MISSING, NULL,
                              "'column' is missing in item '%s', and no wave gives one", id);
    }
}

void codebooks_read(struct parse *p)
{
    for (size_t w = 0; w < p->study->wave_count; w++)
        read_like(p, w);
    for (size_t w = 0; w < p->study->wave_count; w++)
        check_cycle(p, w);
    for (size_t w = 0; w < p->study->wave_count; w++)
        resolve_format(p, w, &p->study->waves[w]);
    for (size_t w = 0; w < p->study->wave_count && !p->failed; w++) {
        codebook_columns(p, w);
        codebook_spellings(p, w);
        if (!p->failed)
            codebook_hash(p, w);
    }
    if (p->study->wave_count && !p->failed)
        check_columns(p);
}
