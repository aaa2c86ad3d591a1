/* Files through POSIX calls, every one checked. */
#define _POSIX_C_SOURCE 200809L
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status read_failed(struct errors *errors, const char *name)
{
    return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name, strerror(errno));
}

static enum status read_all(int descriptor, size_t length, struct file *file)
{
    size_t at = 0;
    while (at < length) {
        ssize_t got = read(descriptor, file->bytes + at, length - at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return STATUS_FAILURE;
        if (got == 0)
            break;
        at += (size_t)got;
    }
    file->bytes[at] = '\0';
    file->length = at;
    return STATUS_OK;
}

enum status file_read(const char *path, const char *name, enum error_code missing, const char *hint, struct file *file,
                      struct errors *errors)
{
    *file = (struct file){0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return errors_add(errors, missing, (struct place){.file = name}, hint, "there is no such file");
        return read_failed(errors, name);
    }
    enum status status;
    struct stat info;
    if (fstat(descriptor, &info) != 0)
        status = read_failed(errors, name);
    else if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        status = read_failed(errors, name);
    } else if ((unsigned long long)info.st_size >= MEM_MAX)
        status = errors_add(errors, ERROR_TOO_LARGE, (struct place){0}, NULL, "'%s' has %lld bytes, over the limit",
                            name, (long long)info.st_size);
    else {
        file->bytes = mem_alloc((size_t)info.st_size + 1);
        if (!file->bytes)
            status = errors_memory(errors);
        else if ((status = read_all(descriptor, (size_t)info.st_size, file)) != STATUS_OK)
            status = read_failed(errors, name);
    }
    (void)close(descriptor); /* only read from */
    if (status != STATUS_OK)
        file_clear(file);
    return status;
}

void file_clear(struct file *file)
{
    mem_free(file->bytes);
    *file = (struct file){0};
}

enum status file_sha256(const char *path, const char *name, char hex[SHA256_TEXT], struct errors *errors)
{
    enum { BLOCK = 1 << 16 };
    unsigned char *block = mem_alloc(BLOCK);
    if (!block)
        return errors_memory(errors);
    struct sha256 hash;
    sha256_begin(&hash);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = descriptor < 0 ? -1 : 1;
    while (got > 0) {
        do
            got = read(descriptor, block, BLOCK);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            sha256_add(&hash, block, (size_t)got);
    }
    enum status status = got < 0 ? read_failed(errors, name) : STATUS_OK;
    if (descriptor >= 0)
        (void)close(descriptor); /* only read from */
    mem_free(block);
    sha256_end(&hash, hex);
    return status;
}

static enum status write_failed(struct errors *errors, const char *path)
{
    return errors_add(errors, ERROR_WRITE, (struct place){0}, NULL, "unable to write '%s': %s", path, strerror(errno));
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t put = write(descriptor, bytes + at, length - at);
        if (put < 0 && errno != EINTR)
            return false;
        at += put > 0 ? (size_t)put : 0;
    }
    return true;
}

enum status file_write(const char *path, const void *bytes, size_t length, struct errors *errors)
{
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) { /* /dev/stdout, a pipe: nothing to rename over */
        int descriptor = open(path, O_WRONLY | O_CLOEXEC);
        if (descriptor < 0)
            return write_failed(errors, path);
        bool whole = write_all(descriptor, bytes, length);
        return close(descriptor) == 0 && whole ? STATUS_OK : write_failed(errors, path);
    }
    struct buffer temporary = {0};
    buffer_format(&temporary, "%s.XXXXXX", path);
    if (buffer_status(&temporary) != STATUS_OK) {
        buffer_clear(&temporary);
        return errors_memory(errors);
    }
    enum status status = STATUS_OK;
    int descriptor = mkstemp(temporary.bytes);
    if (descriptor < 0)
        status = write_failed(errors, path);
    else {
        mode_t mask = umask(0);
        (void)umask(mask);
        bool whole = write_all(descriptor, bytes, length) && fchmod(descriptor, 0666 & ~mask) == 0;
        whole = close(descriptor) == 0 && whole;
        if (!whole || rename(temporary.bytes, path) != 0) {
            status = write_failed(errors, path);
            (void)unlink(temporary.bytes);
        }
    }
    buffer_clear(&temporary);
    return status;
}

int file_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    struct buffer path = {0};
    buffer_format(&path, "%s/minaoshi-XXXXXX", folder && *folder ? folder : "/tmp");
    int descriptor = -1, problem = ENOMEM;
    if (buffer_status(&path) == STATUS_OK) {
        descriptor = mkstemp(path.bytes);
        problem = errno;
        if (descriptor >= 0 && unlink(path.bytes) != 0) {
            problem = errno;
            (void)close(descriptor); /* nothing was written */
            descriptor = -1;
        }
    }
    buffer_clear(&path);
    errno = problem;
    return descriptor;
}

static const char TEMPORARY_HINT[] = "set TMPDIR to a folder with more room";

enum status file_temporary(int *descriptor, struct errors *errors)
{
    *descriptor = file_unnamed();
    return *descriptor >= 0 ? STATUS_OK
                            : errors_add(errors, ERROR_WRITE, (struct place){0}, TEMPORARY_HINT,
                                         "unable to make a temporary file: %s", strerror(errno));
}

enum status file_temporary_add(int descriptor, const void *bytes, size_t length, struct errors *errors)
{
    const char *from = bytes;
    while (length) {
        ssize_t put = write(descriptor, from, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return errors_add(errors, ERROR_WRITE, (struct place){0}, TEMPORARY_HINT,
                              "unable to write a temporary file: %s", strerror(errno));
        from += put;
        length -= (size_t)put;
    }
    return STATUS_OK;
}

enum status file_make_directory(const char *path, struct errors *errors)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return write_failed(errors, path);
    return STATUS_OK;
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool file_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char *file_join(struct arena *arena, const char *folder, const char *name)
{
    if (name[0] == '/' || !folder[0] || strcmp(folder, ".") == 0)
        return arena_text(arena, name, strlen(name));
    return arena_format(arena, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
}
