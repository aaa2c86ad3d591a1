/* Any bytes as a portable file of SPSS: names and cases, or problems. ReadStat, which reads the other statistics files,
 * has fuzz targets of its own. */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "reader/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        __builtin_trap();
}

static void check_rows(struct grid *grid)
{
    const struct field *fields;
    size_t count, widest = SIZE_MAX;
    int64_t number, last = -1;
    must(grid_rewind(grid) == STATUS_OK);
    for (;;) {
        must(grid_next(grid, &fields, &count, &number) == STATUS_OK);
        if (count == SIZE_MAX)
            return;
        must(number == last + 1);
        must(count > 0 && count <= READER_COLUMNS_MAX && (widest == SIZE_MAX || count == widest));
        for (size_t i = 0; i < count; i++)
            must(fields[i].text != NULL);
        last = number;
        widest = count;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/minaoshi-fuzz.XXXXXX";
    int file = mkstemp(path);
    must(file >= 0 && unlink(path) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    struct errors errors = {0};
    struct grid *grid = grid_new();
    must(grid != NULL);
    enum status status = statistics_read(file, "fuzz", FORM_POR, size % 2 ? "cp932" : NULL, grid, &errors);
    must((status == STATUS_OK) == (errors.total == 0));
    if (status == STATUS_OK)
        check_rows(grid);
    grid_free(grid);
    errors_clear(&errors);
    must(close(file) == 0);
    return 0;
}
