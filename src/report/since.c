/*
 * What changed since an earlier record. Of two publications of one count the difference is published too: while
 * something is suppressed, a figure of the record stands beside the one of now only where neither it nor the difference
 * of the counts is of too few institutions.
 */
#include <math.h>
#include <string.h>

#include "report/memo.h"

/* ---- what may be shown of the record ---- */

static const struct since_rate *rate_then(const struct since *since, const char *item, enum estimator estimator)
{
    for (size_t i = 0; i < since->rate_count; i++)
        if (since->rates[i].estimator == estimator && strcmp(since->rates[i].item, item) == 0)
            return &since->rates[i];
    return NULL;
}

/* Whether a count tells of some institutions, but of fewer than may be told. */
static bool is_few(const struct work *work, int64_t count)
{
    int64_t size = count < 0 ? -count : count;
    return size > 0 && size < work->study->minimum_cell;
}

/* Whether the record's rate of the item may stand beside that of its wave as the database has it now. */
static bool may_show(const struct work *work, size_t item)
{
    const struct since *since = work->memo->since;
    if (!work->plan || !work->study->minimum_cell)
        return true;
    int64_t wave = study_find_wave(work->study, since->year);
    const struct since_rate *then = rate_then(since, work->study->items[item].id, ESTIMATOR_PUBLISHED);
    const struct rate *now = wave < 0 ? NULL : work_rate(work, (size_t)wave, item, ESTIMATOR_PUBLISHED);
    if (!then || !now || now->status == ESTIMATE_SUPPRESSED || now->x < 0)
        return false;
    const struct rate *population = work_rate(work, (size_t)wave, item, ESTIMATOR_POPULATION);
    return !(population && population->status == ESTIMATE_SUPPRESSED) && !is_few(work, then->x) &&
           !is_few(work, then->n - then->x) && !is_few(work, then->n) && !is_few(work, now->x - then->x) &&
           !is_few(work, now->n - then->n) && !is_few(work, (now->n - now->x) - (then->n - then->x));
}

/* Whether what the record found for the rule may be shown; of what is no rate, its counts are not in the record. */
static bool may_show_rule(const struct work *work, const struct rule *rule)
{
    bool may = !work->plan || !work->study->minimum_cell || rule->statistic == STATISTIC_RATE;
    for (size_t i = 0; may && i < rule->item_count; i++)
        may = may_show(work, rule->items[i]);
    return may;
}

/* ---- rules ---- */

static const struct since_rule *rule_then(const struct since *since, const char *id)
{
    for (size_t i = 0; i < since->rule_count; i++)
        if (strcmp(since->rules[i].id, id) == 0)
            return &since->rules[i];
    return NULL;
}

/* What the rule compared then and compares now, "suppressed" where that may not be shown. Of the same wave a value that
 * is printed alike is one that is published anyway. */
static void compare(struct work *work, const struct since_rule *then, const struct verdict *verdict,
                    const char **before, const char **now)
{
    const struct rule *rule = verdict->rule;
    const char *hidden = tr(work->language, "suppressed");
    *before = rule_compared(work, rule, then->value, then->lower, then->upper);
    *now = rule_compared(work, rule, verdict->value, verdict->lower, verdict->upper);
    *before = *before ? *before : NO_NUMBER;
    *now = *now ? *now : NO_NUMBER;
    bool same = work->memo->since->year == work->wave->year && strcmp(*before, *now) == 0;
    if (work_hides(work, rule, -1) || verdict->hidden || (verdict->hides_limits && rule->bound != BOUND_POINT))
        *now = hidden;
    if (same)
        *before = *now;
    else if (!may_show_rule(work, rule))
        *before = hidden;
}

