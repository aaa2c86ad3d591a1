/* Pictures drawn in a folder of the test's own, and what stands in them. The includer defines _POSIX_C_SOURCE. */
#ifndef TESTS_UNIT_PICTURE_FOLDER_H
#define TESTS_UNIT_PICTURE_FOLDER_H

#include "support/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static char folder[64];

static inline int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/test_pictures.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int empty_folder(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory)
        return -1;
    /* cppcheck-suppress readdirCalled ; one thread */
    for (struct dirent *entry; (entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    (void)closedir(directory);
    return rmdir(path);
}

static inline const char *in_folder(const char *name)
{
    static char paths[8][128];
    static int next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline int remove_folder(void **state)
{
    (void)state;
    (void)empty_folder(in_folder("plots"));
    return empty_folder(folder);
}

static inline struct file read_file(const char *name)
{
    struct file file;
    struct errors errors = {0};
    assert_int_equal(file_read(in_folder(name), name, ERROR_READ, NULL, &file, &errors), STATUS_OK);
    assert_no_errors(&errors);
    return file;
}

static inline void assert_contains(const char *name, const char *text)
{
    struct file file = read_file(name);
    if (!strstr(file.bytes, text)) {
        print_error("'%s' does not contain: %s\n", name, text);
        fail();
    }
    file_clear(&file);
}

static inline void assert_same_bytes(const char *a, const char *b)
{
    struct file one = read_file(a), two = read_file(b);
    assert_int_equal(one.length, two.length);
    assert_memory_equal(one.bytes, two.bytes, one.length);
    file_clear(&one);
    file_clear(&two);
}

/* A PNG of ours is gnuplot's with a chunk more after its head. */
static inline void assert_same_drawing(const char *ours, const char *of_gnuplot)
{
    enum { HEAD = 33, CHUNK = 21 };
    struct file one = read_file(ours), two = read_file(of_gnuplot);
    assert_int_equal(one.length, two.length + CHUNK);
    assert_memory_equal(one.bytes, two.bytes, HEAD);
    assert_memory_equal(one.bytes + HEAD + CHUNK, two.bytes + HEAD, two.length - HEAD);
    file_clear(&one);
    file_clear(&two);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

#endif
