/*
 * Files of SPSS, Stata and SAS, read by ReadStat, except portable ones. Two passes: Stata puts the labels of values
 * behind the values, so the first one takes names and labels, the second the values.
 */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readstat.h>

#include "base/buffer.h"
#include "base/map.h"
#include "base/memory.h"
#include "reader/encoding.h"
#include "reader/grid.h"
#include "reader/labels.h"
#include "reader/plain.h"
#include "reader/portable.h"

/* The file as ReadStat sees it: it reads a few bytes at a time. */
struct input {
    int file;
    off_t size, at;
    off_t start; /* of `bytes` in the file */
    size_t length;
    char bytes[65536];
    int error;     /* errno */
    bool short_of; /* the end came before what was asked for */
};

struct variable {
    const char *name, *label; /* `label` may be NULL */
    int64_t set;              /* of labels of its values, or -1 */
};

struct package {
    struct input input;
    enum reader_form form;
    struct grid *grid;
    struct arena *arena;
    struct variable *variables;
    size_t count, capacity;
    struct map sets; /* of labels: name -> number */
    struct labels labels;
    struct buffer text;
    size_t cell;         /* in the row that is being made */
    bool encoding_given; /* asked for */
    bool guessed;        /* neither asked for nor told by the file: UTF-8 or nothing */
    bool too_wide, too_long, bad_text, no_memory, grid_failed;
};

/* Input */

static int input_open(const char *path, void *context)
{
    struct input *input = context;
    (void)path;
    input->at = input->start = 0;
    input->length = 0;
    return 0;
}

static int input_close(void *context)
{
    (void)context;
    return 0;
}

static readstat_off_t input_seek(readstat_off_t offset, readstat_io_flags_t whence, void *context)
{
    struct input *input = context;
    off_t from = whence == READSTAT_SEEK_SET ? 0 : whence == READSTAT_SEEK_CUR ? input->at : input->size;
    /* No further than the end: sizes in a damaged file would else lead anywhere. */
    if (offset < -from || offset > input->size - from) {
        input->short_of = true;
        return -1;
    }
    input->at = from + offset;
    return input->at;
}

static bool input_fill(struct input *input)
{
    ssize_t got;
    do
        got = pread(input->file, input->bytes, sizeof input->bytes, input->at);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        input->error = errno;
        return false;
    }
    input->start = input->at;
    input->length = (size_t)got;
    return true;
}

static ssize_t input_read(void *buffer, size_t wanted, void *context)
{
    struct input *input = context;
    char *out = buffer;
    size_t done = 0;
    while (done < wanted) {
        if (input->at < input->start || input->at >= input->start + (off_t)input->length) {
            if (!input_fill(input))
                return -1;
            if (!input->length)
                break;
        }
        size_t offset = (size_t)(input->at - input->start);
        size_t part = input->length - offset < wanted - done ? input->length - offset : wanted - done;
        memcpy(out + done, input->bytes + offset, part);
        done += part;
        input->at += (off_t)part;
    }
    /* A short number that is asked for at the very end is a question whether more follows. */
    input->short_of = input->short_of || (done < wanted && (done || wanted > sizeof(int32_t)));
    return (ssize_t)done;
}

static readstat_error_t input_update(long size, readstat_progress_handler progress, void *user, void *context)
{
    (void)size;
    (void)progress;
    (void)user;
    (void)context;
    return READSTAT_OK;
}

/* Values and their labels */

/* The shortest text that gives the same float: 0.1 of four bytes is not 0.10000000149011612. */
static void add_float(struct buffer *out, float value)
{
    char text[32];
    for (int digits = 6; digits <= 9; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) >= value && strtof(text, NULL) <= value)
            break;
    }
    plain_add(out, strtod(text, NULL));
}

static bool is_string(readstat_value_t value)
{
    return readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING;
}

static void add_value(struct buffer *out, readstat_value_t value)
{
    if (is_string(value)) {
        const char *text = readstat_string_value(value);
        buffer_add(out, text, plain_length(text, text ? strlen(text) : 0));
    } else if (readstat_value_is_tagged_missing(value))
        buffer_format(out, ".%c", readstat_value_tag(value));
    else if (readstat_value_is_system_missing(value))
        return;
    else if (readstat_value_type(value) == READSTAT_TYPE_FLOAT)
        add_float(out, readstat_float_value(value));
    else
        plain_add(out, readstat_double_value(value));
}

