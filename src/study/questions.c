/* study.yaml: the wording of the questions, and whether the answers of two waves can be compared. */
#include <string.h>

#include "study/study_parts.h"

static const char *const level_names[] = {"identical", "reworded", "recoded", "broken", NULL};

static void read_wave(struct parse *p, size_t w)
{
    const struct raw_wave *raw = &p->raw[w];
    struct wave *wave = &p->study->waves[w];
    const char *const *ids = (const char *const *)p->item_ids;
    wave->questions = parse_array(p, p->study->item_count, sizeof *wave->questions);
    wave->equivalence = parse_array(p, p->study->item_count, sizeof *wave->equivalence);
    if (p->failed)
        return;
    const struct node *questions = wave_section(p, raw, "questions"), *levels = wave_section(p, raw, "equivalence");
    size_t item, level;
    for (size_t i = 0; questions && i < questions->count; i++)
        if (value_reference(p, questions->keys[i], "an item", ids, &item))
            (void)value_text(p, questions->values[i], parse_words(p, "the question of item '%s'", ids[item]),
                             &wave->questions[item]);
    for (size_t i = 0; levels && i < levels->count; i++)
        if (value_reference(p, levels->keys[i], "an item", ids, &item) &&
            value_name(p, levels->values[i], parse_words(p, "the equivalence of item '%s'", ids[item]), level_names,
                       &level))
            wave->equivalence[item] = (enum equivalence)level;
}

/* Comparing waves whose wording differs is a decision, and nobody but a person may take it: where the question is not
 * that of the wave before, a level must be written. */
static void check_wording(struct parse *p, size_t w, size_t item)
{
    const struct study *study = p->study;
    const struct wave *wave = &study->waves[w], *before = &study->waves[w - 1];
    const char *id = study->items[item].id, *now = wave->questions[item], *then = before->questions[item];
    if (node_get(node_value(p->raw[w].node, "equivalence"), id) || (!now && !then) || !wave_asks(study, wave, item) ||
        !wave_asks(study, before, item))
        return;
    if (now && then && strcmp(parse_nfkc(p, now), parse_nfkc(p, then)) == 0)
        return;
    const char *hint =
        parse_words(p, "add `equivalence: {%s: …}` to wave %d: identical, reworded, recoded or broken", id, wave->year);
    const struct node *node = now ? node_get(node_get(p->raw[w].node, "questions"), id) : p->raw[w].key;
    const char *what = !then ? "the question of item '%s' is given, that of wave %d is not, and no equivalence is given"
                       : !now
                           ? "the question of item '%s' is not given, that of wave %d is, and no equivalence is given"
                           : "the question of item '%s' is not that of wave %d, and no equivalence is given";
    (void)node_report(node, p->errors, ERROR_YAML_MISSING, hint, what, id, before->year);
}

void questions_read(struct parse *p)
{
    for (size_t w = 0; w < p->study->wave_count && !p->failed; w++)
        read_wave(p, w);
    for (size_t w = 1; w < p->study->wave_count && !p->failed; w++)
        for (size_t item = 0; item < p->study->item_count; item++)
            check_wording(p, w, item);
}
