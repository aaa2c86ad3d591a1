/* Files of SPSS, Stata and SAS: values, labels, what is missing, encodings, and files that do not hold up. */
#define _POSIX_C_SOURCE 200809L
#include "grid_dump.h"

/* The file, whose rows are `rows`, or, when these are NULL, whose problems are `messages`. */
static void expect_file(int file, enum reader_form form, const char *encoding, const char *rows, const char *messages)
{
    struct errors errors = {0};
    struct buffer out = {0};
    struct grid *grid = grid_new();
    assert_true(file >= 0);
    assert_non_null(grid);
    enum status status = statistics_read(file, "a", form, encoding, grid, &errors);
    assert_errors(&errors, messages);
    assert_int_equal(status, rows ? STATUS_OK : STATUS_INPUT);
    if (rows) {
        dump_grid(grid, &out);
        assert_string_equal(buffer_get(&out), rows);
    }
    buffer_clear(&out);
    grid_free(grid);
    assert_int_equal(close(file), 0);
}

static void expect_fixture(const char *path, enum reader_form form, const char *encoding, const char *rows,
                           const char *messages)
{
    expect_file(open(path, O_RDONLY | O_CLOEXEC), form, encoding, rows, messages);
}

static const char survey[] = "0: code{コード}|name{金融機関名}|internet{法人インターネットバンキング}"
                             "|loans{貸出金（億円）}|kind{業態}\n"
                             "1: 00123|架空銀行|提供中{1}|1234.5|銀行{bank}\n"
                             "2: 00045|例示信用金庫|検討中{2}|0.1|信用金庫{shinkin}\n"
                             "3: 01000|見本信用組合|無回答{9}!|1000000|other\n"
                             "4: 00007|仮設信用金庫|||信用金庫{shinkin}\n"
                             "5: 00200|模擬銀行|提供中{1}|-2.25|銀行{bank}\n"
                             "6: 00311|試験信用金庫|3|333333333.333|\n";

#define UNNAMED(maker)                                                                                                 \
    "a: error[FRM001]: the " maker " file does not say what its text is written in, and it is not UTF-8\n"             \
    "  hint: name its encoding with `encoding:` in study.yaml or --encoding, such as CP932\n"
#define SAVE_AGAIN(maker) "  hint: open it in " maker " and save it again, or save it as CSV in UTF-8\n"
#define EARLY "a: error[FRM001]: unable to read it as a file of Stata: it ends too early\n" SAVE_AGAIN("Stata")

static void test_read_spss(void **state)
{
    (void)state;
    expect_fixture(FORMS "plain.sav", FORM_SAV, NULL, survey, "");
    expect_fixture(FORMS "compressed.sav", FORM_SAV, NULL, survey, "");
    expect_fixture(FORMS "survey.zsav", FORM_SAV, NULL, survey, "");
}

static void test_read_spss_in_shift_jis(void **state)
{
    (void)state;
    expect_fixture(FORMS "cp932.sav", FORM_SAV, NULL, survey, "");
    expect_fixture(FORMS "cp932.sav", FORM_SAV, "sjis", survey, "");
    expect_fixture(FORMS "cp932.sav", FORM_SAV, "utf-8", NULL,
                   "a: error[FRM001]: the SPSS file has a text that is not in the encoding asked for\n"
                   "  hint: correct `encoding:` in study.yaml or --encoding, or save the file as CSV in UTF-8\n");
}

static void test_read_encoding_that_is_not_known(void **state)
{
    (void)state;
    static const char message[] =
        "a: error[TXT003]: the encoding 'klingon' is not known\n"
        "  hint: well-known ones are utf-8, cp932, euc-jp, iso-2022-jp, utf-16le and windows-1252\n";
    expect_fixture(FORMS "plain.sav", FORM_SAV, "klingon", NULL, message);
    expect_fixture(FORMS "survey.por", FORM_POR, "klingon", NULL, message);
}

static void test_read_spss_portable(void **state)
{
    (void)state;
    struct buffer rows = {0};
    /* names are in capitals there */
    buffer_text(&rows, "0: CODE{コード}|NAME{金融機関名}|INTERNET{法人インターネットバンキング}"
                       "|LOANS{貸出金（億円）}|KIND{業態}\n");
    buffer_text(&rows, strchr(survey, '\n') + 1);
    expect_fixture(FORMS "survey.por", FORM_POR, NULL, buffer_get(&rows), "");
    buffer_clear(&rows);
}

