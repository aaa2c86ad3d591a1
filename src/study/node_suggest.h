/* The hint beside a name that is not known. Private to the room. */
#ifndef STUDY_NODE_SUGGEST_H
#define STUDY_NODE_SUGGEST_H

#include "base/buffer.h"

/* Adds "did you mean 'x'?" with the nearest of `known` (NULL-terminated), else the first dozen of them, else nothing.
 */
void node_suggest(struct buffer *out, const char *name, const char *const *known);

#endif
