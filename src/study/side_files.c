/* The CSV files beside study.yaml: the frame and the published figures. */
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "reader/reader.h"
#include "study/node_suggest.h"
#include "study/study_parts.h"

enum { COLUMNS_MAX = 6 };

/* A side file being read. */
struct side {
    const struct study *study;
    struct arena *arena;
    struct errors *errors;
    struct reader *reader;
    const char *name;          /* of the file, in messages */
    const char *const *titles; /* the known columns; NULL-terminated */
    size_t title_count;
    const char *later; /* a column by which a form of the file that this version does not compute is known, or NULL */
    int columns[COLUMNS_MAX]; /* where each stands; -1: it is not there */
    struct record record;     /* the row being read */
    bool failed;              /* there was no memory */
};

static void unknown_column(const struct side *side, const struct field *field, const char *title)
{
    struct buffer hint = {0};
    node_suggest(&hint, title, side->titles);
    (void)reader_report(side->reader, field, side->errors, ERROR_CSV_COLUMN, hint.length ? hint.bytes : NULL,
                        "unknown column '%s'", title);
    side->errors->lost = side->errors->lost || hint.failed;
    buffer_clear(&hint);
}

/* Checks the header: every column known, none twice, and the `required` ones there. */
static void read_header(struct side *side, const bool *required)
{
    const struct record *header = reader_header(side->reader);
    for (size_t i = 0; i < header->count; i++) {
        const struct field *field = &header->fields[i];
        const char *title = text_nfkc(side->arena, field->text, field->length);
        if (!title) {
            side->failed = true;
            return;
        }
        size_t known = 0;
        while (known < side->title_count && strcmp(side->titles[known], title) != 0)
            known++;
        if (side->later && strcmp(title, side->later) == 0) {
            (void)reader_report(side->reader, field, side->errors, ERROR_CSV_COLUMN,
                                "count the institutions: wave,stratum,N",
                                "a register, with a column '%s', is not computed by this version", title);
            return;
        }
        if (known == side->title_count)
            unknown_column(side, field, title);
        else if (side->columns[known] >= 0)
            (void)reader_report(side->reader, field, side->errors, ERROR_CSV_COLUMN, NULL, "column '%s' is there twice",
                                title);
        else
            side->columns[known] = (int)i;
    }
    for (size_t i = 0; i < side->title_count; i++)
        if (required[i] && side->columns[i] < 0)
            (void)reader_report(side->reader, &header->fields[0], side->errors, ERROR_CSV_COLUMN, NULL,
                                "column '%s' is missing", side->titles[i]);
}

/* Opens a side file. */
static enum status side_open(struct side *side, const char *bytes, size_t length, const bool *required)
{
    const struct reader_options options = {
        .name = side->name, .titles = side->titles, .title_count = side->title_count};
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        side->columns[i] = -1;
    enum status status = reader_open(bytes, length, &options, &side->reader, side->errors);
    if (status != STATUS_OK)
        return status;
    size_t before = side->errors->total;
    read_header(side, required);
    if (side->failed)
        return errors_memory(side->errors);
    return side->errors->total > before ? STATUS_INPUT : STATUS_OK;
}

static const struct field *field_of(const struct side *side, size_t column)
{
    return &side->record.fields[side->columns[column]];
}

/* The value of a column in NFKC; "" where the file has no such column. */
static const char *value_of(struct side *side, size_t column)
{
    if (side->columns[column] < 0)
        return "";
    const struct field *field = field_of(side, column);
    const char *text = text_nfkc(side->arena, field->text, field->length);
    side->failed = side->failed || !text;
    return text ? text : "";
}

/* The wave of a row, or -1 after reporting. */
static int64_t wave_of(struct side *side, size_t column)
{
    const char *text = value_of(side, column);
    int year;
    int64_t wave = -1;
    if (side->failed)
        return -1;
    if (!year_read(text, &year))
        (void)reader_report(side->reader, field_of(side, column), side->errors, ERROR_CSV_VALUE,
                            "write 2021, FY2021, 2021年度, 令和3年度 or R3", "'%s' is not a fiscal year", text);
    else if ((wave = study_find_wave(side->study, year)) < 0)
        (void)reader_report(side->reader, field_of(side, column), side->errors, ERROR_CSV_VALUE,
                            "declare it under `waves`, or leave the row out", "study.yaml declares no wave %d", year);
    return wave;
}