/* The rules that the record has too, where the state or what is compared differs. */
static void write_rules_then(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    bool begun = false;
    const struct cell_grid_column columns[] = {{tr(language, "rule"), false},
                                               {tr(language, "state then"), false},
                                               {tr(language, "state now"), false},
                                               {tr(language, "compared then"), true},
                                               {tr(language, "compared now"), true}};
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        const struct since_rule *then = rule_then(work->memo->since, rule->id);
        if (!verdict || !then)
            continue;
        const char *before, *now;
        compare(work, then, verdict, &before, &now);
        if (then->state == verdict->state && strcmp(before, now) == 0)
            continue;
        if (!begun)
            work_exhibit(work, tr(language, "Rules then and now"));
        begun = true;
        cell_grid_add(&grid, rule_named(work, rule));
        cell_grid_add(&grid, tr(language, rule_state_name(then->state)));
        cell_grid_add(&grid, tr(language, rule_state_name(verdict->state)));
        cell_grid_add(&grid, before);
        cell_grid_add(&grid, now);
    }
    cell_grid_end(&grid);
}

/* ---- rates ---- */

static void write_rates_then(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    bool begun = false;
    const struct cell_grid_column columns[] = {{tr(language, "item"), false},
                                               {tr(language, "estimator"), false},
                                               {tr(language, "rate then"), true},
                                               {tr(language, "rate now"), true}};
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < work->rates.count; i++) {
        const struct rate *rate = &work->rates.rows[i];
        const struct since_rate *then =
            rate_then(work->memo->since, work->study->items[rate->item].id, rate->estimator);
        if (rate->wave != work->memo->wave || !then || !work_has_item(work, rate->item))
            continue;
        const char *now = work_percent(work, rate);
        const char *before =
            may_show(work, rate->item) ? writer_percent(writer, then->estimate) : tr(language, "suppressed");
        if (strcmp(before, now) == 0)
            continue;
        if (!begun)
            work_exhibit(work, tr(language, "Rates then and now"));
        begun = true;
        cell_grid_add(&grid, writer_label(writer, &work->study->items[rate->item].label));
        cell_grid_add(&grid, work_estimator(work, rate->estimator));
        cell_grid_add(&grid, before);
        cell_grid_add(&grid, now);
    }
    cell_grid_end(&grid);
}

/* ---- the rest, a bullet each ---- */

static const char *robustness(struct work *work, bool known, const bool *depends)
{
    struct verdict verdict = {.has_robustness = known};
    memcpy(verdict.depends, depends, sizeof verdict.depends);
    const char *text = verdict_depends(work, &verdict);
    return text ? text : known ? tr(work->language, "robust") : tr(work->language, "not known");
}

static void write_robustness_then(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct check *check = work->memo->check;
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct verdict *verdict = check_verdict(check, &check->rules->rules[i]);
        const struct since_rule *then = rule_then(work->memo->since, check->rules->rules[i].id);
        if (!verdict || !then)
            continue;
        const char *before = robustness(work, then->has_robustness, then->depends);
        const char *now = robustness(work, verdict->has_robustness, verdict->depends);
        if (strcmp(before, now) != 0)
            writer_bullet(writer, tr(work->language, "How robust the verdict of “%1$s” is: then “%2$s”, now “%3$s”."),
                          writer_escape(writer, verdict->rule->id), before, now);
    }
}

static void write_considerations_then(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct evaluation *evaluation = work->memo->check->evaluation;
    const struct since *since = work->memo->since;
    for (size_t i = 0; evaluation && i < since->consideration_count; i++) {
        const struct consideration *then = &since->considerations[i];
        if (then->number < 1 || then->number >= CONSIDERATIONS)
            continue;
        const char *before = consideration_result(then, work->language);
        const char *now = consideration_result(&evaluation->considerations[then->number - 1], work->language);
        if (strcmp(before, now) != 0)
            writer_bullet(writer, tr(work->language, "Consideration %1$s: then “%2$s”, now “%3$s”."),
                          work_consideration(work, then->number), before, now);
    }
}

