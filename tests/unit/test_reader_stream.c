/* What a reader gives must not depend on how the bytes come in or where the window ends: files are read whole, and
 * again with every size of block and window. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <iconv.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/detect.h"
#include "reader/inside.h"

static struct buffer encode(const char *text, const char *encoding)
{
    struct buffer out = {0};
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    char *from = (char *)text;
    size_t left = strlen(text);
    char chunk[4096], *to = chunk;
    size_t room = sizeof chunk;
    assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
    assert_int_equal(iconv(converter, NULL, NULL, &to, &room), 0);
    buffer_add(&out, chunk, sizeof chunk - room);
    assert_int_equal(iconv_close(converter), 0);
    return out;
}

static void add_record(struct buffer *out, const struct reader *reader, const struct record *record)
{
    buffer_format(out, "%lld:", (long long)record->line);
    for (size_t i = 0; i < record->count; i++) {
        struct place place = reader_place(reader, &record->fields[i]);
        buffer_format(out, " %lld:%lld=", (long long)place.line, (long long)place.column);
        buffer_add(out, record->fields[i].text, record->fields[i].length);
    }
    buffer_byte(out, '\n');
}

static void add_errors(struct buffer *out, struct errors *errors)
{
    for (size_t i = 0; i < errors->kept; i++) {
        const struct error *error = &errors->items[i];
        buffer_format(out, "%s:%lld:%lld: %s [%s]\n", error_name(error->code), (long long)error->line,
                      (long long)error->column, error->text, error->excerpt ? error->excerpt : "-");
    }
    errors_clear(errors);
}

/* Everything that a reader tells of the bytes, as text. */
static struct buffer tell(const char *bytes, size_t length, const struct reader_options *options, size_t block,
                          size_t window)
{
    struct buffer out = {0};
    struct errors errors = {0};
    const struct source source = {
        .name = options->name, .bytes = bytes, .file = -1, .length = (int64_t)length, .block = block};
    struct detect_look look;
    detect_look_whole(&look, bytes, length);
    const struct text_facts facts = {.utf8 = !look.broken, .jis = look.escapes, .window = window};
    struct reader *reader;
    if (reader_open_source(&source, &facts, options, &reader, &errors) == STATUS_OK) {
        buffer_format(&out, "%s %d %c %s\n", reader_encoding(reader), reader_has_bom(reader), reader_delimiter(reader),
                      reader_preamble(reader));
        add_record(&out, reader, reader_header(reader));
        struct record record;
        enum reader_step step;
        while ((step = reader_next(reader, &record, &errors)) != READER_END) {
            if (step == READER_RECORD)
                add_record(&out, reader, &record);
            buffer_format(&out, "%d %lld\n", (int)step, (long long)reader_lines(reader));
            add_errors(&out, &errors);
        }
        buffer_format(&out, "%lld lines, %lld bytes\n", (long long)reader_lines(reader),
                      (long long)reader_consumed(reader));
        reader_close(reader);
    }
    add_errors(&out, &errors);
    return out;
}

/* Reads the bytes with every size of block and window up to a few; `part` must be in what is told. */
static void expect_same(const char *bytes, size_t length, const struct reader_options *options, const char *part)
{
    struct buffer whole = tell(bytes, length, options, 0, WINDOW_SIZE);
    if (!strstr(buffer_get(&whole), part))
        print_error("'%s' is not in:\n%s", part, buffer_get(&whole));
    assert_non_null(strstr(buffer_get(&whole), part));
    for (size_t block = 1; block <= 9; block++)
        for (size_t window = 1; window <= 40; window += block == 1 ? 1 : 7) {
            struct buffer pieces = tell(bytes, length, options, block, window);
            assert_string_equal(buffer_get(&pieces), buffer_get(&whole));
            buffer_clear(&pieces);
        }
    buffer_clear(&whole);
}

/* Second bytes of CP932 that are a backslash, characters beyond JIS X 0208, and half-width kana. */
#define JAPANESE(more) "コード,業態\r\n表ソ能,㈱①" more "\r\nｺｰﾄﾞ,\"ﾄ\"\"\r\nｼ\"\r\n\r\n3,ﾞ\r\n"

