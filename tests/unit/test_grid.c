/* Rows of cells, in memory and in a temporary file. */
#define _POSIX_C_SOURCE 200809L
#include "grid_dump.h"

static void expect(struct grid *grid, const char *rows)
{
    struct buffer out = {0};
    dump_grid(grid, &out);
    assert_string_equal(buffer_get(&out), rows);
    buffer_clear(&out);
    grid_free(grid);
}

static void add(struct grid *grid, const char *text, const char *code, bool missing)
{
    assert_int_equal(grid_add(grid, text, strlen(text), code, code ? strlen(code) : 0, missing), STATUS_OK);
}

static void test_grid_without_rows(void **state)
{
    (void)state;
    grid_free(NULL);
    struct grid *grid = grid_new();
    assert_non_null(grid);
    expect(grid, "");
}

static void test_next_fills_rows_up_to_the_widest(void **state)
{
    (void)state;
    struct grid *grid = grid_new();
    assert_non_null(grid);
    add(grid, "コード", NULL, false);
    assert_int_equal(grid_end_row(grid, 0), STATUS_OK);
    add(grid, "提供中", "1", false);
    add(grid, "", NULL, false);
    add(grid, "無回答", "9", true);
    add(grid, "", NULL, false);
    assert_int_equal(grid_end_row(grid, 4), STATUS_OK);
    assert_int_equal(grid_end_row(grid, 5), STATUS_OK);
    add(grid, "", "", false);
    add(grid, "", NULL, true);
    assert_int_equal(grid_end_row(grid, 9), STATUS_OK);
    expect(grid, "0: コード|||\n4: 提供中{1}||無回答{9}!|\n5: |||\n9: {}|!||\n");
}

static void test_add_refuses_what_no_reader_takes(void **state)
{
    (void)state;
    struct grid *grid = grid_new();
    assert_non_null(grid);
    assert_int_equal(grid_add(grid, "", READER_FIELD_MAX + 1, NULL, 0, false), STATUS_FAILURE);
    for (int i = 0; i < READER_COLUMNS_MAX; i++)
        assert_int_equal(grid_add(grid, "", 0, NULL, 0, false), STATUS_OK);
    assert_int_equal(grid_add(grid, "", 0, NULL, 0, false), STATUS_FAILURE);
    assert_int_equal(grid_end_row(grid, 1), STATUS_OK);
    grid_free(grid);
}

/* Row `number` of a large grid: cells whose lengths differ from row to row. */
static size_t length_of(int64_t number, size_t cell)
{
    return number == 777 ? READER_FIELD_MAX - cell : (size_t)(number * 37 + (int64_t)cell * 101) % 1000;
}

enum { ROWS = 30000, CELLS = 7 };

static struct grid *large(char *bytes)
{
    struct grid *grid = grid_new();
    assert_non_null(grid);
    for (int64_t number = 1; number <= ROWS; number++) {
        for (size_t cell = 0; cell < CELLS; cell++) {
            size_t length = length_of(number, cell);
            memset(bytes, 'a' + (int)((size_t)number + cell) % 26, length);
            assert_int_equal(grid_add(grid, bytes, length, cell == 2 ? bytes : NULL, length / 2, cell == 3), STATUS_OK);
        }
        assert_int_equal(grid_end_row(grid, number), STATUS_OK);
    }
    return grid;
}

/* 100 MiB, with a row of more than a block, through a file. */
static void test_next_reads_back_from_the_temporary_file(void **state)
{
    (void)state;
    char *bytes = malloc(READER_FIELD_MAX);
    assert_non_null(bytes);
    struct grid *grid = large(bytes);
    for (int time = 0; time < 2; time++) {
        const struct field *fields;
        size_t count;
        int64_t number;
        assert_int_equal(grid_rewind(grid), STATUS_OK);
        for (int64_t wanted = 1; wanted <= ROWS; wanted++) {
            assert_int_equal(grid_next(grid, &fields, &count, &number), STATUS_OK);
            assert_int_equal(number, wanted);
            assert_int_equal(count, CELLS);
            for (size_t cell = 0; cell < CELLS; cell++) {
                const struct field *field = &fields[cell];
                size_t length = length_of(number, cell);
                assert_int_equal(field->length, length);
                memset(bytes, 'a' + (int)((size_t)number + cell) % 26, length);
                assert_memory_equal(field->text, bytes, length);
                assert_int_equal(field->code_length, cell == 2 ? length / 2 : 0);
                assert_int_equal(field->missing, cell == 3);
            }
        }
        assert_int_equal(grid_next(grid, &fields, &count, &number), STATUS_OK);
        assert_true(count == SIZE_MAX);
    }
    grid_free(grid);
    free(bytes);
}

static void fill_until_it_fails(struct grid *grid)
{
    static const char bytes[65536];
    for (int64_t number = 1; number < 1000; number++) {
        if (grid_add(grid, bytes, sizeof bytes, NULL, 0, false) != STATUS_OK)
            return;
        if (grid_end_row(grid, number) != STATUS_OK)
            return;
    }
    fail_msg("nothing failed");
}

static void test_report_names_what_the_temporary_file_lacks(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct grid *grid = grid_new();
    assert_non_null(grid);
    assert_int_equal(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
    fill_until_it_fails(grid);
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_int_equal(grid_report(grid, &errors), STATUS_FAILURE);
    assert_errors(&errors, "minaoshi: error[SYS003]: unable to use a temporary file: No such file or directory\n"
                           "  hint: name a folder with more room in the variable TMPDIR\n");
    grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_without_rows),
        cmocka_unit_test(test_next_fills_rows_up_to_the_widest),
        cmocka_unit_test(test_add_refuses_what_no_reader_takes),
        cmocka_unit_test(test_next_reads_back_from_the_temporary_file),
        cmocka_unit_test(test_report_names_what_the_temporary_file_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