/* What the council decided in place of what was proposed, where that is another. */
static void write_override_then(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct since *since = work->memo->since;
    for (size_t i = 0; i < since->difference_count; i++) {
        const struct record_difference *difference = &since->differences[i];
        if (difference->part != RECORD_DECISION || strcmp(difference->name, "override") != 0 ||
            strcmp(difference->field, "decision") != 0)
            continue;
        const char *texts[] = {difference->before, difference->now};
        for (size_t k = 0; k < 2; k++)
            texts[k] = *texts[k] ? writer_escape(writer, decision_text_of(texts[k], language)) : NO_NUMBER;
        writer_bullet(writer, tr(language, "What was decided in place of that: then “%1$s”, now “%2$s”."), texts[0],
                      texts[1]);
    }
}

static bool is_field(const struct record_difference *difference, const char *field)
{
    return strcmp(difference->field, field) == 0;
}

/* A file's name; a wave, which stands for all its files, as the year is called. */
static const char *input_name(struct work *work, const char *name)
{
    int year;
    return strspn(name, "0123456789") == strlen(name) && study_parse_year(name, &year)
               ? work_year(work, year)
               : writer_escape(&work->writer, name);
}

/* The inputs of which `field` tells; each once. */
static void write_inputs_then(struct work *work, const char *field, const char *format)
{
    const struct since *since = work->memo->since;
    const char **names = arena_array(work->writer.arena, since->difference_count, sizeof *names);
    size_t count = 0;
    work->writer.failed = work->writer.failed || !names;
    for (size_t i = 0; names && i < since->difference_count; i++) {
        if (since->differences[i].part != RECORD_INPUT || !is_field(&since->differences[i], field))
            continue;
        const char *name = input_name(work, since->differences[i].name);
        bool told = false;
        for (size_t k = 0; k < count; k++)
            told = told || strcmp(names[k], name) == 0;
        if (!told)
            names[count++] = name;
    }
    if (count)
        writer_bullet(&work->writer, format, writer_list(&work->writer, names, count));
}

/* Whether anything that the results follow from is another. */
static bool has_cause(const struct since *since)
{
    for (size_t i = 0; i < since->difference_count; i++)
        if (since->differences[i].part == RECORD_INPUT || since->differences[i].part == RECORD_OPTION ||
            since->differences[i].part == RECORD_RULE)
            return true;
    return false;
}

static void write_decision_then(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct since *since = work->memo->since;
    const enum decision decision = work->memo->check->decision;
    if (strcmp(since->decision, decision_name(decision)) == 0)
        writer_line(writer, tr(language, "The decision of the rules and the evidence is the same: %s."),
                    decision_text(decision, language));
    else
        writer_line(writer, tr(language, "The decision of the rules and the evidence was: %1$s. It is now: %2$s."),
                    writer_escape(writer, decision_text_of(since->decision, language)),
                    decision_text(decision, language));
    if (!since->difference_count)
        writer_line(writer, "%s", tr(language, "Nothing has changed."));
    else if (!has_cause(since))
        writer_line(writer, "%s",
                    tr(language, "No input has changed: what differs comes from the database, or from another version "
                                 "of the program (`minaoshi verify` tells more)."));
    writer_gap(writer);
}

void write_since(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct since *since = work->memo->since;
    if (!since)
        return;
    writer_heading(writer, 2,
                   writer_format(writer, tr(language, "What changed since the record %1$s (%2$s)"),
                                 writer_escape(writer, since->title), work_year(work, since->year)));
    write_decision_then(work);
    write_rules_then(work);
    write_rates_then(work);
    const size_t length = writer->out->length;
    write_override_then(work);
    write_robustness_then(work);
    write_considerations_then(work);
    write_definitions_then(work);
    write_inputs_then(work, "sha256", tr(language, "Changed inputs: %s."));
    write_inputs_then(work, "added", tr(language, "New inputs: %s."));
    write_inputs_then(work, "removed", tr(language, "Inputs that are no longer there: %s."));
    if (writer->out->length > length)
        writer_gap(writer);
}
