/* The header: a title, a date or a note often stands above it, so it is known by the titles that it should hold. */
#include "reader/header.h"

#include <string.h>

#include "base/memory.h"
#include "reader/csv.h"
#include "reader/lines.h"
#include "reader/titles.h"

static const char delimiters[] = {',', '\t', ';'};

static bool is_delimiter(char byte)
{
    return memchr(delimiters, byte, sizeof delimiters) != NULL;
}

/* The most frequent delimiter outside quotes on the record that begins at `from`; ',' when there is none. */
static char find_delimiter(const char *text, size_t length, size_t from)
{
    size_t counts[sizeof delimiters] = {0};
    bool quoted = false;
    for (size_t at = from; at < length && (quoted || (text[at] != '\n' && text[at] != '\r')); at++) {
        if (quoted && text[at] == '"') {
            if (at + 1 < length && text[at + 1] == '"')
                at++;
            else
                quoted = false;
        } else if (text[at] == '"' && (at == from || is_delimiter(text[at - 1])))
            quoted = memchr(text + at + 1, '"', length - at - 1) != NULL; /* one that never closes encloses nothing */
        else if (!quoted)
            for (size_t i = 0; i < sizeof delimiters; i++)
                counts[i] += text[at] == delimiters[i];
    }
    size_t most = 0;
    for (size_t i = 1; i < sizeof delimiters; i++)
        if (counts[i] > counts[most])
            most = i;
    return delimiters[most];
}

/* The delimiter that a first line `sep=;` names, and 0 without one; `*line` then moves to the second line. */
static char take_separator(const char *text, size_t length, struct line *line)
{
    if (length < 5 || memcmp(text, "sep=", 4) != 0 || text[4] == '\n' || text[4] == '\r')
        return 0;
    size_t end = lines_end(text, length, 0);
    if (end != 5)
        return 0;
    *line = (struct line){.start = lines_after(text, length, end), .number = 2};
    return text[4];
}

/* The physical line of that number; its start is `length` when the file has fewer. */
static struct line line_numbered(const char *text, size_t length, int64_t number)
{
    struct line line = {.start = 0, .number = 1};
    for (; line.number < number && line.start < length; line.number++)
        line.start = lines_after(text, length, lines_end(text, length, line.start));
    return line;
}

/* A record as a candidate: how many titles it holds, together with the next one when the header has two lines. */
static enum status look_at(struct csv *csv, struct title_search *search, bool two_lines, size_t *titles,
                           struct errors *errors)
{
    const struct field *fields = csv->fields;
    size_t count = csv->count;
    if (two_lines) {
        size_t at = csv->at;
        int64_t line = csv->line;
        const struct field *upper = titles_copy(search->arena, fields, count);
        if (!upper)
            return errors_memory(errors);
        enum csv_step step = csv_record(csv, errors);
        if (step == CSV_FAILED)
            return STATUS_FAILURE;
        fields = titles_join(search->arena, upper, count, csv->fields, step == CSV_RECORD ? csv->count : 0, &count);
        if (!fields)
            return errors_memory(errors);
        csv->at = at;
        csv->line = line;
    }
    return titles_score(search, fields, count, titles) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}

/* Looks through the first `limit` records from `line` on. */
static enum status search_records(const char *text, size_t length, const struct reader_options *options, char delimiter,
                                  struct line line, int limit, struct arena *arena, struct header *best,
                                  struct errors *errors)
{
    struct title_search search;
    if (titles_search(&search, arena, options) != STATUS_OK)
        return errors_memory(errors);
    enum status status = STATUS_OK;
    struct window window = window_fixed(text, length);
    struct csv csv;
    csv_init(&csv, &window, NULL, delimiter);
    csv.at = line.start;
    csv.line = line.number;
    for (int number = 1; status == STATUS_OK && number <= limit && csv.at < length;) {
        struct header here = {.there = true, .at = csv.at, .line = csv.line};
        here.delimiter = csv.delimiter = delimiter ? delimiter : find_delimiter(text, length, csv.at);
        enum csv_step step = csv_record(&csv, errors);
        if (step == CSV_RECORD && csv_is_empty(&csv))
            continue;
        if (step == CSV_FAILED)
            status = STATUS_FAILURE;
        else if (step == CSV_RECORD)
            status = look_at(&csv, &search, options->header_lines == 2, &here.titles, errors);
        else { /* prose above the header may hold a lone quote: the line after it is looked at all the same */
            csv.at = lines_after(text, length, lines_end(text, length, here.at));
            csv.line = here.line + 1;
        }
        if (!best->there || here.titles > best->titles)
            *best = here;
        if (best->titles == search.declared.count)
            break;
        number++;
    }
    csv_clear(&csv);
    return status;
}

enum status header_find(const char *text, size_t length, const struct reader_options *options, struct header *header,
                        struct errors *errors)
{
    *header = (struct header){0};
    struct line line = {.start = 0, .number = 1};
    char separator = take_separator(text, length, &line);
    char delimiter = options->delimiter ? options->delimiter : separator;
    int limit = HEADER_LOOKED_AT;
    if (options->header_line > 0) {
        line = line_numbered(text, length, options->header_line);
        limit = 1;
    }
    struct arena *arena = arena_new();
    enum status status = arena ? search_records(text, length, options, delimiter, line, limit, arena, header, errors)
                               : errors_memory(errors);
    arena_free(arena);
    return status;
}
