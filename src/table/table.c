/* The typed result table: how it is filled and read, and the names of its formats. */
#define _POSIX_C_SOURCE 200809L
#include "table/table.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#include <strings.h>

struct cell {
    bool present;
    const struct label *label; /* NULL: none */
    union {
        const char *text;
        int64_t integer;
        double real;
    } value;
};

struct table {
    struct arena *arena; /* every text and label */
    const char *name;
    const struct column *columns;
    size_t column_count;
    struct cell *cells; /* row after row */
    size_t rows, row_capacity;
    size_t next; /* the column that the next cell goes to */
    const char *study;
    const struct label *notice, *design;
    bool failed;
};

struct table *table_new(const char *name, const struct column *columns, size_t count)
{
    assert(count > 0);
    struct table *table = mem_alloc(sizeof *table);
    if (!table)
        return NULL;
    *table = (struct table){.arena = arena_new(), .columns = columns, .column_count = count, .next = count};
    if (table->arena)
        table->name = arena_text(table->arena, name, strlen(name));
    if (!table->name) {
        table_free(table);
        return NULL;
    }
    return table;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    arena_free(table->arena);
    mem_free(table->cells);
    mem_free(table);
}

/* An empty text is none. */
static const char *copy_text(struct table *table, const char *text)
{
    if (!text || !*text)
        return NULL;
    const char *copy = arena_text(table->arena, text, strlen(text));
    table->failed = table->failed || !copy;
    return copy;
}

/* A label without any text is none. */
static const struct label *copy_label(struct table *table, const struct label *label)
{
    if (!label)
        return NULL;
    struct label *copy = arena_alloc(table->arena, sizeof *copy);
    if (!copy) {
        table->failed = true;
        return NULL;
    }
    for (int i = 0; i < LANGUAGE_END; i++)
        copy->in[i] = copy_text(table, label->in[i]);
    return *label_in(copy, LANGUAGE_EN) ? copy : NULL;
}

void table_row(struct table *table)
{
    assert(table->next == table->column_count); /* the row before is full */
    table->next = 0;
    size_t row_size = table->column_count * sizeof *table->cells;
    if (table->failed || mem_grow(&table->cells, &table->row_capacity, table->rows, row_size)) {
        table->failed = true;
        return;
    }
    memset(table->cells + table->rows * table->column_count, 0, row_size);
    table->rows++;
}

/* The next cell of the row, empty; NULL after a failure. */
static struct cell *next_cell(struct table *table)
{
    assert(table->next < table->column_count);
    size_t column = table->next++;
    return table->failed ? NULL : &table->cells[(table->rows - 1) * table->column_count + column];
}

void table_text(struct table *table, const char *text)
{
    table_labelled(table, text, NULL);
}

void table_labelled(struct table *table, const char *text, const struct label *label)
{
    struct cell *cell = next_cell(table);
    assert(table->columns[table->next - 1].kind == COLUMN_TEXT);
    if (!cell)
        return;
    cell->label = copy_label(table, label);
    cell->value.text = copy_text(table, text);
    cell->present = cell->value.text;
}

void table_named(struct table *table, const char *english)
{
    struct label label = label_own(english);
    table_labelled(table, english, &label);
}

void table_integer(struct table *table, int64_t value)
{
    struct cell *cell = next_cell(table);
    assert(table->columns[table->next - 1].kind == COLUMN_INTEGER);
    if (!cell)
        return;
    cell->present = true;
    cell->value.integer = value;
}

void table_real(struct table *table, double value)
{
    struct cell *cell = next_cell(table);
    assert(table->columns[table->next - 1].kind != COLUMN_TEXT);
    assert(table->columns[table->next - 1].kind != COLUMN_INTEGER);
    if (!cell || !isfinite(value))
        return;
    cell->present = true;
    cell->value.real = value == 0 ? 0 : value; /* the sign of a zero tells nothing, and "-0" would puzzle */
}

