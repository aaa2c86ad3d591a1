/* What the waves up to that of a memo let expect of the items that its rules compare. */
#include "command/outlook.h"

#include "command/forecasts.h"

enum { HORIZON = 50, DRAWS = 10000 }; /* as `forecast --reach` has them where nothing else is asked */

/* The panel as it would be without the waves after the memo's. */
static void cut(const struct panel *panel, size_t wave, struct study *study, struct panel *cut)
{
    *study = *panel->study;
    study->wave_count = wave + 1;
    *cut = *panel;
    cut->study = study;
}

static bool has_level(const struct series_options *options, struct rational level)
{
    for (size_t i = 0; i < options->reach_count; i++)
        if (options->reach[i].numerator == level.numerator && options->reach[i].denominator == level.denominator)
            return true;
    return false;
}

/* The levels of rules on rates, as many as can be asked at once, and the items that any rule compares. */
static void take_rules(const struct rules *rules, struct series_options *reach, bool *items)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t k = 0; k < rule->item_count; k++)
            items[rule->items[k]] = true;
        bool inside = rule->level.numerator > 0 && rule->level.numerator < rule->level.denominator;
        if (rule->statistic == STATISTIC_RATE && inside && !has_level(reach, rule->level) &&
            reach->reach_count < sizeof reach->reach / sizeof *reach->reach)
            reach->reach[reach->reach_count++] = rule->level;
    }
}

/* Keeps the rows beyond the arena they were made in, with the answers. */
static enum status keep(struct session *session, const struct forecasts *made, struct forecasts *kept)
{
    *kept = *made;
    kept->rows = arena_array(session->arena, made->count, sizeof *kept->rows);
    kept->reach = arena_array(session->arena, made->reach_count, sizeof *kept->reach);
    if (!kept->rows || !kept->reach)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < made->count; i++)
        kept->rows[i] = made->rows[i];
    for (size_t i = 0; i < made->reach_count; i++)
        kept->reach[i] = made->reach[i];
    return STATUS_OK;
}

static enum status make(struct session *session, const struct check *check, struct arena *arena,
                        struct outlook *outlook)
{
    struct study study;
    struct panel panel;
    struct answer_set **answers;
    struct forecasts next, reached = {0};
    const struct disclosure *plan;
    bool *items = arena_array(arena, session->study->item_count, sizeof *items);
    if (!items)
        return errors_memory(&session->errors);
    cut(&session->panel, check->wave, &study, &panel);
    take_rules(check->rules, &outlook->options, items);
    enum status status = session_published(session, &plan);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; plan && i < session->study->item_count; i++)
        if (items[i] && disclosure_forecast_model(plan, (int64_t)i) != outlook->options.model)
            outlook->options.model = disclosure_forecast_model(plan, (int64_t)i);
    status = forecasts_answers(session, items, arena, &answers);
    struct series_options options = outlook->options;
    options.years = 1;
    options.reach_count = 0;
    if (status == STATUS_OK)
        status = analysis_forecasts(&panel, answers, &options, arena, &next, &session->errors);
    if (status == STATUS_OK && outlook->options.reach_count)
        status = analysis_forecasts(&panel, answers, &outlook->options, arena, &reached, &session->errors);
    if (status == STATUS_OK && plan) {
        forecasts_suppress(plan, &options, &next);
        forecasts_suppress(plan, &outlook->options, &reached);
    }
    if (status == STATUS_OK)
        status = keep(session, &next, &outlook->next);
    return status == STATUS_OK ? keep(session, &reached, &outlook->reached) : status;
}

enum status outlook_make(struct session *session, const struct check *check, struct outlook *outlook)
{
    *outlook = (struct outlook){.options = {.rate = rate_options_of(session->study),
                                            .model = FORECAST_LOGISTIC_CLUSTERED,
                                            .years = HORIZON,
                                            .draws = DRAWS,
                                            .seed = session->study->analysis.seed}};
    struct arena *arena = arena_new(); /* the answers of all waves are needed here only */
    enum status status = arena ? make(session, check, arena, outlook) : errors_memory(&session->errors);
    arena_free(arena);
    return status;
}
