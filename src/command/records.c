/* Making and finding records. */
#include "command/records.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

/* ---- inputs ---- */

enum { MOST_INPUTS = 16 }; /* study.yaml names fewer files that are no responses */

enum status basis_add_input(struct arena *arena, struct basis *basis, const char *name, const char *bytes,
                            size_t length, struct errors *errors)
{
    if (!basis->inputs)
        basis->inputs = arena_array(arena, MOST_INPUTS, sizeof *basis->inputs);
    if (!basis->inputs || basis->input_count == MOST_INPUTS)
        return errors_memory(errors);
    struct kept_input *kept = &basis->inputs[basis->input_count++];
    *kept = (struct kept_input){.input = {.name = name, .bytes = (int64_t)length}, .bytes = bytes};
    sha256_of(bytes, length, kept->input.sha256);
    return STATUS_OK;
}

/* A file of the folder, as it is. */
static enum status add_file(struct session *session, const char *name, struct basis *basis)
{
    const char *bytes;
    size_t length;
    enum status status =
        study_read_file(session->study, name, ERROR_READ, session->arena, &bytes, &length, &session->errors);
    return status == STATUS_OK ? basis_add_input(session->arena, basis, name, bytes, length, &session->errors) : status;
}

enum status basis_add_vintages(struct store *store, struct arena *arena, struct basis *basis, struct errors *errors)
{
    const struct vintages *vintages = &basis->panel->vintages;
    const struct study *study = basis->panel->study;
    const int64_t sides[] = {vintages->frame, vintages->published, vintages->lineage, vintages->margins};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof sides / sizeof *sides; i++) {
        struct import import;
        if (!sides[i])
            continue;
        status = store_import(store, sides[i], arena, &import, errors);
        if (status != STATUS_OK || !import.file_count)
            continue;
        status = basis_add_input(arena, basis, import.files->name, NULL, 0, errors);
        if (status != STATUS_OK)
            break;
        struct record_input *input = &basis->inputs[basis->input_count - 1].input;
        memcpy(input->sha256, import.files->sha256, SHA256_TEXT);
        input->bytes = import.files->bytes;
    }
    if (status == STATUS_OK && vintages->lineage) /* the newest one up to it */
        status = store_lineage(store, vintages->lineage, arena, &basis->lineage, errors);
    basis->imports = arena_array(arena, study->wave_count, sizeof *basis->imports);
    if (status == STATUS_OK && !basis->imports)
        status = errors_memory(errors);
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++)
        if (vintages->waves[i])
            status = store_import(store, vintages->waves[i], arena, &basis->imports[i], errors);
    return status;
}

enum status basis_gather(struct session *session, const struct check *check, struct basis *basis)
{
    *basis = (struct basis){.panel = &session->panel, .check = check};
    const struct study *study = session->study;
    /* What is no vintage, in the order in which a replay takes it. */
    const char *const names[] = {"study.yaml",      study->rules,    study->checklist,
                                 study->amendments, study->evidence, study->overrides};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof names / sizeof *names; i++)
        if (names[i])
            status = add_file(session, names[i], basis);
    return status == STATUS_OK ? basis_add_vintages(session->store, session->arena, basis, &session->errors) : status;
}

/* ---- records ---- */

enum status basis_write(const struct basis *basis, struct arena *arena, int64_t number, struct buffer *out,
                        struct errors *errors)
{
    struct record_input *inputs = arena_array(arena, basis->input_count, sizeof *inputs);
    if (!inputs)
        return errors_memory(errors);
    for (size_t i = 0; i < basis->input_count; i++)
        inputs[i] = basis->inputs[i].input;
    const struct override *override = basis->check->override;
    const struct record_override decided =
        override ? (struct record_override){override->decision, override->reason, override->by, override->date}
                 : (struct record_override){0};
    const struct record_sources sources = {.number = number,
                                           .panel = basis->panel,
                                           .lineage = &basis->lineage,
                                           .check = basis->check,
                                           .inputs = inputs,
                                           .input_count = basis->input_count,
                                           .imports = basis->imports,
                                           .override = override ? &decided : NULL};
    return record_write(&sources, out, errors);
}

enum status basis_record(const struct basis *basis, struct arena *arena, int64_t number, struct decision_record *record,
                         struct errors *errors)
{
    struct buffer text = {0};
    *record = (struct decision_record){0};
    enum status status = basis_write(basis, arena, number, &text, errors);
    if (status == STATUS_OK)
        status = record_read("decisions", buffer_get(&text), text.length, record, errors);
    buffer_clear(&text);
    return status;
}

const char *record_path(struct arena *arena, int year, int64_t number)
{
    return arena_format(arena, "decisions/%d-%" PRId64 ".json", year, number);
}

/* ---- finding ---- */

/* Where two texts begin to differ: line and column from 1, and the offset at which that line begins. */
static size_t first_difference(const char *bytes, size_t length, const struct stored_decision *stored,
                               struct place *place, size_t *begin)
{
    size_t at = 0;
    *begin = 0;
    place->line = 1;
    for (; at < length && at < stored->length && bytes[at] == stored->record[at]; at++)
        if (bytes[at] == '\n') {
            place->line++;
            *begin = at + 1;
        }
    place->column = text_points(bytes + *begin, at - *begin) + 1;
    return at;
}

