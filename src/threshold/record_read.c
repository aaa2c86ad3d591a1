/* Reading a record back. What is doctored is told before anything is concluded from it. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "threshold/record.h"

static const char HINT[] = "restore it from version control, or from the database";

struct reading {
    const char *name;
    struct errors *errors;
};

static enum status refuse(const struct reading *r, const char *what, const char *why)
{
    return errors_add(r->errors, ERROR_RECORD_FORM, (struct place){.file = r->name}, HINT, "%s %s", what, why);
}

/* A member of the type that it must have; NULL after reporting. */
static json_t *member(const struct reading *r, json_t *object, const char *key, json_type type)
{
    json_t *value = json_object_get(object, key);
    if (value && json_typeof(value) == type)
        return value;
    struct buffer what = {0};
    buffer_format(&what, "'%s'", key);
    (void)refuse(r, buffer_get(&what), value ? "is not of its type" : "is missing");
    buffer_clear(&what);
    return NULL;
}

static bool is_hash(const char *text)
{
    return strlen(text) == SHA256_TEXT - 1 && strspn(text, "0123456789abcdef") == SHA256_TEXT - 1;
}

static bool check_file(const struct reading *r, json_t *row)
{
    json_t *name = member(r, row, "name", JSON_STRING), *hash = member(r, row, "sha256", JSON_STRING);
    json_t *bytes = member(r, row, "bytes", JSON_INTEGER);
    if (!name || !hash || !bytes)
        return false;
    return is_hash(json_string_value(hash)) || (refuse(r, "'sha256'", "is no hash"), false);
}

static bool check_files(const struct reading *r, json_t *rows)
{
    bool whole = true;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) whole = check_file(r, row) && whole;
    return whole;
}

static bool check_waves(const struct reading *r, json_t *rows)
{
    bool whole = true;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        json_t *files = member(r, row, "files", JSON_ARRAY), *codebook = json_object_get(row, "codebook");
        if (!member(r, row, "wave", JSON_INTEGER) || !files || !check_files(r, files))
            whole = false;
        else if (!json_is_null(codebook) && (!json_is_string(codebook) || !is_hash(json_string_value(codebook))))
            whole = refuse(r, "'codebook'", "is no hash") == STATUS_OK;
    }
    return whole;
}

/* Whether the record is formed as one; every fault is told. */
static bool check_form(const struct reading *r, json_t *root)
{
    static const struct {
        const char *key;
        json_type type;
    } members[] = {{"program", JSON_STRING}, {"study", JSON_STRING},    {"wave", JSON_INTEGER},
                   {"number", JSON_INTEGER}, {"decision", JSON_STRING}, {"options", JSON_OBJECT},
                   {"inputs", JSON_ARRAY},   {"waves", JSON_ARRAY},     {"content", JSON_OBJECT},
                   {"rules", JSON_ARRAY},    {"states", JSON_ARRAY},    {"rates", JSON_ARRAY},
                   {"changes", JSON_ARRAY},  {"sha256", JSON_STRING}};
    json_t *format = member(r, root, "format", JSON_INTEGER);
    if (!format)
        return false;
    if (json_integer_value(format) != RECORD_FORMAT) {
        (void)errors_add(r->errors, ERROR_RECORD_FORM, (struct place){.file = r->name},
                         "use the version of minaoshi that wrote it", "format %lld of records is not known",
                         (long long)json_integer_value(format));
        return false;
    }
    bool whole = true;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        whole = member(r, root, members[i].key, members[i].type) && whole;
    return whole && check_files(r, json_object_get(root, "inputs")) && check_waves(r, json_object_get(root, "waves"));
}

/* Whether the bytes end with their own seal. */
static bool is_sealed(const char *bytes, size_t length)
{
    static const char end[] = "\"\n}\n";
    const size_t head = sizeof RECORD_SEAL - 1, hash_length = SHA256_TEXT - 1, tail = sizeof end - 1;
    if (length < head + hash_length + tail)
        return false;
    size_t content = length - head - hash_length - tail;
    char hex[SHA256_TEXT];
    sha256_of(bytes, content, hex);
    return memcmp(bytes + content, RECORD_SEAL, head) == 0 && memcmp(bytes + content + head, hex, hash_length) == 0 &&
           memcmp(bytes + length - tail, end, tail) == 0;
}

