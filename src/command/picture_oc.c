/* What the picture oc is drawn from: how often rules would fire, by the true rate and by how many answer. Of the
 * survey's answers it tells no more than how many there are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "command/picture_source.h"
#include "command/rules.h"

enum { STEPS = 40, RATES = STEPS + 3, RESPONSES = 3, DRAWS = 2000 };

static const double HALF = 0.5;
static const double NEARLY = 0.03; /* rates of response nearer to each other than that are one */
static const double SPREAD = 4.5;  /* how far from the level rates go, in standard errors of the least that answer */

/* The picture while it is made. */
struct work {
    struct oc_population population;
    double N, n;
    double responses[RESPONSES];
    size_t response_count;
    const struct rule **rules; /* that are shown */
    size_t rule_count;
    struct oc_row *rows;
    size_t row_count;
};

static bool is_shown(const struct session *session, const struct rule *rule)
{
    const struct study *study = session->study;
    const char *item = session->options->item;
    bool wanted = !item || (rule->item_count == 1 && strcmp(item, study->items[rule->items[0]].id) == 0);
    return rule->severity != RULE_WATCH && wanted && oc_is_defined(study, rule);
}

/* The level as a rate. */
static double level_of(const struct work *work, const struct rule *rule)
{
    double level = rational_value(rule->statistic == STATISTIC_PROBABILITY ? rule->of : rule->level);
    return fmin(rule->statistic == STATISTIC_COUNT ? level / work->N : level, 1);
}

/* How far from the level a rule may still be undecided. */
static double spread_of(const struct work *work, const struct rule *rule)
{
    double level = level_of(work, rule), n = fmax(fmin(work->n, HALF * work->N), 1);
    if (rule->combination == COMBINE_STRATA)
        n = fmax(n / (double)work->population.study->stratum_count, 1);
    return SPREAD * sqrt(fmax(level * (1 - level), 1 / n) / n);
}

/* As many as answered, half of all, and all. */
static void take_responses(struct work *work)
{
    const double others[] = {HALF, 1};
    work->responses[work->response_count++] = NAN;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (fabs(work->n / work->N - others[i]) > NEARLY)
            work->responses[work->response_count++] = others[i];
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* By rising rate, each number of adopters once: steps around the level, and one institution more or less than the
 * level, for where all answer a rule fires of a sudden. */
static size_t take_rates(const struct work *work, const struct rule *rule, double rates[RATES])
{
    double level = level_of(work, rule), spread = spread_of(work, rule);
    size_t count = 0, kept = 0;
    rates[count++] = level - 1 / work->N;
    rates[count++] = level + 1 / work->N;
    for (int i = 0; i <= STEPS; i++)
        rates[count++] = level + spread * (2.0 * i / STEPS - 1);
    for (size_t i = 0; i < count; i++)
        rates[i] = round(fmin(fmax(rates[i], 0), 1) * work->N) / work->N;
    qsort(rates, count, sizeof *rates, by_value);
    for (size_t i = 0; i < count; i++)
        if (!kept || rates[i] > rates[kept - 1])
            rates[kept++] = rates[i];
    return kept;
}

/* All rules with the level of the i-th, where none before it has it: what is alike is then computed once. */
static enum status add_rows(struct session *session, struct work *work, size_t i)
{
    const struct rule **same = arena_array(session->arena, work->rule_count, sizeof *same);
    double rates[RATES];
    struct oc_row *rows;
    size_t count = 0, row_count;
    if (!same)
        return errors_memory(&session->errors);
    for (size_t k = 0; k < work->rule_count; k++) {
        bool equal = level_of(work, work->rules[k]) == level_of(work, work->rules[i]) &&
                     spread_of(work, work->rules[k]) == spread_of(work, work->rules[i]);
        if (equal && k < i)
            return STATUS_OK;
        if (equal)
            same[count++] = work->rules[k];
    }
    const struct oc_options options = {.rates = rates,
                                       .rate_count = take_rates(work, work->rules[i], rates),
                                       .response_rates = work->responses,
                                       .response_count = work->response_count,
                                       .draws = DRAWS,
                                       .seed = (uint64_t)session->study->analysis.seed};
    enum status status =
        rules_oc(&work->population, same, count, &options, session->arena, &rows, &row_count, &session->errors);
    for (size_t k = 0; status == STATUS_OK && k < row_count; k++)
        work->rows[work->row_count++] = rows[k];
    return status;
}

/* Where the line of a rule, with as many answers as there were, first comes to one half; NaN: nowhere. */
static double even_odds(const struct picture_source *source, const struct rule *rule)
{
    const struct oc_row *before = NULL;
    for (size_t i = 0; i < source->chance_count; i++) {
        const struct oc_row *row = &source->chances[i];
        if (row->rule != rule)
            continue;
        if (before && row->response_rate != before->response_rate)
            return NAN;
        double rise = before ? row->p_fire - before->p_fire : 0;
        if (before && (before->p_fire < HALF) != (row->p_fire < HALF))
            return before->rate + (row->rate - before->rate) * (HALF - before->p_fire) / rise;
        before = row;
    }
    return NAN;
}

static const char *subject_of(const struct session *session, const struct rule *rule, enum language language)
{
    return rule->item_count == 1 ? label_in(&session->study->items[rule->items[0]].label, language) : rule->id;
}

/* The first rule that has one, and those that go with it. */
static enum status oc_title(struct session *session, const struct picture_source *source, enum language language,
                            struct buffer *title)
{
    const struct rule *first = NULL;
    double odds = NAN;
    size_t named = 0;
    for (size_t i = 0; i < source->level_count && named < PICTURE_NAMED; i++) {
        const struct rule *rule = source->ruled[i];
        double at = even_odds(source, rule);
        if (isnan(at) || (first && (at != odds || strcmp(first->level_text, rule->level_text) != 0)))
            continue;
        first = first ? first : rule;
        odds = at;
        buffer_format(title, "%s%s", named++ ? tr(language, ", ") : "", subject_of(session, rule, language));
    }
    if (!first)
        return STATUS_OK;
    struct buffer rate = {0};
    number_add_fixed(&rate, odds * 100, session->study->decimals, false);
    buffer_format(title, tr(language, ": fires every other time at a true rate of %s%% (level %s)"), buffer_get(&rate),
                  first->level_text);
    enum status status = buffer_status(&rate);
    buffer_clear(&rate);
    return status == STATUS_OK ? buffer_status(title) : status;
}

/* The rules that are shown, each with its level for its own panel. */
static enum status take_rules(struct session *session, struct picture_source *source, struct work *work)
{
    const struct rules *rules = source->check->rules;
    struct plot_level *levels = arena_array(session->arena, rules->count, sizeof *levels);
    work->rules = arena_array(session->arena, rules->count, sizeof(struct rule *));
    if (!levels || !work->rules)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < rules->count; i++)
        if (is_shown(session, &rules->rules[i])) {
            const struct rule *rule = &rules->rules[i];
            levels[work->rule_count] = (struct plot_level){.value = level_of(work, rule), .panel = rule->id};
            work->rules[work->rule_count++] = rule;
        }
    source->levels = levels;
    source->ruled = work->rules;
    source->level_count = work->rule_count;
    return STATUS_OK;
}

