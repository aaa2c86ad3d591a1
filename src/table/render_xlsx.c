/* Workbooks of Excel, written by libxlsxwriter into a temporary file without a name. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/file.h"
#include "base/text.h"
#include "table/shown.h"
#include "table/xlsx.h"

enum { LEAST_WIDTH = 6, MOST_WIDTH = 60, MOST_TEXT = 32767, ANY_HEIGHT = 0, PAPER_A4 = 9, FORMATS = COLUMN_POINTS + 1 };

struct book {
    lxw_workbook *workbook;
    lxw_format *header, *bold, *plain, *wrapped, *numbers[FORMATS];
    const struct table_style *style;
    lxw_error error;
};

static void note(struct book *book, lxw_error error)
{
    if (book->error == LXW_NO_ERROR)
        book->error = error;
}

/* What a workbook has no escapes for would make it unreadable: control characters are shown as in text. */
static void escape_plain(struct buffer *out, const char *text, size_t length)
{
    text_add_safe(out, text, length);
}

/* The bytes of the text up to `most` characters as a workbook counts them, in UTF-16: all of it where it has no more.
 */
static size_t length_within(const char *text, size_t most)
{
    size_t at = 0, units = 0;
    for (; text[at]; at++) {
        unsigned char byte = (unsigned char)text[at];
        if ((byte & 0xC0) == 0x80)
            continue;
        units += byte >= 0xF0 ? 2 : 1;
        if (units > most)
            break;
    }
    return at;
}

/* As a string, whatever it begins with: "=1+1" is no formula. A cell holds 32,767 characters, and no more are lost
 * silently: the end says so. */
static void write_text(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
                       lxw_format *format)
{
    if (!text[length_within(text, MOST_TEXT)]) {
        note(book, worksheet_write_string(sheet, row, column, text, format));
        return;
    }
    struct buffer cut = {0};
    buffer_add(&cut, text, length_within(text, MOST_TEXT - 1));
    buffer_text(&cut, "…");
    note(book, buffer_status(&cut) == STATUS_OK ? worksheet_write_string(sheet, row, column, buffer_get(&cut), format)
                                                : LXW_ERROR_MEMORY_MALLOC_FAILED);
    buffer_clear(&cut);
}

static void write_cell(struct book *book, lxw_worksheet *sheet, lxw_row_t at, lxw_col_t to, const struct table *table,
                       const char *shown, size_t row, size_t column)
{
    const enum column_kind kind = table_column(table, column)->kind;
    if (kind == COLUMN_TEXT || table_get_label(table, row, column)) {
        if (*shown) /* what is wider than any column is parted into lines, or the cell beside it would cover the rest */
            write_text(book, sheet, at, to, shown,
                       text_width(shown, strlen(shown)) > MOST_WIDTH ? book->wrapped : book->plain);
        return;
    }
    if (!table_has(table, row, column))
        return;
    double value = kind == COLUMN_INTEGER ? (double)table_get_integer(table, row, column)
                                          : table_get_real(table, row, column) * (kind == COLUMN_POINTS ? 100 : 1);
    note(book, worksheet_write_number(sheet, at, to, value, book->numbers[kind]));
}

static void write_line(struct book *book, lxw_worksheet *sheet, lxw_row_t *at, const char *text, lxw_format *format)
{
    struct buffer line = {0};
    if (!text || !*text)
        return;
    escape_plain(&line, text, strlen(text));
    if (buffer_status(&line) == STATUS_OK)
        write_text(book, sheet, (*at)++, 0, buffer_get(&line), format);
    else
        note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    buffer_clear(&line);
}

/* The lines above the table; gives the row of the header. */
static lxw_row_t write_lines(struct book *book, lxw_worksheet *sheet, const struct xlsx_sheet *given,
                             const struct shown *shown)
{
    enum language language = book->style->language;
    const struct label *notice = table_notice(given->table), *design = table_design(given->table);
    lxw_row_t at = 0;
    write_line(book, sheet, &at, given->stamp, book->bold);
    write_line(book, sheet, &at, given->title, book->bold);
    write_line(book, sheet, &at, notice ? label_in(notice, language) : NULL, book->plain);
    write_line(book, sheet, &at, design ? label_in(design, language) : NULL, book->plain);
    write_line(book, sheet, &at, shown->values, book->plain);
    return at ? at + 1 : 0;
}