static void test_read_stata_14(void **state)
{
    (void)state;
    expect_fixture(FORMS "stata14.dta", FORM_DTA, NULL,
                   "0: code{コード}|name|internet{法人インターネットバンキング}|loans|share\n"
                   "1: 00123|架空銀行|提供中{1}|1234.5|0.1\n"
                   "2: 00045|例示信用金庫|検討中{2}|0.1|0.1\n"
                   "3: 01000|見本信用組合|無回答{9}|1000000|0.1\n"
                   "4: 00007|仮設信用金庫|非該当{.a}!|.b!|0.1\n"
                   "5: 00200|模擬銀行||2.25|0.1\n"
                   "6: 00311|試験信用金庫|3|333333333.333|0.1\n",
                   "");
}

/* R marks an integer that is not available as Stata's .z. */
static void test_read_stata_10(void **state)
{
    (void)state;
    static const char japanese[] = "0: code{code}|internet{internet}|loans{loans}|branches{branches}|name{name}\n"
                                   "1: 00123|提供中{1}|1234.5|12|架空銀行\n"
                                   "2: 00045|検討中{2}|0.1|.z!|例示信用金庫\n"
                                   "3: 01000|.z!|1000000|3|見本信用組合\n"
                                   "4: 00007|提供中{1}||100000|仮設信用金庫\n";
    expect_fixture(FORMS "stata10.dta", FORM_DTA, NULL,
                   "0: code{Code}|internet{Internet banking}|loans{Loans outstanding}|branches{Branches}\n"
                   "1: 00123|Offered{1}|1234.5|12\n"
                   "2: 00045|Considered{2}|0.1|.z!\n"
                   "3: 01000|.z!|1000000|3\n"
                   "4: 00007|Offered{1}||100000\n",
                   "");
    expect_fixture(FORMS "stata10_utf8.dta", FORM_DTA, NULL, japanese, "");
    expect_fixture(FORMS "stata10_cp932.dta", FORM_DTA, "cp932", japanese, "");
    expect_fixture(FORMS "stata10_cp932.dta", FORM_DTA, NULL, NULL, UNNAMED("Stata"));
}

static void test_read_sas(void **state)
{
    (void)state;
    expect_fixture(FORMS "survey.sas7bdat", FORM_SAS, NULL,
                   "0: code{コード}|name|internet{法人インターネットバンキング}|loans|share\n"
                   "1: 00123|架空銀行|1|1234.5|0.1\n"
                   "2: 00045|例示信用金庫|2|0.1|0.1\n"
                   "3: 01000|見本信用組合|9|1000000|0.1\n"
                   "4: 00007|仮設信用金庫|.A!|.B!|0.1\n"
                   "5: 00200|模擬銀行||2.25|0.1\n"
                   "6: 00311|試験信用金庫|3|333333333.333|0.1\n",
                   "");
}

static void expect_bytes(const char *bytes, size_t length, enum reader_form form, const char *messages)
{
    expect_file(file_of(bytes, length), form, NULL, NULL, messages);
}

static void test_read_files_that_end_early(void **state)
{
    (void)state;
    struct file file = fixture(FORMS "plain.sav");
    expect_bytes(
        file.bytes, 100, FORM_SAV,
        "a: error[FRM001]: unable to read it as a file of SPSS: unable to read from file\n" SAVE_AGAIN("SPSS"));
    expect_bytes(file.bytes, file.length - 1, FORM_SAV,
                 "a: error[FRM001]: unable to read it as a file of SPSS: file did not contain the expected number of "
                 "rows\n" SAVE_AGAIN("SPSS"));
    file_clear(&file);
    file = fixture(FORMS "stata14.dta");
    expect_bytes(file.bytes, file.length - 1, FORM_DTA, EARLY);
    expect_bytes("<stata_dta>", 11, FORM_DTA, EARLY);
    file_clear(&file);
    /* Stata before 13 has the labels at the end, and no mark after them. */
    file = fixture(FORMS "stata10_utf8.dta");
    expect_bytes(file.bytes, file.length - 1, FORM_DTA, EARLY);
    expect_bytes(file.bytes, file.length - 45, FORM_DTA, EARLY);
    file_clear(&file);
    file = fixture(FORMS "survey.sas7bdat");
    expect_bytes(
        file.bytes, 5000, FORM_SAS,
        "a: error[FRM001]: unable to read it as a file of SAS: unable to seek within file\n" SAVE_AGAIN("SAS"));
    file_clear(&file);
}

/* Portable files made here: two lines of what comes before the mark, then `text`, cut into lines of 80; the last
 * one has no end, which would fill it up with blanks. */

