/*
 * Rows of cells, first in memory, then in a temporary file. A row is kept as a `struct row_head` and, for each cell
 * that is not empty, a `struct cell_head` with the bytes of text and code after it, so that a wide sheet of few values
 * stays small; rows follow each other without gaps. What is written is read back by the same process, so that its byte
 * order does not matter.
 */
#define _POSIX_C_SOURCE 200809L
#include "reader/grid.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

enum { BLOCK = 4 * 1024 * 1024 - 1 }; /* what is kept in memory and written at once: 4 MiB with a buffer's NUL */

struct row_head {
    int64_t number;
    uint64_t length; /* of the cells after it */
    uint32_t kept;   /* how many they are */
};

struct cell_head {
    uint32_t index; /* in its row */
    uint32_t length, code_length;
    bool missing, coded;
};

struct grid {
    struct buffer row; /* the cells of the row that is being made */
    uint32_t count;    /* how many they are, and of these not empty */
    uint32_t kept;
    size_t widest; /* of the rows so far */
    struct buffer
        block;         /* of the rows, what no file holds; when reading from a file, its part from `at` - `taken` on */
    size_t taken;      /* of the block, by grid_next */
    int file;          /* the temporary file, or -1 */
    off_t written, at; /* bytes in it, and where the next block is read */
    struct field *fields;
    size_t room; /* in `fields` */
    int error;   /* errno of the temporary file */
};

struct grid *grid_new(void)
{
    struct grid *grid = mem_alloc(sizeof *grid);
    if (grid)
        grid->file = -1;
    return grid;
}

void grid_free(struct grid *grid)
{
    if (!grid)
        return;
    if (grid->file >= 0)
        (void)close(grid->file); /* nobody reads it again */
    buffer_clear(&grid->row);
    buffer_clear(&grid->block);
    mem_free(grid->fields);
    mem_free(grid);
}

enum status grid_report(const struct grid *grid, struct errors *errors)
{
    if (!grid->error)
        return errors_memory(errors);
    return errors_add(errors, ERROR_WRITE, (struct place){0}, "name a folder with more room in the variable TMPDIR",
                      "unable to use a temporary file: %s", strerror(grid->error));
}

static enum status failed(struct grid *grid)
{
    grid->error = errno ? errno : EIO;
    return STATUS_FAILURE;
}

static enum status flush(struct grid *grid)
{
    if (grid->file < 0 && (grid->file = file_unnamed()) < 0)
        return failed(grid);
    for (size_t done = 0; done < grid->block.length;) {
        ssize_t put = pwrite(grid->file, grid->block.bytes + done, grid->block.length - done, grid->written);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return failed(grid);
        done += (size_t)put;
        grid->written += put;
    }
    grid->block.length = 0;
    return STATUS_OK;
}

enum status grid_add(struct grid *grid, const char *text, size_t length, const char *code, size_t code_length,
                     bool missing)
{
    if (length > READER_FIELD_MAX || code_length > READER_FIELD_MAX || grid->count >= READER_COLUMNS_MAX)
        return STATUS_FAILURE;
    struct cell_head head;
    memset(&head, 0, sizeof head); /* its padding is written too */
    head.index = grid->count++;
    if (!length && !code && !missing)
        return STATUS_OK;
    grid->kept++;
    head.length = (uint32_t)length;
    head.code_length = code ? (uint32_t)code_length : 0;
    head.missing = missing;
    head.coded = code != NULL;
    buffer_add(&grid->row, &head, sizeof head);
    buffer_add(&grid->row, text, length);
    buffer_add(&grid->row, code, head.code_length);
    return buffer_status(&grid->row);
}

enum status grid_end_row(struct grid *grid, int64_t number)
{
    struct row_head head;
    memset(&head, 0, sizeof head);
    head.number = number;
    head.length = grid->row.length;
    head.kept = grid->kept;
    if (grid->block.length && grid->block.length + sizeof head + grid->row.length > BLOCK && flush(grid) != STATUS_OK)
        return STATUS_FAILURE;
    buffer_add(&grid->block, &head, sizeof head);
    if (grid->row.length)
        buffer_add(&grid->block, grid->row.bytes, grid->row.length);
    grid->widest = grid->count > grid->widest ? grid->count : grid->widest;
    grid->row.length = 0;
    grid->count = grid->kept = 0;
    return buffer_status(&grid->block);
}

enum status grid_rewind(struct grid *grid)
{
    if (grid->widest > grid->room) {
        struct field *fields = mem_resize(grid->fields, grid->widest * sizeof *fields);
        if (!fields)
            return STATUS_FAILURE;
        grid->fields = fields;
        grid->room = grid->widest;
    }
    if (grid->file >= 0) {
        /* The rows at the end are not yet there the first time; later the block holds what was read. */
        if (grid->at == 0 && flush(grid) != STATUS_OK)
            return STATUS_FAILURE;
        grid->block.length = 0;
        grid->at = 0;
    }
    grid->taken = 0;
    return STATUS_OK;
}

/* Sees to it that `length` bytes follow in the block; false: the rows end before, or `*status` tells of a failure. */
static bool have(struct grid *grid, uint64_t length, enum status *status)
{
    struct buffer *block = &grid->block;
    size_t left = block->length - grid->taken;
    if (left >= length)
        return true;
    if (grid->file < 0 || grid->at >= grid->written)
        return false;
    if (left)
        memmove(block->bytes, block->bytes + grid->taken, left);
    block->length = left;
    grid->taken = 0;
    size_t wanted = length > BLOCK ? (size_t)length : BLOCK;
    if (block->capacity <= wanted) { /* a row longer than a block */
        char *bytes = mem_resize(block->bytes, wanted + 1);
        if (!bytes) {
            *status = STATUS_FAILURE;
            return false;
        }
        block->bytes = bytes;
        block->capacity = wanted + 1;
    }
    while (block->length < wanted && grid->at < grid->written) {
        ssize_t got = pread(grid->file, block->bytes + block->length, wanted - block->length, grid->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : EIO; /* the file has become shorter */
            *status = failed(grid);
            return false;
        }
        block->length += (size_t)got;
        grid->at += got;
    }
    return block->length >= length;
}

enum status grid_next(struct grid *grid, const struct field **fields, size_t *count, int64_t *number)
{
    *fields = NULL;
    *count = SIZE_MAX;
    *number = 0;
    enum status status = STATUS_OK;
    struct row_head row;
    if (!have(grid, sizeof row, &status))
        return status;
    memcpy(&row, grid->block.bytes + grid->taken, sizeof row);
    grid->taken += sizeof row;
    if (!have(grid, row.length, &status))
        return status;
    const char *at = grid->block.bytes + grid->taken;
    grid->taken += (size_t)row.length;
    for (size_t i = 0; i < grid->widest; i++)
        grid->fields[i] = (struct field){.text = "", .offset = (int64_t)i};
    for (uint32_t i = 0; i < row.kept; i++) {
        struct cell_head head;
        memcpy(&head, at, sizeof head);
        struct field *field = &grid->fields[head.index];
        field->text = at + sizeof head;
        field->length = head.length;
        field->code = head.coded ? field->text + head.length : NULL;
        field->code_length = head.code_length;
        field->missing = head.missing;
        at = field->text + head.length + head.code_length;
    }
    *fields = grid->fields;
    *count = grid->widest;
    *number = row.number;
    return STATUS_OK;
}
