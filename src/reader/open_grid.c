/* The reader of workbooks and statistics packages' files: rows of a grid as records. */
#define _POSIX_C_SOURCE 200809L
#include <unistd.h>

#include "reader/header.h"
#include "reader/inside.h"

/* Rows read from the grid and copied. */
struct row {
    struct field *fields;
    size_t count;
    int64_t number;
};

/* The next row; `*more` is false at the end. */
static enum status next_row(struct reader *reader, const struct field **fields, size_t *count, bool *more,
                            struct errors *errors)
{
    int64_t number;
    *more = false;
    if (grid_next(reader->grid, fields, count, &number) != STATUS_OK)
        return grid_report(reader->grid, errors);
    *more = *count != SIZE_MAX;
    if (*more)
        reader->row = number;
    return STATUS_OK;
}

static enum status next_copy(struct reader *reader, struct arena *arena, struct row *row, bool *more,
                             struct errors *errors)
{
    const struct field *fields;
    enum status status = next_row(reader, &fields, &row->count, more, errors);
    if (status != STATUS_OK || !*more)
        return status;
    row->number = reader->row;
    row->fields = titles_copy(arena, fields, row->count);
    return row->fields ? STATUS_OK : errors_memory(errors);
}

static bool is_empty(const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].length)
            return false;
    return true;
}

static enum status rewind_grid(const struct reader *reader, struct errors *errors)
{
    return grid_rewind(reader->grid) == STATUS_OK ? STATUS_OK : grid_report(reader->grid, errors);
}

/* The number of the first of the first 20 rows that holds the most of the declared titles; -1: there is no row. */
static enum status search_rows(struct reader *reader, const struct reader_options *options, struct arena *arena,
                               int64_t *best, struct errors *errors)
{
    struct title_search search;
    if (titles_search(&search, arena, options) != STATUS_OK)
        return errors_memory(errors);
    *best = -1;
    size_t most = 0;
    struct row row, next;
    bool more, another = false;
    enum status status = next_copy(reader, arena, &row, &more, errors);
    for (int looked = 0; status == STATUS_OK && more && looked < HEADER_LOOKED_AT; row = next, more = another) {
        status = next_copy(reader, arena, &next, &another, errors);
        const struct field *fields = row.fields;
        size_t count = row.count, score = 0;
        if (status == STATUS_OK && options->header_lines == 2) {
            fields = titles_join(arena, row.fields, row.count, next.fields, another ? next.count : 0, &count);
            status = fields ? STATUS_OK : errors_memory(errors);
        }
        if (status != STATUS_OK)
            break;
        if (is_empty(row.fields, row.count))
            continue;
        looked++;
        if (titles_score(&search, fields, count, &score) != STATUS_OK)
            status = errors_memory(errors);
        if (*best < 0 || score > most) {
            *best = row.number;
            most = score;
        }
    }
    return status == STATUS_OK ? rewind_grid(reader, errors) : status;
}

/* Cells of a row above the header, as a line of text. */
static void add_line(struct buffer *out, const struct field *fields, size_t count)
{
    count = titles_count(fields, count, 0);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(out, '\t');
        buffer_add(out, fields[i].text, fields[i].length);
    }
    buffer_byte(out, '\n');
}

static enum status report_no_header(const struct reader *reader, int64_t wanted, struct errors *errors)
{
    struct place file = {.file = reader->name};
    if (wanted > 0)
        return errors_add(errors, ERROR_CSV_EMPTY, file, "correct `header_line` in study.yaml",
                          "row %lld is to be the header, but it is empty", (long long)wanted);
    return errors_add(errors, ERROR_CSV_EMPTY, file, "a table begins with a row of column titles",
                      "there is no row that is not empty");
}

/* Goes to the header's row and takes it, and what stands above it. Cells of the header are told from others by
 * negative offsets. */