static int portable_of(const char *text, size_t length)
{
    static const char table[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                " .<(+|&[]!$*);^-/|,%_>?`:$@'=\"";
    struct buffer plain = {0}, lines = {0};
    for (int i = 0; i < 5; i++)
        buffer_text(&plain, "ASCII SPSS PORT FILE                    ");
    buffer_fill(&plain, '0', 64);
    buffer_text(&plain, table);
    buffer_fill(&plain, '0', 456 - plain.length);
    buffer_add(&plain, text, length);
    for (size_t at = 0; at < plain.length; at += 80) {
        size_t left = plain.length - at < 80 ? plain.length - at : 80;
        size_t shown = left;
        while (shown && left == 80 && plain.bytes[at + shown - 1] == ' ') /* lines may end before their blanks */
            shown--;
        buffer_add(&lines, plain.bytes + at, shown);
        if (left == 80)
            buffer_text(&lines, at % 160 ? "\n" : "\r\n");
    }
    assert_int_equal(buffer_status(&plain), STATUS_OK);
    assert_int_equal(buffer_status(&lines), STATUS_OK);
    int file = file_of(lines.bytes, lines.length);
    buffer_clear(&plain);
    buffer_clear(&lines);
    return file;
}

#define START "SPSSPORTA8/202603316/120000"
#define NUMERIC(name) "70/" name "5/8/0/5/8/0/"

static void expect_portable(const char *text, const char *rows)
{
    expect_file(portable_of(text, strlen(text)), FORM_POR, NULL, rows, "");
}

static void test_portable_numbers(void **state)
{
    (void)state;
    expect_portable(
        START "41/" NUMERIC("1/X") "F"
                                   "*.0/-0/ T/10/1.F/-.3/.1-1/1+2/1-A/OT6R.C00000000000000000000/1000000000000000/ZZZ",
        "0: X\n1: \n2: 0\n3: 0\n4: 29\n5: 30\n6: 1.5\n7: -0.1\n8: 0.0011111111111111111\n9: 900\n"
        "10: 1.6935087808430286e-15\n11: 674307.4\n12: 1.4348907e+22\n");
}

static void test_portable_missing_values(void **state)
{
    (void)state;
    expect_portable(START "43/" NUMERIC("1/X") "89/85/" NUMERIC("1/Y") "B1/2/A5/" NUMERIC(
                        "1/Z") "9-1/"
                               "71/1/S1/1/0/1/1/0/81/xF"
                               "9/1/-2/1/x5/3/0/1/y1/2/-1/1/x4/6/1/1/ Z",
                    "0: X|Y|Z|S\n1: 9!|1!|-2!|x!\n2: 5!|3|0|y\n3: 1|2!|-1!|x!\n4: 4|6!|1|\n");
}

/* Strings of another encoding: the second byte of a character may be one of ASCII. Lengths count bytes. */
static void test_portable_in_shift_jis(void **state)
{
    (void)state;
    static const char text[] = START "41/7A/4/NAME1/A/0/1/A/0/C4/\x96\xBC\x91\x4F"
                                     "D1/4/NAME1/2/\x95\x5C"
                                     "4/\x94\x5C\x97\xCD"
                                     "FA/\x95\x5C        6/\x83\x5C\x83\x7C\x83\x8BZ";
    static const char rows[] = "0: NAME{名前}\n1: 能力{表}\n2: ソポル\n";
    static const char correct[] =
        "a: error[FRM001]: the SPSS file has a text that is not in the encoding asked for\n"
        "  hint: correct `encoding:` in study.yaml or --encoding, or save the file as CSV in UTF-8\n";
    expect_file(portable_of(text, sizeof text - 1), FORM_POR, "cp932", rows, "");
    expect_file(portable_of(text, sizeof text - 1), FORM_POR, NULL, NULL, UNNAMED("SPSS"));
    expect_file(portable_of(text, sizeof text - 1), FORM_POR, "utf-8", NULL, correct);
}

static void test_portable_files_that_do_not_hold_up(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"SPSSPORX", "its mark is missing"},
        {START, "it ends too early"},
        {START "F", "it has no variables"},
        {START "Q", "a record is not known"},
        {START "C1/x", "a record stands before its variable"},
        {START "41/" NUMERIC("1/X") "F1/", "it ends too early"},
        {START "41/" NUMERIC("1/X") "FX/", "a number does not hold up"},
        {START "41/" NUMERIC("1/X") "F/", "a number does not hold up"},
        {START "41/" NUMERIC("1/X") "F1+/", "a number does not hold up"},
        {START "41/" NUMERIC("1/X") "F1+TT/", "a number does not hold up"},
        {START "7-1/", "a count or a length does not hold up"},
        {START "1TTTTTT/", "a count or a length does not hold up"},
        {START "11.F/", "a count or a length does not hold up"},
        {START NUMERIC("1/X") "81/82/83/84/", "a variable has more than three missing values"},
        {START "71/1/S1/1/0/1/1/0/B1/a", "a string has a range of missing values"},
        {START NUMERIC("1/X") "D1/1/Y", "labels belong to a variable that is not there"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer message = {0};
        buffer_format(&message,
                      "a: error[FRM001]: unable to read it as a portable file of SPSS: %s\n" SAVE_AGAIN("SPSS"),
                      cases[i].what);
        expect_file(portable_of(cases[i].text, strlen(cases[i].text)), FORM_POR, NULL, NULL, buffer_get(&message));
        buffer_clear(&message);
    }
}

