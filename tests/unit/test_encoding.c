/* Encodings: found, taken, and refused at the place where bytes do not decode. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <iconv.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/encoding.h"
#include "reader/reader.h"

static const char *const titles[] = {"コード", "業態", "個人更新系"};
static const struct reader_options plain = {.name = "a.csv"};
static const struct reader_options titled = {.name = "a.csv", .titles = titles, .title_count = 3};

#define ASKED(name_of_encoding) (&(struct reader_options){.name = "a.csv", .encoding = (name_of_encoding)})

/* `text` in another encoding. */
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

/* Opens, compares the encoding and the fields of all records, joined by '|' and '/'. */
static void expect_bytes(const char *bytes, size_t length, const struct reader_options *options, const char *encoding,
                         bool bom, const char *records)
{
    struct errors errors = {0};
    struct reader *reader;
    enum status status = reader_open(bytes, length, options, &reader, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_string_equal(reader_encoding(reader), encoding);
    assert_int_equal(reader_has_bom(reader), bom);
    struct buffer out = {0};
    struct record record = *reader_header(reader);
    do
        for (size_t i = 0; i < record.count; i++) {
            buffer_text(&out, i ? "|" : out.length ? "/" : "");
            buffer_add(&out, record.fields[i].text, record.fields[i].length);
        }
    while (reader_next(reader, &record, &errors) == READER_RECORD);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&out), records);
    buffer_clear(&out);
    reader_close(reader);
}

#define expect_literal(bytes, options, encoding, bom, records)                                                         \
    expect_bytes((bytes), sizeof(bytes) - 1, (options), (encoding), (bom), (records))

/* `text` as it arrives in `iconv_name` reads as `records` and is found to be `encoding`. */
static void expect_found(const char *text, const char *iconv_name, const struct reader_options *options,
                         const char *encoding, const char *records)
{
    struct buffer bytes = encode(text, iconv_name);
    expect_bytes(bytes.bytes, bytes.length, options, encoding, false, records);
    buffer_clear(&bytes);
}

/* All that is said about the file; with a header that holds up its rows are read to the end. */
static void expect_messages(const char *bytes, size_t length, const struct reader_options *options,
                            const char *messages)
{
    struct errors errors = {0};
    struct reader *reader = NULL;
    enum status status = reader_open(bytes, length, options, &reader, &errors);
    assert_int_equal(status == STATUS_OK, reader != NULL);
    struct record record;
    enum reader_step step = READER_END;
    do {
        size_t before = errors.total;
        step = reader ? reader_next(reader, &record, &errors) : READER_END;
        assert_int_equal(step == READER_BAD, errors.total > before);
    } while (step != READER_END);
    assert_int_equal(errors.status, STATUS_INPUT);
    reader_close(reader);
    assert_errors(&errors, messages);
}

/* The same where already the header does not hold up. */
static void expect_refused(const char *bytes, size_t length, const struct reader_options *options, const char *messages)
{
    struct errors errors = {0};
    struct reader *reader = (struct reader *)&errors;
    assert_int_equal(reader_open(bytes, length, options, &reader, &errors), STATUS_INPUT);
    assert_null(reader);
    assert_errors(&errors, messages);
}

#define expect_messages_literal(bytes, options, messages)                                                              \
    expect_messages((bytes), sizeof(bytes) - 1, (options), (messages))
#define expect_refused_literal(bytes, options, messages)                                                               \
    expect_refused((bytes), sizeof(bytes) - 1, (options), (messages))

static void test_reader_open_utf8(void **state)
{
    (void)state;
    expect_literal("表,b\n1,2\n", &plain, "UTF-8", false, "表|b/1|2");
    expect_literal("\xEF\xBB\xBF表,b\n1,2\n", &plain, "UTF-8", true, "表|b/1|2");
    expect_literal("a,b\n1,2\n", &plain, "UTF-8", false, "a|b/1|2");
}

/* ㈱ 髙 ① are beyond JIS X 0208; the second byte of 表 ソ 能 is a backslash. */
#define CP932_TEXT "\x83\x52\x81\x5B\x83\x68,\x8B\xC6\x91\xD4\n\x87\x8A\xFB\xFC\x87\x40,\x95\x5C\x83\x5C\x94\x5C\n"

