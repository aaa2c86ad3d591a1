/* Files as they arrived: bytes, hash, size, time. */
#define _POSIX_C_SOURCE 200809L
#include "importer/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "importer/run.h"

/* Waits until standard input has something to read, or its end. Who writes to it may never come back: so whether to
 * give up is asked again and again. */
static enum status await_input(const struct source *source, struct errors *errors)
{
    enum { MILLISECONDS = 100 };
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (source->options) {
        enum status status = run_interrupted(source->options, errors);
        if (status != STATUS_OK)
            return status;
        if (poll(&input, 1, MILLISECONDS) != 0) /* what is wrong with it, reading tells */
            break;
    }
    return STATUS_OK;
}

/* Standard input can be read once only, and an import reads twice: first all of it for the hash and the encoding. */
static enum status spool_input(struct source *source, struct errors *errors)
{
    enum status status = file_temporary(&source->descriptor, errors);
    char block[64 * 1024];
    while (status == STATUS_OK && (status = await_input(source, errors)) == STATUS_OK) {
        ssize_t got = read(STDIN_FILENO, block, sizeof block);
        if (got == 0)
            break;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errors_add(errors, ERROR_READ, (struct place){.file = source->file.name}, NULL,
                              "unable to read standard input: %s", strerror(errno));
        status = file_temporary_add(source->descriptor, block, (size_t)got, errors);
    }
    return status;
}

enum status source_open(struct source *source, enum error_code missing, const char *hint, struct errors *errors)
{
    const struct place where = {.file = source->file.name};
    struct stat info;
    enum status status = STATUS_OK;
    source->descriptor = -1;
    if (strcmp(source->path, "-") == 0) {
        status = spool_input(source, errors);
    } else {
        source->descriptor = open(source->path, O_RDONLY | O_CLOEXEC);
        if (source->descriptor < 0)
            return errno == ENOENT || errno == ENOTDIR
                       ? errors_add(errors, missing, where, hint, "there is no such file")
                       : errors_add(errors, ERROR_READ, where, NULL, "unable to open: %s", strerror(errno));
        if (fstat(source->descriptor, &info) != 0 || S_ISDIR(info.st_mode))
            status = errors_add(errors, ERROR_READ, where, NULL, "unable to read: %s", strerror(EISDIR));
        else
            source->file.modified = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    }
    if (status == STATUS_OK)
        status = reader_scan(source->descriptor, source->file.name, &source->scan, errors);
    if (status != STATUS_OK) {
        source_close(source);
        return status;
    }
    memcpy(source->file.sha256, source->scan.sha256, sizeof source->file.sha256);
    source->file.bytes = source->scan.bytes;
    return STATUS_OK;
}

void source_close(struct source *source)
{
    if (source->descriptor >= 0)
        (void)close(source->descriptor); /* it was only read */
    source->descriptor = -1;
}