static void test_portable_with_too_many_variables(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_text(&text, START);
    for (int i = 0; i <= READER_COLUMNS_MAX; i++)
        buffer_text(&text, NUMERIC("1/X"));
    expect_file(portable_of(text.bytes, text.length), FORM_POR, NULL, NULL,
                "a: error[FRM003]: the SPSS file has more than 16384 variables\n"
                "  hint: save only the variables that the study needs\n");
    buffer_clear(&text);
}

/* However a file ends early or differs in a byte, it gives rows or says why not. A file that ends early never gives
 * all of its rows. */
static void survive(const char *path, enum reader_form form, size_t end, size_t step)
{
    struct file whole = fixture(path);
    for (size_t at = 0; at < whole.length; at += step)
        for (int change = 0; change < 2; change++) {
            struct errors errors = {0};
            struct grid *grid = grid_new();
            assert_non_null(grid);
            if (change)
                whole.bytes[at] ^= 0x55;
            int file = file_of(whole.bytes, change ? whole.length : at);
            if (change)
                whole.bytes[at] ^= 0x55;
            enum status status = statistics_read(file, "a", form, NULL, grid, &errors);
            assert_int_equal(status == STATUS_OK, errors.total == 0);
            if (!change && at < end && status != STATUS_INPUT)
                fail_msg("%s: %zu bytes are taken for a whole file", path, at);
            errors_clear(&errors);
            grid_free(grid);
            assert_int_equal(close(file), 0);
        }
    file_clear(&whole);
}

static void test_read_survives_damage(void **state)
{
    (void)state;
    survive(FORMS "plain.sav", FORM_SAV, SIZE_MAX, 1);
    survive(FORMS "compressed.sav", FORM_SAV, SIZE_MAX, 1);
    survive(FORMS "survey.zsav", FORM_SAV, SIZE_MAX, 1);
    survive(FORMS "survey.por", FORM_POR, 1420, 1);       /* then only the marks of the end follow */
    survive(FORMS "stata10_utf8.dta", FORM_DTA, 1267, 1); /* a file that ends before all labels may have none */
    survive(FORMS "stata14.dta", FORM_DTA, SIZE_MAX, 3);
    survive(FORMS "survey.sas7bdat", FORM_SAS, SIZE_MAX, 29);
}

static void test_read_descriptor_that_can_not_be_read(void **state)
{
    (void)state;
    static const enum reader_form forms[] = {FORM_SAV, FORM_POR, FORM_DTA, FORM_SAS};
    struct errors errors = {0};
    struct grid *grid = grid_new();
    assert_non_null(grid);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_int_equal(statistics_read(-1, "a", forms[i], NULL, grid, &errors), STATUS_FAILURE);
        assert_errors(&errors, "minaoshi: error[SYS002]: unable to read 'a': Bad file descriptor\n");
    }
    int folder = open(FORMS, O_RDONLY | O_CLOEXEC);
    assert_true(folder >= 0);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_int_equal(statistics_read(folder, "a", forms[i], NULL, grid, &errors), STATUS_FAILURE);
        assert_errors(&errors, "minaoshi: error[SYS002]: unable to read 'a': Is a directory\n");
    }
    assert_int_equal(close(folder), 0);
    grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_spss),
        cmocka_unit_test(test_read_spss_in_shift_jis),
        cmocka_unit_test(test_read_encoding_that_is_not_known),
        cmocka_unit_test(test_read_spss_portable),
        cmocka_unit_test(test_read_stata_14),
        cmocka_unit_test(test_read_stata_10),
        cmocka_unit_test(test_read_sas),
        cmocka_unit_test(test_read_files_that_end_early),
        cmocka_unit_test(test_portable_numbers),
        cmocka_unit_test(test_portable_missing_values),
        cmocka_unit_test(test_portable_in_shift_jis),
        cmocka_unit_test(test_portable_files_that_do_not_hold_up),
        cmocka_unit_test(test_portable_with_too_many_variables),
        cmocka_unit_test(test_read_survives_damage),
        cmocka_unit_test(test_read_descriptor_that_can_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
