/* A record replayed from what the database keeps of its inputs. */
#include <string.h>

#include "command/decision.h"
#include "command/records.h"

/* What is replayed: a study of then, in its own right. */
struct replay {
    struct session *session;
    const struct found_record *found;
    struct study *study;
    struct store *store;
    struct session then; /* the session with the study and the database of then */
    struct rules rules;
    struct review_files files;
    struct check check;
    struct vintages vintages;
    struct basis basis;
};

static enum status not_kept(const struct replay *r, const char *name)
{
    return errors_add(&r->session->errors, ERROR_RECORD_INPUT, (struct place){.file = name},
                      "restore the database from a backup, or the file from version control",
                      "neither the database nor the folder has the one that %s rests on", r->found->title);
}

static bool has_hash(const char *bytes, size_t length, const char *sha256)
{
    char hex[SHA256_TEXT];
    sha256_of(bytes, length, hex);
    return strcmp(hex, sha256) == 0;
}

/* The bytes of a small input as they were: kept by the database, or still in the folder. */
static enum status find_bytes(const struct replay *r, const struct record_input *input, const char **bytes,
                              size_t *length)
{
    struct session *session = r->session;
    enum status status = store_input(session->store, input->sha256, session->arena, bytes, length, &session->errors);
    if (status != STATUS_OK || (*bytes && has_hash(*bytes, *length, input->sha256)))
        return status;
    const char *path = file_join(session->arena, session->study->folder, input->name);
    if (!path)
        return errors_memory(&session->errors);
    if (!file_exists(path))
        return not_kept(r, input->name);
    struct file file;
    status = file_read(path, input->name, ERROR_READ, NULL, &file, &session->errors);
    if (status != STATUS_OK)
        return status;
    *bytes = arena_text(session->arena, file.bytes, file.length);
    *length = file.length;
    file_clear(&file);
    if (!*bytes)
        return errors_memory(&session->errors);
    return has_hash(*bytes, *length, input->sha256) ? STATUS_OK : not_kept(r, input->name);
}

/* The same by name, added to the basis. */
static enum status take_input(struct replay *r, const char *name, const char **bytes, size_t *length)
{
    struct record_input input;
    if (!record_find_input(&r->found->record, name, &input))
        return errors_add(&r->session->errors, ERROR_RECORD_FORM, (struct place){.file = r->found->name}, NULL,
                          "the record has no input '%s'", name);
    enum status status = find_bytes(r, &input, bytes, length);
    return status == STATUS_OK
               ? basis_add_input(r->session->arena, &r->basis, input.name, *bytes, *length, &r->session->errors)
               : status;
}

static enum status take_review_file(void *context, const char *name, struct arena *arena, const char **bytes,
                                    size_t *length, struct errors *errors)
{
    (void)arena; /* the session's, as all of a replay */
    (void)errors;
    return take_input(context, name, bytes, length);
}

/* What this version no longer reads of then does not replay either. */
static enum status refuse_then(struct replay *r, const char *name, struct errors *problems)
{
    struct errors *errors = &r->session->errors;
    enum status status = errors_add(errors, ERROR_RECORD_INPUT, (struct place){.file = r->found->name},
                                    "use the version of minaoshi that wrote the record",
                                    "the %s that it rests on does not hold up under this version", name);
    errors_move(errors, problems);
    return status;
}

static enum status load_study(struct replay *r)
{
    const char *bytes = NULL;
    size_t length = 0;
    struct session *session = r->session;
    struct errors problems = {0};
    enum status status = take_input(r, "study.yaml", &bytes, &length);
    if (status == STATUS_OK && study_parse(session->study->folder, bytes, length, &r->study, &problems) != STATUS_OK)
        status = refuse_then(r, "study.yaml", &problems);
    if (status == STATUS_OK && !r->study->rules)
        status = errors_add(&session->errors, ERROR_RECORD_FORM, (struct place){.file = r->found->name}, NULL,
                            "the study.yaml of the record names no rules");
    if (status == STATUS_OK)
        status = take_input(r, r->study->rules, &bytes, &length);
    if (status == STATUS_OK &&
        rules_parse(r->study, r->study->rules, bytes, length, session->arena, &r->rules, &problems) != STATUS_OK)
        status = refuse_then(r, r->study->rules, &problems);
    if (status == STATUS_OK &&
        review_files_read(r->study, take_review_file, r, session->arena, &r->files, &problems) != STATUS_OK)
        status = session->errors.status != STATUS_OK ? session->errors.status : refuse_then(r, "evidence", &problems);
    errors_clear(&problems);
    return status;
}

