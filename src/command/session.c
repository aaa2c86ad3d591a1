/* Opening what a command works on, and writing what it made. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "importer/importer.h"

enum status session_load_study(struct session *session)
{
    return study_load(session->folder, &session->study, &session->errors);
}

enum status session_open_store(struct session *session, const struct study *study, enum store_mode mode,
                               struct store **store)
{
    const char *given = session->options->db;
    const char *path = given ? given : file_join(session->arena, session->study->folder, "survey.db");
    if (!path)
        return errors_memory(&session->errors);
    return store_open(path, given ? given : "survey.db", study, mode, store, &session->errors);
}

enum status session_open(struct session *session, enum store_mode mode)
{
    enum status status = session_open_store(session, session->study, mode, &session->store);
    if (status == STATUS_OK && mode == STORE_READ)
        status = importer_warn_stale(session->study, session->store, &session->errors);
    return status;
}

enum status session_as_of(struct session *session, int64_t *as_of)
{
    struct import *imports;
    size_t count;
    enum status status = options_as_of(session, as_of);
    if (status != STATUS_OK || *as_of == AS_OF_NEWEST)
        return status;
    status = store_imports(session->store, AS_OF_NEWEST, session->arena, &imports, &count, &session->errors);
    if (status == STATUS_OK && (!count || imports[count - 1].id < *as_of))
        return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0},
                          "`minaoshi status --imports` lists the imports by number", "--as-of: there is no import %lld",
                          (long long)*as_of);
    return status;
}

enum status session_read_answers(struct session *session, const struct answers_wanted *wanted, int64_t wave,
                                 struct arena *arena, struct answer_set **answers)
{
    for (size_t i = 0; i < session->study->wave_count; i++) {
        const struct tally_set *tally = session->panel.tallies[i];
        if (!tally || (wave != EVERY && wave != (int64_t)i))
            continue;
        answers[i] = arena_alloc(arena, sizeof **answers);
        if (!answers[i])
            return errors_memory(&session->errors);
        enum status status = store_answers(session->store, tally, wanted, arena, answers[i], &session->errors);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* Where the study weights answers one by one, its estimates need all of them. */
static enum status weigh(struct session *session)
{
    const struct study *study = session->study;
    struct arena *arena = session->arena;
    bool *items = arena_array(arena, study->item_count, sizeof *items);
    bool *attributes = arena_array(arena, study->attribute_count, sizeof *attributes);
    struct answer_set **answers = arena_array(arena, study->wave_count, sizeof *answers);
    if (!items || !attributes || !answers)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = study->items[i].kind != ITEM_TEXT;
    for (size_t i = 0; i < study->attribute_count; i++)
        attributes[i] = true;
    const struct answers_wanted wanted = {.items = items, .attributes = attributes};
    enum status status = session_read_answers(session, &wanted, EVERY, arena, answers);
    return status == STATUS_OK ? analysis_weigh(&session->panel, answers, arena, &session->errors) : status;
}

enum status session_load_vintages(struct session *session, const struct vintages *vintages, bool with_pairs)
{
    session->plan = NULL;
    session->checked = session->published = NULL;
    enum status status =
        store_panel_of(session->store, vintages, with_pairs, session->arena, &session->panel, &session->errors);
    return status == STATUS_OK && session->panel.weighted ? weigh(session) : status;
}

enum status session_load_as_of(struct session *session, int64_t as_of, bool with_pairs)
{
    struct vintages vintages;
    enum status status = store_vintages(session->store, as_of, session->arena, &vintages, &session->errors);
    return status == STATUS_OK ? session_load_vintages(session, &vintages, with_pairs) : status;
}

enum status session_load_panel(struct session *session, bool with_pairs)
{
    int64_t as_of;
    enum status status = session_as_of(session, &as_of);
    return status == STATUS_OK ? session_load_as_of(session, as_of, with_pairs) : status;
}

