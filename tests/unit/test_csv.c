/* Records, headers, columns, places and what is wrong with rows. */
#include "support/check.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/csv.h"
#include "reader/lines.h"
#include "reader/reader.h"

static const struct reader_options plain = {.name = "a.csv"};

static struct reader *open_with(const char *text, const struct reader_options *options)
{
    struct errors errors = {0};
    struct reader *reader;
    enum status status = reader_open(text, strlen(text), options, &reader, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_non_null(reader);
    return reader;
}

static void add_record(struct buffer *out, const struct record *record)
{
    buffer_format(out, "%lld:", (long long)record->line);
    for (size_t i = 0; i < record->count; i++) {
        buffer_byte(out, i ? '|' : ' ');
        buffer_add(out, record->fields[i].text, record->fields[i].length);
    }
    buffer_byte(out, '\n');
}

/* The header and all records as `line: a|b`, `bad` for rows that were reported, and the count of lines. */
static void expect(const char *text, const struct reader_options *options, const char *records, const char *messages)
{
    struct reader *reader = open_with(text, options);
    struct errors errors = {0};
    struct buffer out = {0};
    struct record record;
    add_record(&out, reader_header(reader));
    enum reader_step step;
    while ((step = reader_next(reader, &record, &errors)) != READER_END)
        if (step == READER_RECORD)
            add_record(&out, &record);
        else
            buffer_text(&out, "bad\n");
    buffer_format(&out, "%lld lines\n", (long long)reader_lines(reader));
    assert_string_equal(buffer_get(&out), records);
    assert_errors(&errors, messages);
    buffer_clear(&out);
    reader_close(reader);
}

static void expect_refused(const char *text, const struct reader_options *options, const char *messages)
{
    struct errors errors = {0};
    struct reader *reader = (struct reader *)&errors;
    enum status status = reader_open(text, strlen(text), options, &reader, &errors);
    assert_int_equal(status, STATUS_INPUT);
    assert_null(reader);
    assert_errors(&errors, messages);
}

static void test_reader_next_every_line_end(void **state)
{
    (void)state;
    const char *records = "1: a|b\n2: 1|2\n3: 3|4\n3 lines\n";
    expect("a,b\n1,2\n3,4\n", &plain, records, "");
    expect("a,b\r\n1,2\r\n3,4\r\n", &plain, records, "");
    expect("a,b\r1,2\r3,4\r", &plain, records, "");
    expect("a,b\r\n1,2\r3,4", &plain, records, "");
    expect("a,b\n1,2\n3,4", &plain, records, "");
    expect("a,b\n\r1,2\n", &plain, "1: a|b\n3: 1|2\n3 lines\n", "");
}

static void test_reader_next_quotes(void **state)
{
    (void)state;
    expect("a,\"b,c\"\n\"1\",\"x \"\"y\"\" z\"\n\"\"\"\",\"\"\n", &plain, "1: a|b,c\n2: 1|x \"y\" z\n3: \"|\n3 lines\n",
           "");
    expect("a,b\n5\" disk,x\"\"y\n", &plain, "1: a|b\n2: 5\" disk|x\"\"y\n2 lines\n", "");
    expect("a,b\n\"1\r\n2\r3\n4\",\"\"\"q\"\"\"\n5,6\n", &plain, "1: a|b\n2: 1\r\n2\r3\n4|\"q\"\n6: 5|6\n6 lines\n",
           "");
    expect("\"a\n1\",b\n1,2", &plain, "1: a\n1|b\n3: 1|2\n3 lines\n", "");
}

static void test_reader_next_resolved_values_survive_a_growing_buffer(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_text(&text, "a,b,c\n\"p\"\"q\",\"\"\"");
    buffer_fill(&text, 'x', 5000);
    buffer_text(&text, "\",z\n");
    struct reader *reader = open_with(buffer_get(&text), &plain);
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.fields[0].length, 3);
    assert_memory_equal(record.fields[0].text, "p\"q", 3);
    assert_int_equal(record.fields[1].length, 5001);
    assert_memory_equal(record.fields[1].text, "\"xxx", 4);
    assert_true(record.fields[0].quoted);
    assert_false(record.fields[2].quoted);
    reader_close(reader);
    buffer_clear(&text);
}

static void test_reader_next_blank_lines(void **state)
{
    (void)state;
    expect("\n\r\na,b\n\n1,2\n,\n\"\",\"\"\n3,4\n\n\n", &plain, "3: a|b\n5: 1|2\n8: 3|4\n10 lines\n", "");
}

