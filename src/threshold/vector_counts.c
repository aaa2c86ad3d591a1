/* rules_test.yaml: the counts of a vector, of the whole population or by stratum, of one item or several. */
#include <string.h>

#include "base/number.h"
#include "threshold/vectors.h"

enum { FRAME_MOST = 100000000 }; /* institutions; sums of strata stay far within an int64_t */

static const char series_hint[] = "for example '2016 100/800, 2017 150/800, 2018 -, | 2019 12/90'";

/* The next part of a list before `separator`, trimmed, in the arena; `*at` moves behind it, and is NULL at the end. */
static const char *next_part(struct rule_reader *r, const char **at, char separator)
{
    const char *start = *at + strspn(*at, " \t\n"), *end = strchr(start, separator);
    *at = end ? end + 1 : NULL;
    size_t length = end ? (size_t)(end - start) : strlen(start);
    while (length && strchr(" \t\n", start[length - 1]))
        length--;
    const char *part = arena_text(r->arena, start, length);
    r->failed = r->failed || !part;
    return part ? part : "";
}

/* "100/800" or "12/3/4/700": `count` whole numbers. */
static bool read_numbers(struct rule_reader *r, const char *text, size_t count, int64_t *numbers)
{
    for (size_t i = 0; i < count; i++) {
        if (!text)
            return false;
        const char *part = next_part(r, &text, '/');
        if (!part[0] || part[strspn(part, "0123456789")] || !number_parse_integer(part, &numbers[i]) ||
            numbers[i] > FRAME_MOST)
            return false;
    }
    return !text;
}

static size_t parts_of(const char *text)
{
    size_t count = 1;
    for (; *text; text++)
        count += *text == ',';
    return count;
}

/* One wave. False after reporting. */
static bool read_wave(struct rule_reader *r, const struct node *node, const char *part, int64_t frame,
                      struct vector_wave *wave)
{
    const char *text = part;
    *wave = (struct vector_wave){.broken = *text == '|'};
    text += wave->broken;
    text += strspn(text, " ");
    const char *space = strpbrk(text, " \t\n");
    const char *year = arena_text(r->arena, text, space ? (size_t)(space - text) : strlen(text));
    r->failed = r->failed || !year;
    const char *counts = space ? space + strspn(space, " \t\n") : "";
    int64_t numbers[2] = {0, 0};
    wave->has = strcmp(counts, "-") != 0;
    if (!year || !study_parse_year(year, &wave->year) || (wave->has && !read_numbers(r, counts, 2, numbers))) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, series_hint,
                          "waves: '%s' is not a wave with its counts x/n, or with '-' for no data", part);
        return false;
    }
    wave->x = numbers[0];
    wave->n = numbers[1];
    if (wave->x <= wave->n && wave->n <= frame)
        return true;
    (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, NULL,
                      wave->x > wave->n ? "waves: '%s': more adopted than answered"
                                        : "waves: '%s': more answered than the frame has",
                      part);
    return false;
}

static bool read_series(struct rule_reader *r, const struct node *node, struct vector_series *series)
{
    const char *text;
    if (!rule_text(r, node, "waves", &text))
        return false;
    series->node = node;
    series->waves = arena_array(r->arena, parts_of(text), sizeof *series->waves);
    if (!series->waves) {
        r->failed = true;
        return false;
    }
    for (const char *at = text; at;) {
        const char *part = next_part(r, &at, ',');
        struct vector_wave *wave = &series->waves[series->wave_count];
        if (!read_wave(r, node, part, series->frame, wave))
            return false;
        if (series->wave_count && wave[-1].year >= wave->year) {
            (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "write them from the oldest to the newest",
                              "waves: %d does not come after %d", wave->year, wave[-1].year);
            return false;
        }
        series->wave_count++;
    }
    return true;
}

/* The wave of the series with data before `year`, and that of the year itself. */
static bool find_two(const struct vector_series *series, int year, const struct vector_wave **from,
                     const struct vector_wave **to)
{
    *from = *to = NULL;
    for (size_t i = 0; i < series->wave_count && series->waves[i].year <= year; i++) {
        if (!series->waves[i].has)
            continue;
        if (series->waves[i].year == year)
            *to = &series->waves[i];
        else
            *from = &series->waves[i];
    }
    return *from && *to;
}

