/* minaoshi rules oc, design */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "command/progress.h"
#include "command/rules.h"

enum { MOST_RATES = 10000, MOST_WAVES = 99, DRAWS = 10000 };

/* "5%:15%:1%": every share from the first on by the step; nothing is summed up, so that none is missed. */
static bool read_range(const char *text, size_t length, double *shares, size_t *count)
{
    struct rational part[3];
    const char *at = text, *end = text + length;
    for (int i = 0; i < 3; i++) {
        const char *colon = i < 2 ? memchr(at, ':', (size_t)(end - at)) : end;
        if (!colon || !options_share(at, (size_t)(colon - at), &part[i]))
            return false;
        at = colon + (i < 2);
    }
    double from = rational_value(part[0]), to = rational_value(part[1]), step = rational_value(part[2]);
    if (step <= 0 || to < from || (to - from) / step >= (double)(MOST_RATES - *count))
        return false;
    size_t steps = (size_t)floor((to - from) / step + 1e-9);
    for (size_t i = 0; i <= steps; i++) {
        double share = (double)part[2].numerator * (double)i / (double)part[2].denominator + from;
        shares[(*count)++] = share < 1 ? share : 1;
    }
    return true;
}

/* Shares and ranges between commas. */
static bool read_shares(const char *text, double *shares, size_t *count)
{
    struct rational share;
    *count = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        if (*count >= MOST_RATES)
            return false;
        if (memchr(text, ':', length)) {
            if (!read_range(text, length, shares, count))
                return false;
        } else if (options_share(text, length, &share))
            shares[(*count)++] = rational_value(share);
        else
            return false;
        if (!text[length])
            return true;
        text += length + 1;
    }
}

static enum status take_shares(struct session *session, const char *option, const char *text, const double **shares,
                               size_t *count)
{
    double *list = arena_array(session->arena, MOST_RATES + 1, sizeof *list);
    if (!list)
        return errors_memory(&session->errors);
    *shares = list;
    return read_shares(text, list, count)
               ? STATUS_OK
               : options_refuse(session, option, text, "shares such as 10%, lists 8%,10% and ranges 5%:15%:0.5%");
}

static enum status take_whole(struct session *session, const char *option, const char *text, int64_t most,
                              int64_t *value)
{
    if (!text || (number_parse_integer(text, value) && *value >= 1 && *value <= most))
        return STATUS_OK;
    return options_refuse(session, option, text, "whole numbers from 1");
}

enum status rules_population(struct session *session, int64_t wave, struct oc_population *population)
{
    const struct study *study = session->study;
    struct stratum_count *strata = arena_array(session->arena, study->stratum_count, sizeof *strata);
    *population = (struct oc_population){.study = study};
    if (!strata)
        return errors_memory(&session->errors);
    for (size_t w = study->wave_count; w-- > 0;) {
        const struct tally_set *tally = session->panel.tallies[w];
        int64_t N = 0;
        bool whole = tally != NULL && (wave == EVERY || wave == (int64_t)w);
        for (size_t h = 0; whole && h < study->stratum_count; h++) {
            int64_t in_frame = frame_get(&session->panel.frame, study->waves[w].year, h);
            strata[h] = (struct stratum_count){.N = in_frame > 0 ? in_frame : 0, .n = tally->respondents[h]};
            whole = strata[h].N >= strata[h].n;
            N += strata[h].N;
        }
        if (!whole || !N)
            continue;
        *population = (struct oc_population){study, study->waves[w].year, strata};
        return STATUS_OK;
    }
    return STATUS_OK;
}

static enum status take_population(struct session *session, struct oc_population *population)
{
    int64_t wave;
    enum status status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = rules_population(session, wave, population);
    if (status != STATUS_OK || population->strata)
        return status;
    return errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "name a frame in study.yaml, and import",
                      "no wave has both answers and a frame: how many institutions there are is not known");
}

static enum status load(struct session *session, struct rules *rules, const struct rule **chosen, size_t *count,
                        struct oc_population *population)
{
    enum status status = rules_load(session->study, session->arena, rules, &session->errors);
    if (status == STATUS_OK)
        status = rules_chosen(session, rules, chosen, count);
    if (status == STATUS_OK)
        status = session_open(session, STORE_READ);
    if (status == STATUS_OK)
        status = session_load_panel(session, false);
    return status == STATUS_OK ? take_population(session, population) : status;
}

