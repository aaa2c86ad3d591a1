/* Files compiled into the program: schema/, plots/, the memo's style sheet and the compiled message catalogue. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name;           /* as in the source tree, e.g. "plots/trend.gp" */
    const unsigned char *bytes; /* followed by a NUL that `length` does not count */
    size_t length;
};

/* The file of that name, or NULL. */
const struct embedded *embedded_find(const char *name);

/* The i-th file in the order of names, or NULL past the last. */
const struct embedded *embedded_at(size_t i);

#endif
