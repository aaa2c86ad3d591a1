/* The result table: filling and reading it, and the exact output of the machine formats. */
#include "unit/table_samples.h"

#include <string.h>

#include <jansson.h>

/* The machine formats are the same in both languages, apart from the notice in JSON. */
static void test_table_render_csv_either_language(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_END; language++)
        check_render(rates(), FORMAT_CSV, (enum language)language,
                     "wave,item,group,estimate,change,deff,level,status,denominator,trace\n"
                     "2020,personal_update,,0.0625,,1.2345678,95,ok,valid,a.csv:2\n"
                     "2021,personal_update,,0.10101010101010101,0.03851010101010101,1,95,low base,valid,a.csv:2\n"
                     "2021,corporate_update,,,-0.005,,95,no data,valid,a.csv:2\n");
}

static void test_table_render_tsv_either_language(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_END; language++)
        check_render(rates(), FORMAT_TSV, (enum language)language,
                     "wave\titem\tgroup\testimate\tchange\tdeff\tlevel\tstatus\tdenominator\ttrace\n"
                     "2020\tpersonal_update\t\t0.0625\t\t1.2345678\t95\tok\tvalid\ta.csv:2\n"
                     "2021\tpersonal_update\t\t0.10101010101010101\t0.03851010101010101\t1\t95\tlow base\tvalid"
                     "\ta.csv:2\n"
                     "2021\tcorporate_update\t\t\t-0.005\t\t95\tno data\tvalid\ta.csv:2\n");
}

static void test_table_render_ndjson_either_language(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_END; language++)
        check_render(
            rates(), FORMAT_NDJSON, (enum language)language,
            "{\"wave\":2020,\"item\":\"personal_update\",\"group\":null,\"estimate\":0.0625,\"change\":null,"
            "\"deff\":1.2345678,\"level\":95,\"status\":\"ok\",\"denominator\":\"valid\",\"trace\":\"a.csv:2\"}\n"
            "{\"wave\":2021,\"item\":\"personal_update\",\"group\":null,\"estimate\":0.10101010101010101,"
            "\"change\":0.03851010101010101,\"deff\":1,\"level\":95,\"status\":\"low base\","
            "\"denominator\":\"valid\",\"trace\":\"a.csv:2\"}\n"
            "{\"wave\":2021,\"item\":\"corporate_update\",\"group\":null,\"estimate\":null,\"change\":-0.005,"
            "\"deff\":null,\"level\":95,\"status\":\"no data\",\"denominator\":\"valid\",\"trace\":\"a.csv:2\"}\n");
}

static void test_table_render_json_english(void **state)
{
    (void)state;
    struct table *table = pair_table("銀行", 0.1);
    table_row(table);
    table_empty(table);
    table_empty(table);
    table_set_study(table, "fisc");
    table_set_notice(table, &notice);
    table_set_design(table, &design);
    check_render(table, FORMAT_JSON, LANGUAGE_EN,
                 "{\n"
                 "  \"table\": \"rates\",\n"
                 "  \"version\": \"0.1.0\",\n"
                 "  \"study\": \"fisc\",\n"
                 "  \"notice\": \"Responses are synthetic;\\nonly the published figures are real\",\n"
                 "  \"rows\": [\n"
                 "    {\n"
                 "      \"name\": \"銀行\",\n"
                 "      \"value\": 0.1\n"
                 "    },\n"
                 "    {\n"
                 "      \"name\": null,\n"
                 "      \"value\": null\n"
                 "    }\n"
                 "  ]\n"
                 "}\n");
}

static void test_table_render_json_japanese(void **state)
{
    (void)state;
    struct table *table = pair_table("a", 2);
    table_set_notice(table, &notice);
    check_render(table, FORMAT_JSON, LANGUAGE_JA,
                 "{\n"
                 "  \"table\": \"rates\",\n"
                 "  \"version\": \"0.1.0\",\n"
                 "  \"study\": null,\n"
                 "  \"notice\": \"回答データは合成であり、公表値のみが実在する\",\n"
                 "  \"rows\": [\n"
                 "    {\n"
                 "      \"name\": \"a\",\n"
                 "      \"value\": 2\n"
                 "    }\n"
                 "  ]\n"
                 "}\n");
}

