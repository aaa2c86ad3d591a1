/*
 * SPSS portable files, as "Portable File Format" in the PSPP Developer's Guide describes them: lines of 80 characters,
 * which a table at the start translates, numbers to the base of 30, strings with their length before them.
 *
 * ReadStat is not used for these: it takes characters beyond ASCII through the locale of the program, which makes
 * blanks of them, and it refuses the table that PSPP writes.
 */
#define _POSIX_C_SOURCE 200809L
#include "reader/portable.h"

#include <math.h>
#include <string.h>

#include "reader/plain.h"
#include "reader/portable_inside.h"

/* Records */

/* The table gives for each of 256 characters the byte that stands for it. Only those of ASCII matter (others stand for
 * themselves, so that texts in UTF-8 or CP932 pass), and of two the first: a program that lacks a character writes one
 * that looks alike. Blank: not in ASCII, or an unused place. */
static void read_table(struct portable *portable)
{
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     " .<(+|&[]!$*);^-/|,%_>?`:#@'=\"      ~                     {}\\";
    enum { FIRST = 64, VANITY = 200, MAGIC = 8 };
    bool known[256] = {false};
    for (int i = 0; i < 256; i++)
        portable->meanings[i] = (unsigned char)i;
    for (int i = 0; i < VANITY; i++)
        (void)portable_raw(portable);
    for (size_t i = 0; i < 256; i++) {
        int byte = portable_raw(portable);
        bool blank = i == FIRST + 62; /* the one that is a character */
        if (byte < 0 || i < FIRST || i - FIRST >= sizeof characters - 1 || known[byte] ||
            (characters[i - FIRST] == ' ' && !blank))
            continue;
        known[byte] = true;
        portable->meanings[byte] = (unsigned char)characters[i - FIRST];
    }
    char magic[MAGIC + 1] = {0};
    for (int i = 0; i < MAGIC; i++)
        magic[i] = (char)portable_character(portable);
    if (strcmp(magic, "SPSSPORT") != 0)
        portable_damaged(portable, "its mark is missing");
}

static void read_variable(struct portable *portable)
{
    if (portable->count >= READER_COLUMNS_MAX && portable->status == STATUS_OK) {
        portable->status = errors_add(portable->errors, ERROR_FORM_LIMIT, (struct place){.file = portable->name},
                                      "save only the variables that the study needs",
                                      "the SPSS file has more than %d variables", READER_COLUMNS_MAX);
        return;
    }
    struct portable_variable taken = {.set = -1, .string = portable_count(portable, PORTABLE_STRING_MOST) > 0};
    taken.name = portable_copy(portable);
    for (int i = 0; i < 6; i++) /* formats to print and to write */
        (void)portable_number(portable);
    if (portable->status != STATUS_OK)
        return;
    int64_t there;
    bool found;
    if (map_put(&portable->names, taken.name, (int64_t)portable->count, &there, &found) != STATUS_OK ||
        mem_grow(&portable->variables, &portable->capacity, portable->count, sizeof *portable->variables) != STATUS_OK)
        portable_no_memory(portable);
    else
        portable->variables[portable->count++] = taken;
}

static void add_missing(struct portable *portable, struct portable_missing missing)
{
    struct portable_variable *variable = &portable->variables[portable->count - 1];
    if (portable->status == STATUS_OK && variable->missing_count == PORTABLE_MISSING_MOST)
        portable_damaged(portable, "a variable has more than three missing values");
    if (portable->status == STATUS_OK)
        variable->missing[variable->missing_count++] = missing;
}

static void read_missing(struct portable *portable, int tag)
{
    struct portable_missing missing = {.low = -HUGE_VAL, .high = HUGE_VAL};
    if (portable->variables[portable->count - 1].string) {
        missing.text = portable_copy(portable);
        if (tag != '8')
            portable_damaged(portable, "a string has a range of missing values");
    } else if (tag == '8')
        missing.low = missing.high = portable_number(portable);
    else {
        if (tag == 'B' || tag == 'A')
            missing.low = portable_number(portable);
        if (tag == 'B' || tag == '9')
            missing.high = portable_number(portable);
    }
    add_missing(portable, missing);
}

static void read_labels(struct portable *portable)
{
    struct buffer value = {0};
    bool string = false;
    int64_t set = portable->sets++;
    size_t variables = portable_count(portable, READER_COLUMNS_MAX);
    for (size_t i = 0; i < variables && portable->status == STATUS_OK; i++) {
        portable_string(portable);
        int64_t index = portable->status == STATUS_OK ? map_get(&portable->names, buffer_get(&portable->text)) : -1;
        if (index < 0) {
            portable_damaged(portable, "labels belong to a variable that is not there");
            break;
        }
        portable->variables[index].set = set;
        string = portable->variables[index].string;
    }
    size_t count = portable_count(portable, INT32_MAX);
    for (size_t i = 0; i < count && portable->status == STATUS_OK; i++) {
        value.length = 0;
        if (string) {
            portable_string(portable);
            buffer_add(&value, buffer_get(&portable->text), portable->text.length);
        } else
            plain_add(&value, portable_number(portable));
        portable_string(portable);
        if (portable->status == STATUS_OK &&
            (buffer_status(&value) != STATUS_OK ||
             labels_put(&portable->labels, set, string, buffer_get(&value), value.length, buffer_get(&portable->text),
                        portable->text.length) != STATUS_OK))
            portable_no_memory(portable);
    }
    buffer_clear(&value);
}

