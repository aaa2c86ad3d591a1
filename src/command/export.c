/* minaoshi export */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "report/report.h"

/* The same notice with a stamp before it. */
static enum status stamp(struct session *session, struct table *table)
{
    struct label label = {{NULL}};
    if (!session->options->internal)
        return STATUS_OK;
    for (int i = 0; i < LANGUAGE_END; i++) {
        const char *notice = label_in(&session->study->notice, (enum language)i);
        label.in[i] =
            arena_format(session->arena, "%s%s%s", tr((enum language)i, "For internal use: nothing is suppressed"),
                         *notice ? tr((enum language)i, ". ") : "", notice);
        if (!label.in[i])
            return errors_memory(&session->errors);
    }
    table_set_notice(table, &label);
    return STATUS_OK;
}

/* The counts of the wave that is asked for, or of every one. */
static enum status make_tally(struct session *session, const struct disclosure *plan, struct table **table)
{
    struct panel panel = session->panel;
    int64_t wave;
    enum status status = options_wave(session, "--wave", session->options->wave, &wave);
    if (status != STATUS_OK)
        return status;
    if (wave != EVERY) {
        panel.tallies = arena_array(session->arena, session->study->wave_count, sizeof *panel.tallies);
        if (!panel.tallies)
            return errors_memory(&session->errors);
        panel.tallies[wave] = session->panel.tallies[wave];
    }
    return export_tally(&panel, plan, table, &session->errors);
}

/* Writes a table that was made, with its stamp, and frees it. */
static enum status write_table(struct session *session, enum status made, struct table *table)
{
    enum status status = made == STATUS_OK ? stamp(session, table) : made;
    if (status == STATUS_OK)
        status = session_write_estimates(session, table, table_rows(table) > 0);
    table_free(table);
    return status;
}

static enum status write_tally(struct session *session, const struct disclosure *plan)
{
    struct table *table = NULL;
    enum status status = make_tally(session, plan, &table);
    return write_table(session, status, table);
}

struct names {
    struct arena *arena;
    struct export_institution *items;
    size_t count;
};

static enum status take_name(void *context, int64_t id, const char *code, size_t length, const char *name)
{
    struct names *names = context;
    size_t at = (size_t)id;
    if (at >= names->count) {
        size_t count = names->count ? 2 * names->count : 1024;
        while (count <= at)
            count *= 2;
        struct export_institution *grown = arena_array(names->arena, count, sizeof *grown);
        if (!grown)
            return STATUS_FAILURE;
        if (names->count)
            memcpy(grown, names->items, names->count * sizeof *grown);
        names->items = grown;
        names->count = count;
    }
    names->items[at].code = arena_text(names->arena, code, length);
    names->items[at].name = name ? arena_text(names->arena, name, strlen(name)) : NULL;
    return names->items[at].code && (!name || names->items[at].name) ? STATUS_OK : STATUS_FAILURE;
}

/* Every item and attribute of the waves asked for. */
static enum status load_answers(struct session *session, struct answer_set **answers)
{
    const struct study *study = session->study;
    int64_t wave;
    enum status status = options_wave(session, "--wave", session->options->wave, &wave);
    bool *items = arena_array(session->arena, study->item_count, sizeof *items);
    bool *attributes = arena_array(session->arena, study->attribute_count, sizeof *attributes);
    if (!items || !attributes)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < study->item_count; i++)
        items[i] = true;
    for (size_t i = 0; i < study->attribute_count; i++)
        attributes[i] = true;
    const struct answers_wanted wanted = {.items = items, .attributes = attributes};
    return status == STATUS_OK ? session_read_answers(session, &wanted, wave, session->arena, answers) : status;
}

static enum status write_answers(struct session *session)
{
    struct names names = {.arena = session->arena};
    struct answer_set **answers = arena_array(session->arena, session->study->wave_count, sizeof *answers);
    struct table *table = NULL;
    if (!answers)
        return errors_memory(&session->errors);
    enum status status = load_answers(session, answers);
    if (status == STATUS_OK)
        status = store_institutions(session->store, take_name, &names, &session->errors);
    if (status == STATUS_OK)
        status = export_answers(&session->panel, answers, names.items, session->language, session->arena, &table,
                                &session->errors);
    return write_table(session, status, table);
}

static enum status make_rates(struct session *session, const struct disclosure *plan, bool by_stratum,
                              struct rates *rates)
{
    struct rate_options options = rate_options_of(session->study);
    options.by_stratum = by_stratum;
    enum status status = options_wave(session, "--wave", session->options->wave, &options.wave);
    if (status == STATUS_OK)
        status = analysis_rates(&session->panel, &options, session->arena, rates, &session->errors);
    return status == STATUS_OK && plan ? rates_suppress(plan, false, session->arena, rates, &session->errors) : status;
}