/* Calls `row` for every record that holds up. Reads on after a problem. */
static enum status side_rows(struct side *side, void (*row)(struct side *side, void *result), void *result)
{
    size_t before = side->errors->total, rows = 0;
    enum reader_step step;
    while (!side->failed && (step = reader_next(side->reader, &side->record, side->errors)) != READER_END) {
        rows++;
        if (step == READER_RECORD)
            row(side, result);
    }
    if (side->failed)
        return errors_memory(side->errors);
    if (!rows)
        return errors_add(side->errors, ERROR_CSV_EMPTY, (struct place){.file = side->name}, NULL,
                          "there is no data row");
    return side->errors->total > before ? STATUS_INPUT : STATUS_OK;
}

/* Makes room in a growing array of the arena; false after a failure. */
static bool grow(struct side *side, void **array, size_t count, size_t size)
{
    if (count & (count - 1)) /* it is full at 0, 1, 2, 4, 8, … elements */
        return true;
    void *wider = arena_array(side->arena, count ? count * 2 : 1, size);
    if (!wider) {
        side->failed = true;
        return false;
    }
    if (count)
        memcpy(wider, *array, count * size);
    *array = wider;
    return true;
}

int64_t frame_get(const struct frame *frame, int year, size_t stratum)
{
    for (size_t i = 0; i < frame->count; i++)
        if (frame->cells[i].year == year && frame->cells[i].stratum == stratum)
            return frame->cells[i].N;
    return -1;
}

static void frame_row(struct side *side, void *result)
{
    enum { WAVE, STRATUM, COUNT };
    struct frame *frame = result;
    int64_t wave = wave_of(side, WAVE), N;
    const char *stratum_text = value_of(side, STRATUM), *count_text = value_of(side, COUNT);
    if (side->failed)
        return;
    int64_t stratum = spelling_find(&side->study->stratum_spellings, stratum_text);
    bool counted = number_parse_integer(count_text, &N) && N >= 0;
    if (stratum < 0)
        (void)reader_report(side->reader, field_of(side, STRATUM), side->errors, ERROR_CSV_VALUE,
                            "write the id, a label or an `also` of a stratum in study.yaml",
                            "'%s' is not a stratum of study.yaml", stratum_text);
    if (!counted)
        (void)reader_report(side->reader, field_of(side, COUNT), side->errors, ERROR_CSV_VALUE, NULL,
                            "N must be a whole number of at least 0, not '%s'", count_text);
    if (wave < 0 || stratum < 0 || !counted)
        return;
    int year = side->study->waves[wave].year;
    if (frame_get(frame, year, (size_t)stratum) >= 0) {
        (void)reader_report(side->reader, field_of(side, STRATUM), side->errors, ERROR_CSV_VALUE, NULL,
                            "wave %d has '%s' already", year, side->study->strata[stratum].id);
        return;
    }
    void *cells = frame->cells;
    if (!grow(side, &cells, frame->count, sizeof *frame->cells))
        return;
    frame->cells = cells;
    frame->cells[frame->count++] = (struct frame_cell){year, (size_t)stratum, N};
}

enum status frame_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                        struct arena *arena, struct frame *frame, struct errors *errors)
{
    static const char *const titles[] = {"wave", "stratum", "N", NULL};
    static const bool required[] = {true, true, true};
    struct side side = {.study = study,
                        .name = name,
                        .arena = arena,
                        .errors = errors,
                        .titles = titles,
                        .title_count = 3,
                        .later = "code"};
    *frame = (struct frame){0};
    enum status status = side_open(&side, bytes, length, required);
    if (status == STATUS_OK)
        status = side_rows(&side, frame_row, frame);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *frame = (struct frame){0};
    return status;
}