static void test_reader_next_trailing_delimiters(void **state)
{
    (void)state;
    expect("a,b,,\n1,2,,\n3,4\n5,6,, \n", &plain, "1: a|b\n2: 1|2\n3: 3|4\n4: 5|6\n4 lines\n", "");
    expect("a,b,,c\n1,,,2,,,\n", &plain, "1: a|b||c\n2: 1|||2\n2 lines\n", "");
    expect("a,b\n1,\n", &plain, "1: a|b\n2: 1|\n2 lines\n", "");
    expect("a,b\n1,", &plain, "1: a|b\n2: 1|\n2 lines\n", "");
}

static void test_reader_next_ragged(void **state)
{
    (void)state;
    expect("a,b,c,d,e\n1,2,3,4\n1,2,3,4,5\n1\n1,2,3,4,5,6,\n", &plain,
           "1: a|b|c|d|e\nbad\n3: 1|2|3|4|5\nbad\nbad\n5 lines\n",
           "a.csv:2:1: error[CSV001]: row has 4 fields, the header has 5\n"
           "    1,2,3,4\n"
           "    ^\n"
           "  hint: a value that holds a line end needs quotes around it; a note below the table must go\n"
           "a.csv:4:1: error[CSV001]: row has 1 field, the header has 5\n"
           "    1\n"
           "    ^\n"
           "  hint: a value that holds a line end needs quotes around it; a note below the table must go\n"
           "a.csv:5:1: error[CSV001]: row has 6 fields, the header has 5\n"
           "    1,2,3,4,5,6,\n"
           "    ^\n"
           "  hint: a value that holds ',' needs quotes around it\n");
    expect("a\tb\n\"1\n2\"\t2\t3\n", &plain, "1: a|b\nbad\n3 lines\n",
           "a.csv:2:1: error[CSV001]: row has 3 fields, the header has 2\n"
           "    \"1\n"
           "    ^\n"
           "  hint: a value that holds a tab needs quotes around it\n");
}

static void test_reader_next_quote_never_closed(void **state)
{
    (void)state;
    expect("a,b\n1,2\n表,\"3\n4,5\n6,7", &plain, "1: a|b\n2: 1|2\nbad\n5 lines\n",
           "a.csv:3:3: error[CSV002]: the quote is never closed\n"
           "    表,\"3\n"
           "       ^\n"
           "  hint: close it, or, when it belongs to the text, quote the field and double it\n");
}

static void test_reader_next_text_after_quote(void **state)
{
    (void)state;
    expect("a,b\n\"1\n0\"x,2\n3,4\n\"5\" ,6\n", &plain, "1: a|b\nbad\n4: 3|4\nbad\n5 lines\n",
           "a.csv:3:3: error[CSV002]: text after the closing quote\n"
           "    0\"x,2\n"
           "      ^\n"
           "  hint: double a quote that belongs to the text\n"
           "a.csv:5:4: error[CSV002]: text after the closing quote\n"
           "    \"5\" ,6\n"
           "       ^\n"
           "  hint: double a quote that belongs to the text\n");
}

static void test_reader_next_field_size(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct buffer text = {0};
        buffer_text(&text, "a,b\n1,\"");
        buffer_fill(&text, '\n', READER_FIELD_MAX - 1);
        buffer_text(&text, over ? "\"\"z\"\n3,4\n" : "\"\"\"\n3,4\n");
        struct reader *reader = open_with(buffer_get(&text), &plain);
        struct errors errors = {0};
        struct record record;
        assert_int_equal(reader_next(reader, &record, &errors), over ? READER_BAD : READER_RECORD);
        assert_errors(&errors, over ? "a.csv:2:3: error[CSV004]: the field is longer than 1 MiB\n"
                                      "    1,\"\n"
                                      "      ^\n"
                                      "  hint: a quote that was opened here may close too late\n"
                                    : "");
        assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
        assert_int_equal(record.line, 2 + READER_FIELD_MAX);
        assert_int_equal(reader_next(reader, &record, &errors), READER_END);
        reader_close(reader);
        buffer_clear(&text);
    }
}

static void test_reader_open_finds_delimiter(void **state)
{
    (void)state;
    expect("a;b;c,d\n1;2;3\n", &plain, "1: a|b|c,d\n2: 1|2|3\n2 lines\n", "");
    expect("a\tb\n1,5\t2\n", &plain, "1: a|b\n2: 1,5|2\n2 lines\n", "");
    expect("\"a;b;c\",d\n1,2\n", &plain, "1: a;b;c|d\n2: 1|2\n2 lines\n", "");
    expect("\"a \"\";;\"\" b\",\"c\n;;;\"\n1,2\n", &plain, "1: a \";;\" b|c\n;;;\n3: 1|2\n3 lines\n", "");
    expect("a\n1;2\n", &plain, "1: a\n2: 1;2\n2 lines\n", "");
    expect("a;b;c,d,e,f\n1;2;3\n", &(struct reader_options){.name = "a.csv", .delimiter = ';'},
           "1: a|b|c,d,e,f\n2: 1|2|3\n2 lines\n", "");
    expect("a|b\n1|2\n", &(struct reader_options){.name = "a.csv", .delimiter = '|'}, "1: a|b\n2: 1|2\n2 lines\n", "");
}