static void test_table_render_without_rows(void **state)
{
    (void)state;
    check_render(NEW_TABLE(pair), FORMAT_CSV, LANGUAGE_EN, "name,value\n");
    check_render(NEW_TABLE(pair), FORMAT_TSV, LANGUAGE_EN, "name\tvalue\n");
    check_render(NEW_TABLE(pair), FORMAT_NDJSON, LANGUAGE_EN, "");
    check_render(NEW_TABLE(pair), FORMAT_JSON, LANGUAGE_EN,
                 "{\n"
                 "  \"table\": \"rates\",\n"
                 "  \"version\": \"0.1.0\",\n"
                 "  \"study\": null,\n"
                 "  \"notice\": null,\n"
                 "  \"rows\": []\n"
                 "}\n");
    check_render(NEW_TABLE(pair), FORMAT_TEXT, LANGUAGE_EN, "a name  a value\n──────  ───────\nno rows\n");
    check_render(NEW_TABLE(pair), FORMAT_TEXT, LANGUAGE_JA,
                 "a name  a value\n──────  ───────\n該当する行はありません\n");
    check_render(NEW_TABLE(pair), FORMAT_MARKDOWN, LANGUAGE_EN,
                 "| a name | a value |\n| :----- | ------: |\n\nno rows\n");
}

static void test_table_render_hostile_csv(void **state)
{
    (void)state;
    check_render(pair_table(hostile, 1), FORMAT_CSV, LANGUAGE_EN,
                 "name,value\n"
                 "\"a,\"\"b\"\"|c\td\\e\nf\x1B[31m\x7F\xC2\x9Bg<b>&*_`[x](y)\",1\n");
    check_render(pair_table("=cmd|' /C calc'!A0", 1), FORMAT_CSV, LANGUAGE_EN, "name,value\n=cmd|' /C calc'!A0,1\n");
    check_render(pair_table("\"", 1), FORMAT_CSV, LANGUAGE_EN, "name,value\n\"\"\"\",1\n");
    check_render(pair_table("a\rb", 1), FORMAT_CSV, LANGUAGE_EN, "name,value\n\"a\rb\",1\n");
    check_render(pair_table(" a\tb ", 1), FORMAT_CSV, LANGUAGE_EN, "name,value\n a\tb ,1\n");
}

static void test_table_render_hostile_tsv(void **state)
{
    (void)state;
    check_render(pair_table(hostile, 1), FORMAT_TSV, LANGUAGE_EN,
                 "name\tvalue\n"
                 "a,\"b\"|c\\td\\\\e\\nf\x1B[31m\x7F\xC2\x9Bg<b>&*_`[x](y)\t1\n");
    check_render(pair_table("\r\\n", 1), FORMAT_TSV, LANGUAGE_EN, "name\tvalue\n\\r\\\\n\t1\n");
}

/* No control character of the data reaches a terminal, whatever the format. */
static void test_table_render_delimited_to_terminal(void **state)
{
    (void)state;
    struct table_style style = {.format = FORMAT_CSV, .terminal = true};
    check_style(pair_table(hostile, 1), style,
                "name,value\n"
                "\"a,\"\"b\"\"|c\\x09d\\e\\x0af\\x1b[31m\\x7f\\xc2\\x9bg<b>&*_`[x](y)\",1\n");
    style.format = FORMAT_TSV;
    check_style(pair_table(hostile, 1), style,
                "name\tvalue\n"
                "a,\"b\"|c\\td\\\\e\\nf\\x1b[31m\\x7f\\xc2\\x9bg<b>&*_`[x](y)\t1\n");
}

static void test_table_render_hostile_ndjson(void **state)
{
    (void)state;
    check_render(pair_table(hostile, 1), FORMAT_NDJSON, LANGUAGE_EN,
                 "{\"name\":\"a,\\\"b\\\"|c\\td\\\\e\\nf\\u001b[31m\\u007f\\u009bg<b>&*_`[x](y)\",\"value\":1}\n");
    check_render(pair_table("\r\x01\xFF\xC2", 1), FORMAT_NDJSON, LANGUAGE_EN,
                 "{\"name\":\"\\r\\u0001\xEF\xBF\xBD\xEF\xBF\xBD\",\"value\":1}\n");
}

