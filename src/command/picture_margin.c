/* What the picture margin is drawn from: whether rules would pass, had more adopted among those that answered, or so
 * many among those that did not. */
#include <math.h>
#include <string.h>

#include "command/decision.h"
#include "command/picture_source.h"

enum { COLUMNS = 13, SHARES = 11 };

/* One rule, and the counts that it is held against. */
struct subject {
    const struct rule *rule;
    const struct verdict *verdict;
    struct stratum_count *actual, *changed;
    size_t count;
    int64_t step;                   /* from column to column */
    int columns;                    /* that there are */
    int cells[COLUMNS][SHARES + 1]; /* of each the shares, then those that did not answer left out */
    bool holds;                     /* may be shown */
};

/* The subjects of a picture, and one item of them under way. */
struct grids {
    struct subject *subjects;
    size_t count, wave, item;
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

/* Judges every cell from the counts at hand, 1: it passes, 0: it does not, -1: not known. STATUS_FAILURE for want of
 * memory. */
static enum status judge_cells(const struct study *study, struct subject *subject)
{
    for (int column = 0; column < subject->columns; column++)
        for (int i = 0; i <= SHARES; i++) {
            bool evaluated, passes;
            adopt(subject, column * subject->step);
            bool known = i == SHARES || complete(subject, (double)i / (SHARES - 1));
            if (rule_try(study, subject->rule, subject->changed, subject->count, &evaluated, &passes) != STATUS_OK)
                return STATUS_FAILURE;
            subject->cells[column][i] = known && evaluated ? passes : -1;
        }
    return STATUS_OK;
}

/* Whether other counts give the same cells, of each rule about the item. */
static enum status same_cells(void *context, const struct panel *world, bool *same)
{
    const struct grids *grids = context;
    for (size_t i = 0; *same && i < grids->count; i++) {
        const struct subject *subject = &grids->subjects[i];
        struct subject other = *subject;
        if (subject->rule->items[0] != grids->item || subject->rule->estimator != ESTIMATOR_POPULATION)
            continue;
        struct arena *arena = arena_new();
        other.actual = arena ? arena_array(arena, other.count, sizeof *other.actual) : NULL;
        enum status status = other.actual ? STATUS_OK : STATUS_FAILURE;
        if (status == STATUS_OK) {
            (void)analysis_counts(world, grids->wave, grids->item, CHOICE_ADOPTED, world->study->analysis.denominator,
                                  other.actual);
            status = judge_cells(world->study, &other);
        }
        arena_free(arena);
        if (status != STATUS_OK)
            return status;
        *same = memcmp(other.cells, subject->cells, sizeof other.cells) == 0;
    }
    return STATUS_OK;
}

/* The cells of a rule on the population rest on every stratum, and are finer than the rates: they are shown where other
 * counts give the same ones. */
static enum status audit(struct session *session, const struct picture_source *source, const struct check *check,
                         struct grids *grids)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < grids->count; i++)
        grids->subjects[i].holds = true;
    for (size_t i = 0; source->plan && status == STATUS_OK && i < grids->count; i++) {
        struct subject *subject = &grids->subjects[i];
        bool told = subject->rule->estimator != ESTIMATOR_POPULATION;
        for (size_t k = 0; k < i && !told; k++) {
            told = grids->subjects[k].rule->items[0] == subject->rule->items[0] &&
                   grids->subjects[k].rule->estimator == ESTIMATOR_POPULATION;
            subject->holds = told ? grids->subjects[k].holds : subject->holds;
        }
        grids->item = subject->rule->items[0];
        if (!told)
            status = check_audit(&session->panel, source->plan, check, source->check, grids->item, same_cells, grids,
                                 &subject->holds, &session->errors);
    }
    return status;
}

static void add_cell(const struct picture_source *source, const struct subject *subject, const struct label *name,
                     int column, int share)
{
    const struct rate *here = source_rate(&source->adopted, source->wave, subject->rule->items[0]);
    const int pass = subject->cells[column][share];
    table_row(source->table);
    table_labelled(source->table, subject->rule->id, name);
    table_real(source->table, share == SHARES ? NAN : (double)share / (SHARES - 1));
    table_integer(source->table, column * subject->step);
    if (pass < 0)
        table_empty(source->table);
    else
        table_integer(source->table, pass);
    table_real(source->table, here ? here->estimate : NAN);
}

/* From column to column: so many that the margin lies within, a number that reads well. */
static int64_t step_of(const struct subject *subject, int64_t most)
{
    const struct verdict *verdict = subject->verdict;
    int64_t wanted = verdict && verdict->has_margin && verdict->margin > 0 ? verdict->margin * 3 / 2 : most / 4;
    static const int64_t steps[] = {1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && steps[i] * (COLUMNS - 1) < wanted)
        i++;
    return steps[i];
}

/* What a rule is judged on, and every cell of it; none where its item was not asked. */
static enum status make_subject(struct session *session, const struct picture_source *source, const struct rule *rule,
                                struct subject *subject)
{
    const struct study *study = session->study;
    int64_t most = 0; /* who may yet adopt among those that answered */
    *subject =
        (struct subject){.rule = rule, .verdict = check_verdict(source->check, rule), .count = study->stratum_count};
    subject->actual = arena_array(session->arena, subject->count, sizeof *subject->actual);
    subject->changed = arena_array(session->arena, subject->count, sizeof *subject->changed);
    if (!subject->actual || !subject->changed)
        return errors_memory(&session->errors);
    if (!analysis_counts(&session->panel, source->wave, rule->items[0], CHOICE_ADOPTED, study->analysis.denominator,
                         subject->actual))
        return STATUS_OK;
    for (size_t h = 0; h < subject->count; h++)
        most += subject->actual[h].valid - subject->actual[h].x;
    subject->step = step_of(subject, most);
    while (subject->columns < COLUMNS && subject->columns * subject->step <= most)
        subject->columns++;
    return judge_cells(study, subject) == STATUS_OK ? STATUS_OK : errors_memory(&session->errors);
}

static enum status add_rule(struct session *session, const struct picture_source *source, const struct subject *subject)
{
    struct label name;
    enum status status = source_name_rule(session, subject->rule, &name);
    for (int column = 0; status == STATUS_OK && column < subject->columns; column++) {
        add_cell(source, subject, &name, column, SHARES);
        for (int i = 0; i < SHARES; i++)
            add_cell(source, subject, &name, column, i);
    }
    return status;
}

static enum status fill(struct session *session, struct picture_source *source)
{
    const struct check *check = source->check; /* as it is */
    const struct rules *rules = check->rules;
    struct grids grids = {.wave = source->wave};
    grids.subjects = arena_array(session->arena, rules->count, sizeof *grids.subjects);
    if (!grids.subjects)
        return errors_memory(&session->errors);
    enum status status = decision_publish(session, check, &source->check);
    for (size_t i = 0; status == STATUS_OK && i < rules->count; i++)
        if (is_shown(session, source, &rules->rules[i]))
            status = make_subject(session, source, &rules->rules[i], &grids.subjects[grids.count++]);
    if (status == STATUS_OK)
        status = audit(session, source, check, &grids);
    for (size_t i = 0; status == STATUS_OK && i < grids.count; i++)
        if (grids.subjects[i].holds)
            status = add_rule(session, source, &grids.subjects[i]);
    return status;
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
    enum status status = fill(session, source);
    return status == STATUS_OK ? table_finish(source->table, &session->errors) : status;
}