static enum status write_r(struct session *session, const struct disclosure *plan)
{
    struct rates rates;
    struct buffer out = {0};
    if (session->options->format)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "leave --format out",
                          "export r is a script, not a table");
    enum status status = make_rates(session, plan, false, &rates);
    if (status == STATUS_OK)
        status = export_r(&session->panel, &rates, session->language, &out, &session->errors);
    if (status == STATUS_OK)
        status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}

enum { RESOURCES = 4, FILES };

static enum status make_resources(struct session *session, const struct disclosure *plan, struct table **tables)
{
    struct rates rates;
    struct changes changes;
    struct change_options options = {.rate = rate_options_of(session->study), .from = EVERY, .to = EVERY};
    enum status status = options_wave(session, "--wave", session->options->wave, &options.to);
    if (status == STATUS_OK)
        status = make_rates(session, plan, true, &rates);
    if (status == STATUS_OK)
        status = rates_to_table(&session->panel, &rates, &tables[0], &session->errors);
    if (status == STATUS_OK)
        status = analysis_changes(&session->panel, &options, session->arena, &changes, &session->errors);
    if (status == STATUS_OK && plan)
        changes_suppress(plan, &changes);
    if (status == STATUS_OK)
        status = changes_to_table(&session->panel, &changes, &tables[1], &session->errors);
    if (status == STATUS_OK)
        status = make_tally(session, plan, &tables[2]);
    if (status == STATUS_OK)
        status = export_codebook(&session->panel, session->language, &tables[3], &session->errors);
    return status;
}

/* Writes the files of a package, datapackage.json last, for it names the bytes of the others. Where one can't be
 * written, those before it are no package, and are taken away again. */
static enum status write_files(struct session *session, const char *folder, const char *const *names,
                               const struct buffer *bytes)
{
    const char *paths[FILES];
    for (size_t i = 0; i < FILES; i++) {
        paths[i] = file_join(session->arena, folder, names[i]);
        if (!paths[i])
            return errors_memory(&session->errors);
    }
    size_t written = 0;
    enum status status = file_make_directory(folder, &session->errors);
    while (status == STATUS_OK && written < FILES) {
        status = file_write(paths[written], buffer_get(&bytes[written]), bytes[written].length, &session->errors);
        written += status == STATUS_OK;
    }
    for (size_t i = 0; status != STATUS_OK && i < written; i++)
        (void)remove(paths[i]); /* that it could not be written is told */
    return status;
}

/* All is made before anything is written. */
static enum status write_package(struct session *session, const struct disclosure *plan)
{
    static const char *const names[RESOURCES] = {"rates", "change", "tally", "codebook"};
    static const char *const files[FILES] = {"rates.csv", "change.csv", "tally.csv", "codebook.csv",
                                             "datapackage.json"};
    const char *folder = session->options->output;
    struct table *tables[RESOURCES] = {NULL};
    struct buffer bytes[FILES] = {{0}};
    struct export_resource resources[RESOURCES];
    if (session->options->format || !folder)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "-o FOLDER, without --format",
                          "export datapackage writes a folder");
    const struct table_style style = {.format = FORMAT_CSV, .language = session->language};
    enum status status = make_resources(session, plan, tables);
    for (size_t i = 0; status == STATUS_OK && i < RESOURCES; i++) {
        status = table_render(tables[i], &style, &bytes[i], &session->errors);
        resources[i] = (struct export_resource){names[i], tables[i], &bytes[i]};
    }
    if (status == STATUS_OK)
        status = export_package(session->study, resources, RESOURCES, session->options->internal, session->language,
                                &bytes[RESOURCES], &session->errors);
    if (status == STATUS_OK)
        status = write_files(session, folder, files, bytes);
    for (size_t i = 0; i < RESOURCES; i++)
        table_free(tables[i]);
    for (size_t i = 0; i < FILES; i++)
        buffer_clear(&bytes[i]);
    return status;
}

enum status command_export(struct session *session)
{
    const char *what = session->options->words[0];
    bool answers = strcmp(what, "answers") == 0, tally = strcmp(what, "tally") == 0;
    bool package = strcmp(what, "datapackage") == 0, r = strcmp(what, "r") == 0;
    if (!answers && !tally && !package && !r)
        return options_refuse(session, "export", what, "tally, answers, datapackage, r");
    if (answers && !session->options->internal)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "answers are confidential: with --internal, and not for publication",
                          "export answers needs --internal");
    enum status status = session_load(session, package);
    const struct disclosure *plan;
    if (status == STATUS_OK)
        status = session_published(session, &plan);
    if (status != STATUS_OK)
        return status;
    return answers   ? write_answers(session)
           : tally   ? write_tally(session, plan)
           : package ? write_package(session, plan)
                     : write_r(session, plan);
}