/* The vintage of a side file, where the record has one. */
static enum status find_side(struct replay *r, enum import_kind kind, const char *name, int64_t *import_id)
{
    struct record_input input;
    *import_id = 0;
    if (!name || !record_find_input(&r->found->record, name, &input))
        return STATUS_OK;
    struct import_file file = {.name = input.name};
    memcpy(file.sha256, input.sha256, SHA256_TEXT);
    const struct import like = {.kind = kind, .files = &file, .file_count = 1};
    enum status status = store_find_vintage(r->store, &like, import_id, &r->session->errors);
    return status == STATUS_OK && !*import_id ? not_kept(r, input.name) : status;
}

static enum status find_waves(struct replay *r)
{
    struct session *session = r->session;
    struct import *waves;
    size_t count;
    enum status status = STATUS_OK;
    if (record_waves(&r->found->record, session->arena, &waves, &count) != STATUS_OK)
        return errors_memory(&session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        int64_t wave = study_find_wave(r->study, waves[i].year);
        if (!waves[i].file_count || wave < 0)
            continue;
        status = store_find_vintage(r->store, &waves[i], &r->vintages.waves[wave], &session->errors);
        if (status == STATUS_OK && !r->vintages.waves[wave])
            status = not_kept(r, waves[i].files[0].name);
    }
    return status;
}

static enum status find_vintages(struct replay *r)
{
    struct session *session = r->session;
    r->vintages = (struct vintages){.as_of = AS_OF_NEWEST};
    r->vintages.waves = arena_array(session->arena, r->study->wave_count, sizeof *r->vintages.waves);
    if (!r->vintages.waves)
        return errors_memory(&session->errors);
    enum status status = find_side(r, IMPORT_FRAME, r->study->frame, &r->vintages.frame);
    if (status == STATUS_OK)
        status = find_side(r, IMPORT_PUBLISHED, r->study->published, &r->vintages.published);
    if (status == STATUS_OK)
        status = find_side(r, IMPORT_LINEAGE, r->study->lineage, &r->vintages.lineage);
    if (status == STATUS_OK)
        status = find_side(r, IMPORT_MARGINS, r->study->margins, &r->vintages.margins);
    return status == STATUS_OK ? find_waves(r) : status;
}

/* Whether the vintages of then are the newest ones still. */
static enum status are_newest(struct replay *r, bool *newest)
{
    struct session *session = r->session;
    const struct vintages *then = &r->vintages;
    struct vintages now;
    enum status status = store_vintages(r->store, AS_OF_NEWEST, session->arena, &now, &session->errors);
    if (status != STATUS_OK)
        return status;
    *newest = now.frame == then->frame && now.published == then->published && now.lineage == then->lineage &&
              now.margins == then->margins;
    for (size_t i = 0; i < r->study->wave_count; i++)
        *newest = *newest && now.waves[i] == then->waves[i];
    return STATUS_OK;
}

/* A SELECT sees the newest vintages: over older ones it can't be run again. */
static enum status refuse_selects(struct replay *r)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < r->rules.count; i++)
        if (r->rules.rules[i].sql)
            status = errors_add(&r->session->errors, ERROR_RECORD_INPUT, (struct place){.file = r->found->name},
                                "replay it on a copy of the database from before the newer imports",
                                "rule '%s' is a SELECT, which sees the newest vintages, and the record rests on older "
                                "ones",
                                r->rules.rules[i].id);
    return status;
}

/* What the rules are evaluated on: of vintages that are the newest still with the rows of SELECTs. */
static enum status gather(struct replay *r, struct check_inputs *inputs)
{
    bool newest = false;
    enum status status = are_newest(r, &newest);
    if (status == STATUS_OK && !newest)
        status = refuse_selects(r);
    r->then = *r->session;
    r->then.study = r->study;
    r->then.store = r->store;
    if (status == STATUS_OK)
        status = session_load_vintages(&r->then, &r->vintages, true);
    if (status == STATUS_OK)
        status = (newest ? decision_inputs : decision_answers)(&r->then, &r->rules, inputs);
    r->session->errors = r->then.errors; /* with what was added */
    return status;
}

