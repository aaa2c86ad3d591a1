/* What the tests of workbooks and statistics files share: what a grid holds as text, and files in and out of memory. */
#ifndef TESTS_UNIT_GRID_DUMP_H
#define TESTS_UNIT_GRID_DUMP_H

#include "support/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "reader/grid.h"

#define FORMS TEST_SOURCE_DIR "/tests/data/forms/"

/* All rows as `number: a|b{its code}|c!`, where `!` is a value declared missing. Reads twice: the second time must be
 * like the first. */
static inline void dump_grid(struct grid *grid, struct buffer *out)
{
    size_t half = 0;
    for (int time = 0; time < 2; time++) {
        const struct field *fields;
        size_t count;
        int64_t number;
        assert_int_equal(grid_rewind(grid), STATUS_OK);
        for (;;) {
            assert_int_equal(grid_next(grid, &fields, &count, &number), STATUS_OK);
            if (count == SIZE_MAX)
                break;
            buffer_format(out, "%lld: ", (long long)number);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(fields[i].offset, i);
                assert_false(fields[i].quoted);
                if (i)
                    buffer_byte(out, '|');
                buffer_add(out, fields[i].text, fields[i].length);
                if (fields[i].code) {
                    buffer_byte(out, '{');
                    buffer_add(out, fields[i].code, fields[i].code_length);
                    buffer_byte(out, '}');
                }
                if (fields[i].missing)
                    buffer_byte(out, '!');
            }
            buffer_byte(out, '\n');
        }
        assert_int_equal(buffer_status(out), STATUS_OK);
        if (!time)
            half = out->length;
    }
    assert_int_equal(out->length, 2 * half);
    if (half)
        assert_memory_equal(out->bytes, out->bytes + half, half);
    out->length = half;
    if (out->bytes)
        out->bytes[half] = '\0';
}

/* A file without a name that holds those bytes. */
static inline int file_of(const void *bytes, size_t length)
{
    char path[] = "/tmp/minaoshi-test.XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(pwrite(file, bytes, length, 0), length);
    return file;
}

static inline struct file fixture(const char *path)
{
    struct errors errors = {0};
    struct file file;
    assert_int_equal(file_read(path, path, ERROR_READ, NULL, &file, &errors), STATUS_OK);
    assert_no_errors(&errors);
    return file;
}

#endif