static enum status take_oc(struct session *session, struct oc_options *options)
{
    const struct options *given = session->options;
    int64_t waves = 0;
    options->draws = DRAWS;
    options->seed = (uint64_t)session->study->analysis.seed;
    enum status status = take_shares(session, "--rates", given->rates ? given->rates : "0%:30%:1%", &options->rates,
                                     &options->rate_count);
    if (status == STATUS_OK && given->response_rates)
        status = take_shares(session, "--response-rates", given->response_rates, &options->response_rates,
                             &options->response_count);
    if (status == STATUS_OK)
        status = take_whole(session, "--waves", given->waves, MOST_WAVES, &waves);
    if (status == STATUS_OK)
        status = take_whole(session, "--draws", given->draws, 10000000, &options->draws);
    options->waves = (int)waves;
    return status;
}

static void tell_rows(void *context, size_t rows, size_t of)
{
    struct progress *progress = context;
    double elapsed;
    if (!progress_is_due(progress, &elapsed))
        return;
    struct buffer line = {0};
    double left = rows ? elapsed * (double)of / (double)rows - elapsed : 0;
    buffer_format(&line, tr(progress->language, "%zu of %zu probabilities, %.0f s left "), rows, of, left);
    progress_tell(progress, &line);
    buffer_clear(&line);
}

/* With progress, for draws may be many. */
static enum status compute(struct session *session, const struct oc_population *population, const struct rule *chosen,
                           size_t chosen_count, const struct oc_options *options, struct oc_row **rows, size_t *count)
{
    struct progress progress;
    struct oc_options told = *options;
    const struct rule **list = arena_array(session->arena, chosen_count, sizeof *list);
    if (!list)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < chosen_count; i++)
        list[i] = &chosen[i];
    if (progress_begin(session, &progress)) {
        told.progress = tell_rows;
        told.context = &progress;
    }
    enum status status = rules_oc(population, list, chosen_count, &told, session->arena, rows, count, &session->errors);
    progress_end(&progress);
    return status;
}

enum status rules_oc_run(struct session *session)
{
    struct rules rules;
    const struct rule *chosen;
    size_t chosen_count, count = 0;
    struct oc_population population;
    struct oc_options options = {0};
    enum status status = take_oc(session, &options);
    if (status == STATUS_OK)
        status = load(session, &rules, &chosen, &chosen_count, &population);
    if (status != STATUS_OK)
        return status;
    struct oc_row *rows;
    status = compute(session, &population, chosen, chosen_count, &options, &rows, &count);
    bool has_number =
        status == STATUS_OK && rows_have_number(rows, count, sizeof *rows, offsetof(struct oc_row, p_fire));
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = oc_to_table(&population, rows, count, &options, &table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}

static enum status take_share(struct session *session, const char *option, const char *text, const char *usual,
                              double *value)
{
    struct rational share;
    if (!text && !usual)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "for example --null 10% --alternative 15%",
                          "%s is missing", option);
    const char *read = text ? text : usual;
    if (!options_share(read, strlen(read), &share))
        return options_refuse(session, option, read, "shares such as 10% or 0.1");
    *value = rational_value(share);
    return STATUS_OK;
}

static enum status take_design(struct session *session, struct design_options *options)
{
    const struct options *given = session->options;
    options->response_rate = NAN;
    options->draws = DRAWS;
    options->seed = (uint64_t)session->study->analysis.seed;
    enum status status = take_share(session, "--null", given->null_rate, NULL, &options->null_rate);
    if (status == STATUS_OK)
        status = take_share(session, "--alternative", given->alternative, NULL, &options->alternative);
    if (status == STATUS_OK)
        status = take_share(session, "--alpha", given->alpha, "5%", &options->alpha);
    if (status == STATUS_OK)
        status = take_share(session, "--beta", given->beta, "10%", &options->beta);
    if (status == STATUS_OK && given->response_rates)
        status = take_share(session, "--response-rates", given->response_rates, NULL, &options->response_rate);
    if (status == STATUS_OK)
        status = take_whole(session, "--draws", given->draws, 10000000, &options->draws);
    return status;
}

enum status rules_design_run(struct session *session)
{
    struct rules rules;
    const struct rule *chosen;
    size_t count;
    struct oc_population population;
    struct design_options options = {0};
    enum status status = take_design(session, &options);
    if (status == STATUS_OK)
        status = load(session, &rules, &chosen, &count, &population);
    if (status != STATUS_OK)
        return status;
    struct rule_design *designs = arena_array(session->arena, count, sizeof *designs);
    if (!designs)
        return errors_memory(&session->errors);
    bool has_number = false;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = rule_design(&population, &chosen[i], &options, &designs[i], &session->errors);
        has_number = has_number || designs[i].method != OC_UNDEFINED;
    }
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = design_to_table(&population, &options, designs, count, &table, &session->errors);
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