/* The decision of then, computed anew. */
static enum status evaluate(struct replay *r)
{
    struct session *session = r->session;
    int64_t wave = study_find_wave(r->study, r->found->record.year);
    if (wave < 0)
        return errors_add(&session->errors, ERROR_RECORD_FORM, (struct place){.file = r->found->name}, NULL,
                          "the study.yaml of the record has no wave %d", r->found->record.year);
    struct check_inputs inputs;
    enum status status = gather(r, &inputs);
    if (status == STATUS_OK)
        status = panel_recount(r->store, &r->then.panel, (size_t)wave, &session->errors);
    if (status == STATUS_OK)
        status = threshold_check_inputs(&inputs, &r->rules, wave, session->arena, &r->check, &session->errors);
    if (status == STATUS_OK)
        status = threshold_consider(&r->check, &r->files, session->arena, &session->errors);
    r->basis.panel = &r->then.panel;
    r->basis.check = &r->check;
    return status == STATUS_OK ? basis_add_vintages(r->store, session->arena, &r->basis, &session->errors) : status;
}

enum status record_replay(struct session *session, const struct found_record *found)
{
    static const char *const none[] = {NULL};
    struct replay r = {.session = session, .found = found};
    struct decision_record now = {0};
    enum status status = load_study(&r);
    if (status == STATUS_OK)
        status = session_open_store(session, r.study, STORE_READ, &r.store);
    if (status == STATUS_OK)
        status = find_vintages(&r);
    if (status == STATUS_OK)
        status = evaluate(&r);
    if (status == STATUS_OK)
        status = basis_record(&r.basis, session->arena, found->record.number, &now, &session->errors);
    if (status == STATUS_OK)
        status = records_tell(session, found, &now, none);
    record_clear(&now);
    store_close(r.store);
    study_free(r.study);
    return status;
}

/* ---- telling ---- */

static bool is_told(const char *const *told, const char *name)
{
    for (; *told; told++)
        if (strcmp(*told, name) == 0)
            return true;
    return false;
}

/* A value in short. */
static void add_value(struct buffer *out, const char *value)
{
    enum { SHORT = 12 };
    size_t length = strlen(value);
    if (!length)
        buffer_text(out, "none");
    else
        buffer_add(out, value, length == SHA256_TEXT - 1 ? SHORT : length);
}

/* Tells the differences of one thing together; gives how many they are. */
static size_t tell(struct session *session, const struct found_record *found,
                   const struct record_difference *differences, size_t count)
{
    static const enum error_code codes[RECORD_PART_END] = {
        [RECORD_INPUT] = ERROR_RECORD_INPUT,     [RECORD_COUNTS] = ERROR_RECORD_COUNT,
        [RECORD_OPTION] = ERROR_RECORD_RESULT,   [RECORD_RULE] = ERROR_RECORD_RESULT,
        [RECORD_ESTIMATE] = ERROR_RECORD_RESULT, [RECORD_STATE] = ERROR_RECORD_RESULT,
        [RECORD_DECISION] = ERROR_RECORD_RESULT};
    const struct record_difference *first = differences;
    struct buffer what = {0};
    size_t together = 0;
    for (; together < count; together++) {
        const struct record_difference *difference = &differences[together];
        if (difference->part != first->part || strcmp(difference->name, first->name) != 0)
            break;
        buffer_format(&what, "%s%s", together ? ", " : "", difference->field);
        if (!*difference->before && !*difference->now) /* added, removed */
            continue;
        buffer_byte(&what, ' ');
        add_value(&what, difference->before);
        buffer_text(&what, " → ");
        add_value(&what, difference->now);
    }
    (void)errors_add(&session->errors, codes[first->part], (struct place){.file = found->name}, NULL,
                     "%s '%s' is not as in the record: %s", record_part_name(first->part), first->name,
                     buffer_get(&what));
    buffer_clear(&what);
    return together;
}

enum status records_tell(struct session *session, const struct found_record *found, const struct decision_record *now,
                         const char *const *told)
{
    struct record_difference *differences;
    size_t count;
    enum status status = record_compare(&found->record, now, session->arena, &differences, &count, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count;)
        if (differences[i].part == RECORD_INPUT && is_told(told, differences[i].name))
            i++;
        else
            i += tell(session, found, &differences[i], count - i);
    if (status != STATUS_OK)
        return status;
    bool same_program = strcmp(found->record.program, MINAOSHI_VERSION) == 0;
    if (!count && same_program && strcmp(found->record.sha256, now->sha256) != 0) /* the size of a file, say */
        return errors_add(&session->errors, ERROR_RECORD_RESULT, (struct place){.file = found->name}, NULL,
                          "the record says the same in other bytes: its seal is %s, and now %s", found->record.sha256,
                          now->sha256);
    if (session->errors.status != STATUS_OK && !same_program)
        (void)errors_add(&session->errors, ERROR_RECORD_RESULT, (struct place){.file = found->name},
                         "a difference may come from that", "version %s wrote the record, this is %s",
                         found->record.program, MINAOSHI_VERSION);
    return session->errors.status;
}
