/* Workbooks and statistics files through the reader: their header, columns, places and what is wrong with rows. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "reader/reader.h"

struct opened {
    int file;
    struct reader *reader;
};

static struct opened open_file(int file, const struct reader_options *options)
{
    struct opened opened = {.file = file};
    struct errors errors = {0};
    struct reader_scan scan;
    assert_true(file >= 0);
    assert_int_equal(reader_scan(file, "a", &scan, &errors), STATUS_OK);
    (void)!reader_open_file(file, &scan, options, &opened.reader, &errors);
    assert_no_errors(&errors);
    assert_non_null(opened.reader);
    return opened;
}

static int form_file(const char *name)
{
    char path[512];
    assert_true(snprintf(path, sizeof path, "%s/tests/data/forms/%s", TEST_SOURCE_DIR, name) < (int)sizeof path);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void close_file(struct opened *opened)
{
    reader_close(opened->reader);
    assert_int_equal(close(opened->file), 0);
}

static void expect_field(const struct field *field, const char *text, const char *code, bool missing)
{
    assert_int_equal(field->length, strlen(text));
    assert_memory_equal(field->text, text, field->length);
    assert_int_equal(field->code != NULL, code != NULL);
    if (code)
        assert_memory_equal(field->code, code, field->code_length);
    assert_int_equal(field->missing, missing);
}

static void test_reader_workbook(void **state)
{
    (void)state;
    const struct reader_options options = {.name = "a.xlsx"};
    struct opened opened = open_file(form_file("survey.xlsx"), &options);
    struct reader *reader = opened.reader;
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_header(reader)->count, 5);
    assert_int_equal(reader_header(reader)->line, 1);
    assert_int_equal(reader_column(reader, "貸出金(億円)"), 3);
    assert_string_equal(reader_encoding(reader), "UTF-8");
    assert_string_equal(reader_preamble(reader), "");
    for (int i = 0; i < 4; i++)
        assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    /* the empty row 5 is passed over */
    assert_int_equal(record.line, 6);
    expect_field(&record.fields[0], "00007", NULL, false);
    struct place place = reader_place(reader, &record.fields[3]);
    assert_int_equal(place.line, 6);
    assert_int_equal(place.column, 4);
    place = reader_record_place(reader);
    assert_int_equal(place.line, 6);
    place = reader_place(reader, &reader_header(reader)->fields[4]);
    assert_int_equal(place.line, 1);
    assert_int_equal(place.column, 5);
    (void)reader_report(reader, &record.fields[3], &errors, ERROR_IMPORT_LABEL, NULL, "x");
    assert_errors(&errors, "a.xlsx:6:4: error[IMP012]: x\n");
    assert_int_equal(reader_next(reader, &record, &errors), READER_END);
    assert_int_equal(reader_lines(reader), 6);
    close_file(&opened);
}

static void test_reader_workbook_header_by_titles_or_row(void **state)
{
    (void)state;
    static const char *const titles[] = {"検討中", "00045"};
    struct reader_options options = {.name = "a.xlsx", .titles = titles, .title_count = 2};
    for (int i = 0; i < 2; i++) {
        struct opened opened = open_file(form_file("survey.xlsx"), &options);
        const struct record *header = reader_header(opened.reader);
        assert_int_equal(header->line, 3);
        expect_field(&header->fields[0], "00045", NULL, false);
        assert_memory_equal(reader_preamble(opened.reader), "コード\t金融機関名\t", strlen("コード\t金融機関名\t"));
        close_file(&opened);
        options = (struct reader_options){.name = "a.xlsx", .header_line = 3};
    }
    options.header_line = 5;
    int file = form_file("survey.xlsx");
    struct errors errors = {0};
    struct reader_scan scan;
    struct reader *reader;
    assert_int_equal(reader_scan(file, "a", &scan, &errors), STATUS_OK);
    assert_int_equal(reader_open_file(file, &scan, &options, &reader, &errors), STATUS_INPUT);
    assert_null(reader);
    assert_errors(&errors, "a.xlsx: error[CSV003]: row 5 is to be the header, but it is empty\n"
                           "  hint: correct `header_line` in study.yaml\n");
    assert_int_equal(close(file), 0);
}

static void test_reader_workbook_header_of_two_rows(void **state)
{
    (void)state;
    const struct reader_options options = {.name = "a.xlsx", .header_lines = 2};
    struct opened opened = open_file(form_file("survey.xlsx"), &options);
    const struct record *header = reader_header(opened.reader);
    expect_field(&header->fields[0], "コード 00123", NULL, false);
    expect_field(&header->fields[4], "公表 TRUE", NULL, false);
    assert_int_equal(reader_place(opened.reader, &header->fields[4]).column, 5);
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_next(opened.reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.line, 3);
    close_file(&opened);
}

static void test_reader_workbook_blank_cells_at_the_right(void **state)
{
    (void)state;
    /* blank cells to the right of the last title, in the header and below it, are dropped */
    const struct reader_options options = {.name = "a.xlsx", .header_line = 4};
    struct opened opened = open_file(form_file("survey.xlsx"), &options);
    assert_int_equal(reader_header(opened.reader)->count, 4);
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_next(opened.reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.count, 4);
    assert_no_errors(&errors);
    close_file(&opened);
}

/* The file in gzip, in a temporary one. */
static int pack_file(int file)
{
    char bytes[65536];
    ssize_t length = read(file, bytes, sizeof bytes);
    assert_true(length > 0 && (size_t)length < sizeof bytes);
    assert_int_equal(close(file), 0);
    char path[] = "/tmp/minaoshi-test-XXXXXX";
    int packed = mkstemp(path);
    assert_true(packed >= 0);
    gzFile stream = gzopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(gzwrite(stream, bytes, (unsigned)length), (int)length);
    assert_int_equal(gzclose(stream), Z_OK);
    assert_int_equal(unlink(path), 0);
    return packed;
}

static void test_reader_statistics_file(void **state)
{
    (void)state;
    const struct reader_options options = {.name = "a.sav", .header_line = 7};
    for (int gzip = 0; gzip < 2; gzip++) {
        int file = form_file("plain.sav");
        struct opened opened = open_file(gzip ? pack_file(file) : file, &options);
        struct reader *reader = opened.reader;
        expect_field(&reader_header(reader)->fields[0], "code", "コード", false);
        assert_int_equal(reader_column(reader, "kind"), 4);
        assert_int_equal(reader_column(reader, "業態"), 4);
        assert_int_equal(reader_column(reader, "貸出金(億円)"), 3);
        assert_int_equal(reader_column(reader, "none"), -1);
        struct errors errors = {0};
        struct record record;
        assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
        assert_int_equal(record.line, 1);
        expect_field(&record.fields[2], "提供中", "1", false);
        expect_field(&record.fields[3], "1234.5", NULL, false);
        int records = 1;
        while (reader_next(reader, &record, &errors) == READER_RECORD)
            if (++records == 3)
                expect_field(&record.fields[2], "無回答", "9", true);
        assert_int_equal(records, 6);
        assert_int_equal(reader_lines(reader), 6);
        assert_no_errors(&errors);
        close_file(&opened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_workbook),
        cmocka_unit_test(test_reader_workbook_header_by_titles_or_row),
        cmocka_unit_test(test_reader_workbook_header_of_two_rows),
        cmocka_unit_test(test_reader_workbook_blank_cells_at_the_right),
        cmocka_unit_test(test_reader_statistics_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
