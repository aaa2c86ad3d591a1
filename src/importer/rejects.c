/* The file of rejected rows. */
#include "importer/rejects.h"

#include <string.h>

#include "base/file.h"

/* Adds a field as RFC 4180 quotes it. */
static void add_field(struct buffer *out, const char *text, size_t length, char delimiter)
{
    bool plain = true;
    for (size_t i = 0; i < length && plain; i++)
        plain = text[i] != delimiter && text[i] != '"' && text[i] != '\n' && text[i] != '\r';
    if (plain) {
        buffer_add(out, text, length);
        return;
    }
    buffer_byte(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, text[i]);
    }
    buffer_byte(out, '"');
}

/* Adds the first `count` fields. */
static void add_fields(struct buffer *out, const struct record *record, size_t count, char delimiter)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(out, delimiter);
        add_field(out, record->fields[i].text, record->fields[i].length, delimiter);
    }
}

enum { OWN_COLUMNS = 3 };
static const char *const own_columns[OWN_COLUMNS] = {"reject_file", "reject_line", "reject_reason"};

static bool is_text(const struct field *field, const char *text)
{
    return field->length == strlen(text) && memcmp(field->text, text, field->length) == 0;
}

/* Whether the file is one of rejects itself, so that its last columns are replaced and not doubled. */
static bool is_of_rejects(const struct record *header)
{
    if (header->count <= OWN_COLUMNS)
        return false;
    for (size_t i = 0; i < OWN_COLUMNS; i++)
        if (!is_text(&header->fields[header->count - OWN_COLUMNS + i], own_columns[i]))
            return false;
    return true;
}

/* The length of the record's text without its last OWN_COLUMNS fields, where the middle one of these is a line's
 * number; all of it where it is not, for then a person has taken them out. Works on rows with any number of fields. */
static size_t without_own(const char *raw, size_t length, char delimiter)
{
    size_t ends[OWN_COLUMNS] = {0}, count = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted = quoted != (raw[i] == '"');
        if (quoted || raw[i] != delimiter)
            continue;
        memmove(ends, ends + 1, sizeof ends - sizeof *ends);
        ends[OWN_COLUMNS - 1] = i;
        count++;
    }
    bool line = count >= OWN_COLUMNS && ends[1] + 1 < ends[2];
    for (size_t i = ends[1] + 1; line && i < ends[2]; i++)
        line = raw[i] >= '0' && raw[i] <= '9';
    return line ? ends[0] : length;
}

/* The lines above the header and the header itself, so that the codebook of the wave reads the file as it stands. */
static const char *make_header(const struct reader *reader, const struct wave *wave, char delimiter,
                               struct arena *arena)
{
    struct buffer out = {0};
    const struct record *header = reader_header(reader);
    const char *above = reader_preamble(reader);
    buffer_text(&out, "\xEF\xBB\xBF");
    buffer_text(&out, above);
    for (int64_t line = 1; !*above && line < wave->header_line; line++)
        buffer_byte(&out, '\n'); /* of a workbook, whose header is in that row */
    size_t count = header->count - (is_of_rejects(header) ? OWN_COLUMNS : 0);
    add_fields(&out, header, count, delimiter);
    for (size_t i = 0; i < OWN_COLUMNS; i++)
        buffer_format(&out, "%c%s", delimiter, own_columns[i]);
    buffer_byte(&out, '\n');
    if (wave->header_lines == 2) { /* the titles are joined already */
        buffer_fill(&out, delimiter, count + OWN_COLUMNS - 1);
        buffer_byte(&out, '\n');
    }
    const char *text = buffer_status(&out) == STATUS_OK ? arena_text(arena, out.bytes, out.length) : NULL;
    buffer_clear(&out);
    return text;
}

enum status rejects_add(struct rejects *rejects, const struct reader *reader, const struct wave *wave, const char *file,
                        const struct record *record, const struct errors *reasons, struct arena *arena,
                        struct errors *errors)
{
    char delimiter = reader_delimiter(reader);
    if (!rejects->header || !rejects->text.length) {
        rejects->header = make_header(reader, wave, delimiter, arena);
        if (!rejects->header)
            return errors_memory(errors);
        buffer_text(&rejects->text, rejects->header);
    } else {
        const char *header = make_header(reader, wave, delimiter, arena);
        if (!header)
            return errors_memory(errors);
        if (strcmp(header, rejects->header) != 0)
            return errors_add(errors, ERROR_IMPORT_REJECTS, (struct place){.file = file},
                              "name the files to `minaoshi import` one by one, each with a --rejects of its own",
                              "its columns are not those of the rows rejected before");
    }
    bool again = is_of_rejects(reader_header(reader));
    size_t length;
    const char *raw = reader_raw(reader, &length);
    if (raw) {
        while (length && (raw[length - 1] == '\n' || raw[length - 1] == '\r'))
            length--;
        buffer_add(&rejects->text, raw, again ? without_own(raw, length, delimiter) : length);
    } else
        add_fields(&rejects->text, record, record->count - (again ? OWN_COLUMNS : 0), delimiter);
    struct buffer why = {0};
    for (size_t i = 0; i < reasons->kept; i++)
        buffer_format(&why, "%s%s: %s", i ? "; " : "", error_name(reasons->items[i].code), reasons->items[i].text);
    buffer_byte(&rejects->text, delimiter);
    add_field(&rejects->text, file, strlen(file), delimiter);
    buffer_format(&rejects->text, "%c%lld%c", delimiter, (long long)reader_record_place(reader).line, delimiter);
    add_field(&rejects->text, buffer_get(&why), why.length, delimiter);
    buffer_byte(&rejects->text, '\n');
    enum status status = buffer_status(&why);
    buffer_clear(&why);
    rejects->count++;
    return status == STATUS_OK && buffer_status(&rejects->text) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}

enum status rejects_write(struct rejects *rejects, struct errors *errors)
{
    return rejects->count ? file_write(rejects->path, rejects->text.bytes, rejects->text.length, errors) : STATUS_OK;
}

void rejects_clear(struct rejects *rejects)
{
    buffer_clear(&rejects->text);
}