/* Everything before the data. */
static void read_dictionary(struct portable *portable)
{
    (void)portable_character(portable); /* the version */
    portable_string(portable);          /* date and time */
    portable_string(portable);
    while (portable->status == STATUS_OK) {
        int tag = portable_character(portable);
        if (tag >= 0 && strchr("89ABC", tag) && !portable->count) {
            portable_damaged(portable, "a record stands before its variable");
            return;
        }
        switch (tag) {
        case '1': /* what wrote it */
        case '2':
        case '3':
        case '6': /* the variable of weights */
            portable_string(portable);
            break;
        case '4': /* how many variables */
        case '5': /* digits to the base of 30 */
            (void)portable_number(portable);
            break;
        case '7':
            read_variable(portable);
            break;
        case '8':
        case '9':
        case 'A':
        case 'B':
            read_missing(portable, tag);
            break;
        case 'C':
            portable->variables[portable->count - 1].label = portable_copy(portable);
            break;
        case 'D':
            read_labels(portable);
            break;
        case 'E': /* notes */
            for (size_t lines = portable_count(portable, INT32_MAX); lines && portable->status == STATUS_OK; lines--)
                portable_string(portable);
            break;
        case 'F':
            return;
        default:
            portable_damaged(portable, "a record is not known");
        }
    }
}

/* Cases */

static bool is_missing(const struct portable_variable *variable, double value, const char *text)
{
    for (size_t i = 0; i < variable->missing_count; i++) {
        const struct portable_missing *missing = &variable->missing[i];
        if (missing->text ? strcmp(missing->text, text) == 0 : value >= missing->low && value <= missing->high)
            return true;
    }
    return false;
}

static void check_grid(struct portable *portable, enum status status)
{
    if (status != STATUS_OK && portable->status == STATUS_OK)
        portable->status = grid_report(portable->grid, portable->errors);
}

/* The value that begins with `character` into the grid. */
static void read_value(struct portable *portable, const struct portable_variable *variable, int character)
{
    double number = NAN;
    if (variable->string)
        portable_string_from(portable, character);
    else {
        number = portable_number_from(portable, character);
        portable->text.length = 0;
        if (!isnan(number))
            plain_add(&portable->text, number);
    }
    if (portable->status != STATUS_OK)
        return;
    const char *text = buffer_get(&portable->text), *label = NULL;
    size_t length = portable->text.length;
    if (!length) { /* a buffer that was cleared keeps its last text */
        check_grid(portable, grid_add(portable->grid, "", 0, NULL, 0, false));
        return;
    }
    if (buffer_status(&portable->text) != STATUS_OK ||
        (variable->set >= 0 &&
         labels_find(&portable->labels, variable->set, variable->string, text, length, &label) != STATUS_OK)) {
        portable_no_memory(portable);
        return;
    }
    bool missing = is_missing(variable, number, text);
    check_grid(portable, label ? grid_add(portable->grid, label, strlen(label), text, length, missing)
                               : grid_add(portable->grid, text, length, NULL, 0, missing));
}

static void read_cases(struct portable *portable)
{
    for (size_t i = 0; i < portable->count && portable->status == STATUS_OK; i++) {
        const struct portable_variable *variable = &portable->variables[i];
        const char *label = variable->label && variable->label[0] ? variable->label : NULL;
        check_grid(portable, grid_add(portable->grid, variable->name, strlen(variable->name), label,
                                      label ? strlen(label) : 0, false));
    }
    if (portable->status == STATUS_OK)
        check_grid(portable, grid_end_row(portable->grid, 0));
    for (int64_t number = 1; portable->status == STATUS_OK; number++) {
        int character = portable_character(portable);
        if (character == 'Z')
            return;
        for (size_t i = 0; i < portable->count && portable->status == STATUS_OK; i++)
            read_value(portable, &portable->variables[i], i ? portable_character(portable) : character);
        if (portable->status == STATUS_OK)
            check_grid(portable, grid_end_row(portable->grid, number));
    }
}

static enum status open_converter(struct portable *portable, const char *encoding)
{
    portable->converter = (iconv_t)-1;
    if (!encoding)
        return STATUS_OK;
    portable->encoding_given = true;
    portable->converter = iconv_open("UTF-8", encoding);
    return portable->converter == (iconv_t)-1 ? errors_memory(portable->errors) : STATUS_OK;
}

enum status portable_read(int file, const char *name, const char *encoding, struct grid *grid, struct errors *errors)
{
    struct portable *portable = mem_alloc(sizeof *portable);
    struct arena *arena = arena_new();
    enum status status;
    if (!portable || !arena) {
        status = errors_memory(errors);
        goto out;
    }
    portable->file = file;
    portable->name = name;
    portable->grid = grid;
    portable->errors = errors;
    portable->arena = portable->names.arena = portable->labels.keys.arena = arena;
    portable->status = open_converter(portable, encoding);
    if (portable->status == STATUS_OK) {
        read_table(portable);
        read_dictionary(portable);
        if (!portable->count)
            portable_damaged(portable, "it has no variables");
        read_cases(portable);
    }
    status = portable->status;
    if (portable->converter != (iconv_t)-1)
        (void)iconv_close(portable->converter);
    labels_clear(&portable->labels);
    buffer_clear(&portable->raw);
    buffer_clear(&portable->text);
    mem_free(portable->variables);
out:
    mem_free(portable);
    arena_free(arena);
    return status;
}
