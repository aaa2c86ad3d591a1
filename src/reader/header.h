/* Finding the header at the head of a text, and the delimiter on it. Private to the reader. */
#ifndef READER_HEADER_H
#define READER_HEADER_H

#include <stdbool.h>

#include "reader/reader.h"

enum { HEADER_LOOKED_AT = 20 }; /* records among which it is searched */

struct header {
    bool there;   /* false: no record */
    size_t at;    /* where the header begins */
    int64_t line; /* its physical line; beyond the one asked for when that is blank */
    char delimiter;
    size_t titles; /* how many of the declared ones it holds */
};

/*
 * The first record from the line asked for on; else the first of the first 20 records that holds the most of the
 * declared titles; without titles the first record. A first line `sep=;` as Excel writes it gives the delimiter and is
 * no record. Fails only for want of memory.
 */
MUST_CHECK enum status header_find(const char *text, size_t length, const struct reader_options *options,
                                   struct header *header, struct errors *errors);

#endif