static int out_of_memory(struct package *package)
{
    package->no_memory = true;
    return READSTAT_HANDLER_ABORT;
}

static int64_t set_of(struct package *package, const char *name)
{
    int64_t next = (int64_t)package->sets.count, there = 0;
    bool found = false;
    if (map_put(&package->sets, name, next, &there, &found) != STATUS_OK)
        return -1;
    return found ? there : next;
}

/* The text's length without trailing blanks; one that is not UTF-8 (ReadStat converts, but takes over what is said to
 * be UTF-8 already) ends the pass. */
static bool measure(struct package *package, const char *text, size_t *length)
{
    *length = plain_length(text, text ? strlen(text) : 0);
    package->bad_text = *length && !plain_is_utf8(text, length);
    return !package->bad_text;
}

static int take_label(const char *set_name, readstat_value_t value, const char *label, void *context)
{
    struct package *package = context;
    size_t length;
    if (!measure(package, label, &length))
        return READSTAT_HANDLER_ABORT;
    int64_t set = set_name ? set_of(package, set_name) : -1;
    package->text.length = 0;
    add_value(&package->text, value);
    if (set < 0 || buffer_status(&package->text) != STATUS_OK ||
        labels_put(&package->labels, set, is_string(value), buffer_get(&package->text), package->text.length, label,
                   length) != STATUS_OK)
        return out_of_memory(package);
    return READSTAT_HANDLER_OK;
}

/* First pass */

/* Stata before 14 does not say what its text is in, and an old SPSS may not. ReadStat would take it for
 * WINDOWS-1252, which fits almost any bytes and would make Japanese unreadable without a word. */
static int take_metadata(readstat_metadata_t *metadata, void *context)
{
    struct package *package = context;
    const char *told = readstat_get_file_encoding(metadata);
    bool silent = package->form == FORM_DTA ? readstat_get_file_format_version(metadata) < 118 : !told || !told[0];
    package->too_wide = readstat_get_var_count(metadata) > READER_COLUMNS_MAX;
    if (package->too_wide)
        return READSTAT_HANDLER_ABORT;
    if (package->encoding_given || package->guessed || !silent)
        return READSTAT_HANDLER_OK;
    package->guessed = true; /* and again */
    return READSTAT_HANDLER_ABORT;
}

static int take_variable(int index, readstat_variable_t *variable, const char *set_name, void *context)
{
    struct package *package = context;
    (void)index;
    if (package->count >= READER_COLUMNS_MAX) {
        package->too_wide = true;
        return READSTAT_HANDLER_ABORT;
    }
    const char *name = readstat_variable_get_name(variable), *label = readstat_variable_get_label(variable);
    size_t name_length, label_length;
    if (!measure(package, name, &name_length) || !measure(package, label, &label_length))
        return READSTAT_HANDLER_ABORT;
    if (mem_grow(&package->variables, &package->capacity, package->count, sizeof *package->variables) != STATUS_OK)
        return out_of_memory(package);
    bool labelled = set_name && set_name[0];
    struct variable taken = {
        .name = arena_text(package->arena, name ? name : "", name_length),
        .label = label_length ? arena_text(package->arena, label, label_length) : NULL,
        .set = labelled ? set_of(package, set_name) : -1,
    };
    if (!taken.name || (label_length && !taken.label) || (labelled && taken.set < 0))
        return out_of_memory(package);
    package->variables[package->count++] = taken;
    return READSTAT_HANDLER_OK;
}

/* Second pass */

/* ReadStat makes its variables only when somebody asks for them, and gives values of none otherwise. */
static int pass_over_variable(int index, readstat_variable_t *variable, const char *set_name, void *context)
{
    (void)index;
    (void)variable;
    (void)set_name;
    (void)context;
    return READSTAT_HANDLER_OK;
}