/* Whether so many can have answered both waves alike. */
static bool fits(const struct vector_pairs *pairs, const struct vector_wave *from, const struct vector_wave *to)
{
    return pairs->n11 + pairs->n10 <= from->x && pairs->n01 + pairs->n00 <= from->n - from->x &&
           pairs->n11 + pairs->n01 <= to->x && pairs->n10 + pairs->n00 <= to->n - to->x;
}

static bool read_pairs(struct rule_reader *r, const struct node *year, const struct node *node,
                       struct vector_series *series)
{
    struct vector_pairs *pairs = &series->pairs[series->pair_count];
    const struct vector_wave *from, *to;
    const char *text;
    int64_t n[4];
    *pairs = (struct vector_pairs){.node = node};
    if (!study_parse_year(year->text, &pairs->year) || !find_two(series, pairs->year, &from, &to)) {
        (void)node_report(year, r->errors, ERROR_VECTOR_VALUE, "name the later one of two waves with data",
                          "matched: '%s' is not a wave with one before it", year->text);
        return false;
    }
    if (!rule_text(r, node, "matched", &text))
        return false;
    if (!read_numbers(r, text, 4, n)) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE,
                          "both, dropped, adopted, neither: n11/n10/n01/n00, for example 70/5/40/685",
                          "matched: '%s' is not four counts", text);
        return false;
    }
    pairs->n11 = n[0];
    pairs->n10 = n[1];
    pairs->n01 = n[2];
    pairs->n00 = n[3];
    if (!fits(pairs, from, to)) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, NULL,
                          "matched: '%s' is more than answered so in waves %d and %d", text, from->year, to->year);
        return false;
    }
    series->pair_count++;
    return true;
}

static bool read_matched(struct rule_reader *r, const struct node *node, struct vector_series *series)
{
    if (!node)
        return true;
    const struct item *item = &r->study->items[series->item];
    if (item->kind != ITEM_SINGLE) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "leave it out",
                          "matched: answers of two waves stand side by side for single choices only, and item '%s' is "
                          "of kind '%s'",
                          item->id, item_kind_name(item->kind));
        return false;
    }
    if (node->kind != NODE_MAPPING) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "for example {2017: 70/5/40/685}",
                          "matched must be a mapping by wave");
        return false;
    }
    series->pairs = arena_array(r->arena, node->count, sizeof *series->pairs);
    if (!series->pairs) {
        r->failed = true;
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < node->count; i++)
        good = read_pairs(r, node->keys[i], node->values[i], series) && good;
    return good;
}

static bool add_series(struct rule_reader *r, const struct rule *rule, const struct node *waves,
                       const struct node *matched, const struct node *sizes, struct vector_series series,
                       struct vector_counts *counts)
{
    bool good = read_series(r, waves, &series) && read_matched(r, matched, &series) &&
                vector_read_sizes(r, sizes, rule, &series);
    if (good)
        counts->series[counts->count++] = series;
    return good;
}

/* The item of the rule that a key names. */
static bool find_item(struct rule_reader *r, const struct node *key, const struct rule *rule, size_t *item)
{
    for (size_t i = 0; i < rule->item_count; i++)
        if (strcmp(r->study->items[rule->items[i]].id, key->text) == 0) {
            *item = rule->items[i];
            return true;
        }
    (void)node_report(key, r->errors, ERROR_YAML_REFERENCE,
                      "put several waves of an item in quotes: \"2016 1/9, 2017 2/9\"", "rule '%s' has no item '%s'",
                      rule->id, key->text);
    return false;
}

/* Whether the node is a mapping that has no other keys than `mapping`. */
static bool names_some_of(const struct node *node, const struct node *mapping)
{
    for (size_t i = 0; node->kind == NODE_MAPPING && i < node->count; i++)
        if (!node_get(mapping, node->keys[i]->text))
            return false;
    return node->kind == NODE_MAPPING;
}