static void test_reader_every_edge_in_every_encoding(void **state)
{
    (void)state;
    static const struct {
        const char *iconv, *asked, *mark, *text; /* NULL: with all that CP932 has */
    } cases[] = {{"UTF-8", NULL, "", NULL},
                 {"UTF-8", NULL, "\xEF\xBB\xBF", NULL},
                 {"CP932", NULL, "", NULL},
                 {"EUC-JP-MS", "euc-jp", "", NULL},
                 {"ISO-2022-JP-3", "iso-2022-jp", "", JAPANESE("")},
                 {"UTF-16LE", NULL, "\xFF\xFE", NULL},
                 {"UTF-16BE", NULL, "\xFE\xFF", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct reader_options options = {.name = "a.csv", .encoding = cases[i].asked};
        struct buffer encoded = encode(cases[i].text ? cases[i].text : JAPANESE("髙～"), cases[i].iconv), bytes = {0};
        buffer_text(&bytes, cases[i].mark);
        buffer_add(&bytes, encoded.bytes, encoded.length);
        expect_same(bytes.bytes, bytes.length, &options,
                    cases[i].text ? "2: 2:1=表ソ能 2:5=㈱①\n" : "2: 2:1=表ソ能 2:5=㈱①髙～\n");
        buffer_clear(&encoded);
        buffer_clear(&bytes);
    }
    const struct reader_options western = {.name = "a.csv", .encoding = "windows-1252"};
    expect_same("Stra\xDF\x65,\x80\r\nZ\xFCrich,\x93q\x94\r\n", 22, &western, "2: 2:1=Zürich 2:8=“q”");
    /* characters beyond the first plane: surrogates and four bytes */
    const struct reader_options plain = {.name = "a.csv"};
    struct buffer wide = encode("\xEF\xBB\xBF\xF0\xA0\xAE\xB7,b\n\xF0\x9F\x98\x80,2\n", "UTF-16LE");
    expect_same(wide.bytes, wide.length, &plain, "2: 2:1=\xF0\x9F\x98\x80 2:3=2");
    buffer_clear(&wide);
}

static void test_reader_every_edge_in_records(void **state)
{
    (void)state;
    const struct reader_options plain = {.name = "a.csv"};
    static const char *const texts[] = {
        "sep=;\r\na;b\r\n1;2\r\n",
        "a,b\r\n1,2\r\r\n\"x\r\n\r\"\"y\",\"\"\r\n3,4",
        "a,b\r1,2\r\n3\r4,5,6\r",
        "a,b\n1,\"2\"x,\"3\n4,5\n",
        "a,b\r\n1,\"2\"x\r\n4,5\r\n6,\"7\r\n8,9\r\n",
        "a,b\n1,\"2",
        "a,b\n1,\"2\"",
        "a,\"b\n1",
        "\n\r\n",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_same(texts[i], strlen(texts[i]), &plain, "");
}

static void test_reader_every_edge_in_what_does_not_decode(void **state)
{
    (void)state;
    const struct reader_options utf8 = {.name = "a.csv", .encoding = "utf-8"};
    const struct reader_options cp932 = {.name = "a.csv", .encoding = "cp932"};
    const struct reader_options jis = {.name = "a.csv", .encoding = "iso-2022-jp"};
    const struct reader_options utf16 = {.name = "a.csv", .encoding = "utf-16le"};
    static const char bad_utf8[] =
        "a,b\r\n1,\xE8\xA1銀\xFE,\xFF\r\n\xF0\x9F\x98,2\r\n\"3\r\n\xE8\",\"4\xC3\r\n\xED\xA0\x80";
    static const char bad_cp932[] = "a,b\r\n\x95\x5C,\x85\x9F\xFF\r\n\xFF\r\n1,\"\xA0\r\n\xFD\"\r\n2,3\r\n\x95";
    static const char bad_jis[] = "a,b\r\n\x1B$BI=\x1B(B,2\r\n\x1B$X,3\r\n\x1B$BI\r\n,4\r\n\x1B$";
    static const char bad_utf16[] = "a\0\n\0\x68\x88\x00\xD8x\0\r\0\n\0\0\0,\0\n\0\x3D\xD8\x00\xDE\n\0\x3D\xD8";
    static const char nul[] = "a,b\n1,\0\0\n\0,\"2\n\0\"\n3,\0";
    expect_same(bad_utf8, sizeof bad_utf8 - 1, &utf8, "TXT001:6:1: byte 0xED");
    expect_same(bad_cp932, sizeof bad_cp932 - 1, &cp932, "TXT001:7:1: the file ends inside a character");
    expect_same(bad_jis, sizeof bad_jis - 1, &jis, "TXT001");
    expect_same(bad_utf16, sizeof bad_utf16 - 1, &utf16, "TXT002:3:1:");
    expect_same(nul, sizeof nul - 1, &utf8, "TXT002:4:1:");
    expect_same("a\xFF,b\n1,2\n\xFF\n", 11, &utf8, "TXT001:1:2: byte 0xFF can't be read as UTF-8 [a\xFF,b]\n");
}

static void test_reader_a_lone_quote_in_a_large_file(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_text(&text, "a,b\n1,2\n表,\"3\n");
    for (int i = 0; i < 1000000; i++)
        buffer_text(&text, "4,56\r\n");
    const struct reader_options plain = {.name = "a.csv"};
    const struct source source = {.name = "a.csv", .bytes = text.bytes, .file = -1, .length = (int64_t)text.length};
    const struct text_facts facts = {.utf8 = true, .window = 4096};
    struct errors errors = {0};
    struct reader *reader;
    assert_int_equal(reader_open_source(&source, &facts, &plain, &reader, &errors), STATUS_OK);
    struct record record;
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(reader_next(reader, &record, &errors), READER_BAD);
    assert_int_equal(reader_lines(reader), 1000003);
    assert_true(reader->window.capacity <= 2 * WINDOW_SIZE);
    assert_int_equal(reader_next(reader, &record, &errors), READER_END);
    assert_errors(&errors, "a.csv:3:3: error[CSV002]: the quote is never closed\n"
                           "    表,\"3\n"
                           "       ^\n"
                           "  hint: close it, or, when it belongs to the text, quote the field and double it\n");
    reader_close(reader);
    buffer_clear(&text);
}

/* A field too long, after which reading goes on, with the same words whatever the window. */
static void expect_long(const char *before, char filling, size_t count, const char *after, const char *part)
{
    struct buffer text = {0};
    buffer_text(&text, before);
    buffer_fill(&text, filling, count);
    buffer_text(&text, after);
    const struct reader_options options = {.name = "a.csv", .encoding = "utf-8"};
    static const size_t windows[] = {1, 5000, 1 << 20, 1 << 24};
    struct buffer first = {0};
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        struct buffer told = tell(text.bytes, text.length, &options, 0, windows[i]);
        if (!i) {
            if (!strstr(buffer_get(&told), part))
                print_error("%s", buffer_get(&told));
            assert_non_null(strstr(buffer_get(&told), part));
            first = told;
            continue;
        }
        assert_string_equal(buffer_get(&told), buffer_get(&first));
        buffer_clear(&told);
    }
    buffer_clear(&first);
    buffer_clear(&text);
}

static void test_reader_fields_and_rows_too_long(void **state)
{
    (void)state;
    const size_t mib = READER_FIELD_MAX;
    expect_long("a,b\nx,\"", 'y', mib + 1, "\"\n3,4\n", "CSV004:2:3: the field is longer than 1 MiB [x,\"yyy");
    expect_long("a,b\nx,", 'y', mib + 1, "\n3,4\n", "3: 3:1=3 3:3=4");
    expect_long("a,b\nx,", 'y', 5 * mib, "", "CSV004:2:3:");
    expect_long("a,b\nx,\"", '\n', 3 * mib, "\"z\n3,4\n", "CSV002:3145730:2: text after the closing quote [\"z]");
    expect_long("a,b\nx,\"", 'y', 3 * mib, "\"z\n3,4\n", "CSV002:2:0: text after the closing quote [-]");
    expect_long("a,b\nx,\"", 'y', 3 * mib, "\",\"z\n3,4\n", "CSV002:2:0: the quote is never closed [-]");
    expect_long("a,b\nx,\"", '"', 2 * mib + 2, "\",z\n3,4\n", "CSV004:2:3:");
    expect_long("a,b\nx,\"", 'y', 2 * mib, "\xFF\"\r\n3,4\n", "TXT001");
    expect_long("a,b\nx", ',', READER_COLUMNS_MAX - 1, "\n3,4\n", "2: 2:1=x 2:3=");
    expect_long("a,b\n", ',', READER_COLUMNS_MAX - 1, "\n3,4\n", "3: 3:1=3 3:3=4");
    expect_long("a,b\n", ',', READER_COLUMNS_MAX, "\n3,4\n", "CSV008:2:1: the row has more than 16384 fields [,,,");
    expect_long("", ',', READER_COLUMNS_MAX, "x\n3,4\n", "CSV008:1:1:");
}

static void test_reader_row_too_large(void **state)
{
    (void)state;
    struct buffer row = {0};
    buffer_text(&row, "a,b\n1,2\n");
    for (int i = 0; i < 17; i++) {
        buffer_byte(&row, ',');
        buffer_fill(&row, 'x', READER_FIELD_MAX - 1);
    }
    expect_long(buffer_get(&row), ',', 1, "\n3,4\n", "CSV004:3:1: the row is longer than 16 MiB [,xxx");
    buffer_clear(&row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_every_edge_in_every_encoding),
        cmocka_unit_test(test_reader_every_edge_in_records),
        cmocka_unit_test(test_reader_every_edge_in_what_does_not_decode),
        cmocka_unit_test(test_reader_a_lone_quote_in_a_large_file),
        cmocka_unit_test(test_reader_fields_and_rows_too_long),
        cmocka_unit_test(test_reader_row_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