static void test_reader_open_takes_separator_line(void **state)
{
    (void)state;
    expect("sep=;\r\na;b,c,d\r\n1;2\r\n", &plain, "2: a|b,c,d\n3: 1|2\n3 lines\n", "");
    expect("\xEF\xBB\xBFsep=|\na|b,c\n", &plain, "2: a|b,c\n2 lines\n", "");
    expect("sep=,a\n1,2\n", &plain, "1: sep=|a\n2: 1|2\n2 lines\n", "");
}

static const char *const titles[] = {"コード", "業態", "個人更新系"};
static const struct reader_options titled = {.name = "a.csv", .titles = titles, .title_count = 3};

static void test_reader_open_passes_title_lines(void **state)
{
    (void)state;
    expect("令和3年度 アンケート,,\n※「業態」は5月末\n\nコード,業態,個人更新系\n1,都銀,提供中\n", &titled,
           "4: コード|業態|個人更新系\n5: 1|都銀|提供中\n5 lines\n", "");
    /* the first of those with the most */
    expect("業態\nコード,業態\n業態,コード\n", &titled, "2: コード|業態\n3: 業態|コード\n3 lines\n", "");
    /* a lone quote above the header, and one title twice, which is no more than once */
    expect("\"速報\n業態,業態,業態\nコード,業態,x\n1,2,3\n", &titled, "3: コード|業態|x\n4: 1|2|3\n4 lines\n", "");
}

static void test_reader_open_takes_first_record_without_titles_found(void **state)
{
    (void)state;
    expect("\na,b\n1,2\n", &titled, "2: a|b\n3: 1|2\n3 lines\n", "");
}

static void test_reader_open_looks_at_twenty_records(void **state)
{
    (void)state;
    for (int above = 19; above <= 20; above++) {
        struct buffer text = {0};
        for (int i = 0; i < above; i++)
            buffer_text(&text, "x,y,z\n\n");
        buffer_text(&text, "コード,業態,個人更新系\n");
        struct reader *reader = open_with(buffer_get(&text), &titled);
        assert_int_equal(reader_header(reader)->line, above == 19 ? 39 : 1);
        reader_close(reader);
        buffer_clear(&text);
    }
}

static void test_reader_open_takes_header_line(void **state)
{
    (void)state;
    const char *text = "コード,業態\n\na;b\n1;2\n";
    struct reader_options options = titled;
    options.header_line = 3;
    expect(text, &options, "3: a|b\n4: 1|2\n4 lines\n", "");
    options.header_line = 2;
    expect_refused(text, &options,
                   "a.csv:2: error[CSV003]: line 2 is to be the header, but it is blank\n"
                   "  hint: correct `header_line` in study.yaml\n");
    options.header_line = 5;
    expect_refused(text, &options,
                   "a.csv: error[CSV003]: line 5 is to be the header, but the file has 4 lines\n"
                   "  hint: correct `header_line` in study.yaml\n");
    expect_refused("a,b", &options,
                   "a.csv: error[CSV003]: line 5 is to be the header, but the file has 1 line\n"
                   "  hint: correct `header_line` in study.yaml\n");
}

static void test_reader_open_empty(void **state)
{
    (void)state;
    expect_refused("", &plain,
                   "a.csv: error[CSV003]: the file is empty\n"
                   "  hint: a CSV file begins with a line of column titles\n");
    expect_refused("\xEF\xBB\xBF", &plain,
                   "a.csv: error[CSV003]: the file is empty\n"
                   "  hint: a CSV file begins with a line of column titles\n");
    expect_refused("\n,,\r\n", &plain,
                   "a.csv: error[CSV003]: the file has only blank lines\n"
                   "  hint: a CSV file begins with a line of column titles\n");
    expect("a,b", &plain, "1: a|b\n1 lines\n", "");
}

static void test_reader_open_header_with_open_quote(void **state)
{
    (void)state;
    expect_refused("a,\"b\n1,2\n", &plain,
                   "a.csv:1:3: error[CSV002]: the quote is never closed\n"
                   "    a,\"b\n"
                   "      ^\n"
                   "  hint: close it, or, when it belongs to the text, quote the field and double it\n");
}

