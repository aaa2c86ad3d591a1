/* Forecasts that review keeps until their wave is there, and forecast --score. */
#include "command/forecasts.h"

#include <math.h>

enum status forecasts_answers(struct session *session, const bool *items, struct arena *arena,
                              struct answer_set ***answers)
{
    const struct answers_wanted wanted = {.items = items};
    *answers = arena_array(arena, session->study->wave_count, sizeof **answers);
    return *answers ? session_read_answers(session, &wanted, EVERY, arena, *answers) : errors_memory(&session->errors);
}

/* Those that the model gives, in one transaction; none is begun where there is nothing to write. */
static enum status write_forecasts(struct session *session, const struct stored_forecast *forecasts, size_t count)
{
    bool begun = false;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (isnan(forecasts[i].estimate))
            continue;
        if (!begun)
            status = store_begin(session->store, &session->errors);
        begun = true;
        if (status == STATUS_OK)
            status = store_add_forecast(session->store, &forecasts[i], &session->errors);
    }
    return status == STATUS_OK && begun ? store_commit(session->store, &session->errors) : status;
}

static enum status keep(struct session *session, struct arena *arena)
{
    const struct series_options options = {.rate = rate_options_of(session->study),
                                           .model = FORECAST_LOGISTIC_CLUSTERED,
                                           .years = 1,
                                           .seed = session->study->analysis.seed};
    struct import frame;
    struct stored_forecast *known, *due = NULL;
    struct answer_set **answers;
    size_t known_count, count = 0;
    enum status status = store_newest(session->store, IMPORT_FRAME, 0, AS_OF_NEWEST, arena, &frame, &session->errors);
    if (status == STATUS_OK)
        status = store_forecasts(session->store, AS_OF_NEWEST, arena, &known, &known_count, &session->errors);
    if (status == STATUS_OK)
        status = forecasts_due(&session->panel, &options, frame.id, known, known_count, arena, &due, &count,
                               &session->errors);
    if (status != STATUS_OK || !count)
        return status;
    bool *items = arena_array(arena, session->study->item_count, sizeof *items);
    if (!items)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < count; i++)
        items[due[i].item] = true;
    status = forecasts_answers(session, items, arena, &answers);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = forecasts_fill(&session->panel, answers, &options, arena, &due[i], &session->errors);
    return status == STATUS_OK ? write_forecasts(session, due, count) : status;
}

enum status forecasts_keep(struct session *session)
{
    struct arena *arena = arena_new(); /* the answers of all waves are needed here only */
    enum status status = arena ? keep(session, arena) : errors_memory(&session->errors);
    arena_free(arena);
    return status;
}

/* What --score does not go with: it prints a table of its own, of forecasts that were made before. */
static enum status refuse_others(struct session *session)
{
    const struct options *given = session->options;
    const struct option_given others[] = {{"--reach", given->reach}, {"--years", given->years},
                                          {"--by", given->by},       {"--where", given->where},
                                          {"--level", given->level}, {"--denominator", given->denominator}};
    return options_exclude(session, "--score",
                           "scores are of the forecasts that `minaoshi review` stored, as they were then", others,
                           sizeof others / sizeof *others);
}

enum status forecasts_score(struct session *session)
{
    struct rate_options rate;
    struct stored_forecast *forecasts;
    struct scores scores = {0};
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    size_t count;
    int64_t as_of;
    enum status status = refuse_others(session);
    if (status == STATUS_OK)
        status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_single(session, &rate);
    if (status == STATUS_OK)
        status = options_as_of(session, &as_of);
    if (status == STATUS_OK)
        status = store_forecasts(session->store, as_of, session->arena, &forecasts, &count, &session->errors);
    if (status == STATUS_OK)
        status = store_check_forecasts(session->store, &session->errors);
    if (status == STATUS_OK)
        status = session->errors.status; /* no score of what was not expected then */
    if (status == STATUS_OK)
        status = analysis_scores(&session->panel, forecasts, count, rate.item, session->options->model, session->arena,
                                 &scores, &session->errors);
    if (status == STATUS_OK)
        status = session_plan(session, &plan);
    if (status == STATUS_OK && plan)
        scores_suppress(plan, &scores);
    if (status == STATUS_OK)
        status = scores_to_table(&session->panel, &scores, &table, &session->errors);
    bool has_number = rows_have_number(scores.rows, scores.count, sizeof *scores.rows, offsetof(struct score, brier));
    if (status == STATUS_OK && !scores.count) {
        status = session_write_table(session, table, NULL);
        if (status == STATUS_OK)
            status = errors_add(&session->errors, ERROR_NO_ROW, (struct place){0},
                                "`minaoshi review` stores one of the next wave, from 4 waves that can be compared on",
                                "no such forecast is stored");
    } else if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
