/* minaoshi import */
#include "importer/importer.h"

#include "command/command.h"
#include "reader/reader.h"

enum status command_import(struct session *session)
{
    enum status status = session_load_study(session);
    if (status != STATUS_OK)
        return status;
    const struct options *given = session->options;
    struct importer_options options = {
        .files = given->words, .file_count = given->word_count, .encoding = given->encoding, .dry_run = given->dry_run};
    if (given->encoding && !reader_encoding_known(given->encoding))
        return options_refuse(session, "--encoding", given->encoding,
                              "UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP, WINDOWS-1252");
    if (given->encoding && !given->word_count)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "name the files, or write `encoding` of the wave in study.yaml",
                          "--encoding: no file is named");
    int64_t wave;
    status = options_wave(session, "--wave", given->wave, &wave);
    if (status == STATUS_OK)
        status = session_open(session, STORE_WRITE);
    if (status != STATUS_OK)
        return status;
    options.year = wave == EVERY ? 0 : session->study->waves[wave].year;
    struct importer_result result;
    status = importer_run(session->study, session->store, &options, session->arena, &result, &session->errors);
    struct table *table = NULL;
    if (status == STATUS_OK)
        status = importer_to_table(session->study, &result, &table, &session->errors);
    struct buffer after = {0};
    if (given->dry_run)
        buffer_text(&after, tr(session->language, "\nA dry run: nothing was changed.\n"));
    if (status == STATUS_OK)
        status = session_write_table(session, table, &after);
    buffer_clear(&after);
    table_free(table);
    return status;
}
