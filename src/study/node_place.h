/* Places in a YAML file, and its lines, kept so that every node can show the one it stands on. Private to the room. */
#ifndef STUDY_NODE_PLACE_H
#define STUDY_NODE_PLACE_H

#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"

struct node_excerpts {
    const char *name;
    const char *text; /* a copy; without a byte order mark */
    size_t length;
    size_t *starts; /* the offset of each line */
    size_t count;   /* lines, at least 1 */
};

/* NULL when there is no memory. */
MUST_CHECK struct node_excerpts *excerpts_new(struct arena *arena, const char *name, const char *bytes, size_t length);

/* The place of a byte. */
struct place excerpts_place(const struct node_excerpts *excerpts, size_t offset);

/* For sorting by line, then column: -1, 0, 1. */
int place_compare(const struct place *a, const struct place *b);

/* A line without its end, or NULL where there is no line of that number. */
const char *excerpts_line(const struct node_excerpts *excerpts, int64_t line, size_t *length);

#endif
