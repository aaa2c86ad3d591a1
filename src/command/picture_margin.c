/* What the picture margin is drawn from: whether rules would pass, had more adopted among those that answered, or so
 * many among those that did not. */
#include <math.h>
#include <string.h>

#include "command/picture_source.h"

enum { COLUMNS = 13, SHARES = 11 };

/* One rule, and the counts that it is held against. */
struct subject {
    const struct rule *rule;
    const struct verdict *verdict;
    struct stratum_count *actual, *changed;
    size_t count;
    int64_t most; /* who may yet adopt among those that answered */
};

/* Whether the picture can show the rule: a rate of one item that must not be below a level. Under weights one by one it
 * has no margin. */
static bool is_shown(const struct session *session, const struct picture_source *source, const struct rule *rule)
{
    const char *item = session->options->item;
    const struct rate *rate =
        rule->item_count == 1 ? source_rate(&source->adopted, source->wave, rule->items[0]) : NULL;
    return rule->severity != RULE_WATCH && rule->statistic == STATISTIC_RATE && rule->combination == COMBINE_ONE &&
           rule_rises(rule) && rate && !(session->panel.weighted && rule_is_weighted(session->study, rule)) &&
           (session->options->internal || rate->status != ESTIMATE_SUPPRESSED) &&
           (!item || strcmp(item, session->study->items[rule->items[0]].id) == 0);
}

static enum status margin_title(struct session *session, const struct picture_source *source, enum language language,
                                struct buffer *title)
{
    size_t named = 0;
    for (size_t i = 0; i < source->check->rules->count && named < PICTURE_NAMED; i++) {
        const struct rule *rule = &source->check->rules->rules[i];
        const struct verdict *verdict = check_verdict(source->check, rule);
        if (!is_shown(session, source, rule) || !verdict || !verdict->has_margin || verdict->margin <= 0)
            continue;
        source_add_item(session, rule->items[0], language, named++, title);
        buffer_format(title, tr(language, "%lld more adopters would pass %s"), (long long)verdict->margin,
                      rule->level_text);
    }
    return buffer_status(title);
}

/* Lets `m` more adopt, where one weighs most first, as the margin of `check` has it. */
static void adopt(struct subject *subject, int64_t m)
{
    memcpy(subject->changed, subject->actual, subject->count * sizeof *subject->changed);
    while (m > 0) {
        struct stratum_count *best = NULL;
        for (size_t h = 0; h < subject->count; h++) {
            struct stratum_count *one = &subject->changed[h];
            if (one->valid > one->x &&
                (!best || exact_compare_ratio(one->N, one->n, (struct rational){best->N, best->n}) > 0))
                best = one;
        }
        if (!best)
            return;
        int64_t step = best->valid - best->x < m ? best->valid - best->x : m;
        best->x += step;
        m -= step;
    }
}

/* Lets everyone answer, and that share of those without a valid answer have adopted. */
static bool complete(struct subject *subject, double share)
{
    for (size_t h = 0; h < subject->count; h++) {
        struct stratum_count *one = &subject->changed[h];
        if (one->N < one->valid)
            return false;
        one->x += llround(share * (double)(one->N - one->valid));
        one->n = one->valid = one->N;
    }
    return true;
}

static enum status add_cell(struct session *session, const struct picture_source *source, struct subject *subject,
                            const struct label *name, int64_t added, double share)
{
    bool evaluated, passes;
    adopt(subject, added);
    bool known = isnan(share) || complete(subject, share);
    if (rule_try(session->study, subject->rule, subject->changed, subject->count, &evaluated, &passes) != STATUS_OK)
        return errors_memory(&session->errors);
    const struct rate *here = source_rate(&source->adopted, source->wave, subject->rule->items[0]);
    table_row(source->table);
    table_labelled(source->table, subject->rule->id, name);
    table_real(source->table, share);
    table_integer(source->table, added);
    if (known && evaluated)
        table_integer(source->table, passes);
    else
        table_empty(source->table);
    table_real(source->table, here ? here->estimate : NAN);
    return STATUS_OK;
}

/* From column to column: so many that the margin lies within, a number that reads well. */
static int64_t step_of(const struct subject *subject)
{
    const struct verdict *verdict = subject->verdict;
    int64_t wanted =
        verdict && verdict->has_margin && verdict->margin > 0 ? verdict->margin * 3 / 2 : subject->most / 4;
    static const int64_t steps[] = {1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && steps[i] * (COLUMNS - 1) < wanted)
        i++;
    return steps[i];
}

static enum status add_rule(struct session *session, const struct picture_source *source, const struct rule *rule)
{
    const struct study *study = session->study;
    struct subject subject = {
        .rule = rule, .verdict = check_verdict(source->check, rule), .count = study->stratum_count};
    struct label name;
    subject.actual = arena_array(session->arena, subject.count, sizeof *subject.actual);
    subject.changed = arena_array(session->arena, subject.count, sizeof *subject.changed);
    if (!subject.actual || !subject.changed)
        return errors_memory(&session->errors);
    enum status status = source_name_rule(session, rule, &name);
    if (status != STATUS_OK || !analysis_counts(&session->panel, source->wave, rule->items[0], CHOICE_ADOPTED,
                                                study->analysis.denominator, subject.actual))
        return status;
    for (size_t h = 0; h < subject.count; h++)
        subject.most += subject.actual[h].valid - subject.actual[h].x;
    int64_t step = step_of(&subject);
    for (int column = 0; column < COLUMNS && column * step <= subject.most; column++) {
        status = add_cell(session, source, &subject, &name, column * step, NAN);
        for (int i = 0; status == STATUS_OK && i < SHARES; i++)
            status = add_cell(session, source, &subject, &name, column * step, (double)i / (SHARES - 1));
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status picture_margin(struct session *session, struct picture_source *source)
{
    static const struct column columns[] = {
        {"rule", "rule", COLUMN_TEXT, SHOW_ALWAYS},
        {"nonrespondents", "nonrespondents", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"additional", "additional", COLUMN_INTEGER, SHOW_ALWAYS},
        {"passes", "passes", COLUMN_INTEGER, SHOW_ALWAYS},
        {"share", "share", COLUMN_PROPORTION, SHOW_ALWAYS},
    };
    source->title = margin_title;
    source->shown = N_("Which answers, given and not given, would let a rule pass");
    if (source_require_rules(session, source) != STATUS_OK)
        return STATUS_FAILURE;
    source->table = table_new("margin", columns, sizeof columns / sizeof *columns);
    if (!source->table)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < source->check->rules->count; i++)
        if (is_shown(session, source, &source->check->rules->rules[i])) {
            enum status status = add_rule(session, source, &source->check->rules->rules[i]);
            if (status != STATUS_OK)
                return status;
        }
    return table_finish(source->table, &session->errors);
}