static void test_table_render_numbers_unrounded(void **state)
{
    (void)state;
    check_render(pair_table("x", -0.0), FORMAT_CSV, LANGUAGE_EN, "name,value\nx,0\n");
    check_render(pair_table("x", 1e-300), FORMAT_CSV, LANGUAGE_EN, "name,value\nx,1e-300\n");
    check_render(pair_table("x", 1.0 / 3), FORMAT_TSV, LANGUAGE_EN, "name\tvalue\nx\t0.3333333333333333\n");
    check_render(pair_table("x", NAN), FORMAT_CSV, LANGUAGE_EN, "name,value\nx,\n");
    check_render(pair_table("x", -INFINITY), FORMAT_NDJSON, LANGUAGE_EN, "{\"name\":\"x\",\"value\":null}\n");

    static const struct column of[] = {{"n", "a count", COLUMN_INTEGER, SHOW_ALWAYS}};
    for (int format = 0; format < 2; format++) {
        struct table *table = NEW_TABLE(of);
        table_row(table);
        table_integer(table, INT64_MIN);
        table_row(table);
        table_integer(table, 12345);
        if (format)
            check_render(table, FORMAT_CSV, LANGUAGE_EN, "n\n-9223372036854775808\n12345\n");
        else
            check_render(table, FORMAT_TEXT, LANGUAGE_EN,
                         "             a count\n"
                         "────────────────────\n"
                         "-9223372036854775808\n"
                         "               12345\n");
    }
}

static void test_table_render_csv_of_one_empty_cell(void **state)
{
    (void)state;
    static const struct column of[] = {{"a", "an a", COLUMN_TEXT, SHOW_ALWAYS}};
    struct table *table = NEW_TABLE(of);
    table_row(table);
    table_empty(table);
    check_render(table, FORMAT_CSV, LANGUAGE_EN, "a\n\"\"\n");
}

/* What is written is JSON, and says what was put in, control characters included. */
static void test_table_render_json_is_read_back(void **state)
{
    (void)state;
    struct table *table = pair_table(hostile, 1.0 / 3);
    struct table_style style = {.format = FORMAT_JSON, .version = "0.1.0"};
    struct errors errors = {0};
    struct buffer out = {0};
    assert_int_equal(table_render(table, &style, &out, &errors), STATUS_OK);
    json_t *root = json_loadb(out.bytes, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    const json_t *row = json_array_get(json_object_get(root, "rows"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "name")), hostile);
    assert_true(json_real_value(json_object_get(row, "value")) == 1.0 / 3);
    json_decref(root);
    buffer_clear(&out);
    table_free(table);
}

static void test_table_render_full_buffer(void **state)
{
    (void)state;
    for (int format = 0; format < FORMAT_END; format++) {
        struct table *table = rates();
        struct table_style style = {.format = (enum table_format)format, .decimals = 1, .version = "0.1.0"};
        struct errors errors = {0};
        struct buffer out = {.maximum = 20};
        assert_int_equal(table_render(table, &style, &out, &errors), STATUS_FAILURE);
        assert_errors(&errors, "minaoshi: error[SYS001]: out of memory\n");
        buffer_clear(&out);
        table_free(table);
    }
}

static void test_table_reading(void **state)
{
    (void)state;
    struct table *table = rates();
    assert_string_equal(table_name(table), "rates");
    assert_string_equal(table_study(table), "fisc");
    assert_string_equal(label_in(table_notice(table), LANGUAGE_JA), notice.in[LANGUAGE_JA]);
    assert_string_equal(label_in(table_design(table), LANGUAGE_EN), design.in[LANGUAGE_EN]);
    assert_int_equal(table_rows(table), 3);
    assert_int_equal(table_columns(table), 10);
    assert_int_equal(table_find(table, "wave"), 0);
    assert_int_equal(table_find(table, "trace"), 9);
    assert_ptr_equal(table_column(table, 3), &columns[3]);
    assert_int_equal(table_get_integer(table, 2, 0), 2021);
    assert_string_equal(table_get_text(table, 2, 1), "corporate_update");
    assert_string_equal(label_in(table_get_label(table, 2, 1), LANGUAGE_JA), "法人・更新系");
    assert_null(table_get_label(table, 2, 7));
    assert_false(table_has(table, 0, 2));
    assert_null(table_get_text(table, 0, 2));
    assert_true(table_has(table, 0, 3));
    assert_close(table_get_real(table, 0, 3), 0.0625, 0, 0);
    assert_false(table_has(table, 2, 3));
    assert_nan(table_get_real(table, 2, 3));
    assert_nan(table_get_real(table, 2, 5)); /* an infinity */
    table_free(table);
    table_free(NULL);
}

