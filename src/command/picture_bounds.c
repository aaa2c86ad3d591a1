/* What the picture bounds is drawn from: both estimates of the newest wave, and the bounds under each assumption. */
#include <math.h>

#include "base/number.h"
#include "command/picture_source.h"

static const struct bounds_row *find_bounds(const struct bounds_rows *bounds, size_t item)
{
    for (size_t i = 0; i < bounds->count; i++)
        if (bounds->rows[i].item == item && bounds->rows[i].stratum == GROUP_ALL)
            return &bounds->rows[i];
    return NULL;
}

static enum status bounds_title(struct session *session, const struct picture_source *source, enum language language,
                                struct buffer *title)
{
    size_t named = 0;
    for (size_t item = 0; item < session->study->item_count && named < PICTURE_NAMED; item++) {
        const struct bounds_row *row = find_bounds(&source->bounds, item);
        if (!row || isnan(row->lowest) || !source_names(source, item, named))
            continue;
        struct buffer from = {0}, to = {0};
        number_add_fixed(&from, row->lowest * 100, session->study->decimals, false);
        number_add_fixed(&to, row->highest * 100, session->study->decimals, false);
        source_add_item(session, item, language, named++, title);
        buffer_format(title, tr(language, "between %s%% and %s%%"), buffer_get(&from), buffer_get(&to));
        buffer_clear(&from);
        buffer_clear(&to);
    }
    if (named)
        buffer_text(title, tr(language, ", whatever those without an answer do"));
    return buffer_status(title);
}

struct row {
    size_t item;
    const char *assumption;
    double lowest, estimate, highest;
    enum estimate_status status;
};

static void add_row(const struct session *session, const struct picture_source *source, const struct row *row)
{
    const struct item *item = &session->study->items[row->item];
    table_row(source->table);
    table_labelled(source->table, item->id, &item->label);
    table_named(source->table, row->assumption);
    table_real(source->table, row->lowest);
    table_real(source->table, row->estimate);
    table_real(source->table, row->highest);
    table_text(source->table, estimate_status_name(row->status));
}

static void add_rates(const struct session *session, const struct picture_source *source, size_t item)
{
    for (size_t i = 0; i < source->rates.count; i++) {
        const struct rate *rate = &source->rates.rows[i];
        if (rate->item != item)
            continue;
        const struct row row = {.item = item,
                                .assumption = rate->estimator == ESTIMATOR_POPULATION ? N_("population estimate")
                                                                                      : N_("as published"),
                                .lowest = rate->lower,
                                .estimate = rate->estimate,
                                .highest = rate->upper,
                                .status = rate->status};
        add_row(session, source, &row);
    }
}

static enum status fill_table(struct session *session, struct picture_source *source,
                              const struct bounds_rows bounds[BOUNDS_END])
{
    static const char *const assumptions[BOUNDS_END] = {[BOUNDS_NONE] = N_("nothing assumed"),
                                                        [BOUNDS_MONOTONE] = N_("at most as often"),
                                                        [BOUNDS_CARRIED] = N_("as in the wave before")};
    static const struct column columns[] = {
        {"item", "item", COLUMN_TEXT, SHOW_ALWAYS},
        {"assumption", "assumption", COLUMN_TEXT, SHOW_ALWAYS},
        {"lowest", "lowest", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"estimate", "estimate", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"highest", "highest", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"status", "status", COLUMN_TEXT, SHOW_ALWAYS},
    };
    source->table = table_new("bounds", columns, sizeof columns / sizeof *columns);
    if (!source->table)
        return errors_memory(&session->errors);
    for (size_t item = 0; item < session->study->item_count; item++) {
        if (!find_bounds(&bounds[BOUNDS_NONE], item))
            continue;
        add_rates(session, source, item);
        for (int i = 0; i < BOUNDS_END; i++) {
            const struct bounds_row *given = find_bounds(&bounds[i], item);
            if (!given)
                continue;
            const struct row row = {.item = item,
                                    .assumption = assumptions[i],
                                    .lowest = given->lowest,
                                    .estimate = NAN,
                                    .highest = given->highest,
                                    .status = given->status};
            add_row(session, source, &row);
        }
    }
    return table_finish(source->table, &session->errors);
}

enum status picture_bounds(struct session *session, struct picture_source *source)
{
    struct bounds_options options = {.rate = *source->options};
    struct rate_options both = *source->options;
    struct bounds_rows bounds[BOUNDS_END];
    enum status status = STATUS_OK;
    source->title = bounds_title;
    source->shown = N_("Estimates, and every rate that nonresponse leaves possible");
    options.rate.wave = both.wave = (int64_t)source->wave;
    if (!session->options->estimator)
        both.leaves_out[ESTIMATOR_PUBLISHED] = both.leaves_out[ESTIMATOR_POPULATION] = false;
    status = analysis_rates(&session->panel, &both, session->arena, &source->rates, &session->errors);
    if (status == STATUS_OK && source->plan)
        status = rates_suppress(source->plan, false, session->arena, &source->rates, &session->errors);
    for (int i = 0; status == STATUS_OK && i < BOUNDS_END; i++) {
        options.assumption = (enum bounds_assumption)i;
        status = analysis_bounds(&session->panel, &options, session->arena, &bounds[i], &session->errors);
        if (status == STATUS_OK && source->plan)
            bounds_suppress(source->plan, &options, &bounds[i]);
    }
    if (status != STATUS_OK)
        return status;
    source->bounds = bounds[BOUNDS_NONE];
    return fill_table(session, source, bounds);
}