static enum status add_sheet(struct book *book, const struct xlsx_sheet *given, struct arena *arena)
{
    struct shown shown;
    const struct table *table = given->table;
    if (shown_init(&shown, arena, table, book->style, escape_plain) != STATUS_OK)
        return STATUS_FAILURE;
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, given->name);
    if (!sheet)
        return STATUS_FAILURE;
    const lxw_row_t head = write_lines(book, sheet, given, &shown);
    for (size_t i = 0; i < shown.columns; i++) {
        lxw_col_t column = (lxw_col_t)i;
        double width = (double)shown.widths[i] + 3; /* the button of the filter */
        width = width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
        note(book, worksheet_set_column(sheet, column, column, width, NULL));
        write_text(book, sheet, head, column, shown.cells[i], book->header);
        for (size_t row = 0; row < shown.rows; row++)
            write_cell(book, sheet, head + 1 + (lxw_row_t)row, column, table,
                       shown.cells[(row + 1) * shown.columns + i], row, shown.indices[i]);
    }
    if (!shown.rows)
        write_text(book, sheet, head + 1, 0, shown_no_rows(book->style->language), book->plain);
    worksheet_freeze_panes(sheet, head + 1, 0);
    if (shown.columns && shown.rows)
        note(book, worksheet_autofilter(sheet, head, 0, head + (lxw_row_t)shown.rows, (lxw_col_t)(shown.columns - 1)));
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_repeat_rows(sheet, head, head);
    worksheet_fit_to_pages(sheet, 1, ANY_HEIGHT);
    char footer[200];
    if (given->stamp && snprintf(footer, sizeof footer, "&C%s", given->stamp) < (int)sizeof footer)
        note(book, worksheet_set_footer(sheet, footer)); /* on every printed page too */
    return STATUS_OK;
}

static bool make_formats(struct book *book)
{
    char decimals[32] = "0";
    size_t length = 1;
    if (book->style->decimals > 0)
        decimals[length++] = '.';
    for (int i = 0; i < book->style->decimals; i++)
        decimals[length++] = '0';
    decimals[length] = '\0';
    char percent[40], points[100];
    (void)snprintf(percent, sizeof percent, "%s%%", decimals);
    (void)snprintf(points, sizeof points, "+%s;-%s;%s", decimals, decimals, decimals);
    const char *const numbers[FORMATS] = {[COLUMN_TEXT] = "@",
                                          [COLUMN_INTEGER] = "0",
                                          [COLUMN_REAL] = "General",
                                          [COLUMN_PROPORTION] = percent,
                                          [COLUMN_POINTS] = points};
    bool made = true;
    for (int i = 0; i < FORMATS; i++) {
        book->numbers[i] = workbook_add_format(book->workbook);
        made = made && book->numbers[i];
        if (book->numbers[i]) {
            format_set_num_format(book->numbers[i], numbers[i]);
            format_set_align(book->numbers[i], LXW_ALIGN_VERTICAL_TOP);
        }
    }
    book->plain = workbook_add_format(book->workbook);
    book->bold = workbook_add_format(book->workbook);
    book->header = workbook_add_format(book->workbook);
    book->wrapped = workbook_add_format(book->workbook);
    if (!made || !book->plain || !book->bold || !book->header || !book->wrapped)
        return false;
    format_set_align(book->plain, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(book->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(book->wrapped);
    format_set_bold(book->bold);
    format_set_bold(book->header);
    format_set_bottom(book->header, LXW_BORDER_THIN);
    return true;
}

static enum status read_back(int descriptor, struct buffer *out)
{
    char bytes[65536];
    for (off_t at = 0;;) {
        ssize_t got = pread(descriptor, bytes, sizeof bytes, at);
        if (got < 0)
            return STATUS_FAILURE;
        if (got == 0)
            return STATUS_OK;
        buffer_add(out, bytes, (size_t)got);
        at += got;
    }
}

/* The workbook is freed by closing it, whatever was written before. */
static lxw_error write_book(struct book *book, const struct xlsx_sheet *sheets, size_t count)
{
    lxw_doc_properties properties = {.created =
                                         946684800}; /* 2000-01-01: Excel wants a time, and the same bytes none */
    struct arena *arena = arena_new();
    bool made = arena && make_formats(book);
    note(book, workbook_set_properties(book->workbook, &properties));
    for (size_t i = 0; made && i < count; i++)
        made = add_sheet(book, &sheets[i], arena) == STATUS_OK;
    arena_free(arena);
    lxw_error closed = workbook_close(book->workbook);
    note(book, made ? closed : LXW_ERROR_MEMORY_MALLOC_FAILED);
    return book->error;
}

enum status xlsx_render(const struct xlsx_sheet *sheets, size_t count, const struct table_style *style,
                        struct buffer *out, struct errors *errors)
{
    int descriptor;
    enum status status = file_temporary(&descriptor, errors);
    if (status != STATUS_OK)
        return status;
    char path[40];
    (void)snprintf(path, sizeof path, "/dev/fd/%d", descriptor);
    struct book book = {.workbook = workbook_new(path), .style = style};
    if (!book.workbook)
        status = errors_memory(errors);
    else {
        lxw_error error = write_book(&book, sheets, count);
        if (error != LXW_NO_ERROR)
            status = errors_add(errors, ERROR_WRITE, (struct place){0}, NULL, "unable to make a workbook: %s",
                                lxw_strerror(error));
    }
    if (status == STATUS_OK && read_back(descriptor, out) != STATUS_OK)
        status = errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read a temporary file");
    (void)close(descriptor); /* only read from */
    return status;
}
