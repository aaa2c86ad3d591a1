/*
 * The codebook of each wave: what it says itself, what `like` hands on to it, and the study's defaults, in this order.
 * Of `columns` and `labels` each entry is handed on by itself, so that a wave writes only what differs. The hash tells
 * whether answers imported under one codebook would read the same under another.
 */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "study/study_parts.h"

/* The value that wave `w` gives under `path` or is handed on, NULL where there is none; `*from` is whose it is. One
 * that says none ends the search: it takes back what another wave gives. */
static const struct node *handed_on(const struct parse *p, size_t w, const char *const *path, int64_t *from)
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

/* The text that is handed on under one or two keys; `otherwise` where there is none, or no text (which was reported
 * where it stands). */
static const char *handed_text(const struct parse *p, size_t w, const char *section, const char *key,
                               const char *otherwise)
{
    const char *const path[] = {section, key, NULL};
    int64_t from;
    const struct node *node = handed_on(p, w, path, &from);
    return node_is_none(node) || node->kind != NODE_SCALAR ? otherwise : node->text;
}

static void read_like(struct parse *p, size_t w)
{
    struct raw_wave *raw = &p->raw[w];
    const struct node *like = value_get(raw->node, "like");
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
    (void)node_report(value_get(p->raw[w].node, "like"), p->errors, ERROR_YAML_VALUE, NULL,
                      "'like' leads from wave %d back to itself", p->raw[w].year);
    p->raw[w].like = -1;
}

static void resolve_format(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    wave->encoding = handed_text(p, w, "encoding", NULL, NULL);
    wave->delimiter = handed_text(p, w, "delimiter", NULL, "")[0];
    const char *line = handed_text(p, w, "header_line", NULL, NULL);
    if (line && !number_parse_integer(line, &wave->header_line))
        wave->header_line = 0;
    wave->code_column = handed_text(p, w, "institution", "code", study->code_column);
    wave->stratum_column = handed_text(p, w, "strata", "column", study->stratum_column);
    static const char *const name[] = {"institution", "name", NULL};
    int64_t from;
    wave->name_column =
        handed_on(p, w, name, &from) ? handed_text(p, w, "institution", "name", NULL) : study->name_column;
}

static void resolve_columns(struct parse *p, size_t w, struct wave *wave)
{
    wave->columns = parse_array(p, p->study->item_count, sizeof *wave->columns);
    for (size_t i = 0; i < p->study->item_count && wave->columns; i++) {
        const struct item *item = &p->study->items[i];
        const char *const path[] = {"columns", item->id, NULL};
        int64_t from;
        const struct node *node = handed_on(p, w, path, &from);
        wave->columns[i] = node ? handed_text(p, w, "columns", item->id, NULL) : item->column;
    }
}

/* Adds a wave's labels of one choice or stratum, found under `path`. */
static void add_labels(struct parse *p, size_t w, const char *const *path, struct spelling_list *list, const char *id,
                       size_t index)
{
    int64_t from = -1;
    const struct node *node = handed_on(p, w, path, &from);
    const struct spelling_source whose = {.id = id, .index = index, .own = from == (int64_t)w};
    spelling_add_list(p, list, node, &whose);
}

static void resolve_spellings(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    struct spelling_list list;
    spelling_copy(p, &list, &p->stratum_base);
    for (size_t i = 0; i < study->stratum_count; i++) {
        const char *const path[] = {"strata", "labels", study->strata[i].id, NULL};
        add_labels(p, w, path, &list, study->strata[i].id, i);
    }
    spelling_settle(p, &list, parse_words(p, "among the strata of wave %d", wave->year), &wave->strata);
    wave->scales = parse_array(p, study->scale_count, sizeof *wave->scales);
    for (size_t s = 0; s < study->scale_count && !p->failed; s++) {
        const struct scale *scale = &study->scales[s];
        spelling_copy(p, &list, &p->scale_base[s]);
        for (size_t c = 0; c < scale->count; c++) {
            const char *const path[] = {"labels", scale->id, scale->choices[c].id, NULL};
            add_labels(p, w, path, &list, scale->choices[c].id, c);
        }
        spelling_settle(p, &list, parse_words(p, "of scale '%s' in wave %d", scale->id, wave->year), &wave->scales[s]);
    }
}

