/* The parts of a workbook, which is a ZIP of XML files. Private to workbook*.c. */
#ifndef READER_WORKBOOK_H
#define READER_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <expat.h>
#include <minizip/unzip.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "reader/grid.h"

/* The texts that cells share: string `i` ends at `ends[i]` and begins where the one before ends. */
struct strings {
    struct buffer text;
    size_t *ends;
    size_t count, capacity;
};

struct workbook {
    const char *name; /* for messages */
    unzFile zip;
    struct arena *arena;
    struct strings strings;
    struct grid *grid;
    struct errors *errors;
};

struct part;

/* What is done with the elements of a part; names are without namespace and prefix, since the two standards of the
 * format (ISO/IEC 29500 transitional and strict) differ only in the namespace. */
struct part_handlers {
    void (*start)(struct part *part, const char *name, const XML_Char **attributes);
    void (*end)(struct part *part, const char *name);          /* may be NULL */
    void (*text)(struct part *part, const char *, int length); /* may be NULL */
};

/* A part while it is read. */
struct part {
    struct workbook *book;
    const char *name;
    const struct part_handlers *handlers;
    void *context; /* of the handlers */
    XML_Parser parser;
    size_t depth;
    size_t quiet;       /* bytes without an element or text: what Expat must hold at once */
    enum status status; /* what a handler stopped at; its problem is in the book's errors */
};

/* Most bytes of a part's XML: a small part, and one with the texts or the cells. */
#define PART_SMALL ((uint64_t)16 << 20)
#define PART_LARGE ((uint64_t)1 << 30)

/* Reads the part `name` to its end. */
MUST_CHECK enum status part_read(struct workbook *book, const char *name, uint64_t most,
                                 const struct part_handlers *handlers, void *context);
bool part_is_there(const struct workbook *book, const char *name);

/* Stops reading; for handlers. `status` is that of a problem that was reported. */
void part_stop(struct part *part, enum status status);

/* The value of an attribute, or NULL. */
const char *part_attribute(const XML_Char **attributes, const char *name);

/* Reports that the workbook does not hold up or is beyond what is read; the hint is the one for all of these. */
enum status workbook_damaged(const struct workbook *book, enum error_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Resolves the escapes "_x000D_" of what was added to `text` from `from` on (ISO/IEC 29500-1, 22.9.2.19). */
void workbook_unescape(struct buffer *text, size_t from);

/* The shared strings of the part `name`. */
MUST_CHECK enum status strings_read(struct workbook *book, const char *name);

/* The cells of the part `name`, whose sheet people call `sheet`, into the grid. */
MUST_CHECK enum status sheet_read(struct workbook *book, const char *name, const char *sheet);

#endif