static int take_value(int row, readstat_variable_t *variable, readstat_value_t value, void *context)
{
    struct package *package = context;
    int index = readstat_variable_get_index(variable);
    if (index < 0 || (size_t)index >= package->count || (size_t)index != package->cell)
        return READSTAT_HANDLER_ABORT;
    package->text.length = 0;
    add_value(&package->text, value);
    if (buffer_status(&package->text) != STATUS_OK)
        return out_of_memory(package);
    const char *text = package->text.length ? buffer_get(&package->text) : "", *code = NULL, *label = NULL;
    size_t length = package->text.length, code_length = 0;
    package->too_long = length > READER_FIELD_MAX;
    package->bad_text = length && !plain_is_utf8(text, &length);
    if (package->too_long || package->bad_text)
        return READSTAT_HANDLER_ABORT;
    int64_t set = package->variables[index].set;
    if (set >= 0 && length && labels_find(&package->labels, set, is_string(value), text, length, &label) != STATUS_OK)
        return out_of_memory(package);
    if (label) {
        code = text;
        code_length = length;
        text = label;
        length = strlen(label);
    }
    bool missing = readstat_value_is_tagged_missing(value) || readstat_value_is_defined_missing(value, variable);
    enum status status = grid_add(package->grid, text, length, code, code_length, missing);
    if (status == STATUS_OK && ++package->cell == package->count) {
        package->cell = 0;
        status = grid_end_row(package->grid, (int64_t)row + 1);
    }
    package->grid_failed = status != STATUS_OK;
    return status == STATUS_OK ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

/* Passes and what goes wrong in them */

static readstat_error_t pass(struct package *package, const char *encoding, bool values)
{
    readstat_parser_t *parser = readstat_parser_init();
    if (!parser) {
        package->no_memory = true;
        return READSTAT_ERROR_MALLOC;
    }
    readstat_set_open_handler(parser, input_open);
    readstat_set_close_handler(parser, input_close);
    readstat_set_seek_handler(parser, input_seek);
    readstat_set_read_handler(parser, input_read);
    readstat_set_update_handler(parser, input_update);
    readstat_set_io_ctx(parser, &package->input);
    readstat_set_file_character_encoding(parser, encoding);
    if (values) {
        readstat_set_variable_handler(parser, pass_over_variable);
        readstat_set_value_handler(parser, take_value);
    } else {
        readstat_set_metadata_handler(parser, take_metadata);
        readstat_set_variable_handler(parser, take_variable);
        readstat_set_value_label_handler(parser, take_label);
    }
    readstat_error_t error = READSTAT_ERROR_OPEN;
    switch (package->form) {
    case FORM_SAV:
        error = readstat_parse_sav(parser, "", package);
        break;
    case FORM_DTA:
        error = readstat_parse_dta(parser, "", package);
        break;
    case FORM_SAS:
        error = readstat_parse_sas7bdat(parser, "", package);
        break;
    case FORM_POR:
    case FORM_TEXT:
    case FORM_WORKBOOK:
        break;
    }
    readstat_parser_free(parser);
    return error;
}

static const char *package_name(enum reader_form form)
{
    return form == FORM_DTA ? "Stata" : form == FORM_SAS ? "SAS" : "SPSS";
}

static enum status damaged(const struct package *package, const char *name, const char *what, struct errors *errors)
{
    const char *maker = package_name(package->form);
    struct buffer hint = {0};
    buffer_format(&hint, "open it in %s and save it again, or save it as CSV in UTF-8", maker);
    enum status status =
        errors_add(errors, ERROR_FORM_DAMAGED, (struct place){.file = name}, buffer_get(&hint),
                   "unable to read it as a file of %s: %c%s", maker, tolower((unsigned char)what[0]), what + 1);
    buffer_clear(&hint);
    return status;
}

static enum status report(const struct package *package, const char *name, readstat_error_t error,
                          struct errors *errors)
{
    static const char correct[] = "correct `encoding:` in study.yaml or --encoding, or save the file as CSV in UTF-8";
    struct place place = {.file = name};
    const char *maker = package_name(package->form);
    if (package->no_memory)
        return errors_memory(errors);
    if (package->grid_failed)
        return grid_report(package->grid, errors);
    if (package->input.error)
        return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name,
                          strerror(package->input.error));
    if (package->too_wide)
        return errors_add(errors, ERROR_FORM_LIMIT, place, "save only the variables that the study needs",
                          "the %s file has more than %d variables", maker, READER_COLUMNS_MAX);
    if (package->too_long)
        return errors_add(errors, ERROR_FORM_LIMIT, place, "leave that variable out",
                          "the %s file has a text that is longer than 1 MiB", maker);
    bool bad_text = package->bad_text || error == READSTAT_ERROR_CONVERT_BAD_STRING;
    if (bad_text && package->guessed)
        return errors_add(errors, ERROR_FORM_DAMAGED, place,
                          "name its encoding with `encoding:` in study.yaml or --encoding, such as CP932",
                          "the %s file does not say what its text is written in, and it is not UTF-8", maker);
    if (bad_text)
        return errors_add(errors, ERROR_FORM_DAMAGED, place, correct,
                          "the %s file has a text that is not in the encoding %s", maker,
                          package->encoding_given ? "asked for" : "that it names");
    if (error == READSTAT_ERROR_UNSUPPORTED_CHARSET)
        return errors_add(errors, ERROR_FORM_DAMAGED, place, correct, "the %s file names an encoding that is not known",
                          maker);
    return damaged(package, name,
                   error == READSTAT_ERROR_USER_ABORT ? "its values are out of order" : readstat_error_message(error),
                   errors);
}

