/* A file on its way in: open, hashed, told by its first bytes. Private to the importer. */
#ifndef IMPORTER_SOURCE_H
#define IMPORTER_SOURCE_H

#include "importer/importer.h"
#include "reader/reader.h"
#include "store/store.h"

struct source {
    const char *path;                       /* to open; "-": standard input, kept in a temporary file */
    int descriptor;                         /* open once source_open gave STATUS_OK; else -1 */
    const struct importer_options *options; /* whether to give up waiting for standard input; NULL: never */
    struct reader_scan scan;
    struct import_file file; /* name, hash, size, time; encoding, rows and the rest once it is coded */
};

/* Opens and scans. A file that is not there is reported as `missing` with `hint`. Caller closes with source_close. */
MUST_CHECK enum status source_open(struct source *source, enum error_code missing, const char *hint,
                                   struct errors *errors);
/* Closes; fine for one that is not open (`descriptor` -1). */
void source_close(struct source *source);

#endif