/* Holds the bytes of a record's file against the database's copy. */
static enum status compare_copy(struct session *session, const char *name, const char *bytes, size_t length,
                                const struct stored_decision *stored)
{
    enum { SHOWN = 40 }; /* bytes of the copy; most of a record is ASCII */
    if (length == stored->length && memcmp(bytes, stored->record, length) == 0)
        return STATUS_OK;
    struct place place = {.file = name};
    size_t begin, at = first_difference(bytes, length, stored, &place, &begin);
    struct buffer hint = {0};
    const char *was = stored->record + at;
    size_t shown = strcspn(was, "\n");
    buffer_format(&hint, "restore it; the database has there: %.*s", (int)(shown < SHOWN ? shown : SHOWN), was);
    enum status status = errors_add(&session->errors, ERROR_RECORD_CHANGED, place, buffer_get(&hint),
                                    "the record is not the one that the database keeps");
    errors_excerpt(&session->errors, bytes + begin, strcspn(bytes + begin, "\n"));
    buffer_clear(&hint);
    return status;
}

/* The database's copy; NULL where it has none. */
static const struct stored_decision *find_stored(const struct stored_decision *decisions, size_t count, int year,
                                                 int64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (decisions[i].year == year && decisions[i].number == number)
            return &decisions[i];
    return NULL;
}

enum status records_check_file(struct session *session, const struct stored_decision *stored, bool *missing)
{
    const char *name = record_path(session->arena, stored->year, stored->number);
    const char *path = name ? file_join(session->arena, session->study->folder, name) : NULL;
    if (!path)
        return errors_memory(&session->errors);
    if (missing) {
        *missing = !file_exists(path);
        if (*missing)
            return STATUS_OK;
    }
    struct file file;
    enum status status =
        file_read(path, name, ERROR_RECORD_CHANGED,
                  "restore it from version control; `minaoshi review` writes it again", &file, &session->errors);
    if (status == STATUS_OK)
        status = compare_copy(session, name, file.bytes, file.length, stored);
    file_clear(&file);
    return status;
}

static enum status no_record(struct session *session, const char *word)
{
    return errors_add(&session->errors, ERROR_RECORD_NONE, (struct place){0},
                      word ? "name one as WAVE-NUMBER, 2021-1, or by the path of its file"
                           : "`minaoshi review` or `minaoshi check --record` writes one",
                      word ? "there is no decision record '%s'" : "there is no decision record yet%s",
                      word ? word : "");
}

/* Reads WAVE-NUMBER. */
static bool parse_title(struct arena *arena, const char *word, int *year, int64_t *number)
{
    const char *dash = strrchr(word, '-');
    const char *wave = dash ? arena_text(arena, word, (size_t)(dash - word)) : NULL;
    return wave && study_parse_year(wave, year) && number_parse_integer(dash + 1, number) && *number > 0;
}

/* Reads a record of this study from bytes. */
static enum status take(struct session *session, const char *name, const char *bytes, size_t length,
                        struct found_record *found)
{
    found->name = name;
    enum status status = record_read(name, bytes, length, &found->record, &session->errors);
    if (status != STATUS_OK)
        return status;
    found->title = arena_format(session->arena, "%d-%" PRId64, found->record.year, found->record.number);
    if (!found->title)
        return errors_memory(&session->errors);
    if (strcmp(found->record.study, session->study->id) == 0)
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_RECORD_FORM, (struct place){.file = name}, NULL,
                      "the record is one of study '%s', not of '%s'", found->record.study, session->study->id);
}

/* A record named by the path of its file. */
static enum status find_by_path(struct session *session, const char *path, const struct stored_decision *decisions,
                                size_t count, struct found_record *found)
{
    struct file file;
    enum status status =
        file_read(path, path, ERROR_RECORD_NONE, "name one as WAVE-NUMBER, 2021-1, or by the path of its file", &file,
                  &session->errors);
    if (status != STATUS_OK)
        return status;
    status = take(session, path, file.bytes, file.length, found);
    const struct stored_decision *stored =
        status == STATUS_OK ? find_stored(decisions, count, found->record.year, found->record.number) : NULL;
    if (stored)
        status = compare_copy(session, path, file.bytes, file.length, stored);
    file_clear(&file);
    return status;
}

/* A record that the database lacks: one whose file alone is there, after the database was built anew. */
static enum status find_unknown(struct session *session, int year, int64_t number, const char *word,
                                struct found_record *found)
{
    const char *name = record_path(session->arena, year, number);
    const char *path = name ? file_join(session->arena, session->study->folder, name) : NULL;
    if (!path)
        return errors_memory(&session->errors);
    return file_exists(path) ? find_by_path(session, path, NULL, 0, found) : no_record(session, word);
}

enum status records_find(struct session *session, const char *word, struct found_record *found)
{
    struct stored_decision *decisions;
    size_t count;
    int year = 0;
    int64_t number = 0;
    *found = (struct found_record){0};
    enum status status = store_decisions(session->store, session->arena, &decisions, &count, &session->errors);
    if (status != STATUS_OK)
        return status;
    if (!word && !count)
        return no_record(session, NULL);
    if (word && !parse_title(session->arena, word, &year, &number))
        return strchr(word, '/') || file_exists(word) ? find_by_path(session, word, decisions, count, found)
                                                      : no_record(session, word);
    const struct stored_decision *stored = word ? find_stored(decisions, count, year, number) : &decisions[count - 1];
    if (!stored)
        return find_unknown(session, year, number, word, found);
    status = records_check_file(session, stored, NULL);
    if (status != STATUS_OK)
        return status;
    const char *name = record_path(session->arena, stored->year, stored->number);
    return name ? take(session, name, stored->record, stored->length, found) : errors_memory(&session->errors);
}
