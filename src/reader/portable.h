/* SPSS portable files (.por). Private to the reader. */
#ifndef READER_PORTABLE_H
#define READER_PORTABLE_H

#include "base/error.h"
#include "reader/grid.h"

/* As statistics_read for FORM_POR; `encoding` is one that iconv knows, or NULL. */
MUST_CHECK enum status portable_read(int file, const char *name, const char *encoding, struct grid *grid,
                                     struct errors *errors);

#endif