static void hash_spellings(struct parse *p, struct sha256 *hash, const struct spellings *spellings,
                           const struct scale *scale)
{
    sha256_add_text(hash, parse_words(p, "%zu", spellings->count));
    for (size_t i = 0; i < spellings->count; i++) {
        size_t index = spellings->items[i].index;
        sha256_add_text(hash, spellings->items[i].text);
        sha256_add_text(hash, scale ? scale->choices[index].id : p->study->strata[index].id);
        sha256_add_text(hash, scale ? role_name(scale->choices[index].role) : NULL);
    }
}

static int compare_items(const void *a, const void *b)
{
    const struct item *left = *(const struct item *const *)a, *right = *(const struct item *const *)b;
    return strcmp(left->id, right->id);
}

/* A column title as it is compared; NULL stays NULL. */
static const char *title(struct parse *p, const char *text)
{
    return text ? parse_nfkc(p, text) : NULL;
}

/* Strata and choices are named by their ids, items are taken in the order of theirs, and those that the wave did not
 * ask are left out: neither the order in study.yaml nor a new item changes the hash of a wave without it. */
static void hash_wave(struct parse *p, struct wave *wave)
{
    const struct study *study = p->study;
    const struct item **items = parse_array(p, study->item_count, sizeof *items);
    if (p->failed)
        return;
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = &study->items[i];
    qsort(items, study->item_count, sizeof *items, compare_items);
    const char delimiter[] = {wave->delimiter, '\0'};
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add_text(&hash, wave->encoding);
    sha256_add_text(&hash, delimiter);
    sha256_add_text(&hash, parse_words(p, "%lld", (long long)wave->header_line));
    sha256_add_text(&hash, title(p, wave->code_column));
    sha256_add_text(&hash, title(p, wave->name_column));
    sha256_add_text(&hash, title(p, wave->stratum_column));
    hash_spellings(p, &hash, &wave->strata, NULL);
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = items[i];
        const char *column = wave->columns[item - study->items];
        if (!column)
            continue;
        sha256_add_text(&hash, item->id);
        sha256_add_text(&hash, title(p, column));
        sha256_add_text(&hash, item->scale ? item->scale->id : NULL);
        if (item->scale)
            hash_spellings(p, &hash, &wave->scales[study_scale_index(study, item)], item->scale);
    }
    sha256_end(&hash, wave->hash);
}

/* An item that no wave finds anywhere is a slip, not a question that was never asked. */
static void check_columns(struct parse *p)
{
    const struct study *study = p->study;
    const struct node *items = node_get(p->root, "items");
    for (size_t i = 0; i < study->item_count; i++) {
        bool named = study->items[i].column || !study->items[i].id[0] || value_get(items->values[i], "columns");
        for (size_t w = 0; w < study->wave_count && !named; w++)
            named = study->waves[w].columns[i] != NULL;
        if (!named && !value_get(items->values[i], "column"))
            (void)node_report(items->values[i], p->errors, ERROR_YAML_MISSING, NULL,
                              "'column' is missing in item '%s', and no wave gives one", study->items[i].id);
    }
}

void codebooks_read(struct parse *p)
{
    for (size_t w = 0; w < p->study->wave_count; w++)
        read_like(p, w);
    for (size_t w = 0; w < p->study->wave_count; w++)
        check_cycle(p, w);
    for (size_t w = 0; w < p->study->wave_count; w++) {
        struct wave *wave = &p->study->waves[w];
        resolve_format(p, w, wave);
        resolve_columns(p, w, wave);
        resolve_spellings(p, w, wave);
        if (p->failed)
            return;
        hash_wave(p, wave);
    }
    if (p->study->wave_count)
        check_columns(p);
}