static void test_reader_open_cp932_beyond_shift_jis(void **state)
{
    (void)state;
    const char *records = "コード|業態/㈱髙①|表ソ能";
    expect_literal(CP932_TEXT, &plain, "CP932", false, records);
    expect_literal(CP932_TEXT, &titled, "CP932", false, records);
    static const char *const names[] = {"cp932", "Shift_JIS", "SJIS", "ms932", "Windows-31J"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_literal(CP932_TEXT, ASKED(names[i]), "CP932", false, records);
}

static void test_reader_open_every_japanese_encoding(void **state)
{
    (void)state;
    const char *text = "コード,業態,個人更新系\r\n0001,都市銀行等,提供中\r\n0002,地方銀行,検討中\r\n";
    const char *records = "コード|業態|個人更新系/0001|都市銀行等|提供中/0002|地方銀行|検討中";
    for (int i = 0; i < 2; i++) {
        const struct reader_options *options = i ? &titled : &plain;
        expect_found(text, "CP932", options, "CP932", records);
        expect_found(text, "EUC-JP", options, "EUC-JP", records);
        expect_found(text, "ISO-2022-JP", options, "ISO-2022-JP", records);
        expect_found(text, "UTF-8", options, "UTF-8", records);
    }
}

static void test_reader_open_half_width_kana(void **state)
{
    (void)state;
    const char *text = "ｺｰﾄﾞ,ｷﾞｮｳﾀｲ\n1,ﾄｼｷﾞﾝｺｳ\n2,ﾁﾎｳｷﾞﾝｺｳ\n";
    const char *records = "ｺｰﾄﾞ|ｷﾞｮｳﾀｲ/1|ﾄｼｷﾞﾝｺｳ/2|ﾁﾎｳｷﾞﾝｺｳ";
    static const char *const kana[] = {"コード", "ギョウタイ"};
    const struct reader_options options = {.name = "a.csv", .titles = kana, .title_count = 2};
    expect_found(text, "CP932", &options, "CP932", records);
    expect_found(text, "EUC-JP-MS", &options, "EUC-JP", records);
    expect_found(text, "ISO-2022-JP-3", &options, "ISO-2022-JP", records);
    /* without titles, for the odd runs can't be EUC-JP */
    expect_found(text, "CP932", &plain, "CP932", records);
}

static void test_reader_open_titles_below_the_first_line(void **state)
{
    (void)state;
    const char *text = "2021,,\nｺｰﾄﾞ,業態,問1\n1,ﾄｷﾞ,2\n";
    struct buffer bytes = encode(text, "CP932");
    struct reader_options options = titled;
    expect_bytes(bytes.bytes, bytes.length, &options, "CP932", false, "ｺｰﾄﾞ|業態|問1/1|ﾄｷﾞ|2");
    options.header_line = 2;
    expect_bytes(bytes.bytes, bytes.length, &options, "CP932", false, "ｺｰﾄﾞ|業態|問1/1|ﾄｷﾞ|2");
    buffer_clear(&bytes);
}

static void test_reader_open_few_bytes_of_japanese(void **state)
{
    (void)state;
    /* uchardet calls the first Windows-1252, has no answer to the second and calls the last ISO-8859-7 */
    expect_found("a,b\n1,表\n", "CP932", &plain, "CP932", "a|b/1|表");
    expect_found("処理区分,件数\r\n1,2\r\n", "CP932", &plain, "CP932", "処理区分|件数/1|2");
    expect_found("点検連番,型式\r\n1,2\r\n", "CP932", &plain, "CP932", "点検連番|型式/1|2");
    expect_found("wave,stratum,N\n2016,都市銀行等,30\n2016,地方銀行,64\n", "EUC-JP", &plain, "EUC-JP",
                 "wave|stratum|N/2016|都市銀行等|30/2016|地方銀行|64");
}

static void test_reader_open_japanese_far_behind_the_header(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    buffer_text(&bytes, "code,name\n");
    for (int i = 0; i < 20000; i++)
        buffer_text(&bytes, "1,ascii\n");
    struct buffer last = encode("2,都市銀行と地方銀行\n", "EUC-JP");
    buffer_add(&bytes, last.bytes, last.length);
    struct errors errors = {0};
    struct reader *reader;
    assert_int_equal(reader_open(bytes.bytes, bytes.length, &plain, &reader, &errors), STATUS_OK);
    assert_string_equal(reader_encoding(reader), "EUC-JP");
    reader_close(reader);
    buffer_clear(&bytes);
    buffer_clear(&last);
}

static void test_reader_open_probe_cuts_no_character(void **state)
{
    (void)state;
    struct buffer line = encode("1,表ソ能\n", "CP932"), bytes = {0};
    buffer_text(&bytes, "a,b\n");
    while (bytes.length < 150000)
        buffer_add(&bytes, line.bytes, line.length);
    struct errors errors = {0};
    struct reader *reader;
    assert_int_equal(reader_open(bytes.bytes, bytes.length, &plain, &reader, &errors), STATUS_OK);
    assert_string_equal(reader_encoding(reader), "CP932");
    reader_close(reader);
    buffer_clear(&line);
    buffer_clear(&bytes);
}

static void test_reader_open_western(void **state)
{
    (void)state;
    const char *records = "code|name/1|Zürich/2|Société Générale";
    expect_found("code,name\n1,Zürich\n2,Société Générale\n", "ISO-8859-1", &plain, "WINDOWS-1252", records);
    expect_literal("a,b\n1,\x80\n", ASKED("windows-1252"), "WINDOWS-1252", false, "a|b/1|€");
    expect_literal("a,b\n1,\xE9\n", ASKED("iso-8859-2"), "iso-8859-2", false, "a|b/1|é");
}

static void test_reader_open_utf16(void **state)
{
    (void)state;
    const struct reader_options le = {.name = "a.csv", .encoding = "utf-16le"};
    const struct reader_options any = {.name = "a.csv", .encoding = "UTF-16"};
    expect_literal("\xFF\xFE"
                   "a\0,\0\x68\x88\n\0"
                   "1\0,\0\x3D\xD8\x00\xDE\n\0",
                   &plain, "UTF-16LE", true, "a|表/1|\xF0\x9F\x98\x80");
    expect_literal("\xFE\xFF\0a\0,\x88\x68\0\r\0\n", &plain, "UTF-16BE", true, "a|表");
    expect_literal("\xFE\xFF\0a\0,\x88\x68\0\r\0\n", &any, "UTF-16BE", true, "a|表");
    expect_literal("a\0,\0\x68\x88\n\0", &le, "UTF-16LE", false, "a|表");
    expect_literal("a\0,\0\x68\x88\n\0", &any, "UTF-16LE", false, "a|表");
}

static void test_reader_open_utf32(void **state)
{
    (void)state;
    expect_literal("\xFF\xFE\0\0a\0\0\0,\0\0\0\x68\x88\0\0\n\0\0\0", ASKED("utf-32"), "utf-32", false, "a|表");
    /* 0x110000 is beyond Unicode */
    expect_messages_literal(
        "a\0\0\0\n\0\0\0\0\0\x11\0", ASKED("utf-32le"),
        "a.csv:2:1: error[TXT001]: bytes 0x00 0x00 0x11 0x00 can't be read as utf-32le\n"
        "    \n"
        "    ^\n"
        "  hint: utf-32le was asked for; correct the file, or name its encoding with `encoding:` in "
        "study.yaml or --encoding\n");
}

static void test_reader_open_undecodable_cp932(void **state)
{
    (void)state;
    /* the second bad byte of line 2 is not reported, that of line 4 is; lines end with CR and CRLF */
    expect_messages_literal("\x83\x52\x81\x5B\x83\x68,\x8B\xC6\x91\xD4\r\x95\x5C,\xB1\xFFx\xFF\r\n1,2\r\n\xA0,3\r\n",
                            ASKED("sjis"),
                            "a.csv:2:4: error[TXT001]: byte 0xFF can't be read as CP932\n"
                            "    表,ｱ\\xff\n"
                            "        ^\n"
                            "  hint: CP932 was asked for; correct the file, or name its encoding with `encoding:` in "
                            "study.yaml or --encoding\n"
                            "a.csv:4:1: error[TXT001]: byte 0xA0 can't be read as CP932\n"
                            "    \\xa0\n"
                            "    ^\n"
                            "  hint: CP932 was asked for; correct the file, or name its encoding with `encoding:` in "
                            "study.yaml or --encoding\n");
}

static void test_reader_open_undecodable_where_found(void **state)
{
    (void)state;
    struct buffer bytes = encode("コード,業態,個人更新系\n0001,都市銀行等,提供中\n", "CP932");
    buffer_text(&bytes, "0002,\x85\x9F\n");
    expect_messages(bytes.bytes, bytes.length, &titled,
                    "a.csv:3:6: error[TXT001]: byte 0x85 can't be read as CP932\n"
                    "    0002,\\x85\n"
                    "         ^\n"
                    "  hint: CP932 was found from the bytes of the file; correct the file, or name its encoding with "
                    "`encoding:` in study.yaml or --encoding\n");
    buffer_clear(&bytes);
}

static void test_reader_open_undecodable_at_the_end(void **state)
{
    (void)state;
    expect_messages_literal("a\n\x95", ASKED("cp932"),
                            "a.csv:2:1: error[TXT001]: the file ends inside a character of CP932\n"
                            "    \\x95\n"
                            "    ^\n"
                            "  hint: CP932 was asked for; correct the file, or name its encoding with `encoding:` in "
                            "study.yaml or --encoding\n");
}

static void test_reader_open_undecodable_utf8(void **state)
{
    (void)state;
    const char *messages = "a.csv:2:3: error[TXT001]: byte 0xFF can't be read as UTF-8\n"
                           "    1,\\xff銀\\xfe\n"
                           "      ^\n"
                           "  hint: the byte order mark says UTF-8; correct the file\n"
                           "a.csv:3:2: error[TXT001]: byte 0xE8 can't be read as UTF-8\n"
                           "    表\\xe8\\xa1\n"
                           "      ^\n"
                           "  hint: the byte order mark says UTF-8; correct the file\n";
    expect_messages_literal("\xEF\xBB\xBF"
                            "a,b\r\n1,\xFF銀\xFE\r\n表\xE8\xA1",
                            &plain, messages);
}

static void test_reader_open_damaged_utf8_is_known_by_its_titles(void **state)
{
    (void)state;
    expect_messages_literal(
        "コード,業態,個人更新系\n1,\xE3\x81,x\n", &titled,
        "a.csv:2:3: error[TXT001]: byte 0xE3 can't be read as UTF-8\n"
        "    1,\\xe3\\x81,x\n"
        "      ^\n"
        "  hint: UTF-8 was found from the bytes of the file; correct the file, or name its encoding "
        "with `encoding:` in study.yaml or --encoding\n");
}

static void test_reader_open_undecodable_utf16(void **state)
{
    (void)state;
    expect_messages_literal("\xFF\xFE"
                            "a\0\n\0\x68\x88\x00\xD8x\0",
                            &plain,
                            "a.csv:2:2: error[TXT001]: bytes 0x00 0xD8 can't be read as UTF-16LE\n"
                            "    表\n"
                            "      ^\n"
                            "  hint: the byte order mark says UTF-16LE; correct the file\n");
}

static void test_reader_open_nul(void **state)
{
    (void)state;
    const char *hint = "  hint: export the file as CSV in UTF-8 or CP932; UTF-16 without a byte order mark needs "
                       "`encoding: utf-16le`\n";
    struct buffer messages = {0};
    buffer_format(&messages, "a.csv:2:2: error[TXT002]: a NUL byte, which no text holds\n    表\n      ^\n%s", hint);
    expect_messages_literal("a,b\n表\0,2\n", &plain, buffer_get(&messages));
    expect_messages_literal("a,b\n\x95\x5C\0,2\n", ASKED("cp932"), buffer_get(&messages));
    expect_messages_literal("\xFF\xFE"
                            "a\0\n\0\x68\x88\0\0",
                            &plain, buffer_get(&messages));
    /* the first on each line, and on each line one */
    buffer_format(&messages, "a.csv:3:2: error[TXT002]: a NUL byte, which no text holds\n    x\n     ^\n%s", hint);
    expect_messages_literal("a,b\n表\0\0,\0\nx\0,1\n", &plain, buffer_get(&messages));
    buffer_clear(&messages);
    buffer_format(&messages, "a.csv:1:2: error[TXT002]: a NUL byte, which no text holds\n    a\n     ^\n%s", hint);
    expect_messages_literal("a\0,\0b\0", &plain, buffer_get(&messages));
    buffer_clear(&messages);
}

static void test_reader_open_mark_overrides_what_was_asked_for(void **state)
{
    (void)state;
    expect_literal("\xEF\xBB\xBF表\n1\n", ASKED("cp932"), "UTF-8", true, "表/1");
    expect_literal("\xEF\xBB\xBF"
                   "a\n1\n",
                   ASKED("utf8"), "UTF-8", true, "a/1");
    expect_literal("\xFE\xFF\0a\0\n", ASKED("utf-16le"), "UTF-16BE", true, "a");
    expect_messages_literal("\xEF\xBB\xBF"
                            "a\n\xFF\n",
                            ASKED("cp932"),
                            "a.csv:2:1: error[TXT001]: byte 0xFF can't be read as UTF-8\n"
                            "    \\xff\n"
                            "    ^\n"
                            "  hint: the byte order mark says UTF-8; correct the file\n");
}

static void test_reader_open_encoding_not_known(void **state)
{
    (void)state;
    expect_refused_literal(
        "a\n1\n", ASKED("klingon"),
        "a.csv: error[TXT003]: the encoding 'klingon' is not known\n"
        "  hint: well-known ones are utf-8, cp932, euc-jp, iso-2022-jp, utf-16le and windows-1252\n");
}

static void test_reader_open_encoding_not_found(void **state)
{
    (void)state;
    expect_refused_literal("a,b\n\xFF\xFE\xFD\x80\x81\n", &plain,
                           "a.csv: error[TXT003]: the encoding can't be found from the bytes of the file\n"
                           "  hint: name it with `encoding:` in study.yaml or --encoding, or save the file as UTF-8\n");
}

static void test_reader_encoding_known_names(void **state)
{
    (void)state;
    static const char *const known[] = {"UTF-8",  "utf8",         "CP932",       "shift_jis", "Shift-JIS", "sjis",
                                        "ms932",  "MS_Kanji",     "euc-jp",      "EUC_JP",    "utf-16",    "UTF-16BE",
                                        "latin1", "windows-1252", "iso-2022-jp", "GB18030",   "UTF-32LE"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(reader_encoding_known(known[i]));
    static const char *const unknown[] = {"",      "-",       "utf",    "utf8//IGNORE", "cp932//TRANSLIT",
                                          "sjis ", "klingon", "utf-8,x"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(reader_encoding_known(unknown[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_open_utf8),
        cmocka_unit_test(test_reader_open_cp932_beyond_shift_jis),
        cmocka_unit_test(test_reader_open_every_japanese_encoding),
        cmocka_unit_test(test_reader_open_half_width_kana),
        cmocka_unit_test(test_reader_open_titles_below_the_first_line),
        cmocka_unit_test(test_reader_open_few_bytes_of_japanese),
        cmocka_unit_test(test_reader_open_japanese_far_behind_the_header),
        cmocka_unit_test(test_reader_open_probe_cuts_no_character),
        cmocka_unit_test(test_reader_open_western),
        cmocka_unit_test(test_reader_open_utf16),
        cmocka_unit_test(test_reader_open_utf32),
        cmocka_unit_test(test_reader_open_undecodable_cp932),
        cmocka_unit_test(test_reader_open_undecodable_where_found),
        cmocka_unit_test(test_reader_open_undecodable_at_the_end),
        cmocka_unit_test(test_reader_open_undecodable_utf8),
        cmocka_unit_test(test_reader_open_damaged_utf8_is_known_by_its_titles),
        cmocka_unit_test(test_reader_open_undecodable_utf16),
        cmocka_unit_test(test_reader_open_nul),
        cmocka_unit_test(test_reader_open_mark_overrides_what_was_asked_for),
        cmocka_unit_test(test_reader_open_encoding_not_known),
        cmocka_unit_test(test_reader_open_encoding_not_found),
        cmocka_unit_test(test_reader_encoding_known_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
