/* The codebook of a wave: what its files may write for strata, choices, options and items. */
#include "study/study_parts.h"

/* Adds a wave's labels of one choice, option or stratum, found under `path`. */
static void add_labels(struct parse *p, size_t w, const char *const *path, struct spelling_list *list, const char *id,
                       size_t index)
{
    int64_t from = -1;
    const struct node *node = codebook_value(p, w, path, &from);
    const struct spelling_source whose = {.id = id, .index = index, .own = from == (int64_t)w};
    spelling_add_list(p, list, node, &whose);
}

static void read_strata(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    struct spelling_list list;
    spelling_copy(p, &list, &p->stratum_base);
    for (size_t i = 0; i < study->stratum_count; i++) {
        const char *const path[] = {"strata", "labels", study->strata[i].id, NULL};
        add_labels(p, w, path, &list, study->strata[i].id, i);
    }
    spelling_settle(p, &list, parse_words(p, "among the strata of wave %d", wave->year), &wave->strata);
}

static void read_scales(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    wave->scales = parse_array(p, study->scale_count, sizeof *wave->scales);
    for (size_t s = 0; s < study->scale_count && !p->failed; s++) {
        const struct scale *scale = &study->scales[s];
        struct spelling_list list;
        spelling_copy(p, &list, &p->scale_base[s]);
        for (size_t c = 0; c < scale->count; c++) {
            const char *const path[] = {"labels", scale->id, scale->choices[c].id, NULL};
            add_labels(p, w, path, &list, scale->choices[c].id, c);
        }
        spelling_settle(p, &list, parse_words(p, "of scale '%s' in wave %d", scale->id, wave->year), &wave->scales[s]);
    }
}

static void read_options(struct parse *p, size_t w, struct wave *wave)
{
    const struct study *study = p->study;
    wave->option_spellings = parse_array(p, study->item_count, sizeof *wave->option_spellings);
    for (size_t i = 0; i < study->item_count && !p->failed; i++) {
        const struct item *item = &study->items[i];
        if (item->kind != ITEM_MULTIPLE)
            continue;
        struct spelling_list list;
        struct spellings settled;
        spelling_copy(p, &list, &p->option_base[i]);
        for (size_t o = 0; o < item->option_count; o++) {
            const char *const path[] = {"labels", item->id, item->options[o].id, NULL};
            add_labels(p, w, path, &list, item->options[o].id, o);
        }
        spelling_settle(p, &list, parse_words(p, "of item '%s' in wave %d", item->id, wave->year), &settled);
        spelling_select(p, &settled, 0, item->option_count, &wave->option_spellings[i]);
    }
}

/* The names of an item in the column of items; in the long layout an option with a title of its own has rows of its
 * own too, and must not be taken for an item. */
static void add_item(struct parse *p, size_t w, size_t i, struct spelling_list *list)
{
    const struct study *study = p->study;
    const struct item *item = &study->items[i];
    const struct wave *wave = &study->waves[w];
    const bool told = p->items_told;
    size_t first = list->count;
    spelling_add_declared(p, list, item_node(p, i), item->id, i, true);
    for (size_t k = first; k < list->count; k++)
        list->items[k].own = !told;
    const char *const path[] = {"columns", item->id, NULL};
    int64_t from = -1;
    const struct node *node = codebook_value(p, w, path, &from);
    if (!node)
        node = node_value(item_node(p, i), "column");
    const struct spelling_source whose = {.id = item->id, .index = i, .own = !told || from == (int64_t)w};
    if (node && node->kind == NODE_SCALAR)
        spelling_add_list(p, list, node, &whose);
    for (size_t k = 0; wave->layout == LAYOUT_LONG && wave->option_columns[i] && k < item->option_count; k++) {
        const char *title = codebook_option(p, w, i, k, &node, &from);
        const struct spelling_source option = {.id = parse_words(p, "%s__%s", item->id, item->options[k].id),
                                               .index = study->item_count,
                                               .own = !told || from == (int64_t)w};
        if (title)
            spelling_add_list(p, list, node, &option);
    }
}

/* What stands in the column of items. Ids and labels are the same in all waves: where they stand for two, it is told
 * for one wave. */
static void read_items(struct parse *p, size_t w, struct wave *wave)
{
    struct spelling_list list = {0};
    struct spellings settled;
    if (wave->layout == LAYOUT_WIDE)
        return;
    for (size_t i = 0; i < p->study->item_count && !p->failed; i++)
        if (wave_asks(p->study, wave, i))
            add_item(p, w, i, &list);
    size_t before = p->errors->total;
    spelling_settle(p, &list, parse_words(p, "among the items of wave %d", wave->year), &settled);
    spelling_select(p, &settled, 0, p->study->item_count, &wave->item_spellings);
    p->items_told = p->items_told || p->errors->total > before;
}

void codebook_spellings(struct parse *p, size_t w)
{
    struct wave *wave = &p->study->waves[w];
    read_strata(p, w, wave);
    read_scales(p, w, wave);
    read_options(p, w, wave);
    read_items(p, w, wave);
}
