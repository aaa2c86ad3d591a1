/* Whole files: what is missing, what is no file, and that a written one appears whole. SHA-256 against FIPS 180-2. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "support/check.h"

static char folder[] = "/tmp/minaoshi-test-XXXXXX";

static int make_folder(void **state)
{
    *state = mkdtemp(folder);
    return *state ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void test_write_then_read(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct arena *arena = arena_new();
    const char *path = file_join(arena, folder, "a.txt");
    assert_int_equal(file_write(path, "x\0y", 3, &errors), STATUS_OK);
    assert_int_equal(file_write(path, "second", 6, &errors), STATUS_OK);
    struct file file;
    assert_int_equal(file_read(path, "a.txt", ERROR_READ, NULL, &file, &errors), STATUS_OK);
    assert_int_equal(file.length, 6);
    assert_string_equal(file.bytes, "second");
    file_clear(&file);
    assert_true(file_exists(path));
    assert_false(file_is_directory(path));
    assert_int_equal(unlink(path), 0); /* and no temporary file is left, or rmdir fails in the end */
    assert_no_errors(&errors);
    arena_free(arena);
}

static void test_read_tells_what_is_missing(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct file file;
    assert_int_equal(file_read("/tmp/minaoshi-none/x", "x.csv", ERROR_IMPORT_FILE, "put it there", &file, &errors),
                     STATUS_INPUT);
    assert_int_equal(file_read(folder, "folder", ERROR_IMPORT_FILE, NULL, &file, &errors), STATUS_FAILURE);
    assert_errors(&errors, "x.csv: error[IMP001]: there is no such file\n  hint: put it there\n"
                           "minaoshi: error[SYS002]: unable to read 'folder': Is a directory\n");
}

static void test_write_tells_where_it_failed(void **state)
{
    (void)state;
    struct errors errors = {0};
    assert_int_equal(file_write("/tmp/minaoshi-none/x", "x", 1, &errors), STATUS_FAILURE);
    assert_errors(&errors, "minaoshi: error[SYS003]: unable to write '/tmp/minaoshi-none/x': No such file or "
                           "directory\n");
}

static void test_join(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(file_join(arena, "a", "b"), "a/b");
    assert_string_equal(file_join(arena, "a/", "b"), "a/b");
    assert_string_equal(file_join(arena, ".", "b"), "b");
    assert_string_equal(file_join(arena, "a", "/b"), "/b");
    arena_free(arena);
}

static void test_sha256_of_abc(void **state)
{
    (void)state;
    struct sha256 hash;
    char hex[SHA256_TEXT], other[SHA256_TEXT];
    sha256_begin(&hash);
    sha256_add(&hash, "abc", 3);
    sha256_end(&hash, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_begin(&hash);
    sha256_add_text(&hash, "ab");
    sha256_add_text(&hash, "c");
    sha256_end(&hash, hex);
    sha256_begin(&hash);
    sha256_add_text(&hash, "a");
    sha256_add_text(&hash, "bc");
    sha256_end(&hash, other);
    assert_string_not_equal(hex, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_then_read),
        cmocka_unit_test(test_read_tells_what_is_missing),
        cmocka_unit_test(test_write_tells_where_it_failed),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_sha256_of_abc),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
