/* Files as they lie on the disk: what one look at them tells, gzip, and headers of two lines. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "reader/input.h"
#include "reader/reader.h"

static const struct reader_options plain = {.name = "a.csv"};

/* A temporary file of those bytes; it is gone when it is closed. */
static FILE *file_of(const void *bytes, size_t length)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fflush(file), 0);
    return file;
}

static struct buffer pack(const void *bytes, size_t length)
{
    struct buffer out = {0};
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    unsigned char chunk[1024];
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)length;
    int result;
    do {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        result = deflate(&stream, Z_FINISH);
        buffer_add(&out, chunk, sizeof chunk - stream.avail_out);
    } while (result == Z_OK);
    assert_int_equal(result, Z_STREAM_END);
    assert_int_equal(deflateEnd(&stream), Z_OK);
    return out;
}

static struct reader_scan scan_of(const void *bytes, size_t length)
{
    FILE *file = file_of(bytes, length);
    struct errors errors = {0};
    struct reader_scan scan;
    assert_int_equal(reader_scan(fileno(file), "a.csv", &scan, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(scan.bytes, length);
    assert_int_equal(fclose(file), 0);
    return scan;
}

/* All records of the file and what is said about it. */
static void expect(const void *bytes, size_t length, const struct reader_options *options, const char *records,
                   const char *messages)
{
    FILE *file = file_of(bytes, length);
    struct errors errors = {0};
    struct reader_scan scan;
    struct reader *reader = NULL;
    struct buffer out = {0};
    enum status status = reader_scan(fileno(file), "a.csv", &scan, &errors);
    if (status == STATUS_OK)
        status = reader_open_file(fileno(file), &scan, options, &reader, &errors);
    assert_int_equal(status == STATUS_OK, reader != NULL);
    if (reader) {
        struct record record = *reader_header(reader);
        enum reader_step step = READER_RECORD;
        do {
            buffer_text(&out, step == READER_BAD ? "bad" : "");
            for (size_t i = 0; i < record.count; i++) {
                buffer_text(&out, i ? "|" : "");
                buffer_add(&out, record.fields[i].text, record.fields[i].length);
            }
            buffer_byte(&out, '/');
            step = reader_next(reader, &record, &errors);
        } while (step != READER_END);
        if (!*messages)
            assert_int_equal(reader_consumed(reader), scan.bytes);
        reader_close(reader);
    }
    assert_string_equal(buffer_get(&out), records);
    assert_errors(&errors, messages);
    buffer_clear(&out);
    assert_int_equal(fclose(file), 0);
}

#define expect_text(text, options, records, messages) expect((text), strlen(text), (options), (records), (messages))

static void test_reader_scan_hash_and_size(void **state)
{
    (void)state;
    /* FIPS 180-2, appendix B.1 */
    struct reader_scan scan = scan_of("abc", 3);
    assert_string_equal(scan.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(scan.utf8 && !scan.gzip && !scan.jis && scan.form == FORM_TEXT);
    scan = scan_of("", 0);
    assert_string_equal(scan.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_true(scan.utf8);
}

static void test_reader_scan_utf8_across_blocks(void **state)
{
    (void)state;
    for (size_t before = 256 * 1024 - 4; before <= 256 * 1024; before++)
        for (int bad = 0; bad <= 2; bad++) {
            struct buffer text = {0};
            buffer_text(&text, "表");
            buffer_fill(&text, 'x', before - text.length);
            buffer_text(&text, bad == 1 ? "\xE8\xA1x" : "表");
            if (bad == 2)
                buffer_text(&text, "\xE8\xA1");
            struct reader_scan scan = scan_of(text.bytes, text.length);
            assert_int_equal(scan.utf8, !bad);
            buffer_clear(&text);
        }
}

static void test_reader_scan_escapes_across_blocks(void **state)
{
    (void)state;
    for (size_t before = 256 * 1024 - 4; before <= 256 * 1024; before++) {
        struct buffer text = {0};
        buffer_fill(&text, 'x', before);
        buffer_text(&text, "\x1B$BI=\x1B(B\n");
        assert_true(scan_of(text.bytes, text.length).jis);
        buffer_text(&text, "表");
        assert_false(scan_of(text.bytes, text.length).jis);
        buffer_clear(&text);
    }
}

static void test_reader_scan_forms(void **state)
{
    (void)state;
    static const char sas[] = "\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\x00\x09\xC7\x31\x8C"
                              "\x18\x1F\x10\x11zzzz";
    assert_int_equal(scan_of("PK\3\4zzz", 7).form, FORM_WORKBOOK);
    assert_int_equal(scan_of("PK,4\n", 5).form, FORM_TEXT);
    assert_int_equal(scan_of("$FL2@(#)", 8).form, FORM_SAV);
    assert_int_equal(scan_of("$FL3@(#)", 8).form, FORM_SAV);
    assert_int_equal(scan_of("$FL,b\n", 6).form, FORM_TEXT);
    assert_int_equal(scan_of("<stata_dta><header>", 19).form, FORM_DTA);
    assert_int_equal(scan_of("\x72\x02\x01\x00", 4).form, FORM_DTA);
    assert_int_equal(scan_of("\x72\x03\x01\x00", 4).form, FORM_TEXT);
    assert_int_equal(scan_of(sas, sizeof sas - 1).form, FORM_SAS);
    struct buffer zip = pack("PK\3\4zzz", 7);
    struct reader_scan scan = scan_of(zip.bytes, zip.length);
    assert_true(scan.gzip && scan.form == FORM_WORKBOOK && !scan.utf8);
    buffer_clear(&zip);
    assert_string_equal(reader_form_name(FORM_TEXT), "text");
    assert_string_equal(reader_form_name(FORM_WORKBOOK), "xlsx");
    assert_string_equal(reader_form_name(FORM_SAS), "sas7bdat");
}

/* A portable file up to its mark: 200 characters, the table, in which `shift` makes the letters others, the mark. */
static struct buffer portable(unsigned char shift, const char *line_end)
{
    char text[464];
    memset(text, ' ', 200);
    memset(text + 200, '0', 256);
    for (int i = 0; i < 26; i++)
        text[200 + 74 + i] = (char)('A' + i + shift);
    for (size_t i = 0; i < 8; i++)
        text[456 + i] = (char)("SPSSPORT"[i] + shift);
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof text; i++) {
        buffer_byte(&out, text[i]);
        if (i % 80 == 79)
            buffer_text(&out, line_end);
    }
    return out;
}

static void test_reader_scan_portable(void **state)
{
    (void)state;
    static const char *const line_ends[] = {"", "\n", "\r\n"};
    for (size_t i = 0; i < 3; i++)
        for (unsigned char shift = 0; shift <= 128; shift = (unsigned char)(shift + 128)) {
            struct buffer text = portable(shift, line_ends[i]);
            assert_int_equal(scan_of(text.bytes, text.length).form, FORM_POR);
            assert_int_equal(scan_of(text.bytes, text.length - 1).form, FORM_TEXT);
            buffer_clear(&text);
            if (shift)
                break;
        }
}

static void test_reader_scan_folder(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct reader_scan scan;
    FILE *folder = fopen("/tmp", "r");
    assert_non_null(folder);
    assert_int_equal(reader_scan(fileno(folder), "a.csv", &scan, &errors), STATUS_FAILURE);
    assert_errors(&errors, "minaoshi: error[SYS002]: unable to read 'a.csv': Is a directory\n");
    assert_int_equal(fclose(folder), 0);
}

static void test_reader_open_file_gzip(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_text(&text, "コード,b\n");
    for (int i = 0; i < 30000; i++)
        buffer_format(&text, "%d,表%d\n", i, i * 7919);
    struct buffer packed = pack(text.bytes, text.length);
    struct reader_scan scan = scan_of(packed.bytes, packed.length);
    assert_true(scan.gzip && scan.utf8 && scan.form == FORM_TEXT);
    struct buffer records = {0};
    buffer_text(&records, "コード|b/");
    for (int i = 0; i < 30000; i++)
        buffer_format(&records, "%d|表%d/", i, i * 7919);
    expect(packed.bytes, packed.length, &plain, buffer_get(&records), "");
    buffer_clear(&text);
    buffer_clear(&packed);
    buffer_clear(&records);
}

static void test_reader_open_file_gzip_of_several_parts(void **state)
{
    (void)state;
    struct buffer first = pack("a,b\n1,\x95", 7), second = pack("\x5C\n3,4\n", 6), empty = pack("", 0);
    buffer_add(&first, empty.bytes, empty.length);
    buffer_add(&first, second.bytes, second.length);
    expect(first.bytes, first.length, &(struct reader_options){.name = "a.csv", .encoding = "cp932"}, "a|b/1|表/3|4/",
           "");
    /* zeros behind the last part do no harm, anything else does */
    buffer_fill(&first, '\0', 100);
    expect(first.bytes, first.length, &(struct reader_options){.name = "a.csv", .encoding = "cp932"}, "a|b/1|表/3|4/",
           "");
    buffer_text(&first, "xyz");
    expect(first.bytes, first.length, &plain, "",
           "a.csv: error[FRM001]: the gzip data is damaged\n  hint: copy or compress the file again\n");
    expect(empty.bytes, empty.length, &plain, "",
           "a.csv: error[CSV003]: the file is empty\n  hint: a CSV file begins with a line of column titles\n");
    buffer_clear(&first);
    buffer_clear(&second);
    buffer_clear(&empty);
}

static void test_reader_open_file_gzip_damaged(void **state)
{
    (void)state;
    struct buffer packed = pack("a,b\n1,2\n3,4\n", 12);
    for (size_t length = 11; length < packed.length; length++)
        expect(packed.bytes, length, &plain, "",
               "a.csv: error[FRM001]: the gzip data ends too early\n  hint: copy or compress the file again\n");
    packed.bytes[packed.length - 6] ^= 1; /* the checksum */
    expect(packed.bytes, packed.length, &plain, "",
           "a.csv: error[FRM001]: the gzip data is damaged\n  hint: copy or compress the file again\n");
    buffer_clear(&packed);
}

static void test_reader_next_file_became_shorter(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_text(&text, "a,b\n");
    for (int i = 0; i < 800000; i++)
        buffer_text(&text, "1,2\n");
    FILE *file = file_of(text.bytes, text.length);
    struct errors errors = {0};
    struct reader_scan scan;
    struct reader *reader;
    assert_int_equal(reader_scan(fileno(file), "a.csv", &scan, &errors), STATUS_OK);
    assert_int_equal(reader_open_file(fileno(file), &scan, &plain, &reader, &errors), STATUS_OK);
    assert_int_equal(ftruncate(fileno(file), 2 * 1024 * 1024), 0);
    struct record record;
    enum reader_step step;
    int records = 0, bad = 0;
    while ((step = reader_next(reader, &record, &errors)) != READER_END) {
        records += step == READER_RECORD;
        bad += step == READER_BAD;
    }
    assert_true(records > 100000 && records < 800000 && bad == 1);
    assert_errors(&errors, "minaoshi: error[SYS002]: 'a.csv' became shorter while it was read\n"
                           "  hint: read it again when nothing writes to it\n");
    reader_close(reader);
    assert_int_equal(fclose(file), 0);
    buffer_clear(&text);
}

static void test_input_spool_unpacks(void **state)
{
    (void)state;
    struct buffer packed = pack("abc", 3);
    const struct source source = {
        .name = "a", .bytes = packed.bytes, .file = -1, .length = (int64_t)packed.length, .gzip = true};
    struct errors errors = {0};
    int file;
    assert_int_equal(input_spool(&source, &file, &errors), STATUS_OK);
    char bytes[8];
    size_t got;
    assert_int_equal(input_at(file, "a", 0, bytes, sizeof bytes, &got, &errors), STATUS_OK);
    assert_int_equal(got, 3);
    assert_memory_equal(bytes, "abc", 3);
    assert_int_equal(close(file), 0);
    assert_no_errors(&errors);
    buffer_clear(&packed);
}

static void test_reader_open_header_of_two_lines(void **state)
{
    (void)state;
    struct reader_options two = {.name = "a.csv", .header_lines = 2};
    expect_text("コード,問1,,問2\n,参照,更新,\n1,2,3,4\n", &two, "コード|問1 参照|問1 更新|問2/1|2|3|4/", "");
    expect_text(",A ,,\nx, p,,\n1,2\n", &two, "x|A p/1|2/", "");
    expect_text("A\nx,y,\n1,2\n", &two, "A x|A y/1|2/", "");
    expect_text("\"A\",B", &two, "A|B/", "");
    static const char *const titles[] = {"問1 参照", "問1 更新"};
    two.titles = titles;
    two.title_count = 2;
    expect_text("注,問1\n\nコード,問１,\n,参照,更新\n1,2,3\n", &two, "コード|問１ 参照|問１ 更新/1|2|3/", "");
}

static void test_reader_place_in_header_of_two_lines(void **state)
{
    (void)state;
    static const char text[] = "前書\r\nコード,問1,\r\n,参照,\"更\r\n新\"\r\n1,2,3\r\n";
    const struct reader_options two = {.name = "a.csv", .header_lines = 2, .header_line = 2};
    struct errors errors = {0};
    struct reader *reader;
    assert_int_equal(reader_open(text, strlen(text), &two, &reader, &errors), STATUS_OK);
    assert_string_equal(reader_preamble(reader), "前書\r\n");
    assert_int_equal(reader_delimiter(reader), ',');
    struct record record;
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.line, 5);
    struct place place = reader_record_place(reader);
    assert_int_equal(place.line, 5);
    const struct field *header = reader_header(reader)->fields;
    (void)reader_report(reader, &header[0], &errors, ERROR_CSV_COLUMN, NULL, "a");
    (void)reader_report(reader, &header[2], &errors, ERROR_CSV_COLUMN, NULL, "b");
    (void)reader_report(reader, &record.fields[1], &errors, ERROR_CSV_COLUMN, NULL, "c");
    assert_errors(&errors, "a.csv:2:1: error[CSV005]: a\n    コード,問1,\n    ^\n"
                           "a.csv:3:5: error[CSV005]: b\n    ,参照,\"更\n          ^\n"
                           "a.csv:5:3: error[CSV005]: c\n    1,2,3\n      ^\n");
    reader_close(reader);
}

static void test_reader_open_header_far_behind(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 200000; i++)
        buffer_text(&text, "1234,5678\n");
    const struct reader_options options = {.name = "a.csv", .header_line = 190000};
    expect(text.bytes, text.length, &options, "",
           "a.csv: error[CSV003]: line 190000 is to be the header, but it is more than 1 MiB behind the start of the "
           "file\n  hint: correct `header_line` in study.yaml\n");
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_scan_hash_and_size),
        cmocka_unit_test(test_reader_scan_utf8_across_blocks),
        cmocka_unit_test(test_reader_scan_escapes_across_blocks),
        cmocka_unit_test(test_reader_scan_forms),
        cmocka_unit_test(test_reader_scan_portable),
        cmocka_unit_test(test_reader_scan_folder),
        cmocka_unit_test(test_reader_open_file_gzip),
        cmocka_unit_test(test_reader_open_file_gzip_of_several_parts),
        cmocka_unit_test(test_reader_open_file_gzip_damaged),
        cmocka_unit_test(test_reader_next_file_became_shorter),
        cmocka_unit_test(test_input_spool_unpacks),
        cmocka_unit_test(test_reader_open_header_of_two_lines),
        cmocka_unit_test(test_reader_place_in_header_of_two_lines),
        cmocka_unit_test(test_reader_open_header_far_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