void table_real_labelled(struct table *table, double value, const struct label *label)
{
    table_real(table, value);
    if (!table->failed && isfinite(value))
        table->cells[(table->rows - 1) * table->column_count + table->next - 1].label = copy_label(table, label);
}

void table_empty(struct table *table)
{
    (void)next_cell(table);
}

void table_set_study(struct table *table, const char *study)
{
    table->study = copy_text(table, study);
}

void table_set_notice(struct table *table, const struct label *notice)
{
    table->notice = copy_label(table, notice);
}

void table_set_design(struct table *table, const struct label *design)
{
    table->design = copy_label(table, design);
}

enum status table_finish(const struct table *table, struct errors *errors)
{
    assert(table->next == table->column_count);
    return table->failed ? errors_memory(errors) : STATUS_OK;
}

size_t table_rows(const struct table *table)
{
    return table->rows;
}

size_t table_columns(const struct table *table)
{
    return table->column_count;
}

const char *table_name(const struct table *table)
{
    return table->name;
}

const char *table_study(const struct table *table)
{
    return table->study;
}

const struct label *table_notice(const struct table *table)
{
    return table->notice;
}

const struct label *table_design(const struct table *table)
{
    return table->design;
}

const struct column *table_column(const struct table *table, size_t column)
{
    assert(column < table->column_count);
    return &table->columns[column];
}

size_t table_find(const struct table *table, const char *name)
{
    size_t column = 0;
    while (column < table->column_count && strcmp(table->columns[column].name, name) != 0)
        column++;
    assert(column < table->column_count);
    return column;
}

static const struct cell *cell_at(const struct table *table, size_t row, size_t column)
{
    assert(row < table->rows && column < table->column_count);
    return &table->cells[row * table->column_count + column];
}

bool table_has(const struct table *table, size_t row, size_t column)
{
    return cell_at(table, row, column)->present;
}

const char *table_get_text(const struct table *table, size_t row, size_t column)
{
    assert(table_column(table, column)->kind == COLUMN_TEXT);
    const struct cell *cell = cell_at(table, row, column);
    return cell->present ? cell->value.text : NULL;
}

const struct label *table_get_label(const struct table *table, size_t row, size_t column)
{
    return cell_at(table, row, column)->label;
}

int64_t table_get_integer(const struct table *table, size_t row, size_t column)
{
    assert(table_column(table, column)->kind == COLUMN_INTEGER);
    const struct cell *cell = cell_at(table, row, column);
    return cell->present ? cell->value.integer : 0;
}

double table_get_real(const struct table *table, size_t row, size_t column)
{
    assert(table_column(table, column)->kind != COLUMN_TEXT);
    assert(table_column(table, column)->kind != COLUMN_INTEGER);
    const struct cell *cell = cell_at(table, row, column);
    return cell->present ? cell->value.real : (double)NAN;
}

static const struct {
    const char *name, *suffix;
} formats[FORMAT_END] = {
    [FORMAT_TEXT] = {"text", ".txt"},  [FORMAT_CSV] = {"csv", ".csv"},          [FORMAT_TSV] = {"tsv", ".tsv"},
    [FORMAT_JSON] = {"json", ".json"}, [FORMAT_NDJSON] = {"ndjson", ".ndjson"}, [FORMAT_MARKDOWN] = {"markdown", ".md"},
    [FORMAT_XLSX] = {"xlsx", ".xlsx"},
};

bool table_format_parse(const char *name, enum table_format *format)
{
    for (int i = 0; i < FORMAT_END; i++)
        if (strcmp(name, formats[i].name) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    return false;
}

bool table_format_of_file(const char *path, enum table_format *format)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *suffix = strrchr(base, '.');
    if (!suffix || suffix == base) /* ".csv" is a hidden file without a suffix */
        return false;
    for (int i = 0; i < FORMAT_END; i++)
        if (strcasecmp(suffix, formats[i].suffix) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    return false;
}
