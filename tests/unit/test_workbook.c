/* Excel workbooks: cells of every kind, sheets, and what damaged or hostile files are told. */
#define _POSIX_C_SOURCE 200809L
#include "grid_dump.h"

#include <minizip/zip.h>

static void expect_sheet(const char *path, const char *sheet, const char *rows)
{
    struct errors errors = {0};
    struct buffer out = {0};
    struct grid *grid = grid_new();
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_non_null(grid);
    enum status status = workbook_read(file, "a.xlsx", sheet, grid, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    dump_grid(grid, &out);
    assert_string_equal(buffer_get(&out), rows);
    buffer_clear(&out);
    grid_free(grid);
    assert_int_equal(close(file), 0);
}

/* The workbook, whose rows are `rows`, or, when these are NULL, whose problems are `messages`. */
static void expect_file(int file, const char *sheet, const char *rows, const char *messages)
{
    struct errors errors = {0};
    struct buffer out = {0};
    struct grid *grid = grid_new();
    assert_non_null(grid);
    enum status status = workbook_read(file, "a.xlsx", sheet, grid, &errors);
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

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

/* A workbook of one sheet "S"; `times` repeats `middle` within its part. NULL: that part is left out. */
struct made {
    const char *sheet, *strings;         /* whole parts */
    const char *before, *middle, *after; /* or the sheet in pieces */
    size_t times;
};

static void add_part(zipFile zip, const char *name, const char *const *pieces, size_t count, size_t times)
{
    assert_int_equal(zipOpenNewFileInZip(zip, name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 1), ZIP_OK);
    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < (i == 1 ? times : 1); n++)
            assert_int_equal(zipWriteInFileInZip(zip, pieces[i], (unsigned)strlen(pieces[i])), ZIP_OK);
    assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

static int make(const struct made *made)
{
    static const char *const package[] = {"<Relationships><Relationship Id='a' Type='" OFFICE
                                          "officeDocument' Target='xl/workbook.xml'/></Relationships>"};
    static const char *const relations[] = {
        "<Relationships><Relationship Id='a' Type='" OFFICE "worksheet' Target='../xl/sheet.xml'/>"
        "<Relationship Id='b' Type='" OFFICE "chartsheet' Target='chart.xml'/>"
        "<Relationship Id='c' Type='" OFFICE "sharedStrings' Target='/xl/strings.xml'/></Relationships>"};
    static const char *const book[] = {
        "<workbook xmlns:r='r'><sheets><sheet name='図' r:id='b'/><sheet name='S' r:id='a'/></sheets></workbook>"};
    const char *const strings[] = {made->strings ? made->strings : "<sst/>"};
    const char *const sheet[] = {made->sheet};
    const char *const pieces[] = {made->before, made->middle, made->after};
    char path[] = "/tmp/minaoshi-test.XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    assert_non_null(zip);
    add_part(zip, "_rels/.rels", package, 1, 1);
    add_part(zip, "xl/_rels/workbook.xml.rels", relations, 1, 1);
    add_part(zip, "xl/workbook.xml", book, 1, 1);
    add_part(zip, "xl/strings.xml", strings, 1, 1);
    if (made->sheet)
        add_part(zip, "xl/sheet.xml", sheet, 1, 1);
    else if (made->before)
        add_part(zip, "xl/sheet.xml", pieces, 3, made->times);
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(unlink(path), 0);
    return file;
}

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define HINT "  hint: open it in the spreadsheet program and save it again as .xlsx, or as CSV in UTF-8\n"

static void expect_rows(const char *sheet, const char *rows)
{
    expect_file(make(&(struct made){.sheet = sheet}), NULL, rows, "");
}

static void expect_refused(const struct made *made, const char *message)
{
    struct buffer text = {0};
    buffer_format(&text, "%s" HINT, message);
    expect_file(make(made), NULL, NULL, buffer_get(&text));
    buffer_clear(&text);
}

static void test_read_as_a_spreadsheet_program_saves(void **state)
{
    (void)state;
    expect_sheet(FORMS "survey.xlsx", NULL,
                 "1: コード|金融機関名|法人インターネットバンキング|貸出金（億円）|公表\n"
                 "2: 00123|架空銀行|提供中|1234.5|TRUE\n"
                 "3: 00045|例示信用金庫|検討中|0.1|FALSE\n"
                 "4: 01000|見本信用組合|無回答|1000000|\n"
                 "6: 00007|仮設信用金庫||0.3|\n");
}

static void test_read_hidden_sheet_by_name(void **state)
{
    (void)state;
    expect_sheet(FORMS "survey.xlsx", "母集団", "1: 業態|数\n2: 銀行|110\n");
}

static void test_read_shared_inline_and_computed_cells(void **state)
{
    (void)state;
    expect_sheet(FORMS "by_hand.xlsx", "入力",
                 "2: コード|金融機関名 ||備考\n"
                 "3: 00012|二行\r\n目_|0.1|TRUE\n"
                 "9: 45000||#N/A|0.30000000000000004\n");
    expect_sheet(FORMS "by_hand.xlsx", "別", "1: 1\n");
}

static void test_read_strict_namespace_with_prefix(void **state)
{
    (void)state;
    expect_sheet(FORMS "strict.xlsx", "Ｓｈｅｅｔ１", "1: 厳格\n");
}

static void test_read_sheet_that_is_not_there(void **state)
{
    (void)state;
    int file = open(FORMS "survey.xlsx", O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    expect_file(file, "回答2", NULL,
                "a.xlsx: error[FRM002]: there is no sheet \"回答2\"\n"
                "  hint: the workbook has \"回答\", \"母集団\"\n");
}

static void test_read_leaves_charts_and_empty_rows_out(void **state)
{
    (void)state;
    expect_rows(SHEET(""), "");
    expect_rows(SHEET("<row r='3'><c r='B3' s='1'/></row><row r='4'><c r='B4'><v>7</v></c><c r='E4'/></row>"),
                "4: |7\n");
}

static void test_read_numbers_in_their_shortest_form(void **state)
{
    (void)state;
    expect_rows(SHEET("<row><c><v>12.50</v></c><c><v>1.1000000000000001</v></c><c><v>-3.0000000000000004E-5</v></c>"
                      "<c><v>123456789012345678</v></c><c><v>1E-3</v></c><c t='d'><v>2026-03-31</v></c></row>"),
                "1: 12.50|1.1|-3.0000000000000004e-05|1.2345678901234568e+17|1E-3|2026-03-31\n");
}

static void test_read_columns_past_z(void **state)
{
    (void)state;
    struct buffer rows = {0};
    buffer_text(&rows, "1: ");
    buffer_fill(&rows, '|', READER_COLUMNS_MAX - 1);
    buffer_text(&rows, "1\n2: ");
    buffer_fill(&rows, '|', 27);
    buffer_text(&rows, "2");
    buffer_fill(&rows, '|', READER_COLUMNS_MAX - 28);
    buffer_text(&rows, "\n");
    expect_rows(SHEET("<row><c r='XFD1'><v>1</v></c></row><row><c r='AB2'><v>2</v></c></row>"), buffer_get(&rows));
    buffer_clear(&rows);
}

static void test_read_keeps_escapes_that_are_none(void **state)
{
    (void)state;
    expect_rows(SHEET("<row><c t='inlineStr'><is><r><t>_x0041_</t></r><r><t>_x30B3_</t></r></is></c>"
                      "<c t='str'><v>_x00e9__x12_ _xD800_</v></c></row>"),
                "1: Aコ|é_x12_ _xD800_\n");
}

static void test_read_refuses_cells_that_do_not_hold_up(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *message;
    } cases[] = {
        {SHEET("<row r='2'><c r='B2' t='s'><v>1</v></c></row>"),
         "a.xlsx: error[FRM001]: cell B2 of the sheet \"S\" refers to a text that is not there\n"},
        {SHEET("<row r='2'><c r='AB2' t='s'><v>x</v></c></row>"),
         "a.xlsx: error[FRM001]: cell AB2 of the sheet \"S\" refers to a text that is not there\n"},
        {SHEET("<row r='2'><c r='B2'/><c r='A2'/></row>"),
         "a.xlsx: error[FRM001]: cell B2 of the sheet \"S\" is followed by one out of order\n"},
        {SHEET("<row r='2'><c r='5'/></row>"),
         "a.xlsx: error[FRM001]: cell 2 of the sheet \"S\" is followed by one out of order\n"},
        {SHEET("<row r='2'/><row r='2'/>"),
         "a.xlsx: error[FRM001]: the sheet \"S\" has a row out of order after row 2\n"},
        {SHEET("<row r='x'/>"), "a.xlsx: error[FRM001]: the sheet \"S\" has a row out of order after row 0\n"},
        {SHEET("<row r='1048577'/>"), "a.xlsx: error[FRM003]: the sheet \"S\" has more than 1048576 rows\n"},
        {SHEET("<row><c r='XFE1'/></row>"), "a.xlsx: error[FRM003]: the sheet \"S\" has more than 16384 columns\n"},
        {SHEET("<row><c r='AAAAAAAAAAAAAAAAAAAAAAAA'/></row>"),
         "a.xlsx: error[FRM003]: the sheet \"S\" has more than 16384 columns\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(&(struct made){.sheet = cases[i].sheet, .strings = "<sst><si><t>a</t></si></sst>"},
                       cases[i].message);
}

static void test_read_refuses_parts_that_do_not_hold_up(void **state)
{
    (void)state;
    expect_refused(&(struct made){0}, "a.xlsx: error[FRM001]: the part 'xl/sheet.xml' is missing\n");
    expect_refused(&(struct made){.sheet = "<worksheet>\n<a></b>"},
                   "a.xlsx: error[FRM001]: line 2 of the part 'xl/sheet.xml' can't be read: mismatched tag\n");
    expect_refused(&(struct made){.sheet = SHEET(""), .strings = "<sst>"},
                   "a.xlsx: error[FRM001]: line 1 of the part 'xl/strings.xml' can't be read: no element found\n");
    expect_refused(&(struct made){.sheet = "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"},
                   "a.xlsx: error[FRM001]: the part 'xl/sheet.xml' has a document type\n");
}

static void test_read_refuses_bombs(void **state)
{
    (void)state;
    struct buffer blanks = {0};
    buffer_fill(&blanks, ' ', (size_t)1024 * 1024);
    assert_int_equal(buffer_status(&blanks), STATUS_OK);
    expect_refused(&(struct made){.before = "<worksheet>", .middle = "<a>", .after = "", .times = 300},
                   "a.xlsx: error[FRM003]: the part 'xl/sheet.xml' nests more than 256 deep\n");
    expect_refused(&(struct made){.before = "<worksheet b='", .middle = blanks.bytes, .after = "'/>", .times = 6},
                   "a.xlsx: error[FRM003]: the part 'xl/sheet.xml' has a tag of more than 4 MiB\n");
    expect_refused(&(struct made){.before = "<worksheet><sheetData><row><c><v>",
                                  .middle = blanks.bytes,
                                  .after = "</v></c></row></sheetData></worksheet>",
                                  .times = 2},
                   "a.xlsx: error[FRM003]: the sheet \"S\" has a cell of more than 1 MiB\n");
    expect_refused(
        &(struct made){.before = "<worksheet>", .middle = blanks.bytes, .after = "</worksheet>", .times = 1024},
        "a.xlsx: error[FRM003]: the part 'xl/sheet.xml' has more than 1024 MiB\n");
    struct buffer strings = {0};
    buffer_format(&strings, "<sst><si><t xml:space='preserve'>%s.</t></si></sst>", blanks.bytes);
    assert_int_equal(buffer_status(&strings), STATUS_OK);
    expect_refused(&(struct made){.sheet = SHEET("<row><c t='s'><v>0</v></c></row>"), .strings = strings.bytes},
                   "a.xlsx: error[FRM003]: the sheet \"S\" has a cell of more than 1 MiB\n");
    buffer_clear(&strings);
    buffer_clear(&blanks);
}

/* A ZIP file of these parts, each a name and its content. */
static int zip_of(const char *const (*parts)[2], size_t count)
{
    char path[] = "/tmp/minaoshi-test.XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++)
        add_part(zip, parts[i][0], &parts[i][1], 1, 1);
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    file = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(unlink(path), 0);
    return file;
}

static void test_read_other_zip_files(void **state)
{
    (void)state;
    static const char not_one[] = "a.xlsx: error[FRM001]: it is a ZIP file, but not a workbook\n" HINT;
    static const char *const office[][2] = {{"content.xml", "<office/>"}};
    expect_file(zip_of(office, 1), NULL, NULL, not_one);
    static const char *const other[][2] = {{"_rels/.rels", "<Relationships><Relationship Id='a' Type='" OFFICE
                                                           "thumbnail' Target='a.png'/></Relationships>"}};
    expect_file(zip_of(other, 1), NULL, NULL, not_one);
    static const char *const charts[][2] = {
        {"_rels/.rels",
         "<Relationships><Relationship Id='a' Type='" OFFICE "officeDocument' Target='book.xml'/></Relationships>"},
        {"_rels/book.xml.rels",
         "<Relationships><Relationship Id='b' Type='" OFFICE "chartsheet' Target='chart.xml'/></Relationships>"},
        {"book.xml", "<workbook xmlns:r='r'><sheets><sheet name='C' r:id='b'/></sheets></workbook>"}};
    expect_file(zip_of(charts, 3), NULL, NULL, "a.xlsx: error[FRM001]: the workbook has no sheet with cells\n" HINT);
    expect_file(zip_of(charts, 3), "C", NULL, "a.xlsx: error[FRM001]: the workbook has no sheet with cells\n" HINT);
    expect_file(file_of("PK\3\4", 4), NULL, NULL, "a.xlsx: error[FRM001]: the end of the ZIP file is missing\n" HINT);
}

/* A part whose bytes were changed is not taken for what it was. */
static void test_read_refuses_a_wrong_checksum(void **state)
{
    (void)state;
    int made = make(&(struct made){.sheet = SHEET("<row><c><v>1</v></c></row>")});
    char bytes[8192];
    ssize_t length = pread(made, bytes, sizeof bytes, 0);
    assert_true(length > 0 && length < (ssize_t)sizeof bytes);
    assert_int_equal(close(made), 0);
    /* the checksum stands in the directory at the end: the last entry's, 16 bytes after its mark */
    ssize_t entry = length - 4;
    while (entry > 0 && memcmp(bytes + entry, "PK\1\2", 4) != 0)
        entry--;
    bytes[entry + 16] = (char)(bytes[entry + 16] ^ 1);
    expect_file(file_of(bytes, (size_t)length), NULL, NULL,
                "a.xlsx: error[FRM001]: the part 'xl/sheet.xml' can't be opened\n" HINT);
}

/* However a file ends early or differs in a byte, it gives rows or says why not. */
static void test_read_survives_damage(void **state)
{
    (void)state;
    struct file whole = fixture(FORMS "by_hand.xlsx");
    for (size_t length = 0; length < 2 * whole.length; length++) {
        struct errors errors = {0};
        struct grid *grid = grid_new();
        size_t cut = length < whole.length ? length : whole.length;
        if (length >= whole.length)
            whole.bytes[length - whole.length] ^= 0x55;
        int file = file_of(whole.bytes, cut);
        if (length >= whole.length)
            whole.bytes[length - whole.length] ^= 0x55;
        assert_non_null(grid);
        enum status status = workbook_read(file, "a.xlsx", NULL, grid, &errors);
        assert_int_equal(status == STATUS_OK, errors.total == 0);
        if (cut + 22 < whole.length) /* the mark at the end and what it points to */
            assert_int_equal(status, STATUS_INPUT);
        errors_clear(&errors);
        grid_free(grid);
        assert_int_equal(close(file), 0);
    }
    file_clear(&whole);
}

static void test_read_descriptor_that_can_not_be_read(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct grid *grid = grid_new();
    int ends[2];
    assert_non_null(grid);
    assert_int_equal(workbook_read(-1, "a.xlsx", NULL, grid, &errors), STATUS_FAILURE);
    assert_errors(&errors, "minaoshi: error[SYS002]: unable to read 'a.xlsx': Bad file descriptor\n");
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(workbook_read(ends[0], "a.xlsx", NULL, grid, &errors), STATUS_FAILURE);
    assert_errors(&errors, "minaoshi: error[SYS002]: unable to read 'a.xlsx': Illegal seek\n");
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(close(ends[1]), 0);
    grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_as_a_spreadsheet_program_saves),
        cmocka_unit_test(test_read_hidden_sheet_by_name),
        cmocka_unit_test(test_read_shared_inline_and_computed_cells),
        cmocka_unit_test(test_read_strict_namespace_with_prefix),
        cmocka_unit_test(test_read_sheet_that_is_not_there),
        cmocka_unit_test(test_read_leaves_charts_and_empty_rows_out),
        cmocka_unit_test(test_read_numbers_in_their_shortest_form),
        cmocka_unit_test(test_read_columns_past_z),
        cmocka_unit_test(test_read_keeps_escapes_that_are_none),
        cmocka_unit_test(test_read_refuses_cells_that_do_not_hold_up),
        cmocka_unit_test(test_read_refuses_parts_that_do_not_hold_up),
        cmocka_unit_test(test_read_refuses_bombs),
        cmocka_unit_test(test_read_other_zip_files),
        cmocka_unit_test(test_read_refuses_a_wrong_checksum),
        cmocka_unit_test(test_read_survives_damage),
        cmocka_unit_test(test_read_descriptor_that_can_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