/* Whether `text` is digits with at most one point among them. */
static bool is_decimal(const char *text)
{
    size_t whole = strspn(text, "0123456789");
    if (!whole || !text[whole])
        return whole > 0;
    const char *part = text + whole + 1;
    return text[whole] == '.' && *part && strspn(part, "0123456789") == strlen(part);
}

enum { WAVE, ITEM, PERCENT, BASE, CHANGE, SOURCE };

/* Reads the figures of a row; false after reporting. */
static bool read_figures(struct side *side, struct published_figure *figure)
{
    const char *base = value_of(side, BASE), *change = value_of(side, CHANGE);
    double value;
    bool good = true;
    figure->percent = value_of(side, PERCENT);
    figure->source = value_of(side, SOURCE);
    figure->points_change = change[0] ? change : NULL;
    figure->n = -1;
    if (side->failed)
        return false;
    if (!is_decimal(figure->percent) || !number_parse_real(figure->percent, &value) || value > 100) {
        (void)reader_report(side->reader, field_of(side, PERCENT), side->errors, ERROR_CSV_VALUE,
                            "write the number as it was published, without a sign, for example 10.1",
                            "percent must be a number from 0 to 100, not '%s'", figure->percent);
        good = false;
    }
    if (base[0] && !(number_parse_integer(base, &figure->n) && figure->n > 0)) {
        (void)reader_report(side->reader, field_of(side, BASE), side->errors, ERROR_CSV_VALUE, NULL,
                            "n must be a whole number above 0, not '%s'", base);
        good = false;
    }
    const char *digits = change + (*change == '+' || *change == '-');
    if (change[0] && !(is_decimal(digits) && number_parse_real(digits, &value) && value <= 100)) {
        (void)reader_report(side->reader, field_of(side, CHANGE), side->errors, ERROR_CSV_VALUE,
                            "write the points as they were published, for example +2.9",
                            "points_change must be a number from -100 to 100, not '%s'", change);
        good = false;
    }
    if (!figure->source[0]) {
        (void)reader_report(side->reader, field_of(side, SOURCE), side->errors, ERROR_CSV_VALUE,
                            "tell where the figure was published", "source must not be empty");
        good = false;
    }
    return good;
}

static void published_row(struct side *side, void *result)
{
    struct published *published = result;
    struct published_figure figure = {0};
    int64_t wave = wave_of(side, WAVE);
    const char *id = value_of(side, ITEM);
    bool good = read_figures(side, &figure);
    if (side->failed)
        return;
    int64_t item = study_find_item(side->study, id);
    if (item < 0)
        (void)reader_report(side->reader, field_of(side, ITEM), side->errors, ERROR_CSV_VALUE,
                            "write the id of an item in study.yaml", "'%s' is not an item of study.yaml", id);
    else if (side->study->items[item].kind == ITEM_TEXT) {
        (void)reader_report(side->reader, field_of(side, ITEM), side->errors, ERROR_CSV_VALUE, NULL,
                            "item '%s' is a text and has no percentage", id);
        good = false;
    }
    if (wave < 0 || item < 0 || !good)
        return;
    figure.year = side->study->waves[wave].year;
    figure.item = (size_t)item;
    for (size_t i = 0; i < published->count; i++)
        if (published->figures[i].year == figure.year && published->figures[i].item == figure.item) {
            (void)reader_report(side->reader, field_of(side, ITEM), side->errors, ERROR_CSV_VALUE, NULL,
                                "wave %d has '%s' already", figure.year, id);
            return;
        }
    void *figures = published->figures;
    if (!grow(side, &figures, published->count, sizeof *published->figures))
        return;
    published->figures = figures;
    published->figures[published->count++] = figure;
}

enum status published_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                            struct arena *arena, struct published *published, struct errors *errors)
{
    static const char *const titles[] = {"wave", "item", "percent", "n", "points_change", "source", NULL};
    static const bool required[] = {true, true, true, false, false, true};
    struct side side = {
        .study = study, .name = name, .arena = arena, .errors = errors, .titles = titles, .title_count = 6};
    *published = (struct published){0};
    enum status status = side_open(&side, bytes, length, required);
    if (status == STATUS_OK)
        status = side_rows(&side, published_row, published);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *published = (struct published){0};
    return status;
}