/* Names the panels; a level that nobody has set says so. */
static enum status name_rows(struct session *session, const struct picture_source *source, struct work *work)
{
    const struct label *assumptions = &source->check->rules->assumptions;
    bool assumed = assumptions->in[LANGUAGE_EN] || assumptions->in[LANGUAGE_JA];
    struct label *names = arena_array(session->arena, work->rule_count, sizeof *names);
    if (!names)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < work->rule_count; i++) {
        if (source_name_rule(session, work->rules[i], &names[i]) != STATUS_OK)
            return STATUS_FAILURE;
        for (int k = 0; assumed && k < LANGUAGE_END; k++) {
            names[i].in[k] = arena_format(session->arena, "%s%s", names[i].in[k], tr((enum language)k, " (assumed)"));
            if (!names[i].in[k])
                return errors_memory(&session->errors);
        }
        for (size_t k = 0; k < work->row_count; k++)
            if (work->rows[k].rule == work->rules[i])
                work->rows[k].name = &names[i];
    }
    return STATUS_OK;
}

static enum status fill(struct session *session, struct picture_source *source, struct work *work)
{
    size_t strata = session->study->stratum_count;
    const struct oc_options options = {.draws = DRAWS, .seed = (uint64_t)session->study->analysis.seed};
    enum status status = STATUS_OK;
    if (!work->population.strata) /* nobody is known to be there */
        work->population.strata = arena_array(session->arena, strata, sizeof *work->population.strata);
    if (!work->population.strata)
        return errors_memory(&session->errors);
    for (size_t h = 0; h < strata; h++) {
        work->N += (double)work->population.strata[h].N;
        work->n += (double)work->population.strata[h].n;
    }
    if (work->N > 0) {
        take_responses(work);
        status = take_rules(session, source, work);
    }
    work->rows = arena_array(session->arena, work->rule_count * RESPONSES * RATES, sizeof *work->rows);
    if (status == STATUS_OK && !work->rows)
        status = errors_memory(&session->errors);
    for (size_t i = 0; status == STATUS_OK && i < work->rule_count; i++)
        status = add_rows(session, work, i);
    if (status == STATUS_OK)
        status = name_rows(session, source, work);
    source->chances = work->rows;
    source->chance_count = work->row_count;
    return status == STATUS_OK
               ? oc_to_table(&work->population, work->rows, work->row_count, &options, &source->table, &session->errors)
               : status;
}

enum status picture_oc(struct session *session, struct picture_source *source)
{
    struct work work = {.population = {.study = session->study}};
    source->title = oc_title;
    source->shown = N_("How often rules would fire, by the true rate and by how many answer");
    enum status status = source_require_rules(session, source);
    if (status == STATUS_OK)
        status = rules_population(session, (int64_t)source->wave, &work.population);
    return status == STATUS_OK ? fill(session, source, &work) : status;
}