static void test_reader_column_by_title(void **state)
{
    (void)state;
    struct reader *reader = open_with("問１２－２, 業態　,ｺｰﾄﾞ,x,X,x\n", &plain);
    assert_int_equal(reader_column(reader, "問12-2"), 0);
    assert_int_equal(reader_column(reader, "問１２－２"), 0);
    assert_int_equal(reader_column(reader, "業態"), 1);
    assert_int_equal(reader_column(reader, "コード"), 2);
    assert_int_equal(reader_column(reader, " X "), 4);
    assert_int_equal(reader_column(reader, "x"), -2);
    assert_int_equal(reader_column(reader, "y"), -1);
    assert_int_equal(reader_column(reader, ""), -1);
    reader_close(reader);
}

static void test_reader_place_counts_code_points(void **state)
{
    (void)state;
    struct reader *reader = open_with("\xEF\xBB\xBF"
                                      "業態,名\r\n\"一\r二\",みずほ\r\n三,四\r\n",
                                      &plain);
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.line, 2);
    struct place place = reader_place(reader, &record.fields[1]);
    assert_string_equal(place.file, "a.csv");
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 4);
    assert_int_equal(reader_lines(reader), 3);
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(record.line, 4);
    /* what lies before the record met last */
    place = reader_place(reader, &reader_header(reader)->fields[1]);
    assert_int_equal(place.line, 1);
    assert_int_equal(place.column, 4);
    assert_no_errors(&errors);
    reader_close(reader);
}

static void test_reader_report_shows_the_line(void **state)
{
    (void)state;
    struct reader *reader = open_with("コード,法人更新系\r\nK0035,有り\r\n", &plain);
    struct errors errors = {0};
    struct record record;
    assert_int_equal(reader_next(reader, &record, &errors), READER_RECORD);
    assert_int_equal(
        reader_report(reader, &record.fields[1], &errors, ERROR_IMPORT_LABEL, NULL, "%s: \"%s\"", "法人更新系", "有り"),
        STATUS_INPUT);
    assert_errors(&errors, "a.csv:2:7: error[IMP012]: 法人更新系: \"有り\"\n"
                           "    K0035,有り\n"
                           "          ^\n");
    reader_close(reader);
}

static void test_lines_of_at_every_offset(void **state)
{
    (void)state;
    const char *text = "ab\r\n\rc\n\nd";
    const int64_t numbers[] = {1, 1, 1, 1, 2, 3, 3, 4, 5, 5};
    const size_t starts[] = {0, 0, 0, 0, 4, 5, 5, 7, 8, 8};
    for (size_t offset = 0; offset <= 9; offset++) {
        struct line line = lines_of(text, 9, (struct line){.number = 1}, offset);
        assert_int_equal(line.number, numbers[offset]);
        assert_int_equal(line.start, starts[offset]);
    }
}

static void test_lines_find_at_every_distance(void **state)
{
    (void)state;
    char text[40];
    for (size_t from = 0; from < 20; from++)
        for (size_t at = from; at < sizeof text; at++)
            for (int which = 0; which < 3; which++) {
                memset(text, 'x', sizeof text);
                text[at] = ";\n\r"[which];
                assert_int_equal(lines_find(text, sizeof text, from, ';'), at);
                assert_int_equal(lines_find(text, at, from, ';'), at);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_next_every_line_end),
        cmocka_unit_test(test_reader_next_quotes),
        cmocka_unit_test(test_reader_next_resolved_values_survive_a_growing_buffer),
        cmocka_unit_test(test_reader_next_blank_lines),
        cmocka_unit_test(test_reader_next_trailing_delimiters),
        cmocka_unit_test(test_reader_next_ragged),
        cmocka_unit_test(test_reader_next_quote_never_closed),
        cmocka_unit_test(test_reader_next_text_after_quote),
        cmocka_unit_test(test_reader_next_field_size),
        cmocka_unit_test(test_reader_open_finds_delimiter),
        cmocka_unit_test(test_reader_open_takes_separator_line),
        cmocka_unit_test(test_reader_open_passes_title_lines),
        cmocka_unit_test(test_reader_open_takes_first_record_without_titles_found),
        cmocka_unit_test(test_reader_open_looks_at_twenty_records),
        cmocka_unit_test(test_reader_open_takes_header_line),
        cmocka_unit_test(test_reader_open_empty),
        cmocka_unit_test(test_reader_open_header_with_open_quote),
        cmocka_unit_test(test_reader_column_by_title),
        cmocka_unit_test(test_reader_place_counts_code_points),
        cmocka_unit_test(test_reader_report_shows_the_line),
        cmocka_unit_test(test_lines_of_at_every_offset),
        cmocka_unit_test(test_lines_find_at_every_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
