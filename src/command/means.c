/* minaoshi means */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "command/command.h"

enum { MOST = 32 };

/* "0.25,0.5,0.75". */
static bool read_quantiles(const char *text, double *quantiles, size_t *count)
{
    *count = 0;
    for (const char *at = text; *count < MOST;) {
        char one[32];
        size_t length = strcspn(at, ",");
        if (!length || length >= sizeof one)
            return false;
        memcpy(one, at, length);
        one[length] = '\0';
        double value;
        if (!number_parse_real(one, &value) || !(value >= 0 && value <= 1))
            return false;
        quantiles[(*count)++] = value;
        if (!at[length])
            return true;
        at += length + 1;
    }
    return false;
}

/* --item and --ratio name numbers. */
static enum status find_number(struct session *session, const char *option, const char *id, int64_t *item)
{
    *item = study_find_item(session->study, id);
    if (*item >= 0 && session->study->items[*item].kind == ITEM_NUMBER)
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0}, "items of kind number are meant",
                      *item < 0 ? "%s: study.yaml has no such item '%s'" : "%s: item '%s' is no number", option, id);
}

/* "A/B". */
static enum status take_ratio(struct session *session, struct means_options *options)
{
    const char *text = session->options->ratio, *slash = strchr(text, '/');
    const char *first = slash ? arena_text(session->arena, text, (size_t)(slash - text)) : NULL;
    if (!slash)
        return options_refuse(session, "--ratio", text, "two items, A/B");
    if (!first)
        return errors_memory(&session->errors);
    enum status status = find_number(session, "--ratio", first, &options->rate.item);
    if (status == STATUS_OK)
        status = find_number(session, "--ratio", slash + 1, &options->ratio_over);
    if (status == STATUS_OK && options->ratio_over == options->rate.item)
        status = options_refuse(session, "--ratio", text, "two items, A/B");
    return status;
}

static enum status take_options(struct session *session, struct means_options *options, double *quantiles)
{
    const struct options *given = session->options;
    enum status status = options_numbers(session, &options->rate);
    if (status == STATUS_OK)
        status = options_group(session, &options->rate, &options->attribute);
    options->totals = given->totals;
    if (given->totals && (given->ratio || given->quantiles))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "those are of numbers",
                          "--totals goes with neither --ratio nor --quantiles");
    if (status == STATUS_OK && given->totals && options->rate.leaves_out[ESTIMATOR_POPULATION])
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "a total is of the population",
                          "--totals and --estimator %s exclude each other", given->estimator);
    if (status == STATUS_OK && given->totals)
        return options_rates(session, &options->rate);
    if (status == STATUS_OK && given->item)
        status = find_number(session, "--item", given->item, &options->rate.item);
    if (status == STATUS_OK && given->ratio)
        status = take_ratio(session, options);
    if (status == STATUS_OK && given->quantiles &&
        !read_quantiles(given->quantiles, quantiles, &options->quantile_count))
        status =
            options_refuse(session, "--quantiles", given->quantiles, "up to 32 numbers from 0 to 1 between commas");
    return status;
}

enum status command_means(struct session *session)
{
    double quantiles[MOST] = {0.25, 0.5, 0.75};
    struct means_options options = {.quantiles = quantiles, .quantile_count = 3, .ratio_over = EVERY};
    struct answer_set **answers;
    struct means means = {0};
    const struct disclosure *plan = NULL;
    struct table *table = NULL;
    enum status status = options_refuse_where(session);
    if (status == STATUS_OK)
        status = session_load(session, false);
    if (status == STATUS_OK)
        status = take_options(session, &options, quantiles);
    if (status != STATUS_OK)
        return status;
    struct rate_options wanted = options.rate;
    if (options.ratio_over != EVERY)
        wanted.item = EVERY; /* both are read */
    status = session_answers(session, &wanted, options.attribute, &answers);
    if (status == STATUS_OK)
        status = analysis_means(&session->panel, answers, &options, session->arena, &means, &session->errors);
    if (status == STATUS_OK)
        status = session_plan(session, &plan);
    if (status == STATUS_OK && plan)
        status = means_suppress(plan, &options, session->arena, &means, &session->errors);
    if (status == STATUS_OK)
        status = means_to_table(&session->panel, &means, &table, &session->errors);
    bool has_number = rows_have_number(means.rows, means.count, sizeof *means.rows, offsetof(struct mean, estimate));
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, has_number);
    table_free(table);
    return status;
}