static enum status take_header(struct reader *reader, int64_t wanted, const struct reader_options *options,
                               struct errors *errors)
{
    struct buffer above = {0};
    struct row row = {0}, lower = {0};
    const struct field *fields = NULL;
    size_t count = 0;
    bool more = false;
    enum status status = STATUS_OK;
    for (;;) {
        status = next_row(reader, &fields, &count, &more, errors);
        if (status != STATUS_OK || !more || reader->row >= wanted)
            break;
        add_line(&above, fields, count);
    }
    if (status == STATUS_OK && (!more || reader->row != wanted || is_empty(fields, count)))
        status = report_no_header(reader, options->header_line, errors);
    if (status != STATUS_OK)
        goto out;
    row.number = reader->row;
    row.count = count;
    row.fields = titles_copy(reader->arena, fields, count);
    if (!row.fields) {
        status = errors_memory(errors);
        goto out;
    }
    if (options->header_lines == 2 && !reader->named) {
        status = next_copy(reader, reader->arena, &lower, &more, errors);
        if (status != STATUS_OK)
            goto out;
        row.fields =
            titles_join(reader->arena, row.fields, row.count, lower.fields, more ? lower.count : 0, &row.count);
    }
    reader->preamble = arena_text(reader->arena, buffer_get(&above), above.length);
    if (!row.fields || !reader->preamble || buffer_status(&above) != STATUS_OK) {
        status = errors_memory(errors);
        goto out;
    }
    for (size_t i = 0; i < row.count; i++)
        row.fields[i].offset = -1 - (int64_t)i;
    status = header_take(reader, row.fields, row.count, row.number, errors);
out:
    buffer_clear(&above);
    return status;
}

/* Unpacks what is gzip, and fills the grid. */
static enum status fill_grid(struct reader *reader, enum reader_form form, const struct reader_options *options,
                             struct errors *errors)
{
    int file = reader->source.file;
    reader->grid = grid_new();
    if (!reader->grid)
        return errors_memory(errors);
    if (reader->source.gzip) {
        enum status status = input_spool(&reader->source, &reader->spooled, errors);
        if (status != STATUS_OK)
            return status;
        file = reader->spooled;
    }
    return form == FORM_WORKBOOK ? workbook_read(file, reader->name, options->sheet, reader->grid, errors)
                                 : statistics_read(file, reader->name, form, options->encoding, reader->grid, errors);
}

enum status rows_open(struct reader *reader, enum reader_form form, const struct reader_options *options,
                      struct errors *errors)
{
    reader->encoding = "UTF-8";
    reader->named = form != FORM_WORKBOOK;
    int64_t wanted = reader->named ? 0 : options->header_line;
    enum status status = fill_grid(reader, form, options, errors);
    if (status == STATUS_OK)
        status = rewind_grid(reader, errors);
    if (status == STATUS_OK && !reader->named && wanted <= 0) {
        struct arena *arena = arena_new();
        status = arena ? search_rows(reader, options, arena, &wanted, errors) : errors_memory(errors);
        arena_free(arena);
    }
    if (status == STATUS_OK)
        status = wanted < 0 ? report_no_header(reader, 0, errors) : take_header(reader, wanted, options, errors);
    if (reader->spooled >= 0) {
        (void)close(reader->spooled);
        reader->spooled = -1;
    }
    return status;
}

enum reader_step rows_next(struct reader *reader, struct record *record, struct errors *errors)
{
    const struct field *fields = NULL;
    size_t count = 0;
    bool more = false;
    do {
        if (next_row(reader, &fields, &count, &more, errors) != STATUS_OK)
            return READER_BAD;
        if (!more)
            return READER_END;
    } while (is_empty(fields, count));
    size_t wanted = reader->header.count;
    size_t left = count > wanted ? titles_count(fields, count, wanted) : count;
    if (left != wanted) {
        report_ragged(reader, &fields[wanted < left ? wanted : 0], left, errors);
        return READER_BAD;
    }
    *record = (struct record){.fields = fields, .count = left, .line = reader->row};
    return READER_RECORD;
}
