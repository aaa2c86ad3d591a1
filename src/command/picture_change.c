/* What the picture change is drawn from: the parts of each change, and the rates of both waves. */
#include <math.h>
#include <string.h>

#include "command/picture_source.h"

static bool has_number(const struct decomposed *row)
{
    return row->status == ESTIMATE_OK || row->status == ESTIMATE_LOW_BASE;
}

static enum status change_title(struct session *session, const struct picture_source *source, enum language language,
                                struct buffer *title)
{
    size_t named = 0;
    for (size_t i = 0; i < source->parts.count && named < PICTURE_NAMED; i++) {
        const struct decomposed *row = &source->parts.rows[i];
        if (!has_number(row) || !source_names(source, row->item, named))
            continue;
        struct buffer change = {0}, adoption = {0}, abandonment = {0};
        source_add_points(session, row->parts.change, &change);
        source_add_points(session, row->parts.part[COMPONENT_ADOPTION], &adoption);
        source_add_points(session, row->parts.part[COMPONENT_ABANDONMENT], &abandonment);
        source_add_item(session, row->item, language, named++, title);
        buffer_format(title, tr(language, "%s points (%s adopted, %s abandoned)"), buffer_get(&change),
                      buffer_get(&adoption), buffer_get(&abandonment));
        buffer_clear(&change);
        buffer_clear(&adoption);
        buffer_clear(&abandonment);
    }
    return buffer_status(title);
}

/* The waves: those of --from and the newest one, or the newest comparable pair. */
static enum status take_waves(struct session *session, struct change_options *options, size_t newest)
{
    options->to = (int64_t)newest;
    enum status status = options_wave(session, "--from", session->options->from, &options->from);
    return status == STATUS_OK && options->from != EVERY ? change_take_pair(session, options) : status;
}

static const struct rate *end_rate(const struct picture_source *source, size_t wave, size_t item)
{
    return source_rate(&source->adopted, wave, item);
}

/* How many institutions a part is of; an empty cell where that is not published. */
static void add_institutions(struct table *table, const struct decomposed *row, int part)
{
    int64_t count = row->parts.institutions[part];
    if (has_number(row) && count >= 0)
        table_integer(table, count);
    else
        table_empty(table);
}

static enum status make_table(struct session *session, struct picture_source *source)
{
    static const struct column columns[] = {
        {"from", "from", COLUMN_INTEGER, SHOW_ALWAYS},
        {"to", "to", COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", "item", COLUMN_TEXT, SHOW_ALWAYS},
        {"component", "component", COLUMN_TEXT, SHOW_ALWAYS},
        {"institutions", "institutions", COLUMN_INTEGER, SHOW_ALWAYS},
        {"contribution", "contribution", COLUMN_POINTS, SHOW_ALWAYS},
        {"estimate_from", "estimate_from", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"estimate_to", "estimate_to", COLUMN_PROPORTION, SHOW_ALWAYS},
        {"status", "status", COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct study *study = session->study;
    struct table *table = source->table = table_new("change", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < source->parts.count; i++) {
        const struct decomposed *row = &source->parts.rows[i];
        const struct rate *from = end_rate(source, row->from, row->item), *to = end_rate(source, row->to, row->item);
        /* one stratum, as published, has no weights that could change */
        int end = source->parts.estimator == ESTIMATOR_PUBLISHED ? COMPONENT_FRAME : COMPONENT_END;
        for (int c = 0; c < end; c++) {
            table_row(table);
            table_integer(table, study->waves[row->from].year);
            table_integer(table, study->waves[row->to].year);
            table_labelled(table, study->items[row->item].id, &study->items[row->item].label);
            table_named(table, component_name((enum component)c));
            add_institutions(table, row, c);
            table_real(table, has_number(row) ? row->parts.part[c] : NAN);
            table_real(table, from ? from->estimate : NAN);
            table_real(table, to ? to->estimate : NAN);
            table_text(table, estimate_status_name(row->status));
        }
    }
    return table_finish(table, &session->errors);
}

enum status picture_change(struct session *session, struct picture_source *source)
{
    struct change_options options = {.rate = *source->options};
    source->title = change_title;
    source->shown = source->options->leaves_out[ESTIMATOR_PUBLISHED]
                        ? N_("Where the change of the estimated share comes from, weighted by the frame")
                        : N_("Where the change of the share among valid answers comes from");
    enum status status = take_waves(session, &options, source->wave);
    if (status == STATUS_OK)
        status = change_load_merged(session, &options);
    if (status == STATUS_OK)
        status = analysis_decompose(&session->panel, &options, session->arena, &source->parts, &session->errors);
    if (status != STATUS_OK)
        return status;
    if (source->plan)
        decomposed_suppress(source->plan, &source->parts);
    return make_table(session, source);
}
