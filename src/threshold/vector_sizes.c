/* rules_test.yaml: the sizes of those that answered, and the answers one by one that a share of sizes is made of. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "threshold/vectors.h"

enum { SIZES_MOST = 10000 }; /* answers of a wave: each is one in memory */

static const char sizes_hint[] = "for example {2020: \"60 30 / 10 5*20 -\"}: of those that adopted / of the others";

/* "10", "5*20", "-": a size, and of how many. */
static bool read_size(const char *text, size_t length, double *size, int64_t *count)
{
    char word[64];
    if (length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    char *star = strchr(word, '*'), *rest = star ? star + 1 : word;
    *count = 1;
    if (star) {
        *star = '\0';
        if (!number_parse_integer(word, count) || *count < 1 || *count > SIZES_MOST)
            return false;
    }
    *size = NAN;
    return strcmp(rest, "-") == 0 || (number_parse_real(rest, size) && *size >= 0);
}

/* The sizes of `text` up to `end`; as many as `wanted`, or false. */
static bool read_list(const char *text, const char *end, int64_t wanted, double *sizes)
{
    int64_t read = 0;
    while (text < end) {
        size_t length = strcspn(text, " \t\n/");
        double size;
        int64_t count;
        if (!length) {
            text++;
            continue;
        }
        if (!read_size(text, length, &size, &count) || count > wanted - read)
            return false;
        for (int64_t i = 0; i < count; i++)
            sizes[read++] = size;
        text += length;
    }
    return read == wanted;
}

static bool too_many(struct rule_reader *r, const struct node *node)
{
    (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "make a smaller vector",
                      "sizes: a wave that has them can have %d answers at most", SIZES_MOST);
    return false;
}

/* Those of one wave, the adopters first. */
static bool read_wave_sizes(struct rule_reader *r, const struct node *year, const struct node *node,
                            struct vector_series *series)
{
    struct vector_wave *wave = NULL;
    const char *text;
    int value;
    for (size_t i = 0; study_parse_year(year->text, &value) && i < series->wave_count; i++)
        if (series->waves[i].has && series->waves[i].year == value)
            wave = &series->waves[i];
    if (!wave) {
        (void)node_report(year, r->errors, ERROR_VECTOR_VALUE, sizes_hint, "sizes: '%s' is not a wave with data",
                          year->text);
        return false;
    }
    if (!rule_text(r, node, "sizes", &text))
        return false;
    if (wave->n > SIZES_MOST)
        return too_many(r, node);
    const char *slash = strchr(text, '/'), *end = text + strlen(text);
    wave->sizes = arena_array(r->arena, (size_t)wave->n, sizeof *wave->sizes);
    if (!wave->sizes) {
        r->failed = true;
        return false;
    }
    if (slash && !strchr(slash + 1, '/') && read_list(text, slash, wave->x, wave->sizes) &&
        read_list(slash + 1, end, wave->n - wave->x, wave->sizes + wave->x))
        return true;
    (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, sizes_hint,
                      "sizes: '%s' is not the sizes of %lld that adopted and %lld others", text, (long long)wave->x,
                      (long long)(wave->n - wave->x));
    return false;
}

bool vector_read_sizes(struct rule_reader *r, const struct node *node, const struct rule *rule,
                       struct vector_series *series)
{
    if (rule->statistic != STATISTIC_SIZE_SHARE) {
        if (node)
            (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, NULL, "rule '%s' asks for no sizes", rule->id);
        return !node;
    }
    if (!node || node->kind != NODE_MAPPING) {
        (void)node_report(node ? node : series->node, r->errors, ERROR_VECTOR_VALUE, sizes_hint,
                          "rule '%s' is on a share of sizes: give them by wave, as `sizes`", rule->id);
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < node->count; i++)
        good = read_wave_sizes(r, node->keys[i], node->values[i], series) && good;
    return good;
}

/* ---- answers ---- */

static void *take(struct rule_reader *r, size_t count, size_t size)
{
    void *array = arena_array(r->arena, count, size);
    r->failed = r->failed || !array;
    return array;
}

/* Room for so many answers on the item. */
static struct answer_set *make_set(struct rule_reader *r, const struct study *study, size_t item, int year, size_t most)
{
    struct answer_set *set = take(r, 1, sizeof *set);
    if (!set)
        return NULL;
    *set = (struct answer_set){.year = year};
    set->institutions = take(r, most, sizeof *set->institutions);
    set->strata = take(r, most, sizeof *set->strata);
    set->sizes = take(r, most, sizeof *set->sizes);
    set->slots = take(r, study->slot_count, sizeof *set->slots);
    for (size_t i = 0; set->slots && i < item_slots(&study->items[item]); i++)
        set->slots[study->items[item].slot + i] = take(r, most, sizeof **set->slots);
    return r->failed ? NULL : set;
}

/* One institution that adopted, or did not. */
static void add_answer(const struct study *study, const struct vector_series *series, bool adopted, double size,
                       struct answer_set *set)
{
    const struct item *item = &study->items[series->item];
    const size_t row = set->count++;
    const int16_t choice = (int16_t)vector_cell(item, adopted);
    set->institutions[row] = (int64_t)row + 1;
    set->strata[row] = (uint32_t)series->stratum;
    set->sizes[row] = size;
    if (item->kind == ITEM_MULTIPLE) {
        set->slots[item->slot + (size_t)vector_cell(item, true)][row] = adopted;
        set->slots[item->slot + item->option_count][row] = ROLE_ANSWERED;
    } else
        set->slots[item->slot][row] = choice;
}

/* The wave of the series of that year; NULL: it has none with data. */
static const struct vector_wave *wave_at(const struct vector_series *series, int year)
{
    for (size_t k = 0; k < series->wave_count; k++)
        if (series->waves[k].year == year && series->waves[k].has)
            return &series->waves[k];
    return NULL;
}

/* The answers of one wave; none where no sizes were given for it, as where no register has them. */
static bool make_wave(struct rule_reader *r, const struct vector_counts *counts, int year, struct rule_vector *vector,
                      struct answer_set **answers)
{
    int64_t most = 0;
    const struct vector_series *sized = NULL;
    for (size_t i = 0; i < counts->count; i++) {
        const struct vector_wave *wave = wave_at(&counts->series[i], year);
        most += wave ? wave->n : 0;
        sized = wave && wave->sizes ? &counts->series[i] : sized;
    }
    if (!sized)
        return true;
    if (most > SIZES_MOST)
        return too_many(r, sized->node);
    struct answer_set *set = make_set(r, &vector->study, vector->rule->items[0], year, (size_t)most);
    for (size_t i = 0; set && i < counts->count; i++) {
        const struct vector_wave *wave = wave_at(&counts->series[i], year);
        for (int64_t n = 0; wave && n < wave->n; n++)
            add_answer(&vector->study, &counts->series[i], n < wave->x, wave->sizes ? wave->sizes[n] : NAN, set);
    }
    *answers = set;
    return set != NULL;
}

bool vector_make_answers(struct rule_reader *r, const struct vector_counts *counts, struct rule_vector *vector)
{
    const struct study *study = &vector->study;
    bool good = true;
    if (vector->rule->statistic != STATISTIC_SIZE_SHARE)
        return true;
    vector->answers = take(r, study->wave_count, sizeof *vector->answers);
    for (size_t w = 0; vector->answers && w < study->wave_count; w++)
        good = make_wave(r, counts, study->waves[w].year, vector, &vector->answers[w]) && good;
    return good && !r->failed;
}
