/* Keeping a decision: in the database first, then in its file. A run that ended between the two is healed by the next.
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "command/records.h"

/* ---- files that the database lacks ---- */

/* A whole number above 0 as we write it: no sign, no zero before it. */
static bool parse_plain(const char *text, int64_t *number)
{
    return *text >= '1' && *text <= '9' && number_parse_integer(text, number);
}

/* WAVE-NUMBER.json; false for any other name. */
static bool parse_name(const char *file, int *year, int64_t *number)
{
    static const char suffix[] = ".json";
    char stem[32]; /* 9999-9223372036854775807 has 24 */
    size_t length = strlen(file), tail = sizeof suffix - 1;
    if (length <= tail || strcmp(file + length - tail, suffix) != 0 || length - tail >= sizeof stem)
        return false;
    memcpy(stem, file, length - tail);
    stem[length - tail] = '\0';
    char *dash = strchr(stem, '-');
    int64_t wave;
    if (!dash)
        return false;
    *dash = '\0';
    *year = parse_plain(stem, &wave) && wave < 10000 ? (int)wave : 0;
    return *year && parse_plain(dash + 1, number);
}

struct name {
    int year;
    int64_t number;
};

static int compare_names(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    if (left->year != right->year)
        return left->year < right->year ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

/* The next entry; NULL at the end, or where `*problem`, an errno, says why there is none. */
static const struct dirent *next_entry(DIR *directory, int *problem)
{
    errno = 0;
    const struct dirent *entry = readdir(directory);
    *problem = entry ? 0 : errno;
    return entry;
}

static enum status read_failed(struct session *session, const char *folder, int problem)
{
    return errors_add(&session->errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", folder,
                      strerror(problem));
}

/* The records of the folder, by wave and number; none where it is not there. Caller frees `*names`. */
static enum status list_files(struct session *session, const char *folder, struct name **names, size_t *count)
{
    *names = NULL;
    *count = 0;
    DIR *directory = opendir(folder);
    if (!directory)
        return errno == ENOENT ? STATUS_OK : read_failed(session, folder, errno);
    size_t capacity = 0;
    int problem = 0;
    enum status status = STATUS_OK;
    for (const struct dirent *entry; status == STATUS_OK && (entry = next_entry(directory, &problem));) {
        struct name name;
        if (!parse_name(entry->d_name, &name.year, &name.number))
            continue;
        status = mem_grow(names, &capacity, *count, sizeof **names);
        if (status == STATUS_OK)
            (*names)[(*count)++] = name;
    }
    (void)closedir(directory); /* only read from */
    if (*count)
        qsort(*names, *count, sizeof **names, compare_names);
    if (status != STATUS_OK)
        return errors_memory(&session->errors);
    return problem ? read_failed(session, folder, problem) : STATUS_OK;
}

/* Takes the record of a file into the database. */
static enum status take_in(struct session *session, const struct name *name)
{
    const char *file_name = record_path(session->arena, name->year, name->number);
    const char *path = file_name ? file_join(session->arena, session->study->folder, file_name) : NULL;
    struct file file;
    if (!path)
        return errors_memory(&session->errors);
    enum status status = file_read(path, file_name, ERROR_READ, NULL, &file, &session->errors);
    if (status != STATUS_OK)
        return status;
    struct decision_record record;
    status = record_read(file_name, file.bytes, file.length, &record, &session->errors);
    if (status == STATUS_OK &&
        (record.year != name->year || record.number != name->number || strcmp(record.study, session->study->id) != 0))
        status = errors_add(&session->errors, ERROR_RECORD_FORM, (struct place){.file = file_name},
                            "give it the name that its `wave` and `number` say, or move it away",
                            "the record is number %" PRId64 " of wave %d of study '%s'", record.number, record.year,
                            record.study);
    const struct stored_decision stored = {name->year, name->number, file.bytes, file.length};
    if (status == STATUS_OK)
        status = store_add_decision(session->store, &stored, record.sha256, &session->errors);
    record_clear(&record);
    file_clear(&file);
    return status;
}

static bool is_stored(const struct stored_decision *decisions, size_t count, const struct name *name)
{
    for (size_t i = 0; i < count; i++)
        if (decisions[i].year == name->year && decisions[i].number == name->number)
            return true;
    return false;
}

/* All files of records that the database lacks, as after it was built anew. */
static enum status take_in_files(struct session *session, const char *folder)
{
    struct stored_decision *decisions;
    struct name *names = NULL;
    size_t stored, count = 0;
    enum status status = store_decisions(session->store, session->arena, &decisions, &stored, &session->errors);
    if (status == STATUS_OK)
        status = list_files(session, folder, &names, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (!is_stored(decisions, stored, &names[i]))
            status = take_in(session, &names[i]);
    mem_free(names);
    return status;
}

/* ---- the database ---- */

/* The newest record of the wave; `*newest` is NULL where it has none. */
static const struct stored_decision *newest_of(const struct stored_decision *decisions, size_t count, int year)
{
    const struct stored_decision *newest = NULL;
    for (size_t i = 0; i < count; i++)
        if (decisions[i].year == year)
            newest = &decisions[i];
    return newest;
}

/* Whether the basis says anything else than the record. */
static enum status differs(struct session *session, const struct basis *basis, const struct stored_decision *newest,
                           bool *result)
{
    struct decision_record before, now = {0};
    struct record_difference *differences;
    size_t count = 0;
    const char *name = record_path(session->arena, newest->year, newest->number);
    if (!name)
        return errors_memory(&session->errors);
    enum status status = record_read(name, newest->record, newest->length, &before, &session->errors);
    if (status == STATUS_OK)
        status = basis_record(basis, session->arena, newest->number, &now, &session->errors);
    if (status == STATUS_OK)
        status = record_compare(&before, &now, session->arena, &differences, &count, &session->errors);
    *result = count > 0;
    record_clear(&before);
    record_clear(&now);
    return status;
}

/* Adds the record with that number. */
static enum status add_record(struct session *session, const struct basis *basis, int64_t number)
{
    struct buffer text = {0};
    struct decision_record record = {0};
    int year = session->study->waves[basis->check->wave].year;
    enum status status = basis_write(basis, session->arena, number, &text, &session->errors);
    if (status == STATUS_OK)
        status = record_read("decisions", buffer_get(&text), text.length, &record, &session->errors);
    const struct stored_decision stored = {year, number, buffer_get(&text), text.length};
    if (status == STATUS_OK)
        status = store_add_decision(session->store, &stored, record.sha256, &session->errors);
    record_clear(&record);
    buffer_clear(&text);
    return status;
}

/* Everything that the database keeps, in one transaction. */
static enum status keep_in_store(struct session *session, const struct basis *basis, const char *folder,
                                 struct stored_decision **decisions, size_t *count)
{
    int year = session->study->waves[basis->check->wave].year;
    bool changed = true;
    enum status status = store_begin(session->store, &session->errors);
    if (status == STATUS_OK)
        status = take_in_files(session, folder);
    if (status == STATUS_OK)
        status = store_decisions(session->store, session->arena, decisions, count, &session->errors);
    const struct stored_decision *newest = status == STATUS_OK ? newest_of(*decisions, *count, year) : NULL;
    if (newest)
        status = differs(session, basis, newest, &changed);
    for (size_t i = 0; status == STATUS_OK && i < basis->input_count; i++) {
        const struct kept_input *kept = &basis->inputs[i];
        if (kept->bytes)
            status = store_add_input(session->store, kept->input.sha256, kept->input.name, kept->bytes,
                                     (size_t)kept->input.bytes, &session->errors);
    }
    if (status == STATUS_OK && changed)
        status = add_record(session, basis, newest ? newest->number + 1 : 1);
    if (status == STATUS_OK)
        status = store_commit(session->store, &session->errors);
    return status == STATUS_OK ? store_decisions(session->store, session->arena, decisions, count, &session->errors)
                               : status;
}

/* ---- the files ---- */

/* Writes the file of a record where it is missing. */
static enum status write_file(struct session *session, const struct stored_decision *decision, bool *missing,
                              const char **path)
{
    const char *name = record_path(session->arena, decision->year, decision->number);
    *missing = false;
    *path = name ? file_join(session->arena, session->study->folder, name) : NULL;
    if (!*path)
        return errors_memory(&session->errors);
    enum status status = records_check_file(session, decision, missing);
    return status == STATUS_OK && *missing ? file_write(*path, decision->record, decision->length, &session->errors)
                                           : status;
}

/* Writes all files that are missing, whatever is wrong with others; the newest of `year` is told anyway. Those of it up
 * to number `before` were there already. */
static enum status write_files(struct session *session, const char *folder, const struct stored_decision *decisions,
                               size_t count, int year, int64_t before, struct buffer *out)
{
    const struct stored_decision *newest = newest_of(decisions, count, year);
    enum status status = file_make_directory(folder, &session->errors);
    buffer_text(out, tr(session->language, "\nRecord:\n"));
    for (size_t i = 0; i < count; i++) {
        const char *path;
        bool missing;
        enum status one = write_file(session, &decisions[i], &missing, &path);
        bool again = missing && !(decisions[i].year == year && decisions[i].number > before);
        if (one == STATUS_OK && (missing || &decisions[i] == newest))
            buffer_format(out, again ? tr(session->language, "  %s (written again)\n") : "  %s\n", path);
        status = status == STATUS_OK ? one : status;
    }
    return status;
}

enum status records_keep(struct session *session, const struct check *check, struct buffer *out)
{
    struct basis basis;
    struct stored_decision *decisions;
    size_t count;
    int year = session->study->waves[check->wave].year;
    const char *folder = file_join(session->arena, session->study->folder, "decisions");
    if (!folder)
        return errors_memory(&session->errors);
    enum status status = basis_gather(session, check, &basis);
    if (status == STATUS_OK)
        status = store_decisions(session->store, session->arena, &decisions, &count, &session->errors);
    const struct stored_decision *newest = status == STATUS_OK ? newest_of(decisions, count, year) : NULL;
    int64_t before = newest ? newest->number : 0;
    if (status == STATUS_OK)
        status = keep_in_store(session, &basis, folder, &decisions, &count);
    return status == STATUS_OK ? write_files(session, folder, decisions, count, year, before, out) : status;
}
