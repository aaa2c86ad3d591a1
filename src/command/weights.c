/* minaoshi weights */
#include <math.h>

#include "command/command.h"

/* For people: how far the weights of each wave lie apart. */
static void add_summaries(const struct session *session, const struct weight_rows *rows, struct buffer *after)
{
    for (size_t i = 0; i < rows->wave_count; i++) {
        const struct weight_summary *wave = &rows->waves[i];
        const char *label = label_in(&session->study->waves[wave->wave].label, session->language);
        buffer_text(after, i ? "" : "\n");
        buffer_format(
            after,
            wave->respondents == 1
                ? tr(session->language, "%s: %zu weight from %.3f to %.3f, which alone raises a variance %.3f times")
                : tr(session->language, "%s: %zu weights from %.3f to %.3f, which alone raise a variance %.3f times"),
            label, wave->respondents, wave->least, wave->greatest, wave->kish);
        if (wave->rounds)
            buffer_format(after,
                          wave->rounds == 1 ? tr(session->language, "; trimmed in %zu round")
                                            : tr(session->language, "; trimmed in %zu rounds"),
                          wave->rounds);
        buffer_byte(after, '\n');
    }
}

enum status command_weights(struct session *session)
{
    int64_t wave;
    struct weight_rows rows = {0};
    struct table *table = NULL;
    struct buffer after = {0};
    bool has_number = false;
    enum status status = session_load(session, false);
    if (status == STATUS_OK)
        status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status == STATUS_OK)
        status = analysis_weights(&session->panel, wave, session->arena, &rows, &session->errors);
    if (status == STATUS_OK)
        status = weights_to_table(&session->panel, &rows, &table, &session->errors);
    for (size_t i = 0; i < rows.count && !has_number; i++)
        has_number = !isnan(rows.rows[i].factor);
    if (status == STATUS_OK) {
        add_summaries(session, &rows, &after);
        status = session_write_table(session, table, &after);
    }
    if (status == STATUS_OK && !has_number)
        status = errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "the column `status` tells why",
                            "no row has a number");
    buffer_clear(&after);
    table_free(table);
    return status;
}