static void take_head(json_t *root, struct decision_record *record)
{
    *record = (struct decision_record){.year = (int)json_integer_value(json_object_get(root, "wave")),
                                       .number = json_integer_value(json_object_get(root, "number")),
                                       .study = json_string_value(json_object_get(root, "study")),
                                       .decision = json_string_value(json_object_get(root, "decision")),
                                       .program = json_string_value(json_object_get(root, "program")),
                                       .sha256 = json_string_value(json_object_get(root, "sha256")),
                                       .root = root};
}

enum status record_read(const char *name, const char *bytes, size_t length, struct decision_record *record,
                        struct errors *errors)
{
    const struct reading r = {name, errors};
    json_error_t problem;
    *record = (struct decision_record){0};
    json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &problem);
    if (!root) {
        if (json_error_code(&problem) == json_error_out_of_memory)
            return errors_memory(errors);
        struct buffer text = {0};
        text_add_safe(&text, problem.text, strlen(problem.text));
        enum status status = errors_add(
            errors, ERROR_RECORD_FORM,
            (struct place){name, problem.line > 0 ? problem.line : 0, problem.column > 0 ? problem.column : 0}, HINT,
            "this is no JSON: %s", buffer_get(&text));
        buffer_clear(&text);
        return status;
    }
    enum status status = STATUS_OK;
    if (!json_is_object(root))
        status = refuse(&r, "the file", "is no record");
    else if (!check_form(&r, root))
        status = STATUS_NOT_REPRODUCED;
    else if (!is_sealed(bytes, length))
        status = errors_add(errors, ERROR_RECORD_CHANGED, (struct place){.file = name}, HINT,
                            "the record is not as it was written: its seal is not that of its content");
    if (status != STATUS_OK) {
        json_decref(root);
        return status;
    }
    take_head(root, record);
    return STATUS_OK;
}

void record_clear(struct decision_record *record)
{
    json_decref(record->root);
    *record = (struct decision_record){0};
}

/* ---- what it rests on ---- */

static void take_input(json_t *row, const char **name, char hash[SHA256_TEXT], int64_t *bytes)
{
    *name = json_string_value(json_object_get(row, "name"));
    memcpy(hash, json_string_value(json_object_get(row, "sha256")), SHA256_TEXT); /* check_file has seen its length */
    *bytes = json_integer_value(json_object_get(row, "bytes"));
}

bool record_input_at(const struct decision_record *record, size_t i, struct record_input *input)
{
    json_t *row = json_array_get(json_object_get(record->root, "inputs"), i);
    *input = (struct record_input){0};
    if (row)
        take_input(row, &input->name, input->sha256, &input->bytes);
    return row != NULL;
}

bool record_find_input(const struct decision_record *record, const char *name, struct record_input *input)
{
    for (size_t i = 0; record_input_at(record, i, input); i++)
        if (strcmp(input->name, name) == 0)
            return true;
    return false;
}

static enum status take_wave(json_t *row, struct arena *arena, struct import *import)
{
    json_t *files = json_object_get(row, "files");
    const char *codebook = json_string_value(json_object_get(row, "codebook"));
    import->kind = IMPORT_WAVE;
    import->year = (int)json_integer_value(json_object_get(row, "wave"));
    import->by_hand = json_is_true(json_object_get(row, "by_hand"));
    if (codebook)
        memcpy(import->codebook, codebook, SHA256_TEXT);
    import->files = arena_array(arena, json_array_size(files), sizeof *import->files);
    if (!import->files)
        return STATUS_FAILURE;
    import->file_count = json_array_size(files);
    for (size_t k = 0; k < import->file_count; k++)
        take_input(json_array_get(files, k), &import->files[k].name, import->files[k].sha256, &import->files[k].bytes);
    return STATUS_OK;
}

enum status record_waves(const struct decision_record *record, struct arena *arena, struct import **waves,
                         size_t *count)
{
    json_t *rows = json_object_get(record->root, "waves");
    enum status status = STATUS_OK;
    *count = json_array_size(rows);
    *waves = arena_array(arena, *count, sizeof **waves);
    if (!*waves)
        return STATUS_FAILURE;
    for (size_t i = 0; status == STATUS_OK && i < *count; i++)
        status = take_wave(json_array_get(rows, i), arena, &(*waves)[i]);
    return status;
}