/* `waves` and `matched` of the whole or of a stratum: of the only item, or by item. */
static bool read_items(struct rule_reader *r, const struct node *node, const struct rule *rule, size_t stratum,
                       struct vector_counts *counts)
{
    struct vector_series series = {.stratum = stratum, .item = rule->items[0]};
    const struct node *frame = node_required(node, "frame", "a vector", r->errors);
    const struct node *waves = node_required(node, "waves", "a vector", r->errors);
    const struct node *matched = node_value(node, "matched"), *sizes = node_value(node, "sizes");
    if (!frame || !waves || !rule_integer(r, frame, "frame", 1, FRAME_MOST, &series.frame))
        return false;
    if (waves->kind == NODE_SCALAR && rule->item_count == 1)
        return add_series(r, rule, waves, matched, sizes, series, counts);
    if (waves->kind != NODE_MAPPING) {
        (void)node_report(waves, r->errors, ERROR_VECTOR_VALUE,
                          rule->item_count > 1 ? "waves: {ITEM: \"2020 100/800\", ITEM: …}" : series_hint,
                          rule->item_count > 1 ? "rule '%s' has several items: give the waves of each"
                                               : "the waves of rule '%s' are not a text",
                          rule->id);
        return false;
    }
    bool good = true;
    if (matched && !names_some_of(matched, waves)) {
        (void)node_report(matched, r->errors, ERROR_VECTOR_VALUE, "matched: {ITEM: {2017: 70/5/40/685}}",
                          "matched must name items that have waves");
        return false;
    }
    for (size_t i = 0; i < waves->count; i++)
        good = find_item(r, waves->keys[i], rule, &series.item) &&
               add_series(r, rule, waves->values[i], matched ? node_get(matched, waves->keys[i]->text) : NULL, sizes,
                          series, counts) &&
               good;
    return good;
}

static bool read_strata(struct rule_reader *r, const struct node *node, const struct rule *rule,
                        struct vector_counts *counts)
{
    static const char *const known[] = {"frame", "waves", "matched", "sizes", NULL};
    size_t *strata = arena_array(r->arena, node->count, sizeof *strata);
    if (!strata) {
        r->failed = true;
        return false;
    }
    counts->strata = strata;
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        int64_t found = study_find_stratum(r->study, node->keys[i]->text);
        if (found < 0) {
            (void)node_report(node->keys[i], r->errors, ERROR_YAML_REFERENCE, NULL, "there is no stratum '%s'",
                              node->keys[i]->text);
            good = false;
            continue;
        }
        for (size_t k = 0; k < counts->stratum_count; k++)
            if (strata[k] == (size_t)found) {
                (void)node_report(node->keys[i], r->errors, ERROR_YAML_DUPLICATE, NULL, "stratum '%s' is there twice",
                                  r->study->strata[found].id);
                good = false;
            }
        strata[counts->stratum_count] = (size_t)found;
        good = node_check_keys(node->values[i], "a stratum of a vector", known, r->errors) &&
               read_items(r, node->values[i], rule, counts->stratum_count, counts) && good;
        counts->stratum_count++;
    }
    return good;
}

bool vector_read_counts(struct rule_reader *r, const struct node *test, const struct rule *rule,
                        struct vector_counts *counts)
{
    const struct node *strata = node_value(test, "strata");
    *counts = (struct vector_counts){.stratum_count = strata ? 0 : 1};
    if (strata && (strata->kind != NODE_MAPPING || !strata->count)) {
        (void)node_report(strata, r->errors, ERROR_VECTOR_VALUE,
                          "strata: {city: {frame: 12, waves: 2020 5/9}, regional: …}",
                          "strata must be a mapping by stratum");
        return false;
    }
    counts->capacity = rule->item_count * (strata ? strata->count : 1);
    counts->series = arena_array(r->arena, counts->capacity, sizeof *counts->series);
    if (!counts->series) {
        r->failed = true;
        return false;
    }
    if (!strata && rule->combination != COMBINE_STRATA)
        return read_items(r, test, rule, 0, counts);
    static const char *const whole[] = {"frame", "waves", "matched", "sizes"};
    bool good = true;
    for (size_t i = 0; strata && i < sizeof whole / sizeof *whole; i++)
        if (node_value(test, whole[i])) {
            (void)node_report(node_key(test, whole[i]), r->errors, ERROR_VECTOR_VALUE, "give it in each stratum",
                              "'%s' does not go with 'strata'", whole[i]);
            good = false;
        }
    if (rule->combination == COMBINE_STRATA && (!strata || (int64_t)strata->count < rule->k)) {
        (void)node_report(strata ? strata : test, r->errors, ERROR_VECTOR_VALUE, "name them under `strata`",
                          "rule '%s' needs %lld strat%s, and the vector has fewer", rule->id, (long long)rule->k,
                          rule->k == 1 ? "um" : "a");
        return false;
    }
    return read_strata(r, strata, rule, counts) && good;
}
