/*
 * The hash of a wave's codebook: whether answers imported under one would read the same under another. What the first
 * version of the format had is hashed as it was then, and what came later is added only where it is used, so that a
 * study that does without it keeps its vintages.
 */
#include <stdlib.h>
#include <string.h>

#include "study/study_parts.h"

/* A text that is compared after NFKC; NULL stays NULL. */
static void add_title(struct parse *p, struct sha256 *hash, const char *text)
{
    sha256_add_text(hash, text ? parse_nfkc(p, text) : NULL);
}

static void add_number(struct parse *p, struct sha256 *hash, double value)
{
    sha256_add_text(hash, parse_words(p, "%.17g", value));
}

/* Spellings with what they stand for: `ids` of strata, choices, options, items or roles. */
static void add_spellings(struct parse *p, struct sha256 *hash, const struct spellings *spellings,
                          const char *const *ids)
{
    sha256_add_text(hash, parse_words(p, "%zu", spellings->count));
    for (size_t i = 0; i < spellings->count; i++) {
        sha256_add_text(hash, spellings->items[i].text);
        sha256_add_text(hash, ids[spellings->items[i].index]);
    }
}

/* The same for strata, and for choices, whose roles decide too. */
static void add_base_spellings(struct parse *p, struct sha256 *hash, const struct spellings *spellings,
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

/* Ids and where each stands in study.yaml. */
struct place_of {
    const char *id;
    size_t index;
};

static int compare_ids(const void *a, const void *b)
{
    const struct place_of *left = a, *right = b;
    return strcmp(left->id, right->id);
}

/* The order of ids, so that theirs in study.yaml does not matter; NULL after a failure. */
static const struct place_of *in_order(struct parse *p, const char *const *ids, size_t count)
{
    struct place_of *order = parse_array(p, count, sizeof *order);
    for (size_t i = 0; i < count && order; i++)
        order[i] = (struct place_of){ids[i], i};
    if (order && count)
        qsort(order, count, sizeof *order, compare_ids);
    return order;
}

static void add_missing(struct parse *p, struct sha256 *hash, const struct item *item)
{
    const char *roles[ROLE_END];
    for (int i = 0; i < ROLE_END; i++)
        roles[i] = role_name((enum role)i);
    add_spellings(p, hash, &item->missing, roles);
}

static void add_options(struct parse *p, struct sha256 *hash, const struct wave *wave, size_t i)
{
    static const char *const boxes[] = {"unchecked", "checked"};
    const struct item *item = &p->study->items[i];
    const char *const *ids = (const char *const *)p->option_ids[i];
    const char separator[] = {item->separator, '\0'};
    const struct place_of *order = in_order(p, ids, item->option_count);
    sha256_add_text(hash, separator);
    sha256_add_text(hash, parse_words(p, "%zu", item->option_count));
    for (size_t k = 0; k < item->option_count && order; k++) {
        const struct item_option *option = &item->options[order[k].index];
        sha256_add_text(hash, option->id);
        sha256_add_text(hash, option->exclusive ? "exclusive" : NULL);
        add_title(p, hash, item->separator ? NULL : wave->option_columns[i][order[k].index]);
    }
    add_spellings(p, hash, &wave->option_spellings[i], ids);
    add_spellings(p, hash, &item->checked, boxes);
}

static void add_item(struct parse *p, struct sha256 *hash, const struct wave *wave, size_t i)
{
    const struct study *study = p->study;
    const struct item *item = &study->items[i];
    sha256_add_text(hash, item->id);
    add_title(p, hash, wave->columns[i]);
    sha256_add_text(hash, item->scale ? item->scale->id : NULL);
    if (item->scale)
        add_base_spellings(p, hash, &wave->scales[study_scale_index(study, item)], item->scale);
    if (item->kind != ITEM_NUMBER && item->kind != ITEM_MULTIPLE)
        return;
    sha256_add_text(hash, item_kind_name(item->kind));
    add_missing(p, hash, item);
    if (item->kind == ITEM_MULTIPLE)
        add_options(p, hash, wave, i);
    else {
        add_number(p, hash, item->least);
        add_number(p, hash, item->most);
    }
}

/* What the first version of the format did not have. */
static void add_later(struct parse *p, struct sha256 *hash, const struct wave *wave)
{
    const struct study *study = p->study;
    if (wave->header_lines != 1)
        sha256_add_text(hash, "header_lines: 2");
    if (wave->sheet) {
        sha256_add_text(hash, "sheet");
        sha256_add_text(hash, wave->sheet);
    }
    if (wave->layout != LAYOUT_WIDE) {
        const struct layout_columns *columns = &wave->layout_columns;
        sha256_add_text(hash, "layout");
        sha256_add_text(hash, layout_name(wave->layout));
        add_title(p, hash, columns->wave);
        add_title(p, hash, columns->item);
        add_title(p, hash, columns->answer);
        add_title(p, hash, columns->choice);
        add_title(p, hash, columns->n);
        add_spellings(p, hash, &wave->item_spellings, (const char *const *)p->item_ids);
    }
    const struct place_of *order = in_order(p, (const char *const *)p->attribute_ids, study->attribute_count);
    for (size_t k = 0; k < study->attribute_count && order; k++) {
        if (!wave->attribute_columns[order[k].index])
            continue;
        sha256_add_text(hash, "attribute");
        sha256_add_text(hash, order[k].id);
        add_title(p, hash, wave->attribute_columns[order[k].index]);
    }
}

/* Strata and choices are named by their ids, items are taken in the order of theirs, and those that the wave did not
 * ask are left out: neither the order in study.yaml nor a new item changes the hash of a wave without it. */
void codebook_hash(struct parse *p, size_t w)
{
    const struct study *study = p->study;
    struct wave *wave = &p->study->waves[w];
    const struct place_of *order = in_order(p, (const char *const *)p->item_ids, study->item_count);
    const char delimiter[] = {wave->delimiter, '\0'};
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add_text(&hash, wave->encoding);
    sha256_add_text(&hash, delimiter);
    sha256_add_text(&hash, parse_words(p, "%lld", (long long)wave->header_line));
    add_title(p, &hash, wave->code_column);
    add_title(p, &hash, wave->name_column);
    add_title(p, &hash, wave->stratum_column);
    add_base_spellings(p, &hash, &wave->strata, NULL);
    for (size_t k = 0; k < study->item_count && order; k++)
        if (wave_asks(study, wave, order[k].index))
            add_item(p, &hash, wave, order[k].index);
    add_later(p, &hash, wave);
    sha256_end(&hash, wave->hash);
}
