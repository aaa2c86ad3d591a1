/* minaoshi verify */
#include <string.h>

#include "command/decision.h"
#include "command/records.h"

/* The names of inputs that were told as changed in the folder. */
struct told {
    const char **names; /* NULL-terminated */
    size_t count;
};

/* Holds a file of the folder against the hash in the record. */
static enum status check_input(struct session *session, const struct found_record *found, const char *name,
                               const char *sha256, struct told *told)
{
    const char *path = file_join(session->arena, session->study->folder, name);
    char hex[SHA256_TEXT] = "";
    if (!path)
        return errors_memory(&session->errors);
    bool there = file_exists(path);
    enum status status = there ? file_sha256(path, name, hex, &session->errors) : STATUS_OK;
    if (status != STATUS_OK || strcmp(hex, sha256) == 0)
        return status;
    told->names[told->count++] = name;
    (void)errors_add(&session->errors, ERROR_RECORD_INPUT, (struct place){.file = name},
                     "restore it from version control, or let `minaoshi review` write a new record",
                     there ? "the file is not the one that %s rests on" : "the file is gone, and %s rests on it",
                     found->title);
    return STATUS_OK;
}

/* Every file that the record names, as the folder has it. */
static enum status check_folder(struct session *session, const struct found_record *found, struct told *told)
{
    size_t files = 0, wave_count;
    struct record_input input;
    struct import *waves;
    enum status status = STATUS_OK;
    if (record_waves(&found->record, session->arena, &waves, &wave_count) != STATUS_OK)
        return errors_memory(&session->errors);
    for (size_t i = 0; record_input_at(&found->record, i, &input); i++)
        files++;
    for (size_t i = 0; i < wave_count; i++)
        files += waves[i].file_count;
    told->names = arena_array(session->arena, files + 1, sizeof *told->names);
    if (!told->names)
        return errors_memory(&session->errors);
    for (size_t i = 0; status == STATUS_OK && record_input_at(&found->record, i, &input); i++)
        status = check_input(session, found, input.name, input.sha256, told);
    for (size_t i = 0; i < wave_count; i++)
        for (size_t k = 0; status == STATUS_OK && !waves[i].by_hand && k < waves[i].file_count; k++)
            status = check_input(session, found, waves[i].files[k].name, waves[i].files[k].sha256, told);
    return status;
}

/* ---- the newest record against what is there now ---- */

static enum status verify_now(struct session *session, const struct found_record *found)
{
    struct told told = {0};
    struct rules rules;
    struct check check;
    struct basis basis;
    struct decision_record now = {0};
    int64_t wave = study_find_wave(session->study, found->record.year);
    enum status status = check_folder(session, found, &told);
    if (status == STATUS_OK && wave < 0)
        status = errors_add(&session->errors, ERROR_RECORD_INPUT, (struct place){.file = "study.yaml"}, NULL,
                            "study.yaml no longer declares wave %d, which %s is of", found->record.year, found->title);
    if (status == STATUS_OK)
        status = session_load_panel(session, true);
    if (status == STATUS_OK)
        status = panel_recount(session->store, &session->panel, (size_t)wave, &session->errors);
    if (status == STATUS_OK)
        status = decision_make(session, &rules, wave, &check);
    if (status == STATUS_OK)
        status = basis_gather(session, &check, &basis);
    if (status == STATUS_OK)
        status = basis_record(&basis, session->arena, found->record.number, &now, &session->errors);
    if (status == STATUS_OK)
        status = records_tell(session, found, &now, told.names);
    record_clear(&now);
    return status;
}

enum status command_verify(struct session *session)
{
    const char *word = session->options->word_count ? session->options->words[0] : NULL;
    struct found_record found = {0};
    enum status status = session_load_study(session);
    if (status == STATUS_OK)
        status = session_open_store(session, session->study, STORE_READ, &session->store);
    if (status == STATUS_OK)
        status = records_find(session, word, &found);
    if (status == STATUS_OK)
        status = store_check_forecasts(session->store, &session->errors);
    if (status == STATUS_OK)
        status = word ? record_replay(session, &found) : verify_now(session, &found);
    struct buffer out = {0};
    if (status == STATUS_OK) {
        buffer_format(&out, tr(session->language, "%s reproduces: %s\n"), found.title,
                      decision_text_of(found.record.decision, session->language));
        status = session_write(session, &out);
    }
    buffer_clear(&out);
    record_clear(&found.record);
    return status;
}
