/* Files as they arrived: bytes, hash, size, time. */
#define _POSIX_C_SOURCE 200809L
#include <sys/stat.h>

#include "importer/wave.h"

enum status source_read(struct source *source, enum error_code missing, const char *hint, struct errors *errors)
{
    struct stat info;
    if (stat(source->path, &info) == 0)
        source->file.modified = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    enum status status = file_read(source->path, source->file.name, missing, hint, &source->bytes, errors);
    if (status != STATUS_OK)
        return status;
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add(&hash, source->bytes.bytes, source->bytes.length);
    sha256_end(&hash, source->file.sha256);
    source->file.bytes = (int64_t)source->bytes.length;
    return STATUS_OK;
}