static enum status add_names(const struct package *package)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < package->count && status == STATUS_OK; i++) {
        const struct variable *variable = &package->variables[i];
        status = grid_add(package->grid, variable->name, strlen(variable->name), variable->label,
                          variable->label ? strlen(variable->label) : 0, false);
    }
    return status == STATUS_OK ? grid_end_row(package->grid, 0) : status;
}

/* ReadStat takes a Stata file that ends among the labels for one with fewer labels: their values would stand without a
 * word. Since Stata 13 a file has a mark at its end. */
static bool ends_early(struct package *package)
{
    static const char head[] = "<stata_dta>", tail[] = "</stata_dta>";
    struct input *input = &package->input;
    char bytes[sizeof tail] = "";
    (void)input_open("", input);
    if (input_read(bytes, sizeof head - 1, input) < 0 || strncmp(bytes, head, sizeof head - 1) != 0)
        return false;
    if (input_seek(-(readstat_off_t)(sizeof tail - 1), READSTAT_SEEK_END, input) < 0)
        return true;
    return input_read(bytes, sizeof tail - 1, input) >= 0 && memcmp(bytes, tail, sizeof tail - 1) != 0;
}

static enum status read_all(struct package *package, const char *name, const char *encoding, struct errors *errors)
{
    if (package->form == FORM_DTA && ends_early(package))
        return damaged(package, name, "it ends too early", errors);
    package->input.short_of = false;
    readstat_error_t error = pass(package, encoding, false);
    if (error != READSTAT_OK && package->guessed) {
        encoding = "UTF-8";
        error = pass(package, encoding, false);
    }
    if (error == READSTAT_OK && package->form == FORM_DTA && package->input.short_of)
        return damaged(package, name, "it ends too early", errors);
    if (error == READSTAT_OK && !package->count)
        return damaged(package, name, "it has no variables", errors);
    if (error == READSTAT_OK) {
        package->grid_failed = add_names(package) != STATUS_OK;
        if (!package->grid_failed)
            error = pass(package, encoding, true);
    }
    if (error == READSTAT_OK && package->cell)
        return damaged(package, name, "it ends too early", errors);
    return error != READSTAT_OK || package->grid_failed ? report(package, name, error, errors) : STATUS_OK;
}

enum status statistics_read(int file, const char *name, enum reader_form form, const char *encoding, struct grid *grid,
                            struct errors *errors)
{
    struct encoding parsed = {0};
    struct stat info;
    if (encoding && !encoding_parse(encoding, &parsed))
        return errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = name},
                          "well-known ones are utf-8, cp932, euc-jp, iso-2022-jp, utf-16le and windows-1252",
                          "the encoding '%s' is not known", encoding);
    if (form == FORM_POR)
        return portable_read(file, name, parsed.iconv, grid, errors);
    if (fstat(file, &info) != 0)
        return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name,
                          strerror(errno));
    struct package *package = mem_alloc(sizeof *package);
    struct arena *arena = arena_new();
    enum status status;
    if (!package || !arena) {
        status = errors_memory(errors);
        goto out;
    }
    package->input.file = file;
    package->input.size = info.st_size;
    package->form = form;
    package->grid = grid;
    package->arena = package->sets.arena = package->labels.keys.arena = arena;
    package->encoding_given = encoding != NULL;
    status = read_all(package, name, parsed.iconv, errors);
    mem_free(package->variables);
    labels_clear(&package->labels);
    buffer_clear(&package->text);
out:
    mem_free(package);
    arena_free(arena);
    return status;
}
