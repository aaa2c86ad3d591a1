/* Whole files in and out. Messages name a file as the caller does. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/sha256.h"

/* The bytes of a file; `bytes[length]` is a NUL that does not count. */
struct file {
    char *bytes;
    size_t length;
};

/*
 * Reads `path` whole. `name` is how messages call it. When it is not there, the problem is `missing` (so that each
 * caller's exit status is right) with `hint`; any other failure is ERROR_READ. Caller frees with file_clear.
 */
MUST_CHECK enum status file_read(const char *path, const char *name, enum error_code missing, const char *hint,
                                 struct file *file, struct errors *errors);
void file_clear(struct file *file);

/* The SHA-256 of a file of any size, block by block. */
MUST_CHECK enum status file_sha256(const char *path, const char *name, char hex[SHA256_TEXT], struct errors *errors);

/* Writes a temporary file beside `path` and renames it, so that a reader never meets half of it. */
MUST_CHECK enum status file_write(const char *path, const void *bytes, size_t length, struct errors *errors);

/* A file in TMPDIR, or /tmp, that bears no name any more: nobody else can open it, and it is gone when its descriptor
 * is closed. -1 with errno set where it can't be made. */
int file_unnamed(void);

/* The same, a failure reported. */
MUST_CHECK enum status file_temporary(int *descriptor, struct errors *errors);

/* Adds bytes to such a file, all of them. */
MUST_CHECK enum status file_temporary_add(int descriptor, const void *bytes, size_t length, struct errors *errors);

/* Makes a directory where there is none; its parent must be there. */
MUST_CHECK enum status file_make_directory(const char *path, struct errors *errors);

bool file_exists(const char *path);
bool file_is_directory(const char *path);

/* `folder`/`name`, or `name` alone when it is absolute or the folder is empty. NULL when there is no memory. */
MUST_CHECK char *file_join(struct arena *arena, const char *folder, const char *name);

#endif
