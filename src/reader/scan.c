/* One look at a whole file: what it is, its hash, and whether it is UTF-8. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "reader/detect.h"
#include "reader/input.h"
#include "reader/reader.h"

enum { HEAD = 1024, BLOCK = 256 * 1024 };

const char *reader_form_name(enum reader_form form)
{
    static const char *const names[] = {
        [FORM_TEXT] = "text", [FORM_WORKBOOK] = "xlsx", [FORM_SAV] = "sav",
        [FORM_POR] = "por",   [FORM_DTA] = "dta",       [FORM_SAS] = "sas7bdat",
    };
    return names[form];
}

static bool begins(const char *head, size_t length, const char *with, size_t with_length)
{
    return length >= with_length && memcmp(head, with, with_length) == 0;
}

/*
 * SPSS portable: lines of 80 characters, whose ends do not count; 200 of them name the program, 256 are a table of the
 * characters used, in an order of its own with the letters from 74 on; then "SPSSPORT" in those characters. PSPP
 * Internals, "Portable File Format".
 */
static bool is_portable(const char *head, size_t length)
{
    enum { TABLE = 200, LETTERS = 74, MARK = TABLE + 256 };
    static const char mark[] = "SPSSPORT";
    char text[HEAD];
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        if (head[i] != '\r' && head[i] != '\n')
            text[count++] = head[i];
    if (count < MARK + sizeof mark - 1)
        return false;
    if (memcmp(text + MARK, mark, sizeof mark - 1) == 0)
        return true;
    const char *letters = text + TABLE + LETTERS;
    for (size_t i = 0; i < sizeof mark - 1; i++)
        if (text[MARK + i] != letters[mark[i] - 'A'])
            return false;
    return letters['S' - 'A'] != letters['P' - 'A'] && letters['S' - 'A'] != letters['O' - 'A'];
}

static enum reader_form find_form(const char *head, size_t length)
{
    static const char sas[] = "\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\x00\x09\xC7\x31\x8C"
                              "\x18\x1F\x10\x11";
    if (begins(head, length, "PK\3\4", 4))
        return FORM_WORKBOOK;
    if (begins(head, length, "$FL2", 4) || begins(head, length, "$FL3", 4))
        return FORM_SAV;
    if (begins(head, length, "<stata_dta>", 11))
        return FORM_DTA;
    /* before version 117: the version, the order of bytes, 1 */
    if (length >= 3 && head[0] >= 105 && head[0] <= 119 && (head[1] == 1 || head[1] == 2) && head[2] == 1)
        return FORM_DTA;
    if (begins(head, length, sas, sizeof sas - 1))
        return FORM_SAS;
    return is_portable(head, length) ? FORM_POR : FORM_TEXT;
}

/* Fills `head` from the source. */
static enum status read_head(const struct source *source, char head[HEAD], size_t *length, struct errors *errors)
{
    *length = 0;
    struct input *input;
    enum status status = input_open(source, &input, errors);
    for (size_t got = 1; status == STATUS_OK && got && *length < HEAD; *length += got)
        status = input_read(input, head + *length, HEAD - *length, &got, errors);
    input_close(input);
    return status;
}

/* The look at the text, beside the hashing. */
struct looking {
    const struct source *source;
    struct detect_look look;
    struct errors errors;
};

static void *look_through(void *given)
{
    struct looking *looking = given;
    struct input *input = NULL;
    char *block = mem_alloc(DETECT_AHEAD + BLOCK);
    enum status status =
        block ? input_open(looking->source, &input, &looking->errors) : errors_memory(&looking->errors);
    for (size_t got = 1; status == STATUS_OK && got;) {
        status = input_read(input, block + DETECT_AHEAD, BLOCK, &got, &looking->errors);
        if (status == STATUS_OK)
            detect_look(&looking->look, block + DETECT_AHEAD, got, got == 0);
        /* Where all is known; gzip is unpacked to its end all the same, to know that it is whole. */
        if (looking->look.broken && !looking->source->gzip)
            break;
    }
    input_close(input);
    mem_free(block);
    return NULL;
}

static enum status hash(const struct source *source, char hex[SHA256_TEXT], struct errors *errors)
{
    char *block = mem_alloc(BLOCK);
    if (!block)
        return errors_memory(errors);
    struct source raw = *source;
    raw.gzip = false;
    struct input *input;
    enum status status = input_open(&raw, &input, errors);
    struct sha256 sha256;
    sha256_begin(&sha256);
    for (size_t got = 1; status == STATUS_OK && got;) {
        status = input_read(input, block, BLOCK, &got, errors);
        sha256_add(&sha256, block, got);
    }
    sha256_end(&sha256, hex);
    input_close(input);
    mem_free(block);
    return status;
}

static enum status ask_size(int file, const char *name, int64_t *size, struct errors *errors)
{
    struct stat info;
    if (fstat(file, &info) == 0 && S_ISDIR(info.st_mode))
        errno = EISDIR;
    else if (fstat(file, &info) == 0) {
        *size = (int64_t)info.st_size;
        return STATUS_OK;
    }
    return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name, strerror(errno));
}

enum status reader_scan(int file, const char *name, struct reader_scan *scan, struct errors *errors)
{
    *scan = (struct reader_scan){0};
    struct source source = {.name = name, .file = file};
    enum status status = ask_size(file, name, &source.length, errors);
    char head[HEAD];
    size_t length = 0;
    if (status == STATUS_OK)
        status = read_head(&source, head, &length, errors);
    if (status == STATUS_OK && input_is_gzip(head, length)) {
        source.gzip = true;
        status = read_head(&source, head, &length, errors);
    }
    if (status != STATUS_OK)
        return status;
    scan->bytes = source.length;
    scan->gzip = source.gzip;
    scan->form = find_form(head, length);

    struct looking looking = {.source = &source};
    pthread_t thread;
    bool text = scan->form == FORM_TEXT;
    bool aside = text && pthread_create(&thread, NULL, look_through, &looking) == 0;
    status = hash(&source, scan->sha256, errors);
    if (aside)
        (void)pthread_join(thread, NULL);
    else if (text && status == STATUS_OK) /* there was no thread to be had */
        (void)look_through(&looking);
    if (status == STATUS_OK)
        status = looking.errors.status;
    errors_move(errors, &looking.errors);
    scan->utf8 = text && !looking.look.broken;
    scan->jis = scan->utf8 && !looking.look.high && looking.look.escapes;

    int64_t size = source.length;
    if (status == STATUS_OK)
        status = ask_size(file, name, &size, errors);
    if (status == STATUS_OK && size != source.length)
        status = errors_add(errors, ERROR_READ, (struct place){0}, "read it again when nothing writes to it",
                            "'%s' changed while it was read", name);
    return status;
}