/* Texts are copied, an empty one is none, and a label without a text is none. */
static void test_table_text_copies(void **state)
{
    (void)state;
    char text[] = "before", english[] = "English";
    struct label label = {{[LANGUAGE_EN] = english}};
    struct label none = {{[LANGUAGE_EN] = "", [LANGUAGE_JA] = ""}};
    static const struct column of[] = {{"a", "an a", COLUMN_TEXT, SHOW_ALWAYS},
                                       {"n", "a count", COLUMN_INTEGER, SHOW_ALWAYS}};
    struct table *table = NEW_TABLE(of);
    table_set_study(table, text);
    table_row(table);
    table_labelled(table, text, &label);
    table_empty(table);
    table_row(table);
    table_labelled(table, "", &none);
    table_integer(table, 0);
    memset(text, 'x', sizeof text - 1);
    memset(english, 'x', sizeof english - 1);
    assert_string_equal(table_study(table), "before");
    assert_string_equal(table_get_text(table, 0, 0), "before");
    assert_string_equal(label_in(table_get_label(table, 0, 0), LANGUAGE_JA), "English");
    assert_false(table_has(table, 0, 1));
    assert_int_equal(table_get_integer(table, 0, 1), 0);
    assert_false(table_has(table, 1, 0));
    assert_null(table_get_label(table, 1, 0));
    assert_true(table_has(table, 1, 1));
    table_free(table);
}

/* The block of cells moves while it grows. */
static void test_table_row_many(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    struct table *table = NEW_TABLE(pair);
    for (int i = 0; i < MANY; i++) {
        table_row(table);
        table_text(table, i % 2 ? "odd" : NULL);
        table_real(table, i / 2.0);
    }
    struct errors errors = {0};
    assert_int_equal(table_finish(table, &errors), STATUS_OK);
    assert_int_equal(table_rows(table), MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(table_has(table, i, 0), i % 2);
        assert_close(table_get_real(table, i, 1), (double)i / 2, 0, 0);
    }
    table_free(table);
}

static void test_table_format_parse_names(void **state)
{
    (void)state;
    static const char *const names[] = {"text", "csv", "tsv", "json", "ndjson", "markdown", "xlsx"};
    enum table_format format;
    for (int i = 0; i < FORMAT_END; i++) {
        assert_true(table_format_parse(names[i], &format));
        assert_int_equal(format, i);
    }
    assert_false(table_format_parse("CSV", &format));
    assert_false(table_format_parse("", &format));
    assert_false(table_format_parse("xls", &format));
}

static void test_table_format_of_file_suffixes(void **state)
{
    (void)state;
    static const char *const paths[] = {"a.txt",    "out/rates.csv", "a.b.tsv", "./a.JSON",
                                        "a.ndjson", "memo.md",       "a.xlsx"};
    enum table_format format;
    for (int i = 0; i < FORMAT_END; i++) {
        assert_true(table_format_of_file(paths[i], &format));
        assert_int_equal(format, i);
    }
    assert_false(table_format_of_file("csv", &format));
    assert_false(table_format_of_file("out.csv/rates", &format));
    assert_false(table_format_of_file("out/.csv", &format));
    assert_false(table_format_of_file("a.csv.gz", &format));
    assert_false(table_format_of_file("a.", &format));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_render_csv_either_language),
        cmocka_unit_test(test_table_render_tsv_either_language),
        cmocka_unit_test(test_table_render_ndjson_either_language),
        cmocka_unit_test(test_table_render_json_english),
        cmocka_unit_test(test_table_render_json_japanese),
        cmocka_unit_test(test_table_render_without_rows),
        cmocka_unit_test(test_table_render_hostile_csv),
        cmocka_unit_test(test_table_render_hostile_tsv),
        cmocka_unit_test(test_table_render_delimited_to_terminal),
        cmocka_unit_test(test_table_render_hostile_ndjson),
        cmocka_unit_test(test_table_render_numbers_unrounded),
        cmocka_unit_test(test_table_render_csv_of_one_empty_cell),
        cmocka_unit_test(test_table_render_json_is_read_back),
        cmocka_unit_test(test_table_render_full_buffer),
        cmocka_unit_test(test_table_reading),
        cmocka_unit_test(test_table_text_copies),
        cmocka_unit_test(test_table_row_many),
        cmocka_unit_test(test_table_format_parse_names),
        cmocka_unit_test(test_table_format_of_file_suffixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