enum status session_answers(struct session *session, const struct rate_options *options, int64_t attribute,
                            struct answer_set ***answers)
{
    const struct study *study = session->study;
    bool *items = arena_array(session->arena, study->item_count, sizeof *items);
    bool *attributes = arena_array(session->arena, study->attribute_count, sizeof *attributes);
    *answers = arena_array(session->arena, study->wave_count, sizeof **answers);
    if (!items || !attributes || !*answers)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = options->item == EVERY || options->item == (int64_t)i;
    if (attribute != EVERY)
        attributes[attribute] = true;
    const bool sizes = !options->leaves_out[ESTIMATOR_SIZE];
    const struct answers_wanted wanted = {items, attributes, session->options->where, sizes};
    return session_read_answers(session, &wanted, options->wave, session->arena, *answers);
}

enum status session_load(struct session *session, bool with_pairs)
{
    enum status status = session_load_study(session);
    if (status == STATUS_OK)
        status = session_open(session, STORE_READ);
    return status == STATUS_OK ? session_load_panel(session, with_pairs) : status;
}

enum status session_published(struct session *session, const struct disclosure **plan)
{
    enum status status = STATUS_OK;
    *plan = NULL;
    if (session->options->internal)
        return STATUS_OK;
    if (!session->plan)
        status = disclosure_plan(&session->panel, session->arena, &session->plan, &session->errors);
    *plan = session->plan;
    return status;
}

enum status session_plan(struct session *session, const struct disclosure **plan)
{
    *plan = NULL;
    return session->options->open ? session_published(session, plan) : STATUS_OK;
}

enum status print_text(const struct buffer *out, struct errors *errors)
{
    if (buffer_status(out) != STATUS_OK)
        return errors_memory(errors);
    if (fwrite(buffer_get(out), 1, out->length, stdout) != out->length || fflush(stdout) != 0)
        return errors_add(errors, ERROR_WRITE, (struct place){0}, NULL, "unable to write to standard output");
    return STATUS_OK;
}

enum status session_write(struct session *session, const struct buffer *out)
{
    if (!session->options->output || buffer_status(out) != STATUS_OK)
        return print_text(out, &session->errors);
    return file_write(session->options->output, buffer_get(out), out->length, &session->errors);
}

enum status session_format(struct session *session, enum table_format *format)
{
    const struct options *options = session->options;
    *format = FORMAT_TEXT;
    if (options->format && !table_format_parse(options->format, format))
        return options_refuse(session, "--format", options->format, "text, csv, tsv, json, ndjson, markdown, xlsx");
    if (!options->format && options->output && !table_format_of_file(options->output, format))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "add --format, or one of the suffixes "
                          ".txt .csv .tsv .json .ndjson .md .xlsx",
                          "the name '%s' does not tell a format", options->output);
    if (*format == FORMAT_XLSX && !options->output)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "add -o FILE.xlsx",
                          "--format xlsx is a file, not text");
    return STATUS_OK;
}

enum status session_write_estimates(struct session *session, const struct table *table, bool has_number)
{
    enum status status = session_write_table(session, table, NULL);
    if (status != STATUS_OK || has_number)
        return status;
    if (!table_rows(table))
        return errors_add(&session->errors, ERROR_NO_ROW, (struct place){0},
                          "the study has no item of the kind, or not the waves, that this is about",
                          "there are no rows");
    return errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "the column `status` tells why",
                      "no row has a number");
}

bool rows_have_number(const void *rows, size_t count, size_t size, size_t offset)
{
    for (size_t i = 0; i < count; i++) {
        double number;
        memcpy(&number, (const char *)rows + i * size + offset, sizeof number);
        if (!isnan(number))
            return true;
    }
    return false;
}

enum status session_write_table(struct session *session, const struct table *table, const struct buffer *after)
{
    struct table_style style = {.language = session->language,
                                .decimals = session->study ? session->study->decimals : 1,
                                .colour = session->colour && !session->options->output,
                                .terminal = session->terminal && !session->options->output,
                                .every_column = session->options->verbose,
                                .version = MINAOSHI_VERSION};
    enum status status = session_format(session, &style.format);
    if (status != STATUS_OK)
        return status;
    struct buffer out = {0};
    status = table_render(table, &style, &out, &session->errors);
    if (status == STATUS_OK && after && style.format == FORMAT_TEXT) {
        text_add_safe_lines(&out, buffer_get(after), after->length);
        out.failed = out.failed || after->failed;
    }
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}
