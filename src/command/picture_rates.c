/* What trend, status and strata are drawn from: rates. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "command/picture_source.h"
#include "stats/feasible.h"

/* An answer may tick several options: their shares make no whole that bars of status could divide. */
static bool is_of(const struct session *session, const struct picture_source *source, size_t item)
{
    return source->kind != PLOT_STATUS || session->study->items[item].kind == ITEM_SINGLE;
}

/* The newest rates with their change. */
static enum status trend_title(struct session *session, const struct picture_source *source, enum language language,
                               struct buffer *title)
{
    const struct study *study = session->study;
    size_t named = 0;
    for (size_t item = 0; item < study->item_count && named < 3; item++) {
        const struct rate *rate = source_rate(&source->adopted, source->wave, item);
        if (!rate || isnan(rate->estimate) || !is_of(session, source, item) || !source_names(source, item, named))
            continue;
        bool comparable;
        int64_t before = analysis_wave_before(&session->panel, source->wave, item, &comparable);
        const struct rate *earlier =
            before >= 0 && comparable ? source_rate(&source->adopted, (size_t)before, item) : NULL;
        source_add_item(session, item, language, named++, title);
        number_add_fixed(title, rate->estimate * 100, study->decimals, false);
        buffer_byte(title, '%');
        if (earlier && !isnan(earlier->estimate)) {
            struct buffer points = {0};
            source_add_points(session, rate->estimate - earlier->estimate, &points);
            if (study->waves[before].year + 1 == study->waves[source->wave].year)
                buffer_format(title, tr(language, " (%s points)"), buffer_get(&points));
            else
                buffer_format(title, tr(language, " (%s points on %s)"), buffer_get(&points),
                              label_in(&study->waves[before].label, language));
            buffer_clear(&points);
        }
    }
    return buffer_status(title);
}

/* The strata with the highest and the lowest rate of an item; NULL: fewer than two have one. */
static const struct rate *extreme(const struct picture_source *source, size_t item, bool highest)
{
    const struct rate *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < source->rates.count; i++) {
        const struct rate *rate = &source->rates.rows[i];
        if (rate->item != item || rate->stratum == GROUP_ALL || isnan(rate->estimate))
            continue;
        count++;
        if (!found || (highest ? rate->estimate > found->estimate : rate->estimate < found->estimate))
            found = rate;
    }
    return count > 1 ? found : NULL;
}

static enum status strata_title(struct session *session, const struct picture_source *source, enum language language,
                                struct buffer *title)
{
    const struct study *study = session->study;
    size_t named = 0;
    for (size_t item = 0; item < study->item_count && named < PICTURE_NAMED; item++) {
        const struct rate *high = extreme(source, item, true), *low = extreme(source, item, false);
        if (!high || !low || !source_names(source, item, named))
            continue;
        struct buffer from = {0}, to = {0};
        number_add_fixed(&from, low->estimate * 100, study->decimals, false);
        number_add_fixed(&to, high->estimate * 100, study->decimals, false);
        source_add_item(session, item, language, named++, title);
        buffer_format(title, tr(language, "from %s%% (%s) to %s%% (%s)"), buffer_get(&from),
                      label_in(&study->strata[low->stratum].label, language), buffer_get(&to),
                      label_in(&study->strata[high->stratum].label, language));
        buffer_clear(&from);
        buffer_clear(&to);
    }
    return buffer_status(title);
}

/* The rows that status or strata show. */
static enum status make_rows(struct session *session, struct picture_source *source)
{
    struct rate_options options = *source->options;
    if (source->kind == PLOT_STRATA) {
        options.by_stratum = true;
        options.wave = (int64_t)source->wave;
    } else {
        options.choices = true;
        options.denominator = DENOMINATOR_ALLRESP;
    }
    enum status status = analysis_rates(&session->panel, &options, session->arena, &source->rates, &session->errors);
    if (status == STATUS_OK && source->plan)
        status = rates_suppress(source->plan, false, session->arena, &source->rates, &session->errors);
    size_t kept = 0;
    for (size_t i = 0; status == STATUS_OK && i < source->rates.count; i++)
        if (source->rates.rows[i].wave <= source->wave && is_of(session, source, source->rates.rows[i].item))
            source->rates.rows[kept++] = source->rates.rows[i];
    source->rates.count = kept;
    return status;
}

/* The percentage published of an item in a year; NULL: none. */
static const struct published_figure *find_published(const struct panel *panel, int year, size_t item)
{
    for (size_t i = 0; i < panel->published.count; i++)
        if (panel->published.figures[i].year == year && panel->published.figures[i].item == item)
            return &panel->published.figures[i];
    return NULL;
}

static void add_published(const struct session *session, struct table *table, size_t item,
                          const struct published_figure *figure)
{
    struct printed_percent percent;
    if (!printed_percent_parse(figure->percent, &percent))
        return;
    double share = (double)percent.units / pow(10, percent.decimals + 2);
    table_row(table);
    for (size_t column = 0; column < table_columns(table); column++) {
        const char *name = table_column(table, column)->name;
        if (strcmp(name, "wave") == 0)
            table_integer(table, figure->year);
        else if (strcmp(name, "item") == 0)
            table_labelled(table, session->study->items[item].id, &session->study->items[item].label);
        else if (strcmp(name, "n") == 0 && figure->n > 0)
            table_integer(table, figure->n);
        else if (strcmp(name, "estimate") == 0)
            table_real(table, share);
        else if (strcmp(name, "status") == 0)
            table_text(table, "published only");
        else
            table_empty(table);
    }
}

/* Waves of which there are no answers, but a published percentage: beside published rates they can stand. */
static enum status add_published_waves(struct session *session, const struct picture_source *source)
{
    const struct rate_options *options = source->options;
    const struct panel *panel = &session->panel;
    int64_t last;
    enum status status = options_wave(session, "--wave", session->options->wave, &last);
    if (status != STATUS_OK || options->leaves_out[ESTIMATOR_PUBLISHED])
        return status;
    for (size_t wave = 0; wave < session->study->wave_count && (last == EVERY || wave <= (size_t)last); wave++)
        for (size_t item = 0; item < session->study->item_count && !panel->tallies[wave]; item++) {
            const struct published_figure *figure = find_published(panel, session->study->waves[wave].year, item);
            if (figure && (options->item == EVERY || options->item == (int64_t)item))
                add_published(session, source->table, item, figure);
        }
    return table_finish(source->table, &session->errors);
}

enum status picture_rates(struct session *session, struct picture_source *source)
{
    source->title = source->kind == PLOT_STRATA ? strata_title : trend_title;
    source->rates = source->adopted;
    enum status status = source->kind == PLOT_TREND ? STATUS_OK : make_rows(session, source);
    if (source->kind == PLOT_STATUS)
        source->shown = N_("Share of respondents by answer, all who answered = 100%");
    if (status == STATUS_OK)
        status = rates_to_table(&session->panel, &source->rates, &source->table, &session->errors);
    return status == STATUS_OK && source->kind == PLOT_TREND ? add_published_waves(session, source) : status;
}
